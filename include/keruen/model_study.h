/* keruen/model_study.h: a question put to a world: which projects, in which combinations, under which doubts. */
#ifndef KERUEN_MODEL_STUDY_H
#define KERUEN_MODEL_STUDY_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KR_STUDY_BUNDLES 12u        /* at most: all combinations of them are run */
#define KR_STUDY_PROJECTS 64u       /* in all bundles together */

/* Where something stands in the study file, for messages; 0: nowhere. */
typedef struct kr_study_place {
    uint32_t line, column;
} kr_study_place;

/* ---- what is uncertain ---- */

typedef enum kr_study_parameter {
    KR_PARAMETER_TRADE_ELASTICITY,      /* theta */
    KR_PARAMETER_TIME_VALUE,            /* factor on every cargo's value of time */
    KR_PARAMETER_BORDER_HOURS,          /* factor on the hours of every border */
    KR_PARAMETER_COST_SCALE,            /* factor on all prices of carriage */
    KR_PARAMETER_CAPACITY,              /* factor on all capacities */
    KR_PARAMETER_DISCOUNT_RATE,         /* a year */
    KR_PARAMETER_OPENING_DELAY,         /* years that every project opens later than it says */
    KR_PARAMETER_MARGIN,                /* what stays of a transit revenue when the cost of carrying is paid, 0 .. 1 */
    KR_PARAMETER_DOMESTIC_SALES,        /* factor on those sales inside a country that are estimated */
    KR_PARAMETERS
} kr_study_parameter;

typedef enum kr_distribution { KR_FIXED, KR_UNIFORM, KR_TRIANGULAR, KR_LOGNORMAL, KR_DISTRIBUTIONS } kr_distribution;

/* low and high are the ends of a uniform or triangular one, 5 % and 95 % of a lognormal one. */
typedef struct kr_study_range {
    double central, low, high;
    kr_distribution distribution;
    const char *source;             /* ids of source.csv, ";" between them; "estimate"; "" for what the program assumes by itself */
    int is_estimate;                /* 1: rests on no published figure */
    kr_study_place place;
} kr_study_range;

/* "trade_elasticity", ...; its meaning in a phrase; its unit, "" for a plain number; "triangular". */
KR_API const char *kr_study_parameter_name(kr_study_parameter parameter);
KR_API const char *kr_study_parameter_meaning(kr_study_parameter parameter);
KR_API const char *kr_study_parameter_unit(kr_study_parameter parameter);
KR_API const char *kr_distribution_name(kr_distribution distribution);

/* What holds where a study says nothing, and the bounds that no study may leave. */
KR_API kr_study_range kr_study_parameter_default(kr_study_parameter parameter);
KR_API void kr_study_parameter_bounds(kr_study_parameter parameter, double *least, double *most);

/* ---- what may be built ---- */

typedef struct kr_study_project {
    const char *id, *name;
    uint32_t row;                   /* of world.project; KR_NONE: the study's own */
    kr_patch patch;                 /* what it changes, on top of the base */
    double cost_usd;                /* NaN: not known */
    double year;                    /* it opens; NaN: not known, then the study's own */
    const char *const *host;        /* country codes that pay for it, in equal parts; none: nobody is named */
    uint32_t hosts;
    int cost_is_estimate;
    const char *source;
    kr_study_place place;
    const kr_study_place *edit_place;   /* [patch.count] of the change that each edit is of; NULL: all at `place` */
} kr_study_project;

typedef struct kr_study_bundle {
    const char *id, *name;
    const uint32_t *member;         /* [members] of study.project; a project stands in one bundle */
    uint32_t members;
    kr_study_place place;
} kr_study_bundle;

/* ---- what is set beside it ---- */

typedef enum kr_study_measure {
    KR_MEASURE_WELFARE_PCT,     /* of the areas together */
    KR_MEASURE_USD_YR,          /* the same in money, net transit income inside */
    KR_MEASURE_EXPORTS_PCT,     /* value, areas to partners */
    KR_MEASURE_IMPORTS_PCT,     /* value, partners to areas */
    KR_MEASURE_TRADE_PCT,       /* value, both ways between areas and partners */
    KR_MEASURE_TRADE_USD,       /* the same as it is with the bundles built, USD a year */
    KR_MEASURE_TRANSIT_USD,     /* revenue of the areas from what neither comes from them nor goes to them, change, USD a year */
    KR_MEASURE_TONNES,          /* over the links, with the bundles built, t a year */
    KR_MEASURE_TONNES_CHANGE,   /* the same less that without them */
    KR_MEASURE_TONNES_RATIO,    /* the same over that without them */
    KR_MEASURE_COST_PCT,        /* of carrying a tonne between areas and partners */
    KR_MEASURE_HOURS_RATIO,     /* mean hours of what goes over the links, over those without the bundles */
    KR_MEASURE_USD_T_LESS,      /* price a tonne over the links `against` less the price over the links */
    KR_STUDY_MEASURES
} kr_study_measure;

