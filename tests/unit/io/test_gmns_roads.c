/* test_gmns_roads.c: GMNS folders as roads, and the tables of demand and changes that go with them. */
#include "check.h"

#include <keruen/io_demand.h>
#include <keruen/io_gmns.h>

#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[128];

static const char *put(const char *name, const char *text)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void open_folder(void)
{
    strcpy(folder, "/tmp/keruen-gmns-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void close_folder(void)
{
    static const char *const names[] = { "node.csv", "link.csv", "config.csv", "demand.csv", "change.csv" };
    for (int k = 0; k < 5; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        unlink(path);
    }
    rmdir(folder);
}

static const char *const NODES = "node_id,x_coord,y_coord,zone_id\na,1,2,\nb,3,4,Z1\nc,5,6,Z2\nd,,,Z1\n";

static void a_folder_is_read(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_job_init(&job, 1 << 24);
    open_folder();
    put("config.csv", "dataset_name,long_length,speed\nx,mi,mph\n");
    put("node.csv", NODES);
    put("link.csv", "link_id,from_node_id,to_node_id,directed,length,free_speed,capacity,lanes,toll,VDF_alpha1,VDF_beta1,VDF_cap1,VDF_fftt1,unknown\n"
        "l1,a,b,1,10,50,1000,2,,,,,,x\nl2,b,c,0,5,,,,2.5,0.6,2,700,9,y\n");
    check_ok(&job, kr_roads_read_gmns(&job, NULL, folder, &r));
    assert_int_equal(r.nodes, 4);
    assert_int_equal(r.links, 3);
    assert_int_equal(r.zones, 2);
    assert_int_equal(kr_roads_find_zone(&r, "Z2"), 1);
    assert_int_equal(r.zone_node[0], 1);                    /* the first node that names it */
    check_near(r.length[0], 16.09344, 1e-12);
    check_near(r.free_time[0], 12, 1e-12);                  /* 10 miles at 50 */
    check_near(r.capacity[0], 2000, 0);
    check_near(r.alpha[0], .15, 0);
    check_near(r.free_time[1], 9, 0);
    check_near(r.capacity[1], 700, 0);
    check_near(r.power[2], 2, 0);
    assert_int_equal(r.tail[2], r.head[1]);                 /* both ways */
    assert_string_equal(r.link_name[2], "l2-back");
    check_near(r.toll[2], 2.5, 0);
    assert_true(isnan(r.x[3]));
    close_folder();
    kr_job_end(&job);
}

static const struct { const char *name, *link, *says; } bad[] = {
    { "no such node", "from_node_id,to_node_id,free_speed\na,q,1\n", "link.csv:2: \"q\" is no node of node.csv" },
    { "no time", "from_node_id,to_node_id,length\na,b,1\n", "neither free_speed" },
    { "no column", "from_node_id,length\na,1\n", "to_node_id" },
    { "a word", "from_node_id,to_node_id,free_speed\na,b,fast\n", "\"fast\" is no number" },
    { "nothing", "from_node_id,to_node_id,free_speed\n", "there is no link" },
    { "an id twice", "link_id,from_node_id,to_node_id,VDF_fftt1\nl1,a,b,1\nl2,b,a,1\nl1,a,b,1\n", "link.csv:4: the link \"l1\" stands in line 2 already" },
    { "an id as another's way back", "link_id,from_node_id,to_node_id,VDF_fftt1,directed\nl1-back,a,b,1,1\nl1,b,a,1,0\n",
      "link.csv:3: the link \"l1-back\" stands in line 2 already" },
    { "an id as another's number", "link_id,from_node_id,to_node_id,VDF_fftt1\n2,a,b,1\n,b,a,1\n", "link.csv:3: the link \"2\" stands in line 2 already" },
    { "no length", "from_node_id,to_node_id,length,free_speed\na,b,,60\n", "link.csv:2: the link has neither a length nor VDF_fftt1" },
    { "a direction in words", "from_node_id,to_node_id,VDF_fftt1,directed\na,b,1,maybe\n", "link.csv:2: \"maybe\" is neither 1, one way, nor 0, both ways" },
    { "half a direction", "from_node_id,to_node_id,VDF_fftt1,directed\na,b,1,0.5\n", "\"0.5\" is neither 1" },
    { "capacity 0", "from_node_id,to_node_id,free_speed,capacity\na,b,1,0\n", "capacity is not above zero" },
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        for (int listed = 0; listed < 2; listed++) {
            kr_job job;
            kr_roads r;
            kr_problems problems = { 0 };
            kr_job_init(&job, 1 << 24);
            open_folder();
            put("node.csv", NODES);
            put("link.csv", bad[k].link);
            if (kr_roads_read_gmns(&job, listed ? &problems : NULL, folder, &r) != KR_E_INPUT)
                fail_msg("%s was taken", bad[k].name);
            check_says(&job, bad[k].says);
            close_folder();
            kr_job_end(&job);
        }
}

static const struct { const char *node, *says; } bad_nodes[] = {
    { "node_id\na\n\"\"\nb\n", "node.csv:3: the node has no id" },
    { "node_id\na\nb\na\n", "node.csv:4: the node \"a\" stands in a line above already" },
    { "node_id,x_coord\na,1\nb,east\n", "node.csv:3: \"east\" is no number" },
};

static void what_is_wrong_with_nodes_is_said(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof bad_nodes / sizeof *bad_nodes; k++) {
        kr_job job;
        kr_roads r;
        kr_job_init(&job, 1 << 24);
        open_folder();
        put("node.csv", bad_nodes[k].node);
        put("link.csv", "from_node_id,to_node_id,VDF_fftt1\na,b,1\n");
        assert_int_equal(kr_roads_read_gmns(&job, NULL, folder, &r), KR_E_INPUT);
        check_says(&job, bad_nodes[k].says);
        close_folder();
        kr_job_end(&job);
    }
}

/* Truth in every writing, and a link without lanes, which a warning counts. */
static void directions_and_lanes(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    open_folder();
    put("node.csv", "node_id\na\nb\n");
    put("link.csv", "from_node_id,to_node_id,VDF_fftt1,capacity,lanes,directed\na,b,1,5,0,0\na,b,1,5,1,0.0\na,b,1,5,2,FALSE\na,b,1,5,0,1\na,b,1,5,1,1.0\n"
                    "a,b,1,5,1,True\na,b,1,5,1,\na,b,1,5,1,nan\n");
    check_ok(&job, kr_roads_read_gmns(&job, &problems, folder, &r));
    assert_int_equal(r.links, 8 + 3);
    check_near(r.capacity[0] + 10 * r.capacity[4], 5 + 10 * 10, 0);
    assert_int_equal(problems.warnings, 1);
    assert_non_null(strstr(problems.list[0].message, "2 links have 0 lanes and count as one lane"));
    close_folder();
    kr_job_end(&job);
}

/* Flows of another run: of each link one, of this network, from 0 up. */
static void flows_of_another_run(void **state)
{
    (void)state;
    static const char *const bad_flows[][2] = {
        { "link,from,to,flow,cost\nl1,a,b,4,1\nl1,a,b,4,1\n", "before.csv:3: the link stands in a line above already" },
        { "link,from,to,flow,cost\nl1,a,c,4,1\n", "before.csv:2: the link has the end \"c\" here and \"b\" in the network" },
        { "link,flow,cost\nl1,-4,1\n", "before.csv:2: this is no flow" },
        { "link,flow,cost\nl1,nan,1\n", "before.csv:2: this is no flow" },
        { "link,flow,cost\nl7,4,1\n", "\"l7\" is no link" },
        { "link,flow,cost\n", "there is no flow in it" },
        { "link,flow\nl1,4\n", "\"cost\" is missing" },
    };
    kr_job job;
    kr_roads r;
    const double *flow, *cost;
    char before[600];
    kr_job_init(&job, 1 << 24);
    open_folder();
    put("node.csv", "node_id\na\nb\n");
    put("link.csv", "link_id,from_node_id,to_node_id,VDF_fftt1\nl1,a,b,1\nl2,b,a,1\n");
    check_ok(&job, kr_roads_read_gmns(&job, NULL, folder, &r));
    snprintf(before, sizeof before, "%s/before.csv", folder);
    for (size_t k = 0; k < sizeof bad_flows / sizeof *bad_flows; k++) {
        put("before.csv", bad_flows[k][0]);
        assert_int_equal(kr_flows_read_csv(&job, NULL, before, &r, &flow, &cost), KR_E_INPUT);
        check_says(&job, bad_flows[k][1]);
    }
    put("before.csv", "link,from,to,flow,cost\nl2,b,a,4,\n");
    check_ok(&job, kr_flows_read_csv(&job, NULL, before, &r, &flow, &cost));
    assert_true(isnan(flow[0]) && flow[1] == 4 && isnan(cost[1]));
    unlink(before);
    close_folder();
    kr_job_end(&job);
}

/* Each row's own mistake, and no echo of it. */
static void all_rows_are_told_of(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    open_folder();
    put("node.csv", NODES);
    put("link.csv", "from_node_id,to_node_id,length,free_speed,capacity\na,b,1,fast,\na,b,1,60,0\na,q,1,60,\na,b,1,,\na,b,1,60,\n");
    assert_int_equal(kr_roads_read_gmns(&job, &problems, folder, &r), KR_E_INPUT);
    assert_int_equal(problems.errors, 4);
    for (size_t k = 0; k < 4; k++)
        assert_int_equal(problems.list[k].line, k + 2);
    close_folder();
    kr_job_end(&job);
}

/* The columns of the standard's own example, in small letters, capitals and both; what is not used is said once, by name. */
static void delay_columns_are_taken_in_either_case(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 24);
    open_folder();
    put("node.csv", NODES);
    put("link.csv", "from_node_id,to_node_id,vdf_fftt1,VDF_CAP1,Vdf_Alpha1,VDF_beta1,VDF_PHF1,vdf_gamma1,VDF_mu1,vdf\na,b,7,900,.6,3,1,1,1,1\n");
    check_ok(&job, kr_roads_read_gmns(&job, &problems, folder, &r));
    check_near(r.free_time[0], 7, 0);
    check_near(r.capacity[0], 900, 0);
    check_near(r.alpha[0], .6, 0);
    check_near(r.power[0], 3, 0);
    assert_int_equal(problems.warnings, 1);
    assert_string_equal(problems.list[0].message,
                        "not used: VDF_PHF1, vdf_gamma1, VDF_mu1; delays are made of VDF_fftt1, VDF_cap1, VDF_alpha1 and VDF_beta1 alone");
    put("link.csv", "from_node_id,to_node_id,vdf_fftt1,VDF_fftt1\na,b,7,8\n");
    check_ok(&job, kr_roads_read_gmns(&job, &problems, folder, &r));
    check_near(r.free_time[0], 8, 0);                       /* the usual writing goes first, and the other one is told of */
    assert_int_equal(problems.warnings, 2);
    close_folder();
    kr_job_end(&job);
}

