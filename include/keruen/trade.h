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

/* -------------------------------------------------------------------------------------------------
 * Exact hat algebra, one sector: the new equilibrium of a trade matrix when costs change
 */

/*
 * What stays of a deficit: its amount in units of world output, or its share in the country's output. Shares do not add up
 * to nothing in a new equilibrium; response->closure says by how much world output then differs from world spending, and
 * trade and welfare are those of the spending (as ge_gravity has it).
 */
typedef enum kr_deficits { KR_DEFICITS_ADDITIVE, KR_DEFICITS_MULTIPLICATIVE } kr_deficits;

typedef struct kr_respond_options {
    double theta;               /* trade elasticity, > 0 */
    double psi;                 /* supply elasticity, >= 0; 0: output is given, only its price moves */
    kr_deficits deficits;
    double tolerance;           /* on excess demand over output, 1e-15 .. 1e-3 */
    uint32_t rounds;            /* at most so many Newton steps */
    const double *start;        /* [countries] ln of producer prices to start from; NULL: 0 */
    const double *productivity; /* [countries] change of output at unchanged prices, > 0; NULL: 1 */
    int want_trade;
} kr_respond_options;

#define KR_RESPOND_DEFAULTS(t) ((kr_respond_options){ .theta = (t), .tolerance = 1e-13, .rounds = 100 })

/* Ratios to the base unless said otherwise; world output is the unit of value and stays what it is. */
typedef struct kr_response {
    uint32_t countries;
    const double *welfare;      /* real expenditure a head of output's owner: E'/E over the price index, per unit of endowment */
    const double *price;        /* index of consumer prices */
    const double *wage;         /* producer price; with psi = 0 the wage */
    const double *output;       /* value of output */
    const double *expenditure;
    const double *real_wage;    /* wage over price */
    const double *trade;        /* [countries x countries] new matrix, units of the base; NULL unless wanted */
    double closure;             /* world output over world spending; 1 with additive deficits */
    double residual;            /* max |excess demand| / output */
    uint32_t iterations;        /* Newton steps */
    uint32_t products;          /* of the Jacobian with a vector */
} kr_response;

/*
 * The new equilibrium after trade costs change by beta = -theta x change of ln tau (beta[i x countries + j], origin i).
 *
 * flows     value of goods from i used in j, domestic use in the diagonal; units are free
 * beta      finite; NULL: no change
 *
 * KR_OK       excess demand is below the tolerance
 * KR_E_USAGE  theta <= 0, psi < 0, a tolerance out of range
 * KR_E_INPUT  a negative flow, a country without output or use, no domestic trade
 * KR_E_LIMIT  it did not settle
 *
 * Newton's method, the Jacobian applied without forming it. Same bytes for any number of threads. Memory: one matrix
 * beside the flows. Work: about 60 passes over the matrix. Method and source: docs/method/trade-response.md.
 */
KR_API kr_status kr_trade_respond(kr_job *job, const kr_flows *flows, const double *beta, const kr_respond_options *options,
                                  kr_response *response);

/* Says whether the matrix can be solved at all, with the sentence that kr_trade_respond would give. */
KR_API kr_status kr_flows_check(kr_job *job, const kr_flows *flows);

/* -------------------------------------------------------------------------------------------------
 * Market access: what costs do while incomes stay
 */

typedef struct kr_access {
    uint32_t places;
    const double *inward;       /* P_j = sum_i K_ij Y_i / Pi_i: access of consumers, to the power -theta of the inward resistance */
    const double *outward;      /* Pi_i = sum_j K_ij E_j / P_j: access of producers */
    double change;              /* of the last sweep, max |d ln P| */
    uint32_t sweeps;
} kr_access;

/*
 * Market access of every place, and so the multilateral resistances P^(-1/theta) and Pi^(-1/theta) of a gravity model.
 *
 * weight       [places x places] K = tau^-theta or any power of costs, >= 0, origin first
 * output, use  [places] >= 0; their sums should agree (the inward side is met)
 * reference    the place whose inward access is 1
 * tolerance    on max |d ln P| of a sweep, 1e-15 .. 1e-2
 *
 * KR_E_INPUT when a place can neither be reached nor reach, KR_E_LIMIT past `rounds` sweeps. Sinkhorn's balancing.
 */
KR_API kr_status kr_market_access(kr_job *job, uint32_t places, const double *weight, const double *output, const double *use,
                                  uint32_t reference, double tolerance, uint32_t rounds, kr_access *access);

