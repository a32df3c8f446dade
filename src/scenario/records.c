/* records.c: what is kept of a solved world. */
#include "records.h"

#include "base/arena.h"
#include "freight/parts.h"

#include <math.h>
#include <string.h>

static size_t take(size_t *at, size_t count)
{
    size_t here = *at;
    *at += count;
    return here;
}

static void lay_out(const kr_chain *c, const kr_study *study, kri_layout *l)
{
    const kr_world *w = c->world;
    size_t at = 0, n = c->areas;
    *l = (kri_layout){ .areas = c->areas, .figures = study->figures, .links = w->link.count, .corridors = w->corridor.count, .places = w->node.count,
                       .services = w->service.count };
    l->ln_welfare = take(&at, n);
    l->spending = take(&at, n);
    l->transit = take(&at, n);
    l->rounds = take(&at, 1);
    l->residual = take(&at, 1);
    l->excess = take(&at, 1);
    l->settled = take(&at, 1);
    l->sent_t = take(&at, 1);
    l->kgco2 = take(&at, 1);
    l->figure = take(&at, (size_t)l->figures * KRI_FIGURE_SUMS);
    l->length[KRI_BRIEF] = at;
    l->sweeps = take(&at, 1);
    l->headway_moved = take(&at, 1);
    l->headway_h = take(&at, l->services);
    l->service_t = take(&at, l->services);
    l->length[KRI_SAILINGS] = at;
    at = l->length[KRI_BRIEF];
    l->trade = take(&at, n * n);
    l->ratio = take(&at, n * n);
    l->length[KRI_TRADE] = at;
    l->link_t = take(&at, l->links);
    l->link_marginal = take(&at, l->links);
    l->link_shadow = take(&at, l->links);
    l->corridor_tkm = take(&at, l->corridors);
    l->corridor_kg = take(&at, l->corridors);
    l->place_cost = take(&at, l->places);
    l->place_access = take(&at, l->places);
    l->place_value = take(&at, l->places);
    l->length[KRI_WHOLE] = at;
}

kr_status kri_recorder_open(kr_job *job, const kr_chain *chain, const kr_study *study, kri_recorder *r)
{
    *r = (kri_recorder){ .study = study, .chain = chain };
    lay_out(chain, study, &r->layout);
    return kri_corridors_open(job, chain->world, &r->corridors);
}

/* ---- the parts ---- */

static void record_brief(const kri_recorder *r, const kr_outcome *base, const kr_outcome *o, double *record)
{
    const kri_layout *l = &r->layout;
    memcpy(record + l->ln_welfare, o->ln_welfare, l->areas * sizeof *record);
    memcpy(record + l->spending, o->spending_usd_yr, l->areas * sizeof *record);
    memcpy(record + l->transit, o->transit_usd_yr, l->areas * sizeof *record);
    record[l->rounds] = o->rounds;
    record[l->residual] = o->residual;
    record[l->excess] = o->freight.excess;
    record[l->settled] = o->is_settled;
    record[l->sent_t] = o->freight.sent_t_yr;
    record[l->kgco2] = NAN;
    for (uint32_t f = 0; f < l->figures; f++)
        kri_figure_sums(r->chain, &r->study->figure[f], base, o, record + l->figure + (size_t)f * KRI_FIGURE_SUMS);
}

/* How often each service sails, and the tonnes of its fullest leg. */
static void record_sailings(const kri_recorder *r, const kr_outcome *o, double *record)
{
    const kri_layout *l = &r->layout;
    const kr_network *n = o->network;
    record[l->sweeps] = o->sweeps;
    record[l->headway_moved] = o->headway_moved;
    memcpy(record + l->headway_h, o->world->service.headway_h, l->services * sizeof *record);
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->kind[a] == KR_ARC_SAIL)
            record[l->service_t + n->row[a]] = fmax(record[l->service_t + n->row[a]], o->freight.arc_t_yr[a]);
}

static void record_trade(const kri_recorder *r, const kr_outcome *o, double *record)
{
    size_t cells = (size_t)r->layout.areas * r->layout.areas;
    memcpy(record + r->layout.trade, o->trade_usd_yr, cells * sizeof *record);
    memcpy(record + r->layout.ratio, o->cost_ratio, cells * sizeof *record);
}

