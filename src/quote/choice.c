/* choice.c: from all the ways found, those to offer. */
#include "choice.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* ---- collecting ---- */

/* Of a stretch, the kilometres of its parts. */
static double km_of(const kri_choice *c, uint32_t arc)
{
    double km = c->network->km[arc];
    for (uint32_t i = c->cost->part_first[arc]; i < c->cost->part_first[arc + 1]; i++)
        km += c->network->km[c->cost->part[i]];
    return km;
}

/* Marks what is ridden, or takes the marks away. */
static void mark_ridden(const kri_choice *c, uint32_t arc, uint8_t value, uint8_t *on)
{
    on[arc] = value;
    for (uint32_t i = c->cost->part_first[arc]; i < c->cost->part_first[arc + 1]; i++)
        on[c->cost->part[i]] = value;
}

/* The kilometres of the arc that are marked. */
static double km_on(const kri_choice *c, uint32_t arc, const uint8_t *on)
{
    double km = on[arc] ? c->network->km[arc] : 0;
    for (uint32_t i = c->cost->part_first[arc]; i < c->cost->part_first[arc + 1]; i++)
        km += on[c->cost->part[i]] ? c->network->km[c->cost->part[i]] : 0;
    return km;
}

static void sum_costs(const kri_choice *c, kri_candidate *k)
{
    const double *const of[KRI_CRITERIA] = { c->cost->hours, c->cost->usd, c->cost->kgco2, c->cost->variance_h2 };
    for (size_t i = 0; i < k->arcs; i++) {
        for (int m = 0; m < KRI_CRITERIA; m++)
            k->cost[m] += of[m][k->arc[i]];
        k->km += km_of(c, k->arc[i]);
    }
}

static void add_name(kri_candidate *k, const char *name)
{
    for (size_t i = 0; i < k->names; i++)
        if (strcmp(k->name[i], name) == 0)
            return;
    if (k->names < KR_WAY_NAMES)
        k->name[k->names++] = name;
}

static kri_candidate *find_same(kri_choice *c, const uint32_t *arc, size_t arcs)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->candidate[i].arcs == arcs && memcmp(c->candidate[i].arc, arc, arcs * sizeof *arc) == 0)
            return &c->candidate[i];
    return NULL;
}

kr_status kri_choice_add(kri_choice *c, const uint32_t *arc, size_t arcs, const char *name)
{
    kri_candidate *same = find_same(c, arc, arcs);
    if (!same) {
        KR_TRY(kri_job_grow(c->job, &c->candidate, &c->room, c->count + 1, sizeof *c->candidate));
        same = &c->candidate[c->count++];
        *same = (kri_candidate){ .arc = arc, .arcs = arcs };
        sum_costs(c, same);
        if (name)
            add_name(same, name);
    } else if (name && strcmp(name, "different") != 0) {
        add_name(same, name);
    }
    return KR_OK;
}

/* ---- judging ---- */

static int beats(const kri_candidate *a, const kri_candidate *b)
{
    int better = 0;
    for (int m = 0; m < KRI_CRITERIA; m++) {
        if (a->cost[m] > b->cost[m])
            return 0;
        better |= a->cost[m] < b->cost[m];
    }
    return better;
}

static int is_only_different(const kri_candidate *k)
{
    return k->names == 1 && strcmp(k->name[0], "different") == 0;
}

/* A way that beats the best by one measure is as good by that measure, and takes over its name. */
static void hand_over(kri_candidate *from, kri_candidate *to)
{
    for (size_t i = 0; i < from->names; i++)
        if (strcmp(from->name[i], "different") != 0)
            add_name(to, from->name[i]);
}

/* One that beats it and that no other beats, or itself. */
static kri_candidate *unbeaten(kri_choice *c, kri_candidate *candidate)
{
    for (size_t k = 0; k < c->count; k++)
        if (beats(&c->candidate[k], candidate)) {
            candidate = &c->candidate[k];
            k = (size_t)-1;     /* who beats this one may stand before it */
        }
    return candidate;
}

/* What is beaten falls, unless it is there to be different. */
static void drop_beaten(kri_choice *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        kri_candidate *here = &c->candidate[i], *better = is_only_different(here) ? here : unbeaten(c, here);
        if (better != here)
            hand_over(here, better);
        here->taken = better != here;
    }
    for (size_t i = 0; i < c->count; i++)
        if (!c->candidate[i].taken)
            c->candidate[kept++] = c->candidate[i];
    c->count = kept;
}

