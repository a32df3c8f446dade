/* choice_set.c: what each pair may choose among. */
#include "searches.h"

#include "base/arena.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* ---- one way ---- */

/* What a person would say it goes by: the nest of ways that are alike. */
static kr_freight_nest nest_of(const kr_network *n, kri_arcs way)
{
    double of[KR_LAYERS + 1] = { 0 }, all = 0;      /* km by layer; doors have none */
    for (uint32_t i = 0; i < way.arcs; i++)
        of[n->layer[n->graph.tail[way.arc[i]]]] += n->km[way.arc[i]];
    for (int layer = 0; layer < KR_LAYERS; layer++)
        all += of[layer];
    double road = of[KR_LAYER_ROAD], rail = of[KR_LAYER_RAIL1520] + of[KR_LAYER_RAIL1435], air = of[KR_LAYER_AIR], pipe = of[KR_LAYER_PIPELINE];
    double sea = of[KR_LAYER_SEA_CONTAINER] + of[KR_LAYER_SEA_RORO] + of[KR_LAYER_SEA_RAIL_FERRY] + of[KR_LAYER_SEA_BULK] + of[KR_LAYER_SEA_TANKER];
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

/* A link whose crossing is three arcs is used once. */
static kr_status note_uses(kr_job *job, kr_freight_plan *plan, const kri_goods *goods, kri_way *way, uint32_t arc)
{
    const uint32_t *of = plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++) {
        double units = goods->units_t[plan->group[of[i]].unit];
        uint32_t k = 0;
        while (k < way->uses && plan->use[way->first_use + k].group != of[i])
            k++;
        if (k < way->uses || !(units > 0))
            continue;
        KR_TRY(kri_job_grow(job, &plan->use, &plan->use_room, plan->uses + 1, sizeof *plan->use));
        plan->use[plan->uses++] = (kri_use){ of[i], units };
        way->uses++;
    }
    return KR_OK;
}

static void add_costs(const kri_goods *goods, kri_way *way)
{
    for (uint32_t i = 0; i < way->along.arcs; i++) {
        way->usd_t += goods->usd_t[way->along.arc[i]];
        way->hours += goods->hours[way->along.arc[i]];
    }
}

static kr_status measure(kr_job *job, kr_freight_plan *plan, const kri_goods *goods, kri_way *way)
{
    way->first_use = plan->uses;
    for (uint32_t i = 0; i < way->along.arcs; i++) {
        uint32_t a = way->along.arc[i];
        way->km += plan->network->km[a];
        if (plan->group_of_arc[(size_t)a * KRI_GROUPS_OF_ARC] != KR_NONE)
            KR_TRY(note_uses(job, plan, goods, way, a));
    }
    way->nest = nest_of(plan->network, way->along);
    return KR_OK;
}

/* But for what it costs a way is in both plans the same. */
static kr_status copy_measure(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, const kri_way *old, kri_way *way)
{
    way->first_use = plan->uses;
    way->uses = old->uses;
    way->km = old->km;
    way->nest = old->nest;
    KR_TRY(kri_job_grow(job, &plan->use, &plan->use_room, plan->uses + old->uses, sizeof *plan->use));
    for (uint32_t k = 0; k < old->uses; k++)
        plan->use[plan->uses++] = like->use[old->first_use + k];
    return KR_OK;
}

/* ---- what is the same ---- */

static int is_same_array(const double *a, const double *b, size_t count)
{
    return a == b || memcmp(a, b, count * sizeof *a) == 0;
}

/* ---- lists of ways by pair ---- */

static kr_status list_counts(kr_job *job, size_t pairs, kri_ways_by_pair *list)
{
    KRI_NEW(job, list->first, pairs + 1);
    return KR_OK;
}

/* From counts at first[p + 1] to places. */
static kr_status list_room(kr_job *job, size_t pairs, kri_ways_by_pair *list)
{
    for (size_t p = 0; p < pairs; p++)
        list->first[p + 1] += list->first[p];
    KRI_NEW(job, list->item, list->first[pairs]);
    return KR_OK;
}

