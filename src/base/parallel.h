/* parallel.h: loops over fixed blocks, so that sums have the same bits for any number of threads. */
#ifndef KRI_PARALLEL_H
#define KRI_PARALLEL_H

#include <stddef.h>

/* The work is cut into blocks whose size depends on the problem alone; partial results are joined in block order. */
#define KRI_BLOCK ((size_t)4096)

static inline size_t kri_block_count(size_t items)
{
    return (items + KRI_BLOCK - 1) / KRI_BLOCK;
}

static inline size_t kri_block_begin(size_t block)
{
    return block * KRI_BLOCK;
}

static inline size_t kri_block_end(size_t block, size_t items)
{
    size_t end = (block + 1) * KRI_BLOCK;
    return end < items ? end : items;
}

#endif
