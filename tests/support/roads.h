/* roads.h: small networks for tests, made by hand or by a fixed stream of random numbers. */
#ifndef KERUEN_TEST_ROADS_H
#define KERUEN_TEST_ROADS_H

#include "check.h"

#include <keruen/assign.h>

#define MOST_LINKS 8192
#define MOST_NODES 512
#define MOST_PAIRS 16384

/* Everything that a kr_roads points at; nodes are called 1, 2, 3 ... and the first `zones` of them are zones. */
typedef struct made {
    kr_roads roads;
    kr_demand demand;
    kr_traffic class;
    uint32_t tail[MOST_LINKS], head[MOST_LINKS];
    double capacity[MOST_LINKS], free_time[MOST_LINKS], alpha[MOST_LINKS], power[MOST_LINKS], toll[MOST_LINKS], length[MOST_LINKS];
    double limit[MOST_LINKS];
    uint8_t delay[MOST_LINKS];
    uint64_t id[MOST_NODES];
    uint8_t no_through[MOST_NODES];
    uint32_t zone_node[MOST_NODES];
    uint32_t from[MOST_PAIRS], to[MOST_PAIRS];
    double amount[MOST_PAIRS];
    uint32_t pairs;
} made;

static inline void make(made *m, uint32_t nodes, uint32_t zones)
{
    memset(m, 0, sizeof *m);
    m->roads = (kr_roads){ .nodes = nodes, .zones = zones, .tail = m->tail, .head = m->head, .node_id = m->id,
        .zone_node = m->zone_node, .no_through = m->no_through, .capacity = m->capacity, .free_time = m->free_time,
        .alpha = m->alpha, .power = m->power, .toll = m->toll, .length = m->length, .delay = m->delay, .limit = m->limit };
    for (uint32_t i = 0; i < nodes; i++)
        m->id[i] = i + 1;
    for (uint32_t z = 0; z < zones; z++)
        m->zone_node[z] = z;
}

/* A BPR link between nodes counted from 1; returns its number, counted from 0. */
static inline uint32_t make_link(made *m, uint32_t from, uint32_t to, double free_time, double capacity, double alpha, double power)
{
    uint32_t a = m->roads.links++;
    assert_true(a < MOST_LINKS);
    m->tail[a] = from - 1;
    m->head[a] = to - 1;
    m->free_time[a] = free_time;
    m->capacity[a] = capacity;
    m->alpha[a] = alpha;
    m->power[a] = power;
    m->limit[a] = INFINITY;
    return a;
}

static inline void make_pair(made *m, uint32_t from, uint32_t to, double amount)
{
    assert_true(m->pairs < MOST_PAIRS);
    m->from[m->pairs] = from - 1;
    m->to[m->pairs] = to - 1;
    m->amount[m->pairs++] = amount;
}

static inline kr_status make_demand(kr_job *job, made *m)
{
    KR_TRY(kr_demand_build(job, m->roads.zones, m->pairs, m->from, m->to, m->amount, &m->demand, NULL));
    m->class = (kr_traffic){ .demand = &m->demand };
    return KR_OK;
}

/* The same numbers on every machine (splitmix64). */
static inline double make_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

/* A ring with chords, so that all nodes reach each other, with powers 1 to 5 and some tolls. */
static inline void make_at_random(made *m, uint64_t seed, uint32_t nodes, uint32_t zones, uint32_t chords, double load)
{
    static const double powers[] = { 1, 2, 4, 4, 4, 3.5, 5 };
    uint64_t s = seed;
    make(m, nodes, zones);
    for (uint32_t k = 0; k < nodes + chords; k++) {
        uint32_t i = k < nodes ? k : (uint32_t)(make_random(&s) * nodes), j = k < nodes ? (k + 1) % nodes : (uint32_t)(make_random(&s) * nodes);
        if (i == j)
            continue;
        uint32_t a = make_link(m, i + 1, j + 1, 1 + 9 * make_random(&s), 5 + 20 * make_random(&s), .1 + make_random(&s), powers[(int)(7 * make_random(&s))]);
        m->toll[a] = make_random(&s) < .3 ? 5 * make_random(&s) : 0;
        m->length[a] = 10 * make_random(&s);
    }
    for (uint32_t i = 0; i < zones; i++)
        for (uint32_t j = 0; j < zones; j++)
            if (i != j && m->pairs < MOST_PAIRS && make_random(&s) < .7)
                make_pair(m, i + 1, j + 1, load * make_random(&s));
}

/* The zones of made roads move out to nodes of their own, joined to their old ones by a link each way; every third by two links out. */
static inline void make_stubs(made *m, uint64_t seed)
{
    uint64_t s = seed;
    uint32_t nodes = m->roads.nodes;
    m->roads.nodes += m->roads.zones;
    assert_true(m->roads.nodes <= MOST_NODES);
    for (uint32_t z = 0; z < m->roads.zones; z++) {
        uint32_t place = nodes + z, links[3] = { 0 };
        m->id[place] = place + 1;
        m->zone_node[z] = place;
        m->no_through[place] = z % 2 == 0;
        links[0] = make_link(m, place + 1, z + 1, make_random(&s), 5 + 20 * make_random(&s), .15, 4);
        links[1] = make_link(m, z + 1, place + 1, make_random(&s), 5 + 20 * make_random(&s), .15, 4);
        links[2] = z % 3 == 0 ? make_link(m, place + 1, (z + 5) % nodes + 1, make_random(&s), 10, .15, 4) : links[0];
        for (int k = 0; k < 3; k++) {
            m->toll[links[k]] = make_random(&s);
            m->length[links[k]] = make_random(&s);
        }
    }
}

#endif
