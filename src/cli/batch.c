/* batch.c: many quotes in one go. A row becomes the call that a person would have typed, and goes the same way. */
#include "cli/batch.h"
#include "cli/kept.h"
#include "cli/options.h"

#include "base/arena.h"
#include "base/spelling.h"

#include <omp.h>
#include <string.h>
#include <unistd.h>

#define ROWS_A_THREAD 64        /* of a chunk: the costs that its rows share are made once */

/* What a thread works with. What it makes for the chunk stays until the chunk is written, the rest until the next row. */
typedef struct worker {
    kr_job chunk, row;
} worker;

typedef struct task {
    const kr_row *row;
    kri_call call;
    kri_shipment *shipment;     /* NULL: the row is broken */
    size_t priced;              /* the first task with the same consignment */
    kr_status status;
    const char *error;          /* what is wrong with the row */
    kri_text line;
    kr_kept_quote kept;
} task;

typedef enum role { OPTION, FROM, TO, ID } role;

typedef struct column {
    role role;
    const kri_option *option;
} column;

typedef struct batch {
    kri_call *call;
    kri_call base;              /* the command line as every row takes it */
    kri_shipment opened;
    kr_rows *rows;
    column *column;
    size_t columns;
    const char *today;          /* of the start: a batch may run past midnight */
    worker *worker;
    int threads;
    task *task;
    size_t tasks;
    kr_store *store;            /* NULL: nothing is kept */
    kr_digests data;
    uint64_t done;
} batch;

/* ---- before the first row ---- */

static const struct { const char *name; role role; } roles[] = { { "from", FROM }, { "to", TO }, { "id", ID } };

