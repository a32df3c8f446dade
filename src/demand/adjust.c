/* adjust.c: generalised least squares in logarithms, on as many equations as there are counts. */
#include <keruen/demand.h>

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define ROUNDS 300
#define HALVINGS 30
#define REST 2e-5           /* of the logarithm of a count */

/* Where the search is, or would go: logarithms of multipliers and shifts. */
typedef struct point {
    double *row, *walk;     /* [rows], [groups x years] */
} point;

typedef struct search {
    kr_job *job;
    kr_adjustment *a;
    uint32_t *active;       /* [counts] those that pull */
    size_t count;
    point at, full, trial, slope;
    double *bend;           /* [rows] curvature of a multiplier's own */
    double *model;          /* [counts] */
    double *part;           /* [counts x rows] of a count by row */
    double *of_group;       /* [counts x groups] */
    double *matrix, *right; /* [counts x counts], [counts] */
} search;

static double walk_of(const kr_adjustment *a, const point *p, size_t row, uint32_t year)
{
    return a->group[row] == KR_NONE ? 0 : p->walk[a->group[row] * a->years + year];
}

static double square(double x)
{
    return x * x;
}

/* Covariance of a group's walk in two years: its level, and on one side of the base year the steps up to the nearer one. */
static double covariance(const kr_adjustment *a, size_t group, uint32_t x, uint32_t y)
{
    double dx = (double)x - (double)a->base_year, dy = (double)y - (double)a->base_year;
    return square(a->level[group]) + (dx * dy > 0 ? square(a->step[group]) * fmin(fabs(dx), fabs(dy)) : 0);
}

static void run_model(const kr_adjustment *a, const point *p, double *model)
{
    for (size_t c = 0; c < a->counts; c++) {
        model[c] = 0;
        for (size_t r = 0; r < a->rows; r++)
            if (a->reach[c * a->rows + r] > 0)
                model[c] += a->reach[c * a->rows + r] * exp(p->row[r] + walk_of(a, p, r, a->year[c]));
    }
}

static void find_slopes(search *s)
{
    const kr_adjustment *a = s->a;
    memset(s->of_group, 0, a->counts * a->groups * sizeof *s->of_group);
    for (size_t c = 0; c < a->counts; c++)
        for (size_t r = 0; r < a->rows; r++) {
            double reach = a->reach[c * a->rows + r];
            double part = reach > 0 ? reach * exp(s->at.row[r] + walk_of(a, &s->at, r, a->year[c])) / s->model[c] : 0;
            s->part[c * a->rows + r] = part;
            if (a->group[r] != KR_NONE)
                s->of_group[c * a->groups + a->group[r]] += part;
        }
}

/*
 * ---- one step of Newton's method ----
 * The slope of a count's logarithm is its parts; its curvature is theirs on the diagonal less their outer product. Where the model is above the
 * count that curvature counts for, elsewhere it would spoil the minimum and is left out. With D the curvature of the prior and of those
 * diagonals and W the weights, (J' W J + D) step = -slope is solved on counts x counts equations: (1/W + J D^-1 J').
 */

static double misfit(const search *s, uint32_t c)
{
    return log(s->model[c] / s->a->value[c]);
}

/* How much a count pulls at today's misfit: the slope of Student's error over that of the normal one. */
static double weight(const search *s, uint32_t c)
{
    double f = s->a->freedom;
    return isfinite(f) ? (f + 1) / (f + square(misfit(s, c) / s->a->error[c])) : 1;
}

static double variance_of(const search *s, uint32_t c)
{
    double over = fmin(fmax(misfit(s, c), 0), .9);
    return square(s->a->error[c]) / weight(s, c) / (1 - over);
}

static void find_bend(search *s)
{
    const kr_adjustment *a = s->a;
    for (size_t r = 0; r < a->rows; r++)
        s->bend[r] = 1 / square(a->spread[r]);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t c = s->active[i];
        double over = weight(s, c) * fmax(misfit(s, c), 0) / square(a->error[c]);
        for (size_t r = 0; r < a->rows; r++)
            s->bend[r] += over * s->part[c * a->rows + r];
    }
}

static double walk_slope(const kr_adjustment *a, const point *p, size_t group, size_t y)
{
    const double *walk = p->walk + group * a->years;
    double slope = y > 0 ? walk[y] - walk[y - 1] : 0;
    slope = (slope - (y + 1 < a->years ? walk[y + 1] - walk[y] : 0)) / square(a->step[group]);
    return y == a->base_year ? slope + walk[y] / square(a->level[group]) : slope;
}

