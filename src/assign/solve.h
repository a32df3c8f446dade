/* solve.h: the state of an equilibrium being found, and its parts. */
#ifndef KRI_SOLVE_H
#define KRI_SOLVE_H

#include "crew.h"
#include "cycles.h"

#include "base/sum.h"

#define KRI_BATCH ((uint32_t)16)        /* sources that are worked on between two joins; never the number of threads */

typedef struct kri_solver {
    kr_job *job;
    int threads;                /* 1 where the work is too small to share */
    int is_large;
    kr_assign_options chosen;
    const kr_assign_options *options;   /* &chosen */
    kri_ground ground;
    kri_pool pool;
    kri_bush *bush;             /* [sources] */
    kri_told *told;             /* [sources] */
    kri_scratch *scratch;       /* [threads] */
    kri_slot *slot;             /* [sets][slots] */
    uint32_t slots, sets;
    size_t slot_elements;       /* room that a slot should have for cycles */
    kri_cycles cycles;
    kri_sum *sum;               /* [slices][links] flows being summed */
    double *change, *before;    /* [links], [most flows of a bush] of one source whose demand is being adjusted */
    kr_unserved *unserved;
    size_t unserved_count, unserved_capacity;
    double whole_excess;        /* exact, at the last pass over all sources */
    int is_slow;                /* the excess within bushes has hardly fallen since the last pass */
    double left_over;           /* guess of what one more sweep over the list would gain */
    double excess;              /* within bushes, at the last pass */
    double exact_excess, shortest;
    double gap;                 /* exact; infinite until it was measured */
    double guess;               /* of the gap */
    double target;              /* of the run that is under way */
    uint32_t rounds;
    int is_warm;
    uint32_t *turn;             /* [sources] those that the pass under way goes over, in its order */
    uint32_t turns;
    uint8_t *is_resting;        /* [sources] the last pass over it found little to do, by itself or beside what others have */
    uint8_t *is_left;           /* [sources] the pass under way leaves its cycles in the list */
    uint32_t active;            /* sources that do not rest */
    double stake, active_stake; /* excess and promise: of all at the last pass over them, of those that do not rest now */
    int is_exact;               /* additions by exact labels, and the gap is known after every pass over all sources */
    int is_near;                /* the next measurement may well be the last */
    int is_partial;             /* resting sources are left out of the pass; their cycles stay in the list where it is kept */
    int is_stale;               /* costs have moved since the passes' own copies were made */
    int is_list_whole;          /* no part of it was worked off and dropped */
    int is_settled;             /* no flow has moved since */
    int is_list_lost;           /* a measurement's list of cycles was too long to keep: the next pass must work, not measure */
    int is_over;                /* no more time, but the last measurement is finished */
    double *choice_cost;        /* [links] stochastic: cost[] when the traffic that was found chose its ways */
    char text[64];
} kri_solver;

kr_status kri_solver_init(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class,
                          const kr_assign_options *options, kri_solver *solver);

/* Sources, one a slot, and the pass that goes over them. */
typedef struct kri_batch {
    kri_solver *s;
    const kri_pass *pass;
    const uint32_t *source;     /* [count] */
    uint32_t count;
    kri_slot *slot;
    kr_status status;           /* of joining what was found */
} kri_batch;

/* start.c: turn[], and the batches that it is taken in. */
void kri_turns_list(kri_solver *solver);
uint32_t kri_batches(const kri_solver *solver);
kri_batch kri_batch_of(kri_solver *solver, uint32_t number, const kri_pass *pass);

/* Room in a slot for cycles of so many elements. */
kr_status kri_slot_init(kr_job *job, const kri_ground *ground, size_t elements, kri_slot *slot);

/*
 * First bushes: trees for the sources that have none, at the costs of what is loaded so far. Looks at no clock: before it
 * is done there is no answer at all.
 */
kr_status kri_solver_start(kri_solver *solver);

/* Passes until the gap is at most the target, or the rounds or the time have run out (KR_E_LIMIT). */
kr_status kri_solver_run(kri_solver *solver, double target);

/* Demand through the bushes again and flows summed with care: what is known afterwards is exact. */
void kri_solver_settle(kri_solver *solver);

/* Settles and measures the gap, whatever the clock says. */
kr_status kri_solver_measure(kri_solver *solver);

/* warm.c: bushes of another assignment in the place of trees; trees for the sources that it lacks or whose ways are barred. */
kr_status kri_solver_start_warm(kri_solver *solver, const kr_solution *solution);

/* Takes the pairs that the tree just grown did not reach out of the demand. */
kr_status kri_solver_drop_unserved(kri_solver *solver, kri_source *source);

/* stochastic.c: logit flows to the gap, by class in the input's order of links, and Fisk's function. */
kr_status kri_stochastic_run(kri_solver *solver, double gap, double **class_flow, double *objective);

/* The ground with the costs by which that traffic chose, in arcs of its own. */
kr_status kri_stochastic_look_back(kr_job *job, const kri_solver *solver, kri_ground *view);

/* A source's links, tails first, and what of its traffic was on each; returns how many. */
uint32_t kri_stochastic_unfold(const kri_ground *view, const kri_source *source, const kri_bush *bush, double theta, kri_scratch *scratch,
                               uint32_t *link, double *flow);

/* Ways from a bush's root to a node. */
typedef struct kri_asked_routes {
    uint32_t root, to;          /* nodes */
    double demand;              /* of the pair */
    const double *cost;         /* [links] in the input's order */
    double least_share;
    uint32_t most;
} kri_asked_routes;

/* fullest.c: the fullest of them, of a bush that is laid open with its flows. */
kr_status kri_routes_find(kr_job *job, const kri_ground *ground, const kri_open *bush, const kri_asked_routes *asked, kr_route_list *routes);

/* limit_prices.c: equilibrium to the gap with every limit kept; prices end in ground.price. KR_E_LIMIT when that cannot be. */
kr_status kri_limits_keep(kri_solver *solver, double gap);

/* elastic.c: what demand does when it answers to cost. Sets up base and reference once the first trees stand. */
kr_status kri_demand_begin(kri_solver *solver);

/* What the demand that stays at home adds to the objective. */
double kri_demand_objective(const kri_ground *ground);

/* Brings every source's demand nearer to what its costs ask for, and its flows with it. */
kr_status kri_demand_adjust(kri_solver *solver);

#endif
