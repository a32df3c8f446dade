/* blocked.h: why there is no way. */
#ifndef KRI_BLOCKED_H
#define KRI_BLOCKED_H

#include "stages.h"

/* The sentence names what stands in the way that would have to change least: in the job's memory. */
kr_status kri_blocked_explain(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                              const kri_stages *stages, const uint8_t *barred, const kr_quote_request *request, const char **why);

#endif
