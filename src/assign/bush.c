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

/* The flow if the entry has one, else 0, without a branch: half of all entries have none. */
static inline double flow_if(uint32_t entry, const double *flow)
{
    uint64_t bits;
    memcpy(&bits, flow, sizeof bits);
    bits &= -(uint64_t)has_flow(entry);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* One group of several entries, being read. */
struct group {
    const kri_arc *arc;
    const uint32_t *link;
    uint32_t entries;
    const double *flow;
    double best, excess;
    uint32_t kept;
};

static double least_label(const struct group *p, const double *label)
{
    double best = INFINITY;
    for (uint32_t i = 0; i < p->entries; i++) {
        const kri_arc *a = &p->arc[link_of(p->link[i])];
        double way = label[a->tail] + a->cost;
        best = way < best ? way : best;
    }
    return best;
}

/* Keeps what has flow, and the cheapest entry if that has none. */
static void thin_out(struct group *p, const double *label, uint32_t *to_link, double *to_flow)
{
    int has_best = 0;
    p->best = least_label(p, label);
    for (uint32_t i = 0; i < p->entries; i++) {
        double flow = flow_if(p->link[i], p->flow);
        p->flow += has_flow(p->link[i]);
        const kri_arc *a = &p->arc[link_of(p->link[i])];
        double way = label[a->tail] + a->cost;
        int is_best = way == p->best && !has_best;
        has_best |= is_best;
        if (!(flow > 0) && !is_best)
            continue;
        p->excess += flow * (way - p->best);
        to_link[p->kept] = link_of(p->link[i]);
        to_flow[p->kept++] = flow;
    }
}

/* Labels and excess; entries without flow are gone from the open bush. */
static double forward(const kri_ground *g, const kri_source *source, const kri_bush *bush, kri_scratch *s)
{
    const kri_arc *restrict arc = g->arc[source->class];
    const uint32_t *restrict link = bush->link;
    const double *restrict flow = bush->flow;
    double *restrict label = s->label, *restrict to_flow = s->before.flow;
    uint32_t *restrict to_link = s->before.link;
    uint32_t groups = 0, size = bush->size, written = 0;
    double excess = 0;
    kri_labels_clear(g, source, label);
    for (uint32_t i = 0; i < size; groups++) {
        uint32_t entry = link[i], end = i + 1;
        const kri_arc *a = &arc[link_of(entry)];
        while (end < size && arc[link_of(link[end])].head == a->head)
            end++;
        if (end == i + 1) {
            label[a->head] = label[a->tail] + a->cost;
            to_link[written] = link_of(entry);
            to_flow[written++] = flow_if(entry, flow);
            flow += has_flow(entry);
        } else {
            struct group p = { arc, link + i, end - i, flow, 0, 0, 0 };
            thin_out(&p, label, to_link + written, to_flow + written);
            label[a->head] = p.best;
            excess += p.excess;
            flow = p.flow;
            written += p.kept;
        }
        i = end;
    }
    s->groups = groups;
    s->before.size = written;
    return excess;
}

/* What additions ask for: the groups' numbers, and the dearest way to each node. */
static void number_groups(const kri_arc *restrict arc, const kri_source *source, kri_scratch *s)
{
    const uint32_t *restrict link = s->before.link;
    double *restrict longest = s->longest;
    uint32_t *restrict group_of = s->group_of, *restrict group_first = s->group_first;
    uint32_t groups = 0, node = KR_NONE;
    longest[source->node] = 0;
    group_of[source->node] = 0;
    for (uint32_t i = 0; i < s->before.size; i++) {
        const kri_arc *a = &arc[link[i]];
        double dear = longest[a->tail] + a->cost;
        if (a->head != node) {
            node = a->head;
            group_of[node] = ++groups;
            group_first[groups] = i;
            longest[node] = dear;
        } else if (dear > longest[node]) {
            longest[node] = dear;
        }
    }
    group_first[groups + 1] = s->before.size;
}

/* ------------------------------------------------------------------ scan */

#ifdef __AVX512F__
/* The arrays are padded to whole vectors with links from node 0 to itself, which promise nothing. */
static uint32_t scan(const kri_ground *g, const double *cost, const double *label, uint32_t *violated)
{
    uint32_t n = 0;
    const __m512d just_less = _mm512_set1_pd(JUST_LESS);
    for (uint32_t a = 0; a < g->links; a += 8) {
        __m256i tail = _mm256_loadu_si256((const __m256i *)(const void *)(g->tail + a));
        __m256i head = _mm256_loadu_si256((const __m256i *)(const void *)(g->head + a));
        __m512d way = _mm512_add_pd(_mm512_i32gather_pd(tail, label, 8), _mm512_loadu_pd(cost + a));
        __m512d now = _mm512_mul_pd(_mm512_i32gather_pd(head, label, 8), just_less);
        for (unsigned hit = _mm512_cmp_pd_mask(way, now, _CMP_LT_OQ); hit; hit &= hit - 1)
            violated[n++] = a + (uint32_t)__builtin_ctz(hit);
    }
    return n;
}
#else
static uint32_t scan(const kri_ground *g, const double *cost, const double *label, uint32_t *violated)
{
    uint32_t n = 0;
    for (uint32_t a = 0; a < g->links; a++)
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

static void choose_additions(const kri_pass *pass, const kri_source *source, const kri_arc *arc, kri_scratch *s)
{
    s->added_count = 0;
    for (uint32_t k = 0; k < s->violated_count; k++) {
        double gain = gain_of(&arc[s->violated[k]], s->label);
        if (gain > pass->tolerance && gain < INFINITY)
            s->added[s->added_count++] = s->violated[k];
    }
    if (!s->added_count)
        return;
    number_groups(arc, source, s);
    uint32_t kept = 0;
    for (uint32_t k = 0; k < s->added_count; k++)
        if (rises(s, arc[s->added[k]].tail, arc[s->added[k]].head))
            s->added[kept++] = s->added[k];
    s->added_count = kept;
    if (pass->only_best)
        keep_best(arc, s);
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
}

/* ------------------------------------------------------------------ the gap */

static void measure(const kri_ground *g, const kri_source *source, const kri_arc *arc, const kri_open *bush,
                    kri_scratch *s, kri_told *told)
{
    kri_tree_repair(g, arc, s, s->violated, s->violated_count);
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
    told->shortest = shortest;
}

/* ------------------------------------------------------------------ laying down */

size_t kri_bush_bytes(uint32_t size, uint32_t flows)
{
    return ((size_t)size + (size & 1)) * sizeof(uint32_t) + flows * sizeof(double);
}

/* Writes one flow too many now and then, behind the last; the slabs have room for it. */
void kri_bush_lay_down(const kri_open *open, const uint8_t *restrict used, uint32_t *restrict rank, kri_bush *to)
{
    uint32_t n = 0, size = open->size;
    const uint32_t *restrict link = open->link;
    const double *restrict flow = open->flow;
    uint32_t *restrict to_link = to->link;
    double *restrict to_flow = (double *)(void *)(to->link + (size + (size & 1)));
    for (uint32_t i = 0; i < size; i++) {
        uint32_t has = (uint32_t)(flow[i] > 0) | used[i];
        to_link[i] = link[i] | has << 31;
        rank[i] = n;
        to_flow[n] = flow[i];
        n += has;
    }
    to->size = size;
    to->flows = n;
    to->flow = to_flow;
}

static uint32_t count_flows(const kri_open *open, const uint8_t *used)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < open->size; i++)
        n += (uint32_t)(open->flow[i] > 0) | used[i];
    return n;
}

/* In the bush's own slab where there is room, else in the slot. Cycles then speak of flows, not of entries. */
static void lay_down(const kri_open *now, kri_bush *bush, kri_scratch *s, kri_slot *slot)
{
    uint32_t *restrict entries = slot->entries, *restrict rank = s->rank;
    memset(s->is_used, 0, now->size);
    for (size_t k = 0; k < slot->elements; k++)
        s->is_used[entries[k]] = 1;
    int fits = kri_bush_bytes(now->size, count_flows(now, s->is_used) + 1) <= bush->capacity;
    kri_bush_lay_down(now, s->is_used, rank, fits ? bush : &slot->bush);
    for (size_t k = 0; k < slot->elements; k++)
        entries[k] = rank[entries[k]];
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
    choose_additions(pass, source, arc, s);
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
