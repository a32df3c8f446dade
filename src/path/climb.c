/*
 * climb.c: queries. Whatever the way, it rises and then falls; so both ends climb through their ancestors, which they
 * share from some node on, and the best node that both reach tells the cost. No queue is needed.
 */
#include "path/climb.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "path/inside.h"

kr_status kri_climb_new(kr_job *job, const kr_hierarchy *hierarchy, kri_climb *climb)
{
    *climb = (kri_climb){ .top = KR_NONE };
    KRI_NEW(job, climb->up_cost, hierarchy->height);
    KRI_NEW(job, climb->down_cost, hierarchy->height);
    KRI_NEW(job, climb->up_arc, hierarchy->height);
    KRI_NEW(job, climb->down_arc, hierarchy->height);
    return KR_OK;
}

/* Offers what lies above a node a way through it, unless it costs more than the best way. Returns its parent. */
static inline uint32_t climb_on(const kr_hierarchy *h, const uint32_t *weight, size_t stride, uint32_t r, uint32_t best,
                                uint32_t *cost)
{
    uint32_t here = cost[h->level[r]];
    if (here >= best)
        return h->parent[r];
    for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++) {
        uint32_t sum = here + weight[a * stride], *there = &cost[h->head_level[a]];
        *there = sum < *there ? sum : *there;
    }
    return h->parent[r];
}

static void begin(const kr_hierarchy *h, uint32_t rank, uint32_t *cost)
{
    for (uint32_t i = 0; i < h->level[rank]; i++)
        cost[i] = KR_FAR;
    cost[h->level[rank]] = 0;
}

uint32_t kri_climb_cost(kri_climb *c, const kr_metrics *m, uint32_t metric, uint32_t from, uint32_t to)
{
    const kr_hierarchy *h = m->hierarchy;
    const uint32_t *up = m->up + metric, *down = m->down + metric;
    uint32_t x = h->rank[from], y = h->rank[to], best = KR_FAR;
    c->from = x;
    c->to = y;
    c->top = KR_NONE;
    begin(h, x, c->up_cost);
    begin(h, y, c->down_cost);
    while (x != y)
        if (x < y)
            x = climb_on(h, up, m->stride, x, best, c->up_cost);
        else
            y = climb_on(h, down, m->stride, y, best, c->down_cost);
    while (x != KR_NONE) {
        uint32_t sum = c->up_cost[h->level[x]] + c->down_cost[h->level[x]];
        if (sum < best) {
            best = sum;
            c->top = x;
        }
        climb_on(h, up, m->stride, x, best, c->up_cost);
        x = climb_on(h, down, m->stride, x, best, c->down_cost);
    }
    return best;
}

/* ---- halves that queries share ---- */

/* Offers what lies above a node the ways through it, metric by metric. */
static inline void rise_on(const kr_hierarchy *h, const uint32_t *weight, uint32_t r, uint32_t *cost, const uint32_t lanes)
{
    uint32_t here[KRI_LANES], is_reached = 0;
    for (uint32_t k = 0; k < lanes; k++) {
        here[k] = cost[h->level[r] * lanes + k];
        is_reached |= here[k] < KR_FAR;
    }
    for (size_t a = h->first[r]; a < h->first[r + 1] && is_reached; a++) {
        const uint32_t *along = weight + a * 2 * lanes;
        uint32_t *there = cost + h->head_level[a] * lanes;
        #pragma omp simd
        for (uint32_t k = 0; k < lanes; k++) {
            uint32_t sum = here[k] + along[k];
            there[k] = sum < there[k] ? sum : there[k];
        }
    }
}

static inline void rise(const kr_hierarchy *h, const uint32_t *weight, uint32_t rank, uint32_t *cost, const uint32_t lanes)
{
    for (uint32_t i = 0; i < h->level[rank] * lanes; i++)
        cost[i] = KR_FAR;
    memset(cost + h->level[rank] * lanes, 0, lanes * sizeof *cost);
    for (uint32_t r = rank; r != KR_NONE; r = h->parent[r])
        rise_on(h, weight, r, cost, lanes);
}

