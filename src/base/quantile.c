/* quantile.c: where the middle of many numbers lies. */
#include "quantile.h"

/* Sifts a heap's top down. */
static void sift(double *v, size_t top, size_t count)
{
    for (size_t child; (child = 2 * top + 1) < count; top = child) {
        if (child + 1 < count && v[child + 1] > v[child])
            child++;
        if (v[top] >= v[child])
            return;
        double t = v[top];
        v[top] = v[child];
        v[child] = t;
    }
}

void kri_sort_numbers(double *value, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(value, i, count);
    for (size_t i = count; i-- > 1;) {
        double t = value[0];
        value[0] = value[i];
        value[i] = t;
        sift(value, 0, i);
    }
}

double kri_quantile(const double *sorted, size_t count, double share)
{
    double at = share * (double)(count - 1);
    size_t below = (size_t)at;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}
