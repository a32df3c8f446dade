/*
 * separate.c: zeros that a Poisson model would fit exactly, at minus infinity (Correia, Guimaraes and Zylkin 2019,
 * arXiv:1903.01633). A row is separated when some combination v of regressors and fixed effects is 0 wherever there is
 * trade, 0 or above elsewhere, and above 0 there.
 */
#include "separate.h"

#include <math.h>
#include <string.h>

#define SMALL_WORK 3e8          /* multiplications that a direct search may take */
#define NOTHING 1e-9            /* of a column whose largest entry is 1 */
#define ABOVE 1e-6              /* of a combination whose first guess is 1 */
#define MOST_RECTIFICATIONS 100000u
#define SUSPECT_SHARE 1e-3

/* A dense matrix, column by column; rows that trade stand first. */
struct columns {
    size_t rows, trading, count;
    double *entry;              /* [count x rows] */
    uint32_t *row;              /* [rows] of the data */
};

static double *column_of(const struct columns *c, size_t k)
{
    return c->entry + k * c->rows;
}

static kr_status lay_out_columns(kr_job *job, const kr_fit_data *d, const uint8_t *keep, struct columns *c)
{
    size_t at = 0, column = 0;
    KRI_NEW(job, c->row, c->rows);
    KRI_NEW(job, c->entry, c->rows * c->count);
    for (int zeros = 0; zeros <= 1; zeros++)
        for (size_t r = 0; r < d->rows; r++)
            if (keep[r] && (d->outcome[r] == 0) == zeros)
                c->row[at++] = (uint32_t)r;
    for (uint32_t v = 0; v < d->regressors; v++, column++)
        for (size_t i = 0; i < c->rows; i++)
            column_of(c, column)[i] = d->regressor[v][c->row[i]];
    for (uint32_t k = 0; k < d->effects; column += d->effect_levels[k++])
        for (size_t i = 0; i < c->rows; i++)
            column_of(c, column + d->effect[k][c->row[i]])[i] = 1;
    return KR_OK;
}

static double largest_entry(const double *column, size_t begin, size_t end, size_t *where)
{
    double largest = 0;
    for (size_t i = begin; i < end; i++)
        if (fabs(column[i]) > largest) {
            largest = fabs(column[i]);
            *where = i;
        }
    return largest;
}

static void scale_columns(struct columns *c)
{
    size_t unused;
    for (size_t k = 0; k < c->count; k++) {
        double *column = column_of(c, k), largest = largest_entry(column, 0, c->rows, &unused);
        for (size_t i = 0; largest > 0 && i < c->rows; i++)
            column[i] /= largest;
    }
}

static void swap_columns(struct columns *c, size_t a, size_t b)
{
    double *x = column_of(c, a), *y = column_of(c, b);
    for (size_t i = 0; a != b && i < c->rows; i++) {
        double t = x[i];
        x[i] = y[i];
        y[i] = t;
    }
}

/*
 * Combines columns until those from *begin on are nothing wherever there is trade: they span all combinations
 * that are. Gauss's elimination, the largest entry left being the pivot.
 */
static kr_status eliminate_trading(kr_job *job, struct columns *c, size_t *begin)
{
    for (*begin = 0; *begin < c->count; ++*begin) {
        size_t column = *begin, row = 0, where = 0;
        double largest = 0;
        KR_TRY(kr_job_check(job));
        for (size_t k = *begin; k < c->count; k++) {
            double l = largest_entry(column_of(c, k), 0, c->trading, &where);
            if (l > largest) {
                largest = l;
                column = k;
                row = where;
            }
        }
        if (largest < NOTHING)
            return KR_OK;
        swap_columns(c, column, *begin);
        const double *pivot = column_of(c, *begin);
        for (size_t k = *begin + 1; k < c->count; k++) {
            double *other = column_of(c, k), factor = other[row] / pivot[row];
            for (size_t i = 0; factor != 0 && i < c->rows; i++)
                other[i] -= factor * pivot[i];
            other[row] = 0;
        }
    }
    return KR_OK;
}

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* Makes the zeros' part of columns begin .. count orthonormal, twice over for the last digits; how many are left comes back. */
static size_t orthonormalise(struct columns *c, size_t begin)
{
    size_t kept = 0, zeros = c->rows - c->trading;
    for (size_t k = begin; k < c->count; k++) {
        double *x = column_of(c, begin + kept) + c->trading;
        memmove(x, column_of(c, k) + c->trading, zeros * sizeof *x);
        double before = sqrt(dot(x, x, zeros));
        for (size_t j = 0; j < 2 * kept; j++) {
            const double *q = column_of(c, begin + j % kept) + c->trading;
            double along = dot(x, q, zeros);
            for (size_t i = 0; i < zeros; i++)
                x[i] -= along * q[i];
        }
        double length = sqrt(dot(x, x, zeros));
        if (before < NOTHING || length < NOTHING * before || length < NOTHING)
            continue;
        for (size_t i = 0; i < zeros; i++)
            x[i] /= length;
        kept++;
    }
    return kept;
}

