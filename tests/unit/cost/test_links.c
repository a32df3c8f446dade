/* test_links.c: many consignments priced at once, link by link. */
#include "check.h"
#include "region.h"

#include <keruen/cost.h>

#include "cost/links.h"

#define CARGOES_MOST 64

/* Property: every arc costs what kr_cost_make says, to the bit, but for what is priced as a whole, which is closed; for any threads. */
static void links_cost_what_they_cost_alone(void **state)
{
    static kr_world world;
    kr_job job;
    kr_network n;
    kr_consignment consignment[CARGOES_MOST];
    kri_link_cost together[CARGOES_MOST], by_two[CARGOES_MOST];
    (void)state;
    kr_job_init(&job, (size_t)1 << 30);
    region_read(&job, &world);
    check_ok(&job, kr_network_freeze(&job, &world, &n));
    assert_true(world.cargo.count <= CARGOES_MOST);
    for (uint32_t c = 0; c < world.cargo.count; c++) {
        kr_shipment shipment = { .cargo = kr_world_text(&world, world.cargo.id[c]), .date = 20230701 };
        check_ok(&job, kr_consignment_make(&job, &world, &shipment, &consignment[c]));
    }
    check_ok(&job, kri_cost_links(&job, &n, consignment, world.cargo.count, together));
    job.threads = 2;
    check_ok(&job, kri_cost_links(&job, &n, consignment, world.cargo.count, by_two));
    for (uint32_t c = 0; c < world.cargo.count; c++) {
        kr_cost alone;
        check_ok(&job, kr_cost_make(&job, &n, &consignment[c], &alone));
        assert_memory_equal(together[c].usd, by_two[c].usd, n.graph.arcs * sizeof(double));
        for (uint32_t a = 0; a < n.graph.arcs; a++) {
            int is_whole = n.kind[a] == KR_ARC_STRETCH || n.kind[a] == KR_ARC_THROUGH;
            assert_true(together[c].usd[a] == (is_whole ? INFINITY : alone.usd[a]));
            assert_true(together[c].hours[a] == (is_whole ? INFINITY : alone.hours[a]));
        }
    }
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(links_cost_what_they_cost_alone) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
