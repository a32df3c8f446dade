/* sets.c: what sets of things are worth, what they add together, and whose share it is. */
#include <keruen/scenario.h>

#include "base/arena.h"
#include "base/stream.h"

#include <math.h>
#include <string.h>

void kr_sets_together(uint32_t players, uint32_t width, double *value)
{
    for (uint32_t p = 0; p < players; p++)
        for (uint32_t set = 0; set < 1u << players; set++)
            for (uint32_t k = 0; set >> p & 1 && k < width; k++)
                value[(size_t)set * width + k] -= value[(size_t)(set & ~(1u << p)) * width + k];
}

void kr_sets_shapley(uint32_t players, uint32_t width, const double *together, double *shapley)
{
    memset(shapley, 0, (size_t)players * width * sizeof *shapley);
    for (uint32_t set = 1; set < 1u << players; set++)
        for (uint32_t p = 0; p < players; p++)
            for (uint32_t k = 0; set >> p & 1 && k < width; k++)
                shapley[(size_t)p * width + k] += together[(size_t)set * width + k] / __builtin_popcount(set);
}

/* ---- a sample of orders ---- */

static void shuffle(uint32_t players, uint64_t seed, uint32_t pair, uint32_t *order)
{
    for (uint32_t p = 0; p < players; p++)
        order[p] = p;
    for (uint32_t i = players; i-- > 1;) {
        uint32_t j = (uint32_t)(kri_uniform(seed, pair, i) * (i + 1)), other = order[j];
        order[j] = order[i];
        order[i] = other;
    }
}

/* The players come one by one; what each adds is put to its figures with the weight. */
static kr_status walk(kr_job *job, uint32_t players, uint32_t width, kr_set_worth *worth, void *with, const uint32_t *order, int backward,
                      double *before, double *after, double *marginal)
{
    uint64_t set = 0;
    KR_TRY(worth(with, job, set, before));
    for (uint32_t i = 0; i < players; i++) {
        uint32_t p = order[backward ? players - 1 - i : i];
        set |= (uint64_t)1 << p;
        KR_TRY(worth(with, job, set, after));
        for (uint32_t k = 0; k < width; k++) {
            marginal[(size_t)p * width + k] += (after[k] - before[k]) / 2;
            before[k] = after[k];
        }
    }
    return KR_OK;
}

kr_status kr_sets_sample(kr_job *job, uint32_t players, uint32_t width, kr_set_worth *worth, void *with, uint64_t seed, uint32_t pair, double *marginal)
{
    uint32_t *order;
    double *before, *after;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, order, players);
    KRI_NEW(job, before, width);
    KRI_NEW(job, after, width);
    memset(marginal, 0, (size_t)players * width * sizeof *marginal);
    shuffle(players, seed, pair, order);
    kr_status status = walk(job, players, width, worth, with, order, 0, before, after, marginal);
    if (status == KR_OK)
        status = walk(job, players, width, worth, with, order, 1, before, after, marginal);
    kri_job_release(job, mark);
    return status;
}

/* ---- the best set under a budget ---- */

static int is_better(const kr_best_set *best, double value, double cost, uint64_t set)
{
    if (value != best->value)
        return value > best->value;
    return cost != best->cost ? cost < best->cost : set < best->set;
}

static double cost_of(uint32_t players, uint64_t set, const double *cost_usd)
{
    double cost = 0;
    for (uint32_t p = 0; p < players; p++)
        cost += set >> p & 1 ? cost_usd[p] : 0;
    return cost;
}

void kr_sets_best(uint32_t players, const double *value, const double *cost_usd, double budget_usd, kr_best_set *best)
{
    *best = (kr_best_set){ .value = value[0], .is_exact = 1 };
    for (uint64_t set = 0; set < (uint64_t)1 << players; set++) {
        double cost = cost_of(players, set, cost_usd);
        best->looked_at++;
        if (cost <= budget_usd && is_better(best, value[set], cost, set))
            *best = (kr_best_set){ .set = set, .value = value[set], .cost = cost, .is_exact = 1, .looked_at = best->looked_at };
    }
    best->bound = best->value;
}

/* ---- the same for many ---- */

typedef struct search {
    kr_job *job;
    uint32_t players;
    kr_set_worth *worth;
    void *with;
    const double *cost_usd;
    double budget_usd;
    kr_best_set best;           /* of all starts */
} search;

static kr_status look_at(search *s, uint64_t set, kr_best_set *found)
{
    *found = (kr_best_set){ .set = set, .cost = cost_of(s->players, set, s->cost_usd) };
    if (!(found->cost <= s->budget_usd)) {
        found->value = -INFINITY;
        return KR_OK;
    }
    s->best.looked_at++;
    return s->worth(s->with, s->job, set, &found->value);
}

