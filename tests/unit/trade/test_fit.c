/*
 * test_fit.c: gravity fits. Printed figures: data/trade/README.md of the shared data (targets T1 to T4, T7, T8, T13), where
 * they were made with fixest 0.12.2 or copied from published logs. The rest are closed forms, a slow dense solver and
 * properties.
 */
#include "check.h"

#include <keruen/trade.h>

#include "trade/separate.h"

/* A fit by formula over a file, rows of `without` (a column that must differ from another) left out. */
struct wanted {
    const char *file, *formula, *cluster;
    kr_estimator estimator;
    kr_se_convention convention;
    int international;              /* 1: rows whose first two named columns agree are left out */
    uint32_t coefficients;
    double estimate[6], se[6];
    double se_tolerance;            /* relative; 0: not compared */
    double loglik, deviance;        /* 0: not compared */
    size_t rows, separated;
};

static const struct wanted printed[] = {
    /* T1. Standard errors of the table were made at fixest's default tolerance and hold to 5e-6; see the dense check below. */
    { "fixest_trade.csv", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", "Origin", KR_PPML, KR_SE_FIXEST, 0, 1,
      { -1.52787437 }, { .115677844 }, 5e-6, -702470445793, 0, 38325, 0 },
    { "fixest_trade.csv", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", "Origin + Destination", KR_PPML,
      KR_SE_FIXEST, 0, 1, { -1.52787437 }, { .130733604 }, 5e-6, -702470445793, 0, 38325, 0 },
    { "fixest_trade.csv", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", "", KR_PPML, KR_SE_FIXEST, 0, 1,
      { -1.52787437 }, { .0218472299 }, 5e-6, -702470445793, 0, 38325, 0 },
    /* the same by a dense solver with 57 dummies, run to the last digits */
    { "fixest_trade.csv", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", "Origin", KR_PPML, KR_SE_FIXEST, 0, 1,
      { -1.5278743714847 }, { .11567816500427 }, 1e-9, 0, 0, 38325, 0 },
    { "fixest_trade.csv", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", "", KR_PPML, KR_SE_FIXEST, 0, 1,
      { -1.5278743714847 }, { .0218473251182 }, 1e-9, 0, 0, 38325, 0 },
    /* T2 */
    { "agtpa_panel_4yr.csv", "log(trade) ~ log(dist) + cntg + lang + clny | exporter^year + importer^year", "pair_id", KR_OLS,
      KR_SE_FIXEST, 1, 4, { -1.21557283, .22315858, .66091204, .67045125 }, { 0 }, 0, 0, 0, 25689, 0 },
    { "agtpa_panel_4yr.csv", "trade ~ log(dist) + cntg + lang + clny | exporter^year + importer^year", "pair_id", KR_PPML,
      KR_SE_FIXEST, 1, 4, { -.840927313, .437443243, .247476505, -.222489862 }, { .0321348, .0844136, .0776927, .1179967 }, 2e-6,
      -2194536.96933, 0, 28152, 0 },
    { "agtpa_panel_4yr.csv", "trade ~ log(dist) + cntg + lang + clny | exporter^year + importer^year", "pair_id", KR_PPML,
      KR_SE_STATA, 1, 4, { -.840927313, .437443243, .247476505, -.222489862 }, { .0316575, .0831598, .0765388, .1162442 }, 2e-6,
      -2194536.96933, 0, 28152, 0 },
    /* T3, international rows */
    { "agtpa_panel_4yr.csv", "trade ~ rta | exporter^year + importer^year + pair_id", "pair_id", KR_PPML, KR_SE_FIXEST, 1, 1,
      { -.0520678711 }, { .0708432 }, 1e-6, 0, 0, 28068, 84 },
    /* T7 */
    { "gegravity_eu_panel.csv", "trade ~ eu_enlargement + other_fta | exporter^year + importer^year + exporter^importer",
      "exporter^importer", KR_PPML, KR_SE_FIXEST, 1, 2, { .2242490062, -.0365051702 }, { .0730274, .0515068 }, 1e-6,
      -425398.101056, 0, 7568, 0 },
    /* T8 */
    { "ppml_fta_35c.csv", "trade ~ fta | isoexp^year + isoimp^year + isoexp^isoimp", "isoexp^isoimp", KR_PPML, KR_SE_FIXEST, 0, 1,
      { .192445494 }, { .0432402293 }, 1e-8, 0, 377332502.26334, 5950, 0 },
    { "ppml_fta_35c.csv", "trade ~ ln_distw + contig + colony + comlang_off + comleg + fta | isoexp^year + isoimp^year",
      "isoexp^isoimp", KR_PPML, KR_SE_FIXEST, 0, 6,
      { -.5687882388, .4103120443, -.0821287527, -.0212134468, .1953912018, .8842371989 }, { 0 }, 0, 0, 0, 5950, 0 },
};

