/* trade_fill.c: keruen trade fill. From the reports of a region to a whole matrix (docs/method/trade-fill.md). */
#include "cli/question.h"
#include "cli/trade.h"

#include "base/file.h"

#include <keruen/report.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REST "ROW"

/* The gravity of the prior: what the 2006 cross-section of Yotov et al. (2016) says, kept in tests/unit/trade/test_fit.c. */
#define BY_DISTANCE (-.7912879)
#define BY_BORDER (-2.47445)
#define BY_UNION .557185336
#define BY_EMBARGO (-4.6)           /* a hundredth; ours */

/* Of the rest of the world nothing is on the map: far from all, wide itself. Ours. */
#define REST_KM 8000.
#define REST_INSIDE_KM 3000.
#define LEAST_INSIDE_KM 100.
#define EARTH_KM 6371.

/* How much a report weighs beside the prior, best first. */
enum { SAID, WORKED_OUT, PART_YEAR, OTHER_YEAR, CLASSES };
static const double weights[CLASSES] = { 100, 30, 10, 3 };

enum { EXPORT, IMPORT, TURNOVER, FLOWS };

/* A row of trade.csv that speaks of the year, told as value a year. */
struct report {
    uint32_t reporter, partner;     /* partner = count: the world */
    int flow, class;
    double value;
    const char *source;
};

struct region {
    uint32_t count;
    const char **id;
    double *gdp, *output, *km, *weight, *prior;
    double year, ratio;
    struct report *report;
    size_t reports, report_capacity, unknown;
    kr_known_sum *figure;
    size_t figures, figure_capacity;
    kr_filling filling;
};

static uint32_t place_of(const struct region *g, const char *id)
{
    uint32_t i = 0;
    while (i < g->count && strcmp(g->id[i], id) != 0)
        i++;
    return i;
}

static kr_status read_csv(kri_call *call, const char *const *names, const kr_column_wish *wishes, uint32_t count, kr_panel *p)
{
    const char *folder;
    KR_TRY(kri_question_need(call, "data", &folder));
    for (; names[1]; names++) {
        const char *path = kri_job_format(call->job, "%s/%s", folder, names[0]);
        if (!path)
            return KR_E_MEMORY;
        if (kri_file_exists(path))
            break;
    }
    const char *path = kri_job_format(call->job, "%s/%s", folder, names[0]);
    return path ? kr_panel_read(call->job, path, wishes, count, NULL, p) : KR_E_MEMORY;
}

static const char *cell_text(const kr_panel *p, uint32_t column, size_t row)
{
    return p->column[column].label[p->column[column].code[row]];
}

/* ------------------------------------------------------------------------------------------------ countries, GDP, distances */

static kr_status read_gdp(kri_call *call, struct region *g)
{
    static const kr_column_wish wishes[] = { { "country", KR_COLUMN_CODE }, { "measure", KR_COLUMN_CODE }, { "year", KR_COLUMN_NUMBER },
                                             { "value", KR_COLUMN_NUMBER } };
    kr_panel p;
    double rest = 0, year = 2023, ratio = .8;
    KR_TRY(kri_call_number(call, "rest-gdp", 1, 1e18, &rest));
    KR_TRY(kri_call_number(call, "year", 1900, 2100, &year));
    KR_TRY(kri_call_number(call, "output-ratio", .01, 10, &ratio));
    KR_TRY(read_csv(call, (const char *const[]){ "gdp.csv", NULL }, wishes, 4, &p));
    g->year = year;
    g->ratio = ratio;
    KRI_NEW(call->job, g->id, p.column[0].codes + 1u);
    KRI_NEW(call->job, g->gdp, p.column[0].codes + 1u);
    for (size_t r = 0; r < p.rows; r++) {
        if (strcmp(cell_text(&p, 1, r), "gdp_usd") != 0 || p.column[2].value[r] != year)
            continue;
        if (!(p.column[3].value[r] > 0))
            return kr_fail(call->job, KR_E_INPUT, "gdp.csv: the GDP of %s is %g; it must be above zero", cell_text(&p, 0, r), p.column[3].value[r]);
        if (place_of(g, cell_text(&p, 0, r)) < g->count)
            return kr_fail(call->job, KR_E_INPUT, "gdp.csv: %s has two figures for %g; keep one", cell_text(&p, 0, r), year);
        g->id[g->count] = cell_text(&p, 0, r);
        g->gdp[g->count++] = p.column[3].value[r];
    }
    if (g->count < 2)
        return kr_fail(call->job, KR_E_INPUT, "gdp.csv has the GDP of %u countries in %g; a matrix takes two at least", g->count, year);
    g->id[g->count] = REST;
    g->gdp[g->count++] = rest;
    return KR_OK;
}

