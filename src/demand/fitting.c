/* fitting.c: demand fitted to the counts of several years, over the freight assignment of each. */
#include <keruen/demand.h>

#include "area.h"
#include "count_tally.h"

#include "base/arena.h"
#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A count of which the prior's rows make less than this is not one that this network carries. */
#define LEAST_OF_COUNT .01

#define MIDDLE_OF_YEAR 701      /* the first of July: the day whose prices hold */

/*
 * Errors of counts are Student's with few degrees of freedom, for definitions are not always what they seem; and they are taken at this part of
 * what count.csv says, which settles how much counts and prior weigh. Left-out counts are predicted alike from .3 to 1.
 */
#define FREEDOM 2
#define TRUST .4

/*
 * How far a multiplier may be from 1 before it costs as much as a count missed by its error: known tonnes with a published figure
 * behind them, known tonnes estimated, then the cells of the matrix by how they were come by. Estimates of ours.
 */
#define SPREAD_OF_PUBLISHED .35
#define SPREAD_OF_ESTIMATE .6
static const double spread_of_cell[KR_PRIOR_HOWS] = { 0, .6, .7, .8 };

/* One year: its world, its network and what was last put on it. */
typedef struct year_run {
    kr_world world;
    kr_network network;
    kr_freight_plan *plan;
    kr_freight freight;
    double *growth;             /* [rows] against the base year, by GDP */
    double *t_yr;               /* [rows] */
} year_run;

typedef struct calibrator {
    kr_job *job;
    const kr_world *world;
    const kr_calibration_options *options;
    kr_calibration *c;
    year_run *year;             /* [years] */
    size_t base;
    kr_wanted wanted;           /* the prior as a table of demand */
    kri_tally *tally;           /* [counts] */
    double *units_t;            /* [cargoes x KRI_COUNT_UNITS] */
    double *reach;              /* [counts x rows] at the shares of the last load */
    kr_adjustment fit;
    double *left_out;
    double *value, *error, *loaded;     /* [counts] loaded: on the network at today's multipliers */
    uint32_t *year_of_count;
} calibrator;

/* ---- years ---- */

static kr_status make_wanted(calibrator *k)
{
    const kr_prior *p = &k->c->prior;
    uint32_t *origin, *destination, *cargo;
    double *t_yr;
    KRI_NEW(k->job, origin, p->rows);
    KRI_NEW(k->job, destination, p->rows);
    KRI_NEW(k->job, cargo, p->rows);
    KRI_NEW(k->job, t_yr, p->rows);
    for (size_t r = 0; r < p->rows; r++)
        origin[r] = p->row[r].origin, destination[r] = p->row[r].destination, cargo[r] = p->row[r].cargo, t_yr[r] = p->row[r].t_yr;
    k->wanted = (kr_wanted){ .count = (uint32_t)p->rows, .origin = origin, .destination = destination, .cargo = cargo, .t_yr = t_yr };
    return KR_OK;
}

static kr_status patch_of_year(calibrator *k, uint32_t year, kr_patch *patch)
{
    const kr_events *e = &k->world->event;
    for (uint32_t i = 0; i < e->count; i++) {
        if (year < e->from_year[i] || year > e->to_year[i])
            continue;
        const char *reason = kri_job_format(k->job, "event %s", kr_world_text(k->world, e->id[i]));
        if (!reason)
            return KR_E_MEMORY;
        kri_span rest = kri_span_of(kr_world_text(k->world, e->changes[i])), change;
        while (rest.length && kri_span_next(&rest, ';', &change)) {
            char *text = kri_job_copy(k->job, change.start, change.length);
            KR_TRY(text ? kr_patch_change(k->job, k->world, text, reason, e->source[i], patch) : KR_E_MEMORY);
        }
    }
    return KR_OK;
}

/* The last figure up to the year; NAN without one. */
static double gdp_of(const kr_world *w, uint32_t area, uint32_t year)
{
    double best = NAN, of = 0;
    for (uint32_t i = 0; i < w->gdp.count; i++)
        if (w->gdp.country[i] == area && w->gdp.year[i] <= year && w->gdp.year[i] >= of && strcmp(kr_world_text(w, w->gdp.measure[i]), "gdp_usd") == 0)
            best = w->gdp.value[i], of = w->gdp.year[i];
    return best;
}

static double growth_of(const calibrator *k, uint32_t area, uint32_t year)
{
    double growth = gdp_of(k->world, area, year) / gdp_of(k->world, area, k->options->base_year);
    return growth > 0 ? growth : 1;
}

