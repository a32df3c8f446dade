/* test_patch.c: edits share what they do not touch; opening and closing; what a project changes. */
#include "small_world.h"

static void open_world(kr_job *job, kr_world *world)
{
    kr_job_init(job, 1 << 26);
    small_world_read(job, world);
}

static void what_is_not_edited_is_shared(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    uint32_t link = row_of(&w, KR_LINK, "h_ki");
    check_ok(&job, kr_patch_open(&job, &w, "h_ki", &patch));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    assert_int_equal(patched.link.state[link], KR_OPEN);
    assert_int_equal(w.link.state[link], KR_CLOSED);
    assert_ptr_not_equal(patched.link.state, w.link.state);
    assert_ptr_equal(patched.link.length_km, w.link.length_km);
    assert_ptr_equal(patched.border.state, w.border.state);
    assert_ptr_equal(patched.node.lon, w.node.lon);
    for (uint32_t i = 0; i < w.link.count; i++)
        if (i != link)
            assert_int_equal(patched.link.state[i], w.link.state[i]);
    kr_job_end(&job);
}

static void an_empty_patch_shares_everything(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    assert_memory_equal(&patched, &w, sizeof w);
    kr_job_end(&job);
}

static void a_link_and_its_border_open_and_close_together(void **state)
{
    (void)state;
    static const struct { const char *id, *link, *border; int opens; } cases[] = {
        { "h_tt", "h_tt", "b_tt", 1 }, { "b_tt", "h_tt", "b_tt", 1 }, { "r_pb", "r_pb", "b_rail", 0 }, { "b_rail", "r_pb", "b_rail", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_world w, patched;
        kr_patch patch = { 0 };
        open_world(&job, &w);
        check_ok(&job, cases[i].opens ? kr_patch_open(&job, &w, cases[i].id, &patch) : kr_patch_close(&job, &w, cases[i].id, &patch));
        check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
        int expected = cases[i].opens ? KR_OPEN : KR_CLOSED;
        assert_int_equal(patched.link.state[row_of(&w, KR_LINK, cases[i].link)], expected);
        assert_int_equal(patched.border.state[row_of(&w, KR_BORDER, cases[i].border)], expected);
        kr_job_end(&job);
    }
}

static void a_service_and_a_terminal_close_alone(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    check_ok(&job, kr_patch_close(&job, &w, "box_gd", &patch));
    check_ok(&job, kr_patch_close(&job, &w, "alpha_up", &patch));
    check_ok(&job, kr_patch_open(&job, &w, "beta_up", &patch));
    assert_int_equal(patch.count, 3);
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    assert_int_equal(patched.service.state[row_of(&w, KR_SERVICE, "box_gd")], KR_CLOSED);
    assert_int_equal(patched.service.state[row_of(&w, KR_SERVICE, "box_dg")], KR_OPEN);
    assert_int_equal(patched.terminal.state[row_of(&w, KR_TERMINAL, "alpha_up")], KR_CLOSED);
    assert_int_equal(patched.terminal.state[row_of(&w, KR_TERMINAL, "beta_up")], KR_OPEN);
    kr_job_end(&job);
}

/* Links, borders and what stands in the column `changes`: a state, the hours of a border both ways, a factor. */
static void a_project_opens_its_links_and_makes_its_changes(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    check_ok(&job, kr_patch_open(&job, &w, "p_twins", &patch));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    assert_int_equal(patched.link.state[row_of(&w, KR_LINK, "h_tt")], KR_OPEN);
    assert_int_equal(patched.border.state[row_of(&w, KR_BORDER, "b_tt")], KR_OPEN);
    assert_int_equal(patched.terminal.state[row_of(&w, KR_TERMINAL, "beta_up")], KR_OPEN);
    uint32_t border = row_of(&w, KR_BORDER, "b_tt"), seen = 0;
    for (uint32_t i = 0; i < w.border_hours.count; i++) {
        int is_its = w.border_hours.border[i] == border;
        seen += (uint32_t)is_its;
        check_near(patched.border_hours.mean_h[i], is_its ? 6 : w.border_hours.mean_h[i], 0);
    }
    assert_int_equal(seen, 2);
    check_near(patched.link.length_km[row_of(&w, KR_LINK, "h_bg")], 60, 0);
    check_near(w.link.length_km[row_of(&w, KR_LINK, "h_bg")], 120, 0);
    for (size_t i = 0; i < patch.count; i++) {
        assert_string_equal(patch.edit[i].reason, "project p_twins");
        assert_int_equal(patch.edit[i].source, row_of(&w, KR_SOURCE, "book"));
    }
    kr_job_end(&job);
}

static void edits_are_applied_in_order_and_on_top_of_each_other(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, once, twice;
    kr_patch patch = { 0 }, more = { 0 };
    open_world(&job, &w);
    uint32_t link = row_of(&w, KR_LINK, "h_ab");
    const kr_edit edits[] = {
        { KR_LINK, link, "length", KR_EDIT_SET, "400", "test", KR_NONE }, { KR_LINK, link, "length", KR_EDIT_SCALE, "0.5", "test", KR_NONE },
    };
    for (size_t i = 0; i < 2; i++)
        check_ok(&job, kr_patch_add(&job, &patch, edits[i]));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &once));
    check_near(once.link.length_km[link], 200, 0);
    check_ok(&job, kr_patch_add(&job, &more, edits[1]));
    check_ok(&job, kr_patch_apply(&job, &once, &more, &twice));
    check_near(twice.link.length_km[link], 100, 0);
    check_near(once.link.length_km[link], 200, 0);
    check_near(w.link.length_km[link], 340, 0);
    kr_job_end(&job);
}

