/*
 * update.c: partial customisation. An upward arc depends on arcs with lower tails only, which have lower numbers; so
 * changed arcs are settled by rising number, and a change goes on to the arcs whose weight it made or can undercut.
 */
#include "path/update.h"

#include <string.h>

#include "base/arena.h"

kr_status kri_update_new(kr_job *job, const kr_hierarchy *hierarchy, kri_update *update)
{
    update->count = 0;
    KRI_NEW(job, update->heap, hierarchy->arcs);
    KRI_NEW(job, update->waits, hierarchy->arcs);
    return KR_OK;
}

static void push(kri_update *u, uint32_t arc)
{
    uint32_t at = u->count;
    if (u->waits[arc])
        return;
    u->waits[arc] = 1;
    u->count++;
    for (; at > 0 && arc < u->heap[(at - 1) / 2]; at = (at - 1) / 2)
        u->heap[at] = u->heap[(at - 1) / 2];
    u->heap[at] = arc;
}

static uint32_t take(kri_update *u)
{
    uint32_t least = u->heap[0], last = u->heap[--u->count], at = 0;
    u->waits[least] = 0;
    for (uint32_t child; (child = 2 * at + 1) < u->count; at = child) {
        if (child + 1 < u->count && u->heap[child + 1] < u->heap[child])
            child++;
        if (u->heap[child] >= last)
            break;
        u->heap[at] = u->heap[child];
    }
    u->heap[at] = last;
    return least;
}

/* What the graph's own arcs weigh, in both directions. */
static void load(const kr_metrics *m, uint32_t arc, uint32_t *weight)
{
    const kr_hierarchy *h = m->hierarchy;
    for (uint32_t i = 0; i < m->stride; i++)
        weight[i] = KR_FAR;
    for (uint32_t downward = 0; downward < 2; downward++) {
        size_t place = 2 * (size_t)arc + downward;
        for (uint32_t k = h->given_first[place]; k < h->given_first[place + 1]; k++)
            for (uint32_t i = 0; i < m->count; i++) {
                uint32_t given = m->weight[i][h->given[k]], *least = &weight[downward * m->lanes + i];
                *least = given < *least ? given : *least;
            }
    }
}

/* Lowers the weight to what the triangle over the lowest node offers. */
static void lower(const kr_metrics *m, uint32_t to_tail, uint32_t to_head, uint32_t *weight)
{
    const uint32_t *tail_up = m->up + to_tail * m->stride, *head_up = m->up + to_head * m->stride;
    for (uint32_t i = 0; i < m->lanes; i++) {
        uint32_t upward = tail_up[m->lanes + i] + head_up[i], downward = head_up[m->lanes + i] + tail_up[i];
        weight[i] = upward < weight[i] ? upward : weight[i];
        weight[m->lanes + i] = downward < weight[m->lanes + i] ? downward : weight[m->lanes + i];
    }
}

/* The weight of an arc from the graph's own arcs and every triangle below it. */
static void settle(const kr_metrics *m, uint32_t arc, uint32_t *weight)
{
    const kr_hierarchy *h = m->hierarchy;
    uint32_t i = h->below_first[h->tail[arc]], i_end = h->below_first[h->tail[arc] + 1];
    uint32_t head = h->head[arc];
    load(m, arc, weight);
    for (; i < i_end; i++) {
        uint32_t low = h->below[i], high = low + 1, end = h->first[h->below_tail[i] + 1];
        while (high < end && h->head[high] < head)
            high++;
        if (high < end && h->head[high] == head)
            lower(m, low, high, weight);
    }
}

/* Whether a side of a triangle may change when one of its lower arcs goes from `before` to `after`. */
static int may_change(const kr_metrics *m, const uint32_t *before, const uint32_t *after, const uint32_t *other,
                      const uint32_t *side, int is_tail)
{
    for (uint32_t i = 0; i < m->lanes; i++) {
        uint32_t near = is_tail ? m->lanes + i : i, far = is_tail ? i : m->lanes + i;
        uint32_t one_before = before[near] + other[far], one_after = after[near] + other[far];
        uint32_t two_before = before[far] + other[near], two_after = after[far] + other[near];
        const uint32_t *one = &side[i], *two = &side[m->lanes + i];
        if (one_after < *one || (one_before == *one && one_after > *one) || two_after < *two ||
            (two_before == *two && two_after > *two))
            return 1;
    }
    return 0;
}

/* An arc has changed: the sides above it, in the triangles that its tail is the lowest node of. */
static void spread(kri_update *u, const kr_metrics *m, uint32_t arc, const uint32_t *before)
{
    const kr_hierarchy *h = m->hierarchy;
    uint32_t tail = h->tail[arc];
    for (uint32_t a = h->first[tail]; a < h->first[tail + 1]; a++) {
        if (a == arc)
            continue;
        int is_lower = arc < a;         /* its head is the tail of the side */
        uint32_t side =
            is_lower ? kri_arc_between(h, h->head[arc], h->head[a]) : kri_arc_between(h, h->head[a], h->head[arc]);
        if (may_change(m, before, m->up + arc * m->stride, m->up + a * m->stride, m->up + side * m->stride, is_lower))
            push(u, side);
    }
}

void kri_update_run(kri_update *u, const kr_metrics *m, const uint32_t *arcs, size_t arcs_count)
{
    const kr_hierarchy *h = m->hierarchy;
    for (size_t i = 0; i < arcs_count; i++)
        if (h->place[arcs[i]] != KR_NONE)
            push(u, h->place[arcs[i]] >> 1);
    while (u->count) {
        uint32_t arc = take(u), weight[2 * KRI_LANES], before[2 * KRI_LANES];
        uint32_t *now = m->up + arc * m->stride;
        size_t bytes = m->stride * sizeof *now;
        settle(m, arc, weight);
        if (!memcmp(now, weight, bytes))
            continue;
        memcpy(before, now, bytes);
        memcpy(now, weight, bytes);
        spread(u, m, arc, before);
    }
}

kr_status kr_hierarchy_update(kr_job *job, const kr_metrics *metrics, const uint32_t *arcs, size_t arcs_count)
{
    kri_update update;
    uint32_t count = metrics->hierarchy->graph->arcs;
    for (size_t i = 0; i < arcs_count; i++)
        if (arcs[i] >= count)
            return kr_fail(job, KR_E_INPUT, "there is no arc %u; the graph has %u, counted from 0", arcs[i], count);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_update_new(job, metrics->hierarchy, &update));
    kri_update_run(&update, metrics, arcs, arcs_count);
    kri_job_release(job, mark);
    return KR_OK;
}
