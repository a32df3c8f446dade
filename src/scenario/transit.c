/* transit.c: who is paid for what passes. */
#include "loop.h"

#include "base/arena.h"
#include "freight/parts.h"

/* The area that a node of the network lies in: that of its place, or at a border post that of its side. */
static uint32_t find_area(const kr_chain *c, const kr_network *n, uint32_t node)
{
    uint32_t place = n->place[node], country = n->country[node];
    return country == n->world->node.country[place] ? c->area_of_node[place] : kr_chain_area(c, country);
}

kr_status kri_find_areas(kr_job *job, kr_chain *c)
{
    KRI_NEW(job, c->area_of_end, c->network.graph.nodes);
    for (uint32_t v = 0; v < c->network.graph.nodes; v++)
        c->area_of_end[v] = find_area(c, &c->network, v);
    return KR_OK;
}

/* [nodes] By number where patched worlds have the chain's nodes, as they mostly have; NULL where one has not and is looked at afresh. */
static const uint32_t *areas_of_nodes(const kr_chain *c, const kr_network *n)
{
    return n->graph.nodes == c->network.graph.nodes ? c->area_of_end : NULL;
}

static uint32_t area_of(const kr_chain *c, const kr_network *n, const uint32_t *areas, uint32_t node)
{
    return areas ? areas[node] : find_area(c, n, node);
}

/* What lies between two areas, a border or a sailing, belongs to each by half. */
double kri_paid_inside(const kr_chain *c, const kr_outcome *o, const kr_freight_pair *pair, uint32_t area)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    const uint32_t *areas = areas_of_nodes(c, n);
    double sum = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++) {
            uint32_t arc = pair->way[w].arc[i];
            int ends = (area_of(c, n, areas, n->graph.tail[arc]) == area) + (area_of(c, n, areas, n->graph.head[arc]) == area);
            sum += ends * usd_t[arc] * pair->way[w].t_yr / 2;
        }
    return sum;
}

void kri_add_transit(const kr_chain *c, const kr_outcome *o, const kr_freight_pair *pair, double *transit_usd_yr)
{
    const kr_network *n = o->network;
    const double *usd_t = o->plan->goods[n->world->demand.cargo[pair->row]].usd_t;
    const uint32_t *areas = areas_of_nodes(c, n), from = c->from[pair->row], to = c->to[pair->row];
    for (uint32_t w = 0; w < pair->ways; w++) {
        const kr_freight_way *way = &pair->way[w];
        double half_t_yr = way->t_yr / 2;
        uint32_t behind = way->arcs ? area_of(c, n, areas, n->graph.tail[way->arc[0]]) : KR_NONE;
        for (uint32_t i = 0; i < way->arcs; i++) {
            uint32_t arc = way->arc[i], ahead = area_of(c, n, areas, n->graph.head[arc]);
            double half_usd_yr = usd_t[arc] * half_t_yr;
            if (behind != KR_NONE && behind != from && behind != to)
                transit_usd_yr[behind] += half_usd_yr;
            if (ahead != KR_NONE && ahead != from && ahead != to)
                transit_usd_yr[ahead] += half_usd_yr;
            behind = ahead;
        }
    }
}