static void what_is_unknown_stays_unknown_when_scaled(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    uint32_t link = row_of(&w, KR_LINK, "r_am");
    check_ok(&job, kr_patch_add(&job, &patch, (kr_edit){ KR_LINK, link, "transit_hours", KR_EDIT_SCALE, "2", "test", KR_NONE }));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    assert_true(isnan(patched.link.transit_h[link]));
    kr_job_end(&job);
}

static void all_may_be_opened(void **state)
{
    (void)state;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    check_ok(&job, kr_patch_open_all(&job, &w, &patch));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    for (uint32_t i = 0; i < w.link.count; i++)
        assert_int_equal(patched.link.state[i], KR_OPEN);
    for (uint32_t i = 0; i < w.border.count; i++)
        assert_int_equal(patched.border.state[i], KR_OPEN);
    for (uint32_t i = 0; i < w.terminal.count; i++)
        assert_int_equal(patched.terminal.state[i], KR_OPEN);
    for (uint32_t i = 0; i < w.service.count; i++)
        assert_int_equal(patched.service.state[i], KR_OPEN);
    kr_job_end(&job);
}

static const struct { const char *name; kr_edit edit; const char *says; } bad[] = {
    { "an unknown column", { KR_LINK, 0, "width", KR_EDIT_SET, "2", "test", KR_NONE }, "there is no such column" },
    { "an unknown row", { KR_LINK, 999, "length", KR_EDIT_SET, "2", "test", KR_NONE }, "there is no such row" },
    { "a name", { KR_LINK, 0, "name", KR_EDIT_SET, "x", "test", KR_NONE }, "no names and no ends of links" },
    { "an end", { KR_LINK, 0, "to_node_id", KR_EDIT_SET, "beta", "test", KR_NONE }, "no names and no ends of links" },
    { "no number", { KR_LINK, 0, "length", KR_EDIT_SET, "long", "test", KR_NONE }, "length is \"long\"" },
    { "below zero", { KR_LINK, 0, "length", KR_EDIT_SET, "-1", "test", KR_NONE }, "is below zero" },
    { "an unknown state", { KR_LINK, 0, "status", KR_EDIT_SET, "ajar", "test", KR_NONE }, "status is \"ajar\"" },
    { "a state times two", { KR_LINK, 0, "status", KR_EDIT_SCALE, "2", "test", KR_NONE }, "only a number can be scaled" },
    { "a negative factor", { KR_LINK, 0, "length", KR_EDIT_SCALE, "-1", "test", KR_NONE }, "no number from 0 up" },
    { "a factor past all numbers", { KR_LINK, 0, "length", KR_EDIT_SCALE, "1e308", "test", KR_NONE }, "too large" },
};

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kr_job job;
        kr_world w, patched;
        kr_patch patch = { 0 };
        open_world(&job, &w);
        check_ok(&job, kr_patch_add(&job, &patch, bad[i].edit));
        if (kr_patch_apply(&job, &w, &patch, &patched) != KR_E_INPUT)
            fail_msg("%s passes", bad[i].name);
        check_says(&job, bad[i].says);
        kr_job_end(&job);
    }
}

