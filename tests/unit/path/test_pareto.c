/* test_pareto.c: the set is the one that comes from writing down every simple way, on thousands of small networks. */
#include "check.h"
#include "random_graph.h"

#include <keruen/path.h>

#include "base/arena.h"

#define NODES_MAX 8
#define ARCS_MAX 22
#define WAYS_MAX 20000

typedef struct trial {
    kr_graph graph;
    uint32_t criteria;
    double cost_of[KR_CRITERIA_MAX][ARCS_MAX];
    const double *cost[KR_CRITERIA_MAX];
    kr_pareto_end from[2], to[2];
    size_t from_count, to_count;
} trial;

/* Every simple way's costs; then only those that no other beats, once each. */
typedef struct ways {
    uint32_t criteria;
    size_t count;
    double cost[WAYS_MAX][KR_CRITERIA_MAX];
} ways;

static int no_worse(const double *a, const double *b, uint32_t criteria, double factor)
{
    for (uint32_t c = 0; c < criteria; c++)
        if (a[c] > factor * b[c])
            return 0;
    return 1;
}

static void walk(const trial *t, uint32_t node, uint32_t visited, const double *so_far, ways *all)
{
    for (size_t i = 0; i < t->to_count; i++)
        if (t->to[i].node == node) {
            assert_true(all->count < WAYS_MAX);
            for (uint32_t c = 0; c < t->criteria; c++)
                all->cost[all->count][c] = so_far[c] + t->to[i].cost[c];
            all->count++;
        }
    for (uint32_t a = t->graph.first[node]; a < t->graph.first[node + 1]; a++) {
        double longer[KR_CRITERIA_MAX];
        int open = !(visited >> t->graph.head[a] & 1);
        for (uint32_t c = 0; c < t->criteria; c++) {
            longer[c] = so_far[c] + t->cost[c][a];
            open &= longer[c] < INFINITY;
        }
        if (open)
            walk(t, t->graph.head[a], visited | 1u << t->graph.head[a], longer, all);
    }
}

/* One room for all trials: it is large. */
static const ways *every_way(const trial *t)
{
    static ways all;
    all.criteria = t->criteria;
    all.count = 0;
    for (size_t i = 0; i < t->from_count; i++)
        walk(t, t->from[i].node, 1u << t->from[i].node, t->from[i].cost, &all);
    return &all;
}

static int is_beaten(const ways *all, size_t i)
{
    for (size_t j = 0; j < all->count; j++) {
        int equal = !memcmp(all->cost[i], all->cost[j], all->criteria * sizeof(double));
        if (no_worse(all->cost[j], all->cost[i], all->criteria, 1) && (!equal || j < i))
            return 1;
    }
    return 0;
}

static int holds(const kr_pareto *found, const double *cost, double factor)
{
    for (uint32_t i = 0; i < found->count; i++)
        if (no_worse(found->cost + (size_t)i * found->criteria, cost, found->criteria, factor))
            return 1;
    return 0;
}

/* Each way is joined, costs what it says, and no other row beats it; rows rise. */
static void check_rows(const trial *t, const kr_pareto *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const double *row = p->cost + (size_t)i * p->criteria;
        double sum[KR_CRITERIA_MAX];
        uint32_t at = t->from[p->from[i]].node;
        memcpy(sum, t->from[p->from[i]].cost, sizeof sum);
        for (uint32_t k = p->first[i]; k < p->first[i + 1]; k++) {
            assert_int_equal(t->graph.tail[p->arc[k]], at);
            at = t->graph.head[p->arc[k]];
            for (uint32_t c = 0; c < p->criteria; c++)
                sum[c] += t->cost[c][p->arc[k]];
        }
        assert_int_equal(at, t->to[p->to[i]].node);
        for (uint32_t c = 0; c < p->criteria; c++)
            assert_true(row[c] == sum[c] + t->to[p->to[i]].cost[c]);
        for (uint32_t j = 0; j < p->count; j++)
            assert_true(j == i || !no_worse(p->cost + (size_t)j * p->criteria, row, p->criteria, 1));
        assert_true(i == 0 || row[-(int)p->criteria] <= row[0]);
    }
}

enum { WHOLE, FRACTIONS, ZEROS };

static double random_cost(uint64_t *state, int kind)
{
    switch (kind) {
    case WHOLE: return 1 + random_below(state, 9);
    case FRACTIONS: return (double)(random_next(state) >> 11) * 0x1p-50;
    default: return random_below(state, 3) ? random_below(state, 4) : 0;
    }
}

