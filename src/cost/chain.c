/* chain.c: the best way along a chain of places, hop by hop in given layers. */
#include "chain.h"

#include "base/arena.h"

#include <math.h>

typedef struct search {
    kr_job *job;
    const kr_network *network;
    const double *weight;
    const kri_chain *chain;
    uint8_t *is_station;        /* [nodes] a layer of a place itself: no deck, no side of a border */
    double *of_hop;             /* [arcs] the weights of the hop in hand */
    kr_tree *tree;              /* [hops] */
    kr_path_end *ends;          /* [nodes] */
    size_t ends_count;
} search;

static int holds(uint32_t layers, uint32_t layer)
{
    return layer < KR_LAYERS && (layers >> layer & 1);
}

/* What one may change to where the hop ends. */
static uint32_t layers_after(const kri_chain *c, uint32_t hop)
{
    return hop + 1 < c->hops ? c->layers[hop + 1] : c->to_layers;
}

static int may_take(const search *s, uint32_t hop, uint32_t arc)
{
    const kr_network *n = s->network;
    const kri_chain *c = s->chain;
    uint32_t tail = n->graph.tail[arc], head = n->graph.head[arc], from = n->layer[tail], to = n->layer[head];
    switch ((kr_arc_kind)n->kind[arc]) {
    case KR_ARC_RIDE:
    case KR_ARC_STRETCH:
    case KR_ARC_BORDER:
    case KR_ARC_BOARD:
    case KR_ARC_SAIL:
    case KR_ARC_ALIGHT: return holds(c->layers[hop], from) && holds(c->layers[hop], to);
    case KR_ARC_TRANSFER:
        if (holds(c->layers[hop], from) && holds(c->layers[hop], to))
            return 1;
        if (hop == 0 && n->place[tail] == c->place[0] && holds(c->from_layers, from) && holds(c->layers[0], to))
            return 1;
        return n->place[tail] == c->place[hop + 1] && holds(c->layers[hop], from) && holds(layers_after(c, hop), to);
    default: return 0;
    }
}

static void add_end(search *s, uint32_t node, double cost)
{
    s->ends[s->ends_count++] = (kr_path_end){ node, cost };
}

static void begin(search *s)
{
    const kr_network *n = s->network;
    for (uint32_t v = 0; v < n->graph.nodes; v++)
        if (s->is_station[v] && n->place[v] == s->chain->place[0] && holds(s->chain->from_layers, n->layer[v]))
            add_end(s, v, 0);
}

/* What the hop reached at its place is where the next one begins. */
static void go_on(search *s, uint32_t hop)
{
    const kr_network *n = s->network;
    uint32_t layers = layers_after(s->chain, hop);
    s->ends_count = 0;
    for (uint32_t v = 0; v < n->graph.nodes; v++)
        if ((s->is_station[v] || n->no_wait[v]) && n->place[v] == s->chain->place[hop + 1] && holds(layers, n->layer[v])
            && s->tree[hop].cost[v] < INFINITY)
            add_end(s, v, s->tree[hop].cost[v]);
}

static kr_status find_stations(search *s)
{
    const kr_network *n = s->network;
    KRI_NEW(s->job, s->is_station, n->graph.nodes);
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->kind[a] == KR_ARC_LOAD)
            s->is_station[n->graph.head[a]] = 1;
    return KR_OK;
}

static kr_status grow_tree(search *s, uint32_t hop)
{
    const kr_network *n = s->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        s->of_hop[a] = may_take(s, hop, a) ? s->weight[a] : INFINITY;
    return kr_path_tree(s->job, &n->graph, s->of_hop, KR_PATH_FORWARD, s->ends, s->ends_count, &s->tree[hop]);
}

/* The arcs from the last hop's end back to the first hop's beginning, then turned round. */
static kr_status trace(search *s, kr_path *path)
{
    const kr_graph *g = &s->network->graph;
    uint32_t node = path->to, count = 0;
    for (uint32_t hop = s->chain->hops; hop-- > 0;)
        for (; s->tree[hop].arc[node] != KR_NONE; node = g->tail[s->tree[hop].arc[node]])
            count++;
    path->from = node;
    path->arcs = count;
    KRI_NEW(s->job, path->arc, count);
    node = path->to;
    for (uint32_t hop = s->chain->hops; hop-- > 0;)
        for (; s->tree[hop].arc[node] != KR_NONE; node = g->tail[s->tree[hop].arc[node]])
            path->arc[--count] = s->tree[hop].arc[node];
    return KR_OK;
}

kr_status kri_chain_find(kr_job *job, const kr_network *network, const double *weight, const kri_chain *chain, kr_path *path)
{
    search s = { .job = job, .network = network, .weight = weight, .chain = chain };
    *path = (kr_path){ .cost = INFINITY, .from = KR_NONE, .to = KR_NONE };
    KR_TRY(find_stations(&s));
    KRI_NEW(job, s.of_hop, network->graph.arcs);
    KRI_NEW(job, s.tree, chain->hops);
    KRI_NEW(job, s.ends, network->graph.nodes);
    begin(&s);
    for (uint32_t hop = 0; hop < chain->hops; hop++) {
        KR_TRY(grow_tree(&s, hop));
        go_on(&s, hop);
    }
    for (size_t i = 0; i < s.ends_count; i++)
        if (s.ends[i].cost < path->cost) {
            path->cost = s.ends[i].cost;
            path->to = s.ends[i].node;
        }
    return path->to == KR_NONE ? KR_OK : trace(&s, path);
}
