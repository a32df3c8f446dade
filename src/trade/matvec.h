/* matvec.h: a matrix times a vector, the same bits for any number of threads. */
#ifndef KRI_MATVEC_H
#define KRI_MATVEC_H

#include "base/arena.h"

/* A row-major square matrix whose products are worked in fixed blocks of rows. */
typedef struct kri_matrix {
    uint32_t n, stride;         /* stride >= n, a multiple of 8: rows are aligned, the rest is zero */
    double *entry;              /* [n x stride] */
    uint32_t blocks;
    double *part;               /* [blocks x stride] */
    int threads;
} kri_matrix;

kr_status kri_matrix_open(kr_job *job, uint32_t n, kri_matrix *matrix);

/* y = A x; x and y have stride elements, those past n are 0 and stay so. */
void kri_matrix_times(const kri_matrix *a, const double *x, double *y);

/* y = A' x */
void kri_matrix_transposed_times(const kri_matrix *a, const double *x, double *y);

/* The sum of x[i] y[i], in one order always. n is a multiple of 8. */
double kri_dot(const double *x, const double *y, uint32_t n);

/* Solves A x = b in place by elimination with row exchanges: a [n x n] is destroyed, b [n x columns] becomes x. KR_E_INPUT when singular. */
kr_status kri_solve_dense(kr_job *job, uint32_t n, double *a, uint32_t columns, double *b);

#endif
