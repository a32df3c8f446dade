/* keruen/trade.h: what countries send when transport costs change. Costs between regions in, trade and income out. */
#ifndef KERUEN_TRADE_H
#define KERUEN_TRADE_H

#include <keruen/base.h>
#include <keruen/panel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------
 * Formulas: trade ~ rta + log(dist) | exp^year + imp^year + exp^imp
 */

typedef struct kr_term {
    const char *column;
    int is_log;                     /* log(column) */
    const char *label;              /* as it stood in the formula */
} kr_term;

/* A fixed effect or a cluster: a level for each combination of the columns. */
typedef struct kr_effect {
    uint32_t count;
    const char *const *column;
    const char *label;              /* "exp^year" */
} kr_effect;

typedef struct kr_formula {
    kr_term outcome;
    uint32_t terms, effects;
    const kr_term *term;
    const kr_effect *effect;
} kr_formula;

/*
 * Reads a formula: outcome ~ term + term | effect + effect. A term is a column, log(column) or 1 (nothing but the
 * constant); an effect is a column or several joined by ^. Names with other characters than letters, digits, _ and .
 * stand in backticks. Without effects the fit has a constant. KR_E_USAGE says at which character it fails to be one.
 */
KR_API kr_status kr_formula_parse(kr_job *job, const char *text, kr_formula *formula);

/* Reads what may stand behind the bar alone: exp^imp + year. An empty text has no effects. */
KR_API kr_status kr_effects_parse(kr_job *job, const char *text, const kr_effect **effect, uint32_t *count);

/* -------------------------------------------------------------------------------------------------
 * Gravity: Poisson pseudo-maximum likelihood and least squares with any number of fixed effects
 */

typedef enum kr_estimator { KR_PPML, KR_OLS } kr_estimator;

/*
 * Which small-sample factor standard errors carry.
 * KR_SE_FIXEST  (n - 1) / (n - k) x G / (G - 1), G the fewest clusters; effects nested in a cluster do not count into k
 * KR_SE_STATA   G / (G - 1) alone for PPML (as ppml and ppmlhdfe print them), n / (n - 1) where errors are robust and not
 *               clustered; for OLS the same factor as above
 */
typedef enum kr_se_convention { KR_SE_FIXEST, KR_SE_STATA } kr_se_convention;

typedef struct kr_fit_options {
    kr_estimator estimator;
    kr_se_convention convention;
    double tolerance;           /* relative error of fitted values at which it stops, 1e-14 .. 1e-2 */
    uint32_t rounds;            /* at most so many Newton steps */
    int keep_singletons;        /* 1: rows alone in a level stay, though they say nothing about the coefficients */
    int want_rows;              /* 1: fitted values of all rows */
    int want_effects;           /* 1: the fixed effects themselves */
} kr_fit_options;

#define KR_FIT_DEFAULTS ((kr_fit_options){ .estimator = KR_PPML, .convention = KR_SE_FIXEST, .tolerance = 1e-10, .rounds = 200 })

/* What a fit reads: columns of one length. Codes lie below the count beside them; numbers are finite. */
typedef struct kr_fit_data {
    size_t rows;
    const double *outcome;                  /* >= 0 for PPML */
    const double *offset;                   /* added to the linear index; may be NULL */
    uint32_t regressors, effects, clusters;
    const double *const *regressor;
    const char *const *regressor_name;
    const uint32_t *const *effect;
    const uint32_t *effect_levels;
    const uint32_t *const *cluster;         /* none: heteroskedasticity-robust errors */
    const uint32_t *cluster_levels;
} kr_fit_data;

typedef struct kr_coefficient {
    const char *name;
    double estimate, se, z, p;              /* p: two-sided, normal */
} kr_coefficient;

typedef struct kr_fit {
    uint32_t coefficients, collinear;
    const kr_coefficient *coefficient;
    const char *const *collinear_name;      /* dropped, in the order of the formula */
    const double *covariance;               /* [coefficients x coefficients] */
    double loglik, deviance;                /* OLS: loglik of the normal model, deviance the sum of squares */
    size_t rows;                            /* used */
    size_t singletons, separated;           /* dropped */
    uint32_t rounds, steps;                 /* Newton steps; conjugate-gradient steps inside them */
    const double *fitted;                   /* [rows given] want_rows: a separated row is 0, a singleton its own value */
    const double *const *effect;            /* [effects][levels] want_effects: their sum is determined, each alone only up to shifts;
                                               0 for a level without rows */
} kr_fit;

/*
 * Fits mu = exp(x b + fixed effects) by PPML, or y = x b + fixed effects by OLS. Without effects a constant is added as
 * first coefficient, "(Intercept)".
 *
 * KR_OK        done
 * KR_E_USAGE   an option is out of range
 * KR_E_INPUT   nothing is left to fit; an outcome is below zero
 * KR_E_LIMIT   time ran out or it did not settle within `rounds`
 * KR_E_MEMORY  the job's budget is spent: about 8 bytes x rows x (4 + regressors, rounded up to 4 or 8) are needed
 *
 * Same input, same bytes, for any number of threads. Work: rows x regressors x 50 or so. Method: docs/method/trade-fit.md.
 */
KR_API kr_status kr_trade_fit(kr_job *job, const kr_fit_data *data, const kr_fit_options *options, kr_fit *fit);

/* Which columns of a file a formula and its clusters need, and how. */
KR_API kr_status kr_formula_wishes(kr_job *job, const kr_formula *formula, const kr_effect *cluster, uint32_t clusters,
                                   kr_estimator estimator, const kr_column_wish **wishes, uint32_t *count);

/*
 * The columns of a panel as a formula wants them: logs taken, codes joined. Rows whose logarithm does not exist are
 * left out and counted.
 */
KR_API kr_status kr_formula_apply(kr_job *job, const kr_formula *formula, const kr_effect *cluster, uint32_t clusters,
                                  const kr_panel *panel, kr_fit_data *data, size_t *left_out);

#ifdef __cplusplus
}
#endif
#endif
