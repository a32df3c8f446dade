/* arc.c: the bill of one arc, by its kind. */
#include "arc.h"
#include "section.h"
#include "stretch.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

#define P90_IN_SIGMAS 1.2815515655446004    /* of a normal distribution */
#define HOURS_FREE_OF_WAITING 6.0           /* a truck's waiting is charged above these */
#define LONGEST_RIDE_H 1e9                  /* what is slower does not arrive */
#define LONGEST_FEEDER_KM 5000.0            /* beyond, a container ship is an ocean ship */

/* ---- adding up ---- */

static void list(kri_bill *bill, kr_cost_item item)
{
    if (!bill->listing || bill->status != KR_OK)
        return;
    bill->status = kri_job_grow(bill->job, &bill->item, &bill->room, bill->count + 1, sizeof item);
    if (bill->status == KR_OK)
        bill->item[bill->count++] = item;
}

static void add_hours(kri_bill *bill, kr_table_id table, uint32_t row, double hours, double variance_h2)
{
    bill->hours += hours;
    bill->variance_h2 += variance_h2;
    list(bill, (kr_cost_item){ .table = table, .row = row, .hours = hours, .variance_h2 = variance_h2 });
}

static void add_usd(kri_bill *bill, kr_table_id table, uint32_t row, double usd)
{
    bill->usd += usd;
    list(bill, (kr_cost_item){ .table = table, .row = row, .usd = usd });
}

static void charge(kri_bill *bill, const kri_rate *rate, double units)
{
    if (units <= 0)
        return;
    bill->usd += rate->usd * units;
    list(bill, (kr_cost_item){ .table = KR_TARIFF, .row = rate->row, .usd = rate->usd * units, .is_out_of_date = rate->is_out_of_date });
}

static void add_kg(kri_bill *bill, const kri_pricer *p, uint32_t row, double grammes_per_unit_units)
{
    if (row == KR_NONE)
        return;
    double kg = p->world->emission.wtw_g_tkm[row] * grammes_per_unit_units / 1000;
    bill->kgco2 += kg;
    list(bill, (kr_cost_item){ .table = KR_EMISSION, .row = row, .kgco2 = kg });
}

static void block(kri_bill *bill, kr_blocked why)
{
    if (bill->blocked == KR_PASSABLE)
        bill->blocked = why;
}

/* ---- spreads ---- */

typedef struct spread {
    double mean_h, variance_h2;
} spread;

/* The lognormal through the median and the 90th percentile. */
static spread lognormal(double p50, double p90)
{
    if (!(p50 > 0) || !(p90 > p50))
        return (spread){ p50, 0 };
    double sigma = log(p90 / p50) / P90_IN_SIGMAS, mean = p50 * exp(sigma * sigma / 2);
    return (spread){ mean, mean * mean * (exp(sigma * sigma) - 1) };
}

/* ---- which row of several, by class ---- */

static int class_rank(kr_class row, kr_class wanted)
{
    return row == wanted ? 0 : row == KR_CLASS_ANY ? 1 : 2;
}

static uint32_t terminal_row(const kri_pricer *p, uint32_t first)
{
    const kr_terminals *t = &p->world->terminal;
    uint32_t best = KR_NONE;
    for (uint32_t row = first; row != KR_NONE; row = p->network->same_change[row])
        if (t->state[row] == KR_OPEN
            && (best == KR_NONE || class_rank((kr_class)t->service_class[row], p->consignment->service_class)
                                       < class_rank((kr_class)t->service_class[best], p->consignment->service_class)))
            best = row;
    return best;
}

/* Whether the row's direction is the one gone: "CN>KZ", or the port's "in", "out", "both". */
static int is_direction(const kr_world *w, uint32_t row, const char *from, const char *to, const char *port)
{
    const char *direction = kr_world_text(w, w->border_hours.direction[row]);
    if (port)
        return strcmp(direction, port) == 0 || strcmp(direction, "both") == 0;
    size_t n = strlen(from);
    return strncmp(direction, from, n) == 0 && direction[n] == '>' && strcmp(direction + n + 1, to) == 0;
}

