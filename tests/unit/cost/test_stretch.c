/* test_stretch.c: stretches, bands and through prices on a line of four stations, against sums done by hand. */
#include "line_world.h"

#include <keruen/io.h>
#include <keruen/quote.h>

/* The cheapest way of a 40-foot box. */
static kr_status cheapest(kr_job *job, const char *path, const char *from, const char *to, uint32_t date, kr_way *way)
{
    kr_world world;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_quote quote;
    kr_quote_request request = { .by = KR_BY_COST };
    kr_shipment shipment = { .teu = 2, .date = date };
    KR_TRY(kr_world_read(job, path, NULL, &world));
    request.from = kr_world_find(&world, KR_NODE, from);
    request.to = kr_world_find(&world, KR_NODE, to);
    KR_TRY(kr_network_freeze(job, &world, &network));
    KR_TRY(kr_consignment_make(job, &world, &shipment, &consignment));
    KR_TRY(kr_cost_make(job, &network, &consignment, &cost));
    KR_TRY(kr_quote_find(job, &network, &consignment, &cost, &request, &quote));
    *way = quote.ways ? quote.way[0] : (kr_way){ .usd = NAN };
    return KR_OK;
}

static void prices_by_hand(void **state)
{
    static const struct { const char *tariffs, *services, *from, *to; uint32_t date; double usd; } cases[] = {
        { FLAT, "", "a", "d", 20240101, 300 },
        /* a price of its own for the stretch, one way */
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,forward,list,2020-01,\n", "", "a", "d", 20240101, 250 },
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,forward,list,2020-01,\n", "", "d", "a", 20240101, 300 },
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,both,list,2020-01,\n", "", "d", "a", 20240101, 250 },
        { FLAT "s,,KZ,rail,a,d,,,container40,fixed,240,USD,both,list,2020-01,\n", "", "a", "d", 20240101, 240 },
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu_km,0.5,USD,both,list,2020-01,\n", "", "a", "d", 20240101, 150 },
        /* expired, and an infrastructure price that leaves the wagon out: no price of the stretch */
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,both,list,2020-01,2021-12\n", "", "a", "d", 20240101, 300 },
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,both,special,2020-01,\n", "", "a", "d", 20240101, 300 },
        /* what may not be passed is not passed */
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,280,USD,both,ceiling,2020-01,\n", "", "a", "d", 20240101, 280 },
        /* to one place from anywhere; elsewhere the country's rate */
        { FLAT "s,,KZ,rail,,d,,,container40,per_feu_km,0.6,USD,forward,list,2020-01,\n", "", "b", "d", 20240101, 120 },
        { FLAT "s,,KZ,rail,,d,,,container40,per_feu_km,0.6,USD,forward,list,2020-01,\n", "", "a", "c", 20240101, 200 },
        /* a rate of the day to one place, before a rate of other years to all */
        { "old,,KZ,rail,,,,,container40,per_feu_km,1,USD,both,market,2010-01,2011-12\n"
          "s,,KZ,rail,,d,,,container40,per_feu_km,0.6,USD,forward,list,2020-01,\n", "", "a", "c", 20240101, 120 },
        /* of rates of other days the nearest */
        { "old,,KZ,rail,,,,,container40,per_feu_km,1,USD,both,market,2010-01,2011-12\n"
          "new,,KZ,rail,,,,,container40,per_feu_km,2,USD,both,market,2020-01,\n", "", "a", "b", 20120601, 100 },
        /* bands: by the length of the whole ride, not link by link */
        { "n,,KZ,rail,,,0,150,container40,per_feu_km,2,USD,both,list,2020-01,\nf,,KZ,rail,,,150,1000,container40,per_feu_km,0.5,USD,both,list,2020-01,\n",
          "", "a", "b", 20240101, 200 },
        { "n,,KZ,rail,,,0,150,container40,per_feu_km,2,USD,both,list,2020-01,\nf,,KZ,rail,,,150,1000,container40,per_feu_km,0.5,USD,both,list,2020-01,\n",
          "", "a", "d", 20240101, 150 },
        { FLAT "n,,KZ,rail,,,0,250,container40,per_feu_km,2,USD,both,list,2020-01,\n", "", "a", "d", 20240101, 300 },
        /* a through price for the chain of stops, on its days */
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n", "a", "d", 20240101, 180 },
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n", "a", "d", 20250101, 300 },
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n", "d", "a", 20240101, 300 },
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,,,,,yes,2023-01,2024-12,open\n", "a", "d", 20240101, 300 },
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,closed\n", "a", "d", 20240101, 300 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct temp_folder folder;
        kr_job job;
        kr_way way;
        temp_folder_open(&folder);
        put_line_world(&folder, cases[i].tariffs, cases[i].services);
        kr_job_init(&job, 1 << 26);
        check_ok(&job, cheapest(&job, folder.path, cases[i].from, cases[i].to, cases[i].date, &way));
        if (!(fabs(way.usd - cases[i].usd) < 1e-9))
            fail_msg("case %zu: %g USD, expected %g", i, way.usd, cases[i].usd);
        kr_job_end(&job);
        temp_folder_close(&folder);
    }
}

