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
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parallel_links),
        cmocka_unit_test(all_ways_of_a_ladder),
        cmocka_unit_test(all_ways_of_random_networks),
        cmocka_unit_test(ways_between_equals),
        cmocka_unit_test(random_networks),
        cmocka_unit_test(what_logit_cannot_do_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
