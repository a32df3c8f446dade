/*
 * freight.c: the region's freight put on its network: once from nothing, again after one project, and for all combinations of eight.
 *
 *   bench-freight [FOLDER [THREADS]]
 *
 * The world is in memory; each figure is the least of several runs, wall clock.
 */
#include <keruen/freight.h>
#include <keruen/io.h>

#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>

#define RUNS 10
#define PROJECTS 8

static const char *const project[PROJECTS] = { "p_gyumri_kars", "p_border_half", "p_tripp", "p_unified_tariff", "p_aktau_hub", "p_caspian_ferries",
                                               "p_mointy_kyzylzhar", "p_ijevan_gazakh" };

typedef struct bench {
    const kr_world *world;
    const kr_network *network;
    kr_freight_options options;
    int threads;
} bench;

/* What each step took; the least of all runs. */
typedef struct times {
    double freeze_ms, plan_ms, load_ms, all_ms, processor_ms;
} times;

/* One world: patched, frozen, its ways found and its tonnes put on them. */
static kr_status solve(const bench *b, kr_job *job, uint32_t set, const kr_freight_plan *like, const kr_freight *warm, times *t, kr_freight_plan **plan,
                       kr_freight *freight)
{
    kr_patch patch = { 0 };
    kr_world *world = kr_job_alloc(job, 1, sizeof *world);
    kr_network *network = kr_job_alloc(job, 1, sizeof *network);
    if (!world || !network)
        return KR_E_MEMORY;
    double begin = bench_now_ms(), processor = bench_cpu_ms();
    for (int i = 0; i < PROJECTS; i++)
        if (set >> i & 1)
            KR_TRY(kr_patch_open(job, b->world, project[i], &patch));
    KR_TRY(kr_patch_apply(job, b->world, &patch, world));
    KR_TRY(like ? kr_network_freeze_like(job, world, b->network, network) : kr_network_freeze(job, world, network));
    double frozen = bench_now_ms();
    KR_TRY(kr_freight_plan_make(job, network, &b->options, like, plan));
    double planned = bench_now_ms();
    KR_TRY(kr_freight_load(job, *plan, NULL, warm, freight));
    double loaded = bench_now_ms();
    t->freeze_ms = bench_lesser(t->freeze_ms, frozen - begin);
    t->plan_ms = bench_lesser(t->plan_ms, planned - frozen);
    t->load_ms = bench_lesser(t->load_ms, loaded - planned);
    t->all_ms = bench_lesser(t->all_ms, loaded - begin);
    t->processor_ms = bench_lesser(t->processor_ms, bench_cpu_ms() - processor);
    return KR_OK;
}

static void show(const char *what, const times *t)
{
    printf("%-36s patch and freeze %6.2f ms  plan %7.2f ms  load %6.2f ms  all %7.2f ms, processor %6.2f ms\n", what, t->freeze_ms, t->plan_ms,
           t->load_ms, t->all_ms, t->processor_ms);
}

static void begin_job(const bench *b, kr_job *job)
{
    kr_job_init(job, (size_t)4 << 30);
    job->threads = b->threads;
}

static kr_status once(bench *b, const char *what, uint32_t set, const kr_freight_plan *like, const kr_freight *warm)
{
    times t = { 1e9, 1e9, 1e9, 1e9, 1e9 };
    for (int run = 0; run < RUNS; run++) {
        kr_job job;
        kr_freight_plan *plan;
        kr_freight freight;
        begin_job(b, &job);
        kr_status status = solve(b, &job, set, like, warm, &t, &plan, &freight);
        kr_job_end(&job);
        KR_TRY(status);
    }
    show(what, &t);
    return KR_OK;
}

/* Loads of one plan, one after the other: demand_t_yr by row; the least of all runs. */
static kr_status load_again(kr_job *job, const char *what, const kr_freight_plan *plan, const double *demand_t_yr, const kr_freight *warm)
{
    double least = 1e9;
    size_t bound = 0;
    for (int i = 0; i < RUNS; i++) {
        kr_freight freight;
        double begin = bench_now_ms();
        KR_TRY(kr_freight_load(job, plan, demand_t_yr, warm, &freight));
        least = bench_lesser(least, bench_now_ms() - begin);
        bound = 0;
        for (size_t k = 0; k < freight.limits; k++)
            bound += freight.limit[k].usd > 0;
    }
    printf("%-36s load %6.2f ms, %zu limits bind\n", what, least, bound);
    return KR_OK;
}

