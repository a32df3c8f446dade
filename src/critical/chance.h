/* chance.h: what closes when, in many years. */
#ifndef KRI_CHANCE_H
#define KRI_CHANCE_H

#include "critical/shippers.h"

#define KRI_YEAR_H 8760.0

/* Something that closes and opens by itself. */
typedef struct kri_process {
    uint64_t key;               /* of its stream: cause and member */
    double open_h, shut_h;      /* means; open_h holds in its months */
    uint32_t months;            /* set of 1 << (month - 1) in which it may begin */
    uint32_t *element;          /* [elements] that it closes, rising */
    uint32_t elements;
} kri_process;

/* Elements that are closed at the same time, once for all draws. */
typedef struct kri_closed_set {
    uint32_t *process;          /* [processes] rising */
    uint32_t *element;          /* [elements] rising */
    uint32_t processes, elements;
} kri_closed_set;

/* From begin_h on this set is closed, until the next change of the same draw. Set 0 is nothing closed. */
typedef struct kri_change {
    double begin_h;
    uint32_t set;
} kri_change;

typedef struct kri_years {
    kri_process *process;
    size_t processes, process_room;
    kri_closed_set *set;
    size_t sets, set_room;
    uint32_t *slot;             /* open addressing by what is in a set: number + 1 */
    size_t slots;
    kri_change *change;
    size_t changes, change_room;
    size_t *first;              /* [draws + 1] changes of each draw; the last of each is nothing closed */
    size_t spells;              /* that begin in the year */
} kri_years;

/* causes.c: lists what closes by itself. */
kr_status kri_causes_find(kr_job *job, const kr_critical *critical, const kr_world *chance, kri_years *years);

/* chance.c: draws the years. */
kr_status kri_years_draw(kr_job *job, const kr_chance_options *options, kri_years *years);

#endif
