/* sample.h: the rows that a fit uses, sorted for kri_absorb. */
#ifndef KRI_SAMPLE_H
#define KRI_SAMPLE_H

#include "absorb.h"

#include <keruen/trade.h>

/* Lane 0 is the outcome or what is to be explained of it; the regressors follow. */
typedef struct kri_sample {
    const kr_fit_data *data;
    size_t rows;
    uint32_t *row;              /* [rows] which row of the data stands here */
    double *y;                  /* [rows] */
    double *offset;             /* [rows] or NULL */
    int largest;                /* the effect that is eliminated; -1 without effects */
    uint32_t *level_begin;      /* [effects] where the unknowns of an effect begin; unused for the largest */
    uint32_t used;              /* regressors that are not dropped */
    uint32_t *lane;             /* [used] their lanes */
    kri_absorb absorb;
} kri_sample;

/* Drops rows that say nothing: keep[row] becomes 0. Counts are added to. */
kr_status kri_sample_screen(kr_job *job, const kr_fit_data *data, const kr_fit_options *options, uint8_t *keep,
                            size_t *singletons, size_t *separated);

/* Sorts the rows that are kept by the effect with most levels and lays them out. */
kr_status kri_sample_open(kr_job *job, const kr_fit_data *data, const uint8_t *keep, kri_sample *sample);

/* Levels of effect k that have rows in the sample. */
kr_status kri_sample_levels(kr_job *job, const kri_sample *sample, uint32_t effect, uint32_t *levels);

#endif
