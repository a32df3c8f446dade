/* told_draws.c: ranges of what is uncertain, and what would change the answer. */
#include "told.h"

#include "base/arena.h"
#include "base/quantile.h"

#include <math.h>
#include <string.h>

void kri_worth_of_item(const kri_run *run, const kri_item *item, double margin, double yearly, kr_worth *worth)
{
    size_t wide = (size_t)run->chain->areas + 1, length = run->recorder.layout.length[item->depth];
    double *all = (double *)worth;
    for (size_t i = 0; i < (wide << run->study->bundles) * KR_WORTHS; i++)
        all[i] = NAN;
    for (uint32_t k = 0; k < run->drawn_sets; k++)
        kri_worth(run, item->value, item->value + k * length, item->set[k], margin, yearly, worth + (size_t)run->drawn[k] * wide);
}

/* What a set adds beyond its parts; NaN as soon as one of them was not drawn. */
static void together_of(uint32_t bundles, size_t wide, const kr_worth *worth, kr_worth *together)
{
    size_t cells = wide << bundles;
    memcpy(together, worth, cells * sizeof *together);
    kr_sets_together(bundles, (uint32_t)wide * KR_WORTHS, (double *)together);
}

/* ---- how much of a spread moves with estimates ---- */

typedef struct causes {
    uint32_t draws;
    double *value[KR_PARAMETERS];   /* [draws]; NULL: fixed */
} causes;

static kr_status open_causes(kr_job *job, const kr_study *s, causes *c)
{
    *c = (causes){ .draws = s->draws };
    for (int p = 0; p < KR_PARAMETERS; p++) {
        if (s->parameter[p].distribution == KR_FIXED)
            continue;
        KRI_NEW(job, c->value[p], s->draws);
        for (uint32_t k = 0; k < s->draws; k++)
            c->value[p][k] = kr_study_draw(s, k + 1, (kr_study_parameter)p);
    }
    return KR_OK;
}

/* Squared correlation. */
static double explained(const double *x, const double *y, uint32_t n)
{
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t k = 0; k < n; k++) {
        mean_x += x[k] / n;
        mean_y += y[k] / n;
    }
    for (uint32_t k = 0; k < n; k++) {
        xx += (x[k] - mean_x) * (x[k] - mean_x);
        yy += (y[k] - mean_y) * (y[k] - mean_y);
        xy += (x[k] - mean_x) * (y[k] - mean_y);
    }
    return xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0;
}

static double from_estimates(const kr_study *s, const causes *c, const double *figure)
{
    double all = 0, estimated = 0;
    for (int p = 0; p < KR_PARAMETERS; p++)
        if (c->value[p]) {
            double part = explained(c->value[p], figure, c->draws);
            all += part;
            estimated += s->parameter[p].is_estimate ? part : 0;
        }
    return all > 0 ? estimated / all : NAN;
}

static kr_spread spread_of(const kr_study *s, const causes *c, double *figure)
{
    for (uint32_t k = 0; k < c->draws; k++)
        if (isnan(figure[k]))
            return (kr_spread){ NAN, NAN, NAN, NAN };
    kr_spread spread = { .from_estimates = from_estimates(s, c, figure) };
    kri_sort_numbers(figure, c->draws);
    spread.low = kri_quantile(figure, c->draws, 0.05);
    spread.median = kri_quantile(figure, c->draws, 0.5);
    spread.high = kri_quantile(figure, c->draws, 0.95);
    return spread;
}

/* ---- ranges ---- */

enum { WORTH_PCT, WORTH_USD, TOGETHER_PCT, TOGETHER_USD, RANGES };

