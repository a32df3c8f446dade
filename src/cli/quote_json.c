/* quote_json.c: a quote for a program. */
#include "cli/quote_shown.h"

#include <math.h>
#include <stdio.h>

static void put_place(kr_json *json, const char *key, const kr_world *w, uint32_t node)
{
    kr_json_key(json, key);
    kr_json_begin_object(json);
    kr_json_put_string(json, "id", kr_world_text(w, w->node.id[node]));
    kr_json_put_string(json, "name", kri_place_name(w, node));
    kr_json_put_string(json, "country", kr_world_text(w, w->node.country[node]));
    kr_json_put_string(json, "un_locode", kr_world_text(w, w->node.un_locode[node]));
    kr_json_end_object(json);
}

static void put_date(kr_json *json, const char *key, uint32_t date)
{
    char text[16];
    snprintf(text, sizeof text, "%04u-%02u-%02u", date / 10000, date / 100 % 100, date % 100);
    kr_json_put_string(json, key, text);
}

static void put_cargo(kr_json *json, const kri_shipment *s)
{
    const kr_consignment *c = &s->consignment;
    static const char *const forms[] = { [KR_BOXES] = "containers", [KR_TRUCKS] = "trucks", [KR_LOOSE] = "loose" };
    kr_json_key(json, "cargo");
    kr_json_begin_object(json);
    if (c->cargo != KR_NONE) {
        kr_json_put_string(json, "id", kr_world_text(&s->world, s->world.cargo.id[c->cargo]));
        kr_json_put_string(json, "name", kr_world_text(&s->world, s->world.cargo.name[c->cargo]));
    }
    kr_json_put_string(json, "form", forms[c->form]);
    kr_json_put_number(json, "tonnes", c->tonnes);
    if (c->form == KR_BOXES)
        kr_json_put_number(json, "teu", 2 * c->feu + c->teu);
    kr_json_put_string(json, "train", c->service_class == KR_CLASS_SINGLE ? "single" : "block");
    put_date(json, "depart", c->date);
    kr_json_end_object(json);
}

/* A figure of a world that has no table for it is unknown, not 0. */
static void put_figure(kr_json *json, const char *key, int is_known, double value)
{
    kr_json_put_number(json, key, is_known ? value : NAN);
}

static void put_leg_lists(kr_json *json, const kr_world *w, const kr_leg *leg)
{
    kr_json_key(json, "links");
    kr_json_begin_array(json);
    for (size_t i = 0; i < leg->links; i++)
        kr_json_string(json, kr_world_text(w, w->link.id[leg->link[i]]));
    kr_json_end_array(json);
    kr_json_key(json, "borders");
    kr_json_begin_array(json);
    if (leg->border != KR_NONE)
        kr_json_string(json, kr_world_text(w, w->border.id[leg->border]));
    kr_json_end_array(json);
}

