/* test_delay.c: every delay function against printed values, differences and quadrature. */
#include "check.h"

#include "assign/delay.h"

static const double curve_x[] = { 0, .5, 1, 1.2 }, curve_multiple[] = { 1, 1.1, 1.6, 3 };
static const kr_curve curve = { 4, curve_x, curve_multiple };

static const struct { const char *name; kri_delay f; } all[] = {
    { "BPR, power 4", { KR_DELAY_BPR, 10, 50, .15, 4, NULL, 0 } },
    { "BPR, power 16.83", { KR_DELAY_BPR, 2, 50, .5, 16.83, NULL, 0 } },
    { "BPR, power 1", { KR_DELAY_BPR, 3, 20, 1, 1, NULL, 0 } },
    { "BPR, power 1.5", { KR_DELAY_BPR, 3, 20, 1, 1.5, NULL, 0 } },
    { "conical, alpha 4", { KR_DELAY_CONICAL, 10, 50, 4, 0, NULL, 0 } },
    { "conical, alpha 12", { KR_DELAY_CONICAL, 1, 50, 12, 0, NULL, 0 } },
    { "Akcelik", { KR_DELAY_AKCELIK, 10, 50, .4, 60, NULL, 0 } },
    { "Akcelik, J above 1", { KR_DELAY_AKCELIK, 1, 10, 1.6, 15, NULL, 0 } },
    { "Davidson", { KR_DELAY_DAVIDSON, 10, 50, .2, 0, NULL, 0 } },
    { "table", { KR_DELAY_TABLE, 10, 50, 0, 0, &curve, 0 } },
    { "table with rounded corners", { KR_DELAY_TABLE, 10, 50, 0, 0, &curve, 1 } },
};

static const double shares[] = { .01, .3, .497, .503, .6, .9, .93, .995, 1.004, 1.05, 1.1, 1.7, 3 };

static double simpson(const kri_delay *f, double to)
{
    double sum = 0, step = to / 20000;
    for (int k = 0; k < 10000; k++) {
        double v = 2 * k * step;
        sum += step / 3 * (kri_delay_time(f, v) + 4 * kri_delay_time(f, v + step) + kri_delay_time(f, v + 2 * step));
    }
    return sum;
}

static void slopes_bends_and_integrals_belong_to_the_times(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
            const kri_delay *f = &all[k].f;
            double v = shares[i] * f->capacity, h = 1e-5 * f->capacity;
            double slope = (kri_delay_time(f, v + h) - kri_delay_time(f, v - h)) / (2 * h);
            double bend = (kri_delay_slope(f, v + h) - kri_delay_slope(f, v - h)) / (2 * h);
            check_near(kri_delay_slope(f, v), slope, 1e-6 * (fabs(slope) + f->free / f->capacity));
            check_near(kri_delay_bend(f, v), bend, 1e-5 * (fabs(bend) + f->free / (f->capacity * f->capacity)));
            check_near(kri_delay_integral(f, v), simpson(f, v), 1e-7 * kri_delay_integral(f, v));
        }
}

static void times_at_points_that_are_printed(void **state)
{
    (void)state;
    /* At capacity BPR is free (1 + alpha), the conical function 2 free (Spiess 1990), Akcelik free + T/4 sqrt(k); at rest all are free. */
    check_near(kri_delay_time(&all[0].f, 50), 11.5, 1e-12);
    check_near(kri_delay_time(&all[4].f, 50), 20, 1e-12);
    check_near(kri_delay_time(&all[5].f, 50), 2, 1e-12);
    check_near(kri_delay_time(&all[6].f, 50), 10 + 15 * sqrt(8 * .4 / 3000), 1e-12);
    check_near(kri_delay_time(&all[8].f, 25), 10 * 1.2, 1e-12);
    check_near(kri_delay_time(&all[9].f, 50), 16, 1e-12);
    check_near(kri_delay_time(&all[9].f, 65), 37, 1e-12);     /* beyond the last point the last slope goes on */
    for (size_t k = 0; k < 9; k++)
        check_near(kri_delay_time(&all[k].f, 0), all[k].f.free, 1e-12 * all[k].f.free);
}

static void corner_cases_have_values(void **state)
{
    (void)state;
    kri_delay constant = { KR_DELAY_BPR, 5, 1, .15, 0, NULL, 0 }, endless = { KR_DELAY_BPR, 5, INFINITY, .15, 4, NULL, 0 };
    kri_delay root = { KR_DELAY_BPR, 5, 10, 1, .5, NULL, 0 }, free_of_time = { KR_DELAY_BPR, 0, 10, 1, 4, NULL, 0 };
    check_near(kri_delay_time(&constant, 0), 5.75, 1e-15);     /* 0^0 is 1 */
    check_near(kri_delay_slope(&constant, 3), 0, 0);
    check_near(kri_delay_time(&endless, 1e9), 5, 0);
    check_near(kri_delay_slope(&endless, 1e9), 0, 0);
    assert_true(isfinite(kri_delay_slope(&root, 0)) && kri_delay_slope(&root, 0) > 0);
    check_near(kri_delay_time(&free_of_time, 50), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_bends_and_integrals_belong_to_the_times),
        cmocka_unit_test(times_at_points_that_are_printed),
        cmocka_unit_test(corner_cases_have_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
