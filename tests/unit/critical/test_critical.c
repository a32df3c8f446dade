/* test_critical.c: closures cost what they must, the worst sets are the worst, and chance costs what sums by hand say. */
#include "closing_world.h"
#include "region.h"

#include "critical/shippers.h"

#define VOT_USD_T_H (2400 * 0.01 / 24)      /* of the box of these worlds */
#define USD_T_KM (0.8 / 20)

/* ---- a line: a - b - c - d, each place in a country of its own ---- */

static const struct closing_link line_links[] = { { 0, 1, 300 }, { 1, 2, 300 }, { 2, 3, 300 }, { 3, 4, 700 } };
static const struct closing_demand line_demands[] = { { 0, 3, 1000 }, { 1, 2, 500 } };
static const struct closing_plan line = { 5, 4, 2, "ABCDE", line_links, line_demands, NULL };

/* USD a tonne, time at its mean value included, of so many km and crossings: mean of half, once, once and twice the value. */
static double cost_of(double km, int crossings)
{
    return USD_T_KM * km + 1.125 * VOT_USD_T_H * (km / 40 + 10 * crossings);
}

/*
 * Closed form: with one way that costs c, staying costs 4 c and the noise is 8 / c, so a tonne expects c - c / 8 x ln(1 + e^-24), and 4 c when the
 * way is closed.
 */
static double stranding(double t_yr, double cost)
{
    return t_yr * cost * (3 + log1p(exp(-24)) / 8);
}

static void a_bridge_strands_what_passes_it(void **state)
{
    static const struct { const char *link; double stranded_t; double long_haul, short_haul; } cases[] = {
        { "ab_0", 1000, 1, 0 }, { "bc_1", 1500, 1, 1 }, { "cd_2", 1000, 1, 0 }, { "de_3", 0, 0, 0 },
    };
    struct closing_world w;
    kr_critical *c;
    const kr_loss *loss;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &line);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    check_ok(&w.job, kr_critical_scan(&w.job, c, &loss));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const kr_loss *l = &loss[closing_element(c, KR_ELEMENT_LINK, cases[i].link)];
        double expected = cases[i].long_haul * stranding(1000, cost_of(900, 3)) + cases[i].short_haul * stranding(500, cost_of(300, 1));
        check_near(l->stranded_t, cases[i].stranded_t, 0);
        check_near(l->cost_usd_yr, expected, 0.02 + 1e-9 * expected);
    }
    closing_close(&w);
}

/* Property: half of a pair's loss is borne at each end, and nothing by those between. */
static void both_ends_bear_the_loss(void **state)
{
    struct closing_world w;
    kr_critical *c;
    kr_loss loss;
    const char *const *country;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &line);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    assert_int_equal(kr_critical_countries(c, &country), 4);
    uint32_t e = closing_element(c, KR_ELEMENT_BORDER, "border_1");
    check_ok(&w.job, kr_critical_close(&w.job, c, &e, 1, &loss));
    assert_string_equal(country[0], "AA");
    check_near(loss.by_country_usd_yr[0], stranding(1000, cost_of(900, 3)) / 2, 0.02);
    check_near(loss.by_country_usd_yr[1], stranding(500, cost_of(300, 1)) / 2, 0.02);
    check_near(loss.by_country_usd_yr[2], loss.by_country_usd_yr[1], 0.011);
    check_near(loss.by_country_usd_yr[3], loss.by_country_usd_yr[0], 0.011);
    closing_close(&w);
}

/* ---- a diamond: a - d by b or by c, the same; b - c is of no use ---- */

static const struct closing_link diamond_links[] = { { 0, 1, 200 }, { 0, 2, 200 }, { 1, 3, 200 }, { 2, 3, 200 }, { 1, 2, 900 } };
static const struct closing_demand diamond_demands[] = { { 0, 3, 1000 }, { 3, 0, 1000 } };
static const struct closing_plan diamond = { 4, 5, 2, "ABCD", diamond_links, diamond_demands, NULL };