KR_API const char *kr_study_measure_name(kr_study_measure measure);
KR_API const char *kr_study_measure_unit(kr_study_measure measure);

/*
 * A published figure, and what of the model it is set beside: `measure` of areas, partners, links and cargo in the world where the
 * bundles of `built` stand, against the world where none does. No area: all of them. No partner: everybody else; but of several areas
 * KR_MEASURE_TRADE_*, _COST_PCT and _HOURS_RATIO then mean those between each other. A tonne belongs to an area that it comes from or
 * goes to. No cargo: all.
 */
typedef struct kr_study_figure {
    const char *id, *what;
    kr_study_measure measure;
    uint32_t built;                     /* set of 1 << bundle */
    const char *const *area;            /* country codes, EU, ROW */
    const char *const *partner;
    uint32_t areas, partners;
    const uint32_t *link, *against;     /* rows of link */
    uint32_t links, againsts;
    uint32_t cargo;                     /* row of cargo or KR_NONE */
    double low, high;                   /* as published; the same twice for a single value; NaN: none, the model speaks alone */
    const char *unit;                   /* of low and high */
    const char *year, *role;            /* "2030"; "observation", "scenario", "target", "forecast", "input" */
    const char *source;
    const char *reason;                 /* why the model's range need not hold it; "" */
    kr_study_place place;
} kr_study_figure;

/* ---- the study ---- */

typedef struct kr_study {
    const char *file;               /* as it was named */
    const char *id, *title, *question;      /* title and question may be "" */
    uint32_t base_year;             /* of trade and demand */
    uint32_t date;                  /* yyyymmdd: whose prices, which ships */
    double opening_year;            /* of projects that do not say; that of `date` unless given */
    kr_patch base;                  /* edits to the world as it is read, before any project */
    const kr_study_place *base_place;       /* [base.count] */
    const kr_study_project *project;
    const kr_study_bundle *bundle;
    const kr_study_figure *figure;
    uint32_t projects, bundles, figures;
    kr_study_range parameter[KR_PARAMETERS];
    uint32_t draws;                 /* 0: central parameters only, no ranges */
    uint64_t seed;
    double budget_usd;              /* infinity: none was named, no best set is looked for */
    uint32_t horizon_years;
    int with_members;               /* 1: the lattice of all projects by themselves, at central parameters */
    const char *const *area;        /* codes of the areas that the answer is about and whose sum is the region; none: all but ROW */
    uint32_t areas;
    char digest[65];                /* SHA-256 of the file, hex */
} kr_study;

/*
 * Parameter p of draw k, 1 .. draws; draw 0 is the central value. It depends on the range, the seed, k and p alone, so that one draw can
 * be run by itself and draws of two studies with the same seed go together.
 */
KR_API double kr_study_draw(const kr_study *study, uint32_t draw, kr_study_parameter parameter);

/* The projects, 1 << project, of a set of bundles, 1 << bundle. */
KR_API uint64_t kr_study_members(const kr_study *study, uint32_t bundles);

/* Adds the edits of the base and of a set of projects, 1 << project, in the order of the study. */
KR_API kr_status kr_study_patch(kr_job *job, const kr_study *study, uint64_t projects, kr_patch *patch);

/*
 * What is wrong with the edits taken together: those that cannot be applied, and those that contradict each other: two values for one
 * cell, in the base or in the projects; or one scales what another sets. Two may scale one cell: the factors multiply; and a line of the
 * base, or of one project, may scale what a line above it set. problems as in kr_world_read.
 */
KR_API kr_status kr_study_check(kr_job *job, const kr_world *world, const kr_study *study, kr_problems *problems);

/* ---- where finished work is kept, so that a run that was stopped goes on ---- */

/*
 * An item is a piece of work that is done whole or not at all, such as one draw with all its combinations; what it found is numbers.
 * Its name says what it is ("draw 17", "members 3"). Both functions return KR_OK or a failure that ends the run.
 */
typedef struct kr_item_store {
    /* *values is NULL when the item is not there; else [*count] numbers, bit by bit those that were kept, in the job's memory. */
    kr_status (*find)(void *to, kr_job *job, const char *item, const double **values, size_t *count);
    /* The item is safe when this returns KR_OK, whatever becomes of the process. */
    kr_status (*keep)(void *to, kr_job *job, const char *item, const double *values, size_t count);
    void *to;
} kr_item_store;

#ifdef __cplusplus
}
#endif
#endif
