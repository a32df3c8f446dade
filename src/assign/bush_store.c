/* bush_store.c: bushes as they are kept, laid open and laid down again, and demand sent through them. */
#include "steps.h"

#include <math.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#if defined __AVX2__ && !(defined __AVX512F__ && defined __AVX512VL__)
#define IN_FOURS    /* vectors of four flows, spread and packed by tables */

#define P(k) 2 * (k), 2 * (k) + 1   /* the halves of a double */

/* By the bits of four entries: which of the flows in a row each of them gets. */
static const uint8_t spread_of[16][8] = {
    { 0 }, { P(0) }, { P(0), P(0) }, { P(0), P(1) }, { P(0), P(0), P(0) }, { P(0), P(0), P(1) }, { P(0), P(0), P(1) }, { P(0), P(1), P(2) },
    { P(0), P(0), P(0), P(0) }, { P(0), P(0), P(0), P(1) }, { P(0), P(0), P(0), P(1) }, { P(0), P(1), P(0), P(2) },
    { P(0), P(0), P(0), P(1) }, { P(0), P(0), P(1), P(2) }, { P(0), P(0), P(1), P(2) }, { P(0), P(1), P(2), P(3) },
};

/* The same the other way: whose flows stand in a row. */
static const uint8_t pack_of[16][8] = {
    { 0 }, { P(0) }, { P(1) }, { P(0), P(1) }, { P(2) }, { P(0), P(2) }, { P(1), P(2) }, { P(0), P(1), P(2) }, { P(3) }, { P(0), P(3) },
    { P(1), P(3) }, { P(0), P(1), P(3) }, { P(2), P(3) }, { P(0), P(2), P(3) }, { P(1), P(2), P(3) }, { P(0), P(1), P(2), P(3) },
};

static __m256d rearranged(__m256d flows, const uint8_t *order)
{
    __m256i lanes = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)order));
    return _mm256_castsi256_pd(_mm256_permutevar8x32_epi32(_mm256_castpd_si256(flows), lanes));
}

/* Four entries get their flows, 0 where their bit is not set. Returns how many there were; no more are read. */
static unsigned spread_four(const double *flow, unsigned has, double *to)
{
    unsigned n = (unsigned)__builtin_popcount(has);
    const __m256i bit = _mm256_set_epi64x(8, 4, 2, 1), place = _mm256_set_epi64x(3, 2, 1, 0);
    __m256d packed = _mm256_maskload_pd(flow, _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)n), place));
    __m256i mask = _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((long long)has), bit), bit);
    _mm256_storeu_pd(to, _mm256_and_pd(rearranged(packed, spread_of[has]), _mm256_castsi256_pd(mask)));
    return n;
}

/* The flows whose bits are set, in a row; there must be room for four. Returns how many they are. */
static unsigned pack_four(__m256d flows, unsigned has, double *to)
{
    _mm256_storeu_pd(to, rearranged(flows, pack_of[has]));
    return (unsigned)__builtin_popcount(has);
}
#endif

/* ------------------------------------------------------------------ laying open */

void kri_bush_lay_open(const kri_ground *g, const kri_bush *bush, kri_open *to)
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
#elif defined IN_FOURS
    const __m256i number = _mm256_set1_epi32((int)~KRI_HAS_FLOW);
    for (; i + 8 <= size; i += 8) {
        __m256i entry = _mm256_loadu_si256((const __m256i *)(const void *)(link + i));
        unsigned has = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(entry));
        _mm256_storeu_si256((__m256i *)(void *)(to->link + i), _mm256_and_si256(entry, number));
        flow += spread_four(flow, has & 15, to->flow + i);
        flow += spread_four(flow, has >> 4, to->flow + i + 4);
    }
