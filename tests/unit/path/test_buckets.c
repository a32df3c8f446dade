/* test_buckets.c: trees over whole numbers are the trees of the heap, whatever the spread of the weights. */
#include "check.h"
#include "random_graph.h"

#include <keruen/path.h>

#define NODES_MAX 40

static const struct { const char *name; uint32_t nodes, largest; int zeros; } spread[] = {
    { "ties everywhere", 12, 3, 0 },
    { "zeros too", 12, 3, 1 },
    { "ordinary", 40, 1000, 0 },
    { "beyond the last bucket", 40, 90000000, 0 },
};

/* One in twenty closed; one in four a thousand times the others, so that nodes wait beyond the buckets. */
static void random_weights(uint64_t *state, uint32_t arcs, uint32_t largest, int zeros, uint32_t *weight, double *cost)
{
    for (uint32_t a = 0; a < arcs; a++) {
        weight[a] = 1 + random_below(state, random_below(state, 4) ? 1 + largest / 1000 : largest);
        if (zeros && random_below(state, 4) == 0)
            weight[a] = 0;
        if (random_below(state, 20) == 0)
            weight[a] = UINT32_MAX;
        cost[a] = weight[a] == UINT32_MAX ? (double)INFINITY : weight[a];
    }
}

/* Without zeros the arc is the lowest that the cost fits; with them it is any that does, and following arcs ends. */
static void check_arcs(const kr_graph *g, const uint32_t *weight, const kr_tree *heap, const kr_tree_u32 *tree,
                       int zeros)
{
    const uint32_t *next = tree->direction == KR_PATH_FORWARD ? g->tail : g->head;
    for (uint32_t v = 0; v < g->nodes; v++) {
        uint32_t steps = 0;
        if (!zeros)
            assert_int_equal(tree->arc[v], heap->arc[v]);
        for (uint32_t at = v; tree->arc[at] != KR_NONE; at = next[tree->arc[at]]) {
            assert_int_equal(tree->cost[at], tree->cost[next[tree->arc[at]]] + weight[tree->arc[at]]);
            assert_true(++steps < g->nodes);
        }
    }
}

static void check_one(kr_job *job, uint64_t *seed, size_t which)
{
    kr_graph g;
    uint32_t weight[RANDOM_ARCS_MAX], ends[2];
    double cost[RANDOM_ARCS_MAX];
    check_ok(job, random_graph(job, seed, spread[which].nodes, 3 * spread[which].nodes, &g));
    random_weights(seed, g.arcs, spread[which].largest, spread[which].zeros, weight, cost);
    kr_path_end cost_ends[2];
    for (int i = 0; i < 2; i++)
        cost_ends[i] = (kr_path_end){ ends[i] = random_below(seed, g.nodes), 0 };
    for (int backward = 0; backward < 2; backward++) {
        kr_path_direction way = backward ? KR_PATH_BACKWARD : KR_PATH_FORWARD;
        kr_tree heap;
        kr_tree_u32 tree;
        check_ok(job, kr_path_tree(job, &g, cost, way, cost_ends, 2, &heap));
        check_ok(job, kr_path_tree_u32(job, &g, weight, way, ends, 2, &tree));
        for (uint32_t v = 0; v < g.nodes; v++)
            if (tree.cost[v] == UINT32_MAX)
                assert_true(heap.cost[v] >= UINT32_MAX);
            else
                assert_true(tree.cost[v] == heap.cost[v]);
        if (spread[which].largest < UINT32_MAX / NODES_MAX)
            check_arcs(&g, weight, &heap, &tree, spread[which].zeros);
    }
}

static void trees_are_those_of_the_heap(void **state)
{
    uint64_t seed = 11;
    (void)state;
    for (size_t which = 0; which < sizeof spread / sizeof *spread; which++)
        for (int i = 0; i < 1000; i++) {
            kr_job job;
            kr_job_init(&job, (size_t)1 << 24);
            check_one(&job, &seed, which);
            kr_job_end(&job);
        }
}

/* A chain of arcs that cost 2^31 each: the second node fits 32 bits, the third does not and counts as unreachable. */
static void costs_saturate(void **state)
{
    kr_job job;
    kr_graph g;
    kr_tree_u32 tree;
    uint32_t end = 0;
    (void)state;
    kr_job_init(&job, (size_t)1 << 20);
    check_ok(&job, kr_graph_freeze(&job, 3, 2, (uint32_t[]){ 0, 1 }, (uint32_t[]){ 1, 2 }, &g, NULL));
    check_ok(&job, kr_path_tree_u32(&job, &g, (uint32_t[]){ 1u << 31, 1u << 31 }, KR_PATH_FORWARD, &end, 1, &tree));
    assert_int_equal(tree.cost[1], 1u << 31);
    assert_int_equal(tree.cost[2], UINT32_MAX);
    assert_int_equal(tree.arc[2], KR_NONE);
    end = 3;
    assert_int_equal(kr_path_tree_u32(&job, &g, (uint32_t[]){ 1, 1 }, KR_PATH_FORWARD, &end, 1, &tree), KR_E_INPUT);
    check_says(&job, "only 3 nodes");
    kr_job_end(&job);
}

static kr_status search_small(kr_job *job, void *with)
{
    uint64_t seed = 12;
    kr_graph g;
    kr_tree_u32 tree;
    uint32_t weight[90], end = 0;
    (void)with;
    KR_TRY(random_graph(job, &seed, 30, 90, &g));
    for (uint32_t a = 0; a < 90; a++)
        weight[a] = 1 + random_below(&seed, 9);
    return kr_path_tree_u32(job, &g, weight, KR_PATH_FORWARD, &end, 1, &tree);
}

static void failing_allocations_are_reported(void **state)
{
    (void)state;
    every_allocation_may_fail(search_small, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_those_of_the_heap), cmocka_unit_test(costs_saturate),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