/* An option that is for the whole batch, and no column. */
static int is_for_all(const char *name)
{
    static const char *const names[] = { "save", "store", "batch", "open", "close" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

static kr_status fail_column(const batch *b, const char *path, const char *name)
{
    const char *known[64];
    size_t count = 0;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        known[count++] = roles[i].name;
    for (const kri_option *o = b->call->command->options; o->name && count < 64; o++)
        if (!is_for_all(o->name))
            known[count++] = o->name;
    const char *near = kri_spelling_nearest(kri_span_of(name), known, count);
    if (is_for_all(name))
        return kr_fail(b->call->job, KR_E_INPUT, "%s: \"%s\" cannot differ from row to row; give it as --%s for all of them", path, name, name);
    return kr_fail(b->call->job, KR_E_INPUT, "%s: there is no column \"%.60s\"%s%s%s; a column is from, to, id or an option of keruen quote", path, name,
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static int find_column(const batch *b, const char *name, column *found)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(roles[i].name, name) == 0) {
            found->role = roles[i].role;
            return 1;
        }
    for (const kri_option *o = b->call->command->options; o->name; o++)
        if (strcmp(o->name, name) == 0 && !is_for_all(name)) {
            *found = (column){ OPTION, o };
            return 1;
        }
    return 0;
}

static kr_status read_columns(batch *b, const char *path)
{
    const char *const *names;
    unsigned has = 0;
    b->columns = kr_rows_columns(b->rows, &names);
    KRI_NEW(b->call->job, b->column, b->columns);
    for (size_t i = 0; i < b->columns; i++) {
        if (!find_column(b, names[i], &b->column[i]))
            return fail_column(b, path, names[i]);
        has |= 1u << b->column[i].role;
    }
    if (!(has & 1u << FROM) || !(has & 1u << TO))
        return kr_fail(b->call->job, KR_E_INPUT, "%s: the column \"%s\" is missing; a row needs from and to", path, has & 1u << FROM ? "to" : "from");
    return KR_OK;
}

static const kri_option *option_called(const kri_call *call, const char *name)
{
    const kri_option *o = call->command->options;
    while (o->name && strcmp(o->name, name) != 0)
        o++;
    return o->name ? o : NULL;
}

/* "today" becomes a date, once for all rows. */
static kr_status fix_today(batch *b)
{
    const char *now = kri_time_now(b->call->job), *depart = kri_call_value(b->call, "depart");
    kri_given *given;
    if (!now || !(b->today = kri_job_copy(b->call->job, now, 10)))
        return KR_E_MEMORY;
    b->base = *b->call;
    b->base.format = KRI_TEXT;
    KRI_NEW(b->call->job, given, b->base.given_count + 1);
    memcpy(given, b->base.given, b->base.given_count * sizeof *given);
    b->base.given = given;
    if (strcmp(depart, "today") == 0)
        given[b->base.given_count++] = (kri_given){ option_called(b->call, "depart"), b->today };
    return KR_OK;
}

static void end_workers(void *object)
{
    batch *b = object;
    for (int t = 0; t < b->threads; t++) {
        kr_job_end(&b->worker[t].chunk);
        kr_job_end(&b->worker[t].row);
    }
}

static void open_job(const batch *b, kr_job *job)
{
    const kr_job *whole = b->call->job;
    kr_job_init(job, kri_job_left(whole) / (size_t)(2 * b->threads));
    job->cancel = whole->cancel;
    job->deadline_s = whole->deadline_s;
    job->fault_countdown = whole->fault_countdown;
}

static kr_status open_workers(batch *b)
{
    kr_job *job = b->call->job;
    b->threads = job->threads < 1 ? 1 : job->threads;
    KRI_NEW(job, b->worker, (size_t)b->threads);
    KRI_NEW(job, b->task, (size_t)b->threads * ROWS_A_THREAD);
    KR_TRY(kri_job_defer(job, end_workers, b));
    for (int t = 0; t < b->threads; t++) {
        open_job(b, &b->worker[t].chunk);
        open_job(b, &b->worker[t].row);
    }
    return KR_OK;
}

static kr_status open_store(batch *b)
{
    const char *path;
    if (!kri_call_has(b->call, "save"))
        return KR_OK;
    kr_world_digests(&b->opened.base, &b->data);
    KR_TRY(kri_call_store(b->call, KR_STORE_WRITE, &path));
    return kr_store_open(b->call->job, path, KR_STORE_WRITE, &b->store);
}

/* ---- a row becomes a call ---- */

static void give(kri_call *call, const kri_option *option, const char *value)
{
    call->given[call->given_count++] = (kri_given){ option, value };
}

/* How much is said once: a row that says it does not add to what the command line says. */
static int is_amount(const char *name)
{
    return strcmp(name, "teu") == 0 || strcmp(name, "tonnes") == 0 || strcmp(name, "trucks") == 0;
}

static int row_has_amount(const batch *b, const kr_row *row)
{
    for (size_t i = 0; i < b->columns; i++)
        if (b->column[i].role == OPTION && is_amount(b->column[i].option->name) && *row->cell[i])
            return 1;
    return 0;
}

static kr_status give_flag(kr_job *job, kri_call *call, const kri_option *option, const char *cell)
{
    static const char *const yes[] = { "1", "yes", "true" }, *const no[] = { "0", "no", "false" };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(cell, no[i]) == 0)
            return KR_OK;
        if (strcmp(cell, yes[i]) == 0) {
            give(call, option, NULL);
            return KR_OK;
        }
    }
    return kr_fail(job, KR_E_USAGE, "%s is \"%.60s\"; it takes yes or no", option->name, cell);
}

/* Several values of one cell are parted by ";". */
static kr_status give_cell(const batch *b, kr_job *job, kri_call *call, const kri_option *option, const char *cell)
{
    kri_span rest = kri_span_of(cell), part;
    if (!option->value)
        return give_flag(job, call, option, cell);
    if (!(option->is & KRI_REPEATABLE)) {
        KR_TRY(kri_option_check(job, option, cell));
        give(call, option, strcmp(cell, "today") == 0 ? b->today : cell);
        return KR_OK;
    }
    while (kri_span_next(&rest, ';', &part)) {
        part = kri_span_trim(part);
        char *value = kri_job_copy(job, part.start, part.length);
        if (!value)
            return KR_E_MEMORY;
        if (*value)
            give(call, option, value);
    }
    return KR_OK;
}

/* No cell has more values than bytes. */
static size_t most_given(const batch *b, const kr_row *row)
{
    size_t most = b->base.given_count;
    for (size_t i = 0; i < b->columns; i++)
        most += strlen(row->cell[i]) / 2 + 1;
    return most;
}

