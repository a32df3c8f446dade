/* keruen/demand.h: from trade and counts to tonnes by zone pair and cargo. */
#ifndef KERUEN_DEMAND_H
#define KERUEN_DEMAND_H

#include <keruen/freight.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------
 * The prior: what is known of tonnes, and trade turned into tonnes for what is not.
 */

/* Where a row of the prior comes from, best first. */
typedef enum kr_prior_how { KR_PRIOR_KNOWN, KR_PRIOR_REPORTED, KR_PRIOR_DERIVED, KR_PRIOR_FILLED, KR_PRIOR_HOWS } kr_prior_how;

typedef struct kr_prior_row {
    uint32_t origin, destination;   /* rows of node */
    uint32_t cargo;                 /* row */
    uint32_t from, to;              /* names of areas: whose trade it is */
    double t_yr;
    kr_prior_how how;               /* a row of demand.csv, or the cell of the matrix that it was made of */
    uint32_t known;                 /* row of demand.csv, KR_NONE */
    uint32_t flow;                  /* row of base_flow.csv, KR_NONE; both: the rest of the cell was added to a known row */
} kr_prior_row;

typedef struct kr_prior {
    kr_prior_row *row;              /* sorted by the ids of origin, destination, cargo and areas */
    size_t rows;
    double year;                    /* of the matrix */
    double dust_t_yr;               /* what was too little for a row and too far from one */
    double off_map_usd;             /* trade of the matrix between areas that have zones, which goes by none of them */
} kr_prior;

/*
 * The rows of demand.csv, and for every pair of areas what the matrix has beyond them: USD by cell x the mix of the exporter, less
 * the value of the known rows, over value a tonne, parted among zones. A filled cell, which is a guess, gives way to known rows
 * altogether. What is below a share and a tonnage is added to its neighbours.
 *
 * world         read by kr_world_read_figures
 * KR_E_INPUT    there is no demand at all, or a mix adds up to more than 1
 */
KR_API kr_status kr_prior_make(kr_job *job, const kr_world *world, kr_prior *prior);

/* "known", "reported", "derived", "filled" */
KR_API const char *kr_prior_how_name(kr_prior_how how);

/* -------------------------------------------------------------------------------------------------
 * The adjustment: generalised least squares in logarithms.
 */

/*
 * A count says that the sum over rows of reach x multiplier x shift is its value. Multipliers are lognormal around 1, each
 * with its spread; the shift of a row is the walk of its group, which stands somewhere around 1 in the base year, by its level, and
 * steps from year to year; errors of counts are Student's, or normal, in logarithms.
 */
typedef struct kr_adjustment {
    size_t counts, rows, groups, years, base_year;  /* base_year: a number below years */
    const double *reach;            /* [counts x rows] what the count would be by this row alone, multiplier and shift 1 */
    const double *value;            /* [counts] > 0 */
    const double *error;            /* [counts] of the logarithm, > 0; INFINITY: does not pull */
    double freedom;                 /* of Student's errors, > 0: a count that all others contradict loses its pull; INFINITY: normal errors */
    const uint32_t *year;           /* [counts] < years */
    const double *spread;           /* [rows] of the logarithm, > 0 */
    const uint32_t *group;          /* [rows] < groups, KR_NONE: no shift */
    const double *level;            /* [groups] of the logarithm of its shift in the base year, > 0 */
    const double *step;             /* [groups] of the logarithm, a year, > 0 */
    double *multiplier;             /* [rows] in: where to begin, 0: at 1; out */
    double *shift;                  /* [groups x years] the same */
    /* out */
    double *model;                  /* [counts] */
    double *left_out;               /* [counts] what the fit to all others says of this one; NULL: not wanted. NAN where nothing reaches it */
    uint32_t rounds;
} kr_adjustment;

/*
 * Newton's method on counts x counts equations, steps halved while they make it worse. The arrays that are written are the caller's.
 * left_out is by refitting without each count, from the fit on.
 *
 * KR_E_LIMIT    no rest after a hundred rounds, or time ran out
 * Work: rounds x counts^2 x (rows + counts), and as much again for every count left out.
 */
KR_API kr_status kr_demand_adjust(kr_job *job, kr_adjustment *adjustment);

/* -------------------------------------------------------------------------------------------------
 * The calibration: the adjustment over the freight assignment of several years.
 */

typedef struct kr_calibration_options {
    uint32_t first_year, last_year;
    uint32_t base_year;             /* whose prices and whose demand */
    uint32_t rounds;                /* of load and fit, at most; 0: the prior is loaded and nothing fitted */
    double tolerance;               /* settled when no count moves by more than this part of itself */
    const char *const *without;     /* [withouts] ids of counts that do not pull; NULL: none */
    size_t withouts;
} kr_calibration_options;

#define KR_CALIBRATION_DEFAULTS \
    ((kr_calibration_options){ .first_year = 2019, .last_year = 2024, .base_year = 2023, .rounds = 12, .tolerance = 0.005 })

/* Why a count does not pull. */
typedef enum kr_count_state {
    KR_COUNT_FITTED,
    KR_COUNT_ASIDE,                 /* the table says so */
    KR_COUNT_WITHOUT,               /* the options say so */
    KR_COUNT_UNREACHED,             /* no row of demand passes it, or next to nothing does */
    KR_COUNT_STATES
} kr_count_state;

/* "fitted", "aside", "without", "unreached" */
KR_API const char *kr_count_state_name(kr_count_state state);

typedef struct kr_counted {
    uint32_t row;                   /* of count */
    kr_count_state state;
    double observed;
    double before, model;           /* with the prior; with the fitted demand. Both put on the network */
    double left_out;                /* what the fit to the others says; NAN unless fitted */
} kr_counted;

typedef struct kr_calibration {
    kr_prior prior;
    uint32_t *year;                 /* [years] */
    size_t years;
    double *multiplier;             /* [rows of the prior] */
    double *shift;                  /* [rows of shift x years] */
    double *t_yr;                   /* [rows of the prior] of the base year: prior x multiplier x the shift of its group */
    double *part;                   /* [counts x rows of the prior] what the count has of each row, by the fitted demand */
    kr_counted *count;              /* [counts] those of the years, in the order of the table */
    size_t counts;
    double median_before, median_error, median_left_out;    /* of the fitted counts, absolute, as shares of what was observed */
    uint32_t rounds;
    double moved;                   /* by the last round, the largest part of a count */
    size_t without_way;             /* rows of the prior that no way serves in the base year */
} kr_calibration;

/*
 * KR_E_INPUT    a count names what is not there, or there is no demand, or no count in these years
 * KR_E_LIMIT    the rounds are used up and it still moves: *calibration stands, and moved says how much
 */
KR_API kr_status kr_demand_calibrate(kr_job *job, const kr_world *world, const kr_calibration_options *options, kr_calibration *calibration);

#ifdef __cplusplus
}
#endif
#endif
