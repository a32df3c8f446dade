/* worth.c: what a world is worth to each area, in a year and over the years. */
#include "items.h"

#include <math.h>
#include <string.h>

/* What a dollar now costs a year when it is paid back over the years. */
double kri_annuity(double rate, uint32_t years)
{
    return rate > 0 ? rate / -expm1(-(double)years * log1p(rate)) : 1.0 / years;
}

static double cost_of(const kri_run *run, uint64_t projects, uint32_t area)
{
    double cost = 0;
    for (uint32_t p = 0; p < run->study->projects; p++)
        if (projects >> p & 1)
            cost += run->cost_share[(size_t)p * run->chain->areas + area];
    return cost;
}

void kri_worth(const kri_run *run, const double *none, const double *record, uint64_t projects, double margin, double yearly, kr_worth *worth)
{
    const kri_layout *l = &run->recorder.layout;
    kr_worth *region = &worth[l->areas];
    double spending = 0;
    *region = (kr_worth){ 0 };
    for (uint32_t i = 0; i < l->areas; i++) {
        kr_worth *w = &worth[i];
        w->welfare_pct = 100 * record[l->ln_welfare + i];
        w->trade_usd = record[l->spending + i] * expm1(record[l->ln_welfare + i]);
        w->transit_usd = margin * (record[l->transit + i] - none[l->transit + i]);
        w->usd = w->trade_usd + w->transit_usd;
        w->cost_usd = yearly * cost_of(run, projects, i);
        w->net_usd = w->usd - w->cost_usd;
        if (!run->in_region[i])
            continue;
        spending += record[l->spending + i];
        region->trade_usd += w->trade_usd;
        region->transit_usd += w->transit_usd;
        region->usd += w->usd;
        region->cost_usd += w->cost_usd;
        region->net_usd += w->net_usd;
    }
    region->welfare_pct = spending > 0 ? 100 * log1p(region->trade_usd / spending) : 0;
}

/* ---- over the years: the first is that of the study's date, benefits come at the end of each ---- */

static double first_year(const kr_study *study)
{
    return study->date / 10000;
}

static double opening(const kr_study *study, uint32_t project, double delay_years)
{
    double year = isnan(study->project[project].year) ? study->opening_year : study->project[project].year;
    return fmax(year, first_year(study)) + delay_years;
}

/* How much of year t after the first a project is open. */
static double open_part(const kr_study *study, uint32_t project, double delay_years, uint32_t t)
{
    double part = first_year(study) + t + 1 - opening(study, project, delay_years);
    return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* Present value of a dollar a year from the project's opening to the end of the horizon. */
double kri_present_factor(const kr_study *study, uint32_t project, double rate, double delay_years)
{
    double sum = 0;
    for (uint32_t t = 0; t < study->horizon_years; t++)
        sum += open_part(study, project, delay_years, t) * pow(1 + rate, -(double)(t + 1));
    return sum;
}

/* A project counts from the first whole year after its opening. */
kr_status kri_present_value(const kr_study *study, uint64_t set, double rate, double delay_years, kri_usd_of_set *usd, void *with, double *pv)
{
    double a_year = 0;
    uint64_t last = 0;
    *pv = 0;
    KR_TRY(usd(with, 0, &a_year));
    for (uint32_t t = 0; t < study->horizon_years; t++) {
        uint64_t open = 0;
        for (uint32_t p = 0; p < study->projects; p++)
            if (set >> p & 1 && open_part(study, p, delay_years, t) >= 1)
                open |= (uint64_t)1 << p;
        if (open != last)
            KR_TRY(usd(with, open, &a_year));
        last = open;
        *pv += a_year * pow(1 + rate, -(double)(t + 1));
    }
    return KR_OK;
}
