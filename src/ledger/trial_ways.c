/* trial_ways.c: the tests of claims that need corridors and ways. */
#include "trials.h"

#include "base/arena.h"
#include "model/schema.h"

#include <keruen/quote.h>

#include <math.h>

/* ---- networks, when they are needed ---- */

static kr_status need_today(kri_ways *w)
{
    kr_shipment shipment = { .date = w->date };
    if (w->has_today)
        return KR_OK;
    KR_TRY(kr_network_freeze(w->job, w->world, &w->today));
    KR_TRY(kr_consignment_make(w->job, w->world, &shipment, &w->box));
    KR_TRY(kr_cost_make(w->job, &w->today, &w->box, &w->today_cost));
    w->has_today = 1;
    return KR_OK;
}

static kr_status need_open(kri_ways *w)
{
    kr_patch patch = { 0 };
    if (w->has_open)
        return KR_OK;
    KR_TRY(need_today(w));
    KR_TRY(kr_patch_open_all(w->job, w->world, &patch));
    KR_TRY(kr_patch_apply(w->job, w->world, &patch, &w->opened));
    KR_TRY(kr_network_freeze(w->job, &w->opened, &w->all_open));
    KR_TRY(kr_cost_make(w->job, &w->all_open, &w->box, &w->open_cost));
    w->has_open = 1;
    return KR_OK;
}

static uint32_t take_place(kri_trial *trial, kri_span id)
{
    uint32_t name = kri_names_find(&trial->world->text->names, id);
    uint32_t row = name == KRI_NO_NAME ? KR_NONE : kri_world_row(trial->world->text, KR_NODE, name);
    if (row == KR_NONE)
        kri_trial_refuse(trial, "the place \"%.*s\" is not in node.csv", id.length > 60 ? 60 : (int)id.length, id.start);
    return row;
}

static uint32_t next_place(kri_trial *trial)
{
    kri_span id;
    kri_trial_word(trial, &id);
    return take_place(trial, id);
}

/* ---- corridors GROUP ... ---- */

typedef struct group_figures {
    uint32_t count, ours;                       /* how many, of which our own knowledge makes so many */
    uint32_t shortest, quickest, cheapest;      /* rows of corridor */
    double km, least_km, least_hours, least_usd;
} group_figures;

static kr_status add_corridor(kri_ways *w, uint32_t i, group_figures *g)
{
    kr_corridor_figures f;
    KR_TRY(kr_corridor_measure(w->job, w->world, &w->all_open, &w->open_cost, i, &f));
    g->count++;
    g->ours += w->world->corridor.method[i] >= KR_GENERAL_KNOWLEDGE;
    g->km += f.km;
    if (f.km < g->least_km) {
        g->least_km = f.km;
        g->shortest = i;
    }
    if (f.hours < g->least_hours) {
        g->least_hours = f.hours;
        g->quickest = i;
    }
    if (f.usd < g->least_usd) {
        g->least_usd = f.usd;
        g->cheapest = i;
    }
    return KR_OK;
}

static kr_status measure_group(kri_trial *trial, kri_span group, group_figures *g)
{
    const kr_corridors *k = &trial->world->corridor;
    uint32_t before = g->count;
    for (uint32_t i = 0; i < k->count; i++) {
        if (!kri_span_is(group, kr_world_text(trial->world, k->group[i])))
            continue;
        if (trial->is_dry)
            g->count++;
        else
            KR_TRY(add_corridor(trial->ways, i, g));
    }
    return g->count > before ? KR_OK
                             : kri_trial_refuse(trial, "corridor.csv has no group \"%.*s\"", group.length > 60 ? 60 : (int)group.length, group.start);
}

static kr_status measure_groups(kri_trial *trial, group_figures *g)
{
    kri_span group;
    *g = (group_figures){ .shortest = KR_NONE, .quickest = KR_NONE, .cheapest = KR_NONE, .least_km = INFINITY, .least_hours = INFINITY,
                          .least_usd = INFINITY };
    if (!trial->is_dry)
        KR_TRY(need_open(trial->ways));
    while (!*trial->why && kri_trial_word(trial, &group))
        KR_TRY(measure_group(trial, group, g));
    return *trial->why || g->count ? KR_OK : kri_trial_refuse(trial, "a group of corridors must follow");
}

static const char *corridor_id(const kri_trial *trial, uint32_t row)
{
    return row == KR_NONE ? "none" : kr_world_text(trial->world, trial->world->corridor.id[row]);
}

