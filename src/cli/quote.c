/* quote.c: keruen quote. One shipment from door to door. */
#include "cli/batch.h"
#include "cli/kept.h"
#include "cli/page.h"

#include <stdio.h>

/* Whoever reads the answer may count on its being kept: it is shown after. */
static kr_status save(kri_call *call, const kri_shipment *s)
{
    const char *path;
    kr_store *store;
    kr_kept_quote kept;
    kr_digests data;
    KR_TRY(kri_call_store(call, KR_STORE_WRITE, &path));
    KR_TRY(kr_store_open(call->job, path, KR_STORE_WRITE, &store));
    KR_TRY(kri_quote_keep(call, s, &kept));
    kr_world_digests(&s->base, &data);
    KR_TRY(kr_store_save(store, &kept, 1, &data));
    if (!call->quiet)
        fprintf(stderr, "kept as %s in %s; keruen quotes show %s shows it again\n", s->id, path, s->id);
    return KR_OK;
}

static kr_status show(kri_call *call, const kri_shipment *s)
{
    switch (call->format) {
    case KRI_JSON: return kri_quote_show_json(call, s);
    case KRI_CSV: return kri_quote_show_csv(call, s);
    case KRI_GEOJSON: return kri_quote_show_geojson(call, s);
    default: return kri_quote_show_text(call, s);
    }
}

/* The quote has its id in the page whether it is kept or not, as it has in JSON. */
static kr_status write_page(kri_call *call, const kri_shipment *s)
{
    kri_output *output;
    kri_shipment own = *s;
    KR_TRY(kri_quote_identify(&own));
    KR_TRY(kri_output_open(call->job, kri_call_value(call, "html"), &output));
    KR_TRY(kri_quote_show_html(call, &own, kri_output_sink(output)));
    return kri_output_close(output);
}

static kr_status quote_one(kri_call *call)
{
    kri_shipment s;
    if (call->arguments < 2)
        return kr_fail(call->job, KR_E_USAGE, "something is missing: keruen quote FROM TO");
    KR_TRY(kri_page_check(call));
    KR_TRY(kri_shipment_quote(call, &s));
    if (!s.quote.ways)
        call->exit_code = 1;
    if (kri_call_has(call, "save") || call->format == KRI_JSON)
        KR_TRY(kri_quote_identify(&s));
    if (kri_call_has(call, "save"))
        KR_TRY(save(call, &s));
    if (kri_call_has(call, "html"))
        KR_TRY(write_page(call, &s));
    return show(call, &s);
}

static kr_status run(kri_call *call)
{
    const char *batch = kri_call_value(call, "batch");
    if (batch && kri_call_has(call, "html"))
        return kr_fail(call->job, KR_E_USAGE, "--html is a page of one quote; leave it or --batch out");
    return batch ? kri_batch_run(call, batch) : quote_one(call);
}

static const kri_option options[] = {
    KRI_SHIPMENT_OPTIONS,
    { "save", NULL, "keep the quote; keruen quotes lists and shows what is kept", NULL, 0 },
    KRI_STORE_OPTION,
    KRI_PAGE_OPTION,
    { "batch", "FILE", "quote every row of this CSV, a line of JSON each; - is standard input", NULL, 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "Places",
      "FROM and TO are names, other names that people use, ids, UN/LOCODEs or lat,lon. Where countries share a name, add the country: "
      "\"Sarakhs, IR\". keruen places lists them." },
    { "The figures",
      "Hours are means, from ready at the door to delivered: rides, borders, terminals and the wait for the next sailing. USD and kg CO2e "
      "(well to wheel) are for the whole shipment. A figure behind ~ rests for its greater part on estimates; keruen explain shows "
      "the row and the source behind each.\n\n"
      "Without an amount the shipment is one 40-foot box, for goods that go loose one wagon." },
    { "What if",
      "With --open and --close the world changes for this quote alone. A project of project.csv opens all its links and borders at once." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen quote Xian Yerevan", "a 40-foot box of machinery" },
    { "keruen quote Xian Yerevan --open p_gyumri_kars --open p_ijevan_gazakh", "the same with two railways reopened" },
    { "keruen quote Almaty Poti --cargo grain --tonnes 1000 --by cost", "a thousand tonnes of wheat" },
    { "keruen quote CNSIA AMEVN --avoid RU --json", "for a program" },
    { "keruen quote Aktau Poti --html aktau-poti.html", "also a page with a map, to hand over" },
    { 0 },
};

const kri_command kri_command_quote = {
    .name = "quote", .summary = "ways, hours, price and CO2 of a shipment from door to door", .arguments = "FROM TO", .least = 0, .most = 2,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_GEOJSON | KRI_TAKES_OUT | KRI_TAKES_WORK,
    .options = options, .sections = sections, .examples = examples, .run = run,
};
