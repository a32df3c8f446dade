/* detour.c: the cheapest ways round, searched with exact bounds and kept. */
#include "critical/detour.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

kr_status kri_detour_space_new(kr_job *job, const kr_critical *c, kri_detour_space *s)
{
    uint32_t nodes = c->network->graph.nodes;
    *s = (kri_detour_space){ .critical = c, .words = (c->elements + 63) / 64 };
    KRI_NEW(job, s->closes, c->elements);
    KRI_NEW(job, s->open_set, KRI_OPEN_SETS);
    KRI_NEW(job, s->used_set, KRI_OPEN_SETS);
    KRI_NEW(job, s->is_closed, c->network->graph.arcs);
    KRI_NEW(job, s->cost, nodes);
    KRI_NEW(job, s->arc, nodes);
    KRI_NEW(job, s->reached, nodes);
    KRI_NEW(job, s->heap.item, nodes);
    KRI_NEW(job, s->heap.place, nodes);
    for (uint32_t v = 0; v < nodes; v++)
        s->cost[v] = INFINITY;
    for (int k = 0; k < KRI_TASTES; k++) {
        KRI_NEW(job, s->tastes[k].detour, KRI_DETOURS);
        KRI_NEW(job, s->tastes[k].passes, KRI_DETOURS * s->words);
        KRI_NEW(job, s->tastes[k].slot, 2 * KRI_DETOURS);
    }
    return KR_OK;
}

kr_status kri_detour_spaces_new(kr_job *job, const kr_critical *c, kri_detour_space **spaces)
{
    KRI_NEW(job, *spaces, (size_t)job->threads);
    for (int t = 0; t < job->threads; t++)
        KR_TRY(kri_detour_space_new(job, c, &(*spaces)[t]));
    return KR_OK;
}

/* ---- a search: A*, its bound the cost with nothing closed ---- */

static void forget(kri_detour_space *s)
{
    for (uint32_t i = 0; i < s->reached_count; i++) {
        s->cost[s->reached[i]] = INFINITY;
        s->heap.place[s->reached[i]] = 0;
    }
    s->reached_count = 0;
    s->heap.count = 0;
}

static inline void reach(kri_detour_space *s, uint32_t node, double cost, double whole, uint32_t arc)
{
    if (s->cost[node] == INFINITY)
        s->reached[s->reached_count++] = node;
    s->cost[node] = cost;
    s->arc[node] = arc;
    kri_heap_lower(&s->heap, node, whole);
}

/* The cheapest way over arcs that are not closed, if it costs less than the limit; else INFINITY. Its arcs are read from s->arc. */
static double search(kri_detour_space *s, const kri_view *view, double limit)
{
    const kr_graph *g = &s->critical->network->graph;
    uint32_t from = s->shipper->from, to = s->shipper->to;
    forget(s);
    if (view->ahead[from] < limit)
        reach(s, from, 0, view->ahead[from], KR_NONE);
    while (s->heap.count) {
        uint32_t v = kri_heap_take(&s->heap).node;
        if (v == to)
            return s->cost[v];
        for (uint32_t a = g->first[v]; a < g->first[v + 1]; a++) {
            double cost = s->cost[v] + view->weight[a], whole = cost + view->ahead[g->head[a]];
            if (cost < s->cost[g->head[a]] && whole < limit && !s->is_closed[a])
                reach(s, g->head[a], cost, whole, a);
        }
    }
    return INFINITY;
}

static void set_closed(kri_detour_space *s, uint32_t element, uint8_t value)
{
    const kr_element *e = &s->critical->element[element];
    for (uint32_t i = 0; i < e->arcs; i++)
        s->is_closed[e->arc[i]] = value;
}

