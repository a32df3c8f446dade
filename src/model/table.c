/* table.c: typed columns, filled row by row and then frozen. */
#include <keruen/model.h>

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"

/* A column being filled: the arrays of kr_column with their capacities. All of them know row `rows - 1`. */
struct column {
    kr_column_about about;
    uint8_t *valid, *truth, *estimate;
    double *number;
    int64_t *integer;
    int32_t *item, *start;
    char *bytes;
    uint32_t *source;
    size_t valid_capacity, truth_capacity, estimate_capacity, number_capacity, integer_capacity, item_capacity;
    size_t start_capacity, bytes_capacity, source_capacity;
    size_t texts, length;       /* texts begun, bytes in them */
    size_t set;                 /* cells that hold something */
    int has_estimate, has_source;
};

struct kr_table_builder {
    kr_job *job;
    kr_status status;
    const char *name;
    size_t rows, columns;
    struct column *column;
    kri_names sources;          /* number 0 is the empty name */
};

kr_status kr_table_begin(kr_job *job, const char *name, size_t columns, const kr_column_about *about,
                         kr_table_builder **builder)
{
    kr_table_builder *b;
    KRI_NEW(job, b, 1);
    b->job = job;
    b->name = name;
    b->columns = columns;
    KRI_NEW(job, b->column, columns);
    KR_TRY(kri_names_init(&b->sources, job));
    for (size_t i = 0; i < columns; i++)
        b->column[i].about = about[i];
    *builder = b;
    return KR_OK;
}

static int has_failed(const kr_table_builder *b)
{
    return b->status != KR_OK;
}

static kr_status misuse(kr_table_builder *b, size_t column, const char *what)
{
    const char *name = column < b->columns ? b->column[column].about.name : "?";
    return kr_fail(b->job, KR_E_BUG, "table %s, row %zu, column %s: %s; this is a mistake in the program", b->name,
                   b->rows, name, what);
}

static kr_status grow_bits(kr_job *job, uint8_t **bits, size_t *capacity, size_t rows)
{
    return kri_job_grow(job, bits, capacity, (rows + 7) / 8, 1);
}

/* Room for one more text behind those that are there; it begins where they end. */
static kr_status begin_text(kr_job *job, struct column *c)
{
    KR_TRY(kri_job_grow(job, &c->start, &c->start_capacity, c->texts + 2, sizeof *c->start));
    c->texts++;
    c->start[c->texts] = (int32_t)c->length;
    return KR_OK;
}

static kr_status add_row(kr_job *job, struct column *c, size_t rows)
{
    KR_TRY(grow_bits(job, &c->valid, &c->valid_capacity, rows));
    switch (c->about.kind) {
    case KR_NUMBER:
        return kri_job_grow(job, &c->number, &c->number_capacity, rows, sizeof *c->number);
    case KR_INTEGER:
        return kri_job_grow(job, &c->integer, &c->integer_capacity, rows, sizeof *c->integer);
    case KR_BOOL:
        return grow_bits(job, &c->truth, &c->truth_capacity, rows);
    case KR_TEXT:
        return begin_text(job, c);
    case KR_TEXTS:
        KR_TRY(kri_job_grow(job, &c->item, &c->item_capacity, rows + 1, sizeof *c->item));
        c->item[rows] = (int32_t)c->texts;
        c->valid[(rows - 1) >> 3] |= (uint8_t)(1u << ((rows - 1) & 7));
        c->set++;
        return KR_OK;
    }
    return KR_E_BUG;
}

void kr_table_row(kr_table_builder *b)
{
    if (has_failed(b))
        return;
    b->rows++;
    for (size_t i = 0; i < b->columns && b->status == KR_OK; i++)
        b->status = add_row(b->job, &b->column[i], b->rows);
}

/* The column, when a cell of that kind may be set in it; NULL and a failure otherwise. */
static struct column *cell_of(kr_table_builder *b, size_t column, kr_kind kind)
{
    if (has_failed(b))
        return NULL;
    size_t row = b->rows - 1;
    if (column >= b->columns || b->rows == 0)
        b->status = misuse(b, column, "there is no such cell");
    else if (b->column[column].about.kind != kind)
        b->status = misuse(b, column, "the value is of another kind");
    else if (kind != KR_TEXTS && kr_bit(b->column[column].valid, row))
        b->status = misuse(b, column, "the cell is set twice");
    return has_failed(b) ? NULL : &b->column[column];
}

static void set_bit(uint8_t *bitmap, size_t row)
{
    bitmap[row >> 3] |= (uint8_t)(1u << (row & 7));
}

static void mark_set(kr_table_builder *b, struct column *c)
{
    set_bit(c->valid, b->rows - 1);
    c->set++;
}

/* Appends to the last text of the column. */
static kr_status add_bytes(kr_job *job, struct column *c, const char *text)
{
    size_t length = strlen(text);
    if (length > INT32_MAX - c->length)
        return kr_fail(job, KR_E_LIMIT, "column %s holds more than 2 GiB of text; ask for fewer rows", c->about.name);
    KR_TRY(kri_job_grow(job, &c->bytes, &c->bytes_capacity, c->length + length, 1));
    if (length)
        memcpy(c->bytes + c->length, text, length);
    c->length += length;
    c->start[c->texts] = (int32_t)c->length;
    return KR_OK;
}

void kr_table_text(kr_table_builder *b, size_t column, const char *text)
{
    struct column *c = cell_of(b, column, KR_TEXT);
    if (!c || !text)
        return;
    b->status = add_bytes(b->job, c, text);
    mark_set(b, c);
}

