/* freight.c: a plan of a network's freight, and loads of it. */
#include "parts.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define ROUNDS 12

/* ---- what is asked ---- */

static int is_in_range(const kr_freight_options *o)
{
    return o->sharpness > 0 && o->nest > 0 && o->nest <= 1 && o->overlap > 0 && o->overlap <= 1 && o->give_up > 1 && o->ways >= 1 && o->ways <= 32
           && o->tolerance > 0 && o->time_value >= 0 && o->time_value < INFINITY;
}

/* Whether arcs mean the same in both: by this the scenarios of one folder know each other. */
static int is_numbered_alike(const kr_network *a, const kr_network *b)
{
    size_t arcs = a->graph.arcs;
    return a->graph.nodes == b->graph.nodes && arcs == b->graph.arcs && memcmp(a->graph.head, b->graph.head, arcs * sizeof *a->graph.head) == 0
           && memcmp(a->graph.first, b->graph.first, ((size_t)a->graph.nodes + 1) * sizeof *a->graph.first) == 0
           && memcmp(a->kind, b->kind, arcs * sizeof *a->kind) == 0 && memcmp(a->row, b->row, arcs * sizeof *a->row) == 0;
}

static int wants_alike(const kr_wanted *a, const kr_wanted *b)
{
    size_t bytes = a->count * sizeof *a->origin;
    return a->count == b->count && memcmp(a->origin, b->origin, bytes) == 0 && memcmp(a->destination, b->destination, bytes) == 0
           && memcmp(a->cargo, b->cargo, bytes) == 0;
}

static int is_of_folder(const kr_network *a, const kr_network *b)
{
    return is_numbered_alike(a, b) && wants_alike(&a->world->demand, &b->world->demand);
}

static kr_status check(kr_job *job, const kr_network *n, const kr_freight_options *o)
{
    if (!n->world->demand.count)
        return kr_fail(job, KR_E_INPUT, "the world has no demand.csv, so there is no freight to put on the network; add the table");
    if (!is_in_range(o))
        return kr_fail(job, KR_E_INPUT, "an option of the freight assignment is out of its range: sharpness %g, nest %g, overlap %g, give-up %g, ways %u, "
                       "tolerance %g, value of time %g", o->sharpness, o->nest, o->overlap, o->give_up, o->ways, o->tolerance, o->time_value);
    if (o->reference && !is_of_folder(n, o->reference->network))
        return kr_fail(job, KR_E_INPUT, "the plan given as reference belongs to another folder, or a patch has changed what there is; "
                       "make it of the same world");
    return KR_OK;
}

/* ---- plans ---- */

static kr_status make_pairs(kr_job *job, kr_freight_plan *plan)
{
    const kr_network *n = plan->network;
    const kr_wanted *d = &n->world->demand;
    KRI_NEW(job, plan->goods, n->world->cargo.count);
    KRI_NEW(job, plan->pair, d->count);
    KRI_NEW(job, plan->pair_of_row, d->count);
    for (uint32_t row = 0; row < d->count; row++) {
        plan->pair_of_row[row] = KR_NONE;
        if (d->origin[row] == d->destination[row])
            continue;
        plan->pair_of_row[row] = (uint32_t)plan->pairs;
        plan->pair[plan->pairs++] = (kri_pair){ .row = row, .goods = &plan->goods[d->cargo[row]], .from = n->sender[d->origin[row]],
                                                .to = n->receiver[d->destination[row]] };
    }
    return KR_OK;
}

/* A plan where no way leads anywhere has lists of nothing, and no list that is nowhere. */
static kr_status make_lists(kr_job *job, kr_freight_plan *plan)
{
    KR_TRY(kri_job_grow(job, &plan->group, &plan->group_room, 1, sizeof *plan->group));
    return kri_job_grow(job, &plan->use, &plan->use_room, 1, sizeof *plan->use);
}

kr_status kr_freight_plan_make(kr_job *job, const kr_network *network, const kr_freight_options *options, const kr_freight_plan *like,
                               kr_freight_plan **made)
{
    kr_freight_plan *plan;
    KRI_NEW(job, plan, 1);
    plan->network = network;
    plan->options = options ? *options : KR_FREIGHT_DEFAULTS;
    KR_TRY(check(job, network, &plan->options));
    const kr_freight_plan *reference = plan->options.reference;
    plan->has_reference = reference != NULL;
    plan->options.reference = NULL;
    KR_TRY(make_lists(job, plan));
    KR_TRY(make_pairs(job, plan));
    if (like && !is_of_folder(network, like->network))
        like = NULL;
    KR_TRY(kri_freight_price_goods(job, plan, like));
    KR_TRY(kri_freight_find_limits(job, plan));
    KR_TRY(kri_freight_find_ways(job, plan, reference, like));
    *made = plan;
    return KR_OK;
}

/* ---- loads ---- */

static kr_status set_demand(kri_load *load, const double *demand_t_yr)
{
    const kr_freight_plan *plan = load->plan;
    const double *t = demand_t_yr ? demand_t_yr : plan->network->world->demand.t_yr;
    for (size_t p = 0; p < plan->pairs; p++) {
        double wanted = t[plan->pair[p].row];
        if (!(wanted >= 0 && wanted < INFINITY))
            return kr_fail(load->job, KR_E_INPUT, "row %u of the demand sends %g t a year; it must be a number from 0 up", plan->pair[p].row, wanted);
        load->wanted_t_yr[p] = wanted;
    }
    return KR_OK;
}

