/* study_run.c: a study from its question to its answer. */
#include "told.h"

#include "base/arena.h"
#include "freight/parts.h"

#include <math.h>
#include <string.h>

/* ---- the world of the study ---- */

static kr_status check_projects(kr_job *job, const kr_world *world, const kr_study *study)
{
    if (!study->bundles || !study->projects)
        return kr_fail(job, KR_E_INPUT, "the study %s names no project; give a bundle with one at least", study->id);
    if (study->projects > KR_STUDY_PROJECTS || study->bundles > KR_STUDY_BUNDLES)
        return kr_fail(job, KR_E_LIMIT, "the study %s has %u projects in %u bundles; %u in %u are the most", study->id, study->projects, study->bundles,
                       KR_STUDY_PROJECTS, KR_STUDY_BUNDLES);
    return kr_study_check(job, world, study, NULL);
}

static kr_status make_base(kr_job *job, const kr_world *world, const kr_study *study, kri_run *run)
{
    kr_world *base;
    KRI_NEW(job, base, 1);
    KR_TRY(kr_patch_apply(job, world, &study->base, base));
    run->world = base;
    return KR_OK;
}

/* ---- who is meant and who pays ---- */

static kr_status mark_region(kri_run *run, const kr_flows *trade)
{
    const kr_study *s = run->study;
    KRI_NEW(run->job, run->in_region, trade->count);
    for (uint32_t i = 0; i < trade->count; i++)
        run->in_region[i] = !s->areas && strcmp(trade->id[i], "ROW") != 0;
    for (uint32_t k = 0; k < s->areas; k++) {
        uint32_t area = kri_area_of(trade, s->area[k]);
        if (area == KR_NONE)
            return kr_fail(run->job, KR_E_INPUT, "the study %s asks about %s, of whose trade nothing is known", s->id, s->area[k]);
        run->in_region[area] = 1;
    }
    return KR_OK;
}

static kr_status share_costs(kri_run *run, const kr_flows *trade)
{
    const kr_study *s = run->study;
    KRI_NEW(run->job, run->cost_share, (size_t)s->projects * trade->count);
    for (uint32_t p = 0; p < s->projects; p++)
        for (uint32_t h = 0; h < s->project[p].hosts && isfinite(s->project[p].cost_usd); h++) {
            uint32_t area = strcmp(s->project[p].host[h], "*") == 0 ? KR_NONE : kri_area_of(trade, s->project[p].host[h]);
            if (area != KR_NONE)
                run->cost_share[(size_t)p * trade->count + area] += s->project[p].cost_usd / s->project[p].hosts;
        }
    return KR_OK;
}

/* ---- all of it ---- */

/* Adds the ways that a world finds when it is looked through by itself: the cheapest, the fastest, those of least USD, different ones. */
static kr_status add_ways_of(kri_run *run, const kr_chain_parameters *central, uint64_t projects, const kri_start *start)
{
    kr_patch patch;
    kr_outcome found;
    kr_freight_plan *joined;
    KR_TRY(kri_patch_of(run->job, run, projects, &patch));
    if (!patch.count)
        return KR_OK;
    KR_TRY(kri_chain_solve(run->job, run->chain, &patch, central, NULL, NULL, start, &found));
    KR_TRY(kri_freight_join_plans(run->job, run->catalogue, found.plan, &joined));
    run->catalogue = joined;
    return KR_OK;
}

/*
 * What every world is compared with. All choose among the ways found with nothing built, with each bundle and with all: were each to choose
 * among its own finds alone, a way found here and not there would pass for a gain; and were the built worlds not looked through as the
 * first one is, a new line would be taken only where it is the cheapest, and an old one also where it is the second best.
 */
static kr_status find_home(kri_run *run, const kr_chain_parameters *central)
{
    kr_outcome first;
    uint64_t all = kr_study_members(run->study, (1u << run->study->bundles) - 1);
    KR_TRY(kri_chain_solve(run->job, run->chain, NULL, central, NULL, NULL, NULL, &first));
    const kri_start start = kri_start_at(&first, &first);
    run->catalogue = first.plan;
    KR_TRY(add_ways_of(run, central, all, &start));
    for (uint32_t b = 0; b < run->study->bundles && run->study->bundles > 1; b++)
        KR_TRY(add_ways_of(run, central, kr_study_members(run->study, 1u << b), &start));
    return kri_chain_solve(run->job, run->chain, NULL, central, NULL, run->catalogue, &start, &run->home);
}

static kr_status find_ships(kri_run *run)
{
    double *ships_yr;
    KR_TRY(kri_ships_that_answer(run->job, run->chain, &run->home, &run->ships, &ships_yr));
    run->has_ships = kri_ships_any(&run->ships);
    return KR_OK;
}

static kr_status open_run(kri_run *run, const kr_world *world, const kr_flows *trade)
{
    kr_chain_parameters central = kri_parameters_of_draw(run->study, 0);
    KR_TRY(check_projects(run->job, world, run->study));
    KR_TRY(make_base(run->job, world, run->study, run));
    KR_TRY(mark_region(run, trade));
    KR_TRY(share_costs(run, trade));
    KR_TRY(kr_chain_open(run->job, run->world, trade, run->study->date, &run->chain));
    kri_job_progress(run->job, "items", 0, 0);
    KR_TRY(find_home(run, &central));
    KR_TRY(find_ships(run));
    KR_TRY(kri_recorder_open(run->job, run->chain, run->study, &run->recorder));
    return kri_items_list(run);
}

static kr_status tell(kri_run *run, kr_study_result *r)
{
    KR_TRY(kri_tell_sets(run, r));
    KR_TRY(kri_tell_waits(run, r));
    KR_TRY(kri_tell_draws(run, r));
    KR_TRY(kri_tell_tables(run, r));
    return kri_tell_returns(run, r);
}

kr_status kr_study_run(kr_job *job, const kr_world *world, const kr_flows *trade, const kr_study *study, const kr_item_store *store,
                       kr_study_result *result)
{
    kri_run run = { .job = job, .study = study };
    *result = (kr_study_result){ 0 };
    KR_TRY(open_run(&run, world, trade));
    result->items = (uint32_t)run.items;
    KR_TRY(kri_items_run(&run, store, &result->reused));
    return tell(&run, result);
}
