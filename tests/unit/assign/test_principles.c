/* test_principles.c: system optimum, classes and delay functions against closed forms. */
#include "check.h"
#include "roads.h"

static kr_status solve(kr_job *job, made *m, kr_principle principle, double gap, const kr_flow **flow)
{
    kr_assign_options o = { .principle = principle, .gap = gap, .rounds = 500 };
    KR_TRY(make_demand(job, m));
    return kr_assign(job, &m->roads, 1, &m->class, &o, flow);
}

/* Braess with 6 units: the optimum leaves the cross link empty, 3 on each side, whatever drivers would do. */
static void braess_at_its_best(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 4, 2);
    make_link(&m, 1, 3, 10, 1, 1, 1);
    make_link(&m, 4, 2, 10, 1, 1, 1);
    make_link(&m, 1, 4, 50, 50, 1, 1);
    make_link(&m, 3, 2, 50, 50, 1, 1);
    make_link(&m, 3, 4, 10, 10, 1, 1);
    make_pair(&m, 1, 2, 6);
    check_ok(&job, solve(&job, &m, KR_SYSTEM, 1e-13, &f));
    /* Outer ways carry y: marginal 10 + 20 (6 - y) + 50 + 2 y = 2 (10 + 20 (6 - y)) + 10 + 2 (6 - 2 y) gives y = 102/26 > 3: the corner. */
    check_near(f->flow[4], 0, 1e-11);
    check_near(f->flow[0], 3, 1e-11);
    check_near(f->total_cost, 6 * 93, 1e-9);
    check_near(f->objective, f->total_cost, 1e-9);
    check_near(f->time[0], 40, 1e-10);
    kr_job_end(&job);
}

static const struct { const char *name; kr_delay kind; double free[2], capacity[2], alpha[2], power[2], demand; } pairs[] = {
    { "BPR", KR_DELAY_BPR, { 10, 14 }, { 10, 10 }, { .15, .3 }, { 4, 2.5 }, 25 },
    { "conical", KR_DELAY_CONICAL, { 10, 14 }, { 10, 10 }, { 4, 6 }, { 0, 0 }, 22 },
    { "Akcelik", KR_DELAY_AKCELIK, { 10, 14 }, { 10, 10 }, { .2, .4 }, { 60, 60 }, 18 },
    { "Davidson", KR_DELAY_DAVIDSON, { 10, 14 }, { 10, 10 }, { .2, .4 }, { 0, 0 }, 15 },
    { "Davidson beyond its straight line", KR_DELAY_DAVIDSON, { 10, 14 }, { 10, 10 }, { .2, .4 }, { 0, 0 }, 25 },
    { "table", KR_DELAY_TABLE, { 10, 14 }, { 10, 10 }, { 0, 0 }, { 0, 0 }, 13 },      /* away from its corners, also at the best */
};

