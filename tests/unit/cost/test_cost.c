/* test_cost.c: every kind of arc against its closed form on the small world; bills, choice of tariffs and the check on the region too. */
#include "region.h"
#include "small_world.h"

#include <keruen/cost.h>

#define DAY 20260601

typedef struct priced {
    kr_job job;
    kr_world world;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
} priced;

static void price(priced *p, const kr_shipment *shipment)
{
    check_ok(&p->job, kr_consignment_make(&p->job, &p->world, shipment, &p->consignment));
    check_ok(&p->job, kr_cost_make(&p->job, &p->network, &p->consignment, &p->cost));
}

static void open_small(priced *p)
{
    kr_job_init(&p->job, 1 << 27);
    small_world_read(&p->job, &p->world);
    check_ok(&p->job, kr_network_freeze(&p->job, &p->world, &p->network));
}

static const kr_table_id table_of[] = {
    [KR_ARC_LOAD] = KR_NODE, [KR_ARC_UNLOAD] = KR_NODE, [KR_ARC_RIDE] = KR_LINK, [KR_ARC_BORDER] = KR_BORDER,
    [KR_ARC_TRANSFER] = KR_TERMINAL, [KR_ARC_BOARD] = KR_SERVICE, [KR_ARC_SAIL] = KR_SERVICE, [KR_ARC_ALIGHT] = KR_SERVICE,
};

/* The arc of that kind and row that begins in the country and layer and, for a boarding, has waited already or not. */
static uint32_t find_arc(const priced *p, kr_arc_kind kind, const char *id, const char *country, uint32_t layer, int has_waited)
{
    const kr_network *n = &p->network;
    uint32_t row = row_of(&p->world, table_of[kind], id);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t tail = n->graph.tail[a], told = kind == KR_ARC_LOAD ? n->layer[n->graph.head[a]] : n->layer[tail];
        if (n->kind[a] == kind && n->row[a] == row && told == layer && n->no_wait[tail] == has_waited
            && strcmp(kr_world_text(&p->world, n->country[tail]), country) == 0)
            return a;
    }
    fail_msg("no such arc of %s", id);
    return KR_NONE;
}

static void check_bills(priced *p);

/* ---- closed forms ---- */

typedef struct spread {
    double mean, variance;
} spread;

/* The lognormal with that median and 90th percentile: sigma = ln(p90 / p50) / z, mean = p50 exp(sigma^2 / 2),
 * variance = mean^2 (exp(sigma^2) - 1), where z = 1.2815515655446004 is the normal's 90th percentile. */
static spread lognormal(double p50, double p90)
{
    double sigma = log(p90 / p50) / 1.2815515655446004, mean = p50 * exp(sigma * sigma / 2);
    return (spread){ mean, mean * mean * (exp(sigma * sigma) - 1) };
}

/* The same shape around a published mean. */
static spread around(double mean, double p50, double p90)
{
    spread s = lognormal(p50, p90);
    return (spread){ mean, s.variance * mean * mean / (s.mean * s.mean) };
}

/* A box pays its hire by the hour, and the forwarder a tenth of everything. */
static double boxed(double usd, double hours)
{
    return 1.1 * (usd + hours);
}

typedef struct form_case {
    const char *name;
    kr_arc_kind kind;
    const char *id, *country;
    uint32_t layer;
    int has_waited;
    double hours, variance, usd, kg;
} form_case;

static void check_case(const priced *p, const form_case *c)
{
    uint32_t a = find_arc(p, c->kind, c->id, c->country, c->layer, c->has_waited);
    const double got[] = { p->cost.hours[a], p->cost.variance_h2[a], p->cost.usd[a], p->cost.kgco2[a] };
    const double expected[] = { c->hours, c->variance, c->usd, c->kg };
    static const char *const what[] = { "hours", "variance", "USD", "kg" };
    for (int i = 0; i < 4; i++)
        if (!(fabs(got[i] - expected[i]) <= 1e-12 * (1 + fabs(expected[i]))))
            fail_msg("%s: %.15g %s, expected %.15g (blocked %d)", c->name, got[i], what[i], expected[i], p->cost.blocked[a]);
}

enum { ROAD = KR_LAYER_ROAD, WIDE = KR_LAYER_RAIL1520, NORMAL = KR_LAYER_RAIL1435, BOX_SHIP = KR_LAYER_SEA_CONTAINER, FERRY = KR_LAYER_SEA_RORO,
       PIPE = KR_LAYER_PIPELINE };

