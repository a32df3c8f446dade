/* search.h: Dijkstra's algorithm for the rooms that run it often: the workspace is made once, and that is all. */
#ifndef KRI_SEARCH_H
#define KRI_SEARCH_H

#include <keruen/path.h>

#include "path/heap.h"

/*
 * What one search needs. cost and arc are its result, and hold for every node (as in kr_tree) until the next search
 * in the same space. A space belongs to one thread; make one a thread before a parallel loop. 40 bytes a node.
 */
typedef struct kri_search {
    double *cost;           /* [nodes] INFINITY where the search has not been */
    uint32_t *arc;          /* [nodes] */
    uint8_t *settled;       /* [nodes] */
    uint32_t *reached;      /* [reached_count] nodes with a cost, in the order of their first one */
    uint32_t reached_count;
    uint32_t *target;       /* [nodes] number of the cheapest target there, counted from 1; 0: none */
    kri_heap heap;
    uint32_t nodes;
} kri_search;

kr_status kri_search_new(kr_job *job, uint32_t nodes, kri_search *search);

/*
 * Kernels: costs and ends have been checked, and nothing can fail. kri_search_tree goes everywhere.
 * kri_search_find stops at the best target and returns its number, or KR_NONE.
 */
void kri_search_tree(kri_search *search, const kr_graph *graph, const double *cost, kr_path_direction direction,
                     const kr_path_end *ends, size_t ends_count);
uint32_t kri_search_find(kri_search *search, const kr_graph *graph, const double *cost,
                         const kr_path_end *sources, size_t sources_count,
                         const kr_path_end *targets, size_t targets_count);

/* KR_E_INPUT when an end is at no node or its cost is below 0 or NaN. `what` names the ends in the message. */
kr_status kri_search_check_ends(kr_job *job, const kr_graph *graph, const char *what, const kr_path_end *ends,
                                size_t count);

/*
 * The way that ends (backward: begins) at the node, read from arrays as in kr_tree; its arcs go to room, which must
 * hold kri_search_way_arcs of them.
 */
uint32_t kri_search_way_arcs(const kr_graph *graph, const uint32_t *arc, kr_path_direction direction, uint32_t node);
kr_path kri_search_way(const kr_graph *graph, const double *cost, const uint32_t *arc, kr_path_direction direction,
                       uint32_t node, uint32_t *room);

#endif
