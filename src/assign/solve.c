/* solve.c: the loop. Passes over the sources at frozen costs, and between them all convergence on the list of cycles. */
#include "solve.h"

#include "base/sum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SETTLE_EVERY 12u                /* passes; the next one over all sources does it */
#define MOST_ELEMENTS ((size_t)10 << 20)
#define EARLY_ELEMENTS ((size_t)1 << 18)    /* before Newton needs the list whole: it is still in the caches, and no thread waits long */
#define EARLY_PER_LINK 32u              /* elements: small networks gain by parts as well, since later ones see what earlier ones did */
#define SWEEPS 15
#define SWEEPS_OF_A_PART 3
#define SWEEP_ENOUGH .1
#define SWEEP_ENOUGH_EARLY .3           /* on small networks, where a sweep takes long beside the pass that tells more */
#define WORTHWHILE .01
#define SHARES_OF_A_NODE 8.             /* an addition must be worth this many even shares of the excess, by nodes */
#define FIRST_EXCESS .1                 /* of all cost: about what first ways lose, before it is known */
#define SMALL .02                       /* differences below this share of the mean excess wait */
#define NEWTON_FIRST 2
#define NEWTON_EVERY 7
#define WHOLE_BELOW 2e-3                /* of the gap, on large networks: there the list is worth keeping whole */
#define NEWTON_BELOW 1e-4               /* of the gap; far from the end the model is too wrong */
#define NEWTON_BELOW_SYSTEM 1e-2        /* marginal costs are steeper, and sweeps alone slower */

/* From another assignment's bushes on. */
#define NEAR 1e3                        /* times the gap that is wanted: Newton's step may well reach that */
#define NEAR_IF_LEVEL 1e4               /* the same where the list of cycles has nothing more to give */
#define ENOUGH .3                       /* of the gap that is wanted */
#define RESTLESS 100                    /* times what is worthwhile: excess that keeps a source from resting */
#define MANY .25                        /* of all sources: Newton's step costs less than the next pass over so many */
#define BEYOND 1.4                      /* the gap is about so many times the excess within the bushes, on large networks */
#define SLOW .5                         /* of the excess before: sweeps alone do not get on */
#define MOST_OUTDATED 4u                /* times as many entries as the list has may have been found since it was begun */
#define MOST_PARTIAL 6u                 /* passes over some sources before all are looked at again */
#define FEW_ACTIVE .5                   /* of all sources */
#define FEW_ACTIVE_LARGE .7
#define LITTLE .3                       /* of the mean of what sources could gain */
#define PARTIAL_ENOUGH .1               /* of the excess over all sources: what the others may have to gain by now counts as well */

/* From trees on, on large networks. */
#define MOST_FOCUSED 2u                 /* passes over the sources with most excess, before all are looked at again */
#define FOCUSED_ENOUGH .2               /* of the excess over all sources */
#define FEW_FOCUSED .1                  /* of all sources, where Newton's step costs as much as a pass over many of them */


/* ------------------------------------------------------------------ a pass */

static double mean_excess(const kri_solver *s, double excess)
{
    return s->ground.demand > 0 ? excess / s->ground.demand : 0;
}

static int is_early(const kri_solver *s)
{
    return !(s->guess < (s->ground.is_system ? NEWTON_BELOW_SYSTEM : NEWTON_BELOW));
}

/* A list that grows too long is worked off in parts. */
static void work_off(kri_solver *s)
{
    for (int k = 0; k < SWEEPS_OF_A_PART; k++)
        kri_cycles_sweep(&s->cycles, 0);
    s->is_stale = 1;
}

static kr_status widen_slots(const kri_batch *b)
{
    for (uint32_t k = 0; k < b->s->slots; k++)
        if (b->slot[k].element_capacity < b->s->slot_elements)
            KR_TRY(kri_slot_init(b->s->job, &b->s->ground, b->s->slot_elements, &b->slot[k]));
    return KR_OK;
}

static size_t most_elements(const kri_solver *s, const kri_pass *pass)
{
    size_t few = (size_t)EARLY_PER_LINK * s->ground.links;
    int is_whole = !is_early(s) || (s->is_large && s->guess < WHOLE_BELOW) || pass->wants_gap;
    return is_whole ? MOST_ELEMENTS : few < EARLY_ELEMENTS ? few : EARLY_ELEMENTS;
}

