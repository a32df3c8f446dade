/* outcome.c: from the caller's data to the flows and back. */
#include "solve.h"

#include <math.h>
#include <string.h>

static kr_status check_options(kr_job *job, const kr_assign_options *o)
{
    if (!(o->gap > 0 && o->gap < 1))
        return kr_fail(job, KR_E_INPUT, "the gap %g is not between 0 and 1", o->gap);
    if (!(o->ceiling >= 0))
        return kr_fail(job, KR_E_INPUT, "the ceiling %g is not a number from 0 up", o->ceiling);
    return KR_OK;
}

/* ------------------------------------------------------------------ results */

/* With one class the flows by link are the class's own. */
static kr_status sum_classes(kri_solver *s, double **flows)
{
    const kri_ground *g = &s->ground;
    uint32_t *link;
    double *flow;
    for (uint32_t m = 0; m < g->classes; m++)
        KRI_NEW(s->job, flows[m], g->links);
    if (g->classes == 1)
        return KR_OK;
    KRI_NEW(s->job, link, g->links);
    KRI_NEW(s->job, flow, g->links);
    for (uint32_t k = 0; k < g->sources; k++) {
        uint32_t m = g->source[k].class, n = kri_bush_unfold(g, &g->source[k], &s->bush[k], link, flow);
        for (uint32_t i = 0; i < n; i++)
            flows[m][g->given[link[i]]] += flow[i] / g->pce[m];
    }
    return KR_OK;
}

/* What a class pays on a link besides its time, in time. */
static double money_on(const kri_ground *g, uint32_t m, uint32_t a)
{
    if (g->own[m] && !(g->own[m][a] < INFINITY))
        return INFINITY;
    kri_delay d = kri_ground_delay(g, a);
    double shared = g->load[a].fixed - (g->shape[a] == KRI_OTHER ? 0 : kri_delay_time(&d, 0));
    return g->classes > 1 ? g->own[m][a] : shared;
}

static kr_status cost_classes(kri_solver *s, const double *time, double **costs)
{
    const kri_ground *g = &s->ground;
    for (uint32_t m = 0; m < g->classes; m++) {
        KRI_NEW(s->job, costs[m], g->links);
        for (uint32_t a = 0; a < g->links; a++)
            costs[m][g->given[a]] = (time[g->given[a]] + money_on(g, m, a)) * g->time_factor[m];
    }
    return KR_OK;
}

/* With one class the flows by link are the class's own: not summed twice, so that they agree to the last bit. */
static kr_status class_results(kri_solver *s, double **flows, kr_flow *f)
{
    double **costs;
    KRI_NEW(s->job, costs, f->classes);
    KR_TRY(cost_classes(s, f->time, costs));
    for (uint32_t a = 0; f->classes == 1 && a < f->links; a++)
        flows[0][a] = f->flow[a] / s->ground.pce[0];
    f->class_flow = (const double *const *)flows;
    f->class_cost = (const double *const *)costs;
    return KR_OK;
}

static kr_status price_results(kri_solver *s, kr_flow *f)
{
    const kri_ground *g = &s->ground;
    double *price;
    if (!g->limit)
        return KR_OK;
    KRI_NEW(s->job, price, g->links);
    for (uint32_t a = 0; a < g->links; a++)
        price[g->given[a]] = g->price[a];
    f->price = price;
    return KR_OK;
}

/* What travels, by pair of each class's demand; pairs without a way or within one place stay 0. */
static kr_status served_results(kri_solver *s, const kr_traffic *traffic, kr_flow *f)
{
    const kri_ground *g = &s->ground;
    double **served;
    KRI_NEW(s->job, served, g->classes);
    for (uint32_t m = 0; m < g->classes; m++)
        KRI_NEW(s->job, served[m], traffic[m].demand->first[traffic[m].demand->zones]);
    for (uint32_t k = 0; k < g->sources; k++)
        for (size_t p = g->source[k].first; p < g->source[k].last; p++)
            served[g->source[k].class][g->pair[p]] = g->amount[p] / g->pce[g->source[k].class];
    f->served = (const double *const *)served;
    return KR_OK;
}

