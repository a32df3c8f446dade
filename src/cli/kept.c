/* kept.c: what a quote leaves behind. */
#include "cli/kept.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- where the store is ---- */

static kr_status store_in(kr_job *job, kr_store_use use, const char *folder, const char *below, const char **path)
{
    char *own = kri_job_format(job, "%s%s/keruen", folder, below);
    if (!own)
        return KR_E_MEMORY;
    if (use == KR_STORE_WRITE)
        KR_TRY(kri_folder_make(job, own));
    *path = kri_job_format(job, "%s/quotes.db", own);
    return *path ? KR_OK : KR_E_MEMORY;
}

kr_status kri_call_store(kri_call *call, kr_store_use use, const char **path)
{
    const char *given = kri_call_value(call, "store"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    *path = given ? given : getenv("KERUEN_STORE");
    if (*path && (given || **path))
        return KR_OK;
    if (data && *data == '/')
        return store_in(call->job, use, data, "", path);
    if (home && *home)
        return store_in(call->job, use, home, "/.local/share", path);
    return kr_fail(call->job, KR_E_FILE, "there is no home folder to keep quotes in; name a file with --store or KERUEN_STORE");
}

/* ---- ids ---- */

static kr_status write_to_digest(void *to, const char *bytes, size_t length)
{
    kri_digest_add(to, bytes, length);
    return KR_OK;
}

/* What stands in the place of the id while the id is found out. */
#define NO_ID "0000000000"

static void make_id(kri_digest *digest, char id[KRI_ID_CHARACTERS + 1])
{
    uint8_t sum[32];
    kri_digest_end(digest, sum);
    kri_digest_id(sum, id);
}

static kr_status write_line(const kri_shipment *s, kr_sink sink)
{
    kr_json json = kr_json_open(sink, 0);
    kri_quote_put_json(&json, s);
    return kr_json_close(&json);
}

kr_status kri_quote_identify(kri_shipment *s)
{
    kri_digest digest = kri_digest_begin();
    strcpy(s->id, NO_ID);
    KR_TRY(write_line(s, (kr_sink){ write_to_digest, &digest }));
    make_id(&digest, s->id);
    return KR_OK;
}

/* The id's place is known, so that the line is written once. */
kr_status kri_quote_put_line(kri_shipment *s, kri_text *line)
{
    static const char begin[] = "{\"id\":\"";
    kri_digest digest = kri_digest_begin();
    size_t at = line->length;
    strcpy(s->id, NO_ID);
    KR_TRY(write_line(s, kri_text_sink(line)));
    if (strncmp(line->bytes + at, begin, sizeof begin - 1) != 0)
        return KR_E_BUG;
    kri_digest_add(&digest, line->bytes + at, line->length - at);
    make_id(&digest, s->id);
    memcpy(line->bytes + at + sizeof begin - 1, s->id, KRI_ID_CHARACTERS);
    line->bytes[--line->length] = 0;
    return KR_OK;
}

/* ---- what is kept ---- */

const char *kri_time_now(kr_job *job)
{
    char text[32];
    struct tm day;
    time_t now = time(NULL);
    gmtime_r(&now, &day);
    return kri_job_copy(job, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &day));
}

static const char *date_text(kr_job *job, uint32_t yyyymmdd)
{
    return kri_job_format(job, "%04u-%02u-%02u", yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

static int is_about_keeping(const char *option)
{
    return strcmp(option, "save") == 0 || strcmp(option, "store") == 0 || strcmp(option, "batch") == 0 ||
           strcmp(option, "html") == 0;
}

static void put_option(kr_json *json, const kri_call *call, const kri_option *option, const char *depart)
{
    const char *value = strcmp(option->name, "depart") == 0 ? depart : kri_call_value(call, option->name);
    if (!option->value && kri_call_has(call, option->name))
        kr_json_put_bool(json, option->name, 1);
    else if (!(option->is & KRI_REPEATABLE) && value)
        kr_json_put_string(json, option->name, value);
    else if ((option->is & KRI_REPEATABLE) && value) {
        kr_json_key(json, option->name);
        kr_json_begin_array(json);
        for (size_t n = 0; (value = kri_call_nth(call, option->name, n)); n++)
            kr_json_string(json, value);
        kr_json_end_array(json);
    }
}

/* What was asked, with the fallbacks filled in and "today" as the day that it was. */
static kr_status put_request(const kri_call *call, const char *depart, kri_text *text)
{
    kr_json json = kr_json_open(kri_text_sink(text), 0);
    kr_json_begin_object(&json);
    kr_json_put_string(&json, "from", call->argument[0]);
    kr_json_put_string(&json, "to", call->argument[1]);
    for (const kri_option *option = call->command->options; option && option->name; option++)
        if (!is_about_keeping(option->name))
            put_option(&json, call, option, depart);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static kr_status render(const kri_call *call, const kri_shipment *s, kr_status (*show)(kri_call *call, const kri_shipment *s), const char **bytes)
{
    kri_text text = kri_text_new(call->job);
    kri_call own = *call;
    own.out = kri_text_sink(&text);
    own.columns = 80;
    own.colour = 0;
    KR_TRY(show(&own, s));
    *bytes = text.bytes ? text.bytes : "";
    return text.status;
}

kr_status kri_quote_keep(const kri_call *call, const kri_shipment *s, kr_kept_quote *kept)
{
    const kr_world *w = &s->world;
    const kr_way *first = s->quote.ways ? &s->quote.way[0] : NULL;
    kri_text request = kri_text_new(call->job);
    *kept = (kr_kept_quote){
        .id = s->id, .issued = kri_time_now(call->job), .version = kr_version(),
        .from = kri_place_short(call->job, w, s->request.from), .to = kri_place_short(call->job, w, s->request.to),
        .cargo = s->consignment.cargo == KR_NONE ? "" : kr_world_text(w, w->cargo.id[s->consignment.cargo]),
        .depart = date_text(call->job, s->consignment.date),
        .hours = first ? first->hours : NAN, .usd = first && s->quote.has_prices ? first->usd : NAN,
        .kgco2 = first && s->quote.has_emissions ? first->kgco2 : NAN,
    };
    if (!kept->issued || !kept->depart)
        return KR_E_MEMORY;
    KR_TRY(put_request(call, kept->depart, &request));
    kept->request = request.bytes;
    KR_TRY(render(call, s, kri_quote_show_json, &kept->json));
    return render(call, s, kri_quote_show_text, &kept->text);
}
