/*
 * bush.c: one source's part of a pass at frozen costs. Sources are independent of each other, so threads may share them out.
 *
 *   forward    labels along the bush, excess, entries without flow dropped
 *   scan       all links of the network: which promise a cheaper way, which of those keep the bush free of circles
 *   reorder    the new links take their places
 *   repair     only if the gap is wanted: exact labels
 *   basis      the entry with most flow at each node; every other one closes a cycle (in cycle_find.c)
 */
#include "bush.h"

#include "find.h"

#include <math.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define JUST_LESS (1 - 1e-15)       /* a promise below the rounding of labels is none */

/* ------------------------------------------------------------------ forward */

static uint32_t link_of(uint32_t entry)
{
    return entry & ~KRI_HAS_FLOW;
}

static uint32_t has_flow(uint32_t entry)
{
    return entry >> 31;
}

/* Every link with its flow beside it, 0 where it has none. Behind the last stands the link that leads nowhere. */
static void lay_open(const kri_ground *g, const kri_bush *bush, kri_open *to)
{
    const uint32_t *restrict link = bush->link;
    const double *restrict flow = bush->flow;
    uint32_t i = 0, size = bush->size;
#if defined __AVX512F__ && defined __AVX2__
    const __m256i number = _mm256_set1_epi32((int)~KRI_HAS_FLOW);
    for (; i + 8 <= size; i += 8) {
        __m256i entry = _mm256_loadu_si256((const __m256i *)(const void *)(link + i));
        unsigned has = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(entry)), n = (unsigned)__builtin_popcount(has);
        __m512d packed = _mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), flow);
        _mm512_storeu_pd(to->flow + i, _mm512_maskz_expand_pd((__mmask8)has, packed));
        _mm256_storeu_si256((__m256i *)(void *)(to->link + i), _mm256_and_si256(entry, number));
        flow += n;
    }
#endif
    for (; i < size; i++) {
        to->link[i] = link_of(link[i]);
        to->flow[i] = has_flow(link[i]) ? *flow++ : 0;
    }
    to->link[size] = g->links;
    to->size = size;
}

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
    lay_open(g, bush, &s->before);
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

/* By (longest, group) every link of the bush rises; a link that rises too closes no circle. */
static int rises(const kri_scratch *s, uint32_t tail, uint32_t head)
{
    if (s->longest[tail] != s->longest[head])
        return s->longest[tail] < s->longest[head];
    return s->group_of[tail] < s->group_of[head];
}

static double gain_of(const kri_arc *a, const double *label)
{
    return label[a->head] - label[a->tail] - a->cost;
}

/* Additions are sorted by head: of each head's the best stays. Far from the end that is all that is worth having. */
static void keep_best(const kri_arc *arc, kri_scratch *s)
{
    uint32_t kept = 0, best = 0;
    for (uint32_t k = 0; k < s->added_count; k++) {
        if (k && arc[s->added[k]].head == arc[s->added[best]].head) {
            if (gain_of(&arc[s->added[k]], s->label) > gain_of(&arc[s->added[best]], s->label))
                best = k;
            s->added[kept - 1] = s->added[best];
            continue;
        }
        best = k;
        s->added[kept++] = s->added[k];
    }
    s->added_count = kept;
}

static void choose_additions(const kri_pass *pass, const kri_arc *arc, kri_scratch *s)
{
    s->added_count = 0;
    for (uint32_t k = 0; k < s->violated_count; k++) {
        double gain = gain_of(&arc[s->violated[k]], s->label);
        if (gain > pass->tolerance && gain < INFINITY)
            s->added[s->added_count++] = s->violated[k];
    }
    s->wanted = s->added_count;
    if (!s->added_count)
        return;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < s->added_count; k++)
        if (rises(s, arc[s->added[k]].tail, arc[s->added[k]].head))
            s->added[kept++] = s->added[k];
    s->added_count = kept;
    if (pass->only_best)
        keep_best(arc, s);
}

static int is_in_bush(const kri_scratch *s, uint32_t link, uint32_t head)
{
    uint32_t group = s->group_of[head];
    for (uint32_t i = s->group_first[group]; i < s->group_first[group + 1]; i++)
        if (s->before.link[i] == link)
            return 1;
    return 0;
}

