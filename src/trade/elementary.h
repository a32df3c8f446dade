/*
 * elementary.h: exp, log and log-gamma as plain arithmetic, so that a compiler turns loops over them into vector
 * code and every build gives the same bits. Each is good to 2 units in the last place where it is used here.
 */
#ifndef KRI_ELEMENTARY_H
#define KRI_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

static inline uint64_t kri_bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double kri_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 1.5 x 2^52: adding it rounds to the nearest integer, which then stands in the low bits. */
#define KRI_ROUNDER 6755399441055744.0

/* e^x for -708 <= x <= 709; outside, the value at the nearer end. */
static inline double kri_exp(double x)
{
    x = x < -708 ? -708 : x > 709 ? 709 : x;
    double shifted = x * 1.4426950408889634 + KRI_ROUNDER;
    double k = shifted - KRI_ROUNDER;
    double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + .5;
    p = p * (r * r) + r + 1;
    return p * kri_from_bits((kri_bits_of(shifted) + 1023) << 52);
}

/* ln x for normal x > 0. */
static inline double kri_log(double x)
{
    uint64_t bits = kri_bits_of(x) - 0x3FE6A09E667F3BCDu;     /* sqrt(1/2): the mantissa lies between it and its double */
    double k = (double)((int64_t)bits >> 52);
    double m = kri_from_bits((bits & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu);
    double f = (m - 1) / (m + 1), s = f * f;
    double p = 2.0 / 23;
    p = p * s + 2.0 / 21;
    p = p * s + 2.0 / 19;
    p = p * s + 2.0 / 17;
    p = p * s + 2.0 / 15;
    p = p * s + 2.0 / 13;
    p = p * s + 2.0 / 11;
    p = p * s + 2.0 / 9;
    p = p * s + 2.0 / 7;
    p = p * s + 2.0 / 5;
    p = p * s + 2.0 / 3;
    return k * 6.93147180369123816490e-01 + (f * s * p + (2 * f + k * 1.90821492927058770002e-10));
}

/* ln Gamma(y + 1) for y >= 0: Stirling's series at y + 9 or more, taken down by the product in between. */
static inline double kri_log_factorial(double y)
{
    double x = y + 1;
    double low = x * (x + 1) * (x + 2) * (x + 3) * (x + 4) * (x + 5) * (x + 6) * (x + 7);
    double product = x < 8 ? low : 1, z = x < 8 ? x + 8 : x;
    double inverse = 1 / z, square = inverse * inverse;
    double tail = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188
                  - square * (691.0 / 360360))))));
    return (z - .5) * kri_log(z) - z + .91893853320467274178 + tail - kri_log(product);
}

#endif
