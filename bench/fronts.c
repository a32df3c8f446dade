/*
 * pareto.c: the ways that no other beats on a road network, two to six criteria.
 *
 *   bench-pareto GRAPH.gr GRAPH.gr... --from NODE --to NODE [--epsilon E] [--runs N]
 *
 * The graphs have the same arcs in the same order and a criterion each; nodes are counted from 1 as in the files.
 */
#include <stdio.h>
#include <stdlib.h>

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

int main(int count, char **word)
{
    kr_job job;
    kr_graph graph;
    double *cost[KR_CRITERIA_MAX];
    uint32_t criteria = 0, runs = 5;
    kr_pareto_end from = { 0 }, to = { 0 };
    kr_pareto_options options = { .epsilon = 0 };
    kr_pareto pareto = { 0 };
    kr_job_init(&job, (size_t)16 << 30);
    for (int i = 1; i < count; i++) {
        if (!strcmp(word[i], "--from") && i + 1 < count)
            from.node = (uint32_t)strtoul(word[++i], NULL, 10) - 1;
        else if (!strcmp(word[i], "--to") && i + 1 < count)
            to.node = (uint32_t)strtoul(word[++i], NULL, 10) - 1;
        else if (!strcmp(word[i], "--epsilon") && i + 1 < count)
            options.epsilon = strtod(word[++i], NULL);
        else if (!strcmp(word[i], "--runs") && i + 1 < count)
            runs = (uint32_t)strtoul(word[++i], NULL, 10);
        else if (criteria < KR_CRITERIA_MAX && read_criterion(&job, word[i], &graph, &cost[criteria]))
            criteria++;
        else {
            printf("skipped: %s is no such graph\n", word[i]);
            return 0;
        }
    }
    if (criteria < 2) {
        printf("skipped: name two or more road networks (.gr) with the same arcs\n");
        return 0;
    }
    double least_ms = 1e300;
    kr_status status = KR_OK;
    for (uint32_t r = 0; r < runs && status == KR_OK; r++) {
        double start = bench_now_ms();
        status = kr_path_pareto(&job, &graph, criteria, (const double *const *)cost, &from, 1, &to, 1, &options, &pareto);
        double ms = bench_now_ms() - start;
        least_ms = ms < least_ms ? ms : least_ms;
    }
    printf("%u criteria, epsilon %g: %u ways, %llu labels, %.1f ms, peak %zu MB%s%s\n", criteria, options.epsilon, pareto.count,
           (unsigned long long)pareto.labels, least_ms, job.peak_bytes >> 20, status ? " " : "", status ? job.message : "");
    kr_job_end(&job);
    return 0;
}