/* Adds what gains most for its cost until nothing gains; what costs nothing comes first. */
static kr_status grow(search *s, kr_best_set *at)
{
    for (;;) {
        kr_best_set next, pick = *at;
        double most = 0;
        for (uint32_t p = 0; p < s->players; p++) {
            if (at->set >> p & 1)
                continue;
            KR_TRY(look_at(s, at->set | (uint64_t)1 << p, &next));
            double rate = (next.value - at->value) / (s->cost_usd[p] > 0 ? s->cost_usd[p] : 1);
            if (next.value > at->value && rate > most) {
                most = rate;
                pick = next;
            }
        }
        if (pick.set == at->set)
            return KR_OK;
        *at = pick;
    }
}

static int count_of(uint64_t set)
{
    return __builtin_popcountll(set);
}

/* The best set that differs by one or two players leaving and one or two coming; 0 in *moved when none is better. */
static kr_status exchange(search *s, kr_best_set *at, int *moved)
{
    kr_best_set next, pick = *at;
    for (uint32_t p = 0; p < s->players; p++)
        for (uint32_t q = p; q < s->players; q++) {
            uint64_t flip = (uint64_t)1 << p | (uint64_t)1 << q;
            KR_TRY(look_at(s, at->set ^ flip, &next));
            if (is_better(&pick, next.value, next.cost, next.set))
                pick = next;
        }
    *moved = pick.set != at->set && pick.value > at->value;
    if (*moved)
        *at = pick;
    return KR_OK;
}

static kr_status climb(search *s, uint64_t start)
{
    kr_best_set at;
    int moved = 1;
    KR_TRY(look_at(s, start, &at));
    if (at.value == -INFINITY)
        return KR_OK;
    KR_TRY(grow(s, &at));
    while (moved) {
        KR_TRY(kr_job_check(s->job));
        KR_TRY(exchange(s, &at, &moved));
        if (moved)
            KR_TRY(grow(s, &at));
    }
    if (is_better(&s->best, at.value, at.cost, at.set)) {
        at.looked_at = s->best.looked_at;
        s->best = at;
    }
    return KR_OK;
}

/* The pair that adds most beyond its parts is where greed alone would not begin. */
static kr_status best_pair(search *s, uint64_t *pair)
{
    kr_best_set none, one, other, both;
    double most = 0;
    *pair = 0;
    KR_TRY(look_at(s, 0, &none));
    for (uint32_t p = 0; p < s->players; p++)
        for (uint32_t q = 0; q < p; q++) {
            KR_TRY(look_at(s, (uint64_t)1 << p | (uint64_t)1 << q, &both));
            if (both.value == -INFINITY)
                continue;
            KR_TRY(look_at(s, (uint64_t)1 << p, &one));
            KR_TRY(look_at(s, (uint64_t)1 << q, &other));
            if (both.value - one.value - other.value + none.value > most) {
                most = both.value - one.value - other.value + none.value;
                *pair = both.set;
            }
        }
    return KR_OK;
}

/* The knapsack in which parts of things may be taken, each worth its ceiling. */
static double knapsack(uint32_t players, const double *ceiling, const double *cost_usd, double budget_usd)
{
    double sum = 0, left = budget_usd;
    uint64_t taken = 0;
    for (;;) {
        uint32_t pick = UINT32_MAX;
        for (uint32_t p = 0; p < players; p++)
            if (!(taken >> p & 1) && ceiling[p] > 0
                && (pick == UINT32_MAX || ceiling[p] * cost_usd[pick] > ceiling[pick] * cost_usd[p]))
                pick = p;
        if (pick == UINT32_MAX)
            return sum;
        taken |= (uint64_t)1 << pick;
        double part = cost_usd[pick] > left ? left / cost_usd[pick] : 1;
        sum += part > 0 ? part * ceiling[pick] : 0;
        left -= part * cost_usd[pick];
    }
}

kr_status kr_sets_search(kr_job *job, uint32_t players, kr_set_worth *worth, void *with, const double *cost_usd, double budget_usd,
                         const double *ceiling, kr_best_set *best)
{
    search s = { .job = job, .players = players, .worth = worth, .with = with, .cost_usd = cost_usd, .budget_usd = budget_usd };
    uint64_t pair;
    double none;
    *best = (kr_best_set){ 0 };
    if (players > 63)
        return kr_fail(job, KR_E_USAGE, "%u projects are more than a search for the best set takes; take 63 at most", players);
    KR_TRY(worth(with, job, 0, &none));
    s.best.value = none;
    KR_TRY(climb(&s, 0));
    KR_TRY(best_pair(&s, &pair));
    if (count_of(pair) == 2)
        KR_TRY(climb(&s, pair));
    *best = s.best;
    best->bound = none + knapsack(players, ceiling, cost_usd, budget_usd);
    return KR_OK;
}
