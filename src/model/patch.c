/* patch.c: edits to a world, and the copy that has them. */
#include <keruen/model.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/spelling.h"
#include "cell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

kr_status kr_patch_add(kr_job *job, kr_patch *patch, kr_edit edit)
{
    KR_TRY(kri_job_grow(job, &patch->edit, &patch->capacity, patch->count + 1, sizeof edit));
    patch->edit[patch->count++] = edit;
    return KR_OK;
}

/* ---- opening and closing ---- */

static kr_status set_state(kr_job *job, kr_table_id table, uint32_t row, const char *state, const char *reason, uint32_t source, kr_patch *patch)
{
    return kr_patch_add(job, patch, (kr_edit){ table, row, "status", KR_EDIT_SET, state, reason, source });
}

/* A link and the border on it open and close together. */
static kr_status set_link(kr_job *job, const kr_world *world, uint32_t link, const char *state, const char *reason, uint32_t source, kr_patch *patch)
{
    KR_TRY(set_state(job, KR_LINK, link, state, reason, source, patch));
    for (uint32_t b = 0; b < world->border.count; b++)
        if (world->border.link[b] == link)
            KR_TRY(set_state(job, KR_BORDER, b, state, reason, source, patch));
    return KR_OK;
}

static kr_status set_border(kr_job *job, const kr_world *world, uint32_t border, const char *state, const char *reason, uint32_t source, kr_patch *patch)
{
    uint32_t link = world->border.link[border];
    if (link != KR_NONE)
        return set_link(job, world, link, state, reason, source, patch);
    return set_state(job, KR_BORDER, border, state, reason, source, patch);
}

/* The rows that an id of project.changes means: one, or for border_hours all of the border's. */
static kr_status change_rows(kr_job *job, const kr_world *world, kr_edit edit, const char *id, kr_patch *patch)
{
    uint32_t row = kr_world_find(world, edit.table == KR_BORDER_HOURS ? KR_BORDER : edit.table, id);
    if (row == KR_NONE)
        return kr_fail(job, KR_E_INPUT, "%s: \"%s\" is not in %s.csv; mend the change", edit.reason, id, kr_table_name(edit.table));
    edit.row = row;
    if (edit.table != KR_BORDER_HOURS)
        return kr_patch_add(job, patch, edit);
    for (edit.row = 0; edit.row < world->border_hours.count; edit.row++)
        if (world->border_hours.border[edit.row] == row)
            KR_TRY(kr_patch_add(job, patch, edit));
    return KR_OK;
}

static int table_of(kri_span name, kr_table_id *table)
{
    for (*table = 0; *table < KR_TABLES; ++*table)
        if (kri_span_is(name, kri_tables[*table].name))
            return 1;
    return 0;
}

/* table:row:column=value or table:row:column*factor */
static kr_status add_change(kr_job *job, const kr_world *world, kri_span change, const char *reason, uint32_t source, kr_patch *patch)
{
    kri_span rest = change, table, row;
    kr_edit edit = { .reason = reason, .source = source };
    if (!kri_span_next(&rest, ':', &table) || !kri_span_next(&rest, ':', &row) || !rest.start || !table_of(table, &edit.table))
        return kr_fail(job, KR_E_INPUT, "%s: the change \"%.*s\" is not table:row:column=value or table:row:column*factor", reason,
                       (int)change.length, change.start);
    const char *sign = memchr(rest.start, '=', rest.length);
    edit.kind = sign ? KR_EDIT_SET : KR_EDIT_SCALE;
    if (!sign)
        sign = memchr(rest.start, '*', rest.length);
    if (!sign)
        return kr_fail(job, KR_E_INPUT, "%s: the change \"%.*s\" has neither = nor *", reason, (int)change.length, change.start);
    char *id = kri_job_copy(job, row.start, row.length);
    edit.column = kri_job_copy(job, rest.start, (size_t)(sign - rest.start));
    edit.value = kri_job_copy(job, sign + 1, (size_t)(rest.start + rest.length - sign - 1));
    if (!id || !edit.column || !edit.value)
        return KR_E_MEMORY;
    return change_rows(job, world, edit, id, patch);
}

