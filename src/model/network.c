/* network.c: a world becomes arcs. Its rows are read four times with the same code: to count, to name, to join, to write. */
#include <keruen/model.h>

#include "base/arena.h"
#include "graph.h"
#include "schema.h"

#include <math.h>
#include <string.h>

/*
 * Counting finds how many nodes there are and how many arcs beside stretches, naming what the nodes are and thereby all arcs, joining
 * the ends of the arcs, writing all the rest at the arcs' final places.
 */
typedef enum pass { COUNTING, NAMING, JOINING, WRITING } pass;

typedef struct builder {
    kr_job *job;
    const kr_world *world;
    pass pass;
    uint32_t nodes, arcs;
    /* given back at the end */
    uint32_t layers_used;       /* set */
    uint32_t *layer_node, *waited_node;     /* [places x layers used] network node of a place's layer, KR_NONE */
    uint32_t *border_of_link;   /* row + 1; NULL in a world without borders */
    uint8_t *is_first;          /* terminal rows: the first of their change */
    uint32_t *tail, *head;      /* by arc, in the order they are found */
    uint32_t *at;               /* and where each comes to stand */
    /* the network's */
    uint32_t *same_change;
    uint32_t *sender, *receiver;            /* by place */
    uint8_t *by_road;
    uint32_t *place, *country;              /* by node */
    uint8_t *layer, *no_wait;
    uint32_t *row, *link;                   /* by arc */
    uint8_t *kind, *open, *forward, *enters;
    double *km;
} builder;

typedef struct arc {
    uint32_t tail, head;
    kr_arc_kind kind;
    uint32_t row, link;
    int open, forward;
    double km;
} arc;

static void add_arc(builder *b, arc a)
{
    uint32_t number = b->arcs++;
    if (b->pass == JOINING) {
        b->tail[number] = a.tail;
        b->head[number] = a.head;
    } else if (b->pass == WRITING) {
        uint32_t at = b->at[number];
        b->kind[at] = (uint8_t)a.kind;
        b->row[at] = a.row;
        b->link[at] = a.link;
        b->open[at] = (uint8_t)a.open;
        b->forward[at] = (uint8_t)a.forward;
        b->km[at] = a.km;
    }
}

static uint32_t add_node(builder *b, uint32_t place, uint32_t layer, uint32_t country)
{
    if (b->pass == NAMING) {
        b->place[b->nodes] = place;
        b->layer[b->nodes] = (uint8_t)layer;
        b->country[b->nodes] = country;
    }
    return b->nodes++;
}

/* ---- places in layers ---- */

/* Where a place's layer stands in an array over places and the layers that are used. */
static size_t slot_of(const builder *b, uint32_t place, uint32_t layer)
{
    size_t stride = (size_t)__builtin_popcount(b->layers_used), column = (size_t)__builtin_popcount(b->layers_used & ((1u << layer) - 1));
    return place * stride + column;
}

static uint32_t node_in(builder *b, uint32_t place, uint32_t layer)
{
    uint32_t *node = &b->layer_node[slot_of(b, place, layer)];
    if (*node == KR_NONE)
        *node = add_node(b, place, layer, b->world->node.country[place]);
    return *node;
}

/* Beside it, a node for those whose terminal's hours have the wait for the ship inside. */
static uint32_t waited_node_in(builder *b, uint32_t place, uint32_t layer)
{
    uint32_t *node = &b->waited_node[slot_of(b, place, layer)];
    if (*node == KR_NONE) {
        *node = add_node(b, place, layer, b->world->node.country[place]);
        if (b->pass == NAMING)
            b->no_wait[*node] = 1;
    }
    return *node;
}

/* The layers of a rail link by its gauges (1520 where none is named), of a road or pipeline its one. */
static uint32_t layers_of_link(const kr_links *l, uint32_t link)
{
    switch (l->mode[link]) {
    case KR_ROAD: return 1u << KR_LAYER_ROAD;
    case KR_PIPELINE: return 1u << KR_LAYER_PIPELINE;
    case KR_RAIL: return l->gauges[link] ? l->gauges[link] << KR_LAYER_RAIL1520 : 1u << KR_LAYER_RAIL1520;
    default: return 0;      /* ships and aeroplanes go by service */
    }
}

