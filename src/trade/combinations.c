/* combinations.c: all combinations of projects (docs/method/trade-response.md). */
#include "equilibrium.h"

#include "base/quantile.h"
#include "base/stream.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* The solvers of all threads and what they share. */
struct lattice {
    const kr_flows *flows;
    uint32_t n, projects, sets;
    const double *const *beta;
    double tolerance;
    uint32_t rounds;
    kri_base base;
    kri_hat *hat;               /* [threads] */
    double **shock;             /* [threads] [n x n] */
    int threads;
    double *single;             /* [projects x n] ln prices of each project alone: starts for the rest */
    double *pair;               /* [projects x projects x n] what two add to the sum of each alone */
    double *worth;              /* [sets x n] */
    double *residual;           /* [sets] */
    uint32_t *steps;            /* [sets] */
    uint8_t *failed;            /* [sets] */
};

static kr_status open_lattice(kr_job *job, const kr_flows *flows, uint32_t projects, const kr_respond_options *o, struct lattice *l)
{
    *l = (struct lattice){ .flows = flows, .n = flows->count, .projects = projects, .sets = 1u << projects,
                           .tolerance = o->tolerance, .rounds = o->rounds, .threads = job->threads };
    size_t n = l->n;
    KR_TRY(kri_base_open(job, flows, &l->base));
    KRI_NEW(job, l->hat, (size_t)l->threads);
    KRI_NEW(job, l->shock, (size_t)l->threads);
    for (int t = 0; t < l->threads; t++) {
        KR_TRY(kri_hat_open(job, &l->base, o, &l->hat[t]));
        KRI_NEW(job, l->shock[t], n * n);
        l->hat[t].shifted.threads = 1;
    }
    KRI_NEW(job, l->single, projects * n);
    KRI_NEW(job, l->pair, (size_t)projects * projects * n);
    KRI_NEW(job, l->worth, l->sets * n);
    KRI_NEW(job, l->residual, l->sets);
    KRI_NEW(job, l->steps, l->sets);
    KRI_NEW(job, l->failed, l->sets);
    return KR_OK;
}

static void add_shocks(const struct lattice *l, uint32_t set, double *shock)
{
    size_t cells = (size_t)l->n * l->n;
    memset(shock, 0, cells * sizeof *shock);
    for (uint32_t p = 0; p < l->projects; p++)
        for (size_t k = 0; set >> p & 1 && k < cells; k++)
            shock[k] += l->beta[p][k];
}

/* The sum of what each project does alone and of what each two add: near enough for Newton to need a step or two. */
static void guess(const struct lattice *l, uint32_t set, double *x)
{
    memset(x, 0, l->n * sizeof *x);
    for (uint32_t p = 0; p < l->projects; p++) {
        if (!(set >> p & 1))
            continue;
        for (uint32_t i = 0; i < l->n; i++)
            x[i] += l->single[(size_t)p * l->n + i];
        for (uint32_t q = 0; q < p; q++)
            for (uint32_t i = 0; set >> q & 1 && i < l->n; i++)
                x[i] += l->pair[((size_t)p * l->projects + q) * l->n + i];
    }
}

static void solve_set(struct lattice *l, int thread, uint32_t set)
{
    kri_hat *h = &l->hat[thread];
    double *worth = l->worth + (size_t)set * l->n;
    add_shocks(l, set, l->shock[thread]);
    kri_hat_shift(h, l->shock[thread]);
    guess(l, set, h->x);
    l->failed[set] = !kri_hat_solve(h, l->tolerance, l->rounds);
    l->residual[set] = h->residual;
    l->steps[set] = h->iterations;
    kri_hat_welfare(h, worth);
    for (uint32_t i = 0; i < l->n; i++)
        worth[i] *= 100;
}

/* Keeps what a set of one or two has taught. */
static void remember(struct lattice *l, uint32_t set, const double *x)
{
    uint32_t high = 31 - (uint32_t)__builtin_clz(set), rest = set & ~(1u << high);
    uint32_t low = rest ? 31 - (uint32_t)__builtin_clz(rest) : 0;
    for (uint32_t i = 0; i < l->n; i++)
        if (rest)
            l->pair[((size_t)high * l->projects + low) * l->n + i] = x[i] - l->single[(size_t)high * l->n + i] - l->single[(size_t)low * l->n + i];
        else
            l->single[(size_t)high * l->n + i] = x[i];
}