static void what_is_alike_costs_alike(void **state)
{
    static const char *const sides[] = { "ab_0", "ac_1", "bd_2", "cd_3" };
    struct closing_world w;
    kr_critical *c;
    const kr_loss *loss;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &diamond);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    check_ok(&w.job, kr_critical_scan(&w.job, c, &loss));
    double first = loss[closing_element(c, KR_ELEMENT_LINK, sides[0])].cost_usd_yr;
    assert_true(first > 0);
    for (size_t i = 1; i < 4; i++)
        check_near(loss[closing_element(c, KR_ELEMENT_LINK, sides[i])].cost_usd_yr, first, 0.011 + 1e-9 * first);
    check_near(loss[closing_element(c, KR_ELEMENT_LINK, "bc_4")].cost_usd_yr, 0, 0);
    closing_close(&w);
}

/*
 * Closed form: two ways of the same cost that share nothing, in one nest with a dissimilarity of 0.6, are worth 0.6 ln 2 / (8 / c) a tonne less
 * than one; the home alternative adds next to nothing.
 */
static void the_second_of_two_ways_is_worth_its_variety(void **state)
{
    struct closing_world w;
    kr_critical *c;
    kr_loss loss;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &diamond);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    uint32_t e = closing_element(c, KR_ELEMENT_LINK, "ab_0");
    check_ok(&w.job, kr_critical_close(&w.job, c, &e, 1, &loss));
    check_near(loss.cost_usd_yr, 2000 * cost_of(400, 2) / 8 * 0.6 * log(2), 0.1);
    closing_close(&w);
}

static void ways_in_and_out_are_counted(void **state)
{
    struct closing_world w;
    kr_critical *c;
    const kr_loss *loss;
    const kr_reliance *r;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &diamond);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    check_ok(&w.job, kr_critical_scan(&w.job, c, &loss));
    check_ok(&w.job, kr_critical_reliance(&w.job, c, loss, &r));
    assert_string_equal(r[0].country, "AA");
    check_near(r[0].trade_t, 2000, 0.01);
    assert_int_equal(r[0].gateways, 2);
    check_near(r[0].gateway_hhi, 0.5, 1e-9);        /* half by each */
    check_near(r[0].gateway_share, 0.5, 1e-9);
    check_near(r[0].neighbour_hhi, 0.5, 1e-9);
    check_near(r[0].gateway_loss_usd_yr, loss[closing_element(c, KR_ELEMENT_BORDER, r[0].gateway)].by_country_usd_yr[0], 0);
    closing_close(&w);
}

static void partners_are_counted(void **state)
{
    /* A trades 30 with B, 10 with C and 60 with the rest; NaN and what stays at home count as nothing. */
    static const double value[] = { 500, 20, NAN, 60, 10, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 9 };
    kr_job job;
    const kr_partners *p;
    (void)state;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_partner_reliance(&job, 4, value, 3, &p));
    check_near(p[0].trade_usd, 100, 0);
    assert_int_equal(p[0].partner, 1);
    check_near(p[0].share, 0.3, 1e-15);
    check_near(p[0].hhi, 0.09 + 0.01, 1e-15);
    assert_int_equal(p[3].partner, 0);
    check_near(p[3].hhi, 1, 0);
    kr_job_end(&job);
}

/* ---- random worlds ---- */

#define RANDOM_PLACES 9
#define RANDOM_LINKS 15
#define RANDOM_DEMANDS 7

struct random_plan {
    struct closing_link link[RANDOM_LINKS];
    struct closing_demand demand[RANDOM_DEMANDS];
    struct closing_plan plan;
};

static unsigned dice(uint64_t *state, unsigned sides)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % sides;
}

