/* explain.c: keruen explain. Which rows and sources made a figure of a quote. */
#include "cli/row_names.h"
#include "cli/shipment.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include <string.h>

enum { LEG, KIND, FROM, TO, TABLE, ROW, LINE, HOURS, USD, KG, METHOD, SOURCE, NOTE, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "leg", "", "number of the leg", KR_INTEGER, 0 }, { "kind", "", "what happens", KR_TEXT, 0 },
    { "from", "", "place", KR_TEXT, 0 }, { "to", "", "place", KR_TEXT, 0 },
    { "table", "", "the table that says it", KR_TEXT, 0 }, { "row", "", "its row", KR_TEXT, 0 },
    { "line", "", "the line of its file", KR_INTEGER, 0 }, { "hours", "h", "what it adds", KR_NUMBER, 1 },
    { "usd", "USD", "what it adds", KR_NUMBER, 2 }, { "kgco2e", "kg", "what it adds", KR_NUMBER, 1 },
    { "method", "", "how the figure was come by", KR_TEXT, 0 }, { "source", "", "where it comes from", KR_TEXT, 0 },
    { "note", "", "what the table says of it", KR_TEXT, 0 },
};

static kr_status add_item(kri_call *call, const kr_world *w, size_t leg_number, const kr_leg *leg, const kr_cost_item *item, kr_table_builder *b)
{
    const char *note;
    kri_item_about row = kri_item_look_up(w, item);
    KR_TRY(kr_world_cell(call->job, w, item->table, item->row, "note", &note));
    kr_table_row(b);
    kr_table_integer(b, LEG, (int64_t)leg_number + 1);
    kr_table_text(b, KIND, leg->kind);
    kr_table_text(b, FROM, kri_place_short(call->job, w, leg->from));
    kr_table_text(b, TO, kri_place_short(call->job, w, leg->to));
    kr_table_text(b, TABLE, kr_table_name(item->table));
    kr_table_text(b, ROW, kri_item_id(w, item));
    kr_table_integer(b, LINE, row.line);
    if (item->hours != 0)
        kr_table_number(b, HOURS, item->hours);
    if (item->usd != 0)
        kr_table_number(b, USD, item->usd);
    if (item->kgco2 != 0)
        kr_table_number(b, KG, item->kgco2);
    kr_table_text(b, METHOD, kr_method_name(row.method));
    kr_table_text(b, SOURCE, row.source == KR_NONE ? NULL : kr_world_text(w, w->source.title[row.source]));
    kr_table_text(b, NOTE, note);
    return KR_OK;
}

static kr_status make_table(kri_call *call, const kri_shipment *s, const kr_way *way, const kr_table **table)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(call->job, "explain", COLUMNS, about, &b));
    for (size_t leg = 0; leg < way->legs; leg++)
        for (size_t i = 0; i < way->leg[leg].items; i++)
            KR_TRY(add_item(call, &s->world, leg, &way->leg[leg], &way->leg[leg].item[i], b));
    return kr_table_freeze(b, table);
}

/* ---- for a person: leg by leg, a row a paragraph ---- */

static kr_status print_item(kri_call *call, const kr_world *w, const kr_cost_item *item)
{
    const char *note;
    kri_item_about row = kri_item_look_up(w, item);
    KR_TRY(kr_world_cell(call->job, w, item->table, item->row, "note", &note));
    kri_text t = kri_text_new(call->job);
    kri_text_puts(&t, "  ");
    if (item->hours != 0)
        kri_text_format(&t, "%.1f h  ", item->hours);
    if (item->usd != 0)
        kri_text_format(&t, "%.2f USD  ", item->usd);
    if (item->kgco2 != 0)
        kri_text_format(&t, "%.0f kg CO2e  ", item->kgco2);
    kri_text_format(&t, "%s.csv:%u %s (%s)%s\n", kr_table_name(item->table), row.line, kri_item_id(w, item), kr_method_name(row.method),
                    item->is_out_of_date ? ", not valid on that day: the nearest there is" : "");
    if (row.source != KR_NONE)
        kri_text_format(&t, "      source: %s%s%s\n", kr_world_text(w, w->source.title[row.source]),
                        w->source.date[row.source] ? ", " : "", kr_world_text(w, w->source.date[row.source]));
    if (note && *note)
        kri_text_format(&t, "      %s\n", note);
    return kri_call_put(call, &t);
}

static kr_status print_leg(kri_call *call, const kr_world *w, size_t number, const kr_leg *leg)
{
    KR_TRY(kri_call_print(call, "\n%zu %s, %s: %s to %s: %.1f h, %.2f USD, %.0f kg CO2e\n", number + 1, leg->kind,
                          kr_layer_name((kr_layer)leg->layer), kri_place_short(call->job, w, leg->from), kri_place_short(call->job, w, leg->to),
                          leg->hours, leg->usd, leg->kgco2));
    for (size_t i = 0; i < leg->items; i++)
        KR_TRY(print_item(call, w, &leg->item[i]));
    return KR_OK;
}

static kr_status run(kri_call *call)
{
    kri_shipment s;
    const kr_table *table;
    KR_TRY(kri_shipment_quote(call, &s));
    if (!s.quote.ways) {
        call->exit_code = 1;
        return kri_call_print(call, "%s\n", s.quote.why);
    }
    const kr_way *way = &s.quote.way[0];
    if (call->format != KRI_TEXT) {
        KR_TRY(make_table(call, &s, way, &table));
        return kri_call_table(call, table);
    }
    KR_TRY(kri_call_print(call, "%s to %s, the %s way: %.1f h, %.2f USD, %.0f kg CO2e\n", kri_place_name(&s.world, s.request.from),
                          kri_place_name(&s.world, s.request.to), way->name[0], way->hours, way->usd, way->kgco2));
    for (size_t i = 0; i < way->legs; i++)
        KR_TRY(print_leg(call, &s.world, i, &way->leg[i]));
    return KR_OK;
}

static const kri_option options[] = { KRI_SHIPMENT_OPTIONS, { 0 } };

static const kri_section sections[] = {
    { "What is explained",
      "The way that keruen quote shows first with the same options: leg by leg each row of a table that adds hours, USD or CO2, the line it "
      "stands on, how its figure was come by, and its source." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen explain Xian Yerevan --by cost", "every figure of the cheapest way" },
    { "keruen explain Xian Yerevan --csv", "for a spreadsheet" },
    { 0 },
};

const kri_command kri_command_explain = {
    .name = "explain", .summary = "which rows and sources made the figures of a quote", .arguments = "FROM TO", .least = 2, .most = 2,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
