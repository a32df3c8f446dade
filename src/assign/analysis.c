/* analysis.c: what can be asked of flows once they are found: skims, selected traffic, routes. */
#include "solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROUTES 10000u

static kr_status check_class(kr_job *job, const kr_flow *flow, uint32_t class)
{
    if (class >= flow->classes)
        return kr_fail(job, KR_E_INPUT, "class %u of %u", class + 1, flow->classes);
    return KR_OK;
}

static kr_status need_bushes(kr_job *job, const kr_flow *flow)
{
    if (flow->state->options->principle == KR_STOCHASTIC)
        return kr_fail(job, KR_E_INPUT, "a stochastic assignment keeps no bushes to take traffic apart; use the principle user or system");
    return KR_OK;
}

/* ------------------------------------------------------------------ skims */

/* The node from which the zone's links leave: the end of its stub, its twin where it may not be passed. */
static uint32_t leaving_node(const kri_ground *g, uint32_t zone)
{
    uint32_t node = g->roads->zone_node[zone], twin = g->roads->nodes;
    if (g->way_out[zone] != KR_NONE)
        return g->head[g->way_out[zone]];
    if (!g->roads->no_through || !g->roads->no_through[node])
        return node;
    for (uint32_t i = 0; i < node; i++)
        twin += g->roads->no_through[i];
    return twin;
}

/* The node that the zone is reached through: the beginning of its stub. */
static uint32_t reaching_node(const kri_ground *g, uint32_t zone)
{
    return g->way_in[zone] == KR_NONE ? g->roads->zone_node[zone] : g->tail[g->way_in[zone]];
}

static double on_stub(const kri_ground *g, uint32_t stub, const double *attribute)
{
    return stub != KR_NONE && attribute ? attribute[g->given[stub]] : 0;
}

/* Sums a link's attribute along the tree; sum[] of the nodes in the order of the tree. */
static void sum_along(const kri_ground *g, const kri_scratch *s, uint32_t nodes, const double *attribute, double *sum)
{
    sum[s->popped[0]] = 0;
    for (uint32_t k = 1; k < nodes; k++) {
        uint32_t node = s->popped[k], link = s->pred[node];
        sum[node] = sum[g->tail[link]] + (attribute ? attribute[g->given[link]] : 0);
    }
}

static void give_row(const kri_ground *g, const kri_scratch *s, const double *attribute, const double *sum, uint32_t zone, double *row)
{
    const uint32_t *place = g->roads->zone_node;
    double first = on_stub(g, g->way_out[zone], attribute);
    for (uint32_t z = 0; z < g->roads->zones; z++) {
        uint32_t node = reaching_node(g, z);
        double way = s->label[node] < INFINITY ? first + sum[node] + on_stub(g, g->way_in[z], attribute) : INFINITY;
        row[z] = place[z] == place[zone] ? 0 : way;
    }
}

kr_status kr_flow_skim(kr_job *job, const kr_flow *flow, uint32_t class, uint32_t zone, double *cost, double *time, double *length)
{
    const kri_solver *solver = flow->state;
    kri_ground view = solver->ground;
    KR_TRY(check_class(job, flow, class));
    if (zone >= view.roads->zones)
        return kr_fail(job, KR_E_INPUT, "zone %u of %u", zone + 1, view.roads->zones);
    kri_ground_refresh(&view);
    kri_mark mark = kri_job_mark(job);
    view.target = kr_job_alloc(job, view.roads->zones, sizeof *view.target);
    if (!view.target)
        return KR_E_MEMORY;
    for (uint32_t z = 0; z < view.roads->zones; z++)
        view.target[z] = reaching_node(&view, z);
    kri_source source = { .node = leaving_node(&view, zone), .zone = zone, .class = class, .first = 0, .last = view.roads->zones };
    kri_scratch *s = &solver->scratch[0];
    uint32_t nodes = kri_tree_find(&view, &source, s);
    const double *const attributes[] = { flow->class_cost[class], flow->time, view.roads->length };
    double *const rows[] = { cost, time, length };
    for (int k = 0; k < 3; k++)
        if (rows[k]) {
            sum_along(&view, s, nodes, attributes[k], s->through);
            give_row(&view, s, attributes[k], s->through, zone, rows[k]);
        }
    kri_job_release(job, mark);
    return KR_OK;
}

/* ------------------------------------------------------------------ selected traffic */

/* One bush unfolded: entries with links and flows, and arrays by node. */
struct picking {
    const kri_ground *g;
    uint32_t size;
    uint32_t *link;             /* [links] by entry */
    const uint8_t *chosen;      /* [links] ours; NULL: all traffic is chosen */
    double *flow;               /* [links] by entry */
    double *into;               /* [nodes] flow into a node */
    double *before;             /* [nodes] share of it that has passed a chosen link */
    double *behind;             /* [nodes] share that will */
};

