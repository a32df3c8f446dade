/* ways.c: the fastest, the cheapest and the greenest way for one shipment. */
#include <keruen/quote.h>

#include "base/arena.h"
#include "base/text.h"
#include "blocked.h"
#include "legs.h"
#include "model/schema.h"
#include "stages.h"

#include <math.h>
#include <string.h>

/* ---- what must not be used ---- */

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
    return kr_fail(job, KR_E_USAGE, "\"%s\" cannot be avoided, as it is no country code, mode, place, link, border, terminal or service", text);
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
    case KR_TERMINAL: return n->kind[arc] == KR_ARC_TRANSFER && n->row[arc] == what->row;
    default: return (n->kind[arc] == KR_ARC_BOARD || n->kind[arc] == KR_ARC_SAIL) && n->row[arc] == what->row;
    }
}

/* barred[arc] is 1 where the request forbids it. */
static kr_status bar(kr_job *job, const kr_network *network, const kr_quote_request *request, uint8_t **barred)
{
    KRI_NEW(job, *barred, network->graph.arcs);
    for (size_t i = 0; i < request->avoid_count; i++) {
        avoided what;
        KR_TRY(find_avoided(job, network->world, request->avoid[i], &what));
        for (uint32_t a = 0; a < network->graph.arcs; a++)
            (*barred)[a] |= (uint8_t)uses(network, a, &what);
    }
    return KR_OK;
}

/* ---- one criterion ---- */

static int is_same_way(const kr_way *way, const kr_path *path)
{
    return way->arcs == path->arcs && memcmp(way->arc, path->arc, path->arcs * sizeof *path->arc) == 0;
}

static void name_way(kr_way *way, const char *name)
{
    way->name[way->names++] = name;
}

static void keep_way(kr_quote *quote, const kr_path *path, const char *name)
{
    for (size_t i = 0; i < quote->ways; i++)
        if (is_same_way(&quote->way[i], path)) {
            name_way(&quote->way[i], name);
            return;
        }
    kr_way *way = &quote->way[quote->ways++];
    *way = (kr_way){ .arc = path->arc, .arcs = path->arcs };
    name_way(way, name);
}

static kr_status find_ways(kr_job *job, const kr_cost *cost, const kri_stages *stages, const uint8_t *barred, kr_by first, kr_quote *quote)
{
    static const char *const names[KR_BYS] = { "fastest", "cheapest", "greenest" };
    const double *const criteria[KR_BYS] = { cost->hours, cost->usd, cost->kgco2 };
    const int has[KR_BYS] = { 1, cost->has_prices, cost->has_emissions };
    for (unsigned i = 0; i < KR_BYS; i++) {
        unsigned by = i == 0 ? first : i <= first ? i - 1 : i;      /* the one asked for, then the others in their order */
        kr_path path;
        if (!has[by])
            continue;
        KR_TRY(kri_stages_find(job, stages, criteria[by], barred, &path));
        if (path.cost < INFINITY)
            keep_way(quote, &path, names[by]);
    }
    return KR_OK;
}

kr_status kr_quote_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                        const kr_quote_request *request, kr_quote *quote)
{
    uint8_t *barred;
    kri_stages stages;
    *quote = (kr_quote){ .has_prices = cost->has_prices, .has_emissions = cost->has_emissions };
    if (request->from == request->to && !request->via_count)
        return kr_fail(job, KR_E_USAGE, "%s is both the beginning and the end of the way",
                       kr_world_text(network->world, network->world->node.name[request->from]));
    KR_TRY(bar(job, network, request, &barred));
    KR_TRY(kri_stages_make(job, network, request, &stages));
    KR_TRY(find_ways(job, cost, &stages, barred, request->by, quote));
    if (!quote->ways)
        return kri_blocked_explain(job, network, consignment, cost, &stages, barred, request, &quote->why);
    for (size_t i = 0; i < quote->ways; i++)
        KR_TRY(kri_legs_make(job, network, consignment, cost, &quote->way[i]));
    return KR_OK;
}
