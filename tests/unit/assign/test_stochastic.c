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
        cmocka_unit_test(random_networks),
        cmocka_unit_test(what_logit_cannot_do_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
