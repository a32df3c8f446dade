/* reliance.c: how far a country's trade hangs on one way in and out, and on one partner. */
#include "critical/shippers.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Where a way leaves or enters a country. */
typedef struct gateway {
    kr_table_id table;          /* border, or node for a port */
    uint32_t row;
    uint32_t neighbour;         /* name of the country on the other side; KR_NONE: ships, KR_NONE - 1: aeroplanes */
} gateway;

#define BY_SHIP KR_NONE
#define BY_AIR (KR_NONE - 1)

typedef struct share {
    gateway gateway;
    double t, usd;
} share;

typedef struct shares {
    share *list;
    size_t count, room;
    double t, usd;
} shares;

static uint32_t country_at(const kr_network *n, uint32_t arc, int is_head)
{
    return n->country[is_head ? n->graph.head[arc] : n->graph.tail[arc]];
}

/* The first arc of a way that leaves the country it begins in; for the end of the way the last that enters the country it ends in. */
static uint32_t crossing_of(const kr_network *n, const kr_freight_way *way, int at_end)
{
    uint32_t home = at_end ? country_at(n, way->arc[way->arcs - 1], 1) : country_at(n, way->arc[0], 0);
    for (uint32_t i = 0; i < way->arcs; i++) {
        uint32_t a = way->arc[at_end ? way->arcs - 1 - i : i];
        if (country_at(n, a, !at_end) != home)
            return a;
    }
    return KR_NONE;
}

static gateway gateway_at(const kr_network *n, uint32_t arc, int at_end)
{
    uint32_t other = at_end ? country_at(n, arc, 0) : country_at(n, arc, 1);
    uint32_t place = n->place[at_end ? n->graph.head[arc] : n->graph.tail[arc]];
    if (n->kind[arc] == KR_ARC_BORDER)
        return (gateway){ KR_BORDER, n->row[arc], other };
    if (n->kind[arc] == KR_ARC_SAIL)
        return (gateway){ KR_NODE, place, n->layer[n->graph.tail[arc]] == KR_LAYER_AIR ? BY_AIR : BY_SHIP };
    return (gateway){ KR_LINK, n->link[arc], other };    /* a world without this border's row */
}

static kr_status add_share(kr_job *job, shares *s, gateway g, double t, double usd)
{
    size_t i = 0;
    while (i < s->count && !(s->list[i].gateway.table == g.table && s->list[i].gateway.row == g.row && s->list[i].gateway.neighbour == g.neighbour))
        i++;
    if (i == s->count) {
        KR_TRY(kri_job_grow(job, &s->list, &s->room, s->count + 1, sizeof *s->list));
        s->list[s->count++] = (share){ .gateway = g };
    }
    s->list[i].t += t;
    s->list[i].usd += usd;
    s->t += t;
    s->usd += usd;
    return KR_OK;
}

static kr_status add_shipper(kr_job *job, const kr_critical *c, const kri_shipper *s, int at_end, shares *of)
{
    double usd_t = c->network->world->cargo.usd_t[s->cargo];
    for (uint32_t w = 0; w < s->ways; w++) {
        uint32_t arc = crossing_of(c->network, &s->way[w], at_end);
        double t = s->t_yr * s->way[w].share;
        if (arc != KR_NONE && t > 0)
            KR_TRY(add_share(job, of, gateway_at(c->network, arc, at_end), t, usd_t > 0 ? t * usd_t : 0));
    }
    return KR_OK;
}

static kr_status sum_shares(kr_job *job, const kr_critical *c, shares *of)
{
    for (size_t i = 0; i < c->shippers; i++) {
        const kri_shipper *s = &c->shipper[i];
        if (s->origin == s->destination)
            continue;
        KR_TRY(add_shipper(job, c, s, 0, &of[s->origin]));
        KR_TRY(add_shipper(job, c, s, 1, &of[s->destination]));
    }
    return KR_OK;
}

/* ---- what it says ---- */

static size_t element_of(const kr_critical *c, gateway g)
{
    kr_element_kind kind = g.table == KR_BORDER ? KR_ELEMENT_BORDER : g.table == KR_NODE ? KR_ELEMENT_PORT : KR_ELEMENT_LINK;
    for (size_t e = 0; e < c->elements; e++)
        if (c->element[e].kind == kind && c->element[e].row == g.row)
            return e;
    return SIZE_MAX;
}

