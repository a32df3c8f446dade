/* test_alternatives.c: ways that differ, none dearer than allowed, none with a needless detour. */
#include "check.h"
#include "random_graph.h"

#include <keruen/path.h>

#define NODES_MAX 30

typedef struct trial {
    kr_graph graph;
    double cost[RANDOM_ARCS_MAX], km[RANDOM_ARCS_MAX];
    kr_path_end from[2], to[2];
    kr_alternatives_options options;
} trial;

static kr_status random_trial(kr_job *job, uint64_t *state, trial *t)
{
    uint32_t nodes = 2 + random_below(state, NODES_MAX - 1);
    KR_TRY(random_graph(job, state, nodes, 4 * nodes, &t->graph));
    random_costs(state, t->graph.arcs, 9, 1, t->cost);
    random_costs(state, t->graph.arcs, 9, 0, t->km);
    for (int i = 0; i < 2; i++) {
        t->from[i] = (kr_path_end){ random_below(state, nodes), random_below(state, 3) };
        t->to[i] = (kr_path_end){ random_below(state, nodes), random_below(state, 3) };
    }
    t->options = KR_ALTERNATIVES_DEFAULTS;
    t->options.local = random_below(state, 3) * 0.25;
    t->options.measure = random_below(state, 2) ? t->km : NULL;
    return KR_OK;
}

static double end_cost(const kr_path_end *ends, uint32_t node)
{
    double first = ends[0].node == node ? ends[0].cost : (double)INFINITY;
    double second = ends[1].node == node ? ends[1].cost : (double)INFINITY;
    return first < second ? first : second;
}

static void check_joined(const trial *t, const kr_path *path)
{
    double sum = end_cost(t->from, path->from) + end_cost(t->to, path->to);
    uint32_t at = path->from, visits[NODES_MAX] = { 0 };
    visits[at] = 1;
    for (uint32_t i = 0; i < path->arcs; i++) {
        assert_int_equal(t->graph.tail[path->arc[i]], at);
        at = t->graph.head[path->arc[i]];
        assert_int_equal(visits[at]++, 0);
        sum += t->cost[path->arc[i]];
    }
    assert_int_equal(at, path->to);
    check_near(sum, path->cost, 1e-9);
}

/* The part of the i-th way that others have is bounded when ways are taken one by one; so pair by pair it is bounded
 * for the one of the two that was taken later, whichever that was. */
static void check_pair(const trial *t, const kr_path *a, const kr_path *b)
{
    const double *measure = t->options.measure ? t->options.measure : t->cost;
    double shared = 0, whole_a = 0, whole_b = 0;
    for (uint32_t i = 0; i < a->arcs; i++) {
        whole_a += measure[a->arc[i]];
        for (uint32_t j = 0; j < b->arcs; j++)
            shared += a->arc[i] == b->arc[j] ? measure[a->arc[i]] : 0;
    }
    for (uint32_t j = 0; j < b->arcs; j++)
        whole_b += measure[b->arc[j]];
    assert_true(shared <= t->options.sharing * fmax(whole_a, whole_b));
}

/* The longest piece that begins at the first node and fits `local` is a cheapest way. */
static void check_first_piece(kr_job *job, const trial *t, const kr_path *path, double cheapest)
{
    double piece = 0, room = t->options.local * cheapest;
    uint32_t count = 0;
    while (count < path->arcs && piece + t->cost[path->arc[count]] <= room)
        piece += t->cost[path->arc[count++]];
    if (count == 0 || room == 0)
        return;
    kr_path best;
    kr_path_end from = { path->from, 0 }, to = { t->graph.head[path->arc[count - 1]], 0 };
    check_ok(job, kr_path_find(job, &t->graph, t->cost, &from, 1, &to, 1, &best));
    check_near(best.cost, piece, 1e-9);
}

static uint32_t check_trial(kr_job *job, const trial *t)
{
    kr_alternatives all, again;
    kr_path best;
    check_ok(job, kr_path_alternatives(job, &t->graph, t->cost, t->from, 2, t->to, 2, &t->options, &all));
    check_ok(job, kr_path_alternatives(job, &t->graph, t->cost, t->from, 2, t->to, 2, &t->options, &again));
    check_ok(job, kr_path_find(job, &t->graph, t->cost, t->from, 2, t->to, 2, &best));
    assert_int_equal(all.count > 0, best.cost < INFINITY);
    assert_int_equal(all.count, again.count);
    assert_true(all.count <= t->options.count);
    for (uint32_t i = 0; i < all.count; i++) {
        assert_true(i > 0 || all.path[i].cost == best.cost);
        assert_true(i == 0 || all.path[i].cost >= all.path[i - 1].cost);
        assert_true(all.path[i].cost <= t->options.stretch * best.cost * (1 + 1e-9));
        assert_true(all.path[i].arcs == again.path[i].arcs
                    && !memcmp(all.path[i].arc, again.path[i].arc, all.path[i].arcs * sizeof(uint32_t)));
        check_joined(t, &all.path[i]);
        check_first_piece(job, t, &all.path[i], best.cost);
        for (uint32_t j = 0; j < i; j++)
            check_pair(t, &all.path[j], &all.path[i]);
    }
    return all.count;
}

