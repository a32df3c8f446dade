/* line_world.h: a world of one railway in one country, small enough for sums by hand. */
#ifndef KERUEN_TEST_LINE_WORLD_H
#define KERUEN_TEST_LINE_WORLD_H

#include "temp_folder.h"

/* a - b - c - d, 100 km each, 50 km/h but for 25 between b and c: 8 hours. No roads: the doors are at the railway. */
static const char line_nodes[] = "node_id,name,x_coord,y_coord,country\na,Alpha,60,45,KZ\nb,Beta,61,45,KZ\nc,Gamma,62,45,KZ\nd,Delta,63,45,KZ\n";
static const char line_links[] = "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm\n"
                            "ab,a,b,0,100,rail,open,1520\nbc,b,c,0,100,rail,open,1520\ncd,c,d,0,100,rail,open,1520\n";
static const char line_config[] = "long_length,speed,crs\nkm,kph,EPSG:4326\n";
static const char line_speeds[] = "mode,country,section,speed_kmh,km_per_day,year\nrail_block,KZ,,50,1200,2020\nrail_block,KZ,b;c,25,600,2020\n";
static const char line_tariff_head[] = "tariff_id,operator,country,mode,from_node_id,to_node_id,km_from,km_to,cargo_class,unit,value,currency,direction,basis,"
                                  "valid_from,valid_to\n";
static const char line_service_head[] = "service_id,operator,name,stops,mode,headway_h,sailings_per_week,leaves_when_full,ride_hours,ride_p90_factor,"
                                   "capacity_wagons,capacity_teu,capacity_trucks,usd_20,usd_40,usd_wagon,usd_truck,usd_per_t,through_price,valid_from,"
                                   "valid_to,status\n";

#define FLAT "flat,,KZ,rail,,,,,container40,per_feu_km,1,USD,both,market,2020-01,\n"

static inline void put_line_world(const struct temp_folder *folder, const char *tariffs, const char *services)
{
    char text[4096];
    temp_folder_put(folder, "config.csv", line_config);
    temp_folder_put(folder, "node.csv", line_nodes);
    temp_folder_put(folder, "link.csv", line_links);
    temp_folder_put(folder, "speed.csv", line_speeds);
    snprintf(text, sizeof text, "%s%s", line_tariff_head, tariffs);
    temp_folder_put(folder, "tariff.csv", text);
    snprintf(text, sizeof text, "%s%s", line_service_head, services);
    temp_folder_put(folder, "service.csv", text);
}

#endif
