/* fuzz_formula.c: any text is a formula or gets a sentence. */
#include <keruen/trade.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_formula formula;
    const kr_effect *effect;
    uint32_t count;
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    kr_job_init(&job, (size_t)64 << 20);
    kr_status status = kr_formula_parse(&job, text, &formula);
    if (status == KR_OK && (!formula.outcome.column || !formula.outcome.label))
        abort();
    if (status != KR_OK && !job.message[0])
        abort();
    (void)kr_effects_parse(&job, text, &effect, &count);
    kr_job_end(&job);
    free(text);
    return 0;
}
