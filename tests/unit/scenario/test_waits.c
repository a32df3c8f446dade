/* test_waits.c: ships that leave when full sail as often as they fill: closed forms on two ways beside each other, and both ends. */
#include "strait_world.h"

#include "scenario/waits.h"

#define OBSERVED_H 100.0
#define PATIENCE_H 336.0

typedef struct fixture {
    kr_job job;
    kr_world world;
    kr_flows flows;
    const kr_chain *chain;
    kr_outcome base;
    kr_chain_parameters parameters;
} fixture;

static void open_fixture_with(fixture *f, const char *services)
{
    kr_job_init(&f->job, (size_t)1 << 28);
    strait_read(&f->job, services, &f->world);
    f->flows = halves_flows();
    f->parameters = KR_CHAIN_DEFAULTS;
    f->parameters.channel = KR_CHANNEL_WAITS;
    check_ok(&f->job, kr_chain_open(&f->job, &f->world, &f->flows, 20230601, &f->chain));
    check_ok(&f->job, kr_chain_solve(&f->job, f->chain, NULL, &f->parameters, NULL, NULL, &f->base));
}

static void open_fixture(fixture *f)
{
    open_fixture_with(f, strait_ships);
}

static void scale(fixture *f, kr_patch *patch, kr_table_id table, uint32_t row, const char *column, const char *factor)
{
    check_ok(&f->job, kr_patch_add(&f->job, patch, (kr_edit){ table, row, column, KR_EDIT_SCALE, factor, "test", KR_NONE }));
}

/* NULL: as it is. */
static kr_patch patch_of(fixture *f, const char *rail_price, const char *fleet)
{
    kr_patch patch = { 0 };
    if (rail_price)
        scale(f, &patch, KR_TARIFF, 0, "value", rail_price);
    for (uint32_t row = 0; fleet && row < 2; row++)
        scale(f, &patch, KR_SERVICE, row, "headway_h", fleet);
    return patch;
}

static kr_outcome solve(fixture *f, const kr_patch *patch, int starts_seldom)
{
    kr_outcome o;
    f->parameters.starts_seldom = starts_seldom;
    check_ok(&f->job, kr_chain_solve(&f->job, f->chain, patch, &f->parameters, &f->base, NULL, &o));
    assert_true(o.is_settled && o.headway_moved <= 1e-8);
    return o;
}

static double headway(const kr_outcome *o, uint32_t row)
{
    return o->world->service.headway_h[row];
}

/*
 * Closed form. Two ways that are nothing alike, and staying at home: each value of time parts by a logit of three; theta is 8 over the
 * cost of the cheapest way of the base, home four times that.
 */
static double cost_of(int by_sea, double taste, double headway_h, double rail_price)
{
    double vot = 1000 * 0.01 / 24;
    return by_sea ? 2600. / 20 + taste * vot * (headway_h / 2 + 40) : 3000. / 20 * rail_price + taste * vot * 75;
}

static double share_by_sea(double headway_h, double rail_price)
{
    static const double taste[3] = { 0.5, 1, 2 }, part[3] = { 0.25, 0.5, 0.25 };
    double share = 0;
    for (int i = 0; i < 3; i++) {
        double cheapest = fmin(cost_of(1, taste[i], OBSERVED_H, 1), cost_of(0, taste[i], OBSERVED_H, 1)), theta = 8 / cheapest;
        double sea = exp(-theta * cost_of(1, taste[i], headway_h, rail_price)), rail = exp(-theta * cost_of(0, taste[i], headway_h, rail_price));
        share += part[i] * sea / (sea + rail + exp(-theta * 4 * cheapest));
    }
    return share;
}

static double wanted(const kr_outcome *o)
{
    return o->t_yr[0] + o->t_yr[1];
}

static double tonnes_by_sea(const kr_outcome *o)
{
    double t = 0;
    for (uint32_t a = 0; a < o->network->graph.arcs; a++)
        t += o->network->kind[a] == KR_ARC_SAIL ? o->freight.arc_t_yr[a] : 0;
    return t;
}

/* The flows are those of the logit at the headway that is sailed, and the ship is as full as in the base. */
static void check_as_full(const fixture *f, const kr_outcome *o, double rail_price)
{
    double h = headway(o, 0);
    check_near(headway(o, 1), h, 0);
    check_near(tonnes_by_sea(o), wanted(o) * share_by_sea(h, rail_price), 1e-6 * tonnes_by_sea(o));
    check_near(h * tonnes_by_sea(o), OBSERVED_H * wanted(&f->base) * share_by_sea(OBSERVED_H, 1), 1e-6 * h * tonnes_by_sea(o));
}

