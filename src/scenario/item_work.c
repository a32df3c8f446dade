/* item_work.c: one piece of work, and all of them on several threads. */
#include "items.h"
#include "rests.h"

#include "base/arena.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* ---- worlds ---- */

kr_status kri_patch_of(kr_job *job, const kri_run *run, uint64_t projects, kr_patch *patch)
{
    *patch = (kr_patch){ 0 };
    for (uint32_t p = 0; p < run->study->projects; p++)
        for (size_t i = 0; projects >> p & 1 && i < run->study->project[p].patch.count; i++)
            KR_TRY(kr_patch_add(job, patch, run->study->project[p].patch.edit[i]));
    return KR_OK;
}

/*
 * A guess that leads nowhere is given up for the base. What did not come to rest from there is kept as it is and counted; what ran out of time
 * is not.
 */
static kr_status solve_patch(kr_job *job, const kri_run *run, const kr_chain_parameters *p, const kr_patch *patch, const kr_outcome *base,
                             const kri_start *start, kr_outcome *o)
{
    *o = *base;
    if (!patch->count && !p->starts_seldom)
        return KR_OK;
    kri_mark mark = kri_job_mark(job);
    kr_status status = kri_chain_solve(job, run->chain, patch, p, base, run->catalogue, start, o);
    if (status == KR_E_LIMIT && start->t_yr != base->t_yr && kr_job_check(job) == KR_OK) {
        const kri_start again = kri_start_at(base, base);
        kri_job_release(job, mark);
        status = kri_chain_solve(job, run->chain, patch, p, base, run->catalogue, &again, o);
    }
    if (status == KR_E_LIMIT && o->rows && kr_job_check(job) == KR_OK)
        return KR_OK;
    return status;
}

static kr_status solve_set(kr_job *job, const kri_run *run, const kr_chain_parameters *p, uint64_t projects, const kr_outcome *base,
                           const kri_start *start, kr_outcome *o)
{
    kr_patch patch;
    KR_TRY(kri_patch_of(job, run, projects, &patch));
    return solve_patch(job, run, p, &patch, base, start, o);
}

static int is_home(const kri_run *run, const kr_chain_parameters *p)
{
    kr_chain_parameters home = kri_parameters_of_draw(run->study, 0);
    return memcmp(p, &home, sizeof home) == 0;
}

/* Nothing built, at the item's parameters; waits are as the tables say in every base. */
static kr_status find_base(kr_job *job, const kri_run *run, const kr_chain_parameters *p, kr_outcome *base)
{
    kr_chain_parameters own = *p;
    if (p->channel == KR_CHANNEL_WAITS) {
        own.channel = KR_CHANNEL_CONGESTED;
        own.starts_seldom = 0;
    }
    *base = run->home;
    const kri_start start = kri_start_at(&run->home, &run->home);
    return is_home(run, &own) ? KR_OK : kri_chain_solve(job, run->chain, NULL, &own, NULL, run->catalogue, &start, base);
}

static kr_status make_worlds(kr_job *job, const kri_run *run, const kri_item *item, double *value)
{
    kr_outcome base;
    kri_rests rests;
    KR_TRY(find_base(job, run, &item->parameters, &base));
    KR_TRY(kri_rests_open(job, &base, item->set, item->sets, &rests));
    for (uint32_t k = 0; k < item->sets; k++) {
        kri_mark mark = kri_job_mark(job);
        kr_outcome o;
        kri_start start;
        KR_TRY(kri_rests_guess(job, &rests, item->set[k], &start));
        KR_TRY(solve_set(job, run, &item->parameters, item->set[k], &base, &start, &o));
        KR_TRY(kri_record(job, &run->recorder, &item->parameters, &base, &o, item->depth, value + k * run->recorder.layout.length[item->depth]));
        if (item->parameters.channel != KR_CHANNEL_WAITS)      /* those begin at ends of their own */
            kri_rests_keep(&rests, item->set[k], &o);
        kri_job_release(job, mark);
    }
    return KR_OK;
}

/* ---- what one more of a limit is worth, by a difference through the whole loop ---- */