static kr_status join_sources(const kri_batch *b)
{
    kri_solver *s = b->s;
    for (uint32_t i = 0; i < b->count; i++) {
        kri_slot *slot = &b->slot[i];
        uint32_t k = b->source[i];
        if (slot->bush.size)
            KR_TRY(kri_pool_store(&s->pool, &slot->bush, &s->bush[k]));
        KR_TRY(kri_cycles_add(&s->cycles, k, slot));
        if (slot->is_cut && s->slot_elements < 2 * slot->element_capacity)
            s->slot_elements = 2 * slot->element_capacity;
    }
    return KR_OK;
}

static void join(void *batch)
{
    kri_batch *b = batch;
    kri_solver *s = b->s;
    b->status = join_sources(b);
    if (b->status != KR_OK || s->cycles.elements <= most_elements(s, b->pass))
        return;
    s->is_list_lost |= b->pass->wants_gap;
    s->is_list_whole = 0;
    if (!b->pass->wants_gap)
        work_off(s);
    kri_cycles_empty(&s->cycles);
}

/* By additions at a venture, what was last seen of resting sources counts as well; by exact ones they are left out. */
static void add_up(kri_solver *s, int with_gap)
{
    kri_sum excess = { 0, 0 }, promise = { 0, 0 }, exact = { 0, 0 }, shortest = { 0, 0 };
    for (uint32_t k = 0; k < s->ground.sources; k++) {
        if (s->is_partial && s->is_exact && s->is_resting[k])
            continue;
        kri_sum_add(&excess, s->told[k].excess);
        kri_sum_add(&promise, s->told[k].promise);
        kri_sum_add(&exact, s->told[k].exact_excess);
        kri_sum_add(&shortest, s->told[k].shortest);
    }
    if (!s->is_partial)
        s->stake = kri_sum_value(excess) + kri_sum_value(promise);
    s->is_slow = kri_sum_value(excess) > SLOW * s->excess;
    s->excess = kri_sum_value(excess);
    if (!with_gap)
        return;
    s->exact_excess = kri_sum_value(exact);
    s->shortest = kri_sum_value(shortest);
    if (s->is_partial)
        return;
    s->gap = s->shortest > 0 ? s->exact_excess / s->shortest : 0;
    s->whole_excess = s->exact_excess;
}

/* On large networks those rest who had little beside the others when all were looked at: most have far less than the mean. */
static int may_rest(const kri_solver *s, uint32_t k, double tolerance)
{
    const kri_told *told = &s->told[k];
    if (s->is_partial && s->is_resting[k])
        return 1;
    if (s->is_exact && !told->wanted && told->excess <= tolerance * s->ground.source[k].demand)
        return 1;
    if (s->is_partial || !s->is_large)
        return 0;
    return s->is_exact ? told->exact_excess < LITTLE * s->exact_excess / s->ground.sources
                       : told->excess + told->promise < s->stake / s->ground.sources;
}

static void count_active(kri_solver *s, double tolerance)
{
    s->active = 0;
    s->active_stake = 0;
    for (uint32_t k = 0; k < s->ground.sources; k++) {
        s->is_resting[k] = (uint8_t)may_rest(s, k, tolerance);
        s->active += !s->is_resting[k];
        s->active_stake += s->is_resting[k] ? 0 : s->told[k].excess + s->told[k].promise;
    }
}

static double total_cost(const kri_ground *g)
{
    double sum = 0;
    for (uint32_t a = 0; a < g->links; a++)
        sum += g->load[a].flow * g->cost[a];
    return sum;
}

/*
 * What a link must promise to join a bush: enough to matter beside today's excess, or beside the gap that is wanted. Once the gap has been
 * measured and was not yet what is wanted, nothing is left out any more for the little flow it would serve: that may be what is missing. On small
 * networks a pass is too cheap beside what it finds.
 */
static void set_tolerances(const kri_solver *s, kri_pass *pass)
{
    double all = mean_excess(s, total_cost(&s->ground)), wanted = s->target * all;
    if (s->is_exact) {
        pass->tolerance = s->is_near ? ENOUGH * wanted : WORTHWHILE * fmax(mean_excess(s, s->exact_excess), wanted);
        return;
    }
    double excess = s->rounds ? fmax(mean_excess(s, s->excess), wanted) : FIRST_EXCESS * all;
    pass->tolerance = s->rounds ? WORTHWHILE * excess : 0;
    if (!s->is_large || s->gap < INFINITY)
        return;
    pass->idle_tolerance = excess;
    pass->least_worth = SHARES_OF_A_NODE * excess / s->ground.nodes;
}

