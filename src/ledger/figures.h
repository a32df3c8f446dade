/* figures.h: the names and figures that an expression of a claim may use, and where they come from. */
#ifndef KRI_FIGURES_H
#define KRI_FIGURES_H

#include <keruen/model.h>

#include "expression.h"

/* The figures of one expression. What they rest on gathers here while it is evaluated. */
typedef struct kri_figures {
    const kr_world *world;
    uint32_t claim;             /* row of claim; KR_NONE: there is no `value` and no article */
    int own;                    /* a figure of the claim's own articles, or another claim, was used */
    int outside;                /* an observation from elsewhere was used */
    int plan;                   /* a target, scenario or forecast was used */
} kri_figures;

int kri_figures_evaluate(kri_figures *figures, kri_span text, double *value, char *why);

/* The number that a claim states, NaN if it states none. */
double kri_claim_value(const kr_world *world, uint32_t claim);

/* The first row of the series, KR_NONE with a clause in why that names the nearest. */
uint32_t kri_series_first(const kr_world *world, kri_span id, char *why);

/*
 * Whether x is what was said: equal to the digits that were printed (350000000 has two, for two or more closing zeros are
 * none), or as the qualifier allows.
 */
int kri_agrees(kri_span said, int qualifier, double x);

#endif
