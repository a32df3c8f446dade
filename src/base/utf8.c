/* utf8.c: the characters in somebody's bytes. */
#include "utf8.h"

#include <string.h>

size_t kri_utf8_length(const char *at, size_t left)
{
    static const struct { unsigned char low, high, second_low, second_high, length; } forms[] = {
        { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
        { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
        { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
    };
    const unsigned char *s = (const unsigned char *)at;
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

uint32_t kri_utf8_code_point(const char *bytes, size_t length)
{
    static const unsigned char first_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t c = (unsigned char)bytes[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)bytes[i] & 0x3F);
    return c;
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
        size_t step = kri_utf8_length(bytes + i, length - i);
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

size_t kri_utf8_steers(const char *at, size_t left)
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

size_t kri_utf8_blank(char *text, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0, step; i < length; i += step ? step : 1) {
        step = kri_utf8_steers(text + i, length - i);
        text[kept++] = step ? ' ' : text[i];
    }
    if (kept < length)
        text[kept] = 0;
    return kept;
}

void kri_utf8_tame(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0, step; i < length; i += step) {
        step = kri_utf8_length(text + i, length - i);
        if (step && !kri_utf8_steers(text + i, length - i))
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

size_t kri_utf8_column(const char *at, size_t left)
{
    size_t n = 1;
    for (; n < left; n++) {
        unsigned char c = (unsigned char)at[n];
        unsigned char next = n + 1 < left ? (unsigned char)at[n + 1] : 0;
        if ((c & 0xC0) != 0x80 && !is_combining(c, next))
            break;
    }
    return n;
}
