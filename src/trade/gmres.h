/* gmres.h: linear systems whose matrix is only a way to multiply (Saad and Schultz 1986). */
#ifndef KRI_GMRES_H
#define KRI_GMRES_H

#include "base/arena.h"

#define KRI_KRYLOV 80u

typedef struct kri_gmres {
    uint32_t n;                 /* a multiple of 8 */
    void (*times)(void *with, const double *x, double *y);
    void *with;
    const double *scale;        /* [n] the right preconditioner: x = scale x u */
    double *basis;              /* work: [(KRI_KRYLOV + 1) x n] */
    double *scaled;             /* work: [n] */
    uint32_t products;          /* counted */
} kri_gmres;

kr_status kri_gmres_open(kr_job *job, uint32_t n, kri_gmres *g);

/* x = A^-1 b to a relative residual of `tolerance` or after KRI_KRYLOV products, from 0. */
void kri_gmres_solve(kri_gmres *g, const double *b, double tolerance, double *x);

#endif
