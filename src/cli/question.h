/* question.h: commands of several questions, as keruen trade fit and keruen study run. */
#ifndef KRI_QUESTION_H
#define KRI_QUESTION_H

#include "cli/command.h"

typedef struct kri_question {
    const char *name;
    kr_status (*run)(kri_call *call);
} kri_question;

/* The list ends with an empty entry. NULL when none has the name: then *near is the one that may be meant, or NULL. */
const kri_question *kri_question_named(const kri_question *questions, const char *name, const char **near);

/* The option's value, or a sentence that it is missing: trade fit needs --data. */
kr_status kri_question_need(kri_call *call, const char *name, const char **value);

#endif
