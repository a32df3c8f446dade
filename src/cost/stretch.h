/* stretch.h: rides that are priced as a whole, and chains with a through price. */
#ifndef KRI_STRETCH_H
#define KRI_STRETCH_H

#include "arc.h"

/* The arcs that the stretch and through arcs go along: those of arc a are part[first[a]] .. part[first[a + 1] - 1]. */
typedef struct kri_parts {
    uint32_t *first, *part;     /* first: [arcs + 1] */
    size_t count, room;
} kri_parts;

/*
 * Finds the parts of every stretch and through arc that this consignment may buy: of a stretch the shortest
 * ride, of a through price the fastest way along its stops. hours: of all other arcs. An arc without parts is
 * not for sale.
 */
kr_status kri_parts_find(kr_job *job, const kri_pricer *pricer, const double *hours, kri_parts *parts);

/* Fills the bill of a stretch or through arc from its parts. */
void kri_bill_parts(const kri_pricer *pricer, uint32_t arc, const uint32_t *part, size_t parts, kri_bill *bill);

#endif
