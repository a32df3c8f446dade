/* quotes.c: keruen quotes. What was issued: a list, and each again as it was. */
#include "cli/kept.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static kr_status open_kept(kri_call *call, const char **path, kr_store **store)
{
    *store = NULL;
    KR_TRY(kri_call_store(call, KR_STORE_READ, path));
    if (!kri_file_exists(*path) && !kri_call_has(call, "store"))
        return KR_OK;
    return kr_store_open(call->job, *path, KR_STORE_READ, store);
}

/* ---- list ---- */

/* A person sees the day of issue and the first columns; the rest is for programs. */
enum { ID, ISSUED, FROM, TO, CARGO, DEPART, HOURS, USD, SHOWN_COLUMNS, KG = SHOWN_COLUMNS, VERSION, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "id", "", "what keruen quotes show takes", KR_TEXT, 0 }, { "issued", "", "when, in UTC", KR_TEXT, 0 },
    { "from", "", "place", KR_TEXT, 0 }, { "to", "", "place", KR_TEXT, 0 }, { "cargo", "", "what it is", KR_TEXT, 0 },
    { "depart", "", "ready on this day", KR_TEXT, 0 }, { "hours", "h", "mean hours of the way that stands first", KR_NUMBER, 0 },
    { "usd", "USD", "its price", KR_NUMBER, 0 }, { "kgco2e", "kg", "its CO2e", KR_NUMBER, 0 },
    { "version", "", "of the program that issued it", KR_TEXT, 0 },
};

static void put_number(kr_table_builder *b, size_t column, double value)
{
    if (!isnan(value))
        kr_table_number(b, column, value);
}

static void add_quote(kr_job *job, kr_table_builder *b, const kr_kept_quote *q, int all_columns)
{
    const char *day = all_columns ? NULL : kri_job_copy(job, q->issued, strnlen(q->issued, 10));
    kr_table_row(b);
    kr_table_text(b, ID, q->id);
    kr_table_text(b, ISSUED, day ? day : q->issued);
    kr_table_text(b, FROM, q->from);
    kr_table_text(b, TO, q->to);
    kr_table_text(b, CARGO, q->cargo);
    kr_table_text(b, DEPART, q->depart);
    put_number(b, HOURS, q->hours);
    put_number(b, USD, q->usd);
    if (!all_columns)
        return;
    put_number(b, KG, q->kgco2);
    kr_table_text(b, VERSION, q->version);
}

static kr_status list(kri_call *call)
{
    const char *path;
    kr_store *store;
    const kr_kept_quote *quotes = NULL;
    size_t count = 0;
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(open_kept(call, &path, &store));
    if (store)
        KR_TRY(kr_store_list(store, &quotes, &count));
    if (!count && call->format == KRI_TEXT)
        return kri_call_print(call, "no quote is kept in %s; keruen quote --save keeps one\n", path);
    KR_TRY(kr_table_begin(call->job, "quotes", call->format == KRI_TEXT ? SHOWN_COLUMNS : COLUMNS, about, &b));
    for (size_t i = 0; i < count; i++)
        add_quote(call->job, b, &quotes[i], call->format != KRI_TEXT);
    KR_TRY(kr_table_freeze(b, &table));
    return kri_call_table(call, table);
}

/* ---- show ---- */

/* The tables whose bytes are not those that the quote was made of. */
static kr_status say_changes(kri_call *call, const kr_kept_quote *quote, const kr_digests *then)
{
    const char *folder;
    kr_digests now;
    kri_text changed = kri_text_new(call->job);
    KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_folder_digests(call->job, folder, &now));
    for (size_t i = 0; i < KR_DIGESTS; i++)
        if (strcmp(then->hex[i], now.hex[i]) != 0)
            kri_text_format(&changed, "%s%s", changed.length ? ", " : "", kr_digest_name(i));
    KR_TRY(changed.status);
    if (changed.length)
        fprintf(stderr, "since %s these tables have changed: %s; keruen quote may answer otherwise now\n", quote->issued, changed.bytes);
    if (strcmp(quote->version, kr_version()) != 0)
        fprintf(stderr, "keruen %s issued it, and this is %s\n", quote->version, kr_version());
    return KR_OK;
}

/* Where the region's tables are not at hand the quote is shown all the same. */
static kr_status remark(kri_call *call, const kr_kept_quote *quote, const kr_digests *data)
{
    if (call->quiet)
        return KR_OK;
    kr_status status = say_changes(call, quote, data);
    if (status != KR_E_FILE)
        return status;
    fprintf(stderr, "whether the tables have changed since %s cannot be said: %s\n", quote->issued, call->job->message);
    return KR_OK;
}

static kr_status say_unknown(kri_call *call, const char *wanted, const char *path)
{
    fprintf(stderr, "keruen quotes: there is no quote \"%.60s\" in %s; keruen quotes list shows what is there\n", wanted, path);
    call->exit_code = 1;
    return KR_OK;
}

static kr_status show(kri_call *call, const char *wanted)
{
    const char *path;
    char id[KRI_ID_CHARACTERS + 1];
    kr_store *store;
    kr_kept_quote quote = { 0 };
    kr_digests data;
    KR_TRY(open_kept(call, &path, &store));
    if (store && kri_digest_id_read(wanted, id))
        KR_TRY(kr_store_find(store, id, &quote, &data));
    if (!quote.id)
        return say_unknown(call, wanted, path);
    KR_TRY(remark(call, &quote, &data));
    const char *answer = call->format == KRI_JSON ? quote.json : quote.text;
    return *answer ? call->out.write(call->out.to, answer, strlen(answer)) : KR_OK;
}

static kr_status run(kri_call *call)
{
    const char *what = call->argument[0];
    if (strcmp(what, "list") == 0 && call->arguments == 1)
        return list(call);
    if (strcmp(what, "show") == 0 && call->arguments == 2 && call->format != KRI_CSV)
        return show(call, call->argument[1]);
    if (strcmp(what, "show") == 0 && call->arguments == 2)
        return kr_fail(call->job, KR_E_USAGE, "a kept quote is shown as text or with --json; --csv is for the list");
    return kr_fail(call->job, KR_E_USAGE, "\"%.60s\" %s; keruen quotes takes list, or show and an id", what,
                   strcmp(what, "show") == 0 ? "needs an id" : "is not what it takes");
}

static const kri_option options[] = { KRI_STORE_OPTION, { 0 } };

static const kri_section sections[] = {
    { "What is kept",
      "The answer byte by byte, for people and for programs; what was asked; when, and by which version; and the SHA-256 of every table that "
      "it was made of. The id is made of the answer, so that the same answer has the same id; 0 and o, 1, i and l are one when it is read." },
    { "Showing it again",
      "A kept quote is shown as it was issued, whatever became of the tables. Where they have changed since, that is said on the error stream, "
      "with their names." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen quote Xian Yerevan --save --store quotes.db", "issue one" },
    { "keruen quotes list --store quotes.db", "what is there" },
    { "keruen quotes list --store quotes.db --csv", "the same for a spreadsheet" },
    { 0 },
};

const kri_command kri_command_quotes = {
    .name = "quotes", .summary = "the quotes that were kept: list them, show one again", .arguments = "list | show ID", .least = 1, .most = 2,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
