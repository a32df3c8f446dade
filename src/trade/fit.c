/* fit.c: a gravity equation from its columns to its table. */
#include "separate.h"
#include "variance.h"

#include "elementary.h"

#include <math.h>
#include <string.h>

#define FINAL_TOLERANCE 1e-12
#define FINAL_STEPS 5000u

static kr_status check_options(kr_job *job, const kr_fit_data *d, const kr_fit_options *o)
{
    if (!(o->tolerance >= 1e-14 && o->tolerance <= 1e-2))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g of a fit is not between 1e-14 and 1e-2", o->tolerance);
    if (o->rounds == 0)
        return kr_fail(job, KR_E_USAGE, "a fit of 0 rounds does nothing; 200 is usual");
    if (d->regressors + 2 > KRI_MOST_LANES)
        return kr_fail(job, KR_E_USAGE, "%u regressors are more than the %u that can be fitted; turn dummies into a fixed effect",
                       d->regressors, KRI_MOST_LANES - 2);
    if (d->clusters > 8)
        return kr_fail(job, KR_E_USAGE, "%u ways of clustering are more than 8", d->clusters);
    if (d->rows == 0)
        return kr_fail(job, KR_E_INPUT, "there is no row to fit; every one misses a figure, or the file holds only its header");
    if (d->rows >= UINT32_MAX)
        return kr_fail(job, KR_E_LIMIT, "%zu rows are more than the 4,294,967,294 that can be fitted", d->rows);
    return KR_OK;
}

static kr_status check_data(kr_job *job, const kr_fit_data *d, const kr_fit_options *o)
{
    double total = 0;
    for (size_t r = 0; r < d->rows; r++) {
        double y = d->outcome[r];
        if (!isfinite(y) || (o->estimator == KR_PPML && y < 0))
            return kr_fail(job, KR_E_INPUT, "row %zu: the outcome %g is not a number from 0 up; correct it or leave the row out", r + 1, y);
        total += y;
    }
    for (uint32_t v = 0; v < d->regressors; v++)
        for (size_t r = 0; r < d->rows; r++)
            if (!isfinite(d->regressor[v][r]))
                return kr_fail(job, KR_E_INPUT, "row %zu: %s is not a number; leave the row out", r + 1, d->regressor_name[v]);
    if (o->estimator == KR_PPML && total == 0)
        return kr_fail(job, KR_E_INPUT, "the outcome is zero in every row; there is nothing to fit");
    return KR_OK;
}

