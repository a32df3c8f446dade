/* study_flows.c: trade, transit, links, corridors, places: what of a study moves, for people. */
#include "cli/study_page.h"

#include "base/arena.h"

#include <math.h>

/* Trade of the region: with an end in one of its areas, and not at home. */
static int is_of_region(const kri_study_shown *s, uint32_t from, uint32_t to)
{
    return from != to && (s->result.in_region[from] || s->result.in_region[to]);
}

kr_status kri_study_show_trade(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    size_t n = s->result.areas, cells = n * n;
    const double *base = s->result.trade_usd_yr, *now = base + s->all * cells;
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, cells);
    for (uint32_t c = 0; c < cells; c++)
        list[c] = (kri_weighed){ is_of_region(s, (uint32_t)(c / n), (uint32_t)(c % n)) ? fabs(now[c] - base[c]) : 0, c };
    uint32_t kept = kri_cut(list, (uint32_t)cells);
    KR_TRY(kri_page_heading(p, "Trade of the region that moves most, all built: M USD a year"));
    kri_sheet_column(&h, "from", "", KR_TEXT, 0);
    kri_sheet_column(&h, "to", "", KR_TEXT, 0);
    kri_sheet_column(&h, "base", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "change", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "%", "", KR_NUMBER, 2);
    if (s->study.bundles > 1)
        kri_sheet_column(&h, "beyond the sum", "", KR_NUMBER, 2);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        size_t c = list[i].number;
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kri_country_name(s->result.area[c / n]));
        kr_table_text(h.t, 1, kri_country_name(s->result.area[c % n]));
        kr_table_number(h.t, 2, millions(base[c]));
        kr_table_number(h.t, 3, millions(now[c] - base[c]));
        kr_table_number(h.t, 4, base[c] > 0 ? 100 * (now[c] / base[c] - 1) : NAN);
        if (s->study.bundles > 1)
            kr_table_number(h.t, 5, millions(s->result.trade_together[s->all * cells + c]));
    }
    return kri_sheet_close(p, &h);
}

kr_status kri_study_show_transit(kri_study_page *p, const uint32_t *rows)
{
    const kri_study_shown *s = p->s;
    kri_sheet h = { .columns = 0 };
    KR_TRY(kri_page_heading(p, "Transit revenue, gross: M USD a year"));
    kri_sheet_column(&h, "who", "", KR_TEXT, 0);
    kri_sheet_column(&h, "base", "", KR_NUMBER, 1);
    for (uint32_t b = 0; b < s->study.bundles && kri_study_shows_alone(s); b++)
        kri_sheet_column(&h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    kri_sheet_column(&h, "all built", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "change %", "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < s->rows; i++) {
        double base = s->result.transit_of_set[rows[i]], all = s->result.transit_of_set[kri_study_cell(s, s->all, rows[i])];
        size_t column = 0;
        if (!(base > 0) && !(all > 0))
            continue;
        kr_table_row(h.t);
        kr_table_text(h.t, column++, kri_page_row(p, rows[i]));
        kr_table_number(h.t, column++, millions(base));
        for (uint32_t b = 0; b < s->study.bundles && kri_study_shows_alone(s); b++)
            kr_table_number(h.t, column++, millions(s->result.transit_of_set[kri_study_cell(s, 1u << b, rows[i])]));
        kr_table_number(h.t, column++, millions(all));
        kr_table_number(h.t, column, base > 0 ? 100 * (all / base - 1) : NAN);
    }
    return kri_sheet_close(p, &h);
}

kr_status kri_study_show_links(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    const kr_links *l = &s->world.link;
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.links);
    for (uint32_t i = 0; i < s->result.links; i++)
        list[i] = (kri_weighed){ fabs(s->result.link[i].t_all - s->result.link[i].t_base), i };
    uint32_t kept = kri_cut(list, s->result.links);
    KR_TRY(kri_page_heading(p, "Links whose traffic moves most: thousand t a year, both ways"));
    kri_sheet_column(&h, "link", "", KR_TEXT, 0);
    kri_sheet_column(&h, "by", "", KR_TEXT, 0);
    kri_sheet_column(&h, "base", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "all built", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "change", "", KR_NUMBER, 0);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_link *x = &s->result.link[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, l->name[x->link]));
        kr_table_text(h.t, 1, kr_mode_name((kr_mode)l->mode[x->link]));
        kr_table_number(h.t, 2, x->t_base / 1e3);
        kr_table_number(h.t, 3, x->t_all / 1e3);
        kr_table_number(h.t, 4, (x->t_all - x->t_base) / 1e3);
    }
    return kri_sheet_close(p, &h);
}

