/* test_tally.c: the prior of the region, and counts of it against the flows on the network. */
#include "check.h"
#include "region.h"

#include "base/arena.h"
#include "demand/count_tally.h"

#include <keruen/demand.h>

static kr_job held;
static kr_world world, loaded;
static kr_network network;
static kr_prior prior;
static kr_freight_plan *plan;
static kr_freight freight;
static double *units_t;

static kr_wanted table_of(const kr_prior *p)
{
    uint32_t *origin = kr_job_alloc(&held, p->rows, sizeof *origin), *destination = kr_job_alloc(&held, p->rows, sizeof *destination);
    uint32_t *cargo = kr_job_alloc(&held, p->rows, sizeof *cargo);
    double *t_yr = kr_job_alloc(&held, p->rows, sizeof *t_yr);
    assert_true(origin && destination && cargo && t_yr);
    for (size_t r = 0; r < p->rows; r++)
        origin[r] = p->row[r].origin, destination[r] = p->row[r].destination, cargo[r] = p->row[r].cargo, t_yr[r] = p->row[r].t_yr;
    return (kr_wanted){ .count = (uint32_t)p->rows, .origin = origin, .destination = destination, .cargo = cargo, .t_yr = t_yr };
}

static int load_region(void **state)
{
    (void)state;
    kr_freight_options options = KR_FREIGHT_DEFAULTS;
    options.date = 20230701;
    options.is_free_of_limits = 1;
    kr_job_init(&held, (size_t)2 << 30);
    check_ok(&held, kr_world_read_figures(&held, region_folder(), NULL, &world));
    check_ok(&held, kr_prior_make(&held, &world, &prior));
    loaded = world;
    loaded.demand = table_of(&prior);
    check_ok(&held, kr_network_freeze(&held, &loaded, &network));
    check_ok(&held, kr_freight_plan_make(&held, &network, &options, NULL, &plan));
    check_ok(&held, kr_freight_load(&held, plan, NULL, NULL, &freight));
    check_ok(&held, kr_freight_flows(&held, plan, &freight));
    check_ok(&held, kri_tally_units(&held, &loaded, options.date, &units_t));
    return 0;
}

static int drop_region(void **state)
{
    (void)state;
    kr_job_end(&held);
    return 0;
}

/* ---- the prior ---- */

/* Property: every row of demand.csv is in the prior with at least its tonnes, and nothing else has its key. */
static void what_is_known_stays(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < world.known.count; i++) {
        size_t found = 0;
        for (size_t r = 0; r < prior.rows; r++)
            if (prior.row[r].known == i) {
                assert_true(prior.row[r].t_yr >= world.known.t_yr[i]);
                found++;
            }
        assert_int_equal(found, 1);
    }
}

/* Property: what the prior has beyond the known is worth no more than the cell it was made of. */
static void no_cell_is_worth_more_than_it_was(void **state)
{
    (void)state;
    const kr_base_flows *b = &world.base_flow;
    assert_true(b->count > 0);
    for (uint32_t f = 0; f < b->count; f++) {
        double usd = 0;
        for (size_t r = 0; r < prior.rows; r++)
            if (prior.row[r].flow == f && prior.row[r].known == KR_NONE)
                usd += prior.row[r].t_yr * world.cargo.usd_t[prior.row[r].cargo];
        /* cargoes below the least join general cargo tonne by tonne, which is dearer than some */
        assert_true(usd <= 1.5 * b->usd[f]);
    }
}

static void rows_are_in_order_and_apart(void **state)
{
    (void)state;
    assert_true(prior.rows >= 300 && prior.rows <= 650);
    for (size_t r = 1; r < prior.rows; r++) {
        const kr_prior_row *a = &prior.row[r - 1], *b = &prior.row[r];
        int origin = strcmp(kr_world_text(&world, world.node.id[a->origin]), kr_world_text(&world, world.node.id[b->origin]));
        assert_true(origin <= 0);
        assert_true(a->origin != b->origin || a->destination != b->destination || a->cargo != b->cargo || a->from != b->from || a->to != b->to);
    }
}

static void a_world_without_demand_is_told_so(void **state)
{
    (void)state;
    kr_job job;
    kr_world empty = world;
    kr_prior none;
    kr_job_init(&job, (size_t)1 << 28);
    empty.known.count = empty.base_flow.count = 0;
    assert_int_equal(kr_prior_make(&job, &empty, &none), KR_E_INPUT);
    check_says(&job, "no demand");
    kr_job_end(&job);
}

/* ---- counts ---- */

