/* parts.h: what the parts of a freight plan share. */
#ifndef KRI_PARTS_H
#define KRI_PARTS_H

#include <keruen/freight.h>
#include <keruen/path.h>

#define KRI_TASTES 3            /* values of time: half, once and twice the cargo's own */
#define KRI_TASTE_LANES 4       /* room for them side by side; what the last lane holds means nothing */
#define KRI_GROUPS_OF_ARC 3     /* limits that one arc can fall under */
#define KRI_KNOWN_MOST (KR_FREIGHT_MOST_WAYS - 8)   /* ways of a reference; the rest is for the cheapest of another network */

enum { KRI_TONNES, KRI_TEUS, KRI_TRUCKS, KRI_WAGONS, KRI_UNITS };

/* A limit on the sum of some arcs' flows. */
typedef struct kri_group {
    kr_freight_limit limit;     /* .used and .usd are a load's affair */
    int unit;                   /* index into kri_goods.units_t */
    double sharpness;           /* by how much of itself what is used can fall, at most, when the price rises by one USD a unit */
    uint32_t *pair;             /* [pairs] that have a way under it */
    size_t pairs, room;
} kri_group;

/* One cargo, a tonne of it. */
typedef struct kri_goods {
    kr_consignment consignment;
    const double *hours;        /* [arcs] INFINITY where it cannot go; NULL: nobody sends it */
    double *usd_t;              /* [arcs] */
    double vot_usd_t_h;         /* what an hour costs a tonne */
    double units_t[KRI_UNITS];  /* tonnes, TEU, trucks, wagons of a tonne */
    uint32_t *pair;             /* [pairs] that send it */
    size_t pairs;
} kri_goods;

typedef struct kri_use {
    uint32_t group;
    double units_t;
} kri_use;

/* A way as the arcs it goes along. */
typedef struct kri_arcs {
    const uint32_t *arc;
    uint32_t arcs;
} kri_arcs;

/* One way of one pair. */
typedef struct kri_way {
    kri_arcs along;
    double usd_t, hours, km;
    double log_km;              /* of its kilometres; 0 where it has none */
    kr_freight_nest nest;
    uint32_t uses;              /* limits that it passes: plan->use[first_use] .. */
    size_t first_use;
} kri_way;

/* Kilometres of a pair that the same ways of a nest go along. */
typedef struct kri_segment {
    uint64_t ways;              /* set of 1 << way of the pair */
    double km;
    kr_freight_nest nest;
} kri_segment;

typedef struct kri_pair {
    uint32_t row, from, to;     /* row of demand; doors */
    kri_goods *goods;
    int has_scale;              /* theta and stay are known: a way led there, here or in the reference */
    double theta[KRI_TASTES];   /* by the cheapest way without limits */
    double stay[KRI_TASTES];    /* cost of staying at home */
    uint32_t ways;              /* plan->way[first] .. */
    size_t first;
    uint32_t segments;          /* plan->segment[first_segment] .. */
    size_t first_segment;
} kri_pair;

/* Ways by pair: those of pair p are item[first[p]] .. item[first[p + 1] - 1]. */
typedef struct kri_ways_by_pair {
    size_t *first;              /* [pairs + 1] */
    kri_arcs *item;
} kri_ways_by_pair;

/* The network without what freight never goes along; the nodes are the same. */
typedef struct kri_thin_graph {
    kr_graph graph;
    uint32_t *network_arc;      /* [arcs of the graph] */
    uint32_t *thin_arc;         /* [arcs of the network] KR_NONE: left out */
    double *km;                 /* [arcs of the graph] */
} kri_thin_graph;

struct kr_freight_plan {
    const kr_network *network;
    kr_freight_options options; /* .reference is not looked at once the plan is made */
    int has_reference;
    kri_goods *goods;           /* [cargoes of the world] */
    kri_pair *pair;
    size_t pairs;
    uint32_t *pair_of_row;      /* [rows of demand] */
    kri_thin_graph thin;
    const kr_hierarchy *hierarchy;  /* of the thin graph */
    kri_ways_by_pair known, own;    /* the reference's ways that are open; what the plan's own search found, in its order */
    kri_way *way;
    size_t ways;
    kri_use *use;
    size_t uses, use_room;
    kri_segment *segment;
    size_t segment_room;
    uint32_t most_segments;     /* of a pair */
    double *free_share, *free_home_share, *free_expected_usd_t;     /* [ways], [pairs], [pairs] of a tonne where no limit binds */
    kri_group *group;
    size_t groups, group_room;
    uint32_t *group_of_arc;     /* [arcs x KRI_GROUPS_OF_ARC], KR_NONE */
};

