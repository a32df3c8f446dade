/*
 * worst.c: the pair and the triple of candidates whose closing together costs most, by counting all of them.
 *
 * The loss of a set is written as a sum over its parts: L(e,f,g) = m(e) + m(f) + m(g) + m(ef) + m(eg) + m(fg) + m(efg). A shipper adds to m of a
 * part only where each element of it may touch him: where it closes one of his ways, or lies on a way found anew when such elements, one or two
 * together, are closed. For any other element his loss with it is his loss without it, and m is nothing. So m is summed over few parts a shipper,
 * in whole cents, and all sums are exact.
 */
#include "critical/detour.h"
#include "critical/losses.h"

#include "base/arena.h"

#include <omp.h>
#include <string.h>

/* m of all parts. Pairs e < f stand at f (f - 1) / 2 + e, triples e < f < g at g (g - 1) (g - 2) / 6 + the place of (e, f). */
typedef struct parts {
    size_t count;               /* candidates */
    int64_t *one, *two, *three;
} parts;

static size_t place_of_two(size_t e, size_t f)
{
    return f * (f - 1) / 2 + e;
}

static size_t place_of_three(size_t e, size_t f, size_t g)
{
    return g * (g - 1) * (g - 2) / 6 + place_of_two(e, f);
}

/* One shipper's losses. Elements are candidates by number, in the order they were met, which is not their own. */
typedef struct table {
    const uint32_t *candidate_of;   /* [elements] number + 1, 0 for none */
    const kr_critical *critical;
    uint32_t *met;              /* [candidates] */
    uint8_t *is_met;            /* [candidates] */
    uint32_t count;
    int64_t *one, *two;         /* [candidates], [candidates^2] losses */
    kri_detour_space *space;
} table;

static void meet(void *to, uint32_t element)
{
    table *t = to;
    uint32_t number = t->candidate_of[element];
    if (!number || t->is_met[number - 1])
        return;
    t->is_met[number - 1] = 1;
    t->met[t->count++] = number - 1;
}

static void swap_if(uint32_t *a, uint32_t *b)
{
    if (*a > *b) {
        uint32_t t = *a;
        *a = *b;
        *b = t;
    }
}

static int64_t loss_of(table *t, uint32_t count, uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t e[3] = { a, b, c };
    int is_stranded;
    if (count > 1)
        swap_if(&e[0], &e[1]);
    if (count > 2) {
        swap_if(&e[1], &e[2]);
        swap_if(&e[0], &e[1]);
    }
    for (uint32_t i = 0; i < count; i++)
        e[i] = t->critical->candidate[e[i]];
    return kri_detour_cents(t->space, e, count, &is_stranded);
}

/* While pairs are closed new elements are met, and these are paired in their turn. */
static void fill_pairs(table *t)
{
    size_t n = t->critical->candidates;
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t e = t->met[i];
        t->one[e] = loss_of(t, 1, e, 0, 0);
        for (uint32_t j = 0; j < i; j++) {
            uint32_t f = t->met[j];
            t->two[e * n + f] = t->two[f * n + e] = loss_of(t, 2, e, f, 0);
        }
    }
}

static void add(int64_t *sum, int64_t more)
{
    if (!more)
        return;
    #pragma omp atomic
    *sum += more;
}

static void add_ones_and_twos(const table *t, parts *p)
{
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t e = t->met[i];
        add(&p->one[e], t->one[e]);
        for (uint32_t j = 0; j < i; j++) {
            uint32_t low = t->met[j], high = e;
            swap_if(&low, &high);
            add(&p->two[place_of_two(low, high)], t->two[low * p->count + high] - t->one[low] - t->one[high]);
        }
    }
}

static void add_three(table *t, parts *p, uint32_t e, uint32_t f, uint32_t g)
{
    size_t n = p->count;
    int64_t loss = loss_of(t, 3, e, f, g);
    swap_if(&e, &f);
    swap_if(&f, &g);
    swap_if(&e, &f);
    add(&p->three[place_of_three(e, f, g)], loss - t->two[e * n + f] - t->two[e * n + g] - t->two[f * n + g] + t->one[e] + t->one[f] + t->one[g]);
}

