/* conflicts.c: two edits that cannot both be meant. */
#include <keruen/scenario.h>

#include "model/schema.h"

#include <string.h>

static int is_same_cell(const kr_edit *a, const kr_edit *b)
{
    return a->table == b->table && a->row == b->row && strcmp(a->column, b->column) == 0;
}

static int agree(const kr_edit *a, const kr_edit *b)
{
    if (a->kind != b->kind)
        return 0;
    return a->kind == KR_EDIT_SCALE || strcmp(a->value, b->value) == 0;
}

static const char *verb(const kr_edit *e)
{
    return e->kind == KR_EDIT_SET ? "sets it to" : "multiplies it by";
}

kr_status kr_patch_check(kr_job *job, const kr_world *world, const kr_patch *patch)
{
    for (size_t i = 0; i < patch->count; i++)
        for (size_t k = 0; k < i; k++) {
            const kr_edit *a = &patch->edit[k], *b = &patch->edit[i];
            if (!is_same_cell(a, b) || agree(a, b))
                continue;
            const kri_table_head *head = kri_world_table_const(world, a->table);
            const char *id = head->id && a->row < head->count ? kr_world_text(world, head->id[a->row]) : "";
            return kr_fail(job, KR_E_INPUT, "%s %s, column %s: %s %s %s, but %s %s %s; leave one of them out", kr_table_name(a->table), id, a->column,
                           a->reason, verb(a), a->value, b->reason, verb(b), b->value);
        }
    return KR_OK;
}