/* ---- links and borders ---- */

static int is_post(const kr_world *w, uint32_t node)
{
    return strcmp(kr_world_text(w, w->node.type[node]), "border_crossing") == 0;
}

/*
 * How much of a link between two countries lies in the first. Where one end is the border station or
 * post itself, all of it belongs to the other end's country; otherwise half and half.
 */
static double share_of_first(const kr_world *w, uint32_t from, uint32_t to)
{
    if (is_post(w, from) == is_post(w, to))
        return 0.5;
    return is_post(w, from) ? 0 : 1;
}

static uint32_t border_of(const uint32_t *border_of_link, uint32_t link)
{
    return border_of_link ? border_of_link[link] - 1 : KR_NONE;     /* 0 is none */
}

/* What is 0 km long and takes no time is no ride; what nobody has measured is one. */
static int is_ride(const kr_world *w, uint32_t link, double km)
{
    return km > 0 || isnan(km) || (w->link.length_km[link] == 0 && w->link.transit_h[link] > 0);
}

/* One direction of a link over a border: a ride to it, the crossing, a ride from it; of unknown length all of it to the border. */
static void add_crossing(builder *b, uint32_t link, uint32_t border, uint32_t layer, int forward)
{
    const kr_world *w = b->world;
    uint32_t from = forward ? w->link.from[link] : w->link.to[link], to = forward ? w->link.to[link] : w->link.from[link];
    double km = w->link.length_km[link], near = km > 0 ? km * share_of_first(w, from, to) : km, far = km > 0 ? km - near : 0;
    int has_near = is_ride(w, link, near), has_far = far > 0;
    int open = w->link.state[link] == KR_OPEN, crossing_open = open && w->border.state[border] == KR_OPEN;
    /* The border's own direction is from country_a to country_b. */
    int along = w->border.country_a[border] == w->node.country[from];
    uint32_t tail = node_in(b, from, layer), head = node_in(b, to, layer);
    /* The border is where the post is, or else each side goes by its own end. */
    uint32_t near_place = is_post(w, to) ? to : from, far_place = is_post(w, from) ? from : to;
    uint32_t side = has_near ? add_node(b, near_place, layer, w->node.country[from]) : tail;
    uint32_t other_side = has_far ? add_node(b, far_place, layer, w->node.country[to]) : head;
    if (has_near)
        add_arc(b, (arc){ tail, side, KR_ARC_RIDE, link, link, open, forward, near });
    add_arc(b, (arc){ side, other_side, KR_ARC_BORDER, border, link, crossing_open, along, 0 });
    if (has_far)
        add_arc(b, (arc){ other_side, head, KR_ARC_RIDE, link, link, open, forward, far });
}

static void add_ride(builder *b, uint32_t link, uint32_t layer, int forward)
{
    const kr_links *l = &b->world->link;
    uint32_t from = node_in(b, l->from[link], layer), to = node_in(b, l->to[link], layer);
    int open = l->state[link] == KR_OPEN;
    add_arc(b, (arc){ forward ? from : to, forward ? to : from, KR_ARC_RIDE, link, link, open, forward, l->length_km[link] });
}

static void add_links(builder *b)
{
    const kr_links *l = &b->world->link;
    for (uint32_t i = 0; i < l->count; i++)
        for (uint32_t layers = layers_of_link(l, i), layer = 0; layer < KR_LAYERS; layer++) {
            if (!(layers >> layer & 1) || l->from[i] == KR_NONE || l->to[i] == KR_NONE)
                continue;
            for (int forward = 1; forward >= 0; forward--) {
                uint32_t border = border_of(b->border_of_link, i);
                if (!forward && l->directed[i])
                    continue;
                if (border != KR_NONE)
                    add_crossing(b, i, border, layer, forward);
                else
                    add_ride(b, i, layer, forward);
            }
        }
}