static void add_shipper(table *t, parts *p, const kri_shipper *s)
{
    t->count = 0;
    memset(t->is_met, 0, p->count);
    kri_detour_begin(t->space, s);
    t->space->meet = meet;
    t->space->meet_to = t;
    for (uint32_t i = 0; i < s->hits; i++)
        meet(t, s->hit[i].element);
    fill_pairs(t);
    t->space->meet = NULL;
    add_ones_and_twos(t, p);
    for (uint32_t i = 2; i < t->count; i++)
        for (uint32_t j = 1; j < i; j++)
            for (uint32_t k = 0; k < j; k++)
                add_three(t, p, t->met[i], t->met[j], t->met[k]);
}

/* ---- the greatest ---- */

static void find_pair(const kr_critical *c, const parts *p, kr_worst *pair)
{
    int64_t most = -1;
    for (size_t e = 0; e < p->count; e++)
        for (size_t f = e + 1; f < p->count; f++) {
            int64_t loss = p->two[place_of_two(e, f)] + p->one[e] + p->one[f];
            if (loss > most) {
                most = loss;
                *pair = (kr_worst){ .count = 2, .element = { c->candidate[e], c->candidate[f] } };
            }
        }
}

static int64_t loss_of_three(const parts *p, size_t e, size_t f, size_t g)
{
    return p->three[place_of_three(e, f, g)] + p->two[place_of_two(e, f)] + p->two[place_of_two(e, g)] + p->two[place_of_two(f, g)] + p->one[e] + p->one[f]
           + p->one[g];
}

static void find_triple(const kr_critical *c, const parts *p, kr_worst *triple)
{
    int64_t most = -1;
    for (size_t e = 0; e < p->count; e++)
        for (size_t f = e + 1; f < p->count; f++)
            for (size_t g = f + 1; g < p->count; g++) {
                int64_t loss = loss_of_three(p, e, f, g);
                if (loss > most) {
                    most = loss;
                    *triple = (kr_worst){ .count = 3, .element = { c->candidate[e], c->candidate[f], c->candidate[g] } };
                }
            }
}

/* ---- */

static kr_status make_parts(kr_job *job, size_t count, parts *p)
{
    p->count = count;
    KRI_NEW(job, p->one, count);
    KRI_NEW(job, p->two, count * (count + 1) / 2);
    KRI_NEW(job, p->three, count > 2 ? count * (count - 1) * (count - 2) / 6 : 0);
    return KR_OK;
}

static kr_status make_tables(kr_job *job, const kr_critical *c, const uint32_t *candidate_of, table **tables)
{
    kri_detour_space *spaces;
    KR_TRY(kri_detour_spaces_new(job, c, &spaces));
    KRI_NEW(job, *tables, (size_t)job->threads);
    for (int i = 0; i < job->threads; i++) {
        table *t = &(*tables)[i];
        t->candidate_of = candidate_of;
        t->critical = c;
        t->space = &spaces[i];
        KRI_NEW(job, t->met, c->candidates);
        KRI_NEW(job, t->is_met, c->candidates);
        KRI_NEW(job, t->one, c->candidates);
        KRI_NEW(job, t->two, c->candidates * c->candidates);
    }
    return KR_OK;
}

static kr_status number_candidates(kr_job *job, const kr_critical *c, uint32_t **candidate_of)
{
    KRI_NEW(job, *candidate_of, c->elements);
    for (size_t i = 0; i < c->candidates; i++)
        (*candidate_of)[c->candidate[i]] = (uint32_t)i + 1;
    return KR_OK;
}

static kr_status sum_parts(kr_job *job, const kr_critical *c, parts *p)
{
    uint32_t *candidate_of;
    table *tables;
    int is_over = 0;
    KR_TRY(make_parts(job, c->candidates, p));
    KR_TRY(number_candidates(job, c, &candidate_of));
    KR_TRY(make_tables(job, c, candidate_of, &tables));
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads)
    for (size_t i = 0; i < c->shippers; i++)
        if (!kri_is_over(job, &is_over))
            add_shipper(&tables[omp_get_thread_num()], p, &c->shipper[i]);
    return kr_job_check(job);
}

kr_status kr_critical_worst(kr_job *job, const kr_critical *c, kr_worst *pair, kr_worst *triple)
{
    parts p;
    kri_mark mark = kri_job_mark(job);
    *pair = *triple = (kr_worst){ 0 };
    KR_TRY(sum_parts(job, c, &p));
    find_pair(c, &p, pair);
    find_triple(c, &p, triple);
    kri_job_release(job, mark);
    if (pair->count)
        KR_TRY(kr_critical_close(job, c, pair->element, pair->count, &pair->loss));
    if (triple->count)
        KR_TRY(kr_critical_close(job, c, triple->element, triple->count, &triple->loss));
    return KR_OK;
}
