/* csv.c: the reader that every table goes through. */
#include "csv.h"

#include "base/file.h"
#include "base/names.h"
#include "base/spelling.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Where in its file a byte of the current row stands. */
static void place_of(const kri_csv *csv, const char *byte, uint64_t *line, uint32_t *column)
{
    const char *start = csv->text.start + csv->row_begin;
    *line = csv->line;
    for (const char *s = start; s < byte; s++)
        if (*s == '\n') {
            ++*line;
            start = s + 1;
        }
    *column = (uint32_t)kri_utf8_columns(start, (size_t)(byte - start)) + 1;
}

static kr_status complain_at(kri_csv *csv, kri_severity severity, const char *byte, const char *message)
{
    uint64_t line;
    uint32_t column;
    place_of(csv, byte, &line, &column);
    return kri_problem_add(csv->job, csv->problems, severity, csv->file, line, column, "%s", message);
}

kr_status kri_csv_complain(kri_csv *csv, kri_severity severity, size_t column, const char *format, ...)
{
    char message[KR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return complain_at(csv, severity, csv->raw[column], message);
}

static const char *end_of_text(const kri_csv *csv)
{
    return csv->text.start + csv->text.length;
}

/* The doubled quotes of "He said ""go""" become single ones, in a copy: the text must stay readable again. */
static kr_status undo_quotes(kri_csv *csv, kri_span *cell)
{
    char *copy = kr_job_alloc(csv->job, cell->length, 1);
    if (!copy)
        return KR_E_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < cell->length; i++) {
        copy[n++] = cell->start[i];
        if (cell->start[i] == '"')
            i++;
    }
    *cell = (kri_span){ copy, n };
    return KR_OK;
}

/* Of a record the first mistake is told: what follows it is mostly its echo. */
static kr_status spoil(kri_csv *csv, const char *byte, int *sound, const char *message)
{
    int was_sound = *sound;
    *sound = 0;
    return was_sound ? complain_at(csv, KRI_ERROR, byte, message) : KR_OK;
}

/* *s stands behind the opening quote; leaves it behind the closing one. */
static kr_status read_quoted(kri_csv *csv, const char **s, kri_span *cell, int *sound)
{
    const char *end = end_of_text(csv), *open = *s, *q = open;
    int doubled = 0;
    for (;;) {
        q = memchr(q, '"', (size_t)(end - q));
        if (!q) {
            *s = end;
            return spoil(csv, open - 1, sound, "this quote is never closed; close it, or double it if it is part of the text");
        }
        if (q + 1 == end || q[1] != '"')
            break;
        doubled = 1;
        q += 2;
    }
    *cell = (kri_span){ open, (size_t)(q - open) };
    *s = q + 1;
    return doubled ? undo_quotes(csv, cell) : KR_OK;
}

static const char *end_of_cell(const kri_csv *csv, const char *s)
{
    const char *end = end_of_text(csv);
    while (s < end && *s != csv->separator && *s != '\n')
        s++;
    return s;
}

static kr_status read_plain(kri_csv *csv, const char **s, kri_span *cell, int *sound)
{
    const char *open = *s, *close = end_of_cell(csv, open);
    size_t length = (size_t)(close - open);
    *s = close;
    if (length && open[length - 1] == '\r' && (close == end_of_text(csv) || *close == '\n'))
        length--;
    *cell = (kri_span){ open, length };
    const char *quote = length ? memchr(open, '"', length) : NULL;
    if (!quote)
        return KR_OK;
    return spoil(csv, quote, sound, "a quote inside a cell that does not begin with one; put the whole cell in quotes and double this one");
}

/* Behind a closing quote only the end of the cell may follow. */
static kr_status read_to_separator(kri_csv *csv, const char **s, int *sound)
{
    const char *end = end_of_text(csv), *behind = *s;
    if (behind < end && *behind == '\r' && (behind + 1 == end || behind[1] == '\n'))
        behind++;
    if (behind == end || *behind == csv->separator || *behind == '\n') {
        *s = behind;
        return KR_OK;
    }
    *s = end_of_cell(csv, behind);
    return spoil(csv, behind, sound, "text behind a closing quote; double the quote if it is part of the text");
}

