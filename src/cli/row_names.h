/* row_names.h: what to call a row. */
#ifndef KRI_ROW_NAMES_H
#define KRI_ROW_NAMES_H

#include <keruen/cost.h>

/* A place's name, its id where it has none. */
const char *kri_place_name(const kr_world *world, uint32_t node);

/* The same without what stands in brackets behind it. */
const char *kri_place_short(kr_job *job, const kr_world *world, uint32_t node);

/* The id of the row that a bill's item stands for: a tariff's, a terminal's, a border's, a service's own. */
const char *kri_item_id(const kr_world *world, const kr_cost_item *item);

/* What the world holds of that row, whichever table it is in. */
typedef struct kri_item_about {
    uint32_t line, source;      /* source: a row, KR_NONE */
    kr_method method;
} kri_item_about;

kri_item_about kri_item_look_up(const kr_world *world, const kr_cost_item *item);

#endif
