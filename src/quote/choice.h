/* choice.h: from all the ways found, those to offer. */
#ifndef KRI_CHOICE_H
#define KRI_CHOICE_H

#include <keruen/quote.h>

#define KRI_CRITERIA 4

/* A way that was found, and what it costs. */
typedef struct kri_candidate {
    const uint32_t *arc;
    size_t arcs;
    double cost[KRI_CRITERIA];      /* hours, USD, kg CO2e, variance */
    double km;
    const char *name[KR_WAY_NAMES];
    size_t names;
    int taken;
} kri_candidate;

typedef struct kri_choice {
    kr_job *job;
    const kr_network *network;
    const kr_cost *cost;
    kri_candidate *candidate;
    size_t count, room;
} kri_choice;

/* Adds a way, or the name to the way if it is there already; name NULL: one of many. */
kr_status kri_choice_add(kri_choice *choice, const uint32_t *arc, size_t arcs, const char *name);

/* Drops what is beaten, names the knee, and puts the ways to offer into quote->way in their order. */
kr_status kri_choice_make(kri_choice *choice, const kr_quote_request *request, kr_quote *quote);

#endif
