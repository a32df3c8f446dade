/* detour.h: what one shipper expects when some elements are closed. One space a thread, made before the parallel loop. */
#ifndef KRI_DETOUR_H
#define KRI_DETOUR_H

#include "critical/shippers.h"

#include "path/heap.h"

#define KRI_DETOURS 8192        /* ways round that are kept for one shipper and value of time */
#define KRI_OPEN_SETS 16384     /* logsums that are kept for one shipper */

/*
 * The cheapest way that avoids some elements, kept: the way below another avoids one element more, one that the other goes through.
 * So the cheapest way that avoids a set is found by going down while the way in hand goes through one of the set.
 */
typedef struct kri_detour {
    double cost;                /* of the way; INFINITY: not known yet, or none */
    double least;               /* what it costs at least, while cost is not known */
    uint32_t above, element;    /* the way above, and what this one avoids beside */
} kri_detour;

typedef struct kri_detours {
    kri_detour *detour;         /* [KRI_DETOURS] the first avoids nothing */
    uint64_t *passes;           /* [KRI_DETOURS x words] bit e: the way goes through element e */
    uint32_t *slot;             /* [2 x KRI_DETOURS] open addressing by (above, element): number + 1 */
    uint32_t count;
} kri_detours;

typedef struct kri_open_set {
    uint64_t open;              /* 0 is never asked for by this way: see kri_detour_loss */
    double expected_usd_t[KRI_TASTES];
} kri_open_set;

typedef struct kri_detour_space {
    const kr_critical *critical;
    const kri_shipper *shipper; /* in hand */
    size_t words;
    uint64_t *closes;           /* [elements] ways of the shipper that an element closes */
    kri_detours tastes[KRI_TASTES];
    kri_open_set *open_set;     /* [KRI_OPEN_SETS] */
    uint32_t *used_set;         /* [KRI_OPEN_SETS] those that are filled */
    uint32_t sets;
    /* a search */
    uint8_t *is_closed;         /* [arcs] */
    double *cost;               /* [nodes] INFINITY where the search has not been */
    uint32_t *arc, *reached;    /* [nodes] */
    uint32_t reached_count;
    kri_heap heap;
    /* told of each element that a way newly found goes through; may be NULL */
    void (*meet)(void *to, uint32_t element);
    void *meet_to;
} kri_detour_space;

kr_status kri_detour_space_new(kr_job *job, const kr_critical *critical, kri_detour_space *space);

/* Spaces for all threads of the job. */
kr_status kri_detour_spaces_new(kr_job *job, const kr_critical *critical, kri_detour_space **spaces);

/* Takes a shipper in hand and forgets the one before. */
void kri_detour_begin(kri_detour_space *space, const kri_shipper *shipper);

/*
 * Writes the cheapest way without the element to arc, which has room for one a node, in the order of travel. The number of its arcs; 0 when staying
 * at home costs less.
 */
uint32_t kri_detour_way(kri_detour_space *space, int taste, uint32_t element, uint32_t *arc);

/* What the shipper expects more a tonne, by value of time, when these elements (rising) are closed; 1 when no way is left. */
int kri_detour_loss(kri_detour_space *space, const uint32_t *element, uint32_t count, double more_usd_t[KRI_TASTES]);

/* The same for the whole year in cents. */
int64_t kri_detour_cents(kri_detour_space *space, const uint32_t *element, uint32_t count, int *is_stranded);

#endif