static double world_usd(const kr_outcome *o)
{
    double usd = 0;
    for (uint32_t i = 0; i < o->areas; i++)
        usd += o->spending_usd_yr[i] * expm1(o->ln_welfare[i]);
    return usd;
}

static const char *column_of(const kr_freight_limit *limit)
{
    if (limit->table == KR_LINK)
        return "capacity_t_yr";
    if (limit->table == KR_TERMINAL)
        return limit->unit[0] == 'T' ? "capacity_teu_yr" : "capacity_t_yr";
    return limit->unit[0] == 'T' ? "capacity_teu" : limit->unit[0] == 't' ? "capacity_trucks" : "capacity_wagons";
}

static kr_status make_binding(kr_job *job, const kri_run *run, const kri_item *item, double *value)
{
    const kr_freight *f = &run->home.freight;
    const kri_start start = kri_start_at(&run->home, &run->home);
    uint32_t count = 0;
    for (uint32_t i = 0; i < KRI_MOST_BINDING; i++)
        value[i * KRI_BOUNDS + KRI_BOUND_TABLE] = NAN;
    for (size_t i = 0; i < f->limits && count < KRI_MOST_BINDING; i++) {
        const kr_freight_limit *limit = &f->limit[i];
        double *b = value + (size_t)count * KRI_BOUNDS;
        kri_mark mark = kri_job_mark(job);
        kr_patch patch = { 0 };
        kr_outcome o;
        if (!(limit->usd > 0))
            continue;
        KR_TRY(kr_patch_add(job, &patch, (kr_edit){ limit->table, limit->row, column_of(limit), KR_EDIT_SCALE, "1.001", "a little more room", KR_NONE }));
        KR_TRY(solve_patch(job, run, &item->parameters, &patch, &run->home, &start, &o));
        b[KRI_BOUND_TABLE] = limit->table;
        b[KRI_BOUND_ROW] = limit->row;
        b[KRI_BOUND_UNIT] = limit->unit[0] == 't' && limit->unit[1] ? 'k' : limit->unit[0];
        b[KRI_BOUND_CAPACITY] = limit->capacity;
        b[KRI_BOUND_SHADOW] = limit->usd;
        b[KRI_BOUND_USD] = world_usd(&o) / (0.001 * limit->capacity);
        count++;
        kri_job_release(job, mark);
    }
    return KR_OK;
}

/* ---- many projects ---- */

typedef struct known_worth {
    uint64_t set;
    double usd;
} known_worth;

typedef struct worths {
    const kri_run *run;
    const kri_item *item;
    double *none, *record;
    double yearly;
    known_worth *known;         /* region's USD a year by set */
    size_t count, room;
    kr_job *job;
} worths;

static kr_status open_worths(kr_job *job, const kri_run *run, const kri_item *item, worths *w)
{
    *w = (worths){ .run = run, .item = item, .job = job, .yearly = kri_annuity(item->discount_rate, run->study->horizon_years) };
    KRI_NEW(job, w->none, run->recorder.layout.length[KRI_BRIEF]);
    KRI_NEW(job, w->record, run->recorder.layout.length[KRI_BRIEF]);
    KRI_NEW(job, w->known, KRI_MOST_LOOKED);
    w->room = KRI_MOST_LOOKED;
    return kri_record(job, &run->recorder, &item->parameters, &run->home, &run->home, KRI_BRIEF, w->none);
}

static kr_status worth_of_set(void *with, kr_job *job, uint64_t set, double *value)
{
    worths *w = with;
    kri_mark mark = kri_job_mark(job);
    const kri_start start = kri_start_at(&w->run->home, &w->run->home);
    kr_outcome o;
    KR_TRY(solve_set(job, w->run, &w->item->parameters, set, &w->run->home, &start, &o));
    KR_TRY(kri_record(job, &w->run->recorder, &w->item->parameters, &w->run->home, &o, KRI_BRIEF, w->record));
    kri_job_release(job, mark);
    kri_worth(w->run, w->none, w->record, set, w->item->margin, w->yearly, (kr_worth *)(void *)value);
    return KR_OK;
}