static uint32_t hours_row(const kri_pricer *p, uint32_t border, const char *from, const char *to, const char *port)
{
    const kr_border_hours *h = &p->world->border_hours;
    uint32_t best = KR_NONE;
    for (uint32_t row = p->hours_of_border[border] - 1; row != KR_NONE; row = p->next_hours[row])
        if (is_direction(p->world, row, from, to, port)
            && (best == KR_NONE || class_rank((kr_class)h->service_class[row], p->consignment->service_class)
                                       < class_rank((kr_class)h->service_class[best], p->consignment->service_class)))
            best = row;
    return best;
}

/* ---- the parts of a bill ---- */

static double boxes(const kr_consignment *c)
{
    return c->feu + c->teu;
}

/* How many units a fee for "a truck, a container or a wagon" is paid for. */
static double units_in(const kr_consignment *c, uint32_t layer)
{
    if (layer == KR_LAYER_ROAD || layer == KR_LAYER_SEA_RORO)
        return c->trucks;
    return c->form == KR_BOXES ? boxes(c) : c->wagons;
}

static void need(kri_bill *bill, const kri_pricer *p, const kri_rate *rate, double units)
{
    if (units <= 0 || !p->has_prices)
        return;
    if (rate->row == KR_NONE || !isfinite(units))
        block(bill, KR_BLOCKED_PRICE);
    else
        charge(bill, rate, units);
}

static void pay_haulage(const kri_pricer *p, const kri_country_rates *r, uint32_t layer, double km, kri_bill *bill)
{
    const kr_consignment *c = p->consignment;
    if (layer == KR_LAYER_ROAD) {
        need(bill, p, &r->truck_km, c->trucks * km);
    } else if (c->form == KR_BOXES) {
        need(bill, p, &r->rail_feu_km, c->feu * km);
        need(bill, p, &r->rail_teu_km, c->teu * km);
    } else {
        need(bill, p, &r->rail_tkm, c->tonnes * km);
    }
}

/* A pipeline has one price from end to end, and carries what it has a price for. */
static void pay_pipeline(const kri_pricer *p, uint32_t link, kri_bill *bill)
{
    const kr_consignment *c = p->consignment;
    const char *cargo = kr_world_text(p->world, c->cargo == KR_NONE ? KR_NONE : p->world->cargo.id[c->cargo]);
    uint32_t from = p->world->link.from[link], to = p->world->link.to[link];
    kri_rate any = kri_rate_between(p->world, c, "pipeline", NULL, KRI_PER_T, from, to);
    kri_rate rate = kri_rate_between(p->world, c, "pipeline", cargo, KRI_PER_T, from, to);
    if (rate.row == KR_NONE && any.row != KR_NONE)
        block(bill, KR_BLOCKED_CARGO);
    else
        need(bill, p, &rate, c->tonnes);
}

/* Of what is charged once on entry, trucks pay only when they come from another country. */
static void pay_entry(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_network *n = p->network;
    uint32_t head = n->graph.head[arc], tail = n->graph.tail[arc];
    if (!n->enters[arc] || !p->has_prices)
        return;
    const kri_country_rates *r = &p->rates.country[p->rates.of_node[head]];
    int from_abroad = n->kind[arc] == KR_ARC_BORDER || (n->kind[arc] == KR_ARC_TRANSFER && n->layer[tail] == KR_LAYER_SEA_RORO);
    int is_rail = n->layer[head] == KR_LAYER_RAIL1520 || n->layer[head] == KR_LAYER_RAIL1435;
    for (const kri_rate *once = r->once_truck; n->layer[head] == KR_LAYER_ROAD && from_abroad && once->row != KR_NONE; once++)
        charge(bill, once, p->consignment->trucks);
    if (!is_rail || p->consignment->form != KR_BOXES)
        return;
    for (const kri_rate *once = r->once_feu; once->row != KR_NONE; once++)
        charge(bill, once, p->consignment->feu);
    for (const kri_rate *once = r->once_teu; once->row != KR_NONE; once++)
        charge(bill, once, p->consignment->teu);
}

static void pay_waiting(const kri_pricer *p, uint32_t layer, double hours, kri_bill *bill)
{
    const kri_rate *rate = &p->rates.common.truck_hour;
    if ((layer == KR_LAYER_ROAD || layer == KR_LAYER_SEA_RORO) && rate->row != KR_NONE && hours > HOURS_FREE_OF_WAITING)
        charge(bill, rate, (hours - HOURS_FREE_OF_WAITING) * p->consignment->trucks);
}

