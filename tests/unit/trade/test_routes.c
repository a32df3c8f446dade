/*
 * test_routes.c: costs over all routes and traffic. Printed figures: T12 of data/trade/README.md of the shared data, copied here
 * (a toy of four places, and a closed form for two). The rest are identities.
 */
#include "worlds.h"

/* Each undirected edge of the toy both ways; theta 6.8. */
static const uint32_t toy_from[] = { 0, 1, 1, 2, 2, 3, 0, 2 }, toy_to[] = { 1, 0, 2, 1, 3, 2, 2, 0 };
static const double toy_cost[] = { 1.3, 1.3, 1.2, 1.2, 1.4, 1.4, 1.7, 1.7 };
static const double toy_flows[] = { 0, 5, 2, 1, 4, 0, 3, 2, 2, 3, 0, 6, 1, 1, 5, 0 };
static const kr_ways toy = { 4, 8, toy_from, toy_to, toy_cost };

static void the_toy_of_four_places_is_met(void **state)
{
    static const double tau[] = {
        .9948448285208978, 1.2679582847699322, 1.4330930888448448, 2.0063303243827826,
        1.2679582847699322, .9820956160356175, 1.1738975971936687, 1.6434566360711362,
        1.4330930888448448, 1.1738975971936687, .9846295053213459, 1.3784813074498838,
        2.0063303243827826, 1.6434566360711362, 1.378481307449884, .9983286823442944 };
    static const double traffic[] = { 7.613443436245375, 6.673984993270313, 10.434342634735145, 9.494884191760082,
                                      9.310972119610286, 7.310972119610287, 1.4585654486875428, 1.3980238916626049 };
    kr_job job;
    kr_routes r;
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_trade_route(&job, &toy, 6.8, toy_flows, &r));
    check_near(r.radius, .3579259757688741, 1e-12);
    for (int k = 0; k < 16; k++)
        check_near(r.tau[k], tau[k], 1e-13);
    for (int l = 0; l < 8; l++)
        check_near(r.traffic[l], traffic[l], 1e-12);
    for (uint32_t k = 0; k < 4; k++) {                  /* what leaves a place less what enters it is its net export */
        double balance = 0;
        for (uint32_t l = 0; l < 8; l++)
            balance += (toy_from[l] == k ? r.traffic[l] : 0) - (toy_to[l] == k ? r.traffic[l] : 0);
        for (uint32_t j = 0; j < 4; j++)
            balance -= toy_flows[k * 4 + j] - toy_flows[j * 4 + k];
        check_near(balance, 0, 1e-12);
    }
    kr_job_end(&job);
}

static void two_places_have_a_closed_form(void **state)
{
    static const uint32_t from[] = { 0, 1 }, to[] = { 1, 0 };
    static const double cost[] = { 1.25, 1.25 }, flows[] = { 0, 3, 3, 0 };
    kr_job job;
    kr_routes r;
    double a = pow(1.25, -5);
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_trade_route(&job, &(kr_ways){ 2, 2, from, to, cost }, 5, flows, &r));
    check_near(pow(r.tau[1], -5), a / (1 - a * a), 1e-14);
    check_near(r.traffic[0], 3 * (1 + a * a) / (1 - a * a), 1e-13);
    check_near(r.radius, a, 1e-13);
    kr_job_end(&job);
}

static kr_flows toy_world(kr_job *job)
{
    static const char *const id[] = { "a", "b", "c", "d" };
    kr_flows x = { 4, id, kr_job_alloc(job, 16, sizeof(double)) };
    for (int k = 0; k < 16; k++)
        x.value[k] = k % 5 ? toy_flows[k] : 40 + k;
    return x;
}

/* Nothing changed, nothing happens, with congestion and without. */
static void no_change_keeps_the_base(void **state)
{
    kr_job job;
    kr_ways_response r;
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_flows x = toy_world(&job);
    for (int k = 0; k < 2; k++) {
        check_ok(&job, kr_trade_respond_ways(&job, &x, &toy, &(kr_ways_change){ .lambda = .1 * k, .tolerance = 1e-12, .rounds = 100 },
                                             &KR_RESPOND_DEFAULTS(6.8), &r));
        for (int i = 0; i < 4; i++)
            check_near(r.trade.welfare[i], 1, 1e-12);
        for (int l = 0; l < 8; l++)
            check_near(r.cost[l], toy_cost[l], 1e-11);
    }
    kr_job_end(&job);
}

/* Congestion holds at the solution: cost = start x (traffic / old traffic)^lambda; and it eats part of the gain. */
static void congestion_is_met_at_the_solution(void **state)
{
    kr_job job;
    kr_ways_response free, full;
    double cost[8];
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_flows x = toy_world(&job);
    memcpy(cost, toy_cost, sizeof cost);
    cost[4] = cost[5] = 1.2;
    kr_ways_change change = { .cost = cost, .tolerance = 1e-12, .rounds = 1000 };
    check_ok(&job, kr_trade_respond_ways(&job, &x, &toy, &change, &KR_RESPOND_DEFAULTS(6.8), &free));
    assert_int_equal(free.rounds, 1);
    change.lambda = .092;
    check_ok(&job, kr_trade_respond_ways(&job, &x, &toy, &change, &KR_RESPOND_DEFAULTS(6.8), &full));
    for (int l = 0; l < 8; l++)
        check_near(full.cost[l], cost[l] * pow(full.after.traffic[l] / full.before.traffic[l], .092), 1e-10);
    assert_true(full.trade.welfare[3] > 1 && full.trade.welfare[3] < free.trade.welfare[3]);
    for (uint32_t k = 0; k < 4; k++) {
        double balance = 0;
        for (uint32_t l = 0; l < 8; l++)
            balance += (toy_from[l] == k ? full.after.traffic[l] : 0) - (toy_to[l] == k ? full.after.traffic[l] : 0);
        for (uint32_t j = 0; j < 4; j++)
            balance -= full.trade.trade[k * 4 + j] - full.trade.trade[j * 4 + k];
        check_near(balance, 0, 1e-10);
    }
    kr_job_end(&job);
}

