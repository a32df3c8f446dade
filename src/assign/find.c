/* find.c: the basic entries of a bush form a tree; every other entry closes one cycle with it. */
#include "find.h"

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
    const kri_spot *restrict spot = q->s->spot;
    kri_slot *slot = q->slot;
    size_t start = slot->elements, first = 1, second = 1, room = slot->element_capacity - start;
    uint32_t *restrict links = slot->links + start, *restrict entries = slot->entries + start;
    uint32_t *restrict aside_links = q->s->tail_links, *restrict aside_entries = q->s->tail_entries;
    const kri_spot *p1 = &spot[q->arc[q->bush->link[entry]].tail], *p2 = &spot[q->arc[q->bush->link[other]].tail];
    links[0] = q->bush->link[entry];
    entries[0] = entry;
    aside_links[0] = q->bush->link[other];
    aside_entries[0] = other;
    while (p1 != p2) {
        if (first + second >= room)
            return 0;
        if (p1->position > p2->position) {
            links[first] = p1->link;
            entries[first++] = p1->entry;
            p1 = &spot[p1->parent];
        } else {
            aside_links[second] = p2->link;
            aside_entries[second++] = p2->entry;
            p2 = &spot[p2->parent];
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

/* The entry by which most flow can reach the node from the source; with no flow at all, the cheapest. */
static uint32_t basic_entry(const struct search *q, uint32_t begin, uint32_t end)
{
    const double *width = q->s->through, *flow = q->bush->flow;
    uint32_t best = begin;
    double most = 0, least = INFINITY;
    for (uint32_t i = begin; i < end; i++) {
        double before = width[q->arc[q->bush->link[i]].tail], here = flow[i] < before ? flow[i] : before;
        if (here > most) {
            most = here;
            best = i;
        }
    }
    for (uint32_t i = begin; most == 0 && i < end; i++) {
        const kri_arc *a = &q->arc[q->bush->link[i]];
        double way = q->s->label[a->tail] + a->cost;
        if (way < least) {
            least = way;
            best = i;
        }
    }
    return best;
}

static double sum_of(const double *flow, uint32_t begin, uint32_t end)
{
    double sum = 0;
    for (uint32_t i = begin; i < end; i++)
        sum += flow[i];
    return sum;
}

void kri_cycles_find(const kri_arc *arc, const kri_source *source, const kri_open *bush, kri_scratch *s, kri_slot *slot)
{
    struct search q = { arc, bush, s, slot };
    kri_spot *restrict spot = s->spot;
    double *restrict width = s->through;
    const uint32_t *restrict link = bush->link;
    const double *restrict flow = bush->flow;
    spot[source->node] = (kri_spot){ 0, KR_NONE, KR_NONE, KR_NONE };
    width[source->node] = INFINITY;
    for (uint32_t begin = 0, end; begin < bush->size; begin = end) {
        uint32_t node = arc[link[begin]].head, best = begin;
        end = begin + 1;
        while (end < bush->size && arc[link[end]].head == node)
            end++;
        if (end > begin + 1)
            best = basic_entry(&q, begin, end);
        uint32_t tail = arc[link[best]].tail;
        width[node] = flow[best] < width[tail] ? flow[best] : width[tail];
        spot[node] = (kri_spot){ begin + 1, best, link[best], tail };
        if (end > begin + 1 && sum_of(flow, begin, end) > 0)
            for (uint32_t i = begin; i < end; i++)
                if (i != best)
                    add_cycle(&q, i, best);
    }
}