static kr_status make_year(calibrator *k, size_t y)
{
    year_run *run = &k->year[y];
    kr_patch patch = { 0 };
    KR_TRY(patch_of_year(k, k->c->year[y], &patch));
    KR_TRY(kr_patch_apply(k->job, k->world, &patch, &run->world));
    run->world.demand = k->wanted;
    KR_TRY(kr_network_freeze(k->job, &run->world, &run->network));
    KRI_NEW(k->job, run->growth, k->wanted.count);
    KRI_NEW(k->job, run->t_yr, k->wanted.count);
    for (size_t r = 0; r < k->wanted.count; r++)
        run->growth[r] = sqrt(growth_of(k, k->c->prior.row[r].from, k->c->year[y]) * growth_of(k, k->c->prior.row[r].to, k->c->year[y]));
    return KR_OK;
}

static kr_status make_years(calibrator *k)
{
    const kr_calibration_options *o = k->options;
    if (o->last_year < o->first_year || o->last_year - o->first_year > 100 || o->base_year < o->first_year || o->base_year > o->last_year)
        return kr_fail(k->job, KR_E_USAGE, "the years %u-%u with the base year %u make no sense; the base year lies among them", o->first_year,
                       o->last_year, o->base_year);
    k->c->years = o->last_year - o->first_year + 1;
    k->base = o->base_year - o->first_year;
    KRI_NEW(k->job, k->c->year, k->c->years);
    KRI_NEW(k->job, k->year, k->c->years);
    for (size_t y = 0; y < k->c->years; y++) {
        k->c->year[y] = o->first_year + (uint32_t)y;
        KR_TRY(make_year(k, y));
    }
    return KR_OK;
}

/* The ways of each year: what takes longest, so it comes when all that can be wrong has been looked at. */
static kr_status make_plans(calibrator *k)
{
    kr_freight_options options = KR_FREIGHT_DEFAULTS;
    options.date = k->options->base_year * 10000 + MIDDLE_OF_YEAR;
    for (size_t y = 0; y < k->c->years; y++) {
        KR_TRY(kr_freight_plan_make(k->job, &k->year[y].network, &options, y ? k->year[0].plan : NULL, &k->year[y].plan));
        kri_job_progress(k->job, "years", (double)y + 1, (double)k->c->years);
    }
    return KR_OK;
}

/* ---- counts ---- */

static int is_without(const calibrator *k, uint32_t row)
{
    for (size_t i = 0; i < k->options->withouts; i++)
        if (strcmp(k->options->without[i], kr_world_text(k->world, k->world->count.id[row])) == 0)
            return 1;
    return 0;
}

static kr_status check_withouts(const calibrator *k)
{
    for (size_t i = 0; i < k->options->withouts; i++)
        if (kr_world_find(k->world, KR_COUNT, k->options->without[i]) == KR_NONE)
            return kr_fail(k->job, KR_E_USAGE, "\"%.60s\" is no count of count.csv", k->options->without[i]);
    return KR_OK;
}

static kr_status make_counts(calibrator *k)
{
    const kr_counts *t = &k->world->count;
    KR_TRY(check_withouts(k));
    KRI_NEW(k->job, k->c->count, t->count);
    KRI_NEW(k->job, k->tally, t->count);
    KRI_NEW(k->job, k->year_of_count, t->count);
    for (uint32_t i = 0; i < t->count; i++) {
        kri_tally tally;
        KR_TRY(kri_tally_make(k->job, &k->year[0].network, i, &tally));
        if (t->year[i] < k->options->first_year || t->year[i] > k->options->last_year)
            continue;
        size_t n = k->c->counts++;
        k->tally[n] = tally;
        k->year_of_count[n] = (uint32_t)t->year[i] - k->options->first_year;
        k->c->count[n] = (kr_counted){ .row = i, .observed = t->value[i], .left_out = NAN,
                                       .state = t->is_aside[i] ? KR_COUNT_ASIDE : is_without(k, i) ? KR_COUNT_WITHOUT : KR_COUNT_FITTED };
    }
    return k->c->counts ? kri_tally_units(k->job, k->world, k->options->base_year * 10000 + MIDDLE_OF_YEAR, &k->units_t)
                        : kr_fail(k->job, KR_E_INPUT, "count.csv has no count of the years %u-%u to fit to", k->options->first_year, k->options->last_year);
}

/* ---- shifts ---- */

static uint32_t group_of(const kr_world *w, const kr_prior_row *r)
{
    const kr_shifts *s = &w->shift;
    for (uint32_t g = 0; g < s->count; g++) {
        int there = kri_list_has(w, &s->areas, g, r->from) && kri_list_has(w, &s->partners, g, r->to);
        int back = kri_list_has(w, &s->areas, g, r->to) && kri_list_has(w, &s->partners, g, r->from);
        int cargo = s->cargoes.first[g] == s->cargoes.first[g + 1] || kri_list_has(w, &s->cargoes, g, w->cargo.id[r->cargo]);
        if ((there || back) && cargo)
            return g;
    }
    return KR_NONE;
}

