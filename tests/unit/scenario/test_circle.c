/* test_circle.c: the chain from a patch to trade and back. */
#include "halves_world.h"

typedef struct fixture {
    kr_job job;
    kr_world world;
    kr_flows flows;
    const kr_chain *chain;
    kr_outcome base;
    kr_chain_parameters parameters;
} fixture;

static void open_fixture(fixture *f)
{
    kr_job_init(&f->job, (size_t)1 << 28);
    halves_read(&f->job, halves_demand, &f->world);
    f->flows = halves_flows();
    f->parameters = KR_CHAIN_DEFAULTS;
    check_ok(&f->job, kr_chain_open(&f->job, &f->world, &f->flows, 20230601, &f->chain));
    check_ok(&f->job, kr_chain_solve(&f->job, f->chain, NULL, &f->parameters, NULL, NULL, &f->base));
}

/* Projects parted by +. */
static kr_patch patch_of(fixture *f, const char *projects)
{
    char text[64];
    kr_patch patch = { 0 };
    snprintf(text, sizeof text, "%s", projects);
    for (char *id = strtok(text, "+"); id; id = strtok(NULL, "+"))
        check_ok(&f->job, kr_patch_open(&f->job, &f->world, id, &patch));
    return patch;
}

static kr_outcome solve(fixture *f, const char *projects)
{
    kr_outcome o;
    kr_patch patch = patch_of(f, projects);
    check_ok(&f->job, kr_chain_solve(&f->job, f->chain, &patch, &f->parameters, &f->base, NULL, &o));
    assert_true(o.is_settled && o.residual <= f->parameters.tolerance);
    return o;
}

static double world_gain(const kr_outcome *o)
{
    double usd = 0;
    for (uint32_t i = 0; i < o->areas; i++)
        usd += o->spending_usd_yr[i] * expm1(o->ln_welfare[i]);
    return usd;
}

static void opening_nothing_changes_nothing(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_outcome o = solve(&f, "");
    for (uint32_t i = 0; i < o.areas; i++) {
        check_near(o.ln_welfare[i], 0, 0);
        check_near(o.transit_usd_yr[i], f.base.transit_usd_yr[i], 0);
    }
    kr_job_end(&f.job);
}

/* Property: a half leads nowhere, so that both together are worth all there is; each alone exactly nothing. */
static void two_halves_are_worth_something_together_alone(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_outcome one = solve(&f, "first"), other = solve(&f, "second"), both = solve(&f, "first+second");
    for (uint32_t i = 0; i < one.areas; i++) {
        check_near(one.ln_welfare[i], 0, 1e-12);
        check_near(other.ln_welfare[i], 0, 1e-12);
    }
    assert_true(both.ln_welfare[0] > 1e-3 && both.ln_welfare[2] > 1e-3);
    assert_true(both.trade_usd_yr[0 * 4 + 2] > 1.1 * f.flows.value[0 * 4 + 2]);
    assert_true(both.transit_usd_yr[1] > 0 && f.base.transit_usd_yr[1] == 0);     /* now it passes the middle */
    kr_job_end(&f.job);
}

/* Property: where one short way stands, a second adds less than it would have alone. */
static void two_ways_beside_each_other_are_substitutes(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_outcome one = solve(&f, "first+second"), other = solve(&f, "twin"), both = solve(&f, "first+second+twin");
    double multiplier = world_gain(&both) - world_gain(&one) - world_gain(&other);
    assert_true(world_gain(&one) > 0 && world_gain(&other) > 0 && multiplier < -0.5 * world_gain(&other));
    kr_job_end(&f.job);
}

/* Closed form: with quantities kept, real income falls by what the basket gets dearer: -ln(1 + sum of shares x (ratio - 1)). */
static void costs_alone_move_the_price_of_the_basket(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    f.parameters.channel = KR_CHANNEL_COST;
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, NULL, &f.parameters, NULL, NULL, &f.base));
    kr_outcome o = solve(&f, "first+second");
    double base_usd = f.base.usd_t[0], usd = o.usd_t[0], share = f.flows.value[2] / (100e6 + 20e6 + 500e6 + 80e6);
    check_near(o.cost_ratio[2], (1000 + usd) / (1000 + base_usd), 1e-12);    /* all of the pair's trade is that row */
    check_near(o.ln_welfare[2], -log1p(share * (o.cost_ratio[2] - 1)), 1e-14);
    check_near(o.trade_usd_yr[2], f.flows.value[2], 0);
    kr_job_end(&f.job);
}

