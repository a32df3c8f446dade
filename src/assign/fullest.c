/*
 * fullest.c: the ways from the root of a bush to one node, the fullest first.
 *
 * What a way carries is a product of shares, one an entry. The fullest way from the root to every node is known first; then
 * every beginning at the destination has a promise, what the fullest way that ends so carries, and the beginning with the
 * highest promise is taken to its end. So as many ways are walked as are told, and none has to be thrown away.
 */
#include "solve.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define A_LITTLE_LESS (1 - 1e-9)    /* promises and shares are products in another order */

/* An entry beside the others of its group, the one with the fullest way first. */
struct choice {
    double promise;             /* of all that comes into the head, what the fullest way over this entry carries */
    uint32_t entry, head;
};

/* A way seen from the destination: an entry, and the step behind it. */
struct step {
    uint32_t entry, behind;
};

/* A way that has not been taken yet: from the destination back by `behind`, then by this choice. */
struct turn {
    double promise, share;      /* of the pair: at most, and what `behind` carries */
    uint32_t choice, behind;
    size_t number;              /* the order in which they were found */
};

struct search {
    kr_job *job;
    const kri_ground *g;
    const kri_open *bush;
    double least;
    uint32_t root;
    double *into;               /* [nodes] flow into a node */
    uint32_t *first;            /* [nodes] into choice[], from 1; 0: the node has none */
    struct choice *choice;      /* [size] */
    struct step *step;
    size_t steps, step_capacity;
    struct turn *turn;          /* a heap, the highest promise on top */
    size_t turns, turn_capacity, found;
    struct kept *kept;
    size_t count, kept_capacity;
    int is_cut;                 /* something is not told */
};

struct kept {
    uint32_t *entry;            /* from the root on */
    uint32_t links;
    double share;
};

/* ------------------------------------------------------------------ what entries promise */

static int fullest_first(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    if (x->promise != y->promise)
        return x->promise > y->promise ? -1 : 1;
    return x->entry > y->entry ? -1 : x->entry < y->entry;
}

