/* test_parallel.c: fixed blocks joined in order give the same bits for any number of threads. Under the thread
 * sanitizer this also shows that it understands our loops. */
#include "check.h"

#include "base/parallel.h"

#define ITEMS 100001

static double value_of(size_t i)
{
    return 1.0 / (double)(i * i % 1009 + 1) - 0.001 * (double)(i % 7);
}

/* The pattern that every sum of the house follows. */
static double sum_with(int threads)
{
    static double part[ITEMS / KRI_BLOCK + 1];
    size_t blocks = kri_block_count(ITEMS);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t b = 0; b < blocks; b++) {
        double sum = 0;
        for (size_t i = kri_block_begin(b); i < kri_block_end(b, ITEMS); i++)
            sum += value_of(i);
        part[b] = sum;
    }
    double sum = 0;
    for (size_t b = 0; b < blocks; b++)
        sum += part[b];
    return sum;
}

static void the_same_bits_for_any_number_of_threads(void **state)
{
    (void)state;
    double alone = sum_with(1);
    for (int threads = 2; threads <= 8; threads++) {
        double together = sum_with(threads);
        assert_memory_equal(&alone, &together, sizeof alone);
    }
}

static void blocks_cover_everything_once(void **state)
{
    static const size_t counts[] = { 0, 1, KRI_BLOCK - 1, KRI_BLOCK, KRI_BLOCK + 1, 10 * KRI_BLOCK, ITEMS };
    (void)state;
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        size_t at = 0;
        for (size_t b = 0; b < kri_block_count(counts[n]); b++) {
            assert_int_equal(kri_block_begin(b), at);
            at = kri_block_end(b, counts[n]);
            assert_true(at > kri_block_begin(b));
        }
        assert_int_equal(at, counts[n]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_bits_for_any_number_of_threads), cmocka_unit_test(blocks_cover_everything_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
