/* study_text.c: a study's answer for people: in words first, then table by table. */
#include "cli/study.h"
#include "cli/layout.h"
#include "cli/study_words.h"

#include "base/arena.h"

#include <keruen/report.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 10        /* of a list that JSON and CSV have whole */

typedef struct page {
    kri_call *call;
    const kri_study_shown *s;
    kri_text text;          /* words that are not out yet */
} page;

/* ---- pieces ---- */

static kr_status flush(page *p)
{
    kr_status status = kri_call_put(p->call, &p->text);
    p->text = kri_text_new(p->call->job);
    return status;
}

static kr_status heading(page *p, const char *title)
{
    const char *on = p->call->colour ? "\033[1m" : "", *off = p->call->colour ? "\033[0m" : "";
    kri_text_format(&p->text, "\n%s%s%s\n", on, title, off);
    return flush(p);
}

/* A paragraph, set in lines. */
static kr_status paragraph(page *p, const kri_text *words)
{
    KR_TRY(words->status);
    if (!words->length)
        return KR_OK;
    kri_layout_wrap(&p->text, (kri_span){ words->bytes, words->length }, 0, 0, p->call->columns);
    return flush(p);
}

static kr_status sentence(page *p, const char *words)
{
    kri_text text = kri_text_new(p->call->job);
    kri_text_puts(&text, words);
    return paragraph(p, &text);
}

/* A table of a few columns, told in the page's width. */
typedef struct sheet {
    kr_column_about about[12];
    size_t columns;
    kr_table_builder *t;
} sheet;

static void add_column(sheet *h, const char *name, const char *unit, kr_kind kind, int digits)
{
    h->about[h->columns++] = (kr_column_about){ name, unit, "", kind, digits };
}

static kr_status open_sheet(page *p, sheet *h)
{
    return kr_table_begin(p->call->job, "shown", h->columns, h->about, &h->t);
}

static kr_status close_sheet(page *p, sheet *h)
{
    const kr_table *table;
    KR_TRY(kr_table_freeze(h->t, &table));
    return kr_report_text(p->call->job, table, &(kr_text_options){ p->call->columns, p->call->colour }, p->call->out);
}

static double millions(double usd)
{
    return usd / 1e6;
}

/* The areas in the order they are shown: those of the region, the region, the others. */
static kr_status order_rows(page *p, uint32_t **rows)
{
    const kri_study_shown *s = p->s;
    uint32_t count = 0;
    KRI_NEW(p->call->job, *rows, s->rows);
    for (uint32_t row = 0; row < s->result.areas; row++)
        if (s->result.in_region[row])
            (*rows)[count++] = row;
    (*rows)[count++] = s->row;
    for (uint32_t row = 0; row < s->result.areas; row++)
        if (!s->result.in_region[row])
            (*rows)[count++] = row;
    return KR_OK;
}

static const char *row_title(const page *p, uint32_t row)
{
    return row == p->s->row ? "the region" : kri_country_name(p->s->result.area[row]);
}

/* ---- who gains ---- */

/* Each alone where there is room for it. */
static int shows_alone(const kri_study_shown *s)
{
    return s->study.bundles >= 2 && s->study.bundles <= 3;
}

static void put_range(sheet *h, size_t column, const kr_spread *spread, size_t cell)
{
    if (!spread)
        return;
    kr_table_number(h->t, column, millions(spread[cell].low));
    kr_table_number(h->t, column + 1, millions(spread[cell].high));
}

static void gains_columns(const kri_study_shown *s, sheet *h)
{
    add_column(h, "who", "", KR_TEXT, 0);
    for (uint32_t b = 0; b < s->study.bundles && shows_alone(s); b++)
        add_column(h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    add_column(h, s->study.bundles > 1 ? "all" : s->study.bundle[0].id, "", KR_NUMBER, 1);
    if (s->result.worth_usd) {
        add_column(h, "5 %", "", KR_NUMBER, 1);
        add_column(h, "95 %", "", KR_NUMBER, 1);
    }
    add_column(h, "income %", "", KR_NUMBER, 3);
}

static void gains_row(page *p, sheet *h, uint32_t row)
{
    const kri_study_shown *s = p->s;
    size_t all = kri_study_cell(s, s->all, row), column = 0;
    kr_table_row(h->t);
    kr_table_text(h->t, column++, row_title(p, row));
    for (uint32_t b = 0; b < s->study.bundles && shows_alone(s); b++)
        kr_table_number(h->t, column++, millions(s->result.bundles.worth[kri_study_cell(s, 1u << b, row)].usd));
    kr_table_number(h->t, column++, millions(s->result.bundles.worth[all].usd));
    if (s->result.worth_usd) {
        put_range(h, column, s->result.worth_usd, all);
        column += 2;
    }
    kr_table_number(h->t, column, s->result.bundles.worth[all].welfare_pct);
}

static kr_status show_gains(page *p, const uint32_t *rows)
{
    sheet h = { .columns = 0 };
    KR_TRY(heading(p, "Who gains: M USD a year, net transit income in it"));
    gains_columns(p->s, &h);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++)
        gains_row(p, &h, rows[i]);
    return close_sheet(p, &h);
}

