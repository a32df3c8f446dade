/* study_store.c: the finished items of a study's run, in one SQLite file. */
#include <keruen/io_study.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "database.h"

#include <stdio.h>
#include <string.h>

struct kr_study_store {
    kri_database base;
};

/* The sum of an item is over its name and numbers, that of an answer over both its texts, so that an altered one is not taken for what was found. */
static const char layout[] =
    "CREATE TABLE run (id INTEGER PRIMARY KEY CHECK (id = 1), study TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL, seed TEXT NOT NULL) STRICT;"
    "CREATE TABLE input (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE item (name TEXT PRIMARY KEY, numbers BLOB NOT NULL, sum TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE answer (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL, shown TEXT NOT NULL, sum TEXT NOT NULL) STRICT;"
    "PRAGMA application_id = 0x6B727573;"
    "PRAGMA user_version = 3;";

static const kri_database_kind kind = { "store of a study", 0x6B727573, 3, layout };

#define SEED_BYTES 24

/* One row of texts in, nothing out. */
static kr_status put_texts(kri_database *s, const char *sql, const char *const *texts, size_t count)
{
    sqlite3_stmt *statement;
    int bad = 0;
    KR_TRY(kri_database_prepare(s, sql, &statement));
    for (size_t i = 0; i < count; i++)
        bad |= kri_database_bind(statement, (int)i + 1, texts[i]);
    return kri_database_finish(s, statement, bad ? SQLITE_ERROR : sqlite3_step(statement));
}

/* One row out; *there is 0 when there is none. */
static kr_status get_texts(kri_database *s, const char *sql, const char **texts, size_t count, int *there)
{
    sqlite3_stmt *statement;
    kr_status status = KR_OK;
    KR_TRY(kri_database_prepare(s, sql, &statement));
    int code = sqlite3_step(statement);
    *there = code == SQLITE_ROW;
    for (size_t i = 0; i < count && *there && status == KR_OK; i++)
        status = kri_database_text(s, statement, (int)i, &texts[i]);
    if (status != KR_OK) {
        sqlite3_finalize(statement);
        return status;
    }
    return kri_database_finish(s, statement, code);
}

/* ---- whose run it is ---- */

static kr_status get_inputs(kri_database *s, kr_study_input **inputs, size_t *count)
{
    sqlite3_stmt *statement;
    size_t room = 0;
    kr_status status = KR_OK;
    int code = SQLITE_DONE;
    *count = 0;
    *inputs = NULL;
    KR_TRY(kri_database_prepare(s, "SELECT file, sha256 FROM input ORDER BY file", &statement));
    while (status == KR_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        status = kri_job_grow(s->job, inputs, &room, *count + 1, sizeof **inputs);
        if (status == KR_OK)
            status = kri_database_text(s, statement, 0, &(*inputs)[*count].file);
        if (status == KR_OK)
            status = kri_database_text(s, statement, 1, &(*inputs)[*count].sha256);
        ++*count;
    }
    if (status == KR_OK)
        return kri_database_finish(s, statement, code);
    sqlite3_finalize(statement);
    return status;
}

static const char *input_named(const kr_study_input *inputs, size_t count, const char *file)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(inputs[i].file, file) == 0)
            return inputs[i].sha256;
    return "";
}

/* The files that are others than they were, either way round. */
static kr_status list_changes(kri_database *s, const kr_study_run_id *run, kri_text *changed)
{
    kr_study_input *then;
    size_t count;
    KR_TRY(get_inputs(s, &then, &count));
    for (size_t i = 0; i < run->inputs; i++)
        if (strcmp(input_named(then, count, run->input[i].file), run->input[i].sha256) != 0)
            kri_text_format(changed, "%s%s", changed->length ? ", " : "", run->input[i].file);
    for (size_t i = 0; i < count; i++)
        if (!*input_named(run->input, run->inputs, then[i].file))
            kri_text_format(changed, "%s%s", changed->length ? ", " : "", then[i].file);
    return changed->status;
}

static kr_status fail_other(kri_database *s, const char *what)
{
    return kr_fail(s->job, KR_E_INPUT, "%s: holds a run of %s; name another --store, or begin anew in this one with --fresh", s->path, what);
}

