/* facts_study.c: what a finished run of a study says of the claims that rest on one. */
#include "cli/facts.h"

#include "base/arena.h"

#include <keruen/io_study.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- the kept answer: its shape is that of keruen study show --json ---- */

/* What is not known is null. */
static int take_number(const json_t *object, const char *key, double *value)
{
    const json_t *found = json_object_get(object, key);
    *value = json_is_number(found) ? json_number_value(found) : NAN;
    return json_is_number(found) || json_is_null(found);
}

/* Of all bundles together: the last in the list. NULL when there is none. */
static const json_t *of_all_bundles(const json_t *row)
{
    const json_t *list = json_object_get(row, "multiplier");
    size_t count = json_array_size(list);
    return count ? json_array_get(list, count - 1) : NULL;
}

static int take_multiplier(kr_job *job, const json_t *row, const char *area, kr_multiplier *out)
{
    const json_t *all = of_all_bundles(row);
    if (!all || !area)
        return 0;
    out->area = kri_job_copy(job, area, strlen(area));
    return take_number(all, "usd_yr", &out->usd_yr) && take_number(all, "low", &out->low) && take_number(all, "high", &out->high);
}

static kr_status name_bundles(kr_job *job, const json_t *all, const char **names)
{
    const json_t *projects = json_object_get(all, "projects");
    kri_text t = kri_text_new(job);
    kri_text_puts(&t, "");
    for (size_t i = 0; i < json_array_size(projects); i++) {
        const char *name = json_string_value(json_array_get(projects, i));
        kri_text_format(&t, "%s%s", i ? "+" : "", name ? name : "");
    }
    *names = t.bytes;
    return t.status;
}

/* *is_whole is 0 when something that must be there is not. */
static kr_status take_answer(kr_job *job, const json_t *answer, kr_study_said *study, int *is_whole)
{
    const json_t *countries = json_object_get(answer, "countries"), *region = json_object_get(answer, "region");
    const json_t *draws = json_object_get(answer, "draws");
    size_t count = json_array_size(countries);
    kr_multiplier *list;
    KRI_NEW(job, list, count + 1);
    *is_whole = json_is_integer(draws) && take_multiplier(job, region, "region", &list[count]);
    for (size_t i = 0; i < count && *is_whole; i++) {
        const json_t *row = json_array_get(countries, i);
        *is_whole = take_multiplier(job, row, json_string_value(json_object_get(row, "id")), &list[i]);
    }
    for (size_t i = 0; i <= count && *is_whole; i++)
        if (!list[i].area)
            return KR_E_MEMORY;
    study->draws = (uint32_t)json_integer_value(draws);
    study->multiplier = list;
    study->areas = count + 1;
    return name_bundles(job, of_all_bundles(region), &study->bundles);
}

static kr_status read_answer(kr_job *job, const char *path, const kr_study_kept *kept, kr_study_said *study)
{
    json_error_t error;
    json_t *answer = json_loads(kept->json, 0, &error);
    int is_whole = 0;
    if (!answer && json_error_code(&error) == json_error_out_of_memory)
        return KR_E_MEMORY;
    kr_status status = answer ? take_answer(job, answer, study, &is_whole) : KR_OK;
    json_decref(answer);
    KR_TRY(status);
    return is_whole ? KR_OK : kr_fail(job, KR_E_FILE, "%s: the answer kept of %s has no multipliers; the study has one bundle, or the store is damaged", path,
                                      kept->run.study);
}

/* ---- the store ---- */

/* "study ID ..." */
static int rests_on(const kr_world *world, uint32_t row, const char *study)
{
    kri_span rest = kri_span_of(kr_world_text(world, world->claim.test[row])), word;
    return kri_span_next(&rest, ' ', &word) && kri_span_is(word, "study") && kri_span_next(&rest, ' ', &word) && kri_span_is(word, study);
}

static int is_asked(const kr_world *world, const char *study)
{
    for (uint32_t row = 0; row < world->claim.count; row++)
        if (rests_on(world, row, study))
            return 1;
    return 0;
}

static const char *digest_of(const kr_study_run_id *run, const char *file)
{
    for (size_t i = 0; i < run->inputs; i++)
        if (strcmp(run->input[i].file, file) == 0)
            return run->input[i].sha256;
    return "";
}

/* A run says nothing of tables that have changed since. */
static kr_status check_tables(kri_call *call, const kr_world *world, const char *path, const kr_study_run_id *run)
{
    kr_digests *now;
    KRI_NEW(call->job, now, 1);
    kr_world_digests(world, now);
    for (size_t i = 0; i < KR_DIGESTS; i++) {
        const char *file = kri_job_format(call->job, "%s.csv", kr_digest_name(i));
        if (!file)
            return KR_E_MEMORY;
        if (strcmp(now->hex[i], digest_of(run, file)) != 0)
            return kr_fail(call->job, KR_E_INPUT, "%s: the run of %s was made of another %s than the data has now; make it anew: keruen study run %s --store "
                           "OTHER", path, run->study, file, run->study);
    }
    return KR_OK;
}

kr_status kri_facts_study(kri_call *call, const kr_world *world, const kr_study_said **study)
{
    const char *path = kri_call_value(call, "study");
    kr_study_kept kept;
    kr_study_said *said;
    *study = NULL;
    if (!path)
        return KR_OK;
    KR_TRY(kr_study_store_read(call->job, path, &kept));
    if (!is_asked(world, kept.run.study))
        return kr_fail(call->job, KR_E_INPUT, "%s: holds a run of %s, on which no claim rests; the tests in claim.csv name the studies that decide", path,
                       kept.run.study);
    if (!kept.json)
        return kr_fail(call->job, KR_E_INPUT, "%s: the run of %s is not finished, %zu pieces of it are; keruen study run %s --store goes on", path,
                       kept.run.study, kept.items, kept.run.study);
    KR_TRY(check_tables(call, world, path, &kept.run));
    KRI_NEW(call->job, said, 1);
    said->study = kept.run.study;
    said->seed = kept.run.seed;
    *study = said;
    return read_answer(call->job, path, &kept, said);
}
