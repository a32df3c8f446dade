/* command.h: what a command is, and what it is handed when somebody calls it. */
#ifndef KRI_COMMAND_H
#define KRI_COMMAND_H

#include <keruen/base.h>

#include "base/text.h"

enum {
    KRI_REPEATABLE = 1,
    KRI_WRITTEN = 2         /* its value is a file, or a folder, that the command writes: no two of a call name the same */
};

/* An option, written once: help, man page, completion, docs and parser read it here. */
typedef struct kri_option {
    const char *name;       /* without the dashes */
    const char *value;      /* what stands for its value: "FILE", "N", "time|cost|co2" (one of these); NULL: a flag */
    const char *meaning;    /* a phrase, lower case, no full stop */
    const char *fallback;   /* the value when it is not given; NULL: none */
    unsigned is;            /* KRI_REPEATABLE, KRI_WRITTEN or both; 0: neither */
} kri_option;

/* Paragraphs are parted by an empty line; a line that begins with four spaces stands as it is. */
typedef struct kri_section {
    const char *title;      /* "Places" */
    const char *text;
} kri_section;

typedef struct kri_example {
    const char *line;       /* "keruen quote Almaty Poti --json" */
    const char *meaning;    /* "the same for a program" */
} kri_example;

/* Which of the common options mean something to a command. */
enum {
    KRI_TAKES_DATA = 1, KRI_TAKES_JSON = 2, KRI_TAKES_CSV = 4, KRI_TAKES_GEOJSON = 8, KRI_TAKES_OUT = 16,
    KRI_TAKES_WORK = 32     /* --memory, --threads, --time-limit, --quiet */
};

typedef struct kri_call kri_call;

/*
 * One command is one file that defines one of these, and one line in commands.c. The lists may be NULL
 * and end with an empty entry. run returns KR_OK when the answer stands in call->out, whatever
 * it is; "no" is said by call->exit_code.
 */
typedef struct kri_command {
    const char *name;
    const char *summary;        /* one line, lower case, no full stop */
    const char *arguments;      /* "FROM TO", "[NAME]", "" */
    int least, most;            /* how many arguments; most < 0: no bound */
    unsigned takes;
    const kri_option *options;
    const kri_section *sections;
    const kri_example *examples;
    int hidden;                 /* not in the list of commands */
    kr_status (*run)(kri_call *call);
} kri_command;

extern const kri_command *const kri_commands[];     /* ends with NULL */

typedef enum kri_format { KRI_TEXT, KRI_JSON, KRI_CSV, KRI_GEOJSON } kri_format;

typedef struct kri_given {
    const kri_option *option;
    const char *value;          /* NULL for a flag */
} kri_given;

struct kri_call {
    kr_job *job;                /* for the work; its message is what the person reads when run fails */
    const kri_command *command;
    size_t arguments;
    const char **argument;
    size_t given_count;
    kri_given *given;           /* in the order they stood on the line */
    kri_format format;
    kr_sink out;                /* the answer; standard output or --out */
    size_t columns;             /* that text may be wide */
    int colour;                 /* text may be coloured */
    int quiet;
    int exit_code;              /* when run returns KR_OK: 0, 1 "the answer is no", 3 "the data that was judged is wrong" */
};

/* The value of an option: the last given, else its fallback, else NULL. */
const char *kri_call_value(const kri_call *call, const char *name);

/* Whether it was given. */
int kri_call_has(const kri_call *call, const char *name);

/* The n-th value given of a repeatable option, counted from 0; NULL past the last. */
const char *kri_call_nth(const kri_call *call, const char *name, size_t n);

/* The option's value as a number in low..high; absent without a fallback leaves *value as it is. */
kr_status kri_call_number(kri_call *call, const char *name, double low, double high, double *value);

/* The folder of the region: --data, KERUEN_DATA, what was installed beside the program, the source tree. */
kr_status kri_call_data(kri_call *call, const char **folder);

/* A printf to the answer. */
kr_status kri_call_print(kri_call *call, const char *format, ...) KR_PRINTF(2, 3);
kr_status kri_call_put(kri_call *call, const kri_text *text);

/* A table to the answer, in the format asked for. */
struct kr_table;
kr_status kri_call_table(kri_call *call, const struct kr_table *table);

#endif
