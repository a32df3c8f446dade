/*
 * stochastic.c: logit. Of each origin's links those count that lead away from it on the empty network; among all ways over
 * them traffic spreads by exp(-theta x cost). Flows that reproduce themselves are found by Anderson's mixing (1965).
 */
#include "solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICES 8u               /* of sources whose flows are summed apart; never the number of threads */
#define MEMORY 6u               /* steps that the mixing remembers */
#define AVERAGES 4u             /* first steps are averages: mixing needs a neighbourhood */
#define WORSE 2.0               /* a difference that grows by this factor sends it back to the best flows */
#define LEAST_BLEND 1e-4

struct mixing {
    kri_solver *s;
    kri_sum *sum;               /* [slices][links] */
    double *shortest;           /* [sources] demand x expected cost */
    double *flow, *loaded, *rest;
    double *last_flow, *last_rest, *best_flow;
    double *by_flow[MEMORY], *by_rest[MEMORY];
    uint32_t known, next;
    double blend, best;
};

/* ------------------------------------------------------------------ the links that count */

/* A node of the tree: how far it is from the source, by how many links, and where it stood. */
struct visit {
    double label;
    uint32_t steps, place, node;
};

static int nearer_first(const void *a, const void *b)
{
    const struct visit *one = a, *two = b;
    if (one->label != two->label)
        return one->label < two->label ? -1 : 1;
    if (one->steps != two->steps)
        return one->steps < two->steps ? -1 : 1;
    return one->place < two->place ? -1 : one->place > two->place;
}

/* The tree's own order has tails before heads on its own links only; this one on all that lead away from the source. */
static void sort_by_label(const kri_ground *g, kri_scratch *s, struct visit *visit, uint32_t nodes)
{
    uint32_t *steps = s->reach;
    for (uint32_t k = 0; k < nodes; k++) {
        uint32_t node = s->popped[k];
        steps[node] = k ? steps[g->tail[s->pred[node]]] + 1 : 0;
        visit[k] = (struct visit){ s->label[node], steps[node], k, node };
    }
    qsort(visit, nodes, sizeof *visit, nearer_first);
    for (uint32_t k = 0; k < nodes; k++)
        s->popped[k] = visit[k].node;
}

/* To what is further away; what costs nothing leads to what is as far but takes more links. */
static int leads_away(const kri_scratch *s, uint32_t tail, uint32_t head, double cost)
{
    if (s->label[tail] != s->label[head])
        return s->label[tail] < s->label[head];
    return s->reach[tail] < s->reach[head] && s->label[tail] + cost == s->label[head];
}

/* popped[] is the order of nodes by label; links are sorted by head. */
static void outward_links(const kri_ground *g, const uint32_t *in_first, uint32_t class, const kri_scratch *s, uint32_t nodes, kri_bush *to)
{
    to->size = to->flows = 0;
    for (uint32_t k = 1; k < nodes; k++) {
        uint32_t node = s->popped[k];
        for (uint32_t a = in_first[node]; a < in_first[node + 1]; a++)
            if (s->label[g->tail[a]] >= 0 && g->seen[class][a] < INFINITY && leads_away(s, g->tail[a], node, g->seen[class][a]))
                to->link[to->size++] = a;
    }
    to->flow = (double *)(void *)(to->link + (to->size + (to->size & 1)));
}

static kr_status index_in(kr_job *job, const kri_ground *g, uint32_t **first)
{
    KRI_NEW(job, *first, (size_t)g->nodes + 1);
    for (uint32_t a = 0; a < g->links; a++)
        (*first)[g->head[a] + 1]++;
    for (uint32_t i = 0; i < g->nodes; i++)
        (*first)[i + 1] += (*first)[i];
    return KR_OK;
}