static kr_status make_order(kr_job *job, const kri_run *run, const kri_item *item, double *value)
{
    worths w;
    KR_TRY(open_worths(job, run, item, &w));
    return kr_sets_sample(job, run->study->projects, (run->recorder.layout.areas + 1) * KR_WORTHS, worth_of_set, &w, run->study->seed, item->pair, value);
}

static kr_status usd_of_set(void *with, uint64_t set, double *usd)
{
    worths *w = with;
    kr_worth *all;
    for (size_t i = 0; i < w->count; i++)
        if (w->known[i].set == set) {
            *usd = w->known[i].usd;
            return KR_OK;
        }
    if (w->count == w->room)
        return kr_fail(w->job, KR_E_LIMIT, "the search for the best set looked at %zu sets and is not done; name fewer projects", w->count);
    kri_mark mark = kri_job_mark(w->job);
    KRI_NEW(w->job, all, w->run->recorder.layout.areas + 1);
    KR_TRY(worth_of_set(w, w->job, set, (double *)all));
    *usd = all[w->run->recorder.layout.areas].usd;
    kri_job_release(w->job, mark);
    w->known[w->count++] = (known_worth){ set, *usd };
    return KR_OK;
}

static double cost_of_set(const kr_study *s, uint64_t set)
{
    double cost = 0;
    for (uint32_t p = 0; p < s->projects; p++)
        cost += set >> p & 1 ? s->project[p].cost_usd : 0;
    return cost;
}

static kr_status present_worth(void *with, kr_job *job, uint64_t set, double *value)
{
    worths *w = with;
    (void)job;
    KR_TRY(kri_present_value(w->run->study, set, w->item->discount_rate, w->run->study->parameter[KR_PARAMETER_OPENING_DELAY].central, usd_of_set, w, value));
    *value -= cost_of_set(w->run->study, set);
    return KR_OK;
}

/* What a project can add is taken to be the most of what it adds alone and what it adds last. */
static kr_status find_ceilings(kr_job *job, worths *w, const double *cost, double *ceiling)
{
    uint32_t projects = w->run->study->projects;
    uint64_t all = 0;
    double none, full, one, rest;
    for (uint32_t p = 0; p < projects; p++)
        all |= isfinite(cost[p]) ? (uint64_t)1 << p : 0;
    KR_TRY(present_worth(w, job, 0, &none));
    KR_TRY(present_worth(w, job, all, &full));
    for (uint32_t p = 0; p < projects; p++) {
        if (!(all >> p & 1))
            continue;
        KR_TRY(present_worth(w, job, (uint64_t)1 << p, &one));
        KR_TRY(present_worth(w, job, all & ~((uint64_t)1 << p), &rest));
        ceiling[p] = fmax(one - none, full - rest);
    }
    return KR_OK;
}

static kr_status make_search(kr_job *job, const kri_run *run, const kri_item *item, double *value)
{
    const kr_study *s = run->study;
    worths w;
    kr_best_set best;
    double *cost, *ceiling;
    KR_TRY(open_worths(job, run, item, &w));
    KRI_NEW(job, cost, s->projects);
    KRI_NEW(job, ceiling, s->projects);
    for (uint32_t p = 0; p < s->projects; p++)
        cost[p] = isnan(s->project[p].cost_usd) ? INFINITY : s->project[p].cost_usd;
    KR_TRY(find_ceilings(job, &w, cost, ceiling));
    KR_TRY(kr_sets_search(job, s->projects, present_worth, &w, cost, s->budget_usd, ceiling, &best));
    value[KRI_FOUND_LOW] = (double)(best.set & UINT32_MAX);
    value[KRI_FOUND_HIGH] = (double)(best.set >> 32);
    value[KRI_FOUND_VALUE] = best.value;
    value[KRI_FOUND_COST] = best.cost;
    value[KRI_FOUND_BOUND] = best.bound;
    value[KRI_FOUND_LOOKED] = (double)w.count;
    return KR_OK;
}

kr_status kri_item_make(kr_job *job, const kri_run *run, const kri_item *item, double *value)
{
    switch (item->kind) {
    case KRI_WORLDS: return make_worlds(job, run, item, value);
    case KRI_BINDING: return make_binding(job, run, item, value);
    case KRI_ORDER: return make_order(job, run, item, value);
    default: return make_search(job, run, item, value);
    }
}

