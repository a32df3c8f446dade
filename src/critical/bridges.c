/*
 * bridges.c: the links without which some places are parted from others (Tarjan 1974). A link that parts a single place is that place's own door,
 * and no bridge here.
 */
#include "critical/shippers.h"

#include "base/arena.h"

/* One way to go on from a place: an edge is named twice, once at each end. */
typedef struct edge {
    uint32_t to, link;          /* KR_NONE: a service */
    uint32_t number;
} edge;

typedef struct places {
    uint32_t count, edges;
    uint32_t *first;            /* [count + 1] */
    edge *edge;
    uint32_t *found, *lowest;   /* [count] when a place was found, from 1; the earliest that its branch leads back to */
    uint32_t *next, *by, *stack;
    uint32_t *order;            /* [count] places as they were found */
    uint32_t *size;             /* [count] places of the branch */
    uint32_t *bridge;           /* [count] the link that the branch hangs on, KR_NONE */
} places;

/* An open link or leg of a service between two places is one edge, whatever arcs it has. */
static void offer(places *p, uint32_t from, uint32_t to, uint32_t link, int is_counting)
{
    uint32_t number = p->edges++;
    if (is_counting) {
        p->first[from + 2]++;
        p->first[to + 2]++;
        return;
    }
    p->edge[p->first[from + 1]++] = (edge){ to, link, number };
    p->edge[p->first[to + 1]++] = (edge){ from, link, number };
}

static void read_edges(places *p, const kr_network *n, int is_counting)
{
    const kr_links *l = &n->world->link;
    p->edges = 0;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->state[i] == KR_OPEN && l->from[i] != KR_NONE && l->to[i] != KR_NONE && l->mode[i] != KR_SEA && l->mode[i] != KR_AIR)
            offer(p, l->from[i], l->to[i], i, is_counting);
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->kind[a] == KR_ARC_SAIL && n->open[a])
            offer(p, n->place[n->graph.tail[a]], n->place[n->graph.head[a]], KR_NONE, is_counting);
}

static kr_status join(kr_job *job, const kr_network *n, places *p)
{
    p->count = n->world->node.count;
    KRI_NEW(job, p->first, (size_t)p->count + 2);
    read_edges(p, n, 1);
    for (uint32_t v = 0; v < p->count; v++)
        p->first[v + 2] += p->first[v + 1];
    KRI_NEW(job, p->edge, 2 * (size_t)p->edges);
    read_edges(p, n, 0);
    KRI_NEW(job, p->found, p->count);
    KRI_NEW(job, p->lowest, p->count);
    KRI_NEW(job, p->next, p->count);
    KRI_NEW(job, p->by, p->count);
    KRI_NEW(job, p->stack, p->count);
    KRI_NEW(job, p->order, p->count);
    KRI_NEW(job, p->size, p->count);
    KRI_NEW(job, p->bridge, p->count);
    return KR_OK;
}

static void find_place(places *p, uint32_t place, uint32_t by, uint32_t *clock, uint32_t *depth)
{
    p->order[*clock] = place;
    p->found[place] = p->lowest[place] = ++*clock;
    p->size[place] = 1;
    p->bridge[place] = KR_NONE;
    p->next[place] = p->first[place];
    p->by[place] = by;
    p->stack[(*depth)++] = place;
}

static uint32_t link_of(const places *p, uint32_t place, uint32_t number)
{
    for (uint32_t i = p->first[place]; i < p->first[place + 1]; i++)
        if (p->edge[i].number == number)
            return p->edge[i].link;
    return KR_NONE;
}

/* A branch that leads back no further than to its own beginning hangs on the edge that leads into it. */
static void leave(places *p, uint32_t place, uint32_t depth)
{
    uint32_t parent;
    if (!depth)
        return;
    parent = p->stack[depth - 1];
    p->size[parent] += p->size[place];
    if (p->lowest[place] < p->lowest[parent])
        p->lowest[parent] = p->lowest[place];
    if (p->lowest[place] == p->found[place])
        p->bridge[place] = link_of(p, place, p->by[place]);
}

static void walk(places *p, uint32_t root, uint32_t *clock)
{
    uint32_t depth = 0;
    find_place(p, root, KR_NONE, clock, &depth);
    while (depth) {
        uint32_t v = p->stack[depth - 1];
        if (p->next[v] == p->first[v + 1]) {
            leave(p, v, --depth);
            continue;
        }
        const edge *e = &p->edge[p->next[v]++];
        if (e->number == p->by[v])
            continue;
        if (!p->found[e->to])
            find_place(p, e->to, e->number, clock, &depth);
        else if (p->found[e->to] < p->lowest[v])
            p->lowest[v] = p->found[e->to];
    }
}

/* The places found since then are joined to the root: mark what parts two or more of them from two or more. */
static void mark(const places *p, uint32_t root, uint32_t from, uint32_t to, uint8_t *is_bridge)
{
    for (uint32_t i = from; i < to; i++) {
        uint32_t v = p->order[i];
        if (p->bridge[v] != KR_NONE && p->size[v] > 1 && p->size[root] - p->size[v] > 1)
            is_bridge[p->bridge[v]] = 1;
    }
}

kr_status kri_bridges_find(kr_job *job, const kr_network *network, uint8_t *is_bridge)
{
    places p = { 0 };
    uint32_t clock = 0;
    kri_mark begin = kri_job_mark(job);
    KR_TRY(join(job, network, &p));
    for (uint32_t v = 0; v < p.count; v++)
        if (!p.found[v]) {
            uint32_t before = clock;
            walk(&p, v, &clock);
            mark(&p, v, before, clock, is_bridge);
        }
    kri_job_release(job, begin);
    return KR_OK;
}
