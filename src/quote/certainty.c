/* certainty.c: how sure a way is. Distributions of its parts, convolved. */
#include "certainty.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define STEPS_TO_MEAN 256.0     /* a step is this part of the way's mean hours */
#define MEANS_HELD 5.0          /* the distribution is kept up to so many means */
#define TAPS 8                  /* elements of one factor that a pass over the other takes */
#define NEGLECTED 1e-4          /* the tail of a part beyond this share goes to its end */
#define NEGLECTED_ENDS 1e-7     /* either end of a sum within this share is moved to the next step inside */
#define NEGLECTED_BEFORE 5.2    /* deviations below the middle where a part begins: one in ten million is faster */

/* One distribution in steps. Its last element holds all that is beyond. */
typedef struct steps {
    double *share;
    size_t count;
} steps;

typedef struct workshop {
    kr_job *job;
    const kr_world *world;
    double step_h;
    size_t most;            /* steps that any distribution may have */
    double *spare;          /* [most] */
    double *padded;         /* [most + 2 TAPS] */
} workshop;

static kr_status make_steps(workshop *w, steps *s)
{
    KRI_NEW(w->job, s->share, w->most);
    s->share[0] = 1;
    s->count = 1;
    return KR_OK;
}

/* out[k] += the sum over t of p[t] x a[k - t], k < count; a has TAPS zeros before it. */
static void add_taps(const double *restrict p, const double *restrict a, double *restrict out, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        double sum = 0;
        for (ptrdiff_t t = 0; t < TAPS; t++)
            sum += p[t] * a[(ptrdiff_t)k - t];
        out[k] += sum;
    }
}

/* Where it begins to be above 0: no way is there in no time. */
static size_t first_of(const steps *s)
{
    size_t i = 0;
    while (i + 1 < s->count && s->share[i] == 0)
        i++;
    return i;
}

/* A sum has long ends with next to nothing in them, which every further part would carry on. */
static void trim(steps *s)
{
    double before = 0, after = 0;
    size_t first = 0;
    while (s->count > 1 && after + s->share[s->count - 1] < NEGLECTED_ENDS)
        after += s->share[--s->count];
    s->share[s->count - 1] += after;
    while (first + 1 < s->count && before + s->share[first] < NEGLECTED_ENDS) {
        before += s->share[first];
        s->share[first++] = 0;
    }
    s->share[first] += before;
}

/* a becomes the distribution of the sum of both; what passes the last step goes into it. */
static void convolve(workshop *w, steps *a, const steps *b)
{
    size_t full = a->count + b->count - 1, count = full < w->most ? full : w->most;
    size_t a_first = first_of(a), b_first = first_of(b) / TAPS * TAPS;
    double *padded = w->padded + TAPS, kept = 0;
    memset(w->padded, 0, (TAPS + count + TAPS) * sizeof *w->padded);
    memcpy(padded, a->share, a->count * sizeof *padded);
    memset(w->spare, 0, count * sizeof *w->spare);
    for (size_t i = b_first; i < b->count && i < count; i += TAPS) {
        double p[TAPS] = { 0 };
        size_t reach = a->count + TAPS - 1, left = count - i;
        for (size_t t = 0; t < TAPS && i + t < b->count; t++)
            p[t] = b->share[i + t];
        reach = reach < left ? reach : left;
        if (reach > a_first)
            add_taps(p, padded + a_first, w->spare + i + a_first, reach - a_first);
    }
    if (full > count) {
        for (size_t k = 0; k + 1 < count; k++)
            kept += w->spare[k];
        w->spare[count - 1] = kept < 1 ? 1 - kept : 0;
    }
    memcpy(a->share, w->spare, count * sizeof *w->spare);
    a->count = count;
    trim(a);
}

/*
 * Shares from a distribution function: step i holds what lies nearer to it than to its neighbours. What lies before
 * `from_h` hours, next to nothing, goes to the step that they are in.
 */
