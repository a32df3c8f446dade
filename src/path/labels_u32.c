/* labels_u32.c: the label search in numbers of 32 bits. */
#include <stdint.h>
#include <string.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "base/arena.h"
#include "path/labels.h"

#define NUMBER uint32_t
#define NUMBER_MAX UINT32_MAX
#define KIND(name) name##_u32

/* The portable loops say what the vector ones do; both give the same answers. */
static inline int any_no_worse_u32(const uint32_t *column, uint32_t stride, const uint32_t *rest,
                                   const uint32_t columns)
{
#ifdef __AVX512F__
    __mmask16 still = 0xffff;
    for (uint32_t j = 0; j < columns; j++)
        still = _mm512_mask_cmple_epu32_mask(still, _mm512_load_si512((const void *)(column + (size_t)j * stride)),
                                             _mm512_set1_epi32((int)rest[j]));
    return still != 0;
#else
    uint32_t any = 0;
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t still = 1;
        for (uint32_t j = 0; j < columns; j++)
            still &= column[(size_t)j * stride + i] <= rest[j];
        any |= still;
    }
    return any != 0;
#endif
}

/* A bit for each of the sixteen that is no better in any column. */
static inline uint32_t all_no_better_u32(const uint32_t *column, uint32_t stride, const uint32_t *rest,
                                         const uint32_t columns)
{
#ifdef __AVX512F__
    __mmask16 still = 0xffff;
    for (uint32_t j = 0; j < columns; j++)
        still = _mm512_mask_cmpge_epu32_mask(still, _mm512_load_si512((const void *)(column + (size_t)j * stride)),
                                             _mm512_set1_epi32((int)rest[j]));
    return still;
#else
    uint32_t all = 0;
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t still = 1;
        for (uint32_t j = 0; j < columns; j++)
            still &= column[(size_t)j * stride + i] >= rest[j];
        all |= still << i;
    }
    return all;
#endif
}

/* The largest whole number that is at most by times the number, and never the largest of all. */
static inline uint32_t widened_u32(uint32_t number, double by)
{
    double wide = (double)number * by;
    return wide < UINT32_MAX - 1 ? (uint32_t)wide : UINT32_MAX - 1;
}

#include "path/label_criteria.h"
