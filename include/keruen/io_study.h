/* keruen/io_study.h: study files in, and the store that a study's run goes on from. */
#ifndef KERUEN_IO_STUDY_H
#define KERUEN_IO_STUDY_H

#include <keruen/io.h>
#include <keruen/model_study.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads a study ("-" is standard input) and finds what it names in the world: docs/formats/study.md. The study lives as long as the job and
 * the world.
 *
 * problems  all that is wrong, with line and column; the study is then as much as was sound. NULL: the first error is the job's
 *           message and the status KR_E_INPUT.
 *
 * KR_E_FILE, KR_E_MEMORY.
 */
KR_API kr_status kr_study_read(kr_job *job, const char *path, const kr_world *world, kr_problems *problems, kr_study *study);

/* The same of bytes that are there already; file is how messages name them. */
KR_API kr_status kr_study_parse(kr_job *job, const char *file, const char *text, size_t length, const kr_world *world, kr_problems *problems,
                                kr_study *study);

/* -------------------------------------------------------------------------------------------------
 * The store of a run: one SQLite file. What `keep` returned KR_OK for is on the disk, whole, whatever becomes of the process or the
 * machine after. Programs may share it; one that writes is waited for, 5 s at most.
 *
 * All functions: KR_E_FILE when the file cannot be opened, is no such store, is damaged, locked or full; KR_E_MEMORY.
 */

/* A file that a run is made of. */
typedef struct kr_study_input {
    const char *file;           /* "connect.yaml", "link.csv" */
    const char *sha256;         /* hex */
} kr_study_input;

/* What a run is made of: the same makes the same items. */
typedef struct kr_study_run_id {
    const char *study, *title;
    const char *version;        /* of the program */
    uint64_t seed;
    const kr_study_input *input;
    size_t inputs;
} kr_study_run_id;

typedef struct kr_study_store kr_study_store;

/*
 * Open until kr_job_end; made if it is not there. KR_E_INPUT when it holds a run of other inputs, another seed or version: the
 * sentence says which. is_fresh: what it holds is thrown away first.
 */
KR_API kr_status kr_study_store_open(kr_job *job, const char *path, const kr_study_run_id *run, int is_fresh, kr_study_store **store);

/* As kr_study_run wants it. Good for one call at a time, from any thread. */
KR_API kr_item_store kr_study_store_items(kr_study_store *store);

/* 0: something that it held did not come back, so nothing goes on from it. */
KR_API int kr_study_store_is_readable(const kr_study_store *store);

/* Keeps the answers, byte by byte; the last ones count. */
KR_API kr_status kr_study_store_answer(kr_study_store *store, const char *json, const char *text);

/* What a store holds; texts are the job's. */
typedef struct kr_study_kept {
    kr_study_run_id run;
    size_t items;
    const char *json, *text;    /* NULL: the run is not finished */
} kr_study_kept;

/* KR_E_FILE when there is no run in it, or its answer is not what was kept. */
KR_API kr_status kr_study_store_read(kr_job *job, const char *path, kr_study_kept *kept);

#ifdef __cplusplus
}
#endif
#endif
