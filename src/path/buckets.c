/* buckets.c: trees over whole-number weights. Costs inside one bucket are not sorted: a node may be scanned twice
 * there, which on road networks is rarer than one in a thousand and cheaper than any heap. */
#include "path/buckets.h"

#include <string.h>

#include "base/arena.h"

#define BEYOND KRI_BUCKETS
#define NOWHERE (KR_NONE - 1)       /* as `previous`: the node is in no list; KR_NONE: it is the first of its list */

kr_status kri_buckets_new(kr_job *job, uint32_t nodes, kri_buckets *queue)
{
    *queue = (kri_buckets){ .nodes = nodes };
    KRI_NEW(job, queue->link, nodes);
    KRI_NEW(job, queue->first, KRI_BUCKETS + 1);
    return KR_OK;
}

uint32_t kri_buckets_shift(const uint32_t *weight, uint32_t arcs)
{
    uint64_t sum = 0, open = 0;
    for (uint32_t a = 0; a < arcs; a++) {
        sum += weight[a] != UINT32_MAX ? weight[a] : 0;
        open += weight[a] != UINT32_MAX;
    }
    uint32_t shift = 0;
    while (open && sum / open >> (shift + 3))
        shift++;
    return shift;
}

static inline uint32_t bucket_of(const kri_buckets *queue, uint32_t cost)
{
    uint32_t bucket = (cost >> queue->shift) - queue->base;
    return bucket < KRI_BUCKETS ? bucket : BEYOND;
}

static inline void enter(kri_buckets *queue, uint32_t node, uint32_t bucket)
{
    uint32_t head = queue->first[bucket];
    queue->link[node] = (kri_bucket_link){ head, KR_NONE };
    if (head != KR_NONE)
        queue->link[head].previous = node;
    queue->first[bucket] = node;
    queue->waiting += bucket != BEYOND;
}

static inline void leave(kri_buckets *queue, uint32_t node, uint32_t bucket)
{
    kri_bucket_link link = queue->link[node];
    if (link.previous == KR_NONE)
        queue->first[bucket] = link.next;
    else
        queue->link[link.previous].next = link.next;
    if (link.next != KR_NONE)
        queue->link[link.next].previous = link.previous;
    queue->link[node].previous = NOWHERE;
    queue->waiting -= bucket != BEYOND;
}

/* The buckets are empty: they are laid anew from the cheapest node beyond. 0 when there is none. */
static int advance(kri_buckets *queue, const uint32_t *cost)
{
    uint32_t least = UINT32_MAX, node = queue->first[BEYOND];
    for (uint32_t v = node; v != KR_NONE; v = queue->link[v].next)
        least = cost[v] < least ? cost[v] : least;
    if (node == KR_NONE)
        return 0;
    queue->first[BEYOND] = KR_NONE;
    queue->base = least >> queue->shift;
    while (node != KR_NONE) {
        uint32_t next = queue->link[node].next;
        enter(queue, node, bucket_of(queue, cost[node]));
        node = next;
    }
    return 1;
}

/* A way to the node is known; saturated costs never count as one. */
static inline void offer(kri_buckets *queue, uint32_t *cost, uint32_t *arc, uint32_t node, uint64_t way, uint32_t by,
                         uint32_t weight)
{
    if (way < cost[node]) {
        uint32_t bucket = bucket_of(queue, (uint32_t)way);
        if (queue->link[node].previous == NOWHERE) {
            enter(queue, node, bucket);
        } else {
            uint32_t former = bucket_of(queue, cost[node]);
            if (former != bucket) {
                leave(queue, node, former);
                enter(queue, node, bucket);
            }
        }
        cost[node] = (uint32_t)way;
        arc[node] = by;
    } else if (way == cost[node] && by < arc[node] && weight && arc[node] != KR_NONE) {
        arc[node] = by;
    }
}

static inline void scan_forward(kri_buckets *queue, const kr_graph *graph, const uint32_t *weight, uint32_t node,
                                uint32_t *cost, uint32_t *arc)
{
    for (uint32_t a = graph->first[node]; a < graph->first[node + 1]; a++)
        offer(queue, cost, arc, graph->head[a], (uint64_t)cost[node] + weight[a], a, weight[a]);
}

static inline void scan_backward(kri_buckets *queue, const kr_graph *graph, const uint32_t *weight, uint32_t node,
                                 uint32_t *cost, uint32_t *arc)
{
    for (uint32_t i = graph->in_first[node]; i < graph->in_first[node + 1]; i++) {
        uint32_t a = graph->in_arc[i];
        offer(queue, cost, arc, graph->tail[a], (uint64_t)cost[node] + weight[a], a, weight[a]);
    }
}

static void empty_all(kri_buckets *queue, uint32_t shift, uint32_t *cost, uint32_t *arc)
{
    queue->base = 0;
    queue->shift = shift;
    queue->waiting = 0;
    memset(queue->first, 0xff, (KRI_BUCKETS + 1) * sizeof *queue->first);
    memset(cost, 0xff, queue->nodes * sizeof *cost);
    memset(arc, 0xff, queue->nodes * sizeof *arc);
    for (uint32_t v = 0; v < queue->nodes; v++)
        queue->link[v].previous = NOWHERE;
}

void kri_buckets_tree(kri_buckets *queue, const kr_graph *graph, const uint32_t *weight, uint32_t shift,
                      kr_path_direction direction, const uint32_t *ends, size_t ends_count, uint32_t *cost,
                      uint32_t *arc)
{
    empty_all(queue, shift, cost, arc);
    for (size_t i = 0; i < ends_count; i++)
        offer(queue, cost, arc, ends[i], 0, KR_NONE, 0);
    do {
        for (uint32_t bucket = 0; queue->waiting; bucket++) {
            for (uint32_t node; (node = queue->first[bucket]) != KR_NONE;) {
                leave(queue, node, bucket);
                if (direction == KR_PATH_FORWARD)
                    scan_forward(queue, graph, weight, node, cost, arc);
                else
                    scan_backward(queue, graph, weight, node, cost, arc);
            }
        }
    } while (advance(queue, cost));
}

kr_status kr_path_tree_u32(kr_job *job, const kr_graph *graph, const uint32_t *weight, kr_path_direction direction,
                           const uint32_t *ends, size_t ends_count, kr_tree_u32 *tree)
{
    kri_buckets queue;
    for (size_t i = 0; i < ends_count; i++)
        if (ends[i] >= graph->nodes)
            return kr_fail(job, KR_E_INPUT, "end %zu is at node %u, but there are only %u nodes, counted from 0",
                           i, ends[i], graph->nodes);
    KR_TRY(kr_job_check(job));
    *tree = (kr_tree_u32){ .direction = direction, .nodes = graph->nodes };
    KRI_NEW(job, tree->cost, graph->nodes);
    KRI_NEW(job, tree->arc, graph->nodes);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_buckets_new(job, graph->nodes, &queue));
    kri_buckets_tree(&queue, graph, weight, kri_buckets_shift(weight, graph->arcs), direction, ends, ends_count,
                     tree->cost, tree->arc);
    kri_job_release(job, mark);
    return KR_OK;
}