/* A tree with some links more. */
static void make_random(struct random_plan *r, uint64_t seed)
{
    uint64_t state = seed * 977 + 11;
    for (unsigned i = 0; i < RANDOM_LINKS; i++) {
        unsigned to = i + 1 < RANDOM_PLACES ? i + 1 : 1 + dice(&state, RANDOM_PLACES - 1), from = dice(&state, to);
        r->link[i] = (struct closing_link){ from, to, 50 + dice(&state, 400) };
    }
    for (unsigned i = 0; i < RANDOM_DEMANDS; i++) {
        unsigned from = dice(&state, RANDOM_PLACES), to = (from + 1 + dice(&state, RANDOM_PLACES - 1)) % RANDOM_PLACES;
        r->demand[i] = (struct closing_demand){ from, to, 100 + dice(&state, 900) };
    }
    r->plan = (struct closing_plan){ RANDOM_PLACES, RANDOM_LINKS, RANDOM_DEMANDS, "ABCABCABC", r->link, r->demand, NULL };
}

/* ---- the definition, by the plainest code: logsums over the ways that are left, and a search in the network without what is closed ---- */

static int is_shut(const kr_element *e, const uint32_t *set, size_t count, uint32_t arc)
{
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < e[set[i]].arcs; k++)
            if (e[set[i]].arc[k] == arc)
                return 1;
    return 0;
}

static int goes_along(const kr_freight_way *way, uint32_t arc)
{
    for (uint32_t i = 0; i < way->arcs; i++)
        if (way->arc[i] == arc)
            return 1;
    return 0;
}

static int is_left(const kr_freight_way *way, const kr_element *e, const uint32_t *set, size_t count)
{
    for (uint32_t i = 0; i < way->arcs; i++)
        if (is_shut(e, set, count, way->arc[i]))
            return 0;
    return 1;
}

/* Link-nested logit, arc by arc (docs/method/freight.md). */
static double plain_logsum(const kr_critical *c, const kri_shipper *s, int taste, const kr_element *e, const uint32_t *set, size_t count)
{
    const kri_pair *pair = &c->plan->pair[s->number];
    double lambda = c->plan->options.nest, mu = lambda * c->plan->options.overlap;
    double theta = pair->theta[taste], sum = exp(-theta * pair->stay[taste]);
    for (int m = 0; m < KR_FREIGHT_NESTS; m++) {
        double of_nest = 0;
        for (uint32_t a = 0; a < c->network->graph.arcs; a++) {
            double of_arc = 0;
            for (uint32_t w = 0; w < s->ways; w++) {
                const kr_freight_way *way = &s->way[w];
                double cost = way->usd_t + kri_taste_factor[taste] * VOT_USD_T_H * way->hours;
                if ((int)way->nest == m && goes_along(way, a) && is_left(way, e, set, count))
                    of_arc += exp(-(theta * cost + lambda * log(way->km)) / mu);
            }
            of_nest += of_arc > 0 ? c->network->km[a] * pow(of_arc, mu / lambda) : 0;
        }
        sum += of_nest > 0 ? pow(of_nest, lambda) : 0;
    }
    return -log(sum) / theta;
}

static double plain_cheapest(kr_job *job, const kr_critical *c, const kri_shipper *s, int taste, const kr_element *e, const uint32_t *set, size_t count)
{
    const kr_graph *g = &c->network->graph;
    double *weight = kr_job_alloc(job, g->arcs, sizeof *weight);
    kr_path path;
    for (uint32_t a = 0; a < g->arcs; a++)
        weight[a] = is_shut(e, set, count, a) ? INFINITY : s->view[taste].weight[a];
    check_ok(job, kr_path_find(job, g, weight, &(kr_path_end){ s->from, 0 }, 1, &(kr_path_end){ s->to, 0 }, 1, &path));
    return path.cost;
}

static double plain_loss(const kr_critical *c, const uint32_t *set, size_t count)
{
    const kr_element *e;
    double sum = 0;
    kr_job job;
    kr_job_init(&job, (size_t)1 << 30);
    kr_critical_elements(c, &e);
    for (size_t i = 0; i < c->shippers; i++)
        for (int k = 0; k < KRI_TASTES; k++) {
            const kri_shipper *s = &c->shipper[i];
            double before = plain_logsum(c, s, k, e, NULL, 0);
            double after = fmin(plain_logsum(c, s, k, e, set, count), plain_cheapest(&job, c, s, k, e, set, count));
            sum += s->t_yr * kri_taste_share[k] * (after - before);
        }
    kr_job_end(&job);
    return sum;
}

