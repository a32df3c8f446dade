/* shares.c: how a pair's tonnes part among its ways and staying at home: a logit of three levels. */
#include "parts.h"

#include "base/arena.h"
#include "exponential.h"

#include <math.h>

const double kri_taste_factor[KRI_TASTES] = { 0.5, 1, 2 }, kri_taste_share[KRI_TASTES] = { 0.25, 0.5, 0.25 };

kr_status kri_split_make(kr_job *job, uint32_t ways, uint32_t segments, kri_split *split)
{
    double *room;
    KRI_NEW(job, room, 2 * ((size_t)kri_padded(ways) + kri_padded(segments)));
    split->of_way = room;
    split->part = split->of_way + kri_padded(ways);
    split->of_segment = split->part + kri_padded(ways);
    split->sum = split->of_segment + kri_padded(segments);
    return KR_OK;
}

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
 * The kilometres of a segment go to the ways that share it, by their utilities over mu; the kilometres of a nest to its segments,
 * over lambda. A way that shares nothing has the utility -theta x cost, however many segments it is cut into. In each nest the
 * highest utility is taken off first, so that nothing overflows.
 */
static void split_nests(const kr_freight_plan *plan, const kri_pair *pair, const double *utility, double *top, kri_split *split)
{
    const kri_way *way = plan->way + pair->first;
    const kri_segment *segment = plan->segment + pair->first_segment;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        top[m] = -INFINITY, split->of_nest[m] = 0;
    for (uint32_t w = 0; w < pair->ways; w++)
        top[way[w].nest] = utility[w] > top[way[w].nest] ? utility[w] : top[way[w].nest];
    for (uint32_t w = 0; w < pair->ways; w++)
        split->part[w] = utility[w] - top[way[w].nest];
    kri_exp_all(split->part, pair->ways);
    for (uint32_t s = 0; s < pair->segments; s++) {
        double sum = 0;
        for (uint64_t left = segment[s].ways; left; left &= left - 1)
            sum += split->part[__builtin_ctzll(left)];
        split->sum[s] = sum;
    }
    kri_power_all(split->sum, plan->segment_km + pair->first_segment, plan->options.overlap, pair->segments, split->of_segment);
    for (uint32_t s = 0; s < pair->segments; s++)
        split->of_nest[segment[s].nest] += split->of_segment[s];
}

/* From the sums to shares: of the segments in their nest, of the ways in theirs, of the nests in all. */
static void share_out(const kr_freight_plan *plan, const kri_pair *pair, const double *top, double home, double theta, kri_split *split)
{
    const kri_segment *segment = plan->segment + pair->first_segment;
    double lambda = plan->options.nest, highest = home, all, nest_utility[KR_FREIGHT_NESTS];
    for (uint32_t w = 0; w < pair->ways; w++)
        split->of_way[w] = 0;
    for (uint32_t s = 0; s < pair->segments; s++) {
        if (!(split->of_segment[s] > 0))
            continue;
        split->of_segment[s] /= split->of_nest[segment[s].nest];
        double per_part = split->of_segment[s] / split->sum[s];
        for (uint64_t left = segment[s].ways; left; left &= left - 1) {
            int w = __builtin_ctzll(left);
            split->of_way[w] += per_part * split->part[w];
        }
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        if (split->of_nest[m] > 0) {
            nest_utility[m] = lambda * (plan->options.overlap * top[m] + kri_logit_log(split->of_nest[m]));
            highest = nest_utility[m] > highest ? nest_utility[m] : highest;
        }
    split->home = all = kri_logit_exp(home - highest);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        if (split->of_nest[m] > 0)
            all += split->of_nest[m] = kri_logit_exp(nest_utility[m] - highest);
    split->home /= all;
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        split->of_nest[m] /= all;
    split->expected_usd_t = -(highest + kri_logit_log(all)) / theta;
}

void kri_freight_split(const kr_freight_plan *plan, const kri_pair *pair, int taste, const double *shadow_usd_t, kri_split *split)
{
    const kri_way *way = plan->way + pair->first;
    double lambda = plan->options.nest, mu = lambda * plan->options.overlap, theta = pair->theta[taste];
    double per_hour = kri_taste_factor[taste] * pair->goods->vot_usd_t_h, utility[KR_FREIGHT_MOST_WAYS], top[KR_FREIGHT_NESTS];
    for (uint32_t w = 0; w < pair->ways; w++)
        utility[w] = -(theta * (way[w].usd_t + per_hour * way[w].hours + shadow_usd_t[w]) + lambda * way[w].log_km) / mu;
    split_nests(plan, pair, utility, top, split);
    share_out(plan, pair, top, -theta * pair->stay[taste], theta, split);
}

void kri_freight_choose(const kr_freight_plan *plan, size_t number, const double *shadow_usd, kri_split *split, double *share, double *home_share,
                        double *expected_usd_t)
{
    const kri_pair *pair = &plan->pair[number];
    double shadow_usd_t[KR_FREIGHT_MOST_WAYS] = { 0 };
    *home_share = 0;
    *expected_usd_t = pair->has_scale ? 0 : INFINITY;
    for (uint32_t w = 0; w < pair->ways; w++)
        share[w] = 0;
    if (shadow_usd)
        kri_freight_shadows(plan, pair, shadow_usd, shadow_usd_t);
    for (int taste = 0; taste < KRI_TASTES && pair->has_scale; taste++) {
        kri_freight_split(plan, pair, taste, shadow_usd_t, &split[taste]);
        for (uint32_t w = 0; w < pair->ways; w++)
            share[w] += kri_taste_share[taste] * split[taste].of_nest[plan->way[pair->first + w].nest] * split[taste].of_way[w];
        *home_share += kri_taste_share[taste] * split[taste].home;
        *expected_usd_t += kri_taste_share[taste] * split[taste].expected_usd_t;
    }
}
