/* study_tables.c: every table of a study's answer, whole: for JSON and the CSV folder. */
#include "cli/study.h"

#include "base/arena.h"
#include "base/file.h"

#include <keruen/report.h>

#include <math.h>
#include <string.h>

#define TEXT(name, meaning) { name, "", meaning, KR_TEXT, 0 }
#define NUMBER(name, unit, meaning) { name, unit, meaning, KR_NUMBER, 6 }
#define FLAG(name, meaning) { name, "", meaning, KR_BOOL, 0 }
#define BEGIN(job, title, about, builder) KR_TRY(kr_table_begin(job, title, sizeof(about) / sizeof *(about), about, builder))

static void put_spread(kr_table_builder *t, size_t column, const kr_spread *spread, size_t cell)
{
    if (!spread)
        return;
    kr_table_number(t, column, spread[cell].low);
    kr_table_number(t, column + 1, spread[cell].high);
    kr_table_number(t, column + 2, spread[cell].from_estimates);
}

/* ---- what sets are worth ---- */

static kr_status make_worth(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("built", "bundles that are built"), TEXT("area", "country, or the region: the sum over the study's areas"),
        NUMBER("welfare_pct", "%", "100 ln of real income over that of the base"), NUMBER("trade_usd", "USD a year", "the same in money"),
        NUMBER("transit_usd", "USD a year", "change of transit revenue x margin"), NUMBER("usd", "USD a year", "both"),
        NUMBER("cost_usd", "USD a year", "its share of the known costs, as an annuity"), NUMBER("net_usd", "USD a year", "usd less cost_usd"),
        NUMBER("usd_low", "USD a year", "5 % of the draws"), NUMBER("usd_high", "USD a year", "95 % of the draws"),
        NUMBER("usd_from_estimates", "share", "of the spread that moves with estimated parameters"),
        NUMBER("beyond_pct", "%", "beyond the sum of its parts; of two the multiplier"), NUMBER("beyond_usd", "USD a year", "the same in money"),
        FLAG("beyond_usd_significant", "the solver can tell it from nothing"), NUMBER("beyond_usd_low", "USD a year", "5 % of the draws"),
        NUMBER("beyond_usd_high", "USD a year", "95 % of the draws"),
        NUMBER("beyond_usd_from_estimates", "share", "of that spread that moves with estimated parameters"),
    };
    const kr_study_result *r = &s->result;
    kr_table_builder *t;
    BEGIN(job, "worth", about, &t);
    for (uint32_t set = 0; set < r->bundles.sets; set++) {
        const char *name = kri_study_set_name(job, s, set);
        for (uint32_t row = 0; row < s->rows; row++) {
            size_t cell = kri_study_cell(s, set, row);
            const kr_worth *w = &r->bundles.worth[cell], *b = &r->bundles.together[cell];
            const double values[] = { w->welfare_pct, w->trade_usd, w->transit_usd, w->usd, w->cost_usd, w->net_usd };
            kr_table_row(t);
            kr_table_text(t, 0, name);
            kr_table_text(t, 1, kri_study_row_name(s, row));
            for (size_t i = 0; i < sizeof values / sizeof *values; i++)
                kr_table_number(t, 2 + i, values[i]);
            put_spread(t, 8, r->worth_usd, cell);
            kr_table_number(t, 11, b->welfare_pct);
            kr_table_number(t, 12, b->usd);
            kr_table_bool(t, 13, r->bundles.significant[cell] >> 1 & 1);
            put_spread(t, 14, r->together_usd, cell);
        }
    }
    return kr_table_freeze(t, table);
}

static void put_shapley(kr_table_builder *t, const kri_study_shown *s, const kr_study_sets *sets, const char *kind)
{
    for (uint32_t p = 0; p < sets->players && sets->shapley; p++)
        for (uint32_t row = 0; row < s->rows; row++) {
            size_t cell = (size_t)p * s->rows + row;
            int is_project = strcmp(kind, "project") == 0;
            kr_table_row(t);
            kr_table_text(t, 0, kind);
            kr_table_text(t, 1, is_project ? s->study.project[p].id : s->study.bundle[p].id);
            kr_table_text(t, 2, kri_study_row_name(s, row));
            kr_table_number(t, 3, sets->shapley[cell].welfare_pct);
            kr_table_number(t, 4, sets->shapley[cell].usd);
            if (sets->shapley_error)
                kr_table_number(t, 5, sets->shapley_error[cell].usd);
        }
}

