/* expression.h: arithmetic over numbers, claims and figures, in one line. */
#ifndef KRI_EXPRESSION_H
#define KRI_EXPRESSION_H

#include "base/text.h"

#define KRI_EXPRESSION_WHY 256

/* Where names and figures come from. Each returns 1 with a finite value, or 0 with a clause in why. */
typedef struct kri_expression_names {
    int (*name)(void *with, kri_span name, double *value, char *why);       /* C002, value */
    int (*figure)(void *with, kri_span words, double *value, char *why);    /* what stands between [ and ] */
    void *with;
} kri_expression_names;

/*
 * The value of the text, always finite; 0 with a clause in why[KRI_EXPRESSION_WHY] when it has none. Nesting is bounded, so that any
 * text may be given. Takes no memory.
 */
int kri_expression_evaluate(kri_span text, const kri_expression_names *names, double *value, char *why);

#endif
