/* sectors.c: many sectors with input-output links (docs/method/trade-response.md). */
#include "anderson.h"
#include "elementary.h"
#include "matvec.h"

#include <keruen/trade.h>

#include <math.h>
#include <string.h>

/* What does not depend on the scenario; vectors by country are padded to `wide`, matrices sector by sector. */
struct economy {
    const kr_sectors *data;
    uint32_t n, sectors, wide;
    double *value_share;        /* [n x sectors] of value added in what a sector makes */
    double *input_share;        /* [(n x sectors + j) x sectors + k] */
    double *final_share;        /* [n x sectors] */
    double *share;              /* [(j x n + importer) x wide + exporter] of spending, tariffs included */
    double *spending;           /* [sectors x n] in the data */
    double *earned;             /* [n] value added in the data */
    double world;
};

/* One equilibrium. The unknowns stand in one vector: ln wages, ln prices, spending over the country's value added. */
struct state {
    const struct economy *e;
    const double *tariff, *deficit;
    uint32_t unknowns;
    double *x, *image;
    double *kept;               /* like share: shares times cost changes ^ -theta */
    double *net;                /* like share: 1 / (1 + tariff) */
    double *ln_cost;            /* [sectors x wide] of producing */
    double *power;              /* [sectors x wide] cost ^ -theta */
    double *made;               /* [sectors x n] value of output */
    double *revenue, *income;   /* [n] */
    double *flow;               /* like share, [.. x n]: values without tariff, set at the end */
    uint32_t rounds;
    double residual;
};

static const double *one_if_null(const double *value, size_t k)
{
    static const double one = 1;
    return value ? value + k : &one;
}

static kr_status check_sectors(kr_job *job, const kr_sectors *d)
{
    size_t cells = (size_t)d->sectors * d->countries * d->countries;
    for (uint32_t j = 0; j < d->sectors; j++)
        if (!(d->theta[j] > 0) || !isfinite(d->theta[j]))
            return kr_fail(job, KR_E_INPUT, "the elasticity of %s is %g; it must be above zero", d->sector[j], d->theta[j]);
    for (size_t k = 0; k < cells; k++)
        if (!(d->trade[k] >= 0) || !isfinite(d->trade[k]) || !(d->tariff[k] > -1) || !isfinite(d->tariff[k]))
            return kr_fail(job, KR_E_INPUT, "%s from %s to %s: a flow of %g under a tariff of %g; flows are numbers from 0 up, rates above -1",
                           d->sector[k / ((size_t)d->countries * d->countries)], d->country[k % d->countries],
                           d->country[k / d->countries % d->countries], d->trade[k], d->tariff[k]);
    for (uint32_t n = 0; n < d->countries; n++)
        for (uint32_t j = 0; j < d->sectors; j++) {
            size_t at = (size_t)n * d->sectors + j;
            double inputs = 0;
            for (uint32_t k = 0; k < d->sectors; k++)
                inputs += d->intermediate[at * d->sectors + k];
            if (!(d->value_added[at] >= 0) || !(inputs >= 0) || !isfinite(inputs) || !(d->final_use[at] >= 0) || (inputs > 0 && !(d->value_added[at] > 0)))
                return kr_fail(job, KR_E_INPUT, "%s in %s: value added %g, inputs %g, final use %g; none may be below zero, and what is made adds value",
                               d->sector[j], d->country[n], d->value_added[at], inputs, d->final_use[at]);
        }
    return KR_OK;
}

static kr_status check_scenario(kr_job *job, const kr_sectors *d, const kr_sector_scenario *s)
{
    size_t cells = (size_t)d->sectors * d->countries * d->countries;
    double sum = 0, size = 0;
    for (size_t k = 0; k < cells; k++) {
        double tariff = s->tariff ? s->tariff[k] : 0, cost = *one_if_null(s->cost, s->cost ? k : 0);
        if (!(tariff > -1) || !isfinite(tariff) || !(cost > 0) || !isfinite(cost))
            return kr_fail(job, KR_E_INPUT, "%s from %s to %s: a tariff of %g and costs times %g; rates lie above -1, ratios above 0",
                           d->sector[k / ((size_t)d->countries * d->countries)], d->country[k % d->countries],
                           d->country[k / d->countries % d->countries], tariff, cost);
    }
    for (uint32_t n = 0; s->deficit && n < d->countries; n++) {
        sum += s->deficit[n];
        size += fabs(s->deficit[n]);
    }
    if (!(fabs(sum) <= 1e-9 * size))
        return kr_fail(job, KR_E_INPUT, "the deficits add up to %g; one country's is another's surplus, so they must add up to 0", sum);
    return KR_OK;
}

