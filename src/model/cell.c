/* cell.c: one cell of a table, from text to its place in the column's array. */
#include "cell.h"

#include "base/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int kri_kind_is_list(kri_kind kind)
{
    return kind == KRI_REFS || kind == KRI_TEXTS || kind == KRI_CODES;
}

static void complain(kri_cell_reader *reader, const char *format, ...) KR_PRINTF(2, 3);

static void complain(kri_cell_reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reader->why, sizeof reader->why, format, arguments);
    va_end(arguments);
}

/* As much of a cell as a message can bear. */
static int shown(kri_span cell)
{
    return cell.length > 60 ? 60 : (int)cell.length;
}

static double unit_of(const kri_cell_reader *reader, unsigned flags)
{
    return flags & KRI_LENGTH ? reader->text->km_per_length : flags & KRI_SPEED ? reader->text->kmh_per_speed : 1;
}

#define LARGEST_FIGURE 1e15     /* beyond, products of three would leave the numbers there are */

static void put_number(kri_cell_reader *reader, const kri_column *column, double *slot, kri_span cell)
{
    double value;
    *slot = NAN;
    /* GMNS lets NaN stand for a missing value. */
    if (!cell.length || (kri_span_is(cell, "NaN") && !(column->flags & KRI_REQUIRED)))
        return;
    if (!kri_number_parse(cell, &value))
        complain(reader, "%s is \"%.*s\", which is no number; write digits with a point, or leave it empty if unknown",
                 column->name, shown(cell), cell.start);
    else if (fabs(value) > LARGEST_FIGURE)
        complain(reader, "%s %.*s is larger than anything there is; leave it empty if unknown", column->name, shown(cell), cell.start);
    else if ((column->flags & KRI_NOT_NEGATIVE) && value < 0)
        complain(reader, "%s %.*s is below zero; leave it empty if unknown", column->name, shown(cell), cell.start);
    else if ((column->flags & KRI_POSITIVE) && value <= 0)
        complain(reader, "%s %.*s is not above zero; leave it empty if unknown", column->name, shown(cell), cell.start);
    else
        *slot = value * unit_of(reader, column->flags);
}

static int find_word(kri_cell_reader *reader, const kri_column *column, kri_span word)
{
    int place = kri_word_find(column->words, word);
    if (place >= 0)
        return column->flags & KRI_BOOL ? place & 1 : place;
    kri_mark mark = kri_job_mark(reader->job);
    kri_text list = kri_text_new(reader->job);
    kri_words_list(column->words, &list);
    complain(reader, "%s is \"%.*s\"; it can be %s", column->name, shown(word), word.start, list.status == KR_OK ? list.bytes : "another word");
    kri_job_release(reader->job, mark);
    return 0;
}

static uint32_t find_row(kri_cell_reader *reader, const kri_column *column, kri_span id)
{
    uint32_t name = kri_names_find(&reader->text->names, id);
    uint32_t row = name == KRI_NO_NAME ? KR_NONE : kri_world_row(reader->text, column->refers, name);
    if (row == KR_NONE)
        complain(reader, "%s \"%.*s\" is not in %s.csv; add the row there or mend the id", column->name, shown(id), id.start,
                 kri_tables[column->refers].name);
    return row;
}

static uint32_t code_set(kri_cell_reader *reader, const kri_column *column, kri_span cell)
{
    uint32_t set = 0;
    kri_span part;
    while (cell.length && kri_span_next(&cell, ';', &part))
        set |= 1u << find_word(reader, column, kri_span_trim(part));
    return set;
}

static kr_status one_item(kri_cell_reader *reader, const kri_column *column, kri_span part, uint32_t *item)
{
    if (column->kind == KRI_REFS)
        *item = find_row(reader, column, part);
    else if (column->kind == KRI_CODES)
        *item = (uint32_t)find_word(reader, column, part);
    else
        return kri_names_add(&reader->text->names, part, item);
    return KR_OK;
}

static kr_status put_list(kri_cell_reader *reader, const kri_column *column, kri_list_building *list, size_t row, kri_span cell)
{
    kri_span part;
    size_t begin = list->items;
    while (cell.length && kri_span_next(&cell, ';', &part)) {
        uint32_t item = KR_NONE;
        KR_TRY(one_item(reader, column, kri_span_trim(part), &item));
        KR_TRY(kri_job_grow(reader->job, &list->item, &list->room, list->items + 1, sizeof item));
        list->item[list->items++] = item;
    }
    if (*reader->why)
        list->items = begin;
    list->first[row + 1] = (uint32_t)list->items;
    return KR_OK;
}

static void put_date(kri_cell_reader *reader, const kri_column *column, uint32_t *slot, kri_span cell)
{
    *slot = 0;
    if (cell.length && !kri_number_parse_date(cell, slot))
        complain(reader, "%s \"%.*s\" is no date; write 2024, 2024-03 or 2024-03-31", column->name, shown(cell), cell.start);
}

/* Whether the column says where figures come from, or how they were come by. */
static int is_origin(const kri_column *column)
{
    return column->words == kri_method_words || (column->kind == KRI_REF && column->refers == KR_SOURCE);
}

kr_status kri_cell_put(kri_cell_reader *reader, const kri_column *column, void *array, size_t row, kri_span cell)
{
    reader->why[0] = 0;
    if (!cell.length && (column->flags & KRI_REQUIRED) && (!(column->flags & KRI_OURS) || reader->text->has_sources))
        complain(reader, is_origin(column) ? "%s is empty; every figure here names where it comes from and how" : "%s is empty, and must not be",
                 column->name);
    switch (column->kind) {
    case KRI_TEXT:
        return kri_names_add(&reader->text->names, cell, (uint32_t *)array + row);
    case KRI_NUMBER:
        put_number(reader, column, (double *)array + row, cell);
        return KR_OK;
    case KRI_CODE:
        ((uint8_t *)array)[row] = cell.length ? (uint8_t)find_word(reader, column, cell) : 0;
        return KR_OK;
    case KRI_CODE_SET:
        ((uint32_t *)array)[row] = code_set(reader, column, cell);
        return KR_OK;
    case KRI_DATE:
        put_date(reader, column, (uint32_t *)array + row, cell);
        return KR_OK;
    case KRI_REF:
        ((uint32_t *)array)[row] = cell.length ? find_row(reader, column, cell) : KR_NONE;
        return KR_OK;
    default:
        return put_list(reader, column, array, row, cell);
    }
}

const char *kri_row_name(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row)
{
    const kri_table_head *head = kri_world_table_const(world, table);
    const kr_border_hours *h = &world->border_hours;
    if (row >= head->count)
        return kri_job_format(job, "row %u", row);
    if (head->id)
        return kr_world_text(world, head->id[row]);
    if (table == KR_BORDER_HOURS)
        return kri_job_format(job, "%s %s, line %u", kr_world_text(world, world->border.id[h->border[row]]), kr_world_text(world, h->direction[row]),
                              head->line[row]);
    return kri_job_format(job, "line %u", head->line[row]);
}
