/*
 * hierarchy.c: customizable contraction (Dibbelt, Strasser, Wagner 2016). The topology of the shortcuts depends on the
 * order alone; weights come later and settle into it triangle by triangle.
 */
#include "path/hierarchy.h"

#include <string.h>

#ifdef __SSE4_1__
#include <immintrin.h>
#endif

#include "base/arena.h"
#include "path/dissect.h"
#include "path/inside.h"

#define LANES_LOADED_AHEAD 2u

/* ---- topology ---- */

static kr_status take_rank(kr_job *job, kr_hierarchy *h, const uint32_t *rank)
{
    memset(h->node_at, 0xff, h->nodes * sizeof *h->node_at);
    for (uint32_t v = 0; v < h->nodes; v++) {
        if (rank[v] >= h->nodes || h->node_at[rank[v]] != KR_NONE)
            return kr_fail(job, KR_E_INPUT,
                           "rank %u of node %u is given twice or is not below %u; an order names each place once",
                           rank[v], v, h->nodes);
        h->node_at[rank[v]] = v;
        h->rank[v] = rank[v];
    }
    return KR_OK;
}

/* Where a node's upward arcs come from: its own arcs, and those of the nodes whose parent it is. */
typedef struct filling {
    uint32_t *mark;             /* [nodes] last node that has counted this one */
    uint32_t *child, *sibling;  /* [nodes] lists of the nodes with a parent */
    uint32_t *head;             /* all upward arcs so far */
    size_t arcs, capacity;
} filling;

static kr_status add_head(kr_job *job, filling *f, uint32_t tail, uint32_t head)
{
    if (head <= tail || f->mark[head] == tail)
        return KR_OK;
    f->mark[head] = tail;
    KR_TRY(kri_job_grow(job, &f->head, &f->capacity, f->arcs + 1, sizeof *f->head));
    f->head[f->arcs++] = head;
    return KR_OK;
}

static kr_status add_heads(kr_job *job, const kr_hierarchy *h, filling *f, uint32_t r)
{
    const kr_graph *g = h->graph;
    uint32_t v = h->node_at[r];
    for (uint32_t a = g->first[v]; a < g->first[v + 1]; a++)
        KR_TRY(add_head(job, f, r, h->rank[g->head[a]]));
    for (uint32_t i = g->in_first[v]; i < g->in_first[v + 1]; i++)
        KR_TRY(add_head(job, f, r, h->rank[g->tail[g->in_arc[i]]]));
    for (uint32_t c = f->child[r]; c != KR_NONE; c = f->sibling[c])
        for (uint32_t a = h->first[c]; a < h->first[c + 1]; a++)
            KR_TRY(add_head(job, f, r, f->head[a]));
    return KR_OK;
}

/* Insertion sort for the short lists that most nodes have, heap sort for the long ones. */
static void sift(uint32_t *list, uint32_t count, uint32_t at)
{
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && list[child + 1] > list[child])
            child++;
        if (list[child] <= list[at])
            return;
        uint32_t spare = list[at];
        list[at] = list[child];
        list[child] = spare;
    }
}

static void sort_heads(uint32_t *list, uint32_t count)
{
    if (count > 32) {
        for (uint32_t i = count / 2; i-- > 0;)
            sift(list, count, i);
        for (uint32_t end = count; end-- > 1;) {
            uint32_t spare = list[0];
            list[0] = list[end];
            list[end] = spare;
            sift(list, end, 0);
        }
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t value = list[i], at = i;
        for (; at > 0 && list[at - 1] > value; at--)
            list[at] = list[at - 1];
        list[at] = value;
    }
}

