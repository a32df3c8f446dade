/* absorb.c: fixed effects by elimination and conjugate gradients (docs/method/trade-fit.md). */
#include "absorb.h"

#include <math.h>
#include <string.h>

typedef double vector4 __attribute__((vector_size(32)));
typedef double vector8 __attribute__((vector_size(64)));

#define VECTOR vector4
#define WIDTH 4
#define NAME four
#include "absorb_pass.h"
#undef VECTOR
#undef WIDTH
#undef NAME
#define VECTOR vector8
#define WIDTH 8
#define NAME eight
#include "absorb_pass.h"

#define ROWS_A_BLOCK ((size_t)50000)
#define MOST_BLOCKS 16u
#define ROUNDING 1e-14

/* Blocks of about equal rows that end where a group ends. More of them than rows to a level would cost more than they win. */
static kr_status cut_blocks(kr_job *job, kri_absorb *a)
{
    uint32_t *block;
    size_t size = a->unknowns > ROWS_A_BLOCK ? a->unknowns : ROWS_A_BLOCK;
    size_t count = a->rows / size;
    a->blocks = count < 1 ? 1 : count > MOST_BLOCKS ? MOST_BLOCKS : (uint32_t)count;
    KRI_NEW(job, block, a->blocks + 1u);
    uint32_t g = 0;
    for (uint32_t b = 0; b < a->blocks; b++) {
        block[b] = g;
        while (g < a->groups && a->first[g] < (b + 1) * (a->rows / a->blocks))
            g++;
    }
    block[a->blocks] = a->groups;
    a->block = block;
    return KR_OK;
}

kr_status kri_absorb_open(kr_job *job, kri_absorb *a)
{
    size_t solution = (size_t)a->unknowns * a->lanes;
    KR_TRY(cut_blocks(job, a));
    KRI_NEW(job, a->x, a->rows * a->lanes);
    KRI_NEW(job, a->weight, a->rows);
    KRI_NEW(job, a->inverse, a->groups);
    KRI_NEW(job, a->own, a->unknowns);
    KRI_NEW(job, a->level_inverse, a->unknowns);
    KRI_NEW(job, a->strongest, a->unknowns);
    KRI_NEW(job, a->partner, a->unknowns);
    KRI_NEW(job, a->cross, a->unknowns);
    KRI_NEW(job, a->level, solution);
    KRI_NEW(job, a->mean, (size_t)a->groups * a->lanes);
    KRI_NEW(job, a->base, a->lanes);
    KRI_NEW(job, a->floor, a->lanes);
    KRI_NEW(job, a->gram, (size_t)a->lanes * a->lanes);
    KRI_NEW(job, a->gram_part, (size_t)a->blocks * a->lanes * a->lanes);
    KRI_NEW(job, a->part, a->blocks * solution);
    KRI_NEW(job, a->direction, solution);
    KRI_NEW(job, a->image, solution);
    KRI_NEW(job, a->residual, solution);
    return KR_OK;
}

/* out = the parts of all blocks, added in the order of blocks. */
static void join_parts(const double *part, uint32_t blocks, size_t length, double *restrict out)
{
    memcpy(out, part, length * sizeof *out);
    for (uint32_t b = 1; b < blocks; b++)
        for (size_t i = 0; i < length; i++)
            out[i] += part[b * length + i];
}

/* The diagonal of the system: a row's weight less its share in the mean of its group. */
static void weigh_block(kri_absorb *a, uint32_t block, double *own)
{
    for (uint32_t g = a->block[block]; g < a->block[block + 1]; g++) {
        double sum = 0;
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++)
            sum += a->weight[r];
        a->inverse[g] = a->has_means && sum > 0 ? 1 / sum : 0;
        for (size_t r = a->first[g]; r < a->first[g + 1]; r++)
            for (uint32_t k = 0; k < a->others; k++)
                own[a->code[r * a->others + k]] += a->weight[r] * (1 - a->weight[r] * a->inverse[g]);
    }
}

static void find_strongest(kri_absorb *a)
{
    for (size_t r = 0; r < a->rows; r++)
        for (uint32_t k = 0; k < a->others; k++) {
            uint32_t *best = &a->strongest[a->code[r * a->others + k]];
            if (!*best || a->weight[r] > a->weight[*best - 1])
                *best = (uint32_t)r + 1;
        }
}