/* Brute force: every set of one, two and three candidates by the plainest code; and the loss never falls when one more closes. */
static void the_worst_sets_are_the_worst(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct random_plan r;
        struct closing_world w;
        kr_critical *c;
        kr_worst pair, triple;
        kr_loss loss;
        double worst_pair = 0, worst_triple = 0;
        kr_freight_options o = closing_options();
        make_random(&r, seed);
        closing_open(&w, &r.plan);
        check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
        check_ok(&w.job, kr_critical_worst(&w.job, c, &pair, &triple));
        size_t n = c->candidates;
        assert_true(n > 5);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++) {
                uint32_t two[] = { c->candidate[i], c->candidate[j] };
                double of_two = plain_loss(c, two, 2);
                worst_pair = fmax(worst_pair, of_two);
                check_ok(&w.job, kr_critical_close(&w.job, c, two, 2, &loss));
                check_near(loss.cost_usd_yr, of_two, 0.1);
                assert_true(of_two >= plain_loss(c, two, 1) - 1e-6);
                for (size_t k = j + 1; k < n; k++) {
                    uint32_t three[] = { c->candidate[i], c->candidate[j], c->candidate[k] };
                    double of_three = plain_loss(c, three, 3);
                    worst_triple = fmax(worst_triple, of_three);
                    assert_true(of_three >= of_two - 1e-6);
                }
            }
        check_near(pair.loss.cost_usd_yr, worst_pair, 0.1);
        check_near(triple.loss.cost_usd_yr, worst_triple, 0.1);
        check_near(plain_loss(c, triple.element, 3), worst_triple, 0.1);
        closing_close(&w);
    }
}

/* Property: each element by itself is what the scan says, by the plainest code too; what no way touches costs nothing. */
static void a_scan_is_each_closure_by_itself(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 16; seed++) {
        struct random_plan r;
        struct closing_world w;
        kr_critical *c;
        const kr_loss *scan;
        const kr_element *e;
        kr_freight_options o = closing_options();
        make_random(&r, seed);
        closing_open(&w, &r.plan);
        check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
        check_ok(&w.job, kr_critical_scan(&w.job, c, &scan));
        size_t elements = kr_critical_elements(c, &e);
        assert_true(elements > RANDOM_LINKS);
        for (uint32_t i = 0; i < elements; i++) {
            double plain = plain_loss(c, &i, 1), countries = 0;
            check_near(scan[i].cost_usd_yr, plain, 0.1);
            for (size_t k = 0; k < c->countries; k++)
                countries += scan[i].by_country_usd_yr[k];
            check_near(countries, scan[i].cost_usd_yr, 1e-6);
        }
        closing_close(&w);
    }
}

/* ---- chance ---- */

static void nothing_that_closes_costs_nothing(void **state)
{
    static const char rows[] = "never,Never,border_rail,,no,1;2;3,0,10\n";
    struct closing_plan p = line;
    struct closing_world w;
    kr_critical *c;
    kr_draws d;
    kr_freight_options o = closing_options();
    (void)state;
    p.disruptions = rows;
    closing_open(&w, &p);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    check_ok(&w.job, kr_critical_draw(&w.job, c, &(kr_chance_options){ 50, 1, NULL }, &d));
    assert_int_equal(d.processes, 0);
    for (uint32_t i = 0; i < d.draws; i++)
        check_near(d.usd_yr[i], 0, 0);
    closing_close(&w);
}

/*
 * Closed form: a crossing without another way round shuts n times a year for D hours in the mean, exponentially. Goods that come while it is shut wait
 * for the rest, v USD an hour, as long as that is less than staying at home, and D^2 n v a year and 8,760 hours is what all wait.
 */
