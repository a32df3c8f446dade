/* tariff.h: which row of the price and speed tables holds for a country on a date. */
#ifndef KRI_TARIFF_H
#define KRI_TARIFF_H

#include <keruen/cost.h>

#define KRI_MOST_ONCE 8

/* A tariff row that holds; row KR_NONE: there is none. */
typedef struct kri_rate {
    uint32_t row;
    double usd;             /* a unit, in USD */
    int is_out_of_date;     /* nothing is valid there on the date; this is the nearest */
} kri_rate;

/* What carriage costs and how fast it is in one country. */
typedef struct kri_country_rates {
    uint32_t country;                           /* name */
    kri_rate rail_feu_km, rail_teu_km, rail_tkm, truck_km;
    kri_rate once_feu[KRI_MOST_ONCE], once_teu[KRI_MOST_ONCE], once_truck[KRI_MOST_ONCE];   /* due at entry; ends with KR_NONE */
    uint32_t rail_speed, road_speed, pipe_speed; /* rows of speed */
    int is_banded[2];                           /* rail, road: priced by distance bands, as a whole and not link by link */
} kri_country_rates;

/* What holds everywhere. */
typedef struct kri_common_rates {
    kri_rate share_of_sum, once_a_consignment, feu_day, teu_day, truck_hour, air_t;
    uint32_t rest;                              /* row of speed: the share of the day at the wheel */
} kri_common_rates;

typedef struct kri_rates {
    kri_country_rates *country;
    uint32_t countries;
    uint32_t *of_node;                          /* [nodes of the network] place in country[] */
    kri_common_rates common;
} kri_rates;

kr_status kri_rates_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_rates *rates);

/*
 * The best row of a stretch that is valid on the date: of the same country, mode and ends as `first`, for that
 * cargo, whose band holds the kilometres (NaN: any band) and whose unit is one of the set (1 << unit). Rows that
 * leave the wagon out and fees are none.
 */
kri_rate kri_stretch_rate(const kr_world *world, const kr_consignment *consignment, uint32_t first, int forward, const char *cargo, uint32_t units,
                          double km);

/* The price of an air freight tonne from a place: its own row if there is one. */
kri_rate kri_air_rate(const kr_world *world, const kr_consignment *consignment, uint32_t from_place, kri_rate otherwise);

/* A price between two places: a bridge's fee, a pipeline's tariff. cargo NULL: whatever cargo it is for. */
kri_rate kri_rate_between(const kr_world *world, const kr_consignment *consignment, const char *mode, const char *cargo, uint32_t unit,
                          uint32_t from, uint32_t to);

#endif
