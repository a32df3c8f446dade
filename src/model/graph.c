/* graph.c: arcs in any order become a forward and a backward star. */
#include <keruen/model.h>

#include "base/arena.h"

/* Counting sort: order[] lists the arcs by rising key, equal keys in their former order; first[] where each key begins. */
static void sort_by(const uint32_t *key, const uint32_t *former, uint32_t arcs, uint32_t keys, uint32_t *first, uint32_t *order)
{
    for (uint32_t i = 0; i < arcs; i++)
        first[key[i] + 1]++;
    for (uint32_t v = 0; v < keys; v++)
        first[v + 1] += first[v];
    for (uint32_t i = 0; i < arcs; i++) {
        uint32_t arc = former ? former[i] : i;
        order[first[key[arc]]++] = arc;
    }
    for (uint32_t v = keys; v > 0; v--)
        first[v] = first[v - 1];
    first[0] = 0;
}

static kr_status check_ends(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head)
{
    if (arcs >= KR_NONE - 1 || nodes >= KR_NONE - 1)
        return kr_fail(job, KR_E_LIMIT, "%zu arcs are more than the 2^32 - 2 that a network can hold", arcs);
    for (size_t i = 0; i < arcs; i++)
        if (tail[i] >= nodes || head[i] >= nodes)
            return kr_fail(job, KR_E_INPUT, "arc %zu joins nodes %u and %u, but there are only %u nodes, counted from 0",
                           i, tail[i], head[i], nodes);
    return KR_OK;
}

static kr_status freeze_forward(kr_job *job, uint32_t nodes, uint32_t arcs, const uint32_t *tail, const uint32_t *head,
                                kr_graph *graph, uint32_t *order)
{
    uint32_t *first, *by_head, *new_tail, *new_head;
    KRI_NEW(job, first, (size_t)nodes + 1);
    KRI_NEW(job, new_tail, arcs);
    KRI_NEW(job, new_head, arcs);
    kri_mark mark = kri_job_mark(job);
    uint32_t *spare;
    KRI_NEW(job, by_head, arcs);
    KRI_NEW(job, spare, (size_t)nodes + 1);
    sort_by(head, NULL, arcs, nodes, spare, by_head);
    sort_by(tail, by_head, arcs, nodes, first, order);
    kri_job_release(job, mark);
    for (uint32_t a = 0; a < arcs; a++) {
        new_tail[a] = tail[order[a]];
        new_head[a] = head[order[a]];
    }
    *graph = (kr_graph){ .nodes = nodes, .arcs = arcs, .first = first, .tail = new_tail, .head = new_head };
    return KR_OK;
}

static kr_status freeze_backward(kr_job *job, kr_graph *graph)
{
    uint32_t *first, *arc;
    KRI_NEW(job, first, (size_t)graph->nodes + 1);
    KRI_NEW(job, arc, graph->arcs);
    sort_by(graph->head, NULL, graph->arcs, graph->nodes, first, arc);
    graph->in_first = first;
    graph->in_arc = arc;
    return KR_OK;
}

kr_status kr_graph_freeze(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head,
                          kr_graph *graph, uint32_t *place)
{
    uint32_t *order;
    KR_TRY(check_ends(job, nodes, arcs, tail, head));
    KRI_NEW(job, order, arcs);
    KR_TRY(freeze_forward(job, nodes, (uint32_t)arcs, tail, head, graph, order));
    if (place)
        for (uint32_t a = 0; a < arcs; a++)
            place[order[a]] = a;
    return freeze_backward(job, graph);
}
