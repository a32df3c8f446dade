/* legs.h: the arcs of a way become legs that a person can read. */
#ifndef KRI_LEGS_H
#define KRI_LEGS_H

#include <keruen/quote.h>

#include "cost/explain.h"

/* Fills way->leg and the sums from way->arc. The explainer is that of the cost, and may serve for many ways. */
kr_status kri_legs_make(kr_job *job, const kr_network *network, kri_cost_explainer *explainer, const kr_cost *cost, kr_way *way);

#endif
