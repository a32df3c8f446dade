/* ground.c: from the roads as they were read to the arrays that the solver walks. */
#include "ground.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define SERIES_REACH 1e-2       /* relative steps below this are taken by the series of (1 + e)^p */
#define TOO_STEEP 1e150         /* a cost that all demand on one link could reach; beyond, sums lose their meaning */

/* ------------------------------------------------------------------ cost at a flow */

kri_delay kri_ground_delay(const kri_ground *g, uint32_t a)
{
    kri_delay f = kri_delay_of(g->roads, g->given[a]);
    f.is_rounded = g->is_system;        /* a marginal cost that jumps has no level to be brought to */
    return f;
}

static double other_cost(const kri_ground *g, uint32_t a, double v, double *slope)
{
    kri_delay f = kri_ground_delay(g, a);
    double time = kri_delay_time(&f, v), rise = kri_delay_slope(&f, v);
    if (g->is_system) {
        time += v * rise;
        rise = 2 * rise + v * kri_delay_bend(&f, v);
    }
    double cost = g->load[a].fixed + time;
    if (g->limit && g->price[a] + g->stiffness[a] * (v - g->limit[a]) > 0) {
        cost += g->price[a] + g->stiffness[a] * (v - g->limit[a]);
        rise += g->stiffness[a];
    }
    *slope = rise;
    return cost;
}

/* Flows a rounding error below zero count as zero. */
static double cost_of(const kri_ground *g, uint32_t a, double flow, double *slope)
{
    const kri_load *l = &g->load[a];
    double v = flow > 0 ? flow : 0, power;
    switch (g->shape[a]) {
    case KRI_CONSTANT:
        *slope = 0;
        return l->fixed;
    case KRI_QUARTIC:
        power = l->scale * v * v * v;
        *slope = 4 * power;
        return l->fixed + power * v;
    case KRI_POWER:
        power = l->scale * pow(v, g->power[a] - 1);
        *slope = g->power[a] * power;
        return l->fixed + power * v;
    default:
        return other_cost(g, a, v, slope);
    }
}

void kri_ground_evaluate(kri_ground *g, uint32_t a)
{
    g->cost[a] = cost_of(g, a, g->load[a].flow, &g->load[a].slope);
}

void kri_ground_evaluate_all(kri_ground *g)
{
    for (uint32_t a = 0; a < g->links; a++)
        kri_ground_evaluate(g, a);
}

double kri_ground_cost_at(const kri_ground *g, uint32_t a, double flow)
{
    double slope;
    return cost_of(g, a, flow, &slope);
}

void kri_ground_shift(kri_ground *g, uint32_t a, double more)
{
    kri_load *l = &g->load[a];
    double old = l->flow, p = g->power[a];
    l->flow = old + more;
    double e = more / old;
    if (g->shape[a] != KRI_POWER || !(fabs(p * e) < SERIES_REACH)) {
        kri_ground_evaluate(g, a);
        return;
    }
    double grown = 1 + p * e * (1 + (p - 1) * e * (.5 + (p - 2) * e * (1. / 6 + (p - 3) * e * (1. / 24 + (p - 4) * e / 120))));
    double part = (g->cost[a] - l->fixed) * grown;
    g->cost[a] = l->fixed + part;
    l->slope = p * part / l->flow;
}

double kri_ground_objective(const kri_ground *g, uint32_t a, double flow)
{
    kri_delay f = kri_ground_delay(g, a);
    double v = flow > 0 ? flow : 0, money = g->load[a].fixed;
    if (g->shape[a] != KRI_OTHER)
        money -= kri_delay_time(&f, 0);         /* the fixed part of the others holds their free time */
    return (g->is_system ? v * kri_delay_time(&f, v) : kri_delay_integral(&f, v)) + money * v;
}

static double mean_of(const double *cost, uint32_t links)
{
    double sum = 0;
    uint32_t count = 0;
    for (uint32_t a = 0; a < links; a++)
        if (cost[a] < INFINITY) {
            sum += cost[a];
            count++;
        }
    return count ? sum / count : 0;
}

void kri_ground_refresh(kri_ground *g)
{
    for (uint32_t m = 0; m < g->classes; m++) {
        kri_arc *arc = g->arc[m];
        double *seen = g->seen[m];
        const double *own = g->own[m];
        for (uint32_t a = 0; a < g->links; a++)
            seen[a] = own ? g->cost[a] + own[a] : g->cost[a];
        for (uint32_t a = 0; a < g->links; a++)
            arc[a].cost = seen[a];
        for (uint32_t k = 0; k < g->walked; k++)
            g->exit[m][k].cost = seen[g->exit[m][k].link];
        g->mean[m] = mean_of(seen, g->walked);
    }
}

/* ------------------------------------------------------------------ building */

