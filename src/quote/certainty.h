/* certainty.h: how sure a way is. */
#ifndef KRI_CERTAINTY_H
#define KRI_CERTAINTY_H

#include <keruen/quote.h>

/*
 * The distribution of a way's hours, as shares of equal steps: share[i] of the shipments take i x step_h,
 * to the nearest step. It ends where one in ten thousand is left, or at `count`; what is left is in the last.
 */
typedef struct kri_certainty {
    double step_h;
    double *share;
    size_t count;
} kri_certainty;

/*
 * Convolves what the legs' bills add: rides, terminals and crossings as lognormals through their mean and
 * variance, the wait for a departure as uniform over the headway, in a mixture over the states of weather and
 * queue that all of the way's ports and borders share. Work: legs x steps squared.
 */
kr_status kri_certainty_of(kr_job *job, const kr_world *world, const kr_way *way, kri_certainty *certainty);

/* The hours by which this share of the shipments is there. */
double kri_certainty_hours(const kri_certainty *certainty, double share);

/* The share of the shipments that is there by then. */
double kri_certainty_share(const kri_certainty *certainty, double hours);

/* Fills p50_h, p90_h and, for a deadline in hours from departure (INFINITY: none), on_time_share. */
kr_status kri_certainty_fill(kr_job *job, const kr_world *world, double deadline_h, kr_way *way);

#endif
