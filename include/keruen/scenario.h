/* keruen/scenario.h: what if. The chain from a patched world to trade and back, and what the differences between worlds are worth. */
#ifndef KERUEN_SCENARIO_H
#define KERUEN_SCENARIO_H

#include <keruen/freight.h>
#include <keruen/model_study.h>
#include <keruen/panel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------
 * The chain: world -> patch -> network -> cost -> freight -> trade -> freight ... until nothing moves
 */

/* How far the answer of the economy is followed. Only the last two let capacities bind. */
typedef enum kr_channel {
    KR_CHANNEL_COST,            /* the same goods are carried at less cost */
    KR_CHANNEL_FIXED_INCOME,    /* trade shifts, what every area makes and spends stays */
    KR_CHANNEL_FULL,            /* wages and incomes answer too */
    KR_CHANNEL_CONGESTED,       /* and what is limited jams */
    KR_CHANNEL_WAITS,           /* and ships that leave when full sail as often as they fill */
    KR_CHANNELS
} kr_channel;

/* "cost", "fixed_income", "full", "congested", "waits"; and a phrase. */
KR_API const char *kr_channel_name(kr_channel channel);
KR_API const char *kr_channel_meaning(kr_channel channel);

typedef struct kr_chain_parameters {
    double trade_elasticity;    /* theta, > 0 */
    double time_value, border_hours, cost_scale, capacity;  /* factors on the world's own figures, > 0 */
    double domestic_sales;      /* factor on the sales of each area to itself, > 0 */
    kr_channel channel;
    double tolerance;           /* largest change of ln tonnes of a row in a round, 1e-13 .. 1e-2 */
    uint32_t rounds;            /* at most so many loads of the network, 1 up */
    /* of KR_CHANNEL_WAITS alone */
    double longest_headway_h;   /* patience: no ship that leaves when full lets longer pass between two departures, > 0 */
    int starts_seldom;          /* 0: the search begins with ships as often as fleets allow; 1: as seldom as patience allows */
    uint32_t sweeps;            /* departures are set anew at most so many times, 1 up */
} kr_chain_parameters;

#define KR_CHAIN_DEFAULTS                                                                                                           \
    ((kr_chain_parameters){ .trade_elasticity = 5, .time_value = 1, .border_hours = 1, .cost_scale = 1, .capacity = 1,              \
                            .domestic_sales = 1, .channel = KR_CHANNEL_CONGESTED, .tolerance = 1e-10, .rounds = 200, \
                            .longest_headway_h = 336, .sweeps = 200 })

typedef struct kr_chain kr_chain;

/*
 * world     the world that counts as the base: study->base has been applied
 * trade     base flows in USD a year between areas; an area is a country code, EU, or ROW for everybody else
 * date      yyyymmdd: whose prices, which ships
 *
 * Everything must outlive the chain. Threads may share a chain. KR_E_INPUT: no demand, no domestic trade, a matrix that cannot be solved.
 */
KR_API kr_status kr_chain_open(kr_job *job, const kr_world *world, const kr_flows *trade, uint32_t date, const kr_chain **chain);

/* The area of a country (a name number of the world); KR_NONE when the matrix has neither it nor ROW. */
KR_API uint32_t kr_chain_area(const kr_chain *chain, uint32_t country);

/* How much of an area pair's trade the rows of demand stand for, 0 .. 1: [areas x areas]. The rest keeps its cost. */
KR_API const double *kr_chain_coverage(const kr_chain *chain);

/* One world at rest. Areas are those of the matrix, in its order. */
typedef struct kr_outcome {
    uint32_t areas;
    const double *ln_welfare;       /* [areas] ln of real income over that of the base; 0 in the base */
    const double *spending_usd_yr;  /* [areas] of the base */
    const double *transit_usd_yr;   /* [areas] paid inside for freight that neither comes from the area nor goes to it */
    const double *trade_usd_yr;     /* [areas x areas] */
    const double *cost_ratio;       /* [areas x areas] mean of 1 + cost / value over that of the base, where demand covers the pair; else 1 */
    uint32_t rows;                  /* of demand */
    const double *t_yr;             /* [rows] wanted at these costs */
    const double *usd_t;            /* [rows] expected cost of a tonne: money, time, scarcity; NaN: no way leads there */
    const double *weight;           /* [rows] what the world gains by a dollar a tonne off the row's cost, for each tonne of it */
    const kr_world *world;          /* as patched and scaled */
    const kr_network *network;      /* of it */
    kr_freight_plan *plan;
    kr_freight freight;
    uint32_t rounds;                /* loads of the network */
    double residual;                /* largest change of ln tonnes in the last of them */
    uint32_t sweeps;                /* KR_CHANNEL_WAITS: worlds solved until no departure moved; else 0 */
    double headway_moved;           /* largest change of a headway in the last of them, as a part of it */
    int is_settled;                 /* 0: stopped at the bound on rounds or sweeps; residual and headway_moved say how near */
} kr_outcome;