/* Links that leave a node which may not be passed start at its twin, numbered behind the nodes. */
static kr_status split_nodes(kr_job *job, const kr_roads *roads, kri_ground *g, uint32_t **twin)
{
    KRI_NEW(job, *twin, roads->nodes);
    g->nodes = roads->nodes;
    for (uint32_t i = 0; i < roads->nodes; i++)
        (*twin)[i] = roads->no_through && roads->no_through[i] ? g->nodes++ : i;
    return KR_OK;
}

/* way_in and way_out in our numbers. */
static kr_status renumber_stubs(kr_job *job, kri_ground *g)
{
    uint32_t *ours, *in, *out, zones = g->roads->zones;
    KRI_NEW(job, ours, g->links);
    KRI_NEW(job, in, zones);
    KRI_NEW(job, out, zones);
    for (uint32_t a = 0; a < g->links; a++)
        ours[g->given[a]] = a;
    for (uint32_t z = 0; z < zones; z++) {
        in[z] = g->way_in[z] == KR_NONE ? KR_NONE : ours[g->way_in[z]];
        out[z] = g->way_out[z] == KR_NONE ? KR_NONE : ours[g->way_out[z]];
    }
    g->way_in = in;
    g->way_out = out;
    return KR_OK;
}

static kr_status sort_links(kr_job *job, const kr_roads *roads, const uint32_t *twin, const uint8_t *is_stub, kri_ground *g)
{
    uint32_t *first, *given, *tail, *head, stub;
    KRI_NEW(job, first, (size_t)g->nodes + 2);
    KRI_NEW(job, given, g->links);
    KRI_NEW(job, tail, (size_t)g->links + 16);
    KRI_NEW(job, head, (size_t)g->links + 16);
    for (uint32_t a = 0; a < g->links; a++)
        first[roads->head[a] + 2] += !is_stub[a];
    for (uint32_t i = 0; i < g->nodes; i++)
        first[i + 2] += first[i + 1];
    stub = g->walked = first[g->nodes + 1];
    for (uint32_t a = 0; a < g->links; a++)
        given[is_stub[a] ? stub++ : first[roads->head[a] + 1]++] = a;
    for (uint32_t a = 0; a < g->links; a++) {
        tail[a] = twin[roads->tail[given[a]]];
        head[a] = roads->head[given[a]];
    }
    g->given = given;
    g->tail = tail;
    g->head = head;
    return renumber_stubs(job, g);
}

static kr_status index_out(kr_job *job, kri_ground *g)
{
    uint32_t *first, *sink;
    uint8_t *is_entered;
    KRI_NEW(job, is_entered, g->nodes);
    KRI_NEW(job, first, (size_t)g->nodes + 2);
    KRI_NEW(job, sink, g->nodes);
    KRI_NEW(job, g->exit, g->classes);
    for (uint32_t m = 0; m < g->classes; m++)
        KRI_NEW(job, g->exit[m], g->walked);
    for (uint32_t a = 0; a < g->walked; a++) {
        first[g->tail[a] + 2]++;
        is_entered[g->head[a]] = 1;
    }
    for (uint32_t i = 0; i < g->nodes; i++)
        first[i + 2] += first[i + 1];
    for (uint32_t a = 0; a < g->walked; a++) {
        uint32_t k = first[g->tail[a] + 1]++;
        for (uint32_t m = 0; m < g->classes; m++)
            g->exit[m][k] = (kri_exit){ 0, g->head[a], a };
    }
    for (uint32_t i = 0; i < g->nodes; i++)
        if (is_entered[i] && first[i] == first[i + 1])
            sink[g->sinks++] = i;
    g->out_first = first;
    g->sink = sink;
    return KR_OK;
}

static kri_shape shape_of(const kri_ground *g, uint32_t a, const kri_delay *f, double scale)
{
    if ((g->limit && g->limit[a] < INFINITY) || f->kind != KR_DELAY_BPR || !isfinite(scale) || (f->power > 0 && f->power < 1))
        return KRI_OTHER;
    if (f->power == 0 || scale == 0)
        return KRI_CONSTANT;
    return f->power == 4 ? KRI_QUARTIC : KRI_POWER;
}

/* The money that every class pays alike is part of the link itself; a single class has no other. */
static double money_of(const kr_roads *roads, const kr_traffic *class, uint32_t given)
{
    double money = 0;
    const double *toll = class->toll ? class->toll : roads->toll;
    if (toll)
        money += class->toll_weight * toll[given];
    if (roads->length)
        money += class->distance_weight * roads->length[given];
    return money / (class->time_factor ? class->time_factor[given] : 1);
}

