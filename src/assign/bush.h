/*
 * bush.h: for each source the links its traffic may use, without circles, and how much is on each.
 *
 * A bush is a list of links grouped by head, the groups in an order in which every tail comes before its head,
 * and the flows of those links that have one or may soon have. Nothing else is kept between passes: 4 bytes
 * a link and 8 a flow.
 */
#ifndef KRI_BUSH_H
#define KRI_BUSH_H

#include "ground.h"

#include "base/arena.h"
#include "base/sum.h"

#define KRI_AHEAD 32        /* entries whose links are called up before their turn: on a large network these lie scattered outside the nearest cache */
#define KRI_HAS_FLOW ((uint32_t)1 << 31)      /* set in link[] where the next of flow[] belongs to the link */

typedef struct kri_bush {
    uint32_t size, flows;
    size_t capacity;            /* bytes behind link */
    uint32_t *link;             /* [size] */
    double *flow;               /* [flows] */
} kri_bush;

/* A bush laid open for work: every link has its flow beside it. */
typedef struct kri_open {
    uint32_t size;
    uint32_t *link;
    double *flow;
} kri_open;

/* Slabs for bushes. Only the job's own thread takes and gives back. */
typedef struct kri_pool {
    kr_job *job;
    char *chunk;                /* the newest, filled from the front */
    size_t chunk_bytes, used;
    char *gap;                  /* given back, neighbours joined */
    size_t gap_bytes;
    struct kri_free *spare;     /* [units] slabs given back, by capacity */
    size_t units;
} kri_pool;

kr_status kri_pool_init(kri_pool *pool, kr_job *job, uint32_t links);
kr_status kri_pool_take(kri_pool *pool, size_t bytes, kri_bush *bush);
void kri_pool_give(kri_pool *pool, kri_bush *bush);

/* Makes *bush a copy of what is laid down in `from`, in a larger slab if it has outgrown its own. */
kr_status kri_pool_store(kri_pool *pool, const kri_bush *from, kri_bush *bush);

#define KRI_BUCKETS 4096u

/* A node's place in the buckets of a tree being grown. */
typedef struct kri_bucket {
    uint32_t next, before;      /* nodes; KR_NONE: none */
    uint32_t bucket;            /* KR_NONE: in none */
} kri_bucket;

/* A node's place in a bush that is laid open. */
typedef struct kri_place {
    uint32_t group;             /* its number, from 1; 0 the source */
    uint32_t back;              /* the tail of the basic entry */
} kri_place;

/* One thread's arrays, by node unless said. */
typedef struct kri_scratch {
    double *label;              /* cheapest way within the bush; infinite: not in it; -infinite: left out on purpose */
    double *longest;            /* dearest way within the bush */
    double *through;            /* flow through the node */
    kri_place *place;           /* within the bush */
    uint32_t *visit;            /* trees: when it was visited last */
    uint32_t *group_first;      /* by group: where it begins */
    uint32_t *next_first;       /* the same of the bush with additions, while it is made */
    uint64_t *is_changed;       /* a bit a group: it gets additions; the next two are set for these alone */
    uint32_t *reach;            /* by group: the last group that must move with it */
    uint32_t *extra;            /* by group: the first addition, from 1 */
    uint8_t *is_placed;         /* by group */
    uint32_t *stack, *resume;
    uint32_t *basic;            /* by group: its basic entry */
    uint32_t *violated;         /* [links] links that promise a cheaper way, by rising link */
    uint32_t *added;            /* [links] those of them that join the bush */
    uint32_t violated_count, added_count, groups;
    uint32_t wanted;            /* links worth adding, those that the order refuses among them */
    double promise;             /* sum of gain x flow over these */
    kri_open before, after;     /* the bush as it was, and with additions */
    uint32_t *dropped;          /* [links] entries that leave the bush, rising */
    uint8_t *has;               /* by eight entries: which have a flow */
    uint32_t *rank;             /* by eight entries: how many flows stand before them */
    uint32_t *queue;            /* label repair: a ring of nodes */
    uint8_t *is_queued;
    uint32_t *lowered;          /* nodes whose labels the last repair has lowered */
    uint32_t lowered_count;
    uint8_t *is_lowered;
    double *was;                /* the labels of these before */
    uint32_t *tail_entries, *tail_links;    /* second segment of a cycle */
    uint32_t *pred;             /* trees: the link by which a node is reached */
    kri_bucket *bucket;         /* trees */
    uint32_t *bucket_head;
    uint32_t *popped;           /* [4 x nodes] trees: order of visits */
} kri_scratch;

