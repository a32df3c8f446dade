/* job.c: the arena, the budget, the clock and the message of one run. */
#include "arena.h"

#include "clock.h"
#include "utf8.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT ((size_t)64)
#define FIRST_BLOCK ((size_t)64 << 10)
#define LARGEST_SHARED_BLOCK ((size_t)4 << 20)
#define PAGE ((size_t)4096)
#define TOUCHED_AT_ONCE ((size_t)64 << 10)

/* What a job keeps of released blocks. The address sanitizer sees who reads released memory only when nothing is kept. */
#ifdef __has_feature
#define IS_WATCHED __has_feature(address_sanitizer)     /* as clang says it */
#else
#define IS_WATCHED 0
#endif
#if IS_WATCHED || defined(__SANITIZE_ADDRESS__)
#define SPARE_MOST ((size_t)0)
#else
#define SPARE_MOST ((size_t)64 << 20)   /* and an eighth of the budget */
#endif

/* The bytes that are given out start behind the header, at the next multiple of ALIGNMENT. */
struct kri_block {
    struct kri_block *older;
    size_t size;
    size_t used;
    size_t touched;             /* bytes whose pages the system has given */
    char padding[ALIGNMENT - sizeof(void *) - 3 * sizeof(size_t)];
};

struct kri_cleanup {
    struct kri_cleanup *older;
    void (*undo)(void *object);
    void *object;
};

static char *bytes_of(struct kri_block *block)
{
    return (char *)block + sizeof *block;
}

static size_t rounded(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

static void free_spares(kr_job *job)
{
    while (job->spare) {
        struct kri_block *block = job->spare;
        job->spare = block->older;
        free(block);
    }
    job->spare_bytes = 0;
}

void kr_job_init(kr_job *job, size_t budget_bytes)
{
    *job = (kr_job){ .threads = 1, .budget_bytes = budget_bytes, .deadline_s = INFINITY };
}

void kr_job_end(kr_job *job)
{
    while (job->cleanup) {
        struct kri_cleanup *cleanup = job->cleanup;
        job->cleanup = cleanup->older;
        cleanup->undo(cleanup->object);
    }
    kri_job_release(job, (kri_mark){ NULL, 0 });
    free_spares(job);
}

void kr_job_deadline(kr_job *job, double seconds)
{
    job->deadline_s = kri_now_s() + seconds;
}

kr_status kr_job_check(kr_job *job)
{
    if (job->cancel && *job->cancel)
        return kr_fail(job, KR_E_LIMIT, "stopped on request");
    if (job->deadline_s < INFINITY && kri_now_s() > job->deadline_s)
        return kr_fail(job, KR_E_LIMIT, "the time for this work has run out");
    return KR_OK;
}

kr_status kr_fail(kr_job *job, kr_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(job->message, sizeof job->message, format, arguments);
    va_end(arguments);
    kri_utf8_tame(job->message);
    job->status = status;
    return status;
}

static kr_status fail_memory(kr_job *job, size_t bytes)
{
    return kr_fail(job, KR_E_MEMORY, "%zu bytes more would pass the memory budget of %zu bytes (%zu in use); "
                   "raise it with --memory or ask for less", bytes, job->budget_bytes, job->used_bytes);
}

static int fault_is_due(kr_job *job)
{
    return job->fault_countdown > 0 && --job->fault_countdown == 0;
}

/* Small requests share blocks that double in size; a large one has a block of its own, just as big. */
static size_t block_size_for(const kr_job *job, size_t bytes)
{
    size_t size = job->block ? 2 * job->block->size : FIRST_BLOCK;
    if (size > LARGEST_SHARED_BLOCK)
        size = LARGEST_SHARED_BLOCK;
    if (size > job->budget_bytes - job->used_bytes)
        size = 0;
    return bytes > size ? bytes : size;
}

/* The smallest spare block that is not under this size, nor much above it; NULL when there is none. */
static struct kri_block *take_spare(kr_job *job, size_t size)
{
    struct kri_block **best = NULL;
    for (struct kri_block **at = &job->spare; *at; at = &(*at)->older)
        if ((*at)->size >= size && (*at)->size / 2 <= size && (!best || (*at)->size < (*best)->size))
            best = at;
    if (!best || (*best)->size > job->budget_bytes - job->used_bytes)
        return NULL;
    struct kri_block *block = *best;
    *best = block->older;
    job->spare_bytes -= block->size;
    return block;
}

static struct kri_block *new_block(kr_job *job, size_t size)
{
    if (size > kri_job_left(job))
        free_spares(job);
    struct kri_block *block = aligned_alloc(ALIGNMENT, sizeof *block + size);
    if (block) {
        block->size = size;
        block->touched = 0;
    }
    return block;
}

static kr_status add_block(kr_job *job, size_t bytes)
{
    if (bytes > job->budget_bytes - job->used_bytes)
        return fail_memory(job, bytes);
    size_t size = block_size_for(job, bytes);
    struct kri_block *block = take_spare(job, size);
    if (!block)
        block = new_block(job, size);
    if (!block)
        return fail_memory(job, bytes);
    block->older = job->block;
    block->used = 0;
    job->block = block;
    job->used_bytes += block->size;
    if (job->used_bytes > job->peak_bytes)
        job->peak_bytes = job->used_bytes;
    return KR_OK;
}

/* Asks for many pages by one call: each first touch of a page costs several times as much. Where the system cannot, they are touched. */
static void touch(struct kri_block *block, size_t end)
{
    if (end <= block->touched)
        return;
    if (end < block->touched + TOUCHED_AT_ONCE)
        end = block->touched + TOUCHED_AT_ONCE < block->size ? block->touched + TOUCHED_AT_ONCE : block->size;
#ifdef MADV_POPULATE_WRITE
    uintptr_t first = (uintptr_t)(bytes_of(block) + block->touched) & ~(uintptr_t)(PAGE - 1);
    madvise((void *)first, (uintptr_t)(bytes_of(block) + end) - first, MADV_POPULATE_WRITE);
#endif
    block->touched = end;
}

/* The next bytes of the newest block, which has them. */
static char *take(struct kri_block *block, size_t bytes)
{
    char *start = bytes_of(block) + block->used;
    block->used += bytes;
    touch(block, block->used);
    return memset(start, 0, bytes);
}

void *kr_job_alloc(kr_job *job, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - ALIGNMENT) / size) {
        fail_memory(job, SIZE_MAX);
        return NULL;
    }
    size_t bytes = rounded(count * size);
    if (fault_is_due(job)) {
        fail_memory(job, bytes);
        return NULL;
    }
    if (!job->block || bytes > job->block->size - job->block->used)
        if (add_block(job, bytes) != KR_OK)
            return NULL;
    return take(job->block, bytes);
}