/* The arcs of all ways of a list, moved to memory of the job. */
static kr_status own_arcs(kr_job *job, size_t pairs, kri_ways_by_pair *list)
{
    uint32_t *own;
    size_t count = 0;
    for (size_t i = 0; i < list->first[pairs]; i++)
        count += list->item[i].arcs;
    KRI_NEW(job, own, count);
    for (size_t i = 0; i < list->first[pairs]; i++) {
        if (list->item[i].arcs)
            memcpy(own, list->item[i].arc, list->item[i].arcs * sizeof *own);
        list->item[i].arc = own;
        own += list->item[i].arcs;
    }
    return KR_OK;
}

static size_t count_of(const kri_ways_by_pair *list, size_t pair)
{
    return list->first[pair + 1] - list->first[pair];
}

/* ---- what is found ---- */

/* like, skip: [pairs] those whose ways are like's; NULL: none. */
static kr_status list_findings(kr_job *job, const kr_freight_plan *plan, const kri_findings *findings, size_t count, const kr_freight_plan *like,
                               const uint8_t *skip, kri_ways_by_pair *list)
{
    size_t *filled;
    KR_TRY(list_counts(job, plan->pairs, list));
    for (size_t f = 0; f < count; f++)
        for (size_t i = 0; i < findings[f].ways; i++)
            list->first[findings[f].pair[i] + 1]++;
    for (size_t p = 0; p < plan->pairs && like && skip; p++)
        if (skip[p])
            list->first[p + 1] = count_of(&like->own, p);
    KR_TRY(list_room(job, plan->pairs, list));
    KRI_NEW(job, filled, plan->pairs);
    for (size_t f = 0; f < count; f++) {
        const uint32_t *arc = findings[f].arc;
        for (size_t i = 0; i < findings[f].ways; i++) {
            uint32_t p = findings[f].pair[i];
            list->item[list->first[p] + filled[p]++] = (kri_arcs){ arc, findings[f].arcs[i] };
            arc += findings[f].arcs[i];
        }
    }
    for (size_t p = 0; p < plan->pairs && like && skip; p++)
        if (skip[p] && count_of(list, p))
            memcpy(list->item + list->first[p], like->own.item + like->own.first[p], count_of(list, p) * sizeof *list->item);
    return own_arcs(job, plan->pairs, list);
}

static kr_status search(kr_job *job, const kr_freight_plan *plan, kri_scope scope, const double *shadow_usd, const kr_freight_plan *like,
                        const uint8_t *skip, kri_ways_by_pair *list)
{
    kri_findings *findings;
    size_t count;
    kr_status status = kri_freight_search(job, plan, scope, shadow_usd, skip, &findings, &count);
    if (status == KR_OK)
        status = list_findings(job, plan, findings, count, like, skip, list);
    kri_findings_end(findings, count);
    return status;
}

/* ---- what is known before ---- */

static int is_open(const kri_goods *goods, kri_arcs way)
{
    for (uint32_t i = 0; i < way.arcs; i++)
        if (!(goods->usd_t[way.arc[i]] < INFINITY))
            return 0;
    return 1;
}

/* The ways of the reference that are open here. */
static kr_status list_reference(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *reference, kri_ways_by_pair *list)
{
    size_t count = 0;
    KR_TRY(list_counts(job, plan->pairs, list));
    KRI_NEW(job, list->item, reference ? reference->ways : 0);
    for (size_t p = 0; p < plan->pairs; p++) {
        for (uint32_t w = 0; reference && w < reference->pair[p].ways; w++) {
            kri_arcs along = reference->way[reference->pair[p].first + w].along;
            if (is_open(plan->pair[p].goods, along))
                list->item[count++] = along;
        }
        list->first[p + 1] = count;
    }
    return own_arcs(job, plan->pairs, list);
}

/* ---- choice sets ---- */

