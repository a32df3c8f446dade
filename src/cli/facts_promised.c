/* facts_promised.c: agreements as a timeline, and commitments beside what was observed since. */
#include "cli/facts.h"
#include "cli/layout.h"

#include "base/arena.h"

#include <keruen/report.h>

#include <math.h>
#include <stdlib.h>

#define DATE_COLUMNS 12

static const char *text(const kr_world *w, uint32_t name)
{
    return kr_world_text(w, name);
}

/* ---- agreements ---- */

enum { AGREEMENT_ID, TITLE, PARTIES, DATE, FIELD, KIND, STATUS, EFFECT, CHANGES, ARTICLE, CLAIMS, SOURCE, NOTE, AGREEMENT_COLUMNS };

static const kr_column_about agreement_columns[AGREEMENT_COLUMNS] = {
    { "agreement_id", "", "what the table calls it", KR_TEXT, 0 }, { "title", "", "what was agreed", KR_TEXT, 0 },
    { "parties", "", "between whom", KR_TEXTS, 0 }, { "date", "", "when; empty: not yet", KR_TEXT, 0 },
    { "field", "", "about what", KR_TEXT, 0 }, { "kind", "", "treaty, commission, roadmap, visit ...", KR_TEXT, 0 },
    { "status", "", "as last reported", KR_TEXT, 0 }, { "effect", "", "what it changes in the model", KR_TEXT, 0 },
    { "changes", "", "the projects and services by their ids", KR_TEXTS, 0 }, { "article", "", "the articles that name it", KR_TEXT, 0 },
    { "claims", "", "the claims about it", KR_TEXTS, 0 }, { "source_id", "", "where it comes from", KR_TEXT, 0 },
    { "note", "", "what a reader must know", KR_TEXT, 0 },
};

static const char *effect_name(uint8_t effect)
{
    static const char *const words[] = { "nothing measurable", "regime", "service", "project" };
    return words[effect];
}

static void put_items(kr_table_builder *b, const kr_world *w, size_t column, const kr_lists *list, uint32_t row, const uint32_t *ids)
{
    for (uint32_t i = list->first[row]; i < list->first[row + 1]; i++)
        kr_table_item(b, column, text(w, ids ? ids[list->item[i]] : list->item[i]));
}

static void put_agreement(kri_call *call, const kr_world *w, uint32_t row, kr_table_builder *b)
{
    const kr_agreements *a = &w->agreement;
    kr_table_row(b);
    kr_table_text(b, AGREEMENT_ID, text(w, a->id[row]));
    kr_table_text(b, TITLE, text(w, a->title[row]));
    put_items(b, w, PARTIES, &a->parties, row, NULL);
    if (a->date[row])
        kr_table_text(b, DATE, kri_date_text(call, a->date[row]));
    kr_table_text(b, FIELD, text(w, a->field[row]));
    kr_table_text(b, KIND, text(w, a->kind[row]));
    kr_table_text(b, STATUS, text(w, a->status[row]));
    kr_table_text(b, EFFECT, effect_name(a->effect[row]));
    put_items(b, w, CHANGES, &a->projects, row, w->project.id);
    put_items(b, w, CHANGES, &a->services, row, w->service.id);
    kr_table_text(b, ARTICLE, kri_list_ids(call, w, &a->articles, row, w->source.id));
    put_items(b, w, CLAIMS, &a->claims, row, w->claim.id);
    if (a->source[row] != KR_NONE)
        kr_table_text(b, SOURCE, text(w, w->source.id[a->source[row]]));
    if (a->note[row])
        kr_table_text(b, NOTE, text(w, a->note[row]));
}

static const char *what_changes(kri_call *call, const kr_world *w, uint32_t row)
{
    const kr_agreements *a = &w->agreement;
    const char *projects = kri_list_ids(call, w, &a->projects, row, w->project.id), *services = kri_list_ids(call, w, &a->services, row, w->service.id);
    if (!projects || !services)
        return NULL;
    kri_text t = kri_text_new(call->job);
    kri_text_puts(&t, effect_name(a->effect[row]));
    for (const char *s = projects; *s; s++)
        kri_text_format(&t, s == projects ? ": %c" : *s == ';' ? "%c " : "%c", *s);
    kri_text_format(&t, "%s%s", !*services ? "" : *projects ? "; " : ": ", services);
    return t.status == KR_OK ? t.bytes : NULL;
}

