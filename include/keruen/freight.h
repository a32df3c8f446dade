/* keruen/freight.h: a year's freight of a world on its network: who goes which way, and where it jams. */
#ifndef KERUEN_FREIGHT_H
#define KERUEN_FREIGHT_H

#include <keruen/cost.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The ways that each row of demand may choose among on one network. */
typedef struct kr_freight_plan kr_freight_plan;

/*
 * Shippers choose among a few ways by a logit of three levels: by what a tonne costs in money and in its own value of
 * time, seen with noise; ways by the same modes are more alike than others, and ways that go along the same kilometres more
 * alike still. It is a model of random utility: another way to choose never makes anybody worse off. Values of time are
 * spread: a quarter of the shippers has half, a quarter twice the cargo's own.
 */
typedef struct kr_freight_options {
    uint32_t date;          /* yyyymmdd: whose prices, which ships */
    double sharpness;       /* how sharply cost decides: the logit's theta is this over the cost of the pair's cheapest way, > 0 */
    double nest;            /* 0 < nest <= 1: how unlike ways of the same modes are; 1: no nests */
    double overlap;         /* 0 < overlap <= 1: how unlike ways are where they go along the same kilometres; 1: sharing counts for nothing */
    double give_up;         /* what is dearer than so many times the cheapest way stays at home, > 1 */
    uint32_t ways;          /* ways that a pair's own search may find, 1 .. 32; a reference and scarcity may add more */
    double tolerance;       /* of the capacities, as a part of each */
    double time_value;      /* factor on every cargo's value of time, >= 0 */
    int is_free_of_limits;  /* 1: no capacity binds */
    const kr_freight_plan *reference;
                            /* NULL, or the plan of another scenario of the same folder that this one is to be compared with: its ways, where they
                               are open, may be chosen here too; its shippers' noise and their limit of giving up hold; and no other ways are looked
                               for than the cheapest by each value of time. So nothing but the network changes between the two */
} kr_freight_options;

#define KR_FREIGHT_DEFAULTS \
    ((kr_freight_options){ .sharpness = 8, .nest = 0.6, .overlap = 1. / 3, .give_up = 4, .ways = 12, .tolerance = 1e-6, .time_value = 1 })

#define KR_FREIGHT_MOST_WAYS 64     /* of a pair, whoever found them */

/* What is limited, and what one more of it is worth. */
typedef struct kr_freight_limit {
    kr_table_id table;          /* link, terminal or service */
    uint32_t row;
    const char *unit;           /* "t", "TEU", "truck", "wagon": a year */
    double capacity, used;
    double usd;                 /* shadow price of one unit more a year; 0 where it does not bind */
} kr_freight_limit;

/* How a person would say that a way goes: ways of one kind are more alike than others. */
typedef enum kr_freight_nest {
    KR_NEST_ROAD, KR_NEST_RAIL, KR_NEST_RAIL_AND_SHORT_SEA, KR_NEST_OCEAN, KR_NEST_AIR, KR_NEST_PIPE, KR_FREIGHT_NESTS
} kr_freight_nest;

/* One way that a row of demand may take. */
typedef struct kr_freight_way {
    const uint32_t *arc;        /* [arcs] of the network, in the order of travel */
    uint32_t arcs;
    kr_freight_nest nest;
    double usd_t, hours, km;    /* what is paid for a tonne, without shadow prices */
    double shadow_usd_t;        /* and what the limits on the way add to it */
    double share;               /* of the row's tonnes, those that stay at home counted in */
    double t_yr;
} kr_freight_way;

/* What became of a row of demand. */
typedef struct kr_freight_pair {
    uint32_t row;               /* of demand */
    uint32_t ways;              /* it chose among; 0: no way leads there */
    double sent_t_yr, home_t_yr;    /* sent, and kept at home because it became too dear */
    double usd_t, hours;        /* means of what is sent */
    double expected_usd_t;      /* what a tonne is expected to cost its shipper: money, time, scarcity, and the choice to stay at home (the
                                   logsum). With the same reference its change is minus the shippers' surplus a tonne, and its slope by
                                   a way's usd_t that way's share. INFINITY where no way leads, neither here nor in the reference */
    const kr_freight_way *way;  /* [ways] */
} kr_freight_pair;