static kr_status choose_links(kri_solver *s)
{
    kri_ground *g = &s->ground;
    uint32_t *in_first;
    struct visit *visit;
    KR_TRY(index_in(s->job, g, &in_first));
    KRI_NEW(s->job, visit, g->nodes);
    kri_ground_evaluate_all(g);
    kri_ground_refresh(g);
    for (uint32_t k = 0; k < g->sources; k++) {
        kri_slot *slot = &s->slot[0];
        kri_tree_grow(g, &g->source[k], &s->scratch[0], slot);
        KR_TRY(kri_solver_drop_unserved(s, &g->source[k]));
        sort_by_label(g, &s->scratch[0], visit, slot->bush.size + 1);
        outward_links(g, in_first, g->source[k].class, &s->scratch[0], slot->bush.size + 1, &slot->bush);
        KR_TRY(kri_pool_store(&s->pool, &slot->bush, &s->bush[k]));
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ loading */

/* label[] becomes the expected cost of the best way; share[] how much of a node's traffic comes in by each entry. */
static void spread(const kri_ground *g, const kri_source *source, const kri_bush *bush, double theta, double *label, double *share)
{
    const kri_arc *arc = g->arc[source->class];
    for (uint32_t i = 0; i < g->nodes; i++)
        label[i] = INFINITY;
    label[source->node] = 0;
    for (uint32_t begin = 0, end; begin < bush->size; begin = end) {
        uint32_t node = arc[bush->link[begin]].head;
        double least = INFINITY, sum = 0;
        for (end = begin; end < bush->size && arc[bush->link[end]].head == node; end++) {
            share[end] = label[arc[bush->link[end]].tail] + arc[bush->link[end]].cost;
            least = share[end] < least ? share[end] : least;
        }
        for (uint32_t i = begin; i < end; i++)
            sum += share[i] = end == begin + 1 ? 1 : exp(-theta * (share[i] - least));
        for (uint32_t i = begin; i < end; i++)
            share[i] /= sum;
        label[node] = least - log(sum) / theta;
    }
}

static void load_source(const kri_ground *g, const kri_source *source, const kri_bush *bush, const double *share, double *through, kri_sum *sum)
{
    const kri_arc *arc = g->arc[source->class];
    memset(through, 0, g->nodes * sizeof *through);
    for (size_t k = source->first; k < source->last; k++)
        through[g->target[k]] += g->amount[k];
    for (uint32_t i = bush->size; i-- > 0;) {
        double flow = share[i] * through[arc[bush->link[i]].head];
        through[arc[bush->link[i]].tail] += flow;
        kri_sum_add(&sum[bush->link[i]], flow);
    }
}

struct loading {
    struct mixing *m;
    uint32_t class;             /* KR_NONE: all */
};

static void load_slice(void *all, size_t slice, int thread)
{
    const struct loading *l = all;
    struct mixing *m = l->m;
    kri_solver *s = m->s;
    const kri_ground *g = &s->ground;
    kri_scratch *own = &s->scratch[thread];
    kri_sum *sum = m->sum + slice * g->links;
    memset(sum, 0, g->links * sizeof *sum);
    for (uint32_t k = (uint32_t)((uint64_t)g->sources * slice / SLICES); k < (uint64_t)g->sources * (slice + 1) / SLICES; k++) {
        const kri_source *source = &g->source[k];
        if (l->class != KR_NONE && source->class != l->class)
            continue;
        spread(g, source, &s->bush[k], s->options->theta, own->label, own->before.flow);
        load_source(g, source, &s->bush[k], own->before.flow, own->through, sum);
        m->shortest[k] = 0;
        for (size_t p = source->first; p < source->last; p++)
            m->shortest[k] += g->amount[p] * own->label[g->target[p]];
    }
}

/* The flows that the costs of now call forth; of one class or, with KR_NONE, of all. */
static void load(struct mixing *m, uint32_t class, double *flow)
{
    const kri_ground *g = &m->s->ground;
    kri_ground_refresh(&m->s->ground);
    kri_crew_do(m->s->threads, SLICES, load_slice, &(struct loading){ m, class });
    for (uint32_t a = 0; a < g->links; a++) {
        kri_sum sum = { 0, 0 };
        for (size_t slice = 0; slice < SLICES; slice++)
            kri_sum_join(&sum, m->sum[slice * g->links + a]);
        flow[a] = kri_sum_value(sum);
    }
}

/* ------------------------------------------------------------------ mixing */

static double dot(const double *a, const double *b, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Least squares over the remembered steps by Gauss' elimination of the normal equations, a little ridge on the diagonal. */
static void solve_small(double a[MEMORY][MEMORY], double *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        a[i][i] *= 1 + 1e-12;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n && a[i][i] > 0; j++) {
            double factor = a[j][i] / a[i][i];
            for (uint32_t k = i; k < n; k++)
                a[j][k] -= factor * a[i][k];
            x[j] -= factor * x[i];
        }
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t k = i + 1; k < n; k++)
            x[i] -= a[i][k] * x[k];
        x[i] = a[i][i] > 0 ? x[i] / a[i][i] : 0;
    }
}