static void waiting_costs_the_value_of_time(void **state)
{
    static const char rows[] = "now,Now and then,border_rail,border_1,no,1;2;3;4;5;6;7;8;9;10;11;12,4,0.25\n";
    struct closing_plan p = line;
    struct closing_world w;
    kr_critical *c;
    kr_draws d;
    kr_loss_range s;
    kr_freight_options o = closing_options();
    (void)state;
    p.disruptions = rows;
    closing_open(&w, &p);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    check_ok(&w.job, kr_critical_draw(&w.job, c, &(kr_chance_options){ 40000, 7, NULL }, &d));
    check_ok(&w.job, kr_draws_range(&w.job, d.usd_yr, d.draws, 1, &s));
    check_near(d.spells_yr, 4, 0.05);
    check_near(s.mean, 1500 * 1.125 * VOT_USD_T_H * 4 * 6 * 6 / 8760, 0.03 * s.mean);
    assert_true(s.low < s.mean && s.mean < s.high);
    closing_close(&w);
}

/* Property: a cause is drawn by the same numbers whatever other causes there are, and a seed is a seed. */
static void streams_are_their_own(void **state)
{
    static const char one[] = "lines,Lines,border_rail,border_1,no,1;2;3;4;5;6;7;8;9;10;11;12,4,2\n";
    static const char two[] = "lines,Lines,border_rail,border_1,no,1;2;3;4;5;6;7;8;9;10;11;12,4,2\nidle,Idle,border_rail,border_3,no,1,1,1\n";
    struct closing_plan p = line;
    struct closing_world a, b;
    kr_critical *ca, *cb;
    kr_draws da, db, again;
    kr_freight_options o = closing_options();
    (void)state;
    p.disruptions = one;
    closing_open(&a, &p);
    p.disruptions = two;
    closing_open(&b, &p);
    check_ok(&a.job, kr_critical_open(&a.job, &a.network, &o, NULL, &ca));
    check_ok(&b.job, kr_critical_open(&b.job, &b.network, &o, NULL, &cb));
    check_ok(&a.job, kr_critical_draw(&a.job, ca, &(kr_chance_options){ 300, 5, NULL }, &da));
    check_ok(&b.job, kr_critical_draw(&b.job, cb, &(kr_chance_options){ 300, 5, NULL }, &db));
    check_ok(&a.job, kr_critical_draw(&a.job, ca, &(kr_chance_options){ 300, 6, NULL }, &again));
    assert_memory_equal(da.usd_yr, db.usd_yr, 300 * sizeof *da.usd_yr);     /* border_3 is on nobody's way */
    assert_true(memcmp(da.usd_yr, again.usd_yr, 300 * sizeof *da.usd_yr) != 0);
    closing_close(&a);
    closing_close(&b);
}

/* ---- the region ---- */

struct found {
    kr_job job;
    kr_world world;
    kr_network network;
    kr_critical *critical;
    const kr_loss *loss;
    kr_worst pair, triple;
    kr_draws draws;
};

static void find_all(struct found *f, int threads)
{
    kr_freight_options o = KR_FREIGHT_DEFAULTS;
    o.date = 20261201;
    kr_job_init(&f->job, (size_t)2 << 30);
    f->job.threads = threads;
    check_ok(&f->job, kr_world_read_figures(&f->job, region_folder(), NULL, &f->world));
    check_ok(&f->job, kr_network_freeze(&f->job, &f->world, &f->network));
    check_ok(&f->job, kr_critical_open(&f->job, &f->network, &o, NULL, &f->critical));
    check_ok(&f->job, kr_critical_scan(&f->job, f->critical, &f->loss));
    check_ok(&f->job, kr_critical_worst(&f->job, f->critical, &f->pair, &f->triple));
    check_ok(&f->job, kr_critical_draw(&f->job, f->critical, &(kr_chance_options){ 100, 3, NULL }, &f->draws));
}

