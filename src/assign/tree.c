/* tree.c: cheapest trees by label correcting in buckets, and labels made exact again. */
#include "bush.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ buckets */

struct growth {
    const kri_ground *ground;
    const kri_exit *exit;
    kri_scratch *s;
    double *label;
    uint32_t *pred;
    kri_bucket *bucket;
    uint32_t *bucket_head;
    double per_width;           /* buckets a unit of cost */
    double passed;              /* buckets that have been emptied */
    uint32_t current;           /* the bucket being emptied: their remainder in the ring */
    uint32_t waiting;           /* nodes in buckets */
    uint32_t visits;            /* nodes in popped[] */
};

static void leave_bucket(struct growth *t, uint32_t node)
{
    kri_bucket *b = &t->bucket[node];
    if (b->before == KR_NONE)
        t->bucket_head[b->bucket] = b->next;
    else
        t->bucket[b->before].next = b->next;
    if (b->next != KR_NONE)
        t->bucket[b->next].before = b->before;
    b->bucket = KR_NONE;
    t->waiting--;
}

static void enter_bucket(struct growth *t, uint32_t node, uint32_t bucket)
{
    uint32_t head = t->bucket_head[bucket];
    t->bucket[node] = (kri_bucket){ head, KR_NONE, bucket };
    if (head != KR_NONE)
        t->bucket[head].before = node;
    t->bucket_head[bucket] = node;
    t->waiting++;
}

/* Labels further away than the ring is long wait in the last bucket; they are only looked at once too often. */
static uint32_t bucket_of(const struct growth *t, double label)
{
    double steps = label * t->per_width - t->passed;
    steps = steps > 0 ? steps : 0;
    steps = steps < KRI_BUCKETS - 2 ? steps : KRI_BUCKETS - 2;
    return (t->current + (uint32_t)(int)steps) % KRI_BUCKETS;
}

static void lower(struct growth *t, uint32_t node, double label, uint32_t link)
{
    uint32_t bucket = bucket_of(t, label), was = t->bucket[node].bucket;
    t->label[node] = label;
    t->pred[node] = link;
    if (was == bucket)
        return;
    if (was != KR_NONE)
        leave_bucket(t, node);
    enter_bucket(t, node, bucket);
}

/* Only a node's last visit counts: the earlier ones leave the list. */
static void keep_last_visits(struct growth *t)
{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < t->visits; k++) {
        uint32_t node = t->s->popped[k];
        if (t->s->visit[node] != k)
            continue;
        t->s->visit[node] = kept;
        t->s->popped[kept++] = node;
    }
    t->visits = kept;
}

static void visit(struct growth *t, uint32_t node)
{
    double label = t->label[node];
    const kri_exit *exit = t->exit + t->ground->out_first[node], *end = t->exit + t->ground->out_first[node + 1];
    if (t->visits == 4 * t->ground->nodes)
        keep_last_visits(t);
    t->s->visit[node] = t->visits;
    t->s->popped[t->visits++] = node;
    for (; exit < end; exit++) {
        double better = label + exit->cost;
        if (better < t->label[exit->head])
            lower(t, exit->head, better, exit->link);
    }
}

/* Whether every node's link comes from a node that stands before it in popped[]. */
static int has_tails_first(const struct growth *t)
{
    const kri_scratch *s = t->s;
    for (uint32_t k = 1; k < t->visits; k++)
        if (s->visit[t->ground->tail[s->pred[s->popped[k]]]] > k)
            return 0;
    return 1;
}

/*
 * The order of last visits has tails first but for one case: a label falls by less than its sum with the next link is rounded to, and
 * who was reached by it keeps label and place. Then every node is placed behind those on its way; the new order is made behind the old one.
 */
static void put_tails_first(struct growth *t)
{
    kri_scratch *s = t->s;
    uint32_t *order = s->popped + t->ground->nodes, placed = 0, depth = 0;
    if (has_tails_first(t))
        return;
    memset(s->is_placed, 0, t->ground->nodes);
    for (uint32_t k = 0; k < t->visits; k++) {
        for (uint32_t node = s->popped[k]; !s->is_placed[node]; node = t->ground->tail[s->pred[node]]) {
            s->is_placed[node] = 1;
            s->stack[depth++] = node;
            if (node == s->popped[0])
                break;
        }
        while (depth) {
            s->visit[s->stack[--depth]] = placed;
            order[placed++] = s->stack[depth];
        }
    }
    memcpy(s->popped, order, placed * sizeof *order);
}

