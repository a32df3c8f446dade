/* altered.c: a world with a patch and with what is uncertain scaled. */
#include "loop.h"

#include "base/arena.h"
#include "model/schema.h"

/* A copy of the column times the factor takes its place; what is unknown stays unknown. */
static kr_status scale(kr_job *job, const double **column, uint32_t count, double factor)
{
    double *copy;
    if (factor == 1 || !*column)
        return KR_OK;
    KRI_NEW(job, copy, count);
    for (uint32_t i = 0; i < count; i++)
        copy[i] = (*column)[i] * factor;
    *column = copy;
    return KR_OK;
}

static kr_status scale_columns(kr_job *job, const double **const *columns, size_t many, uint32_t count, double factor)
{
    for (size_t k = 0; k < many; k++)
        KR_TRY(scale(job, columns[k], count, factor));
    return KR_OK;
}

#define SCALE(job, count, factor, ...)                                                                          \
    do {                                                                                                        \
        const double **const columns_[] = { __VA_ARGS__ };                                                      \
        KR_TRY(scale_columns((job), columns_, sizeof columns_ / sizeof *columns_, (count), (factor)));          \
    } while (0)

/* A price in percent of the others moves with them. */
static kr_status scale_tariffs(kr_job *job, kr_tariffs *t, double factor)
{
    const double *old = t->value;
    double *value;
    if (factor == 1 || !old)
        return KR_OK;
    KRI_NEW(job, value, t->count);
    for (uint32_t i = 0; i < t->count; i++)
        value[i] = t->unit[i] == KRI_PERCENT_OF_SUM ? old[i] : old[i] * factor;
    t->value = value;
    return KR_OK;
}

static kr_status scale_prices(kr_job *job, kr_world *w, double factor)
{
    KR_TRY(scale_tariffs(job, &w->tariff, factor));
    SCALE(job, w->service.count, factor, &w->service.usd_20, &w->service.usd_40, &w->service.usd_wagon, &w->service.usd_truck, &w->service.usd_t);
    SCALE(job, w->terminal.count, factor, &w->terminal.usd_teu, &w->terminal.usd_feu, &w->terminal.usd_t, &w->terminal.usd_truck,
          &w->terminal.usd_wagon);
    SCALE(job, w->border_hours.count, factor, &w->border_hours.usd);
    SCALE(job, w->link.count, factor, &w->link.toll);
    return KR_OK;
}

static kr_status scale_capacities(kr_job *job, kr_world *w, double factor)
{
    SCALE(job, w->link.count, factor, &w->link.capacity_t_yr);
    SCALE(job, w->terminal.count, factor, &w->terminal.capacity_t_yr, &w->terminal.capacity_teu_yr);
    SCALE(job, w->service.count, factor, &w->service.capacity_wagons, &w->service.capacity_teu, &w->service.capacity_trucks);
    return KR_OK;
}

kr_status kri_altered_world(kr_job *job, const kr_world *base, const kr_patch *patch, const kr_chain_parameters *p, kr_world *altered)
{
    if (patch && patch->count)
        KR_TRY(kr_patch_apply(job, base, patch, altered));
    else
        *altered = *base;
    SCALE(job, altered->border_hours.count, p->border_hours, &altered->border_hours.mean_h, &altered->border_hours.p50_h,
          &altered->border_hours.p90_h);
    KR_TRY(scale_prices(job, altered, p->cost_scale));
    return scale_capacities(job, altered, p->capacity);
}
