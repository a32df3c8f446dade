/* roads_loaded.c: a table of links as it stands in its file, with columns behind its own. */
#include <keruen/io_loaded.h>

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"
#include "io/csv.h"
#include "io/gmns_roads.h"
#include "io/tntp_loaded.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A table on its way through: what stands in the text up to `copied` has been written. */
struct passage {
    kri_csv csv;
    kri_text out;
    size_t copied;
};

static void copy_to(struct passage *p, size_t at)
{
    kri_text_add(&p->out, p->csv.text.start + p->copied, at - p->copied);
    p->copied = at;
}

/* Where the row that was just read ends, in front of its line end. */
static size_t end_of_row(const kri_csv *csv)
{
    const char *text = csv->text.start;
    size_t at = csv->at;
    if (at > csv->row_begin && text[at - 1] == '\n')
        at--;
    if (at > csv->row_begin && text[at - 1] == '\r')
        at--;
    return at;
}

/* A comma or semicolon in the header would decide what parts the columns, where something else does. */
static const char *harmless(kri_csv *csv, const char *name)
{
    char *copy = kri_job_copy(csv->job, name, strlen(name));
    for (char *c = copy; c && *c && csv->separator != ','; c++)
        if (*c == ',' || *c == ';')
            *c = '_';
    return copy;
}

static kr_status put_header(struct passage *p, uint32_t columns, const kr_link_column *column)
{
    kri_names taken;
    uint32_t number;
    KR_TRY(kri_names_init(&taken, p->csv.job));
    for (size_t k = 0; k < p->csv.columns; k++)
        KR_TRY(kri_names_add(&taken, p->csv.header[k], &number));
    copy_to(p, end_of_row(&p->csv));
    for (uint32_t k = 0; k < columns; k++) {
        const char *name = harmless(&p->csv, column[k].name);
        if (!name)
            return KR_E_MEMORY;
        KR_TRY(kri_names_add_free(&taken, name, &name));
        kri_text_char(&p->out, p->csv.separator);
        kri_text_cell(&p->out, name);
    }
    return KR_OK;
}

static void put_values(struct passage *p, uint32_t row, uint32_t columns, const kr_link_column *column)
{
    char number[KRI_NUMBER_BYTES];
    copy_to(p, end_of_row(&p->csv));
    for (uint32_t k = 0; k < columns; k++) {
        kri_text_char(&p->out, p->csv.separator);
        if (isfinite(column[k].value[row]))
            kri_text_puts(&p->out, kri_number_print(column[k].value[row], number));
    }
}

static kr_status changed(kr_job *job, const char *path)
{
    return kr_fail(job, KR_E_INPUT, "%s: it is not the file any more that was read at the beginning; run again", path);
}

kr_status kr_csv_write_loaded(kr_job *job, const char *path, uint32_t rows, uint32_t columns, const kr_link_column *column, kr_sink sink)
{
    struct passage p = { .out = kri_text_new(job) };
    uint32_t row = 0;
    int more;
    KR_TRY(kri_csv_open(job, NULL, path, &p.csv));
    KR_TRY(put_header(&p, columns, column));
    for (;; row++) {
        KR_TRY(kri_csv_next(&p.csv, &more));
        if (!more)
            break;
        if (row == rows)
            return changed(job, path);
        put_values(&p, row, columns, column);
        KR_TRY(kri_text_hand_over(&p.out, sink, KRI_TEXT_ENOUGH));
    }
    copy_to(&p, p.csv.text.length);
    return row == rows ? kri_text_hand_over(&p.out, sink, 0) : changed(job, path);
}

/* ------------------------------------------------------------------ link.csv of a GMNS folder */

/* Which links each row has become. */
struct rows {
    uint32_t count, *first;     /* [count + 1] */
};

static int names_node(const kri_csv *csv, size_t column, const kr_roads *roads, uint32_t node)
{
    return kri_span_is(kri_span_trim(csv->cell[column]), roads->node_name[node]);
}

/* The reader made one link of a row, or two; the ends say whether it was this file. */
static kr_status find_rows(kr_job *job, const char *path, const kr_roads *roads, struct rows *rows)
{
    kri_csv csv;
    size_t from, to, capacity = 0;
    uint32_t link = 0;
    int more;
    KR_TRY(kri_csv_open(job, NULL, path, &csv));
    KR_TRY(kri_csv_require(&csv, "from_node_id", &from));
    KR_TRY(kri_csv_require(&csv, "to_node_id", &to));
    size_t directed = kri_csv_column(&csv, "directed");
    for (;; rows->count++) {
        KR_TRY(kri_job_grow(job, &rows->first, &capacity, (size_t)rows->count + 1, sizeof *rows->first));
        rows->first[rows->count] = link;
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            break;
        uint32_t ways = 1 + (directed != KRI_NO_COLUMN && kri_gmns_goes_both_ways(kri_span_trim(csv.cell[directed])));
        if (ways > roads->links - link || !names_node(&csv, from, roads, roads->tail[link]) || !names_node(&csv, to, roads, roads->head[link]))
            return changed(job, path);
        link += ways;
    }
    return link == roads->links ? KR_OK : changed(job, path);
}

/* The values of the rows' first links, or of their ways back, which not every row has. */
static kr_status by_row(kr_job *job, const struct rows *rows, const kr_link_column *of, int is_back, kr_link_column *column)
{
    double *value;
    KRI_NEW(job, value, rows->count);
    for (uint32_t row = 0; row < rows->count; row++) {
        uint32_t link = rows->first[row] + (uint32_t)is_back;
        value[row] = link < rows->first[row + 1] ? of->value[link] : NAN;
    }
    column->name = is_back ? kri_job_format(job, "%s_back", of->name) : of->name;
    column->value = value;
    return column->name ? KR_OK : KR_E_MEMORY;
}

static kr_status write_gmns(kr_job *job, const char *folder, const kr_roads *roads, uint32_t columns, const kr_link_column *column, kr_sink sink)
{
    const char *path = kri_job_format(job, "%s/link.csv", folder);
    struct rows rows = { 0 };
    kr_link_column *all;
    if (!path)
        return KR_E_MEMORY;
    if (!roads->node_name)
        return changed(job, path);
    KR_TRY(find_rows(job, path, roads, &rows));
    uint32_t ways = rows.count < roads->links ? 2 : 1;
    KRI_NEW(job, all, (size_t)ways * columns);
    for (uint32_t k = 0; k < ways * columns; k++)
        KR_TRY(by_row(job, &rows, &column[k % columns], k >= columns, &all[k]));
    return kr_csv_write_loaded(job, path, rows.count, ways * columns, all, sink);
}

/* ------------------------------------------------------------------ both */

kr_status kr_roads_write_loaded(kr_job *job, const char *net, const kr_roads *roads, uint32_t columns, const kr_link_column *column, kr_sink sink)
{
    if (strcmp(net, "-") == 0)
        return kr_fail(job, KR_E_USAGE, "a network from standard input cannot be read again to write its table; name its file");
    return kri_file_is_folder(net) ? write_gmns(job, net, roads, columns, column, sink) : kri_tntp_write_loaded(job, net, roads, columns, column, sink);
}