/* ---- terminals ---- */

static int is_same_change(const kr_terminals *t, uint32_t a, uint32_t b)
{
    return t->node[a] == t->node[b] && t->from_layer[a] == t->from_layer[b] && t->to_layer[a] == t->to_layer[b]
           && t->includes_wait[a] == t->includes_wait[b];
}

/* Chains the rows of the same change, the rows of one place being looked through. */
static kr_status chain_changes(kr_job *job, const kr_world *w, uint32_t *same_change, uint8_t *is_first)
{
    const kr_terminals *t = &w->terminal;
    uint32_t *latest, *former;      /* row + 1 of the place's latest row, and of the one before a row at its place */
    KRI_NEW(job, latest, w->node.count);
    KRI_NEW(job, former, t->count);
    for (uint32_t i = 0; i < t->count; i++) {
        same_change[i] = KR_NONE;
        is_first[i] = 1;
        if (t->node[i] == KR_NONE)
            continue;
        former[i] = latest[t->node[i]];
        latest[t->node[i]] = i + 1;
        for (uint32_t k = former[i]; k; k = former[k - 1])
            if (is_same_change(t, i, k - 1)) {
                same_change[k - 1] = i;
                is_first[i] = 0;
                break;
            }
    }
    return KR_OK;
}

static int any_open(const kr_terminals *t, const uint32_t *same_change, uint32_t row)
{
    for (; row != KR_NONE; row = same_change[row])
        if (t->state[row] == KR_OPEN)
            return 1;
    return 0;
}

static void add_terminals(builder *b)
{
    const kr_terminals *t = &b->world->terminal;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!b->is_first[i] || t->node[i] == KR_NONE)
            continue;
        uint32_t from = node_in(b, t->node[i], t->from_layer[i]);
        uint32_t to = t->includes_wait[i] ? waited_node_in(b, t->node[i], t->to_layer[i]) : node_in(b, t->node[i], t->to_layer[i]);
        add_arc(b, (arc){ from, to, KR_ARC_TRANSFER, i, KR_NONE, any_open(t, b->same_change, i), 1, 0 });
    }
}

/* ---- services ---- */

static uint32_t link_between(const kr_world *w, uint32_t from, uint32_t to, int is_air)
{
    const kr_links *l = &w->link;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == (is_air ? KR_AIR : KR_SEA) && ((l->from[i] == from && l->to[i] == to) || (l->from[i] == to && l->to[i] == from)))
            return i;
    return KR_NONE;
}

static int sail_is_open(const kr_world *w, uint32_t service, uint32_t link)
{
    return w->service.state[service] == KR_OPEN && (link == KR_NONE || w->link.state[link] == KR_OPEN);
}

static void add_boarding(builder *b, uint32_t service, uint32_t stop, uint32_t deck, uint32_t layer)
{
    int open = b->world->service.state[service] == KR_OPEN;
    uint32_t waited = b->waited_node[slot_of(b, stop, layer)];
    add_arc(b, (arc){ node_in(b, stop, layer), deck, KR_ARC_BOARD, service, KR_NONE, open, 1, 0 });
    if (waited != KR_NONE)
        add_arc(b, (arc){ waited, deck, KR_ARC_BOARD, service, KR_NONE, open, 1, 0 });
}

static void add_service(builder *b, uint32_t service)
{
    const kr_world *w = b->world;
    uint32_t layer = w->service.layer[service], deck = KR_NONE;
    const uint32_t *stop = w->service.stops.item + w->service.stops.first[service];
    uint32_t stops = w->service.stops.first[service + 1] - w->service.stops.first[service];
    for (uint32_t i = 0; i < stops; i++) {
        if (stop[i] == KR_NONE)
            return;
        uint32_t next = add_node(b, stop[i], layer, w->node.country[stop[i]]);
        if (i) {
            uint32_t link = link_between(w, stop[i - 1], stop[i], layer == KR_LAYER_AIR);
            double km = link == KR_NONE ? 0 : w->link.length_km[link];
            add_arc(b, (arc){ deck, next, KR_ARC_SAIL, service, link, sail_is_open(w, service, link), 1, km });
            add_arc(b, (arc){ next, node_in(b, stop[i], layer), KR_ARC_ALIGHT, service, KR_NONE, 1, 1, 0 });
        }
        if (i + 1 < stops)
            add_boarding(b, service, stop[i], next, layer);
        deck = next;
    }
}

