/* test_adjust.c: the adjustment to counts, against closed forms and against truths that the counts were made of. */
#include "check.h"

#include <keruen/demand.h>

#define NOBODY UINT32_MAX

/* An adjustment without groups over arrays of the caller. */
static kr_adjustment plain(size_t counts, size_t rows, const double *reach, const double *value, const double *error, const double *spread)
{
    static uint32_t year[100], group[100];
    static double multiplier[100], model[100], none[1];
    for (size_t i = 0; i < 100; i++)
        group[i] = NOBODY, year[i] = 0, multiplier[i] = 0;
    return (kr_adjustment){ .counts = counts, .rows = rows, .years = 1, .reach = reach, .value = value, .error = error, .freedom = INFINITY,
                            .year = year, .spread = spread, .group = group, .level = none, .step = none, .multiplier = multiplier, .shift = none,
                            .model = model };
}

static void adjust(kr_adjustment *a)
{
    kr_job job;
    kr_job_init(&job, (size_t)1 << 28);
    check_ok(&job, kr_demand_adjust(&job, a));
    kr_job_end(&job);
}

/* Closed form: one row is the mean of prior and count, weighed by their variances, in logarithms. */
static void one_row_lies_between_prior_and_count(void **state)
{
    static const struct { double value, error, spread; } cases[] = { { 20, .1, .5 }, { 3, .5, .1 }, { 10, .2, .2 }, { 400, .3, .6 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double reach = 10, t2 = cases[i].spread * cases[i].spread, s2 = cases[i].error * cases[i].error;
        kr_adjustment a = plain(1, 1, &reach, &cases[i].value, &cases[i].error, &cases[i].spread);
        adjust(&a);
        check_near(log(a.multiplier[0]), t2 / (t2 + s2) * log(cases[i].value / reach), 1e-6);
    }
}

/*
 * Closed form of a table of two by two whose first row and first column were counted, cells a, b, c alike: b and c move alike by symmetry, and
 * at the minimum each cell's pull is the sum of its parts of the misfits over the variance of the counts. Checked as that condition, cell by cell.
 */
static void a_table_of_two_by_two_meets_the_condition_of_the_minimum(void **state)
{
    static const double reach[] = { 5, 5, 0, 0, /**/ 5, 0, 5, 0 }, value[] = { 18, 18 }, error[] = { .1, .1 }, spread[] = { .5, .5, .5, .5 };
    (void)state;
    kr_adjustment a = plain(2, 4, reach, value, error, spread);
    adjust(&a);
    check_near(a.multiplier[1], a.multiplier[2], 1e-6);
    check_near(a.multiplier[3], 1, 1e-12);
    assert_true(a.multiplier[0] > a.multiplier[1]);
    for (size_t r = 0; r < 3; r++) {
        double pull = 0;
        for (size_t c = 0; c < 2; c++)
            pull += reach[c * 4 + r] * a.multiplier[r] / a.model[c] * log(value[c] / a.model[c]) / (error[c] * error[c]);
        check_near(log(a.multiplier[r]) / (.5 * .5), pull, 1e-3);
    }
}

/* Closed form: a row whose group was counted in the base year and two years on is linear in logarithms; two equations in two unknowns. */
static void a_walk_is_what_two_equations_say(void **state)
{
    static const double reach[] = { 10, 10 }, value[] = { 20, 80 }, error[] = { .1, .2 }, spread = .3, level = .4, step = .5;
    static const uint32_t year[] = { 1, 3 }, group = 0;
    double multiplier = 0, shift[4] = { 0 }, model[2];
    (void)state;
    kr_adjustment a = { .counts = 2, .rows = 1, .groups = 1, .years = 4, .base_year = 1, .reach = reach, .value = value, .error = error,
                        .freedom = INFINITY, .year = year, .spread = &spread, .group = &group, .level = &level, .step = &step,
                        .multiplier = &multiplier, .shift = shift, .model = model };
    adjust(&a);
    double own = spread * spread + level * level, later = own + 2 * step * step, d0 = log(2), d1 = log(8);
    double a00 = own + .01, a11 = later + .04, determinant = a00 * a11 - own * own;
    double l0 = (a11 * d0 - own * d1) / determinant, l1 = (a00 * d1 - own * d0) / determinant;
    check_near(log(model[0] / 10), own * l0 + own * l1, 1e-5);
    check_near(log(model[1] / 10), own * l0 + later * l1, 1e-5);
    check_near(log(shift[2] / shift[1]), step * step * l1, 1e-5);       /* the step to a year without a count is half of the two */
    check_near(shift[0], shift[1], 1e-6);                               /* nobody speaks of the year before */
}

static double random_share(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

enum { ROWS = 30, COUNTS = 60 };

/* Property: counts made of known multipliers, and nearly exact, give these back. */
static void known_multipliers_are_recovered(void **state)
{
    double reach[COUNTS * ROWS], value[COUNTS], error[COUNTS], spread[ROWS], truth[ROWS];
    uint64_t seed = 7;
    (void)state;
    for (size_t r = 0; r < ROWS; r++) {
        truth[r] = exp(2 * random_share(&seed) - 1);
        spread[r] = .6;
    }
    for (size_t c = 0; c < COUNTS; c++) {
        value[c] = 0, error[c] = 1e-4;
        for (size_t r = 0; r < ROWS; r++) {
            reach[c * ROWS + r] = random_share(&seed) < .3 ? 100 * random_share(&seed) : 0;
            value[c] += reach[c * ROWS + r] * truth[r];
        }
    }
    for (int is_student = 0; is_student < 2; is_student++) {
        kr_adjustment a = plain(COUNTS, ROWS, reach, value, error, spread);
        a.freedom = is_student ? 2 : INFINITY;
        adjust(&a);
        for (size_t r = 0; r < ROWS; r++)
            check_near(a.multiplier[r], truth[r], 2e-3 * truth[r]);
    }
}

/* Property: of five counts of one row, one that says ten times as much moves Student's fit little and the normal one much. */
static void a_count_that_all_others_contradict_loses_its_pull(void **state)
{
    static const double reach[] = { 10, 10, 10, 10, 10 }, value[] = { 12, 12, 12, 12, 120 }, error[] = { .1, .1, .1, .1, .1 }, spread = 1;
    (void)state;
    kr_adjustment a = plain(5, 1, reach, value, error, &spread);
    adjust(&a);
    assert_true(a.model[0] > 15);
    a = plain(5, 1, reach, value, error, &spread);
    a.freedom = 2;
    adjust(&a);
    check_near(a.model[0], 12, .6);
}

/* Property: what is said of a count left out is what the fit without it says. */
static void left_out_is_a_fit_without(void **state)
{
    static const double reach[] = { 5, 5, 0, /**/ 5, 0, 5, /**/ 0, 4, 4, /**/ 1, 1, 1 }, value[] = { 18, 12, 9, 5 }, spread[] = { .5, .5, .3 };
    double error[] = { .1, .1, .2, .3 }, left_out[4];
    (void)state;
    kr_adjustment a = plain(4, 3, reach, value, error, spread);
    a.freedom = 3;
    a.left_out = left_out;
    adjust(&a);
    for (size_t c = 0; c < 4; c++) {
        double own = error[c];
        error[c] = INFINITY;
        kr_adjustment b = plain(4, 3, reach, value, error, spread);
        b.freedom = 3;
        adjust(&b);
        check_near(b.model[c], left_out[c], 1e-3 * left_out[c]);
        error[c] = own;
    }
}

/* A count that no row reaches pulls nothing and has nothing to say. */
static void a_count_out_of_reach_is_left_alone(void **state)
{
    static const double reach[] = { 10, 0 }, value[] = { 20, 5 }, error[] = { .1, .1 }, spread = .5;
    double left_out[2];
    (void)state;
    kr_adjustment a = plain(2, 1, reach, value, error, &spread);
    a.left_out = left_out;
    adjust(&a);
    check_near(log(a.multiplier[0]), .25 / .26 * log(2), 1e-6);
    assert_true(isnan(left_out[1]));
    assert_true(a.model[1] == 0);
}

static kr_status work(kr_job *job, void *with)
{
    static const double reach[] = { 10 }, value[] = { 20 }, error[] = { .1 }, spread = .5;
    kr_adjustment a = plain(1, 1, reach, value, error, &spread);
    (void)with;
    return kr_demand_adjust(job, &a);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    every_allocation_may_fail(work, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_lies_between_prior_and_count),
        cmocka_unit_test(a_table_of_two_by_two_meets_the_condition_of_the_minimum),
        cmocka_unit_test(a_walk_is_what_two_equations_say),
        cmocka_unit_test(known_multipliers_are_recovered),
        cmocka_unit_test(a_count_that_all_others_contradict_loses_its_pull),
        cmocka_unit_test(left_out_is_a_fit_without),
        cmocka_unit_test(a_count_out_of_reach_is_left_alone),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
