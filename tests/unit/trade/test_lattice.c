/*
 * test_lattice.c: combinations of projects. Printed figures: T11 of data/trade/README.md of the shared data (WIOD 2000, three
 * projects). The rest are identities of Harsanyi and Shapley.
 */
#include "worlds.h"

static int shared_is_here;

static void shock_both_ways(const kr_flows *x, double *beta, const char *a, const char *b)
{
    beta[country(x, a) * x->count + country(x, b)] = beta[country(x, b) * x->count + country(x, a)] = .4;
}

static void the_printed_multipliers_are_met(void **state)
{
    static const char *const columns[] = { "W_0", "W_A", "W_B", "W_AB", "W_C", "W_AC", "W_BC", "W_ABC" };
    static const char *const others[] = { "M_AB", "M_ABC3", "shapley_A", "shapley_B", "shapley_C" };
    kr_job job;
    kr_lattice l;
    kr_panel p;
    kr_column_wish wishes[14] = { { "country", KR_COLUMN_CODE } };
    (void)state;
    if (!shared_is_here)
        skip();
    kr_job_init(&job, 1 << 26);
    kr_flows x = read_world(&job, "data/trade/gegravity_eu_expected.csv", "trade", NULL, NULL);
    double *beta[3];
    for (int k = 0; k < 3; k++)
        beta[k] = kr_job_alloc(&job, (size_t)x.count * x.count, sizeof(double));
    shock_both_ways(&x, beta[0], "TUR", "BGR");
    shock_both_ways(&x, beta[0], "TUR", "ROU");
    shock_both_ways(&x, beta[1], "BGR", "DEU");
    shock_both_ways(&x, beta[1], "ROU", "DEU");
    shock_both_ways(&x, beta[1], "BGR", "HUN");
    shock_both_ways(&x, beta[1], "ROU", "HUN");
    shock_both_ways(&x, beta[2], "TUR", "DEU");
    shock_both_ways(&x, beta[2], "TUR", "HUN");
    check_ok(&job, kr_trade_lattice(&job, &x, 3, (const double *const *)beta, &KR_RESPOND_DEFAULTS(4), &l));
    for (int k = 0; k < 13; k++)
        wishes[k + 1] = (kr_column_wish){ k < 8 ? columns[k] : others[k - 8], KR_COLUMN_NUMBER };
    check_ok(&job, kr_panel_read(&job, shared_file("data/trade/multiplier_expected.csv"), wishes, 14, NULL, &p));
    assert_int_equal(p.rows, x.count);
    for (size_t r = 0; r < p.rows; r++) {
        uint32_t i = country(&x, p.column[0].label[p.column[0].code[r]]);
        for (uint32_t set = 0; set < 8; set++)
            check_near(exp(l.worth[set * x.count + i] / 100), p.column[1 + set].value[r], 1e-9);
        check_near(l.together[3 * x.count + i], p.column[9].value[r], 1e-9);
        check_near(l.together[7 * x.count + i], p.column[10].value[r], 1e-9);
        for (uint32_t k = 0; k < 3; k++)
            check_near(l.shapley[i * 3 + k], p.column[11 + k].value[r], 1e-9);
        check_near(l.shapley[i * 3] + l.shapley[i * 3 + 1] + l.shapley[i * 3 + 2], l.worth[7 * x.count + i] - l.worth[i], 1e-13);
    }
    kr_job_end(&job);
}

enum { N = 7, M = 5 };

static void projects_of(kr_job *job, double **beta)
{
    for (int p = 0; p < M; p++) {
        beta[p] = kr_job_alloc(job, N * N, sizeof(double));
        for (int k = 0; k < 3; k++) {
            int i = (int)(world_uniform() * N), j = (i + 1 + (int)(world_uniform() * (N - 1))) % N;
            beta[p][i * N + j] = beta[p][j * N + i] = world_uniform();
        }
    }
}