/* ---- doors ---- */

static int has_layer(const builder *b, uint32_t place, uint32_t layer)
{
    return (b->layers_used >> layer & 1) && b->layer_node[slot_of(b, place, layer)] != KR_NONE;
}

/*
 * A place has a door to send from and one to send to, so that no way leads in at one and out at the
 * other: a change of layer is a terminal's affair. Both open into every layer of the place; which of
 * them a cargo may use is a matter of cost.
 */
static void add_doors(builder *b, uint32_t place)
{
    uint32_t sender = KR_NONE, receiver = KR_NONE, country = b->world->node.country[place];
    for (uint32_t layer = 0; layer < KR_LAYERS; layer++) {
        if (!has_layer(b, place, layer))
            continue;
        if (sender == KR_NONE) {
            sender = add_node(b, place, KR_LAYERS, country);
            receiver = add_node(b, place, KR_LAYERS, country);
        }
        uint32_t node = node_in(b, place, layer);
        add_arc(b, (arc){ sender, node, KR_ARC_LOAD, place, KR_NONE, 1, 1, 0 });
        add_arc(b, (arc){ node, receiver, KR_ARC_UNLOAD, place, KR_NONE, 1, 1, 0 });
    }
    b->sender[place] = sender;
    b->receiver[place] = receiver;
    b->by_road[place] = (uint8_t)has_layer(b, place, KR_LAYER_ROAD);
}

/* ---- stretches with a price of their own ---- */

/*
 * A tariff between two places, to a place or from one, or by distance is charged on the whole ride inside
 * its country. What leaves the wagon out (special) and what is added to a rate (fee) is no price of a stretch.
 */
static int is_a_stretch(const kr_tariffs *t, uint32_t row, const kr_world *w)
{
    const char *mode = kr_world_text(w, t->mode[row]), *basis = kri_basis_words[t->basis[row]];
    int is_ridden = strcmp(mode, "rail") == 0 || strcmp(mode, "road") == 0;
    int is_named = t->from[row] != KR_NONE || t->to[row] != KR_NONE, is_banded = !isnan(t->from_km[row]) || !isnan(t->to_km[row]);
    return is_ridden && t->country[row] && (is_named || is_banded) && strcmp(basis, "special") != 0 && strcmp(basis, "fee") != 0;
}

/* Rows of the same stretch share its arcs; which of them holds is a matter of cargo and date. */
static int is_first_of_stretch(const kr_tariffs *t, uint32_t row, const kr_world *w)
{
    for (uint32_t i = 0; i < row; i++)
        if (is_a_stretch(t, i, w) && t->country[i] == t->country[row] && t->mode[i] == t->mode[row] && t->from[i] == t->from[row]
            && t->to[i] == t->to[row])
            return 0;
    return 1;
}

static int goes_back(const kr_tariffs *t, uint32_t row, const kr_world *w)
{
    for (uint32_t i = row; i < t->count; i++)
        if (is_a_stretch(t, i, w) && t->country[i] == t->country[row] && t->mode[i] == t->mode[row] && t->from[i] == t->from[row]
            && t->to[i] == t->to[row] && t->direction[i] != KRI_FORWARD)
            return 1;
    return 0;
}

/* Where a stretch may begin and end: the place named, or else any place of the country and its side of any border. */
static int is_end_of(const builder *b, uint32_t node, uint32_t layer, uint32_t country, uint32_t place)
{
    if (place != KR_NONE)
        return has_layer(b, place, layer) && b->layer_node[slot_of(b, place, layer)] == node;
    return b->layer[node] == layer && b->country[node] == country && !b->no_wait[node];
}