/*
 * Conditional equilibrium: the flows after beta with every output and every use as before, written to trade
 * [countries x countries], and the access of each country as ratios to the base (inward access of `reference` stays 1).
 */
KR_API kr_status kr_trade_conditional(kr_job *job, const kr_flows *flows, const double *beta, uint32_t reference,
                                      double *trade, kr_access *access);

/* -------------------------------------------------------------------------------------------------
 * The lattice: all combinations of projects, and what they are worth together
 */

#define KR_MOST_PROJECTS 16u

/*
 * Set S of projects is a number whose bit p stands for project p. Figures are in 100 x log points, so percent for small
 * ones: worth[S x countries + i] = 100 ln W_i(S).
 */
typedef struct kr_lattice {
    uint32_t countries, projects, sets;
    const double *worth;        /* [sets x countries] */
    const double *together;     /* [sets x countries] what the set adds beyond all its parts (Harsanyi dividend): for two
                                   projects the multiplier V(AB) - V(A) - V(B) + V(0) */
    const uint8_t *significant; /* [sets x countries] 0: |together| is below 100 x the solver's tolerance; show "n.s." */
    const double *shapley;      /* [countries x projects] its rows add up to worth of all less worth of none */
    double residual;            /* the worst of all solves */
    uint64_t steps;             /* Newton steps of all solves */
} kr_lattice;

/*
 * Solves all 2^projects combinations. beta[p] is project p's change [countries x countries]; several add up.
 * options->tolerance holds for each solve. Same statuses as kr_trade_respond, KR_E_USAGE past KR_MOST_PROJECTS.
 * Work: 2^projects x 25 passes over the matrix or so, shared out to job->threads; same bytes for any number of them.
 */
KR_API kr_status kr_trade_lattice(kr_job *job, const kr_flows *flows, uint32_t projects, const double *const *beta,
                                  const kr_respond_options *options, kr_lattice *lattice);

/*
 * The ratio [V(AB) - V(0)] / [V(A) + V(B) - 2 V(0)] of two projects in a country; *ratio is NaN where nothing stands
 * under it (show "n.a."). 1 when it exists.
 */
KR_API int kr_lattice_ratio(const kr_lattice *lattice, uint32_t a, uint32_t b, uint32_t i, double tolerance, double *ratio);

/* What is uncertain. Draws are numbered; draw k depends on seed and k alone. */
typedef struct kr_draw_options {
    uint32_t draws;             /* 2 .. 100,000; 200 or more for a range worth printing */
    uint64_t seed;
    double theta_spread;        /* standard deviation of ln theta */
    double cost_spread;         /* of ln of each project's cost change, drawn for each project */
} kr_draw_options;

/* Of every figure of a lattice its median and the ends of its middle 90 percent, [sets x countries]. */
typedef struct kr_lattice_draws {
    const double *worth_median, *worth_low, *worth_high;
    const double *together_median, *together_low, *together_high;
    uint32_t draws;
} kr_lattice_draws;

/*
 * The lattice over and over with theta and costs drawn, the same draw in every combination (so a multiplier is no
 * difference of noise). ln_cost[p]: project p's change of ln tau [countries x countries], below 0 where it gets cheaper.
 * The median is of the middle draw, or between the middle two.
 */
KR_API kr_status kr_trade_lattice_draws(kr_job *job, const kr_flows *flows, uint32_t projects, const double *const *ln_cost,
                                        const kr_respond_options *options, const kr_draw_options *draws,
                                        kr_lattice_draws *result);

/* -------------------------------------------------------------------------------------------------
 * Many sectors with input-output links (Caliendo and Parro 2015)
 */

/* One state of policy. NULL: tariffs as in the data, costs as they are, no deficits. */
typedef struct kr_sector_scenario {
    const double *tariff;       /* laid out like kr_sectors.trade */
    const double *cost;         /* ratio of transport costs to those of the data, > 0, likewise */
    const double *deficit;      /* [countries] spending beyond income, adding up to 0 */
} kr_sector_scenario;

/*
 * The change from one scenario to the other, country by country, as shares (0.01 is 1 percent). Two figures of welfare,
 * which may differ much where tariffs change, for lost revenue is no small change:
 * exact          income over the index of final prices, in the new equilibrium over the old
 * first_order    the published split: terms_of_trade + volume_of_trade + technical, each a small change at old values
 */
