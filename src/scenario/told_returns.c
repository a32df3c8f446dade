/* told_returns.c: benefit over cost, and the best set under a budget. */
#include "told.h"

#include "base/arena.h"

#include <math.h>

/* ---- returns ---- */

static double ratio(double benefit, double cost)
{
    return cost > 0 ? benefit / cost : NAN;
}

static void value_over_years(kr_study_return *r, double factor)
{
    r->pv_alone_usd = factor * r->alone_usd;
    r->pv_share_usd = factor * r->share_usd;
    r->pv_last_usd = factor * r->last_usd;
    r->ratio_alone = ratio(r->pv_alone_usd, r->cost_usd);
    r->ratio_share = ratio(r->pv_share_usd, r->cost_usd);
    r->ratio_last = ratio(r->pv_last_usd, r->cost_usd);
}

static double factor_of(const kri_run *run, uint32_t project)
{
    const kr_study *s = run->study;
    return kri_present_factor(s, project, s->parameter[KR_PARAMETER_DISCOUNT_RATE].central, s->parameter[KR_PARAMETER_OPENING_DELAY].central);
}

double kri_bundle_factor(const kr_study *s, uint32_t bundle, double rate, double delay_years)
{
    uint64_t members = kr_study_members(s, 1u << bundle);
    double factor = INFINITY;
    for (uint32_t p = 0; p < s->projects; p++)
        if (members >> p & 1)
            factor = fmin(factor, kri_present_factor(s, p, rate, delay_years));
    return factor;
}

double kri_bundle_cost(const kr_study *s, uint32_t bundle)
{
    uint64_t members = kr_study_members(s, 1u << bundle);
    double cost = 0;
    for (uint32_t p = 0; p < s->projects; p++)
        cost += members >> p & 1 ? s->project[p].cost_usd : 0;
    return cost;
}

static double opens(const kr_study *s, uint32_t project)
{
    double year = isnan(s->project[project].year) ? s->opening_year : s->project[project].year;
    return year + s->parameter[KR_PARAMETER_OPENING_DELAY].central;
}

static void benefits_of(const kr_study_sets *sets, uint32_t areas, uint32_t player, kr_study_return *r)
{
    size_t wide = (size_t)areas + 1;
    r->alone_usd = r->share_usd = r->last_usd = NAN;
    if (sets->shapley)
        r->share_usd = sets->shapley[player * wide + areas].usd;
    if (!sets->sets)
        return;
    uint32_t all = sets->sets - 1;
    r->alone_usd = sets->worth[(1u << player) * wide + areas].usd;
    r->last_usd = sets->worth[all * wide + areas].usd - sets->worth[(all & ~(1u << player)) * wide + areas].usd;
}

/* Of many projects only each alone, all but each, and all were run, in this order. */
static double region_usd(const kri_run *run, size_t place)
{
    const kri_item *item = &run->item[run->members];
    kr_worth worth[64];     /* areas and the region */
    uint32_t areas = run->chain->areas;
    if (areas >= 64)
        return NAN;
    kri_worth(run, kri_record_at(run, run->members, 0), kri_record_at(run, run->members, place), 0, item->margin, 0, worth);
    return worth[areas].usd;
}

static kr_status tell_projects(kri_run *run, kr_study_result *r)
{
    const kr_study *s = run->study;
    kr_study_return *of;
    KRI_NEW(run->job, of, s->projects);
    for (uint32_t p = 0; p < s->projects; p++) {
        of[p] = (kr_study_return){ .cost_usd = s->project[p].cost_usd, .opens = opens(s, p) };
        benefits_of(&r->members, r->areas, p, &of[p]);
        if (s->with_members && !r->members.sets) {
            of[p].alone_usd = region_usd(run, 1 + p);
            of[p].last_usd = region_usd(run, 1 + 2 * (size_t)s->projects) - region_usd(run, 1 + (size_t)s->projects + p);
        }
        value_over_years(&of[p], factor_of(run, p));
        r->without_cost |= isnan(s->project[p].cost_usd) ? (uint64_t)1 << p : 0;
    }
    r->of_project = of;
    return KR_OK;
}