/* Whether the bush with what has joined it leads from one node to another: searched back from there, among the groups from `lowest` on. */
static int leads_to(const kri_arc *arc, kri_scratch *s, uint32_t from, uint32_t to, uint32_t lowest)
{
    uint32_t depth = 0, goal = s->group_of[from];
    memset(s->is_placed + lowest, 0, s->groups + 1 - lowest);
    s->stack[depth++] = s->group_of[to];
    while (depth) {
        uint32_t group = s->stack[--depth];
        if (group == goal)
            return 1;
        uint32_t own = s->group_first[group + 1] - s->group_first[group], all = own + (s->extra[group] > 0);
        for (uint32_t k = 0; k < all; k++) {
            uint32_t link = k < own ? s->before.link[s->group_first[group] + k] : s->extra[group] - 1, tail = s->group_of[arc[link].tail];
            if (tail < lowest || s->is_placed[tail])
                continue;
            s->is_placed[tail] = 1;
            s->stack[depth++] = tail;
        }
    }
    return 0;
}

/*
 * Additions, one a node, that rise close no circle together. Of the others one after the other joins unless its head leads to
 * its tail already. No circle reaches below the lowest head of those that run against the order of groups.
 */
static void keep_free_of_circles(const kri_arc *arc, kri_scratch *s)
{
    uint32_t lowest = s->groups, kept = 0;
    memset(s->extra, 0, ((size_t)s->groups + 2) * sizeof *s->extra);
    for (uint32_t k = 0; k < s->added_count; k++) {
        uint32_t a = s->added[k], tail = arc[a].tail, head = arc[a].head, group = s->group_of[head];
        if (s->group_of[tail] > group && group < lowest)
            lowest = group;
        if (rises(s, tail, head))
            s->extra[group] = a + 1;
    }
    for (uint32_t k = 0; k < s->added_count; k++) {
        uint32_t a = s->added[k], tail = arc[a].tail, head = arc[a].head;
        if (!rises(s, tail, head) && leads_to(arc, s, head, tail, lowest))
            continue;
        s->extra[s->group_of[head]] = a + 1;
        s->added[kept++] = a;
    }
    s->added_count = kept;
}

/*
 * Additions by exact labels: at every node that could be reached at less cost the last link of its cheapest way. What
 * one opened link changes far away is there at once and not a link a pass.
 */
static void choose_exact(const kri_pass *pass, const kri_source *source, kri_scratch *s)
{
    const kri_ground *g = pass->ground;
    const kri_arc *arc = g->arc[source->class];
    double *restrict was = s->through, *restrict label = s->label;
    uint32_t refused = 0;
    s->added_count = s->wanted = 0;
    if (!s->violated_count)
        return;
    memcpy(was, label, g->nodes * sizeof *was);
    kri_tree_repair(g, source->class, s, s->violated, s->violated_count);
    for (uint32_t i = 0; i < g->nodes; i++) {
        if (!(was[i] - label[i] > pass->tolerance && was[i] < INFINITY))
            continue;
        uint32_t a = s->pred[i], tail = arc[a].tail;
        if (!(was[tail] < INFINITY) || is_in_bush(s, a, i))
            continue;
        refused += !rises(s, tail, i);
        s->added[s->added_count++] = a;
    }
    s->wanted = s->added_count;
    if (refused)
        keep_free_of_circles(arc, s);
}

/* ------------------------------------------------------------------ reorder */

struct moves {
    const kri_arc *arc;
    kri_scratch *s;
    const kri_open *from;
    uint32_t *link;
    double *flow;
    uint32_t size;
    uint32_t run_first, run_end;    /* groups waiting to be copied in one piece */
};

static void copy_run(struct moves *m)
{
    if (m->run_first == m->run_end)
        return;
    uint32_t begin = m->s->group_first[m->run_first], n = m->s->group_first[m->run_end] - begin;
    memcpy(m->link + m->size, m->from->link + begin, n * sizeof *m->link);
    memcpy(m->flow + m->size, m->from->flow + begin, n * sizeof *m->flow);
    m->size += n;
    m->run_first = m->run_end;
}

/* Puts a group and its additions next. */
static void place(struct moves *m, uint32_t group)
{
    kri_scratch *s = m->s;
    if (group != m->run_end || m->run_first == m->run_end) {
        copy_run(m);
        m->run_first = group;
    }
    m->run_end = group + 1;
    if (!s->extra[group])
        return;
    copy_run(m);
    uint32_t head = m->arc[s->added[s->extra[group] - 1]].head;
    for (uint32_t k = s->extra[group] - 1; k < s->added_count && m->arc[s->added[k]].head == head; k++) {
        m->link[m->size] = s->added[k];
        m->flow[m->size++] = 0;
    }
}