/* The envelope: a log point off a link is worth its traffic to the world. */
static void traffic_is_the_marginal_value_of_a_link(void **state)
{
    kr_job job;
    kr_ways_response r;
    (void)state;
    for (int link = 0; link < 8; link++) {
        double cost[8], step = 1e-6, gain = 0;
        kr_job_init(&job, 1 << 22);
        kr_flows x = toy_world(&job);
        memcpy(cost, toy_cost, sizeof cost);
        cost[link] *= exp(-step);
        check_ok(&job, kr_trade_respond_ways(&job, &x, &toy, &(kr_ways_change){ .cost = cost, .tolerance = 1e-12, .rounds = 10 },
                                             &KR_RESPOND_DEFAULTS(6.8), &r));
        for (int i = 0; i < 4; i++) {
            double use = 0;
            for (int j = 0; j < 4; j++)
                use += x.value[j * 4 + i];
            gain += use * log(r.trade.welfare[i]);
        }
        check_near(gain / step / r.before.traffic[link], 1, 1e-4);
        kr_job_end(&job);
    }
}

/* A link that was closed is opened at its reference traffic. */
static void a_closed_link_can_be_opened(void **state)
{
    kr_job job;
    kr_ways_response r;
    double was[8], now[8], reference[8] = { 0 };
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_flows x = toy_world(&job);
    memcpy(was, toy_cost, sizeof was);
    memcpy(now, toy_cost, sizeof now);
    was[6] = was[7] = INFINITY;
    now[6] = now[7] = 1.15;
    reference[6] = reference[7] = 5;
    kr_ways closed = { 4, 8, toy_from, toy_to, was };
    kr_ways_change open = { .cost = now, .lambda = .1, .reference = reference, .tolerance = 1e-11, .rounds = 1000 };
    check_ok(&job, kr_trade_respond_ways(&job, &x, &closed, &open, &KR_RESPOND_DEFAULTS(6.8), &r));
    assert_true(r.before.traffic[6] == 0 && r.after.traffic[6] > 0);
    check_near(r.cost[6], 1.15 * pow(r.after.traffic[6] / 5, .1), 1e-9);
    open.reference = NULL;
    assert_int_equal(kr_trade_respond_ways(&job, &x, &closed, &open, &KR_RESPOND_DEFAULTS(6.8), &r), KR_E_INPUT);
    check_says(&job, "link 6 is opened without a traffic");
    kr_job_end(&job);
}

static void bad_input_gets_a_sentence(void **state)
{
    kr_job job;
    kr_routes r;
    kr_ways_response w;
    double low[8] = { 1, 1, 1, 1, 1, 1, 1, 1.7 }, below[8] = { .9, 1, 1, 1, 1, 1, 1, 1 }, cut[8];
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_flows x = toy_world(&job);
    assert_int_equal(kr_trade_route(&job, &(kr_ways){ 4, 8, toy_from, toy_to, low }, 6.8, NULL, &r), KR_E_INPUT);
    check_says(&job, "spectral radius");
    check_says(&job, "theta 6.8");
    assert_int_equal(kr_trade_route(&job, &toy, 0, NULL, &r), KR_E_USAGE);
    assert_int_equal(kr_trade_route(&job, &(kr_ways){ 4, 8, toy_from, toy_to, below }, 6.8, NULL, &r), KR_E_INPUT);
    check_says(&job, "link 0 costs 0.9");
    assert_int_equal(kr_trade_route(&job, &(kr_ways){ 3, 8, toy_from, toy_to, toy_cost }, 6.8, NULL, &r), KR_E_INPUT);
    memcpy(cut, toy_cost, sizeof cut);
    cut[4] = cut[5] = INFINITY;
    assert_int_equal(kr_trade_route(&job, &(kr_ways){ 4, 8, toy_from, toy_to, cut }, 6.8, toy_flows, &r), KR_E_INPUT);
    check_says(&job, "no way leads there");
    assert_int_equal(kr_trade_respond_ways(&job, &x, &toy, &(kr_ways_change){ .cost = cut, .tolerance = 1e-9, .rounds = 9 },
                                           &KR_RESPOND_DEFAULTS(6.8), &w), KR_E_INPUT);
    check_says(&job, "no way is left from a to d");
    assert_int_equal(kr_trade_respond_ways(&job, &x, &toy, &(kr_ways_change){ .lambda = 2, .tolerance = 1e-9, .rounds = 9 },
                                           &KR_RESPOND_DEFAULTS(6.8), &w), KR_E_USAGE);
    kr_job_end(&job);
}

static kr_status respond_once(kr_job *job, void *with)
{
    kr_ways_response r;
    return kr_trade_respond_ways(job, with, &toy, &(kr_ways_change){ .lambda = .1, .tolerance = 1e-9, .rounds = 99 },
                                 &KR_RESPOND_DEFAULTS(6.8), &r);
}

static void survives_failing_allocations(void **state)
{
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    kr_flows x = toy_world(&job);
    every_allocation_may_fail(respond_once, &x);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_toy_of_four_places_is_met),
        cmocka_unit_test(two_places_have_a_closed_form),
        cmocka_unit_test(no_change_keeps_the_base),
        cmocka_unit_test(congestion_is_met_at_the_solution),
        cmocka_unit_test(traffic_is_the_marginal_value_of_a_link),
        cmocka_unit_test(a_closed_link_can_be_opened),
        cmocka_unit_test(bad_input_gets_a_sentence),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