/* ---- the multiplier ---- */

static void multiplier_row(page *p, sheet *h, uint32_t row)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, row);
    const kr_worth *b = &s->result.bundles.together[cell];
    int is_told = s->result.bundles.significant[cell] >> 1 & 1;
    double ratio = kr_study_ratio(&s->result.bundles, s->result.areas, 0, 1, row, s->result.significant_usd);
    kr_table_row(h->t);
    kr_table_text(h->t, 0, row_title(p, row));
    kr_table_text(h->t, 1, is_told ? kri_job_format(p->call->job, "%.2f", millions(b->usd)) : "n.s.");
    kr_table_text(h->t, 2, s->study.bundles != 2 || isnan(ratio) ? "n.a." : kri_job_format(p->call->job, "%.2f", ratio));
    if (!s->result.together_usd)
        return;
    put_range(h, 3, s->result.together_usd, cell);
    if (!isnan(s->result.together_usd[cell].from_estimates))
        kr_table_number(h->t, 5, 100 * s->result.together_usd[cell].from_estimates);
}

static kr_status show_multiplier(page *p, const uint32_t *rows)
{
    sheet h = { .columns = 0 };
    if (p->s->study.bundles < 2)
        return KR_OK;
    KR_TRY(heading(p, p->s->study.bundles == 2 ? "The multiplier: what both give beyond the sum of each, M USD a year" :
                                                 "What all together give beyond all their parts, M USD a year"));
    add_column(&h, "who", "", KR_TEXT, 0);
    add_column(&h, "beyond the sum", "", KR_TEXT, 0);
    add_column(&h, "times the sum", "", KR_TEXT, 0);
    if (p->s->result.together_usd) {
        add_column(&h, "5 %", "", KR_NUMBER, 2);
        add_column(&h, "95 %", "", KR_NUMBER, 2);
        add_column(&h, "estimated, %", "", KR_NUMBER, 0);
    }
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++)
        multiplier_row(p, &h, rows[i]);
    KR_TRY(close_sheet(p, &h));
    return p->s->result.together_usd ? sentence(p, "estimated: the share of the spread that moves with parameters which rest on no published figure") : KR_OK;
}

/* ---- parts of the welfare ---- */