static kr_status print_agreement(kri_call *call, const kr_world *w, uint32_t row)
{
    const kr_agreements *a = &w->agreement;
    kri_text t = kri_text_new(call->job);
    const char *changes = what_changes(call, w, row), *parties = kri_list_names(call, w, &a->parties, row);
    const char *date = kri_date_text(call, a->date[row]);
    if (!changes || !parties || !date)
        return KR_E_MEMORY;
    const char *about = kri_job_format(call->job, "%s, %s, %s; %s [%s]", parties, text(w, a->kind[row]), text(w, a->field[row]), text(w, a->status[row]),
                                       a->source[row] == KR_NONE ? "" : text(w, w->source.id[a->source[row]]));
    changes = kri_job_format(call->job, "changes %s", changes);
    if (!about || !changes)
        return KR_E_MEMORY;
    kri_text_format(&t, "%-*s", DATE_COLUMNS, *date ? date : "no date");
    kri_layout_wrap(&t, kri_span_of(text(w, a->title[row])), DATE_COLUMNS, DATE_COLUMNS, call->columns);
    const char *const lines[] = { about, changes, text(w, a->note[row]) };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (*lines[i]) {
            kri_text_format(&t, "%*s", DATE_COLUMNS, "");
            kri_layout_wrap(&t, kri_span_of(lines[i]), DATE_COLUMNS, DATE_COLUMNS, call->columns);
        }
    return kri_call_put(call, &t);
}

/* By date, those without one last, then as in the table. */
static void sort_by_date(const kri_facts *facts, const uint32_t *date)
{
    for (size_t i = 1; i < facts->count; i++) {
        uint32_t row = facts->row[i];
        size_t at = i;
        for (; at && date[facts->row[at - 1]] - 1 > date[row] - 1; at--)
            facts->row[at] = facts->row[at - 1];
        facts->row[at] = row;
    }
}

kr_status kri_facts_print_agreements(kri_call *call, const kri_facts *facts)
{
    kr_table_builder *b;
    const kr_table *table;
    kri_text words = kri_text_new(call->job);
    sort_by_date(facts, facts->world->agreement.date);
    KR_TRY(kr_table_begin(call->job, "agreements", AGREEMENT_COLUMNS, agreement_columns, &b));
    for (size_t i = 0; i < facts->count; i++)
        put_agreement(call, facts->world, facts->row[i], b);
    KR_TRY(kr_table_freeze(b, &table));
    kri_text_format(&words, "%zu agreements in the order of their dates.\n", facts->count);
    KR_TRY(kri_facts_page(call, facts, "agreements", table, &words));
    if (call->format != KRI_TEXT)
        return kri_facts_rows(call, table);
    for (size_t i = 0; i < facts->count; i++)
        KR_TRY(print_agreement(call, facts->world, facts->row[i]));
    return KR_OK;
}

/* ---- commitments ---- */

enum { COMMITMENT_ID, PROMISE, COUNTRIES, MADE, DUE, MEASURE, TARGET, UNIT, LATEST, LATEST_PERIOD, SEEN, SEEN_BETWEEN, NEEDED, TRACK, WHY, CLAIM, SAID_BY,
       REMARK, COMMITMENT_COLUMNS };

static const kr_column_about commitment_columns[COMMITMENT_COLUMNS] = {
    { "commitment_id", "", "what the table calls it", KR_TEXT, 0 }, { "title", "", "what was promised", KR_TEXT, 0 },
    { "countries", "", "by whom", KR_TEXTS, 0 }, { "made", "", "when it was promised", KR_TEXT, 0 }, { "due", "", "by when", KR_TEXT, 0 },
    { "measure", "", "what it is measured by", KR_TEXT, 0 }, { "target", "", "what was promised", KR_NUMBER, 0 }, { "unit", "", "its unit", KR_TEXT, 0 },
    { "latest", "", "the newest observation that compares with the target", KR_NUMBER, 0 }, { "latest_period", "", "of when; or the status", KR_TEXT, 0 },
    { "seen_pct_yr", "%", "newest growth a year, same series and period", KR_NUMBER, 1 }, { "seen_between", "", "of when", KR_TEXT, 0 },
    { "needed_pct_yr", "%", "growth a year from the latest observation to the target", KR_NUMBER, 1 },
    { "track", "", "kept, on track, off track, missed, not known", KR_TEXT, 0 }, { "why", "", "by which part of the rule", KR_TEXT, 0 },
    { "claim_id", "", "the claim it goes with", KR_TEXT, 0 }, { "source_id", "", "who promised it", KR_TEXT, 0 },
    { "note", "", "what a reader must know", KR_TEXT, 0 },
};

static void put_known(kr_table_builder *b, size_t column, const char *words)
{
    kr_table_text(b, column, words && *words ? words : NULL);
}

