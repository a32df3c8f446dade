/* critical.h: keruen study critical, as a person and a program see it. */
#ifndef KRI_CLI_CRITICAL_H
#define KRI_CLI_CRITICAL_H

#include "cli/command.h"
#include "cli/critical_found.h"

#include <keruen/report.h>

kr_status kri_study_critical(kri_call *call);

kr_status kri_critical_put_json(kri_call *call, const kri_weaknesses *found);
kr_status kri_critical_put_value(kr_json *json, kr_job *job, const kri_weaknesses *found);    /* the same as a value of something larger */
kr_status kri_critical_write_page(kri_call *call, const kri_weaknesses *found, const char *path);

/* What hurts most in one world, in words. */
void kri_critical_answer(kri_text *words, const kri_weakness *weakness);

kr_status kri_critical_put_text(kri_call *call, const kri_weaknesses *found);

#endif