/* Members of the European Union stand under EU. */
static const char *region_of(const char *country)
{
    static const char members[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
    return strlen(country) == 2 && strstr(members, country) ? "EU" : country;
}

/* Centres of countries: the mean of their places, as points of a ball. */
static void find_centres(const struct region *g, const kr_panel *p, double (*centre)[3], double *inside_km)
{
    for (int pass = 0; pass < 2; pass++) {
        double places[256] = { 0 };
        for (size_t r = 0; r < p->rows; r++) {
            uint32_t i = place_of(g, region_of(cell_text(p, 0, r)));
            if (i >= g->count || i >= 256)
                continue;
            double lon = p->column[1].value[r] * 0.017453292519943295, lat = p->column[2].value[r] * 0.017453292519943295;
            double at[3] = { cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat) };
            double along = at[0] * centre[i][0] + at[1] * centre[i][1] + at[2] * centre[i][2];
            places[i]++;
            for (int k = 0; pass == 0 && k < 3; k++)
                centre[i][k] += at[k];
            if (pass == 1)
                inside_km[i] += EARTH_KM * acos(along < 1 ? along : 1);
        }
        for (uint32_t i = 0; i < g->count && i < 256; i++) {
            double length = sqrt(centre[i][0] * centre[i][0] + centre[i][1] * centre[i][1] + centre[i][2] * centre[i][2]);
            for (int k = 0; pass == 0 && length > 0 && k < 3; k++)
                centre[i][k] /= length;
            if (pass == 1 && places[i] > 0)
                inside_km[i] /= places[i];
        }
    }
}

static double distance_km(const struct region *g, uint32_t i, uint32_t j, double (*centre)[3], const double *inside_km)
{
    double length_i = fabs(centre[i][0]) + fabs(centre[i][1]) + fabs(centre[i][2]);
    double length_j = fabs(centre[j][0]) + fabs(centre[j][1]) + fabs(centre[j][2]);
    if (i == j)
        return i + 1 == g->count ? REST_INSIDE_KM : inside_km[i] > LEAST_INSIDE_KM ? inside_km[i] : LEAST_INSIDE_KM;
    if (i + 1 == g->count || j + 1 == g->count || !(length_i > 0) || !(length_j > 0))
        return REST_KM;
    double along = centre[i][0] * centre[j][0] + centre[i][1] * centre[j][1] + centre[i][2] * centre[j][2];
    double km = EARTH_KM * acos(along < 1 ? along > -1 ? along : -1 : 1);
    return km > LEAST_INSIDE_KM ? km : LEAST_INSIDE_KM;
}

