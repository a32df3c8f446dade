/* test_panel.c: columns of a panel, joined codes, flows between places. */
#include "check.h"

#include <keruen/panel.h>

#include <unistd.h>

static const kr_column_wish wishes[] = {
    { "exp", KR_COLUMN_CODE }, { "dist", KR_COLUMN_NUMBER }, { "trade", KR_COLUMN_FROM_ZERO_UP } };

static kr_status read_text(kr_job *job, const char *text, kr_problems *problems, kr_panel *panel)
{
    return kr_panel_read_text(job, "p.csv", text, strlen(text), wishes, 3, problems, panel);
}

static void columns_become_numbers_and_codes(void **state)
{
    kr_job job;
    kr_panel p;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, read_text(&job, "trade,exp,x,dist\n1,KZ,9,-2\n0,AM,,3.5\n,AM,1,1\n2,KZ,1,NA\n7e2,AM,1,.5\n", NULL, &p));
    assert_int_equal(p.rows, 3);
    assert_int_equal(p.missing_rows, 2);
    assert_int_equal(p.column[0].codes, 2);
    assert_string_equal(p.column[0].label[1], "AM");
    assert_int_equal(p.column[0].code[2], 1);
    check_near(p.column[1].value[1], 3.5, 0);
    check_near(p.column[2].value[2], 700, 0);
    kr_job_end(&job);
}

static const struct { const char *text, *says; } unsound[] = {
    { "trade,exp,dist\n-5,KZ,1\n", "p.csv:2: -5 is below zero" },
    { "trade,exp,dist\n5,KZ,far\n", "p.csv:2: \"far\" is not a number" },
    { "trade,exp,dst\n5,KZ,1\n", "there is \"dst\"" },
    { "trade,exp,dist\n5,KZ,1e999\n", "is not a number" },
    { "trade,exp,dist\n5,KZ,nan\n", "is not a number" },
    { "", "empty" },
};

static void bad_cells_are_named_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++) {
        kr_job job;
        kr_panel p;
        kr_problems problems = { 0 };
        kr_job_init(&job, 1 << 22);
        assert_int_equal(read_text(&job, unsound[i].text, NULL, &p), KR_E_INPUT);
        check_says(&job, unsound[i].says);
        assert_int_equal(read_text(&job, unsound[i].text, &problems, &p), KR_E_INPUT);
        assert_true(problems.errors == 1);
        kr_job_end(&job);
    }
}

/* The definition: the same joint code exactly where all codes are the same; by table and by hashing. */
static void joined_codes_tell_combinations_apart(void **state)
{
    enum { ROWS = 500 };
    uint32_t a[ROWS], b[ROWS], joint[ROWS], joints, wide;
    (void)state;
    for (uint32_t wide_codes = 7; wide_codes < 100000000; wide_codes = wide_codes * 90001) {
        kr_job job;
        kr_job_init(&job, (size_t)1 << 26);
        wide = wide_codes;
        for (uint32_t r = 0; r < ROWS; r++) {
            a[r] = r * 7919 % 13;
            b[r] = (r * 104729 % 7) * (wide / 7);
        }
        check_ok(&job, kr_codes_join(&job, ROWS, 2, (const uint32_t *const[]){ a, b }, (uint32_t[]){ 13, wide }, joint, &joints));
        assert_int_equal(joints, 91);
        for (uint32_t r = 0; r < ROWS; r++)
            for (uint32_t s = 0; s < r; s++)
                assert_true((joint[r] == joint[s]) == (a[r] == a[s] && b[r] == b[s]));
        kr_job_end(&job);
    }
}

