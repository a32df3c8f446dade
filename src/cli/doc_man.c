/* doc_man.c: man pages in scdoc's language (scdoc(5)). */
#include "cli/doc.h"

#include "cli/layout.h"

#include <string.h>

/* scdoc reads "_" and "*" as underline and bold, "-", "#", "|" and others at the start of a line as structure. */
static void add_plain(kri_text *text, kri_span words)
{
    for (size_t i = 0; i < words.length; i++) {
        char c = words.start[i];
        if (strchr("_*\\`#|[]<>~", c) || (c == '-' && i == 0))
            kri_text_char(text, '\\');
        kri_text_char(text, c == '\t' || c == '\n' ? ' ' : c);
    }
}

static void add_words(kri_text *text, const char *words)
{
    add_plain(text, kri_span_of(words));
}

static void add_bold(kri_text *text, const char *words)
{
    kri_text_char(text, '*');
    add_words(text, words);
    kri_text_char(text, '*');
}

static void add_title(kri_text *text, const char *title)
{
    kri_text_puts(text, "\n# ");
    for (; *title; title++)
        kri_text_char(text, *title >= 'a' && *title <= 'z' ? (char)(*title - 32) : *title);
    kri_text_puts(text, "\n\n");
}

static void add_option(kri_text *text, const kri_option *option)
{
    kri_text_puts(text, "*--");
    add_words(text, option->name);
    kri_text_char(text, '*');
    if (option->value) {
        kri_text_char(text, ' ');
        add_words(text, option->value);
    }
    kri_text_puts(text, "\n\t");
    add_words(text, option->meaning);
    if (option->is & KRI_REPEATABLE)
        kri_text_puts(text, "; may be given again");
    if (option->fallback) {
        kri_text_puts(text, " (default: ");
        add_words(text, option->fallback);
        kri_text_char(text, ')');
    }
    kri_text_puts(text, "\n\n");
}

static void add_options(kri_text *text, const kri_command *command)
{
    const kri_option *option;
    add_title(text, "options");
    for (option = command->options; option && option->name; option++)
        add_option(text, option);
    for (size_t i = 0; (option = kri_options_common(command, i)); i++)
        add_option(text, option);
    kri_text_puts(text, "*--help*\n\ttell all this\n");
}

static void add_literal(kri_text *text, kri_span lines)
{
    kri_span line;
    kri_text_puts(text, "```\n");
    while (kri_span_next(&lines, '\n', &line)) {
        kri_text_add(text, line.start + 4, line.length - 4);
        kri_text_char(text, '\n');
    }
    kri_text_puts(text, "```\n");
}

static void add_section(kri_text *text, const kri_section *section)
{
    kri_span rest = kri_span_of(section->text), paragraph;
    int is_literal, is_first = 1;
    add_title(text, section->title);
    while (kri_layout_paragraph(&rest, &paragraph, &is_literal)) {
        if (!is_first)
            kri_text_char(text, '\n');
        is_first = 0;
        if (is_literal) {
            add_literal(text, paragraph);
        } else {
            add_plain(text, paragraph);
            kri_text_char(text, '\n');
        }
    }
}

static void add_examples(kri_text *text, const kri_example *examples)
{
    if (!examples || !examples->line)
        return;
    add_title(text, "examples");
    for (; examples->line; examples++) {
        add_bold(text, examples->line);
        kri_text_puts(text, "\n\t");
        add_words(text, examples->meaning);
        kri_text_puts(text, "\n\n");
    }
}

static void add_exit_codes(kri_text *text)
{
    add_title(text, "exit code");
    for (size_t i = 0; kri_exit_codes[i].meaning; i++) {
        add_bold(text, kri_exit_codes[i].code);
        kri_text_puts(text, "\n\t");
        add_words(text, kri_exit_codes[i].meaning);
        kri_text_puts(text, "\n\n");
    }
}

static void add_overview(kri_text *text)
{
    kri_text_puts(text, "keruen(1)\n\n# NAME\n\nkeruen - freight through Central Asia, the South Caucasus and beyond\n"
                        "\n# SYNOPSIS\n\n*keruen* COMMAND \\[ARGUMENT\\]... \\[OPTION\\]...\n");
    add_title(text, "commands");
    for (size_t i = 0; kri_commands[i]; i++) {
        if (kri_commands[i]->hidden)
            continue;
        kri_text_format(text, "*keruen-%s*(1)\n\t", kri_commands[i]->name);
        add_words(text, kri_commands[i]->summary);
        kri_text_puts(text, "\n\n");
    }
    add_title(text, "environment");
    kri_text_puts(text, "*KERUEN\\_DATA*\n\tthe folder with the region's tables, where --data is not given\n\n"
                        "*NO\\_COLOR*\n\twhen it is set, nothing is coloured\n");
    add_exit_codes(text);
}

static void add_command(kri_text *text, const kri_command *command)
{
    kri_text_format(text, "keruen-%s(1)\n\n# NAME\n\nkeruen-%s - ", command->name, command->name);
    add_words(text, command->summary);
    kri_text_format(text, "\n\n# SYNOPSIS\n\n*keruen %s*%s", command->name, *command->arguments ? " " : "");
    add_words(text, command->arguments);
    kri_text_puts(text, " \\[OPTION\\]...\n");
    add_options(text, command);
    for (const kri_section *section = command->sections; section && section->title; section++)
        add_section(text, section);
    add_examples(text, command->examples);
    add_exit_codes(text);
    kri_text_puts(text, "\n# SEE ALSO\n\n*keruen*(1)\n");
}

void kri_doc_man(kri_text *text, const kri_command *command)
{
    if (command)
        add_command(text, command);
    else
        add_overview(text);
}
