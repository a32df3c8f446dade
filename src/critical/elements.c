/* elements.c: lists what can close, and which arcs fall with it. */
#include "critical/shippers.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* Elements by what they are made of: number + 1, 0 none. */
typedef struct listing {
    kr_job *job;
    kr_critical *c;
    size_t room;
    uint32_t *of_link, *of_border, *of_port, *of_service, *of_change;
    uint32_t *latest_change;    /* [places] the latest terminal there, number + 1 */
    uint32_t *former_change;    /* [terminal rows] by the row of a terminal: the one before it at its place, number + 1 */
} listing;

const char *kr_element_kind_name(kr_element_kind kind)
{
    static const char *const names[KR_ELEMENT_KINDS] = { "link", "border", "port", "ferry", "terminal" };
    return names[kind];
}

static int is_ship(uint32_t layer)
{
    return layer >= KR_LAYER_SEA_CONTAINER && layer <= KR_LAYER_SEA_TANKER;
}

static kr_status add_element(listing *l, kr_element element, uint32_t *number)
{
    kr_critical *c = l->c;
    KR_TRY(kri_job_grow(l->job, &c->element, &l->room, c->elements + 1, sizeof *c->element));
    c->element[c->elements++] = element;
    *number = (uint32_t)c->elements;
    return KR_OK;
}

/* ---- names ---- */

static const char *text(const listing *l, uint32_t name)
{
    return kr_world_text(l->c->network->world, name);
}

static const char *name_link(const listing *l, uint32_t link)
{
    const kr_world *w = l->c->network->world;
    const char *own = w->link.name ? text(l, w->link.name[link]) : "";
    return *own ? own : kri_job_format(l->job, "%s - %s", text(l, w->node.name[w->link.from[link]]), text(l, w->node.name[w->link.to[link]]));
}

static uint32_t first_stop(const kr_world *w, uint32_t service)
{
    return w->service.stops.item[w->service.stops.first[service]];
}

static uint32_t last_stop(const kr_world *w, uint32_t service)
{
    return w->service.stops.item[w->service.stops.first[service + 1] - 1];
}

static const char *name_ferry(const listing *l, uint32_t service)
{
    const kr_world *w = l->c->network->world;
    return kri_job_format(l->job, "%s - %s, %s", text(l, w->node.name[first_stop(w, service)]), text(l, w->node.name[last_stop(w, service)]),
                          kr_layer_name((kr_layer)w->service.layer[service]));
}

/* ---- which things are one element ---- */

static int has_stop(const kr_world *w, uint32_t service, uint32_t stop)
{
    for (uint32_t i = w->service.stops.first[service]; i < w->service.stops.first[service + 1]; i++)
        if (w->service.stops.item[i] == stop)
            return 1;
    return 0;
}

static int stops_all_at(const kr_world *w, uint32_t a, uint32_t b)
{
    for (uint32_t i = w->service.stops.first[a]; i < w->service.stops.first[a + 1]; i++)
        if (!has_stop(w, b, w->service.stops.item[i]))
            return 0;
    return 1;
}

/* Services of the same ships between the same stops, in whatever order, are one line. */
static int is_same_line(const kr_world *w, uint32_t a, uint32_t b)
{
    return w->service.layer[a] == w->service.layer[b] && stops_all_at(w, a, b) && stops_all_at(w, b, a);
}

static uint32_t line_of(const listing *l, uint32_t service)
{
    for (size_t e = 0; e < l->c->elements; e++)
        if (l->c->element[e].kind == KR_ELEMENT_FERRY && is_same_line(l->c->network->world, l->c->element[e].row, service))
            return (uint32_t)e + 1;
    return 0;
}

static int is_same_change(const kr_terminals *t, uint32_t a, uint32_t b)
{
    return (t->from_layer[a] == t->from_layer[b] && t->to_layer[a] == t->to_layer[b])
           || (t->from_layer[a] == t->to_layer[b] && t->to_layer[a] == t->from_layer[b]);
}

static uint32_t change_like(const listing *l, uint32_t row)
{
    const kr_terminals *t = &l->c->network->world->terminal;
    for (uint32_t e = l->latest_change[t->node[row]]; e; e = l->former_change[l->c->element[e - 1].row])
        if (is_same_change(t, l->c->element[e - 1].row, row))
            return e;
    return 0;
}

/* ---- listing, kind by kind so that elements stand in the order of kinds and rows ---- */

