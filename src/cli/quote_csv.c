/* quote_csv.c: a quote for a spreadsheet, one row a leg. */
#include "cli/quote_shown.h"

#include <keruen/report.h>

enum { WAY, NAMES, LEG, KIND, MODE, FROM, TO, SERVICE, BORDER, KM, HOURS, USD, KG, SOURCES, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "way", "", "number of the way", KR_INTEGER, 0 }, { "names", "", "what it is best at", KR_TEXTS, 0 },
    { "leg", "", "number of the leg", KR_INTEGER, 0 }, { "kind", "", "what happens", KR_TEXT, 0 },
    { "mode", "", "what it goes on in", KR_TEXT, 0 }, { "from", "", "place", KR_TEXT, 0 }, { "to", "", "place", KR_TEXT, 0 },
    { "service", "", "what sails or runs", KR_TEXT, 0 }, { "border", "", "what is crossed", KR_TEXT, 0 },
    { "km", "km", "distance ridden", KR_NUMBER, 1 }, { "hours", "h", "mean hours", KR_NUMBER, 1 },
    { "usd", "USD", "price of the whole shipment", KR_NUMBER, 2 }, { "kgco2e", "kg", "CO2e well to wheel", KR_NUMBER, 1 },
    { "sources", "", "where the figures come from", KR_TEXTS, 0 },
};

static void add_leg(kr_table_builder *b, const kri_shipment *s, size_t way, size_t number)
{
    const kr_world *w = &s->world;
    const kr_leg *leg = &s->quote.way[way].leg[number];
    kr_table_row(b);
    kr_table_integer(b, WAY, (int64_t)way + 1);
    for (size_t i = 0; i < s->quote.way[way].names; i++)
        kr_table_item(b, NAMES, s->quote.way[way].name[i]);
    kr_table_integer(b, LEG, (int64_t)number + 1);
    kr_table_text(b, KIND, leg->kind);
    kr_table_text(b, MODE, kr_layer_name((kr_layer)leg->layer));
    kr_table_text(b, FROM, kr_world_text(w, w->node.id[leg->from]));
    kr_table_text(b, TO, kr_world_text(w, w->node.id[leg->to]));
    kr_table_text(b, SERVICE, leg->service == KR_NONE ? NULL : kr_world_text(w, w->service.id[leg->service]));
    kr_table_text(b, BORDER, leg->border == KR_NONE ? NULL : kr_world_text(w, w->border.id[leg->border]));
    kr_table_number(b, KM, leg->km);
    kr_table_number(b, HOURS, leg->hours);
    if (s->quote.has_prices)
        kr_table_number(b, USD, leg->usd);
    if (s->quote.has_emissions)
        kr_table_number(b, KG, leg->kgco2);
    for (size_t i = 0; i < leg->sources; i++)
        kr_table_item(b, SOURCES, kr_world_text(w, w->source.id[leg->source[i]]));
}

kr_status kri_quote_show_csv(kri_call *call, const kri_shipment *s)
{
    kr_table_builder *builder;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "quote", COLUMNS, about, &builder));
    for (size_t way = 0; way < s->quote.ways; way++)
        for (size_t leg = 0; leg < s->quote.way[way].legs; leg++)
            add_leg(builder, s, way, leg);
    KR_TRY(kr_table_freeze(builder, &table));
    return kr_report_csv(call->job, table, call->out);
}
