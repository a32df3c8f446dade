/*
 * core.c: reduction of a graph that loses no way worth finding. Closed arcs and arcs that a parallel one beats are left
 * out; what hangs on a single neighbour is cut (to come back costs, and never less than 0); a node between two
 * neighbours becomes part of one longer arc.
 */
#include "path/core.h"

#include <math.h>

#include "base/arena.h"

enum { LIVE, END, CUT, CHAIN };     /* node_role */

typedef struct reducer {
    const kri_request *request;
    const kr_graph *graph;
    kri_core *core;
    uint32_t *degree;               /* neighbours that are not cut, both directions together */
    uint32_t *queue;
} reducer;

static int is_closed(const kri_request *request, uint32_t arc)
{
    for (uint32_t i = 0; i < request->criteria; i++)
        if (!(request->cost[i][arc] < INFINITY))
            return 1;
    return 0;
}

static int is_beaten(const kri_request *request, uint32_t arc, uint32_t by)
{
    for (uint32_t i = 0; i < request->criteria; i++)
        if (request->cost[i][by] > request->cost[i][arc])
            return 0;
    return 1;
}

/* Of parallel arcs only those that none of the others beats; of equal ones the first. Parallels stand side by side. */
static void judge_arc(const reducer *r, uint32_t arc)
{
    uint8_t *dead = r->core->arc_dead;
    uint32_t tail = r->graph->tail[arc], head = r->graph->head[arc];
    dead[arc] = tail == head || is_closed(r->request, arc);
    for (uint32_t b = arc; !dead[arc] && b-- > r->graph->first[tail] && r->graph->head[b] == head;) {
        if (dead[b])
            continue;
        if (is_beaten(r->request, arc, b))
            dead[arc] = 1;
        else if (is_beaten(r->request, b, arc))
            dead[b] = 1;
    }
}

static void judge_arcs(const reducer *r)
{
    for (uint32_t a = 0; a < r->graph->arcs; a++)
        judge_arc(r, a);
}

/* Both stars list neighbours in rising order, so distinct ones are counted by merging. */
static uint32_t count_neighbours(const reducer *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    const uint8_t *dead = r->core->arc_dead;
    uint32_t out = g->first[node], out_end = g->first[node + 1], in = g->in_first[node], in_end = g->in_first[node + 1];
    uint32_t count = 0;
    for (;;) {
        while (out < out_end && dead[out])
            out++;
        while (in < in_end && dead[g->in_arc[in]])
            in++;
        uint32_t head = out < out_end ? g->head[out] : KR_NONE, tail = in < in_end ? g->tail[g->in_arc[in]] : KR_NONE;
        uint32_t least = head < tail ? head : tail;
        if (least == KR_NONE)
            return count;
        count++;
        while (out < out_end && g->head[out] == least)
            out++;
        while (in < in_end && g->tail[g->in_arc[in]] == least)
            in++;
    }
}

/* The last neighbour that is not cut, or KR_NONE. */
static uint32_t only_neighbour(const reducer *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    const kri_core *core = r->core;
    for (uint32_t a = g->first[node]; a < g->first[node + 1]; a++)
        if (!core->arc_dead[a] && core->node_role[g->head[a]] != CUT)
            return g->head[a];
    for (uint32_t i = g->in_first[node]; i < g->in_first[node + 1]; i++)
        if (!core->arc_dead[g->in_arc[i]] && core->node_role[g->tail[g->in_arc[i]]] != CUT)
            return g->tail[g->in_arc[i]];
    return KR_NONE;
}

static void cut_dead_ends(const reducer *r)
{
    uint8_t *role = r->core->node_role;
    uint32_t waiting = 0;
    for (uint32_t v = 0; v < r->graph->nodes; v++) {
        r->degree[v] = count_neighbours(r, v);
        if (r->degree[v] <= 1 && role[v] == LIVE)
            r->queue[waiting++] = v;
    }
    while (waiting) {
        uint32_t v = r->queue[--waiting], neighbour = only_neighbour(r, v);
        role[v] = CUT;
        if (neighbour != KR_NONE && --r->degree[neighbour] == 1 && role[neighbour] == LIVE)
            r->queue[waiting++] = neighbour;
    }
}

static int leads_on(const kri_core *core, uint32_t arc, uint32_t end)
{
    return !core->arc_dead[arc] && core->node_role[end] != CUT;
}

