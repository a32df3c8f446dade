/* study_html.c: a study as a page: its JSON, and beside it the words, names and places that the page shows with it. */
#include "cli/page.h"
#include "cli/study.h"
#include "cli/study_words.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

static void put_names(kr_json *json, const kri_study_shown *s)
{
    kri_study_channel channel[KR_CHANNELS + 1];
    uint32_t channels = kri_study_channels(s, channel);
    kr_json_key(json, "area_names");
    kr_json_begin_object(json);
    for (uint32_t i = 0; i < s->result.areas; i++)
        kr_json_put_string(json, s->result.area[i], kri_country_name(s->result.area[i]));
    kr_json_end_object(json);
    kr_json_key(json, "channel_meanings");
    kr_json_begin_object(json);
    for (uint32_t c = 0; c < channels; c++)
        kr_json_put_string(json, channel[c].name, channel[c].meaning);
    kr_json_end_object(json);
}

static kr_status put_waits(kr_json *json, const kri_study_shown *s, kr_job *job)
{
    kri_text words = kri_text_new(job);
    KR_TRY(kri_study_waits(s, &words));
    kr_json_put_string(json, "waits", words.length ? words.bytes : "");
    return json->status;
}

/* Whose doing it is, project by project and area by area: JSON has it by bundle. */
static kr_status put_shapley(kr_json *json, const kri_study_shown *s, kr_job *job)
{
    const kr_table *table;
    const kri_study_table *t = kri_study_tables;
    while (t->name && strcmp(t->name, "shapley") != 0)
        t++;
    KR_TRY(t->make(job, s, &table));
    kr_json_key(json, "shapley");
    kr_json_rows(json, table);
    return json->status;
}

/* ---- the network ---- */

static const char *node_id(const kri_study_shown *s, uint32_t node)
{
    return kr_world_text(&s->world, s->world.node.id[node]);
}

static int is_drawn(const kr_nodes *n, uint32_t node)
{
    return isfinite(n->lon[node]) && isfinite(n->lat[node]);
}

/* What is not straight has its line beside it. */
static void put_shape(kr_json *json, const kr_line *line, double apart)
{
    if (line->points < 3)
        return;
    kr_json_key(json, "line");
    kri_page_put_line(json, line, apart);
}

static kr_status put_network(kr_json *json, const kri_study_shown *s, kr_job *job, uint8_t *is_end)
{
    const kr_links *l = &s->world.link;
    double apart = kri_page_apart(&s->world);
    kr_shapes *shapes;
    kr_line line = { 0 };
    KR_TRY(kr_shapes_open(job, &s->world, &shapes));
    kr_json_key(json, "network");
    kr_json_begin_object(json);
    for (uint32_t i = 0; i < s->result.links; i++) {
        uint32_t link = s->result.link[i].link, from = l->from[link], to = l->to[link];
        if (!is_drawn(&s->world.node, from) || !is_drawn(&s->world.node, to))
            continue;
        is_end[from] = is_end[to] = 1;
        line.points = 0;
        KR_TRY(kr_shapes_add(shapes, link, 1, &line));
        kr_json_key(json, kr_world_text(&s->world, l->id[link]));
        kr_json_begin_object(json);
        kr_json_put_string(json, "name", kr_world_text(&s->world, l->name[link]));
        kr_json_put_string(json, "mode", kr_mode_name((kr_mode)l->mode[link]));
        kr_json_put_string(json, "from", node_id(s, from));
        kr_json_put_string(json, "to", node_id(s, to));
        put_shape(json, &line, apart);
        kr_json_end_object(json);
    }
    kr_json_end_object(json);
    return KR_OK;
}

static void put_places(kr_json *json, const kri_study_shown *s, const uint8_t *is_end)
{
    const kr_nodes *n = &s->world.node;
    kr_json_key(json, "places");
    kr_json_begin_object(json);
    for (uint32_t i = 0; i < n->count; i++)
        if (is_end[i])
            kri_page_put_place(json, &s->world, i);
    kr_json_end_object(json);
}

/* ---- the page ---- */

static kr_status make_words(kr_job *job, const kri_study_shown *s, kr_page_about *about)
{
    kri_text words = kri_text_new(job);
    if (*s->study.title && *s->study.question)
        kri_text_format(&words, "%s\n", s->study.question);
    KR_TRY(kri_study_answer(job, s, &words));
    about->title = *s->study.title ? s->study.title : *s->study.question ? s->study.question : s->study.id;
    return kri_page_words(&words, about);
}

static kr_status put_page(kr_job *job, const kri_study_shown *s, kr_sink sink)
{
    uint8_t *is_end;
    kr_page page;
    kr_page_about about = { .view = "study" };
    KR_TRY(make_words(job, s, &about));
    KRI_NEW(job, is_end, s->world.node.count);
    KR_TRY(kr_page_begin(job, &about, sink, &page));
    kr_json_key(&page.json, "study");
    KR_TRY(kri_study_put_value(&page.json, s, job));
    put_names(&page.json, s);
    KR_TRY(put_waits(&page.json, s, job));
    KR_TRY(put_shapley(&page.json, s, job));
    KR_TRY(put_network(&page.json, s, job, is_end));
    put_places(&page.json, s, is_end);
    return kr_page_end(&page);
}

kr_status kri_study_write_page(kri_call *call, const kri_study_shown *s, const char *path)
{
    kri_output *output;
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(put_page(call->job, s, kri_output_sink(output)));
    return kri_output_close(output);
}
