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
KR_API kr_status kr_path_tree_u32(kr_job *job, const kr_graph *graph, const uint32_t *weight,
                                  kr_path_direction direction, const uint32_t *ends, size_t ends_count,
                                  kr_tree_u32 *tree);

#define KR_CRITERIA_MAX 6

typedef struct kr_metrics kr_metrics;   /* of a hierarchy, see below */

/* As kr_path_end, with a cost in every criterion; what is left out is 0. */
typedef struct kr_pareto_end {
    uint32_t node;
    double cost[KR_CRITERIA_MAX];
} kr_pareto_end;

typedef struct kr_pareto_options {
    double epsilon;     /* 0: every way that no other beats; 0.01: for each of those, one that is at most 1 % worse in
                           every criterion */
    uint64_t labels;    /* stop after so many labels all the same; 0: no bound but memory and time */
    const kr_metrics *metrics;
                        /* NULL, or a hierarchy of the graph whose weights are these costs: lower bounds then take one
                           sweep in place of a search a criterion. It is left aside when costs are not whole */
} kr_pareto_options;

#define KR_PARETO_DEFAULTS ((kr_pareto_options){ .epsilon = 0.01 })

/* Ways of which none is as good as another in every criterion. */
typedef struct kr_pareto {
    uint32_t count, criteria;
    double *cost;               /* [count x criteria] a row a way, ends included, summed in the order of travel; rows
                                   rise by their first criterion, then the second, and so on */
    uint32_t *from, *to;        /* [count] numbers of the source and the target in the arrays given */
    uint32_t *first, *arc;      /* way i is arc[first[i]] .. arc[first[i + 1] - 1] */
    uint64_t labels;            /* how many labels the search made: its work */
    int complete;               /* 0: a limit stopped the search and ways may be missing */
} kr_pareto;

/*
 * The ways from the sources to the targets that are best in some balance of 2 .. KR_CRITERIA_MAX criteria, by label
 * setting with exact lower bounds.
 *
 * cost        [criteria] arrays of [graph->arcs]; an arc that is INFINITY in one criterion is closed
 * options     NULL: the defaults
 * pareto      out: in the job's arena. Nothing else that the search made stays there.
 *
 * Of ways with the same costs one is kept, the same every time. Inside, costs are whole multiples of a unit: if
 * they are so by themselves and sums fit 32 bits (tenths of seconds, cents), everything is exact; otherwise the unit is
 * 2^-52 of the largest sum that a way could have, so that sums do not depend on the order of their terms.
 *
 * KR_OK         pareto is complete; it is empty when no way leads through
 * KR_E_LIMIT    labels, time or memory ran out: pareto holds the best ways found so far, at least the best one by each
 *               criterion, and complete is 0
 * KR_E_INPUT    a cost is below 0 or NaN, an end is at no node, criteria or an option is out of range
 * KR_E_MEMORY   not even the result fits in the job's budget
 *
 * Work: about labels x criteria x (size of the set at a node); the set may grow exponentially with the network, which
 * is what limits and epsilon are for. Memory: 8 bytes a label that left the queue, 12 + 4 or 8 x criteria one that waits,
 * and what the nodes remember of theirs. Method: docs/method/path.md.
 */
KR_API kr_status kr_path_pareto(kr_job *job, const kr_graph *graph, uint32_t criteria, const double *const *cost,
                                const kr_pareto_end *sources, size_t sources_count,
                                const kr_pareto_end *targets, size_t targets_count,
                                const kr_pareto_options *options, kr_pareto *pareto);

typedef struct kr_alternatives_options {
    uint32_t count;         /* how many ways at most, the cheapest included */
    double sharing;         /* of what a way measures, the part that ways listed before it may have too, 0 .. 1 */
    double stretch;         /* how many times the cheapest cost a way may cost, 1 up */
    double local;           /* a piece of a way that costs up to this part of the cheapest way must itself be a
                               cheapest way; 0: never mind */
    const double *measure;  /* [graph->arcs] what sharing is measured in, km for one; NULL: the cost */
} kr_alternatives_options;

#define KR_ALTERNATIVES_DEFAULTS \
    ((kr_alternatives_options){ .count = 5, .sharing = 0.7, .stretch = 1.4, .local = 0.25 })

typedef struct kr_alternatives {
    uint32_t count;
    kr_path *path;          /* [count] the cheapest way, then the others by rising cost */
} kr_alternatives;

