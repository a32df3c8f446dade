/* published.c: does the model agree with what was published? */
#include <keruen/quote.h>

#include "base/arena.h"
#include "base/text.h"
#include "certainty.h"
#include "cost/chain.h"
#include "cost/explain.h"
#include "legs.h"
#include "model/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_HOPS 16
#define QUARTER 0.25

/* One row, understood. */
typedef struct trial {
    kr_job *job;
    const kr_network *network;
    const kr_world *world;
    uint32_t row;
    uint32_t place[MOST_HOPS + 1], layers[MOST_HOPS];
    kri_chain chain;
    kr_consignment consignment;
    kr_cost cost;
} trial;

static const char *cell(const trial *t, const uint32_t *column)
{
    return kr_world_text(t->world, column[t->row]);
}

static kr_status fail_row(const trial *t, const char *what, const char *stands)
{
    const kr_publisheds *p = &t->world->published;
    return kr_fail(t->job, KR_E_INPUT, "%s:%u: the %s \"%s\" of the published figure \"%s\" cannot be understood; see published.csv in the data package",
                   t->world->text->file[KR_PUBLISHED].path, p->line[t->row], what, stands, kr_world_text(t->world, p->id[t->row]));
}

/* ---- the way ---- */

/* "rail", "sea_roro", "rail|road"; 0 when it is none. */
static uint32_t layers_of(kri_span words)
{
    uint32_t set = 0;
    kri_span word;
    while (kri_span_next(&words, '|', &word)) {
        int layer = kri_word_find(kri_layer_words, word);
        if (kri_span_is(word, "rail"))
            set |= 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435;
        else if (layer >= 0)
            set |= 1u << layer;
        else
            return 0;
    }
    return set;
}

static kr_status read_places(trial *t)
{
    const kr_publisheds *p = &t->world->published;
    uint32_t first = p->via.first[t->row], last = p->via.first[t->row + 1];
    if (last - first + 1 > MOST_HOPS)
        return fail_row(t, "length of the way", "via");
    t->place[0] = p->from[t->row];
    for (uint32_t i = first; i < last; i++)
        t->place[i - first + 1] = p->via.item[i];
    t->chain.hops = last - first + 1;
    t->place[t->chain.hops] = p->to[t->row];
    return KR_OK;
}

/* An end without a mode is terminal to terminal: in whatever the first or last hop rides on. */
static kr_status read_end(trial *t, const uint32_t *column, uint32_t hop, uint32_t *layers)
{
    const char *text = cell(t, column);
    *layers = *text ? layers_of(kri_span_of(text)) : t->layers[hop];
    return *layers ? KR_OK : fail_row(t, "end", text);
}

static kr_status read_way(trial *t)
{
    const kr_publisheds *p = &t->world->published;
    const char *text = cell(t, p->hop_modes);
    kri_span rest = kri_span_of(text), word;
    uint32_t hops = 0;
    KR_TRY(read_places(t));
    while (hops < t->chain.hops && kri_span_next(&rest, ';', &word))
        t->layers[hops++] = layers_of(word);
    for (uint32_t i = 0; i < hops; i++)
        if (!t->layers[i])
            return fail_row(t, "way", text);
    if (hops != t->chain.hops)
        return fail_row(t, "way", text);
    KR_TRY(read_end(t, p->from_mode, 0, &t->chain.from_layers));
    KR_TRY(read_end(t, p->to_mode, hops - 1, &t->chain.to_layers));
    t->chain.place = t->place;
    t->chain.layers = t->layers;
    return KR_OK;
}

/* ---- the consignment ---- */

/* Days that are not said are taken from the middle. */
static uint32_t day_of(uint32_t date)
{
    return !date ? 0 : date % 10000 == 0 ? date + 701 : date % 100 == 0 ? date + 15 : date;
}

static kr_status read_cargo(trial *t)
{
    static const struct { const char *word; kr_shipment shipment; } words[] = {
        { "container40_block", { .teu = 2, .service_class = KR_CLASS_BLOCK } },
        { "container40_single", { .teu = 2, .service_class = KR_CLASS_SINGLE } },
        { "container20_block", { .teu = 1, .service_class = KR_CLASS_BLOCK } },
        { "container20_single", { .teu = 1, .service_class = KR_CLASS_SINGLE } },
        { "truck", { .trucks = 1 } },
        { "grain_wagon", { .cargo = "grain", .service_class = KR_CLASS_SINGLE } },
        { "grain_train", { .cargo = "grain", .service_class = KR_CLASS_BLOCK } },
        { "oil_wagon", { .cargo = "oil", .service_class = KR_CLASS_SINGLE } },
    };
    const char *cargo = cell(t, t->world->published.cargo);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, cargo) == 0) {
            kr_shipment shipment = words[i].shipment;
            shipment.date = day_of(t->world->published.date[t->row]);
            return kr_consignment_make(t->job, t->world, &shipment, &t->consignment);
        }
    return fail_row(t, "cargo", cargo);
}

/* ---- the model's figure ---- */

