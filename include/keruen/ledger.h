/* keruen/ledger.h: who says what, and is it so? Claims, promises and agreements beside figures and the model. */
#ifndef KERUEN_LEDGER_H
#define KERUEN_LEDGER_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Three columns of claim.csv are read by the program. An expression has numbers, + - * / ^ and brackets, growth(new, old) in
 * percent, yearly(factor, years) in percent a year, `value` (what the claim itself says), claims by their ids, and figures:
 *
 *     [titr.total 2023]  [titr.total 2024 H1]  [trade KZ AM turnover 2023]  [gdp AM 2022]  [population KZ 2022]
 *
 * relation   an expression: the claim's figure worked out anew, in its own unit
 * implies    "what (unit) = expression; what (unit) = expression"
 * test       figures EXPRESSION       the same quantity by public figures
 *            other EXPRESSION         a quantity of another definition: shown beside, never judged
 *            corridors GROUP ...      how many corridors of these groups there are, and which is short, quick, cheap
 *            corridor_km GROUP        how long they are together; network_km COUNTRY MODE the open links of a country
 *            borders CC CC closed|none   crossings between two countries
 *            state TABLE ID open      whether a link, border, terminal or service is open
 *            mode FROM TO MODE [CC]   what most kilometres of the quickest and the cheapest way go by, around a country if one is
 *                                     named; ways that are offered are another quantity than tonnes that are carried
 *            gateway FROM TO CC       what the ways cost that avoid a country
 *            reach FROM PLACE;PLACE   how many of the places can be reached
 *            study ID multiplier AREA;AREA   whether the bundles of the study help each other in each of the areas (country codes, region)
 */

typedef struct kr_implied {
    const char *what, *unit;
    double value;
} kr_implied;

/* One claim, held against its own arithmetic, the figures and the model. */
typedef struct kr_finding {
    uint32_t row;                   /* of claim */
    double recomputed;              /* in the claim's unit; NaN: it has no relation */
    int agrees;                     /* 1: recomputed is what was said, to the digits that were said */
    int is_own;                     /* 1: recomputed from figures of the same articles alone, which shows that they fit together and no more */
    const kr_implied *implied;      /* [implied_count] */
    size_t implied_count;
    double model_value;             /* NaN: no test, or it has no number */
    const char *model_unit;         /* "" the claim's own */
    kr_verdict model_verdict;       /* KR_UNTESTED: no test */
    const char *run;                /* what was run and what it said, or what run of a study would tell; NULL: no test */
} kr_finding;

/* What all bundles of a study are worth to an area together beyond the sum of each alone, USD a year. */
typedef struct kr_multiplier {
    const char *area;               /* "AM"; "region" */
    double usd_yr;                  /* at central parameters */
    double low, high;               /* 5 and 95 % of the draws; NaN without draws */
} kr_multiplier;

/* A finished run of a study, as far as claims rest on it. */
typedef struct kr_study_said {
    const char *study;              /* its id */
    const char *bundles;            /* "A+B" */
    uint32_t draws;
    uint64_t seed;
    const kr_multiplier *multiplier;    /* [areas] */
    size_t areas;
} kr_study_said;

/*
 * Adds an error with file and line for every relation, implication, test and commitment that cannot be understood or names a
 * series, claim, year, place or row that is not there. problems NULL: the first is the job's message. world is read with figures.
 */
KR_API kr_status kr_ledger_check(kr_job *job, const kr_world *world, kr_problems *problems);

/*
 * Judges the claims of these rows; finding is [count], in their order. date: of the ways that tests look for. The sources of a figure
 * and of its claim are compared: a claim is never confirmed by its own article. KR_E_INPUT as by kr_ledger_check. Work: for each test
 * of a way, that of two quotes.
 *
 * study     NULL: claims that rest on a study stay untested, as do those that rest on another. KR_E_INPUT: it lacks an area that a
 *           claim names. The rule: confirms when low is above 0 in all areas named; contradicts when high is below 0 in one; else
 *           it is not decided. The value is that of the area named first.
 */
KR_API kr_status kr_ledger_judge(kr_job *job, const kr_world *world, const uint32_t *row, size_t count, uint32_t date, const kr_study_said *study,
                                 kr_finding *finding);

typedef enum kr_track { KR_KEPT, KR_ON_TRACK, KR_OFF_TRACK, KR_MISSED, KR_NOT_KNOWN, KR_TRACKS } kr_track;

/* A promise beside what was observed since. */
typedef struct kr_tracking {
    uint32_t row;                   /* of commitment */
    double latest;                  /* the newest observation that can be compared with the target; NaN: none */
    const char *latest_period;      /* "2024", "2025 M11" */
    double seen_pct_yr;             /* growth between the newest two observations of the same period; NaN: none */
    const char *seen_between;       /* "2024 H1 - 2025 H1" */
    double needed_pct_yr;           /* growth from the latest observation to the target by the due year; NaN */
    kr_track track;
    const char *why;                /* a sentence */
} kr_tracking;

/*
 * The rule, for a promise made at m, due at d, today being `date`. Observations are published or derived figures, no plans.
 *
 * kept         an observation since the year of m reaches the target, or the thing promised is open
 * missed       d has passed, and an observation that reaches to d or past it falls short, or the thing is not open
 * on track     the newest growth of one and the same series and period is at least the growth needed from the latest year to d
 * off track    it is less
 * not known    no observation, no pair to take growth from, no date, or d has passed and nothing was observed since
 */
KR_API kr_status kr_ledger_track(kr_job *job, const kr_world *world, uint32_t row, uint32_t date, kr_tracking *tracking);

/* "kept", "on track" ... */
KR_API const char *kr_track_name(kr_track track);

#ifdef __cplusplus
}
#endif
#endif
