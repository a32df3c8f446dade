/* shares.c: how tonnes part among ways, and which prices keep the limits. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>

#define NESTS 6
#define ROUNDS_OF_PRICES 300
#define SWEEPS_FIRST 5
#define HALVINGS 200

/* ---- nested logit ---- */

static double cost_of(const kri_freight *f, const kri_pair *pair, const kri_freight_way *way, int taste)
{
    double cost = way->usd_t + kri_taste_factor[taste] * pair->goods->vot_usd_t_h * way->hours;
    for (size_t k = 0; k < way->uses; k++)
        cost += f->shadow[way->use[k].group] * way->use[k].units_t;
    return cost;
}

/*
 * Utility of a way is log_size - theta x cost; within a nest it is divided by `nest`, and the nest's own utility
 * is nest x the logarithm of the sum. Staying at home is a nest of its own. The highest utility is taken off first, so
 * that nothing overflows.
 */
static void choose_by_taste(kri_freight *f, kri_pair *pair, int taste)
{
    double lambda = f->options->nest, top[NESTS], sum[NESTS], all = 1, share = kri_taste_share[taste] * pair->t_yr;
    double home = -pair->theta[taste] * pair->stay[taste], highest = home;
    double utility[32];
    for (int m = 0; m < NESTS; m++)
        top[m] = -INFINITY, sum[m] = 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        utility[w] = (pair->way[w].log_size - pair->theta[taste] * cost_of(f, pair, &pair->way[w], taste)) / lambda;
        if (utility[w] > top[pair->way[w].nest])
            top[pair->way[w].nest] = utility[w];
    }
    for (uint32_t w = 0; w < pair->ways; w++)
        sum[pair->way[w].nest] += exp(utility[w] - top[pair->way[w].nest]);
    for (int m = 0; m < NESTS; m++)
        if (sum[m] > 0 && lambda * (top[m] + log(sum[m])) > highest)
            highest = lambda * (top[m] + log(sum[m]));
    all = exp(home - highest);
    for (int m = 0; m < NESTS; m++)
        all += sum[m] > 0 ? exp(lambda * (top[m] + log(sum[m])) - highest) : 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        uint32_t m = pair->way[w].nest;
        double of_nest = exp(lambda * (top[m] + log(sum[m])) - highest) / all;
        pair->way[w].t_yr += share * of_nest * exp(utility[w] - top[m]) / sum[m];
    }
    pair->home_t_yr += share * exp(home - highest) / all;
    pair->surplus_usd_yr += share / pair->theta[taste] * (highest + log(all));
}

void kri_freight_choose(kri_freight *f, kri_pair *pair)
{
    pair->home_t_yr = pair->surplus_usd_yr = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        pair->way[w].t_yr = 0;
    for (int taste = 0; taste < KRI_TASTES && pair->ways; taste++)
        choose_by_taste(f, pair, taste);
}

/* ---- the shadow prices ---- */

static double used_by(const kri_pair *pair, uint32_t group)
{
    double used = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (size_t k = 0; k < pair->way[w].uses; k++)
            if (pair->way[w].use[k].group == group)
                used += pair->way[w].use[k].units_t * pair->way[w].t_yr;
    return used;
}

static double used_at(kri_freight *f, uint32_t group, double shadow)
{
    kri_group *g = &f->group[group];
    double used = 0;
    f->shadow[group] = shadow;
    for (size_t i = 0; i < g->pairs; i++) {
        kri_freight_choose(f, &f->pair[g->pair[i]]);
        used += used_by(&f->pair[g->pair[i]], group);
    }
    g->limit.used = used;
    return used;
}

/* The price at which just the capacity is used: what is used falls as it rises, so the root is bracketed and halved. */
static void clear(kri_freight *f, uint32_t group)
{
    double capacity = f->group[group].limit.capacity, low = 0, high = f->shadow[group] > 0 ? 2 * f->shadow[group] : 1;
    double close = 0.1 * f->options->tolerance * capacity;
    if (used_at(f, group, 0) <= capacity)
        return;
    while (used_at(f, group, high) > capacity && high < 1e12) {
        low = high;
        high *= 4;
    }
    double used_low = used_at(f, group, low) - capacity, used_high = used_at(f, group, high) - capacity;
    for (int i = 0; i < HALVINGS && high - low > 1e-13 * high; i++) {
        double guess = i % 3 == 2 ? (low + high) / 2 : low + (high - low) * used_low / (used_low - used_high);
        double used = used_at(f, group, guess) - capacity;
        if (fabs(used) <= close)
            return;
        if (used > 0)
            low = guess, used_low = used;
        else
            high = guess, used_high = used;
    }
    used_at(f, group, high);
}

/* Excess over a capacity, and slack under one that has a price, as parts of it. */
static double excess_of(kri_freight *f, uint32_t group)
{
    kri_group *g = &f->group[group];
    double used = 0;
    for (size_t i = 0; i < g->pairs; i++)
        used += used_by(&f->pair[g->pair[i]], group);
    g->limit.used = used;
    double over = used / g->limit.capacity - 1;
    return over > 0 || f->shadow[group] > 0 ? fabs(over) : 0;
}

