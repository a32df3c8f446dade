/* newton.c: Poisson pseudo-likelihood by Newton's method, the fixed effects being found with the coefficients. */
#include "newton.h"

#include "elementary.h"

#include <math.h>
#include <string.h>

#define START_SWEEPS 3u
#define MOST_STEPS 2000u        /* conjugate-gradient steps in one Newton step */
#define MOST_HALVINGS 30u
#define CHUNK ((size_t)512)

/* ------------------------------------------------------------------------------------------------ start */

/* Factors of the multiplicative model: exp of the fixed effects. */
struct factors {
    double *mean, *level, *target;      /* [groups], [unknowns], [unknowns] sums of y */
};

static double other_factors(const kri_sample *s, const struct factors *f, size_t i)
{
    const kri_absorb *a = &s->absorb;
    double product = s->offset ? kri_exp(s->offset[i]) : 1;
    for (uint32_t k = 0; k < a->others; k++)
        product *= f->level[a->code[i * a->others + k]];
    return product;
}

/* Sets the largest effect so that each group has its sum, and adds up fitted values by level of effect k. */
static void scale_block(const kri_sample *s, struct factors *f, uint32_t block, uint32_t k, double *fitted)
{
    const kri_absorb *a = &s->absorb;
    for (uint32_t g = a->block[block]; g < a->block[block + 1]; g++) {
        double y = 0, others = 0;
        for (size_t i = a->first[g]; i < a->first[g + 1]; i++) {
            y += s->y[i];
            others += other_factors(s, f, i);
        }
        f->mean[g] = others > 0 ? y / others : 1;
        for (size_t i = a->first[g]; k < a->others && i < a->first[g + 1]; i++)
            fitted[a->code[i * a->others + k]] += f->mean[g] * other_factors(s, f, i);
    }
}

/* One pass of iterative proportional fitting: the groups, then effect k. */
static void scale_effect(kr_job *job, kri_sample *s, struct factors *f, uint32_t k)
{
    kri_absorb *a = &s->absorb;
    int blocks = (int)a->blocks;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++) {
        double *part = a->part + (size_t)b * a->unknowns;
        memset(part, 0, a->unknowns * sizeof *part);
        scale_block(s, f, (uint32_t)b, k, part);
    }
    for (uint32_t u = 0; u < a->unknowns; u++) {
        double fitted = 0;
        for (uint32_t b = 0; b < a->blocks; b++)
            fitted += a->part[(size_t)b * a->unknowns + u];
        if (fitted > 0 && f->target[u] > 0)
            f->level[u] *= f->target[u] / fitted;
    }
}

static kr_status start_from_sums(kr_job *job, kri_sample *s, kri_poisson *at)
{
    kri_absorb *a = &s->absorb;
    struct factors f = { .mean = at->mean, .level = at->level };
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, f.target, a->unknowns);
    for (size_t i = 0; i < s->rows; i++)
        for (uint32_t k = 0; k < a->others; k++)
            f.target[a->code[i * a->others + k]] += s->y[i];
    for (uint32_t u = 0; u < a->unknowns; u++)
        f.level[u] = 1;
    for (uint32_t sweep = 0; sweep < START_SWEEPS; sweep++)
        for (uint32_t k = 0; k == 0 || k < a->others; k++)
            scale_effect(job, s, &f, k);
    for (uint32_t u = 0; u < a->unknowns; u++)
        f.level[u] = log(f.level[u]);
    for (uint32_t g = 0; g < a->groups; g++)
        f.mean[g] = f.mean[g] > 0 ? log(f.mean[g]) : 0;
    kri_job_release(job, mark);
    kri_poisson_predict(job, s, at, 1);
    return KR_OK;
}

/* Without effects: as if every row were fitted half-way between its value and the mean. Lane 0 holds the whole index. */
static void start_from_rows(kri_sample *s, kri_poisson *at)
{
    kri_absorb *a = &s->absorb;
    double sum = 0;
    for (size_t i = 0; i < s->rows; i++)
        sum += s->y[i];
    for (size_t i = 0; i < s->rows; i++) {
        double mu = (s->y[i] + sum / (double)s->rows) / 2;
        at->eta[i] = log(mu);
        a->weight[i] = mu;
        a->x[i * a->lanes] = at->eta[i] - (s->offset ? s->offset[i] : 0) + (s->y[i] - mu) / mu;
    }
    at->objective = -INFINITY;
}

