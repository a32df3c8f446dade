/*
 * crowded.c: the same closures when capacities bind.
 *
 * A new search for ways finds other ways than before, and more to choose among is worth something by itself. That is no affair of the limits. So
 * what the limits add is measured on the same ways with and without them, in the network as it is and in the one without the element; and it is
 * added to the loss without limits.
 */
#include "critical/shippers.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Without the element's arcs the network is another one of the same numbering. */
static kr_status close_arcs(kr_job *job, const kr_network *network, const kr_element *e, kr_network *closed)
{
    uint8_t *open;
    KRI_NEW(job, open, network->graph.arcs);
    memcpy(open, network->open, network->graph.arcs);
    for (uint32_t i = 0; i < e->arcs; i++)
        open[e->arc[i]] = 0;
    *closed = *network;
    closed->open = open;
    return KR_OK;
}

/* One network's freight within its limits, and without them on the same ways. */
typedef struct crowd {
    kr_freight_plan *plan;
    kr_freight limited, free;
} crowd;

static kr_status put_freight(kr_job *job, const kr_network *network, const kr_freight_options *options, const crowd *base, crowd *out)
{
    kr_freight_plan *free_plan;
    kr_freight_options own = *options;
    own.is_free_of_limits = 0;
    own.reference = base ? base->plan : NULL;
    KR_TRY(kr_freight_plan_make(job, network, &own, base ? base->plan : NULL, &out->plan));
    KR_TRY(kr_freight_settle(job, out->plan, NULL, base ? &base->limited : NULL, &out->limited));
    own.is_free_of_limits = 1;
    own.reference = out->plan;
    KR_TRY(kr_freight_plan_make(job, network, &own, out->plan, &free_plan));
    return kr_freight_load(job, free_plan, NULL, NULL, &out->free);
}

/* What the limits add to what shippers of a pair pay a tonne. */
static double scarcity_of(const crowd *at, uint32_t pair)
{
    return at->limited.pair[pair].expected_usd_t - at->free.pair[pair].expected_usd_t;
}

static void add_limits(const kr_critical *c, const crowd *before, const crowd *after, kr_crowded *out, double *by_country)
{
    out->added_usd_yr = (after->free.benefit_usd_yr - after->limited.benefit_usd_yr) - (before->free.benefit_usd_yr - before->limited.benefit_usd_yr);
    out->cost_usd_yr += out->added_usd_yr;
    out->excess = after->limited.excess;
    for (size_t i = 0; i < c->shippers; i++) {
        const kri_shipper *s = &c->shipper[i];
        double more = s->t_yr * (scarcity_of(after, s->number) - scarcity_of(before, s->number));
        out->shippers_usd_yr += more;
        by_country[s->origin] += more / 2;
        by_country[s->destination] += more / 2;
    }
}

static kr_status close_one(kr_job *job, const kr_critical *c, const crowd *base, kr_crowded *out, double *by_country)
{
    kr_network closed;
    kr_loss loss;
    crowd after;
    KR_TRY(kr_critical_close(job, c, &out->element, 1, &loss));
    out->cost_usd_yr = out->shippers_usd_yr = loss.cost_usd_yr;
    out->stranded_t = loss.stranded_t;
    out->by_country_usd_yr = by_country;
    memcpy(by_country, loss.by_country_usd_yr, c->countries * sizeof *by_country);
    KR_TRY(close_arcs(job, c->network, &c->element[out->element], &closed));
    KR_TRY(put_freight(job, &closed, &c->plan->options, base, &after));
    add_limits(c, base, &after, out, by_country);
    return KR_OK;
}

kr_status kr_critical_crowded(kr_job *job, const kr_critical *c, const uint32_t *elements, size_t count, const kr_crowded **crowded)
{
    kr_crowded *list;
    double *by_country;
    crowd base;
    KRI_NEW(job, list, count);
    KRI_NEW(job, by_country, count * c->countries);
    KR_TRY(put_freight(job, c->network, &c->plan->options, NULL, &base));
    for (size_t i = 0; i < count; i++) {
        kri_mark mark = kri_job_mark(job);
        list[i].element = elements[i];
        KR_TRY(close_one(job, c, &base, &list[i], by_country + i * c->countries));
        kri_job_release(job, mark);
        kri_job_progress(job, "closures with limits", (double)i + 1, (double)count);
    }
    *crowded = list;
    return KR_OK;
}
