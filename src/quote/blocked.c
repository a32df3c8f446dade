/* blocked.c: why there is no way. A search in which what is blocked may be passed, at a price in shame. */
#include "blocked.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

#define MOST_NAMED 6

/* The kilometres only choose among ways with the same obstacles. */
static double shame(const kr_network *n, const kr_cost *cost, const uint8_t *barred, uint32_t arc)
{
    static const double of[] = { [KR_PASSABLE] = 0, [KR_BLOCKED_CLOSED] = 1e6, [KR_BLOCKED_DATE] = 1e8, [KR_BLOCKED_TIME] = 1e9,
                                 [KR_BLOCKED_PRICE] = 1e9, [KR_BLOCKED_CARGO] = 1e12, [KR_BLOCKED_STRETCH] = 1e13 };
    double km = isnan(n->km[arc]) ? 0 : n->km[arc];
    return 1e-3 * km + of[cost->blocked[arc]] + (barred[arc] ? 1e10 : 0);
}

static const char *name_of(const kr_world *w, const kr_network *n, uint32_t arc)
{
    uint32_t row = n->row[arc], layer = n->layer[n->graph.head[arc]];
    switch ((kr_arc_kind)n->kind[arc]) {
    case KR_ARC_BORDER: return kr_world_text(w, w->border.id[row]);
    case KR_ARC_RIDE: return kr_world_text(w, w->link.id[row]);
    case KR_ARC_TRANSFER: return kr_world_text(w, w->terminal.id[row]);
    case KR_ARC_STRETCH: return kr_world_text(w, w->tariff.id[row]);
    case KR_ARC_LOAD:
    case KR_ARC_UNLOAD: return kr_layer_name((kr_layer)(layer < KR_LAYERS ? layer : n->layer[n->graph.tail[arc]]));
    default: return kr_world_text(w, w->service.id[row]);
    }
}

/* Adds "<before>a, b and 3 more" for the arcs of the way that are blocked so; each name once. */
static void list_blocked(const kr_network *n, const kr_cost *cost, const uint8_t *barred, const kr_path *path, kr_blocked why, int by_request,
                         const char *before, kri_text *out)
{
    const char *said[MOST_NAMED];
    size_t count = 0, more = 0;
    for (uint32_t i = 0; i < path->arcs; i++) {
        uint32_t arc = path->arc[i];
        if (by_request ? !barred[arc] : cost->blocked[arc] != why)
            continue;
        const char *name = name_of(n->world, n, arc);
        size_t k = 0;
        while (k < count && strcmp(said[k], name) != 0)
            k++;
        if (k == count && count < MOST_NAMED)
            said[count++] = name;
        else if (k == count)
            more++;
    }
    for (size_t k = 0; k < count; k++)
        kri_text_format(out, "%s%s", k ? ", " : before, said[k]);
    if (more)
        kri_text_puts(out, " and more");
}

static const char *place_name(const kr_world *w, uint32_t row)
{
    return kr_world_text(w, w->node.name[row] ? w->node.name[row] : w->node.id[row]);
}

static kr_status finish(kri_text *text, const char **why)
{
    *why = text->bytes;
    return text->status;
}

kr_status kri_blocked_explain(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                              const kri_stages *stages, const uint8_t *barred, const kr_quote_request *request, const char **why)
{
    const kr_world *w = network->world;
    double *weight;
    kr_path path;
    kri_text text = kri_text_new(job);
    kri_text_format(&text, "no way leads from %s to %s for %s", place_name(w, request->from), place_name(w, request->to),
                    consignment->cargo == KR_NONE ? "this cargo" : kr_world_text(w, w->cargo.name[consignment->cargo]));
    KRI_NEW(job, weight, network->graph.arcs);
    for (uint32_t a = 0; a < network->graph.arcs; a++)
        weight[a] = shame(network, cost, barred, a);
    KR_TRY(kri_stages_find(job, stages, weight, NULL, &path));
    if (path.cost == INFINITY) {
        kri_text_puts(&text, ": no chain of links and terminals joins them, open or closed");
        return finish(&text, why);
    }
    list_blocked(network, cost, barred, &path, KR_BLOCKED_CLOSED, 0, "; closed: ", &text);
    list_blocked(network, cost, barred, &path, KR_BLOCKED_DATE, 0, "; not sold on that date: ", &text);
    list_blocked(network, cost, barred, &path, KR_BLOCKED_PRICE, 0, "; without a price: ", &text);
    list_blocked(network, cost, barred, &path, KR_BLOCKED_STRETCH, 0, "; not to be had as the stretch that its price is for: ", &text);
    list_blocked(network, cost, barred, &path, KR_BLOCKED_TIME, 0, "; without hours: ", &text);
    list_blocked(network, cost, barred, &path, KR_BLOCKED_CARGO, 0, "; not for this cargo or not asked for: ", &text);
    list_blocked(network, cost, barred, &path, KR_PASSABLE, 1, "; avoided on request: ", &text);
    return finish(&text, why);
}
