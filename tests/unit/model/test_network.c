/* test_network.c: the arcs that a world freezes into, on the small world and on the region. */
#include "region.h"
#include "small_world.h"

static void freeze_small(kr_job *job, kr_world *world, kr_network *network)
{
    kr_job_init(job, 1 << 26);
    small_world_read(job, world);
    check_ok(job, kr_network_freeze(job, world, network));
}

/* The only arc of that kind and row that leaves the place in the layer, or KR_NONE. */
static uint32_t arc_from(const kr_network *n, kr_arc_kind kind, uint32_t row, uint32_t place, uint32_t layer)
{
    uint32_t found = KR_NONE;
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t tail = n->graph.tail[a];
        if (n->kind[a] != kind || n->row[a] != row || n->place[tail] != place || n->layer[tail] != layer)
            continue;
        assert_int_equal(found, KR_NONE);
        found = a;
    }
    return found;
}

static uint32_t count_arcs(const kr_network *n, kr_arc_kind kind, uint32_t row)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        count += n->kind[a] == kind && n->row[a] == row;
    return count;
}

/* What must hold of every network: the star, the rows, the ends of each kind of arc. */
static void check_network(const kr_world *w, const kr_network *n)
{
    const kr_graph *g = &n->graph;
    assert_int_equal(g->first[0], 0);
    assert_int_equal(g->first[g->nodes], g->arcs);
    for (uint32_t v = 0; v < g->nodes; v++)
        for (uint32_t a = g->first[v]; a < g->first[v + 1]; a++) {
            assert_int_equal(g->tail[a], v);
            assert_true(a == g->first[v] || g->head[a - 1] <= g->head[a]);
        }
    for (uint32_t a = 0; a < g->arcs; a++) {
        uint32_t from = g->tail[a], to = g->head[a], row = n->row[a], link = n->link[a];
        assert_true(link == KR_NONE || link < w->link.count);
        assert_true(n->km[a] >= 0 || isnan(n->km[a]));
        switch ((kr_arc_kind)n->kind[a]) {
        case KR_ARC_LOAD:
            assert_true(n->layer[from] == KR_LAYERS && n->layer[to] < KR_LAYERS && n->sender[row] == from && n->place[to] == row);
            break;
        case KR_ARC_UNLOAD:
            assert_true(n->layer[to] == KR_LAYERS && n->layer[from] < KR_LAYERS && n->receiver[row] == to && n->place[from] == row);
            break;
        case KR_ARC_RIDE:
            assert_true(row == link && n->layer[from] == n->layer[to]);
            assert_true(n->layer[from] == KR_LAYER_PIPELINE || n->country[from] == n->country[to]);
            assert_int_equal(n->open[a], w->link.state[link] == KR_OPEN);
            break;
        case KR_ARC_BORDER:
            assert_true(w->border.link[row] == link && n->layer[from] == n->layer[to] && n->km[a] == 0);
            assert_int_equal(n->country[from] != n->country[to], w->border.country_a[row] != w->border.country_b[row]);
            assert_int_equal(n->forward[a], n->country[from] == w->border.country_a[row]);
            break;
        case KR_ARC_TRANSFER:
            assert_true(n->place[from] == w->terminal.node[row] && n->place[to] == n->place[from] && link == KR_NONE);
            assert_true(n->layer[from] == w->terminal.from_layer[row] && n->layer[to] == w->terminal.to_layer[row]);
            assert_int_equal(n->no_wait[to], w->terminal.includes_wait[row]);
            break;
        case KR_ARC_STRETCH:
            assert_true(row < w->tariff.count && link == KR_NONE && n->layer[to] == n->layer[from]);
            break;
        case KR_ARC_THROUGH:
            assert_true(row < w->service.count && link == KR_NONE);
            break;
        default:
            assert_true(row < w->service.count && n->layer[from] == w->service.layer[row] && n->layer[to] == n->layer[from]);
        }
    }
}

static void every_arc_knows_its_rows(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    check_network(&w, &n);
    kr_job_end(&job);
}

