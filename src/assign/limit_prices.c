/*
 * limit_prices.c: flows that cannot be passed. Each limit has a price that rises while its link is overfull (the method of
 * multipliers: Hestenes 1969, Powell 1969); within a price the equilibrium is an ordinary one.
 */
#include "solve.h"

#include <math.h>
#include <stdio.h>

#define MOST_PRICES 80
#define ENOUGH 1e-9             /* of a limit, and of total cost where a price stands on a link that is not full */
#define LOOSE 1e-3              /* first gap: the mean cost is all that is wanted of it */
#define SOFT .1                 /* first stiffness: a link that is twice as full as it may be costs this share of the mean way more */
#define STIFFER 5.0
#define FALLS 4.0               /* a violation should fall by this factor from price to price */
#define TOO_DEAR 1e7            /* times the mean way: no price will help */

struct limits {
    kri_solver *s;
    double *violation;          /* [links] as a share of the limit, at the last price */
    double worst, idle, mean;
    uint32_t worst_link;
};

static int is_limited(const kri_ground *g, uint32_t a)
{
    return g->limit[a] < INFINITY;
}

static void soften(struct limits *l)
{
    kri_ground *g = &l->s->ground;
    l->mean = g->demand > 0 ? l->s->shortest / g->demand : 1;
    if (!(l->mean > 0))
        l->mean = 1;
    for (uint32_t a = 0; a < g->links; a++)
        if (is_limited(g, a)) {
            g->stiffness[a] = SOFT * l->mean / g->limit[a];
            l->violation[a] = INFINITY;
        }
    kri_ground_evaluate_all(g);
}

/* How far the flows are from keeping the limits, and from paying only where it is full. */
static void judge(struct limits *l)
{
    const kri_ground *g = &l->s->ground;
    double total = 0, idle = 0;
    l->worst = 0;
    for (uint32_t a = 0; a < g->links; a++) {
        total += g->load[a].flow * g->cost[a];
        if (!is_limited(g, a))
            continue;
        double over = (g->load[a].flow - g->limit[a]) / g->limit[a];
        if (over > l->worst) {
            l->worst = over;
            l->worst_link = a;
        }
        if (over < 0)
            idle += g->price[a] * -over * g->limit[a];
    }
    l->idle = total > 0 ? idle / total : 0;
}

static void raise_prices(struct limits *l)
{
    kri_ground *g = &l->s->ground;
    for (uint32_t a = 0; a < g->links; a++) {
        if (!is_limited(g, a))
            continue;
        double over = g->load[a].flow - g->limit[a], price = g->price[a] + g->stiffness[a] * over;
        double violation = price > 0 || g->price[a] > 0 ? fabs(over) / g->limit[a] : 0;
        g->price[a] = price > 0 ? price : 0;
        if (violation > l->violation[a] / FALLS && violation > ENOUGH / FALLS)
            g->stiffness[a] *= STIFFER;
        l->violation[a] = violation;
    }
    kri_ground_evaluate_all(g);
}

static kr_status give_up(const struct limits *l)
{
    const kri_ground *g = &l->s->ground;
    uint32_t a = l->worst_link;
    char name[KR_LINK_BYTES];
    return kr_fail(l->s->job, KR_E_LIMIT, "%s stays %g above its limit of %g however dear it becomes: more demand has no other way than "
                   "it can take", kr_roads_link_called(g->roads, g->given[a], name), g->load[a].flow - g->limit[a], g->limit[a]);
}

static double dearest(const kri_ground *g)
{
    double most = 0;
    for (uint32_t a = 0; a < g->links; a++)
        most = is_limited(g, a) && g->price[a] > most ? g->price[a] : most;
    return most;
}

kr_status kri_limits_keep(kri_solver *s, double gap)
{
    struct limits l = { .s = s };
    KRI_NEW(s->job, l.violation, s->ground.links);
    KR_TRY(kri_solver_run(s, gap > LOOSE ? gap : LOOSE));
    soften(&l);
    double inner = LOOSE;
    for (int k = 0; k < MOST_PRICES; k++) {
        KR_TRY(kri_solver_run(s, inner));
        judge(&l);
        if (l.worst <= ENOUGH && l.idle <= ENOUGH && s->gap <= gap)
            return KR_OK;
        if (dearest(&s->ground) > TOO_DEAR * l.mean)
            break;
        raise_prices(&l);
        double next = .01 * fmax(l.worst, l.idle);
        inner = fmax(fmin(inner, next), fmin(gap, 1e-13));
        if (l.worst <= ENOUGH && l.idle <= ENOUGH)
            inner = fmin(inner, gap);
    }
    return give_up(&l);
}
