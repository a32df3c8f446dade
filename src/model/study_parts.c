/* study_parts.c: what a study's words mean, what its draws are, and whether its edits go together. */
#include <keruen/model_study.h>

#include "base/number.h"
#include "base/problem.h"
#include "base/stream.h"
#include "cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- parameters ---- */

static const struct {
    const char *name, *unit, *meaning;
    double central, low, high;
    kr_distribution distribution;
    double least, most;
} parameters[KR_PARAMETERS] = {
    [KR_PARAMETER_TRADE_ELASTICITY] = { "trade_elasticity", "", "how trade answers to its cost", 5, 3, 8, KR_TRIANGULAR, 0.5, 20 },
    [KR_PARAMETER_TIME_VALUE] = { "time_value", "times", "the value of time of every cargo", 1, 0.5, 2, KR_LOGNORMAL, 0, 10 },
    [KR_PARAMETER_BORDER_HOURS] = { "border_hours", "times", "the hours of every border", 1, 0.7, 1.4, KR_LOGNORMAL, 0.05, 20 },
    [KR_PARAMETER_COST_SCALE] = { "cost_scale", "times", "all prices of carriage", 1, 0.8, 1.25, KR_LOGNORMAL, 0.05, 20 },
    [KR_PARAMETER_CAPACITY] = { "capacity", "times", "all capacities", 1, 0.8, 1.2, KR_TRIANGULAR, 0.05, 20 },
    [KR_PARAMETER_DISCOUNT_RATE] = { "discount_rate", "a year", "what a year later is worth less", 0.06, 0.03, 0.1, KR_TRIANGULAR, 0, 0.5 },
    [KR_PARAMETER_OPENING_DELAY] = { "opening_delay_years", "years", "every project opens later", 0, 0, 4, KR_TRIANGULAR, 0, 50 },
    [KR_PARAMETER_MARGIN] = { "margin", "", "share of a transit revenue that is left when the carrying is paid", 0.3, 0.15, 0.5, KR_TRIANGULAR, 0, 1 },
    [KR_PARAMETER_DOMESTIC_SALES] = { "domestic_sales", "times", "sales inside a country where they are estimated", 1, 0.7, 1.4, KR_LOGNORMAL, 0.05, 20 },
};

static const char *const distributions[KR_DISTRIBUTIONS] = { "fixed", "uniform", "triangular", "lognormal" };

const char *kr_study_parameter_name(kr_study_parameter p)
{
    return p < KR_PARAMETERS ? parameters[p].name : "";
}

const char *kr_study_parameter_meaning(kr_study_parameter p)
{
    return p < KR_PARAMETERS ? parameters[p].meaning : "";
}

const char *kr_study_parameter_unit(kr_study_parameter p)
{
    return p < KR_PARAMETERS ? parameters[p].unit : "";
}

const char *kr_distribution_name(kr_distribution distribution)
{
    return distribution < KR_DISTRIBUTIONS ? distributions[distribution] : "";
}

kr_study_range kr_study_parameter_default(kr_study_parameter p)
{
    return (kr_study_range){ .central = parameters[p].central, .low = parameters[p].low, .high = parameters[p].high,
                             .distribution = parameters[p].distribution, .source = "", .is_estimate = 1 };
}

void kr_study_parameter_bounds(kr_study_parameter p, double *least, double *most)
{
    *least = parameters[p].least;
    *most = parameters[p].most;
}

/* ---- draws ---- */

#define NORMAL_95 1.6448536269514722    /* 95 % of a standard normal lie below */

static double lognormal(const kr_study_range *r, double u, double v)
{
    double normal = sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
    return exp(0.5 * (log(r->low) + log(r->high)) + normal * log(r->high / r->low) / (2 * NORMAL_95));
}

static double triangular(const kr_study_range *r, double u)
{
    double width = r->high - r->low, rise = width > 0 ? (r->central - r->low) / width : 0;
    return u < rise ? r->low + sqrt(u * width * (r->central - r->low)) : r->high - sqrt((1 - u) * width * (r->high - r->central));
}

double kr_study_draw(const kr_study *study, uint32_t draw, kr_study_parameter p)
{
    const kr_study_range *r = &study->parameter[p];
    double value = r->central, least, most;
    double u = kri_uniform(study->seed, draw, 2 * (uint64_t)p), v = kri_uniform(study->seed, draw, 2 * (uint64_t)p + 1);
    if (!draw || r->distribution == KR_FIXED)
        return value;
    if (r->distribution == KR_UNIFORM)
        value = r->low + u * (r->high - r->low);
    if (r->distribution == KR_TRIANGULAR)
        value = triangular(r, u);
    if (r->distribution == KR_LOGNORMAL)
        value = lognormal(r, u, v);
    kr_study_parameter_bounds(p, &least, &most);
    return fmin(fmax(value, least), most);
}

/* ---- measures ---- */

