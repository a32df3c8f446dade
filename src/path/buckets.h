/* buckets.h: Dijkstra's algorithm over whole-number weights with a bucket queue, for rooms that run it often. */
#ifndef KRI_BUCKETS_H
#define KRI_BUCKETS_H

#include <keruen/path.h>

#define KRI_BUCKETS 1024u

/* A node's neighbours in the list of its bucket. */
typedef struct kri_bucket_link {
    uint32_t next, previous;
} kri_bucket_link;

/*
 * The queue. Bucket i holds nodes whose cost lies in [base + i, base + i + 1) << shift; what lies beyond the last
 * bucket waits in the list `beyond`. Every list is doubly linked through link[], so a node stands in one at most
 * and memory is bounded by the nodes. A space belongs to one thread.
 */
typedef struct kri_buckets {
    kri_bucket_link *link;          /* [nodes] */
    uint32_t *first;                /* [KRI_BUCKETS + 1], the last being `beyond` */
    uint32_t nodes;
    uint32_t base, shift;
    uint32_t waiting;               /* nodes in the buckets, those beyond not counted */
} kri_buckets;

kr_status kri_buckets_new(kr_job *job, uint32_t nodes, kri_buckets *queue);

/* The shift with which the weights run best: buckets a quarter as wide as the mean open weight. */
uint32_t kri_buckets_shift(const uint32_t *weight, uint32_t arcs);

/* The kernel: ends have been checked, nothing can fail. cost and arc have room for every node and are overwritten. */
void kri_buckets_tree(kri_buckets *queue, const kr_graph *graph, const uint32_t *weight, uint32_t shift,
                      kr_path_direction direction, const uint32_t *ends, size_t ends_count, uint32_t *cost,
                      uint32_t *arc);

#endif
