/*
 * absorb_pass.h: one pass over the rows, in two widths of vector. Included by absorb.c with VECTOR (the type), WIDTH
 * (its doubles) and NAME (which makes the names). `parts` vectors are one row of lanes.
 */

/* What the other effects say of row r, added up. */
#define NAMED2(a, b) a##_##b
#define NAMED1(a, b) NAMED2(a, b)
#define NAMED(a) NAMED1(a, NAME)

static inline __attribute__((always_inline)) void NAMED(add_levels)(const VECTOR *level, const uint32_t *code,
                                                                    uint32_t others, uint32_t parts, VECTOR *sum)
{
    for (uint32_t k = 0; k < others; k++)
        for (uint32_t s = 0; s < parts; s++)
            sum[s] += level[(size_t)code[k] * parts + s];
}

/*
 * Sums w (t - mean of t) by level, t = x - levels where x is given and levels alone where it is not. The mean is
 * that of the row's group.
 */
static inline __attribute__((always_inline)) void NAMED(block_sums)(const kri_absorb *a, uint32_t block, const VECTOR *x,
                                                                    const VECTOR *level, VECTOR *out, uint32_t others,
                                                                    uint32_t parts)
{
    VECTOR sum[KRI_MOST_LANES / WIDTH], t[KRI_MOST_LANES / WIDTH];
    for (uint32_t g = a->block[block]; g < a->block[block + 1]; g++) {
        for (uint32_t s = 0; s < parts; s++)
            sum[s] = (VECTOR){ 0 };
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++) {
            for (uint32_t s = 0; s < parts; s++)
                t[s] = (VECTOR){ 0 };
            NAMED(add_levels)(level, a->code + r * others, others, parts, t);
            for (uint32_t s = 0; s < parts; s++)
                sum[s] += a->weight[r] * (x ? x[r * parts + s] - t[s] : t[s]);
        }
        for (uint32_t s = 0; s < parts; s++)
            sum[s] *= a->inverse[g];
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++) {
            const uint32_t *code = a->code + r * others;
            for (uint32_t s = 0; s < parts; s++)
                t[s] = (VECTOR){ 0 };
            NAMED(add_levels)(level, code, others, parts, t);
            for (uint32_t s = 0; s < parts; s++)
                t[s] = a->weight[r] * ((x ? x[r * parts + s] - t[s] : t[s]) - sum[s]);
            for (uint32_t k = 0; k < others; k++)
                for (uint32_t s = 0; s < parts; s++)
                    out[(size_t)code[k] * parts + s] += t[s];
        }
    }
}

/* The common numbers of effects and vectors are constants to the compiler. */
static void NAMED(sums)(const kri_absorb *a, uint32_t block, const double *x, const double *level, double *out)
{
    const VECTOR *vx = (const VECTOR *)(const void *)x, *vlevel = (const VECTOR *)(const void *)level;
    VECTOR *vout = (VECTOR *)(void *)out;
    uint32_t parts = a->lanes / WIDTH;
    if (a->others == 2 && parts == 1 && x)
        NAMED(block_sums)(a, block, vx, vlevel, vout, 2, 1);
    else if (a->others == 2 && parts == 1)
        NAMED(block_sums)(a, block, NULL, vlevel, vout, 2, 1);
    else if (a->others == 1 && parts == 1)
        NAMED(block_sums)(a, block, vx, vlevel, vout, 1, 1);
    else
        NAMED(block_sums)(a, block, vx, vlevel, vout, a->others, parts);
}

/* The group means of x - levels, and the products of what is left. */
static inline __attribute__((always_inline)) void NAMED(block_gram)(const kri_absorb *a, uint32_t block, VECTOR *gram,
                                                                    uint32_t others, uint32_t parts)
{
    VECTOR sum[KRI_MOST_LANES / WIDTH], t[KRI_MOST_LANES / WIDTH];
    const VECTOR *x = (const VECTOR *)(const void *)a->x, *level = (const VECTOR *)(const void *)a->level;
    VECTOR *mean = (VECTOR *)(void *)a->mean;
    for (uint32_t g = a->block[block]; g < a->block[block + 1]; g++) {
        for (uint32_t s = 0; s < parts; s++)
            sum[s] = (VECTOR){ 0 };
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++) {
            for (uint32_t s = 0; s < parts; s++)
                t[s] = (VECTOR){ 0 };
            NAMED(add_levels)(level, a->code + r * others, others, parts, t);
            for (uint32_t s = 0; s < parts; s++)
                sum[s] += a->weight[r] * (x[r * parts + s] - t[s]);
        }
        for (uint32_t s = 0; s < parts; s++)
            mean[(size_t)g * parts + s] = sum[s] * a->inverse[g];
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++) {
            for (uint32_t s = 0; s < parts; s++)
                t[s] = mean[(size_t)g * parts + s];
            NAMED(add_levels)(level, a->code + r * others, others, parts, t);
            for (uint32_t s = 0; s < parts; s++)
                t[s] = x[r * parts + s] - t[s];
            for (uint32_t i = 0; i < parts * WIDTH; i++) {
                double wi = a->weight[r] * t[i / WIDTH][i % WIDTH];
                for (uint32_t s = 0; s < parts; s++)
                    gram[i * parts + s] += wi * t[s];
            }
        }
    }
}

static void NAMED(products)(const kri_absorb *a, uint32_t block, double *gram)
{
    VECTOR *vgram = (VECTOR *)(void *)gram;
    uint32_t parts = a->lanes / WIDTH;
    if (a->others == 2 && parts == 1)
        NAMED(block_gram)(a, block, vgram, 2, 1);
    else
        NAMED(block_gram)(a, block, vgram, a->others, parts);
}

#undef NAMED
#undef NAMED1
#undef NAMED2
