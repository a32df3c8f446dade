/* corridor_sums.c: corridors as the links that they follow. */
#include "records.h"

#include "base/arena.h"

#include <math.h>

struct kri_corridor_links {
    const kr_world *world;
    uint32_t *first, *link;     /* [corridors + 1], [hops] KR_NONE: no link joins the two places by that mode */
};

static uint32_t link_of_hop(const kr_world *w, uint32_t from, uint32_t to, uint32_t mode)
{
    const kr_links *l = &w->link;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == mode && ((l->from[i] == from && l->to[i] == to) || (l->from[i] == to && l->to[i] == from)))
            return i;
    return KR_NONE;
}

kr_status kri_corridors_open(kr_job *job, const kr_world *w, kri_corridor_links **corridors)
{
    const kr_corridors *c = &w->corridor;
    kri_corridor_links *k;
    uint32_t hops = c->count ? c->hop_modes.first[c->count] : 0, at = 0;
    KRI_NEW(job, k, 1);
    k->world = w;
    KRI_NEW(job, k->first, (size_t)c->count + 1);
    KRI_NEW(job, k->link, hops);
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t node = c->nodes.first[i], last = c->nodes.first[i + 1];
        for (uint32_t h = c->hop_modes.first[i]; h < c->hop_modes.first[i + 1] && node + 1 < last; h++, node++)
            k->link[at++] = link_of_hop(w, c->nodes.item[node], c->nodes.item[node + 1], c->hop_modes.item[h]);
        k->first[i + 1] = at;
    }
    *corridors = k;
    return KR_OK;
}

double kri_corridor_km(const kri_corridor_links *k, uint32_t corridor)
{
    double km = 0;
    for (uint32_t i = k->first[corridor]; i < k->first[corridor + 1]; i++)
        if (k->link[i] != KR_NONE && k->world->link.length_km[k->link[i]] > 0)
            km += k->world->link.length_km[k->link[i]];
    return km;
}

void kri_corridor_sum(const kri_corridor_links *k, const double *link_value, double *sum)
{
    for (uint32_t c = 0; c < k->world->corridor.count; c++) {
        sum[c] = 0;
        for (uint32_t i = k->first[c]; i < k->first[c + 1]; i++)
            sum[c] += k->link[i] == KR_NONE ? 0 : link_value[k->link[i]];
    }
}
