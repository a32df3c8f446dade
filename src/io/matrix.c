/* matrix.c: flows between places from a long CSV file, origin,destination,value. */
#include <keruen/panel.h>

#include "csv.h"

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"
#include "base/spelling.h"

#include <math.h>
#include <string.h>

struct pairs {
    size_t count, capacity;
    struct pair { uint32_t from, to; double value; size_t row_begin; uint64_t line; } *list;
};

struct matrix_columns { size_t origin, destination, value; };

static kr_status find_columns(kri_csv *csv, const char *value_name, struct matrix_columns *columns)
{
    KR_TRY(kri_csv_require(csv, "origin", &columns->origin));
    KR_TRY(kri_csv_require(csv, "destination", &columns->destination));
    KR_TRY(kri_csv_require(csv, value_name, &columns->value));
    return csv->problems ? kri_problems_status(csv->job, csv->problems) : KR_OK;
}

static kr_status take_place(kri_csv *csv, kri_names *names, size_t column, const kr_flows *like, uint32_t *number)
{
    kri_span name = kri_span_trim(csv->cell[column]);
    *number = 0;
    if (name.length == 0)
        return kri_csv_complain(csv, KRI_ERROR, column, "the place is empty; every flow needs both ends");
    if (!like)
        return kri_names_add(names, name, number);
    *number = kri_names_find(names, name);
    if (*number != KRI_NO_NAME)
        return KR_OK;
    *number = 0;
    const char *near = kri_spelling_nearest(name, like->id, like->count);
    return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is not among the places of the flows%s%s; use their names",
                            (int)name.length, name.start, near ? ", the nearest is " : "", near ? near : "");
}

static kr_status take_value(kri_csv *csv, size_t column, int from_zero, double *value)
{
    kri_span cell = kri_span_trim(csv->cell[column]);
    *value = NAN;
    double parsed;
    if (!kri_number_parse(cell, &parsed))
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is not a number; write it with a dot, or leave the row out",
                                (int)(cell.length < 60 ? cell.length : 60), cell.start);
    if (from_zero && !(parsed >= 0))
        return kri_csv_complain(csv, KRI_ERROR, column, "a flow of %g is below zero; correct it", parsed);
    *value = parsed;
    return KR_OK;
}

static kr_status read_pairs(kri_csv *csv, const struct matrix_columns *columns, int from_zero, const kr_flows *like,
                            kri_names *names, struct pairs *pairs)
{
    for (;;) {
        int more;
        struct pair pair = { 0 };
        KR_TRY(kri_csv_next(csv, &more));
        if (!more)
            return csv->problems ? kri_problems_status(csv->job, csv->problems) : KR_OK;
        KR_TRY(take_place(csv, names, columns->origin, like, &pair.from));
        KR_TRY(take_place(csv, names, columns->destination, like, &pair.to));
        KR_TRY(take_value(csv, columns->value, from_zero, &pair.value));
        pair.row_begin = csv->row_begin;
        pair.line = csv->line;
        KR_TRY(kri_job_grow(csv->job, &pairs->list, &pairs->capacity, pairs->count + 1, sizeof *pairs->list));
        pairs->list[pairs->count++] = pair;
    }
}

static kr_status set_pair(kri_csv *csv, const struct pair *pair, uint64_t *seen_line, kr_flows *flows)
{
    size_t at = (size_t)(pair->from - 1) * flows->count + (pair->to - 1);
    if (seen_line[at])
        return kri_problem_add(csv->job, csv->problems, KRI_ERROR, csv->file, pair->line, 0,
                               "%s to %s stands already in line %llu; keep one of them", flows->id[pair->from - 1],
                               flows->id[pair->to - 1], (unsigned long long)seen_line[at]);
    seen_line[at] = pair->line;
    flows->value[at] = pair->value;
    return KR_OK;
}

