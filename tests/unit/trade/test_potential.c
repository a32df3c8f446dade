/*
 * test_potential.c: export potential. The worked example (three countries, three products, by hand and by script) and the five
 * laws are those of docs/method/trade-potential.md.
 */
#include "check.h"

#include <keruen/trade.h>

enum { A, B, C };

static const uint32_t exporter[] = { A, A, A, A, A, A, B, B, B, B, B, B, C, C, C, C, C, C };
static const uint32_t importer[] = { B, B, B, C, C, C, A, A, A, C, C, C, A, A, A, B, B, B };
static const uint32_t product[] = { 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2 };
static const double value[] = { 10, 2, 0, 30, 8, 5, 4, 6, 9, 6, 14, 21, 16, 0, 10, 40, 18, 15 };

static kr_products example(void)
{
    return (kr_products){ .rows = 18, .countries = 3, .products = 3, .years = 1, .exporter = exporter, .importer = importer,
                          .product = product, .value = value };
}

static void the_static_example_is_met(void **state)
{
    static const double expected[] = { 18.867925, 4.166667, 1.25 }, potential[] = { 9.323406, 2.058919, .617676 };
    static const double unrealised[] = { 0, .058919, .617676 };
    kr_job job;
    kr_potential p;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example();
    check_ok(&job, kr_export_potential(&job, &d, A, B, &KR_POTENTIAL_DEFAULTS, &p));
    check_near(p.ease, .494140, 5e-7);
    for (int k = 0; k < 3; k++) {
        check_near(p.expected[k], expected[k], 5e-7);
        check_near(p.potential[k], potential[k], 5e-7);
        check_near(p.unrealised[k], unrealised[k], 5e-7);
    }
    check_near(p.sum_potential, 12, 1e-12);
    check_near(p.sum_unrealised, .676594, 5e-7);
    assert_int_equal(p.order[0], 2);
    kr_job_end(&job);
}

static void the_growing_example_is_met(void **state)
{
    static const double growth[] = { 1.2, 1, 1 }, demand[] = { 1.1, 1.1, 1.1 }, mean[] = { 0, .1, 0 }, elasticity[] = { 1, 4, 1 };
    static const double potential[] = { 11.443254, 3.819927, .801966 }, unrealised[] = { 1.443254, 1.819927, .801966 };
    kr_job job;
    kr_potential p;
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example();
    o.growth = growth;
    o.demand = demand;
    o.mean_tariff = mean;
    o.price_elasticity = elasticity;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    for (int k = 0; k < 3; k++) {
        check_near(p.potential[k], potential[k], 5e-7);
        check_near(p.unrealised[k], unrealised[k], 5e-7);
    }
    check_near(p.sum_potential, 16.065147, 1e-6);
    check_near(p.sum_unrealised, 4.065147, 1e-6);
    kr_job_end(&job);
}

static void potential_is_linear_in_ease_and_scale(void **state)
{
    kr_job job;
    kr_potential p, cheaper, scaled;
    double larger[18];
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example(), s = example();
    for (int r = 0; r < 18; r++)
        larger[r] = 1000 * value[r];
    s.value = larger;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    check_ok(&job, kr_export_potential(&job, &s, A, B, &o, &scaled));
    o.cost_ratio = .5;
    o.cost_elasticity = 2;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &cheaper));
    for (int k = 0; k < 3; k++) {
        check_near(scaled.potential[k], 1000 * p.potential[k], 1e-9);
        check_near(cheaper.unlocked[k], fmax(4 * p.potential[k] - p.actual[k], 0) - p.unrealised[k], 1e-12);
    }
    kr_job_end(&job);
}

static void potential_rises_when_a_tariff_falls(void **state)
{
    kr_job job;
    kr_potential high, low;
    double rate[3] = { .2, .2, .2 }, less[3] = { .1, .1, .1 };
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example();
    for (int form = 0; form < 2; form++) {
        o.form = form ? KR_POTENTIAL_B : KR_POTENTIAL_A;
        o.tariff = rate;
        check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &high));
        less[1] = form ? .1 : .2;                       /* form B shares a given sum out: one must fall more than the rest */
        less[2] = form ? .2 : .1;
        o.tariff = less;
        check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &low));
        assert_true(low.potential[0] > high.potential[0]);
    }
    kr_job_end(&job);
}

