/* ways.c: the ways worth offering for one shipment. */
#include "avoid.h"
#include "blocked.h"
#include "certainty.h"
#include "choice.h"
#include "legs.h"
#include "papers.h"
#include "stages.h"

#include "base/arena.h"
#include "base/date.h"

#include <math.h>

/* ---- what is looked for ---- */

typedef struct finder {
    kr_job *job;
    const kr_network *network;
    const kr_cost *cost;
    const kr_quote_request *request;
    const kri_stages *stages;
    const uint8_t *barred;
    kri_choice *choice;
} finder;

/* The best way by one measure, under its name. */
static kr_status add_best(finder *f, const double *measure, const char *name)
{
    kr_path path;
    KR_TRY(kri_stages_find(f->job, f->stages, measure, f->barred, &path));
    return path.cost < INFINITY ? kri_choice_add(f->choice, path.arc, path.arcs, name) : KR_OK;
}

static kr_status add_bests(finder *f, const kr_consignment *consignment)
{
    const kr_cost *c = f->cost;
    double *value, *asked;
    kr_weights own = kr_cost_weights(f->network->world, consignment, 0);
    KR_TRY(add_best(f, c->hours, "fastest"));
    if (c->has_prices)
        KR_TRY(add_best(f, c->usd, "cheapest"));
    if (c->has_emissions)
        KR_TRY(add_best(f, c->kgco2, "greenest"));
    KR_TRY(add_best(f, c->variance_h2, "surest"));
    if (c->has_prices && own.usd_h > 0) {
        KR_TRY(kr_cost_generalised(f->job, f->network, c, &own, &value));
        KR_TRY(add_best(f, value, "best value"));
    }
    if (f->request->weights) {
        KR_TRY(kr_cost_generalised(f->job, f->network, c, f->request->weights, &asked));
        KR_TRY(add_best(f, asked, "weighted"));
    }
    return KR_OK;
}

/* Ways that no other beats in hours, USD, CO2 and variance at once. */
static kr_status add_front(finder *f, kr_quote *quote)
{
    const double *given[] = { f->cost->hours, f->cost->variance_h2, f->cost->usd, f->cost->kgco2 };
    const int has[] = { 1, 1, f->cost->has_prices, f->cost->has_emissions };
    const double *criteria[4];
    uint32_t count = 0;
    kr_pareto front;
    for (int i = 0; i < 4; i++)
        if (has[i])
            criteria[count++] = given[i];
    kr_pareto_options options = { .epsilon = f->request->exact ? 0 : KR_QUOTE_EPSILON, .labels = KR_QUOTE_LABELS };
    kr_status status = kri_stages_pareto(f->job, f->stages, count, criteria, f->barred, &options, &front);
    if (status != KR_OK && status != KR_E_LIMIT)
        return status;
    quote->exact = f->request->exact && front.complete;
    quote->complete = front.complete;
    for (uint32_t i = 0; i < front.count; i++)
        KR_TRY(kri_choice_add(f->choice, front.arc + front.first[i], front.first[i + 1] - front.first[i], NULL));
    return KR_OK;
}

/* Ways that a person would call different, by what the goods make of time and money. */
static kr_status add_different(finder *f, const kr_consignment *consignment)
{
    kr_alternatives found;
    double *value;
    kr_weights own = kr_cost_weights(f->network->world, consignment, 0);
    if (!f->cost->has_prices || !(own.usd_h > 0))
        own = (kr_weights){ .usd_h = 1 };
    KR_TRY(kr_cost_generalised(f->job, f->network, f->cost, &own, &value));
    KR_TRY(kri_stages_alternatives(f->job, f->stages, value, f->barred, &found));
    for (uint32_t i = 1; i < found.count; i++)
        KR_TRY(kri_choice_add(f->choice, found.path[i].arc, found.path[i].arcs, "different"));
    return KR_OK;
}

/* ---- the offer ---- */

static uint32_t earlier(uint32_t date, uint32_t than)
{
    return date && date < than ? date : than;
}

/* The day after which a price of the way no longer holds; a date without a day means its last. */
static uint32_t holds_until(const kr_world *world, const kr_consignment *consignment, const kr_way *way)
{
    uint32_t until = kri_date_add(consignment->date, 30);
    for (size_t l = 0; l < way->legs; l++)
        for (size_t i = 0; i < way->leg[l].items; i++) {
            const kr_cost_item *item = &way->leg[l].item[i];
            if (item->is_out_of_date)
                continue;
            if (item->table == KR_TARIFF)
                until = earlier(kri_date_last(world->tariff.valid_to[item->row]), until);
            if (item->table == KR_SERVICE)
                until = earlier(kri_date_last(world->service.valid_to[item->row]), until);
        }
    return until;
}

static kr_status make_ways(finder *f, const kr_consignment *consignment, kr_quote *quote)
{
    kr_way *ways;
    kri_cost_explainer *explainer;
    KRI_NEW(f->job, ways, quote->ways);
    KR_TRY(kri_cost_explainer_make(f->job, f->network, consignment, f->cost, &explainer));
    for (size_t i = 0; i < quote->ways; i++) {
        ways[i] = quote->way[i];
        KR_TRY(kr_job_check(f->job));
        KR_TRY(kri_legs_make(f->job, f->network, explainer, f->cost, &ways[i]));
        KR_TRY(kri_papers_fill(f->job, f->network->world, consignment, (kr_leg *)(uintptr_t)ways[i].leg, ways[i].legs));
        ways[i].valid_until = holds_until(f->network->world, consignment, &ways[i]);
        KR_TRY(kri_certainty_fill(f->job, f->network->world, f->request->deadline_h > 0 ? f->request->deadline_h : INFINITY, &ways[i]));
    }
    quote->way = ways;
    return KR_OK;
}

kr_status kr_quote_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                        const kr_quote_request *request, kr_quote *quote)
{
    uint8_t *barred;
    kri_stages stages;
    kri_choice choice = { .job = job, .network = network, .cost = cost };
    finder f = { job, network, cost, request, &stages, NULL, &choice };
    *quote = (kr_quote){ .has_prices = cost->has_prices, .has_emissions = cost->has_emissions };
    if (request->from == request->to && !request->via_count)
        return kr_fail(job, KR_E_USAGE, "%s is both the beginning and the end of the way",
                       kr_world_text(network->world, network->world->node.name[request->from]));
    KR_TRY(kri_avoid_mark(job, network, cost, request, &barred));
    f.barred = barred;
    KR_TRY(kri_stages_make(job, network, request, &stages));
    KR_TRY(add_bests(&f, consignment));
    if (!choice.count)
        return kri_blocked_explain(job, network, consignment, cost, &stages, barred, request, &quote->why);
    KR_TRY(add_front(&f, quote));
    KR_TRY(add_different(&f, consignment));
    KR_TRY(kri_choice_make(&choice, request, quote));
    return make_ways(&f, consignment, quote);
}