static kr_status load_link(kr_job *job, kri_ground *g, const kr_traffic *class, uint32_t a)
{
    char name[KR_LINK_BYTES];
    kri_delay f = kri_ground_delay(g, a);
    double scale = f.free * f.alpha * pow(1 / f.capacity, f.power);
    double money = g->classes == 1 ? money_of(g->roads, class, g->given[a]) : 0;
    g->shape[a] = (uint8_t)shape_of(g, a, &f, scale);
    g->power[a] = f.power;
    g->load[a].scale = g->is_system ? scale * (f.power + 1) : scale;
    g->load[a].fixed = money + (g->shape[a] == KRI_OTHER ? 0 : kri_delay_time(&f, 0));
    if (g->is_system && f.kind == KR_DELAY_TABLE && !kri_curve_is_convex(f.curve))
        return kr_fail(job, KR_E_INPUT, "%s: the delay is a table that rises more slowly behind one of its points, so that many flows look like a "
                       "system optimum; give one that rises ever faster", kr_roads_link_called(g->roads, g->given[a], name));
    if (!(money >= 0))
        return kr_fail(job, KR_E_INPUT, "%s: toll and distance weights make its cost %g at no flow; costs below zero "
                       "have no equilibrium", kr_roads_link_called(g->roads, g->given[a], name), money);
    if (!(kri_ground_cost_at(g, a, g->demand) < TOO_STEEP))
        return kr_fail(job, KR_E_INPUT, "%s: with all demand (%g) on it its cost passes %g; its capacity %g or power %g "
                       "cannot be meant so", kr_roads_link_called(g->roads, g->given[a], name), g->demand, TOO_STEEP, f.capacity, f.power);
    return KR_OK;
}

static kr_status load_links(kr_job *job, kri_ground *g, const kr_traffic *class)
{
    KRI_NEW(job, g->shape, g->links);
    KRI_NEW(job, g->power, g->links);
    KRI_NEW(job, g->load, g->links);
    KRI_NEW(job, g->cost, (size_t)g->links + 16);
    for (uint32_t a = 0; a < g->links; a++)
        KR_TRY(load_link(job, g, class, a));
    return KR_OK;
}

static kr_status own_part(kr_job *job, kri_ground *g, const kr_traffic *class, double **own)
{
    char name[KR_LINK_BYTES];
    *own = NULL;
    if (g->classes == 1 && !class->forbidden)
        return KR_OK;
    KRI_NEW(job, *own, g->links);
    for (uint32_t a = 0; a < g->links; a++) {
        double money = g->classes == 1 ? 0 : money_of(g->roads, class, g->given[a]);
        if (!(money >= 0))
            return kr_fail(job, KR_E_INPUT, "%s: toll and distance weights make its cost %g at no flow; costs below zero "
                           "have no equilibrium", kr_roads_link_called(g->roads, g->given[a], name), money);
        (*own)[a] = class->forbidden && class->forbidden[g->given[a]] ? INFINITY : money;
    }
    return KR_OK;
}

static kr_status class_arcs(kr_job *job, kri_ground *g, const kr_traffic *class)
{
    KRI_NEW(job, g->arc, g->classes);
    KRI_NEW(job, g->own, g->classes);
    KRI_NEW(job, g->mean, g->classes);
    KRI_NEW(job, g->seen, g->classes);
    for (uint32_t m = 0; m < g->classes; m++) {
        KRI_NEW(job, g->arc[m], (size_t)g->links + 16);
        for (uint32_t a = 0; a < g->links; a++)
            g->arc[m][a] = (kri_arc){ 0, g->tail[a], g->head[a] };
        g->arc[m][g->links] = (kri_arc){ INFINITY, 0, KR_NONE };
        KR_TRY(own_part(job, g, &class[m], &g->own[m]));
        KRI_NEW(job, g->seen[m], (size_t)g->links + 16);
    }
    return KR_OK;
}

static kr_status check_factor(kr_job *job, const kr_roads *roads, const kr_traffic *class, double *factor)
{
    *factor = class->time_factor && roads->links ? class->time_factor[0] : 1;
    if (!(*factor > 0) || !isfinite(*factor))
        return kr_fail(job, KR_E_INPUT, "class %s: the time factor %g is not above zero", class->name ? class->name : "", *factor);
    for (uint32_t a = 0; class->time_factor && a < roads->links; a++)
        if (class->time_factor[a] != *factor)
            return kr_fail(job, KR_E_INPUT, "link %u: class %s has the time factor %g there and %g elsewhere; delays that classes "
                           "give each other would not be the same both ways, and the flows not unique. Use one factor, or "
                           "put the difference into the toll", a + 1, class->name ? class->name : "", class->time_factor[a], *factor);
    return KR_OK;
}

