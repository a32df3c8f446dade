/* study_text.c: a study's answer for people: in words first, then table by table. */
#include "cli/layout.h"
#include "cli/study_page.h"

#include "base/arena.h"

#include <math.h>

/* ---- who gains ---- */

static void put_range(kri_sheet *h, size_t column, const kr_spread *spread, size_t cell)
{
    if (!spread)
        return;
    kr_table_number(h->t, column, millions(spread[cell].low));
    kr_table_number(h->t, column + 1, millions(spread[cell].high));
}

static void gains_columns(const kri_study_shown *s, kri_sheet *h)
{
    kri_sheet_column(h, "who", "", KR_TEXT, 0);
    for (uint32_t b = 0; b < s->study.bundles && kri_study_shows_alone(s); b++)
        kri_sheet_column(h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    kri_sheet_column(h, s->study.bundles > 1 ? "all" : s->study.bundle[0].id, "", KR_NUMBER, 1);
    if (s->result.worth_usd) {
        kri_sheet_column(h, "5 %", "", KR_NUMBER, 1);
        kri_sheet_column(h, "95 %", "", KR_NUMBER, 1);
    }
    kri_sheet_column(h, "income %", "", KR_NUMBER, 3);
}

static void gains_row(kri_study_page *p, kri_sheet *h, uint32_t row)
{
    const kri_study_shown *s = p->s;
    size_t all = kri_study_cell(s, s->all, row), column = 0;
    kr_table_row(h->t);
    kr_table_text(h->t, column++, kri_page_row(p, row));
    for (uint32_t b = 0; b < s->study.bundles && kri_study_shows_alone(s); b++)
        kr_table_number(h->t, column++, millions(s->result.bundles.worth[kri_study_cell(s, 1u << b, row)].usd));
    kr_table_number(h->t, column++, millions(s->result.bundles.worth[all].usd));
    if (s->result.worth_usd) {
        put_range(h, column, s->result.worth_usd, all);
        column += 2;
    }
    kr_table_number(h->t, column, s->result.bundles.worth[all].welfare_pct);
}

static kr_status show_gains(kri_study_page *p, const uint32_t *rows)
{
    kri_sheet h = { .columns = 0 };
    KR_TRY(kri_page_heading(p, "Who gains: M USD a year, net transit income in it"));
    gains_columns(p->s, &h);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++)
        gains_row(p, &h, rows[i]);
    return kri_sheet_close(p, &h);
}

/* ---- the multiplier ---- */

static void multiplier_row(kri_study_page *p, kri_sheet *h, uint32_t row)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, row);
    const kr_worth *b = &s->result.bundles.together[cell];
    int is_told = s->result.bundles.significant[cell] >> 1 & 1;
    double ratio = kr_study_ratio(&s->result.bundles, s->result.areas, 0, 1, row, s->result.significant_usd);
    kr_table_row(h->t);
    kr_table_text(h->t, 0, kri_page_row(p, row));
    kr_table_text(h->t, 1, is_told ? kri_job_format(p->call->job, "%.2f", millions(b->usd)) : "n.s.");
    kr_table_text(h->t, 2, s->study.bundles != 2 || isnan(ratio) ? "n.a." : kri_job_format(p->call->job, "%.2f", ratio));
    if (!s->result.together_usd)
        return;
    put_range(h, 3, s->result.together_usd, cell);
    if (!isnan(s->result.together_usd[cell].from_estimates))
        kr_table_number(h->t, 5, 100 * s->result.together_usd[cell].from_estimates);
}

static kr_status show_multiplier_of_two(kri_study_page *p, const uint32_t *rows)
{
    kri_sheet h = { .columns = 0 };
    KR_TRY(kri_page_heading(p, "The multiplier: what both give beyond the sum of each, M USD a year"));
    kri_sheet_column(&h, "who", "", KR_TEXT, 0);
    kri_sheet_column(&h, "beyond the sum", "", KR_TEXT, 0);
    kri_sheet_column(&h, "times the sum", "", KR_TEXT, 0);
    if (p->s->result.together_usd) {
        kri_sheet_column(&h, "5 %", "", KR_NUMBER, 2);
        kri_sheet_column(&h, "95 %", "", KR_NUMBER, 2);
        kri_sheet_column(&h, "estimated, %", "", KR_NUMBER, 0);
    }
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++)
        multiplier_row(p, &h, rows[i]);
    KR_TRY(kri_sheet_close(p, &h));
    if (!p->s->result.together_usd)
        return KR_OK;
    return kri_page_sentence(p, "estimated: the share of the spread that moves with parameters which rest on no published figure");
}

