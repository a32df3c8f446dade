/* facts_shown.c: the claims, agreements and commitments of the ledger, for a person and for a program. */
#include "cli/facts.h"
#include "cli/layout.h"

#include "base/arena.h"
#include "base/number.h"

#include <keruen/report.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDENT 5
#define LABEL 13        /* where the words behind a label begin */

static const char *text(const kr_world *w, uint32_t name)
{
    return kr_world_text(w, name);
}

/* ---- pieces ---- */

static const char *join(kri_call *call, const kr_world *w, const kr_lists *list, uint32_t row, const uint32_t *ids)
{
    kri_text t = kri_text_new(call->job);
    kri_text_puts(&t, "");
    for (uint32_t i = list->first[row]; i < list->first[row + 1]; i++) {
        kri_text_puts(&t, i > list->first[row] ? ";" : "");
        kri_text_puts(&t, text(w, ids ? ids[list->item[i]] : list->item[i]));
    }
    return t.status == KR_OK ? t.bytes : NULL;
}

const char *kri_list_names(kri_call *call, const kr_world *world, const kr_lists *list, uint32_t row)
{
    return join(call, world, list, row, NULL);
}

const char *kri_list_ids(kri_call *call, const kr_world *world, const kr_lists *list, uint32_t row, const uint32_t *ids)
{
    return join(call, world, list, row, ids);
}

const char *kri_date_text(kri_call *call, uint32_t date)
{
    unsigned year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (!date)
        return "";
    if (!month)
        return kri_job_format(call->job, "%04u", year);
    return day ? kri_job_format(call->job, "%04u-%02u-%02u", year, month, day) : kri_job_format(call->job, "%04u-%02u", year, month);
}

void kri_figure_put(kri_text *out, double value)
{
    char digits[64];
    if (fabs(value) < 1000) {
        kri_text_format(out, "%.*f", fabs(value) < 10 && value != round(value) ? 2 : value != round(value), value);
        return;
    }
    snprintf(digits, sizeof digits, "%.0f", fabs(value));
    size_t length = strlen(digits);
    if (value < 0)
        kri_text_char(out, '-');
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            kri_text_char(out, ',');
        kri_text_char(out, digits[i]);
    }
}

void kri_facts_line(kri_call *call, kri_text *out, const char *label, const char *words)
{
    if (!*words)
        return;
    kri_text_format(out, "%*s%-*s", INDENT, "", LABEL - INDENT, label);
    kri_layout_wrap(out, kri_span_of(words), LABEL, LABEL, call->columns);
}

kr_status kri_facts_rows(kri_call *call, const kr_table *table)
{
    if (call->format == KRI_CSV)
        return kri_call_table(call, table);
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "rows");
    kr_json_rows(&json, table);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

/* ---- claims for a program ---- */

enum { CLAIM_ID, ARTICLE, CLAIM, SUBJECT, COUNTRIES, MEASURE, VALUE, UNIT, PERIOD, COMPARISON, DERIVED, RELATION, TEST, PUBLIC, PUBLIC_SOURCE, SOURCE,
       VERDICT, NOTE, RECOMPUTED, AGREES, IS_OWN, IMPLIED, MODEL_VALUE, MODEL_UNIT, MODEL_VERDICT, MODEL_RUN, CLAIM_COLUMNS };

static const kr_column_about claim_columns[CLAIM_COLUMNS] = {
    { "claim_id", "", "what the table calls it", KR_TEXT, 0 }, { "article", "", "who says it, ; between sources", KR_TEXT, 0 },
    { "claim", "", "what is said", KR_TEXT, 0 }, { "subject", "", "what it is about", KR_TEXT, 0 },
    { "countries", "", "whom it concerns", KR_TEXTS, 0 }, { "measure", "", "what is measured", KR_TEXT, 0 },
    { "value", "", "the figure that is said", KR_TEXT, 0 }, { "unit", "", "its unit", KR_TEXT, 0 },
    { "period", "", "of when", KR_TEXT, 0 }, { "comparison_period", "", "against when", KR_TEXT, 0 },
    { "derived_relation", "", "the arithmetic in words", KR_TEXT, 0 }, { "relation", "", "and as an expression", KR_TEXT, 0 },
    { "test", "", "what data or model is asked", KR_TEXT, 0 }, { "public_value", "", "what public figures say", KR_TEXT, 0 },
    { "public_source", "", "the address of their source", KR_TEXT, 0 }, { "source_id", "", "the source itself", KR_TEXT, 0 },
    { "verdict", "", "what public figures say of the claim", KR_TEXT, 0 }, { "note", "", "what a reader must know", KR_TEXT, 0 },
    { "recomputed", "", "the figure worked out anew, in the claim's unit", KR_NUMBER, 2 },
    { "recomputed_agrees", "", "it is the figure that is said, to the digits printed", KR_BOOL, 0 },
    { "recomputed_is_own", "", "it is made of the articles' own figures alone", KR_BOOL, 0 },
    { "implied", "", "what follows from the claim", KR_TEXTS, 0 }, { "model_value", "", "what the test found", KR_NUMBER, 2 },
    { "model_unit", "", "its unit, where it is not the claim's", KR_TEXT, 0 }, { "model_verdict", "", "what the test says of the claim", KR_TEXT, 0 },
    { "model_run", "", "what was run", KR_TEXT, 0 },
};

