/* study.h: a study and its answer, as a person and a program see it. */
#ifndef KRI_STUDY_H
#define KRI_STUDY_H

#include "cli/command.h"

#include <keruen/io_study.h>
#include <keruen/panel.h>
#include <keruen/report.h>
#include <keruen/scenario.h>

/* How the base matrix was come by: shares of the value of the region's trade with itself and others, 0 .. 1. */
typedef struct kri_study_matrix {
    double reported, derived, filled;
} kri_study_matrix;

typedef struct kri_study_shown {
    kr_world world;             /* as read */
    kr_flows trade;
    kri_study_matrix matrix;
    double estimated_demand;    /* share of its tonnes that rests on no published figure */
    kr_study study;
    kr_study_run_id run;        /* what it is made of */
    kr_study_result result;
    uint32_t rows, row;         /* of the worths: the areas and the region behind them; row: the region's */
    uint32_t all;               /* the set of all bundles */
} kri_study_shown;

kr_status kri_study_run(kri_call *call);
kr_status kri_study_show(kri_call *call);

/* The answer: for people, for programs, table by table, on a map. */
kr_status kri_study_put_text(kri_call *call, const kri_study_shown *shown);
kr_status kri_study_put_json(const kri_study_shown *shown, kr_job *job, kr_sink sink);
kr_status kri_study_put_value(kr_json *json, const kri_study_shown *shown, kr_job *job);      /* the same as a value of something larger */
kr_status kri_study_write_page(kri_call *call, const kri_study_shown *shown, const char *path);
kr_status kri_study_write_tables(kri_call *call, const kri_study_shown *shown, const char *folder);
kr_status kri_study_write_map(kri_call *call, const kri_study_shown *shown, const char *path);

/* The tables of an answer, whole; kri_study_tables ends with an empty name. */
typedef struct kri_study_table {
    const char *name;           /* "trade": the key in JSON and the file's name */
    kr_status (*make)(kr_job *job, const kri_study_shown *shown, const kr_table **table);
} kri_study_table;

extern const kri_study_table kri_study_tables[];

/* study_waits.c: how often the ships that leave when full sail. */
kr_status kri_study_make_departures(kr_job *job, const kri_study_shown *shown, const kr_table **table);

/* The channels that were run; that of waits stands twice where its two ends differ. How many there are. */
typedef struct kri_study_channel {
    const char *name, *meaning;
    const kr_study_sets *sets;
} kri_study_channel;

uint32_t kri_study_channels(const kri_study_shown *shown, kri_study_channel channel[KR_CHANNELS + 1]);

/* The worth of a set to a row (an area, or the region), beyond its parts, and the spreads of the draws. */
static inline size_t kri_study_cell(const kri_study_shown *s, uint32_t set, uint32_t row)
{
    return (size_t)set * s->rows + row;
}

/* "AM", or "region". */
static inline const char *kri_study_row_name(const kri_study_shown *s, uint32_t row)
{
    return row < s->result.areas ? s->result.area[row] : "region";
}

/* How far a sign turns at one end of a doubt's range, USD a year; 0: it stays, or the solver cannot tell either side from nothing. */
static inline double kri_study_turn(const kri_study_shown *s, const kr_worth *central, const kr_worth *end)
{
    double side = central->usd < 0 ? -1 : 1, least = s->result.significant_usd;
    return side * central->usd > least && -side * end->usd > least ? -side * end->usd : 0;
}

/* "Armenia"; the code itself where no name is known; "the region". */
const char *kri_country_name(const char *code);

/* "A+B", "nothing". NULL when memory is short. */
const char *kri_study_set_name(kr_job *job, const kri_study_shown *s, uint32_t set);

/* The sources that the study names: [sources of the world] 1 or 0. */
kr_status kri_study_sources(kr_job *job, const kri_study_shown *s, const uint8_t **is_named);

/* Whether the figure's spread holds the published one: 1 yes, 0 no, -1 it cannot be said. */
int kri_study_holds(const kri_study_shown *s, uint32_t beside);

/* "inside the range", "outside the range: ...", "input", "nothing published". */
const char *kri_study_verdict(const kri_study_shown *s, uint32_t beside);

#endif
