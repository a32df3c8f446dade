/* test_links.c: many consignments priced at once, link by link. */
#include "check.h"
#include "region.h"

#include <keruen/cost.h>

#include "base/arena.h"
#include "cost/changes.h"
#include "cost/links.h"
#include "model/schema.h"

#include <string.h>

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
    check_ok(&job, kri_cost_links(&job, &n, consignment, world.cargo.count, NULL, together));
    job.threads = 2;
    check_ok(&job, kri_cost_links(&job, &n, consignment, world.cargo.count, NULL, by_two));
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

/* ---- prices in two worlds ---- */

typedef struct priced {
    kr_world world;
    kr_network network;
    kri_link_cost cost[CARGOES_MOST];
} priced;

static void price(kr_job *job, priced *p, uint32_t cargoes)
{
    kr_consignment consignment[CARGOES_MOST];
    for (uint32_t c = 0; c < cargoes; c++) {
        kr_shipment shipment = { .cargo = kr_world_text(&p->world, p->world.cargo.id[c]), .date = 20230701 };
        check_ok(job, kr_consignment_make(job, &p->world, &shipment, &consignment[c]));
    }
    check_ok(job, kri_cost_links(job, &p->network, consignment, cargoes, NULL, p->cost));
}

static void open_priced(kr_job *job, const priced *base, const kr_patch *patch, uint32_t cargoes, priced *p)
{
    check_ok(job, kr_patch_apply(job, &base->world, patch, &p->world));
    check_ok(job, kr_network_freeze_like(job, &p->world, &base->network, &p->network));
    price(job, p, cargoes);
}

/* Property: what is said not to change costs the same to the bit. Returns of how many arcs that is said. */
static size_t compare(kr_job *job, const priced *now, const priced *then, uint32_t cargoes)
{
    uint8_t *changed;
    size_t count, unchanged = 0;
    check_ok(job, kri_cost_changes(job, &now->network, &then->network, &changed, &count));
    for (uint32_t a = 0; changed && a < now->network.graph.arcs; a++) {
        unchanged += !changed[a];
        for (uint32_t c = 0; c < cargoes && !changed[a]; c++) {
            assert_true(now->cost[c].usd[a] == then->cost[c].usd[a]);
            assert_true(now->cost[c].hours[a] == then->cost[c].hours[a]);
        }
    }
    assert_true(unchanged + count == now->network.graph.arcs);
    return unchanged;
}

static void begin(kr_job *job, priced *base)
{
    kr_job_init(job, (size_t)4 << 30);
    region_read(job, &base->world);
    check_ok(job, kr_network_freeze(job, &base->world, &base->network));
}

/* Every project of project.csv; all of them leave most arcs as they are, and are known to. */
static void projects_change_what_is_said(void **state)
{
    static priced base, built;
    kr_job job;
    (void)state;
    begin(&job, &base);
    uint32_t cargoes = base.world.cargo.count;
    price(&job, &base, cargoes);
    assert_true(base.world.project.count > 30);
    for (uint32_t p = 0; p < base.world.project.count; p++) {
        kri_mark mark = kri_job_mark(&job);
        kr_patch patch = { 0 };
        check_ok(&job, kr_patch_open(&job, &base.world, kr_world_text(&base.world, base.world.project.id[p]), &patch));
        open_priced(&job, &base, &patch, cargoes, &built);
        assert_true(compare(&job, &built, &base, cargoes) > base.network.graph.arcs / 2);
        kri_job_release(&job, mark);
    }
    kr_job_end(&job);
}

/* Every number, date and state of the tables that prices are made of, in a few of the rows that have one. */
static void any_cell_changes_what_is_said(void **state)
{
    static const kr_table_id tables[] = { KR_NODE, KR_LINK, KR_BORDER, KR_BORDER_HOURS, KR_TERMINAL, KR_SERVICE, KR_TARIFF, KR_CURRENCY, KR_SPEED,
                                          KR_CARGO, KR_EMISSION, KR_STATE };
    static priced base, edited;
    enum { CARGOES = 12, ROWS = 6 };
    size_t followed = 0;
    kr_job job;
    (void)state;
    begin(&job, &base);
    price(&job, &base, CARGOES);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        uint32_t rows = kri_world_table_const(&base.world, tables[t])->count, each = 1 + rows / ROWS;
        for (size_t i = 0; i < kri_tables[tables[t]].columns; i++) {
            const kri_column *column = &kri_tables[tables[t]].column[i];
            int is_state = strcmp(column->name, "status") == 0;
            for (uint32_t row = 0; row < rows && (column->kind == KRI_NUMBER || column->kind == KRI_DATE || is_state); row += each) {
                kri_mark mark = kri_job_mark(&job);
                kr_patch patch = { 0 };
                kr_edit edit = { tables[t], row, column->name, column->kind == KRI_NUMBER ? KR_EDIT_SCALE : KR_EDIT_SET,
                                 is_state ? "closed" : column->kind == KRI_DATE ? "2023-09-01" : "1.25", "a test", KR_NONE };
                check_ok(&job, kr_patch_add(&job, &patch, edit));
                open_priced(&job, &base, &patch, CARGOES, &edited);
                followed += compare(&job, &edited, &base, CARGOES) > 0;
                kri_job_release(&job, mark);
            }
        }
    }
    assert_true(followed > 100);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_cost_what_they_cost_alone),
        cmocka_unit_test(projects_change_what_is_said),
        cmocka_unit_test(any_cell_changes_what_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
