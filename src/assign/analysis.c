/* analysis.c: what can be asked of flows once they are found: skims, selected traffic, routes. */
#include "solve.h"

#include <math.h>
#include <string.h>

#define MOST_ROUTES 10000u      /* unless asked for more */

static kr_status check_class(kr_job *job, const kr_flow *flow, uint32_t class)
{
    if (class >= flow->classes)
        return kr_fail(job, KR_E_INPUT, "class %u of %u", class + 1, flow->classes);
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
    const kri_solver *s;
    const kri_ground *g;        /* the solver's; stochastic: view */
    kri_ground view;
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

/* Shares before and behind every node, from the flows that there are. */
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
static void add_flows(const struct picking *p, double *link_flow)
{
    const kri_ground *g = p->g;
    for (uint32_t i = 0; i < p->size; i++) {
        uint32_t a = p->link[i];
        double share = !p->chosen || p->chosen[a] ? 1 : 1 - (1 - p->before[g->tail[a]]) * (1 - p->behind[g->head[a]]);
        link_flow[g->given[a]] += share * p->flow[i];
    }
}

/* How much of each pair passes, which is what has passed where it arrives. */
static double add_pairs(const struct picking *p, const kri_source *source, uint32_t to, double *served)
{
    const kri_ground *g = p->g;
    double total = 0;
    for (size_t k = source->first; k < source->last; k++) {
        uint32_t node = g->roads->zone_node[kri_pair_zone(g, source, k)];
        double amount = to == KR_NONE || node == to ? g->amount[k] * (p->chosen ? p->before[node] : 1) : 0;
        total += amount;
        if (served)
            served[g->pair[k]] = amount / g->pce[source->class];
    }
    return total;
}

static kr_status open_picking(kr_job *job, const kri_solver *s, const uint8_t *link, struct picking *p)
{
    const kri_ground *g = &s->ground;
    uint8_t *chosen;
    p->s = s;
    p->g = g;
    if (s->options->principle == KR_STOCHASTIC) {
        KR_TRY(kri_stochastic_look_back(job, s, &p->view));
        p->g = &p->view;
    }
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

static void unfold(struct picking *p, uint32_t k)
{
    const kri_solver *s = p->s;
    const kri_source *source = &p->g->source[k];
    p->size = s->options->principle == KR_STOCHASTIC ?
        kri_stochastic_unfold(p->g, source, &s->bush[k], s->options->theta, &s->scratch[0], p->link, p->flow) :
        kri_bush_unfold(p->g, source, &s->bush[k], p->link, p->flow);
}

static int is_selected(const kr_selection *selection, const kri_source *source)
{
    return (selection->traffic == KR_NONE || source->class == selection->traffic) && (selection->from == KR_NONE || source->zone == selection->from);
}

static kr_status check_selection(kr_job *job, const kr_flow *flow, const kr_selection *selection)
{
    uint32_t zones = flow->state->ground.roads->zones;
    if (selection->traffic != KR_NONE)
        KR_TRY(check_class(job, flow, selection->traffic));
    if ((selection->from != KR_NONE && selection->from >= zones) || (selection->to != KR_NONE && selection->to >= zones))
        return kr_fail(job, KR_E_INPUT, "a selected zone is not among the %u zones", zones);
    return KR_OK;
}

/* Pairs that are not looked at have nothing selected. */
static void clear_pairs(const kri_ground *g, double *const *served)
{
    for (uint32_t m = 0; served && m < g->classes; m++)
        memset(served[m], 0, g->traffic[m].demand->first[g->traffic[m].demand->zones] * sizeof *served[m]);
}

kr_status kr_flow_select(kr_job *job, const kr_flow *flow, const kr_selection *selection, double *link_flow, double *total, double *const *served)
{
    const kri_solver *s = flow->state;
    const kri_ground *g = &s->ground;
    struct picking p = { .chosen = NULL };
    KR_TRY(check_selection(job, flow, selection));
    kri_mark mark = kri_job_mark(job);
    kr_status status = open_picking(job, s, selection->link, &p);
    memset(link_flow, 0, g->links * sizeof *link_flow);
    clear_pairs(g, served);
    *total = 0;
    for (uint32_t k = 0; status == KR_OK && k < g->sources; k++) {
        const kri_source *source = &g->source[k];
        uint32_t to = selection->to == KR_NONE ? KR_NONE : g->roads->zone_node[selection->to];
        if (!is_selected(selection, source))
            continue;
        unfold(&p, k);
        if (to != KR_NONE)
            only_to(&p, source, to, s->scratch[0].through);
        if (p.chosen)
            follow(&p);
        add_flows(&p, link_flow);
        *total += add_pairs(&p, source, to, served ? served[source->class] : NULL);
    }
    kri_job_release(job, mark);
    return status;
}

/* ------------------------------------------------------------------ routes */

static double demand_to(const kri_ground *g, const kri_source *source, uint32_t node)
{
    double demand = 0;
    for (size_t k = source->first; k < source->last; k++)
        if (goes_to(g, source, k, node))
            demand += g->amount[k];
    return demand;
}

kr_status kr_flow_routes(kr_job *job, const kr_flow *flow, uint32_t class, uint32_t from, uint32_t to, double least_share, uint32_t most,
                         kr_route_list *routes)
{
    const kri_solver *s = flow->state;
    const kri_ground *g = &s->ground;
    struct picking p = { .chosen = NULL };
    KR_TRY(check_class(job, flow, class));
    if (from >= g->roads->zones || to >= g->roads->zones || !(least_share >= 0))
        return kr_fail(job, KR_E_INPUT, "zones %u and %u of %u, least share %g", from + 1, to + 1, g->roads->zones, least_share);
    *routes = (kr_route_list){ .count = 0 };
    KR_TRY(open_picking(job, s, NULL, &p));
    for (uint32_t k = 0; k < g->sources; k++) {
        const kri_source *source = &g->source[k];
        kri_asked_routes asked = { .to = g->roads->zone_node[to], .cost = flow->class_cost[class], .least_share = least_share,
                                   .most = most ? most : MOST_ROUTES };
        if (source->class != class || source->zone != from || !((asked.demand = demand_to(g, source, asked.to)) > 0))
            continue;
        asked.root = kri_source_root(g, source);
        unfold(&p, k);
        KR_TRY(kri_routes_find(job, g, &(kri_open){ p.size, p.link, p.flow }, &asked, routes));
    }
    return KR_OK;
}
