/* keruen/io.h: files in, files out. */
#ifndef KERUEN_IO_H
#define KERUEN_IO_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads a folder of CSV tables: GMNS 0.96 (config, node, link; lengths and speeds in the units that
 * config.csv names) and, where they are there, our own tables beside. A folder with a source.csv
 * names its sources: there a figure without one is an error. Columns that are not understood are kept
 * and can be read with kr_world_cell.
 *
 * problems     all that is wrong, with file, line and column; the world is then as much as was sound.
 *              NULL: the first error is the job's message and the status KR_E_INPUT.
 *
 * KR_E_FILE when the folder cannot be read at all, KR_E_MEMORY, KR_E_LIMIT. Work: the bytes of the files;
 * memory: the files and about 170 bytes a link.
 */
KR_API kr_status kr_world_read(kr_job *job, const char *folder, kr_problems *problems, kr_world *world);

/* The same and the figures of the world too: series, gdp, trade, claim, agreement, commitment, disruption. No way or price needs them. */
KR_API kr_status kr_world_read_figures(kr_job *job, const char *folder, kr_problems *problems, kr_world *world);

/*
 * Any cell as it stands in its file, understood column or not; NULL when the table has no such column or row.
 * The copy is the job's.
 */
KR_API kr_status kr_world_cell(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row, const char *column,
                               const char **cell);

/* A line on a map. */
typedef struct kr_line {
    double *lon_lat;        /* [2 x points] longitude, latitude; in a folder of other coordinates x, y */
    size_t points, room;
} kr_line;

/* Adds a point, unless the line ends there already. */
KR_API kr_status kr_line_add(kr_job *job, double lon, double lat, kr_line *line);

/*
 * The shapes of links as the column geometry of link.csv has them. They were judged when the world was read and are read again here,
 * one at a time: a world holds none of their points.
 */
typedef struct kr_shapes kr_shapes;

/* world must outlive the shapes. */
KR_API kr_status kr_shapes_open(kr_job *job, const kr_world *world, kr_shapes **shapes);

/* Adds the link to the line from end to end, along its own direction or against it; straight from place to place where it has no shape. */
KR_API kr_status kr_shapes_add(kr_shapes *shapes, uint32_t link, int forward, kr_line *line);

/* -------------------------------------------------------------------------------------------------
 * Requests that stand in the lines of a CSV of any length, some at a time. A line is a row: a cell in quotes may hold
 * separators but no line end, so that a broken line spoils no other. Lines without anything are passed over.
 */

#define KR_ROW_BYTES 65536      /* a line that is longer is broken */

typedef struct kr_row {
    uint64_t line;              /* where it stands, the first line of the file being 1 */
    const char *error;          /* why it cannot be read; NULL: it can */
    const char *const *cell;    /* [columns] without spaces around, "" where nothing stands */
} kr_row;

typedef struct kr_rows kr_rows;

/*
 * Opens the file ("-" is standard input) until kr_job_end and reads the header. KR_E_FILE; KR_E_INPUT when there is none, or a
 * column stands in it twice.
 */
KR_API kr_status kr_rows_open(kr_job *job, const char *path, kr_rows **rows);

/* The names in the header. */
KR_API size_t kr_rows_columns(const kr_rows *rows, const char *const **names);

/*
 * The next rows, `most` at most, in the memory of the job `into`; fewer when no more have come yet, none at the end.
 * KR_E_FILE when reading fails.
 */
KR_API kr_status kr_rows_next(kr_rows *rows, kr_job *into, size_t most, const kr_row **list, size_t *count);

/* How many bytes have been read, and of how many; 0 when nobody knows. */
KR_API void kr_rows_progress(const kr_rows *rows, double *done, double *total);

/* -------------------------------------------------------------------------------------------------
 * Whether data is the same as it was: the SHA-256 of the file of each table that ways are made of, as it was read, in hex; ""
 * where there is none. The last entry is config.csv.
 */
#define KR_DIGESTS (KR_WAY_TABLES + 1)
#define KR_DIGEST_BYTES 65

typedef struct kr_digests {
    char hex[KR_DIGESTS][KR_DIGEST_BYTES];
} kr_digests;

/* The name of an entry: that of the table, or "config". */
KR_API const char *kr_digest_name(size_t entry);

/* Of the files that a world was made of. Work: their bytes. */
KR_API void kr_world_digests(const kr_world *world, kr_digests *digests);

/* Of what stands in a folder now; nothing is understood or checked. KR_E_FILE, KR_E_MEMORY. */
KR_API kr_status kr_folder_digests(kr_job *job, const char *folder, kr_digests *digests);

/* -------------------------------------------------------------------------------------------------
 * The store of issued quotes: one SQLite file. What kr_store_save returned KR_OK for is on the disk, whole, whatever
 * becomes of the process or the machine after. Programs may share a store; one that writes is waited for, 5 s at most.
 *
 * All functions: KR_E_FILE when the file cannot be opened, is no store of ours, is damaged, locked or full; KR_E_MEMORY.
 */

/* A quote as it was issued. Texts that it gives out are the job's. */
typedef struct kr_kept_quote {
    const char *id;
    const char *issued;         /* "2026-12-01T09:30:00Z" */
    const char *version;        /* of the program */
    const char *request;        /* JSON: what was asked */
    const char *from, *to, *cargo, *depart;
    double hours, usd, kgco2;   /* of the way that stands first; NaN: there is none, or it is not known */
    const char *json, *text;    /* the answer, byte by byte, for programs and for people */
} kr_kept_quote;

typedef struct kr_store kr_store;

typedef enum kr_store_use {
    KR_STORE_READ,      /* the file must be there */
    KR_STORE_WRITE      /* it is made if it is not; its folder must be there */
} kr_store_use;

/* Open until kr_job_end. */
KR_API kr_status kr_store_open(kr_job *job, const char *path, kr_store_use use, kr_store **store);

/*
 * Keeps all of them or, when it fails, none. data: what they were made of. A quote whose id is there already stays as it was
 * first issued; KR_E_INPUT when its answer is another one.
 */
KR_API kr_status kr_store_save(kr_store *store, const kr_kept_quote *quotes, size_t count, const kr_digests *data);

/* All quotes in the order they were issued, without their requests and answers. */
KR_API kr_status kr_store_list(kr_store *store, const kr_kept_quote **quotes, size_t *count);

/* One of them, and the data it was made of; quote->id is NULL when there is none. KR_E_FILE when it is not what was saved. */
KR_API kr_status kr_store_find(kr_store *store, const char *id, kr_kept_quote *quote, kr_digests *data);

#ifdef __cplusplus
}
#endif
#endif
