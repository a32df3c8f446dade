/* beside.c: of the model, what a published figure speaks of. */
#include "records.h"

#include <math.h>
#include <string.h>

/* ---- who is meant ---- */

static int is_listed(const kr_chain *c, const char *const *code, uint32_t count, uint32_t area)
{
    for (uint32_t i = 0; i < count; i++)
        if (kri_area_of(c->trade, code[i]) == area)
            return 1;
    return 0;
}

static int is_area(const kr_chain *c, const kr_study_figure *f, uint32_t area)
{
    return !f->areas || is_listed(c, f->area, f->areas, area);
}

/* Nobody named: everybody else, or of several areas each other, where the measure is of both directions. */
static int is_partner(const kr_chain *c, const kr_study_figure *f, uint32_t area)
{
    int of_both = f->measure != KR_MEASURE_EXPORTS_PCT && f->measure != KR_MEASURE_IMPORTS_PCT;
    if (f->partners)
        return is_listed(c, f->partner, f->partners, area);
    return f->areas > 1 && of_both ? is_area(c, f, area) : !f->areas || !is_area(c, f, area);
}

static int is_between(const kr_chain *c, const kr_study_figure *f, uint32_t from, uint32_t to)
{
    return from != to && ((is_area(c, f, from) && is_partner(c, f, to)) || (is_area(c, f, to) && is_partner(c, f, from)));
}

/* ---- rows of freight ---- */

static int is_meant(const kr_chain *c, const kr_study_figure *f, uint32_t row)
{
    const kr_wanted *d = &c->world->demand;
    uint32_t from = c->from[row], to = c->to[row];
    if (f->cargo != KR_NONE && d->cargo[row] != f->cargo)
        return 0;
    if (f->partners)
        return (is_area(c, f, from) && is_partner(c, f, to)) || (is_area(c, f, to) && is_partner(c, f, from));
    return is_area(c, f, from) || is_area(c, f, to);
}

static int goes_over(const kr_network *n, const kr_freight_way *way, const uint32_t *link, uint32_t links)
{
    for (uint32_t i = 0; i < way->arcs; i++)
        for (uint32_t k = 0; k < links; k++)
            if (n->link[way->arc[i]] == link[k])
                return 1;
    return 0;
}

/* Tonnes of the pair over the links, and tonnes x hours, tonnes x USD. No link: all of it. */
static double over_links(const kr_outcome *o, const kr_freight_pair *pair, const uint32_t *link, uint32_t links, double *hours, double *usd)
{
    double tonnes = 0;
    *hours = *usd = 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        const kr_freight_way *way = &pair->way[w];
        if (links && !goes_over(o->network, way, link, links))
            continue;
        tonnes += way->t_yr;
        *hours += way->t_yr * way->hours;
        *usd += way->t_yr * way->usd_t;
    }
    return tonnes;
}

static void sum_freight(const kr_chain *c, const kr_study_figure *f, const kr_outcome *o, double *sums)
{
    for (size_t p = 0; p < o->freight.pairs; p++) {
        const kr_freight_pair *pair = &o->freight.pair[p];
        double hours, usd, other_hours, other_usd;
        if (!is_meant(c, f, pair->row))
            continue;
        double tonnes = over_links(o, pair, f->link, f->links, &hours, &usd);
        if (f->measure == KR_MEASURE_USD_T_LESS) {
            double other = over_links(o, pair, f->against, f->againsts, &other_hours, &other_usd);
            if (tonnes > 0 && other > 0) {      /* the same goods between the same places by both */
                sums[0] += tonnes * other_usd / other - usd;
                sums[1] += tonnes;
            }
        } else
            sums[0] += tonnes;
    }
}

/* The same goods by the same weights, those of the base: what comes or goes with the project is no gain of time. */
static void sum_hours(const kr_chain *c, const kr_study_figure *f, const kr_outcome *base, const kr_outcome *o, double *sums)
{
    for (size_t p = 0; p < o->freight.pairs; p++) {
        const kr_freight_pair *pair = &o->freight.pair[p];
        double hours, before, usd;
        if (!is_meant(c, f, pair->row))
            continue;
        double tonnes = over_links(o, pair, f->link, f->links, &hours, &usd);
        double tonnes_before = over_links(base, &base->freight.pair[p], f->link, f->links, &before, &usd);
        if (tonnes > 0 && tonnes_before > 0) {
            sums[0] += tonnes_before * hours / tonnes;
            sums[1] += before;
        }
    }
}