static kr_status read_small(kr_job *job, kr_roads *r)
{
    put("node.csv", NODES);
    put("link.csv", "link_id,from_node_id,to_node_id,length,free_speed\nl1,a,b,1,60\nl2,b,c,1,60\n");
    return kr_roads_read_gmns(job, NULL, folder, r);
}

static void demand_is_read_by_class(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    kr_demand d;
    kr_demand_classes c;
    kr_job_init(&job, 1 << 24);
    open_folder();
    check_ok(&job, read_small(&job, &r));
    put("demand.csv", "origin,destination,class,value\nZ1,Z2,car,3\nZ1,Z2,truck,4\nZ2,Z1,car,0\nZ1,Z2,car,1\n");
    check_ok(&job, kr_demand_read_csv(&job, NULL, path, &r, &d));
    check_near(d.total, 8, 0);
    check_ok(&job, kr_demand_read_csv_class(&job, NULL, path, &r, "car", &d));
    check_near(d.amount[0], 4, 0);
    assert_int_equal(d.first[2], 1);
    assert_int_equal(kr_demand_read_csv_class(&job, NULL, path, &r, "bus", &d), KR_E_INPUT);
    check_says(&job, "no row is of the class \"bus\"; the column class has car and truck");
    check_ok(&job, kr_demand_read_csv_classes(&job, NULL, path, &r, &c));
    assert_int_equal(c.count, 2);
    assert_string_equal(c.name[0], "car");
    assert_string_equal(c.name[1], "truck");
    check_near(c.demand[0].total + 10 * c.demand[1].total, 44, 0);
    put("demand.csv", "origin,destination,class,value\nZ1,Z2,car,3\nZ1,Z2,,4\n");
    assert_int_equal(kr_demand_read_csv_classes(&job, NULL, path, &r, &c), KR_E_INPUT);
    check_says(&job, "demand.csv:3: the class is empty");
    put("demand.csv", "origin,destination,value\nZ1,Z2,3\n");
    check_ok(&job, kr_demand_read_csv_classes(&job, NULL, path, &r, &c));
    assert_true(c.count == 1 && !c.name[0] && c.demand[0].total == 3);
    put("demand.csv", "origin,destination,value\nZ1,Z9,3\n");
    assert_int_equal(kr_demand_read_csv(&job, NULL, path, &r, &d), KR_E_INPUT);
    check_says(&job, "demand.csv:2: \"Z9\" is no zone");
    put("demand.csv", "origin,destination,value\nZ1,Z2,-3\n");
    assert_int_equal(kr_demand_read_csv(&job, NULL, path, &r, &d), KR_E_INPUT);
    check_says(&job, "\"-3\" is no amount");
    put("demand.csv", "from,to,value\nZ1,Z2,3\n");
    assert_int_equal(kr_demand_read_csv(&job, NULL, path, &r, &d), KR_E_INPUT);
    check_says(&job, "origin");
    close_folder();
    kr_job_end(&job);
}

