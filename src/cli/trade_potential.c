/* trade_potential.c: keruen trade potential. */
#include "cli/question.h"
#include "cli/trade.h"

#include "base/number.h"
#include "base/spelling.h"

#include <keruen/report.h>

#include <math.h>
#include <string.h>

/* The rows as they were read, and countries of exporters and importers under one numbering. */
struct catalogue {
    kr_products rows;
    const char **country;
    const char *const *product;
    uint32_t exporter, importer;
};

static uint32_t find_text(const char *const *list, uint32_t count, const char *wanted)
{
    uint32_t i = 0;
    while (i < count && strcmp(list[i], wanted) != 0)
        i++;
    return i;
}

/* Importers that also export take the exporter's number; the rest follow. */
static kr_status join_countries(kri_call *call, const kr_panel_column *exporters, const kr_panel_column *importers, size_t rows,
                                struct catalogue *c)
{
    uint32_t *map, *importer, count = exporters->codes;
    KRI_NEW(call->job, c->country, (size_t)exporters->codes + importers->codes);
    KRI_NEW(call->job, map, importers->codes);
    KRI_NEW(call->job, importer, rows);
    memcpy(c->country, exporters->label, count * sizeof *c->country);
    for (uint32_t j = 0; j < importers->codes; j++) {
        map[j] = find_text(exporters->label, exporters->codes, importers->label[j]);
        if (map[j] == exporters->codes) {
            map[j] = count;
            c->country[count++] = importers->label[j];
        }
    }
    for (size_t r = 0; r < rows; r++)
        importer[r] = map[importers->code[r]];
    c->rows.countries = count;
    c->rows.exporter = exporters->code;
    c->rows.importer = importer;
    return KR_OK;
}

/* Years become 0, 1, ... in the order of time. */
static kr_status order_years(kri_call *call, const kr_panel_column *years, size_t rows, struct catalogue *c)
{
    uint32_t *rank, *year;
    KRI_NEW(call->job, rank, years->codes);
    KRI_NEW(call->job, year, rows);
    for (uint32_t a = 0; a < years->codes; a++)
        for (uint32_t b = 0; b < years->codes; b++)
            rank[a] += strcmp(years->label[b], years->label[a]) < 0;
    for (size_t r = 0; r < rows; r++)
        year[r] = rank[years->code[r]];
    c->rows.years = years->codes;
    c->rows.year = year;
    return KR_OK;
}

static kr_status find_country(kri_call *call, const struct catalogue *c, const char *option, uint32_t *number)
{
    const char *wanted;
    KR_TRY(kri_question_need(call, option, &wanted));
    *number = find_text((const char *const *)c->country, c->rows.countries, wanted);
    if (*number < c->rows.countries)
        return KR_OK;
    const char *near = kri_spelling_nearest(kri_span_of(wanted), (const char *const *)c->country, c->rows.countries);
    return kr_fail(call->job, KR_E_USAGE, "--%s %.40s: no row has this country%s%s", option, wanted, near ? "; did you mean " : "", near ? near : "");
}

static kr_status read_catalogue(kri_call *call, struct catalogue *c)
{
    static const kr_column_wish wishes[] = { { "t", KR_COLUMN_CODE }, { "i", KR_COLUMN_CODE }, { "j", KR_COLUMN_CODE },
                                             { "k", KR_COLUMN_CODE }, { "v", KR_COLUMN_FROM_ZERO_UP } };
    const char *path;
    kr_panel p;
    KR_TRY(kri_question_need(call, "data", &path));
    KR_TRY(kr_panel_read(call->job, path, wishes, 5, NULL, &p));
    *c = (struct catalogue){ .rows = { .rows = p.rows, .products = p.column[3].codes, .product = p.column[3].code, .value = p.column[4].value },
                             .product = p.column[3].label };
    KR_TRY(order_years(call, &p.column[0], p.rows, c));
    KR_TRY(join_countries(call, &p.column[1], &p.column[2], p.rows, c));
    KR_TRY(find_country(call, c, "from", &c->exporter));
    return find_country(call, c, "to", &c->importer);
}

static kr_status read_growth(kri_call *call, const struct catalogue *c, kr_potential_options *o)
{
    static const kr_column_wish wishes[] = { { "country", KR_COLUMN_CODE }, { "growth", KR_COLUMN_NUMBER } };
    const char *path = kri_call_value(call, "growth");
    double *growth;
    kr_panel p;
    if (!path)
        return KR_OK;
    KR_TRY(kr_panel_read(call->job, path, wishes, 2, NULL, &p));
    KRI_NEW(call->job, growth, c->rows.countries);
    for (uint32_t i = 0; i < c->rows.countries; i++)
        growth[i] = 1;
    for (size_t r = 0; r < p.rows; r++) {
        uint32_t i = find_text((const char *const *)c->country, c->rows.countries, p.column[0].label[p.column[0].code[r]]);
        if (i < c->rows.countries)
            growth[i] = p.column[1].value[r];
    }
    o->growth = growth;
    return KR_OK;
}