static int shared_is_here;

/* The file of one of the cases, filtered into text in the job. */
static kr_status read_case(kr_job *job, const struct wanted *w, const kr_column_wish *wishes, uint32_t count, kr_panel *panel)
{
    char name[128];
    snprintf(name, sizeof name, "data/trade/%s", w->file);
    FILE *file = fopen(shared_file(name), "r");
    assert_non_null(file);
    size_t capacity = (size_t)4 << 20, length = 0;
    char *text = kr_job_alloc(job, capacity, 1), line[1024];
    for (int first = 1; text && fgets(line, sizeof line, file); first = 0) {
        size_t a = strcspn(line, ","), b = strcspn(line + a + 1, ",");
        if (!first && w->international && a == b && memcmp(line, line + a + 1, a) == 0)
            continue;
        memcpy(text + length, line, strlen(line));
        length += strlen(line);
        assert_true(length < capacity - sizeof line);
    }
    fclose(file);
    return text ? kr_panel_read_text(job, w->file, text, length, wishes, count, NULL, panel) : KR_E_MEMORY;
}

static kr_status fit_case(kr_job *job, const struct wanted *w, kr_fit *fit)
{
    kr_formula formula;
    const kr_effect *cluster;
    const kr_column_wish *wishes;
    uint32_t clusters, count;
    kr_panel panel;
    kr_fit_data data;
    size_t left_out;
    kr_fit_options options = KR_FIT_DEFAULTS;
    options.estimator = w->estimator;
    options.convention = w->convention;
    KR_TRY(kr_formula_parse(job, w->formula, &formula));
    KR_TRY(kr_effects_parse(job, w->cluster, &cluster, &clusters));
    KR_TRY(kr_formula_wishes(job, &formula, cluster, clusters, w->estimator, &wishes, &count));
    KR_TRY(read_case(job, w, wishes, count, &panel));
    KR_TRY(kr_formula_apply(job, &formula, cluster, clusters, &panel, &data, &left_out));
    return kr_trade_fit(job, &data, &options, fit);
}

static void printed_fits_are_met(void **state)
{
    (void)state;
    if (!shared_is_here)
        skip();
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const struct wanted *w = &printed[i];
        kr_job job;
        kr_fit fit;
        kr_job_init(&job, (size_t)1 << 30);
        check_ok(&job, fit_case(&job, w, &fit));
        assert_int_equal(fit.coefficients, w->coefficients);
        for (uint32_t k = 0; k < w->coefficients; k++) {
            check_near(fit.coefficient[k].estimate, w->estimate[k], 6e-9);
            if (w->se_tolerance > 0)
                check_near(fit.coefficient[k].se, w->se[k], w->se_tolerance * w->se[k]);
        }
        if (w->loglik != 0)
            check_near(fit.loglik, w->loglik, 2e-12 * fabs(w->loglik));
        if (w->deviance != 0)
            check_near(fit.deviance, w->deviance, 1e-9 * w->deviance);
        assert_int_equal(fit.rows, w->rows);
        assert_int_equal(fit.separated, w->separated);
        kr_job_end(&job);
    }
}

/* The AGTPA panel as columns, so that a test can bend it. */
struct agtpa {
    kr_panel panel;
    uint32_t *pair;                 /* all domestic pairs share one */
    uint32_t pairs;
    double *border;
};

