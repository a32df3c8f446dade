/* newton.h: the coefficients and fixed effects of a Poisson model, step by step. */
#ifndef KRI_NEWTON_H
#define KRI_NEWTON_H

#include "sample.h"

/* Where a fit stands. The linear index of row i is eta[i]; its mean is absorb.weight[i]. */
typedef struct kri_poisson {
    double *b;                  /* [lanes] coefficients; lane 0 is none */
    double *mean;               /* [groups] the largest effect */
    double *level;              /* [unknowns] the others */
    double *eta;                /* [rows] */
    double objective;           /* sum of y eta - mu */
    double size;                /* sum of |y eta| + mu: what rounding errors are relative to */
    double change;              /* of the last step: max |change of eta| over rows that trade */
    double decrement;           /* of the last step: sum of mu (change of eta)^2 */
    uint32_t rounds;
    double *block_sums;         /* work: [blocks x 5] */
} kri_poisson;

/* What a step adds. */
typedef struct kri_poisson_step {
    double *b, *mean, *level;
} kri_poisson_step;

/* Starts from fixed effects that reproduce the sums of each level nearly, or from the data where there are none. */
kr_status kri_poisson_start(kr_job *job, kri_sample *sample, kri_poisson *at);

/* Newton steps until fitted values stand still. The first drops collinear regressors from sample->lane. */
kr_status kri_poisson_climb(kr_job *job, kri_sample *sample, const kr_fit_options *options, kri_poisson *at);

/* Recomputes eta, means and the working variable of lane 0 from the coefficients. first: there is no eta yet to compare with. */
void kri_poisson_predict(kr_job *job, kri_sample *sample, kri_poisson *at, int first);

/* Takes regressors that the others explain out of sample->lane. total[lane]: their sums of squares about the mean. */
void kri_drop_collinear(kri_sample *sample, const double *total);

/* total[lane] = weighted sum of squares about the mean. */
kr_status kri_lane_totals(kr_job *job, const kri_sample *sample, double *total);

/* Solves the regression of lane 0 on the regressors in use by absorb.gram; b[lane]. inverse, if wanted, [used x used]. */
kr_status kri_regress(kr_job *job, const kri_sample *sample, double *b, double *inverse);

#endif
