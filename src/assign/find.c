/* find.c: the basic entries of a bush form a tree; every other entry closes one cycle with it. */
#include "steps.h"

#include <math.h>
#include <string.h>

struct search {
    const kri_arc *arc;
    const kri_open *bush;
    kri_scratch *s;
    kri_slot *slot;
};

static uint64_t mix(uint64_t hash, uint32_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

/*
 * Walks both ways back until they meet, always from the entry that stands later in the bush. The first way
 * is written in place, the second aside and then behind it.
 */
static int walk_back(struct search *q, uint32_t entry, uint32_t other, kri_found *f)
{
    const uint32_t *restrict link = q->bush->link, *restrict before = q->s->before_it;
    kri_slot *slot = q->slot;
    size_t start = slot->elements, first = 1, second = 1, room = slot->element_capacity - start;
    uint32_t *restrict links = slot->links + start, *restrict entries = slot->entries + start;
    uint32_t *restrict aside_links = q->s->tail_links, *restrict aside_entries = q->s->tail_entries;
    uint32_t p1 = before[entry], p2 = before[other];
    links[0] = link[entry];
    entries[0] = entry;
    aside_links[0] = link[other];
    aside_entries[0] = other;
    while (p1 != p2) {
        if (first + second >= room)
            return 0;
        if (p1 > p2) {
            links[first] = link[p1 - 1];
            entries[first++] = p1 - 1;
            p1 = before[p1 - 1];
        } else {
            aside_links[second] = link[p2 - 1];
            aside_entries[second++] = p2 - 1;
            p2 = before[p2 - 1];
        }
    }
    memcpy(links + first, aside_links, second * sizeof *links);
    memcpy(entries + first, aside_entries, second * sizeof *entries);
    *f = (kri_found){ 0, (uint32_t)first, (uint32_t)second, start };
    slot->elements = start + first + second;
    return 1;
}

/* Of two entries the one with the smaller link leads, so that equal cycles of two sources look equal. */
static void add_cycle(struct search *q, uint32_t entry, uint32_t other)
{
    kri_slot *slot = q->slot;
    kri_found *f = &slot->found[slot->found_count];
    uint32_t lead = q->bush->link[entry] < q->bush->link[other] ? entry : other;
    if (slot->found_count == slot->found_capacity || slot->elements + 2 > slot->element_capacity
        || !walk_back(q, lead, lead == entry ? other : entry, f)) {
        slot->is_cut = 1;
        return;
    }
    uint64_t hash = mix(0, f->first_length);
    for (size_t k = f->start; k < slot->elements; k++)
        hash = mix(hash, slot->links[k]);
    f->hash = hash;
    slot->found_count++;
}

/* The entry with most flow; with no flow at all, the cheapest, and *most is 0. */
static uint32_t basic_entry(const struct search *q, uint32_t begin, uint32_t end, double *most)
{
    const double *flow = q->bush->flow;
    uint32_t best = begin;
    double least = INFINITY;
    *most = 0;
    for (uint32_t i = begin; i < end; i++)
        if (flow[i] > *most) {
            *most = flow[i];
            best = i;
        }
    for (uint32_t i = begin; *most == 0 && i < end; i++) {
        const kri_arc *a = &q->arc[q->bush->link[i]];
        double way = q->s->label[a->tail] + a->cost;
        if (way < least) {
            least = way;
            best = i;
        }
    }
    return best;
}

/* A node with several entries: one of them is basic, and where flow passes every other one closes a cycle. */
static uint32_t choose_basic(struct search *q, uint32_t begin, uint32_t end)
{
    double most;
    uint32_t best = basic_entry(q, begin, end, &most);
    for (uint32_t i = begin; most > 0 && i < end; i++)
        if (i != best)
            add_cycle(q, i, best);
    return best;
}

void kri_cycles_find(const kri_arc *arc, const kri_source *source, const kri_open *bush, kri_scratch *s, kri_slot *slot)
{
    struct search q = { arc, bush, s, slot };
    const uint32_t *restrict link = bush->link;
    uint32_t *restrict basic = s->basic, *restrict before = s->before_it;
    basic[source->node] = 0;
    for (uint32_t i = 0, size = bush->size; i < size;) {
        uint32_t node = arc[link[i]].head, begin = i;
        before[i] = basic[arc[link[i]].tail];
        i++;
        if (arc[link[i]].head != node) {
            basic[node] = i;
            continue;
        }
        for (; arc[link[i]].head == node; i++)
            before[i] = basic[arc[link[i]].tail];
        basic[node] = choose_basic(&q, begin, i) + 1;
    }
}