static void a_box_costs_what_its_closed_form_says(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    price(&p, &(kr_shipment){ .cargo = "machinery", .date = DAY });
    check_near(p.consignment.tonnes, 20, 0);
    spread up = lognormal(10, 20), out = around(2, 1, 4), in = around(3, 2, 6), sea = lognormal(12, 18), shore = lognormal(20, 40);
    spread east = around(10, 8, 20), west = around(6, 5, 10), road_west = around(4, 3, 8), roro = lognormal(10, 15);
    const form_case cases[] = {
        /* km / 40 km/h; variance 4 h a mean hour; 20 g x 20 t x km */
        { "rail, a country's own tariff", KR_ARC_RIDE, "r_am", "AA", WIDE, 0, 3, 12, boxed(0.5 * 120, 3), 48 },
        { "rail, everybody's tariff", KR_ARC_RIDE, "r_pb", "BB", WIDE, 0, 3.25, 13, boxed(0.8 * 130, 3.25), 52 },
        { "rail on the other gauge", KR_ARC_RIDE, "r_bg", "BB", NORMAL, 0, 3.125, 12.5, boxed(0.8 * 125, 3.125), 50 },
        /* km / 60 km/h, 9 hours of 24 at the wheel; variance 2 h a mean hour; 100 g x 20 t x km */
        { "road up to a border", KR_ARC_RIDE, "h_ab", "AA", ROAD, 0, 170 / 22.5, 340 / 22.5, boxed(170, 170 / 22.5), 340 },
        { "road in a currency", KR_ARC_RIDE, "h_ab", "BB", ROAD, 0, 170 / 22.5, 340 / 22.5, boxed(600 * 0.002 * 170, 170 / 22.5), 340 },
        { "road with given hours", KR_ARC_RIDE, "h_dk", "CC", ROAD, 0, 4, 8, boxed(128, 4), 256 },
        { "road with its own speed", KR_ARC_RIDE, "h_ma", "AA", ROAD, 0, 2 / 0.375, 4 / 0.375, boxed(118, 2 / 0.375), 236 },
        { "a short haul without rest", KR_ARC_RIDE, "h_at", "AA", ROAD, 0, 160 / 60., 320 / 60., boxed(160, 160 / 60.), 320 },
        /* entering BB costs a box 50 on rails */
        { "rail border", KR_ARC_BORDER, "b_rail", "AA", WIDE, 0, 10, east.variance, boxed(100 + 50, 10), 0 },
        { "rail border back, planned trains", KR_ARC_BORDER, "b_rail", "BB", WIDE, 0, 6, west.variance, boxed(80, 6), 0 },
        /* no percentiles: a standard deviation as large as the mean. 4 of 10 hours are waiting at 5; bridge 20; permit 75 */
        { "road border", KR_ARC_BORDER, "b_road", "AA", ROAD, 0, 10, 100, boxed(40 + 4 * 5 + 20 + 75, 10), 0 },
        { "road border back: the bridge is free", KR_ARC_BORDER, "b_road", "BB", ROAD, 0, 4, road_west.variance, boxed(40, 4), 0 },
        /* a crane a TEU: 5 kg */
        { "onto rails", KR_ARC_TRANSFER, "alpha_up", "AA", ROAD, 0, up.mean, up.variance, boxed(90, up.mean), 10 },
        { "off a ship onto rails, into BB", KR_ARC_TRANSFER, "gamma_shore", "BB", BOX_SHIP, 0, lognormal(24, 48).mean, lognormal(24, 48).variance,
          boxed(100 + 50, lognormal(24, 48).mean), 10 },
        { "off a ship onto rails, into CC", KR_ARC_TRANSFER, "delta_shore", "CC", BOX_SHIP, 0, shore.mean, shore.variance, boxed(100, shore.mean), 10 },
        { "change of gauge, no spread, no entry", KR_ARC_TRANSFER, "gamma_gauge_block", "BB", WIDE, 0, 6, 0, boxed(60, 6), 10 },
        { "onto a ferry, waiting paid", KR_ARC_TRANSFER, "gamma_roro", "BB", ROAD, 0, roro.mean, roro.variance,
          boxed(70 + 5 * (roro.mean - 6), roro.mean), 10 },
        /* half the headway of 48 h, uniformly spread; the papers of the port */
        { "wait for a ship", KR_ARC_BOARD, "box_gd", "BB", BOX_SHIP, 0, 24 + 2, 48 * 48 / 12. + out.variance, boxed(30, 26), 0 },
        { "headway from sailings a week", KR_ARC_BOARD, "roro_gd", "BB", FERRY, 0, 24 + 2, 48 * 48 / 12. + out.variance, boxed(30, 26), 0 },
        { "waited in the terminal", KR_ARC_BOARD, "roro_gd", "BB", FERRY, 1, 2, out.variance, boxed(30, 2), 0 },
        { "sail", KR_ARC_SAIL, "box_gd", "BB", BOX_SHIP, 0, sea.mean, sea.variance, boxed(800, sea.mean), 72 },
        { "sail by ferry without spread", KR_ARC_SAIL, "roro_gd", "BB", FERRY, 0, 10, 0, boxed(700, 10), 240 },
        { "papers on arrival", KR_ARC_ALIGHT, "box_gd", "CC", BOX_SHIP, 0, 3, in.variance, boxed(35, 3), 0 },
        { "loading: papers of the consignment", KR_ARC_LOAD, "alpha", "AA", ROAD, 0, 0, 0, boxed(60, 0), 0 },
        { "delivery", KR_ARC_UNLOAD, "beta", "BB", ROAD, 0, 0, 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&p, &cases[i]);
    kr_job_end(&p.job);
}

static void small_boxes_have_their_own_prices(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    price(&p, &(kr_shipment){ .cargo = "machinery", .teu = 3, .service_class = KR_CLASS_SINGLE, .date = DAY });
    assert_true(p.consignment.feu == 1 && p.consignment.teu == 1 && p.consignment.tonnes == 30 && p.consignment.trucks == 2);
    spread up = lognormal(10, 20), west = around(12, 10, 24), sea = lognormal(12, 18), gauge = lognormal(12, 24);
    const form_case cases[] = {
        /* 20 km/h wagon by wagon; hire 1 and 0.5 an hour */
        { "rail", KR_ARC_RIDE, "r_am", "AA", WIDE, 0, 6, 24, 1.1 * (0.5 * 120 + 0.4 * 120 + 1.5 * 6), 72 },
        { "rail border, wagon by wagon", KR_ARC_BORDER, "b_rail", "BB", WIDE, 0, 12, west.variance, 1.1 * (90 * 2 + 1.5 * 12), 0 },
        { "entry of two boxes", KR_ARC_BORDER, "b_rail", "AA", WIDE, 0, 10, around(10, 8, 20).variance, 1.1 * (100 * 2 + 50 + 30 + 1.5 * 10), 0 },
        { "onto rails", KR_ARC_TRANSFER, "alpha_up", "AA", ROAD, 0, up.mean, up.variance, 1.1 * (90 + 50 + 1.5 * up.mean), 15 },
        { "change of gauge, wagon by wagon", KR_ARC_TRANSFER, "gamma_gauge_block", "BB", WIDE, 0, gauge.mean, gauge.variance,
          1.1 * (60 + 40 + 1.5 * gauge.mean), 15 },
        { "sail", KR_ARC_SAIL, "box_gd", "BB", BOX_SHIP, 0, sea.mean, sea.variance, 1.1 * (800 + 500 + 1.5 * sea.mean), 108 },
        { "road on two trucks", KR_ARC_RIDE, "h_dk", "CC", ROAD, 0, 4, 8, 1.1 * (256 + 6), 384 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&p, &cases[i]);
    kr_job_end(&p.job);
}

/* Trucks pay no hire and no forwarder. */
static void trucks_pay_by_the_truck(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    price(&p, &(kr_shipment){ .cargo = "machinery", .trucks = 2, .date = DAY });
    check_near(p.consignment.tonnes, 40, 0);
    spread out = around(2, 1, 4), roro = lognormal(10, 15), ramp = lognormal(2, 3);
    const form_case cases[] = {
        { "road", KR_ARC_RIDE, "h_ab", "AA", ROAD, 0, 170 / 22.5, 340 / 22.5, 340, 680 },
        { "road border", KR_ARC_BORDER, "b_road", "AA", ROAD, 0, 10, 100, 2 * (40 + 20 + 20 + 75), 0 },
        { "onto the ferry", KR_ARC_TRANSFER, "gamma_roro", "BB", ROAD, 0, roro.mean, roro.variance, 2 * (70 + 5 * (roro.mean - 6)), 0 },
        { "boarding", KR_ARC_BOARD, "roro_gd", "BB", FERRY, 1, 2, out.variance, 60, 0 },
        { "sail", KR_ARC_SAIL, "roro_gd", "BB", FERRY, 0, 10, 0, 1400, 480 },
        { "off the ferry, from abroad into BB", KR_ARC_TRANSFER, "gamma_ramp", "BB", FERRY, 0, ramp.mean, ramp.variance, 2 * (70 + 75), 0 },
        { "loading", KR_ARC_LOAD, "alpha", "AA", ROAD, 0, 0, 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&p, &cases[i]);
    kr_job_end(&p.job);
}

static void loose_goods_pay_by_weight_and_wagon(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    price(&p, &(kr_shipment){ .cargo = "grain", .tonnes = 1000, .date = DAY });
    assert_true(p.consignment.form == KR_LOOSE && p.consignment.wagons == 17 && p.consignment.trucks == 40);
    spread up = lognormal(10, 20), gauge = lognormal(12, 24);
    const form_case cases[] = {
        { "rail, wagon by wagon", KR_ARC_RIDE, "r_am", "AA", WIDE, 0, 6, 24, 0.03 * 1000 * 120, 2400 },
        { "rail border by wagons", KR_ARC_BORDER, "b_rail", "AA", WIDE, 0, 10, around(10, 8, 20).variance, 100 * 17, 0 },
        { "road by trucks", KR_ARC_RIDE, "h_dk", "CC", ROAD, 0, 4, 8, 128 * 40, 12800 },
        { "onto rails by weight", KR_ARC_TRANSFER, "alpha_up", "AA", ROAD, 0, up.mean, up.variance, 4000, 0 },
        { "change of gauge by wagons", KR_ARC_TRANSFER, "gamma_gauge_block", "BB", WIDE, 0, gauge.mean, gauge.variance, 200 * 17, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&p, &cases[i]);
    price(&p, &(kr_shipment){ .cargo = "oil", .tonnes = 1000, .date = DAY });
    const form_case pipe = { "a pipeline from end to end", KR_ARC_RIDE, "p_ab", "AA", PIPE, 0, 70, 280, 3000, 700 };
    check_case(&p, &pipe);
    kr_job_end(&p.job);
}

/* A port that is closed a share s of the time, and then for a mean of m hours without memory: the mean is s m, the
 * variance E[x^2] - E[x]^2 = s 2 m^2 - s^2 m^2. In other months, in other ports and in the air there is none. */
static void weather_closes_its_ports_in_its_months(void **state)
{
    (void)state;
    struct temp_folder folder;
    priced p;
    spread out = around(2, 1, 4), out_cc = around(1, 0.5, 2);
    temp_folder_open(&folder);
    small_world_put(&folder);
    temp_folder_put(&folder, "state.csv", "state_id,kind,nodes,months,share,extra_hours,hours_factor,source_id,method\n"
                                          "storm,weather,gamma,6;7,0.25,20,,own,estimate\ncalm,weather,gamma,8,0.5,10,,own,estimate\n");
    kr_job_init(&p.job, 1 << 27);
    check_ok(&p.job, kr_world_read(&p.job, folder.path, NULL, &p.world));
    check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
    const struct { uint32_t date; double mean, variance; } months[] = {
        { 20260601, 5, 0.25 * 800 - 25 }, { 20260801, 5, 0.5 * 200 - 25 }, { 20260901, 0, 0 },
    };
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        price(&p, &(kr_shipment){ .date = months[i].date });
        double wait = 24 + 2 + months[i].mean;
        const form_case here = { "in the port", KR_ARC_BOARD, "box_gd", "BB", BOX_SHIP, 0, wait, 192 + out.variance + months[i].variance,
                                 boxed(30, wait), 0 };
        const form_case there = { "in another", KR_ARC_BOARD, "box_dg", "CC", BOX_SHIP, 0, 25, 192 + out_cc.variance, boxed(15, 25), 0 };
        check_case(&p, &here);
        check_case(&p, &there);
    }
    check_bills(&p);
    kr_job_end(&p.job);
    temp_folder_close(&folder);
}

/* ---- what is blocked, and why ---- */

static void what_blocks_an_arc_is_said(void **state)
{
    (void)state;
    static const struct { const char *name; kr_shipment shipment; kr_arc_kind kind; const char *id, *country; uint32_t layer; kr_blocked why; } cases[] = {
        { "a closed link", { .date = DAY }, KR_ARC_RIDE, "h_ki", "CC", ROAD, KR_BLOCKED_CLOSED },
        { "a closed border", { .date = DAY }, KR_ARC_BORDER, "b_tt", "AA", ROAD, KR_BLOCKED_CLOSED },
        { "a closed terminal", { .date = DAY }, KR_ARC_TRANSFER, "beta_up", "BB", ROAD, KR_BLOCKED_CLOSED },
        { "a service of the past", { .date = DAY }, KR_ARC_BOARD, "box_old", "BB", BOX_SHIP, KR_BLOCKED_DATE },
        { "on its last day", { .date = 20190630 }, KR_ARC_BOARD, "box_old", "BB", BOX_SHIP, KR_PASSABLE },
        { "the day after", { .date = 20190701 }, KR_ARC_BOARD, "box_old", "BB", BOX_SHIP, KR_BLOCKED_DATE },
        { "a service of the future", { .date = 20241231 }, KR_ARC_SAIL, "roro_gd", "BB", FERRY, KR_BLOCKED_DATE },
        { "the last day of a year", { .date = 20271231 }, KR_ARC_SAIL, "roro_gd", "BB", FERRY, KR_PASSABLE },
        { "trucks on rails", { .trucks = 1, .date = DAY }, KR_ARC_RIDE, "r_am", "AA", WIDE, KR_BLOCKED_CARGO },
        { "boxes in a pipeline", { .date = DAY }, KR_ARC_RIDE, "p_ab", "AA", PIPE, KR_BLOCKED_CARGO },
        { "oil on a road", { .cargo = "oil", .date = DAY }, KR_ARC_RIDE, "h_ab", "AA", ROAD, KR_BLOCKED_CARGO },
        { "a siding where a road leads", { .date = DAY }, KR_ARC_LOAD, "alpha", "AA", WIDE, KR_BLOCKED_CARGO },
        { "a siding where none does", { .date = DAY }, KR_ARC_LOAD, "post", "AA", WIDE, KR_PASSABLE },
        { "a siding when the road is not asked for", { .layers = 1u << WIDE, .date = DAY }, KR_ARC_LOAD, "alpha", "AA", WIDE, KR_PASSABLE },
        { "modes not asked for", { .layers = 1u << WIDE, .date = DAY }, KR_ARC_RIDE, "h_ab", "AA", ROAD, KR_BLOCKED_CARGO },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        priced p;
        open_small(&p);
        price(&p, &cases[i].shipment);
        uint32_t a = find_arc(&p, cases[i].kind, cases[i].id, cases[i].country, cases[i].layer, 0);
        if (p.cost.blocked[a] != cases[i].why)
            fail_msg("%s: blocked %d", cases[i].name, p.cost.blocked[a]);
        assert_int_equal(p.cost.hours[a] < INFINITY, cases[i].why == KR_PASSABLE);
        kr_job_end(&p.job);
    }
}

/* ---- which tariff ---- */

typedef struct tariff_case {
    const char *name;
    uint32_t date;
    const char *link, *country;
    uint32_t layer;
    const char *tariff;
    int is_out_of_date;
} tariff_case;

static const kr_cost_item *item_of(const priced *p, uint32_t arc, kr_table_id table, const char *not_row, kr_job *job)
{
    const kr_cost_item *items;
    size_t count;
    check_ok(job, kr_cost_explain(job, &p->network, &p->consignment, arc, &items, &count));
    for (size_t i = 0; i < count; i++)
        if (items[i].table == table && strncmp(kr_world_text(&p->world, p->world.tariff.id[items[i].row]), not_row, strlen(not_row)) != 0)
            return &items[i];
    return NULL;
}

static void the_tariff_of_the_day_is_taken(void **state)
{
    (void)state;
    static const tariff_case cases[] = {
        { "today's", DAY, "r_am", "AA", WIDE, "rail40_aa", 0 },
        { "first day", 20240101, "r_am", "AA", WIDE, "rail40_aa", 0 },
        { "an old one in its time", 20110615, "r_am", "AA", WIDE, "rail40_aa_old", 0 },
        { "last day of an old one", 20121231, "r_am", "AA", WIDE, "rail40_aa_old", 0 },
        { "between two: the nearer end before", 20130101, "r_am", "AA", WIDE, "rail40_aa_old", 1 },
        { "between two: the nearer end behind", 20230601, "r_am", "AA", WIDE, "rail40_aa", 1 },
        { "before all", 20000101, "r_am", "AA", WIDE, "rail40_aa_old", 1 },
        { "market before estimate, though older", DAY, "r_pb", "BB", WIDE, "rail40", 0 },
        { "a country's own before everybody's", DAY, "h_ab", "BB", ROAD, "truck_bb", 0 },
        { "valid before own", 20270101, "h_ab", "BB", ROAD, "truck", 0 },
        { "everybody's", DAY, "h_ab", "AA", ROAD, "truck", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        priced p;
        open_small(&p);
        price(&p, &(kr_shipment){ .date = cases[i].date });
        uint32_t a = find_arc(&p, KR_ARC_RIDE, cases[i].link, cases[i].country, cases[i].layer, 0);
        const kr_cost_item *item = item_of(&p, a, KR_TARIFF, "hire", &p.job);
        const char *id = item ? kr_world_text(&p.world, p.world.tariff.id[item->row]) : "none";
        if (strcmp(id, cases[i].tariff) != 0 || item->is_out_of_date != cases[i].is_out_of_date)
            fail_msg("%s: %s, out of date %d", cases[i].name, id, item ? item->is_out_of_date : 0);
        kr_job_end(&p.job);
    }
}

/* A price that may not be passed is none: where there is nothing else, the way has no price. One without the wagon is the last resort. */
static void a_ceiling_is_no_price(void **state)
{
    (void)state;
    struct temp_folder folder;
    priced p;
    temp_folder_open(&folder);
    small_world_put(&folder);
    temp_folder_put(&folder, "tariff.csv",
                    "tariff_id,country,mode,cargo_class,unit,value,currency,direction,basis,valid_from,source_id,method\n"
                    "top,AA,rail,container40,per_feu_km,0.01,USD,both,ceiling,2024-01,list,reported\n"
                    "odd,BB,rail,container40,per_feu_km,0.01,USD,both,special,2024-01,list,reported\n");
    kr_job_init(&p.job, 1 << 27);
    check_ok(&p.job, kr_world_read(&p.job, folder.path, NULL, &p.world));
    check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
    price(&p, &(kr_shipment){ .date = DAY });
    assert_int_equal(p.cost.blocked[find_arc(&p, KR_ARC_RIDE, "r_am", "AA", WIDE, 0)], KR_BLOCKED_PRICE);
    assert_int_equal(p.cost.blocked[find_arc(&p, KR_ARC_RIDE, "r_bg", "BB", WIDE, 0)], KR_PASSABLE);
    kr_job_end(&p.job);
    temp_folder_close(&folder);
}

/* ---- the bill ---- */

/* The items of every arc add up to its cost, to the last bit: they were added in the same order. */
static void check_bills(priced *p)
{
    for (uint32_t a = 0; a < p->network.graph.arcs; a++) {
        kr_cost_item sum = { 0 };
        const kr_cost_item *items;
        size_t count;
        if (p->cost.blocked[a])
            continue;
        check_ok(&p->job, kr_cost_explain(&p->job, &p->network, &p->consignment, a, &items, &count));
        for (size_t i = 0; i < count; i++) {
            sum.hours += items[i].hours;
            sum.variance_h2 += items[i].variance_h2;
            sum.usd += items[i].usd;
            sum.kgco2 += items[i].kgco2;
            assert_true(items[i].hours >= 0 && items[i].usd >= 0 && items[i].kgco2 >= 0 && items[i].variance_h2 >= 0);
        }
        assert_true(sum.hours == p->cost.hours[a] && sum.variance_h2 == p->cost.variance_h2[a]);
        assert_true(sum.usd == p->cost.usd[a] && sum.kgco2 == p->cost.kgco2[a]);
        if (p->network.kind[a] == KR_ARC_RIDE)
            assert_true(p->cost.hours[a] > 0 && p->cost.usd[a] > 0 && p->cost.kgco2[a] > 0);
    }
}

static const kr_shipment shipments[] = {
    { .cargo = "machinery", .date = DAY }, { .cargo = "machinery", .teu = 7, .service_class = KR_CLASS_SINGLE, .date = DAY },
    { .cargo = "machinery", .trucks = 3, .date = DAY }, { .cargo = "grain", .tonnes = 2500, .date = DAY },
};

static void bills_add_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shipments / sizeof *shipments; i++) {
        priced p;
        open_small(&p);
        price(&p, &shipments[i]);
        check_bills(&p);
        kr_job_end(&p.job);
    }
}

static void bills_of_the_region_add_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shipments / sizeof *shipments; i++) {
        priced p;
        kr_job_init(&p.job, (size_t)1 << 29);
        region_read(&p.job, &p.world);
        check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
        price(&p, &shipments[i]);
        check_bills(&p);
        kr_job_end(&p.job);
    }
}

