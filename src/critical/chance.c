/* chance.c: draws years of closures. */
#include "critical/chance.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- random streams: a number is a function of seed, draw, process and place in the stream, and of nothing else ---- */

static uint64_t mix(uint64_t z)
{
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

typedef struct stream {
    uint64_t key, place;
} stream;

static stream stream_of(uint64_t seed, uint64_t draw, uint64_t process)
{
    return (stream){ mix(mix(mix(seed) + draw) + process), 0 };
}

/* A span of time without memory. */
static double span(stream *s, double mean)
{
    double uniform = ((double)(mix(s->key + mix(s->place++)) >> 12) + 0.5) / 4503599627370496.0;
    return -mean * log(uniform);
}

/* ---- the spells of a year ---- */

typedef struct spell {
    double begin_h, end_h;
    uint32_t process;
} spell;

typedef struct event {
    double at_h;
    uint32_t process;
    int is_end;
} event;

typedef struct year {
    event *event;
    size_t events, room;
    uint32_t *closed;           /* [processes] closed now, rising */
    uint32_t count;
} year;

static uint32_t month_at(double hour)
{
    static const double first[12] = { 0, 744, 1416, 2160, 2880, 3624, 4344, 5088, 5832, 6552, 7296, 8016 };
    uint32_t month = 0;
    if (hour < 0)
        hour += KRI_YEAR_H;
    while (month < 11 && hour >= first[month + 1])
        month++;
    return month;
}

static kr_status add_spell(kr_job *job, year *y, spell s)
{
    KR_TRY(kri_job_grow(job, &y->event, &y->room, y->events + 2, sizeof *y->event));
    y->event[y->events++] = (event){ s.begin_h > 0 ? s.begin_h : 0, s.process, 0 };
    y->event[y->events++] = (event){ s.end_h, s.process, 1 };
    return KR_OK;
}

/* It begins a year before, so that what was closed at the turn of the year is closed. */
static kr_status draw_process(kr_job *job, const kri_process *p, uint32_t number, stream s, year *y, size_t *spells)
{
    for (double at = span(&s, p->open_h) - KRI_YEAR_H; at < KRI_YEAR_H; at += span(&s, p->open_h)) {
        if (!(p->months >> month_at(at) & 1))
            continue;
        double end = at + span(&s, p->shut_h);
        if (end > 0)
            KR_TRY(add_spell(job, y, (spell){ at, end, number }));
        *spells += at >= 0;
        at = end;
    }
    return KR_OK;
}

static int by_time(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->at_h != y->at_h)
        return x->at_h < y->at_h ? -1 : 1;
    if (x->process != y->process)
        return x->process < y->process ? -1 : 1;
    return x->is_end - y->is_end;
}

/* ---- sets, each kept once ---- */

static uint64_t hash_of(const uint32_t *process, uint32_t count)
{
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++)
        hash = mix(hash + process[i]);
    return hash;
}

static kr_status widen_slots(kr_job *job, kri_years *y)
{
    if (2 * (y->sets + 1) < y->slots)
        return KR_OK;
    y->slots = y->slots ? 4 * y->slots : 1024;
    KRI_NEW(job, y->slot, y->slots);
    for (size_t i = 0; i < y->sets; i++) {
        size_t at = hash_of(y->set[i].process, y->set[i].processes) % y->slots;
        while (y->slot[at])
            at = (at + 1) % y->slots;
        y->slot[at] = (uint32_t)i + 1;
    }
    return KR_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static kr_status fill_set(kr_job *job, const kri_years *y, const uint32_t *process, uint32_t count, kri_closed_set *set)
{
    uint32_t all = 0;
    for (uint32_t i = 0; i < count; i++)
        all += y->process[process[i]].elements;
    *set = (kri_closed_set){ .processes = count };
    KRI_NEW(job, set->process, count);
    KRI_NEW(job, set->element, all);
    if (!count)
        return KR_OK;
    memcpy(set->process, process, count * sizeof *process);
    all = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < y->process[process[i]].elements; k++)
            set->element[all++] = y->process[process[i]].element[k];
    qsort(set->element, all, sizeof *set->element, by_number);
    for (uint32_t i = 0; i < all; i++)
        if (!i || set->element[i] != set->element[set->elements - 1])
            set->element[set->elements++] = set->element[i];
    return KR_OK;
}

