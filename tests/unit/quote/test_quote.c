/* test_quote.c: what must hold of every quote, on the small world by enumeration and on the region by property. */
#include "region.h"
#include "small_world.h"

#include <keruen/quote.h>

#include "quote/avoid.h"

#define DAY 20261201

typedef struct asked {
    kr_job job;
    kr_world base, world;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_quote_request request;
    kr_quote quote;
} asked;

/* Reads one of the two worlds with these ids opened (a list that ends with NULL). */
static void open_world(asked *q, int is_region, const char *const *open)
{
    kr_patch patch = { 0 };
    *q = (asked){ .request = { 0 } };
    kr_job_init(&q->job, (size_t)1 << 30);
    if (is_region)
        region_read(&q->job, &q->base);
    else
        small_world_read(&q->job, &q->base);
    for (; open && *open; open++)
        check_ok(&q->job, kr_patch_open(&q->job, &q->base, *open, &patch));
    check_ok(&q->job, kr_patch_apply(&q->job, &q->base, &patch, &q->world));
    check_ok(&q->job, kr_network_freeze(&q->job, &q->world, &q->network));
}

static void price(asked *q, const kr_shipment *shipment)
{
    kr_shipment own = *shipment;
    own.date = own.date ? own.date : DAY;
    check_ok(&q->job, kr_consignment_make(&q->job, &q->world, &own, &q->consignment));
    check_ok(&q->job, kr_cost_make(&q->job, &q->network, &q->consignment, &q->cost));
}

static kr_status find(asked *q, const char *from, const char *to)
{
    KR_TRY(kr_place_find(&q->job, &q->world, from, &q->request.from, NULL));
    KR_TRY(kr_place_find(&q->job, &q->world, to, &q->request.to, NULL));
    return kr_quote_find(&q->job, &q->network, &q->consignment, &q->cost, &q->request, &q->quote);
}

static void ask(asked *q, const char *from, const char *to)
{
    check_ok(&q->job, find(q, from, to));
}

static const kr_way *way_named(const kr_quote *quote, const char *name)
{
    for (size_t i = 0; i < quote->ways; i++)
        for (size_t k = 0; k < quote->way[i].names; k++)
            if (strcmp(quote->way[i].name[k], name) == 0)
                return &quote->way[i];
    fail_msg("no way is called %s", name);
    return NULL;
}

/* ---- what holds of every quote ---- */

static void check_near_share(const char *what, double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + fabs(b))))
        fail_msg("%s: %.15g and %.15g", what, a, b);
}

/* The arcs lead from door to door, all may be used, and the way's figures are their sums. */
static void check_arcs(const asked *q, const kr_way *way)
{
    const kr_network *n = &q->network;
    double hours = 0, variance = 0, usd = 0, kg = 0, km = 0;
    assert_true(way->arcs > 0);
    assert_int_equal(n->graph.tail[way->arc[0]], n->sender[q->request.from]);
    assert_int_equal(n->graph.head[way->arc[way->arcs - 1]], n->receiver[q->request.to]);
    for (size_t i = 0; i < way->arcs; i++) {
        uint32_t a = way->arc[i];
        assert_true(i == 0 || n->graph.tail[a] == n->graph.head[way->arc[i - 1]]);
        assert_int_equal(q->cost.blocked[a], KR_PASSABLE);
        hours += q->cost.hours[a];
        variance += q->cost.variance_h2[a];
        usd += q->cost.usd[a];
        kg += q->cost.kgco2[a];
        km += n->km[a];
    }
    check_near_share("hours", way->hours, hours);
    check_near_share("variance", way->variance_h2, variance);
    check_near_share("USD", way->usd, usd);
    check_near_share("kg", way->kgco2, kg);
    check_near_share("km", way->km, km);
}

/* The links of a leg are a chain, each followed in the direction that stands beside it. */
static void check_links_join(const kr_world *w, const kr_leg *leg)
{
    for (size_t i = 1; i < leg->links; i++) {
        uint32_t last = leg->link[i - 1], link = leg->link[i];
        assert_int_equal(leg->forward[i - 1] ? w->link.to[last] : w->link.from[last], leg->forward[i] ? w->link.from[link] : w->link.to[link]);
    }
}

