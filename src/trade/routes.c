/* routes.c: costs over all routes, traffic on links, congestion (docs/method/trade-response.md). */
#include "equilibrium.h"

#include <math.h>
#include <string.h>

#define MOST_POWERS 20000u

/* ------------------------------------------------------------------------------------------------ routes at given costs */

static kr_status check_ways(kr_job *job, const kr_ways *w, double theta)
{
    if (!(theta > 0) || !isfinite(theta))
        return kr_fail(job, KR_E_USAGE, "theta is %g; it must be above zero", theta);
    for (uint32_t l = 0; l < w->links; l++) {
        if (w->from[l] >= w->places || w->to[l] >= w->places)
            return kr_fail(job, KR_E_INPUT, "link %u joins places %u and %u of %u", l, w->from[l], w->to[l], w->places);
        if (w->from[l] == w->to[l])
            return kr_fail(job, KR_E_INPUT, "link %u leads from place %u to itself; leave it out", l, w->from[l]);
        if (!(w->cost[l] >= 1))
            return kr_fail(job, KR_E_INPUT, "link %u costs %g; what arrives is 1 / cost of what was sent, so it is 1 or more (infinite: closed)",
                           l, w->cost[l]);
    }
    return KR_OK;
}

/* Parallel links add up. */
static void fill_weights(const kr_ways *w, const double *cost, double theta, double *weight)
{
    memset(weight, 0, (size_t)w->places * w->places * sizeof *weight);
    for (uint32_t l = 0; l < w->links; l++)
        weight[(size_t)w->from[l] * w->places + w->to[l]] += pow(cost[l], -theta);
}

/* By powers of I + A: the shift keeps rings of even length from swinging. */
static double spectral_radius(uint32_t n, const double *weight, double *x, double *y)
{
    double radius = 0;
    for (uint32_t i = 0; i < n; i++)
        x[i] = 1;
    for (uint32_t round = 0; round < MOST_POWERS; round++) {
        double largest = 0, before = radius;
        for (uint32_t i = 0; i < n; i++) {
            y[i] = x[i];
            for (uint32_t j = 0; j < n; j++)
                y[i] += weight[(size_t)i * n + j] * x[j];
            largest = y[i] > largest ? y[i] : largest;
        }
        for (uint32_t i = 0; i < n; i++)
            x[i] = y[i] / largest;
        radius = largest - 1;
        if (round > 10 && fabs(radius - before) <= 1e-15 * largest)
            break;
    }
    return radius;
}

static kr_status fail_radius(kr_job *job, const kr_ways *w, const double *cost, double theta, double radius)
{
    uint32_t first = 0, second = 0;
    for (uint32_t l = 0; l < w->links; l++)
        first = cost[l] < cost[first] ? l : first;
    second = first ? 0 : 1 < w->links;
    for (uint32_t l = 0; l < w->links; l++)
        second = l != first && cost[l] < cost[second] ? l : second;
    return kr_fail(job, KR_E_INPUT, "the spectral radius of the links is %.4g, and routes add up only below 1: theta %g is too low for links as cheap "
                   "as %u (%g) and %u (%g); raise theta or join places that lie so near", radius, theta, first, cost[first], second, cost[second]);
}

/* B = (I - A)^-1 [n x n]. */
static kr_status invert(kr_job *job, const kr_ways *w, const double *cost, double theta, double *weight, double *reach, double *radius)
{
    uint32_t n = w->places;
    double *x, *y;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, x, n);
    KRI_NEW(job, y, n);
    fill_weights(w, cost, theta, weight);
    *radius = spectral_radius(n, weight, x, y);
    kri_job_release(job, mark);
    if (!(*radius < 1))
        return fail_radius(job, w, cost, theta, *radius);
    memset(reach, 0, (size_t)n * n * sizeof *reach);
    for (uint32_t i = 0; i < n; i++) {
        reach[(size_t)i * n + i] = 1;
        for (uint32_t j = 0; j < n; j++)
            weight[(size_t)i * n + j] = (i == j) - weight[(size_t)i * n + j];
    }
    return kri_solve_dense(job, n, weight, n, reach);
}

/* middle = B' Q, Q = flows over B. */
static kr_status fill_middle(kr_job *job, uint32_t n, const double *reach, const double *flows, double *middle)
{
    memset(middle, 0, (size_t)n * n * sizeof *middle);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double flow = flows[(size_t)i * n + j], b = reach[(size_t)i * n + j];
            if (flow == 0)
                continue;
            if (!(b > 0))
                return kr_fail(job, KR_E_INPUT, "place %u sends %g to place %u, and no way leads there; add a link or drop the flow", i, flow, j);
            for (uint32_t k = 0; k < n; k++)
                middle[(size_t)k * n + j] += reach[(size_t)i * n + k] * (flow / b);
        }
    return KR_OK;
}

