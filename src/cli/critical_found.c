/* critical_found.c: what every answer asks of the weak points that were found. */
#include "cli/critical_found.h"

#include "base/arena.h"

#include <string.h>

uint32_t kri_critical_same_country(const kri_weakness *in, const char *country)
{
    for (size_t i = 0; i < in->countries; i++)
        if (strcmp(in->country[i], country) == 0)
            return (uint32_t)i;
    return KR_NONE;
}

uint32_t kri_critical_area(const kri_weaknesses *found, const char *country)
{
    for (uint32_t i = 0; i < found->trade.count; i++)
        if (strcmp(found->trade.id[i], country) == 0)
            return i;
    return KR_NONE;
}

static double loss_in(const kr_draws *d, uint32_t draw, uint32_t country)
{
    return country == KR_NONE ? d->usd_yr[draw] : d->by_country_usd_yr[(size_t)draw * d->countries + country];
}

kr_status kri_critical_difference(kr_job *job, const kri_weaknesses *found, uint32_t country, double **usd)
{
    const kr_draws *now = &found->now.draws, *with = &found->with.draws;
    KRI_NEW(job, *usd, now->draws);
    for (uint32_t d = 0; d < now->draws; d++)
        (*usd)[d] = loss_in(with, d, country) - loss_in(now, d, country);
    return KR_OK;
}
