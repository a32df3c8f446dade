/* items.h: a study cut into pieces of work. Each is a pure function of the study and its own name. */
#ifndef KRI_ITEMS_H
#define KRI_ITEMS_H

#include "records.h"
#include "waits.h"

#define KRI_EXACT_MEMBERS 12u       /* projects whose combinations are all run */
#define KRI_SETS_OF_ITEM 64u        /* of a list of all; an item has the empty set besides */
#define KRI_ORDERS 16u              /* pairs of orders that a sample of Shapley shares takes */

typedef enum kri_item_kind {
    KRI_WORLDS,         /* some sets of projects at one set of parameters: a record each */
    KRI_BINDING,        /* what one more of each limit that binds adds: [KRI_MOST_BINDING x KRI_BOUNDS] */
    KRI_ORDER,          /* a pair of orders: [projects x (areas + 1)] of kr_worth */
    KRI_SEARCH          /* the best set under a budget: [KRI_FOUND] */
} kri_item_kind;

#define KRI_MOST_BINDING 64u
#define KRI_MOST_LOOKED ((size_t)20000)     /* sets that a search may solve */

/* table NaN: no more of them; unit 't', 'T'EU, truc'k', 'w'agon. */
enum { KRI_BOUND_TABLE, KRI_BOUND_ROW, KRI_BOUND_UNIT, KRI_BOUND_CAPACITY, KRI_BOUND_SHADOW, KRI_BOUND_USD, KRI_BOUNDS };
enum { KRI_FOUND_LOW, KRI_FOUND_HIGH, KRI_FOUND_VALUE, KRI_FOUND_COST, KRI_FOUND_BOUND, KRI_FOUND_LOOKED, KRI_FOUND };

typedef struct kri_item {
    const char *name;
    kri_item_kind kind;
    kr_chain_parameters parameters;
    double margin, discount_rate;
    kri_depth depth;
    const uint64_t *set;        /* [sets] of projects; the first is none of them */
    uint32_t sets, pair;        /* of orders */
    size_t values;
    const double *value;        /* NULL until it is there */
} kri_item;

typedef struct kri_run {
    kr_job *job;
    const kr_study *study;
    const kr_world *world;      /* with the study's base */
    const kr_chain *chain;
    kri_recorder recorder;
    const kr_freight_plan *catalogue;   /* the ways that every world may choose among where they are open, and its shippers' noise */
    kr_outcome home;            /* nothing built, central parameters: where every search begins */
    kri_ships ships;            /* whose waits answer */
    int has_ships;
    uint8_t *in_region;         /* [areas] */
    double *cost_share;         /* [projects x areas] of what each costs, USD */
    kri_item *item;
    size_t items, room;
    /* where the parts of the answer are: numbers of items */
    uint32_t drawn_sets;
    uint64_t *drawn;            /* [drawn_sets] of bundles */
    size_t bundles, members, channels[KR_CHANNELS], swings, draws, orders, ends, binding, search;   /* the first of each */
    size_t waits[2];            /* from ships as often as fleets allow, as seldom as patience allows; where no ship answers there are none */
    size_t bundle_items, member_items, channel_items;
    uint32_t swing_of[2 * KR_PARAMETERS];   /* parameter x 2 + 1 at its high end, in the order of the items */
    uint32_t swing_items;
} kri_run;

kr_status kri_items_list(kri_run *run);

/* The edits of a set of projects, 1 << project, on top of the base. */
kr_status kri_patch_of(kr_job *job, const kri_run *run, uint64_t projects, kr_patch *patch);

/* The item's values, made in the job. */
kr_status kri_item_make(kr_job *job, const kri_run *run, const kri_item *item, double *value);

/* Takes what the store has, makes the rest, keeps it. */
kr_status kri_items_run(kri_run *run, const kr_item_store *store, uint32_t *reused);

/* Central parameters with what draw k, or one parameter at another value, changes. */
kr_chain_parameters kri_parameters_of_draw(const kr_study *study, uint32_t draw);

/* worth.c: from records to what worlds are worth. */
double kri_annuity(double discount_rate, uint32_t years);

/* worth [areas + 1]; none: the record without projects at the same parameters; yearly: see kri_annuity. */
void kri_worth(const kri_run *run, const double *none, const double *record, uint64_t projects, double margin, double yearly, kr_worth *worth);

/* Of the region's benefits a year, from each project's opening to the horizon: usd(set of projects that are open). */
typedef kr_status kri_usd_of_set(void *with, uint64_t set, double *usd);
kr_status kri_present_value(const kr_study *study, uint64_t set, double discount_rate, double delay_years, kri_usd_of_set *usd, void *with, double *pv);
double kri_present_factor(const kr_study *study, uint32_t project, double discount_rate, double delay_years);

#endif
