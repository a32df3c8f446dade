/* study_words.c: what a study says, in words. */
#include "cli/study_words.h"

#include "base/arena.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- figures ---- */

/* Three digits that count, none behind the point from 100 up. */
static int digits_of(double value)
{
    double size = fabs(value);
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
}

static const struct { double usd; const char *name; } units[] = { { 1e9, "bn USD" }, { 1e6, "M USD" }, { 1e3, "thousand USD" }, { 1, "USD" } };

/* The place of the unit that an amount is told in. */
static size_t unit_of(double usd)
{
    size_t i = 0;
    while (i < 3 && fabs(usd) < 0.9995 * units[i].usd)
        i++;
    return i;
}

void kri_words_money(kri_text *words, double usd)
{
    size_t unit = unit_of(usd);
    double value = usd / units[unit].usd;
    if (fabs(usd) < 0.5)
        kri_text_puts(words, "nothing");
    else
        kri_text_format(words, "%.*f %s", digits_of(value), value, units[unit].name);
}

void kri_words_between(kri_text *words, double low, double high)
{
    size_t unit = unit_of(fmax(fabs(low), fabs(high)));
    double from = low / units[unit].usd, to = high / units[unit].usd;
    int digits = digits_of(fmax(fabs(from), fabs(to)));
    kri_text_format(words, "%.*f to %.*f %s", digits, from, digits, to, units[unit].name);
}

void kri_words_percent(kri_text *words, double percent)
{
    double size = fabs(percent);
    if (size < 0.00005) {
        kri_text_puts(words, "about 0 %");
        return;
    }
    int digits = size >= 9.95 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 4;
    kri_text_format(words, "%+.*f %%", digits, percent);
}

void kri_words_figure(kri_text *words, double value)
{
    double size = fabs(value);
    if (size < 1000) {
        int digits = size >= 99.95 || value == round(value) ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 4;
        kri_text_format(words, "%.*f", digits, value);
        return;
    }
    char number[64];
    int length = snprintf(number, sizeof number, "%.0f", size);
    kri_text_puts(words, value < 0 ? "-" : "");
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            kri_text_char(words, ',');
        kri_text_char(words, number[i]);
    }
}

