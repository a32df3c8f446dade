/* commitments.c: is a promise kept, and if not yet, is it on the way? */
#include "commitments.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/number.h"
#include "base/problem.h"
#include "figures.h"
#include "model/schema.h"
#include "trial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One observed value. */
typedef struct observation {
    double year, value;
    uint32_t period;            /* name */
    unsigned end_month;         /* the last month that it holds; 0: it holds no time (a minimum, a part) */
} observation;

/* What a commitment's measure column means: rows to look at, or a row that is open or not. */
typedef struct promise {
    const kr_world *world;
    uint32_t row;
    kri_span word[5];           /* series ID; trade KZ AM FLOW; state TABLE ID */
    size_t words;
    observation *seen;          /* rising in time */
    size_t seen_count;
    const char *state;          /* NULL: it is measured by numbers */
    char why[KRI_EXPRESSION_WHY];
} promise;

/* ---- what was observed ---- */

/* A: 12, H1: 6, Q3: 9, 7M: 7, M04: 4; 0 for parts, ranges and alternatives. */
static unsigned end_of(const char *period)
{
    size_t length = strlen(period);
    unsigned digit = length > 1 && period[1] >= '1' && period[1] <= '9' ? (unsigned)(period[1] - '0') : 0;
    uint64_t months;
    if (strcmp(period, "A") == 0)
        return 12;
    if (length == 2 && *period == 'H' && digit <= 2)
        return 6 * digit;
    if (length == 2 && *period == 'Q' && digit <= 4)
        return 3 * digit;
    if (*period == 'M' && kri_number_parse_u64((kri_span){ period + 1, length - 1 }, &months) && months <= 12)
        return (unsigned)months;
    if (length > 1 && period[length - 1] == 'M' && kri_number_parse_u64((kri_span){ period, length - 1 }, &months) && months <= 12)
        return (unsigned)months;
    return 0;
}

static int is_later(const observation *a, const observation *b)
{
    return a->year > b->year || (a->year == b->year && a->end_month > b->end_month);
}

/* Kept in the order of time. */
static void add_seen(promise *p, observation o)
{
    size_t i = p->seen_count++;
    for (; i && is_later(&p->seen[i - 1], &o); i--)
        p->seen[i] = p->seen[i - 1];
    p->seen[i] = o;
}

static void take_series(promise *p)
{
    const kr_series *s = &p->world->series;
    uint32_t first = kri_series_first(p->world, p->word[1], p->why);
    for (uint32_t i = first; first != KR_NONE && i < s->count; i++) {
        unsigned end = end_of(kr_world_text(p->world, s->period[i]));
        if (s->id[i] == s->id[first] && s->basis[i] <= KR_DERIVED_FIGURE && end)
            add_seen(p, (observation){ s->year[i], s->value[i], s->period[i], end });
    }
}

static void take_trade(promise *p)
{
    const kr_trades *t = &p->world->trade;
    const kr_world *w = p->world;
    int is_known = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        unsigned end = end_of(kr_world_text(w, t->period[i]));
        if (!kri_span_is(p->word[1], kr_world_text(w, t->reporter[i])) || !kri_span_is(p->word[2], kr_world_text(w, t->partner[i]))
            || !kri_span_is(p->word[3], kr_world_text(w, t->flow[i])) || strcmp(kr_world_text(w, t->product[i]), "total") != 0)
            continue;
        is_known = 1;
        if (t->basis[i] <= KR_DERIVED_FIGURE && end)
            add_seen(p, (observation){ t->year[i], t->usd[i], t->period[i], end });
    }
    if (!is_known)
        snprintf(p->why, sizeof p->why, "trade.csv has no row for it");
}

static void split_measure(promise *p)
{
    kri_span rest = kri_span_of(kr_world_text(p->world, p->world->commitment.measure[p->row])), part;
    while (p->words < 5 && kri_span_next(&rest, ' ', &part))
        if (part.length)
            p->word[p->words++] = part;
}

static kr_status observe(kr_job *job, promise *p)
{
    const kr_world *w = p->world;
    KRI_NEW(job, p->seen, (size_t)w->series.count + w->trade.count);
    split_measure(p);
    if (p->words == 2 && kri_span_is(p->word[0], "series"))
        take_series(p);
    else if (p->words == 4 && kri_span_is(p->word[0], "trade"))
        take_trade(p);
    else if (p->words == 3 && kri_span_is(p->word[0], "state"))
        p->state = kri_state_of(w, p->word[1], p->word[2], p->why);
    else
        snprintf(p->why, sizeof p->why, "it is written series ID, trade KZ AM export or state service ID");
    if (!*p->why && !p->state && isnan(w->commitment.target[p->row]))
        snprintf(p->why, sizeof p->why, "a target is missing that figures could reach");
    return KR_OK;
}

kr_status kri_commitments_check(kr_job *job, const kr_world *world, kr_problems *problems)
{
    for (uint32_t row = 0; row < world->commitment.count; row++) {
        promise p = { .world = world, .row = row };
        KR_TRY(observe(job, &p));
        if (*p.why)
            KR_TRY(kri_problem_add(job, problems, KRI_ERROR, world->text->file[KR_COMMITMENT].path, world->commitment.line[row], 0,
                                   "the measure of \"%s\": %s", kr_world_text(world, world->commitment.id[row]), p.why));
    }
    return KR_OK;
}

/* ---- the rule ---- */

/* Whole years compare with a year's target; a commitment may allow any period. */
static int counts(const promise *p, const observation *o)
{
    return strcmp(kr_world_text(p->world, p->world->commitment.period[p->row]), "any") == 0 || strcmp(kr_world_text(p->world, o->period), "A") == 0;
}