static kr_status read_agtpa(kr_job *job, struct agtpa *a)
{
    static const kr_column_wish wishes[] = {
        { "exporter", KR_COLUMN_CODE }, { "importer", KR_COLUMN_CODE }, { "year", KR_COLUMN_CODE }, { "pair_id", KR_COLUMN_CODE },
        { "trade", KR_COLUMN_FROM_ZERO_UP }, { "rta", KR_COLUMN_NUMBER }, { "dist", KR_COLUMN_NUMBER }, { "cntg", KR_COLUMN_NUMBER } };
    KR_TRY(kr_panel_read(job, shared_file("data/trade/agtpa_panel_4yr.csv"), wishes, 8, NULL, &a->panel));
    a->pair = kr_job_alloc(job, a->panel.rows, sizeof *a->pair);
    a->border = kr_job_alloc(job, a->panel.rows, sizeof *a->border);
    if (!a->pair || !a->border)
        return KR_E_MEMORY;
    a->pairs = a->panel.column[3].codes + 1;
    for (size_t r = 0; r < a->panel.rows; r++) {
        int domestic = strcmp(a->panel.column[0].label[a->panel.column[0].code[r]],
                              a->panel.column[1].label[a->panel.column[1].code[r]]) == 0;
        a->pair[r] = domestic ? a->pairs - 1 : a->panel.column[3].code[r];
        a->border[r] = !domestic;
    }
    return KR_OK;
}

/* T3 with domestic rows: the published log prints -1379642.5, n 28482, 84 excluded. */
static void domestic_rows_may_share_an_effect(void **state)
{
    kr_job job;
    struct agtpa a;
    kr_fit fit;
    uint32_t *it, *jt, its, jts;
    (void)state;
    if (!shared_is_here)
        skip();
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, read_agtpa(&job, &a));
    const kr_panel_column *c = a.panel.column;
    it = kr_job_alloc(&job, a.panel.rows, sizeof *it);
    jt = kr_job_alloc(&job, a.panel.rows, sizeof *jt);
    check_ok(&job, kr_codes_join(&job, a.panel.rows, 2, (const uint32_t *const[]){ c[0].code, c[2].code },
                                 (uint32_t[]){ c[0].codes, c[2].codes }, it, &its));
    check_ok(&job, kr_codes_join(&job, a.panel.rows, 2, (const uint32_t *const[]){ c[1].code, c[2].code },
                                 (uint32_t[]){ c[1].codes, c[2].codes }, jt, &jts));
    kr_fit_data d = { .rows = a.panel.rows, .outcome = c[4].value, .regressors = 1, .regressor = (const double *const[]){ c[5].value },
                      .regressor_name = (const char *const[]){ "rta" }, .effects = 3,
                      .effect = (const uint32_t *const[]){ it, jt, a.pair }, .effect_levels = (uint32_t[]){ its, jts, a.pairs } };
    check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
    check_near(fit.coefficient[0].estimate, .557185336, 1e-9);
    check_near(fit.loglik, -1379642.52698, 1e-5);
    assert_int_equal(fit.rows, 28482);
    assert_int_equal(fit.separated, 84);
    kr_job_end(&job);
}

