/* assign_demand.c: who goes where, class by class, for keruen assign. */
#include "cli/assign_input.h"

#include <keruen/io_demand.h>
#include <keruen/io_omx.h>
#include <keruen/io_tntp.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <string.h>
#include <strings.h>

int kri_has_ending(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcasecmp(path + n - m, ending) == 0;
}

/* ------------------------------------------------------------------ NAME=FILE */

/* Where the file begins in NAME=FILE, else NULL: a name has no slash and no dot, and "a=b/x.csv" that is there is a file. */
static const char *file_behind_name(const char *word)
{
    size_t name = strcspn(word, "=/.");
    if (word[name] != '=')
        return NULL;
    return kri_file_exists(word) && !kri_file_exists(word + name + 1) ? NULL : word + name + 1;
}

static const char *wrong_with_name(const char *name)
{
    if (!*name)
        return "is empty";
    for (const char *c = name; *c; c++)
        if (strchr(",;/\"'", *c) || (unsigned char)*c < 0x20 || *c == 0x7F)
            return "has a comma, semicolon, slash, quote or line end in it; it becomes a column's name";
    return NULL;
}

/* A class more, of that name; NULL: of its number. */
static kr_status add_class(kri_call *call, kri_assignment *a, size_t *capacity, const char *name, const kr_demand *demand)
{
    if (!name)
        name = kri_job_format(call->job, "%u", a->classes + 1);
    if (!name)
        return KR_E_MEMORY;
    const char *wrong = wrong_with_name(name);
    if (wrong)
        return kr_fail(call->job, KR_E_USAGE, "the name \"%.60s\" of a class %s", name, wrong);
    for (uint32_t m = 0; m < a->classes; m++)
        if (strcmp(a->class[m].name, name) == 0)
            return kr_fail(call->job, KR_E_USAGE, "two classes are called \"%.60s\"; name each otherwise: --demand NAME=FILE", name);
    KR_TRY(kri_job_grow(call->job, &a->class, capacity, (size_t)a->classes + 1, sizeof *a->class));
    a->class[a->classes++] = (kr_traffic){ .name = name, .demand = demand };
    return KR_OK;
}

/* ------------------------------------------------------------------ files */

/* A table's classes, each on its own; with a name the one so called. */
static kr_status read_csv(kri_call *call, kri_assignment *a, size_t *capacity, const char *name, const char *file)
{
    kr_demand_classes classes;
    kr_demand *demand;
    if (name) {
        KRI_NEW(call->job, demand, 1);
        KR_TRY(kr_demand_read_csv_class(call->job, &a->problems, file, &a->roads, name, demand));
        return add_class(call, a, capacity, name, demand);
    }
    KR_TRY(kr_demand_read_csv_classes(call->job, &a->problems, file, &a->roads, &classes));
    for (size_t k = 0; k < classes.count; k++)
        KR_TRY(add_class(call, a, capacity, classes.name[k], &classes.demand[k]));
    return KR_OK;
}

static kr_status read_file(kri_call *call, kri_assignment *a, size_t *capacity, const char *word)
{
    const char *file = file_behind_name(word), *name = NULL;
    kr_demand *demand;
    if (file && !(name = kri_job_copy(call->job, word, (size_t)(file - word) - 1)))
        return KR_E_MEMORY;
    if (name && wrong_with_name(name))
        return kr_fail(call->job, KR_E_USAGE, "--demand \"%.60s\": the name of the class %s", word, wrong_with_name(name));
    file = file ? file : word;
    if (kri_has_ending(file, ".csv"))
        return read_csv(call, a, capacity, name, file);
    KRI_NEW(call->job, demand, 1);
    if (kri_has_ending(file, ".omx"))
        KR_TRY(kr_demand_read_omx(call->job, &a->problems, file, kri_call_nth(call, "matrix", a->classes), kri_call_value(call, "lookup"), &a->roads, demand));
    else
        KR_TRY(kr_tntp_read_trips(call->job, &a->problems, file, &a->roads, demand));
    return add_class(call, a, capacity, name, demand);
}

/* ------------------------------------------------------------------ what a class is like */

/* The n-th value of an option that is given once a class; the last one stands for those behind it. */
static kr_status number_of_class(kri_call *call, const char *name, uint32_t class, double low, double *value)
{
    const char *text = NULL;
    for (size_t n = 0; n <= class && kri_call_nth(call, name, n); n++)
        text = kri_call_nth(call, name, n);
    if (text && (!kri_number_parse(kri_span_of(text), value) || *value < low))
        return kr_fail(call->job, KR_E_USAGE, "--%s \"%.60s\" is no number from %g up", name, text, low);
    return KR_OK;
}

static kr_status parse_answer(kri_call *call, kr_traffic *class)
{
    const char *text = kri_call_value(call, "answer"), *colon = text ? strchr(text, ':') : NULL;
    if (!text)
        return KR_OK;
    size_t length = colon ? (size_t)(colon - text) : 0;
    if (length == 11 && strncmp(text, "exponential", length) == 0)
        class->answer = KR_ANSWER_EXPONENTIAL;
    else if (length == 5 && strncmp(text, "power", length) == 0)
        class->answer = KR_ANSWER_POWER;
    if (class->answer == KR_ANSWER_NONE || !kri_number_parse(kri_span_of(colon + 1), &class->answer_rate) || !(class->answer_rate > 0))
        return kr_fail(call->job, KR_E_USAGE, "--answer \"%.60s\" is not such as exponential:0.05 or power:0.8", text);
    return KR_OK;
}

/* An option that is given once a class cannot stand there more often than there are classes. */
static kr_status check_counts(kri_call *call, const kri_assignment *a)
{
    static const char *const names[] = { "toll-weight", "distance-weight", "pce", "matrix" };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (kri_call_nth(call, names[k], a->classes))
            return kr_fail(call->job, KR_E_USAGE, "--%s stands there more often than there are classes, which are %u", names[k], a->classes);
    return KR_OK;
}

kr_status kri_assignment_read_demand(kri_call *call, kri_assignment *a)
{
    size_t capacity = 0;
    const char *word;
    int has_omx = 0;
    size_t before = a->problems.errors;
    for (size_t n = 0; (word = kri_call_nth(call, "demand", n)); n++) {
        has_omx = has_omx || kri_has_ending(word, ".omx");
        size_t errors = a->problems.errors;
        KR_TRY(kri_assignment_unless_listed(a, errors, read_file(call, a, &capacity, word)));
    }
    if (a->problems.errors > before)
        return KR_OK;
    if (!a->classes)
        return kr_fail(call->job, KR_E_USAGE, "--demand FILE is missing; it says who goes where");
    if (!has_omx && (kri_call_has(call, "matrix") || kri_call_has(call, "lookup")))
        return kr_fail(call->job, KR_E_USAGE, "--%s is for a --demand that ends in .omx, and none does", kri_call_has(call, "matrix") ? "matrix" : "lookup");
    KR_TRY(check_counts(call, a));
    for (uint32_t m = 0; m < a->classes; m++) {
        KR_TRY(number_of_class(call, "toll-weight", m, -1e300, &a->class[m].toll_weight));
        KR_TRY(number_of_class(call, "distance-weight", m, -1e300, &a->class[m].distance_weight));
        KR_TRY(number_of_class(call, "pce", m, 1e-300, &a->class[m].pce));
        KR_TRY(parse_answer(call, &a->class[m]));
    }
    return KR_OK;
}
