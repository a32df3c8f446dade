/* critical_html.c: the weak points as a page: their JSON, and where each stands on the map. */
#include "cli/critical.h"
#include "cli/page.h"
#include "cli/study_words.h"

#include <math.h>

/* Where the elements stand, one after the other. */
typedef struct where_writer {
    kr_job *job;
    kr_json *json;
    const kr_world *world;
    kr_shapes *shapes;
    double apart;
    kr_line line;
} where_writer;

static int is_placed(const kr_nodes *n, uint32_t node)
{
    return isfinite(n->lon[node]) && isfinite(n->lat[node]);
}

static kr_status add_place(where_writer *p, uint32_t node)
{
    const kr_nodes *n = &p->world->node;
    return is_placed(n, node) ? kr_line_add(p->job, n->lon[node], n->lat[node], &p->line) : KR_OK;
}

static kr_status add_link(where_writer *p, uint32_t link)
{
    const kr_links *l = &p->world->link;
    if (link == KR_NONE || !is_placed(&p->world->node, l->from[link]) || !is_placed(&p->world->node, l->to[link]))
        return KR_OK;
    return kr_shapes_add(p->shapes, link, 1, &p->line);
}

/* The link by which ships or aircraft go from stop to stop; KR_NONE for trains, which have the network's. */
static uint32_t link_between(const kr_world *w, uint32_t service, uint32_t from, uint32_t to)
{
    const kr_links *l = &w->link;
    uint32_t layer = w->service.layer[service];
    if (layer != KR_LAYER_AIR && (layer < KR_LAYER_SEA_CONTAINER || layer > KR_LAYER_SEA_TANKER))
        return KR_NONE;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == (layer == KR_LAYER_AIR ? KR_AIR : KR_SEA)
            && ((l->from[i] == from && l->to[i] == to) || (l->from[i] == to && l->to[i] == from)))
            return i;
    return KR_NONE;
}

static kr_status add_service(where_writer *p, uint32_t service)
{
    const kr_lists *stops = &p->world->service.stops;
    for (uint32_t i = stops->first[service]; i < stops->first[service + 1]; i++) {
        uint32_t to = stops->item[i], from = i > stops->first[service] ? stops->item[i - 1] : to;
        uint32_t link = from == to ? KR_NONE : link_between(p->world, service, from, to);
        if (link != KR_NONE && is_placed(&p->world->node, from) && is_placed(&p->world->node, to))
            KR_TRY(kr_shapes_add(p->shapes, link, p->world->link.from[link] == from, &p->line));
        KR_TRY(add_place(p, to));
    }
    return KR_OK;
}

/* One point for what stands in one place, more for what leads from place to place, none for what is nowhere. */
static kr_status put_where(where_writer *p, const kr_element *e)
{
    const kr_world *w = p->world;
    p->line.points = 0;
    if (e->table == KR_LINK)
        KR_TRY(add_link(p, e->row));
    else if (e->table == KR_BORDER)
        KR_TRY(add_link(p, w->border.link[e->row]));
    else if (e->table == KR_NODE)
        KR_TRY(add_place(p, e->row));
    else if (e->table == KR_TERMINAL)
        KR_TRY(add_place(p, w->terminal.node[e->row]));
    else if (e->table == KR_SERVICE)
        KR_TRY(add_service(p, e->row));
    kri_page_put_line(p->json, &p->line, p->apart);
    return KR_OK;
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
    where_writer where = { .job = job, .json = &page.json, .world = &w->world, .apart = kri_page_apart(&w->world) };
    kri_text words = kri_text_new(job);
    KR_TRY(kr_shapes_open(job, &w->world, &where.shapes));
    kri_critical_answer(&words, w);
    KR_TRY(kri_page_words(&words, &about));
    KR_TRY(kr_page_begin(job, &about, sink, &page));
    kr_json_key(&page.json, "critical");
    KR_TRY(kri_critical_put_value(&page.json, job, found));
    kr_json_key(&page.json, "where");
    kr_json_begin_array(&page.json);
    for (size_t i = 0; i < w->elements; i++)
        KR_TRY(put_where(&where, &w->element[w->order[i]]));
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