/* Without effects the constant is the first regressor. */
static kr_status add_constant(kr_job *job, const kr_fit_data *given, kr_fit_data *d)
{
    const double **regressor;
    const char **name;
    double *one;
    *d = *given;
    if (given->effects)
        return KR_OK;
    KRI_NEW(job, regressor, given->regressors + 1u);
    KRI_NEW(job, name, given->regressors + 1u);
    KRI_NEW(job, one, given->rows);
    for (size_t r = 0; r < given->rows; r++)
        one[r] = 1;
    regressor[0] = one;
    name[0] = "(Intercept)";
    for (uint32_t v = 0; v < given->regressors; v++) {
        regressor[v + 1] = given->regressor[v];
        name[v + 1] = given->regressor_name[v];
    }
    d->regressors++;
    d->regressor = regressor;
    d->regressor_name = name;
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ after convergence */

/* Frees the regressors of effects under the final weights to the last digits, and takes the last small step. */
static kr_status polish(kr_job *job, kri_sample *s, int is_poisson, double *b, double *bread)
{
    kri_absorb *a = &s->absorb;
    double tolerance[KRI_MOST_LANES], last[KRI_MOST_LANES];
    for (uint32_t l = 0; l < a->lanes; l++)
        tolerance[l] = FINAL_TOLERANCE;
    if (is_poisson) {
        kri_absorb_weigh(job, a);
        for (size_t u = 0; u < a->unknowns; u++)
            a->level[u * a->lanes] = 0;
        tolerance[0] = HUGE_VAL;
    }
    KR_TRY(kri_absorb_solve(job, a, tolerance, FINAL_STEPS));
    kri_absorb_finish(job, a);
    KR_TRY(kri_regress(job, s, last, bread));
    for (uint32_t l = 0; l < a->lanes; l++)
        b[l] += last[l];
    return KR_OK;
}

static void likelihood_block(const kri_sample *s, const double *eta, size_t begin, size_t end, double *sums)
{
    for (size_t i = begin; i < end; i++) {
        double y = s->y[i], mu = s->absorb.weight[i];
        double log_y = kri_log(y > 0 ? y : 1);
        sums[0] += y * eta[i] - mu - kri_log_factorial(y);
        sums[1] += 2 * (y * (log_y - eta[i]) - (y - mu));
    }
}

static void poisson_likelihood(kr_job *job, const kri_sample *s, kri_poisson *at, kr_fit *fit)
{
    const kri_absorb *a = &s->absorb;
    int blocks = (int)a->blocks;
    memset(at->block_sums, 0, (size_t)a->blocks * 5 * sizeof *at->block_sums);
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++)
        likelihood_block(s, at->eta, a->first[a->block[b]], a->first[a->block[b + 1]], at->block_sums + 5 * b);
    for (uint32_t b = 0; b < a->blocks; b++) {
        fit->loglik += at->block_sums[5 * b];
        fit->deviance += at->block_sums[5 * b + 1];
    }
}

static kr_status fill_table(kr_job *job, const kri_sample *s, const double *b, const double *covariance, kr_fit *fit)
{
    kr_coefficient *coefficient;
    const char **collinear;
    const kr_fit_data *d = s->data;
    KRI_NEW(job, coefficient, s->used);
    KRI_NEW(job, collinear, d->regressors);
    for (uint32_t v = 0, used = 0; v < d->regressors; v++) {
        if (used == s->used || s->lane[used] != v + 1) {
            collinear[fit->collinear++] = d->regressor_name[v];
            continue;
        }
        double variance = covariance[(size_t)used * s->used + used];
        double se = variance > 0 ? sqrt(variance) : 0, z = se > 0 ? b[v + 1] / se : 0;
        coefficient[used++] = (kr_coefficient){ d->regressor_name[v], b[v + 1], se, z, erfc(fabs(z) / 1.4142135623730951) };
    }
    fit->coefficients = s->used;
    fit->coefficient = coefficient;
    fit->collinear_name = collinear;
    fit->covariance = covariance;
    return KR_OK;
}

/* Rows that were dropped get what the model says of them: nothing where separated, themselves where alone. */
static kr_status fill_rows(kr_job *job, const kri_sample *s, const double *fitted, kr_fit *fit)
{
    double *all;
    KRI_NEW(job, all, s->data->rows);
    for (size_t r = 0; r < s->data->rows; r++)
        all[r] = s->data->outcome[r];
    for (size_t i = 0; i < s->rows; i++)
        all[s->row[i]] = fitted[i];
    fit->fitted = all;
    return KR_OK;
}

static kr_status fill_effects(kr_job *job, const kri_sample *s, const double *mean, const double *level, kr_fit *fit)
{
    const double **effect;
    KRI_NEW(job, effect, s->data->effects);
    for (uint32_t k = 0; k < s->data->effects; k++) {
        double *copy;
        uint32_t levels = s->data->effect_levels[k];
        KRI_NEW(job, copy, levels);
        memcpy(copy, (int)k == s->largest ? mean : level + s->level_begin[k], levels * sizeof *copy);
        effect[k] = copy;
    }
    fit->effect = effect;
    return KR_OK;
}

