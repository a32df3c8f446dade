/* circle.c: trade answers to cost, cost to flow, flow to trade, until nothing moves. */
#include "loop.h"

#include "base/arena.h"
#include "freight/parts.h"
#include "trade/anderson.h"

#include <math.h>
#include <string.h>

#define PATIENCE 12         /* rounds without progress before steps are shortened */
#define LEAST_PART 0.05

/* ---- one world ---- */

typedef struct circle {
    kr_job *job;
    const kr_chain *chain;
    const kr_outcome *base;     /* NULL: this is the base */
    const kr_freight_plan *reference;   /* whose ways may be chosen and whose noise holds; NULL: its own */
    kri_bridge bridge;
    kri_answer answer;
    kr_freight_plan *plan;
    kri_load load;
    int is_loaded;              /* it has carried tonnes */
    double kept_to;             /* what the last round kept the limits to, or tried to */
    uint32_t looks;             /* for ways that are missing */
    double *demand_t_yr, *usd_t;    /* [rows] */
    double *x, *image, *last;   /* [rows] ln of demand over the base's; what the chain makes of it; x of the round before */
    kri_anderson anderson;
    uint32_t rounds;
    double residual;
} circle;

static kr_status make_network(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *p, const kr_network **made)
{
    kr_world *world;
    kr_network *network;
    KRI_NEW(job, world, 1);
    KRI_NEW(job, network, 1);
    KR_TRY(kri_altered_world(job, chain->world, patch, p, world));
    *made = network;
    if (patch && patch->count)
        return kr_network_freeze_like(job, world, &chain->network, network);
    *network = chain->network;      /* factors change no arc */
    network->world = world;
    return KR_OK;
}

static kr_status make_plan(circle *c, const kr_network *network, const kri_start *start)
{
    kr_freight_options o = KR_FREIGHT_DEFAULTS;
    const kr_chain_parameters *p = &c->bridge.parameters;
    o.date = c->chain->date;
    o.time_value = p->time_value;
    o.is_free_of_limits = p->channel < KR_CHANNEL_CONGESTED;
    o.reference = c->reference;
    KR_TRY(kr_freight_plan_make(c->job, network, &o, start ? start->plan : o.reference, &c->plan));
    return kri_freight_open_load(c->job, c->plan, start ? &start->freight : NULL, &c->load);
}

static kr_status open_circle(circle *c, const kr_network *network, const kri_start *start)
{
    size_t n = c->chain->areas, wide = (c->chain->rows + 7) / 8 * 8;
    KRI_NEW(c->job, c->answer.ln_welfare, n);
    KRI_NEW(c->job, c->answer.trade, n * n);
    KRI_NEW(c->job, c->demand_t_yr, c->chain->rows);
    KRI_NEW(c->job, c->usd_t, c->chain->rows);
    KRI_NEW(c->job, c->x, wide);
    KRI_NEW(c->job, c->image, wide);
    KRI_NEW(c->job, c->last, wide);
    KR_TRY(kri_anderson_open(c->job, c->chain->rows, &c->anderson));
    return make_plan(c, network, start);
}

/* ---- round by round ---- */

static void set_demand(circle *c)
{
    for (uint32_t row = 0; row < c->chain->rows; row++)
        c->demand_t_yr[row] = c->chain->world->demand.t_yr[row] * exp(c->x[row]);
}

static void note_costs(circle *c)
{
    for (uint32_t row = 0; row < c->chain->rows; row++) {
        uint32_t pair = c->plan->pair_of_row[row];
        c->usd_t[row] = pair == KR_NONE ? NAN : c->load.expected_usd_t[pair];
    }
}

/* While tonnes still move, limits need not be kept better than a small part of that. */
static double limits_kept_to(const circle *c)
{
    double least = c->bridge.parameters.tolerance;
    return c->rounds ? fmax(least, fmin(1e-4, 1e-3 * c->residual)) : 1e-4;
}

