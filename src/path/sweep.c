/*
 * sweep.c: trees without a queue (PHAST: Delling, Goldberg, Nowatzyk, Werneck 2011). Up from the ends by the
 * ancestors, then down over all nodes in the order of their ranks, sixteen ends or several metrics side by side.
 */
#include <string.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "base/arena.h"
#include "path/hierarchy.h"

/* What a sweep reads: weights away from the ends on the way up, and toward the node on the way down. */
typedef struct sweep {
    const kr_hierarchy *hierarchy;
    const uint32_t *up, *down;
    size_t stride;                  /* from arc to arc */
    uint8_t *seen;                  /* [nodes] by rank: the row holds something */
    uint32_t *cost;                 /* [nodes x KRI_LANES], a row a rank: what lies above a node is close */
} sweep;

static void set_far(uint32_t *cost, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cost[i] = KR_FAR;
}

static inline uint32_t *row_of(const sweep *s, uint32_t rank)
{
    return s->cost + (size_t)rank * KRI_LANES;
}

/* One end in one lane: its ancestors get what they cost from it. */
static void climb(const sweep *s, uint32_t rank, uint32_t lane)
{
    const kr_hierarchy *h = s->hierarchy;
    for (uint32_t r = rank; r != KR_NONE; r = h->parent[r])
        if (!s->seen[r]) {
            s->seen[r] = 1;
            set_far(row_of(s, r), KRI_LANES);
        }
    row_of(s, rank)[lane] = 0;
    for (uint32_t r = rank; r != KR_NONE; r = h->parent[r]) {
        uint32_t here = row_of(s, r)[lane];
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
            uint32_t *there = &row_of(s, h->head[a])[lane];
            uint32_t sum = here + s->up[a * s->stride];
            *there = sum < *there ? sum : *there;
        }
    }
}

/* A row that is not read again soon goes past the caches where the machine can. */
static inline void store_row(uint32_t *restrict to, const uint32_t *restrict from)
{
#ifdef __AVX512F__
    _mm512_stream_si512((void *)to, _mm512_loadu_si512(from));
#else
    memcpy(to, from, KRI_LANES * sizeof *to);
#endif
}

/* A node's costs from those of the nodes above it. */
static inline void pull(const sweep *s, uint32_t r, const size_t stride, uint32_t *out)
{
    const kr_hierarchy *h = s->hierarchy;
    uint32_t best[KRI_LANES], *row = row_of(s, r);
    if (s->seen[r])
        memcpy(best, row, sizeof best);
    else
        set_far(best, KRI_LANES);
    for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
        const uint32_t *above = row_of(s, h->head[a]);
        uint32_t weight = s->down[a * stride];
        for (uint32_t i = 0; i < KRI_LANES; i++) {
            uint32_t sum = above[i] + weight;
            best[i] = sum < best[i] ? sum : best[i];
        }
    }
    memcpy(row, best, sizeof best);
    store_row(out + (size_t)h->node_at[r] * KRI_LANES, best);
    s->seen[r] = 0;
}

void kri_hierarchy_sixteen(const kr_metrics *m, uint32_t metric, kr_path_direction direction, const uint32_t *ends,
                           kri_sixteen *room, uint32_t *cost)
{
    const kr_hierarchy *h = m->hierarchy;
    int forward = direction == KR_PATH_FORWARD;
    sweep s = { .hierarchy = h,
                .up = (forward ? m->up : m->down) + metric,
                .down = (forward ? m->down : m->up) + metric,
                .stride = m->stride,
                .seen = room->seen,
                .cost = room->cost };
    for (uint32_t i = 0; i < KRI_LANES; i++)
        climb(&s, h->rank[ends[i]], i);
    if (s.stride == 2)
        for (uint32_t r = h->nodes; r-- > 0;)
            pull(&s, r, 2, cost);
    else
        for (uint32_t r = h->nodes; r-- > 0;)
            pull(&s, r, s.stride, cost);
}

kr_status kri_sixteen_new(kr_job *job, const kr_hierarchy *hierarchy, kri_sixteen *room)
{
    KRI_NEW(job, room->cost, (size_t)hierarchy->nodes * KRI_LANES);
    KRI_NEW(job, room->seen, hierarchy->nodes);
    return KR_OK;
}

