/* cycles.c: the list of cycles, and going over it. */
#include "cycles.h"

#include "crew.h"

#include <math.h>
#include <string.h>

#define LEAST_PIECE ((size_t)64 << 10)
#define MOST_PIECE ((size_t)1 << 20)    /* pieces double until then */
#define COMPARED ((size_t)1024) /* cycles that one thread compares at a time */
#define STEPS 8                 /* of the search for the shift that levels one cycle */
#define LEVEL .3                /* a difference that has fallen to this share of itself is level enough for one sweep */

/* ------------------------------------------------------------------ memory */

static kr_status add_piece(kri_heap *heap, size_t bytes)
{
    size_t wanted = heap->pieces ? 2 * heap->piece_bytes[heap->pieces - 1] : LEAST_PIECE;
    wanted = wanted < MOST_PIECE ? wanted : MOST_PIECE;
    size_t size = bytes > wanted ? bytes : wanted;
    char *piece;
    KR_TRY(kri_job_grow(heap->job, &heap->piece, &heap->piece_capacity, heap->pieces + 1, sizeof *heap->piece));
    KR_TRY(kri_job_grow(heap->job, &heap->piece_bytes, &heap->bytes_capacity, heap->pieces + 1, sizeof *heap->piece_bytes));
    KRI_NEW(heap->job, piece, size);
    heap->piece[heap->pieces] = piece;
    heap->piece_bytes[heap->pieces++] = size;
    return KR_OK;
}

void *kri_heap_take(kri_heap *heap, size_t bytes)
{
    bytes = (bytes + 7) & ~(size_t)7;
    while (heap->current < heap->pieces && bytes > heap->piece_bytes[heap->current] - heap->used) {
        heap->current++;
        heap->used = 0;
    }
    if (heap->current == heap->pieces && add_piece(heap, bytes) != KR_OK)
        return NULL;
    char *start = heap->piece[heap->current] + heap->used;
    heap->used += bytes;
    return start;
}

void kri_heap_empty(kri_heap *heap)
{
    heap->current = heap->used = 0;
}

/* ------------------------------------------------------------------ the list */

kr_status kri_cycles_init(kr_job *job, kri_ground *ground, kri_bush *bush, double floor, kri_cycles *c)
{
    *c = (kri_cycles){ .job = job, .ground = ground, .bush = bush, .heap.job = job, .floor = floor, .threads = 1, .table_size = 256 };
    KRI_NEW(job, c->table, c->table_size);
    return KR_OK;
}

void kri_cycles_empty(kri_cycles *c)
{
    kri_heap_empty(&c->heap);
    memset(c->table, 0, c->table_size * sizeof *c->table);
    c->count = c->elements = c->found = 0;
}

static void insert(kri_cycles *c, uint32_t number)
{
    size_t at = c->cycle[number].hash & (c->table_size - 1);
    while (c->table[at])
        at = (at + 1) & (c->table_size - 1);
    c->table[at] = number + 1;
}

static void append(kri_cycle *cycle, kri_member *member)
{
    member->next = NULL;
    if (cycle->last)
        cycle->last->next = member;
    else
        cycle->first = member;
    cycle->last = member;
    cycle->members++;
}

void kri_cycles_keep(kri_cycles *c, const uint8_t *keeps)
{
    size_t count = c->count;
    memset(c->table, 0, c->table_size * sizeof *c->table);
    c->count = c->elements = 0;
    for (size_t u = 0; u < count; u++) {
        kri_cycle *cycle = &c->cycle[c->count];
        kri_member *member = c->cycle[u].first, *next;
        *cycle = c->cycle[u];
        cycle->first = cycle->last = NULL;
        cycle->members = 0;
        for (; member; member = next) {
            next = member->next;
            if (keeps[member->source] || member->pass == c->pass)
                append(cycle, member);
        }
        c->elements += (size_t)cycle->members * (cycle->first_length + cycle->second_length);
        if (cycle->members)
            insert(c, (uint32_t)c->count++);
    }
}

static kr_status widen_table(kri_cycles *c)
{
    if (2 * (c->count + 1) <= c->table_size)
        return KR_OK;
    c->table_size *= 4;
    KRI_NEW(c->job, c->table, c->table_size);
    for (size_t u = 0; u < c->count; u++)
        insert(c, (uint32_t)u);
    return KR_OK;
}

static int is_same(const kri_cycle *cycle, uint32_t class, const kri_found *f, const uint32_t *link)
{
    return cycle->hash == f->hash && cycle->class == class && cycle->first_length == f->first_length
           && cycle->second_length == f->second_length
           && memcmp(cycle->link, link, (f->first_length + f->second_length) * sizeof *link) == 0;
}

