/* quantile.h: where the middle of many numbers lies. */
#ifndef KRI_QUANTILE_H
#define KRI_QUANTILE_H

#include <stddef.h>

/* Smallest first, by a heap of our own: the C library's choice of algorithm is its own. The numbers hold no NaN. */
void kri_sort_numbers(double *value, size_t count);

/* The value below which a share of the sorted numbers lies, between two of them where need be. count > 0. */
double kri_quantile(const double *sorted, size_t count, double share);

#endif
