/*
 * test_respond.c: one equilibrium of hats. Printed figures: T7, T10 of data/trade/README.md of the shared data (WIOD 2000,
 * Stata's ge_gravity). The rest are closed forms, identities, and the slow iteration of the universal gravity paper.
 */
#include "worlds.h"

#include "trade/equilibrium.h"

static int shared_is_here;

/* T7: every country's welfare and every flow, both kinds of deficit. */
static void the_enlargement_of_the_union_is_met(void **state)
{
    static const struct { kr_deficits deficits; const char *welfare, *trade; } kinds[] = {
        { KR_DEFICITS_ADDITIVE, "w_eu", "X_eu" }, { KR_DEFICITS_MULTIPLICATIVE, "w_mult", "X_mult" } };
    (void)state;
    if (!shared_is_here)
        skip();
    for (int k = 0; k < 2; k++) {
        kr_job job;
        kr_response r;
        double *beta, *trade;
        kr_job_init(&job, 1 << 26);
        kr_flows x = read_world(&job, "data/trade/gegravity_eu_expected.csv", "trade", &beta, "eu_effect");
        kr_flows w = read_world(&job, "data/trade/gegravity_eu_expected.csv", kinds[k].welfare, &trade, kinds[k].trade);
        kr_respond_options o = KR_RESPOND_DEFAULTS(4);
        o.deficits = kinds[k].deficits;
        o.want_trade = 1;
        check_ok(&job, kr_trade_respond(&job, &x, beta, &o, &r));
        for (uint32_t i = 0; i < x.count; i++) {
            check_near(r.welfare[i], w.value[(size_t)i * x.count], 1e-7);
            for (uint32_t j = 0; j < x.count; j++)
                check_near(r.trade[i * x.count + j], trade[i * x.count + j], 2e-7 * trade[i * x.count + j]);
        }
        if (k == 0) {
            check_near(r.welfare[country(&x, "MLT")], 1.0153491, 1e-7);
            check_near(r.welfare[country(&x, "RUS")], .9997978, 1e-7);
        }
        kr_job_end(&job);
    }
}

/* T10: N like countries, all foreign weights times B. */
static void like_countries_have_a_closed_form(void **state)
{
    (void)state;
    for (uint32_t n = 2; n <= 40; n += 3) {
        double phi = .2, b = 1.5, theta = 4;
        kr_job job;
        kr_response r;
        kr_job_init(&job, 1 << 24);
        kr_flows x = made_up_world(&job, n, 1);
        double *beta = kr_job_alloc(&job, (size_t)n * n, sizeof *beta);
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++) {
                x.value[i * n + j] = i == j ? 1 : phi;
                beta[i * n + j] = i == j ? 0 : log(b);
            }
        check_ok(&job, kr_trade_respond(&job, &x, beta, &KR_RESPOND_DEFAULTS(theta), &r));
        double before = 1 / (1 + (n - 1) * phi), after = 1 / (1 + (n - 1) * phi * b);
        for (uint32_t i = 0; i < n; i++)
            check_near(r.welfare[i], pow(after / before, -1 / theta), 1e-13);
        if (n == 5)
            check_near(r.welfare[0], 1.0514473818433, 1e-12);
        kr_job_end(&job);
    }
}

static double *random_shock(kr_job *job, uint32_t n, double size)
{
    double *beta = kr_job_alloc(job, (size_t)n * n, sizeof *beta);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            beta[i * n + j] = i == j ? 0 : size * (world_uniform() - .4);
    return beta;
}

static void no_shock_changes_nothing(void **state)
{
    kr_job job;
    kr_response r;
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, 13, 5);
    check_ok(&job, kr_trade_respond(&job, &x, NULL, &KR_RESPOND_DEFAULTS(5), &r));
    assert_int_equal(r.iterations, 0);
    for (uint32_t i = 0; i < 13; i++) {
        check_near(r.welfare[i], 1, 1e-14);
        check_near(r.wage[i], 1, 1e-14);
    }
    kr_job_end(&job);
}

