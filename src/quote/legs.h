/* legs.h: the arcs of a way become legs that a person can read. */
#ifndef KRI_LEGS_H
#define KRI_LEGS_H

#include <keruen/quote.h>

/* Fills way->leg and the sums from way->arc. */
kr_status kri_legs_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost, kr_way *way);

#endif
