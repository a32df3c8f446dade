/* matvec.c: a matrix times a vector, the same bits for any number of threads. */
#include "matvec.h"

#include <math.h>
#include <string.h>

typedef double vector8 __attribute__((vector_size(64)));

#define ROWS_A_BLOCK 32u
#define MOST_BLOCKS 16u
#define WORTH_THREADS ((size_t)1 << 17)      /* entries from which a product is shared out */

kr_status kri_matrix_open(kr_job *job, uint32_t n, kri_matrix *a)
{
    *a = (kri_matrix){ .n = n, .stride = (n + 7) / 8 * 8 };
    a->blocks = n / ROWS_A_BLOCK < 1 ? 1 : n / ROWS_A_BLOCK > MOST_BLOCKS ? MOST_BLOCKS : n / ROWS_A_BLOCK;
    a->threads = (size_t)n * n >= WORTH_THREADS ? job->threads : 1;
    KRI_NEW(job, a->entry, (size_t)n * a->stride);
    KRI_NEW(job, a->part, (size_t)a->blocks * a->stride);
    return KR_OK;
}

double kri_dot(const double *x, const double *y, uint32_t n)
{
    const vector8 *vx = (const vector8 *)(const void *)x, *vy = (const vector8 *)(const void *)y;
    vector8 a = { 0 }, b = { 0 };
    uint32_t i = 0, count = n / 8;
    for (; i + 2 <= count; i += 2) {
        a += vx[i] * vy[i];
        b += vx[i + 1] * vy[i + 1];
    }
    if (i < count)
        a += vx[i] * vy[i];
    a += b;
    return ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7]));
}

static uint32_t block_begin(const kri_matrix *a, uint32_t block)
{
    return (uint32_t)((uint64_t)a->n * block / a->blocks);
}

void kri_matrix_times(const kri_matrix *a, const double *x, double *y)
{
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(a->threads) if (a->threads > 1)
    for (int b = 0; b < blocks; b++)
        for (uint32_t i = block_begin(a, (uint32_t)b); i < block_begin(a, (uint32_t)b + 1); i++)
            y[i] = kri_dot(a->entry + (size_t)i * a->stride, x, a->stride);
}

/* out = sum of rows times x, four rows at a time. */
static void add_rows(const kri_matrix *a, uint32_t begin, uint32_t end, const double *x, double *out)
{
    vector8 *v = (vector8 *)(void *)out;
    uint32_t wide = a->stride / 8, i = begin;
    memset(out, 0, a->stride * sizeof *out);
    for (; i + 4 <= end; i += 4) {
        const vector8 *r = (const vector8 *)(const void *)(a->entry + (size_t)i * a->stride);
        for (uint32_t k = 0; k < wide; k++)
            v[k] += (r[k] * x[i] + r[wide + k] * x[i + 1]) + (r[2 * wide + k] * x[i + 2] + r[3 * wide + k] * x[i + 3]);
    }
    for (; i < end; i++) {
        const vector8 *r = (const vector8 *)(const void *)(a->entry + (size_t)i * a->stride);
        for (uint32_t k = 0; k < wide; k++)
            v[k] += r[k] * x[i];
    }
}

void kri_matrix_transposed_times(const kri_matrix *a, const double *x, double *y)
{
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(a->threads) if (a->threads > 1)
    for (int b = 0; b < blocks; b++)
        add_rows(a, block_begin(a, (uint32_t)b), block_begin(a, (uint32_t)b + 1), x, a->part + (size_t)b * a->stride);
    memcpy(y, a->part, a->stride * sizeof *y);
    for (uint32_t b = 1; b < a->blocks; b++)
        for (uint32_t j = 0; j < a->stride; j++)
            y[j] += a->part[(size_t)b * a->stride + j];
}

static void swap_rows(double *a, double *b, uint32_t n)
{
    for (uint32_t i = 0; a != b && i < n; i++) {
        double t = a[i];
        a[i] = b[i];
        b[i] = t;
    }
}

kr_status kri_solve_dense(kr_job *job, uint32_t n, double *a, uint32_t columns, double *b)
{
    for (uint32_t p = 0; p < n; p++) {
        uint32_t best = p;
        for (uint32_t i = p + 1; i < n; i++)
            best = fabs(a[(size_t)i * n + p]) > fabs(a[(size_t)best * n + p]) ? i : best;
        if (!(fabs(a[(size_t)best * n + p]) > 1e-300))
            return kr_fail(job, KR_E_INPUT, "a system of %u equations has no single solution; a row repeats what others say", n);
        swap_rows(a + (size_t)p * n, a + (size_t)best * n, n);
        swap_rows(b + (size_t)p * columns, b + (size_t)best * columns, columns);
        const double *row = a + (size_t)p * n, *right = b + (size_t)p * columns;
        int rows = (int)n, threads = (size_t)(n - p) * (n - p) > WORTH_THREADS ? job->threads : 1;
        #pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
        for (int i = (int)p + 1; i < rows; i++) {
            double factor = a[(size_t)i * n + p] / row[p];
            for (uint32_t j = p + 1; factor != 0 && j < n; j++)
                a[(size_t)i * n + j] -= factor * row[j];
            for (uint32_t j = 0; factor != 0 && j < columns; j++)
                b[(size_t)i * columns + j] -= factor * right[j];
        }
    }
    for (uint32_t i = n; i-- > 0;) {
        double *x = b + (size_t)i * columns;
        for (uint32_t k = i + 1; k < n; k++) {
            double factor = a[(size_t)i * n + k];
            const double *known = b + (size_t)k * columns;
            for (uint32_t j = 0; factor != 0 && j < columns; j++)
                x[j] -= factor * known[j];
        }
        for (uint32_t j = 0; j < columns; j++)
            x[j] /= a[(size_t)i * n + i];
    }
    return KR_OK;
}
