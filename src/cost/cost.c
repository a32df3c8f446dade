/* cost.c: the bills of all arcs, and the check that no way is free. */
#include "arc.h"
#include "explain.h"

#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

kr_status kr_cost_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kr_cost *cost)
{
    uint32_t arcs = network->graph.arcs;
    double *hours, *variance, *usd, *kg;
    uint8_t *blocked;
    kri_pricer pricer;
    KRI_NEW(job, hours, arcs);
    KRI_NEW(job, variance, arcs);
    KRI_NEW(job, usd, arcs);
    KRI_NEW(job, kg, arcs);
    KRI_NEW(job, blocked, arcs);
    KR_TRY(kri_pricer_make(job, network, consignment, &pricer));
    for (uint32_t a = 0; a < arcs; a++) {
        kri_bill bill = { 0 };
        kri_bill_arc(&pricer, a, &bill);
        int passable = bill.blocked == KR_PASSABLE;
        hours[a] = passable ? bill.hours : INFINITY;
        variance[a] = passable ? bill.variance_h2 : INFINITY;
        usd[a] = passable ? bill.usd : INFINITY;
        kg[a] = passable ? bill.kgco2 : INFINITY;
        blocked[a] = (uint8_t)bill.blocked;
    }
    *cost = (kr_cost){ hours, variance, usd, kg, blocked, pricer.has_prices, pricer.has_emissions };
    return KR_OK;
}

struct kri_cost_explainer {
    kri_pricer pricer;
    kri_bill bill;
};

kr_status kri_cost_explainer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_cost_explainer **made)
{
    kri_cost_explainer *explainer;
    KRI_NEW(job, explainer, 1);
    explainer->bill = (kri_bill){ .job = job, .listing = 1 };
    *made = explainer;
    return kri_pricer_make(job, network, consignment, &explainer->pricer);
}

kr_status kri_cost_explain_arc(kri_cost_explainer *explainer, uint32_t arc, const kr_cost_item **items, size_t *count)
{
    kri_bill_arc(&explainer->pricer, arc, &explainer->bill);
    *items = explainer->bill.item;
    *count = explainer->bill.count;
    return explainer->bill.status;
}

double kri_cost_loading_usd(kri_cost_explainer *explainer, uint32_t node)
{
    const kr_network *n = explainer->pricer.network;
    for (uint32_t i = n->graph.in_first[node]; i < n->graph.in_first[node + 1]; i++)
        if (n->kind[n->graph.in_arc[i]] == KR_ARC_LOAD) {
            kri_bill_arc_anyway(&explainer->pricer, n->graph.in_arc[i], &explainer->bill);
            return explainer->bill.usd;
        }
    return 0;
}

kr_status kr_cost_explain(kr_job *job, const kr_network *network, const kr_consignment *consignment, uint32_t arc,
                          const kr_cost_item **items, size_t *count)
{
    kri_cost_explainer *explainer;
    KR_TRY(kri_cost_explainer_make(job, network, consignment, &explainer));
    return kri_cost_explain_arc(explainer, arc, items, count);
}

int kr_cost_item_is_published(const kr_world *world, const kr_cost_item *item)
{
    const uint8_t *method = kri_world_table_const(world, item->table)->method;
    return method && method[item->row] != KR_METHOD_UNSAID && method[item->row] < KR_GENERAL_KNOWLEDGE;
}

/* ---- never free ---- */

static const kr_table_id table_of_kind[] = {
    [KR_ARC_LOAD] = KR_NODE, [KR_ARC_UNLOAD] = KR_NODE, [KR_ARC_RIDE] = KR_LINK, [KR_ARC_BORDER] = KR_BORDER,
    [KR_ARC_TRANSFER] = KR_TERMINAL, [KR_ARC_BOARD] = KR_SERVICE, [KR_ARC_SAIL] = KR_SERVICE, [KR_ARC_ALIGHT] = KR_SERVICE,
};

