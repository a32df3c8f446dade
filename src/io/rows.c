/* rows.c: requests in lines, some at a time. */
#include "rows.h"

#include "base/file.h"
#include "base/utf8.h"
#include "csv.h"

#include <string.h>

#define BUFFER_BYTES ((size_t)4 * KR_ROW_BYTES)

struct kr_rows {
    kr_job *job;
    kri_source source;
    kri_input *input;           /* NULL when the source is none of ours */
    kri_csv form;               /* the header; a line is read by a copy of it */
    const char **name;          /* [form.columns] */
    char *buffer;               /* [BUFFER_BYTES] */
    size_t begin, end;          /* what of it is not used yet */
    int at_end;                 /* the source has no more */
    uint64_t line;              /* of what stands at `begin` */
    double taken;               /* bytes */
};

/* ---- lines ---- */

static kr_status fill(kr_rows *r)
{
    size_t got;
    memmove(r->buffer, r->buffer + r->begin, r->end - r->begin);
    r->end -= r->begin;
    r->begin = 0;
    KR_TRY(r->source.read(r->source.from, r->buffer + r->end, BUFFER_BYTES - r->end, &got));
    r->at_end = got == 0;
    r->end += got;
    r->taken += (double)got;
    return KR_OK;
}

static const char *end_of_line(const kr_rows *r)
{
    return r->end > r->begin ? memchr(r->buffer + r->begin, '\n', r->end - r->begin) : NULL;
}

/* Whether a line can be taken without waiting for the source. */
static int has_line(const kr_rows *r)
{
    return end_of_line(r) != NULL || (r->at_end && r->begin < r->end);
}

/* Goes behind the end of a line that is too long to be kept. */
static kr_status skip_line(kr_rows *r)
{
    const char *end;
    while (!(end = end_of_line(r)) && !r->at_end) {
        r->begin = r->end;
        KR_TRY(fill(r));
    }
    r->begin = end ? (size_t)(end + 1 - r->buffer) : r->end;
    return KR_OK;
}

/* The next line without its end. *is_there is 0 at the end of all; a line that is too long comes without a start. */
static kr_status take_line(kr_rows *r, kri_span *text, int *is_there)
{
    const char *end;
    while (!(end = end_of_line(r)) && !r->at_end && r->end - r->begin <= KR_ROW_BYTES)
        KR_TRY(fill(r));
    *is_there = r->begin < r->end;
    if (!*is_there)
        return KR_OK;
    const char *start = r->buffer + r->begin, *stop = end ? end : r->buffer + r->end;
    r->line++;
    if ((size_t)(stop - start) > KR_ROW_BYTES) {
        *text = (kri_span){ NULL, 0 };
        return skip_line(r);
    }
    *text = (kri_span){ start, (size_t)(stop - start) };
    r->begin = (size_t)(stop - r->buffer) + (end != NULL);
    return KR_OK;
}

static int is_blank(kri_span text)
{
    return text.start && kri_span_trim(text).length == 0;
}

/* The same, past lines that are blank. */
static kr_status take_next(kr_rows *r, kri_span *text, int *is_there)
{
    do
        KR_TRY(take_line(r, text, is_there));
    while (*is_there && is_blank(*text));
    return KR_OK;
}

/* ---- the header ---- */

static kr_status read_header(kr_rows *r, const char *file)
{
    kri_span text = { "", 0 };
    int is_there;
    KR_TRY(take_next(r, &text, &is_there));
    if (is_there && !text.start)
        return kr_fail(r->job, KR_E_INPUT, "%s:%llu: the header is longer than %d bytes; this is no table of requests", file,
                       (unsigned long long)r->line, KR_ROW_BYTES);
    char *copy = kri_job_copy(r->job, text.start, is_there ? text.length : 0);
    if (!copy)
        return KR_E_MEMORY;
    KR_TRY(kri_csv_open_text(r->job, NULL, file, (kri_span){ copy, is_there ? text.length : 0 }, &r->form));
    KRI_NEW(r->job, r->name, r->form.columns);
    for (size_t i = 0; i < r->form.columns; i++)
        if (!(r->name[i] = kri_job_copy(r->job, r->form.header[i].start, r->form.header[i].length)))
            return KR_E_MEMORY;
    return KR_OK;
}

