/* critical.c: keruen study critical. What hurts most when it closes, and whom? */
#include "cli/critical.h"
#include "cli/page.h"
#include "cli/today.h"

#include "base/arena.h"
#include "base/file.h"

#include <keruen/io.h>

#include <stdlib.h>

#define MOST_DRAWS 1e6
#define MATRIX "base_flow.csv"
#define REST "ROW"          /* its area that is no single partner */

/* ---- one world ---- */

typedef struct place {
    double cost_usd_yr;
    uint32_t element;
} place;

static int dearest_first(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->cost_usd_yr != y->cost_usd_yr)
        return x->cost_usd_yr < y->cost_usd_yr ? 1 : -1;
    return (x->element > y->element) - (x->element < y->element);
}

static kr_status order_elements(kr_job *job, kri_weakness *w)
{
    place *places;
    KRI_NEW(job, w->order, w->elements);
    KRI_NEW(job, places, w->elements);
    for (size_t e = 0; e < w->elements; e++) {
        places[e] = (place){ w->loss[e].cost_usd_yr, (uint32_t)e };
        w->candidates += w->element[e].is_candidate != 0;
    }
    qsort(places, w->elements, sizeof *places, dearest_first);
    for (size_t e = 0; e < w->elements; e++)
        w->order[e] = places[e].element;
    return KR_OK;
}

static kr_freight_options options_of(const kri_weaknesses *found)
{
    kr_freight_options options = KR_FREIGHT_DEFAULTS;
    options.date = found->date;
    return options;
}

static kr_status draw_years(kri_call *call, const kri_weaknesses *found, const kri_weakness *like, kri_weakness *w)
{
    kr_patch patch = { 0 };
    kr_world *calm;
    kr_network *network;
    kr_freight_options options = options_of(found);
    if (found->draws < 1)
        return KR_OK;
    KRI_NEW(call->job, calm, 1);
    KRI_NEW(call->job, network, 1);
    KR_TRY(kr_patch_calm(call->job, &w->world, &patch));
    KR_TRY(kr_patch_apply(call->job, &w->world, &patch, calm));
    KR_TRY(kr_network_freeze(call->job, calm, network));
    KR_TRY(kr_critical_open(call->job, network, &options, like ? like->calm : NULL, &w->calm));
    const kr_chance_options draws = { (uint32_t)found->draws, (uint64_t)found->seed, &found->world };
    return kr_critical_draw(call->job, w->calm, &draws, &w->draws);
}

/* The dearest so many of all, and the dearest half as many of those among which the worst pair is looked for. */
static kr_status crowd_dearest(kri_call *call, const kri_weaknesses *found, kri_weakness *w)
{
    uint32_t *chosen;
    size_t candidates = 0, all = (size_t)found->limits, half = (all + 1) / 2;
    KRI_NEW(call->job, chosen, w->elements);
    for (size_t i = 0; i < w->elements; i++) {
        int is_candidate = w->element[w->order[i]].is_candidate;
        if (w->loss[w->order[i]].cost_usd_yr > 0 && (i < all || (is_candidate && candidates < half)))
            chosen[w->crowded_count++] = w->order[i];
        candidates += is_candidate != 0;
    }
    return kr_critical_crowded(call->job, w->critical, chosen, w->crowded_count, &w->crowded);
}

/* like: NULL, or what was found in the world as it is. */
static kr_status examine(kri_call *call, const kri_weaknesses *found, const kri_weakness *like, kri_weakness *w)
{
    kr_freight_options options = options_of(found);
    KR_TRY(kr_network_freeze(call->job, &w->world, &w->network));
    KR_TRY(kr_critical_open(call->job, &w->network, &options, like ? like->critical : NULL, &w->critical));
    w->elements = kr_critical_elements(w->critical, &w->element);
    w->countries = kr_critical_countries(w->critical, &w->country);
    KR_TRY(kr_critical_scan(call->job, w->critical, &w->loss));
    KR_TRY(order_elements(call->job, w));
    KR_TRY(kr_critical_worst(call->job, w->critical, &w->pair, &w->triple));
    KR_TRY(kr_critical_reliance(call->job, w->critical, w->loss, &w->reliance));
    KR_TRY(crowd_dearest(call, found, w));
    return draw_years(call, found, like, w);
}

/* ---- what is asked ---- */

static kr_status read_opened(kri_call *call, kri_weaknesses *found)
{
    kr_patch patch = { 0 };
    KRI_NEW(call->job, found->opened, call->given_count);
    for (const char *id; (id = kri_call_nth(call, "open", found->opened_count)); found->opened_count++) {
        found->opened[found->opened_count] = id;
        KR_TRY(kr_patch_open(call->job, &found->world, id, &patch));
    }
    return kr_patch_apply(call->job, &found->world, &patch, &found->with.world);
}

static kr_status read_trade(kri_call *call, const char *folder, kri_weaknesses *found)
{
    const char *path = kri_job_format(call->job, "%s/" MATRIX, folder);
    if (!path)
        return KR_E_MEMORY;
    if (!kri_file_exists(path))
        return KR_OK;
    KR_TRY(kr_flows_read(call->job, path, "value", 0, 1, NULL, NULL, &found->trade));
    return kr_partner_reliance(call->job, found->trade.count, found->trade.value, kri_critical_area(found, REST), &found->partners);
}

static kr_status read_asked(kri_call *call, kri_weaknesses *found)
{
    const char *folder = kri_call_value(call, "net");
    found->draws = 1000;
    found->seed = 1;
    found->limits = 20;
    if (!folder)
        KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kri_call_date(call, "date", &found->date));
    KR_TRY(kri_call_number(call, "draws", 0, MOST_DRAWS, &found->draws));
    KR_TRY(kri_call_number(call, "seed", 0, 9e15, &found->seed));
    KR_TRY(kri_call_number(call, "limits", 0, 1e6, &found->limits));
    KR_TRY(kr_world_read_figures(call->job, folder, NULL, &found->world));
    found->now.world = found->world;
    KR_TRY(read_opened(call, found));
    return read_trade(call, folder, found);
}

kr_status kri_study_critical(kri_call *call)
{
    kri_weaknesses *found;
    if (call->arguments > 1)
        return kr_fail(call->job, KR_E_USAGE, "study critical takes no %.60s; the folder is named by --net or --data", call->argument[1]);
    KR_TRY(kri_page_check(call));
    KRI_NEW(call->job, found, 1);
    KR_TRY(read_asked(call, found));
    KR_TRY(examine(call, found, NULL, &found->now));
    if (found->opened_count)
        KR_TRY(examine(call, found, &found->now, &found->with));
    if (kri_call_has(call, "html"))
        KR_TRY(kri_critical_write_page(call, found, kri_call_value(call, "html")));
    return call->format == KRI_JSON ? kri_critical_put_json(call, found) : kri_critical_put_text(call, found);
}
