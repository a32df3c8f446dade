/* pool.c: slabs for bushes, and the threads' scratch arrays. */
#include "bush.h"

#include <string.h>

#define UNIT ((size_t)512)          /* bytes; slabs come in whole units */
#define LEAST_CHUNK ((size_t)256 << 10)
#define MOST_CHUNK ((size_t)4 << 20)    /* chunks double until then */

/* A slab that was given back holds the address of the next one of its capacity in its own first bytes. */
struct kri_free {
    void *first;
};

kr_status kri_pool_init(kri_pool *pool, kr_job *job, uint32_t links)
{
    *pool = (kri_pool){ .job = job, .units = 16 * (size_t)links / UNIT + 8 };
    KRI_NEW(job, pool->spare, pool->units);
    return KR_OK;
}

static void set_slab(kri_bush *bush, char *slab, size_t units)
{
    bush->capacity = units * UNIT;
    bush->link = (uint32_t *)(void *)slab;
}

static int take_spare(kri_pool *pool, size_t units, kri_bush *bush)
{
    size_t most = units + units / 8 + 1;
    for (size_t u = units; u <= most && u < pool->units; u++) {
        void *slab = pool->spare[u].first;
        if (!slab)
            continue;
        memcpy(&pool->spare[u].first, slab, sizeof pool->spare[u].first);
        set_slab(bush, slab, u);
        return 1;
    }
    return 0;
}

/* Slabs are mostly given back in the order they lie in, so neighbours become one gap, and new slabs fill that first. */
static int take_gap(kri_pool *pool, size_t units, kri_bush *bush)
{
    if (units * UNIT > pool->gap_bytes)
        return 0;
    set_slab(bush, pool->gap, units);
    pool->gap += units * UNIT;
    pool->gap_bytes -= units * UNIT;
    return 1;
}

/* A little room to grow is left in every slab, so that few bushes have to move. */
kr_status kri_pool_take(kri_pool *pool, size_t bytes, kri_bush *bush)
{
    size_t units = (bytes + bytes / 24) / UNIT + 1;
    if (take_gap(pool, units, bush) || take_spare(pool, units, bush))
        return KR_OK;
    if (units * UNIT > pool->chunk_bytes - pool->used) {
        size_t chunk = pool->chunk ? 2 * pool->chunk_bytes : LEAST_CHUNK;
        chunk = chunk < MOST_CHUNK ? chunk : MOST_CHUNK;
        pool->chunk_bytes = units * UNIT > chunk ? units * UNIT : chunk;
        KRI_NEW(pool->job, pool->chunk, pool->chunk_bytes);
        pool->used = 0;
    }
    set_slab(bush, pool->chunk + pool->used, units);
    pool->used += units * UNIT;
    return KR_OK;
}

static void spare_gap(kri_pool *pool)
{
    size_t units = pool->gap_bytes / UNIT;
    if (!units || units >= pool->units)
        return;
    memcpy(pool->gap, &pool->spare[units].first, sizeof pool->spare[units].first);
    pool->spare[units].first = pool->gap;
}

void kri_pool_give(kri_pool *pool, kri_bush *bush)
{
    char *slab = (char *)(void *)bush->link;
    if (!bush->capacity)
        return;
    if (pool->gap_bytes && pool->gap + pool->gap_bytes == slab) {
        pool->gap_bytes += bush->capacity;
    } else {
        spare_gap(pool);
        pool->gap = slab;
        pool->gap_bytes = bush->capacity;
    }
    *bush = (kri_bush){ 0 };
}

kr_status kri_pool_store(kri_pool *pool, const kri_bush *from, kri_bush *bush)
{
    size_t bytes = kri_bush_bytes(from->size, from->flows + 1);
    if (bytes > bush->capacity) {
        kri_pool_give(pool, bush);
        KR_TRY(kri_pool_take(pool, bytes, bush));
    }
    memcpy(bush->link, from->link, kri_bush_bytes(from->size, from->flows));
    bush->size = from->size;
    bush->flows = from->flows;
    bush->flow = (double *)(void *)(bush->link + (from->size + (from->size & 1)));
    return KR_OK;
}

static kr_status open_init(kr_job *job, const kri_ground *g, kri_open *open)
{
    KRI_NEW(job, open->link, (size_t)g->links + 1 + KRI_AHEAD);
    KRI_NEW(job, open->flow, g->links);
    return KR_OK;
}

kr_status kri_scratch_init(kr_job *job, const kri_ground *g, kri_scratch *s)
{
    size_t n = (size_t)g->nodes + 2;
    KRI_NEW(job, s->label, n + 8);      /* may be read in vectors from any node on */
    KRI_NEW(job, s->longest, n);
    KRI_NEW(job, s->through, n);
    KRI_NEW(job, s->place, n);
    KRI_NEW(job, s->visit, n);
    KRI_NEW(job, s->group_first, n);
    KRI_NEW(job, s->next_first, n);
    KRI_NEW(job, s->is_changed, n / 64 + 2);
    KRI_NEW(job, s->reach, n);
    KRI_NEW(job, s->extra, n);
    KRI_NEW(job, s->is_placed, n);
    KRI_NEW(job, s->stack, n);
    KRI_NEW(job, s->resume, n);
    KRI_NEW(job, s->basic, n);
    KRI_NEW(job, s->violated, (size_t)g->links + 16);
    KRI_NEW(job, s->added, (size_t)g->links + 16);
    KR_TRY(open_init(job, g, &s->before));
    KR_TRY(open_init(job, g, &s->after));
    KRI_NEW(job, s->dropped, g->links);
    KRI_NEW(job, s->has, g->links / 8 + 1);
    KRI_NEW(job, s->rank, g->links / 8 + 1);
    KRI_NEW(job, s->queue, n);
    KRI_NEW(job, s->is_queued, n);
    KRI_NEW(job, s->lowered, n);
    KRI_NEW(job, s->is_lowered, n);
    KRI_NEW(job, s->was, n);
    KRI_NEW(job, s->tail_entries, n);
    KRI_NEW(job, s->tail_links, n);
    KRI_NEW(job, s->pred, n);
    KRI_NEW(job, s->bucket, n);
    KRI_NEW(job, s->bucket_head, KRI_BUCKETS);
    KRI_NEW(job, s->popped, 4 * n);
    memset(s->bucket_head, 0xFF, KRI_BUCKETS * sizeof *s->bucket_head);
    memset(s->bucket, 0xFF, n * sizeof *s->bucket);
    return KR_OK;
}