typedef struct kr_freight {
    const double *arc_t_yr;         /* [arcs of the network]; NULL until kr_freight_flows */
    const double *arc_usd_yr;       /* what is paid for it there, without shadow prices */
    const double *const *cargo_t_yr;    /* [cargoes][arcs]; NULL for a cargo that nobody sends */
    const kr_freight_pair *pair;    /* [pairs] in the order of demand: its rows whose ends differ */
    size_t pairs;
    const uint32_t *pair_of_row;    /* [rows of demand] KR_NONE where both ends are one place */
    const kr_freight_limit *limit;  /* [limits] those that are used */
    size_t limits;
    double sent_t_yr, home_t_yr, unserved_t_yr, cost_usd_yr, tkm_yr;
    double benefit_usd_yr;          /* the shippers' surplus and the rents of what is scarce: minus the sum of tonnes x expected_usd_t, and
                                       the sum of limits x their prices; only its changes mean something: a shadow price is
                                       what one unit more adds to it */
    double excess;                  /* the largest excess over a capacity, or slack under a priced one, as a part of it */
    uint32_t rounds;                /* in which new ways were looked for at the shadow prices */
} kr_freight;

/*
 * Puts world->demand on the network. Capacities of links, terminals and services are hard: their shadow prices are found
 * with the flows, by rising each until what passes fits (the dual of a concave problem), and new
 * ways are looked for at those prices until none is missing. The same as a plan, kr_freight_settle and kr_freight_flows.
 *
 * KR_OK         all capacities are kept to the tolerance
 * KR_E_LIMIT    time ran out; *freight is the best so far and excess says how good
 * KR_E_INPUT    an option is out of range, or the world has no demand
 *
 * Same input, same bytes, for any number of threads. Work: pairs x ways x limits that bind x rounds.
 */
KR_API kr_status kr_freight_assign(kr_job *job, const kr_network *network, const kr_freight_options *options, kr_freight *freight);

/* -------------------------------------------------------------------------------------------------
 * The same in parts, for those who load one network many times or compare many networks.
 *
 * Node and arc numbers: the networks of all worlds that patches make of one folder have the same nodes and arcs under the same
 * numbers, whatever is open (what is closed keeps its arc, with kr_network.open 0) and whatever the prices, hours and capacities are.
 * Only patches that change what there is can change them: a link's mode, gauges, direction, or a length to or from 0; a terminal's
 * layers or includes_wait; a service's layer or through price; a tariff's mode, direction, basis or bands. A plan of such another
 * numbering is refused as a reference, and left aside as `like`.
 *
 * A plan is read only for everybody but kr_freight_settle; threads may share it, each with a job of its own. It lives in the job that made
 * it, and needs its network, and no other plan, as long as it lives.
 */

/*
 * Finds the ways by routing.
 *
 * options       NULL: the defaults
 * like          NULL, or the plan of another scenario of the same folder: a hint that saves searches. The result is the same without it
 *
 * KR_E_INPUT    an option is out of range, the world has no demand, or the reference belongs to another folder
 * Work: a few searches a pair.
 */
KR_API kr_status kr_freight_plan_make(kr_job *job, const kr_network *network, const kr_freight_options *options, const kr_freight_plan *like,
                                      kr_freight_plan **plan);

/*
 * Puts tonnes on the ways of the plan.
 *
 * demand_t_yr   [rows of demand] what each sends, from 0 up; NULL: the table's own. Rows whose ends are one place are passed over
 * warm          NULL, or the freight of this or another plan of the same folder: where to start looking for shadow prices; it may be
 *               the one that is written
 * freight       out: in the job's arena, with references into the plan. The arrays by arc are left out: see kr_freight_flows
 *
 * KR_OK         all capacities are kept to the tolerance, by these ways
 * KR_E_LIMIT    time ran out; *freight is the best so far and excess says how good
 * KR_E_INPUT    a tonnage is negative or no number
 *
 * Where is_free_of_limits, excess says by how much capacities are passed. Work: a pass over the ways, and a few for those that
 * scarcity concerns.
 */
KR_API kr_status kr_freight_load(kr_job *job, const kr_freight_plan *plan, const double *demand_t_yr, const kr_freight *warm, kr_freight *freight);

/* As kr_freight_load, and adds to the plan the ways that are cheapest at the shadow prices, until none is missing. job: the plan's own. */
KR_API kr_status kr_freight_settle(kr_job *job, kr_freight_plan *plan, const double *demand_t_yr, const kr_freight *warm, kr_freight *freight);

/* Fills the arrays by arc of a freight of this plan. Work: ways x their arcs, and arcs x cargoes. */
KR_API kr_status kr_freight_flows(kr_job *job, const kr_freight_plan *plan, kr_freight *freight);

#ifdef __cplusplus
}
#endif
#endif
