/* told_tables.c: trade by pair, links, corridors, places, with nothing built and with all. */
#include "told.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* ---- by set of bundles ---- */

static kr_status tell_trade(kri_run *run, kr_study_result *r)
{
    const kri_layout *l = &run->recorder.layout;
    size_t cells = (size_t)l->areas * l->areas;
    double *trade, *together, *ratio;
    KRI_NEW(run->job, trade, cells * r->bundles.sets);
    KRI_NEW(run->job, together, cells * r->bundles.sets);
    KRI_NEW(run->job, ratio, cells * r->bundles.sets);
    for (uint32_t set = 0; set < r->bundles.sets; set++) {
        const double *record = kri_bundles_record(run, set);
        memcpy(trade + set * cells, record + l->trade, cells * sizeof *trade);
        memcpy(together + set * cells, record + l->trade, cells * sizeof *trade);
        memcpy(ratio + set * cells, record + l->ratio, cells * sizeof *ratio);
    }
    kr_sets_together(r->bundles.players, (uint32_t)cells, together);
    r->trade_usd_yr = trade;
    r->trade_together = together;
    r->cost_ratio = ratio;
    return KR_OK;
}

static kr_status tell_totals(kri_run *run, kr_study_result *r)
{
    const kri_layout *l = &run->recorder.layout;
    double *transit, *tonnes, *kg;
    size_t wide = (size_t)l->areas + 1;
    KRI_NEW(run->job, transit, wide * r->bundles.sets);
    KRI_NEW(run->job, tonnes, r->bundles.sets);
    KRI_NEW(run->job, kg, r->bundles.sets);
    for (uint32_t set = 0; set < r->bundles.sets; set++) {
        const double *record = kri_bundles_record(run, set);
        tonnes[set] = record[l->sent_t];
        kg[set] = record[l->kgco2];
        for (uint32_t i = 0; i < l->areas; i++) {
            transit[set * wide + i] = record[l->transit + i];
            transit[set * wide + l->areas] += run->in_region[i] ? record[l->transit + i] : 0;
        }
    }
    r->transit_of_set = transit;
    r->tonnes_of_set = tonnes;
    r->kgco2_of_set = kg;
    return KR_OK;
}

/* ---- nothing built and all ---- */

typedef struct ends {
    const kri_layout *layout;
    const double *base, *all;
} ends;

static kr_status tell_links(kri_run *run, const ends *e, kr_study_result *r)
{
    const kri_layout *l = e->layout;
    kr_study_link *link;
    KRI_NEW(run->job, link, l->links);
    for (uint32_t i = 0; i < l->links; i++)
        if (e->base[l->link_t + i] > 0 || e->all[l->link_t + i] > 0)
            link[r->links++] = (kr_study_link){ .link = i, .t_base = e->base[l->link_t + i], .t_all = e->all[l->link_t + i],
                                                .marginal_usd = e->base[l->link_marginal + i], .shadow_usd = e->base[l->link_shadow + i] };
    r->link = link;
    return KR_OK;
}

static const char *unit_of(double letter)
{
    return letter == 't' ? "t" : letter == 'T' ? "TEU" : letter == 'k' ? "truck" : "wagon";
}

static kr_status tell_limits(kri_run *run, kr_study_result *r)
{
    const double *value = run->item[run->binding].value;
    kr_study_limit *limit;
    KRI_NEW(run->job, limit, KRI_MOST_BINDING);
    while (r->limits < KRI_MOST_BINDING && !isnan(value[(size_t)r->limits * KRI_BOUNDS + KRI_BOUND_TABLE])) {
        const double *b = value + (size_t)r->limits * KRI_BOUNDS;
        limit[r->limits++] = (kr_study_limit){ .table = (kr_table_id)b[KRI_BOUND_TABLE], .row = (uint32_t)b[KRI_BOUND_ROW],
                                               .unit = unit_of(b[KRI_BOUND_UNIT]), .capacity = b[KRI_BOUND_CAPACITY],
                                               .shadow_usd = b[KRI_BOUND_SHADOW], .world_usd = b[KRI_BOUND_USD] };
    }
    r->limit = limit;
    return KR_OK;
}

static kr_status tell_corridors(kri_run *run, const ends *e, kr_study_result *r)
{
    const kri_layout *l = e->layout;
    kr_study_corridor *corridor;
    KRI_NEW(run->job, corridor, l->corridors);
    for (uint32_t i = 0; i < l->corridors; i++) {
        double km = kri_corridor_km(run->recorder.corridors, i), base = e->base[l->corridor_tkm + i], all = e->all[l->corridor_tkm + i];
        corridor[i] = (kr_study_corridor){ .corridor = i, .km = km, .t_base = km > 0 ? base / km : 0, .t_all = km > 0 ? all / km : 0, .tkm_base = base,
                                           .tkm_all = all, .kgco2_base = e->base[l->corridor_kg + i], .kgco2_all = e->all[l->corridor_kg + i] };
    }
    r->corridors = l->corridors;
    r->corridor = corridor;
    return KR_OK;
}

static kr_status tell_places(kri_run *run, const ends *e, kr_study_result *r)
{
    const kri_layout *l = e->layout;
    kr_study_place_change *place;
    KRI_NEW(run->job, place, l->places);
    for (uint32_t i = 0; i < l->places; i++) {
        double base = e->base[l->place_value + i], all = e->all[l->place_value + i];
        if (base > 0 && all > 0)
            place[r->places++] = (kr_study_place_change){
                .node = i, .cost_pct = base == all ? 100 * (e->all[l->place_cost + i] / e->base[l->place_cost + i] - 1) : NAN,
                .access_pct = 100 * (e->all[l->place_access + i] / e->base[l->place_access + i] - 1) };
    }
    r->access_cargo = kri_nearness_cargo(run->world);
    r->place = place;
    return KR_OK;
}

kr_status kri_tell_tables(kri_run *run, kr_study_result *r)
{
    const kri_layout *l = &run->recorder.layout;
    const double *value = run->item[run->ends].value;
    const ends e = { .layout = l, .base = value, .all = value + l->length[KRI_WHOLE] };
    KR_TRY(tell_trade(run, r));
    KR_TRY(tell_totals(run, r));
    KR_TRY(tell_links(run, &e, r));
    KR_TRY(tell_limits(run, r));
    KR_TRY(tell_corridors(run, &e, r));
    return tell_places(run, &e, r);
}