/* T4: the 2006 cross-section of the published log, robust errors in Stata's convention. */
static void the_published_cross_section_is_met(void **state)
{
    static const double estimate[] = { -.7912879, .6736456, -2.47445 }, se[] = { .0501494, .1073719, .1193816 };
    kr_job job;
    struct agtpa a;
    kr_fit fit;
    (void)state;
    if (!shared_is_here)
        skip();
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, read_agtpa(&job, &a));
    const kr_panel_column *c = a.panel.column;
    size_t n = 0;
    double *y = kr_job_alloc(&job, 5000, 8), *x[3];
    uint32_t *i = kr_job_alloc(&job, 5000, 4), *j = kr_job_alloc(&job, 5000, 4);
    for (int k = 0; k < 3; k++)
        x[k] = kr_job_alloc(&job, 5000, 8);
    for (size_t r = 0; r < a.panel.rows; r++) {
        if (strcmp(c[2].label[c[2].code[r]], "2006") != 0)
            continue;
        y[n] = c[4].value[r];
        i[n] = c[0].code[r];
        j[n] = c[1].code[r];
        x[0][n] = log(c[6].value[r]);
        x[1][n] = c[7].value[r];
        x[2][n++] = a.border[r];
    }
    assert_int_equal(n, 4761);
    kr_fit_options options = KR_FIT_DEFAULTS;
    options.convention = KR_SE_STATA;
    kr_fit_data d = { .rows = n, .outcome = y, .regressors = 3, .regressor = (const double *const *)x,
                      .regressor_name = (const char *const[]){ "ln dist", "cntg", "border" }, .effects = 2,
                      .effect = (const uint32_t *const[]){ i, j }, .effect_levels = (uint32_t[]){ c[0].codes, c[1].codes } };
    check_ok(&job, kr_trade_fit(&job, &d, &options, &fit));
    for (int k = 0; k < 3; k++) {
        check_near(fit.coefficient[k].estimate, estimate[k], k < 2 ? 6e-8 : 6e-6);
        check_near(fit.coefficient[k].se, se[k], 6e-8);
    }
    check_near(fit.deviance, 4542202, .5);
    check_near(fit.loglik, -2284121.5, .05);
    kr_job_end(&job);
}

/* ------------------------------------------------------------------------------------------------ separation (T13) */

struct separation {
    kr_panel panel;
    kr_fit_data data;
    const double *expected;
};

static kr_status read_separation(kr_job *job, int number, struct separation *s)
{
    char name[64], header[256];
    kr_column_wish wishes[16];
    uint32_t count = 0, regressors = 0, effects = 0;
    snprintf(name, sizeof name, "data/trade/separation/%02d.csv", number);
    FILE *file = fopen(shared_file(name), "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    fclose(file);
    char *rest = header;
    for (char *word; (word = strsep(&rest, ",\r\n")) && *word; count++)
        wishes[count] = (kr_column_wish){ word, word[0] == 'i' ? KR_COLUMN_CODE : KR_COLUMN_NUMBER };
    KR_TRY(kr_panel_read(job, shared_file(name), wishes, count, NULL, &s->panel));
    const double **x = kr_job_alloc(job, 16, sizeof *x);
    const uint32_t **e = kr_job_alloc(job, 16, sizeof *e);
    uint32_t *levels = kr_job_alloc(job, 16, sizeof *levels);
    const char **names = kr_job_alloc(job, 16, sizeof *names);
    for (uint32_t i = 0; i < count; i++) {
        const kr_panel_column *c = &s->panel.column[i];
        if (c->code) {
            e[effects] = c->code;
            levels[effects++] = c->codes;
        } else if (c->name[0] == 'x') {
            names[regressors] = c->name;
            x[regressors++] = c->value;
        }
    }
    s->expected = s->panel.column[count - 1].value;
    s->data = (kr_fit_data){ .rows = s->panel.rows, .outcome = s->panel.column[0].value, .regressors = regressors, .regressor = x,
                             .regressor_name = names, .effects = effects, .effect = e, .effect_levels = levels };
    return KR_OK;
}

static void exactly_the_separated_rows_are_dropped(void **state)
{
    (void)state;
    if (!shared_is_here)
        skip();
    for (int number = 1; number <= 18; number++) {
        kr_job job;
        kr_fit fit;
        struct separation s;
        kr_job_init(&job, 1 << 26);
        check_ok(&job, read_separation(&job, number, &s));
        kr_fit_options options = KR_FIT_DEFAULTS;
        options.want_rows = 1;
        check_ok(&job, kr_trade_fit(&job, &s.data, &options, &fit));
        size_t expected = 0;
        for (size_t r = 0; r < s.data.rows; r++) {
            expected += s.expected[r] == 1;
            if ((s.expected[r] == 1) != (fit.fitted[r] == 0))
                fail_msg("set %02d, row %zu: fitted %g, separated %g", number, r + 1, fit.fitted[r], s.expected[r]);
        }
        assert_int_equal(fit.separated, expected);
        kr_job_end(&job);
    }
}

/* ------------------------------------------------------------------------------------------------ made-up panels */

static uint64_t seed_state;

static double uniform(void)
{
    seed_state = seed_state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(seed_state >> 11) + .5) / 9007199254740992.0;
}