static void the_order_of_rows_and_products_does_not_matter(void **state)
{
    kr_job job;
    kr_potential p, turned;
    uint32_t e[18], i[18], k[18];
    double v[18];
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example();
    for (int r = 0; r < 18; r++) {
        int to = r * 5 % 18;
        e[to] = exporter[r];
        i[to] = importer[r];
        k[to] = 2 - product[r];
        v[to] = value[r];
    }
    kr_products t = { .rows = 18, .countries = 3, .products = 3, .years = 1, .exporter = e, .importer = i, .product = k, .value = v };
    check_ok(&job, kr_export_potential(&job, &d, A, B, &KR_POTENTIAL_DEFAULTS, &p));
    check_ok(&job, kr_export_potential(&job, &t, A, B, &KR_POTENTIAL_DEFAULTS, &turned));
    for (int n = 0; n < 3; n++)
        check_near(turned.potential[2 - n], p.potential[n], 1e-12);
    kr_job_end(&job);
}

/* Form B shares expected exports out: its potentials add up to them. */
static void the_other_form_adds_up_to_expected_exports(void **state)
{
    kr_job job;
    kr_potential p;
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = example();
    o.form = KR_POTENTIAL_B;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    check_near(p.sum_potential, 12, 1e-12);
    o.expected = 350;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    check_near(p.sum_potential, 350, 1e-10);
    kr_job_end(&job);
}

static void years_are_averaged_and_may_be_asked_for(void **state)
{
    static const uint32_t year[] = { 0, 1, 0, 0, 1 }, e[] = { A, A, A, C, C }, i[] = { B, B, B, B, B }, k[] = { 0, 0, 1, 0, 1 };
    static const double v[] = { 10, 20, 4, 6, 6 };
    kr_job job;
    kr_potential p;
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = { 5, 3, 2, 2, year, e, i, k, v };
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    check_near(p.actual[0], 15, 1e-13);
    assert_true(p.potential[1] > 0);
    o.every_year = 1;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    assert_true(p.potential[0] > 0 && p.potential[1] == 0);
    o.floor = 20;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    assert_true(p.potential[0] == 0);
    kr_job_end(&job);
}

static void without_trade_ease_must_be_given(void **state)
{
    static const uint32_t e[] = { A, C }, i[] = { C, B }, k[] = { 0, 0 };
    static const double v[] = { 10, 20 };
    kr_job job;
    kr_potential p;
    kr_potential_options o = KR_POTENTIAL_DEFAULTS;
    (void)state;
    kr_job_init(&job, 1 << 20);
    kr_products d = { 2, 3, 1, 1, NULL, e, i, k, v };
    assert_int_equal(kr_export_potential(&job, &d, A, B, &o, &p), KR_E_INPUT);
    check_says(&job, "do not trade");
    o.ease = .5;
    check_ok(&job, kr_export_potential(&job, &d, A, B, &o, &p));
    assert_true(p.ease_is_given);
    check_near(p.potential[0], .5 * 10 / 30 * 20, 1e-13);
    assert_int_equal(kr_export_potential(&job, &d, A, A, &o, &p), KR_E_USAGE);
    o.cost_ratio = 0;
    assert_int_equal(kr_export_potential(&job, &d, A, B, &o, &p), KR_E_USAGE);
    kr_job_end(&job);
}

static kr_status potential_once(kr_job *job, void *with)
{
    kr_potential p;
    return kr_export_potential(job, with, A, B, &KR_POTENTIAL_DEFAULTS, &p);
}

static void survives_failing_allocations(void **state)
{
    kr_products d = example();
    (void)state;
    every_allocation_may_fail(potential_once, &d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_static_example_is_met),
        cmocka_unit_test(the_growing_example_is_met),
        cmocka_unit_test(potential_is_linear_in_ease_and_scale),
        cmocka_unit_test(potential_rises_when_a_tariff_falls),
        cmocka_unit_test(the_order_of_rows_and_products_does_not_matter),
        cmocka_unit_test(the_other_form_adds_up_to_expected_exports),
        cmocka_unit_test(years_are_averaged_and_may_be_asked_for),
        cmocka_unit_test(without_trade_ease_must_be_given),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
