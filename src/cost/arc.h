/* arc.h: the bill of one arc. */
#ifndef KRI_COST_ARC_H
#define KRI_COST_ARC_H

#include "tariff.h"

/* What is added up on an arc; the items only when a list is wanted. */
typedef struct kri_bill {
    kr_job *job;
    kr_status status;
    double hours, variance_h2, usd, kgco2;
    kr_blocked blocked;
    int listing;
    kr_cost_item *item;
    size_t count, room;
} kri_bill;

/* Everything that is the same for all arcs of a consignment. */
typedef struct kri_pricer {
    const kr_network *network;
    const kr_world *world;
    const kr_consignment *consignment;
    kri_rates rates;
    int has_prices, has_emissions;
    uint32_t emission[KR_LAYERS], ocean, handling;  /* rows of emission, KR_NONE */
    const uint32_t *weather_of;                     /* [places] row of state + 1 that closes the port in the month, 0 for none */
    const uint32_t *hours_of_border;                /* [borders] first row of border_hours + 1 */
    const uint32_t *next_hours;                     /* [border_hours] next row of the same border, KR_NONE */
    const uint32_t *speed_of_link;                  /* [links] row of speed of the section that it lies in + 1; NULL: no sections */
} kri_pricer;

kr_status kri_pricer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_pricer *pricer);

/* The same for another consignment of the same class and date, from what has been looked up. */
kr_status kri_pricer_share(kr_job *job, const kri_pricer *like, const kr_consignment *consignment, kri_pricer *pricer);

/* Fills the bill of the arc; a blocked one says so and its sums mean nothing. */
void kri_bill_arc(const kri_pricer *pricer, uint32_t arc, kri_bill *bill);

/* Whether nothing but a price or a time could block it. */
int kri_arc_is_passable(const kri_pricer *pricer, uint32_t arc);

/* Whether a price of this stretch holds for the consignment on its date. */
int kri_stretch_is_sold(const kri_pricer *pricer, uint32_t arc);

/* What a service asks of the consignment for all of its stops; NaN when it is not sold for such. */
double kri_through_usd(const kri_pricer *pricer, uint32_t service);

/* The same, whatever blocks it: for a door that is not the cargo's usual one. */
void kri_bill_arc_anyway(const kri_pricer *pricer, uint32_t arc, kri_bill *bill);

#endif
