/* test_quantile.c: the order of numbers, and where their middle lies. */
#include "check.h"

#include "base/quantile.h"

/* By hand: the k-th of five numbers has a share of k / 4 below it. */
static void quantiles_lie_between(void **state)
{
    (void)state;
    double v[5] = { 5, 1, 4, 2, 3 }, one[1] = { 7 };
    kri_sort_numbers(v, 5);
    check_near(kri_quantile(v, 5, 0.5), 3, 0);
    check_near(kri_quantile(v, 5, 0.05), 1.2, 1e-15);
    check_near(kri_quantile(v, 5, 1), 5, 0);
    check_near(kri_quantile(one, 1, 0.95), 7, 0);
}

/* A property: whatever the order they come in, they leave in their own. */
static void sorting_sorts(void **state)
{
    (void)state;
    double v[64];
    for (size_t count = 0; count <= 64; count++) {
        for (size_t i = 0; i < count; i++)
            v[i] = (double)(i * 37 % 64 / 2);
        kri_sort_numbers(v, count);
        for (size_t i = 1; i < count; i++)
            assert_true(v[i - 1] <= v[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(quantiles_lie_between), cmocka_unit_test(sorting_sorts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
