/* test_hierarchy.c: whatever is asked of a hierarchy, the answer is that of a plain search. */
#include "check.h"
#include "random_graph.h"

#include <keruen/path.h>

#include "base/arena.h"
#include "path/climb.h"
#include "path/dissect.h"
#include "path/hierarchy.h"

#define NODES_MAX 90
#define METRICS 13

typedef struct trial {
    kr_graph graph;
    uint32_t count;
    uint32_t weight_of[METRICS][RANDOM_ARCS_MAX];
    const uint32_t *weight[METRICS];
    double cost[METRICS][RANDOM_ARCS_MAX];
    const kr_hierarchy *hierarchy;
    const kr_metrics *metrics;
} trial;

/* Half of the trials by the order that is found, half by a random one: any order must do. */
static kr_status random_order(kr_job *job, uint64_t *state, const kr_graph *graph, const kr_hierarchy **hierarchy)
{
    uint32_t rank[NODES_MAX];
    if (random_below(state, 2))
        return kr_hierarchy_build(job, graph, NULL, hierarchy);
    for (uint32_t v = 0; v < graph->nodes; v++) {
        uint32_t other = random_below(state, v + 1);
        rank[v] = other == v ? v : rank[other];
        rank[other] = v;
    }
    return kr_hierarchy_build(job, graph, rank, hierarchy);
}

static kr_status random_trial(kr_job *job, uint64_t *state, trial *t)
{
    uint32_t nodes = 1 + random_below(state, NODES_MAX);
    KR_TRY(random_graph(job, state, nodes, random_below(state, 1 + 5 * nodes / 2), &t->graph));
    t->count = 1 + random_below(state, METRICS);
    for (uint32_t i = 0; i < t->count; i++) {
        random_costs(state, t->graph.arcs, 20, 1, t->cost[i]);
        t->weight[i] = t->weight_of[i];
        for (uint32_t a = 0; a < t->graph.arcs; a++)
            t->weight_of[i][a] = t->cost[i][a] < INFINITY ? (uint32_t)t->cost[i][a] : UINT32_MAX;
    }
    KR_TRY(random_order(job, state, &t->graph, &t->hierarchy));
    return kr_hierarchy_customize(job, t->hierarchy, t->count, t->weight, &t->metrics);
}

static uint32_t as_weight(double cost)
{
    return cost < INFINITY ? (uint32_t)cost : KR_FAR;
}

static void check_way(const trial *t, uint32_t metric, uint32_t from, uint32_t to, uint32_t cost, const kr_path *path)
{
    double sum = 0;
    uint32_t at = from;
    if (cost == KR_FAR) {
        assert_true(path->cost == INFINITY && path->arcs == 0 && path->from == KR_NONE);
        return;
    }
    for (uint32_t i = 0; i < path->arcs; i++) {
        assert_int_equal(t->graph.tail[path->arc[i]], at);
        at = t->graph.head[path->arc[i]];
        sum += t->cost[metric][path->arc[i]];
    }
    assert_int_equal(at, to);
    assert_true(sum == cost && path->cost == cost);
    assert_true(path->from == from && path->to == to);
}

/* Two halves joined, for some metrics beside each other, tell what each metric's own query tells. */
static void check_halves(kr_job *job, const trial *t, uint32_t from, uint32_t to)
{
    size_t size = (size_t)t->hierarchy->height * KRI_LANES;
    uint32_t joined[METRICS], cost, *up = kr_job_alloc(job, size, sizeof *up), *down = kr_job_alloc(job, size, sizeof *down);
    uint32_t first = t->count / 3, count = t->count - first;
    assert_true(up && down);
    kri_climb_half(t->metrics, KR_PATH_FORWARD, from, up);
    kri_climb_half(t->metrics, KR_PATH_BACKWARD, to, down);
    kri_climb_join(t->metrics, first, count, from, to, up, down, joined);
    for (uint32_t k = 0; k < count; k++) {
        check_ok(job, kr_hierarchy_cost(job, t->metrics, first + k, from, to, &cost));
        assert_int_equal(joined[k], cost);
    }
}

