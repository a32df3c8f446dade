/* study_waits.c: the channels of a study, and what ships that leave when full make of it. */
#include "cli/study_words.h"

#include "base/arena.h"

#include <keruen/report.h>

#include <math.h>

#define MOST_NAMED 4
#define WORTH_A_WORD 100e3      /* USD a year */

uint32_t kri_study_channels(const kri_study_shown *s, kri_study_channel channel[KR_CHANNELS + 1])
{
    uint32_t count = 0;
    for (kr_channel c = 0; c < KR_CHANNELS; c++)
        if (s->result.channel[c].sets)
            channel[count++] = (kri_study_channel){ kr_channel_name(c), kr_channel_meaning(c), &s->result.channel[c] };
    if (s->result.waits_differ)
        channel[count++] = (kri_study_channel){ "waits_seldom", "the same, found from ships that sail seldom", &s->result.seldom };
    return count;
}

/* ---- every departure ---- */

static void put_departure(kr_table_builder *t, const kri_study_shown *s, const kr_study_departures *d, const char *built, uint32_t set)
{
    const kr_services *v = &s->world.service;
    kr_table_row(t);
    kr_table_text(t, 0, kr_world_text(&s->world, v->id[d->service]));
    kr_table_text(t, 1, kr_world_text(&s->world, v->name[d->service]));
    kr_table_number(t, 2, d->ship);
    kr_table_text(t, 3, built);
    kr_table_number(t, 4, d->table_h);
    kr_table_number(t, 5, d->fleet_h[set]);
    kr_table_number(t, 6, d->often_h[set]);
    kr_table_number(t, 7, d->seldom_h[set]);
    kr_table_number(t, 8, d->often_t[set]);
    kr_table_number(t, 9, d->seldom_t[set]);
}

kr_status kri_study_make_departures(kr_job *job, const kri_study_shown *s, const kr_table **table)
{
    static const kr_column_about about[] = {
        { "service", "", "one that leaves when full", KR_TEXT, 0 }, { "name", "", "", KR_TEXT, 0 },
        { "ship", "", "services with the same number fill together", KR_NUMBER, 0 }, { "built", "", "bundles", KR_TEXT, 0 },
        { "table_h", "h", "between two departures as observed, with nothing built", KR_NUMBER, 6 },
        { "fleet_h", "h", "at the least, by the fleet of that world", KR_NUMBER, 6 },
        { "headway_h", "h", "as it fills, found from ships as often as fleets allow", KR_NUMBER, 6 },
        { "seldom_h", "h", "as it fills, found from ships as seldom as patience allows", KR_NUMBER, 6 },
        { "tonnes", "t a year", "of its fullest leg", KR_NUMBER, 6 }, { "seldom_tonnes", "t a year", "the same from the other end", KR_NUMBER, 6 },
    };
    kr_table_builder *t;
    KR_TRY(kr_table_begin(job, "departures", sizeof about / sizeof *about, about, &t));
    for (uint32_t set = 0; set <= s->all; set++) {
        const char *built = kri_study_set_name(job, s, set);
        for (uint32_t i = 0; i < s->result.departures; i++)
            if (!isnan(s->result.departure[i].fleet_h[set]))
                put_departure(t, s, &s->result.departure[i], built, set);
    }
    return kr_table_freeze(t, table);
}

/* ---- in words ---- */

static const char *name_of(const kri_study_shown *s, const kr_study_departures *d)
{
    return kr_world_text(&s->world, s->world.service.name[d->service]);
}

/* Whether it is the first of its ship in the list. */
static int is_first_of_ship(const kri_study_shown *s, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (s->result.departure[k].ship == s->result.departure[i].ship)
            return 0;
    return 1;
}

static void put_hours(kri_text *words, double hours)
{
    kri_text_format(words, "%.*f h", hours < 99.95 ? 1 : 0, hours);
}

/* What the answer of the waits adds to the headline, and to what is beyond the sum. */
static void put_what_it_adds(kri_text *words, const kri_study_shown *s)
{
    size_t cell = kri_study_cell(s, s->all, s->row);
    const kr_study_sets *held = &s->result.bundles, *waits = &s->result.channel[KR_CHANNEL_WAITS];
    double change = waits->worth[cell].usd - held->worth[cell].usd;
    kri_text_puts(words, "Above, waits for ships that leave when full are held as the tables have them. Where those ships sail as often as they fill, as "
                         "often as their fleet can at the most, all that is built is worth ");
    kri_words_money(words, fabs(change));
    kri_text_format(words, " a year %s to the region", change < 0 ? "less" : "more");
    if (s->study.bundles > 1 && !isnan(waits->together[cell].usd)) {
        kri_text_puts(words, ", and what it is worth beyond the sum of its parts goes from ");
        kri_words_money(words, held->together[cell].usd);
        kri_text_puts(words, " to ");
        kri_words_money(words, waits->together[cell].usd);
    }
    kri_text_puts(words, ".");
}

