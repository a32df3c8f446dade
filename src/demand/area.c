/* area.c: countries as the trade matrix groups them. */
#include "area.h"

#include "model/schema.h"

#include <string.h>

static int is_member(const char *country)
{
    static const char members[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
    const char *at = strlen(country) == 2 ? strstr(members, country) : NULL;
    return at && (at - members) % 3 == 0;
}

uint32_t kri_area_of_country(const kr_world *world, uint32_t country)
{
    uint32_t eu = kri_names_find(&world->text->names, KRI_SPAN("EU"));
    return eu != KRI_NO_NAME && is_member(kr_world_text(world, country)) ? eu : country;
}

uint32_t kri_area_of_place(const kr_world *world, uint32_t place)
{
    return kri_area_of_country(world, world->node.country[place]);
}

kri_listed kri_list_has(const kr_world *world, const kr_lists *lists, uint32_t row, uint32_t name)
{
    kri_listed listed = KRI_NOT_LISTED;
    for (uint32_t i = lists->first[row]; i < lists->first[row + 1]; i++) {
        if (lists->item[i] == name)
            return KRI_LISTED_BY_NAME;
        if (strcmp(kr_world_text(world, lists->item[i]), "*") == 0)
            listed = KRI_LISTED_BY_STAR;
    }
    return listed;
}
