/* regress.c: small dense least squares on what fixed effects have left. */
#include "newton.h"

#include <math.h>
#include <string.h>

/* A regressor is dropped when less than this share of its variation is its own (the rule of R and Stata). */
#define OWN_SHARE 1e-9

kr_status kri_lane_totals(kr_job *job, const kri_sample *s, double *total)
{
    const kri_absorb *a = &s->absorb;
    double *mean, weight = 0;
    KRI_NEW(job, mean, a->lanes);
    memset(total, 0, a->lanes * sizeof *total);
    for (size_t i = 0; i < a->rows; i++) {
        weight += a->weight[i];
        for (uint32_t l = 0; l < a->lanes; l++)
            mean[l] += a->weight[i] * a->x[i * a->lanes + l];
    }
    for (uint32_t l = 0; l < a->lanes; l++)
        mean[l] = a->has_means ? mean[l] / weight : 0;
    for (size_t i = 0; i < a->rows; i++)
        for (uint32_t l = 0; l < a->lanes; l++) {
            double d = a->x[i * a->lanes + l] - mean[l];
            total[l] += a->weight[i] * d * d;
        }
    return KR_OK;
}

/* Row `at` of the Cholesky factor, the pivots before it being in `keep`; what is left of its own sum of squares comes back. */
static double factor_row(const kri_absorb *a, const uint32_t *keep, uint32_t at, uint32_t lane, double *factor)
{
    double *row = factor + (size_t)at * KRI_MOST_LANES, own = a->gram[(size_t)lane * a->lanes + lane];
    for (uint32_t j = 0; j < at; j++) {
        const double *other = factor + (size_t)j * KRI_MOST_LANES;
        double sum = a->gram[(size_t)lane * a->lanes + keep[j]];
        for (uint32_t k = 0; k < j; k++)
            sum -= row[k] * other[k];
        row[j] = sum / other[j];
        own -= row[j] * row[j];
    }
    return own;
}

void kri_drop_collinear(kri_sample *s, const double *total)
{
    double factor[KRI_MOST_LANES * KRI_MOST_LANES];
    uint32_t kept = 0;
    for (uint32_t v = 0; v < s->used; v++) {
        uint32_t lane = s->lane[v];
        double own = factor_row(&s->absorb, s->lane, kept, lane, factor);
        if (!(own > OWN_SHARE * total[lane]))
            continue;
        factor[(size_t)kept * KRI_MOST_LANES + kept] = sqrt(own);
        s->lane[kept++] = lane;
    }
    s->used = kept;
}

/* Solves L L' x = x in place. */
static void solve_factored(const double *factor, uint32_t n, double *x)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < i; j++)
            x[i] -= factor[(size_t)i * KRI_MOST_LANES + j] * x[j];
        x[i] /= factor[(size_t)i * KRI_MOST_LANES + i];
    }
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t j = i + 1; j < n; j++)
            x[i] -= factor[(size_t)j * KRI_MOST_LANES + i] * x[j];
        x[i] /= factor[(size_t)i * KRI_MOST_LANES + i];
    }
}

kr_status kri_regress(kr_job *job, const kri_sample *s, double *b, double *inverse)
{
    double factor[KRI_MOST_LANES * KRI_MOST_LANES], x[KRI_MOST_LANES];
    const kri_absorb *a = &s->absorb;
    for (uint32_t v = 0; v < s->used; v++) {
        double own = factor_row(a, s->lane, v, s->lane[v], factor);
        if (!(own > 0))
            return kr_fail(job, KR_E_INPUT, "the regressors have become collinear while fitting; leave one of them out");
        factor[(size_t)v * KRI_MOST_LANES + v] = sqrt(own);
        x[v] = a->gram[s->lane[v]];
    }
    solve_factored(factor, s->used, x);
    memset(b, 0, a->lanes * sizeof *b);
    for (uint32_t v = 0; v < s->used; v++)
        b[s->lane[v]] = x[v];
    for (uint32_t v = 0; inverse && v < s->used; v++) {
        memset(x, 0, sizeof x);
        x[v] = 1;
        solve_factored(factor, s->used, x);
        memcpy(inverse + (size_t)v * s->used, x, s->used * sizeof *x);
    }
    return KR_OK;
}
