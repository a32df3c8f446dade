/* layout.c: words set in lines. */
#include "cli/layout.h"

#include <string.h>

static void add_spaces(kri_text *text, size_t count)
{
    while (count--)
        kri_text_char(text, ' ');
}

void kri_layout_wrap(kri_text *text, kri_span words, size_t at, size_t indent, size_t width)
{
    kri_span line;
    int is_first = 1;
    while (kri_text_line(&words, width > at ? width - at : 1, &line)) {
        if (!is_first) {
            kri_text_char(text, '\n');
            add_spaces(text, indent);
        }
        for (size_t i = 0; i < line.length; i++)
            kri_text_char(text, line.start[i] == '\n' ? ' ' : line.start[i]);
        at = indent;
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