static uint64_t count_lines(const char *s, const char *end)
{
    uint64_t n = 0;
    while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
        n++;
        s++;
    }
    return n;
}

/*
 * Reads one record. `take` is called for each cell; the number of cells comes back in *count, and
 * *sound is 0 when the record was complained about.
 */
static kr_status read_record(kri_csv *csv, kr_status (*take)(kri_csv *csv, size_t n, kri_span cell, const char *raw),
                             size_t *count, int *sound)
{
    const char *begin = csv->text.start + csv->at, *s = begin, *end = end_of_text(csv);
    int quoted = 0;
    *count = 0;
    *sound = 1;
    for (;;) {
        kri_span cell = { s, 0 };
        const char *raw = s;
        if (s < end && *s == '"') {
            s++;
            quoted = 1;
            KR_TRY(read_quoted(csv, &s, &cell, sound));
            KR_TRY(read_to_separator(csv, &s, sound));
        } else {
            KR_TRY(read_plain(csv, &s, &cell, sound));
        }
        KR_TRY(take(csv, (*count)++, cell, raw));
        if (s == end || *s == '\n')
            break;
        s++;
    }
    if (s < end)
        s++;
    csv->at = (size_t)(s - csv->text.start);
    csv->next_line = csv->line + (quoted ? count_lines(begin, s) : 1);
    return KR_OK;
}

static kr_status take_cell(kri_csv *csv, size_t n, kri_span cell, const char *raw)
{
    if (n < csv->columns) {
        csv->cell[n] = cell;
        csv->raw[n] = raw;
    }
    return KR_OK;
}

static kr_status take_header(kri_csv *csv, size_t n, kri_span cell, const char *raw)
{
    size_t capacity = csv->columns;
    (void)raw;
    KR_TRY(kri_job_grow(csv->job, &csv->header, &capacity, n + 1, sizeof *csv->header));
    csv->columns = capacity;
    csv->header[n] = kri_span_trim(cell);
    return KR_OK;
}

static int at_blank_line(const kri_csv *csv)
{
    const char *s = csv->text.start + csv->at, *end = end_of_text(csv);
    if (s < end && *s == '\r')
        s++;
    return s < end && *s == '\n';
}

static void skip_blank_lines(kri_csv *csv)
{
    while (at_blank_line(csv)) {
        csv->at += csv->text.start[csv->at] == '\r' ? 2 : 1;
        csv->next_line++;
    }
    if (csv->at + 1 == csv->text.length && csv->text.start[csv->at] == '\r')
        csv->at++;
}

kr_status kri_csv_next(kri_csv *csv, int *more)
{
    size_t count;
    int sound;
    for (;;) {
        skip_blank_lines(csv);
        csv->line = csv->next_line;
        csv->row_begin = csv->at;
        *more = csv->at < csv->text.length;
        if (!*more)
            return KR_OK;
        KR_TRY(read_record(csv, take_cell, &count, &sound));
        if (sound && count != csv->columns)
            KR_TRY(kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, csv->line, 1,
                                   "%zu cells where the header has %zu columns; a separator is missing, or one is too many and the cell wants quotes",
                                   count, csv->columns));
        else if (sound)
            return KR_OK;
    }
}

kr_status kri_csv_seek(kri_csv *csv, size_t row_begin, uint64_t line)
{
    int more;
    csv->at = row_begin;
    csv->next_line = line;
    return kri_csv_next(csv, &more);
}