/* Whatever the price, the leg is told link by link, with the hours of its parts. */
static void a_stretch_is_told_by_its_parts(void **state)
{
    static const struct { const char *tariffs, *services; } cases[] = {
        { FLAT, "" },
        { FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,both,list,2020-01,\n", "" },
        { "f,,KZ,rail,,,0,1000,container40,per_feu_km,0.5,USD,both,list,2020-01,\n", "" },
        { FLAT, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct temp_folder folder;
        kr_job job;
        kr_way way;
        temp_folder_open(&folder);
        put_line_world(&folder, cases[i].tariffs, cases[i].services);
        kr_job_init(&job, 1 << 26);
        check_ok(&job, cheapest(&job, folder.path, "a", "d", 20240101, &way));
        assert_int_equal(way.legs, 1);
        assert_string_equal(way.leg[0].kind, "ride");
        assert_int_equal(way.leg[0].links, 3);
        check_near(way.leg[0].km, 300, 1e-9);
        check_near(way.hours, 8, 1e-9);
        check_near(way.variance_h2, 8 * KR_RAIL_VARIANCE_H, 1e-9);
        kr_job_end(&job);
        temp_folder_close(&folder);
    }
}

static kr_status quote_once(kr_job *job, void *path)
{
    kr_way way;
    return cheapest(job, path, "a", "d", 20240101, &way);
}

static void every_allocation_of_a_stretch_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    put_line_world(&folder, FLAT "s,,KZ,rail,a,d,,,container40,per_feu,250,USD,both,list,2020-01,\n",
        "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n");
    every_allocation_may_fail(quote_once, folder.path);
    temp_folder_close(&folder);
}

/* By hand: 300 USD + 2 x 8 h + 0.5 x 32 h2 + 0.1 x no emissions. */
static void the_generalised_cost_adds_its_parts(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world world;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_shipment shipment = { .teu = 2, .date = 20240101 };
    kr_weights weights = { .usd = 1, .usd_h = 2, .usd_h2 = 0.5, .usd_kg = 0.1 };
    kr_path path;
    double *g;
    temp_folder_open(&folder);
    put_line_world(&folder, FLAT, "");
    kr_job_init(&job, 1 << 26);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &world));
    check_ok(&job, kr_network_freeze(&job, &world, &network));
    check_ok(&job, kr_consignment_make(&job, &world, &shipment, &consignment));
    check_ok(&job, kr_cost_make(&job, &network, &consignment, &cost));
    check_ok(&job, kr_cost_generalised(&job, &network, &cost, &weights, &g));
    kr_path_end from = { network.sender[kr_world_find(&world, KR_NODE, "a")], 0 }, to = { network.receiver[kr_world_find(&world, KR_NODE, "d")], 0 };
    check_ok(&job, kr_path_find(&job, &network.graph, g, &from, 1, &to, 1, &path));
    check_near(path.cost, 300 + 2 * 8 + 0.5 * 8 * KR_RAIL_VARIANCE_H, 1e-9);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_by_hand),
        cmocka_unit_test(a_stretch_is_told_by_its_parts),
        cmocka_unit_test(every_allocation_of_a_stretch_may_fail),
        cmocka_unit_test(the_generalised_cost_adds_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
