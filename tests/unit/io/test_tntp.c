/* test_tntp.c: the text files of the test networks, as they are and as they should not be. */
#include "check.h"

#include <keruen/io_tntp.h>

#include "base/text.h"

#include <unistd.h>

static const char *const NET =
    "<NUMBER OF ZONES> 2\t\t\r\n<NUMBER OF NODES>\t4\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 3\n<ORIGINAL HEADER>~ a b ;\n"
    "<END OF METADATA>\t\n\n~ header ;\n"
    "\t1\t10\t100\t1.5\t0\t0.0E+00\t0\t0\t7\t1\t;\n"
    " 10 2 1e3 2 3.25 0.15 4 0 0 1 ;\r\n"
    "\n10\t2\t5\t2\t4\t.15\t4\t0\t0\t1;\t\t\t\n";

static const char *const TRIPS =
    "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 7\n<END OF METADATA>\n\nOrigin 1\n 1 : 0.0; 2 : 3.5;\n2:1.5;\norigin\t2\n    1 :    2;   2 : 0;\n";

/* A file in the folder for temporary files, gone again after the test. */
static const char *temporary(const char *text)
{
    static char path[64];
    strcpy(path, "/tmp/keruen-tntp-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    return path;
}

static kr_status read_net_text(kr_job *job, kr_problems *problems, const char *text, kr_roads *roads)
{
    const char *path = temporary(text);
    kr_status status = kr_tntp_read_net(job, problems, path, roads);
    unlink(path);
    return status;
}

static kr_status read_trips_text(kr_job *job, kr_problems *problems, const char *text, const kr_roads *roads, kr_demand *demand)
{
    const char *path = temporary(text);
    kr_status status = kr_tntp_read_trips(job, problems, path, roads, demand);
    unlink(path);
    return status;
}

static void a_network_is_read(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, NET, &r));
    assert_int_equal(r.nodes, 3);
    assert_int_equal(r.links, 3);
    assert_int_equal(r.zones, 2);
    assert_int_equal(r.node_id[2], 10);         /* ids need not run from 1 to N */
    assert_int_equal(r.tail[1], 2);
    assert_int_equal(r.head[1], 1);
    assert_int_equal(r.head[2], 1);             /* a parallel link */
    assert_true(r.no_through[0] && r.no_through[1] && !r.no_through[2]);
    check_near(r.toll[0], 7, 0);
    check_near(r.length[0], 1.5, 0);
    check_near(r.capacity[1], 1000, 0);
    check_near(r.free_time[1], 3.25, 0);
    check_near(r.alpha[2], .15, 0);
    check_near(r.power[2], 4, 0);
    kr_job_end(&job);
}

static void demand_is_read_sorted_and_added_up(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_demand d;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, NET, &r));
    check_ok(&job, read_trips_text(&job, &problems, TRIPS, &r, &d));
    assert_int_equal(d.first[1], 1);
    assert_int_equal(d.first[2], 2);
    assert_int_equal(d.to[0], 1);
    check_near(d.amount[0], 5, 0);
    check_near(d.total, 7, 0);
    assert_int_equal(problems.warnings, 1);     /* the pair that stands twice */
    kr_job_end(&job);
}

/* Four lines of what a file says about itself against what stands in it, and how many of them differ. */
static const struct { const char *name, *net, *trips; size_t warnings; } odd[] = {
    { "all as it is", "<NUMBER OF NODES> 2\n<NUMBER OF LINKS> 1\n", "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 3\n", 0 },
    { "silent", "", "", 0 },
    { "not told", "<NUMBER OF NODES> -1\n<NUMBER OF LINKS>\n", "<TOTAL OD FLOW>\n", 0 },
    { "nodes", "<NUMBER OF NODES> 3\n", "", 1 },
    { "links", "<NUMBER OF LINKS> 99\n", "", 1 },
    { "zones", "", "<NUMBER OF ZONES> 3\n", 1 },
    { "a total that was rounded", "", "<TOTAL OD FLOW> 3.0002\n", 0 },
    { "another total", "", "<TOTAL OD FLOW> 3.1\n", 1 },
    { "no total", "", "<TOTAL OD FLOW> many\n", 1 },
    { "no factor", "<TOLL FACTOR> x\n", "", 1 },
    { "nothing may be passed", "<FIRST THRU NODE> 3\n", "", 1 },
};

