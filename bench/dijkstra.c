/*
 * dijkstra.c: one tree, all nodes. How long does a one-to-all search take?
 *
 *   bench-dijkstra GRAPH.gr... [--peer PROGRAM] [--runs N]
 *
 * The peer is called as PROGRAM GRAPH.gr N, searches from the sources that bench_source gives, and prints
 * "MS ms, sum SUM": its fastest search and the sum of the costs of all nodes over all runs, which must be ours.
 */
#include <stdio.h>
#include <stdlib.h>

#include "path/buckets.h"
#include "path/search.h"
#include "road_graph.h"

typedef struct timing {
    double least_ms;
    unsigned long long sum;
} timing;

static timing time_heap(kr_job *job, const kr_graph *graph, const uint32_t *weight, uint32_t runs)
{
    kri_search search;
    timing t = { 1e300, 0 };
    double *cost = kr_job_alloc(job, graph->arcs, sizeof *cost);
    if (!cost || kri_search_new(job, graph->nodes, &search) != KR_OK)
        return t;
    for (uint32_t a = 0; a < graph->arcs; a++)
        cost[a] = weight[a];
    for (uint32_t r = 0; r < runs; r++) {
        kr_path_end end = { bench_source(r, graph->nodes), 0 };
        double start = bench_cpu_ms();
        kri_search_tree(&search, graph, cost, KR_PATH_FORWARD, &end, 1);
        double ms = bench_cpu_ms() - start;
        t.least_ms = ms < t.least_ms ? ms : t.least_ms;
        for (uint32_t v = 0; v < graph->nodes; v++)
            t.sum += search.arc[v] != KR_NONE ? (unsigned long long)search.cost[v] : 0;
    }
    return t;
}

/* The shift is part of the time: it looks at every weight. */
static timing time_buckets(kr_job *job, const kr_graph *graph, const uint32_t *weight, kr_path_direction way,
                           uint32_t runs)
{
    kri_buckets queue;
    timing t = { 1e300, 0 };
    uint32_t *cost = kr_job_alloc(job, graph->nodes, sizeof *cost), *arc = kr_job_alloc(job, graph->nodes, sizeof *arc);
    if (!cost || !arc || kri_buckets_new(job, graph->nodes, &queue) != KR_OK)
        return t;
    for (uint32_t r = 0; r < runs; r++) {
        uint32_t end = bench_source(r, graph->nodes);
        double start = bench_cpu_ms();
        kri_buckets_tree(&queue, graph, weight, kri_buckets_shift(weight, graph->arcs), way, &end, 1, cost, arc);
        double ms = bench_cpu_ms() - start;
        t.least_ms = ms < t.least_ms ? ms : t.least_ms;
        for (uint32_t v = 0; v < graph->nodes; v++)
            t.sum += arc[v] != KR_NONE ? cost[v] : 0;
    }
    return t;
}

static timing time_peer(const char *program, const char *name, uint32_t runs)
{
    char command[8192];
    timing t = { 0, 0 };
    snprintf(command, sizeof command, "%s %s %u", program, name, runs);
    FILE *output = popen(command, "r");
    if (!output)
        return t;
    if (fscanf(output, "%lf ms, sum %llu", &t.least_ms, &t.sum) != 2)
        t = (timing){ 0, 0 };
    pclose(output);
    return t;
}

static void print_row(const char *what, timing t, timing peer)
{
    printf("  %-34s %9.2f ms", what, t.least_ms);
    if (peer.least_ms > 0)
        printf("  %5.2f x peer%s", t.least_ms / peer.least_ms, t.sum == peer.sum ? "" : "  BUT ITS COSTS DIFFER");
    printf("\n");
}

static void run(const char *name, const char *program, uint32_t runs)
{
    kr_job job;
    kr_graph graph;
    uint32_t *weight = NULL;
    timing peer = { 0, 0 };
    kr_job_init(&job, (size_t)8 << 30);
    if (!road_graph_read(&job, name, &graph, &weight)) {
        printf("%s: skipped, no such graph\n", name);
        kr_job_end(&job);
        return;
    }
    printf("%s: %u nodes, %u arcs, least of %u runs\n", name, graph.nodes, graph.arcs, runs);
    if (program)
        peer = time_peer(program, name, runs);
    if (peer.least_ms > 0)
        print_row("peer", peer, peer);
    print_row("heap, double", time_heap(&job, &graph, weight, runs), peer);
    print_row("buckets, uint32", time_buckets(&job, &graph, weight, KR_PATH_FORWARD, runs), peer);
    timing backward = time_buckets(&job, &graph, weight, KR_PATH_BACKWARD, runs);
    print_row("buckets, uint32, backward", backward, (timing){ 0, 0 });
    kr_job_end(&job);
}

int main(int count, char **word)
{
    const char *peer = NULL;
    uint32_t runs = 20;
    int graphs = 0;
    for (int i = 1; i < count; i++) {
        if (!strcmp(word[i], "--peer") && i + 1 < count)
            peer = word[++i];
        else if (!strcmp(word[i], "--runs") && i + 1 < count)
            runs = (uint32_t)strtoul(word[++i], NULL, 10);
        else
            word[graphs++] = word[i];
    }
    if (!graphs)
        printf("skipped: name one or more road networks (.gr)\n");
    for (int i = 0; i < graphs; i++)
        run(word[i], peer, runs);
    return 0;
}