static kr_status list_links(listing *l)
{
    const kr_network *n = l->c->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->open[a] && n->link[a] != KR_NONE)
            l->of_link[n->link[a]] = 1;
    for (uint32_t i = 0; i < n->world->link.count; i++)
        if (l->of_link[i])
            KR_TRY(add_element(l, (kr_element){ KR_ELEMENT_LINK, KR_LINK, i, text(l, n->world->link.id[i]), name_link(l, i), 0, NULL, 0 }, &l->of_link[i]));
    return KR_OK;
}

static kr_status list_borders(listing *l)
{
    const kr_network *n = l->c->network;
    const kr_borders *b = &n->world->border;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->open[a] && n->kind[a] == KR_ARC_BORDER)
            l->of_border[n->row[a]] = 1;
    for (uint32_t i = 0; i < b->count; i++)
        if (l->of_border[i])
            KR_TRY(add_element(l, (kr_element){ KR_ELEMENT_BORDER, KR_BORDER, i, text(l, b->id[i]), text(l, b->name[i]), 1, NULL, 0 },
                               &l->of_border[i]));
    return KR_OK;
}

/* The port that an arc belongs to, KR_NONE: loading, unloading and changing at the quay, boarding and landing. A ship that passes is no affair of it. */
static uint32_t port_of(const kr_network *n, uint32_t a)
{
    int is_of_port = n->kind[a] == KR_ARC_LOAD || n->kind[a] == KR_ARC_UNLOAD || n->kind[a] == KR_ARC_TRANSFER || n->kind[a] == KR_ARC_BOARD
                     || n->kind[a] == KR_ARC_ALIGHT;
    return is_of_port && (is_ship(n->layer[n->graph.tail[a]]) || is_ship(n->layer[n->graph.head[a]])) ? n->place[n->graph.tail[a]] : KR_NONE;
}

static kr_status list_ports(listing *l)
{
    const kr_network *n = l->c->network;
    const kr_nodes *p = &n->world->node;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->open[a] && port_of(n, a) != KR_NONE)
            l->of_port[port_of(n, a)] = 1;
    for (uint32_t i = 0; i < p->count; i++)
        if (l->of_port[i])
            KR_TRY(add_element(l, (kr_element){ KR_ELEMENT_PORT, KR_NODE, i, text(l, p->id[i]), text(l, p->name[i]), 1, NULL, 0 }, &l->of_port[i]));
    return KR_OK;
}

static kr_status list_ferries(listing *l)
{
    const kr_network *n = l->c->network;
    const kr_services *s = &n->world->service;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->open[a] && n->kind[a] == KR_ARC_SAIL && is_ship(s->layer[n->row[a]]))
            l->of_service[n->row[a]] = 1;
    for (uint32_t i = 0; i < s->count; i++) {
        if (!l->of_service[i])
            continue;
        l->of_service[i] = line_of(l, i);
        if (!l->of_service[i])
            KR_TRY(add_element(l, (kr_element){ KR_ELEMENT_FERRY, KR_SERVICE, i, text(l, s->id[i]), name_ferry(l, i), 1, NULL, 0 }, &l->of_service[i]));
    }
    return KR_OK;
}

static kr_status list_change(listing *l, uint32_t row)
{
    const kr_world *w = l->c->network->world;
    const kr_terminals *t = &w->terminal;
    uint32_t place = t->node[row];
    const char *from = kr_layer_name((kr_layer)t->from_layer[row]), *to = kr_layer_name((kr_layer)t->to_layer[row]);
    l->of_change[row] = change_like(l, row);
    if (l->of_change[row])
        return KR_OK;
    const char *id = kri_job_format(l->job, "%s:%s-%s", text(l, w->node.id[place]), from, to);
    const char *name = kri_job_format(l->job, "%s, %s to %s", text(l, w->node.name[place]), from, to);
    KR_TRY(add_element(l, (kr_element){ KR_ELEMENT_TERMINAL, KR_TERMINAL, row, id, name, 0, NULL, 0 }, &l->of_change[row]));
    l->former_change[row] = l->latest_change[place];
    l->latest_change[place] = l->of_change[row];
    return KR_OK;
}

static kr_status list_changes(listing *l)
{
    const kr_network *n = l->c->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->open[a] && n->kind[a] == KR_ARC_TRANSFER)
            l->of_change[n->row[a]] = 1;
    for (uint32_t i = 0; i < n->world->terminal.count; i++)
        if (l->of_change[i])
            KR_TRY(list_change(l, i));
    return KR_OK;
}

/* ---- arcs ---- */