static kr_status make_shapley(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("kind", "bundle or project"), TEXT("id", "whose doing"), TEXT("area", "for whom"), NUMBER("welfare_pct", "%", "Shapley share of the real income"),
        NUMBER("usd", "USD a year", "the same in money, transit income in it"), NUMBER("usd_error", "USD a year", "standard error where a sample was taken"),
    };
    kr_table_builder *t;
    BEGIN(job, "shapley", about, &t);
    put_shapley(t, s, &s->result.bundles, "bundle");
    put_shapley(t, s, &s->result.members, "project");
    return kr_table_freeze(t, table);
}

static kr_status make_channels(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("channel", "how far the answer of the economy is followed"), TEXT("built", "bundles"), TEXT("area", "country or the region"),
        NUMBER("welfare_pct", "%", "real income"), NUMBER("usd", "USD a year", "with net transit income"),
        NUMBER("beyond_pct", "%", "beyond the sum of its parts"), NUMBER("beyond_usd", "USD a year", "the same in money"),
    };
    kri_study_channel channel[KR_CHANNELS + 1];
    uint32_t channels = kri_study_channels(s, channel);
    kr_table_builder *t;
    BEGIN(job, "channels", about, &t);
    for (uint32_t c = 0; c < channels; c++)
        for (uint32_t set = 1; set < channel[c].sets->sets; set++)
            for (uint32_t row = 0; row < s->rows; row++) {
                size_t cell = kri_study_cell(s, set, row);
                const kr_worth *w = &channel[c].sets->worth[cell], *b = &channel[c].sets->together[cell];
                kr_table_row(t);
                kr_table_text(t, 0, channel[c].name);
                kr_table_text(t, 1, kri_study_set_name(job, s, set));
                kr_table_text(t, 2, kri_study_row_name(s, row));
                kr_table_number(t, 3, w->welfare_pct);
                kr_table_number(t, 4, w->usd);
                kr_table_number(t, 5, b->welfare_pct);
                kr_table_number(t, 6, b->usd);
            }
    return kr_table_freeze(t, table);
}

/* ---- trade, transit, tonnes ---- */

static kr_status make_trade(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("built", "bundles"), TEXT("origin", "area"), TEXT("destination", "area"), NUMBER("usd_base", "USD a year", "with nothing built"),
        NUMBER("usd", "USD a year", "with these"), NUMBER("change_pct", "%", "of value"), NUMBER("beyond_usd", "USD a year", "beyond the sum of its parts"),
        NUMBER("cost_ratio", "", "delivered cost over that of the base"), NUMBER("coverage", "share", "of the pair's trade that rows of demand stand for"),
    };
    const kr_study_result *r = &s->result;
    size_t n = r->areas, cells = n * n;
    kr_table_builder *t;
    BEGIN(job, "trade", about, &t);
    for (uint32_t set = 1; set < r->bundles.sets; set++)
        for (size_t c = 0; c < cells; c++) {
            double base = r->trade_usd_yr[c], now = r->trade_usd_yr[set * cells + c];
            kr_table_row(t);
            kr_table_text(t, 0, kri_study_set_name(job, s, set));
            kr_table_text(t, 1, r->area[c / n]);
            kr_table_text(t, 2, r->area[c % n]);
            kr_table_number(t, 3, base);
            kr_table_number(t, 4, now);
            kr_table_number(t, 5, base > 0 ? 100 * (now / base - 1) : NAN);
            kr_table_number(t, 6, r->trade_together[set * cells + c]);
            kr_table_number(t, 7, r->cost_ratio[set * cells + c]);
            kr_table_number(t, 8, r->coverage[c]);
        }
    return kr_table_freeze(t, table);
}

