/* warm.c: an assignment as the beginning of another one, and the way back. */
#include "solve.h"

#include <math.h>
#include <string.h>

/* In met[]. */
#define MET 1                   /* the source, or the head of an entry so far */
#define LEFT_OUT 2              /* a sink that the source does not serve */
#define NEVER 4                 /* no link leads there */

/* What is asked of a link of the input: one place in memory, not three. */
struct named {
    uint32_t ours, tail, head;
};

struct ends {
    uint32_t tail, head;
};

struct thaw {
    kri_solver *s;
    const kr_solution *from;
    struct named *named;        /* [links] by the input's number */
    struct ends *ends;          /* [links] of the entries of the bush in hand */
    uint32_t *enter;            /* [nodes + 1] first link of those that lead to a node */
    uint8_t *unmet;             /* [nodes] met[] at the start */
    uint8_t *met;               /* [nodes] */
    kri_sum *sum;               /* [links] flows of all sources so far */
};

/* What is saved must be a bush from this source: groups whole, tails known before. Returns 0 when it is not. Stubs are known anyhow. */
static int take_entries(struct thaw *t, const kri_source *source, uint64_t begin, uint64_t end, kri_open *open)
{
    const kri_ground *g = &t->s->ground;
    const struct named *restrict named = t->named;
    const uint32_t *restrict saved = t->from->link;
    const double *restrict flow = t->from->flow;
    struct ends *restrict ends = t->ends;
    uint8_t *restrict met = t->met;
    uint32_t *restrict to_link = open->link;
    double *restrict to_flow = open->flow;
    uint32_t size = 0, last = KR_NONE, walked = g->walked;
    memcpy(met, t->unmet, g->nodes * sizeof *met);
    met[source->node] |= MET;
    if (end - begin > g->links)
        return 0;
    for (uint64_t i = begin; i < end; i++) {
        if (i + KRI_AHEAD < end)
            __builtin_prefetch(&named[saved[i + KRI_AHEAD]]);
        struct named a = named[saved[i]];
        if (a.ours >= walked)
            continue;
        if (((met[a.head] & MET) && a.head != last) || !(met[a.tail] & MET) || a.tail == a.head)
            return 0;
        met[a.head] = MET;
        last = a.head;
        ends[size] = (struct ends){ a.tail, a.head };
        to_link[size] = a.ours;
        to_flow[size++] = flow[i];
    }
    open->size = size;
    return 1;
}

/* A node that was unknown joins behind the others. */
static void join_node(struct thaw *t, uint32_t link, kri_open *open, uint32_t *queue, uint32_t *waiting)
{
    const kri_ground *g = &t->s->ground;
    t->met[g->head[link]] |= MET;
    queue[(*waiting)++] = g->head[link];
    t->ends[open->size] = (struct ends){ g->tail[link], g->head[link] };
    open->link[open->size] = link;
    open->flow[open->size++] = 0;
}

/* The sinks that the source does not serve stay unknown. */
static void leave_out_sinks(struct thaw *t, const kri_source *source)
{
    const kri_ground *g = &t->s->ground;
    for (uint32_t k = 0; k < g->sinks; k++)
        t->met[g->sink[k]] |= LEFT_OUT;
    for (size_t k = source->first; k < source->last; k++)
        t->met[g->target[k]] &= (uint8_t)~LEFT_OUT;
}

/* The next node from this one on that links lead to and that is not met; the number of nodes when there is none. */
static uint32_t next_unknown(const struct thaw *t, uint32_t node)
{
    uint32_t nodes = t->s->ground.nodes;
    const uint8_t *found = node < nodes ? memchr(t->met + node, 0, nodes - node) : NULL;
    return found ? (uint32_t)(found - t->met) : nodes;
}