/*
 * The world with the patch, at rest, against the base at the same parameters. Both choose among the base's ways, where they are open; beside
 * them the patched world has its cheapest, and not its second best: what a new line is worth is told too low. kr_study_run looks every
 * world through alike.
 *
 * patch     on top of the chain's world; NULL: none
 * base      the outcome without a patch at the same parameters; NULL: it is found first
 * warm      any outcome of the chain, where the search begins; NULL: the base. The result does not depend on it but in the last digits
 * outcome   in the job's memory; filled with the best so far when the status is KR_E_LIMIT
 *
 * In KR_CHANNEL_WAITS ships that leave when full are as full as in the base, or sail as often as their fleets can, or as seldom as patience
 * allows. More flow is a shorter wait and a shorter wait is more flow, so there may be more than one rest: which is found depends on
 * starts_seldom, and on nothing else (warm is not looked at). The base sails as its tables say; without a patch, begun from seldom, the
 * outcome is another rest of the same world. outcome->world has the headways that are sailed, and room that makes the fleet's capacity of them.
 *
 * KR_E_LIMIT says how far from rest it is and what would help.
 */
KR_API kr_status kr_chain_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters,
                                const kr_outcome *base, const kr_outcome *warm, kr_outcome *outcome);

/* -------------------------------------------------------------------------------------------------
 * What sets of things are worth. Set S is a number whose bit p stands for p. value[S x width + k]: figure k of set S.
 */

/* In place: from the worth of each set to what it adds beyond all its parts (Harsanyi). For two, the multiplier. */
KR_API void kr_sets_together(uint32_t players, uint32_t width, double *value);

/* The Shapley shares [players x width] of what kr_sets_together made. They add up to worth of all less worth of none. */
KR_API void kr_sets_shapley(uint32_t players, uint32_t width, const double *together, double *shapley);

/* The value of a set, [width]; called one at a time. */
typedef kr_status kr_set_worth(void *with, kr_job *job, uint64_t set, double *value);

/*
 * Shapley shares from a sample: pairs of a random order and its reverse, pair k being a matter of seed and k alone. marginal
 * [players x width]: the mean over both orders of what each player adds where it comes. Work: 2 players values.
 */
KR_API kr_status kr_sets_sample(kr_job *job, uint32_t players, uint32_t width, kr_set_worth *worth, void *with, uint64_t seed, uint32_t pair,
                                double *marginal);

typedef struct kr_best_set {
    uint64_t set;
    double value, cost;
    double bound;               /* no set within the budget is worth more, if the worths keep to the condition of the search */
    int is_exact;               /* 1: all sets were looked at, and bound is value */
    uint32_t looked_at;
} kr_best_set;

/* The dearest of 2^players values whose cost keeps to the budget; of equals the cheaper, then the lower number. */
KR_API void kr_sets_best(uint32_t players, const double *value, const double *cost_usd, double budget_usd, kr_best_set *best);

/*
 * For many players: greedily by gain over cost, and from every best pair, then exchanges of one and of two until none helps. The bound is
 * the fractional knapsack of ceiling[p], the most that p can add to any set; without such knowledge give INFINITY. worth gives one number.
 */
KR_API kr_status kr_sets_search(kr_job *job, uint32_t players, kr_set_worth *worth, void *with, const double *cost_usd, double budget_usd,
                                const double *ceiling, kr_best_set *best);

/* -------------------------------------------------------------------------------------------------
 * A study: all of it
 */

/* The parts of what a world is worth to an area against the base, and their sum. USD a year of the base year. */
typedef struct kr_worth {
    double welfare_pct;         /* 100 ln W */
    double trade_usd;           /* spending x (W - 1) */
    double transit_usd;         /* change of transit revenue x margin */
    double usd;                 /* trade_usd + transit_usd */
    double cost_usd;            /* its share of what the projects cost, as an annuity over the horizon; known costs only */
    double net_usd;             /* usd - cost_usd */
} kr_worth;

