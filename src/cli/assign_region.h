/* assign_region.h: keruen assign on a folder that has its own demand. */
#ifndef KRI_ASSIGN_REGION_H
#define KRI_ASSIGN_REGION_H

#include "cli/command.h"

/* Whether the path is a folder with a demand.csv. */
int kri_is_region(kr_job *job, const char *path);

/* Whether it is one like data/region, whose demand is of cargoes: a GMNS folder may hold somebody's demand.csv, too. */
int kri_brings_demand(kr_job *job, const char *path);

/* Puts the folder's freight on its network and shows flows, limits and their shadow prices. */
kr_status kri_assign_region(kri_call *call, const char *folder);

#endif