kr_status kri_rows_open_source(kr_job *job, const char *file, kri_source source, kr_rows **rows)
{
    kr_rows *r;
    KRI_NEW(job, r, 1);
    r->job = job;
    r->source = source;
    KRI_NEW(job, r->buffer, BUFFER_BYTES);
    KR_TRY(read_header(r, file));
    *rows = r;
    return KR_OK;
}

static kr_status read_input(void *from, char *bytes, size_t room, size_t *got)
{
    return kri_input_read(from, bytes, room, got);
}

kr_status kr_rows_open(kr_job *job, const char *path, kr_rows **rows)
{
    kri_input *input;
    KR_TRY(kri_input_open(job, path, &input));
    KR_TRY(kri_rows_open_source(job, strcmp(path, "-") == 0 ? "standard input" : path, (kri_source){ read_input, input }, rows));
    (*rows)->input = input;
    return KR_OK;
}

size_t kr_rows_columns(const kr_rows *rows, const char *const **names)
{
    *names = rows->name;
    return rows->form.columns;
}

void kr_rows_progress(const kr_rows *rows, double *done, double *total)
{
    *done = rows->taken - (double)(rows->end - rows->begin);
    *total = rows->input ? kri_input_size(rows->input) : 0;
}

/* ---- rows ---- */

static kr_status copy_cells(kr_job *into, const kri_csv *csv, kr_row *row)
{
    const char **cell;
    KRI_NEW(into, cell, csv->columns);
    for (size_t i = 0; i < csv->columns; i++) {
        kri_span text = kri_span_trim(csv->cell[i]);
        if (!(cell[i] = kri_job_copy(into, text.start, text.length)))
            return KR_E_MEMORY;
    }
    row->cell = cell;
    return KR_OK;
}

static kr_status say(kr_row *row, const char *error)
{
    row->error = error;
    return error ? KR_OK : KR_E_MEMORY;
}

/* What holds for bytes of a whole file at once in csv.c. */
static kr_status check_text(kr_job *into, kri_span text, kr_row *row)
{
    size_t at;
    if (!text.start)
        return say(row, kri_job_format(into, "the line is longer than %d bytes", KR_ROW_BYTES));
    if (memchr(text.start, 0, text.length))
        return say(row, "a byte of value 0; this is no text, or it is UTF-16: save it as UTF-8");
    if (!kri_utf8_is_valid(text.start, text.length, &at))
        return say(row, kri_job_format(into, "byte 0x%02X is not UTF-8; save the file as UTF-8", (unsigned)(unsigned char)text.start[at]));
    return KR_OK;
}

static kr_status read_cells(const kr_rows *r, kr_job *into, kri_span text, kr_row *row)
{
    kr_problems problems = { 0 };
    kri_csv csv = r->form;
    int more;
    csv.job = into;
    csv.problems = &problems;
    csv.text = text;
    csv.at = 0;
    csv.line = csv.next_line = row->line;
    KR_TRY(kri_csv_next(&csv, &more));
    if (problems.kept)
        return say(row, kri_job_format(into, "column %u: %s", problems.list[0].column, problems.list[0].message));
    return more ? copy_cells(into, &csv, row) : say(row, "nothing stands in the line");
}

static kr_status read_row(const kr_rows *r, kr_job *into, kri_span text, kr_row *row)
{
    *row = (kr_row){ .line = r->line };
    KR_TRY(check_text(into, text, row));
    return row->error ? KR_OK : read_cells(r, into, text, row);
}

kr_status kr_rows_next(kr_rows *r, kr_job *into, size_t most, const kr_row **list, size_t *count)
{
    kr_row *rows;
    kri_span text;
    int is_there = 1;
    *count = 0;
    KRI_NEW(into, rows, most);
    *list = rows;
    while (*count < most && (*count == 0 || has_line(r))) {
        KR_TRY(take_next(r, &text, &is_there));
        if (!is_there)
            return KR_OK;
        KR_TRY(read_row(r, into, text, &rows[*count]));
        ++*count;
    }
    return KR_OK;
}