static kr_status finish_poisson(kr_job *job, kri_sample *s, const kr_fit_options *o, kri_poisson *at, kr_fit *fit)
{
    double *bread, *covariance, *scale;
    KRI_NEW(job, bread, (size_t)s->used * s->used);
    KRI_NEW(job, covariance, (size_t)s->used * s->used);
    KR_TRY(polish(job, s, 1, at->b, bread));
    poisson_likelihood(job, s, at, fit);
    KRI_NEW(job, scale, s->rows);
    for (size_t i = 0; i < s->rows; i++)
        scale[i] = s->y[i] - s->absorb.weight[i];
    KR_TRY(kri_covariance(job, s, o, bread, scale, covariance));
    KR_TRY(fill_table(job, s, at->b, covariance, fit));
    fit->rows = s->rows;
    fit->rounds = at->rounds;
    fit->steps = s->absorb.steps;
    if (o->want_rows)
        KR_TRY(fill_rows(job, s, s->absorb.weight, fit));
    return o->want_effects ? fill_effects(job, s, at->mean, at->level, fit) : KR_OK;
}

/* ------------------------------------------------------------------------------------------------ the two estimators */

static kr_status nothing_left(kr_job *job, const kr_fit *fit)
{
    return kr_fail(job, KR_E_INPUT, "no row is left to fit: %zu are alone in a level and %zu separated (zeros that fit exactly); "
                   "use fewer fixed effects", fit->singletons, fit->separated);
}

/* Fits what is kept. A second look at the zeros may find separated rows among them: then *again is 1. */
static kr_status try_poisson(kr_job *job, const kr_fit_data *d, const kr_fit_options *o, int zeros_are_sound, uint8_t *keep,
                             kr_fit *fit, int *again)
{
    kri_sample sample;
    kri_poisson at;
    size_t separated = 0;
    KR_TRY(kri_sample_screen(job, d, o, keep, &fit->singletons, &fit->separated));
    KR_TRY(kri_sample_open(job, d, keep, &sample));
    if (sample.rows == 0)
        return nothing_left(job, fit);
    KR_TRY(kri_poisson_start(job, &sample, &at));
    KR_TRY(kri_poisson_climb(job, &sample, o, &at));
    if (!zeros_are_sound)
        KR_TRY(kri_separate_fitted(job, &sample, keep, &separated));
    fit->separated += separated;
    *again = separated > 0;
    return *again ? KR_OK : finish_poisson(job, &sample, o, &at, fit);
}

static kr_status fit_poisson(kr_job *job, const kr_fit_data *d, const kr_fit_options *o, uint8_t *keep, kr_fit *fit)
{
    int again, done;
    KR_TRY(kri_sample_screen(job, d, o, keep, &fit->singletons, &fit->separated));
    KR_TRY(kri_separate_small(job, d, keep, &fit->separated, &done));
    do {
        kri_mark mark = kri_job_mark(job);
        KR_TRY(try_poisson(job, d, o, done, keep, fit, &again));
        if (again)
            kri_job_release(job, mark);
    } while (again);
    return KR_OK;
}

static kr_status drop_collinear_lanes(kr_job *job, kri_sample *s)
{
    double total[KRI_MOST_LANES];
    KR_TRY(kri_lane_totals(job, s, total));
    kri_drop_collinear(s, total);
    return KR_OK;
}

/* error[i] of each row, and what its square adds up to. */
static double take_errors(const kri_sample *s, const double *b, double *error)
{
    const kri_absorb *a = &s->absorb;
    double left[KRI_MOST_LANES], sum = 0;
    for (uint32_t g = 0; g < a->groups; g++)
        for (size_t i = a->first[g]; i < a->first[g + 1]; i++) {
            kri_absorb_row(a, i, g, left);
            error[i] = left[0];
            for (uint32_t v = 0; v < s->used; v++)
                error[i] -= left[s->lane[v]] * b[s->lane[v]];
            sum += error[i] * error[i];
        }
    return sum;
}