/*
 * A few ways that a person would call different: each shares little with the others, costs not much more than the
 * cheapest, visits no node twice and makes no needless detour. Ways through plateaus are tried first, then ways that
 * arise when the ways found so far are made dearer. Empty when no way leads through.
 *
 * options         NULL: the defaults
 * alternatives    out: in the job's arena
 *
 * Statuses as kr_path_find; also KR_E_INPUT when an option is out of range. Work: two trees, and a short search for
 * each piece that is tested, a few hundred at most. Method: docs/method/path.md.
 */
KR_API kr_status kr_path_alternatives(kr_job *job, const kr_graph *graph, const double *cost,
                                      const kr_path_end *sources, size_t sources_count,
                                      const kr_path_end *targets, size_t targets_count,
                                      const kr_alternatives_options *options, kr_alternatives *alternatives);

/* -------------------------------------------------------------------------------------------------
 * A hierarchy answers many questions about one large graph. It is built once for the graph (seconds for a
 * million nodes), customised in a moment for each set of weights, and then a way takes microseconds, and a tree
 * in a batch a hundredth of a search. Weights are whole numbers; UINT32_MAX closes an arc, and what costs
 * KR_FAR or more counts as no way. graph must outlive the hierarchy, the hierarchy its metrics, and the
 * weights the metrics. Everything is read only once made; threads may share it.
 */

#define KR_FAR ((uint32_t)INT32_MAX)

typedef struct kr_hierarchy kr_hierarchy;

/*
 * rank      [nodes] where each node comes in the order of contraction, 0 first; NULL: an order is found by nested
 *           dissection. kr_hierarchy_rank gives it back, so that it can be kept and used again.
 *
 * KR_E_INPUT when rank is no permutation. Work: about arcs x log(nodes) x (size of the cuts) for the order, which is
 * most of it. Memory: about 60 bytes an arc of the graph in the result.
 */
KR_API kr_status kr_hierarchy_build(kr_job *job, const kr_graph *graph, const uint32_t *rank,
                                    const kr_hierarchy **hierarchy);
KR_API const uint32_t *kr_hierarchy_rank(const kr_hierarchy *hierarchy);

/*
 * Prepares 1 .. 16 sets of weights at once; several cost little more than one.
 *
 * weight    [count] arrays of [graph->arcs]
 */
KR_API kr_status kr_hierarchy_customize(kr_job *job, const kr_hierarchy *hierarchy, uint32_t count,
                                        const uint32_t *const *weight, const kr_metrics **metrics);

/*
 * Some of the weights have changed where they stand, say because a link was closed: settles what follows from it, and
 * nothing else. The metrics are then as if made anew; no other thread may read them meanwhile.
 *
 * arcs      [arcs_count] of the graph
 *
 * KR_E_INPUT for an arc that is not; KR_E_MEMORY leaves the metrics as they were. Work: the triangles of the arcs
 * that change.
 */
KR_API kr_status kr_hierarchy_update(kr_job *job, const kr_metrics *metrics, const uint32_t *arcs, size_t arcs_count);

/* The least cost of a way by the given metric, KR_FAR when there is none. KR_E_INPUT: no such node or metric. */
KR_API kr_status kr_hierarchy_cost(kr_job *job, const kr_metrics *metrics, uint32_t metric, uint32_t from, uint32_t to,
                                   uint32_t *cost);

/* The way itself; path->cost is a whole number. */
KR_API kr_status kr_hierarchy_find(kr_job *job, const kr_metrics *metrics, uint32_t metric, uint32_t from, uint32_t to,
                                   kr_path *path);

/*
 * Trees for several ends at once, costs only.
 *
 * cost      out: [nodes x ends_count] a row a node: from each end to the node (backward: to each end)
 *
 * An arc a lies on a cheapest way exactly when the costs at its ends differ by its weight.
 * Work: arcs of the hierarchy x ends_count / 16.
 */
KR_API kr_status kr_hierarchy_trees(kr_job *job, const kr_metrics *metrics, uint32_t metric,
                                    kr_path_direction direction, const uint32_t *ends, size_t ends_count,
                                    uint32_t **cost);

/* cost: out: [from_count x to_count] a row a source. Work: as kr_hierarchy_trees, but only above the targets. */
KR_API kr_status kr_hierarchy_matrix(kr_job *job, const kr_metrics *metrics, uint32_t metric, const uint32_t *from,
                                     size_t from_count, const uint32_t *to, size_t to_count, uint32_t **cost);

#ifdef __cplusplus
}
#endif
#endif