static void add_stretch(builder *b, uint32_t row, uint32_t layer, int both_ways)
{
    const kr_tariffs *t = &b->world->tariff;
    for (uint32_t v = 0; v < b->nodes; v++) {
        if (!is_end_of(b, v, layer, t->country[row], t->from[row]))
            continue;
        for (uint32_t u = 0; u < b->nodes; u++) {
            if (u == v || !is_end_of(b, u, layer, t->country[row], t->to[row]))
                continue;
            add_arc(b, (arc){ v, u, KR_ARC_STRETCH, row, KR_NONE, 1, 1, 0 });
            if (both_ways)
                add_arc(b, (arc){ u, v, KR_ARC_STRETCH, row, KR_NONE, 1, 0, 0 });
        }
    }
}

static void add_stretches(builder *b)
{
    const kr_tariffs *t = &b->world->tariff;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!is_a_stretch(t, i, b->world) || !is_first_of_stretch(t, i, b->world))
            continue;
        int is_road = strcmp(kr_world_text(b->world, t->mode[i]), "road") == 0;
        /* Between any two places both directions come by themselves. */
        int both_ways = (t->from[i] != KR_NONE || t->to[i] != KR_NONE) && goes_back(t, i, b->world);
        for (uint32_t layer = is_road ? KR_LAYER_ROAD : KR_LAYER_RAIL1520; layer <= (is_road ? KR_LAYER_ROAD : KR_LAYER_RAIL1435); layer++)
            add_stretch(b, i, layer, both_ways);
    }
}

/* From every gauge at the first stop to every gauge at the last; the services in between are a matter of cost. */
static void add_through(builder *b, uint32_t service)
{
    const kr_services *s = &b->world->service;
    uint32_t first = s->stops.item[s->stops.first[service]], last = s->stops.item[s->stops.first[service + 1] - 1];
    if (!s->through_price[service] || first == KR_NONE || last == KR_NONE)
        return;
    for (uint32_t from = KR_LAYER_RAIL1520; from <= KR_LAYER_RAIL1435; from++)
        for (uint32_t to = KR_LAYER_RAIL1520; to <= KR_LAYER_RAIL1435; to++)
            if (has_layer(b, first, from) && has_layer(b, last, to))
                add_arc(b, (arc){ node_in(b, first, from), node_in(b, last, to), KR_ARC_THROUGH, service, KR_NONE,
                                  s->state[service] == KR_OPEN, 1, 0 });
}

/* ---- all of it ---- */

static size_t layer_slots(const builder *b)
{
    return (size_t)b->world->node.count * (size_t)__builtin_popcount(b->layers_used);
}

static void find_all(builder *b, pass now)
{
    b->pass = now;
    b->nodes = b->arcs = 0;
    memset(b->layer_node, 0xFF, layer_slots(b) * sizeof *b->layer_node);
    memset(b->waited_node, 0xFF, layer_slots(b) * sizeof *b->waited_node);
    add_links(b);
    add_terminals(b);
    for (uint32_t i = 0; i < b->world->service.count; i++)
        if (b->world->service.layer[i] != KR_LAYERS)
            add_service(b, i);
        else
            add_through(b, i);
    for (uint32_t i = 0; i < b->world->node.count; i++)
        add_doors(b, i);
    if (b->pass != COUNTING)        /* stretches join nodes that must be known first */
        add_stretches(b);
}

static uint32_t find_layers(const kr_world *w)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < w->link.count; i++)
        used |= layers_of_link(&w->link, i);
    for (uint32_t i = 0; i < w->terminal.count; i++)
        used |= 1u << w->terminal.from_layer[i] | 1u << w->terminal.to_layer[i];
    for (uint32_t i = 0; i < w->service.count; i++)
        used |= 1u << w->service.layer[i];
    return used & ((1u << KR_LAYERS) - 1);
}