/* Two parallel links of each kind: the split where costs (or marginal costs, by differences) meet is found by halving. */
static void two_links_of_every_delay(void **state)
{
    (void)state;
    static const double x[] = { 0, .5, 1, 1.5 }, multiple[] = { 1, 1.2, 2, 5 };
    static const kr_curve curve = { 4, x, multiple };
    static const uint32_t curve_of[2] = { 0, 0 };
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        for (int principle = KR_USER; principle <= KR_SYSTEM; principle++) {
            kr_job job;
            made m;
            const kr_flow *f;
            kr_job_init(&job, 1 << 24);
            make(&m, 2, 2);
            for (int i = 0; i < 2; i++)
                m.delay[make_link(&m, 1, 2, pairs[k].free[i], pairs[k].capacity[i], pairs[k].alpha[i], pairs[k].power[i])] = (uint8_t)pairs[k].kind;
            m.roads.curve_of = curve_of;
            m.roads.curves = &curve;
            m.roads.curve_count = 1;
            make_pair(&m, 1, 2, pairs[k].demand);
            if (solve(&job, &m, (kr_principle)principle, 1e-12, &f) != KR_OK)
                fail_msg("%s, principle %d: %s; gap %g, flow %.17g", pairs[k].name, principle, job.message, f->gap, f->flow[0]);
            double at[2];
            /* The equal-cost condition, evaluated apart: total cost is stationary, or the times are equal. */
            for (int i = 0; i < 2; i++) {
                double h = 1e-6, t = f->time[i];
                at[i] = t;
                if (principle == KR_SYSTEM) {
                    made n = m;
                    const kr_flow *g;
                    n.roads.links = 2;
                    n.roads.tail = n.tail; n.roads.head = n.head; n.roads.node_id = n.id; n.roads.zone_node = n.zone_node;
                    n.roads.no_through = n.no_through; n.roads.capacity = n.capacity; n.roads.free_time = n.free_time;
                    n.roads.alpha = n.alpha; n.roads.power = n.power; n.roads.toll = n.toll; n.roads.length = n.length;
                    n.roads.delay = n.delay; n.roads.limit = n.limit;
                    n.tail[1 - i] = 1; n.head[1 - i] = 0;       /* the other link turned round: all flow on this one */
                    n.pairs = 0;
                    make_pair(&n, 1, 2, f->flow[i] + h);
                    check_ok(&job, solve(&job, &n, KR_USER, 1e-6, &g));
                    at[i] = t + f->flow[i] * (g->time[i] - t) / h;
                }
            }
            check_near(at[0], at[1], principle == KR_SYSTEM ? 1e-4 * at[0] : 1e-9 * at[0]);
            check_near(f->flow[0] + f->flow[1], pairs[k].demand, 1e-12);
            kr_job_end(&job);
        }
}

static void give_table(made *m, const kr_curve *curve, const uint32_t *curve_of)
{
    m->roads.curve_of = curve_of;
    m->roads.curves = curve;
    m->roads.curve_count = 1;
}

/*
 * A table's marginal cost goes from 1 to 2 at its corner; beside a way of 1.5 the optimum rests there. In the corner's rounding of half width h,
 * u of the way through it, the marginal cost is 1 + h u^2 + (1 - h + 2 h u) u.
 */
static void an_optimum_can_rest_on_a_corner(void **state)
{
    (void)state;
    static const double x[] = { 0, 1, 2 }, multiple[] = { 1, 1, 2 };
    static const kr_curve curve = { 3, x, multiple };
    static const uint32_t curve_of[2] = { 0, 0 };
    double h = .01, u = (-(1 - h) + sqrt((1 - h) * (1 - h) + 6 * h)) / (6 * h);
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    m.delay[make_link(&m, 1, 2, 1, 10, 0, 0)] = KR_DELAY_TABLE;
    make_link(&m, 1, 2, 1.5, 10, 0, 1);
    give_table(&m, &curve, curve_of);
    make_pair(&m, 1, 2, 30);
    check_ok(&job, solve(&job, &m, KR_SYSTEM, 1e-13, &f));
    check_near(f->flow[0], 10 * (1 + h * (2 * u - 1)), 1e-9);
    check_near(f->total_cost, 40, 30 * h / 4);      /* of the sharp corner; a rounded one lies h / 4 of the bend above it at most */
    check_near(f->objective, f->total_cost, 1e-12);
    kr_job_end(&job);
}

/* The optimum costs no more than the equilibrium, but for what the rounding of corners adds. */
static void tables_on_a_network_have_an_optimum(void **state)
{
    (void)state;
    static const double x[] = { 0, .4, .8, 1, 1.5 }, multiple[] = { 1, 1, 1.3, 2, 8 };
    static const kr_curve curve = { 5, x, multiple };
    static const uint32_t curve_of[200] = { 0 };
    for (uint64_t seed = 70; seed < 76; seed++) {
        kr_job job;
        made m;
        const kr_flow *best, *user;
        kr_job_init(&job, 1 << 26);
        make_at_random(&m, seed, 20, 8, 60, 4);
        for (uint32_t a = 0; a < m.roads.links; a++)
            m.delay[a] = KR_DELAY_TABLE;
        give_table(&m, &curve, curve_of);
        check_ok(&job, solve(&job, &m, KR_SYSTEM, 1e-12, &best));
        check_ok(&job, solve(&job, &m, KR_USER, 1e-12, &user));
        assert_true(best->total_cost <= user->total_cost * (1 + 1e-3));
        kr_job_end(&job);
    }
}

