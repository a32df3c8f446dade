/* test_analysis.c: skims, selected traffic and routes, held against each other and against labels of their own. */
#include "check.h"
#include "roads.h"

#define MANY 12u                /* networks; half of them with zones at ends of their own */
#define THETA .5

struct found {
    kr_job job;
    made m;
    const kr_flow *flow;
};

static void find_by(struct found *x, uint64_t seed, kr_principle principle)
{
    kr_assign_options o = { .principle = principle, .gap = 1e-12, .rounds = 500, .theta = THETA };
    kr_job_init(&x->job, 1 << 28);
    make_at_random(&x->m, seed, 16, 6, 50, 6);
    for (uint32_t z = 0; z < 6; z++)
        x->m.no_through[z] = seed % 2 == 1 && seed <= MANY / 2;
    if (seed > MANY / 2)
        make_stubs(&x->m, seed);
    check_ok(&x->job, make_demand(&x->job, &x->m));
    x->m.class.toll_weight = .2;
    check_ok(&x->job, kr_assign(&x->job, &x->m.roads, 1, &x->m.class, &o, &x->flow));
}

static void find(struct found *x, uint64_t seed)
{
    find_by(x, seed, KR_USER);
}

/* Bellman and Ford's labels, zones that may not be passed left only by their own origin. */
static void labels(const made *m, const double *cost, uint32_t origin, double *label)
{
    for (uint32_t i = 0; i < m->roads.nodes; i++)
        label[i] = i == origin ? 0 : INFINITY;
    for (int changed = 1; changed;) {
        changed = 0;
        for (uint32_t a = 0; a < m->roads.links; a++) {
            if (m->tail[a] != origin && m->no_through[m->tail[a]])
                continue;
            double better = label[m->tail[a]] + cost[a];
            if (better < label[m->head[a]] - 1e-13) {
                label[m->head[a]] = better;
                changed = 1;
            }
        }
    }
}

static void skims_are_cheapest_ways(void **state)
{
    (void)state;
    static struct found x;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        double cost[6], time[6], length[6], label[MOST_NODES], excess = x.m.demand.total;
        find(&x, seed);
        excess = x.flow->total_cost;
        for (uint32_t z = 0; z < 6; z++) {
            check_ok(&x.job, kr_flow_skim(&x.job, x.flow, 0, z, cost, time, length));
            labels(&x.m, x.flow->class_cost[0], x.m.zone_node[z], label);
            for (uint32_t j = 0; j < 6; j++)
                if (label[x.m.zone_node[j]] < INFINITY)
                    check_near(cost[j], label[x.m.zone_node[j]], 1e-11 * (1 + cost[j]));
                else
                    assert_true(cost[j] == INFINITY && time[j] == INFINITY);
            for (size_t k = x.m.demand.first[z]; k < x.m.demand.first[z + 1]; k++)
                if (cost[x.m.demand.to[k]] < INFINITY)
                    excess -= x.m.demand.amount[k] * cost[x.m.demand.to[k]];
        }
        check_near(excess, 0, 1e-9 * x.flow->total_cost);
        assert_int_equal(kr_flow_skim(&x.job, x.flow, 1, 0, cost, NULL, NULL), KR_E_INPUT);
        kr_job_end(&x.job);
    }
}

/* All that goes from zone to zone, route by route. */
static kr_route_list all_routes(struct found *x, uint32_t from, uint32_t to)
{
    kr_route_list routes;
    check_ok(&x->job, kr_flow_routes(&x->job, x->flow, 0, from, to, 0, 1000000, &routes));
    check_near(routes.left_out, 0, 0);
    return routes;
}