/* The way's figures are the sums of its legs, and a leg's the sums of its bill; legs join. */
static void check_legs(const asked *q, const kr_way *way)
{
    kr_leg sum = { 0 };
    for (size_t i = 0; i < way->legs; i++) {
        const kr_leg *leg = &way->leg[i];
        kr_cost_item bill = { 0 };
        assert_true(i == 0 || leg->from == way->leg[i - 1].to);
        check_links_join(q->network.world, leg);
        for (size_t k = 0; k < leg->items; k++) {
            bill.hours += leg->item[k].hours;
            bill.usd += leg->item[k].usd;
            bill.kgco2 += leg->item[k].kgco2;
        }
        check_near_share("hours of a leg", bill.hours, leg->hours);
        check_near_share("USD of a leg", bill.usd, leg->usd);
        check_near_share("kg of a leg", bill.kgco2, leg->kgco2);
        assert_true(leg->sources > 0);
        sum.hours += leg->hours;
        sum.variance_h2 += leg->variance_h2;
        sum.usd += leg->usd;
        sum.kgco2 += leg->kgco2;
        sum.km += leg->km;
    }
    assert_true(way->legs > 0 && way->leg[0].from == q->request.from && way->leg[way->legs - 1].to == q->request.to);
    assert_true(sum.hours == way->hours && sum.variance_h2 == way->variance_h2 && sum.usd == way->usd && sum.kgco2 == way->kgco2);
    check_near_share("km", sum.km, way->km);
}

static int beats(const kr_way *a, const kr_way *b)
{
    return a->hours <= b->hours && a->usd <= b->usd && a->kgco2 <= b->kgco2 && a->variance_h2 <= b->variance_h2
           && (a->hours < b->hours || a->usd < b->usd || a->kgco2 < b->kgco2 || a->variance_h2 < b->variance_h2);
}

static int is_different(const kr_way *way)
{
    return way->names == 1 && strcmp(way->name[0], "different") == 0;
}

static void check_quote(const asked *q)
{
    const kr_quote *quote = &q->quote;
    assert_true(quote->ways > 0 && quote->ways <= KR_QUOTE_MOST && quote->ways <= quote->found);
    for (size_t i = 0; i < quote->ways; i++) {
        const kr_way *way = &quote->way[i];
        check_arcs(q, way);
        check_legs(q, way);
        assert_true(way->p50_h > 0 && way->p90_h >= way->p50_h && way->p50_h < way->p90_h + way->hours);
        assert_true(way->published_hours_share >= 0 && way->published_hours_share <= 1 + 1e-9);
        assert_true(way->published_usd_share >= 0 && way->published_usd_share <= 1 + 1e-9);
        for (size_t k = 0; k < quote->ways; k++) {
            if (!is_different(way) && beats(&quote->way[k], way))
                fail_msg("way %zu (%s) is beaten by way %zu", i + 1, way->names ? way->name[0] : "no name", k + 1);
            if (i != k && way->arcs == quote->way[k].arcs)
                assert_memory_not_equal(way->arc, quote->way[k].arc, way->arcs * sizeof *way->arc);
        }
    }
    for (size_t i = 0; i < quote->ways; i++) {
        assert_true(way_named(quote, "fastest")->hours <= quote->way[i].hours * (1 + 1e-12));
        assert_true(way_named(quote, "cheapest")->usd <= quote->way[i].usd * (1 + 1e-12));
        assert_true(way_named(quote, "greenest")->kgco2 <= quote->way[i].kgco2 * (1 + 1e-12));
        assert_true(way_named(quote, "surest")->variance_h2 <= quote->way[i].variance_h2 * (1 + 1e-12));
    }
}

static const struct { const char *from, *to; kr_shipment shipment; } relations[] = {
    { "xian", "yerevan", { 0 } }, { "almaty", "poti", { .cargo = "grain", .tonnes = 1000 } }, { "tashkent", "istanbul", { .trucks = 2 } },
    { "yerevan", "almaty", { .teu = 1, .service_class = KR_CLASS_SINGLE } }, { "Shanghai", "duisburg", { 0 } },
    { "aktau", "baku", { .cargo = "oil", .tonnes = 5000 } }, { "Constanta", "Khorgos", { .teu = 4 } },
};