static kr_status read_distances(kri_call *call, struct region *g)
{
    static const kr_column_wish gmns[] = { { "country", KR_COLUMN_CODE }, { "x_coord", KR_COLUMN_NUMBER }, { "y_coord", KR_COLUMN_NUMBER } };
    static const kr_column_wish plain[] = { { "country", KR_COLUMN_CODE }, { "lon", KR_COLUMN_NUMBER }, { "lat", KR_COLUMN_NUMBER } };
    kr_panel p;
    double (*centre)[3], *inside_km;
    const char *folder;
    KR_TRY(kri_question_need(call, "data", &folder));
    const char *gmns_path = kri_job_format(call->job, "%s/node.csv", folder);
    if (!gmns_path)
        return KR_E_MEMORY;
    if (kri_file_exists(gmns_path))
        KR_TRY(kr_panel_read(call->job, gmns_path, gmns, 3, NULL, &p));
    else
        KR_TRY(read_csv(call, (const char *const[]){ "nodes.csv", NULL }, plain, 3, &p));
    if (g->count > 256)
        return kr_fail(call->job, KR_E_LIMIT, "%u countries are more than the 256 that can be placed", g->count);
    KRI_NEW(call->job, centre, g->count);
    KRI_NEW(call->job, inside_km, g->count);
    KRI_NEW(call->job, g->km, (size_t)g->count * g->count);
    find_centres(g, &p, centre, inside_km);
    for (uint32_t i = 0; i < g->count; i++)
        for (uint32_t j = 0; j < g->count; j++)
            g->km[(size_t)i * g->count + j] = distance_km(g, i, j, centre, inside_km);
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ the prior */

static double effect_of(const char *kind)
{
    if (strcmp(kind, "customs union") == 0 || strcmp(kind, "free trade") == 0)
        return BY_UNION;
    return strcmp(kind, "embargo") == 0 ? BY_EMBARGO : 0;
}

/* Two regimes of one pair do not add up: an embargo goes before all, else the larger effect counts. */
static kr_status read_regimes(kri_call *call, struct region *g, double *effect)
{
    static const kr_column_wish wishes[] = { { "country_a", KR_COLUMN_CODE }, { "country_b", KR_COLUMN_CODE }, { "kind", KR_COLUMN_CODE } };
    kr_panel p;
    KR_TRY(read_csv(call, (const char *const[]){ "regimes.csv", "regime.csv", NULL }, wishes, 3, &p));
    for (size_t r = 0; r < p.rows; r++) {
        uint32_t a = place_of(g, cell_text(&p, 0, r)), b = place_of(g, cell_text(&p, 1, r));
        double e = effect_of(cell_text(&p, 2, r));
        if (a >= g->count || b >= g->count || a == b)
            continue;
        double *one = &effect[(size_t)a * g->count + b], *other = &effect[(size_t)b * g->count + a];
        if (e < 0 || (*one >= 0 && e > *one))
            *one = *other = e;
    }
    return KR_OK;
}

static kr_status make_prior(kri_call *call, struct region *g)
{
    size_t cells = (size_t)g->count * g->count;
    double *effect;
    KRI_NEW(call->job, effect, cells);
    KRI_NEW(call->job, g->weight, cells);
    KRI_NEW(call->job, g->prior, cells);
    KRI_NEW(call->job, g->output, g->count);
    KR_TRY(read_regimes(call, g, effect));
    for (uint32_t i = 0; i < g->count; i++) {
        g->output[i] = g->ratio * g->gdp[i];
        for (uint32_t j = 0; j < g->count; j++) {
            size_t k = (size_t)i * g->count + j;
            g->weight[k] = exp(BY_DISTANCE * log(g->km[k]) + (i == j ? 0 : BY_BORDER + effect[k]));
        }
    }
    return kr_trade_prior(call->job, g->count, g->weight, g->output, g->prior);
}

/* ------------------------------------------------------------------------------------------------ reports */

/* Months that a period covers; 0: it is no observation. An Iranian year counts as one. */
static int months_of(const char *period)
{
    if (strcmp(period, "A") == 0)
        return 12;
    if (strncmp(period, "H1", 2) == 0)
        return 6;
    if (strcmp(period, "Q1") == 0)
        return 3;
    if (strlen(period) == 4 && strspn(period, "0123456789") == 4)
        return 12;
    char *end;
    long months = strtol(period, &end, 10);
    return strcmp(end, "M") == 0 && months >= 1 && months <= 12 ? (int)months : 0;
}

static int flow_of(const char *flow)
{
    return strcmp(flow, "export") == 0 ? EXPORT : strcmp(flow, "import") == 0 ? IMPORT : strcmp(flow, "turnover") == 0 ? TURNOVER : FLOWS;
}

enum { REPORTER, PARTNER, FLOW, PERIOD, PRODUCT, BASIS, SOURCE, YEAR, VALUE, REPORT_COLUMNS };

/* What a row says a year, gold and gems being taken off where the same report gives them; its class, CLASSES when it is of no use. */
static int judge(const struct region *g, const kr_panel *p, size_t r, double *value)
{
    int months = months_of(cell_text(p, PERIOD, r));
    double away = fabs(p->column[YEAR].value[r] - g->year);
    const char *basis = cell_text(p, BASIS, r);
    *value = p->column[VALUE].value[r];
    if (strcmp(cell_text(p, PRODUCT, r), "total") != 0 || months == 0 || away > 1)
        return CLASSES;
    if (strcmp(basis, "published") != 0 && strcmp(basis, "derived") != 0)
        return CLASSES;
    for (size_t s = 0; s < p->rows; s++) {
        int same = p->column[YEAR].value[s] == p->column[YEAR].value[r];
        for (uint32_t c = REPORTER; c <= PERIOD; c++)
            same = same && p->column[c].code[s] == p->column[c].code[r];
        if (same && strstr(cell_text(p, PRODUCT, s), "precious"))
            *value -= p->column[VALUE].value[s];
    }
    *value *= 12. / months;
    if (!(*value > 0))
        return CLASSES;
    return away > 0 ? OTHER_YEAR : months < 12 ? PART_YEAR : strcmp(basis, "derived") == 0 || cell_text(p, PERIOD, r)[0] != 'A' ? WORKED_OUT : SAID;
}

static kr_status read_reports(kri_call *call, struct region *g)
{
    static const kr_column_wish wishes[REPORT_COLUMNS] = { { "reporter", KR_COLUMN_CODE }, { "partner", KR_COLUMN_CODE }, { "flow", KR_COLUMN_CODE },
        { "period", KR_COLUMN_CODE }, { "product", KR_COLUMN_CODE }, { "basis", KR_COLUMN_CODE }, { "source_id", KR_COLUMN_CODE },
        { "year", KR_COLUMN_NUMBER }, { "value_usd", KR_COLUMN_FROM_ZERO_UP } };
    kr_panel p;
    KR_TRY(read_csv(call, (const char *const[]){ "trade.csv", NULL }, wishes, REPORT_COLUMNS, &p));
    for (size_t r = 0; r < p.rows; r++) {
        struct report one = { .flow = flow_of(cell_text(&p, FLOW, r)) };
        one.class = judge(g, &p, r, &one.value);
        one.source = cell_text(&p, SOURCE, r);
        one.reporter = place_of(g, cell_text(&p, REPORTER, r));
        one.partner = place_of(g, cell_text(&p, PARTNER, r));
        int is_world = strcmp(cell_text(&p, PARTNER, r), "world") == 0;
        if (one.class == CLASSES || one.flow == FLOWS)
            continue;
        if (one.reporter >= g->count || (one.partner >= g->count && !is_world) || one.reporter == one.partner) {
            g->unknown++;
            continue;
        }
        KR_TRY(kri_job_grow(call->job, &g->report, &g->report_capacity, g->reports + 1, sizeof *g->report));
        g->report[g->reports++] = one;
    }
    return KR_OK;
}

/* The best class in which a reporter speaks of a partner and flow; CLASSES when it does not. */
static int best_class(const struct region *g, uint32_t reporter, uint32_t partner, int flow)
{
    int best = CLASSES;
    for (size_t r = 0; r < g->reports; r++)
        if (g->report[r].reporter == reporter && g->report[r].partner == partner && g->report[r].flow == flow && g->report[r].class < best)
            best = g->report[r].class;
    return best;
}

/* A report gives way to better ones of its reporter; a turnover to its own two parts. */
static int gives_way(const struct region *g, const struct report *r)
{
    if (best_class(g, r->reporter, r->partner, r->flow) < r->class)
        return 1;
    return r->flow == TURNOVER && best_class(g, r->reporter, r->partner, EXPORT) <= r->class
           && best_class(g, r->reporter, r->partner, IMPORT) <= r->class;
}

/* ------------------------------------------------------------------------------------------------ figures */

static kr_status add_figure(kri_call *call, struct region *g, const uint32_t *cell, uint32_t cells, double value, double weight, kr_cell_mark mark)
{
    uint32_t *copy;
    KRI_NEW(call->job, copy, cells);
    memcpy(copy, cell, cells * sizeof *copy);
    KR_TRY(kri_job_grow(call->job, &g->figure, &g->figure_capacity, g->figures + 1, sizeof *g->figure));
    g->figure[g->figures++] = (kr_known_sum){ copy, cells, value, weight, mark };
    return KR_OK;
}

/* Cells of a report: one flow, both ways, or all of a country's exports or imports. */
static uint32_t cells_of(const struct region *g, const struct report *r, uint32_t *cell)
{
    uint32_t n = g->count, count = 0;
    for (uint32_t k = 0; k < n; k++) {
        if (k == r->reporter || (r->partner < n && k != r->partner))
            continue;
        if (r->flow != IMPORT)
            cell[count++] = r->reporter * n + k;
        if (r->flow != EXPORT)
            cell[count++] = k * n + r->reporter;
    }
    return count;
}

/* Every country sends what it makes: domestic trade is output less exports. That must hold; reports weigh. */
static kr_status make_figures(kri_call *call, struct region *g)
{
    uint32_t *cell;
    KRI_NEW(call->job, cell, 2 * (size_t)g->count);
    for (size_t r = 0; r < g->reports; r++) {
        const struct report *one = &g->report[r];
        if (gives_way(g, one))
            continue;
        KR_TRY(add_figure(call, g, cell, cells_of(g, one, cell), one->value, weights[one->class], one->class == SAID ? KR_CELL_REPORTED : KR_CELL_DERIVED));
    }
    for (uint32_t i = 0; i < g->count; i++) {
        for (uint32_t j = 0; j < g->count; j++)
            cell[j] = i * g->count + j;
        KR_TRY(add_figure(call, g, cell, g->count, g->output[i], INFINITY, KR_CELL_FILLED));
    }
    return KR_OK;
}

/* ------------------------------------------------------------------------------------------------ the answer */

enum { ORIGIN, DESTINATION, FLOW_VALUE, MARK, ORIGIN_SAYS, DESTINATION_SAYS, SOURCES, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "origin", "", "who sends", KR_TEXT, 0 }, { "destination", "", "who uses", KR_TEXT, 0 },
    { "value", "USD", "goods a year", KR_NUMBER, 0 }, { "how", "", "reported, derived or filled", KR_TEXT, 0 },
    { "origin_says", "USD", "exports as the origin reports them, a year", KR_NUMBER, 0 },
    { "destination_says", "USD", "imports as the destination reports them, a year", KR_NUMBER, 0 },
    { "sources", "", "of the reports on this flow or on both ways together", KR_TEXTS, 0 },
};

