/* steps.h: the steps of a pass over one source, each in a file of its own. */
#ifndef KRI_STEPS_H
#define KRI_STEPS_H

#include "bush.h"

static inline uint32_t kri_entry_link(uint32_t entry)
{
    return entry & ~KRI_HAS_FLOW;
}

static inline uint32_t kri_entry_has_flow(uint32_t entry)
{
    return entry >> 31;
}

/* bush_store.c: every link with its flow beside it, 0 where it has none. Behind the last stands the link that leads nowhere. */
void kri_bush_lay_open(const kri_ground *ground, const kri_bush *bush, kri_open *to);

/* In the bush's own slab where there is room, else in the slot. Cycles then speak of flows, not of entries. */
void kri_bush_keep(const kri_open *open, kri_bush *bush, kri_scratch *scratch, kri_slot *slot);

/* additions.c: from violated[] to added[], of one node side by side. By exact labels it begins with those that the repair has lowered. */
void kri_additions_choose(const kri_pass *pass, const kri_source *source, kri_scratch *scratch);

/* reorder.c: the bush and what was added, in an order in which every tail comes before its head. */
void kri_bush_reorder(const kri_arc *arc, const kri_open *from, kri_scratch *scratch, kri_open *to);

/* find.c: fills slot->found with a cycle for each entry that is not basic, at nodes that flow passes. */
void kri_cycles_find(const kri_arc *arc, const kri_open *bush, kri_scratch *scratch, kri_slot *slot);

#endif
