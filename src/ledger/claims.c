/* claims.c: what a claim says, beside its own arithmetic, the figures and the model. */
#include <keruen/ledger.h>

#include "base/arena.h"
#include "base/problem.h"
#include "commitments.h"
#include "model/schema.h"
#include "trials.h"

#include <math.h>
#include <string.h>

typedef struct judge {
    kr_job *job;
    const kr_world *world;
    const kr_study_said *study;
    kr_problems *problems;
} judge;

static const char *text(const judge *j, uint32_t name)
{
    return kr_world_text(j->world, name);
}

static kr_status complain(judge *j, uint32_t row, const char *column, const char *why)
{
    const kri_world_file *file = &j->world->text->file[KR_CLAIM];
    return kri_problem_add(j->job, j->problems, KRI_ERROR, file->path, j->world->claim.line[row], 0, "the %s of \"%s\": %s", column,
                           text(j, j->world->claim.id[row]), why);
}

/* ---- relation ---- */

static kr_status recompute(judge *j, kr_finding *out)
{
    const kr_claims *k = &j->world->claim;
    kri_figures used = { .world = j->world, .claim = out->row };
    const char *relation = text(j, k->relation[out->row]);
    char why[KRI_EXPRESSION_WHY];
    double value;
    out->recomputed = NAN;
    if (!*relation)
        return KR_OK;
    if (!kri_figures_evaluate(&used, kri_span_of(relation), &value, why))
        return complain(j, out->row, "relation", why);
    out->recomputed = value;
    out->is_own = !used.outside;
    out->agrees = kri_agrees(kri_span_of(text(j, k->value[out->row])), k->qualifier[out->row], value);
    return KR_OK;
}

/* ---- implies: "what (unit) = expression; ..." ---- */

static kr_status name_implied(judge *j, kri_span what, kr_implied *implied)
{
    size_t open = what.length;
    if (what.length && what.start[what.length - 1] == ')')
        while (open && what.start[--open] != '(') { }
    int has_unit = open < what.length && what.start[open] == '(';
    kri_span name = kri_span_trim((kri_span){ what.start, has_unit ? open : what.length });
    implied->what = kri_job_copy(j->job, name.start, name.length);
    implied->unit = has_unit ? kri_job_copy(j->job, what.start + open + 1, what.length - open - 2) : "";
    return implied->what && implied->unit ? KR_OK : KR_E_MEMORY;
}

static kr_status imply(judge *j, kri_span part, kr_finding *out, kr_implied *implied)
{
    kri_figures used = { .world = j->world, .claim = out->row };
    char why[KRI_EXPRESSION_WHY];
    const char *equals = memchr(part.start, '=', part.length);
    if (!equals)
        return complain(j, out->row, "implication", "it has no =; write what (unit) = expression");
    KR_TRY(name_implied(j, kri_span_trim((kri_span){ part.start, (size_t)(equals - part.start) }), implied));
    kri_span expression = { equals + 1, (size_t)(part.start + part.length - equals - 1) };
    if (!kri_figures_evaluate(&used, expression, &implied->value, why))
        return complain(j, out->row, "implication", why);
    out->implied_count++;
    return KR_OK;
}

static kr_status imply_all(judge *j, kr_finding *out)
{
    kri_span rest = kri_span_of(text(j, j->world->claim.implies[out->row])), part;
    kr_implied *implied = NULL;
    size_t room = 0;
    while (rest.length && kri_span_next(&rest, ';', &part)) {
        KR_TRY(kri_job_grow(j->job, &implied, &room, out->implied_count + 1, sizeof *implied));
        KR_TRY(imply(j, part, out, &implied[out->implied_count]));
    }
    out->implied = implied;
    return KR_OK;
}

/* ---- test ---- */

static kr_status try_test(judge *j, kri_ways *ways, int is_dry, kr_finding *out)
{
    kri_trial trial = { .ways = ways, .world = j->world, .study = j->study, .row = out->row, .is_dry = is_dry, .out = out };
    out->model_value = NAN;
    out->model_unit = "";
    if (!*text(j, j->world->claim.test[out->row]))
        return KR_OK;
    KR_TRY(kri_trial_run(&trial));
    return *trial.why ? complain(j, out->row, "test", trial.why) : KR_OK;
}

kr_status kr_ledger_check(kr_job *job, const kr_world *world, kr_problems *problems)
{
    judge j = { job, world, NULL, problems };
    kri_ways ways = { .job = job, .world = world };
    for (uint32_t row = 0; row < world->claim.count; row++) {
        kr_finding finding = { .row = row };
        KR_TRY(recompute(&j, &finding));
        KR_TRY(imply_all(&j, &finding));
        KR_TRY(try_test(&j, &ways, 1, &finding));
    }
    return kri_commitments_check(job, world, problems);
}

kr_status kr_ledger_judge(kr_job *job, const kr_world *world, const uint32_t *row, size_t count, uint32_t date, const kr_study_said *study,
                          kr_finding *finding)
{
    judge j = { job, world, study, NULL };
    kri_ways ways = { .job = job, .world = world, .date = date };
    for (size_t i = 0; i < count; i++) {
        finding[i] = (kr_finding){ .row = row[i] };
        KR_TRY(recompute(&j, &finding[i]));
        KR_TRY(imply_all(&j, &finding[i]));
        KR_TRY(try_test(&j, &ways, 1, &finding[i]));
        KR_TRY(try_test(&j, &ways, 0, &finding[i]));
        KR_TRY(kr_job_check(job));
    }
    return KR_OK;
}