kr_status kri_trial_corridors(kri_trial *trial)
{
    group_figures g;
    KR_TRY(measure_groups(trial, &g));
    if (*trial->why || trial->is_dry)
        return KR_OK;
    trial->out->model_value = g.count;
    trial->out->model_unit = "corridors";
    trial->out->model_verdict = !kri_trial_said(trial, g.count) ? KR_CONTRADICTS : 2 * g.ours > g.count ? KR_INPUT : KR_CONFIRMS;
    return kri_trial_tell(trial, "keruen corridors: %u of them, %u put together by us from what is commonly listed; shortest %s (%.0f km), quickest %s "
                          "(%.0f h), cheapest %s (%.0f USD a 40-foot box)", g.count, g.ours, corridor_id(trial, g.shortest), g.least_km,
                          corridor_id(trial, g.quickest), g.least_hours, corridor_id(trial, g.cheapest), g.least_usd);
}

kr_status kri_trial_corridor_km(kri_trial *trial)
{
    group_figures g;
    KR_TRY(measure_groups(trial, &g));
    if (*trial->why || trial->is_dry)
        return KR_OK;
    trial->out->model_value = g.km;
    trial->out->model_unit = "km";
    trial->out->model_verdict = KR_DIFFERS;
    return kri_trial_tell(trial, "keruen corridors: %u of them are %.0f km long together; that they exist is not that they were built", g.count, g.km);
}

/* ---- quotes ---- */

typedef struct best_ways {
    const kr_way *quickest, *cheapest;      /* NULL: there is none */
} best_ways;

static int is_called(const kr_way *way, const char *name)
{
    for (size_t i = 0; i < way->names; i++)
        if (kri_span_is(kri_span_of(name), way->name[i]))
            return 1;
    return 0;
}

static kr_status quote(kri_ways *w, uint32_t from, uint32_t to, const char *const *avoid, size_t avoid_count, best_ways *best)
{
    kr_quote q;
    kr_quote_request request = { .from = from, .to = to, .avoid = avoid, .avoid_count = avoid_count, .by = KR_BY_TIME };
    *best = (best_ways){ 0 };
    KR_TRY(need_today(w));
    KR_TRY(kr_quote_find(w->job, &w->today, &w->box, &w->today_cost, &request, &q));
    for (size_t i = 0; i < q.ways; i++) {
        if (is_called(&q.way[i], "fastest"))
            best->quickest = &q.way[i];
        if (is_called(&q.way[i], "cheapest"))
            best->cheapest = &q.way[i];
    }
    return KR_OK;
}

/* ---- mode FROM TO MODE [CC] ---- */

static kr_mode mode_of(uint32_t layer)
{
    switch (layer) {
    case KR_LAYER_ROAD: return KR_ROAD;
    case KR_LAYER_RAIL1520: case KR_LAYER_RAIL1435: return KR_RAIL;
    case KR_LAYER_AIR: return KR_AIR;
    case KR_LAYER_PIPELINE: return KR_PIPELINE;
    default: return KR_SEA;
    }
}

static kr_mode main_mode(const kr_way *way)
{
    double km[KR_MODES] = { 0 };
    kr_mode best = KR_ROAD;
    for (size_t i = 0; i < way->legs; i++)
        if (way->leg[i].km > 0)
            km[mode_of(way->leg[i].layer)] += way->leg[i].km;
    for (kr_mode m = KR_ROAD; m < KR_MODES; m++)
        if (km[m] > km[best])
            best = m;
    return best;
}

/* The country to go around, if one is named. */
static kr_status take_country(kri_trial *trial, const char **country)
{
    kri_span code;
    *country = NULL;
    if (!kri_trial_word(trial, &code))
        return KR_OK;
    if (!kri_is_country(trial->world, code))
        return kri_trial_refuse(trial, "\"%.*s\" is no country with a place in node.csv", code.length > 40 ? 40 : (int)code.length, code.start);
    *country = kri_job_copy(trial->ways->job, code.start, code.length);
    return *country ? KR_OK : KR_E_MEMORY;
}

kr_status kri_trial_mode(kri_trial *trial)
{
    kri_span word;
    const char *country;
    best_ways best;
    uint32_t from = next_place(trial), to = *trial->why ? KR_NONE : next_place(trial);
    kri_trial_word(trial, &word);
    int wanted = kri_word_find(kri_mode_words, word);
    if (!*trial->why && wanted < 0)
        return kri_trial_refuse(trial, "mode is followed by two places and road, rail, sea, air or pipeline");
    KR_TRY(take_country(trial, &country));
    if (*trial->why || trial->is_dry)
        return KR_OK;
    KR_TRY(quote(trial->ways, from, to, &country, country != NULL, &best));
    if (!best.quickest || !best.cheapest)
        return kri_trial_tell(trial, "keruen quote: no way leads there");
    kr_mode quick = main_mode(best.quickest), cheap = main_mode(best.cheapest);
    trial->out->model_value = (quick == (kr_mode)wanted) + (cheap == (kr_mode)wanted);
    trial->out->model_unit = "of the quickest and the cheapest way";
    trial->out->model_verdict = KR_DIFFERS;     /* what is offered, beside what is carried */
    return kri_trial_tell(trial, "keruen quote %s %s%s%s: the quickest way goes mostly by %s (%.0f h, %.0f USD a 40-foot box), the cheapest by %s (%.0f h, "
                          "%.0f USD); a way offered is not yet a tonne carried", kr_world_text(trial->world, trial->world->node.id[from]),
                          kr_world_text(trial->world, trial->world->node.id[to]), country ? " --avoid " : "", country ? country : "",
                          kr_mode_name(quick), best.quickest->hours, best.quickest->usd,
                          kr_mode_name(cheap), best.cheapest->hours, best.cheapest->usd);
}