static kr_status make_call(const batch *b, kr_job *job, const kr_row *row, kri_call *call)
{
    *call = b->base;
    call->job = job;
    call->arguments = 2;
    call->given_count = 0;
    KRI_NEW(job, call->argument, 2);
    KRI_NEW(job, call->given, most_given(b, row));
    int has_amount = row_has_amount(b, row);
    for (size_t i = 0; i < b->base.given_count; i++)
        if (!has_amount || !is_amount(b->base.given[i].option->name))
            give(call, b->base.given[i].option, b->base.given[i].value);
    for (size_t i = 0; i < b->columns; i++) {
        const column *c = &b->column[i];
        if (c->role == FROM || c->role == TO)
            call->argument[c->role == TO] = row->cell[i];
        else if (c->role == OPTION && *row->cell[i])
            KR_TRY(give_cell(b, job, call, c->option, row->cell[i]));
    }
    for (int end = 0; end < 2; end++)
        if (!*call->argument[end])
            return kr_fail(job, KR_E_USAGE, "%s is empty", end ? "to" : "from");
    return KR_OK;
}

/* ---- the steps of a row ---- */

static kr_status ask(batch *b, worker *w, task *t)
{
    if (t->row->error)
        return kr_fail(&w->chunk, KR_E_INPUT, "%s", t->row->error);
    kri_shipment *s;
    KRI_NEW(&w->chunk, s, 1);
    *s = b->opened;
    KR_TRY(make_call(b, &w->chunk, t->row, &t->call));
    KR_TRY(kri_shipment_ask(&t->call, s));
    t->shipment = s;
    return KR_OK;
}

static kr_status price(batch *b, worker *w, task *t)
{
    (void)b;
    t->call.job = &w->chunk;
    return kri_shipment_price(&t->call, t->shipment);
}

static const char *id_of(const batch *b, const kr_row *row)
{
    for (size_t i = 0; row->cell && i < b->columns; i++)
        if (b->column[i].role == ID && *row->cell[i])
            return row->cell[i];
    return NULL;
}

/* The head of a row's object. The writer keeps nothing, so that what follows may be written by another. */
static void begin_object(const batch *b, const task *t, kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_put_integer(json, "line", (int64_t)t->row->line);
    if (id_of(b, t->row))
        kr_json_put_string(json, "id", id_of(b, t->row));
}

static kr_status write_line(const batch *b, const task *t, kri_text *line)
{
    kr_json json = kr_json_open(kri_text_sink(line), 0);
    begin_object(b, t, &json);
    kr_json_key(&json, "quote");
    KR_TRY(json.status);
    KR_TRY(kri_quote_put_line(t->shipment, line));
    kri_text_puts(line, "}\n");
    return line->status;
}

static kr_status copy_into(kr_job *job, const char **text)
{
    *text = kri_job_copy(job, *text, strlen(*text));
    return *text ? KR_OK : KR_E_MEMORY;
}

/* What the store will be given must outlive the row. */
static kr_status keep(const batch *b, worker *w, task *t)
{
    const char **const texts[] = { &t->kept.issued, &t->kept.request, &t->kept.from, &t->kept.to, &t->kept.depart, &t->kept.json, &t->kept.text };
    if (!b->store)
        return KR_OK;
    KR_TRY(kri_quote_keep(&t->call, t->shipment, &t->kept));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        KR_TRY(copy_into(&w->chunk, texts[i]));
    return KR_OK;
}

/* Searches in the memory of the row, and leaves the line in that of the chunk. */
static kr_status find(batch *b, worker *w, task *t)
{
    kri_text line = kri_text_new(&w->row);
    t->call.job = &w->row;
    t->shipment->cost = b->task[t->priced].shipment->cost;
    KR_TRY(kri_shipment_find(&t->call, t->shipment));
    KR_TRY(write_line(b, t, &line));
    KR_TRY(keep(b, w, t));
    t->line = kri_text_new(&w->chunk);
    kri_text_add(&t->line, line.bytes, line.length);
    return t->line.status;
}

/* ---- a chunk ---- */

/* Whether a failure is the row's own. The others end the batch. */
static int is_broken(kr_status status)
{
    return status == KR_E_USAGE || status == KR_E_INPUT;
}

static void take_failure(worker *w, task *t, kr_status status)
{
    const kr_job *said = w->row.status != KR_OK ? &w->row : &w->chunk;
    t->status = status;
    if (status != KR_OK)
        t->error = kri_job_copy(&w->chunk, said->message, strlen(said->message));
    if (status != KR_OK && !t->error)
        t->status = KR_E_MEMORY;
}

