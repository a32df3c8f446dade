/* keruen/freight.h: a year's freight of a world on its network: who goes which way, and where it jams. */
#ifndef KERUEN_FREIGHT_H
#define KERUEN_FREIGHT_H

#include <keruen/cost.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Shippers choose among a few ways by nested logit: by what a tonne costs in money and in its own value of
 * time, seen with noise; ways by the same modes are more alike than others, and ways that share kilometres
 * count for less. Values of time are spread: a quarter of the shippers has half, a quarter twice the cargo's own.
 */
typedef struct kr_freight_options {
    uint32_t date;          /* yyyymmdd: whose prices, which ships */
    double sharpness;       /* how sharply cost decides: the logit's theta is this over the cost of the pair's cheapest way, > 0 */
    double nest;            /* 0 < nest <= 1: how unlike ways of the same modes are; 1: no nests */
    double give_up;         /* what is dearer than so many times the cheapest way stays at home, > 1 */
    uint32_t ways;          /* ways a pair may choose among, 1 .. 32 */
    double tolerance;       /* of the capacities, as a part of each */
} kr_freight_options;

#define KR_FREIGHT_DEFAULTS \
    ((kr_freight_options){ .sharpness = 8, .nest = 0.6, .give_up = 4, .ways = 12, .tolerance = 1e-6 })

/* What is limited, and what one more of it is worth. */
typedef struct kr_freight_limit {
    kr_table_id table;          /* link, terminal or service */
    uint32_t row;
    const char *unit;           /* "t", "TEU", "truck", "wagon": a year */
    double capacity, used;
    double usd;                 /* shadow price of one unit more a year; 0 where it does not bind */
} kr_freight_limit;

/* What became of a row of demand. */
typedef struct kr_freight_pair {
    uint32_t row;               /* of demand */
    uint32_t ways;              /* it chose among; 0: no way leads there */
    double sent_t_yr, home_t_yr;    /* sent, and kept at home because it became too dear */
    double usd_t, hours;        /* means of what is sent */
} kr_freight_pair;

typedef struct kr_freight {
    const double *arc_t_yr;         /* [arcs of the network] */
    const double *arc_usd_yr;       /* what is paid for it there, without shadow prices */
    const double *const *cargo_t_yr;    /* [cargoes][arcs]; NULL for a cargo that nobody sends */
    const kr_freight_pair *pair;    /* [pairs] in the order of demand */
    size_t pairs;
    const kr_freight_limit *limit;  /* [limits] those that are used */
    size_t limits;
    double sent_t_yr, home_t_yr, unserved_t_yr, cost_usd_yr, tkm_yr;
    double benefit_usd_yr;          /* the shippers' surplus and the rents of what is scarce; only its changes mean something: a
                                       shadow price is what one unit more adds to it */
    double excess;                  /* the largest excess over a capacity, or slack under a priced one, as a part of it */
    uint32_t rounds;
} kr_freight;

/*
 * Puts world->demand on the network. Capacities of links, terminals and services are hard: their shadow prices are found
 * with the flows, by rising each until what passes fits (the dual of a concave problem, coordinate by coordinate), and new
 * ways are looked for at those prices until none is missing.
 *
 * KR_OK         all capacities are kept to the tolerance
 * KR_E_LIMIT    time ran out; *freight is the best so far and excess says how good
 * KR_E_INPUT    an option is out of range, or the world has no demand
 *
 * Same input, same bytes. Work: pairs x ways x limits that bind x rounds.
 */
KR_API kr_status kr_freight_assign(kr_job *job, const kr_network *network, const kr_freight_options *options, kr_freight *freight);

#ifdef __cplusplus
}
#endif
#endif