/* ---- gateway FROM TO CC ---- */

#define WORSE_SHARE 0.05    /* a detour counts from 5 % more on */

kr_status kri_trial_gateway(kri_trial *trial)
{
    const char *country;
    best_ways with, without;
    uint32_t from = next_place(trial), to = *trial->why ? KR_NONE : next_place(trial);
    if (*trial->why)
        return KR_OK;
    KR_TRY(take_country(trial, &country));
    if (!*trial->why && !country)
        return kri_trial_refuse(trial, "gateway ends with a country");
    if (*trial->why || trial->is_dry)
        return KR_OK;
    KR_TRY(quote(trial->ways, from, to, NULL, 0, &with));
    KR_TRY(quote(trial->ways, from, to, &country, 1, &without));
    const char *a = kr_world_text(trial->world, trial->world->node.id[from]), *b = kr_world_text(trial->world, trial->world->node.id[to]);
    trial->out->model_unit = "times the hours without it";
    if (!with.quickest || !without.quickest || !with.cheapest || !without.cheapest) {
        trial->out->model_verdict = with.quickest && !without.quickest ? KR_CONFIRMS : KR_UNTESTED;
        return kri_trial_tell(trial, "keruen quote %s %s: %s", a, b, with.quickest ? "no way leads there that avoids the country" : "no way leads there");
    }
    double hours = without.quickest->hours / with.quickest->hours, usd = without.cheapest->usd / with.cheapest->usd;
    int hits = (hours > 1 + WORSE_SHARE) + (usd > 1 + WORSE_SHARE);
    trial->out->model_value = hours;
    trial->out->model_verdict = hits == 2 ? KR_CONFIRMS : hits ? KR_PARTLY : KR_CONTRADICTS;
    return kri_trial_tell(trial, "keruen quote %s %s --avoid %s: quickest %.0f h with the country, %.0f h without; cheapest %.0f and %.0f USD a 40-foot box",
                          a, b, country, with.quickest->hours, without.quickest->hours, with.cheapest->usd, without.cheapest->usd);
}

/* ---- reach FROM PLACE;PLACE ---- */

static kr_status reach_in(kri_ways *w, const kr_network *n, const kr_cost *cost, uint32_t from, kr_tree *tree)
{
    kr_path_end end = { n->sender[from], 0 };
    return kr_path_tree(w->job, &n->graph, cost->hours, KR_PATH_FORWARD, &end, end.node != KR_NONE, tree);
}

static int is_reached(const kr_network *n, const kr_tree *tree, uint32_t place)
{
    uint32_t door = n->receiver[place];
    return door != KR_NONE && tree->cost[door] < INFINITY;
}

kr_status kri_trial_reach(kri_trial *trial)
{
    kri_ways *w = trial->ways;
    kri_span places, part;
    kr_tree today = { 0 }, open = { 0 };
    unsigned now = 0, then = 0, all = 0;
    uint32_t from = next_place(trial);
    if (!kri_trial_word(trial, &places) && !*trial->why)
        kri_trial_refuse(trial, "reach ends with places, ; between them");
    if (!trial->is_dry && !*trial->why) {
        KR_TRY(need_open(w));
        KR_TRY(reach_in(w, &w->today, &w->today_cost, from, &today));
        KR_TRY(reach_in(w, &w->all_open, &w->open_cost, from, &open));
    }
    while (!*trial->why && kri_span_next(&places, ';', &part)) {
        uint32_t place = take_place(trial, part);
        if (place == KR_NONE || trial->is_dry)
            continue;
        all++;
        now += (unsigned)is_reached(&w->today, &today, place);
        then += (unsigned)is_reached(&w->all_open, &open, place);
    }
    if (*trial->why || trial->is_dry)
        return KR_OK;
    trial->out->model_value = now;
    trial->out->model_unit = "places reached today";
    trial->out->model_verdict = kri_trial_said(trial, now) ? KR_CONFIRMS : KR_CONTRADICTS;
    return kri_trial_tell(trial, "ways for a 40-foot box from %s: %u of %u places reached today, %u if all that is planned were open",
                          kr_world_text(trial->world, trial->world->node.id[from]), now, all, then);
}
