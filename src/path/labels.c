/* labels.c: where labels live. */
#include "path/labels.h"

#include "base/arena.h"

kr_status kri_slab_add(kri_labels *labels, kri_slabs *slabs)
{
    size_t bytes = slabs->bytes << slabs->shift;
    kr_job *job = labels->job;
    if (slabs->used > KR_NONE - (2u << slabs->shift))
        return kr_fail(job, labels->status = KR_E_LIMIT, "%llu labels are all that numbers of 32 bits can name",
                       (unsigned long long)labels->made);
    KR_TRY(kri_job_grow(job, &slabs->slab, &slabs->slab_capacity, slabs->slabs + 1, sizeof *slabs->slab));
    KRI_NEW(job, slabs->slab[slabs->slabs], bytes);
    slabs->slabs++;
    return KR_OK;
}
