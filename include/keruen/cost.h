/* keruen/cost.h: what passage costs. Hours, spread, USD and kg CO2e of every arc for one consignment. */
#ifndef KERUEN_COST_H
#define KERUEN_COST_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the goods travel: in containers, on the shipper's own trucks, or loose in wagons, holds and trucks. */
typedef enum kr_form { KR_BOXES, KR_TRUCKS, KR_LOOSE } kr_form;

typedef struct kr_consignment {
    uint32_t cargo;             /* row of cargo; KR_NONE in a world without cargo.csv */
    kr_form form;
    double feu, teu;            /* 40-foot and 20-foot boxes */
    double trucks, wagons;      /* how many it takes by road and as loose wagons */
    double tonnes;
    kr_class service_class;     /* block or single */
    uint32_t layers;            /* set of 1 << kr_layer that may be used */
    uint32_t date;              /* yyyymmdd: whose tariffs */
    int two_drivers;            /* a truck rests less */
} kr_consignment;

/* What the shipper says; what is 0 or NULL is left to the cargo. */
typedef struct kr_shipment {
    const char *cargo;          /* id or name; NULL: machinery */
    double teu, tonnes, trucks; /* at most one of them; none: one 40-foot box */
    kr_class service_class;     /* KR_CLASS_ANY: boxes go in block trains, the rest wagon by wagon */
    uint32_t layers;            /* 0: all that the cargo may use */
    uint32_t date;
    int two_drivers;
} kr_shipment;

/* KR_E_USAGE names what cannot be: an unknown cargo (with the nearest), boxes of crude oil, two amounts at once. */
KR_API kr_status kr_consignment_make(kr_job *job, const kr_world *world, const kr_shipment *shipment, kr_consignment *consignment);

/* Why an arc cannot be used. */
typedef enum kr_blocked {
    KR_PASSABLE,
    KR_BLOCKED_CLOSED,          /* its link, border, terminal or service is not open */
    KR_BLOCKED_CARGO,           /* the cargo or its form does not ride there */
    KR_BLOCKED_DATE,            /* the service is not sold on that date */
    KR_BLOCKED_PRICE,           /* no tariff */
    KR_BLOCKED_TIME,            /* no speed and no hours */
    KR_BLOCKED_STRETCH          /* this cargo pays another way there: the stretch as a whole, or link by link */
} kr_blocked;

/*
 * One array an attribute, one element an arc; a blocked arc has INFINITY in all of them. Hours are
 * means, and the variance of hours adds up along a way.
 */
typedef struct kr_cost {
    const double *hours, *variance_h2, *usd, *kgco2;    /* usd and kg of the whole consignment */
    const uint8_t *blocked;                             /* kr_blocked */
    const uint32_t *part_first, *part;                  /* [arcs + 1] a stretch or through arc goes along the arcs
                                                           part[part_first[a]] .. part[part_first[a + 1] - 1]; others have none */
    int has_prices;             /* 0: the world has no tariff at all, usd is 0 throughout and means nothing */
    int has_emissions;
} kr_cost;

/*
 * A ride's hours spread with its length: their variance is so many hours times their mean. For rail that is
 * p90 = 1.26 x p50 after 100 hours, between the 1.3 of single services and what months of block trains
 * show; for road less. No series of such times is published, so both are estimates and shown as such.
 */
#define KR_RAIL_VARIANCE_H 4.0
#define KR_ROAD_VARIANCE_H 2.0

/* KR_E_MEMORY only. Work: arcs; independent of how the consignment is routed. */
KR_API kr_status kr_cost_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kr_cost *cost);

/* What an hour, its spread and a kilogramme of CO2e are worth in USD. */
typedef struct kr_weights {
    double usd;             /* 1: a dollar is a dollar */
    double usd_h;           /* for an hour */
    double usd_h2;          /* for an hour of variance */
    double usd_kg;          /* for a kilogramme of CO2e */
} kr_weights;

/*
 * A goods' own price of risk, a part of its price of time for each hour of variance: a spread of 50 hours then
 * weighs as much as half of its hours. No figure for the region is published; an estimate.
 */
#define KR_RISK_PER_H 0.01

/* The goods' own prices: what they lose of their value by the hour, and what their spread is worth. */
KR_API kr_weights kr_cost_weights(const kr_world *world, const kr_consignment *consignment, double usd_kg);

/*
 * The generalised cost of every arc in USD of the whole consignment, g = usd + usd_h x hours + usd_h2 x variance + usd_kg x kg,
 * each part times its weight; INFINITY where the arc is blocked. It adds up along a way.
 */
KR_API kr_status kr_cost_generalised(kr_job *job, const kr_network *network, const kr_cost *cost, const kr_weights *weights, double **usd);

/* One line of an arc's bill: which row of which table gave so much. */
typedef struct kr_cost_item {
    kr_table_id table;
    uint32_t row;
    double hours, variance_h2, usd, kgco2;  /* what it adds; 0 where it says nothing */
    int is_out_of_date;         /* the tariff is not valid on the date, and the nearest there is */
} kr_cost_item;

/* Whether the item rests on a published figure, and not on an estimate or on general knowledge. */
KR_API int kr_cost_item_is_published(const kr_world *world, const kr_cost_item *item);

/* The bill of one arc; the sums are those of kr_cost_make. *items is the job's. */
KR_API kr_status kr_cost_explain(kr_job *job, const kr_network *network, const kr_consignment *consignment, uint32_t arc,
                                 const kr_cost_item **items, size_t *count);

/*
 * Adds an error for every row that is open to some cargo on that date (yyyymmdd) and has no price or no
 * time for it: a way without one is never taken to be free; and a warning for tariffs that contradict each other.
 * A world without tariffs has nothing to check.
 */
KR_API kr_status kr_cost_check(kr_job *job, const kr_network *network, uint32_t date, kr_problems *problems);

#ifdef __cplusplus
}
#endif
#endif
