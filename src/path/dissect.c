/*
 * dissect.c: nested dissection by inertial flow (Schild, Sommer 2015) without coordinates. Hop distances from far nodes
 * give directions; a quarter of the nodes at either end of a direction becomes one source and one sink; the least cut
 * between them gives a separator. The best separator gets the highest ranks, both sides are dissected in turn.
 */
#include "path/dissect.h"

#include <string.h>

#include "base/arena.h"

#define LEAF_NODES 48u              /* at most 64: a row of the leaf's matrix is one word */
#define DIRECTIONS 4
#define END_SHARE 4u                /* one node in so many at either end of a direction */

/* Room for one part at a time, made once for the largest. Nodes of the part have numbers of their own. */
typedef struct part {
    uint32_t nodes;
    uint32_t *node;                 /* [nodes] in the graph */
    uint32_t *first;                /* [nodes + 1] */
    uint32_t *head, *twin;          /* [edges both ways] */
    int8_t *flow;                   /* [edges both ways] 1: used this way, -1: the other way */
    uint32_t *hops[DIRECTIONS];     /* [nodes] from each of the far nodes */
    int32_t *key;                   /* [nodes] place along a direction */
    uint32_t *level, *queue, *next_edge;
    uint8_t *end;                   /* [nodes] SOURCE, SINK or 0 */
    uint8_t *side, *best_side;      /* [nodes] LEFT, RIGHT or SEPARATOR */
    uint32_t *count;                /* for sorting by key */
} part;

enum { SOURCE = 1, SINK = 2 };
enum { LEFT, RIGHT, SEPARATOR };

typedef struct dissection {
    const kr_graph *graph;
    uint32_t *rank;
    uint32_t *order;                /* [nodes] parts are ranges of it */
    uint32_t *owner;                /* [nodes] begin of the range that the node is in; KR_NONE: it has its rank */
    uint32_t *local;                /* [nodes] number in the part at hand */
    uint32_t *stack;                /* pairs begin, end */
    uint32_t stack_count;
    part part;
} dissection;

/* ---- the part as a graph of its own ---- */

static uint32_t add_edge(part *p, const dissection *d, uint32_t v, uint32_t other, uint32_t begin, uint32_t edge)
{
    if (other == v || d->owner[other] != begin)
        return edge;
    p->head[edge] = d->local[other];
    return edge + 1;
}

/* Neighbours either way, rising, once each. */
static uint32_t merge_neighbours(part *p, const dissection *d, uint32_t v, uint32_t begin, uint32_t edge)
{
    const kr_graph *g = d->graph;
    uint32_t out = g->first[v], in = g->in_first[v], last = KR_NONE;
    while (out < g->first[v + 1] || in < g->in_first[v + 1]) {
        uint32_t head = out < g->first[v + 1] ? g->head[out] : KR_NONE;
        uint32_t tail = in < g->in_first[v + 1] ? g->tail[g->in_arc[in]] : KR_NONE;
        uint32_t other = head < tail ? head : tail;
        out += head == other;
        in += tail == other;
        if (other != last)
            edge = add_edge(p, d, v, other, begin, edge);
        last = other;
    }
    return edge;
}

static void find_twins(part *p)
{
    uint32_t *at = p->next_edge;
    memcpy(at, p->first, p->nodes * sizeof *at);
    for (uint32_t v = 0; v < p->nodes; v++)
        for (uint32_t e = p->first[v]; e < p->first[v + 1]; e++)
            if (p->head[e] > v) {
                uint32_t u = p->head[e];
                while (p->head[at[u]] != v)
                    at[u]++;
                p->twin[e] = at[u];
                p->twin[at[u]] = e;
            }
}

static void load_part(dissection *d, uint32_t begin, uint32_t end)
{
    part *p = &d->part;
    uint32_t edge = 0;
    p->nodes = end - begin;
    p->node = d->order + begin;
    for (uint32_t i = 0; i < p->nodes; i++)
        d->local[p->node[i]] = i;
    for (uint32_t i = 0; i < p->nodes; i++) {
        p->first[i] = edge;
        edge = merge_neighbours(p, d, p->node[i], begin, edge);
    }
    p->first[p->nodes] = edge;
}

/* Hops from a node of the part, all of which hangs together; returns the node reached last. */
static uint32_t spread(part *p, uint32_t from, uint32_t *hops)
{
    uint32_t begin = 0, end = 0;
    memset(hops, 0xff, p->nodes * sizeof *hops);
    hops[from] = 0;
    p->queue[end++] = from;
    while (begin < end) {
        uint32_t v = p->queue[begin++];
        for (uint32_t e = p->first[v]; e < p->first[v + 1]; e++)
            if (hops[p->head[e]] == KR_NONE) {
                hops[p->head[e]] = hops[v] + 1;
                p->queue[end++] = p->head[e];
            }
    }
    return p->queue[end - 1];
}

