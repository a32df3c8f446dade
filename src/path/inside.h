/* inside.h: a job within a job: what a call needs only while it runs is gone when it ends, and its answer stays. */
#ifndef KRI_INSIDE_H
#define KRI_INSIDE_H

#include "base/arena.h"

/* Opens inner with what is left of the budget, the same deadline and the same cancel. */
static inline void kri_inside_begin(const kr_job *job, kr_job *inner)
{
    kr_job_init(inner, kri_job_left(job));
    inner->cancel = job->cancel;
    inner->deadline_s = job->deadline_s;
    inner->fault_countdown = job->fault_countdown;
}

/* What the outer job must know of the inner one; call it before the outer job is used again. Returns the status. */
static inline kr_status kri_inside_tell(kr_job *job, const kr_job *inner, kr_status status)
{
    size_t peak = job->used_bytes + inner->peak_bytes;
    job->peak_bytes = peak > job->peak_bytes ? peak : job->peak_bytes;
    job->fault_countdown = inner->fault_countdown;
    return status == KR_OK ? KR_OK : kr_fail(job, status, "%s", inner->message);
}

#endif
