/*
 * fronts.c: the ways that no other beats on a road network, two to six criteria.
 *
 *   bench-fronts GRAPH.gr GRAPH.gr... --from NODE --to NODE [--epsilon E] [--runs N] [--hierarchy] [--peer COMMAND]
 *
 * The graphs have the same arcs in the same order and a criterion each; nodes are counted from 1 as in the files. With
 * --hierarchy lower bounds come from one sweep, whose time is printed too. What the peer's command prints last is
 * shown.
 */
#include <stdio.h>
#include <stdlib.h>

#include "path/hierarchy.h"
#include "road_graph.h"

static int read_criterion(kr_job *job, const char *name, kr_graph *graph, double **cost)
{
    uint32_t *weight = NULL;
    if (!road_graph_read(job, name, graph, &weight))
        return 0;
    *cost = kr_job_alloc(job, graph->arcs, sizeof **cost);
    for (uint32_t a = 0; *cost && a < graph->arcs; a++)
        (*cost)[a] = weight[a];
    return *cost != NULL;
}

typedef struct wish {
    const char *peer;
    kr_pareto_end from, to;
    kr_pareto_options options;
    uint32_t runs, criteria;
    int hierarchy;
    double *cost[KR_CRITERIA_MAX];
} wish;

static int read_wish(kr_job *job, int count, char **word, kr_graph *graph, wish *w)
{
    for (int i = 1; i < count; i++) {
        if (!strcmp(word[i], "--hierarchy"))
            w->hierarchy = 1;
        else if (!strcmp(word[i], "--from") && i + 1 < count)
            w->from.node = (uint32_t)strtoul(word[++i], NULL, 10) - 1;
        else if (!strcmp(word[i], "--to") && i + 1 < count)
            w->to.node = (uint32_t)strtoul(word[++i], NULL, 10) - 1;
        else if (!strcmp(word[i], "--epsilon") && i + 1 < count)
            w->options.epsilon = strtod(word[++i], NULL);
        else if (!strcmp(word[i], "--runs") && i + 1 < count)
            w->runs = (uint32_t)strtoul(word[++i], NULL, 10);
        else if (!strcmp(word[i], "--peer") && i + 1 < count)
            w->peer = word[++i];
        else if (w->criteria < KR_CRITERIA_MAX && read_criterion(job, word[i], graph, &w->cost[w->criteria]))
            w->criteria++;
        else
            return printf("skipped: %s is no such graph\n", word[i]), 0;
    }
    if (w->criteria < 2)
        printf("skipped: name two or more road networks (.gr) with the same arcs\n");
    return w->criteria >= 2;
}

static void show_peer(const char *command)
{
    char line[4096], last[4096] = "";
    FILE *output = popen(command, "r");
    while (output && fgets(line, sizeof line, output))
        strcpy(last, line);
    if (output)
        pclose(output);
    printf("peer: %s\n", last);
}

/* The hierarchy and its weights are made once for all queries; a sweep is what each query pays. */
static kr_status make_metrics(kr_job *job, const kr_graph *graph, wish *w)
{
    const kr_hierarchy *h;
    const uint32_t *weight[KR_CRITERIA_MAX];
    uint32_t *own, *cost, zero[KR_CRITERIA_MAX] = { 0 };
    double start = bench_cpu_ms(), least = 1e300;
    for (uint32_t c = 0; c < w->criteria; c++) {
        KRI_NEW(job, own, graph->arcs);
        for (uint32_t a = 0; a < graph->arcs; a++)
            own[a] = (uint32_t)w->cost[c][a];
        weight[c] = own;
    }
    KR_TRY(kr_hierarchy_build(job, graph, NULL, &h));
    double built = bench_cpu_ms();
    KR_TRY(kr_hierarchy_customize(job, h, w->criteria, weight, &w->options.metrics));
    printf("hierarchy %.0f ms, weights %.1f ms\n", built - start, bench_cpu_ms() - built);
    KRI_NEW(job, cost, (size_t)graph->nodes * w->options.metrics->lanes);
    for (uint32_t r = 0; r < w->runs; r++) {
        start = bench_cpu_ms();
        kri_hierarchy_bounds(w->options.metrics, &w->to.node, zero, 1, cost);
        double ms = bench_cpu_ms() - start;
        least = ms < least ? ms : least;
    }
    printf("lower bounds of %u criteria %.2f ms\n", w->criteria, least);
    return KR_OK;
}

int main(int count, char **word)
{
    kr_job job;
    kr_graph graph;
    wish w = { .runs = 5 };
    kr_pareto pareto = { 0 };
    double least = 1e300;
    kr_job_init(&job, (size_t)16 << 30);
    if (!read_wish(&job, count, word, &graph, &w))
        return 0;
    if (w.peer)
        show_peer(w.peer);
    kr_status status = w.hierarchy ? make_metrics(&job, &graph, &w) : KR_OK;
    size_t before = job.used_bytes;
    job.peak_bytes = 0;
    for (uint32_t r = 0; r < w.runs && status == KR_OK; r++) {
        double start = bench_cpu_ms();
        status = kr_path_pareto(&job, &graph, w.criteria, (const double *const *)w.cost, &w.from, 1, &w.to, 1,
                                &w.options, &pareto);
        double ms = bench_cpu_ms() - start;
        least = ms < least ? ms : least;
    }
    printf("%u criteria, epsilon %g: %u ways, %llu labels, %.1f ms, %zu MB more%s%s\n", w.criteria, w.options.epsilon,
           pareto.count, (unsigned long long)pareto.labels, least, (job.peak_bytes - before) >> 20, status ? " " : "",
           status ? job.message : "");
    kr_job_end(&job);
    return 0;
}