/* Between two posts' own countries the kilometres of a link are halved; where an end is the post itself, all lie in the other country. */
static void a_border_parts_its_link(void **state)
{
    (void)state;
    static const struct { const char *link, *border; double km[2]; const char *country[2]; } cases[] = {
        { "h_ab", "b_road", { 170, 170 }, { "AA", "BB" } }, { "r_pb", "b_rail", { 130, 0 }, { "BB", "" } },
    };
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t link = row_of(&w, KR_LINK, cases[i].link);
        double km[2] = { 0, 0 };
        uint32_t rides = 0;
        assert_int_equal(count_arcs(&n, KR_ARC_BORDER, row_of(&w, KR_BORDER, cases[i].border)), 2);
        for (uint32_t a = 0; a < n.graph.arcs; a++) {
            if (n.kind[a] != KR_ARC_RIDE || n.row[a] != link || !n.forward[a])
                continue;
            int side = strcmp(kr_world_text(&w, n.country[n.graph.tail[a]]), cases[i].country[0]) != 0;
            assert_string_equal(kr_world_text(&w, n.country[n.graph.tail[a]]), cases[i].country[side]);
            km[side] += n.km[a];
            rides++;
        }
        assert_int_equal(rides, 1 + (cases[i].km[1] > 0));
        check_near(km[0], cases[i].km[0], 0);
        check_near(km[1], cases[i].km[1], 0);
    }
    kr_job_end(&job);
}

