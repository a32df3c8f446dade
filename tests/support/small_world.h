/*
 * small_world.h: a world of three countries and ten places that fits a sheet of paper, so that every figure can be
 * reckoned by hand. Along the equator, one degree apart (111.2 km):
 *
 *   alpha - mid - post | beta - gamma ~ ~ delta - kappa - - isle      rail to kappa, ship, road to beta, gamma, kappa, isle
 *      \ twin_a -  - | - twin_b /                                     -  - is closed
 *
 * Speeds: 40 km/h in planned trains, 20 wagon by wagon, 60 by road for 9 hours of 24.
 */
#ifndef KERUEN_TEST_SMALL_WORLD_H
#define KERUEN_TEST_SMALL_WORLD_H

#include <keruen/io.h>

#include "temp_folder.h"

static const struct { const char *file, *text; } small_world_files[] = {
    { "config.csv", "dataset_name,long_length,speed,crs\nsmall world,km,kmh,EPSG:4326\n" },
    { "source.csv", "source_id,title\nbook,A timetable\nlist,A price list\nown,Our own estimate\n" },
    { "node.csv",
      "node_id,name,x_coord,y_coord,node_type,country,un_locode,names,source_id,method\n"
      "alpha,Alpha,0,0,city,AA,AAALP,Alfa;Альфа,book,reported\n"
      "mid,Middleton,1,0,junction,AA,,,book,reported\n"
      "post,Post,2,0,border_crossing,AA,,,book,reported\n"
      "beta,Beta,3,0,city,BB,BBBTA,,book,reported\n"
      "gamma,Port Gamma,4,0,port,BB,BBGAM,,book,reported\n"
      "delta,Port Delta,6,0,port,CC,CCDEL,,book,reported\n"
      "kappa,Kappa (old town),7,0,city,CC,CCKAP,Kappa,book,reported\n"
      "isle,Isle,8,0,city,CC,,,book,reported\n"
      "twin_a,Twin,1,1,city,AA,,,book,reported\n"
      "twin_b,Twin,3,1,city,BB,,,book,reported\n" },
    { "link.csv",
      "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm,free_speed,transit_hours,facility_type,source_id,method\n"
      "r_am,alpha,mid,0,120,rail,open,1520,,,,book,reported\n"
      "r_mp,mid,post,0,120,rail,open,1520,,,,book,reported\n"
      "r_pb,post,beta,0,130,rail,open,1520,,,,book,reported\n"
      "r_bg,beta,gamma,0,125,rail,open,1520;1435,,,,book,reported\n"
      "r_dk,delta,kappa,0,130,rail,open,1435,,,,book,reported\n"
      "h_ab,alpha,beta,0,340,road,open,,,,,book,reported\n"
      "h_bg,beta,gamma,0,120,road,open,,,,,book,reported\n"
      "h_dk,delta,kappa,0,128,road,open,,,4,,book,reported\n"
      "h_ki,kappa,isle,0,115,road,closed,,,,,book,reported\n"
      "h_ma,mid,alpha,1,118,road,open,,59,,,book,reported\n"
      "h_at,alpha,twin_a,0,160,road,open,,,,drayage,book,reported\n"
      "h_bt,beta,twin_b,0,115,road,open,,,,,book,reported\n"
      "h_tt,twin_a,twin_b,0,225,road,closed,,,,,book,reported\n"
      "s_gd,gamma,delta,0,240,sea,open,,,,,book,reported\n"
      "p_ab,alpha,beta,0,350,pipeline,open,,,,,book,reported\n" },
    { "border.csv",
      "border_id,name,mode,country_a,country_b,link_id,status,why,source_id,method\n"
      "b_rail,Post - Beta,rail,AA,BB,r_pb,open,,book,reported\n"
      "b_road,Alpha - Beta,road,BB,AA,h_ab,open,,book,reported\n"
      "b_tt,Twin - Twin,road,AA,BB,h_tt,closed,no agreement,book,reported\n"
      "port_bb,Ports of BB,sea,BB,,,open,,book,reported\n"
      "port_cc,Ports of CC,sea,CC,,,open,,book,reported\n" },
    { "border_hours.csv",
      "border_id,service_class,direction,hours_mean,hours_p50,hours_p90,usd,year,source_id,method\n"
      "b_rail,any,AA>BB,10,8,20,100,2024,book,reported\n"
      "b_rail,block,BB>AA,6,5,10,80,2024,book,reported\n"
      "b_rail,single,BB>AA,12,10,24,90,2024,own,estimate\n"
      "b_road,any,AA>BB,10,,,40,2024,book,reported\n"
      "b_road,any,BB>AA,4,3,8,40,2024,book,reported\n"
      "b_tt,any,AA>BB,20,10,40,50,2024,own,estimate\n"
      "b_tt,any,BB>AA,20,10,40,50,2024,own,estimate\n"
      "port_bb,any,both,2,1,4,30,2024,book,reported\n"
      "port_cc,any,in,3,2,6,35,2024,book,reported\n"
      "port_cc,any,out,1,0.5,2,15,2024,book,reported\n" },
    { "terminal.csv",
      "terminal_id,node_id,from_mode,to_mode,service_class,hours_p50,hours_p90,usd_per_teu,usd_per_feu,usd_per_t,usd_per_truck,usd_per_wagon,"
      "status,includes_wait,source_id,method\n"
      "alpha_up,alpha,road,rail1520,any,10,20,50,90,4,,150,open,no,list,reported\n"
      "alpha_down,alpha,rail1520,road,any,10,20,50,90,4,,150,open,no,list,reported\n"
      "beta_up,beta,road,rail1520,any,10,20,50,90,4,,150,closed,no,list,reported\n"
      "gamma_ship,gamma,rail1520,sea_container,any,24,48,60,100,,,,open,no,list,reported\n"
      "gamma_shore,gamma,sea_container,rail1520,any,24,48,60,100,,,,open,no,list,reported\n"
      "gamma_gauge_block,gamma,rail1520,rail1435,block,6,6,40,60,,,200,open,no,list,reported\n"
      "gamma_gauge_single,gamma,rail1520,rail1435,single,12,24,40,60,,,200,open,no,own,estimate\n"
      "gamma_roro,gamma,road,sea_roro,any,10,15,,,,70,,open,yes,list,reported\n"
      "gamma_ramp,gamma,sea_roro,road,any,2,3,,,,70,,open,no,list,reported\n"
      "delta_shore,delta,sea_container,rail1435,any,20,40,60,100,,,,open,no,list,reported\n"
      "delta_ship,delta,rail1435,sea_container,any,20,40,60,100,,,,open,no,list,reported\n"
      "delta_roro,delta,road,sea_roro,any,10,15,,,,70,,open,no,list,reported\n"
      "delta_ramp,delta,sea_roro,road,any,2,3,,,,70,,open,no,list,reported\n"
      "kappa_down,kappa,rail1435,road,any,8,16,50,90,4,,150,open,no,list,reported\n"
      "kappa_up,kappa,road,rail1435,any,8,16,50,90,4,,150,open,no,list,reported\n" },
    { "service.csv",
      "service_id,operator,name,stops,mode,headway_h,sailings_per_week,ride_hours,ride_p90_factor,usd_20,usd_40,usd_truck,usd_per_t,"
      "valid_from,valid_to,status,source_id,method\n"
      "box_gd,Line,Box ship,gamma;delta,sea_container,48,,12,1.5,500,800,,,,,open,list,reported\n"
      "box_dg,Line,Box ship back,delta;gamma,sea_container,48,,12,1.5,450,700,,,,,open,list,reported\n"
      "box_old,Line,Old box ship,gamma;delta,sea_container,1,,1,,5,5,,,2015,2019-06,open,list,reported\n"
      "roro_gd,Ferries,Ferry,gamma;delta,sea_roro,,3.5,10,,,,700,,2025-01,2027,open,list,reported\n"
      "roro_dg,Ferries,Ferry back,delta;gamma,sea_roro,,3.5,10,,,,600,,2025-01,2027,open,list,reported\n" },
    { "tariff.csv",
      "tariff_id,operator,country,mode,from_node_id,to_node_id,cargo_class,unit,value,currency,direction,basis,valid_from,valid_to,source_id,method\n"
      "rail40_aa,,AA,rail,,,container40,per_feu_km,0.5,USD,both,operator,2024-01,,list,reported\n"
      "rail40_aa_old,,AA,rail,,,container40,per_feu_km,0.1,USD,both,operator,2010,2012,list,reported\n"
      "rail40_aa_top,,AA,rail,,,container40,per_feu_km,0.01,USD,both,ceiling,2024-01,,list,reported\n"
      "rail40,,*,rail,,,container40,per_feu_km,0.8,USD,both,market,2024-01,,own,estimate\n"
      "rail40_guess,,*,rail,,,container40,per_feu_km,0.2,USD,both,estimate,2025-01,,own,estimate\n"
      "rail20,,*,rail,,,container20,per_teu_km,0.4,USD,both,market,2024-01,,list,reported\n"
      "wagon,,*,rail,,,bulk_wagon,per_tkm,0.03,USD,both,market,2024-01,,list,reported\n"
      "truck,,*,road,,,truck,per_truck_km,1,USD,both,market,2020-01,,list,reported\n"
      "truck_bb,,BB,road,,,truck,per_truck_km,600,XBB,both,market,2024-01,2026-12,list,reported\n"
      "once40_bb,,BB,rail,,,container40,fixed,50,USD,both,fee,2024-01,,list,reported\n"
      "once20_bb,,BB,rail,,,container20,fixed,30,USD,both,fee,2024-01,,list,reported\n"
      "permit_bb,,BB,road,,,truck,fixed,75,USD,both,fee,2024-01,,list,reported\n"
      "papers,,*,any,,,container,fixed,60,USD,both,fee,2020-01,,list,reported\n"
      "forwarder,,*,any,,,container,percent_of_sum,10,USD,both,market,2020-01,,own,estimate\n"
      "hire40,,*,any,,,container40,per_feu_day,24,USD,both,market,2020-01,,list,reported\n"
      "hire20,,*,any,,,container20,per_teu_day,12,USD,both,market,2020-01,,list,reported\n"
      "waiting,,*,road,,,truck,per_truck_h,5,USD,both,market,2020-01,,list,reported\n"
      "bridge,,,road,alpha,beta,truck,fixed,20,USD,forward,fee,2024-01,,list,reported\n"
      "pipe,,,pipeline,alpha,beta,oil,per_t,3,USD,both,list,2024-01,,list,reported\n" },
    { "currency.csv", "currency,year,usd_per_unit,source_id,method\nXBB,2020,0.004,list,reported\nXBB,2024,0.002,list,reported\n" },
    { "speed.csv",
      "mode,country,section,speed_kmh,km_per_day,year,source_id,method\n"
      "rail_block,*,,40,,2024,book,reported\nrail_single,*,,20,,2024,book,reported\nroad,*,,60,,2024,book,reported\n"
      "pipeline,*,,5,,2024,own,estimate\nroad_rest,*,,,216,2024,book,reported\n" },
    { "cargo.csv",
      "cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes,source_id,method\n"
      "machinery,Machinery,84;85,teu,10,20,,20,9000,0.01,road;rail1520;rail1435;sea_container;sea_roro,own,estimate\n"
      "grain,Grain,10,t,,,60,25,250,0.001,road;rail1520;rail1435;sea_roro,own,estimate\n"
      "oil,Crude oil,2709,t,,,,,500,0.001,pipeline,own,estimate\n" },
    { "emission.csv",
      "mode,vehicle,g_wtw_per_tkm,default_for,source_id,method\n"
      "rail,train,20,rail,list,reported\nroad,truck,100,road,list,reported\nsea,box ship,15,sea_container,list,reported\n"
      "sea,ferry,50,sea_roro,list,reported\nsea,ocean ship,5,sea_ocean,list,reported\nterminal,crane,5000,terminal,list,reported\n"
      "pipeline,pumps,2,pipeline,list,reported\n" },
    { "corridor.csv", "corridor_id,name,group,nodes,hop_modes,source_id,method\n"
                      "c_main,Main line,test,alpha;mid;post;beta;gamma,rail;rail;rail;rail,book,reported\n" },
    { "project.csv", "project_id,name,kind,links,borders,changes,cost_usd,year,host_countries,status,source_id,method\n"
                     "p_twins,Open the Twins,open,h_tt,b_tt,"
                     "terminal:beta_up:status=open; border_hours:b_tt:hours_mean=6;link:h_bg:length*0.5,1000000,2027,AA;BB,closed,book,reported\n" },
};

static inline void small_world_put(const struct temp_folder *folder)
{
    for (size_t i = 0; i < sizeof small_world_files / sizeof *small_world_files; i++)
        temp_folder_put(folder, small_world_files[i].file, small_world_files[i].text);
}

static inline void small_world_read(kr_job *job, kr_world *world)
{
    struct temp_folder folder;
    temp_folder_open(&folder);
    small_world_put(&folder);
    check_ok(job, kr_world_read(job, folder.path, NULL, world));
    temp_folder_close(&folder);
}

/* The row with that id; a test that names one that is not there is wrong itself. */
static inline uint32_t row_of(const kr_world *world, kr_table_id table, const char *id)
{
    uint32_t row = kr_world_find(world, table, id);
    if (row == KR_NONE)
        fail_msg("the %s \"%s\" is not there", kr_table_name(table), id);
    return row;
}

#endif
