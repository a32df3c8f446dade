/* critical.h: keruen study critical, as a person and a program see it. */
#ifndef KRI_CLI_CRITICAL_H
#define KRI_CLI_CRITICAL_H

#include "cli/command.h"

#include <keruen/critical.h>
#include <keruen/panel.h>
#include <keruen/report.h>

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

kr_status kri_study_critical(kri_call *call);

kr_status kri_critical_put_json(kri_call *call, const kri_weaknesses *found);
kr_status kri_critical_put_value(kr_json *json, kr_job *job, const kri_weaknesses *found);    /* the same as a value of something larger */
kr_status kri_critical_write_page(kri_call *call, const kri_weaknesses *found, const char *path);

/* What hurts most in one world, in words. */
void kri_critical_answer(kri_text *words, const kri_weakness *weakness);

kr_status kri_critical_put_text(kri_call *call, const kri_weaknesses *found);

/* A country's losses in each draw: with less without. country KR_NONE: all of them. The array is the job's. */
kr_status kri_critical_difference(kr_job *job, const kri_weaknesses *found, uint32_t country, double **usd);

/* The country's place in the other world's list, KR_NONE if it is not there. */
uint32_t kri_critical_same_country(const kri_weakness *in, const char *country);

/* Of the base matrix's areas, the one with this code, KR_NONE if there is none. */
uint32_t kri_critical_area(const kri_weaknesses *found, const char *country);

#endif
