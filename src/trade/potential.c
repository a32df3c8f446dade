/* potential.c: which goods more could be sold of, and how much of it waits for cheaper transport (docs/method/trade-potential.md). */
#include <keruen/trade.h>

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Sums over the rows, by product: of the pair, the exporter, the importer and the world. */
struct sums {
    double *pair, *sold, *bought, *world, *grown;       /* grown: the world's sales, each country's times its growth */
    double *sold_early, *bought_early, *world_early;    /* of the first half of the years */
    double *imported;                                   /* what the exporter itself buys */
    uint32_t *years;                                    /* in how many the exporter sold */
};

static kr_status open_sums(kr_job *job, uint32_t products, struct sums *s)
{
    double **column[] = { &s->pair, &s->sold, &s->bought, &s->world, &s->grown, &s->sold_early, &s->bought_early, &s->world_early, &s->imported };
    for (size_t k = 0; k < sizeof column / sizeof *column; k++)
        KRI_NEW(job, *column[k], products);
    KRI_NEW(job, s->years, products);
    return KR_OK;
}

static void add_row(const kr_products *d, size_t r, uint32_t i, uint32_t j, const double *growth, struct sums *s)
{
    uint32_t k = d->product[r], h = d->exporter[r], year = d->year ? d->year[r] : 0;
    double value = d->value[r], early = 2 * (year + 1) <= d->years ? value : 0;
    s->world[k] += value;
    s->world_early[k] += early;
    s->grown[k] += value * (growth ? growth[h] : 1);
    s->pair[k] += h == i && d->importer[r] == j ? value : 0;
    if (d->importer[r] == j) {
        s->bought[k] += value;
        s->bought_early[k] += early;
    }
    s->imported[k] += d->importer[r] == i ? value : 0;
    if (h != i)
        return;
    s->sold[k] += value;
    s->sold_early[k] += early;
}

/* Rows need not be sorted, so the years of a product are marked in a table. */
static kr_status count_years(kr_job *job, const kr_products *d, uint32_t exporter, uint32_t *years)
{
    uint8_t *seen;
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, seen, (size_t)d->products * d->years);
    for (size_t r = 0; r < d->rows; r++)
        if (d->exporter[r] == exporter && d->value[r] > 0)
            seen[(size_t)d->product[r] * d->years + (d->year ? d->year[r] : 0)] = 1;
    for (uint32_t k = 0; k < d->products; k++)
        for (uint32_t y = 0; y < d->years; y++)
            years[k] += seen[(size_t)k * d->years + y];
    kri_job_release(job, mark);
    return KR_OK;
}

/* To values a year. */
static void divide_by_years(const kr_products *d, struct sums *s)
{
    double *column[] = { s->pair, s->sold, s->bought, s->world, s->grown, s->sold_early, s->bought_early, s->world_early, s->imported };
    for (size_t c = 0; c < sizeof column / sizeof *column; c++)
        for (uint32_t k = 0; k < d->products; k++)
            column[c][k] /= d->years;
}

static int is_left_out(const kr_products *d, const kr_potential_options *o, const struct sums *s, uint32_t k)
{
    return s->sold[k] < o->floor || (o->every_year && s->years[k] < d->years);
}

static double access_to(const kr_potential_options *o, uint32_t k)
{
    double mean = o->mean_tariff ? o->mean_tariff[k] : 0, own = o->tariff ? o->tariff[k] : 0;
    return pow((1 + mean) / (1 + own), o->price_elasticity ? o->price_elasticity[k] : 1);
}

/* Ease: what the pair trades over what shares alone would have it trade. */
static kr_status find_ease(kr_job *job, const kr_products *d, const kr_potential_options *o, const struct sums *s, kr_potential *p,
                           double *expected)
{
    double traded = 0, by_shares = 0;
    for (uint32_t k = 0; k < d->products; k++) {
        expected[k] = s->world[k] > 0 ? s->sold[k] / s->world[k] * s->bought[k] : 0;
        traded += s->pair[k];
        by_shares += expected[k];
    }
    p->ease_is_given = !(traded > 0 && by_shares > 0);
    p->ease = p->ease_is_given ? o->ease : traded / by_shares;
    if (p->ease > 0)
        return KR_OK;
    return kr_fail(job, KR_E_INPUT, "the two countries do not trade, so nothing says how easily they could; give their ease "
                   "(from a gravity fit of ease on distance, borders and unions)");
}