static kr_status show_parts(page *p, const uint32_t *rows)
{
    static const char *const names[] = { "trade gain", "transit income", "together", "cost share", "net" };
    sheet h = { .columns = 0 };
    KR_TRY(heading(p, "What the gain is made of, all built: M USD a year"));
    add_column(&h, "who", "", KR_TEXT, 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_column(&h, names[i], "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++) {
        const kr_worth *w = &p->s->result.bundles.worth[kri_study_cell(p->s, p->s->all, rows[i])];
        const double values[] = { w->trade_usd, w->transit_usd, w->usd, -w->cost_usd, w->net_usd };
        kr_table_row(h.t);
        kr_table_text(h.t, 0, row_title(p, rows[i]));
        for (size_t k = 0; k < 5; k++)
            kr_table_number(h.t, 1 + k, millions(values[k]));
    }
    return close_sheet(p, &h);
}

/* ---- whose doing ---- */

/* Every bundle is one project, so that nothing more is said of the projects. */
static int is_each_alone(const kri_study_shown *s)
{
    return s->study.projects == s->study.bundles;
}

static kr_status show_projects_shapley(page *p)
{
    const kri_study_shown *s = p->s;
    const kr_study_sets *m = &s->result.members;
    sheet h = { .columns = 0 };
    if (!m->shapley || !m->players || is_each_alone(s))
        return KR_OK;
    KR_TRY(heading(p, "Whose doing it is: Shapley shares of the single projects, M USD a year"));
    add_column(&h, "project", "", KR_TEXT, 0);
    for (uint32_t row = 0, shown = 0; row < s->result.areas && shown < 5; row++)
        if (s->result.in_region[row]) {
            add_column(&h, s->result.area[row], "", KR_NUMBER, 1);
            shown++;
        }
    add_column(&h, "region", "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t k = 0; k < m->players; k++) {
        size_t column = 1;
        kr_table_row(h.t);
        kr_table_text(h.t, 0, s->study.project[k].name);
        for (uint32_t row = 0; row < s->result.areas && column + 1 < h.columns; row++)
            if (s->result.in_region[row])
                kr_table_number(h.t, column++, millions(m->shapley[(size_t)k * s->rows + row].usd));
        kr_table_number(h.t, column, millions(m->shapley[(size_t)k * s->rows + s->row].usd));
    }
    return close_sheet(p, &h);
}

static kr_status show_shapley(page *p, const uint32_t *rows)
{
    const kri_study_shown *s = p->s;
    sheet h = { .columns = 0 };
    if (s->study.bundles < 2 || s->study.bundles > 8)
        return show_projects_shapley(p);
    KR_TRY(heading(p, "Whose doing it is: Shapley shares, M USD a year"));
    add_column(&h, "who", "", KR_TEXT, 0);
    for (uint32_t b = 0; b < s->study.bundles; b++)
        add_column(&h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < s->rows; i++) {
        kr_table_row(h.t);
        kr_table_text(h.t, 0, row_title(p, rows[i]));
        for (uint32_t b = 0; b < s->study.bundles; b++)
            kr_table_number(h.t, 1 + b, millions(s->result.bundles.shapley[(size_t)b * s->rows + rows[i]].usd));
    }
    KR_TRY(close_sheet(p, &h));
    return show_projects_shapley(p);
}

/* ---- channels ---- */

static kr_status show_channels(page *p)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, s->row);
    sheet h = { .columns = 0 };
    KR_TRY(heading(p, "By which channel: the region, all built, M USD a year"));
    add_column(&h, "channel", "", KR_TEXT, 0);
    add_column(&h, "gain", "", KR_NUMBER, 1);
    if (s->study.bundles > 1)
        add_column(&h, "beyond the sum", "", KR_NUMBER, 2);
    KR_TRY(open_sheet(p, &h));
    for (kr_channel c = 0; c < KR_CHANNELS; c++) {
        if (!s->result.channel[c].sets)
            continue;
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_channel_meaning(c));
        kr_table_number(h.t, 1, millions(s->result.channel[c].worth[cell].usd));
        if (s->study.bundles > 1)
            kr_table_number(h.t, 2, millions(s->result.channel[c].together[cell].usd));
    }
    return close_sheet(p, &h);
}

/* ---- lists that are cut ---- */

/* Something to be sorted by how large it is. */
typedef struct weighed {
    double weight;
    uint32_t number;
} weighed;

