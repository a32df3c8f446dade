/* store.c: the quotes that were issued, in one SQLite file. */
#include <keruen/io.h>

#include "base/arena.h"
#include "base/digest.h"
#include "database.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OUR_MARK 0x6B727571         /* application_id: "kruq" */
#define OUR_LAYOUT 1                /* user_version */

struct kr_store {
    kri_database base;
};

/*
 * data_state names the files' digests once for all quotes that were made of them. `sum` is over all texts of the row, so
 * that an answer which was altered is not taken for the one that was issued.
 */
static const char layout[] =
    "CREATE TABLE data_state (state TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " PRIMARY KEY (state, file)) WITHOUT ROWID;"
    "CREATE TABLE quote (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, issued TEXT NOT NULL, version TEXT NOT NULL,"
    " request TEXT NOT NULL, from_place TEXT NOT NULL, to_place TEXT NOT NULL, cargo TEXT NOT NULL, depart TEXT NOT NULL,"
    " hours REAL, usd REAL, kgco2 REAL, json TEXT NOT NULL, shown TEXT NOT NULL, sum TEXT NOT NULL, state TEXT NOT NULL) STRICT;"
    "PRAGMA application_id = 0x6B727571;"
    "PRAGMA user_version = 1;";

static const kri_database_kind kind = { "store of quotes", OUR_MARK, OUR_LAYOUT, layout };

kr_status kr_store_open(kr_job *job, const char *path, kr_store_use use, kr_store **opened)
{
    kr_store *s;
    KRI_NEW(job, s, 1);
    *opened = s;
    return kri_database_open(job, path, &kind, use, &s->base);
}

/* ---- saving ---- */

static void add_text(kri_digest *digest, const char *text)
{
    kri_digest_add(digest, text, strlen(text) + 1);
}

static void sum_of(const kr_kept_quote *q, char hex[KRI_DIGEST_HEX])
{
    kri_digest digest = kri_digest_begin();
    add_text(&digest, q->id);
    add_text(&digest, q->version);
    add_text(&digest, q->request);
    add_text(&digest, q->json);
    add_text(&digest, q->text);
    kri_digest_end_hex(&digest, hex);
}

static int bind_number(sqlite3_stmt *statement, int at, double number)
{
    return isnan(number) ? sqlite3_bind_null(statement, at) : sqlite3_bind_double(statement, at, number);
}

/* Every binding is tried; a failure of any makes the step fail. */
static kr_status bind_quote(const kr_store *s, sqlite3_stmt *statement, const kr_kept_quote *q, const char *sum, const char *state)
{
    const char *const texts[] = { q->id, q->issued, q->version, q->request, q->from, q->to, q->cargo, q->depart, q->json, q->text, sum, state };
    const double numbers[] = { q->hours, q->usd, q->kgco2 };
    int at = 0, bad = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        bad |= kri_database_bind(statement, ++at, texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        bad |= bind_number(statement, ++at, numbers[i]);
    return bad ? kri_database_fail(&s->base) : KR_OK;
}

static kr_status refuse_other_answer(const kr_store *s, const kr_kept_quote *q)
{
    sqlite3_stmt *statement;
    KR_TRY(kri_database_prepare(&s->base, "SELECT json = ?2 FROM quote WHERE id = ?1", &statement));
    int bad = kri_database_bind(statement, 1, q->id) | kri_database_bind(statement, 2, q->json);
    int code = bad ? SQLITE_ERROR : sqlite3_step(statement);
    int is_same = code == SQLITE_ROW && sqlite3_column_int(statement, 0);
    KR_TRY(kri_database_finish(&s->base, statement, code));
    return is_same ? KR_OK : kr_fail(s->base.job, KR_E_INPUT, "%s: another quote has the id %s already; keep this one in another store", s->base.path, q->id);
}

static kr_status insert_quote(const kr_store *s, sqlite3_stmt *insert, const kr_kept_quote *q, const char *state)
{
    char sum[KRI_DIGEST_HEX];
    sum_of(q, sum);
    KR_TRY(bind_quote(s, insert, q, sum, state));
    if (sqlite3_step(insert) != SQLITE_DONE)
        return kri_database_fail(&s->base);
    if (sqlite3_reset(insert) != SQLITE_OK)
        return kri_database_fail(&s->base);
    return sqlite3_changes(s->base.db) ? KR_OK : refuse_other_answer(s, q);
}

static kr_status insert_quotes(const kr_store *s, const kr_kept_quote *quotes, size_t count, const char *state)
{
    sqlite3_stmt *insert;
    kr_status status = KR_OK;
    KR_TRY(kri_database_prepare(&s->base,
                                "INSERT INTO quote (id, issued, version, request, from_place, to_place, cargo, depart, json, shown, sum, state, hours, usd,"
                                " kgco2) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO NOTHING", &insert));
    for (size_t i = 0; i < count && status == KR_OK; i++)
        status = insert_quote(s, insert, &quotes[i], state);
    sqlite3_finalize(insert);
    return status;
}

static kr_status insert_digest(const kr_store *s, const char *state, const char *file, const char *hex)
{
    sqlite3_stmt *statement;
    KR_TRY(kri_database_prepare(&s->base, "INSERT INTO data_state VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", &statement));
    int bad = kri_database_bind(statement, 1, state) | kri_database_bind(statement, 2, file) | kri_database_bind(statement, 3, hex);
    return kri_database_finish(&s->base, statement, bad ? SQLITE_ERROR : sqlite3_step(statement));
}

static kr_status insert_all(const kr_store *s, const kr_kept_quote *quotes, size_t count, const kr_digests *data)
{
    char state[KRI_DIGEST_HEX];
    kri_digest_hex(data, sizeof *data, state);
    for (size_t i = 0; i < KR_DIGESTS; i++)
        if (*data->hex[i])
            KR_TRY(insert_digest(s, state, kr_digest_name(i), data->hex[i]));
    return insert_quotes(s, quotes, count, state);
}

kr_status kr_store_save(kr_store *s, const kr_kept_quote *quotes, size_t count, const kr_digests *data)
{
    KR_TRY(kri_database_execute(&s->base, "BEGIN IMMEDIATE"));
    kr_status status = insert_all(s, quotes, count, data);
    return kri_database_end(&s->base, status);
}

/* ---- reading ---- */

static double take_number(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? NAN : sqlite3_column_double(statement, column);
}

#define LISTED "id, issued, version, from_place, to_place, cargo, depart, hours, usd, kgco2"

static kr_status take_listed(const kr_store *s, sqlite3_stmt *statement, kr_kept_quote *q)
{
    const char **const texts[] = { &q->id, &q->issued, &q->version, &q->from, &q->to, &q->cargo, &q->depart };
    int at = 0;
    for (; at < (int)(sizeof texts / sizeof *texts); at++)
        KR_TRY(kri_database_text(&s->base, statement, at, texts[at]));
    q->hours = take_number(statement, at);
    q->usd = take_number(statement, at + 1);
    q->kgco2 = take_number(statement, at + 2);
    return KR_OK;
}

static kr_status take_list(const kr_store *s, sqlite3_stmt *statement, kr_kept_quote **list, size_t *count)
{
    size_t room = 0;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        KR_TRY(kri_job_grow(s->base.job, list, &room, *count + 1, sizeof **list));
        KR_TRY(take_listed(s, statement, &(*list)[*count]));
        ++*count;
    }
    return code == SQLITE_DONE ? KR_OK : kri_database_fail(&s->base);
}

