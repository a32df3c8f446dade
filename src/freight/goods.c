/* goods.c: which cargoes are sent, and what a tonne of each pays and needs on every arc. */
#include "parts.h"

#include "base/arena.h"
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

static kr_status set_tonne(kr_job *job, const kr_freight_plan *plan, uint32_t cargo, const kri_link_cost *cost, kri_goods *g)
{
    const kr_cargoes *cargoes = &plan->network->world->cargo;
    const kr_consignment *c = &g->consignment;
    KRI_NEW(job, g->usd_t, plan->network->graph.arcs);
    for (uint32_t a = 0; a < plan->network->graph.arcs; a++)
        g->usd_t[a] = cost->usd[a] / c->tonnes;
    g->hours = cost->hours;
    double vot = cargoes->usd_t[cargo] * cargoes->value_share_day[cargo] / 24;
    g->vot_usd_t_h = isfinite(vot) ? plan->options.time_value * vot : 0;
    g->units_t[KRI_TONNES] = 1;
    g->units_t[KRI_TEUS] = c->form == KR_BOXES ? (2 * c->feu + c->teu) / c->tonnes : 0;
    g->units_t[KRI_TRUCKS] = isfinite(c->trucks) ? c->trucks / c->tonnes : 0;
    g->units_t[KRI_WAGONS] = isfinite(c->wagons) ? c->wagons / c->tonnes : 0;
    return KR_OK;
}

/* Ways go link by link: a stretch that is priced as a whole would hide its links from their limits. */
kr_status kri_freight_price_goods(kr_job *job, kr_freight_plan *plan)
{
    const kr_world *w = plan->network->world;
    kr_consignment *consignment;
    kri_link_cost *cost;
    uint32_t *cargo;
    size_t count = 0;
    KR_TRY(list_pairs(job, plan));
    KRI_NEW(job, consignment, w->cargo.count);
    KRI_NEW(job, cost, w->cargo.count);
    KRI_NEW(job, cargo, w->cargo.count);
    for (uint32_t c = 0; c < w->cargo.count; c++) {
        kr_shipment shipment = { .cargo = kr_world_text(w, w->cargo.id[c]), .date = plan->options.date };
        if (!plan->goods[c].pairs)
            continue;
        KR_TRY(kr_consignment_make(job, w, &shipment, &consignment[count]));
        plan->goods[c].consignment = consignment[count];
        cargo[count++] = c;
    }
    KR_TRY(kri_cost_links(job, plan->network, consignment, count, cost));
    for (size_t i = 0; i < count; i++)
        KR_TRY(set_tonne(job, plan, cargo[i], &cost[i], &plan->goods[cargo[i]]));
    return KR_OK;
}
