/* sum.h: sums that keep what every addition loses (Neumaier 1974; what is lost by Knuth's six operations, which ask nothing). */
#ifndef KRI_SUM_H
#define KRI_SUM_H

typedef struct kri_sum {
    double sum, rest;
} kri_sum;

static inline void kri_sum_add(kri_sum *s, double more)
{
    double now = s->sum + more, taken = now - s->sum;
    s->rest += (s->sum - (now - taken)) + (more - taken);
    s->sum = now;
}

static inline void kri_sum_join(kri_sum *s, kri_sum more)
{
    kri_sum_add(s, more.sum);
    s->rest += more.rest;
}

static inline double kri_sum_value(kri_sum s)
{
    return s.sum + s.rest;
}

#endif
