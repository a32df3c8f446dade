/* keruen/io_demand.h: demand, and changes of links, as tables of comma-separated values. */
#ifndef KERUEN_IO_DEMAND_H
#define KERUEN_IO_DEMAND_H

#include <keruen/model_roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads the columns origin, destination and value; zones by the network's own ids. Where there is a column class,
 * only rows of the class `class_name` count, or all when it is NULL; a class that no row is of is KR_E_INPUT.
 */
KR_API kr_status kr_demand_read_csv(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, kr_demand *demand);
KR_API kr_status kr_demand_read_csv_class(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                                          const char *class_name, kr_demand *demand);

/* The classes of a table in the order in which they appear; without a column class one, whose name is NULL. */
typedef struct kr_demand_classes {
    size_t count;
    const char *const *name;
    const kr_demand *demand;
} kr_demand_classes;

KR_API kr_status kr_demand_read_csv_classes(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                                            kr_demand_classes *classes);

/* What changes for one class alone: pointers for its kr_traffic. */
typedef struct kr_class_change {
    const uint8_t *forbidden;   /* [links] 1: closed to it; NULL: nothing is */
    const double *toll;         /* [links] its own; NULL: the roads' */
} kr_class_change;

/*
 * Reads a table with the column link (its number from 1, or its name) and any of capacity, free_time, alpha, power, toll,
 * length, limit, closed, delay and curve (points x:multiple, "0:1 0.8:1.25 1:2", which make the delay a
 * table); an empty cell changes nothing. With a column class, rows that name one of class_name change toll and closed for that class
 * alone. Any other column is KR_E_INPUT.
 *
 * roads         in and out: changed arrays are copies
 * change        out: [classes]
 */
KR_API kr_status kr_roads_change_csv(kr_job *job, kr_problems *problems, const char *path, uint32_t classes, const char *const *class_name,
                                     kr_roads *roads, kr_class_change *change);

/* Reads the columns link, flow and cost, as keruen assign --flows writes them; [links], NaN where the file is silent. */
KR_API kr_status kr_flows_read_csv(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, const double **flow,
                                   const double **cost);

#ifdef __cplusplus
}
#endif
#endif
