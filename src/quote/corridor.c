/* corridor.c: what a named chain of places comes to. */
#include <keruen/quote.h>

#include "base/arena.h"

#include <math.h>

typedef struct chain {
    const kr_world *world;
    const uint32_t *node, *mode;    /* places, and the mode of each hop between them */
    uint32_t hops;
    uint32_t *link;                 /* [hops] the link of each */
} chain;

static int joins(const kr_links *l, uint32_t link, uint32_t a, uint32_t b)
{
    return (l->from[link] == a && l->to[link] == b) || (l->from[link] == b && l->to[link] == a);
}

/* Of several links between two places the open one, then the shortest. */
static int is_better(const kr_links *l, uint32_t link, uint32_t best)
{
    if (best == KR_NONE)
        return 1;
    if ((l->state[link] == KR_OPEN) != (l->state[best] == KR_OPEN))
        return l->state[link] == KR_OPEN;
    return l->length_km[link] < l->length_km[best];
}

static kr_status find_links(kr_job *job, chain *c)
{
    const kr_links *l = &c->world->link;
    KRI_NEW(job, c->link, c->hops);
    for (uint32_t h = 0; h < c->hops; h++) {
        c->link[h] = KR_NONE;
        for (uint32_t i = 0; i < l->count; i++)
            if (l->mode[i] == c->mode[h] && joins(l, i, c->node[h], c->node[h + 1]) && is_better(l, i, c->link[h]))
                c->link[h] = i;
    }
    return KR_OK;
}

static kr_status add_up(kr_job *job, const chain *c, kr_corridor_figures *f)
{
    const kr_world *w = c->world;
    uint32_t *not_open;
    KRI_NEW(job, not_open, c->hops);
    for (uint32_t h = 0; h < c->hops; h++) {
        uint32_t link = c->link[h];
        if (link == KR_NONE)
            continue;
        f->km += w->link.length_km[link];
        f->sea_km += w->link.mode[link] == KR_SEA ? w->link.length_km[link] : 0;
        if (w->link.state[link] != KR_OPEN)
            not_open[f->not_open_count++] = link;
        for (uint32_t b = 0; b < w->border.count; b++)
            f->borders += w->border.link[b] == link;
    }
    f->not_open = not_open;
    return KR_OK;
}

/* ---- the way along it ---- */

static kr_status mark(kr_job *job, const chain *c, uint8_t **on_links, uint8_t **on_places)
{
    KRI_NEW(job, *on_links, c->world->link.count);
    KRI_NEW(job, *on_places, c->world->node.count);
    for (uint32_t h = 0; h < c->hops; h++)
        if (c->link[h] != KR_NONE)
            (*on_links)[c->link[h]] = 1;
    for (uint32_t i = 0; i <= c->hops; i++)
        (*on_places)[c->node[i]] = 1;
    return KR_OK;
}

/* Only what follows the corridor's links, or changes at its places. */
static kr_status restrict_to(kr_job *job, const kr_network *n, const kr_cost *cost, const chain *c, double **hours)
{
    uint8_t *on_links, *on_places;
    KR_TRY(mark(job, c, &on_links, &on_places));
    KRI_NEW(job, *hours, n->graph.arcs);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        int follows = n->link[a] != KR_NONE && on_links[n->link[a]];
        int changes = n->link[a] == KR_NONE && on_places[n->place[n->graph.tail[a]]] && n->kind[a] != KR_ARC_LOAD && n->kind[a] != KR_ARC_UNLOAD;
        (*hours)[a] = follows || changes ? cost->hours[a] : INFINITY;
    }
    return KR_OK;
}

static int is_layer_of(uint32_t layer, uint32_t mode)
{
    static const uint32_t layers[KR_MODES] = {
        [KR_ROAD] = 1u << KR_LAYER_ROAD, [KR_RAIL] = 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435, [KR_AIR] = 1u << KR_LAYER_AIR,
        [KR_PIPELINE] = 1u << KR_LAYER_PIPELINE,
        [KR_SEA] = 1u << KR_LAYER_SEA_CONTAINER | 1u << KR_LAYER_SEA_RORO | 1u << KR_LAYER_SEA_RAIL_FERRY | 1u << KR_LAYER_SEA_BULK | 1u << KR_LAYER_SEA_TANKER,
    };
    return layer < KR_LAYERS && (layers[mode] >> layer & 1);
}

/* The corridor begins and ends aboard: in the layers of its first and last hop. */
static kr_status ends_at(kr_job *job, const kr_network *n, uint32_t place, uint32_t mode, kr_path_end **ends, size_t *count)
{
    KRI_NEW(job, *ends, n->graph.nodes);
    *count = 0;
    for (uint32_t v = 0; v < n->graph.nodes; v++)
        if (n->place[v] == place && is_layer_of(n->layer[v], mode))
            (*ends)[(*count)++] = (kr_path_end){ v, 0 };
    return KR_OK;
}

static kr_status travel(kr_job *job, const kr_network *n, const kr_cost *cost, const chain *c, kr_corridor_figures *f)
{
    double *hours;
    kr_path_end *from, *to;
    size_t from_count, to_count;
    kr_path path;
    KR_TRY(restrict_to(job, n, cost, c, &hours));
    KR_TRY(ends_at(job, n, c->node[0], c->mode[0], &from, &from_count));
    KR_TRY(ends_at(job, n, c->node[c->hops], c->mode[c->hops - 1], &to, &to_count));
    KR_TRY(kr_path_find(job, &n->graph, hours, from, from_count, to, to_count, &path));
    if (path.cost == INFINITY)
        return KR_OK;
    f->hours = path.cost;
    f->usd = f->kgco2 = 0;
    for (uint32_t i = 0; i < path.arcs; i++) {
        f->usd += cost->usd[path.arc[i]];
        f->kgco2 += cost->kgco2[path.arc[i]];
    }
    return KR_OK;
}

kr_status kr_corridor_measure(kr_job *job, const kr_world *today, const kr_network *network, const kr_cost *cost, uint32_t corridor,
                              kr_corridor_figures *figures)
{
    const kr_corridors *k = &today->corridor;
    chain c = { .world = today, .node = k->nodes.item + k->nodes.first[corridor], .mode = k->hop_modes.item + k->hop_modes.first[corridor],
                .hops = k->hop_modes.first[corridor + 1] - k->hop_modes.first[corridor] };
    *figures = (kr_corridor_figures){ .hours = NAN, .usd = NAN, .kgco2 = NAN };
    KR_TRY(find_links(job, &c));
    KR_TRY(add_up(job, &c, figures));
    return travel(job, network, cost, &c, figures);
}