static kr_status make_transit(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("built", "bundles"), TEXT("area", "country or the region"),
        NUMBER("revenue_usd", "USD a year", "paid inside for what neither comes from it nor goes to it"),
        NUMBER("change_usd", "USD a year", "against nothing built"), NUMBER("net_usd", "USD a year", "change x margin"),
    };
    kr_table_builder *t;
    BEGIN(job, "transit", about, &t);
    for (uint32_t set = 0; set < s->result.bundles.sets; set++)
        for (uint32_t row = 0; row < s->rows; row++) {
            double revenue = s->result.transit_of_set[kri_study_cell(s, set, row)];
            kr_table_row(t);
            kr_table_text(t, 0, kri_study_set_name(job, s, set));
            kr_table_text(t, 1, kri_study_row_name(s, row));
            kr_table_number(t, 2, revenue);
            kr_table_number(t, 3, revenue - s->result.transit_of_set[row]);
            kr_table_number(t, 4, s->result.bundles.worth[kri_study_cell(s, set, row)].transit_usd);
        }
    return kr_table_freeze(t, table);
}

static kr_status make_tonnes(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("built", "bundles"), NUMBER("tonnes", "t a year", "carried"), NUMBER("kgco2e", "kg a year", "of carrying them"),
    };
    kr_table_builder *t;
    BEGIN(job, "tonnes", about, &t);
    for (uint32_t set = 0; set < s->result.bundles.sets; set++) {
        kr_table_row(t);
        kr_table_text(t, 0, kri_study_set_name(job, s, set));
        kr_table_number(t, 1, s->result.tonnes_of_set[set]);
        kr_table_number(t, 2, s->result.kgco2_of_set[set]);
    }
    return kr_table_freeze(t, table);
}

static const char *node_id(const kri_study_shown *s, uint32_t node)
{
    return kr_world_text(&s->world, s->world.node.id[node]);
}

static kr_status make_links(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("link", "id"), TEXT("from", "place"), TEXT("to", "place"), TEXT("mode", ""), NUMBER("tonnes_base", "t a year", "both ways, nothing built"),
        NUMBER("tonnes_all", "t a year", "all built"),
        NUMBER("marginal_usd", "USD a year", "what the world gains by a dollar a tonne off the link, by the envelope at fixed jams"),
        NUMBER("shadow_usd", "USD a tonne", "what a tonne of capacity more is worth to the shippers"),
    };
    const kr_links *l = &s->world.link;
    kr_table_builder *t;
    BEGIN(job, "links", about, &t);
    for (uint32_t i = 0; i < s->result.links; i++) {
        const kr_study_link *x = &s->result.link[i];
        kr_table_row(t);
        kr_table_text(t, 0, kr_world_text(&s->world, l->id[x->link]));
        kr_table_text(t, 1, node_id(s, l->from[x->link]));
        kr_table_text(t, 2, node_id(s, l->to[x->link]));
        kr_table_text(t, 3, kr_mode_name((kr_mode)l->mode[x->link]));
        kr_table_number(t, 4, x->t_base);
        kr_table_number(t, 5, x->t_all);
        kr_table_number(t, 6, x->marginal_usd);
        kr_table_number(t, 7, x->shadow_usd);
    }
    return kr_table_freeze(t, table);
}

static const char *row_id(const kri_study_shown *s, kr_table_id table, uint32_t row)
{
    const kr_world *w = &s->world;
    const uint32_t *id = table == KR_LINK ? w->link.id : table == KR_TERMINAL ? w->terminal.id : table == KR_SERVICE ? w->service.id : NULL;
    return id ? kr_world_text(w, id[row]) : "";
}

static kr_status make_limits(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("table", ""), TEXT("id", "what is full with nothing built"), TEXT("unit", "of the capacity, a year"), NUMBER("capacity", "a year", ""),
        NUMBER("shadow_usd", "USD a unit", "one more, to the shippers"),
        NUMBER("world_usd", "USD a unit", "one more, to the world, by a difference through the whole loop"),
    };
    kr_table_builder *t;
    BEGIN(job, "limits", about, &t);
    for (uint32_t i = 0; i < s->result.limits; i++) {
        const kr_study_limit *l = &s->result.limit[i];
        kr_table_row(t);
        kr_table_text(t, 0, kr_table_name(l->table));
        kr_table_text(t, 1, row_id(s, l->table, l->row));
        kr_table_text(t, 2, l->unit);
        kr_table_number(t, 3, l->capacity);
        kr_table_number(t, 4, l->shadow_usd);
        kr_table_number(t, 5, l->world_usd);
    }
    return kr_table_freeze(t, table);
}

