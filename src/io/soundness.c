/* soundness.c: what must hold between the rows of a world. */
#include "soundness.h"

#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

typedef struct checker {
    kr_job *job;
    const kr_world *world;
    const kri_folder_units *units;
    kr_problems *problems;
} checker;

static const char *file_of(const checker *c, kr_table_id table)
{
    return c->world->text->file[table].path;
}

#define COMPLAIN(c, severity, table, row, ...)                                                                    \
    KR_TRY(kri_problem_add((c)->job, (c)->problems, severity, file_of(c, table),                                  \
                           kri_world_table_const((c)->world, table)->line[row], 0, __VA_ARGS__))

static const char *text(const checker *c, uint32_t name)
{
    return kr_world_text(c->world, name);
}

static const char *node_id(const checker *c, uint32_t row)
{
    return text(c, c->world->node.id[row]);
}

static kr_status check_nodes(checker *c)
{
    const kr_nodes *n = &c->world->node;
    for (uint32_t i = 0; i < n->count && c->units->is_lon_lat; i++) {
        if (fabs(n->lon[i]) > 180)
            COMPLAIN(c, KRI_ERROR, KR_NODE, i, "x_coord %g of \"%s\" is no longitude; EPSG:4326 has -180 to 180", n->lon[i], node_id(c, i));
        if (fabs(n->lat[i]) > 90)
            COMPLAIN(c, KRI_ERROR, KR_NODE, i, "y_coord %g of \"%s\" is no latitude; EPSG:4326 has -90 to 90: are x and y exchanged?",
                     n->lat[i], node_id(c, i));
    }
    return KR_OK;
}

/* The coordinates of small places are good to a kilometre or three. */
static int is_too_short(const checker *c, uint32_t link)
{
    const kr_links *l = &c->world->link;
    if (!c->units->is_lon_lat || l->from[link] == KR_NONE || l->to[link] == KR_NONE)
        return 0;
    double direct = kr_place_distance_km(c->world, l->from[link], l->to[link]);
    return l->length_km[link] < 0.97 * direct - 3;
}

static kr_status check_links(checker *c)
{
    const kr_links *l = &c->world->link;
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->from[i] != KR_NONE && l->from[i] == l->to[i])
            COMPLAIN(c, KRI_WARNING, KR_LINK, i, "the link \"%s\" leads from %s to itself", text(c, l->id[i]), node_id(c, l->from[i]));
        if (c->world->text->has_sources && isnan(l->length_km[i]))
            COMPLAIN(c, KRI_ERROR, KR_LINK, i, "the link \"%s\" has no length; measure it or estimate it and say so", text(c, l->id[i]));
        if (is_too_short(c, i))
            COMPLAIN(c, KRI_WARNING, KR_LINK, i, "the link \"%s\" is %g km long, less than the %.0f km of the direct line; mend the length or the coordinates",
                     text(c, l->id[i]), l->length_km[i], kr_place_distance_km(c->world, l->from[i], l->to[i]));
    }
    return KR_OK;
}

#define WIDEST_SPREAD 100.0     /* p90 over p50; the widest that is published is about 6 */

static kr_status check_spread(checker *c, kr_table_id table, uint32_t row, double p50, double p90)
{
    if (p90 > WIDEST_SPREAD * p50)
        COMPLAIN(c, KRI_ERROR, table, row, "hours_p90 %g is more than %g times hours_p50 %g; no such spread is known: is one of them mistyped?",
                 p90, WIDEST_SPREAD, p50);
    if (p90 < p50)
        COMPLAIN(c, KRI_ERROR, table, row, "hours_p90 %g is below hours_p50 %g; nine in ten cannot be quicker than five in ten", p90, p50);
    return KR_OK;
}

/* "CN>KZ" between the border's two countries, in either order; "in", "out" or "both" at ports. */
static int direction_fits(const checker *c, uint32_t border, const char *direction)
{
    const char *a = text(c, c->world->border.country_a[border]), *b = text(c, c->world->border.country_b[border]);
    if (!*b)
        return strcmp(direction, "in") == 0 || strcmp(direction, "out") == 0 || strcmp(direction, "both") == 0;
    size_t n = strlen(a), m = strlen(b);
    if (strlen(direction) != n + m + 1)
        return 0;
    return (strncmp(direction, a, n) == 0 && direction[n] == '>' && strcmp(direction + n + 1, b) == 0)
           || (strncmp(direction, b, m) == 0 && direction[m] == '>' && strcmp(direction + m + 1, a) == 0);
}