typedef struct kr_sector_response {
    uint32_t countries;
    const double *exact, *first_order, *terms_of_trade, *volume_of_trade, *technical;
    const double *real_wage, *wage, *price;
    double residual;
    uint32_t iterations;        /* of both equilibria together */
} kr_sector_response;

/*
 * Solves both equilibria and compares them. tolerance: on wages, prices and spending, 1e-13 .. 1e-4.
 *
 * KR_E_USAGE  the tolerance
 * KR_E_INPUT  a theta that is not above 0, a negative flow, a sector that makes goods without adding value, costs not above 0
 * KR_E_LIMIT  it did not settle in `rounds`
 *
 * A sector without trade keeps its price. Anderson's acceleration of the joint fixed point of wages, prices and spending.
 * Work: about 60 rounds x (sectors x countries^2 + countries x sectors^2).
 */
KR_API kr_status kr_sectors_respond(kr_job *job, const kr_sectors *data, const kr_sector_scenario *before,
                                    const kr_sector_scenario *after, double tolerance, uint32_t rounds,
                                    kr_sector_response *response);

/* -------------------------------------------------------------------------------------------------
 * Routes and congestion (Allen and Arkolakis 2022): from costs of links to costs between places
 */

/* Directed links between places. A shipment that uses a link of cost t arrives as 1 / t; t >= 1 or INFINITY for closed. */
typedef struct kr_ways {
    uint32_t places, links;
    const uint32_t *from, *to;
    const double *cost;         /* [links] */
} kr_ways;

typedef struct kr_routes {
    double radius;              /* spectral radius of t^-theta: below 1 */
    const double *tau;          /* [places x places] cost from origin to destination; INFINITY where no way leads. The
                                   diagonal lies below 1: the model counts round trips */
    const double *traffic;      /* [links] value that passes, in units of the flows. By the envelope theorem also what the
                                   world gains by one log point off the link's cost */
} kr_routes;

/*
 * Costs over all routes, each taken as often as its cost allows (Frechet draws, theta), and the traffic of flows on them.
 * flows may be NULL: no traffic. KR_E_INPUT when the radius is 1 or more, naming theta and the cheapest links, or when a
 * flow has no way. Work: places^3.
 */
KR_API kr_status kr_trade_route(kr_job *job, const kr_ways *ways, double theta, const double *flows, kr_routes *routes);

/* What congestion and new links do. */
typedef struct kr_ways_change {
    const double *cost;         /* [links] new cost at the old traffic; INFINITY closes. NULL: as before */
    double lambda;              /* cost grows with traffic to this power, 0 .. 1 */
    const double *reference;    /* [links] traffic at which a link that was closed has its new cost; > 0 where that is so
                                   and lambda > 0. NULL: none was closed */
    double tolerance;           /* on ln cost of links, 1e-13 .. 1e-4 */
    uint32_t rounds;
} kr_ways_change;

typedef struct kr_ways_response {
    kr_routes before, after;
    const double *cost;         /* [links] in the new equilibrium, congestion included */
    kr_response trade;
    double change;              /* of the last round, max |d ln cost| */
    uint32_t rounds;
} kr_ways_response;

/*
 * The equilibrium of trade, routes and congestion: costs of links give costs between places, these trade (as
 * kr_trade_respond has it), trade gives traffic, traffic gives costs of links. The base flows are those of the old costs.
 */
KR_API kr_status kr_trade_respond_ways(kr_job *job, const kr_flows *flows, const kr_ways *ways, const kr_ways_change *change,
                                       const kr_respond_options *options, kr_ways_response *response);

/* -------------------------------------------------------------------------------------------------
 * Filling a matrix: the one nearest to a prior that honours what is known
 */

/* How a cell was come by. */
typedef enum kr_cell_mark {
    KR_CELL_FILLED,         /* no figure speaks of it: the prior, moved by totals */
    KR_CELL_DERIVED,        /* it follows from a sum of few cells (a turnover), from part of a year or another year */
    KR_CELL_REPORTED,       /* a figure for this cell and year */
    KR_CELL_MARKS
} kr_cell_mark;

KR_API const char *kr_cell_mark_name(kr_cell_mark mark);     /* "filled", "derived", "reported" */

/* A figure: some cells add up to a value, said with a weight. */
typedef struct kr_known_sum {
    const uint32_t *cell;
    uint32_t cells;
    double value;           /* > 0 */
    double weight;          /* > 0: what a unit of its divergence costs beside the prior's; INFINITY: it must hold */
    kr_cell_mark mark;      /* of its cells, when the sum has one cell or two */
} kr_known_sum;

