/* links.h: what all arcs cost link by link, for many consignments at once. */
#ifndef KRI_LINKS_H
#define KRI_LINKS_H

#include <keruen/cost.h>

/* What one consignment pays: as kr_cost_make, but for stretches and through prices, which are closed here. */
typedef struct kri_link_cost {
    double *hours, *usd;            /* [arcs] of the whole consignment; INFINITY where it cannot go */
} kri_link_cost;

/*
 * only: NULL, or [arcs] 0 for those that are left out, which cost 0 then.
 * cost: [count] out; consignments that differ in nothing that is charged for share their arrays.
 * Work: arcs x consignments that differ. Same bytes for any number of threads.
 */
kr_status kri_cost_links(kr_job *job, const kr_network *network, const kr_consignment *consignment, size_t count, const uint8_t *only,
                         kri_link_cost *cost);

#endif