static double sum(const double *of_arc, const kr_path *path)
{
    double all = 0;
    for (uint32_t i = 0; i < path->arcs; i++)
        all += of_arc[path->arc[i]];
    return all;
}

/* The hours by which a share of the shipments has made the way. */
static kr_status percentile_h(trial *t, const kr_path *path, double share, double *hours)
{
    kr_way way = { .arc = path->arc, .arcs = path->arcs };
    kri_certainty certainty;
    kri_cost_explainer *explainer;
    KR_TRY(kri_cost_explainer_make(t->job, t->network, &t->consignment, &t->cost, &explainer));
    KR_TRY(kri_legs_make(t->job, t->network, explainer, &t->cost, &way));
    KR_TRY(kri_certainty_of(t->job, t->world, &way, &certainty));
    *hours = kri_certainty_hours(&certainty, share);
    return KR_OK;
}

static kr_status find_days(trial *t, kr_comparison *c)
{
    kr_path path;
    const char *role = cell(t, t->world->published.role);
    KR_TRY(kri_chain_find(t->job, t->network, t->cost.hours, &t->chain, &path));
    if (path.cost == INFINITY)
        return KR_OK;
    double hours = sum(t->cost.hours, &path);
    c->compared = strcmp(role, "best") == 0 ? "p10" : strcmp(role, "ceiling") == 0 ? "p90" : "mean";
    if (strcmp(c->compared, "mean") != 0)
        KR_TRY(percentile_h(t, &path, strcmp(c->compared, "p10") == 0 ? 0.1 : 0.9, &hours));
    c->model = hours / 24;
    return KR_OK;
}

static kr_status find_km(trial *t, kr_comparison *c)
{
    double *km;
    kr_path path;
    KRI_NEW(t->job, km, t->network->graph.arcs);
    for (uint32_t a = 0; a < t->network->graph.arcs; a++)
        km[a] = t->cost.blocked[a] == KR_BLOCKED_CLOSED || t->cost.blocked[a] == KR_BLOCKED_CARGO || t->network->kind[a] == KR_ARC_STRETCH
                    ? INFINITY : t->network->km[a];
    KR_TRY(kri_chain_find(t->job, t->network, km, &t->chain, &path));
    c->compared = "shortest";
    if (path.cost < INFINITY)
        c->model = sum(t->network->km, &path);
    return KR_OK;
}

/* ---- the model's price ---- */

/* What of a price a line of a bill is; the forwarder's part is a share of all the rest. */
static const char *part_of(const kr_world *w, const kr_cost_item *item)
{
    if (item->table == KR_TERMINAL)
        return "terminals";
    if (item->table == KR_BORDER_HOURS)
        return "borders";
    if (item->table != KR_TARIFF)
        return "carriage";
    switch (w->tariff.unit[item->row]) {
    case KRI_PERCENT_OF_SUM: return "forwarder";
    case KRI_PER_FEU_DAY:
    case KRI_PER_TEU_DAY: return "container";
    case KRI_PER_TRUCK_H: return "waiting";
    default: return strcmp(kr_world_text(w, w->tariff.mode[item->row]), "any") == 0 ? "documents" : "carriage";
    }
}

static int price_holds(const trial *t, const char *part)
{
    const kr_lists *holds = &t->world->published.holds;
    uint32_t first = holds->first[t->row], last = holds->first[t->row + 1];
    for (uint32_t i = first; i < last; i++)
        if (strcmp(kr_world_text(t->world, holds->item[i]), part) == 0)
            return 1;
    return first == last;
}

static double held_usd(const trial *t, const kr_cost_item *items, size_t count)
{
    double held = 0, all = 0, forwarder = 0;
    for (size_t i = 0; i < count; i++) {
        const char *part = part_of(t->world, &items[i]);
        if (strcmp(part, "forwarder") == 0) {
            forwarder += items[i].usd;
            continue;
        }
        all += items[i].usd;
        held += price_holds(t, part) ? items[i].usd : 0;
    }
    return held + (all > 0 && price_holds(t, "forwarder") ? forwarder * held / all : 0);
}

/* The cheapest way's price, and what falls due when it is loaded, as far as the printed price holds them. */
static kr_status find_usd(trial *t, kr_path *path, double *usd)
{
    kri_cost_explainer *explainer;
    const kr_cost_item *items;
    size_t count;
    *usd = NAN;
    KR_TRY(kri_chain_find(t->job, t->network, t->cost.usd, &t->chain, path));
    if (path->cost == INFINITY)
        return KR_OK;
    KR_TRY(kri_cost_explainer_make(t->job, t->network, &t->consignment, &t->cost, &explainer));
    KR_TRY(kri_cost_explain_loading(explainer, path->from, &items, &count));
    *usd = held_usd(t, items, count);
    for (uint32_t i = 0; i < path->arcs; i++) {
        KR_TRY(kri_cost_explain_arc(explainer, path->arc[i], &items, &count));
        *usd += held_usd(t, items, count);
    }
    return KR_OK;
}