/* A bundle is open when its last member is; its cost is known when theirs are. */
static kr_status tell_bundles(kri_run *run, kr_study_result *r)
{
    const kr_study *s = run->study;
    kr_study_return *of;
    KRI_NEW(run->job, of, s->bundles);
    for (uint32_t b = 0; b < s->bundles; b++) {
        uint64_t members = kr_study_members(s, 1u << b);
        for (uint32_t p = 0; p < s->projects; p++)
            of[b].opens = members >> p & 1 ? fmax(of[b].opens, opens(s, p)) : of[b].opens;
        of[b].cost_usd = kri_bundle_cost(s, b);
        benefits_of(&r->bundles, r->areas, b, &of[b]);
        value_over_years(&of[b], kri_bundle_factor(s, b, s->parameter[KR_PARAMETER_DISCOUNT_RATE].central,
                                                   s->parameter[KR_PARAMETER_OPENING_DELAY].central));
    }
    r->of_bundle = of;
    return KR_OK;
}

/* ---- the best set under a budget ---- */

static kr_status usd_of_members(void *with, uint64_t set, double *usd)
{
    const kr_study_result *r = with;
    *usd = r->members.worth[set * ((size_t)r->areas + 1) + r->areas].usd;
    return KR_OK;
}

static kr_status best_of_members(kri_run *run, kr_study_result *r)
{
    const kr_study *s = run->study;
    double *value, *cost;
    KRI_NEW(run->job, value, r->members.sets);
    KRI_NEW(run->job, cost, s->projects);
    for (uint32_t p = 0; p < s->projects; p++)
        cost[p] = isnan(s->project[p].cost_usd) ? INFINITY : s->project[p].cost_usd;
    for (uint32_t set = 0; set < r->members.sets; set++) {
        KR_TRY(kri_present_value(s, set, s->parameter[KR_PARAMETER_DISCOUNT_RATE].central, s->parameter[KR_PARAMETER_OPENING_DELAY].central, usd_of_members,
                                 r, &value[set]));
        for (uint32_t p = 0; p < s->projects; p++)
            value[set] -= set >> p & 1 && isfinite(cost[p]) ? cost[p] : 0;
    }
    kr_sets_best(s->projects, value, cost, s->budget_usd, &r->best);
    return KR_OK;
}

static kr_status best_of_bundles(kri_run *run, kr_study_result *r)
{
    const kr_study *s = run->study;
    double *value, *cost;
    KRI_NEW(run->job, value, r->bundles.sets);
    KRI_NEW(run->job, cost, s->bundles);
    for (uint32_t b = 0; b < s->bundles; b++)
        cost[b] = isnan(r->of_bundle[b].cost_usd) ? INFINITY : r->of_bundle[b].cost_usd;
    for (uint32_t set = 0; set < r->bundles.sets; set++) {
        double factor = INFINITY;
        for (uint32_t p = 0; p < s->projects; p++)
            if (kr_study_members(s, set) >> p & 1)
                factor = fmin(factor, factor_of(run, p));
        value[set] = set ? factor * r->bundles.worth[set * ((size_t)r->areas + 1) + r->areas].usd : 0;
        for (uint32_t b = 0; b < s->bundles; b++)
            value[set] -= set >> b & 1 && isfinite(cost[b]) ? cost[b] : 0;
    }
    kr_sets_best(s->bundles, value, cost, s->budget_usd, &r->best);
    r->best.set = kr_study_members(s, (uint32_t)r->best.set);
    return KR_OK;
}

static void best_found(const kri_run *run, kr_study_result *r)
{
    const double *found = run->item[run->search].value;
    r->best = (kr_best_set){ .set = (uint64_t)found[KRI_FOUND_HIGH] << 32 | (uint64_t)found[KRI_FOUND_LOW], .value = found[KRI_FOUND_VALUE],
                             .cost = found[KRI_FOUND_COST], .bound = found[KRI_FOUND_BOUND], .looked_at = (uint32_t)found[KRI_FOUND_LOOKED] };
}

kr_status kri_tell_returns(kri_run *run, kr_study_result *r)
{
    KR_TRY(tell_projects(run, r));
    KR_TRY(tell_bundles(run, r));
    if (!isfinite(run->study->budget_usd))
        return KR_OK;
    if (!run->study->with_members)
        return best_of_bundles(run, r);
    if (r->members.sets)
        return best_of_members(run, r);
    best_found(run, r);
    return KR_OK;
}
