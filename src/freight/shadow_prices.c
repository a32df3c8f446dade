/*
 * shadow_prices.c: which prices keep the limits. They maximise the concave dual
 *
 *     sum of tonnes x expected cost at the prices - sum of prices x capacities,    prices >= 0,
 *
 * whose slope by a price is what is used less what there is. Newton's method on the prices that bind, with as much caution in each
 * step as makes the dual rise; the curvature of nested logit is known in closed form.
 */
#include "parts.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define STEPS_MOST 200
#define TRIALS_MOST 16
#define LEAST_RISE 1e-3         /* of what a step promises, how much it must bring */
#define LEAST_CAUTION 1e-13
#define FIRST_CAUTION 1e-2
#define LOCAL_MOST 32
#define LOCAL_USES_MOST 1024

typedef struct kri_ascent {
    kri_load *load;
    double dual, excess;
    double scale;               /* of the sums that the dual is the difference of */
    double caution;
    uint32_t *active;           /* [actives] groups whose prices move */
    size_t actives;
    uint32_t *place;            /* [groups] in active + 1; 0: not there */
    uint32_t *touched;          /* [touches] pairs with a way on which a price has been above 0 */
    size_t touches;
    uint8_t *is_touched;        /* [pairs] */
    double *used_by_others;     /* [groups] by the pairs that no price has touched */
    size_t touches_then;        /* when that was summed */
    double *step, *before;      /* [actives] */
    double *most;               /* [actives] the most that the curvature could be */
    kri_split *split;           /* [pairs] of those touched, at the present prices */
    struct local *local;        /* the pair in hand */
    uint32_t *local_of;         /* [groups] place among the groups of the pair in hand + 1 */
} kri_ascent;

/* ---- where we are ---- */

static void choose(kri_ascent *a, size_t p)
{
    kri_load *load = a->load;
    kri_freight_choose(load->plan, p, load->shadow_usd, &a->split[p], load->share + load->plan->pair[p].first, &load->home_share[p],
                       &load->expected_usd_t[p]);
}

static kr_status touch(kri_ascent *a, uint32_t group)
{
    const kr_freight_plan *plan = a->load->plan;
    for (size_t i = 0; i < plan->group[group].pairs; i++) {
        uint32_t p = plan->group[group].pair[i];
        if (a->is_touched[p])
            continue;
        KR_TRY(kri_split_make(a->load->job, plan->pair[p].ways, plan->pair[p].segments, &a->split[p]));
        choose(a, p);
        a->is_touched[p] = 1;
        a->touched[a->touches++] = p;
    }
    return KR_OK;
}

static void add_used(const kri_load *load, size_t number, double *used)
{
    const kr_freight_plan *plan = load->plan;
    const kri_pair *pair = &plan->pair[number];
    for (uint32_t w = 0; w < pair->ways; w++) {
        const kri_way *way = &plan->way[pair->first + w];
        double t = load->share[pair->first + w] * load->wanted_t_yr[number];
        for (uint32_t k = 0; k < way->uses; k++)
            used[plan->use[way->first_use + k].group] += plan->use[way->first_use + k].units_t * t;
    }
}

/* Excess over a capacity, and slack under one that has a price, as parts of it. */
static double excess_of(const kri_load *load, size_t group)
{
    double over = load->used[group] / load->plan->group[group].limit.capacity - 1;
    return over > 0 || load->shadow_usd[group] > 0 ? fabs(over) : 0;
}

/* Pairs that no price has touched part as they do without prices. */
static void sum_others(kri_ascent *a)
{
    const kr_freight_plan *plan = a->load->plan;
    memset(a->used_by_others, 0, plan->groups * sizeof *a->used_by_others);
    for (size_t p = 0; p < plan->pairs; p++)
        if (!a->is_touched[p])
            add_used(a->load, p, a->used_by_others);
    a->touches_then = a->touches;
}

/* Use, dual and excess by the shares there are. */
static void sum_up(kri_ascent *a)
{
    kri_load *load = a->load;
    const kr_freight_plan *plan = load->plan;
    a->dual = a->excess = a->scale = 0;
    if (a->touches_then != a->touches)
        sum_others(a);
    memcpy(load->used, a->used_by_others, plan->groups * sizeof *load->used);
    for (size_t i = 0; i < a->touches; i++) {
        size_t p = a->touched[i];
        add_used(load, p, load->used);
        a->dual += load->wanted_t_yr[p] * (load->expected_usd_t[p] - plan->free_expected_usd_t[p]);
        a->scale += load->wanted_t_yr[p] * fabs(load->expected_usd_t[p]);
    }
    for (size_t g = 0; g < plan->groups; g++) {
        a->dual -= load->shadow_usd[g] * plan->group[g].limit.capacity;
        a->excess = fmax(a->excess, excess_of(load, g));
    }
}

