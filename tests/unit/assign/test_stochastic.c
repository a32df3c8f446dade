/* test_stochastic.c: logit against closed forms and against all ways counted one by one. */
#include "check.h"
#include "roads.h"

static kr_status solve(kr_job *job, made *m, double theta, double gap, const kr_flow **flow)
{
    kr_assign_options o = { .principle = KR_STOCHASTIC, .gap = gap, .rounds = 2000, .theta = theta };
    KR_TRY(make_demand(job, m));
    return kr_assign(job, &m->roads, 1, &m->class, &o, flow);
}

/* Parallel links: shares are exp(-theta t) at the times they make themselves; the split is found by halving. */
static void parallel_links(void **state)
{
    (void)state;
    static const double thetas[] = { .01, .2, 1, 5 };
    for (int k = 0; k < 4; k++) {
        kr_job job;
        made m;
        const kr_flow *f;
        double low = 0, high = 12;
        kr_job_init(&job, 1 << 24);
        make(&m, 2, 2);
        make_link(&m, 1, 2, 10, 5, .5, 4);
        make_link(&m, 1, 2, 12, 5, .5, 4);
        make_pair(&m, 1, 2, 12);
        check_ok(&job, solve(&job, &m, thetas[k], 1e-11, &f));
        for (int n = 0; n < 100; n++) {
            double v = .5 * (low + high), t = 10 * (1 + .5 * pow(v / 5, 4)), u = 12 * (1 + .5 * pow((12 - v) / 5, 4));
            *(12 / (1 + exp(-thetas[k] * (u - t))) > v ? &low : &high) = v;
        }
        check_near(f->flow[0], low, 1e-8);
        kr_job_end(&job);
    }
}

/* Four ways through a ladder without congestion: each carries its logit share. */
static void all_ways_of_a_ladder(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    double theta = .3, sum = 0, on_first = 0, on_cross = 0;
    kr_job_init(&job, 1 << 24);
    make(&m, 4, 2);
    make_link(&m, 1, 3, 2, 1, 0, 0);
    make_link(&m, 1, 4, 5, 1, 0, 0);
    make_link(&m, 3, 4, 2, 1, 0, 0);
    make_link(&m, 3, 2, 7, 1, 0, 0);
    make_link(&m, 4, 2, 4, 1, 0, 0);
    make_pair(&m, 1, 2, 10);
    check_ok(&job, solve(&job, &m, theta, 1e-12, &f));
    static const double costs[] = { 9, 9, 8 };      /* 1-3-2, 1-4-2, 1-3-4-2 */
    for (int k = 0; k < 3; k++)
        sum += exp(-theta * costs[k]);
    on_first = (exp(-theta * 9) + exp(-theta * 8)) / sum;
    on_cross = exp(-theta * 8) / sum;
    check_near(f->flow[0], 10 * on_first, 1e-11);
    check_near(f->flow[2], 10 * on_cross, 1e-11);
    check_near(f->gap, 0, 1e-12);
    kr_job_end(&job);
}

/* Sharp choice comes near the user equilibrium; flows keep their sums; threads change nothing. */
static void random_networks(void **state)
{
    (void)state;
    for (uint64_t seed = 5; seed < 10; seed++) {
        kr_job job;
        made m;
        const kr_flow *f, *g;
        kr_job_init(&job, 1 << 27);
        make_at_random(&m, seed, 20, 6, 60, 5);
        check_ok(&job, solve(&job, &m, .5, 1e-8, &f));
        double out[MOST_NODES] = { 0 };
        for (uint32_t a = 0; a < m.roads.links; a++) {
            out[m.tail[a]] += f->flow[a];
            out[m.head[a]] -= f->flow[a];
        }
        for (uint32_t k = 0; k < m.pairs; k++) {
            out[m.from[k]] -= m.amount[k];
            out[m.to[k]] += m.amount[k];
        }
        for (uint32_t i = 0; i < 20; i++)
            check_near(out[i], 0, 1e-9);
        job.threads = 4;
        check_ok(&job, solve(&job, &m, .5, 1e-8, &g));
        assert_memory_equal(f->flow, g->flow, m.roads.links * sizeof *f->flow);
        assert_memory_equal(&f->objective, &g->objective, sizeof f->objective);
        kr_job_end(&job);
    }
}