static kr_status fill_matrix(kri_csv *csv, const struct pairs *pairs, double absent, kr_flows *flows)
{
    size_t cells = (size_t)flows->count * flows->count;
    uint64_t *seen_line;
    KRI_NEW(csv->job, flows->value, cells);
    kri_mark mark = kri_job_mark(csv->job);
    KRI_NEW(csv->job, seen_line, cells);
    for (size_t i = 0; i < cells; i++)
        flows->value[i] = absent;
    for (size_t i = 0; i < pairs->count; i++)
        KR_TRY(set_pair(csv, &pairs->list[i], seen_line, flows));
    if (!csv->problems)
        kri_job_release(csv->job, mark);
    return csv->problems ? kri_problems_status(csv->job, csv->problems) : KR_OK;
}

/* The places by number; number 0 is the empty name, which no place has. */
static kr_status name_places(kr_job *job, const kr_flows *like, const kri_names *names, kr_flows *flows)
{
    const char **id;
    if (like) {
        flows->count = like->count;
        flows->id = like->id;
        return KR_OK;
    }
    flows->count = (uint32_t)(names->count - 1);
    KRI_NEW(job, id, flows->count);
    for (uint32_t i = 0; i < flows->count; i++)
        id[i] = kri_names_get(names, i + 1);
    flows->id = id;
    return KR_OK;
}

/* Origins get their numbers first, so that the order of places is the order of the rows of the matrix. */
static kr_status number_origins(kri_csv *csv, size_t column, kri_names *names)
{
    kri_csv ahead = *csv;
    kr_problems unheard = { 0 };
    ahead.problems = &unheard;
    for (;;) {
        int more;
        uint32_t number;
        KR_TRY(kri_csv_next(&ahead, &more));
        if (!more)
            return KR_OK;
        KR_TRY(kri_names_add(names, kri_span_trim(ahead.cell[column]), &number));
    }
}

static kr_status read_flows(kr_job *job, kri_csv *csv, const char *value_name, double absent, int from_zero, const kr_flows *like,
                            kr_flows *flows)
{
    kri_names names;
    struct matrix_columns columns;
    struct pairs pairs = { 0 };
    *flows = (kr_flows){ 0 };
    KR_TRY(find_columns(csv, value_name, &columns));
    KR_TRY(kri_names_init(&names, job));
    for (uint32_t i = 0, number; like && i < like->count; i++)
        KR_TRY(kri_names_add(&names, kri_span_of(like->id[i]), &number));
    if (!like)
        KR_TRY(number_origins(csv, columns.origin, &names));
    KR_TRY(read_pairs(csv, &columns, from_zero, like, &names, &pairs));
    KR_TRY(name_places(job, like, &names, flows));
    return fill_matrix(csv, &pairs, absent, flows);
}

/* Whether opening went well: with a list of problems the errors are in it. */
static kr_status opened(kr_job *job, const kr_problems *problems)
{
    return problems ? kri_problems_status(job, problems) : KR_OK;
}

kr_status kr_flows_read_text(kr_job *job, const char *name, const char *text, size_t length, const char *value_name, double absent,
                             int from_zero, const kr_flows *like, kr_problems *problems, kr_flows *flows)
{
    kri_csv csv;
    KR_TRY(kri_csv_open_text(job, problems, name, (kri_span){ text, length }, &csv));
    KR_TRY(opened(job, problems));
    return read_flows(job, &csv, value_name, absent, from_zero, like, flows);
}

kr_status kr_flows_read(kr_job *job, const char *path, const char *value_name, double absent, int from_zero,
                        const kr_flows *like, kr_problems *problems, kr_flows *flows)
{
    kri_csv csv;
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    KR_TRY(opened(job, problems));
    return read_flows(job, &csv, value_name, absent, from_zero, like, flows);
}

/* ------------------------------------------------------------------------------------------------ links */

struct link_columns { size_t from, to, cost, new_cost, reference; };