/* The same after shares have followed the prices. */
static void evaluate(kri_ascent *a)
{
    for (size_t i = 0; i < a->touches; i++)
        choose(a, a->touched[i]);
    sum_up(a);
}

/* ---- where to go ---- */

static kr_status collect_active(kri_ascent *a)
{
    const kri_load *load = a->load;
    memset(a->place, 0, load->plan->groups * sizeof *a->place);
    a->actives = 0;
    for (uint32_t g = 0; g < load->plan->groups; g++)
        if (load->shadow_usd[g] > 0 || load->used[g] > load->plan->group[g].limit.capacity) {
            a->active[a->actives++] = g;
            a->place[g] = (uint32_t)a->actives;
            KR_TRY(touch(a, g));
        }
    return KR_OK;
}

/* What one pair has to do with the groups that are active; what it has beyond the room here is left out of the picture. */
typedef struct local {
    uint32_t group[LOCAL_MOST]; /* places among the active */
    uint32_t groups;
    uint64_t users;             /* set of 1 << way of those that use one */
    uint32_t first[KR_FREIGHT_MOST_WAYS + 1];       /* uses of way w: first[w] .. first[w + 1] - 1 */
    uint32_t use[LOCAL_USES_MOST];                  /* of which of the groups */
    double units_t[LOCAL_USES_MOST];
    double curve[LOCAL_MOST][LOCAL_MOST];           /* by group; the half with j <= i */
} local;

static uint32_t local_number(kri_ascent *a, uint32_t group, local *l)
{
    if (!a->local_of[group] && l->groups < LOCAL_MOST) {
        l->group[l->groups++] = a->place[group] - 1;
        a->local_of[group] = l->groups;
    }
    return a->local_of[group];
}

static void begin_local(kri_ascent *a, const kri_pair *pair, local *l)
{
    const kr_freight_plan *plan = a->load->plan;
    uint32_t uses = 0;
    l->groups = 0;
    l->users = 0;
    for (uint32_t w = 0; w < pair->ways; w++) {
        const kri_way *way = &plan->way[pair->first + w];
        l->first[w] = uses;
        for (uint32_t k = 0; k < way->uses && uses < LOCAL_USES_MOST; k++) {
            const kri_use *use = &plan->use[way->first_use + k];
            uint32_t number = a->place[use->group] ? local_number(a, use->group, l) : 0;
            if (!number)
                continue;
            l->use[uses] = number - 1;
            l->units_t[uses++] = use->units_t;
        }
        l->users |= (uint64_t)(uses > l->first[w]) << w;
    }
    l->first[pair->ways] = uses;
    for (uint32_t i = 0; i < l->groups; i++)
        memset(l->curve[i], 0, l->groups * sizeof **l->curve);
}

/* Puts what the pair adds into the whole, and forgets it. */
static void end_local(kri_ascent *a, const local *l, double *curve)
{
    for (uint32_t i = 0; i < l->groups; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            size_t x = l->group[i], y = l->group[j];
            curve[x > y ? x * a->actives + y : y * a->actives + x] += l->curve[i][j];
        }
        a->local_of[a->active[l->group[i]]] = 0;
    }
}

/* To the curvature, weight times the square of a mean use. */
static void add_square(local *l, const double *mean, double weight)
{
    for (uint32_t i = 0; i < l->groups; i++)
        if (mean[i] != 0)
            for (uint32_t j = 0; j <= i; j++)
                l->curve[i][j] += weight * mean[i] * mean[j];
}

static void add_use(const local *l, uint32_t way, double share, double *mean)
{
    for (uint32_t i = l->first[way]; i < l->first[way + 1]; i++)
        mean[l->use[i]] += share * l->units_t[i];
}

/* The squares of what those on a segment use, weighted by the segments' shares. */
static void add_segments(const kri_ascent *a, const kri_pair *pair, const kri_split *split, int taste, double weight, local *l)
{
    const kri_segment *segment = a->load->plan->segment + pair->first_segment;
    const double *part = split->part + taste, *sum = split->sum + taste, *of_segment = split->of_segment + taste;
    for (uint32_t s = 0; s < pair->segments; s++) {
        double mean[LOCAL_MOST], share = split->of_nest[segment[s].nest][taste] * of_segment[s * KRI_TASTE_LANES];
        uint64_t left = segment[s].ways & l->users;
        if (!left || !(share > 0))
            continue;
        memset(mean, 0, l->groups * sizeof *mean);
        for (; left; left &= left - 1) {
            uint32_t w = (uint32_t)__builtin_ctzll(left);
            add_use(l, w, part[w * KRI_TASTE_LANES] / sum[s * KRI_TASTE_LANES], mean);
        }
        add_square(l, mean, weight * share);
    }
}

