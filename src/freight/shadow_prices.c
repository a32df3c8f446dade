/* shadow_prices.c: which prices keep the limits. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>

#define ROUNDS_OF_PRICES 300
#define SWEEPS_FIRST 5
#define HALVINGS 200

/* ---- one price at a time ---- */

static double used_by(const kri_load *load, uint32_t number, uint32_t group)
{
    const kri_pair *pair = &load->plan->pair[number];
    const kri_way *way = load->plan->way + pair->first;
    double used = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        for (uint32_t k = 0; k < way[w].uses; k++)
            if (load->plan->use[way[w].first_use + k].group == group)
                used += load->plan->use[way[w].first_use + k].units_t * load->share[pair->first + w] * load->wanted_t_yr[number];
    return used;
}

static double used_at(kri_load *load, uint32_t group, double shadow)
{
    const kri_group *g = &load->plan->group[group];
    double used = 0;
    load->shadow_usd[group] = shadow;
    for (size_t i = 0; i < g->pairs; i++) {
        kri_freight_choose(load, g->pair[i]);
        used += used_by(load, g->pair[i], group);
    }
    load->used[group] = used;
    return used;
}

/* The price at which just the capacity is used: what is used falls as it rises, so the root is bracketed and halved. */
static void clear(kri_load *load, uint32_t group)
{
    double capacity = load->plan->group[group].limit.capacity, low = 0, high = load->shadow_usd[group] > 0 ? 2 * load->shadow_usd[group] : 1;
    double close = 0.1 * load->plan->options.tolerance * capacity;
    if (used_at(load, group, 0) <= capacity)
        return;
    while (used_at(load, group, high) > capacity && high < 1e12) {
        low = high;
        high *= 4;
    }
    double used_low = used_at(load, group, low) - capacity, used_high = used_at(load, group, high) - capacity;
    for (int i = 0; i < HALVINGS && high - low > 1e-13 * high; i++) {
        double guess = i % 3 == 2 ? (low + high) / 2 : low + (high - low) * used_low / (used_low - used_high);
        double used = used_at(load, group, guess) - capacity;
        if (fabs(used) <= close)
            return;
        if (used > 0)
            low = guess, used_low = used;
        else
            high = guess, used_high = used;
    }
    used_at(load, group, high);
}

/* Excess over a capacity, and slack under one that has a price, as parts of it. */
static double excess_of(kri_load *load, uint32_t group)
{
    const kri_group *g = &load->plan->group[group];
    double used = 0;
    for (size_t i = 0; i < g->pairs; i++)
        used += used_by(load, g->pair[i], group);
    load->used[group] = used;
    double over = used / g->limit.capacity - 1;
    return over > 0 || load->shadow_usd[group] > 0 ? fabs(over) : 0;
}

/* ---- all binding prices at once: Newton's method on used = capacity ---- */

typedef struct newton {
    uint32_t *active;       /* groups that have a price or are passed */
    size_t count;
    double *slope;          /* [count x count] what a price does to what is used, in shares of the capacities */
    double *miss, *before;
} newton;

static void choose_all(kri_load *load)
{
    for (size_t p = 0; p < load->plan->pairs; p++)
        kri_freight_choose(load, p);
}

static double worst_excess(kri_load *load)
{
    double worst = 0;
    for (uint32_t g = 0; g < load->plan->groups; g++)
        worst = fmax(worst, excess_of(load, g));
    return worst;
}

static void collect_active(kri_load *load, newton *n)
{
    n->count = 0;
    for (uint32_t g = 0; g < load->plan->groups; g++)
        if (excess_of(load, g) > 0 || load->shadow_usd[g] > 0)
            n->active[n->count++] = g;
}

static double miss_of(const kri_load *load, uint32_t group)
{
    return load->used[group] / load->plan->group[group].limit.capacity - 1;
}

/* Slopes by differences: the prices are exact to what a step of a millionth of them shows, and the next step mends the rest. */
static void find_slopes(kri_load *load, newton *n)
{
    for (size_t k = 0; k < n->count; k++)
        n->miss[k] = miss_of(load, n->active[k]);
    for (size_t h = 0; h < n->count; h++) {
        double price = load->shadow_usd[n->active[h]], step = 1e-6 * (price > 1 ? price : 1);
        load->shadow_usd[n->active[h]] = price + step;
        choose_all(load);
        worst_excess(load);
        for (size_t k = 0; k < n->count; k++)
            n->slope[k * n->count + h] = (miss_of(load, n->active[k]) - n->miss[k]) / step;
        load->shadow_usd[n->active[h]] = price;
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
static void step_newton(kri_load *load, newton *n)
{
    double excess = worst_excess(load);
    collect_active(load, n);
    find_slopes(load, n);
    solve(n->slope, n->miss, n->count);
    for (size_t k = 0; k < n->count; k++)
        n->before[k] = load->shadow_usd[n->active[k]];
    for (double part = 1; part > 1e-3; part /= 2) {
        for (size_t k = 0; k < n->count; k++) {
            double price = n->before[k] - part * n->miss[k];
            load->shadow_usd[n->active[k]] = price > 0 ? price : 0;
        }
        choose_all(load);
        if (worst_excess(load) < excess)
            return;
    }
    for (size_t k = 0; k < n->count; k++)
        load->shadow_usd[n->active[k]] = n->before[k];
    choose_all(load);
}

static void sweep_prices(kri_load *load)
{
    for (uint32_t g = 0; g < load->plan->groups; g++)
        if (excess_of(load, g) > 0.1 * load->plan->options.tolerance)
            clear(load, g);
}

/* Sweeps find which limits bind, Newton's steps then their prices together. */
static kr_status settle_prices(kri_load *load, newton *n, double *excess)
{
    choose_all(load);
    for (int round = 0; round < ROUNDS_OF_PRICES; round++) {
        *excess = worst_excess(load);
        if (*excess <= load->plan->options.tolerance)
            return KR_OK;
        KR_TRY(kr_job_check(load->job));
        sweep_prices(load);
        if (round >= SWEEPS_FIRST)
            step_newton(load, n);
    }
    return kr_fail(load->job, KR_E_LIMIT, "the limits are kept to %.3g of themselves after %d rounds, not to %g", *excess, ROUNDS_OF_PRICES,
                   load->plan->options.tolerance);
}

kr_status kri_freight_price_limits(kri_load *load, double *excess)
{
    newton n = { .count = 0 };
    kri_mark mark = kri_job_mark(load->job);
    KRI_NEW(load->job, n.active, load->plan->groups);
    KRI_NEW(load->job, n.miss, load->plan->groups);
    KRI_NEW(load->job, n.before, load->plan->groups);
    KRI_NEW(load->job, n.slope, load->plan->groups * load->plan->groups);
    kr_status status = settle_prices(load, &n, excess);
    kri_job_release(load->job, mark);
    return status;
}
