/* options.c: from the words of a command line to a call. */
#include "cli/options.h"

#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "base/spelling.h"
#include "base/utf8.h"

static const struct { unsigned takes; kri_option option; } common[] = {
    { KRI_TAKES_DATA, { "data", "DIR", "the folder with the region's tables; else KERUEN_DATA, else the installed one", NULL, 0 } },
    { KRI_TAKES_JSON, { "json", NULL, "answer as JSON", NULL, 0 } },
    { KRI_TAKES_CSV, { "csv", NULL, "answer as CSV", NULL, 0 } },
    { KRI_TAKES_GEOJSON, { "geojson", NULL, "answer as GeoJSON, for a map", NULL, 0 } },
    { KRI_TAKES_OUT, { "out", "FILE", "write the answer to this file, whole or not at all", "-", KRI_WRITTEN } },
    { KRI_TAKES_WORK, { "memory", "BYTES", "refuse work that needs more; k, M, G and T may follow the number", "4G", 0 } },
    { KRI_TAKES_WORK, { "threads", "N", "workers; the answer does not depend on it; 0 is one a processor", "0", 0 } },
    { KRI_TAKES_WORK, { "time-limit", "S", "stop after so many seconds", NULL, 0 } },
    { KRI_TAKES_WORK, { "quiet", NULL, "no progress, no remarks; errors only", NULL, 0 } },
};

#define COMMON_COUNT (sizeof common / sizeof *common)

const kri_option *kri_options_common(const kri_command *command, size_t n)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if ((command->takes & common[i].takes) && n-- == 0)
            return &common[i].option;
    return NULL;
}

/* The command's own options first, then the common ones it takes. */
static const kri_option *option_at(const kri_command *command, size_t n)
{
    size_t own = 0;
    while (command->options && command->options[own].name)
        own++;
    return n < own ? &command->options[n] : kri_options_common(command, n - own);
}

static const kri_option *option_named(const kri_command *command, kri_span name)
{
    const kri_option *option;
    for (size_t i = 0; (option = option_at(command, i)); i++)
        if (kri_span_is(name, option->name))
            return option;
    return NULL;
}

const kri_command *kri_command_find(const char *name)
{
    for (size_t i = 0; kri_commands[i]; i++)
        if (strcmp(kri_commands[i]->name, name) == 0)
            return kri_commands[i];
    return NULL;
}

#define SHOWN_BYTES 60