/* Among ways scaled to 0..1 between the extremes the one farthest below the plane through them. */
static void name_knee(kri_choice *c)
{
    double low[KRI_CRITERIA], high[KRI_CRITERIA], least = INFINITY;
    kri_candidate *knee = NULL;
    for (int m = 0; m < KRI_CRITERIA; m++) {
        low[m] = INFINITY, high[m] = 0;
        for (size_t i = 0; i < c->count; i++) {
            low[m] = fmin(low[m], c->candidate[i].cost[m]);
            high[m] = fmax(high[m], c->candidate[i].cost[m]);
        }
    }
    for (size_t i = 0; i < c->count; i++) {
        double sum = 0;
        for (int m = 0; m < KRI_CRITERIA; m++)
            sum += high[m] > low[m] ? (c->candidate[i].cost[m] - low[m]) / (high[m] - low[m]) : 0;
        if (sum < least) {
            least = sum;
            knee = &c->candidate[i];
        }
    }
    if (knee && c->count > 2)
        add_name(knee, "knee");
}

/* ---- choosing ---- */

static const char *const name_of_by[KR_BYS] = { "fastest", "cheapest", "greenest", "surest", "best value", "weighted" };

static int has_name(const kri_candidate *k, const char *name)
{
    for (size_t i = 0; i < k->names; i++)
        if (strcmp(k->name[i], name) == 0)
            return 1;
    return 0;
}

static void take(kri_candidate *k, kr_quote *quote)
{
    kr_way *way = &quote->way[quote->ways++];
    *way = (kr_way){ .arc = k->arc, .arcs = k->arcs, .names = k->names };
    memcpy(way->name, k->name, sizeof k->name);
    k->taken = 1;
}

static void take_named(kri_choice *c, const char *name, size_t most, kr_quote *quote)
{
    for (size_t i = 0; i < c->count && quote->ways < most; i++)
        if (!c->candidate[i].taken && has_name(&c->candidate[i], name))
            take(&c->candidate[i], quote);
}

/* Of the shorter way's kilometres, those that both ride. */
static double shared(const kri_choice *c, const kri_candidate *a, const kr_way *b, uint8_t *on)
{
    double km = 0, b_km = 0;
    for (size_t i = 0; i < a->arcs; i++)
        mark_ridden(c, a->arc[i], 1, on);
    for (size_t i = 0; i < b->arcs; i++) {
        km += km_on(c, b->arc[i], on);
        b_km += km_of(c, b->arc[i]);
    }
    for (size_t i = 0; i < a->arcs; i++)
        mark_ridden(c, a->arc[i], 0, on);
    double shorter = fmin(a->km, b_km);
    return shorter > 0 ? km / shorter : 1;
}

/* The rest, the most different first. closest[i]: how much of way i the ways taken so far have at most. */
static kr_status take_rest(kri_choice *c, size_t most, kr_quote *quote)
{
    double *closest;
    uint8_t *on;
    size_t compared = 0;
    KRI_NEW(c->job, closest, c->count);
    KRI_NEW(c->job, on, c->network->graph.arcs);
    while (quote->ways < most) {
        kri_candidate *best = NULL;
        double least = INFINITY;
        for (size_t i = 0; i < c->count; i++) {
            if (c->candidate[i].taken)
                continue;
            for (size_t k = compared; k < quote->ways; k++)
                closest[i] = fmax(closest[i], shared(c, &c->candidate[i], &quote->way[k], on));
            if (closest[i] < least) {
                least = closest[i];
                best = &c->candidate[i];
            }
        }
        if (!best)
            return KR_OK;
        compared = quote->ways;
        take(best, quote);
    }
    return KR_OK;
}

kr_status kri_choice_make(kri_choice *c, const kr_quote_request *request, kr_quote *quote)
{
    size_t most = request->most && request->most < KR_QUOTE_MOST ? request->most : KR_QUOTE_MOST;
    drop_beaten(c);
    name_knee(c);
    quote->found = c->count;
    KRI_NEW(c->job, quote->way, most);
    take_named(c, name_of_by[request->by], most, quote);
    for (int by = 0; by < KR_BYS; by++)
        take_named(c, name_of_by[by], most, quote);
    take_named(c, "knee", most, quote);
    take_named(c, "different", most, quote);
    return take_rest(c, most, quote);
}
