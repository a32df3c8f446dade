/* study_money.c: what returns its cost, what would change the answer, what others say, and what it rests on, for people. */
#include "cli/layout.h"
#include "cli/study_page.h"

#include "base/arena.h"

#include <math.h>

/* ---- money ---- */

static void return_row(kri_study_page *p, kri_sheet *h, const char *name, const kr_study_return *x, int is_estimate)
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

kr_status kri_study_show_returns(kri_study_page *p)
{
    static const char *const names[] = { "a year", "present value" }, *const ratios[] = { "alone", "share", "last in" };
    const kri_study_shown *s = p->s;
    kri_sheet h = { .columns = 0 };
    kri_text words = kri_text_new(p->call->job);
    if (!s->result.of_bundle)
        return KR_OK;
    KR_TRY(kri_page_heading(p, "Does it return its cost to the region? M USD, and benefit over cost"));
    kri_sheet_column(&h, "what", "", KR_TEXT, 0);
    kri_sheet_column(&h, "cost", "", KR_TEXT, 0);
    kri_sheet_column(&h, "opens", "", KR_TEXT, 0);
    for (size_t i = 0; i < 2; i++)
        kri_sheet_column(&h, names[i], "", KR_NUMBER, 1);
    for (size_t i = 0; i < 3; i++)
        kri_sheet_column(&h, ratios[i], "", KR_TEXT, 0);
    KR_TRY(kri_sheet_open(p, &h));
    for (uint32_t b = 0; b < s->study.bundles; b++)
        return_row(p, &h, s->study.bundle[b].name, &s->result.of_bundle[b],
                   kri_study_is_each_alone(s) && s->study.project[s->study.bundle[b].member[0]].cost_is_estimate);
    for (uint32_t k = 0; k < s->study.projects && s->result.of_project && s->study.with_members && !kri_study_is_each_alone(s); k++)
        return_row(p, &h, s->study.project[k].name, &s->result.of_project[k], s->study.project[k].cost_is_estimate);
    KR_TRY(kri_sheet_close(p, &h));
    kri_text_format(&words, "Present value over %u years at %.1f %% a year, from the opening year on. A year and present value are of the Shapley share; "
                    "benefit over cost alone, by that share, and last in, when all others stand. ~ is an estimate.", s->study.horizon_years,
                    100 * s->study.parameter[KR_PARAMETER_DISCOUNT_RATE].central);
    return kri_page_paragraph(p, &words);
}

static void name_projects(const kri_study_shown *s, uint64_t set, kri_text *words)
{
    int count = 0;
    for (uint32_t k = 0; k < s->study.projects; k++)
        if (set >> k & 1)
            kri_text_format(words, "%s%s", count++ ? "; " : "", s->study.project[k].name);
}

kr_status kri_study_show_best(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    const kr_best_set *best = &s->result.best;
    kri_text words = kri_text_new(p->call->job);
    if (!best->looked_at)
        return KR_OK;
    KR_TRY(kri_page_heading(p, "The best set under the budget"));
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
        kri_text_format(&words, " %u sets were looked at, not all; if no project adds more to any set than the larger of what it adds alone and what it "
                                "adds last, none is worth more than ", best->looked_at);
        kri_words_money(&words, best->bound);
        kri_text_puts(&words, ".");
    }
    if (s->result.without_cost) {
        kri_text_puts(&words, " Left out, for their cost is not known: ");
        name_projects(s, s->result.without_cost, &words);
        kri_text_puts(&words, ".");
    }
    return kri_page_paragraph(p, &words);
}

/* ---- doubts ---- */

/* How far it moves the gain, or what is beyond the sum; nothing under a millionth of it. */
static double swing_of(const kr_study_swing *w, size_t cell)
{
    double gain = fabs(w->high[cell].usd - w->low[cell].usd), more = fabs(w->together_high[cell].usd - w->together_low[cell].usd);
    double size = fmax(gain, more);
    return size > 1e-6 * fabs(w->low[cell].usd) ? size : 0;
}