/* Walks all ways that lead away from the origin all the time; returns the sum of their weights, and adds them to the links. */
static double walk(const made *m, const double *far, double theta, uint32_t at, uint32_t to, double cost, double *weight)
{
    double sum = 0;
    if (at == to)
        return exp(-theta * cost);
    for (uint32_t a = 0; a < m->roads.links; a++)
        if (m->tail[a] == at && far[m->head[a]] > far[at]) {
            double more = walk(m, far, theta, m->head[a], to, cost + m->free_time[a], weight);
            weight[a] += more;
            sum += more;
        }
    return sum;
}

static void how_far(const made *m, uint32_t origin, double *far)
{
    for (uint32_t i = 0; i < m->roads.nodes; i++)
        far[i] = i == origin ? 0 : INFINITY;
    for (uint32_t k = 0; k < m->roads.nodes; k++)
        for (uint32_t a = 0; a < m->roads.links; a++)
            far[m->head[a]] = fmin(far[m->head[a]], far[m->tail[a]] + m->free_time[a]);
}

/* Without congestion each way that leads away from the origin carries its logit share: all of them, one by one, on random networks. */
static void all_ways_of_random_networks(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 13; seed++) {
        kr_job job;
        made m;
        const kr_flow *f;
        double flow[MOST_LINKS] = { 0 }, weight[MOST_LINKS], far[MOST_NODES];
        kr_job_init(&job, 1 << 26);
        make_at_random(&m, seed, 14, 5, 30, 5);
        memset(m.alpha, 0, sizeof m.alpha);
        check_ok(&job, solve(&job, &m, .2, 1e-12, &f));
        for (uint32_t k = 0; k < m.pairs; k++) {
            memset(weight, 0, sizeof weight);
            how_far(&m, m.from[k], far);
            double sum = walk(&m, far, .2, m.from[k], m.to[k], 0, weight);
            for (uint32_t a = 0; a < m.roads.links; a++)
                flow[a] += m.amount[k] * weight[a] / sum;
        }
        for (uint32_t a = 0; a < m.roads.links; a++)
            check_near(f->flow[a], flow[a], 1e-10);
        kr_job_end(&job);
    }
}

/* ------------------------------------------------------------------ selected traffic and ways */

/* Every way from one zone to another that leads away all the time, one by one, as the bits of its links. */
struct ways {
    const made *m;
    const double *far;
    double theta, sum;
    uint64_t links[4096];
    double weight[4096];
    size_t count;
};

static void walk_each(struct ways *w, uint32_t at, uint32_t to, double cost, uint64_t links)
{
    if (at == to) {
        assert_true(w->count < 4096);
        w->links[w->count] = links;
        w->sum += w->weight[w->count++] = exp(-w->theta * cost);
        return;
    }
    for (uint32_t a = 0; a < w->m->roads.links; a++)
        if (w->m->tail[a] == at && w->far[w->m->head[a]] > w->far[at])
            walk_each(w, w->m->head[a], to, cost + w->m->free_time[a], links | (uint64_t)1 << a);
}

static void ways_of(struct ways *w, const made *m, double theta, uint32_t from, uint32_t to, double *far)
{
    how_far(m, from, far);
    *w = (struct ways){ .m = m, .far = far, .theta = theta };
    walk_each(w, from, to, 0, 0);
}

static double share_of(const struct ways *w, const kr_route *route)
{
    uint64_t links = 0;
    for (uint32_t i = 0; i < route->links; i++)
        links |= (uint64_t)1 << route->link[i];
    for (size_t k = 0; k < w->count; k++)
        if (w->links[k] == links)
            return w->weight[k] / w->sum;
    return 0;
}

/* Without congestion: the list is all ways that there are, each with its logit share. */
static void check_list(kr_job *job, const made *m, const kr_flow *f, uint32_t pair, const struct ways *w)
{
    kr_route_list routes;
    double before = INFINITY;
    check_ok(job, kr_flow_routes(job, f, 0, m->from[pair], m->to[pair], 0, 0, &routes));
    assert_int_equal(routes.count, w->count);
    check_near(routes.flow, m->amount[pair], 0);
    for (size_t k = 0; k < routes.count; k++) {
        check_near(routes.route[k].share, share_of(w, &routes.route[k]), 1e-12);
        check_near(routes.route[k].cost, routes.route[0].cost - log(routes.route[k].share / routes.route[0].share) / w->theta, 1e-9);
        assert_true(routes.route[k].share <= before);
        before = routes.route[k].share;
    }
}

