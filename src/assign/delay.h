/* delay.h: how long a link takes at a flow, how fast that grows, and what has gathered from zero on. */
#ifndef KRI_DELAY_H
#define KRI_DELAY_H

#include <keruen/model_roads.h>

/* One link's function, taken out of the arrays. */
typedef struct kri_delay {
    kr_delay kind;
    double free, capacity, alpha, power;
    const kr_curve *curve;
    int is_rounded;             /* a table's corners, over a hundredth of the capacity on either side: its slope has no jumps then */
} kri_delay;

kri_delay kri_delay_of(const kr_roads *roads, uint32_t link);

/* Whether a table's slope never falls. */
int kri_curve_is_convex(const kr_curve *curve);

double kri_delay_time(const kri_delay *f, double flow);
double kri_delay_slope(const kri_delay *f, double flow);        /* of the time; on a table's corner the one to the right */
double kri_delay_bend(const kri_delay *f, double flow);         /* of the slope */
double kri_delay_integral(const kri_delay *f, double flow);     /* of the time from 0 to flow */

#endif
