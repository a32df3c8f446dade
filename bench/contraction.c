/*
 * contraction.c: many questions about one large network. Order, weights, ways, trees and matrices.
 *
 *   bench-contraction GRAPH.gr...
 */
#include <stdio.h>
#include <stdlib.h>

#include "path/buckets.h"
#include "path/climb.h"
#include "path/update.h"
#include "road_graph.h"

#define QUERIES 10000u

static void print_ms(const char *what, double ms)
{
    printf("  %-34s %10.3f ms\n", what, ms);
}

static void time_customize(kr_job *job, const kr_hierarchy *h, const uint32_t *weight, uint32_t count)
{
    const uint32_t *sets[16];
    const kr_metrics *metrics;
    char what[64];
    double least = 1e300;
    uint32_t *room = kr_job_alloc(job, h->height, sizeof *room);
    for (uint32_t i = 0; i < count; i++)
        sets[i] = weight;
    kri_mark mark = kri_job_mark(job);
    if (!room || kr_hierarchy_customize(job, h, count, sets, &metrics) != KR_OK)
        return;
    for (int r = 0; r < 5; r++) {
        double start = bench_cpu_ms();
        kri_metrics_settle(metrics, room);
        double ms = bench_cpu_ms() - start;
        least = ms < least ? ms : least;
    }
    kri_job_release(job, mark);
    snprintf(what, sizeof what, "customise, %u sets at once, each", count);
    print_ms(what, least / count);
}

static void time_queries(kr_job *job, const kr_graph *graph, const kr_metrics *metrics)
{
    kri_climb climb;
    uint32_t *arc = NULL;
    size_t capacity = 0, arcs = 0;
    unsigned long long sum = 0;
    double start = 0, query = 0;
    if (kri_climb_new(job, metrics->hierarchy, &climb) != KR_OK)
        return;
    for (int round = 0; round < 3; round++) {
        start = bench_cpu_ms();
        sum = 0;
        for (uint32_t i = 0; i < QUERIES; i++) {
            uint32_t to = (uint32_t)((uint64_t)(i + 77777) * 40503u * 2654435761u % graph->nodes);
            uint32_t cost = kri_climb_cost(&climb, metrics, 0, bench_source(i, graph->nodes), to);
            sum += cost < KR_FAR ? cost : 0;
        }
        query = bench_cpu_ms() - start;
    }
    print_ms("cost of a way", query / QUERIES);
    start = bench_cpu_ms();
    for (uint32_t i = 0; i < QUERIES; i++) {
        uint32_t to = (uint32_t)((uint64_t)(i + 77777) * 40503u * 2654435761u % graph->nodes);
        size_t count = 0;
        kri_mark mark = kri_job_mark(job);
        kri_climb_cost(&climb, metrics, 0, bench_source(i, graph->nodes), to);
        kri_climb_unpack(job, &climb, metrics, 0, &arc, &capacity, &count);
        arcs += count;
        arc = NULL;
        capacity = 0;
        kri_job_release(job, mark);
    }
    print_ms("way with its arcs", (bench_cpu_ms() - start) / QUERIES);
    printf("  sum of costs %llu, arcs %zu\n", sum, arcs);
}

/* Twice as dear and back, one arc after another. The weights are copied, since metrics look at them. */
static void time_updates(kr_job *job, const kr_graph *graph, const kr_hierarchy *h, const uint32_t *weight)
{
    kri_update update;
    const kr_metrics *metrics;
    uint32_t *own = kr_job_alloc(job, graph->arcs, sizeof *own);
    double sum = 0;
    if (!own || kri_update_new(job, h, &update) != KR_OK)
        return;
    memcpy(own, weight, graph->arcs * sizeof *own);
    if (kr_hierarchy_customize(job, h, 1, (const uint32_t *const[]){ own }, &metrics) != KR_OK)
        return;
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t arc = (uint32_t)((uint64_t)i * 2654435761u % graph->arcs);
        own[arc] *= 2;
        double start = bench_cpu_ms();
        kri_update_run(&update, metrics, &arc, 1);
        sum += bench_cpu_ms() - start;
        own[arc] /= 2;
        kri_update_run(&update, metrics, &arc, 1);
    }
    print_ms("one arc twice as dear", sum / 1000);
}