/* The k-th entry of a group, additions behind its own; KR_NONE past the last. */
static uint32_t entry_of(const struct moves *m, uint32_t group, uint32_t k)
{
    const kri_scratch *s = m->s;
    uint32_t own = s->group_first[group + 1] - s->group_first[group];
    if (k < own)
        return m->from->link[s->group_first[group] + k];
    if (!s->extra[group])
        return KR_NONE;
    uint32_t at = s->extra[group] - 1 + k - own;
    uint32_t head = m->arc[s->added[s->extra[group] - 1]].head;
    return at < s->added_count && m->arc[s->added[at]].head == head ? s->added[at] : KR_NONE;
}

/* Places a group of the window behind all groups of the window that its entries come from. */
static void place_after_tails(struct moves *m, uint32_t group, uint32_t window)
{
    kri_scratch *s = m->s;
    uint32_t depth = 0;
    s->stack[0] = group;
    s->resume[0] = 0;
    s->is_placed[group] = 1;
    for (;;) {
        uint32_t top = s->stack[depth], link = entry_of(m, top, s->resume[depth]++);
        if (link == KR_NONE) {
            place(m, top);
            if (depth-- == 0)
                return;
            continue;
        }
        uint32_t tail = s->group_of[m->arc[link].tail];
        if (tail < window || s->is_placed[tail])
            continue;
        s->is_placed[tail] = 1;
        s->stack[++depth] = tail;
        s->resume[depth] = 0;
    }
}

static void note_additions(struct moves *m)
{
    kri_scratch *s = m->s;
    memset(s->extra, 0, ((size_t)s->groups + 2) * sizeof *s->extra);
    memset(s->reach, 0, ((size_t)s->groups + 2) * sizeof *s->reach);
    memset(s->is_placed, 0, (size_t)s->groups + 2);
    for (uint32_t k = s->added_count; k-- > 0;) {
        uint32_t tail = s->group_of[m->arc[s->added[k]].tail], head = s->group_of[m->arc[s->added[k]].head];
        s->extra[head] = k + 1;
        if (tail > s->reach[head])
            s->reach[head] = tail;
    }
}

/* Groups outside a window and without additions join the run at once; returns the first that is none of these, or the last. */
static uint32_t skip_unchanged(struct moves *m, uint32_t group, uint32_t window_end)
{
    const uint32_t *restrict extra = m->s->extra, *restrict reach = m->s->reach;
    uint32_t first = group, last = m->s->groups;
    if (group <= window_end)
        return group;
    while (group < last && !(extra[group] | reach[group]))
        group++;
    if (group > first) {
        if (first != m->run_end || m->run_first == m->run_end) {
            copy_run(m);
            m->run_first = first;
        }
        m->run_end = group;
    }
    return group;
}

/*
 * Only the groups between the ends of an addition that runs against the old order can change places: a
 * window. The rest is copied in long runs.
 */
static void reorder(const kri_arc *arc, const kri_open *from, kri_scratch *s, kri_open *to)
{
    struct moves m = { .arc = arc, .s = s, .from = from, .link = to->link, .flow = to->flow, .run_first = 1, .run_end = 1 };
    uint32_t window = 0, window_end = 0;
    note_additions(&m);
    for (uint32_t group = 1; group <= s->groups; group++) {
        group = skip_unchanged(&m, group, window_end);
        if (s->reach[group] > group && group > window_end)
            window = group;
        if (s->reach[group] > group && s->reach[group] > window_end)
            window_end = s->reach[group];
        if (group > window_end)
            place(&m, group);
        else if (!s->is_placed[group])
            place_after_tails(&m, group, window);
    }
    copy_run(&m);
    to->size = m.size;
    to->link[to->size] = from->link[from->size];
}

/* ------------------------------------------------------------------ the gap */

