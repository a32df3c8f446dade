/* fuzz_expression.c: any text is an expression with a finite value or gets a clause. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>

#include "ledger/expression.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int any(void *with, kri_span text, double *value, char *why)
{
    (void)with;
    *value = (double)text.length * 1e77 - 1e78;
    if (text.length % 5 == 4)
        snprintf(why, KRI_EXPRESSION_WHY, "nothing is called \"%.*s\"", text.length > 40 ? 40 : (int)text.length, text.start);
    return text.length % 5 != 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const kri_expression_names names = { any, any, NULL };
    char why[KRI_EXPRESSION_WHY];
    double value;
    int is_one = kri_expression_evaluate((kri_span){ (const char *)data, size }, &names, &value, why);
    if (is_one ? !isfinite(value) : !*why)
        abort();
    return 0;
}
