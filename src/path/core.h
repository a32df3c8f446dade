/* core.h: what is left of a graph for one multi-criteria search: dead ends are cut, chains drawn together. */
#ifndef KRI_CORE_H
#define KRI_CORE_H

#include <keruen/path.h>

/* A request of kr_path_pareto, checked. */
typedef struct kri_request {
    const kr_graph *graph;
    uint32_t criteria;
    const double *const *cost;
    const kr_pareto_end *sources, *targets;
    uint32_t sources_count, targets_count;
    double epsilon;
    uint64_t labels;
    const kr_metrics *metrics;
} kri_request;

/*
 * The search network. A node is a junction, or an end, or one of two that are added: `source` with an arc to each
 * source and `target` with an arc from each target. Costs are whole numbers in units of 2^-exponent.
 */
typedef struct kri_core {
    uint32_t nodes, arcs, source, target;
    uint32_t *first, *head;     /* forward star */
    uint32_t *tail;
    uint32_t *origin;           /* the given arc it begins with; for an arc of source or to target, which end */
    double *cost[KR_CRITERIA_MAX];
    int fits_u32;               /* the given costs are such whole numbers and every sum is below 2^32 */
    double scale[KR_CRITERIA_MAX];  /* units in 1 of the given costs; a power of two */
    /* how chains are walked again */
    const kr_graph *graph;
    uint8_t *arc_dead;
    uint8_t *node_role;
    uint32_t *number;           /* core node of a graph node */
} kri_core;

kr_status kri_core_build(kr_job *job, const kri_request *request, kri_core *core);

/* The given arcs that a core arc stands for, in the order of travel; room may be NULL. Returns how many. */
uint32_t kri_core_unpack(const kri_core *core, uint32_t arc, uint32_t *room);

#endif
