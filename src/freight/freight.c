/* freight.c: a year's freight on its network. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>

#define ROUNDS 12

static kr_status check(kr_job *job, const kr_network *n, const kr_freight_options *o)
{
    if (!n->world->demand.count)
        return kr_fail(job, KR_E_INPUT, "the world has no demand.csv, so there is no freight to put on the network; add the table");
    if (!(o->sharpness > 0) || !(o->nest > 0 && o->nest <= 1) || !(o->give_up > 1) || o->ways < 1 || o->ways > 32 || !(o->tolerance > 0))
        return kr_fail(job, KR_E_INPUT, "an option of the freight assignment is out of its range: sharpness %g, nest %g, give-up %g, ways %u",
                       o->sharpness, o->nest, o->give_up, o->ways);
    return KR_OK;
}

/* ---- goods ---- */

/* Ways go link by link: a stretch that is priced as a whole would hide its links from their limits. */
static kr_status price_goods(kri_freight *f, kri_goods *g, uint32_t cargo)
{
    const kr_world *w = f->network->world;
    kr_shipment shipment = { .cargo = kr_world_text(w, w->cargo.id[cargo]), .date = f->options->date };
    kr_cost cost;
    g->cargo = cargo;
    KR_TRY(kr_consignment_make(f->job, w, &shipment, &g->consignment));
    KR_TRY(kr_cost_make(f->job, f->network, &g->consignment, &cost));
    const kr_consignment *c = &g->consignment;
    KRI_NEW(f->job, g->usd_t, f->network->graph.arcs);
    KRI_NEW(f->job, g->hours, f->network->graph.arcs);
    KRI_NEW(f->job, g->flow_t, f->network->graph.arcs);
    for (uint32_t a = 0; a < f->network->graph.arcs; a++) {
        int is_whole = cost.part_first[a + 1] > cost.part_first[a];
        g->usd_t[a] = is_whole ? INFINITY : cost.usd[a] / c->tonnes;
        g->hours[a] = is_whole ? INFINITY : cost.hours[a];
    }
    double vot = w->cargo.usd_t[cargo] * w->cargo.value_share_day[cargo] / 24;
    g->vot_usd_t_h = isfinite(vot) ? vot : 0;
    g->units_t[KRI_TONNES] = 1;
    g->units_t[KRI_TEUS] = c->form == KR_BOXES ? (2 * c->feu + c->teu) / c->tonnes : 0;
    g->units_t[KRI_TRUCKS] = isfinite(c->trucks) ? c->trucks / c->tonnes : 0;
    g->units_t[KRI_WAGONS] = isfinite(c->wagons) ? c->wagons / c->tonnes : 0;
    return KR_OK;
}

static kr_status make_pairs(kri_freight *f)
{
    const kr_wanted *d = &f->network->world->demand;
    KRI_NEW(f->job, f->goods, f->network->world->cargo.count);
    KRI_NEW(f->job, f->pair, d->count);
    for (uint32_t row = 0; row < d->count; row++) {
        kri_goods *g = &f->goods[d->cargo[row]];
        if (!(d->t_yr[row] > 0) || d->origin[row] == d->destination[row])
            continue;
        if (!g->usd_t)
            KR_TRY(price_goods(f, g, d->cargo[row]));
        f->pair[f->pairs++] = (kri_pair){ .row = row, .goods = g, .t_yr = d->t_yr[row], .from = f->network->sender[d->origin[row]],
                                          .to = f->network->receiver[d->destination[row]] };
    }
    return KR_OK;
}

/* ---- what is told ---- */

static kr_freight_pair tell_pair(const kri_pair *p)
{
    kr_freight_pair out = { .row = p->row, .ways = p->ways, .home_t_yr = p->home_t_yr };
    for (uint32_t w = 0; w < p->ways; w++) {
        out.sent_t_yr += p->way[w].t_yr;
        out.usd_t += p->way[w].t_yr * p->way[w].usd_t;
        out.hours += p->way[w].t_yr * p->way[w].hours;
    }
    if (out.sent_t_yr > 0) {
        out.usd_t /= out.sent_t_yr;
        out.hours /= out.sent_t_yr;
    }
    return out;
}

