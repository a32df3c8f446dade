/* told_sets.c: worth of all combinations, what they add together, whose share it is. */
#include "told.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

const double *kri_record_at(const kri_run *run, size_t first_item, size_t place)
{
    size_t number = place / KRI_SETS_OF_ITEM, of_item = place % KRI_SETS_OF_ITEM + (number > 0);
    const kri_item *item = &run->item[first_item + number];
    return item->value + of_item * run->recorder.layout.length[item->depth];
}

const double *kri_bundles_record(const kri_run *run, uint32_t bundles)
{
    return kri_record_at(run, run->bundles, bundles);
}

/* ---- convergence ---- */

static void note_record(const kri_layout *l, const double *record, kr_study_result *r)
{
    r->worlds++;
    r->unsettled += record[l->settled] == 0;
    r->rounds_most = record[l->rounds] > r->rounds_most ? (uint32_t)record[l->rounds] : r->rounds_most;
    r->rounds_mean += record[l->rounds];
    r->residual_worst = fmax(r->residual_worst, record[l->residual]);
    r->excess_worst = fmax(r->excess_worst, record[l->excess]);
}

/* What the solves of a lattice's own worlds are good for, as a part of a tonne or a limit. A draw that does not settle is no doubt about them. */
static double good_for(const kri_run *run, size_t first, uint32_t players)
{
    const kri_layout *l = &run->recorder.layout;
    double worst = KR_CHAIN_DEFAULTS.tolerance;
    for (size_t set = 0; set < (size_t)1 << players; set++) {
        const double *record = kri_record_at(run, first, set);
        worst = fmax(worst, fmax(record[l->residual], record[l->excess]));
    }
    return worst;
}

static void tell_convergence(const kri_run *run, kr_study_result *r)
{
    const kri_layout *l = &run->recorder.layout;
    for (size_t i = 0; i < run->items; i++)
        for (uint32_t k = 0; run->item[i].kind == KRI_WORLDS && k < run->item[i].sets; k++)
            note_record(l, run->item[i].value + k * l->length[run->item[i].depth], r);
    r->rounds_mean /= r->worlds ? r->worlds : 1;
    double worst = good_for(run, run->bundles, run->study->bundles);
    r->significant_pct = 100 * 100 * worst;
    r->significant_usd = 100 * worst * r->spending_usd_yr[r->areas];
}

/* ---- all combinations ---- */

static void fill_worth(const kri_run *run, size_t first, uint32_t players, int of_bundles, kr_worth *worth)
{
    const kri_item *item = &run->item[first];
    double yearly = kri_annuity(item->discount_rate, run->study->horizon_years);
    const double *none = kri_record_at(run, first, 0);
    size_t wide = (size_t)run->chain->areas + 1;
    for (uint32_t set = 0; set < 1u << players; set++)
        kri_worth(run, none, kri_record_at(run, first, set), of_bundles ? kr_study_members(run->study, set) : set, item->margin, yearly,
                  worth + set * wide);
}

/* An area's dollars are told to the same part of its spending as its percent. */
static kr_status mark_significant(kr_job *job, const kr_study_result *r, double least_pct, kr_study_sets *s)
{
    uint8_t *significant;
    size_t wide = (size_t)r->areas + 1;
    KRI_NEW(job, significant, s->sets * wide);
    for (size_t k = 0; k < s->sets * wide; k++) {
        double usd = least_pct / 100 * r->spending_usd_yr[k % wide];
        significant[k] = (uint8_t)((fabs(s->together[k].welfare_pct) >= least_pct) | (fabs(s->together[k].usd) >= usd) << 1);
    }
    s->significant = significant;
    return KR_OK;
}

kr_status kri_tell_worths(kri_run *run, const kr_study_result *r, uint32_t players, kr_worth *worth, double least_pct, kr_study_sets *s)
{
    size_t wide = (size_t)r->areas + 1, cells = wide << players;
    kr_worth *together, *shapley;
    KRI_NEW(run->job, together, cells);
    KRI_NEW(run->job, shapley, wide * players);
    memcpy(together, worth, cells * sizeof *together);
    kr_sets_together(players, (uint32_t)wide * KR_WORTHS, (double *)together);
    kr_sets_shapley(players, (uint32_t)wide * KR_WORTHS, (const double *)together, (double *)shapley);
    *s = (kr_study_sets){ .players = players, .sets = 1u << players, .worth = worth, .together = together, .shapley = shapley };
    return mark_significant(run->job, r, least_pct, s);
}