static void emit_ride(const kri_pricer *p, uint32_t layer, double km, kri_bill *bill)
{
    uint32_t row = layer == KR_LAYER_SEA_CONTAINER && km > LONGEST_FEEDER_KM ? p->ocean : p->emission[layer];
    add_kg(bill, p, row, p->consignment->tonnes * km);
}

/* ---- by kind ---- */

static double rest_factor(const kri_pricer *p)
{
    uint32_t rest = p->rates.common.rest;
    return rest == KR_NONE ? 1 : p->world->speed.km_day[rest] / (24.0 * 24.0);   /* hours at the wheel x 24, of 24 */
}

/* A short haul between a station and a city ends before the driver must rest. */
static double road_hours(const kri_pricer *p, uint32_t link, double km, double kmh)
{
    int is_drayage = strcmp(kr_world_text(p->world, p->world->link.facility[link]), "drayage") == 0;
    return km / kmh / (is_drayage ? 1 : rest_factor(p));
}

static uint32_t rail_speed(const kri_pricer *p, uint32_t link, const kri_country_rates *r)
{
    return p->speed_of_link && p->speed_of_link[link] ? p->speed_of_link[link] - 1 : r->rail_speed;
}

/* The hours and the emissions of a ride; its price may be another's affair. */
static void move(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_network *n = p->network;
    const kr_links *l = &p->world->link;
    uint32_t link = n->link[arc], layer = n->layer[n->graph.tail[arc]];
    const kri_country_rates *r = &p->rates.country[p->rates.of_node[n->graph.tail[arc]]];
    double km = n->km[arc], variance = layer == KR_LAYER_ROAD ? KR_ROAD_VARIANCE_H : KR_RAIL_VARIANCE_H;
    uint32_t row = layer == KR_LAYER_ROAD ? r->road_speed : layer == KR_LAYER_PIPELINE ? r->pipe_speed : rail_speed(p, link, r);
    kr_table_id table = KR_SPEED;
    double hours = NAN;
    if (isfinite(l->transit_h[link]))
        hours = l->length_km[link] > 0 ? l->transit_h[link] * km / l->length_km[link] : l->transit_h[link], table = KR_LINK, row = link;
    else if (l->free_kmh[link] > 0)
        hours = layer == KR_LAYER_ROAD ? road_hours(p, link, km, l->free_kmh[link]) : km / l->free_kmh[link], table = KR_LINK, row = link;
    else if (row != KR_NONE)
        hours = layer == KR_LAYER_ROAD ? road_hours(p, link, km, p->world->speed.kmh[row]) : km / p->world->speed.kmh[row];
    if (!(hours <= LONGEST_RIDE_H)) {
        block(bill, KR_BLOCKED_TIME);
        return;
    }
    add_hours(bill, table, row, hours, variance * hours);
    emit_ride(p, layer, km, bill);
}

static void ride(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_network *n = p->network;
    uint32_t tail = n->graph.tail[arc], layer = n->layer[tail];
    const kri_country_rates *r = &p->rates.country[p->rates.of_node[tail]];
    move(p, arc, bill);
    if (layer == KR_LAYER_PIPELINE)
        pay_pipeline(p, n->link[arc], bill);
    else if (r->is_banded[layer == KR_LAYER_ROAD])
        block(bill, KR_BLOCKED_STRETCH);
    else
        pay_haulage(p, r, layer, n->km[arc], bill);
}

static void pay_crossing(const kri_pricer *p, uint32_t row, uint32_t layer, kri_bill *bill)
{
    double usd = p->world->border_hours.usd[row], units = units_in(p->consignment, layer);
    if (!p->has_prices)
        return;
    if (!isfinite(usd) || !isfinite(units))
        block(bill, KR_BLOCKED_PRICE);
    else
        add_usd(bill, KR_BORDER_HOURS, row, usd * units);
}

static void wait_at_border(const kri_pricer *p, uint32_t row, uint32_t layer, kri_bill *bill)
{
    const kr_border_hours *h = &p->world->border_hours;
    double mean = h->mean_h[row];
    spread s = lognormal(h->p50_h[row], h->p90_h[row]);
    /* The mean is the published figure; the percentiles give the shape. */
    double variance = s.variance_h2 > 0 && s.mean_h > 0 ? s.variance_h2 * (mean / s.mean_h) * (mean / s.mean_h) : mean * mean;
    add_hours(bill, KR_BORDER_HOURS, row, mean, variance);
    pay_crossing(p, row, layer, bill);
    pay_waiting(p, layer, mean, bill);
}