/* What passes two links, or either of them, is the ways that hold one: of each pair and on every link. */
static void ways_and_selections_of_random_networks(void **state)
{
    (void)state;
    static struct ways w;
    for (uint64_t seed = 1; seed < 13; seed++) {
        kr_job job;
        made m;
        const kr_flow *f;
        uint8_t chosen[MOST_LINKS] = { [3] = 1, [17] = 1 };
        double far[MOST_NODES], picked[MOST_LINKS], expected[MOST_LINKS] = { 0 }, pairs[MOST_PAIRS], total, passing = 0;
        kr_job_init(&job, 1 << 26);
        make_at_random(&m, seed, 14, 5, 30, 5);
        memset(m.alpha, 0, sizeof m.alpha);
        check_ok(&job, solve(&job, &m, .2, 1e-12, &f));
        check_ok(&job, kr_flow_select(&job, f, &(kr_selection){ KR_NONE, chosen, KR_NONE, KR_NONE }, picked, &total, (double *[]){ pairs }));
        for (uint32_t k = 0; k < m.pairs; k++) {
            double of_pair = 0;
            ways_of(&w, &m, .2, m.from[k], m.to[k], far);
            check_list(&job, &m, f, k, &w);
            for (size_t n = 0; n < w.count; n++) {
                double flow = w.links[n] >> 3 & 1 || w.links[n] >> 17 & 1 ? m.amount[k] * w.weight[n] / w.sum : 0;
                of_pair += flow;
                for (uint32_t a = 0; a < m.roads.links; a++)
                    expected[a] += w.links[n] >> a & 1 ? flow : 0;
            }
            check_near(pairs[k], of_pair, 1e-11);       /* made pairs are in the order of demand */
            passing += of_pair;
        }
        check_near(total, passing, 1e-10);
        for (uint32_t a = 0; a < m.roads.links; a++)
            check_near(picked[a], expected[a], 1e-10);
        kr_job_end(&job);
    }
}

static double binomial(int n, int k)
{
    double product = 1;
    for (int i = 1; i <= k; i++)
        product = product * (n - k + i) / i;
    return round(product);
}

/* A lattice of equal links, from corner to corner: 155,117,520 ways that all carry the same, of which nobody needs to walk but those that are told. */
static void a_lattice_of_many_ways(void **state)
{
    (void)state;
    enum { SIDE = 16 };
    kr_job job;
    static made m;
    const kr_flow *f;
    kr_route_list routes;
    static uint8_t chosen[MOST_LINKS];
    static double picked[MOST_LINKS];
    double all = binomial(2 * SIDE - 2, SIDE - 1), total;
    uint32_t middle = 0;
    kr_job_init(&job, 1 << 24);
    make(&m, SIDE * SIDE, SIDE * SIDE);
    for (uint32_t i = 0; i < SIDE; i++)
        for (uint32_t j = 0; j < SIDE; j++) {
            uint32_t node = SIDE * i + j + 1, a = j + 1 < SIDE ? make_link(&m, node, node + 1, 1, 1, 0, 0) : 0;
            if (i == 6 && j == 9)
                middle = a;
            if (i + 1 < SIDE)
                make_link(&m, node, node + SIDE, 1, 1, 0, 0);
        }
    make_pair(&m, 1, SIDE * SIDE, 1000);
    check_ok(&job, solve(&job, &m, .7, 1e-12, &f));
    check_ok(&job, kr_flow_routes(&job, f, 0, 0, SIDE * SIDE - 1, 0, 60, &routes));
    assert_int_equal(routes.count, 60);
    for (size_t k = 0; k < 60; k++) {
        assert_int_equal(routes.route[k].links, 2 * SIDE - 2);
        check_near(routes.route[k].share * all, 1, 1e-11);
        for (size_t n = 0; n < k; n++)
            assert_memory_not_equal(routes.route[k].link, routes.route[n].link, (2 * SIDE - 2) * sizeof(uint32_t));
    }
    check_near(routes.left_out, 1000 * (1 - 60 / all), 1e-9);
    check_ok(&job, kr_flow_routes(&job, f, 0, 0, SIDE * SIDE - 1, .001, 0, &routes));
    assert_int_equal(routes.count, 0);
    check_near(routes.left_out, 1000, 0);
    chosen[middle] = 1;
    check_ok(&job, kr_flow_select(&job, f, &(kr_selection){ KR_NONE, chosen, KR_NONE, KR_NONE }, picked, &total, NULL));
    check_near(total, 1000 * binomial(6 + 9, 6) * binomial(9 + 5, 5) / all, 1e-9);
    kr_job_end(&job);
}