static void fill(const workshop *w, double (*below)(const double *with, double hours), const double *with, double from_h, steps *s)
{
    double before = 0, first = from_h / w->step_h;
    size_t i = first < (double)w->most - 2 ? (size_t)first : 0;
    memset(s->share, 0, i * sizeof *s->share);
    for (; i + 1 < w->most; i++) {
        double now = below(with, ((double)i + 0.5) * w->step_h);
        s->share[i] = now - before;
        before = now;
        if (1 - now < NEGLECTED) {
            i++;
            break;
        }
    }
    s->share[i] = 1 - before;
    s->count = i + 1;
}

static double lognormal_below(const double *mu_sigma, double hours)
{
    return hours > 0 ? 0.5 * erfc((mu_sigma[0] - log(hours)) / (mu_sigma[1] * sqrt(2))) : 0;
}

static double uniform_below(const double *width, double hours)
{
    return hours < *width ? hours / *width : 1;
}

static double exponential_below(const double *mean, double hours)
{
    return 1 - exp(-hours / *mean);
}

static double fixed_below(const double *at, double hours)
{
    return hours >= *at;
}

static void fill_lognormal(const workshop *w, double mean, double variance, steps *s)
{
    if (!(variance > 1e-9 * mean * mean)) {
        fill(w, fixed_below, &mean, 0, s);
        return;
    }
    double sigma2 = log1p(variance / (mean * mean)), with[] = { log(mean) - sigma2 / 2, sqrt(sigma2) };
    fill(w, lognormal_below, with, exp(with[0] - NEGLECTED_BEFORE * with[1]), s);
}

/* ---- the parts of a way ---- */

static int is_crossing(const kr_leg *leg, const kr_cost_item *item)
{
    return leg->border != KR_NONE && item->table == KR_BORDER_HOURS;
}

static int is_departure(const kr_leg *leg, const kr_cost_item *item)
{
    return item->table == KR_SERVICE && strcmp(leg->kind, "wait") == 0;
}

static void fill_part(workshop *w, const kr_leg *leg, const kr_cost_item *item, double factor, steps *part)
{
    double width = 2 * item->hours;
    if (is_departure(leg, item))
        fill(w, uniform_below, &width, 0, part);
    else
        fill_lognormal(w, item->hours * factor, item->variance_h2 * factor * factor, part);
}

/* Adds the crossings of land borders, or everything else but the weather. */
static kr_status add_parts(workshop *w, const kr_way *way, int crossings, double factor, steps *sum)
{
    steps part;
    KR_TRY(make_steps(w, &part));
    for (size_t l = 0; l < way->legs; l++)
        for (size_t i = 0; i < way->leg[l].items; i++) {
            const kr_cost_item *item = &way->leg[l].item[i];
            if (item->hours <= 0 || item->table == KR_STATE || is_crossing(&way->leg[l], item) != crossings)
                continue;
            fill_part(w, &way->leg[l], item, factor, &part);
            convolve(w, sum, &part);
        }
    return KR_OK;
}

/* sum becomes share x a + (1 - share) x sum. */
static void mix(double share, const steps *a, steps *sum)
{
    size_t count = a->count > sum->count ? a->count : sum->count;
    for (size_t i = sum->count; i < count; i++)
        sum->share[i] = 0;
    for (size_t i = 0; i < count; i++)
        sum->share[i] = (1 - share) * sum->share[i] + (i < a->count ? share * a->share[i] : 0);
    sum->count = count;
}

static uint32_t queue_row(const kr_world *world)
{
    for (uint32_t row = 0; row < world->state.count; row++)
        if (world->state.kind[row] == KR_QUEUE && isfinite(world->state.factor[row]))
            return row;
    return KR_NONE;
}