/* Property: each channel has its own answer, and the world gains more when trade may shift than when it may not. */
static void channels_part(void **state)
{
    (void)state;
    fixture f;
    double gain[KR_CHANNELS];
    open_fixture(&f);
    for (int channel = 0; channel < KR_CHANNELS; channel++) {
        f.parameters.channel = (kr_channel)channel;
        check_ok(&f.job, kr_chain_solve(&f.job, f.chain, NULL, &f.parameters, NULL, NULL, &f.base));
        kr_outcome o = solve(&f, "first+second");
        gain[channel] = world_gain(&o);
        assert_true(kr_channel_name((kr_channel)channel)[0] && kr_channel_meaning((kr_channel)channel)[0]);
    }
    assert_true(gain[KR_CHANNEL_FIXED_INCOME] > gain[KR_CHANNEL_COST]);
    assert_true(gain[KR_CHANNEL_FULL] > gain[KR_CHANNEL_COST]);
    check_near(gain[KR_CHANNEL_CONGESTED], gain[KR_CHANNEL_FULL], 1e-6 * gain[KR_CHANNEL_FULL]);   /* nothing is limited here */
    kr_job_end(&f.job);
}

/*
 * Envelope: a little off the price of carriage is worth to the world what is carried times what is saved. Differences on both sides, of the
 * price times 1.0001 and 0.9999; what is saved a tonne is read off the rows' own expected costs.
 */
static void the_envelope_agrees_with_differences(void **state)
{
    (void)state;
    fixture f;
    kr_outcome up, down;
    double expected = 0;
    open_fixture(&f);
    kr_patch dearer = { 0 }, cheaper = { 0 };
    check_ok(&f.job, kr_patch_add(&f.job, &dearer, (kr_edit){ KR_TARIFF, 0, "value", KR_EDIT_SCALE, "1.0001", "test", KR_NONE }));
    check_ok(&f.job, kr_patch_add(&f.job, &cheaper, (kr_edit){ KR_TARIFF, 0, "value", KR_EDIT_SCALE, "0.9999", "test", KR_NONE }));
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &dearer, &f.parameters, &f.base, NULL, &up));
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &cheaper, &f.parameters, &f.base, NULL, &down));
    for (uint32_t row = 0; row < f.base.rows; row++)
        expected += f.base.weight[row] * f.base.t_yr[row] * (up.usd_t[row] - down.usd_t[row]);
    double gain = world_gain(&down) - world_gain(&up);
    assert_true(gain > 0);
    check_near(gain, expected, 1e-4 * gain);
    kr_job_end(&f.job);
}

/* The short way carries a third of what would like to use it. */
static kr_patch jammed(fixture *f, const char *projects)
{
    kr_patch patch = patch_of(f, projects);
    uint32_t link = kr_world_find(&f->world, KR_LINK, "half_1");
    check_ok(&f->job, kr_patch_add(&f->job, &patch, (kr_edit){ KR_LINK, link, "capacity_t_yr", KR_EDIT_SET, "60000", "a single track", KR_NONE }));
    return patch;
}

/* Property: where the search begins does not matter, with a limit that binds. */
static void two_starts_meet(void **state)
{
    (void)state;
    fixture f;
    kr_outcome cold, warm;
    open_fixture(&f);
    kr_patch patch = jammed(&f, "first+second");
    kr_outcome free_flow = solve(&f, "first+second+twin");
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &cold));
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, &free_flow, &warm));
    assert_true(cold.is_settled && warm.is_settled);
    for (uint32_t row = 0; row < cold.rows; row++)
        check_near(warm.t_yr[row], cold.t_yr[row], 1e-7 * cold.t_yr[row]);
    for (uint32_t i = 0; i < cold.areas; i++)
        check_near(warm.ln_welfare[i], cold.ln_welfare[i], 1e-9);
    kr_job_end(&f.job);
}