/* What somebody typed, fit to be shown: short, whole characters, nothing that steers a terminal. */
static const char *shown(const char *word, char buffer[SHOWN_BYTES + 4])
{
    size_t length = strlen(word), at;
    size_t n = length < SHOWN_BYTES ? length : SHOWN_BYTES;
    memcpy(buffer, word, n);
    while (n < length && n > 0 && ((unsigned char)word[n] & 0xC0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++)
        memset(buffer + i, '?', kri_utf8_steers(buffer + i, n - i));
    while (!kri_utf8_is_valid(buffer, n, &at))
        buffer[at] = '?';
    strcpy(buffer + n, n < length ? "..." : "");
    return buffer;
}

#define NAMES_COMPARED 64

kr_status kri_command_unknown(kr_job *job, const char *name)
{
    char buffer[SHOWN_BYTES + 4];
    const char *names[NAMES_COMPARED];
    size_t count = 0;
    for (size_t i = 0; kri_commands[i] && count < NAMES_COMPARED; i++)
        if (!kri_commands[i]->hidden)
            names[count++] = kri_commands[i]->name;
    const char *nearest = kri_spelling_nearest(kri_span_of(name), names, count);
    if (nearest)
        return kr_fail(job, KR_E_USAGE, "\"%s\" is no command; did you mean %s?", shown(name, buffer), nearest);
    return kr_fail(job, KR_E_USAGE, "\"%s\" is no command; keruen --help lists them", shown(name, buffer));
}

static kr_status unknown_option(kr_job *job, const kri_command *command, const char *word, kri_span name)
{
    char buffer[SHOWN_BYTES + 4];
    const char *names[NAMES_COMPARED];
    const kri_option *option;
    size_t count = 0;
    while (count < NAMES_COMPARED && (option = option_at(command, count)))
        names[count++] = option->name;
    const char *nearest = kri_spelling_nearest(name, names, count);
    if (nearest)
        return kr_fail(job, KR_E_USAGE, "there is no option %s; did you mean --%s?", shown(word, buffer), nearest);
    return kr_fail(job, KR_E_USAGE, "there is no option %s; keruen help %s lists them", shown(word, buffer), command->name);
}

kr_status kri_option_check(kr_job *job, const kri_option *option, const char *value)
{
    char buffer[SHOWN_BYTES + 4];
    kri_span rest = kri_span_of(option->value), choice;
    if (!strchr(option->value, '|'))
        return KR_OK;
    while (kri_span_next(&rest, '|', &choice))
        if (kri_span_is(choice, value))
            return KR_OK;
    return kr_fail(job, KR_E_USAGE, "--%s is \"%s\"; it takes one of %s", option->name, shown(value, buffer), option->value);
}

static kr_status check_given_once(kr_job *job, const kri_call *call, const kri_option *option)
{
    for (size_t i = 0; i < call->given_count && !(option->is & KRI_REPEATABLE); i++)
        if (call->given[i].option == option)
            return kr_fail(job, KR_E_USAGE, "--%s stands there twice; give it once", option->name);
    return KR_OK;
}

/* Takes the option at word[*at], and its value from behind "=" or from the next word. */
static kr_status take_option(kr_job *job, int words, char *const *word, int *at, kri_call *call)
{
    const char *start = word[*at] + 2, *equals = strchr(start, '=');
    kri_span name = { start, equals ? (size_t)(equals - start) : strlen(start) };
    const kri_option *option = option_named(call->command, name);
    const char *value = equals ? equals + 1 : NULL;
    if (!option)
        return unknown_option(job, call->command, word[*at], name);
    if (!option->value && value)
        return kr_fail(job, KR_E_USAGE, "--%s takes no value", option->name);
    if (option->value && !value) {
        if (*at + 1 >= words || strncmp(word[*at + 1], "--", 2) == 0)
            return kr_fail(job, KR_E_USAGE, "--%s needs a value: --%s %s", option->name, option->name, option->value);
        value = word[++*at];
    }
    if (value)
        KR_TRY(kri_option_check(job, option, value));
    KR_TRY(check_given_once(job, call, option));
    call->given[call->given_count++] = (kri_given){ option, value };
    return KR_OK;
}

/* "-" is standard input, "-33.9,18.4" a place; other words that begin with a dash are options. */
static int is_option(const char *word)
{
    return word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9') && word[1] != '.';
}

static int is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* "keruen quote --help" anywhere on the line is "keruen help quote". */
static void turn_into_help(kri_call *call)
{
    const char *about = call->command->name;
    call->command = kri_command_find("help");
    call->arguments = strcmp(about, "help") != 0;
    call->argument[0] = about;
    call->given_count = 0;
}

static kr_status take_words(kr_job *job, int words, char *const *word, kri_call *call)
{
    int only_arguments = 0;
    for (int i = 0; i < words; i++) {
        if (only_arguments || !is_option(word[i])) {
            call->argument[call->arguments++] = word[i];
        } else if (strcmp(word[i], "--") == 0) {
            only_arguments = 1;
        } else if (is_help(word[i])) {
            turn_into_help(call);
            return KR_OK;
        } else if (word[i][1] != '-') {
            return unknown_option(job, call->command, word[i], kri_span_of(word[i] + 1));
        } else {
            KR_TRY(take_option(job, words, word, &i, call));
        }
    }
    return KR_OK;
}

static kr_status check_argument_count(kr_job *job, const kri_call *call)
{
    const kri_command *command = call->command;
    char buffer[SHOWN_BYTES + 4];
    if (call->arguments < (size_t)command->least)
        return kr_fail(job, KR_E_USAGE, "something is missing: keruen %s %s", command->name, command->arguments);
    if (command->most >= 0 && call->arguments > (size_t)command->most)
        return kr_fail(job, KR_E_USAGE, "\"%s\" is one word too many: keruen %s%s%s; a name with a space stands in quotes",
                       shown(call->argument[command->most], buffer), command->name, *command->arguments ? " " : "",
                       command->arguments);
    return KR_OK;
}

static kr_status choose_format(kr_job *job, kri_call *call)
{
    static const struct { const char *name; kri_format format; } formats[] = {
        { "json", KRI_JSON }, { "csv", KRI_CSV }, { "geojson", KRI_GEOJSON },
    };
    const char *chosen = NULL;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const kri_option *option = option_named(call->command, kri_span_of(formats[i].name));
        if (!option || option->value || !kri_call_has(call, formats[i].name))
            continue;       /* one with a value is a file beside the answer */
        if (chosen)
            return kr_fail(job, KR_E_USAGE, "--%s and --%s exclude each other; choose one", chosen, formats[i].name);
        chosen = formats[i].name;
        call->format = formats[i].format;
    }
    return KR_OK;
}

