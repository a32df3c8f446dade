/* study_file.c: from a study file to a study, everything it names found in the world. */
#include "study_reader.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

#define MOST_DRAWS 100000

/* ---- draws and money ---- */

typedef struct draws_text {
    const kri_yaml *count, *seed;
} draws_text;

static const kri_study_field draws_fields[] = {
    { "count", kri_study_take_node, offsetof(draws_text, count), 1 }, { "seed", kri_study_take_node, offsetof(draws_text, seed), 0 },
};

static kr_status read_draws(kri_study_reader *r)
{
    const kri_yaml *node = r->outline.draws;
    draws_text text = { node, NULL };
    double count = 0, seed = 1;
    if (!node)
        return KR_OK;
    if (node->kind != KRI_YAML_TEXT)
        KR_TRY(KRI_STUDY_MAP(r, node, "draws", draws_fields, &text));
    if (text.count && text.count->kind != KRI_YAML_MAP)
        KR_TRY(kri_study_bounded(r, text.count, "the count of draws", 0, MOST_DRAWS, 1, &count));
    if (text.seed)
        KR_TRY(kri_study_bounded(r, text.seed, "the seed", 0, 9007199254740992.0, 1, &seed));
    if (text.count && count > 0 && count < 2)
        KR_TRY(kri_study_complain(r, text.count, "one draw is no range; take 0, or 2 and more"));
    r->study->draws = (uint32_t)count;
    r->study->seed = (uint64_t)seed;
    return KR_OK;
}

/* A budget that nothing fits into is a mistake; so is one where no cost is known. */
static kr_status check_budget(kri_study_reader *r)
{
    const kri_yaml *node = r->outline.budget;
    const kr_study_project *cheapest = NULL;
    char least[KRI_NUMBER_BYTES];
    double budget = NAN;
    if (!node)
        return KR_OK;
    KR_TRY(kri_study_take_number(r, node, &budget));
    if (isnan(budget))
        return KR_OK;
    if (!(budget > 0))
        return kri_study_complain(r, node, "a budget of %s USD buys nothing; leave it out to look for no best set", node->text);
    r->study->budget_usd = budget;
    for (uint32_t p = 0; p < r->projects; p++)
        if (r->project[p].cost_usd >= 0 && (!cheapest || r->project[p].cost_usd < cheapest->cost_usd))
            cheapest = &r->project[p];
    if (!r->projects)
        return KR_OK;
    if (!cheapest)
        return kri_study_complain(r, node, "there is a budget, and the cost of no project is known; give each a cost_usd under \"projects\"");
    if (cheapest->cost_usd > budget)
        return kri_study_complain(r, node, "a budget of %s USD is under the cheapest project, %s at %s USD", node->text, cheapest->id,
                        kri_number_print(cheapest->cost_usd, least));
    return KR_OK;
}

/* ---- the whole ---- */

/* The demand is of one year, and no figure here is carried to another. */
static kr_status take_base_year(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    const kr_wanted *d = &r->world->demand;
    double year = 0;
    KR_TRY(kri_study_bounded(r, value, "a year", KRI_STUDY_YEAR_LEAST, KRI_STUDY_YEAR_MOST, 1, &year));
    *(uint32_t *)slot = (uint32_t)year;
    for (uint32_t row = 0; row < d->count && year > 0; row++)
        if (isfinite(d->year[row]) && d->year[row] != year)
            return kri_study_complain(r, value, "the demand is of %g, row %u of it at least, and nothing here carries it to %g; write the year of the demand",
                            d->year[row], row + 1, year);
    return KR_OK;
}

static kr_status take_horizon(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    double years = 30;
    KR_TRY(kri_study_bounded(r, value, "horizon_years", 1, 100, 1, &years));
    *(uint32_t *)slot = (uint32_t)years;
    return KR_OK;
}