static void set_country_shares(struct economy *e, uint32_t n)
{
    const kr_sectors *d = e->data;
    double final = 0;
    for (uint32_t j = 0; j < e->sectors; j++) {
        size_t at = (size_t)n * e->sectors + j;
        double made = d->value_added[at];
        final += d->final_use[at];
        e->earned[n] += d->value_added[at];
        for (uint32_t k = 0; k < e->sectors; k++)
            made += d->intermediate[at * e->sectors + k];
        e->value_share[at] = made > 0 ? d->value_added[at] / made : 1;
        for (uint32_t k = 0; k < e->sectors; k++)
            e->input_share[at * e->sectors + k] = made > 0 ? d->intermediate[at * e->sectors + k] / made : 0;
    }
    for (uint32_t j = 0; j < e->sectors; j++)
        e->final_share[(size_t)n * e->sectors + j] = final > 0 ? d->final_use[(size_t)n * e->sectors + j] / final : 0;
    e->world += e->earned[n];
}

static kr_status open_economy(kr_job *job, const kr_sectors *d, struct economy *e)
{
    *e = (struct economy){ .data = d, .n = d->countries, .sectors = d->sectors, .wide = (d->countries + 7) / 8 * 8 };
    size_t made = (size_t)e->n * e->sectors;
    KRI_NEW(job, e->value_share, made);
    KRI_NEW(job, e->input_share, made * e->sectors);
    KRI_NEW(job, e->final_share, made);
    KRI_NEW(job, e->share, made * e->wide);
    KRI_NEW(job, e->spending, made);
    KRI_NEW(job, e->earned, e->n);
    for (uint32_t n = 0; n < e->n; n++)
        set_country_shares(e, n);
    for (size_t row = 0; row < made; row++) {
        for (uint32_t i = 0; i < e->n; i++)
            e->spending[row] += d->trade[row * e->n + i] * (1 + d->tariff[row * e->n + i]);
        for (uint32_t i = 0; i < e->n && e->spending[row] > 0; i++)
            e->share[row * e->wide + i] = d->trade[row * e->n + i] * (1 + d->tariff[row * e->n + i]) / e->spending[row];
    }
    for (uint32_t n = 0; n < e->n; n++)
        if (!(e->earned[n] > 0))
            return kr_fail(job, KR_E_INPUT, "%s adds no value in any sector; leave it out", d->country[n]);
    return KR_OK;
}

static kr_status open_state(kr_job *job, const struct economy *e, const kr_sector_scenario *scenario, struct state *s)
{
    size_t rows = (size_t)e->n * e->sectors;
    const kr_sectors *d = e->data;
    *s = (struct state){ .e = e, .unknowns = e->n + 2 * (uint32_t)rows, .tariff = scenario->tariff ? scenario->tariff : d->tariff,
                         .deficit = scenario->deficit };
    uint32_t padded = (s->unknowns + 7) / 8 * 8;
    KRI_NEW(job, s->x, padded);
    KRI_NEW(job, s->image, padded);
    KRI_NEW(job, s->kept, rows * e->wide);
    KRI_NEW(job, s->net, rows * e->wide);
    KRI_NEW(job, s->ln_cost, (size_t)e->sectors * e->wide);
    KRI_NEW(job, s->power, (size_t)e->sectors * e->wide);
    KRI_NEW(job, s->made, rows);
    KRI_NEW(job, s->revenue, e->n);
    KRI_NEW(job, s->income, e->n);
    KRI_NEW(job, s->flow, rows * e->n);
    for (size_t row = 0; row < rows; row++)
        for (uint32_t i = 0; i < e->n; i++) {
            size_t k = row * e->n + i;
            double change = *one_if_null(scenario->cost, scenario->cost ? k : 0) * (1 + s->tariff[k]) / (1 + d->tariff[k]);
            s->kept[row * e->wide + i] = change == 1 ? e->share[row * e->wide + i]
                                                     : e->share[row * e->wide + i] * kri_exp(-d->theta[row / e->n] * kri_log(change));
            s->net[row * e->wide + i] = 1 / (1 + s->tariff[k]);
        }
    for (uint32_t j = 0; j < e->sectors; j++)
        for (uint32_t n = 0; n < e->n; n++)
            s->x[e->n + rows + (size_t)j * e->n + n] = e->spending[(size_t)j * e->n + n] / e->earned[n];
    return KR_OK;
}

