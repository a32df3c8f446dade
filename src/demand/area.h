/* area.h: countries as the trade matrix groups them, and lists of them. */
#ifndef KRI_AREA_H
#define KRI_AREA_H

#include <keruen/model.h>

/* The area of a country: EU for members of the European Union if a table speaks of the EU, else the country. */
uint32_t kri_area_of_country(const kr_world *world, uint32_t country);
uint32_t kri_area_of_place(const kr_world *world, uint32_t place);

/* Whether row's list has the name: by itself, or because "*" stands there. */
typedef enum kri_listed { KRI_NOT_LISTED, KRI_LISTED_BY_STAR, KRI_LISTED_BY_NAME } kri_listed;
kri_listed kri_list_has(const kr_world *world, const kr_lists *lists, uint32_t row, uint32_t name);

#endif
