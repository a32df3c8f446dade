/* gmres.c: linear systems whose matrix is only a way to multiply. */
#include "gmres.h"

#include "matvec.h"

#include <math.h>
#include <string.h>

kr_status kri_gmres_open(kr_job *job, uint32_t n, kri_gmres *g)
{
    g->n = n;
    KRI_NEW(job, g->basis, (size_t)(KRI_KRYLOV + 1) * n);
    KRI_NEW(job, g->scaled, n);
    return KR_OK;
}

struct rotation { double c, s; };

/* Turns column k of the Hessenberg matrix into a triangle's, and the right side with it. */
static void rotate(double *h, struct rotation *turn, double *right, uint32_t k)
{
    for (uint32_t i = 0; i < k; i++) {
        double t = turn[i].c * h[i] + turn[i].s * h[i + 1];
        h[i + 1] = turn[i].c * h[i + 1] - turn[i].s * h[i];
        h[i] = t;
    }
    double r = hypot(h[k], h[k + 1]);
    turn[k] = r > 0 ? (struct rotation){ h[k] / r, h[k + 1] / r } : (struct rotation){ 1, 0 };
    h[k] = r;
    right[k + 1] = -turn[k].s * right[k];
    right[k] *= turn[k].c;
}

/* The next vector of the basis: A times the last, made orthogonal to all before. Its length comes back. */
static double extend(kri_gmres *g, uint32_t k, double *h)
{
    const double *last = g->basis + (size_t)k * g->n;
    double *next = g->basis + (size_t)(k + 1) * g->n;
    for (uint32_t i = 0; i < g->n; i++)
        g->scaled[i] = last[i] * g->scale[i];
    g->times(g->with, g->scaled, next);
    g->products++;
    for (uint32_t j = 0; j <= k; j++) {
        const double *q = g->basis + (size_t)j * g->n;
        h[j] = kri_dot(q, next, g->n);
        for (uint32_t i = 0; i < g->n; i++)
            next[i] -= h[j] * q[i];
    }
    double length = sqrt(kri_dot(next, next, g->n));
    for (uint32_t i = 0; length > 0 && i < g->n; i++)
        next[i] /= length;
    h[k + 1] = length;
    return length;
}

void kri_gmres_solve(kri_gmres *g, const double *b, double tolerance, double *x)
{
    double h[KRI_KRYLOV][KRI_KRYLOV + 1], right[KRI_KRYLOV + 1] = { 0 };
    struct rotation turn[KRI_KRYLOV];
    double length = sqrt(kri_dot(b, b, g->n));
    uint32_t k = 0;
    memset(x, 0, g->n * sizeof *x);
    if (!(length > 0))
        return;
    for (uint32_t i = 0; i < g->n; i++)
        g->basis[i] = b[i] / length;
    right[0] = length;
    while (k < KRI_KRYLOV) {
        double next = extend(g, k, h[k]);
        rotate(h[k], turn, right, k);
        k++;
        if (fabs(right[k]) <= tolerance * length || !(next > 0))
            break;
    }
    for (uint32_t i = k; i-- > 0;) {
        for (uint32_t j = i + 1; j < k; j++)
            right[i] -= h[j][i] * right[j];
        right[i] = h[i][i] > 0 ? right[i] / h[i][i] : 0;
        for (uint32_t l = 0; l < g->n; l++)
            x[l] += right[i] * g->basis[(size_t)i * g->n + l];
    }
    for (uint32_t l = 0; l < g->n; l++)
        x[l] *= g->scale[l];
}
