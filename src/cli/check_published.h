/* check_published.h: the model beside what was published. */
#ifndef KRI_CHECK_PUBLISHED_H
#define KRI_CHECK_PUBLISHED_H

#include "cli/command.h"

#include <keruen/quote.h>

kr_status kri_published_print(kri_call *call, const kr_world *world, const kr_agreement *agreement);

#endif