static void fill_form_a(const kr_products *d, const kr_potential_options *o, const struct sums *s, uint32_t exporter, double ease,
                        double *potential)
{
    for (uint32_t k = 0; k < d->products; k++) {
        double growth = o->growth ? o->growth[exporter] : 1;
        double supply = s->grown[k] > 0 ? growth * s->sold[k] / s->grown[k] : 0;
        double demand = s->bought[k] * (o->demand ? o->demand[k] : 1);
        potential[k] = is_left_out(d, o, s, k) ? 0 : ease * supply * demand * access_to(o, k);
    }
}

/* Growth between the halves of the years, of which a part goes on. 1 where there is no earlier half or nothing in it. */
static double going_on(double early_share, double all_share, double pass)
{
    double late_share = 2 * all_share - early_share;
    return early_share > 0 && late_share > 0 ? pow(late_share / early_share, pass) : 1;
}

static double total(const double *value, uint32_t n)
{
    double sum = 0;
    for (uint32_t k = 0; k < n; k++)
        sum += value[k];
    return sum;
}

static double share_of(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* Shares of supply x demand x access that add up to one, times expected exports. */
static void fill_form_b(const kr_products *d, const kr_potential_options *o, const struct sums *s, double *potential)
{
    uint32_t n = d->products;
    double sold = total(s->sold, n), world = total(s->world, n), bought = total(s->bought, n), sum = 0;
    double sold_early = total(s->sold_early, n), world_early = total(s->world_early, n), bought_early = total(s->bought_early, n);
    for (uint32_t k = 0; k < n; k++) {
        double advantage = share_of(share_of(s->sold[k], sold), share_of(s->world[k], world));
        double early = share_of(share_of(s->sold_early[k], sold_early), share_of(s->world_early[k], world_early));
        double balance = s->sold[k] > s->imported[k] ? 1 : share_of(s->sold[k], s->imported[k]);
        double demand = share_of(s->bought[k], bought);
        double supply = advantage * going_on(early, advantage, o->pass) * balance;
        demand *= going_on(share_of(s->bought_early[k], bought_early), demand, o->pass);
        potential[k] = is_left_out(d, o, s, k) ? 0 : supply * demand * access_to(o, k) * (o->distance_ratio ? o->distance_ratio[k] : 1);
        sum += potential[k];
    }
    double expected = o->expected > 0 ? o->expected : total(s->pair, n);
    for (uint32_t k = 0; k < n; k++)
        potential[k] = sum > 0 ? potential[k] / sum * expected : 0;
}

/* Largest first, the smaller number first among equals: a heap. */
static int comes_before(const double *key, uint32_t a, uint32_t b)
{
    return key[a] > key[b] || (key[a] == key[b] && a < b);
}

static void sift(const double *key, uint32_t *order, uint32_t top, uint32_t count)
{
    for (uint32_t child; (child = 2 * top + 1) < count; top = child) {
        if (child + 1 < count && comes_before(key, order[child], order[child + 1]))
            child++;
        if (!comes_before(key, order[top], order[child]))
            return;
        uint32_t t = order[top];
        order[top] = order[child];
        order[child] = t;
    }
}

static void sort_by(const double *key, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint32_t i = count / 2; i-- > 0;)
        sift(key, order, i, count);
    for (uint32_t i = count; i-- > 1;) {
        uint32_t t = order[0];
        order[0] = order[i];
        order[i] = t;
        sift(key, order, 0, i);
    }
}