static kr_status index_borders(kr_job *job, const kr_world *world, uint32_t **border_of_link)
{
    *border_of_link = NULL;
    if (!world->border.count)
        return KR_OK;
    KRI_NEW(job, *border_of_link, world->link.count);
    for (uint32_t i = 0; i < world->border.count; i++)
        if (world->border.link[i] != KR_NONE)
            (*border_of_link)[world->border.link[i]] = i + 1;
    return KR_OK;
}

static kr_status make_workspace(builder *b)
{
    KR_TRY(index_borders(b->job, b->world, &b->border_of_link));
    KRI_NEW(b->job, b->is_first, b->world->terminal.count);
    KRI_NEW(b->job, b->layer_node, layer_slots(b));
    KRI_NEW(b->job, b->waited_node, layer_slots(b));
    return chain_changes(b->job, b->world, b->same_change, b->is_first);
}

/* By place and by terminal: all whose size is known before anything is counted. */
static kr_status make_room_of_rows(builder *b)
{
    KRI_NEW(b->job, b->same_change, b->world->terminal.count);
    KRI_NEW(b->job, b->sender, b->world->node.count);
    KRI_NEW(b->job, b->receiver, b->world->node.count);
    KRI_NEW(b->job, b->by_road, b->world->node.count);
    return KR_OK;
}

static kr_status make_room_of_nodes(builder *b)
{
    KRI_NEW(b->job, b->place, b->nodes);
    KRI_NEW(b->job, b->country, b->nodes);
    KRI_NEW(b->job, b->layer, b->nodes);
    KRI_NEW(b->job, b->no_wait, b->nodes);
    return KR_OK;
}

static kr_status make_room_of_arcs(builder *b)
{
    KRI_NEW(b->job, b->row, b->arcs);
    KRI_NEW(b->job, b->link, b->arcs);
    KRI_NEW(b->job, b->kind, b->arcs);
    KRI_NEW(b->job, b->open, b->arcs);
    KRI_NEW(b->job, b->forward, b->arcs);
    KRI_NEW(b->job, b->enters, b->arcs);
    KRI_NEW(b->job, b->km, b->arcs);
    return KR_OK;
}

/* A pass by itself, with a workspace that is given back. */
static kr_status run(builder *b, pass now)
{
    kri_mark mark = kri_job_mark(b->job);
    KR_TRY(make_workspace(b));
    find_all(b, now);
    kri_job_release(b->job, mark);
    return KR_OK;
}

static int is_rail(uint32_t layer)
{
    return layer == KR_LAYER_RAIL1520 || layer == KR_LAYER_RAIL1435;
}

/*
 * Whether what a country's carriers charge once falls due here: the arc comes into a layer of a country by another way
 * than riding. A change of gauge does not: the goods were on the country's rails before.
 */
static int enters(const kr_network *n, uint32_t a)
{
    uint32_t tail = n->graph.tail[a], head = n->graph.head[a], layer = n->layer[head];
    int comes = n->kind[a] == KR_ARC_LOAD || (n->kind[a] == KR_ARC_TRANSFER && !(is_rail(n->layer[tail]) && is_rail(layer)))
                || (n->kind[a] == KR_ARC_BORDER && n->country[tail] != n->country[head]);
    return comes && (layer == KR_LAYER_ROAD || is_rail(layer) || layer == KR_LAYER_PIPELINE);
}

static void write_entries(const builder *b, const kr_network *network)
{
    for (uint32_t a = 0; a < b->arcs; a++)
        b->enters[a] = (uint8_t)enters(network, a);
}

/* What is needed on the way lies behind the network's own arrays, and is given back. */
static kr_status fill(builder *b, const kri_graph_room *room, kr_network *network)
{
    kri_mark mark = kri_job_mark(b->job);
    KR_TRY(make_workspace(b));
    KRI_NEW(b->job, b->at, b->arcs);
    kri_mark ends = kri_job_mark(b->job);
    KRI_NEW(b->job, b->tail, b->arcs);
    KRI_NEW(b->job, b->head, b->arcs);
    find_all(b, JOINING);
    KR_TRY(kri_graph_fill(b->job, b->nodes, b->arcs, b->tail, b->head, room, &network->graph, b->at));
    kri_job_release(b->job, ends);
    find_all(b, WRITING);
    write_entries(b, network);
    kri_job_release(b->job, mark);
    return KR_OK;
}