#endif
    for (; i < size; i++) {
        to->link[i] = kri_entry_link(link[i]);
        to->flow[i] = kri_entry_has_flow(link[i]) ? *flow++ : 0;
    }
    to->link[size] = g->links;
    to->size = size;
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
        uint32_t has = (uint32_t)(flow[i] > 0) | kri_entry_has_flow(link[i]);
        to_link[i] = kri_entry_link(link[i]) | has << 31;
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
#elif defined IN_FOURS
    const __m256i to_sign = _mm256_set_epi32(24, 25, 26, 27, 28, 29, 30, 31), flag = _mm256_set1_epi32((int)KRI_HAS_FLOW);
    size_t room = (to->capacity - (size_t)((char *)to_flow - (char *)to_link)) / sizeof *to_flow;
    for (; i + 8 <= size && n + 8 <= room; i += 8) {
        __m256i entry = _mm256_loadu_si256((const __m256i *)(const void *)(link + i));
        __m256d low = _mm256_loadu_pd(flow + i), high = _mm256_loadu_pd(flow + i + 4);
        unsigned has = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(entry))
                       | (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(low, _mm256_setzero_pd(), _CMP_GT_OQ))
                       | (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(high, _mm256_setzero_pd(), _CMP_GT_OQ)) << 4;
        entry = _mm256_or_si256(entry, _mm256_and_si256(_mm256_sllv_epi32(_mm256_set1_epi32((int)has), to_sign), flag));
        _mm256_storeu_si256((__m256i *)(void *)(to_link + i), entry);
        s->has[i / 8] = (uint8_t)has;
        s->rank[i / 8] = n;
        n += pack_four(low, has & 15, to_flow + n);
        n += pack_four(high, has >> 4, to_flow + n);
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
        link[n] = kri_entry_link(bush->link[i]);
        flow[n++] = kri_entry_has_flow(bush->link[i]) ? *next++ : 0;
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
        n += (uint32_t)(open->flow[i] > 0) | kri_entry_has_flow(open->link[i]);
    return n;
}

void kri_bush_keep(const kri_open *now, kri_bush *bush, kri_scratch *s, kri_slot *slot)
{
    uint32_t *restrict entries = slot->entries;
    for (size_t k = 0; k < slot->elements; k++)
        now->link[entries[k]] |= KRI_HAS_FLOW;
    int fits = kri_bush_bytes(now->size, now->size) <= bush->capacity || kri_bush_bytes(now->size, count_flows(now)) <= bush->capacity;
    kri_bush_lay_down(now, s, fits ? bush : &slot->bush);
    for (size_t k = 0; k < slot->elements; k++)
        entries[k] = rank_of(s, entries[k]);
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
        first -= kri_entry_has_flow(p->link[i]);
    for (uint32_t k = first; k < flows; k++)
        sum += p->flow[k];
    if (!(sum > 0) && first < flows)
        p->flow[first] = sum = 1;
    double share = wanted / sum;
    for (uint32_t i = begin, k = first; i < end; i++)
        if (kri_entry_has_flow(p->link[i])) {
            send(p, kri_entry_link(p->link[i]), k, p->flow[k] * share);
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
        uint32_t begin = end - 1, node = head[kri_entry_link(link[begin])];
        if (sum && begin > KRI_AHEAD && kri_entry_has_flow(link[begin - KRI_AHEAD]))
            __builtin_prefetch(&sum[kri_entry_link(link[begin - KRI_AHEAD])]);
        while (begin > 0 && head[kri_entry_link(link[begin - 1])] == node)
            begin--;
        if (begin + 1 < end)
            flows = share_out(&p, begin, end, flows, p.through[node]);
        else if (kri_entry_has_flow(link[begin]))
            send(&p, kri_entry_link(link[begin]), --flows, p.through[node]);
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
        uint32_t link = kri_entry_link(bush->link[i]);
        const kri_arc *a = &arc[link];
        double way = label[a->tail] + a->cost;
        if (a->head == node && !(way < label[node]))
            continue;
        node = a->head;
        label[node] = way;
        rise[node] = rise[a->tail] + g->load[link].slope;
    }
}