/* Costs of producing from wages and prices: ln c = value share x ln w + sum of input shares x ln P. */
static void set_costs(struct state *s)
{
    const struct economy *e = s->e;
    const double *wage = s->x, *price = s->x + e->n;
    double mine[512];
    for (uint32_t n = 0; n < e->n; n++) {
        for (uint32_t k = 0; k < e->sectors; k++)
            mine[k] = price[(size_t)k * e->n + n];
        for (uint32_t j = 0; j < e->sectors; j++) {
            const double *inputs = e->input_share + ((size_t)n * e->sectors + j) * e->sectors;
            double a = 0, b = 0;
            uint32_t k = 0;
            for (; k + 2 <= e->sectors; k += 2) {
                a += inputs[k] * mine[k];
                b += inputs[k + 1] * mine[k + 1];
            }
            if (k < e->sectors)
                a += inputs[k] * mine[k];
            s->ln_cost[(size_t)j * e->wide + n] = e->value_share[(size_t)n * e->sectors + j] * wage[n] + (a + b);
        }
    }
    for (uint32_t j = 0; j < e->sectors; j++)
        for (uint32_t n = 0; n < e->n; n++)
            s->power[(size_t)j * e->wide + n] = kri_exp(-e->data->theta[j] * s->ln_cost[(size_t)j * e->wide + n]);
}

/* Prices, sales and tariff revenue of sector j. */
static void trade_sector(struct state *s, uint32_t j, double *price, const double *spending)
{
    const struct economy *e = s->e;
    const double *power = s->power + (size_t)j * e->wide;
    double *made = s->made + (size_t)j * e->n;
    for (uint32_t n = 0; n < e->n; n++) {
        size_t row = (size_t)j * e->n + n;
        const double *kept = s->kept + row * e->wide, *net = s->net + row * e->wide;
        double sum = kri_dot(kept, power, e->wide);
        price[n] = 0;
        if (!(sum > 0))
            continue;
        price[n] = -kri_log(sum) / e->data->theta[j];
        double scale = spending[n] * e->earned[n] / sum, sold = 0;
        for (uint32_t i = 0; i < e->n; i++) {
            double value = kept[i] * power[i] * scale * net[i];
            made[i] += value;
            sold += value;
        }
        s->revenue[n] += spending[n] * e->earned[n] - sold;
    }
}

/* What countries spend by sector out of their sales, and the wages that their sales would pay. */
static void spend(struct state *s)
{
    const struct economy *e = s->e;
    size_t rows = (size_t)e->n * e->sectors;
    double *wage = s->image, *spending = s->image + e->n + rows, paid = 0;
    for (uint32_t n = 0; n < e->n; n++) {
        double labour = 0;
        s->income[n] = kri_exp(s->x[n]) * e->earned[n] + s->revenue[n] + (s->deficit ? s->deficit[n] : 0);
        for (uint32_t k = 0; k < e->sectors; k++)
            spending[(size_t)k * e->n + n] = e->final_share[(size_t)n * e->sectors + k] * s->income[n];
        for (uint32_t j = 0; j < e->sectors; j++) {
            double made = s->made[(size_t)j * e->n + n];
            const double *inputs = e->input_share + ((size_t)n * e->sectors + j) * e->sectors;
            labour += e->value_share[(size_t)n * e->sectors + j] * made;
            for (uint32_t k = 0; k < e->sectors; k++)
                spending[(size_t)k * e->n + n] += inputs[k] * made;
        }
        for (uint32_t k = 0; k < e->sectors; k++)
            spending[(size_t)k * e->n + n] /= e->earned[n];
        wage[n] = .4 * s->x[n] + .6 * log(labour / e->earned[n]);
        paid += exp(wage[n]) * e->earned[n];
    }
    for (uint32_t n = 0; n < e->n; n++)
        wage[n] -= log(paid / e->world);
}

/* One round of the joint map, from x to image. */
static void map(struct state *s)
{
    const struct economy *e = s->e;
    size_t rows = (size_t)e->n * e->sectors;
    set_costs(s);
    memset(s->made, 0, rows * sizeof *s->made);
    memset(s->revenue, 0, e->n * sizeof *s->revenue);
    for (uint32_t j = 0; j < e->sectors; j++)
        trade_sector(s, j, s->image + e->n + (size_t)j * e->n, s->x + e->n + rows + (size_t)j * e->n);
    spend(s);
}

/* Values that are traded without tariffs, at the solution. */
static void set_flows(struct state *s)
{
    const struct economy *e = s->e;
    size_t rows = (size_t)e->n * e->sectors;
    for (size_t row = 0; row < rows; row++) {
        const double *kept = s->kept + row * e->wide, *power = s->power + row / e->n * e->wide;
        double sum = kri_dot(kept, power, e->wide), spent = s->x[e->n + rows + row] * e->earned[row % e->n];
        for (uint32_t i = 0; i < e->n; i++)
            s->flow[row * e->n + i] = sum > 0 ? kept[i] * power[i] / sum * spent * s->net[row * e->wide + i] : 0;
    }
}