typedef struct kr_filling {
    const double *value;            /* [cells] */
    const uint8_t *mark;            /* [cells] kr_cell_mark */
    const double *said;             /* [figures] what the figure's cells add up to */
    uint32_t rounds;
    double change;                  /* of the last round, max |d ln cell| */
} kr_filling;

/*
 * Minimises the cross-entropy of cells against the prior plus weight x that of sums against figures. Figures that contradict
 * each other (mirror reports) meet in between, by weight. prior >= 0; a cell of 0 stays 0. Balancing, figure by figure: with
 * infinite weights on row and column sums it is RAS. KR_E_INPUT when a figure stands over cells that are all 0; KR_E_LIMIT
 * when figures of infinite weight contradict each other. Work: rounds x the cells of all figures.
 */
KR_API kr_status kr_trade_fill(kr_job *job, size_t cells, const double *prior, size_t figures, const kr_known_sum *figure,
                               double tolerance, uint32_t rounds, kr_filling *filling);

/*
 * The gravity prior: output of each place sent by weight[i x places + j] so that every place makes and uses its output
 * (domestic use in the diagonal), written to prior [places x places]. weight > 0 at least in the diagonal.
 */
KR_API kr_status kr_trade_prior(kr_job *job, uint32_t places, const double *weight, const double *output, double *prior);

/* -------------------------------------------------------------------------------------------------
 * Export potential: which goods more could be sold of (after Decreux and Spies 2016)
 */

/* Rows of trade by year, exporter, importer and product, as codes; year may be NULL (one year). */
typedef struct kr_products {
    size_t rows;
    uint32_t countries, products, years;
    const uint32_t *year, *exporter, *importer, *product;
    const double *value;            /* >= 0 */
} kr_products;

typedef enum kr_potential_form {
    KR_POTENTIAL_A,         /* ease x projected share x projected demand x access */
    KR_POTENTIAL_B          /* shares of comparative advantage x demand x access, of expected exports */
} kr_potential_form;

/* Where a pointer is NULL its figure is 1 (growth, demand), 0 (tariffs) or without effect. */
typedef struct kr_potential_options {
    kr_potential_form form;
    const double *growth;           /* [countries] of output over the horizon, 1.2 for a fifth more */
    const double *demand;           /* [products] of the importer's demand over the horizon */
    const double *tariff;           /* [products] rate the importer asks of the exporter */
    const double *mean_tariff;      /* [products] rate it asks on average */
    const double *price_elasticity; /* [products] */
    double ease;                    /* > 0: take this where the data has no trade of the pair; 0: fail instead */
    double cost_ratio;              /* transport cost of the scenario over today's, > 0; 1: none */
    double cost_elasticity;         /* > 0: ease moves by cost_ratio to the power of minus this */
    double floor;                   /* products of which the exporter sells less, to all and a year, are left out */
    int every_year;                 /* 1: so are products that it did not sell in each year */
    double expected;                /* form B: expected exports to the importer; 0: those of the data */
    double pass;                    /* form B: how much of past growth goes on, 0 .. 1 */
    const double *distance_ratio;   /* form B: [products] mean distance of the importer's suppliers over the pair's */
} kr_potential_options;

#define KR_POTENTIAL_DEFAULTS ((kr_potential_options){ .cost_ratio = 1, .cost_elasticity = 1, .pass = .5 })

/* Values a year, in the data's unit, of product [products]. */
typedef struct kr_potential {
    uint32_t products;
    const double *actual;           /* mean of the years */
    const double *expected;         /* form A: by shares alone */
    const double *potential;        /* at today's transport cost */
    const double *unrealised;       /* max(0, potential - actual) */
    const double *unlocked;         /* what the change of transport cost adds to the unrealised */
    const uint32_t *order;          /* [products] by potential at the scenario's cost less actual, largest first */
    double ease;                    /* trade observed over trade expected from shares; of form A */
    int ease_is_given;
    double sum_potential, sum_unrealised, sum_unlocked;
} kr_potential;

/*
 * KR_E_USAGE  an option out of range, exporter or importer not below countries
 * KR_E_INPUT  the pair does not trade and no ease is given; a value is below zero
 */
KR_API kr_status kr_export_potential(kr_job *job, const kr_products *data, uint32_t exporter, uint32_t importer,
                                     const kr_potential_options *options, kr_potential *potential);

#ifdef __cplusplus
}
#endif
#endif