void kri_climb_half(const kr_metrics *m, kr_path_direction direction, uint32_t node, uint32_t *cost)
{
    const kr_hierarchy *h = m->hierarchy;
    const uint32_t *weight = direction == KR_PATH_FORWARD ? m->up : m->down;
    switch (m->lanes) {
    case 1: rise(h, weight, h->rank[node], cost, 1); break;
    case 2: rise(h, weight, h->rank[node], cost, 2); break;
    case 4: rise(h, weight, h->rank[node], cost, 4); break;
    case 8: rise(h, weight, h->rank[node], cost, 8); break;
    default: rise(h, weight, h->rank[node], cost, 16); break;
    }
}

/* The ancestors that both have are those from the lowest of them up. */
void kri_climb_join(const kr_metrics *m, uint32_t metric, uint32_t count, uint32_t from, uint32_t to, const uint32_t *up, const uint32_t *down,
                    uint32_t *cost)
{
    const kr_hierarchy *h = m->hierarchy;
    uint32_t x = h->rank[from], y = h->rank[to];
    for (uint32_t k = 0; k < count; k++)
        cost[k] = KR_FAR;
    while (x != y)
        if (x < y)
            x = h->parent[x];
        else
            y = h->parent[y];
    for (uint32_t i = 0; x != KR_NONE && i <= h->level[x]; i++)
        for (uint32_t k = 0; k < count; k++) {
            uint32_t sum = up[i * m->lanes + metric + k] + down[i * m->lanes + metric + k];
            cost[k] = sum < cost[k] ? sum : cost[k];
        }
}

/* ---- from upward arcs to arcs of the graph ---- */

/* The arc of the graph with the weight that the upward arc has in this direction, or KR_NONE: it is a shortcut. */
static uint32_t given_arc(const kr_metrics *m, uint32_t metric, uint32_t arc, uint32_t downward, uint32_t weight)
{
    const kr_hierarchy *h = m->hierarchy;
    size_t place = 2 * (size_t)arc + downward;
    for (uint32_t i = h->given_first[place]; i < h->given_first[place + 1]; i++)
        if (m->weight[metric][h->given[i]] == weight)
            return h->given[i];
    return KR_NONE;
}

/*
 * The triangle below a shortcut that has its weight: the arcs from the lowest node to the shortcut's tail and head. The
 * highest node below is tried first; both arcs of a triangle stand close together, so a look costs little.
 */
static void find_triangle(const kr_metrics *m, uint32_t metric, uint32_t arc, uint32_t downward, uint32_t weight,
                          uint32_t *to_tail, uint32_t *to_head)
{
    const kr_hierarchy *h = m->hierarchy;
    const uint32_t *near = (downward ? m->up : m->down) + metric, *far = (downward ? m->down : m->up) + metric;
    uint32_t tail = h->tail[arc], head = h->head[arc];
    for (uint32_t i = h->below_first[tail + 1]; i-- > h->below_first[tail];) {
        uint32_t low = h->below[i], part = near[(size_t)low * m->stride];
        if (part > weight)
            continue;
        uint32_t high = low + 1, end = h->first[h->below_tail[i] + 1];
        while (high < end && h->head[high] < head)
            high++;
        if (high < end && h->head[high] == head && part + far[(size_t)high * m->stride] == weight) {
            *to_tail = low;
            *to_head = high;
            return;
        }
    }
}

/* For each ancestor up to the top, the arc by which its cost came about. */
static void note_arcs(const kr_hierarchy *h, const uint32_t *weight, size_t stride, uint32_t rank, uint32_t top,
                      const uint32_t *cost, uint32_t *arc)
{
    for (uint32_t r = rank; r != top; r = h->parent[r]) {
        uint32_t here = cost[h->level[r]];
        if (here == KR_FAR)
            continue;
        for (uint32_t a = h->first[r]; a < h->first[r + 1]; a++)
            if (here + weight[a * stride] == cost[h->head_level[a]])
                arc[h->head_level[a]] = a;
    }
}

typedef struct unpacking {
    kr_job *job;
    const kr_metrics *metrics;
    uint32_t metric;
    uint32_t *todo;             /* 2 x upward arc + downward, last first */
    size_t todo_count, todo_capacity;
} unpacking;

static kr_status push(unpacking *u, uint32_t arc, uint32_t downward)
{
    KR_TRY(kri_job_grow(u->job, &u->todo, &u->todo_capacity, u->todo_count + 1, sizeof *u->todo));
    u->todo[u->todo_count++] = 2 * arc + downward;
    return KR_OK;
}