/* Two parallel links, crowded; trucks take twice the room, pay a toll, and are shut out of the third. Shares of each class in closed form. */
static void each_class_by_itself(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_route_list routes;
    uint8_t closed[3] = { 0, 0, 1 }, chosen[3] = { 1, 0, 0 };
    double picked[3], total, pairs[2][1], theta = .4, cost[2][3], share[2];
    kr_assign_options o = { .principle = KR_STOCHASTIC, .gap = 1e-12, .rounds = 2000, .theta = theta };
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 10, 5, .5, 4);
    make_link(&m, 1, 2, 12, 5, .5, 4);
    make_link(&m, 1, 2, 11, 5, .5, 4);
    m.toll[0] = 2;
    make_pair(&m, 1, 2, 9);
    check_ok(&job, make_demand(&job, &m));
    kr_traffic classes[2] = { m.class, m.class };
    classes[1].pce = 2;
    classes[1].toll_weight = 1;
    classes[1].forbidden = closed;
    check_ok(&job, kr_assign(&job, &m.roads, 2, classes, &o, &f));
    for (int a = 0; a < 3; a++) {
        cost[0][a] = m.free_time[a] * (1 + .5 * pow(f->flow[a] / 5, 4));
        cost[1][a] = a == 2 ? INFINITY : cost[0][a] + m.toll[a];
    }
    for (uint32_t c = 0; c < 2; c++) {
        double sum = exp(-theta * cost[c][0]) + exp(-theta * cost[c][1]) + exp(-theta * cost[c][2]);
        share[c] = exp(-theta * cost[c][0]) / sum;
        check_ok(&job, kr_flow_routes(&job, f, c, 0, 1, 0, 0, &routes));
        assert_int_equal(routes.count, c == 0 ? 3 : 2);
        check_near(routes.flow, c == 0 ? 9 : 18, 0);
        for (size_t k = 0; k < routes.count; k++)
            check_near(routes.route[k].share, exp(-theta * cost[c][routes.route[k].link[0]]) / sum, 1e-10);
        kr_selection selection = { c, chosen, KR_NONE, KR_NONE };
        check_ok(&job, kr_flow_select(&job, f, &selection, picked, &total, (double *[]){ pairs[0], pairs[1] }));
        check_near(total, routes.flow * share[c], 1e-9);
        check_near(pairs[c][0], 9 * share[c], 1e-9);
        check_near(pairs[1 - c][0], 0, 0);
        check_near(picked[0], f->class_flow[c][0] * (c == 0 ? 1 : 2), 1e-9);
        check_near(picked[1], 0, 0);
    }
    kr_job_end(&job);
}

static kr_status ask(kr_job *job, void *with)
{
    made *m = with;
    const kr_flow *f;
    kr_route_list routes;
    uint8_t chosen[MOST_LINKS] = { [5] = 1 };
    double picked[MOST_LINKS], total;
    KR_TRY(solve(job, m, .5, 1e-6, &f));
    KR_TRY(kr_flow_select(job, f, &(kr_selection){ KR_NONE, chosen, KR_NONE, KR_NONE }, picked, &total, NULL));
    return kr_flow_routes(job, f, 0, 0, 5, 0, 0, &routes);
}

static void allocations_may_fail(void **state)
{
    (void)state;
    made m;
    make_at_random(&m, 4, 16, 6, 40, 5);
    every_allocation_may_fail(ask, &m);
}

