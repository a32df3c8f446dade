/* layout.c: words set in lines. */
#include "cli/layout.h"

#include <string.h>

static void add_spaces(kri_text *text, size_t count)
{
    while (count--)
        kri_text_char(text, ' ');
}

static int is_space(char c)
{
    return c == ' ' || c == '\n';
}

static int next_word(kri_span *rest, kri_span *word)
{
    while (rest->length && is_space(*rest->start))
        *rest = (kri_span){ rest->start + 1, rest->length - 1 };
    *word = (kri_span){ rest->start, 0 };
    while (word->length < rest->length && !is_space(rest->start[word->length]))
        word->length++;
    *rest = (kri_span){ rest->start + word->length, rest->length - word->length };
    return word->length > 0;
}

void kri_layout_wrap(kri_text *text, kri_span words, size_t at, size_t indent, size_t width)
{
    kri_span word;
    int is_first = 1;
    while (next_word(&words, &word)) {
        size_t columns = kri_utf8_columns(word.start, word.length);
        if (!is_first && at + 1 + columns > width) {
            kri_text_char(text, '\n');
            add_spaces(text, indent);
            at = indent;
        } else if (!is_first) {
            kri_text_char(text, ' ');
            at++;
        }
        kri_text_add(text, word.start, word.length);
        at += columns;
        is_first = 0;
    }
    kri_text_char(text, '\n');
}

void kri_layout_tab(kri_text *text, size_t at, size_t column)
{
    if (at + 1 > column) {
        kri_text_char(text, '\n');
        at = 0;
    }
    add_spaces(text, column - at);
}

static int begins_literal(kri_span span)
{
    return span.length >= 4 && memcmp(span.start, "    ", 4) == 0;
}

int kri_layout_paragraph(kri_span *rest, kri_span *paragraph, int *is_literal)
{
    while (rest->length && *rest->start == '\n')
        *rest = (kri_span){ rest->start + 1, rest->length - 1 };
    *paragraph = (kri_span){ rest->start, 0 };
    *is_literal = begins_literal(*rest);
    while (rest->length) {
        kri_span line;
        kri_span after = *rest;
        kri_span_next(&after, '\n', &line);
        if (!line.length || begins_literal(line) != *is_literal)
            break;
        size_t taken = line.length < rest->length ? line.length + 1 : line.length;
        paragraph->length = (size_t)(rest->start + line.length - paragraph->start);
        *rest = (kri_span){ rest->start + taken, rest->length - taken };
    }
    return paragraph->length > 0;
}
