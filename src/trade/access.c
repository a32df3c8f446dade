/* access.c: market access by balancing (Sinkhorn). */
#include "matvec.h"

#include <keruen/trade.h>

#include <math.h>

static kr_status check_access(kr_job *job, uint32_t n, const double *weight, const double *output, const double *use,
                              uint32_t reference, double tolerance)
{
    if (n == 0 || reference >= n)
        return kr_fail(job, KR_E_USAGE, "the reference is place %u of %u; take one that is there", reference, n);
    if (!(tolerance >= 1e-15 && tolerance <= 1e-2))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g is not between 1e-15 and 1e-2", tolerance);
    for (size_t k = 0; k < (size_t)n * n; k++)
        if (!(weight[k] >= 0) || !isfinite(weight[k]))
            return kr_fail(job, KR_E_INPUT, "the weight of places %zu to %zu is %g; it must be a number from 0 up", k / n, k % n, weight[k]);
    for (uint32_t i = 0; i < n; i++)
        if (!(output[i] >= 0) || !isfinite(output[i]) || !(use[i] >= 0) || !isfinite(use[i]))
            return kr_fail(job, KR_E_INPUT, "place %u has output %g and use %g; both must be numbers from 0 up", i, output[i], use[i]);
    return KR_OK;
}

struct balance {
    kri_matrix weight;
    double *inward, *outward, *part;
};

/* One sweep: outward from inward, inward from outward. The largest change of ln inward comes back; NaN when a place is cut off. */
static double sweep(struct balance *b, uint32_t n, const double *output, const double *use, uint32_t reference)
{
    double *old = b->part + b->weight.stride, change = 0;
    for (uint32_t j = 0; j < n; j++) {
        b->part[j] = use[j] / b->inward[j];
        old[j] = b->inward[j];
    }
    kri_matrix_times(&b->weight, b->part, b->outward);
    for (uint32_t i = 0; i < n; i++)
        b->part[i] = output[i] > 0 ? output[i] / b->outward[i] : 0;
    kri_matrix_transposed_times(&b->weight, b->part, b->inward);
    double level = b->inward[reference];
    for (uint32_t j = 0; j < n; j++) {
        b->inward[j] /= level;
        b->outward[j] *= level;
        double d = fabs(log(b->inward[j] / old[j]));
        change = d > change || d != d ? d : change;
    }
    return change;
}

kr_status kr_market_access(kr_job *job, uint32_t n, const double *weight, const double *output, const double *use,
                           uint32_t reference, double tolerance, uint32_t rounds, kr_access *access)
{
    struct balance b;
    *access = (kr_access){ .places = n };
    KR_TRY(check_access(job, n, weight, output, use, reference, tolerance));
    KR_TRY(kri_matrix_open(job, n, &b.weight));
    KRI_NEW(job, b.inward, b.weight.stride);
    KRI_NEW(job, b.outward, b.weight.stride);
    KRI_NEW(job, b.part, 2 * (size_t)b.weight.stride);
    for (uint32_t i = 0; i < n; i++) {
        b.inward[i] = 1;
        for (uint32_t j = 0; j < n; j++)
            b.weight.entry[(size_t)i * b.weight.stride + j] = weight[(size_t)i * n + j];
    }
    do {
        KR_TRY(kr_job_check(job));
        if (access->sweeps++ == rounds)
            return kr_fail(job, KR_E_LIMIT, "market access did not settle in %u sweeps; its last one changed by %.2g", rounds, access->change);
        access->change = sweep(&b, n, output, use, reference);
        if (!isfinite(access->change))
            return kr_fail(job, KR_E_INPUT, "a place can neither be reached nor reach any other that trades; give it a link or leave it out");
    } while (access->change > tolerance);
    access->inward = b.inward;
    access->outward = b.outward;
    return KR_OK;
}

kr_status kr_trade_conditional(kr_job *job, const kr_flows *flows, const double *beta, uint32_t reference, double *trade,
                               kr_access *access)
{
    uint32_t n = flows->count;
    double *weight, *output, *use;
    KR_TRY(kr_flows_check(job, flows));
    KRI_NEW(job, weight, (size_t)n * n);
    KRI_NEW(job, output, n);
    KRI_NEW(job, use, n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            output[i] += flows->value[(size_t)i * n + j];
            use[j] += flows->value[(size_t)i * n + j];
        }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            weight[(size_t)i * n + j] = flows->value[(size_t)i * n + j] / output[i] / use[j] * (beta ? exp(beta[(size_t)i * n + j]) : 1);
    KR_TRY(kr_market_access(job, n, weight, output, use, reference, 1e-13, 100000, access));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            trade[(size_t)i * n + j] = weight[(size_t)i * n + j] * output[i] / access->outward[i] * use[j] / access->inward[j];
    return KR_OK;
}