/* The same ends by another mode alone, for a figure that is a ratio or a difference. */
static kr_status find_other_usd(trial *t, double *usd)
{
    trial other = *t;
    kr_path path;
    const char *mode = cell(t, t->world->published.against);
    other.place[1] = t->place[t->chain.hops];
    other.layers[0] = layers_of(kri_span_of(mode));
    if (!other.layers[0])
        return fail_row(t, "other way", mode);
    other.chain = (kri_chain){ other.place, other.layers, 1, other.layers[0], other.layers[0] };
    return find_usd(&other, &path, usd);
}

static kr_status find_price(trial *t, kr_comparison *c)
{
    const char *unit = cell(t, t->world->published.measure);
    double usd, other = NAN;
    kr_path path;
    c->compared = "sum";
    KR_TRY(find_usd(t, &path, &usd));
    if (strcmp(unit, "ratio") == 0 || strcmp(unit, "usd_per_t_less") == 0)
        KR_TRY(find_other_usd(t, &other));
    if (strcmp(unit, "usd") == 0)
        c->model = usd;
    else if (strcmp(unit, "usd_per_t") == 0)
        c->model = usd / t->consignment.tonnes;
    else if (strcmp(unit, "usd_500km") == 0 && path.arcs)
        c->model = 500 * usd / sum(t->network->km, &path);
    else if (strcmp(unit, "ratio") == 0)
        c->model = usd / other;
    else if (strcmp(unit, "usd_per_t_less") == 0)
        c->model = (other - usd) / t->consignment.tonnes;
    else
        c->why = "its unit has no counterpart in the model";
    return KR_OK;
}

static kr_status run_trial(trial *t, kr_comparison *c)
{
    static kr_status (*const of_figure[KR_FIGURES])(trial *, kr_comparison *) = {
        [KR_FIGURE_TIME] = find_days, [KR_FIGURE_PRICE] = find_price, [KR_FIGURE_LENGTH] = find_km,
    };
    if (!*cell(t, t->world->published.hop_modes)) {
        c->why = "its way is not said";
        return KR_OK;
    }
    KR_TRY(read_way(t));
    KR_TRY(read_cargo(t));
    KR_TRY(kr_cost_make(t->job, t->network, &t->consignment, &t->cost));
    KR_TRY(of_figure[c->figure](t, c));
    if (isnan(c->model) && !c->why)
        c->why = "no open way leads along its hops on that date";
    return KR_OK;
}

/* ---- the verdict ---- */

static kr_figure figure_of(const char *measure)
{
    return strcmp(measure, "days") == 0 ? KR_FIGURE_TIME : strcmp(measure, "km") == 0 ? KR_FIGURE_LENGTH : KR_FIGURE_PRICE;
}

static int is_a_test(const char *role)
{
    static const char *const tests[] = { "test", "product", "best", "ceiling" };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (strcmp(role, tests[i]) == 0)
            return 1;
    return 0;
}

static double error_share(double model, double low, double high)
{
    double nearer = model < low ? low : model > high ? high : model;
    return (model - nearer) / ((low + high) / 2);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static kr_status sum_up(kr_job *job, const kr_comparison *rows, uint32_t count, kr_figure figure, kr_agreement *agreement)
{
    double *errors;
    size_t n = 0, near = 0;
    KRI_NEW(job, errors, count);
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].counts && rows[i].figure == figure) {
            errors[n] = fabs(rows[i].error_share);
            near += errors[n++] <= QUARTER;
        }
    qsort(errors, n, sizeof *errors, by_size);
    agreement->counted[figure] = n;
    agreement->median_abs_error_share[figure] = n ? (errors[(n - 1) / 2] + errors[n / 2]) / 2 : NAN;
    agreement->within_quarter_share[figure] = n ? (double)near / (double)n : NAN;
    return KR_OK;
}

static kr_status compare(kr_job *job, const kr_network *network, uint32_t row, kr_comparison *c)
{
    const kr_publisheds *p = &network->world->published;
    trial t = { .job = job, .network = network, .world = network->world, .row = row };
    kri_mark mark = kri_job_mark(job);
    *c = (kr_comparison){ .row = row, .figure = figure_of(cell(&t, p->measure)), .compared = "", .model = NAN, .error_share = NAN };
    KR_TRY(run_trial(&t, c));
    kri_job_release(job, mark);
    if (isfinite(c->model))
        c->error_share = error_share(c->model, p->low[row], p->high[row]);
    c->counts = isfinite(c->model) && is_a_test(cell(&t, p->role));
    return KR_OK;
}

kr_status kr_published_compare(kr_job *job, const kr_network *network, kr_agreement *agreement)
{
    kr_comparison *rows;
    uint32_t count = network->world->published.count;
    *agreement = (kr_agreement){ .rows = count };
    KRI_NEW(job, rows, count);
    for (uint32_t i = 0; i < count; i++)
        KR_TRY(compare(job, network, i, &rows[i]));
    for (kr_figure figure = 0; figure < KR_FIGURES; figure++)
        KR_TRY(sum_up(job, rows, count, figure, agreement));
    agreement->row = rows;
    return KR_OK;
}