/* A fee between the ends of the link, in the direction that leaves the country. One that is no more is not charged. */
static void pay_bridge(const kri_pricer *p, uint32_t link, uint32_t country, kri_bill *bill)
{
    uint32_t a = p->world->link.from[link], b = p->world->link.to[link];
    int along = p->world->node.country[a] == country;
    kri_rate fee = kri_rate_between(p->world, p->consignment, "road", "truck", KRI_FIXED, along ? a : b, along ? b : a);
    if (p->has_prices && fee.row != KR_NONE && !fee.is_out_of_date)
        charge(bill, &fee, p->consignment->trucks);
}

static void cross(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_network *n = p->network;
    uint32_t border = n->row[arc], link = n->link[arc], layer = n->layer[n->graph.tail[arc]];
    const char *from = kr_world_text(p->world, n->country[n->graph.tail[arc]]), *to = kr_world_text(p->world, n->country[n->graph.head[arc]]);
    uint32_t row = hours_row(p, border, from, to, NULL);
    if (row == KR_NONE) {
        block(bill, KR_BLOCKED_TIME);
        return;
    }
    wait_at_border(p, row, layer, bill);
    if (layer == KR_LAYER_ROAD)
        pay_bridge(p, link, n->country[n->graph.tail[arc]], bill);
}

/* The prices of a change that fit the form; 0 when there is none. */
static int pay_change(const kri_pricer *p, uint32_t row, uint32_t from, uint32_t to, kri_bill *bill)
{
    const kr_terminals *t = &p->world->terminal;
    const kr_consignment *c = p->consignment;
    int by_air = from == KR_LAYER_AIR || to == KR_LAYER_AIR, on_truck = from == KR_LAYER_SEA_RORO || to == KR_LAYER_SEA_RORO;
    double usd = NAN;
    if (by_air)
        usd = t->usd_t[row] * c->tonnes;
    else if (on_truck || c->form == KR_TRUCKS)
        usd = t->usd_truck[row] * c->trucks;
    else if (c->form == KR_BOXES && (isfinite(t->usd_feu[row]) || isfinite(t->usd_teu[row])))
        usd = (c->feu > 0 ? t->usd_feu[row] * c->feu : 0) + (c->teu > 0 ? t->usd_teu[row] * c->teu : 0);
    else if (c->form == KR_LOOSE && isfinite(t->usd_t[row]))
        usd = t->usd_t[row] * c->tonnes;
    else
        usd = t->usd_wagon[row] * c->wagons;
    if (isfinite(usd))
        add_usd(bill, KR_TERMINAL, row, usd);
    return isfinite(usd);
}

static void transfer(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_network *n = p->network;
    uint32_t row = terminal_row(p, n->row[arc]);
    uint32_t from = n->layer[n->graph.tail[arc]], to = n->layer[n->graph.head[arc]];
    spread s = lognormal(p->world->terminal.p50_h[row], p->world->terminal.p90_h[row]);
    add_hours(bill, KR_TERMINAL, row, s.mean_h, s.variance_h2);
    if (p->has_prices && !pay_change(p, row, from, to, bill))
        block(bill, KR_BLOCKED_PRICE);
    if (to == KR_LAYER_SEA_RORO)
        pay_waiting(p, to, s.mean_h, bill);
    if (p->consignment->form == KR_BOXES)
        add_kg(bill, p, p->handling, 2 * p->consignment->feu + p->consignment->teu);
}

/* The papers of a port, where a ship comes from or goes to another country. */
static void port_papers(const kri_pricer *p, uint32_t arc, int is_arrival, kri_bill *bill)
{
    const kr_world *w = p->world;
    uint32_t service = p->network->row[arc], layer = w->service.layer[service];
    const uint32_t *stop = w->service.stops.item;
    uint32_t first = stop[w->service.stops.first[service]], last = stop[w->service.stops.first[service + 1] - 1];
    uint32_t here = p->network->country[p->network->graph.tail[arc]];
    if (layer == KR_LAYER_AIR || w->node.country[first] == w->node.country[last])
        return;
    for (uint32_t b = 0; b < w->border.count; b++) {
        if (w->border.link[b] != KR_NONE || w->border.country_a[b] != here || w->border.state[b] != KR_OPEN)
            continue;
        uint32_t row = hours_row(p, b, "", "", is_arrival ? "in" : "out");
        if (row != KR_NONE)
            wait_at_border(p, row, layer, bill);
        return;
    }
}