static void remember(struct mixing *m)
{
    uint32_t links = m->s->ground.links, at = m->next;
    for (uint32_t a = 0; a < links; a++) {
        m->by_flow[at][a] = m->flow[a] - m->last_flow[a];
        m->by_rest[at][a] = m->rest[a] - m->last_rest[a];
    }
    m->next = (at + 1) % MEMORY;
    m->known += m->known < MEMORY;
}

static void mix(struct mixing *m)
{
    uint32_t links = m->s->ground.links;
    double normal[MEMORY][MEMORY], weight[MEMORY];
    for (uint32_t i = 0; i < m->known; i++) {
        weight[i] = dot(m->by_rest[i], m->rest, links);
        for (uint32_t j = 0; j < m->known; j++)
            normal[i][j] = dot(m->by_rest[i], m->by_rest[j], links);
    }
    solve_small(normal, weight, m->known);
    memcpy(m->last_flow, m->flow, links * sizeof *m->flow);
    memcpy(m->last_rest, m->rest, links * sizeof *m->rest);
    for (uint32_t a = 0; a < links; a++) {
        double next = m->flow[a] + m->blend * m->rest[a];
        for (uint32_t i = 0; i < m->known; i++)
            next -= weight[i] * (m->by_flow[i][a] + m->blend * m->by_rest[i][a]);
        m->flow[a] = next > 0 ? next : 0;
    }
}

static void average(struct mixing *m, uint32_t round)
{
    uint32_t links = m->s->ground.links;
    memcpy(m->last_flow, m->flow, links * sizeof *m->flow);
    memcpy(m->last_rest, m->rest, links * sizeof *m->rest);
    for (uint32_t a = 0; a < links; a++)
        m->flow[a] += m->rest[a] / (round + 1);
}

/* Back to the best flows, with smaller steps and nothing remembered. */
static void go_back(struct mixing *m)
{
    uint32_t links = m->s->ground.links;
    m->blend = fmax(.5 * m->blend, LEAST_BLEND);
    m->known = m->next = 0;
    memcpy(m->flow, m->best_flow, links * sizeof *m->flow);
    m->best *= WORSE;           /* so that it cannot be sent back for ever */
}

static double compare(struct mixing *m)
{
    kri_ground *g = &m->s->ground;
    double difference = 0, sum = 0, cost = 0;
    for (uint32_t a = 0; a < g->links; a++)
        g->load[a].flow = m->flow[a];
    kri_ground_evaluate_all(g);
    load(m, KR_NONE, m->loaded);
    for (uint32_t a = 0; a < g->links; a++) {
        m->rest[a] = m->loaded[a] - m->flow[a];
        difference += fabs(m->rest[a]);
        cost += fabs(m->rest[a]) * g->cost[a];
        sum += m->loaded[a];
    }
    m->s->exact_excess = cost;
    m->s->gap = sum > 0 ? difference / sum : 0;
    return m->s->gap;
}

static kr_status step(struct mixing *m, uint32_t round)
{
    double gap = compare(m);
    if (gap > WORSE * m->best && round > AVERAGES) {
        go_back(m);
        return KR_OK;
    }
    if (gap < m->best) {
        m->best = gap;
        memcpy(m->best_flow, m->flow, m->s->ground.links * sizeof *m->flow);
        m->blend = fmin(1, 1.1 * m->blend);
    }
    if (round > AVERAGES)
        remember(m);
    if (round > AVERAGES + 1)
        mix(m);
    else
        average(m, round);
    return KR_OK;
}

static kr_status begin(kri_solver *s, struct mixing *m)
{
    uint32_t links = s->ground.links;
    double **const arrays[] = { &m->flow, &m->loaded, &m->rest, &m->last_flow, &m->last_rest, &m->best_flow };
    *m = (struct mixing){ .s = s, .sum = s->sum, .blend = .5, .best = INFINITY };
    KRI_NEW(s->job, m->shortest, s->ground.sources);
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
        KRI_NEW(s->job, *arrays[k], links);
    for (uint32_t k = 0; k < MEMORY; k++) {
        KRI_NEW(s->job, m->by_flow[k], links);
        KRI_NEW(s->job, m->by_rest[k], links);
    }
    KR_TRY(choose_links(s));
    load(m, KR_NONE, m->flow);
    return KR_OK;
}

/* Fisk's function, whose least value the fixed point is: sums of integrals, less flow x cost, plus demand x expected cost. */
static double fisk(const struct mixing *m)
{
    const kri_ground *g = &m->s->ground;
    kri_sum sum = { 0, 0 };
    for (uint32_t a = 0; a < g->links; a++)
        kri_sum_add(&sum, kri_ground_objective(g, a, g->load[a].flow) - g->load[a].flow * g->cost[a]);
    for (uint32_t k = 0; k < g->sources; k++)
        kri_sum_add(&sum, m->shortest[k]);
    return kri_sum_value(sum);
}

