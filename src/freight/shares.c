/* shares.c: how a pair's tonnes part among its ways and staying at home: nested logit. */
#include "parts.h"

#include <math.h>

const double kri_taste_factor[KRI_TASTES] = { 0.5, 1, 2 }, kri_taste_share[KRI_TASTES] = { 0.25, 0.5, 0.25 };

void kri_freight_shadows(const kr_freight_plan *plan, const kri_pair *pair, const double *shadow_usd, double *way_usd_t)
{
    for (uint32_t w = 0; w < pair->ways; w++) {
        const kri_way *way = &plan->way[pair->first + w];
        way_usd_t[w] = 0;
        for (uint32_t k = 0; k < way->uses; k++)
            way_usd_t[w] += shadow_usd[plan->use[way->first_use + k].group] * plan->use[way->first_use + k].units_t;
    }
}

/*
 * Utility of a way is log_size - theta x cost; within a nest it is divided by `nest`, and the nest's own utility
 * is nest x the logarithm of the sum. Staying at home is a nest of its own. The highest utility is taken off first, so
 * that nothing overflows.
 */
void kri_freight_split(const kr_freight_plan *plan, const kri_pair *pair, int taste, const double *shadow_usd_t, kri_split *split)
{
    const kri_way *way = plan->way + pair->first;
    double lambda = plan->options.nest, theta = pair->theta[taste], per_hour = kri_taste_factor[taste] * pair->goods->vot_usd_t_h;
    double top[KR_FREIGHT_NESTS], sum[KR_FREIGHT_NESTS] = { 0 }, home = -theta * pair->stay[taste], highest = home;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        top[m] = -INFINITY;
    for (uint32_t w = 0; w < pair->ways; w++) {
        split->of_way[w] = (way[w].log_size - theta * (way[w].usd_t + per_hour * way[w].hours + shadow_usd_t[w])) / lambda;
        top[way[w].nest] = fmax(top[way[w].nest], split->of_way[w]);
    }
    for (uint32_t w = 0; w < pair->ways; w++) {
        split->of_way[w] = exp(split->of_way[w] - top[way[w].nest]);
        sum[way[w].nest] += split->of_way[w];
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        if (sum[m] > 0) {
            split->of_nest[m] = lambda * (top[m] + log(sum[m]));
            highest = fmax(highest, split->of_nest[m]);
        }
    double all = exp(home - highest);
    split->home = all;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        all += split->of_nest[m] = sum[m] > 0 ? exp(split->of_nest[m] - highest) : 0;
    split->home /= all;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        split->of_nest[m] /= all;
    for (uint32_t w = 0; w < pair->ways; w++)
        split->of_way[w] /= sum[way[w].nest];
    split->expected_usd_t = -(highest + log(all)) / theta;
}

void kri_freight_choose(const kr_freight_plan *plan, size_t number, const double *shadow_usd, double *share, double *home_share, double *expected_usd_t)
{
    const kri_pair *pair = &plan->pair[number];
    double shadow_usd_t[KR_FREIGHT_MOST_WAYS] = { 0 };
    kri_split split;
    *home_share = 0;
    *expected_usd_t = pair->has_scale ? 0 : INFINITY;
    for (uint32_t w = 0; w < pair->ways; w++)
        share[w] = 0;
    if (shadow_usd)
        kri_freight_shadows(plan, pair, shadow_usd, shadow_usd_t);
    for (int taste = 0; taste < KRI_TASTES && pair->has_scale; taste++) {
        kri_freight_split(plan, pair, taste, shadow_usd_t, &split);
        for (uint32_t w = 0; w < pair->ways; w++)
            share[w] += kri_taste_share[taste] * split.of_nest[plan->way[pair->first + w].nest] * split.of_way[w];
        *home_share += kri_taste_share[taste] * split.home;
        *expected_usd_t += kri_taste_share[taste] * split.expected_usd_t;
    }
}