static kr_status fill(kr_job *inner, kr_hierarchy *h, filling *f)
{
    KRI_NEW(inner, f->mark, h->nodes);
    KRI_NEW(inner, f->child, h->nodes);
    KRI_NEW(inner, f->sibling, h->nodes);
    memset(f->mark, 0xff, h->nodes * sizeof *f->mark);
    memset(f->child, 0xff, h->nodes * sizeof *f->child);
    for (uint32_t r = 0; r < h->nodes; r++) {
        h->first[r] = (uint32_t)f->arcs;
        KR_TRY(add_heads(inner, h, f, r));
        if (f->arcs >= KR_NONE / 2)
            return kr_fail(inner, KR_E_LIMIT,
                           "the hierarchy would have more than 2^31 arcs; the graph is too dense for one");
        h->parent[r] = KR_NONE;
        if (f->arcs > h->first[r]) {    /* without any arc there is no list at all */
            sort_heads(f->head + h->first[r], (uint32_t)(f->arcs - h->first[r]));
            h->parent[r] = f->head[h->first[r]];
            f->sibling[r] = f->child[h->parent[r]];
            f->child[h->parent[r]] = r;
        }
    }
    h->first[h->nodes] = (uint32_t)f->arcs;
    return KR_OK;
}

static kr_status make_below(kr_job *job, kr_hierarchy *h)
{
    KRI_NEW(job, h->tail, h->arcs);
    KRI_NEW(job, h->below, h->arcs);
    KRI_NEW(job, h->below_tail, h->arcs);
    KRI_NEW(job, h->below_first, (size_t)h->nodes + 2);
    for (uint32_t a = 0; a < h->arcs; a++)
        h->below_first[h->head[a] + 2]++;
    for (uint32_t r = 2; r <= h->nodes + 1; r++)
        h->below_first[r] += h->below_first[r - 1];
    for (uint32_t r = 0; r < h->nodes; r++)
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
            uint32_t at = h->below_first[h->head[a] + 1]++;
            h->tail[a] = h->below_tail[at] = r;
            h->below[at] = a;
        }
    return KR_OK;
}

static kr_status place_arcs(kr_job *job, kr_hierarchy *h)
{
    const kr_graph *g = h->graph;
    KRI_NEW(job, h->place, g->arcs);
    KRI_NEW(job, h->given, g->arcs);
    KRI_NEW(job, h->given_first, 2 * (size_t)h->arcs + 2);
    for (uint32_t a = 0; a < g->arcs; a++) {
        uint32_t from = h->rank[g->tail[a]], to = h->rank[g->head[a]];
        h->place[a] = from == to  ? KR_NONE
                      : from < to ? 2 * kri_arc_between(h, from, to)
                                  : 2 * kri_arc_between(h, to, from) + 1;
        if (from != to)
            h->given_first[h->place[a] + 2]++;
    }
    for (size_t i = 2; i <= 2 * (size_t)h->arcs + 1; i++)
        h->given_first[i] += h->given_first[i - 1];
    for (uint32_t a = 0; a < g->arcs; a++)
        if (h->place[a] != KR_NONE)
            h->given[h->given_first[h->place[a] + 1]++] = a;
    return KR_OK;
}

static kr_status set_levels(kr_job *job, kr_hierarchy *h)
{
    KRI_NEW(job, h->level, h->nodes);
    KRI_NEW(job, h->head_level, h->arcs);
    for (uint32_t r = h->nodes; r-- > 0;) {
        h->level[r] = h->parent[r] == KR_NONE ? 0 : h->level[h->parent[r]] + 1;
        h->height = h->level[r] + 1 > h->height ? h->level[r] + 1 : h->height;
    }
    for (uint32_t a = 0; a < h->arcs; a++)
        h->head_level[a] = h->level[h->head[a]];
    return KR_OK;
}

static kr_status build_inside(kr_job *inner, kr_hierarchy *h, const uint32_t *rank)
{
    filling f = { 0 };
    if (!rank) {
        uint32_t *found;
        KRI_NEW(inner, found, h->nodes);
        KR_TRY(kri_dissect(inner, h->graph, found));
        rank = found;
    }
    KR_TRY(take_rank(inner, h, rank));
    KR_TRY(fill(inner, h, &f));
    h->arcs = (uint32_t)f.arcs;
    h->head = f.head;
    return KR_OK;
}