/* ---- never free ---- */

static const struct { const char *name, *file, *text, *says; } planted[] = {
    { "no price of wagons", "tariff.csv",
      "tariff_id,country,mode,cargo_class,unit,value,currency,direction,basis,valid_from,source_id,method\n"
      "a,*,rail,container40,per_feu_km,0.5,USD,both,market,2024-01,list,reported\n"
      "b,*,rail,container20,per_teu_km,0.5,USD,both,market,2024-01,list,reported\n"
      "c,*,road,truck,per_truck_km,1,USD,both,market,2024-01,list,reported\n",
      "link \"r_am\" (AA, rail1520) may carry Grain loose, and there is no price for it" },
    { "no price of trucks", "tariff.csv",
      "tariff_id,country,mode,cargo_class,unit,value,currency,direction,basis,valid_from,source_id,method\n"
      "a,*,rail,container40,per_feu_km,0.5,USD,both,market,2024-01,list,reported\n",
      "link \"h_ab\" (AA, road) may carry Machinery in containers, and there is no price" },
    { "no speed of trains", "speed.csv", "mode,country,speed_kmh,km_per_day,year,source_id,method\nroad,*,60,,2024,book,reported\n",
      "link \"r_am\" (AA, rail1520) may carry Machinery in containers, and there is no time" },
    { "a speed that only says how far in a day", "speed.csv",
      "mode,country,speed_kmh,km_per_day,year,source_id,method\nroad,*,60,,2024,book,reported\nrail_block,*,40,,2020,book,reported\n"
      "rail_single,*,20,,2020,book,reported\nrail_block,*,,500,2024,book,reported\npipeline,*,5,,2024,book,reported\n", NULL },
    { "no hours at a border", "border_hours.csv",
      "border_id,service_class,direction,hours_mean,usd,source_id,method\nb_rail,any,AA>BB,10,100,book,reported\n"
      "b_road,any,AA>BB,10,1,book,reported\nb_road,any,BB>AA,10,1,book,reported\n"
      "port_bb,any,both,2,1,book,reported\nport_cc,any,both,2,1,book,reported\n",
      "border \"b_rail\" (AA, rail1520) may carry Machinery in containers, and there is no time" },
};

