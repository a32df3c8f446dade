/* strait_world.h: the world of halves_world.h with a strait between west and east, and ships on it that leave when full. */
#ifndef KERUEN_TEST_STRAIT_WORLD_H
#define KERUEN_TEST_STRAIT_WORLD_H

#include "halves_world.h"

static const char strait_links[] = "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm,capacity_t_yr\n"
                                   "round_1,west,far,0,1500,rail,open,1520,\nround_2,far,east,0,1500,rail,open,1520,\n"
                                   "half_1,west,mid,0,400,rail,closed,1520,\nhalf_2,mid,east,0,400,rail,closed,1520,\n"
                                   "twin_1,west,twin,0,410,rail,closed,1520,\ntwin_2,twin,east,0,410,rail,closed,1520,\n"
                                   "strait,west,east,0,800,sea,open,,\nnorth,west,far,0,1500,sea,open,,\n";
static const char strait_cargo[] = "cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes\n"
                                   "goods,Goods,,teu,10,20,,,1000,0.01,rail1520;sea_container\n";
static const char strait_head[] = "service_id,operator,name,stops,mode,headway_h,sailings_per_week,leaves_when_full,ride_hours,ride_p90_factor,"
                                  "capacity_wagons,capacity_teu,capacity_trucks,usd_20,usd_40,usd_wagon,usd_truck,usd_per_t,through_price,valid_from,"
                                  "valid_to,status\n";
/* A ship in 100 hours, there and back, of 200 TEU; 2,600 USD a box of 20 t, 40 hours. The way round is 3,000 km: 3,000 USD, 75 hours. */
static const char strait_ships[] = "there,Line,There,west;east,sea_container,100,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                   "back,Line,Back,east;west,sea_container,100,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n";
static const char strait_timetable[] = "there,Line,There,west;east,sea_container,100,,no,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                       "back,Line,Back,east;west,sea_container,100,,no,40,,,200,,,2600,,,,no,2020-01,,open\n";

static inline void strait_read(kr_job *job, const char *services, kr_world *world)
{
    struct temp_folder folder;
    char text[4096];
    temp_folder_open(&folder);
    halves_put(&folder, halves_demand);
    temp_folder_put(&folder, "link.csv", strait_links);
    temp_folder_put(&folder, "cargo.csv", strait_cargo);
    snprintf(text, sizeof text, "%s%s", strait_head, services);
    temp_folder_put(&folder, "service.csv", text);
    kr_status status = kr_world_read(job, folder.path, NULL, world);
    temp_folder_close(&folder);
    check_ok(job, status);
}

#endif