/* Whether one arc at most leads to each of two neighbours and one at most comes from each. */
static int is_chain(const reducer *r, uint32_t node)
{
    const kr_graph *g = r->graph;
    uint32_t last = KR_NONE;
    if (r->core->node_role[node] != LIVE || r->degree[node] != 2)
        return 0;
    for (uint32_t a = g->first[node]; a < g->first[node + 1]; a++)
        if (leads_on(r->core, a, g->head[a])) {
            if (g->head[a] == last)
                return 0;
            last = g->head[a];
        }
    last = KR_NONE;
    for (uint32_t i = g->in_first[node]; i < g->in_first[node + 1]; i++) {
        uint32_t a = g->in_arc[i];
        if (leads_on(r->core, a, g->tail[a])) {
            if (g->tail[a] == last)
                return 0;
            last = g->tail[a];
        }
    }
    return 1;
}

/* The arc by which a way goes on from a node of a chain, not back to where it came from; KR_NONE: it ends there. */
static uint32_t next_of_chain(const kri_core *core, uint32_t node, uint32_t came_from)
{
    const kr_graph *g = core->graph;
    for (uint32_t a = g->first[node]; a < g->first[node + 1]; a++)
        if (g->head[a] != came_from && leads_on(core, a, g->head[a]))
            return a;
    return KR_NONE;
}

/* Adds a core arc that ends at the core node `head` and returns its place. */
static uint32_t add_arc(kri_core *core, uint32_t tail, uint32_t head, uint32_t origin)
{
    uint32_t arc = core->arcs++;
    core->tail[arc] = tail;
    core->head[arc] = head;
    core->origin[arc] = origin;
    return arc;
}

/* The arc, or the chain it begins, drawn together; dropped where it leads nowhere or back. */
static void add_chain(const reducer *r, uint32_t origin)
{
    const kr_graph *g = r->graph;
    kri_core *core = r->core;
    double sum[KR_CRITERIA_MAX] = { 0 };
    uint32_t came_from = g->tail[origin], at = came_from, arc = origin;
    do {
        for (uint32_t i = 0; i < r->request->criteria; i++)
            sum[i] += rint(r->request->cost[i][arc] * r->core->scale[i]);
        came_from = at;
        at = g->head[arc];
        if (core->node_role[at] != CHAIN)
            break;
        arc = next_of_chain(core, at, came_from);
    } while (arc != KR_NONE);
    if (arc == KR_NONE || at == g->tail[origin])
        return;
    uint32_t place = add_arc(core, core->number[g->tail[origin]], core->number[at], origin);
    for (uint32_t i = 0; i < r->request->criteria; i++)
        core->cost[i][place] = sum[i];
}

static void add_end(const reducer *r, uint32_t tail, uint32_t head, const kr_pareto_end *end, uint32_t number)
{
    for (uint32_t i = 0; i < r->request->criteria; i++)
        if (!(end->cost[i] < INFINITY))
            return;
    uint32_t place = add_arc(r->core, tail, head, number);
    for (uint32_t i = 0; i < r->request->criteria; i++)
        r->core->cost[i][place] = rint(end->cost[i] * r->core->scale[i]);
}

/* The targets at each node, as a list: first_target[core node], next[target], counted from 1. */
static kr_status add_arcs(kr_job *job, const reducer *r)
{
    kri_core *core = r->core;
    const kri_request *request = r->request;
    uint32_t *first_target, *next;
    KRI_NEW(job, first_target, core->nodes);
    KRI_NEW(job, next, request->targets_count);
    for (uint32_t i = request->targets_count; i-- > 0;) {
        uint32_t node = core->number[request->targets[i].node];
        next[i] = first_target[node];
        first_target[node] = i + 1;
    }
    for (uint32_t v = 0; v < r->graph->nodes; v++) {
        uint32_t u = core->number[v];
        if (u == KR_NONE)
            continue;
        core->first[u] = core->arcs;
        for (uint32_t a = r->graph->first[v]; a < r->graph->first[v + 1]; a++)
            if (leads_on(core, a, r->graph->head[a]))
                add_chain(r, a);
        for (uint32_t i = first_target[u]; i; i = next[i - 1])
            add_end(r, u, core->target, &request->targets[i - 1], i - 1);
    }
    core->first[core->source] = core->arcs;
    for (uint32_t i = 0; i < request->sources_count; i++)
        add_end(r, core->source, core->number[request->sources[i].node], &request->sources[i], i);
    core->first[core->target] = core->first[core->nodes] = core->arcs;
    return KR_OK;
}

static void choose_roles(const reducer *r)
{
    kri_core *core = r->core;
    for (uint32_t i = 0; i < r->request->sources_count; i++)
        core->node_role[r->request->sources[i].node] = END;
    for (uint32_t i = 0; i < r->request->targets_count; i++)
        core->node_role[r->request->targets[i].node] = END;
    judge_arcs(r);
    cut_dead_ends(r);
    for (uint32_t v = 0; v < r->graph->nodes; v++) {
        if (is_chain(r, v))
            core->node_role[v] = CHAIN;
        int stays = core->node_role[v] == LIVE || core->node_role[v] == END;
        core->number[v] = stays ? core->nodes++ : KR_NONE;
    }
    core->source = core->nodes++;
    core->target = core->nodes++;
}

