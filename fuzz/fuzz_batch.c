/*
 * fuzz_batch.c: any bytes at all, in pieces of any length, are rows with cells or with a sentence; lines rise, and the same bytes in
 * one piece are the same rows. The first byte says how long the pieces are.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "io/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct pieces {
    const char *bytes;
    size_t left, most;
} pieces;

static kr_status read_piece(void *from, char *bytes, size_t room, size_t *got)
{
    pieces *p = from;
    size_t length = p->left < p->most ? p->left : p->most;
    *got = length < room ? length : room;
    if (*got)
        memcpy(bytes, p->bytes, *got);
    p->bytes += *got;
    p->left -= *got;
    return KR_OK;
}

static void add_row(kri_digest *digest, const kr_row *row, size_t columns, uint64_t *line)
{
    size_t at;
    if (row->line <= *line || !row->error == !row->cell)
        abort();
    *line = row->line;
    kri_digest_add(digest, line, sizeof *line);
    if (row->error && (!*row->error || !kri_utf8_is_valid(row->error, strlen(row->error), &at)))
        abort();
    if (row->error)
        kri_digest_add(digest, row->error, strlen(row->error) + 1);
    for (size_t i = 0; row->cell && i < columns; i++)
        kri_digest_add(digest, row->cell[i], strlen(row->cell[i]) + 1);
}

/* All rows as one sum, taken a few at a time. */
static void sum_of(const char *bytes, size_t size, size_t piece, size_t most, uint8_t sum[32])
{
    kr_job job, chunk;
    kr_rows *rows;
    const kr_row *row;
    const char *const *names;
    size_t count;
    uint64_t line = 0;
    pieces source = { bytes, size, piece };
    kri_digest digest = kri_digest_begin();
    kr_job_init(&job, 1 << 24);
    kr_job_init(&chunk, 1 << 26);
    kr_status status = kri_rows_open_source(&job, "batch.csv", (kri_source){ read_piece, &source }, &rows);
    kri_digest_add(&digest, job.message, strlen(job.message));
    size_t columns = status == KR_OK ? kr_rows_columns(rows, &names) : 0;
    while (status == KR_OK && (status = kr_rows_next(rows, &chunk, most, &row, &count)) == KR_OK && count) {
        for (size_t i = 0; i < count; i++)
            add_row(&digest, &row[i], columns, &line);
        kr_job_end(&chunk);
        kr_job_init(&chunk, 1 << 26);
    }
    if (status != KR_OK && status != KR_E_INPUT)
        abort();
    kr_job_end(&chunk);
    kr_job_end(&job);
    kri_digest_end(&digest, sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t whole[32], cut[32];
    if (size < 1)
        return 0;
    const char *bytes = (const char *)data + 1;
    sum_of(bytes, size - 1, SIZE_MAX, 64, whole);
    sum_of(bytes, size - 1, 1 + data[0], 1 + data[0] % 7, cut);
    if (memcmp(whole, cut, sizeof whole) != 0)
        abort();
    return 0;
}
