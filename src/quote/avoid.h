/* avoid.h: what a request forbids. */
#ifndef KRI_AVOID_H
#define KRI_AVOID_H

#include <keruen/quote.h>

/* barred[arc] is 1 where the request forbids it. KR_E_USAGE names what is unknown. */
kr_status kri_avoid_mark(kr_job *job, const kr_network *network, const kr_cost *cost, const kr_quote_request *request, uint8_t **barred);

#endif