/* Of many bundles every pair, for the region: a triangle. */
static kr_status show_multipliers_of_pairs(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    kri_sheet h = { .columns = 0 };
    KR_TRY(kri_page_heading(p, "The multipliers: what each pair gives the region beyond the sum, M USD a year"));
    kri_sheet_column(&h, "", "", KR_TEXT, 0);
    for (uint32_t b = 1; b < s->study.bundles && h.columns < 12; b++)
        kri_sheet_column(&h, s->study.bundle[b].id, "", KR_TEXT, 0);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t a = 0; a + 1 < s->study.bundles; a++) {
        kr_table_row(h.t);
        kr_table_text(h.t, 0, s->study.bundle[a].id);
        for (uint32_t b = a + 1; b < s->study.bundles; b++) {
            size_t cell = kri_study_cell(s, 1u << a | 1u << b, s->row);
            int is_told = s->result.bundles.significant[cell] >> 1 & 1;
            kr_table_text(h.t, b, is_told ? kri_job_format(p->call->job, "%.2f", millions(s->result.bundles.together[cell].usd)) : "n.s.");
        }
    }
    KR_TRY(kri_sheet_close(p, &h));
    return kri_page_sentence(p, "Above 0 the two help each other, below 0 they partly do the same work. JSON and worth.csv have every country.");
}

static kr_status show_multiplier(kri_study_page *p, const uint32_t *rows)
{
    if (p->s->study.bundles < 2)
        return KR_OK;
    return p->s->study.bundles == 2 ? show_multiplier_of_two(p, rows) : show_multipliers_of_pairs(p);
}

/* ---- parts of the welfare ---- */

static kr_status show_parts(kri_study_page *p, const uint32_t *rows)
{
    static const char *const names[] = { "trade gain", "transit income", "together", "cost share", "net" };
    kri_sheet h = { .columns = 0 };
    KR_TRY(kri_page_heading(p, "What the gain is made of, all built: M USD a year"));
    kri_sheet_column(&h, "who", "", KR_TEXT, 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        kri_sheet_column(&h, names[i], "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < p->s->rows; i++) {
        const kr_worth *w = &p->s->result.bundles.worth[kri_study_cell(p->s, p->s->all, rows[i])];
        const double values[] = { w->trade_usd, w->transit_usd, w->usd, -w->cost_usd, w->net_usd };
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kri_page_row(p, rows[i]));
        for (size_t k = 0; k < 5; k++)
            kr_table_number(h.t, 1 + k, millions(values[k]));
    }
    return kri_sheet_close(p, &h);
}

/* ---- whose doing ---- */

static kr_status show_projects_shapley(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    const kr_study_sets *m = &s->result.members;
    kri_sheet h = { .columns = 0 };
    if (!m->shapley || !m->players || kri_study_is_each_alone(s))
        return KR_OK;
    KR_TRY(kri_page_heading(p, "Whose doing it is: Shapley shares of the single projects, M USD a year"));
    kri_sheet_column(&h, "project", "", KR_TEXT, 0);
    for (uint32_t row = 0, shown = 0; row < s->result.areas && shown < 5; row++)
        if (s->result.in_region[row]) {
            kri_sheet_column(&h, s->result.area[row], "", KR_NUMBER, 1);
            shown++;
        }
    kri_sheet_column(&h, "region", "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t k = 0; k < m->players; k++) {
        size_t column = 1;
        kr_table_row(h.t);
        kr_table_text(h.t, 0, s->study.project[k].name);
        for (uint32_t row = 0; row < s->result.areas && column + 1 < h.columns; row++)
            if (s->result.in_region[row])
                kr_table_number(h.t, column++, millions(m->shapley[(size_t)k * s->rows + row].usd));
        kr_table_number(h.t, column, millions(m->shapley[(size_t)k * s->rows + s->row].usd));
    }
    return kri_sheet_close(p, &h);
}

