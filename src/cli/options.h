/* options.h: from the words of a command line to a call. */
#ifndef KRI_OPTIONS_H
#define KRI_OPTIONS_H

#include "cli/command.h"

/*
 * Understands the words behind the program's name. --help and --version become calls of those
 * commands. What it makes lives in the job. KR_E_USAGE with one sentence when a word makes no sense.
 */
kr_status kri_options_parse(kr_job *job, int words, char *const *word, kri_call *call);

/* The common options that the command takes, one after the other; NULL past the last. */
const kri_option *kri_options_common(const kri_command *command, size_t n);

/* KR_E_USAGE when the option takes one of some words and the value is none of them. */
kr_status kri_option_check(kr_job *job, const kri_option *option, const char *value);

/* The command of that name, or NULL. */
const kri_command *kri_command_find(const char *name);

/* Failure that names the nearest command. */
kr_status kri_command_unknown(kr_job *job, const char *name);

/* What the program's exit code says; ends with an empty entry. */
typedef struct kri_exit_code {
    const char *code, *meaning;
} kri_exit_code;

extern const kri_exit_code kri_exit_codes[];

/* Bytes with an optional k, M, G or T (powers of 1024) behind; 0 when it is none. */
int kri_options_bytes(const char *text, size_t *bytes);

#endif