static kr_status check_potential(kr_job *job, const kr_products *d, uint32_t exporter, uint32_t importer, const kr_potential_options *o)
{
    if (exporter >= d->countries || importer >= d->countries || exporter == importer)
        return kr_fail(job, KR_E_USAGE, "exporter %u and importer %u must be two of %u countries", exporter, importer, d->countries);
    if (!(o->cost_ratio > 0) || !isfinite(o->cost_ratio) || !(o->cost_elasticity >= 0) || !isfinite(o->cost_elasticity))
        return kr_fail(job, KR_E_USAGE, "transport costs times %g with elasticity %g; the first must be above 0, the second not below", o->cost_ratio,
                       o->cost_elasticity);
    if (!(o->ease >= 0) || !(o->floor >= 0) || !(o->pass >= 0 && o->pass <= 1) || !(o->expected >= 0))
        return kr_fail(job, KR_E_USAGE, "ease %g, floor %g and expected exports %g must not be below 0, and what goes on of growth, %g, lies in 0 to 1",
                       o->ease, o->floor, o->expected, o->pass);
    for (uint32_t i = 0; o->growth && i < d->countries; i++)
        if (!(o->growth[i] > 0) || !isfinite(o->growth[i]))
            return kr_fail(job, KR_E_USAGE, "country %u grows by the factor %g; it must be above 0", i, o->growth[i]);
    for (uint32_t k = 0; k < d->products; k++) {
        double own = o->tariff ? o->tariff[k] : 0, mean = o->mean_tariff ? o->mean_tariff[k] : 0, demand = o->demand ? o->demand[k] : 1;
        if (!(own > -1) || !(mean > -1) || !(demand >= 0) || !isfinite(own + mean + demand))
            return kr_fail(job, KR_E_USAGE, "product %u: tariffs %g and %g must lie above -1, demand's factor %g not below 0", k, own, mean, demand);
    }
    for (size_t r = 0; r < d->rows; r++)
        if (!(d->value[r] >= 0) || !isfinite(d->value[r]))
            return kr_fail(job, KR_E_INPUT, "row %zu: a trade of %g; it must be a number from 0 up", r + 1, d->value[r]);
    return KR_OK;
}

static kr_status fill_results(kr_job *job, const kr_products *d, const kr_potential_options *o, const struct sums *s, const double *expected,
                              const double *potential, kr_potential *p)
{
    double *unrealised, *unlocked, *key;
    uint32_t *order;
    double gain = pow(o->cost_ratio, -o->cost_elasticity);
    KRI_NEW(job, unrealised, d->products);
    KRI_NEW(job, unlocked, d->products);
    KRI_NEW(job, key, d->products);
    KRI_NEW(job, order, d->products);
    for (uint32_t k = 0; k < d->products; k++) {
        unrealised[k] = potential[k] > s->pair[k] ? potential[k] - s->pair[k] : 0;
        double then = potential[k] * gain > s->pair[k] ? potential[k] * gain - s->pair[k] : 0;
        unlocked[k] = then - unrealised[k];
        key[k] = then;
        p->sum_potential += potential[k];
        p->sum_unrealised += unrealised[k];
        p->sum_unlocked += unlocked[k];
    }
    sort_by(key, order, d->products);
    p->products = d->products;
    p->actual = s->pair;
    p->expected = expected;
    p->potential = potential;
    p->unrealised = unrealised;
    p->unlocked = unlocked;
    p->order = order;
    return KR_OK;
}

kr_status kr_export_potential(kr_job *job, const kr_products *given, uint32_t exporter, uint32_t importer,
                              const kr_potential_options *o, kr_potential *p)
{
    struct sums s;
    double *expected, *potential;
    kr_products d = *given;
    d.years = d.year && d.years ? d.years : 1;
    *p = (kr_potential){ 0 };
    KR_TRY(check_potential(job, &d, exporter, importer, o));
    KR_TRY(open_sums(job, d.products, &s));
    KRI_NEW(job, expected, d.products);
    KRI_NEW(job, potential, d.products);
    for (size_t r = 0; r < d.rows; r++)
        add_row(&d, r, exporter, importer, o->growth, &s);
    KR_TRY(count_years(job, &d, exporter, s.years));
    divide_by_years(&d, &s);
    if (o->form == KR_POTENTIAL_A) {
        KR_TRY(find_ease(job, &d, o, &s, p, expected));
        fill_form_a(&d, o, &s, exporter, p->ease, potential);
    } else {
        fill_form_b(&d, o, &s, potential);
    }
    return fill_results(job, &d, o, &s, expected, potential, p);
}
