/* contradictions.h: tariffs that say different things of the same. */
#ifndef KRI_CONTRADICTIONS_H
#define KRI_CONTRADICTIONS_H

#include <keruen/cost.h>

/* Adds a warning for every pair of tariffs that price the same thing on the same days at different values. */
kr_status kri_contradictions_check(kr_job *job, const kr_world *world, kr_problems *problems);

#endif