static const char *source_text(const kr_world *w, uint32_t source, const uint32_t *column)
{
    return source == KR_NONE ? NULL : text(w, column[source]);
}

static void put_text(kr_table_builder *b, size_t column, const char *words)
{
    kr_table_text(b, column, words && *words ? words : NULL);
}

static void put_finding(kr_table_builder *b, const kr_finding *f)
{
    char item[512], digits[KRI_NUMBER_BYTES];
    kr_table_number(b, RECOMPUTED, f->recomputed);
    if (!isnan(f->recomputed)) {
        kr_table_bool(b, AGREES, f->agrees);
        kr_table_bool(b, IS_OWN, f->is_own);
    }
    for (size_t i = 0; i < f->implied_count; i++) {
        const kr_implied *implied = &f->implied[i];
        snprintf(item, sizeof item, "%s = %s%s%s", implied->what, kri_number_print(implied->value, digits), *implied->unit ? " " : "", implied->unit);
        kr_table_item(b, IMPLIED, item);
    }
    kr_table_number(b, MODEL_VALUE, f->model_value);
    put_text(b, MODEL_UNIT, f->model_unit);
    kr_table_text(b, MODEL_VERDICT, kr_verdict_name(f->model_verdict));
    put_text(b, MODEL_RUN, f->run);
}

static void put_claim(kri_call *call, const kr_world *w, uint32_t row, kr_table_builder *b)
{
    const kr_claims *k = &w->claim;
    const struct { size_t column; const uint32_t *names; } plain[] = {
        { CLAIM_ID, k->id }, { CLAIM, k->claim }, { SUBJECT, k->subject }, { MEASURE, k->measure }, { VALUE, k->value }, { UNIT, k->unit },
        { PERIOD, k->period }, { COMPARISON, k->comparison_period }, { DERIVED, k->derived_relation }, { RELATION, k->relation },
        { TEST, k->test }, { PUBLIC, k->public_value }, { NOTE, k->note },
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        put_text(b, plain[i].column, text(w, plain[i].names[row]));
    kr_table_text(b, ARTICLE, kri_list_ids(call, w, &k->articles, row, w->source.id));
    for (uint32_t i = k->countries.first[row]; i < k->countries.first[row + 1]; i++)
        kr_table_item(b, COUNTRIES, text(w, k->countries.item[i]));
    put_text(b, PUBLIC_SOURCE, source_text(w, k->source[row], w->source.url));
    put_text(b, SOURCE, source_text(w, k->source[row], w->source.id));
    kr_table_text(b, VERDICT, kr_verdict_name((kr_verdict)k->verdict[row]));
}

static kr_status claims_table(kri_call *call, const kri_facts *facts, const kr_table **table)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(call->job, "claims", CLAIM_COLUMNS, claim_columns, &b));
    for (size_t i = 0; i < facts->count; i++) {
        kr_table_row(b);
        put_claim(call, facts->world, facts->row[i], b);
        put_finding(b, &facts->finding[i]);
    }
    return kr_table_freeze(b, table);
}

/* ---- claims for a person ---- */

static void print_summary(kri_text *out, const kri_facts *facts)
{
    size_t verdicts[KR_VERDICTS] = { 0 }, recomputed = 0, agree = 0, tested = 0;
    for (size_t i = 0; i < facts->count; i++) {
        verdicts[facts->world->claim.verdict[facts->row[i]]]++;
        recomputed += !isnan(facts->finding[i].recomputed);
        agree += (size_t)facts->finding[i].agrees;
        tested += facts->finding[i].model_verdict != KR_UNTESTED;
    }
    kri_text_format(out, "%zu claims: %zu confirmed, %zu contradicted, %zu of another definition,\n%zu not found, %zu untested. Worked out anew: %zu, of which "
                    "%zu agree;\ntested by figures or model: %zu.\n", facts->count, verdicts[KR_CONFIRMS], verdicts[KR_CONTRADICTS], verdicts[KR_DIFFERS],
                    verdicts[KR_NOT_FOUND], verdicts[KR_UNTESTED], recomputed, agree, tested);
}

