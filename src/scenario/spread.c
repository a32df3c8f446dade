/* spread.c: where the middle of many draws lies. */
#include <keruen/scenario.h>

/* Sifts a heap's top down; for sorting without the C library's choice of algorithm. */
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

static void sort(double *v, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(v, i, count);
    for (size_t i = count; i-- > 1;) {
        double t = v[0];
        v[0] = v[i];
        v[i] = t;
        sift(v, 0, i);
    }
}

double kr_quantile(double *value, size_t count, double share)
{
    double at = share * (double)(count - 1);
    size_t below = (size_t)at;
    sort(value, count);
    return below + 1 >= count ? value[count - 1] : value[below] + (at - (double)below) * (value[below + 1] - value[below]);
}