/* A cost: a number, or "closed". Empty is what stands in `otherwise`. */
static kr_status take_cost(kri_csv *csv, size_t column, double otherwise, double *cost)
{
    kri_span cell = kri_span_trim(csv->cell[column]);
    *cost = otherwise;
    if (kri_span_is(cell, "closed")) {
        *cost = INFINITY;
        return KR_OK;
    }
    if (cell.length == 0 && otherwise >= 0)
        return KR_OK;
    if (kri_number_parse(cell, cost))
        return KR_OK;
    *cost = 1;
    return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no cost; write a number, 1 or more, or closed",
                            (int)(cell.length < 60 ? cell.length : 60), cell.start);
}

struct link_rows {
    size_t count, capacity;
    struct link_row { uint32_t from, to; double cost, new_cost, reference; } *list;
};

static kr_status read_links(kri_csv *csv, const struct link_columns *c, const kr_flows *like, const kri_names *names, struct link_rows *rows)
{
    for (;;) {
        int more;
        struct link_row row = { 0 };
        kri_names known = *names;
        KR_TRY(kri_csv_next(csv, &more));
        if (!more)
            return opened(csv->job, csv->problems);
        KR_TRY(take_place(csv, &known, c->from, like, &row.from));
        KR_TRY(take_place(csv, &known, c->to, like, &row.to));
        KR_TRY(take_cost(csv, c->cost, -1, &row.cost));
        row.new_cost = row.cost;
        if (c->new_cost != KRI_NO_COLUMN)
            KR_TRY(take_cost(csv, c->new_cost, row.cost, &row.new_cost));
        if (c->reference != KRI_NO_COLUMN)
            KR_TRY(take_cost(csv, c->reference, 0, &row.reference));
        KR_TRY(kri_job_grow(csv->job, &rows->list, &rows->capacity, rows->count + 1, sizeof *rows->list));
        rows->list[rows->count++] = row;
    }
}

static kr_status lay_out_links(kr_job *job, const struct link_rows *rows, const struct link_columns *c, kr_link_list *list)
{
    uint32_t *end[2];
    double *value[3];
    for (int k = 0; k < 2; k++)
        KRI_NEW(job, end[k], rows->count);
    for (int k = 0; k < 3; k++)
        KRI_NEW(job, value[k], rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        end[0][i] = rows->list[i].from - 1;
        end[1][i] = rows->list[i].to - 1;
        value[0][i] = rows->list[i].cost;
        value[1][i] = rows->list[i].new_cost;
        value[2][i] = rows->list[i].reference;
    }
    *list = (kr_link_list){ .links = (uint32_t)rows->count, .from = end[0], .to = end[1], .cost = value[0],
                            .new_cost = c->new_cost == KRI_NO_COLUMN ? NULL : value[1],
                            .reference = c->reference == KRI_NO_COLUMN ? NULL : value[2] };
    return KR_OK;
}

kr_status kr_link_list_read(kr_job *job, const char *path, const kr_flows *like, kr_problems *problems, kr_link_list *list)
{
    kri_csv csv;
    kri_names names;
    struct link_columns c;
    struct link_rows rows = { 0 };
    *list = (kr_link_list){ 0 };
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    KR_TRY(opened(job, problems));
    KR_TRY(kri_csv_require(&csv, "from", &c.from));
    KR_TRY(kri_csv_require(&csv, "to", &c.to));
    KR_TRY(kri_csv_require(&csv, "cost", &c.cost));
    KR_TRY(opened(job, problems));
    c.new_cost = kri_csv_column(&csv, "new_cost");
    c.reference = kri_csv_column(&csv, "reference");
    KR_TRY(kri_names_init(&names, job));
    for (uint32_t i = 0, number; i < like->count; i++)
        KR_TRY(kri_names_add(&names, kri_span_of(like->id[i]), &number));
    KR_TRY(read_links(&csv, &c, like, &names, &rows));
    return lay_out_links(job, &rows, &c, list);
}
