/* delay.h: how long a link takes at a flow, how fast that grows, and what has gathered from zero on. */
#ifndef KRI_DELAY_H
#define KRI_DELAY_H

#include <keruen/roads.h>

/* One link's function, taken out of the arrays. */
typedef struct kri_delay {
    kr_delay kind;
    double free, capacity, alpha, power;
    const kr_curve *curve;
} kri_delay;

kri_delay kri_delay_of(const kr_roads *roads, uint32_t link);

double kri_delay_time(const kri_delay *f, double flow);
double kri_delay_slope(const kri_delay *f, double flow);        /* of the time; on a table's corner the one to the right */
double kri_delay_bend(const kri_delay *f, double flow);         /* of the slope */
double kri_delay_integral(const kri_delay *f, double flow);     /* of the time from 0 to flow */

#endif
