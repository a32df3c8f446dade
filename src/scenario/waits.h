/* waits.h: ships that leave when full sail as often as they fill (docs/method/scenario.md, "Waits"). */
#ifndef KRI_WAITS_H
#define KRI_WAITS_H

#include "loop.h"

/* The rows of service that leave when full, by ship. */
typedef struct kri_ships {
    uint32_t services, count;
    uint32_t *of_service;       /* [services] number of the ship; KR_NONE: it sails as its table says */
} kri_ships;

/* Rows of one operator that call at the same places, there or back, as often, are one ship. */
kr_status kri_ships_find(kr_job *job, const kr_world *world, kri_ships *ships);

/*
 * Shiploads a year that an outcome's goods make of each ship: the shares of its rooms added up, there and back, each row at its fullest
 * leg. world: the outcome's, with the room of one departure as the tables have it.
 */
kr_status kri_ships_fill(kr_job *job, const kri_ships *ships, const kr_world *world, const kr_outcome *outcome, double *ships_yr);

/* Ships that the base's goods do not fill worth mentioning are left to their tables. */
void kri_ships_keep_filled(kri_ships *ships, const kr_world *world, const double *ships_yr);

/* Those of a chain that answer in its waits, by the base's goods; ships_yr: [ships] of the base. */
kr_status kri_ships_that_answer(kr_job *job, const kr_chain *chain, const kr_outcome *base, kri_ships *ships, double **ships_yr);

int kri_ships_any(const kri_ships *ships);

/* As kri_chain_solve in KR_CHANNEL_WAITS. base: at the same parameters but for the channel, its waits as its tables say. */
kr_status kri_waits_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                          const kr_freight_plan *reference, kr_outcome *outcome);

#endif
