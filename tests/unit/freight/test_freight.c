/* test_freight.c: the region's freight: limits are kept, prices are worth what they say. */
#include "check.h"
#include "region.h"

#include <keruen/freight.h>
#include <keruen/io.h>

static kr_job held;
static kr_world world;
static kr_network network;

static int load_region(void **state)
{
    (void)state;
    kr_job_init(&held, (size_t)1 << 30);
    region_read(&held, &world);
    check_ok(&held, kr_network_freeze(&held, &world, &network));
    return 0;
}

static int drop_region(void **state)
{
    (void)state;
    kr_job_end(&held);
    return 0;
}

static kr_freight_options options_of_the_day(void)
{
    kr_freight_options o = KR_FREIGHT_DEFAULTS;
    o.date = 20261201;
    return o;
}

/* Property: what is wanted is sent, kept at home or has no way; the complementarity of prices and limits holds. */
static void limits_are_kept_and_nothing_is_lost(void **state)
{
    (void)state;
    kr_job job;
    kr_freight f;
    kr_freight_options o = options_of_the_day();
    double wanted = 0;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, kr_freight_assign(&job, &network, &o, &f));
    for (uint32_t i = 0; i < world.demand.count; i++)
        wanted += world.demand.t_yr[i];
    check_near(f.sent_t_yr + f.home_t_yr + f.unserved_t_yr, wanted, 1e-6 * wanted);
    assert_true(f.excess <= o.tolerance);
    for (size_t i = 0; i < f.limits; i++) {
        assert_true(f.limit[i].used <= f.limit[i].capacity * (1 + o.tolerance));
        assert_true(f.limit[i].usd >= 0);
        if (f.limit[i].usd > 0)
            check_near(f.limit[i].used, f.limit[i].capacity, f.limit[i].capacity * o.tolerance);
    }
    kr_job_end(&job);
}

/* The benefit with the capacity of one terminal times a factor. */
static double benefit_at(kr_job *job, uint32_t terminal, double factor, double *usd, double *capacity)
{
    kr_patch patch = { 0 };
    kr_world patched;
    kr_network wider;
    kr_freight f;
    kr_freight_options o = options_of_the_day();
    char value[32];
    o.tolerance = 1e-9;
    snprintf(value, sizeof value, "%.12g", factor);
    check_ok(job, kr_patch_add(job, &patch, (kr_edit){ KR_TERMINAL, terminal, "capacity_teu_yr", KR_EDIT_SCALE, value, "test", KR_NONE }));
    check_ok(job, kr_patch_apply(job, &world, &patch, &patched));
    check_ok(job, kr_network_freeze(job, &patched, &wider));
    check_ok(job, kr_freight_assign(job, &wider, &o, &f));
    for (size_t i = 0; i < f.limits; i++)
        if (f.limit[i].table == KR_TERMINAL && f.limit[i].row == terminal && strcmp(f.limit[i].unit, "TEU") == 0) {
            *usd = f.limit[i].usd;
            *capacity = f.limit[i].capacity;
        }
    return f.benefit_usd_yr;
}

/* Property: the price of a TEU of room at Dostyk is what a TEU more adds, by differences on both sides. */
static void a_shadow_price_is_what_one_more_is_worth(void **state)
{
    (void)state;
    kr_job job;
    double usd, capacity, other, less, more;
    uint32_t terminal = kr_world_find(&world, KR_TERMINAL, "dostyk_rail1435_rail1520_block");
    kr_job_init(&job, (size_t)1 << 31);
    benefit_at(&job, terminal, 1, &usd, &capacity);
    more = benefit_at(&job, terminal, 1.001, &other, &other);
    less = benefit_at(&job, terminal, 0.999, &other, &other);
    assert_true(usd > 0);
    check_near((more - less) / (0.002 * capacity), usd, 0.01 * usd);
    kr_job_end(&job);
}

/* Property: the same input gives the same bytes. */
static void twice_the_same(void **state)
{
    (void)state;
    kr_job a, b;
    kr_freight f, g;
    kr_freight_options o = options_of_the_day();
    kr_job_init(&a, (size_t)1 << 30);
    kr_job_init(&b, (size_t)1 << 30);
    check_ok(&a, kr_freight_assign(&a, &network, &o, &f));
    check_ok(&b, kr_freight_assign(&b, &network, &o, &g));
    assert_memory_equal(f.arc_t_yr, g.arc_t_yr, network.graph.arcs * sizeof *f.arc_t_yr);
    kr_job_end(&a);
    kr_job_end(&b);
}

/* Property: an assignment is a plan, settled; a load of the settled plan, however started, is that load. */
static void parts_make_the_whole(void **state)
{
    (void)state;
    kr_job job;
    kr_freight whole, settled, cold, warm;
    kr_freight_plan *plan;
    kr_freight_options o = options_of_the_day();
    o.tolerance = 1e-9;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, kr_freight_assign(&job, &network, &o, &whole));
    check_ok(&job, kr_freight_plan_make(&job, &network, &o, NULL, &plan));
    check_ok(&job, kr_freight_settle(&job, plan, NULL, NULL, &settled));
    assert_null(settled.arc_t_yr);
    check_ok(&job, kr_freight_flows(&job, plan, &settled));
    assert_memory_equal(whole.arc_t_yr, settled.arc_t_yr, network.graph.arcs * sizeof *whole.arc_t_yr);
    check_ok(&job, kr_freight_load(&job, plan, world.demand.t_yr, NULL, &cold));
    check_ok(&job, kr_freight_load(&job, plan, NULL, &settled, &warm));
    check_near(cold.benefit_usd_yr, settled.benefit_usd_yr, 1e-7 * settled.cost_usd_yr);
    check_near(warm.benefit_usd_yr, settled.benefit_usd_yr, 1e-7 * settled.cost_usd_yr);
    kr_job_end(&job);
}

/* Property: the benefit is what its header says it is the sum of; shares and the home share make 1. */
static void the_benefit_is_the_sum_of_its_parts(void **state)
{
    (void)state;
    kr_job job;
    kr_freight f;
    kr_freight_options o = options_of_the_day();
    double benefit = 0;
    kr_job_init(&job, (size_t)1 << 30);
    check_ok(&job, kr_freight_assign(&job, &network, &o, &f));
    for (size_t i = 0; i < f.limits; i++)
        benefit += f.limit[i].usd * f.limit[i].capacity;
    for (size_t p = 0; p < f.pairs; p++) {
        double wanted = world.demand.t_yr[f.pair[p].row], share = f.pair[p].home_t_yr / wanted;
        assert_int_equal(f.pair_of_row[f.pair[p].row], p);
        benefit -= wanted * f.pair[p].expected_usd_t;
        for (uint32_t w = 0; w < f.pair[p].ways; w++)
            share += f.pair[p].way[w].share;
        check_near(share, 1, 1e-12);
    }
    check_near(f.benefit_usd_yr, benefit, 1e-12 * f.cost_usd_yr);
    kr_job_end(&job);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    kr_job job;
    kr_freight f;
    kr_freight_options o = options_of_the_day();
    o.nest = 0;
    kr_job_init(&job, (size_t)1 << 30);
    assert_int_equal(kr_freight_assign(&job, &network, &o, &f), KR_E_INPUT);
    check_says(&job, "nest 0");
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_kept_and_nothing_is_lost), cmocka_unit_test(a_shadow_price_is_what_one_more_is_worth),
        cmocka_unit_test(twice_the_same), cmocka_unit_test(parts_make_the_whole),
        cmocka_unit_test(the_benefit_is_the_sum_of_its_parts), cmocka_unit_test(options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, load_region, drop_region);
}
