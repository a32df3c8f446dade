/* told_waits.c: what waits that answer change, from both ends, and how often ships sail then. */
#include "told.h"

#include "base/arena.h"

#include <math.h>

/* ---- worth ---- */

/* What the worlds of an item are good for, as a part of a tonne or a limit. */
static double good_for(const kri_run *run, const kri_item *item)
{
    const kri_layout *l = &run->recorder.layout;
    double worst = KR_CHAIN_DEFAULTS.tolerance;
    for (uint32_t k = 0; k < item->sets; k++) {
        const double *record = item->value + k * l->length[item->depth];
        worst = fmax(worst, fmax(record[l->residual], record[l->excess]));
    }
    return worst;
}

/* Against nothing built, found from the same end. */
static void set_against(kr_worth *worth, const kr_worth *none, size_t sets, size_t wide)
{
    for (size_t set = 0; set < sets; set++)
        for (size_t k = 0; k < wide * KR_WORTHS; k++)
            ((double *)(worth + set * wide))[k] -= ((const double *)none)[k];
}

static kr_status tell_end(kri_run *run, const kr_study_result *r, int seldom, const kr_worth **base, kr_study_sets *sets)
{
    const kri_item *item = &run->item[run->waits[seldom]];
    size_t wide = (size_t)r->areas + 1, all = (size_t)1 << run->study->bundles;
    kr_worth *worth, *none;
    KRI_NEW(run->job, worth, wide * all);
    KRI_NEW(run->job, none, wide);
    kri_worth_of_item(run, item, item->margin, kri_annuity(item->discount_rate, run->study->horizon_years), worth);
    for (size_t i = 0; i < wide; i++)
        none[i] = worth[i];
    set_against(worth, none, all, wide);
    *base = none;
    return kri_tell_worths(run, r, run->study->bundles, worth, 100 * 100 * good_for(run, item), sets);
}

static int differ(const kr_study_result *r, const kr_worth *a, const kr_worth *b, size_t cell)
{
    double least = r->significant_pct / 100 * r->spending_usd_yr[cell % (r->areas + 1)];
    return fabs(a[cell].usd - b[cell].usd) >= least;
}

static int do_ends_differ(const kr_study_result *r)
{
    const kr_study_sets *often = &r->channel[KR_CHANNEL_WAITS], *seldom = &r->seldom;
    for (size_t cell = 0; cell < (size_t)often->sets * (r->areas + 1); cell++)
        if (differ(r, often->worth, seldom->worth, cell) || differ(r, often->together, seldom->together, cell))
            return 1;
    return 0;
}

/* ---- departures ---- */

static kr_status no_figures(kr_job *job, uint32_t sets, double **figure)
{
    KRI_NEW(job, *figure, sets);
    for (uint32_t set = 0; set < sets; set++)
        (*figure)[set] = NAN;
    return KR_OK;
}

static kr_status read_item(kri_run *run, int seldom, uint32_t service, const double **headway_h, const double **t_yr)
{
    const kri_item *item = &run->item[run->waits[seldom]];
    const kri_layout *l = &run->recorder.layout;
    double *hours, *tonnes;
    KR_TRY(no_figures(run->job, 1u << run->study->bundles, &hours));
    KR_TRY(no_figures(run->job, 1u << run->study->bundles, &tonnes));
    for (uint32_t k = 0; k < run->drawn_sets; k++) {
        const double *record = item->value + k * l->length[item->depth];
        hours[run->drawn[k]] = record[l->headway_h + service];
        tonnes[run->drawn[k]] = record[l->service_t + service];
    }
    *headway_h = hours;
    *t_yr = tonnes;
    return KR_OK;
}

/* fleet_h: [sets x services], NaN where the set was not run. */
static kr_status find_fleets(kri_run *run, double *fleet_h)
{
    uint32_t services = run->ships.services;
    for (size_t i = 0; i < (size_t)services << run->study->bundles; i++)
        fleet_h[i] = NAN;
    for (uint32_t k = 0; k < run->drawn_sets; k++) {
        kri_mark mark = kri_job_mark(run->job);
        kr_patch patch;
        kr_world world;
        KR_TRY(kri_patch_of(run->job, run, run->item[run->waits[0]].set[k], &patch));
        KR_TRY(kr_patch_apply(run->job, run->world, &patch, &world));
        for (uint32_t row = 0; row < services; row++)
            fleet_h[run->drawn[k] * services + row] = world.service.headway_h[row];
        kri_job_release(run->job, mark);
    }
    return KR_OK;
}

static kr_status tell_departure(kri_run *run, uint32_t service, const double *fleet_h, kr_study_departures *d)
{
    uint32_t sets = 1u << run->study->bundles;
    double *own;
    *d = (kr_study_departures){ .service = service, .ship = run->ships.of_service[service], .table_h = run->world->service.headway_h[service] };
    KRI_NEW(run->job, own, sets);
    for (uint32_t set = 0; set < sets; set++)
        own[set] = fleet_h[(size_t)set * run->ships.services + service];
    d->fleet_h = own;
    KR_TRY(read_item(run, 0, service, &d->often_h, &d->often_t));
    return read_item(run, 1, service, &d->seldom_h, &d->seldom_t);
}

static kr_status tell_departures(kri_run *run, kr_study_result *r)
{
    kr_study_departures *d;
    double *fleet_h;
    KRI_NEW(run->job, d, run->ships.services);
    KRI_NEW(run->job, fleet_h, (size_t)run->ships.services << run->study->bundles);
    KR_TRY(find_fleets(run, fleet_h));
    for (uint32_t row = 0; row < run->ships.services; row++)
        if (run->ships.of_service[row] != KR_NONE)
            KR_TRY(tell_departure(run, row, fleet_h, &d[r->departures++]));
    r->departure = d;
    return KR_OK;
}

static void note_sweeps(const kri_run *run, kr_study_result *r)
{
    const kri_layout *l = &run->recorder.layout;
    for (int seldom = 0; seldom < 2; seldom++)
        for (uint32_t k = 0; k < run->drawn_sets; k++) {
            const double *record = run->item[run->waits[seldom]].value + k * l->length[KRI_SAILINGS];
            r->sweeps_most = record[l->sweeps] > r->sweeps_most ? (uint32_t)record[l->sweeps] : r->sweeps_most;
            r->headway_moved_worst = fmax(r->headway_moved_worst, record[l->headway_moved]);
        }
}

kr_status kri_tell_waits(kri_run *run, kr_study_result *r)
{
    const kr_worth *none;
    r->longest_headway_h = KR_CHAIN_DEFAULTS.longest_headway_h;
    if (!run->has_ships)
        return KR_OK;
    KR_TRY(tell_end(run, r, 0, &none, &r->channel[KR_CHANNEL_WAITS]));
    KR_TRY(tell_end(run, r, 1, &r->seldom_base, &r->seldom));
    r->waits_differ = do_ends_differ(r);
    note_sweeps(run, r);
    return tell_departures(run, r);
}
