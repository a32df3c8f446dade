/*
 * elastic.c: demand that answers to cost. W(q) is the cost at which just q would travel; a pair is at rest when W(q)
 * is its cheapest way. Where links have limits, demand that does not answer stays at home at a ceiling price.
 */
#include "solve.h"

#include <math.h>
#include <string.h>

#define ROUNDS 3                /* over all sources, with a sweep between */
#define LEAST_SHARE 1e-9        /* of the base demand always travels, so that its way stays known */
#define MOST_GROWTH 4           /* in one step */
#define SEARCH_STEPS 6
#define SEARCH_ENOUGH .1
#define TINY 1e-6               /* steps below this share of the demand are too small for a search to see; their parabola is as good */

static double willing(const kri_ground *g, const kri_source *source, size_t k, double q)
{
    const kr_traffic *t = &g->traffic[source->class];
    if (t->answer == KR_ANSWER_EXPONENTIAL)
        return g->reference[k] - log(q / g->base[k]) / t->answer_rate;
    if (t->answer == KR_ANSWER_POWER)
        return g->reference[k] * pow(q / g->base[k], -1 / t->answer_rate);
    return g->ceiling;
}

/* How fast W falls with q. */
static double fall(const kri_ground *g, const kri_source *source, size_t k, double q)
{
    const kr_traffic *t = &g->traffic[source->class];
    if (t->answer == KR_ANSWER_EXPONENTIAL)
        return 1 / (t->answer_rate * q);
    if (t->answer == KR_ANSWER_POWER)
        return willing(g, source, k, q) / (t->answer_rate * q);
    return 0;
}

static double wanted_at(const kri_ground *g, const kri_source *source, size_t k, double cost)
{
    const kr_traffic *t = &g->traffic[source->class];
    if (t->answer == KR_ANSWER_EXPONENTIAL)
        return g->base[k] * exp(-t->answer_rate * (cost - g->reference[k]));
    return g->base[k] * pow(cost / g->reference[k], -t->answer_rate);
}

double kri_demand_excess(const kri_ground *g, const kri_source *source, const double *label)
{
    double sum = 0;
    for (size_t k = source->first; g->base && k < source->last; k++) {
        double cost = label[g->target[k]], q = g->amount[k];
        if (g->traffic[source->class].answer != KR_ANSWER_NONE)
            sum += fabs(q - wanted_at(g, source, k, cost)) * cost;
        else if (g->ceiling < INFINITY)
            sum += cost > g->ceiling ? (q > LEAST_SHARE * g->base[k] ? q * (cost - g->ceiling) : 0) : (g->base[k] - q) * (g->ceiling - cost);
    }
    return sum;
}

/* The integral of W from q to the base demand: what those who stay at home would have paid. */
static double home(const kri_ground *g, const kri_source *source, size_t k)
{
    const kr_traffic *t = &g->traffic[source->class];
    double q = g->amount[k], base = g->base[k], rate = t->answer_rate, share = q / base;
    if (t->answer == KR_ANSWER_EXPONENTIAL)
        return g->reference[k] * (base - q) + (q * log(share) - q + base) / rate;
    if (t->answer == KR_ANSWER_POWER && rate == 1)
        return -g->reference[k] * base * log(share);
    if (t->answer == KR_ANSWER_POWER)
        return g->reference[k] * base / (1 - 1 / rate) * (1 - pow(share, 1 - 1 / rate));
    return q < base ? g->ceiling * (base - q) : 0;
}

double kri_demand_objective(const kri_ground *g)
{
    double sum = 0;
    for (uint32_t m = 0; g->base && m < g->sources; m++)
        for (size_t k = g->source[m].first; k < g->source[m].last; k++)
            sum += home(g, &g->source[m], k);
    return sum;
}

/* ------------------------------------------------------------------ beginning */

static int some_answers(const kri_ground *g)
{
    for (uint32_t m = 0; m < g->classes; m++)
        if (g->traffic[m].answer != KR_ANSWER_NONE)
            return 1;
    return g->ceiling < INFINITY;
}

static kr_status check_traffic(kr_job *job, const kri_ground *g)
{
    for (uint32_t m = 0; m < g->classes; m++)
        if (g->traffic[m].answer != KR_ANSWER_NONE && (!(g->traffic[m].answer_rate > 0) || !isfinite(g->traffic[m].answer_rate)))
            return kr_fail(job, KR_E_INPUT, "class %u: demand answers to cost at the rate %g, which is not above zero", m + 1,
                           g->traffic[m].answer_rate);
    return KR_OK;
}