/* Two levels are partners when the same row is the strongest of both: domestic trade ties exporter and importer so. */
static void find_partners(kri_absorb *a)
{
    find_strongest(a);
    for (uint32_t u = 0; u < a->unknowns; u++)
        a->partner[u] = u;
    for (uint32_t u = 0; u < a->unknowns; u++) {
        if (!a->strongest[u] || a->partner[u] != u)
            continue;
        const uint32_t *code = a->code + (size_t)(a->strongest[u] - 1) * a->others;
        for (uint32_t k = 0; k < a->others && a->partner[u] == u; k++)
            if (code[k] != u && a->partner[code[k]] == code[k] && a->strongest[code[k]] == a->strongest[u]) {
                a->partner[u] = code[k];
                a->partner[code[k]] = u;
            }
    }
}

static uint32_t group_of(const kri_absorb *a, uint32_t row)
{
    uint32_t low = 0, high = a->groups;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (a->first[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The inverse of what each level has by itself, and of the two by two that it has with its partner. */
static void set_preconditioner(kri_absorb *a)
{
    for (uint32_t u = 0; u < a->unknowns; u++) {
        uint32_t v = a->partner[u];
        a->cross[u] = 0;
        a->level_inverse[u] = a->own[u] > 0 ? 1 / a->own[u] : 0;
        if (v == u)
            continue;
        uint32_t r = a->strongest[u] - 1;
        double tie = a->weight[r] * (1 - a->weight[r] * a->inverse[group_of(a, r)]);
        double determinant = a->own[u] * a->own[v] - tie * tie;
        if (determinant > 1e-8 * a->own[u] * a->own[v]) {
            a->level_inverse[u] = a->own[v] / determinant;
            a->cross[u] = -tie / determinant;
        }
    }
}

void kri_absorb_weigh(kr_job *job, kri_absorb *a)
{
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++) {
        double *part = a->part + (size_t)b * a->unknowns;
        memset(part, 0, a->unknowns * sizeof *part);
        weigh_block(a, (uint32_t)b, part);
    }
    if (!a->unknowns)
        return;
    join_parts(a->part, a->blocks, a->unknowns, a->own);
    if (!a->has_partners) {
        find_partners(a);
        a->has_partners = 1;
    }
    set_preconditioner(a);
}

/* out = D'W (t - means of t), t = x - level or, with x NULL, level: the right side, or the operator applied. */
static void sum_by_level(kr_job *job, kri_absorb *a, const double *x, const double *level, double *out)
{
    size_t length = (size_t)a->unknowns * a->lanes;
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++) {
        double *part = a->part + (size_t)b * length;
        memset(part, 0, length * sizeof *part);
        if (a->lanes == 4)
            sums_four(a, (uint32_t)b, x, level, part);
        else
            sums_eight(a, (uint32_t)b, x, level, part);
    }
    join_parts(a->part, a->blocks, length, out);
}

/* total[lane] = sum over levels of u v, in one order always. */
static void dot_lanes(const kri_absorb *a, const double *u, const double *v, double *total)
{
    uint32_t lanes = a->lanes;
    memset(total, 0, lanes * sizeof *total);
    for (size_t i = 0; i < a->unknowns; i++)
        for (uint32_t l = 0; l < lanes; l++)
            total[l] += u[i * lanes + l] * v[i * lanes + l];
}

/* total[lane] = the residual's square, each level over its weight. */
static void residual_squares(const kri_absorb *a, double *total)
{
    uint32_t lanes = a->lanes;
    memset(total, 0, lanes * sizeof *total);
    for (size_t i = 0; i < a->unknowns; i++) {
        const double *mine = a->residual + i * lanes, *other = a->residual + (size_t)a->partner[i] * lanes;
        double inverse = a->level_inverse[i], cross = a->cross[i];
        for (uint32_t l = 0; l < lanes; l++)
            total[l] += mine[l] * (mine[l] * inverse + other[l] * cross);
    }
}

/* level += step x direction, residual -= step x image. */
static void take_step(kri_absorb *a, const double *step)
{
    uint32_t lanes = a->lanes;
    for (size_t i = 0; i < a->unknowns; i++)
        for (uint32_t l = 0; l < lanes; l++) {
            a->level[i * lanes + l] += step[l] * a->direction[i * lanes + l];
            a->residual[i * lanes + l] -= step[l] * a->image[i * lanes + l];
        }
}

/* direction = residual, each level over its weight, + turn x direction. */
static void turn(kri_absorb *a, const double *turn_by)
{
    uint32_t lanes = a->lanes;
    for (size_t i = 0; i < a->unknowns; i++) {
        const double *mine = a->residual + i * lanes, *other = a->residual + (size_t)a->partner[i] * lanes;
        double *direction = a->direction + i * lanes, inverse = a->level_inverse[i], cross = a->cross[i];
        for (uint32_t l = 0; l < lanes; l++)
            direction[l] = mine[l] * inverse + other[l] * cross + turn_by[l] * direction[l];
    }
}

/* Rounding errors of a right side are of the size of its terms: weights times values, or times 1 where the values are small. */
static void set_floors(kri_absorb *a)
{
    for (size_t r = 0; r < a->rows; r++)
        for (uint32_t l = 0; l < a->lanes; l++) {
            double x = a->x[r * a->lanes + l];
            a->floor[l] += a->weight[r] * (1 + x * x);
        }
    for (uint32_t l = 0; l < a->lanes; l++)
        a->floor[l] = ROUNDING * sqrt(a->floor[l]);
}

/* A lane's base is the norm of its right side when nothing is explained yet. */
static void set_bases(kr_job *job, kri_absorb *a)
{
    int wanted = 0;
    for (uint32_t l = 0; l < a->lanes; l++)
        wanted |= a->base[l] == 0;
    if (!wanted)
        return;
    double norm[KRI_MOST_LANES];
    memset(a->direction, 0, (size_t)a->unknowns * a->lanes * sizeof *a->direction);
    sum_by_level(job, a, a->x, a->direction, a->residual);
    residual_squares(a, norm);
    for (uint32_t l = 0; l < a->lanes; l++)
        if (a->base[l] == 0)
            a->base[l] = sqrt(norm[l]);
    if (a->floor[0] == 0)
        set_floors(a);
}

static int all_below(const kri_absorb *a, const double *square, const double *tolerance)
{
    for (uint32_t l = 0; l < a->lanes; l++) {
        double bound = tolerance[l] * a->base[l] > a->floor[l] ? tolerance[l] * a->base[l] : a->floor[l];
        if (square[l] > bound * bound)
            return 0;
    }
    return 1;
}

kr_status kri_absorb_solve(kr_job *job, kri_absorb *a, const double *tolerance, uint32_t most_steps)
{
    double square[KRI_MOST_LANES], curve[KRI_MOST_LANES], factor[KRI_MOST_LANES] = { 0 };
    if (!a->unknowns)
        return KR_OK;
    set_bases(job, a);
    sum_by_level(job, a, a->x, a->level, a->residual);
    residual_squares(a, square);
    memset(a->direction, 0, (size_t)a->unknowns * a->lanes * sizeof *a->direction);
    for (uint32_t step = 0; step < most_steps && !all_below(a, square, tolerance); step++) {
        KR_TRY(kr_job_check(job));
        turn(a, factor);
        sum_by_level(job, a, NULL, a->direction, a->image);
        dot_lanes(a, a->direction, a->image, curve);
        for (uint32_t l = 0; l < a->lanes; l++)
            factor[l] = curve[l] > 0 ? square[l] / curve[l] : 0;
        take_step(a, factor);
        memcpy(curve, square, sizeof curve);
        residual_squares(a, square);
        for (uint32_t l = 0; l < a->lanes; l++)
            factor[l] = curve[l] > 0 ? square[l] / curve[l] : 0;
        a->steps++;
    }
    return KR_OK;
}

void kri_absorb_finish(kr_job *job, kri_absorb *a)
{
    size_t length = (size_t)a->lanes * a->lanes;
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++) {
        double *part = a->gram_part + (size_t)b * length;
        memset(part, 0, length * sizeof *part);
        if (a->lanes == 4)
            products_four(a, (uint32_t)b, part);
        else
            products_eight(a, (uint32_t)b, part);
    }
    join_parts(a->gram_part, a->blocks, length, a->gram);
}
