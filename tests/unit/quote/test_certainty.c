/* test_certainty.c: percentiles against closed forms and against drawing lots. */
#include "check.h"

#include "quote/certainty.h"

/* A world that has nothing but states of weather and queue. */
static const uint8_t kinds[] = { KR_WEATHER, KR_QUEUE };
static const double shares[] = { 0.3, 0.2 }, extras[] = { 20, NAN }, factors[] = { NAN, 3 };
static const kr_world with_states = { .state = { .count = 2, .kind = kinds, .share = shares, .extra_h = extras, .factor = factors } };
static const kr_world plain = { 0 };

/* A way of legs with one item each. */
typedef struct part {
    const char *kind;
    kr_table_id table;
    uint32_t row, border;
    double hours, variance_h2;
} part;

static kr_way way_of(const part *parts, size_t count, kr_leg *legs, kr_cost_item *items)
{
    kr_way way = { .leg = legs, .legs = count };
    for (size_t i = 0; i < count; i++) {
        items[i] = (kr_cost_item){ .table = parts[i].table, .row = parts[i].row, .hours = parts[i].hours, .variance_h2 = parts[i].variance_h2 };
        legs[i] = (kr_leg){ .kind = parts[i].kind, .border = parts[i].border, .item = &items[i], .items = 1 };
        way.hours += parts[i].hours;
    }
    return way;
}

/* Closed form: a wait up to 10 h, uniform, behind 100 sure hours. */
static void a_wait_is_uniform(void **state)
{
    (void)state;
    kr_job job;
    kr_leg legs[2];
    kr_cost_item items[2];
    const part parts[] = { { "ride", KR_SPEED, 0, KR_NONE, 100, 0 }, { "wait", KR_SERVICE, 0, KR_NONE, 5, 100.0 / 12 } };
    kr_way way = way_of(parts, 2, legs, items);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_certainty_fill(&job, &plain, 107.5, &way));
    check_near(way.p50_h, 105, 0.3);
    check_near(way.p90_h, 109, 0.3);
    check_near(way.on_time_share, 0.75, 0.03);
    kr_job_end(&job);
}

/* Closed form: the percentiles of one lognormal, here with p50 24 and p90 48. */
static void one_terminal_has_its_own_percentiles(void **state)
{
    (void)state;
    kr_job job;
    kr_leg leg;
    kr_cost_item item;
    double sigma = log(2) / 1.2815515655446004, mean = 24 * exp(sigma * sigma / 2);
    const part parts[] = { { "transfer", KR_TERMINAL, 0, KR_NONE, mean, mean * mean * (exp(sigma * sigma) - 1) } };
    kr_way way = way_of(parts, 1, &leg, &item);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_certainty_fill(&job, &plain, INFINITY, &way));
    check_near(way.p50_h, 24, 0.1);
    check_near(way.p90_h, 48, 0.1);
    assert_true(isnan(way.on_time_share));
    kr_job_end(&job);
}

static double lot(uint64_t *x)
{
    *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17;
    return ((double)(*x >> 11) + 0.5) / 9007199254740992.0;
}

static double lognormal_lot(uint64_t *x, double mean, double variance)
{
    double s2 = log1p(variance / (mean * mean));
    double normal = sqrt(-2 * log(lot(x))) * cos(2 * 3.14159265358979323846 * lot(x));
    return exp(log(mean) - s2 / 2 + sqrt(s2) * normal);
}

/* Two ports that one weather closes, two borders that one queue lengthens. */
static const part mixed[] = {
    { "ride", KR_SPEED, 0, KR_NONE, 80, 320 }, { "border", KR_BORDER_HOURS, 0, 0, 30, 900 }, { "border", KR_BORDER_HOURS, 1, 1, 10, 100 },
    { "wait", KR_SERVICE, 0, KR_NONE, 12, 48 }, { "wait", KR_STATE, 0, KR_NONE, 6, 1 }, { "wait", KR_STATE, 0, KR_NONE, 6, 1 },
    { "sail", KR_SERVICE, 0, KR_NONE, 24, 40 },
};

static double draw_mixed(uint64_t *x)
{
    int storm = lot(x) < 0.3, queue = lot(x) < 0.2;
    double scale = (queue ? 3 : 1) / (0.8 + 0.2 * 3), hours = lognormal_lot(x, 80, 320) + lognormal_lot(x, 24, 40) + 24 * lot(x);
    hours += scale * (lognormal_lot(x, 30, 900) + lognormal_lot(x, 10, 100));
    return hours + (storm ? -20 * log(lot(x)) - 20 * log(lot(x)) : 0);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Property: 400,000 trips drawn one by one have the same percentiles, to 1 %. */
static void convolution_agrees_with_drawn_trips(void **state)
{
    (void)state;
    enum { TRIPS = 400000 };
    kr_job job;
    kr_leg legs[7];
    kr_cost_item items[7];
    double *trip = malloc(TRIPS * sizeof *trip);
    uint64_t x = 88172645463325252u;
    kr_way way = way_of(mixed, 7, legs, items);
    assert_non_null(trip);
    for (int i = 0; i < TRIPS; i++)
        trip[i] = draw_mixed(&x);
    qsort(trip, TRIPS, sizeof *trip, by_size);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_certainty_fill(&job, &with_states, trip[TRIPS / 4], &way));
    check_near(way.p50_h, trip[TRIPS / 2], 0.01 * trip[TRIPS / 2]);
    check_near(way.p90_h, trip[TRIPS / 10 * 9], 0.01 * trip[TRIPS / 10 * 9]);
    check_near(way.on_time_share, 0.25, 0.01);
    kr_job_end(&job);
    free(trip);
}

/* Property: shares are a distribution, its function rises, and its inverse is its inverse. */
static void shares_are_a_distribution(void **state)
{
    (void)state;
    kr_job job;
    kri_certainty c;
    kr_leg legs[7];
    kr_cost_item items[7];
    kr_way way = way_of(mixed, 7, legs, items);
    double sum = 0, before = 0;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_certainty_of(&job, &with_states, &way, &c));
    for (size_t i = 0; i < c.count; i++) {
        assert_true(c.share[i] >= -1e-15);
        sum += c.share[i];
    }
    check_near(sum, 1, 1e-12);
    for (double share = 0.01; share < 0.995; share += 0.01) {
        double hours = kri_certainty_hours(&c, share);
        assert_true(hours > before);
        check_near(kri_certainty_share(&c, hours), share, 1e-9);
        before = hours;
    }
    kr_job_end(&job);
}

static kr_status find_mixed(kr_job *job, void *with)
{
    kr_leg legs[7];
    kr_cost_item items[7];
    (void)with;
    kr_way way = way_of(mixed, 7, legs, items);
    return kri_certainty_fill(job, &with_states, 200, &way);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    every_allocation_may_fail(find_mixed, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_is_uniform), cmocka_unit_test(one_terminal_has_its_own_percentiles),
        cmocka_unit_test(convolution_agrees_with_drawn_trips), cmocka_unit_test(shares_are_a_distribution),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
