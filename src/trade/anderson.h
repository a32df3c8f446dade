/* anderson.h: a fixed point in fewer rounds (Anderson 1965, type II). */
#ifndef KRI_ANDERSON_H
#define KRI_ANDERSON_H

#include "base/arena.h"

#define KRI_ANDERSON_DEPTH 10u

typedef struct kri_anderson {
    uint32_t n;
    uint32_t held;              /* differences kept, at most KRI_ANDERSON_DEPTH */
    uint32_t next;              /* where the newest goes */
    int has_last;
    double *error_change;       /* [depth x n] differences of errors */
    double *image_change;       /* [depth x n] differences of images */
    double *last_error, *last_image, *error, *basis;    /* [n], [n], [n], [depth x n] */
} kri_anderson;

kr_status kri_anderson_open(kr_job *job, uint32_t n, kri_anderson *a);

/* x: a point; image: what the map makes of it. x becomes the next point to try. Returns max |image - x|. */
double kri_anderson_next(kri_anderson *a, double *x, const double *image);

#endif