static uint32_t element_of(const kr_network *n, const listing *l, uint32_t a, int nth)
{
    uint32_t port = port_of(n, a);
    switch (n->kind[a]) {
    case KR_ARC_RIDE: return nth ? 0 : l->of_link[n->link[a]];
    case KR_ARC_BORDER: return nth ? l->of_border[n->row[a]] : l->of_link[n->link[a]];
    case KR_ARC_SAIL: return nth ? l->of_service[n->row[a]] : n->link[a] == KR_NONE ? 0 : l->of_link[n->link[a]];
    case KR_ARC_BOARD: return nth ? l->of_service[n->row[a]] : port == KR_NONE ? 0 : l->of_port[port];
    case KR_ARC_TRANSFER: return nth ? l->of_change[n->row[a]] : port == KR_NONE ? 0 : l->of_port[port];
    default: return nth || port == KR_NONE ? 0 : l->of_port[port];
    }
}

static kr_status join_arcs(listing *l)
{
    kr_critical *c = l->c;
    uint32_t arcs = c->network->graph.arcs, *first, *arc;
    KRI_NEW(l->job, c->element_of_arc, (size_t)arcs * KRI_ELEMENTS_OF_ARC);
    KRI_NEW(l->job, arc, (size_t)arcs * KRI_ELEMENTS_OF_ARC);
    KRI_NEW(l->job, first, c->elements + 2);
    for (size_t i = 0; i < (size_t)arcs * KRI_ELEMENTS_OF_ARC; i++) {
        uint32_t a = (uint32_t)(i / KRI_ELEMENTS_OF_ARC);
        c->element_of_arc[i] = c->network->open[a] ? element_of(c->network, l, a, (int)(i % KRI_ELEMENTS_OF_ARC)) - 1 : KR_NONE;    /* 0 is none */
        if (c->element_of_arc[i] != KR_NONE)
            first[c->element_of_arc[i] + 2]++;
    }
    for (size_t e = 0; e < c->elements; e++)
        first[e + 2] += first[e + 1];
    for (size_t i = 0; i < (size_t)arcs * KRI_ELEMENTS_OF_ARC; i++)
        if (c->element_of_arc[i] != KR_NONE)
            arc[first[c->element_of_arc[i] + 1]++] = (uint32_t)(i / KRI_ELEMENTS_OF_ARC);
    for (size_t e = 0; e < c->elements; e++) {
        c->element[e].arc = arc + first[e];
        c->element[e].arcs = first[e + 1] - first[e];
    }
    return KR_OK;
}

/* ---- candidates ---- */

/* Ports, borders and ferries, and the bridges that no border stands for. */
static kr_status choose_candidates(listing *l)
{
    kr_critical *c = l->c;
    const kr_borders *b = &c->network->world->border;
    uint8_t *is_bridge;
    KRI_NEW(l->job, is_bridge, c->network->world->link.count);
    KR_TRY(kri_bridges_find(l->job, c->network, is_bridge));
    for (uint32_t i = 0; i < b->count; i++)
        if (b->link[i] != KR_NONE)
            is_bridge[b->link[i]] = 0;
    KRI_NEW(l->job, c->candidate, c->elements);
    for (size_t e = 0; e < c->elements; e++) {
        if (c->element[e].kind == KR_ELEMENT_LINK)
            c->element[e].is_candidate = is_bridge[c->element[e].row];
        if (c->element[e].is_candidate)
            c->candidate[c->candidates++] = (uint32_t)e;
    }
    return KR_OK;
}

kr_status kri_elements_find(kr_job *job, kr_critical *c)
{
    listing l = { .job = job, .c = c };
    const kr_world *w = c->network->world;
    KRI_NEW(job, l.of_link, w->link.count);
    KRI_NEW(job, l.of_border, w->border.count);
    KRI_NEW(job, l.of_port, w->node.count);
    KRI_NEW(job, l.of_service, w->service.count);
    KRI_NEW(job, l.of_change, w->terminal.count);
    KRI_NEW(job, l.latest_change, w->node.count);
    KRI_NEW(job, l.former_change, w->terminal.count);
    KR_TRY(list_links(&l));
    KR_TRY(list_borders(&l));
    KR_TRY(list_ports(&l));
    KR_TRY(list_ferries(&l));
    KR_TRY(list_changes(&l));
    for (size_t e = 0; e < c->elements; e++)
        if (!c->element[e].name || !c->element[e].id)
            return KR_E_MEMORY;
    KR_TRY(join_arcs(&l));
    return choose_candidates(&l);
}