/* All sets with so many projects, or with `size` and more. Sets do not wait for each other, so their order is free. */
static kr_status solve_sets(kr_job *job, struct lattice *l, int size, int and_more)
{
    int sets = (int)l->sets, stop = 0;
    #pragma omp parallel for schedule(dynamic, 1) num_threads(l->threads) if (l->threads > 1)
    for (int set = 0; set < sets; set++) {
        int members = __builtin_popcount((unsigned)set), halted;
        #pragma omp atomic read
        halted = stop;
        if (halted || !(members == size || (and_more && members > size)))
            continue;
        int thread = l->threads > 1 ? omp_get_thread_num() : 0;
        solve_set(l, thread, (uint32_t)set);
        if (members == 1 || members == 2)
            remember(l, (uint32_t)set, l->hat[thread].x);
        if (thread == 0 && kr_job_check(job) != KR_OK) {
            #pragma omp atomic write
            stop = 1;
        }
    }
    return stop ? KR_E_LIMIT : KR_OK;
}

static kr_status solve_lattice(kr_job *job, struct lattice *l)
{
    KR_TRY(solve_sets(job, l, 0, 0));
    KR_TRY(solve_sets(job, l, 1, 0));
    KR_TRY(solve_sets(job, l, 2, 0));
    KR_TRY(solve_sets(job, l, 3, 1));
    for (uint32_t set = 0; set < l->sets; set++)
        if (l->failed[set])
            return kr_fail(job, KR_E_LIMIT, "combination %u of %u projects has no equilibrium that could be found; make the shocks smaller, or "
                           "deficits multiplicative", set, l->projects);
    return KR_OK;
}

/* From worths of sets to what each adds beyond its parts: sum over subsets T of (-1)^(|S| - |T|) V(T), in place. */
static void dividends(uint32_t projects, uint32_t n, double *value)
{
    for (uint32_t p = 0; p < projects; p++)
        for (uint32_t set = 0; set < 1u << projects; set++)
            for (uint32_t i = 0; set >> p & 1 && i < n; i++)
                value[(size_t)set * n + i] -= value[(size_t)(set & ~(1u << p)) * n + i];
}

/* A dividend belongs in equal parts to the projects of its set. */
static void shapley_of(uint32_t projects, uint32_t n, const double *together, double *shapley)
{
    for (uint32_t set = 1; set < 1u << projects; set++)
        for (uint32_t p = 0; p < projects; p++)
            for (uint32_t i = 0; set >> p & 1 && i < n; i++)
                shapley[(size_t)i * projects + p] += together[(size_t)set * n + i] / __builtin_popcount(set);
}

static kr_status check_lattice(kr_job *job, const kr_flows *flows, uint32_t projects, const double *const *change,
                               const kr_respond_options *o)
{
    KR_TRY(kri_respond_options_check(job, o));
    KR_TRY(kr_flows_check(job, flows));
    if (projects > KR_MOST_PROJECTS)
        return kr_fail(job, KR_E_USAGE, "%u projects have more combinations than can be solved; take %u at most", projects, KR_MOST_PROJECTS);
    for (uint32_t p = 0; p < projects; p++)
        for (size_t k = 0; k < (size_t)flows->count * flows->count; k++)
            if (!(fabs(change[p][k]) < 100))
                return kr_fail(job, KR_E_INPUT, "project %u changes %s to %s by %g, which is no change of costs; give a number between -100 and 100",
                               p, flows->id[k / flows->count], flows->id[k % flows->count], change[p][k]);
    return KR_OK;
}

kr_status kr_trade_lattice(kr_job *job, const kr_flows *flows, uint32_t projects, const double *const *beta,
                           const kr_respond_options *options, kr_lattice *lattice)
{
    struct lattice l;
    double *together, *shapley;
    uint8_t *significant;
    *lattice = (kr_lattice){ 0 };
    KR_TRY(check_lattice(job, flows, projects, beta, options));
    KR_TRY(open_lattice(job, flows, projects, options, &l));
    l.beta = beta;
    size_t cells = (size_t)l.sets * l.n;
    KRI_NEW(job, together, cells);
    KRI_NEW(job, significant, cells);
    KRI_NEW(job, shapley, (size_t)l.n * projects);
    KR_TRY(solve_lattice(job, &l));
    memcpy(together, l.worth, cells * sizeof *together);
    dividends(projects, l.n, together);
    shapley_of(projects, l.n, together, shapley);
    for (size_t k = 0; k < cells; k++)
        significant[k] = fabs(together[k]) >= 100 * (100 * options->tolerance);
    *lattice = (kr_lattice){ .countries = l.n, .projects = projects, .sets = l.sets, .worth = l.worth, .together = together,
                             .significant = significant, .shapley = shapley };
    for (uint32_t set = 0; set < l.sets; set++) {
        lattice->residual = l.residual[set] > lattice->residual ? l.residual[set] : lattice->residual;
        lattice->steps += l.steps[set];
    }
    return KR_OK;
}

