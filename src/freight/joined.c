/* joined.c: a plan with the ways of others beside its own, for a reference that knows more than one network. */
#include "parts.h"

#include "base/arena.h"

#include <string.h>

int kri_is_same_way(kri_arcs a, kri_arcs b)
{
    return a.arcs == b.arcs && (a.arc == b.arc || memcmp(a.arc, b.arc, a.arcs * sizeof *a.arc) == 0);
}

static int is_among(const kri_way *way, size_t ways, kri_arcs along)
{
    for (size_t w = 0; w < ways; w++)
        if (kri_is_same_way(way[w].along, along))
            return 1;
    return 0;
}

kr_status kri_freight_join(kr_job *job, const kr_freight_plan *plan, const kri_ways_by_pair *more, kr_freight_plan **joined)
{
    kr_freight_plan *j;
    KRI_NEW(job, j, 1);
    *j = *plan;
    j->ways = 0;
    KRI_NEW(job, j->pair, plan->pairs);
    KRI_NEW(job, j->way, plan->ways + more->first[plan->pairs]);
    for (size_t p = 0; p < plan->pairs; p++) {
        size_t first = j->ways;
        j->pair[p] = plan->pair[p];
        for (uint32_t w = 0; w < plan->pair[p].ways; w++)
            j->way[j->ways++] = plan->way[plan->pair[p].first + w];
        for (size_t i = more->first[p]; i < more->first[p + 1] && j->ways - first < KRI_KNOWN_MOST; i++)
            if (!is_among(j->way + first, j->ways - first, more->item[i]))
                j->way[j->ways++] = (kri_way){ .along = more->item[i] };
        j->pair[p].first = first;
        j->pair[p].ways = (uint32_t)(j->ways - first);
    }
    *joined = j;
    return KR_OK;
}

static kr_status list_ways(kr_job *job, const kr_freight_plan *plan, kri_ways_by_pair *list)
{
    KRI_NEW(job, list->first, plan->pairs + 1);
    KRI_NEW(job, list->item, plan->ways);
    for (size_t p = 0; p < plan->pairs; p++) {
        list->first[p + 1] = list->first[p] + plan->pair[p].ways;
        for (uint32_t w = 0; w < plan->pair[p].ways; w++)
            list->item[list->first[p] + w] = plan->way[plan->pair[p].first + w].along;
    }
    return KR_OK;
}

/* A pair that first finds a way in the other network has its noise and its limit of giving up from there. */
static void take_scales(const kr_freight_plan *other, kr_freight_plan *joined)
{
    for (size_t p = 0; p < joined->pairs; p++) {
        kri_pair *pair = &joined->pair[p];
        if (pair->has_scale || !other->pair[p].has_scale)
            continue;
        memcpy(pair->theta, other->pair[p].theta, sizeof pair->theta);
        memcpy(pair->stay, other->pair[p].stay, sizeof pair->stay);
        pair->has_scale = 1;
    }
}

kr_status kri_freight_join_plans(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *other, kr_freight_plan **joined)
{
    kri_ways_by_pair list;
    KR_TRY(list_ways(job, other, &list));
    KR_TRY(kri_freight_join(job, plan, &list, joined));
    take_scales(other, *joined);
    return KR_OK;
}
