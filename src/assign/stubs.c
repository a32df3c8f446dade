/*
 * stubs.c: links that need no choice. A node that can be reached from one neighbour alone, by one link, is no place on the way to
 * anywhere else; whoever goes there takes that link, and its flow is the demand. The same holds where a node can be left in one way
 * only. Such links are stubs: no bush holds them, demand begins and ends at their other end, and their flow is added up.
 */
#include "ground.h"

#include "base/arena.h"
#include "base/sum.h"

#include <math.h>

#define SEVERAL (KR_NONE - 1)       /* neighbours, or zones */

/* By node. */
struct ends {
    const kr_roads *roads;
    uint32_t *in, *out;             /* links */
    uint32_t *last_in, *last_out;
    uint32_t *neighbour;            /* KR_NONE: none */
    uint32_t *zone;                 /* the same */
    uint8_t *is_kept;               /* a stub of another node begins or ends here */
    uint8_t *is_folded;
    uint8_t *is_stub;               /* by link of the input */
};

static void note(uint32_t *one, uint32_t value)
{
    *one = *one == KR_NONE || *one == value ? value : SEVERAL;
}

static kr_status count_ends(kr_job *job, const kr_roads *roads, struct ends *e)
{
    KRI_NEW(job, e->in, roads->nodes);
    KRI_NEW(job, e->out, roads->nodes);
    KRI_NEW(job, e->last_in, roads->nodes);
    KRI_NEW(job, e->last_out, roads->nodes);
    KRI_NEW(job, e->neighbour, roads->nodes);
    KRI_NEW(job, e->zone, roads->nodes);
    KRI_NEW(job, e->is_kept, roads->nodes);
    KRI_NEW(job, e->is_folded, roads->nodes);
    for (uint32_t i = 0; i < roads->nodes; i++)
        e->neighbour[i] = e->zone[i] = KR_NONE;
    for (uint32_t z = 0; z < roads->zones; z++)
        e->zone[roads->zone_node[z]] = e->zone[roads->zone_node[z]] == KR_NONE ? z : SEVERAL;
    for (uint32_t a = 0; a < roads->links; a++) {
        uint32_t tail = roads->tail[a], head = roads->head[a];
        e->in[head]++;
        e->out[tail]++;
        e->last_in[head] = e->last_out[tail] = a;
        note(&e->neighbour[head], tail);
        note(&e->neighbour[tail], head);
    }
    return KR_OK;
}

static int is_barred(const kr_roads *roads, uint32_t node)
{
    return roads->no_through && roads->no_through[node];
}

/* Whether a stub between the node and its neighbour may be folded: some class may not use it, or the other end is no place to begin at. */
static int may_fold(const struct ends *e, const kri_ground *g, uint32_t node, uint32_t other, uint32_t a)
{
    for (uint32_t m = 0; m < g->classes; m++)
        if (g->traffic[m].forbidden && g->traffic[m].forbidden[a])
            return 0;
    return other != node && !e->is_folded[other] && !is_barred(e->roads, other);
}

/* A node that may be passed is only folded when all its links join it to the same neighbour. */
static void fold_node(struct ends *e, kri_ground *g, uint32_t node, uint32_t *way_in, uint32_t *way_out)
{
    const kr_roads *roads = e->roads;
    uint32_t a = e->last_in[node], b = e->last_out[node], zone = e->zone[node];
    if (e->is_kept[node] || zone == SEVERAL || (e->neighbour[node] == SEVERAL && !is_barred(roads, node)))
        return;
    if (e->in[node] == 1 && may_fold(e, g, node, roads->tail[a], a)) {
        e->is_stub[a] = e->is_folded[node] = e->is_kept[roads->tail[a]] = 1;
        if (zone != KR_NONE)
            way_in[zone] = a;
    }
    if (e->out[node] == 1 && may_fold(e, g, node, roads->head[b], b)) {
        e->is_stub[b] = e->is_folded[node] = e->is_kept[roads->head[b]] = 1;
        if (zone != KR_NONE)
            way_out[zone] = b;
    }
}

/* Where demand answers to cost, links have limits or traffic spreads over dearer ways too, nothing is folded. */
static int is_plain(const kri_ground *g, const kr_assign_options *options)
{
    for (uint32_t m = 0; m < g->classes; m++)
        if (g->traffic[m].answer != KR_ANSWER_NONE)
            return 0;
    for (uint32_t a = 0; g->roads->limit && a < g->links; a++)
        if (g->roads->limit[a] < INFINITY)
            return 0;
    return options->principle != KR_STOCHASTIC;
}

kr_status kri_stubs_find(kr_job *job, const kr_assign_options *options, kri_ground *g, uint8_t **is_stub)
{
    const kr_roads *roads = g->roads;
    struct ends e = { .roads = roads };
    uint32_t *way_in, *way_out;
    KRI_NEW(job, way_in, roads->zones);
    KRI_NEW(job, way_out, roads->zones);
    KRI_NEW(job, *is_stub, roads->links);
    g->way_in = way_in;
    g->way_out = way_out;
    for (uint32_t z = 0; z < roads->zones; z++)
        way_in[z] = way_out[z] = KR_NONE;
    if (!is_plain(g, options))
        return KR_OK;
    kri_mark mark = kri_job_mark(job);
    e.is_stub = *is_stub;
    kr_status status = count_ends(job, roads, &e);
    for (uint32_t i = 0; status == KR_OK && i < roads->nodes; i++)
        fold_node(&e, g, i, way_in, way_out);
    kri_job_release(job, mark);
    return status;
}

/* ------------------------------------------------------------------ what the rest of the room asks */

uint32_t kri_pair_zone(const kri_ground *g, const kri_source *source, size_t k)
{
    return g->traffic[source->class].demand->to[g->pair[k]];
}

double kri_stubs_cost(const kri_ground *g, const kri_source *source)
{
    const double *seen = g->seen[source->class];
    double sum = g->way_out[source->zone] == KR_NONE ? 0 : source->demand * seen[g->way_out[source->zone]];
    for (size_t k = source->first; g->walked < g->links && k < source->last; k++) {
        uint32_t a = g->way_in[kri_pair_zone(g, source, k)];
        if (a != KR_NONE)
            sum += g->amount[k] * seen[a];
    }
    return sum;
}

static void add_source(const kri_ground *g, const kri_source *source, kri_sum *sum)
{
    uint32_t out = g->way_out[source->zone];
    for (size_t k = source->first; k < source->last; k++) {
        uint32_t in = g->way_in[kri_pair_zone(g, source, k)];
        if (in != KR_NONE)
            kri_sum_add(&sum[in], g->amount[k]);
        if (out != KR_NONE)
            kri_sum_add(&sum[out], g->amount[k]);
    }
}

kr_status kri_stubs_load(kr_job *job, kri_ground *g)
{
    kri_mark mark = kri_job_mark(job);
    kri_sum *sum = kr_job_alloc(job, g->links, sizeof *sum);
    if (!sum)
        return KR_E_MEMORY;
    for (uint32_t s = 0; g->walked < g->links && s < g->sources; s++)
        add_source(g, &g->source[s], sum);
    for (uint32_t a = g->walked; a < g->links; a++)
        g->load[a].flow = kri_sum_value(sum[a]);
    kri_job_release(job, mark);
    return KR_OK;
}

uint32_t kri_source_root(const kri_ground *g, const kri_source *source)
{
    uint32_t out = g->way_out[source->zone];
    return out == KR_NONE ? source->node : g->tail[out];
}
