/* labels_double.c: the label search in doubles that hold whole numbers below 2^53, so that sums are exact. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "base/arena.h"
#include "path/labels.h"

#define NUMBER double
#define NUMBER_MAX ((double)INFINITY)
#define KIND(name) name##_double

/* The portable loops say what the vector ones do; both give the same answers. */
static inline int any_no_worse_double(const double *column, uint32_t stride, const double *rest, const uint32_t columns)
{
#ifdef __AVX512F__
    __mmask8 low = 0xff, high = 0xff;
    for (uint32_t j = 0; j < columns; j++) {
        __m512d bound = _mm512_set1_pd(rest[j]);
        low = _mm512_mask_cmp_pd_mask(low, _mm512_load_pd(column + (size_t)j * stride), bound, _CMP_LE_OQ);
        high = _mm512_mask_cmp_pd_mask(high, _mm512_load_pd(column + (size_t)j * stride + 8), bound, _CMP_LE_OQ);
    }
    return (low | high) != 0;
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
static inline uint32_t all_no_better_double(const double *column, uint32_t stride, const double *rest,
                                            const uint32_t columns)
{
#ifdef __AVX512F__
    __mmask8 low = 0xff, high = 0xff;
    for (uint32_t j = 0; j < columns; j++) {
        __m512d bound = _mm512_set1_pd(rest[j]);
        low = _mm512_mask_cmp_pd_mask(low, _mm512_load_pd(column + (size_t)j * stride), bound, _CMP_GE_OQ);
        high = _mm512_mask_cmp_pd_mask(high, _mm512_load_pd(column + (size_t)j * stride + 8), bound, _CMP_GE_OQ);
    }
    return (uint32_t)low | (uint32_t)high << 8;
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

/* The largest whole number that is at most by times the number. */
static inline double widened_double(double number, double by)
{
    return by > 1 ? floor(number * by) : number;
}

#include "path/label_criteria.h"
