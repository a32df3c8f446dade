/* problem.c: the list of what is wrong with data. */
#include "problem.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>

static kr_status fail_at(kr_job *job, const char *file, uint64_t line, const char *message)
{
    if (line)
        return kr_fail(job, KR_E_INPUT, "%s:%llu: %s", file, (unsigned long long)line, message);
    return kr_fail(job, KR_E_INPUT, "%s%s%s", file, *file ? ": " : "", message);
}

static kr_status keep(kr_job *job, kr_problems *problems, kr_problem problem)
{
    if (problems->kept == KR_PROBLEMS_KEPT)
        return KR_OK;
    problem.message = kri_job_format(job, "%s", problem.message);
    if (!problem.message)
        return KR_E_MEMORY;
    KR_TRY(kri_job_grow(job, &problems->list, &problems->capacity, problems->kept + 1, sizeof problem));
    problems->list[problems->kept++] = problem;
    return KR_OK;
}

kr_status kri_problem_add(kr_job *job, kr_problems *problems, kri_severity severity, const char *file, uint64_t line,
                          uint32_t column, const char *format, ...)
{
    char message[KR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    kri_utf8_tame(message);
    if (!problems)
        return severity == KRI_ERROR ? fail_at(job, file, line, message) : KR_OK;
    problems->errors += severity == KRI_ERROR;
    problems->warnings += severity == KRI_WARNING;
    return keep(job, problems, (kr_problem){ file, line, column, severity == KRI_WARNING, message });
}

kr_status kri_problems_status(kr_job *job, const kr_problems *problems)
{
    for (size_t i = 0; i < problems->kept; i++)
        if (!problems->list[i].is_warning)
            return fail_at(job, problems->list[i].file, problems->list[i].line, problems->list[i].message);
    return problems->errors ? kr_fail(job, KR_E_INPUT, "%zu errors in the data", problems->errors) : KR_OK;
}
