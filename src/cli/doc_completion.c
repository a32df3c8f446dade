/* doc_completion.c: completion for the shells. */
#include "cli/doc.h"

#include <string.h>

/* Own options, then common ones; NULL past the last. */
static const kri_option *option_at(const kri_command *command, size_t n)
{
    size_t own = 0;
    while (command->options && command->options[own].name)
        own++;
    return n < own ? &command->options[n] : kri_options_common(command, n - own);
}

/* The words of a choice, parted by spaces; nothing for a free value. */
static void add_choices(kri_text *text, const kri_option *option)
{
    for (const char *c = option->value; c && strchr(option->value, '|') && *c; c++)
        kri_text_char(text, *c == '|' ? ' ' : *c);
}

static int is_choice(const kri_option *option)
{
    return option->value && strchr(option->value, '|');
}

static int is_path(const kri_option *option)
{
    return option->value && (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0);
}

static void add_command_names(kri_text *text)
{
    int is_first = 1;
    for (size_t i = 0; kri_commands[i]; i++)
        if (!kri_commands[i]->hidden) {
            kri_text_format(text, "%s%s", is_first ? "" : " ", kri_commands[i]->name);
            is_first = 0;
        }
}

static void add_bash_command(kri_text *text, const kri_command *command)
{
    const kri_option *option;
    kri_text_format(text, "    %s)\n        options='--help", command->name);
    for (size_t i = 0; (option = option_at(command, i)); i++)
        kri_text_format(text, " --%s", option->name);
    kri_text_puts(text, "'\n        case $before in\n");
    for (size_t i = 0; (option = option_at(command, i)); i++) {
        if (!option->value)
            continue;
        kri_text_format(text, "        --%s) words='", option->name);
        add_choices(text, option);
        kri_text_format(text, "' kind=%s ;;\n", is_choice(option) ? "words" : is_path(option) ? "path" : "free");
    }
    kri_text_puts(text, "        esac ;;\n");
}

static void add_bash(kri_text *text)
{
    kri_text_puts(text, "# bash completion for keruen; made by keruen doc completion bash\n"
                        "_keruen()\n{\n"
                        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                        "    local command=${COMP_WORDS[1]} options='' words='' kind=none commands='");
    add_command_names(text);
    kri_text_puts(text, "'\n    COMPREPLY=()\n"
                        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                        "        mapfile -t COMPREPLY < <(compgen -W \"$commands --help --version\" -- \"$word\")\n"
                        "        return\n    fi\n"
                        "    case $command in\n");
    for (size_t i = 0; kri_commands[i]; i++)
        if (!kri_commands[i]->hidden)
            add_bash_command(text, kri_commands[i]);
    kri_text_puts(text, "    esac\n"
                        "    case $kind in\n"
                        "    words) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\") ;;\n"
                        "    path) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
                        "    none)\n"
                        "        if [[ $word == -* ]]; then\n"
                        "            mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
                        "        elif [ \"$command\" = help ]; then\n"
                        "            mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"$word\")\n"
                        "        fi ;;\n"
                        "    esac\n"
                        "}\ncomplete -o filenames -F _keruen keruen\n");
}

/* Inside single quotes of a shell. zsh's _arguments also reads [ ] and : as its own. */
static void add_quoted(kri_text *text, const char *words, const char *escaped)
{
    for (; *words; words++) {
        if (*words == '\'')
            kri_text_puts(text, "'\\'");
        else if (strchr(escaped, *words))
            kri_text_char(text, '\\');
        kri_text_char(text, *words);
    }
}

static void add_zsh_option(kri_text *text, const kri_option *option)
{
    kri_text_format(text, "            '%s--%s[", (option->is & KRI_REPEATABLE) ? "*" : "", option->name);
    add_quoted(text, option->meaning, "[]:\\");
    kri_text_char(text, ']');
    if (is_choice(option)) {
        kri_text_puts(text, ":value:(");
        add_choices(text, option);
        kri_text_char(text, ')');
    } else if (option->value) {
        kri_text_format(text, ":%s:%s", option->value, is_path(option) ? "_files" : "");
    }
    kri_text_puts(text, "' \\\n");
}

static void add_zsh(kri_text *text)
{
    const kri_option *option;
    kri_text_puts(text, "#compdef keruen\n# made by keruen doc completion zsh\n"
                        "local -a commands\ncommands=(\n");
    for (size_t i = 0; kri_commands[i]; i++) {
        if (kri_commands[i]->hidden)
            continue;
        kri_text_format(text, "    '%s:", kri_commands[i]->name);
        add_quoted(text, kri_commands[i]->summary, "\\");
        kri_text_puts(text, "'\n");
    }
    kri_text_puts(text, ")\nif (( CURRENT == 2 )); then\n    _describe command commands\n    return\nfi\n"
                        "local command=$words[2]\nshift words\n(( CURRENT-- ))\ncase $command in\n"
                        "    help) _describe command commands ;;\n");
    for (size_t i = 0; kri_commands[i]; i++) {
        if (kri_commands[i]->hidden || strcmp(kri_commands[i]->name, "help") == 0)
            continue;
        kri_text_format(text, "    %s)\n        _arguments \\\n            '--help[tell all this]' \\\n", kri_commands[i]->name);
        for (size_t k = 0; (option = option_at(kri_commands[i], k)); k++)
            add_zsh_option(text, option);
        kri_text_puts(text, "            '*:argument:_files' ;;\n");
    }
    kri_text_puts(text, "esac\n");
}

static void add_fish_option(kri_text *text, const kri_command *command, const kri_option *option)
{
    kri_text_format(text, "complete -c keruen -n '__fish_seen_subcommand_from %s' -l %s ", command->name, option->name);
    if (is_choice(option)) {
        kri_text_puts(text, "-x -a '");
        add_choices(text, option);
        kri_text_puts(text, "' ");
    } else if (option->value) {
        kri_text_puts(text, is_path(option) ? "-r -F " : "-x ");
    }
    kri_text_puts(text, "-d '");
    add_quoted(text, option->meaning, "\\");
    kri_text_puts(text, "'\n");
}

static void add_fish(kri_text *text)
{
    const kri_option *option;
    kri_text_puts(text, "# fish completion for keruen; made by keruen doc completion fish\ncomplete -c keruen -f\n");
    for (size_t i = 0; kri_commands[i]; i++) {
        const kri_command *command = kri_commands[i];
        if (command->hidden)
            continue;
        kri_text_format(text, "complete -c keruen -n __fish_use_subcommand -a %s -d '", command->name);
        add_quoted(text, command->summary, "\\");
        kri_text_puts(text, "'\n");
        for (size_t k = 0; (option = option_at(command, k)); k++)
            add_fish_option(text, command, option);
    }
    kri_text_puts(text, "complete -c keruen -n '__fish_seen_subcommand_from help' -a '");
    add_command_names(text);
    kri_text_puts(text, "'\n");
}

void kri_doc_completion(kri_text *text, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        add_bash(text);
    else if (strcmp(shell, "zsh") == 0)
        add_zsh(text);
    else
        add_fish(text);
}
