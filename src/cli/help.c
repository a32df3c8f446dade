/* help.c: keruen help [COMMAND]. */
#include "cli/layout.h"
#include "cli/options.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define INDENT 2
#define MEANING_COLUMN 24

/* "  name  meaning", the meaning in a column of its own. */
static void add_row(kri_text *text, const char *name, const char *meaning, size_t width)
{
    size_t at = INDENT + kri_utf8_columns(name, strlen(name));
    kri_text_format(text, "%*s%s", INDENT, "", name);
    kri_layout_tab(text, at + 1, MEANING_COLUMN);
    if (at + 1 < MEANING_COLUMN)
        kri_text_char(text, ' ');
    kri_layout_wrap(text, kri_span_of(meaning), MEANING_COLUMN, MEANING_COLUMN, width);
}

static void add_option(kri_text *text, const kri_option *option, size_t width)
{
    char name[80], meaning[400];
    snprintf(name, sizeof name, "--%s%s%s", option->name, option->value ? " " : "", option->value ? option->value : "");
    snprintf(meaning, sizeof meaning, "%s%s%s%s%s", option->meaning, (option->is & KRI_REPEATABLE) ? "; may be given again" : "",
             option->fallback ? " [" : "", option->fallback ? option->fallback : "", option->fallback ? "]" : "");
    add_row(text, name, meaning, width);
}

static void add_options(kri_text *text, const kri_command *command, size_t width)
{
    const kri_option *option;
    if (command->options && command->options->name) {
        kri_text_puts(text, "\nOptions\n");
        for (option = command->options; option->name; option++)
            add_option(text, option, width);
    }
    if (!kri_options_common(command, 0))
        return;
    kri_text_puts(text, "\nCommon options\n");
    for (size_t i = 0; (option = kri_options_common(command, i)); i++)
        add_option(text, option, width);
}

static void add_section(kri_text *text, const kri_section *section, size_t width)
{
    kri_span rest = kri_span_of(section->text), paragraph;
    int is_literal, is_first = 1;
    kri_text_format(text, "\n%s\n", section->title);
    while (kri_layout_paragraph(&rest, &paragraph, &is_literal)) {
        if (!is_first)
            kri_text_char(text, '\n');
        is_first = 0;
        if (is_literal) {
            kri_text_add(text, paragraph.start, paragraph.length);
            kri_text_char(text, '\n');
        } else {
            kri_text_puts(text, "  ");
            kri_layout_wrap(text, paragraph, INDENT, INDENT, width);
        }
    }
}

static void add_examples(kri_text *text, const kri_example *examples, size_t width)
{
    if (!examples || !examples->line)
        return;
    kri_text_puts(text, "\nExamples\n");
    for (; examples->line; examples++) {
        kri_text_format(text, "  %s\n      ", examples->line);
        kri_layout_wrap(text, kri_span_of(examples->meaning), 6, 6, width);
    }
}

static void add_command(kri_text *text, const kri_command *command, size_t width)
{
    kri_text_format(text, "keruen %s: ", command->name);
    kri_layout_wrap(text, kri_span_of(command->summary), strlen(command->name) + 9, 4, width);
    kri_text_format(text, "\nUsage\n  keruen %s%s%s [OPTION]...\n", command->name, *command->arguments ? " " : "",
                    command->arguments);
    add_options(text, command, width);
    for (const kri_section *section = command->sections; section && section->title; section++)
        add_section(text, section, width);
    add_examples(text, command->examples, width);
}

static void add_overview(kri_text *text, size_t width)
{
    kri_text_puts(text, "keruen: freight through Central Asia, the South Caucasus and beyond\n"
                        "\nUsage\n  keruen COMMAND [ARGUMENT]... [OPTION]...\n\nCommands\n");
    for (size_t i = 0; kri_commands[i]; i++)
        if (!kri_commands[i]->hidden)
            add_row(text, kri_commands[i]->name, kri_commands[i]->summary, width);
    kri_text_puts(text, "\nkeruen help COMMAND tells the options of one.\n\nExit code\n");
    for (size_t i = 0; kri_exit_codes[i].meaning; i++)
        add_row(text, kri_exit_codes[i].code, kri_exit_codes[i].meaning, width);
}

static kr_status run(kri_call *call)
{
    kri_text text = kri_text_new(call->job);
    if (!call->arguments) {
        add_overview(&text, call->columns);
    } else {
        const kri_command *command = kri_command_find(call->argument[0]);
        if (!command)
            return kri_command_unknown(call->job, call->argument[0]);
        add_command(&text, command, call->columns);
    }
    return kri_call_put(call, &text);
}

static const kri_example examples[] = {
    { "keruen --help", "the list of commands" },
    { "keruen help version", "the options of one; the same as keruen version --help" },
    { 0 },
};

const kri_command kri_command_help = {
    .name = "help", .summary = "what the commands are, or what one of them does", .arguments = "[COMMAND]",
    .least = 0, .most = 1, .examples = examples, .run = run,
};