static void a_table_that_bends_down_has_no_optimum(void **state)
{
    (void)state;
    static const double x[] = { 0, 1, 2 }, multiple[] = { 1, 2, 2.5 };
    static const kr_curve curve = { 3, x, multiple };
    static const uint32_t curve_of[1] = { 0 };
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    m.delay[make_link(&m, 1, 2, 1, 1, 0, 0)] = KR_DELAY_TABLE;
    give_table(&m, &curve, curve_of);
    make_pair(&m, 1, 2, 1);
    assert_int_equal(solve(&job, &m, KR_SYSTEM, 1e-6, &f), KR_E_INPUT);
    check_says(&job, "link 1 (1 to 2): the delay is a table that rises more slowly");
    kr_job_end(&job);
}

/* ------------------------------------------------------------------ classes */

static void one_class_or_two_halves_of_it(void **state)
{
    (void)state;
    for (uint64_t seed = 40; seed < 46; seed++) {
        kr_job job;
        made m, half;
        const kr_flow *one, *two;
        kr_job_init(&job, 1 << 26);
        make_at_random(&m, seed, 20, 8, 60, 4);
        make_at_random(&half, seed, 20, 8, 60, 2);
        if (seed % 2) {
            make_stubs(&m, seed);
            make_stubs(&half, seed);
        }
        check_ok(&job, make_demand(&job, &m));
        check_ok(&job, make_demand(&job, &half));
        kr_traffic whole = { .demand = &m.demand, .toll_weight = .2 }, halves[2];
        halves[0] = halves[1] = (kr_traffic){ .demand = &half.demand, .toll_weight = .2 };
        kr_assign_options o = { .gap = 1e-13, .rounds = 300 };
        check_ok(&job, kr_assign(&job, &m.roads, 1, &whole, &o, &one));
        check_ok(&job, kr_assign(&job, &m.roads, 2, halves, &o, &two));
        for (uint32_t a = 0; a < m.roads.links; a++)
            check_near(two->flow[a], one->flow[a], 1e-5 * (1 + one->flow[a]));
        check_near(two->objective, one->objective, 1e-11 * one->objective);
        check_near(two->total_cost, one->total_cost, 1e-7 * one->total_cost);
        kr_job_end(&job);
    }
}

/* Lorries pay a toll on the short way that cars do not feel, and count double: cars take it, lorries go round. */
static void classes_pay_and_weigh_differently(void **state)
{
    (void)state;
    kr_job job;
    made m, lorries;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 10, 10, 1, 1);      /* 10 + v */
    make_link(&m, 1, 2, 20, INFINITY, 0, 0);
    m.toll[0] = 5;
    make_pair(&m, 1, 2, 4);
    make(&lorries, 2, 2);
    make_pair(&lorries, 1, 2, 10);
    check_ok(&job, make_demand(&job, &m));
    check_ok(&job, make_demand(&job, &lorries));
    kr_traffic classes[2] = { { .demand = &m.demand }, { .demand = &lorries.demand, .toll_weight = .6, .pce = 2 } };
    kr_assign_options o = { .gap = 1e-13 };
    check_ok(&job, kr_assign(&job, &m.roads, 2, classes, &o, &f));
    /* For lorries 10 + v + 3 = 20: v = 7, of which cars are 4 and lorries 3 equivalents. */
    check_near(f->flow[0], 7, 1e-11);
    check_near(f->class_flow[0][0], 4, 1e-11);
    check_near(f->class_flow[1][0], 1.5, 1e-11);
    check_near(f->class_flow[1][1], 8.5, 1e-11);
    check_near(f->class_cost[1][0], 20, 1e-10);
    check_near(f->total_cost, 4 * 17 + 10 * 20, 1e-9);
    kr_job_end(&job);
}