/* The best of what a reporter says of one flow; NaN when it is silent. */
static double says(const struct region *g, uint32_t reporter, uint32_t partner, int flow)
{
    int best = best_class(g, reporter, partner, flow);
    for (size_t r = 0; r < g->reports; r++)
        if (g->report[r].reporter == reporter && g->report[r].partner == partner && g->report[r].flow == flow && g->report[r].class == best)
            return g->report[r].value;
    return NAN;
}

/* The sources of what i and j say of the flow from i to j, each once. */
static void add_sources(const struct region *g, uint32_t i, uint32_t j, kr_table_builder *b)
{
    for (size_t r = 0; r < g->reports; r++) {
        const struct report *one = &g->report[r];
        int of_i = one->reporter == i && one->partner == j && one->flow != IMPORT, of_j = one->reporter == j && one->partner == i && one->flow != EXPORT;
        int again = gives_way(g, one);
        for (size_t s = 0; s < r && !again; s++) {
            const struct report *other = &g->report[s];
            int speaks = (other->reporter == i && other->partner == j && other->flow != IMPORT)
                         || (other->reporter == j && other->partner == i && other->flow != EXPORT);
            again = speaks && !gives_way(g, other) && strcmp(other->source, one->source) == 0;
        }
        if ((of_i || of_j) && !again)
            kr_table_item(b, SOURCES, one->source);
    }
}

