/* variance.h: how sure the coefficients are. */
#ifndef KRI_VARIANCE_H
#define KRI_VARIANCE_H

#include "newton.h"

/*
 * The sandwich: bread [used x used] x sum of outer products of scores by cluster x bread, with the factor of the
 * convention. scale[row]: what a row's remainder is multiplied by to give its score (y - mu for Poisson, the error for OLS).
 */
kr_status kri_covariance(kr_job *job, const kri_sample *sample, const kr_fit_options *options, const double *bread,
                         const double *scale, double *covariance);

#endif