static void what_is_not_there_gets_a_suggestion(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_patch patch = { 0 };
    open_world(&job, &w);
    assert_int_equal(kr_patch_open(&job, &w, "hkki", &patch), KR_E_USAGE);
    check_says(&job, "did you mean \"h_ki\"?");
    assert_int_equal(kr_patch_open(&job, &w, "qqqqqqqqqqqqqqqqqqqq", &patch), KR_E_USAGE);
    check_says(&job, "is no link, border, service, terminal or project");
    assert_int_equal(kr_patch_close(&job, &w, "p_twins", &patch), KR_E_USAGE);
    check_says(&job, "cannot be closed");
    assert_int_equal(patch.count, 0);
    kr_job_end(&job);
}

/* In a folder that measures in miles a project's changes are in miles too: as they would stand in the file. */
static void a_change_is_in_the_units_of_its_folder(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w, patched;
    kr_patch patch = { 0 };
    temp_folder_open(&folder);
    temp_folder_put(&folder, "config.csv", "long_length,speed\nmile,mph\n");
    temp_folder_put(&folder, "node.csv", "node_id,x_coord,y_coord\nA,1,2\nB,1,3\n");
    temp_folder_put(&folder, "link.csv", "link_id,from_node_id,to_node_id,directed,length,free_speed\n1,A,B,0,100,50\n");
    temp_folder_put(&folder, "project.csv", "project_id,name,changes\np,Better,link:1:length=90;link:1:free_speed=60\n");
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
    check_ok(&job, kr_patch_open(&job, &w, "p", &patch));
    check_ok(&job, kr_patch_apply(&job, &w, &patch, &patched));
    check_near(patched.link.length_km[0], 90 * 1.609344, 1e-12);
    check_near(patched.link.free_kmh[0], 60 * 1.609344, 1e-12);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static kr_status patch_a_world(kr_job *job, void *with)
{
    kr_world w, patched;
    kr_patch patch = { 0 };
    KR_TRY(kr_world_read(job, ((struct temp_folder *)with)->path, NULL, &w));
    KR_TRY(kr_patch_open(job, &w, "p_twins", &patch));
    KR_TRY(kr_patch_close(job, &w, "b_rail", &patch));
    return kr_patch_apply(job, &w, &patch, &patched);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    small_world_put(&folder);
    every_allocation_may_fail(patch_a_world, &folder);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_edited_is_shared), cmocka_unit_test(an_empty_patch_shares_everything),
        cmocka_unit_test(a_link_and_its_border_open_and_close_together), cmocka_unit_test(a_service_and_a_terminal_close_alone),
        cmocka_unit_test(a_project_opens_its_links_and_makes_its_changes), cmocka_unit_test(edits_are_applied_in_order_and_on_top_of_each_other),
        cmocka_unit_test(what_is_unknown_stays_unknown_when_scaled), cmocka_unit_test(all_may_be_opened),
        cmocka_unit_test(what_cannot_be_is_refused), cmocka_unit_test(what_is_not_there_gets_a_suggestion),
        cmocka_unit_test(a_change_is_in_the_units_of_its_folder), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