static kr_status read_tariffs(kri_call *call, const struct catalogue *c, kr_potential_options *o)
{
    static const kr_column_wish wishes[] = { { "product", KR_COLUMN_CODE }, { "tariff", KR_COLUMN_NUMBER }, { "mean_tariff", KR_COLUMN_NUMBER },
                                             { "price_elasticity", KR_COLUMN_NUMBER } };
    const char *path = kri_call_value(call, "tariffs");
    double *column[3];
    kr_panel p;
    if (!path)
        return KR_OK;
    KR_TRY(kr_panel_read(call->job, path, wishes, 4, NULL, &p));
    for (int k = 0; k < 3; k++)
        KRI_NEW(call->job, column[k], c->rows.products);
    for (uint32_t k = 0; k < c->rows.products; k++)
        column[2][k] = 1;
    for (size_t r = 0; r < p.rows; r++) {
        uint32_t k = find_text(c->product, c->rows.products, p.column[0].label[p.column[0].code[r]]);
        for (int m = 0; k < c->rows.products && m < 3; m++)
            column[m][k] = p.column[m + 1].value[r];
    }
    o->tariff = column[0];
    o->mean_tariff = column[1];
    o->price_elasticity = column[2];
    return KR_OK;
}

static kr_status read_options(kri_call *call, const struct catalogue *c, kr_potential_options *o)
{
    *o = KR_POTENTIAL_DEFAULTS;
    o->form = strcmp(kri_call_value(call, "form"), "b") == 0 ? KR_POTENTIAL_B : KR_POTENTIAL_A;
    o->every_year = kri_call_has(call, "every-year");
    KR_TRY(kri_call_number(call, "ease", 0, 1e6, &o->ease));
    KR_TRY(kri_call_number(call, "cost-ratio", 1e-6, 1e6, &o->cost_ratio));
    KR_TRY(kri_call_number(call, "cost-elasticity", 0, 100, &o->cost_elasticity));
    KR_TRY(kri_call_number(call, "floor", 0, 1e18, &o->floor));
    KR_TRY(read_growth(call, c, o));
    return read_tariffs(call, c, o);
}

enum { PRODUCT, ACTUAL, POTENTIAL, UNREALISED, UNLOCKED, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "product", "", "product", KR_TEXT, 0 }, { "actual", "", "sold a year", KR_NUMBER, 3 },
    { "potential", "", "could be sold a year at today's transport cost", KR_NUMBER, 3 },
    { "unrealised", "", "of it not sold yet", KR_NUMBER, 3 }, { "unlocked", "", "what cheaper transport adds", KR_NUMBER, 3 },
};

static kr_status potential_table(kri_call *call, const struct catalogue *c, const kr_potential *p, uint32_t top, const kr_table **table)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(call->job, "products", COLUMNS, about, &b));
    for (uint32_t n = 0; n < top; n++) {
        uint32_t k = p->order[n];
        kr_table_row(b);
        kr_table_text(b, PRODUCT, c->product[k]);
        kr_table_number(b, ACTUAL, p->actual[k]);
        kr_table_number(b, POTENTIAL, p->potential[k]);
        kr_table_number(b, UNREALISED, p->unrealised[k]);
        kr_table_number(b, UNLOCKED, p->unlocked[k]);
    }
    return kr_table_freeze(b, table);
}

static kr_status potential_json(kri_call *call, const kr_potential *p, const kr_table *table, double unrealised, double unlocked)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "products");
    kr_json_rows(&json, table);
    kr_json_put_number(&json, "ease", p->ease);
    kr_json_put_bool(&json, "ease_is_given", p->ease_is_given);
    kr_json_put_number(&json, "unrealised", unrealised);
    kr_json_put_number(&json, "unlocked", unlocked);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

kr_status kri_trade_potential(kri_call *call)
{
    struct catalogue c;
    kr_potential_options o;
    kr_potential p;
    const kr_table *table;
    double wanted = 70, unrealised = 0, unlocked = 0;
    KR_TRY(kri_call_number(call, "top", 1, 1e6, &wanted));
    KR_TRY(read_catalogue(call, &c));
    KR_TRY(read_options(call, &c, &o));
    KR_TRY(kr_export_potential(call->job, &c.rows, c.exporter, c.importer, &o, &p));
    uint32_t top = wanted < p.products ? (uint32_t)wanted : p.products;
    for (uint32_t n = 0; n < top; n++) {
        unrealised += p.unrealised[p.order[n]];
        unlocked += p.unlocked[p.order[n]];
    }
    KR_TRY(potential_table(call, &c, &p, top, &table));
    if (call->format == KRI_JSON)
        return potential_json(call, &p, table, unrealised, unlocked);
    KR_TRY(kri_call_table(call, table));
    if (call->format != KRI_TEXT)
        return KR_OK;
    double sum = unrealised + unlocked;
    return kri_call_print(call, "\n%u products: %.6g more a year, of which %.1f %% waits for cheaper transport; ease %.4g%s\n", top, sum,
                          sum > 0 ? 100 * unlocked / sum : 0, p.ease, p.ease_is_given ? " (given)" : "");
}
