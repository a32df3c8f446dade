/* random_graph.h: small seeded graphs for property tests: parallel arcs, loops, zero and closed costs, pieces. */
#ifndef KERUEN_TEST_RANDOM_GRAPH_H
#define KERUEN_TEST_RANDOM_GRAPH_H

#include <math.h>
#include <stdint.h>

#include <keruen/model.h>

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint32_t random_below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)(random_next(state) % bound);
}

#define RANDOM_ARCS_MAX 256

static inline kr_status random_graph(kr_job *job, uint64_t *state, uint32_t nodes, uint32_t arcs, kr_graph *graph)
{
    uint32_t tail[RANDOM_ARCS_MAX], head[RANDOM_ARCS_MAX];
    for (uint32_t i = 0; i < arcs; i++) {
        tail[i] = random_below(state, nodes);
        head[i] = random_below(state, nodes);
    }
    return kr_graph_freeze(job, nodes, arcs, tail, head, graph, NULL);
}

/* Small whole numbers, so that ties are many; one in ten zero, one in twenty closed if wanted. */
static inline void random_costs(uint64_t *state, uint32_t arcs, uint32_t largest, int some_closed, double *cost)
{
    for (uint32_t a = 0; a < arcs; a++) {
        cost[a] = 1 + random_below(state, largest);
        if (random_below(state, 10) == 0)
            cost[a] = 0;
        if (some_closed && random_below(state, 20) == 0)
            cost[a] = INFINITY;
    }
}

#endif