enum { MOST = 40000 };
static double y[MOST], x1[MOST], x2[MOST], x3[MOST];
static uint32_t e1[MOST], e2[MOST], e3[MOST];

static kr_fit_data made_up(size_t rows, uint32_t a, uint32_t b, uint32_t c, uint64_t seed)
{
    static const double *x[] = { x1, x2, x3 };
    static const char *names[] = { "x1", "x2", "x3" };
    static const uint32_t *e[] = { e1, e2, e3 };
    static uint32_t levels[3];
    seed_state = seed;
    levels[0] = a;
    levels[1] = b;
    levels[2] = c;
    for (size_t r = 0; r < rows; r++) {
        e1[r] = (uint32_t)(uniform() * a);
        e2[r] = (uint32_t)(uniform() * b);
        e3[r] = (uint32_t)(uniform() * c);
        x1[r] = uniform() - .5 + .02 * e1[r];
        x2[r] = uniform() < .3;
        x3[r] = uniform() * uniform();
        double mu = exp(.7 * x1[r] - .4 * x2[r] + .1 * e1[r] - .15 * e2[r] + .2 * (e3[r] % 5));
        y[r] = uniform() < .25 ? 0 : 2 * mu * uniform();
    }
    return (kr_fit_data){ .rows = rows, .outcome = y, .regressors = 3, .regressor = x, .regressor_name = names, .effects = 3,
                          .effect = e, .effect_levels = levels, .clusters = 1, .cluster = e, .cluster_levels = levels };
}

enum { DENSE = 60 };

/* Solves A x = b by Gauss's elimination; small and slow. */
static void solve_dense(double a[DENSE][DENSE], double *b, int n)
{
    for (int p = 0; p < n; p++) {
        int best = p;
        for (int i = p; i < n; i++)
            best = fabs(a[i][p]) > fabs(a[best][p]) ? i : best;
        for (int j = 0; j < n; j++) {
            double t = a[p][j];
            a[p][j] = a[best][j];
            a[best][j] = t;
        }
        double t = b[p];
        b[p] = b[best];
        b[best] = t;
        for (int i = p + 1; i < n; i++) {
            double f = a[i][p] / a[p][p];
            for (int j = p; j < n; j++)
                a[i][j] -= f * a[p][j];
            b[i] -= f * b[p];
        }
    }
    for (int i = n; i-- > 0;) {
        for (int j = i + 1; j < n; j++)
            b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
}

static double design(const kr_fit_data *d, size_t r, int k)
{
    if (k < 3)
        return d->regressor[k][r];
    k -= 3;
    for (uint32_t e = 0; e < 3; e++) {
        int levels = (int)d->effect_levels[e] - (e > 0);    /* the first level of later effects is the base */
        if (k < levels)
            return d->effect[e][r] == (uint32_t)k + (e > 0);
        k -= levels;
    }
    return 0;
}

/* Iterated least squares on dummies. */
static void fit_dense(const kr_fit_data *d, double *b)
{
    static double a[DENSE][DENSE], eta[MOST];
    int n = 3 + (int)d->effect_levels[0] + (int)d->effect_levels[1] + (int)d->effect_levels[2] - 2;
    double mean = 0;
    for (size_t r = 0; r < d->rows; r++)
        mean += d->outcome[r] / (double)d->rows;
    for (size_t r = 0; r < d->rows; r++)
        eta[r] = log((d->outcome[r] + mean) / 2);
    for (int round = 0; round < 40; round++) {
        memset(a, 0, sizeof a);
        memset(b, 0, DENSE * sizeof *b);
        for (size_t r = 0; r < d->rows; r++) {
            double mu = exp(eta[r]), q = eta[r] + (d->outcome[r] - mu) / mu, z[DENSE];
            for (int i = 0; i < n; i++)
                z[i] = design(d, r, i);
            for (int i = 0; i < n; i++) {
                b[i] += mu * z[i] * q;
                for (int j = 0; j < n; j++)
                    a[i][j] += mu * z[i] * z[j];
            }
        }
        solve_dense(a, b, n);
        for (size_t r = 0; r < d->rows; r++) {
            eta[r] = 0;
            for (int i = 0; i < n; i++)
                eta[r] += design(d, r, i) * b[i];
        }
    }
}

static void random_fits_agree_with_a_slow_dense_solver(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        kr_job job;
        kr_fit fit;
        double dense[DENSE];
        kr_job_init(&job, 1 << 26);
        kr_fit_data d = made_up(300 + 20 * seed, 5 + (uint32_t)seed, 8, 3 + (uint32_t)seed / 2, seed);
        check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
        if (fit.separated == 0 && fit.singletons == 0) {
            fit_dense(&d, dense);
            for (int k = 0; k < 3; k++)
                check_near(fit.coefficient[k].estimate, dense[k], 1e-9);
        }
        kr_job_end(&job);
    }
}