/* The class's own reference, or the cheapest way on the empty network, which the bush of a tree grown there gives. */
static kr_status set_references(kri_solver *s)
{
    kri_ground *g = &s->ground;
    for (uint32_t k = 0; k < g->sources; k++) {
        const kri_source *source = &g->source[k];
        const kr_traffic *t = &g->traffic[source->class];
        if (!t->reference_cost)
            kri_tree_grow(g, source, &s->scratch[0], &s->slot[0]);
        for (size_t p = source->first; p < source->last; p++) {
            g->base[p] = g->amount[p];
            g->reference[p] = t->reference_cost ? t->reference_cost[g->pair[p]] : s->scratch[0].label[g->target[p]];
            if (t->answer != KR_ANSWER_NONE && !(g->reference[p] > 0))
                return kr_fail(s->job, KR_E_INPUT, "zone %u to zone %u: the reference cost %g is not above zero, and demand answers to it",
                               source->zone + 1, t->demand->to[g->pair[p]] + 1, g->reference[p]);
        }
    }
    return KR_OK;
}

static kr_status references_of_empty_roads(kri_solver *s)
{
    kri_ground *g = &s->ground;
    double *flow;
    KRI_NEW(s->job, flow, g->links);
    for (uint32_t a = 0; a < g->links; a++) {
        flow[a] = g->load[a].flow;
        g->load[a].flow = 0;
    }
    kri_ground_evaluate_all(g);
    kri_ground_refresh(g);
    KR_TRY(set_references(s));
    for (uint32_t a = 0; a < g->links; a++)
        g->load[a].flow = flow[a];
    kri_ground_evaluate_all(g);
    return KR_OK;
}

kr_status kri_demand_begin(kri_solver *s)
{
    kri_ground *g = &s->ground;
    size_t pairs = g->sources ? g->source[g->sources - 1].last : 0;
    KR_TRY(check_traffic(s->job, g));
    if (!some_answers(g))
        return KR_OK;
    KRI_NEW(s->job, g->base, pairs);
    KRI_NEW(s->job, g->reference, pairs);
    KRI_NEW(s->job, s->change, g->links);
    KRI_NEW(s->job, s->before, (size_t)g->links + 1);
    return references_of_empty_roads(s);
}

/* ------------------------------------------------------------------ one source */

/* The step that would level W and the cheapest way if both went on straight; 0 when none is worth it. */
static double step_of(const kri_ground *g, const kri_source *source, size_t k, const kri_scratch *s)
{
    double q = g->amount[k], cost = s->label[g->target[k]], rise = s->longest[g->target[k]] + fall(g, source, k, q);
    double step = (willing(g, source, k, q) - cost) / rise, least = LEAST_SHARE * g->base[k];
    double most = g->traffic[source->class].answer == KR_ANSWER_NONE ? g->base[k] : q * MOST_GROWTH;
    if (isnan(step))
        return 0;
    double next = q + step;
    next = next > most ? most : next;
    next = next < q / MOST_GROWTH && g->traffic[source->class].answer != KR_ANSWER_NONE ? q / MOST_GROWTH : next;
    return (next < least ? least : next) - q;
}

static double slope_at(const kri_ground *g, const kri_source *source, const kri_bush *bush, const double *change, const double *step, double share)
{
    const double *own = g->own[source->class];
    double sum = 0;
    for (uint32_t i = 0, k = 0; i < bush->size; i++)
        if (bush->link[i] & KRI_HAS_FLOW) {
            uint32_t a = bush->link[i] & ~KRI_HAS_FLOW;
            double by = change[k++];
            if (by != 0)
                sum += by * (kri_ground_cost_at(g, a, g->load[a].flow + share * by) + (own ? own[a] : 0));
        }
    for (size_t k = source->first; k < source->last; k++)
        sum -= step[k - source->first] * willing(g, source, k, g->amount[k] + share * step[k - source->first]);
    return sum;
}

static int is_tiny(const kri_source *source, const double *step)
{
    double sum = 0;
    for (size_t k = 0; k < source->last - source->first; k++)
        sum += fabs(step[k]);
    return sum <= TINY * source->demand;
}

