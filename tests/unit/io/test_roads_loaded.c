/* test_roads_loaded.c: tables of links come out as they went in, with columns behind. */
#include "check.h"

#include <keruen/io_gmns.h>
#include <keruen/io_loaded.h>
#include <keruen/io_tntp.h>

#include "base/text.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64], net[128];

static void put(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void open_folder(const char *link, const char *tntp)
{
    strcpy(folder, "/tmp/keruen-loaded-XXXXXX");
    assert_non_null(mkdtemp(folder));
    put("node.csv", "node_id\na\nb\n");
    put("link.csv", link);
    put("net.tntp", tntp);
    snprintf(net, sizeof net, "%s/net.tntp", folder);
}

static void close_folder(void)
{
    static const char *const names[] = { "node.csv", "link.csv", "net.tntp" };
    for (int k = 0; k < 3; k++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        unlink(path);
    }
    rmdir(folder);
}

static const double flow[] = { 1.5, .1, 1e-300 }, cost[] = { 7, INFINITY, 3 };
static const kr_link_column columns[] = { { "flow", flow }, { "cost", cost } };

static kr_status write_again(kr_job *job, int is_folder, kri_text *text)
{
    kr_roads roads;
    *text = kri_text_new(job);
    KR_TRY(is_folder ? kr_roads_read_gmns(job, NULL, folder, &roads) : kr_tntp_read_net(job, NULL, net, &roads));
    return kr_roads_write_loaded(job, is_folder ? folder : net, &roads, 2, columns, kri_text_sink(text));
}

#define CSV_HEAD "from_node_id,to_node_id,free_speed,length"
#define TNTP_HEAD "<NUMBER OF ZONES> 2\n<END OF METADATA>\n"
#define TNTP_NAMES "~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type"

/* What stands in the file, and what it must become; the numbers are those above. */
static const struct { const char *name; int is_folder; const char *text, *becomes; } cases[] = {
    { "one link and no line end", 1, CSV_HEAD "\na,b,60,1", CSV_HEAD ",flow,cost\na,b,60,1,1.5,7" },
    { "what is not finite is empty", 1, CSV_HEAD "\na,b,60,1\nb,a,60,1\n", CSV_HEAD ",flow,cost\na,b,60,1,1.5,7\nb,a,60,1,0.1,\n" },
    { "semicolons and returns", 1, "from_node_id;to_node_id;length;free_speed;\"a\nb\"\r\n\r\na;b;1;60;\"x\r\n\"\r\n",
      "from_node_id;to_node_id;length;free_speed;\"a\nb\";flow;cost\r\n\r\na;b;1;60;\"x\r\n\";1.5;7\r\n" },
    { "both ways", 1, CSV_HEAD ",directed\na,b,60,1,0\nb,a,60,1,1\n",
      CSV_HEAD ",directed,flow,cost,flow_back,cost_back\na,b,60,1,0,1.5,7,0.1,\nb,a,60,1,1,1e-300,3,,\n" },
    { "names that are taken", 1, "flow,flow_2," CSV_HEAD "\n,,a,b,60,1\n", "flow,flow_2," CSV_HEAD ",flow_3,cost\n,,a,b,60,1,1.5,7\n" },
    { "a net with names", 0, TNTP_HEAD "~ of two links\n" TNTP_NAMES "\t;\n\t1\t2\t1.0E+0\t1\t1\t0\t0\t0\t0\t1\t;\t\n",
      TNTP_HEAD "~ of two links\n" TNTP_NAMES "\tflow\tcost\t;\n\t1\t2\t1.0E+0\t1\t1\t0\t0\t0\t0\t1\t1.5\t7\t;\t\n" },
    { "a net with the mark of UTF-8", 0, "\xEF\xBB\xBF" TNTP_HEAD TNTP_NAMES "\t;\n1 2 1 1 1 0 0 0 0 1;\n",
      "\xEF\xBB\xBF" TNTP_HEAD TNTP_NAMES "\tflow\tcost\t;\n1 2 1 1 1 0 0 0 0 1\t1.5\t7;\n" },
    { "a net without", 0, TNTP_HEAD "1 2 1 1 1 0 0 0 0 1;\r\n~ the end", TNTP_HEAD TNTP_NAMES "\tflow\tcost\t;\r\n1 2 1 1 1 0 0 0 0 1\t1.5\t7;\r\n~ the end" },
    { "more words and a comment", 0, TNTP_HEAD "1 2 1 1 1 0 0 0 0 1 8 9 ~ ; x\n\n",
      TNTP_HEAD TNTP_NAMES "\tflow\tcost\t;\n1 2 1 1 1 0 0 0 0 1 8 9\t1.5\t7 ~ ; x\n\n" },
};

static void tables_stand_as_they_stood(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        kr_job job;
        kri_text text;
        kr_job_init(&job, 1 << 24);
        open_folder(cases[k].is_folder ? cases[k].text : "", cases[k].is_folder ? "" : cases[k].text);
        check_ok(&job, write_again(&job, cases[k].is_folder, &text));
        if (strcmp(text.bytes, cases[k].becomes) != 0)
            fail_msg("%s: %s", cases[k].name, text.bytes);
        close_folder();
        kr_job_end(&job);
    }
}