/* Skims bring costs up to date with the flows; ways and selections belong to the costs before. A coarse gap would tell the two apart. */
static void a_skim_between_changes_nothing(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_route_list before, after;
    uint8_t chosen[MOST_LINKS] = { [7] = 1 };
    double first[MOST_LINKS], again[MOST_LINKS], total, cost[6];
    kr_selection selection = { KR_NONE, chosen, KR_NONE, KR_NONE };
    kr_job_init(&job, 1 << 25);
    make_at_random(&m, 4, 16, 6, 40, 5);
    check_ok(&job, solve(&job, &m, .5, .05, &f));
    check_ok(&job, kr_flow_routes(&job, f, 0, 0, 5, 0, 0, &before));
    check_ok(&job, kr_flow_select(&job, f, &selection, first, &total, NULL));
    assert_true(f->gap > 1e-4 && f->flow[7] > 0);
    check_near(total, f->flow[7], 1e-12 * total);
    check_ok(&job, kr_flow_skim(&job, f, 0, 0, cost, NULL, NULL));
    check_ok(&job, kr_flow_select(&job, f, &selection, again, &total, NULL));
    check_ok(&job, kr_flow_routes(&job, f, 0, 0, 5, 0, 0, &after));
    assert_memory_equal(first, again, m.roads.links * sizeof *first);
    assert_int_equal(before.count, after.count);
    for (size_t k = 0; k < before.count; k++)
        assert_memory_equal(&before.route[k].share, &after.route[k].share, sizeof(double));
    kr_job_end(&job);
}

/* Two nodes equally far: what joins them leads away from neither, whatever they are called. What costs nothing leads on to more links. */
static void ways_between_equals(void **state)
{
    (void)state;
    for (uint32_t first = 3; first < 5; first++) {
        kr_job job;
        made m;
        const kr_flow *f;
        double sum = 2 * exp(-7.) + exp(-8.);
        uint32_t second = 7 - first;
        kr_job_init(&job, 1 << 24);
        make(&m, 6, 2);
        make_link(&m, 1, first, 2, 1, 0, 0);
        make_link(&m, 1, second, 2, 1, 0, 0);
        make_link(&m, first, second, 1, 1, 0, 0);
        make_link(&m, first, 5, 5, 1, 0, 0);
        make_link(&m, second, 5, 5, 1, 0, 0);
        make_link(&m, 5, 6, 0, 1, 0, 0);
        make_link(&m, 6, 2, 0, 1, 0, 0);
        make_link(&m, second, 2, 6, 1, 0, 0);
        make_pair(&m, 1, 2, 12);
        check_ok(&job, solve(&job, &m, 1, 1e-12, &f));
        check_near(f->flow[0], 12 * exp(-7.) / sum, 1e-11);
        check_near(f->flow[2], 0, 0);
        check_near(f->flow[5], 24 * exp(-7.) / sum, 1e-11);
        check_near(f->flow[6], 24 * exp(-7.) / sum, 1e-11);
        kr_job_end(&job);
    }
}

static void what_logit_cannot_do_is_said(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 1, 1, 0, 0);
    make_pair(&m, 1, 2, 1);
    assert_int_equal(solve(&job, &m, 0, 1e-6, &f), KR_E_INPUT);
    check_says(&job, "theta");
    m.limit[0] = 1;
    assert_int_equal(solve(&job, &m, 1, 1e-6, &f), KR_E_INPUT);
    check_says(&job, "hard limits");
    m.limit[0] = INFINITY;
    kr_assign_options o = { .principle = KR_STOCHASTIC, .gap = 1e-6, .theta = 1 };
    m.class.answer = KR_ANSWER_POWER;
    m.class.answer_rate = 1;
    assert_int_equal(kr_assign(&job, &m.roads, 1, &m.class, &o, &f), KR_E_INPUT);
    check_says(&job, "class 1: demand that answers to cost");
    m.class.answer = KR_ANSWER_NONE;
    o.warm = &(kr_solution){ .classes = 1 };
    assert_int_equal(kr_assign(&job, &m.roads, 1, &m.class, &o, &f), KR_E_INPUT);
    check_says(&job, "no trees to begin with");
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parallel_links),
        cmocka_unit_test(all_ways_of_a_ladder),
        cmocka_unit_test(all_ways_of_random_networks),
        cmocka_unit_test(ways_and_selections_of_random_networks),
        cmocka_unit_test(a_lattice_of_many_ways),
        cmocka_unit_test(each_class_by_itself),
        cmocka_unit_test(a_skim_between_changes_nothing),
        cmocka_unit_test(allocations_may_fail),
        cmocka_unit_test(ways_between_equals),
        cmocka_unit_test(random_networks),
        cmocka_unit_test(what_logit_cannot_do_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
