/* links.c: what all arcs cost link by link, for many consignments at once. */
#include "links.h"

#include "arc.h"
#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Layers where boxes pay by the tonne or by what is in them. */
#define BY_WEIGHT (1u << KR_LAYER_AIR | 1u << KR_LAYER_SEA_BULK | 1u << KR_LAYER_SEA_TANKER | 1u << KR_LAYER_PIPELINE)

/* A box pays as a box, whatever is in it. */
static int pay_the_same(const kr_consignment *a, const kr_consignment *b)
{
    return a->form == KR_BOXES && b->form == KR_BOXES && a->layers == b->layers && !(a->layers & BY_WEIGHT) && a->feu == b->feu && a->teu == b->teu
           && a->trucks == b->trucks && a->wagons == b->wagons && a->service_class == b->service_class && a->date == b->date
           && a->two_drivers == b->two_drivers;
}

static size_t first_alike(const kr_consignment *consignment, size_t number)
{
    size_t i = 0;
    while (i < number && !pay_the_same(&consignment[i], &consignment[number]))
        i++;
    return i;
}

static size_t first_of_class(const kr_consignment *consignment, size_t number)
{
    size_t i = 0;
    while (i < number && (consignment[i].service_class != consignment[number].service_class || consignment[i].date != consignment[number].date))
        i++;
    return i;
}

static void fill(const kri_pricer *p, const uint8_t *only, double *hours, double *usd)
{
    const kr_network *n = p->network;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        kri_bill bill = { 0 };
        if (only && !only[a])
            continue;
        int is_whole = n->kind[a] == KR_ARC_STRETCH || n->kind[a] == KR_ARC_THROUGH;
        if (!is_whole)
            kri_bill_arc(p, a, &bill);
        int is_passable = !is_whole && bill.blocked == KR_PASSABLE;
        hours[a] = is_passable ? bill.hours : INFINITY;
        usd[a] = is_passable ? bill.usd : INFINITY;
    }
}

/* What holds for a country on a date is looked up once for all consignments of a class. */
static kr_status make_pricers(kr_job *job, const kr_network *network, const kr_consignment *consignment, size_t count, kri_pricer *pricer)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = first_of_class(consignment, i);
        if (first == i)
            KR_TRY(kri_pricer_make(job, network, &consignment[i], &pricer[i]));
        else
            KR_TRY(kri_pricer_share(job, &pricer[first], &consignment[i], &pricer[i]));
    }
    return KR_OK;
}

kr_status kri_cost_links(kr_job *job, const kr_network *network, const kr_consignment *consignment, size_t count, const uint8_t *only,
                         kri_link_cost *cost)
{
    kri_pricer *pricer;
    double **hours, **usd;
    int threads = job->threads < 1 ? 1 : job->threads;
    KRI_NEW(job, hours, count);
    KRI_NEW(job, usd, count);
    for (size_t i = 0; i < count; i++) {
        size_t first = first_alike(consignment, i);
        if (first == i) {
            KRI_NEW(job, hours[i], network->graph.arcs);
            KRI_NEW(job, usd[i], network->graph.arcs);
        }
        cost[i] = (kri_link_cost){ hours[first], usd[first] };
    }
    if (only && !memchr(only, 1, network->graph.arcs))
        return KR_OK;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, pricer, count);
    KR_TRY(make_pricers(job, network, consignment, count, pricer));
    #pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
    for (size_t i = 0; i < count; i++)
        if (hours[i])
            fill(&pricer[i], only, hours[i], usd[i]);
    kri_job_release(job, mark);
    return KR_OK;
}
