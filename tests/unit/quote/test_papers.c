/* test_papers.c: papers, Incoterms and the names of ways, on the region. */
#include "check.h"
#include "region.h"

#include <keruen/io.h>
#include <keruen/quote.h>

typedef struct asked {
    const char *from, *to;
    kr_shipment shipment;
    const char *avoid, *via;
    size_t most;
} asked;

static kr_world world;
static kr_network network;
static kr_job held;

static int load_region(void **state)
{
    (void)state;
    kr_job_init(&held, (size_t)1 << 28);
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

static void ask(kr_job *job, const asked *a, kr_consignment *consignment, kr_quote *quote)
{
    kr_shipment shipment = a->shipment;
    kr_cost cost;
    uint32_t via = KR_NONE;
    kr_quote_request request = { .most = a->most, .avoid = &a->avoid, .avoid_count = a->avoid != NULL };
    shipment.date = 20261201;
    check_ok(job, kr_place_find(job, &world, a->from, &request.from, NULL));
    check_ok(job, kr_place_find(job, &world, a->to, &request.to, NULL));
    if (a->via) {
        check_ok(job, kr_place_find(job, &world, a->via, &via, NULL));
        request.via = &via;
        request.via_count = 1;
    }
    check_ok(job, kr_consignment_make(job, &world, &shipment, consignment));
    check_ok(job, kr_cost_make(job, &network, consignment, &cost));
    check_ok(job, kr_quote_find(job, &network, consignment, &cost, &request, quote));
    if (!quote->ways)
        fail_msg("%s to %s: %s", a->from, a->to, quote->why);
}

static int needs(const kr_way *way, const char *paper)
{
    uint32_t row = kr_world_find(&world, KR_PAPERS, paper);
    for (size_t l = 0; l < way->legs; l++)
        for (size_t i = 0; i < way->leg[l].papers; i++)
            if (way->leg[l].paper[i] == row)
                return 1;
    return 0;
}

#define RAIL (1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435 | 1u << KR_LAYER_SEA_CONTAINER)
#define ROAD (1u << KR_LAYER_ROAD)

/* What the conventions say: papers.csv names their members. */
static const struct { asked a; const char *with, *without; } cases[] = {
    { { "almaty", "tashkent", { .layers = RAIL }, NULL, NULL, 1 }, "smgs", "cim" },
    { { "almaty", "mersin", { .layers = RAIL }, "RU", NULL, 1 }, "cim_smgs", "cim" },
    { { "ankara", "mersin", { .layers = RAIL }, NULL, NULL, 1 }, "cim", "smgs" },
    { { "poti", "constanta", { .layers = RAIL }, NULL, NULL, 1 }, "ocean_bl", "caspian_ferry" },
    { { "aktau", "alat", { .layers = RAIL }, "RU", NULL, 1 }, "caspian_ferry", "ocean_bl" },
    { { "tbilisi", "kars", { .layers = ROAD }, NULL, NULL, 1 }, "tir", "smgs" },
    { { "almaty", "astana", { .layers = ROAD }, NULL, NULL, 1 }, "cmr", "tir" },
    { { "almaty", "moscow", { .layers = ROAD }, NULL, NULL, 1 }, "eaeu_internal", "eaeu_transit" },
    { { "xian", "moscow", { .layers = RAIL }, NULL, NULL, 1 }, "smgs", "eaeu_internal" },
    { { "almaty", "tbilisi", { .cargo = "grain" }, NULL, NULL, 1 }, "phyto", "dangerous" },
    { { "baku", "poti", { .cargo = "oil", .tonnes = 1000 }, NULL, NULL, 1 }, "dangerous", "phyto" },
    { { "tashkent", "almaty", { 0 }, NULL, NULL, 1 }, "coo_ct1", "eaeu_internal" },
    { { "baku", "yerevan", { .layers = RAIL }, NULL, NULL, 1 }, "t1_ncts", "ge_transit" },
};

static void papers_follow_the_conventions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_quote quote;
        kr_consignment consignment;
        kr_job_init(&job, (size_t)1 << 28);
        ask(&job, &cases[i].a, &consignment, &quote);
        if (!needs(&quote.way[0], cases[i].with))
            fail_msg("%s to %s lacks %s", cases[i].a.from, cases[i].a.to, cases[i].with);
        if (needs(&quote.way[0], cases[i].without))
            fail_msg("%s to %s has %s", cases[i].a.from, cases[i].a.to, cases[i].without);
        kr_job_end(&job);
    }
}

/* Property: of two parties one pays each leg, and the sums are the price. */
static void an_incoterm_parts_the_whole_price(void **state)
{
    (void)state;
    kr_job job;
    kr_quote quote;
    kr_consignment consignment;
    const asked a = { "xian", "yerevan", { 0 }, "RU", "aktau", 5 };
    double before = -1;
    kr_job_init(&job, (size_t)1 << 28);
    ask(&job, &a, &consignment, &quote);
    for (kr_incoterm term = KR_EXW; term <= KR_CIF; term++) {
        kr_incoterm_share share;
        assert_true(kr_incoterm_split(term, &quote.way[0], &share));
        check_near(share.seller_usd + share.buyer_usd, quote.way[0].usd, 1e-6);
    }
    for (kr_incoterm term = KR_FAS; term <= KR_CFR; term++) {       /* each leaves more to the seller */
        kr_incoterm_share share;
        kr_incoterm_split(term, &quote.way[0], &share);
        assert_true(share.seller_usd > before);
        before = share.seller_usd;
    }
    kr_job_end(&job);
}

static const kr_way *named(const kr_quote *quote, const char *name)
{
    for (size_t i = 0; i < quote->ways; i++)
        for (size_t k = 0; k < quote->way[i].names; k++)
            if (strcmp(quote->way[i].name[k], name) == 0)
                return &quote->way[i];
    fail_msg("no way is called %s", name);
    return NULL;
}

/* Property: what has a name is the best at it; nothing nameless is beaten by another. */
static void a_name_is_deserved(void **state)
{
    (void)state;
    kr_job job;
    kr_quote quote;
    kr_consignment consignment;
    const asked a = { "xian", "yerevan", { 0 }, NULL, NULL, 30 };
    kr_job_init(&job, (size_t)1 << 28);
    ask(&job, &a, &consignment, &quote);
    assert_int_equal(quote.ways, 30);
    for (size_t i = 0; i < quote.ways; i++) {
        const kr_way *w = &quote.way[i];
        assert_true(named(&quote, "fastest")->hours <= w->hours + 1e-9);
        assert_true(named(&quote, "cheapest")->usd <= w->usd + 1e-9);
        assert_true(named(&quote, "greenest")->kgco2 <= w->kgco2 + 1e-9);
        assert_true(named(&quote, "surest")->variance_h2 <= w->variance_h2 + 1e-9);
        for (size_t k = 0; k < quote.ways && !w->names; k++) {
            const kr_way *o = &quote.way[k];
            assert_false(k != i && o->hours < w->hours && o->usd < w->usd && o->kgco2 < w->kgco2 && o->variance_h2 < w->variance_h2);
        }
        assert_true(w->p50_h > 0 && w->p90_h > w->p50_h);
        assert_true(w->valid_until >= 20261201 && w->valid_until <= 20261231);
    }
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_follow_the_conventions), cmocka_unit_test(an_incoterm_parts_the_whole_price),
        cmocka_unit_test(a_name_is_deserved),
    };
    return cmocka_run_group_tests(tests, load_region, drop_region);
}
