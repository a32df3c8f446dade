/* draws.c: what years of chance closures cost. */
#include "critical/chance.h"
#include "critical/detour.h"
#include "critical/losses.h"

#include "base/arena.h"
#include "base/quantile.h"

#include <math.h>
#include <omp.h>

/* For one shipper: what a tonne expects more in each set, by value of time. */
typedef struct view_of_sets {
    kri_detour_space *space;
    uint8_t *touches;           /* [processes] */
    double (*more_usd_t)[KRI_TASTES];   /* [sets] */
    uint8_t *is_hurt;           /* [sets] */
} view_of_sets;

static void mark_touches(const kri_years *y, view_of_sets *v)
{
    for (size_t p = 0; p < y->processes; p++) {
        v->touches[p] = 0;
        for (uint32_t i = 0; i < y->process[p].elements; i++)
            v->touches[p] |= v->space->closes[y->process[p].element[i]] != 0;
    }
}

/* A set that closes none of the shipper's ways costs him nothing. */
static int is_touched(const view_of_sets *v, const kri_closed_set *s)
{
    for (uint32_t i = 0; i < s->processes; i++)
        if (v->touches[s->process[i]])
            return 1;
    return 0;
}

static void look_at_sets(const kri_years *y, const kri_shipper *s, view_of_sets *v)
{
    kri_detour_begin(v->space, s);
    mark_touches(y, v);
    for (size_t i = 0; i < y->sets; i++) {
        v->is_hurt[i] = (uint8_t)is_touched(v, &y->set[i]);
        if (v->is_hurt[i])
            kri_detour_loss(v->space, y->set[i].element, y->set[i].elements, v->more_usd_t[i]);
    }
}

/*
 * Goods that are sent u hours before a set of closures changes either go round, at `more`, or wait for the change and what then is best,
 * usd_h x u + later. The mean over the span is exact. Returns its sum over the span and leaves in *later what it costs at its beginning.
 */
static inline double wait_or_go(double more, double hours, double usd_h, double *later)
{
    double after = *later, all = after + usd_h * hours;
    if (!(more > 0)) {
        *later = 0;
        return 0;
    }
    if (all <= more) {              /* everybody waits */
        *later = all;
        return (after + all) / 2 * hours;
    }
    *later = more;
    if (after >= more)              /* nobody does */
        return more * hours;
    double waits = (more - after) / usd_h;
    return (after + more) / 2 * waits + more * (hours - waits);
}

/* The year from its end to its beginning; what is closed past it is only waited for. USD a tonne of the year, means of the values of time. */
static double loss_of_year(const kri_years *y, size_t draw, const view_of_sets *v, double usd_h)
{
    double sum[KRI_TASTES] = { 0 }, later[KRI_TASTES] = { 0 }, mean = 0, end_h = 0;
    for (size_t i = y->first[draw + 1]; i-- > y->first[draw];) {
        const kri_change c = y->change[i];
        for (int k = 0; k < KRI_TASTES; k++) {
            double cost = v->is_hurt[c.set] ? wait_or_go(v->more_usd_t[c.set][k], end_h - c.begin_h, kri_taste_factor[k] * usd_h, &later[k]) : 0;
            later[k] = v->is_hurt[c.set] ? later[k] : 0;
            sum[k] += c.begin_h < KRI_YEAR_H ? cost : 0;
        }
        end_h = c.begin_h;
    }
    for (int k = 0; k < KRI_TASTES; k++)
        mean += kri_taste_share[k] * sum[k];
    return mean / KRI_YEAR_H;
}

static void draw_shipper(const kri_years *y, const kri_shipper *s, uint32_t draws, view_of_sets *v, kri_losses *sums)
{
    int is_hurt = 0;
    look_at_sets(y, s, v);
    for (size_t i = 0; i < y->sets && !is_hurt; i++)
        is_hurt = v->is_hurt[i];
    for (uint32_t d = 0; d < draws && is_hurt; d++) {
        int64_t cents = llround(KRI_CENTS * s->t_yr * loss_of_year(y, d, v, s->usd_t_h));
        if (cents)
            kri_losses_add(sums, d, s, cents, 0);
    }
}