/* What the effects explain of the outcome beyond the regressors' part: of the sum of lane 0, less b times the regressors'. */
static kr_status least_squares_effects(kr_job *job, const kri_sample *s, const double *b, kr_fit *fit)
{
    const kri_absorb *a = &s->absorb;
    double *mean, *level;
    KRI_NEW(job, mean, a->groups);
    KRI_NEW(job, level, a->unknowns);
    for (uint32_t g = 0; g < a->groups; g++) {
        mean[g] = a->mean[(size_t)g * a->lanes];
        for (uint32_t v = 0; v < s->used; v++)
            mean[g] -= b[s->lane[v]] * a->mean[(size_t)g * a->lanes + s->lane[v]];
    }
    for (uint32_t u = 0; u < a->unknowns; u++) {
        level[u] = a->level[(size_t)u * a->lanes];
        for (uint32_t v = 0; v < s->used; v++)
            level[u] -= b[s->lane[v]] * a->level[(size_t)u * a->lanes + s->lane[v]];
    }
    return fill_effects(job, s, mean, level, fit);
}

static kr_status finish_least_squares(kr_job *job, kri_sample *s, const kr_fit_options *o, const double *b, const double *bread,
                                      kr_fit *fit)
{
    double *error, *covariance, n = (double)s->rows;
    KRI_NEW(job, error, s->rows);
    KRI_NEW(job, covariance, (size_t)s->used * s->used);
    fit->deviance = take_errors(s, b, error);
    fit->loglik = fit->deviance > 0 ? -n / 2 * (log(6.283185307179586 * fit->deviance / n) + 1) : 0;
    KR_TRY(kri_covariance(job, s, o, bread, error, covariance));
    KR_TRY(fill_table(job, s, b, covariance, fit));
    fit->rows = s->rows;
    fit->steps = s->absorb.steps;
    for (size_t i = 0; i < s->rows; i++)
        error[i] = s->y[i] - error[i];
    if (o->want_rows)
        KR_TRY(fill_rows(job, s, error, fit));
    return o->want_effects ? least_squares_effects(job, s, b, fit) : KR_OK;
}

static kr_status fit_least_squares(kr_job *job, const kr_fit_data *d, const kr_fit_options *o, uint8_t *keep, kr_fit *fit)
{
    kri_sample s;
    double *bread, b[KRI_MOST_LANES] = { 0 }, tolerance[KRI_MOST_LANES];
    KR_TRY(kri_sample_screen(job, d, o, keep, &fit->singletons, &fit->separated));
    KR_TRY(kri_sample_open(job, d, keep, &s));
    if (s.rows == 0)
        return nothing_left(job, fit);
    for (size_t i = 0; i < s.rows; i++) {
        s.absorb.weight[i] = 1;
        s.absorb.x[i * s.absorb.lanes] = s.y[i] - (s.offset ? s.offset[i] : 0);
    }
    kri_absorb_weigh(job, &s.absorb);
    for (uint32_t l = 0; l < s.absorb.lanes; l++)
        tolerance[l] = FINAL_TOLERANCE;
    KR_TRY(kri_absorb_solve(job, &s.absorb, tolerance, FINAL_STEPS));
    kri_absorb_finish(job, &s.absorb);
    KR_TRY(drop_collinear_lanes(job, &s));
    KRI_NEW(job, bread, (size_t)s.used * s.used);
    KR_TRY(kri_regress(job, &s, b, bread));
    return finish_least_squares(job, &s, o, b, bread, fit);
}

kr_status kr_trade_fit(kr_job *job, const kr_fit_data *given, const kr_fit_options *options, kr_fit *fit)
{
    kr_fit_data d;
    uint8_t *keep;
    *fit = (kr_fit){ 0 };
    KR_TRY(check_options(job, given, options));
    KR_TRY(check_data(job, given, options));
    KR_TRY(add_constant(job, given, &d));
    KRI_NEW(job, keep, d.rows);
    memset(keep, 1, d.rows);
    return options->estimator == KR_PPML ? fit_poisson(job, &d, options, keep, fit) : fit_least_squares(job, &d, options, keep, fit);
}