static void the_base_sails_as_its_table_says(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    check_near(headway(&f.base, 0), OBSERVED_H, 0);
    check_near(tonnes_by_sea(&f.base), 160000 * share_by_sea(OBSERVED_H, 1), 1e-3);
    kr_outcome o = solve(&f, NULL, 0);
    assert_ptr_equal(o.t_yr, f.base.t_yr);
    kr_job_end(&f.job);
}

/*
 * Rail that is a little cheaper takes goods off the ship, and the wait for it takes more: a rest between the two ends. What is a gain with
 * waits held fast is a loss then, for nobody on the ship gains by the rail (the paradox of Downs and Thomson).
 */
static void less_to_carry_is_a_longer_wait(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_patch patch = patch_of(&f, "0.97", NULL);
    kr_outcome o = solve(&f, &patch, 0);
    assert_true(headway(&o, 0) > 1.05 * OBSERVED_H && headway(&o, 0) < 0.9 * PATIENCE_H);
    check_as_full(&f, &o, 0.97);
    f.parameters.channel = KR_CHANNEL_CONGESTED;
    kr_outcome held;
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &held));
    assert_true(held.ln_welfare[0] > 0 && o.ln_welfare[0] < 0);
    kr_job_end(&f.job);
}

/* From the other end nobody waits for a ship that seldom sails: at patience it fills less than in the base, and stays there. */
static void there_are_two_ends(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_patch patch = patch_of(&f, "0.97", NULL);
    kr_outcome nothing = solve(&f, NULL, 1), built = solve(&f, &patch, 1);
    assert_true(PATIENCE_H * share_by_sea(PATIENCE_H, 1) < OBSERVED_H * share_by_sea(OBSERVED_H, 1));   /* so it must be */
    check_near(headway(&nothing, 0), PATIENCE_H, 1e-9);
    check_near(headway(&built, 0), PATIENCE_H, 1e-9);
    check_near(tonnes_by_sea(&nothing), wanted(&nothing) * share_by_sea(PATIENCE_H, 1), 1e-6 * tonnes_by_sea(&nothing));
    check_near(tonnes_by_sea(&built), wanted(&built) * share_by_sea(PATIENCE_H, 0.97), 1e-6 * tonnes_by_sea(&built));
    assert_true(nothing.ln_welfare[0] < 0);
    kr_job_end(&f.job);
}

/* With little to choose between the ways there is one rest, and both ends find it. */
static void both_ends_meet_where_there_is_one_rest(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    f.parameters.longest_headway_h = 130;
    kr_patch patch = patch_of(&f, "0.99", NULL);
    kr_outcome often = solve(&f, &patch, 0), seldom = solve(&f, &patch, 1);
    assert_true(headway(&often, 0) > OBSERVED_H + 1 && headway(&often, 0) < 129);
    check_near(headway(&seldom, 0), headway(&often, 0), 1e-5);
    check_as_full(&f, &seldom, 0.99);
    for (uint32_t i = 0; i < often.areas; i++)
        check_near(seldom.ln_welfare[i], often.ln_welfare[i], 1e-9);
    kr_job_end(&f.job);
}

/* Twice the fleet, as much to carry: ships fill as before and sail as before. */
static void more_ships_alone_bring_nothing(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_patch patch = patch_of(&f, NULL, "0.5");
    kr_outcome o = solve(&f, &patch, 0);
    check_near(headway(&o, 0), OBSERVED_H, 1e-4);
    check_near(o.ln_welfare[0], 0, 1e-9);
    kr_job_end(&f.job);
}

/* More to carry: with the fleet as it is the ships fill up, with twice the fleet they sail as often as they fill. */
static void the_fleet_is_a_limit(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_patch dear = patch_of(&f, "1.05", NULL), with_ships = patch_of(&f, "1.05", "0.5");
    kr_outcome same = solve(&f, &dear, 0), more = solve(&f, &with_ships, 0);
    check_near(headway(&same, 0), OBSERVED_H, 0);
    assert_true(tonnes_by_sea(&same) > 1.05 * tonnes_by_sea(&f.base));
    assert_true(headway(&more, 0) < 0.95 * OBSERVED_H && headway(&more, 0) > 0.5 * OBSERVED_H);
    check_as_full(&f, &more, 1.05);
    assert_true(more.ln_welfare[0] > same.ln_welfare[0]);
    kr_job_end(&f.job);
}

/* What could pass in a year stays what the fleet could carry: 8,760 / 100 departures of 200 TEU. */
static void capacity_stays_the_fleets(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    kr_outcome o = solve(&f, NULL, 1);
    uint32_t seen = 0;
    for (size_t i = 0; i < o.freight.limits; i++)
        if (o.freight.limit[i].table == KR_SERVICE) {
            check_near(o.freight.limit[i].capacity, 87.6 * 200, 1e-8);
            seen++;
        }
    assert_int_equal(seen, 2);
    kr_job_end(&f.job);
}

