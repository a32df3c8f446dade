/* stopwatch.h: what the benches measure with, beside the wall clock of base/clock.h. */
#ifndef KERUEN_BENCH_STOPWATCH_H
#define KERUEN_BENCH_STOPWATCH_H

#include "base/clock.h"

static inline double bench_now_ms(void)
{
    return 1e3 * kri_now_s();
}

/* Processor time of this program, all its threads: other work on the machine disturbs it less than the wall clock. */
static inline double bench_cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline double bench_cpu_ms(void)
{
    return 1e3 * bench_cpu_s();
}

static inline double bench_lesser(double a, double b)
{
    return a < b ? a : b;
}

#endif
