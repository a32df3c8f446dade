/* trips.h: the pairs of a demand file as they are read, unsorted, until the demand is built of them. */
#ifndef KERUEN_IO_TRIPS_H
#define KERUEN_IO_TRIPS_H

#include <keruen/model_roads.h>

#include "base/problem.h"

typedef struct kri_trips {
    size_t count, from_capacity, to_capacity, amount_capacity;
    uint32_t *from, *to;        /* zones */
    double *amount;
} kri_trips;

/* The lists grow in the job, which is the same at every call. */
kr_status kri_trips_add(kr_job *job, kri_trips *trips, uint32_t from, uint32_t to, double amount);

/* The demand, in the job. Pairs that stand twice are added up, with a warning about the file of this path. */
kr_status kri_trips_build(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, const kri_trips *trips, kr_demand *demand);

#endif
