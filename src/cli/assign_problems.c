/* assign_problems.c: what is wrong with the tables of keruen assign, told in one round. */
#include "cli/assign_input.h"

#include "base/number.h"
#include "base/problem.h"

#include <stdio.h>

/* "file:line:column" as far as it is known. */
static const char *place_of(kr_job *job, const kr_problem *p)
{
    if (p->line && p->column)
        return kri_job_format(job, "%s:%llu:%u", p->file, (unsigned long long)p->line, p->column);
    return p->line ? kri_job_format(job, "%s:%llu", p->file, (unsigned long long)p->line) : p->file;
}

static kr_status show(kri_call *call, const kr_problem *p)
{
    const char *place = place_of(call->job, p);
    if (!place)
        return KR_E_MEMORY;
    if (!p->is_warning || !call->quiet)
        fprintf(stderr, "%s: %s%s\n", place, p->is_warning ? "warning: " : "", p->message);
    return KR_OK;
}

/* A single mistake is the last word by itself. */
static kr_status show_all(kri_call *call, const kr_problems *problems, const kr_problem **single)
{
    *single = NULL;
    for (size_t i = 0; i < problems->kept; i++) {
        const kr_problem *p = &problems->list[i];
        if (!p->is_warning && problems->errors == 1)
            *single = p;
        else
            KR_TRY(show(call, p));
    }
    size_t left = problems->errors + problems->warnings - problems->kept;
    if (left && (!call->quiet || problems->errors))
        fprintf(stderr, "... and %zu more\n", left);
    return KR_OK;
}

kr_status kri_assignment_tell(kri_call *call, const kri_assignment *a, kr_status status)
{
    const kr_problem *single;
    if (status == KR_E_MEMORY || status == KR_E_LIMIT)
        return status;
    KR_TRY(show_all(call, &a->problems, &single));
    if (status != KR_OK)
        return single ? show(call, single) == KR_OK ? status : KR_E_MEMORY : status;
    if (single) {
        const char *place = place_of(call->job, single);
        return place ? kr_fail(call->job, KR_E_INPUT, "%s: %s", place, single->message) : KR_E_MEMORY;
    }
    if (a->problems.errors)
        return kr_fail(call->job, KR_E_INPUT, "%zu mistakes in the tables; nothing was assigned", a->problems.errors);
    return KR_OK;
}

kr_status kri_assignment_unless_listed(const kri_assignment *a, size_t errors, kr_status status)
{
    return status == KR_E_INPUT && a->problems.errors > errors ? KR_OK : status;
}

static kr_status warn(kri_call *call, kri_assignment *a, const char *key, double factor, const char *option)
{
    char number[KRI_NUMBER_BYTES];
    if (factor == 0 || kri_call_has(call, option))
        return KR_OK;
    kri_number_print(factor, number);
    return kri_problem_add(call->job, &a->problems, KRI_WARNING, kri_call_value(call, "net"), 0, 0,
                           "<%s> is %s and is not used unasked; --%s %s takes it into the cost", key, number, option, number);
}

kr_status kri_assignment_warn_of_factors(kri_call *call, kri_assignment *a)
{
    KR_TRY(warn(call, a, "TOLL FACTOR", a->roads.toll_factor, "toll-weight"));
    return warn(call, a, "DISTANCE FACTOR", a->roads.distance_factor, "distance-weight");
}