static double spread_of(const kr_world *w, const kr_prior_row *r)
{
    if (r->how != KR_PRIOR_KNOWN)
        return spread_of_cell[r->how];
    return w->known.method[r->known] >= KR_GENERAL_KNOWLEDGE ? SPREAD_OF_ESTIMATE : SPREAD_OF_PUBLISHED;
}

static kr_status make_fit(calibrator *k)
{
    kr_calibration *c = k->c;
    double *spread;
    uint32_t *group;
    KRI_NEW(k->job, spread, c->prior.rows);
    KRI_NEW(k->job, group, c->prior.rows);
    KRI_NEW(k->job, k->reach, c->counts * c->prior.rows);
    KRI_NEW(k->job, c->part, c->counts * c->prior.rows);
    KRI_NEW(k->job, k->value, c->counts);
    KRI_NEW(k->job, k->error, c->counts);
    KRI_NEW(k->job, k->loaded, c->counts);
    KRI_NEW(k->job, c->multiplier, c->prior.rows);
    KRI_NEW(k->job, c->t_yr, c->prior.rows);
    KRI_NEW(k->job, c->shift, k->world->shift.count * c->years);
    k->fit = (kr_adjustment){ .counts = c->counts, .rows = c->prior.rows, .groups = k->world->shift.count, .years = c->years, .base_year = k->base,
                              .reach = k->reach, .value = k->value, .error = k->error, 
                              .freedom = FREEDOM, .year = k->year_of_count, .spread = spread, .group = group,
                              .level = k->world->shift.level,
                              .step = k->world->shift.step, .multiplier = c->multiplier, .shift = c->shift };
    KRI_NEW(k->job, k->fit.model, c->counts);
    for (size_t r = 0; r < c->prior.rows; r++) {
        spread[r] = spread_of(k->world, &c->prior.row[r]);
        group[r] = group_of(k->world, &c->prior.row[r]);
        c->multiplier[r] = 1;
    }
    for (size_t i = 0; i < k->world->shift.count * c->years; i++)
        c->shift[i] = 1;
    return KR_OK;
}

/* ---- load ---- */

static double shift_of(const calibrator *k, size_t row, size_t year)
{
    uint32_t g = k->fit.group[row];
    return g == KR_NONE ? 1 : k->c->shift[g * k->c->years + year];
}

static kr_status load_year(calibrator *k, size_t y)
{
    year_run *run = &k->year[y];
    kr_freight freight;
    for (size_t r = 0; r < k->c->prior.rows; r++)
        run->t_yr[r] = k->c->prior.row[r].t_yr * k->c->multiplier[r] * run->growth[r] * shift_of(k, r, y);
    KR_TRY(kr_freight_settle(k->job, run->plan, run->t_yr, run->freight.pairs ? &run->freight : NULL, &freight));
    run->freight = freight;
    return KR_OK;
}

/* What each count has of each row at the shares of today, and of all together. */
static void count_all(calibrator *k)
{
    kr_calibration *c = k->c;
    for (size_t i = 0; i < c->counts; i++) {
        year_run *run = &k->year[k->year_of_count[i]];
        int unit = k->world->count.unit[c->count[i].row];
        k->loaded[i] = 0;
        for (size_t r = 0; r < c->prior.rows; r++) {
            const kr_prior_row *row = &c->prior.row[r];
            uint32_t pair = run->freight.pair_of_row[r];
            double share = pair == KR_NONE || !kri_tally_takes(k->world, &k->tally[i], row) ? 0
                           : kri_tally_share(&k->tally[i], row, &run->freight.pair[pair], k->units_t[row->cargo * KRI_COUNT_UNITS + unit]);
            k->reach[i * c->prior.rows + r] = share * row->t_yr * run->growth[r];
            c->part[i * c->prior.rows + r] = share * run->t_yr[r];
            k->loaded[i] += share * run->t_yr[r];
        }
    }
}

static kr_status load_all(calibrator *k)
{
    for (size_t y = 0; y < k->c->years; y++)
        KR_TRY(load_year(k, y));
    count_all(k);
    return KR_OK;
}

/* ---- the loop ---- */

static void judge_counts(calibrator *k)
{
    for (size_t i = 0; i < k->c->counts; i++) {
        kr_counted *n = &k->c->count[i];
        n->before = k->loaded[i];
        if (n->state == KR_COUNT_FITTED && !(n->before > LEAST_OF_COUNT * n->observed))
            n->state = KR_COUNT_UNREACHED;
        k->value[i] = n->observed;
        k->error[i] = n->state == KR_COUNT_FITTED ? TRUST * k->world->count.error_share[n->row] : INFINITY;
    }
}