/* Equilibrium: what is used costs what the skim says. Logit: shares are as exp(-theta x cost), of any two ways. */
static void check_costs(const kr_route_list *routes, kr_principle principle, double cheapest)
{
    const kr_route *r = routes->route;
    for (size_t k = 0; k < routes->count; k++) {
        if (principle == KR_USER && r[k].flow > 1e-6)
            check_near(r[k].cost, cheapest, 1e-5 * cheapest);
        if (principle == KR_STOCHASTIC)
            check_near(r[k].share, r[0].share * exp(-THETA * (r[k].cost - r[0].cost)), 1e-8 * r[k].share);
        check_near(r[k].flow, routes->flow * r[k].share, 1e-14 * routes->flow);
        assert_true(k == 0 || r[k].share <= r[k - 1].share);
    }
}

static void check_is_way(const made *m, const kr_route *r, uint32_t from, uint32_t to)
{
    assert_int_equal(m->tail[r->link[0]], m->zone_node[from]);
    assert_int_equal(m->head[r->link[r->links - 1]], m->zone_node[to]);
    for (uint32_t i = 1; i < r->links; i++)
        assert_int_equal(m->tail[r->link[i]], m->head[r->link[i - 1]]);
}

/* What travels of a pair. */
static double served_of(const struct found *x, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (size_t k = x->m.demand.first[from]; k < x->m.demand.first[from + 1]; k++)
        sum += x->m.demand.to[k] == to ? x->flow->served[0][k] : 0;
    return sum;
}

/* All routes of all pairs: each is a way from its origin, costs what its principle asks, and together they are the demand and the flows. */
static void add_up(uint64_t seed, kr_principle principle)
{
    static struct found x;
    static double sum[MOST_LINKS];
    double cost[6];
    find_by(&x, seed, principle);
    memset(sum, 0, sizeof sum);
    for (uint32_t from = 0; from < 6; from++) {
        check_ok(&x.job, kr_flow_skim(&x.job, x.flow, 0, from, cost, NULL, NULL));
        for (uint32_t to = 0; to < 6; to++) {
            kr_route_list routes = all_routes(&x, from, to);
            double carried = 0;
            for (size_t k = 0; k < routes.count; k++) {
                check_is_way(&x.m, &routes.route[k], from, to);
                carried += routes.route[k].flow;
                for (uint32_t i = 0; i < routes.route[k].links; i++)
                    sum[routes.route[k].link[i]] += routes.route[k].flow;
            }
            check_costs(&routes, principle, cost[to]);
            check_near(carried, served_of(&x, from, to), 1e-12 * carried);
        }
    }
    for (uint32_t a = 0; a < x.m.roads.links; a++)
        check_near(sum[a], x.flow->flow[a], 1e-9 * (1 + x.flow->flow[a]));
    kr_job_end(&x.job);
}

static void routes_add_up_to_the_flows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        add_up(seed, KR_USER);
        add_up(seed, KR_STOCHASTIC);
    }
}

static int passes(const kr_route *route, const uint8_t *chosen)
{
    for (uint32_t i = 0; i < route->links; i++)
        if (chosen[route->link[i]])
            return 1;
    return 0;
}

