/* crowded.c: the same closures when capacities bind. */
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

static kr_status crowd(kr_job *job, const kr_network *network, const kr_freight_options *options, const kr_freight_plan *like, const kr_freight *warm,
                       kr_freight_plan **plan, kr_freight *freight)
{
    KR_TRY(kr_freight_plan_make(job, network, options, like, plan));
    return kr_freight_settle(job, *plan, NULL, warm, freight);
}

/* Shippers pay the scarcity; half is borne at each end. */
static void compare(const kr_critical *c, const kr_freight *before, const kr_freight *after, kr_crowded *out, double *by_country)
{
    out->cost_usd_yr = before->benefit_usd_yr - after->benefit_usd_yr;
    out->excess = after->excess;
    for (size_t i = 0; i < c->shippers; i++) {
        const kri_shipper *s = &c->shipper[i];
        const kr_freight_pair *old = &before->pair[s->number], *now = &after->pair[s->number];
        double loss = s->t_yr * (now->expected_usd_t - old->expected_usd_t);
        out->shippers_usd_yr += loss;
        by_country[s->origin] += loss / 2;
        by_country[s->destination] += loss / 2;
        out->stranded_t += now->ways ? 0 : s->t_yr;
    }
    out->by_country_usd_yr = by_country;
}

typedef struct crowd_base {
    kr_freight_options options;
    kr_freight_plan *plan;
    kr_freight freight;
} crowd_base;

static kr_status close_one(kr_job *job, const kr_critical *c, const crowd_base *base, kr_crowded *out, double *by_country)
{
    kr_network closed;
    kr_freight_plan *plan;
    kr_freight freight;
    kr_freight_options options = base->options;
    options.reference = base->plan;
    KR_TRY(close_arcs(job, c->network, &c->element[out->element], &closed));
    KR_TRY(crowd(job, &closed, &options, base->plan, &base->freight, &plan, &freight));
    compare(c, &base->freight, &freight, out, by_country);
    return KR_OK;
}

kr_status kr_critical_crowded(kr_job *job, const kr_critical *c, const uint32_t *elements, size_t count, const kr_crowded **crowded)
{
    crowd_base base = { .options = c->plan->options };
    kr_crowded *list;
    double *by_country;
    base.options.is_free_of_limits = 0;
    KRI_NEW(job, list, count);
    KRI_NEW(job, by_country, count * c->countries);
    KR_TRY(crowd(job, c->network, &base.options, c->plan, NULL, &base.plan, &base.freight));
    for (size_t i = 0; i < count; i++) {
        if (elements[i] >= c->elements)
            return kr_fail(job, KR_E_USAGE, "element %u cannot close: there are %zu, counted from 0", elements[i], c->elements);
        kri_mark mark = kri_job_mark(job);
        list[i].element = elements[i];
        KR_TRY(close_one(job, c, &base, &list[i], by_country + i * c->countries));
        kri_job_release(job, mark);
        kri_job_progress(job, "closures with limits", (double)i + 1, (double)count);
    }
    *crowded = list;
    return KR_OK;
}