/* Benefit over cost of the bundles' shares in one draw; together is what its sets add beyond their parts. */
static void returns_of_draw(const kri_run *run, uint32_t draw, const kr_worth *together, kr_worth *shapley, double *ratio)
{
    const kr_study *s = run->study;
    size_t wide = (size_t)run->chain->areas + 1;
    double delay = kr_study_draw(s, draw, KR_PARAMETER_OPENING_DELAY), rate = kr_study_draw(s, draw, KR_PARAMETER_DISCOUNT_RATE);
    kr_sets_shapley(s->bundles, (uint32_t)wide * KR_WORTHS, (const double *)together, (double *)shapley);
    for (uint32_t b = 0; b < s->bundles; b++) {
        double cost = kri_bundle_cost(s, b);
        ratio[(size_t)b * s->draws + draw - 1] = cost > 0 ? kri_bundle_factor(s, b, rate, delay) * shapley[b * wide + wide - 1].usd / cost : NAN;
    }
}

/* figure[range][cell x draws + draw] of all draws. */
static kr_status collect(kri_run *run, size_t cells, double *figure[RANGES], double *ratio)
{
    const kr_study *s = run->study;
    kr_worth *worth, *together, *shapley;
    KRI_NEW(run->job, worth, cells);
    KRI_NEW(run->job, together, cells);
    KRI_NEW(run->job, shapley, ((size_t)run->chain->areas + 1) * s->bundles);
    for (uint32_t k = 0; k < s->draws; k++) {
        const kri_item *item = &run->item[run->draws + k];
        kri_worth_of_item(run, item, item->margin, kri_annuity(item->discount_rate, s->horizon_years), worth);
        together_of(s->bundles, (size_t)run->chain->areas + 1, worth, together);
        returns_of_draw(run, k + 1, together, shapley, ratio);
        for (size_t c = 0; c < cells; c++) {
            figure[WORTH_PCT][c * s->draws + k] = worth[c].welfare_pct;
            figure[WORTH_USD][c * s->draws + k] = worth[c].usd;
            figure[TOGETHER_PCT][c * s->draws + k] = together[c].welfare_pct;
            figure[TOGETHER_USD][c * s->draws + k] = together[c].usd;
        }
    }
    return KR_OK;
}

static kr_status tell_ranges(kri_run *run, const causes *c, kr_study_result *r)
{
    size_t cells = ((size_t)r->areas + 1) << run->study->bundles;
    double *figure[RANGES], *ratio;
    kr_spread *spread[RANGES], *of_bundle;
    KRI_NEW(run->job, ratio, (size_t)run->study->bundles * run->study->draws);
    KRI_NEW(run->job, of_bundle, run->study->bundles);
    for (int range = 0; range < RANGES; range++) {
        KRI_NEW(run->job, figure[range], cells * run->study->draws);
        KRI_NEW(run->job, spread[range], cells);
    }
    KR_TRY(collect(run, cells, figure, ratio));
    for (uint32_t b = 0; b < run->study->bundles; b++)
        of_bundle[b] = spread_of(run->study, c, ratio + (size_t)b * run->study->draws);
    r->return_of_bundle = of_bundle;
    for (int range = 0; range < RANGES; range++)
        for (size_t cell = 0; cell < cells; cell++)
            spread[range][cell] = spread_of(run->study, c, figure[range] + cell * run->study->draws);
    r->worth_pct = spread[WORTH_PCT];
    r->worth_usd = spread[WORTH_USD];
    r->together_pct = spread[TOGETHER_PCT];
    r->together_usd = spread[TOGETHER_USD];
    r->draws = run->study->draws;
    return KR_OK;
}

/* ---- published figures ---- */

static double figure_of(const kri_run *run, const kri_item *item, const double *with, uint32_t figure)
{
    size_t at = run->recorder.layout.figure + (size_t)figure * KRI_FIGURE_SUMS;
    return kri_figure_value(&run->study->figure[figure], item->value + at, with + at, item->margin);
}

static double figure_of_draw(const kri_run *run, uint32_t draw, uint32_t figure)
{
    const kri_item *item = &run->item[run->draws + draw];
    for (uint32_t k = 0; k < run->drawn_sets; k++)
        if (run->drawn[k] == run->study->figure[figure].built)
            return figure_of(run, item, item->value + k * run->recorder.layout.length[item->depth], figure);
    return NAN;
}