static kr_status show_shapley(kri_study_page *p, const uint32_t *rows)
{
    const kri_study_shown *s = p->s;
    kri_sheet h = { .columns = 0 };
    if (s->study.bundles < 2 || s->study.bundles > 8)
        return show_projects_shapley(p);
    KR_TRY(kri_page_heading(p, "Whose doing it is: Shapley shares, M USD a year"));
    kri_sheet_column(&h, "who", "", KR_TEXT, 0);
    for (uint32_t b = 0; b < s->study.bundles; b++)
        kri_sheet_column(&h, s->study.bundle[b].id, "", KR_NUMBER, 1);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t i = 0; i < s->rows; i++) {
        kr_table_row(h.t);
        kr_table_text(h.t, 0, kri_page_row(p, rows[i]));
        for (uint32_t b = 0; b < s->study.bundles; b++)
            kr_table_number(h.t, 1 + b, millions(s->result.bundles.shapley[(size_t)b * s->rows + rows[i]].usd));
    }
    KR_TRY(kri_sheet_close(p, &h));
    return show_projects_shapley(p);
}

/* ---- channels ---- */

static kr_status show_waits(kri_study_page *p)
{
    kri_text words = kri_text_new(p->call->job);
    KR_TRY(kri_study_waits(p->s, &words));
    return kri_page_paragraph(p, &words);
}

static double world_gain(const kri_study_shown *s, const kr_study_sets *sets)
{
    double usd = 0;
    for (uint32_t row = 0; row < s->result.areas; row++)
        usd += sets->worth[kri_study_cell(s, s->all, row)].usd;
    return usd;
}

static kr_status show_channels(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, s->row);
    kri_sheet h = { .columns = 0 };
    kri_study_channel channel[KR_CHANNELS + 1];
    uint32_t channels = kri_study_channels(s, channel);
    KR_TRY(kri_page_heading(p, "By which channel, all built: M USD a year"));
    kri_sheet_column(&h, "channel", "", KR_TEXT, 0);
    kri_sheet_column(&h, "the world", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "the region", "", KR_NUMBER, 1);
    if (s->study.bundles > 1)
        kri_sheet_column(&h, "beyond the sum", "", KR_NUMBER, 2);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t c = 0; c < channels; c++) {
        kr_table_row(h.t);
        kr_table_text(h.t, 0, channel[c].meaning);
        kr_table_number(h.t, 1, millions(world_gain(s, channel[c].sets)));
        kr_table_number(h.t, 2, millions(channel[c].sets->worth[cell].usd));
        if (s->study.bundles > 1)
            kr_table_number(h.t, 3, millions(channel[c].sets->together[cell].usd));
    }
    KR_TRY(kri_sheet_close(p, &h));
    KR_TRY(kri_page_sentence(p, "Where incomes stay, prices move in their stead: what one area gains by them another loses, and only the sums of the "
                                "world compare."));
    return show_waits(p);
}

/* ---- the whole ---- */

static kr_status show_answer(kri_study_page *p)
{
    const char *title = *p->s->study.title ? p->s->study.title : p->s->study.id;
    kri_text words = kri_text_new(p->call->job);
    kri_text_format(&p->text, "%s\n", title);
    KR_TRY(kri_page_flush(p));
    if (*p->s->study.question)
        KR_TRY(kri_page_sentence(p, p->s->study.question));
    kri_text_char(&p->text, '\n');
    KR_TRY(kri_study_answer(p->call->job, p->s, &words));
    kri_span rest = { words.bytes, words.length }, line;
    while (kri_span_next(&rest, '\n', &line))
        kri_layout_wrap(&p->text, line, 0, 0, p->call->columns);
    return kri_page_flush(p);
}

kr_status kri_study_put_text(kri_call *call, const kri_study_shown *s)
{
    kri_study_page p = { call, s, kri_text_new(call->job) };
    uint32_t *rows;
    KR_TRY(kri_page_rows(&p, &rows));
    KR_TRY(show_answer(&p));
    KR_TRY(show_gains(&p, rows));
    KR_TRY(show_multiplier(&p, rows));
    KR_TRY(show_parts(&p, rows));
    KR_TRY(show_shapley(&p, rows));
    KR_TRY(show_channels(&p));
    KR_TRY(kri_study_show_trade(&p));
    KR_TRY(kri_study_show_transit(&p, rows));
    KR_TRY(kri_study_show_links(&p));
    KR_TRY(kri_study_show_marginal(&p));
    KR_TRY(kri_study_show_limits(&p));
    KR_TRY(kri_study_show_corridors(&p));
    KR_TRY(kri_study_show_places(&p));
    KR_TRY(kri_study_show_returns(&p));
    KR_TRY(kri_study_show_best(&p));
    KR_TRY(kri_study_show_tornado(&p));
    KR_TRY(kri_study_show_beside(&p));
    KR_TRY(kri_study_show_ground(&p));
    return kri_study_show_sources(&p);
}
