/* doc.c: keruen doc, which makes the pages that are built, installed and checked in. */
#include "cli/doc.h"

#include <string.h>

static kr_status man(kri_call *call, kri_text *text)
{
    const kri_command *command = NULL;
    if (call->arguments > 1) {
        command = kri_command_find(call->argument[1]);
        if (!command)
            return kri_command_unknown(call->job, call->argument[1]);
    }
    kri_doc_man(text, command);
    return KR_OK;
}

static kr_status completion(kri_call *call, kri_text *text)
{
    const char *shell = call->arguments > 1 ? call->argument[1] : "";
    if (strcmp(shell, "bash") && strcmp(shell, "zsh") && strcmp(shell, "fish"))
        return kr_fail(call->job, KR_E_USAGE, "completion is made for bash, zsh or fish; name one of them");
    kri_doc_completion(text, shell);
    return KR_OK;
}

static void names(kri_text *text)
{
    for (size_t i = 0; kri_commands[i]; i++)
        if (!kri_commands[i]->hidden)
            kri_text_format(text, "%s\n", kri_commands[i]->name);
}

static void examples(kri_text *text)
{
    for (size_t i = 0; kri_commands[i]; i++)
        for (const kri_example *example = kri_commands[i]->examples; example && example->line; example++)
            kri_text_format(text, "%s\n", example->line);
}

static kr_status run(kri_call *call)
{
    kri_text text = kri_text_new(call->job);
    const char *kind = call->argument[0];
    if (strcmp(kind, "man") == 0)
        KR_TRY(man(call, &text));
    else if (strcmp(kind, "completion") == 0)
        KR_TRY(completion(call, &text));
    else if (strcmp(kind, "markdown") == 0)
        kri_doc_markdown(&text);
    else if (strcmp(kind, "names") == 0)
        names(&text);
    else if (strcmp(kind, "examples") == 0)
        examples(&text);
    else
        return kr_fail(call->job, KR_E_USAGE, "doc makes man, completion, markdown, names or examples; ask for one of them");
    return kri_call_put(call, &text);
}

const kri_command kri_command_doc = {
    .name = "doc", .summary = "the pages and completions that are made from the list of commands",
    .arguments = "man [COMMAND] | completion bash|zsh|fish | markdown | names | examples", .least = 1, .most = 2,
    .takes = KRI_TAKES_OUT, .hidden = 1, .run = run,
};