static void a_way_without_a_price_or_a_time_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
        struct temp_folder folder;
        priced p;
        kr_problems problems = { 0 };
        temp_folder_open(&folder);
        small_world_put(&folder);
        temp_folder_put(&folder, planted[i].file, planted[i].text);
        kr_job_init(&p.job, 1 << 27);
        check_ok(&p.job, kr_world_read(&p.job, folder.path, NULL, &p.world));
        check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
        check_ok(&p.job, kr_cost_check(&p.job, &p.network, DAY, &problems));
        size_t k = 0;
        while (planted[i].says && k < problems.kept && !strstr(problems.list[k].message, planted[i].says))
            k++;
        if (planted[i].says && k == problems.kept)
            fail_msg("%s: nobody says so; first of %zu: %s", planted[i].name, problems.errors, problems.kept ? problems.list[0].message : "");
        if (!planted[i].says && problems.errors)
            fail_msg("%s: %s", planted[i].name, problems.list[0].message);
        kr_job_end(&p.job);
        temp_folder_close(&folder);
    }
}

static void the_small_world_and_the_region_are_priced_throughout(void **state)
{
    (void)state;
    static const uint32_t days[] = { DAY, 20261201, 20270301 };
    for (size_t i = 0; i < 1 + sizeof days / sizeof *days; i++) {
        priced p;
        kr_problems problems = { 0 };
        kr_job_init(&p.job, (size_t)1 << 29);
        if (i)
            region_read(&p.job, &p.world);
        else
            small_world_read(&p.job, &p.world);
        check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
        check_ok(&p.job, kr_cost_check(&p.job, &p.network, i ? days[i - 1] : DAY, &problems));
        if (problems.errors)
            fail_msg("%zu errors: %s", problems.errors, problems.list[0].message);
        kr_job_end(&p.job);
    }
}