kr_status kri_poisson_start(kr_job *job, kri_sample *s, kri_poisson *at)
{
    kri_absorb *a = &s->absorb;
    *at = (kri_poisson){ 0 };
    KRI_NEW(job, at->b, a->lanes);
    KRI_NEW(job, at->mean, a->groups);
    KRI_NEW(job, at->level, a->unknowns);
    KRI_NEW(job, at->eta, s->rows);
    KRI_NEW(job, at->block_sums, (size_t)a->blocks * 5);
    if (a->has_means)
        return start_from_sums(job, s, at);
    start_from_rows(s, at);
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ prediction */

/* eta of rows begin .. end, which all stand in group g. */
static void index_rows(const kri_sample *s, const kri_poisson *at, uint32_t g, size_t begin, size_t end, double *eta)
{
    const kri_absorb *a = &s->absorb;
    for (size_t i = begin; i < end; i++) {
        const double *x = a->x + i * a->lanes;
        double sum = a->has_means ? at->mean[g] : 0;
        for (uint32_t k = 0; k < a->others; k++)
            sum += at->level[a->code[i * a->others + k]];
        for (uint32_t v = 0; v < s->used; v++)
            sum += x[s->lane[v]] * at->b[s->lane[v]];
        eta[i - begin] = s->offset ? sum + s->offset[i] : sum;
    }
}

/* Takes new values of eta over, with all that hangs on them. sums: objective, size, decrement, largest change. */
static void take_rows(kri_sample *s, kri_poisson *at, size_t begin, size_t count, const double *eta, int first, double *sums)
{
    kri_absorb *a = &s->absorb;
    double mu[CHUNK];
    const double *y = s->y + begin;
    double *weight = a->weight + begin, *old = at->eta + begin, *x = a->x + begin * a->lanes;
    for (size_t i = 0; i < count; i++)
        mu[i] = kri_exp(eta[i]);
    if (!first)
        for (size_t i = 0; i < count; i++) {
            double change = fabs(eta[i] - old[i]);
            sums[2] += weight[i] * change * change;
            sums[3] = y[i] > 0 && change > sums[3] ? change : sums[3];
        }
    for (size_t i = 0; i < count; i++) {
        sums[0] += y[i] * eta[i] - mu[i];
        sums[1] += fabs(y[i] * eta[i]) + mu[i];
        x[i * a->lanes] = y[i] / mu[i] - 1;
    }
    memcpy(old, eta, count * sizeof *eta);
    memcpy(weight, mu, count * sizeof *mu);
}

static void predict_block(kri_sample *s, kri_poisson *at, uint32_t block, int first, double *sums)
{
    const kri_absorb *a = &s->absorb;
    double eta[CHUNK];
    size_t begin = a->first[a->block[block]], held = 0;
    for (uint32_t g = a->block[block]; g < a->block[block + 1]; g++)
        for (size_t i = a->first[g]; i < a->first[g + 1];) {
            size_t left = a->first[g + 1] - i, room = CHUNK - held, take = left < room ? left : room;
            index_rows(s, at, g, i, i + take, eta + held);
            held += take;
            i += take;
            if (held == CHUNK) {
                take_rows(s, at, begin, held, eta, first, sums);
                begin += held;
                held = 0;
            }
        }
    take_rows(s, at, begin, held, eta, first, sums);
}

void kri_poisson_predict(kr_job *job, kri_sample *s, kri_poisson *at, int first)
{
    const kri_absorb *a = &s->absorb;
    int blocks = (int)a->blocks;
    memset(at->block_sums, 0, (size_t)a->blocks * 5 * sizeof *at->block_sums);
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads) if (blocks > 1 && job->threads > 1)
    for (int b = 0; b < blocks; b++)
        predict_block(s, at, (uint32_t)b, first, at->block_sums + 5 * b);
    at->objective = at->size = at->decrement = at->change = 0;
    for (uint32_t b = 0; b < a->blocks; b++) {
        const double *sums = at->block_sums + (size_t)b * 5;
        at->objective += sums[0];
        at->size += sums[1];
        at->decrement += sums[2];
        at->change = sums[3] > at->change ? sums[3] : at->change;
    }
}

/* ------------------------------------------------------------------------------------------------ steps */

