/* count_tally.c: what a count counts, arc by arc. */
#include "count_tally.h"

#include "area.h"

#include "base/arena.h"
#include "base/number.h"
#include "base/problem.h"
#include "base/spelling.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

/* One item of a count's lists: "ID", "ID>", "ID<" or "rail@KZ", with "*factor" behind. */
typedef struct item {
    kri_span what, where;   /* where.start NULL: what is an id */
    int direction;          /* 1: forward only, -1: backward only */
    double factor;
} item;

static kr_status complain(kr_job *job, const kr_world *w, uint32_t row, const char *what)
{
    return kri_problem_add(job, NULL, KRI_ERROR, w->text->file[KR_COUNT].path, w->count.line[row], 0, "%s", what);
}

static kr_status read_item(kr_job *job, const kr_world *w, uint32_t row, uint32_t name, item *i)
{
    kri_span text = kri_span_of(kr_world_text(w, name));
    *i = (item){ .what = text, .factor = 1 };
    const char *star = memchr(text.start, '*', text.length);
    if (star) {
        kri_span factor = { star + 1, (size_t)(text.start + text.length - star - 1) };
        if (!kri_number_parse(factor, &i->factor) || !(i->factor > 0))
            return complain(job, w, row, kri_job_format(job, "\"%s\" has no factor above zero behind the star", kr_world_text(w, name)));
        i->what.length = (size_t)(star - text.start);
    }
    char last = i->what.length ? i->what.start[i->what.length - 1] : 0;
    i->direction = last == '>' ? 1 : last == '<' ? -1 : 0;
    i->what.length -= i->direction != 0;
    const char *at = memchr(i->what.start, '@', i->what.length);
    if (at) {
        i->where = (kri_span){ at + 1, (size_t)(i->what.start + i->what.length - at - 1) };
        i->what.length = (size_t)(at - i->what.start);
    }
    return KR_OK;
}

/* ---- arcs that an item means ---- */

typedef struct marker {
    kr_job *job;
    const kr_network *network;
    uint32_t row;
    float *arc;
    float *end;             /* made when the first end is named */
    int found;
} marker;

static void mark_arc(marker *m, uint32_t a, double factor)
{
    if (factor > m->arc[a])
        m->arc[a] = (float)factor;
    m->found = 1;
}

static void mark_rows(marker *m, kr_table_id table, uint32_t row, const item *i)
{
    const kr_network *n = m->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        kr_arc_kind kind = (kr_arc_kind)n->kind[a];
        int is_it = table == KR_LINK ? n->link[a] == row
                    : table == KR_BORDER ? kind == KR_ARC_BORDER && n->row[a] == row
                    : table == KR_SERVICE ? (kind == KR_ARC_SAIL || kind == KR_ARC_THROUGH) && n->row[a] == row
                    : kind == KR_ARC_TRANSFER && n->row[a] == row;
        if (is_it && (i->direction == 0 || (i->direction > 0) == n->forward[a]))
            mark_arc(m, a, i->factor);
    }
}

static kr_mode mode_of_layer(uint8_t layer)
{
    return layer == KR_LAYER_ROAD ? KR_ROAD : layer == KR_LAYER_RAIL1520 || layer == KR_LAYER_RAIL1435 ? KR_RAIL
           : layer == KR_LAYER_AIR ? KR_AIR : layer == KR_LAYER_PIPELINE ? KR_PIPELINE : KR_SEA;
}

static int rides(const kr_network *n, uint32_t a)
{
    return n->kind[a] == KR_ARC_RIDE || n->kind[a] == KR_ARC_SAIL || n->kind[a] == KR_ARC_STRETCH || n->kind[a] == KR_ARC_THROUGH;
}

/* "sea@aktau": what sails from there or to there; "rail@KZ": what rides inside the country. */
static void mark_mode(marker *m, kr_mode mode, uint32_t place, uint32_t country, double factor)
{
    const kr_network *n = m->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t tail = n->graph.tail[a], head = n->graph.head[a];
        if (!rides(n, a) || n->layer[tail] >= KR_LAYERS || mode_of_layer(n->layer[tail]) != mode)
            continue;
        if (place != KR_NONE ? n->place[tail] == place || n->place[head] == place : n->country[tail] == country && n->country[head] == country)
            mark_arc(m, a, factor);
    }
}

static kr_status mark_end(marker *m, uint32_t place, double factor)
{
    if (!m->end)
        KRI_NEW(m->job, m->end, m->network->world->node.count);
    m->end[place] = (float)factor;
    m->found = 1;
    return KR_OK;
}

