/* region.h: the world of data/region. */
#ifndef KERUEN_TEST_REGION_H
#define KERUEN_TEST_REGION_H

#include <keruen/io.h>

#include "check.h"

static inline const char *region_folder(void)
{
    static char path[512];
    const char *source = getenv("KERUEN_SOURCE");
    snprintf(path, sizeof path, "%s/data/region", source ? source : ".");
    return path;
}

static inline void region_read(kr_job *job, kr_world *world)
{
    check_ok(job, kr_world_read(job, region_folder(), NULL, world));
}

#endif