static void check_pairs(kr_job *job, const trial *t, uint32_t metric, uint32_t from, const kr_tree *tree)
{
    for (uint32_t to = 0; to < t->graph.nodes; to += 3) {
        uint32_t cost;
        kr_path path;
        check_ok(job, kr_hierarchy_cost(job, t->metrics, metric, from, to, &cost));
        assert_int_equal(cost, as_weight(tree->cost[to]));
        check_ok(job, kr_hierarchy_find(job, t->metrics, metric, from, to, &path));
        check_way(t, metric, from, to, cost, &path);
        check_halves(job, t, from, to);
    }
}

static void check_trees(kr_job *job, uint64_t *state, const trial *t, uint32_t metric)
{
    uint32_t ends[19], *cost, *matrix;
    uint32_t count = 1 + random_below(state, 19);
    for (uint32_t i = 0; i < count; i++)
        ends[i] = random_below(state, t->graph.nodes);
    for (int backward = 0; backward < 2; backward++) {
        kr_path_direction way = backward ? KR_PATH_BACKWARD : KR_PATH_FORWARD;
        check_ok(job, kr_hierarchy_trees(job, t->metrics, metric, way, ends, count, &cost));
        check_ok(job, kr_hierarchy_matrix(job, t->metrics, metric, ends, count, ends, count, &matrix));
        for (uint32_t i = 0; i < count; i++) {
            kr_tree tree;
            kr_path_end end = { ends[i], 0 };
            check_ok(job, kr_path_tree(job, &t->graph, t->cost[metric], way, &end, 1, &tree));
            for (uint32_t v = 0; v < t->graph.nodes; v++)
                assert_int_equal(cost[(size_t)v * count + i], as_weight(tree.cost[v]));
            for (uint32_t j = 0; j < count && !backward; j++)
                assert_int_equal(matrix[(size_t)i * count + j], as_weight(tree.cost[ends[j]]));
            if (i == 0 && !backward)
                check_pairs(job, t, metric, ends[0], &tree);
        }
    }
}

static void answers_are_those_of_a_search(void **state)
{
    uint64_t seed = 41;
    (void)state;
    for (int i = 0; i < 400; i++) {
        kr_job job;
        trial t;
        kr_job_init(&job, (size_t)1 << 27);
        check_ok(&job, random_trial(&job, &seed, &t));
        check_trees(&job, &seed, &t, random_below(&seed, t.count));
        kr_job_end(&job);
    }
}

/* Lower bounds by a sweep change nothing but the time: the set is the same. */
static void pareto_sets_are_the_same_with_a_hierarchy(void **state)
{
    uint64_t seed = 42;
    (void)state;
    for (int i = 0; i < 400; i++) {
        kr_job job;
        trial t;
        kr_pareto plain, swept;
        const double *cost[METRICS];
        kr_job_init(&job, (size_t)1 << 27);
        check_ok(&job, random_trial(&job, &seed, &t));
        for (uint32_t c = 0; c < t.count; c++) {
            cost[c] = t.cost[c];
            for (uint32_t a = 0; a < t.graph.arcs; a++)
                if (t.cost[0][a] == INFINITY || t.cost[c][a] == INFINITY) {
                    t.cost[c][a] = t.cost[0][a] < INFINITY ? 7 : (double)INFINITY;
                    t.weight_of[c][a] = t.cost[0][a] < INFINITY ? 7 : UINT32_MAX;
                }
        }
        check_ok(&job, kr_hierarchy_customize(&job, t.hierarchy, t.count, t.weight, &t.metrics));
        kr_pareto_end from = { .node = random_below(&seed, t.graph.nodes) };
        kr_pareto_end to[2] = { { .node = random_below(&seed, t.graph.nodes), .cost = { 3 } },
                                { .node = random_below(&seed, t.graph.nodes) } };
        kr_pareto_options options = { .epsilon = 0, .labels = 20000, .metrics = t.metrics };
        uint32_t criteria = t.count < 4 ? t.count : 4;
        if (criteria > 1) {
            kr_status status = kr_path_pareto(&job, &t.graph, criteria, cost, &from, 1, to, 2, &options, &swept);
            options.metrics = NULL;
            assert_int_equal(status, kr_path_pareto(&job, &t.graph, criteria, cost, &from, 1, to, 2, &options, &plain));
            assert_true(status != KR_OK || plain.count == swept.count);
            assert_true(status != KR_OK ||
                        !memcmp(plain.cost, swept.cost, (size_t)plain.count * criteria * sizeof(double)));
        }
        kr_job_end(&job);
    }
}