/* ---- directions ---- */

/* A far node, one far from it, one far from both, one far from that. */
static void find_directions(part *p)
{
    uint32_t farthest = 0;
    uint32_t start = spread(p, 0, p->hops[0]);
    uint32_t other = spread(p, start, p->hops[0]);
    spread(p, other, p->hops[1]);
    for (uint32_t v = 1; v < p->nodes; v++) {
        uint32_t near = p->hops[0][v] < p->hops[1][v] ? p->hops[0][v] : p->hops[1][v];
        uint32_t best = p->hops[0][farthest] < p->hops[1][farthest] ? p->hops[0][farthest] : p->hops[1][farthest];
        farthest = near > best ? v : farthest;
    }
    uint32_t last = spread(p, farthest, p->hops[2]);
    spread(p, last, p->hops[3]);
}

static void set_keys(part *p, int direction)
{
    static const int plus[DIRECTIONS] = { 0, 2, 2, 2 }, minus[DIRECTIONS] = { 1, 3, 0, 1 };
    const uint32_t *a = p->hops[plus[direction]], *b = p->hops[minus[direction]];
    for (uint32_t v = 0; v < p->nodes; v++)
        p->key[v] = (int32_t)a[v] - (int32_t)b[v];
}

/* A quarter of the nodes with the least keys become the source, a quarter with the greatest the sink. */
static void set_ends(part *p)
{
    int32_t least = p->key[0], most = p->key[0];
    for (uint32_t v = 1; v < p->nodes; v++) {
        least = p->key[v] < least ? p->key[v] : least;
        most = p->key[v] > most ? p->key[v] : most;
    }
    uint32_t keys = (uint32_t)(most - least) + 1, share = p->nodes / END_SHARE, sum = 0;
    memset(p->count, 0, (keys + 1) * sizeof *p->count);
    for (uint32_t v = 0; v < p->nodes; v++)
        p->count[p->key[v] - least]++;
    for (uint32_t k = 0; k < keys; k++) {
        uint32_t here = p->count[k];
        p->count[k] = sum;
        sum += here;
    }
    for (uint32_t v = 0; v < p->nodes; v++) {
        uint32_t place = p->count[p->key[v] - least]++;
        p->end[v] = place < share ? SOURCE : place >= p->nodes - share ? SINK : 0;
    }
}

/* ---- the least cut, every edge having room for one unit either way ---- */

/* Levels from all of the source; 0 when the sink is out of reach. */
static int set_levels(part *p)
{
    uint32_t begin = 0, end = 0, found = 0;
    memset(p->level, 0xff, p->nodes * sizeof *p->level);
    for (uint32_t v = 0; v < p->nodes; v++)
        if (p->end[v] == SOURCE) {
            p->level[v] = 0;
            p->queue[end++] = v;
        }
    while (begin < end) {
        uint32_t v = p->queue[begin++];
        if (p->end[v] == SINK) {
            found = 1;
            continue;
        }
        for (uint32_t e = p->first[v]; e < p->first[v + 1]; e++)
            if (p->flow[e] < 1 && p->level[p->head[e]] == KR_NONE) {
                p->level[p->head[e]] = p->level[v] + 1;
                p->queue[end++] = p->head[e];
            }
    }
    return found != 0;
}

/* One way through the levels from a node of the source to the sink; the stack of its edges is p->queue. */
static int augment(part *p, uint32_t from)
{
    uint32_t depth = 0, v = from;
    for (;;) {
        if (p->end[v] == SINK)
            break;
        uint32_t *e = &p->next_edge[v];
        while (*e < p->first[v + 1] && !(p->flow[*e] < 1 && p->level[p->head[*e]] == p->level[v] + 1))
            (*e)++;
        if (*e < p->first[v + 1]) {
            p->queue[depth++] = *e;
            v = p->head[*e];
        } else if (depth == 0) {
            return 0;
        } else {
            v = p->head[p->twin[p->queue[--depth]]];
            p->next_edge[v]++;
        }
    }
    for (uint32_t i = 0; i < depth; i++) {
        p->flow[p->queue[i]]++;
        p->flow[p->twin[p->queue[i]]]--;
    }
    return 1;
}

