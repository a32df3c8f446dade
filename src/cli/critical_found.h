/* critical_found.h: the weak points that were found, and what every answer asks of them. */
#ifndef KRI_CLI_CRITICAL_FOUND_H
#define KRI_CLI_CRITICAL_FOUND_H

#include <keruen/critical.h>
#include <keruen/panel.h>

/* What was found in one world. */
typedef struct kri_weakness {
    kr_world world;
    kr_network network;
    kr_critical *critical;
    const kr_element *element;
    size_t elements, candidates;
    const char *const *country;
    size_t countries;
    const kr_loss *loss;            /* [elements] */
    uint32_t *order;                /* [elements] dearest first */
    kr_worst pair, triple;
    const kr_crowded *crowded;      /* [crowded_count] of the dearest, see --limits */
    size_t crowded_count;
    const kr_reliance *reliance;    /* [countries] */
    kr_critical *calm;              /* without the mean of storms, for draws */
    kr_draws draws;                 /* .draws 0: none were asked for */
} kri_weakness;

typedef struct kri_weaknesses {
    uint32_t date;
    double draws, seed, limits;     /* as asked */
    kr_world world;                 /* as read */
    const char **opened;            /* [opened_count] what --open names */
    size_t opened_count;
    kri_weakness now, with;         /* with: when these are open */
    kr_flows trade;                 /* base_flow.csv; count 0 when it is not there */
    const kr_partners *partners;    /* [trade.count] */
} kri_weaknesses;

/* A country's losses in each draw: with less without. country KR_NONE: all of them. The array is the job's. */
kr_status kri_critical_difference(kr_job *job, const kri_weaknesses *found, uint32_t country, double **usd);

/* The country's place in the other world's list, KR_NONE if it is not there. */
uint32_t kri_critical_same_country(const kri_weakness *in, const char *country);

/* Of the base matrix's areas, the one with this code, KR_NONE if there is none. */
uint32_t kri_critical_area(const kri_weaknesses *found, const char *country);

#endif