/* Dividends of all subsets add up to the worth of a set, and Shapley rows to the worth of all. */
static void dividends_add_up(void **state)
{
    kr_job job;
    kr_lattice l;
    double *beta[M];
    (void)state;
    kr_job_init(&job, 1 << 26);
    kr_flows x = made_up_world(&job, N, 3);
    projects_of(&job, beta);
    check_ok(&job, kr_trade_lattice(&job, &x, M, (const double *const *)beta, &KR_RESPOND_DEFAULTS(5), &l));
    for (uint32_t set = 0; set < l.sets; set++)
        for (uint32_t i = 0; i < N; i++) {
            double sum = 0;
            for (uint32_t t = 0; t < l.sets; t++)
                sum += (t & set) == t ? l.together[t * N + i] : 0;
            check_near(sum, l.worth[set * N + i], 1e-12);
        }
    for (uint32_t i = 0; i < N; i++) {
        double sum = 0, marginal = 0;
        for (int p = 0; p < M; p++)
            sum += l.shapley[i * M + p];
        check_near(sum, l.worth[(l.sets - 1) * N + i] - l.worth[i], 1e-13);
        /* project 0 by the definition over orders: |S|! (m - |S| - 1)! / m! */
        static const double factorial[] = { 1, 1, 2, 6, 24, 120 };
        for (uint32_t s = 0; s < l.sets; s += 2) {
            int size = __builtin_popcount(s);
            marginal += factorial[size] * factorial[M - size - 1] / factorial[M] * (l.worth[(s + 1) * N + i] - l.worth[s * N + i]);
        }
        check_near(l.shapley[i * M], marginal, 1e-12);
    }
    kr_job_end(&job);
}

static void a_combination_is_its_own_equilibrium(void **state)
{
    kr_job job;
    kr_lattice l;
    kr_response r;
    double *beta[M], sum[N * N] = { 0 };
    (void)state;
    kr_job_init(&job, 1 << 26);
    kr_flows x = made_up_world(&job, N, 21);
    projects_of(&job, beta);
    check_ok(&job, kr_trade_lattice(&job, &x, M, (const double *const *)beta, &KR_RESPOND_DEFAULTS(5), &l));
    for (int k = 0; k < N * N; k++)
        sum[k] = beta[0][k] + beta[2][k] + beta[3][k];
    check_ok(&job, kr_trade_respond(&job, &x, sum, &KR_RESPOND_DEFAULTS(5), &r));
    for (uint32_t i = 0; i < N; i++)
        check_near(exp(l.worth[(1 + 4 + 8) * N + i] / 100), r.welfare[i], 1e-12);
    kr_job_end(&job);
}

/* A project that does nothing has no multiplier with any, and a ratio over nothing does not exist. */
static void nothing_is_said_to_be_nothing(void **state)
{
    kr_job job;
    kr_lattice l;
    double nothing[N * N] = { 0 }, some[N * N] = { 0 }, ratio;
    (void)state;
    kr_job_init(&job, 1 << 26);
    kr_flows x = made_up_world(&job, N, 3);
    some[1] = some[N] = .5;
    check_ok(&job, kr_trade_lattice(&job, &x, 3, (const double *const[]){ some, nothing, nothing }, &KR_RESPOND_DEFAULTS(5), &l));
    for (uint32_t i = 0; i < N; i++) {
        assert_false(l.significant[3 * N + i]);
        assert_true(l.significant[1 * N + i]);
        assert_true(kr_lattice_ratio(&l, 0, 1, i, 1e-13, &ratio));
        check_near(ratio, 1, 1e-9);
        assert_false(kr_lattice_ratio(&l, 1, 2, i, 1e-13, &ratio));
    }
    kr_job_end(&job);
}

static void threads_do_not_change_a_bit(void **state)
{
    static double first[N << M];
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        kr_job job;
        kr_lattice l;
        double *beta[M];
        kr_job_init(&job, 1 << 26);
        job.threads = threads;
        kr_flows x = made_up_world(&job, N, 3);
        projects_of(&job, beta);
        check_ok(&job, kr_trade_lattice(&job, &x, M, (const double *const *)beta, &KR_RESPOND_DEFAULTS(5), &l));
        if (threads == 1)
            memcpy(first, l.together, sizeof first);
        assert_memory_equal(first, l.together, sizeof first);
        kr_job_end(&job);
    }
}