static void what_a_file_says_of_itself_is_compared(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
        kr_job job;
        kr_roads r;
        kr_demand d;
        kr_problems problems = { 0 };
        char text[256];
        kr_job_init(&job, 1 << 24);
        snprintf(text, sizeof text, "<NUMBER OF ZONES> 2\n%s<END OF METADATA>\n1 2 1 1 1 0 0 0 0 1;\n", odd[k].net);
        check_ok(&job, read_net_text(&job, &problems, text, &r));
        snprintf(text, sizeof text, "%s<END OF METADATA>\nOrigin 1\n2 : 3;\n", odd[k].trips);
        check_ok(&job, read_trips_text(&job, &problems, text, &r, &d));
        if (problems.warnings != odd[k].warnings)
            fail_msg("%s: %zu warnings", odd[k].name, problems.warnings);
        kr_job_end(&job);
    }
}

/* Some editors put the mark of UTF-8 in front; UTF-16 is one mistake, not one a line. */
static void marks_of_encoding(void **state)
{
    (void)state;
    static const char wide[] = "\xFF\xFE<\0N\0>\0\n\0" "1\0\n\0";
    kr_job job;
    kr_roads r;
    kr_demand d;
    kr_problems problems = { 0 };
    char text[512];
    kr_job_init(&job, 1 << 24);
    snprintf(text, sizeof text, "\xEF\xBB\xBF%s", NET);
    check_ok(&job, read_net_text(&job, NULL, text, &r));
    assert_int_equal(r.zones, 2);
    snprintf(text, sizeof text, "\xEF\xBB\xBF%s", TRIPS);
    check_ok(&job, read_trips_text(&job, NULL, text, &r, &d));
    check_near(d.total, 7, 0);
    const char *path = temporary("");
    FILE *file = fopen(path, "w");
    fwrite(wide, 1, sizeof wide - 1, file);
    fclose(file);
    kr_roads other;
    assert_int_equal(kr_tntp_read_net(&job, &problems, path, &other), KR_E_INPUT);
    assert_int_equal(kr_tntp_read_trips(&job, &problems, path, &r, &d), KR_E_INPUT);
    assert_int_equal(problems.errors, 2);
    assert_non_null(strstr(problems.list[0].message, "save it as UTF-8"));
    unlink(path);
    kr_job_end(&job);
}

static void weights_in_the_file_are_told(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, "<NUMBER OF ZONES> 2\n<TOLL FACTOR> .02\n<DISTANCE FACTOR>\t0.04\n<END OF METADATA>\n1 2 1 1 1 0 0 0 0 1;\n", &r));
    check_near(r.toll_factor, .02, 0);
    check_near(r.distance_factor, .04, 0);
    kr_job_end(&job);
}

static void without_a_first_through_node_all_may_be_passed(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, "<NUMBER OF ZONES> 2\n<END OF METADATA>\n1 2 1 1 1 0 0 0 0 1;\n", &r));
    assert_true(!r.no_through[0] && !r.no_through[1]);
    kr_job_end(&job);
}

