/*
 * changes.c: which arcs may cost something else than in another world of the same folder. A bill (arc.c) reads the rows of its arc, the
 * rates of the countries at its ends, and what holds everywhere.
 */
#include "changes.h"

#include "base/arena.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

/* Read row by row; and those of which one row may concern every arc. */
static const kr_table_id read_by_row[] = { KR_LINK, KR_BORDER, KR_BORDER_HOURS, KR_TERMINAL, KR_SERVICE, KR_TARIFF };
static const kr_table_id read_by_all[] = { KR_NODE, KR_CURRENCY, KR_SPEED, KR_CARGO, KR_EMISSION, KR_STATE };

typedef struct comparison {
    const kr_network *now, *then;
    uint8_t *row[KR_TABLES];        /* [rows] 1: it differs; of a border also when its hours do */
    uint8_t *at_node;               /* [nodes] 1: the rates of its country differ */
    int port_papers;                /* 1: those of some port differ */
} comparison;

/* ---- rows ---- */

static const char *column_of(const kri_table_head *table, const kri_column *column)
{
    return *(const char *const *)((const char *)table + column->offset);
}

static int is_list(const kri_column *column)
{
    return column->kind == KRI_REFS || column->kind == KRI_TEXTS || column->kind == KRI_CODES;
}

static int is_same_list(const kri_table_head *a, const kri_table_head *b, const kri_column *column)
{
    const kr_lists *p = (const void *)((const char *)a + column->offset), *q = (const void *)((const char *)b + column->offset);
    return p->first == q->first && p->item == q->item;
}

/* Marks the rows in which the columns differ. 0: they are not to be compared. */
static int mark_column(const kri_table_head *a, const kri_table_head *b, const kri_column *column, uint8_t *differs)
{
    if (is_list(column))
        return is_same_list(a, b, column);
    const char *p = column_of(a, column), *q = column_of(b, column);
    size_t bytes = kri_kind_bytes(column->kind);
    if (p == q)
        return 1;
    for (uint32_t row = 0; row < a->count && p && q; row++)
        differs[row] |= memcmp(p + row * bytes, q + row * bytes, bytes) != 0;
    return p && q;
}

static kr_status mark_rows(kr_job *job, comparison *c, kr_table_id table, int *is_known)
{
    const kri_table_head *a = kri_world_table_const(c->now->world, table), *b = kri_world_table_const(c->then->world, table);
    *is_known = a->count == b->count;
    KRI_NEW(job, c->row[table], a->count);
    for (size_t i = 0; i < kri_tables[table].columns && *is_known; i++)
        *is_known = mark_column(a, b, &kri_tables[table].column[i], c->row[table]);
    return KR_OK;
}

static int any_differs(const comparison *c, kr_table_id table)
{
    return memchr(c->row[table], 1, kri_world_table_const(c->now->world, table)->count) != NULL;
}

/* ---- what follows from rows ---- */

/* Hours are read through their border; a port's border stands on no link. */
static void follow_hours(comparison *c)
{
    const kr_world *w = c->now->world;
    for (uint32_t row = 0; row < w->border_hours.count; row++)
        if (c->row[KR_BORDER_HOURS][row] && w->border_hours.border[row] != KR_NONE)
            c->row[KR_BORDER][w->border_hours.border[row]] = 1;
    for (uint32_t b = 0; b < w->border.count; b++)
        c->port_papers |= c->row[KR_BORDER][b] && w->border.link[b] == KR_NONE;
}

/* A rate that one country asks for everything in it, by the kilometre or on entry. */
static int is_plain_rate(const kr_world *w, uint32_t row)
{
    const kr_tariffs *t = &w->tariff;
    return t->from[row] == KR_NONE && t->to[row] == KR_NONE && isnan(t->from_km[row]) && isnan(t->to_km[row]) && t->country[row]
           && strcmp(kr_world_text(w, t->country[row]), "*") != 0;
}

static void mark_country(comparison *c, uint32_t country)
{
    for (uint32_t v = 0; v < c->now->graph.nodes; v++)
        c->at_node[v] |= c->now->country[v] == country;
}

