/* study_asked.c: keruen study run and show: from a file to an answer. */
#include "cli/study.h"
#include "cli/page.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MATRIX "base_flow.csv"

/* ---- what it is made of ---- */

static double *share_named(kri_study_matrix *m, const char *how)
{
    return strcmp(how, "reported") == 0 ? &m->reported : strcmp(how, "derived") == 0 ? &m->derived : &m->filled;
}

static size_t column_named(const char *const *names, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static int is_in_region(const kr_study *study, const char *area)
{
    for (uint32_t i = 0; i < study->areas; i++)
        if (strcmp(study->area[i], area) == 0)
            return 1;
    return !study->areas && strcmp(area, "ROW") != 0;
}

/* What countries sell at home is left out: it is an estimate everywhere. */
static int is_weighed(const kr_study *study, const char *from, const char *to)
{
    return strcmp(from, to) != 0 && (is_in_region(study, from) || is_in_region(study, to));
}

/* How much of the region's trade anybody has reported; a matrix that does not say is all filled. */
static kr_status weigh_matrix(kr_job *job, const char *path, const kr_study *study, kri_study_matrix *m)
{
    kr_rows *rows;
    const char *const *names;
    const kr_row *list;
    size_t count;
    KR_TRY(kr_rows_open(job, path, &rows));
    size_t columns = kr_rows_columns(rows, &names), from = column_named(names, columns, "origin"), to = column_named(names, columns, "destination");
    size_t value = column_named(names, columns, "value"), how = column_named(names, columns, "how");
    if (from == columns || to == columns || value == columns)
        return KR_OK;
    for (;;) {
        KR_TRY(kr_rows_next(rows, job, 1000, &list, &count));
        if (!count)
            break;
        for (size_t i = 0; i < count; i++)
            if (!list[i].error && is_weighed(study, list[i].cell[from], list[i].cell[to]))
                *share_named(m, how < columns ? list[i].cell[how] : "") += strtod(list[i].cell[value], NULL);
    }
    double sum = m->reported + m->derived + m->filled;
    if (sum > 0)
        *m = (kri_study_matrix){ m->reported / sum, m->derived / sum, m->filled / sum };
    return KR_OK;
}

static double estimated_demand(const kr_wanted *d)
{
    double all = 0, estimated = 0;
    for (uint32_t i = 0; i < d->count; i++) {
        all += d->t_yr[i];
        estimated += d->method[i] >= KR_GENERAL_KNOWLEDGE || d->method[i] == KR_METHOD_UNSAID ? d->t_yr[i] : 0;
    }
    return all > 0 ? estimated / all : 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The study file, the matrix, and the tables of the world. */
static kr_status identify(kri_call *call, kri_study_shown *s, const char *matrix)
{
    kr_job *job = call->job;
    kr_study_input *input;
    kr_digests *digests;
    kri_span bytes;
    size_t count = 0;
    char *hex;
    KRI_NEW(job, input, KR_DIGESTS + 2);
    KRI_NEW(job, digests, 1);
    KRI_NEW(job, hex, KRI_DIGEST_HEX);
    KR_TRY(kri_file_read(job, matrix, &bytes));
    kri_digest_hex(bytes.start, bytes.length, hex);
    kr_world_digests(&s->world, digests);
    input[count++] = (kr_study_input){ base_name(s->study.file), s->study.digest };
    input[count++] = (kr_study_input){ MATRIX, hex };
    for (size_t i = 0; i < KR_DIGESTS; i++)
        if (*digests->hex[i]) {
            const char *file = kri_job_format(job, "%s.csv", kr_digest_name(i));
            if (!file)
                return KR_E_MEMORY;
            input[count++] = (kr_study_input){ file, digests->hex[i] };
        }
    s->run = (kr_study_run_id){ s->study.id, s->study.title, kr_version(), s->study.seed, input, count };
    return KR_OK;
}

static kr_status override(kri_call *call, kr_study *study)
{
    double draws = study->draws, seed = (double)study->seed;
    KR_TRY(kri_call_number(call, "draws", 0, 100000, &draws));
    KR_TRY(kri_call_number(call, "seed", 0, 9007199254740992.0, &seed));
    if (draws > 0 && draws < 2)
        return kr_fail(call->job, KR_E_USAGE, "--draws is 1, and one draw is no range; take 0, or 2 and more");
    study->draws = (uint32_t)draws;
    study->seed = (uint64_t)seed;
    return KR_OK;
}

static int by_place(const void *a, const void *b)
{
    const kr_problem *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* A person mends a file in one round: all that is wrong goes to the error stream, the last word counts. */
static kr_status tell_problems(kri_call *call, const char *path, const kr_problems *problems)
{
    if (problems->kept)
        qsort(problems->list, problems->kept, sizeof *problems->list, by_place);
    for (size_t i = 0; i < problems->kept; i++) {
        const kr_problem *p = &problems->list[i];
        if (problems->errors == 1 && !p->is_warning)
            kr_fail(call->job, KR_E_INPUT, "%s:%llu:%u: %s", p->file, (unsigned long long)p->line, p->column, p->message);
        else if (!p->is_warning || !call->quiet)
            fprintf(stderr, "%s:%llu:%u: %s%s\n", p->file, (unsigned long long)p->line, p->column, p->is_warning ? "warning: " : "", p->message);
    }
    if (problems->errors > 1)
        return kr_fail(call->job, KR_E_INPUT, "%s: %zu mistakes; nothing was run", path, problems->errors);
    return problems->errors ? KR_E_INPUT : KR_OK;
}

/* A study of that name stands beside the region's tables, unless a file is called so. */
static kr_status find_study(kri_call *call, const char *folder, const char **path)
{
    const char *ours;
    if (strchr(*path, '/') || strcmp(*path, "-") == 0 || kri_file_exists(*path))
        return KR_OK;
    ours = kri_job_format(call->job, "%s/../studies/%s.yaml", folder, *path);
    if (!ours)
        return KR_E_MEMORY;
    if (kri_file_exists(ours))
        *path = ours;
    return KR_OK;
}

static kr_status load(kri_call *call, const char *path, kri_study_shown *s)
{
    const char *folder, *matrix;
    kr_problems problems = { 0 };
    if (kri_call_has(call, "net"))
        folder = kri_call_value(call, "net");
    else
        KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_world_read(call->job, folder, NULL, &s->world));
    matrix = kri_job_format(call->job, "%s/%s", folder, MATRIX);
    if (!matrix)
        return KR_E_MEMORY;
    KR_TRY(find_study(call, folder, &path));
    KR_TRY(kr_study_read(call->job, path, &s->world, &problems, &s->study));
    KR_TRY(tell_problems(call, path, &problems));
    KR_TRY(override(call, &s->study));
    KR_TRY(kr_flows_read(call->job, matrix, "value", 0, 1, NULL, NULL, &s->trade));
    KR_TRY(weigh_matrix(call->job, matrix, &s->study, &s->matrix));
    s->estimated_demand = estimated_demand(&s->world.demand);
    return identify(call, s, matrix);
}

/* ---- the run ---- */

static kr_status open_store(kri_call *call, const kri_study_shown *s, kr_study_store **store)
{
    const char *path = kri_call_value(call, "store");
    *store = NULL;
    if (!path && kri_call_has(call, "fresh"))
        return kr_fail(call->job, KR_E_USAGE, "--fresh is about a store; name it with --store");
    return path ? kr_study_store_open(call->job, path, &s->run, kri_call_has(call, "fresh"), store) : KR_OK;
}

/* Where it goes on after a stop; from what cannot be read nothing does. */
static kr_status say_resumable(kri_call *call, const kr_study_store *store, kr_status status)
{
    const char *path = kri_call_value(call, "store");
    char why[KR_MESSAGE_BYTES];
    memcpy(why, call->job->message, sizeof why);
    if ((status == KR_E_LIMIT || status == KR_E_FILE) && store && kr_study_store_is_readable(store))
        return kr_fail(call->job, status, "%.300s; what was finished is in %.150s, and the same command goes on from there", why, path);
    return status;
}

static kr_status solve(kri_call *call, kri_study_shown *s, kr_study_store *store)
{
    kr_item_store items = { 0 };
    if (store)
        items = kr_study_store_items(store);
    kr_status status = kr_study_run(call->job, &s->world, &s->trade, &s->study, store ? &items : NULL, &s->result);
    if (status != KR_OK)
        return say_resumable(call, store, status);
    s->rows = s->result.areas + 1;
    s->row = s->result.areas;
    s->all = (1u << s->study.bundles) - 1;
    return KR_OK;
}

static kr_status render_text(kri_call *call, const kri_study_shown *s, kri_text *text)
{
    kri_call own = *call;
    own.out = kri_text_sink(text);
    own.columns = 80;
    own.colour = 0;
    return kri_study_put_text(&own, s);
}

static kr_status keep_answer(kri_call *call, const kri_study_shown *s, kr_study_store *store)
{
    kri_text json = kri_text_new(call->job), text = kri_text_new(call->job);
    KR_TRY(kri_study_put_json(s, call->job, kri_text_sink(&json)));
    KR_TRY(render_text(call, s, &text));
    return kr_study_store_answer(store, json.bytes, text.bytes);
}

kr_status kri_study_run(kri_call *call)
{
    kri_study_shown *s;
    kr_study_store *store;
    if (call->arguments < 2)
        return kr_fail(call->job, KR_E_USAGE, "study run needs a file, or the name of a study of ours: keruen study run connect");
    KR_TRY(kri_page_check(call));
    KRI_NEW(call->job, s, 1);
    KR_TRY(load(call, call->argument[1], s));
    KR_TRY(open_store(call, s, &store));
    KR_TRY(solve(call, s, store));
    if (store)
        KR_TRY(keep_answer(call, s, store));
    if (kri_call_has(call, "csv"))
        KR_TRY(kri_study_write_tables(call, s, kri_call_value(call, "csv")));
    if (kri_call_has(call, "geojson"))
        KR_TRY(kri_study_write_map(call, s, kri_call_value(call, "geojson")));
    if (kri_call_has(call, "html"))
        KR_TRY(kri_study_write_page(call, s, kri_call_value(call, "html")));
    return call->format == KRI_JSON ? kri_study_put_json(s, call->job, call->out) : kri_study_put_text(call, s);
}

/* ---- showing a run that is done ---- */

kr_status kri_study_show(kri_call *call)
{
    static const char *const of_run[] = { "store", "fresh", "draws", "seed", "csv", "geojson", "html" };
    kr_study_kept kept;
    if (call->arguments < 2)
        return kr_fail(call->job, KR_E_USAGE, "study show needs the store of a run: keruen study show FILE.db");
    for (size_t i = 0; i < sizeof of_run / sizeof *of_run; i++)
        if (kri_call_has(call, of_run[i]))
            return kr_fail(call->job, KR_E_USAGE, "--%s is for study run; show prints what a run has said", of_run[i]);
    KR_TRY(kr_study_store_read(call->job, call->argument[1], &kept));
    if (!kept.json) {
        fprintf(stderr, "keruen study: the run of %s in %s is not finished, %zu pieces of it are; keruen study run with this --store goes on\n",
                kept.run.study, call->argument[1], kept.items);
        call->exit_code = 1;
        return KR_OK;
    }
    const char *answer = call->format == KRI_JSON ? kept.json : kept.text;
    return call->out.write(call->out.to, answer, strlen(answer));
}
