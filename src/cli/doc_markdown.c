/* doc_markdown.c: docs/commands.md. */
#include "cli/doc.h"

#include "cli/layout.h"

#include <string.h>

/* Words that Markdown would take for its own are escaped; a table cell needs its bars escaped too. */
static void add_words(kri_text *text, kri_span words)
{
    for (size_t i = 0; i < words.length; i++) {
        if (strchr("*_<>|`\\", words.start[i]))
            kri_text_char(text, '\\');
        kri_text_char(text, words.start[i]);
    }
}

/* Code in a table cell: only the bar needs care. */
static void add_code(kri_text *text, const char *code)
{
    for (; *code; code++) {
        if (*code == '|')
            kri_text_char(text, '\\');
        kri_text_char(text, *code);
    }
}

static void add_option(kri_text *text, const kri_option *option)
{
    kri_text_format(text, "| `--%s", option->name);
    if (option->value) {
        kri_text_char(text, ' ');
        add_code(text, option->value);
    }
    kri_text_puts(text, "` | ");
    add_words(text, kri_span_of(option->meaning));
    kri_text_puts(text, (option->is & KRI_REPEATABLE) ? "; may be given again | " : " | ");
    if (option->fallback)
        kri_text_format(text, "`%s` ", option->fallback);
    kri_text_puts(text, "|\n");
}

static void add_options(kri_text *text, const kri_command *command)
{
    const kri_option *option;
    int has_own = command->options && command->options->name;
    if (!has_own && !kri_options_common(command, 0))
        return;
    kri_text_puts(text, "\n| option | meaning | default |\n|---|---|---|\n");
    for (option = command->options; option && option->name; option++)
        add_option(text, option);
    for (size_t i = 0; (option = kri_options_common(command, i)); i++)
        add_option(text, option);
}

static void add_section(kri_text *text, const kri_section *section)
{
    kri_span rest = kri_span_of(section->text), paragraph;
    int is_literal;
    kri_text_format(text, "\n### %s\n", section->title);
    while (kri_layout_paragraph(&rest, &paragraph, &is_literal)) {
        kri_text_char(text, '\n');
        if (is_literal)
            kri_text_add(text, paragraph.start, paragraph.length);
        else
            add_words(text, paragraph);
        kri_text_char(text, '\n');
    }
}

static void add_examples(kri_text *text, const kri_example *examples)
{
    if (!examples || !examples->line)
        return;
    kri_text_puts(text, "\nExamples:\n\n");
    for (; examples->line; examples++) {
        kri_text_format(text, "- `%s`: ", examples->line);
        add_words(text, kri_span_of(examples->meaning));
        kri_text_char(text, '\n');
    }
}

static void add_command(kri_text *text, const kri_command *command)
{
    kri_text_format(text, "\n## keruen %s\n\n", command->name);
    add_words(text, kri_span_of(command->summary));
    kri_text_format(text, ".\n\n    keruen %s%s%s [OPTION]...\n", command->name, *command->arguments ? " " : "",
                    command->arguments);
    add_options(text, command);
    for (const kri_section *section = command->sections; section && section->title; section++)
        add_section(text, section);
    add_examples(text, command->examples);
}

void kri_doc_markdown(kri_text *text)
{
    kri_text_puts(text, "# Commands\n\nThis page is made by `keruen doc markdown` from the list of commands; a test sees to it that"
                        " it is up to date.\n\n| command | what it tells |\n|---|---|\n");
    for (size_t i = 0; kri_commands[i]; i++) {
        if (kri_commands[i]->hidden)
            continue;
        kri_text_format(text, "| [%s](#keruen-%s) | ", kri_commands[i]->name, kri_commands[i]->name);
        add_words(text, kri_span_of(kri_commands[i]->summary));
        kri_text_puts(text, " |\n");
    }
    for (size_t i = 0; kri_commands[i]; i++)
        if (!kri_commands[i]->hidden)
            add_command(text, kri_commands[i]);
    kri_text_puts(text, "\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (size_t i = 0; kri_exit_codes[i].meaning; i++)
        kri_text_format(text, "| %s | %s |\n", kri_exit_codes[i].code, kri_exit_codes[i].meaning);
}
