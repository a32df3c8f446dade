/* bridge.c: from what a tonne costs to what countries send, and back (docs/method/scenario.md). */
#include "loop.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* ---- rows of demand ---- */

/* Whose trade a row is: fitted demand says so, for a port may stand for what lies behind it; else that of the place. */
static uint32_t area_of_end(const kr_chain *c, uint32_t row, const uint32_t *place, const uint32_t *area)
{
    int is_fitted = c->world->demand.t_yr == c->world->fitted.wanted.t_yr;
    uint32_t named = is_fitted && area && area[row] != KR_NONE ? kr_chain_area(c, area[row]) : KR_NONE;
    return named == KR_NONE ? c->area_of_node[place[row]] : named;
}

static void place_row(kr_chain *c, uint32_t row)
{
    const kr_wanted *d = &c->world->demand;
    uint32_t from = c->from[row] = area_of_end(c, row, d->origin, c->world->fitted.origin_area);
    uint32_t to = c->to[row] = area_of_end(c, row, d->destination, c->world->fitted.destination_area);
    double price = c->world->cargo.usd_t[d->cargo[row]];
    c->cell[row] = KR_NONE;
    c->value_usd_t[row] = price;
    if (from == KR_NONE || to == KR_NONE || !(price > 0) || !(d->t_yr[row] > 0) || d->origin[row] == d->destination[row])
        return;
    c->cell[row] = from * c->areas + to;
    c->pair_usd_yr[c->cell[row]] += price * d->t_yr[row];
}

static kr_status place_rows(kr_job *job, kr_chain *c)
{
    size_t cells = (size_t)c->areas * c->areas;
    KRI_NEW(job, c->area_of_node, c->world->node.count);
    KRI_NEW(job, c->from, c->rows);
    KRI_NEW(job, c->to, c->rows);
    KRI_NEW(job, c->cell, c->rows);
    KRI_NEW(job, c->value_usd_t, c->rows);
    KRI_NEW(job, c->pair_usd_yr, cells);
    KRI_NEW(job, c->coverage, cells);
    for (uint32_t v = 0; v < c->world->node.count; v++)
        c->area_of_node[v] = kr_chain_area(c, c->world->node.country[v]);
    for (uint32_t row = 0; row < c->rows; row++)
        place_row(c, row);
    for (size_t k = 0; k < cells; k++)
        c->coverage[k] = c->pair_usd_yr[k] > 0 ? fmin(1, c->pair_usd_yr[k] / c->trade->value[k]) : 0;
    return KR_OK;
}

kr_status kr_chain_open(kr_job *job, const kr_world *world, const kr_flows *trade, uint32_t date, const kr_chain **chain)
{
    kr_chain *c;
    if (!world->demand.count)
        return kr_fail(job, KR_E_INPUT, "the world has no demand.csv, so no freight answers to what a project changes; add the table");
    KR_TRY(kr_flows_check(job, trade));
    KRI_NEW(job, c, 1);
    *c = (kr_chain){ .world = world, .trade = trade, .date = date, .areas = trade->count, .rows = world->demand.count };
    KR_TRY(place_rows(job, c));
    KR_TRY(kr_network_freeze(job, world, &c->network));
    KR_TRY(kri_find_areas(job, c));
    *chain = c;
    return KR_OK;
}

const double *kr_chain_coverage(const kr_chain *chain)
{
    return chain->coverage;
}

/* ---- one set of parameters ---- */

kr_status kri_bridge_open(kr_job *job, const kr_chain *c, const kr_chain_parameters *p, kri_bridge *b)
{
    size_t n = c->areas;
    *b = (kri_bridge){ .chain = c, .parameters = *p, .flows = *c->trade };
    KRI_NEW(job, b->flows.value, n * n);
    KRI_NEW(job, b->spending, n);
    KRI_NEW(job, b->share, c->rows);
    KRI_NEW(job, b->beta, n * n);
    KRI_NEW(job, b->ratio, n * n);
    KRI_NEW(job, b->row_beta, c->rows);
    for (size_t k = 0; k < n * n; k++) {
        b->flows.value[k] = c->trade->value[k] * (k / n == k % n ? p->domestic_sales : 1);
        b->spending[k % n] += b->flows.value[k];
    }
    for (uint32_t row = 0; row < c->rows; row++)
        if (c->cell[row] != KR_NONE) {
            double value = c->value_usd_t[row] * c->world->demand.t_yr[row];
            b->share[row] = value / fmax(c->pair_usd_yr[c->cell[row]], b->flows.value[c->cell[row]]);
        }
    return KR_OK;
}

