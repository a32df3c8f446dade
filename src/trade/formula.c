/* formula.c: what explains what, in one line. */
#include <keruen/trade.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

#define MOST_TERMS 1000

/* The text being read. Everything that fails, fails at `at`. */
struct parser {
    kr_job *job;
    const char *text, *at;
};

static kr_status fail_at(struct parser *p, const char *expected)
{
    size_t column = kri_utf8_columns(p->text, (size_t)(p->at - p->text)) + 1;
    size_t shown = strcspn(p->at, " \t");
    if (*p->at == 0)
        return kr_fail(p->job, KR_E_USAGE, "formula, character %zu: it ends where %s must follow; "
                       "write it like trade ~ rta + log(dist) | exp^year + imp^year", column, expected);
    return kr_fail(p->job, KR_E_USAGE, "formula, character %zu: \"%.*s\" stands where %s must; "
                   "write it like trade ~ rta + log(dist) | exp^year + imp^year", column,
                   (int)(shown < 40 ? shown : 40), p->at, expected);
}

static void skip_blanks(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r')
        p->at++;
}

/* Takes the character when it is next. */
static int take(struct parser *p, char c)
{
    skip_blanks(p);
    if (*p->at != c)
        return 0;
    p->at++;
    skip_blanks(p);
    return 1;
}

static int is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
           || (unsigned char)c >= 0x80;
}

static kr_status take_name(struct parser *p, const char **name)
{
    skip_blanks(p);
    const char *start = p->at;
    if (*start == '`') {
        const char *end = strchr(++start, '`');
        if (!end || end == start)
            return fail_at(p, "a column's name between two backticks");
        p->at = end + 1;
        *name = kri_job_copy(p->job, start, (size_t)(end - start));
    } else {
        while (is_name_byte(*p->at))
            p->at++;
        if (p->at == start)
            return fail_at(p, "the name of a column");
        *name = kri_job_copy(p->job, start, (size_t)(p->at - start));
    }
    skip_blanks(p);
    return *name ? KR_OK : KR_E_MEMORY;
}

static kr_status label_from(struct parser *p, const char *start, const char **label)
{
    const char *end = p->at;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r'))
        end--;
    *label = kri_job_copy(p->job, start, (size_t)(end - start));
    return *label ? KR_OK : KR_E_MEMORY;
}

/* column, log(column) or ln(column) */
static kr_status take_term(struct parser *p, kr_term *term)
{
    skip_blanks(p);
    const char *start = p->at;
    *term = (kr_term){ 0 };
    KR_TRY(take_name(p, &term->column));
    if (*start != '`' && *p->at == '(' && (strcmp(term->column, "log") == 0 || strcmp(term->column, "ln") == 0)) {
        p->at++;
        term->is_log = 1;
        KR_TRY(take_name(p, &term->column));
        if (!take(p, ')'))
            return fail_at(p, "\")\"");
    }
    return label_from(p, start, &term->label);
}

/* One way to write a term twice is enough: two of the same name are collinear, and the fit says so by name. */
static kr_status take_terms(struct parser *p, kr_formula *formula)
{
    kr_term *term = NULL;
    size_t capacity = 0;
    do {
        kr_term one;
        KR_TRY(take_term(p, &one));
        if (strcmp(one.label, "1") == 0)
            continue;
        if (formula->terms == MOST_TERMS)
            return fail_at(p, "an end: 1,000 terms are the most");
        KR_TRY(kri_job_grow(p->job, &term, &capacity, formula->terms + 1u, sizeof *term));
        term[formula->terms++] = one;
    } while (take(p, '+'));
    formula->term = term;
    return KR_OK;
}

/* column^column^... */
static kr_status take_effect(struct parser *p, kr_effect *effect)
{
    const char **column = NULL;
    size_t capacity = 0;
    skip_blanks(p);
    const char *start = p->at;
    *effect = (kr_effect){ 0 };
    do {
        const char *name;
        KR_TRY(take_name(p, &name));
        if (effect->count == MOST_TERMS)
            return fail_at(p, "an end: 1,000 names are the most");
        KR_TRY(kri_job_grow(p->job, &column, &capacity, effect->count + 1u, sizeof *column));
        column[effect->count++] = name;
    } while (take(p, '^'));
    effect->column = column;
    return label_from(p, start, &effect->label);
}

static kr_status take_effects(struct parser *p, const kr_effect **effect, uint32_t *count)
{
    kr_effect *list = NULL;
    size_t capacity = 0;
    do {
        KR_TRY(kri_job_grow(p->job, &list, &capacity, *count + 1u, sizeof *list));
        if (*count == MOST_TERMS)
            return fail_at(p, "an end: 1,000 effects are the most");
        KR_TRY(take_effect(p, &list[*count]));
        ++*count;
    } while (take(p, '+'));
    *effect = list;
    return KR_OK;
}

kr_status kr_formula_parse(kr_job *job, const char *text, kr_formula *formula)
{
    struct parser p = { job, text, text };
    *formula = (kr_formula){ 0 };
    KR_TRY(take_term(&p, &formula->outcome));
    if (!take(&p, '~'))
        return fail_at(&p, "\"~\"");
    KR_TRY(take_terms(&p, formula));
    if (take(&p, '|'))
        KR_TRY(take_effects(&p, &formula->effect, &formula->effects));
    return *p.at ? fail_at(&p, "\"+\", \"|\" or the end") : KR_OK;
}

kr_status kr_effects_parse(kr_job *job, const char *text, const kr_effect **effect, uint32_t *count)
{
    struct parser p = { job, text, text };
    *effect = NULL;
    *count = 0;
    skip_blanks(&p);
    if (*p.at == 0)
        return KR_OK;
    KR_TRY(take_effects(&p, effect, count));
    return *p.at ? fail_at(&p, "\"+\", \"^\" or the end") : KR_OK;
}