/* All buckets are empty before and after. */
static void grow_labels(struct growth *t, const kri_source *source)
{
    kri_labels_clear(t->ground, source, t->label);
    enter_bucket(t, source->node, 0);
    while (t->waiting) {
        uint32_t node = t->bucket_head[t->current];
        if (node == KR_NONE) {
            t->current = (t->current + 1) % KRI_BUCKETS;
            t->passed++;
            continue;
        }
        leave_bucket(t, node);
        visit(t, node);
    }
    keep_last_visits(t);
    put_tails_first(t);
}

static struct growth begin_growth(const kri_ground *g, const kri_source *source, kri_scratch *s)
{
    double mean = g->mean[source->class];
    return (struct growth){ .ground = g, .exit = g->exit[source->class], .s = s, .label = s->label, .pred = s->pred, .bucket = s->bucket,
                            .bucket_head = s->bucket_head, .per_width = mean > 0 ? 2 / mean : 1 };
}

/* Puts the demand at the targets and lets it run down to the source. popped[] is a topological order. */
static void load_tree(const struct growth *t, const kri_source *source, kri_open *open)
{
    const kri_ground *g = t->ground;
    double *through = t->s->through;
    memset(through, 0, g->nodes * sizeof *through);
    for (size_t k = source->first; k < source->last; k++)
        if (t->s->label[g->target[k]] < INFINITY)
            through[g->target[k]] += g->amount[k];
    open->size = t->visits - 1;
    for (uint32_t k = t->visits - 1; k > 0; k--) {
        uint32_t node = t->s->popped[k], link = t->s->pred[node];
        open->link[k - 1] = link;
        open->flow[k - 1] = through[node];
        through[g->tail[link]] += through[node];
    }
}

uint32_t kri_tree_find(const kri_ground *g, const kri_source *source, kri_scratch *s)
{
    struct growth t = begin_growth(g, source, s);
    grow_labels(&t, source);
    return t.visits;
}

void kri_tree_grow(const kri_ground *g, const kri_source *source, kri_scratch *s, kri_slot *slot)
{
    struct growth t = begin_growth(g, source, s);
    grow_labels(&t, source);
    load_tree(&t, source, &s->before);
    kri_bush_lay_down(&s->before, s, &slot->bush);
    for (size_t k = source->first; k < source->last; k++)
        if (!(s->label[g->target[k]] < INFINITY))
            g->amount[k] = -g->amount[k];
}

/* ------------------------------------------------------------------ repair */

/* The ring of nodes whose exits are to be looked at. */
struct repair {
    kri_scratch *s;
    uint32_t nodes, first, waiting;
};

static void forget_lowered(kri_scratch *s)
{
    for (uint32_t k = 0; k < s->lowered_count; k++)
        s->is_lowered[s->lowered[k]] = 0;
    s->lowered_count = 0;
}

static void lower_label(struct repair *r, uint32_t node, double label, uint32_t link)
{
    kri_scratch *s = r->s;
    if (!s->is_lowered[node]) {
        s->is_lowered[node] = 1;
        s->lowered[s->lowered_count++] = node;
        s->was[node] = s->label[node];
    }
    s->label[node] = label;
    s->pred[node] = link;
    if (s->is_queued[node])
        return;
    s->is_queued[node] = 1;
    uint32_t end = r->first + r->waiting++;
    s->queue[end < r->nodes ? end : end - r->nodes] = node;
}

void kri_tree_repair(const kri_ground *g, uint32_t class, kri_scratch *s)
{
    const kri_arc *arc = g->arc[class];
    const kri_exit *exit = g->exit[class];
    struct repair r = { .s = s, .nodes = g->nodes };
    forget_lowered(s);
    for (uint32_t k = 0; k < s->violated_count; k++) {
        const kri_arc *a = &arc[s->violated[k]];
        double better = s->label[a->tail] + a->cost;
        if (better < s->label[a->head])
            lower_label(&r, a->head, better, s->violated[k]);
    }
    while (r.waiting) {
        uint32_t node = s->queue[r.first];
        r.first = r.first + 1 == g->nodes ? 0 : r.first + 1;
        r.waiting--;
        s->is_queued[node] = 0;
        for (uint32_t k = g->out_first[node]; k < g->out_first[node + 1]; k++) {
            double better = s->label[node] + exit[k].cost;
            if (better < s->label[exit[k].head])
                lower_label(&r, exit[k].head, better, exit[k].link);
        }
    }
}