enum { KR_WORTHS = sizeof(kr_worth) / sizeof(double) };     /* it is an array of so many doubles */

/* 5 %, 50 % and 95 % of the draws. */
typedef struct kr_spread {
    double low, median, high;
    double from_estimates;      /* share of the spread that moves with parameters which rest on no published figure; NaN: no spread */
} kr_spread;

/*
 * All combinations of players: bundles or projects. Rows are areas x and then, as row `areas`, the region: the sum over
 * the study's areas (its percent is 100 ln(1 + gain / spending)).
 */
typedef struct kr_study_sets {
    uint32_t players, sets;         /* sets 0: not run */
    const kr_worth *worth;          /* [sets x (areas + 1)] */
    const kr_worth *together;       /* [sets x (areas + 1)] beyond all its parts; of two: the multiplier */
    const kr_worth *shapley;        /* [players x (areas + 1)] */
    const kr_worth *shapley_error;  /* [players x (areas + 1)] standard error where a sample was taken; NULL: exact */
    const uint8_t *significant;     /* [sets x (areas + 1)] bit 0: together.welfare_pct, bit 1: together.usd; else show "n.s." */
} kr_study_sets;

/* The ratio V(AB) / (V(A) + V(B)) of two players in USD; NaN where nothing stands under it: show "n.a.". */
KR_API double kr_study_ratio(const kr_study_sets *sets, uint32_t areas, uint32_t a, uint32_t b, uint32_t area, double tolerance);

typedef struct kr_study_link {
    uint32_t link;                  /* row */
    double t_base, t_all;           /* tonnes a year, both directions */
    double marginal_usd;            /* what the world gains a year by a dollar a tonne off the link: by the envelope at the base, jams held fast */
    double shadow_usd;              /* of a tonne of its capacity in the base; 0: it does not bind */
} kr_study_link;

/* A limit that binds with nothing built: what one unit of it a year more adds. */
typedef struct kr_study_limit {
    kr_table_id table;              /* link, terminal or service */
    uint32_t row;
    const char *unit;
    double capacity;
    double shadow_usd;              /* as the shippers see it: the shadow price */
    double world_usd;               /* to the world, by a difference through the whole loop */
} kr_study_limit;

typedef struct kr_study_corridor {
    uint32_t corridor;              /* row */
    double km;
    double t_base, t_all;           /* tkm over km */
    double tkm_base, tkm_all, kgco2_base, kgco2_all;
} kr_study_corridor;

/*
 * How much nearer a place comes to its markets, all built: the places that freight goes to, by the value that arrives there, for the goods of
 * which most value is carried, by the cheapest way without jams.
 */
typedef struct kr_study_place_change {
    uint32_t node;
    double cost_pct;                /* change of the mean cost of a tonne to them; NaN: another number of them is within reach */
    double access_pct;              /* change of market access: sum of values x (1 + cost / value of a tonne)^-theta */
} kr_study_place_change;

/* What a project returns. Benefits are the region's usd; PV: at the discount rate, from the opening year to the horizon's end. */
typedef struct kr_study_return {
    double cost_usd;                /* NaN: not known */
    double opens;
    double alone_usd, share_usd, last_usd;      /* a year: alone, Shapley share, last in; of the lattice or sample; NaN: not run */
    double pv_alone_usd, pv_share_usd, pv_last_usd;
    double ratio_alone, ratio_share, ratio_last;    /* PV over cost; NaN: "n.a." */
} kr_study_return;

/* What happens when one parameter goes to one end of its range. Rows as in kr_study_sets, sets of the bundles that draws run. */
typedef struct kr_study_swing {
    kr_study_parameter parameter;
    double at_low, at_high;
    const kr_worth *low, *high;     /* [sets x (areas + 1)] worth */
    const kr_worth *together_low, *together_high;
} kr_study_swing;

/* A service that leaves when full and that goods of the base fill; rows of sets are those of the bundles, NaN where a set was not run. */
typedef struct kr_study_departures {
    uint32_t service;               /* row */
    uint32_t ship;                  /* services with the same number fill together */
    double table_h;                 /* hours between two departures with nothing built, as observed */
    const double *fleet_h;          /* [sets] at the least, by the fleet of that world */
    const double *often_h, *seldom_h;   /* [sets] as it sails, begun from ships as often as fleets allow, as seldom as patience allows */
    const double *often_t, *seldom_t;   /* [sets] tonnes a year of its fullest leg */
} kr_study_departures;

