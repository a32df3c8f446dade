/* trade_sectors.c: keruen trade sectors. */
#include "cli/question.h"
#include "cli/trade.h"

#include <keruen/report.h>

enum { ID, EXACT, FIRST, TERMS, VOLUME, TECHNICAL, REAL_WAGE, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "country", "", "country", KR_TEXT, 0 },
    { "exact", "%", "change of real income from one equilibrium to the other", KR_NUMBER, 4 },
    { "first_order", "%", "the sum of the next three, each a small change at old values", KR_NUMBER, 4 },
    { "terms_of_trade", "%", "exports dearer, imports cheaper", KR_NUMBER, 4 },
    { "volume_of_trade", "%", "tariff revenue by volume", KR_NUMBER, 4 },
    { "technical", "%", "what transport melts less", KR_NUMBER, 4 },
    { "real_wage", "%", "wage over prices", KR_NUMBER, 4 },
};

static kr_status print_response(kri_call *call, const kr_sectors *s, const kr_sector_response *r)
{
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "countries", COLUMNS, about, &b));
    for (uint32_t n = 0; n < s->countries; n++) {
        kr_table_row(b);
        kr_table_text(b, ID, s->country[n]);
        kr_table_number(b, EXACT, 100 * r->exact[n]);
        kr_table_number(b, FIRST, 100 * r->first_order[n]);
        kr_table_number(b, TERMS, 100 * r->terms_of_trade[n]);
        kr_table_number(b, VOLUME, 100 * r->volume_of_trade[n]);
        kr_table_number(b, TECHNICAL, 100 * r->technical[n]);
        kr_table_number(b, REAL_WAGE, 100 * r->real_wage[n]);
    }
    KR_TRY(kr_table_freeze(b, &table));
    KR_TRY(kri_call_table(call, table));
    if (call->format != KRI_TEXT)
        return KR_OK;
    return kri_call_print(call, "\nexact and first_order differ where tariffs change much: revenue that is lost is no small change\n");
}

kr_status kri_trade_sectors(kri_call *call)
{
    const char *folder, *tariff = kri_call_value(call, "tariff"), *cost = kri_call_value(call, "cost");
    kr_sectors s;
    kr_sector_scenario before = { 0 }, after = { 0 };
    kr_sector_response r;
    KR_TRY(kri_question_need(call, "data", &folder));
    if (!tariff && !cost)
        return kr_fail(call->job, KR_E_USAGE, "trade sectors needs --tariff or --cost, columns of trade.csv with what changes");
    KR_TRY(kr_sectors_read(call->job, folder, &s));
    if (tariff)
        KR_TRY(kr_sectors_read_column(call->job, folder, &s, tariff, 0, &after.tariff));
    if (cost)
        KR_TRY(kr_sectors_read_column(call->job, folder, &s, cost, 1, &after.cost));
    KR_TRY(kr_sectors_respond(call->job, &s, &before, &after, 1e-11, 5000, &r));
    return print_response(call, &s, &r);
}
