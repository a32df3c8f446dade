/* figures.c: looking up what an expression names. */
#include "figures.h"

#include "base/number.h"
#include "base/spelling.h"
#include "model/schema.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_WORDS 8

static int refuse(char *why, const char *format, ...) KR_PRINTF(2, 3);

static int refuse(char *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, KRI_EXPRESSION_WHY, format, arguments);
    va_end(arguments);
    return 0;
}

/* As much of a name as a message can bear. */
static int shown(kri_span name)
{
    return name.length > 50 ? 50 : (int)name.length;
}

static int is_name(const kr_world *w, uint32_t name, kri_span text)
{
    return kri_span_is(text, kr_world_text(w, name));
}

/* ---- where a figure comes from ---- */

static int is_own_source(const kri_figures *f, uint32_t source)
{
    if (f->claim == KR_NONE)
        return 0;
    const kr_lists *articles = &f->world->claim.articles;
    for (uint32_t i = articles->first[f->claim]; i < articles->first[f->claim + 1]; i++)
        if (articles->item[i] == source)
            return 1;
    return 0;
}

static void note_use(kri_figures *f, uint32_t source, kr_basis basis)
{
    if (basis > KR_DERIVED_FIGURE)
        f->plan = 1;
    if (is_own_source(f, source))
        f->own = 1;
    else if (basis <= KR_DERIVED_FIGURE)
        f->outside = 1;
}

/* ---- claims ---- */

double kri_claim_value(const kr_world *world, uint32_t claim)
{
    double value;
    return kri_number_parse(kri_span_of(kr_world_text(world, world->claim.value[claim])), &value) ? value : NAN;
}

static int find_name(void *with, kri_span name, double *value, char *why)
{
    kri_figures *f = with;
    uint32_t number = kri_names_find(&f->world->text->names, name), row = f->claim;
    if (!kri_span_is(name, "value"))
        row = number == KRI_NO_NAME ? KR_NONE : kri_world_row(f->world->text, KR_CLAIM, number);
    if (row == KR_NONE)
        return refuse(why, "\"%.*s\" is no claim; write a claim's id, value, or a figure in square brackets", shown(name), name.start);
    f->own = 1;
    *value = kri_claim_value(f->world, row);
    if (isnan(*value))
        return refuse(why, "%s says \"%.60s\", which is no number", kr_world_text(f->world, f->world->claim.id[row]),
                      kr_world_text(f->world, f->world->claim.value[row]));
    return 1;
}

/* ---- series ---- */

static const char *nearest_series(const kr_world *w, kri_span id)
{
    kri_nearest nearest = { id, 3 + (unsigned)id.length / 4, NULL };
    for (uint32_t i = 0; i < w->series.count; i++)
        if (!i || w->series.id[i] != w->series.id[i - 1])
            kri_spelling_offer(&nearest, kr_world_text(w, w->series.id[i]));
    return nearest.name;
}

uint32_t kri_series_first(const kr_world *world, kri_span id, char *why)
{
    uint32_t name = kri_names_find(&world->text->names, id);
    for (uint32_t i = 0; name != KRI_NO_NAME && i < world->series.count; i++)
        if (world->series.id[i] == name)
            return i;
    const char *near = nearest_series(world, id);
    refuse(why, "the series \"%.*s\" is not in series.csv%s%s%s", shown(id), id.start, near ? "; did you mean \"" : "", near ? near : "",
           near ? "\"?" : "");
    return KR_NONE;
}

static int take_year(kri_span word, double *year, char *why)
{
    uint32_t date = 0;
    *year = 0;
    if (word.length != 4 || !kri_number_parse_date(word, &date))
        return refuse(why, "\"%.*s\" stands where a year must", shown(word), word.start);
    *year = date / 10000;
    return 1;
}

static int find_series(kri_figures *f, const kri_span *word, size_t words, double *value, char *why)
{
    const kr_series *s = &f->world->series;
    kri_span period = words > 2 ? word[2] : KRI_SPAN("A");
    double year = 0;
    uint32_t first = kri_series_first(f->world, word[0], why);
    if (first == KR_NONE || !take_year(words > 1 ? word[1] : (kri_span){ "", 0 }, &year, why))
        return 0;
    for (uint32_t i = first; i < s->count; i++)
        if (s->id[i] == s->id[first] && s->year[i] == year && is_name(f->world, s->period[i], period)) {
            note_use(f, s->source[i], (kr_basis)s->basis[i]);
            *value = s->value[i];
            return 1;
        }
    return refuse(why, "the series \"%.*s\" has no value for %.0f, period %.*s", shown(word[0]), word[0].start, year, shown(period), period.start);
}

/* ---- trade, GDP, population ---- */