/* traffic = t^-theta [B' (flows / B) B'] at the link's ends. */
static kr_status fill_traffic(kr_job *job, const kr_ways *w, const double *cost, double theta, const double *reach,
                              const double *flows, double *middle, double *traffic)
{
    uint32_t n = w->places;
    KR_TRY(fill_middle(job, n, reach, flows, middle));
    for (uint32_t l = 0; l < w->links; l++) {
        double sum = 0;
        for (uint32_t j = 0; j < n; j++)
            sum += middle[(size_t)w->from[l] * n + j] * reach[(size_t)w->to[l] * n + j];
        traffic[l] = pow(cost[l], -theta) * sum;
    }
    return KR_OK;
}

/* Work for n places: two matrices beside what is kept. */
struct router {
    const kr_ways *ways;
    double theta, *weight, *reach, *tau, *traffic, radius;
};

static kr_status open_router(kr_job *job, const kr_ways *w, double theta, struct router *r)
{
    size_t cells = (size_t)w->places * w->places;
    *r = (struct router){ .ways = w, .theta = theta };
    KRI_NEW(job, r->weight, cells);
    KRI_NEW(job, r->reach, cells);
    KRI_NEW(job, r->tau, cells);
    KRI_NEW(job, r->traffic, w->links);
    return KR_OK;
}

static kr_status route(kr_job *job, struct router *r, const double *cost, const double *flows)
{
    size_t cells = (size_t)r->ways->places * r->ways->places;
    KR_TRY(invert(job, r->ways, cost, r->theta, r->weight, r->reach, &r->radius));
    for (size_t k = 0; k < cells; k++)
        r->tau[k] = r->reach[k] > 0 ? pow(r->reach[k], -1 / r->theta) : INFINITY;
    return flows ? fill_traffic(job, r->ways, cost, r->theta, r->reach, flows, r->weight, r->traffic) : KR_OK;
}

static kr_routes routes_of(const struct router *r)
{
    return (kr_routes){ .radius = r->radius, .tau = r->tau, .traffic = r->traffic };
}

