/* nearness.c: how near places are to their markets. */
#include "records.h"

#include "base/arena.h"
#include "freight/parts.h"

#include <math.h>

uint32_t kri_nearness_cargo(const kr_world *w)
{
    uint32_t best = KR_NONE;
    double most = 0;
    for (uint32_t c = 0; c < w->cargo.count; c++) {
        double value = 0;
        for (uint32_t row = 0; row < w->demand.count; row++)
            value += w->demand.cargo[row] == c && w->demand.origin[row] != w->demand.destination[row] ? w->demand.t_yr[row] * w->cargo.usd_t[c] : 0;
        if (value > most) {
            most = value;
            best = c;
        }
    }
    return best;
}

/* What arrives at each place, USD a year. */
static kr_status find_markets(kr_job *job, const kr_world *w, double **market)
{
    const kr_wanted *d = &w->demand;
    KRI_NEW(job, *market, w->node.count);
    for (uint32_t row = 0; row < d->count; row++) {
        double value = d->t_yr[row] * w->cargo.usd_t[d->cargo[row]];
        if (value > 0 && d->origin[row] != d->destination[row])
            (*market)[d->destination[row]] += value;
    }
    return KR_OK;
}

static kr_status add_market(kr_job *job, const kr_network *n, const double *arc_usd, double price, double theta, uint32_t place, double value,
                            double *cost_usd_t, double *access, double *value_usd)
{
    const kr_path_end end = { n->receiver[place], 0 };
    kri_mark mark = kri_job_mark(job);
    kr_tree tree;
    KR_TRY(kr_path_tree(job, &n->graph, arc_usd, KR_PATH_BACKWARD, &end, 1, &tree));
    for (uint32_t v = 0; v < n->world->node.count; v++) {
        double usd = n->sender[v] == KR_NONE || v == place ? INFINITY : tree.cost[n->sender[v]];
        if (!(usd < INFINITY))
            continue;
        cost_usd_t[v] += value * usd;
        access[v] += value * pow(1 + usd / price, -theta);
        value_usd[v] += value;
    }
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kri_nearness(kr_job *job, const kr_chain *chain, double theta, const kr_outcome *o, double *cost_usd_t, double *access, double *value_usd)
{
    const kr_world *w = chain->world;
    uint32_t cargo = kri_nearness_cargo(w);
    double *market, *arc_usd;
    if (cargo == KR_NONE || !o->plan->goods[cargo].usd_t)
        return KR_OK;
    const kri_goods *g = &o->plan->goods[cargo];
    KR_TRY(find_markets(job, w, &market));
    KRI_NEW(job, arc_usd, o->network->graph.arcs);
    for (uint32_t a = 0; a < o->network->graph.arcs; a++)
        arc_usd[a] = g->usd_t[a] + g->vot_usd_t_h * g->hours[a];
    for (uint32_t place = 0; place < w->node.count; place++)
        if (market[place] > 0 && o->network->receiver[place] != KR_NONE)
            KR_TRY(add_market(job, o->network, arc_usd, w->cargo.usd_t[cargo], theta, place, market[place], cost_usd_t, access, value_usd));
    for (uint32_t v = 0; v < w->node.count; v++)
        cost_usd_t[v] /= value_usd[v] > 0 ? value_usd[v] : 1;
    return KR_OK;
}
