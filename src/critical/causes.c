/* causes.c: the weather and the disruptions of a world, as things that close and open by themselves. */
#include "critical/chance.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static kr_status begin_process(kr_job *job, kri_years *y, kri_process process)
{
    KR_TRY(kri_job_grow(job, &y->process, &y->process_room, y->processes + 1, sizeof *y->process));
    y->process[y->processes++] = process;
    return KR_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void close_with(kri_process *p, uint32_t element)
{
    for (uint32_t i = 0; i < p->elements; i++)
        if (p->element[i] == element)
            return;
    p->element[p->elements++] = element;
    qsort(p->element, p->elements, sizeof *p->element, by_number);
}

static uint32_t element_at(const kr_critical *c, kr_element_kind kind, uint32_t row)
{
    for (size_t e = 0; e < c->elements; e++)
        if (c->element[e].kind == kind && c->element[e].row == row)
            return (uint32_t)e;
    return KR_NONE;
}

#define LEAST_H 1.0             /* that anything is open between two closures */

static uint32_t hours_of(uint32_t months)
{
    static const uint32_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    uint32_t hours = 0;
    for (int m = 0; m < 12; m++)
        hours += months >> m & 1 ? 24 * days[m] : 0;
    return hours;
}

/* ---- weather: the time still to wait has no memory, so a storm is as long as that in the mean ---- */

static kr_status add_weather(kr_job *job, const kr_critical *c, const kr_shared_states *s, uint32_t row, kri_years *y)
{
    double share = s->share[row];
    kri_process p = { .key = (uint64_t)1 << 63 | row, .shut_h = s->extra_h[row], 
                      .open_h = fmax(LEAST_H, s->extra_h[row] * (1 - share) / share), .months = s->months[row] };
    if (s->kind[row] != KR_WEATHER || !(share > 0) || !(p.shut_h > 0))
        return KR_OK;
    KRI_NEW(job, p.element, s->nodes.first[row + 1] - s->nodes.first[row]);
    for (uint32_t i = s->nodes.first[row]; i < s->nodes.first[row + 1]; i++) {
        uint32_t e = element_at(c, KR_ELEMENT_PORT, s->nodes.item[i]);
        if (e != KR_NONE)
            close_with(&p, e);
    }
    return p.elements ? begin_process(job, y, p) : KR_OK;
}

/* ---- disruptions ---- */

static const kr_element_kind kind_of_disrupted[] = { KR_ELEMENT_BORDER, KR_ELEMENT_BORDER, KR_ELEMENT_FERRY, KR_ELEMENT_PORT, KR_ELEMENT_LINK };
static const kr_table_id table_of_disrupted[] = { KR_BORDER, KR_BORDER, KR_SERVICE, KR_NODE, KR_LINK };

static int sails_on(const kr_critical *c, const kr_element *e, uint32_t service)
{
    for (uint32_t i = 0; i < e->arcs; i++)
        if (c->network->row[e->arc[i]] == service)
            return 1;
    return 0;
}

/* The element of a member by its id; KR_NONE when it is not open. A service means its line. */
static uint32_t element_named(const kr_critical *c, const kr_world *w, kr_disrupted kind, const char *id)
{
    uint32_t row = kr_world_find(w, table_of_disrupted[kind], id);
    if (kind != KR_DISRUPTED_FERRY)
        return element_at(c, kind_of_disrupted[kind], row);
    for (size_t e = 0; e < c->elements; e++)
        if (c->element[e].kind == KR_ELEMENT_FERRY && sails_on(c, &c->element[e], row))
            return (uint32_t)e;
    return KR_NONE;
}

static int is_of_kind(const kr_critical *c, const kr_element *e, kr_disrupted kind)
{
    const uint8_t *mode = c->network->world->border.mode;
    if (e->kind != kind_of_disrupted[kind])
        return 0;
    return e->kind != KR_ELEMENT_BORDER || mode[e->row] == (kind == KR_DISRUPTED_ROAD_BORDER ? KR_ROAD : KR_RAIL);
}

static kr_status mark_named(kr_job *job, const kr_critical *c, const kr_world *w, kr_disrupted kind, uint8_t **is_named)
{
    const kr_disruptions *d = &w->disruption;
    KRI_NEW(job, *is_named, c->elements);
    for (uint32_t row = 0; row < d->count; row++)
        for (uint32_t i = d->members.first[row]; d->kind[row] == kind && i < d->members.first[row + 1]; i++) {
            uint32_t e = element_named(c, w, kind, kr_world_text(w, d->members.item[i]));
            if (e != KR_NONE)
                (*is_named)[e] = 1;
        }
    return KR_OK;
}

static kri_process process_of(const kr_disruptions *d, uint32_t row)
{
    double months_h = hours_of(d->months[row]), shut_h = 24 * d->days[row];
    return (kri_process){ .shut_h = shut_h, .open_h = fmax(LEAST_H, months_h / d->closures_yr[row] - shut_h), .months = d->months[row] };
}

static kr_status add_alone(kr_job *job, const kr_critical *c, const kr_disruptions *d, uint32_t row, uint32_t element, kri_years *y)
{
    kri_process p = process_of(d, row);
    p.key = (uint64_t)row << 32 | c->element[element].row;
    KRI_NEW(job, p.element, 1);
    close_with(&p, element);
    return begin_process(job, y, p);
}

static kr_status add_each(kr_job *job, const kr_critical *c, const kr_world *w, uint32_t row, kri_years *y)
{
    uint8_t *is_named;
    kr_disrupted kind = (kr_disrupted)w->disruption.kind[row];
    KR_TRY(mark_named(job, c, w, kind, &is_named));
    for (size_t e = 0; e < c->elements; e++)
        if (is_of_kind(c, &c->element[e], kind) && !is_named[e])
            KR_TRY(add_alone(job, c, &w->disruption, row, (uint32_t)e, y));
    return KR_OK;
}

static kr_status add_named(kr_job *job, const kr_critical *c, const kr_world *w, uint32_t row, kri_years *y)
{
    const kr_disruptions *d = &w->disruption;
    kri_process together = process_of(d, row);
    together.key = (uint64_t)row << 32 | KR_NONE;
    KRI_NEW(job, together.element, d->members.first[row + 1] - d->members.first[row]);
    for (uint32_t i = d->members.first[row]; i < d->members.first[row + 1]; i++) {
        uint32_t e = element_named(c, w, (kr_disrupted)d->kind[row], kr_world_text(w, d->members.item[i]));
        if (e == KR_NONE)
            continue;
        if (d->together[row])
            close_with(&together, e);
        else
            KR_TRY(add_alone(job, c, d, row, e, y));
    }
    return together.elements ? begin_process(job, y, together) : KR_OK;
}

kr_status kri_causes_find(kr_job *job, const kr_critical *c, const kr_world *w, kri_years *y)
{
    for (uint32_t row = 0; row < w->state.count; row++)
        KR_TRY(add_weather(job, c, &w->state, row, y));
    for (uint32_t row = 0; row < w->disruption.count; row++) {
        if (!(w->disruption.closures_yr[row] > 0))
            continue;
        int is_named = w->disruption.members.first[row + 1] > w->disruption.members.first[row];
        KR_TRY(is_named ? add_named(job, c, w, row, y) : add_each(job, c, w, row, y));
    }
    return KR_OK;
}
