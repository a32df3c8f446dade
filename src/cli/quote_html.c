/* quote_html.c: a quote as a page: its JSON, and beside it the words, lines, names, rows and sources that the page shows with it. */
#include "cli/page.h"
#include "cli/quote_shown.h"

#include "base/arena.h"

#include <keruen/io.h>

#include <ctype.h>
#include <string.h>

/* What the page refers to, noted while the legs are written. */
typedef struct quote_page {
    const kri_shipment *s;
    kr_json *json;
    kri_sources_used sources;
    uint8_t *place, *paper;             /* rows that are used */
    uint32_t *number[KR_TABLES];        /* [rows] of a table that a bill may name: place in "rows" + 1 */
    kr_cost_item *item;                 /* [items] "rows" */
    size_t items, item_capacity;
    kr_shapes *shapes;
    double apart;                       /* of the points of a line */
    kr_job *job;
} quote_page;

/* ---- words ---- */

/* "Fastest: 16.2 days ...; half are there in 15 days, nine in ten in 20." */
static void add_way_words(kri_text *t, const kri_shipment *s, const kr_way *way)
{
    size_t at = t->length;
    kri_way_put_summary(t, s, way);
    if (t->status != KR_OK)
        return;
    t->bytes[at] = (char)toupper((unsigned char)t->bytes[at]);
    kri_text_puts(t, "; ");
    kri_way_put_chances(t, s, way);
    kri_text_puts(t, ".\n");
}

static kr_status make_words(kr_job *job, const kri_shipment *s, kr_page_about *about)
{
    kri_text t = kri_text_new(job);
    size_t shown = s->quote.ways < s->shown ? s->quote.ways : s->shown;
    kri_quote_put_head(&t, s);
    kri_quote_put_patches(&t, s);
    for (size_t i = 0; i < shown; i++)
        add_way_words(&t, s, &s->quote.way[i]);
    if (shown) {
        kri_text_puts(&t, "Of the first way ");
        kri_way_put_certainty(&t, s, &s->quote.way[0]);
        kri_text_puts(&t, "; ~ marks what is mostly estimated.\n");
    } else {
        kri_text_puts(&t, s->quote.why);
    }
    kri_quote_put_remarks(&t, s, s->quote.ways);
    KR_TRY(kri_page_words(&t, about));
    about->title = about->word[0];
    about->word++;
    about->words--;
    return KR_OK;
}

/* ---- what a leg shows ---- */

static size_t rows_of(const kr_world *w, kr_table_id table)
{
    switch (table) {
    case KR_TARIFF: return w->tariff.count;
    case KR_TERMINAL: return w->terminal.count;
    case KR_SERVICE: return w->service.count;
    case KR_LINK: return w->link.count;
    case KR_BORDER_HOURS: return w->border_hours.count;
    case KR_SPEED: return w->speed.count;
    case KR_STATE: return w->state.count;
    default: return w->emission.count;
    }
}

/* The item's place in "rows", which gets it when it is new. */
static kr_status number_item(quote_page *p, const kr_cost_item *item, uint32_t *number)
{
    uint32_t **of = &p->number[item->table];
    if (!*of)
        KRI_NEW(p->job, *of, rows_of(&p->s->world, item->table));
    if (!(*of)[item->row]) {
        KR_TRY(kri_job_grow(p->job, &p->item, &p->item_capacity, p->items + 1, sizeof *p->item));
        p->item[p->items++] = *item;
        (*of)[item->row] = (uint32_t)p->items;
    }
    *number = (*of)[item->row] - 1;
    return KR_OK;
}

static void put_if_any(kr_json *json, const char *key, double value)
{
    if (value != 0)
        kr_json_put_number(json, key, value);
}

static kr_status put_bill(quote_page *p, const kr_leg *leg)
{
    uint32_t number;
    kr_json_key(p->json, "bill");
    kr_json_begin_array(p->json);
    for (size_t i = 0; i < leg->items; i++) {
        const kr_cost_item *item = &leg->item[i];
        KR_TRY(number_item(p, item, &number));
        kr_json_begin_object(p->json);
        kr_json_put_integer(p->json, "row", number);
        put_if_any(p->json, "hours", item->hours);
        put_if_any(p->json, "usd", item->usd);
        put_if_any(p->json, "kgco2e", item->kgco2);
        if (item->is_out_of_date)
            kr_json_put_bool(p->json, "out_of_date", 1);
        kr_json_end_object(p->json);
    }
    kr_json_end_array(p->json);
    return KR_OK;
}

static kr_status put_line(quote_page *p, const kr_way *way, size_t number)
{
    kr_line line;
    KR_TRY(kri_leg_line(p->job, p->shapes, &p->s->world, way, number, &line));
    kr_json_key(p->json, "line");
    kri_page_put_line(p->json, &line, p->apart);
    return KR_OK;
}

static void note_used(quote_page *p, const kr_leg *leg)
{
    p->place[leg->from] = p->place[leg->to] = 1;
    for (size_t i = 0; i < leg->sources; i++)
        kri_sources_use(&p->sources, leg->source[i]);
    for (size_t i = 0; i < leg->papers; i++)
        p->paper[leg->paper[i]] = 1;
}

