/* places.c: keruen places. What there is to send from and to, and what can be sent. */
#include "cli/command.h"
#include "cli/row_names.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include <string.h>

/* A person sees the first five; the rest is for programs. */
enum { ID, NAME, COUNTRY, LOCODE, TYPE, SHOWN_COLUMNS, LAT = SHOWN_COLUMNS, LON, NAMES, PLACE_COLUMNS };

static const kr_column_about place_columns[PLACE_COLUMNS] = {
    { "id", "", "what the tables call it", KR_TEXT, 0 }, { "name", "", "its name", KR_TEXT, 0 },
    { "country", "", "ISO 3166 code", KR_TEXT, 0 }, { "un_locode", "", "UN/LOCODE", KR_TEXT, 0 },
    { "type", "", "city, port, border post ...", KR_TEXT, 0 }, { "lat", "deg", "latitude", KR_NUMBER, 2 },
    { "lon", "deg", "longitude", KR_NUMBER, 2 }, { "names", "", "other names people use", KR_TEXTS, 0 },
};

/* Whether the words occur in a name, the id, the country or the code. */
static int matches(const kr_world *w, uint32_t i, const char *wanted)
{
    if (!wanted || strcasestr(kri_place_name(w, i), wanted) || strcasestr(kr_world_text(w, w->node.id[i]), wanted)
        || strcasecmp(kr_world_text(w, w->node.country[i]), wanted) == 0 || strcasecmp(kr_world_text(w, w->node.un_locode[i]), wanted) == 0)
        return 1;
    for (uint32_t k = w->node.names.first[i]; k < w->node.names.first[i + 1]; k++)
        if (strcasestr(kr_world_text(w, w->node.names.item[k]), wanted))
            return 1;
    return 0;
}

static void add_place(kr_table_builder *b, const kr_world *w, uint32_t i, int all_columns)
{
    kr_table_row(b);
    kr_table_text(b, ID, kr_world_text(w, w->node.id[i]));
    kr_table_text(b, NAME, kri_place_name(w, i));
    kr_table_text(b, COUNTRY, kr_world_text(w, w->node.country[i]));
    kr_table_text(b, LOCODE, kr_world_text(w, w->node.un_locode[i]));
    kr_table_text(b, TYPE, kr_world_text(w, w->node.type[i]));
    if (!all_columns)
        return;
    kr_table_number(b, LAT, w->node.lat[i]);
    kr_table_number(b, LON, w->node.lon[i]);
    for (uint32_t k = w->node.names.first[i]; k < w->node.names.first[i + 1]; k++)
        kr_table_item(b, NAMES, kr_world_text(w, w->node.names.item[k]));
}

static kr_status make_places(kri_call *call, const kr_world *w, const kr_table **table)
{
    kr_table_builder *b;
    const char *wanted = call->arguments ? call->argument[0] : NULL;
    KR_TRY(kr_table_begin(call->job, "places", call->format == KRI_TEXT ? SHOWN_COLUMNS : PLACE_COLUMNS, place_columns, &b));
    for (uint32_t i = 0; i < w->node.count; i++)
        if (matches(w, i, wanted))
            add_place(b, w, i, call->format != KRI_TEXT);
    return kr_table_freeze(b, table);
}

enum { CARGO_ID, CARGO_NAME, HS, T_FEU, T_WAGON, USD_T, SHARE, CARGO_COLUMNS };

static const kr_column_about cargo_columns[CARGO_COLUMNS] = {
    { "id", "", "what --cargo takes", KR_TEXT, 0 }, { "name", "", "what it is", KR_TEXT, 0 },
    { "hs_chapters", "", "chapters of the Harmonized System", KR_TEXT, 0 }, { "t_per_feu", "t", "tonnes in a 40-foot box", KR_NUMBER, 0 },
    { "t_per_wagon", "t", "tonnes in a wagon", KR_NUMBER, 0 }, { "usd_per_t", "USD/t", "value of a tonne", KR_NUMBER, 0 },
    { "value_share_per_day", "", "share of its value that a day costs", KR_NUMBER, 3 },
};

static kr_status make_cargoes(kri_call *call, const kr_world *w, const kr_table **table)
{
    kr_table_builder *b;
    const kr_cargoes *c = &w->cargo;
    KR_TRY(kr_table_begin(call->job, "cargoes", CARGO_COLUMNS, cargo_columns, &b));
    for (uint32_t i = 0; i < c->count; i++) {
        kr_table_row(b);
        kr_table_text(b, CARGO_ID, kr_world_text(w, c->id[i]));
        kr_table_text(b, CARGO_NAME, kr_world_text(w, c->name[i]));
        kr_table_text(b, HS, kr_world_text(w, c->hs_chapters[i]));
        kr_table_number(b, T_FEU, c->t_feu[i]);
        kr_table_number(b, T_WAGON, c->t_wagon[i]);
        kr_table_number(b, USD_T, c->usd_t[i]);
        kr_table_number(b, SHARE, c->value_share_day[i]);
    }
    return kr_table_freeze(b, table);
}

static kr_status run(kri_call *call)
{
    const char *folder;
    const kr_table *table;
    kr_world world;
    KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_world_read(call->job, folder, NULL, &world));
    if (kri_call_has(call, "cargoes"))
        KR_TRY(make_cargoes(call, &world, &table));
    else
        KR_TRY(make_places(call, &world, &table));
    if (!table->rows) {
        call->exit_code = 1;
        if (call->format == KRI_TEXT)
            return kri_call_print(call, "no place has \"%s\" in its name; keruen places lists them all\n", call->arguments ? call->argument[0] : "");
    }
    return kri_call_table(call, table);
}

static const kri_option options[] = {
    { "cargoes", NULL, "list the kinds of goods instead", NULL, 0 },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen places", "all of them" },
    { "keruen places KZ --csv", "those of a country, for a spreadsheet" },
    { "keruen places istanbul", "by a part of a name" },
    { "keruen places --cargoes", "what can be sent" },
    { 0 },
};

const kri_command kri_command_places = {
    .name = "places", .summary = "the places that can be sent from and to, and the kinds of goods", .arguments = "[WORDS]", .least = 0, .most = 1,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .examples = examples, .run = run,
};