/* One would overwrite the other. */
static kr_status check_written_apart(kr_job *job, const kri_call *call)
{
    char buffer[SHOWN_BYTES + 4];
    for (size_t i = 0; i < call->given_count; i++)
        for (size_t j = 0; j < i; j++) {
            const kri_given *a = &call->given[j], *b = &call->given[i];
            if ((a->option->is & b->option->is & KRI_WRITTEN) && kri_file_is_same(job, a->value, b->value))
                return kr_fail(job, KR_E_USAGE, "--%s and --%s both name %s; give each a file of its own", a->option->name, b->option->name,
                               shown(b->value, buffer));
        }
    return KR_OK;
}

/* The command that the first word means. */
static kr_status choose_command(kr_job *job, const char *word, kri_call *call)
{
    char buffer[SHOWN_BYTES + 4];
    const char *name = is_help(word) ? "help" : strcmp(word, "--version") == 0 ? "version" : word;
    call->command = kri_command_find(name);
    if (call->command)
        return KR_OK;
    if (is_option(word))
        return kr_fail(job, KR_E_USAGE, "%s stands before a command; the command comes first: keruen COMMAND [OPTION]...",
                       shown(word, buffer));
    return kri_command_unknown(job, word);
}

kr_status kri_options_parse(kr_job *job, int words, char *const *word, kri_call *call)
{
    *call = (kri_call){ .job = job };
    if (words < 1)
        return kr_fail(job, KR_E_USAGE, "a command is missing; keruen --help lists them");
    KRI_NEW(job, call->argument, (size_t)words);
    KRI_NEW(job, call->given, (size_t)words);
    KR_TRY(choose_command(job, word[0], call));
    KR_TRY(take_words(job, words - 1, word + 1, call));
    KR_TRY(check_argument_count(job, call));
    KR_TRY(check_written_apart(job, call));
    return choose_format(job, call);
}

const char *kri_call_nth(const kri_call *call, const char *name, size_t n)
{
    for (size_t i = 0; i < call->given_count; i++)
        if (strcmp(call->given[i].option->name, name) == 0 && n-- == 0)
            return call->given[i].value;
    return NULL;
}

int kri_call_has(const kri_call *call, const char *name)
{
    for (size_t i = 0; i < call->given_count; i++)
        if (strcmp(call->given[i].option->name, name) == 0)
            return 1;
    return 0;
}

const char *kri_call_value(const kri_call *call, const char *name)
{
    for (size_t i = call->given_count; i-- > 0;)
        if (strcmp(call->given[i].option->name, name) == 0)
            return call->given[i].value;
    const kri_option *option = option_named(call->command, kri_span_of(name));
    return option ? option->fallback : NULL;
}

kr_status kri_call_number(kri_call *call, const char *name, double low, double high, double *value)
{
    char buffer[SHOWN_BYTES + 4], from[KRI_NUMBER_BYTES], to[KRI_NUMBER_BYTES];
    const char *text = kri_call_value(call, name);
    double number;
    if (!text)
        return KR_OK;
    if (!kri_number_parse(kri_span_of(text), &number) || !(number >= low && number <= high))
        return kr_fail(call->job, KR_E_USAGE, "--%s is \"%s\"; it takes a number from %s to %s", name, shown(text, buffer),
                       kri_number_print(low, from), kri_number_print(high, to));
    *value = number;
    return KR_OK;
}

int kri_options_bytes(const char *text, size_t *bytes)
{
    static const char units[] = "kMGT";
    size_t length = strlen(text);
    const char *unit = length ? strchr(units, text[length - 1]) : NULL;
    uint64_t number;
    unsigned shift = unit && *unit ? 10 * (unsigned)(unit - units + 1) : 0;
    if (!kri_number_parse_u64((kri_span){ text, length - (shift > 0) }, &number) || number > (SIZE_MAX >> shift))
        return 0;
    *bytes = (size_t)number << shift;
    return 1;
}
