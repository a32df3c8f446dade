/* trial_study.c: the test that a finished run of a study decides. */
#include "trials.h"

#include "base/arena.h"

#include <math.h>
#include <stdio.h>

#define REGION "region"

/* ---- study ID multiplier AREA;AREA ---- */

static kr_status check_areas(kri_trial *trial, kri_span areas)
{
    kri_span area;
    if (!areas.length)
        return kri_trial_refuse(trial, "multiplier is followed by areas, ; between them");
    while (kri_span_next(&areas, ';', &area))
        if (!kri_span_is(area, REGION) && !kri_is_country(trial->world, area))
            return kri_trial_refuse(trial, "the area \"%.*s\" is neither " REGION " nor a country with a place in node.csv",
                                    area.length > 60 ? 60 : (int)area.length, area.start);
    return KR_OK;
}

static const kr_multiplier *multiplier_of(const kr_study_said *study, kri_span area)
{
    for (size_t i = 0; i < study->areas; i++)
        if (kri_span_is(area, study->multiplier[i].area))
            return &study->multiplier[i];
    return NULL;
}

/* M USD, to three digits. */
static void put_millions(kri_text *out, double usd)
{
    kri_text_format(out, fabs(usd) < 1e9 ? "%.3g" : "%.0f", usd / 1e6);
}

static void put_multiplier(kri_text *out, const kr_multiplier *m)
{
    kri_text_format(out, " %s ", m->area);
    put_millions(out, m->usd_yr);
    if (isnan(m->low) || isnan(m->high))
        return;
    kri_text_puts(out, " (");
    put_millions(out, m->low);
    kri_text_puts(out, " to ");
    put_millions(out, m->high);
    kri_text_char(out, ')');
}

static void put_head(kri_text *out, const kr_study_said *study)
{
    kri_text_format(out, "keruen study run %s, ", study->study);
    if (study->draws)
        kri_text_format(out, "%u draws, seed %llu: multiplier of %s in M USD a year, 5 to 95 %% of the draws:", study->draws,
                        (unsigned long long)study->seed, study->bundles);
    else
        kri_text_format(out, "no draws and so no range: multiplier of %s in M USD a year:", study->bundles);
}

/* By the rule of keruen/ledger.h; without a range nothing is above or below. */
static kr_status hold_against(kri_trial *trial, kri_span areas)
{
    kri_text words = kri_text_new(trial->ways->job);
    kri_span area;
    int is_above = 1, is_below = 0;
    put_head(&words, trial->study);
    for (size_t named = 0; kri_span_next(&areas, ';', &area); named++) {
        const kr_multiplier *m = multiplier_of(trial->study, area);
        if (!m)
            return kri_trial_refuse(trial, "the run of %s has no area \"%.*s\"", trial->study->study, (int)area.length, area.start);
        if (!named) {
            trial->out->model_value = m->usd_yr;
            trial->out->model_unit = kri_job_format(trial->ways->job, "USD/year, %s", m->area);
        }
        kri_text_puts(&words, named ? "," : "");
        put_multiplier(&words, m);
        is_above &= m->low > 0;
        is_below |= m->high < 0;
    }
    KR_TRY(words.status);
    trial->out->model_verdict = is_below ? KR_CONTRADICTS : is_above ? KR_CONFIRMS : KR_NOT_DECIDED;
    trial->out->run = words.bytes;
    return trial->out->model_unit ? KR_OK : KR_E_MEMORY;
}

kr_status kri_trial_study(kri_trial *trial)
{
    kri_span study, what, areas, more;
    kri_trial_word(trial, &study);
    kri_trial_word(trial, &what);
    kri_trial_word(trial, &areas);
    if (!kri_span_is(what, "multiplier"))
        return kri_trial_refuse(trial, "a study is asked for its multiplier, not for \"%.*s\"", what.length > 60 ? 60 : (int)what.length, what.start);
    if (kri_trial_word(trial, &more))
        return kri_trial_refuse(trial, "areas have ; between them and no spaces");
    KR_TRY(check_areas(trial, areas));
    if (*trial->why || trial->is_dry)
        return KR_OK;
    if (trial->study && kri_span_is(study, trial->study->study))
        return hold_against(trial, areas);
    return kri_trial_tell(trial, "keruen study run %.*s --store FILE, then keruen facts --study FILE, decides it", (int)study.length, study.start);
}
