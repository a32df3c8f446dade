/* page.c: what every page of --html holds. */
#include "cli/page.h"
#include "cli/row_names.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

kr_status kri_page_check(kri_call *call)
{
    const char *path = kri_call_value(call, "html");
    if (!path)
        return KR_OK;
    if (strcmp(path, "-") == 0)
        return kr_fail(call->job, KR_E_USAGE, "--html takes the name of a file; the answer itself goes to standard output");
    return kr_page_check(call->job);
}

kr_status kri_page_words(kri_text *text, kr_page_about *about)
{
    const char **word;
    size_t lines = 1;
    KR_TRY(text->status);
    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n';
    KRI_NEW(text->job, word, lines);
    about->words = 0;
    char *rest = text->bytes;
    for (char *line; rest && (line = strsep(&rest, "\n"));)
        if (*line)
            word[about->words++] = line;
    about->word = word;
    return KR_OK;
}

void kri_page_put_place(kr_json *json, const kr_world *w, uint32_t node)
{
    kr_json_key(json, kr_world_text(w, w->node.id[node]));
    kr_json_begin_object(json);
    kr_json_put_string(json, "name", kri_place_name(w, node));
    kr_json_put_string(json, "country", kr_world_text(w, w->node.country[node]));
    kr_json_put_number(json, "lon", w->node.lon[node]);
    kr_json_put_number(json, "lat", w->node.lat[node]);
    kr_json_end_object(json);
}

#define POINTS_OF_A_SIDE 4000

double kri_page_apart(const kr_world *w)
{
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (uint32_t i = 0; i < w->node.count; i++) {
        low[0] = fmin(low[0], w->node.lon[i]);
        high[0] = fmax(high[0], w->node.lon[i]);
        low[1] = fmin(low[1], w->node.lat[i]);
        high[1] = fmax(high[1], w->node.lat[i]);
    }
    return fmax(0, fmax(high[0] - low[0], high[1] - low[1])) / POINTS_OF_A_SIDE;
}

static void put_position(kr_json *json, const double *at)
{
    kr_json_begin_array(json);
    kr_json_number(json, at[0]);
    kr_json_number(json, at[1]);
    kr_json_end_array(json);
}

void kri_page_put_line(kr_json *json, const kr_line *line, double apart)
{
    const double *kept = NULL;
    kr_json_begin_array(json);
    for (size_t i = 0; i < line->points; i++) {
        const double *at = line->lon_lat + 2 * i;
        if (kept && i + 1 < line->points && hypot(at[0] - kept[0], at[1] - kept[1]) < apart)
            continue;
        put_position(json, at);
        kept = at;
    }
    kr_json_end_array(json);
}

kr_status kri_sources_none(kr_job *job, const kr_world *world, kri_sources_used *used)
{
    used->world = world;
    KRI_NEW(job, used->is_used, world->source.count);
    return KR_OK;
}

void kri_sources_use(kri_sources_used *used, uint32_t source)
{
    if (source != KR_NONE)
        used->is_used[source] = 1;
}

void kri_sources_put(kr_json *json, const kri_sources_used *used)
{
    const kr_world *w = used->world;
    kr_json_key(json, "sources");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < w->source.count; i++) {
        if (!used->is_used[i])
            continue;
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", kr_world_text(w, w->source.id[i]));
        kr_json_put_string(json, "title", kr_world_text(w, w->source.title[i]));
        kr_json_put_string(json, "publisher", kr_world_text(w, w->source.publisher[i]));
        kr_json_put_string(json, "date", kr_world_text(w, w->source.date[i]));
        kr_json_put_string(json, "url", kr_world_text(w, w->source.url[i]));
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}