/* One dummy and a constant: e^b is the ratio of the two means. */
static void a_dummy_is_a_ratio_of_means(void **state)
{
    static const double outcome[] = { 1, 2, 3, 10, 0, 20 }, dummy[] = { 0, 0, 0, 1, 1, 1 };
    kr_job job;
    kr_fit fit;
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_fit_data d = { .rows = 6, .outcome = outcome, .regressors = 1, .regressor = (const double *const[]){ dummy },
                      .regressor_name = (const char *const[]){ "d" } };
    check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
    assert_string_equal(fit.coefficient[0].name, "(Intercept)");
    check_near(fit.coefficient[0].estimate, log(2), 1e-13);
    check_near(fit.coefficient[1].estimate, log(5), 1e-13);
    kr_job_end(&job);
}

static void sums_of_every_level_are_met(void **state)
{
    kr_job job;
    kr_fit fit;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(20000, 40, 60, 25, 7);
    kr_fit_options options = KR_FIT_DEFAULTS;
    options.want_rows = options.want_effects = 1;
    check_ok(&job, kr_trade_fit(&job, &d, &options, &fit));
    for (uint32_t k = 0; k < 3; k++) {
        double sum[64] = { 0 }, fitted[64] = { 0 };
        for (size_t r = 0; r < d.rows; r++) {
            sum[d.effect[k][r]] += y[r];
            fitted[d.effect[k][r]] += fit.fitted[r];
        }
        for (uint32_t l = 0; l < d.effect_levels[k]; l++)
            check_near(fitted[l], sum[l], 1e-9 * sum[l]);
    }
    for (size_t r = 0; r < d.rows; r += 97) {
        double eta = fit.effect[0][e1[r]] + fit.effect[1][e2[r]] + fit.effect[2][e3[r]];
        for (uint32_t k = 0; k < 3; k++)
            eta += fit.coefficient[k].estimate * d.regressor[k][r];
        check_near(log(fit.fitted[r]), eta, 1e-9);
    }
    kr_job_end(&job);
}

static void threads_do_not_change_a_bit(void **state)
{
    double first[6] = { 0 };
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        kr_job job;
        kr_fit fit;
        static double big_y[200000], big_x[200000];
        static uint32_t a[200000], b[200000], c[200000];
        seed_state = 99;
        for (size_t r = 0; r < 200000; r++) {
            a[r] = (uint32_t)(uniform() * 300);
            b[r] = (uint32_t)(uniform() * 300);
            c[r] = (uint32_t)(uniform() * 5000);
            big_x[r] = uniform();
            big_y[r] = uniform() < .3 ? 0 : exp(3 * uniform() + big_x[r]);
        }
        kr_job_init(&job, (size_t)1 << 30);
        job.threads = threads;
        kr_fit_data d = { .rows = 200000, .outcome = big_y, .regressors = 1, .regressor = (const double *const[]){ big_x },
                          .regressor_name = (const char *const[]){ "x" }, .effects = 3,
                          .effect = (const uint32_t *const[]){ a, b, c }, .effect_levels = (uint32_t[]){ 300, 300, 5000 } };
        check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
        double got[6] = { fit.coefficient[0].estimate, fit.coefficient[0].se, fit.loglik, fit.deviance, (double)fit.rows, fit.steps };
        if (threads == 1)
            memcpy(first, got, sizeof got);
        assert_memory_equal(first, got, sizeof got);
        kr_job_end(&job);
    }
}