static int by_weight(const void *a, const void *b)
{
    const weighed *x = a, *y = b;
    if (x->weight < y->weight || x->weight > y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static uint32_t cut(weighed *list, uint32_t count)
{
    uint32_t kept = 0;
    if (count)
        qsort(list, count, sizeof *list, by_weight);
    while (kept < count && kept < MOST_ROWS && list[kept].weight > 0)
        kept++;
    return kept;
}

static kr_status show_trade(page *p)
{
    const kri_study_shown *s = p->s;
    size_t n = s->result.areas, cells = n * n;
    const double *base = s->result.trade_usd_yr, *now = base + s->all * cells;
    weighed *list;
    sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, cells);
    for (uint32_t c = 0; c < cells; c++)
        list[c] = (weighed){ c / n != c % n ? fabs(now[c] - base[c]) : 0, c };
    uint32_t kept = cut(list, (uint32_t)cells);
    KR_TRY(heading(p, "Trade that moves most, all built: M USD a year"));
    add_column(&h, "from", "", KR_TEXT, 0);
    add_column(&h, "to", "", KR_TEXT, 0);
    add_column(&h, "base", "", KR_NUMBER, 0);
    add_column(&h, "change", "", KR_NUMBER, 1);
    add_column(&h, "%", "", KR_NUMBER, 2);
    if (s->study.bundles > 1)
        add_column(&h, "beyond the sum", "", KR_NUMBER, 2);
    KR_TRY(open_sheet(p, &h));
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
    return close_sheet(p, &h);
}

static kr_status show_transit(page *p, const uint32_t *rows)
{
    const kri_study_shown *s = p->s;
    sheet h = { .columns = 0 };
    KR_TRY(heading(p, "Transit revenue, gross: M USD a year"));
    add_column(&h, "who", "", KR_TEXT, 0);
    add_column(&h, "base", "", KR_NUMBER, 1);
    for (uint32_t b = 0; b < s->study.bundles && shows_alone(s); b++)
        add_column(&h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    add_column(&h, "all built", "", KR_NUMBER, 1);
    add_column(&h, "change %", "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < s->rows; i++) {
        double base = s->result.transit_of_set[rows[i]], all = s->result.transit_of_set[kri_study_cell(s, s->all, rows[i])];
        size_t column = 0;
        if (!(base > 0) && !(all > 0))
            continue;
        kr_table_row(h.t);
        kr_table_text(h.t, column++, row_title(p, rows[i]));
        kr_table_number(h.t, column++, millions(base));
        for (uint32_t b = 0; b < s->study.bundles && shows_alone(s); b++)
            kr_table_number(h.t, column++, millions(s->result.transit_of_set[kri_study_cell(s, 1u << b, rows[i])]));
        kr_table_number(h.t, column++, millions(all));
        kr_table_number(h.t, column, base > 0 ? 100 * (all / base - 1) : NAN);
    }
    return close_sheet(p, &h);
}

static kr_status show_links(page *p)
{
    const kri_study_shown *s = p->s;
    const kr_links *l = &s->world.link;
    weighed *list;
    sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.links);
    for (uint32_t i = 0; i < s->result.links; i++)
        list[i] = (weighed){ fabs(s->result.link[i].t_all - s->result.link[i].t_base), i };
    uint32_t kept = cut(list, s->result.links);
    KR_TRY(heading(p, "Links whose traffic moves most: thousand t a year, both ways"));
    add_column(&h, "link", "", KR_TEXT, 0);
    add_column(&h, "by", "", KR_TEXT, 0);
    add_column(&h, "base", "", KR_NUMBER, 0);
    add_column(&h, "all built", "", KR_NUMBER, 0);
    add_column(&h, "change", "", KR_NUMBER, 0);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_link *x = &s->result.link[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, l->name[x->link]));
        kr_table_text(h.t, 1, kr_mode_name((kr_mode)l->mode[x->link]));
        kr_table_number(h.t, 2, x->t_base / 1e3);
        kr_table_number(h.t, 3, x->t_all / 1e3);
        kr_table_number(h.t, 4, (x->t_all - x->t_base) / 1e3);
    }
    return close_sheet(p, &h);
}

static kr_status show_marginal(page *p)
{
    const kri_study_shown *s = p->s;
    weighed *list;
    sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.links);
    for (uint32_t i = 0; i < s->result.links; i++)
        list[i] = (weighed){ s->result.link[i].marginal_usd, i };
    uint32_t kept = cut(list, s->result.links);
    KR_TRY(heading(p, "Links that matter most: what a dollar a tonne less on them is worth"));
    add_column(&h, "link", "", KR_TEXT, 0);
    add_column(&h, "by", "", KR_TEXT, 0);
    add_column(&h, "thousand t a year", "", KR_NUMBER, 0);
    add_column(&h, "M USD a year", "", KR_NUMBER, 2);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_link *x = &s->result.link[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, s->world.link.name[x->link]));
        kr_table_text(h.t, 1, kr_mode_name((kr_mode)s->world.link.mode[x->link]));
        kr_table_number(h.t, 2, x->t_base / 1e3);
        kr_table_number(h.t, 3, millions(x->marginal_usd));
    }
    KR_TRY(close_sheet(p, &h));
    return sentence(p, "By the envelope theorem, with nothing built and what jams held fixed.");
}

/* "Dostyk: rail1435 to rail1520, block" */
static const char *limit_name(const page *p, const kr_study_limit *l)
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

