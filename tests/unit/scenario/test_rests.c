/* test_rests.c: what the rests of subsets say of a set, in closed form. */
#include "check.h"

#include "scenario/rests.h"

#define ROWS 2

/* Worlds that are made up: tonnes of two rows, and the prices of up to two limits. */
typedef struct fixture {
    kr_job job;
    double t_yr[ROWS];
    kr_freight_limit limit[2];
    kr_outcome base;
    kri_rests rests;
} fixture;

static void open_fixture(fixture *f, const uint64_t *set, uint32_t sets)
{
    memset(f, 0, sizeof *f);
    kr_job_init(&f->job, 1 << 24);
    f->t_yr[0] = 100;
    f->t_yr[1] = 7;
    f->base = (kr_outcome){ .rows = ROWS, .t_yr = f->t_yr, .is_settled = 1 };
    check_ok(&f->job, kri_rests_open(&f->job, &f->base, set, sets, &f->rests));
}

/* A rest with so many times the base's tonnes, and so dear limits of two rows. */
static void keep(fixture *f, uint64_t set, double first, double second, double usd, double other_usd)
{
    double t_yr[ROWS] = { 100 * first, 7 * second };
    kr_freight_limit limit[2] = { { .table = KR_LINK, .row = 3, .unit = "t", .usd = usd }, { .table = KR_SERVICE, .row = 3, .unit = "t", .usd = other_usd } };
    kr_outcome o = { .rows = ROWS, .t_yr = t_yr, .freight = { .limit = limit, .limits = 2 }, .is_settled = 1 };
    kri_rests_keep(&f->rests, set, &o);
}

static kri_start guess(fixture *f, uint64_t set)
{
    kri_start start;
    check_ok(&f->job, kri_rests_guess(&f->job, &f->rests, set, &start));
    return start;
}

static double price_of(const kri_start *start, kr_table_id table)
{
    double usd = 0;
    for (size_t i = 0; i < start->freight.limits; i++)
        usd += start->freight.limit[i].table == table ? start->freight.limit[i].usd : 0;
    return usd;
}

/* Closed form: without interaction tonnes multiply and prices add up. */
static void what_does_not_interact_is_known(void **state)
{
    (void)state;
    static const uint64_t set[] = { 0, 1, 2, 3 };
    fixture f;
    open_fixture(&f, set, 4);
    keep(&f, 0, 1, 1, 2, 0);
    keep(&f, 1, 1.5, 0.5, 1.5, 4);
    keep(&f, 2, 2, 0.25, 3, 0);
    kri_start start = guess(&f, 3);
    check_near(start.t_yr[0], 300, 1e-12);
    check_near(start.t_yr[1], 0.875, 1e-14);
    check_near(price_of(&start, KR_LINK), 2.5, 1e-14);
    check_near(price_of(&start, KR_SERVICE), 4, 1e-14);
    kr_job_end(&f.job);
}

/* Closed form: of three, what each two do to each other is taken in; what only all three do is left out. */
static void interactions_of_two_are_taken_in(void **state)
{
    (void)state;
    static const uint64_t set[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    fixture f;
    open_fixture(&f, set, 8);
    keep(&f, 0, 1, 1, 0, 0);
    keep(&f, 1, 2, 1, 0, 0);
    keep(&f, 2, 3, 1, 0, 0);
    keep(&f, 3, 6 * 1.1, 1, 0, 0);
    keep(&f, 4, 5, 1, 0, 0);
    keep(&f, 5, 10 * 0.9, 1, 0, 0);
    keep(&f, 6, 15 * 1.3, 1, 0, 0);
    check_near(guess(&f, 7).t_yr[0], 100 * 30 * 1.1 * 0.9 * 1.3, 1e-9);
    kr_job_end(&f.job);
}

/* Projects that always come together are one part; those that two bundles share are a part of their own. */
static void bundles_are_guessed_like_projects(void **state)
{
    (void)state;
    static const uint64_t set[] = { 0, 0x0f, 0x78, 0x7f };
    fixture f;
    open_fixture(&f, set, 4);
    assert_int_equal(f.rests.parts, 3);
    keep(&f, 0, 1, 1, 0, 0);
    keep(&f, 0x0f, 1.5, 1, 0, 0);
    keep(&f, 0x78, 2, 1, 0, 0);
    kri_start start = guess(&f, 0x7f);
    check_near(start.t_yr[0], 150, 1e-12);      /* what is left without the second's own part is the first */
    kr_job_end(&f.job);
}

static void nothing_known_is_the_base(void **state)
{
    (void)state;
    static const uint64_t set[] = { 0, 1, 2 };
    fixture f;
    open_fixture(&f, set, 3);
    kr_outcome unsettled = f.base;
    unsettled.is_settled = 0;
    kri_rests_keep(&f.rests, 0, &unsettled);
    assert_int_equal(f.rests.count, 0);
    kri_start start = guess(&f, 2);
    assert_ptr_equal(start.t_yr, f.base.t_yr);
    assert_false(start.looks_first);
    kr_job_end(&f.job);
}

/* Tonnes beyond what a number can hold are no place to begin, nor are the prices that come with them. */
static void an_overflow_is_the_base(void **state)
{
    (void)state;
    static const uint64_t set[] = { 0, 1, 2, 3 };
    fixture f;
    open_fixture(&f, set, 4);
    keep(&f, 0, 1, 1, 0, 0);
    keep(&f, 1, 1e200, 1, 3, 0);
    keep(&f, 2, 1e200, 1, 0, 0);
    kri_start start = guess(&f, 3);
    assert_ptr_equal(start.t_yr, f.base.t_yr);
    assert_int_equal(start.freight.limits, f.base.freight.limits);
    kr_job_end(&f.job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_interact_is_known),
        cmocka_unit_test(interactions_of_two_are_taken_in),
        cmocka_unit_test(bundles_are_guessed_like_projects),
        cmocka_unit_test(nothing_known_is_the_base),
        cmocka_unit_test(an_overflow_is_the_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
