/* anderson.c: a fixed point in fewer rounds. */
#include "anderson.h"

#include "matvec.h"

#include <math.h>
#include <string.h>

#define INDEPENDENT 1e-12       /* squared share of a difference that the others must leave */

kr_status kri_anderson_open(kr_job *job, uint32_t n, kri_anderson *a)
{
    uint32_t wide = (n + 7) / 8 * 8;
    *a = (kri_anderson){ .n = wide };
    KRI_NEW(job, a->error_change, (size_t)KRI_ANDERSON_DEPTH * wide);
    KRI_NEW(job, a->image_change, (size_t)KRI_ANDERSON_DEPTH * wide);
    KRI_NEW(job, a->basis, (size_t)KRI_ANDERSON_DEPTH * wide);
    KRI_NEW(job, a->last_error, wide);
    KRI_NEW(job, a->last_image, wide);
    KRI_NEW(job, a->error, wide);
    return KR_OK;
}

static void keep_difference(kri_anderson *a, const double *image)
{
    double *e = a->error_change + (size_t)a->next * a->n, *g = a->image_change + (size_t)a->next * a->n;
    for (uint32_t i = 0; i < a->n; i++) {
        e[i] = a->error[i] - a->last_error[i];
        g[i] = image[i] - a->last_image[i];
    }
    a->next = (a->next + 1) % KRI_ANDERSON_DEPTH;
    a->held += a->held < KRI_ANDERSON_DEPTH;
}

/* Least squares of the error on the kept differences, newest first; the point moves by what they explain. */
static void mix(kri_anderson *a, double *x)
{
    double upper[KRI_ANDERSON_DEPTH][KRI_ANDERSON_DEPTH], along[KRI_ANDERSON_DEPTH];
    uint32_t used[KRI_ANDERSON_DEPTH], kept = 0;
    for (uint32_t k = 0; k < a->held; k++) {
        uint32_t slot = (a->next + 2 * KRI_ANDERSON_DEPTH - 1 - k) % KRI_ANDERSON_DEPTH;
        double *q = a->basis + (size_t)kept * a->n;
        memcpy(q, a->error_change + (size_t)slot * a->n, a->n * sizeof *q);
        double before = kri_dot(q, q, a->n);
        for (uint32_t j = 0; j < kept; j++) {
            const double *other = a->basis + (size_t)j * a->n;
            upper[j][kept] = kri_dot(other, q, a->n);
            for (uint32_t i = 0; i < a->n; i++)
                q[i] -= upper[j][kept] * other[i];
        }
        double after = kri_dot(q, q, a->n);
        if (!(after > INDEPENDENT * before))
            continue;
        upper[kept][kept] = sqrt(after);
        for (uint32_t i = 0; i < a->n; i++)
            q[i] /= upper[kept][kept];
        along[kept] = kri_dot(q, a->error, a->n);
        used[kept++] = slot;
    }
    for (uint32_t k = kept; k-- > 0;) {
        for (uint32_t j = k + 1; j < kept; j++)
            along[k] -= upper[k][j] * along[j];
        along[k] /= upper[k][k];
        const double *g = a->image_change + (size_t)used[k] * a->n;
        for (uint32_t i = 0; i < a->n; i++)
            x[i] -= along[k] * g[i];
    }
}

double kri_anderson_next(kri_anderson *a, double *x, const double *image)
{
    double worst = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        a->error[i] = image[i] - x[i];
        double size = fabs(a->error[i]);
        worst = size > worst || size != size ? size : worst;
    }
    if (a->has_last)
        keep_difference(a, image);
    a->has_last = 1;
    memcpy(a->last_error, a->error, a->n * sizeof *x);
    memcpy(a->last_image, image, a->n * sizeof *x);
    memcpy(x, image, a->n * sizeof *x);
    mix(a, x);
    return worst;
}
