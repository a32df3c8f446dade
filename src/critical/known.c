/*
 * known.c: the ways round that shippers know beside their usual ones. Whoever would lose all his usual ways by the closure of one element would choose
 * among others then, and not take a single one; so the cheapest ways round such an element belong to what he knows.
 */
#include "critical/detour.h"

#include "base/arena.h"

#include <string.h>

/* Ways found, pair by pair. */
typedef struct found_ways {
    kri_arcs *item;
    uint32_t *pair;
    size_t count, room, pair_room;
} found_ways;

static int is_known(const kri_shipper *s, const found_ways *f, size_t first, kri_arcs way)
{
    for (uint32_t w = 0; w < s->ways; w++)
        if (kri_is_same_way((kri_arcs){ s->way[w].arc, s->way[w].arcs }, way))
            return 1;
    for (size_t i = first; i < f->count; i++)
        if (kri_is_same_way(f->item[i], way))
            return 1;
    return s->ways + (f->count - first) >= KRI_KNOWN_MOST;
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

/* They were found pair by pair, in the order of pairs. */
static kr_status by_pair(kr_job *job, const found_ways *f, size_t pairs, kri_ways_by_pair *list)
{
    KRI_NEW(job, list->first, pairs + 1);
    list->item = f->item;
    for (size_t i = 0; i < f->count; i++)
        list->first[f->pair[i] + 1]++;
    for (size_t p = 0; p < pairs; p++)
        list->first[p + 1] += list->first[p];
    return KR_OK;
}

kr_status kri_known_ways(kr_job *job, const kr_critical *c, kr_freight_plan **joined)
{
    kri_detour_space *space;
    uint32_t *room;
    found_ways f = { 0 };
    kri_ways_by_pair list;
    KRI_NEW(job, space, 1);
    KRI_NEW(job, room, c->network->graph.nodes);
    KR_TRY(kri_detour_space_new(job, c, space));
    for (size_t i = 0; i < c->shippers; i++) {
        KR_TRY(kr_job_check(job));
        KR_TRY(look_round(job, &c->shipper[i], space, room, &f));
    }
    KR_TRY(by_pair(job, &f, c->plan->pairs, &list));
    return kri_freight_join(job, c->plan, &list, joined);
}