static kr_status number_set(kr_job *job, kri_years *y, const uint32_t *process, uint32_t count, uint32_t *number)
{
    KR_TRY(widen_slots(job, y));
    size_t at = hash_of(process, count) % y->slots;
    for (; y->slot[at]; at = (at + 1) % y->slots) {
        const kri_closed_set *s = &y->set[y->slot[at] - 1];
        if (s->processes == count && (!count || memcmp(s->process, process, count * sizeof *process) == 0)) {
            *number = y->slot[at] - 1;
            return KR_OK;
        }
    }
    KR_TRY(kri_job_grow(job, &y->set, &y->set_room, y->sets + 1, sizeof *y->set));
    KR_TRY(fill_set(job, y, process, count, &y->set[y->sets]));
    *number = (uint32_t)y->sets;
    y->slot[at] = (uint32_t)++y->sets;
    return KR_OK;
}

/* ---- what is closed from when to when ---- */

static void apply(year *y, event e)
{
    uint32_t i = 0;
    while (i < y->count && y->closed[i] < e.process)
        i++;
    int is_closed = i < y->count && y->closed[i] == e.process;
    if (is_closed && e.is_end) {
        memmove(y->closed + i, y->closed + i + 1, (--y->count - i) * sizeof *y->closed);
    } else if (!is_closed && !e.is_end) {
        memmove(y->closed + i + 1, y->closed + i, (y->count++ - i) * sizeof *y->closed);
        y->closed[i] = e.process;
    }
}

static kr_status add_change(kr_job *job, kri_years *years, const year *y, double at_h)
{
    uint32_t set;
    KR_TRY(number_set(job, years, y->closed, y->count, &set));
    KR_TRY(kri_job_grow(job, &years->change, &years->change_room, years->changes + 1, sizeof *years->change));
    years->change[years->changes++] = (kri_change){ at_h, set };
    return KR_OK;
}

/* The turn of the year parts what counts from what is only waited for. */
static kr_status tell_changes(kr_job *job, kri_years *years, year *y)
{
    int has_turned = 0;
    y->count = 0;
    for (size_t i = 0; i < y->events; i++) {
        if (!has_turned && y->event[i].at_h > KRI_YEAR_H) {
            KR_TRY(add_change(job, years, y, KRI_YEAR_H));
            has_turned = 1;
        }
        apply(y, y->event[i]);
        if (i + 1 == y->events || y->event[i + 1].at_h > y->event[i].at_h)
            KR_TRY(add_change(job, years, y, y->event[i].at_h));
    }
    return KR_OK;
}

kr_status kri_years_draw(kr_job *job, const kr_chance_options *o, kri_years *years)
{
    year y = { 0 };
    uint32_t nothing;
    KRI_NEW(job, years->first, (size_t)o->draws + 1);
    KRI_NEW(job, y.closed, years->processes);
    KR_TRY(number_set(job, years, NULL, 0, &nothing));
    for (uint32_t d = 0; d < o->draws; d++) {
        KR_TRY(kr_job_check(job));
        y.events = 0;
        for (uint32_t p = 0; p < years->processes; p++)
            KR_TRY(draw_process(job, &years->process[p], p, stream_of(o->seed, d, years->process[p].key), &y, &years->spells));
        if (y.events)
            qsort(y.event, y.events, sizeof *y.event, by_time);
        KR_TRY(tell_changes(job, years, &y));
        years->first[d + 1] = years->changes;
    }
    return KR_OK;
}
