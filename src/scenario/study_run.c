/* study_run.c: a study from its question to its answer. */
#include "items.h"

#include "base/arena.h"

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

/*
 * What every world is compared with. Its ways are those found in it and in the world where all is built: were each world to choose among
 * its own finds alone, a way that is found here and not there would pass for a gain.
 */
static kr_status find_home(kri_run *run, const kr_chain_parameters *central)
{
    kr_patch all = { 0 };
    kr_outcome first;
    for (uint32_t p = 0; p < run->study->projects; p++)
        for (size_t i = 0; i < run->study->project[p].patch.count; i++)
            KR_TRY(kr_patch_add(run->job, &all, run->study->project[p].patch.edit[i]));
    KR_TRY(kri_chain_solve(run->job, run->chain, NULL, central, NULL, NULL, NULL, &first));
    KR_TRY(kri_chain_solve(run->job, run->chain, &all, central, NULL, &first, &first, &run->catalogue));
    return kri_chain_solve(run->job, run->chain, NULL, central, NULL, &run->catalogue, &first, &run->home);
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
    KR_TRY(kri_recorder_open(run->job, run->chain, run->study, &run->recorder));
    return kri_items_list(run);
}

kr_status kr_study_run(kr_job *job, const kr_world *world, const kr_flows *trade, const kr_study *study, const kr_item_store *store,
                       kr_study_result *result)
{
    kri_run run = { .job = job, .study = study };
    *result = (kr_study_result){ 0 };
    KR_TRY(open_run(&run, world, trade));
    result->items = (uint32_t)run.items;
    KR_TRY(kri_items_run(&run, store, &result->reused));
    return kri_study_tell(&run, result);
}
