/* closing_world.h: worlds of railways in a few countries, small enough to close everything in them by hand. */
#ifndef KERUEN_TEST_CLOSING_WORLD_H
#define KERUEN_TEST_CLOSING_WORLD_H

#include <keruen/critical.h>
#include <keruen/io.h>

#include "temp_folder.h"

#define CLOSING_DATE 20260101

/* What a world is made of: places a, b, c ... each in a country, links of so many km, demand. Countries that differ have a border between them. */
struct closing_link {
    unsigned from, to;
    double km;
};

struct closing_demand {
    unsigned from, to;
    double t_yr;
};

struct closing_plan {
    unsigned places, links, demands;
    const char *country;        /* a letter a place: A is country AA */
    const struct closing_link *link;
    const struct closing_demand *demand;
    const char *disruptions;    /* rows of disruption.csv; NULL: none */
};

struct closing_world {
    struct temp_folder folder;
    kr_job job;
    kr_world world;
    kr_network network;
};

static void closing_put(struct closing_world *w, const char *file, const char *head, const struct closing_plan *p,
                        void (*row)(FILE *to, const struct closing_plan *p, unsigned i), unsigned rows)
{
    char path[TEMP_PATH_BYTES];
    FILE *to = fopen(temp_folder_file(&w->folder, file, path), "w");
    assert_non_null(to);
    fprintf(to, "%s\n", head);
    for (unsigned i = 0; i < rows; i++)
        row(to, p, i);
    fclose(to);
}

static void closing_node(FILE *to, const struct closing_plan *p, unsigned i)
{
    fprintf(to, "%c,%c,%u,%u,%c%c\n", 'a' + i, 'A' + i, 40 + i % 5, 40 + i / 5, p->country[i], p->country[i]);
}

static void closing_link(FILE *to, const struct closing_plan *p, unsigned i)
{
    const struct closing_link *l = &p->link[i];
    fprintf(to, "%c%c_%u,%c,%c,0,%.3f,rail,open,1520\n", 'a' + l->from, 'a' + l->to, i, 'a' + l->from, 'a' + l->to, l->km);
}

static int closing_is_border(const struct closing_plan *p, unsigned i)
{
    return p->country[p->link[i].from] != p->country[p->link[i].to];
}

static void closing_border(FILE *to, const struct closing_plan *p, unsigned i)
{
    const struct closing_link *l = &p->link[i];
    if (closing_is_border(p, i))
        fprintf(to, "border_%u,%c - %c,rail,%c%c,%c%c,%c%c_%u,open\n", i, 'A' + l->from, 'A' + l->to, p->country[l->from], p->country[l->from],
                p->country[l->to], p->country[l->to], 'a' + l->from, 'a' + l->to, i);
}

static void closing_hours(FILE *to, const struct closing_plan *p, unsigned i)
{
    char from = p->country[p->link[i].from], far = p->country[p->link[i].to];
    if (closing_is_border(p, i))
        fprintf(to, "border_%u,any,%c%c>%c%c,10,0\nborder_%u,any,%c%c>%c%c,10,0\n", i, from, from, far, far, i, far, far, from, from);
}

static void closing_demand(FILE *to, const struct closing_plan *p, unsigned i)
{
    fprintf(to, "%c,%c,box,%.3f,2024\n", 'a' + p->demand[i].from, 'a' + p->demand[i].to, p->demand[i].t_yr);
}

/* Writes the tables without reading them. */
static void closing_write(struct closing_world *w, const struct closing_plan *p)
{
    char text[4096];
    temp_folder_open(&w->folder);
    temp_folder_put(&w->folder, "config.csv", "long_length,speed,crs\nkm,kph,EPSG:4326\n");
    temp_folder_put(&w->folder, "speed.csv", "mode,country,section,speed_kmh,km_per_day,year\nrail_block,*,,40,960,2024\n");
    temp_folder_put(&w->folder, "tariff.csv", "tariff_id,operator,country,mode,cargo_class,unit,value,currency,direction,basis,valid_from,valid_to\n"
                                              "rail,,*,rail,container40,per_feu_km,0.8,USD,both,market,2020,\n");
    temp_folder_put(&w->folder, "cargo.csv", "cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes\n"
                                             "box,Box,84,teu,10,20,,,2400,0.01,rail1520\n");
    closing_put(w, "node.csv", "node_id,name,x_coord,y_coord,country", p, closing_node, p->places);
    closing_put(w, "link.csv", "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm", p, closing_link, p->links);
    closing_put(w, "border.csv", "border_id,name,mode,country_a,country_b,link_id,status", p, closing_border, p->links);
    closing_put(w, "border_hours.csv", "border_id,service_class,direction,hours_mean,usd", p, closing_hours, p->links);
    closing_put(w, "demand.csv", "origin,destination,cargo_id,tonnes_yr,year", p, closing_demand, p->demands);
    snprintf(text, sizeof text, "disruption_id,name,kind,members,together,months,closures_yr,days\n%s", p->disruptions ? p->disruptions : "");
    temp_folder_put(&w->folder, "disruption.csv", text);
}

static void closing_open(struct closing_world *w, const struct closing_plan *p)
{
    closing_write(w, p);
    kr_job_init(&w->job, (size_t)1 << 31);
    check_ok(&w->job, kr_world_read_figures(&w->job, w->folder.path, NULL, &w->world));
    check_ok(&w->job, kr_network_freeze(&w->job, &w->world, &w->network));
}

static void closing_close(struct closing_world *w)
{
    kr_job_end(&w->job);
    temp_folder_close(&w->folder);
}

static kr_freight_options closing_options(void)
{
    kr_freight_options o = KR_FREIGHT_DEFAULTS;
    o.date = CLOSING_DATE;
    return o;
}

/* The element of this kind whose row has this id; fails when there is none. */
static uint32_t closing_element(const kr_critical *c, kr_element_kind kind, const char *id)
{
    const kr_element *e;
    size_t count = kr_critical_elements(c, &e);
    for (size_t i = 0; i < count; i++)
        if (e[i].kind == kind && strcmp(e[i].id, id) == 0)
            return (uint32_t)i;
    fail_msg("no element %s", id);
    return KR_NONE;
}

#endif