/* A published figure and the model's. */
typedef struct kr_study_beside {
    uint32_t figure;                /* of the study */
    double value;                   /* at central parameters; NaN: the model cannot say */
    kr_spread spread;               /* NaN without draws */
} kr_study_beside;

typedef struct kr_study_result {
    uint32_t areas;
    const char *const *area;        /* [areas] codes */
    const uint8_t *in_region;       /* [areas] */
    const double *spending_usd_yr;  /* [areas + 1] base year */
    const double *transit_usd_yr;   /* [areas + 1] of the base, gross */
    kr_study_sets bundles, members; /* at central parameters; members may have no lattice (sets 0) but shapley by sample */
    kr_study_sets channel[KR_CHANNELS];     /* bundles again; that of jams is `bundles`; of waits the sets that draws run, else NaN; sets 0: no
                                               ship answers */
    kr_study_sets seldom;                   /* of waits, found from ships as seldom as patience allows, against nothing built found likewise */
    const kr_worth *seldom_base;            /* [areas + 1] of that nothing built, against the base */
    int waits_differ;                       /* the two ends of waits are worth something else, by more than what is significant */
    double longest_headway_h;               /* patience */
    uint32_t departures;
    const kr_study_departures *departure;
    uint32_t draws;                 /* run */
    const kr_spread *worth_pct, *worth_usd, *together_pct, *together_usd;   /* [bundles.sets x (areas + 1)]; NULL without draws */
    const kr_spread *return_of_bundle;      /* [bundles] of ratio_share, rate and opening drawn too; NULL without draws; NaN: n.a. or not all sets drawn */
    uint32_t swings;
    const kr_study_swing *swing;
    const double *trade_usd_yr;     /* [bundles.sets][areas x areas] */
    const double *trade_together;   /* [bundles.sets][areas x areas] beyond all parts; of two: the multiplier of the pair of areas */
    const double *cost_ratio;       /* [bundles.sets][areas x areas] */
    const double *coverage;         /* [areas x areas] */
    const double *transit_of_set;   /* [bundles.sets x (areas + 1)] gross, USD a year */
    const double *tonnes_of_set;    /* [bundles.sets] carried */
    const double *kgco2_of_set;     /* [bundles.sets] */
    uint32_t links, limits, corridors, places, figures;
    const kr_study_link *link;      /* those that carry something with nothing built or with all */
    const kr_study_limit *limit;
    const kr_study_corridor *corridor;
    const kr_study_place_change *place;     /* all where something stops and that reach a market */
    uint32_t access_cargo;          /* row of cargo: the goods of place */
    const kr_study_beside *beside;
    const kr_study_return *of_project, *of_bundle;  /* [study->projects], [study->bundles] */
    kr_best_set best;               /* of projects, by PV of usd less cost; set 0 and looked_at 0 without a budget */
    uint64_t without_cost;          /* projects whose cost is not known: they are in no best set */
    /* convergence */
    uint32_t items, reused;         /* pieces of work; of them taken from the store */
    uint32_t worlds, unsettled;     /* worlds solved in all items; of them stopped short of the tolerance */
    uint32_t rounds_most;
    double rounds_mean, residual_worst, excess_worst;
    uint32_t sweeps_most;           /* of waits */
    double headway_moved_worst;
    double significant_pct;         /* a second difference below this is not significant: 100 x what the solves are good for */
    double significant_usd;
} kr_study_result;

/*
 * Runs what the store does not have yet, keeps every finished item in it, and tells the whole. store NULL: nothing is kept.
 *
 * world     as read, before study->base
 * trade     as kr_chain_open has it
 *
 * job->threads workers, each with a job of its own; the store's functions are called one at a time, perhaps from a worker and
 * with its job. Same bytes for any number of threads, and whichever items came from the store. KR_E_LIMIT: time ran out or
 * somebody cancelled; the store has what was finished.
 */
KR_API kr_status kr_study_run(kr_job *job, const kr_world *world, const kr_flows *trade, const kr_study *study, const kr_item_store *store,
                              kr_study_result *result);

#ifdef __cplusplus
}
#endif
#endif
