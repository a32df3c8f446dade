/* path.c: the public calls of single-criterion search: check, then run the kernels. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "path/search.h"

/* Whole arrays are judged first without a branch; only a bad one is walked again for its place. */
static int all_costs_are_sound(const double *cost, size_t count)
{
    int sound = 1;
    for (size_t i = 0; i < count; i++)
        sound &= cost[i] >= 0;
    return sound;
}

kr_status kr_path_check(kr_job *job, const kr_graph *graph, const double *cost)
{
    uint32_t a = 0;
    if (all_costs_are_sound(cost, graph->arcs))
        return KR_OK;
    while (cost[a] >= 0)
        a++;
    return kr_fail(job, KR_E_INPUT, "arc %u from node %u to node %u costs %g, which is not a number from 0 up; "
                   "use infinity for a closed arc", a, graph->tail[a], graph->head[a], cost[a]);
}

kr_status kr_path_tree(kr_job *job, const kr_graph *graph, const double *cost, kr_path_direction direction,
                       const kr_path_end *ends, size_t ends_count, kr_tree *tree)
{
    kri_search search;
    KR_TRY(kr_path_check(job, graph, cost));
    KR_TRY(kri_search_check_ends(job, graph, "end", ends, ends_count));
    KR_TRY(kr_job_check(job));
    *tree = (kr_tree){ .direction = direction, .nodes = graph->nodes };
    KRI_NEW(job, tree->cost, graph->nodes);
    KRI_NEW(job, tree->arc, graph->nodes);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_search_new(job, graph->nodes, &search));
    kri_search_tree(&search, graph, cost, direction, ends, ends_count);
    memcpy(tree->cost, search.cost, graph->nodes * sizeof *tree->cost);
    memcpy(tree->arc, search.arc, graph->nodes * sizeof *tree->arc);
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kr_path_of_tree(kr_job *job, const kr_graph *graph, const kr_tree *tree, uint32_t node, kr_path *path)
{
    if (node >= tree->nodes)
        return kr_fail(job, KR_E_INPUT, "the tree has no node %u; it has %u, counted from 0", node, tree->nodes);
    uint32_t arcs = kri_search_way_arcs(graph, tree->arc, tree->direction, node);
    uint32_t *room;
    KRI_NEW(job, room, arcs);
    *path = kri_search_way(graph, tree->cost, tree->arc, tree->direction, node, room);
    return KR_OK;
}

kr_status kr_path_find(kr_job *job, const kr_graph *graph, const double *cost,
                       const kr_path_end *sources, size_t sources_count,
                       const kr_path_end *targets, size_t targets_count, kr_path *path)
{
    kri_search search;
    uint32_t *room;
    *path = (kr_path){ .cost = INFINITY, .from = KR_NONE, .to = KR_NONE };
    KR_TRY(kr_path_check(job, graph, cost));
    KR_TRY(kri_search_check_ends(job, graph, "source", sources, sources_count));
    KR_TRY(kri_search_check_ends(job, graph, "target", targets, targets_count));
    KR_TRY(kr_job_check(job));
    KRI_NEW(job, room, graph->nodes);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_search_new(job, graph->nodes, &search));
    uint32_t found = kri_search_find(&search, graph, cost, sources, sources_count, targets, targets_count);
    if (found != KR_NONE) {
        *path = kri_search_way(graph, search.cost, search.arc, KR_PATH_FORWARD, targets[found].node, room);
        path->cost += targets[found].cost;
    }
    kri_job_release(job, mark);
    return KR_OK;
}