kr_status kri_study_show_marginal(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.links);
    for (uint32_t i = 0; i < s->result.links; i++)
        list[i] = (kri_weighed){ s->result.link[i].marginal_usd, i };
    uint32_t kept = kri_cut(list, s->result.links);
    KR_TRY(kri_page_heading(p, "Links that matter most: what a dollar a tonne less on them is worth"));
    kri_sheet_column(&h, "link", "", KR_TEXT, 0);
    kri_sheet_column(&h, "by", "", KR_TEXT, 0);
    kri_sheet_column(&h, "thousand t a year", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "M USD a year", "", KR_NUMBER, 2);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_link *x = &s->result.link[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, s->world.link.name[x->link]));
        kr_table_text(h.t, 1, kr_mode_name((kr_mode)s->world.link.mode[x->link]));
        kr_table_number(h.t, 2, x->t_base / 1e3);
        kr_table_number(h.t, 3, millions(x->marginal_usd));
    }
    KR_TRY(kri_sheet_close(p, &h));
    return kri_page_sentence(p, "By the envelope theorem, with nothing built and what jams held fixed.");
}

/* "Dostyk: rail1435 to rail1520, block" */
static const char *limit_name(const kri_study_page *p, const kr_study_limit *l)
{
    const kr_world *w = &p->s->world;
    const kr_terminals *t = &w->terminal;
    if (l->table == KR_LINK)
        return kr_world_text(w, w->link.name[l->row]);
    if (l->table == KR_SERVICE)
        return kr_world_text(w, w->service.name[l->row]);
    if (l->table != KR_TERMINAL)
        return "";
    return kri_job_format(p->call->job, "%s: %s to %s", kr_world_text(w, w->node.name[t->node[l->row]]), kr_layer_name((kr_layer)t->from_layer[l->row]),
                          kr_layer_name((kr_layer)t->to_layer[l->row]));
}

kr_status kri_study_show_limits(kri_study_page *p)
{
    kri_sheet h = { .columns = 0 };
    if (!p->s->result.limits)
        return KR_OK;
    KR_TRY(kri_page_heading(p, "Where it jams with nothing built: what one unit more a year is worth, USD"));
    kri_sheet_column(&h, "what is full", "", KR_TEXT, 0);
    kri_sheet_column(&h, "unit", "", KR_TEXT, 0);
    kri_sheet_column(&h, "capacity a year", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "to shippers", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "to the world", "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < p->s->result.limits; i++) {
        const kr_study_limit *l = &p->s->result.limit[i];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, limit_name(p, l));
        kr_table_text(h.t, 1, l->unit);
        kr_table_number(h.t, 2, l->capacity);
        kr_table_number(h.t, 3, l->shadow_usd);
        kr_table_number(h.t, 4, l->world_usd);
    }
    KR_TRY(kri_sheet_close(p, &h));
    return kri_page_sentence(p, "To the world by a difference through the whole loop, jams and trade answering.");
}

kr_status kri_study_show_corridors(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.corridors);
    for (uint32_t i = 0; i < s->result.corridors; i++)
        list[i] = (kri_weighed){ fabs(s->result.corridor[i].t_all - s->result.corridor[i].t_base), i };
    uint32_t kept = kri_cut(list, s->result.corridors);
    if (!kept)
        return KR_OK;
    KR_TRY(kri_page_heading(p, "Corridors that move most: thousand t a year over their length, kt CO2e"));
    kri_sheet_column(&h, "corridor", "", KR_TEXT, 0);
    kri_sheet_column(&h, "km", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "base", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "all built", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "%", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "CO2e", "", KR_NUMBER, 0);
    kri_sheet_column(&h, "change", "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_corridor *c = &s->result.corridor[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, s->world.corridor.name[c->corridor]));
        kr_table_number(h.t, 1, c->km);
        kr_table_number(h.t, 2, c->t_base / 1e3);
        kr_table_number(h.t, 3, c->t_all / 1e3);
        kr_table_number(h.t, 4, c->t_base > 0 ? 100 * (c->t_all / c->t_base - 1) : NAN);
        kr_table_number(h.t, 5, c->kgco2_base / 1e6);
        kr_table_number(h.t, 6, (c->kgco2_all - c->kgco2_base) / 1e6);
    }
    KR_TRY(kri_sheet_close(p, &h));
    return kri_page_sentence(p, "Means over the length of all that moves on the corridor's links, whoever sends it where: corridors share links "
                                "and do not add up.");
}

kr_status kri_study_show_places(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.places);
    for (uint32_t i = 0; i < s->result.places; i++)
        list[i] = (kri_weighed){ fabs(s->result.place[i].access_pct), i };
    uint32_t kept = kri_cut(list, s->result.places);
    KR_TRY(kri_page_heading(p, "Places that come nearer to their markets, all built"));
    kri_sheet_column(&h, "place", "", KR_TEXT, 0);
    kri_sheet_column(&h, "in", "", KR_TEXT, 0);
    kri_sheet_column(&h, "market access %", "", KR_NUMBER, 2);
    kri_sheet_column(&h, "cost of its freight %", "", KR_NUMBER, 2);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_place_change *x = &s->result.place[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, s->world.node.name[x->node]));
        kr_table_text(h.t, 1, kr_world_text(&s->world, s->world.node.country[x->node]));
        kr_table_number(h.t, 2, x->access_pct);
        kr_table_number(h.t, 3, x->cost_pct);
    }
    return kri_sheet_close(p, &h);
}
