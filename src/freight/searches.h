/* searches.h: the ways of all pairs at once, cargo by cargo, from one hierarchy of the network. */
#ifndef KRI_SEARCHES_H
#define KRI_SEARCHES_H

#include "parts.h"

/*
 * What is looked for: for each pair the cheapest ways by the values of time, but for those that a way of the plan is as cheap as; or
 * these ways in any case, and also the fastest, the one of least USD and different ones.
 */
typedef enum kri_scope { KRI_CHEAPEST, KRI_CHEAPEST_AND_OTHERS } kri_scope;

/* Ways that were found; those of one pair in the order of the search: by the values of time, fastest, least USD, different. */
typedef struct kri_findings {
    kr_job job;                 /* holds what follows */
    kr_status status;
    uint32_t *pair, *arcs;      /* [ways] */
    size_t ways, pair_room, arcs_room;
    uint32_t *arc;              /* all their arcs, way after way */
    size_t arc_count, arc_room;
} kri_findings;

/*
 * Looks for all pairs but those that are marked in skip ([pairs], NULL: none). shadow_usd: [groups], NULL where limits are not thought
 * of. findings: out, a list of *count, each with a job of its own; whatever is returned, kri_findings_end them all.
 * Same findings for any number of threads.
 */
kr_status kri_freight_search(kr_job *job, const kr_freight_plan *plan, kri_scope scope, const double *shadow_usd, const uint8_t *skip,
                             kri_findings **findings, size_t *count);
void kri_findings_end(kri_findings *findings, size_t count);

#endif
