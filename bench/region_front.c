/*
 * region_front.c: the ways from Xi'an to Yerevan that no other beats in hours, variance, USD and CO2.
 *
 *   bench-region_front [FOLDER [FROM TO]]
 *
 * Times the search alone, world and costs being in memory: processor time, least of 20 runs.
 */
#include <keruen/cost.h>
#include <keruen/io.h>
#include <keruen/path.h>

#include "stopwatch.h"

#include <math.h>
#include <stdio.h>

#define RUNS 20

static kr_status search(kr_job *job, const kr_network *n, const kr_cost *c, uint32_t from, uint32_t to, double epsilon)
{
    const double *criteria[] = { c->hours, c->variance_h2, c->usd, c->kgco2 };
    double least = INFINITY;
    kr_pareto front = { 0 };
    for (int run = 0; run < RUNS; run++) {
        kr_pareto_options options = { .epsilon = epsilon };
        double begin = bench_cpu_ms();
        KR_TRY(kr_path_pareto(job, &n->graph, 4, criteria, &(kr_pareto_end){ .node = n->sender[from] }, 1,
                              &(kr_pareto_end){ .node = n->receiver[to] }, 1, &options, &front));
        double took = bench_cpu_ms() - begin;
        least = took < least ? took : least;
    }
    printf("%-12s %5u ways  %8llu labels  %7.2f ms\n", epsilon > 0 ? "within 1 %" : "exact", front.count, (unsigned long long)front.labels, least);
    return KR_OK;
}

static kr_status run(kr_job *job, const char *folder, const char *from_name, const char *to_name)
{
    static kr_world world;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    uint32_t from, to;
    KR_TRY(kr_world_read(job, folder, NULL, &world));
    KR_TRY(kr_network_freeze(job, &world, &network));
    KR_TRY(kr_place_find(job, &world, from_name, &from, NULL));
    KR_TRY(kr_place_find(job, &world, to_name, &to, NULL));
    KR_TRY(kr_consignment_make(job, &world, &(kr_shipment){ .date = 20261201 }, &consignment));
    KR_TRY(kr_cost_make(job, &network, &consignment, &cost));
    printf("%s to %s, four criteria: %u nodes, %u arcs\n", from_name, to_name, network.graph.nodes, network.graph.arcs);
    KR_TRY(search(job, &network, &cost, from, to, 0.01));
    return search(job, &network, &cost, from, to, 0);
}

int main(int argc, char **argv)
{
    kr_job job;
    kr_job_init(&job, (size_t)4 << 30);
    kr_status status = run(&job, argc > 1 ? argv[1] : "data/region", argc > 3 ? argv[2] : "xian", argc > 3 ? argv[3] : "yerevan");
    if (status != KR_OK)
        printf("%s\n", job.message);
    kr_job_end(&job);
    return status != KR_OK;
}
