/* commitments.h: promises beside what was observed since. */
#ifndef KRI_COMMITMENTS_H
#define KRI_COMMITMENTS_H

#include <keruen/ledger.h>

/* An error with file and line for every commitment whose measure cannot be understood. */
kr_status kri_commitments_check(kr_job *job, const kr_world *world, kr_problems *problems);

#endif