static kr_status tell_beside(kri_run *run, const causes *c, kr_study_result *r)
{
    kr_study_beside *beside;
    double *values;
    KRI_NEW(run->job, beside, run->study->figures);
    KRI_NEW(run->job, values, run->study->draws);
    for (uint32_t f = 0; f < run->study->figures; f++) {
        uint32_t built = run->study->figure[f].built;
        beside[f] = (kr_study_beside){ .figure = f, .value = figure_of(run, &run->item[run->bundles], kri_bundles_record(run, built), f),
                                       .spread = { NAN, NAN, NAN, NAN } };
        for (uint32_t k = 0; k < run->study->draws; k++)
            values[k] = figure_of_draw(run, k, f);
        if (run->study->draws)
            beside[f].spread = spread_of(run->study, c, values);
    }
    r->figures = run->study->figures;
    r->beside = beside;
    return KR_OK;
}

/* ---- what would change the sign ---- */

/* The item behind one end of a parameter's range; the central one where no world changes with it. */
static const kri_item *item_of_end(const kri_run *run, uint32_t end)
{
    for (uint32_t i = 0; i < run->swing_items; i++)
        if (run->swing_of[i] == end)
            return &run->item[run->swings + i];
    return NULL;
}

static void central_worth(const kri_run *run, double margin, double yearly, kr_worth *worth)
{
    size_t wide = (size_t)run->chain->areas + 1;
    for (uint32_t set = 0; set < 1u << run->study->bundles; set++)
        kri_worth(run, kri_bundles_record(run, 0), kri_bundles_record(run, set), kr_study_members(run->study, set), margin, yearly, worth + set * wide);
}

static kr_status tell_end(kri_run *run, kr_study_parameter p, int high, const kr_worth **worth, const kr_worth **together)
{
    const kr_study *s = run->study;
    const kri_item *item = item_of_end(run, 2 * (uint32_t)p + (uint32_t)high), *central = &run->item[run->bundles];
    size_t wide = (size_t)run->chain->areas + 1;
    kr_worth *own, *own_together;
    double value = high ? s->parameter[p].high : s->parameter[p].low;
    double margin = p == KR_PARAMETER_MARGIN ? value : central->margin;
    double yearly = kri_annuity(p == KR_PARAMETER_DISCOUNT_RATE ? value : central->discount_rate, s->horizon_years);
    KRI_NEW(run->job, own, wide << s->bundles);
    KRI_NEW(run->job, own_together, wide << s->bundles);
    if (item)
        kri_worth_of_item(run, item, margin, yearly, own);
    else
        central_worth(run, margin, yearly, own);
    together_of(s->bundles, wide, own, own_together);
    *worth = own;
    *together = own_together;
    return KR_OK;
}

static kr_status tell_swings(kri_run *run, kr_study_result *r)
{
    kr_study_swing *swing;
    KRI_NEW(run->job, swing, KR_PARAMETERS);
    for (int p = 0; p < KR_PARAMETERS; p++) {
        const kr_study_range *range = &run->study->parameter[p];
        kr_study_swing *s = &swing[r->swings];
        if (range->distribution == KR_FIXED)
            continue;
        *s = (kr_study_swing){ .parameter = (kr_study_parameter)p, .at_low = range->low, .at_high = range->high };
        KR_TRY(tell_end(run, s->parameter, 0, &s->low, &s->together_low));
        KR_TRY(tell_end(run, s->parameter, 1, &s->high, &s->together_high));
        r->swings++;
    }
    r->swing = swing;
    return KR_OK;
}

kr_status kri_tell_draws(kri_run *run, kr_study_result *r)
{
    causes c;
    KR_TRY(open_causes(run->job, run->study, &c));
    if (run->study->draws)
        KR_TRY(tell_ranges(run, &c, r));
    KR_TRY(tell_beside(run, &c, r));
    return tell_swings(run, r);
}