/* All land borders are free, or all have their queue; the mean over both is the published one. */
static kr_status add_borders(workshop *w, const kr_way *way, steps *sum)
{
    steps free_state, queue;
    uint32_t row = queue_row(w->world);
    double share = row == KR_NONE ? 0 : w->world->state.share[row], factor = row == KR_NONE ? 1 : w->world->state.factor[row];
    double scale = 1 / (1 - share + share * factor);
    KR_TRY(make_steps(w, &free_state));
    KR_TRY(add_parts(w, way, 1, scale, &free_state));
    if (share > 0) {
        KR_TRY(make_steps(w, &queue));
        KR_TRY(add_parts(w, way, 1, scale * factor, &queue));
        mix(share, &queue, &free_state);
    }
    convolve(w, sum, &free_state);
    return KR_OK;
}

/* A weather that holds makes each of its ports wait; one that does not, none. */
static kr_status add_weather(workshop *w, const kr_way *way, uint32_t row, steps *sum)
{
    steps closed, wait, open;
    int met = 0;
    KR_TRY(make_steps(w, &closed));
    KR_TRY(make_steps(w, &wait));
    for (size_t l = 0; l < way->legs; l++)
        for (size_t i = 0; i < way->leg[l].items; i++)
            if (way->leg[l].item[i].table == KR_STATE && way->leg[l].item[i].row == row) {
                fill(w, exponential_below, &w->world->state.extra_h[row], 0, &wait);
                convolve(w, &closed, &wait);
                met = 1;
            }
    if (!met)
        return KR_OK;
    KR_TRY(make_steps(w, &open));
    mix(w->world->state.share[row], &closed, &open);
    convolve(w, sum, &open);
    return KR_OK;
}

kr_status kri_certainty_of(kr_job *job, const kr_world *world, const kr_way *way, kri_certainty *certainty)
{
    double step = way->hours / STEPS_TO_MEAN;
    workshop w = { .job = job, .world = world, .step_h = step > 0.1 ? step : 0.1 };
    steps sum;
    w.most = (size_t)(MEANS_HELD * way->hours / w.step_h) + 16;
    KR_TRY(make_steps(&w, &sum));
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, w.spare, w.most);
    KRI_NEW(job, w.padded, w.most + 2 * TAPS);
    KR_TRY(add_parts(&w, way, 0, 1, &sum));
    KR_TRY(add_borders(&w, way, &sum));
    for (uint32_t row = 0; row < world->state.count; row++)
        if (world->state.kind[row] == KR_WEATHER)
            KR_TRY(add_weather(&w, way, row, &sum));
    kri_job_release(job, mark);
    *certainty = (kri_certainty){ w.step_h, sum.share, sum.count };
    return KR_OK;
}

double kri_certainty_share(const kri_certainty *c, double hours)
{
    double sum = 0, at = hours / c->step_h + 0.5;      /* step i reaches from i - 1/2 to i + 1/2 */
    for (size_t i = 0; i < c->count && at > 0; i++, at -= 1)
        sum += c->share[i] * (at < 1 ? at : 1);
    return sum < 1 ? sum : 1;
}

double kri_certainty_hours(const kri_certainty *c, double share)
{
    double sum = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (sum + c->share[i] >= share && c->share[i] > 0) {
            double at = (double)i - 0.5 + (share - sum) / c->share[i];
            return at > 0 ? at * c->step_h : 0;
        }
        sum += c->share[i];
    }
    return (double)c->count * c->step_h;
}

kr_status kri_certainty_fill(kr_job *job, const kr_world *world, double deadline_h, kr_way *way)
{
    kri_certainty certainty;
    kri_mark mark = kri_job_mark(job);
    KR_TRY(kri_certainty_of(job, world, way, &certainty));
    way->p50_h = kri_certainty_hours(&certainty, 0.5);
    way->p90_h = kri_certainty_hours(&certainty, 0.9);
    way->on_time_share = deadline_h < INFINITY ? kri_certainty_share(&certainty, deadline_h) : NAN;
    kri_job_release(job, mark);
    return KR_OK;
}
