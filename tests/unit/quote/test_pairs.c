/*
 * test_pairs.c: a matrix says of each pair what a search for that pair alone says; what nothing joins is infinite; and the bits
 * are the same for any number of threads.
 */
#include "region.h"
#include "small_world.h"

#include <keruen/quote.h>

typedef struct world {
    kr_world tables;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    uint32_t *node;             /* [tables.node.count] all of them */
} world;

static kr_status read_world(kr_job *job, const char *folder, world *w)
{
    KR_TRY(kr_world_read(job, folder, NULL, &w->tables));
    KR_TRY(kr_network_freeze(job, &w->tables, &w->network));
    KR_TRY(kr_consignment_make(job, &w->tables, &(kr_shipment){ .date = 20261201 }, &w->consignment));
    KR_TRY(kr_cost_make(job, &w->network, &w->consignment, &w->cost));
    w->node = kr_job_alloc(job, w->tables.node.count, sizeof *w->node);
    for (uint32_t i = 0; w->node && i < w->tables.node.count; i++)
        w->node[i] = i;
    return w->node ? KR_OK : KR_E_MEMORY;
}

static kr_status find_all(kr_job *job, const world *w, const kr_quote_request *request, kr_matrix *matrix)
{
    size_t count = w->tables.node.count;
    return kr_matrix_find(job, &w->network, &w->consignment, &w->cost, request, w->node, count, w->node, count, matrix);
}

static double search_alone(kr_job *job, const world *w, const double *cost, uint32_t from, uint32_t to)
{
    kr_path path;
    uint32_t a = w->network.sender[from], b = w->network.receiver[to];
    if (a == KR_NONE || b == KR_NONE)
        return INFINITY;
    check_ok(job, kr_path_find(job, &w->network.graph, cost, &(kr_path_end){ a, 0 }, 1, &(kr_path_end){ b, 0 }, 1, &path));
    return path.cost;
}

static void each_pair_is_what_a_search_for_it_finds(void **state)
{
    kr_job job;
    world w;
    kr_matrix m;
    (void)state;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, read_world(&job, region_folder(), &w));
    const struct { kr_by by; const double *cost; } measures[] = {
        { KR_BY_TIME, w.cost.hours }, { KR_BY_COST, w.cost.usd }, { KR_BY_CO2, w.cost.kgco2 }, { KR_BY_RISK, w.cost.variance_h2 },
    };
    for (size_t k = 0; k < sizeof measures / sizeof *measures; k++) {
        check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = measures[k].by }, &m));
        const double *shown[] = { m.hours, m.usd, m.kgco2 };
        for (uint32_t i = 0; i < m.rows; i += 17)
            for (uint32_t j = 0; j < m.columns; j += 13) {
                double alone = i == j ? 0 : search_alone(&job, &w, measures[k].cost, i, j);
                assert_true(m.measure[i * m.columns + j] == alone);
                if (measures[k].by != KR_BY_RISK)
                    assert_true(shown[measures[k].by][i * m.columns + j] == alone);
            }
    }
    kr_job_end(&job);
}

/* By what is asked for no matrix is better than the one made for it. */
static void the_best_by_a_measure_is_the_best(void **state)
{
    kr_job job;
    world w;
    kr_matrix fast, cheap, value;
    (void)state;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, read_world(&job, region_folder(), &w));
    check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_TIME }, &fast));
    check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_COST }, &cheap));
    check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_VALUE }, &value));
    for (size_t i = 0; i < fast.rows * fast.columns; i++) {
        assert_true(fast.hours[i] <= cheap.hours[i] * (1 + 1e-12) && cheap.usd[i] <= fast.usd[i] * (1 + 1e-12));
        assert_true(isinf(fast.hours[i]) == isinf(cheap.hours[i]) && isinf(fast.hours[i]) == isinf(value.measure[i]));
    }
    kr_job_end(&job);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    kr_matrix first = { 0 };
    kr_job job[3];
    (void)state;
    for (int t = 0; t < 3; t++) {
        world w;
        kr_matrix m;
        kr_job_init(&job[t], (size_t)1 << 30);
        job[t].threads = 1 + 2 * t;
        check_ok(&job[t], read_world(&job[t], region_folder(), &w));
        check_ok(&job[t], find_all(&job[t], &w, &(kr_quote_request){ .by = KR_BY_VALUE }, &m));
        if (t == 0)
            first = m;
        assert_memory_equal(m.measure, first.measure, m.rows * m.columns * sizeof(double));
        assert_memory_equal(m.usd, first.usd, m.rows * m.columns * sizeof(double));
        assert_memory_equal(m.km, first.km, m.rows * m.columns * sizeof(double));
    }
    for (int t = 0; t < 3; t++)
        kr_job_end(&job[t]);
}

/* On the small world nothing leads to the isle, as its road is closed, and nothing to CC when CC is avoided. */
static void what_nothing_joins_is_infinite(void **state)
{
    kr_job job;
    world w = { .node = NULL };
    kr_matrix m;
    struct temp_folder folder;
    const char *avoid[] = { "CC" };
    (void)state;
    kr_job_init(&job, (size_t)1 << 30);
    temp_folder_open(&folder);
    small_world_put(&folder);
    check_ok(&job, read_world(&job, folder.path, &w));
    temp_folder_close(&folder);
    uint32_t alpha = row_of(&w.tables, KR_NODE, "alpha"), kappa = row_of(&w.tables, KR_NODE, "kappa"), isle = row_of(&w.tables, KR_NODE, "isle");
    check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_TIME }, &m));
    assert_true(isfinite(m.hours[alpha * m.columns + kappa]));
    assert_true(isinf(m.hours[alpha * m.columns + isle]) && isinf(m.usd[alpha * m.columns + isle]) && isinf(m.km[alpha * m.columns + isle]));
    assert_true(m.hours[alpha * m.columns + alpha] == 0);
    check_ok(&job, find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_TIME, .avoid = avoid, .avoid_count = 1 }, &m));
    assert_true(isinf(m.hours[alpha * m.columns + kappa]));
    avoid[0] = "nowhere";
    assert_int_equal(find_all(&job, &w, &(kr_quote_request){ .by = KR_BY_TIME, .avoid = avoid, .avoid_count = 1 }, &m), KR_E_USAGE);
    kr_job_end(&job);
}

static kr_status whole(kr_job *job, void *with)
{
    world w;
    kr_matrix m;
    KR_TRY(read_world(job, with, &w));
    job->threads = 2;
    return find_all(job, &w, &(kr_quote_request){ .by = KR_BY_VALUE }, &m);
}

static void failing_allocations_are_reported(void **state)
{
    struct temp_folder folder;
    (void)state;
    temp_folder_open(&folder);
    small_world_put(&folder);
    every_allocation_may_fail(whole, folder.path);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pair_is_what_a_search_for_it_finds),
        cmocka_unit_test(the_best_by_a_measure_is_the_best),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(what_nothing_joins_is_infinite),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