static void put_bill(kr_json *json, const kr_world *w, const kr_leg *leg)
{
    kr_json_key(json, "tariffs");
    kr_json_begin_array(json);
    for (size_t i = 0; i < leg->items; i++) {
        if (leg->item[i].usd == 0)
            continue;
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", kri_item_id(w, &leg->item[i]));
        kr_json_put_string(json, "table", kr_table_name(leg->item[i].table));
        kr_json_put_number(json, "usd", leg->item[i].usd);
        if (leg->item[i].is_out_of_date)
            kr_json_put_bool(json, "out_of_date", 1);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
    kr_json_key(json, "papers");
    kr_json_begin_array(json);
    for (size_t i = 0; i < leg->papers; i++)
        kr_json_string(json, kr_world_text(w, w->papers.id[leg->paper[i]]));
    kr_json_end_array(json);
    kr_json_key(json, "sources");
    kr_json_begin_array(json);
    for (size_t i = 0; i < leg->sources; i++)
        kr_json_string(json, kr_world_text(w, w->source.id[leg->source[i]]));
    kr_json_end_array(json);
}

static void put_leg(kr_json *json, const kri_shipment *s, const kr_leg *leg)
{
    const kr_world *w = &s->world;
    kr_json_begin_object(json);
    kr_json_put_string(json, "kind", leg->kind);
    kr_json_put_string(json, "mode", kr_layer_name((kr_layer)leg->layer));
    kr_json_put_string(json, "from", kr_world_text(w, w->node.id[leg->from]));
    kr_json_put_string(json, "to", kr_world_text(w, w->node.id[leg->to]));
    if (leg->service != KR_NONE) {
        kr_json_put_string(json, "service", kr_world_text(w, w->service.id[leg->service]));
        kr_json_put_string(json, "operator", kr_world_text(w, w->service.operator_name[leg->service]));
    }
    put_leg_lists(json, w, leg);
    kr_json_put_number(json, "km", leg->km);
    kr_json_put_number(json, "hours", leg->hours);
    put_figure(json, "usd", s->quote.has_prices, leg->usd);
    put_figure(json, "kgco2e", s->quote.has_emissions, leg->kgco2);
    put_bill(json, w, leg);
    kr_json_end_object(json);
}

static void put_incoterm(kr_json *json, const kri_shipment *s, const kr_way *way)
{
    kr_incoterm_share share;
    kr_json_key(json, "incoterm");
    kr_json_begin_object(json);
    kr_json_put_string(json, "term", kr_incoterm_name(s->incoterm));
    kr_json_put_bool(json, "applies", kr_incoterm_split(s->incoterm, way, &share));
    kr_json_put_number(json, "seller_usd", share.seller_usd);
    kr_json_put_number(json, "buyer_usd", share.buyer_usd);
    kr_json_put_integer(json, "sellers_legs", (int64_t)share.sellers_legs);
    kr_json_put_bool(json, "seller_insures", share.seller_insures);
    kr_json_put_bool(json, "seller_clears_import", share.seller_clears_import);
    kr_json_end_object(json);
}

static void put_way(kr_json *json, const kri_shipment *s, const kr_way *way)
{
    kr_json_begin_object(json);
    kr_json_key(json, "names");
    kr_json_begin_array(json);
    for (size_t i = 0; i < way->names; i++)
        kr_json_string(json, way->name[i]);
    kr_json_end_array(json);
    kr_json_put_number(json, "hours", way->hours);
    put_figure(json, "usd", s->quote.has_prices, way->usd);
    put_figure(json, "kgco2e", s->quote.has_emissions, way->kgco2);
    kr_json_put_number(json, "risk_h", sqrt(way->variance_h2));
    kr_json_key(json, "days");
    kr_json_begin_object(json);
    kr_json_put_number(json, "p50", way->p50_h / 24);
    kr_json_put_number(json, "p90", way->p90_h / 24);
    kr_json_end_object(json);
    if (s->deadline)
        kr_json_put_number(json, "on_time_share", way->on_time_share);
    kr_json_put_number(json, "km", way->km);
    put_date(json, "valid_until", way->valid_until);
    if (s->has_incoterm)
        put_incoterm(json, s, way);
    kr_json_key(json, "published_share");
    kr_json_begin_object(json);
    kr_json_put_number(json, "hours", way->published_hours_share);
    put_figure(json, "usd", s->quote.has_prices, way->published_usd_share);
    kr_json_end_object(json);
    kr_json_key(json, "legs");
    kr_json_begin_array(json);
    for (size_t i = 0; i < way->legs; i++)
        put_leg(json, s, &way->leg[i]);
    kr_json_end_array(json);
    kr_json_end_object(json);
}

void kri_quote_put_json(kr_json *json, const kri_shipment *s)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "id", s->id);
    put_place(json, "from", &s->world, s->request.from);
    put_place(json, "to", &s->world, s->request.to);
    put_cargo(json, s);
    kr_json_key(json, "alternatives");
    kr_json_begin_array(json);
    for (size_t i = 0; i < s->quote.ways; i++)
        put_way(json, s, &s->quote.way[i]);
    kr_json_end_array(json);
    if (s->quote.ways)
        put_date(json, "valid_until", s->quote.way[0].valid_until);
    kr_json_put_bool(json, "exact", s->quote.exact);
    kr_json_put_integer(json, "found", (int64_t)s->quote.found);
    if (s->quote.ways && !s->quote.complete)
        kr_json_put_bool(json, "complete", 0);
    if (!s->quote.ways)
        kr_json_put_string(json, "why", s->quote.why);
    kr_json_end_object(json);
}

kr_status kri_quote_show_json(kri_call *call, const kri_shipment *s)
{
    kr_json json = kr_json_open(call->out, 1);
    kri_quote_put_json(&json, s);
    return kr_json_close(&json);
}