/* Property: where no service leaves when full the channel is the one before it, to the last bit. */
static void timetables_do_not_answer(void **state)
{
    (void)state;
    fixture f;
    kr_outcome held;
    open_fixture_with(&f, strait_timetable);
    kr_patch patch = patch_of(&f, "0.97", NULL);
    kr_outcome often = solve(&f, &patch, 0), seldom = solve(&f, &patch, 1);
    f.parameters = KR_CHAIN_DEFAULTS;
    check_ok(&f.job, kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &held));
    assert_memory_equal(often.ln_welfare, held.ln_welfare, 4 * sizeof(double));
    assert_memory_equal(seldom.t_yr, held.t_yr, held.rows * sizeof(double));
    assert_int_equal(often.sweeps, 0);
    kr_job_end(&f.job);
}

/* One operator, the same places there or back, as often: one ship. Without room, by timetable, or on rails it is another matter. */
static void which_rows_are_one_ship(void **state)
{
    (void)state;
    static const char services[] = "a,Line,A,west;east,sea_container,100,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                   "b,Line,B,east;west,sea_rail_ferry,100,,yes,40,,50,,,,2600,,,,no,2020-01,,open\n"
                                   "c,Other,C,west;east,sea_container,100,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                   "d,Line,D,west;east,sea_container,50,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                   "e,Line,E,west;east,sea_bulk,100,,yes,40,,,,,,,,,30,no,2020-01,,open\n"
                                   "f,Line,F,west;east,sea_container,100,,no,40,,,200,,,2600,,,,no,2020-01,,open\n"
                                   "g,Line,G,west;far;east,rail,100,,yes,,,,60,,,,,,,no,2020-01,,open\n"
                                   "h,Line,H,west;far,sea_container,100,,yes,40,,,200,,,2600,,,,no,2020-01,,open\n";
    kr_job job;
    kr_world world;
    kri_ships ships;
    kr_job_init(&job, (size_t)1 << 26);
    strait_read(&job, services, &world);
    check_ok(&job, kri_ships_find(&job, &world, &ships));
    const uint32_t expected[8] = { 0, 0, 1, 2, 3, KR_NONE, KR_NONE, 4 };
    assert_memory_equal(ships.of_service, expected, sizeof expected);
    assert_int_equal(ships.count, 5);
    kr_job_end(&job);
}

/* A ship that next to nothing of the base goes by has no measure of what fills it: it keeps its table. */
static void a_ship_that_is_empty_keeps_its_table(void **state)
{
    (void)state;
    static const char services[] = "there,Line,There,west;east,sea_container,100,,yes,40,,,200,,,9000,,,,no,2020-01,,open\n";
    fixture f;
    open_fixture_with(&f, services);
    kr_outcome o = solve(&f, NULL, 1);
    check_near(headway(&o, 0), OBSERVED_H, 0);
    assert_true(tonnes_by_sea(&o) * OBSERVED_H / 8760 < 0.01 * 200 * 10);
    kr_job_end(&f.job);
}

static void failing_to_rest_is_said(void **state)
{
    (void)state;
    fixture f;
    kr_outcome o;
    open_fixture(&f);
    kr_patch patch = patch_of(&f, "0.97", NULL);
    f.parameters.sweeps = 3;
    assert_int_equal(kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &o), KR_E_LIMIT);
    check_says(&f.job, "did not come to rest in 3 sweeps");
    assert_true(!o.is_settled && o.headway_moved > 1e-8 && o.rows == 2);
    f.parameters.sweeps = 0;
    assert_int_equal(kr_chain_solve(&f.job, f.chain, &patch, &f.parameters, &f.base, NULL, &o), KR_E_USAGE);
    kr_job_end(&f.job);
}

static kr_status solve_from_seldom(kr_job *job, void *with)
{
    fixture *f = with;
    const kr_chain *chain;
    kr_outcome o;
    f->parameters.starts_seldom = 1;
    KR_TRY(kr_chain_open(job, &f->world, &f->flows, 20230601, &chain));
    return kr_chain_solve(job, chain, NULL, &f->parameters, NULL, NULL, &o);
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    every_allocation_may_fail(solve_from_seldom, &f);
    kr_job_end(&f.job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_base_sails_as_its_table_says), cmocka_unit_test(less_to_carry_is_a_longer_wait), cmocka_unit_test(there_are_two_ends),
        cmocka_unit_test(both_ends_meet_where_there_is_one_rest), cmocka_unit_test(more_ships_alone_bring_nothing),
        cmocka_unit_test(the_fleet_is_a_limit), cmocka_unit_test(capacity_stays_the_fleets), cmocka_unit_test(timetables_do_not_answer),
        cmocka_unit_test(which_rows_are_one_ship), cmocka_unit_test(a_ship_that_is_empty_keeps_its_table),
        cmocka_unit_test(failing_to_rest_is_said), cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