/* After an update the metrics are, number for number, what they would be if made anew. */
static void updates_are_as_good_as_new(void **state)
{
    uint64_t seed = 44;
    (void)state;
    for (int i = 0; i < 400; i++) {
        kr_job job;
        trial t;
        uint32_t arcs[4], count = random_below(&seed, 5);
        const kr_metrics *anew;
        kr_job_init(&job, (size_t)1 << 27);
        check_ok(&job, random_trial(&job, &seed, &t));
        for (uint32_t k = 0; k < count && t.graph.arcs; k++) {
            arcs[k] = random_below(&seed, t.graph.arcs);
            for (uint32_t c = 0; c < t.count; c++)
                t.weight_of[c][arcs[k]] = random_below(&seed, 3) ? random_below(&seed, 30) : UINT32_MAX;
        }
        check_ok(&job, kr_hierarchy_update(&job, t.metrics, arcs, t.graph.arcs ? count : 0));
        check_ok(&job, kr_hierarchy_customize(&job, t.hierarchy, t.count, t.weight, &anew));
        assert_memory_equal(t.metrics->up, anew->up, t.hierarchy->arcs * anew->stride * sizeof(uint32_t));
        kr_job_end(&job);
    }
}

/* A grid of 40 x 40: the first cut of nested dissection is about as long as a side, so the top has 40 nodes or so. */
#define SIDE 40u

static kr_status grid(kr_job *job, kr_graph *graph)
{
    uint32_t tail[4 * SIDE * SIDE], head[4 * SIDE * SIDE], arcs = 0;
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++)
            for (int down = 0; down < 2; down++) {
                uint32_t v = y * SIDE + x, w = v + (down ? SIDE : 1);
                if ((down ? y : x) + 1 == SIDE)
                    continue;
                tail[arcs] = head[arcs + 1] = v;
                head[arcs] = tail[arcs + 1] = w;
                arcs += 2;
            }
    return kr_graph_freeze(job, SIDE * SIDE, arcs, tail, head, graph, NULL);
}

static void a_grid_is_cut_along_short_lines(void **state)
{
    kr_job job;
    kr_graph graph;
    uint32_t *rank, seen[SIDE * SIDE] = { 0 };
    (void)state;
    kr_job_init(&job, (size_t)1 << 27);
    check_ok(&job, grid(&job, &graph));
    rank = kr_job_alloc(&job, graph.nodes, sizeof *rank);
    check_ok(&job, kri_dissect(&job, &graph, rank));
    for (uint32_t v = 0; v < graph.nodes; v++)
        assert_int_equal(seen[rank[v]]++, 0);
    /* without the top 60 nodes no piece holds more than three quarters */
    uint32_t queue[SIDE * SIDE], largest = 0;
    memset(seen, 0, sizeof seen);
    for (uint32_t start = 0; start < graph.nodes; start++) {
        uint32_t begin = 0, end = 0;
        if (seen[start]++ || rank[start] >= graph.nodes - 60)
            continue;
        queue[end++] = start;
        while (begin < end)
            for (uint32_t v = queue[begin++], a = graph.first[v]; a < graph.first[v + 1]; a++)
                if (rank[graph.head[a]] < graph.nodes - 60 && !seen[graph.head[a]]++)
                    queue[end++] = graph.head[a];
        largest = end > largest ? end : largest;
    }
    assert_true(largest <= 3 * graph.nodes / 4);
    kr_job_end(&job);
}

