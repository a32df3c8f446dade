/* transit.c: who is paid for what passes. */
#include "loop.h"

#include "freight/parts.h"

/* What lies between two areas, a border or a sailing, belongs to each by half. */
double kri_paid_inside(const kr_chain *c, const kr_outcome *o, const kr_freight_pair *pair, uint32_t area)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    double sum = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++) {
            uint32_t arc = pair->way[w].arc[i];
            int ends = (kri_area_of_node(c, n, n->graph.tail[arc]) == area) + (kri_area_of_node(c, n, n->graph.head[arc]) == area);
            sum += ends * usd_t[arc] * pair->way[w].t_yr / 2;
        }
    return sum;
}

void kri_add_transit(const kr_chain *c, const kr_outcome *o, const uint32_t *area_of_end, const kr_freight_pair *pair, double *transit_usd_yr)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    uint32_t from = c->from[pair->row], to = c->to[pair->row];
    for (uint32_t w = 0; w < pair->ways; w++) {
        const uint32_t *arc = pair->way[w].arc;
        double half_t_yr = pair->way[w].t_yr / 2;
        uint32_t behind = pair->way[w].arcs ? area_of_end[n->graph.tail[arc[0]]] : KR_NONE;
        for (uint32_t i = 0; i < pair->way[w].arcs; i++) {
            uint32_t ahead = area_of_end[n->graph.head[arc[i]]];
            if (behind != KR_NONE && behind != from && behind != to)
                transit_usd_yr[behind] += usd_t[arc[i]] * half_t_yr;
            if (ahead != KR_NONE && ahead != from && ahead != to)
                transit_usd_yr[ahead] += usd_t[arc[i]] * half_t_yr;
            behind = ahead;
        }
    }
}
