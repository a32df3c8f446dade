/* choice_set.c: what each pair may choose among. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

const double kri_taste_factor[KRI_TASTES] = { 0.5, 1, 2 }, kri_taste_share[KRI_TASTES] = { 0.25, 0.5, 0.25 };

/* ---- one way ---- */

enum { NEST_ROAD, NEST_RAIL, NEST_RAIL_AND_SHORT_SEA, NEST_OCEAN, NEST_AIR, NEST_PIPE };

/* What a person would say it goes by: the nest of ways that are alike. */
static uint32_t nest_of(const kr_network *n, const uint32_t *arc, uint32_t arcs)
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
        return NEST_AIR;
    if (pipe > all / 2)
        return NEST_PIPE;
    if (sea > all / 2)
        return NEST_OCEAN;
    if (road > rail)
        return NEST_ROAD;
    return sea > 0 ? NEST_RAIL_AND_SHORT_SEA : NEST_RAIL;
}

static kr_status note_use(kri_freight *f, const kri_goods *goods, kri_freight_way *way, size_t *room, uint32_t arc)
{
    const uint32_t *of = f->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++) {
        double units = goods->units_t[f->group[of[i]].unit];
        size_t k = 0;
        while (k < way->uses && way->use[k].group != of[i])
            k++;
        if (k < way->uses || !(units > 0))
            continue;       /* a link whose crossing is three arcs is used once */
        KR_TRY(kri_job_grow(f->job, &way->use, room, way->uses + 1, sizeof *way->use));
        way->use[way->uses++] = (kri_use){ of[i], units };
    }
    return KR_OK;
}

static kr_status measure(kri_freight *f, const kri_goods *goods, kri_freight_way *way)
{
    size_t room = 0;
    for (uint32_t i = 0; i < way->arcs; i++) {
        way->usd_t += goods->usd_t[way->arc[i]];
        way->hours += goods->hours[way->arc[i]];
        way->km += f->network->km[way->arc[i]];
        KR_TRY(note_use(f, goods, way, &room, way->arc[i]));
    }
    way->nest = nest_of(f->network, way->arc, way->arcs);
    return KR_OK;
}

static kr_status add_way(kri_freight *f, kri_pair *pair, const kr_path *path, size_t *added)
{
    if (!(path->cost < INFINITY) || pair->ways == f->options->ways)
        return KR_OK;
    for (uint32_t i = 0; i < pair->ways; i++)
        if (pair->way[i].arcs == path->arcs && memcmp(pair->way[i].arc, path->arc, path->arcs * sizeof *path->arc) == 0)
            return KR_OK;
    kri_freight_way *way = &pair->way[pair->ways];
    *way = (kri_freight_way){ .arc = path->arc, .arcs = path->arcs };
    KR_TRY(measure(f, pair->goods, way));
    pair->ways++;
    ++*added;
    return KR_OK;
}

static kr_status tell_groups(kri_freight *f, uint32_t number, const kri_freight_way *way)
{
    for (size_t k = 0; k < way->uses; k++) {
        kri_group *g = &f->group[way->use[k].group];
        if (g->pairs && g->pair[g->pairs - 1] == number)
            continue;
        size_t i = 0;
        while (i < g->pairs && g->pair[i] != number)
            i++;
        if (i < g->pairs)
            continue;
        KR_TRY(kri_job_grow(f->job, &g->pair, &g->room, g->pairs + 1, sizeof *g->pair));
        g->pair[g->pairs++] = number;
    }
    return KR_OK;
}

/* ---- the path-size factor (Ben-Akiva and Bierlaire 1999): a kilometre counts for one over the ways that share it ---- */

static void size_ways(const kr_network *n, kri_pair *pair, uint16_t *sharers)
{
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++)
            sharers[pair->way[w].arc[i]]++;
    for (uint32_t w = 0; w < pair->ways; w++) {
        kri_freight_way *way = &pair->way[w];
        double size = 0;
        for (uint32_t i = 0; i < way->arcs; i++)
            size += n->km[way->arc[i]] / sharers[way->arc[i]];
        way->log_size = way->km > 0 ? log(size / way->km) : 0;
    }
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t i = 0; i < pair->way[w].arcs; i++)
            sharers[pair->way[w].arc[i]] = 0;
}

