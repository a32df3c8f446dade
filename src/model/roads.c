/* roads.c: demand is sorted, roads are checked, places are found by name. */
#include <keruen/model_roads.h>

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static kr_status check_pairs(kr_job *job, uint32_t zones, size_t pairs, const uint32_t *from, const uint32_t *to,
                             const double *amount)
{
    for (size_t i = 0; i < pairs; i++) {
        if (from[i] >= zones || to[i] >= zones)
            return kr_fail(job, KR_E_INPUT, "pair %zu joins zones %u and %u, but there are only %u zones, counted from 0",
                           i, from[i], to[i], zones);
        if (!(amount[i] >= 0) || !isfinite(amount[i]))
            return kr_fail(job, KR_E_INPUT, "pair %zu: demand %g is not a finite number from 0 up", i, amount[i]);
    }
    return KR_OK;
}

/* Counting sort of 0 .. pairs-1, taken in the order of `former` (NULL: as they come), by key. */
static void sort_by(const uint32_t *key, const size_t *former, size_t pairs, uint32_t keys, size_t *first, size_t *order)
{
    memset(first, 0, ((size_t)keys + 1) * sizeof *first);
    for (size_t i = 0; i < pairs; i++)
        first[key[i] + 1]++;
    for (uint32_t k = 0; k < keys; k++)
        first[k + 1] += first[k];
    for (size_t i = 0; i < pairs; i++) {
        size_t pair = former ? former[i] : i;
        order[first[key[pair]]++] = pair;
    }
}

static kr_status order_pairs(kr_job *job, uint32_t zones, size_t pairs, const uint32_t *from, const uint32_t *to,
                             size_t **order)
{
    size_t *by_to, *first;
    KRI_NEW(job, *order, pairs);
    KRI_NEW(job, by_to, pairs);
    KRI_NEW(job, first, (size_t)zones + 1);
    sort_by(to, NULL, pairs, zones, first, by_to);
    sort_by(from, by_to, pairs, zones, first, *order);
    return KR_OK;
}

/* Lays the ordered pairs down, neighbours that are the same pair as one; returns how many there are. */
static size_t lay_down(size_t pairs, const size_t *order, const uint32_t *from, const uint32_t *to, const double *amount,
                       size_t *first, uint32_t *new_to, double *new_amount, size_t *doubled)
{
    size_t n = 0;
    uint32_t last_from = KR_NONE;
    for (size_t k = 0; k < pairs; k++) {
        size_t i = order[k];
        if (amount[i] == 0)
            continue;
        if (n && from[i] == last_from && to[i] == new_to[n - 1]) {
            new_amount[n - 1] += amount[i];
            ++*doubled;
            continue;
        }
        last_from = from[i];
        first[from[i] + 1]++;
        new_to[n] = to[i];
        new_amount[n++] = amount[i];
    }
    return n;
}

kr_status kr_demand_build(kr_job *job, uint32_t zones, size_t pairs, const uint32_t *from, const uint32_t *to,
                          const double *amount, kr_demand *demand, size_t *doubled)
{
    size_t *first, *order, twice = 0;
    uint32_t *new_to;
    double *new_amount;
    KR_TRY(check_pairs(job, zones, pairs, from, to, amount));
    KRI_NEW(job, first, (size_t)zones + 1);
    KRI_NEW(job, new_to, pairs);
    KRI_NEW(job, new_amount, pairs);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(order_pairs(job, zones, pairs, from, to, &order));
    size_t kept = lay_down(pairs, order, from, to, amount, first, new_to, new_amount, &twice);
    kri_job_release(job, mark);
    for (uint32_t z = 0; z < zones; z++)
        first[z + 1] += first[z];
    double total = 0;
    for (size_t i = 0; i < kept; i++)
        total += new_amount[i];
    *demand = (kr_demand){ zones, first, new_to, new_amount, total };
    if (doubled)
        *doubled = twice;
    return KR_OK;
}

const char *kr_roads_link_called(const kr_roads *roads, uint32_t link, char text[KR_LINK_BYTES])
{
    uint32_t i = roads->tail[link], j = roads->head[link];
    char number[24];
    snprintf(number, sizeof number, "%u", link + 1);
    const char *name = roads->link_name ? roads->link_name[link] : number;
    if (roads->node_name)
        snprintf(text, KR_LINK_BYTES, "link %.30s (%.40s to %.40s)", name, roads->node_name[i], roads->node_name[j]);
    else if (roads->node_id)
        snprintf(text, KR_LINK_BYTES, "link %.30s (%llu to %llu)", name, (unsigned long long)roads->node_id[i], (unsigned long long)roads->node_id[j]);
    else
        snprintf(text, KR_LINK_BYTES, "link %.30s", name);
    return text;
}