static void sum_costs(const kr_chain *c, const kr_study_figure *f, const kr_outcome *base, const kr_outcome *o, double *sums)
{
    const kr_wanted *d = &c->world->demand;
    for (uint32_t row = 0; row < c->rows; row++) {
        uint32_t from = c->from[row], to = c->to[row];
        if ((f->cargo != KR_NONE && d->cargo[row] != f->cargo) || !is_between(c, f, from, to) || !isfinite(base->usd_t[row]) || !isfinite(o->usd_t[row]))
            continue;
        sums[0] += d->t_yr[row] * o->usd_t[row];
        sums[1] += d->t_yr[row] * base->usd_t[row];
    }
}

/* Revenue of the areas together from what comes from none of them and goes to none. */
static void sum_transit(const kr_chain *c, const kr_study_figure *f, const kr_outcome *o, double *sums)
{
    const kr_wanted *d = &c->world->demand;
    for (size_t p = 0; p < o->freight.pairs; p++) {
        const kr_freight_pair *pair = &o->freight.pair[p];
        uint32_t from = c->from[pair->row], to = c->to[pair->row];
        if (is_area(c, f, from) || is_area(c, f, to) || (f->cargo != KR_NONE && d->cargo[pair->row] != f->cargo))
            continue;
        for (uint32_t area = 0; area < c->areas; area++)
            sums[0] += is_area(c, f, area) ? kri_paid_inside(c, o, pair, area) : 0;
    }
}

/* ---- trade and welfare ---- */

static void sum_trade(const kr_chain *c, const kr_study_figure *f, const kr_outcome *o, double *sums)
{
    for (uint32_t i = 0; i < c->areas; i++)
        for (uint32_t j = 0; j < c->areas; j++) {
            int counts = f->measure == KR_MEASURE_EXPORTS_PCT ? i != j && is_area(c, f, i) && is_partner(c, f, j)
                       : f->measure == KR_MEASURE_IMPORTS_PCT ? i != j && is_area(c, f, j) && is_partner(c, f, i) : is_between(c, f, i, j);
            sums[0] += counts ? o->trade_usd_yr[(size_t)i * c->areas + j] : 0;
        }
}

static void sum_welfare(const kr_chain *c, const kr_study_figure *f, const kr_outcome *o, double *sums)
{
    for (uint32_t i = 0; i < c->areas; i++) {
        if (!is_area(c, f, i))
            continue;
        sums[0] += o->spending_usd_yr[i] * expm1(o->ln_welfare[i]);
        sums[1] += f->measure == KR_MEASURE_USD_YR ? o->transit_usd_yr[i] : o->spending_usd_yr[i];
    }
}

void kri_figure_sums(const kr_chain *c, const kr_study_figure *f, const kr_outcome *base, const kr_outcome *o, double sums[KRI_FIGURE_SUMS])
{
    memset(sums, 0, KRI_FIGURE_SUMS * sizeof *sums);
    switch (f->measure) {
    case KR_MEASURE_WELFARE_PCT: case KR_MEASURE_USD_YR: sum_welfare(c, f, o, sums); break;
    case KR_MEASURE_EXPORTS_PCT: case KR_MEASURE_IMPORTS_PCT: case KR_MEASURE_TRADE_PCT: case KR_MEASURE_TRADE_USD: sum_trade(c, f, o, sums); break;
    case KR_MEASURE_TRANSIT_USD: sum_transit(c, f, o, sums); break;
    case KR_MEASURE_HOURS_RATIO: sum_hours(c, f, base, o, sums); break;
    case KR_MEASURE_COST_PCT: sum_costs(c, f, base, o, sums); break;
    default: sum_freight(c, f, o, sums);
    }
}

static double ratio(double over, double under)
{
    return under > 0 ? over / under : NAN;
}

double kri_figure_value(const kr_study_figure *f, const double *without, const double *with, double margin)
{
    switch (f->measure) {
    case KR_MEASURE_WELFARE_PCT: return 100 * log1p(ratio(with[0], with[1]));
    case KR_MEASURE_USD_YR: return with[0] + margin * (with[1] - without[1]);
    case KR_MEASURE_EXPORTS_PCT: case KR_MEASURE_IMPORTS_PCT: case KR_MEASURE_TRADE_PCT: return 100 * (ratio(with[0], without[0]) - 1);
    case KR_MEASURE_TRADE_USD: case KR_MEASURE_TONNES: return with[0];
    case KR_MEASURE_TRANSIT_USD: case KR_MEASURE_TONNES_CHANGE: return with[0] - without[0];
    case KR_MEASURE_TONNES_RATIO: return ratio(with[0], without[0]);
    case KR_MEASURE_COST_PCT: return 100 * (ratio(with[0], with[1]) - 1);
    case KR_MEASURE_HOURS_RATIO: case KR_MEASURE_USD_T_LESS: return ratio(with[0], with[1]);
    default: return NAN;
    }
}