/* Property: one thread or three, the same bytes; and the worst of all sets is no less than its parts. */
static void threads_do_not_matter(void **state)
{
    struct found a, b;
    (void)state;
    find_all(&a, 1);
    find_all(&b, 3);
    assert_int_equal(a.critical->elements, b.critical->elements);
    for (size_t i = 0; i < a.critical->elements; i++) {
        assert_memory_equal(&a.loss[i].cost_usd_yr, &b.loss[i].cost_usd_yr, sizeof(double));
        assert_memory_equal(a.loss[i].by_country_usd_yr, b.loss[i].by_country_usd_yr, a.critical->countries * sizeof(double));
    }
    assert_memory_equal(a.pair.element, b.pair.element, sizeof a.pair.element);
    assert_memory_equal(a.triple.element, b.triple.element, sizeof a.triple.element);
    assert_memory_equal(a.draws.usd_yr, b.draws.usd_yr, a.draws.draws * sizeof(double));
    assert_memory_equal(a.draws.by_country_usd_yr, b.draws.by_country_usd_yr, a.draws.draws * a.draws.countries * sizeof(double));
    assert_true(a.triple.loss.cost_usd_yr >= a.pair.loss.cost_usd_yr);
    for (size_t i = 0; i < a.critical->candidates; i++)
        assert_true(a.pair.loss.cost_usd_yr >= a.loss[a.critical->candidate[i]].cost_usd_yr);
    kr_job_end(&a.job);
    kr_job_end(&b.job);
}

/* Property: with nothing closed a row expects what kr_freight says it does. */
static void nothing_closed_is_the_logsum(void **state)
{
    struct found f;
    (void)state;
    find_all(&f, 1);
    for (size_t i = 0; i < f.critical->shippers; i++) {
        const kri_shipper *s = &f.critical->shipper[i];
        double expected = 0;
        for (int k = 0; k < KRI_TASTES; k++)
            expected += kri_taste_share[k] * s->view[k].expected_usd_t;
        check_near(expected, f.critical->freight.pair[s->number].expected_usd_t, 1e-9 * expected);
    }
    kr_job_end(&f.job);
}

/* Property: what limits add is measured on the same ways; where none binds with or without, it is nothing. */
static void limits_add_to_the_same_loss(void **state)
{
    struct found f;
    const kr_crowded *crowded;
    (void)state;
    find_all(&f, 2);
    uint32_t elements[2] = { f.pair.element[0], f.pair.element[1] };
    check_ok(&f.job, kr_critical_crowded(&f.job, f.critical, elements, 2, &crowded));
    for (size_t i = 0; i < 2; i++) {
        check_near(crowded[i].cost_usd_yr - crowded[i].added_usd_yr, f.loss[elements[i]].cost_usd_yr, 1e-6 * f.loss[elements[i]].cost_usd_yr);
        assert_true(crowded[i].excess <= 1e-6);
        assert_true(crowded[i].cost_usd_yr > 0);
    }
    kr_job_end(&f.job);
}

static void no_limits_add_nothing(void **state)
{
    struct closing_world w;
    kr_critical *c;
    const kr_crowded *crowded;
    kr_freight_options o = closing_options();
    (void)state;
    closing_open(&w, &diamond);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    uint32_t e = closing_element(c, KR_ELEMENT_LINK, "ab_0");
    check_ok(&w.job, kr_critical_crowded(&w.job, c, &e, 1, &crowded));
    check_near(crowded->added_usd_yr, 0, 1e-6);
    closing_close(&w);
}

/* ---- bad input, and memory that runs out ---- */