static const struct { const char *name, *text, *says; } bad_net[] = {
    { "nothing", "", "no link in the file" },
    { "no zones", "<END OF METADATA>\n1 2 1 1 1 0 0 0 0 1;\n", "<NUMBER OF ZONES> is missing" },
    { "few fields", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n1 2 1 1 1 ;\n", ":3: \"1 2 1 1 1 ;\" has fewer than the 10 fields" },
    { "a word", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n1 2 x 1 1 0 0 0 0 1;\n", ":3: \"x\" is no number" },
    { "an open key", "<NUMBER OF ZONES 1\n", ":1: \"<NUMBER OF ZONES 1\" opens a key" },
    { "a key's value", "<NUMBER OF ZONES> many\n", "needs a whole number" },
    { "capacity 0", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n1 2 0 1 1 0 0 0 0 1;\n", "is not above zero; leave a closed link out" },
    { "free time", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n1 2 1 1 -1 0 0 0 0 1;\n", "free flow time" },
    { "node", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n-1 2 1 1 1 0 0 0 0 1;\n", "\"-1\" is no node" },
    { "a comment with all of it", "<NUMBER OF ZONES> 1\n<END OF METADATA>\n~1 2 1 1 1 0 0 0 0 1;\n", "no link in the file" },
};

static const struct { const char *name, *text, *says; } bad_trips[] = {
    { "nothing", "", "no Origin line" },
    { "pairs before an origin", "<END OF METADATA>\n1 : 2;\n", ":2: \"1 : 2;\" stands before the first Origin" },
    { "another network's zone", "Origin 3\n1 : 2;\n", ":1: zone \"3\" is not in the network" },
    { "another network's destination", "Origin 1\n9 : 2;\n", ":2: zone \"9\" is not in the network" },
    { "no amount", "Origin 1\n2 :\n", ":2: destination \"2\" has no amount" },
    { "below zero", "Origin 1\n2 : -5;\n", ":2: \"-5\" is no amount" },
    { "no zone", "Origin\n2 : 5;\n", ":1: \"Origin\" names no zone" },
};

/* A road that never fills; what is written of it reads back. */
static void a_capacity_may_be_without_end(void **state)
{
    (void)state;
    kr_job job;
    kr_roads roads;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL,
                                 "<NUMBER OF ZONES> 2\n<END OF METADATA>\n1 2 inf 1 2 0.15 4 0 0 1 ;\n2 1 10 1 1 0.15 4 0 0 1 ;\n", &roads));
    assert_true(isinf(roads.capacity[0]) && roads.capacity[1] == 10);
    assert_int_equal(read_net_text(&job, NULL, "<NUMBER OF ZONES> 2\n<END OF METADATA>\n1 2 10 inf 2 0.15 4 0 0 1 ;\n", &roads), KR_E_INPUT);
    check_says(&job, "\"inf\" is no number");
    kr_job_end(&job);
}


static void what_is_wrong_is_named_with_its_line(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r, good;
    kr_demand d;
    for (size_t i = 0; i < sizeof bad_net / sizeof *bad_net; i++)
        for (int listed = 0; listed < 2; listed++) {
            kr_problems problems = { 0 };
            kr_job_init(&job, 1 << 24);
            if (read_net_text(&job, listed ? &problems : NULL, bad_net[i].text, &r) != KR_E_INPUT)
                fail_msg("%s was taken", bad_net[i].name);
            check_says(&job, bad_net[i].says);
            kr_job_end(&job);
        }
    for (size_t i = 0; i < sizeof bad_trips / sizeof *bad_trips; i++) {
        kr_job_init(&job, 1 << 24);
        check_ok(&job, read_net_text(&job, NULL, NET, &good));
        if (read_trips_text(&job, NULL, bad_trips[i].text, &good, &d) != KR_E_INPUT)
            fail_msg("%s was taken", bad_trips[i].name);
        check_says(&job, bad_trips[i].says);
        kr_job_end(&job);
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    kr_job job;
    kr_roads a, b;
    kr_demand d, e;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, NET, &a));
    check_ok(&job, read_trips_text(&job, &problems, TRIPS, &a, &d));
    kri_text net = kri_text_new(&job), trips = kri_text_new(&job);
    check_ok(&job, kr_tntp_write_net(&job, &a, kri_text_sink(&net)));
    check_ok(&job, kr_tntp_write_trips(&job, &a, &d, kri_text_sink(&trips)));
    check_ok(&job, read_net_text(&job, NULL, net.bytes, &b));
    check_ok(&job, read_trips_text(&job, NULL, trips.bytes, &b, &e));
    assert_memory_equal(a.free_time, b.free_time, a.links * sizeof *a.free_time);
    assert_memory_equal(a.alpha, b.alpha, a.links * sizeof *a.alpha);
    assert_memory_equal(a.tail, b.tail, a.links * sizeof *a.tail);
    assert_memory_equal(a.no_through, b.no_through, a.nodes);
    assert_memory_equal(d.amount, e.amount, 2 * sizeof *d.amount);
    kr_job_end(&job);
}