static void find_slope(search *s)
{
    const kr_adjustment *a = s->a;
    for (size_t r = 0; r < a->rows; r++)
        s->slope.row[r] = s->at.row[r] / square(a->spread[r]);
    for (size_t g = 0; g < a->groups; g++)
        for (size_t y = 0; y < a->years; y++)
            s->slope.walk[g * a->years + y] = walk_slope(a, &s->at, g, y);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t c = s->active[i];
        double pull = weight(s, c) * misfit(s, c) / square(a->error[c]);
        for (size_t r = 0; r < a->rows; r++)
            s->slope.row[r] += pull * s->part[c * a->rows + r];
        for (size_t g = 0; g < a->groups; g++)
            s->slope.walk[g * a->years + a->year[c]] += pull * s->of_group[c * a->groups + g];
    }
}

/* to = D^-1 from */
static void unbend(const search *s, const point *from, point *to)
{
    const kr_adjustment *a = s->a;
    for (size_t r = 0; r < a->rows; r++)
        to->row[r] = from->row[r] / s->bend[r];
    for (size_t g = 0; g < a->groups; g++)
        for (uint32_t y = 0; y < a->years; y++) {
            double sum = 0;
            for (uint32_t z = 0; z < a->years; z++)
                sum += covariance(a, g, y, z) * from->walk[g * a->years + z];
            to->walk[g * a->years + y] = sum;
        }
}

static double entry(const search *s, uint32_t c, uint32_t d)
{
    const kr_adjustment *a = s->a;
    const double *x = s->part + c * a->rows, *y = s->part + d * a->rows;
    double sum = c == d ? variance_of(s, c) : 0;
    for (size_t r = 0; r < a->rows; r++)
        sum += x[r] * y[r] / s->bend[r];
    for (size_t g = 0; g < a->groups; g++)
        sum += s->of_group[c * a->groups + g] * s->of_group[d * a->groups + g] * covariance(a, g, a->year[c], a->year[d]);
    return sum;
}

/* What a point says of the logarithm of a count, to first order. */
static double felt(const search *s, const point *p, uint32_t c)
{
    const kr_adjustment *a = s->a;
    double sum = 0;
    for (size_t r = 0; r < a->rows; r++)
        sum += s->part[c * a->rows + r] * p->row[r];
    for (size_t g = 0; g < a->groups; g++)
        sum += s->of_group[c * a->groups + g] * p->walk[g * a->years + a->year[c]];
    return sum;
}

/* Cholesky: the errors on the diagonal keep it positive. */
static void solve_system(double *m, double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = m[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= m[i * n + k] * m[j * n + k];
            m[i * n + j] = i == j ? sqrt(sum) : sum / m[j * n + j];
        }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= m[i * n + k] * b[k];
        b[i] /= m[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= m[k * n + i] * b[k];
        b[i] /= m[i * n + i];
    }
}

/* full = at - (J' W J + D)^-1 slope */
static void find_full_step(search *s)
{
    const kr_adjustment *a = s->a;
    find_slopes(s);
    find_bend(s);
    find_slope(s);
    unbend(s, &s->slope, &s->full);
    for (size_t i = 0; i < s->count; i++) {
        s->right[i] = felt(s, &s->full, s->active[i]);
        for (size_t j = 0; j <= i; j++)
            s->matrix[i * s->count + j] = entry(s, s->active[i], s->active[j]);
    }
    solve_system(s->matrix, s->right, s->count);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t c = s->active[i];
        for (size_t r = 0; r < a->rows; r++)
            s->slope.row[r] -= s->part[c * a->rows + r] * s->right[i];
        for (size_t g = 0; g < a->groups; g++)
            s->slope.walk[g * a->years + a->year[c]] -= s->of_group[c * a->groups + g] * s->right[i];
    }
    unbend(s, &s->slope, &s->full);
    for (size_t r = 0; r < a->rows; r++)
        s->full.row[r] = s->at.row[r] - s->full.row[r];
    for (size_t k = 0; k < a->groups * a->years; k++)
        s->full.walk[k] = s->at.walk[k] - s->full.walk[k];
}

/* ---- how good a point is ---- */

static double objective(const search *s, const point *p, const double *model)
{
    const kr_adjustment *a = s->a;
    double sum = 0;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t c = s->active[i];
        double far = square(log(model[c] / a->value[c]) / a->error[c]);
        sum += isfinite(a->freedom) ? (a->freedom + 1) * log1p(far / a->freedom) : far;
    }
    for (size_t r = 0; r < a->rows; r++)
        sum += square(p->row[r] / a->spread[r]);
    for (size_t g = 0; g < a->groups; g++)
        sum += square(p->walk[g * a->years + a->base_year] / a->level[g]);
    for (size_t g = 0; g < a->groups; g++)
        for (size_t y = 0; y + 1 < a->years; y++)
            sum += square((p->walk[g * a->years + y + 1] - p->walk[g * a->years + y]) / a->step[g]);
    return sum;
}

static void go_part(const search *s, double part)
{
    const kr_adjustment *a = s->a;
    for (size_t r = 0; r < a->rows; r++)
        s->trial.row[r] = s->at.row[r] + part * (s->full.row[r] - s->at.row[r]);
    for (size_t k = 0; k < a->groups * a->years; k++)
        s->trial.walk[k] = s->at.walk[k] + part * (s->full.walk[k] - s->at.walk[k]);
}