/* Spending less output adds up to nothing; output adds up to what it was; each country's sales are its output. */
static void accounts_close(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        kr_job job;
        kr_response r;
        kr_job_init(&job, 1 << 24);
        kr_flows x = made_up_world(&job, 21, 6);
        double *beta = random_shock(&job, 21, 1), output = 0, spending = 0, world = 0;
        kr_respond_options o = KR_RESPOND_DEFAULTS(4.5);
        o.deficits = kind % 2 ? KR_DEFICITS_MULTIPLICATIVE : KR_DEFICITS_ADDITIVE;
        o.psi = kind / 2 ? 1.3 : 0;
        o.want_trade = 1;
        check_ok(&job, kr_trade_respond(&job, &x, beta, &o, &r));
        for (uint32_t i = 0; i < 21; i++) {
            double y = 0, e = 0, sales = 0;
            for (uint32_t j = 0; j < 21; j++) {
                y += x.value[i * 21 + j];
                e += x.value[j * 21 + i];
                sales += r.trade[i * 21 + j];
            }
            check_near(sales * r.closure, y * r.output[i], 1e-12 * sales);
            if (kind % 2 == 0)
                check_near(e * r.expenditure[i] - y * r.output[i], e - y, 1e-11 * y);
            world += y;
            output += y * r.output[i];
            spending += e * r.expenditure[i];
        }
        check_near(output, world, 1e-12 * world);
        check_near(spending * r.closure, world, 1e-12 * world);
        kr_job_end(&job);
    }
}

/* sum E dln W = - sum X dln tau at the base (the envelope theorem); 2e-6 is what a step of 1e-6 leaves. */
static void the_envelope_holds(void **state)
{
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        kr_job job;
        kr_response r;
        double theta = 4, step = 1e-6, gain = 0, saved = 0;
        kr_job_init(&job, 1 << 24);
        kr_flows x = made_up_world(&job, 17, 8);
        if (kind)
            for (uint32_t i = 0; i < 17; i++)
                for (uint32_t j = 0; j < i; j++)
                    x.value[i * 17 + j] = x.value[j * 17 + i];      /* balanced */
        double *beta = random_shock(&job, 17, 1);
        for (size_t k = 0; k < 17 * 17; k++) {
            double cheaper = step * beta[k];
            saved += x.value[k] * cheaper;
            beta[k] = theta * cheaper;
        }
        check_ok(&job, kr_trade_respond(&job, &x, beta, &KR_RESPOND_DEFAULTS(theta), &r));
        for (uint32_t i = 0; i < 17; i++) {
            double e = 0;
            for (uint32_t j = 0; j < 17; j++)
                e += x.value[j * 17 + i];
            gain += e * log(r.welfare[i]);
        }
        check_near(gain / saved, 1, 1e-5);
        kr_job_end(&job);
    }
}

static void units_and_order_of_countries_do_not_matter(void **state)
{
    kr_job job;
    kr_response r, turned;
    enum { N = 12 };
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, N, 9), y = made_up_world(&job, N, 9);
    double *beta = random_shock(&job, N, 1), *other = kr_job_alloc(&job, N * N, sizeof *other);
    const char *id[N];
    for (uint32_t i = 0; i < N; i++) {
        id[(i * 5 + 3) % N] = x.id[i];
        for (uint32_t j = 0; j < N; j++) {
            y.value[(i * 5 + 3) % N * N + (j * 5 + 3) % N] = 1e-6 * x.value[i * N + j];
            other[(i * 5 + 3) % N * N + (j * 5 + 3) % N] = beta[i * N + j];
        }
    }
    y.id = id;
    check_ok(&job, kr_trade_respond(&job, &x, beta, &KR_RESPOND_DEFAULTS(6), &r));
    check_ok(&job, kr_trade_respond(&job, &y, other, &KR_RESPOND_DEFAULTS(6), &turned));
    for (uint32_t i = 0; i < N; i++) {
        check_near(turned.welfare[(i * 5 + 3) % N], r.welfare[i], 1e-12);
        check_near(turned.wage[(i * 5 + 3) % N], r.wage[i], 1e-12);
    }
    kr_job_end(&job);
}

/* psi = 0 has welfare (domestic share)^(-1/theta) where trade is balanced (Arkolakis, Costinot, Rodriguez-Clare 2012). */
static void domestic_shares_tell_welfare(void **state)
{
    kr_job job;
    kr_response r;
    enum { N = 9 };
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, N, 10);
    double *beta = random_shock(&job, N, 1);
    kr_respond_options o = KR_RESPOND_DEFAULTS(3.7);
    o.want_trade = 1;
    check_ok(&job, kr_trade_respond(&job, &x, beta, &o, &r));
    for (uint32_t i = 0; i < N; i++) {
        double e = 0, after = 0;
        for (uint32_t j = 0; j < N; j++) {
            e += x.value[j * N + i];
            after += r.trade[j * N + i];
        }
        double share = r.trade[i * N + i] / after / (x.value[i * N + i] / e);
        check_near(r.real_wage[i], pow(share, -1 / o.theta), 1e-12);
    }
    kr_job_end(&job);
}