static kr_status make_corridors(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("corridor", "id"), TEXT("name", ""), NUMBER("km", "km", "its length"),
        NUMBER("tonnes_base", "t a year", "tonne-km over its length, nothing built"),
        NUMBER("tonnes_all", "t a year", "all built"), NUMBER("tkm_base", "tkm a year", ""), NUMBER("tkm_all", "tkm a year", ""),
        NUMBER("kgco2e_base", "kg a year", ""), NUMBER("kgco2e_all", "kg a year", ""),
    };
    kr_table_builder *t;
    BEGIN(job, "corridors", about, &t);
    for (uint32_t i = 0; i < s->result.corridors; i++) {
        const kr_study_corridor *c = &s->result.corridor[i];
        const double values[] = { c->km, c->t_base, c->t_all, c->tkm_base, c->tkm_all, c->kgco2_base, c->kgco2_all };
        kr_table_row(t);
        kr_table_text(t, 0, kr_world_text(&s->world, s->world.corridor.id[c->corridor]));
        kr_table_text(t, 1, kr_world_text(&s->world, s->world.corridor.name[c->corridor]));
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            kr_table_number(t, 2 + k, values[k]);
    }
    return kr_table_freeze(t, table);
}

static kr_status make_places(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("place", "id"), TEXT("name", ""), TEXT("country", ""), NUMBER("cost_pct", "%", "change of what carrying its freight costs, all built"),
        NUMBER("access_pct", "%", "change of its market access"),
    };
    kr_table_builder *t;
    BEGIN(job, "places", about, &t);
    for (uint32_t i = 0; i < s->result.places; i++) {
        const kr_study_place_change *p = &s->result.place[i];
        kr_table_row(t);
        kr_table_text(t, 0, node_id(s, p->node));
        kr_table_text(t, 1, kr_world_text(&s->world, s->world.node.name[p->node]));
        kr_table_text(t, 2, kr_world_text(&s->world, s->world.node.country[p->node]));
        kr_table_number(t, 3, p->cost_pct);
        kr_table_number(t, 4, p->access_pct);
    }
    return kr_table_freeze(t, table);
}

/* ---- money ---- */

static void put_return(kr_table_builder *t, const char *kind, const char *id, const char *name, const kr_study_return *x, int cost_is_estimate)
{
    const double values[] = { x->cost_usd, x->opens, x->alone_usd, x->share_usd, x->last_usd, x->pv_alone_usd, x->pv_share_usd, x->pv_last_usd,
                              x->ratio_alone, x->ratio_share, x->ratio_last };
    kr_table_row(t);
    kr_table_text(t, 0, kind);
    kr_table_text(t, 1, id);
    kr_table_text(t, 2, name);
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        kr_table_number(t, 3 + k, values[k]);
    if (cost_is_estimate && !isnan(x->cost_usd))
        kr_table_estimate(t, 3);
}

