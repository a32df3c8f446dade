/* told.h: what the parts of a study's answer share. */
#ifndef KRI_TOLD_H
#define KRI_TOLD_H

#include "items.h"

/* The record of set number `place` of a list; 0 is none. */
const double *kri_record_at(const kri_run *run, size_t first_item, size_t place);

/* The record of a set of bundles at central parameters. */
const double *kri_bundles_record(const kri_run *run, uint32_t bundles);

/* Worths of the drawn sets in one item, [sets of bundles x (areas + 1)]; NaN where a set was not drawn. */
void kri_worth_of_item(const kri_run *run, const kri_item *item, double margin, double yearly, kr_worth *worth);

/* What the worths of all sets make of combinations, shares, and what the solver can tell; worth is in the run's job. */
kr_status kri_tell_worths(kri_run *run, const kr_study_result *result, uint32_t players, kr_worth *worth, double least_pct, kr_study_sets *sets);

/* told_sets.c */
kr_status kri_tell_sets(kri_run *run, kr_study_result *result);
/* told_draws.c */
kr_status kri_tell_draws(kri_run *run, kr_study_result *result);
/* told_waits.c: after the sets */
kr_status kri_tell_waits(kri_run *run, kr_study_result *result);
/* told_tables.c */
kr_status kri_tell_tables(kri_run *run, kr_study_result *result);
/* told_returns.c: after the sets */
kr_status kri_tell_returns(kri_run *run, kr_study_result *result);

/* A bundle is open when its last member is; its cost is NaN when one of theirs is not known. */
double kri_bundle_factor(const kr_study *study, uint32_t bundle, double rate, double delay_years);
double kri_bundle_cost(const kr_study *study, uint32_t bundle);

#endif
