/* hierarchy.h: a customizable contraction hierarchy and its metrics, as the files of this room see them. */
#ifndef KRI_HIERARCHY_H
#define KRI_HIERARCHY_H

#include <keruen/path.h>

#define KRI_LANES 16u

/*
 * Nodes go by their rank here. An upward arc joins a node to one that is contracted later; both directions of travel
 * share it. The ancestors of a node are its parent, the parent's parent, and so on; every upward arc leads to one.
 */
struct kr_hierarchy {
    const kr_graph *graph;
    uint32_t nodes, arcs;
    uint32_t *rank;             /* [nodes] of a graph node */
    uint32_t *node_at;          /* [nodes] graph node of a rank */
    uint32_t *first, *head;     /* upward arcs by tail, heads rising */
    uint32_t *tail;             /* [arcs] */
    uint32_t *below_first;      /* [nodes + 1] upward arcs by head, tails rising */
    uint32_t *below;            /* [arcs] */
    uint32_t *below_tail;       /* [arcs] tail of each of these */
    uint32_t *parent;           /* [nodes] lowest head; KR_NONE at a root */
    uint32_t height;            /* nodes on the longest way to a root */
    uint32_t *level;            /* [nodes] how many ancestors a node has */
    uint32_t *head_level;       /* [arcs] level of the head */
    uint32_t *place;            /* [graph->arcs] 2 x upward arc + (0 upward, 1 downward); KR_NONE for a loop */
    uint32_t *given_first;      /* [2 x arcs + 1] graph arcs by place */
    uint32_t *given;
};

/*
 * `lanes` numbers side by side for every arc and direction: 1, 2, 4, 8 or 16, of which `count` mean something. Both
 * directions of an arc stand together: stride is 2 x lanes, and arc a begins at up + a x stride and at down + a x
 * stride.
 */
struct kr_metrics {
    const kr_hierarchy *hierarchy;
    uint32_t count, lanes;
    const uint32_t *weight[KRI_LANES];
    size_t stride;
    uint32_t *up, *down;        /* from tail to head, and back; down is up + lanes */
};

/* The upward arc between two ranks, low < high; it is there. */
static inline uint32_t kri_arc_between(const kr_hierarchy *h, uint32_t low, uint32_t high)
{
    uint32_t begin = h->first[low], end = h->first[low + 1];
    while (end - begin > 1) {
        uint32_t middle = begin + (end - begin) / 2;
        if (h->head[middle] <= high)
            begin = middle;
        else
            end = middle;
    }
    return begin;
}

/* Settles the weights, which may have changed, into the metrics. arc_to: [height] room. */
void kri_metrics_settle(const kr_metrics *metrics, uint32_t *arc_to);

/* What trees for sixteen ends need, made once. */
typedef struct kri_sixteen {
    uint32_t *cost;             /* [nodes x KRI_LANES] */
    uint8_t *seen;              /* [nodes] zeros between calls */
} kri_sixteen;

kr_status kri_sixteen_new(kr_job *job, const kr_hierarchy *hierarchy, kri_sixteen *room);

/* cost: [nodes x KRI_LANES] out, aligned to 64, a row a graph node, a lane an end. */
void kri_hierarchy_sixteen(const kr_metrics *metrics, uint32_t metric, kr_path_direction direction,
                           const uint32_t *ends, kri_sixteen *room, uint32_t *cost);

kr_status kri_hierarchy_check(kr_job *job, const kr_metrics *metrics, uint32_t metric, const uint32_t *nodes,
                              size_t count, const char *what);

/*
 * For every metric at once: the least cost from each node to any of the targets, on top of what the targets cost.
 * target_cost: [targets_count x lanes]; cost: [nodes x lanes] out, a row a RANK, which must not be read past count
 * lanes.
 */
void kri_hierarchy_bounds(const kr_metrics *metrics, const uint32_t *targets, const uint32_t *target_cost,
                          size_t targets_count, uint32_t *cost);

#endif