/* The heads were listed in the inner job, whose end is near. */
static kr_status keep_heads(kr_job *job, kr_hierarchy *h)
{
    uint32_t *own;
    KRI_NEW(job, own, h->arcs);
    if (h->arcs)
        memcpy(own, h->head, h->arcs * sizeof *own);
    h->head = own;
    return KR_OK;
}

kr_status kr_hierarchy_build(kr_job *job, const kr_graph *graph, const uint32_t *rank, const kr_hierarchy **hierarchy)
{
    kr_hierarchy *h;
    kr_job inner;
    KRI_NEW(job, h, 1);
    h->graph = graph;
    h->nodes = graph->nodes;
    KRI_NEW(job, h->rank, h->nodes);
    KRI_NEW(job, h->node_at, h->nodes);
    KRI_NEW(job, h->parent, h->nodes);
    KRI_NEW(job, h->first, (size_t)h->nodes + 1);
    kri_inside_begin(job, &inner);
    kr_status status = kri_inside_tell(job, &inner, build_inside(&inner, h, rank));
    if (status == KR_OK)
        status = keep_heads(job, h);
    kr_job_end(&inner);
    KR_TRY(status);
    KR_TRY(make_below(job, h));
    KR_TRY(set_levels(job, h));
    KR_TRY(place_arcs(job, h));
    *hierarchy = h;
    return KR_OK;
}

const uint32_t *kr_hierarchy_rank(const kr_hierarchy *hierarchy)
{
    return hierarchy->rank;
}

kr_status kri_hierarchy_check(kr_job *job, const kr_metrics *metrics, uint32_t metric, const uint32_t *nodes,
                              size_t count, const char *what)
{
    if (metric >= metrics->count)
        return kr_fail(job, KR_E_INPUT, "there is no metric %u; there are %u, counted from 0", metric, metrics->count);
    for (size_t i = 0; i < count; i++)
        if (nodes[i] >= metrics->hierarchy->nodes)
            return kr_fail(job, KR_E_INPUT, "%s %zu is at node %u, but there are only %u nodes, counted from 0",
                           what, i, nodes[i], metrics->hierarchy->nodes);
    return KR_OK;
}

/* ---- weights ---- */

/* Both directions of an arc at once: up by down of low + up of high, down by up of low + down of high. */
static inline void lower_to(uint32_t *restrict side, const uint32_t *restrict turned_low, const uint32_t *restrict high,
                            const uint32_t stride)
{
#ifdef __SSE4_1__
    if (stride == 2) {
        __m128i sum = _mm_add_epi32(_mm_loadl_epi64((const void *)turned_low), _mm_loadl_epi64((const void *)high));
        _mm_storel_epi64((void *)side, _mm_min_epu32(sum, _mm_loadl_epi64((const void *)side)));
        return;
    }
#endif
    for (uint32_t i = 0; i < stride; i++) {
        uint32_t sum = turned_low[i] + high[i];
        side[i] = sum < side[i] ? sum : side[i];
    }
}

/* What a direction of an upward arc weighs before any triangle: the least of its graph arcs. */
static inline void load_weight(const kr_metrics *m, size_t place, uint32_t *weight, const uint32_t lanes)
{
    const kr_hierarchy *h = m->hierarchy;
    for (uint32_t i = 0; i < lanes; i++)
        weight[i] = KR_FAR;
    for (uint32_t k = h->given_first[place]; k < h->given_first[place + 1]; k++)
        for (uint32_t i = 0; i < m->count; i++) {
            uint32_t given = m->weight[i][h->given[k]];
            weight[i] = given < weight[i] ? given : weight[i];
        }
}