static kr_status tell_lattice(kri_run *run, const kr_study_result *r, size_t first, uint32_t players, int of_bundles, kr_study_sets *s)
{
    kr_worth *worth;
    KRI_NEW(run->job, worth, ((size_t)r->areas + 1) << players);
    fill_worth(run, first, players, of_bundles, worth);
    return kri_tell_worths(run, r, players, worth, 100 * 100 * good_for(run, first, players), s);
}

/* ---- shares from a sample of orders ---- */

static kr_status tell_sample(kri_run *run, const kr_study_result *r, kr_study_sets *s)
{
    size_t count = (size_t)run->study->projects * (r->areas + 1) * KR_WORTHS;
    double *mean, *error;
    KRI_NEW(run->job, mean, count);
    KRI_NEW(run->job, error, count);
    for (uint32_t k = 0; k < KRI_ORDERS; k++)
        for (size_t i = 0; i < count; i++)
            mean[i] += run->item[run->orders + k].value[i] / KRI_ORDERS;
    for (uint32_t k = 0; k < KRI_ORDERS; k++)
        for (size_t i = 0; i < count; i++) {
            double off = run->item[run->orders + k].value[i] - mean[i];
            error[i] += off * off;
        }
    for (size_t i = 0; i < count; i++)
        error[i] = sqrt(error[i] / (KRI_ORDERS * (KRI_ORDERS - 1.0)));
    *s = (kr_study_sets){ .players = run->study->projects, .shapley = (const kr_worth *)(const void *)mean,
                          .shapley_error = (const kr_worth *)(const void *)error };
    return KR_OK;
}

/* ---- all of them ---- */

static kr_status tell_areas(kri_run *run, kr_study_result *r)
{
    const double *none = kri_record_at(run, run->bundles, 0);
    const kri_layout *l = &run->recorder.layout;
    double *spending, *transit;
    KRI_NEW(run->job, spending, (size_t)l->areas + 1);
    KRI_NEW(run->job, transit, (size_t)l->areas + 1);
    for (uint32_t i = 0; i < l->areas; i++) {
        spending[i] = none[l->spending + i];
        transit[i] = none[l->transit + i];
        spending[l->areas] += run->in_region[i] ? spending[i] : 0;
        transit[l->areas] += run->in_region[i] ? transit[i] : 0;
    }
    r->areas = l->areas;
    r->area = run->chain->trade->id;
    r->in_region = run->in_region;
    r->spending_usd_yr = spending;
    r->transit_usd_yr = transit;
    r->coverage = run->chain->coverage;
    return KR_OK;
}

kr_status kri_tell_sets(kri_run *run, kr_study_result *r)
{
    const kr_study *s = run->study;
    KR_TRY(tell_areas(run, r));
    tell_convergence(run, r);
    KR_TRY(tell_lattice(run, r, run->bundles, s->bundles, 1, &r->bundles));
    for (int channel = 0; channel < KR_CHANNEL_CONGESTED; channel++)
        KR_TRY(tell_lattice(run, r, run->channels[channel], s->bundles, 1, &r->channel[channel]));
    r->channel[KR_CHANNEL_CONGESTED] = r->bundles;
    if (!s->with_members)
        return KR_OK;
    return s->projects <= KRI_EXACT_MEMBERS ? tell_lattice(run, r, run->members, s->projects, 0, &r->members) : tell_sample(run, r, &r->members);
}

double kr_study_ratio(const kr_study_sets *sets, uint32_t areas, uint32_t a, uint32_t b, uint32_t area, double tolerance)
{
    size_t wide = (size_t)areas + 1;
    double parts = sets->worth[(1u << a) * wide + area].usd + sets->worth[(1u << b) * wide + area].usd;
    double both = sets->worth[(1u << a | 1u << b) * wide + area].usd;
    return fabs(parts) >= tolerance ? both / parts : NAN;
}
