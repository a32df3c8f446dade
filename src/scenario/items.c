/* items.c: which pieces of work a study consists of. */
#include "items.h"

#include "base/arena.h"

#include <math.h>

/* ---- parameters ---- */

static kr_chain_parameters parameters_from(const double value[KR_PARAMETERS])
{
    kr_chain_parameters p = KR_CHAIN_DEFAULTS;
    p.trade_elasticity = value[KR_PARAMETER_TRADE_ELASTICITY];
    p.time_value = value[KR_PARAMETER_TIME_VALUE];
    p.border_hours = value[KR_PARAMETER_BORDER_HOURS];
    p.cost_scale = value[KR_PARAMETER_COST_SCALE];
    p.capacity = value[KR_PARAMETER_CAPACITY];
    p.domestic_sales = value[KR_PARAMETER_DOMESTIC_SALES];
    return p;
}

static void values_of_draw(const kr_study *study, uint32_t draw, double value[KR_PARAMETERS])
{
    for (int p = 0; p < KR_PARAMETERS; p++)
        value[p] = kr_study_draw(study, draw, (kr_study_parameter)p);
}

kr_chain_parameters kri_parameters_of_draw(const kr_study *study, uint32_t draw)
{
    double value[KR_PARAMETERS];
    values_of_draw(study, draw, value);
    return parameters_from(value);
}

/* ---- the list ---- */

static kr_status add(kri_run *run, kri_item item)
{
    const kri_layout *l = &run->recorder.layout;
    size_t worths = ((size_t)l->areas + 1) * KR_WORTHS;
    if (!item.name)
        return KR_E_MEMORY;
    item.values = item.kind == KRI_WORLDS ? item.sets * l->length[item.depth] : item.kind == KRI_BINDING ? KRI_MOST_BINDING * KRI_BOUNDS
                : item.kind == KRI_ORDER ? run->study->projects * worths : KRI_FOUND;
    KR_TRY(kri_job_grow(run->job, &run->item, &run->room, run->items + 1, sizeof item));
    run->item[run->items++] = item;
    return KR_OK;
}

static kri_item item_of(const double value[KR_PARAMETERS])
{
    return (kri_item){ .kind = KRI_WORLDS, .parameters = parameters_from(value), .margin = value[KR_PARAMETER_MARGIN],
                       .discount_rate = value[KR_PARAMETER_DISCOUNT_RATE] };
}

static kri_item central_item(const kr_study *study)
{
    double value[KR_PARAMETERS];
    values_of_draw(study, 0, value);
    return item_of(value);
}

/* Many sets in pieces, each with the empty set before the rest. Where all follow each other by number, so do those that a set is made of. */
static kr_status add_sets(kri_run *run, kri_item item, const char *what, const uint64_t *set, size_t sets, size_t *items)
{
    *items = 0;
    for (size_t begin = 0; begin <= sets; begin += KRI_SETS_OF_ITEM) {
        size_t end = begin + KRI_SETS_OF_ITEM <= sets ? begin + KRI_SETS_OF_ITEM : sets + 1;
        uint64_t *own;
        KRI_NEW(run->job, own, KRI_SETS_OF_ITEM + 1);
        item.sets = 1;
        for (size_t i = begin ? begin : 1; i < end; i++)
            own[item.sets++] = set[i - 1];
        item.set = own;
        item.name = kri_job_format(run->job, "%s %zu", what, ++*items);
        KR_TRY(add(run, item));
    }
    return KR_OK;
}

static kr_status add_bundles(kri_run *run)
{
    uint32_t sets = 1u << run->study->bundles;
    uint64_t *set;
    kri_item item = central_item(run->study);
    KRI_NEW(run->job, set, sets);
    for (uint32_t k = 1; k < sets; k++)
        set[k - 1] = kr_study_members(run->study, k);
    item.depth = KRI_TRADE;
    run->bundles = run->items;
    KR_TRY(add_sets(run, item, "bundles", set, sets - 1, &run->bundle_items));
    item.depth = KRI_BRIEF;
    for (int channel = 0; channel < KR_CHANNEL_CONGESTED; channel++) {
        item.parameters.channel = (kr_channel)channel;
        run->channels[channel] = run->items;
        KR_TRY(add_sets(run, item, kr_channel_name(item.parameters.channel), set, sets - 1, &run->channel_items));
    }
    return KR_OK;
}

static kr_status add_drawn(kri_run *run, kri_item item, char *name)
{
    uint64_t *set;
    KRI_NEW(run->job, set, run->drawn_sets);
    for (uint32_t k = 0; k < run->drawn_sets; k++)
        set[k] = kr_study_members(run->study, (uint32_t)run->drawn[k]);
    item.set = set;
    item.sets = run->drawn_sets;
    item.name = name;
    return add(run, item);
}

