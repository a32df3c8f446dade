/* halves_world.h: two countries joined by a long way round, by a short way in two halves, and by its twin; all but the first closed. */
#ifndef KERUEN_TEST_HALVES_WORLD_H
#define KERUEN_TEST_HALVES_WORLD_H

#include <keruen/io.h>
#include <keruen/scenario.h>

#include "temp_folder.h"

static const char halves_nodes[] = "node_id,name,x_coord,y_coord,country\n"
                                   "west,West,60,45,KZ\neast,East,70,45,GE\nfar,Far,65,60,RU\nmid,Middle,65,45,AZ\ntwin,Twin,65,44,AZ\n";
static const char halves_links[] = "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm,capacity_t_yr\n"
                                   "round_1,west,far,0,1500,rail,open,1520,\nround_2,far,east,0,1500,rail,open,1520,\n"
                                   "half_1,west,mid,0,400,rail,closed,1520,\nhalf_2,mid,east,0,400,rail,closed,1520,\n"
                                   "twin_1,west,twin,0,410,rail,closed,1520,\ntwin_2,twin,east,0,410,rail,closed,1520,\n";
static const char halves_speeds[] = "mode,country,section,speed_kmh,km_per_day,year\nrail_block,*,,40,960,2020\nrail_single,*,,40,960,2020\n";
static const char halves_tariffs[] = "tariff_id,operator,country,mode,from_node_id,to_node_id,km_from,km_to,cargo_class,unit,value,currency,direction,basis,"
                                     "valid_from,valid_to\nflat,,*,rail,,,,,container40,per_feu_km,1,USD,both,market,2020-01,\n";
static const char halves_cargo[] = "cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes\n"
                                   "goods,Goods,,teu,10,20,,,1000,0.01,rail1520\n";
static const char halves_demand[] = "origin,destination,cargo_id,tonnes_yr,year\nwest,east,goods,100000,2023\neast,west,goods,60000,2023\n";
static const char halves_projects[] = "project_id,name,kind,links,borders,changes,effect,cost_usd,cost_note,year,host_countries,status\n"
                                      "first,First half,build,half_1,,,,10000000,,2027,KZ;AZ,planned\n"
                                      "second,Second half,build,half_2,,,,20000000,,2028,GE,planned\n"
                                      "twin,The twin,build,twin_1;twin_2,,,,15000000,,2028,AZ,planned\n";

/* Four areas; every one keeps most of what it makes. Nothing goes where it is 0. */
static double halves_trade[] = { 900e6, 5e6,   100e6, 300e6,
                                 5e6,   300e6, 20e6,  80e6,
                                 60e6,  15e6,  500e6, 90e6,
                                 250e6, 90e6,  80e6,  90e9 };
static const char *const halves_area[] = { "KZ", "AZ", "GE", "ROW" };

static inline kr_flows halves_flows(void)
{
    return (kr_flows){ 4, halves_area, halves_trade };
}

static inline void halves_put(const struct temp_folder *folder, const char *demand)
{
    temp_folder_put(folder, "config.csv", "long_length,speed,crs\nkm,kph,EPSG:4326\n");
    temp_folder_put(folder, "node.csv", halves_nodes);
    temp_folder_put(folder, "link.csv", halves_links);
    temp_folder_put(folder, "speed.csv", halves_speeds);
    temp_folder_put(folder, "tariff.csv", halves_tariffs);
    temp_folder_put(folder, "cargo.csv", halves_cargo);
    temp_folder_put(folder, "project.csv", halves_projects);
    if (demand)
        temp_folder_put(folder, "demand.csv", demand);
}

static inline void halves_read(kr_job *job, const char *demand, kr_world *world)
{
    struct temp_folder folder;
    temp_folder_open(&folder);
    halves_put(&folder, demand);
    kr_status status = kr_world_read(job, folder.path, NULL, world);
    temp_folder_close(&folder);
    check_ok(job, status);
}

#endif