typedef struct price_check {
    kr_job *job;
    const kr_network *network;
    kr_problems *problems;
    uint8_t *said[KR_TABLES];       /* by row: complained about already; once is enough for a person to look */
    uint8_t *blocked;               /* by arc, of the consignment at hand */
} price_check;

static kr_status complain(price_check *k, const kr_consignment *c, uint32_t arc)
{
    static const char *const forms[] = { [KR_BOXES] = "in containers", [KR_TRUCKS] = "on trucks", [KR_LOOSE] = "loose" };
    const kr_network *n = k->network;
    const kr_world *w = n->world;
    kr_table_id table = table_of_kind[n->kind[arc]];
    const kri_table_head *head = kri_world_table_const(w, table);
    k->said[table][n->row[arc]] = 1;
    return kri_problem_add(k->job, k->problems, KRI_ERROR, w->text->file[table].path, head->line[n->row[arc]], 0,
                           "%s \"%s\" (%s, %s) may carry %s %s, and there is no %s for it; a way without one is never taken to be free: add a row or close it",
                           kr_table_name(table), kr_world_text(w, head->id[n->row[arc]]), kr_world_text(w, n->country[n->graph.head[arc]]),
                           kr_layer_name((kr_layer)n->layer[n->graph.head[arc]]), kr_world_text(w, w->cargo.name[c->cargo]), forms[c->form],
                           k->blocked[arc] == KR_BLOCKED_PRICE ? "price" : "time");
}

static kr_status check_consignment(price_check *k, const kr_consignment *c)
{
    kr_cost cost;
    kri_mark mark = kri_job_mark(k->job);
    KR_TRY(kr_cost_make(k->job, k->network, c, &cost));
    memcpy(k->blocked, cost.blocked, k->network->graph.arcs);
    kri_job_release(k->job, mark);
    for (uint32_t a = 0; a < k->network->graph.arcs; a++) {
        int is_unsound = k->blocked[a] == KR_BLOCKED_PRICE || k->blocked[a] == KR_BLOCKED_TIME;
        if (is_unsound && !k->said[table_of_kind[k->network->kind[a]]][k->network->row[a]])
            KR_TRY(complain(k, c, a));
    }
    return KR_OK;
}

/* Every way in which a cargo may travel: a 40-foot box, a 20-foot box, a truck, loose; in planned trains and wagon by wagon. */
static kr_status check_cargo(price_check *k, uint32_t cargo, uint32_t date)
{
    const kr_world *w = k->network->world;
    const char *id = kr_world_text(w, w->cargo.id[cargo]);
    const kr_shipment ways[] = {
        { .cargo = id, .teu = 2 }, { .cargo = id, .teu = 1, .service_class = KR_CLASS_SINGLE }, { .cargo = id, .trucks = 1 },
        { .cargo = id, .tonnes = 1000 },
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        kr_shipment way = ways[i];
        kr_consignment c;
        way.date = date;
        kr_status status = kr_consignment_make(k->job, w, &way, &c);
        if (status == KR_E_USAGE)       /* the cargo does not travel so */
            continue;
        KR_TRY(status);
        KR_TRY(check_consignment(k, &c));
    }
    return KR_OK;
}

kr_status kr_cost_check(kr_job *job, const kr_network *network, uint32_t date, kr_problems *problems)
{
    price_check k = { .job = job, .network = network, .problems = problems };
    if (!network->world->tariff.count)
        return KR_OK;
    for (kr_table_id table = 0; table < KR_TABLES; table++)
        KRI_NEW(job, k.said[table], kri_world_table_const(network->world, table)->count);
    KRI_NEW(job, k.blocked, network->graph.arcs);
    for (uint32_t cargo = 0; cargo < network->world->cargo.count; cargo++)
        KR_TRY(check_cargo(&k, cargo, date));
    job->message[0] = 0;
    job->status = KR_OK;
    return KR_OK;
}