void kr_table_number(kr_table_builder *b, size_t column, double value)
{
    struct column *c = cell_of(b, column, KR_NUMBER);
    if (!c || isnan(value))
        return;
    c->number[b->rows - 1] = value;
    mark_set(b, c);
}

void kr_table_integer(kr_table_builder *b, size_t column, int64_t value)
{
    struct column *c = cell_of(b, column, KR_INTEGER);
    if (!c)
        return;
    c->integer[b->rows - 1] = value;
    mark_set(b, c);
}

void kr_table_bool(kr_table_builder *b, size_t column, int value)
{
    struct column *c = cell_of(b, column, KR_BOOL);
    if (!c)
        return;
    if (value)
        set_bit(c->truth, b->rows - 1);
    mark_set(b, c);
}

static kr_status add_item(kr_table_builder *b, struct column *c, const char *text)
{
    if (c->texts >= INT32_MAX)
        return kr_fail(b->job, KR_E_LIMIT, "column %s holds more than 2^31 items; ask for fewer rows", c->about.name);
    KR_TRY(begin_text(b->job, c));
    c->item[b->rows] = (int32_t)c->texts;
    return add_bytes(b->job, c, text);
}

void kr_table_item(kr_table_builder *b, size_t column, const char *text)
{
    struct column *c = cell_of(b, column, KR_TEXTS);
    if (c)
        b->status = add_item(b, c, text);
}

/* A column that is marked, of whatever kind. */
static struct column *marked(kr_table_builder *b, size_t column)
{
    if (has_failed(b))
        return NULL;
    if (column >= b->columns || b->rows == 0)
        b->status = misuse(b, column, "there is no such cell");
    return has_failed(b) ? NULL : &b->column[column];
}

void kr_table_estimate(kr_table_builder *b, size_t column)
{
    struct column *c = marked(b, column);
    if (!c)
        return;
    b->status = grow_bits(b->job, &c->estimate, &c->estimate_capacity, b->rows);
    if (has_failed(b))
        return;
    set_bit(c->estimate, b->rows - 1);
    c->has_estimate = 1;
}

/* Until frozen, a source is its number among the names: 0 is none. */
void kr_table_source(kr_table_builder *b, size_t column, const char *source_id)
{
    struct column *c = marked(b, column);
    uint32_t number = 0;
    if (!c)
        return;
    b->status = kri_names_add(&b->sources, kri_span_of(source_id), &number);
    if (!has_failed(b))
        b->status = kri_job_grow(b->job, &c->source, &c->source_capacity, b->rows, sizeof *c->source);
    if (has_failed(b))
        return;
    c->source[b->rows - 1] = number;
    c->has_source = 1;
}

/* Marks were only kept as far as they were needed: now for every row. */
static kr_status finish_marks(kr_table_builder *b, struct column *c)
{
    if (c->has_estimate)
        KR_TRY(grow_bits(b->job, &c->estimate, &c->estimate_capacity, b->rows));
    if (!c->has_source)
        return KR_OK;
    KR_TRY(kri_job_grow(b->job, &c->source, &c->source_capacity, b->rows, sizeof *c->source));
    for (size_t row = 0; row < b->rows; row++)
        c->source[row] = c->source[row] ? c->source[row] - 1 : KR_NONE;
    return KR_OK;
}

/* A table without rows has its offsets all the same. */
static kr_status finish_offsets(kr_job *job, struct column *c)
{
    if (c->about.kind == KR_TEXTS)
        KR_TRY(kri_job_grow(job, &c->item, &c->item_capacity, 1, sizeof *c->item));
    if (c->about.kind == KR_TEXT || c->about.kind == KR_TEXTS)
        KR_TRY(kri_job_grow(job, &c->start, &c->start_capacity, 1, sizeof *c->start));
    return KR_OK;
}

static kr_status finish_column(kr_table_builder *b, struct column *c, kr_column *column)
{
    KR_TRY(finish_marks(b, c));
    KR_TRY(finish_offsets(b->job, c));
    *column = (kr_column){
        .about = c->about, .empty = b->rows - c->set, .valid = c->valid, .number = c->number, .integer = c->integer,
        .truth = c->truth, .item = c->item, .start = c->start, .bytes = c->bytes,
        .estimate = c->has_estimate ? c->estimate : NULL, .source = c->has_source ? c->source : NULL,
    };
    return KR_OK;
}

static kr_status list_sources(kr_table_builder *b, kr_table *table)
{
    const char **source;
    table->sources = b->sources.count - 1;
    KRI_NEW(b->job, source, table->sources);
    for (size_t i = 0; i < table->sources; i++)
        source[i] = kri_names_get(&b->sources, (uint32_t)i + 1);
    table->source = source;
    return KR_OK;
}

kr_status kr_table_freeze(kr_table_builder *b, const kr_table **frozen)
{
    KR_TRY(b->status);
    kr_table *table;
    kr_column *column;
    KRI_NEW(b->job, table, 1);
    KRI_NEW(b->job, column, b->columns);
    *table = (kr_table){ .name = b->name, .rows = b->rows, .columns = b->columns, .column = column };
    for (size_t i = 0; i < b->columns; i++)
        KR_TRY(finish_column(b, &b->column[i], &column[i]));
    KR_TRY(list_sources(b, table));
    *frozen = table;
    return KR_OK;
}
