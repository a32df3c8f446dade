/* csv.h: the reader that every table goes through (RFC 4180; LF or CRLF; UTF-8 with or without a byte order mark). */
#ifndef KRI_CSV_H
#define KRI_CSV_H

#include "base/problem.h"
#include "base/text.h"

#define KRI_NO_COLUMN SIZE_MAX

/*
 * A table being read, row by row. Cells are spans into the text, or into the arena where a doubled
 * quote had to be undone; both stay for the life of the job. What is wrong goes to `problems`, and the row
 * is passed over; without a list the first error ends the reading.
 */
typedef struct kri_csv {
    kr_job *job;
    kr_problems *problems;
    const char *file;           /* as messages name it */
    kri_span text;
    char separator;             /* a comma; a semicolon or tab where the header has no comma */
    size_t columns;
    kri_span *header;
    kri_span *cell;             /* `columns` of them */
    const char **raw;           /* where each cell begins in the text, quote included */
    uint64_t line;              /* of the row in `cell`, the header being line 1 */
    size_t row_begin;           /* its place in the text */
    size_t at;                  /* what is read next */
    uint64_t next_line;
} kri_csv;

/* Reads the file ("-" is standard input) and its header. KR_E_INPUT for an empty file or a header with a column twice. */
kr_status kri_csv_open(kr_job *job, kr_problems *problems, const char *path, kri_csv *csv);

/* The same over bytes that are there already. */
kr_status kri_csv_open_text(kr_job *job, kr_problems *problems, const char *file, kri_span text, kri_csv *csv);

/* Puts the next sound row into csv->cell; *more is 0 at the end. */
kr_status kri_csv_next(kri_csv *csv, int *more);

/* The column's number, or KRI_NO_COLUMN. */
size_t kri_csv_column(const kri_csv *csv, const char *name);

/* The column's number; a missing one is an error that names the nearest there is. */
kr_status kri_csv_require(kri_csv *csv, const char *name, size_t *column);

/* Says what is wrong with a cell of the current row: file:line:column. */
kr_status kri_csv_complain(kri_csv *csv, kri_severity severity, size_t column, const char *format, ...) KR_PRINTF(4, 5);

/* Goes back to a row whose row_begin and line are known, and reads it. For columns that are kept but not understood. */
kr_status kri_csv_seek(kri_csv *csv, size_t row_begin, uint64_t line);

#endif