kr_status kri_study_show_tornado(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    size_t cell = kri_study_cell(s, s->all, s->row);
    kri_weighed *list;
    kri_sheet h = { .columns = 0 };
    if (!s->result.swings)
        return KR_OK;
    KRI_NEW(p->call->job, list, s->result.swings);
    for (uint32_t i = 0; i < s->result.swings; i++)
        list[i] = (kri_weighed){ swing_of(&s->result.swing[i], cell), i };
    uint32_t kept = kri_cut(list, s->result.swings);
    KR_TRY(kri_page_heading(p, "What would change it: the region, all built, M USD a year, one doubt at a time"));
    kri_sheet_column(&h, "doubt", "", KR_TEXT, 0);
    kri_sheet_column(&h, "from", "", KR_NUMBER, 2);
    kri_sheet_column(&h, "to", "", KR_NUMBER, 2);
    kri_sheet_column(&h, "gain at from", "", KR_NUMBER, 1);
    kri_sheet_column(&h, "gain at to", "", KR_NUMBER, 1);
    if (s->study.bundles > 1) {
        kri_sheet_column(&h, "beyond at from", "", KR_NUMBER, 2);
        kri_sheet_column(&h, "beyond at to", "", KR_NUMBER, 2);
    }
    KR_TRY(kri_sheet_open(p, &h));
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
    return kri_sheet_close(p, &h);
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

static kr_status beside_entry(kri_study_page *p, uint32_t i)
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
    return kri_page_flush(p);
}

kr_status kri_study_show_beside(kri_study_page *p)
{
    if (!p->s->result.figures)
        return KR_OK;
    KR_TRY(kri_page_heading(p, "Beside published figures"));
    for (uint32_t i = 0; i < p->s->result.figures; i++)
        KR_TRY(beside_entry(p, i));
    return KR_OK;
}

/* ---- what it rests on ---- */

kr_status kri_study_show_ground(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    const kr_study_result *r = &s->result;
    kri_text words = kri_text_new(p->call->job);
    KR_TRY(kri_page_heading(p, "What it rests on"));
    kri_text_format(&words, "Of the region's trade in the base matrix %.0f %% is reported, %.0f %% follows from reports, and %.0f %% is filled in by a "
                    "model: an estimate. Of the tonnes of demand %.0f %% are estimates. Effects by sector are not told: the matrix has no sectors. "
                    "Passengers are not in it.",
                    100 * s->matrix.reported, 100 * s->matrix.derived, 100 * s->matrix.filled, 100 * s->estimated_demand);
    KR_TRY(kri_page_paragraph(p, &words));
    words = kri_text_new(p->call->job);
    kri_text_format(&words, "%u worlds were solved; the network was loaded %.1f times for each on average; ", r->worlds, r->rounds_mean);
    if (r->unsettled)
        kri_text_format(&words, "%u of them did not come to rest: the worst still moved by %.1g in its last round.", r->unsettled, r->residual_worst);
    else
        kri_text_format(&words, "all came to rest, the worst within %.1g.", r->residual_worst);
    kri_text_puts(&words, " What a second difference has under ");
    kri_words_money(&words, r->significant_usd);
    kri_text_puts(&words, " is not significant (n.s.).");
    return kri_page_paragraph(p, &words);
}

kr_status kri_study_show_sources(kri_study_page *p)
{
    const kri_study_shown *s = p->s;
    const uint8_t *is_named;
    kri_text words = kri_text_new(p->call->job);
    KR_TRY(kri_study_sources(p->call->job, s, &is_named));
    int named = 0;
    for (uint32_t i = 0; i < s->world.source.count; i++)
        if (is_named[i]) {
            if (!named++)
                KR_TRY(kri_page_heading(p, "Sources that the study names"));
            const char *id = kr_world_text(&s->world, s->world.source.id[i]);
            kri_text entry = kri_text_new(p->call->job);
            kri_text_format(&entry, "[%s] %s, %s", id, kr_world_text(&s->world, s->world.source.publisher[i]),
                            kr_world_text(&s->world, s->world.source.title[i]));
            KR_TRY(entry.status);
            kri_layout_wrap(&p->text, (kri_span){ entry.bytes, entry.length }, 0, 2, p->call->columns);
        }
    KR_TRY(kri_page_flush(p));
    for (size_t i = 0; i < s->run.inputs && i < 2; i++)
        kri_text_format(&words, "%s%s %.12s", i ? ", " : "Made of ", s->run.input[i].file, s->run.input[i].sha256);
    kri_text_format(&words, " and %zu tables; seed %llu, keruen %s", s->run.inputs - 2, (unsigned long long)s->run.seed, s->run.version);
    kri_text_char(&p->text, '\n');
    return kri_page_paragraph(p, &words);
}