kr_status kr_patch_change(kr_job *job, const kr_world *world, const char *change, const char *reason, uint32_t source, kr_patch *patch)
{
    return add_change(job, world, kri_span_trim(kri_span_of(change)), reason, source, patch);
}

static kr_status open_project(kr_job *job, const kr_world *world, uint32_t project, kr_patch *patch)
{
    const kr_projects *p = &world->project;
    uint32_t source = p->source[project];
    const char *reason = kri_job_format(job, "project %s", kr_world_text(world, p->id[project]));
    if (!reason)
        return KR_E_MEMORY;
    for (uint32_t i = p->links.first[project]; i < p->links.first[project + 1]; i++)
        KR_TRY(set_link(job, world, p->links.item[i], "open", reason, source, patch));
    for (uint32_t i = p->borders.first[project]; i < p->borders.first[project + 1]; i++)
        KR_TRY(set_border(job, world, p->borders.item[i], "open", reason, source, patch));
    kri_span changes = kri_span_of(kr_world_text(world, p->changes[project])), change;
    while (changes.length && kri_span_next(&changes, ';', &change))
        KR_TRY(add_change(job, world, kri_span_trim(change), reason, source, patch));
    return KR_OK;
}

static kr_status fail_unknown(kr_job *job, const kr_world *world, const char *id)
{
    static const kr_table_id tables[] = { KR_LINK, KR_BORDER, KR_SERVICE, KR_TERMINAL, KR_PROJECT };
    kri_nearest nearest = { kri_span_of(id), 2 + kri_spelling_tolerance(kri_span_of(id)), NULL };
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const kri_table_head *head = kri_world_table_const(world, tables[t]);
        for (uint32_t row = 0; row < head->count; row++)
            kri_spelling_offer(&nearest, kr_world_text(world, head->id[row]));
    }
    return kr_fail(job, KR_E_USAGE, "\"%.60s\" is no link, border, service, terminal or project%s%s%s", id, nearest.name ? "; did you mean \"" : "",
                   nearest.name ? nearest.name : "", nearest.name ? "\"?" : "");
}

static kr_status open_or_close(kr_job *job, const kr_world *world, const char *id, const char *state, kr_patch *patch)
{
    const char *reason = strcmp(state, "open") == 0 ? "opened on request" : "closed on request";
    uint32_t row;
    if ((row = kr_world_find(world, KR_LINK, id)) != KR_NONE)
        return set_link(job, world, row, state, reason, KR_NONE, patch);
    if ((row = kr_world_find(world, KR_BORDER, id)) != KR_NONE)
        return set_border(job, world, row, state, reason, KR_NONE, patch);
    if ((row = kr_world_find(world, KR_SERVICE, id)) != KR_NONE)
        return set_state(job, KR_SERVICE, row, state, reason, KR_NONE, patch);
    if ((row = kr_world_find(world, KR_TERMINAL, id)) != KR_NONE)
        return set_state(job, KR_TERMINAL, row, state, reason, KR_NONE, patch);
    return fail_unknown(job, world, id);
}

kr_status kr_patch_open(kr_job *job, const kr_world *world, const char *id, kr_patch *patch)
{
    uint32_t project = kr_world_find(world, KR_PROJECT, id);
    return project != KR_NONE ? open_project(job, world, project, patch) : open_or_close(job, world, id, "open", patch);
}

kr_status kr_patch_close(kr_job *job, const kr_world *world, const char *id, kr_patch *patch)
{
    if (kr_world_find(world, KR_PROJECT, id) != KR_NONE)
        return kr_fail(job, KR_E_USAGE, "the project \"%s\" cannot be closed; close its links or borders", id);
    return open_or_close(job, world, id, "closed", patch);
}

