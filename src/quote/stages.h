/* stages.h: from door to door through the places that must be passed, in one search. */
#ifndef KRI_STAGES_H
#define KRI_STAGES_H

#include <keruen/quote.h>

/*
 * The network once for every stage: in stage k the first k places of request->via have been passed, and
 * at the next of them a free step leads into stage k + 1. Without via it is the network itself.
 */
typedef struct kri_stages {
    const kr_network *network;
    kr_graph graph;
    const uint32_t *base;           /* arc of the network, KR_NONE for a step; NULL without via */
    uint32_t from_node, to_node;    /* doors, KR_NONE if nothing stops there */
} kri_stages;

kr_status kri_stages_make(kr_job *job, const kr_network *network, const kr_quote_request *request, kri_stages *stages);

/* The cheapest way by a criterion of the network's arcs; its arcs are the network's. barred may be NULL. */
kr_status kri_stages_find(kr_job *job, const kri_stages *stages, const double *criterion, const uint8_t *barred, kr_path *path);

/* The ways that no other beats by several criteria; those of a path with stages, told by the network's arcs. */
kr_status kri_stages_pareto(kr_job *job, const kri_stages *stages, uint32_t criteria, const double *const *criterion, const uint8_t *barred,
                            const kr_pareto_options *options, kr_pareto *pareto);

/* A few ways that share little, sharing measured in kilometres. */
kr_status kri_stages_alternatives(kr_job *job, const kri_stages *stages, const double *criterion, const uint8_t *barred,
                                  kr_alternatives *alternatives);

#endif