static int goes_to(const kri_ground *g, const kri_source *source, size_t k, uint32_t node)
{
    return g->roads->zone_node[kri_pair_zone(g, source, k)] == node;
}

/* Replaces the flows by those of the demand to one zone alone, with the shares there are. */
static void only_to(struct picking *p, const kri_source *source, uint32_t node, double *through)
{
    const kri_ground *g = p->g;
    memset(through, 0, g->nodes * sizeof *through);
    for (size_t k = source->first; k < source->last; k++)
        if (goes_to(g, source, k, node))
            through[node] += g->amount[k];
    memset(p->into, 0, g->nodes * sizeof *p->into);
    for (uint32_t i = 0; i < p->size; i++)
        p->into[g->head[p->link[i]]] += p->flow[i];
    for (uint32_t i = p->size; i-- > 0;) {
        uint32_t link = p->link[i];
        p->flow[i] = p->into[g->head[link]] > 0 ? through[g->head[link]] * p->flow[i] / p->into[g->head[link]] : 0;
        through[g->tail[link]] += p->flow[i];
    }
}

static void follow(struct picking *p)
{
    const kri_ground *g = p->g;
    memset(p->into, 0, g->nodes * sizeof *p->into);
    memset(p->before, 0, g->nodes * sizeof *p->before);
    memset(p->behind, 0, g->nodes * sizeof *p->behind);
    for (uint32_t i = 0; i < p->size; i++)
        p->into[g->head[p->link[i]]] += p->flow[i];
    for (uint32_t i = 0; i < p->size; i++) {
        uint32_t a = p->link[i], head = g->head[a];
        if (p->flow[i] > 0)
            p->before[head] += (p->chosen[a] ? 1 : p->before[g->tail[a]]) * p->flow[i] / p->into[head];
    }
    for (uint32_t i = p->size; i-- > 0;) {
        uint32_t a = p->link[i], tail = g->tail[a];
        if (p->flow[i] > 0 && p->into[tail] > 0)
            p->behind[tail] += (p->chosen[a] ? 1 : p->behind[g->head[a]]) * p->flow[i] / p->into[tail];
    }
}

/* A link's traffic is chosen when it passed a chosen link before, passes one here, or will behind; the three know nothing of each other. */
static double add_flows(const struct picking *p, const kri_source *source, uint32_t to, double *link_flow)
{
    const kri_ground *g = p->g;
    double total = 0;
    for (uint32_t i = 0; i < p->size; i++) {
        uint32_t a = p->link[i];
        double share = !p->chosen || p->chosen[a] ? 1 : 1 - (1 - p->before[g->tail[a]]) * (1 - p->behind[g->head[a]]);
        link_flow[g->given[a]] += share * p->flow[i];
    }
    for (size_t k = source->first; k < source->last; k++)
        if (to == KR_NONE || goes_to(g, source, k, to))
            total += g->amount[k] * (p->chosen ? p->before[g->roads->zone_node[kri_pair_zone(g, source, k)]] : 1);
    return total;
}

static kr_status open_picking(kr_job *job, const kri_ground *g, const uint8_t *link, struct picking *p)
{
    uint8_t *chosen;
    p->g = g;
    KRI_NEW(job, p->link, g->links);
    KRI_NEW(job, p->flow, g->links);
    KRI_NEW(job, p->into, g->nodes);
    KRI_NEW(job, p->before, g->nodes);
    KRI_NEW(job, p->behind, g->nodes);
    if (!link)
        return KR_OK;
    KRI_NEW(job, chosen, g->links);
    for (uint32_t a = 0; a < g->links; a++)
        chosen[a] = link[g->given[a]];
    p->chosen = chosen;
    return KR_OK;
}

kr_status kr_flow_select(kr_job *job, const kr_flow *flow, const kr_selection *selection, double *link_flow, double *total)
{
    const kri_solver *s = flow->state;
    const kri_ground *g = &s->ground;
    struct picking p = { .chosen = NULL };
    KR_TRY(need_bushes(job, flow));
    if ((selection->from != KR_NONE && selection->from >= g->roads->zones) || (selection->to != KR_NONE && selection->to >= g->roads->zones))
        return kr_fail(job, KR_E_INPUT, "a selected zone is not among the %u zones", g->roads->zones);
    kri_mark mark = kri_job_mark(job);
    kr_status status = open_picking(job, g, selection->link, &p);
    memset(link_flow, 0, g->links * sizeof *link_flow);
    *total = 0;
    for (uint32_t k = 0; status == KR_OK && k < g->sources; k++) {
        const kri_source *source = &g->source[k];
        uint32_t to = selection->to == KR_NONE ? KR_NONE : g->roads->zone_node[selection->to];
        if ((selection->traffic != KR_NONE && source->class != selection->traffic) || (selection->from != KR_NONE && source->zone != selection->from))
            continue;
        p.size = kri_bush_unfold(g, source, &s->bush[k], p.link, p.flow);
        if (to != KR_NONE)
            only_to(&p, source, to, s->scratch[0].through);
        if (p.chosen)
            follow(&p);
        *total += add_flows(&p, source, to, link_flow);
    }
    kri_job_release(job, mark);
    return status;
}