/* Scaling the outcome moves the constant alone. */
static void scale_does_not_matter(void **state)
{
    kr_job job;
    kr_fit fit, scaled;
    static double larger[MOST];
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(5000, 20, 30, 10, 3), s = d;
    for (size_t r = 0; r < d.rows; r++)
        larger[r] = 1e6 * y[r];
    s.outcome = larger;
    check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
    check_ok(&job, kr_trade_fit(&job, &s, &KR_FIT_DEFAULTS, &scaled));
    for (uint32_t k = 0; k < 3; k++) {
        check_near(scaled.coefficient[k].estimate, fit.coefficient[k].estimate, 1e-10);
        check_near(scaled.coefficient[k].se, fit.coefficient[k].se, 1e-10);
    }
    kr_job_end(&job);
}

static void collinear_regressors_are_named(void **state)
{
    kr_job job;
    kr_fit fit;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(3000, 20, 30, 10, 5);
    for (size_t r = 0; r < d.rows; r++)
        x2[r] = .3 * e2[r] + 2;                 /* constant within an effect */
    for (size_t r = 0; r < d.rows; r++)
        x3[r] = 5 * x1[r] + 1e5;                /* another regressor again */
    check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
    assert_int_equal(fit.coefficients, 1);
    assert_int_equal(fit.collinear, 2);
    assert_string_equal(fit.collinear_name[0], "x2");
    assert_string_equal(fit.collinear_name[1], "x3");
    kr_job_end(&job);
}

/* A dummy that is 1 on zeros alone separates them: by hand. Samples below and above the size of the direct search. */
static void a_dummy_for_zeros_separates_them(void **state)
{
    (void)state;
    for (size_t rows = 2000; rows <= 32000; rows *= 16) {
        kr_job job;
        kr_fit fit;
        size_t planted = 0;
        kr_job_init(&job, (size_t)1 << 29);
        kr_fit_data d = made_up(rows, 60, 70, 80, 11);
        for (size_t r = 0; r < rows; r++) {
            x2[r] = y[r] == 0 && r % 50 == 7;
            planted += x2[r] == 1;
        }
        check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
        assert_int_equal(fit.separated, planted);
        assert_int_equal(fit.rows + fit.singletons, rows - planted);
        assert_int_equal(fit.collinear, 1);
        kr_job_end(&job);
    }
}

static void levels_alone_are_dropped_and_change_nothing(void **state)
{
    kr_job job;
    kr_fit fit, kept;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(2000, 20, 30, 1500, 21);
    kr_fit_options options = KR_FIT_DEFAULTS;
    check_ok(&job, kr_trade_fit(&job, &d, &options, &fit));
    options.keep_singletons = 1;
    check_ok(&job, kr_trade_fit(&job, &d, &options, &kept));
    assert_true(fit.singletons > 0 && kept.singletons == 0);
    for (uint32_t k = 0; k < 3; k++)
        check_near(fit.coefficient[k].estimate, kept.coefficient[k].estimate, 1e-9);
    kr_job_end(&job);
}

/* Few clusters in many ways: intersections may weigh more than what they are taken from. Still no error is NaN. */
static void clusters_of_many_ways_never_give_nan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        kr_job job;
        kr_fit fit;
        kr_job_init(&job, (size_t)1 << 26);
        kr_fit_data d = made_up(60 + seed, 3, 4, 3, seed);
        d.clusters = 3;
        d.cluster = d.effect;
        d.cluster_levels = d.effect_levels;
        check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &fit));
        for (uint32_t k = 0; k < fit.coefficients; k++)
            assert_true(isfinite(fit.coefficient[k].se) && isfinite(fit.coefficient[k].z) && fit.coefficient[k].p >= 0);
        kr_job_end(&job);
    }
}