const char *kri_words_parameter(kr_job *job, kr_study_parameter parameter)
{
    char *name = kri_job_format(job, "%s", kr_study_parameter_name(parameter));
    for (char *c = name; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    return name;
}

const char *kri_country_name(const char *code)
{
    static const struct { const char *code, *name; } names[] = {
        { "AM", "Armenia" }, { "AZ", "Azerbaijan" }, { "CN", "China" }, { "EU", "EU" }, { "GE", "Georgia" }, { "IR", "Iran" }, { "KG", "Kyrgyzstan" },
        { "KZ", "Kazakhstan" }, { "ROW", "rest of the world" }, { "RU", "Russia" }, { "TJ", "Tajikistan" }, { "TM", "Turkmenistan" }, { "TR", "Turkey" },
        { "UZ", "Uzbekistan" }, { "UA", "Ukraine" }, { "BY", "Belarus" }, { "IN", "India" },
        { "PK", "Pakistan" }, { "AF", "Afghanistan" }, { "MN", "Mongolia" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(code, names[i].code) == 0)
            return names[i].name;
    return code;
}

/* ---- names ---- */

const char *kri_study_set_name(kr_job *job, const kri_study_shown *s, uint32_t set)
{
    kri_text text = kri_text_new(job);
    kri_text_puts(&text, set ? "" : "nothing");
    for (uint32_t b = 0; b < s->study.bundles; b++)
        if (set >> b & 1)
            kri_text_format(&text, "%s%s", text.length ? "+" : "", s->study.bundle[b].id);
    return text.status == KR_OK ? text.bytes : NULL;
}

int kri_study_holds(const kri_study_shown *s, uint32_t beside)
{
    const kr_study_beside *b = &s->result.beside[beside];
    const kr_study_figure *f = &s->study.figure[b->figure];
    double low = isnan(b->spread.low) ? b->value : b->spread.low, high = isnan(b->spread.high) ? b->value : b->spread.high;
    if (isnan(f->low) || isnan(low) || strcmp(f->role, "input") == 0)
        return -1;
    return low <= f->high && high >= f->low;
}

const char *kri_study_verdict(const kri_study_shown *s, uint32_t beside)
{
    const kr_study_beside *b = &s->result.beside[beside];
    const kr_study_figure *f = &s->study.figure[b->figure];
    int holds = kri_study_holds(s, beside);
    if (isnan(b->value))
        return "the model cannot say";
    if (isnan(f->low))
        return "nothing published";
    if (strcmp(f->role, "input") == 0)
        return "input";
    return holds ? "inside the range" : "outside the range";
}

/* ---- pieces of the answer ---- */

static void put_range(kri_text *words, const kr_spread *spread, size_t cell)
{
    if (!spread)
        return;
    kri_text_puts(words, " (5-95 %: ");
    kri_words_between(words, spread[cell].low, spread[cell].high);
    kri_text_puts(words, ")");
}

/* "gives the region +0.12 % of real income, 512 M USD a year (5-95 %: ...)" */
static void put_gain(kri_text *words, const kri_study_shown *s, uint32_t set)
{
    size_t cell = kri_study_cell(s, set, s->row);
    const kr_worth *w = &s->result.bundles.worth[cell];
    kri_words_money(words, w->usd);
    kri_text_puts(words, " a year");
    put_range(words, s->result.worth_usd, cell);
    kri_text_puts(words, ", ");
    kri_words_percent(words, w->welfare_pct);
    kri_text_puts(words, " of its real income");
}

static void put_bundle_names(kri_text *words, const kr_study *study)
{
    for (uint32_t b = 0; b < study->bundles; b++)
        kri_text_format(words, "%s%s", !b ? "" : b + 1 == study->bundles ? " and " : ", ", study->bundle[b].name);
}

/* What they give less is a difference below 0; its range is told as it is. */
static void put_beyond_range(kri_text *words, const kri_study_shown *s, double more)
{
    const kr_spread *spread = s->result.together_usd ? &s->result.together_usd[kri_study_cell(s, s->all, s->row)] : NULL;
    if (!spread || s->study.bundles != 2)
        return;
    kri_text_puts(words, more > 0 ? " (5-95 %: " : " (the difference, 5-95 %: ");
    kri_words_between(words, spread->low, spread->high);
    kri_text_puts(words, spread->low < 0 && spread->high > 0 ? "; its sign is not sure)" : ")");
}

static void put_beyond(kri_text *words, const kri_study_shown *s)
{
    double more = s->result.bundles.worth[kri_study_cell(s, s->all, s->row)].usd, sum = 0;
    for (uint32_t b = 0; b < s->study.bundles; b++)
        sum += s->result.bundles.worth[kri_study_cell(s, 1u << b, s->row)].usd;
    more -= sum;
    if (fabs(more) < s->result.significant_usd) {
        kri_text_puts(words, " That is the sum of each alone, as far as the solver can tell (n.s.).");
        return;
    }
    kri_text_puts(words, " That is ");
    kri_words_money(words, fabs(more));
    kri_text_format(words, " %s than the sum of each alone", more > 0 ? "more" : "less");
    put_beyond_range(words, s, more);
    if (sum > s->result.significant_usd)
        kri_text_format(words, ", %.2f times as much", (sum + more) / sum);
    kri_text_puts(words, more > 0 ? ": they help each other." : ": they partly do the same work.");
}

static void put_each(kri_text *words, const kri_study_shown *s)
{
    kri_text_puts(words, " Alone ");
    for (uint32_t b = 0; b < s->study.bundles; b++) {
        kri_text_format(words, "%s%s gives ", !b ? "" : b + 1 == s->study.bundles ? ", and " : ", ", s->study.bundle[b].name);
        kri_words_money(words, s->result.bundles.worth[kri_study_cell(s, 1u << b, s->row)].usd);
    }
    kri_text_puts(words, ".");
}

#define MOST_NAMED 4
#define WORTH_A_WORD 100e3      /* USD a year */

/* The areas whose figure times sign is the largest, one after the other; as many as are worth a word. */
typedef double area_figure(const kri_study_shown *s, uint32_t row);

enum { OUTSIDE, IN_REGION, ANYWHERE };

static uint32_t largest(const kri_study_shown *s, int where, area_figure *figure, double least, double sign, uint32_t named[MOST_NAMED])
{
    uint32_t count = 0;
    while (count < MOST_NAMED) {
        uint32_t best = KR_NONE;
        for (uint32_t row = 0; row < s->result.areas; row++) {
            int is_named = where != ANYWHERE && s->result.in_region[row] != where;
            for (uint32_t i = 0; i < count; i++)
                is_named |= named[i] == row;
            if (!is_named && sign * figure(s, row) > least && (best == KR_NONE || sign * figure(s, row) > sign * figure(s, best)))
                best = row;
        }
        if (best == KR_NONE)
            break;
        named[count++] = best;
    }
    return count;
}

/* What the bundles are worth to an area beyond their sum; nothing where the range leaves its sign open. */
static double beyond_of(const kri_study_shown *s, uint32_t row)
{
    size_t cell = kri_study_cell(s, s->all, row);
    const kr_spread *spread = s->result.together_usd ? &s->result.together_usd[cell] : NULL;
    return spread && spread->low < 0 && spread->high > 0 ? 0 : s->result.bundles.together[cell].usd;
}

/* " to Georgia (2.18 M USD), Turkey (...)"; how many there are. */
static uint32_t put_beyond_named(kri_text *words, const kri_study_shown *s, const char *before, double sign)
{
    uint32_t named[MOST_NAMED], count = largest(s, IN_REGION, beyond_of, fmax(s->result.significant_usd, WORTH_A_WORD), sign, named);
    for (uint32_t i = 0; i < count; i++) {
        kri_text_format(words, "%s%s (", i ? ", " : before, kri_country_name(s->result.area[named[i]]));
        kri_words_money(words, sign * beyond_of(s, named[i]));
        kri_text_char(words, ')');
    }
    return count;
}

/* Of many bundles the pair that helps each other most, and the one that gets most in each other's way. */
static void put_pair(kri_text *words, const kri_study_shown *s, double sign, const char *says)
{
    double most = fmax(s->result.significant_usd, WORTH_A_WORD);
    uint32_t first = KR_NONE, second = KR_NONE;
    for (uint32_t a = 0; a < s->study.bundles; a++)
        for (uint32_t b = a + 1; b < s->study.bundles; b++) {
            double beyond = sign * s->result.bundles.together[kri_study_cell(s, 1u << a | 1u << b, s->row)].usd;
            if (beyond > most) {
                most = beyond;
                first = a;
                second = b;
            }
        }
    if (first == KR_NONE)
        return;
    kri_text_format(words, says, s->study.bundle[first].name, s->study.bundle[second].name);
    kri_words_money(words, most);
    kri_text_puts(words, " a year.");
}

/* For whom the two are worth more together than each alone, and for whom less. */
static void put_beyond_by_country(kri_text *words, const kri_study_shown *s)
{
    if (s->study.bundles == 2 && put_beyond_named(words, s, " Together they are worth more than the sum to ", 1))
        kri_text_char(words, '.');
    if (s->study.bundles == 2 && put_beyond_named(words, s, " Together they are worth less than the sum to ", -1))
        kri_text_char(words, '.');
    if (s->study.bundles > 2) {
        put_pair(words, s, 1, " Of two, %s and %s help each other most, by ");
        put_pair(words, s, -1, " %s and %s do most of the same work, ");
    }
    kri_text_char(words, '\n');
}

static void put_headline(kri_text *words, const kri_study_shown *s)
{
    kri_text_puts(words, s->study.bundles > 1 ? "Together " : "");
    put_bundle_names(words, &s->study);
    kri_text_puts(words, s->study.bundles > 1 ? " give the region " : " gives the region ");
    put_gain(words, s, s->all);
    kri_text_puts(words, ".");
    if (s->study.bundles < 2) {
        kri_text_char(words, '\n');
        return;
    }
    put_beyond(words, s);
    put_each(words, s);
    put_beyond_by_country(words, s);
}

/* ---- who ---- */

static double gain_of(const kri_study_shown *s, uint32_t row)
{
    return s->result.bundles.worth[kri_study_cell(s, s->all, row)].usd;
}

/*
 * "Kazakhstan 68.5 M USD a year (real income +0.025 %), Russia 48.2 M USD (+0.0030 %)"; times sign. The first of a list says what is what, and of a
 * loss that is none of trade its reason stands there.
 */
static void put_named(kri_text *words, const kri_study_shown *s, const uint32_t *named, uint32_t count, double sign, int is_first)
{
    for (uint32_t i = 0; i < count; i++) {
        const kr_worth *w = &s->result.bundles.worth[kri_study_cell(s, s->all, named[i])];
        kri_text_format(words, "%s%s ", i || !is_first ? ", " : "", kri_country_name(s->result.area[named[i]]));
        kri_words_money(words, sign * w->usd);
        kri_text_puts(words, i || !is_first ? " (" : " a year (real income ");
        kri_words_percent(words, w->welfare_pct);
        kri_text_puts(words, sign * w->usd > 0 && w->usd < 0 && w->trade_usd > 0 ? ", but it loses more transit income)" : ")");
    }
}

static uint32_t most_for_its_size(const kri_study_shown *s)
{
    const kr_worth *worth = &s->result.bundles.worth[kri_study_cell(s, s->all, 0)];
    uint32_t best = KR_NONE;
    for (uint32_t row = 0; row < s->result.areas; row++)
        if (s->result.in_region[row] && worth[row].welfare_pct > 0 && (best == KR_NONE || worth[row].welfare_pct > worth[best].welfare_pct))
            best = row;
    return best;
}

static void put_most_for_its_size(kri_text *words, const kri_study_shown *s)
{
    uint32_t row = most_for_its_size(s);
    if (row == KR_NONE)
        return;
    size_t cell = kri_study_cell(s, s->all, row);
    kri_text_format(words, " For its size %s gains most: ", kri_country_name(s->result.area[row]));
    kri_words_percent(words, s->result.bundles.worth[cell].welfare_pct);
    kri_text_puts(words, " of its real income");
    if (s->result.worth_pct) {
        kri_text_puts(words, " (5-95 %: ");
        kri_words_figure(words, s->result.worth_pct[cell].low);
        kri_text_puts(words, " to ");
        kri_words_figure(words, s->result.worth_pct[cell].high);
        kri_text_puts(words, " %)");
    }
    kri_text_puts(words, " and ");
    kri_words_money(words, s->result.bundles.worth[cell].usd);
    kri_text_puts(words, " a year");
    put_range(words, s->result.worth_usd, cell);
    kri_text_puts(words, ".");
}

static void put_outside(kri_text *words, const kri_study_shown *s)
{
    uint32_t gains[MOST_NAMED], losses[MOST_NAMED];
    uint32_t up = largest(s, OUTSIDE, gain_of, WORTH_A_WORD, 1, gains), down = largest(s, OUTSIDE, gain_of, WORTH_A_WORD, -1, losses);
    if (!up && !down)
        return;
    kri_text_puts(words, " Outside the region: ");
    put_named(words, s, gains, up, 1, 1);
    put_named(words, s, losses, down, 1, !up);
    kri_text_puts(words, ".");
}

/* The low end of an area's range; of one that loses at central values that is no news. */
static double low_of_range(const kri_study_shown *s, uint32_t row)
{
    return gain_of(s, row) < -WORTH_A_WORD ? 0 : s->result.worth_usd[kri_study_cell(s, s->all, row)].low;
}

static void put_ranges_below(kri_text *words, const kri_study_shown *s)
{
    uint32_t named[MOST_NAMED], count = s->result.worth_usd ? largest(s, IN_REGION, low_of_range, s->result.significant_usd, -1, named) : 0;
    for (uint32_t i = 0; i < count; i++) {
        const kr_spread *spread = &s->result.worth_usd[kri_study_cell(s, s->all, named[i])];
        kri_text_format(words, "%s%s (", i ? ", " : "; the range goes below nothing for ", kri_country_name(s->result.area[named[i]]));
        kri_words_between(words, spread->low, spread->high);
        kri_text_char(words, ')');
    }
}

static void put_winners(kri_text *words, const kri_study_shown *s)
{
    uint32_t named[MOST_NAMED], count = largest(s, IN_REGION, gain_of, WORTH_A_WORD, 1, named);
    kri_text_puts(words, count ? "Most goes to " : "No country of the region gains 100 thousand USD a year.");
    put_named(words, s, named, count, 1, 1);
    kri_text_puts(words, count ? "." : "");
    put_most_for_its_size(words, s);
    count = largest(s, IN_REGION, gain_of, WORTH_A_WORD, -1, named);
    kri_text_puts(words, count ? " At central values it costs " : " At central values no country there loses more than 100 thousand USD a year");
    put_named(words, s, named, count, -1, 1);
    put_ranges_below(words, s);
    kri_text_puts(words, ".");
    put_outside(words, s);
    kri_text_char(words, '\n');
}

/* ---- is it worth it, and how sure ---- */

/* The most that a link or border which the bundle touches carries in a year with all built; below 0: it touches none. */
static double carried(const kri_study_shown *s, uint32_t bundle)
{
    double most = -1;
    for (uint32_t m = 0; m < s->study.bundle[bundle].members; m++) {
        const kr_patch *patch = &s->study.project[s->study.bundle[bundle].member[m]].patch;
        for (size_t e = 0; e < patch->count; e++) {
            const kr_edit *edit = &patch->edit[e];
            uint32_t link = edit->table == KR_LINK ? edit->row : edit->table == KR_BORDER ? s->world.border.link[edit->row] : KR_NONE;
            most = link == KR_NONE ? most : fmax(most, 0);
            for (uint32_t i = 0; i < s->result.links; i++)
                if (s->result.link[i].link == link)
                    most = fmax(most, s->result.link[i].t_all);
        }
    }
    return most;
}

#define NEXT_TO_NO_FREIGHT 1000.0       /* t a year */

/* Its worth is about nothing: where no freight goes that is why. */
static void put_no_return(kri_text *words, const kri_study_shown *s, uint32_t bundle)
{
    const char *name = s->study.bundle[bundle].name;
    double t_yr = carried(s, bundle);
    if (t_yr < 0 || t_yr >= NEXT_TO_NO_FREIGHT)
        kri_text_format(words, " %s gives the region next to nothing for its cost.", name);
    else
        kri_text_format(words, " %s returns nothing of its cost to the region: %s freight goes there.", name, t_yr < 0.5 ? "no" : "next to no");
}

static void put_return_range(kri_text *words, const kri_study_shown *s, uint32_t bundle, double times, int digits, const char *unit)
{
    const kr_spread *spread = s->result.return_of_bundle ? &s->result.return_of_bundle[bundle] : NULL;
    if (spread && !isnan(spread->low))
        kri_text_format(words, " (5-95 %%: %.*f to %.*f%s)", digits, times * spread->low, digits, times * spread->high, unit);
    kri_text_puts(words, ".");
}

static void put_return(kri_text *words, const kri_study_shown *s, uint32_t bundle)
{
    const kr_study_return *r = &s->result.of_bundle[bundle];
    const char *name = s->study.bundle[bundle].name;
    double least = fmax(s->result.significant_usd, WORTH_A_WORD);
    if (r->ratio_share >= 1) {
        kri_text_format(words, " %s returns its cost to the region %.1f times", name, r->ratio_share);
        put_return_range(words, s, bundle, 1, 1, "");
    } else if (r->ratio_share >= 0.005) {
        kri_text_format(words, " %s returns %.0f %% of its cost to the region", name, 100 * r->ratio_share);
        put_return_range(words, s, bundle, 100, 0, " %");
    } else if (r->share_usd > least)
        kri_text_format(words, " %s returns less than 1 %% of its cost to the region.", name);
    else if (r->share_usd < -least) {
        kri_text_format(words, " %s costs the region more than its building: it loses ", name);
        kri_words_money(words, -r->share_usd);
        kri_text_puts(words, " a year by it.");
    } else
        put_no_return(words, s, bundle);
}

static void put_cost(kri_text *words, const kri_study_shown *s)
{
    double known = 0;
    uint32_t unknown = 0, estimates = 0;
    for (uint32_t p = 0; p < s->study.projects; p++) {
        if (isnan(s->study.project[p].cost_usd))
            unknown++;
        else {
            known += s->study.project[p].cost_usd;
            estimates += s->study.project[p].cost_is_estimate != 0;
        }
    }
    if (!(known > 0))
        return;
    kri_text_puts(words, "The known costs of building add up to ");
    kri_words_money(words, known);
    if (estimates)
        kri_text_format(words, ", %u of them estimated", estimates);
    if (unknown)
        kri_text_format(words, "; of %u project%s the cost is not known", unknown, unknown == 1 ? "" : "s");
    kri_text_puts(words, ".");
    for (uint32_t b = 0; b < s->study.bundles && s->result.of_bundle; b++)
        if (!isnan(s->result.of_bundle[b].ratio_share))
            put_return(words, s, b);
    kri_text_char(words, '\n');
}

/* How far the sign of a row's gain, or of what the bundles are worth to it beyond their sum, turns within one doubt's range. */
static double turn_of(const kri_study_shown *s, const kr_study_swing *w, uint32_t row, int is_beyond)
{
    size_t cell = kri_study_cell(s, s->all, row);
    const kr_worth *central = is_beyond ? s->result.bundles.together : s->result.bundles.worth;
    return fmax(kri_study_turn(s, &central[cell], is_beyond ? &w->together_low[cell] : &w->low[cell]),
                kri_study_turn(s, &central[cell], is_beyond ? &w->together_high[cell] : &w->high[cell]));
}

/* The farthest that a single doubt turns an area's gain. */
static double farthest_turn(const kri_study_shown *s, uint32_t row)
{
    double most = 0;
    for (uint32_t i = 0; i < s->result.swings; i++)
        most = fmax(most, turn_of(s, &s->result.swing[i], row, 0));
    return most;
}

/* "the trade elasticity or the margin", behind `before`; how many doubts turn the row's sign. */
static uint32_t put_turners(kr_job *job, kri_text *words, const kri_study_shown *s, uint32_t row, int is_beyond, const char *before)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->result.swings; i++)
        if (turn_of(s, &s->result.swing[i], row, is_beyond) > 0)
            kri_text_format(words, "%s%s", count++ ? " or the " : before, kri_words_parameter(job, s->result.swing[i].parameter));
    return count;
}

