/* explain.h: the bills of several arcs of one consignment. */
#ifndef KRI_EXPLAIN_H
#define KRI_EXPLAIN_H

#include <keruen/cost.h>

typedef struct kri_cost_explainer kri_cost_explainer;

/* cost is that of the same consignment and outlives the explainer. */
kr_status kri_cost_explainer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                                  kri_cost_explainer **explainer);

/* The bill of one arc; *items holds until the next call. */
kr_status kri_cost_explain_arc(kri_cost_explainer *explainer, uint32_t arc, const kr_cost_item **items, size_t *count);

/* What falls due when it is loaded there, in that node's layer, whatever the cargo's usual door: entry, papers. */
kr_status kri_cost_explain_loading(kri_cost_explainer *explainer, uint32_t node, const kr_cost_item **items, size_t *count);

#endif
