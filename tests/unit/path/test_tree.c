/* test_tree.c: trees and single ways against the definition, on thousands of small graphs. */
#include "check.h"
#include "random_graph.h"

#include <keruen/path.h>

#include "base/arena.h"
#include "path/search.h"

#define NODES_MAX 24

/* The definition: settle the node with the least (cost, number) again and again, looking at all of them. */
typedef struct plain_tree {
    double cost[NODES_MAX];
    uint32_t arc[NODES_MAX];
    int settled[NODES_MAX];
} plain_tree;

static void plain_offer(plain_tree *t, uint32_t node, double cost, uint32_t arc)
{
    if (t->settled[node] || cost > t->cost[node] || cost == INFINITY)
        return;
    int is_end = cost == t->cost[node] && t->arc[node] == KR_NONE;
    if (cost < t->cost[node] || (!is_end && arc < t->arc[node]))
        t->arc[node] = arc;
    t->cost[node] = cost;
}

static uint32_t plain_least(const kr_graph *g, const plain_tree *t)
{
    uint32_t least = KR_NONE;
    for (uint32_t v = 0; v < g->nodes; v++)
        if (!t->settled[v] && t->cost[v] < INFINITY && (least == KR_NONE || t->cost[v] < t->cost[least]))
            least = v;
    return least;
}

static plain_tree plain_search(const kr_graph *g, const double *cost, kr_path_direction way, const kr_path_end *ends,
                               size_t n)
{
    plain_tree t;
    for (uint32_t v = 0; v < NODES_MAX; v++) {
        t.cost[v] = INFINITY;
        t.arc[v] = KR_NONE;
        t.settled[v] = 0;
    }
    for (size_t i = 0; i < n; i++)
        plain_offer(&t, ends[i].node, ends[i].cost, KR_NONE);
    for (uint32_t v; (v = plain_least(g, &t)) != KR_NONE;) {
        t.settled[v] = 1;
        for (uint32_t a = 0; a < g->arcs; a++) {
            uint32_t near = way == KR_PATH_FORWARD ? g->tail[a] : g->head[a];
            uint32_t far = way == KR_PATH_FORWARD ? g->head[a] : g->tail[a];
            if (near == v)
                plain_offer(&t, far, t.cost[v] + cost[a], a);
        }
    }
    return t;
}

typedef struct trial {
    kr_graph graph;
    double cost[RANDOM_ARCS_MAX];
    kr_path_end from[3], to[3];
    size_t from_count, to_count;
} trial;

static size_t random_ends(uint64_t *state, uint32_t nodes, kr_path_end *ends)
{
    size_t count = random_below(state, 4);
    for (size_t i = 0; i < count; i++)
        ends[i] = (kr_path_end){ random_below(state, nodes), random_below(state, 4) };
    return count;
}

static kr_status random_trial(kr_job *job, uint64_t *state, trial *t)
{
    uint32_t nodes = 1 + random_below(state, NODES_MAX);
    KR_TRY(random_graph(job, state, nodes, random_below(state, 3 * nodes), &t->graph));
    random_costs(state, t->graph.arcs, 6, 1, t->cost);
    t->from_count = random_ends(state, nodes, t->from);
    t->to_count = random_ends(state, nodes, t->to);
    return KR_OK;
}

/* The path is joined, begins and ends where it says and costs what it says. */
static void check_path(const trial *t, const kr_path *path, double end_costs)
{
    double sum = end_costs;
    uint32_t at = path->from;
    for (uint32_t i = 0; i < path->arcs; i++) {
        assert_int_equal(t->graph.tail[path->arc[i]], at);
        sum += t->cost[path->arc[i]];
        at = t->graph.head[path->arc[i]];
    }
    assert_int_equal(at, path->to);
    assert_true(sum == path->cost);
}

static double cost_at(const kr_path_end *ends, size_t count, uint32_t node)
{
    double cost = INFINITY;
    for (size_t i = 0; i < count; i++)
        if (ends[i].node == node && ends[i].cost < cost)
            cost = ends[i].cost;
    return cost;
}

static void check_trees(kr_job *job, const trial *t)
{
    for (int backward = 0; backward < 2; backward++) {
        kr_path_direction way = backward ? KR_PATH_BACKWARD : KR_PATH_FORWARD;
        plain_tree expected = plain_search(&t->graph, t->cost, way, t->from, t->from_count);
        kr_tree tree;
        check_ok(job, kr_path_tree(job, &t->graph, t->cost, way, t->from, t->from_count, &tree));
        for (uint32_t v = 0; v < t->graph.nodes; v++) {
            kr_path path;
            assert_true(tree.cost[v] == expected.cost[v]);
            assert_int_equal(tree.arc[v], expected.arc[v]);
            check_ok(job, kr_path_of_tree(job, &t->graph, &tree, v, &path));
            if (path.cost < INFINITY)
                check_path(t, &path, cost_at(t->from, t->from_count, backward ? path.to : path.from));
            else
                assert_true(path.arcs == 0 && path.from == KR_NONE && path.to == KR_NONE);
        }
    }
}