/* What waits that answer add to an area, all built. */
static double added(const kri_study_shown *s, uint32_t row)
{
    size_t cell = kri_study_cell(s, s->all, row);
    return s->result.channel[KR_CHANNEL_WAITS].worth[cell].usd - s->result.bundles.worth[cell].usd;
}

/* The countries of the region for whom that is most, either way. */
static void put_for_whom(kri_text *words, const kri_study_shown *s)
{
    double last = INFINITY;
    for (uint32_t named = 0; named < MOST_NAMED; named++) {
        uint32_t best = KR_NONE;
        for (uint32_t row = 0; row < s->result.areas; row++)
            if (s->result.in_region[row] && fabs(added(s, row)) < last && (best == KR_NONE || fabs(added(s, row)) > fabs(added(s, best))))
                best = row;
        if (best == KR_NONE || fabs(added(s, best)) < fmax(s->result.significant_usd, WORTH_A_WORD))
            break;
        kri_text_format(words, "%s%s ", named ? ", " : " By country: ", kri_country_name(s->result.area[best]));
        kri_words_money(words, added(s, best));
        last = fabs(added(s, best));
    }
    kri_text_puts(words, last < INFINITY ? "." : "");
}

/* Ships that could sail more often than before, and how often they do. */
static void put_larger_fleets(kri_text *words, const kri_study_shown *s)
{
    uint32_t named = 0;
    for (uint32_t i = 0; i < s->result.departures && named < MOST_NAMED; i++) {
        const kr_study_departures *d = &s->result.departure[i];
        if (!(d->fleet_h[s->all] < d->table_h) || !is_first_of_ship(s, i))
            continue;
        kri_text_format(words, "%s%s could sail every ", named++ ? "; " : " With all built ", name_of(s, d));
        put_hours(words, d->fleet_h[s->all]);
        kri_text_puts(words, " instead of every ");
        put_hours(words, d->table_h);
        if (d->often_h[s->all] < 1.001 * d->fleet_h[s->all]) {
            kri_text_puts(words, ", and fills as often");
            continue;
        }
        kri_text_puts(words, ", but fills every ");
        put_hours(words, d->often_h[s->all]);
    }
    kri_text_puts(words, named ? "." : "");
}

#define FALLEN 1.5      /* of the headway from the other end: a rest of its own */

/* Ships that sail seldom where the search began there, with nothing built. */
static void put_seldom_ships(kri_text *words, const kri_study_shown *s)
{
    uint32_t named = 0, more = 0;
    for (uint32_t i = 0; i < s->result.departures; i++) {
        const kr_study_departures *d = &s->result.departure[i];
        if (!(d->seldom_h[0] > FALLEN * d->often_h[0]) || !is_first_of_ship(s, i))
            continue;
        if (named < MOST_NAMED)
            kri_text_format(words, "%s%s", named++ ? "; " : " (", name_of(s, d));
        else
            more++;
    }
    if (more)
        kri_text_format(words, " and %u more", more);
    kri_text_puts(words, named ? ")" : "");
}

static void put_other_end(kri_text *words, const kri_study_shown *s)
{
    size_t cell = kri_study_cell(s, s->all, s->row);
    const kr_study_sets *seldom = &s->result.seldom;
    if (!s->result.waits_differ) {
        kri_text_format(words, " Found from ships that sail once in %.0f days it is the same.", s->result.longest_headway_h / 24);
        return;
    }
    kri_text_format(words, " Begun from ships that sail once in %.0f days the search finds another rest", s->result.longest_headway_h / 24);
    if (s->result.seldom_base[s->row].usd < -s->result.significant_usd) {
        kri_text_puts(words, ": with nothing built some would go on sailing seldom, because nobody waits for them");
        put_seldom_ships(words, s);
        kri_text_puts(words, ", at ");
        kri_words_money(words, -s->result.seldom_base[s->row].usd);
        kri_text_puts(words, " a year less to the region");
    }
    kri_text_puts(words, ". From there all built is worth ");
    kri_words_money(words, seldom->worth[cell].usd);
    kri_text_puts(words, " a year");
    if (s->study.bundles > 1 && !isnan(seldom->together[cell].usd)) {
        kri_text_puts(words, ", ");
        kri_words_money(words, seldom->together[cell].usd);
        kri_text_puts(words, " of it beyond the sum");
    }
    kri_text_puts(words, ".");
}

kr_status kri_study_waits(const kri_study_shown *s, kri_text *words)
{
    if (!s->result.channel[KR_CHANNEL_WAITS].sets)
        return words->status;
    put_what_it_adds(words, s);
    put_for_whom(words, s);
    put_larger_fleets(words, s);
    put_other_end(words, s);
    return words->status;
}
