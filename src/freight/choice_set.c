/* choice_set.c: what each pair may choose among. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* ---- one way ---- */

/* What a person would say it goes by: the nest of ways that are alike. */
static kr_freight_nest nest_of(const kr_network *n, const uint32_t *arc, uint32_t arcs)
{
    double road = 0, rail = 0, sea = 0, air = 0, pipe = 0;
    for (uint32_t i = 0; i < arcs; i++) {
        uint32_t layer = n->layer[n->graph.tail[arc[i]]];
        double km = n->km[arc[i]];
        *(layer == KR_LAYER_ROAD ? &road : layer == KR_LAYER_RAIL1520 || layer == KR_LAYER_RAIL1435 ? &rail
          : layer == KR_LAYER_AIR ? &air : layer == KR_LAYER_PIPELINE ? &pipe : &sea) += km;
    }
    double all = road + rail + sea + air + pipe;
    if (air > all / 2)
        return KR_NEST_AIR;
    if (pipe > all / 2)
        return KR_NEST_PIPE;
    if (sea > all / 2)
        return KR_NEST_OCEAN;
    if (road > rail)
        return KR_NEST_ROAD;
    return sea > 0 ? KR_NEST_RAIL_AND_SHORT_SEA : KR_NEST_RAIL;
}

static kr_status note_use(kr_job *job, const kr_freight_plan *plan, const kri_goods *goods, kri_way *way, size_t *room, uint32_t arc)
{
    const uint32_t *of = plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++) {
        double units = goods->units_t[plan->group[of[i]].unit];
        size_t k = 0;
        while (k < way->uses && way->use[k].group != of[i])
            k++;
        if (k < way->uses || !(units > 0))
            continue;       /* a link whose crossing is three arcs is used once */
        KR_TRY(kri_job_grow(job, &way->use, room, way->uses + 1, sizeof *way->use));
        way->use[way->uses++] = (kri_use){ of[i], units };
    }
    return KR_OK;
}

static kr_status measure(kr_job *job, const kr_freight_plan *plan, const kri_goods *goods, kri_way *way)
{
    size_t room = 0;
    for (uint32_t i = 0; i < way->arcs; i++) {
        way->usd_t += goods->usd_t[way->arc[i]];
        way->hours += goods->hours[way->arc[i]];
        way->km += plan->network->km[way->arc[i]];
        KR_TRY(note_use(job, plan, goods, way, &room, way->arc[i]));
    }
    way->nest = nest_of(plan->network, way->arc, way->arcs);
    return KR_OK;
}

static int is_known(const kri_pair *pair, const uint32_t *arc, uint32_t arcs)
{
    for (uint32_t i = 0; i < pair->ways; i++)
        if (pair->way[i].arcs == arcs && memcmp(pair->way[i].arc, arc, arcs * sizeof *arc) == 0)
            return 1;
    return 0;
}

static kr_status add_way(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, const uint32_t *arc, uint32_t arcs, size_t *added)
{
    uint32_t *own;
    if (pair->ways == KR_FREIGHT_MOST_WAYS || is_known(pair, arc, arcs))
        return KR_OK;
    KRI_NEW(job, own, arcs);
    memcpy(own, arc, arcs * sizeof *own);
    pair->way[pair->ways] = (kri_way){ .arc = own, .arcs = arcs };
    KR_TRY(measure(job, plan, pair->goods, &pair->way[pair->ways]));
    pair->ways++;
    ++*added;
    return KR_OK;
}

static kr_status tell_group(kr_job *job, kri_group *g, uint32_t pair)
{
    if (g->pairs && g->pair[g->pairs - 1] == pair)
        return KR_OK;
    KR_TRY(kri_job_grow(job, &g->pair, &g->room, g->pairs + 1, sizeof *g->pair));
    g->pair[g->pairs++] = pair;
    return KR_OK;
}

/* ---- the path-size factor (Ben-Akiva and Bierlaire 1999): a kilometre counts for one over the ways that share it ---- */

static void size_ways(const kr_network *n, kri_pair *pair, uint16_t *sharers)
{
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++)
            sharers[pair->way[w].arc[i]]++;
    for (uint32_t w = 0; w < pair->ways; w++) {
        kri_way *way = &pair->way[w];
        double size = 0;
        for (uint32_t i = 0; i < way->arcs; i++)
            size += n->km[way->arc[i]] / sharers[way->arc[i]];
        way->log_size = way->km > 0 ? log(size / way->km) : 0;
    }
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++)
            sharers[pair->way[w].arc[i]] = 0;
}

/* What follows from the ways: their sizes, their numbers, and which pairs a limit concerns. */
static kr_status finish(kr_job *job, kr_freight_plan *plan)
{
    uint16_t *sharers;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, sharers, plan->network->graph.arcs);
    for (size_t p = 0; p < plan->pairs; p++)
        size_ways(plan->network, &plan->pair[p], sharers);
    kri_job_release(job, mark);
    for (size_t g = 0; g < plan->groups; g++)
        plan->group[g].pairs = 0;
    plan->ways = 0;
    for (size_t p = 0; p < plan->pairs; p++) {
        plan->pair[p].first = plan->ways;
        plan->ways += plan->pair[p].ways;
        for (uint32_t w = 0; w < plan->pair[p].ways; w++)
            for (size_t k = 0; k < plan->pair[p].way[w].uses; k++)
                KR_TRY(tell_group(job, &plan->group[plan->pair[p].way[w].use[k].group], (uint32_t)p));
    }
    return KR_OK;
}

/* ---- searching ---- */