static double own_difference(const double *own, const kri_found *f, const uint32_t *link)
{
    double sum = 0;
    for (uint32_t k = 0; own && k < f->first_length; k++)
        sum += own[link[k]];
    for (uint32_t k = 0; own && k < f->second_length; k++)
        sum -= own[link[f->first_length + k]];
    return sum;
}

static kr_status new_cycle(kri_cycles *c, uint32_t class, const kri_found *f, const uint32_t *link, kri_cycle **cycle)
{
    size_t bytes = (f->first_length + f->second_length) * sizeof *link;
    KR_TRY(widen_table(c));
    KR_TRY(kri_job_grow(c->job, &c->cycle, &c->capacity, c->count + 1, sizeof *c->cycle));
    KR_TRY(kri_job_grow(c->job, &c->differs, &c->differs_capacity, c->count + 1, sizeof *c->differs));
    uint32_t *copy = kri_heap_take(&c->heap, bytes);
    if (!copy)
        return KR_E_MEMORY;
    memcpy(copy, link, bytes);
    *cycle = &c->cycle[c->count];
    **cycle = (kri_cycle){ .hash = f->hash, .link = copy, .first_length = f->first_length, .second_length = f->second_length,
                           .class = class, .own = own_difference(c->ground->own[class], f, link) };
    insert(c, (uint32_t)c->count++);
    return KR_OK;
}

static kr_status find_cycle(kri_cycles *c, uint32_t class, const kri_found *f, const uint32_t *link, kri_cycle **cycle)
{
    for (size_t at = f->hash & (c->table_size - 1); c->table[at]; at = (at + 1) & (c->table_size - 1)) {
        *cycle = &c->cycle[c->table[at] - 1];
        if (is_same(*cycle, class, f, link))
            return KR_OK;
    }
    return new_cycle(c, class, f, link, cycle);
}

static kr_status add_member(kri_cycles *c, kri_cycle *cycle, uint32_t source, const uint32_t *entry)
{
    size_t n = cycle->first_length + cycle->second_length;
    kri_member *member = kri_heap_take(&c->heap, sizeof *member + n * sizeof *entry);
    if (!member)
        return KR_E_MEMORY;
    *member = (kri_member){ NULL, (uint32_t *)(void *)(member + 1), source, c->pass };
    memcpy(member->entry, entry, n * sizeof *entry);
    append(cycle, member);
    c->elements += n;
    c->found += n;
    return KR_OK;
}

