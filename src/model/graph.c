/* graph.c: arcs in any order become a forward and a backward star. */
#include "graph.h"

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

kr_status kri_graph_room_make(kr_job *job, uint32_t nodes, size_t arcs, kri_graph_room *room)
{
    KRI_NEW(job, room->first, (size_t)nodes + 1);
    KRI_NEW(job, room->in_first, (size_t)nodes + 1);
    KRI_NEW(job, room->tail, arcs);
    KRI_NEW(job, room->head, arcs);
    KRI_NEW(job, room->in_arc, arcs);
    return KR_OK;
}

/* By tail, and within it by head: two stable sorts. order[] lists the arcs given in their new order. */
static kr_status find_order(kr_job *job, uint32_t nodes, uint32_t arcs, const uint32_t *tail, const uint32_t *head, uint32_t *first, uint32_t *order)
{
    kri_mark mark = kri_job_mark(job);
    uint32_t *by_head, *spare;
    KRI_NEW(job, by_head, arcs);
    KRI_NEW(job, spare, (size_t)nodes + 1);
    sort_by(head, NULL, arcs, nodes, spare, by_head);
    sort_by(tail, by_head, arcs, nodes, first, order);
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kri_graph_fill(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head, const kri_graph_room *room,
                         kr_graph *graph, uint32_t *place)
{
    uint32_t *order, count = (uint32_t)arcs;
    KR_TRY(check_ends(job, nodes, arcs, tail, head));
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, order, count);
    KR_TRY(find_order(job, nodes, count, tail, head, room->first, order));
    for (uint32_t a = 0; a < count; a++) {
        room->tail[a] = tail[order[a]];
        room->head[a] = head[order[a]];
        if (place)
            place[order[a]] = a;
    }
    kri_job_release(job, mark);
    sort_by(room->head, NULL, count, nodes, room->in_first, room->in_arc);
    *graph = (kr_graph){ nodes, count, room->first, room->tail, room->head, room->in_first, room->in_arc };
    return KR_OK;
}

kr_status kr_graph_freeze(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head,
                          kr_graph *graph, uint32_t *place)
{
    kri_graph_room room;
    KR_TRY(check_ends(job, nodes, arcs, tail, head));
    KR_TRY(kri_graph_room_make(job, nodes, arcs, &room));
    return kri_graph_fill(job, nodes, arcs, tail, head, &room, graph, place);
}
