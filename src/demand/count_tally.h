/* count_tally.h: what a count counts, arc by arc. */
#ifndef KRI_COUNT_TALLY_H
#define KRI_COUNT_TALLY_H

#include <keruen/demand.h>

#define KRI_COUNT_UNITS 4

/* A count made ready for a network: how often it counts what passes an arc or ends at a place. */
typedef struct kri_tally {
    uint32_t row;           /* of count */
    float *arc;             /* [arcs] 0: not counted there */
    float *end;             /* [places] NULL: no end counts by itself */
    uint8_t *also;          /* [arcs] 1: this arc or another marked one must be passed too; NULL: none need be */
} kri_tally;

/* KR_E_INPUT names, with file and line, what the count speaks of and the world has not. */
kr_status kri_tally_make(kr_job *job, const kr_network *network, uint32_t row, kri_tally *tally);

/* Whether the ends, areas and cargo of a row of demand are such as the count counts. */
int kri_tally_takes(const kr_world *world, const kri_tally *tally, const kr_prior_row *row);

/* What the count has of a tonne of the row: by each of its ways the highest factor on it, once. */
double kri_tally_share(const kri_tally *tally, const kr_prior_row *row, const kr_freight_pair *pair, double units_t);

/* Tonnes, TEU, trucks and wagons of a tonne of each cargo: units_t [cargoes x KRI_COUNT_UNITS]. */
kr_status kri_tally_units(kr_job *job, const kr_world *world, uint32_t date, double **units_t);

#endif
