/* dissect.h: nested dissection: an order of contraction for which few shortcuts are needed. */
#ifndef KRI_DISSECT_H
#define KRI_DISSECT_H

#include <keruen/path.h>

/* rank[v] is the place of node v, 0 contracted first. Work: about arcs x log(nodes) x (cut size). */
kr_status kri_dissect(kr_job *job, const kr_graph *graph, uint32_t *rank);

#endif