static void time_trees(kr_job *job, const kr_graph *graph, const kr_metrics *metrics)
{
    uint32_t ends[16], *cost = kr_job_alloc(job, (size_t)graph->nodes * 16, sizeof *cost);
    kri_sixteen room16;
    double least = 1e300;
    for (uint32_t i = 0; i < 16; i++)
        ends[i] = bench_source(i, graph->nodes);
    if (!cost || kri_sixteen_new(job, metrics->hierarchy, &room16) != KR_OK)
        return;
    for (int r = 0; r < 10; r++) {
        double start = bench_cpu_ms();
        kri_hierarchy_sixteen(metrics, 0, KR_PATH_FORWARD, ends, &room16, cost);
        double ms = bench_cpu_ms() - start;
        least = ms < least ? ms : least;
    }
    print_ms("tree in a batch of 16", least / 16);
}

static void time_matrix(kr_job *job, const kr_graph *graph, const kr_metrics *metrics)
{
    uint32_t from[1000], to[1000], *cost;
    for (uint32_t i = 0; i < 1000; i++) {
        from[i] = bench_source(i, graph->nodes);
        to[i] = bench_source(i + 5000, graph->nodes);
    }
    double start = bench_cpu_ms();
    if (kr_hierarchy_matrix(job, metrics, 0, from, 1000, to, 1000, &cost) != KR_OK)
        return;
    double ms = bench_cpu_ms() - start;
    print_ms("matrix 1000 x 1000", ms);
    printf("  %.1f million pairs a second\n", 1e3 / ms);
}

static void time_bounds(kr_job *job, const kr_graph *graph, const kr_hierarchy *h, const uint32_t *weight)
{
    const uint32_t *sets[4] = { weight, weight, weight, weight };
    for (uint32_t count = 2; count <= 4; count++) {
        const kr_metrics *metrics;
        uint32_t zero[4] = { 0 }, *cost = kr_job_alloc(job, (size_t)graph->nodes * 4, sizeof *cost);
        char what[64];
        double least = 1e300;
        if (!cost || kr_hierarchy_customize(job, h, count, sets, &metrics) != KR_OK)
            return;
        for (uint32_t r = 0; r < 10; r++) {
            uint32_t target = bench_source(r, graph->nodes);
            double start = bench_cpu_ms();
            kri_hierarchy_bounds(metrics, &target, zero, 1, cost);
            double ms = bench_cpu_ms() - start;
            least = ms < least ? ms : least;
        }
        snprintf(what, sizeof what, "lower bounds of %u criteria", count);
        print_ms(what, least);
    }
}

static void run(const char *name)
{
    kr_job job;
    kr_graph graph;
    uint32_t *weight = NULL;
    const kr_hierarchy *h;
    const kr_metrics *metrics;
    kr_job_init(&job, (size_t)8 << 30);
    if (!road_graph_read(&job, name, &graph, &weight)) {
        printf("%s: skipped, no such graph\n", name);
        kr_job_end(&job);
        return;
    }
    double start = bench_cpu_ms();
    if (kr_hierarchy_build(&job, &graph, NULL, &h) != KR_OK)
        printf("%s\n", job.message);
    printf("%s: %u nodes, %u arcs, %u arcs in the hierarchy, height %u\n", name, graph.nodes, graph.arcs, h->arcs,
           h->height);
    print_ms("order and build", bench_cpu_ms() - start);
    start = bench_cpu_ms();
    kr_hierarchy_build(&job, &graph, h->rank, &h);
    print_ms("build with a known order", bench_cpu_ms() - start);
    time_customize(&job, h, weight, 1);
    time_customize(&job, h, weight, 4);
    time_customize(&job, h, weight, 16);
    if (kr_hierarchy_customize(&job, h, 1, (const uint32_t *const[]){ weight }, &metrics) == KR_OK) {
        time_queries(&job, &graph, metrics);
        time_updates(&job, &graph, h, weight);
        time_trees(&job, &graph, metrics);
        time_matrix(&job, &graph, metrics);
        time_bounds(&job, &graph, h, weight);
    }
    kr_job_end(&job);
}

int main(int count, char **word)
{
    if (count < 2)
        printf("skipped: name one or more road networks (.gr)\n");
    for (int i = 1; i < count; i++)
        run(word[i]);
    return 0;
}
