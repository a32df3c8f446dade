/*
 * different.c: ways that a person would call different. A way through node v is the cheapest way to v and on from v; where such
 * ways agree with the forward and the backward tree alike they form a plateau, and a long plateau makes a sound way. What
 * kr_path_alternatives finds by searches is read here from trees and asked of a hierarchy.
 */
#include "different.h"

#include "base/arena.h"

#include <string.h>

#define CANDIDATES_MAX 400u

typedef struct run {
    const kri_different *asked;
    kri_different_room *room;
    const kr_graph *graph;
    const uint32_t *weight;         /* [arcs] */
    uint32_t cheapest;
    uint32_t found;
} run;

kr_status kri_different_room_make(kr_job *job, const kr_hierarchy *h, kri_different_room *room)
{
    KRI_NEW(job, room->to_arc, h->nodes);
    KRI_NEW(job, room->from_arc, h->nodes);
    KRI_NEW(job, room->near, h->nodes);
    memset(room->to_arc, 0xff, h->nodes * sizeof *room->to_arc);
    memset(room->from_arc, 0xff, h->nodes * sizeof *room->from_arc);
    KRI_NEW(job, room->seen, h->nodes);
    KRI_NEW(job, room->used, h->graph->arcs);
    KRI_NEW(job, room->way, 2 * (size_t)h->nodes);
    KRI_NEW(job, room->heap, h->nodes);
    return kri_climb_new(job, h, &room->climb);
}

static inline uint32_t cost_to(const run *r, uint32_t node)
{
    return r->asked->to_cost[(size_t)node * KRI_LANES];
}

static inline uint32_t cost_from(const run *r, uint32_t node)
{
    return r->asked->from_cost[(size_t)node * KRI_LANES];
}

static inline uint32_t through(const run *r, uint32_t node)
{
    return cost_to(r, node) + cost_from(r, node);
}

/* ---- trees ---- */

/* Of equal ones the arc with the lower number. */
static uint32_t arc_into(const run *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    for (uint32_t i = g->in_first[node]; i < g->in_first[node + 1]; i++) {
        uint32_t a = g->in_arc[i];
        if (r->weight[a] < KR_FAR && cost_to(r, g->tail[a]) + r->weight[a] == cost_to(r, node))
            return a;
    }
    return KR_NONE;
}

static uint32_t arc_out(const run *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    for (uint32_t a = g->first[node]; a < g->first[node + 1]; a++)
        if (r->weight[a] < KR_FAR && cost_from(r, g->head[a]) + r->weight[a] == cost_from(r, node))
            return a;
    return KR_NONE;
}

/* Nodes that no way within the stretch visits are left out. */
static void grow_trees(run *r, uint64_t most)
{
    kri_different_room *room = r->room;
    room->near_count = 0;
    for (uint32_t v = 0; v < r->graph->nodes; v++)      /* what cannot be reached costs KR_FAR or more */
        if (through(r, v) <= most && cost_to(r, v) < KR_FAR && cost_from(r, v) < KR_FAR)
            room->near[room->near_count++] = v;
    for (uint32_t i = 0; i < room->near_count; i++) {
        uint32_t v = room->near[i];
        room->to_arc[v] = arc_into(r, v);
        room->from_arc[v] = arc_out(r, v);
    }
}

static void forget_trees(kri_different_room *room)
{
    for (uint32_t i = 0; i < room->near_count; i++)
        room->to_arc[room->near[i]] = room->from_arc[room->near[i]] = KR_NONE;
}

static int on_plateau(const run *r, uint32_t arc)
{
    return arc != KR_NONE && r->room->to_arc[r->graph->head[arc]] == arc && r->room->from_arc[r->graph->tail[arc]] == arc;
}

/* ---- candidates: cheap ways with long plateaus first ---- */

static uint32_t plateau_cost(const run *r, uint32_t node)
{
    uint32_t sum = 0;
    for (uint32_t a = r->room->from_arc[node]; on_plateau(r, a); a = r->room->from_arc[r->graph->head[a]])
        sum += r->weight[a];
    return sum;
}

static void sink(uint64_t *heap, uint32_t count, uint32_t at)
{
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= heap[at])
            return;
        uint64_t spare = heap[at];
        heap[at] = heap[child];
        heap[child] = spare;
    }
}

/* The score is at most twice the stretched cost, which fits 32 bits; a score is never below 0, as a plateau is part of its way. */
static uint32_t gather(run *r)
{
    uint64_t *heap = r->room->heap;
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->room->near_count; i++) {
        uint32_t v = r->room->near[i];
        if (!on_plateau(r, r->room->to_arc[v]))
            heap[count++] = (2 * (uint64_t)through(r, v) - plateau_cost(r, v)) << 32 | v;
    }
    for (uint32_t i = count / 2; i-- > 0;)
        sink(heap, count, i);
    return count;
}

/* ---- what a way must be ---- */

typedef struct candidate {
    uint32_t arcs;
    uint32_t plateau, plateau_end;  /* arcs before its first node and before its last one */
    uint32_t cost;
} candidate;