static kr_status check_border_hours(checker *c)
{
    const kr_border_hours *h = &c->world->border_hours;
    for (uint32_t i = 0; i < h->count; i++) {
        KR_TRY(check_spread(c, KR_BORDER_HOURS, i, h->p50_h[i], h->p90_h[i]));
        if (h->border[i] != KR_NONE && !direction_fits(c, h->border[i], text(c, h->direction[i])))
            COMPLAIN(c, KRI_ERROR, KR_BORDER_HOURS, i, "the direction \"%s\" does not fit the border \"%s\" between %s and %s; "
                     "write one>other, or in, out, both at a port",
                     text(c, h->direction[i]), text(c, c->world->border.id[h->border[i]]),
                     text(c, c->world->border.country_a[h->border[i]]), text(c, c->world->border.country_b[h->border[i]]));
    }
    return KR_OK;
}

static kr_status check_borders(checker *c)
{
    const kr_borders *b = &c->world->border;
    const kr_links *l = &c->world->link;
    for (uint32_t i = 0; i < b->count; i++) {
        uint32_t link = b->link[i];
        if (link == KR_NONE)
            continue;
        if ((b->state[i] == KR_OPEN) != (l->state[link] == KR_OPEN))
            COMPLAIN(c, KRI_ERROR, KR_BORDER, i, "the border \"%s\" is %s, but its link \"%s\" is %s; they must agree", text(c, b->id[i]),
                     kr_state_name(b->state[i]), text(c, l->id[link]), kr_state_name(l->state[link]));
        if (b->mode[i] != l->mode[link])
            COMPLAIN(c, KRI_ERROR, KR_BORDER, i, "the border \"%s\" is for %s, but its link \"%s\" is %s", text(c, b->id[i]),
                     kr_mode_name(b->mode[i]), text(c, l->id[link]), kr_mode_name(l->mode[link]));
    }
    return KR_OK;
}

/* Each link between two countries has one border, and the border has hours both ways. */
static kr_status check_crossings(checker *c)
{
    const kr_links *l = &c->world->link;
    const kr_borders *b = &c->world->border;
    uint32_t *border_of;
    if (!b->count)
        return KR_OK;
    KRI_NEW(c->job, border_of, l->count);
    for (uint32_t i = 0; i < b->count; i++) {
        if (b->link[i] == KR_NONE)
            continue;
        if (border_of[b->link[i]])
            COMPLAIN(c, KRI_ERROR, KR_BORDER, i, "the link \"%s\" has two borders, \"%s\" and \"%s\"; a consignment would wait twice",
                     text(c, l->id[b->link[i]]), text(c, b->id[border_of[b->link[i]] - 1]), text(c, b->id[i]));
        border_of[b->link[i]] = i + 1;
    }
    for (uint32_t i = 0; i < l->count; i++) {
        if ((l->mode[i] != KR_ROAD && l->mode[i] != KR_RAIL) || border_of[i] || l->from[i] == KR_NONE || l->to[i] == KR_NONE)
            continue;
        uint32_t from = c->world->node.country[l->from[i]], to = c->world->node.country[l->to[i]];
        if (from != to)
            COMPLAIN(c, KRI_ERROR, KR_LINK, i, "the link \"%s\" goes from %s to %s and has no border; add it to border.csv", text(c, l->id[i]),
                     text(c, from), text(c, to));
    }
    return KR_OK;
}

static kr_status check_terminals(checker *c)
{
    const kr_terminals *t = &c->world->terminal;
    for (uint32_t i = 0; i < t->count; i++) {
        KR_TRY(check_spread(c, KR_TERMINAL, i, t->p50_h[i], t->p90_h[i]));
        if (t->from_layer[i] == t->to_layer[i])
            COMPLAIN(c, KRI_ERROR, KR_TERMINAL, i, "the terminal \"%s\" changes from %s to itself", text(c, t->id[i]), kr_layer_name(t->from_layer[i]));
    }
    return KR_OK;
}

static int is_joined(const checker *c, uint32_t a, uint32_t b, kr_mode mode)
{
    const kr_links *l = &c->world->link;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == mode && ((l->from[i] == a && l->to[i] == b) || (l->from[i] == b && l->to[i] == a)))
            return 1;
    return 0;
}