static kri_nearest nearest_to(const char *id)
{
    return (kri_nearest){ kri_span_of(id), 3 + kri_spelling_tolerance(kri_span_of(id)), NULL };
}

static void offer_ids(kri_nearest *nearest, const kr_world *w, kr_table_id table)
{
    const kri_table_head *head = kri_world_table_const(w, table);
    for (uint32_t row = 0; row < head->count; row++)
        kri_spelling_offer(nearest, kr_world_text(w, head->id[row]));
}

/* "the cargo "grian" is not in cargo.csv; did you mean "grain"?" */
static kr_status complain_unknown(kr_job *job, const kr_world *w, uint32_t row, const char *what, const char *id, const char *is_not,
                                  const kri_nearest *nearest)
{
    return complain(job, w, row, kri_job_format(job, "%s\"%.60s\" %s%s%s%s", what, id, is_not, nearest->name ? "; did you mean \"" : "",
                                                nearest->name ? nearest->name : "", nearest->name ? "\"?" : ""));
}

static kr_status mark_id(marker *m, const item *i, const char *id)
{
    static const kr_table_id tables[] = { KR_LINK, KR_SERVICE, KR_BORDER, KR_TERMINAL };
    const kr_world *w = m->network->world;
    kri_nearest nearest = nearest_to(id);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        uint32_t row = kr_world_find(w, tables[t], id);
        if (row != KR_NONE) {
            mark_rows(m, tables[t], row, i);
            return KR_OK;
        }
    }
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        offer_ids(&nearest, w, tables[t]);
    return complain_unknown(m->job, w, m->row, "", id, "is no link, service, border or terminal", &nearest);
}

static int is_country(const kr_world *w, uint32_t name)
{
    for (uint32_t i = 0; i < w->node.count; i++)
        if (w->node.country[i] == name)
            return 1;
    return 0;
}

static kr_status mark_at(marker *m, const item *i)
{
    const kr_world *w = m->network->world;
    char *where = kri_job_copy(m->job, i->where.start, i->where.length);
    uint32_t name = kri_names_find(&w->text->names, i->where), place = where ? kr_world_find(w, KR_NODE, where) : KR_NONE;
    int mode = kri_word_find(kri_mode_words, i->what), is_end = kri_span_is(i->what, "end");
    if (!where)
        return KR_E_MEMORY;
    if (mode < 0 && !is_end)
        return complain(m->job, w, m->row, kri_job_format(m->job, "\"%.*s@%s\": before the @ stands road, rail, sea, air, pipeline or end",
                                                          (int)i->what.length, i->what.start, where));
    if (place == KR_NONE && (is_end || name == KRI_NO_NAME || !is_country(w, name)))
        return complain(m->job, w, m->row, kri_job_format(m->job, "\"%s\" is no place%s", where, is_end ? "" : " and no country of node.csv"));
    if (is_end)
        return mark_end(m, place, i->factor);
    mark_mode(m, (kr_mode)mode, place, name, i->factor);
    return KR_OK;
}

static kr_status mark_list(marker *m, const kr_lists *lists)
{
    const kr_world *w = m->network->world;
    for (uint32_t k = lists->first[m->row]; k < lists->first[m->row + 1]; k++) {
        item i;
        KR_TRY(read_item(m->job, w, m->row, lists->item[k], &i));
        if (i.where.start) {
            KR_TRY(mark_at(m, &i));
            continue;
        }
        char *id = kri_job_copy(m->job, i.what.start, i.what.length);
        KR_TRY(id ? mark_id(m, &i, id) : KR_E_MEMORY);
    }
    return KR_OK;
}

/* ---- the other words of a count ---- */

static kr_status check_series(kr_job *job, const kr_world *w, uint32_t row)
{
    const char *id = kr_world_text(w, w->count.series[row]);
    kri_nearest nearest = nearest_to(id);
    for (uint32_t i = 0; i < w->series.count; i++) {
        if (w->series.id[i] == w->count.series[row])
            return KR_OK;
        kri_spelling_offer(&nearest, kr_world_text(w, w->series.id[i]));
    }
    return complain_unknown(job, w, row, "the series ", id, "is not in series.csv", &nearest);
}

static kr_status check_cargoes(kr_job *job, const kr_world *w, uint32_t row)
{
    const kr_lists *l = &w->count.cargoes;
    for (uint32_t k = l->first[row]; k < l->first[row + 1]; k++) {
        const char *id = kr_world_text(w, l->item[k]);
        kri_nearest nearest = nearest_to(id);
        if (kr_world_find(w, KR_CARGO, id) != KR_NONE)
            continue;
        offer_ids(&nearest, w, KR_CARGO);
        return complain_unknown(job, w, row, "the cargo ", id, "is not in cargo.csv", &nearest);
    }
    return KR_OK;
}