/* The way through the node where a plateau begins, written to the room. */
static candidate way_through(const run *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    uint32_t *way = r->room->way, before = 0, v;
    for (v = node; r->room->to_arc[v] != KR_NONE; v = g->tail[r->room->to_arc[v]])
        before++;
    candidate c = { .arcs = before, .plateau = before, .plateau_end = before, .cost = through(r, node) };
    for (v = node; r->room->to_arc[v] != KR_NONE; v = g->tail[r->room->to_arc[v]])
        way[--before] = r->room->to_arc[v];
    for (uint32_t a = r->room->from_arc[node]; a != KR_NONE; a = r->room->from_arc[g->head[a]]) {
        if (c.plateau_end == c.arcs && on_plateau(r, a))
            c.plateau_end++;
        way[c.arcs++] = a;
    }
    return c;
}

static int visits_twice(const run *r, uint32_t arcs)
{
    const uint32_t *way = r->room->way;
    uint8_t *seen = r->room->seen;
    int twice = 0;
    seen[r->asked->from] = 1;
    for (uint32_t i = 0; i < arcs; i++)
        twice |= seen[r->graph->head[way[i]]]++;
    seen[r->asked->from] = 0;
    for (uint32_t i = 0; i < arcs; i++)
        seen[r->graph->head[way[i]]] = 0;
    return twice;
}

static int shares_too_much(const run *r, uint32_t arcs)
{
    double shared = 0, whole = 0;
    for (uint32_t i = 0; i < arcs; i++) {
        uint32_t a = r->room->way[i];
        whole += r->asked->km[a];
        shared += r->room->used[a] ? r->asked->km[a] : 0;
    }
    return shared > KRI_DIFFERENT_SHARING * whole || (whole == 0 && r->found > 0);
}

static int is_cheapest_piece(const run *r, uint32_t begin, uint32_t end, uint32_t cost)
{
    const uint32_t *way = r->room->way;
    return kri_climb_cost(&r->room->climb, r->asked->metrics, r->asked->metric, r->graph->tail[way[begin]], r->graph->head[way[end - 1]]) >= cost;
}

/*
 * Pieces as long as the rule allows, each beginning half such a length after the one before. Up to the plateau's end the way is a
 * cheapest one, and from its beginning too: only pieces that reach over both need to be asked for.
 */
static int has_detour(const run *r, const candidate *c)
{
    const uint32_t *way = r->room->way;
    uint32_t length = (uint32_t)(KRI_DIFFERENT_LOCAL * r->cheapest), begin = 0, end = 0, piece = 0;
    while (begin < c->plateau) {
        while (end < c->arcs && piece + r->weight[way[end]] <= length)
            piece += r->weight[way[end++]];
        if (end > c->plateau_end && !is_cheapest_piece(r, begin, end, piece))
            return 1;
        for (uint32_t moved = 0; begin < c->arcs && moved <= length / 2; begin++) {
            moved += r->weight[way[begin]];
            piece -= begin < end ? r->weight[way[begin]] : 0;
        }
        if (begin > end)
            end = begin;
    }
    return 0;
}

/* ---- the call ---- */

static kr_status keep(kr_job *job, run *r, const candidate *c, uint32_t **arc, size_t *capacity, size_t *count, uint32_t *arcs)
{
    KR_TRY(kri_job_grow(job, arc, capacity, *count + c->arcs, sizeof **arc));
    memcpy(*arc + *count, r->room->way, c->arcs * sizeof **arc);
    *count += c->arcs;
    arcs[r->found++] = c->arcs;
    for (uint32_t i = 0; i < c->arcs; i++)
        r->room->used[r->room->way[i]] = 1;
    return KR_OK;
}

static kr_status try_candidates(kr_job *job, run *r, uint32_t **arc, size_t *capacity, size_t *count, uint32_t *arcs)
{
    uint64_t most = (uint64_t)(KRI_DIFFERENT_STRETCH * r->cheapest), *heap = r->room->heap;
    if (most > KR_FAR)
        most = KR_FAR;
    grow_trees(r, most);
    uint32_t left = gather(r);
    for (uint32_t tried = 0; left && tried < CANDIDATES_MAX && r->found < r->asked->count; tried++) {
        candidate c = way_through(r, (uint32_t)heap[0]);
        heap[0] = heap[--left];
        sink(heap, left, 0);
        if (!shares_too_much(r, c.arcs) && !visits_twice(r, c.arcs) && !has_detour(r, &c))
            KR_TRY(keep(job, r, &c, arc, capacity, count, arcs));
    }
    return KR_OK;
}

kr_status kri_different_find(kr_job *job, const kri_different *asked, kri_different_room *room, uint32_t **arc, size_t *capacity, size_t *count,
                             uint32_t *arcs, uint32_t *found)
{
    run r = { .asked = asked, .room = room, .graph = asked->metrics->hierarchy->graph, .weight = asked->metrics->weight[asked->metric] };
    size_t begin = *count;
    *found = 0;
    r.cheapest = cost_to(&r, asked->to);
    if (r.cheapest >= KR_FAR)
        return KR_OK;
    kr_status status = try_candidates(job, &r, arc, capacity, count, arcs);
    forget_trees(room);
    for (size_t i = begin; i < *count; i++)
        room->used[(*arc)[i]] = 0;
    *found = r.found;
    return status;
}