static void sum_objective(const kri_ground *g, kr_flow *f)
{
    kri_sum objective = { 0, 0 }, total = { 0, 0 };
    for (uint32_t a = 0; a < g->links; a++) {
        kri_sum_add(&objective, kri_ground_objective(g, a, g->load[a].flow));
        for (uint32_t m = 0; m < g->classes; m++) {
            double flow = f->class_flow[m][g->given[a]];
            if (flow > 0)
                kri_sum_add(&total, flow * f->class_cost[m][g->given[a]]);
            if (flow > 0 && g->own[m])
                kri_sum_add(&objective, flow * g->pce[m] * g->own[m][a]);
        }
    }
    f->objective = kri_sum_value(objective) + kri_demand_objective(g);
    f->total_cost = kri_sum_value(total);
}

/* What is on the network, summed anew: pairs without a way and demand that stays at home have left it one after the other. */
static double sum_demand(const kri_ground *g)
{
    kri_sum sum = { 0, 0 };
    for (uint32_t s = 0; s < g->sources; s++)
        for (size_t k = g->source[s].first; k < g->source[s].last; k++)
            kri_sum_add(&sum, g->amount[k]);
    return kri_sum_value(sum);
}

static kr_status give_results(kri_solver *s, double **class_flow, kr_flow **result)
{
    const kri_ground *g = &s->ground;
    kr_flow *f;
    double *flow, *time;
    KRI_NEW(s->job, f, 1);
    KRI_NEW(s->job, flow, g->links);
    KRI_NEW(s->job, time, g->links);
    *f = (kr_flow){ .links = g->links, .classes = g->classes, .rounds = s->rounds, .flow = flow, .time = time, .gap = s->gap,
                    .demand = sum_demand(g), .unserved = s->unserved, .unserved_count = s->unserved_count, .state = s };
    f->average_excess_cost = f->demand > 0 ? s->exact_excess / f->demand : 0;
    for (uint32_t a = 0; a < g->links; a++) {
        kri_delay d = kri_ground_delay(g, a);
        flow[g->given[a]] = g->load[a].flow;
        time[g->given[a]] = kri_delay_time(&d, g->load[a].flow);
    }
    KR_TRY(price_results(s, f));
    KR_TRY(class_results(s, class_flow, f));
    KR_TRY(served_results(s, g->traffic, f));
    sum_objective(g, f);
    *result = f;
    return KR_OK;
}

/* ------------------------------------------------------------------ the call */

static kr_status find(kri_solver *s, double gap, double **class_flow, double *objective)
{
    if (s->options->principle == KR_STOCHASTIC)
        return kri_stochastic_run(s, gap, class_flow, objective);
    KR_TRY(s->options->warm ? kri_solver_start_warm(s, s->options->warm) : kri_solver_start(s));
    return s->ground.limit ? kri_limits_keep(s, gap) : kri_solver_run(s, gap);
}

/* When a limit ended the work, the state is still a sound flow: it is measured, and the limit's sentence stands. */
static kr_status finish(kri_solver *s, kr_status status, double **class_flow, double objective, const kr_flow **flow)
{
    char message[KR_MESSAGE_BYTES];
    kr_flow *f;
    if (status != KR_OK && status != KR_E_LIMIT)
        return status;
    memcpy(message, s->job->message, sizeof message);
    int has_bushes = s->options->principle != KR_STOCHASTIC;
    if (status == KR_E_LIMIT && has_bushes)
        KR_TRY(kri_solver_measure(s));
    if (has_bushes)
        KR_TRY(sum_classes(s, class_flow));
    KR_TRY(give_results(s, class_flow, &f));
    if (!has_bushes)
        f->objective = objective;
    *flow = f;
    return status == KR_OK ? KR_OK : kr_fail(s->job, status, "%s", message);
}

kr_status kr_assign(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class,
                    const kr_assign_options *options, const kr_flow **flow)
{
    kri_solver *s;
    double **class_flow, objective = 0;
    *flow = NULL;
    KR_TRY(check_options(job, options));
    KRI_NEW(job, s, 1);
    KRI_NEW(job, class_flow, classes);
    KR_TRY(kri_solver_init(job, roads, classes, class, options, s));
    kr_status status = find(s, options->gap, class_flow, &objective);
    return finish(s, status, class_flow, objective, flow);
}
