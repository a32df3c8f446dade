/* parts.h: what the parts of a freight assignment share. */
#ifndef KRI_PARTS_H
#define KRI_PARTS_H

#include <keruen/freight.h>
#include <keruen/path.h>

#define KRI_TASTES 3            /* values of time: half, once and twice the cargo's own */
#define KRI_GROUPS_OF_ARC 3     /* limits that one arc can fall under */

/* A limit on the sum of some arcs' flows. */
typedef struct kri_group {
    kr_freight_limit limit;
    int unit;                   /* index into kri_goods.units_t */
    uint32_t *pair;             /* [pairs] that have a way under it */
    size_t pairs, room;
} kri_group;

enum { KRI_TONNES, KRI_TEUS, KRI_TRUCKS, KRI_WAGONS, KRI_UNITS };

/* One cargo, a tonne of it. */
typedef struct kri_goods {
    uint32_t cargo;             /* row */
    kr_consignment consignment;
    double *hours;              /* [arcs] */
    double *usd_t;              /* [arcs] */
    double vot_usd_t_h;         /* what an hour costs a tonne */
    double units_t[KRI_UNITS];  /* tonnes, TEU, trucks, wagons of a tonne */
    double *flow_t;             /* [arcs] */
} kri_goods;

typedef struct kri_use {
    uint32_t group;
    double units_t;
} kri_use;

/* One way of one pair. */
typedef struct kri_freight_way {
    const uint32_t *arc;
    uint32_t arcs;
    double usd_t, hours, km;
    double log_size;            /* of the path-size factor */
    uint32_t nest;
    kri_use *use;               /* [uses] limits it passes */
    size_t uses;
    double t_yr;
} kri_freight_way;

typedef struct kri_pair {
    uint32_t row, from, to;     /* row of demand; doors */
    kri_goods *goods;
    double t_yr, home_t_yr;
    double surplus_usd_yr;      /* the expected utility of the best way, in USD */
    double theta[KRI_TASTES];   /* by the cheapest way without limits */
    double stay[KRI_TASTES];    /* cost of staying at home */
    kri_freight_way *way;
    uint32_t ways;
} kri_pair;

typedef struct kri_freight {
    kr_job *job;
    const kr_network *network;
    const kr_freight_options *options;
    kri_goods *goods;           /* [cargoes of the world], .usd_t NULL where nobody sends it */
    kri_pair *pair;
    size_t pairs;
    kri_group *group;
    size_t groups, group_room;
    uint32_t *group_of_arc;     /* [arcs x KRI_GROUPS_OF_ARC], KR_NONE */
    double *shadow;             /* [groups] USD a unit */
    double unserved_t_yr;
} kri_freight;

extern const double kri_taste_factor[KRI_TASTES], kri_taste_share[KRI_TASTES];

/* capacities.c: the limits of the world, and which arcs fall under them. */
kr_status kri_freight_find_limits(kri_freight *f);

/* choice_set.c: what each pair may choose among. */
kr_status kri_freight_find_ways(kri_freight *f);
kr_status kri_freight_add_ways_at_prices(kri_freight *f, size_t *added);

/* shares.c: how a pair's tonnes part at today's shadow prices. */
void kri_freight_choose(kri_freight *f, kri_pair *pair);

/* Raises and lowers the shadow prices until all limits are kept; returns what is left of the excess. */
kr_status kri_freight_price_limits(kri_freight *f, double *excess);

#endif
