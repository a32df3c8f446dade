/* batch.h: many quotes in one go. */
#ifndef KRI_BATCH_H
#define KRI_BATCH_H

#include "cli/command.h"

/*
 * Quotes every row of a CSV ("-" is standard input), an object a row and line to the answer, in the order of the rows and
 * the same for any number of threads. A column is an option of `keruen quote`, or from, to, id. What is broken is told
 * in its row's place and makes the exit code 3; the rest is done.
 */
kr_status kri_batch_run(kri_call *call, const char *path);

#endif