/* With some probability the port is closed, and then for a time that has no memory. */
static void wait_for_weather(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    uint32_t state = p->weather_of[p->network->place[p->network->graph.tail[arc]]];
    if (!state || p->world->service.layer[p->network->row[arc]] == KR_LAYER_AIR)
        return;
    double share = p->world->state.share[state - 1], extra = p->world->state.extra_h[state - 1];
    add_hours(bill, KR_STATE, state - 1, share * extra, 2 * share * extra * extra - share * share * extra * extra);
}

static void board(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_services *s = &p->world->service;
    uint32_t service = p->network->row[arc];
    double headway = s->headway_h[service];
    if (!(headway > 0) && s->sailings_week[service] > 0)
        headway = 168 / s->sailings_week[service];
    int waited = p->network->no_wait[p->network->graph.tail[arc]];
    if (!waited && !(headway > 0))
        block(bill, KR_BLOCKED_TIME);
    else if (!waited)      /* come at any moment, half the headway is the mean wait, uniformly spread */
        add_hours(bill, KR_SERVICE, service, headway / 2, headway * headway / 12);
    wait_for_weather(p, arc, bill);
    port_papers(p, arc, 0, bill);
}

/* What the service itself asks of this form; NaN when it carries no such thing. */
static double fare(const kri_pricer *p, uint32_t service)
{
    const kr_services *s = &p->world->service;
    const kr_consignment *c = p->consignment;
    uint32_t layer = s->layer[service];
    if (layer == KR_LAYER_SEA_RORO)
        return s->usd_truck[service] * c->trucks;
    if (layer == KR_LAYER_AIR || layer == KR_LAYER_SEA_BULK || layer == KR_LAYER_SEA_TANKER)
        return s->usd_t[service] * c->tonnes;
    if (c->form == KR_BOXES && (isfinite(s->usd_40[service]) || isfinite(s->usd_20[service])))
        return (c->feu > 0 ? s->usd_40[service] * c->feu : 0) + (c->teu > 0 ? s->usd_20[service] * c->teu : 0);
    return layer == KR_LAYER_SEA_RAIL_FERRY ? s->usd_wagon[service] * c->wagons : NAN;
}

static void sail(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kr_services *s = &p->world->service;
    uint32_t service = p->network->row[arc], tail = p->network->graph.tail[arc];
    double factor = isfinite(s->ride_p90_factor[service]) ? s->ride_p90_factor[service] : 1;
    spread ride_time = lognormal(s->ride_h[service], s->ride_h[service] * factor);
    add_hours(bill, KR_SERVICE, service, ride_time.mean_h, ride_time.variance_h2);
    double usd = fare(p, service);
    if (isfinite(usd)) {
        add_usd(bill, KR_SERVICE, service, usd);
    } else if (s->layer[service] == KR_LAYER_AIR) {
        kri_rate rate = kri_air_rate(p->world, p->consignment, p->network->place[tail], p->rates.common.air_t);
        need(bill, p, &rate, p->consignment->tonnes);
    } else if (p->has_prices) {
        block(bill, KR_BLOCKED_PRICE);
    }
    emit_ride(p, s->layer[service], p->network->km[arc], bill);
}

/* ---- what every arc is asked first, and charged last ---- */

static int is_sold(const kri_pricer *p, uint32_t service)
{
    const kr_services *s = &p->world->service;
    uint32_t date = p->consignment->date, from = s->valid_from[service], to = s->valid_to[service];
    return date >= kri_date_first(from) && (!to || date <= kri_date_last(to));
}

static int may_ride(const kri_pricer *p, uint32_t node)
{
    uint32_t layer = p->network->layer[node];
    return layer == KR_LAYERS || (p->consignment->layers >> layer & 1);
}

/*
 * Goods that may use roads come to a door by road, and from there through a terminal. Where no road
 * leads, or for goods that cannot use one, the door is at whatever passes: a siding, a jetty.
 */
