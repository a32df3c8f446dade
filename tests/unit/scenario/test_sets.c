/* test_sets.c: what sets are worth together, whose share it is, and the best of them. */
#include "check.h"

#include <keruen/scenario.h>

#define MOST 8

/* A game in a table, or looked at one set at a time. */
typedef struct game {
    uint32_t players;
    double value[1 << MOST];
} game;

static kr_status value_of(void *with, kr_job *job, uint64_t set, double *value)
{
    (void)job;
    *value = ((game *)with)->value[set];
    return KR_OK;
}

static double stream(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 11) + .5) / 9007199254740992.0;
}

static game random_game(uint32_t players, uint64_t seed)
{
    game g = { .players = players };
    for (uint32_t set = 1; set < 1u << players; set++)
        g.value[set] = 10 * stream(&seed) - 2;
    return g;
}

/* Closed form: two halves of one way are worth nothing alone and 7 together; the third adds 2 whatever else stands. */
static void together_is_what_parts_do_not_explain(void **state)
{
    (void)state;
    double value[8], shapley[3];
    for (uint32_t set = 0; set < 8; set++)
        value[set] = ((set & 3) == 3 ? 7 : 0) + (set & 4 ? 2 : 0);
    kr_sets_together(3, 1, value);
    const double expected[8] = { 0, 0, 0, 7, 2, 0, 0, 0 };
    for (int set = 0; set < 8; set++)
        check_near(value[set], expected[set], 1e-15);
    kr_sets_shapley(3, 1, value, shapley);
    check_near(shapley[0], 3.5, 1e-15);
    check_near(shapley[1], 3.5, 1e-15);
    check_near(shapley[2], 2, 1e-15);
}

/* Closed form (Shapley 1953): one left glove, two right ones; a pair is worth 1. */
static void gloves(void **state)
{
    (void)state;
    double value[8], shapley[3];
    for (uint32_t set = 0; set < 8; set++)
        value[set] = set & 1 && set & 6;
    kr_sets_together(3, 1, value);
    kr_sets_shapley(3, 1, value, shapley);
    check_near(shapley[0], 2. / 3, 1e-15);
    check_near(shapley[1], 1. / 6, 1e-15);
    check_near(shapley[2], 1. / 6, 1e-15);
}

/* Property: shares add up to what all are worth, figure by figure; exact and in each pair of a sample. */
static void shares_add_up(void **state)
{
    (void)state;
    kr_job job;
    game g = random_game(6, 5);
    double together[2 << 6], shapley[12], marginal[6], sum[2] = { 0, 0 };
    kr_job_init(&job, 1 << 20);
    for (int set = 0; set < 1 << 6; set++) {
        together[2 * set] = g.value[set];
        together[2 * set + 1] = -3 * g.value[set];
    }
    kr_sets_together(6, 2, together);
    kr_sets_shapley(6, 2, together, shapley);
    for (int p = 0; p < 6; p++)
        for (int k = 0; k < 2; k++)
            sum[k] += shapley[2 * p + k];
    check_near(sum[0], g.value[63], 1e-12);
    check_near(sum[1], -3 * g.value[63], 1e-12);
    for (uint32_t pair = 0; pair < 5; pair++) {
        double all = 0;
        check_ok(&job, kr_sets_sample(&job, 6, 1, value_of, &g, 1, pair, marginal));
        for (int p = 0; p < 6; p++)
            all += marginal[p];
        check_near(all, g.value[63], 1e-12);
    }
    kr_job_end(&job);
}

