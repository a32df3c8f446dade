/* test_fill.c: filling a matrix. Closed forms, the conditions of the minimum, and RAS. */
#include "worlds.h"

/* One cell, prior p, figure v of weight w: x = p (v / p)^(w / (1 + w)), by hand. */
static void a_figure_pulls_by_its_weight(void **state)
{
    kr_job job;
    kr_filling f;
    uint32_t cell = 0;
    double prior = 2;
    (void)state;
    kr_job_init(&job, 1 << 20);
    for (double w = .1; w < 1e6; w *= 7) {
        kr_known_sum figure = { &cell, 1, 50, w, KR_CELL_REPORTED };
        check_ok(&job, kr_trade_fill(&job, 1, &prior, 1, &figure, 1e-13, 100, &f));
        check_near(f.value[0], 2 * pow(25, w / (1 + w)), 1e-10);
        assert_int_equal(f.mark[0], KR_CELL_REPORTED);
    }
    kr_job_end(&job);
}

/* Two reports of the same flow meet: ln x = (ln prior + w (ln a + ln b)) / (1 + 2 w), near their geometric mean. */
static void mirror_reports_meet_in_between(void **state)
{
    kr_job job;
    kr_filling f;
    uint32_t cell = 0;
    double prior = 1;
    kr_known_sum figure[] = { { &cell, 1, 100, 300, KR_CELL_REPORTED }, { &cell, 1, 25, 300, KR_CELL_REPORTED } };
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_trade_fill(&job, 1, &prior, 2, figure, 1e-13, 100000, &f));
    check_near(f.value[0], exp(300 * log(2500) / 601), 1e-7);
    kr_job_end(&job);
}

/* At the minimum ln(x / prior) + sum of weight x ln(sum / figure) = 0 in every cell. */
static void the_minimum_is_reached(void **state)
{
    enum { N = 5, FIGURES = 14 };
    kr_job job;
    kr_filling f;
    kr_known_sum figure[FIGURES];
    uint32_t cells[FIGURES][N];
    double prior[N * N];
    (void)state;
    kr_job_init(&job, 1 << 20);
    world_seed = 3;
    for (int c = 0; c < N * N; c++)
        prior[c] = .1 + world_uniform();
    for (int k = 0; k < FIGURES; k++) {
        figure[k] = (kr_known_sum){ cells[k], 1 + (uint32_t)k % N, 1 + 3 * world_uniform(), 1 + 20 * world_uniform(), KR_CELL_REPORTED };
        for (uint32_t c = 0; c < figure[k].cells; c++)
            cells[k][c] = (uint32_t)(k * 3 + (int)c * 7) % (N * N);
    }
    check_ok(&job, kr_trade_fill(&job, N * N, prior, FIGURES, figure, 1e-14, 100000, &f));
    for (uint32_t c = 0; c < N * N; c++) {
        double slope = log(f.value[c] / prior[c]);
        for (int k = 0; k < FIGURES; k++)
            for (uint32_t m = 0; m < figure[k].cells; m++)
                slope += cells[k][m] == c ? figure[k].weight * log(f.said[k] / figure[k].value) : 0;
        check_near(slope, 0, 1e-11);
    }
    kr_job_end(&job);
}