/* Without spread every draw is the central case; with it the ends enclose the median, and a seed repeats itself. */
static void draws_are_common_to_all_combinations(void **state)
{
    kr_job job;
    kr_lattice l;
    kr_lattice_draws d, again;
    double *beta[M], ln_cost[2][N * N];
    (void)state;
    kr_job_init(&job, 1 << 26);
    kr_flows x = made_up_world(&job, N, 33);
    projects_of(&job, beta);
    for (int k = 0; k < N * N; k++)
        for (int p = 0; p < 2; p++)
            ln_cost[p][k] = -beta[p][k] / 5;
    const double *const change[] = { ln_cost[0], ln_cost[1] };
    kr_respond_options o = KR_RESPOND_DEFAULTS(5);
    check_ok(&job, kr_trade_lattice(&job, &x, 2, (const double *const *)beta, &o, &l));
    check_ok(&job, kr_trade_lattice_draws(&job, &x, 2, change, &o, &(kr_draw_options){ .draws = 3, .seed = 1 }, &d));
    for (int k = 0; k < 4 * N; k++) {
        check_near(d.worth_median[k], l.worth[k], 1e-10);
        check_near(d.together_high[k], l.together[k], 1e-10);
    }
    kr_draw_options spread = { .draws = 41, .seed = 7, .theta_spread = .2, .cost_spread = .3 };
    check_ok(&job, kr_trade_lattice_draws(&job, &x, 2, change, &o, &spread, &d));
    check_ok(&job, kr_trade_lattice_draws(&job, &x, 2, change, &o, &spread, &again));
    assert_memory_equal(d.together_median, again.together_median, 4 * N * sizeof(double));
    for (int k = N; k < 4 * N; k++)
        assert_true(d.worth_low[k] < d.worth_median[k] && d.worth_median[k] < d.worth_high[k]);
    kr_job_end(&job);
}

static void bad_input_gets_a_sentence(void **state)
{
    kr_job job;
    kr_lattice l;
    kr_lattice_draws d;
    double beta[N * N] = { 0 };
    (void)state;
    kr_job_init(&job, 1 << 26);
    kr_flows x = made_up_world(&job, N, 3);
    assert_int_equal(kr_trade_lattice(&job, &x, 17, NULL, &KR_RESPOND_DEFAULTS(5), &l), KR_E_USAGE);
    beta[3] = INFINITY;
    assert_int_equal(kr_trade_lattice(&job, &x, 1, (const double *const[]){ beta }, &KR_RESPOND_DEFAULTS(5), &l), KR_E_INPUT);
    check_says(&job, "project 0 changes c0 to c3");
    beta[3] = 0;
    assert_int_equal(kr_trade_lattice_draws(&job, &x, 1, (const double *const[]){ beta }, &KR_RESPOND_DEFAULTS(5),
                                            &(kr_draw_options){ .draws = 1 }, &d), KR_E_USAGE);
    kr_job_end(&job);
}

static kr_status lattice_once(kr_job *job, void *with)
{
    kr_lattice l;
    kr_lattice_draws d;
    double beta[36] = { 0, .5 };
    const double *const both[] = { beta, beta };
    KR_TRY(kr_trade_lattice(job, with, 2, both, &KR_RESPOND_DEFAULTS(4), &l));
    return kr_trade_lattice_draws(job, with, 2, both, &KR_RESPOND_DEFAULTS(4), &(kr_draw_options){ .draws = 2 }, &d);
}

static void survives_failing_allocations(void **state)
{
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, 6, 16);
    every_allocation_may_fail(lattice_once, &x);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_printed_multipliers_are_met),
        cmocka_unit_test(dividends_add_up),
        cmocka_unit_test(a_combination_is_its_own_equilibrium),
        cmocka_unit_test(nothing_is_said_to_be_nothing),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(draws_are_common_to_all_combinations),
        cmocka_unit_test(bad_input_gets_a_sentence),
        cmocka_unit_test(survives_failing_allocations),
    };
    shared_is_here = shared_file("data/trade/multiplier_expected.csv") != NULL;
    if (!shared_is_here)
        puts("skipped in part: ../shared/data/trade is absent, so printed figures are not compared");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
