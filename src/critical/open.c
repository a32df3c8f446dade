/* open.c: the freight of a year, made ready for closing parts of the network. */
#include "critical/shippers.h"

#include "base/arena.h"

#include <math.h>

/* ---- what arcs cost a tonne ---- */

static kr_status weigh(kr_job *job, const kr_critical *c, const kri_goods *goods, int taste, double **weight)
{
    uint32_t arcs = c->network->graph.arcs;
    double usd_h = kri_taste_factor[taste] * goods->vot_usd_t_h;
    KRI_NEW(job, *weight, arcs);
    for (uint32_t a = 0; a < arcs; a++)
        (*weight)[a] = goods->usd_t[a] < INFINITY && goods->hours[a] < INFINITY ? goods->usd_t[a] + usd_h * goods->hours[a] : INFINITY;
    return KR_OK;
}

static kr_status weigh_all(kr_job *job, const kr_critical *c, double ***weight)
{
    uint32_t cargoes = c->network->world->cargo.count;
    KRI_NEW(job, *weight, (size_t)cargoes * KRI_TASTES);
    for (uint32_t cargo = 0; cargo < cargoes; cargo++)
        for (int taste = 0; taste < KRI_TASTES && c->plan->goods[cargo].hours; taste++)
            KR_TRY(weigh(job, c, &c->plan->goods[cargo], taste, &(*weight)[cargo * KRI_TASTES + (uint32_t)taste]));
    return KR_OK;
}

/* ---- */

static kr_status prepare(kr_job *job, kr_critical *c, const kr_freight_options *options)
{
    kr_freight_options own = *options;
    kri_search search;
    kr_freight_plan *known;
    double **weight;
    KR_TRY(kri_countries_list(job, c));
    KR_TRY(kri_elements_find(job, c));
    KR_TRY(weigh_all(job, c, &weight));
    KR_TRY(kri_search_new(job, c->network->graph.nodes, &search));
    KR_TRY(kri_shippers_make(job, c, weight, &search));
    KR_TRY(kri_known_ways(job, c, &known));
    own.reference = known;
    KR_TRY(kr_freight_plan_make(job, c->network, &own, c->plan, &c->plan));
    return kri_shippers_make(job, c, weight, &search);
}

kr_status kr_critical_open(kr_job *job, const kr_network *network, const kr_freight_options *options, const kr_critical *reference,
                           kr_critical **critical)
{
    kr_freight_options own = options ? *options : KR_FREIGHT_DEFAULTS;
    kr_critical *c;
    KRI_NEW(job, c, 1);
    c->network = network;
    own.is_free_of_limits = 1;
    own.reference = reference ? reference->plan : NULL;
    KR_TRY(kr_freight_plan_make(job, network, &own, reference ? reference->plan : NULL, &c->plan));
    KR_TRY(prepare(job, c, &own));
    *critical = c;
    return KR_OK;
}

size_t kr_critical_elements(const kr_critical *c, const kr_element **elements)
{
    *elements = c->element;
    return c->elements;
}

size_t kr_critical_countries(const kr_critical *c, const char *const **countries)
{
    *countries = c->country;
    return c->countries;
}