static void flows_and_places_are_read(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    const double *volume, *cost;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, read_net_text(&job, NULL, NET, &r));
    const char *path = temporary("From \tTo \tVolume \tCost \n10 2 : 1.5 3;\n1\t10\t9\t2\n10 2 2.5 4\n");
    check_ok(&job, kr_tntp_read_flow(&job, NULL, path, &r, &volume, &cost));
    unlink(path);
    check_near(volume[0], 9, 0);
    check_near(volume[1], 1.5, 0);              /* parallel links in the network's order */
    check_near(volume[2], 2.5, 0);
    path = temporary("node\tX\tY\n10\t1.5\t-2\t;\n99 1 1;\n");
    check_ok(&job, kr_tntp_read_nodes(&job, NULL, path, &r));
    unlink(path);
    check_near(r.x[2], 1.5, 0);
    assert_true(isnan(r.x[0]));
    path = temporary("10 2 1 1\n10 2 1 1\n10 2 1 1\n");
    assert_int_equal(kr_tntp_read_flow(&job, NULL, path, &r, &volume, &cost), KR_E_INPUT);
    check_says(&job, ":3: ");
    unlink(path);
    kr_job_end(&job);
}

static kr_status read_both(kr_job *job, void *with)
{
    (void)with;
    kr_roads r;
    kr_demand d;
    KR_TRY(read_net_text(job, NULL, NET, &r));
    return read_trips_text(job, NULL, TRIPS, &r, &d);
}

static void allocations_may_fail(void **state)
{
    (void)state;
    every_allocation_may_fail(read_both, NULL);
}

static void the_shared_networks_are_read(void **state)
{
    (void)state;
    /* Zones, links and trips as the networks' own descriptions print them. */
    static const struct { const char *net, *trips; uint32_t zones, nodes, links; double total; } known[] = {
        { "SiouxFalls/SiouxFalls_net.tntp", "SiouxFalls/SiouxFalls_trips.tntp", 24, 24, 76, 360600 },
        { "Winnipeg/Winnipeg_net.tntp", "Winnipeg/Winnipeg_trips.tntp", 147, 1040, 2836, 64784 },    /* 1,052 declared, 12 of them without a link */
        { "Chicago-Sketch/ChicagoSketch_net.tntp", "Chicago-Sketch/ChicagoSketch_trips.tntp", 387, 933, 2950, 1260907.44 },
        { "Berlin-Center/berlin-center_net.tntp", "Berlin-Center/berlin-center_trips.tntp", 865, 12981, 28376, 168222.302 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        kr_job job;
        kr_roads r;
        kr_demand d;
        char name[256];
        kr_job_init(&job, 1 << 28);
        snprintf(name, sizeof name, "data/tntp/%s", known[i].net);
        const char *path = shared_file(name);
        if (!path) {
            print_message("skipped: %s is not there\n", name);
            skip();
        }
        check_ok(&job, kr_tntp_read_net(&job, NULL, path, &r));
        snprintf(name, sizeof name, "data/tntp/%s", known[i].trips);
        check_ok(&job, kr_tntp_read_trips(&job, NULL, shared_file(name), &r, &d));
        assert_int_equal(r.zones, known[i].zones);
        assert_int_equal(r.nodes, known[i].nodes);
        assert_int_equal(r.links, known[i].links);
        check_near(d.total, known[i].total, 1e-8 * known[i].total);
        kr_job_end(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_is_read),
        cmocka_unit_test(demand_is_read_sorted_and_added_up),
        cmocka_unit_test(what_a_file_says_of_itself_is_compared),
        cmocka_unit_test(marks_of_encoding),
        cmocka_unit_test(weights_in_the_file_are_told),
        cmocka_unit_test(without_a_first_through_node_all_may_be_passed),
        cmocka_unit_test(a_capacity_may_be_without_end),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(flows_and_places_are_read),
        cmocka_unit_test(allocations_may_fail),
        cmocka_unit_test(the_shared_networks_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
