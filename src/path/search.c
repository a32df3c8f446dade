/* search.c: Dijkstra's algorithm from several ends at once, to everywhere or to the best of several targets. */
#include "path/search.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

kr_status kri_search_new(kr_job *job, uint32_t nodes, kri_search *search)
{
    *search = (kri_search){ .nodes = nodes };
    KRI_NEW(job, search->cost, nodes);
    KRI_NEW(job, search->arc, nodes);
    KRI_NEW(job, search->settled, nodes);
    KRI_NEW(job, search->reached, nodes);
    KRI_NEW(job, search->target, nodes);
    KRI_NEW(job, search->heap.item, nodes);
    KRI_NEW(job, search->heap.place, nodes);
    for (uint32_t v = 0; v < nodes; v++) {
        search->cost[v] = INFINITY;
        search->arc[v] = KR_NONE;
    }
    return KR_OK;
}

/* Takes back what the search before has written, and no more. */
static void forget(kri_search *search)
{
    for (uint32_t i = 0; i < search->reached_count; i++) {
        uint32_t v = search->reached[i];
        search->cost[v] = INFINITY;
        search->arc[v] = KR_NONE;
        search->settled[v] = 0;
        search->heap.place[v] = 0;
    }
    search->reached_count = 0;
    search->heap.count = 0;
}

/* A way to the node is known. Of equal ones the arc with the lower number is kept while the node is not settled. */
static inline void offer(kri_search *search, uint32_t node, double cost, uint32_t arc)
{
    double known = search->cost[node];
    if (cost < known) {
        if (known == INFINITY)
            search->reached[search->reached_count++] = node;
        search->cost[node] = cost;
        search->arc[node] = arc;
        kri_heap_lower(&search->heap, node, cost);
    } else if (cost == known && cost < INFINITY && !search->settled[node] && search->arc[node] != KR_NONE
               && arc < search->arc[node]) {
        search->arc[node] = arc;
    }
}

static void begin(kri_search *search, const kr_path_end *ends, size_t count)
{
    forget(search);
    for (size_t i = 0; i < count; i++)
        offer(search, ends[i].node, ends[i].cost, KR_NONE);
}

static inline void settle_forward(kri_search *search, const kr_graph *graph, const double *cost, kri_heap_item item)
{
    search->settled[item.node] = 1;
    for (uint32_t a = graph->first[item.node]; a < graph->first[item.node + 1]; a++)
        offer(search, graph->head[a], item.cost + cost[a], a);
}

static inline void settle_backward(kri_search *search, const kr_graph *graph, const double *cost, kri_heap_item item)
{
    search->settled[item.node] = 1;
    for (uint32_t i = graph->in_first[item.node]; i < graph->in_first[item.node + 1]; i++) {
        uint32_t a = graph->in_arc[i];
        offer(search, graph->tail[a], item.cost + cost[a], a);
    }
}

void kri_search_tree(kri_search *search, const kr_graph *graph, const double *cost, kr_path_direction direction,
                     const kr_path_end *ends, size_t ends_count)
{
    begin(search, ends, ends_count);
    if (direction == KR_PATH_FORWARD)
        while (search->heap.count)
            settle_forward(search, graph, cost, kri_heap_take(&search->heap));
    else
        while (search->heap.count)
            settle_backward(search, graph, cost, kri_heap_take(&search->heap));
}

/* Of several targets at one node the cheapest counts, and of equal ones the first. */
static void place_targets(kri_search *search, const kr_path_end *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t *here = &search->target[targets[i].node];
        if (*here == 0 || targets[i].cost < targets[*here - 1].cost)
            *here = (uint32_t)i + 1;
    }
}

static void remove_targets(kri_search *search, const kr_path_end *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        search->target[targets[i].node] = 0;
}

uint32_t kri_search_find(kri_search *search, const kr_graph *graph, const double *cost,
                         const kr_path_end *sources, size_t sources_count,
                         const kr_path_end *targets, size_t targets_count)
{
    double best = INFINITY;
    uint32_t found = KR_NONE;
    place_targets(search, targets, targets_count);
    begin(search, sources, sources_count);
    while (search->heap.count && search->heap.item[0].cost <= best) {
        kri_heap_item item = kri_heap_take(&search->heap);
        uint32_t number = search->target[item.node];
        if (number) {
            double total = item.cost + targets[number - 1].cost;
            if (total < best || (total == best && total < INFINITY && number - 1 < found)) {
                best = total;
                found = number - 1;
            }
        }
        settle_forward(search, graph, cost, item);
    }
    remove_targets(search, targets, targets_count);
    return found;
}

kr_status kri_search_check_ends(kr_job *job, const kr_graph *graph, const char *what, const kr_path_end *ends,
                                size_t count)
{
    if (count >= KR_NONE)
        return kr_fail(job, KR_E_LIMIT, "%zu %ss are more than a search can take", count, what);
    for (size_t i = 0; i < count; i++) {
        if (ends[i].node >= graph->nodes)
            return kr_fail(job, KR_E_INPUT, "%s %zu is at node %u, but there are only %u nodes, counted from 0",
                           what, i, ends[i].node, graph->nodes);
        if (!(ends[i].cost >= 0))
            return kr_fail(job, KR_E_INPUT, "%s %zu costs %g, which is not a number from 0 up", what, i, ends[i].cost);
    }
    return KR_OK;
}

uint32_t kri_search_way_arcs(const kr_graph *graph, const uint32_t *arc, kr_path_direction direction, uint32_t node)
{
    const uint32_t *next = direction == KR_PATH_FORWARD ? graph->tail : graph->head;
    uint32_t count = 0;
    for (; arc[node] != KR_NONE; node = next[arc[node]])
        count++;
    return count;
}

kr_path kri_search_way(const kr_graph *graph, const double *cost, const uint32_t *arc, kr_path_direction direction,
                       uint32_t node, uint32_t *room)
{
    int forward = direction == KR_PATH_FORWARD;
    const uint32_t *next = forward ? graph->tail : graph->head;
    uint32_t v = node;
    if (!(cost[node] < INFINITY))
        return (kr_path){ .cost = INFINITY, .from = KR_NONE, .to = KR_NONE };
    uint32_t arcs = kri_search_way_arcs(graph, arc, direction, node);
    for (uint32_t i = 0; i < arcs; i++) {
        room[forward ? arcs - 1 - i : i] = arc[v];
        v = next[arc[v]];
    }
    return (
        kr_path){ .cost = cost[node], .from = forward ? v : node, .to = forward ? node : v, .arcs = arcs, .arc = room };
}
