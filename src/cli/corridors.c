/* corridors.c: keruen corridors. The named ways, how long, how many borders, what of them is closed. */
#include "cli/command.h"
#include "cli/today.h"

#include "base/arena.h"
#include "base/spelling.h"

#include <keruen/io.h>
#include <keruen/quote.h>
#include <keruen/report.h>

#include <math.h>
#include <string.h>

/* A person sees the first six; the rest is for programs. */
enum { ID, NAME, KM, BORDERS, HOURS, NOT_OPEN, SHOWN_COLUMNS, GROUP = SHOWN_COLUMNS, MODES, SEA_KM, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "id", "", "what the tables call it", KR_TEXT, 0 }, { "name", "", "its name", KR_TEXT, 0 },
    { "km", "km", "length", KR_NUMBER, 0 },
    { "borders", "", "land borders crossed", KR_INTEGER, 0 },
    { "hours", "h", "mean hours of a 40-foot box end to end, as if all were open", KR_NUMBER, 0 },
    { "not_open", "", "links on it that are not open", KR_TEXTS, 0 },
    { "group", "", "whose corridor it is", KR_TEXT, 0 }, { "modes", "", "what it goes by", KR_TEXTS, 0 },
    { "sea_km", "km", "of it by sea", KR_NUMBER, 0 },
};

typedef struct measured {
    kr_world today, all_open;
    kr_network network;
    kr_cost boxes, oil, gas;
} measured;

static kr_status price(kri_call *call, measured *m, const char *cargo, double tonnes, uint32_t layers, kr_cost *cost)
{
    kr_shipment shipment = { .cargo = m->today.cargo.count ? cargo : NULL, .tonnes = tonnes, .layers = layers };
    kr_consignment *consignment;
    KRI_NEW(call->job, consignment, 1);
    KR_TRY(kri_call_date(call, "date", &shipment.date));
    KR_TRY(kr_consignment_make(call->job, &m->today, &shipment, consignment));
    return kr_cost_make(call->job, &m->network, consignment, cost);
}

static kr_status prepare(kri_call *call, measured *m)
{
    const char *folder;
    kr_patch patch = { 0 };
    uint32_t all_layers = (1u << KR_LAYERS) - 1;
    KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_world_read(call->job, folder, NULL, &m->today));
    KR_TRY(kr_patch_open_all(call->job, &m->today, &patch));
    KR_TRY(kr_patch_apply(call->job, &m->today, &patch, &m->all_open));
    KR_TRY(kr_network_freeze(call->job, &m->all_open, &m->network));
    KR_TRY(price(call, m, "machinery", 0, all_layers, &m->boxes));
    m->oil = m->gas = m->boxes;
    if (kr_world_find(&m->today, KR_CARGO, "oil") != KR_NONE)
        KR_TRY(price(call, m, "oil", 1000, 0, &m->oil));
    if (kr_world_find(&m->today, KR_CARGO, "natural_gas") != KR_NONE)
        KR_TRY(price(call, m, "natural_gas", 1000, 0, &m->gas));
    return KR_OK;
}

static int goes_by(const kr_corridors *k, uint32_t i, uint32_t mode)
{
    for (uint32_t h = k->hop_modes.first[i]; h < k->hop_modes.first[i + 1]; h++)
        if (k->hop_modes.item[h] == mode)
            return 1;
    return 0;
}

static kr_status measure(kri_call *call, const measured *m, uint32_t i, kr_corridor_figures *f)
{
    int by_pipe = goes_by(&m->today.corridor, i, KR_PIPELINE);
    KR_TRY(kr_corridor_measure(call->job, &m->today, &m->network, by_pipe ? &m->oil : &m->boxes, i, f));
    return by_pipe && isnan(f->hours) ? kr_corridor_measure(call->job, &m->today, &m->network, &m->gas, i, f) : KR_OK;
}

static kr_status add_row(kri_call *call, const measured *m, uint32_t i, kr_table_builder *b)
{
    const kr_world *w = &m->today;
    kr_corridor_figures f;
    KR_TRY(measure(call, m, i, &f));
    kr_table_row(b);
    kr_table_text(b, ID, kr_world_text(w, w->corridor.id[i]));
    kr_table_text(b, NAME, kr_world_text(w, w->corridor.name[i]));
    kr_table_number(b, KM, f.km);
    kr_table_integer(b, BORDERS, f.borders);
    kr_table_number(b, HOURS, f.hours);
    for (size_t k = 0; k < f.not_open_count; k++)
        kr_table_item(b, NOT_OPEN, kr_world_text(w, w->link.id[f.not_open[k]]));
    if (call->format == KRI_TEXT)
        return KR_OK;
    kr_table_text(b, GROUP, kr_world_text(w, w->corridor.group[i]));
    for (uint32_t mode = 0; mode < KR_MODES; mode++)
        if (goes_by(&w->corridor, i, mode))
            kr_table_item(b, MODES, kr_mode_name((kr_mode)mode));
    if (f.sea_km > 0)
        kr_table_number(b, SEA_KM, f.sea_km);
    return KR_OK;
}

static int is_wanted(const kr_world *w, uint32_t i, const char *wanted)
{
    return !wanted || strcmp(kr_world_text(w, w->corridor.id[i]), wanted) == 0 || strcmp(kr_world_text(w, w->corridor.group[i]), wanted) == 0
           || strcasestr(kr_world_text(w, w->corridor.name[i]), wanted);
}

static kr_status fail_unknown(kri_call *call, const kr_world *w, const char *wanted)
{
    const char **ids;
    KRI_NEW(call->job, ids, w->corridor.count);
    for (uint32_t i = 0; i < w->corridor.count; i++)
        ids[i] = kr_world_text(w, w->corridor.id[i]);
    const char *near = kri_spelling_nearest(kri_span_of(wanted), ids, w->corridor.count);
    return kr_fail(call->job, KR_E_USAGE, "no corridor or group is called \"%.60s\"%s%s%s", wanted,
                   near ? "; did you mean \"" : "; keruen corridors lists them",
                   near ? near : "", near ? "\"?" : "");
}

static kr_status run(kri_call *call)
{
    measured m;
    kr_table_builder *b;
    const kr_table *table;
    const char *wanted = call->arguments ? call->argument[0] : NULL;
    KR_TRY(prepare(call, &m));
    KR_TRY(kr_table_begin(call->job, "corridors", call->format == KRI_TEXT ? SHOWN_COLUMNS : COLUMNS, about, &b));
    size_t rows = 0;
    for (uint32_t i = 0; i < m.today.corridor.count; i++)
        if (is_wanted(&m.today, i, wanted)) {
            KR_TRY(add_row(call, &m, i, b));
            rows++;
        }
    if (!rows && wanted)
        return fail_unknown(call, &m.today, wanted);
    KR_TRY(kr_table_freeze(b, &table));
    return kri_call_table(call, table);
}

static const kri_option options[] = {
    { "date", "DATE", "services and speeds of this day", "today", 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "The hours",
      "They are those of a 40-foot box in planned trains from the first place to the last, with borders, terminals and the wait for ships, as "
      "if every part were open; by pipeline those of oil or gas. What is not open today stands in the last column." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen corridors", "all of them" },
    { "keruen corridors kz_rail", "a group: the five railway corridors through Kazakhstan" },
    { "keruen corridors titr_main --json", "one, for a program" },
    { 0 },
};

const kri_command kri_command_corridors = {
    .name = "corridors", .summary = "the named corridors: length, hours, borders, closed parts", .arguments = "[NAME]", .least = 0, .most = 1,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
