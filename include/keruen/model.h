/* keruen/model.h: what there is. The world as tables, edits to it, and the frozen network made of it. */
#ifndef KERUEN_MODEL_H
#define KERUEN_MODEL_H

#include <keruen/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KR_NONE UINT32_MAX      /* no such row, node or arc */

/*
 * Nodes and arcs, frozen. An arc's number is its place in the forward star: the arcs that leave node v
 * are first[v] .. first[v + 1] - 1, ordered by head and then by the order they were given in. The
 * backward star lists arc numbers. Parallel arcs and loops are allowed.
 */
typedef struct kr_graph {
    uint32_t nodes, arcs;
    const uint32_t *first;          /* [nodes + 1] */
    const uint32_t *tail, *head;    /* [arcs] */
    const uint32_t *in_first;       /* [nodes + 1] */
    const uint32_t *in_arc;         /* [arcs] numbers of the arcs that enter node v, rising */
} kr_graph;

/*
 * Freezes arcs given in any order. place[i], if wanted (NULL if not), is the number that the i-th given
 * arc got. KR_E_INPUT when an end is not below `nodes`, KR_E_LIMIT past 2^32 - 2 arcs. Work: nodes + arcs.
 */
KR_API kr_status kr_graph_freeze(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head,
                                 kr_graph *graph, uint32_t *place);

#ifdef __cplusplus
}
#endif
#endif
