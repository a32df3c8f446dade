/* waits.c: a world whose ships leave when full: flow, departures, waits, and flow again, until no departure moves. */
#include "waits.h"

#include "base/arena.h"
#include "freight/parts.h"

#include <math.h>
#include <string.h>

#define MOVES_NO_MORE 1e-8      /* of each headway */
#define LOOSEST 1e-6            /* tonnes of a world on the way */
#define LEAST_PART 0.125
#define LEAPS_BELOW 1e-3        /* of a headway a sweep */
#define LEAP_EVERY 4u           /* sweeps: two steps between leaps give a rate, three show that it stays */
#define LONGEST_LEAP 0.05

typedef struct waits {
    kr_job *job;
    const kr_chain *chain;
    const kr_patch *patch;
    kr_chain_parameters asked, parameters;      /* parameters: of one world with its waits held fast */
    const kr_outcome *base;
    const kr_freight_plan *reference;
    kri_ships ships;
    kr_world world;             /* patched, as often as its fleets can */
    double *base_fill, *fill;   /* [ships] shiploads a year */
    double *x;                  /* [services] ln of the headway over that of the world's own tables, 0 or more */
    double *step, *last_step;   /* [services] what the sweep would have added to x; the one before */
    double *rate;               /* [services] the one over the other */
    double moved;               /* the largest step */
    double part;                /* of a step that is taken */
    uint32_t sweeps, since_leap;
    /* of the sweep before, what the next begins with */
    kri_start start;
    double *t_yr;
    kr_freight_limit *limit;
} waits;

static kr_status open_waits(waits *w)
{
    kr_job *job = w->job;
    KR_TRY(kri_ships_that_answer(job, w->chain, w->base, &w->ships, &w->base_fill));
    KR_TRY(kri_altered_world(job, w->chain->world, w->patch, &w->parameters, &w->world));
    KRI_NEW(job, w->fill, w->ships.count);
    KRI_NEW(job, w->x, w->ships.services);
    KRI_NEW(job, w->step, w->ships.services);
    KRI_NEW(job, w->last_step, w->ships.services);
    KRI_NEW(job, w->rate, w->ships.services);
    KRI_NEW(job, w->t_yr, w->chain->rows);
    return KR_OK;
}

/* As seldom as patience allows; what the tables let sail more seldom stays. */
static double longest(const waits *w, uint32_t row)
{
    return fmax(0, log(w->asked.longest_headway_h / w->world.service.headway_h[row]));
}

static void start(waits *w)
{
    w->start = kri_start_at(w->base, w->base);
    w->part = 1;
    w->moved = INFINITY;
    for (uint32_t row = 0; row < w->ships.services; row++)
        w->x[row] = w->asked.starts_seldom && w->ships.of_service[row] != KR_NONE ? longest(w, row) : 0;
}

/* ---- a world with its waits held fast ---- */

static kr_status add_scale(waits *w, uint32_t row, const char *column, const char *factor, kr_patch *patch)
{
    return kr_patch_add(w->job, patch, (kr_edit){ KR_SERVICE, row, column, KR_EDIT_SCALE, factor, "ships that leave when full", KR_NONE });
}

/* What could sail in a year stays the fleet's: a departure stands for as much more room as there are fewer. */
static kr_status sail_slower(waits *w, uint32_t row, kr_patch *patch)
{
    static const char *const columns[] = { "headway_h", "capacity_teu", "capacity_trucks", "capacity_wagons" };
    const char *factor = kri_job_format(w->job, "%.17g", exp(w->x[row]));
    if (!factor)
        return KR_E_MEMORY;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        KR_TRY(add_scale(w, row, columns[i], factor, patch));
    return KR_OK;
}

static kr_status make_patch(waits *w, kr_patch *patch)
{
    *patch = (kr_patch){ 0 };
    for (size_t i = 0; w->patch && i < w->patch->count; i++)
        KR_TRY(kr_patch_add(w->job, patch, w->patch->edit[i]));
    for (uint32_t row = 0; row < w->ships.services; row++)
        if (w->x[row] > 0)
            KR_TRY(sail_slower(w, row, patch));
    return KR_OK;
}

/* While departures still move, tonnes need not be known better than a small part of that. */
static double tolerance_now(const waits *w)
{
    return fmax(w->asked.tolerance, fmin(LOOSEST, 1e-3 * w->moved));
}

static int is_well_solved(kr_job *job, kr_status status, const kr_outcome *o)
{
    return status == KR_OK || (status == KR_E_LIMIT && o->rows && kr_job_check(job) == KR_OK);
}

/* h = h0 F0 / F between what the fleet can and what patience bears. */
static void find_steps(waits *w)
{
    double *last = w->last_step;
    w->last_step = w->step;
    w->step = last;
    w->moved = 0;
    for (uint32_t row = 0; row < w->ships.services; row++) {
        uint32_t ship = w->ships.of_service[row];
        w->step[row] = 0;
        if (ship == KR_NONE)
            continue;
        double wanted_h = w->chain->world->service.headway_h[row] * w->base_fill[ship] / w->fill[ship];
        w->step[row] = fmax(0, fmin(longest(w, row), log(wanted_h / w->world.service.headway_h[row]))) - w->x[row];
        w->moved = fmax(w->moved, fabs(w->step[row]));
    }
}