static int is_wrong_door(const kri_pricer *p, uint32_t arc)
{
    const kr_network *n = p->network;
    if (n->kind[arc] != KR_ARC_LOAD && n->kind[arc] != KR_ARC_UNLOAD)
        return 0;
    uint32_t layer = n->kind[arc] == KR_ARC_LOAD ? n->layer[n->graph.head[arc]] : n->layer[n->graph.tail[arc]];
    return layer != KR_LAYER_ROAD && (p->consignment->layers >> KR_LAYER_ROAD & 1) && n->by_road[n->row[arc]];
}

static kr_blocked what_blocks(const kri_pricer *p, uint32_t arc)
{
    const kr_network *n = p->network;
    if (!may_ride(p, n->graph.tail[arc]) || !may_ride(p, n->graph.head[arc]) || is_wrong_door(p, arc))
        return KR_BLOCKED_CARGO;
    if (!n->open[arc])
        return KR_BLOCKED_CLOSED;
    if ((n->kind[arc] == KR_ARC_BOARD || n->kind[arc] == KR_ARC_SAIL || n->kind[arc] == KR_ARC_THROUGH) && !is_sold(p, n->row[arc]))
        return KR_BLOCKED_DATE;
    return KR_PASSABLE;
}

/* Container hire by the hour, and the forwarder's share of all that was charged so far. */
static void pay_on_top(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    const kri_common_rates *r = &p->rates.common;
    const kr_consignment *c = p->consignment;
    if (c->form != KR_BOXES || !p->has_prices)
        return;
    if (r->feu_day.row != KR_NONE)
        charge(bill, &r->feu_day, c->feu * bill->hours / 24);
    if (r->teu_day.row != KR_NONE)
        charge(bill, &r->teu_day, c->teu * bill->hours / 24);
    if (p->network->kind[arc] == KR_ARC_LOAD && r->once_a_consignment.row != KR_NONE)
        charge(bill, &r->once_a_consignment, boxes(c));
    if (r->share_of_sum.row != KR_NONE)
        charge(bill, &r->share_of_sum, bill->usd / 100);
}

/* What happens on the arc, added to the bill. */
static void act(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    static void (*const of_kind[KR_ARC_KINDS])(const kri_pricer *, uint32_t, kri_bill *) = {
        [KR_ARC_RIDE] = ride, [KR_ARC_BORDER] = cross, [KR_ARC_TRANSFER] = transfer, [KR_ARC_BOARD] = board, [KR_ARC_SAIL] = sail,
    };
    kr_arc_kind kind = (kr_arc_kind)p->network->kind[arc];
    if (of_kind[kind])
        of_kind[kind](p, arc, bill);
    else if (kind == KR_ARC_ALIGHT)
        port_papers(p, arc, 1, bill);
    else if (kind == KR_ARC_STRETCH || kind == KR_ARC_THROUGH)
        block(bill, KR_BLOCKED_STRETCH);
}

static void clear(kri_bill *bill, kr_blocked blocked)
{
    bill->hours = bill->variance_h2 = bill->usd = bill->kgco2 = 0;
    bill->count = 0;
    bill->blocked = blocked;
}

void kri_bill_arc_anyway(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    clear(bill, KR_PASSABLE);
    act(p, arc, bill);
    pay_entry(p, arc, bill);
    pay_on_top(p, arc, bill);
}

void kri_bill_arc(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    kr_blocked why = what_blocks(p, arc);
    if (why == KR_PASSABLE)
        kri_bill_arc_anyway(p, arc, bill);
    else
        clear(bill, why);
}

int kri_arc_is_passable(const kri_pricer *p, uint32_t arc)
{
    return what_blocks(p, arc) == KR_PASSABLE;
}

/* ---- a stretch as a whole ---- */

#define SET(a, b, c) (1u << (a) | 1u << (b) | 1u << (c))

/* What a consignment pays for a stretch in: each kind of its units, and the sets of tariff units that fit. */
typedef struct payment {
    const char *cargo;
    uint32_t units;
    double number;      /* of boxes, trucks; tonnes of loose goods */
    double wagons;
} payment;