/* Property: a limit that binds takes a part of the gain, and no more than its capacity passes. */
static void a_limit_takes_a_part_of_the_gain(void **state)
{
    (void)state;
    fixture f;
    kr_outcome o;
    open_fixture(&f);
    kr_patch patch = jammed(&f, "first+second");
    kr_outcome wide = solve(&f, "first+second");
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &o));
    assert_true(world_gain(&o) > 0 && world_gain(&o) < world_gain(&wide));
    assert_int_equal(o.freight.limits, 1);
    assert_true(o.freight.limit[0].usd > 0);
    check_near(o.freight.limit[0].used, 60000, 1);
    kr_job_end(&f.job);
}

/* Too few rounds: the sentence, and the best so far. */
static void failing_to_rest_is_said(void **state)
{
    (void)state;
    fixture f;
    kr_outcome o;
    open_fixture(&f);
    kr_patch patch = jammed(&f, "first+second");
    f.parameters.rounds = 2;
    assert_int_equal(kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &o), KR_E_LIMIT);
    check_says(&f.job, "did not come to rest in 2 rounds");
    assert_true(!o.is_settled && o.residual > f.parameters.tolerance && o.rows == 2 && o.ln_welfare[0] > 0);
    kr_job_end(&f.job);
}

static void parameters_out_of_range_are_refused(void **state)
{
    (void)state;
    fixture f;
    kr_outcome o;
    open_fixture(&f);
    f.parameters.trade_elasticity = 0;
    assert_int_equal(kr_chain_solve(&f.job, f.chain, NULL, &f.parameters, NULL, NULL, &o), KR_E_USAGE);
    check_says(&f.job, "trade elasticity is 0");
    f.parameters = KR_CHAIN_DEFAULTS;
    f.parameters.tolerance = NAN;
    assert_int_equal(kr_chain_solve(&f.job, f.chain, NULL, &f.parameters, NULL, NULL, &o), KR_E_USAGE);
    kr_job_end(&f.job);
}

static void a_world_without_demand_is_refused(void **state)
{
    (void)state;
    kr_job job;
    kr_world world;
    const kr_chain *chain;
    kr_flows flows = halves_flows();
    kr_job_init(&job, (size_t)1 << 26);
    halves_read(&job, NULL, &world);
    assert_int_equal(kr_chain_open(&job, &world, &flows, 20230601, &chain), KR_E_INPUT);
    check_says(&job, "no demand.csv");
    kr_job_end(&job);
}

static kr_status solve_all(kr_job *job, void *with)
{
    fixture *f = with;
    const kr_chain *chain;
    kr_patch patch = { 0 };
    kr_outcome base, o;
    KR_TRY(kr_chain_open(job, &f->world, &f->flows, 20230601, &chain));
    KR_TRY(kr_patch_open(job, &f->world, "twin", &patch));
    KR_TRY(kr_chain_solve(job, chain, NULL, &f->parameters, NULL, NULL, &base));
    return kr_chain_solve(job, chain, &patch, &f->parameters, &base, NULL, &o);
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    every_allocation_may_fail(solve_all, &f);
    kr_job_end(&f.job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_nothing_changes_nothing), cmocka_unit_test(two_halves_are_worth_something_together_alone),
        cmocka_unit_test(two_ways_beside_each_other_are_substitutes), cmocka_unit_test(costs_alone_move_the_price_of_the_basket),
        cmocka_unit_test(channels_part), cmocka_unit_test(the_envelope_agrees_with_differences), cmocka_unit_test(two_starts_meet),
        cmocka_unit_test(a_limit_takes_a_part_of_the_gain), cmocka_unit_test(failing_to_rest_is_said),
        cmocka_unit_test(parameters_out_of_range_are_refused), cmocka_unit_test(a_world_without_demand_is_refused),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
