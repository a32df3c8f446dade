/* clock.h: seconds that pass, by a clock that nobody sets. */
#ifndef KRI_CLOCK_H
#define KRI_CLOCK_H

#include <time.h>

static inline double kri_now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
