/* capacities.c: the limits of links, terminals and services. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>

#define HOURS_A_YEAR 8760.0

static kr_status add_group(kr_job *job, kr_freight_plan *plan, kr_table_id table, uint32_t row, int unit, double capacity, uint32_t *number)
{
    static const char *const names[KRI_UNITS] = { "t", "TEU", "truck", "wagon" };
    KR_TRY(kri_job_grow(job, &plan->group, &plan->group_room, plan->groups + 1, sizeof *plan->group));
    *number = (uint32_t)plan->groups;
    plan->group[plan->groups++] = (kri_group){ .unit = unit, .limit = { .table = table, .row = row, .unit = names[unit], .capacity = capacity } };
    return KR_OK;
}

static void put_under(kr_freight_plan *plan, uint32_t arc, uint32_t group)
{
    uint32_t *of = plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    for (int i = 0; i < KRI_GROUPS_OF_ARC; i++)
        if (of[i] == KR_NONE || of[i] == group) {
            of[i] = group;
            return;
        }
}

/* A link's capacity is for both directions together, whatever rides on it. */
static kr_status limit_links(kr_job *job, kr_freight_plan *plan)
{
    const kr_network *n = plan->network;
    const double *capacity = n->world->link.capacity_t_yr;
    uint32_t *group_of;
    KRI_NEW(job, group_of, n->world->link.count);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t link = n->link[a];
        if (link == KR_NONE || !(capacity[link] > 0))
            continue;
        if (!group_of[link]) {
            KR_TRY(add_group(job, plan, KR_LINK, link, KRI_TONNES, capacity[link], &group_of[link]));
            group_of[link]++;
        }
        put_under(plan, a, group_of[link] - 1);
    }
    return KR_OK;
}

/* Of the rows of one change the largest capacity counts: they tell of the same yard. */
static double largest(const kr_network *n, const double *capacity, uint32_t row)
{
    double most = 0;
    for (; row != KR_NONE; row = n->same_change[row])
        if (capacity[row] > most)
            most = capacity[row];
    return most;
}

static kr_status limit_terminals(kr_job *job, kr_freight_plan *plan)
{
    const kr_network *n = plan->network;
    const kr_terminals *t = &n->world->terminal;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t group;
        if (n->kind[a] != KR_ARC_TRANSFER)
            continue;
        double tonnes = largest(n, t->capacity_t_yr, n->row[a]), teu = largest(n, t->capacity_teu_yr, n->row[a]);
        if (tonnes > 0) {
            KR_TRY(add_group(job, plan, KR_TERMINAL, n->row[a], KRI_TONNES, tonnes, &group));
            put_under(plan, a, group);
        }
        if (teu > 0) {
            KR_TRY(add_group(job, plan, KR_TERMINAL, n->row[a], KRI_TEUS, teu, &group));
            put_under(plan, a, group);
        }
    }
    return KR_OK;
}

/* What a ship carries in a year: its room at every departure. */
static kr_status limit_services(kr_job *job, kr_freight_plan *plan)
{
    const kr_network *n = plan->network;
    const kr_services *s = &n->world->service;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t row = n->row[a], group;
        if (n->kind[a] != KR_ARC_SAIL || !(s->headway_h[row] > 0))
            continue;
        double trips = HOURS_A_YEAR / s->headway_h[row];
        const struct { uint32_t layer; int unit; double room; } rooms[] = {
            { KR_LAYER_SEA_CONTAINER, KRI_TEUS, s->capacity_teu[row] }, { KR_LAYER_SEA_RORO, KRI_TRUCKS, s->capacity_trucks[row] },
            { KR_LAYER_SEA_RAIL_FERRY, KRI_WAGONS, s->capacity_wagons[row] },
        };
        for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
            if (s->layer[row] == rooms[i].layer && rooms[i].room > 0) {
                KR_TRY(add_group(job, plan, KR_SERVICE, row, rooms[i].unit, rooms[i].room * trips, &group));
                put_under(plan, a, group);
            }
    }
    return KR_OK;
}

kr_status kri_freight_find_limits(kr_job *job, kr_freight_plan *plan)
{
    size_t slots = (size_t)plan->network->graph.arcs * KRI_GROUPS_OF_ARC;
    KRI_NEW(job, plan->group_of_arc, slots);
    for (size_t i = 0; i < slots; i++)
        plan->group_of_arc[i] = KR_NONE;
    if (plan->options.is_free_of_limits)
        return KR_OK;
    KR_TRY(limit_links(job, plan));
    KR_TRY(limit_terminals(job, plan));
    KR_TRY(limit_services(job, plan));
    return KR_OK;
}