/* The flow, or `bound` as soon as it gets there. */
static uint32_t find_flow(part *p, uint32_t bound)
{
    uint32_t flow = 0;
    memset(p->flow, 0, p->first[p->nodes]);
    while (flow < bound && set_levels(p)) {
        memcpy(p->next_edge, p->first, p->nodes * sizeof *p->next_edge);
        for (uint32_t v = 0; v < p->nodes && flow < bound; v++)
            if (p->end[v] == SOURCE)
                while (flow < bound && augment(p, v))
                    flow++;
    }
    return flow;
}

/* What can still be reached from the source is on the left. The shorter shore of the cut is the separator. */
static uint32_t separate(part *p)
{
    uint32_t left_shore = 0, right_shore = 0;
    for (uint32_t v = 0; v < p->nodes; v++)
        p->side[v] = p->level[v] != KR_NONE ? LEFT : RIGHT;
    for (uint32_t v = 0; v < p->nodes; v++) {
        int on_shore = 0;
        for (uint32_t e = p->first[v]; e < p->first[v + 1] && !on_shore; e++)
            on_shore = p->side[p->head[e]] != p->side[v];
        p->next_edge[v] = (uint32_t)on_shore;
        left_shore += on_shore && p->side[v] == LEFT;
        right_shore += on_shore && p->side[v] == RIGHT;
    }
    uint8_t shore = left_shore <= right_shore ? LEFT : RIGHT;
    for (uint32_t v = 0; v < p->nodes; v++)
        if (p->next_edge[v] && p->side[v] == shore)
            p->side[v] = SEPARATOR;
    return left_shore <= right_shore ? left_shore : right_shore;
}

static uint32_t smaller_side(const part *p)
{
    uint32_t left = 0, right = 0;
    for (uint32_t v = 0; v < p->nodes; v++) {
        left += p->side[v] == LEFT;
        right += p->side[v] == RIGHT;
    }
    return left < right ? left : right;
}

/* Leaves the best separator in best_side: the fewest nodes for what it splits off. */
static void find_separator(part *p)
{
    double best = 1e300;
    uint32_t bound = KR_NONE;
    find_directions(p);
    find_twins(p);
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        set_keys(p, direction);
        set_ends(p);
        uint32_t flow = find_flow(p, bound);
        if (flow >= bound)
            continue;
        uint32_t size = separate(p);
        double score = (double)size / ((double)smaller_side(p) + 1);
        if (score < best) {
            best = score;
            bound = 2 * flow + 2 < bound ? 2 * flow + 2 : bound;
            memcpy(p->best_side, p->side, p->nodes);
        }
    }
}

/* ---- a small part: the node with the fewest neighbours first ---- */

static void eliminate_leaf(dissection *d, uint32_t begin)
{
    part *p = &d->part;
    uint64_t row[64] = { 0 }, left = p->nodes == 64 ? ~0ull : (1ull << p->nodes) - 1;
    for (uint32_t v = 0; v < p->nodes; v++)
        for (uint32_t e = p->first[v]; e < p->first[v + 1]; e++)
            row[v] |= 1ull << p->head[e];
    uint32_t found[64], rank = begin;
    while (left) {
        uint32_t least = 64, fewest = 65;
        for (uint64_t rest = left; rest; rest &= rest - 1) {
            uint32_t v = (uint32_t)__builtin_ctzll(rest), degree = (uint32_t)__builtin_popcountll(row[v] & left);
            if (degree < fewest) {
                fewest = degree;
                least = v;
            }
        }
        left &= ~(1ull << least);
        for (uint64_t rest = row[least] & left; rest; rest &= rest - 1) {
            uint32_t v = (uint32_t)__builtin_ctzll(rest);
            row[v] |= row[least] & ~(1ull << v);
        }
        found[rank++ - begin] = least;
    }
    for (uint32_t i = 0; i < p->nodes; i++)
        d->rank[p->node[found[i]]] = begin + i;
}

/* ---- the recursion, on a stack of ranges of d->order ---- */

static void push_range(dissection *d, uint32_t begin, uint32_t end)
{
    if (begin == end)
        return;
    for (uint32_t i = begin; i < end; i++)
        d->owner[d->order[i]] = begin;
    d->stack[d->stack_count++] = begin;
    d->stack[d->stack_count++] = end;
}

/* Puts nodes with the given side at the front of what is left of the range, in their order; returns how many. */
static uint32_t gather_side(const part *p, const uint8_t *side, uint8_t wanted, uint32_t *room)
{
    uint32_t count = 0;
    for (uint32_t v = 0; v < p->nodes; v++)
        if (side[v] == wanted)
            room[count++] = p->node[v];
    return count;
}

