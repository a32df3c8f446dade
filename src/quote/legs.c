/* legs.c: the arcs of a way become legs that a person can read. */
#include "legs.h"

#include "base/arena.h"
#include "cost/explain.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

static const char *kind_of(const kr_network *n, uint32_t arc)
{
    static const char *const kinds[KR_ARC_KINDS] = {
        [KR_ARC_LOAD] = "load", [KR_ARC_UNLOAD] = "unload", [KR_ARC_RIDE] = "ride", [KR_ARC_BORDER] = "border",
        [KR_ARC_TRANSFER] = "transfer", [KR_ARC_BOARD] = "wait", [KR_ARC_SAIL] = "sail", [KR_ARC_ALIGHT] = "sail",
    };
    return kinds[n->kind[arc]];
}

/* The layer a leg is told by: what it goes on in, or where a door is, what stands before it. */
static uint32_t layer_of(const kr_network *n, uint32_t arc)
{
    uint32_t head = n->layer[n->graph.head[arc]];
    return head == KR_LAYERS ? n->layer[n->graph.tail[arc]] : head;
}

static uint32_t service_of(const kr_network *n, uint32_t arc)
{
    kr_arc_kind kind = (kr_arc_kind)n->kind[arc];
    return kind == KR_ARC_BOARD || kind == KR_ARC_SAIL || kind == KR_ARC_ALIGHT ? n->row[arc] : KR_NONE;
}

/* Whether the arc goes on with what the leg began: the same act, vehicle and country. */
static int continues(const kr_network *n, const kr_leg *leg, uint32_t arc)
{
    return leg->kind == kind_of(n, arc) && leg->layer == layer_of(n, arc) && leg->service == service_of(n, arc)
           && (strcmp(leg->kind, "sail") == 0
               || (strcmp(leg->kind, "ride") == 0 && leg->country == n->country[n->graph.head[arc]]));
}

static uint32_t count_legs(const kr_network *n, const kr_way *way)
{
    uint32_t count = 0;
    kr_leg leg = { .kind = "" };
    for (size_t i = 0; i < way->arcs; i++) {
        uint32_t arc = way->arc[i];
        if (!count || !continues(n, &leg, arc))
            count++;
        leg = (kr_leg){ .kind = kind_of(n, arc), .layer = layer_of(n, arc), .service = service_of(n, arc), .country = n->country[n->graph.head[arc]] };
    }
    return count;
}

/* ---- one leg ---- */

/* Items of the same row become one; an act of a leg charges the same tariff link after link. */
static kr_status merge_items(kr_job *job, kr_leg *leg, size_t *room, const kr_cost_item *more, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        kr_cost_item *items = (kr_cost_item *)(uintptr_t)leg->item;
        size_t k = 0;
        while (k < leg->items && (items[k].table != more[i].table || items[k].row != more[i].row))
            k++;
        if (k < leg->items) {
            items[k].hours += more[i].hours;
            items[k].variance_h2 += more[i].variance_h2;
            items[k].usd += more[i].usd;
            items[k].kgco2 += more[i].kgco2;
            continue;
        }
        KR_TRY(kri_job_grow(job, &items, room, leg->items + 1, sizeof *items));
        items[leg->items++] = more[i];
        leg->item = items;
    }
    return KR_OK;
}

static kr_status add_source(kr_job *job, kr_leg *leg, size_t *room, uint32_t source)
{
    uint32_t *list = (uint32_t *)(uintptr_t)leg->source;
    if (source == KR_NONE)
        return KR_OK;
    for (size_t i = 0; i < leg->sources; i++)
        if (list[i] == source)
            return KR_OK;
    KR_TRY(kri_job_grow(job, &list, room, leg->sources + 1, sizeof *list));
    list[leg->sources++] = source;
    leg->source = list;
    return KR_OK;
}

static kr_status add_link(kr_job *job, kr_leg *leg, size_t *room, uint32_t link)
{
    uint32_t *list = (uint32_t *)(uintptr_t)leg->link;
    if (link == KR_NONE || (leg->links && list[leg->links - 1] == link))
        return KR_OK;
    KR_TRY(kri_job_grow(job, &list, room, leg->links + 1, sizeof *list));
    list[leg->links++] = link;
    leg->link = list;
    return KR_OK;
}

