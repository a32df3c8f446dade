/* areas.c: which area of the trade matrix a country, a place and a node of the network lie in. */
#include "loop.h"

#include "base/arena.h"

#include <string.h>

static const char union_members[] = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";

static uint32_t area_called(const kr_flows *trade, const char *id)
{
    for (uint32_t i = 0; i < trade->count; i++)
        if (strcmp(trade->id[i], id) == 0)
            return i;
    return KR_NONE;
}

uint32_t kri_area_of(const kr_flows *trade, const char *country)
{
    uint32_t area = area_called(trade, country);
    if (area == KR_NONE && strlen(country) == 2 && strstr(union_members, country))
        area = area_called(trade, "EU");
    return area == KR_NONE ? area_called(trade, "ROW") : area;
}

uint32_t kr_chain_area(const kr_chain *chain, uint32_t country)
{
    return kri_area_of(chain->trade, kr_world_text(chain->world, country));
}

/* The area that a node of the network lies in: that of its place, or at a border post that of its side. */
static uint32_t find_area(const kr_chain *c, const kr_network *n, uint32_t node)
{
    uint32_t place = n->place[node], country = n->country[node];
    return country == n->world->node.country[place] ? c->area_of_node[place] : kr_chain_area(c, country);
}

static kr_status find_areas(kr_job *job, const kr_chain *c, const kr_network *n, uint32_t **area)
{
    KRI_NEW(job, *area, n->graph.nodes);
    for (uint32_t v = 0; v < n->graph.nodes; v++)
        (*area)[v] = find_area(c, n, v);
    return KR_OK;
}

kr_status kri_find_areas(kr_job *job, kr_chain *c)
{
    return find_areas(job, c, &c->network, &c->area_of_end);
}

/* Patched worlds have the chain's nodes; one that has not is looked at afresh. */
kr_status kri_areas_of(kr_job *job, const kr_chain *c, const kr_network *n, const uint32_t **area)
{
    uint32_t *own;
    *area = c->area_of_end;
    if (n->graph.nodes == c->network.graph.nodes)
        return KR_OK;
    KR_TRY(find_areas(job, c, n, &own));
    *area = own;
    return KR_OK;
}

uint32_t kri_area_of_node(const kr_chain *c, const kr_network *n, uint32_t node)
{
    return n->graph.nodes == c->network.graph.nodes ? c->area_of_end[node] : find_area(c, n, node);
}
