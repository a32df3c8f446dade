/* shippers.c: who sends, by which ways, and what he expects of those that are open. */
#include "critical/shippers.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_USD 1e16

/* ---- countries at the ends ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint32_t country_of(const kr_critical *c, uint32_t place)
{
    const kr_world *w = c->network->world;
    const char *name = kr_world_text(w, w->node.country[place]);
    return (uint32_t)((const char **)bsearch(&name, c->country, c->countries, sizeof name, by_name) - c->country);
}

kr_status kri_countries_list(kr_job *job, kr_critical *c)
{
    const kr_world *w = c->network->world;
    size_t count = 0;
    KRI_NEW(job, c->country, 2 * (size_t)w->demand.count);
    for (uint32_t r = 0; r < w->demand.count; r++) {
        c->country[count++] = kr_world_text(w, w->node.country[w->demand.origin[r]]);
        c->country[count++] = kr_world_text(w, w->node.country[w->demand.destination[r]]);
    }
    qsort(c->country, count, sizeof *c->country, by_name);
    for (size_t i = 0; i < count; i++)
        if (!i || strcmp(c->country[i], c->country[c->countries - 1]) != 0)
            c->country[c->countries++] = c->country[i];
    return KR_OK;
}

/* ---- how far it is to the end ---- */

/* Rows of one cargo to one place share their trees. */
static const kri_shipper *with_same_end(const kr_critical *c, const kri_shipper *s)
{
    for (const kri_shipper *other = c->shipper; other < s; other++)
        if (other->to == s->to && other->cargo == s->cargo)
            return other;
    return NULL;
}

static kr_status look_ahead(kr_job *job, const kr_critical *c, kri_search *search, kri_shipper *s)
{
    const kri_shipper *same = with_same_end(c, s);
    for (int k = 0; k < KRI_TASTES; k++) {
        double *ahead;
        if (same) {
            s->view[k].ahead = same->view[k].ahead;
            continue;
        }
        KRI_NEW(job, ahead, c->network->graph.nodes);
        kri_search_tree(search, &c->network->graph, s->view[k].weight, KR_PATH_BACKWARD, &(kr_path_end){ s->to, 0 }, 1);
        memcpy(ahead, search->cost, c->network->graph.nodes * sizeof *ahead);
        s->view[k].ahead = ahead;
    }
    return KR_OK;
}

/* ---- the logsum, as src/freight/shares.c has it, for any set of ways that are open ---- */

static double utility_of(const kr_critical *c, const kri_shipper *s, const kri_way *way, int taste)
{
    const kr_freight_options *o = &c->plan->options;
    double cost = way->usd_t + kri_taste_factor[taste] * s->usd_t_h * way->hours;
    return -(s->view[taste].theta * cost + o->nest * way->log_km) / (o->nest * o->overlap);
}

static kr_status view_ways(kr_job *job, const kr_critical *c, kri_shipper *s, int taste)
{
    const kri_pair *pair = &c->plan->pair[s->number];
    const kri_way *way = c->plan->way + pair->first;
    const kr_freight_options *o = &c->plan->options;
    kri_view *v = &s->view[taste];
    double top[KR_FREIGHT_NESTS];
    v->theta = pair->theta[taste];
    v->stay = pair->stay[taste];
    v->highest = -v->theta * v->stay;
    KRI_NEW(job, v->way, s->ways);
    KRI_NEW(job, v->alone, s->ways);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        top[m] = -INFINITY;
    for (uint32_t w = 0; w < s->ways; w++)
        top[way[w].nest] = fmax(top[way[w].nest], utility_of(c, s, &way[w], taste));
    for (uint32_t w = 0; w < s->ways; w++) {
        v->way[w] = exp(utility_of(c, s, &way[w], taste) - top[way[w].nest]);
        v->alone[w] = exp(o->overlap * (utility_of(c, s, &way[w], taste) - top[way[w].nest]));
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        v->highest = fmax(v->highest, o->nest * o->overlap * top[m]);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        v->nest[m] = exp(o->nest * o->overlap * top[m] - v->highest);
    v->home = exp(-v->theta * v->stay - v->highest);
    return KR_OK;
}

static double part_of(const kri_view *v, uint64_t ways, double overlap)
{
    double sum = 0;
    if (!(ways & (ways - 1)))
        return v->alone[__builtin_ctzll(ways)];
    for (; ways; ways &= ways - 1)
        sum += v->way[__builtin_ctzll(ways)];
    return pow(sum, overlap);
}

double kri_shipper_logsum(const kr_critical *c, const kri_shipper *s, int taste, uint64_t open)
{
    const kri_view *v = &s->view[taste];
    const kri_pair *pair = &c->plan->pair[s->number];
    const kri_segment *segment = c->plan->segment + pair->first_segment;
    double nest[KR_FREIGHT_NESTS] = { 0 }, sum = v->home;
    for (uint32_t i = 0; i < pair->segments; i++)
        if (segment[i].ways & open)
            nest[segment[i].nest] += segment[i].km * part_of(v, segment[i].ways & open, c->plan->options.overlap);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        if (nest[m] > 0)
            sum += v->nest[m] * pow(nest[m], c->plan->options.nest);
    return -(v->highest + log(sum)) / v->theta;
}

/* ---- which elements close which ways ---- */

static int by_element(const void *a, const void *b)
{
    const kri_hit *x = a, *y = b;
    return (x->element > y->element) - (x->element < y->element);
}

static void touch(uint32_t element, uint32_t way, uint64_t *ways_of, uint32_t *touched, uint32_t *count)
{
    if (element == KR_NONE)
        return;
    if (!ways_of[element])
        touched[(*count)++] = element;
    ways_of[element] |= (uint64_t)1 << way;
}

/* ways_of: [elements], zero before and after; touched: [elements] */
static kr_status find_hits(kr_job *job, const kr_critical *c, uint64_t *ways_of, uint32_t *touched, kri_shipper *s)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < s->ways; w++)
        for (uint32_t i = 0; i < s->way[w].arcs; i++) {
            const uint32_t *of = c->element_of_arc + (size_t)s->way[w].arc[i] * KRI_ELEMENTS_OF_ARC;
            for (int k = 0; k < KRI_ELEMENTS_OF_ARC; k++)
                touch(of[k], w, ways_of, touched, &count);
        }
    KRI_NEW(job, s->hit, count);
    s->hits = count;
    for (uint32_t i = 0; i < count; i++) {
        s->hit[i] = (kri_hit){ touched[i], ways_of[touched[i]] };
        ways_of[touched[i]] = 0;
    }
    qsort(s->hit, count, sizeof *s->hit, by_element);
    return KR_OK;
}