kr_status kri_scratch_init(kr_job *job, const kri_ground *ground, kri_scratch *scratch);

/* A cycle: two ways between the same two nodes of one bush, as found. Links and entries of the first way, then of the second. */
typedef struct kri_found {
    uint64_t hash;
    uint32_t first_length, second_length;
    size_t start;
} kri_found;

/* What a pass leaves of one source, until it is joined with the others in their order. */
typedef struct kri_slot {
    kri_bush bush;              /* the new one when it has outgrown its slab; size 0: it was laid down in place */
    kri_found *found;
    uint32_t found_count, found_capacity;
    uint32_t *links, *entries;
    size_t elements, element_capacity;
    int is_cut;                 /* not all cycles had room */
} kri_slot;

/* What a pass learns of one source. */
typedef struct kri_told {
    double excess;              /* sum of flow x detour within the bush, at the costs of the pass */
    double promise;             /* about what the additions would gain beside that; not by exact labels */
    double exact_excess;        /* the same against the whole network; only when asked */
    double shortest;            /* sum of demand x cheapest way, ditto */
    uint32_t wanted;            /* links worth adding to the bush, whether they could join or not */
    int is_left;                /* nothing to add, to drop or to move: the bush and its cycles are as they were */
} kri_told;

typedef struct kri_pass {
    const kri_ground *ground;
    double tolerance;           /* additions must gain more than this */
    double idle_tolerance;      /* the same at nodes that no flow of the source passes, if it serves most zones */
    double least_worth;         /* gain x flow at the node, by unit of the source's demand: additions must be worth more than this */
    int wants_gap;
    int is_exact;               /* additions by exact labels, not by those within the bush */
    int may_leave;              /* a bush with nothing to do keeps the cycles that it has in the list */
    int only_best;              /* of the additions at one node the one with the largest gain */
} kri_pass;

/* One source's part of a pass, at frozen costs; see docs/method/assign.md for the steps. */
void kri_bush_pass(const kri_pass *pass, const kri_source *source, kri_bush *bush, kri_scratch *scratch, kri_slot *slot,
                   kri_told *told);

/*
 * Lays an open bush down at `to`, whose capacity suffices. Entries with KRI_HAS_FLOW keep a flow even if it is 0;
 * rank[] and has[] tell where each entry's flow went.
 */
void kri_bush_lay_down(const kri_open *open, kri_scratch *scratch, kri_bush *to);
size_t kri_bush_bytes(uint32_t size, uint32_t flows);

/* Every entry with its flow, 0 where it has none, and stubs too: a bush of the whole network. Returns how many, at most all links. */
uint32_t kri_bush_unfold(const kri_ground *ground, const kri_source *source, const kri_bush *bush, uint32_t *link, double *flow);

/* Sends the demand through the bush again with the shares it has: what enters a node leaves it, exactly. */
void kri_bush_push(const kri_ground *ground, const kri_source *source, kri_bush *bush, kri_scratch *scratch);

/* The same, and every flow is added to sum[link]. */
void kri_bush_push_and_sum(const kri_ground *ground, const kri_source *source, kri_bush *bush, kri_scratch *scratch, kri_sum *sum);

/* Labels of the cheapest ways within the bush in scratch->label, and how they rise with flow in scratch->longest. */
void kri_bush_label(const kri_ground *ground, const kri_source *source, const kri_bush *bush, kri_scratch *scratch);

/* elastic.c: by how much cost demand at these labels is not what it would be; 0 where no demand answers. */
double kri_demand_excess(const kri_ground *ground, const kri_source *source, const double *label);

/* tree.c: a cheapest tree of the source as a bush, in slot->bush; the amounts of targets that are not reached change their sign. */
void kri_tree_grow(const kri_ground *ground, const kri_source *source, kri_scratch *scratch, kri_slot *slot);

/* Labels, pred[] and the order of nodes in popped[] of the cheapest tree; returns how many nodes it has. */
uint32_t kri_tree_find(const kri_ground *ground, const kri_source *source, kri_scratch *scratch);

/* Lowers labels until they are the cheapest ways on the whole network, pred[] and was[] where it does; violated[] lists the links to begin with. */
void kri_tree_repair(const kri_ground *ground, uint32_t class, kri_scratch *scratch);

#endif
