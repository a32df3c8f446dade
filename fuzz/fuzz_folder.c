/* fuzz_folder.c: any folder of tables becomes a sound world or a list of problems; a sound one freezes and has its
 * price, its claims are judged and its freight meets closures. A line "@link" in the input begins the file link.csv. */
#include <math.h>
#include <string.h>

#include <keruen/critical.h>
#include <keruen/io.h>
#include <keruen/ledger.h>
#include <keruen/quote.h>

#include "base/text.h"
#include "base/utf8.h"

#include "own_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From the first place to the last, with everything opened; no way is an answer. */
static kr_status quote(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost)
{
    kr_quote quote;
    kr_quote_request request = { .from = 0, .to = network->world->node.count - 1, .most = 3 };
    if (request.to == 0)
        return KR_OK;
    KR_TRY(kr_quote_find(job, network, consignment, cost, &request, &quote));
    for (size_t i = 0; i < quote.ways; i++)
        if (!(quote.way[i].hours >= 0) || !(quote.way[i].p90_h >= quote.way[i].p50_h))
            abort();
    if (!quote.ways && !*quote.why)
        abort();
    return KR_OK;
}

/* A ledger without mistakes can be judged. */
static kr_status use_ledger(kr_job *job, const kr_world *world, kr_problems *problems)
{
    kr_tracking tracking;
    KR_TRY(kr_ledger_check(job, world, problems));
    if (problems->errors)
        return KR_OK;
    for (uint32_t row = 0; row < world->claim.count; row++) {
        kr_finding finding;
        KR_TRY(kr_ledger_judge(job, world, &row, 1, 20260101, NULL, &finding));
        if (isinf(finding.recomputed) || finding.model_verdict >= KR_VERDICTS)
            abort();
    }
    for (uint32_t row = 0; row < world->commitment.count; row++)
        KR_TRY(kr_ledger_track(job, world, row, 20260101, &tracking));
    return KR_OK;
}

/* Closes everything in turn, and what chance closes; where there is freight. */
static kr_status close_things(kr_job *job, const kr_network *network, uint32_t date)
{
    kr_critical *critical;
    const kr_loss *loss;
    const kr_element *element;
    kr_worst pair, triple;
    kr_draws draws;
    kr_freight_options options = KR_FREIGHT_DEFAULTS;
    options.date = date;
    if (!network->world->demand.count)
        return KR_OK;
    KR_TRY(kr_critical_open(job, network, &options, NULL, &critical));
    KR_TRY(kr_critical_scan(job, critical, &loss));
    size_t elements = kr_critical_elements(critical, &element);
    for (size_t e = 0; e < elements; e++)
        if (!(loss[e].stranded_t >= 0) || !(loss[e].cost_usd_yr > -1))
            abort();
    KR_TRY(kr_critical_worst(job, critical, &pair, &triple));
    return kr_critical_draw(job, critical, &(kr_chance_options){ 1, 1, NULL }, &draws);
}

/* A shape that was found sound is drawn from end to end, both ways the same. */
static kr_status draw(kr_job *job, const kr_world *world)
{
    kr_shapes *shapes;
    kr_line there = { 0 }, back = { 0 };
    KR_TRY(kr_shapes_open(job, world, &shapes));
    for (uint32_t link = 0; link < world->link.count; link++) {
        there.points = back.points = 0;
        KR_TRY(kr_shapes_add(shapes, link, 1, &there));
        KR_TRY(kr_shapes_add(shapes, link, 0, &back));
        if (there.points == 0 || there.points != back.points || there.lon_lat[0] != back.lon_lat[2 * back.points - 2])
            abort();
    }
    return KR_OK;
}

static kr_status use(kr_job *job, const kr_world *world, kr_problems *problems)
{
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_shipment shipment = { .date = 20260101 };
    kr_patch patch = { 0 };
    kr_world opened;
    KR_TRY(draw(job, world));
    KR_TRY(kr_patch_open_all(job, world, &patch));
    if (world->project.count)
        KR_TRY(kr_patch_open(job, world, kr_world_text(world, world->project.id[0]), &patch));
    KR_TRY(kr_patch_apply(job, world, &patch, &opened));
    KR_TRY(kr_network_freeze(job, &opened, &network));
    KR_TRY(kr_cost_check(job, &network, shipment.date, problems));
    KR_TRY(kr_consignment_make(job, world, &shipment, &consignment));
    KR_TRY(kr_cost_make(job, &network, &consignment, &cost));
    for (uint32_t a = 0; a < network.graph.arcs; a++)
        if (!(cost.hours[a] >= 0) || !(cost.usd[a] >= 0) || !(cost.kgco2[a] >= 0) || !(cost.variance_h2[a] >= 0))
            abort();
    KR_TRY(quote(job, &network, &consignment, &cost));
    return close_things(job, &network, shipment.date);
}

static void check_messages(const kr_job *job, const kr_problems *problems)
{
    size_t at;
    if (!kri_utf8_is_valid(job->message, strlen(job->message), &at))
        abort();
    for (size_t i = 0; i < problems->kept; i++)
        if (!kri_utf8_is_valid(problems->list[i].message, strlen(problems->list[i].message), &at))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_world world;
    kr_problems problems = { 0 };
    make_folder();
    put_tables(data, size);
    kr_job_init(&job, 256 << 20);
    kr_status status = kr_world_read_figures(&job, folder, &problems, &world);
    if (status == KR_OK && !problems.errors)
        status = use_ledger(&job, &world, &problems);
    if (status == KR_OK && !problems.errors)
        status = use(&job, &world, &problems);
    if (status == KR_E_BUG || (status != KR_OK && !*job.message))
        abort();
    check_messages(&job, &problems);
    kr_job_end(&job);
    return 0;
}