static int payments_of(const kri_pricer *p, uint32_t arc, payment pays[2])
{
    const kr_consignment *c = p->consignment;
    uint32_t first = p->network->row[arc];
    int n = 0, forward = p->network->forward[arc];
    if (p->network->layer[p->network->graph.tail[arc]] == KR_LAYER_ROAD) {
        pays[n++] = (payment){ "truck", SET(KRI_PER_TRUCK_KM, KRI_PER_TRUCK, KRI_FIXED), c->trucks, 0 };
    } else if (c->form == KR_BOXES) {
        if (c->feu > 0)
            pays[n++] = (payment){ "container40", SET(KRI_PER_FEU_KM, KRI_PER_FEU, KRI_FIXED), c->feu, 0 };
        if (c->teu > 0)
            pays[n++] = (payment){ "container20", SET(KRI_PER_TEU_KM, KRI_PER_TEU, KRI_FIXED), c->teu, 0 };
    } else {
        const char *id = kr_world_text(p->world, c->cargo == KR_NONE ? KR_NONE : p->world->cargo.id[c->cargo]);
        payment loose = { id, SET(KRI_PER_TKM, KRI_PER_T, KRI_PER_WAGON), c->tonnes, c->wagons };
        if (kri_stretch_rate(p->world, c, first, forward, id, loose.units, NAN).row == KR_NONE)
            loose.cargo = "bulk_wagon";
        pays[n++] = loose;
    }
    return n;
}

int kri_stretch_is_sold(const kri_pricer *p, uint32_t arc)
{
    payment pays[2];
    int n = payments_of(p, arc, pays);
    for (int i = 0; i < n; i++)
        if (kri_stretch_rate(p->world, p->consignment, p->network->row[arc], p->network->forward[arc], pays[i].cargo, pays[i].units, NAN).row == KR_NONE)
            return 0;
    return p->has_prices && n && kri_arc_is_passable(p, arc);
}

static double units_of(const kri_pricer *p, const kri_rate *rate, const payment *pay, double km)
{
    switch (p->world->tariff.unit[rate->row]) {
    case KRI_PER_FEU_KM:
    case KRI_PER_TEU_KM:
    case KRI_PER_TKM:
    case KRI_PER_TRUCK_KM: return pay->number * km;
    case KRI_PER_WAGON: return pay->wagons;
    default: return pay->number;
    }
}

/* A stretch longer or shorter than every band pays the country's own rate. */
static void pay_stretch(const kri_pricer *p, uint32_t arc, double km, kri_bill *bill)
{
    payment pays[2];
    uint32_t tail = p->network->graph.tail[arc], first = p->network->row[arc];
    int n = payments_of(p, arc, pays);
    for (int i = 0; i < n; i++) {
        kri_rate rate = kri_stretch_rate(p->world, p->consignment, first, p->network->forward[arc], pays[i].cargo, pays[i].units, km);
        if (rate.row == KR_NONE) {
            pay_haulage(p, &p->rates.country[p->rates.of_node[tail]], p->network->layer[tail], km, bill);
            return;
        }
        need(bill, p, &rate, units_of(p, &rate, &pays[i], km));
    }
}

double kri_through_usd(const kri_pricer *p, uint32_t service)
{
    const kr_services *s = &p->world->service;
    const kr_consignment *c = p->consignment;
    if (c->form == KR_BOXES)
        return (c->feu > 0 ? s->usd_40[service] * c->feu : 0) + (c->teu > 0 ? s->usd_20[service] * c->teu : 0);
    return c->form == KR_LOOSE ? s->usd_wagon[service] * c->wagons : NAN;
}

/* The through price stands in for everything that is paid on the way. */
static void pay_through(const kri_pricer *p, uint32_t arc, kri_bill *bill)
{
    size_t kept = 0;
    for (size_t i = 0; i < bill->count; i++) {
        bill->item[i].usd = 0;
        if (bill->item[i].hours > 0 || bill->item[i].kgco2 > 0)
            bill->item[kept++] = bill->item[i];
    }
    bill->count = kept;
    bill->usd = 0;
    add_usd(bill, KR_SERVICE, p->network->row[arc], kri_through_usd(p, p->network->row[arc]));
}

void kri_bill_parts(const kri_pricer *p, uint32_t arc, const uint32_t *part, size_t parts, kri_bill *bill)
{
    int is_through = p->network->kind[arc] == KR_ARC_THROUGH;
    double km = 0;
    kr_blocked why = what_blocks(p, arc);
    clear(bill, why != KR_PASSABLE ? why : parts ? KR_PASSABLE : KR_BLOCKED_STRETCH);
    if (bill->blocked != KR_PASSABLE)
        return;
    for (size_t i = 0; i < parts; i++) {
        km += p->network->km[part[i]];
        if (is_through)
            act(p, part[i], bill);
        else
            move(p, part[i], bill);
    }
    if (is_through) {
        pay_through(p, arc, bill);
        return;
    }
    pay_stretch(p, arc, km, bill);
    pay_on_top(p, arc, bill);
}

