/*
 * cycles.h: two ways between the same two nodes, over all sources. Convergence is made here.
 *
 * Sources whose bushes hold the same two ways share one cycle; what each of them could move is its member of
 * it. There are few different cycles, and they are short, so going over them is cheap beside a pass.
 */
#ifndef KRI_CYCLES_H
#define KRI_CYCLES_H

#include "bush.h"

/* Memory that is filled from the front and emptied at once, in pieces that stay. */
typedef struct kri_heap {
    kr_job *job;
    char **piece;
    size_t *piece_bytes;
    size_t pieces, piece_capacity, bytes_capacity;
    size_t current, used;
} kri_heap;

void *kri_heap_take(kri_heap *heap, size_t bytes);      /* aligned to 8; NULL when memory is short */
void kri_heap_empty(kri_heap *heap);

typedef struct kri_member {
    struct kri_member *next;
    uint32_t *entry;            /* in the source's bush: the first way's, then the second's */
    uint32_t source;
    uint32_t pass;              /* that found it */
} kri_member;

typedef struct kri_cycle {
    uint64_t hash;
    const uint32_t *link;       /* the first way's, then the second's */
    uint32_t first_length, second_length;
    uint32_t class;
    uint32_t members;
    kri_member *first, *last;
    double own;                 /* what the class pays more on the first way */
} kri_cycle;

typedef struct kri_cycles {
    kr_job *job;
    int threads;
    kri_ground *ground;
    kri_bush *bush;             /* [sources] */
    kri_heap heap;
    kri_cycle *cycle;
    size_t count, capacity;
    uint32_t *table;            /* open addressing: number + 1 */
    size_t table_size;
    size_t elements;            /* entries of all members */
    size_t found;               /* entries of all that were ever found since the list was empty */
    uint32_t pass;              /* the one that is under way */
    double *differs;            /* [capacity] cost of the first way less the second's */
    size_t differs_capacity;
    double floor;               /* flows below it count as none */
} kri_cycles;

kr_status kri_cycles_init(kr_job *job, kri_ground *ground, kri_bush *bush, double floor, kri_cycles *cycles);
void kri_cycles_empty(kri_cycles *cycles);

/* Only what this pass found stays, and what earlier ones found for sources with keeps[source] set. */
void kri_cycles_keep(kri_cycles *cycles, const uint8_t *keeps);
kr_status kri_cycles_add(kri_cycles *cycles, uint32_t source, const kri_slot *slot);

/* The least flow along one way of a member: what it can give. */
double kri_member_flow(const kri_cycles *cycles, const kri_member *member, const kri_cycle *cycle, int of_second);

/* Moves flow of a member from the second way to the first, or back when it is negative. */
void kri_member_move(const kri_cycles *cycles, const kri_member *member, const kri_cycle *cycle, double flow);

/* Fills differs[] at the costs of now. */
void kri_cycles_compare(kri_cycles *cycles);

/*
 * Once over all cycles, one after the other, costs following at once. Differences below the threshold are
 * left. Returns the sum of difference x flow moved.
 */
double kri_cycles_sweep(kri_cycles *cycles, double threshold);

/* cycles_newton.c: all cycles at once by a quadratic model within their bounds; costs are exact afterwards. */
kr_status kri_cycles_newton(kri_cycles *cycles);

#endif
