/* freight_told.c: a load as others see it. */
#include "parts.h"

#include "base/arena.h"

static double shadow_of(const kri_load *load, const kri_way *way)
{
    const kri_use *use = load->plan->use + way->first_use;
    double sum = 0;
    for (uint32_t k = 0; k < way->uses; k++)
        sum += load->shadow_usd[use[k].group] * use[k].units_t;
    return sum;
}

static void tell_pair(const kri_load *load, size_t number, kr_freight_way *told, kr_freight_pair *out)
{
    const kri_pair *p = &load->plan->pair[number];
    double wanted = load->wanted_t_yr[number];
    *out = (kr_freight_pair){ .row = p->row, .ways = p->ways, .home_t_yr = p->ways ? wanted * load->home_share[number] : 0,
                              .expected_usd_t = load->expected_usd_t[number], .way = told };
    for (uint32_t w = 0; w < p->ways; w++) {
        const kri_way *way = &load->plan->way[p->first + w];
        double share = load->share[p->first + w], t = wanted * share;
        told[w] = (kr_freight_way){ .arc = way->along.arc, .arcs = way->along.arcs, .nest = way->nest, .usd_t = way->usd_t, .hours = way->hours, .km = way->km,
                                    .shadow_usd_t = shadow_of(load, way), .share = share, .t_yr = t };
        out->sent_t_yr += t;
        out->usd_t += t * way->usd_t;
        out->hours += t * way->hours;
    }
    if (out->sent_t_yr > 0) {
        out->usd_t /= out->sent_t_yr;
        out->hours /= out->sent_t_yr;
    }
}

static void tell_limits(const kri_load *load, kr_freight_limit *limit, kr_freight *freight)
{
    const kr_freight_plan *plan = load->plan;
    for (size_t g = 0; g < plan->groups; g++) {
        if (!(load->used[g] > 0))
            continue;
        limit[freight->limits] = plan->group[g].limit;
        limit[freight->limits].used = load->used[g];
        limit[freight->limits++].usd = load->shadow_usd[g];
        freight->benefit_usd_yr += load->shadow_usd[g] * plan->group[g].limit.capacity;
    }
}

kr_status kri_freight_make_told(kr_job *job, const kr_freight_plan *plan, kri_told *told)
{
    KRI_NEW(job, told->pair, plan->pairs);
    KRI_NEW(job, told->way, plan->ways);
    KRI_NEW(job, told->limit, plan->groups);
    return KR_OK;
}

void kri_freight_tell(const kri_load *load, kri_told told, kr_freight *freight)
{
    const kr_freight_plan *plan = load->plan;
    *freight = (kr_freight){ .pair = told.pair, .pairs = plan->pairs, .pair_of_row = plan->pair_of_row, .limit = told.limit, .excess = load->excess };
    for (size_t p = 0; p < plan->pairs; p++) {
        kr_freight_pair *pair = &told.pair[p];
        tell_pair(load, p, told.way + plan->pair[p].first, pair);
        freight->sent_t_yr += pair->sent_t_yr;
        freight->home_t_yr += pair->home_t_yr;
        freight->unserved_t_yr += pair->ways ? 0 : load->wanted_t_yr[p];
        freight->cost_usd_yr += pair->sent_t_yr * pair->usd_t;
        if (plan->pair[p].has_scale)
            freight->benefit_usd_yr -= load->wanted_t_yr[p] * pair->expected_usd_t;
        for (uint32_t w = 0; w < pair->ways; w++)
            freight->tkm_yr += pair->way[w].t_yr * pair->way[w].km;
    }
    tell_limits(load, told.limit, freight);
}

/* ---- by arc ---- */

static void add_flows(const kr_freight_plan *plan, const kr_freight *freight, double *const *of_cargo)
{
    for (size_t p = 0; p < freight->pairs; p++)
        for (uint32_t w = 0; w < freight->pair[p].ways; w++) {
            const kr_freight_way *way = &freight->pair[p].way[w];
            double *flow = of_cargo[plan->pair[p].goods - plan->goods];
            for (uint32_t i = 0; i < way->arcs; i++)
                flow[way->arc[i]] += way->t_yr;
        }
}

kr_status kr_freight_flows(kr_job *job, const kr_freight_plan *plan, kr_freight *freight)
{
    double **of_cargo, *all, *paid;
    uint32_t arcs = plan->network->graph.arcs, cargoes = plan->network->world->cargo.count;
    KRI_NEW(job, all, arcs);
    KRI_NEW(job, paid, arcs);
    KRI_NEW(job, of_cargo, cargoes);
    for (uint32_t c = 0; c < cargoes; c++)
        if (plan->goods[c].usd_t)
            KRI_NEW(job, of_cargo[c], arcs);
    add_flows(plan, freight, of_cargo);
    for (uint32_t c = 0; c < cargoes; c++)
        for (uint32_t a = 0; a < arcs && of_cargo[c]; a++)
            if (of_cargo[c][a] > 0) {
                all[a] += of_cargo[c][a];
                paid[a] += of_cargo[c][a] * plan->goods[c].usd_t[a];
            }
    freight->arc_t_yr = all;
    freight->arc_usd_yr = paid;
    freight->cargo_t_yr = (const double *const *)of_cargo;
    return KR_OK;
}