static kr_status show_limits(page *p)
{
    sheet h = { .columns = 0 };
    if (!p->s->result.limits)
        return KR_OK;
    KR_TRY(heading(p, "Where it jams with nothing built: what one unit more a year is worth, USD"));
    add_column(&h, "what is full", "", KR_TEXT, 0);
    add_column(&h, "unit", "", KR_TEXT, 0);
    add_column(&h, "capacity a year", "", KR_NUMBER, 0);
    add_column(&h, "to shippers", "", KR_NUMBER, 1);
    add_column(&h, "to the world", "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < p->s->result.limits; i++) {
        const kr_study_limit *l = &p->s->result.limit[i];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, limit_name(p, l));
        kr_table_text(h.t, 1, l->unit);
        kr_table_number(h.t, 2, l->capacity);
        kr_table_number(h.t, 3, l->shadow_usd);
        kr_table_number(h.t, 4, l->world_usd);
    }
    KR_TRY(close_sheet(p, &h));
    return sentence(p, "To the world by a difference through the whole loop, jams and trade answering.");
}

static kr_status show_corridors(page *p)
{
    const kri_study_shown *s = p->s;
    weighed *list;
    sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.corridors);
    for (uint32_t i = 0; i < s->result.corridors; i++)
        list[i] = (weighed){ s->result.corridor[i].tkm_base + s->result.corridor[i].tkm_all > 0 ? fabs(s->result.corridor[i].t_all - s->result.corridor[i].t_base) : 0, i };
    uint32_t kept = cut(list, s->result.corridors);
    if (!kept)
        return KR_OK;
    KR_TRY(heading(p, "Corridors that move most: thousand t a year over their length, kt CO2e"));
    add_column(&h, "corridor", "", KR_TEXT, 0);
    add_column(&h, "km", "", KR_NUMBER, 0);
    add_column(&h, "base", "", KR_NUMBER, 0);
    add_column(&h, "all built", "", KR_NUMBER, 0);
    add_column(&h, "%", "", KR_NUMBER, 1);
    add_column(&h, "CO2e", "", KR_NUMBER, 0);
    add_column(&h, "change", "", KR_NUMBER, 1);
    KR_TRY(open_sheet(p, &h));
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
    KR_TRY(close_sheet(p, &h));
    return sentence(p, "Means over the length of all that moves on the corridor's links, whoever sends it where: corridors share links and do not add up.");
}

static kr_status show_places(page *p)
{
    const kri_study_shown *s = p->s;
    weighed *list;
    sheet h = { .columns = 0 };
    KRI_NEW(p->call->job, list, s->result.places);
    for (uint32_t i = 0; i < s->result.places; i++)
        list[i] = (weighed){ fabs(s->result.place[i].access_pct), i };
    uint32_t kept = cut(list, s->result.places);
    KR_TRY(heading(p, "Places that come nearer to their markets, all built"));
    add_column(&h, "place", "", KR_TEXT, 0);
    add_column(&h, "in", "", KR_TEXT, 0);
    add_column(&h, "market access %", "", KR_NUMBER, 2);
    add_column(&h, "cost of its freight %", "", KR_NUMBER, 2);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_place_change *x = &s->result.place[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kr_world_text(&s->world, s->world.node.name[x->node]));
        kr_table_text(h.t, 1, kr_world_text(&s->world, s->world.node.country[x->node]));
        kr_table_number(h.t, 2, x->access_pct);
        kr_table_number(h.t, 3, x->cost_pct);
    }
    return close_sheet(p, &h);
}

/* ---- money ---- */

static void return_row(page *p, sheet *h, const char *name, const kr_study_return *x, int is_estimate)
{
    kr_table_row(h->t);
    kr_table_text(h->t, 0, name);
    if (isnan(x->cost_usd))
        kr_table_text(h->t, 1, "not known");
    else
        kr_table_text(h->t, 1, kri_job_format(p->call->job, "%s%.0f", is_estimate ? "~" : "", millions(x->cost_usd)));
    kr_table_text(h->t, 2, isnan(x->opens) ? "" : kri_job_format(p->call->job, "%.0f", x->opens));
    kr_table_number(h->t, 3, millions(x->share_usd));
    kr_table_number(h->t, 4, millions(x->pv_share_usd));
    const double ratios[] = { x->ratio_alone, x->ratio_share, x->ratio_last };
    for (size_t i = 0; i < 3; i++)
        kr_table_text(h->t, 5 + i, isnan(ratios[i]) ? "n.a." : kri_job_format(p->call->job, "%.2f", ratios[i]));
}

