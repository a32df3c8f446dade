/* fill.c: the matrix nearest to a prior that honours what is known (docs/method/trade-fill.md). */
#include <keruen/trade.h>

#include "base/arena.h"

#include <math.h>
#include <string.h>

const char *kr_cell_mark_name(kr_cell_mark mark)
{
    static const char *const names[KR_CELL_MARKS] = { "filled", "derived", "reported" };
    return mark < KR_CELL_MARKS ? names[mark] : "";
}

static kr_status check_figures(kr_job *job, size_t cells, const double *prior, size_t figures, const kr_known_sum *figure)
{
    for (size_t c = 0; c < cells; c++)
        if (!(prior[c] >= 0) || !isfinite(prior[c]))
            return kr_fail(job, KR_E_INPUT, "the prior of cell %zu is %g; it must be a number from 0 up", c, prior[c]);
    for (size_t f = 0; f < figures; f++) {
        double sum = 0;
        if (!(figure[f].value > 0) || !isfinite(figure[f].value) || !(figure[f].weight > 0))
            return kr_fail(job, KR_E_INPUT, "figure %zu says %g with weight %g; both must be above zero", f, figure[f].value, figure[f].weight);
        for (uint32_t k = 0; k < figure[f].cells; k++) {
            if (figure[f].cell[k] >= cells)
                return kr_fail(job, KR_E_USAGE, "figure %zu speaks of cell %u of %zu", f, figure[f].cell[k], cells);
            sum += prior[figure[f].cell[k]];
        }
        if (!(sum > 0))
            return kr_fail(job, KR_E_INPUT, "figure %zu says %g of cells that the prior holds to be 0; give them a prior or drop the figure", f,
                           figure[f].value);
    }
    return KR_OK;
}

static double sum_of(const kr_known_sum *f, const double *value)
{
    double sum = 0;
    for (uint32_t k = 0; k < f->cells; k++)
        sum += value[f->cell[k]];
    return sum;
}

/*
 * At the minimum a cell is its prior times the factors of its figures, and a figure's factor is (value / sum)^weight. Solved for
 * one factor, the others held: (value / sum without it)^(weight / (1 + weight)). Factors are kept as logs: those of figures that
 * contradict each other grow large on both sides.
 */
static double balance(const kr_known_sum *f, double *ln_factor, double *value)
{
    double power = isinf(f->weight) ? 1 : f->weight / (1 + f->weight);
    double next = power * (log(f->value / sum_of(f, value)) + *ln_factor), step = next - *ln_factor;
    double by = exp(step);
    *ln_factor = next;
    for (uint32_t k = 0; k < f->cells; k++)
        value[f->cell[k]] *= by;
    return fabs(step);
}

static void mark_cells(size_t figures, const kr_known_sum *figure, uint8_t *mark)
{
    for (size_t f = 0; f < figures; f++)
        for (uint32_t k = 0; figure[f].cells <= 2 && k < figure[f].cells; k++) {
            kr_cell_mark best = figure[f].cells == 1 ? figure[f].mark : KR_CELL_DERIVED;
            uint8_t *cell = &mark[figure[f].cell[k]];
            *cell = best > *cell ? (uint8_t)best : *cell;
        }
}

kr_status kr_trade_fill(kr_job *job, size_t cells, const double *prior, size_t figures, const kr_known_sum *figure,
                        double tolerance, uint32_t rounds, kr_filling *filling)
{
    double *value, *ln_factor, *said;
    uint8_t *mark;
    *filling = (kr_filling){ 0 };
    if (!(tolerance >= 1e-15 && tolerance <= 1e-2))
        return kr_fail(job, KR_E_USAGE, "the tolerance %g is not between 1e-15 and 1e-2", tolerance);
    KR_TRY(check_figures(job, cells, prior, figures, figure));
    KRI_NEW(job, value, cells);
    KRI_NEW(job, ln_factor, figures);
    KRI_NEW(job, said, figures);
    KRI_NEW(job, mark, cells);
    memcpy(value, prior, cells * sizeof *value);
    do {
        KR_TRY(kr_job_check(job));
        if (filling->rounds++ == rounds)
            return kr_fail(job, KR_E_LIMIT, "the matrix did not settle in %u rounds (last change %.2g); figures that must hold contradict "
                           "each other: give one of them a finite weight", rounds, filling->change);
        filling->change = 0;
        for (size_t f = 0; f < figures; f++) {
            double change = balance(&figure[f], &ln_factor[f], value);
            filling->change = change > filling->change || change != change ? change : filling->change;
        }
        if (!isfinite(filling->change))
            return kr_fail(job, KR_E_LIMIT, "the matrix ran away; figures that must hold contradict each other: give one of them a finite weight");
    } while (!(filling->change <= tolerance));
    for (size_t f = 0; f < figures; f++)
        said[f] = sum_of(&figure[f], value);
    mark_cells(figures, figure, mark);
    filling->value = value;
    filling->mark = mark;
    filling->said = said;
    return KR_OK;
}

kr_status kr_trade_prior(kr_job *job, uint32_t n, const double *weight, const double *output, double *prior)
{
    kr_access access;
    KR_TRY(kr_market_access(job, n, weight, output, output, 0, 1e-13, 100000, &access));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            prior[(size_t)i * n + j] = weight[(size_t)i * n + j] * output[i] / access.outward[i] * output[j] / access.inward[j];
    return KR_OK;
}