/* Limits that are nearly kept are told as such, and the loop goes on. */
static kr_status take_load(circle *c, kr_status status)
{
    c->is_loaded |= status == KR_OK || status == KR_E_LIMIT;
    c->rounds++;
    if (status != KR_OK && !(status == KR_E_LIMIT && kr_job_check(c->job) == KR_OK))
        return status;
    note_costs(c);
    return KR_OK;
}

/* Loads the network with what is wanted and asks the economy what it wants now. */
static kr_status go_round(circle *c)
{
    set_demand(c);
    c->kept_to = limits_kept_to(c);
    KR_TRY(take_load(c, kri_freight_run_load(&c->load, c->demand_t_yr, c->kept_to)));
    kri_bridge_costs(&c->bridge, c->base->usd_t, c->usd_t);
    KR_TRY(kri_bridge_answer(c->job, &c->bridge, &c->answer));
    kri_bridge_tonnes(&c->bridge, &c->answer, c->image);
    c->residual = 0;
    for (uint32_t row = 0; row < c->chain->rows; row++)
        c->residual = fmax(c->residual, fabs(c->image[row] - c->x[row]));
    return KR_OK;
}

static kr_status look_for_ways(circle *c, size_t *added)
{
    c->looks++;
    return kri_freight_look(&c->load, c->plan, added);
}

/* Where nothing jams the plan has the cheapest ways already. */
static int is_jammed(const circle *c)
{
    for (size_t g = 0; g < c->plan->groups; g++)
        if (c->load.shadow_usd[g] > 0)
            return 1;
    return 0;
}

static void forget(circle *c)
{
    c->anderson.held = c->anderson.next = 0;
    c->anderson.has_last = 0;
}

/* The next tonnes to try, at most e-fold from those tried; x is left where image was. */
static void step(circle *c, double part)
{
    for (uint32_t row = 0; row < c->chain->rows; row++)
        c->image[row] = c->x[row] + part * (c->image[row] - c->x[row]);
    memcpy(c->last, c->x, c->chain->rows * sizeof *c->x);
    kri_anderson_next(&c->anderson, c->x, c->image);
    for (uint32_t row = 0; row < c->chain->rows; row++)
        c->x[row] = c->last[row] + fmax(-1, fmin(1, c->x[row] - c->last[row]));
}

/* No tonne moves, and limits are kept as well as they can be: otherwise the next round keeps them better. */
static int rests(const circle *c)
{
    double tolerance = c->bridge.parameters.tolerance;
    return c->residual <= tolerance && (c->load.excess <= tolerance || c->kept_to <= tolerance);
}

static kr_status fail_to_rest(const circle *c)
{
    return kr_fail(c->job, KR_E_LIMIT, "trade, costs and flows did not come to rest in %u rounds: the last one moved tonnes by %.2g of "
                   "themselves; allow more rounds, a wider tolerance, or take a project out", c->rounds, c->residual);
}

/*
 * Steps by Anderson's method until a round moves nothing, then looks whether other ways have become cheapest; if they have, on, and what
 * was learnt of the old ways is forgotten. When the error has not fallen for a while only a part of each step is taken.
 */
static kr_status go_round_until_it_rests(circle *c)
{
    double best = INFINITY, part = 1;
    uint32_t since_best = 0;
    for (size_t added;;) {
        KR_TRY(kr_job_check(c->job));
        KR_TRY(go_round(c));
        added = 0;
        if (rests(c) && is_jammed(c))
            KR_TRY(look_for_ways(c, &added));
        if (rests(c) && !added)
            return KR_OK;
        if (c->rounds >= c->bridge.parameters.rounds)
            return fail_to_rest(c);
        since_best = added || c->residual < best ? 0 : since_best + 1;
        best = added ? INFINITY : fmin(best, c->residual);
        if (added || since_best > PATIENCE)
            forget(c);
        if (since_best > PATIENCE) {
            part = fmax(part / 2, LEAST_PART);
            since_best = 0;
        }
        if (c->residual > c->bridge.parameters.tolerance)
            step(c, part);
    }
}

/* ---- what is told ---- */