static int is_same_limit(const kr_freight_limit *a, const kr_freight_limit *b)
{
    return a->table == b->table && a->row == b->row && a->unit[0] == b->unit[0] && a->unit[1] == b->unit[1];
}

/* Both lists are in the order of arcs; a service that is limited leg by leg meets its own legs. */
static void start_prices(const kr_freight *warm, kri_load *load)
{
    const kr_freight_plan *plan = load->plan;
    for (size_t i = 0; warm && !plan->options.is_free_of_limits && i < warm->limits; i++)
        for (size_t g = 0; g < plan->groups && warm->limit[i].usd > 0; g++)
            if (load->shadow_usd[g] == 0 && is_same_limit(&plan->group[g].limit, &warm->limit[i])) {
                load->shadow_usd[g] = warm->limit[i].usd;
                break;
            }
}

static kr_status make_room(kri_load *load)
{
    const kr_freight_plan *plan = load->plan;
    KRI_NEW(load->job, load->share, plan->ways);
    KRI_NEW(load->job, load->home_share, plan->pairs);
    KRI_NEW(load->job, load->expected_usd_t, plan->pairs);
    return kri_freight_open_ascent(load);
}

kr_status kri_freight_open_load(kr_job *job, const kr_freight_plan *plan, const kr_freight *warm, kri_load *load)
{
    *load = (kri_load){ .job = job, .plan = plan };
    KRI_NEW(job, load->wanted_t_yr, plan->pairs);
    KRI_NEW(job, load->shadow_usd, plan->groups);
    KRI_NEW(job, load->looked_usd, plan->groups);
    KRI_NEW(job, load->used, plan->groups);
    start_prices(warm, load);
    return make_room(load);
}

kr_status kri_freight_run_load(kri_load *load, const double *demand_t_yr, double tolerance)
{
    KR_TRY(set_demand(load, demand_t_yr));
    return kri_freight_price_limits(load, tolerance);
}

/* At prices at which no way was missing none is missing now. */
kr_status kri_freight_look(kri_load *load, kr_freight_plan *plan, size_t *added)
{
    size_t bytes = plan->groups * sizeof *load->shadow_usd;
    *added = 0;
    if (load->has_looked && memcmp(load->looked_usd, load->shadow_usd, bytes) == 0)
        return KR_OK;
    KR_TRY(kri_freight_add_ways_at_prices(load->job, plan, load->shadow_usd, added));
    memcpy(load->looked_usd, load->shadow_usd, bytes);
    load->has_looked = 1;
    return *added ? make_room(load) : KR_OK;
}

/* New ways can appear at new prices, and new ways change the prices. */
kr_status kri_freight_settle_load(kri_load *load, kr_freight_plan *plan, const double *demand_t_yr, double tolerance, uint32_t *rounds)
{
    size_t added = 1;
    for (*rounds = 0; added && *rounds <= ROUNDS;) {
        ++*rounds;
        KR_TRY(kri_freight_run_load(load, demand_t_yr, tolerance));
        kri_job_progress(load->job, "rounds", *rounds, 0);
        if (*rounds > ROUNDS)
            break;
        KR_TRY(kri_freight_look(load, plan, &added));
    }
    return KR_OK;
}

/* The answer's room comes first, so that the rest can be given back. */
kr_status kr_freight_load(kr_job *job, const kr_freight_plan *plan, const double *demand_t_yr, const kr_freight *warm, kr_freight *freight)
{
    const kr_freight before = warm ? *warm : (kr_freight){ 0 };
    kri_told told;
    kri_load load;
    *freight = (kr_freight){ 0 };
    KR_TRY(kri_freight_make_told(job, plan, &told));
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_freight_open_load(job, plan, &before, &load));
    kr_status status = kri_freight_run_load(&load, demand_t_yr, plan->options.tolerance);
    if (status == KR_OK || status == KR_E_LIMIT)
        kri_freight_tell(&load, told, freight);
    kri_job_release(job, mark);
    return status;
}

kr_status kr_freight_settle(kr_job *job, kr_freight_plan *plan, const double *demand_t_yr, const kr_freight *warm, kr_freight *freight)
{
    const kr_freight before = warm ? *warm : (kr_freight){ 0 };
    kri_told told;
    kri_load load;
    uint32_t rounds;
    *freight = (kr_freight){ 0 };
    KR_TRY(kri_freight_open_load(job, plan, &before, &load));
    kr_status status = kri_freight_settle_load(&load, plan, demand_t_yr, plan->options.tolerance, &rounds);
    if (status == KR_OK || status == KR_E_LIMIT) {
        KR_TRY(kri_freight_make_told(job, plan, &told));
        kri_freight_tell(&load, told, freight);
        freight->rounds = rounds;
    }
    return status;
}

kr_status kr_freight_assign(kr_job *job, const kr_network *network, const kr_freight_options *options, kr_freight *freight)
{
    kr_freight_plan *plan;
    *freight = (kr_freight){ 0 };
    KR_TRY(kr_freight_plan_make(job, network, options, NULL, &plan));
    kr_status status = kr_freight_settle(job, plan, NULL, NULL, freight);
    if (status == KR_OK || (status == KR_E_LIMIT && freight->pair))
        KR_TRY(kr_freight_flows(job, plan, freight));
    return status;
}
