/* quote_matrix.c: keruen matrix. What it takes from everywhere to everywhere. */
#include "cli/row_names.h"
#include "cli/shipment.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include <math.h>
#include <string.h>

/* ---- which places ---- */

typedef struct places {
    uint32_t *node;
    size_t count, room;
} places;

static kr_status add_place(kri_call *call, const kr_world *w, const char *text, places *list)
{
    KR_TRY(kri_job_grow(call->job, &list->node, &list->room, list->count + 1, sizeof *list->node));
    return kr_place_find(call->job, w, text, &list->node[list->count++], NULL);
}

/* Where something can be sent from, or received. */
static kr_status add_all(kri_call *call, const kr_world *w, const uint32_t *door, places *list)
{
    KR_TRY(kri_job_grow(call->job, &list->node, &list->room, w->node.count, sizeof *list->node));
    for (uint32_t i = 0; i < w->node.count; i++)
        if (door[i] != KR_NONE)
            list->node[list->count++] = i;
    return KR_OK;
}

static kr_status add_named(kri_call *call, const kr_world *w, const char *names, places *list)
{
    kri_span rest = kri_span_of(names), part;
    while (kri_span_next(&rest, ';', &part)) {
        part = kri_span_trim(part);
        const char *name = kri_job_copy(call->job, part.start, part.length);
        if (!name)
            return KR_E_MEMORY;
        if (*name)
            KR_TRY(add_place(call, w, name, list));
    }
    return KR_OK;
}

/* The column that holds the places: one that says so, else the first of a file without a header. */
static size_t column_of_places(kr_rows *rows, int *has_header)
{
    static const char *const known[] = { "id", "place", "node_id", "zone_id", "zone", "name" };
    const char *const *names;
    size_t columns = kr_rows_columns(rows, &names);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        for (size_t i = 0; i < columns; i++)
            if (strcasecmp(names[i], known[k]) == 0) {
                *has_header = 1;
                return i;
            }
    *has_header = 0;
    return 0;
}

static kr_status fail_row(kri_call *call, const char *path, const kr_row *row, const char *why)
{
    const char *copy = kri_job_copy(call->job, why, strlen(why));
    return copy ? kr_fail(call->job, KR_E_INPUT, "%s:%llu: %s", path, (unsigned long long)row->line, copy) : KR_E_MEMORY;
}

static kr_status add_from_file(kri_call *call, const kr_world *w, const char *path, places *list)
{
    kr_rows *rows;
    const kr_row *row;
    const char *const *names;
    size_t count;
    int has_header;
    KR_TRY(kr_rows_open(call->job, path, &rows));
    size_t column = column_of_places(rows, &has_header);
    kr_rows_columns(rows, &names);
    if (!has_header)
        KR_TRY(add_place(call, w, names[0], list));
    for (;;) {
        KR_TRY(kr_rows_next(rows, call->job, 256, &row, &count));
        if (!count)
            return KR_OK;
        for (size_t i = 0; i < count; i++) {
            if (row[i].error)
                return fail_row(call, path, &row[i], row[i].error);
            kr_status status = *row[i].cell[column] ? add_place(call, w, row[i].cell[column], list) : KR_OK;
            if (status != KR_OK)
                return status == KR_E_USAGE ? fail_row(call, path, &row[i], call->job->message) : status;
        }
    }
}

static kr_status find_places(kri_call *call, const kr_world *w, const char *option, const uint32_t *door, places *list)
{
    const char *value = kri_call_value(call, option);
    *list = (places){ 0 };
    if (!value)
        return add_all(call, w, door, list);
    if (strcmp(value, "-") == 0 || (kri_file_exists(value) && !kri_file_is_folder(value)))
        KR_TRY(add_from_file(call, w, value, list));
    else
        KR_TRY(add_named(call, w, value, list));
    return list->count ? KR_OK : kr_fail(call->job, KR_E_USAGE, "--%s names no place", option);
}

/* ---- showing ---- */

typedef struct shown {
    kri_call *call;
    const kri_shipment *s;
    const kr_matrix *matrix;
    places from, to;
    const char *measure;        /* "hours" */
    int has_own_column;         /* it is none of the figures that are shown anyway */
} shown;

static const char *id_at(const shown *v, const places *list, size_t i)
{
    return kr_world_text(&v->s->world, v->s->world.node.id[list->node[i]]);
}