static const char *written(const char *text)
{
    static char path[64];
    strcpy(path, "/tmp/keruen-flows-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    return path;
}

static void flows_are_a_matrix_in_order_of_origins(void **state)
{
    kr_job job;
    kr_flows x, beta;
    (void)state;
    kr_job_init(&job, 1 << 22);
    const char *path = written("origin,destination,value\nKZ,AM,5\nAM,KZ,3\nKZ,KZ,100\n");
    check_ok(&job, kr_flows_read(&job, path, "value", 0, 1, NULL, NULL, &x));
    unlink(path);
    assert_int_equal(x.count, 2);
    assert_string_equal(x.id[0], "KZ");
    check_near(x.value[0], 100, 0);
    check_near(x.value[1], 5, 0);
    check_near(x.value[2], 3, 0);
    check_near(x.value[3], 0, 0);
    path = written("origin,destination,beta\nAM,KZ,-0.5\n");
    check_ok(&job, kr_flows_read(&job, path, "beta", 0, 0, &x, NULL, &beta));
    unlink(path);
    check_near(beta.value[2], -0.5, 0);
    kr_job_end(&job);
}

static const struct { const char *text, *says; } bad_flows[] = {
    { "origin,destination,value\nKZ,AM,5\nKZ,AM,6\n", ":3: KZ to AM stands already in line 2" },
    { "origin,destination,value\nKZ,AM,-5\n", "below zero" },
    { "origin,destination,value\nKZ,,5\n", "the place is empty" },
    { "origin,destination,value\nKZ,AM,x\n", "is not a number" },
    { "origin,destination\nKZ,AM\n", "\"value\" is missing" },
};

static void bad_flows_get_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_flows / sizeof *bad_flows; i++) {
        kr_job job;
        kr_flows x;
        kr_job_init(&job, 1 << 22);
        const char *path = written(bad_flows[i].text);
        assert_int_equal(kr_flows_read(&job, path, "value", 0, 1, NULL, NULL, &x), KR_E_INPUT);
        unlink(path);
        check_says(&job, bad_flows[i].says);
        kr_job_end(&job);
    }
}

static void an_unknown_place_is_told_with_the_nearest(void **state)
{
    kr_job job;
    kr_flows beta, x = { 2, (const char *const[]){ "KAZ", "ARM" }, NULL };
    (void)state;
    kr_job_init(&job, 1 << 22);
    const char *path = written("origin,destination,beta\nKAZ,ARN,1\n");
    assert_int_equal(kr_flows_read(&job, path, "beta", 0, 0, &x, NULL, &beta), KR_E_INPUT);
    unlink(path);
    check_says(&job, "the nearest is ARM");
    kr_job_end(&job);
}

/* Links between the places of flows: closed is infinite, an empty new cost is the old one, an empty reference 0. */
static void links_name_places_of_the_flows(void **state)
{
    kr_job job;
    kr_link_list l;
    kr_flows x = { 2, (const char *const[]){ "KZ", "AM" }, NULL };
    (void)state;
    kr_job_init(&job, 1 << 22);
    const char *path = written("from,to,cost,new_cost,reference\nKZ,AM,closed,1.5,7\nAM,KZ,1.25,,\n");
    check_ok(&job, kr_link_list_read(&job, path, &x, NULL, &l));
    unlink(path);
    assert_int_equal(l.links, 2);
    assert_true(isinf(l.cost[0]) && l.from[1] == 1 && l.to[1] == 0);
    check_near(l.new_cost[1], 1.25, 0);
    check_near(l.reference[0], 7, 0);
    check_near(l.reference[1], 0, 0);
    path = written("from,to,cost\nKZ,AN,1.5\n");
    assert_int_equal(kr_link_list_read(&job, path, &x, NULL, &l), KR_E_INPUT);
    unlink(path);
    check_says(&job, ":2: \"AN\" is not among the places of the flows, the nearest is AM");
    kr_job_end(&job);
}

static kr_status read_both(kr_job *job, void *with)
{
    kr_panel p;
    kr_flows x;
    kr_link_list l;
    (void)with;
    KR_TRY(read_text(job, "trade,exp,dist\n5,KZ,1\n6,\"A \"\"M\"\"\",2\n", NULL, &p));
    const char *path = written("origin,destination,value\nKZ,AM,5\nAM,KZ,3\n");
    kr_status status = kr_panel_read(job, path, (kr_column_wish[]){ { "origin", KR_COLUMN_CODE } }, 1, NULL, &p);
    if (status == KR_OK)
        status = kr_flows_read(job, path, "value", 0, 1, NULL, NULL, &x);
    unlink(path);
    KR_TRY(status);
    path = written("from,to,cost\nKZ,AM,1.5\n");
    status = kr_link_list_read(job, path, &x, NULL, &l);
    unlink(path);
    return status;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    every_allocation_may_fail(read_both, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_numbers_and_codes),
        cmocka_unit_test(bad_cells_are_named_with_their_place),
        cmocka_unit_test(joined_codes_tell_combinations_apart),
        cmocka_unit_test(flows_are_a_matrix_in_order_of_origins),
        cmocka_unit_test(bad_flows_get_a_sentence),
        cmocka_unit_test(an_unknown_place_is_told_with_the_nearest),
        cmocka_unit_test(links_name_places_of_the_flows),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