/* The step that the regression of lane 0 says: the regressors' part of the effects is taken off them. */
static kr_status find_step(kr_job *job, kri_sample *s, kri_poisson_step *step)
{
    const kri_absorb *a = &s->absorb;
    KR_TRY(kri_regress(job, s, step->b, NULL));
    for (uint32_t g = 0; g < a->groups; g++) {
        const double *mean = a->mean + (size_t)g * a->lanes;
        step->mean[g] = mean[0];
        for (uint32_t v = 0; v < s->used; v++)
            step->mean[g] -= step->b[s->lane[v]] * mean[s->lane[v]];
    }
    for (uint32_t u = 0; u < a->unknowns; u++) {
        const double *level = a->level + (size_t)u * a->lanes;
        step->level[u] = level[0];
        for (uint32_t v = 0; v < s->used; v++)
            step->level[u] -= step->b[s->lane[v]] * level[s->lane[v]];
    }
    return KR_OK;
}

static void move(const kri_sample *s, kri_poisson *at, const kri_poisson_step *step, double by)
{
    const kri_absorb *a = &s->absorb;
    for (uint32_t l = 0; l < a->lanes; l++)
        at->b[l] += by * step->b[l];
    for (uint32_t g = 0; g < a->groups; g++)
        at->mean[g] += by * step->mean[g];
    for (uint32_t u = 0; u < a->unknowns; u++)
        at->level[u] += by * step->level[u];
}

/* Goes the step, or as much of it as does not go downhill. */
static void go(kr_job *job, kri_sample *s, kri_poisson *at, const kri_poisson_step *step)
{
    double before = at->objective, by = 1;
    move(s, at, step, by);
    kri_poisson_predict(job, s, at, 0);
    double change = at->change, decrement = at->decrement;
    for (uint32_t h = 0; h < MOST_HALVINGS && !(at->objective >= before - 1e-12 * at->size); h++) {
        by /= 2;
        move(s, at, step, -by);
        kri_poisson_predict(job, s, at, 1);
    }
    at->change = change;
    at->decrement = decrement;
}

/* The effects of lane 0 are steps: they start at none each time. Those of regressors stay near where they were. */
static void forget_lane_0(kri_absorb *a)
{
    for (size_t u = 0; u < a->unknowns; u++)
        a->level[u * a->lanes] = 0;
    a->base[0] = 0;
}

static kr_status drop_collinear(kr_job *job, kri_sample *s)
{
    double total[KRI_MOST_LANES];
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_lane_totals(job, s, total));
    kri_job_release(job, mark);
    kri_drop_collinear(s, total);
    return KR_OK;
}

/* How exactly a Newton step is worth solving: more so the nearer the end. Lane 0 is the step itself. */
static void set_tolerances(const kri_sample *s, double wanted, int first, double *tolerance)
{
    for (uint32_t l = 0; l < s->absorb.lanes; l++)
        tolerance[l] = first ? 1e-6 : wanted;
    tolerance[0] = wanted;
}

/* Whether the next step would be below the tolerance: Newton's error is the square of the step, the solver's its share of it. */
static int is_settled(const kri_sample *s, const kri_poisson *at, double inner, double tolerance)
{
    double next = inner * at->change > at->change * at->change ? inner * at->change : at->change * at->change;
    double weight = at->size > 0 ? at->size : 1;
    (void)s;
    return next <= tolerance && at->decrement <= 1e-12 * weight;
}

kr_status kri_poisson_climb(kr_job *job, kri_sample *s, const kr_fit_options *options, kri_poisson *at)
{
    kri_absorb *a = &s->absorb;
    kri_poisson_step step;
    double tolerance[KRI_MOST_LANES], inner = .1;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, step.b, a->lanes);
    KRI_NEW(job, step.mean, a->groups);
    KRI_NEW(job, step.level, a->unknowns);
    for (;;) {
        kri_absorb_weigh(job, a);
        forget_lane_0(a);
        set_tolerances(s, inner, at->rounds == 0, tolerance);
        KR_TRY(kri_absorb_solve(job, a, tolerance, MOST_STEPS));
        kri_absorb_finish(job, a);
        if (at->rounds == 0)
            KR_TRY(drop_collinear(job, s));
        KR_TRY(find_step(job, s, &step));
        go(job, s, at, &step);
        at->rounds++;
        kri_job_progress(job, "Newton steps", at->rounds, 0);
        if (is_settled(s, at, inner, options->tolerance))
            break;
        if (at->rounds == options->rounds)
            return kr_fail(job, KR_E_LIMIT, "the fit did not settle in %u rounds; its last step changed a trading row by %.3g "
                           "(log); give it more rounds or look for regressors of wild size", at->rounds, at->change);
        inner = .3 * at->change < .1 ? (.3 * at->change > 1e-7 ? .3 * at->change : 1e-7) : .1;
    }
    kri_job_release(job, mark);
    return KR_OK;
}
