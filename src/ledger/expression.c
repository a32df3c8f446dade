/* expression.c: a parser that evaluates while it reads. */
#include "expression.h"

#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_NESTED 64
#define MOST_ARGUMENTS 2

typedef struct reader {
    const char *start, *at, *end;
    const kri_expression_names *names;
    char *why;
    unsigned nested;
} reader;

static int sum(reader *r, double *value);

static int fail(reader *r, const char *format, ...) KR_PRINTF(2, 3);

static int fail(reader *r, const char *format, ...)
{
    va_list arguments;
    char clause[KRI_EXPRESSION_WHY];
    va_start(arguments, format);
    vsnprintf(clause, sizeof clause, format, arguments);
    va_end(arguments);
    size_t column = kri_utf8_columns(r->start, (size_t)(r->at - r->start)) + 1;
    snprintf(r->why, KRI_EXPRESSION_WHY, "character %zu: %.220s", column, clause);
    kri_utf8_tame(r->why);
    return 0;
}

static void skip_blanks(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
        r->at++;
}

static int take(reader *r, char c)
{
    skip_blanks(r);
    if (r->at == r->end || *r->at != c)
        return 0;
    r->at++;
    return 1;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int expected(reader *r, const char *what)
{
    skip_blanks(r);
    if (r->at == r->end)
        return fail(r, "it ends where %s must follow", what);
    return fail(r, "\"%c\" stands where %s must", *r->at, what);
}

static int is_result(reader *r, double value)
{
    return isfinite(value) ? 1 : fail(r, "the result is no finite number");
}

static int number(reader *r, double *value)
{
    const char *start = r->at;
    while (r->at < r->end && (is_digit(*r->at) || *r->at == '.'))
        r->at++;
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        r->at++;
        if (r->at < r->end && (*r->at == '-' || *r->at == '+'))
            r->at++;
        while (r->at < r->end && is_digit(*r->at))
            r->at++;
    }
    kri_span text = { start, (size_t)(r->at - start) };
    if (kri_number_parse(text, value) && isfinite(*value))
        return 1;
    r->at = start;
    return fail(r, "\"%.*s\" is no number", text.length > 40 ? 40 : (int)text.length, start);
}

static int figure(reader *r, double *value)
{
    const char *start = r->at, *close = memchr(start, ']', (size_t)(r->end - start));
    char why[KRI_EXPRESSION_WHY] = "";
    if (!close)
        return fail(r, "\"]\" is missing behind a figure");
    if (!r->names->figure(r->names->with, kri_span_trim((kri_span){ start, (size_t)(close - start) }), value, why))
        return fail(r, "%s", why);
    r->at = close + 1;
    return 1;
}

/* growth(new, old) and yearly(factor, years), both in percent. */
static int call(reader *r, kri_span name, double *value)
{
    double argument[MOST_ARGUMENTS];
    int is_growth = kri_span_is(name, "growth");
    if (!is_growth && !kri_span_is(name, "yearly"))
        return fail(r, "there is no function \"%.*s\"; there are growth and yearly", name.length > 40 ? 40 : (int)name.length, name.start);
    for (int i = 0; i < MOST_ARGUMENTS; i++)
        if ((i && !take(r, ',')) || !sum(r, &argument[i]))
            return *r->why ? 0 : expected(r, "\",\"");
    if (!take(r, ')'))
        return expected(r, "\")\"");
    if (argument[1] == 0)
        return fail(r, "it divides by zero");
    *value = is_growth ? 100 * (argument[0] / argument[1] - 1) : 100 * (pow(argument[0], 1 / argument[1]) - 1);
    return is_result(r, *value);
}

static int name(reader *r, double *value)
{
    kri_span text = { r->at, 0 };
    char why[KRI_EXPRESSION_WHY] = "";
    while (r->at < r->end && (is_letter(*r->at) || is_digit(*r->at)))
        r->at++;
    text.length = (size_t)(r->at - text.start);
    if (take(r, '('))
        return call(r, text, value);
    if (r->names->name(r->names->with, text, value, why))
        return 1;
    r->at = text.start;
    return fail(r, "%s", why);
}

static int atom(reader *r, double *value)
{
    skip_blanks(r);
    if (r->at == r->end)
        return expected(r, "a number, a claim, a figure or a bracket");
    if (is_digit(*r->at) || *r->at == '.')
        return number(r, value);
    if (is_letter(*r->at))
        return name(r, value);
    if (take(r, '['))
        return figure(r, value);
    if (!take(r, '('))
        return expected(r, "a number, a claim, a figure or a bracket");
    if (!sum(r, value))
        return 0;
    return take(r, ')') ? 1 : expected(r, "\")\"");
}

/* -a, a ^ b; the sign binds less than the power, and powers join from the right. */
static int power(reader *r, double *value)
{
    double exponent;
    if (r->nested++ == MOST_NESTED)
        return fail(r, "it is nested more than %d deep", MOST_NESTED);
    if (take(r, '-')) {
        if (!power(r, value))
            return 0;
        *value = -*value;
    } else if (!atom(r, value)) {
        return 0;
    } else if (take(r, '^')) {
        if (!power(r, &exponent))
            return 0;
        *value = pow(*value, exponent);
    }
    r->nested--;
    return is_result(r, *value);
}

static int product(reader *r, double *value)
{
    double right;
    if (!power(r, value))
        return 0;
    for (;;) {
        int times = take(r, '*');
        if (!times && !take(r, '/'))
            return 1;
        if (!power(r, &right))
            return 0;
        if (!times && right == 0)
            return fail(r, "it divides by zero");
        *value = times ? *value * right : *value / right;
        if (!is_result(r, *value))
            return 0;
    }
}

static int sum(reader *r, double *value)
{
    double right;
    if (!product(r, value))
        return 0;
    for (;;) {
        int plus = take(r, '+');
        if (!plus && !take(r, '-'))
            return 1;
        if (!product(r, &right))
            return 0;
        *value = plus ? *value + right : *value - right;
        if (!is_result(r, *value))
            return 0;
    }
}

int kri_expression_evaluate(kri_span text, const kri_expression_names *names, double *value, char *why)
{
    reader r = { text.start, text.start, text.start + text.length, names, why, 0 };
    *why = 0;
    if (!sum(&r, value))
        return 0;
    skip_blanks(&r);
    return r.at == r.end ? 1 : expected(&r, "an operator or the end");
}
