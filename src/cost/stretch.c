/* stretch.c: rides that are priced as a whole, and chains with a through price. */
#include "stretch.h"

#include "base/arena.h"
#include "chain.h"

#include <math.h>
#include <string.h>

#define MOST_STOPS 32

typedef struct finder {
    kr_job *job;
    const kri_pricer *pricer;
    const kr_network *network;
    const double *hours;
    kri_parts *parts;
    double *weight;             /* [arcs] */
    /* the shortest rides from one node */
    uint32_t tail;              /* KR_NONE: none yet */
    uint32_t *last_arc;         /* [nodes] KR_NONE: not reached */
} finder;

static kr_status keep(finder *f, const uint32_t *arc, size_t count)
{
    if (!count)
        return KR_OK;
    KR_TRY(kri_job_grow(f->job, &f->parts->part, &f->parts->room, f->parts->count + count, sizeof *arc));
    memcpy(f->parts->part + f->parts->count, arc, count * sizeof *arc);
    f->parts->count += count;
    return KR_OK;
}

/* ---- rides ---- */

static int is_ride_beside(const finder *f, uint32_t arc, uint32_t tail)
{
    const kr_network *n = f->network;
    uint32_t head = n->graph.head[arc];
    return n->kind[arc] == KR_ARC_RIDE && n->layer[head] == n->layer[tail] && n->country[head] == n->country[tail]
           && kri_arc_is_passable(f->pricer, arc);
}

static kr_status ride_from(finder *f, uint32_t tail)
{
    const kr_network *n = f->network;
    kr_tree tree;
    if (f->tail == tail)
        return KR_OK;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        f->weight[a] = is_ride_beside(f, a, tail) && n->km[a] >= 0 ? n->km[a] : INFINITY;     /* no price by unknown kilometres */
    kri_mark mark = kri_job_mark(f->job);
    KR_TRY(kr_path_tree(f->job, &n->graph, f->weight, KR_PATH_FORWARD, &(kr_path_end){ tail, 0 }, 1, &tree));
    memcpy(f->last_arc, tree.arc, n->graph.nodes * sizeof *tree.arc);
    kri_job_release(f->job, mark);
    f->tail = tail;
    return KR_OK;
}

static void turn_round(uint32_t *arc, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t swap = arc[i];
        arc[i] = arc[count - 1 - i];
        arc[count - 1 - i] = swap;
    }
}

static kr_status find_stretch(finder *f, uint32_t arc)
{
    const kr_graph *g = &f->network->graph;
    size_t begin = f->parts->count;
    if (!kri_stretch_is_sold(f->pricer, arc))
        return KR_OK;
    KR_TRY(ride_from(f, g->tail[arc]));
    for (uint32_t v = g->head[arc]; f->last_arc[v] != KR_NONE; v = g->tail[f->last_arc[v]])
        KR_TRY(keep(f, &f->last_arc[v], 1));
    turn_round(f->parts->part + begin, f->parts->count - begin);
    return KR_OK;
}

/* ---- through prices ---- */

static int is_sold_through(const finder *f, uint32_t arc)
{
    return kri_arc_is_passable(f->pricer, arc) && isfinite(kri_through_usd(f->pricer, f->network->row[arc]));
}

/* A change of layer at the first or the last stop is no part of what is sold. */
static int changes_at_end(const finder *f, const kr_path *path)
{
    return f->network->kind[path->arc[0]] == KR_ARC_TRANSFER || f->network->kind[path->arc[path->arcs - 1]] == KR_ARC_TRANSFER;
}

/* Stops that a sea link joins are sailed between; otherwise there might be a railway round the sea. */
static uint32_t layers_between(const kr_links *l, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == KR_SEA && ((l->from[i] == a && l->to[i] == b) || (l->from[i] == b && l->to[i] == a)))
            return 1u << KR_LAYER_SEA_CONTAINER | 1u << KR_LAYER_SEA_RAIL_FERRY;
    return 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435;
}

static kr_status find_through(finder *f, uint32_t arc)
{
    const kr_network *n = f->network;
    const kr_lists *stops = &n->world->service.stops;
    uint32_t first = stops->first[n->row[arc]], hops = stops->first[n->row[arc] + 1] - first - 1, layers[MOST_STOPS];
    uint32_t from = n->layer[n->graph.tail[arc]], to = n->layer[n->graph.head[arc]];
    kr_path path;
    if (!is_sold_through(f, arc) || hops > MOST_STOPS)
        return KR_OK;
    for (uint32_t i = 0; i < hops; i++)
        layers[i] = layers_between(&n->world->link, stops->item[first + i], stops->item[first + i + 1]);
    kri_chain chain = { stops->item + first, layers, hops, 1u << from, 1u << to };
    KR_TRY(kri_chain_find(f->job, n, f->hours, &chain, &path));
    return path.arcs && !changes_at_end(f, &path) ? keep(f, path.arc, path.arcs) : KR_OK;
}

kr_status kri_parts_find(kr_job *job, const kri_pricer *pricer, const double *hours, kri_parts *parts)
{
    const kr_network *n = pricer->network;
    finder f = { .job = job, .pricer = pricer, .network = n, .hours = hours, .parts = parts, .tail = KR_NONE };
    *parts = (kri_parts){ 0 };
    KRI_NEW(job, parts->first, (size_t)n->graph.arcs + 1);
    KRI_NEW(job, f.weight, n->graph.arcs);
    KRI_NEW(job, f.last_arc, n->graph.nodes);
    KR_TRY(kri_job_grow(job, &parts->part, &parts->room, 1, sizeof *parts->part));
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        parts->first[a] = (uint32_t)parts->count;
        if (n->kind[a] == KR_ARC_STRETCH)
            KR_TRY(find_stretch(&f, a));
        else if (n->kind[a] == KR_ARC_THROUGH)
            KR_TRY(find_through(&f, a));
    }
    parts->first[n->graph.arcs] = (uint32_t)parts->count;
    return KR_OK;
}
