/* study_json.c: a study's answer for programs. The keys before "title" are kept stable. */
#include "cli/study.h"

#include "base/arena.h"

#include <keruen/report.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PAIRS_ONLY 6u       /* with more bundles the sets of three and more are left out, but for all */

static void put_pair(kr_json *json, const char *key, const kr_worth *w)
{
    kr_json_key(json, key);
    kr_json_begin_object(json);
    kr_json_put_number(json, "welfare_pct", w->welfare_pct);
    kr_json_put_number(json, "usd_yr", w->usd);
    kr_json_end_object(json);
}

/* ---- countries ---- */

static int is_told(const kri_study_shown *s, uint32_t set)
{
    int members = __builtin_popcount(set);
    return members >= 2 && (s->study.bundles <= PAIRS_ONLY || members == 2 || set == s->all);
}

static void put_ids(kr_json *json, const kri_study_shown *s, uint32_t set)
{
    kr_json_begin_array(json);
    for (uint32_t b = 0; b < s->study.bundles; b++)
        if (set >> b & 1)
            kr_json_string(json, s->study.bundle[b].id);
    kr_json_end_array(json);
}

static void put_multiplier(kr_json *json, const kri_study_shown *s, uint32_t set, uint32_t row)
{
    const kr_study_result *r = &s->result;
    size_t cell = kri_study_cell(s, set, row);
    kr_json_begin_object(json);
    kr_json_key(json, "projects");
    put_ids(json, s, set);
    kr_json_put_number(json, "pct", r->bundles.together[cell].welfare_pct);
    kr_json_put_number(json, "usd_yr", r->bundles.together[cell].usd);
    kr_json_put_number(json, "low", r->together_usd ? r->together_usd[cell].low : NAN);
    kr_json_put_number(json, "high", r->together_usd ? r->together_usd[cell].high : NAN);
    kr_json_put_number(json, "pct_low", r->together_pct ? r->together_pct[cell].low : NAN);
    kr_json_put_number(json, "pct_high", r->together_pct ? r->together_pct[cell].high : NAN);
    kr_json_put_bool(json, "pct_significant", r->bundles.significant[cell] & 1);
    kr_json_put_bool(json, "usd_significant", r->bundles.significant[cell] >> 1 & 1);
    kr_json_end_object(json);
}

static void put_base(kr_json *json, const kri_study_shown *s, uint32_t row)
{
    kr_json_key(json, "base");
    kr_json_begin_object(json);
    kr_json_put_number(json, "spending_usd_yr", s->result.spending_usd_yr[row]);
    kr_json_put_number(json, "transit_usd_yr", s->result.transit_usd_yr[row]);
    kr_json_end_object(json);
}

static void put_shapley(kr_json *json, const kri_study_shown *s, uint32_t row)
{
    kr_json_key(json, "shapley");
    kr_json_begin_object(json);
    for (uint32_t p = 0; p < s->result.bundles.players; p++)
        put_pair(json, s->study.bundle[p].id, &s->result.bundles.shapley[(size_t)p * s->rows + row]);
    kr_json_end_object(json);
}

/* What a country and the region have in common. */
static void put_row(kr_json *json, const kri_study_shown *s, uint32_t row)
{
    const kr_study_result *r = &s->result;
    size_t all = kri_study_cell(s, s->all, row);
    put_base(json, s, row);
    kr_json_key(json, "by_project");
    kr_json_begin_object(json);
    for (uint32_t b = 0; b < s->study.bundles; b++)
        put_pair(json, s->study.bundle[b].id, &r->bundles.worth[kri_study_cell(s, 1u << b, row)]);
    kr_json_end_object(json);
    put_pair(json, "all", &r->bundles.worth[all]);
    kr_json_key(json, "multiplier");
    kr_json_begin_array(json);
    for (uint32_t set = 0; set < r->bundles.sets; set++)
        if (is_told(s, set))
            put_multiplier(json, s, set, row);
    kr_json_end_array(json);
    put_shapley(json, s, row);
    kr_json_put_bool(json, "in_region", row == s->row || s->result.in_region[row]);
}