/* Nodes that the bush does not know but that can be reached now join it, by any way: the first pass finds better ones. */
static void reach_further(struct thaw *t, const kri_source *source, kri_open *open)
{
    const kri_ground *g = &t->s->ground;
    const double *own = g->own[source->class];
    uint32_t *queue = t->s->scratch[0].queue, waiting = 0;
    leave_out_sinks(t, source);
    for (uint32_t node = next_unknown(t, 0); node < g->nodes; node = next_unknown(t, node + 1))
        for (uint32_t a = t->enter[node]; a < t->enter[node + 1] && !t->met[node]; a++)
            if ((t->met[g->tail[a]] & MET) && (!own || own[a] < INFINITY))
                join_node(t, a, open, queue, &waiting);
    for (uint32_t n = 0; n < waiting; n++)
        for (uint32_t k = g->out_first[queue[n]]; k < g->out_first[queue[n] + 1]; k++) {
            uint32_t a = g->exit[source->class][k].link;
            if (!t->met[g->head[a]] && (!own || own[a] < INFINITY))
                join_node(t, a, open, queue, &waiting);
        }
}

/* A bush serves when it reaches every target and no flow of it is on a way that is barred now. */
static int serves(const struct thaw *t, const kri_source *source, const kri_open *open)
{
    const kri_ground *g = &t->s->ground;
    const double *own = g->own[source->class];
    for (size_t k = source->first; k < source->last; k++)
        if (!(t->met[g->target[k]] & MET))
            return 0;
    for (uint32_t i = 0; own && i < open->size; i++)
        if (!(own[open->link[i]] < INFINITY))
            return 0;
    return 1;
}

/* What passes a node is shared out among its entries as before; where none passed before, the first entry carries it. */
static void share_out(const kri_open *open, uint32_t begin, uint32_t end, double wanted)
{
    double sum = 0;
    for (uint32_t i = begin; i < end; i++)
        sum += open->flow[i];
    if (!(sum > 0))
        open->flow[begin] = sum = 1;
    for (uint32_t i = begin; i < end; i++)
        open->flow[i] *= wanted / sum;
}

/* The demand of now through the bush of then, with the shares it had. Returns how many entries have flow. */
static uint32_t carry(struct thaw *t, const kri_source *source, const kri_open *open)
{
    const kri_ground *g = &t->s->ground;
    const struct ends *restrict ends = t->ends;
    double *restrict through = t->s->scratch[0].through;
    uint32_t flows = 0;
    memset(through, 0, g->nodes * sizeof *through);
    for (size_t k = source->first; k < source->last; k++)
        through[g->target[k]] += g->amount[k];
    for (uint32_t end = open->size, begin; end > 0; end = begin) {
        uint32_t node = ends[end - 1].head;
        if (end > KRI_AHEAD)
            __builtin_prefetch(&t->sum[open->link[end - KRI_AHEAD]]);
        for (begin = end - 1; begin > 0 && ends[begin - 1].head == node;)
            begin--;
        if (end - begin == 1)
            open->flow[begin] = through[node];
        else
            share_out(open, begin, end, through[node]);
        for (uint32_t i = begin; i < end; i++) {
            if (!(open->flow[i] > 0))
                continue;
            through[ends[i].tail] += open->flow[i];
            kri_sum_add(&t->sum[open->link[i]], open->flow[i]);
            flows++;
        }
    }
    return flows;
}

static kr_status thaw_source(struct thaw *t, uint32_t k, uint32_t saved)
{
    kri_solver *s = t->s;
    kri_source *source = &s->ground.source[k];
    kri_scratch *own = &s->scratch[0];
    if (!take_entries(t, source, t->from->first[saved], t->from->first[saved + 1], &own->before))
        return kr_fail(s->job, KR_E_INPUT, "the saved assignment holds circles or loose ends for zone %u; it is damaged", source->zone + 1);
    reach_further(t, source, &own->before);
    if (!serves(t, source, &own->before))
        return KR_OK;
    uint32_t flows = carry(t, source, &own->before);
    KR_TRY(kri_pool_take(&s->pool, kri_bush_bytes(own->before.size, flows + 1), &s->bush[k]));
    kri_bush_lay_down(&own->before, own, &s->bush[k]);
    return KR_OK;
}

