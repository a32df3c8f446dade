/* text.c: spans, text that grows, UTF-8 and near misses. */
#include "text.h"

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

/* Length of the well-formed sequence at s, 0 when it is none (RFC 3629: no overlong forms, no surrogates). */
static size_t sequence_length(const unsigned char *s, size_t left)
{
    static const struct { unsigned char low, high, second_low, second_high, length; } forms[] = {
        { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
        { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
        { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
    };
    if (s[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (s[0] < forms[i].low || s[0] > forms[i].high)
            continue;
        if (left < forms[i].length || s[1] < forms[i].second_low || s[1] > forms[i].second_high)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if ((s[k] & 0xC0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

/* Eight ASCII bytes at a time: most of every file. */
static size_t skip_ascii(const char *bytes, size_t i, size_t length)
{
    for (; i + 8 <= length; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    return i;
}

int kri_utf8_is_valid(const char *bytes, size_t length, size_t *at)
{
    size_t i = 0;
    while ((i = skip_ascii(bytes, i, length)) < length) {
        size_t step = sequence_length((const unsigned char *)bytes + i, length - i);
        if (!step) {
            *at = i;
            return 0;
        }
        i += step;
    }
    return 1;
}

/* Whether the bytes are the beginning of a character that goes on behind them. */
static int is_cut_off(const char *bytes, size_t length)
{
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0xC2 || first > 0xF4 || length >= (first < 0xE0 ? 2u : first < 0xF0 ? 3u : 4u))
        return 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return 0;
    return 1;
}

size_t kri_text_steers(const char *at, size_t left)
{
    const unsigned char *s = (const unsigned char *)at;
    if (!left)
        return 0;
    if (s[0] < 0x20 || s[0] == 0x7F)
        return 1;
    if (left >= 2 && ((s[0] == 0xC2 && s[1] >= 0x80 && s[1] < 0xA0) || (s[0] == 0xD8 && s[1] == 0x9C)))
        return 2;
    if (left < 3 || s[0] != 0xE2)
        return 0;
    int is_mark = s[1] == 0x80 && (s[2] == 0x8E || s[2] == 0x8F || (s[2] >= 0xAA && s[2] <= 0xAE));
    return is_mark || (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9) ? 3 : 0;
}

size_t kri_text_blank(char *text, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0, step; i < length; i += step ? step : 1) {
        step = kri_text_steers(text + i, length - i);
        text[kept++] = step ? ' ' : text[i];
    }
    if (kept < length)
        text[kept] = 0;
    return kept;
}

void kri_text_tame(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0, step; i < length; i += step) {
        step = sequence_length((const unsigned char *)text + i, length - i);
        if (step && !kri_text_steers(text + i, length - i))
            continue;
        if (!step && is_cut_off(text + i, length - i)) {
            text[i] = 0;
            return;
        }
        step = step ? step : 1;
        memset(text + i, text[i] == '\t' ? ' ' : '?', step);
    }
}

/* Whether the two bytes begin a code point of the combining block U+0300..U+036F. */
static int is_combining(unsigned char first, unsigned char second)
{
    return first == 0xCC || (first == 0xCD && second <= 0xAF);
}

size_t kri_utf8_columns(const char *bytes, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        unsigned char next = i + 1 < length ? (unsigned char)bytes[i + 1] : 0;
        if ((c & 0xC0) != 0x80 && !is_combining(c, next))
            columns++;
    }
    return columns;
}

static int is_gap(char c)
{
    return c == ' ' || c == '\n';
}

/* Bytes up to the next character that takes a column of its own. */
static size_t character_length(kri_span text)
{
    size_t n = 1;
    for (; n < text.length; n++) {
        unsigned char c = (unsigned char)text.start[n];
        unsigned char next = n + 1 < text.length ? (unsigned char)text.start[n + 1] : 0;
        if ((c & 0xC0) != 0x80 && !is_combining(c, next))
            break;
    }
    return n;
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
        end += character_length(left);
    }
    if (end < text.length)
        end = word_end ? word_end : gentle_cut(text.start, end);
    if (end == 0 && text.length)
        end = character_length(text);
    *rest = (kri_span){ text.start + end, text.length - end };
    *line = (kri_span){ text.start, end };
    while (line->length && is_gap(line->start[line->length - 1]))
        line->length--;
    return line->length > 0;
}

#define LONGEST_COMPARED 48

/* The plain letters of U+00C0..U+017F. */
static const char plain_latin[] =
    "aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnoooooxouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* One letter for a letter in either case, with or without its marks; 0 for what people leave out. */
static uint32_t folded(uint32_t c)
{
    if (c == '-' || c == '_' || c == ' ' || c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || (c >= 0x300 && c <= 0x36F))
        return 0;
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if (c < 0xC0)
        return c;
    if (c < 0x180)
        return (unsigned char)plain_latin[c - 0xC0];
    if (c >= 0x391 && c <= 0x3A9)                   /* Greek */
        return c + 32;
    if (c >= 0x400 && c <= 0x42F)                   /* Cyrillic, then its letters outside Russian in pairs */
        c += c < 0x410 ? 80 : 32;
    else if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F))
        c |= 1;
    else if (c >= 0x531 && c <= 0x556)              /* Armenian */
        return c + 48;
    return c == 0x451 ? 0x435 : c == 0x18F ? 0x259 : c;
}

static uint32_t code_point(const char *bytes, size_t length)
{
    static const unsigned char first_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t c = (unsigned char)bytes[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)bytes[i] & 0x3F);
    return c;
}

/* The letters that count, as many as are compared; *all is 0 when there are more. */
static size_t squeezed(kri_span name, uint32_t *out, int *all)
{
    size_t n = 0, step;
    *all = 1;
    for (size_t i = 0; i < name.length; i += step) {
        size_t length = sequence_length((const unsigned char *)name.start + i, name.length - i);
        step = length ? length : 1;
        uint32_t c = length ? folded(code_point(name.start + i, length)) : 0xFFFD;
        if (c && n == LONGEST_COMPARED) {
            *all = 0;
            break;
        }
        if (c)
            out[n++] = c;
    }
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned kri_text_distance(kri_span a, kri_span b)
{
    uint32_t s[LONGEST_COMPARED], t[LONGEST_COMPARED];
    int all_of_a, all_of_b;
    size_t n = squeezed(a, s, &all_of_a), m = squeezed(b, t, &all_of_b);
    unsigned d[LONGEST_COMPARED + 1][LONGEST_COMPARED + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            unsigned change = s[i - 1] != t[j - 1];
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
            if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    /* Names that differ behind what is compared are not the same. */
    int is_same = all_of_a && all_of_b ? d[n][m] == 0 : a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
    return is_same ? 0 : d[n][m] ? d[n][m] : 1;
}

unsigned kri_text_tolerance(kri_span wanted)
{
    return 1 + (unsigned)(wanted.length < 24 ? wanted.length / 4 : 6);
}

const char *kri_text_nearest(kri_span wanted, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    unsigned best_distance = 1 + kri_text_tolerance(wanted);
    for (size_t i = 0; i < count; i++) {
        unsigned distance = kri_text_distance(wanted, kri_span_of(candidates[i]));
        if (distance < best_distance) {
            best_distance = distance;
            best = candidates[i];
        }
    }
    return best;
}