/* The fixed point of Allen, Arkolakis and Takahashi (2020) in the form of Campos, Reggio and Timini (2025), iterated. */
static void elastic_supply_agrees_with_the_slow_iteration(void **state)
{
    enum { N = 10 };
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        kr_job job;
        kr_response r;
        double theta = 4, psi = 1.5, p[N], P[N], Y[N] = { 0 }, E[N] = { 0 }, Q[N], xi[N], world = 0, big = 1;
        kr_job_init(&job, 1 << 24);
        kr_flows x = made_up_world(&job, N, 12);
        double *beta = random_shock(&job, N, .8);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                Y[i] += x.value[i * N + j];
                E[j] += x.value[i * N + j];
                world += x.value[i * N + j];
            }
        for (int i = 0; i < N; i++)
            p[i] = 1;
        for (int round = 0; round < 4000; round++) {
            double made = 0, total = 0;
            for (int j = 0; j < N; j++) {
                double sum = 0;
                for (int i = 0; i < N; i++)
                    sum += x.value[i * N + j] / E[j] * exp(beta[i * N + j]) * pow(p[i], -theta);
                P[j] = pow(sum, -1 / theta);
                Q[j] = p[j] * pow(p[j] / P[j], psi);
                made += Y[j] * Q[j];
            }
            for (int j = 0; j < N; j++) {
                double d = (E[j] - Y[j]) / Y[j];
                xi[j] = kind ? 1 : 1 + d / (1 + d) * (1 / Q[j] - 1);
                total += xi[j] * Q[j] * E[j];
            }
            big = made / total;
            for (int i = 0; i < N; i++) {
                double sum = 0;
                for (int j = 0; j < N; j++)
                    sum += x.value[i * N + j] / Y[i] * exp(beta[i * N + j]) * big * xi[j] * pow(P[j], theta - psi) * pow(p[j], 1 + psi);
                p[i] = sqrt(p[i] * pow(sum * pow(P[i], psi), 1 / (1 + theta + psi)));
            }
            double scale = 0;
            for (int i = 0; i < N; i++)
                scale += Y[i] * p[i] * pow(p[i] / P[i], psi);
            for (int i = 0; i < N; i++)
                p[i] *= world / scale;
        }
        kr_respond_options o = KR_RESPOND_DEFAULTS(theta);
        o.psi = psi;
        o.deficits = kind ? KR_DEFICITS_MULTIPLICATIVE : KR_DEFICITS_ADDITIVE;
        check_ok(&job, kr_trade_respond(&job, &x, beta, &o, &r));
        for (int i = 0; i < N; i++) {
            check_near(r.wage[i], p[i], 1e-9);
            check_near(r.welfare[i], (kind ? 1 : big) * xi[i] * pow(p[i] / P[i], 1 + psi), 1e-9);
        }
        kr_job_end(&job);
    }
}

static void the_jacobian_is_that_of_finite_differences(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        kr_job job;
        kri_base base;
        kri_hat h;
        enum { N = 11, WIDE = 16 };
        double dx[WIDE] = { 0 }, exact[WIDE] = { 0 }, up[WIDE], down[WIDE], step = 1e-6;
        kr_job_init(&job, 1 << 24);
        kr_flows x = made_up_world(&job, N, 13);
        kr_respond_options o = KR_RESPOND_DEFAULTS(4);
        o.psi = kind / 2 ? .8 : 0;
        o.deficits = kind % 2 ? KR_DEFICITS_MULTIPLICATIVE : KR_DEFICITS_ADDITIVE;
        check_ok(&job, kri_base_open(&job, &x, &base));
        check_ok(&job, kri_hat_open(&job, &base, &o, &h));
        kri_hat_shift(&h, random_shock(&job, N, 1));
        for (int i = 0; i < N; i++) {
            dx[i] = world_uniform() - .5;
            h.x[i] = .2 * (world_uniform() - .5);
        }
        kri_hat_evaluate(&h);
        kri_hat_times(&h, dx, exact);
        for (int i = 0; i < N; i++)
            h.x[i] += step * dx[i];
        kri_hat_evaluate(&h);
        memcpy(up, h.excess, sizeof up);
        for (int i = 0; i < N; i++)
            h.x[i] -= 2 * step * dx[i];
        kri_hat_evaluate(&h);
        memcpy(down, h.excess, sizeof down);
        for (int i = 0; i < N; i++)
            check_near((up[i] - down[i]) / (2 * step), exact[i], 1e-7 * base.output[i]);
        kr_job_end(&job);
    }
}