/* Emissions of all that is carried, by arc. */
static kr_status sum_emissions(kr_job *job, const kr_outcome *o, double *arc_kg, double *all)
{
    const kr_network *n = o->network;
    *all = 0;
    for (uint32_t c = 0; c < n->world->cargo.count; c++) {
        const kri_goods *g = &o->plan->goods[c];
        const double *flow = o->freight.cargo_t_yr[c];
        kri_mark mark = kri_job_mark(job);
        kr_cost cost;
        if (!g->usd_t || !flow)
            continue;
        KR_TRY(kr_cost_make(job, n, &g->consignment, &cost));
        for (uint32_t a = 0; a < n->graph.arcs; a++)
            if (flow[a] > 0 && cost.kgco2[a] < INFINITY)
                arc_kg[a] += flow[a] * cost.kgco2[a] / g->consignment.tonnes;
        kri_job_release(job, mark);
    }
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        *all += arc_kg[a];
    return KR_OK;
}

static void record_marginals(const kri_recorder *r, const kr_outcome *o, const uint8_t *counts, double *record)
{
    const kr_network *n = o->network;
    for (size_t p = 0; p < o->freight.pairs; p++)
        for (uint32_t w = 0; w < o->freight.pair[p].ways; w++) {
            const kr_freight_way *way = &o->freight.pair[p].way[w];
            for (uint32_t i = 0; i < way->arcs; i++)
                if (counts[way->arc[i]])
                    record[r->layout.link_marginal + n->link[way->arc[i]]] += way->share * o->t_yr[o->freight.pair[p].row] * o->weight[o->freight.pair[p].row];
        }
    for (size_t i = 0; i < o->freight.limits; i++)
        if (o->freight.limit[i].table == KR_LINK)
            record[r->layout.link_shadow + o->freight.limit[i].row] = o->freight.limit[i].usd;
}

static kr_status record_links(kr_job *job, const kri_recorder *r, const kr_outcome *o, const double *arc_kg, double *record)
{
    const kr_network *n = o->network;
    const uint8_t *counts;
    double *tkm, *kg;
    KR_TRY(kr_network_link_arcs(job, n, &counts));
    KRI_NEW(job, tkm, n->world->link.count);
    KRI_NEW(job, kg, n->world->link.count);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        if (n->link[a] == KR_NONE)
            continue;
        kg[n->link[a]] += arc_kg[a];
        if (counts[a])
            record[r->layout.link_t + n->link[a]] += o->freight.arc_t_yr[a];
    }
    for (uint32_t link = 0; link < n->world->link.count; link++) {
        double km = n->world->link.length_km[link];
        tkm[link] = km > 0 ? km * record[r->layout.link_t + link] : 0;
    }
    record_marginals(r, o, counts, record);
    kri_corridor_sum(r->corridors, tkm, record + r->layout.corridor_tkm);
    kri_corridor_sum(r->corridors, kg, record + r->layout.corridor_kg);
    return KR_OK;
}

kr_status kri_record(kr_job *job, const kri_recorder *r, const kr_chain_parameters *p, const kr_outcome *base, const kr_outcome *o, kri_depth depth,
                     double *record)
{
    kri_mark mark = kri_job_mark(job);
    double *arc_kg;
    memset(record, 0, r->layout.length[depth] * sizeof *record);
    record_brief(r, base, o, record);
    if (depth == KRI_SAILINGS)
        record_sailings(r, o, record);
    if (depth <= KRI_SAILINGS)
        return KR_OK;
    record_trade(r, o, record);
    KRI_NEW(job, arc_kg, o->network->graph.arcs);
    KR_TRY(sum_emissions(job, o, arc_kg, &record[r->layout.kgco2]));
    if (depth == KRI_WHOLE) {
        KR_TRY(record_links(job, r, o, arc_kg, record));
        KR_TRY(kri_nearness(job, r->chain, p->trade_elasticity, o, record + r->layout.place_cost, record + r->layout.place_access,
                            record + r->layout.place_value));
    }
    kri_job_release(job, mark);
    return KR_OK;
}
