/* equilibrium.h: one equilibrium in ratios, kept between solves of the same matrix. */
#ifndef KRI_EQUILIBRIUM_H
#define KRI_EQUILIBRIUM_H

#include "gmres.h"
#include "matvec.h"

#include <keruen/trade.h>

/* What does not change from scenario to scenario. */
typedef struct kri_base {
    uint32_t n, stride;
    const double *flow;         /* [n x n] */
    double *output, *use;       /* [stride] Y and E */
    double *share;              /* [n x n] what j spends on i of its whole use */
    double world;               /* sum of output */
} kri_base;

/* One solver: a thread has its own. */
typedef struct kri_hat {
    const kri_base *base;
    double theta, psi;
    kr_deficits deficits;
    kri_matrix shifted;         /* shares times exp(beta) */
    const double *productivity; /* [n] or NULL */
    double *x;                  /* [stride] ln of producer prices: the unknowns */
    double *price;              /* [stride] ln of consumer price indices */
    double *u, *v;              /* [stride] exp(-theta x), exp(theta price) */
    double *made, *spent;       /* [stride] values of output and use in the new state */
    double *excess;             /* [stride] what is bought less what is made, less the numeraire's error */
    double *bought;             /* [stride] */
    double *step, *trial, *scale, *work1, *work2, *work3;
    kri_gmres gmres;
    double closure;             /* multiplicative deficits: what scales all spending so that the world closes */
    double residual;
    uint32_t iterations;
} kri_hat;

kr_status kri_base_open(kr_job *job, const kr_flows *flows, kri_base *base);
kr_status kri_hat_open(kr_job *job, const kri_base *base, const kr_respond_options *options, kri_hat *hat);

/* Takes a scenario: beta [n x n] or NULL. */
void kri_hat_shift(kri_hat *hat, const double *beta);

/* Solves from what stands in x. 1 when excess demand is below the tolerance. */
int kri_hat_solve(kri_hat *hat, double tolerance, uint32_t rounds);

/* Excess demand at x, and everything on the way to it. */
void kri_hat_evaluate(kri_hat *hat);

/* The Jacobian of excess times dx. */
void kri_hat_times(void *hat, const double *dx, double *out);

/* ln of welfare of each country at the solution. */
void kri_hat_welfare(const kri_hat *hat, double *ln_welfare);

/* Says why a solve failed. In the additive case a country may have less than its surplus to spend. */
kr_status kri_fail_unsettled(kr_job *job, const kr_flows *flows, const kri_hat *hat);

/* All ratios of the solution but the matrix. */
kr_status kri_response_fill(kr_job *job, const kri_hat *hat, kr_response *response);

kr_status kri_respond_options_check(kr_job *job, const kr_respond_options *options);

#endif