static const struct { const char *name, *unit; } measures[KR_STUDY_MEASURES] = {
    [KR_MEASURE_WELFARE_PCT] = { "welfare_pct", "%" }, [KR_MEASURE_USD_YR] = { "usd_yr", "USD a year" },
    [KR_MEASURE_EXPORTS_PCT] = { "exports_pct", "%" }, [KR_MEASURE_IMPORTS_PCT] = { "imports_pct", "%" },
    [KR_MEASURE_TRADE_PCT] = { "trade_pct", "%" }, [KR_MEASURE_TRADE_USD] = { "trade_usd", "USD a year" },
    [KR_MEASURE_TRANSIT_USD] = { "transit_usd", "USD a year" }, [KR_MEASURE_TONNES] = { "tonnes", "t a year" },
    [KR_MEASURE_TONNES_CHANGE] = { "tonnes_change", "t a year" }, [KR_MEASURE_TONNES_RATIO] = { "tonnes_ratio", "times" },
    [KR_MEASURE_COST_PCT] = { "cost_pct", "%" }, [KR_MEASURE_HOURS_RATIO] = { "hours_ratio", "times" },
    [KR_MEASURE_USD_T_LESS] = { "usd_t_less", "USD a tonne" },
};

const char *kr_study_measure_name(kr_study_measure measure)
{
    return measure < KR_STUDY_MEASURES ? measures[measure].name : "";
}

const char *kr_study_measure_unit(kr_study_measure measure)
{
    return measure < KR_STUDY_MEASURES ? measures[measure].unit : "";
}

/* ---- edits ---- */

uint64_t kr_study_members(const kr_study *study, uint32_t bundles)
{
    uint64_t set = 0;
    for (uint32_t b = 0; b < study->bundles; b++)
        for (uint32_t m = 0; m < study->bundle[b].members && bundles >> b & 1; m++)
            set |= (uint64_t)1 << study->bundle[b].member[m];
    return set;
}

static kr_status add_all(kr_job *job, const kr_patch *from, kr_patch *to)
{
    for (size_t i = 0; i < from->count; i++)
        KR_TRY(kr_patch_add(job, to, from->edit[i]));
    return KR_OK;
}

kr_status kr_study_patch(kr_job *job, const kr_study *study, uint64_t projects, kr_patch *patch)
{
    KR_TRY(add_all(job, &study->base, patch));
    for (uint32_t p = 0; p < study->projects; p++)
        if (projects >> p & 1)
            KR_TRY(add_all(job, &study->project[p].patch, patch));
    return KR_OK;
}

/* One edit and whose it is, for sorting by the cell it is about. */
typedef struct owned_edit {
    const kr_edit *edit;
    uint32_t owner;             /* of study.project; KR_NONE: the base */
    kr_study_place place;
    size_t order;
} owned_edit;

static int compare_cells(const kr_edit *a, const kr_edit *b)
{
    if (a->table != b->table)
        return a->table < b->table ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return strcmp(a->column, b->column);
}

static int by_cell(const void *a, const void *b)
{
    const owned_edit *x = a, *y = b;
    int cells = compare_cells(x->edit, y->edit);
    return cells ? cells : (x->order > y->order) - (x->order < y->order);
}

static int is_same_value(const kr_edit *a, const kr_edit *b)
{
    double x, y;
    if (strcmp(a->value, b->value) == 0)
        return 1;
    return kri_number_parse(kri_span_of(a->value), &x) && kri_number_parse(kri_span_of(b->value), &y) && !(x < y) && !(x > y);
}

/* Scaling twice goes together in any order; within the base, or one project, a line may scale what one above it set. */
static int contradict(const owned_edit *a, const owned_edit *b)
{
    if (a->edit->kind == KR_EDIT_SET && b->edit->kind == KR_EDIT_SET)
        return !is_same_value(a->edit, b->edit);
    return a->edit->kind != b->edit->kind && (a->owner != b->owner || b->edit->kind == KR_EDIT_SET);
}

static const char *owner_name(kr_job *job, const kr_study *study, const owned_edit *e)
{
    const char *what = e->edit->kind == KR_EDIT_SET ? "sets it to " : "multiplies it by ";
    if (e->owner != KR_NONE)
        return kri_job_format(job, "%s %s%s", study->project[e->owner].id, what, e->edit->value);
    return kri_job_format(job, "line %u of the base %s%s", e->place.line, what, e->edit->value);
}

static kr_status tell_contradiction(kr_job *job, const kr_world *world, const kr_study *study, const owned_edit *a, const owned_edit *b,
                                    kr_problems *problems)
{
    const kr_edit *e = a->edit;
    const char *row = kri_row_name(job, world, e->table, e->row);
    const char *first = owner_name(job, study, a), *second = owner_name(job, study, b);
    if (!row || !first || !second)
        return KR_E_MEMORY;
    return kri_problem_add(job, problems, KRI_ERROR, study->file, b->place.line, b->place.column,
                           "these contradict each other about %s %s, column %s: %s, %s; leave one of them out", kr_table_name(e->table), row, e->column,
                           first, second);
}

