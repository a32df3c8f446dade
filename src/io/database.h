/* database.h: what all our SQLite files have in common: how they are opened, how they fail. */
#ifndef KRI_DATABASE_H
#define KRI_DATABASE_H

#include <keruen/io.h>

#include <sqlite3.h>

/* What a kind of store is. */
typedef struct kri_database_kind {
    const char *name;               /* "store of quotes" */
    int mark, version;              /* application_id and user_version */
    const char *layout;             /* SQL that makes it, these two included */
} kri_database_kind;

typedef struct kri_database {
    kr_job *job;                    /* whose messages and memory: that of the caller at the time */
    const char *path;
    const kri_database_kind *kind;
    sqlite3 *db;
    int is_blank;                   /* opened for reading, and nobody has written yet */
    int is_unreadable;              /* something that was kept did not come back */
} kri_database;

/* Open until the job ends. A file that is no store of this kind is refused. */
kr_status kri_database_open(kr_job *job, const char *path, const kri_database_kind *kind, kr_store_use use, kri_database *database);

/* The sentence for the last failure of SQLite, and for data that cannot be ours. */
kr_status kri_database_fail(const kri_database *database);
kr_status kri_database_damaged(const kri_database *database, const char *how);

kr_status kri_database_execute(const kri_database *database, const char *sql);
kr_status kri_database_prepare(const kri_database *database, const char *sql, sqlite3_stmt **statement);

/* Ends a statement whose last step gave `code`. */
kr_status kri_database_finish(const kri_database *database, sqlite3_stmt *statement, int code);

/* Ends what BEGIN IMMEDIATE began: all of it when status is KR_OK, else nothing. */
kr_status kri_database_end(const kri_database *database, kr_status status);

/* The text stays the caller's until the statement ends. */
int kri_database_bind(sqlite3_stmt *statement, int at, const char *text);

/* A copy of a cell in the job; what is no text is damage, and shows as one. */
kr_status kri_database_text(const kri_database *database, sqlite3_stmt *statement, int column, const char **text);

#endif
