/* start.c: the solver's arrays, first ways, whose turn it is, and flows made exact again. */
#include "solve.h"

#include <math.h>
#include <string.h>

#define SLICES 8u                       /* of sources whose flows are summed apart; never the number of threads */
#define SMALL_WORK 3000000u             /* origins x links: below, a pass is short beside what threads wait for each other on a busy machine */
#define LARGE_WORK 1500000u             /* the same; beyond, a batch is joined while the next one is passed over */
#define FLOOR_SHARE 1e-15               /* of a source's mean demand */

/* ------------------------------------------------------------------ arrays */

kr_status kri_slot_init(kr_job *job, const kri_ground *g, size_t elements, kri_slot *slot)
{
    slot->element_capacity = elements;
    slot->found_capacity = (uint32_t)(elements / 8);
    KRI_NEW(job, slot->found, slot->found_capacity);
    KRI_NEW(job, slot->links, elements);
    KRI_NEW(job, slot->entries, elements);
    if (!slot->bush.link) {
        char *slab;
        KRI_NEW(job, slab, kri_bush_bytes(g->links, g->links + 1));
        slot->bush.link = (uint32_t *)(void *)slab;
        slot->bush.capacity = kri_bush_bytes(g->links, g->links + 1);
    }
    return KR_OK;
}

kr_status kri_solver_init(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class,
                          const kr_assign_options *options, kri_solver *s)
{
    *s = (kri_solver){ .job = job, .chosen = *options, .gap = INFINITY, .guess = INFINITY };
    s->options = &s->chosen;
    kri_ground *g = &s->ground;
    KR_TRY(kri_ground_build(job, roads, classes, class, options, g));
    uint64_t work = (uint64_t)g->sources * g->links;
    s->threads = work < SMALL_WORK ? 1 : job->threads;
    s->is_large = work >= LARGE_WORK;
    s->slots = g->sources < KRI_BATCH ? g->sources : KRI_BATCH;
    s->sets = s->is_large ? 2 : 1;
    s->slot_elements = 1024 + 2 * (size_t)g->nodes;
    KRI_NEW(job, s->bush, g->sources);
    KRI_NEW(job, s->told, g->sources);
    KRI_NEW(job, s->turn, g->sources);
    KRI_NEW(job, s->is_resting, g->sources);
    KRI_NEW(job, s->is_left, g->sources);
    KRI_NEW(job, s->scratch, (size_t)s->threads);
    KRI_NEW(job, s->slot, (size_t)s->sets * s->slots);
    KRI_NEW(job, s->sum, (size_t)SLICES * g->links);
    for (int t = 0; t < s->threads; t++)
        KR_TRY(kri_scratch_init(job, g, &s->scratch[t]));
    for (uint32_t k = 0; k < s->sets * s->slots; k++)
        KR_TRY(kri_slot_init(job, g, s->slot_elements, &s->slot[k]));
    KR_TRY(kri_pool_init(&s->pool, job, g->links));
    double floor = g->sources ? FLOOR_SHARE * g->demand / g->sources : 0;
    KR_TRY(kri_cycles_init(job, g, s->bush, floor, &s->cycles));
    s->cycles.threads = s->threads;
    return KR_OK;
}

/* ------------------------------------------------------------------ first ways */

/* Pairs that the tree did not reach leave the demand. */
kr_status kri_solver_drop_unserved(kri_solver *s, kri_source *source)
{
    kri_ground *g = &s->ground;
    size_t kept = source->first;
    double before = source->demand;
    source->demand = 0;
    for (size_t k = source->first; k < source->last; k++) {
        if (g->amount[k] > 0) {
            source->demand += g->amount[k];
            g->target[kept] = g->target[k];
            g->pair[kept] = g->pair[k];
            g->amount[kept++] = g->amount[k];
            continue;
        }
        double amount = -g->amount[k];
        uint32_t to = g->traffic[source->class].demand->to[g->pair[k]];
        KR_TRY(kri_job_grow(s->job, &s->unserved, &s->unserved_capacity, s->unserved_count + 1, sizeof *s->unserved));
        s->unserved[s->unserved_count++] = (kr_unserved){ source->class, source->zone, to, amount / g->pce[source->class] };
    }
    source->last = kept;
    g->demand += source->demand - before;
    return KR_OK;
}

static void load_bush(kri_ground *g, const kri_bush *bush)
{
    const double *flow = bush->flow;
    for (uint32_t i = 0; i < bush->size; i++)
        if (bush->link[i] & KRI_HAS_FLOW)
            g->load[bush->link[i] & ~KRI_HAS_FLOW].flow += *flow++;
}