static void a_world_without_tariffs_has_no_prices_and_no_complaint(void **state)
{
    (void)state;
    struct temp_folder folder;
    priced p;
    kr_problems problems = { 0 };
    temp_folder_open(&folder);
    temp_folder_put(&folder, "node.csv", "node_id,x_coord,y_coord\nA,1,2\nB,1,3\n");
    temp_folder_put(&folder, "link.csv", "link_id,from_node_id,to_node_id,directed,length,free_speed\n1,A,B,0,120,60\n");
    kr_job_init(&p.job, 1 << 24);
    check_ok(&p.job, kr_world_read(&p.job, folder.path, NULL, &p.world));
    check_ok(&p.job, kr_network_freeze(&p.job, &p.world, &p.network));
    check_ok(&p.job, kr_cost_check(&p.job, &p.network, DAY, &problems));
    assert_int_equal(problems.errors, 0);
    price(&p, &(kr_shipment){ .date = DAY });
    assert_int_equal(p.cost.has_prices + p.cost.has_emissions, 0);
    uint32_t a = find_arc(&p, KR_ARC_RIDE, "1", "", ROAD, 0);
    check_near(p.cost.hours[a], 2, 1e-12);
    kr_job_end(&p.job);
    temp_folder_close(&folder);
}

/* ---- the consignment ---- */