static kr_status finish(kri_freight *f)
{
    uint16_t *sharers;
    kri_mark mark = kri_job_mark(f->job);
    KRI_NEW(f->job, sharers, f->network->graph.arcs);
    for (size_t p = 0; p < f->pairs; p++)
        size_ways(f->network, &f->pair[p], sharers);
    kri_job_release(f->job, mark);
    for (size_t p = 0; p < f->pairs; p++)
        for (uint32_t w = 0; w < f->pair[p].ways; w++)
            KR_TRY(tell_groups(f, (uint32_t)p, &f->pair[p].way[w]));
    return KR_OK;
}

/* ---- searching ---- */

static double shadow_of(const kri_freight *f, const kri_goods *goods, uint32_t arc)
{
    const uint32_t *of = f->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    double sum = 0;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++)
        sum += f->shadow[of[i]] * goods->units_t[f->group[of[i]].unit];
    return sum;
}

static void weigh(const kri_freight *f, const kri_goods *goods, double taste, double *sum)
{
    for (uint32_t a = 0; a < f->network->graph.arcs; a++)
        sum[a] = goods->usd_t[a] + taste * goods->vot_usd_t_h * goods->hours[a] + shadow_of(f, goods, a);
}

static kr_status find_one(kri_freight *f, kri_pair *pair, const double *weight, size_t *added, double *cost)
{
    kr_path path;
    KR_TRY(kr_path_find(f->job, &f->network->graph, weight, &(kr_path_end){ pair->from, 0 }, 1, &(kr_path_end){ pair->to, 0 }, 1, &path));
    *cost = path.cost;
    return add_way(f, pair, &path, added);
}

static kr_status find_different(kri_freight *f, kri_pair *pair, const double *weight, size_t *added)
{
    kr_alternatives found;
    kr_alternatives_options options = KR_ALTERNATIVES_DEFAULTS;
    options.count = f->options->ways;
    options.sharing = 0.8;
    options.stretch = 1.8;
    options.measure = f->network->km;
    KR_TRY(kr_path_alternatives(f->job, &f->network->graph, weight, &(kr_path_end){ pair->from, 0 }, 1, &(kr_path_end){ pair->to, 0 }, 1,
                                &options, &found));
    for (uint32_t i = 0; i < found.count; i++)
        KR_TRY(add_way(f, pair, &found.path[i], added));
    return KR_OK;
}

static void scale_tastes(const kri_freight *f, kri_pair *pair, int taste, double cheapest)
{
    pair->theta[taste] = f->options->sharpness / cheapest;
    pair->stay[taste] = f->options->give_up * cheapest;
}

static kr_status first_ways(kri_freight *f, kri_pair *pair, double *weight, size_t *added)
{
    double cost;
    KRI_NEW(f->job, pair->way, f->options->ways);
    if (pair->from == KR_NONE || pair->to == KR_NONE)
        return KR_OK;
    for (int taste = 0; taste < KRI_TASTES; taste++) {
        weigh(f, pair->goods, kri_taste_factor[taste], weight);
        KR_TRY(find_one(f, pair, weight, added, &cost));
        if (!(cost < INFINITY))
            return KR_OK;
        scale_tastes(f, pair, taste, cost);
    }
    KR_TRY(find_one(f, pair, pair->goods->hours, added, &cost));
    KR_TRY(find_one(f, pair, pair->goods->usd_t, added, &cost));
    weigh(f, pair->goods, 1, weight);
    return find_different(f, pair, weight, added);
}

kr_status kri_freight_find_ways(kri_freight *f)
{
    double *weight;
    size_t added = 0;
    KRI_NEW(f->job, weight, f->network->graph.arcs);
    for (size_t p = 0; p < f->pairs; p++) {
        KR_TRY(kr_job_check(f->job));
        KR_TRY(first_ways(f, &f->pair[p], weight, &added));
        kri_job_progress(f->job, "ways", (double)p + 1, (double)f->pairs);
    }
    return finish(f);
}

kr_status kri_freight_add_ways_at_prices(kri_freight *f, size_t *added)
{
    double *weight, cost;
    *added = 0;
    KRI_NEW(f->job, weight, f->network->graph.arcs);
    for (size_t p = 0; p < f->pairs; p++) {
        kri_pair *pair = &f->pair[p];
        for (int taste = 0; taste < KRI_TASTES && pair->ways; taste++) {
            weigh(f, pair->goods, kri_taste_factor[taste], weight);
            KR_TRY(find_one(f, pair, weight, added, &cost));
        }
    }
    return finish(f);
}