/*
 * The iterative rectifier: guess 1 everywhere, project on the combinations, cut what is below zero, again, until nothing
 * is. What then stands above zero is separated.
 */
static kr_status rectify(kr_job *job, const struct columns *c, size_t begin, size_t kept, double *guess, double *fit)
{
    size_t zeros = c->rows - c->trading;
    for (size_t i = 0; i < zeros; i++)
        guess[i] = 1;
    for (uint32_t round = 0; round < MOST_RECTIFICATIONS; round++) {
        double lowest = 0;
        KR_TRY(kr_job_check(job));
        memset(fit, 0, zeros * sizeof *fit);
        for (size_t k = 0; k < kept; k++) {
            const double *q = column_of(c, begin + k) + c->trading;
            double along = dot(guess, q, zeros);
            for (size_t i = 0; i < zeros; i++)
                fit[i] += along * q[i];
        }
        for (size_t i = 0; i < zeros; i++) {
            lowest = fit[i] < lowest ? fit[i] : lowest;
            guess[i] = fit[i] > 0 ? fit[i] : 0;
        }
        if (lowest > -NOTHING / 10)
            return KR_OK;
    }
    return KR_OK;
}

static kr_status search(kr_job *job, struct columns *c, uint8_t *keep, size_t *separated)
{
    size_t begin, zeros = c->rows - c->trading;
    double *guess, *fit;
    KRI_NEW(job, guess, zeros);
    KRI_NEW(job, fit, zeros);
    scale_columns(c);
    KR_TRY(eliminate_trading(job, c, &begin));
    size_t kept = orthonormalise(c, begin);
    if (kept)
        KR_TRY(rectify(job, c, begin, kept, guess, fit));
    for (size_t i = 0; i < zeros; i++)
        if (fit[i] > ABOVE) {
            keep[c->row[c->trading + i]] = 0;
            ++*separated;
        }
    return KR_OK;
}