static void note_passes(kri_detour_space *s, uint64_t *passes)
{
    const kr_graph *g = &s->critical->network->graph;
    for (uint32_t v = s->shipper->to; s->arc[v] != KR_NONE; v = g->tail[s->arc[v]])
        for (int i = 0; i < KRI_ELEMENTS_OF_ARC; i++) {
            uint32_t e = s->critical->element_of_arc[(size_t)s->arc[v] * KRI_ELEMENTS_OF_ARC + (size_t)i];
            if (e == KR_NONE || (passes[e / 64] >> e % 64 & 1))
                continue;
            passes[e / 64] |= (uint64_t)1 << e % 64;
            if (s->meet)
                s->meet(s->meet_to, e);
        }
}

/* ---- ways that are kept ---- */

static void find_detour(kri_detour_space *s, int taste, uint32_t number, double limit)
{
    kri_detours *kept = &s->tastes[taste];
    kri_detour *d = &kept->detour[number];
    for (uint32_t i = number; i; i = kept->detour[i].above)
        set_closed(s, kept->detour[i].element, 1);
    d->cost = search(s, &s->shipper->view[taste], limit);
    for (uint32_t i = number; i; i = kept->detour[i].above)
        set_closed(s, kept->detour[i].element, 0);
    if (d->cost < INFINITY)
        note_passes(s, kept->passes + number * s->words);
    else
        d->least = limit;
}

static size_t slot_of(uint32_t above, uint32_t element)
{
    uint64_t z = ((uint64_t)above << 32 | element) * 0x9E3779B97F4A7C15u;
    return (size_t)(z >> 40) % (2 * KRI_DETOURS);
}

/* The way that avoids one element more; KR_NONE when there is no room to keep it. */
static uint32_t below(kri_detour_space *s, kri_detours *kept, uint32_t above, uint32_t element)
{
    size_t slot = slot_of(above, element);
    for (; kept->slot[slot]; slot = (slot + 1) % (2 * KRI_DETOURS)) {
        const kri_detour *d = &kept->detour[kept->slot[slot] - 1];
        if (d->above == above && d->element == element)
            return kept->slot[slot] - 1;
    }
    if (kept->count == KRI_DETOURS)
        return KR_NONE;
    kept->detour[kept->count] = (kri_detour){ INFINITY, kept->detour[above].cost, above, element };
    memset(kept->passes + kept->count * s->words, 0, s->words * sizeof *kept->passes);
    kept->slot[slot] = ++kept->count;
    return kept->count - 1;
}

static double search_without(kri_detour_space *s, int taste, const uint32_t *element, uint32_t count, double limit)
{
    for (uint32_t i = 0; i < count; i++)
        set_closed(s, element[i], 1);
    double cost = search(s, &s->shipper->view[taste], limit);
    for (uint32_t i = 0; i < count; i++)
        set_closed(s, element[i], 0);
    return cost;
}

static uint32_t first_met(const uint64_t *passes, const uint32_t *element, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (passes[element[i] / 64] >> element[i] % 64 & 1)
            return element[i];
    return KR_NONE;
}

/* The cost of the cheapest way that avoids the elements if it is below the limit, else INFINITY. */
static double cheapest(kri_detour_space *s, int taste, const uint32_t *element, uint32_t count, double limit)
{
    kri_detours *kept = &s->tastes[taste];
    for (uint32_t at = 0; at != KR_NONE;) {
        kri_detour *d = &kept->detour[at];
        if (d->cost == INFINITY && d->least < limit)
            find_detour(s, taste, at, limit);
        if (!(d->cost < limit))
            return INFINITY;
        uint32_t met = first_met(kept->passes + at * s->words, element, count);
        if (met == KR_NONE)
            return d->cost;
        at = below(s, kept, at, met);
    }
    return search_without(s, taste, element, count, limit);
}

/* ---- a shipper ---- */

static void drop_shipper(kri_detour_space *s)
{
    for (uint32_t i = 0; s->shipper && i < s->shipper->hits; i++)
        s->closes[s->shipper->hit[i].element] = 0;
    for (uint32_t i = 0; i < s->sets; i++)
        s->open_set[s->used_set[i]].open = 0;
    s->sets = 0;
}