/* Infinite weights on row and column sums: RAS. The cross ratios of the prior stay, and a zero stays zero. */
static void totals_that_must_hold_are_ras(void **state)
{
    enum { N = 4 };
    static const double row[] = { 10, 20, 30, 40 }, column[] = { 25, 25, 20, 30 };
    kr_job job;
    kr_filling f;
    kr_known_sum figure[2 * N];
    uint32_t cells[2 * N][N];
    double prior[N * N];
    (void)state;
    kr_job_init(&job, 1 << 20);
    for (int c = 0; c < N * N; c++)
        prior[c] = 1 + c * c % 7;
    prior[6] = 0;
    for (uint32_t k = 0; k < N; k++) {
        for (uint32_t m = 0; m < N; m++) {
            cells[k][m] = k * N + m;
            cells[N + k][m] = m * N + k;
        }
        figure[k] = (kr_known_sum){ cells[k], N, row[k], INFINITY, KR_CELL_DERIVED };
        figure[N + k] = (kr_known_sum){ cells[N + k], N, column[k], INFINITY, KR_CELL_DERIVED };
    }
    check_ok(&job, kr_trade_fill(&job, N * N, prior, 2 * N, figure, 1e-14, 10000, &f));
    for (int k = 0; k < N; k++) {
        check_near(f.said[k], row[k], 1e-11);
        check_near(f.said[N + k], column[k], 1e-11);
    }
    check_near(f.value[6], 0, 0);
    assert_int_equal(f.mark[0], KR_CELL_FILLED);
    check_near(f.value[0] * f.value[5] / f.value[1] / f.value[4], prior[0] * prior[5] / prior[1] / prior[4], 1e-10);
    figure[0].value = 11;                           /* now rows and columns differ */
    assert_int_equal(kr_trade_fill(&job, N * N, prior, 2 * N, figure, 1e-14, 1000, &f), KR_E_LIMIT);
    check_says(&job, "contradict");
    kr_job_end(&job);
}

static void a_prior_makes_and_uses_all_output(void **state)
{
    enum { N = 3 };
    static const double weight[] = { 5, 1, .5, 1, 4, .2, .5, .2, 6 }, output[] = { 10, 100, 3 };
    kr_job job;
    double prior[N * N];
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_trade_prior(&job, N, weight, output, prior));
    for (int i = 0; i < N; i++) {
        check_near(prior[i * N] + prior[i * N + 1] + prior[i * N + 2], output[i], 1e-11);
        check_near(prior[i] + prior[N + i] + prior[2 * N + i], output[i], 1e-11);
    }
    kr_job_end(&job);
}

static void bad_input_gets_a_sentence(void **state)
{
    kr_job job;
    kr_filling f;
    uint32_t cell = 0, far = 9;
    double prior[] = { 1, 0 }, below = -1;
    kr_known_sum figure = { &cell, 1, 1, 1, KR_CELL_REPORTED };
    (void)state;
    kr_job_init(&job, 1 << 20);
    assert_int_equal(kr_trade_fill(&job, 1, &below, 1, &figure, 1e-12, 10, &f), KR_E_INPUT);
    figure.value = NAN;
    assert_int_equal(kr_trade_fill(&job, 2, prior, 1, &figure, 1e-12, 10, &f), KR_E_INPUT);
    figure = (kr_known_sum){ &far, 1, 1, 1, KR_CELL_REPORTED };
    assert_int_equal(kr_trade_fill(&job, 2, prior, 1, &figure, 1e-12, 10, &f), KR_E_USAGE);
    cell = 1;
    figure.cell = &cell;
    assert_int_equal(kr_trade_fill(&job, 2, prior, 1, &figure, 1e-12, 10, &f), KR_E_INPUT);
    check_says(&job, "holds to be 0");
    kr_job_end(&job);
}

static kr_status fill_once(kr_job *job, void *with)
{
    static const double weight[] = { 5, 1, 1, 4 }, output[] = { 10, 20 };
    kr_filling f;
    double prior[4];
    uint32_t cell = 1;
    kr_known_sum figure = { &cell, 1, 1, 1, KR_CELL_REPORTED };
    (void)with;
    KR_TRY(kr_trade_prior(job, 2, weight, output, prior));
    return kr_trade_fill(job, 4, prior, 1, &figure, 1e-12, 100, &f);
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    every_allocation_may_fail(fill_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_pulls_by_its_weight),
        cmocka_unit_test(mirror_reports_meet_in_between),
        cmocka_unit_test(the_minimum_is_reached),
        cmocka_unit_test(totals_that_must_hold_are_ras),
        cmocka_unit_test(a_prior_makes_and_uses_all_output),
        cmocka_unit_test(bad_input_gets_a_sentence),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
