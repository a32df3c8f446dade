/*
 * study.c: one equilibrium of the loop, the lattice of projects, and the flagship study with its draws, on the region's own data.
 * bench-study [FOLDER [THREADS [DRAWS]]].
 */
#include <keruen/io.h>
#include <keruen/scenario.h>

#include "base/arena.h"
#include "base/quantile.h"
#include "stopwatch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static kr_job job;
static kr_world world;
static kr_flows trade;

static void must(kr_status status)
{
    if (status == KR_OK)
        return;
    fprintf(stderr, "%s\n", job.message);
    exit(1);
}

static const char *const first[] = { "p_unified_tariff", "p_mc_border_half", "p_aktau_hub", "p_caspian_ferries", "p_mointy_kyzylzhar", NULL };
static const char *const second[] = { "p_gyumri_kars", "p_margara_alican", "p_ijevan_gazakh", "p_tripp", "p_am_north_south", NULL };

/* What stands open in the data but counts as a project here is closed before. */
static void close_all(kr_study *study)
{
    for (uint32_t p = 0; p < study->projects; p++)
        for (size_t i = 0; i < study->project[p].patch.count; i++) {
            kr_edit e = study->project[p].patch.edit[i];
            if (strcmp(e.column, "status") == 0) {
                e.value = "closed";
                e.reason = "not yet built";
                must(kr_patch_add(&job, &study->base, e));
            }
        }
}

static void add_bundle(kr_study *study, kr_study_project *project, kr_study_bundle *bundle, const char *const *id)
{
    static uint32_t member[64];
    bundle->id = bundle->name = study->bundles ? "B" : "A";
    bundle->member = member + study->projects;
    for (; *id; id++) {
        kr_study_project *p = &project[study->projects];
        uint32_t row = kr_world_find(&world, KR_PROJECT, *id);
        if (row == KR_NONE)
            continue;
        *p = (kr_study_project){ .id = *id, .name = *id, .row = row, .cost_usd = world.project.cost_usd[row], .year = world.project.year[row],
                                 .source = "" };
        must(kr_patch_open(&job, &world, *id, &p->patch));
        member[study->projects] = study->projects;
        study->projects++;
        bundle->members++;
    }
    study->bundles++;
}

static kr_study connect(void)
{
    static kr_study_project project[64];
    static kr_study_bundle bundle[2];
    kr_study study = { .file = "", .id = "connect", .title = "", .question = "", .base_year = 2023, .date = 20251130, .opening_year = 2028,
                       .project = project, .bundle = bundle, .seed = 1, .budget_usd = 3e9, .horizon_years = 30, .with_members = 1 };
    add_bundle(&study, project, &bundle[0], first);
    add_bundle(&study, project, &bundle[1], second);
    close_all(&study);
    for (int p = 0; p < KR_PARAMETERS; p++) {
        study.parameter[p] = kr_study_parameter_default((kr_study_parameter)p);
        if (study.parameter[p].distribution == KR_FIXED)
            study.parameter[p].distribution = KR_TRIANGULAR;
    }
    return study;
}

/* Milliseconds of one equilibrium: the median of several, each in memory that the one before gave back, as a study runs them. */
static double solve_ms(const kr_chain *chain, const kr_patch *patch, const kr_outcome *base, const kr_outcome *warm, kr_outcome *outcome)
{
    enum { TIMES = 21 };
    const kr_chain_parameters p = KR_CHAIN_DEFAULTS;
    double ms[TIMES];
    kri_mark mark = kri_job_mark(&job);
    for (int i = 0; i < TIMES; i++) {
        kri_job_release(&job, mark);
        double t0 = kri_now_s();
        must(kr_chain_solve(&job, chain, patch, &p, base, warm, outcome));
        ms[i] = 1e3 * (kri_now_s() - t0);
    }
    kri_sort_numbers(ms, TIMES);
    return kri_quantile(ms, TIMES, 0.5);
}

