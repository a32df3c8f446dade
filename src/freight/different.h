/* different.h: ways that a person would call different, from trees that are there already. */
#ifndef KRI_DIFFERENT_H
#define KRI_DIFFERENT_H

#include "path/climb.h"

#define KRI_DIFFERENT_SHARING 0.8   /* of a way's kilometres, what ways before it may have too */
#define KRI_DIFFERENT_STRETCH 1.8   /* how many times the cheapest a way may cost */
#define KRI_DIFFERENT_LOCAL 0.25    /* a piece that costs up to this part of the cheapest way must be a cheapest way itself */

/* Room for one search after another; a space belongs to one thread. */
typedef struct kri_different_room {
    uint32_t *to_arc, *from_arc;    /* [nodes] by which the cheapest way comes to a node, and goes on; KR_NONE, and so between calls */
    uint32_t *near, near_count;     /* nodes that a way within the stretch may visit */
    uint8_t *seen;                  /* [nodes] zeros between calls */
    uint8_t *used;                  /* [arcs] zeros between calls */
    uint32_t *way;                  /* [2 x nodes] */
    uint64_t *heap;                 /* [nodes] score << 32 | node */
    kri_climb climb;
} kri_different_room;

kr_status kri_different_room_make(kr_job *job, const kr_hierarchy *hierarchy, kri_different_room *room);

/* One question. Costs are whole and every arc costs 1 at least. */
typedef struct kri_different {
    const kr_metrics *metrics;
    uint32_t metric;
    const uint32_t *to_cost, *from_cost;    /* [nodes x KRI_LANES] rows of kri_hierarchy_sixteen, this pair's lane first */
    const double *km;                       /* [arcs] what sharing is measured in */
    uint32_t from, to;
    uint32_t count;                         /* ways at most, the cheapest included */
} kri_different;

/*
 * Ways through plateaus (as kr_path_alternatives): the cheapest, then others by rising cost. They are appended to *arc, and the number
 * of arcs of each goes to arcs[]; *found is how many there are.
 */
kr_status kri_different_find(kr_job *job, const kri_different *asked, kri_different_room *room, uint32_t **arc, size_t *capacity, size_t *count,
                             uint32_t *arcs, uint32_t *found);

#endif