static kr_status check_bytes(kri_csv *csv)
{
    size_t at = 0;
    const char *nul = csv->text.length ? memchr(csv->text.start, 0, csv->text.length) : NULL;
    if (nul)
        at = (size_t)(nul - csv->text.start);
    else if (kri_utf8_is_valid(csv->text.start, csv->text.length, &at))
        return KR_OK;
    uint64_t line = 1 + count_lines(csv->text.start, csv->text.start + at);
    return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, line, 0,
                           nul ? "a byte of value 0; this is no text file, or it is UTF-16: save it as UTF-8"
                               : "byte 0x%02X is not UTF-8; save the file as UTF-8", (unsigned)(unsigned char)csv->text.start[at]);
}

static char separator_of(const char *line, size_t length)
{
    const char *end = memchr(line, '\n', length);
    size_t n = end ? (size_t)(end - line) : length;
    if (!memchr(line, ',', n) && memchr(line, ';', n))
        return ';';
    if (!memchr(line, ',', n) && memchr(line, '\t', n))
        return '\t';
    return ',';
}

static kr_status check_header(kri_csv *csv)
{
    kri_mark mark = kri_job_mark(csv->job);
    kri_names names;
    uint32_t number;
    KR_TRY(kri_names_init(&names, csv->job));
    for (size_t i = 0; i < csv->columns; i++) {
        if (csv->header[i].length && kri_names_find(&names, csv->header[i]) != KRI_NO_NAME) {
            kri_job_release(csv->job, mark);
            return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, csv->line, 0,
                                   "the column \"%.*s\" stands twice in the header; rename or remove one",
                                   (int)csv->header[i].length, csv->header[i].start);
        }
        KR_TRY(kri_names_add(&names, csv->header[i], &number));
    }
    kri_job_release(csv->job, mark);
    return KR_OK;
}

static kr_status read_header(kri_csv *csv)
{
    size_t count;
    int sound;
    csv->line = csv->next_line;
    csv->row_begin = csv->at;
    csv->separator = separator_of(csv->text.start + csv->at, csv->text.length - csv->at);
    KR_TRY(read_record(csv, take_header, &count, &sound));
    csv->columns = count;
    KRI_NEW(csv->job, csv->cell, count);
    KRI_NEW(csv->job, csv->raw, count);
    return check_header(csv);
}

kr_status kri_csv_open_text(kr_job *job, kr_problems *problems, const char *file, kri_span text, kri_csv *csv)
{
    *csv = (kri_csv){ .job = job, .problems = problems, .file = file, .text = text, .next_line = 1, .line = 1 };
    if (text.length >= 3 && memcmp(text.start, "\xEF\xBB\xBF", 3) == 0)
        csv->at = 3;
    KR_TRY(check_bytes(csv));
    skip_blank_lines(csv);
    if (csv->at == text.length)
        return kri_problem_add(job, problems, KRI_ERROR, file, 0, 0, "the file is empty; its first line must name the columns");
    return read_header(csv);
}

kr_status kri_csv_open(kr_job *job, kr_problems *problems, const char *path, kri_csv *csv)
{
    kri_span text;
    KR_TRY(kri_file_read(job, path, &text));
    const char *file = kri_job_copy(job, path, strlen(path));
    return file ? kri_csv_open_text(job, problems, file, text, csv) : KR_E_MEMORY;
}

size_t kri_csv_column(const kri_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (kri_span_is(csv->header[i], name))
            return i;
    return KRI_NO_COLUMN;
}

kr_status kri_csv_require(kri_csv *csv, const char *name, size_t *column)
{
    size_t nearest = 0;
    unsigned least = 3;
    *column = kri_csv_column(csv, name);
    if (*column != KRI_NO_COLUMN)
        return KR_OK;
    for (size_t i = 0; i < csv->columns; i++) {
        unsigned distance = kri_spelling_distance(csv->header[i], kri_span_of(name));
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    if (least < 3)
        return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, 1, 0,
                               "the column \"%s\" is missing; there is \"%.*s\": rename it if it is meant", name,
                               (int)csv->header[nearest].length, csv->header[nearest].start);
    return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, 1, 0,
                           "the column \"%s\" is missing; add it to the header and to every row", name);
}
