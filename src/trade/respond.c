/* respond.c: a trade matrix, a change of costs, the new equilibrium. */
#include "equilibrium.h"

#include <math.h>
#include <string.h>

kr_status kri_respond_options_check(kr_job *job, const kr_respond_options *o)
{
    if (!(o->theta > 0) || !isfinite(o->theta))
        return kr_fail(job, KR_E_USAGE, "theta is %g; the trade elasticity must be above zero (4 to 7 is usual)", o->theta);
    if (!(o->psi >= 0) || !isfinite(o->psi))
        return kr_fail(job, KR_E_USAGE, "psi is %g; the supply elasticity cannot be below zero (0 keeps output as given)", o->psi);
    if (!(o->tolerance >= 1e-15 && o->tolerance <= 1e-3))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g is not between 1e-15 and 1e-3", o->tolerance);
    return KR_OK;
}

static kr_status check_country(kr_job *job, const kr_flows *f, uint32_t i, uint32_t *without_domestic)
{
    double output = 0, use = 0;
    for (uint32_t j = 0; j < f->count; j++) {
        double out = f->value[(size_t)i * f->count + j];
        if (!(out >= 0) || !isfinite(out))
            return kr_fail(job, KR_E_INPUT, "the flow %s to %s is %g; a flow is a number from 0 up", f->id[i], f->id[j], out);
        output += out;
        use += f->value[(size_t)j * f->count + i];
    }
    if (!(output > 0))
        return kr_fail(job, KR_E_INPUT, "%s sends nothing anywhere, not even to itself; give its output less exports as %s,%s, or leave it out",
                       f->id[i], f->id[i], f->id[i]);
    if (!(use > 0))
        return kr_fail(job, KR_E_INPUT, "%s uses nothing, not even its own; give its output less exports as %s,%s, or leave it out",
                       f->id[i], f->id[i], f->id[i]);
    *without_domestic += !(f->value[(size_t)i * f->count + i] > 0);
    return KR_OK;
}

kr_status kr_flows_check(kr_job *job, const kr_flows *f)
{
    uint32_t without = 0, example = 0;
    if (f->count < 2)
        return kr_fail(job, KR_E_INPUT, "%u country is in the matrix; trade takes two at least", f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        KR_TRY(check_country(job, f, i, &without));
        example = f->value[(size_t)i * f->count + i] > 0 ? example : i;
    }
    if (without)
        return kr_fail(job, KR_E_INPUT, "%u of %u countries have no domestic trade, %s among them; welfare cannot be known without it: "
                       "give goods output less exports as row %s,%s (national accounts or input-output tables have the output; "
                       "for the region: trade fill makes it)", without, f->count, f->id[example], f->id[example], f->id[example]);
    return KR_OK;
}

static kr_status check_scenario(kr_job *job, const kr_flows *f, const double *beta, const kr_respond_options *o)
{
    for (size_t k = 0; beta && k < (size_t)f->count * f->count; k++)
        if (!(fabs(beta[k]) < 300))
            return kr_fail(job, KR_E_INPUT, "the shock %s to %s is %g; beta = -theta x change of ln cost lies between -300 and 300",
                           f->id[k / f->count], f->id[k % f->count], beta[k]);
    for (uint32_t i = 0; o->productivity && i < f->count; i++)
        if (!(o->productivity[i] > 0) || !isfinite(o->productivity[i]))
            return kr_fail(job, KR_E_INPUT, "the productivity of %s changes by the factor %g; it must be above zero", f->id[i], o->productivity[i]);
    return KR_OK;
}

kr_status kri_fail_unsettled(kr_job *job, const kr_flows *f, const kri_hat *h)
{
    if (!isfinite(h->residual))
        return kr_fail(job, KR_E_LIMIT, "the equilibrium ran away at theta %g; make the shock smaller, or theta less extreme", h->theta);
    for (uint32_t i = 0; i < f->count; i++)
        if (!(h->spent[i] > 0))
            return kr_fail(job, KR_E_LIMIT, "no equilibrium was found: %s would spend %g, less than nothing, with its surplus kept in amount; "
                           "use multiplicative deficits", f->id[i], h->spent[i]);
    return kr_fail(job, KR_E_LIMIT, "the equilibrium did not settle in %u steps; excess demand stands at %.2g of output; make the shock smaller",
                   h->iterations, h->residual);
}

static kr_status fill_trade(kr_job *job, const kri_hat *h, kr_response *r)
{
    uint32_t n = h->base->n;
    double *trade;
    KRI_NEW(job, trade, (size_t)n * n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            trade[(size_t)i * n + j] = h->shifted.entry[(size_t)i * h->shifted.stride + j] * h->u[i] * h->v[j] * (h->spent[j] / h->closure);
    r->trade = trade;
    return KR_OK;
}

kr_status kri_response_fill(kr_job *job, const kri_hat *h, kr_response *r)
{
    const kri_base *b = h->base;
    double *column[6];
    for (int k = 0; k < 6; k++)
        KRI_NEW(job, column[k], b->n);
    for (uint32_t i = 0; i < b->n; i++) {
        double spent = h->spent[i] / h->closure;
        column[0][i] = exp(log(spent / b->use[i]) - h->price[i]);
        column[1][i] = exp(h->price[i]);
        column[2][i] = exp(h->x[i]);
        column[3][i] = h->made[i] / b->output[i];
        column[4][i] = spent / b->use[i];
        column[5][i] = exp(h->x[i] - h->price[i]);
    }
    *r = (kr_response){ .countries = b->n, .welfare = column[0], .price = column[1], .wage = column[2], .output = column[3],
                        .expenditure = column[4], .real_wage = column[5], .closure = h->closure, .residual = h->residual, .iterations = h->iterations,
                        .products = h->gmres.products };
    return KR_OK;
}

kr_status kr_trade_respond(kr_job *job, const kr_flows *flows, const double *beta, const kr_respond_options *options,
                           kr_response *response)
{
    kri_base base;
    kri_hat hat;
    *response = (kr_response){ 0 };
    KR_TRY(kri_respond_options_check(job, options));
    KR_TRY(kr_flows_check(job, flows));
    KR_TRY(check_scenario(job, flows, beta, options));
    KR_TRY(kri_base_open(job, flows, &base));
    KR_TRY(kri_hat_open(job, &base, options, &hat));
    kri_hat_shift(&hat, beta);
    if (!kri_hat_solve(&hat, options->tolerance, options->rounds))
        return kri_fail_unsettled(job, flows, &hat);
    KR_TRY(kri_response_fill(job, &hat, response));
    return options->want_trade ? fill_trade(job, &hat, response) : KR_OK;
}
