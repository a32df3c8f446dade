/* problem.h: adding to the list of what is wrong with data. */
#ifndef KRI_PROBLEM_H
#define KRI_PROBLEM_H

#include "arena.h"

typedef enum kri_severity { KRI_ERROR, KRI_WARNING } kri_severity;

/* file must live as long as the job. With problems NULL an error becomes the job's message "file:line: ..." and KR_E_INPUT. */
kr_status kri_problem_add(kr_job *job, kr_problems *problems, kri_severity severity, const char *file, uint64_t line,
                          uint32_t column, const char *format, ...) KR_PRINTF(7, 8);

/* KR_OK when the list holds no error; else KR_E_INPUT with the first of them as the job's message. */
kr_status kri_problems_status(kr_job *job, const kr_problems *problems);

#endif
