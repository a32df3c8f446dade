/*
 * crowded.c: the same closures when capacities bind.
 *
 * What the limits add is measured by kr_freight on the same ways with and without them, in the network as it is and in the one without the element:
 * all the ways that it finds in either. It is added to the loss without limits, for which the cheapest ways are looked for in the whole network.
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

/* What is asked of a plan: its limits, and the plan whose ways it must know. */
static kr_freight_options options_of(const kr_critical *c, int is_free, const kr_freight_plan *reference)
{
    kr_freight_options options = c->plan->options;
    options.is_free_of_limits = is_free;
    options.reference = reference;
    return options;
}

/* Ways are looked for at the prices of the limits, which may call for ways that nobody needed before. */
static kr_status settle(kr_job *job, const kr_critical *c, const kr_network *network, const kr_freight_plan *reference, const kr_freight *warm,
                        kr_freight_plan **plan, kr_freight *freight)
{
    kr_freight_options options = options_of(c, 0, reference);
    KR_TRY(kr_freight_plan_make(job, network, &options, reference, plan));
    return kr_freight_settle(job, *plan, NULL, warm, freight);
}

/* The loads of a network by the ways of the reference. */
static kr_status load(kr_job *job, const kr_critical *c, const kr_network *network, const kr_freight_plan *reference, const kr_freight *warm, crowd *out)
{
    for (int is_free = 0; is_free < 2; is_free++) {
        kr_freight_options options = options_of(c, is_free, reference);
        KR_TRY(kr_freight_plan_make(job, network, &options, reference, &out->plan));
        KR_TRY(kr_freight_load(job, out->plan, NULL, is_free ? NULL : warm, is_free ? &out->free : &out->limited));
    }
    return KR_OK;
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

/* The ways of the network without the element are known in the network as it is, and those that are found there then are known without it. */
static kr_status compare(kr_job *job, const kr_critical *c, const kr_network *closed, const crowd *base, kr_crowded *out, double *by_country)
{
    kr_freight_plan *without, *with;
    kr_freight freight;
    crowd before, after;
    KR_TRY(settle(job, c, closed, base->plan, &base->limited, &without, &freight));
    KR_TRY(settle(job, c, c->network, without, &base->limited, &with, &freight));
    KR_TRY(load(job, c, c->network, with, &freight, &before));
    KR_TRY(load(job, c, closed, with, &freight, &after));
    add_limits(c, &before, &after, out, by_country);
    return KR_OK;
}

static kr_status close_one(kr_job *job, const kr_critical *c, const crowd *base, kr_crowded *out, double *by_country)
{
    kr_network closed;
    kr_loss loss;
    KR_TRY(kr_critical_close(job, c, &out->element, 1, &loss));
    out->cost_usd_yr = out->shippers_usd_yr = loss.cost_usd_yr;
    out->stranded_t = loss.stranded_t;
    out->by_country_usd_yr = by_country;
    memcpy(by_country, loss.by_country_usd_yr, c->countries * sizeof *by_country);
    KR_TRY(close_arcs(job, c->network, &c->element[out->element], &closed));
    return compare(job, c, &closed, base, out, by_country);
}

kr_status kr_critical_crowded(kr_job *job, const kr_critical *c, const uint32_t *elements, size_t count, const kr_crowded **crowded)
{
    kr_crowded *list;
    double *by_country;
    crowd base;
    KRI_NEW(job, list, count);
    KRI_NEW(job, by_country, count * c->countries);
    KR_TRY(settle(job, c, c->network, c->plan, NULL, &base.plan, &base.limited));
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