static kr_status check_run(kri_database *s, const kr_study_run_id *run, const char *seed, int *is_new)
{
    const char *kept[3];
    int there;
    kri_text what = kri_text_new(s->job);
    KR_TRY(get_texts(s, "SELECT study, version, seed FROM run", kept, 3, &there));
    *is_new = !there;
    if (!there)
        return KR_OK;
    if (strcmp(kept[0], run->study) != 0)
        kri_text_format(&what, "another study, %s", kept[0]);
    else if (strcmp(kept[1], run->version) != 0)
        kri_text_format(&what, "keruen %s, and this is %s", kept[1], run->version);
    else if (strcmp(kept[2], seed) != 0)
        kri_text_format(&what, "the seed %s, and this one has %s", kept[2], seed);
    if (what.length)
        return fail_other(s, what.bytes);
    KR_TRY(list_changes(s, run, &what));
    if (!what.length)
        return KR_OK;
    const char *files = kri_job_format(s->job, "other inputs; these have changed since: %s", what.bytes);
    return files ? fail_other(s, files) : KR_E_MEMORY;
}

static kr_status put_run(kri_database *s, const kr_study_run_id *run, const char *seed)
{
    const char *const texts[] = { run->study, run->title, run->version, seed };
    KR_TRY(put_texts(s, "INSERT INTO run VALUES (1, ?1, ?2, ?3, ?4)", texts, 4));
    for (size_t i = 0; i < run->inputs; i++) {
        const char *const input[] = { run->input[i].file, run->input[i].sha256 };
        KR_TRY(put_texts(s, "INSERT INTO input VALUES (?1, ?2)", input, 2));
    }
    return KR_OK;
}

static kr_status begin(kri_database *s, const kr_study_run_id *run, int is_fresh)
{
    char seed[SEED_BYTES];
    int is_new;
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)run->seed);
    if (is_fresh)
        KR_TRY(kri_database_execute(s, "DELETE FROM run; DELETE FROM input; DELETE FROM item; DELETE FROM answer"));
    KR_TRY(check_run(s, run, seed, &is_new));
    return is_new ? put_run(s, run, seed) : KR_OK;
}

kr_status kr_study_store_open(kr_job *job, const char *path, const kr_study_run_id *run, int is_fresh, kr_study_store **store)
{
    kr_study_store *s;
    KRI_NEW(job, s, 1);
    KR_TRY(kri_database_open(job, path, &kind, KR_STORE_WRITE, &s->base));
    KR_TRY(kri_database_execute(&s->base, "BEGIN IMMEDIATE"));
    *store = s;
    return kri_database_end(&s->base, begin(&s->base, run, is_fresh));
}

/* ---- items ---- */

static void sum_of(const char *item, const void *numbers, size_t bytes, char hex[KRI_DIGEST_HEX])
{
    kri_digest digest = kri_digest_begin();
    kri_digest_add(&digest, item, strlen(item) + 1);
    kri_digest_add(&digest, numbers, bytes);
    kri_digest_end_hex(&digest, hex);
}

static kr_status take_item(kri_database *s, sqlite3_stmt *statement, const char *item, const double **values, size_t *count)
{
    char right[KRI_DIGEST_HEX];
    double *copy;
    size_t bytes = (size_t)sqlite3_column_bytes(statement, 0);
    const void *numbers = sqlite3_column_blob(statement, 0);
    const char *sum = (const char *)sqlite3_column_text(statement, 1);
    if (bytes && !numbers)
        return kri_database_fail(s);
    sum_of(item, numbers ? numbers : "", bytes, right);
    if (!sum || strcmp(sum, right) != 0 || bytes % sizeof(double))
        return kri_database_damaged(s, "an item is not what was kept");
    *count = bytes / sizeof(double);
    KRI_NEW(s->job, copy, *count);
    if (bytes)
        memcpy(copy, numbers, bytes);
    *values = copy;
    return KR_OK;
}