static void measure(const kri_ground *g, const kri_source *source, const kri_arc *arc, const kri_open *bush,
                    kri_scratch *s, kri_told *told)
{
    kri_tree_repair(g, source->class, s, s->violated, s->violated_count);
    double excess = 0, shortest = 0;
    for (uint32_t i = 0; i < bush->size; i++) {
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

/* ------------------------------------------------------------------ laying down */

size_t kri_bush_bytes(uint32_t size, uint32_t flows)
{
    return ((size_t)size + (size & 1)) * sizeof(uint32_t) + flows * sizeof(double);
}

/* Entries are kept in blocks of eight: which of a block have a flow, and how many flows stand before it. */
static uint32_t rank_of(const kri_scratch *s, uint32_t entry)
{
    return s->rank[entry / 8] + (uint32_t)__builtin_popcount(s->has[entry / 8] & ((1u << entry % 8) - 1));
}

/* A block of less than eight, or of eight where the machine has no vectors. Returns how many flows it has. */
static uint32_t lay_block(const uint32_t *link, const double *flow, uint32_t count, uint32_t *to_link, double *to_flow, uint8_t *bits)
{
    uint32_t n = 0, all = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t has = (uint32_t)(flow[i] > 0) | has_flow(link[i]);
        to_link[i] = link_of(link[i]) | has << 31;
        if (has)
            to_flow[n++] = flow[i];
        all |= has << i;
    }
    *bits = (uint8_t)all;
    return n;
}

void kri_bush_lay_down(const kri_open *open, kri_scratch *s, kri_bush *to)
{
    uint32_t n = 0, i = 0, size = open->size;
    const uint32_t *restrict link = open->link;
    const double *restrict flow = open->flow;
    uint32_t *restrict to_link = to->link;
    double *restrict to_flow = (double *)(void *)(to->link + (size + (size & 1)));
#if defined __AVX512F__ && defined __AVX512VL__
    for (; i + 8 <= size; i += 8) {
        __m256i entry = _mm256_loadu_si256((const __m256i *)(const void *)(link + i));
        __m512d value = _mm512_loadu_pd(flow + i);
        unsigned has = _mm512_cmp_pd_mask(value, _mm512_setzero_pd(), _CMP_GT_OQ) | (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(entry));
        unsigned count = (unsigned)__builtin_popcount(has);
        const __m256i flag = _mm256_set1_epi32((int)KRI_HAS_FLOW);
        entry = _mm256_mask_or_epi32(entry, (__mmask8)has, entry, flag);
        _mm256_storeu_si256((__m256i *)(void *)(to_link + i), entry);
        _mm512_mask_storeu_pd(to_flow + n, (__mmask8)((1u << count) - 1), _mm512_maskz_compress_pd((__mmask8)has, value));
        s->has[i / 8] = (uint8_t)has;
        s->rank[i / 8] = n;
        n += count;
    }
#endif
    for (; i < size; i += 8) {
        s->rank[i / 8] = n;
        n += lay_block(link + i, flow + i, size - i < 8 ? size - i : 8, to_link + i, to_flow + n, &s->has[i / 8]);
    }
    to->size = size;
    to->flows = n;
    to->flow = to_flow;
}

uint32_t kri_bush_unfold(const kri_ground *g, const kri_source *source, const kri_bush *bush, uint32_t *link, double *flow)
{
    const double *next = bush->flow;
    uint32_t n = 0, out = g->way_out[source->zone];
    if (out != KR_NONE) {
        link[n] = out;
        flow[n++] = source->demand;
    }
    for (uint32_t i = 0; i < bush->size; i++) {
        link[n] = link_of(bush->link[i]);
        flow[n++] = has_flow(bush->link[i]) ? *next++ : 0;
    }
    for (size_t k = source->first; k < source->last; k++) {
        uint32_t in = g->way_in[kri_pair_zone(g, source, k)];
        if (in == KR_NONE)
            continue;
        link[n] = in;
        flow[n++] = g->amount[k];
    }
    return n;
}

static uint32_t count_flows(const kri_open *open)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < open->size; i++)
        n += (uint32_t)(open->flow[i] > 0) | has_flow(open->link[i]);
    return n;
}

