/* find.h: the cycles of one bush. */
#ifndef KRI_FIND_H
#define KRI_FIND_H

#include "bush.h"

/* Fills slot->found with a cycle for each entry that is not basic, at nodes that flow passes. */
void kri_cycles_find(const kri_arc *arc, const kri_source *source, const kri_open *bush, kri_scratch *scratch, kri_slot *slot);

#endif