/* A unit that nobody says. */
static int is_plain(const char *unit)
{
    static const char *const plain[] = { "ratio", "count", "qualitative", "name", "date", "year", "years", "status" };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(unit, plain[i]) == 0)
            return 1;
    return 0;
}

static const char *said(kri_call *call, const kr_world *w, uint32_t row)
{
    const kr_claims *k = &w->claim;
    kri_text t = kri_text_new(call->job);
    const char *unit = text(w, k->unit[row]), *period = text(w, k->period[row]), *before = text(w, k->comparison_period[row]);
    double value;
    kri_text_format(&t, "%s, %s: ", text(w, k->subject[row]), text(w, k->measure[row]));
    if (!is_plain(unit) && kri_number_parse(kri_span_of(text(w, k->value[row])), &value) && fabs(value) >= 10000)
        kri_figure_put(&t, value);
    else
        kri_text_puts(&t, text(w, k->value[row]));
    kri_text_format(&t, "%s%s%s%s%s%s", is_plain(unit) ? "" : " ", is_plain(unit) ? "" : unit, *period ? ", " : "", period, *before ? " against " : "",
                    before);
    return t.status == KR_OK ? t.bytes : "";
}

static const char *worked_out(kri_call *call, const kr_world *w, const kr_finding *f)
{
    kri_text t = kri_text_new(call->job);
    if (isnan(f->recomputed))
        return "";
    const char *unit = text(w, w->claim.unit[f->row]);
    if (strcmp(unit, "year") == 0)
        kri_text_format(&t, "%.0f", f->recomputed);
    else
        kri_figure_put(&t, f->recomputed);
    kri_text_format(&t, "%s%s: %s%s (%s)", is_plain(unit) ? "" : " ", is_plain(unit) ? "" : unit, f->agrees ? "agrees" : "does not agree",
                    f->is_own ? ", by the articles' own arithmetic" : "", text(w, w->claim.relation[f->row]));
    return t.status == KR_OK ? t.bytes : "";
}

static const char *implied(kri_call *call, const kr_finding *f)
{
    kri_text t = kri_text_new(call->job);
    for (size_t i = 0; i < f->implied_count; i++) {
        kri_text_format(&t, "%s%s: ", i ? "; " : "", f->implied[i].what);
        kri_figure_put(&t, f->implied[i].value);
        kri_text_format(&t, "%s%s", *f->implied[i].unit ? " " : "", f->implied[i].unit);
    }
    return f->implied_count && t.status == KR_OK ? t.bytes : "";
}

static kr_status print_claim(kri_call *call, const kr_world *w, const kr_finding *f)
{
    const kr_claims *k = &w->claim;
    uint32_t row = f->row;
    kri_text t = kri_text_new(call->job);
    const char *public = text(w, k->public_value[row]);
    const char *head = kri_job_format(call->job, "%s: %s (%s)", kr_verdict_name((kr_verdict)k->verdict[row]), text(w, k->claim[row]),
                                      kri_list_ids(call, w, &k->articles, row, w->source.id));
    const char *tested = f->run ? kri_job_format(call->job, "%s: %s", kr_verdict_name(f->model_verdict), f->run) : "";
    if (k->source[row] != KR_NONE)
        public = kri_job_format(call->job, "%s%s[%s]", public, *public ? " " : "", text(w, w->source.id[k->source[row]]));
    if (!head || !tested || !public)
        return KR_E_MEMORY;
    kri_text_format(&t, "%-*s", INDENT, text(w, k->id[row]));
    kri_layout_wrap(&t, kri_span_of(head), INDENT, INDENT, call->columns);
    kri_facts_line(call, &t, "said", said(call, w, row));
    kri_facts_line(call, &t, "public", public);
    kri_facts_line(call, &t, "anew", worked_out(call, w, f));
    kri_facts_line(call, &t, "implies", implied(call, f));
    kri_facts_line(call, &t, "tested", tested);
    kri_facts_line(call, &t, "note", text(w, k->note[row]));
    return kri_call_put(call, &t);
}

kr_status kri_facts_print_claims(kri_call *call, const kri_facts *facts)
{
    const kr_table *table;
    kri_text t = kri_text_new(call->job), words = kri_text_new(call->job);
    KR_TRY(claims_table(call, facts, &table));
    print_summary(&words, facts);
    KR_TRY(kri_facts_page(call, facts, "claims", table, &words));
    if (call->format != KRI_TEXT)
        return kri_facts_rows(call, table);
    if (facts->count != 1)
        print_summary(&t, facts);
    KR_TRY(kri_call_put(call, &t));
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->count > 1)
            KR_TRY(kri_call_print(call, "\n"));
        KR_TRY(print_claim(call, facts->world, &facts->finding[i]));
    }
    return KR_OK;
}