static void check_find(kr_job *job, const trial *t)
{
    plain_tree tree = plain_search(&t->graph, t->cost, KR_PATH_FORWARD, t->from, t->from_count);
    double best = INFINITY;
    uint32_t target = KR_NONE;
    for (size_t i = 0; i < t->to_count; i++)
        if (tree.cost[t->to[i].node] + t->to[i].cost < best) {
            best = tree.cost[t->to[i].node] + t->to[i].cost;
            target = t->to[i].node;
        }
    kr_path path;
    check_ok(job, kr_path_find(job, &t->graph, t->cost, t->from, t->from_count, t->to, t->to_count, &path));
    assert_true(path.cost == best);
    assert_int_equal(path.to, target);
    if (best < INFINITY)
        check_path(t, &path, cost_at(t->from, t->from_count, path.from) + cost_at(t->to, t->to_count, path.to));
}

static void trees_and_ways_are_those_of_the_definition(void **state)
{
    uint64_t seed = 1;
    (void)state;
    for (int i = 0; i < 5000; i++) {
        kr_job job;
        trial t;
        kr_job_init(&job, (size_t)1 << 24);
        check_ok(&job, random_trial(&job, &seed, &t));
        check_trees(&job, &t);
        check_find(&job, &t);
        kr_job_end(&job);
    }
}

/* The second search in a space sees nothing of the first. */
static void a_space_can_be_used_again(void **state)
{
    uint64_t seed = 2;
    (void)state;
    for (int i = 0; i < 500; i++) {
        kr_job job;
        trial t;
        kri_search space;
        kr_job_init(&job, (size_t)1 << 24);
        check_ok(&job, random_trial(&job, &seed, &t));
        check_ok(&job, kri_search_new(&job, t.graph.nodes, &space));
        kri_search_find(&space, &t.graph, t.cost, t.from, t.from_count, t.to, t.to_count);
        kri_search_tree(&space, &t.graph, t.cost, KR_PATH_BACKWARD, t.to, t.to_count);
        plain_tree expected = plain_search(&t.graph, t.cost, KR_PATH_BACKWARD, t.to, t.to_count);
        assert_memory_equal(space.cost, expected.cost, t.graph.nodes * sizeof *space.cost);
        assert_memory_equal(space.arc, expected.arc, t.graph.nodes * sizeof *space.arc);
        kr_job_end(&job);
    }
}

static const struct { const char *name; double cost; kr_path_end end; const char *says; } bad[] = {
    { "negative cost", -1, { 0, 0 }, "costs -1" },
    { "NaN cost", NAN, { 0, 0 }, "arc 0 from node 0 to node 1 costs" },
    { "end beyond the nodes", 1, { 2, 0 }, "only 2 nodes" },
    { "negative end cost", 1, { 0, -2 }, "costs -2" },
    { "NaN end cost", 1, { 0, NAN }, "not a number from 0 up" },
};

static void bad_input_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kr_job job;
        kr_graph graph;
        kr_tree tree;
        kr_path path;
        kr_path_end good = { 0, 0 };
        kr_job_init(&job, (size_t)1 << 20);
        check_ok(&job, kr_graph_freeze(&job, 2, 1, (uint32_t[]){ 0 }, (uint32_t[]){ 1 }, &graph, NULL));
        assert_int_equal(kr_path_tree(&job, &graph, &bad[i].cost, KR_PATH_FORWARD, &bad[i].end, 1, &tree), KR_E_INPUT);
        check_says(&job, bad[i].says);
        assert_int_equal(kr_path_find(&job, &graph, &bad[i].cost, &bad[i].end, 1, &good, 1, &path), KR_E_INPUT);
        assert_int_equal(kr_path_find(&job, &graph, &bad[i].cost, &good, 1, &bad[i].end, 1, &path), KR_E_INPUT);
        check_says(&job, bad[i].says);
        kr_job_end(&job);
    }
}

static void a_node_beyond_the_tree_is_refused(void **state)
{
    kr_job job;
    kr_graph graph;
    kr_tree tree;
    kr_path path;
    (void)state;
    kr_job_init(&job, (size_t)1 << 20);
    check_ok(&job, kr_graph_freeze(&job, 1, 0, NULL, NULL, &graph, NULL));
    check_ok(&job, kr_path_tree(&job, &graph, NULL, KR_PATH_FORWARD, NULL, 0, &tree));
    assert_true(tree.cost[0] == INFINITY);
    assert_int_equal(kr_path_of_tree(&job, &graph, &tree, 1, &path), KR_E_INPUT);
    kr_job_end(&job);
}

static kr_status search_small(kr_job *job, void *with)
{
    uint64_t seed = 3;
    trial t;
    kr_tree tree;
    kr_path path;
    (void)with;
    KR_TRY(random_graph(job, &seed, NODES_MAX, 100, &t.graph));
    random_costs(&seed, 100, 6, 0, t.cost);
    kr_path_end from = { 0, 0 }, to = { NODES_MAX - 1, 0 };
    KR_TRY(kr_path_tree(job, &t.graph, t.cost, KR_PATH_FORWARD, &from, 1, &tree));
    KR_TRY(kr_path_of_tree(job, &t.graph, &tree, to.node, &path));
    assert_true(path.arcs > 0);
    return kr_path_find(job, &t.graph, t.cost, &from, 1, &to, 1, &path);
}

static void failing_allocations_are_reported(void **state)
{
    (void)state;
    every_allocation_may_fail(search_small, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_and_ways_are_those_of_the_definition), cmocka_unit_test(a_space_can_be_used_again),
        cmocka_unit_test(bad_input_is_refused), cmocka_unit_test(a_node_beyond_the_tree_is_refused),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