static void many_regressors_take_wider_lanes(void **state)
{
    kr_job job;
    kr_fit three, ten;
    static double more[10][6000];
    const double *x[10];
    const char *names[10];
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(6000, 20, 30, 10, 31), wide = d;
    check_ok(&job, kr_trade_fit(&job, &d, &KR_FIT_DEFAULTS, &three));
    for (int k = 0; k < 10; k++) {
        for (size_t r = 0; r < d.rows; r++)
            more[k][r] = k == 9 ? x1[r] : k == 8 ? x2[r] : k == 7 ? x3[r] : x1[r] * (k + 1) + (double)k;
        x[k] = more[k];
        names[k] = "x";
    }
    wide.regressors = 10;
    wide.regressor = x;
    wide.regressor_name = names;
    check_ok(&job, kr_trade_fit(&job, &wide, &KR_FIT_DEFAULTS, &ten));
    assert_int_equal(ten.coefficients, 3);
    assert_int_equal(ten.collinear, 7);
    check_near(ten.coefficient[0].estimate, three.coefficient[0].estimate, 1e-9);
    check_near(ten.loglik, three.loglik, 1e-10 * fabs(three.loglik));
    kr_job_end(&job);
}

static void bad_input_gets_a_sentence(void **state)
{
    kr_job job;
    kr_fit fit;
    (void)state;
    kr_job_init(&job, (size_t)1 << 28);
    kr_fit_data d = made_up(100, 4, 5, 3, 1);
    kr_fit_options options = KR_FIT_DEFAULTS;
    y[3] = -1;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    check_says(&job, "row 4: the outcome -1");
    y[3] = NAN;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    for (size_t r = 0; r < 100; r++)
        y[r] = 0;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    check_says(&job, "zero in every row");
    d = made_up(100, 4, 5, 3, 1);
    options.tolerance = NAN;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_USAGE);
    options = KR_FIT_DEFAULTS;
    x1[5] = INFINITY;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    check_says(&job, "row 6: x1 is not a number");
    d = made_up(50, 50, 50, 50, 1);
    for (uint32_t r = 0; r < 50; r++)
        e1[r] = r;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    check_says(&job, "no row is left");
    d = made_up(100, 4, 5, 3, 1);
    d.rows = 0;
    assert_int_equal(kr_trade_fit(&job, &d, &options, &fit), KR_E_INPUT);
    kr_job_end(&job);
}

static kr_status fit_one(kr_job *job, void *with)
{
    kr_fit fit;
    kr_fit_options options = KR_FIT_DEFAULTS;
    options.want_rows = options.want_effects = 1;
    KR_TRY(kr_trade_fit(job, with, &options, &fit));
    options.estimator = KR_OLS;
    return kr_trade_fit(job, with, &options, &fit);
}

static void survives_failing_allocations(void **state)
{
    kr_fit_data d = made_up(400, 5, 6, 7, 2);
    (void)state;
    every_allocation_may_fail(fit_one, &d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_fits_are_met),
        cmocka_unit_test(domestic_rows_may_share_an_effect),
        cmocka_unit_test(the_published_cross_section_is_met),
        cmocka_unit_test(exactly_the_separated_rows_are_dropped),
        cmocka_unit_test(random_fits_agree_with_a_slow_dense_solver),
        cmocka_unit_test(a_dummy_is_a_ratio_of_means),
        cmocka_unit_test(sums_of_every_level_are_met),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(scale_does_not_matter),
        cmocka_unit_test(collinear_regressors_are_named),
        cmocka_unit_test(a_dummy_for_zeros_separates_them),
        cmocka_unit_test(levels_alone_are_dropped_and_change_nothing),
        cmocka_unit_test(clusters_of_many_ways_never_give_nan),
        cmocka_unit_test(many_regressors_take_wider_lanes),
        cmocka_unit_test(bad_input_gets_a_sentence),
        cmocka_unit_test(survives_failing_allocations),
    };
    shared_is_here = shared_file("data/trade/agtpa_panel_4yr.csv") != NULL;
    if (!shared_is_here)
        puts("skipped in part: ../shared/data/trade is absent, so printed figures are not compared");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
