/* matrix.c: flows between places from a long CSV file, origin,destination,value. */
#include <keruen/panel.h>

#include "csv.h"

#include "base/file.h"
#include "base/number.h"

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
    const char *near = kri_text_nearest(name, like->id, like->count);
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

kr_status kr_flows_read(kr_job *job, const char *path, const char *value_name, double absent, int from_zero,
                        const kr_flows *like, kr_problems *problems, kr_flows *flows)
{
    kri_csv csv;
    kri_names names;
    struct matrix_columns columns;
    struct pairs pairs = { 0 };
    *flows = (kr_flows){ 0 };
    KR_TRY(kri_csv_open(job, problems, path, &csv));
    KR_TRY(find_columns(&csv, value_name, &columns));
    KR_TRY(kri_names_init(&names, job));
    for (uint32_t i = 0, number; like && i < like->count; i++)
        KR_TRY(kri_names_add(&names, kri_span_of(like->id[i]), &number));
    if (!like)
        KR_TRY(number_origins(&csv, columns.origin, &names));
    KR_TRY(read_pairs(&csv, &columns, from_zero, like, &names, &pairs));
    KR_TRY(name_places(job, like, &names, flows));
    return fill_matrix(&csv, &pairs, absent, flows);
}