static const struct { const char *name; kr_shipment shipment; kr_form form; double feu, teu, trucks, wagons, tonnes; } amounts[] = {
    { "the default", { 0 }, KR_BOXES, 1, 0, 1, 1, 20 },
    { "one 20-foot box", { .teu = 1 }, KR_BOXES, 0, 1, 1, 1, 10 },
    { "five TEU", { .teu = 5 }, KR_BOXES, 2, 1, 3, 3, 50 },
    { "tonnes fill boxes", { .tonnes = 41 }, KR_BOXES, 3, 0, 3, 3, 41 },
    { "trucks", { .trucks = 2 }, KR_TRUCKS, 0, 0, 2, INFINITY, 40 },
    { "a wagon of grain", { .cargo = "grain" }, KR_LOOSE, 0, 0, 3, 1, 60 },
    { "grain by HS code", { .cargo = "1001", .tonnes = 61 }, KR_LOOSE, 0, 0, 3, 2, 61 },
    { "grain by name", { .cargo = "Grain", .trucks = 2 }, KR_TRUCKS, 0, 0, 2, 1, 50 },
};

static void amounts_become_boxes_trucks_and_wagons(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        kr_consignment c;
        if (kr_consignment_make(&p.job, &p.world, &amounts[i].shipment, &c) != KR_OK)
            fail_msg("%s: %s", amounts[i].name, p.job.message);
        if (c.form != amounts[i].form || c.feu != amounts[i].feu || c.teu != amounts[i].teu || c.trucks != amounts[i].trucks
            || c.wagons != amounts[i].wagons || c.tonnes != amounts[i].tonnes)
            fail_msg("%s: %g %g %g %g %g", amounts[i].name, c.feu, c.teu, c.trucks, c.wagons, c.tonnes);
    }
    kr_job_end(&p.job);
}

