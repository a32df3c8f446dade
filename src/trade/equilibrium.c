/* equilibrium.c: one equilibrium in ratios by Newton's method (docs/method/trade-response.md). */
#include "equilibrium.h"

#include "elementary.h"

#include <math.h>
#include <string.h>

#define MOST_HALVINGS 40u
#define ROUNDING 1e-11         /* where rounding may stop a large matrix short of the tolerance */

kr_status kri_base_open(kr_job *job, const kr_flows *flows, kri_base *b)
{
    *b = (kri_base){ .n = flows->count, .stride = (flows->count + 7) / 8 * 8, .flow = flows->value };
    KRI_NEW(job, b->output, b->stride);
    KRI_NEW(job, b->use, b->stride);
    KRI_NEW(job, b->share, (size_t)b->n * b->n);
    for (uint32_t i = 0; i < b->n; i++)
        for (uint32_t j = 0; j < b->n; j++) {
            b->output[i] += flows->value[(size_t)i * b->n + j];
            b->use[j] += flows->value[(size_t)i * b->n + j];
        }
    for (uint32_t i = 0; i < b->n; i++) {
        b->world += b->output[i];
        for (uint32_t j = 0; j < b->n; j++)
            b->share[(size_t)i * b->n + j] = flows->value[(size_t)i * b->n + j] / b->use[j];
    }
    return KR_OK;
}

kr_status kri_hat_open(kr_job *job, const kri_base *base, const kr_respond_options *o, kri_hat *h)
{
    double **vector[] = { &h->x, &h->price, &h->u, &h->v, &h->made, &h->spent, &h->excess, &h->bought,
                          &h->step, &h->trial, &h->scale, &h->work1, &h->work2, &h->work3 };
    *h = (kri_hat){ .base = base, .theta = o->theta, .psi = o->psi, .deficits = o->deficits, .productivity = o->productivity };
    for (size_t i = 0; i < sizeof vector / sizeof *vector; i++)
        KRI_NEW(job, *vector[i], base->stride);
    KR_TRY(kri_matrix_open(job, base->n, &h->shifted));
    KR_TRY(kri_gmres_open(job, base->stride, &h->gmres));
    h->gmres.times = kri_hat_times;
    h->gmres.with = h;
    h->gmres.scale = h->scale;
    for (uint32_t i = 0; o->start && i < base->n; i++)
        h->x[i] = o->start[i];
    return KR_OK;
}

void kri_hat_shift(kri_hat *h, const double *beta)
{
    uint32_t n = h->base->n;
    int rows = (int)n;
    #pragma omp parallel for schedule(static) num_threads(h->shifted.threads) if (h->shifted.threads > 1)
    for (int i = 0; i < rows; i++) {
        const double *share = h->base->share + (size_t)i * n;
        double *entry = h->shifted.entry + (size_t)i * h->shifted.stride;
        for (uint32_t j = 0; j < n; j++)
            entry[j] = beta ? share[j] * kri_exp(beta[(size_t)i * n + j]) : share[j];
    }
}

/*
 * Spending: what is earned and the deficit, by either rule. Deficits that keep their share of output do not add up to
 * nothing in the new world: all spending is scaled so that markets clear, and `closure` says by how much.
 */
static void set_spending(kri_hat *h)
{
    const kri_base *b = h->base;
    double made = 0, claimed = 0;
    for (uint32_t j = 0; j < b->n; j++) {
        made += h->made[j];
        claimed += h->made[j] / b->output[j] * b->use[j];
    }
    h->closure = h->deficits == KR_DEFICITS_ADDITIVE ? 1 : made / claimed;
    for (uint32_t j = 0; j < b->n; j++)
        h->spent[j] = h->deficits == KR_DEFICITS_ADDITIVE ? h->made[j] + (b->use[j] - b->output[j])
                                                          : h->made[j] / b->output[j] * b->use[j] * h->closure;
}

/* Producer prices give consumer prices, these output and spending, these what is bought of each. */
void kri_hat_evaluate(kri_hat *h)
{
    const kri_base *b = h->base;
    double made = 0, worst = 0;
    for (uint32_t i = 0; i < b->n; i++)
        h->u[i] = exp(-h->theta * h->x[i]);
    kri_matrix_transposed_times(&h->shifted, h->u, h->v);
    for (uint32_t j = 0; j < b->n; j++) {
        h->price[j] = -log(h->v[j]) / h->theta;
        h->v[j] = 1 / h->v[j];
        h->made[j] = b->output[j] * (h->productivity ? h->productivity[j] : 1) * exp((1 + h->psi) * h->x[j] - h->psi * h->price[j]);
        made += h->made[j];
    }
    set_spending(h);
    for (uint32_t j = 0; j < b->n; j++)
        h->work1[j] = h->v[j] * h->spent[j];
    kri_matrix_times(&h->shifted, h->work1, h->bought);
    double numeraire = (made - b->world) / b->world;
    for (uint32_t i = 0; i < b->n; i++) {
        h->bought[i] *= h->u[i];
        h->excess[i] = h->bought[i] - h->made[i] - b->output[i] * numeraire;
        double relative = fabs(h->excess[i]) / h->made[i];
        worst = relative > worst || relative != relative ? relative : worst;
    }
    h->residual = worst;
}

