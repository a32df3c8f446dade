/*
 * keruen/model_roads.h: a network under load, as planners' files have it, and who wants to cross it.
 *
 * Units are the files' own: a time is whatever the free times are in (TNTP: minutes), a flow is
 * whatever the capacities are in (vehicles an hour, tonnes a year). The solver only needs them to agree.
 */
#ifndef KERUEN_MODEL_ROADS_H
#define KERUEN_MODEL_ROADS_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the time on a link grows with x = flow / capacity. The formulas stand in docs/method/assign.md. */
typedef enum kr_delay {
    KR_DELAY_BPR,       /* free (1 + alpha x^power) */
    KR_DELAY_CONICAL,   /* Spiess; alpha > 1 */
    KR_DELAY_AKCELIK,   /* alpha is the delay parameter J, power the length of the period in the unit of time */
    KR_DELAY_DAVIDSON,  /* alpha is J; straight on beyond x = 0.95 */
    KR_DELAY_TABLE,     /* free x a multiple read from a curve, straight between its points */
    KR_DELAY_KINDS
} kr_delay;

/* A curve: x rises from 0, multiple never falls; beyond the last point the last slope goes on. */
typedef struct kr_curve {
    uint32_t points;
    const double *x, *multiple;
} kr_curve;

/* One array an attribute, [links] in the input's order unless said. A NULL array stands for the value in its comment. */
typedef struct kr_roads {
    uint32_t nodes, links, zones;
    const uint32_t *tail, *head;
    const uint64_t *node_id;            /* [nodes] the input's own numbers */
    const char *const *node_name;       /* [nodes] where they are words instead; else NULL */
    const char *const *link_name;       /* NULL: links are called 1, 2, 3 ... */
    const uint32_t *zone_node;          /* [zones] where a zone's demand begins and ends */
    const char *const *zone_name;       /* [zones] NULL: a zone is called as its node */
    const uint8_t *no_through;          /* [nodes] 1: ways may begin or end here and not pass; NULL: 0 */
    const double *capacity;             /* > 0, infinity allowed */
    const double *free_time;            /* >= 0 */
    const double *alpha, *power;        /* >= 0; what they mean depends on the kind of delay */
    const double *length, *toll;        /* NULL: 0 */
    const uint8_t *delay;               /* a kr_delay; NULL: BPR */
    const uint32_t *curve_of;           /* KR_DELAY_TABLE: which of `curves`; NULL where there is none */
    const kr_curve *curves;
    uint32_t curve_count;
    const double *limit;                /* flow that cannot be passed, > 0; NULL: infinity */
    const double *x, *y;                /* [nodes] coordinates; NULL: unknown */
    double toll_factor, distance_factor;    /* weights that the file itself names, 0: none; told and never used unasked */
} kr_roads;

/* Who sends how much to whom: one class of traffic, sorted by origin and then by destination, no pair twice. */
typedef struct kr_demand {
    uint32_t zones;
    const size_t *first;                /* [zones + 1] */
    const uint32_t *to;                 /* zones, from 0 */
    const double *amount;               /* > 0 */
    double total;                       /* the sum, in that order */
} kr_demand;

/*
 * Sorts pairs given in any order, adds up what stands twice and leaves zeros out. *doubled, if wanted, is
 * how many were added to another. KR_E_INPUT names the first pair that is negative, not finite or outside.
 */
KR_API kr_status kr_demand_build(kr_job *job, uint32_t zones, size_t pairs, const uint32_t *from, const uint32_t *to,
                                 const double *amount, kr_demand *demand, size_t *doubled);

/*
 * What an assignment keeps for the next one: for each origin of each class its bush, links grouped by head with
 * every tail before its head, and the flow on each. Links have the input's numbers.
 */
typedef struct kr_solution {
    uint64_t roads_hash;                /* kr_roads_hash of the roads it was found on */
    uint32_t links, zones, classes, sources;
    const uint32_t *traffic, *zone;     /* [sources] rising; the class, and where from */
    const uint64_t *first;              /* [sources + 1] into link and flow */
    const uint32_t *link;
    const double *flow;                 /* >= 0 */
} kr_solution;

/* A number that changes when nodes, zones or the ends of links do, and not when times, capacities or tolls do. */
KR_API uint64_t kr_roads_hash(const kr_roads *roads);

/* KR_E_INPUT with the link's own name and what is wrong with it, when the roads are not as their comments promise. */
KR_API kr_status kr_roads_check(kr_job *job, const kr_roads *roads);

#define KR_LINK_BYTES 128

/* "link 17 (3 to 8)" in the input's own names, written into the text. Long names are cut. */
KR_API const char *kr_roads_link_called(const kr_roads *roads, uint32_t link, char text[KR_LINK_BYTES]);

/* The number of the zone or node with this id, KR_NONE if there is none. Linear; for messages and options. */
KR_API uint32_t kr_roads_find_node(const kr_roads *roads, const char *name);
KR_API uint32_t kr_roads_find_zone(const kr_roads *roads, const char *name);

#ifdef __cplusplus
}
#endif
#endif
