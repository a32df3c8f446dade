/* segments.c: the kilometres that the same ways of a pair share. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

static double km_of(const kr_network *n, uint32_t arc)
{
    return n->km[arc] > 0 ? n->km[arc] : 0;
}

/* Where the kilometres of these ways are counted; neighbours on a way mostly share theirs. */
static kr_status count_km(kr_job *job, kr_freight_plan *plan, kri_pair *pair, uint64_t ways, kr_freight_nest nest, double km)
{
    kri_segment *first = plan->segment + pair->first_segment;
    for (uint32_t s = pair->segments; s-- > 0;)
        if (first[s].ways == ways) {
            first[s].km += km;
            return KR_OK;
        }
    KR_TRY(kri_job_grow(job, &plan->segment, &plan->segment_room, pair->first_segment + pair->segments + 1, sizeof *plan->segment));
    plan->segment[pair->first_segment + pair->segments++] = (kri_segment){ ways, km, nest };
    return KR_OK;
}

/* of_arc: [arcs] zeros before and after. */
static kr_status cut_nest(kr_job *job, kr_freight_plan *plan, kri_pair *pair, kr_freight_nest nest, uint64_t *of_arc)
{
    kri_way *way = plan->way + pair->first;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; way[w].nest == nest && i < way[w].along.arcs; i++)
            of_arc[way[w].along.arc[i]] |= (uint64_t)1 << w;
    for (uint32_t w = 0; w < pair->ways; w++) {
        double km = 0;
        for (uint32_t i = 0; way[w].nest == nest && i < way[w].along.arcs; i++) {
            uint32_t a = way[w].along.arc[i];
            km += km_of(plan->network, a);
            if (of_arc[a] && km_of(plan->network, a) > 0)
                KR_TRY(count_km(job, plan, pair, of_arc[a], nest, km_of(plan->network, a)));
            of_arc[a] = 0;
        }
        if (way[w].nest == nest && !(km > 0))       /* a way without kilometres shares none */
            KR_TRY(count_km(job, plan, pair, (uint64_t)1 << w, nest, 1));
        if (way[w].nest == nest)
            way[w].log_km = km > 0 ? log(km) : 0;
    }
    return KR_OK;
}

static kr_status copy_segments(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, size_t number)
{
    kri_pair *pair = &plan->pair[number];
    const kri_pair *old = &like->pair[number];
    KR_TRY(kri_job_grow(job, &plan->segment, &plan->segment_room, pair->first_segment + old->segments, sizeof *plan->segment));
    if (old->segments)
        memcpy(plan->segment + pair->first_segment, like->segment + old->first_segment, old->segments * sizeof *plan->segment);
    pair->segments = old->segments;
    for (uint32_t w = 0; w < pair->ways; w++)
        plan->way[pair->first + w].log_km = like->way[old->first + w].log_km;
    return KR_OK;
}

static kr_status cut_pair(kr_job *job, kr_freight_plan *plan, size_t number, uint64_t *of_arc)
{
    for (kr_freight_nest nest = 0; nest < KR_FREIGHT_NESTS; nest++)
        KR_TRY(cut_nest(job, plan, &plan->pair[number], nest, of_arc));
    return KR_OK;
}

kr_status kri_freight_cut_segments(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, const uint8_t *is_alike)
{
    uint64_t *of_arc;
    size_t segments = 0, arcs = plan->network->graph.arcs;
    plan->segment = NULL;
    plan->segment_room = plan->most_segments = 0;
    KR_TRY(kri_job_grow(job, &plan->segment, &plan->segment_room, 1, sizeof *plan->segment));
    KRI_NEW(job, of_arc, arcs);
    for (size_t p = 0; p < plan->pairs; p++) {
        kri_pair *pair = &plan->pair[p];
        pair->first_segment = segments;
        pair->segments = 0;
        KR_TRY(is_alike[p] ? copy_segments(job, plan, like, p) : cut_pair(job, plan, p, of_arc));
        segments += pair->segments;
        plan->most_segments = pair->segments > plan->most_segments ? pair->segments : plan->most_segments;
    }
    return KR_OK;
}
