/* stages.c: from door to door through the places that must be passed. */
#include "stages.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

typedef struct copies {
    uint32_t *tail, *head, *base;
    uint32_t count;
} copies;

static void add(copies *c, uint32_t tail, uint32_t head, uint32_t base)
{
    c->tail[c->count] = tail;
    c->head[c->count] = head;
    c->base[c->count++] = base;
}

/* Passing a place in any layer will do; its door need not open. */
static void add_stage(const kr_network *n, uint32_t stage, uint32_t next_via, copies *c)
{
    uint32_t nodes = n->graph.nodes;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        add(c, stage * nodes + n->graph.tail[a], stage * nodes + n->graph.head[a], a);
    for (uint32_t v = 0; v < nodes && next_via != KR_NONE; v++)
        if (n->place[v] == next_via && n->layer[v] < KR_LAYERS)
            add(c, stage * nodes + v, (stage + 1) * nodes + v, KR_NONE);
}

static kr_status make_copies(kr_job *job, const kr_network *n, const kr_quote_request *request, kri_stages *stages)
{
    copies c = { .count = 0 };
    uint32_t *place, *base, count = (uint32_t)request->via_count + 1;
    size_t room = (size_t)count * n->graph.arcs + (size_t)(count - 1) * n->graph.nodes;
    KRI_NEW(job, c.tail, room);
    KRI_NEW(job, c.head, room);
    KRI_NEW(job, c.base, room);
    KRI_NEW(job, place, room);
    KRI_NEW(job, base, room);
    for (uint32_t stage = 0; stage < count; stage++)
        add_stage(n, stage, stage + 1 < count ? request->via[stage] : KR_NONE, &c);
    KR_TRY(kr_graph_freeze(job, count * n->graph.nodes, c.count, c.tail, c.head, &stages->graph, place));
    for (uint32_t i = 0; i < c.count; i++)
        base[place[i]] = c.base[i];
    stages->base = base;
    return KR_OK;
}

kr_status kri_stages_make(kr_job *job, const kr_network *network, const kr_quote_request *request, kri_stages *stages)
{
    *stages = (kri_stages){ .network = network, .graph = network->graph, .from_node = network->sender[request->from],
                            .to_node = network->receiver[request->to] };
    if (!request->via_count)
        return KR_OK;
    if (stages->to_node != KR_NONE)
        stages->to_node += (uint32_t)request->via_count * network->graph.nodes;
    return make_copies(job, network, request, stages);
}

static kr_status spread_criterion(kr_job *job, const kri_stages *s, const double *criterion, const uint8_t *barred, double **spread)
{
    KRI_NEW(job, *spread, s->graph.arcs);
    for (uint32_t a = 0; a < s->graph.arcs; a++) {
        uint32_t base = s->base ? s->base[a] : a;
        (*spread)[a] = base == KR_NONE ? 0 : barred && barred[base] ? INFINITY : criterion[base];
    }
    return KR_OK;
}

/* Steps between stages are no arcs of the way. Returns how many are left. */
static uint32_t back_to_network(const kri_stages *s, uint32_t *arc, uint32_t arcs)
{
    uint32_t kept = 0;
    if (!s->base)
        return arcs;
    for (uint32_t i = 0; i < arcs; i++)
        if (s->base[arc[i]] != KR_NONE)
            arc[kept++] = s->base[arc[i]];
    return kept;
}

kr_status kri_stages_find(kr_job *job, const kri_stages *s, const double *criterion, const uint8_t *barred, kr_path *path)
{
    double *cost;
    *path = (kr_path){ .cost = INFINITY, .from = KR_NONE, .to = KR_NONE };
    if (s->from_node == KR_NONE || s->to_node == KR_NONE)
        return KR_OK;
    KR_TRY(spread_criterion(job, s, criterion, barred, &cost));
    KR_TRY(kr_path_find(job, &s->graph, cost, &(kr_path_end){ s->from_node, 0 }, 1, &(kr_path_end){ s->to_node, 0 }, 1, path));
    path->arcs = back_to_network(s, path->arc, path->arcs);
    return KR_OK;
}

kr_status kri_stages_pareto(kr_job *job, const kri_stages *s, uint32_t criteria, const double *const *criterion, const uint8_t *barred,
                            const kr_pareto_options *options, kr_pareto *pareto)
{
    const double *cost[KR_CRITERIA_MAX];
    uint32_t begin = 0, kept = 0;
    for (uint32_t i = 0; i < criteria; i++) {
        double *spread;
        KR_TRY(spread_criterion(job, s, criterion[i], barred, &spread));
        cost[i] = spread;
    }
    kr_status status = kr_path_pareto(job, &s->graph, criteria, cost, &(kr_pareto_end){ .node = s->from_node }, 1,
                                      &(kr_pareto_end){ .node = s->to_node }, 1, options, pareto);
    if (status != KR_OK && status != KR_E_LIMIT)
        return status;
    for (uint32_t i = 0; i < pareto->count; i++) {
        uint32_t end = pareto->first[i + 1], arcs = back_to_network(s, pareto->arc + begin, end - begin);
        memmove(pareto->arc + kept, pareto->arc + begin, arcs * sizeof *pareto->arc);
        pareto->first[i] = kept;
        kept += arcs;
        begin = end;
    }
    if (pareto->count)
        pareto->first[pareto->count] = kept;
    return status;
}

kr_status kri_stages_alternatives(kr_job *job, const kri_stages *s, const double *criterion, const uint8_t *barred, kr_alternatives *alternatives)
{
    double *cost, *km;
    kr_alternatives_options options = KR_ALTERNATIVES_DEFAULTS;
    KR_TRY(spread_criterion(job, s, criterion, barred, &cost));
    KR_TRY(spread_criterion(job, s, s->network->km, NULL, &km));
    for (uint32_t a = 0; a < s->graph.arcs; a++)
        if (isnan(km[a]))       /* nobody knows how long: nothing is shared there */
            km[a] = 0;
    options.measure = km;
    KR_TRY(kr_path_alternatives(job, &s->graph, cost, &(kr_path_end){ s->from_node, 0 }, 1, &(kr_path_end){ s->to_node, 0 }, 1, &options,
                                alternatives));
    for (uint32_t i = 0; i < alternatives->count; i++)
        alternatives->path[i].arcs = back_to_network(s, alternatives->path[i].arc, alternatives->path[i].arcs);
    return KR_OK;
}
