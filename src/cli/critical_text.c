/* critical_text.c: keruen study critical for a person: the answer first. */
#include "cli/critical.h"
#include "cli/layout.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 80
#define SHOWN 10            /* rows of a list */
#define NAME 34             /* columns of a name */

/* ---- pieces ---- */

/* The bytes of the text that fit into so many columns. */
static int fitting(const char *text, size_t columns)
{
    size_t length = strlen(text);
    while (length && kri_utf8_columns(text, length) > columns)
        length--;
    while (length && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return (int)length;
}

static void put_cell(kri_text *t, const char *text, size_t columns)
{
    int length = fitting(text, columns);
    kri_text_format(t, "%.*s", length, text);
    for (size_t at = kri_utf8_columns(text, (size_t)length); at < columns; at++)
        kri_text_char(t, ' ');
}

static void put_paragraph(kri_text *t, const kri_text *words)
{
    if (words->status != KR_OK)
        t->status = words->status;
    else if (words->length)
        kri_layout_wrap(t, (kri_span){ words->bytes, words->length }, 0, 0, WIDTH);
}

static void say_money(kri_text *t, double usd)
{
    if (fabs(usd) >= 1e9)
        kri_text_format(t, "%.1f bn USD", usd / 1e9);
    else if (fabs(usd) >= 1e6)
        kri_text_format(t, "%.0f m USD", usd / 1e6);
    else
        kri_text_format(t, "%.0f USD", usd);
}

/* Millions: small sums get more digits, and nothing is nothing without a sign. */
static void put_wide(kri_text *t, double usd, int columns)
{
    double millions = usd / 1e6;
    if (fabs(millions) < 5e-4)
        kri_text_format(t, " %*s", columns, "0");
    else
        kri_text_format(t, " %*.*f", columns, fabs(millions) < 1 ? 3 : fabs(millions) < 100 ? 1 : 0, millions);
}

/* Who bears most of it, "CN 48 %". */
static void put_hardest(kri_text *t, const kri_weakness *w, const kr_loss *loss)
{
    size_t most = 0;
    for (size_t i = 1; i < w->countries; i++)
        if (loss->by_country_usd_yr[i] > loss->by_country_usd_yr[most])
            most = i;
    if (loss->cost_usd_yr > 0)
        kri_text_format(t, "  %s %.0f %%", w->country[most], 100 * loss->by_country_usd_yr[most] / loss->cost_usd_yr);
}

/* ---- the answer ---- */

static void say_set(kri_text *t, const kri_weakness *w, const char *what, const kr_worst *worst)
{
    if (!worst->count)
        return;
    kri_text_format(t, " The worst %s: ", what);
    for (uint32_t i = 0; i < worst->count; i++)
        kri_text_format(t, "%s%s", i ? i + 1 < worst->count ? ", " : " and " : "", w->element[worst->element[i]].name);
    kri_text_puts(t, ", ");
    say_money(t, worst->loss.cost_usd_yr);
    kri_text_puts(t, " a year");
    if (worst->loss.stranded_t > 0)
        kri_text_format(t, " and %.3g Mt stranded", worst->loss.stranded_t / 1e6);
    kri_text_char(t, '.');
}

static const kr_element *worst_candidate(const kri_weakness *w, uint32_t *number)
{
    for (size_t i = 0; i < w->elements; i++)
        if (w->element[w->order[i]].is_candidate) {
            *number = w->order[i];
            return &w->element[w->order[i]];
        }
    return NULL;
}

void kri_critical_answer(kri_text *words, const kri_weakness *w)
{
    uint32_t number = 0;
    const kr_element *e = worst_candidate(w, &number);
    if (e) {
        kri_text_format(words, "Of %zu ports, borders, ferries and bridges the closing of %s for a year costs most: ", w->candidates, e->name);
        say_money(words, w->loss[number].cost_usd_yr);
        if (w->loss[number].stranded_t > 0)
            kri_text_format(words, ", and %.3g Mt have no way left", w->loss[number].stranded_t / 1e6);
        kri_text_char(words, '.');
    }
    say_set(words, w, "pair", &w->pair);
    say_set(words, w, "triple", &w->triple);
    if (w->triple.count)
        kri_text_puts(words, " Both are the greatest of all, for certain.");
}

static void say_answer(kri_text *t, kr_job *job, const kri_weakness *w)
{
    kri_text words = kri_text_new(job);
    kri_critical_answer(&words, w);
    put_paragraph(t, &words);
}

/* ---- lists ---- */

static const kr_crowded *crowded_of(const kri_weakness *w, uint32_t element)
{
    for (size_t i = 0; i < w->crowded_count; i++)
        if (w->crowded[i].element == element)
            return &w->crowded[i];
    return NULL;
}

static void put_row(kri_text *t, const kri_weakness *w, uint32_t number)
{
    const kr_element *e = &w->element[number];
    const kr_loss *loss = &w->loss[number];
    const kr_crowded *crowded = crowded_of(w, number);
    put_cell(t, kr_element_kind_name(e->kind), 9);
    put_cell(t, e->name, NAME);
    put_wide(t, loss->cost_usd_yr, 8);
    if (crowded)
        put_wide(t, crowded->cost_usd_yr, 8);
    else
        kri_text_puts(t, "         ");
    kri_text_format(t, " %7.2f", loss->stranded_t / 1e6);
    put_hardest(t, w, loss);
    kri_text_char(t, '\n');
}

static void put_list(kri_text *t, const kri_weakness *w, const char *title, int candidates)
{
    size_t shown = 0;
    kri_text_format(t, "\n%s\n", title);
    put_cell(t, "", 9 + NAME);
    kri_text_puts(t, "  m USD/yr  limits      Mt  hardest\n");
    for (size_t i = 0; i < w->elements && shown < SHOWN && w->loss[w->order[i]].cost_usd_yr > 0; i++)
        if (!w->element[w->order[i]].is_candidate == !candidates) {
            put_row(t, w, w->order[i]);
            shown++;
        }
    if (!shown)
        kri_text_puts(t, "nothing that closes costs anything\n");
}

/* ---- reliance ---- */

static void put_reliance(kri_text *t, const kri_weaknesses *found, const kri_weakness *w, size_t country)
{
    const kr_reliance *r = &w->reliance[country];
    uint32_t area = kri_critical_area(found, r->country);
    const kr_partners *p = area == KR_NONE ? NULL : &found->partners[area];
    put_cell(t, r->country, 4);
    kri_text_format(t, "%6.1f %4u %5.2f  ", r->trade_t / 1e6, r->gateways, r->gateway_hhi);
    put_cell(t, r->gateway_name, 21);
    kri_text_format(t, "%4.0f %%", 100 * r->gateway_share);
    if (isnan(r->gateway_loss_usd_yr))
        kri_text_puts(t, "         ");
    else
        put_wide(t, r->gateway_loss_usd_yr, 8);
    kri_text_format(t, "  %-3s %3.0f %%", r->neighbour, 100 * r->neighbour_share);
    if (p && p->partner != KR_NONE)
        kri_text_format(t, "  %-2s %3.0f %%", found->trade.id[p->partner], 100 * p->share);
    kri_text_char(t, '\n');
}

static void put_reliances(kri_text *t, const kri_weaknesses *found, const kri_weakness *w)
{
    kri_text_puts(t, "\nHow far trade hangs on one way, on one neighbour and on one partner\n"
                     "        Mt ways   HHI  most used            share  m USD/yr  goes by    trade\n");
    for (size_t i = 0; i < w->countries; i++)
        if (w->reliance[i].trade_t > 0)
            put_reliance(t, found, w, i);
}

/* ---- chance ---- */

static void put_spread(kri_text *t, const char *name, kr_loss_range s)
{
    put_cell(t, name, 20);
    put_wide(t, s.mean, 10);
    put_wide(t, s.low, 10);
    put_wide(t, s.high, 10);
    kri_text_char(t, '\n');
}

typedef struct hurt {
    kr_loss_range spread;
    size_t country;
} hurt;

static int most_first(const void *a, const void *b)
{
    const hurt *x = a, *y = b;
    double size_x = fabs(x->spread.mean), size_y = fabs(y->spread.mean);
    if (size_x != size_y)
        return size_x < size_y ? 1 : -1;
    return (x->country > y->country) - (x->country < y->country);
}

static void put_hurts(kri_text *t, const kri_weakness *w, hurt *hurts)
{
    qsort(hurts, w->countries, sizeof *hurts, most_first);
    for (size_t i = 0; i < w->countries && i < SHOWN; i++)
        if (hurts[i].spread.mean != 0)
            put_spread(t, w->country[hurts[i].country], hurts[i].spread);
}

static kr_status put_chance(kri_text *t, kr_job *job, const kri_weakness *w)
{
    const kr_draws *d = &w->draws;
    kr_loss_range all;
    hurt *hurts;
    if (!d->draws)
        return KR_OK;
    KRI_NEW(job, hurts, w->countries);
    KR_TRY(kr_draws_range(job, d->usd_yr, d->draws, 1, &all));
    for (size_t i = 0; i < w->countries; i++) {
        hurts[i].country = i;
        KR_TRY(kr_draws_range(job, d->by_country_usd_yr + i, d->draws, d->countries, &hurts[i].spread));
    }
    kri_text_format(t, "\nWhat chance closes: %u years, %.0f closures in each, by %zu causes\n", d->draws, d->spells_yr, d->processes);
    kri_text_puts(t, "m USD a year               mean        5 %       95 %\n");
    put_spread(t, "all", all);
    put_hurts(t, w, hurts);
    return KR_OK;
}

/* ---- with something open ---- */

static void say_opened(kri_text *words, const kri_weaknesses *found)
{
    kri_text_puts(words, "With ");
    for (size_t i = 0; i < found->opened_count; i++)
        kri_text_format(words, "%s%s", i ? ", " : "", found->opened[i]);
    kri_text_puts(words, " open:");
}

static void put_changes_of_reliance(kri_text *t, const kri_weaknesses *found)
{
    const kri_weakness *now = &found->now, *with = &found->with;
    int is_first = 1;
    for (size_t i = 0; i < now->countries; i++) {
        uint32_t k = kri_critical_same_country(with, now->country[i]);
        if (k == KR_NONE || !(fabs(with->reliance[k].gateway_hhi - now->reliance[i].gateway_hhi) >= 0.005) || !with->reliance[k].gateway)
            continue;
        if (is_first)
            kri_text_puts(t, "     HHI now  open   most used when open           share   m USD/yr\n");
        is_first = 0;
        put_cell(t, now->country[i], 5);
        kri_text_format(t, "%7.2f %5.2f   ", now->reliance[i].gateway_hhi, with->reliance[k].gateway_hhi);
        put_cell(t, with->reliance[k].gateway_name, 28);
        kri_text_format(t, "%5.0f %%", 100 * with->reliance[k].gateway_share);
        if (!isnan(with->reliance[k].gateway_loss_usd_yr))
            kri_text_format(t, " %10.0f", with->reliance[k].gateway_loss_usd_yr / 1e6);
        kri_text_char(t, '\n');
    }
    if (is_first)
        kri_text_puts(t, "No country's ways in and out change by as much as 0.005 of the index.\n");
}

static kr_status put_difference(kri_text *t, kr_job *job, const kri_weaknesses *found)
{
    const kri_weakness *w = &found->now;
    double *usd;
    kr_loss_range all;
    hurt *hurts;
    if (!w->draws.draws)
        return KR_OK;
    KRI_NEW(job, hurts, w->countries);
    KR_TRY(kri_critical_difference(job, found, KR_NONE, &usd));
    KR_TRY(kr_draws_range(job, usd, w->draws.draws, 1, &all));
    for (size_t i = 0; i < w->countries; i++) {
        hurts[i].country = i;
        KR_TRY(kri_critical_difference(job, found, (uint32_t)i, &usd));
        KR_TRY(kr_draws_range(job, usd, w->draws.draws, 1, &hurts[i].spread));
    }
    kri_text_puts(t, "\nWhat chance costs more or less then, the same years\nm USD a year               mean        5 %       95 %\n");
    put_spread(t, "all", all);
    put_hurts(t, w, hurts);
    return KR_OK;
}

static kr_status put_opened(kri_text *t, kr_job *job, const kri_weaknesses *found)
{
    kri_text words = kri_text_new(job);
    if (!found->opened_count)
        return KR_OK;
    kri_text_char(t, '\n');
    say_opened(&words, found);
    say_set(&words, &found->with, "pair", &found->with.pair);
    say_set(&words, &found->with, "triple", &found->with.triple);
    put_paragraph(t, &words);
    put_changes_of_reliance(t, found);
    return put_difference(t, job, found);
}

kr_status kri_critical_put_text(kri_call *call, const kri_weaknesses *found)
{
    static const char notes[] =
        "Cost is what shippers expect to pay more, time included, when it is closed for a year and nothing is crowded; \"limits\" adds what capacities do "
        "to that, for the dearest; \"hardest\" is the country with most of the loss, half of which falls on each end. HHI 1 is all by one way. Rates of "
        "chance are estimates (disruption.csv, state.csv), the demand is mostly estimated: docs/method/critical.md.";
    kri_text t = kri_text_new(call->job);
    const kri_weakness *w = &found->now;
    say_answer(&t, call->job, w);
    put_list(&t, w, "Ports, borders, ferries and bridges", 1);
    put_list(&t, w, "Links and terminals", 0);
    put_reliances(&t, found, w);
    KR_TRY(put_chance(&t, call->job, w));
    KR_TRY(put_opened(&t, call->job, found));
    kri_text_char(&t, '\n');
    kri_layout_wrap(&t, KRI_SPAN(notes), 0, 0, WIDTH);
    return kri_call_put(call, &t);
}