static void time_equilibrium(const kr_study *study)
{
    kr_world base_world;
    kr_patch all = { 0 };
    kr_outcome base, cold, warm;
    const kr_chain *chain;
    must(kr_patch_apply(&job, &world, &study->base, &base_world));
    must(kr_chain_open(&job, &base_world, &trade, study->date, &chain));
    printf("base of %u rows of demand: %.1f ms\n", world.demand.count, solve_ms(chain, NULL, NULL, NULL, &base));
    for (uint32_t k = 0; k < study->projects; k++)
        for (size_t i = 0; i < study->project[k].patch.count; i++)
            must(kr_patch_add(&job, &all, study->project[k].patch.edit[i]));
    double cold_ms = solve_ms(chain, &all, &base, NULL, &cold), warm_ms = solve_ms(chain, &all, &base, &cold, &warm);
    printf("all projects: cold %.1f ms in %u rounds, warm %.1f ms in %u rounds; goal 50 and 10; residual %.1e\n", cold_ms, cold.rounds, warm_ms,
           warm.rounds, cold.residual);
    for (uint32_t i = 0; i < cold.areas; i++)
        printf("  %-3s %+9.4f %%  trade %+9.3f M USD  transit %+9.3f M USD gross\n", trade.id[i], 100 * cold.ln_welfare[i],
               1e-6 * cold.spending_usd_yr[i] * expm1(cold.ln_welfare[i]), 1e-6 * (cold.transit_usd_yr[i] - base.transit_usd_yr[i]));
}

static double time_study(kr_study study, const char *what, const char *goal, uint32_t draws, int with_members)
{
    kr_study_result r;
    study.draws = draws;
    study.with_members = with_members;
    double t0 = kri_now_s(), c0 = bench_cpu_s();
    must(kr_study_run(&job, &world, &trade, &study, NULL, &r));
    double seconds = kri_now_s() - t0;
    printf("%s: %.2f s, %.2f s of processor%s\n", what, seconds, bench_cpu_s() - c0, goal);
    printf("  %u items, %u worlds, %u not at rest, %.1f rounds each, residual %.1e\n", r.items, r.worlds, r.unsettled, r.rounds_mean, r.residual_worst);
    const kr_worth *w = r.bundles.worth;
    size_t wide = r.areas + 1u, i = r.areas;
    printf("  region: A %+.2f, B %+.2f, AB %+.2f, together %+.2f M USD a year", 1e-6 * w[wide + i].usd, 1e-6 * w[2 * wide + i].usd,
           1e-6 * w[3 * wide + i].usd, 1e-6 * r.bundles.together[3 * wide + i].usd);
    if (draws)
        printf(" (%.2f .. %.2f)", 1e-6 * r.together_usd[3 * wide + i].low, 1e-6 * r.together_usd[3 * wide + i].high);
    putchar('\n');
    return seconds;
}

int main(int argc, char **argv)
{
    char path[4096];
    const char *folder = argc > 1 ? argv[1] : "data/region";
    uint32_t draws = argc > 3 ? (uint32_t)atoi(argv[3]) : 200;
    kr_job_init(&job, (size_t)4 << 30);
    job.threads = argc > 2 ? atoi(argv[2]) : 2;
    snprintf(path, sizeof path, "%s/base_flow.csv", folder);
    must(kr_world_read(&job, folder, NULL, &world));
    must(kr_flows_read(&job, path, "value", 0, 1, NULL, NULL, &trade));
    kr_study study = connect();
    time_equilibrium(&study);
    uint32_t all = study.projects;
    kr_study eight = study;
    kr_study_bundle fewer[2] = { study.bundle[0], study.bundle[1] };
    if (all > 8) {
        fewer[1].members -= all - 8;
        eight.bundle = fewer;
        eight.projects = 8;
    }
    double with = time_study(eight, "eight projects with their lattice", "", 0, 1), without = time_study(eight, "without it", "", 0, 0);
    printf("the lattice alone, %u sets: %.2f s (goal 3)\n", 1u << eight.projects, with - without);
    snprintf(path, sizeof path, "%u draws of four worlds and the lattice of %u projects", draws, all);
    time_study(study, path, " (goal 60 on two cores)", draws, 1);
    kr_job_end(&job);
    return 0;
}
