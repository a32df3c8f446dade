/* facts_html.c: the ledger as a page. */
#include "cli/facts.h"
#include "cli/page.h"

#include "base/arena.h"

#include <string.h>

/* A row's own source, and the articles that say it; of promises none is noted. */
static void use_sources(kri_sources_used *used, const uint32_t *row, size_t count, const uint32_t *source, const kr_lists *articles)
{
    for (size_t i = 0; i < count; i++) {
        kri_sources_use(used, source[row[i]]);
        for (uint32_t k = articles ? articles->first[row[i]] : 0; articles && k < articles->first[row[i] + 1]; k++)
            kri_sources_use(used, articles->item[k]);
    }
}

static void use_list(kri_sources_used *used, const kri_facts *facts, const char *list)
{
    const kr_world *w = facts->world;
    if (strcmp(list, "claims") == 0)
        use_sources(used, facts->row, facts->count, w->claim.source, &w->claim.articles);
    else if (strcmp(list, "agreements") == 0)
        use_sources(used, facts->row, facts->count, w->agreement.source, &w->agreement.articles);
    else
        use_sources(used, facts->row, facts->count, w->commitment.source, NULL);
}

static kr_status put_page(kri_call *call, const kri_facts *facts, const char *list, const kr_table *rows, kri_text *words, kr_sink sink)
{
    kr_page page;
    kri_sources_used used;
    kr_page_about about = { .view = "ledger", .title = "Who says what, and is it so?" };
    for (size_t i = 0; i < words->length; i++)
        if (words->bytes[i] == '\n')
            words->bytes[i] = ' ';      /* lines of a terminal, one paragraph of a page */
    KR_TRY(kri_page_words(words, &about));
    KR_TRY(kri_sources_none(call->job, facts->world, &used));
    use_list(&used, facts, list);
    KR_TRY(kr_page_begin(call->job, &about, sink, &page));
    kr_json_put_string(&page.json, "list", list);
    kr_json_key(&page.json, "rows");
    kr_json_rows(&page.json, rows);
    kri_sources_put(&page.json, &used);
    return kr_page_end(&page);
}

kr_status kri_facts_page(kri_call *call, const kri_facts *facts, const char *list, const kr_table *rows, kri_text *words)
{
    kri_output *output;
    if (!kri_call_has(call, "html"))
        return KR_OK;
    KR_TRY(kri_output_open(call->job, kri_call_value(call, "html"), &output));
    KR_TRY(put_page(call, facts, list, rows, words, kri_output_sink(output)));
    return kri_output_close(output);
}