static void alternatives_are_what_was_asked_for(void **state)
{
    uint64_t seed = 31;
    uint32_t several = 0;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        kr_job job;
        trial t;
        kr_job_init(&job, (size_t)1 << 26);
        check_ok(&job, random_trial(&job, &seed, &t));
        several += check_trial(&job, &t) > 1;
        kr_job_end(&job);
    }
    assert_true(several > 500);
}

/* Four corridors of two arcs side by side, which cost 10, 12, 13 and 20. */
static const uint32_t corridor_tail[] = { 0, 1, 0, 2, 0, 3, 0, 4 };
static const uint32_t corridor_head[] = { 1, 5, 2, 5, 3, 5, 4, 5 };
static const double corridor_cost[] = { 5, 5, 6, 6, 6.5, 6.5, 10, 10 };

static const struct { const char *name; uint32_t count; double stretch; uint32_t found; } corridors[] = {
    { "three are within 1.4 times the cheapest", 5, 1.4, 3 },
    { "all four are within twice", 5, 2, 4 },
    { "only as many as asked for", 2, 2, 2 },
    { "only the cheapest costs the least", 5, 1, 1 },
};

static void corridors_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof corridors / sizeof *corridors; i++) {
        kr_job job;
        kr_graph graph;
        kr_alternatives all;
        uint32_t place[8];
        double cost[8];
        kr_path_end from = { 0, 0 }, to = { 5, 0 };
        kr_alternatives_options options = KR_ALTERNATIVES_DEFAULTS;
        options.count = corridors[i].count;
        options.stretch = corridors[i].stretch;
        kr_job_init(&job, (size_t)1 << 24);
        check_ok(&job, kr_graph_freeze(&job, 6, 8, corridor_tail, corridor_head, &graph, place));
        for (uint32_t a = 0; a < 8; a++)
            cost[place[a]] = corridor_cost[a];
        check_ok(&job, kr_path_alternatives(&job, &graph, cost, &from, 1, &to, 1, &options, &all));
        if (all.count != corridors[i].found)
            fail_msg("%s: found %u", corridors[i].name, all.count);
        kr_job_end(&job);
    }
}

static const struct { const char *name; kr_alternatives_options options; const char *says; } bad[] = {
    { "none", { .count = 0, .stretch = 1 }, "0 alternatives" },
    { "sharing above 1", { .count = 1, .sharing = 1.1, .stretch = 1 }, "sharing 1.1" },
    { "sharing NaN", { .count = 1, .sharing = NAN, .stretch = 1 }, "sharing" },
    { "stretch below 1", { .count = 1, .stretch = 0.9 }, "stretch 0.9" },
    { "infinite stretch", { .count = 1, .stretch = INFINITY }, "stretch inf" },
    { "local above 1", { .count = 1, .stretch = 1, .local = 2 }, "local 2" },
};

static void bad_options_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kr_job job;
        kr_graph graph;
        kr_alternatives all;
        double cost = 1;
        kr_path_end from = { 0, 0 }, to = { 1, 0 };
        kr_job_init(&job, (size_t)1 << 20);
        check_ok(&job, kr_graph_freeze(&job, 2, 1, (uint32_t[]){ 0 }, (uint32_t[]){ 1 }, &graph, NULL));
        assert_int_equal(kr_path_alternatives(&job, &graph, &cost, &from, 1, &to, 1, &bad[i].options, &all),
                         KR_E_INPUT);
        check_says(&job, bad[i].says);
        kr_job_end(&job);
    }
}

static kr_status find_small(kr_job *job, void *with)
{
    uint64_t seed = 33;
    trial t;
    kr_alternatives all;
    (void)with;
    KR_TRY(random_trial(job, &seed, &t));
    return kr_path_alternatives(job, &t.graph, t.cost, t.from, 2, t.to, 2, NULL, &all);
}

static void failing_allocations_are_reported(void **state)
{
    (void)state;
    every_allocation_may_fail(find_small, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alternatives_are_what_was_asked_for), cmocka_unit_test(corridors_are_told_apart),
        cmocka_unit_test(bad_options_are_refused), cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