static void quotes_of_the_region_hold_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        asked q;
        open_world(&q, 1, NULL);
        const kr_shipment *s = &relations[i].shipment;
        if (s->cargo && kr_world_find(&q.world, KR_CARGO, s->cargo) == KR_NONE)
            fail_msg("no cargo %s", s->cargo);
        price(&q, s);
        if (find(&q, relations[i].from, relations[i].to) != KR_OK)
            fail_msg("%s to %s: %s", relations[i].from, relations[i].to, q.job.message);
        if (!q.quote.ways)
            fail_msg("%s to %s: %s", relations[i].from, relations[i].to, q.quote.why);
        check_quote(&q);
        kr_job_end(&q.job);
    }
}

/* ---- the small world, by enumeration ---- */

#define MOST_WAYS 20000

typedef struct enumeration {
    const asked *q;
    double cost[MOST_WAYS][4];
    size_t count;
    uint8_t *on;
} enumeration;

/* Every way without a circle. */
static void walk(enumeration *e, uint32_t node, const double so_far[4])
{
    const kr_network *n = &e->q->network;
    const kr_cost *c = &e->q->cost;
    if (node == n->receiver[e->q->request.to]) {
        assert_true(e->count < MOST_WAYS);
        memcpy(e->cost[e->count++], so_far, 4 * sizeof *so_far);
        return;
    }
    e->on[node] = 1;
    for (uint32_t a = n->graph.first[node]; a < n->graph.first[node + 1]; a++)
        if (!c->blocked[a] && !e->on[n->graph.head[a]])
            walk(e, n->graph.head[a], (double[]){ so_far[0] + c->hours[a], so_far[1] + c->usd[a], so_far[2] + c->kgco2[a],
                                                  so_far[3] + c->variance_h2[a] });
    e->on[node] = 0;
}

/* Smaller in nothing by more than rounding and larger in something by more. */
static int is_beaten(const enumeration *e, size_t way)
{
    for (size_t k = 0; k < e->count; k++) {
        int no_worse = 1, better = 0;
        for (int m = 0; m < 4; m++) {
            no_worse &= e->cost[k][m] <= e->cost[way][m] * (1 + 1e-12);
            better |= e->cost[k][m] < e->cost[way][m] * (1 - 1e-9);
        }
        if (no_worse && better)
            return 1;
    }
    return 0;
}

static int is_offered(const kr_quote *quote, const double cost[4])
{
    for (size_t i = 0; i < quote->ways; i++) {
        const double of[4] = { quote->way[i].hours, quote->way[i].usd, quote->way[i].kgco2, quote->way[i].variance_h2 };
        int same = 1;
        for (int m = 0; m < 4; m++)
            same &= fabs(of[m] - cost[m]) <= 1e-9 * (1 + cost[m]);
        if (same)
            return 1;
    }
    return 0;
}

static void an_exact_quote_has_every_way_that_no_other_beats(void **state)
{
    (void)state;
    static const struct { const char *from, *to; kr_shipment shipment; } cases[] = {
        { "alpha", "kappa", { 0 } }, { "kappa", "alpha", { 0 } }, { "alpha", "gamma", { .cargo = "grain", .tonnes = 100 } },
        { "alpha", "kappa", { .trucks = 1 } }, { "beta", "delta", { .teu = 3 } },
    };
    enumeration *e = malloc(sizeof *e);
    assert_non_null(e);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        asked q;
        open_world(&q, 0, (const char *const[]){ "beta_up", NULL });
        price(&q, &cases[i].shipment);
        q.request.exact = 1;
        ask(&q, cases[i].from, cases[i].to);
        check_quote(&q);
        assert_int_equal(q.quote.exact, 1);
        e->q = &q;
        e->count = 0;
        e->on = calloc(q.network.graph.nodes, 1);
        walk(e, q.network.sender[q.request.from], (double[4]){ 0 });
        free(e->on);
        size_t front = 0;
        for (size_t k = 0; k < e->count; k++) {
            int best = !is_beaten(e, k);
            front += (size_t)best;
            if (best && !is_offered(&q.quote, e->cost[k]))
                fail_msg("%s to %s lacks %g h, %g USD, %g kg", cases[i].from, cases[i].to, e->cost[k][0], e->cost[k][1], e->cost[k][2]);
        }
        assert_true(front > 0 && front < KR_QUOTE_MOST);
        kr_job_end(&q.job);
    }
    free(e);
}

