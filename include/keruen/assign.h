/* keruen/assign.h: all shipments at once. Where does the traffic go when capacity binds? */
#ifndef KERUEN_ASSIGN_H
#define KERUEN_ASSIGN_H

#include <keruen/model_roads.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum kr_principle {
    KR_USER,            /* each takes their own cheapest way */
    KR_SYSTEM,          /* the sum of all costs is least */
    KR_STOCHASTIC       /* ways are seen with noise: logit */
} kr_principle;

/* How a pair's demand answers to its cost u: amount is what it would be at the reference cost. */
typedef enum kr_answer {
    KR_ANSWER_NONE,         /* not at all */
    KR_ANSWER_EXPONENTIAL,  /* amount x exp(-rate (u - reference)) */
    KR_ANSWER_POWER         /* amount x (u / reference)^-rate */
} kr_answer;

/* One class of traffic. Its cost on a link is time + toll_weight x toll + distance_weight x length. */
typedef struct kr_traffic {
    const char *name;               /* NULL: none */
    const kr_demand *demand;
    double toll_weight;             /* time that one unit of toll is worth: 1 / value of time */
    double distance_weight;         /* time that one unit of length is worth */
    double pce;                     /* how much of the capacity one of them takes; 0 stands for 1 */
    const double *toll;             /* [links] its own; NULL: the roads' */
    const uint8_t *forbidden;       /* [links] 1: may not go there; NULL: none */
    const double *time_factor;      /* [links] times the link's time; must be the same everywhere; NULL: 1 */
    kr_answer answer;
    double answer_rate;             /* > 0 */
    const double *reference_cost;   /* by pair of demand, > 0; NULL: the cheapest way on the empty network */
} kr_traffic;

typedef struct kr_assign_options {
    kr_principle principle;
    double gap;             /* stop at this relative gap, 0 < gap < 1 */
    uint32_t rounds;        /* stop after so many all the same; 0: no bound */
    double theta;           /* KR_STOCHASTIC: how sharply cost decides, 1 / unit of time, > 0 */
    const kr_solution *warm;    /* begin with this instead of with trees; NULL: with trees. Not for KR_STOCHASTIC */
    double ceiling;         /* with limits: what staying at home costs, so that a full network leaves demand out; 0: nobody may */
} kr_assign_options;

#define KR_ASSIGN_DEFAULTS ((kr_assign_options){ .principle = KR_USER, .gap = 1e-6 })

/* Demand that no way joins. */
typedef struct kr_unserved {
    uint32_t traffic, from, to;       /* zones */
    double amount;
} kr_unserved;

/* What an assignment found. Arrays are in the input's order of links. */
typedef struct kr_flow {
    uint32_t links, classes, rounds;
    const double *flow;             /* [links] all classes together, in equivalents */
    const double *time;             /* [links] at that flow */
    const double *const *class_flow;    /* [classes][links] in the class's own units */
    const double *const *class_cost;    /* [classes][links] time and money together, as the class sees it; infinite where forbidden */
    double gap;                     /* relative gap, by exact cheapest ways on the whole network */
    double average_excess_cost;     /* what a unit of demand could save on average */
    double objective;               /* Beckmann's sum; system optimum: the total cost */
    double total_cost;              /* sum of flow x cost */
    double demand;                  /* what was put on the network, in equivalents */
    const double *price;            /* [links] what one more unit of a limit would save, in time; NULL: no link has a limit */
    const double *const *served;    /* [classes] by pair of the class's demand: how much travels */
    const kr_unserved *unserved;
    size_t unserved_count;
    const struct kri_solver *state; /* what analysis and saving work on */
} kr_flow;

/*
 * Puts the demand on the roads until nobody gains by another way.
 *
 * roads, traffic    read only; threads may share them
 * flow             out: in the job's arena, gone with kr_job_end
 *
 * KR_OK         the gap was reached
 * KR_E_LIMIT    time or rounds ran out, somebody cancelled, or limits cannot be kept; *flow is the best so far and its gap says how good
 * KR_E_INPUT    an option or a link is out of range; the message names it
 * KR_E_MEMORY   the job's budget is spent
 *
 * Pairs that no way joins are no error: flow->unserved lists them. Demand from a zone to itself stays off the
 * network. Same input, same bytes, for any number of threads. Method: docs/method/assign.md.
 */
KR_API kr_status kr_assign(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *traffic,
                           const kr_assign_options *options, const kr_flow **flow);

/* The bushes of a user or system assignment, to be saved or to begin another one with. KR_E_INPUT for KR_STOCHASTIC, which has none. */
KR_API kr_status kr_flow_solution(kr_job *job, const kr_flow *flow, kr_solution *solution);

/*
 * What the class meets from a zone to every other, over its cheapest ways at the flows found: cost as the class sees it, time,
 * length; arrays of [zones] or NULL. Infinite where there is no way, 0 to itself. One row at a time, so that
 * no matrix has to fit into memory. Work: one tree.
 */
KR_API kr_status kr_flow_skim(kr_job *job, const kr_flow *flow, uint32_t traffic, uint32_t zone, double *cost, double *time, double *length);

/* Whose traffic is looked at: all that passes one of the links, comes from the zone and goes to the zone. */
typedef struct kr_selection {
    uint32_t traffic;             /* KR_NONE: all */
    const uint8_t *link;        /* [links] 1: one of these must be passed; NULL: none must */
    uint32_t from, to;          /* zones; KR_NONE: any */
} kr_selection;

/*
 * The selected traffic's flow on every link, [links] in equivalents, how much it is, and how much of each pair: served is [classes] by
 * pair of the class's demand as kr_flow's, or NULL. Traffic of one origin and class splits at a node alike, wherever it
 * goes: that is logit itself, and otherwise the condition under which ways have flows (docs/method/assign.md). Work: about a round.
 */
KR_API kr_status kr_flow_select(kr_job *job, const kr_flow *flow, const kr_selection *selection, double *link_flow, double *total,
                                double *const *served);

/* One way from zone to zone and its flow, under the same condition. */
typedef struct kr_route {
    double flow;                /* in equivalents */
    double share;               /* of the pair */
    double cost;                /* as the class sees it, at the flows found */
    uint32_t links;
    const uint32_t *link;       /* from the origin on */
} kr_route;

typedef struct kr_route_list {
    const kr_route *route;      /* the fullest first */
    size_t count;
    double flow;                /* of the pair, in equivalents; 0: nothing travels and there are no ways */
    double left_out;            /* of it on ways that are not listed; 0 when all are */
} kr_route_list;

/* The ways that carry at least `least_share` of the pair's flow, at most the `most` fullest; 0 stands for 10,000. With logit the share is the probability. */
KR_API kr_status kr_flow_routes(kr_job *job, const kr_flow *flow, uint32_t traffic, uint32_t from, uint32_t to, double least_share,
                                uint32_t most, kr_route_list *routes);

#ifdef __cplusplus
}
#endif
#endif