static kr_status put_leg(quote_page *p, const kr_way *way, size_t number)
{
    const kr_leg *leg = &way->leg[number];
    kri_leg_published published = kri_leg_published_of(&p->s->world, leg);
    kri_text what = kri_text_new(p->job);
    kri_leg_put_what(&what, &p->s->world, leg);
    KR_TRY(what.status);
    note_used(p, leg);
    kr_json_begin_object(p->json);
    kr_json_put_string(p->json, "what", what.bytes);
    kr_json_put_bool(p->json, "hours_estimate", published.hours < leg->hours / 2);
    kr_json_put_bool(p->json, "usd_estimate", published.usd < leg->usd / 2);
    KR_TRY(put_line(p, way, number));
    KR_TRY(put_bill(p, leg));
    kr_json_end_object(p->json);
    return KR_OK;
}

static kr_status put_shown(quote_page *p)
{
    kr_json_key(p->json, "shown");
    kr_json_begin_array(p->json);
    for (size_t i = 0; i < p->s->quote.ways; i++) {
        const kr_way *way = &p->s->quote.way[i];
        kr_json_begin_object(p->json);
        kr_json_key(p->json, "legs");
        kr_json_begin_array(p->json);
        for (size_t k = 0; k < way->legs; k++)
            KR_TRY(put_leg(p, way, k));
        kr_json_end_array(p->json);
        kr_json_end_object(p->json);
    }
    kr_json_end_array(p->json);
    return KR_OK;
}

/* ---- what is looked up ---- */

static const char *source_id(const kr_world *w, uint32_t source)
{
    return source == KR_NONE ? NULL : kr_world_text(w, w->source.id[source]);
}

static kr_status put_rows(quote_page *p)
{
    const kr_world *w = &p->s->world;
    kr_json_key(p->json, "rows");
    kr_json_begin_array(p->json);
    for (size_t i = 0; i < p->items; i++) {
        const char *note;
        kri_item_about about = kri_item_look_up(w, &p->item[i]);
        KR_TRY(kr_world_cell(p->job, w, p->item[i].table, p->item[i].row, "note", &note));
        kri_sources_use(&p->sources, about.source);
        kr_json_begin_object(p->json);
        kr_json_put_string(p->json, "table", kr_table_name(p->item[i].table));
        kr_json_put_string(p->json, "id", kri_item_id(w, &p->item[i]));
        kr_json_put_integer(p->json, "line", about.line);
        kr_json_put_string(p->json, "method", kr_method_name(about.method));
        kr_json_put_bool(p->json, "estimate", !kr_cost_item_is_published(w, &p->item[i]));
        kr_json_put_string(p->json, "note", note);
        kr_json_put_string(p->json, "source", source_id(w, about.source));
        kr_json_end_object(p->json);
    }
    kr_json_end_array(p->json);
    return KR_OK;
}

static void put_places(quote_page *p)
{
    const kr_world *w = &p->s->world;
    p->place[p->s->request.from] = p->place[p->s->request.to] = 1;
    kr_json_key(p->json, "places");
    kr_json_begin_object(p->json);
    for (uint32_t i = 0; i < w->node.count; i++)
        if (p->place[i])
            kri_page_put_place(p->json, w, i);
    kr_json_end_object(p->json);
}

static void put_papers(quote_page *p)
{
    const kr_world *w = &p->s->world;
    kr_json_key(p->json, "papers");
    kr_json_begin_object(p->json);
    for (uint32_t i = 0; i < w->papers.count; i++) {
        if (!p->paper[i])
            continue;
        kri_sources_use(&p->sources, w->papers.source[i]);
        kr_json_key(p->json, kr_world_text(w, w->papers.id[i]));
        kr_json_begin_object(p->json);
        kr_json_put_string(p->json, "regime", kr_world_text(w, w->papers.regime[i]));
        kr_json_put_string(p->json, "documents", kr_world_text(w, w->papers.documents[i]));
        kr_json_put_string(p->json, "source", source_id(w, w->papers.source[i]));
        kr_json_end_object(p->json);
    }
    kr_json_end_object(p->json);
}

kr_status kri_quote_show_html(kri_call *call, const kri_shipment *s, kr_sink sink)
{
    kr_page page;
    kr_page_about about = { .view = "quote" };
    quote_page p = { .s = s, .json = &page.json, .job = call->job };
    KR_TRY(make_words(call->job, s, &about));
    KR_TRY(kri_sources_none(call->job, &s->world, &p.sources));
    KR_TRY(kr_shapes_open(call->job, &s->world, &p.shapes));
    p.apart = kri_page_apart(&s->world);
    KRI_NEW(call->job, p.place, s->world.node.count);
    KRI_NEW(call->job, p.paper, s->world.papers.count);
    KR_TRY(kr_page_begin(call->job, &about, sink, &page));
    kr_json_key(&page.json, "quote");
    kri_quote_put_json(&page.json, s);
    KR_TRY(put_shown(&p));
    KR_TRY(put_rows(&p));
    put_places(&p);
    put_papers(&p);
    kri_sources_put(&page.json, &p.sources);
    return kr_page_end(&page);
}