/* ---- opening and closing ---- */

enum { MEASURES = 4 };

static void bests(asked *q, const char *from, const char *to, double best[MEASURES])
{
    uint32_t a, b;
    check_ok(&q->job, kr_place_find(&q->job, &q->world, from, &a, NULL));
    check_ok(&q->job, kr_place_find(&q->job, &q->world, to, &b, NULL));
    const double *of[MEASURES] = { q->cost.hours, q->cost.usd, q->cost.kgco2, q->cost.variance_h2 };
    for (int m = 0; m < MEASURES; m++) {
        kr_path path;
        check_ok(&q->job, kr_path_find(&q->job, &q->network.graph, of[m], &(kr_path_end){ q->network.sender[a], 0 }, 1,
                                       &(kr_path_end){ q->network.receiver[b], 0 }, 1, &path));
        best[m] = path.cost;
    }
}

/* The best of each kind with one row opened or closed. */
static void bests_with(const kr_world *world, const char *id, int opens, const char *from, const char *to, double best[MEASURES])
{
    asked q = { .request = { 0 } };
    kr_patch patch = { 0 };
    kr_job_init(&q.job, (size_t)1 << 28);
    check_ok(&q.job, opens ? kr_patch_open(&q.job, world, id, &patch) : kr_patch_close(&q.job, world, id, &patch));
    check_ok(&q.job, kr_patch_apply(&q.job, world, &patch, &q.world));
    check_ok(&q.job, kr_network_freeze(&q.job, &q.world, &q.network));
    price(&q, &(kr_shipment){ 0 });
    bests(&q, from, to, best);
    kr_job_end(&q.job);
}

static void opening_never_makes_the_best_worse(void **state)
{
    (void)state;
    asked q;
    double before[MEASURES], after[MEASURES];
    uint32_t opened = 0;
    open_world(&q, 1, NULL);
    price(&q, &(kr_shipment){ 0 });
    bests(&q, "xian", "yerevan", before);
    const struct { uint32_t count; const uint8_t *state; const uint32_t *id; } rows[] = {
        { q.world.link.count, q.world.link.state, q.world.link.id }, { q.world.terminal.count, q.world.terminal.state, q.world.terminal.id },
        { q.world.service.count, q.world.service.state, q.world.service.id },
    };
    for (size_t t = 0; t < sizeof rows / sizeof *rows; t++)
        for (uint32_t i = 0; i < rows[t].count; i++) {
            const char *id = kr_world_text(&q.world, rows[t].id[i]);
            if (rows[t].state[i] == KR_OPEN)
                continue;
            bests_with(&q.world, id, 1, "xian", "yerevan", after);
            for (int m = 0; m < MEASURES; m++)
                if (after[m] > before[m])
                    fail_msg("%s makes it worse: %g and then %g", id, before[m], after[m]);
            opened++;
        }
    assert_true(opened > 20);
    kr_job_end(&q.job);
}

/* Only what the best ways use can make them worse by closing. */
static void closing_never_makes_the_best_better(void **state)
{
    (void)state;
    asked q;
    double before[MEASURES], after[MEASURES];
    size_t worse = 0;
    open_world(&q, 1, NULL);
    price(&q, &(kr_shipment){ 0 });
    bests(&q, "xian", "yerevan", before);
    ask(&q, "xian", "yerevan");
    const kr_way *way = way_named(&q.quote, "fastest");
    for (size_t i = 0; i < way->legs; i++)
        for (size_t k = 0; k < way->leg[i].links; k += 3) {
            bests_with(&q.world, kr_world_text(&q.world, q.world.link.id[way->leg[i].link[k]]), 0, "xian", "yerevan", after);
            for (int m = 0; m < MEASURES; m++)
                assert_true(after[m] >= before[m]);
            worse += after[0] > before[0];
        }
    assert_true(worse > 0);
    kr_job_end(&q.job);
}