static void forbidden_links_stay_empty(void **state)
{
    (void)state;
    static const uint8_t forbidden[3] = { 1, 0, 0 };
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 3, 3);
    make_link(&m, 1, 2, 1, 1, 0, 0);
    make_link(&m, 1, 2, 9, 1, 0, 0);
    make_link(&m, 3, 2, 1, 1, 0, 0);
    make_pair(&m, 1, 2, 4);
    check_ok(&job, make_demand(&job, &m));
    kr_traffic classes[2] = { { .demand = &m.demand }, { .demand = &m.demand, .forbidden = forbidden } };
    kr_assign_options o = { .gap = 1e-9 };
    check_ok(&job, kr_assign(&job, &m.roads, 2, classes, &o, &f));
    check_near(f->class_flow[0][0], 4, 0);
    check_near(f->class_flow[1][0], 0, 0);
    check_near(f->class_flow[1][1], 4, 0);
    assert_true(f->class_cost[1][0] == INFINITY);
    check_ok(&job, kr_assign(&job, &m.roads, 1, &classes[1], &o, &f));
    check_near(f->flow[1], 4, 0);
    kr_job_end(&job);
}

/* 0.1 + 0.2 - 0.1 - 0.2 is not 0 in binary: a class without any way is nowhere on the network, not even with a rounding error. */
static void a_class_without_a_way_is_nowhere(void **state)
{
    (void)state;
    static const uint8_t shut[] = { 0, 1, 1 };
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 4, 3);
    make_link(&m, 1, 4, 1, 1, 0, 0);
    make_link(&m, 4, 2, 1, 1, 0, 0);
    make_link(&m, 4, 3, 1, 1, 0, 0);
    make_pair(&m, 1, 2, .1);
    make_pair(&m, 1, 3, .2);
    check_ok(&job, make_demand(&job, &m));
    kr_traffic both[] = { { .demand = &m.demand, .forbidden = shut }, { .demand = &m.demand } };
    check_ok(&job, kr_assign(&job, &m.roads, 2, both, &KR_ASSIGN_DEFAULTS, &f));
    assert_int_equal(f->unserved_count, 2);
    check_near(f->class_flow[0][0], 0, 0);
    check_near(f->class_flow[1][0], .1 + .2, 0);
    check_near(f->demand, .1 + .2, 0);
    kr_job_end(&job);
}

static void costs_that_are_not_symmetric_are_refused(void **state)
{
    (void)state;
    double slow[2] = { 2, 2 }, uneven[2] = { 2, 3 };
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 10, 10, 1, 1);
    make_link(&m, 1, 2, 20, 10, 1, 1);
    make_pair(&m, 1, 2, 4);
    check_ok(&job, make_demand(&job, &m));
    kr_traffic classes[2] = { { .demand = &m.demand }, { .demand = &m.demand, .time_factor = slow } };
    kr_assign_options o = { .gap = 1e-9 };
    check_ok(&job, kr_assign(&job, &m.roads, 2, classes, &o, &f));
    check_near(f->class_cost[1][0], 2 * f->class_cost[0][0], 1e-12);
    classes[1].time_factor = uneven;
    assert_int_equal(kr_assign(&job, &m.roads, 2, classes, &o, &f), KR_E_INPUT);
    check_says(&job, "link 2: class  has the time factor 3 there and 2 elsewhere");
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(braess_at_its_best),
        cmocka_unit_test(two_links_of_every_delay),
        cmocka_unit_test(an_optimum_can_rest_on_a_corner),
        cmocka_unit_test(tables_on_a_network_have_an_optimum),
        cmocka_unit_test(a_table_that_bends_down_has_no_optimum),
        cmocka_unit_test(one_class_or_two_halves_of_it),
        cmocka_unit_test(classes_pay_and_weigh_differently),
        cmocka_unit_test(forbidden_links_stay_empty),
        cmocka_unit_test(a_class_without_a_way_is_nowhere),
        cmocka_unit_test(costs_that_are_not_symmetric_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