/* ---- */

static kr_status list_shippers(kr_job *job, kr_critical *c, double **weight)
{
    const kr_wanted *d = &c->network->world->demand;
    KRI_NEW(job, c->shipper, c->plan->pairs);
    for (size_t p = 0; p < c->plan->pairs; p++) {
        const kri_pair *pair = &c->plan->pair[p];
        kri_shipper *s = &c->shipper[c->shippers];
        if (!pair->ways)
            continue;
        *s = (kri_shipper){ .number = (uint32_t)p, .from = pair->from, .to = pair->to, .cargo = d->cargo[pair->row], .usd_t_h = pair->goods->vot_usd_t_h,
                            .way = c->freight.pair[p].way, .ways = pair->ways, .origin = country_of(c, d->origin[pair->row]),
                            .destination = country_of(c, d->destination[pair->row]), .t_yr = d->t_yr[pair->row] };
        s->all_ways = ~(uint64_t)0 >> (64 - pair->ways);
        for (int k = 0; k < KRI_TASTES; k++) {
            s->view[k].weight = weight[s->cargo * KRI_TASTES + (uint32_t)k];
            KR_TRY(view_ways(job, c, s, k));
        }
        c->shippers++;
    }
    return KR_OK;
}

/* Losses are whole cents in 64 bits, and parts of sums are up to seven losses. */
static kr_status check_size(kr_job *job, const kr_critical *c)
{
    double most = 0;
    for (size_t i = 0; i < c->shippers; i++)
        most += c->shipper[i].t_yr * fmax(c->shipper[i].view[0].stay, fmax(c->shipper[i].view[1].stay, c->shipper[i].view[2].stay));
    if (most < MOST_USD)
        return KR_OK;
    return kr_fail(job, KR_E_INPUT, "the freight could cost %g USD a year, more than the %g that losses can be counted in; look for tonnes or prices that are "
                                    "far too large", most, MOST_USD);
}

kr_status kri_shippers_make(kr_job *job, kr_critical *c, double **weight, kri_search *search)
{
    uint64_t *ways_of;
    uint32_t *touched;
    c->shippers = 0;
    KR_TRY(kr_freight_load(job, c->plan, NULL, NULL, &c->freight));
    KR_TRY(list_shippers(job, c, weight));
    KR_TRY(check_size(job, c));
    KRI_NEW(job, ways_of, c->elements);
    KRI_NEW(job, touched, c->elements);
    for (size_t i = 0; i < c->shippers; i++) {
        KR_TRY(kr_job_check(job));
        KR_TRY(look_ahead(job, c, search, &c->shipper[i]));
        KR_TRY(find_hits(job, c, ways_of, touched, &c->shipper[i]));
        for (int k = 0; k < KRI_TASTES; k++)
            c->shipper[i].view[k].expected_usd_t = kri_shipper_logsum(c, &c->shipper[i], k, c->shipper[i].all_ways);
    }
    return KR_OK;
}