static void put_commitment(kri_call *call, const kr_world *w, const kr_tracking *t, kr_table_builder *b)
{
    const kr_commitments *c = &w->commitment;
    kr_table_row(b);
    kr_table_text(b, COMMITMENT_ID, text(w, c->id[t->row]));
    kr_table_text(b, PROMISE, text(w, c->title[t->row]));
    put_items(b, w, COUNTRIES, &c->countries, t->row, NULL);
    put_known(b, MADE, kri_date_text(call, c->made[t->row]));
    put_known(b, DUE, kri_date_text(call, c->due[t->row]));
    kr_table_text(b, MEASURE, text(w, c->measure[t->row]));
    kr_table_number(b, TARGET, c->target[t->row]);
    put_known(b, UNIT, text(w, c->unit[t->row]));
    kr_table_number(b, LATEST, t->latest);
    put_known(b, LATEST_PERIOD, t->latest_period);
    kr_table_number(b, SEEN, t->seen_pct_yr);
    put_known(b, SEEN_BETWEEN, t->seen_between);
    kr_table_number(b, NEEDED, t->needed_pct_yr);
    kr_table_text(b, TRACK, kr_track_name(t->track));
    kr_table_text(b, WHY, t->why);
    put_known(b, CLAIM, c->claim[t->row] == KR_NONE ? NULL : text(w, w->claim.id[c->claim[t->row]]));
    put_known(b, SAID_BY, c->source[t->row] == KR_NONE ? NULL : text(w, w->source.id[c->source[t->row]]));
    put_known(b, REMARK, text(w, c->note[t->row]));
}

static const char *figures_of(kri_call *call, const kr_world *w, const kr_tracking *t)
{
    const kr_commitments *c = &w->commitment;
    kri_text out = kri_text_new(call->job);
    if (isnan(c->target[t->row])) {
        kri_text_format(&out, "%s: %s", text(w, c->measure[t->row]), t->latest_period);
        return out.status == KR_OK ? out.bytes : NULL;
    }
    kri_text_puts(&out, "target ");
    kri_figure_put(&out, c->target[t->row]);
    kri_text_format(&out, " %s%s%s; ", text(w, c->unit[t->row]), c->due[t->row] ? " by " : "", kri_date_text(call, c->due[t->row]));
    if (isnan(t->latest)) {
        kri_text_puts(&out, "nothing observed");
    } else {
        kri_text_puts(&out, "latest ");
        kri_figure_put(&out, t->latest);
        kri_text_format(&out, " (%s)", t->latest_period);
    }
    if (!isnan(t->needed_pct_yr))
        kri_text_format(&out, "; needs %+.1f %% a year", t->needed_pct_yr);
    if (!isnan(t->seen_pct_yr))
        kri_text_format(&out, "; seen %+.1f %% a year (%s)", t->seen_pct_yr, t->seen_between);
    return out.status == KR_OK ? out.bytes : NULL;
}

static kr_status print_commitment(kri_call *call, const kr_world *w, const kr_tracking *t)
{
    const kr_commitments *c = &w->commitment;
    kri_text out = kri_text_new(call->job);
    const char *figures = figures_of(call, w, t);
    const char *why = kri_job_format(call->job, "%s [%s]", t->why, c->source[t->row] == KR_NONE ? "" : text(w, w->source.id[c->source[t->row]]));
    if (!figures || !why)
        return KR_E_MEMORY;
    kri_text_format(&out, "%-*s", DATE_COLUMNS, kr_track_name(t->track));
    kri_layout_wrap(&out, kri_span_of(text(w, c->title[t->row])), DATE_COLUMNS, DATE_COLUMNS, call->columns);
    const char *const lines[] = { figures, why, text(w, c->note[t->row]) };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (*lines[i]) {
            kri_text_format(&out, "%*s", DATE_COLUMNS, "");
            kri_layout_wrap(&out, kri_span_of(lines[i]), DATE_COLUMNS, DATE_COLUMNS, call->columns);
        }
    return kri_call_put(call, &out);
}

kr_status kri_facts_print_commitments(kri_call *call, const kri_facts *facts)
{
    kr_table_builder *b;
    const kr_table *table;
    kr_tracking t;
    kri_text words = kri_text_new(call->job);
    KR_TRY(kr_table_begin(call->job, "commitments", COMMITMENT_COLUMNS, commitment_columns, &b));
    for (size_t i = 0; i < facts->count; i++) {
        KR_TRY(kr_ledger_track(call->job, facts->world, facts->row[i], facts->date, &t));
        if (call->format == KRI_TEXT)
            KR_TRY(print_commitment(call, facts->world, &t));
        put_commitment(call, facts->world, &t, b);
    }
    KR_TRY(kr_table_freeze(b, &table));
    kri_text_format(&words, "%zu promises with a figure or a date.\n", facts->count);
    KR_TRY(kri_facts_page(call, facts, "commitments", table, &words));
    return call->format == KRI_TEXT ? KR_OK : kri_facts_rows(call, table);
}