static kr_status weigh(struct search *s)
{
    const kri_open *b = s->bush;
    double *best;
    KRI_NEW(s->job, s->into, s->g->nodes);
    KRI_NEW(s->job, s->first, s->g->nodes);
    KRI_NEW(s->job, s->choice, b->size);
    KRI_NEW(s->job, best, s->g->nodes);
    for (uint32_t i = 0; i < b->size; i++)
        s->into[s->g->head[b->link[i]]] += b->flow[i];
    best[s->root] = 1;
    for (uint32_t begin = 0, end; begin < b->size; begin = end) {
        uint32_t node = s->g->head[b->link[begin]];
        for (end = begin; end < b->size && s->g->head[b->link[end]] == node; end++) {
            double share = s->into[node] > 0 ? b->flow[end] / s->into[node] : 0;
            s->choice[end] = (struct choice){ share * best[s->g->tail[b->link[end]]], end, node };
        }
        qsort(s->choice + begin, end - begin, sizeof *s->choice, fullest_first);
        best[node] = s->choice[begin].promise;
        s->first[node] = begin + 1;
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ ways not taken yet */

static int is_before(const struct turn *a, const struct turn *b)
{
    return a->promise != b->promise ? a->promise > b->promise : a->number < b->number;
}

/* What promises less than is asked for is no turn. */
static kr_status push(struct search *s, uint32_t choice, uint32_t behind, double share)
{
    double promise = share * s->choice[choice].promise;
    if (!(promise > 0))
        return KR_OK;
    if (promise < s->least * A_LITTLE_LESS) {
        s->is_cut = 1;
        return KR_OK;
    }
    KR_TRY(kri_job_grow(s->job, &s->turn, &s->turn_capacity, s->turns + 1, sizeof *s->turn));
    struct turn turn = { promise, share, choice, behind, s->found++ };
    size_t k = s->turns++;
    for (; k && is_before(&turn, &s->turn[(k - 1) / 2]); k = (k - 1) / 2)
        s->turn[k] = s->turn[(k - 1) / 2];
    s->turn[k] = turn;
    return KR_OK;
}

static struct turn pop(struct search *s)
{
    struct turn top = s->turn[0], last = s->turn[--s->turns];
    size_t k = 0;
    for (size_t child; (child = 2 * k + 1) < s->turns; k = child) {
        child += child + 1 < s->turns && is_before(&s->turn[child + 1], &s->turn[child]);
        if (!is_before(&s->turn[child], &last))
            break;
        s->turn[k] = s->turn[child];
    }
    s->turn[k] = last;
    return top;
}

/* ------------------------------------------------------------------ one way to its end */

static kr_status keep(struct search *s, uint32_t step, double share)
{
    struct kept kept = { .share = share };
    if (!(share > 0) || share < s->least) {
        s->is_cut = 1;
        return KR_OK;
    }
    for (uint32_t k = step; k != NONE; k = s->step[k].behind)
        kept.links++;
    KR_TRY(kri_job_grow(s->job, &s->kept, &s->kept_capacity, s->count + 1, sizeof *s->kept));
    KRI_NEW(s->job, kept.entry, kept.links);
    for (uint32_t k = step, i = 0; k != NONE; k = s->step[k].behind)
        kept.entry[i++] = s->step[k].entry;
    s->kept[s->count++] = kept;
    return KR_OK;
}

/* By the fullest entries to the root; the next best of each is a turn that may be taken later. */
static kr_status take(struct search *s, struct turn turn)
{
    for (uint32_t at = turn.choice;;) {
        uint32_t entry = s->choice[at].entry, node = s->choice[at].head, tail = s->g->tail[s->bush->link[entry]];
        if (at + 1 < s->bush->size && s->choice[at + 1].head == node)
            KR_TRY(push(s, at + 1, turn.behind, turn.share));
        KR_TRY(kri_job_grow(s->job, &s->step, &s->step_capacity, s->steps + 1, sizeof *s->step));
        s->step[s->steps] = (struct step){ entry, turn.behind };
        turn.behind = (uint32_t)s->steps++;
        turn.share = turn.share * s->bush->flow[entry] / s->into[node];
        if (tail == s->root)
            return keep(s, turn.behind, turn.share);
        at = s->first[tail] - 1;
    }
}

/* ------------------------------------------------------------------ told */

/* Ways that carry the same stand by their last entries that differ. */
static int by_share(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    if (x->share != y->share)
        return x->share > y->share ? -1 : 1;
    for (uint32_t i = x->links, j = y->links; i-- > 0 && j-- > 0;)
        if (x->entry[i] != y->entry[j])
            return x->entry[i] > y->entry[j] ? -1 : 1;
    return 0;
}

static kr_status tell(struct search *s, double demand, const double *cost, kr_route_list *routes)
{
    kr_route *list;
    kri_sum told = { 0, 0 };
    KRI_NEW(s->job, list, s->count);
    for (size_t k = 0; k < s->count; k++) {
        const struct kept *kept = &s->kept[k];
        list[k] = (kr_route){ .flow = demand * kept->share, .share = kept->share, .links = kept->links, .link = kept->entry };
        for (uint32_t i = 0; i < kept->links; i++) {
            kept->entry[i] = s->g->given[s->bush->link[kept->entry[i]]];
            list[k].cost += cost[kept->entry[i]];
        }
        kri_sum_add(&told, list[k].flow);
    }
    double left = demand - kri_sum_value(told);
    *routes = (kr_route_list){ .route = list, .count = s->count, .flow = demand, .left_out = s->is_cut && left > 0 ? left : 0 };
    return KR_OK;
}

kr_status kri_routes_find(kr_job *job, const kri_ground *g, const kri_open *bush, const kri_asked_routes *asked, kr_route_list *routes)
{
    struct search s = { .job = job, .g = g, .bush = bush, .least = asked->least_share, .root = asked->root };
    KR_TRY(weigh(&s));
    if (s.first[asked->to])
        KR_TRY(push(&s, s.first[asked->to] - 1, NONE, 1));
    while (s.turns && s.count < asked->most)
        KR_TRY(take(&s, pop(&s)));
    s.is_cut |= s.turns > 0;
    if (s.count)
        qsort(s.kept, s.count, sizeof *s.kept, by_share);
    return tell(&s, asked->demand, asked->cost, routes);
}