/* The flagship today, and with the two railways of the Crossroads of Peace. */
static void two_railways_make_the_flagship_no_worse(void **state)
{
    (void)state;
    asked today, open;
    double before[MEASURES], after[MEASURES];
    open_world(&today, 1, NULL);
    open_world(&open, 1, (const char *const[]){ "p_gyumri_kars", "p_ijevan_gazakh", NULL });
    price(&today, &(kr_shipment){ 0 });
    price(&open, &(kr_shipment){ 0 });
    bests(&today, "xian", "yerevan", before);
    bests(&open, "xian", "yerevan", after);
    for (int m = 0; m < MEASURES; m++)
        assert_true(after[m] <= before[m]);
    assert_true(after[0] < before[0] || after[1] < before[1] || after[2] < before[2]);
    ask(&open, "xian", "yerevan");
    check_quote(&open);
    kr_job_end(&today.job);
    kr_job_end(&open.job);
}

/* ---- wishes ---- */

static int touches_country(const asked *q, const kr_way *way, const char *country)
{
    for (size_t i = 0; i < way->arcs; i++)
        if (strcmp(kr_world_text(&q->world, q->network.country[q->network.graph.head[way->arc[i]]]), country) == 0)
            return 1;
    return 0;
}

static int uses_row(const asked *q, const kr_way *way, kr_table_id table, uint32_t row)
{
    const kr_network *n = &q->network;
    for (size_t i = 0; i < way->arcs; i++) {
        uint32_t a = way->arc[i];
        kr_arc_kind kind = (kr_arc_kind)n->kind[a];
        if ((table == KR_NODE && (n->place[n->graph.tail[a]] == row || n->place[n->graph.head[a]] == row)) || (table == KR_LINK && n->link[a] == row)
            || (table == KR_BORDER && kind == KR_ARC_BORDER && n->row[a] == row) || (table == KR_SERVICE && kind == KR_ARC_SAIL && n->row[a] == row))
            return 1;
        for (uint32_t t = kind == KR_ARC_TRANSFER && table == KR_TERMINAL ? n->row[a] : KR_NONE; t != KR_NONE; t = n->same_change[t])
            if (t == row)
                return 1;
    }
    return 0;
}