/*
 * With A the use of a price's units, minus the slope of the mean use by a price is theta times
 *     E[A A] / mu - (1/mu - 1/lambda) E[A of the segment squared] - (1/lambda - 1) E[A of the nest squared] - (A of all) squared.
 */
static void curve_of_taste(const kri_ascent *a, const kri_pair *pair, const kri_split *split, int taste, double weight, local *l)
{
    const kr_freight_plan *plan = a->load->plan;
    const kri_way *way = plan->way + pair->first;
    double lambda = plan->options.nest, mu = lambda * plan->options.overlap, all[LOCAL_MOST] = { 0 };
    double of_nest[KR_FREIGHT_NESTS][LOCAL_MOST] = { { 0 } };
    for (uint64_t left = l->users; left; left &= left - 1) {
        uint32_t w = (uint32_t)__builtin_ctzll(left);
        double mean[LOCAL_MOST], of_way = split->of_way[w * KRI_TASTE_LANES + (uint32_t)taste], share = split->of_nest[way[w].nest][taste] * of_way;
        memset(mean, 0, l->groups * sizeof *mean);
        add_use(l, w, 1, mean);
        add_square(l, mean, weight * share / mu);
        add_use(l, w, of_way, of_nest[way[w].nest]);
        add_use(l, w, share, all);
    }
    for (int m = 0; m < KR_FREIGHT_NESTS; m++)
        add_square(l, of_nest[m], -weight * (1 / lambda - 1) * split->of_nest[m][taste]);
    add_segments(a, pair, split, taste, -weight * (1 / mu - 1 / lambda), l);
    add_square(l, all, -weight);
}

/* Minus the second derivatives, [actives x actives]; the half with column <= row. */
static void find_curve(kri_ascent *a, double *curve)
{
    const kri_load *load = a->load;
    for (size_t i = 0; i < a->touches; i++) {
        size_t p = a->touched[i];
        const kri_pair *pair = &load->plan->pair[p];
        if (!(load->wanted_t_yr[p] > 0))
            continue;
        begin_local(a, pair, a->local);
        for (int taste = 0; taste < KRI_TASTES && a->local->groups; taste++)
            curve_of_taste(a, pair, &a->split[p], taste, load->wanted_t_yr[p] * kri_taste_share[taste] * pair->theta[taste], a->local);
        end_local(a, a->local, curve);
    }
}

/* Cholesky's factors in place, then the step. Limits one behind the other make the curvature all but singular: such a one stays where it is. */
static void solve(double *c, double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = c[i * n + j], scale = c[i * n + i];
            for (size_t k = 0; k < j; k++)
                sum -= c[i * n + k] * c[j * n + k];
            if (i == j)
                c[i * n + i] = sum > 1e-15 * scale && sum > 0 ? sqrt(sum) : INFINITY;
            else
                c[i * n + j] = sum / c[j * n + j];
        }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= c[i * n + k] * b[k];
        b[i] /= c[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= c[k * n + i] * b[k];
        b[i] /= c[i * n + i];
    }
}

/* ---- going there ---- */

/*
 * The most that a limit's curvature could be: all that passes, or could, taken for undecided. Where prices have driven everybody to
 * one side the curvature itself is next to nothing and says nothing of what lies further on.
 */
static double steepest(const kri_load *load, uint32_t group)
{
    return fmax(load->used[group], load->plan->group[group].limit.capacity) * load->plan->group[group].sharpness;
}

/* Moves the prices by the step, none below 0. Returns by how much the dual should rise. */
static double move(kri_ascent *a, const double *slope)
{
    double promised = 0;
    for (size_t k = 0; k < a->actives; k++) {
        double price = fmax(a->before[k] + a->step[k], 0), moved = price - a->before[k];
        a->load->shadow_usd[a->active[k]] = price;
        promised += 0.5 * moved * (slope[k] + a->caution * a->most[k] * moved);
    }
    return promised;
}

static void move_back(kri_ascent *a)
{
    for (size_t k = 0; k < a->actives; k++)
        a->load->shadow_usd[a->active[k]] = a->before[k];
    evaluate(a);
}

/* The step that the second-order picture asks for, the picture made steeper by caution. */
static void aim(kri_ascent *a, const double *slope, const double *curve, double *room)
{
    memcpy(room, curve, a->actives * a->actives * sizeof *room);
    memcpy(a->step, slope, a->actives * sizeof *slope);
    for (size_t k = 0; k < a->actives; k++)
        room[k * a->actives + k] += a->caution * a->most[k];
    solve(room, a->step, a->actives);
}