/* What spending changes by when the logs of output change by y. */
static void change_spending(const kri_hat *h, const double *y, double *change)
{
    const kri_base *b = h->base;
    double made = 0, claimed = 0, made_change = 0, claimed_change = 0;
    for (uint32_t j = 0; j < b->n; j++) {
        double claim = h->made[j] / b->output[j] * b->use[j];
        made += h->made[j];
        claimed += claim;
        made_change += h->made[j] * y[j];
        claimed_change += claim * y[j];
    }
    double common = made_change / made - claimed_change / claimed;
    for (uint32_t j = 0; j < b->n; j++)
        change[j] = h->deficits == KR_DEFICITS_ADDITIVE ? h->made[j] * y[j] : h->spent[j] * (y[j] + common);
}

/*
 * With t = change of ln consumer prices = S'dx and y = change of ln output = (1 + psi) dx - psi t:
 * -theta bought dx + S (theta spent t + change of spending) - made y - output x change of the numeraire.
 */
void kri_hat_times(void *with, const double *dx, double *out)
{
    kri_hat *h = with;
    const kri_base *b = h->base;
    double *t = h->work1, *y = h->work2, *change = h->work3, made_change = 0;
    for (uint32_t i = 0; i < b->n; i++)
        y[i] = h->u[i] * dx[i];
    kri_matrix_transposed_times(&h->shifted, y, t);
    for (uint32_t j = 0; j < b->n; j++) {
        t[j] *= h->v[j];
        y[j] = (1 + h->psi) * dx[j] - h->psi * t[j];
        made_change += h->made[j] * y[j];
    }
    change_spending(h, y, change);
    for (uint32_t j = 0; j < b->n; j++)
        t[j] = h->v[j] * (h->theta * h->spent[j] * t[j] + change[j]);
    kri_matrix_times(&h->shifted, t, out);
    for (uint32_t i = 0; i < b->n; i++)
        out[i] = h->u[i] * out[i] - h->theta * h->bought[i] * dx[i] - h->made[i] * y[i] - b->output[i] * (made_change / b->world);
    for (uint32_t i = b->n; i < b->stride; i++)
        out[i] = 0;
}

/* Goes the step, or as much of it as makes excess demand smaller. 0 when none does. */
static int go(kri_hat *h)
{
    double before = h->residual, by = 1;
    memcpy(h->trial, h->x, h->base->stride * sizeof *h->trial);
    for (uint32_t k = 0; k < MOST_HALVINGS; k++, by /= 2) {
        for (uint32_t i = 0; i < h->base->n; i++)
            h->x[i] = h->trial[i] - by * h->step[i];
        kri_hat_evaluate(h);
        if (h->residual < before)
            return 1;
    }
    memcpy(h->x, h->trial, h->base->stride * sizeof *h->x);
    kri_hat_evaluate(h);
    return 0;
}

int kri_hat_solve(kri_hat *h, double tolerance, uint32_t rounds)
{
    const kri_base *b = h->base;
    h->iterations = 0;
    h->gmres.products = 0;
    kri_hat_evaluate(h);
    double inner = 1e-2;
    int stands_still = 0;
    while (!stands_still && h->residual > tolerance && h->iterations < rounds) {
        double before = h->residual;
        for (uint32_t i = 0; i < b->n; i++)
            h->scale[i] = -1 / ((1 + h->psi + h->theta) * h->made[i]);
        kri_gmres_solve(&h->gmres, h->excess, inner, h->step);
        h->iterations++;
        stands_still = !go(h);
        inner = .1 * h->residual / before * h->residual / before;
        inner = inner > 1e-2 ? 1e-2 : inner < .1 * tolerance / h->residual ? .1 * tolerance / h->residual : inner;
        inner = inner > 1e-9 ? inner : 1e-9;
    }
    return h->residual <= tolerance || (stands_still && h->residual <= ROUNDING);
}

void kri_hat_welfare(const kri_hat *h, double *ln_welfare)
{
    for (uint32_t i = 0; i < h->base->n; i++)
        ln_welfare[i] = log(h->spent[i] / h->closure / h->base->use[i]) - h->price[i];
}