static void what_is_avoided_is_not_used(void **state)
{
    (void)state;
    static const struct { const char *avoid; int table; } cases[] = {
        { "b_rail", KR_BORDER }, { "b_road", KR_BORDER }, { "h_ab", KR_LINK }, { "r_dk", KR_LINK }, { "box_gd", KR_SERVICE }, { "roro_gd", KR_SERVICE },
        { "kappa_down", KR_TERMINAL }, { "gamma_ship", KR_TERMINAL }, { "mid", KR_NODE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        asked q;
        open_world(&q, 0, NULL);
        price(&q, &(kr_shipment){ 0 });
        ask(&q, "alpha", "kappa");
        uint32_t row = row_of(&q.world, (kr_table_id)cases[i].table, cases[i].avoid);
        size_t used = 0;
        for (size_t k = 0; k < q.quote.ways; k++)
            used += (size_t)uses_row(&q, &q.quote.way[k], (kr_table_id)cases[i].table, row);
        if (!used)
            fail_msg("%s shows nothing: no way uses it anyway", cases[i].avoid);
        q.request.avoid = &cases[i].avoid;
        q.request.avoid_count = 1;
        ask(&q, "alpha", "kappa");
        assert_true(q.quote.ways > 0);
        check_quote(&q);
        for (size_t k = 0; k < q.quote.ways; k++)
            if (uses_row(&q, &q.quote.way[k], (kr_table_id)cases[i].table, row))
                fail_msg("%s is used all the same", cases[i].avoid);
        kr_job_end(&q.job);
    }
}

/* Rows for planned trains and for single wagons are one arc, which knows its first row only. */
static void the_second_row_of_a_change_is_avoided_too(void **state)
{
    (void)state;
    static const char *const rows[] = { "gamma_gauge_block", "gamma_gauge_single" };
    for (size_t i = 0; i < 2; i++) {
        asked q;
        uint8_t *barred;
        size_t changes = 0;
        open_world(&q, 0, NULL);
        price(&q, &(kr_shipment){ 0 });
        q.request.avoid = &rows[i];
        q.request.avoid_count = 1;
        check_ok(&q.job, kri_avoid_mark(&q.job, &q.network, &q.cost, &q.request, &barred));
        uint32_t first = row_of(&q.world, KR_TERMINAL, "gamma_gauge_block");
        for (uint32_t a = 0; a < q.network.graph.arcs; a++) {
            int is_change = q.network.kind[a] == KR_ARC_TRANSFER && q.network.row[a] == first;
            assert_int_equal(barred[a], is_change);
            changes += (size_t)is_change;
        }
        assert_int_equal(changes, 1);
        kr_job_end(&q.job);
    }
}

static void countries_and_modes_are_avoided(void **state)
{
    (void)state;
    static const char *const words[] = { "RU", "sea", "road", "IR", "rail1435" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        asked q;
        open_world(&q, 1, NULL);
        price(&q, &(kr_shipment){ 0 });
        q.request.avoid = &words[i];
        q.request.avoid_count = 1;
        ask(&q, "xian", "yerevan");
        for (size_t k = 0; k < q.quote.ways; k++) {
            const kr_way *way = &q.quote.way[k];
            if (strlen(words[i]) == 2)
                assert_false(touches_country(&q, way, words[i]));
            for (size_t m = 0; m < way->legs && strlen(words[i]) > 2; m++)
                assert_true(strncmp(kr_layer_name((kr_layer)way->leg[m].layer), words[i], strlen(words[i])) != 0);
        }
        if (!q.quote.ways)
            assert_non_null(strstr(q.quote.why, "avoided on request"));
        kr_job_end(&q.job);
    }
}

static void places_to_pass_are_passed_in_their_order(void **state)
{
    (void)state;
    static const char *const lists[][2] = { { "tbilisi", NULL }, { "dostyk", "poti" }, { "shanghai", "baku" } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        asked q;
        uint32_t via[2];
        open_world(&q, 1, NULL);
        price(&q, &(kr_shipment){ 0 });
        for (; q.request.via_count < 2 && lists[i][q.request.via_count]; q.request.via_count++)
            check_ok(&q.job, kr_place_find(&q.job, &q.world, lists[i][q.request.via_count], &via[q.request.via_count], NULL));
        q.request.via = via;
        ask(&q, "xian", "yerevan");
        assert_true(q.quote.ways > 0);
        for (size_t k = 0; k < q.quote.ways; k++) {
            size_t passed = 0;
            check_arcs(&q, &q.quote.way[k]);
            check_legs(&q, &q.quote.way[k]);
            for (size_t m = 0; m < q.quote.way[k].arcs; m++)
                while (passed < q.request.via_count && q.network.place[q.network.graph.head[q.quote.way[k].arc[m]]] == via[passed])
                    passed++;
            assert_int_equal(passed, q.request.via_count);
        }
        kr_job_end(&q.job);
    }
}

static void unknown_wishes_are_refused(void **state)
{
    (void)state;
    asked q;
    const char *nonsense = "nonsense of all kinds";
    open_world(&q, 0, NULL);
    price(&q, &(kr_shipment){ 0 });
    q.request.avoid = &nonsense;
    q.request.avoid_count = 1;
    assert_int_equal(find(&q, "alpha", "kappa"), KR_E_USAGE);
    check_says(&q.job, "\"nonsense of all kinds\" cannot be avoided");
    q.request.avoid_count = 0;
    assert_int_equal(find(&q, "alpha", "alpha"), KR_E_USAGE);
    check_says(&q.job, "both the beginning and the end");
    kr_job_end(&q.job);
}

/* ---- no way ---- */

static void no_way_names_what_is_in_it(void **state)
{
    (void)state;
    static const struct { const char *name, *from, *to, *avoid; kr_shipment shipment; const char *says; } cases[] = {
        { "a closed link", "alpha", "isle", NULL, { 0 }, "no way leads from Alpha to Isle for Machinery; closed: h_ki" },
        { "avoided", "alpha", "kappa", "s_gd", { 0 }, "avoided on request: " },
        { "the wrong goods", "alpha", "kappa", NULL, { .cargo = "oil" }, "not for this cargo or not asked for: " },
        { "another time", "gamma", "delta", NULL, { .trucks = 1, .date = 20200101 }, "not sold on that date: roro_gd" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        asked q;
        open_world(&q, 0, NULL);
        price(&q, &cases[i].shipment);
        q.request.avoid = &cases[i].avoid;
        q.request.avoid_count = cases[i].avoid != NULL;
        if (find(&q, cases[i].from, cases[i].to) != KR_OK)
            fail_msg("%s: %s", cases[i].name, q.job.message);
        if (q.quote.ways || !strstr(q.quote.why, cases[i].says))
            fail_msg("%s: %zu ways, %s", cases[i].name, q.quote.ways, q.quote.ways ? "" : q.quote.why);
        kr_job_end(&q.job);
    }
}

/* A plain folder with a link of unknown length: no way is still an answer. */
static void an_unknown_length_does_not_spoil_the_answer(void **state)
{
    (void)state;
    struct temp_folder folder;
    char path[TEMP_PATH_BYTES];
    asked q = { .request = { 0 } };
    temp_folder_open(&folder);
    temp_folder_put(&folder, "node.csv", "node_id,name,x_coord,y_coord,country\nA,North,1,2,AA\nB,South,1,3,AA\nC,West,0,3,AA\n");
    temp_folder_put(&folder, "link.csv", "link_id,from_node_id,to_node_id,directed,length,free_speed,transit_hours\n1,A,B,0,,60,\n2,B,C,0,,,7\n");
    /* A price by distance asks for kilometres, too. */
    temp_folder_put(&folder, "tariff.csv", "tariff_id,mode,country,km_from,cargo_class,unit,value,currency,basis\n"
                                           "t,road,AA,0,truck,per_truck_km,1,USD,market\n");
    kr_job_init(&q.job, 1 << 24);
    check_ok(&q.job, kr_world_read(&q.job, folder.path, NULL, &q.world));
    check_ok(&q.job, kr_network_freeze(&q.job, &q.world, &q.network));
    price(&q, &(kr_shipment){ 0 });
    ask(&q, "A", "B");
    assert_int_equal(q.quote.ways, 0);
    assert_non_null(strstr(q.quote.why, "without hours: 1"));
    ask(&q, "B", "C");
    assert_non_null(strstr(q.quote.why, "not to be had as the stretch that its price is for: "));
    remove(temp_folder_file(&folder, "tariff.csv", path));
    check_ok(&q.job, kr_world_read(&q.job, folder.path, NULL, &q.world));
    check_ok(&q.job, kr_network_freeze(&q.job, &q.world, &q.network));
    price(&q, &(kr_shipment){ 0 });
    ask(&q, "B", "C");
    assert_true(q.quote.ways == 1 && q.quote.way[0].hours == 7);
    kr_job_end(&q.job);
    temp_folder_close(&folder);
}

/* ---- the same answer every time ---- */

static void the_answer_is_the_same_every_time(void **state)
{
    (void)state;
    asked q[2];
    for (int i = 0; i < 2; i++) {
        open_world(&q[i], 1, NULL);
        q[i].job.threads = i ? 4 : 1;
        price(&q[i], &(kr_shipment){ 0 });
        ask(&q[i], "xian", "yerevan");
    }
    assert_int_equal(q[0].quote.ways, q[1].quote.ways);
    for (size_t i = 0; i < q[0].quote.ways; i++) {
        const kr_way *a = &q[0].quote.way[i], *b = &q[1].quote.way[i];
        assert_true(a->arcs == b->arcs && a->legs == b->legs && a->names == b->names);
        assert_memory_equal(a->arc, b->arc, a->arcs * sizeof *a->arc);
        assert_memory_equal(&a->hours, &b->hours, sizeof a->hours);
        assert_memory_equal(&a->usd, &b->usd, sizeof a->usd);
        assert_memory_equal(&a->p90_h, &b->p90_h, sizeof a->p90_h);
        for (size_t k = 0; k < a->legs; k++)
            assert_true(a->leg[k].items == b->leg[k].items && a->leg[k].sources == b->leg[k].sources
                        && a->leg[k].links == b->leg[k].links
                        && (!a->leg[k].links || memcmp(a->leg[k].link, b->leg[k].link, a->leg[k].links * sizeof *a->leg[k].link) == 0));
    }
    kr_job_end(&q[0].job);
    kr_job_end(&q[1].job);
}

/* ---- limits ---- */

typedef struct whole_quote {
    const char *folder, *from, *to, *cargo;
} whole_quote;

/* From the folder to the answer in one job. A search that memory cut short is no full answer. */
static kr_status quote_whole(kr_job *job, void *with)
{
    const whole_quote *what = with;
    kr_world base, world;
    kr_patch patch = { 0 };
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_quote quote;
    kr_quote_request request = { .exact = 0 };
    KR_TRY(kr_world_read(job, what->folder, NULL, &base));
    KR_TRY(kr_patch_apply(job, &base, &patch, &world));
    KR_TRY(kr_place_find(job, &world, what->from, &request.from, NULL));
    KR_TRY(kr_place_find(job, &world, what->to, &request.to, NULL));
    KR_TRY(kr_consignment_make(job, &world, &(kr_shipment){ .cargo = what->cargo, .date = DAY }, &consignment));
    KR_TRY(kr_network_freeze(job, &world, &network));
    KR_TRY(kr_cost_make(job, &network, &consignment, &cost));
    KR_TRY(kr_quote_find(job, &network, &consignment, &cost, &request, &quote));
    return quote.ways && !quote.complete ? KR_E_MEMORY : KR_OK;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    small_world_put(&folder);
    every_allocation_may_fail(quote_whole, &(whole_quote){ folder.path, "alpha", "kappa", NULL });
    every_allocation_may_fail(quote_whole, &(whole_quote){ folder.path, "alpha", "isle", NULL });
    temp_folder_close(&folder);
}

/* The region has too many allocations to fail each: a prime step visits all parts of the work. */
static void some_allocations_of_the_region_may_fail(void **state)
{
    (void)state;
    whole_quote what = { region_folder(), "xian", "yerevan", NULL };
    kr_status status;
    long n = 1;
    do {
        kr_job job;
        kr_job_init(&job, (size_t)1 << 30);
        job.fault_countdown = n;
        status = quote_whole(&job, &what);
        if (status != KR_OK && status != KR_E_MEMORY)
            fail_msg("allocation %ld failed and the work said: %s", n, job.message);
        assert_true(status == KR_E_MEMORY || job.fault_countdown > 0);
        kr_job_end(&job);
        n += 1 + n / 19;
    } while (status != KR_OK);
    assert_true(n > 100);
}

static void a_budget_that_is_too_small_gets_a_sentence(void **state)
{
    (void)state;
    whole_quote what = { region_folder(), "xian", "yerevan", NULL };
    for (size_t budget = 1 << 16; budget <= 1 << 22; budget *= 4) {
        kr_job job;
        kr_job_init(&job, budget);
        assert_int_equal(quote_whole(&job, &what), KR_E_MEMORY);
        check_says(&job, "memory budget");
        assert_true(job.peak_bytes <= budget);
        kr_job_end(&job);
    }
}

static void time_that_has_run_out_gets_a_sentence(void **state)
{
    (void)state;
    whole_quote what = { region_folder(), "xian", "yerevan", NULL };
    kr_job job;
    volatile int stop = 1;
    kr_job_init(&job, (size_t)1 << 30);
    kr_job_deadline(&job, 0);
    assert_int_equal(quote_whole(&job, &what), KR_E_LIMIT);
    check_says(&job, "the time for this work has run out");
    kr_job_end(&job);
    kr_job_init(&job, (size_t)1 << 30);
    job.cancel = &stop;
    assert_int_equal(quote_whole(&job, &what), KR_E_LIMIT);
    check_says(&job, "stopped on request");
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_of_the_region_hold_together), cmocka_unit_test(an_exact_quote_has_every_way_that_no_other_beats),
        cmocka_unit_test(opening_never_makes_the_best_worse), cmocka_unit_test(closing_never_makes_the_best_better),
        cmocka_unit_test(two_railways_make_the_flagship_no_worse), cmocka_unit_test(what_is_avoided_is_not_used),
        cmocka_unit_test(the_second_row_of_a_change_is_avoided_too), cmocka_unit_test(countries_and_modes_are_avoided),
        cmocka_unit_test(places_to_pass_are_passed_in_their_order), cmocka_unit_test(unknown_wishes_are_refused),
        cmocka_unit_test(no_way_names_what_is_in_it), cmocka_unit_test(an_unknown_length_does_not_spoil_the_answer),
        cmocka_unit_test(the_answer_is_the_same_every_time), cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(some_allocations_of_the_region_may_fail), cmocka_unit_test(a_budget_that_is_too_small_gets_a_sentence),
        cmocka_unit_test(time_that_has_run_out_gets_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