/* ------------------------------------------------------------------ routes */

struct climb {
    kr_job *job;
    const kri_ground *g;
    const uint32_t *link;       /* by entry */
    const double *flow;         /* the same */
    const double *into;
    const double *class_cost;
    uint32_t *group_end;        /* [nodes] behind the last entry of the node's group; 0: none */
    uint32_t *entry;            /* [nodes] the route so far, from the destination back */
    double *share;              /* [nodes + 1] of it */
    kr_route *list;
    size_t count, capacity;
};

static kr_status keep_route(struct climb *c, uint32_t length, double flow)
{
    uint32_t *link;
    KR_TRY(kri_job_grow(c->job, &c->list, &c->capacity, c->count + 1, sizeof *c->list));
    KRI_NEW(c->job, link, length);
    kr_route route = { .flow = flow, .links = length, .link = link };
    for (uint32_t k = 0; k < length; k++) {
        link[k] = c->g->given[c->link[c->entry[length - 1 - k]]];
        route.cost += c->class_cost[link[k]];
    }
    c->list[c->count++] = route;
    return KR_OK;
}

/* From the destination back to the root, entry by entry; what falls below the least share is cut off. */
static kr_status climb(struct climb *c, uint32_t root, uint32_t to, double demand, double least_share)
{
    uint32_t depth = 0;
    c->share[0] = 1;
    c->entry[0] = c->group_end[to];
    for (;;) {
        uint32_t i = c->entry[depth], node = depth ? c->g->tail[c->link[c->entry[depth - 1]]] : to;
        if (i == 0 || c->g->head[c->link[i - 1]] != node) {
            if (depth-- == 0)
                return KR_OK;
            continue;
        }
        c->entry[depth] = --i;
        double share = c->into[node] > 0 ? c->share[depth] * c->flow[i] / c->into[node] : 0;
        if (!(share > 0) || share < least_share)
            continue;
        uint32_t tail = c->g->tail[c->link[i]];
        if (tail == root) {
            KR_TRY(keep_route(c, depth + 1, demand * share));
            if (c->count == MOST_ROUTES)
                return KR_OK;
            continue;
        }
        c->share[++depth] = share;
        c->entry[depth] = c->group_end[tail];
    }
}

static int by_flow(const void *a, const void *b)
{
    const kr_route *x = a, *y = b;
    if (x->flow != y->flow)
        return x->flow > y->flow ? -1 : 1;
    return x->link < y->link ? -1 : 1;
}

static kr_status climb_bush(struct climb *c, struct picking *p, const kri_source *source, uint32_t to, double least_share)
{
    double demand = 0;
    KRI_NEW(c->job, c->group_end, c->g->nodes);
    KRI_NEW(c->job, c->entry, c->g->nodes);
    KRI_NEW(c->job, c->share, (size_t)c->g->nodes + 1);
    for (uint32_t i = 0; i < p->size; i++) {
        uint32_t head = c->g->head[p->link[i]];
        p->into[head] += p->flow[i];
        c->group_end[head] = i + 1;
    }
    for (size_t k = source->first; k < source->last; k++)
        if (goes_to(c->g, source, k, to))
            demand += c->g->amount[k];
    c->link = p->link;
    c->flow = p->flow;
    c->into = p->into;
    return demand > 0 ? climb(c, kri_source_root(c->g, source), to, demand, least_share) : KR_OK;
}

kr_status kr_flow_routes(kr_job *job, const kr_flow *flow, uint32_t class, uint32_t from, uint32_t to, double least_share,
                         const kr_route **routes, size_t *count)
{
    const kri_solver *s = flow->state;
    const kri_ground *g = &s->ground;
    struct picking p = { .chosen = NULL };
    struct climb c = { .job = job, .g = g };
    KR_TRY(need_bushes(job, flow));
    KR_TRY(check_class(job, flow, class));
    if (from >= g->roads->zones || to >= g->roads->zones || !(least_share >= 0))
        return kr_fail(job, KR_E_INPUT, "zones %u and %u of %u, least share %g", from + 1, to + 1, g->roads->zones, least_share);
    c.class_cost = flow->class_cost[class];
    KR_TRY(open_picking(job, g, NULL, &p));
    for (uint32_t k = 0; k < g->sources; k++)
        if (g->source[k].class == class && g->source[k].zone == from) {
            p.size = kri_bush_unfold(g, &g->source[k], &s->bush[k], p.link, p.flow);
            KR_TRY(climb_bush(&c, &p, &g->source[k], g->roads->zone_node[to], least_share));
        }
    if (c.count)
        qsort(c.list, c.count, sizeof *c.list, by_flow);
    *routes = c.list;
    *count = c.count;
    return KR_OK;
}