static void threads_do_not_change_a_bit(void **state)
{
    enum { N = 400 };
    static double first[N];
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        kr_job job;
        kr_response r;
        kr_job_init(&job, 1 << 28);
        job.threads = threads;
        kr_flows x = made_up_world(&job, N, 14);
        check_ok(&job, kr_trade_respond(&job, &x, random_shock(&job, N, 1), &KR_RESPOND_DEFAULTS(5), &r));
        if (threads == 1)
            memcpy(first, r.welfare, sizeof first);
        assert_memory_equal(first, r.welfare, sizeof first);
        kr_job_end(&job);
    }
}

static void bad_input_gets_a_sentence(void **state)
{
    kr_job job;
    kr_response r;
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, 4, 15), y = made_up_world(&job, 4, 15);
    double beta[16] = { 0 };
    kr_respond_options o = KR_RESPOND_DEFAULTS(0);
    assert_int_equal(kr_trade_respond(&job, &x, NULL, &o, &r), KR_E_USAGE);
    check_says(&job, "theta is 0");
    o = KR_RESPOND_DEFAULTS(NAN);
    assert_int_equal(kr_trade_respond(&job, &x, NULL, &o, &r), KR_E_USAGE);
    o = KR_RESPOND_DEFAULTS(4);
    o.psi = -1;
    assert_int_equal(kr_trade_respond(&job, &x, NULL, &o, &r), KR_E_USAGE);
    o = KR_RESPOND_DEFAULTS(4);
    y.value[1] = -3;
    assert_int_equal(kr_trade_respond(&job, &y, NULL, &o, &r), KR_E_INPUT);
    check_says(&job, "the flow c0 to c1 is -3");
    y = made_up_world(&job, 4, 15);
    y.value[5] = 0;
    assert_int_equal(kr_trade_respond(&job, &y, NULL, &o, &r), KR_E_INPUT);
    check_says(&job, "no domestic trade, c1 among them");
    for (int j = 0; j < 4; j++)
        y.value[8 + j] = 0;
    assert_int_equal(kr_trade_respond(&job, &y, NULL, &o, &r), KR_E_INPUT);
    check_says(&job, "c2 sends nothing");
    beta[7] = NAN;
    assert_int_equal(kr_trade_respond(&job, &x, beta, &o, &r), KR_E_INPUT);
    check_says(&job, "the shock c1 to c3");
    x.count = 1;
    assert_int_equal(kr_trade_respond(&job, &x, NULL, &o, &r), KR_E_INPUT);
    kr_job_end(&job);
}

static kr_status respond_once(kr_job *job, void *with)
{
    kr_response r;
    kr_respond_options o = KR_RESPOND_DEFAULTS(4);
    double beta[36] = { 0, .5 };
    o.want_trade = 1;
    return kr_trade_respond(job, with, beta, &o, &r);
}

static void survives_failing_allocations(void **state)
{
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 24);
    kr_flows x = made_up_world(&job, 6, 16);
    every_allocation_may_fail(respond_once, &x);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_enlargement_of_the_union_is_met),
        cmocka_unit_test(like_countries_have_a_closed_form),
        cmocka_unit_test(no_shock_changes_nothing),
        cmocka_unit_test(accounts_close),
        cmocka_unit_test(the_envelope_holds),
        cmocka_unit_test(units_and_order_of_countries_do_not_matter),
        cmocka_unit_test(domestic_shares_tell_welfare),
        cmocka_unit_test(elastic_supply_agrees_with_the_slow_iteration),
        cmocka_unit_test(the_jacobian_is_that_of_finite_differences),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(bad_input_gets_a_sentence),
        cmocka_unit_test(survives_failing_allocations),
    };
    shared_is_here = shared_file("data/trade/gegravity_eu_expected.csv") != NULL;
    if (!shared_is_here)
        puts("skipped in part: ../shared/data/trade is absent, so printed figures are not compared");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
