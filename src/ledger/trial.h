/* trial.h: one test of a claim on its way. */
#ifndef KRI_TRIAL_H
#define KRI_TRIAL_H

#include <keruen/cost.h>
#include <keruen/ledger.h>

#include "figures.h"

/* Networks and prices, made when a test first asks for them. */
typedef struct kri_ways {
    kr_job *job;
    const kr_world *world;
    uint32_t date;
    int has_today, has_open;
    kr_consignment box;             /* one 40-foot box */
    kr_network today, all_open;
    kr_world opened;                /* as if all plans had come true */
    kr_cost today_cost, open_cost;
} kri_ways;

/* One test on its way. */
typedef struct kri_trial {
    kri_ways *ways;
    const kr_world *world;
    const kr_study_said *study;     /* NULL: no run at hand */
    uint32_t row;                   /* of claim */
    kri_span rest;                  /* its arguments */
    int is_dry;                     /* 1: only see whether it can be understood */
    char why[KRI_EXPRESSION_WHY];   /* what cannot be; "" when it is sound */
    kr_finding *out;
} kri_trial;

/* Takes the next word off the arguments; 0 when none is left. */
int kri_trial_word(kri_trial *trial, kri_span *word);

kr_status kri_trial_refuse(kri_trial *trial, const char *format, ...) KR_PRINTF(2, 3);

/* Puts what was run into the finding. */
kr_status kri_trial_tell(kri_trial *trial, const char *format, ...) KR_PRINTF(2, 3);

/* Whether the claim's figure is this, to the digits that it has. */
int kri_trial_said(const kri_trial *trial, double x);

/* Whether a place of the world is in it. */
int kri_is_country(const kr_world *world, kri_span code);

/* The status word of a row: "open", "closed" ...; NULL with a reason in why when there is no such row. id is a span. */
const char *kri_state_of(const kr_world *world, kri_span table, kri_span id, char *why);

#endif
