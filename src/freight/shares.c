/* shares.c: how a pair's tonnes part among its ways and staying at home: nested logit. */
#include "parts.h"

#include <math.h>

const double kri_taste_factor[KRI_TASTES] = { 0.5, 1, 2 }, kri_taste_share[KRI_TASTES] = { 0.25, 0.5, 0.25 };

static double cost_of(const kri_load *load, const kri_pair *pair, const kri_way *way, int taste)
{
    double cost = way->usd_t + kri_taste_factor[taste] * pair->goods->vot_usd_t_h * way->hours;
    const kri_use *use = load->plan->use + way->first_use;
    for (uint32_t k = 0; k < way->uses; k++)
        cost += load->shadow_usd[use[k].group] * use[k].units_t;
    return cost;
}

/*
 * Utility of a way is log_size - theta x cost; within a nest it is divided by `nest`, and the nest's own utility
 * is nest x the logarithm of the sum. Staying at home is a nest of its own. The highest utility is taken off first, so
 * that nothing overflows.
 */
static void choose_by_taste(kri_load *load, size_t number, int taste)
{
    const kri_pair *pair = &load->plan->pair[number];
    double lambda = load->plan->options.nest, top[KR_FREIGHT_NESTS], sum[KR_FREIGHT_NESTS], all = 1;
    double home = -pair->theta[taste] * pair->stay[taste], highest = home, utility[KR_FREIGHT_MOST_WAYS];
    double *share = load->share + pair->first;
    const kri_way *way = load->plan->way + pair->first;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        top[m] = -INFINITY, sum[m] = 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        utility[w] = (way[w].log_size - pair->theta[taste] * cost_of(load, pair, &way[w], taste)) / lambda;
        if (utility[w] > top[way[w].nest])
            top[way[w].nest] = utility[w];
    }
    for (uint32_t w = 0; w < pair->ways; w++)
        sum[way[w].nest] += exp(utility[w] - top[way[w].nest]);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        if (sum[m] > 0 && lambda * (top[m] + log(sum[m])) > highest)
            highest = lambda * (top[m] + log(sum[m]));
    all = exp(home - highest);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        all += sum[m] > 0 ? exp(lambda * (top[m] + log(sum[m])) - highest) : 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        kr_freight_nest m = way[w].nest;
        double of_nest = exp(lambda * (top[m] + log(sum[m])) - highest) / all;
        share[w] += kri_taste_share[taste] * of_nest * exp(utility[w] - top[m]) / sum[m];
    }
    load->home_share[number] += kri_taste_share[taste] * exp(home - highest) / all;
    load->expected_usd_t[number] -= kri_taste_share[taste] / pair->theta[taste] * (highest + log(all));
}

void kri_freight_choose(kri_load *load, size_t number)
{
    const kri_pair *pair = &load->plan->pair[number];
    load->home_share[number] = 0;
    load->expected_usd_t[number] = pair->has_scale ? 0 : INFINITY;
    for (uint32_t w = 0; w < pair->ways; w++)
        load->share[pair->first + w] = 0;
    for (int taste = 0; taste < KRI_TASTES && pair->has_scale; taste++)
        choose_by_taste(load, number, taste);
}