static kr_status check_fit(kri_solver *s, const kr_solution *from)
{
    const kr_roads *roads = s->ground.roads;
    if (from->links != roads->links || from->zones != roads->zones || from->roads_hash != kr_roads_hash(roads))
        return kr_fail(s->job, KR_E_INPUT, "the saved assignment was found on other roads: nodes, zones or ends of links differ. Times, "
                       "capacities and tolls may differ; to close a link forbid it");
    return KR_OK;
}

static kr_status number_links(struct thaw *t)
{
    const kri_ground *g = &t->s->ground;
    KRI_NEW(t->s->job, t->named, g->links);
    KRI_NEW(t->s->job, t->ends, g->links);
    KRI_NEW(t->s->job, t->met, g->nodes);
    KRI_NEW(t->s->job, t->unmet, g->nodes);
    KRI_NEW(t->s->job, t->enter, (size_t)g->nodes + 1);
    for (uint32_t a = 0; a < g->links; a++)
        t->named[g->given[a]] = (struct named){ a, g->tail[a], g->head[a] };
    for (uint32_t a = 0; a < g->walked; a++)
        t->enter[g->head[a] + 1] = a + 1;
    for (uint32_t i = 0; i < g->nodes; i++) {
        t->unmet[i] = t->enter[i + 1] ? 0 : NEVER;
        if (!t->enter[i + 1])
            t->enter[i + 1] = t->enter[i];
    }
    return KR_OK;
}

kr_status kri_solver_start_warm(kri_solver *s, const kr_solution *from)
{
    struct thaw t = { .s = s, .from = from, .sum = s->sum };
    kri_ground *g = &s->ground;
    KR_TRY(check_fit(s, from));
    KR_TRY(number_links(&t));
    for (uint32_t k = 0, saved = 0; k < g->sources; k++) {
        const kri_source *source = &g->source[k];
        while (saved < from->sources && (from->traffic[saved] < source->class
                                         || (from->traffic[saved] == source->class && from->zone[saved] < source->zone)))
            saved++;
        if (saved < from->sources && from->traffic[saved] == source->class && from->zone[saved] == source->zone)
            KR_TRY(thaw_source(&t, k, saved));
    }
    for (uint32_t a = 0; a < g->walked; a++)
        g->load[a].flow = kri_sum_value(t.sum[a]);
    kri_ground_evaluate_all(g);
    s->is_settled = s->is_warm = 1;
    return kri_solver_start(s);
}

/* ------------------------------------------------------------------ the way back */

static uint64_t most_entries(const kri_ground *g, const kri_source *source, const kri_bush *bush)
{
    return g->walked < g->links ? bush->size + 1 + source->last - source->first : bush->size;
}

kr_status kr_flow_solution(kr_job *job, const kr_flow *flow, kr_solution *solution)
{
    const kri_solver *s = flow->state;
    const kri_ground *g = &s->ground;
    uint32_t *class, *zone, *link;
    uint64_t *first, most = 0;
    double *x;
    if (s->options->principle == KR_STOCHASTIC)
        return kr_fail(job, KR_E_INPUT, "a stochastic assignment has no bushes to keep; it begins anew in no time");
    KRI_NEW(job, class, g->sources);
    KRI_NEW(job, zone, g->sources);
    KRI_NEW(job, first, (size_t)g->sources + 1);
    for (uint32_t k = 0; k < g->sources; k++) {
        class[k] = g->source[k].class;
        zone[k] = g->source[k].zone;
        most += most_entries(g, &g->source[k], &s->bush[k]);
    }
    KRI_NEW(job, link, most);
    KRI_NEW(job, x, most);
    for (uint32_t k = 0; k < g->sources; k++)
        first[k + 1] = first[k] + kri_bush_unfold(g, &g->source[k], &s->bush[k], link + first[k], x + first[k]);
    for (uint64_t i = 0; i < first[g->sources]; i++)
        link[i] = g->given[link[i]];
    *solution = (kr_solution){ kr_roads_hash(g->roads), g->links, g->roads->zones, g->classes, g->sources, class, zone, first, link, x };
    return KR_OK;
}