static int is_in(const kri_way *way, uint32_t ways, kri_arcs along)
{
    for (uint32_t i = 0; i < ways; i++)
        if (kri_is_same_way(way[i].along, along))
            return 1;
    return 0;
}

/* Whether the same arcs have the same kilometres, layers and limits in both. */
static int measures_alike(const kr_freight_plan *plan, const kr_freight_plan *like)
{
    size_t slots = (size_t)plan->network->graph.arcs * KRI_GROUPS_OF_ARC;
    if (plan->network->km != like->network->km || plan->network->layer != like->network->layer || plan->groups != like->groups
        || memcmp(plan->group_of_arc, like->group_of_arc, slots * sizeof *plan->group_of_arc) != 0)
        return 0;
    for (size_t g = 0; g < plan->groups; g++)
        if (plan->group[g].unit != like->group[g].unit)
            return 0;
    return 1;
}

/* The way of the other plan's pair along the same arcs, from *next on, which goes to the one behind it; NULL: there is none. */
static const kri_way *find_same(const kr_freight_plan *like, size_t number, kri_arcs along, uint32_t *next)
{
    const kri_pair *pair = &like->pair[number];
    for (uint32_t w = *next; w < pair->ways; w++)
        if (kri_is_same_way(like->way[pair->first + w].along, along)) {
            *next = w + 1;
            return &like->way[pair->first + w];
        }
    return NULL;
}

/* like: NULL, or a plan that measures alike. Both plans list their ways in the same order, as far as they have the same. */
static kr_status add_way(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, size_t number, kri_arcs along, uint32_t *next)
{
    const kri_goods *goods = plan->pair[number].goods;
    kri_way *way = &plan->way[plan->ways];
    const kri_way *old = NULL;
    *way = (kri_way){ .along = along };
    if (like && memcmp(goods->units_t, like->pair[number].goods->units_t, sizeof goods->units_t) == 0)
        old = find_same(like, number, along, next);
    add_costs(goods, way);
    KR_TRY(old ? copy_measure(job, plan, like, old, way) : measure(job, plan, goods, way));
    plan->pair[number].ways++;
    plan->ways++;
    return KR_OK;
}

/* Adds those of the pair's list that are new to it, as long as it has fewer ways than most. */
static kr_status add_ways(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, size_t number, const kri_ways_by_pair *list, uint32_t most)
{
    kri_pair *pair = &plan->pair[number];
    uint32_t next = 0;
    for (size_t i = list->first[number]; i < list->first[number + 1] && pair->ways < most; i++)
        if (!is_in(plan->way + pair->first, pair->ways, list->item[i]))
            KR_TRY(add_way(job, plan, like, number, list->item[i], &next));
    return KR_OK;
}

/* To the ways of each pair those of the list that are new, `more` at most. */
static kr_status add_all(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, const kri_ways_by_pair *list, uint32_t more)
{
    const kri_way *before = plan->way;
    KRI_NEW(job, plan->way, plan->ways + list->first[plan->pairs]);
    plan->ways = 0;
    for (size_t p = 0; p < plan->pairs; p++) {
        kri_pair *pair = &plan->pair[p];
        uint32_t most = pair->ways + more < KR_FREIGHT_MOST_WAYS ? pair->ways + more : KR_FREIGHT_MOST_WAYS;
        if (pair->ways)
            memcpy(plan->way + plan->ways, before + pair->first, pair->ways * sizeof *before);
        pair->first = plan->ways;
        plan->ways += pair->ways;
        KR_TRY(add_ways(job, plan, like, p, list, most));
    }
    return KR_OK;
}

/* ---- what follows from the ways ---- */

