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
 * Walks both ways back until they meet, always from the node that stands later in the bush. The first way
 * is written in place, the second aside and then behind it.
 */
static int walk_back(struct search *q, uint32_t entry, uint32_t other, kri_found *f)
{
    const uint32_t *restrict link = q->bush->link, *restrict basic = q->s->basic;
    const kri_place *restrict place = q->s->place;
    kri_slot *slot = q->slot;
    size_t start = slot->elements, first = 1, second = 1, room = slot->element_capacity - start;
    uint32_t *restrict links = slot->links + start, *restrict entries = slot->entries + start;
    uint32_t *restrict aside_links = q->s->tail_links, *restrict aside_entries = q->s->tail_entries;
    kri_place p1 = place[q->arc[link[entry]].tail], p2 = place[q->arc[link[other]].tail];
    links[0] = link[entry];
    entries[0] = entry;
    aside_links[0] = link[other];
    aside_entries[0] = other;
    while (p1.group != p2.group) {
        if (first + second >= room)
            return 0;
        if (p1.group > p2.group) {
            uint32_t e = basic[p1.group];
            p1 = place[p1.back];
            links[first] = link[e];
            entries[first++] = e;
        } else {
            uint32_t e = basic[p2.group];
            p2 = place[p2.back];
            aside_links[second] = link[e];
            aside_entries[second++] = e;
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
static void choose_basic(struct search *q, uint32_t group)
{
    kri_scratch *s = q->s;
    uint32_t begin = s->group_first[group], end = s->group_first[group + 1];
    double most;
    uint32_t best = basic_entry(q, begin, end, &most);
    const kri_arc *a = &q->arc[q->bush->link[best]];
    s->basic[group] = best;
    s->place[a->head].back = a->tail;
    for (uint32_t i = begin; most > 0 && i < end; i++)
        if (i != best)
            add_cycle(q, i, best);
}

/* Most groups are of one entry, which is basic: eight such in a row are passed over at once. */
void kri_cycles_find(const kri_arc *arc, const kri_open *bush, kri_scratch *s, kri_slot *slot)
{
    struct search q = { arc, bush, s, slot };
    const uint32_t *first = s->group_first;
    uint32_t groups = s->groups;
    memcpy(s->basic, first, ((size_t)groups + 1) * sizeof *first);
    for (uint32_t group = 1; group <= groups; group++) {
        while (group + 8 <= groups + 1 && first[group + 8] - first[group] == 8)
            group += 8;
        if (group <= groups && first[group + 1] - first[group] > 1)
            choose_basic(&q, group);
    }
}