static size_t own(const kr_patch *patch, uint32_t owner, kr_study_place place, const kr_study_place *places, owned_edit *edits, size_t count)
{
    for (size_t i = 0; i < patch->count; i++, count++)
        edits[count] = (owned_edit){ &patch->edit[i], owner, places ? places[i] : place, count };
    return count;
}

/* One word for each pair of owners is enough; pairs of the base are told by line. */
static int is_told(uint64_t *told, const owned_edit *a, const owned_edit *b)
{
    if (a->owner == KR_NONE || b->owner == KR_NONE)
        return 0;
    int was = told[a->owner] >> b->owner & 1;
    told[a->owner] |= (uint64_t)1 << b->owner;
    return was;
}

static int is_same_place(const owned_edit *a, const owned_edit *b)
{
    return a->owner == b->owner && a->place.line == b->place.line && a->place.column == b->place.column;
}

/* Two changes that are edits of several rows each contradict each other once. */
static kr_status check_cells(kr_job *job, const kr_world *world, const kr_study *study, const owned_edit *edits, size_t count, kr_problems *problems)
{
    uint64_t told[KR_STUDY_PROJECTS] = { 0 };
    const owned_edit *a = NULL, *b = NULL;      /* told last */
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && compare_cells(edits[i].edit, edits[j].edit) == 0; j++) {
            if (!contradict(&edits[i], &edits[j]) || is_told(told, &edits[i], &edits[j]) ||
                (a && is_same_place(a, &edits[i]) && is_same_place(b, &edits[j])))
                continue;
            a = &edits[i];
            b = &edits[j];
            KR_TRY(tell_contradiction(job, world, study, a, b, problems));
        }
    return KR_OK;
}

/* The projects among each other; the base, which stands below them, by itself. */
static kr_status check_together(kr_job *job, const kr_world *world, const kr_study *study, int is_base, kr_problems *problems)
{
    owned_edit *edits;
    size_t count = 0, room = study->base.count;
    for (uint32_t p = 0; p < study->projects; p++)
        room += study->project[p].patch.count;
    KRI_NEW(job, edits, room);
    if (is_base)
        count = own(&study->base, KR_NONE, (kr_study_place){ 0 }, study->base_place, edits, 0);
    for (uint32_t p = 0; p < study->projects && !is_base; p++)
        count = own(&study->project[p].patch, p, study->project[p].place, study->project[p].edit_place, edits, count);
    if (count)
        qsort(edits, count, sizeof *edits, by_cell);
    return check_cells(job, world, study, edits, count, problems);
}

/* Applies one edit by itself, so that each that cannot be is told. */
static kr_status check_edit(kr_job *job, const kr_world *world, const kr_edit *edit, const kr_study *study, kr_study_place place, kr_problems *problems)
{
    kr_world patched;
    kr_edit copy = *edit;
    kr_status status = kr_patch_apply(job, world, &(kr_patch){ &copy, 1, 1 }, &patched);
    if (status != KR_E_INPUT && status != KR_E_USAGE)
        return status;
    char why[KR_MESSAGE_BYTES];
    memcpy(why, job->message, sizeof why);
    return kri_problem_add(job, problems, KRI_ERROR, study->file, place.line, place.column, "%s", why);
}

/* One change of the study file may be edits of several rows, such as a border's both ways. What is wrong with it is told of the first. */
static int is_same_change(const kr_edit *a, const kr_edit *b, kr_study_place at, kr_study_place other)
{
    return at.line == other.line && at.column == other.column && a->table == b->table && a->kind == b->kind && strcmp(a->column, b->column) == 0 &&
           strcmp(a->value, b->value) == 0;
}

static kr_status check_edits(kr_job *job, const kr_world *world, const kr_study *study, const kr_patch *patch, kr_study_place place,
                             const kr_study_place *places, kr_problems *problems)
{
    size_t wrong = SIZE_MAX;        /* the last that was told */
    for (size_t i = 0; i < patch->count; i++) {
        kri_mark mark = kri_job_mark(job);
        size_t errors = problems ? problems->errors : 0;
        kr_study_place at = places ? places[i] : place;
        if (wrong < i && is_same_change(&patch->edit[wrong], &patch->edit[i], places ? places[wrong] : place, at))
            continue;
        KR_TRY(check_edit(job, world, &patch->edit[i], study, at, problems));
        if (problems && problems->errors > errors)
            wrong = i;
        else
            kri_job_release(job, mark);
    }
    return KR_OK;
}

kr_status kr_study_check(kr_job *job, const kr_world *world, const kr_study *study, kr_problems *problems)
{
    KR_TRY(check_edits(job, world, study, &study->base, (kr_study_place){ 0 }, study->base_place, problems));
    for (uint32_t p = 0; p < study->projects; p++)
        KR_TRY(check_edits(job, world, study, &study->project[p].patch, study->project[p].place, study->project[p].edit_place, problems));
    KR_TRY(check_together(job, world, study, 1, problems));
    return check_together(job, world, study, 0, problems);
}