static void pass_one(void *all, size_t slot, int thread)
{
    const kri_batch *b = all;
    kri_solver *s = b->s;
    uint32_t k = b->source[slot];
    kri_bush_pass(b->pass, &s->ground.source[k], &s->bush[k], &s->scratch[thread], &b->slot[slot], &s->told[k]);
}

/*
 * Goes over a batch, and meanwhile joins what the one before it has found: while that is worked off, the costs that this one sees
 * stand still. Where there is little work a batch is joined before the next one.
 */
static kr_status pass_batch(kri_batch *b, kri_batch *before)
{
    kri_solver *s = b->s;
    KR_TRY(widen_slots(b));
    if (s->is_large) {
        kri_crew_do_beside(s->threads, b->count, pass_one, b, join, before);
    } else {
        kri_crew_do(s->threads, b->count, pass_one, b);
        join(b);
    }
    if (s->is_stale)
        kri_ground_refresh(&s->ground);
    s->is_stale = 0;
    return s->is_large ? before->status : b->status;
}

/*
 * On the way from another assignment most bushes stay as they are for several passes, and so do their cycles. What newer
 * ones have taken the place of fills memory until the list is begun anew.
 */
static int may_leave_cycles(const kri_solver *s)
{
    const kri_cycles *c = &s->cycles;
    if (s->is_partial)
        return s->is_exact || (s->is_list_whole && !is_early(s));
    return s->is_exact && s->is_list_whole && c->elements <= MOST_ELEMENTS / 2 && c->found <= MOST_OUTDATED * c->elements;
}

static void drop_outdated(kri_solver *s)
{
    for (uint32_t k = 0; k < s->ground.sources; k++)
        s->is_left[k] = (s->is_partial && s->is_resting[k]) || s->told[k].is_left;
    kri_cycles_keep(&s->cycles, s->is_left);
}

static kr_status pass_over(kri_solver *s, int wants_gap)
{
    kri_ground *g = &s->ground;
    int may_leave = may_leave_cycles(s);
    kri_pass pass = { .ground = g, .wants_gap = wants_gap, .is_exact = s->is_exact, .may_leave = may_leave, .only_best = is_early(s) };
    set_tolerances(s, &pass);
    if (!may_leave)
        kri_cycles_empty(&s->cycles);
    s->cycles.pass++;
    s->is_list_lost = 0;
    s->is_list_whole = may_leave || !s->is_partial;
    kri_ground_refresh(g);
    kri_turns_list(s);
    kri_batch before = { .s = s, .pass = &pass };
    for (uint32_t number = 0, all = kri_batches(s); number < all; number++) {
        kri_batch now = kri_batch_of(s, number, &pass);
        if (!s->is_over)
            KR_TRY(kr_job_check(s->job));
        KR_TRY(pass_batch(&now, &before));
        before = now;
    }
    if (s->is_large)
        join(&before);
    KR_TRY(before.status);
    if (may_leave && s->is_list_whole)
        drop_outdated(s);
    add_up(s, wants_gap);
    count_active(s, RESTLESS * pass.tolerance);
    return KR_OK;
}

/* ------------------------------------------------------------------ between passes */

/*
 * Far from the end Newton's model is too wrong. From another assignment on it spares passes all the same, where these are over
 * many sources; and sweeps alone are slow where steep links have to move together.
 */
static int is_worth_newton(const kri_solver *s)
{
    if (s->is_exact)
        return s->active >= MANY * s->ground.sources || s->is_slow || s->guess < NEAR * s->target;
    return !is_early(s);
}

/* Sweeps, and Newton's steps between them, until the list has given most of what it can. */
static kr_status converge(kri_solver *s)
{
    double first = 0, before = 0, threshold = 0, enough = is_early(s) && !s->is_large && !s->is_warm ? SWEEP_ENOUGH_EARLY : SWEEP_ENOUGH;
    int newton = is_worth_newton(s);
    s->is_settled = 0;
    for (int k = 0; k < SWEEPS; k++) {
        KR_TRY(kr_job_check(s->job));
        double sum = kri_cycles_sweep(&s->cycles, threshold);
        if (k == 0)
            first = sum;
        s->left_over = before > 0 ? sum * sum / before : sum;
        before = sum;
        threshold = SMALL * mean_excess(s, sum);
        if (newton && k % NEWTON_EVERY == NEWTON_FIRST - 1)
            KR_TRY(kri_cycles_newton(&s->cycles));
        else if (sum <= enough * first)
            break;
    }
    return KR_OK;
}