static kr_status loads(const bench *b, kr_job *job)
{
    const kr_wanted *d = &b->world->demand;
    kr_freight_options options = b->options;
    kr_freight_plan *plan;
    kr_freight freight;
    double *other = kr_job_alloc(job, d->count, sizeof *other), *many = kr_job_alloc(job, d->count, sizeof *many);
    if (!other || !many)
        return KR_E_MEMORY;
    for (uint32_t row = 0; row < d->count; row++) {
        other[row] = d->t_yr[row] * (row % 2 ? 1.02 : 0.98);
        many[row] = 1000 * d->t_yr[row];
    }
    options.tolerance = 1e-10;
    KR_TRY(kr_freight_plan_make(job, b->network, &options, NULL, &plan));
    KR_TRY(kr_freight_settle(job, plan, NULL, NULL, &freight));
    KR_TRY(load_again(job, "other tonnes by 2 %, to 1e-10", plan, other, &freight));
    KR_TRY(load_again(job, "nothing has changed, to 1e-10", plan, NULL, &freight));
    return load_again(job, "a thousand times the tonnes, cold", plan, many, NULL);
}

/* A set a thread, each with a job of its own: plans that are only read may be shared. */
static kr_status lattice(const bench *b, const kr_freight_plan *like, const kr_freight *warm)
{
    double begin = bench_now_ms(), processor = bench_cpu_ms(), benefit[1 << PROJECTS], sum = 0;
    kr_status worst = KR_OK;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(b->threads)
    for (uint32_t set = 0; set < 1u << PROJECTS; set++) {
        times t = { 1e9, 1e9, 1e9, 1e9, 1e9 };
        kr_job job;
        kr_freight_plan *plan;
        kr_freight freight;
        kr_job_init(&job, (size_t)4 << 30);
        kr_status status = solve(b, &job, set, like, warm, &t, &plan, &freight);
        benefit[set] = status == KR_OK ? freight.benefit_usd_yr : 0;
        kr_job_end(&job);
        #pragma omp critical
        worst = status > worst ? status : worst;
    }
    for (uint32_t set = 0; set < 1u << PROJECTS; set++)
        sum += benefit[set];
    printf("%d combinations of %d projects: %.0f ms, %.0f ms of processor (mean benefit %.10g USD)\n", 1 << PROJECTS, PROJECTS, bench_now_ms() - begin,
           bench_cpu_ms() - processor, sum / (1 << PROJECTS));
    return worst;
}

static kr_status run(bench *b, kr_job *job)
{
    times t = { 1e9, 1e9, 1e9, 1e9, 1e9 };
    kr_freight_plan *base, *full;
    kr_freight freight;
    kr_network network;
    KR_TRY(kr_network_freeze(job, b->world, &network));
    b->network = &network;
    KR_TRY(once(b, "from nothing", 0, NULL, NULL));
    KR_TRY(loads(b, job));
    KR_TRY(solve(b, job, 0, NULL, NULL, &t, &base, &freight));
    KR_TRY(once(b, "a project, like the base", 1, base, &freight));
    b->options.reference = base;
    KR_TRY(solve(b, job, (1u << PROJECTS) - 1, NULL, NULL, &t, &full, &freight));
    b->options.reference = full;
    KR_TRY(solve(b, job, 0, NULL, NULL, &t, &base, &freight));
    KR_TRY(once(b, "a railway opened, with a reference", 1, base, &freight));
    KR_TRY(once(b, "border hours halved", 2, base, &freight));
    KR_TRY(once(b, "tariffs cut", 8, base, &freight));
    KR_TRY(once(b, "ferries added", 32, base, &freight));
    return lattice(b, base, &freight);
}

int main(int argc, char **argv)
{
    static kr_world world;
    kr_job job;
    bench b = { .world = &world, .options = KR_FREIGHT_DEFAULTS, .threads = argc > 2 ? atoi(argv[2]) : 1 };
    b.options.date = 20230701;
    begin_job(&b, &job);
    kr_status status = kr_world_read(&job, argc > 1 ? argv[1] : "data/region", NULL, &world);
    if (status == KR_OK)
        status = run(&b, &job);
    if (status != KR_OK)
        fprintf(stderr, "%s\n", job.message);
    kr_job_end(&job);
    return status != KR_OK;
}