/* The same for all arcs ahead of the triangles, which is quicker as long as the numbers are few. */
static void load_weights(const kr_metrics *m)
{
    const kr_hierarchy *h = m->hierarchy;
    for (size_t i = 0; i < h->arcs * m->stride; i++)
        m->up[i] = KR_FAR;
    for (uint32_t a = 0; a < h->graph->arcs; a++) {
        if (h->place[a] == KR_NONE)
            continue;
        uint32_t *to = m->up + (size_t)h->place[a] * m->lanes;
        for (uint32_t i = 0; i < m->count; i++)
            to[i] = m->weight[i][a] < to[i] ? m->weight[i][a] : to[i];
    }
}

/*
 * The upward arcs of a node, for good: what they weigh themselves, then the triangles in which the node is the
 * middle one, with a node v below it and the other upward neighbours of v above it.
 */
static inline void settle_node(const kr_metrics *m, uint32_t *arc_to, uint32_t mid, const uint32_t lanes)
{
    const kr_hierarchy *h = m->hierarchy;
    const size_t stride = 2 * (size_t)lanes;
    for (size_t a = h->first[mid]; a < h->first[mid + 1]; a++) {
        arc_to[h->head_level[a]] = (uint32_t)a;
        for (size_t downward = 0; downward < 2 && lanes > LANES_LOADED_AHEAD; downward++)
            load_weight(m, 2 * a + downward, m->up + a * stride + downward * lanes, lanes);
    }
    for (uint32_t i = h->below_first[mid]; i < h->below_first[mid + 1]; i++) {
        size_t low = h->below[i], end = h->first[h->below_tail[i] + 1];
        uint32_t turned[2 * KRI_LANES];
        for (uint32_t k = 0; k < lanes; k++) {
            turned[k] = m->down[low * stride + k];
            turned[lanes + k] = m->up[low * stride + k];
        }
        for (size_t high = low + 1; high < end; high++)
            lower_to(m->up + arc_to[h->head_level[high]] * stride, turned, m->up + high * stride, 2 * lanes);
    }
}

static inline void settle_all(const kr_metrics *m, uint32_t *arc_to, const uint32_t lanes)
{
    if (lanes <= LANES_LOADED_AHEAD)
        load_weights(m);
    for (uint32_t r = 0; r < m->hierarchy->nodes; r++)
        settle_node(m, arc_to, r, lanes);
}

void kri_metrics_settle(const kr_metrics *m, uint32_t *arc_to)
{
    switch (m->lanes) {
    case 1: settle_all(m, arc_to, 1); break;
    case 2: settle_all(m, arc_to, 2); break;
    case 4: settle_all(m, arc_to, 4); break;
    case 8: settle_all(m, arc_to, 8); break;
    default: settle_all(m, arc_to, 16); break;
    }
}

kr_status kr_hierarchy_customize(kr_job *job, const kr_hierarchy *hierarchy, uint32_t count,
                                 const uint32_t *const *weight, const kr_metrics **metrics)
{
    kr_metrics *m;
    uint32_t *arc_to;
    if (count < 1 || count > KRI_LANES)
        return kr_fail(job, KR_E_INPUT, "%u sets of weights; there may be 1 to %u at once", count, KRI_LANES);
    KR_TRY(kr_job_check(job));
    KRI_NEW(job, m, 1);
    m->hierarchy = hierarchy;
    m->count = count;
    for (m->lanes = 1; m->lanes < count;)
        m->lanes *= 2;
    for (uint32_t i = 0; i < count; i++)
        m->weight[i] = weight[i];
    m->stride = 2 * (size_t)m->lanes;
    KRI_NEW(job, m->up, hierarchy->arcs * m->stride);
    m->down = m->up + m->lanes;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, arc_to, hierarchy->height);
    kri_metrics_settle(m, arc_to);
    kri_job_release(job, mark);
    *metrics = m;
    return KR_OK;
}