/* Traffic over links, counted route by route: on every link, of every pair, and in all. */
static void select_as_by_routes(uint64_t seed, kr_principle principle)
{
    static struct found x;
    static double picked[MOST_LINKS], sum[MOST_LINKS], pairs[MOST_PAIRS];
    double *const served[1] = { pairs };
    uint8_t chosen[MOST_LINKS] = { 0 };
    double total, expected = 0;
    find_by(&x, seed, principle);
    chosen[3] = chosen[20] = chosen[x.m.roads.links - 3] = 1;
    kr_selection selection = { .traffic = KR_NONE, .link = chosen, .from = seed % 4 == 0 ? 2 : KR_NONE, .to = seed % 3 == 0 ? 4 : KR_NONE };
    check_ok(&x.job, kr_flow_select(&x.job, x.flow, &selection, picked, &total, served));
    memset(sum, 0, sizeof sum);
    for (uint32_t from = 0; from < 6; from++)
        for (size_t pair = x.m.demand.first[from]; pair < x.m.demand.first[from + 1]; pair++) {
            int is_meant = (selection.from == KR_NONE || selection.from == from) && (selection.to == KR_NONE || selection.to == x.m.demand.to[pair]);
            kr_route_list routes = all_routes(&x, from, x.m.demand.to[pair]);
            double passing = 0;
            for (size_t k = 0; is_meant && k < routes.count; k++) {
                if (!passes(&routes.route[k], chosen))
                    continue;
                for (uint32_t i = 0; i < routes.route[k].links; i++)
                    sum[routes.route[k].link[i]] += routes.route[k].flow;
                passing += routes.route[k].flow;
            }
            check_near(pairs[pair], passing, 1e-9 * (1 + passing));
            expected += passing;
        }
    check_near(total, expected, 1e-9 * (1 + expected));
    for (uint32_t a = 0; a < x.m.roads.links; a++)
        check_near(picked[a], sum[a], 1e-9 * (1 + sum[a]));
    selection = (kr_selection){ .traffic = KR_NONE, .from = KR_NONE, .to = KR_NONE };
    check_ok(&x.job, kr_flow_select(&x.job, x.flow, &selection, picked, &total, NULL));
    check_near(total, x.flow->demand, 1e-9 * total);
    for (uint32_t a = 0; a < x.m.roads.links; a++)
        check_near(picked[a], x.flow->flow[a], 1e-9 * (1 + picked[a]));
    kr_job_end(&x.job);
}

static void selected_traffic_is_that_of_its_routes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        select_as_by_routes(seed, KR_USER);
        select_as_by_routes(seed, KR_STOCHASTIC);
    }
}

/* What passes a link is its flow: link by link. */
static void a_selected_link_has_all_its_traffic(void **state)
{
    (void)state;
    static struct found x;
    static double picked[MOST_LINKS], total;
    for (kr_principle principle = KR_USER; principle <= KR_STOCHASTIC; principle++) {
        find_by(&x, 9, principle);
        for (uint32_t a = 0; a < x.m.roads.links; a++) {
            uint8_t chosen[MOST_LINKS] = { [0] = 0 };
            chosen[a] = 1;
            check_ok(&x.job, kr_flow_select(&x.job, x.flow, &(kr_selection){ KR_NONE, chosen, KR_NONE, KR_NONE }, picked, &total, NULL));
            check_near(total, x.flow->flow[a], 1e-11 * (1 + total));
            check_near(picked[a], x.flow->flow[a], 1e-11 * (1 + total));
        }
        kr_job_end(&x.job);
    }
}

/* A shorter list is the beginning of the longer one, and says what it leaves out. */
static void short_lists(void **state)
{
    (void)state;
    static struct found x;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        find_by(&x, seed, KR_STOCHASTIC);
        for (uint32_t to = 1; to < 6; to++) {
            kr_route_list all = all_routes(&x, 0, to), few;
            for (uint32_t most = 1; most < all.count; most++) {
                double told = 0;
                check_ok(&x.job, kr_flow_routes(&x.job, x.flow, 0, 0, to, 0, most, &few));
                assert_int_equal(few.count, most);
                for (size_t k = 0; k < most; k++) {
                    check_near(few.route[k].share, all.route[k].share, 1e-14);
                    told += few.route[k].flow;
                }
                check_near(few.left_out + told, all.flow, 1e-13 * all.flow);
                check_ok(&x.job, kr_flow_routes(&x.job, x.flow, 0, 0, to, all.route[most].share, 0, &few));
                assert_true(few.count > most && few.route[few.count - 1].share == all.route[most].share);
            }
        }
        kr_job_end(&x.job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skims_are_cheapest_ways),
        cmocka_unit_test(routes_add_up_to_the_flows),
        cmocka_unit_test(selected_traffic_is_that_of_its_routes),
        cmocka_unit_test(a_selected_link_has_all_its_traffic),
        cmocka_unit_test(short_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