/* How far the load is from what the fit said it would be. */
static double distance(const calibrator *k)
{
    double most = 0;
    for (size_t i = 0; i < k->c->counts; i++)
        if (k->c->count[i].state == KR_COUNT_FITTED)
            most = fmax(most, fabs(k->loaded[i] / k->fit.model[i] - 1));
    return most;
}

static kr_status iterate(calibrator *k)
{
    k->c->moved = INFINITY;
    while (k->c->rounds < k->options->rounds && k->c->moved > k->options->tolerance) {
        KR_TRY(kr_demand_adjust(k->job, &k->fit));
        KR_TRY(load_all(k));
        k->c->moved = distance(k);
        k->c->rounds++;
        kri_job_progress(k->job, "rounds", k->c->rounds, k->options->rounds);
    }
    return KR_OK;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_size);
    return !n ? NAN : n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static kr_status take_medians(calibrator *k)
{
    kr_calibration *c = k->c;
    double *before, *after, *out;
    size_t n = 0;
    KRI_NEW(k->job, before, c->counts);
    KRI_NEW(k->job, after, c->counts);
    KRI_NEW(k->job, out, c->counts);
    for (size_t i = 0; i < c->counts; i++) {
        const kr_counted *one = &c->count[i];
        if (one->state != KR_COUNT_FITTED)
            continue;
        before[n] = fabs(one->before / one->observed - 1);
        after[n] = fabs(one->model / one->observed - 1);
        out[n++] = fabs(one->left_out / one->observed - 1);
    }
    c->median_before = median(before, n);
    c->median_error = median(after, n);
    c->median_left_out = k->options->rounds ? median(out, n) : NAN;
    return KR_OK;
}

static kr_status tell(calibrator *k)
{
    kr_calibration *c = k->c;
    for (size_t i = 0; i < c->counts; i++) {
        c->count[i].model = k->loaded[i];
        if (k->options->rounds && c->count[i].state == KR_COUNT_FITTED)
            c->count[i].left_out = k->left_out[i];
    }
    for (size_t r = 0; r < c->prior.rows; r++) {
        c->t_yr[r] = c->prior.row[r].t_yr * c->multiplier[r] * shift_of(k, r, k->base);
        uint32_t pair = k->year[k->base].freight.pair_of_row[r];
        c->without_way += pair != KR_NONE && !k->year[k->base].freight.pair[pair].ways;
    }
    return take_medians(k);
}

static kr_status leave_out(calibrator *k)
{
    if (!k->options->rounds)
        return KR_OK;
    kr_adjustment fit = k->fit;         /* what is on the network stays as it is */
    KRI_NEW(k->job, k->left_out, k->c->counts);
    KRI_NEW(k->job, fit.multiplier, fit.rows);
    KRI_NEW(k->job, fit.shift, fit.groups * fit.years);
    KRI_NEW(k->job, fit.model, fit.counts);
    memcpy(fit.multiplier, k->fit.multiplier, fit.rows * sizeof *fit.multiplier);
    memcpy(fit.shift, k->fit.shift, fit.groups * fit.years * sizeof *fit.shift);
    fit.left_out = k->left_out;
    return kr_demand_adjust(k->job, &fit);
}

static kr_status calibrate(calibrator *k)
{
    KR_TRY(kr_prior_make(k->job, k->world, &k->c->prior));
    KR_TRY(make_wanted(k));
    KR_TRY(make_years(k));
    KR_TRY(make_counts(k));
    KR_TRY(make_fit(k));
    KR_TRY(make_plans(k));
    KR_TRY(load_all(k));
    judge_counts(k);
    KR_TRY(iterate(k));
    KR_TRY(leave_out(k));
    return tell(k);
}

kr_status kr_demand_calibrate(kr_job *job, const kr_world *world, const kr_calibration_options *options, kr_calibration *calibration)
{
    kr_calibration_options defaults = KR_CALIBRATION_DEFAULTS;
    calibrator k = { .job = job, .world = world, .options = options ? options : &defaults, .c = calibration };
    *calibration = (kr_calibration){ .median_left_out = NAN };
    kr_status status = calibrate(&k);
    if (status != KR_OK) {
        calibration->moved = NAN;       /* it was stopped: nothing has been told */
        return status;
    }
    if (k.options->rounds && calibration->moved > k.options->tolerance)
        return kr_fail(job, KR_E_LIMIT, "after %u rounds a count still moves by %.2g of itself; more rounds may settle it", calibration->rounds,
                       calibration->moved);
    return KR_OK;
}

const char *kr_count_state_name(kr_count_state state)
{
    static const char *const names[KR_COUNT_STATES] = { "fitted", "aside", "without", "unreached" };
    return names[state];
}