static const observation *latest(const promise *p)
{
    for (size_t i = p->seen_count; i; i--)
        if (counts(p, &p->seen[i - 1]))
            return &p->seen[i - 1];
    return NULL;
}

static int reaches(const promise *p, double value)
{
    const kr_commitments *c = &p->world->commitment;
    return c->is_ceiling[p->row] ? value <= c->target[p->row] : value >= c->target[p->row];
}

static int was_kept(const promise *p)
{
    for (size_t i = 0; i < p->seen_count; i++)
        if (counts(p, &p->seen[i]) && p->seen[i].year >= p->world->commitment.made[p->row] / 10000 && reaches(p, p->seen[i].value))
            return 1;
    return 0;
}

static char *period_text(kr_job *job, const promise *p, const observation *o)
{
    const char *period = kr_world_text(p->world, o->period);
    return strcmp(period, "A") == 0 ? kri_job_format(job, "%.0f", o->year) : kri_job_format(job, "%.0f %s", o->year, period);
}

/* The newest two observations of the same period, the nearest years that there are. */
static kr_status newest_growth(kr_job *job, const promise *p, kr_tracking *t)
{
    for (size_t b = p->seen_count; b; b--)
        for (size_t a = b - 1; a; a--) {
            const observation *old = &p->seen[a - 1], *new = &p->seen[b - 1];
            if (old->period != new->period || old->year == new->year || old->value <= 0 || new->value <= 0)
                continue;
            t->seen_pct_yr = 100 * (pow(new->value / old->value, 1 / (new->year - old->year)) - 1);
            t->seen_between = kri_job_format(job, "%.0f-%.0f%s%s", old->year, new->year, end_of(kr_world_text(p->world, new->period)) == 12 ? "" : " ",
                                             end_of(kr_world_text(p->world, new->period)) == 12 ? "" : kr_world_text(p->world, new->period));
            return t->seen_between ? KR_OK : KR_E_MEMORY;
        }
    return KR_OK;
}

static kr_status decide(kr_tracking *t, kr_track track, const char *why)
{
    t->track = track;
    t->why = why;
    return KR_OK;
}

static kr_status judge_state(const promise *p, uint32_t date, kr_tracking *t)
{
    uint32_t due = p->world->commitment.due[p->row];
    t->latest_period = p->state;
    if (strcmp(p->state, "open") == 0)
        return decide(t, KR_KEPT, "it is open");
    if (due && date > kri_date_last(due))
        return decide(t, KR_MISSED, "the date has passed and it is not open");
    return decide(t, KR_NOT_KNOWN, due ? "it is not open yet" : "it is not open, and no date was given");
}

static kr_status judge_past(const promise *p, const observation *last, kr_tracking *t)
{
    uint32_t due = kri_date_last(p->world->commitment.due[p->row]);
    double year = due / 10000;
    unsigned month = due / 100 % 100;
    if (last->year > year || (last->year == year && last->end_month >= month))
        return decide(t, KR_MISSED, "the date has passed and the target was not reached");
    return decide(t, KR_NOT_KNOWN, "the date has passed and nothing was observed so late");
}

static kr_status judge_numbers(kr_job *job, const promise *p, uint32_t date, kr_tracking *t)
{
    const kr_commitments *c = &p->world->commitment;
    const observation *last = latest(p);
    if (!last)
        return decide(t, KR_NOT_KNOWN, "there is no observation, only plans and expectations");
    t->latest = last->value;
    t->latest_period = period_text(job, p, last);
    if (!t->latest_period)
        return KR_E_MEMORY;
    KR_TRY(newest_growth(job, p, t));
    if (was_kept(p))
        return decide(t, KR_KEPT, "an observation reaches the target");
    if (!c->due[p->row])
        return decide(t, KR_NOT_KNOWN, "it is not reached, and no date was given");
    double years = c->due[p->row] / 10000 - last->year;
    if (years > 0 && last->value > 0 && c->target[p->row] > 0)
        t->needed_pct_yr = 100 * (pow(c->target[p->row] / last->value, 1 / years) - 1);
    if (date > kri_date_last(c->due[p->row]))
        return judge_past(p, last, t);
    if (isnan(t->needed_pct_yr) || isnan(t->seen_pct_yr))
        return decide(t, KR_NOT_KNOWN, "no two observations of the same period show a growth");
    int fast = c->is_ceiling[p->row] ? t->seen_pct_yr <= t->needed_pct_yr : t->seen_pct_yr >= t->needed_pct_yr;
    return fast ? decide(t, KR_ON_TRACK, "the newest growth is enough") : decide(t, KR_OFF_TRACK, "the newest growth is not enough");
}

kr_status kr_ledger_track(kr_job *job, const kr_world *world, uint32_t row, uint32_t date, kr_tracking *tracking)
{
    promise p = { .world = world, .row = row };
    *tracking = (kr_tracking){ .row = row, .latest = NAN, .latest_period = "", .seen_pct_yr = NAN, .seen_between = "", .needed_pct_yr = NAN };
    KR_TRY(observe(job, &p));
    if (*p.why)
        return kri_problem_add(job, NULL, KRI_ERROR, world->text->file[KR_COMMITMENT].path, world->commitment.line[row], 0, "the measure of \"%s\": %s",
                               kr_world_text(world, world->commitment.id[row]), p.why);
    return p.state ? judge_state(&p, date, tracking) : judge_numbers(job, &p, date, tracking);
}

const char *kr_track_name(kr_track track)
{
    static const char *const words[KR_TRACKS] = { "kept", "on track", "off track", "missed", "not known" };
    return words[track];
}
