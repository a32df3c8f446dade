/* fuzz_csv.c: any bytes at all are rows with as many cells as the header, or problems with a line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every cell is read, so that the sanitizer sees one that reaches beyond its memory. */
static uint64_t hash_of(const kri_csv *csv)
{
    uint64_t hash = csv->columns;
    for (size_t i = 0; i < csv->columns; i++) {
        hash = hash * 31 + csv->cell[i].length;
        for (size_t k = 0; k < csv->cell[i].length; k++)
            hash = hash * 31 + (unsigned char)csv->cell[i].start[k];
    }
    return hash;
}

/* Reads to the end, and then the last sound row once more: it must be the same. */
static void read_twice(kri_csv *csv)
{
    uint64_t hash = 0, line = 0;
    size_t begin = 0;
    int more;
    while (kri_csv_next(csv, &more) == KR_OK && more) {
        hash = hash_of(csv);
        line = csv->line;
        begin = csv->row_begin;
    }
    if (line && (kri_csv_seek(csv, begin, line) != KR_OK || hash_of(csv) != hash || csv->line != line))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kri_csv csv;
    kr_problems problems = { 0 };
    char *copy = malloc(size ? size : 1);       /* without a NUL behind it: the sanitizer guards its end */
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    kr_job_init(&job, 256 << 20);
    if (kri_csv_open_text(&job, &problems, "fuzz.csv", (kri_span){ copy, size }, &csv) == KR_OK)
        read_twice(&csv);
    for (size_t i = 0; i < problems.kept; i++)
        if (!problems.list[i].message || !*problems.list[i].message)
            abort();
    kr_job_end(&job);
    free(copy);
    return 0;
}