static const char *range_problem(const kr_roads *r, uint32_t a)
{
    double alpha = r->alpha[a], power = r->power[a];
    kr_delay kind = r->delay ? (kr_delay)r->delay[a] : KR_DELAY_BPR;
    if (!(r->free_time[a] >= 0) || !isfinite(r->free_time[a]))
        return "the free time is not a finite number from 0 up";
    if (!(r->capacity[a] > 0))
        return "the capacity is not above zero; close the link instead";
    if (!(alpha >= 0) || !isfinite(alpha) || !(power >= 0) || !isfinite(power))
        return "a parameter of the delay is not a finite number from 0 up";
    if (kind >= KR_DELAY_KINDS)
        return "there is no such kind of delay";
    if (kind == KR_DELAY_CONICAL && !(alpha > 1))
        return "the conical delay needs alpha above 1";
    if (kind != KR_DELAY_BPR && kind != KR_DELAY_TABLE && !isfinite(r->capacity[a]))
        return "this kind of delay needs a finite capacity";
    if (kind == KR_DELAY_TABLE && (!r->curve_of || r->curve_of[a] >= r->curve_count))
        return "the delay is a table and none is given";
    if (r->limit && !(r->limit[a] > 0))
        return "the limit is not above zero; close the link instead";
    if ((r->length && !isfinite(r->length[a])) || (r->toll && !isfinite(r->toll[a])))
        return "the length or the toll is not a finite number";
    return NULL;
}

static kr_status check_curves(kr_job *job, const kr_roads *roads)
{
    for (uint32_t k = 0; k < roads->curve_count; k++) {
        const kr_curve *c = &roads->curves[k];
        if (c->points < 2 || c->x[0] != 0 || !(c->multiple[0] >= 0))
            return kr_fail(job, KR_E_INPUT, "curve %u: it needs two points or more, the first at 0 and not below zero", k + 1);
        for (uint32_t i = 1; i < c->points; i++)
            if (!(c->x[i] > c->x[i - 1]) || !(c->multiple[i] >= c->multiple[i - 1]) || !isfinite(c->x[i] + c->multiple[i]))
                return kr_fail(job, KR_E_INPUT, "curve %u, point %u: x must rise and the multiple must not fall", k + 1, i + 1);
    }
    return KR_OK;
}

kr_status kr_roads_check(kr_job *job, const kr_roads *roads)
{
    char name[KR_LINK_BYTES];
    KR_TRY(check_curves(job, roads));
    for (uint32_t z = 0; z < roads->zones; z++)
        if (roads->zone_node[z] >= roads->nodes)
            return kr_fail(job, KR_E_INPUT, "zone %u lies at node %u, but there are only %u nodes, counted from 0", z,
                           roads->zone_node[z], roads->nodes);
    for (uint32_t a = 0; a < roads->links; a++) {
        if (roads->tail[a] >= roads->nodes || roads->head[a] >= roads->nodes)
            return kr_fail(job, KR_E_INPUT, "link %u joins nodes %u and %u, but there are only %u nodes, counted from 0",
                           a + 1, roads->tail[a], roads->head[a], roads->nodes);
        const char *problem = range_problem(roads, a);
        if (problem)
            return kr_fail(job, KR_E_INPUT, "%s: %s", kr_roads_link_called(roads, a, name), problem);
    }
    return KR_OK;
}

static int is_called(const kr_roads *roads, uint32_t node, const char *name, uint64_t id, int is_number)
{
    return roads->node_name ? strcmp(roads->node_name[node], name) == 0 : is_number && roads->node_id[node] == id;
}

uint32_t kr_roads_find_node(const kr_roads *roads, const char *name)
{
    uint64_t id = 0;
    int is_number = kri_number_parse_u64(kri_span_of(name), &id);
    for (uint32_t i = 0; i < roads->nodes; i++)
        if (is_called(roads, i, name, id, is_number))
            return i;
    return KR_NONE;
}

uint32_t kr_roads_find_zone(const kr_roads *roads, const char *name)
{
    uint64_t id = 0;
    int is_number = kri_number_parse_u64(kri_span_of(name), &id);
    for (uint32_t z = 0; z < roads->zones; z++)
        if (roads->zone_name ? strcmp(roads->zone_name[z], name) == 0 : is_called(roads, roads->zone_node[z], name, id, is_number))
            return z;
    return KR_NONE;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0xBF58476D1CE4E5B9u;
    return hash ^ hash >> 31;
}

uint64_t kr_roads_hash(const kr_roads *roads)
{
    uint64_t hash = mix(mix(mix(0x9E3779B97F4A7C15u, roads->nodes), roads->links), roads->zones);
    for (uint32_t a = 0; a < roads->links; a++)
        hash = mix(hash, (uint64_t)roads->tail[a] << 32 | roads->head[a]);
    for (uint32_t z = 0; z < roads->zones; z++)
        hash = mix(hash, roads->zone_node[z]);
    for (uint32_t i = 0; roads->no_through && i < roads->nodes; i++)
        hash = mix(hash, roads->no_through[i]);
    for (uint32_t i = 0; roads->node_id && i < roads->nodes; i++)
        hash = mix(hash, roads->node_id[i]);
    return hash;
}