/* The last batch is filled up with its last end. */
kr_status kr_hierarchy_trees(kr_job *job, const kr_metrics *metrics, uint32_t metric, kr_path_direction direction,
                             const uint32_t *ends, size_t ends_count, uint32_t **cost)
{
    const kr_hierarchy *h = metrics->hierarchy;
    uint32_t *rows;
    kri_sixteen room;
    KR_TRY(kri_hierarchy_check(job, metrics, metric, ends, ends_count, "end"));
    KRI_NEW(job, *cost, h->nodes * ends_count);
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, rows, (size_t)h->nodes * KRI_LANES);
    KR_TRY(kri_sixteen_new(job, h, &room));
    for (size_t begin = 0; begin < ends_count; begin += KRI_LANES) {
        size_t lanes = ends_count - begin < KRI_LANES ? ends_count - begin : KRI_LANES;
        uint32_t batch[KRI_LANES];
        KR_TRY(kr_job_check(job));
        for (size_t i = 0; i < KRI_LANES; i++)
            batch[i] = ends[begin + (i < lanes ? i : lanes - 1)];
        kri_hierarchy_sixteen(metrics, metric, direction, batch, &room, rows);
        for (size_t v = 0; v < h->nodes; v++)
            memcpy(*cost + v * ends_count + begin, rows + v * KRI_LANES, lanes * sizeof *rows);
    }
    kri_job_release(job, mark);
    return KR_OK;
}

/* ---- matrix: only the ancestors of the targets are swept, under numbers of their own ---- */

/* The part of the hierarchy above the targets, packed in the order of the sweep. */
typedef struct selection {
    const kr_hierarchy *hierarchy;
    uint32_t nodes;
    uint32_t *number;           /* [hierarchy nodes] by rank; KR_NONE: not above a target */
    uint32_t *first;            /* [nodes + 1] */
    uint32_t *head, *weight;
    uint32_t *cost;             /* [nodes x KRI_LANES] */
    uint32_t *level_cost;       /* [height] what a source's ancestors cost */
} selection;

static kr_status select_ancestors(kr_job *job, const kr_metrics *m, uint32_t metric, const uint32_t *to, size_t count,
                                  selection *s)
{
    const kr_hierarchy *h = m->hierarchy;
    size_t arcs = 0;
    *s = (selection){ .hierarchy = h };
    KRI_NEW(job, s->number, h->nodes);
    KRI_NEW(job, s->level_cost, h->height);
    memset(s->number, 0xff, h->nodes * sizeof *s->number);
    for (size_t i = 0; i < count; i++)
        for (uint32_t r = h->rank[to[i]]; r != KR_NONE && s->number[r] == KR_NONE; r = h->parent[r]) {
            s->number[r] = 0;
            arcs += h->first[r + 1] - h->first[r];
            s->nodes++;
        }
    KRI_NEW(job, s->first, (size_t)s->nodes + 1);
    KRI_NEW(job, s->head, arcs);
    KRI_NEW(job, s->weight, arcs);
    KRI_NEW(job, s->cost, (size_t)s->nodes * KRI_LANES);
    uint32_t number = 0, at = 0;
    for (uint32_t r = h->nodes; r-- > 0;) {
        if (s->number[r] == KR_NONE)
            continue;
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
            s->head[at] = s->number[h->head[a]];
            s->weight[at++] = m->down[a * m->stride + metric];
        }
        s->number[r] = number++;
        s->first[number] = at;
    }
    return KR_OK;
}

/* What the source's ancestors cost, those above a target noted in the lane. */
static void climb_selected(const selection *s, const kr_metrics *m, uint32_t metric, uint32_t rank, uint32_t lane)
{
    const kr_hierarchy *h = s->hierarchy;
    set_far(s->level_cost, h->level[rank] + 1);
    s->level_cost[h->level[rank]] = 0;
    for (uint32_t r = rank; r != KR_NONE; r = h->parent[r]) {
        uint32_t here = s->level_cost[h->level[r]];
        if (s->number[r] != KR_NONE)
            s->cost[(size_t)s->number[r] * KRI_LANES + lane] = here;
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
            uint32_t sum = here + m->up[a * m->stride + metric], *there = &s->level_cost[h->head_level[a]];
            *there = sum < *there ? sum : *there;
        }
    }
}

static void pull_selected(const selection *s)
{
    for (uint32_t v = 0; v < s->nodes; v++) {
        uint32_t best[KRI_LANES];
        memcpy(best, s->cost + (size_t)v * KRI_LANES, sizeof best);
        for (uint32_t a = s->first[v]; a < s->first[v + 1]; a++) {
            const uint32_t *above = s->cost + (size_t)s->head[a] * KRI_LANES;
            for (uint32_t i = 0; i < KRI_LANES; i++) {
                uint32_t sum = above[i] + s->weight[a];
                best[i] = sum < best[i] ? sum : best[i];
            }
        }
        memcpy(s->cost + (size_t)v * KRI_LANES, best, sizeof best);
    }
}