static void put_turned_countries(kr_job *job, kri_text *words, const kri_study_shown *s, const char *none)
{
    uint32_t named[MOST_NAMED], count = largest(s, ANYWHERE, farthest_turn, 0, 1, named);
    for (uint32_t i = 0; i < count; i++) {
        kri_text_format(words, "%s%s", i ? "; " : " A country's gain can turn its sign: ", kri_country_name(s->result.area[named[i]]));
        put_turners(job, words, s, named[i], 0, " by the ");
    }
    kri_text_puts(words, count ? "." : none);
}

static void put_sign_changers(kr_job *job, kri_text *words, const kri_study_shown *s)
{
    if (!s->result.swings)
        return;
    uint32_t of_gain = put_turners(job, words, s, s->row, 0, " Within its range the region's gain would change its sign with the ");
    kri_text_puts(words, of_gain ? "." : " No single doubt changes the sign of the region's gain within its range.");
    if (s->study.bundles > 1 && put_turners(job, words, s, s->row, 1, " What they are worth beyond the sum of each would with the "))
        kri_text_puts(words, ".");
    put_turned_countries(job, words, s, of_gain ? "" : " Nor does one that of a country's.");
}

static void put_doubts(kr_job *job, kri_text *words, const kri_study_shown *s)
{
    size_t cell = kri_study_cell(s, s->all, s->row);
    if (s->result.draws)
        kri_text_format(words, "The ranges are of %u draws.", s->result.draws);
    else
        kri_text_puts(words, "No ranges were drawn: these are central values alone.");
    if (s->result.worth_usd && !isnan(s->result.worth_usd[cell].from_estimates))
        kri_text_format(words, " %.0f %% of the spread moves with parameters that rest on no published figure.",
                        100 * s->result.worth_usd[cell].from_estimates);
    put_sign_changers(job, words, s);
    kri_text_format(words, " %.0f %% of the region's base trade is filled in by a model and %.0f %% of the tonnes are estimates: "
                    "take the figures as orders of size.",
                    100 * s->matrix.filled, 100 * s->estimated_demand);
    if (s->result.unsettled)
        kri_text_format(words, " %u of %u worlds did not come to rest; see below.", s->result.unsettled, s->result.worlds);
}

kr_status kri_study_answer(kr_job *job, const kri_study_shown *s, kri_text *words)
{
    put_headline(words, s);
    put_winners(words, s);
    put_cost(words, s);
    put_doubts(job, words, s);
    return words->status;
}