static kr_status unpack_all(unpacking *u, uint32_t **arc, size_t *capacity, size_t *count)
{
    const kr_metrics *m = u->metrics;
    while (u->todo_count) {
        uint32_t item = u->todo[--u->todo_count], upward = item >> 1, downward = item & 1;
        uint32_t to_tail = KR_NONE, to_head = KR_NONE;
        uint32_t weight = (downward ? m->down : m->up)[(size_t)upward * m->stride + u->metric];
        uint32_t given = given_arc(m, u->metric, upward, downward, weight);
        if (given != KR_NONE) {
            KR_TRY(kri_job_grow(u->job, arc, capacity, *count + 1, sizeof **arc));
            (*arc)[(*count)++] = given;
            continue;
        }
        find_triangle(m, u->metric, upward, downward, weight, &to_tail, &to_head);
        KR_TRY(push(u, downward ? to_tail : to_head, 0));
        KR_TRY(push(u, downward ? to_head : to_tail, 1));
    }
    return KR_OK;
}

kr_status kri_climb_unpack(kr_job *job, kri_climb *c, const kr_metrics *m, uint32_t metric,
                           uint32_t **arc, size_t *capacity, size_t *count)
{
    const kr_hierarchy *h = m->hierarchy;
    unpacking u = { .job = job, .metrics = m, .metric = metric };
    size_t falling = 0;
    if (c->top == KR_NONE)
        return KR_OK;
    note_arcs(h, m->up + metric, m->stride, c->from, c->top, c->up_cost, c->up_arc);
    note_arcs(h, m->down + metric, m->stride, c->to, c->top, c->down_cost, c->down_arc);
    for (uint32_t r = c->top; r != c->to; r = h->tail[c->down_arc[h->level[r]]])
        falling++;
    KR_TRY(kri_job_grow(job, &u.todo, &u.todo_capacity, falling + 1, sizeof *u.todo));
    for (uint32_t r = c->top; r != c->to; r = h->tail[c->down_arc[h->level[r]]])
        u.todo[falling - ++u.todo_count] = 2 * c->down_arc[h->level[r]] + 1;
    for (uint32_t r = c->top; r != c->from; r = h->tail[c->up_arc[h->level[r]]])
        KR_TRY(push(&u, c->up_arc[h->level[r]], 0));
    return unpack_all(&u, arc, capacity, count);
}

/* ---- the public calls ---- */

kr_status kr_hierarchy_cost(kr_job *job, const kr_metrics *metrics, uint32_t metric, uint32_t from, uint32_t to,
                            uint32_t *cost)
{
    kri_climb climb;
    KR_TRY(kri_hierarchy_check(job, metrics, metric, (uint32_t[]){ from, to }, 2, "end"));
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_climb_new(job, metrics->hierarchy, &climb));
    *cost = kri_climb_cost(&climb, metrics, metric, from, to);
    kri_job_release(job, mark);
    return KR_OK;
}

static kr_status find_inside(kr_job *inner, const kr_metrics *m, uint32_t metric, uint32_t from, uint32_t to,
                             kr_path *path)
{
    kri_climb climb;
    uint32_t *arc = NULL;
    size_t capacity = 0, count = 0;
    KR_TRY(kri_climb_new(inner, m->hierarchy, &climb));
    uint32_t cost = kri_climb_cost(&climb, m, metric, from, to);
    KR_TRY(kri_climb_unpack(inner, &climb, m, metric, &arc, &capacity, &count));
    if (cost != KR_FAR)
        *path = (kr_path){ .cost = cost, .from = from, .to = to, .arcs = (uint32_t)count, .arc = arc };
    return KR_OK;
}

kr_status kr_hierarchy_find(kr_job *job, const kr_metrics *metrics, uint32_t metric, uint32_t from, uint32_t to,
                            kr_path *path)
{
    kr_job inner;
    uint32_t *own = NULL;
    *path = (kr_path){ .cost = INFINITY, .from = KR_NONE, .to = KR_NONE };
    KR_TRY(kri_hierarchy_check(job, metrics, metric, (uint32_t[]){ from, to }, 2, "end"));
    kri_inside_begin(job, &inner);
    kr_status status = kri_inside_tell(job, &inner, find_inside(&inner, metrics, metric, from, to, path));
    if (status == KR_OK && !(own = kr_job_alloc(job, path->arcs, sizeof *own)))
        status = KR_E_MEMORY;
    if (status == KR_OK && path->arcs)
        memcpy(own, path->arc, path->arcs * sizeof *own);
    path->arc = own;
    kr_job_end(&inner);
    return status;
}
