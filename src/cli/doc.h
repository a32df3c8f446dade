/* doc.h: the option table in the shapes that other programs read. */
#ifndef KRI_DOC_H
#define KRI_DOC_H

#include "cli/options.h"

/* A man page in scdoc's language: keruen(1), or keruen-NAME(1) of a command. */
void kri_doc_man(kri_text *text, const kri_command *command);

/* docs/commands.md. */
void kri_doc_markdown(kri_text *text);

/* shell is "bash", "zsh" or "fish". */
void kri_doc_completion(kri_text *text, const char *shell);

#endif
