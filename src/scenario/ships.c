/* ships.c: the ships that leave when full: which rows are one ship, and how full the goods of a world make it. */
#include "waits.h"

#include "base/arena.h"
#include "freight/parts.h"

#include <math.h>
#include <string.h>

#define HOURS_A_YEAR 8760.0
#define LEAST_PART_OF_ROOM 0.01     /* what fills less of a ship in the base is not what it waits for */
#define SMALL_SHIP_T 3000.0         /* where no room is stated: the smallest dry cargo ship of the Caspian */

/* ---- room ---- */

/* The unit that a layer's ships are measured in, and the column that has it; tonnes and NULL for what has no room stated. */
static const double *room_of_layer(const kr_services *s, uint32_t layer, int *unit)
{
    switch (layer) {
    case KR_LAYER_SEA_CONTAINER: *unit = KRI_TEUS; return s->capacity_teu;
    case KR_LAYER_SEA_RORO: *unit = KRI_TRUCKS; return s->capacity_trucks;
    case KR_LAYER_SEA_RAIL_FERRY: *unit = KRI_WAGONS; return s->capacity_wagons;
    default: *unit = KRI_TONNES; return NULL;
    }
}

static double room_of(const kr_services *s, uint32_t row, int *unit)
{
    const double *column = room_of_layer(s, s->layer[row], unit);
    if (column && column[row] > 0)
        return column[row];
    *unit = KRI_TONNES;
    return SMALL_SHIP_T;
}

static int has_room(const kr_services *s, uint32_t row)
{
    int unit;
    const double *column = room_of_layer(s, s->layer[row], &unit);
    return column && column[row] > 0;
}

/* ---- which rows are one ship ---- */

/* The same places, in this order or the other: what sails there comes back. */
static int calls_at_the_same(const kr_services *s, uint32_t a, uint32_t b)
{
    const uint32_t *p = s->stops.item + s->stops.first[a], *q = s->stops.item + s->stops.first[b];
    uint32_t stops = s->stops.first[a + 1] - s->stops.first[a], along = 0, back = 0;
    if (s->stops.first[b + 1] - s->stops.first[b] != stops)
        return 0;
    for (uint32_t i = 0; i < stops; i++) {
        along += p[i] == q[i];
        back += p[i] == q[stops - 1 - i];
    }
    return along == stops || back == stops;
}

static int is_one_ship(const kr_services *s, uint32_t a, uint32_t b)
{
    return s->operator_name[a] == s->operator_name[b] && s->headway_h[a] == s->headway_h[b] && has_room(s, a) == has_room(s, b)
           && calls_at_the_same(s, a, b);
}

static int may_wait(const kr_services *s, uint32_t row)
{
    return s->leaves_when_full && s->leaves_when_full[row] && s->layer[row] != KR_LAYERS && s->headway_h[row] > 0;
}

kr_status kri_ships_find(kr_job *job, const kr_world *world, kri_ships *ships)
{
    const kr_services *s = &world->service;
    *ships = (kri_ships){ .services = s->count };
    KRI_NEW(job, ships->of_service, s->count);
    for (uint32_t row = 0; row < s->count; row++) {
        ships->of_service[row] = KR_NONE;
        if (!may_wait(s, row))
            continue;
        for (uint32_t other = 0; other < row && ships->of_service[row] == KR_NONE; other++)
            if (ships->of_service[other] != KR_NONE && is_one_ship(s, row, other))
                ships->of_service[row] = ships->of_service[other];
        if (ships->of_service[row] == KR_NONE)
            ships->of_service[row] = ships->count++;
    }
    return KR_OK;
}

/* ---- how full ---- */

/* Of all legs of each service the fullest, in its unit, a year. */
static void find_fullest_legs(const kri_ships *ships, const kr_outcome *o, double *units_yr)
{
    const kr_network *n = o->network;
    const kr_services *s = &o->world->service;
    memset(units_yr, 0, ships->services * sizeof *units_yr);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        double units = 0;
        int unit;
        if (n->kind[a] != KR_ARC_SAIL || ships->of_service[n->row[a]] == KR_NONE || !(o->freight.arc_t_yr[a] > 0))
            continue;
        room_of(s, n->row[a], &unit);
        for (uint32_t c = 0; c < o->world->cargo.count; c++)
            if (o->freight.cargo_t_yr[c])
                units += o->freight.cargo_t_yr[c][a] * o->plan->goods[c].units_t[unit];
        units_yr[n->row[a]] = fmax(units_yr[n->row[a]], units);
    }
}

/* The room is that of one departure, there and back and of every kind added up; world: with the room as it is, whatever o sails. */
kr_status kri_ships_fill(kr_job *job, const kri_ships *ships, const kr_world *world, const kr_outcome *o, double *ships_yr)
{
    double *units_yr;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, units_yr, ships->services);
    find_fullest_legs(ships, o, units_yr);
    memset(ships_yr, 0, ships->count * sizeof *ships_yr);
    for (uint32_t row = 0; row < ships->services; row++) {
        int unit;
        if (units_yr[row] > 0)
            ships_yr[ships->of_service[row]] += units_yr[row] / room_of(&world->service, row, &unit);
    }
    kri_job_release(job, mark);
    return KR_OK;
}

/* Ships that next to nothing of the base goes by have no measure of what fills them. */
void kri_ships_keep_filled(kri_ships *ships, const kr_world *world, const double *ships_yr)
{
    for (uint32_t row = 0; row < ships->services; row++) {
        uint32_t ship = ships->of_service[row];
        if (ship != KR_NONE && !(ships_yr[ship] * world->service.headway_h[row] / HOURS_A_YEAR >= LEAST_PART_OF_ROOM))
            ships->of_service[row] = KR_NONE;
    }
}

int kri_ships_any(const kri_ships *ships)
{
    for (uint32_t row = 0; row < ships->services; row++)
        if (ships->of_service[row] != KR_NONE)
            return 1;
    return 0;
}

kr_status kri_ships_that_answer(kr_job *job, const kr_chain *chain, const kr_outcome *base, kri_ships *ships, double **ships_yr)
{
    KR_TRY(kri_ships_find(job, chain->world, ships));
    KRI_NEW(job, *ships_yr, ships->count);
    KR_TRY(kri_ships_fill(job, ships, base->world, base, *ships_yr));
    kri_ships_keep_filled(ships, chain->world, *ships_yr);
    return KR_OK;
}