/* ---- all of them ---- */

typedef struct workers {
    kri_run *run;
    const kr_item_store *store;
    kr_job *job;                /* [threads] */
    int threads;
    size_t *missing, count;     /* items to make */
    double **value;             /* [count] where they go */
    size_t done;
    kr_status status;           /* of the first item that failed */
    size_t failed;
    char message[KR_MESSAGE_BYTES];
} workers;

static void end_workers(void *object)
{
    workers *w = object;
    for (int t = 0; t < w->threads; t++)
        kr_job_end(&w->job[t]);
}

static kr_status open_workers(kr_job *job, workers *w)
{
    w->threads = job->threads < 1 ? 1 : job->threads;
    KRI_NEW(job, w->job, (size_t)w->threads);
    KR_TRY(kri_job_defer(job, end_workers, w));
    for (int t = 0; t < w->threads; t++) {
        kr_job_init(&w->job[t], kri_job_left(job) / (size_t)w->threads);
        w->job[t].cancel = job->cancel;
        w->job[t].deadline_s = job->deadline_s;
        w->job[t].fault_countdown = job->fault_countdown;
    }
    return KR_OK;
}

static kr_status find_in_store(workers *w, kri_item *item)
{
    size_t count = 0;
    const double *value = NULL;
    if (!w->store)
        return KR_OK;
    KR_TRY(w->store->find(w->store->to, w->run->job, item->name, &value, &count));
    item->value = value && count == item->values ? value : NULL;
    return KR_OK;
}

static kr_status find_missing(workers *w)
{
    kri_run *run = w->run;
    KRI_NEW(run->job, w->missing, run->items);
    KRI_NEW(run->job, w->value, run->items);
    for (size_t i = 0; i < run->items; i++) {
        KR_TRY(find_in_store(w, &run->item[i]));
        if (run->item[i].value)
            continue;
        KRI_NEW(run->job, w->value[w->count], run->item[i].values);
        run->item[i].value = w->value[w->count];
        w->missing[w->count++] = i;
    }
    return KR_OK;
}

static void note_failure(workers *w, size_t item, kr_status status, const kr_job *job)
{
    if (w->status != KR_OK && w->failed < item)
        return;
    w->status = status;
    w->failed = item;
    memcpy(w->message, job->message, sizeof w->message);
}

static void make_one(workers *w, size_t number, double *value, kr_job *job)
{
    const kri_item *item = &w->run->item[number];
    kri_mark mark = kri_job_mark(job);
    kr_status status = kri_item_make(job, w->run, item, value);
    #pragma omp critical
    {
        if (status == KR_OK && w->store)
            status = w->store->keep(w->store->to, job, item->name, value, item->values);
        if (status == KR_OK)
            w->done++;
        else
            note_failure(w, number, status, job);
    }
    kri_job_release(job, mark);
}

static void make_missing(workers *w)
{
    int count = (int)w->count;
    size_t reused = w->run->items - w->count;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(w->threads) if (w->threads > 1)
    for (int i = 0; i < count; i++) {
        int thread = w->threads > 1 ? omp_get_thread_num() : 0;
        kr_status status;
        size_t done;
        #pragma omp critical
        {
            status = w->status;
            done = w->done;
        }
        if (status != KR_OK)
            continue;
        if (thread == 0)
            kri_job_progress(w->run->job, "items", (double)(done + reused), (double)w->run->items);
        make_one(w, w->missing[i], w->value[i], &w->job[thread]);
    }
}

kr_status kri_items_run(kri_run *run, const kr_item_store *store, uint32_t *reused)
{
    workers *w;
    KRI_NEW(run->job, w, 1);
    *w = (workers){ .run = run, .store = store };
    KR_TRY(find_missing(w));
    *reused = (uint32_t)(run->items - w->count);
    KR_TRY(open_workers(run->job, w));
    make_missing(w);
    kri_job_progress(run->job, "items", (double)(w->done + *reused), (double)run->items);
    return w->status == KR_OK ? KR_OK : kr_fail(run->job, w->status, "%s", w->message);
}
