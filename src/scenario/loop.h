/* loop.h: what the parts of the chain share. */
#ifndef KRI_LOOP_H
#define KRI_LOOP_H

#include <keruen/scenario.h>
#include <keruen/trade.h>

/* From rows of demand to pairs of areas. Fixed for the chain. */
struct kr_chain {
    const kr_world *world;
    const kr_flows *trade;
    uint32_t date, areas, rows;
    uint32_t *area_of_node;     /* [places] KR_NONE: of no area */
    uint32_t *area_of_end;      /* [nodes of the network] */
    uint32_t *from, *to;        /* [rows] areas */
    uint32_t *cell;             /* [rows] pair of areas, origin x areas + destination; KR_NONE: its goods have no price, it answers to nothing */
    double *value_usd_t;        /* [rows] */
    double *pair_usd_yr;        /* [areas x areas] value of all rows of the pair */
    double *coverage;           /* [areas x areas] */
    kr_network network;         /* of the world as it is */
};

/* The trade matrix of one set of parameters, and how much of each pair a row stands for. */
typedef struct kri_bridge {
    const kr_chain *chain;
    kr_chain_parameters parameters;
    kr_flows flows;             /* domestic sales scaled */
    double *spending;           /* [areas] */
    double *share;              /* [rows] of its pair's trade; the rest of the pair keeps its cost */
    double *beta;               /* [areas x areas] */
    double *ratio;              /* [areas x areas] mean ratio of 1 + cost / value */
    double *row_beta;           /* [rows] */
} kri_bridge;

/* What the economy makes of costs. */
typedef struct kri_answer {
    double *ln_welfare;         /* [areas] */
    double *trade;              /* [areas x areas] */
} kri_answer;

kr_status kri_bridge_open(kr_job *job, const kr_chain *chain, const kr_chain_parameters *parameters, kri_bridge *bridge);

/* usd_t, base_usd_t [rows]: expected cost of a tonne now and in the base. Fills row_beta, beta, ratio. */
void kri_bridge_costs(kri_bridge *bridge, const double *base_usd_t, const double *usd_t);

/* The economy at bridge->beta by the channel of the parameters. */
kr_status kri_bridge_answer(kr_job *job, const kri_bridge *bridge, kri_answer *answer);

/* ln of what each row wants over what it wanted in the base. */
void kri_bridge_tonnes(const kri_bridge *bridge, const kri_answer *answer, double *ln_tonnes);

/* base with the patch and the factors of the parameters; shares every array that neither touches. */
kr_status kri_altered_world(kr_job *job, const kr_world *base, const kr_patch *patch, const kr_chain_parameters *parameters, kr_world *altered);

/* Where the search for a world begins: at an outcome, or at a guess of one. */
typedef struct kri_start {
    const kr_freight_plan *plan;    /* prices and ways are taken from it where nothing has changed */
    const double *t_yr;             /* [rows] */
    kr_freight freight;             /* of it, the prices of limits */
    int looks_first;                /* for ways, at these prices: a guess is not near enough for that */
} kri_start;

/* At the outcome, an own one or the base. */
kri_start kri_start_at(const kr_outcome *outcome, const kr_outcome *base);

/*
 * As kr_chain_solve, with the ways and the shippers' noise of a reference of its own, which may be at other parameters. base NULL: the
 * world, whatever the patch, is the one that others are compared with. start NULL: at nothing that is known.
 */
kr_status kri_chain_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                          const kr_freight_plan *reference, const kri_start *start, kr_outcome *outcome);

/* circle.c: the same with waits as the tables have them, whatever the channel says of them. Parameters are in their ranges. */
kr_status kri_circle_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                           const kr_freight_plan *reference, const kri_start *start, kr_outcome *outcome);

/* Paid inside the area for what the pair sends, whoever the pair is; and what areas get for it where neither end is theirs, added to each. */
double kri_paid_inside(const kr_chain *chain, const kr_outcome *outcome, const kr_freight_pair *pair, uint32_t area);
void kri_add_transit(const kr_chain *chain, const kr_outcome *outcome, const uint32_t *area_of_end, const kr_freight_pair *pair,
                     double *transit_usd_yr);

/* areas.c: the areas of the chain's nodes; those of another network's: [nodes]; and of one node. */
kr_status kri_find_areas(kr_job *job, kr_chain *chain);
kr_status kri_areas_of(kr_job *job, const kr_chain *chain, const kr_network *network, const uint32_t **area_of_end);
uint32_t kri_area_of_node(const kr_chain *chain, const kr_network *network, uint32_t node);

/* The area of a country code, KR_NONE without ROW. */
uint32_t kri_area_of(const kr_flows *trade, const char *country);

#endif
