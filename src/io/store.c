/* store.c: the quotes that were issued, in one SQLite file. The only file that knows SQLite. */
#include <keruen/io.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define OUR_MARK 0x6B727571         /* application_id: "kruq" */
#define OUR_LAYOUT 1                /* user_version */
#define LOCK_WAIT_MS 5000

struct kr_store {
    kr_job *job;
    const char *path;
    sqlite3 *db;
    int is_blank;                   /* opened for reading, and nobody has written yet */
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

/* ---- what goes wrong ---- */

static kr_status fail_damaged(const kr_store *s, const char *how)
{
    return kr_fail(s->job, KR_E_FILE, "%s: is damaged or no store of quotes (%s); move it away and a new one is made, "
                   "or put a copy in its place", s->path, how);
}

/* The sentence for the last failure of SQLite. */
static kr_status fail_sqlite(const kr_store *s)
{
    int code = sqlite3_extended_errcode(s->db), reason = sqlite3_system_errno(s->db);
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return kr_fail(s->job, KR_E_MEMORY, "%s: the system has no more memory for the store of quotes", s->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return kr_fail(s->job, KR_E_FILE, "%s: another program has held the store of quotes locked for %d s; try again when it is done", s->path,
                       LOCK_WAIT_MS / 1000);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_damaged(s, sqlite3_errmsg(s->db));
    case SQLITE_READONLY:
        return kr_fail(s->job, KR_E_FILE, "%s: may not be written by you; name another store with --store", s->path);
    case SQLITE_FULL:
        return kr_fail(s->job, KR_E_FILE, "%s: the disk is full; nothing was kept", s->path);
    default:
        return kr_fail(s->job, KR_E_FILE, "%s: cannot be used as a store of quotes: %s", s->path, reason ? strerror(reason) : sqlite3_errmsg(s->db));
    }
}

static kr_status execute(const kr_store *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? KR_OK : fail_sqlite(s);
}

static kr_status prepare(const kr_store *s, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(s->db, sql, -1, statement, NULL) == SQLITE_OK ? KR_OK : fail_sqlite(s);
}

/* Ends a statement whose last step gave `code`. */
static kr_status finish(const kr_store *s, sqlite3_stmt *statement, int code)
{
    kr_status status = code == SQLITE_DONE || code == SQLITE_ROW ? KR_OK : fail_sqlite(s);
    sqlite3_finalize(statement);
    return status;
}

/* ---- opening ---- */

static void close_store(void *object)
{
    kr_store *s = object;
    sqlite3_close_v2(s->db);
    s->db = NULL;
}

/* One statement sees one state, whoever writes meanwhile. */
static const char ask_layout[] = "SELECT (SELECT count(*) FROM sqlite_master), a.application_id, v.user_version"
                                 " FROM pragma_application_id AS a, pragma_user_version AS v";

/* An empty file becomes a store; another program's database does not. */
static kr_status check_layout(kr_store *s, int *is_blank)
{
    sqlite3_stmt *statement;
    int mark = 0, version = 0;
    KR_TRY(prepare(s, ask_layout, &statement));
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        mark = sqlite3_column_int(statement, 1);
        version = sqlite3_column_int(statement, 2);
        *is_blank = !mark && !version && !sqlite3_column_int(statement, 0);
    }
    KR_TRY(finish(s, statement, code));
    if (*is_blank || (mark == OUR_MARK && version == OUR_LAYOUT))
        return KR_OK;
    if (mark == OUR_MARK)
        return kr_fail(s->job, KR_E_FILE, "%s: was written by another version of keruen (layout %d, this one knows %d); use that one, or another --store",
                       s->path, version, OUR_LAYOUT);
    return kr_fail(s->job, KR_E_FILE, "%s: is a database of another program; name another file with --store", s->path);
}