static void add_cell(kri_text *t, const char *text)
{
    if (!strpbrk(text, ",\"\n\r")) {
        kri_text_puts(t, text);
        return;
    }
    kri_text_char(t, '"');
    for (; *text; text++) {
        if (*text == '"')
            kri_text_char(t, '"');
        kri_text_char(t, *text);
    }
    kri_text_char(t, '"');
}

/* What cannot be reached is empty, and so is what the world has no table for. */
static void add_number(kri_text *t, double value, int is_known)
{
    char digits[KRI_NUMBER_BYTES];
    kri_text_char(t, ',');
    if (is_known && value < INFINITY)
        kri_text_puts(t, kri_number_print(value, digits));
}

static void add_pair(kri_text *t, const shown *v, size_t row, size_t column)
{
    const kr_matrix *m = v->matrix;
    size_t cell = row * m->columns + column;
    add_cell(t, id_at(v, &v->from, row));
    kri_text_char(t, ',');
    add_cell(t, id_at(v, &v->to, column));
    add_number(t, m->hours[cell], 1);
    add_number(t, m->usd[cell], v->s->cost.has_prices);
    add_number(t, m->kgco2[cell], v->s->cost.has_emissions);
    add_number(t, m->km[cell], 1);
    if (v->has_own_column)
        add_number(t, m->measure[cell], 1);
    kri_text_char(t, '\n');
}

/* A row of the matrix at a time, so that the answer needs no room of its own. */
static kr_status put_long(const shown *v)
{
    KR_TRY(kri_call_print(v->call, "from,to,hours,usd,kgco2e,km%s%s\n", v->has_own_column ? "," : "", v->has_own_column ? v->measure : ""));
    for (size_t row = 0; row < v->matrix->rows; row++) {
        kri_mark mark = kri_job_mark(v->call->job);
        kri_text t = kri_text_new(v->call->job);
        for (size_t column = 0; column < v->matrix->columns; column++)
            add_pair(&t, v, row, column);
        KR_TRY(kri_call_put(v->call, &t));
        kri_job_release(v->call->job, mark);
    }
    return KR_OK;
}

static kr_status put_wide(const shown *v)
{
    kri_text head = kri_text_new(v->call->job);
    kri_text_puts(&head, v->measure);
    for (size_t column = 0; column < v->matrix->columns; column++) {
        kri_text_char(&head, ',');
        add_cell(&head, id_at(v, &v->to, column));
    }
    kri_text_char(&head, '\n');
    KR_TRY(kri_call_put(v->call, &head));
    for (size_t row = 0; row < v->matrix->rows; row++) {
        kri_mark mark = kri_job_mark(v->call->job);
        kri_text t = kri_text_new(v->call->job);
        add_cell(&t, id_at(v, &v->from, row));
        for (size_t column = 0; column < v->matrix->columns; column++)
            add_number(&t, v->matrix->measure[row * v->matrix->columns + column], 1);
        kri_text_char(&t, '\n');
        KR_TRY(kri_call_put(v->call, &t));
        kri_job_release(v->call->job, mark);
    }
    return KR_OK;
}

static void put_ids(kr_json *json, const shown *v, const char *key, const places *list)
{
    kr_json_key(json, key);
    kr_json_begin_array(json);
    for (size_t i = 0; i < list->count; i++)
        kr_json_string(json, id_at(v, list, i));
    kr_json_end_array(json);
}

static void put_values(kr_json *json, const kr_matrix *m, const char *key, const double *values, int is_known)
{
    if (!is_known)
        return;
    kr_json_key(json, key);
    kr_json_begin_array(json);
    for (size_t row = 0; row < m->rows; row++) {
        kr_json_begin_array(json);
        for (size_t column = 0; column < m->columns; column++)
            kr_json_number(json, values[row * m->columns + column]);
        kr_json_end_array(json);
    }
    kr_json_end_array(json);
}

