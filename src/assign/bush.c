/*
 * bush.c: one source's part of a pass at frozen costs. Sources are independent of each other, so threads may share them out.
 *
 *   forward    labels along the bush, excess, entries without flow dropped
 *   scan       all links of the network: which promise a cheaper way
 *   choose     which of those join, and keep the bush free of circles (in additions.c)
 *   reorder    the new links take their places (in reorder.c)
 *   repair     only if the gap is wanted: exact labels
 *   basis      the entry with most flow at each node; every other one closes a cycle (in find.c)
 */
#include "steps.h"

#include <math.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define JUST_LESS (1 - 1e-15)       /* a promise below the rounding of labels is none */

/* ------------------------------------------------------------------ forward */

/* What going forward over the groups needs and finds. */
struct forward {
    const kri_arc *arc;
    kri_scratch *s;
    uint32_t dropped;           /* entries listed in s->dropped */
    double excess;
};

/* A group of several entries: what has flow stays, and the cheapest entry if that has none. Returns the dearest way of those. */
static double thin_out(struct forward *f, uint32_t begin, uint32_t end, double *least)
{
    const kri_open *open = &f->s->before;
    const double *label = f->s->label, *longest = f->s->longest;
    double best = INFINITY, most = 0, excess = 0;
    int has_best = 0;
    for (uint32_t i = begin; i < end; i++) {
        const kri_arc *a = &f->arc[open->link[i]];
        double way = label[a->tail] + a->cost;
        best = way < best ? way : best;
    }
    for (uint32_t i = begin; i < end; i++) {
        const kri_arc *a = &f->arc[open->link[i]];
        double way = label[a->tail] + a->cost, flow = open->flow[i], dear = longest[a->tail] + a->cost;
        int is_best = way == best && !has_best;
        has_best |= is_best;
        if (!(flow > 0) && !is_best) {
            f->s->dropped[f->dropped++] = i;
            continue;
        }
        excess += flow * (way - best);
        most = dear > most ? dear : most;
    }
    f->excess += excess;
    *least = best;
    return most;
}

/* Entries that were dropped leave the open bush. */
static void close_up(kri_open *open, const uint32_t *dropped, uint32_t count)
{
    uint32_t to = count ? dropped[0] : 0, last = open->link[open->size];
    for (uint32_t k = 0; k < count; k++) {
        uint32_t from = dropped[k] + 1, n = (k + 1 < count ? dropped[k + 1] : open->size) - from;
        memmove(open->link + to, open->link + from, n * sizeof *open->link);
        memmove(open->flow + to, open->flow + from, n * sizeof *open->flow);
        to += n;
    }
    open->size -= count;
    open->link[open->size] = last;
}

/*
 * Labels, the dearest ways, the groups' numbers and the excess; entries without flow are gone from the open
 * bush. Most groups are of one entry.
 */
static double forward(const kri_ground *g, const kri_source *source, const kri_bush *bush, kri_scratch *s)
{
    const kri_arc *restrict arc = g->arc[source->class];
    const uint32_t *restrict link = s->before.link;
    double *restrict label = s->label, *restrict longest = s->longest;
    uint32_t *restrict group_of = s->group_of, *restrict group_first = s->group_first;
    struct forward f = { .arc = arc, .s = s };
    uint32_t group = 0, size = bush->size;
    kri_labels_clear(g, source, label);
    kri_bush_lay_open(g, bush, &s->before);
    longest[source->node] = 0;
    group_of[source->node] = 0;
    for (uint32_t i = 0; i < size;) {
        const kri_arc *a = &arc[link[i]];
        uint32_t head = a->head, end = i + 1;
        group_of[head] = ++group;
        group_first[group] = i - f.dropped;
        if (arc[link[end]].head != head) {
            label[head] = label[a->tail] + a->cost;
            longest[head] = longest[a->tail] + a->cost;
        } else {
            double least;
            while (arc[link[end]].head == head)
                end++;
            longest[head] = thin_out(&f, i, end, &least);
            label[head] = least;
        }
        i = end;
    }
    close_up(&s->before, s->dropped, f.dropped);
    group_first[group + 1] = s->before.size;
    s->groups = group;
    return f.excess;
}

/* ------------------------------------------------------------------ scan */

