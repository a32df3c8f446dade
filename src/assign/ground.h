/*
 * ground.h: the roads as the solver walks them.
 *
 * A node that may not be passed is split: the links that leave it start at its twin, a node that nothing
 * enters. So a way can begin and end there and cannot pass, and no loop ever asks. Links are sorted by head; behind them
 * stand the stubs (stubs.c), links that whoever begins or ends at a zone takes, which no search walks.
 */
#ifndef KRI_GROUND_H
#define KRI_GROUND_H

#include "delay.h"

#include <keruen/assign.h>

/* What labelling reads of a link. */
typedef struct kri_arc {
    double cost;
    uint32_t tail, head;
} kri_arc;

/* The same for who walks forward: a link beside the others that leave its tail. */
typedef struct kri_exit {
    double cost;
    uint32_t head, link;
} kri_exit;

/* What moving flow reads and writes of a link: cost = fixed + scale flow^power. */
typedef struct kri_load {
    double flow, slope, scale, fixed;
} kri_load;

typedef enum kri_shape {
    KRI_CONSTANT,       /* cost = fixed */
    KRI_QUARTIC,        /* power 4 */
    KRI_POWER,
    KRI_OTHER           /* through delay.h, or with a limit */
} kri_shape;

/* One origin of one class: the root of a bush, the zone's node or the end of its stub. */
typedef struct kri_source {
    uint32_t node, zone, class;
    size_t first, last;         /* its pairs in target[] and amount[] */
    double demand;
} kri_source;

typedef struct kri_ground {
    const kr_roads *roads;
    uint32_t nodes, links, classes;
    uint32_t walked;                    /* links that are no stubs: the first ones */
    const uint32_t *given;              /* [links] the input's number of our link */
    const uint32_t *tail, *head;        /* [links] */
    const uint32_t *way_in, *way_out;   /* [zones] the stub by which alone one comes or leaves; KR_NONE: none */
    const uint32_t *out_first;          /* [nodes + 1] into exit[] */
    const uint32_t *sink;               /* nodes that links enter and none leaves */
    uint32_t sinks;
    uint8_t *shape;                     /* [links] a kri_shape */
    double *power;                      /* [links] */
    kri_load *load;                     /* [links] */
    double *cost;                       /* [links] what one more unit meets, without the classes' own parts */
    double **seen;                      /* [classes][links] cost with the class's own part; refreshed before each pass */
    kri_arc **arc;                      /* [classes][links + 1] the same beside the link's ends; the last leads nowhere */
    kri_exit **exit;                    /* [classes][walked] the same by tail */
    double *mean;                       /* [classes] of the finite costs; refreshed as well */
    double **own;                       /* [classes][links] the class's own part, infinite where it may not go; NULL: none */
    const double *pce, *time_factor;    /* [classes] */
    const double *limit;                /* [links] ours; NULL: none */
    double *price, *stiffness;          /* [links] of the limit, while capacities are hard */
    int is_system;                      /* marginal costs instead of times */
    kri_source *source;
    uint32_t sources;
    uint32_t *target;                   /* nodes, or where their stubs begin */
    size_t *pair;                       /* which of the class's demand */
    double *amount;                     /* in equivalents; when demand answers to cost, what it is now */
    const kr_traffic *traffic;          /* [classes] */
    double *base, *reference;           /* demand at the reference cost, and that cost; NULL where no demand answers */
    double ceiling;                     /* what staying at home costs where links have limits; infinite: nobody may */
    double demand;
} kri_ground;

kr_status kri_ground_build(kr_job *job, const kr_roads *roads, uint32_t classes, const kr_traffic *class,
                           const kr_assign_options *options, kri_ground *ground);

/* Its delay function; a table's corners are rounded where marginal costs are asked for. */
kri_delay kri_ground_delay(const kri_ground *ground, uint32_t link);

/* stubs.c: which links of the input are stubs, and way_in and way_out in the input's numbers. */
kr_status kri_stubs_find(kr_job *job, const kr_assign_options *options, kri_ground *ground, uint8_t **is_stub);

/* The flows of stubs, which are what the demand says. */
kr_status kri_stubs_load(kr_job *job, kri_ground *ground);

/* What the demand of a source pays on stubs. */
double kri_stubs_cost(const kri_ground *ground, const kri_source *source);

/* Where a pair of the source ends, and the node where all its traffic begins. */
uint32_t kri_pair_zone(const kri_ground *ground, const kri_source *source, size_t pair);
uint32_t kri_source_root(const kri_ground *ground, const kri_source *source);

/* cost and slope of a link at its flow, exactly. */
void kri_ground_evaluate(kri_ground *ground, uint32_t link);
void kri_ground_evaluate_all(kri_ground *ground);

/* Adds to the flow of a link and brings cost and slope up to date; small steps by a series, which drifts in the last digits. */
void kri_ground_shift(kri_ground *ground, uint32_t link, double more);

/* The cost at another flow, for line searches. */
double kri_ground_cost_at(const kri_ground *ground, uint32_t link, double flow);

/* seen[] and arc[].cost from cost[] and the class's own part. */
void kri_ground_refresh(kri_ground *ground);

/* The integral of cost from 0 to the flow (system optimum: flow x time), without classes' own parts and limits. */
double kri_ground_objective(const kri_ground *ground, uint32_t link, double flow);

/* Labels at the start: 0 at the source, infinite elsewhere, -infinite at sinks that the source does not serve. */
void kri_labels_clear(const kri_ground *ground, const kri_source *source, double *label);

#endif
