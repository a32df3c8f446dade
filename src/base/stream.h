/* stream.h: random numbers that depend on a seed and their own number alone. */
#ifndef KRI_STREAM_H
#define KRI_STREAM_H

#include <stdint.h>

/* Between 0 and 1, neither included (splitmix64's finaliser over a counter). */
static inline double kri_uniform(uint64_t seed, uint64_t number, uint64_t place)
{
    uint64_t z = seed + 0x9E3779B97F4A7C15u * (1 + number + (place << 40));
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return ((double)(z >> 11) + .5) / 9007199254740992.0;
}

#endif