static const char *const bad_curves[][2] = {
    { "0:1", "two points or more" },
    { "0:1 x:2", "\"x:2\" is no point" },
    { "0:1 1", "\"1\" is no point" },
    { "0:1 1:inf", "is no point" },
    { "0.1:1 1:2", "x begins at 0" },
    { "0:1 1:2 1:3", "\"1:3\" is out of order" },
    { "0:2 1:1", "never falls" },
};

static const char *const bad_changes[][2] = {
    { "link,capcity\nl1,7\n", "change.csv:1: the column \"capcity\" means nothing here; did you mean capacity" },
    { "link,xyzzy\nl1,7\n", "there are link, class" },
    { "link,class,closed\nl1,trucks,1\n", "change.csv:2: \"trucks\" is no class of the demand; there is truck" },
    { "link,class,capacity\nl1,truck,1\n", "capacity is the same for all classes" },
    { "link,class,delay\nl1,truck,bpr\n", "the delay is the same for all classes" },
    { "link,closed\nl1,yes\n", "\"yes\" is neither 1" },
    { "link,free_time\nl1,inf\n", "\"inf\" is no number" },
    { "link,capacity\nl1,-1\n", "change.csv:2: the capacity -1 is not above zero; close the link instead" },
    { "link,limit\nl1,0\n", "change.csv:2: the limit 0 is not above zero" },
    { "link,length\nl1,-3\n", "change.csv:2: the length -3 is below zero" },
    { "link,power\nl1,-1\n", "change.csv:2: the power -1 is below zero" },
    { "link,capacity\nl1,5\nl2,5\nl1,6\n", "change.csv:4: the capacity of this link stands in line 2 already" },
    { "link,class\nl1,car\n", "no column says what is different" },
};