/* Where the parabola through gradient and curvature has its foot; nothing in it cancels. */
static double foot(const kri_ground *g, const kri_source *source, const kri_bush *bush, const double *label, const double *change,
                   const double *step)
{
    double gradient = 0, curvature = 0;
    for (uint32_t i = 0, k = 0; i < bush->size; i++)
        if (bush->link[i] & KRI_HAS_FLOW) {
            curvature += change[k] * change[k] * g->load[bush->link[i] & ~KRI_HAS_FLOW].slope;
            k++;
        }
    for (size_t k = source->first; k < source->last; k++) {
        double by = step[k - source->first];
        gradient += by * (willing(g, source, k, g->amount[k]) - label[g->target[k]]);
        curvature += by * by * fall(g, source, k, g->amount[k]);
    }
    if (!(gradient > 0))
        return 0;
    return curvature > gradient ? gradient / curvature : 1;
}

static double search(const kri_ground *g, const kri_source *source, const kri_bush *bush, const double *change, const double *step)
{
    double low = 0, high = 1, at_low = slope_at(g, source, bush, change, step, 0), at_high = slope_at(g, source, bush, change, step, 1);
    if (at_low >= 0)
        return 0;
    if (at_high <= -SEARCH_ENOUGH * at_low)
        return 1;
    for (int k = 0; k < SEARCH_STEPS; k++) {
        double share = low - at_low * (high - low) / (at_high - at_low);
        double at = slope_at(g, source, bush, change, step, share);
        if (fabs(at) <= -SEARCH_ENOUGH * at_low)
            return share;
        *(at < 0 ? &low : &high) = share;
        *(at < 0 ? &at_low : &at_high) = at;
    }
    return low;
}

/* Sends the new demand through the bush, and goes from the old flows to the new as far as that helps. */
static void adjust_source(kri_solver *s, kri_source *source, kri_bush *bush, double *step)
{
    kri_ground *g = &s->ground;
    size_t pairs = source->last - source->first;
    kri_bush_label(g, source, bush, &s->scratch[0]);
    for (size_t k = 0; k < pairs; k++)
        step[k] = step_of(g, source, source->first + k, &s->scratch[0]);
    memcpy(s->before, bush->flow, bush->flows * sizeof *s->before);
    for (size_t k = 0; k < pairs; k++)
        g->amount[source->first + k] += step[k];
    kri_bush_push(g, source, bush, &s->scratch[0]);
    for (size_t k = 0; k < pairs; k++)
        g->amount[source->first + k] -= step[k];
    for (uint32_t k = 0; k < bush->flows; k++)
        s->change[k] = bush->flow[k] - s->before[k];
    double share = is_tiny(source, step) ? foot(g, source, bush, s->scratch[0].label, s->change, step)
                                          : search(g, source, bush, s->change, step);
    for (size_t k = 0; k < pairs; k++) {
        g->amount[source->first + k] += share * step[k];
        source->demand += share * step[k];
        g->demand += share * step[k];
    }
    for (uint32_t i = 0, k = 0; i < bush->size; i++)
        if (bush->link[i] & KRI_HAS_FLOW) {
            uint32_t a = bush->link[i] & ~KRI_HAS_FLOW;
            bush->flow[k] = s->before[k] + share * s->change[k];
            if (s->change[k] != 0) {
                g->load[a].flow += share * s->change[k];
                kri_ground_evaluate(g, a);
                g->arc[source->class][a].cost = g->cost[a] + (g->own[source->class] ? g->own[source->class][a] : 0);
            }
            k++;
        }
}

static size_t most_pairs(const kri_ground *g)
{
    size_t most = 0;
    for (uint32_t k = 0; k < g->sources; k++)
        most = g->source[k].last - g->source[k].first > most ? g->source[k].last - g->source[k].first : most;
    return most;
}

kr_status kri_demand_adjust(kri_solver *s)
{
    kri_ground *g = &s->ground;
    kri_mark mark = kri_job_mark(s->job);
    double *step;
    KRI_NEW(s->job, step, most_pairs(g));
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t k = 0; k < g->sources; k++) {
            if (k % 64 == 0)
                kri_ground_refresh(g);
            adjust_source(s, &g->source[k], &s->bush[k], step);
        }
        kri_cycles_sweep(&s->cycles, 0);
    }
    kri_job_release(s->job, mark);
    return KR_OK;
}