static kr_status tell_rows(circle *c, kr_outcome *o)
{
    double *weight;
    KRI_NEW(c->job, weight, c->chain->rows);
    for (uint32_t row = 0; row < c->chain->rows; row++) {
        uint32_t cell = c->chain->cell[row];
        if (cell != KR_NONE && isfinite(c->usd_t[row]))
            weight[row] = c->bridge.share[row] * c->bridge.flows.value[cell] / c->chain->world->demand.t_yr[row]
                          / (c->chain->value_usd_t[row] + c->usd_t[row]);
    }
    o->weight = weight;
    return KR_OK;
}

static kr_status tell(circle *c, kr_outcome *o)
{
    const kr_chain *chain = c->chain;
    const uint32_t *area_of_end;
    double *transit;
    kri_told told;
    kr_freight freight;
    KRI_NEW(c->job, transit, chain->areas);
    KR_TRY(kri_freight_make_told(c->job, c->plan, &told));
    kri_freight_tell(&c->load, told, &freight);
    freight.rounds = c->looks;
    KR_TRY(kr_freight_flows(c->job, c->plan, &freight));
    *o = (kr_outcome){ .areas = chain->areas, .ln_welfare = c->answer.ln_welfare, .spending_usd_yr = c->bridge.spending, .transit_usd_yr = transit,
                       .trade_usd_yr = c->answer.trade, .cost_ratio = c->bridge.ratio, .rows = chain->rows, .t_yr = c->demand_t_yr, .usd_t = c->usd_t,
                       .world = c->plan->network->world, .network = c->plan->network, .plan = c->plan, .freight = freight, .rounds = c->rounds,
                       .residual = c->residual, .is_settled = c->residual <= c->bridge.parameters.tolerance };
    KR_TRY(kri_areas_of(c->job, chain, o->network, &area_of_end));
    for (size_t p = 0; p < o->freight.pairs; p++)
        kri_add_transit(chain, o, area_of_end, &o->freight.pair[p], transit);
    return tell_rows(c, o);
}

/* The base: costs are what they are compared with, and trade is what is known of it. */
static kr_status rest_in_base(circle *c)
{
    size_t cells = (size_t)c->chain->areas * c->chain->areas;
    set_demand(c);
    KR_TRY(take_load(c, kri_freight_settle_load(&c->load, c->plan, c->demand_t_yr, c->bridge.parameters.tolerance, &c->looks)));
    memcpy(c->answer.trade, c->bridge.flows.value, cells * sizeof *c->answer.trade);
    for (size_t k = 0; k < cells; k++)
        c->bridge.ratio[k] = 1;
    return KR_OK;
}

/* An outcome's own ways may be missing from the plan: they were found at its prices, and are found again there. */
static kr_status begin(circle *c, const kri_start *start)
{
    size_t added;
    for (uint32_t row = 0; row < c->chain->rows; row++)
        c->x[row] = start->t_yr[row] > 0 ? log(start->t_yr[row] / c->chain->world->demand.t_yr[row]) : 0;
    return start->looks_first && is_jammed(c) ? look_for_ways(c, &added) : KR_OK;
}

kr_status kri_circle_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *p, const kr_outcome *base,
                           const kr_freight_plan *reference, const kri_start *start, kr_outcome *outcome)
{
    circle c = { .job = job, .chain = chain, .base = base, .reference = reference };
    const kr_network *network;
    *outcome = (kr_outcome){ 0 };
    KR_TRY(kri_bridge_open(job, chain, p, &c.bridge));
    KR_TRY(make_network(job, chain, patch, p, &network));
    KR_TRY(open_circle(&c, network, start));
    if (c.base && start)
        KR_TRY(begin(&c, start));
    kr_status status = c.base ? go_round_until_it_rests(&c) : rest_in_base(&c);
    if (status != KR_OK && status != KR_E_LIMIT)
        return status;
    if (!c.is_loaded)
        return status;
    KR_TRY(tell(&c, outcome));
    return status;
}

kri_start kri_start_at(const kr_outcome *o, const kr_outcome *base)
{
    return (kri_start){ .plan = o->plan, .t_yr = o->t_yr, .freight = o->freight, .looks_first = o != base };
}
