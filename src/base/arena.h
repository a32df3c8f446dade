/* arena.h: how rooms take memory from a job. */
#ifndef KRI_ARENA_H
#define KRI_ARENA_H

#include <keruen/base.h>

/* Sets pointer to count zeroed elements or returns KR_E_MEMORY from the function it stands in. */
#define KRI_NEW(job, pointer, count)                                        \
    do {                                                                    \
        (pointer) = kr_job_alloc((job), (count), sizeof *(pointer));        \
        if (!(pointer))                                                     \
            return KR_E_MEMORY;                                             \
    } while (0)

/* A place in the arena. Releasing it takes back what was allocated since, large blocks included; the job keeps some of the
 * blocks for what comes next. */
typedef struct kri_mark {
    struct kri_block *block;
    size_t block_used;
} kri_mark;

kri_mark kri_job_mark(const kr_job *job);
void kri_job_release(kr_job *job, kri_mark mark);

/* Bytes of the budget that a job of one's own may have: neither used nor kept of what was released. */
size_t kri_job_left(const kr_job *job);

/*
 * Makes room for at least `need` elements of `size` bytes: *capacity doubles, *pointer may move, the
 * new part is zero. Growing the newest allocation of the arena costs no copy.
 */
kr_status kri_job_grow(kr_job *job, void *pointer, size_t *capacity, size_t need, size_t size);

/* Runs undo(object) at kr_job_end, latest first: for handles that are no memory (a database, a library's object).
 * Not between a mark and its release. */
kr_status kri_job_defer(kr_job *job, void (*undo)(void *object), void *object);

/* A copy of the bytes with a NUL behind them. NULL when memory is short. */
char *kri_job_copy(kr_job *job, const char *bytes, size_t length);

/* A formatted string in the arena. NULL when memory is short. */
char *kri_job_format(kr_job *job, const char *format, ...) KR_PRINTF(2, 3);

/* Tells the job's listener, if there is one. */
void kri_job_progress(kr_job *job, const char *what, double done, double total);

#endif