static kr_status show_returns(page *p)
{
    static const char *const names[] = { "a year", "present value" }, *const ratios[] = { "alone", "share", "last in" };
    const kri_study_shown *s = p->s;
    sheet h = { .columns = 0 };
    kri_text words = kri_text_new(p->call->job);
    if (!s->result.of_bundle)
        return KR_OK;
    KR_TRY(heading(p, "Does it return its cost to the region? M USD, and benefit over cost"));
    add_column(&h, "what", "", KR_TEXT, 0);
    add_column(&h, "cost", "", KR_TEXT, 0);
    add_column(&h, "opens", "", KR_TEXT, 0);
    for (size_t i = 0; i < 2; i++)
        add_column(&h, names[i], "", KR_NUMBER, 1);
    for (size_t i = 0; i < 3; i++)
        add_column(&h, ratios[i], "", KR_TEXT, 0);
    KR_TRY(open_sheet(p, &h));
    for (uint32_t b = 0; b < s->study.bundles; b++)
        return_row(p, &h, s->study.bundle[b].name, &s->result.of_bundle[b],
                   is_each_alone(s) && s->study.project[s->study.bundle[b].member[0]].cost_is_estimate);
    for (uint32_t k = 0; k < s->study.projects && s->result.of_project && s->study.with_members && !is_each_alone(s); k++)
        return_row(p, &h, s->study.project[k].name, &s->result.of_project[k], s->study.project[k].cost_is_estimate);
    KR_TRY(close_sheet(p, &h));
    kri_text_format(&words, "Present value over %u years at %.1f %% a year, from the opening year on. A year and present value are of the Shapley share; benefit "
                    "over cost alone, by that share, and last in, when all others stand. ~ is an estimate.", s->study.horizon_years,
                    100 * s->study.parameter[KR_PARAMETER_DISCOUNT_RATE].central);
    return paragraph(p, &words);
}

static void name_projects(const kri_study_shown *s, uint64_t set, kri_text *words)
{
    int count = 0;
    for (uint32_t k = 0; k < s->study.projects; k++)
        if (set >> k & 1)
            kri_text_format(words, "%s%s", count++ ? "; " : "", s->study.project[k].name);
}

static kr_status show_best(page *p)
{
    const kri_study_shown *s = p->s;
    const kr_best_set *best = &s->result.best;
    kri_text words = kri_text_new(p->call->job);
    if (!best->looked_at)
        return KR_OK;
    KR_TRY(heading(p, "The best set under the budget"));
    kri_text_puts(&words, "Under ");
    kri_words_money(&words, s->study.budget_usd);
    if (!best->set)
        kri_text_puts(&words, " no set of projects returns its cost to the region.");
    else {
        kri_text_puts(&words, ": ");
        name_projects(s, best->set, &words);
        kri_text_puts(&words, ". It costs ");
        kri_words_money(&words, best->cost);
        kri_text_puts(&words, "; benefit less cost, as a present value, is ");
        kri_words_money(&words, best->value);
        kri_text_puts(&words, ".");
    }
    if (best->is_exact)
        kri_text_format(&words, " All %u sets were looked at.", best->looked_at);
    else {
        kri_text_format(&words, " %u sets were looked at, not all; none is worth more than ", best->looked_at);
        kri_words_money(&words, best->bound);
        kri_text_puts(&words, ".");
    }
    if (s->result.without_cost) {
        kri_text_puts(&words, " Left out, for their cost is not known: ");
        name_projects(s, s->result.without_cost, &words);
        kri_text_puts(&words, ".");
    }
    return paragraph(p, &words);
}

/* ---- doubts ---- */

/* How far it moves the gain, or what is beyond the sum; nothing under a millionth of it. */
static double swing_of(const kr_study_swing *w, size_t cell)
{
    double gain = fabs(w->high[cell].usd - w->low[cell].usd), more = fabs(w->together_high[cell].usd - w->together_low[cell].usd);
    double size = fmax(gain, more);
    return size > 1e-6 * fabs(w->low[cell].usd) ? size : 0;
}

