/* facts.c: keruen facts. Who says what, and is it so? */
#include "cli/facts.h"
#include "cli/page.h"
#include "cli/today.h"

#include "base/arena.h"
#include "base/spelling.h"

#include <keruen/io.h>

#include <string.h>

static const char *text(const kr_world *w, uint32_t name)
{
    return kr_world_text(w, name);
}

/* ---- filters: a value that fits nothing is a mistake, not an empty answer ---- */

static kr_status fail_filter(kri_call *call, const char *option, const char *value, const char *const *known, size_t count)
{
    const char *near = kri_spelling_nearest(kri_span_of(value), known, count);
    return kr_fail(call->job, KR_E_USAGE, "--%s %s: no row has it%s%s%s", option, value, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static int has_source(const kr_world *w, const kr_lists *list, uint32_t row, const char *id)
{
    for (uint32_t i = list->first[row]; i < list->first[row + 1]; i++)
        if (strcmp(text(w, w->source.id[list->item[i]]), id) == 0)
            return 1;
    return 0;
}

static int has_country(const kr_world *w, const kr_lists *list, uint32_t row, const char *code)
{
    for (uint32_t i = list->first[row]; i < list->first[row + 1]; i++)
        if (strcasecmp(text(w, list->item[i]), code) == 0)
            return 1;
    return 0;
}

/* "differs" and "not-found" are enough for their verdicts. */
static int is_verdict(kr_verdict verdict, const char *wanted)
{
    const char *word = kr_verdict_name(verdict);
    for (; *wanted && *word; wanted++, word++)
        if (*wanted != *word && !(*word == ' ' && (*wanted == '-' || *wanted == '_')))
            return 0;
    return !*wanted && (!*word || *word == ' ');
}

/* One filter over the rows of the table that is listed. */
typedef struct filter {
    const char *option;
    int (*fits)(const kr_world *w, uint32_t row, const char *value);
    const char *(*known)(const kr_world *w, uint32_t row);      /* a value that would fit, for "did you mean" */
} filter;

static int claim_subject(const kr_world *w, uint32_t row, const char *value)
{
    return strcasestr(text(w, w->claim.subject[row]), value) != NULL;
}

static const char *known_subject(const kr_world *w, uint32_t row)
{
    return text(w, w->claim.subject[row]);
}

static int claim_verdict(const kr_world *w, uint32_t row, const char *value)
{
    return is_verdict((kr_verdict)w->claim.verdict[row], value);
}

static const char *known_verdict(const kr_world *w, uint32_t row)
{
    return kr_verdict_name((kr_verdict)w->claim.verdict[row]);
}

static int claim_article(const kr_world *w, uint32_t row, const char *value)
{
    return has_source(w, &w->claim.articles, row, value);
}

static const char *known_article(const kr_world *w, uint32_t row)
{
    return text(w, w->source.id[w->claim.articles.item[w->claim.articles.first[row]]]);
}

static int claim_country(const kr_world *w, uint32_t row, const char *value)
{
    return has_country(w, &w->claim.countries, row, value);
}

static int agreement_subject(const kr_world *w, uint32_t row, const char *value)
{
    return strcasestr(text(w, w->agreement.field[row]), value) || strcasestr(text(w, w->agreement.kind[row]), value);
}

static const char *known_field(const kr_world *w, uint32_t row)
{
    return text(w, w->agreement.field[row]);
}

static int agreement_article(const kr_world *w, uint32_t row, const char *value)
{
    return has_source(w, &w->agreement.articles, row, value);
}

static const char *known_agreement_article(const kr_world *w, uint32_t row)
{
    const kr_lists *a = &w->agreement.articles;
    return a->first[row] < a->first[row + 1] ? text(w, w->source.id[a->item[a->first[row]]]) : "";
}

static int agreement_country(const kr_world *w, uint32_t row, const char *value)
{
    return has_country(w, &w->agreement.parties, row, value);
}

static int commitment_country(const kr_world *w, uint32_t row, const char *value)
{
    return has_country(w, &w->commitment.countries, row, value);
}

static const char *no_guess(const kr_world *w, uint32_t row)
{
    (void)w, (void)row;
    return "";
}

static const filter claim_filters[] = {
    { "subject", claim_subject, known_subject }, { "verdict", claim_verdict, known_verdict }, { "article", claim_article, known_article },
    { "country", claim_country, no_guess }, { 0 },
};
static const filter agreement_filters[] = {
    { "subject", agreement_subject, known_field }, { "article", agreement_article, known_agreement_article },
    { "country", agreement_country, no_guess }, { 0 },
};
static const filter commitment_filters[] = { { "country", commitment_country, no_guess }, { 0 } };

static kr_status refuse_others(kri_call *call, const filter *filters, const char *what)
{
    static const char *const all[] = { "subject", "verdict", "article", "country" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const filter *f = filters;
        while (f->option && strcmp(f->option, all[i]) != 0)
            f++;
        if (!f->option && kri_call_has(call, all[i]))
            return kr_fail(call->job, KR_E_USAGE, "--%s says nothing of %s", all[i], what);
    }
    return KR_OK;
}

static kr_status check_filter(kri_call *call, const kr_world *w, uint32_t rows, const filter *f, const char *value)
{
    const char **known;
    KRI_NEW(call->job, known, rows);
    for (uint32_t row = 0; row < rows; row++) {
        if (f->fits(w, row, value))
            return KR_OK;
        known[row] = f->known(w, row);
    }
    return fail_filter(call, f->option, value, known, rows);
}

static kr_status take_rows(kri_call *call, kri_facts *facts, uint32_t rows, const uint32_t *id, const filter *filters)
{
    const char *wanted = call->arguments ? call->argument[0] : NULL;
    KRI_NEW(call->job, facts->row, rows);
    for (const filter *f = filters; f->option; f++)
        if (kri_call_has(call, f->option))
            KR_TRY(check_filter(call, facts->world, rows, f, kri_call_value(call, f->option)));
    for (uint32_t row = 0; row < rows; row++) {
        int fits = !wanted || strcasecmp(text(facts->world, id[row]), wanted) == 0;
        for (const filter *f = filters; f->option && fits; f++)
            fits = !kri_call_has(call, f->option) || f->fits(facts->world, row, kri_call_value(call, f->option));
        if (fits)
            facts->row[facts->count++] = row;
    }
    return KR_OK;
}

/* ---- the command ---- */

static kr_status fail_empty(kri_call *call, const char *what)
{
    if (call->arguments)
        return kr_fail(call->job, KR_E_USAGE, "no %s is called \"%.60s\"; keruen facts lists them", what, call->argument[0]);
    call->exit_code = 1;
    return KR_OK;
}

static kr_status show_claims(kri_call *call, kri_facts *facts)
{
    KR_TRY(take_rows(call, facts, facts->world->claim.count, facts->world->claim.id, claim_filters));
    if (!facts->count)
        KR_TRY(fail_empty(call, "claim"));
    KRI_NEW(call->job, facts->finding, facts->count);
    KR_TRY(kr_ledger_judge(call->job, facts->world, facts->row, facts->count, facts->date, facts->study, facts->finding));
    if (call->arguments && facts->world->claim.verdict[facts->row[0]] == KR_CONTRADICTS)
        call->exit_code = 1;
    return kri_facts_print_claims(call, facts);
}

static kr_status show_agreements(kri_call *call, kri_facts *facts)
{
    KR_TRY(refuse_others(call, agreement_filters, "agreements"));
    KR_TRY(take_rows(call, facts, facts->world->agreement.count, facts->world->agreement.id, agreement_filters));
    if (!facts->count)
        KR_TRY(fail_empty(call, "agreement"));
    return kri_facts_print_agreements(call, facts);
}

static kr_status show_commitments(kri_call *call, kri_facts *facts)
{
    KR_TRY(refuse_others(call, commitment_filters, "commitments"));
    KR_TRY(take_rows(call, facts, facts->world->commitment.count, facts->world->commitment.id, commitment_filters));
    if (!facts->count)
        KR_TRY(fail_empty(call, "commitment"));
    return kri_facts_print_commitments(call, facts);
}

static kr_status run(kri_call *call)
{
    const char *folder;
    kr_world world;
    kri_facts facts = { .world = &world };
    if (kri_call_has(call, "agreements") && kri_call_has(call, "commitments"))
        return kr_fail(call->job, KR_E_USAGE, "--agreements and --commitments are two lists; ask for one");
    if (kri_call_has(call, "study") && (kri_call_has(call, "agreements") || kri_call_has(call, "commitments")))
        return kr_fail(call->job, KR_E_USAGE, "--study says nothing of %s", kri_call_has(call, "agreements") ? "agreements" : "commitments");
    KR_TRY(kri_page_check(call));
    KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kri_call_date(call, "date", &facts.date));
    KR_TRY(kr_world_read_figures(call->job, folder, NULL, &world));
    KR_TRY(kr_ledger_check(call->job, &world, NULL));
    KR_TRY(kri_facts_study(call, &world, &facts.study));
    if (kri_call_has(call, "agreements"))
        return show_agreements(call, &facts);
    return kri_call_has(call, "commitments") ? show_commitments(call, &facts) : show_claims(call, &facts);
}

static const kri_option options[] = {
    { "subject", "WORDS", "only what is about this; agreements by field or kind", NULL, 0 },
    { "verdict", "WORD", "only claims that public figures so judge: confirms, contradicts, differs, not-found or untested", NULL, 0 },
    { "article", "SOURCE", "only what this article says, by its source_id", NULL, 0 },
    { "country", "CC", "only what concerns this country (ISO code)", NULL, 0 },
    { "agreements", NULL, "the agreements instead, in the order of their dates", NULL, 0 },
    { "commitments", NULL, "the promises with a figure or a date instead: kept, on track, missed?", NULL, 0 },
    { "date", "DATE", "whether a date has passed, and the prices of ways, on this day", "today", 0 },
    { "study", "STORE", "also judge the claims that rest on a study, by the finished run that study run --store has kept there", NULL, 0 },
    KRI_PAGE_OPTION,
    { 0 },
};

static const kri_section sections[] = {
    { "What a claim is held against",
      "First the verdict of public figures, with their source. Then its own arithmetic: a figure that follows from others is worked out anew, to "
      "the digits that were printed; figures of the same article only show that they fit together. Then, where data or model can "
      "tell, a test: what was run, what it said, and what that says of the claim. A claim is never confirmed by its own article, "
      "figures of different definition are shown beside and never averaged, and a plan is no observation." },
    { "Claims that rest on a study",
      "That projects help each other no public figure tells; a run of a study does. keruen study run connect --store FILE makes one, and --study FILE holds "
      "the claims against it. Confirms: the low end of the draws is above nothing in every area that the claim names. Contradicts: the high "
      "end is below nothing in one. Everything else is not decided. A run that was made of other tables than the data has now is refused." },
    { "Commitments",
      "Kept: an observation since the promise reaches the target. Missed: the date has passed and an observation so late falls short. On track: "
      "the newest growth between two observations of the same series and period is at least what is needed from the latest year on; off track: "
      "it is less. Everything else is not known." },
    { "The answer is no", "With the id of a claim the exit code is 1 when public figures contradict it." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen facts", "every claim with its verdict" },
    { "keruen facts C016", "one: would 350 million be nearly ten times the exports?" },
    { "keruen facts --subject TITR --verdict contradicts", "what does not hold about the Middle Corridor" },
    { "keruen facts --article armenpress_2024 --csv", "one article, for a spreadsheet" },
    { "keruen facts --commitments", "which promises are on track" },
    { "keruen facts --agreements --country AM", "what was agreed with Armenia, and what it changes" },
    { 0 },
};

const kri_command kri_command_facts = {
    .name = "facts", .summary = "who says what, and is it so: claims, promises and agreements", .arguments = "[CLAIM]", .least = 0, .most = 1,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