static kr_status tell_group(kr_job *job, const kr_freight_plan *plan, kri_group *g, uint32_t pair, double units_t)
{
    for (int taste = 0; taste < KRI_TASTES; taste++)
        g->sharpness = fmax(g->sharpness, plan->pair[pair].theta[taste] * units_t / (plan->options.nest * plan->options.overlap));
    if (g->pairs && g->pair[g->pairs - 1] == pair)
        return KR_OK;
    KR_TRY(kri_job_grow(job, &g->pair, &g->room, g->pairs + 1, sizeof *g->pair));
    g->pair[g->pairs++] = pair;
    return KR_OK;
}

/* Marks the pairs whose ways are those of like, along the same kilometres. */
static kr_status find_alike(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *like, uint8_t **is_alike)
{
    KRI_NEW(job, *is_alike, plan->pairs);
    if (!like || !is_same_array(plan->network->km, like->network->km, plan->network->graph.arcs))
        return KR_OK;
    for (size_t p = 0; p < plan->pairs; p++) {
        const kri_pair *pair = &plan->pair[p], *old = &like->pair[p];
        (*is_alike)[p] = pair->ways == old->ways;
        for (uint32_t w = 0; w < pair->ways && (*is_alike)[p]; w++)
            (*is_alike)[p] = kri_is_same_way(plan->way[pair->first + w].along, like->way[old->first + w].along);
    }
    return KR_OK;
}

/* Whether the pair's shippers, who have the same ways there, part in the same way. */
static int parts_alike(const kr_freight_plan *plan, const kr_freight_plan *like, size_t number)
{
    const kri_pair *pair = &plan->pair[number], *old = &like->pair[number];
    const kr_freight_options *o = &plan->options, *p = &like->options;
    int is_same = o->nest == p->nest && o->overlap == p->overlap && pair->has_scale == old->has_scale
                  && pair->goods->vot_usd_t_h == old->goods->vot_usd_t_h && memcmp(pair->theta, old->theta, sizeof pair->theta) == 0
                  && memcmp(pair->stay, old->stay, sizeof pair->stay) == 0;
    for (uint32_t w = 0; w < pair->ways && is_same; w++) {
        const kri_way *a = &plan->way[pair->first + w], *b = &like->way[old->first + w];
        is_same = a->usd_t == b->usd_t && a->hours == b->hours;
    }
    return is_same;
}

static void copy_parting(kr_freight_plan *plan, const kr_freight_plan *like, size_t number)
{
    if (plan->pair[number].ways)
        memcpy(plan->free_share + plan->pair[number].first, like->free_share + like->pair[number].first, plan->pair[number].ways * sizeof *plan->free_share);
    plan->free_home_share[number] = like->free_home_share[number];
    plan->free_expected_usd_t[number] = like->free_expected_usd_t[number];
}

/* How shippers part where nothing is scarce; room: [threads]. */
static void part_each(kr_freight_plan *plan, const kr_freight_plan *like, const uint8_t *is_alike, kri_split *room, int threads)
{
    #pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
    for (size_t p = 0; p < plan->pairs; p++)
        if (is_alike[p] && parts_alike(plan, like, p))
            copy_parting(plan, like, p);
        else
            kri_freight_choose(plan, p, NULL, &room[omp_get_thread_num()], plan->free_share + plan->pair[p].first, &plan->free_home_share[p],
                               &plan->free_expected_usd_t[p]);
}

static kr_status part_freely(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like, const uint8_t *is_alike)
{
    kri_split *room;
    int threads = job->threads < 1 ? 1 : job->threads;
    KRI_NEW(job, plan->free_share, plan->ways);
    KRI_NEW(job, plan->free_home_share, plan->pairs);
    KRI_NEW(job, plan->free_expected_usd_t, plan->pairs);
    KRI_NEW(job, room, (size_t)threads);
    for (int i = 0; i < threads; i++)
        KR_TRY(kri_split_make(job, KR_FREIGHT_MOST_WAYS, plan->most_segments, &room[i]));
    part_each(plan, like, is_alike, room, threads);
    return KR_OK;
}

