/* variance.c: robust and clustered errors, one way or many. */
#include "variance.h"

#include <math.h>
#include <string.h>

/* scores[cluster x used] += remainder x scale, row by row. cluster NULL: every row by itself, straight into meat. */
static void add_scores(const kri_sample *s, const double *scale, const uint32_t *cluster, double *scores)
{
    const kri_absorb *a = &s->absorb;
    double left[KRI_MOST_LANES];
    for (uint32_t g = 0; g < a->groups; g++)
        for (size_t i = a->first[g]; i < a->first[g + 1]; i++) {
            double *to = scores + (size_t)cluster[s->row[i]] * s->used;
            kri_absorb_row(a, i, g, left);
            for (uint32_t v = 0; v < s->used; v++)
                to[v] += left[s->lane[v]] * scale[i];
        }
}

/* meat += sign x scores scores'. */
static void add_outer(const double *scores, size_t count, uint32_t used, double sign, double *meat)
{
    for (size_t c = 0; c < count; c++)
        for (uint32_t i = 0; i < used; i++) {
            double si = sign * scores[c * used + i];
            for (uint32_t j = 0; j < used; j++)
                meat[i * used + j] += si * scores[c * used + j];
        }
}

static void add_row_outers(const kri_sample *s, const double *scale, double *meat)
{
    const kri_absorb *a = &s->absorb;
    double left[KRI_MOST_LANES], score[KRI_MOST_LANES];
    for (uint32_t g = 0; g < a->groups; g++)
        for (size_t i = a->first[g]; i < a->first[g + 1]; i++) {
            kri_absorb_row(a, i, g, left);
            for (uint32_t v = 0; v < s->used; v++)
                score[v] = left[s->lane[v]] * scale[i];
            add_outer(score, 1, s->used, 1, meat);
        }
}

/* The clusters named by the bits of `set` as one: their intersections. */
static kr_status join_set(kr_job *job, const kr_fit_data *d, uint32_t set, uint32_t *joint, uint32_t *joints)
{
    const uint32_t *code[8];
    uint32_t codes[8], count = 0;
    for (uint32_t c = 0; c < d->clusters; c++)
        if (set >> c & 1) {
            code[count] = d->cluster[c];
            codes[count++] = d->cluster_levels[c];
        }
    return kr_codes_join(job, d->rows, count, code, codes, joint, joints);
}

static kr_status clusters_with_rows(kr_job *job, const kri_sample *s, const uint32_t *cluster, uint32_t levels, uint32_t *count)
{
    uint8_t *seen;
    KRI_NEW(job, seen, levels);
    for (size_t i = 0; i < s->rows; i++)
        seen[cluster[s->row[i]]] = 1;
    for (uint32_t c = 0; c < levels; c++)
        *count += seen[c];
    return KR_OK;
}

/* Inclusion and exclusion over the sets of clusters (Cameron, Gelbach and Miller 2011). *fewest: clusters of the smallest way. */
static kr_status add_clusters(kr_job *job, const kri_sample *s, const double *scale, double *meat, uint32_t *fewest)
{
    const kr_fit_data *d = s->data;
    uint32_t *joint, joints;
    double *scores;
    *fewest = UINT32_MAX;
    for (uint32_t set = 1; set < 1u << d->clusters; set++) {
        kri_mark mark = kri_job_mark(job);
        int ways = __builtin_popcount(set);
        KRI_NEW(job, joint, d->rows);
        KR_TRY(join_set(job, d, set, joint, &joints));
        KRI_NEW(job, scores, (size_t)joints * s->used);
        add_scores(s, scale, joint, scores);
        add_outer(scores, joints, s->used, ways % 2 ? 1 : -1, meat);
        if (ways == 1) {
            uint32_t count = 0;
            KR_TRY(clusters_with_rows(job, s, joint, joints, &count));
            *fewest = count < *fewest ? count : *fewest;
        }
        kri_job_release(job, mark);
    }
    return KR_OK;
}

/* Whether every level of an effect lies in one cluster. */
static kr_status is_nested(kr_job *job, const kri_sample *s, uint32_t effect, const uint32_t *cluster, int *nested)
{
    uint32_t *of;
    const uint32_t *code = s->data->effect[effect];
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, of, s->data->effect_levels[effect]);
    *nested = 1;
    for (size_t i = 0; i < s->rows && *nested; i++) {
        uint32_t r = s->row[i], *level = &of[code[r]];
        if (*level && *level != cluster[r] + 1)
            *nested = 0;
        *level = cluster[r] + 1;
    }
    kri_job_release(job, mark);
    return KR_OK;
}

