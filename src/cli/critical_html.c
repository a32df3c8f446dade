/* critical_html.c: the weak points as a page: their JSON, and where each stands on the map. */
#include "cli/critical.h"
#include "cli/page.h"
#include "cli/study_words.h"

#include <math.h>

static void put_point(kr_json *json, const kr_world *w, uint32_t node)
{
    if (!isfinite(w->node.lon[node]) || !isfinite(w->node.lat[node]))
        return;
    kr_json_begin_array(json);
    kr_json_number(json, w->node.lon[node]);
    kr_json_number(json, w->node.lat[node]);
    kr_json_end_array(json);
}

static void put_link(kr_json *json, const kr_world *w, uint32_t link)
{
    if (link == KR_NONE)
        return;
    put_point(json, w, w->link.from[link]);
    put_point(json, w, w->link.to[link]);
}

/* One point for what stands in one place, more for what leads from place to place, none for what is nowhere. */
static void put_where(kr_json *json, const kr_world *w, const kr_element *e)
{
    const kr_lists *stops = &w->service.stops;
    kr_json_begin_array(json);
    if (e->table == KR_LINK)
        put_link(json, w, e->row);
    else if (e->table == KR_BORDER)
        put_link(json, w, w->border.link[e->row]);
    else if (e->table == KR_NODE)
        put_point(json, w, e->row);
    else if (e->table == KR_TERMINAL)
        put_point(json, w, w->terminal.node[e->row]);
    else if (e->table == KR_SERVICE)
        for (uint32_t i = stops->first[e->row]; i < stops->first[e->row + 1]; i++)
            put_point(json, w, stops->item[i]);
    kr_json_end_array(json);
}

static void put_names(kr_json *json, const kri_weaknesses *found)
{
    const kri_weakness *w = &found->now;
    kr_json_key(json, "area_names");
    kr_json_begin_object(json);
    for (size_t i = 0; i < w->countries; i++)
        kr_json_put_string(json, w->country[i], kri_country_name(w->country[i]));
    for (uint32_t i = 0; i < found->trade.count; i++)
        if (kri_critical_same_country(w, found->trade.id[i]) == KR_NONE)
            kr_json_put_string(json, found->trade.id[i], kri_country_name(found->trade.id[i]));
    kr_json_end_object(json);
}

static kr_status put_page(kr_job *job, const kri_weaknesses *found, kr_sink sink)
{
    const kri_weakness *w = &found->now;
    kr_page page;
    kr_page_about about = { .view = "critical", .title = "What hurts most when it closes?" };
    kri_text words = kri_text_new(job);
    kri_critical_answer(&words, w);
    KR_TRY(kri_page_words(&words, &about));
    KR_TRY(kr_page_begin(job, &about, sink, &page));
    kr_json_key(&page.json, "critical");
    KR_TRY(kri_critical_put_value(&page.json, job, found));
    kr_json_key(&page.json, "where");
    kr_json_begin_array(&page.json);
    for (size_t i = 0; i < w->elements; i++)
        put_where(&page.json, &w->world, &w->element[w->order[i]]);
    kr_json_end_array(&page.json);
    put_names(&page.json, found);
    return kr_page_end(&page);
}

kr_status kri_critical_write_page(kri_call *call, const kri_weaknesses *found, const char *path)
{
    kri_output *output;
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(put_page(call->job, found, kri_output_sink(output)));
    return kri_output_close(output);
}
