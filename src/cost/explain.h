/* explain.h: the bills of several arcs of one consignment. */
#ifndef KRI_EXPLAIN_H
#define KRI_EXPLAIN_H

#include <keruen/cost.h>

typedef struct kri_cost_explainer kri_cost_explainer;

kr_status kri_cost_explainer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_cost_explainer **explainer);

/* The bill of one arc; *items holds until the next call. */
kr_status kri_cost_explain_arc(kri_cost_explainer *explainer, uint32_t arc, const kr_cost_item **items, size_t *count);

/* What falls due when it is loaded in that node's layer and place: entry to the railway or road, papers of the consignment. */
double kri_cost_loading_usd(kri_cost_explainer *explainer, uint32_t node);

#endif