/* like: NULL, or a plan of the same numbering; what it knows of pairs that are the same is taken from there. */
static kr_status finish(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *like)
{
    uint8_t *is_alike;
    KR_TRY(find_alike(job, plan, like, &is_alike));
    KR_TRY(kri_freight_cut_segments(job, plan, like, is_alike));
    KR_TRY(part_freely(job, plan, like, is_alike));
    for (size_t g = 0; g < plan->groups; g++)
        plan->group[g].pairs = 0, plan->group[g].sharpness = 0;
    for (size_t p = 0; p < plan->pairs; p++)
        for (uint32_t w = 0; w < plan->pair[p].ways; w++) {
            const kri_way *way = &plan->way[plan->pair[p].first + w];
            for (uint32_t k = 0; k < way->uses; k++)
                KR_TRY(tell_group(job, plan, &plan->group[plan->use[way->first_use + k].group], (uint32_t)p, plan->use[way->first_use + k].units_t));
        }
    return KR_OK;
}

/* ---- scales: the shippers' noise and their limit of giving up ---- */

static double cost_of(const kri_goods *goods, kri_arcs way, int taste)
{
    double usd = 0, hours = 0;
    for (uint32_t i = 0; i < way.arcs; i++) {
        usd += goods->usd_t[way.arc[i]];
        hours += goods->hours[way.arc[i]];
    }
    return usd + kri_taste_factor[taste] * goods->vot_usd_t_h * hours;
}

/* By the reference's cheapest ways, or else by those found here, which come first among the plan's own. */
static void set_scales(kr_freight_plan *plan, const kr_freight_plan *reference)
{
    for (size_t p = 0; p < plan->pairs; p++) {
        kri_pair *pair = &plan->pair[p];
        if (reference && reference->pair[p].has_scale) {
            memcpy(pair->theta, reference->pair[p].theta, sizeof pair->theta);
            memcpy(pair->stay, reference->pair[p].stay, sizeof pair->stay);
            pair->has_scale = 1;
            continue;
        }
        pair->has_scale = count_of(&plan->own, p) > 0;
        for (int taste = 0; taste < KRI_TASTES && pair->has_scale; taste++) {
            double cheapest = cost_of(pair->goods, plan->own.item[plan->own.first[p] + (size_t)taste], taste);
            pair->theta[taste] = plan->options.sharpness / cheapest;
            pair->stay[taste] = plan->options.give_up * cheapest;
        }
    }
}

/* ---- all of it ---- */

static int has_same_ways(const kri_ways_by_pair *a, const kri_ways_by_pair *b, size_t pair)
{
    if (count_of(a, pair) != count_of(b, pair))
        return 0;
    for (size_t i = 0; i < count_of(a, pair); i++)
        if (!kri_is_same_way(a->item[a->first[pair] + i], b->item[b->first[pair] + i]))
            return 0;
    return 1;
}

/* Where nothing that a search reads has changed, neither has what it finds. */
static kr_status find_unchanged(kr_job *job, const kr_freight_plan *plan, const kr_freight_plan *like, uint8_t **skip)
{
    const kr_network *n = plan->network, *old = like->network;
    uint32_t arcs = n->graph.arcs;
    KRI_NEW(job, *skip, plan->pairs);
    if (plan->has_reference != like->has_reference || plan->options.ways != like->options.ways || !is_same_array(n->km, old->km, arcs))
        return KR_OK;
    for (uint32_t c = 0; c < n->world->cargo.count; c++) {
        const kri_goods *g = &plan->goods[c], *h = &like->goods[c];
        if (!g->pairs || g->vot_usd_t_h != h->vot_usd_t_h || !is_same_array(g->usd_t, h->usd_t, arcs) || !is_same_array(g->hours, h->hours, arcs))
            continue;
        for (size_t i = 0; i < g->pairs; i++)
            (*skip)[g->pair[i]] = (uint8_t)has_same_ways(&plan->known, &like->known, g->pair[i]);
    }
    return KR_OK;
}