static kr_status read_head(kri_study_reader *r, const kri_yaml *root)
{
    struct { kr_study study; kri_study_outline outline; } both = { *r->study, { 0 } };
#define STUDY(member) offsetof(kr_study, member)
#define LATER(member) ((size_t)((const char *)&both.outline - (const char *)&both) + offsetof(kri_study_outline, member))
    const kri_study_field fields[] = {
        { "study", kri_study_take_id, STUDY(id), 1 }, { "title", kri_study_take_text, STUDY(title), 0 },
        { "question", kri_study_take_text, STUDY(question), 0 },
        { "base_year", take_base_year, STUDY(base_year), 1 }, { "date", kri_study_take_date, STUDY(date), 1 },
        { "opening_year", kri_study_take_year, STUDY(opening_year), 0 }, { "horizon_years", take_horizon, STUDY(horizon_years), 0 },
        { "members", kri_study_take_flag, STUDY(with_members), 0 }, { "areas", kri_study_take_node, LATER(areas), 0 },
        { "base", kri_study_take_node, LATER(base), 0 },
        { "projects", kri_study_take_node, LATER(projects), 0 }, { "bundles", kri_study_take_node, LATER(bundles), 1 },
        { "draws", kri_study_take_node, LATER(draws), 0 },
        { "budget_usd", kri_study_take_node, LATER(budget), 0 }, { "beside", kri_study_take_node, LATER(beside), 0 },
        { "parameters", kri_study_take_parameters, 0, 0 },
    };
#undef STUDY
#undef LATER
    KR_TRY(KRI_STUDY_MAP(r, root, "a study", fields, &both));
    memcpy(both.study.parameter, r->study->parameter, sizeof both.study.parameter);
    *r->study = both.study;
    r->outline = both.outline;
    return KR_OK;
}

static kr_status check_amount(kri_study_reader *r, const kri_yaml *root)
{
    if (r->edits > KRI_STUDY_EDITS)
        return kri_study_complain(r, root, "the study makes more than %d edits of the tables; change the tables instead", KRI_STUDY_EDITS);
    return kr_study_check(r->job, r->world, r->study, r->problems);
}

static kr_status read_study(kri_study_reader *r, const kri_yaml *root)
{
    kr_study *s = r->study;
    KR_TRY(read_head(r, root));
    if (root->kind != KRI_YAML_MAP)
        return KR_OK;
    if (isnan(s->opening_year))
        s->opening_year = (double)(s->date / 10000);
    KR_TRY(kri_study_areas(r, r->outline.areas, &s->area, &s->areas));
    KR_TRY(kri_study_read_projects(r));
    KR_TRY(kri_study_read_bundles(r));
    KR_TRY(kri_study_read_base(r));
    KR_TRY(read_draws(r));
    KR_TRY(check_budget(r));
    KR_TRY(kri_study_read_beside(r));
    return check_amount(r, root);
}

kr_status kr_study_parse(kr_job *job, const char *file, const char *text, size_t length, const kr_world *world, kr_problems *problems, kr_study *study)
{
    kri_study_reader r = { .job = job, .world = world, .problems = problems, .study = study };
    const kri_yaml *root;
    *study = (kr_study){ .file = file, .id = "", .title = "", .question = "", .opening_year = NAN, .budget_usd = INFINITY, .horizon_years = 30, .seed = 1 };
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++)
        study->parameter[p] = kr_study_parameter_default(p);
    kri_digest_hex(text, length, study->digest);
    KR_TRY(kri_yaml_parse(job, file, (kri_span){ text, length }, problems, &root));
    return root ? read_study(&r, root) : KR_OK;
}

/* One byte more than is allowed shows that there are too many. */
static kr_status read_most(kr_job *job, const char *path, char **bytes, size_t *length)
{
    kri_input *input;
    size_t got = 1;
    *length = 0;
    KRI_NEW(job, *bytes, KRI_YAML_BYTES + 1);
    KR_TRY(kri_input_open(job, path, &input));
    while (got && *length <= KRI_YAML_BYTES) {
        KR_TRY(kri_input_read(input, *bytes + *length, KRI_YAML_BYTES + 1 - *length, &got));
        *length += got;
    }
    return KR_OK;
}

kr_status kr_study_read(kr_job *job, const char *path, const kr_world *world, kr_problems *problems, kr_study *study)
{
    char *bytes;
    size_t length;
    const char *file = kri_job_copy(job, path, strlen(path));
    if (!file)
        return KR_E_MEMORY;
    KR_TRY(read_most(job, path, &bytes, &length));
    return kr_study_parse(job, file, bytes, length, world, problems, study);
}