kr_status kri_tally_make(kr_job *job, const kr_network *network, uint32_t row, kri_tally *tally)
{
    const kr_world *w = network->world;
    marker over = { .job = job, .network = network, .row = row }, also = over;
    *tally = (kri_tally){ .row = row };
    KR_TRY(check_series(job, w, row));
    KR_TRY(check_cargoes(job, w, row));
    KRI_NEW(job, over.arc, network->graph.arcs);
    KR_TRY(mark_list(&over, &w->count.over));
    tally->arc = over.arc;
    tally->end = over.end;
    if (w->count.also.first[row] == w->count.also.first[row + 1])
        return KR_OK;
    KRI_NEW(job, also.arc, network->graph.arcs);
    KRI_NEW(job, tally->also, network->graph.arcs);
    KR_TRY(mark_list(&also, &w->count.also));
    for (uint32_t a = 0; a < network->graph.arcs; a++)
        tally->also[a] = also.arc[a] > 0;
    return KR_OK;
}

/* ---- counting ---- */

static int list_is_empty(const kr_lists *l, uint32_t row)
{
    return l->first[row] == l->first[row + 1];
}

/* "KZ": an end is there; "!KZ": no end is. */
static int ends_fit(const kr_world *w, uint32_t row, const kr_prior_row *r)
{
    const kr_lists *l = &w->count.ends;
    int must = 0, has = 0;
    for (uint32_t k = l->first[row]; k < l->first[row + 1]; k++) {
        const char *area = kr_world_text(w, l->item[k]);
        int is_not = *area == '!';
        int is_end = strcmp(area + is_not, kr_world_text(w, r->from)) == 0 || strcmp(area + is_not, kr_world_text(w, r->to)) == 0;
        if (is_not && is_end)
            return 0;
        must |= !is_not;
        has |= !is_not && is_end;
    }
    return !must || has;
}

int kri_tally_takes(const kr_world *world, const kri_tally *tally, const kr_prior_row *row)
{
    const kr_counts *c = &world->count;
    uint32_t k = tally->row;
    return ends_fit(world, k, row) && (list_is_empty(&c->origins, k) || kri_list_has(world, &c->origins, k, row->from))
           && (list_is_empty(&c->destinations, k) || kri_list_has(world, &c->destinations, k, row->to))
           && (list_is_empty(&c->cargoes, k) || kri_list_has(world, &c->cargoes, k, world->cargo.id[row->cargo]));
}

static double factor_of_way(const kri_tally *t, const kr_freight_way *way, double at_end)
{
    double factor = at_end;
    int passes = !t->also;
    for (uint32_t i = 0; i < way->arcs; i++) {
        factor = fmax(factor, t->arc[way->arc[i]]);
        passes |= t->also && t->also[way->arc[i]];
    }
    return passes ? factor : 0;
}

double kri_tally_share(const kri_tally *tally, const kr_prior_row *row, const kr_freight_pair *pair, double units_t)
{
    double sum = 0, at_end = tally->end ? fmax(tally->end[row->origin], tally->end[row->destination]) : 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        sum += pair->way[w].share * factor_of_way(tally, &pair->way[w], at_end);
    return sum * units_t;
}

kr_status kri_tally_units(kr_job *job, const kr_world *world, uint32_t date, double **units_t)
{
    KRI_NEW(job, *units_t, (size_t)world->cargo.count * KRI_COUNT_UNITS);
    for (uint32_t cargo = 0; cargo < world->cargo.count; cargo++) {
        kr_shipment shipment = { .cargo = kr_world_text(world, world->cargo.id[cargo]), .date = date };
        double *u = *units_t + (size_t)cargo * KRI_COUNT_UNITS;
        kr_consignment c;
        KR_TRY(kr_consignment_make(job, world, &shipment, &c));
        u[KR_COUNT_T] = 1;
        if (!(c.tonnes > 0))
            continue;
        u[KR_COUNT_TEU] = c.form == KR_BOXES ? (2 * c.feu + c.teu) / c.tonnes : 0;
        u[KR_COUNT_TRUCK] = isfinite(c.trucks) ? c.trucks / c.tonnes : 0;
        u[KR_COUNT_WAGON] = isfinite(c.wagons) ? c.wagons / c.tonnes : 0;
    }
    return KR_OK;
}