/* Two programs may both find it blank; the second one to come looks again. */
static kr_status lay_out(kr_store *s)
{
    int is_blank = 0;
    KR_TRY(execute(s, "BEGIN IMMEDIATE"));
    kr_status status = check_layout(s, &is_blank);
    if (status == KR_OK && is_blank)
        status = execute(s, layout);
    if (status == KR_OK)
        return execute(s, "COMMIT");
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

/* A rollback journal that is synced with its folder: what was committed survives a cut of power, too. */
static kr_status set_up(kr_store *s, kr_store_use use)
{
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_busy_timeout(s->db, LOCK_WAIT_MS);
    KR_TRY(execute(s, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON"));
    KR_TRY(check_layout(s, &s->is_blank));
    if (!s->is_blank || use == KR_STORE_READ)
        return KR_OK;
    s->is_blank = 0;
    return lay_out(s);
}

/* SQLite takes some names for other things than files: "", ":memory:". */
static const char *plain_path(kr_job *job, const char *path)
{
    return *path == '/' ? kri_job_copy(job, path, strlen(path)) : kri_job_format(job, "./%s", path);
}

kr_status kr_store_open(kr_job *job, const char *path, kr_store_use use, kr_store **opened)
{
    kr_store *s;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (use == KR_STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    KRI_NEW(job, s, 1);
    s->job = job;
    s->path = kri_job_copy(job, path, strlen(path));
    const char *plain = plain_path(job, path);
    if (!s->path || !plain)
        return KR_E_MEMORY;
    if (!*path || kri_file_is_folder(path))
        return kr_fail(job, KR_E_FILE, "%s: is %s, and the store of quotes is a file; name the file", path, *path ? "a folder" : "no name");
    KR_TRY(kri_job_defer(job, close_store, s));
    if (sqlite3_open_v2(plain, &s->db, flags, NULL) != SQLITE_OK)
        return s->db ? fail_sqlite(s) : kr_fail(job, KR_E_MEMORY, "%s: the system has no more memory for the store of quotes", path);
    *opened = s;
    return set_up(s, use);
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

static int bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
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
        bad |= bind_text(statement, ++at, texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        bad |= bind_number(statement, ++at, numbers[i]);
    return bad ? fail_sqlite(s) : KR_OK;
}

static kr_status refuse_other_answer(const kr_store *s, const kr_kept_quote *q)
{
    sqlite3_stmt *statement;
    KR_TRY(prepare(s, "SELECT json = ?2 FROM quote WHERE id = ?1", &statement));
    int bad = bind_text(statement, 1, q->id) | bind_text(statement, 2, q->json);
    int code = bad ? SQLITE_ERROR : sqlite3_step(statement);
    int is_same = code == SQLITE_ROW && sqlite3_column_int(statement, 0);
    KR_TRY(finish(s, statement, code));
    return is_same ? KR_OK : kr_fail(s->job, KR_E_INPUT, "%s: another quote has the id %s already; keep this one in another store", s->path, q->id);
}

static kr_status insert_quote(const kr_store *s, sqlite3_stmt *insert, const kr_kept_quote *q, const char *state)
{
    char sum[KRI_DIGEST_HEX];
    sum_of(q, sum);
    KR_TRY(bind_quote(s, insert, q, sum, state));
    if (sqlite3_step(insert) != SQLITE_DONE)
        return fail_sqlite(s);
    if (sqlite3_reset(insert) != SQLITE_OK)
        return fail_sqlite(s);
    return sqlite3_changes(s->db) ? KR_OK : refuse_other_answer(s, q);
}

static kr_status insert_quotes(const kr_store *s, const kr_kept_quote *quotes, size_t count, const char *state)
{
    sqlite3_stmt *insert;
    kr_status status = KR_OK;
    KR_TRY(prepare(s, "INSERT INTO quote (id, issued, version, request, from_place, to_place, cargo, depart, json, shown, sum, state, hours, usd, kgco2)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO NOTHING", &insert));
    for (size_t i = 0; i < count && status == KR_OK; i++)
        status = insert_quote(s, insert, &quotes[i], state);
    sqlite3_finalize(insert);
    return status;
}

static kr_status insert_digest(const kr_store *s, const char *state, const char *file, const char *hex)
{
    sqlite3_stmt *statement;
    KR_TRY(prepare(s, "INSERT INTO data_state VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", &statement));
    int bad = bind_text(statement, 1, state) | bind_text(statement, 2, file) | bind_text(statement, 3, hex);
    return finish(s, statement, bad ? SQLITE_ERROR : sqlite3_step(statement));
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
    KR_TRY(execute(s, "BEGIN IMMEDIATE"));
    kr_status status = insert_all(s, quotes, count, data);
    if (status == KR_OK)
        status = execute(s, "COMMIT");
    if (status != KR_OK)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

/* ---- reading ---- */

/* A copy of a cell in the job; what is no text is damage, and shows as one. */
static kr_status take_text(const kr_store *s, sqlite3_stmt *statement, int column, const char **text)
{
    const char *bytes = (const char *)sqlite3_column_text(statement, column);
    if (!bytes && sqlite3_errcode(s->db) == SQLITE_NOMEM)
        return fail_sqlite(s);
    if (!bytes)
        return fail_damaged(s, "a cell is empty");
    *text = kri_job_copy(s->job, bytes, (size_t)sqlite3_column_bytes(statement, column));
    return *text ? KR_OK : KR_E_MEMORY;
}

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
        KR_TRY(take_text(s, statement, at, texts[at]));
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
        KR_TRY(kri_job_grow(s->job, list, &room, *count + 1, sizeof **list));
        KR_TRY(take_listed(s, statement, &(*list)[*count]));
        ++*count;
    }
    return code == SQLITE_DONE ? KR_OK : fail_sqlite(s);
}

kr_status kr_store_list(kr_store *s, const kr_kept_quote **quotes, size_t *count)
{
    sqlite3_stmt *statement;
    kr_kept_quote *list = NULL;
    *count = 0;
    *quotes = NULL;
    if (s->is_blank)
        return KR_OK;
    KR_TRY(prepare(s, "SELECT " LISTED " FROM quote ORDER BY number", &statement));
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
    KR_TRY(prepare(s, "SELECT file, sha256 FROM data_state WHERE state = ?1", &statement));
    code = bind_text(statement, 1, state);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0), *hex = (const char *)sqlite3_column_text(statement, 1);
        size_t i = name && hex ? digest_named(name) : KR_DIGESTS;
        if (i < KR_DIGESTS)
            snprintf(data->hex[i], sizeof data->hex[i], "%s", hex);
        code = SQLITE_OK;
    }
    return finish(s, statement, code);
}

static kr_status take_quote(const kr_store *s, sqlite3_stmt *statement, kr_kept_quote *q, const char **state)
{
    const char *sum = NULL;
    char right[KRI_DIGEST_HEX];
    KR_TRY(take_listed(s, statement, q));
    KR_TRY(take_text(s, statement, 10, &q->request));
    KR_TRY(take_text(s, statement, 11, &q->json));
    KR_TRY(take_text(s, statement, 12, &q->text));
    KR_TRY(take_text(s, statement, 13, &sum));
    KR_TRY(take_text(s, statement, 14, state));
    sum_of(q, right);
    return strcmp(sum, right) == 0 ? KR_OK : fail_damaged(s, "the quote is not what was issued under its id");
}

kr_status kr_store_find(kr_store *s, const char *id, kr_kept_quote *quote, kr_digests *data)
{
    sqlite3_stmt *statement;
    const char *state = NULL;
    *quote = (kr_kept_quote){ 0 };
    if (s->is_blank)
        return KR_OK;
    KR_TRY(prepare(s, "SELECT " LISTED ", request, json, shown, sum, state FROM quote WHERE id = ?1", &statement));
    int code = bind_text(statement, 1, id);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    kr_status status = code == SQLITE_ROW ? take_quote(s, statement, quote, &state) : code == SQLITE_DONE ? KR_OK : fail_sqlite(s);
    sqlite3_finalize(statement);
    KR_TRY(status);
    return state ? find_data(s, state, data) : KR_OK;
}
