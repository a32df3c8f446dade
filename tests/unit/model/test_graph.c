/* test_graph.c: the frozen stars hold what was given. */
#include "check.h"

#include <keruen/model.h>

#include "base/arena.h"

static const uint32_t tails[] = { 2, 0, 2, 0, 1, 2, 3 };
static const uint32_t heads[] = { 1, 3, 1, 2, 1, 0, 3 };

static kr_status freeze_small(kr_job *job, void *with)
{
    kr_graph graph;
    uint32_t place[7];
    (void)with;
    KR_TRY(kr_graph_freeze(job, 5, 7, tails, heads, &graph, place));
    for (uint32_t i = 0; i < 7; i++) {
        assert_int_equal(graph.tail[place[i]], tails[i]);
        assert_int_equal(graph.head[place[i]], heads[i]);
    }
    assert_true(place[0] < place[2]);       /* parallel arcs keep their order */
    for (uint32_t v = 0; v < 5; v++) {
        for (uint32_t a = graph.first[v]; a < graph.first[v + 1]; a++) {
            assert_int_equal(graph.tail[a], v);
            assert_true(a == graph.first[v] || graph.head[a - 1] <= graph.head[a]);
        }
        for (uint32_t k = graph.in_first[v]; k < graph.in_first[v + 1]; k++)
            assert_int_equal(graph.head[graph.in_arc[k]], v);
    }
    assert_int_equal(graph.first[5], 7);
    assert_int_equal(graph.in_first[5], 7);
    return KR_OK;
}

static void stars_hold_what_was_given(void **state)
{
    (void)state;
    every_allocation_may_fail(freeze_small, NULL);
}

static void an_end_beyond_the_nodes_is_refused(void **state)
{
    (void)state;
    kr_job job;
    kr_graph graph;
    kr_job_init(&job, 1 << 20);
    assert_int_equal(kr_graph_freeze(&job, 3, 7, tails, heads, &graph, NULL), KR_E_INPUT);
    check_says(&job, "only 3 nodes");
    check_ok(&job, kr_graph_freeze(&job, 0, 0, NULL, NULL, &graph, NULL));
    assert_int_equal(graph.first[0], 0);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_hold_what_was_given), cmocka_unit_test(an_end_beyond_the_nodes_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