/* Whose length nobody knows is not thereby free: the way over the border keeps its ride. */
static void a_border_link_of_unknown_length_keeps_its_ride(void **state)
{
    (void)state;
    static const struct { const char *length, *hours; uint32_t rides; } cases[] = { { "", "", 2 }, { "", "5", 2 }, { "0", "5", 2 }, { "0", "", 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct temp_folder folder;
        char links[200];
        kr_job job;
        kr_world w;
        kr_network n;
        snprintf(links, sizeof links, "link_id,from_node_id,to_node_id,directed,length,transit_hours\n1,A,B,0,%s,%s\n", cases[i].length, cases[i].hours);
        temp_folder_open(&folder);
        temp_folder_put(&folder, "node.csv", "node_id,x_coord,y_coord,country\nA,1,2,AA\nB,1,3,BB\n");
        temp_folder_put(&folder, "link.csv", links);
        temp_folder_put(&folder, "border.csv", "border_id,name,mode,country_a,country_b,link_id,status\nb,Gate,road,AA,BB,1,open\n");
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
        check_ok(&job, kr_network_freeze(&job, &w, &n));
        assert_int_equal(count_arcs(&n, KR_ARC_RIDE, 0), cases[i].rides);
        assert_int_equal(count_arcs(&n, KR_ARC_BORDER, 0), 2);
        kr_job_end(&job);
        temp_folder_close(&folder);
    }
}

static void layers_are_modes_and_gauges(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    uint32_t dual = row_of(&w, KR_LINK, "r_bg"), beta = row_of(&w, KR_NODE, "beta"), delta = row_of(&w, KR_NODE, "delta");
    assert_int_equal(count_arcs(&n, KR_ARC_RIDE, dual), 4);
    assert_int_not_equal(arc_from(&n, KR_ARC_RIDE, dual, beta, KR_LAYER_RAIL1520), KR_NONE);
    assert_int_not_equal(arc_from(&n, KR_ARC_RIDE, dual, beta, KR_LAYER_RAIL1435), KR_NONE);
    assert_int_not_equal(arc_from(&n, KR_ARC_RIDE, row_of(&w, KR_LINK, "r_dk"), delta, KR_LAYER_RAIL1435), KR_NONE);
    assert_int_equal(arc_from(&n, KR_ARC_RIDE, row_of(&w, KR_LINK, "r_dk"), delta, KR_LAYER_RAIL1520), KR_NONE);
    /* A ship's way is ridden by services alone. */
    assert_int_equal(count_arcs(&n, KR_ARC_RIDE, row_of(&w, KR_LINK, "s_gd")), 0);
    kr_job_end(&job);
}

static void a_directed_link_has_one_direction(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    uint32_t link = row_of(&w, KR_LINK, "h_ma");
    assert_int_equal(count_arcs(&n, KR_ARC_RIDE, link), 1);
    assert_int_not_equal(arc_from(&n, KR_ARC_RIDE, link, row_of(&w, KR_NODE, "mid"), KR_LAYER_ROAD), KR_NONE);
    kr_job_end(&job);
}

static void what_is_closed_is_there_and_says_so(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_network n, opened;
    kr_patch patch = { 0 };
    freeze_small(&job, &w, &n);
    uint32_t arc = arc_from(&n, KR_ARC_RIDE, row_of(&w, KR_LINK, "h_ki"), row_of(&w, KR_NODE, "isle"), KR_LAYER_ROAD);
    assert_int_equal(n.open[arc], 0);
    check_ok(&job, kr_patch_open(&job, &w, "h_ki", &patch));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    check_ok(&job, kr_network_freeze(&job, &patched, &opened));
    /* Opening changes no number: the two networks differ in that state alone. */
    assert_int_equal(opened.graph.arcs, n.graph.arcs);
    assert_memory_equal(opened.graph.head, n.graph.head, n.graph.arcs * sizeof *n.graph.head);
    assert_int_equal(opened.open[arc], 1);
    kr_job_end(&job);
}

/* Rows of one change are one arc; it is open when one of them is. */
static void rows_of_the_same_change_are_one_arc(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_network n;
    kr_patch patch = { 0 };
    freeze_small(&job, &w, &n);
    uint32_t block = row_of(&w, KR_TERMINAL, "gamma_gauge_block"), single = row_of(&w, KR_TERMINAL, "gamma_gauge_single");
    assert_int_equal(count_arcs(&n, KR_ARC_TRANSFER, block), 1);
    assert_int_equal(count_arcs(&n, KR_ARC_TRANSFER, single), 0);
    assert_int_equal(n.same_change[block], single);
    assert_int_equal(n.same_change[single], KR_NONE);
    uint32_t arc = arc_from(&n, KR_ARC_TRANSFER, block, row_of(&w, KR_NODE, "gamma"), KR_LAYER_RAIL1520);
    for (int closed = 1; closed <= 2; closed++) {
        check_ok(&job, kr_patch_close(&job, &w, closed == 1 ? "gamma_gauge_block" : "gamma_gauge_single", &patch));
        check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
        check_ok(&job, kr_network_freeze(&job, &patched, &n));
        assert_int_equal(n.open[arc], closed == 1);
    }
    kr_job_end(&job);
}

/* gamma_roro has the wait inside its hours: who comes through it boards at once, who comes otherwise waits. */
static void a_wait_inside_a_terminal_is_not_waited_again(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    uint32_t service = row_of(&w, KR_SERVICE, "roro_gd"), other = row_of(&w, KR_SERVICE, "roro_dg");
    uint32_t waited = 0, unwaited = 0;
    for (uint32_t a = 0; a < n.graph.arcs; a++)
        if (n.kind[a] == KR_ARC_BOARD && n.row[a] == service) {
            waited += n.no_wait[n.graph.tail[a]];
            unwaited += !n.no_wait[n.graph.tail[a]];
        }
    assert_int_equal(waited, 1);
    assert_int_equal(unwaited, 1);
    assert_int_equal(count_arcs(&n, KR_ARC_BOARD, other), 1);
    uint32_t arc = arc_from(&n, KR_ARC_TRANSFER, row_of(&w, KR_TERMINAL, "gamma_roro"), row_of(&w, KR_NODE, "gamma"), KR_LAYER_ROAD);
    assert_int_equal(n.no_wait[n.graph.head[arc]], 1);
    /* From there only the ship goes on. */
    uint32_t node = n.graph.head[arc];
    for (uint32_t a = n.graph.first[node]; a < n.graph.first[node + 1]; a++)
        assert_int_equal(n.kind[a], KR_ARC_BOARD);
    kr_job_end(&job);
}

static void a_service_boards_sails_and_alights(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    uint32_t service = row_of(&w, KR_SERVICE, "box_gd"), gamma = row_of(&w, KR_NODE, "gamma"), delta = row_of(&w, KR_NODE, "delta");
    uint32_t board = arc_from(&n, KR_ARC_BOARD, service, gamma, KR_LAYER_SEA_CONTAINER);
    uint32_t deck = n.graph.head[board];
    uint32_t sail = n.graph.first[deck];
    assert_int_equal(n.graph.first[deck + 1], sail + 1);
    assert_int_equal(n.kind[sail], KR_ARC_SAIL);
    assert_int_equal(n.link[sail], row_of(&w, KR_LINK, "s_gd"));
    check_near(n.km[sail], 240, 0);
    uint32_t alight = n.graph.first[n.graph.head[sail]];
    assert_int_equal(n.kind[alight], KR_ARC_ALIGHT);
    assert_int_equal(n.place[n.graph.head[alight]], delta);
    assert_int_equal(count_arcs(&n, KR_ARC_SAIL, service), 1);
    kr_job_end(&job);
}

static void doors_let_in_or_out_and_never_through(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    for (uint32_t place = 0; place < w.node.count; place++) {
        uint32_t in = n.sender[place], out = n.receiver[place];
        assert_int_equal(n.graph.in_first[in], n.graph.in_first[in + 1]);
        assert_int_equal(n.graph.first[out], n.graph.first[out + 1]);
    }
    /* alpha has road, rail and pipeline. */
    uint32_t alpha = row_of(&w, KR_NODE, "alpha");
    assert_int_equal(count_arcs(&n, KR_ARC_LOAD, alpha), 3);
    assert_int_equal(count_arcs(&n, KR_ARC_UNLOAD, alpha), 3);
    assert_int_equal(n.by_road[alpha], 1);
    assert_int_equal(n.by_road[row_of(&w, KR_NODE, "post")], 0);
    kr_job_end(&job);
}

/* A country's fee once: at the border or where the goods come onto rails, not again where the gauge changes. */
static void a_change_of_gauge_enters_no_country(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_network n;
    freeze_small(&job, &w, &n);
    uint32_t gamma = row_of(&w, KR_NODE, "gamma"), alpha = row_of(&w, KR_NODE, "alpha");
    uint32_t gauge = arc_from(&n, KR_ARC_TRANSFER, row_of(&w, KR_TERMINAL, "gamma_gauge_block"), gamma, KR_LAYER_RAIL1520);
    uint32_t up = arc_from(&n, KR_ARC_TRANSFER, row_of(&w, KR_TERMINAL, "alpha_up"), alpha, KR_LAYER_ROAD);
    uint32_t shore = arc_from(&n, KR_ARC_TRANSFER, row_of(&w, KR_TERMINAL, "gamma_shore"), gamma, KR_LAYER_SEA_CONTAINER);
    assert_int_equal(n.enters[gauge], 0);
    assert_int_equal(n.enters[up], 1);
    assert_int_equal(n.enters[shore], 1);
    for (uint32_t a = 0; a < n.graph.arcs; a++)
        if (n.kind[a] == KR_ARC_RIDE || n.kind[a] == KR_ARC_UNLOAD)
            assert_int_equal(n.enters[a], 0);
        else if (n.kind[a] == KR_ARC_BORDER)
            assert_int_equal(n.enters[a], 1);
    kr_job_end(&job);
}

/* ---- the same bytes every time ---- */

static void check_same(const kr_network *a, const kr_network *b)
{
    size_t arcs = a->graph.arcs, nodes = a->graph.nodes;
    assert_int_equal(b->graph.arcs, arcs);
    assert_int_equal(b->graph.nodes, nodes);
    assert_memory_equal(a->graph.first, b->graph.first, (nodes + 1) * sizeof *a->graph.first);
    assert_memory_equal(a->graph.head, b->graph.head, arcs * sizeof *a->graph.head);
    assert_memory_equal(a->graph.in_arc, b->graph.in_arc, arcs * sizeof *a->graph.in_arc);
    assert_memory_equal(a->place, b->place, nodes * sizeof *a->place);
    assert_memory_equal(a->layer, b->layer, nodes);
    assert_memory_equal(a->country, b->country, nodes * sizeof *a->country);
    assert_memory_equal(a->kind, b->kind, arcs);
    assert_memory_equal(a->row, b->row, arcs * sizeof *a->row);
    assert_memory_equal(a->link, b->link, arcs * sizeof *a->link);
    assert_memory_equal(a->open, b->open, arcs);
    assert_memory_equal(a->forward, b->forward, arcs);
    assert_memory_equal(a->enters, b->enters, arcs);
    assert_memory_equal(a->km, b->km, arcs * sizeof *a->km);
}

static void freezing_twice_gives_the_same_bytes(void **state)
{
    (void)state;
    kr_job jobs[2];
    kr_world w[2];
    kr_network n[3];
    for (int i = 0; i < 2; i++) {
        kr_job_init(&jobs[i], 1 << 28);
        region_read(&jobs[i], &w[i]);
        check_ok(&jobs[i], kr_network_freeze(&jobs[i], &w[i], &n[i]));
    }
    check_ok(&jobs[0], kr_network_freeze(&jobs[0], &w[0], &n[2]));
    check_same(&n[0], &n[1]);
    check_same(&n[0], &n[2]);
    check_network(&w[0], &n[0]);
    kr_job_end(&jobs[0]);
    kr_job_end(&jobs[1]);
}

static kr_status freeze_folder(kr_job *job, void *with)
{
    kr_world w;
    kr_network n;
    KR_TRY(kr_world_read(job, ((struct temp_folder *)with)->path, NULL, &w));
    return kr_network_freeze(job, &w, &n);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    small_world_put(&folder);
    every_allocation_may_fail(freeze_folder, &folder);
    temp_folder_close(&folder);
}

/* Property: for every project of the region, for all open at once and for a length that is changed. */
static void freezing_like_another_is_freezing(void **state)
{
    (void)state;
    kr_job job;
    kr_world world, patched;
    kr_network like, fresh, quick;
    kr_job_init(&job, (size_t)1 << 30);
    region_read(&job, &world);
    check_ok(&job, kr_network_freeze(&job, &world, &like));
    for (uint32_t i = 0; i < world.project.count + 2; i++) {
        kr_patch patch = { 0 };
        if (i < world.project.count)
            check_ok(&job, kr_patch_open(&job, &world, kr_world_text(&world, world.project.id[i]), &patch));
        else if (i == world.project.count)
            check_ok(&job, kr_patch_open_all(&job, &world, &patch));
        else
            check_ok(&job, kr_patch_add(&job, &patch, (kr_edit){ KR_LINK, 0, "length", KR_EDIT_SCALE, "0", "test", KR_NONE }));
        check_ok(&job, kr_patch_apply(&job, &world, &patch, &patched));
        check_ok(&job, kr_network_freeze(&job, &patched, &fresh));
        check_ok(&job, kr_network_freeze_like(&job, &patched, &like, &quick));
        size_t arcs = fresh.graph.arcs;
        assert_int_equal(arcs, quick.graph.arcs);
        assert_true(quick.world == &patched);
        assert_memory_equal(fresh.graph.head, quick.graph.head, arcs * sizeof *fresh.graph.head);
        assert_memory_equal(fresh.kind, quick.kind, arcs);
        assert_memory_equal(fresh.row, quick.row, arcs * sizeof *fresh.row);
        assert_memory_equal(fresh.open, quick.open, arcs);
        assert_memory_equal(fresh.km, quick.km, arcs * sizeof *fresh.km);
        assert_memory_equal(fresh.enters, quick.enters, arcs);
    }
    kr_job_end(&job);
}

/* Property: of a link's arcs those over its border stand for it, all of them and no others; without a border all stand. */
static void what_stands_for_a_link(void **state)
{
    (void)state;
    kr_job job;
    kr_world world;
    kr_network n;
    const uint8_t *counts;
    kr_job_init(&job, (size_t)1 << 30);
    region_read(&job, &world);
    assert_int_equal(kr_network_freeze(&job, &world, &n), KR_OK);
    assert_int_equal(kr_network_link_arcs(&job, &n, &counts), KR_OK);
    for (uint32_t a = 0; a < n.graph.arcs; a++) {
        int has_border = 0;
        for (uint32_t b = 0; n.link[a] != KR_NONE && b < n.graph.arcs; b++)
            has_border |= n.link[b] == n.link[a] && n.kind[b] == KR_ARC_BORDER;
        assert_int_equal(counts[a], n.link[a] != KR_NONE && (!has_border || n.kind[a] == KR_ARC_BORDER));
    }
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_arc_knows_its_rows), cmocka_unit_test(a_border_parts_its_link),
        cmocka_unit_test(a_border_link_of_unknown_length_keeps_its_ride), cmocka_unit_test(layers_are_modes_and_gauges),
        cmocka_unit_test(a_directed_link_has_one_direction), cmocka_unit_test(what_is_closed_is_there_and_says_so),
        cmocka_unit_test(rows_of_the_same_change_are_one_arc), cmocka_unit_test(a_wait_inside_a_terminal_is_not_waited_again),
        cmocka_unit_test(a_service_boards_sails_and_alights), cmocka_unit_test(doors_let_in_or_out_and_never_through),
        cmocka_unit_test(a_change_of_gauge_enters_no_country), cmocka_unit_test(freezing_twice_gives_the_same_bytes),
        cmocka_unit_test(freezing_like_another_is_freezing), cmocka_unit_test(what_stands_for_a_link),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
