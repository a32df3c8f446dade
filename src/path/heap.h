/* heap.h: the queue of Dijkstra's algorithm: a heap with four children a place, ordered by cost and then by node. */
#ifndef KRI_HEAP_H
#define KRI_HEAP_H

#include <stdint.h>

typedef struct kri_heap_item {
    double cost;
    uint32_t node;
} kri_heap_item;

/* item[0 .. count - 1] is the heap; place[node] is where the node stands in it, counted from 1, 0 when nowhere. */
typedef struct kri_heap {
    kri_heap_item *item;
    uint32_t *place;
    uint32_t count;
} kri_heap;

static inline int kri_heap_before(kri_heap_item a, kri_heap_item b)
{
    return a.cost < b.cost || (a.cost == b.cost && a.node < b.node);
}

static inline void kri_heap_put(kri_heap *heap, uint32_t at, kri_heap_item item)
{
    heap->item[at] = item;
    heap->place[item.node] = at + 1;
}

/* The node enters with this cost, or its cost falls to it. */
static inline void kri_heap_lower(kri_heap *heap, uint32_t node, double cost)
{
    kri_heap_item item = { cost, node };
    uint32_t at = heap->place[node] ? heap->place[node] - 1 : heap->count++;
    while (at > 0) {
        uint32_t parent = (at - 1) / 4;
        if (!kri_heap_before(item, heap->item[parent]))
            break;
        kri_heap_put(heap, at, heap->item[parent]);
        at = parent;
    }
    kri_heap_put(heap, at, item);
}

static inline uint32_t kri_heap_least_child(const kri_heap *heap, uint32_t child)
{
    uint32_t end = child + 4 < heap->count ? child + 4 : heap->count;
    uint32_t least = child;
    for (uint32_t i = child + 1; i < end; i++)
        least = kri_heap_before(heap->item[i], heap->item[least]) ? i : least;
    return least;
}

/* Takes the first item; there must be one. */
static inline kri_heap_item kri_heap_take(kri_heap *heap)
{
    kri_heap_item first = heap->item[0], last = heap->item[--heap->count];
    uint32_t at = 0;
    heap->place[first.node] = 0;
    if (heap->count == 0)
        return first;
    for (uint32_t child = 1; child < heap->count; child = 4 * at + 1) {
        uint32_t least = kri_heap_least_child(heap, child);
        if (!kri_heap_before(heap->item[least], last))
            break;
        kri_heap_put(heap, at, heap->item[least]);
        at = least;
    }
    kri_heap_put(heap, at, last);
    return first;
}

#endif