static void split(dissection *d, uint32_t begin, uint32_t end)
{
    part *p = &d->part;
    uint32_t *room = p->queue;
    uint32_t left = gather_side(p, p->best_side, LEFT, room);
    uint32_t right = gather_side(p, p->best_side, RIGHT, room + left);
    gather_side(p, p->best_side, SEPARATOR, room + left + right);
    memcpy(d->order + begin, room, (end - begin) * sizeof *room);
    for (uint32_t i = begin + left + right; i < end; i++) {
        d->rank[d->order[i]] = i;
        d->owner[d->order[i]] = KR_NONE;
    }
    push_range(d, begin, begin + left);
    push_range(d, begin + left, begin + left + right);
}

/* Numbers what hangs together; p->key[v] is the number of v's piece. Returns how many pieces there are. */
static uint32_t number_pieces(part *p)
{
    uint32_t pieces = 0;
    memset(p->key, 0xff, p->nodes * sizeof *p->key);
    for (uint32_t start = 0; start < p->nodes; start++) {
        uint32_t begin = 0, end = 0;
        if (p->key[start] >= 0)
            continue;
        p->key[start] = (int32_t)pieces;
        p->queue[end++] = start;
        while (begin < end) {
            uint32_t v = p->queue[begin++];
            for (uint32_t e = p->first[v]; e < p->first[v + 1]; e++)
                if (p->key[p->head[e]] < 0) {
                    p->key[p->head[e]] = (int32_t)pieces;
                    p->queue[end++] = p->head[e];
                }
        }
        pieces++;
    }
    return pieces;
}

/* Every piece becomes a range of its own. */
static void split_pieces(dissection *d, uint32_t begin, uint32_t pieces)
{
    part *p = &d->part;
    uint32_t sum = 0;
    memset(p->count, 0, pieces * sizeof *p->count);
    for (uint32_t v = 0; v < p->nodes; v++)
        p->count[p->key[v]]++;
    for (uint32_t i = 0; i < pieces; i++) {
        uint32_t here = p->count[i];
        p->count[i] = sum;
        sum += here;
    }
    for (uint32_t v = 0; v < p->nodes; v++)
        p->queue[p->count[p->key[v]]++] = p->node[v];
    memcpy(d->order + begin, p->queue, p->nodes * sizeof *p->queue);
    for (uint32_t i = 0, from = 0; i < pieces; from = p->count[i++])
        push_range(d, begin + from, begin + p->count[i]);
}

static void dissect_range(dissection *d, uint32_t begin, uint32_t end)
{
    load_part(d, begin, end);
    if (end - begin <= LEAF_NODES) {
        eliminate_leaf(d, begin);
        return;
    }
    uint32_t pieces = number_pieces(&d->part);
    if (pieces > 1) {
        split_pieces(d, begin, pieces);
        return;
    }
    find_separator(&d->part);
    split(d, begin, end);
}

static kr_status make_room(kr_job *job, dissection *d)
{
    uint32_t nodes = d->graph->nodes;
    size_t edges = 2 * (size_t)d->graph->arcs;
    part *p = &d->part;
    KRI_NEW(job, d->order, nodes);
    KRI_NEW(job, d->owner, nodes);
    KRI_NEW(job, d->local, nodes);
    KRI_NEW(job, d->stack, 2 * (size_t)nodes + 4);
    KRI_NEW(job, p->first, (size_t)nodes + 1);
    KRI_NEW(job, p->head, edges);
    KRI_NEW(job, p->twin, edges);
    KRI_NEW(job, p->flow, edges);
    for (int i = 0; i < DIRECTIONS; i++)
        KRI_NEW(job, p->hops[i], nodes);
    KRI_NEW(job, p->key, nodes);
    KRI_NEW(job, p->level, nodes);
    KRI_NEW(job, p->queue, nodes);
    KRI_NEW(job, p->next_edge, nodes);
    KRI_NEW(job, p->end, nodes);
    KRI_NEW(job, p->side, nodes);
    KRI_NEW(job, p->best_side, nodes);
    KRI_NEW(job, p->count, 2 * (size_t)nodes + 2);
    return KR_OK;
}

kr_status kri_dissect(kr_job *job, const kr_graph *graph, uint32_t *rank)
{
    dissection d = { .graph = graph, .rank = rank };
    KR_TRY(make_room(job, &d));
    for (uint32_t v = 0; v < graph->nodes; v++)
        d.order[v] = v;
    push_range(&d, 0, graph->nodes);
    while (d.stack_count) {
        KR_TRY(kr_job_check(job));
        uint32_t end = d.stack[--d.stack_count], begin = d.stack[--d.stack_count];
        dissect_range(&d, begin, end);
    }
    return KR_OK;
}