static void keep(const search *s, point *to, const point *from)
{
    memcpy(to->row, from->row, s->a->rows * sizeof *to->row);
    memcpy(to->walk, from->walk, s->a->groups * s->a->years * sizeof *to->walk);
}

/* Returns by how much the logarithm of a count moved at most; 0 when no part of the step helps. */
static double step(search *s, double *model)
{
    double before = objective(s, &s->at, s->model), moved = 0;
    find_full_step(s);
    double part = 1;
    for (int i = 0; i < HALVINGS; i++, part /= 2) {
        go_part(s, part);
        run_model(s->a, &s->trial, model);
        if (objective(s, &s->trial, model) <= before)
            break;
        if (i + 1 == HALVINGS)
            return 0;
    }
    for (size_t i = 0; i < s->count; i++)
        moved = fmax(moved, fabs(log(model[s->active[i]] / s->model[s->active[i]])));
    keep(s, &s->at, &s->trial);
    memcpy(s->model, model, s->a->counts * sizeof *model);
    return moved;
}

static kr_status fit(search *s, double *model, uint32_t *rounds)
{
    run_model(s->a, &s->at, s->model);
    for (*rounds = 0; *rounds < ROUNDS; ++*rounds) {
        KR_TRY(kr_job_check(s->job));
        if (!(step(s, model) > REST))
            return KR_OK;
    }
    return KR_OK;
}

static void activate(search *s, uint32_t but)
{
    s->count = 0;
    for (uint32_t c = 0; c < s->a->counts; c++)
        if (c != but && isfinite(s->a->error[c]) && s->model[c] > 0)
            s->active[s->count++] = c;
}

/* A count left out changes little: the search goes on from the fit. */
static kr_status leave_out(search *s, double *model, const point *fitted)
{
    kr_adjustment *a = s->a;
    uint32_t rounds;
    for (uint32_t c = 0; c < a->counts; c++) {
        a->left_out[c] = NAN;
        if (!isfinite(a->error[c]) || !(a->model[c] > 0))
            continue;
        keep(s, &s->at, fitted);
        memcpy(s->model, a->model, a->counts * sizeof *model);
        activate(s, c);
        KR_TRY(fit(s, model, &rounds));
        a->left_out[c] = s->model[c];
        kri_job_progress(s->job, "counts left out", c + 1, (double)a->counts);
    }
    return KR_OK;
}

static kr_status make_point(search *s, point *p)
{
    KRI_NEW(s->job, p->row, s->a->rows);
    KRI_NEW(s->job, p->walk, s->a->groups * s->a->years);
    return KR_OK;
}

static kr_status make_search(search *s)
{
    kr_adjustment *a = s->a;
    KR_TRY(make_point(s, &s->at));
    KR_TRY(make_point(s, &s->full));
    KR_TRY(make_point(s, &s->trial));
    KR_TRY(make_point(s, &s->slope));
    KRI_NEW(s->job, s->bend, a->rows);
    KRI_NEW(s->job, s->active, a->counts);
    KRI_NEW(s->job, s->model, a->counts);
    KRI_NEW(s->job, s->part, a->counts * a->rows);
    KRI_NEW(s->job, s->of_group, a->counts * a->groups);
    KRI_NEW(s->job, s->matrix, a->counts * a->counts);
    KRI_NEW(s->job, s->right, a->counts);
    return KR_OK;
}

static kr_status adjust(search *s)
{
    kr_adjustment *a = s->a;
    double *model;
    point fitted;
    KR_TRY(make_search(s));
    KR_TRY(make_point(s, &fitted));
    KRI_NEW(s->job, model, a->counts);
    for (size_t r = 0; r < a->rows; r++)
        s->at.row[r] = a->multiplier[r] > 0 ? log(a->multiplier[r]) : 0;
    for (size_t k = 0; k < a->groups * a->years; k++)
        s->at.walk[k] = a->shift[k] > 0 ? log(a->shift[k]) : 0;
    run_model(a, &s->at, s->model);
    activate(s, KR_NONE);
    KR_TRY(fit(s, model, &a->rounds));
    for (size_t r = 0; r < a->rows; r++)
        a->multiplier[r] = exp(s->at.row[r]);
    for (size_t k = 0; k < a->groups * a->years; k++)
        a->shift[k] = exp(s->at.walk[k]);
    memcpy(a->model, s->model, a->counts * sizeof *model);
    keep(s, &fitted, &s->at);
    return a->left_out ? leave_out(s, model, &fitted) : KR_OK;
}

kr_status kr_demand_adjust(kr_job *job, kr_adjustment *adjustment)
{
    kri_mark mark = kri_job_mark(job);
    search s = { .job = job, .a = adjustment };
    kr_status status = adjust(&s);
    kri_job_release(job, mark);
    return status;
}
