/* separate.h: zeros that a Poisson model would fit exactly, at minus infinity. */
#ifndef KRI_SEPARATE_H
#define KRI_SEPARATE_H

#include "newton.h"

/*
 * Finds the separated rows of a small sample outright (null space of the rows that trade): keep[row] becomes 0.
 * *done is 0 when the sample is too large for it.
 */
kr_status kri_separate_small(kr_job *job, const kr_fit_data *data, uint8_t *keep, size_t *separated, int *done);

/*
 * The same for a large sample that has been fitted: rows that zero trade, and next to nothing fitted beside all of their
 * levels, are suspects; least squares with a great weight on all others convicts or clears them.
 */
kr_status kri_separate_fitted(kr_job *job, kri_sample *sample, uint8_t *keep, size_t *separated);

#endif