static kr_status print_cells(kri_call *call, const struct region *g)
{
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "flows", call->format == KRI_TEXT ? SOURCES : COLUMNS, about, &b));
    for (uint32_t i = 0; i < g->count; i++)
        for (uint32_t j = 0; j < g->count; j++) {
            size_t k = (size_t)i * g->count + j;
            kr_table_row(b);
            kr_table_text(b, ORIGIN, g->id[i]);
            kr_table_text(b, DESTINATION, g->id[j]);
            kr_table_number(b, FLOW_VALUE, g->filling.value[k]);
            kr_table_text(b, MARK, kr_cell_mark_name((kr_cell_mark)g->filling.mark[k]));
            kr_table_number(b, ORIGIN_SAYS, says(g, i, j, EXPORT));
            kr_table_number(b, DESTINATION_SAYS, says(g, j, i, IMPORT));
            if (call->format != KRI_TEXT)
                add_sources(g, i, j, b);
            if (g->filling.mark[k] == KR_CELL_FILLED)
                kr_table_estimate(b, FLOW_VALUE);
        }
    KR_TRY(kr_table_freeze(b, &table));
    return kri_call_table(call, table);
}

static kr_status print_notes(kri_call *call, const struct region *g)
{
    size_t marks[KR_CELL_MARKS] = { 0 };
    for (size_t k = 0; k < (size_t)g->count * g->count; k++)
        marks[g->filling.mark[k]]++;
    return kri_call_print(call, "\n%u countries in %g: %zu cells reported, %zu derived, %zu filled; %zu reports of others passed over\n"
                          "output of goods = %g x GDP, GDP of the rest of the world %g: estimates, run them over a range\n", g->count, g->year,
                          marks[KR_CELL_REPORTED], marks[KR_CELL_DERIVED], marks[KR_CELL_FILLED], g->unknown, g->ratio, g->gdp[g->count - 1]);
}

kr_status kri_trade_fill(kri_call *call)
{
    struct region g = { 0 };
    const char *path = kri_call_value(call, "trade");
    KR_TRY(read_gdp(call, &g));
    KR_TRY(read_distances(call, &g));
    KR_TRY(make_prior(call, &g));
    KR_TRY(read_reports(call, &g));
    KR_TRY(make_figures(call, &g));
    KR_TRY(kr_trade_fill(call->job, (size_t)g.count * g.count, g.prior, g.figures, g.figure, 1e-12, 1000000, &g.filling));
    if (path) {
        kr_flows flows = { g.count, (const char *const *)g.id, NULL };
        KRI_NEW(call->job, flows.value, (size_t)g.count * g.count);
        memcpy(flows.value, g.filling.value, (size_t)g.count * g.count * sizeof *flows.value);
        KR_TRY(kri_trade_write_flows(call, path, &flows, "value"));
    }
    KR_TRY(print_cells(call, &g));
    return call->format == KRI_TEXT ? print_notes(call, &g) : KR_OK;
}
