/* labels.h: the label-setting search over a core whose lower bounds are known. */
#ifndef KRI_LABELS_H
#define KRI_LABELS_H

#include "path/core.h"

/* A way that left the queue and was not beaten: its last arc, and the label of the way before that arc. */
typedef struct kri_label {
    uint32_t arc;               /* of the core; KR_NONE: the empty way */
    uint32_t parent;            /* KR_NONE for the empty way */
} kri_label;

/* Room for many things of one size. Slabs never move, a number of 32 bits names a thing. */
typedef struct kri_slabs {
    char **slab;
    size_t slabs, slab_capacity;
    size_t bytes;                           /* of one thing */
    uint32_t shift;                         /* 2^shift things a slab */
    uint32_t used;
} kri_slabs;

typedef struct kri_labels {
    /* given */
    kr_job *job;
    const kri_core *core;
    uint32_t criteria;
    double epsilon;
    uint64_t limit;                         /* labels */
    const void *bound[KR_CRITERIA_MAX];     /* [core->nodes] least cost to the target; the largest number: no way */
    double top;                             /* what the first criterion of a useful way may reach; two criteria only */
    /* found */
    kri_slabs label;
    uint32_t *solution;                     /* labels at the target, by rising first criterion */
    size_t solutions, capacity;
    uint64_t made;                          /* how many ways entered the queue */
    kr_status status;                       /* KR_OK, or KR_E_LIMIT with a message in the job */
} kri_labels;

/* The search in numbers of 32 bits (bounds are uint32_t) or in whole doubles below 2^53 (bounds are double). */
kr_status kri_labels_search_u32(kri_labels *labels);
kr_status kri_labels_search_double(kri_labels *labels);

static inline void *kri_slab_at(const kri_slabs *slabs, uint32_t number)
{
    return slabs->slab[number >> slabs->shift] + (size_t)(number & ((1u << slabs->shift) - 1)) * slabs->bytes;
}

static inline kri_label *kri_label_at(const kri_labels *labels, uint32_t number)
{
    return kri_slab_at(&labels->label, number);
}

/* KR_E_LIMIT, and labels->status with it, when there are no more numbers. */
kr_status kri_slab_add(kri_labels *labels, kri_slabs *slabs);

/* The next thing that was never used. */
static inline kr_status kri_slab_take(kri_labels *labels, kri_slabs *slabs, uint32_t *number)
{
    if (slabs->used == slabs->slabs << slabs->shift)
        KR_TRY(kri_slab_add(labels, slabs));
    *number = slabs->used++;
    return KR_OK;
}

#endif
