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
#ifdef __AVX2__
#include <immintrin.h>
#endif

#define JUST_LESS (1 - 1e-15)       /* a promise below the rounding of labels is none */

/* ------------------------------------------------------------------ forward */

/*
 * A group of several entries: what has flow stays, and the cheapest entry if that has none. The others are listed behind the `gone`
 * entries that left before. Returns how many have left now.
 */
static uint32_t thin_out(const kri_arc *arc, kri_scratch *s, uint32_t begin, uint32_t end, uint32_t gone, double *excess)
{
    const kri_open *open = &s->before;
    double *label = s->label, *longest = s->longest, best = INFINITY, most = 0, sum = 0;
    uint32_t head = arc[open->link[begin]].head;
    int has_best = 0;
    for (uint32_t i = begin; i < end; i++) {
        const kri_arc *a = &arc[open->link[i]];
        double way = label[a->tail] + a->cost;
        best = way < best ? way : best;
    }
    for (uint32_t i = begin; i < end; i++) {
        const kri_arc *a = &arc[open->link[i]];
        double way = label[a->tail] + a->cost, flow = open->flow[i], dear = longest[a->tail] + a->cost;
        int is_best = way == best && !has_best;
        has_best |= is_best;
        if (!(flow > 0) && !is_best) {
            s->dropped[gone++] = i;
            continue;
        }
        sum += flow * (way - best);
        most = dear > most ? dear : most;
        s->place[head].back = a->tail;
    }
    *excess += sum;
    label[head] = best;
    longest[head] = most;
    return gone;
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
    const kri_arc *arc = g->arc[source->class];
    double *label = s->label, *longest = s->longest, excess = 0;
    kri_place *place = s->place;
    uint32_t *group_first = s->group_first, group = 0, at = 0, gone = 0;
    kri_labels_clear(g, source, label);
    kri_bush_lay_open(g, bush, &s->before);
    longest[source->node] = 0;
    place[source->node].group = 0;
    for (const uint32_t *next = s->before.link, *end = next + bush->size; next < end;) {
        __builtin_prefetch(&arc[kri_entry_link(next[KRI_AHEAD])]);
        const kri_arc *a = &arc[*next++];
        uint32_t head = a->head, tail = a->tail;
        double cost = a->cost, way = label[tail] + cost, dear = longest[tail] + cost;
        group_first[++group] = at++;
        place[head] = (kri_place){ group, tail };
        if (arc[*next].head != head) {
            label[head] = way;
            longest[head] = dear;
            continue;
        }
        const uint32_t *first = next - 1;
        while (arc[*next].head == head)
            next++;
        gone = thin_out(arc, s, (uint32_t)(first - s->before.link), (uint32_t)(next - s->before.link), gone, &excess);
        at = (uint32_t)(next - s->before.link) - gone;
    }
    close_up(&s->before, s->dropped, gone);
    group_first[group + 1] = s->before.size;
    s->groups = group;
    return excess;
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
#elif defined __AVX2__
static __m256d labels_at(const double *label, const uint32_t *node)
{
    return _mm256_set_pd(label[node[3]], label[node[2]], label[node[1]], label[node[0]]);
}

/* As above, in fours. */
static uint32_t scan(const kri_ground *g, const double *restrict cost, const double *restrict label, uint32_t *restrict violated)
{
    const uint32_t *restrict tail = g->tail, *restrict head = g->head;
    const __m256d just_less = _mm256_set1_pd(JUST_LESS);
    uint32_t n = 0;
    for (uint32_t a = 0, walked = g->walked; a < walked; a += 4) {
        __m256d way = _mm256_add_pd(labels_at(label, tail + a), _mm256_loadu_pd(cost + a));
        __m256d now = _mm256_mul_pd(labels_at(label, head + a), just_less);
        for (unsigned hit = (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(way, now, _CMP_LT_OQ)); hit; hit &= hit - 1)
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

/*
 * What all could gain: the excess within the bush, and the demand of each target times what its label within the bush is above the exact
 * one. That is the sum of flow x detour against exact labels, since flow that enters a node leaves it.
 */
static void measure(const kri_ground *g, const kri_source *source, const kri_scratch *s, kri_told *told)
{
    double excess = told->excess, shortest = 0;
    for (size_t k = source->first; k < source->last; k++) {
        uint32_t target = g->target[k];
        shortest += g->amount[k] * s->label[target];
        if (s->is_lowered[target])
            excess += g->amount[k] * (s->was[target] - s->label[target]);
    }
    told->exact_excess = excess + kri_demand_excess(g, source, s->label);
    told->shortest = shortest + kri_stubs_cost(g, source);
}

/* Whether all that the source could gain, by links that its bush lacks as well, is not worth the while. */
static int has_little(const kri_pass *pass, const kri_source *source, const kri_told *told)
{
    return told->exact_excess <= pass->tolerance * source->demand;
}

/* The bush and its cycles stay as they are. */
static void leave(kri_told *told)
{
    told->wanted = 0;
    told->promise = 0;
    told->is_left = 1;
}

/* ------------------------------------------------------------------ a look */

/* The excess at a node of several entries, whose flows begin at *flow; their cheapest way is its label. Sets *is_loose when one would be dropped. */
static double look_at_group(const kri_arc *arc, const uint32_t *entry, const uint32_t *end, const double **flow, double *label, int *is_loose)
{
    double best = INFINITY, sum = 0;
    int has_best = 0;
    for (const uint32_t *e = entry; e < end; e++) {
        const kri_arc *a = &arc[kri_entry_link(*e)];
        double way = label[a->tail] + a->cost;
        best = way < best ? way : best;
    }
    for (const uint32_t *e = entry; e < end; e++) {
        const kri_arc *a = &arc[kri_entry_link(*e)];
        double way = label[a->tail] + a->cost, x = kri_entry_has_flow(*e) ? *(*flow)++ : 0;
        *is_loose |= !(x > 0) && (way > best || has_best);
        has_best |= way == best;
        sum += x * (way - best);
    }
    label[arc[kri_entry_link(*entry)].head] = best;
    return sum;
}

/* Labels within the bush as it lies, and the excess; infinite when an entry would be dropped. */
static double look_along(const kri_ground *g, const kri_source *source, const kri_bush *bush, double *label)
{
    const kri_arc *arc = g->arc[source->class];
    const double *flow = bush->flow;
    double excess = 0;
    int is_loose = 0;
    kri_labels_clear(g, source, label);
    for (const uint32_t *next = bush->link, *end = next + bush->size; next < end;) {
        if (end - next > KRI_AHEAD)
            __builtin_prefetch(&arc[kri_entry_link(next[KRI_AHEAD])]);
        const uint32_t *first = next;
        const kri_arc *a = &arc[kri_entry_link(*next++)];
        uint32_t head = a->head;
        if (next == end || arc[kri_entry_link(*next)].head != head) {
            label[head] = label[a->tail] + a->cost;
            flow += kri_entry_has_flow(*first);
            continue;
        }
        while (next < end && arc[kri_entry_link(*next)].head == head)
            next++;
        excess += look_at_group(arc, first, next, &flow, label, &is_loose);
    }
    return is_loose ? INFINITY : excess;
}

/*
 * Most bushes that had nothing to add last time have nothing to do this time either. To see that, labels are enough; nothing is laid
 * open. What is told is what the whole of a pass would tell. Returns 0 when the bush wants more than a look.
 */
static int is_quiet(const kri_pass *pass, const kri_source *source, const kri_bush *bush, kri_scratch *s, kri_told *told)
{
    const kri_ground *g = pass->ground;
    told->excess = look_along(g, source, bush, s->label);
    if (told->excess > pass->tolerance * source->demand)
        return 0;
    s->violated_count = scan(g, g->seen[source->class], s->label, s->violated);
    kri_tree_repair(g, source->class, s);
    measure(g, source, s, told);
    return has_little(pass, source, told);
}

/* ------------------------------------------------------------------ all of it */

void kri_bush_pass(const kri_pass *pass, const kri_source *source, kri_bush *bush, kri_scratch *s, kri_slot *slot,
                   kri_told *told)
{
    const kri_ground *g = pass->ground;
    const kri_arc *arc = g->arc[source->class];
    const kri_open *now = &s->before;
    slot->found_count = 0;
    slot->elements = 0;
    slot->bush.size = 0;
    slot->is_cut = 0;
    if (pass->may_leave && pass->is_exact && !told->wanted && is_quiet(pass, source, bush, s, told)) {
        leave(told);
        return;
    }
    told->excess = forward(g, source, bush, s);
    s->violated_count = scan(g, g->seen[source->class], s->label, s->violated);
    if (pass->is_exact) {
        kri_tree_repair(g, source->class, s);
        measure(g, source, s, told);
    }
    if (pass->is_exact && pass->may_leave && has_little(pass, source, told)) {
        leave(told);
        return;
    }
    kri_additions_choose(pass, source, s);
    told->wanted = s->wanted;
    told->promise = s->promise;
    told->is_left = pass->may_leave && !s->added_count && s->before.size == bush->size && told->excess <= pass->tolerance * source->demand;
    if (s->added_count) {
        kri_bush_reorder(arc, &s->before, s, &s->after);
        now = &s->after;
    }
    if (pass->wants_gap && !pass->is_exact) {
        kri_tree_repair(g, source->class, s);
        measure(g, source, s, told);
    }
    if (told->is_left)
        return;
    if (now->size > s->groups)
        kri_cycles_find(arc, now, s, slot);
    if (now->size > s->groups || now->size != bush->size)
        kri_bush_keep(now, bush, s, slot);
}