int kr_lattice_ratio(const kr_lattice *l, uint32_t a, uint32_t b, uint32_t i, double tolerance, double *ratio)
{
    double none = l->worth[i], of_a = l->worth[(size_t)(1u << a) * l->countries + i] - none;
    double of_b = l->worth[(size_t)(1u << b) * l->countries + i] - none;
    double both = l->worth[(size_t)(1u << a | 1u << b) * l->countries + i] - none;
    *ratio = NAN;
    if (!(fabs(of_a + of_b) >= 100 * (100 * tolerance)))
        return 0;
    *ratio = both / (of_a + of_b);
    return 1;
}

/* ------------------------------------------------------------------------------------------------ draws */

static double normal_at(uint64_t seed, uint64_t draw, uint64_t place)
{
    double r = sqrt(-2 * log(kri_uniform(seed, draw, 2 * place)));
    return r * cos(6.283185307179586 * kri_uniform(seed, draw, 2 * place + 1));
}

/* One figure of all draws to its three numbers. */
static kr_status summarise(kr_job *job, const double *value, uint32_t draws, size_t cells, const double **median,
                           const double **low, const double **high)
{
    double *out[3], *one;
    for (int k = 0; k < 3; k++)
        KRI_NEW(job, out[k], cells);
    KRI_NEW(job, one, draws);
    for (size_t c = 0; c < cells; c++) {
        for (uint32_t d = 0; d < draws; d++)
            one[d] = value[(size_t)d * cells + c];
        kri_sort_numbers(one, draws);
        out[0][c] = kri_quantile(one, draws, .5);
        out[1][c] = kri_quantile(one, draws, .05);
        out[2][c] = kri_quantile(one, draws, .95);
    }
    *median = out[0];
    *low = out[1];
    *high = out[2];
    return KR_OK;
}

/* Draw k: the worths of all sets with its theta and its costs. */
static kr_status draw_once(kr_job *job, struct lattice *l, const kr_draw_options *d, uint64_t k, const double *const *ln_cost,
                           double theta, double *const *beta)
{
    double drawn = theta * exp(d->theta_spread * normal_at(d->seed, k, 0));
    for (uint32_t p = 0; p < l->projects; p++) {
        double scale = -drawn * exp(d->cost_spread * normal_at(d->seed, k, p + 1u));
        for (size_t c = 0; c < (size_t)l->n * l->n; c++)
            beta[p][c] = scale * ln_cost[p][c];
    }
    for (int t = 0; t < l->threads; t++)
        l->hat[t].theta = drawn;
    memset(l->single, 0, (size_t)l->projects * l->n * sizeof *l->single);
    memset(l->pair, 0, (size_t)l->projects * l->projects * l->n * sizeof *l->pair);
    return solve_lattice(job, l);
}

static kr_status check_draws(kr_job *job, const kr_draw_options *d)
{
    if (d->draws < 2 || d->draws > 100000)
        return kr_fail(job, KR_E_USAGE, "%u draws are not between 2 and 100,000", d->draws);
    if (!(d->theta_spread >= 0 && d->theta_spread <= 2) || !(d->cost_spread >= 0 && d->cost_spread <= 2))
        return kr_fail(job, KR_E_USAGE, "spreads of ln theta %g and ln cost %g must lie between 0 and 2", d->theta_spread, d->cost_spread);
    return KR_OK;
}

kr_status kr_trade_lattice_draws(kr_job *job, const kr_flows *flows, uint32_t projects, const double *const *ln_cost,
                                 const kr_respond_options *options, const kr_draw_options *draws, kr_lattice_draws *result)
{
    struct lattice l;
    double **beta, *worth, *together;
    *result = (kr_lattice_draws){ .draws = draws->draws };
    KR_TRY(check_lattice(job, flows, projects, ln_cost, options));
    KR_TRY(check_draws(job, draws));
    KR_TRY(open_lattice(job, flows, projects, options, &l));
    size_t cells = (size_t)l.sets * l.n;
    KRI_NEW(job, beta, projects);
    for (uint32_t p = 0; p < projects; p++)
        KRI_NEW(job, beta[p], (size_t)l.n * l.n);
    l.beta = (const double *const *)beta;
    KRI_NEW(job, worth, draws->draws * cells);
    KRI_NEW(job, together, draws->draws * cells);
    for (uint32_t k = 0; k < draws->draws; k++) {
        KR_TRY(draw_once(job, &l, draws, k, ln_cost, options->theta, beta));
        memcpy(worth + k * cells, l.worth, cells * sizeof *worth);
        memcpy(together + k * cells, l.worth, cells * sizeof *together);
        dividends(projects, l.n, together + k * cells);
        kri_job_progress(job, "draws", k + 1, draws->draws);
    }
    KR_TRY(summarise(job, worth, draws->draws, cells, &result->worth_median, &result->worth_low, &result->worth_high));
    return summarise(job, together, draws->draws, cells, &result->together_median, &result->together_low, &result->together_high);
}
