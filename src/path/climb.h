/* climb.h: one way at a time in a hierarchy, for rooms that ask often. */
#ifndef KRI_CLIMB_H
#define KRI_CLIMB_H

#include "path/hierarchy.h"

/*
 * What a query needs, made once. The ancestors of an end have a level each, counted from the root, so arrays by
 * level hold all that a query touches. A space belongs to one thread.
 */
typedef struct kri_climb {
    uint32_t *up_cost, *down_cost;      /* [height] from the source; to the target */
    uint32_t *up_arc, *down_arc;        /* [height] upward arc by which the cost came about, once unpacked */
    uint32_t top;                       /* rank where the two halves of the last way met; KR_NONE: no way */
    uint32_t from, to;                  /* ranks */
} kri_climb;

kr_status kri_climb_new(kr_job *job, const kr_hierarchy *hierarchy, kri_climb *climb);

/* The least cost between two graph nodes, KR_FAR when there is no way. */
uint32_t kri_climb_cost(kri_climb *climb, const kr_metrics *metrics, uint32_t metric, uint32_t from, uint32_t to);

/*
 * Half a query, for all metrics at once: what it costs to come from a graph node to each of its ancestors, or back from them. Many queries
 * can share it. cost: [height x lanes] out, a row a level.
 */
void kri_climb_half(const kr_metrics *metrics, kr_path_direction direction, uint32_t node, uint32_t *cost);

/* What two halves tell: the least costs between their nodes of `count` metrics from `metric` on. cost: [count] out. */
void kri_climb_join(const kr_metrics *metrics, uint32_t metric, uint32_t count, uint32_t from, uint32_t to, const uint32_t *up, const uint32_t *down,
                    uint32_t *cost);

/* The arcs of the way that the last query found, appended to *arc in the order of travel. */
kr_status kri_climb_unpack(kr_job *job, kri_climb *climb, const kr_metrics *metrics, uint32_t metric,
                           uint32_t **arc, size_t *capacity, size_t *count);

#endif