#ifdef __AVX512F__
/* Eight loads of their own are sooner done than a gather. */
static __m512d labels_at(const double *label, const uint32_t *node)
{
    return _mm512_set_pd(label[node[7]], label[node[6]], label[node[5]], label[node[4]], label[node[3]], label[node[2]], label[node[1]],
                         label[node[0]]);
}

/* Heads rise, so that their labels mostly lie within eight of each other: a vector is loaded and its elements spread. */
static __m512d labels_of_heads(const double *label, const uint32_t *head)
{
    if (head[7] - head[0] > 7)
        return labels_at(label, head);
    __m256i from_first = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(const void *)head), _mm256_set1_epi32((int)head[0]));
    return _mm512_permutexvar_pd(_mm512_cvtepu32_epi64(from_first), _mm512_loadu_pd(label + head[0]));
}

/* Stubs may fill the last vector. Beyond, the arrays are padded with links from node 0 to itself, which promise nothing. */
static uint32_t scan(const kri_ground *g, const double *cost, const double *label, uint32_t *violated)
{
    uint32_t n = 0;
    const __m512d just_less = _mm512_set1_pd(JUST_LESS);
    for (uint32_t a = 0; a < g->walked; a += 8) {
        __m512d way = _mm512_add_pd(labels_at(label, g->tail + a), _mm512_loadu_pd(cost + a));
        __m512d now = _mm512_mul_pd(labels_of_heads(label, g->head + a), just_less);
        for (unsigned hit = _mm512_cmp_pd_mask(way, now, _CMP_LT_OQ); hit; hit &= hit - 1)
            violated[n++] = a + (uint32_t)__builtin_ctz(hit);
    }
    while (n && violated[n - 1] >= g->walked)
        n--;
    return n;
}
#else
static uint32_t scan(const kri_ground *g, const double *cost, const double *label, uint32_t *violated)
{
    uint32_t n = 0;
    for (uint32_t a = 0; a < g->walked; a++)
        if (label[g->tail[a]] + cost[a] < label[g->head[a]] * JUST_LESS)
            violated[n++] = a;
    return n;
}
#endif

/* ------------------------------------------------------------------ the gap */

static void measure(const kri_ground *g, const kri_source *source, const kri_arc *arc, const kri_open *bush,
                    kri_scratch *s, kri_told *told)
{
    kri_tree_repair(g, source->class, s, s->violated, s->violated_count);
    double excess = s->violated_count ? 0 : told->excess, shortest = 0;
    for (uint32_t i = 0; s->violated_count && i < bush->size; i++) {
        const kri_arc *a = &arc[bush->link[i]];
        double detour = s->label[a->tail] + a->cost - s->label[a->head];
        if (detour > 0)
            excess += bush->flow[i] * detour;
    }
    for (size_t k = source->first; k < source->last; k++)
        shortest += g->amount[k] * s->label[g->target[k]];
    told->exact_excess = excess + kri_demand_excess(g, source, s->label);
    told->shortest = shortest + kri_stubs_cost(g, source);
}

/* ------------------------------------------------------------------ all of it */

void kri_bush_pass(const kri_pass *pass, const kri_source *source, kri_bush *bush, kri_scratch *s, kri_slot *slot,
                   kri_told *told)
{
    const kri_ground *g = pass->ground;
    const kri_arc *arc = g->arc[source->class];
    const kri_open *now = &s->before;
    told->excess = forward(g, source, bush, s);
    s->violated_count = scan(g, g->seen[source->class], s->label, s->violated);
    kri_additions_choose(pass, source, s);
    told->wanted = s->wanted;
    told->is_left = pass->may_leave && !s->added_count && s->before.size == bush->size && told->excess <= pass->tolerance * source->demand;
    if (s->added_count) {
        kri_bush_reorder(arc, &s->before, s, &s->after);
        now = &s->after;
    }
    if (pass->wants_gap)
        measure(g, source, arc, now, s, told);
    slot->found_count = 0;
    slot->elements = 0;
    slot->bush.size = 0;
    slot->is_cut = 0;
    if (told->is_left)
        return;
    if (now->size > s->groups)
        kri_cycles_find(arc, source, now, s, slot);
    if (now->size > s->groups || now->size != bush->size)
        kri_bush_keep(now, bush, s, slot);
}
