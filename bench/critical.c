/*
 * critical.c: how long it takes to find the weak points of a region.
 *
 *     bench-critical FOLDER [THREADS [RUNS [DRAWS]]]
 *
 * Times the scan of all elements, the worst pair and triple among the candidates, the worst 20 again with limits, and years of chance closures, each
 * the least of so many runs.
 */
#include <stdio.h>
#include <stdlib.h>

#include <keruen/critical.h>
#include <keruen/io.h>

#include "stopwatch.h"

static void need(kr_job *job, kr_status status)
{
    if (status == KR_OK)
        return;
    fprintf(stderr, "%s\n", job->message);
    exit(1);
}

typedef struct times {
    double open, scan, worst, crowded, draw;
} times;

static void worst_20(const kr_loss *loss, size_t elements, uint32_t worst[20])
{
    for (size_t k = 0; k < 20; k++) {
        worst[k] = 0;
        for (size_t e = 0; e < elements; e++) {
            int is_in = 0;
            for (size_t i = 0; i < k; i++)
                is_in |= worst[i] == e;
            if (!is_in && (loss[e].cost_usd_yr > loss[worst[k]].cost_usd_yr || (k && worst[k] == worst[k - 1])))
                worst[k] = (uint32_t)e;
        }
    }
}

static void run(const char *folder, int threads, uint32_t draws, times *t)
{
    kr_job job;
    kr_world world, calm;
    kr_network network, calm_network;
    kr_critical *c, *c_calm;
    const kr_loss *loss;
    const kr_crowded *crowded;
    const kr_element *element;
    kr_worst pair, triple;
    kr_draws drawn;
    kr_patch patch = { 0 };
    kr_freight_options options = KR_FREIGHT_DEFAULTS;
    uint32_t worst[20];
    double begin;
    kr_job_init(&job, (size_t)2 << 30);
    job.threads = threads;
    need(&job, kr_world_read_figures(&job, folder, NULL, &world));
    need(&job, kr_network_freeze(&job, &world, &network));
    begin = kri_now_s();
    options.date = 20261201;
    need(&job, kr_critical_open(&job, &network, &options, NULL, &c));
    t->open = bench_lesser(t->open, kri_now_s() - begin);
    begin = kri_now_s();
    need(&job, kr_critical_scan(&job, c, &loss));
    t->scan = bench_lesser(t->scan, kri_now_s() - begin);
    begin = kri_now_s();
    need(&job, kr_critical_worst(&job, c, &pair, &triple));
    t->worst = bench_lesser(t->worst, kri_now_s() - begin);
    size_t elements = kr_critical_elements(c, &element), candidates = 0;
    for (size_t e = 0; e < elements; e++)
        candidates += element[e].is_candidate != 0;
    printf("%zu elements, %zu candidates; worst triple %s, %s, %s: %.0f USD\n", elements, candidates, element[triple.element[0]].id,
           element[triple.element[1]].id, element[triple.element[2]].id, triple.loss.cost_usd_yr);
    worst_20(loss, elements, worst);
    begin = kri_now_s();
    need(&job, kr_critical_crowded(&job, c, worst, 20, &crowded));
    t->crowded = bench_lesser(t->crowded, kri_now_s() - begin);
    need(&job, kr_patch_calm(&job, &world, &patch));
    need(&job, kr_patch_apply(&job, &world, &patch, &calm));
    need(&job, kr_network_freeze(&job, &calm, &calm_network));
    need(&job, kr_critical_open(&job, &calm_network, &options, NULL, &c_calm));
    begin = kri_now_s();
    need(&job, kr_critical_draw(&job, c_calm, &(kr_chance_options){ draws, 1, &world }, &drawn));
    t->draw = bench_lesser(t->draw, kri_now_s() - begin);
    kr_job_end(&job);
}

int main(int argc, char **argv)
{
    times t = { 1e9, 1e9, 1e9, 1e9, 1e9 };
    int threads = argc > 2 ? atoi(argv[2]) : 2, runs = argc > 3 ? atoi(argv[3]) : 3;
    uint32_t draws = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 10000;
    if (argc < 2) {
        fprintf(stderr, "usage: %s FOLDER [THREADS [RUNS [DRAWS]]]\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < runs; i++)
        run(argv[1], threads < 1 ? 1 : threads, draws, &t);
    printf("open %.3f s, scan %.3f s, worst pair and triple %.3f s, worst 20 with limits %.3f s, %u draws %.3f s\n", t.open, t.scan, t.worst, t.crowded,
           draws, t.draw);
    return 0;
}
