/* transit.c: who is paid for what passes. */
#include "loop.h"

#include "freight/parts.h"

/* The area that a node of the network lies in: that of its place, or at a border post that of its side. */
static uint32_t area_of(const kr_chain *c, const kr_network *n, uint32_t node)
{
    uint32_t place = n->place[node], country = n->country[node];
    return country == n->world->node.country[place] ? c->area_of_node[place] : kr_chain_area(c, country);
}

/* What lies between two areas, a border or a sailing, belongs to each by half. */
double kri_paid_inside(const kr_chain *c, const kr_outcome *o, const kr_freight_pair *pair, uint32_t area)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    double sum = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++) {
            uint32_t arc = pair->way[w].arc[i];
            int ends = (area_of(c, n, n->graph.tail[arc]) == area) + (area_of(c, n, n->graph.head[arc]) == area);
            sum += ends * usd_t[arc] * pair->way[w].t_yr / 2;
        }
    return sum;
}

void kri_add_transit(const kr_chain *c, const kr_outcome *o, const kr_freight_pair *pair, double *transit_usd_yr)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    uint32_t from = c->from[pair->row], to = c->to[pair->row];
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++) {
            uint32_t arc = pair->way[w].arc[i], end[2] = { area_of(c, n, n->graph.tail[arc]), area_of(c, n, n->graph.head[arc]) };
            for (int e = 0; e < 2; e++)
                if (end[e] != KR_NONE && end[e] != from && end[e] != to)
                    transit_usd_yr[end[e]] += usd_t[arc] * pair->way[w].t_yr / 2;
        }
}
