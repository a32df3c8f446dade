/* question.c: commands of several questions. */
#include "cli/question.h"

#include "base/spelling.h"

#include <string.h>

#define MOST_QUESTIONS 16

const kri_question *kri_question_named(const kri_question *questions, const char *name, const char **near)
{
    const char *names[MOST_QUESTIONS];
    size_t count = 0;
    for (; questions[count].name && count < MOST_QUESTIONS; count++) {
        names[count] = questions[count].name;
        if (strcmp(name, names[count]) == 0)
            return &questions[count];
    }
    *near = kri_spelling_nearest(kri_span_of(name), names, count);
    return NULL;
}

kr_status kri_question_need(kri_call *call, const char *name, const char **value)
{
    *value = kri_call_value(call, name);
    if (*value)
        return KR_OK;
    return kr_fail(call->job, KR_E_USAGE, "%s %s needs --%s; keruen help %s shows examples", call->command->name, call->argument[0], name,
                   call->command->name);
}