static kr_status sweep(waits *w, kr_outcome *o, kr_status *solved)
{
    kr_patch patch;
    w->parameters.tolerance = tolerance_now(w);
    KR_TRY(make_patch(w, &patch));
    *solved = kri_circle_solve(w->job, w->chain, &patch, &w->parameters, w->base, w->reference, &w->start, o);
    if (!is_well_solved(w->job, *solved, o))
        return *solved;
    KR_TRY(kri_ships_fill(w->job, &w->ships, &w->world, o, w->fill));
    find_steps(w);
    w->sweeps++;
    return KR_OK;
}

/* ---- from sweep to sweep ---- */

static double product(const waits *w, const double *a, const double *b)
{
    double sum = 0;
    for (uint32_t row = 0; row < w->ships.services; row++)
        sum += a[row] * b[row];
    return sum;
}

/*
 * How much of a step is taken. Steps that shrink in one proportion are the beginning of a geometric series, and its sum is taken at once
 * (Aitken), ship by ship. Only what shrinks: near a rest that is not stable steps grow, and the search goes by.
 */
static double part_of_step(const waits *w, uint32_t row, double rate, double last_rate)
{
    int is_series = w->since_leap >= LEAP_EVERY && w->moved <= LEAPS_BELOW && rate > 0 && rate < 1 && fabs(rate - last_rate) <= 0.5 * (1 - rate);
    return is_series ? fmin(w->part / (1 - rate), fmax(1, LONGEST_LEAP / fabs(w->step[row]))) : w->part;
}

/* What swings back and forth takes shorter steps. */
static void move_on(waits *w)
{
    if (product(w, w->step, w->last_step) < 0)
        w->part = fmax(LEAST_PART, w->part / 2);
    w->since_leap++;
    for (uint32_t row = 0; row < w->ships.services; row++) {
        double rate = w->last_step[row] != 0 ? w->step[row] / w->last_step[row] : 0;
        if (w->ships.of_service[row] != KR_NONE)
            w->x[row] = fmax(0, fmin(longest(w, row), w->x[row] + part_of_step(w, row, rate, w->rate[row]) * w->step[row]));
        w->rate[row] = rate;
    }
    if (w->since_leap >= LEAP_EVERY && w->moved <= LEAPS_BELOW)
        w->since_leap = 0;
}

/* The first world stays; of the others what the next one needs is copied before they are given back. */
static kr_status keep(waits *w, const kr_outcome *o)
{
    if (w->sweeps == 1) {
        KRI_NEW(w->job, w->limit, o->plan->groups);
        w->start = kri_start_at(o, w->base);
    }
    memcpy(w->t_yr, o->t_yr, o->rows * sizeof *w->t_yr);
    if (o->freight.limits)
        memcpy(w->limit, o->freight.limit, o->freight.limits * sizeof *w->limit);
    w->start.t_yr = w->t_yr;
    w->start.freight.limit = w->limit;
    w->start.freight.limits = o->freight.limits;
    return KR_OK;
}

static int rests(const waits *w)
{
    return w->moved <= MOVES_NO_MORE && w->parameters.tolerance <= w->asked.tolerance;
}

static kr_status sweep_until_it_rests(waits *w, kr_outcome *o)
{
    for (;;) {
        kri_mark mark = kri_job_mark(w->job);
        kr_status solved;
        KR_TRY(sweep(w, o, &solved));
        o->sweeps = w->sweeps;
        o->headway_moved = w->moved;
        if (rests(w))
            return solved;
        o->is_settled = 0;
        if (w->sweeps >= w->asked.sweeps)
            return kr_fail(w->job, KR_E_LIMIT, "ships that leave when full did not come to rest in %u sweeps: the last one moved a headway by %.2g of "
                           "itself; allow more sweeps or take a project out", w->sweeps, w->moved);
        move_on(w);
        KR_TRY(keep(w, o));
        if (w->sweeps > 1)
            kri_job_release(w->job, mark);
    }
}

kr_status kri_waits_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                          const kr_freight_plan *reference, kr_outcome *outcome)
{
    waits w = { .job = job, .chain = chain, .patch = patch, .asked = *parameters, .parameters = *parameters, .base = base, .reference = reference };
    w.parameters.channel = KR_CHANNEL_CONGESTED;
    w.parameters.starts_seldom = 0;
    KR_TRY(open_waits(&w));
    start(&w);
    if (!kri_ships_any(&w.ships))
        return kri_circle_solve(job, chain, patch, &w.parameters, base, reference, &w.start, outcome);
    return sweep_until_it_rests(&w, outcome);
}
