/* test_analysis.c: skims, selected traffic and routes, held against each other and against labels of their own. */
#include "check.h"
#include "roads.h"

#define MANY 12u                /* networks; half of them with zones at ends of their own */

struct found {
    kr_job job;
    made m;
    const kr_flow *flow;
};

static void find(struct found *x, uint64_t seed)
{
    kr_assign_options o = { .gap = 1e-12, .rounds = 500 };
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

/* All routes of all pairs: each is a way from its origin, costs what the skim says, and together they are the flows. */
static void routes_add_up_to_the_flows(void **state)
{
    (void)state;
    static struct found x;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        static double sum[MOST_LINKS];
        double cost[6];
        find(&x, seed);
        memset(sum, 0, sizeof sum);
        for (uint32_t from = 0; from < 6; from++) {
            check_ok(&x.job, kr_flow_skim(&x.job, x.flow, 0, from, cost, NULL, NULL));
            for (uint32_t to = 0; to < 6; to++) {
                const kr_route *routes;
                size_t count;
                check_ok(&x.job, kr_flow_routes(&x.job, x.flow, 0, from, to, 0, &routes, &count));
                for (size_t k = 0; k < count; k++) {
                    assert_int_equal(x.m.tail[routes[k].link[0]], x.m.zone_node[from]);
                    assert_int_equal(x.m.head[routes[k].link[routes[k].links - 1]], x.m.zone_node[to]);
                    for (uint32_t i = 0; i < routes[k].links; i++) {
                        sum[routes[k].link[i]] += routes[k].flow;
                        if (i)
                            assert_int_equal(x.m.tail[routes[k].link[i]], x.m.head[routes[k].link[i - 1]]);
                    }
                    if (routes[k].flow > 1e-6)      /* the condition of equilibrium on every used way */
                        check_near(routes[k].cost, cost[to], 1e-5 * cost[to]);
                    assert_true(k == 0 || routes[k].flow <= routes[k - 1].flow);
                }
            }
        }
        for (uint32_t a = 0; a < x.m.roads.links; a++)
            check_near(sum[a], x.flow->flow[a], 1e-9 * (1 + x.flow->flow[a]));
        kr_job_end(&x.job);
    }
}

/* Traffic over a link, counted route by route. */
static void selected_traffic_is_that_of_its_routes(void **state)
{
    (void)state;
    static struct found x;
    for (uint64_t seed = 1; seed <= MANY; seed++) {
        static double picked[MOST_LINKS], sum[MOST_LINKS];
        uint8_t chosen[MOST_LINKS] = { 0 };
        double total, expected = 0;
        find(&x, seed);
        chosen[3] = chosen[20] = chosen[x.m.roads.links - 3] = 1;
        kr_selection selection = { .traffic = KR_NONE, .link = chosen, .from = KR_NONE, .to = seed % 3 == 0 ? 4 : KR_NONE };
        check_ok(&x.job, kr_flow_select(&x.job, x.flow, &selection, picked, &total));
        memset(sum, 0, sizeof sum);
        for (uint32_t from = 0; from < 6; from++)
            for (uint32_t to = 0; to < 6; to++) {
                const kr_route *routes;
                size_t count;
                if (selection.to != KR_NONE && to != selection.to)
                    continue;
                check_ok(&x.job, kr_flow_routes(&x.job, x.flow, 0, from, to, 0, &routes, &count));
                for (size_t k = 0; k < count; k++) {
                    int passes = 0;
                    for (uint32_t i = 0; i < routes[k].links; i++)
                        passes |= chosen[routes[k].link[i]];
                    for (uint32_t i = 0; passes && i < routes[k].links; i++)
                        sum[routes[k].link[i]] += routes[k].flow;
                    expected += passes ? routes[k].flow : 0;
                }
            }
        check_near(total, expected, 1e-9 * (1 + expected));
        for (uint32_t a = 0; a < x.m.roads.links; a++)
            check_near(picked[a], sum[a], 1e-9 * (1 + sum[a]));
        selection = (kr_selection){ .traffic = KR_NONE, .from = KR_NONE, .to = KR_NONE };
        check_ok(&x.job, kr_flow_select(&x.job, x.flow, &selection, picked, &total));
        check_near(total, x.flow->demand, 1e-9 * total);
        for (uint32_t a = 0; a < x.m.roads.links; a++)
            check_near(picked[a], x.flow->flow[a], 1e-9 * (1 + picked[a]));
        kr_job_end(&x.job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skims_are_cheapest_ways),
        cmocka_unit_test(routes_add_up_to_the_flows),
        cmocka_unit_test(selected_traffic_is_that_of_its_routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