kr_status kr_store_list(kr_store *s, const kr_kept_quote **quotes, size_t *count)
{
    sqlite3_stmt *statement;
    kr_kept_quote *list = NULL;
    *count = 0;
    *quotes = NULL;
    if (s->base.is_blank)
        return KR_OK;
    KR_TRY(kri_database_prepare(&s->base, "SELECT " LISTED " FROM quote ORDER BY number", &statement));
    kr_status status = take_list(s, statement, &list, count);
    sqlite3_finalize(statement);
    *quotes = list;
    return status;
}

static size_t digest_named(const char *name)
{
    size_t i = 0;
    while (i < KR_DIGESTS && strcmp(kr_digest_name(i), name) != 0)
        i++;
    return i;
}

/* Tables that this version does not know are passed over. */
static kr_status find_data(const kr_store *s, const char *state, kr_digests *data)
{
    sqlite3_stmt *statement;
    int code;
    *data = (kr_digests){ 0 };
    KR_TRY(kri_database_prepare(&s->base, "SELECT file, sha256 FROM data_state WHERE state = ?1", &statement));
    code = kri_database_bind(statement, 1, state);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0), *hex = (const char *)sqlite3_column_text(statement, 1);
        size_t i = name && hex ? digest_named(name) : KR_DIGESTS;
        if (i < KR_DIGESTS)
            snprintf(data->hex[i], sizeof data->hex[i], "%s", hex);
        code = SQLITE_OK;
    }
    return kri_database_finish(&s->base, statement, code);
}

static kr_status take_quote(const kr_store *s, sqlite3_stmt *statement, kr_kept_quote *q, const char **state)
{
    const char *sum = NULL;
    char right[KRI_DIGEST_HEX];
    KR_TRY(take_listed(s, statement, q));
    KR_TRY(kri_database_text(&s->base, statement, 10, &q->request));
    KR_TRY(kri_database_text(&s->base, statement, 11, &q->json));
    KR_TRY(kri_database_text(&s->base, statement, 12, &q->text));
    KR_TRY(kri_database_text(&s->base, statement, 13, &sum));
    KR_TRY(kri_database_text(&s->base, statement, 14, state));
    sum_of(q, right);
    return strcmp(sum, right) == 0 ? KR_OK : kri_database_damaged(&s->base, "the quote is not what was issued under its id");
}

kr_status kr_store_find(kr_store *s, const char *id, kr_kept_quote *quote, kr_digests *data)
{
    sqlite3_stmt *statement;
    const char *state = NULL;
    *quote = (kr_kept_quote){ 0 };
    if (s->base.is_blank)
        return KR_OK;
    KR_TRY(kri_database_prepare(&s->base, "SELECT " LISTED ", request, json, shown, sum, state FROM quote WHERE id = ?1", &statement));
    int code = kri_database_bind(statement, 1, id);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    kr_status status = code == SQLITE_ROW ? take_quote(s, statement, quote, &state) : code == SQLITE_DONE ? KR_OK : kri_database_fail(&s->base);
    sqlite3_finalize(statement);
    KR_TRY(status);
    return state ? find_data(s, state, data) : KR_OK;
}