/* A plan with tonnes on it. What was found for some tonnes stays: the next ones begin there. */
typedef struct kri_load {
    kr_job *job;
    const kr_freight_plan *plan;
    double *wanted_t_yr;        /* [pairs] */
    double *shadow_usd, *used;  /* [groups] USD a unit; units */
    double *looked_usd;         /* [groups] prices at which ways were last looked for, and those missing added */
    int has_looked;
    double *share;              /* [ways of the plan] of the pair's tonnes */
    double *home_share, *expected_usd_t;    /* [pairs] */
    struct kri_ascent *ascent;  /* shadow_prices.c */
    double excess;              /* the largest over a capacity, or slack under a priced one, as a part of it */
} kri_load;

extern const double kri_taste_factor[KRI_TASTES], kri_taste_share[KRI_TASTES];

/* goods.c: which cargoes are sent, and what a tonne of each pays and needs on every arc. like: NULL, or a plan of the same numbering. */
kr_status kri_freight_price_goods(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like);

/* thin_graph.c: where freight can go. */
kr_status kri_freight_make_thin(kr_job *job, kr_freight_plan *plan);

/* capacities.c: the limits of the world, and which arcs fall under them. */
kr_status kri_freight_find_limits(kr_job *job, kr_freight_plan *plan);

/* choice_set.c: what each pair may choose among. like: NULL, or a plan of the same numbering. */
kr_status kri_freight_find_ways(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *reference, const kr_freight_plan *like);
kr_status kri_freight_add_ways_at_prices(kr_job *job, kr_freight_plan *plan, const double *shadow_usd, size_t *added);

/*
 * joined.c: the plan with the ways of the list, or of another plan, that are new to it, as far as KRI_KNOWN_MOST goes: enough of a plan to
 * be the reference of another. It holds on to the memory of both.
 */
kr_status kri_freight_join(kr_job *job, const kr_freight_plan *plan, const kri_ways_by_pair *more, kr_freight_plan **joined);
kr_status kri_freight_join_plans(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *other, kr_freight_plan **joined);
int kri_is_same_way(kri_arcs a, kri_arcs b);

/* How the shippers of each value of time part. All by the value of time last: way w's share for taste t is of_way[w x KRI_TASTE_LANES + t]. */
typedef struct kri_split {
    double of_nest[KR_FREIGHT_NESTS][KRI_TASTE_LANES];      /* of all */
    double *of_way, *of_segment;        /* [ways], [segments] of those in its nest */
    double home[KRI_TASTE_LANES], expected_usd_t[KRI_TASTE_LANES];
    double *part, *sum;                 /* [ways], [segments] a way has part / sum of those on a segment, where of_segment is above 0 */
} kri_split;

/* segments.c: where the ways of each pair go along the same kilometres. is_alike: [pairs] those that go the same ways in like. */
kr_status kri_freight_cut_segments(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, const uint8_t *is_alike);

/* shares.c: what shadow prices add to a tonne on each way of the pair, and how its shippers part then. */
kr_status kri_split_make(kr_job *job, uint32_t ways, uint32_t segments, kri_split *split);
void kri_freight_shadows(const kr_freight_plan *plan, const kri_pair *pair, const double *shadow_usd, double *way_usd_t);

/* All its shippers; shadow_usd: [groups], NULL: nothing is scarce. */
void kri_freight_choose(const kr_freight_plan *plan, size_t pair, const double *shadow_usd, kri_split *split, double *share, double *home_share,
                        double *expected_usd_t);

/* shadow_prices.c: room for a load's search, and the shadow prices raised and lowered until all limits are kept. */
kr_status kri_freight_open_ascent(kri_load *load);
kr_status kri_freight_price_limits(kri_load *load, double tolerance);

/*
 * freight.c: loads of one plan, one after the other. A load begins at the prices of warm (NULL: at none); kri_freight_look adds to the plan
 * the ways that are missing at the prices there are; settling a load looks until none is missing. *rounds counts those in which ways were
 * looked for; with KR_E_LIMIT the load is as good as its excess says.
 */
kr_status kri_freight_open_load(kr_job *job, const kr_freight_plan *plan, const kr_freight *warm, kri_load *load);
kr_status kri_freight_run_load(kri_load *load, const double *demand_t_yr, double tolerance);
kr_status kri_freight_look(kri_load *load, kr_freight_plan *plan, size_t *added);
kr_status kri_freight_settle_load(kri_load *load, kr_freight_plan *plan, const double *demand_t_yr, double tolerance, uint32_t *rounds);

/* freight_told.c: a load as others see it, and room for that. */
typedef struct kri_told {
    kr_freight_pair *pair;
    kr_freight_way *way;
    kr_freight_limit *limit;
} kri_told;

kr_status kri_freight_make_told(kr_job *job, const kr_freight_plan *plan, kri_told *told);
void kri_freight_tell(const kri_load *load, kri_told told, kr_freight *freight);

#endif