static void mistakes_are_told(void **state)
{
    struct closing_world w;
    kr_critical *c;
    kr_loss loss;
    kr_draws d;
    const kr_crowded *crowded;
    kr_freight_options o = closing_options();
    uint32_t none = 1000;
    (void)state;
    closing_open(&w, &line);
    check_ok(&w.job, kr_critical_open(&w.job, &w.network, &o, NULL, &c));
    assert_int_equal(kr_critical_close(&w.job, c, &none, 1, &loss), KR_E_USAGE);
    check_says(&w.job, "element 1000 cannot close");
    assert_int_equal(kr_critical_crowded(&w.job, c, &none, 1, &crowded), KR_E_USAGE);
    assert_int_equal(kr_critical_draw(&w.job, c, &(kr_chance_options){ 0, 1, NULL }, &d), KR_E_USAGE);
    check_says(&w.job, "0 draws");
    o.nest = 2;
    assert_int_equal(kr_critical_open(&w.job, &w.network, &o, NULL, &c), KR_E_INPUT);
    check_says(&w.job, "nest 2");
    closing_close(&w);
}

static void bad_tables_are_told_by_line(void **state)
{
    static const struct { const char *name, *rows, *says; } cases[] = {
        { "unknown member", "x,X,border_rail,nowhere,no,1,1,1\n", "disruption.csv:2: \"x\" closes \"nowhere\", which is not in border.csv" },
        { "nobody together", "x,X,port,,yes,1,1,1\n", "disruption.csv:2: \"x\" closes its members together and names none" },
        { "no such kind", "x,X,bridge,,no,1,1,1\n", "disruption.csv:2" },
        { "no length", "x,X,port,,no,1,1,0\n", "disruption.csv:2" },
        { "below nothing", "x,X,port,,no,1,-1,1\n", "disruption.csv:2" },
        { "thirteenth month", "x,X,port,,no,13,1,1\n", "disruption.csv:2" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct closing_plan p = line;
        struct closing_world w;
        p.disruptions = cases[i].rows;
        closing_write(&w, &p);
        kr_job_init(&w.job, 1 << 24);
        if (kr_world_read_figures(&w.job, w.folder.path, NULL, &w.world) != KR_E_INPUT)
            fail_msg("%s is taken", cases[i].name);
        check_says(&w.job, cases[i].says);
        closing_close(&w);
    }
}

static kr_status find_in_line(kr_job *job, void *with)
{
    const kr_network *network = with;
    kr_freight_options o = closing_options();
    kr_critical *c;
    const kr_loss *loss;
    const kr_reliance *r;
    const kr_crowded *crowded;
    kr_worst pair, triple;
    kr_draws d;
    uint32_t e = 0;
    KR_TRY(kr_critical_open(job, network, &o, NULL, &c));
    KR_TRY(kr_critical_scan(job, c, &loss));
    KR_TRY(kr_critical_worst(job, c, &pair, &triple));
    KR_TRY(kr_critical_reliance(job, c, loss, &r));
    KR_TRY(kr_critical_crowded(job, c, &e, 1, &crowded));
    return kr_critical_draw(job, c, &(kr_chance_options){ 3, 1, NULL }, &d);
}

static void memory_may_run_out(void **state)
{
    struct closing_plan p = line;
    struct closing_world w;
    (void)state;
    p.disruptions = "any,Any,border_rail,,no,1;7,9,9\n";
    closing_open(&w, &p);
    every_allocation_may_fail(find_in_line, &w.network);
    closing_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bridge_strands_what_passes_it), cmocka_unit_test(both_ends_bear_the_loss), cmocka_unit_test(what_is_alike_costs_alike),
        cmocka_unit_test(the_second_of_two_ways_is_worth_its_variety), cmocka_unit_test(ways_in_and_out_are_counted),
        cmocka_unit_test(partners_are_counted), cmocka_unit_test(the_worst_sets_are_the_worst), cmocka_unit_test(a_scan_is_each_closure_by_itself),
        cmocka_unit_test(nothing_that_closes_costs_nothing), cmocka_unit_test(waiting_costs_the_value_of_time), cmocka_unit_test(streams_are_their_own),
        cmocka_unit_test(threads_do_not_matter), cmocka_unit_test(nothing_closed_is_the_logsum), cmocka_unit_test(limits_add_to_the_same_loss),
        cmocka_unit_test(no_limits_add_nothing), cmocka_unit_test(mistakes_are_told), cmocka_unit_test(bad_tables_are_told_by_line),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