static void copy_rows(const selection *s, const uint32_t *to, size_t to_count, size_t lanes, uint32_t *cost)
{
    for (size_t i = 0; i < lanes; i++)
        for (size_t j = 0; j < to_count; j++)
            cost[i * to_count + j] = s->cost[(size_t)s->number[s->hierarchy->rank[to[j]]] * KRI_LANES + i];
}

kr_status kr_hierarchy_matrix(kr_job *job, const kr_metrics *metrics, uint32_t metric, const uint32_t *from,
                              size_t from_count, const uint32_t *to, size_t to_count, uint32_t **cost)
{
    const kr_hierarchy *h = metrics->hierarchy;
    selection s;
    KR_TRY(kri_hierarchy_check(job, metrics, metric, from, from_count, "source"));
    KR_TRY(kri_hierarchy_check(job, metrics, metric, to, to_count, "target"));
    KRI_NEW(job, *cost, from_count * to_count);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(select_ancestors(job, metrics, metric, to, to_count, &s));
    for (size_t begin = 0; begin < from_count; begin += KRI_LANES) {
        size_t lanes = from_count - begin < KRI_LANES ? from_count - begin : KRI_LANES;
        KR_TRY(kr_job_check(job));
        set_far(s.cost, (size_t)s.nodes * KRI_LANES);
        for (uint32_t i = 0; i < lanes; i++)
            climb_selected(&s, metrics, metric, h->rank[from[begin + i]], i);
        pull_selected(&s);
        copy_rows(&s, to, to_count, lanes, *cost + begin * to_count);
    }
    kri_job_release(job, mark);
    return KR_OK;
}

/* ---- lower bounds: all metrics at once, backward from the targets ---- */

static inline void pull_metrics(const kr_metrics *m, uint32_t *cost, uint32_t r, const uint32_t lanes)
{
    const kr_hierarchy *h = m->hierarchy;
    uint32_t best[KRI_LANES];
    for (uint32_t i = 0; i < lanes; i++)
        best[i] = cost[(size_t)r * lanes + i];
    for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
        const uint32_t *above = cost + (size_t)h->head[a] * lanes, *weight = m->up + a * 2 * (size_t)lanes;
        for (uint32_t i = 0; i < lanes; i++) {
            uint32_t sum = above[i] + weight[i];
            best[i] = sum < best[i] ? sum : best[i];
        }
    }
    for (uint32_t i = 0; i < lanes; i++)
        cost[(size_t)r * lanes + i] = best[i];
}

static inline void pull_all(const kr_metrics *m, uint32_t *cost, const uint32_t lanes)
{
    for (uint32_t r = m->hierarchy->nodes; r-- > 0;)
        pull_metrics(m, cost, r, lanes);
}

static void climb_metrics(const kr_metrics *m, uint32_t rank, const uint32_t *start, uint32_t *cost)
{
    const kr_hierarchy *h = m->hierarchy;
    uint32_t lanes = m->lanes, *row = cost + (size_t)rank * lanes;
    for (uint32_t i = 0; i < lanes; i++)
        row[i] = start[i] < row[i] ? start[i] : row[i];
    for (uint32_t r = rank; r != KR_NONE; r = h->parent[r])
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++)
            for (uint32_t i = 0; i < lanes; i++) {
                uint32_t sum = cost[(size_t)r * lanes + i] + m->down[a * m->stride + i];
                uint32_t *there = &cost[(size_t)h->head[a] * lanes + i];
                *there = sum < *there ? sum : *there;
            }
}

void kri_hierarchy_bounds(const kr_metrics *metrics, const uint32_t *targets, const uint32_t *target_cost,
                          size_t targets_count, uint32_t *cost)
{
    const kr_hierarchy *h = metrics->hierarchy;
    set_far(cost, (size_t)h->nodes * metrics->lanes);
    for (size_t i = 0; i < targets_count; i++)
        climb_metrics(metrics, h->rank[targets[i]], target_cost + i * metrics->lanes, cost);
    switch (metrics->lanes) {
    case 1: pull_all(metrics, cost, 1); break;
    case 2: pull_all(metrics, cost, 2); break;
    case 4: pull_all(metrics, cost, 4); break;
    case 8: pull_all(metrics, cost, 8); break;
    default: pull_all(metrics, cost, 16); break;
    }
}