static kr_status make_views(kr_job *job, const kr_critical *c, const kri_years *y, view_of_sets **views)
{
    kri_detour_space *spaces;
    KR_TRY(kri_detour_spaces_new(job, c, &spaces));
    KRI_NEW(job, *views, (size_t)job->threads);
    for (int t = 0; t < job->threads; t++) {
        (*views)[t].space = &spaces[t];
        KRI_NEW(job, (*views)[t].touches, y->processes);
        KRI_NEW(job, (*views)[t].more_usd_t, y->sets);
        KRI_NEW(job, (*views)[t].is_hurt, y->sets);
    }
    return KR_OK;
}

static kr_status sum_draws(kr_job *job, const kr_critical *c, const kri_years *y, uint32_t draws, kri_losses *sums)
{
    view_of_sets *views;
    int is_over = 0;
    KR_TRY(make_views(job, c, y, &views));
    #pragma omp parallel for schedule(dynamic, 1) num_threads(job->threads)
    for (size_t i = 0; i < c->shippers; i++)
        if (!kri_is_over(job, &is_over))
            draw_shipper(y, &c->shipper[i], draws, &views[omp_get_thread_num()], sums);
    return kr_job_check(job);
}

static void tell(const kri_losses *sums, double *usd, double *by_country)
{
    for (size_t d = 0; d < sums->rows; d++)
        usd[d] = (double)sums->cents[d] / KRI_CENTS;
    for (size_t i = 0; i < sums->rows * sums->countries; i++)
        by_country[i] = (double)sums->country_cents[i] / KRI_CENTS;
}

kr_status kr_critical_draw(kr_job *job, const kr_critical *c, const kr_chance_options *o, kr_draws *draws)
{
    kri_years years = { 0 };
    kri_losses sums;
    double *usd, *by_country;
    if (o->draws < 1)
        return kr_fail(job, KR_E_USAGE, "0 draws say nothing of chance; ask for 1 at least");
    KRI_NEW(job, usd, o->draws);
    KRI_NEW(job, by_country, o->draws * c->countries);
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_losses_new(job, c, o->draws, &sums));
    KR_TRY(kri_causes_find(job, c, o->chance ? o->chance : c->network->world, &years));
    KR_TRY(kri_years_draw(job, o, &years));
    KR_TRY(sum_draws(job, c, &years, o->draws, &sums));
    tell(&sums, usd, by_country);
    *draws = (kr_draws){ o->draws, c->countries, usd, by_country, years.processes, (double)years.spells / o->draws };
    kri_job_release(job, mark);
    return KR_OK;
}

kr_status kr_patch_calm(kr_job *job, const kr_world *world, kr_patch *patch)
{
    for (uint32_t row = 0; row < world->state.count; row++)
        if (world->state.kind[row] == KR_WEATHER)
            KR_TRY(kr_patch_add(job, patch, (kr_edit){ KR_STATE, row, "share", KR_EDIT_SET, "0", "storms are drawn", KR_NONE }));
    return KR_OK;
}

/* ---- */

kr_status kr_draws_range(kr_job *job, const double *value, size_t count, size_t stride, kr_loss_range *spread)
{
    double *sorted, sum = 0;
    *spread = (kr_loss_range){ 0 };
    if (!count)
        return KR_OK;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, sorted, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = value[i * stride];
        sum += sorted[i];
    }
    kri_sort_numbers(sorted, count);
    *spread = (kr_loss_range){ sum / (double)count, kri_quantile(sorted, count, 0.05), kri_quantile(sorted, count, 0.95) };
    kri_job_release(job, mark);
    return KR_OK;
}