static void put_countries(kr_json *json, const kri_study_shown *s)
{
    kr_json_key(json, "countries");
    kr_json_begin_array(json);
    for (uint32_t row = 0; row < s->result.areas; row++) {
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", s->result.area[row]);
        put_row(json, s, row);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
    kr_json_key(json, "region");
    kr_json_begin_object(json);
    put_row(json, s, s->row);
    kr_json_end_object(json);
}

/* ---- links, convergence, sources ---- */

static void put_links(kr_json *json, const kri_study_shown *s)
{
    kr_json_key(json, "links");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < s->result.links; i++) {
        const kr_study_link *l = &s->result.link[i];
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", kr_world_text(&s->world, s->world.link.id[l->link]));
        kr_json_put_number(json, "tonnes_base", l->t_base);
        kr_json_put_number(json, "tonnes_all", l->t_all);
        kr_json_put_number(json, "marginal_usd", l->marginal_usd);
        kr_json_put_number(json, "shadow_usd", l->shadow_usd);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static void put_convergence(kr_json *json, const kr_study_result *r)
{
    kr_json_key(json, "convergence");
    kr_json_begin_object(json);
    kr_json_put_integer(json, "worlds", r->worlds);
    kr_json_put_integer(json, "unsettled", r->unsettled);
    kr_json_put_integer(json, "rounds_most", r->rounds_most);
    kr_json_put_number(json, "rounds_mean", r->rounds_mean);
    kr_json_put_number(json, "residual_worst", r->residual_worst);
    kr_json_put_number(json, "excess_worst", r->excess_worst);
    kr_json_put_integer(json, "sweeps_most", r->sweeps_most);
    kr_json_put_number(json, "headway_moved_worst", r->headway_moved_worst);
    kr_json_put_number(json, "significant_pct", r->significant_pct);
    kr_json_put_number(json, "significant_usd", r->significant_usd);
    kr_json_end_object(json);
}

/* Every source that the study names, once, in the order of source.csv. */
typedef struct source_set {
    const kri_study_shown *shown;
    uint8_t *is_named;          /* [sources of the world] */
} source_set;

static void name_sources(const source_set *set, const char *list)
{
    kri_span rest = kri_span_of(list), id;
    char name[128];
    while (*list && kri_span_next(&rest, ';', &id)) {
        id = kri_span_trim(id);
        if (id.length >= sizeof name)
            continue;
        memcpy(name, id.start, id.length);
        name[id.length] = 0;
        uint32_t row = kr_world_find(&set->shown->world, KR_SOURCE, name);
        if (row != KR_NONE)
            set->is_named[row] = 1;
    }
}

static void name_edits(const source_set *set, const kr_patch *patch)
{
    for (size_t i = 0; i < patch->count; i++)
        if (patch->edit[i].source != KR_NONE)
            set->is_named[patch->edit[i].source] = 1;
}

kr_status kri_study_sources(kr_job *job, const kri_study_shown *s, const uint8_t **is_named)
{
    source_set set = { s, NULL };
    KRI_NEW(job, set.is_named, s->world.source.count);
    name_edits(&set, &s->study.base);
    for (uint32_t p = 0; p < s->study.projects; p++) {
        name_sources(&set, s->study.project[p].source);
        name_edits(&set, &s->study.project[p].patch);
    }
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++)
        name_sources(&set, s->study.parameter[p].source);
    for (uint32_t f = 0; f < s->study.figures; f++)
        name_sources(&set, s->study.figure[f].source);
    *is_named = set.is_named;
    return KR_OK;
}

static kr_status put_sources(kr_json *json, const kri_study_shown *s, kr_job *job)
{
    const uint8_t *is_named;
    const kr_sources *t = &s->world.source;
    KR_TRY(kri_study_sources(job, s, &is_named));
    kr_json_key(json, "sources");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < t->count; i++)
        if (is_named[i]) {
            kr_json_begin_object(json);
            kr_json_put_string(json, "id", kr_world_text(&s->world, t->id[i]));
            kr_json_put_string(json, "title", kr_world_text(&s->world, t->title[i]));
            kr_json_put_string(json, "publisher", kr_world_text(&s->world, t->publisher[i]));
            kr_json_put_string(json, "date", kr_world_text(&s->world, t->date[i]));
            kr_json_put_string(json, "url", kr_world_text(&s->world, t->url[i]));
            kr_json_end_object(json);
        }
    kr_json_end_array(json);
    return KR_OK;
}

/* ---- the study itself ---- */