static int is_trade(const kr_world *w, uint32_t i, const kri_span *word, double year, kri_span period)
{
    const kr_trades *t = &w->trade;
    return t->year[i] == year && is_name(w, t->reporter[i], word[1]) && is_name(w, t->partner[i], word[2]) && is_name(w, t->flow[i], word[3])
           && is_name(w, t->period[i], period) && kri_span_is(KRI_SPAN("total"), kr_world_text(w, t->product[i]));
}

/* trade REPORTER PARTNER FLOW YEAR [PERIOD] */
static int find_trade(kri_figures *f, const kri_span *word, size_t words, double *value, char *why)
{
    const kr_trades *t = &f->world->trade;
    kri_span period = words > 5 ? word[5] : KRI_SPAN("A");
    double year = 0;
    size_t found = 0;
    if (words < 5 || words > 6)
        return refuse(why, "trade is written [trade KZ AM turnover 2023] or with a period behind the year");
    if (!take_year(word[4], &year, why))
        return 0;
    for (uint32_t i = 0; i < t->count; i++)
        if (is_trade(f->world, i, word, year, period)) {
            note_use(f, t->source[i], (kr_basis)t->basis[i]);
            *value = t->usd[i];
            found++;
        }
    return found == 1 ? 1
                      : refuse(why, "trade.csv has %s for %.*s %.*s %.*s in %.0f, period %.*s", found ? "two values" : "no value", shown(word[1]),
                               word[1].start, shown(word[2]), word[2].start, shown(word[3]), word[3].start, year, shown(period), period.start);
}

/* gdp CC YEAR, population CC YEAR */
static int find_gdp(kri_figures *f, const char *measure, const kri_span *word, size_t words, double *value, char *why)
{
    const kr_gdps *g = &f->world->gdp;
    double year = 0;
    if (words != 3)
        return refuse(why, "it is written [gdp AM 2023] or [population AM 2023]");
    if (!take_year(word[2], &year, why))
        return 0;
    for (uint32_t i = 0; i < g->count; i++)
        if (g->year[i] == year && is_name(f->world, g->country[i], word[1]) && strcmp(kr_world_text(f->world, g->measure[i]), measure) == 0) {
            note_use(f, g->source[i], KR_PUBLISHED_FIGURE);
            *value = g->value[i];
            return 1;
        }
    return refuse(why, "gdp.csv has no %s of %.*s for %.0f", measure, shown(word[1]), word[1].start, year);
}

static size_t split(kri_span text, kri_span word[MOST_WORDS])
{
    size_t words = 0;
    kri_span part;
    while (kri_span_next(&text, ' ', &part))
        if (part.length) {
            if (words == MOST_WORDS)
                return 0;
            word[words++] = part;
        }
    return words;
}

static int find_figure(void *with, kri_span text, double *value, char *why)
{
    kri_figures *f = with;
    kri_span word[MOST_WORDS] = { { 0 } };
    size_t words = split(text, word);
    if (!words)
        return refuse(why, "a figure is written [titr.total 2023] or [trade KZ AM turnover 2023]");
    if (kri_span_is(word[0], "trade"))
        return find_trade(f, word, words, value, why);
    if (kri_span_is(word[0], "gdp") || kri_span_is(word[0], "population"))
        return find_gdp(f, kri_span_is(word[0], "gdp") ? "gdp_usd" : "population", word, words, value, why);
    return words > 3 ? refuse(why, "a series has a year and a period at most") : find_series(f, word, words, value, why);
}

int kri_figures_evaluate(kri_figures *figures, kri_span text, double *value, char *why)
{
    const kri_expression_names names = { find_name, find_figure, figures };
    return kri_expression_evaluate(text, &names, value, why);
}

/* ---- whether two figures agree ---- */

/* Half of the last digit that was printed. */
static double half_digit(kri_span said)
{
    size_t zeros = 0;
    const char *point = memchr(said.start, '.', said.length);
    if (point)
        return 0.5 * pow(10, -(double)(said.start + said.length - point - 1));
    while (zeros < said.length && said.start[said.length - 1 - zeros] == '0')
        zeros++;
    return zeros >= 2 ? 0.5 * pow(10, (double)zeros) : 0.5;
}

int kri_agrees(kri_span said, int qualifier, double x)
{
    double value;
    if (kri_span_is(said, "positive"))
        return x > 0;
    if (!kri_number_parse(said, &value))
        return 0;
    double half = half_digit(said) * (1 + 1e-9);
    switch (qualifier) {
    case KRI_ABOUT: return fabs(x - value) <= fmax(half, 0.1 * fabs(value));
    case KRI_NEARLY: return x <= value && x >= 0.9 * value;
    case KRI_MORE_THAN: return x > value;
    default: return fabs(x - value) <= half;
    }
}