static kr_status show_tornado(page *p)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, s->row);
    weighed *list;
    sheet h = { .columns = 0 };
    if (!s->result.swings)
        return KR_OK;
    KRI_NEW(p->call->job, list, s->result.swings);
    for (uint32_t i = 0; i < s->result.swings; i++)
        list[i] = (weighed){ swing_of(&s->result.swing[i], cell), i };
    uint32_t kept = cut(list, s->result.swings);
    KR_TRY(heading(p, "What would change it: the region, all built, M USD a year, one doubt at a time"));
    add_column(&h, "doubt", "", KR_TEXT, 0);
    add_column(&h, "from", "", KR_NUMBER, 2);
    add_column(&h, "to", "", KR_NUMBER, 2);
    add_column(&h, "gain at from", "", KR_NUMBER, 1);
    add_column(&h, "gain at to", "", KR_NUMBER, 1);
    if (s->study.bundles > 1) {
        add_column(&h, "beyond at from", "", KR_NUMBER, 2);
        add_column(&h, "beyond at to", "", KR_NUMBER, 2);
    }
    KR_TRY(open_sheet(p, &h));
    for (uint32_t i = 0; i < kept; i++) {
        const kr_study_swing *w = &s->result.swing[list[i].number];
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kri_words_parameter(p->call->job, w->parameter));
        kr_table_number(h.t, 1, w->at_low);
        kr_table_number(h.t, 2, w->at_high);
        kr_table_number(h.t, 3, millions(w->low[cell].usd));
        kr_table_number(h.t, 4, millions(w->high[cell].usd));
        if (s->study.bundles > 1) {
            kr_table_number(h.t, 5, millions(w->together_low[cell].usd));
            kr_table_number(h.t, 6, millions(w->together_high[cell].usd));
        }
    }
    return close_sheet(p, &h);
}

/* ---- beside what others say ---- */

static void put_between(kri_text *words, double low, double high)
{
    kri_words_figure(words, low);
    if (high > low) {
        kri_text_puts(words, " to ");
        kri_words_figure(words, high);
    }
}

static kr_status beside_entry(page *p, uint32_t i)
{
    const kr_study_beside *b = &p->s->result.beside[i];
    const kr_study_figure *f = &p->s->study.figure[b->figure];
    kri_text words = kri_text_new(p->call->job);
    kri_text_format(&words, "%s (%s%s%s): ", f->what, f->role, *f->year ? " " : "", f->year);
    if (isnan(f->low))
        kri_text_puts(&words, "nothing published");
    else {
        kri_text_puts(&words, "published ");
        put_between(&words, f->low, f->high);
        kri_text_format(&words, " %s", f->unit);
    }
    if (isnan(b->value))
        kri_text_puts(&words, "; the model cannot say");
    else {
        kri_text_puts(&words, "; model ");
        kri_words_figure(&words, b->value);
        kri_text_format(&words, " %s", f->unit);
    }
    if (!isnan(b->spread.low)) {
        kri_text_puts(&words, " (5-95 %: ");
        put_between(&words, b->spread.low, b->spread.high);
        kri_text_puts(&words, ")");
    }
    if (kri_study_holds(p->s, i) >= 0)
        kri_text_format(&words, ": %s", kri_study_verdict(p->s, i));
    if (kri_study_holds(p->s, i) == 0)
        kri_text_format(&words, ". %s%s", *f->reason ? "Why: " : "No reason is given in the study", f->reason);
    kri_text_format(&words, "%s [%s]", words.length && words.bytes[words.length - 1] == '.' ? "" : ".", f->source);
    KR_TRY(words.status);
    kri_text_puts(&p->text, "- ");
    kri_layout_wrap(&p->text, (kri_span){ words.bytes, words.length }, 2, 2, p->call->columns);
    return flush(p);
}

static kr_status show_beside(page *p)
{
    if (!p->s->result.figures)
        return KR_OK;
    KR_TRY(heading(p, "Beside published figures"));
    for (uint32_t i = 0; i < p->s->result.figures; i++)
        KR_TRY(beside_entry(p, i));
    return KR_OK;
}

/* ---- what it rests on ---- */