kr_status kri_freight_find_ways(kr_job *job, kr_freight_plan *plan, const kr_freight_plan *reference, const kr_freight_plan *like)
{
    uint8_t *skip = NULL;
    kri_scope scope = reference ? KRI_CHEAPEST : KRI_CHEAPEST_AND_OTHERS;
    KR_TRY(kri_freight_make_thin(job, plan));
    KR_TRY(kr_hierarchy_build(job, &plan->thin.graph, like ? kr_hierarchy_rank(like->hierarchy) : NULL, &plan->hierarchy));
    KR_TRY(list_reference(job, plan, reference, &plan->known));
    const kr_freight_plan *alike = like && measures_alike(plan, like) ? like : NULL;
    KR_TRY(add_all(job, plan, alike, &plan->known, KRI_KNOWN_MOST));
    if (like)
        KR_TRY(find_unchanged(job, plan, like, &skip));
    KR_TRY(search(job, plan, scope, NULL, like, skip, &plan->own));
    KR_TRY(add_all(job, plan, alike, &plan->own, plan->options.ways));
    set_scales(plan, reference);
    return finish(job, plan, like);
}

/*
 * Scarcity only adds to costs: where no cheapest way of a pair becomes dearer, no other becomes the cheapest. The cheapest ways by
 * the values of time come first among those that a plan finds.
 */
static int keeps_its_cheapest(const kr_freight_plan *plan, size_t number, const double *shadow_usd)
{
    const kri_pair *pair = &plan->pair[number];
    const kri_way *way = plan->way + pair->first;
    double shadow_usd_t[KR_FREIGHT_MOST_WAYS];
    if (plan->options.ways < KRI_TASTES)
        return 0;
    kri_freight_shadows(plan, pair, shadow_usd, shadow_usd_t);
    for (int taste = 0; taste < KRI_TASTES; taste++) {
        double per_hour = kri_taste_factor[taste] * pair->goods->vot_usd_t_h;
        uint32_t cheapest = 0;
        for (uint32_t w = 1; w < pair->ways; w++)
            if (way[w].usd_t + per_hour * way[w].hours < way[cheapest].usd_t + per_hour * way[cheapest].hours)
                cheapest = w;
        if (shadow_usd_t[cheapest] > 0)
            return 0;
    }
    return 1;
}

/* skip: [pairs] 0 for those that are to be looked at again. */
static kr_status find_untouched(kr_job *job, const kr_freight_plan *plan, const double *shadow_usd, uint8_t **skip, size_t *touched)
{
    KRI_NEW(job, *skip, plan->pairs);
    memset(*skip, 1, plan->pairs);
    *touched = 0;
    for (size_t g = 0; g < plan->groups; g++)
        for (size_t i = 0; i < plan->group[g].pairs && shadow_usd[g] > 0; i++)
            (*skip)[plan->group[g].pair[i]] = 0;
    for (size_t p = 0; p < plan->pairs; p++) {
        (*skip)[p] = (*skip)[p] || keeps_its_cheapest(plan, p, shadow_usd);
        *touched += !(*skip)[p];
    }
    return KR_OK;
}

kr_status kri_freight_add_ways_at_prices(kr_job *job, kr_freight_plan *plan, const double *shadow_usd, size_t *added)
{
    kri_ways_by_pair found;
    size_t ways = plan->ways, touched;
    kr_freight_plan before = *plan;
    uint8_t *skip;
    *added = 0;
    KR_TRY(find_untouched(job, plan, shadow_usd, &skip, &touched));
    if (!touched)
        return KR_OK;
    KR_TRY(search(job, plan, KRI_CHEAPEST, shadow_usd, NULL, skip, &found));
    if (!found.first[plan->pairs])
        return KR_OK;
    KRI_NEW(job, before.pair, plan->pairs);
    memcpy(before.pair, plan->pair, plan->pairs * sizeof *plan->pair);
    KR_TRY(add_all(job, plan, NULL, &found, KRI_TASTES));
    *added = plan->ways - ways;
    return *added ? finish(job, plan, &before) : KR_OK;
}
