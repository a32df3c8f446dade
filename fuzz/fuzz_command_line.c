/* fuzz_command_line.c: any words at all make a call or one readable sentence. A line of the input is a word. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_WORDS 64

static int split(char *text, size_t size, char *word[MOST_WORDS])
{
    int words = 0;
    for (size_t begin = 0, i = 0; i <= size && words < MOST_WORDS; i++) {
        if (i < size && text[i] != '\n')
            continue;
        text[i] = 0;
        word[words++] = text + begin;
        begin = i + 1;
    }
    return words;
}

/* What a command would ask of its call. */
static void ask(kri_call *call)
{
    const kri_option *option;
    double value;
    for (size_t i = 0; (option = kri_options_common(call->command, i)); i++) {
        if (option->value && !kri_call_nth(call, option->name, 0) != !kri_call_has(call, option->name))
            abort();
        if (kri_call_number(call, option->name, 0, 100, &value) == KR_OK && kri_call_has(call, option->name) &&
            option->value && !(value >= 0 && value <= 100))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *word[MOST_WORDS], *text = malloc(size + 1);
    size_t at, bytes;
    kr_job job;
    kri_call call;
    if (!text)
        return 0;
    memcpy(text, data, size);
    int words = split(text, size, word);
    kr_job_init(&job, 1 << 24);
    if (kri_options_parse(&job, words, word, &call) == KR_OK)
        ask(&call);
    else if (!*job.message || !kri_utf8_is_valid(job.message, strlen(job.message), &at))
        abort();
    kri_options_bytes(word[0], &bytes);
    kr_job_end(&job);
    free(text);
    return 0;
}