/* Whether the dual has risen as promised; close to the top, where it cannot be seen to rise, the excess must fall. */
static int has_risen(const kri_ascent *a, double dual, double excess, double promised)
{
    double seen = 1e-14 * a->scale;
    return promised > seen ? a->dual - dual >= LEAST_RISE * promised : a->excess < 0.9 * excess;
}

/* Levenberg's and Marquardt's rule: caution grows until a step keeps its promise, and falls again behind those that do. */
static int follow(kri_ascent *a, const double *slope, const double *curve, double *room)
{
    double dual = a->dual, excess = a->excess;
    for (int i = 0; i < TRIALS_MOST; i++) {
        aim(a, slope, curve, room);
        double promised = move(a, slope);
        evaluate(a);
        if (has_risen(a, dual, excess, promised)) {
            if (a->dual - dual > 0.5 * promised)
                a->caution = fmax(a->caution / (a->dual - dual > 0.9 * promised ? 64 : 8), LEAST_CAUTION);
            return 1;
        }
        a->caution *= 16;
    }
    move_back(a);
    return 0;
}

/* One step. *moved: 0 where nothing leads on. */
static kr_status climb(kri_ascent *a, int *moved)
{
    double *slope, *curve, *room;
    KR_TRY(collect_active(a));
    kri_mark mark = kri_job_mark(a->load->job);
    KRI_NEW(a->load->job, slope, a->actives);
    KRI_NEW(a->load->job, curve, a->actives * a->actives);
    KRI_NEW(a->load->job, room, a->actives * a->actives);
    for (size_t k = 0; k < a->actives; k++) {
        uint32_t g = a->active[k];
        a->before[k] = a->load->shadow_usd[g];
        slope[k] = a->load->used[g] - a->load->plan->group[g].limit.capacity;
        a->most[k] = steepest(a->load, g);
    }
    find_curve(a, curve);
    *moved = follow(a, slope, curve, room);
    kri_job_release(a->load->job, mark);
    return KR_OK;
}

static kr_status settle(kri_ascent *a, double tolerance)
{
    for (uint32_t g = 0; g < a->load->plan->groups; g++) {
        if (!a->load->plan->group[g].pairs)     /* a price of another network, of what no way here goes by */
            a->load->shadow_usd[g] = 0;
        if (a->load->shadow_usd[g] > 0)
            KR_TRY(touch(a, g));
    }
    sum_up(a);
    a->caution = fmax(FIRST_CAUTION * fmin(1, a->excess * a->excess), LEAST_CAUTION);   /* next to the top the picture is good */
    for (int step = 0, moved = 1; step < STEPS_MOST && moved && a->excess > tolerance; step++) {
        KR_TRY(kr_job_check(a->load->job));
        KR_TRY(climb(a, &moved));
    }
    return a->excess <= tolerance ? KR_OK : kr_fail(a->load->job, KR_E_LIMIT, "the limits are kept to %.3g of themselves, not to %g; "
                                                    "allow a wider tolerance", a->excess, tolerance);
}

kr_status kri_freight_open_ascent(kri_load *load)
{
    const kr_freight_plan *plan = load->plan;
    kr_job *job = load->job;
    kri_ascent *a;
    KRI_NEW(job, a, 1);
    *a = (kri_ascent){ .load = load };
    KRI_NEW(job, a->active, plan->groups);
    KRI_NEW(job, a->place, plan->groups);
    KRI_NEW(job, a->local_of, plan->groups);
    KRI_NEW(job, a->touched, plan->pairs);
    KRI_NEW(job, a->is_touched, plan->pairs);
    KRI_NEW(job, a->used_by_others, plan->groups);
    KRI_NEW(job, a->split, plan->pairs);
    KRI_NEW(job, a->local, 1);
    KRI_NEW(job, a->step, plan->groups);
    KRI_NEW(job, a->before, plan->groups);
    KRI_NEW(job, a->most, plan->groups);
    memcpy(load->share, plan->free_share, plan->ways * sizeof *load->share);
    memcpy(load->home_share, plan->free_home_share, plan->pairs * sizeof *load->home_share);
    memcpy(load->expected_usd_t, plan->free_expected_usd_t, plan->pairs * sizeof *load->expected_usd_t);
    load->ascent = a;
    return KR_OK;
}

kr_status kri_freight_price_limits(kri_load *load, double tolerance)
{
    kri_ascent *a = load->ascent;
    kr_status status = KR_OK;
    a->touches_then = SIZE_MAX;     /* the tonnes are others */
    if (load->plan->options.is_free_of_limits)
        sum_up(a);
    else
        status = settle(a, tolerance);
    load->excess = a->excess;
    return status;
}