static size_t random_ends(uint64_t *state, uint32_t nodes, int kind, kr_pareto_end *ends)
{
    size_t count = 1 + (random_below(state, 4) == 0);
    for (size_t i = 0; i < count; i++) {
        ends[i] = (kr_pareto_end){ .node = random_below(state, nodes) };
        for (uint32_t c = 0; c < KR_CRITERIA_MAX && random_below(state, 2); c++)
            ends[i].cost[c] = random_cost(state, kind);
    }
    return count;
}

static kr_status random_trial(kr_job *job, uint64_t *state, int kind, trial *t)
{
    uint32_t nodes = 1 + random_below(state, NODES_MAX);
    KR_TRY(random_graph(job, state, nodes, random_below(state, ARCS_MAX + 1), &t->graph));
    t->criteria = 2 + random_below(state, KR_CRITERIA_MAX - 1);
    for (uint32_t c = 0; c < t->criteria; c++) {
        t->cost[c] = t->cost_of[c];
        for (uint32_t a = 0; a < t->graph.arcs; a++)
            t->cost_of[c][a] = random_below(state, 60) ? random_cost(state, kind) : (double)INFINITY;
    }
    t->from_count = random_ends(state, nodes, kind, t->from);
    t->to_count = random_ends(state, nodes, kind, t->to);
    return KR_OK;
}

static void check_set(kr_job *job, const trial *t, double epsilon)
{
    kr_pareto found;
    kr_pareto_options options = { .epsilon = epsilon };
    const ways *all = every_way(t);
    check_ok(job, kr_path_pareto(job, &t->graph, t->criteria, t->cost, t->from, t->from_count, t->to, t->to_count,
                                 &options, &found));
    assert_true(found.complete);
    check_rows(t, &found);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        if (!is_beaten(all, i)) {
            count++;
            assert_true(holds(&found, all->cost[i], 1 + epsilon + (epsilon > 0 ? 1e-12 : 0)));
        }
    if (epsilon > 0)
        assert_true(found.count <= count);
    else
        assert_int_equal(found.count, count);
    for (uint32_t i = 0; i < found.count; i++) {
        int known = 0;
        for (size_t j = 0; j < all->count && !known; j++)
            known = !memcmp(found.cost + (size_t)i * t->criteria, all->cost[j], t->criteria * sizeof(double));
        assert_true(known);
    }
}

static int trials(void)
{
    const char *wanted = getenv("KERUEN_TRIALS");
    return wanted ? atoi(wanted) : 3000;
}

static void check_kind(int kind, double epsilon, uint64_t seed)
{
    for (int i = 0; i < trials(); i++) {
        kr_job job;
        trial t;
        kr_job_init(&job, (size_t)1 << 26);
        check_ok(&job, random_trial(&job, &seed, kind, &t));
        check_set(&job, &t, epsilon);
        kr_job_end(&job);
    }
}

static void exact_sets_are_those_of_every_way(void **state)
{
    (void)state;
    check_kind(WHOLE, 0, 21);
    check_kind(FRACTIONS, 0, 22);
    check_kind(ZEROS, 0, 23);
}

static void epsilon_covers_every_way(void **state)
{
    (void)state;
    check_kind(WHOLE, 0.1, 24);
    check_kind(FRACTIONS, 0.01, 25);
    check_kind(ZEROS, 0.5, 26);
}

/* A ladder: each of its steps is taken by a quick dear arc or a slow cheap one; all 2^steps ways are worth having. */
#define STEPS 12

static kr_status ladder(kr_job *job, kr_graph *graph, double cost[2][2 * STEPS])
{
    uint32_t tail[2 * STEPS], head[2 * STEPS];
    for (uint32_t i = 0; i < STEPS; i++) {
        tail[2 * i] = tail[2 * i + 1] = i;
        head[2 * i] = head[2 * i + 1] = i + 1;
        cost[0][2 * i] = cost[1][2 * i + 1] = 1u << i;
        cost[0][2 * i + 1] = cost[1][2 * i] = 0;
    }
    return kr_graph_freeze(job, STEPS + 1, 2 * STEPS, tail, head, graph, NULL);
}

static kr_status find_on_ladder(kr_job *job, kr_pareto_options options, kr_pareto *found)
{
    kr_graph graph;
    double cost[2][2 * STEPS];
    kr_pareto_end from = { .node = 0 }, to = { .node = STEPS };
    KR_TRY(ladder(job, &graph, cost));
    return kr_path_pareto(job, &graph, 2, (const double *const[]){ cost[0], cost[1] }, &from, 1, &to, 1, &options,
                          found);
}

