/* thin_graph.c: the part of the network that freight can go along. */
#include "parts.h"

#include "base/arena.h"

/* Doors at which nobody sends or receives lead nowhere. */
static kr_status mark_doors(kr_job *job, const kr_freight_plan *plan, uint8_t **is_end)
{
    KRI_NEW(job, *is_end, plan->network->graph.nodes);
    for (size_t p = 0; p < plan->pairs; p++) {
        if (plan->pair[p].from != KR_NONE)
            (*is_end)[plan->pair[p].from] = 1;
        if (plan->pair[p].to != KR_NONE)
            (*is_end)[plan->pair[p].to] = 1;
    }
    return KR_OK;
}

/* What is open does not matter: all scenarios of a folder have the same thin graph, so that their hierarchies are in the same order. */
static int is_of_use(const kr_network *n, const uint8_t *is_end, uint32_t arc)
{
    switch ((kr_arc_kind)n->kind[arc]) {
    case KR_ARC_STRETCH:
    case KR_ARC_THROUGH: return 0;      /* their parts are gone along */
    case KR_ARC_LOAD: return is_end[n->graph.tail[arc]];
    case KR_ARC_UNLOAD: return is_end[n->graph.head[arc]];
    default: return 1;
    }
}

static kr_status copy_arcs(kr_job *job, const kr_network *n, const uint8_t *is_end, kri_thin_graph *thin)
{
    uint32_t *tail, *head, *given, *place, count = 0;
    KRI_NEW(job, tail, n->graph.arcs);
    KRI_NEW(job, head, n->graph.arcs);
    KRI_NEW(job, given, n->graph.arcs);
    KRI_NEW(job, place, n->graph.arcs);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        thin->thin_arc[a] = KR_NONE;
        if (!is_of_use(n, is_end, a))
            continue;
        tail[count] = n->graph.tail[a];
        head[count] = n->graph.head[a];
        given[count++] = a;
    }
    KR_TRY(kr_graph_freeze(job, n->graph.nodes, count, tail, head, &thin->graph, place));
    KRI_NEW(job, thin->network_arc, count);
    KRI_NEW(job, thin->km, count);
    for (uint32_t i = 0; i < count; i++) {
        thin->network_arc[place[i]] = given[i];
        thin->thin_arc[given[i]] = place[i];
        thin->km[place[i]] = n->km[given[i]];
    }
    return KR_OK;
}

kr_status kri_freight_make_thin(kr_job *job, kr_freight_plan *plan)
{
    uint8_t *is_end;
    KRI_NEW(job, plan->thin.thin_arc, plan->network->graph.arcs);
    KR_TRY(mark_doors(job, plan, &is_end));
    return copy_arcs(job, plan->network, is_end, &plan->thin);
}