static kr_status collect_sources(kr_job *job, const kr_world *world, kr_leg *leg)
{
    size_t room = 0;
    for (size_t i = 0; i < leg->items; i++)
        KR_TRY(add_source(job, leg, &room, kri_world_table_const(world, leg->item[i].table)->source[leg->item[i].row]));
    for (size_t i = 0; i < leg->links; i++)
        KR_TRY(add_source(job, leg, &room, world->link.source[leg->link[i]]));
    if (leg->border != KR_NONE)
        KR_TRY(add_source(job, leg, &room, world->border.source[leg->border]));
    return KR_OK;
}

typedef struct leg_builder {
    kr_job *job;
    const kr_network *network;
    const kr_cost *cost;
    kri_cost_explainer *explainer;
    size_t item_room, link_room;
} leg_builder;

static void begin_leg(leg_builder *b, kr_leg *leg, uint32_t arc)
{
    const kr_network *n = b->network;
    b->item_room = b->link_room = 0;
    *leg = (kr_leg){ .kind = kind_of(n, arc), .layer = layer_of(n, arc), .service = service_of(n, arc),
                     .border = KR_NONE, .from_layer = n->layer[n->graph.tail[arc]], .from = n->place[n->graph.tail[arc]] };
}

static kr_status extend_leg(leg_builder *b, kr_leg *leg, uint32_t arc)
{
    const kr_network *n = b->network;
    const kr_cost_item *items;
    size_t count;
    leg->to = n->place[n->graph.head[arc]];
    leg->country = n->country[n->graph.head[arc]];
    if (n->kind[arc] == KR_ARC_BORDER)
        leg->border = n->row[arc];
    leg->km += n->km[arc];
    leg->hours += b->cost->hours[arc];
    leg->variance_h2 += b->cost->variance_h2[arc];
    leg->usd += b->cost->usd[arc];
    leg->kgco2 += b->cost->kgco2[arc];
    KR_TRY(kri_cost_explain_arc(b->explainer, arc, &items, &count));
    KR_TRY(merge_items(b->job, leg, &b->item_room, items, count));
    return add_link(b->job, leg, &b->link_room, n->link[arc]);
}

/* ---- the way ---- */

static void sum_up(const kr_world *world, kr_way *way)
{
    double hours = 0, usd = 0;
    for (size_t i = 0; i < way->legs; i++) {
        const kr_leg *leg = &way->leg[i];
        way->hours += leg->hours;
        way->variance_h2 += leg->variance_h2;
        way->usd += leg->usd;
        way->kgco2 += leg->kgco2;
        way->km += leg->km;
        for (size_t k = 0; k < leg->items; k++)
            if (kr_cost_item_is_published(world, &leg->item[k])) {
                hours += leg->item[k].hours;
                usd += leg->item[k].usd;
            }
    }
    way->published_hours_share = way->hours > 0 ? hours / way->hours : 0;
    way->published_usd_share = way->usd > 0 ? usd / way->usd : 0;
}

/* Legs in which nothing happens are none: a door that opens for nothing. */
static int is_empty(const kr_leg *leg)
{
    return leg->km == 0 && leg->hours == 0 && leg->usd == 0 && leg->kgco2 == 0;
}

kr_status kri_legs_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost, kr_way *way)
{
    leg_builder b = { .job = job, .network = network, .cost = cost };
    kr_leg *legs;
    uint32_t count = count_legs(network, way);
    KRI_NEW(job, legs, count);
    KR_TRY(kri_cost_explainer_make(job, network, consignment, &b.explainer));
    for (size_t i = 0; i < way->arcs; i++) {
        uint32_t arc = way->arc[i];
        if (!way->legs || !continues(network, &legs[way->legs - 1], arc)) {
            if (way->legs && is_empty(&legs[way->legs - 1]))
                way->legs--;
            begin_leg(&b, &legs[way->legs++], arc);
        }
        KR_TRY(extend_leg(&b, &legs[way->legs - 1], arc));
    }
    if (way->legs && is_empty(&legs[way->legs - 1]))
        way->legs--;
    way->leg = legs;
    for (size_t i = 0; i < way->legs; i++)
        KR_TRY(collect_sources(job, network->world, &legs[i]));
    sum_up(network->world, way);
    return KR_OK;
}
