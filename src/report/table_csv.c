/* table_csv.c: a table as RFC 4180 has it. */
#include <keruen/report.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "report/table_cell.h"

/* Lines are put together in memory and handed on when they have grown. */
struct writer {
    kri_text text;
    kr_sink sink;
};

#define HAND_ON_BYTES ((size_t)64 << 10)

static kr_status hand_on(struct writer *w, size_t least)
{
    KR_TRY(w->text.status);
    if (w->text.length <= least)
        return KR_OK;
    KR_TRY(w->sink.write(w->sink.to, w->text.bytes, w->text.length));
    w->text.length = 0;
    return KR_OK;
}

/* Inside quotes a quote is doubled. */
static void add_inside(kri_text *text, kri_span span)
{
    for (size_t i = 0; i < span.length; i++) {
        if (span.start[i] == '"')
            kri_text_char(text, '"');
        kri_text_char(text, span.start[i]);
    }
}

static int needs_quotes(kri_span span)
{
    for (size_t i = 0; i < span.length; i++)
        if (strchr(",\"\r\n;\t", span.start[i]))
            return 1;
    return span.length == 0 || span.start[0] == ' ' || span.start[span.length - 1] == ' ';
}

static void add_text(kri_text *text, kri_span span)
{
    int quoted = needs_quotes(span);
    if (quoted)
        kri_text_char(text, '"');
    add_inside(text, span);
    if (quoted)
        kri_text_char(text, '"');
}

static void add_items(kri_text *text, const kr_column *column, size_t row)
{
    int32_t begin = column->item[row], end = column->item[row + 1];
    if (begin == end)
        return;
    kri_text_char(text, '"');
    for (int32_t i = begin; i < end; i++) {
        if (i > begin)
            kri_text_char(text, ';');
        add_inside(text, kri_cell_text(column, (size_t)i));
    }
    kri_text_char(text, '"');
}

static void add_value(kri_text *text, const kr_column *column, size_t row)
{
    char digits[KRI_NUMBER_BYTES];
    if (!kr_cell_is_set(column, row))
        return;
    switch (column->about.kind) {
    case KR_TEXT: add_text(text, kri_cell_text(column, row)); break;
    case KR_NUMBER: kri_text_puts(text, kri_number_print(column->number[row], digits)); break;
    case KR_INTEGER: kri_text_format(text, "%" PRId64, column->integer[row]); break;
    case KR_BOOL: kri_text_puts(text, kr_bit(column->truth, row) ? "true" : "false"); break;
    case KR_TEXTS: add_items(text, column, row); break;
    }
}

static void add_marks(kri_text *text, const kr_table *table, const kr_column *column, size_t row)
{
    if (column->estimate)
        kri_text_puts(text, kr_bit(column->estimate, row) ? ",true" : ",false");
    if (!column->source)
        return;
    const char *source = kri_cell_source(table, column, row);
    kri_text_char(text, ',');
    if (source)
        add_text(text, kri_span_of(source));
}

static void add_header(kri_text *text, const kr_table *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        const kr_column *column = &table->column[i];
        kri_text_format(text, "%s%s", i ? "," : "", column->about.name);
        if (column->estimate)
            kri_text_format(text, ",%s_estimate", column->about.name);
        if (column->source)
            kri_text_format(text, ",%s_source", column->about.name);
    }
    kri_text_char(text, '\n');
}

static void add_row(kri_text *text, const kr_table *table, size_t row)
{
    size_t begin = text->length;
    for (size_t i = 0; i < table->columns; i++) {
        if (i)
            kri_text_char(text, ',');
        add_value(text, &table->column[i], row);
        add_marks(text, table, &table->column[i], row);
    }
    if (text->length == begin)
        kri_text_puts(text, "\"\"");        /* an empty line would be no row */
    kri_text_char(text, '\n');
}

kr_status kr_report_csv(kr_job *job, const kr_table *table, kr_sink sink)
{
    struct writer w = { kri_text_new(job), sink };
    add_header(&w.text, table);
    for (size_t row = 0; row < table->rows; row++) {
        add_row(&w.text, table, row);
        KR_TRY(hand_on(&w, HAND_ON_BYTES));
    }
    return hand_on(&w, 0);
}
