/*
 * known.c: the ways round that shippers know beside their usual ones. Whoever would lose all his usual ways by the closure of one element would choose
 * among others then, and not take a single one; so the cheapest ways round such an element belong to what he knows.
 */
#include "critical/detour.h"

#include "base/arena.h"

#include <string.h>

#define MOST_KNOWN (KR_FREIGHT_MOST_WAYS - 8)   /* ways of a shipper, so that there is room for the cheapest of another network */

/* Ways found, pair by pair. */
typedef struct found_ways {
    kri_arcs *item;
    uint32_t *pair;
    size_t count, room, pair_room;
} found_ways;

static int is_same(kri_arcs a, kri_arcs b)
{
    return a.arcs == b.arcs && memcmp(a.arc, b.arc, a.arcs * sizeof *a.arc) == 0;
}

static int is_known(const kri_shipper *s, const found_ways *f, size_t first, kri_arcs way)
{
    for (uint32_t w = 0; w < s->ways; w++)
        if (is_same((kri_arcs){ s->way[w].arc, s->way[w].arcs }, way))
            return 1;
    for (size_t i = first; i < f->count; i++)
        if (is_same(f->item[i], way))
            return 1;
    return s->ways + (f->count - first) >= MOST_KNOWN;
}

static kr_status keep(kr_job *job, const kri_shipper *s, size_t first, kri_arcs way, found_ways *f)
{
    uint32_t *own;
    if (is_known(s, f, first, way))
        return KR_OK;
    KRI_NEW(job, own, way.arcs);
    memcpy(own, way.arc, way.arcs * sizeof *own);
    KR_TRY(kri_job_grow(job, &f->item, &f->room, f->count + 1, sizeof *f->item));
    KR_TRY(kri_job_grow(job, &f->pair, &f->pair_room, f->count + 1, sizeof *f->pair));
    f->item[f->count] = (kri_arcs){ own, way.arcs };
    f->pair[f->count++] = s->number;
    return KR_OK;
}

/* room: [nodes] */
static kr_status look_round(kr_job *job, const kri_shipper *s, kri_detour_space *space, uint32_t *room, found_ways *f)
{
    static const int tastes[KRI_TASTES] = { 1, 0, 2 };      /* what most go by comes first, if there is not room for all */
    size_t first = f->count;
    kri_detour_begin(space, s);
    for (int k = 0; k < KRI_TASTES; k++)
        for (uint32_t i = 0; i < s->hits; i++) {
            uint32_t arcs = s->hit[i].ways == s->all_ways ? kri_detour_way(space, tastes[k], s->hit[i].element, room) : 0;
            if (arcs)
                KR_TRY(keep(job, s, first, (kri_arcs){ room, arcs }, f));
        }
    return KR_OK;
}

/* The plan with these ways beside its own: enough of a plan to be the reference of another. */
static kr_status join(kr_job *job, const kr_freight_plan *plan, const found_ways *f, kr_freight_plan **joined)
{
    size_t next = 0;
    kr_freight_plan *j;
    KRI_NEW(job, j, 1);
    *j = *plan;
    j->ways = 0;
    KRI_NEW(job, j->pair, plan->pairs);
    KRI_NEW(job, j->way, plan->ways + f->count);
    for (size_t p = 0; p < plan->pairs; p++) {
        j->pair[p] = plan->pair[p];
        j->pair[p].first = j->ways;
        for (uint32_t w = 0; w < plan->pair[p].ways; w++)
            j->way[j->ways++] = plan->way[plan->pair[p].first + w];
        for (; next < f->count && f->pair[next] == p; next++)
            j->way[j->ways++] = (kri_way){ .along = f->item[next] };
        j->pair[p].ways = (uint32_t)(j->ways - j->pair[p].first);
    }
    *joined = j;
    return KR_OK;
}

kr_status kri_known_ways(kr_job *job, const kr_critical *c, kr_freight_plan **joined)
{
    kri_detour_space *space;
    uint32_t *room;
    found_ways f = { 0 };
    KRI_NEW(job, space, 1);
    KRI_NEW(job, room, c->network->graph.nodes);
    KR_TRY(kri_detour_space_new(job, c, space));
    for (size_t i = 0; i < c->shippers; i++) {
        KR_TRY(kr_job_check(job));
        KR_TRY(look_round(job, &c->shipper[i], space, room, &f));
    }
    return join(job, c->plan, &f, joined);
}
