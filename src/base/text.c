/* text.c: spans, text that grows and lines of words. */
#include "text.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

kri_span kri_span_of(const char *text)
{
    return (kri_span){ text, strlen(text) };
}

int kri_span_is(kri_span span, const char *text)
{
    return strlen(text) == span.length && memcmp(span.start, text, span.length) == 0;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

kri_span kri_span_trim(kri_span span)
{
    while (span.length && is_blank(span.start[0]))
        span.start++, span.length--;
    while (span.length && is_blank(span.start[span.length - 1]))
        span.length--;
    return span;
}

int kri_span_next(kri_span *rest, char separator, kri_span *part)
{
    if (!rest->start)
        return 0;
    const char *end = rest->length ? memchr(rest->start, separator, rest->length) : NULL;
    part->start = rest->start;
    part->length = end ? (size_t)(end - rest->start) : rest->length;
    rest->start = end ? end + 1 : NULL;
    rest->length = end ? rest->length - part->length - 1 : 0;
    return 1;
}

kri_text kri_text_new(kr_job *job)
{
    return (kri_text){ .job = job, .status = KR_OK };
}

static int make_room(kri_text *text, size_t more)
{
    if (text->status == KR_OK)
        text->status = kri_job_grow(text->job, &text->bytes, &text->capacity, text->length + more + 1, 1);
    return text->status == KR_OK;
}

void kri_text_add(kri_text *text, const char *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

void kri_text_puts(kri_text *text, const char *string)
{
    kri_text_add(text, string, strlen(string));
}

void kri_text_char(kri_text *text, char c)
{
    kri_text_add(text, &c, 1);
}

static int needs_quotes(const char *name)
{
    size_t length = strlen(name);
    return strpbrk(name, ",;\t\"\r\n") || (length && (name[0] == ' ' || name[length - 1] == ' '));
}

void kri_text_cell(kri_text *text, const char *name)
{
    int quoted = needs_quotes(name);
    if (quoted)
        kri_text_char(text, '"');
    for (; *name; name++) {
        if (*name == '"')
            kri_text_char(text, '"');
        kri_text_char(text, *name);
    }
    if (quoted)
        kri_text_char(text, '"');
}

void kri_text_format(kri_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !make_room(text, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

kr_status kri_text_hand_over(kri_text *text, kr_sink sink, size_t enough)
{
    size_t length = text->length;
    KR_TRY(text->status);
    if (length < enough || length == 0)
        return KR_OK;
    text->length = 0;
    return sink.write(sink.to, text->bytes, length);
}

static kr_status write_to_text(void *to, const char *bytes, size_t length)
{
    kri_text *text = to;
    kri_text_add(text, bytes, length);
    return text->status;
}

kr_sink kri_text_sink(kri_text *text)
{
    return (kr_sink){ write_to_text, text };
}

static int is_gap(char c)
{
    return c == ' ' || c == '\n';
}

/* A word that must be cut is cut behind a hyphen or the like, if it has one. */
static size_t gentle_cut(const char *word, size_t length)
{
    for (size_t n = length; n > 1; n--)
        if (strchr("-/,;:", word[n - 1]))
            return n;
    return length;
}

static kri_span without_leading_gap(kri_span text)
{
    while (text.length && is_gap(*text.start))
        text = (kri_span){ text.start + 1, text.length - 1 };
    return text;
}

int kri_text_line(kri_span *rest, size_t columns, kri_span *line)
{
    kri_span text = without_leading_gap(*rest);
    size_t end = 0, word_end = 0, used = 0;
    while (end < text.length && used <= columns) {
        kri_span left = { text.start + end, text.length - end };
        if (is_gap(*left.start) && (end == 0 || !is_gap(left.start[-1])))
            word_end = end;
        if (used++ == columns)
            break;
        end += kri_utf8_column(left.start, left.length);
    }
    if (end < text.length)
        end = word_end ? word_end : gentle_cut(text.start, end);
    if (end == 0 && text.length)
        end = kri_utf8_column(text.start, text.length);
    *rest = (kri_span){ text.start + end, text.length - end };
    *line = (kri_span){ text.start, end };
    while (line->length && is_gap(line->start[line->length - 1]))
        line->length--;
    return line->length > 0;
}