/* 0: a price for a stretch, between places or for everybody has changed, which reaches further than to a country's arcs. */
static int follow_rates(comparison *c)
{
    const kr_world *now = c->now->world, *then = c->then->world;
    uint32_t last = 0;
    for (uint32_t row = 0; row < now->tariff.count; row++) {
        uint32_t country = now->tariff.country[row];
        if (!c->row[KR_TARIFF][row])
            continue;
        if (!is_plain_rate(now, row) || !is_plain_rate(then, row) || then->tariff.country[row] != country)
            return 0;
        if (country != last)
            mark_country(c, country);
        last = country;
    }
    return 1;
}

/* ---- arcs ---- */

static int any_of_change(const comparison *c, uint32_t row)
{
    for (; row != KR_NONE; row = c->now->same_change[row])
        if (c->row[KR_TERMINAL][row])
            return 1;
    return 0;
}

static int rows_differ(const comparison *c, uint32_t a)
{
    uint32_t row = c->now->row[a];
    switch ((kr_arc_kind)c->now->kind[a]) {
    case KR_ARC_BORDER: return c->row[KR_BORDER][row];
    case KR_ARC_TRANSFER: return any_of_change(c, row);
    case KR_ARC_SAIL:
    case KR_ARC_THROUGH: return c->row[KR_SERVICE][row];
    case KR_ARC_BOARD:
    case KR_ARC_ALIGHT: return c->row[KR_SERVICE][row] || c->port_papers;
    default: return 0;
    }
}

static int arc_differs(const comparison *c, uint32_t a)
{
    const kr_network *n = c->now;
    return n->open[a] != c->then->open[a] || n->km[a] != c->then->km[a] || (n->link[a] != KR_NONE && c->row[KR_LINK][n->link[a]])
           || c->at_node[n->graph.tail[a]] || c->at_node[n->graph.head[a]] || rows_differ(c, a);
}

/* ---- the call ---- */

static int is_same(const void *a, const void *b, size_t bytes)
{
    return a == b || memcmp(a, b, bytes) == 0;
}

/* But for what is open and how long it is. */
static int is_same_network(const kr_network *a, const kr_network *b)
{
    size_t nodes = a->graph.nodes, arcs = a->graph.arcs, places = a->world->node.count;
    return places == b->world->node.count && a->world->terminal.count == b->world->terminal.count && is_same(a->place, b->place, nodes * sizeof *a->place)
           && is_same(a->layer, b->layer, nodes) && is_same(a->no_wait, b->no_wait, nodes) && is_same(a->country, b->country, nodes * sizeof *a->country)
           && is_same(a->by_road, b->by_road, places) && is_same(a->link, b->link, arcs * sizeof *a->link) && is_same(a->forward, b->forward, arcs)
           && is_same(a->enters, b->enters, arcs)
           && is_same(a->same_change, b->same_change, a->world->terminal.count * sizeof *a->same_change);
}

static kr_status compare_tables(kr_job *job, comparison *c, int *is_known)
{
    *is_known = c->now->world->text == c->then->world->text && is_same_network(c->now, c->then);
    for (size_t i = 0; i < sizeof read_by_row / sizeof *read_by_row && *is_known; i++)
        KR_TRY(mark_rows(job, c, read_by_row[i], is_known));
    for (size_t i = 0; i < sizeof read_by_all / sizeof *read_by_all && *is_known; i++) {
        KR_TRY(mark_rows(job, c, read_by_all[i], is_known));
        *is_known = *is_known && !any_differs(c, read_by_all[i]);
    }
    return KR_OK;
}

kr_status kri_cost_changes(kr_job *job, const kr_network *now, const kr_network *then, uint8_t **changed, size_t *count)
{
    comparison c = { .now = now, .then = then };
    int is_known;
    *changed = NULL;
    *count = now->graph.arcs;
    KR_TRY(compare_tables(job, &c, &is_known));
    if (!is_known)
        return KR_OK;
    KRI_NEW(job, c.at_node, now->graph.nodes);
    follow_hours(&c);
    if (!follow_rates(&c))
        return KR_OK;
    KRI_NEW(job, *changed, now->graph.arcs);
    *count = 0;
    for (uint32_t a = 0; a < now->graph.arcs; a++)
        *count += (*changed)[a] = (uint8_t)arc_differs(&c, a);
    return KR_OK;
}