static void links_are_changed_in_copies(void **state)
{
    (void)state;
    kr_job job;
    kr_roads r;
    static const char *const names[] = { "car", "truck" };
    kr_class_change change[2];
    kr_job_init(&job, 1 << 24);
    open_folder();
    check_ok(&job, read_small(&job, &r));
    const double *before = r.free_time;
    put("change.csv", "link,free_time,limit,delay,alpha,capacity,closed\nl2,7,5,conical,4,10,\nl1,,,,,,1\n");
    check_ok(&job, kr_roads_change_csv(&job, NULL, path, 2, names, &r, change));
    check_near(before[1], 1, 1e-12);
    check_near(r.free_time[1], 7, 0);
    check_near(r.limit[1], 5, 0);
    assert_true(r.limit[0] == INFINITY);
    assert_int_equal(r.delay[1], KR_DELAY_CONICAL);
    assert_true(change[0].forbidden[0] && !change[1].forbidden[1] && !change[0].toll);
    put("change.csv", "link,curve\nl2,0:1 0.5:1.25  1:3\n");
    check_ok(&job, kr_roads_change_csv(&job, NULL, path, 2, names, &r, change));
    assert_int_equal(r.delay[1], KR_DELAY_TABLE);
    assert_int_equal(r.curves[r.curve_of[1]].points, 3);
    check_near(r.curves[r.curve_of[1]].x[1], .5, 0);
    check_near(r.curves[r.curve_of[1]].multiple[2], 3, 0);
    for (size_t k = 0; k < sizeof bad_curves / sizeof *bad_curves; k++) {
        char text[128];
        snprintf(text, sizeof text, "link,curve\nl1,%s\n", bad_curves[k][0]);
        put("change.csv", text);
        assert_int_equal(kr_roads_change_csv(&job, NULL, path, 2, names, &r, change), KR_E_INPUT);
        check_says(&job, bad_curves[k][1]);
        check_says(&job, "change.csv:2");
    }
    put("change.csv", "link,class,closed,toll\nl1,truck,1,\nl2,car,,9\nl2,,,4\nl1,truck,,3\n");
    check_ok(&job, kr_roads_change_csv(&job, NULL, path, 2, names, &r, change));
    assert_true(!change[0].forbidden && change[1].forbidden[0] && !change[1].forbidden[1]);
    check_near(change[0].toll[0] + 10 * change[0].toll[1] + 100 * change[1].toll[0] + 1000 * change[1].toll[1] + 1e4 * r.toll[1], 44340, 0);
    put("change.csv", "link,capacity,limit\nl1,inf,inf\n");
    check_ok(&job, kr_roads_change_csv(&job, NULL, path, 2, names, &r, change));
    assert_true(r.capacity[0] == INFINITY && r.limit[0] == INFINITY);
    for (size_t k = 0; k < sizeof bad_changes / sizeof *bad_changes; k++) {
        put("change.csv", bad_changes[k][0]);
        assert_int_equal(kr_roads_change_csv(&job, NULL, path, 2, names, &r, change), KR_E_INPUT);
        check_says(&job, bad_changes[k][1]);
    }
    put("change.csv", "link,free_time\nl9,7\n");
    assert_int_equal(kr_roads_change_csv(&job, NULL, path, 2, names, &r, change), KR_E_INPUT);
    check_says(&job, "\"l9\" is no link");
    put("change.csv", "link,delay\nl1,slow\n");
    assert_int_equal(kr_roads_change_csv(&job, NULL, path, 2, names, &r, change), KR_E_INPUT);
    check_says(&job, "\"slow\" is no delay");
    close_folder();
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_read),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(what_is_wrong_with_nodes_is_said),
        cmocka_unit_test(directions_and_lanes),
        cmocka_unit_test(flows_of_another_run),
        cmocka_unit_test(all_rows_are_told_of),
        cmocka_unit_test(delay_columns_are_taken_in_either_case),
        cmocka_unit_test(demand_is_read_by_class),
        cmocka_unit_test(links_are_changed_in_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
