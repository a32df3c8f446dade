/* trips.c: pairs, collected and made a demand. */
#include "io/trips.h"

#include "base/arena.h"

kr_status kri_trips_add(kr_job *job, kri_trips *trips, uint32_t from, uint32_t to, double amount)
{
    KR_TRY(kri_job_grow(job, &trips->from, &trips->from_capacity, trips->count + 1, sizeof *trips->from));
    KR_TRY(kri_job_grow(job, &trips->to, &trips->to_capacity, trips->count + 1, sizeof *trips->to));
    KR_TRY(kri_job_grow(job, &trips->amount, &trips->amount_capacity, trips->count + 1, sizeof *trips->amount));
    trips->from[trips->count] = from;
    trips->to[trips->count] = to;
    trips->amount[trips->count++] = amount;
    return KR_OK;
}

kr_status kri_trips_build(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads, const kri_trips *trips, kr_demand *demand)
{
    size_t doubled;
    KR_TRY(kr_demand_build(job, roads->zones, trips->count, trips->from, trips->to, trips->amount, demand, &doubled));
    if (doubled)
        return kri_problem_add(job, problems, KRI_WARNING, path, 0, 0, "%zu pair%s twice; the amounts were added up", doubled,
                               doubled == 1 ? " stands" : "s stand");
    return KR_OK;
}
