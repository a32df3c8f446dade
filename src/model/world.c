/* world.c: asking a world by id, by name, cell by cell. */
#include "schema.h"

uint32_t kri_world_row(const kri_world_text *text, kr_table_id table, uint32_t name)
{
    return name < text->row_of_room[table] ? text->row_of[table][name] - 1 : KR_NONE;     /* 0 is none */
}

const char *kr_world_text(const kr_world *world, uint32_t name)
{
    return name == KR_NONE ? "" : kri_names_get(&world->text->names, name);
}

uint32_t kr_world_find(const kr_world *world, kr_table_id table, const char *id)
{
    uint32_t name = kri_names_find(&world->text->names, kri_span_of(id));
    return name == KRI_NO_NAME ? KR_NONE : kri_world_row(world->text, table, name);
}