/* Over the rows of each pair: mean of the ratio of 1 + cost / value, and of that to the power of -theta. What no row stands for keeps its cost. */
void kri_bridge_costs(kri_bridge *b, const double *base_usd_t, const double *usd_t)
{
    const kr_chain *c = b->chain;
    size_t cells = (size_t)c->areas * c->areas;
    for (size_t k = 0; k < cells; k++)
        b->beta[k] = b->ratio[k] = 1;
    for (uint32_t row = 0; row < c->rows; row++) {
        b->row_beta[row] = 0;
        if (c->cell[row] == KR_NONE || !isfinite(base_usd_t[row]) || !isfinite(usd_t[row]))
            continue;
        double price = c->value_usd_t[row], ratio = (price + usd_t[row]) / (price + base_usd_t[row]);
        b->row_beta[row] = -b->parameters.trade_elasticity * log(ratio);
        b->ratio[c->cell[row]] += b->share[row] * (ratio - 1);
        b->beta[c->cell[row]] += b->share[row] * expm1(b->row_beta[row]);
    }
    for (size_t k = 0; k < cells; k++)
        b->beta[k] = log(b->beta[k]);
}

void kri_bridge_tonnes(const kri_bridge *b, const kri_answer *answer, double *ln_tonnes)
{
    const kr_chain *c = b->chain;
    for (uint32_t row = 0; row < c->rows; row++) {
        uint32_t k = c->cell[row];
        ln_tonnes[row] = 0;
        if (k != KR_NONE && b->flows.value[k] > 0 && b->parameters.channel != KR_CHANNEL_COST)
            ln_tonnes[row] = log(answer->trade[k] / b->flows.value[k]) + b->row_beta[row] - b->beta[k];
    }
}

/* ---- what the economy makes of it ---- */

/* The same goods at the new costs: real income is spending over what the same basket costs. */
static void answer_by_cost(const kri_bridge *b, kri_answer *answer)
{
    uint32_t n = b->chain->areas;
    memcpy(answer->trade, b->flows.value, (size_t)n * n * sizeof *answer->trade);
    for (uint32_t j = 0; j < n; j++) {
        double basket = 0;
        for (uint32_t i = 0; i < n; i++)
            basket += b->flows.value[(size_t)i * n + j] / b->spending[j] * (b->ratio[(size_t)i * n + j] - 1);
        answer->ln_welfare[j] = -log1p(basket);
    }
}

/*
 * Every area makes and spends what it did. Access is determined up to one factor; producer prices are held at their mean,
 * outputs being the weights, which is the numeraire of the full equilibrium.
 */
static kr_status answer_at_fixed_income(kr_job *job, const kri_bridge *b, kri_answer *answer)
{
    uint32_t n = b->chain->areas;
    double theta = b->parameters.trade_elasticity, output = 0, priced = 0;
    kr_access access;
    KR_TRY(kr_trade_conditional(job, &b->flows, b->beta, 0, answer->trade, &access));
    for (uint32_t i = 0; i < n; i++) {
        double sales = 0;
        for (uint32_t j = 0; j < n; j++)
            sales += b->flows.value[(size_t)i * n + j];
        output += sales;
        priced += sales * pow(access.outward[i], 1 / theta);
    }
    for (uint32_t j = 0; j < n; j++)
        answer->ln_welfare[j] = log(access.inward[j]) / theta - log(output / priced);
    return KR_OK;
}

static kr_status answer_in_full(kr_job *job, const kri_bridge *b, kri_answer *answer)
{
    uint32_t n = b->chain->areas;
    kr_respond_options o = KR_RESPOND_DEFAULTS(b->parameters.trade_elasticity);
    kr_response r;
    o.want_trade = 1;
    KR_TRY(kr_trade_respond(job, &b->flows, b->beta, &o, &r));
    memcpy(answer->trade, r.trade, (size_t)n * n * sizeof *answer->trade);
    for (uint32_t j = 0; j < n; j++)
        answer->ln_welfare[j] = log(r.welfare[j]);
    return KR_OK;
}

kr_status kri_bridge_answer(kr_job *job, const kri_bridge *b, kri_answer *answer)
{
    kri_mark mark = kri_job_mark(job);
    kr_status status = KR_OK;
    if (b->parameters.channel == KR_CHANNEL_COST)
        answer_by_cost(b, answer);
    else if (b->parameters.channel == KR_CHANNEL_FIXED_INCOME)
        status = answer_at_fixed_income(job, b, answer);
    else
        status = answer_in_full(job, b, answer);
    kri_job_release(job, mark);
    return status;
}