kr_status kri_separate_small(kr_job *job, const kr_fit_data *d, uint8_t *keep, size_t *separated, int *done)
{
    struct columns c = { .count = d->regressors };
    for (uint32_t k = 0; k < d->effects; k++)
        c.count += d->effect_levels[k];
    for (size_t r = 0; r < d->rows; r++) {
        c.rows += keep[r];
        c.trading += keep[r] && d->outcome[r] > 0;
    }
    *done = (double)c.rows * (double)c.count * (double)c.count <= SMALL_WORK;
    if (!*done || c.trading == c.rows)
        return KR_OK;
    kri_mark mark = kri_job_mark(job);
    KR_TRY(lay_out_columns(job, d, keep, &c));
    KR_TRY(search(job, &c, keep, separated));
    kri_job_release(job, mark);
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ large samples */

/* Whether a zero's fitted value is next to nothing beside every one of its levels. */
static int is_suspect(const kri_absorb *a, size_t i, uint32_t group)
{
    double share = a->weight[i] * a->inverse[group];
    for (uint32_t k = 0; k < a->others; k++) {
        uint32_t u = a->code[i * a->others + k];
        double of_level = a->own[u] > 0 ? a->weight[i] / a->own[u] : 1;
        share = of_level > share ? of_level : share;
    }
    return share < SUSPECT_SHARE;
}

static size_t mark_suspects(const kri_sample *s, uint8_t *suspect)
{
    size_t count = 0;
    for (uint32_t g = 0; g < s->absorb.groups; g++)
        for (size_t i = s->absorb.first[g]; i < s->absorb.first[g + 1]; i++) {
            suspect[i] = s->y[i] == 0 && (!s->absorb.has_means || is_suspect(&s->absorb, i, g));
            count += suspect[i];
        }
    return count;
}

#define GREAT_WEIGHT 1e6
#define LARGE_ROUNDS 200u
#define LARGE_ABOVE 1e-3

/* What regressors and effects together say of lane 0, of which `remainder` is left when the effects are taken off. */
static double fitted_value(const kri_sample *s, size_t i, uint32_t g, const double *b)
{
    double left[KRI_MOST_LANES];
    kri_absorb_row(&s->absorb, i, g, left);
    double remainder = left[0];
    for (uint32_t v = 0; v < s->used; v++)
        remainder -= left[s->lane[v]] * b[s->lane[v]];
    return s->absorb.x[i * s->absorb.lanes] - remainder;
}

/* One rectification: fits lane 0, cuts it at zero on the suspects. The lowest fit on them comes back. */
static kr_status rectify_large(kr_job *job, kri_sample *s, const uint8_t *suspect, double *lowest)
{
    kri_absorb *a = &s->absorb;
    double tolerance[KRI_MOST_LANES], b[KRI_MOST_LANES];
    for (uint32_t l = 0; l < a->lanes; l++)
        tolerance[l] = 1e-9;
    KR_TRY(kri_absorb_solve(job, a, tolerance, 2000));
    kri_absorb_finish(job, a);
    KR_TRY(kri_regress(job, s, b, NULL));
    *lowest = 0;
    for (uint32_t g = 0; g < a->groups; g++)
        for (size_t i = a->first[g]; i < a->first[g + 1]; i++) {
            if (!suspect[i])
                continue;
            double fit = fitted_value(s, i, g, b);
            *lowest = fit < *lowest ? fit : *lowest;
            a->x[i * a->lanes] = fit > 0 ? fit : 0;
        }
    return KR_OK;
}

/* The sample's weights and lane 0 are used up: it is not fitted further when something was found, and put back when not. */
static kr_status convict(kr_job *job, kri_sample *s, const uint8_t *suspect, uint8_t *keep, size_t *separated)
{
    kri_absorb *a = &s->absorb;
    double lowest = -1;
    for (size_t i = 0; i < s->rows; i++) {
        a->weight[i] = suspect[i] ? 1 : GREAT_WEIGHT;
        a->x[i * a->lanes] = suspect[i];
    }
    kri_absorb_weigh(job, a);
    a->base[0] = 0;
    for (uint32_t round = 0; round < LARGE_ROUNDS && lowest < -LARGE_ABOVE / 10; round++)
        KR_TRY(rectify_large(job, s, suspect, &lowest));
    for (size_t i = 0; i < s->rows; i++)
        if (suspect[i] && a->x[i * a->lanes] > LARGE_ABOVE) {
            keep[s->row[i]] = 0;
            ++*separated;
        }
    return KR_OK;
}

kr_status kri_separate_fitted(kr_job *job, kri_sample *s, uint8_t *keep, size_t *separated)
{
    uint8_t *suspect;
    double *weight;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, suspect, s->rows);
    kri_absorb_weigh(job, &s->absorb);
    if (mark_suspects(s, suspect)) {
        KRI_NEW(job, weight, s->rows);
        memcpy(weight, s->absorb.weight, s->rows * sizeof *weight);
        KR_TRY(convict(job, s, suspect, keep, separated));
        memcpy(s->absorb.weight, weight, s->rows * sizeof *weight);
        for (size_t i = 0; i < s->rows; i++)
            s->absorb.x[i * s->absorb.lanes] = s->y[i] / weight[i] - 1;
        s->absorb.base[0] = 0;
    }
    kri_job_release(job, mark);
    return KR_OK;
}
