/* test_limits.c: hard capacities and what one more unit of them is worth. */
#include "check.h"
#include "roads.h"

static kr_status solve(kr_job *job, made *m, double gap, const kr_flow **flow)
{
    kr_assign_options o = { .gap = gap, .rounds = 3000 };
    KR_TRY(make_demand(job, m));
    return kr_assign(job, &m->roads, 1, &m->class, &o, flow);
}

/* A ferry of 10 that takes 3, a road of 20: 3 sail, and one more place is worth 10 to whoever drives. */
static void ferry_and_road(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    m.limit[make_link(&m, 1, 2, 10, INFINITY, 0, 0)] = 3;
    make_link(&m, 1, 2, 20, INFINITY, 0, 0);
    make_pair(&m, 1, 2, 5);
    m.limit[0] = 3;
    check_ok(&job, solve(&job, &m, 1e-9, &f));
    check_near(f->flow[0], 3, 1e-8);
    check_near(f->flow[1], 2, 1e-8);
    check_near(f->price[0], 10, 1e-6);
    check_near(f->price[1], 0, 0);
    check_near(f->total_cost, 70, 1e-6);
    kr_job_end(&job);
}

static void a_limit_that_does_not_bind_has_no_price(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 2, 2);
    make_link(&m, 1, 2, 10, 5, .15, 4);
    make_link(&m, 1, 2, 12, 5, .15, 4);
    m.limit[0] = 100;
    make_pair(&m, 1, 2, 8);
    check_ok(&job, solve(&job, &m, 1e-10, &f));
    check_near(f->price[0], 0, 0);
    check_near(f->time[0], f->time[1], 1e-8);
    kr_job_end(&job);
}

/* The price is how fast Beckmann's objective falls when the limit is loosened: central differences. */
static void prices_are_what_differences_say(void **state)
{
    (void)state;
    int priced = 0;
    for (uint64_t seed = 60; seed < 66; seed++) {
        kr_job job;
        made m;
        const kr_flow *f, *more, *less;
        kr_job_init(&job, 1 << 28);
        make_at_random(&m, seed, 12, 4, 40, 6);
        check_ok(&job, solve(&job, &m, 1e-10, &f));
        uint32_t fullest[2] = { 0, 0 };
        for (uint32_t a = 0; a < m.roads.links; a++)
            if (f->flow[a] > f->flow[fullest[0]]) {
                fullest[1] = fullest[0];
                fullest[0] = a;
            }
        m.limit[fullest[0]] = .8 * f->flow[fullest[0]];
        if (solve(&job, &m, 1e-11, &f) != KR_OK) {
            check_says(&job, "however dear");       /* no other way there */
            kr_job_end(&job);
            continue;
        }
        double limit = m.limit[fullest[0]], h = 1e-3 * limit, price = f->price[fullest[0]];
        assert_true(f->flow[fullest[0]] <= limit * (1 + 2e-9));
        m.limit[fullest[0]] = limit + h;
        check_ok(&job, solve(&job, &m, 1e-11, &more));
        m.limit[fullest[0]] = limit - h;
        check_ok(&job, solve(&job, &m, 1e-11, &less));
        check_near(price, (less->objective - more->objective) / (2 * h), 1e-3 * price + 1e-6);
        priced += price > 0;
        kr_job_end(&job);
    }
    assert_true(priced >= 3);
}

static void what_cannot_be_kept_is_named(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 3, 2);
    make_link(&m, 1, 3, 1, 1, 0, 0);
    make_link(&m, 3, 2, 1, 1, 0, 0);
    m.limit[1] = 2;
    make_pair(&m, 1, 2, 5);
    assert_int_equal(solve(&job, &m, 1e-6, &f), KR_E_LIMIT);
    check_says(&job, "link 2 (3 to 2) stays 3 above its limit of 2");
    assert_non_null(f);
    kr_job_end(&job);
}

/* With a ceiling the ones for whom there is no place stay at home, and the price is what keeps them there. */
static void a_full_network_leaves_demand_at_home(void **state)
{
    (void)state;
    kr_job job;
    made m;
    const kr_flow *f;
    kr_job_init(&job, 1 << 24);
    make(&m, 3, 2);
    make_link(&m, 1, 3, 1, 1, 0, 0);
    make_link(&m, 3, 2, 1, 1, 0, 0);
    m.limit[1] = 2;
    make_pair(&m, 1, 2, 5);
    check_ok(&job, make_demand(&job, &m));
    kr_assign_options o = { .gap = 1e-8, .rounds = 3000, .ceiling = 50 };
    check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
    check_near(f->served[0][0], 2, 1e-7);
    check_near(f->flow[1], 2, 1e-7);
    check_near(f->price[1], 48, 1e-4);
    kr_job_end(&job);
}

/*
 * What must hold wherever demand may stay at home: nobody travels twice or less than not at all, what enters a node leaves it, no limit
 * is passed, and what is paid is paid where it is full.
 */
static void check_kept(const made *m, const kr_flow *f)
{
    double out[MOST_NODES] = { 0 };
    for (uint32_t a = 0; a < m->roads.links; a++) {
        assert_true(f->flow[a] >= 0 && f->price[a] >= 0);
        assert_true(f->flow[a] <= m->limit[a] * (1 + 1e-8));
        assert_true(f->price[a] < 1e-4 || f->flow[a] >= m->limit[a] * (1 - 1e-4));
        out[m->tail[a]] += f->flow[a];
        out[m->head[a]] -= f->flow[a];
    }
    for (uint32_t z = 0; z < m->demand.zones; z++)
        for (size_t k = m->demand.first[z]; k < m->demand.first[z + 1]; k++) {
            double served = f->served[0][k];
            assert_true(served >= 0 && served <= m->demand.amount[k] * (1 + 1e-12));
            out[z] -= served;
            out[m->demand.to[k]] += served;
        }
    for (uint32_t i = 0; i < m->roads.nodes; i++)
        check_near(out[i], 0, 1e-9 * m->demand.total);
}

/* Demand that already stays at home is not sent below nothing by a step too small to search along. */
static void random_networks_that_are_full(void **state)
{
    (void)state;
    static const uint64_t seeds[] = { 3, 20, 88, 140, 156 };
    for (size_t n = 0; n < sizeof seeds / sizeof *seeds; n++) {
        kr_job job;
        made m;
        const kr_flow *f;
        uint64_t s = seeds[n];
        kr_assign_options o = { .gap = 1e-6, .rounds = 3000, .ceiling = 60 };
        kr_job_init(&job, 1 << 26);
        make_at_random(&m, seeds[n], 16, 6, 30, 5);
        for (uint32_t a = 0; a < m.roads.links; a++)
            m.limit[a] = make_random(&s) < .2 ? m.capacity[a] * (1 + 3 * make_random(&s)) : INFINITY;
        check_ok(&job, make_demand(&job, &m));
        check_ok(&job, kr_assign(&job, &m.roads, 1, &m.class, &o, &f));
        check_kept(&m, f);
        kr_job_end(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ferry_and_road),
        cmocka_unit_test(a_limit_that_does_not_bind_has_no_price),
        cmocka_unit_test(prices_are_what_differences_say),
        cmocka_unit_test(what_cannot_be_kept_is_named),
        cmocka_unit_test(a_full_network_leaves_demand_at_home),
        cmocka_unit_test(random_networks_that_are_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
