/* fuzz_published.c: any rows of published figures are compared, or refused with a reason. */
#include <string.h>

#include <keruen/io.h>
#include <keruen/quote.h>

#include "own_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct { const char *name, *text; } tables[] = {
    { "config.csv", "long_length,speed,crs\nkm,kph,EPSG:4326\n" },
    { "node.csv", "node_id,name,x_coord,y_coord,country\na,Alpha,60,45,KZ\nb,Beta,61,45,KZ\nc,Gamma,62,45,KZ\nd,Delta,63,45,KZ\n" },
    { "link.csv", "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm\nab,a,b,0,100,rail,open,1520\nbc,b,c,0,100,rail,open,1520\n"
              "cd,c,d,0,100,rail,open,1520\nad,a,d,0,400,road,open,\n" },
    { "speed.csv", "mode,country,section,speed_kmh,km_per_day,year\nrail_block,KZ,,50,1200,2020\nroad,*,,50,1200,2020\n" },
    { "tariff.csv", "tariff_id,operator,country,mode,from_node_id,to_node_id,km_from,km_to,cargo_class,unit,value,currency,direction,"
                    "basis,valid_from,valid_to\n"
                "r,,KZ,rail,,,,,container40,per_feu_km,1,USD,both,market,2020-01,\nt,,KZ,road,,,,,truck,per_truck_km,2,USD,both,market,2020-01,\n" },
};

static const char head[] = "published_id,what,from_node_id,to_node_id,via,cargo,hop_modes,from_mode,to_mode,measure,against,holds,definition,low,high,year,"
                           "role,note\n";

static kr_status compare(kr_job *job, const kr_world *world)
{
    kr_network network;
    kr_agreement agreement;
    KR_TRY(kr_network_freeze(job, world, &network));
    KR_TRY(kr_published_compare(job, &network, &agreement));
    if (agreement.rows != world->published.count)
        abort();
    for (size_t i = 0; i < agreement.rows; i++)
        if (!(agreement.row[i].model >= 0) && !agreement.row[i].why && strstr("usd_per_t_less", kr_world_text(world, world->published.measure[i])) == NULL)
            abort();
    return KR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_world world;
    kr_problems problems = { 0 };
    make_folder();
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        put_file(tables[i].name, tables[i].text, NULL, 0);
    put_file("published.csv", head, data, size);
    kr_job_init(&job, 256 << 20);
    kr_status status = kr_world_read(&job, folder, &problems, &world);
    if (status == KR_OK && !problems.errors)
        status = compare(&job, &world);
    if (status == KR_E_BUG || (status != KR_OK && !*job.message))
        abort();
    kr_job_end(&job);
    return 0;
}