size_t kri_job_left(const kr_job *job)
{
    return job->budget_bytes - job->used_bytes - job->spare_bytes;
}

kri_mark kri_job_mark(const kr_job *job)
{
    return (kri_mark){ job->block, job->block ? job->block->used : 0 };
}

static void give_back(kr_job *job, struct kri_block *block)
{
    size_t most = job->budget_bytes / 8;
    if (most > SPARE_MOST)
        most = SPARE_MOST;
    if (block->size > most - job->spare_bytes) {
        free(block);
        return;
    }
    block->older = job->spare;
    job->spare = block;
    job->spare_bytes += block->size;
}

void kri_job_release(kr_job *job, kri_mark mark)
{
    while (job->block != mark.block) {
        struct kri_block *block = job->block;
        job->block = block->older;
        job->used_bytes -= block->size;
        give_back(job, block);
    }
    if (job->block)
        job->block->used = mark.block_used;
}

/* Whether the allocation at start ends where the newest block is filled to. */
static int is_newest(const kr_job *job, const char *start, size_t bytes)
{
    return job->block && start && start + rounded(bytes) == bytes_of(job->block) + job->block->used;
}

kr_status kri_job_grow(kr_job *job, void *pointer, size_t *capacity, size_t need, size_t size)
{
    void **slot = pointer;
    if (need <= *capacity)
        return KR_OK;
    size_t wanted = *capacity * 2 > need ? *capacity * 2 : need;
    if (wanted < 16)
        wanted = 16;
    size_t old_bytes = *capacity * size;
    size_t more = rounded(wanted * size) - rounded(old_bytes);
    if (is_newest(job, *slot, old_bytes) && more <= job->block->size - job->block->used) {
        if (fault_is_due(job))
            return fail_memory(job, more);
        take(job->block, more);
    } else {
        void *moved = kr_job_alloc(job, wanted, size);
        if (!moved)
            return KR_E_MEMORY;
        if (old_bytes)
            memcpy(moved, *slot, old_bytes);
        *slot = moved;
    }
    *capacity = wanted;
    return KR_OK;
}

kr_status kri_job_defer(kr_job *job, void (*undo)(void *object), void *object)
{
    struct kri_cleanup *cleanup;
    KRI_NEW(job, cleanup, 1);
    *cleanup = (struct kri_cleanup){ job->cleanup, undo, object };
    job->cleanup = cleanup;
    return KR_OK;
}

char *kri_job_copy(kr_job *job, const char *bytes, size_t length)
{
    char *copy = kr_job_alloc(job, length + 1, 1);
    if (copy && length)
        memcpy(copy, bytes, length);
    return copy;
}

char *kri_job_format(kr_job *job, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    char *text = kr_job_alloc(job, (size_t)length + 1, 1);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void kri_job_progress(kr_job *job, const char *what, double done, double total)
{
    if (job->progress)
        job->progress(job->progress_to, what, done, total);
}

const char *kr_version(void)
{
    return KERUEN_VERSION;
}