kr_status kr_patch_open_all(kr_job *job, const kr_world *world, kr_patch *patch)
{
    const struct { kr_table_id table; uint32_t count; const uint8_t *state; } all[] = {
        { KR_LINK, world->link.count, world->link.state }, { KR_BORDER, world->border.count, world->border.state },
        { KR_TERMINAL, world->terminal.count, world->terminal.state }, { KR_SERVICE, world->service.count, world->service.state },
    };
    for (size_t t = 0; t < sizeof all / sizeof *all; t++)
        for (uint32_t row = 0; row < all[t].count; row++)
            if (all[t].state[row] != KR_OPEN)
                KR_TRY(set_state(job, all[t].table, row, "open", "all open", KR_NONE, patch));
    return KR_OK;
}

/* ---- applying ---- */

static kr_status fail_edit(kr_job *job, const kr_world *world, const kr_edit *edit, const char *why)
{
    const char *row = kri_row_name(job, world, edit->table, edit->row);
    if (!row)
        return KR_E_MEMORY;
    return kr_fail(job, KR_E_INPUT, "%s: %s %s, column %s: %s", edit->reason, kr_table_name(edit->table), row, edit->column, why);
}

/* The column's array, copied the first time a patch touches it: it is still the base world's until then. */
static kr_status own_column(kr_job *job, const kr_world *base, kr_world *patched, kr_table_id table, const kri_column *column, void **array)
{
    const kri_table_head *old = kri_world_table_const(base, table);
    kri_table_head *head = kri_world_table(patched, table);
    void **slot = kri_column_slot(head, column);
    const void *shared = *(void *const *)((const char *)old + column->offset);
    if (*slot == shared) {
        size_t bytes = head->count * kri_kind_bytes(column->kind);
        void *copy = kr_job_alloc(job, head->count, kri_kind_bytes(column->kind));
        if (!copy)
            return KR_E_MEMORY;
        memcpy(copy, shared, bytes);
        *slot = copy;
    }
    *array = *slot;
    return KR_OK;
}

static kr_status scale(kr_job *job, const kr_world *world, const kr_edit *edit, const kri_column *column, void *array)
{
    double factor, *value = (double *)array + edit->row;
    if (column->kind != KRI_NUMBER)
        return fail_edit(job, world, edit, "only a number can be scaled");
    if (!kri_number_parse(kri_span_of(edit->value), &factor) || factor < 0)
        return fail_edit(job, world, edit, "the factor is no number from 0 up");
    if (isinf(*value * factor))
        return fail_edit(job, world, edit, "the product is too large to be a number");
    *value *= factor;       /* what is unknown stays unknown */
    return KR_OK;
}

static kr_status apply_edit(kr_job *job, const kr_world *world, const kr_edit *edit, kri_cell_reader *cells, kr_world *patched)
{
    void *array;
    const kri_column *column = kri_table_column(edit->table, edit->column);
    if (!column)
        return fail_edit(job, world, edit, "there is no such column");
    if (edit->row >= kri_world_table_const(world, edit->table)->count)
        return fail_edit(job, world, edit, "there is no such row");
    if (column->kind != KRI_NUMBER && column->kind != KRI_CODE && column->kind != KRI_CODE_SET && column->kind != KRI_DATE)
        return fail_edit(job, world, edit, "a patch changes numbers, dates and states, no names and no ends of links");
    KR_TRY(own_column(job, world, patched, edit->table, column, &array));
    if (edit->kind == KR_EDIT_SCALE)
        return scale(job, world, edit, column, array);
    KR_TRY(kri_cell_put(cells, column, array, edit->row, kri_span_of(edit->value)));
    return *cells->why ? fail_edit(job, world, edit, cells->why) : KR_OK;
}

kr_status kr_patch_apply(kr_job *job, const kr_world *world, const kr_patch *patch, kr_world *patched)
{
    kri_world_text text = *world->text;     /* nothing is added to it: names are no edit */
    kri_cell_reader cells = { .job = job, .text = &text };
    *patched = *world;
    for (size_t i = 0; i < patch->count; i++)
        KR_TRY(apply_edit(job, world, &patch->edit[i], &cells, patched));
    return KR_OK;
}
