/* update.h: metrics after a change of a few weights, for rooms that close one link after another. */
#ifndef KRI_UPDATE_H
#define KRI_UPDATE_H

#include "path/hierarchy.h"

/* What an update needs, made once. An upward arc waits at most once, so the queue never grows. */
typedef struct kri_update {
    uint32_t *heap;             /* [arcs] upward arcs; a lower number is settled first */
    uint32_t count;
    uint8_t *waits;             /* [arcs] */
} kri_update;

kr_status kri_update_new(kr_job *job, const kr_hierarchy *hierarchy, kri_update *update);

/* The arcs have been checked; nothing can fail. */
void kri_update_run(kri_update *update, const kr_metrics *metrics, const uint32_t *arcs, size_t arcs_count);

#endif