void kri_detour_begin(kri_detour_space *s, const kri_shipper *shipper)
{
    drop_shipper(s);
    s->shipper = shipper;
    for (uint32_t i = 0; i < shipper->hits; i++)
        s->closes[shipper->hit[i].element] = shipper->hit[i].ways;
    for (int k = 0; k < KRI_TASTES; k++) {
        kri_detours *kept = &s->tastes[k];
        memset(kept->slot, 0, 2 * KRI_DETOURS * sizeof *kept->slot);
        memset(kept->passes, 0, s->words * sizeof *kept->passes);
        kept->detour[0] = (kri_detour){ INFINITY, 0, 0, KR_NONE };
        kept->count = 1;
    }
}

uint32_t kri_detour_way(kri_detour_space *s, int taste, uint32_t element, uint32_t *arc)
{
    const kr_graph *g = &s->critical->network->graph;
    uint32_t arcs = 0, place;
    if (!(search_without(s, taste, &element, 1, s->shipper->view[taste].stay) < INFINITY))
        return 0;
    for (uint32_t v = s->shipper->to; s->arc[v] != KR_NONE; v = g->tail[s->arc[v]])
        arcs++;
    place = arcs;
    for (uint32_t v = s->shipper->to; s->arc[v] != KR_NONE; v = g->tail[s->arc[v]])
        arc[--place] = s->arc[v];
    return arcs;
}

static void fill_logsums(const kri_detour_space *s, uint64_t open, double expected_usd_t[KRI_TASTES])
{
    for (int k = 0; k < KRI_TASTES; k++)
        expected_usd_t[k] = kri_shipper_logsum(s->critical, s->shipper, k, open);
}

/* The logsums over the ways that are open, of which there is one at least. */
static const double *logsums(kri_detour_space *s, uint64_t open, double room[KRI_TASTES])
{
    size_t at = (size_t)((open * 0x9E3779B97F4A7C15u) >> 32) % KRI_OPEN_SETS;
    for (; s->open_set[at].open; at = (at + 1) % KRI_OPEN_SETS)
        if (s->open_set[at].open == open)
            return s->open_set[at].expected_usd_t;
    if (2 * s->sets == KRI_OPEN_SETS) {
        fill_logsums(s, open, room);
        return room;
    }
    s->open_set[at].open = open;
    s->used_set[s->sets++] = (uint32_t)at;
    fill_logsums(s, open, s->open_set[at].expected_usd_t);
    return s->open_set[at].expected_usd_t;
}

int kri_detour_loss(kri_detour_space *s, const uint32_t *element, uint32_t count, double more_usd_t[KRI_TASTES])
{
    uint64_t closed = 0;
    double room[KRI_TASTES];
    int is_stranded = 0;
    for (uint32_t i = 0; i < count; i++)
        closed |= s->closes[element[i]];
    uint64_t open = s->shipper->all_ways & ~closed;
    if (!open)
        for (int k = 0; k < KRI_TASTES; k++)
            room[k] = s->shipper->view[k].stay;
    const double *logsum = open ? logsums(s, open, room) : room;
    for (int k = 0; k < KRI_TASTES; k++) {
        double way = closed ? cheapest(s, k, element, count, open ? logsum[k] : INFINITY) : INFINITY;
        is_stranded |= !open && way == INFINITY;
        more_usd_t[k] = fmin(logsum[k], way) - s->shipper->view[k].expected_usd_t;
    }
    return is_stranded;
}

int64_t kri_detour_cents(kri_detour_space *s, const uint32_t *element, uint32_t count, int *is_stranded)
{
    double more_usd_t[KRI_TASTES], mean = 0;
    *is_stranded = kri_detour_loss(s, element, count, more_usd_t);
    for (int k = 0; k < KRI_TASTES; k++)
        mean += kri_taste_share[k] * more_usd_t[k];
    return llround(KRI_CENTS * s->shipper->t_yr * mean);
}