/* ---- all binding prices at once: Newton's method on used = capacity ---- */

typedef struct newton {
    uint32_t *active;       /* groups that have a price or are passed */
    size_t count;
    double *slope;          /* [count x count] what a price does to what is used, in shares of the capacities */
    double *miss, *before;
} newton;

static void choose_all(kri_freight *f)
{
    for (size_t p = 0; p < f->pairs; p++)
        kri_freight_choose(f, &f->pair[p]);
}

static double worst_excess(kri_freight *f)
{
    double worst = 0;
    for (uint32_t g = 0; g < f->groups; g++)
        worst = fmax(worst, excess_of(f, g));
    return worst;
}

static void collect_active(kri_freight *f, newton *n)
{
    n->count = 0;
    for (uint32_t g = 0; g < f->groups; g++)
        if (excess_of(f, g) > 0 || f->shadow[g] > 0)
            n->active[n->count++] = g;
}

static double miss_of(const kri_freight *f, uint32_t group)
{
    return f->group[group].limit.used / f->group[group].limit.capacity - 1;
}

/* Slopes by differences: the prices are exact to what a step of a millionth of them shows, and the next step mends the rest. */
static void find_slopes(kri_freight *f, newton *n)
{
    for (size_t k = 0; k < n->count; k++)
        n->miss[k] = miss_of(f, n->active[k]);
    for (size_t h = 0; h < n->count; h++) {
        double price = f->shadow[n->active[h]], step = 1e-6 * (price > 1 ? price : 1);
        f->shadow[n->active[h]] = price + step;
        choose_all(f);
        worst_excess(f);
        for (size_t k = 0; k < n->count; k++)
            n->slope[k * n->count + h] = (miss_of(f, n->active[k]) - n->miss[k]) / step;
        f->shadow[n->active[h]] = price;
    }
}

/* Gaussian elimination with rows exchanged; a little on the diagonal parts limits that stand behind one another. */
static void solve(double *a, double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i * n + i] *= 1 + 1e-9;
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[pivot * n + k]))
                pivot = i;
        for (size_t j = 0; j < n && pivot != k; j++) {
            double t = a[k * n + j];
            a[k * n + j] = a[pivot * n + j];
            a[pivot * n + j] = t;
        }
        double t = b[k];
        b[k] = b[pivot];
        b[pivot] = t;
        if (a[k * n + k] == 0)
            continue;
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] / a[k * n + k];
            for (size_t j = k; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
            b[i] -= factor * b[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] = a[k * n + k] != 0 ? b[k] / a[k * n + k] : 0;
    }
}

/* One step, halved while it makes matters worse; the prices stay as they were if it always does. */
static void step_newton(kri_freight *f, newton *n)
{
    double excess = worst_excess(f);
    collect_active(f, n);
    find_slopes(f, n);
    solve(n->slope, n->miss, n->count);
    for (size_t k = 0; k < n->count; k++)
        n->before[k] = f->shadow[n->active[k]];
    for (double part = 1; part > 1e-3; part /= 2) {
        for (size_t k = 0; k < n->count; k++) {
            double price = n->before[k] - part * n->miss[k];
            f->shadow[n->active[k]] = price > 0 ? price : 0;
        }
        choose_all(f);
        if (worst_excess(f) < excess)
            return;
    }
    for (size_t k = 0; k < n->count; k++)
        f->shadow[n->active[k]] = n->before[k];
    choose_all(f);
}

static void sweep_prices(kri_freight *f)
{
    for (uint32_t g = 0; g < f->groups; g++)
        if (excess_of(f, g) > 0.1 * f->options->tolerance)
            clear(f, g);
}

/* Sweeps find which limits bind, Newton's steps then their prices together. */
static kr_status settle_prices(kri_freight *f, newton *n, double *excess)
{
    choose_all(f);
    for (int round = 0; round < ROUNDS_OF_PRICES; round++) {
        *excess = worst_excess(f);
        if (*excess <= f->options->tolerance)
            return KR_OK;
        KR_TRY(kr_job_check(f->job));
        sweep_prices(f);
        if (round >= SWEEPS_FIRST)
            step_newton(f, n);
    }
    return kr_fail(f->job, KR_E_LIMIT, "the limits are kept to %.3g of themselves after %d rounds, not to %g", *excess, ROUNDS_OF_PRICES,
                   f->options->tolerance);
}

kr_status kri_freight_price_limits(kri_freight *f, double *excess)
{
    newton n = { .count = 0 };
    kri_mark mark = kri_job_mark(f->job);
    KRI_NEW(f->job, n.active, f->groups);
    KRI_NEW(f->job, n.miss, f->groups);
    KRI_NEW(f->job, n.before, f->groups);
    KRI_NEW(f->job, n.slope, f->groups * f->groups);
    kr_status status = settle_prices(f, &n, excess);
    kri_job_release(f->job, mark);
    return status;
}