/*
 * Whose turn it is in the next pass. On large networks sources follow each other, and their bushes in memory. On small ones, where that is
 * no matter, they are taken from everywhere: those of the first batches soon load the network like all of them, in small, and their trees
 * are nearer to the end.
 */
void kri_turns_list(kri_solver *s)
{
    uint32_t sources = s->ground.sources, step = s->is_large || s->is_warm || !s->slots ? 1 : (sources + s->slots - 1) / s->slots;
    s->turns = 0;
    for (uint32_t first = 0; first < step; first++)
        for (uint32_t k = first; k < sources; k += step)
            if (!s->is_partial || !s->is_resting[k])
                s->turn[s->turns++] = k;
}

uint32_t kri_batches(const kri_solver *s)
{
    return s->slots ? (s->turns + s->slots - 1) / s->slots : 0;
}

kri_batch kri_batch_of(kri_solver *s, uint32_t number, const kri_pass *pass)
{
    uint32_t first = number * s->slots, count = s->turns - first;
    return (kri_batch){ .s = s, .pass = pass, .source = s->turn + first, .count = count < s->slots ? count : s->slots,
                        .slot = s->slot + (size_t)(number % s->sets) * s->slots };
}

static void grow_one(void *all, size_t slot, int thread)
{
    const kri_batch *b = all;
    kri_solver *s = b->s;
    uint32_t k = b->source[slot];
    if (!s->bush[k].size)
        kri_tree_grow(&s->ground, &s->ground.source[k], &s->scratch[thread], &b->slot[slot]);
}

/* Trees for the sources of a batch that have no bush yet. */
static kr_status grow_batch(kri_solver *s, kri_batch *b)
{
    kri_ground *g = &s->ground;
    kri_ground_evaluate_all(g);
    kri_ground_refresh(g);
    kri_crew_do(s->threads, b->count, grow_one, b);
    for (uint32_t slot = 0; slot < b->count; slot++) {
        kri_bush *bush = &s->bush[b->source[slot]];
        if (bush->size)
            continue;
        KR_TRY(kri_pool_store(&s->pool, &b->slot[slot].bush, bush));
        load_bush(g, bush);
    }
    return KR_OK;
}

static int is_grown(const kri_batch *b)
{
    for (uint32_t slot = 0; slot < b->count; slot++)
        if (!b->s->bush[b->source[slot]].size)
            return 0;
    return 1;
}

/* Each batch at the costs of what those before it put on the network. */
kr_status kri_solver_start(kri_solver *s)
{
    kri_ground *g = &s->ground;
    kri_turns_list(s);
    for (uint32_t number = 0, all = kri_batches(s); number < all; number++) {
        kri_batch b = kri_batch_of(s, number, NULL);
        if (!is_grown(&b))
            KR_TRY(grow_batch(s, &b));
        kri_job_progress(s->job, "first ways", number + 1, all);
    }
    for (uint32_t k = 0; k < g->sources; k++)
        KR_TRY(kri_solver_drop_unserved(s, &g->source[k]));
    KR_TRY(kri_stubs_load(s->job, g));
    kri_ground_evaluate_all(g);
    return kri_demand_begin(s);
}

/* ------------------------------------------------------------------ exact again */

static void sum_slice(void *all, size_t slice, int thread)
{
    kri_solver *s = all;
    const kri_ground *g = &s->ground;
    kri_sum *sum = s->sum + slice * g->links;
    memset(sum, 0, g->links * sizeof *sum);
    for (uint32_t k = (uint32_t)((uint64_t)g->sources * slice / SLICES); k < (uint64_t)g->sources * (slice + 1) / SLICES; k++)
        kri_bush_push_and_sum(g, &g->source[k], &s->bush[k], &s->scratch[thread], sum);
}

void kri_solver_settle(kri_solver *s)
{
    kri_ground *g = &s->ground;
    kri_crew_do(s->threads, SLICES, sum_slice, s);
    for (uint32_t a = 0; a < g->walked; a++) {
        kri_sum sum = { 0, 0 };
        for (size_t slice = 0; slice < SLICES; slice++)
            kri_sum_join(&sum, s->sum[slice * g->links + a]);
        g->load[a].flow = kri_sum_value(sum);
    }
    kri_ground_evaluate_all(g);
    s->is_settled = 1;
}