static void bad_input_is_refused(void **state)
{
    kr_job job;
    kr_graph graph;
    const kr_hierarchy *h;
    const kr_metrics *m;
    uint32_t weight = 1, cost, *costs, node = 2;
    kr_path path;
    (void)state;
    kr_job_init(&job, (size_t)1 << 24);
    check_ok(&job, kr_graph_freeze(&job, 2, 1, (uint32_t[]){ 0 }, (uint32_t[]){ 1 }, &graph, NULL));
    assert_int_equal(kr_hierarchy_build(&job, &graph, (uint32_t[]){ 1, 1 }, &h), KR_E_INPUT);
    check_says(&job, "rank 1 of node 1");
    assert_int_equal(kr_hierarchy_build(&job, &graph, (uint32_t[]){ 0, 2 }, &h), KR_E_INPUT);
    check_ok(&job, kr_hierarchy_build(&job, &graph, (uint32_t[]){ 1, 0 }, &h));
    assert_int_equal(kr_hierarchy_rank(h)[0], 1);
    assert_int_equal(kr_hierarchy_customize(&job, h, 0, NULL, &m), KR_E_INPUT);
    assert_int_equal(kr_hierarchy_customize(&job, h, 17, NULL, &m), KR_E_INPUT);
    check_ok(&job, kr_hierarchy_customize(&job, h, 1, (const uint32_t *const[]){ &weight }, &m));
    assert_int_equal(kr_hierarchy_cost(&job, m, 1, 0, 1, &cost), KR_E_INPUT);
    check_says(&job, "no metric 1");
    assert_int_equal(kr_hierarchy_update(&job, m, &node, 1), KR_E_INPUT);
    check_says(&job, "no arc 2");
    assert_int_equal(kr_hierarchy_find(&job, m, 0, 0, 2, &path), KR_E_INPUT);
    check_says(&job, "only 2 nodes");
    assert_int_equal(kr_hierarchy_trees(&job, m, 0, KR_PATH_FORWARD, &node, 1, &costs), KR_E_INPUT);
    assert_int_equal(kr_hierarchy_matrix(&job, m, 0, &node, 1, &node, 1, &costs), KR_E_INPUT);
    kr_job_end(&job);
}

static kr_status ask_small(kr_job *job, void *with)
{
    uint64_t seed = 43;
    trial t;
    kr_path path;
    uint32_t ends[2] = { 0, 1 }, *cost;
    (void)with;
    KR_TRY(random_graph(job, &seed, NODES_MAX, 200, &t.graph));
    for (uint32_t a = 0; a < 200; a++)
        t.weight_of[0][a] = 1 + random_below(&seed, 9);
    t.weight[0] = t.weight_of[0];
    KR_TRY(kr_hierarchy_build(job, &t.graph, NULL, &t.hierarchy));
    KR_TRY(kr_hierarchy_customize(job, t.hierarchy, 1, t.weight, &t.metrics));
    KR_TRY(kr_hierarchy_update(job, t.metrics, ends, 2));
    KR_TRY(kr_hierarchy_find(job, t.metrics, 0, 0, 1, &path));
    KR_TRY(kr_hierarchy_trees(job, t.metrics, 0, KR_PATH_FORWARD, ends, 2, &cost));
    return kr_hierarchy_matrix(job, t.metrics, 0, ends, 2, ends, 2, &cost);
}

static void failing_allocations_are_reported(void **state)
{
    (void)state;
    every_allocation_may_fail(ask_small, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_a_search), cmocka_unit_test(pareto_sets_are_the_same_with_a_hierarchy),
        cmocka_unit_test(updates_are_as_good_as_new), cmocka_unit_test(a_grid_is_cut_along_short_lines),
        cmocka_unit_test(bad_input_is_refused), cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
