/* cheapest.c: read a region, open a closed railway in a copy of it, and ask for the cheapest way in both.
 * cheapest [FOLDER]; without one the folder that KERUEN_DATA names. */
#include <stdio.h>
#include <stdlib.h>

#include <keruen/keruen.h>

/* The first way offered is the one asked for. */
static kr_status ask(kr_job *job, const kr_world *world, const char *title)
{
    kr_network network;
    kr_consignment box;
    kr_cost cost;
    kr_quote quote;
    kr_shipment shipment = { .cargo = "machinery", .date = 20261201 };
    kr_quote_request request = { .by = KR_BY_COST, .most = 1 };
    KR_TRY(kr_place_find(job, world, "Gyumri", &request.from, NULL));
    KR_TRY(kr_place_find(job, world, "Erzurum", &request.to, NULL));
    KR_TRY(kr_network_freeze(job, world, &network));
    KR_TRY(kr_consignment_make(job, world, &shipment, &box));
    KR_TRY(kr_cost_make(job, &network, &box, &cost));
    KR_TRY(kr_quote_find(job, &network, &box, &cost, &request, &quote));
    if (quote.ways)
        printf("%s: %.0f km, %zu legs\n", title, quote.way[0].km, quote.way[0].legs);
    else
        printf("%s: no way. %s\n", title, quote.why);
    return KR_OK;
}

static kr_status run(kr_job *job, const char *folder)
{
    kr_world today, opened;
    kr_patch patch = { 0 };
    KR_TRY(kr_world_read(job, folder, NULL, &today));
    KR_TRY(ask(job, &today, "today"));
    KR_TRY(kr_patch_open(job, &today, "p_gyumri_kars", &patch));
    KR_TRY(kr_patch_apply(job, &today, &patch, &opened));
    return ask(job, &opened, "with Gyumri-Kars open");
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : getenv("KERUEN_DATA");
    kr_job job;
    kr_job_init(&job, (size_t)1 << 30);
    kr_status status = run(&job, folder ? folder : "data/region");
    if (status != KR_OK)
        fprintf(stderr, "%s\n", job.message);
    kr_job_end(&job);
    return status == KR_OK ? 0 : 1;
}