static void put_bundles(kr_json *json, const kri_study_shown *s)
{
    kr_json_key(json, "bundles");
    kr_json_begin_array(json);
    for (uint32_t b = 0; b < s->study.bundles; b++) {
        const kr_study_bundle *bundle = &s->study.bundle[b];
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", bundle->id);
        kr_json_put_string(json, "name", bundle->name);
        kr_json_key(json, "members");
        kr_json_begin_array(json);
        for (uint32_t m = 0; m < bundle->members; m++) {
            const kr_study_project *p = &s->study.project[bundle->member[m]];
            kr_json_begin_object(json);
            kr_json_put_string(json, "id", p->id);
            kr_json_put_string(json, "name", p->name);
            kr_json_put_string(json, "source", p->source);
            kr_json_end_object(json);
        }
        kr_json_end_array(json);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static void put_head(kr_json *json, const kri_study_shown *s)
{
    char date[16];
    uint32_t d = s->study.date;
    snprintf(date, sizeof date, d % 100 ? "%04u-%02u-%02u" : d / 100 % 100 ? "%04u-%02u" : "%04u", d / 10000, d / 100 % 100, d % 100);
    kr_json_put_string(json, "title", s->study.title);
    kr_json_put_string(json, "question", s->study.question);
    kr_json_put_string(json, "date", date);
    kr_json_put_integer(json, "horizon_years", s->study.horizon_years);
    kr_json_put_integer(json, "draws", s->result.draws);
    kr_json_key(json, "base_matrix");
    kr_json_begin_object(json);
    kr_json_put_number(json, "reported_share", s->matrix.reported);
    kr_json_put_number(json, "derived_share", s->matrix.derived);
    kr_json_put_number(json, "filled_share", s->matrix.filled);
    kr_json_end_object(json);
    kr_json_put_number(json, "demand_estimated_share", s->estimated_demand);
    put_bundles(json, s);
}

static void put_projects_in(kr_json *json, const kri_study_shown *s, const char *key, uint64_t set)
{
    kr_json_key(json, key);
    kr_json_begin_array(json);
    for (uint32_t p = 0; p < s->study.projects; p++)
        if (set >> p & 1)
            kr_json_string(json, s->study.project[p].id);
    kr_json_end_array(json);
}

static void put_budget(kr_json *json, const kri_study_shown *s)
{
    const kr_best_set *best = &s->result.best;
    kr_json_key(json, "budget_set");
    if (!best->looked_at) {
        kr_json_null(json);
        return;
    }
    kr_json_begin_object(json);
    kr_json_put_number(json, "budget_usd", s->study.budget_usd);
    put_projects_in(json, s, "projects", best->set);
    kr_json_put_number(json, "value_usd", best->value);
    kr_json_put_number(json, "cost_usd", best->cost);
    kr_json_put_number(json, "bound_usd", best->bound);
    kr_json_put_bool(json, "exact", best->is_exact);
    put_projects_in(json, s, "cost_not_known", s->result.without_cost);
    kr_json_end_object(json);
}

static const kri_study_table *table_named(const char *name)
{
    const kri_study_table *t = kri_study_tables;
    while (t->name && strcmp(t->name, name) != 0)
        t++;
    return t;
}

static kr_status put_table(kr_json *json, const kri_study_shown *s, kr_job *job, const char *name)
{
    const kr_table *table;
    KR_TRY(table_named(name)->make(job, s, &table));
    kr_json_key(json, name);
    kr_json_rows(json, table);
    return json->status;
}

static void put_hashes(kr_json *json, const kri_study_shown *s)
{
    kr_json_key(json, "hashes");
    kr_json_begin_object(json);
    for (size_t i = 0; i < s->run.inputs; i++)
        kr_json_put_string(json, s->run.input[i].file, s->run.input[i].sha256);
    kr_json_end_object(json);
}

kr_status kri_study_put_value(kr_json *json, const kri_study_shown *s, kr_job *job)
{
    static const char *const tables[] = { "worth", "channels", "departures", "trade", "transit", "tonnes", "places", "corridors", "limits", "benefit_cost" };
    static const char *const later[] = { "tornado", "beside", "parameters" };
    kr_json_begin_object(json);
    kr_json_put_string(json, "study", s->study.id);
    kr_json_put_integer(json, "base_year", s->study.base_year);
    put_countries(json, s);
    put_links(json, s);
    put_convergence(json, &s->result);
    KR_TRY(put_sources(json, s, job));
    put_head(json, s);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        KR_TRY(put_table(json, s, job, tables[i]));
    put_budget(json, s);
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        KR_TRY(put_table(json, s, job, later[i]));
    put_hashes(json, s);
    kr_json_put_string(json, "version", s->run.version);
    kr_json_put_integer(json, "seed", (int64_t)s->run.seed);
    kr_json_end_object(json);
    return json->status;
}

kr_status kri_study_put_json(const kri_study_shown *s, kr_job *job, kr_sink sink)
{
    kr_json json = kr_json_open(sink, 1);
    KR_TRY(kri_study_put_value(&json, s, job));
    return kr_json_close(&json);
}
