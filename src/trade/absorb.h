/*
 * absorb.h: weighted least squares on fixed effects. Several variables at once ("lanes") lose what the fixed
 * effects explain; the largest effect is eliminated group by group, the others are found by conjugate gradients.
 */
#ifndef KRI_ABSORB_H
#define KRI_ABSORB_H

#include "base/arena.h"

/*
 * The rows stand sorted by the groups of the largest effect. Of the other effects a row has `others` codes, numbered
 * through all effects: these levels are the unknowns. A fit without effects has groups that hold no mean.
 */
typedef struct kri_absorb {
    size_t rows;
    uint32_t groups;            /* of the largest effect */
    const uint32_t *first;      /* [groups + 1] */
    int has_means;              /* 0: no effect at all */
    uint32_t others, unknowns;
    const uint32_t *code;       /* [rows x others] */
    uint32_t lanes;             /* 4, 8, 16, 24, ...: variables, padded with zeros */
    uint32_t blocks;            /* of whole groups: the unit of work and of summing */
    const uint32_t *block;      /* [blocks + 1] */
    double *x;                  /* [rows x lanes] the variables */
    double *weight;             /* [rows] > 0 */
    double *inverse;            /* [groups] 1 / sum of weights; 0 without means */
    double *own;                /* [unknowns] diagonal of the system */
    double *level_inverse;      /* [unknowns] 0 where there is nothing to find */
    uint32_t *strongest;        /* [unknowns] the row of greatest weight + 1; 0 none */
    uint32_t *partner;          /* [unknowns] a level of another effect that hangs on the same row above all; itself if none */
    int has_partners;
    double *cross;              /* [unknowns] with a partner: minus what ties the two, over their determinant */
    double *level;              /* [unknowns x lanes] the solution: what the other effects add */
    double *mean;               /* [groups x lanes] the solution for the largest effect */
    double *base;               /* [lanes] norms that tolerances are relative to; 0: not known yet */
    double *floor;              /* [lanes] what rounding alone leaves; no residual is asked to be below */
    double *gram;               /* [lanes x lanes] products of what is left of the variables */
    double *part, *direction, *image, *residual;    /* work: [blocks x unknowns x lanes], [unknowns x lanes] */
    double *gram_part;          /* [blocks x lanes x lanes] */
    uint32_t steps;             /* conjugate-gradient steps so far */
} kri_absorb;

#define KRI_MOST_LANES 128u

/* Takes the work space; rows, groups, first, has_means, others, unknowns, code and lanes are set. */
kr_status kri_absorb_open(kr_job *job, kri_absorb *a);

/* To be called when weights have changed. */
void kri_absorb_weigh(kr_job *job, kri_absorb *a);

/*
 * Finds level[] for all lanes, starting from what stands there, until each lane's residual is below tolerance[lane]
 * of its base. KR_E_LIMIT when the clock runs out.
 */
kr_status kri_absorb_solve(kr_job *job, kri_absorb *a, const double *tolerance, uint32_t most_steps);

/* Sets mean[] and gram[] from level[]. */
void kri_absorb_finish(kr_job *job, kri_absorb *a);

/* What is left of row r in every lane: x - mean - levels. */
static inline void kri_absorb_row(const kri_absorb *a, size_t r, uint32_t group, double *left)
{
    const double *x = a->x + r * a->lanes, *mean = a->mean + (size_t)group * a->lanes;
    for (uint32_t l = 0; l < a->lanes; l++)
        left[l] = x[l] - mean[l];
    for (uint32_t k = 0; k < a->others; k++) {
        const double *level = a->level + (size_t)a->code[r * a->others + k] * a->lanes;
        for (uint32_t l = 0; l < a->lanes; l++)
            left[l] -= level[l];
    }
}

#endif