static kr_mode mode_of_layer(kr_layer layer)
{
    if (layer == KR_LAYER_ROAD)
        return KR_ROAD;
    if (layer == KR_LAYER_RAIL1520 || layer == KR_LAYER_RAIL1435)
        return KR_RAIL;
    if (layer == KR_LAYER_AIR)
        return KR_AIR;
    return layer == KR_LAYER_PIPELINE ? KR_PIPELINE : KR_SEA;
}

static kr_status check_services(checker *c)
{
    const kr_services *s = &c->world->service;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t stops = s->stops.first[i + 1] - s->stops.first[i];
        const uint32_t *stop = s->stops.item + s->stops.first[i];
        if (stops < 2)
            COMPLAIN(c, KRI_ERROR, KR_SERVICE, i, "the service \"%s\" has %u stops; it needs two", text(c, s->id[i]), stops);
        if (s->layer[i] == KR_LAYERS)
            continue;
        if (isnan(s->ride_h[i]))
            COMPLAIN(c, KRI_ERROR, KR_SERVICE, i, "the service \"%s\" has no ride_hours", text(c, s->id[i]));
        if (s->ride_p90_factor[i] < 1 || s->ride_p90_factor[i] > WIDEST_SPREAD)
            COMPLAIN(c, KRI_ERROR, KR_SERVICE, i, "ride_p90_factor %g of \"%s\" is not from 1 to %g; 1 is a ride that always takes the same time",
                     s->ride_p90_factor[i], text(c, s->id[i]), WIDEST_SPREAD);
        for (uint32_t k = 0; k + 1 < stops; k++)
            if (!is_joined(c, stop[k], stop[k + 1], mode_of_layer(s->layer[i])))
                COMPLAIN(c, KRI_ERROR, KR_SERVICE, i, "the service \"%s\" goes from %s to %s, but no %s link joins them; add one to link.csv",
                         text(c, s->id[i]), node_id(c, stop[k]), node_id(c, stop[k + 1]), kr_mode_name(mode_of_layer(s->layer[i])));
    }
    return KR_OK;
}

static kr_status check_corridors(checker *c)
{
    const kr_corridors *k = &c->world->corridor;
    for (uint32_t i = 0; i < k->count; i++) {
        uint32_t nodes = k->nodes.first[i + 1] - k->nodes.first[i], hops = k->hop_modes.first[i + 1] - k->hop_modes.first[i];
        const uint32_t *node = k->nodes.item + k->nodes.first[i], *mode = k->hop_modes.item + k->hop_modes.first[i];
        if (nodes < 2 || hops != nodes - 1) {
            COMPLAIN(c, KRI_ERROR, KR_CORRIDOR, i, "the corridor \"%s\" has %u places and %u hops between them", text(c, k->id[i]), nodes, hops);
            continue;
        }
        for (uint32_t h = 0; h < hops; h++)
            if (!is_joined(c, node[h], node[h + 1], (kr_mode)mode[h]))
                COMPLAIN(c, KRI_ERROR, KR_CORRIDOR, i, "the corridor \"%s\" goes from %s to %s, but no %s link joins them", text(c, k->id[i]),
                         node_id(c, node[h]), node_id(c, node[h + 1]), kr_mode_name((kr_mode)mode[h]));
    }
    return KR_OK;
}

static int knows_currency(const checker *c, uint32_t currency)
{
    for (uint32_t i = 0; i < c->world->currency.count; i++)
        if (c->world->currency.id[i] == currency)
            return 1;
    return strcmp(text(c, currency), "USD") == 0;
}

static kr_status check_tariffs(checker *c)
{
    const kr_tariffs *t = &c->world->tariff;
    for (uint32_t i = 0; i < t->count; i++) {
        if (!knows_currency(c, t->currency[i]))
            COMPLAIN(c, KRI_ERROR, KR_TARIFF, i, "the currency \"%s\" has no row in currency.csv; add its rate", text(c, t->currency[i]));
        if (t->valid_to[i] && t->valid_from[i] && t->valid_to[i] < t->valid_from[i])
            COMPLAIN(c, KRI_ERROR, KR_TARIFF, i, "the tariff \"%s\" ends before it begins", text(c, t->id[i]));
    }
    return KR_OK;
}

static kr_status check_published(checker *c)
{
    const kr_publisheds *p = &c->world->published;
    for (uint32_t i = 0; i < p->count; i++)
        if (p->high[i] < p->low[i])
            COMPLAIN(c, KRI_ERROR, KR_PUBLISHED, i, "the range of \"%s\" ends at %g, below its beginning %g", text(c, p->id[i]), p->high[i], p->low[i]);
    return KR_OK;
}

