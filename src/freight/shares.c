/* shares.c: how a pair's tonnes part among its ways and staying at home: a logit of three levels. */
#include "parts.h"

#include "base/arena.h"
#include "exponential.h"

#include <math.h>
#include <string.h>

const double kri_taste_factor[KRI_TASTES] = { 0.5, 1, 2 }, kri_taste_share[KRI_TASTES] = { 0.25, 0.5, 0.25 };

#define LANES KRI_TASTE_LANES

kr_status kri_split_make(kr_job *job, uint32_t ways, uint32_t segments, kri_split *split)
{
    double *room;
    uint32_t by_way = kri_padded(ways * LANES), by_segment = kri_padded(segments * LANES);
    KRI_NEW(job, room, 2 * ((size_t)by_way + by_segment));
    split->of_way = room;
    split->part = split->of_way + by_way;
    split->of_segment = split->part + by_way;
    split->sum = split->of_segment + by_segment;
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

/* The last lane does what the last value of time does, so that it is a number like the others. */
static int taste_of(int lane)
{
    return lane < KRI_TASTES ? lane : KRI_TASTES - 1;
}

/* utility: [ways x LANES] over mu. */
static void find_utilities(const kr_freight_plan *plan, const kri_pair *pair, const double *shadow_usd_t, double *utility)
{
    const kri_way *way = plan->way + pair->first;
    double lambda = plan->options.nest, mu = lambda * plan->options.overlap, theta[LANES], per_hour[LANES];
    for (int t = 0; t < LANES; t++) {
        theta[t] = pair->theta[taste_of(t)];
        per_hour[t] = kri_taste_factor[taste_of(t)] * pair->goods->vot_usd_t_h;
    }
    for (uint32_t w = 0; w < pair->ways; w++) {
        #pragma omp simd
        for (int t = 0; t < LANES; t++)
            utility[w * LANES + t] = -(theta[t] * (way[w].usd_t + per_hour[t] * way[w].hours + shadow_usd_t[w]) + lambda * way[w].log_km) / mu;
    }
}

/* In each nest the highest utility is taken off first, so that nothing overflows. */
static void find_parts(const kri_way *way, uint32_t ways, const double *utility, double (*top)[LANES], double *part)
{
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        for (int t = 0; t < LANES; t++)
            top[m][t] = -INFINITY;
    for (uint32_t w = 0; w < ways; w++) {
        double *highest = top[way[w].nest];
        #pragma omp simd
        for (int t = 0; t < LANES; t++)
            highest[t] = utility[w * LANES + t] > highest[t] ? utility[w * LANES + t] : highest[t];
    }
    for (uint32_t w = 0; w < ways; w++) {
        #pragma omp simd
        for (int t = 0; t < LANES; t++)
            part[w * LANES + t] = utility[w * LANES + t] - top[way[w].nest][t];
    }
    kri_exp_all(part, ways * LANES);
}

/*
 * The kilometres of a segment go to the ways that share it, by their utilities over mu; the kilometres of a nest to its segments,
 * over lambda. A way that shares nothing has the utility -theta x cost, however many segments it is cut into.
 */
static void sum_segments(const kri_segment *segment, uint32_t segments, double overlap, kri_split *split)
{
    for (uint32_t s = 0; s < segments; s++) {
        double sum[LANES] = { 0 };
        for (uint64_t left = segment[s].ways; left; left &= left - 1) {
            const double *part = split->part + __builtin_ctzll(left) * LANES;
            #pragma omp simd
            for (int t = 0; t < LANES; t++)
                sum[t] += part[t];
        }
        memcpy(split->sum + s * LANES, sum, sizeof sum);
    }
    kri_power_all(split->sum, overlap, segments * LANES, split->of_segment);
    memset(split->of_nest, 0, sizeof split->of_nest);
    for (uint32_t s = 0; s < segments; s++) {
        double *of_nest = split->of_nest[segment[s].nest], *of_segment = split->of_segment + s * LANES;
        #pragma omp simd
        for (int t = 0; t < LANES; t++) {
            of_segment[t] *= segment[s].km;
            of_nest[t] += of_segment[t];
        }
    }
}

/* From the sums to shares: of the segments in their nest, of the ways in theirs. */
static void share_nests(const kri_pair *pair, const kri_segment *segment, kri_split *split)
{
    memset(split->of_way, 0, pair->ways * LANES * sizeof *split->of_way);
    for (uint32_t s = 0; s < pair->segments; s++) {
        double per_part[LANES], *of_segment = split->of_segment + s * LANES;
        const double *of_nest = split->of_nest[segment[s].nest], *sum = split->sum + s * LANES;
        #pragma omp simd
        for (int t = 0; t < LANES; t++) {
            double share = of_segment[t] / of_nest[t], each = share / sum[t];
            per_part[t] = of_segment[t] > 0 ? each : 0;
            of_segment[t] = of_segment[t] > 0 ? share : 0;
        }
        for (uint64_t left = segment[s].ways; left; left &= left - 1) {
            size_t w = (size_t)__builtin_ctzll(left) * LANES;
            #pragma omp simd
            for (int t = 0; t < LANES; t++)
                split->of_way[w + t] += per_part[t] * split->part[w + t];
        }
    }
}

/* The shares of the nests and of staying at home, and what all of it is worth. */
static void share_all(const kr_freight_plan *plan, const kri_pair *pair, double (*top)[LANES], kri_split *split)
{
    double lambda = plan->options.nest, overlap = plan->options.overlap, nest_utility[KR_FREIGHT_NESTS][LANES];
    double theta[LANES], highest[LANES], all[LANES];
    for (int t = 0; t < LANES; t++) {
        theta[t] = pair->theta[taste_of(t)];
        split->home[t] = highest[t] = -theta[t] * pair->stay[taste_of(t)];
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++) {
        #pragma omp simd
        for (int t = 0; t < LANES; t++) {
            double sum = split->of_nest[m][t] > 0 ? split->of_nest[m][t] : 1, utility = lambda * (overlap * top[m][t] + kri_logit_log(sum));
            nest_utility[m][t] = split->of_nest[m][t] > 0 ? utility : -INFINITY;
            highest[t] = nest_utility[m][t] > highest[t] ? nest_utility[m][t] : highest[t];
        }
    }
    #pragma omp simd
    for (int t = 0; t < LANES; t++)
        split->home[t] = all[t] = kri_logit_exp(split->home[t] - highest[t]);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++) {
        #pragma omp simd
        for (int t = 0; t < LANES; t++)
            all[t] += split->of_nest[m][t] = kri_logit_exp(nest_utility[m][t] - highest[t]);
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        for (int t = 0; t < LANES; t++)
            split->of_nest[m][t] /= all[t];
    for (int t = 0; t < LANES; t++) {
        split->home[t] /= all[t];
        split->expected_usd_t[t] = -(highest[t] + kri_logit_log(all[t])) / theta[t];
    }
}

static void split_shippers(const kr_freight_plan *plan, const kri_pair *pair, const double *shadow_usd_t, kri_split *split)
{
    const kri_segment *segment = plan->segment + pair->first_segment;
    double utility[KR_FREIGHT_MOST_WAYS * LANES], top[KR_FREIGHT_NESTS][LANES];
    find_utilities(plan, pair, shadow_usd_t, utility);
    find_parts(plan->way + pair->first, pair->ways, utility, top, split->part);
    sum_segments(segment, pair->segments, plan->options.overlap, split);
    share_nests(pair, segment, split);
    share_all(plan, pair, top, split);
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
    if (!pair->has_scale)
        return;
    if (shadow_usd)
        kri_freight_shadows(plan, pair, shadow_usd, shadow_usd_t);
    split_shippers(plan, pair, shadow_usd_t, split);
    for (int t = 0; t < KRI_TASTES; t++) {
        for (uint32_t w = 0; w < pair->ways; w++)
            share[w] += kri_taste_share[t] * split->of_nest[plan->way[pair->first + w].nest][t] * split->of_way[w * LANES + (uint32_t)t];
        *home_share += kri_taste_share[t] * split->home[t];
        *expected_usd_t += kri_taste_share[t] * split->expected_usd_t[t];
    }
}