kr_status kr_trade_route(kr_job *job, const kr_ways *ways, double theta, const double *flows, kr_routes *routes)
{
    struct router r;
    *routes = (kr_routes){ 0 };
    KR_TRY(check_ways(job, ways, theta));
    KR_TRY(open_router(job, ways, theta, &r));
    KR_TRY(route(job, &r, ways->cost, flows));
    *routes = routes_of(&r);
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ with trade and congestion */

static kr_status check_change(kr_job *job, const kr_ways *w, const kr_ways_change *c)
{
    if (!(c->lambda >= 0 && c->lambda <= 1))
        return kr_fail(job, KR_E_USAGE, "lambda is %g; congestion lies between 0 (none) and 1", c->lambda);
    if (!(c->tolerance >= 1e-13 && c->tolerance <= 1e-4))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g is not between 1e-13 and 1e-4", c->tolerance);
    for (uint32_t l = 0; l < w->links; l++) {
        double after = c->cost ? c->cost[l] : w->cost[l];
        if (!(after >= 1))
            return kr_fail(job, KR_E_INPUT, "link %u is to cost %g; 1 or more (infinite: closed) can be asked", l, after);
        if (c->lambda > 0 && isinf(w->cost[l]) && isfinite(after) && !(c->reference && c->reference[l] > 0))
            return kr_fail(job, KR_E_INPUT, "link %u is opened without a traffic at which it costs %g; give its reference above zero", l, after);
    }
    return KR_OK;
}

/*
 * Cost t = t0 (traffic / reference)^lambda, and traffic = t^-theta x what else moves it: so
 * ln t = (ln t0 + lambda ln (traffic t^theta / reference)) / (1 + theta lambda), own effect included.
 */
static double congest(const struct router *r, const kr_ways_change *c, const double *reference, double *cost)
{
    double change = 0;
    for (uint32_t l = 0; l < r->ways->links; l++) {
        double start = c->cost ? c->cost[l] : r->ways->cost[l];
        if (isinf(start) || !(r->traffic[l] > 0) || c->lambda == 0)
            continue;
        double moved = log(r->traffic[l]) + r->theta * log(cost[l]) - log(reference[l]);
        double next = (log(start) + c->lambda * moved) / (1 + r->theta * c->lambda), step = next - log(cost[l]);
        change = fabs(step) > change || step != step ? fabs(step) : change;
        cost[l] = exp(next);
    }
    return change;
}

static kr_status set_beta(kr_job *job, const struct router *before, const struct router *after, const kr_flows *flows, double *beta)
{
    for (size_t k = 0; k < (size_t)flows->count * flows->count; k++) {
        beta[k] = 0;
        if (flows->value[k] == 0)
            continue;
        if (isinf(after->tau[k]))
            return kr_fail(job, KR_E_INPUT, "no way is left from %s to %s, which trade %g; keep one link between them", flows->id[k / flows->count],
                           flows->id[k % flows->count], flows->value[k]);
        beta[k] = -after->theta * log(after->tau[k] / before->tau[k]);
    }
    return KR_OK;
}

/* The reference of a link that was open is the traffic it had. */
static kr_status set_references(kr_job *job, const kr_ways *w, const kr_ways_change *c, const struct router *before, double **reference)
{
    KRI_NEW(job, *reference, w->links);
    for (uint32_t l = 0; l < w->links; l++)
        (*reference)[l] = isfinite(w->cost[l]) ? before->traffic[l] : c->reference ? c->reference[l] : 1;
    return KR_OK;
}

static kr_status settle(kr_job *job, const kr_flows *flows, const kr_ways_change *c, const double *reference, kri_hat *hat,
                        struct router *before, struct router *after, double *cost, kr_ways_response *r)
{
    size_t cells = (size_t)flows->count * flows->count;
    uint32_t n = flows->count;
    double *beta, *trade;
    KRI_NEW(job, beta, cells);
    KRI_NEW(job, trade, cells);
    do {
        kri_mark mark = kri_job_mark(job);
        KR_TRY(kr_job_check(job));
        if (r->rounds++ == c->rounds)
            return kr_fail(job, KR_E_LIMIT, "routes and trade did not settle in %u rounds; the last one changed a link by %.2g", c->rounds, r->change);
        KR_TRY(route(job, after, cost, NULL));
        KR_TRY(set_beta(job, before, after, flows, beta));
        kri_hat_shift(hat, beta);
        if (!kri_hat_solve(hat, 1e-13, 100))
            return kri_fail_unsettled(job, flows, hat);
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                trade[(size_t)i * n + j] = hat->shifted.entry[(size_t)i * hat->shifted.stride + j] * hat->u[i] * hat->v[j] * hat->spent[j];
        KR_TRY(fill_traffic(job, after->ways, cost, after->theta, after->reach, trade, after->weight, after->traffic));
        r->change = congest(after, c, reference, cost);
        kri_job_release(job, mark);
        if (!isfinite(r->change))
            return kr_fail(job, KR_E_LIMIT, "congestion ran away in round %u; make lambda or the change of costs smaller", r->rounds);
    } while (!(r->change <= c->tolerance));
    r->trade.trade = trade;
    return KR_OK;
}

kr_status kr_trade_respond_ways(kr_job *job, const kr_flows *flows, const kr_ways *ways, const kr_ways_change *change,
                                const kr_respond_options *options, kr_ways_response *response)
{
    struct router before, after;
    kri_base base;
    kri_hat hat;
    double *cost, *reference;
    *response = (kr_ways_response){ 0 };
    KR_TRY(kri_respond_options_check(job, options));
    KR_TRY(check_ways(job, ways, options->theta));
    KR_TRY(check_change(job, ways, change));
    KR_TRY(kr_flows_check(job, flows));
    if (flows->count != ways->places)
        return kr_fail(job, KR_E_USAGE, "%u countries trade over links between %u places; every place needs its row", flows->count, ways->places);
    KR_TRY(open_router(job, ways, options->theta, &before));
    KR_TRY(open_router(job, ways, options->theta, &after));
    KR_TRY(route(job, &before, ways->cost, flows->value));
    KR_TRY(set_references(job, ways, change, &before, &reference));
    KRI_NEW(job, cost, ways->links);
    memcpy(cost, change->cost ? change->cost : ways->cost, ways->links * sizeof *cost);
    KR_TRY(kri_base_open(job, flows, &base));
    KR_TRY(kri_hat_open(job, &base, options, &hat));
    KR_TRY(settle(job, flows, change, reference, &hat, &before, &after, cost, response));
    const double *trade = response->trade.trade;
    KR_TRY(kri_response_fill(job, &hat, &response->trade));
    response->trade.trade = trade;
    response->before = routes_of(&before);
    response->after = routes_of(&after);
    response->cost = cost;
    return KR_OK;
}