static kr_status check_classes(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class, kri_ground *g)
{
    double *pce, *factor;
    KRI_NEW(job, pce, classes);
    KRI_NEW(job, factor, classes);
    for (uint32_t m = 0; m < classes; m++) {
        pce[m] = class[m].pce == 0 ? 1 : class[m].pce;
        if (!(pce[m] > 0) || !isfinite(pce[m]))
            return kr_fail(job, KR_E_INPUT, "class %u: the equivalent %g is not above zero", m + 1, class[m].pce);
        if (!isfinite(class[m].toll_weight) || !isfinite(class[m].distance_weight))
            return kr_fail(job, KR_E_INPUT, "class %u: a weight is not a finite number", m + 1);
        if (class[m].demand->zones != roads->zones)
            return kr_fail(job, KR_E_INPUT, "class %u: demand for %u zones on roads with %u", m + 1, class[m].demand->zones, roads->zones);
        KR_TRY(check_factor(job, roads, &class[m], &factor[m]));
    }
    g->pce = pce;
    g->time_factor = factor;
    return KR_OK;
}

/* ------------------------------------------------------------------ the sources */

static size_t count_pairs(uint32_t classes, const kr_traffic *class)
{
    size_t pairs = 0;
    for (uint32_t m = 0; m < classes; m++)
        pairs += class[m].demand->first[class[m].demand->zones];
    return pairs;
}

static void add_source(kri_ground *g, const uint32_t *twin, uint32_t m, const kr_demand *d, uint32_t z, size_t *filled)
{
    const uint32_t *node = g->roads->zone_node;
    uint32_t out = g->way_out[z];
    kri_source s = { .node = out == KR_NONE ? twin[node[z]] : g->head[out], .zone = z, .class = m, .first = *filled };
    for (size_t k = d->first[z]; k < d->first[z + 1]; k++) {
        if (node[d->to[k]] == node[z])
            continue;
        uint32_t in = g->way_in[d->to[k]];
        g->target[*filled] = in == KR_NONE ? node[d->to[k]] : g->tail[in];
        g->pair[*filled] = k;
        g->amount[*filled] = d->amount[k] * g->pce[m];
        s.demand += g->amount[(*filled)++];
    }
    s.last = *filled;
    if (s.last > s.first)
        g->source[g->sources++] = s;
}

static kr_status list_sources(kr_job *job, const uint32_t *twin, uint32_t classes, const kr_traffic *class, kri_ground *g)
{
    size_t pairs = count_pairs(classes, class), filled = 0;
    KRI_NEW(job, g->source, (size_t)classes * g->roads->zones);
    KRI_NEW(job, g->target, pairs);
    KRI_NEW(job, g->pair, pairs);
    KRI_NEW(job, g->amount, pairs);
    for (uint32_t m = 0; m < classes; m++)
        for (uint32_t z = 0; z < class[m].demand->zones; z++)
            add_source(g, twin, m, class[m].demand, z, &filled);
    for (uint32_t s = 0; s < g->sources; s++)
        g->demand += g->source[s].demand;
    return KR_OK;
}

static kr_status set_limits(kr_job *job, kri_ground *g)
{
    double *limit;
    int some = 0;
    for (uint32_t a = 0; g->roads->limit && a < g->links; a++)
        some = some || g->roads->limit[a] < INFINITY;
    if (!some)
        return KR_OK;
    KRI_NEW(job, limit, g->links);
    KRI_NEW(job, g->price, g->links);
    KRI_NEW(job, g->stiffness, g->links);
    for (uint32_t a = 0; a < g->links; a++)
        limit[a] = g->roads->limit[g->given[a]];
    g->limit = limit;
    return KR_OK;
}

kr_status kri_ground_build(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class,
                           const kr_assign_options *options, kri_ground *g)
{
    uint32_t *twin;
    uint8_t *is_stub;
    *g = (kri_ground){ .roads = roads, .links = roads->links, .classes = classes, .is_system = options->principle == KR_SYSTEM,
                        .traffic = class };
    KR_TRY(kr_roads_check(job, roads));
    KR_TRY(check_classes(job, roads, classes, class, g));
    KR_TRY(split_nodes(job, roads, g, &twin));
    KR_TRY(kri_stubs_find(job, options, g, &is_stub));
    KR_TRY(sort_links(job, roads, twin, is_stub, g));
    KR_TRY(index_out(job, g));
    KR_TRY(list_sources(job, twin, classes, class, g));
    KR_TRY(set_limits(job, g));
    g->ceiling = g->limit && options->ceiling > 0 ? options->ceiling : INFINITY;
    KR_TRY(load_links(job, g, class));
    return class_arcs(job, g, class);
}

void kri_labels_clear(const kri_ground *g, const kri_source *source, double *label)
{
    for (uint32_t i = 0; i < g->nodes; i++)
        label[i] = INFINITY;
    for (uint32_t k = 0; k < g->sinks; k++)
        label[g->sink[k]] = -INFINITY;
    for (size_t k = source->first; g->sinks && k < source->last; k++)
        label[g->target[k]] = INFINITY;
    label[source->node] = 0;
}