/* Property: the mean of many pairs of orders is the exact share; pair k does not depend on the others. */
static void a_sample_comes_near(void **state)
{
    (void)state;
    enum { PAIRS = 4000 };
    kr_job job;
    game g = random_game(5, 9);
    double together[32], shapley[5], marginal[5], again[5], mean[5] = { 0 };
    kr_job_init(&job, 1 << 20);
    memcpy(together, g.value, sizeof together);
    kr_sets_together(5, 1, together);
    kr_sets_shapley(5, 1, together, shapley);
    for (uint32_t pair = 0; pair < PAIRS; pair++) {
        check_ok(&job, kr_sets_sample(&job, 5, 1, value_of, &g, 3, pair, marginal));
        for (int p = 0; p < 5; p++)
            mean[p] += marginal[p] / PAIRS;
    }
    for (int p = 0; p < 5; p++)
        check_near(mean[p], shapley[p], 0.25);
    check_ok(&job, kr_sets_sample(&job, 5, 1, value_of, &g, 3, PAIRS - 1, again));
    assert_memory_equal(again, marginal, sizeof again);
    kr_job_end(&job);
}

/* Closed form: a knapsack of 3 that fits 2 + 1 is better filled by those than by the dear one. */
static void the_best_set_keeps_to_the_budget(void **state)
{
    (void)state;
    const double cost[3] = { 3, 2, 1 };
    double value[8];
    kr_best_set best;
    for (uint32_t set = 0; set < 8; set++)
        value[set] = (set & 1 ? 4 : 0) + (set & 2 ? 3 : 0) + (set & 4 ? 2 : 0);
    kr_sets_best(3, value, cost, 3, &best);
    assert_int_equal(best.set, 6);
    check_near(best.value, 5, 0);
    check_near(best.cost, 3, 0);
    assert_true(best.is_exact && best.looked_at == 8 && best.bound == best.value);
    kr_sets_best(3, value, cost, 0, &best);
    assert_int_equal(best.set, 0);
}

/* Property: what the search finds keeps to the budget, is no better than the best of all sets, and seldom worse. */
static void a_search_seldom_misses(void **state)
{
    (void)state;
    kr_job job;
    int found = 0;
    kr_job_init(&job, 1 << 22);
    for (uint64_t seed = 1; seed <= 100; seed++) {
        game g = random_game(7, seed);
        double cost[7], ceiling[7];
        kr_best_set best, exact;
        uint64_t state_of_costs = seed + 1000;
        for (int p = 0; p < 7; p++) {
            cost[p] = 1 + 3 * stream(&state_of_costs);
            ceiling[p] = INFINITY;
        }
        check_ok(&job, kr_sets_search(&job, 7, value_of, &g, cost, 8, ceiling, &best));
        kr_sets_best(7, g.value, cost, 8, &exact);
        assert_true(best.cost <= 8 && best.value <= exact.value && best.bound >= exact.value && !best.is_exact);
        check_near(best.value, g.value[best.set], 0);
        found += best.set == exact.set;
    }
    assert_true(found >= 60);       /* the games are noise: no hill leads to the top */
    kr_job_end(&job);
}

/* Property: where every project adds the same to any set, the bound holds and the search is exact but for what no longer fits. */
static void the_bound_holds(void **state)
{
    (void)state;
    kr_job job;
    game g = { .players = 6 };
    const double cost[6] = { 5, 4, 3, 3, 2, 1 }, gain[6] = { 10, 7, 6, 5, 3, 1 };
    kr_best_set best, exact;
    kr_job_init(&job, 1 << 20);
    for (uint32_t set = 0; set < 64; set++)
        for (int p = 0; p < 6; p++)
            g.value[set] += set >> p & 1 ? gain[p] : 0;
    for (double budget = 0; budget <= 18; budget++) {
        check_ok(&job, kr_sets_search(&job, 6, value_of, &g, cost, budget, gain, &best));
        kr_sets_best(6, g.value, cost, budget, &exact);
        assert_true(best.bound >= exact.value - 1e-12 && best.bound <= exact.value + 10);
        check_near(best.value, exact.value, 0);
    }
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(together_is_what_parts_do_not_explain), cmocka_unit_test(gloves), cmocka_unit_test(shares_add_up),
        cmocka_unit_test(a_sample_comes_near), cmocka_unit_test(the_best_set_keeps_to_the_budget), cmocka_unit_test(a_search_seldom_misses),
        cmocka_unit_test(the_bound_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