static kr_status tell_flows(kri_freight *f, kr_freight *freight)
{
    const double **of_cargo;
    double *all, *paid;
    uint32_t arcs = f->network->graph.arcs, cargoes = f->network->world->cargo.count;
    KRI_NEW(f->job, all, arcs);
    KRI_NEW(f->job, paid, arcs);
    KRI_NEW(f->job, of_cargo, cargoes);
    for (size_t p = 0; p < f->pairs; p++)
        for (uint32_t w = 0; w < f->pair[p].ways; w++) {
            const kri_freight_way *way = &f->pair[p].way[w];
            for (uint32_t i = 0; i < way->arcs; i++)
                f->pair[p].goods->flow_t[way->arc[i]] += way->t_yr;
        }
    for (uint32_t c = 0; c < cargoes; c++) {
        of_cargo[c] = f->goods[c].flow_t;
        for (uint32_t a = 0; a < arcs && f->goods[c].flow_t; a++)
            if (f->goods[c].flow_t[a] > 0) {
                all[a] += f->goods[c].flow_t[a];
                paid[a] += f->goods[c].flow_t[a] * f->goods[c].usd_t[a];
            }
    }
    freight->arc_t_yr = all;
    freight->arc_usd_yr = paid;
    freight->cargo_t_yr = of_cargo;
    return KR_OK;
}

static kr_status tell_limits(kri_freight *f, kr_freight *freight)
{
    kr_freight_limit *limit;
    KRI_NEW(f->job, limit, f->groups);
    for (size_t g = 0; g < f->groups; g++) {
        if (!(f->group[g].limit.used > 0))
            continue;
        limit[freight->limits] = f->group[g].limit;
        limit[freight->limits++].usd = f->shadow[g];
        freight->benefit_usd_yr += f->shadow[g] * f->group[g].limit.capacity;
    }
    freight->limit = limit;
    return KR_OK;
}

static kr_status tell(kri_freight *f, kr_freight *freight)
{
    kr_freight_pair *pairs;
    KRI_NEW(f->job, pairs, f->pairs);
    for (size_t p = 0; p < f->pairs; p++) {
        pairs[p] = tell_pair(&f->pair[p]);
        freight->sent_t_yr += pairs[p].sent_t_yr;
        freight->home_t_yr += pairs[p].home_t_yr;
        freight->benefit_usd_yr += f->pair[p].surplus_usd_yr;
        freight->unserved_t_yr += pairs[p].ways ? 0 : f->pair[p].t_yr;
        freight->cost_usd_yr += pairs[p].sent_t_yr * pairs[p].usd_t;
        for (uint32_t w = 0; w < f->pair[p].ways; w++)
            freight->tkm_yr += f->pair[p].way[w].t_yr * f->pair[p].way[w].km;
    }
    freight->pair = pairs;
    freight->pairs = f->pairs;
    KR_TRY(tell_flows(f, freight));
    return tell_limits(f, freight);
}

/* New ways can appear at new prices, and new ways change the prices. */
static kr_status settle(kri_freight *f, kr_freight *freight)
{
    size_t added = 1;
    while (added && freight->rounds < ROUNDS) {
        kr_status status = kri_freight_price_limits(f, &freight->excess);
        freight->rounds++;
        kri_job_progress(f->job, "rounds", freight->rounds, 0);
        KR_TRY(status);
        KR_TRY(kri_freight_add_ways_at_prices(f, &added));
    }
    return added ? kri_freight_price_limits(f, &freight->excess) : KR_OK;
}

kr_status kr_freight_assign(kr_job *job, const kr_network *network, const kr_freight_options *options, kr_freight *freight)
{
    kr_freight_options defaults = KR_FREIGHT_DEFAULTS;
    kri_freight f = { .job = job, .network = network, .options = options ? options : &defaults };
    *freight = (kr_freight){ 0 };
    KR_TRY(check(job, network, f.options));
    KR_TRY(make_pairs(&f));
    KR_TRY(kri_freight_find_limits(&f));
    KR_TRY(kri_freight_find_ways(&f));
    kr_status status = settle(&f, freight);
    if (status != KR_OK && status != KR_E_LIMIT)
        return status;
    KR_TRY(tell(&f, freight));
    return status;
}