/* Parameters that count: coefficients, and levels of effects, one less for each effect after the first; nested effects do not count. */
static kr_status count_parameters(kr_job *job, const kri_sample *s, double *parameters)
{
    const kr_fit_data *d = s->data;
    *parameters = s->used;
    for (uint32_t k = 0; k < d->effects; k++) {
        int nested = 0;
        uint32_t levels;
        for (uint32_t c = 0; c < d->clusters && !nested; c++)
            KR_TRY(is_nested(job, s, k, d->cluster[c], &nested));
        if (nested)
            continue;
        KR_TRY(kri_sample_levels(job, s, k, &levels));
        *parameters += (double)levels - 1;
    }
    *parameters += d->effects > 0;
    return KR_OK;
}

static void multiply(const double *a, const double *b, uint32_t n, double *out)
{
    memset(out, 0, (size_t)n * n * sizeof *out);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++)
            for (uint32_t j = 0; j < n; j++)
                out[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* One of Jacobi's rotations: makes a[p][q] zero; the columns of v turn along. */
static void rotate(double *a, double *v, uint32_t n, uint32_t p, uint32_t q)
{
    double tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
    double t = (tau >= 0 ? 1 : -1) / (fabs(tau) + sqrt(1 + tau * tau)), c = 1 / sqrt(1 + t * t), s = t * c;
    for (uint32_t k = 0; k < n; k++) {
        double x = a[k * n + p], y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
        x = v[k * n + p];
        y = v[k * n + q];
        v[k * n + p] = c * x - s * y;
        v[k * n + q] = s * x + c * y;
    }
    for (uint32_t k = 0; k < n; k++) {
        double x = a[p * n + k], y = a[q * n + k];
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
    }
}

/*
 * Many ways of clustering subtract intersections, and what is left may have negative variances. As Cameron, Gelbach and Miller
 * advise, negative eigenvalues become nothing; a matrix without any stays as it is to the last bit.
 */
static kr_status make_semidefinite(kr_job *job, uint32_t n, double *covariance)
{
    double *a, *v, largest = 0, lowest = 0;
    KRI_NEW(job, a, (size_t)n * n);
    KRI_NEW(job, v, (size_t)n * n);
    memcpy(a, covariance, (size_t)n * n * sizeof *a);
    for (uint32_t i = 0; i < n; i++)
        v[i * n + i] = 1;
    for (uint32_t sweep = 0; sweep < 60; sweep++)
        for (uint32_t p = 0; p < n; p++)
            for (uint32_t q = p + 1; q < n; q++)
                if (fabs(a[p * n + q]) > 1e-300 && fabs(a[p * n + q]) > 1e-17 * sqrt(fabs(a[p * n + p] * a[q * n + q])))
                    rotate(a, v, n, p, q);
    for (uint32_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(a[i * n + i]));
        lowest = fmin(lowest, a[i * n + i]);
    }
    if (lowest >= -1e-14 * largest)
        return KR_OK;
    memset(covariance, 0, (size_t)n * n * sizeof *covariance);
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; a[k * n + k] > 0 && i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                covariance[i * n + j] += v[i * n + k] * a[k * n + k] * v[j * n + k];
    return KR_OK;
}

kr_status kri_covariance(kr_job *job, const kri_sample *s, const kr_fit_options *options, const double *bread,
                         const double *scale, double *covariance)
{
    double *meat, *half, factor = 1, parameters = 0;
    uint32_t n = s->used, fewest = (uint32_t)s->rows;
    KRI_NEW(job, meat, (size_t)n * n);
    KRI_NEW(job, half, (size_t)n * n);
    if (s->data->clusters)
        KR_TRY(add_clusters(job, s, scale, meat, &fewest));
    else
        add_row_outers(s, scale, meat);
    if (fewest < 2)
        return kr_fail(job, KR_E_INPUT, "all rows are in one cluster; errors need at least two");
    factor = fewest / (fewest - 1.0);
    if (options->convention == KR_SE_FIXEST || options->estimator == KR_OLS) {
        double rows = (double)s->rows;
        KR_TRY(count_parameters(job, s, &parameters));
        factor *= rows > parameters ? (rows - 1) / (rows - parameters) : 1;
    }
    multiply(bread, meat, n, half);
    multiply(half, bread, n, covariance);
    for (uint32_t i = 0; i < n * n; i++)
        covariance[i] *= factor;
    return s->data->clusters > 1 ? make_semidefinite(job, n, covariance) : KR_OK;
}
