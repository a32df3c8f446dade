/* road_graph.h: reads the road networks that the routing benchmarks run on ("p sp n m", then "a tail head weight"). */
#ifndef KERUEN_BENCH_ROAD_GRAPH_H
#define KERUEN_BENCH_ROAD_GRAPH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <keruen/path.h>

#include "base/arena.h"
#include "stopwatch.h"

/* The r-th source of a series that every program of a comparison uses. */
static inline uint32_t bench_source(uint32_t r, uint32_t nodes)
{
    return (uint32_t)((uint64_t)r * 2654435761u % nodes);
}

/* 0 when the file is not there. Arcs of one file in another file's order: the second file's graph is thrown away. */
static inline int road_graph_read(kr_job *job, const char *name, kr_graph *graph, uint32_t **weight)
{
    FILE *file = fopen(name, "r");
    char line[256];
    uint32_t nodes = 0, arcs = 0, count = 0, tail_now, head_now, weight_now;
    uint32_t *tail = NULL, *head = NULL, *given = NULL, *place = NULL;
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "p sp %u %u", &nodes, &arcs) == 2) {
            tail = kr_job_alloc(job, arcs, sizeof *tail);
            head = kr_job_alloc(job, arcs, sizeof *head);
            given = kr_job_alloc(job, arcs, sizeof *given);
            place = kr_job_alloc(job, arcs, sizeof *place);
            *weight = kr_job_alloc(job, arcs, sizeof **weight);
        } else if (count < arcs && sscanf(line, "a %u %u %u", &tail_now, &head_now, &weight_now) == 3) {
            tail[count] = tail_now - 1;
            head[count] = head_now - 1;
            given[count++] = weight_now;
        }
    }
    fclose(file);
    if (!arcs || count < arcs || !*weight || kr_graph_freeze(job, nodes, arcs, tail, head, graph, place) != KR_OK)
        return 0;
    for (uint32_t i = 0; i < arcs; i++)
        (*weight)[place[i]] = given[i];
    return 1;
}

#endif
