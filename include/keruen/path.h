/* keruen/path.h: the cheapest ways through a frozen graph, by one criterion or by many. */
#ifndef KERUEN_PATH_H
#define KERUEN_PATH_H

#include <keruen/base.h>
#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Costs are arrays with one number an arc, at the arc's place in the forward star: any unit, from 0 up, INFINITY
 * where the arc is closed. NaN and negative costs are refused with KR_E_INPUT.
 *
 * Everything here gives the same answer every time: equal costs are decided by number, the lower node being settled
 * first and the lower arc being kept.
 */

/* Where ways begin or end, and what it costs to get on or off there (0 up; INFINITY: not here). */
typedef struct kr_path_end {
    uint32_t node;
    double cost;
} kr_path_end;

typedef enum kr_path_direction {
    KR_PATH_FORWARD,        /* the tree holds the ways from the ends to every node */
    KR_PATH_BACKWARD        /* the tree holds the ways from every node to the ends */
} kr_path_direction;

/* The cheapest ways between some ends and every node. */
typedef struct kr_tree {
    kr_path_direction direction;
    uint32_t nodes;
    double *cost;           /* [nodes] cost of the way, that of its end included; INFINITY: there is none */
    uint32_t *arc;          /* [nodes] forward: the last arc of the way to the node; backward: its first arc from the
                               node; KR_NONE at the ends themselves and where no way leads */
} kr_tree;

/* One way. No way at all: cost is INFINITY, from and to are KR_NONE, arcs is 0. */
typedef struct kr_path {
    double cost;            /* the costs of both ends included */
    uint32_t from, to;      /* nodes; the same when the way has no arc */
    uint32_t arcs;
    uint32_t *arc;          /* [arcs] in the order of travel */
} kr_path;

/* KR_OK when every cost is a number from 0 up or infinite; KR_E_INPUT names the first arc where it is not. */
KR_API kr_status kr_path_check(kr_job *job, const kr_graph *graph, const double *cost);

/*
 * The cheapest ways between the ends and every node, by Dijkstra's algorithm.
 *
 * cost        [graph->arcs]
 * ends        [ends_count] several may stand at one node; none at all is allowed and reaches nothing
 * tree        out: arrays in the job's arena
 *
 * KR_E_INPUT    a cost is below 0 or NaN, or an end is at no node
 * KR_E_MEMORY   the job's budget is spent
 *
 * Work: arcs + nodes x log(nodes). Memory: 40 bytes a node while it runs, 12 bytes a node in the result.
 */
KR_API kr_status kr_path_tree(kr_job *job, const kr_graph *graph, const double *cost, kr_path_direction direction,
                              const kr_path_end *ends, size_t ends_count, kr_tree *tree);

/* The way of the tree to the node (backward: from it), in the job's arena. Work: its arcs. */
KR_API kr_status kr_path_of_tree(kr_job *job, const kr_graph *graph, const kr_tree *tree, uint32_t node, kr_path *path);

/*
 * The cheapest way from any of the sources to any of the targets, end costs included. The search stops as soon as
 * nothing cheaper can come. Of ways that cost the same, the one to the target that is named first is taken.
 * Statuses as kr_path_tree. No way is an answer, not an error. Memory: 40 bytes a node while it runs, 4 in the result.
 */
KR_API kr_status kr_path_find(kr_job *job, const kr_graph *graph, const double *cost,
                              const kr_path_end *sources, size_t sources_count,
                              const kr_path_end *targets, size_t targets_count, kr_path *path);

/* As kr_tree, over whole-number weights. */
typedef struct kr_tree_u32 {
    kr_path_direction direction;
    uint32_t nodes;
    uint32_t *cost;         /* [nodes] UINT32_MAX: there is no way, or it costs that much or more */
    uint32_t *arc;          /* [nodes] as in kr_tree */
} kr_tree_u32;

/*
 * The tree for whole-number weights, two to three times as fast as kr_path_tree on road networks: a bucket queue takes
 * the place of the heap. For weights that were scaled and rounded on purpose (tenths of a second, cents).
 *
 * weight      [graph->arcs] UINT32_MAX closes an arc
 * ends        [ends_count] nodes, each at no cost
 * tree        out: arrays in the job's arena
 *
 * Of ways that cost the same, the arc with the lower number is kept; where arcs of weight 0 take part, the answer is
 * still the same every time, but it may be another arc of the same cost.
 * Statuses as kr_path_tree. Work: arcs + nodes, about. Memory: 8 bytes a node while it runs, 8 in the result.
 */
KR_API kr_status kr_path_tree_u32(kr_job *job, const kr_graph *graph, const uint32_t *weight, kr_path_direction direction,
                                  const uint32_t *ends, size_t ends_count, kr_tree_u32 *tree);

#ifdef __cplusplus
}
#endif
#endif
