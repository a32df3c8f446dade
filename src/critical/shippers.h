/* shippers.h: what the parts of a search for weak points share. */
#ifndef KRI_SHIPPERS_H
#define KRI_SHIPPERS_H

#include <keruen/critical.h>

#include "freight/parts.h"
#include "path/search.h"

#define KRI_ELEMENTS_OF_ARC 2   /* a crossing falls with its border and its link, a berth with its port and its line */
#define KRI_CENTS 100.0         /* losses are summed in whole cents */

/* Which ways of a shipper an element closes. */
typedef struct kri_hit {
    uint32_t element;
    uint64_t ways;              /* bit w: way w */
} kri_hit;

/* What a shipper expects by one value of time when nothing is closed, and what makes it quick to say for less. */
typedef struct kri_view {
    double theta, stay;         /* of its logit */
    double expected_usd_t;      /* the logsum */
    double highest;             /* utility taken off */
    double home;                /* exp(utility of staying - highest) */
    double nest[KR_FREIGHT_NESTS];  /* exp(utility of its best way alone - highest), 0 for a nest without ways */
    double *way, *alone;        /* [ways] parts of a kilometre that others share, and of one that nobody shares; 1 is the best way of the nest */
    const double *weight;       /* [arcs] USD a tonne, time included */
    const double *ahead;        /* [nodes] least cost from there to the destination with nothing closed */
} kri_view;

/* A row of demand that has a way. */
typedef struct kri_shipper {
    uint32_t number;            /* of the pair in the plan */
    uint32_t from, to;          /* doors */
    uint32_t cargo;             /* row */
    double usd_t_h;             /* what an hour costs a tonne */
    const kr_freight_way *way;  /* [ways] */
    uint32_t ways;
    uint32_t origin, destination;   /* countries */
    double t_yr;
    uint64_t all_ways;          /* bits */
    kri_view view[KRI_TASTES];
    kri_hit *hit;               /* [hits] by rising element */
    uint32_t hits;
} kri_shipper;

struct kr_critical {
    const kr_network *network;
    kr_freight_plan *plan;
    kr_freight freight;         /* nothing closed, no limits */
    kri_shipper *shipper;
    size_t shippers;
    kr_element *element;
    size_t elements;
    uint32_t *element_of_arc;   /* [arcs x KRI_ELEMENTS_OF_ARC], KR_NONE */
    uint32_t *candidate;        /* [candidates] elements, rising */
    size_t candidates;
    const char **country;
    size_t countries;
};

/* elements.c: lists what can close. */
kr_status kri_elements_find(kr_job *job, kr_critical *c);

/* bridges.c: marks the links without which two or more places are parted from two or more. is_bridge: [links] zeroed. */
kr_status kri_bridges_find(kr_job *job, const kr_network *network, uint8_t *is_bridge);

/* known.c: the plan with the ways round that shippers know beside its own: enough of a plan to be the reference of another. */
kr_status kri_known_ways(kr_job *job, const kr_critical *c, kr_freight_plan **joined);

/* shippers.c: the countries at both ends, in the order of their names. */
kr_status kri_countries_list(kr_job *job, kr_critical *c);

/* The shippers, with all that follows from the ways of the plan. weight: [cargoes x KRI_TASTES], each [arcs] USD a tonne, time included. */
kr_status kri_shippers_make(kr_job *job, kr_critical *c, double **weight, kri_search *search);

/* What a tonne is expected to cost when these ways are open (bits), and one may stay at home. */
double kri_shipper_logsum(const kr_critical *c, const kri_shipper *s, int taste, uint64_t open);

#endif