/* All that the tally has of what is on the network. */
static double counted(const kri_tally *t, const kr_freight *f, int unit)
{
    double sum = 0;
    for (size_t r = 0; r < prior.rows; r++) {
        uint32_t pair = f->pair_of_row[r];
        if (pair == KR_NONE || !kri_tally_takes(&loaded, t, &prior.row[r]))
            continue;
        const kr_freight_pair *p = &f->pair[pair];
        sum += kri_tally_share(t, &prior.row[r], p, units_t[prior.row[r].cargo * KRI_COUNT_UNITS + unit]) * prior.row[r].t_yr;
    }
    return sum;
}

/* Against the flows by arc, which are summed elsewhere: tonnes over a link by rail, both ways. */
static void tonnes_over_a_link_are_its_flow(void **state)
{
    (void)state;
    uint32_t link = kr_world_find(&world, KR_LINK, "r_kartsakhi__kars"), count = kr_world_find(&world, KR_COUNT, "btk_2022");
    kri_tally t;
    double flow = 0;
    assert_true(link != KR_NONE && count != KR_NONE);
    check_ok(&held, kri_tally_make(&held, &network, count, &t));
    for (uint32_t a = 0; a < network.graph.arcs; a++)
        if (network.link[a] == link && network.kind[a] == KR_ARC_BORDER)
            flow += freight.arc_t_yr[a];
    assert_true(flow > 0);
    check_near(counted(&t, &freight, KR_COUNT_T), flow, 1e-9 * flow);
}

/* Against differences: a row of a thousandth more moves a count by a thousandth of the row's part of it. */
static void parts_are_what_differences_say(void **state)
{
    (void)state;
    kr_job job;
    kri_tally t;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, kri_tally_make(&job, &network, kr_world_find(&world, KR_COUNT, "kz_transit_2023"), &t));
    double *t_yr = kr_job_alloc(&job, prior.rows, sizeof *t_yr), before = counted(&t, &freight, KR_COUNT_T);
    assert_non_null(t_yr);
    for (size_t row = 0; row < prior.rows; row += 97) {
        kr_freight moved;
        double part = 0, after = 0, own;
        for (size_t r = 0; r < prior.rows; r++)
            t_yr[r] = prior.row[r].t_yr * (r == row ? 1.001 : 1);
        check_ok(&job, kr_freight_load(&job, plan, t_yr, NULL, &moved));
        for (size_t r = 0; r < prior.rows; r++) {
            uint32_t pair = moved.pair_of_row[r];
            if (pair == KR_NONE || !kri_tally_takes(&loaded, &t, &prior.row[r]))
                continue;
            own = kri_tally_share(&t, &prior.row[r], &moved.pair[pair], 1) * t_yr[r];
            after += own;
            part = r == row ? own / 1.001 : part;
        }
        check_near(after - before, .001 * part, 1e-9 * before);
    }
    kr_job_end(&job);
}

/* Property: the same arcs counted with a factor are so many times as much; another direction adds up to both. */
static void factors_and_directions_add_up(void **state)
{
    (void)state;
    uint32_t titr = kr_world_find(&world, KR_COUNT, "btk_2022");
    kr_job job;
    kri_tally t;
    kr_job_init(&job, (size_t)1 << 28);
    check_ok(&job, kri_tally_make(&job, &network, titr, &t));
    double both = counted(&t, &freight, KR_COUNT_T);
    double way[2] = { 0, 0 };
    for (int backward = 0; backward < 2; backward++) {
        kri_tally one = t;
        one.arc = kr_job_alloc(&job, network.graph.arcs, sizeof *one.arc);
        assert_non_null(one.arc);
        for (uint32_t a = 0; a < network.graph.arcs; a++)
            one.arc[a] = t.arc[a] > 0 && network.forward[a] == !backward ? 3.f : 0.f;
        way[backward] = counted(&one, &freight, KR_COUNT_T);
    }
    check_near(way[0] + way[1], 3 * both, 1e-6 * both);
    kr_job_end(&job);
}

static kr_status make_prior(kr_job *job, void *with)
{
    kr_prior p;
    (void)with;
    return kr_prior_make(job, &world, &p);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    every_allocation_may_fail(make_prior, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_stays),
        cmocka_unit_test(no_cell_is_worth_more_than_it_was),
        cmocka_unit_test(rows_are_in_order_and_apart),
        cmocka_unit_test(a_world_without_demand_is_told_so),
        cmocka_unit_test(tonnes_over_a_link_are_its_flow),
        cmocka_unit_test(parts_are_what_differences_say),
        cmocka_unit_test(factors_and_directions_add_up),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, load_region, drop_region);
}
