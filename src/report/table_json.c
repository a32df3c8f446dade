/* table_json.c: a table as an array of objects. */
#include <keruen/report.h>

#include <stdio.h>

#include "report/table_cell.h"

static void put_items(kr_json *json, const kr_column *column, size_t row)
{
    kr_json_begin_array(json);
    for (int32_t i = column->item[row]; i < column->item[row + 1]; i++) {
        kri_span text = kri_cell_text(column, (size_t)i);
        kr_json_text(json, text.start, text.length);
    }
    kr_json_end_array(json);
}

static void put_value(kr_json *json, const kr_column *column, size_t row)
{
    kri_span text;
    if (!kr_cell_is_set(column, row)) {
        kr_json_null(json);
        return;
    }
    switch (column->about.kind) {
    case KR_TEXT:
        text = kri_cell_text(column, row);
        kr_json_text(json, text.start, text.length);
        break;
    case KR_NUMBER: kr_json_number(json, column->number[row]); break;
    case KR_INTEGER: kr_json_integer(json, column->integer[row]); break;
    case KR_BOOL: kr_json_bool(json, kr_bit(column->truth, row)); break;
    case KR_TEXTS: put_items(json, column, row); break;
    }
}

static void put_marks(kr_json *json, const kr_table *table, const kr_column *column, size_t row)
{
    char key[128];
    const char *source = kri_cell_source(table, column, row);
    if (kr_bit(column->estimate, row)) {
        snprintf(key, sizeof key, "%s_estimate", column->about.name);
        kr_json_put_bool(json, key, 1);
    }
    if (source) {
        snprintf(key, sizeof key, "%s_source", column->about.name);
        kr_json_put_string(json, key, source);
    }
}

void kr_json_rows(kr_json *json, const kr_table *table)
{
    kr_json_begin_array(json);
    for (size_t row = 0; row < table->rows; row++) {
        kr_json_begin_object(json);
        for (size_t i = 0; i < table->columns; i++) {
            kr_json_key(json, table->column[i].about.name);
            put_value(json, &table->column[i], row);
            put_marks(json, table, &table->column[i], row);
        }
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

kr_status kr_report_json(kr_job *job, const kr_table *table, kr_sink sink)
{
    kr_json json = kr_json_open(sink, 1);
    (void)job;
    kr_json_rows(&json, table);
    return kr_json_close(&json);
}
