/* number.c: numbers from text and back, whatever the locale. */
#include "number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NUMBER 1023

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a decimal number looks like once scanned: digits x 10^exponent. */
struct decimal {
    uint64_t digits;
    int exponent;
    int negative;
    int exact;          /* all digits fitted */
};

static const char *scan_digits(const char *s, const char *end, struct decimal *d, int shift, int *seen)
{
    for (; s < end && is_digit(*s); s++) {
        *seen = 1;
        if (d->digits < 1000000000000000000u) {
            d->digits = d->digits * 10 + (uint64_t)(*s - '0');
            d->exponent += shift;
        } else {
            d->exact = d->exact && *s == '0';
            d->exponent += shift + 1;
        }
    }
    return s;
}

static const char *scan_exponent(const char *s, const char *end, struct decimal *d, int *seen)
{
    int negative = 0, exponent = 0;
    if (s == end || (*s != 'e' && *s != 'E'))
        return s;
    s++;
    if (s < end && (*s == '+' || *s == '-'))
        negative = *s++ == '-';
    *seen = s < end && is_digit(*s);
    for (; s < end && is_digit(*s); s++)
        if (exponent < 100000)
            exponent = exponent * 10 + (*s - '0');
    d->exponent += negative ? -exponent : exponent;
    return s;
}

static int scan(kri_span text, struct decimal *d)
{
    const char *s = text.start, *end = s + text.length;
    int seen = 0;
    *d = (struct decimal){ .exact = 1 };
    if (s < end && (*s == '+' || *s == '-'))
        d->negative = *s++ == '-';
    s = scan_digits(s, end, d, 0, &seen);
    if (s < end && *s == '.')
        s = scan_digits(s + 1, end, d, -1, &seen);
    if (seen)
        s = scan_exponent(s, end, d, &seen);
    return seen && s == end;
}

/* Rare: more digits than a double holds, or an exponent beyond the exact powers of ten. */
static double slow_value(kri_span text)
{
    char copy[LONGEST_NUMBER + 1];
    memcpy(copy, text.start, text.length);
    copy[text.length] = 0;
    return strtod_l(copy, NULL, newlocale(LC_ALL_MASK, "C", (locale_t)0));     /* "C" is static in glibc and musl */
}

int kri_number_parse(kri_span text, double *value)
{
    static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    struct decimal d;
    if (text.length > LONGEST_NUMBER || !scan(text, &d))
        return 0;
    if (d.exact && d.digits <= (uint64_t)1 << 53 && d.exponent >= -22 && d.exponent <= 22) {
        /* Both operands are exact, so the one operation rounds once (Clinger 1990). */
        double v = (double)d.digits;
        v = d.exponent < 0 ? v / power[-d.exponent] : v * power[d.exponent];
        *value = d.negative ? -v : v;
        return 1;
    }
    *value = slow_value(text);
    return isfinite(*value);
}

int kri_number_parse_endless(kri_span text, double *value)
{
    if (kri_span_is(text, "inf") || kri_span_is(text, "Inf") || kri_span_is(text, "infinity")) {
        *value = INFINITY;
        return 1;
    }
    return kri_number_parse(text, value);
}

int kri_number_parse_u64(kri_span text, uint64_t *value)
{
    uint64_t v = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.start[i]))
            return 0;
        uint64_t digit = (uint64_t)(text.start[i] - '0');
        if (v > (UINT64_MAX - digit) / 10)
            return 0;
        v = v * 10 + digit;
    }
    *value = v;
    return text.length > 0;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 ? leap : 0);
}

int kri_number_parse_date(kri_span text, uint32_t *yyyymmdd)
{
    uint64_t year = 0, month = 0, day = 0;
    const char *s = text.start;
    if (text.length != 4 && text.length != 7 && text.length != 10)
        return 0;
    if (!kri_number_parse_u64((kri_span){ s, 4 }, &year) || year == 0)
        return 0;
    if (text.length >= 7 && (s[4] != '-' || !kri_number_parse_u64((kri_span){ s + 5, 2 }, &month) || month < 1 || month > 12))
        return 0;
    if (text.length == 10 && (s[7] != '-' || !kri_number_parse_u64((kri_span){ s + 8, 2 }, &day) || day < 1
                              || day > days_in((unsigned)year, (unsigned)month)))
        return 0;
    *yyyymmdd = (uint32_t)(year * 10000 + month * 100 + day);
    return 1;
}

/* printf writes the host's decimal point; ours is always a dot. */
static void use_dot(char *text)
{
    for (; *text; text++)
        if (!is_digit(*text) && *text != '-' && *text != '+' && *text != 'e' && *text != '.')
            *text = '.';
}

char *kri_number_print(double value, char buffer[KRI_NUMBER_BYTES])
{
    double back;
    if (!isfinite(value)) {
        snprintf(buffer, KRI_NUMBER_BYTES, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return buffer;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buffer, KRI_NUMBER_BYTES, "%.*g", digits, value);
        use_dot(buffer);
        if (kri_number_parse(kri_span_of(buffer), &back) && back == value)
            break;
    }
    return buffer;
}