kr_status kri_cycles_add(kri_cycles *c, uint32_t source, const kri_slot *slot)
{
    for (uint32_t k = 0; k < slot->found_count; k++) {
        const kri_found *f = &slot->found[k];
        kri_cycle *cycle;
        KR_TRY(find_cycle(c, c->ground->source[source].class, f, slot->links + f->start, &cycle));
        KR_TRY(add_member(c, cycle, source, slot->entries + f->start));
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ moving flow */

double kri_member_flow(const kri_cycles *c, const kri_member *member, const kri_cycle *cycle, int of_second)
{
    const double *flow = c->bush[member->source].flow;
    const uint32_t *entry = member->entry + (of_second ? cycle->first_length : 0);
    uint32_t n = of_second ? cycle->second_length : cycle->first_length;
    double least = INFINITY;
    for (uint32_t k = 0; k < n; k++)
        least = flow[entry[k]] < least ? flow[entry[k]] : least;
    return least;
}

static void change_entries(const kri_cycles *c, double *flow, const uint32_t *entry, uint32_t n, double more)
{
    for (uint32_t k = 0; k < n; k++) {
        double now = flow[entry[k]] + more;
        flow[entry[k]] = now < c->floor ? 0 : now;
    }
}

void kri_member_move(const kri_cycles *c, const kri_member *member, const kri_cycle *cycle, double flow)
{
    double *of = c->bush[member->source].flow;
    change_entries(c, of, member->entry, cycle->first_length, flow);
    change_entries(c, of, member->entry + cycle->first_length, cycle->second_length, -flow);
}

static double difference(const kri_cycle *cycle, const double *cost)
{
    double first = cycle->own, second = 0;
    for (uint32_t k = 0; k < cycle->first_length; k++)
        first += cost[cycle->link[k]];
    for (uint32_t k = 0; k < cycle->second_length; k++)
        second += cost[cycle->link[cycle->first_length + k]];
    return first - second;
}

static double steepness(const kri_cycle *cycle, const kri_load *load)
{
    double sum = 0;
    for (uint32_t k = 0; k < cycle->first_length + cycle->second_length; k++)
        sum += load[cycle->link[k]].slope;
    return sum;
}

static void compare_block(void *all, size_t block, int thread)
{
    kri_cycles *c = all;
    const double *cost = c->ground->cost;
    (void)thread;
    for (size_t u = block * COMPARED; u < c->count && u < (block + 1) * COMPARED; u++)
        c->differs[u] = difference(&c->cycle[u], cost);
}

void kri_cycles_compare(kri_cycles *c)
{
    kri_crew_do(c->threads, (c->count + COMPARED - 1) / COMPARED, compare_block, c);
}

static void shift_links(kri_ground *g, const kri_cycle *cycle, double more)
{
    for (uint32_t k = 0; k < cycle->first_length; k++)
        kri_ground_shift(g, cycle->link[k], more);
    for (uint32_t k = cycle->first_length; k < cycle->first_length + cycle->second_length; k++)
        kri_ground_shift(g, cycle->link[k], -more);
}

/* Asks for a member's flows before they are needed: they lie scattered over a bush that has long left the caches. */
static void call_up(const kri_cycles *c, const kri_member *member, const kri_cycle *cycle, int of_second)
{
    const double *flow = c->bush[member->source].flow;
    const uint32_t *entry = member->entry + (of_second ? cycle->first_length : 0);
    uint32_t n = of_second ? cycle->second_length : cycle->first_length;
    for (uint32_t k = 0; k < n; k++)
        __builtin_prefetch(&flow[entry[k]]);
}

/* What the members can give, counted only as far as it is asked for. */
struct supply {
    const kri_cycles *cycles;
    const kri_cycle *cycle;
    const kri_member *next;
    int of_second;
    double counted;
};

static double supply_of(struct supply *s, double wanted)
{
    while (s->next && s->counted < wanted) {
        if (s->next->next)
            call_up(s->cycles, s->next->next, s->cycle, s->of_second);
        s->counted += kri_member_flow(s->cycles, s->next, s->cycle, s->of_second);
        s->next = s->next->next;
    }
    return s->counted < wanted ? s->counted : wanted;
}

/* The members give in their order until the sum is met. */
static void collect(kri_cycles *c, const kri_cycle *cycle, int of_second, double sum)
{
    for (const kri_member *m = cycle->first; m && sum > 0; m = m->next) {
        double has = kri_member_flow(c, m, cycle, of_second);
        double gives = has < sum ? has : sum;
        if (gives > 0)
            kri_member_move(c, m, cycle, of_second ? gives : -gives);
        sum -= gives;
    }
}

/* Where Newton's step leads, or the middle of what is known to be too little and too much when it leads out of that. */
static double next_shift(double moved, double differs, double steep, double *little, double *much)
{
    double wanted = steep > 0 ? moved + differs / steep : differs > 0 ? INFINITY : -INFINITY;
    *(differs > 0 ? little : much) = moved;
    if (wanted > *little && wanted < *much)
        return wanted;
    return *much < INFINITY ? .5 * (*little + *much) : wanted;
}

/* Moves flow from the dear way to the cheap one until they are level, or nothing is left to move. */
static double level(kri_cycles *c, const kri_cycle *cycle, double differs)
{
    kri_ground *g = c->ground;
    int of_second = differs < 0;
    double sign = of_second ? 1 : -1, before = fabs(differs), now = before, moved = 0, little = 0, much = INFINITY;
    struct supply supply = { c, cycle, cycle->first, of_second, 0 };
    for (int k = 0; k < STEPS; k++) {
        double next = supply_of(&supply, next_shift(moved, now, steepness(cycle, g->load), &little, &much));
        if (next == moved)
            break;
        shift_links(g, cycle, sign * (next - moved));
        moved = next;
        now = -sign * difference(cycle, g->cost);
        if (fabs(now) < LEVEL * before)
            break;
    }
    if (moved > 0)
        collect(c, cycle, of_second, moved);
    return before * moved;
}

double kri_cycles_sweep(kri_cycles *c, double threshold)
{
    double sum = 0;
    kri_cycles_compare(c);
    for (size_t u = 0; u < c->count; u++) {
        if (fabs(c->differs[u]) <= threshold)
            continue;
        if (u + 1 < c->count && fabs(c->differs[u + 1]) > threshold)
            call_up(c, c->cycle[u + 1].first, &c->cycle[u + 1], c->differs[u + 1] < 0);
        double differs = difference(&c->cycle[u], c->ground->cost);
        if (fabs(differs) > threshold)
            sum += level(c, &c->cycle[u], differs);
    }
    return sum;
}