/* The sets that draws run, with waits that answer, from both ends. */
static kr_status add_waits(kri_run *run)
{
    kri_item item = central_item(run->study);
    item.parameters.channel = KR_CHANNEL_WAITS;
    item.depth = KRI_SAILINGS;
    for (int seldom = 0; seldom < 2 && run->has_ships; seldom++) {
        item.parameters.starts_seldom = seldom;
        run->waits[seldom] = run->items;
        KR_TRY(add_drawn(run, item, kri_job_format(run->job, "waits %s", seldom ? "from seldom" : "from often")));
    }
    return KR_OK;
}

/* The two ends in full, and what binds. */
static kr_status add_ends(kri_run *run)
{
    kri_item item = central_item(run->study);
    uint64_t *set;
    KRI_NEW(run->job, set, 2);
    set[1] = kr_study_members(run->study, (1u << run->study->bundles) - 1);
    item.set = set;
    item.sets = 2;
    item.depth = KRI_WHOLE;
    item.name = "ends";
    run->ends = run->items;
    KR_TRY(add(run, item));
    item.kind = KRI_BINDING;
    item.name = "binding";
    run->binding = run->items;
    return add(run, item);
}

static kr_status add_all_members(kri_run *run)
{
    uint32_t sets = 1u << run->study->projects;
    uint64_t *set;
    KRI_NEW(run->job, set, sets);
    for (uint32_t k = 1; k < sets; k++)
        set[k - 1] = k;
    return add_sets(run, central_item(run->study), "members", set, sets - 1, &run->member_items);
}

/* Too many for all combinations: each alone, all but each, all; orders for shares; a search for the best set. */
static kr_status add_some_members(kri_run *run)
{
    const kr_study *s = run->study;
    uint64_t *set, all = ((uint64_t)1 << (s->projects - 1) << 1) - 1;
    kri_item item = central_item(s);
    KRI_NEW(run->job, set, 2 * (size_t)s->projects + 1);
    for (uint32_t p = 0; p < s->projects; p++) {
        set[p] = (uint64_t)1 << p;
        set[s->projects + p] = all & ~set[p];
    }
    set[2 * s->projects] = all;
    KR_TRY(add_sets(run, item, "members", set, 2 * (size_t)s->projects + 1, &run->member_items));
    run->orders = run->items;
    item.kind = KRI_ORDER;
    for (item.pair = 0; item.pair < KRI_ORDERS; item.pair++) {
        item.name = kri_job_format(run->job, "order %u", item.pair + 1);
        KR_TRY(add(run, item));
    }
    run->search = run->items;
    item.kind = KRI_SEARCH;
    item.name = "best set";
    return isfinite(s->budget_usd) ? add(run, item) : KR_OK;
}

/* The sets of bundles that draws run: all of few; else none, each, pairs of not too many, all. */
static kr_status choose_drawn(kri_run *run)
{
    uint32_t bundles = run->study->bundles, sets = 1u << bundles;
    KRI_NEW(run->job, run->drawn, sets);
    for (uint32_t set = 0; set < sets; set++) {
        int members = __builtin_popcount(set);
        if (bundles <= 4 || members <= 1 || (members == 2 && bundles <= 6) || set == sets - 1)
            run->drawn[run->drawn_sets++] = set;
    }
    return KR_OK;
}

static int needs_worlds(kr_study_parameter p)
{
    return p != KR_PARAMETER_DISCOUNT_RATE && p != KR_PARAMETER_OPENING_DELAY && p != KR_PARAMETER_MARGIN;
}

static kr_status add_swings(kri_run *run)
{
    double value[KR_PARAMETERS];
    run->swings = run->items;
    for (int p = 0; p < KR_PARAMETERS; p++) {
        const kr_study_range *r = &run->study->parameter[p];
        for (int high = 0; high < 2 && r->distribution != KR_FIXED && needs_worlds((kr_study_parameter)p); high++) {
            values_of_draw(run->study, 0, value);
            value[p] = high ? r->high : r->low;
            run->swing_of[run->swing_items++] = 2 * (uint32_t)p + (uint32_t)high;
            KR_TRY(add_drawn(run, item_of(value),
                             kri_job_format(run->job, "%s %s", kr_study_parameter_name((kr_study_parameter)p), high ? "high" : "low")));
        }
    }
    return KR_OK;
}

static kr_status add_draws(kri_run *run)
{
    double value[KR_PARAMETERS];
    run->draws = run->items;
    for (uint32_t k = 1; k <= run->study->draws; k++) {
        values_of_draw(run->study, k, value);
        KR_TRY(add_drawn(run, item_of(value), kri_job_format(run->job, "draw %u", k)));
    }
    return KR_OK;
}

kr_status kri_items_list(kri_run *run)
{
    KR_TRY(choose_drawn(run));
    KR_TRY(add_bundles(run));
    KR_TRY(add_waits(run));
    KR_TRY(add_ends(run));
    run->members = run->orders = run->search = run->items;
    if (run->study->with_members)
        KR_TRY(run->study->projects <= KRI_EXACT_MEMBERS ? add_all_members(run) : add_some_members(run));
    KR_TRY(add_swings(run));
    return add_draws(run);
}
