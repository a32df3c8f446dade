/* goods.c: which cargoes are sent, and what a tonne of each pays and needs on every arc. */
#include "parts.h"

#include "base/arena.h"
#include "cost/changes.h"
#include "cost/links.h"

#include <math.h>

static kr_status list_pairs(kr_job *job, kr_freight_plan *plan)
{
    uint32_t cargoes = plan->network->world->cargo.count;
    for (size_t p = 0; p < plan->pairs; p++)
        plan->pair[p].goods->pairs++;
    for (uint32_t c = 0; c < cargoes; c++)
        if (plan->goods[c].pairs) {
            KRI_NEW(job, plan->goods[c].pair, plan->goods[c].pairs);
            plan->goods[c].pairs = 0;
        }
    for (size_t p = 0; p < plan->pairs; p++) {
        kri_goods *g = plan->pair[p].goods;
        g->pair[g->pairs++] = (uint32_t)p;
    }
    return KR_OK;
}

static void set_units(const kr_freight_plan *plan, uint32_t cargo, kri_goods *g)
{
    const kr_cargoes *cargoes = &plan->network->world->cargo;
    const kr_consignment *c = &g->consignment;
    double vot = cargoes->usd_t[cargo] * cargoes->value_share_day[cargo] / 24;
    g->vot_usd_t_h = isfinite(vot) ? plan->options.time_value * vot : 0;
    g->units_t[KRI_TONNES] = 1;
    g->units_t[KRI_TEUS] = c->form == KR_BOXES ? (2 * c->feu + c->teu) / c->tonnes : 0;
    g->units_t[KRI_TRUCKS] = isfinite(c->trucks) ? c->trucks / c->tonnes : 0;
    g->units_t[KRI_WAGONS] = isfinite(c->wagons) ? c->wagons / c->tonnes : 0;
}

/* ---- prices ---- */

/* What is known of the arcs' prices from another plan: all but those of the arcs that are marked. */
typedef struct known {
    const kr_freight_plan *plan;    /* NULL: nothing is */
    uint8_t *changed;               /* [arcs] */
    size_t count;
} known;

static kr_status find_known(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *like, known *k)
{
    *k = (known){ .count = plan->network->graph.arcs };
    if (!like || like->options.date != plan->options.date)
        return KR_OK;
    KR_TRY(kri_cost_changes(job, plan->network, like->network, &k->changed, &k->count));
    if (k->changed)
        k->plan = like;
    return KR_OK;
}

static kr_status set_prices(kr_job *job, const known *k, uint32_t cargo, uint32_t arcs, const kri_link_cost *cost, kri_goods *g)
{
    const uint8_t *changed = k->changed;
    KRI_NEW(job, g->usd_t, arcs);
    g->hours = cost->hours;
    if (!k->plan) {
        for (uint32_t a = 0; a < arcs; a++)
            g->usd_t[a] = cost->usd[a] / g->consignment.tonnes;
        return KR_OK;
    }
    const double *usd_t = k->plan->goods[cargo].usd_t, *hours = k->plan->goods[cargo].hours;
    for (uint32_t a = 0; a < arcs; a++) {
        double own = cost->usd[a] / g->consignment.tonnes;
        g->usd_t[a] = changed[a] ? own : usd_t[a];
        cost->hours[a] = changed[a] ? cost->hours[a] : hours[a];
    }
    return KR_OK;
}

/* The cargoes that are sent, and a consignment of each: the same as another plan's where the tables are. */
static kr_status make_consignments(kr_job *job, kr_freight_plan *plan, const known *k, kr_consignment *consignment, uint32_t *cargo, size_t *count)
{
    const kr_world *w = plan->network->world;
    *count = 0;
    for (uint32_t c = 0; c < w->cargo.count; c++) {
        kr_shipment shipment = { .cargo = kr_world_text(w, w->cargo.id[c]), .date = plan->options.date };
        kri_goods *g = &plan->goods[c];
        if (!g->pairs)
            continue;
        if (k->plan)
            g->consignment = k->plan->goods[c].consignment;
        else
            KR_TRY(kr_consignment_make(job, w, &shipment, &g->consignment));
        consignment[*count] = g->consignment;
        cargo[(*count)++] = c;
    }
    return KR_OK;
}

/* Ways go link by link: a stretch that is priced as a whole would hide its links from their limits. */
kr_status kri_freight_price_goods(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like)
{
    const kr_world *w = plan->network->world;
    uint32_t arcs = plan->network->graph.arcs;
    kr_consignment *consignment;
    kri_link_cost *cost;
    uint32_t *cargo;
    size_t count;
    known k;
    KR_TRY(list_pairs(job, plan));
    KR_TRY(find_known(job, plan, like, &k));
    KRI_NEW(job, consignment, w->cargo.count);
    KRI_NEW(job, cost, w->cargo.count);
    KRI_NEW(job, cargo, w->cargo.count);
    KR_TRY(make_consignments(job, plan, &k, consignment, cargo, &count));
    KR_TRY(kri_cost_links(job, plan->network, consignment, count, k.changed, cost));
    for (size_t i = 0; i < count; i++) {
        set_units(plan, cargo[i], &plan->goods[cargo[i]]);
        KR_TRY(set_prices(job, &k, cargo[i], arcs, &cost[i], &plan->goods[cargo[i]]));
    }
    return KR_OK;
}