static double shadow_of(const kr_freight_plan *plan, const double *shadow_usd, const kri_goods *goods, uint32_t arc)
{
    const uint32_t *of = plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    double sum = 0;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++)
        sum += shadow_usd[of[i]] * goods->units_t[plan->group[of[i]].unit];
    return sum;
}

/* shadow_usd: NULL where limits are not thought of. */
static void weigh(const kr_freight_plan *plan, const double *shadow_usd, const kri_goods *goods, double taste, double *sum)
{
    for (uint32_t a = 0; a < plan->network->graph.arcs; a++)
        sum[a] = goods->usd_t[a] + taste * goods->vot_usd_t_h * goods->hours[a] + (shadow_usd ? shadow_of(plan, shadow_usd, goods, a) : 0);
}

static kr_status find_one(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, const double *weight, size_t *added, double *cost)
{
    kr_path path;
    const kr_path_end from = { pair->from, 0 }, to = { pair->to, 0 };
    KR_TRY(kr_path_find(job, &plan->network->graph, weight, &from, 1, &to, 1, &path));
    *cost = path.cost;
    return path.cost < INFINITY ? add_way(job, plan, pair, path.arc, path.arcs, added) : KR_OK;
}

static kr_status find_different(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, const double *weight, size_t *added)
{
    kr_alternatives found;
    kr_alternatives_options options = KR_ALTERNATIVES_DEFAULTS;
    const kr_path_end from = { pair->from, 0 }, to = { pair->to, 0 };
    options.count = plan->options.ways;
    options.sharing = 0.8;
    options.stretch = 1.8;
    options.measure = plan->network->km;
    KR_TRY(kr_path_alternatives(job, &plan->network->graph, weight, &from, 1, &to, 1, &options, &found));
    for (uint32_t i = 0; i < found.count && pair->ways < plan->options.ways; i++)
        KR_TRY(add_way(job, plan, pair, found.path[i].arc, found.path[i].arcs, added));
    return KR_OK;
}

/* ---- what a reference gives ---- */

static int is_open(const kri_goods *goods, const kri_way *way)
{
    for (uint32_t i = 0; i < way->arcs; i++)
        if (!(goods->usd_t[way->arc[i]] < INFINITY && goods->hours[way->arc[i]] < INFINITY))
            return 0;
    return 1;
}

static kr_status take_reference(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, size_t *added)
{
    const kr_freight_plan *reference = plan->options.reference;
    const kri_pair *old = &reference->pair[reference->pair_of_row[pair->row]];
    pair->has_scale = old->has_scale;
    memcpy(pair->theta, old->theta, sizeof pair->theta);
    memcpy(pair->stay, old->stay, sizeof pair->stay);
    for (uint32_t w = 0; w < old->ways; w++)
        if (is_open(pair->goods, &old->way[w]))
            KR_TRY(add_way(job, plan, pair, old->way[w].arc, old->way[w].arcs, added));
    return KR_OK;
}

/* ---- all of it ---- */

static kr_status find_cheapest(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, double *weight, size_t *added)
{
    double cheapest[KRI_TASTES], cost;
    for (int taste = 0; taste < KRI_TASTES; taste++) {
        weigh(plan, NULL, pair->goods, kri_taste_factor[taste], weight);
        KR_TRY(find_one(job, plan, pair, weight, added, &cheapest[taste]));
        if (!(cheapest[taste] < INFINITY))
            return KR_OK;
    }
    KR_TRY(find_one(job, plan, pair, pair->goods->hours, added, &cost));
    KR_TRY(find_one(job, plan, pair, pair->goods->usd_t, added, &cost));
    for (int taste = 0; taste < KRI_TASTES && !pair->has_scale; taste++) {
        pair->theta[taste] = plan->options.sharpness / cheapest[taste];
        pair->stay[taste] = plan->options.give_up * cheapest[taste];
    }
    pair->has_scale = 1;
    return KR_OK;
}

static kr_status find_ways(kr_job *job, const kr_freight_plan *plan, kri_pair *pair, double *weight)
{
    size_t added = 0;
    KRI_NEW(job, pair->way, KR_FREIGHT_MOST_WAYS);
    if (plan->options.reference)
        KR_TRY(take_reference(job, plan, pair, &added));
    if (pair->from == KR_NONE || pair->to == KR_NONE)
        return KR_OK;
    KR_TRY(find_cheapest(job, plan, pair, weight, &added));
    if (plan->options.reference || !pair->ways)
        return KR_OK;
    weigh(plan, NULL, pair->goods, 1, weight);
    return find_different(job, plan, pair, weight, &added);
}

kr_status kri_freight_find_ways(kr_job *job, kr_freight_plan *plan)
{
    double *weight;
    KRI_NEW(job, weight, plan->network->graph.arcs);
    for (size_t p = 0; p < plan->pairs; p++) {
        KR_TRY(kr_job_check(job));
        KR_TRY(find_ways(job, plan, &plan->pair[p], weight));
        kri_job_progress(job, "ways", (double)p + 1, (double)plan->pairs);
    }
    return finish(job, plan);
}

kr_status kri_freight_add_ways_at_prices(kr_job *job, kr_freight_plan *plan, const double *shadow_usd, size_t *added)
{
    double *weight, cost;
    *added = 0;
    KRI_NEW(job, weight, plan->network->graph.arcs);
    for (size_t p = 0; p < plan->pairs; p++)
        for (int taste = 0; taste < KRI_TASTES && plan->pair[p].ways; taste++) {
            weigh(plan, shadow_usd, plan->pair[p].goods, kri_taste_factor[taste], weight);
            KR_TRY(find_one(job, plan, &plan->pair[p], weight, added, &cost));
        }
    return finish(job, plan);
}
