/* panel.c: columns of a CSV file as arrays of numbers or codes. */
#include <keruen/panel.h>

#include "csv.h"

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"

#include <string.h>

/* A column while it is read. The last cell is kept, for in a sorted panel the next one is often the same. */
struct reading {
    kr_column_kind kind;
    size_t cell;
    double *value;
    uint32_t *code;
    kri_names names;
    kri_span last;
    uint32_t last_code;
};

static size_t count_lines_of(kri_span text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++)
        lines += text.start[i] == '\n';
    return lines;
}

static int is_missing(kri_span cell)
{
    return cell.length == 0 || (cell.length == 1 && cell.start[0] == '.')
           || (cell.length == 2 && cell.start[0] == 'N' && cell.start[1] == 'A');
}

static kr_status open_columns(kr_job *job, kri_csv *csv, const kr_column_wish *wishes, uint32_t count, size_t rows,
                              struct reading *reading)
{
    for (uint32_t i = 0; i < count; i++) {
        reading[i].kind = wishes[i].kind;
        KR_TRY(kri_csv_require(csv, wishes[i].name, &reading[i].cell));
        if (wishes[i].kind == KR_COLUMN_CODE) {
            KRI_NEW(job, reading[i].code, rows);
            KR_TRY(kri_names_init(&reading[i].names, job));
        } else {
            KRI_NEW(job, reading[i].value, rows);
        }
    }
    return csv->problems ? kri_problems_status(job, csv->problems) : KR_OK;
}

static kr_status take_number(kri_csv *csv, struct reading *column, kri_span cell, size_t row, int *sound)
{
    double value;
    if (!kri_number_parse(cell, &value)) {
        *sound = 0;
        return kri_csv_complain(csv, KRI_ERROR, column->cell, "\"%.*s\" is not a number; write it with a dot and without spaces, "
                                "or leave it empty if it is unknown", (int)(cell.length < 60 ? cell.length : 60), cell.start);
    }
    if (column->kind == KR_COLUMN_FROM_ZERO_UP && !(value >= 0)) {
        *sound = 0;
        return kri_csv_complain(csv, KRI_ERROR, column->cell, "%.*s is below zero, which \"%.*s\" cannot be; correct it or leave it "
                                "empty if it is unknown", (int)(cell.length < 60 ? cell.length : 60), cell.start,
                                (int)csv->header[column->cell].length, csv->header[column->cell].start);
    }
    column->value[row] = value;
    return KR_OK;
}

static kr_status take_code(struct reading *column, kri_span cell, size_t row)
{
    if (cell.length != column->last.length || memcmp(cell.start, column->last.start, cell.length) != 0) {
        uint32_t number;
        KR_TRY(kri_names_add(&column->names, cell, &number));
        column->last = cell;
        column->last_code = number - 1;     /* number 0 is the empty name, which no code has */
    }
    column->code[row] = column->last_code;
    return KR_OK;
}

/* Reads the row that stands in csv->cell; *keep is 0 when it is passed over. */
static kr_status take_row(kri_csv *csv, struct reading *reading, uint32_t count, size_t row, int *keep, int *missing)
{
    int sound = 1;
    *missing = 0;
    for (uint32_t i = 0; i < count; i++) {
        kri_span cell = csv->cell[reading[i].cell];
        if (is_missing(cell))
            *missing = 1;
        else if (reading[i].kind == KR_COLUMN_CODE)
            KR_TRY(take_code(&reading[i], cell, row));
        else
            KR_TRY(take_number(csv, &reading[i], cell, row, &sound));
    }
    *keep = sound && !*missing;
    return KR_OK;
}

static kr_status read_rows(kri_csv *csv, struct reading *reading, uint32_t count, kr_panel *panel)
{
    uint64_t next_check = 0;
    for (;;) {
        int more, keep, missing;
        KR_TRY(kri_csv_next(csv, &more));
        if (!more)
            break;
        KR_TRY(take_row(csv, reading, count, panel->rows, &keep, &missing));
        panel->rows += (size_t)keep;
        panel->missing_rows += (size_t)missing;
        if (csv->line >= next_check) {
            KR_TRY(kr_job_check(csv->job));
            kri_job_progress(csv->job, "bytes read", (double)csv->at, (double)csv->text.length);
            next_check = csv->line + 100000;
        }
    }
    return csv->problems ? kri_problems_status(csv->job, csv->problems) : KR_OK;
}

static kr_status labels_of(kr_job *job, const kri_names *names, kr_panel_column *column)
{
    const char **label;
    column->codes = (uint32_t)(names->count - 1);
    KRI_NEW(job, label, column->codes);
    for (uint32_t i = 0; i < column->codes; i++)
        label[i] = kri_names_get(names, i + 1);
    column->label = label;
    return KR_OK;
}

static kr_status close_columns(kr_job *job, const kr_column_wish *wishes, const struct reading *reading, uint32_t count,
                               kr_panel *panel)
{
    kr_panel_column *column;
    KRI_NEW(job, column, count);
    for (uint32_t i = 0; i < count; i++) {
        column[i].name = kri_job_copy(job, wishes[i].name, strlen(wishes[i].name));
        if (!column[i].name)
            return KR_E_MEMORY;
        column[i].value = reading[i].value;
        column[i].code = reading[i].code;
        if (reading[i].code)
            KR_TRY(labels_of(job, &reading[i].names, &column[i]));
    }
    panel->columns = count;
    panel->column = column;
    return KR_OK;
}

kr_status kr_panel_read_text(kr_job *job, const char *name, const char *text, size_t length,
                             const kr_column_wish *wishes, uint32_t count, kr_problems *problems, kr_panel *panel)
{
    kri_csv csv;
    struct reading *reading;
    kri_span bytes = { text, length };
    *panel = (kr_panel){ 0 };
    KR_TRY(kri_csv_open_text(job, problems, name, bytes, &csv));
    if (problems)
        KR_TRY(kri_problems_status(job, problems));
    KRI_NEW(job, reading, count);
    KR_TRY(open_columns(job, &csv, wishes, count, count_lines_of(bytes), reading));
    KR_TRY(read_rows(&csv, reading, count, panel));
    return close_columns(job, wishes, reading, count, panel);
}

/* The text lives in a job of its own, so that its memory is given back while the columns stay. */
kr_status kr_panel_read(kr_job *job, const char *path, const kr_column_wish *wishes, uint32_t count,
                        kr_problems *problems, kr_panel *panel)
{
    kr_job reader;
    kri_span text = { 0 };
    const char *name = kri_job_copy(job, path, strlen(path));
    if (!name)
        return KR_E_MEMORY;
    kr_job_init(&reader, kri_job_left(job));
    reader.fault_countdown = job->fault_countdown;
    kr_status status = kri_file_read(&reader, path, &text);
    job->fault_countdown = reader.fault_countdown;
    if (status != KR_OK)
        kr_fail(job, status, "%s", reader.message);
    else
        status = kr_panel_read_text(job, name, text.start, text.length, wishes, count, problems, panel);
    kr_job_end(&reader);
    return status;
}