/*
 * A guess of the gap: what was just measured, or the excess within the bushes as a share of all cost, which is a little
 * below it. Trees have none, and say nothing by that.
 */
static int gap_is_near(kri_solver *s, int is_measured, double target)
{
    double before = s->guess, total = total_cost(&s->ground);
    if (s->is_partial && s->is_exact)
        s->guess = total > 0 ? s->exact_excess / total : 0;
    else if (is_measured)
        s->guess = s->gap;
    else
        s->guess = s->rounds > 1 && total > 0 ? s->excess / total : total > 0 ? INFINITY : 0;
    if (s->is_large && !s->is_exact)
        return BEYOND * s->guess * (before < INFINITY ? fmin(1, s->guess / before) : 1) < target;
    if (s->guess < (s->is_exact ? NEAR : is_early(s) ? 2.5 : 10) * target)
        return 1;
    return before < INFINITY && s->guess * s->guess < before * target;
}

static void tell(kri_solver *s, double gap)
{
    snprintf(s->text, sizeof s->text, "round %u, gap %.2g", s->rounds, gap);
    kri_job_progress(s->job, s->text, s->rounds, s->options->rounds);
}

/*
 * From another assignment's bushes it is often a part of the sources that has something to gain: they alone take part in the
 * next passes, until what they could gain is little beside what all could. Then all are looked at again.
 */
static int may_be_partial(const kri_solver *s, uint32_t partial, double target)
{
    double few = (s->is_large ? FEW_ACTIVE_LARGE : FEW_ACTIVE) * s->ground.sources;
    if (s->is_partial && s->exact_excess <= PARTIAL_ENOUGH * s->whole_excess)
        return 0;
    return s->is_exact && s->is_list_whole && partial < MOST_PARTIAL && s->active && s->active < few && s->guess > target;
}

/* From trees on a few large sources have nearly all of the excess: these are passed over more often than the others. */
static int may_be_focused(const kri_solver *s, uint32_t partial)
{
    double few = (is_early(s) ? FEW_ACTIVE_LARGE : FEW_FOCUSED) * s->ground.sources;
    return s->is_large && !s->is_exact && !s->is_near && partial < MOST_FOCUSED && s->active < few
           && s->active_stake > FOCUSED_ENOUGH * s->stake;
}

/*
 * Whether a measurement may well end the work although the last gap was not near: the list has nothing more to give. Where
 * a pass costs much, flows are settled on that chance.
 */
static int may_be_last(const kri_solver *s, double target)
{
    return s->is_exact && s->is_large && s->guess < NEAR_IF_LEVEL * target && s->left_over < target * total_cost(&s->ground);
}

/* What takes part is level enough, so that all the others can be looked at: they may have something to move. */
static int is_level(const kri_solver *s, double target)
{
    return s->is_exact && !s->ground.base && s->guess < ENOUGH * target;
}

kr_status kri_solver_run(kri_solver *s, double target)
{
    uint32_t most = s->options->rounds, partial = 0;
    s->is_exact = s->is_warm;
    s->is_list_whole = 0;
    s->target = target;
    int wants_gap = s->is_exact;        /* a saved bush does not know what it lacks */
    s->is_near = 0;
    for (uint32_t since = 1;; since++) {
        if (!s->is_partial && !s->is_settled && (s->is_near || since >= SETTLE_EVERY)) {
            kri_solver_settle(s);
            since = 0;
        }
        KR_TRY(pass_over(s, wants_gap));
        s->rounds++;
        if (wants_gap && s->is_settled && !s->is_partial && s->gap <= target)
            return KR_OK;
        s->is_near = gap_is_near(s, wants_gap, target) && !s->is_list_lost;
        tell(s, wants_gap ? s->gap : s->guess);
        s->is_partial = may_be_partial(s, partial, target) || may_be_focused(s, partial);
        partial = s->is_partial ? partial + 1 : 0;
        wants_gap = s->is_near || (s->is_exact && !s->is_list_lost);
        if (!is_level(s, target))
            KR_TRY(converge(s));
        s->is_near = s->is_near || may_be_last(s, target);
        if (s->ground.base)
            KR_TRY(kri_demand_adjust(s));
        if (most && s->rounds >= most)
            return kr_fail(s->job, KR_E_LIMIT, "%u round%s did not reach the gap %g; allow more, or ask for less", most,
                           most == 1 ? "" : "s", target);
    }
}

kr_status kri_solver_measure(kri_solver *s)
{
    s->is_over = 1;
    s->is_partial = 0;
    kri_solver_settle(s);
    return pass_over(s, 1);
}