static kr_status put_json(const shown *v)
{
    const kr_matrix *m = v->matrix;
    kr_json json = kr_json_open(v->call->out, 0);
    kr_json_begin_object(&json);
    kr_json_put_string(&json, "by", kri_call_value(v->call, "by"));
    kr_json_put_string(&json, "measure", v->measure);
    put_ids(&json, v, "from", &v->from);
    put_ids(&json, v, "to", &v->to);
    if (v->has_own_column)
        put_values(&json, m, v->measure, m->measure, 1);
    put_values(&json, m, "hours", m->hours, 1);
    put_values(&json, m, "usd", m->usd, v->s->cost.has_prices);
    put_values(&json, m, "kgco2e", m->kgco2, v->s->cost.has_emissions);
    put_values(&json, m, "km", m->km, 1);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

/* ---- the command ---- */

static const struct { const char *word, *measure; kr_by by; } bys[] = {
    { "time", "hours", KR_BY_TIME }, { "cost", "usd", KR_BY_COST }, { "co2", "kgco2e", KR_BY_CO2 },
    { "risk", "variance_h2", KR_BY_RISK }, { "generalised", "generalised_usd", KR_BY_VALUE },
};

static kr_status choose_by(kri_call *call, kri_shipment *s, shown *v)
{
    size_t i = 0;
    while (strcmp(bys[i].word, kri_call_value(call, "by")) != 0)
        i++;
    s->request.by = bys[i].by;
    v->measure = bys[i].measure;
    v->has_own_column = bys[i].by == KR_BY_RISK || bys[i].by == KR_BY_VALUE;
    if (bys[i].by == KR_BY_COST && !s->cost.has_prices)
        return kr_fail(call->job, KR_E_INPUT, "this world has no tariff.csv, so that nothing has a price; ask by time");
    if (bys[i].by == KR_BY_CO2 && !s->cost.has_emissions)
        return kr_fail(call->job, KR_E_INPUT, "this world has no emission.csv, so that no CO2 is known; ask by time");
    return KR_OK;
}

static kr_status run(kri_call *call)
{
    kri_shipment s;
    kr_matrix matrix;
    shown v = { .call = call, .s = &s, .matrix = &matrix };
    if (kri_call_has(call, "wide") && call->format == KRI_JSON)
        return kr_fail(call->job, KR_E_USAGE, "--wide and --json exclude each other; choose one");
    KR_TRY(kri_shipment_open(call, &s));
    KR_TRY(kri_shipment_load(call, &s));
    KR_TRY(kri_shipment_price(call, &s));
    KR_TRY(choose_by(call, &s, &v));
    KR_TRY(find_places(call, &s.world, "from", s.network.sender, &v.from));
    KR_TRY(find_places(call, &s.world, "to", s.network.receiver, &v.to));
    KR_TRY(kr_matrix_find(call->job, &s.network, &s.consignment, &s.cost, &s.request, v.from.node, v.from.count, v.to.node, v.to.count, &matrix));
    return call->format == KRI_JSON ? put_json(&v) : kri_call_has(call, "wide") ? put_wide(&v) : put_long(&v);
}

static const kri_option options[] = {
    { "from", "PLACES", "places, parted by \";\", or a file with one a line; else all that can send", NULL, 0 },
    { "to", "PLACES", "the same; else all that can receive", NULL, 0 },
    { "by", "time|cost|co2|risk|generalised", "which ways are the best; generalised: by the goods' own value of time", "time", 0 },
    { "wide", NULL, "a row an origin and a column a destination", NULL, 0 },
    KRI_GOODS_OPTIONS,
    KRI_WORLD_OPTIONS,
    { 0 },
};

static const kri_section sections[] = {
    { "The answer",
      "CSV, a row a pair: hours, USD, kg CO2e and km of the best way, and last the variance or generalised cost where it is the best by that. With "
      "--wide a row an origin, and only what the ways are the best by. With --json the same as arrays of rows. Pairs that "
      "no way joins are empty, null in JSON; from a place to itself it is 0.\n\n"
      "A file may be the answer of keruen places --csv, any CSV with a column id, place, zone or name, or lines without a header." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen matrix --out hours.csv", "from everywhere to everywhere" },
    { "keruen matrix --from \"Xian;Almaty\" --to \"Yerevan;Poti;Mersin\" --by cost", "some pairs" },
    { "keruen places AM --csv | keruen matrix --from - --wide", "from the places of a country, as a square" },
    { 0 },
};

const kri_command kri_command_matrix = {
    .name = "matrix", .summary = "hours, prices and CO2 from everywhere to everywhere", .arguments = "", .least = 0, .most = 0,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