static kr_status show_ground(page *p)
{
    const kri_study_shown *s = p->s;
    const kr_study_result *r = &s->result;
    kri_text words = kri_text_new(p->call->job);
    KR_TRY(heading(p, "What it rests on"));
    kri_text_format(&words, "Of the region's trade in the base matrix %.0f %% is reported, %.0f %% follows from reports, and %.0f %% is filled in by a model: an "
                    "estimate. Of the tonnes of demand %.0f %% are estimates. Effects by sector are not told: the matrix has no sectors. Passengers are not in it.",
                    100 * s->matrix.reported, 100 * s->matrix.derived, 100 * s->matrix.filled, 100 * s->estimated_demand);
    KR_TRY(paragraph(p, &words));
    words = kri_text_new(p->call->job);
    kri_text_format(&words, "%u worlds were solved; the network was loaded %.1f times for each on average; ", r->worlds, r->rounds_mean);
    if (r->unsettled)
        kri_text_format(&words, "%u of them did not come to rest: the worst still moved by %.1g in its last round.", r->unsettled, r->residual_worst);
    else
        kri_text_format(&words, "all came to rest, the worst within %.1g.", r->residual_worst);
    kri_text_puts(&words, " What a second difference has under ");
    kri_words_money(&words, r->significant_usd);
    kri_text_puts(&words, " is not significant (n.s.).");
    return paragraph(p, &words);
}

static kr_status show_sources(page *p)
{
    const kri_study_shown *s = p->s;
    const uint8_t *is_named;
    kri_text words = kri_text_new(p->call->job);
    KR_TRY(kri_study_sources(p->call->job, s, &is_named));
    int named = 0;
    for (uint32_t i = 0; i < s->world.source.count; i++)
        if (is_named[i]) {
            if (!named++)
                KR_TRY(heading(p, "Sources that the study names"));
            const char *id = kr_world_text(&s->world, s->world.source.id[i]);
            kri_text entry = kri_text_new(p->call->job);
            kri_text_format(&entry, "[%s] %s, %s", id, kr_world_text(&s->world, s->world.source.publisher[i]),
                            kr_world_text(&s->world, s->world.source.title[i]));
            KR_TRY(entry.status);
            kri_layout_wrap(&p->text, (kri_span){ entry.bytes, entry.length }, 0, 2, p->call->columns);
        }
    KR_TRY(flush(p));
    for (size_t i = 0; i < s->run.inputs && i < 2; i++)
        kri_text_format(&words, "%s%s %.12s", i ? ", " : "Made of ", s->run.input[i].file, s->run.input[i].sha256);
    kri_text_format(&words, " and %zu tables; seed %llu, keruen %s", s->run.inputs - 2, (unsigned long long)s->run.seed, s->run.version);
    kri_text_char(&p->text, '\n');
    return paragraph(p, &words);
}

/* ---- the whole ---- */

static kr_status show_answer(page *p)
{
    const char *title = *p->s->study.title ? p->s->study.title : p->s->study.id;
    kri_text words = kri_text_new(p->call->job);
    kri_text_format(&p->text, "%s\n", title);
    KR_TRY(flush(p));
    if (*p->s->study.question)
        KR_TRY(sentence(p, p->s->study.question));
    kri_text_char(&p->text, '\n');
    KR_TRY(kri_study_answer(p->call->job, p->s, &words));
    kri_span rest = { words.bytes, words.length }, line;
    while (kri_span_next(&rest, '\n', &line))
        kri_layout_wrap(&p->text, line, 0, 0, p->call->columns);
    return flush(p);
}

kr_status kri_study_put_text(kri_call *call, const kri_study_shown *s)
{
    page p = { call, s, kri_text_new(call->job) };
    uint32_t *rows;
    KR_TRY(order_rows(&p, &rows));
    KR_TRY(show_answer(&p));
    KR_TRY(show_gains(&p, rows));
    KR_TRY(show_multiplier(&p, rows));
    KR_TRY(show_parts(&p, rows));
    KR_TRY(show_shapley(&p, rows));
    KR_TRY(show_channels(&p));
    KR_TRY(show_trade(&p));
    KR_TRY(show_transit(&p, rows));
    KR_TRY(show_links(&p));
    KR_TRY(show_marginal(&p));
    KR_TRY(show_limits(&p));
    KR_TRY(show_corridors(&p));
    KR_TRY(show_places(&p));
    KR_TRY(show_returns(&p));
    KR_TRY(show_best(&p));
    KR_TRY(show_tornado(&p));
    KR_TRY(show_beside(&p));
    KR_TRY(show_ground(&p));
    return show_sources(&p);
}