static kr_status find_item(void *to, kr_job *job, const char *item, const double **values, size_t *count)
{
    kri_database *s = to;
    sqlite3_stmt *statement;
    kr_status status = KR_OK;
    s->job = job;
    *values = NULL;
    *count = 0;
    KR_TRY(kri_database_prepare(s, "SELECT numbers, sum FROM item WHERE name = ?1", &statement));
    int code = kri_database_bind(statement, 1, item);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        status = take_item(s, statement, item, values, count);
    if (status == KR_OK)
        status = kri_database_finish(s, statement, code);
    else
        sqlite3_finalize(statement);
    s->is_unreadable |= status == KR_E_FILE;
    return status;
}

/* The statement is a transaction by itself. What another process has kept meanwhile is the same. */
static kr_status keep_item(void *to, kr_job *job, const char *item, const double *values, size_t count)
{
    kri_database *s = to;
    sqlite3_stmt *statement;
    char sum[KRI_DIGEST_HEX];
    size_t bytes = count * sizeof *values;
    s->job = job;
    sum_of(item, values, bytes, sum);
    KR_TRY(kri_database_prepare(s, "INSERT OR IGNORE INTO item VALUES (?1, ?2, ?3)", &statement));
    int bad = kri_database_bind(statement, 1, item) | sqlite3_bind_blob64(statement, 2, bytes ? (const void *)values : "", bytes, SQLITE_STATIC) |
              kri_database_bind(statement, 3, sum);
    return kri_database_finish(s, statement, bad ? SQLITE_ERROR : sqlite3_step(statement));
}

kr_item_store kr_study_store_items(kr_study_store *store)
{
    return (kr_item_store){ .find = find_item, .keep = keep_item, .to = &store->base };
}

int kr_study_store_is_readable(const kr_study_store *store)
{
    return !store->base.is_unreadable;
}

static void sum_of_answer(const char *json, const char *text, char hex[KRI_DIGEST_HEX])
{
    sum_of(json, text, strlen(text), hex);
}

kr_status kr_study_store_answer(kr_study_store *store, const char *json, const char *text)
{
    char sum[KRI_DIGEST_HEX];
    const char *const texts[] = { json, text, sum };
    sum_of_answer(json, text, sum);
    return put_texts(&store->base, "INSERT OR REPLACE INTO answer VALUES (1, ?1, ?2, ?3)", texts, 3);
}

/* ---- showing ---- */

static kr_status read_kept(kri_database *s, kr_study_kept *kept)
{
    const char *run[4], *items, *answer[3];
    char sum[KRI_DIGEST_HEX];
    kr_study_input *inputs;
    unsigned long long seed = 0;
    int there = 0;
    if (!s->is_blank)
        KR_TRY(get_texts(s, "SELECT study, title, version, seed FROM run", run, 4, &there));
    if (!there)
        return kr_fail(s->job, KR_E_FILE, "%s: holds no run; keruen study run --store makes one", s->path);
    KR_TRY(get_inputs(s, &inputs, &kept->run.inputs));
    sscanf(run[3], "%llu", &seed);
    kept->run = (kr_study_run_id){ run[0], run[1], run[2], seed, inputs, kept->run.inputs };
    KR_TRY(get_texts(s, "SELECT count(*) FROM item", &items, 1, &there));
    unsigned long long count = 0;
    sscanf(items, "%llu", &count);
    kept->items = (size_t)count;
    KR_TRY(get_texts(s, "SELECT json, shown, sum FROM answer", answer, 3, &there));
    if (there)
        sum_of_answer(answer[0], answer[1], sum);
    if (there && strcmp(sum, answer[2]) != 0)
        return kri_database_damaged(s, "the answer is not what was kept");
    kept->json = there ? answer[0] : NULL;
    kept->text = there ? answer[1] : NULL;
    return KR_OK;
}

kr_status kr_study_store_read(kr_job *job, const char *path, kr_study_kept *kept)
{
    kri_database *s;
    *kept = (kr_study_kept){ .items = 0 };
    KRI_NEW(job, s, 1);
    KR_TRY(kri_database_open(job, path, &kind, KR_STORE_READ, s));
    return read_kept(s, kept);
}