/* Closed form: the costs are (i, 2^steps - 1 - i) for every i below 2^steps. */
static void a_ladder_has_a_way_for_every_number(void **state)
{
    kr_job job;
    kr_pareto found;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    check_ok(&job, find_on_ladder(&job, (kr_pareto_options){ .epsilon = 0 }, &found));
    assert_int_equal(found.count, 1u << STEPS);
    for (uint32_t i = 0; i < found.count; i++)
        assert_true(found.cost[2 * i] == i && found.cost[2 * i + 1] == (1u << STEPS) - 1 - i);
    kr_job_end(&job);
}

static const struct { const char *name; uint64_t labels; size_t budget; const char *says; } limits[] = {
    { "labels", 100, (size_t)1 << 28, "stopped at the bound of 100 labels" },
    { "memory", 0, (size_t)900 << 10, "fill the memory" },
};

static void a_limit_leaves_the_best_so_far(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        kr_job job;
        kr_pareto found;
        kr_job_init(&job, limits[i].budget);
        assert_int_equal(find_on_ladder(&job, (kr_pareto_options){ .labels = limits[i].labels }, &found), KR_E_LIMIT);
        check_says(&job, limits[i].says);
        assert_false(found.complete);
        assert_true(found.count >= 2 && found.cost[0] == 0 && found.cost[2 * found.count - 1] == 0);
        kr_job_end(&job);
    }
}

static void a_cancelled_job_does_nothing(void **state)
{
    kr_job job;
    kr_pareto found;
    int cancel = 1;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    job.cancel = &cancel;
    assert_int_equal(find_on_ladder(&job, KR_PARETO_DEFAULTS, &found), KR_E_LIMIT);
    assert_int_equal(found.count, 0);
    kr_job_end(&job);
}

static const struct {
    const char *name;
    uint32_t criteria, node;
    double cost, end_cost, epsilon;
    const char *says;
} bad[] = {
    { "one criterion", 1, 0, 1, 0, 0, "1 criteria; there may be 2 to 6" },
    { "too many criteria", 7, 0, 1, 0, 0, "7 criteria" },
    { "negative cost", 2, 0, -3, 0, 0, "costs -3" },
    { "NaN cost", 2, 0, NAN, 0, 0, "not a number from 0 up" },
    { "no such node", 2, 2, 1, 0, 0, "only 2 nodes" },
    { "negative end", 2, 0, 1, -1, 0, "costs -1 by criterion 2" },
    { "negative epsilon", 2, 0, 1, 0, -0.1, "epsilon -0.1" },
    { "NaN epsilon", 2, 0, 1, 0, NAN, "epsilon" },
};

static void bad_input_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kr_job job;
        kr_graph graph;
        kr_pareto found;
        kr_pareto_end from = { .node = bad[i].node, .cost = { 0, bad[i].end_cost } }, to = { .node = 1 };
        const double *cost[7];
        kr_pareto_options options = { .epsilon = bad[i].epsilon };
        for (int c = 0; c < 7; c++)
            cost[c] = &bad[i].cost;
        kr_job_init(&job, (size_t)1 << 20);
        check_ok(&job, kr_graph_freeze(&job, 2, 1, (uint32_t[]){ 0 }, (uint32_t[]){ 1 }, &graph, NULL));
        if (kr_path_pareto(&job, &graph, bad[i].criteria, cost, &from, 1, &to, 1, &options, &found) != KR_E_INPUT)
            fail_msg("%s was taken", bad[i].name);
        check_says(&job, bad[i].says);
        kr_job_end(&job);
    }
}

static kr_status find_small(kr_job *job, void *with)
{
    kr_pareto found;
    (void)with;
    return find_on_ladder(job, (kr_pareto_options){ .epsilon = 0.2 }, &found);
}

static void failing_allocations_are_reported(void **state)
{
    (void)state;
    every_allocation_may_fail(find_small, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_sets_are_those_of_every_way), cmocka_unit_test(epsilon_covers_every_way),
        cmocka_unit_test(a_ladder_has_a_way_for_every_number), cmocka_unit_test(a_limit_leaves_the_best_so_far),
        cmocka_unit_test(a_cancelled_job_does_nothing), cmocka_unit_test(bad_input_is_refused),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