/* A verdict rests on something that can be looked at. */
static kr_status check_claims(checker *c)
{
    const kr_claims *k = &c->world->claim;
    for (uint32_t i = 0; i < k->count; i++) {
        kr_verdict verdict = (kr_verdict)k->verdict[i];
        if (verdict != KR_UNTESTED && verdict != KR_NOT_FOUND && k->source[i] == KR_NONE && !*text(c, k->relation[i]) && !*text(c, k->implies[i])
            && !*text(c, k->test[i]))
            COMPLAIN(c, KRI_ERROR, KR_CLAIM, i, "the verdict of \"%s\" is \"%s\" and rests on nothing; give a source_id, a relation, what it implies or a test",
                     text(c, k->id[i]), kr_verdict_name(verdict));
    }
    return KR_OK;
}

static kr_status check_agreements(checker *c)
{
    enum { A_SERVICE = 2, A_PROJECT = 3 };
    const kr_agreements *a = &c->world->agreement;
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t projects = a->projects.first[i + 1] - a->projects.first[i], services = a->services.first[i + 1] - a->services.first[i];
        if ((a->effect[i] == A_PROJECT && !projects) || (a->effect[i] == A_SERVICE && !services))
            COMPLAIN(c, KRI_ERROR, KR_AGREEMENT, i, "the agreement \"%s\" changes a %s and names none", text(c, a->id[i]),
                     a->effect[i] == A_PROJECT ? "project" : "service");
    }
    return KR_OK;
}

/* Whether both hold in some month at some place: a port cannot be closed twice. */
static int holds_together(const kr_shared_states *s, uint32_t a, uint32_t b)
{
    if (s->kind[a] != KR_WEATHER || s->kind[b] != KR_WEATHER || !(s->months[a] & s->months[b]))
        return 0;
    for (uint32_t i = s->nodes.first[a]; i < s->nodes.first[a + 1]; i++)
        for (uint32_t k = s->nodes.first[b]; k < s->nodes.first[b + 1]; k++)
            if (s->nodes.item[i] == s->nodes.item[k])
                return 1;
    return 0;
}

static kr_status check_states(checker *c)
{
    const kr_shared_states *s = &c->world->state;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->share[i] > 1)
            COMPLAIN(c, KRI_ERROR, KR_STATE, i, "share %g of \"%s\" is more than all of the time; write it from 0 to 1", s->share[i], text(c, s->id[i]));
        for (uint32_t k = 0; k < i; k++)
            if (holds_together(s, k, i))
                COMPLAIN(c, KRI_ERROR, KR_STATE, i, "\"%s\" and \"%s\" close the same port in the same month; a port has one weather", text(c, s->id[k]),
                         text(c, s->id[i]));
    }
    return KR_OK;
}

static const kr_table_id table_of_disrupted[] = { KR_BORDER, KR_BORDER, KR_SERVICE, KR_NODE, KR_LINK };

static kr_status check_disruptions(checker *c)
{
    const kr_disruptions *d = &c->world->disruption;
    for (uint32_t i = 0; i < d->count; i++) {
        kr_table_id table = table_of_disrupted[d->kind[i]];
        if (d->together[i] && d->members.first[i + 1] == d->members.first[i])
            COMPLAIN(c, KRI_ERROR, KR_DISRUPTION, i, "\"%s\" closes its members together and names none", text(c, d->id[i]));
        for (uint32_t k = d->members.first[i]; k < d->members.first[i + 1]; k++)
            if (kr_world_find(c->world, table, text(c, d->members.item[k])) == KR_NONE)
                COMPLAIN(c, KRI_ERROR, KR_DISRUPTION, i, "\"%s\" closes \"%s\", which is not in %s.csv", text(c, d->id[i]), text(c, d->members.item[k]),
                         kr_table_name(table));
    }
    return KR_OK;
}

kr_status kri_world_is_sound(kr_job *job, const kr_world *world, const kri_folder_units *units, kr_problems *problems)
{
    checker c = { job, world, units, problems };
    kr_status (*const checks[])(checker *) = { check_nodes, check_links, check_borders, check_border_hours, check_crossings, check_terminals,
                                               check_services, check_corridors, check_tariffs, check_states, check_published, check_claims, check_agreements,
                                               check_disruptions };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        KR_TRY(checks[i](&c));
    return KR_OK;
}