kr_status kr_network_freeze(kr_job *job, const kr_world *world, kr_network *network)
{
    builder b = { .job = job, .world = world, .layers_used = find_layers(world) };
    kri_graph_room room;
    KR_TRY(make_room_of_rows(&b));
    KR_TRY(run(&b, COUNTING));
    KR_TRY(make_room_of_nodes(&b));
    KR_TRY(run(&b, NAMING));
    KR_TRY(kri_graph_room_make(job, b.nodes, b.arcs, &room));
    KR_TRY(make_room_of_arcs(&b));
    *network = (kr_network){ .world = world, .place = b.place, .layer = b.layer, .no_wait = b.no_wait, .country = b.country,
                             .sender = b.sender, .receiver = b.receiver, .by_road = b.by_road, .kind = b.kind, .row = b.row, .link = b.link,
                             .open = b.open, .forward = b.forward, .enters = b.enters, .km = b.km, .same_change = b.same_change };
    return fill(&b, &room, network);
}

/* ---- the same network in another world ---- */

/* Whether the worlds have the same rows and all that gives the network its nodes and arcs; a patch shares what it leaves alone. */
static int is_same_shape(const kr_world *a, const kr_world *b)
{
    const kr_links *l = &a->link, *m = &b->link;
    const kr_terminals *t = &a->terminal, *u = &b->terminal;
    const kr_services *s = &a->service, *r = &b->service;
    const kr_tariffs *p = &a->tariff, *q = &b->tariff;
    return a->text == b->text && a->node.count == b->node.count && a->node.type == b->node.type && a->node.country == b->node.country
           && l->count == m->count && l->from == m->from && l->to == m->to && l->directed == m->directed && l->length_km == m->length_km
           && l->transit_h == m->transit_h && l->mode == m->mode && l->gauges == m->gauges
           && a->border.count == b->border.count && a->border.link == b->border.link && a->border.country_a == b->border.country_a
           && t->count == u->count && t->node == u->node && t->from_layer == u->from_layer && t->to_layer == u->to_layer
           && t->includes_wait == u->includes_wait
           && s->count == r->count && s->stops.first == r->stops.first && s->stops.item == r->stops.item && s->layer == r->layer
           && s->through_price == r->through_price
           && p->count == q->count && p->country == q->country && p->mode == q->mode && p->from == q->from && p->to == q->to
           && p->from_km == q->from_km && p->to_km == q->to_km && p->basis == q->basis && p->direction == q->direction;
}

/* As add_arc's callers have it. */
static int is_open_in(const kr_world *w, const kr_network *n, uint32_t a)
{
    uint32_t row = n->row[a], link = n->link[a];
    switch ((kr_arc_kind)n->kind[a]) {
    case KR_ARC_RIDE: return w->link.state[link] == KR_OPEN;
    case KR_ARC_BORDER: return w->link.state[link] == KR_OPEN && w->border.state[row] == KR_OPEN;
    case KR_ARC_TRANSFER: return any_open(&w->terminal, n->same_change, row);
    case KR_ARC_BOARD:
    case KR_ARC_THROUGH: return w->service.state[row] == KR_OPEN;
    case KR_ARC_SAIL: return sail_is_open(w, row, link);
    default: return 1;
    }
}

kr_status kr_network_freeze_like(kr_job *job, const kr_world *world, const kr_network *like, kr_network *network)
{
    uint8_t *open;
    if (!is_same_shape(world, like->world))
        return kr_network_freeze(job, world, network);
    KRI_NEW(job, open, like->graph.arcs);
    for (uint32_t a = 0; a < like->graph.arcs; a++)
        open[a] = (uint8_t)is_open_in(world, like, a);
    *network = *like;
    network->world = world;
    network->open = open;
    return KR_OK;
}