static double largest_end(const kr_pareto_end *ends, uint32_t count, uint32_t criterion)
{
    double largest = 0;
    for (uint32_t i = 0; i < count; i++)
        if (ends[i].cost[criterion] < INFINITY && ends[i].cost[criterion] > largest)
            largest = ends[i].cost[criterion];
    return largest;
}

/* No way that visits a node once costs more: the dearest open arc out of every node, and the ends. */
static double sum_bound(const reducer *r, uint32_t criterion)
{
    const kri_request *request = r->request;
    double bound = largest_end(request->sources, request->sources_count, criterion)
        + largest_end(request->targets, request->targets_count, criterion);
    for (uint32_t v = 0; v < r->graph->nodes; v++) {
        double dearest = 0;
        for (uint32_t a = r->graph->first[v]; a < r->graph->first[v + 1]; a++)
            if (!r->core->arc_dead[a] && request->cost[criterion][a] > dearest)
                dearest = request->cost[criterion][a];
        bound += dearest;
    }
    return bound;
}

/* The largest power of two by which numbers may be multiplied so that four times the bound stays below 2^bits. */
static double scale_for(double bound, int bits)
{
    int exponent = 0;
    frexp(4 * bound, &exponent);
    int room = bits - exponent;
    return bound > 0 ? ldexp(1, room < 1000 ? room : 1000) : 1;
}

static int is_whole(double value)
{
    return !(value < INFINITY) || rint(value) == value;
}

static int all_whole(const reducer *r, uint32_t criterion, double scale)
{
    const kri_request *request = r->request;
    for (uint32_t a = 0; a < r->graph->arcs; a++)
        if (!is_whole(request->cost[criterion][a] * scale))
            return 0;
    for (uint32_t i = 0; i < request->sources_count; i++)
        if (!is_whole(request->sources[i].cost[criterion] * scale))
            return 0;
    for (uint32_t i = 0; i < request->targets_count; i++)
        if (!is_whole(request->targets[i].cost[criterion] * scale))
            return 0;
    return 1;
}

/* 32 bits if every criterion is whole in them, else 52, where rounding is far below what the numbers mean. */
static void choose_scales(reducer *r)
{
    double bound[KR_CRITERIA_MAX];
    r->core->fits_u32 = 1;
    for (uint32_t i = 0; i < r->request->criteria; i++) {
        bound[i] = sum_bound(r, i);
        r->core->scale[i] = scale_for(bound[i], 32);
        r->core->fits_u32 = r->core->fits_u32 && all_whole(r, i, r->core->scale[i]);
    }
    for (uint32_t i = 0; i < r->request->criteria && !r->core->fits_u32; i++)
        r->core->scale[i] = scale_for(bound[i], 52);
}

static kr_status take_room(kr_job *job, reducer *r)
{
    const kri_request *request = r->request;
    kri_core *core = r->core;
    size_t most = (size_t)r->graph->arcs + request->sources_count + request->targets_count;
    KRI_NEW(job, core->arc_dead, r->graph->arcs);
    KRI_NEW(job, core->node_role, r->graph->nodes);
    KRI_NEW(job, core->number, r->graph->nodes);
    KRI_NEW(job, core->first, (size_t)r->graph->nodes + 3);
    KRI_NEW(job, core->tail, most);
    KRI_NEW(job, core->head, most);
    KRI_NEW(job, core->origin, most);
    for (uint32_t i = 0; i < request->criteria; i++)
        KRI_NEW(job, core->cost[i], most);
    KRI_NEW(job, r->degree, r->graph->nodes);
    KRI_NEW(job, r->queue, r->graph->nodes);
    return KR_OK;
}

kr_status kri_core_build(kr_job *job, const kri_request *request, kri_core *core)
{
    reducer r = { .request = request, .graph = request->graph, .core = core };
    *core = (kri_core){ .graph = request->graph };
    KR_TRY(take_room(job, &r));
    choose_roles(&r);
    choose_scales(&r);
    return add_arcs(job, &r);
}

uint32_t kri_core_unpack(const kri_core *core, uint32_t arc, uint32_t *room)
{
    const kr_graph *g = core->graph;
    uint32_t count = 0;
    if (core->tail[arc] == core->source || core->head[arc] == core->target)
        return 0;
    for (uint32_t a = core->origin[arc];; a = next_of_chain(core, g->head[a], g->tail[a])) {
        if (room)
            room[count] = a;
        count++;
        if (core->node_role[g->head[a]] != CHAIN)
            return count;
    }
}