static kr_status solve_state(kr_job *job, struct state *s, double tolerance, uint32_t rounds)
{
    kri_anderson a;
    KR_TRY(kri_anderson_open(job, s->unknowns, &a));
    do {
        KR_TRY(kr_job_check(job));
        if (s->rounds++ == rounds)
            return kr_fail(job, KR_E_LIMIT, "the sectors did not settle in %u rounds; the last one changed by %.2g", rounds, s->residual);
        map(s);
        s->residual = kri_anderson_next(&a, s->x, s->image);
        if (!isfinite(s->residual))
            return kr_fail(job, KR_E_LIMIT, "the sectors ran away in round %u; make the change of tariffs or costs smaller", s->rounds);
    } while (s->residual > tolerance);
    map(s);
    set_flows(s);
    return KR_OK;
}

static double final_price(const struct state *s, uint32_t n)
{
    double sum = 0;
    for (uint32_t j = 0; j < s->e->sectors; j++)
        sum += s->e->final_share[(size_t)n * s->e->sectors + j] * s->x[s->e->n + (size_t)j * s->e->n + n];
    return sum;
}

/* The published split, each part over income: exports gain and imports lose by costs, revenue by volumes, goods by what melts. */
static void split_welfare(const struct state *b, const struct state *a, const kr_sector_scenario *before,
                          const kr_sector_scenario *after, double *terms, double *volume, double *technical)
{
    const struct economy *e = b->e;
    for (uint32_t j = 0; j < e->sectors; j++)
        for (uint32_t n = 0; n < e->n; n++)
            for (uint32_t i = 0; i < e->n; i++) {
                size_t k = ((size_t)j * e->n + n) * e->n + i;
                double old = b->flow[k];
                if (!(old > 0))
                    continue;
                double cost = exp(a->ln_cost[(size_t)j * e->wide + i] - b->ln_cost[(size_t)j * e->wide + i]) - 1;
                double melts = *one_if_null(after->cost, after->cost ? k : 0) / *one_if_null(before->cost, before->cost ? k : 0) - 1;
                terms[i] += old * cost / b->income[i];
                terms[n] -= old * cost / b->income[n];
                volume[n] += b->tariff[k] * old * (a->flow[k] / old - 1 - cost) / b->income[n];
                technical[n] -= old * melts / b->income[n];
            }
}

static kr_status compare(kr_job *job, const struct state *b, const struct state *a, const kr_sector_scenario *before,
                         const kr_sector_scenario *after, kr_sector_response *r)
{
    double *column[8];
    uint32_t n = b->e->n;
    for (int k = 0; k < 8; k++)
        KRI_NEW(job, column[k], n);
    split_welfare(b, a, before, after, column[2], column[3], column[4]);
    for (uint32_t i = 0; i < n; i++) {
        double price = exp(final_price(a, i) - final_price(b, i)), wage = exp(a->x[i] - b->x[i]);
        column[0][i] = a->income[i] / b->income[i] / price - 1;
        column[1][i] = column[2][i] + column[3][i] + column[4][i];
        column[5][i] = wage / price - 1;
        column[6][i] = wage - 1;
        column[7][i] = price - 1;
    }
    *r = (kr_sector_response){ .countries = n, .exact = column[0], .first_order = column[1], .terms_of_trade = column[2],
                               .volume_of_trade = column[3], .technical = column[4], .real_wage = column[5], .wage = column[6],
                               .price = column[7], .residual = fmax(a->residual, b->residual), .iterations = a->rounds + b->rounds };
    return KR_OK;
}

kr_status kr_sectors_respond(kr_job *job, const kr_sectors *data, const kr_sector_scenario *before, const kr_sector_scenario *after,
                             double tolerance, uint32_t rounds, kr_sector_response *response)
{
    struct economy e;
    struct state b, a;
    *response = (kr_sector_response){ 0 };
    if (!(tolerance >= 1e-13 && tolerance <= 1e-4))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g is not between 1e-13 and 1e-4", tolerance);
    if (data->sectors > 512 || data->countries < 2)
        return kr_fail(job, KR_E_USAGE, "%u sectors of %u countries; at most 512 sectors and at least 2 countries can be solved", data->sectors,
                       data->countries);
    KR_TRY(check_sectors(job, data));
    KR_TRY(check_scenario(job, data, before));
    KR_TRY(check_scenario(job, data, after));
    KR_TRY(open_economy(job, data, &e));
    KR_TRY(open_state(job, &e, before, &b));
    KR_TRY(open_state(job, &e, after, &a));
    KR_TRY(solve_state(job, &b, tolerance, rounds));
    memcpy(a.x, b.x, a.unknowns * sizeof *a.x);
    KR_TRY(solve_state(job, &a, tolerance, rounds));
    return compare(job, &b, &a, before, after, response);
}