/* ---- the pricer ---- */

static kr_status index_hours(kr_job *job, kri_pricer *p)
{
    uint32_t *first, *next;
    const kr_border_hours *h = &p->world->border_hours;
    KRI_NEW(job, first, p->world->border.count);
    KRI_NEW(job, next, h->count);
    for (uint32_t row = h->count; row-- > 0;) {
        next[row] = KR_NONE;
        if (h->border[row] == KR_NONE)
            continue;
        next[row] = first[h->border[row]] - 1;      /* 0 is none */
        first[h->border[row]] = row + 1;
    }
    p->hours_of_border = first;
    p->next_hours = next;
    return KR_OK;
}

static kr_status index_weather(kr_job *job, kri_pricer *p)
{
    const kr_shared_states *s = &p->world->state;
    uint32_t *weather, month = p->consignment->date / 100 % 100;
    KRI_NEW(job, weather, p->world->node.count);
    for (uint32_t row = 0; row < s->count; row++) {
        if (s->kind[row] != KR_WEATHER || !isfinite(s->extra_h[row]) || (month && !(s->months[row] >> (month - 1) & 1)))
            continue;
        for (uint32_t i = s->nodes.first[row]; i < s->nodes.first[row + 1]; i++)
            weather[s->nodes.item[i]] = row + 1;
    }
    p->weather_of = weather;
    return KR_OK;
}

static uint32_t emission_row(const kr_world *w, const char *purpose)
{
    const kr_emissions *e = &w->emission;
    for (uint32_t row = 0; row < e->count; row++)
        for (uint32_t i = e->default_for.first[row]; i < e->default_for.first[row + 1]; i++)
            if (strcmp(kr_world_text(w, e->default_for.item[i]), purpose) == 0)
                return row;
    return KR_NONE;
}

static void find_emissions(kri_pricer *p)
{
    for (uint32_t layer = 0; layer < KR_LAYERS; layer++) {
        int is_rail = layer == KR_LAYER_RAIL1520 || layer == KR_LAYER_RAIL1435;
        p->emission[layer] = emission_row(p->world, is_rail ? "rail" : kr_layer_name((kr_layer)layer));
    }
    p->ocean = emission_row(p->world, "sea_ocean");
    p->handling = emission_row(p->world, "terminal");
    p->has_emissions = p->world->emission.count > 0;
}

/* Where distance bands hold, no link is paid for by itself. */
static void find_banded(kri_pricer *p)
{
    const kr_network *n = p->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t tail = n->graph.tail[a];
        if (n->kind[a] != KR_ARC_STRETCH || p->world->tariff.from[n->row[a]] != KR_NONE || p->world->tariff.to[n->row[a]] != KR_NONE)
            continue;
        int *is_banded = &p->rates.country[p->rates.of_node[tail]].is_banded[n->layer[tail] == KR_LAYER_ROAD];
        if (!*is_banded)
            *is_banded = kri_stretch_is_sold(p, a);
    }
}

kr_status kri_pricer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_pricer *p)
{
    *p = (kri_pricer){ .network = network, .world = network->world, .consignment = consignment };
    p->has_prices = p->world->tariff.count > 0;
    KR_TRY(kri_rates_find(job, network, consignment, &p->rates));
    KR_TRY(index_hours(job, p));
    KR_TRY(index_weather(job, p));
    KR_TRY(kri_section_speeds(job, p, &p->speed_of_link));
    find_emissions(p);
    find_banded(p);
    return KR_OK;
}

kr_status kri_pricer_share(kr_job *job, const kri_pricer *like, const kr_consignment *consignment, kri_pricer *p)
{
    kri_country_rates *own;
    *p = *like;
    p->consignment = consignment;
    KRI_NEW(job, own, p->rates.countries);
    memcpy(own, like->rates.country, p->rates.countries * sizeof *own);
    for (uint32_t i = 0; i < p->rates.countries; i++)
        own[i].is_banded[0] = own[i].is_banded[1] = 0;
    p->rates.country = own;
    find_banded(p);
    return KR_OK;
}
