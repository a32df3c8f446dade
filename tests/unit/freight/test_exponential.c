/* test_exponential.c: exponentials and logarithms of arrays, against those of the C library. */
#include "check.h"

#include "freight/exponential.h"

static double units_off(double value, double exact)
{
    return fabs(value - exact) / (nextafter(fabs(exact), INFINITY) - fabs(exact));
}

/* Expected values: libm's, which are within a unit of the last place. */
static void exponentials_are_those_of_the_library(void **state)
{
    (void)state;
    for (int i = 0; i <= 1000000; i++) {
        double x = -700 + 705.0 * i / 1000000;
        if (units_off(kri_logit_exp(x), exp(x)) > 2)
            fail_msg("e^%g = %.17g, expected %.17g", x, kri_logit_exp(x), exp(x));
    }
    assert_true(kri_logit_exp(0) == 1 && kri_logit_exp(-701) == 0 && kri_logit_exp(-INFINITY) == 0);
}

static void logarithms_are_those_of_the_library(void **state)
{
    (void)state;
    for (int i = 0; i <= 1000000; i++) {
        double x = exp(-690 + 700.0 * i / 1000000);
        if (fabs(log(x)) > 1e-3 && units_off(kri_logit_log(x), log(x)) > 3)
            fail_msg("ln %g = %.17g, expected %.17g", x, kri_logit_log(x), log(x));
    }
    assert_true(kri_logit_log(1) == 0);
    for (double x = 0.5; x < 3; x *= 1.0001)
        check_near(kri_logit_log(x), log(x), 3e-16);
}

/* Table: roots, and what is next to nothing; the room behind the last is written too. */
static void powers_are_roots(void **state)
{
    double x[KRI_LANES_OF_LOGIT] = { 8, 1, 0, 1e-310, 64 }, to[KRI_LANES_OF_LOGIT];
    (void)state;
    kri_power_all(x, 1. / 3, 5, to);
    check_near(to[0], 2, 1e-15);
    check_near(to[1], 1, 1e-15);
    assert_true(to[2] == 0 && to[3] == 0);
    check_near(to[4], 4, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_are_those_of_the_library), cmocka_unit_test(logarithms_are_those_of_the_library),
        cmocka_unit_test(powers_are_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
