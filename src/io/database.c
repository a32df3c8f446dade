/* database.c: SQLite, opened the way that what was committed stays. */
#include "database.h"

#include "base/arena.h"
#include "base/file.h"

#include <string.h>

#define LOCK_WAIT_MS 5000

/* ---- what goes wrong ---- */

kr_status kri_database_damaged(const kri_database *s, const char *how)
{
    return kr_fail(s->job, KR_E_FILE, "%s: is damaged or no %s (%s); move it away and a new one is made, "
                   "or put a copy in its place", s->path, s->kind->name, how);
}

kr_status kri_database_fail(const kri_database *s)
{
    int code = sqlite3_extended_errcode(s->db), reason = sqlite3_system_errno(s->db);
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return kr_fail(s->job, KR_E_MEMORY, "%s: the system has no more memory for the %s", s->path, s->kind->name);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return kr_fail(s->job, KR_E_FILE, "%s: another program has held the %s locked for %d s; try again when it is done", s->path,
                       s->kind->name, LOCK_WAIT_MS / 1000);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return kri_database_damaged(s, sqlite3_errmsg(s->db));
    case SQLITE_READONLY:
        return kr_fail(s->job, KR_E_FILE, "%s: may not be written by you; name another store with --store", s->path);
    case SQLITE_FULL:
        return kr_fail(s->job, KR_E_FILE, "%s: the disk is full; nothing more was kept", s->path);
    default:
        return kr_fail(s->job, KR_E_FILE, "%s: cannot be used as a %s: %s", s->path, s->kind->name, reason ? strerror(reason) : sqlite3_errmsg(s->db));
    }
}

kr_status kri_database_execute(const kri_database *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? KR_OK : kri_database_fail(s);
}

kr_status kri_database_prepare(const kri_database *s, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(s->db, sql, -1, statement, NULL) == SQLITE_OK ? KR_OK : kri_database_fail(s);
}

kr_status kri_database_finish(const kri_database *s, sqlite3_stmt *statement, int code)
{
    kr_status status = code == SQLITE_DONE || code == SQLITE_ROW ? KR_OK : kri_database_fail(s);
    sqlite3_finalize(statement);
    return status;
}

kr_status kri_database_end(const kri_database *s, kr_status status)
{
    if (status == KR_OK)
        status = kri_database_execute(s, "COMMIT");
    if (status != KR_OK)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

int kri_database_bind(sqlite3_stmt *statement, int at, const char *text)
{
    return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* ---- opening ---- */

static void close_store(void *object)
{
    kri_database *s = object;
    sqlite3_close_v2(s->db);
    s->db = NULL;
}

/* One statement sees one state, whoever writes meanwhile. */
static const char ask_layout[] = "SELECT (SELECT count(*) FROM sqlite_master), a.application_id, v.user_version"
                                 " FROM pragma_application_id AS a, pragma_user_version AS v";

/* An empty file becomes a store; another program's database does not. */
static kr_status check_layout(kri_database *s, int *is_blank)
{
    sqlite3_stmt *statement;
    int mark = 0, version = 0;
    KR_TRY(kri_database_prepare(s, ask_layout, &statement));
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        mark = sqlite3_column_int(statement, 1);
        version = sqlite3_column_int(statement, 2);
        *is_blank = !mark && !version && !sqlite3_column_int(statement, 0);
    }
    KR_TRY(kri_database_finish(s, statement, code));
    if (*is_blank || (mark == s->kind->mark && version == s->kind->version))
        return KR_OK;
    if (mark == s->kind->mark)
        return kr_fail(s->job, KR_E_FILE, "%s: was written by another version of keruen (layout %d, this one knows %d); use that one, or another --store",
                       s->path, version, s->kind->version);
    return kr_fail(s->job, KR_E_FILE, "%s: is a database of another program or no %s; name another file with --store", s->path, s->kind->name);
}

/* Two programs may both find it blank; the second one to come looks again. */
static kr_status lay_out(kri_database *s)
{
    int is_blank = 0;
    KR_TRY(kri_database_execute(s, "BEGIN IMMEDIATE"));
    kr_status status = check_layout(s, &is_blank);
    if (status == KR_OK && is_blank)
        status = kri_database_execute(s, s->kind->layout);
    return kri_database_end(s, status);
}

/* A rollback journal that is synced with its folder: what was committed survives a cut of power, too. */
static kr_status set_up(kri_database *s, kr_store_use use)
{
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_busy_timeout(s->db, LOCK_WAIT_MS);
    KR_TRY(kri_database_execute(s, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON"));
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

kr_status kri_database_open(kr_job *job, const char *path, const kri_database_kind *kind, kr_store_use use, kri_database *s)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (use == KR_STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    const char *plain = plain_path(job, path);
    *s = (kri_database){ .job = job, .path = kri_job_copy(job, path, strlen(path)), .kind = kind };
    if (!s->path || !plain)
        return KR_E_MEMORY;
    if (!*path || kri_file_is_folder(path))
        return kr_fail(job, KR_E_FILE, "%s: is %s, and the %s is a file; name the file", path, *path ? "a folder" : "no name", kind->name);
    KR_TRY(kri_job_defer(job, close_store, s));
    if (sqlite3_open_v2(plain, &s->db, flags, NULL) != SQLITE_OK)
        return s->db ? kri_database_fail(s) : kr_fail(job, KR_E_MEMORY, "%s: the system has no more memory for the %s", path, kind->name);
    return set_up(s, use);
}

/* ---- reading ---- */

kr_status kri_database_text(const kri_database *s, sqlite3_stmt *statement, int column, const char **text)
{
    const char *bytes = (const char *)sqlite3_column_text(statement, column);
    if (!bytes && sqlite3_errcode(s->db) == SQLITE_NOMEM)
        return kri_database_fail(s);
    if (!bytes)
        return kri_database_damaged(s, "a cell is empty");
    *text = kri_job_copy(s->job, bytes, (size_t)sqlite3_column_bytes(statement, column));
    return *text ? KR_OK : KR_E_MEMORY;
}