/* One step for all rows that have come so far, on all cores; which of them gets which core decides nothing. */
static kr_status for_all(batch *b, kr_status (*step)(batch *b, worker *w, task *t), int only_first)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(b->threads)
    for (size_t i = 0; i < b->tasks; i++) {
        worker *w = &b->worker[omp_get_thread_num()];
        task *t = &b->task[i];
        if (t->status != KR_OK || (only_first && t->priced != i))
            continue;
        w->chunk.status = w->row.status = KR_OK;
        take_failure(w, t, step(b, w, t));
        kri_job_release(&w->row, (kri_mark){ NULL, 0 });
    }
    for (size_t i = 0; i < b->tasks; i++)
        if (b->task[i].status != KR_OK && !is_broken(b->task[i].status))
            return kr_fail(b->call->job, b->task[i].status, "%s", b->task[i].error ? b->task[i].error : "the memory for this batch is spent");
    return KR_OK;
}

/* Equal in every byte is equal; padding that differs costs time and nothing else. */
static void share_costs(batch *b)
{
    for (size_t i = 0; i < b->tasks; i++) {
        task *t = &b->task[i];
        t->priced = i;
        for (size_t k = 0; k < i && t->shipment && t->priced == i; k++)
            if (b->task[k].shipment && memcmp(&b->task[k].shipment->consignment, &t->shipment->consignment, sizeof(kr_consignment)) == 0)
                t->priced = k;
    }
}

static kr_status save(batch *b)
{
    kr_kept_quote *kept;
    size_t count = 0;
    if (!b->store)
        return KR_OK;
    KRI_NEW(&b->worker[0].chunk, kept, b->tasks);
    for (size_t i = 0; i < b->tasks; i++)
        if (b->task[i].status == KR_OK)
            kept[count++] = b->task[i].kept;
    return kr_store_save(b->store, kept, count, &b->data);
}

static kr_status write_error(batch *b, const task *t)
{
    kr_json json = kr_json_open(b->call->out, 0);
    b->call->exit_code = 3;
    begin_object(b, t, &json);
    kr_json_put_string(&json, "error", t->error);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static kr_status write_tasks(batch *b)
{
    for (size_t i = 0; i < b->tasks; i++) {
        const task *t = &b->task[i];
        KR_TRY(t->status == KR_OK ? kri_call_put(b->call, &t->line) : write_error(b, t));
    }
    b->done += b->tasks;
    return KR_OK;
}

static kr_status take_rows(batch *b)
{
    const kr_row *rows;
    kr_job *job = &b->worker[0].chunk;
    kr_status status = kr_rows_next(b->rows, job, (size_t)b->threads * ROWS_A_THREAD, &rows, &b->tasks);
    if (status == KR_E_MEMORY)
        return kr_fail(b->call->job, status, "%s", job->message);
    for (size_t i = 0; i < b->tasks; i++)
        b->task[i] = (task){ .row = &rows[i] };
    return status;
}

static kr_status do_chunk(batch *b)
{
    KR_TRY(for_all(b, ask, 0));
    share_costs(b);
    KR_TRY(for_all(b, price, 1));
    KR_TRY(for_all(b, find, 0));
    KR_TRY(save(b));
    return write_tasks(b);
}

static kr_status do_all(batch *b)
{
    double done, total;
    for (;;) {
        KR_TRY(take_rows(b));
        if (!b->tasks)
            return KR_OK;
        KR_TRY(do_chunk(b));
        KR_TRY(kr_job_check(b->call->job));
        kr_rows_progress(b->rows, &done, &total);
        kri_job_progress(b->call->job, "quotes", total > 0 ? done : (double)b->done, total);
        for (int t = 0; t < b->threads; t++)
            kri_job_release(&b->worker[t].chunk, (kri_mark){ NULL, 0 });
    }
}

static kr_status check_line(const kri_call *call)
{
    if (call->arguments)
        return kr_fail(call->job, KR_E_USAGE, "with --batch the places stand in the file, in its columns from and to; leave \"%.60s\" out", call->argument[0]);
    if (call->format == KRI_CSV || call->format == KRI_GEOJSON)
        return kr_fail(call->job, KR_E_USAGE, "--batch answers in lines of JSON; leave --csv and --geojson out");
    return KR_OK;
}

kr_status kri_batch_run(kri_call *call, const char *path)
{
    batch *b;
    KRI_NEW(call->job, b, 1);
    b->call = call;
    KR_TRY(check_line(call));
    KR_TRY(fix_today(b));
    KR_TRY(kr_rows_open(call->job, path, &b->rows));
    KR_TRY(read_columns(b, path));
    KR_TRY(kri_shipment_open(call, &b->opened));
    KR_TRY(open_workers(b));
    KR_TRY(open_store(b));
    return do_all(b);
}
