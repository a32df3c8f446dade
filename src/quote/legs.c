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

/* An arc to be told: one of the way, or a part of one that is priced as a whole. */
typedef struct step {
    uint32_t arc;
    uint32_t whole;             /* the arc of the way that it is a part of; KR_NONE: it is one itself */
    int pays;                   /* 1: the first part, which bears the price of the whole */
} step;

static kr_status unfold(kr_job *job, const kr_cost *cost, const kr_way *way, step **steps, size_t *count)
{
    size_t n = 0;
    for (size_t i = 0; i < way->arcs; i++)
        n += 1 + (cost->part_first[way->arc[i] + 1] - cost->part_first[way->arc[i]]);
    KRI_NEW(job, *steps, n);
    *count = 0;
    for (size_t i = 0; i < way->arcs; i++) {
        uint32_t arc = way->arc[i], first = cost->part_first[arc], last = cost->part_first[arc + 1];
        for (uint32_t k = first; k < last; k++)
            (*steps)[(*count)++] = (step){ cost->part[k], arc, k == first };
        if (first == last)
            (*steps)[(*count)++] = (step){ arc, KR_NONE, 1 };
    }
    return KR_OK;
}

/* ---- one leg ---- */

typedef struct leg_builder {
    kr_job *job;
    const kr_network *network;
    kri_cost_explainer *explainer;
    size_t item_room, link_room, forward_room;
} leg_builder;

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

static kr_status add_link(leg_builder *b, kr_leg *leg, uint32_t link, int forward)
{
    uint32_t *list = (uint32_t *)(uintptr_t)leg->link;
    uint8_t *along = (uint8_t *)(uintptr_t)leg->forward;
    if (link == KR_NONE || (leg->links && list[leg->links - 1] == link && along[leg->links - 1] == forward))
        return KR_OK;
    KR_TRY(kri_job_grow(b->job, &list, &b->link_room, leg->links + 1, sizeof *list));
    KR_TRY(kri_job_grow(b->job, &along, &b->forward_room, leg->links + 1, sizeof *along));
    list[leg->links] = link;
    along[leg->links++] = (uint8_t)forward;
    leg->link = list;
    leg->forward = along;
    return KR_OK;
}

/* A ride knows its direction; what sails goes by its stops. */
static int is_forward(const kr_network *n, uint32_t arc)
{
    if (n->kind[arc] == KR_ARC_RIDE || n->link[arc] == KR_NONE)
        return n->forward[arc];
    return n->place[n->graph.tail[arc]] == n->world->link.from[n->link[arc]];
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

static void begin_leg(leg_builder *b, kr_leg *leg, uint32_t arc)
{
    const kr_network *n = b->network;
    b->item_room = b->link_room = b->forward_room = 0;
    *leg = (kr_leg){ .kind = kind_of(n, arc), .layer = layer_of(n, arc), .service = service_of(n, arc),
                     .border = KR_NONE, .from_layer = n->layer[n->graph.tail[arc]], .from = n->place[n->graph.tail[arc]] };
}

/* Takes from a bill what it says of time and emissions, or of money, or all. */
static kr_status take(leg_builder *b, kr_leg *leg, uint32_t arc, int with_time, int with_money)
{
    const kr_cost_item *items;
    size_t count;
    KR_TRY(kri_cost_explain_arc(b->explainer, arc, &items, &count));
    for (size_t i = 0; i < count; i++) {
        kr_cost_item item = items[i];
        if (!with_time)
            item.hours = item.variance_h2 = item.kgco2 = 0;
        if (!with_money)
            item.usd = 0;
        leg->hours += item.hours;
        leg->variance_h2 += item.variance_h2;
        leg->usd += item.usd;
        leg->kgco2 += item.kgco2;
        if (item.hours != 0 || item.usd != 0 || item.kgco2 != 0)
            KR_TRY(merge_items(b->job, leg, &b->item_room, &item, 1));
    }
    return KR_OK;
}

static kr_status extend_leg(leg_builder *b, kr_leg *leg, const step *s)
{
    const kr_network *n = b->network;
    leg->to = n->place[n->graph.head[s->arc]];
    leg->country = n->country[n->graph.head[s->arc]];
    if (n->kind[s->arc] == KR_ARC_BORDER)
        leg->border = n->row[s->arc];
    leg->km += n->km[s->arc];
    KR_TRY(take(b, leg, s->arc, 1, s->whole == KR_NONE));
    if (s->whole != KR_NONE && s->pays)
        KR_TRY(take(b, leg, s->whole, 0, 1));
    return add_link(b, leg, n->link[s->arc], is_forward(n, s->arc));
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

kr_status kri_legs_make(kr_job *job, const kr_network *network, kri_cost_explainer *explainer, const kr_cost *cost, kr_way *way)
{
    leg_builder b = { .job = job, .network = network, .explainer = explainer };
    kr_leg *legs;
    step *steps;
    size_t count;
    KR_TRY(unfold(job, cost, way, &steps, &count));
    KRI_NEW(job, legs, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t arc = steps[i].arc;
        if (!way->legs || !continues(network, &legs[way->legs - 1], arc)) {
            if (way->legs && is_empty(&legs[way->legs - 1]))
                way->legs--;
            begin_leg(&b, &legs[way->legs++], arc);
        }
        KR_TRY(extend_leg(&b, &legs[way->legs - 1], &steps[i]));
    }
    if (way->legs && is_empty(&legs[way->legs - 1]))
        way->legs--;
    way->leg = legs;
    for (size_t i = 0; i < way->legs; i++)
        KR_TRY(collect_sources(job, network->world, &legs[i]));
    sum_up(network->world, way);
    return KR_OK;
}
