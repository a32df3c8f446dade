/* papers.h: what must travel with the goods. */
#ifndef KRI_PAPERS_H
#define KRI_PAPERS_H

#include <keruen/quote.h>

/* Fills leg->paper of every leg of the way. A world without papers.csv asks for none. */
kr_status kri_papers_fill(kr_job *job, const kr_world *world, const kr_consignment *consignment, kr_leg *legs, size_t count);

#endif
