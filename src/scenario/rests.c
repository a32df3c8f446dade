/*
 * rests.c: from the rests of subsets to a guess of a set's own. With f the ln of a row's tonnes, or the price of a limit, and parts F of the set S,
 *
 *     f(S) = sum over T in F, T not empty, of (-1)^(|T| + 1) f(S without T)  +  what only all of F together add,
 *
 * and the last is left out: parts that have little to do with each other leave nothing to find.
 */
#include "rests.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define MOST_PARTS 6u           /* of an inclusion and exclusion */
#define MOST_LIMITS 64u         /* with a price, of one world */

/* ---- room ---- */

static void tell_apart(kri_rests *r, uint64_t set)
{
    uint32_t parts = r->parts;
    for (uint32_t p = 0; p < parts; p++) {
        uint64_t inside = r->part[p] & set, outside = r->part[p] & ~set;
        if (!inside || !outside)
            continue;
        r->part[p] = inside;
        r->part[r->parts++] = outside;
    }
}

kr_status kri_rests_open(kr_job *job, const kr_outcome *base, const uint64_t *set, uint32_t sets, kri_rests *r)
{
    *r = (kri_rests){ .job = job, .base = base, .parts = 1 };
    KRI_NEW(job, r->rest, sets);
    for (uint32_t k = 0; k < sets; k++) {
        KRI_NEW(job, r->rest[k].ln_t, base->rows);
        KRI_NEW(job, r->rest[k].limit, MOST_LIMITS);
        r->part[0] |= set[k];
    }
    for (uint32_t k = 0; k < sets; k++)
        tell_apart(r, set[k]);
    return KR_OK;
}

void kri_rests_keep(kri_rests *r, uint64_t set, const kr_outcome *o)
{
    kri_rest *rest = &r->rest[r->count];
    if (!o->is_settled)
        return;
    rest->set = set;
    for (uint32_t row = 0; row < o->rows; row++)
        rest->ln_t[row] = o->t_yr[row] > 0 ? log(o->t_yr[row] / r->base->t_yr[row]) : 0;
    rest->limits = 0;
    for (size_t i = 0; i < o->freight.limits && rest->limits < MOST_LIMITS; i++)
        if (o->freight.limit[i].usd > 0)
            rest->limit[rest->limits++] = o->freight.limit[i];
    r->count++;
}

/* ---- a guess ---- */

static const kri_rest *rest_of(const kri_rests *r, uint64_t set)
{
    for (uint32_t k = 0; k < r->count; k++)
        if (r->rest[k].set == set)
            return &r->rest[k];
    return NULL;
}

/* The set without those of the parts whose bits are in chosen. */
static uint64_t without(uint64_t set, const uint64_t *part, uint32_t chosen)
{
    for (; chosen; chosen &= chosen - 1)
        set &= ~part[__builtin_ctz(chosen)];
    return set;
}

static int are_all_known(const kri_rests *r, uint64_t set, const uint64_t *part, uint32_t parts)
{
    for (uint32_t chosen = 1; chosen < 1u << parts; chosen++)
        if (!rest_of(r, without(set, part, chosen)))
            return 0;
    return 1;
}

/* Parts of the set, as many as the rests that are known allow. */
static uint32_t choose_parts(const kri_rests *r, uint64_t set, uint64_t *part)
{
    uint32_t parts = 0;
    for (uint32_t p = 0; p < r->parts && parts < MOST_PARTS; p++) {
        part[parts] = r->part[p];
        parts += (r->part[p] & set) != 0 && are_all_known(r, set, part, parts + 1);
    }
    return parts;
}

static int is_same_limit(const kr_freight_limit *a, const kr_freight_limit *b)
{
    return a->table == b->table && a->row == b->row && a->unit == b->unit;
}

static void add_prices(const kri_rest *rest, double sign, kr_freight *f, kr_freight_limit *limit)
{
    for (size_t i = 0, k = 0; i < rest->limits; i++) {
        for (k = 0; k < f->limits && !is_same_limit(&limit[k], &rest->limit[i]); k++)
            ;
        if (k == f->limits) {
            limit[f->limits] = rest->limit[i];
            limit[f->limits++].usd = 0;
        }
        limit[k].usd += sign * rest->limit[i].usd;
    }
}

/* Of all that are asked. */
static size_t count_limits(const kri_rests *r, uint64_t set, const uint64_t *part, uint32_t parts)
{
    size_t limits = 0;
    for (uint32_t chosen = 1; chosen < 1u << parts; chosen++)
        limits += rest_of(r, without(set, part, chosen))->limits;
    return limits;
}

/* From ln over the base's; false where one of them is no number of tonnes. */
static int to_tonnes(const kr_outcome *base, double *t_yr)
{
    int are_finite = 1;
    for (uint32_t row = 0; row < base->rows; row++) {
        t_yr[row] = base->t_yr[row] * exp(t_yr[row]);
        are_finite &= isfinite(t_yr[row]) != 0;
    }
    return are_finite;
}

kr_status kri_rests_guess(kr_job *job, const kri_rests *r, uint64_t set, kri_start *start)
{
    uint64_t part[MOST_PARTS + 1];
    uint32_t parts = choose_parts(r, set, part);
    double *t_yr;
    kr_freight_limit *limit;
    *start = kri_start_at(r->base, r->base);
    if (!parts)
        return KR_OK;
    KRI_NEW(job, t_yr, r->base->rows);
    KRI_NEW(job, limit, count_limits(r, set, part, parts));
    start->freight = (kr_freight){ .limit = limit };
    for (uint32_t chosen = 1; chosen < 1u << parts; chosen++) {
        const kri_rest *rest = rest_of(r, without(set, part, chosen));
        double sign = __builtin_popcount(chosen) % 2 ? 1 : -1;
        for (uint32_t row = 0; row < r->base->rows; row++)
            t_yr[row] += sign * rest->ln_t[row];
        add_prices(rest, sign, &start->freight, limit);
    }
    if (to_tonnes(r->base, t_yr))
        start->t_yr = t_yr;
    else
        *start = kri_start_at(r->base, r->base);
    return KR_OK;
}