/* An airport is no element; all other gateways are. */
static void name_gateway(const kr_critical *c, gateway g, size_t element, kr_reliance *r)
{
    const kr_world *w = c->network->world;
    r->gateway = element == SIZE_MAX ? kr_world_text(w, w->node.id[g.row]) : c->element[element].id;
    r->gateway_name = element == SIZE_MAX ? kr_world_text(w, w->node.name[g.row]) : c->element[element].name;
}

static void tell_gateways(const kr_critical *c, const shares *s, const kr_loss *losses, size_t country, kr_reliance *r)
{
    size_t most = 0;
    for (size_t i = 0; i < s->count; i++) {
        r->gateway_hhi += s->list[i].t * s->list[i].t / (s->t * s->t);
        r->gateway_hhi_usd += s->usd > 0 ? s->list[i].usd * s->list[i].usd / (s->usd * s->usd) : 0;
        if (s->list[i].t > s->list[most].t)
            most = i;
    }
    size_t element = element_of(c, s->list[most].gateway);
    name_gateway(c, s->list[most].gateway, element, r);
    r->gateways = (uint32_t)s->count;
    r->gateway_share = s->list[most].t / s->t;
    r->gateway_share_usd = s->usd > 0 ? s->list[most].usd / s->usd : 0;
    r->gateway_loss_usd_yr = element == SIZE_MAX ? NAN : losses[element].by_country_usd_yr[country];
}

static void tell_neighbours(const kr_world *w, const shares *s, kr_reliance *r)
{
    for (size_t i = 0; i < s->count; i++) {
        uint32_t neighbour = s->list[i].gateway.neighbour;
        double t = 0;
        int is_first = 1;
        for (size_t k = 0; k < s->count; k++)
            if (s->list[k].gateway.neighbour == neighbour) {
                is_first = is_first && k >= i;
                t += s->list[k].t;
            }
        if (!is_first)
            continue;
        r->neighbour_hhi += t * t / (s->t * s->t);
        if (t / s->t > r->neighbour_share) {
            r->neighbour_share = t / s->t;
            r->neighbour = neighbour == BY_SHIP ? "sea" : neighbour == BY_AIR ? "air" : kr_world_text(w, neighbour);
        }
    }
}

kr_status kr_critical_reliance(kr_job *job, const kr_critical *c, const kr_loss *losses, const kr_reliance **reliance)
{
    shares *of;
    kr_reliance *list;
    KRI_NEW(job, list, c->countries);
    KRI_NEW(job, of, c->countries);
    KR_TRY(sum_shares(job, c, of));
    for (size_t i = 0; i < c->countries; i++) {
        list[i] = (kr_reliance){ .country = c->country[i], .trade_t = of[i].t, .trade_usd = of[i].usd, .gateway_loss_usd_yr = NAN };
        if (!(of[i].t > 0))
            continue;
        tell_gateways(c, &of[i], losses, i, &list[i]);
        tell_neighbours(c->network->world, &of[i], &list[i]);
    }
    *reliance = list;
    return KR_OK;
}

/* ---- partners ---- */

static double between(uint32_t areas, const double *value, uint32_t i, uint32_t j)
{
    double out = value[(size_t)i * areas + j], in = value[(size_t)j * areas + i];
    return (out > 0 ? out : 0) + (in > 0 ? in : 0);
}

static kr_partners partners_of(uint32_t areas, const double *value, uint32_t rest, uint32_t i)
{
    kr_partners p = { .partner = KR_NONE };
    double most = 0, squares = 0;
    for (uint32_t j = 0; j < areas; j++) {
        double usd = i == j ? 0 : between(areas, value, i, j);
        p.trade_usd += usd;
        if (j == rest)
            continue;
        squares += usd * usd;
        if (usd > most) {
            most = usd;
            p.partner = j;
        }
    }
    if (most > 0) {
        p.hhi = squares / (p.trade_usd * p.trade_usd);
        p.share = most / p.trade_usd;
    }
    return p;
}

kr_status kr_partner_reliance(kr_job *job, uint32_t areas, const double *value, uint32_t rest, const kr_partners **partners)
{
    kr_partners *list;
    KRI_NEW(job, list, areas);
    for (uint32_t i = 0; i < areas; i++)
        list[i] = partners_of(areas, value, rest, i);
    *partners = list;
    return KR_OK;
}
