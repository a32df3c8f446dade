/* records.h: what is kept of a solved world: an array of doubles, the same layout in every item of a study. */
#ifndef KRI_RECORDS_H
#define KRI_RECORDS_H

#include "loop.h"

/* How much is kept. A longer record begins with the shorter; sailings are a brief one and what follows of them. */
typedef enum kri_depth { KRI_BRIEF, KRI_SAILINGS, KRI_TRADE, KRI_WHOLE } kri_depth;

/* Where a record has what. */
typedef struct kri_layout {
    uint32_t areas, figures, links, corridors, places, services;
    /* brief */
    size_t ln_welfare, spending, transit;       /* [areas] */
    size_t rounds, residual, excess, settled, sent_t, kgco2;
    size_t figure;                              /* [figures x KRI_FIGURE_SUMS] */
    /* sailings */
    size_t sweeps, headway_moved;
    size_t headway_h, service_t;                /* [services] */
    /* with trade */
    size_t trade, ratio;                        /* [areas x areas] */
    /* whole */
    size_t link_t, link_marginal, link_shadow;  /* [links] */
    size_t corridor_tkm, corridor_kg;           /* [corridors] */
    size_t place_cost, place_access, place_value;   /* [places] see kri_nearness */
    size_t length[KRI_WHOLE + 1];               /* of a record of each depth */
} kri_layout;

#define KRI_FIGURE_SUMS 2   /* what a measure needs of one world: see beside.c */

typedef struct kri_corridor_links kri_corridor_links;

/* What records need beside the world that they are of. */
typedef struct kri_recorder {
    const kr_study *study;
    const kr_chain *chain;
    kri_layout layout;
    kri_corridor_links *corridors;
} kri_recorder;

kr_status kri_recorder_open(kr_job *job, const kr_chain *chain, const kr_study *study, kri_recorder *recorder);

/* base: the outcome without projects at the same parameters. */
kr_status kri_record(kr_job *job, const kri_recorder *recorder, const kr_chain_parameters *parameters, const kr_outcome *base,
                     const kr_outcome *outcome, kri_depth depth, double *record);

/* beside.c: the sums of one world that a published figure's measure needs, and the measure from the sums of two. */
void kri_figure_sums(const kr_chain *chain, const kr_study_figure *figure, const kr_outcome *base, const kr_outcome *outcome, double sums[KRI_FIGURE_SUMS]);
double kri_figure_value(const kr_study_figure *figure, const double *without, const double *with, double margin);

/*
 * nearness.c: how near every place is to its markets: the places that freight goes to, by the value that arrives there, for the goods of
 * which most value is carried. [places] mean cost of a tonne to those within reach; sum of value x (1 + cost / value of a tonne)^-theta; value
 * within reach, 0 where nothing stops.
 */
kr_status kri_nearness(kr_job *job, const kr_chain *chain, double theta, const kr_outcome *outcome, double *cost_usd_t, double *access, double *value_usd);
uint32_t kri_nearness_cargo(const kr_world *world);

/* corridor_sums.c: corridors as links, and sums along them. */
kr_status kri_corridors_open(kr_job *job, const kr_world *world, kri_corridor_links **corridors);
double kri_corridor_km(const kri_corridor_links *corridors, uint32_t corridor);
void kri_corridor_sum(const kri_corridor_links *corridors, const double *link_value, double *sum);

#endif
