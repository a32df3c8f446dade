/* keruen/base.h: one run of anything: its memory, its time, its threads and how it fails. */
#ifndef KERUEN_BASE_H
#define KERUEN_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(KERUEN_BUILDING) && (defined(__GNUC__) || defined(__clang__))
#define KR_API __attribute__((visibility("default")))
#else
#define KR_API
#endif

#if defined(__GNUC__) || defined(__clang__)
#define KR_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define KR_PRINTF(text, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum kr_status {
    KR_OK = 0,
    KR_E_USAGE,     /* the request itself makes no sense: an unknown option, an argument out of range */
    KR_E_INPUT,     /* the data is wrong; the message says file, line and what to do */
    KR_E_FILE,      /* the system would not read or write */
    KR_E_LIMIT,     /* deadline, cancel or a bound on work; results so far may stand */
    KR_E_MEMORY,    /* the job's budget is spent, or the system has no more */
    KR_E_BUG        /* ours: please report it */
} kr_status;

#define KR_MESSAGE_BYTES 512

/*
 * Told now and then how far a long work has come. done and total are counts of what; total 0 means
 * that nobody knows. Called from the thread that called the library, never from a worker.
 */
typedef void kr_progress(void *to, const char *what, double done, double total);

struct kri_block;
struct kri_cleanup;

/*
 * One job, one arena, one free. Everything that a call makes lives in its job until kr_job_end. A
 * job belongs to one thread at a time; jobs know nothing of each other. The fields above the line
 * may be set between kr_job_init and the first call, the ones below are read only.
 */
typedef struct kr_job {
    int threads;                    /* workers of parallel loops; 1 unless set, results never depend on it */
    const volatile int *cancel;     /* the work stops with KR_E_LIMIT soon after this is not 0; may be NULL */
    kr_progress *progress;          /* may be NULL */
    void *progress_to;
    long fault_countdown;           /* for tests: the n-th allocation from now fails; 0 never */
    /* ------------------------------------------------------------------ */
    size_t budget_bytes;
    size_t used_bytes;
    size_t peak_bytes;
    double deadline_s;              /* on the monotonic clock; infinity is none */
    kr_status status;               /* of the last failure */
    char message[KR_MESSAGE_BYTES]; /* one sentence, UTF-8; empty while nothing failed */
    struct kri_block *block;
    struct kri_block *spare;        /* released blocks, kept for what comes next; within the budget, but not in used_bytes */
    size_t spare_bytes;
    struct kri_cleanup *cleanup;
} kr_job;

/* Opens a job that may hold up to budget_bytes at once. Cannot fail and allocates nothing. */
KR_API void kr_job_init(kr_job *job, size_t budget_bytes);

/* Frees all that the job made. The job may be initialised again. */
KR_API void kr_job_end(kr_job *job);

/* From now on the job has so many seconds; past them, work ends with KR_E_LIMIT. */
KR_API void kr_job_deadline(kr_job *job, double seconds);

/* KR_OK, or KR_E_LIMIT when the deadline has passed or somebody cancelled. Cheap; for loops. */
KR_API kr_status kr_job_check(kr_job *job);

/*
 * count x size bytes, zeroed, aligned to 64, owned by the job. NULL with KR_E_MEMORY in the job when
 * the budget or the system is exhausted. A count of 0 gives a pointer that must not be read.
 */
KR_API void *kr_job_alloc(kr_job *job, size_t count, size_t size);

/* Puts the sentence and the status in the job and returns the status. */
KR_API kr_status kr_fail(kr_job *job, kr_status status, const char *format, ...) KR_PRINTF(3, 4);

/*
 * What is wrong with data, place by place. Readers add to the list and go on, so that a person mends a
 * folder in one round. file may be "" and line 0 where the whole is meant; column counts characters from 1.
 */
typedef struct kr_problem {
    const char *file;
    uint64_t line;
    uint32_t column;
    int is_warning;
    const char *message;
} kr_problem;

#define KR_PROBLEMS_KEPT 1000

typedef struct kr_problems {
    kr_problem *list;       /* the first KR_PROBLEMS_KEPT */
    size_t kept, capacity;
    size_t errors, warnings;
} kr_problems;

/* Where bytes go: a file, a socket, a string. Called with length > 0. */
typedef struct kr_sink {
    kr_status (*write)(void *to, const char *bytes, size_t length);
    void *to;
} kr_sink;

/* "0.1.0" */
KR_API const char *kr_version(void);

#define KR_TRY(call)                            \
    do {                                        \
        kr_status kr_try_status_ = (call);      \
        if (kr_try_status_ != KR_OK)            \
            return kr_try_status_;              \
    } while (0)

#ifdef __cplusplus
}
#endif
#endif