static kr_status make_benefit_cost(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("kind", "bundle or project"), TEXT("id", ""), TEXT("name", ""), NUMBER("cost_usd", "USD", "to build; empty: not known"),
        NUMBER("opens", "year", ""),
        NUMBER("alone_usd", "USD a year", "gain of the region, alone"), NUMBER("share_usd", "USD a year", "its Shapley share"),
        NUMBER("last_usd", "USD a year", "when all others stand"), NUMBER("pv_alone_usd", "USD", "present value, alone"),
        NUMBER("pv_share_usd", "USD", "of its share"), NUMBER("pv_last_usd", "USD", "when all others stand"),
        NUMBER("ratio_alone", "", "present value over cost"), NUMBER("ratio_share", "", "of its share"), NUMBER("ratio_last", "", "when all others stand"),
        FLAG("in_best_set", "of the projects under the budget; empty where none was asked for"),
        NUMBER("ratio_share_low", "", "5 % of the draws, discount rate and opening among what is drawn; of bundles"),
        NUMBER("ratio_share_high", "", "95 % of the draws"),
    };
    kr_table_builder *t;
    BEGIN(job, "benefit_cost", about, &t);
    for (uint32_t b = 0; b < s->study.bundles && s->result.of_bundle; b++) {
        put_return(t, "bundle", s->study.bundle[b].id, s->study.bundle[b].name, &s->result.of_bundle[b], 0);
        if (!s->result.return_of_bundle)
            continue;
        kr_table_number(t, 15, s->result.return_of_bundle[b].low);
        kr_table_number(t, 16, s->result.return_of_bundle[b].high);
    }
    for (uint32_t p = 0; p < s->study.projects && s->result.of_project; p++) {
        put_return(t, "project", s->study.project[p].id, s->study.project[p].name, &s->result.of_project[p], s->study.project[p].cost_is_estimate);
        if (s->result.best.looked_at)
            kr_table_bool(t, 14, s->result.best.set >> p & 1);
    }
    return kr_table_freeze(t, table);
}

static kr_status make_tornado(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("parameter", ""), TEXT("area", "country or the region"), NUMBER("at_low", "", "its value"), NUMBER("at_high", "", "its value"),
        NUMBER("usd_low", "USD a year", "all bundles, the parameter at its low end"), NUMBER("usd_high", "USD a year", "at its high end"),
        NUMBER("beyond_usd_low", "USD a year", "beyond the sum of the parts, at its low end"), NUMBER("beyond_usd_high", "USD a year", "at its high end"),
        FLAG("changes_sign", "of all bundles' worth, or of what they are worth beyond their sum, as far as the solver can tell"),
    };
    kr_table_builder *t;
    BEGIN(job, "tornado", about, &t);
    for (uint32_t i = 0; i < s->result.swings; i++)
        for (uint32_t row = 0; row < s->rows; row++) {
            const kr_study_swing *w = &s->result.swing[i];
            size_t cell = kri_study_cell(s, s->all, row);
            double low = w->low[cell].usd, high = w->high[cell].usd, more_low = w->together_low[cell].usd, more_high = w->together_high[cell].usd;
            const kr_worth *central = &s->result.bundles.worth[cell], *more = &s->result.bundles.together[cell];
            kr_table_row(t);
            kr_table_text(t, 0, kr_study_parameter_name(w->parameter));
            kr_table_text(t, 1, kri_study_row_name(s, row));
            kr_table_number(t, 2, w->at_low);
            kr_table_number(t, 3, w->at_high);
            kr_table_number(t, 4, low);
            kr_table_number(t, 5, high);
            kr_table_number(t, 6, more_low);
            kr_table_number(t, 7, more_high);
            kr_table_bool(t, 8, kri_study_turn(s, central, &w->low[cell]) + kri_study_turn(s, central, &w->high[cell]) +
                                kri_study_turn(s, more, &w->together_low[cell]) + kri_study_turn(s, more, &w->together_high[cell]) > 0);
        }
    return kr_table_freeze(t, table);
}

/* ---- beside ---- */

static kr_status make_beside(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("id", ""), TEXT("what", ""), TEXT("measure", "of the model"), TEXT("built", "bundles"), TEXT("role", "of the published figure"),
        TEXT("year", "of the published figure"), NUMBER("low", "", "published"), NUMBER("high", "", "published"), TEXT("unit", "of both"),
        NUMBER("value", "", "the model's, at central parameters"), NUMBER("model_low", "", "5 % of the draws"), NUMBER("model_high", "", "95 % of the draws"),
        TEXT("verdict", "whether the model's range holds the published figure"), TEXT("reason", "why it need not"), TEXT("source", "of the published figure"),
    };
    kr_table_builder *t;
    BEGIN(job, "beside", about, &t);
    for (uint32_t i = 0; i < s->result.figures; i++) {
        const kr_study_beside *b = &s->result.beside[i];
        const kr_study_figure *f = &s->study.figure[b->figure];
        const double values[] = { b->value, b->spread.low, b->spread.high };
        kr_table_row(t);
        kr_table_text(t, 0, f->id);
        kr_table_text(t, 1, f->what);
        kr_table_text(t, 2, kr_study_measure_name(f->measure));
        kr_table_text(t, 3, kri_study_set_name(job, s, f->built));
        kr_table_text(t, 4, f->role);
        kr_table_text(t, 5, f->year);
        kr_table_number(t, 6, f->low);
        kr_table_number(t, 7, f->high);
        kr_table_text(t, 8, f->unit);
        for (size_t k = 0; k < 3; k++)
            kr_table_number(t, 9 + k, values[k]);
        kr_table_text(t, 12, kri_study_verdict(s, i));
        kr_table_text(t, 13, f->reason);
        kr_table_text(t, 14, f->source);
    }
    return kr_table_freeze(t, table);
}

