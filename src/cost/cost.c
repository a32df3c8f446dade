/* cost.c: the bills of all arcs, and the check that no way is free. */
#include "arc.h"
#include "contradictions.h"
#include "explain.h"
#include "stretch.h"

#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

/* The arrays of a cost while they are filled. */
typedef struct tables {
    double *hours, *variance, *usd, *kg;
    uint8_t *blocked;
} tables;

static void put(tables *t, uint32_t arc, const kri_bill *bill)
{
    int passable = bill->blocked == KR_PASSABLE;
    t->hours[arc] = passable ? bill->hours : INFINITY;
    t->variance[arc] = passable ? bill->variance_h2 : INFINITY;
    t->usd[arc] = passable ? bill->usd : INFINITY;
    t->kg[arc] = passable ? bill->kgco2 : INFINITY;
    t->blocked[arc] = (uint8_t)bill->blocked;
}

static int has_parts(const kr_network *n, uint32_t arc)
{
    return n->kind[arc] == KR_ARC_STRETCH || n->kind[arc] == KR_ARC_THROUGH;
}

kr_status kr_cost_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, kr_cost *cost)
{
    uint32_t arcs = network->graph.arcs;
    tables t;
    kri_pricer pricer;
    kri_parts parts;
    KRI_NEW(job, t.hours, arcs);
    KRI_NEW(job, t.variance, arcs);
    KRI_NEW(job, t.usd, arcs);
    KRI_NEW(job, t.kg, arcs);
    KRI_NEW(job, t.blocked, arcs);
    KR_TRY(kri_pricer_make(job, network, consignment, &pricer));
    for (uint32_t a = 0; a < arcs; a++) {
        kri_bill bill = { 0 };
        kri_bill_arc(&pricer, a, &bill);
        put(&t, a, &bill);
    }
    KR_TRY(kri_parts_find(job, &pricer, t.hours, &parts));
    for (uint32_t a = 0; a < arcs; a++) {
        kri_bill bill = { 0 };
        if (!has_parts(network, a))
            continue;
        kri_bill_parts(&pricer, a, parts.part + parts.first[a], parts.first[a + 1] - parts.first[a], &bill);
        put(&t, a, &bill);
    }
    *cost = (kr_cost){ t.hours, t.variance, t.usd, t.kg, t.blocked, parts.first, parts.part, pricer.has_prices, pricer.has_emissions };
    return KR_OK;
}

kr_weights kr_cost_weights(const kr_world *world, const kr_consignment *c, double usd_kg)
{
    kr_weights w = { .usd = 1, .usd_kg = usd_kg };
    if (c->cargo == KR_NONE)
        return w;
    double value = world->cargo.usd_t[c->cargo] * c->tonnes, share = world->cargo.value_share_day[c->cargo];
    w.usd_h = isfinite(value * share) ? value * share / 24 : 0;
    w.usd_h2 = w.usd_h * KR_RISK_PER_H;
    return w;
}

kr_status kr_cost_generalised(kr_job *job, const kr_network *network, const kr_cost *cost, const kr_weights *w, double **usd)
{
    KRI_NEW(job, *usd, network->graph.arcs);
    for (uint32_t a = 0; a < network->graph.arcs; a++)
        (*usd)[a] = cost->blocked[a] ? INFINITY
                                     : w->usd * cost->usd[a] + w->usd_h * cost->hours[a] + w->usd_h2 * cost->variance_h2[a] + w->usd_kg * cost->kgco2[a];
    return KR_OK;
}

struct kri_cost_explainer {
    kri_pricer pricer;
    kri_bill bill;
    const kr_cost *cost;
};

kr_status kri_cost_explainer_make(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                                  kri_cost_explainer **made)
{
    kri_cost_explainer *explainer;
    KRI_NEW(job, explainer, 1);
    explainer->bill = (kri_bill){ .job = job, .listing = 1 };
    explainer->cost = cost;
    *made = explainer;
    return kri_pricer_make(job, network, consignment, &explainer->pricer);
}

kr_status kri_cost_explain_arc(kri_cost_explainer *explainer, uint32_t arc, const kr_cost_item **items, size_t *count)
{
    const kr_cost *cost = explainer->cost;
    if (has_parts(explainer->pricer.network, arc))
        kri_bill_parts(&explainer->pricer, arc, cost->part + cost->part_first[arc], cost->part_first[arc + 1] - cost->part_first[arc], &explainer->bill);
    else
        kri_bill_arc(&explainer->pricer, arc, &explainer->bill);
    *items = explainer->bill.item;
    *count = explainer->bill.count;
    return explainer->bill.status;
}

kr_status kri_cost_explain_loading(kri_cost_explainer *explainer, uint32_t node, const kr_cost_item **items, size_t *count)
{
    const kr_network *n = explainer->pricer.network;
    *count = 0;
    for (uint32_t i = n->graph.in_first[node]; i < n->graph.in_first[node + 1]; i++)
        if (n->kind[n->graph.in_arc[i]] == KR_ARC_LOAD) {
            kri_bill_arc_anyway(&explainer->pricer, n->graph.in_arc[i], &explainer->bill);
            *count = explainer->bill.count;
        }
    *items = explainer->bill.item;
    return explainer->bill.status;
}

kr_status kr_cost_explain(kr_job *job, const kr_network *network, const kr_consignment *consignment, uint32_t arc,
                          const kr_cost_item **items, size_t *count)
{
    kri_cost_explainer *explainer;
    kr_cost cost;
    if (has_parts(network, arc))
        KR_TRY(kr_cost_make(job, network, consignment, &cost));
    KR_TRY(kri_cost_explainer_make(job, network, consignment, &cost, &explainer));
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
    [KR_ARC_STRETCH] = KR_TARIFF, [KR_ARC_THROUGH] = KR_SERVICE,
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
    KR_TRY(kri_contradictions_check(job, network->world, problems));
    job->message[0] = 0;
    job->status = KR_OK;
    return KR_OK;
}