static void another_file_than_was_read_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = { "", "\nb,a,60,1\n", "\na,b,60,1\nb,a,60,1\n", ",directed\na,b,60,1,0\n" };
    static const char *const other_nets[] = { "", "2 1 1 1 1 0 0 0 0 1;\n", "1 2 1 1 1 0 0 0 0 1;\n1 2 1 1 1 0 0 0 0 1;\n" };
    kr_job job;
    kr_roads roads;
    kri_text text;
    char other[256];
    kr_job_init(&job, 1 << 24);
    open_folder(CSV_HEAD "\na,b,60,1\n", TNTP_HEAD "1 2 1 1 1 0 0 0 0 1;\n");
    text = kri_text_new(&job);
    check_ok(&job, kr_roads_read_gmns(&job, NULL, folder, &roads));
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        snprintf(other, sizeof other, "%s%s", CSV_HEAD, others[k]);
        put("link.csv", other);
        assert_int_equal(kr_roads_write_loaded(&job, folder, &roads, 2, columns, kri_text_sink(&text)), KR_E_INPUT);
        check_says(&job, "is not the file any more");
    }
    check_ok(&job, kr_tntp_read_net(&job, NULL, net, &roads));
    for (size_t k = 0; k < sizeof other_nets / sizeof *other_nets; k++) {
        snprintf(other, sizeof other, "%s%s", TNTP_HEAD, other_nets[k]);
        put("net.tntp", other);
        assert_int_equal(kr_roads_write_loaded(&job, net, &roads, 2, columns, kri_text_sink(&text)), KR_E_INPUT);
        check_says(&job, "is not the file any more");
    }
    assert_int_equal(kr_roads_write_loaded(&job, "-", &roads, 2, columns, kri_text_sink(&text)), KR_E_USAGE);
    close_folder();
    kr_job_end(&job);
}

/* What parts the cells is read off the header: names behind it must not change that. */
static void names_do_not_change_what_parts_the_cells(void **state)
{
    (void)state;
    static const kr_link_column odd[] = { { "a,b;c", flow }, { " a\n", flow } };
    static const struct { const char *head, *becomes; } heads[] = {
        { "from_node_id;to_node_id;VDF_fftt1\na;b;1\n", "from_node_id;to_node_id;VDF_fftt1;a_b_c;\" a\n\"\na;b;1;1.5;1.5\n" },
        { "from_node_id\tto_node_id\tVDF_fftt1\na\tb\t1\n", "from_node_id\tto_node_id\tVDF_fftt1\ta_b_c\t\" a\n\"\na\tb\t1\t1.5\t1.5\n" },
        { "from_node_id,to_node_id,VDF_fftt1\na,b,1\n", "from_node_id,to_node_id,VDF_fftt1,\"a,b;c\",\" a\n\"\na,b,1,1.5,1.5\n" },
    };
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
        kr_job job;
        kr_roads roads;
        kr_job_init(&job, 1 << 24);
        kri_text text = kri_text_new(&job);
        open_folder(heads[k].head, "");
        check_ok(&job, kr_roads_read_gmns(&job, NULL, folder, &roads));
        check_ok(&job, kr_roads_write_loaded(&job, folder, &roads, 2, odd, kri_text_sink(&text)));
        assert_string_equal(text.bytes, heads[k].becomes);
        put("link.csv", text.bytes);
        check_ok(&job, kr_roads_read_gmns(&job, NULL, folder, &roads));
        close_folder();
        kr_job_end(&job);
    }
}

static kr_status write_both(kr_job *job, void *with)
{
    kri_text text;
    (void)with;
    KR_TRY(write_again(job, 1, &text));
    return write_again(job, 0, &text);
}

static void allocations_may_fail(void **state)
{
    (void)state;
    open_folder(CSV_HEAD ",directed\na,b,60,1,0\n", TNTP_HEAD "1 2 1 1 1 0 0 0 0 1;\n");
    every_allocation_may_fail(write_both, NULL);
    close_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_stand_as_they_stood),
        cmocka_unit_test(another_file_than_was_read_is_refused),
        cmocka_unit_test(names_do_not_change_what_parts_the_cells),
        cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