static const struct { const char *name; kr_shipment shipment; const char *says; } impossible[] = {
    { "two amounts", { .teu = 1, .tonnes = 5 }, "give one of them" },
    { "an unknown cargo", { .cargo = "machinary" }, "did you mean \"machinery\"?" },
    { "boxes of oil", { .cargo = "oil", .teu = 2 }, "does not travel in containers" },
    { "trucks of oil", { .cargo = "oil", .trucks = 2 }, "does not travel on trucks" },
    { "oil by road", { .cargo = "oil", .layers = 1u << ROAD }, "cannot use any of the modes asked for" },
    { "no such HS chapter", { .cargo = "99" }, "is not known" },
    { "part of a box", { .teu = 1.5 }, "whole" },
    { "part of a truck", { .trucks = 0.5 }, "whole" },
};

static void what_cannot_travel_is_told(void **state)
{
    (void)state;
    priced p;
    open_small(&p);
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        kr_consignment c;
        if (kr_consignment_make(&p.job, &p.world, &impossible[i].shipment, &c) != KR_E_USAGE)
            fail_msg("%s passes", impossible[i].name);
        check_says(&p.job, impossible[i].says);
    }
    kr_job_end(&p.job);
}

/* ---- memory ---- */

static kr_status price_and_explain(kr_job *job, void *with)
{
    priced p;
    const kr_cost_item *items;
    size_t count;
    kr_problems problems = { 0 };
    KR_TRY(kr_world_read(job, ((struct temp_folder *)with)->path, NULL, &p.world));
    KR_TRY(kr_network_freeze(job, &p.world, &p.network));
    KR_TRY(kr_consignment_make(job, &p.world, &(kr_shipment){ .date = DAY }, &p.consignment));
    KR_TRY(kr_cost_make(job, &p.network, &p.consignment, &p.cost));
    KR_TRY(kr_cost_explain(job, &p.network, &p.consignment, 0, &items, &count));
    return kr_cost_check(job, &p.network, DAY, &problems);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    small_world_put(&folder);
    every_allocation_may_fail(price_and_explain, &folder);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_costs_what_its_closed_form_says), cmocka_unit_test(small_boxes_have_their_own_prices),
        cmocka_unit_test(trucks_pay_by_the_truck), cmocka_unit_test(loose_goods_pay_by_weight_and_wagon),
        cmocka_unit_test(weather_closes_its_ports_in_its_months),
        cmocka_unit_test(what_blocks_an_arc_is_said), cmocka_unit_test(the_tariff_of_the_day_is_taken), cmocka_unit_test(a_ceiling_is_no_price),
        cmocka_unit_test(bills_add_up), cmocka_unit_test(bills_of_the_region_add_up), cmocka_unit_test(a_way_without_a_price_or_a_time_is_found),
        cmocka_unit_test(the_small_world_and_the_region_are_priced_throughout),
        cmocka_unit_test(a_world_without_tariffs_has_no_prices_and_no_complaint), cmocka_unit_test(amounts_become_boxes_trucks_and_wagons),
        cmocka_unit_test(what_cannot_travel_is_told), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
