/* avoid.c: what a request forbids. */
#include "avoid.h"

#include "base/arena.h"
#include "model/schema.h"

#include <string.h>

typedef struct avoided {
    uint32_t country;                   /* name, 0 for none */
    uint32_t layers;                    /* set */
    kr_table_id table;
    uint32_t row;                       /* KR_NONE: not one row */
} avoided;

static int is_country(const kr_world *world, uint32_t name)
{
    for (uint32_t i = 0; i < world->node.count; i++)
        if (name && world->node.country[i] == name)
            return 1;
    return 0;
}

static uint32_t layers_called(const char *word)
{
    uint32_t set = 0;
    if (strcmp(word, "rail") == 0)
        return 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435;
    for (uint32_t layer = 0; layer < KR_LAYERS; layer++) {
        const char *name = kr_layer_name((kr_layer)layer);
        if (strcmp(name, word) == 0 || (strcmp(word, "sea") == 0 && strncmp(name, "sea_", 4) == 0))
            set |= 1u << layer;
    }
    return set;
}

static kr_status find_avoided(kr_job *job, const kr_world *world, const char *text, avoided *what)
{
    static const kr_table_id tables[] = { KR_NODE, KR_LINK, KR_BORDER, KR_TERMINAL, KR_SERVICE };
    uint32_t name = kri_names_find(&world->text->names, kri_span_of(text));
    *what = (avoided){ .row = KR_NONE };
    if (name != KRI_NO_NAME && is_country(world, name)) {
        what->country = name;
        return KR_OK;
    }
    what->layers = layers_called(text);
    if (what->layers)
        return KR_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && what->row == KR_NONE; i++) {
        what->table = tables[i];
        what->row = kr_world_find(world, tables[i], text);
    }
    if (what->row != KR_NONE)
        return KR_OK;
    what->table = KR_NODE;
    if (kr_place_find(job, world, text, &what->row, NULL) == KR_OK)
        return KR_OK;
    return kr_fail(job, KR_E_USAGE, "\"%.60s\" cannot be avoided, as it is no country code, mode, place, link, border, terminal or service", text);
}

/* One arc stands for all the rows of a change; which of them is taken is the cost's choice. */
static int is_change(const kr_network *n, uint32_t arc, uint32_t wanted)
{
    uint32_t row = n->kind[arc] == KR_ARC_TRANSFER ? n->row[arc] : KR_NONE;
    while (row != KR_NONE && row != wanted)
        row = n->same_change[row];
    return row != KR_NONE;
}

static int uses(const kr_network *n, uint32_t arc, const avoided *what)
{
    uint32_t tail = n->graph.tail[arc], head = n->graph.head[arc];
    if (what->country)
        return n->country[tail] == what->country || n->country[head] == what->country;
    if (what->layers)
        return (n->layer[tail] < KR_LAYERS && what->layers >> n->layer[tail] & 1) || (n->layer[head] < KR_LAYERS && what->layers >> n->layer[head] & 1);
    switch (what->table) {
    case KR_NODE: return n->place[tail] == what->row || n->place[head] == what->row;
    case KR_LINK: return n->link[arc] == what->row;
    case KR_BORDER: return n->kind[arc] == KR_ARC_BORDER && n->row[arc] == what->row;
    case KR_TERMINAL: return is_change(n, arc, what->row);
    default: return (n->kind[arc] == KR_ARC_BOARD || n->kind[arc] == KR_ARC_SAIL) && n->row[arc] == what->row;
    }
}

/* A stretch must not be used when one of its parts must not. */
static void bar_wholes(const kr_network *n, const kr_cost *cost, uint8_t *barred)
{
    for (uint32_t a = 0; cost->part_first && a < n->graph.arcs; a++)
        for (uint32_t i = cost->part_first[a]; i < cost->part_first[a + 1]; i++)
            barred[a] |= barred[cost->part[i]];
}

kr_status kri_avoid_mark(kr_job *job, const kr_network *network, const kr_cost *cost, const kr_quote_request *request, uint8_t **barred)
{
    KRI_NEW(job, *barred, network->graph.arcs);
    for (size_t i = 0; i < request->avoid_count; i++) {
        avoided what;
        KR_TRY(find_avoided(job, network->world, request->avoid[i], &what));
        for (uint32_t a = 0; a < network->graph.arcs; a++)
            (*barred)[a] |= (uint8_t)uses(network, a, &what);
    }
    bar_wholes(network, cost, *barred);
    return KR_OK;
}