/* ---- what it rests on ---- */

static kr_status make_parameters(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        TEXT("parameter", ""), TEXT("meaning", ""), TEXT("unit", ""), NUMBER("central", "", ""), NUMBER("low", "", ""), NUMBER("high", "", ""),
        TEXT("distribution", ""), TEXT("source", "empty: what the program assumes by itself"), FLAG("estimate", "rests on no published figure"),
    };
    kr_table_builder *t;
    BEGIN(job, "parameters", about, &t);
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++) {
        const kr_study_range *range = &s->study.parameter[p];
        kr_table_row(t);
        kr_table_text(t, 0, kr_study_parameter_name(p));
        kr_table_text(t, 1, kr_study_parameter_meaning(p));
        kr_table_text(t, 2, kr_study_parameter_unit(p));
        kr_table_number(t, 3, range->central);
        kr_table_number(t, 4, range->low);
        kr_table_number(t, 5, range->high);
        kr_table_text(t, 6, kr_distribution_name(range->distribution));
        kr_table_text(t, 7, range->source);
        kr_table_bool(t, 8, range->is_estimate);
    }
    return kr_table_freeze(t, table);
}

static kr_status make_hashes(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = { TEXT("file", ""), TEXT("sha256", "of its bytes") };
    kr_table_builder *t;
    BEGIN(job, "hashes", about, &t);
    for (size_t i = 0; i < s->run.inputs; i++) {
        kr_table_row(t);
        kr_table_text(t, 0, s->run.input[i].file);
        kr_table_text(t, 1, s->run.input[i].sha256);
    }
    return kr_table_freeze(t, table);
}

const kri_study_table kri_study_tables[] = {
    { "worth", make_worth }, { "shapley", make_shapley }, { "channels", make_channels }, { "departures", kri_study_make_departures },
    { "trade", make_trade }, { "transit", make_transit },
    { "tonnes", make_tonnes }, { "links", make_links }, { "limits", make_limits }, { "corridors", make_corridors }, { "places", make_places },
    { "benefit_cost", make_benefit_cost }, { "tornado", make_tornado }, { "beside", make_beside }, { "parameters", make_parameters },
    { "hashes", make_hashes }, { NULL, NULL },
};

static kr_status write_table(kri_call *call, const kri_study_shown *s, const kri_study_table *t, const char *folder, kri_output **output)
{
    const kr_table *table;
    const char *path = kri_job_format(call->job, "%s/%s.csv", folder, t->name);
    if (!path)
        return KR_E_MEMORY;
    KR_TRY(t->make(call->job, s, &table));
    KR_TRY(kri_output_open(call->job, path, output));
    KR_TRY(kr_report_csv(call->job, table, kri_output_sink(*output)));
    return kri_output_settle(*output);
}

/* All of them or none: a disk that is full is met before the first has its name. */
kr_status kri_study_write_tables(kri_call *call, const kri_study_shown *s, const char *folder)
{
    kri_output *output[sizeof kri_study_tables / sizeof *kri_study_tables];
    size_t tables = 0;
    KR_TRY(kri_folder_make(call->job, folder));
    for (; kri_study_tables[tables].name; tables++)
        KR_TRY(write_table(call, s, &kri_study_tables[tables], folder, &output[tables]));
    for (size_t i = 0; i < tables; i++)
        KR_TRY(kri_output_close(output[i]));
    return KR_OK;
}