/* In the bush's own slab where there is room, else in the slot. Cycles then speak of flows, not of entries. */
static void lay_down(const kri_open *now, kri_bush *bush, kri_scratch *s, kri_slot *slot)
{
    uint32_t *restrict entries = slot->entries;
    for (size_t k = 0; k < slot->elements; k++)
        now->link[entries[k]] |= KRI_HAS_FLOW;
    int fits = kri_bush_bytes(now->size, now->size) <= bush->capacity || kri_bush_bytes(now->size, count_flows(now)) <= bush->capacity;
    kri_bush_lay_down(now, s, fits ? bush : &slot->bush);
    for (size_t k = 0; k < slot->elements; k++)
        entries[k] = rank_of(s, entries[k]);
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
    if (pass->is_exact)
        choose_exact(pass, source, s);
    else
        choose_additions(pass, arc, s);
    told->wanted = s->wanted;
    if (s->added_count) {
        reorder(arc, &s->before, s, &s->after);
        now = &s->after;
    }
    if (pass->wants_gap)
        measure(g, source, arc, now, s, told);
    slot->found_count = 0;
    slot->elements = 0;
    slot->bush.size = 0;
    slot->is_cut = 0;
    if (now->size > s->groups)
        kri_cycles_find(arc, source, now, s, slot);
    if (now->size > s->groups || now->size != bush->size)
        lay_down(now, bush, s, slot);
}

/* ------------------------------------------------------------------ the demand once more */

/* What is being sent through a bush again, from its last entry to its first. */
struct push {
    const uint32_t *tail;
    double *through;
    const uint32_t *link;
    double *flow;
    kri_sum *sum;               /* by link; NULL: not asked for */
};

static inline void send(const struct push *p, uint32_t a, uint32_t at, double amount)
{
    p->flow[at] = amount;
    p->through[p->tail[a]] += amount;
    if (p->sum)
        kri_sum_add(&p->sum[a], amount);
}

/* Several entries share what passes their node; `flows` is behind their last flow. Returns where their first one is. */
static uint32_t share_out(const struct push *p, uint32_t begin, uint32_t end, uint32_t flows, double wanted)
{
    double sum = 0;
    uint32_t first = flows;
    for (uint32_t i = begin; i < end; i++)
        first -= has_flow(p->link[i]);
    for (uint32_t k = first; k < flows; k++)
        sum += p->flow[k];
    if (!(sum > 0) && first < flows)
        p->flow[first] = sum = 1;
    double share = wanted / sum;
    for (uint32_t i = begin, k = first; i < end; i++)
        if (has_flow(p->link[i])) {
            send(p, link_of(p->link[i]), k, p->flow[k] * share);
            k++;
        }
    return first;
}

static inline void push(const kri_ground *g, const kri_source *source, kri_bush *bush, kri_scratch *s, kri_sum *sum)
{
    const uint32_t *restrict head = g->head, *restrict link = bush->link;
    struct push p = { g->tail, s->through, link, bush->flow, sum };
    uint32_t flows = bush->flows;
    memset(p.through, 0, g->nodes * sizeof *p.through);
    for (size_t k = source->first; k < source->last; k++)
        p.through[g->target[k]] += g->amount[k];
    for (uint32_t end = bush->size; end > 0;) {
        uint32_t begin = end - 1, node = head[link_of(link[begin])];
        while (begin > 0 && head[link_of(link[begin - 1])] == node)
            begin--;
        if (begin + 1 < end)
            flows = share_out(&p, begin, end, flows, p.through[node]);
        else if (has_flow(link[begin]))
            send(&p, link_of(link[begin]), --flows, p.through[node]);
        end = begin;
    }
}

void kri_bush_push(const kri_ground *g, const kri_source *source, kri_bush *bush, kri_scratch *s)
{
    push(g, source, bush, s, NULL);
}

void kri_bush_push_and_sum(const kri_ground *g, const kri_source *source, kri_bush *bush, kri_scratch *s, kri_sum *sum)
{
    push(g, source, bush, s, sum);
}

void kri_bush_label(const kri_ground *g, const kri_source *source, const kri_bush *bush, kri_scratch *s)
{
    const kri_arc *arc = g->arc[source->class];
    double *label = s->label, *rise = s->longest;
    uint32_t node = KR_NONE;
    kri_labels_clear(g, source, label);
    rise[source->node] = 0;
    for (uint32_t i = 0; i < bush->size; i++) {
        uint32_t link = link_of(bush->link[i]);
        const kri_arc *a = &arc[link];
        double way = label[a->tail] + a->cost;
        if (a->head == node && !(way < label[node]))
            continue;
        node = a->head;
        label[node] = way;
        rise[node] = rise[a->tail] + g->load[link].slope;
    }
}
