/* rests.h: what the worlds of one item came to rest at, and where the next one may be expected to. */
#ifndef KRI_RESTS_H
#define KRI_RESTS_H

#include "loop.h"

typedef struct kri_rest {
    uint64_t set;               /* of projects */
    double *ln_t;               /* [rows] tonnes over the base's */
    kr_freight_limit *limit;    /* those with a price */
    size_t limits;
} kri_rest;

typedef struct kri_rests {
    kr_job *job;
    const kr_outcome *base;
    kri_rest *rest;             /* [count] in the order they were kept */
    uint32_t count;
    uint64_t part[64];          /* projects that the item's sets tell apart: what comes together in all of them is one part */
    uint32_t parts;
} kri_rests;

/* Room for what the sets will come to, in the job. */
kr_status kri_rests_open(kr_job *job, const kr_outcome *base, const uint64_t *set, uint32_t sets, kri_rests *rests);

/*
 * What the rests of its subsets say of a set: as if no interaction were of so high an order. Where they say nothing it is the base. The guess is in
 * the job's memory.
 */
kr_status kri_rests_guess(kr_job *job, const kri_rests *rests, uint64_t set, kri_start *start);

/* Keeps what the next guesses need. What has not settled says nothing. */
void kri_rests_keep(kri_rests *rests, uint64_t set, const kr_outcome *outcome);

#endif