static kr_status finish(struct mixing *m, double **class_flow, double *objective)
{
    kri_solver *s = m->s;
    kri_ground *g = &s->ground;
    memcpy(m->flow, m->best_flow, g->links * sizeof *m->flow);
    compare(m);
    *objective = fisk(m);
    KRI_NEW(s->job, s->choice_cost, g->links);
    memcpy(s->choice_cost, g->cost, g->links * sizeof *s->choice_cost);
    for (uint32_t c = 0; c < g->classes; c++) {
        KRI_NEW(s->job, class_flow[c], g->links);
        load(m, c, m->last_flow);
        for (uint32_t a = 0; a < g->links; a++)
            class_flow[c][g->given[a]] = m->last_flow[a] / g->pce[c];
    }
    for (uint32_t a = 0; a < g->links; a++)
        g->load[a].flow = m->loaded[a];
    kri_ground_evaluate_all(g);
    return KR_OK;
}

static kr_status check(const kri_solver *s)
{
    if (!(s->options->theta > 0) || !isfinite(s->options->theta))
        return kr_fail(s->job, KR_E_INPUT, "theta %g is not above zero; it says how sharply cost decides", s->options->theta);
    if (s->ground.limit)
        return kr_fail(s->job, KR_E_INPUT, "hard limits need the principle user or system; with logit a link is never quite full");
    if (s->options->warm)
        return kr_fail(s->job, KR_E_INPUT, "a stochastic assignment has no trees to begin with; leave the warm solution out");
    for (uint32_t m = 0; m < s->ground.classes; m++)
        if (s->ground.traffic[m].answer != KR_ANSWER_NONE)
            return kr_fail(s->job, KR_E_INPUT, "class %u: demand that answers to cost needs the principle user or system", m + 1);
    return KR_OK;
}

kr_status kri_stochastic_run(kri_solver *s, double gap, double **class_flow, double *objective)
{
    struct mixing m;
    kr_status status = KR_OK;
    KR_TRY(check(s));
    KR_TRY(begin(s, &m));
    for (s->rounds = 1; status == KR_OK; s->rounds++) {
        KR_TRY(step(&m, s->rounds));
        snprintf(s->text, sizeof s->text, "round %u, gap %.2g", s->rounds, s->gap);
        kri_job_progress(s->job, s->text, s->rounds, s->options->rounds);
        if (s->gap <= gap)
            break;
        status = kr_job_check(s->job);
        if (s->options->rounds && s->rounds >= s->options->rounds)
            status = kr_fail(s->job, KR_E_LIMIT, "%u round%s did not reach the gap %g; allow more, or ask for less", s->rounds,
                             s->rounds == 1 ? "" : "s", gap);
    }
    KR_TRY(finish(&m, class_flow, objective));
    return status;
}

/* ------------------------------------------------------------------ afterwards */

/* Costs have followed the flows by now; the shares belong to those before. */
kr_status kri_stochastic_look_back(kr_job *job, const kri_solver *s, kri_ground *view)
{
    kri_arc **arc;
    *view = s->ground;
    KRI_NEW(job, arc, view->classes);
    for (uint32_t m = 0; m < view->classes; m++) {
        KRI_NEW(job, arc[m], (size_t)view->links + 1);
        memcpy(arc[m], s->ground.arc[m], ((size_t)view->links + 1) * sizeof *arc[m]);
        for (uint32_t a = 0; a < view->links; a++)
            arc[m][a].cost = view->own[m] ? s->choice_cost[a] + view->own[m][a] : s->choice_cost[a];
    }
    view->arc = arc;
    return KR_OK;
}

uint32_t kri_stochastic_unfold(const kri_ground *g, const kri_source *source, const kri_bush *bush, double theta, kri_scratch *scratch,
                               uint32_t *link, double *flow)
{
    double *through = scratch->through;
    spread(g, source, bush, theta, scratch->label, flow);
    memcpy(link, bush->link, bush->size * sizeof *link);
    memset(through, 0, g->nodes * sizeof *through);
    for (size_t k = source->first; k < source->last; k++)
        through[g->target[k]] += g->amount[k];
    for (uint32_t i = bush->size; i-- > 0;) {
        flow[i] *= through[g->head[link[i]]];
        through[g->tail[link[i]]] += flow[i];
    }
    return bush->size;
}
