/* test_folder.c: folders of tables, plain GMNS and ours, and all that may be wrong with them. */
#include "temp_folder.h"

#include <keruen/io.h>

#include "base/number.h"
#include "base/utf8.h"

/* ---- a plain GMNS folder ---- */

static const char plain_config[] = "dataset_name,short_length,long_length,speed,crs,version_number,id_type\n"
                                   "three towns,feet,mile,mph,EPSG:4326,0.96,string\n";
static const char plain_node[] = "node_id,name,x_coord,y_coord,z_coord,node_type,zone_id\n"
                                 "n-1,North,10,1,12.5,,7\n"
                                 "n-2,\"South, lower\",10,0,,\"stop \"\"A\"\"\",7\n"
                                 "0003,,11,0,,,8\n";
static const char plain_link[] = "link_id,from_node_id,to_node_id,directed,length,free_speed,capacity,lanes,allowed_uses,geometry\n"
                                 "a,n-1,n-2,true,100,60,1800,2,\"auto,truck\",\"LINESTRING (10 1, 10 0)\"\n"
                                 "b,n-2,0003,0,80,,NaN,,,\n"
                                 "c,0003,n-1,FALSE,,30,,1,all,\n";

static void put_plain(const struct temp_folder *folder)
{
    temp_folder_put(folder, "config.csv", plain_config);
    temp_folder_put(folder, "node.csv", plain_node);
    temp_folder_put(folder, "link.csv", plain_link);
}

static void check_text(const kr_world *world, uint32_t name, const char *text)
{
    assert_string_equal(kr_world_text(world, name), text);
}

static void check_cell(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row, const char *column, const char *expected)
{
    const char *cell = "";
    check_ok(job, kr_world_cell(job, world, table, row, column, &cell));
    if (!expected)
        assert_null(cell);
    else
        assert_string_equal(cell, expected);
}

static void a_plain_gmns_folder_is_read_in_its_own_units(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    temp_folder_open(&folder);
    put_plain(&folder);
    /* Tables of GMNS that are not ours stand beside and do no harm, whatever is in them. */
    temp_folder_put(&folder, "lane.csv", "lane_id,link_id\n1\n\"");
    temp_folder_put(&folder, "movement.csv", "");
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
    assert_int_equal(w.node.count, 3);
    assert_int_equal(w.link.count, 3);
    check_text(&w, w.node.name[1], "South, lower");
    check_text(&w, w.node.type[1], "stop \"A\"");
    check_text(&w, w.node.id[2], "0003");
    check_near(w.node.lon[2], 11, 0);
    assert_int_equal(w.link.from[1], 1);
    assert_int_equal(w.link.to[1], 2);
    assert_int_equal(w.link.directed[0], 1);
    assert_int_equal(w.link.directed[1], 0);
    assert_int_equal(w.link.directed[2], 0);
    /* The international mile: 1.609344 km. */
    check_near(w.link.length_km[0], 160.9344, 1e-12);
    check_near(w.link.free_kmh[0], 96.56064, 1e-12);
    check_near(w.link.free_kmh[2], 48.28032, 1e-12);
    assert_true(isnan(w.link.free_kmh[1]) && isnan(w.link.capacity[1]) && isnan(w.link.length_km[2]));
    /* What a column that is not there says: nothing, and open. */
    assert_int_equal(w.link.state[0], KR_OPEN);
    assert_int_equal(w.link.mode[0], KR_ROAD);
    assert_int_equal(w.link.source[0], KR_NONE);
    assert_true(isnan(w.link.transit_h[0]));
    assert_int_equal(w.node.names.first[3], 0);
    assert_int_equal(w.border.count + w.service.count + w.tariff.count, 0);
    assert_int_equal(w.link.line[2], 4);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static void columns_that_are_not_understood_are_kept(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    temp_folder_open(&folder);
    put_plain(&folder);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
    check_cell(&job, &w, KR_NODE, 0, "zone_id", "7");
    check_cell(&job, &w, KR_NODE, 1, "z_coord", "");
    check_cell(&job, &w, KR_NODE, 1, "node_type", "stop \"A\"");
    check_cell(&job, &w, KR_LINK, 0, "allowed_uses", "auto,truck");
    check_cell(&job, &w, KR_LINK, 0, "geometry", "LINESTRING (10 1, 10 0)");
    check_cell(&job, &w, KR_LINK, 2, "lanes", "1");
    check_cell(&job, &w, KR_LINK, 2, "no such column", NULL);
    check_cell(&job, &w, KR_BORDER, 0, "name", NULL);
    check_cell(&job, &w, KR_LINK, 3, "lanes", NULL);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static const struct { const char *name, *node, *link; } same[] = {
    { "CRLF", "node_id,x_coord,y_coord\r\nA,1,2\r\nB,1,3\r\n", "link_id,from_node_id,to_node_id,directed,length\r\n1,A,B,1,200\r\n" },
    { "byte order mark", "\xEF\xBB\xBFnode_id,x_coord,y_coord\nA,1,2\nB,1,3\n",
      "\xEF\xBB\xBFlink_id,from_node_id,to_node_id,directed,length\n1,A,B,1,200\n" },
    { "semicolons", "node_id;x_coord;y_coord\nA;1;2\nB;1;3\n", "link_id;from_node_id;to_node_id;directed;length\n1;A;B;1;200\n" },
    { "columns in another order, spaces around", "y_coord , x_coord, node_id\n2 , 1 , A\n3,1,B\n",
      "length,directed,to_node_id,from_node_id,link_id\n 200 ,1, B , A ,1\n" },
    { "blank lines, no newline at the end", "\nnode_id,x_coord,y_coord\n\nA,1,2\nB,1,3",
      "link_id,from_node_id,to_node_id,directed,length\n\n1,A,B,1,200" },
    { "everything in quotes", "\"node_id\",\"x_coord\",\"y_coord\"\n\"A\",\"1\",\"2\"\n\"B\",\"1\",\"3\"\n",
      "\"link_id\",\"from_node_id\",\"to_node_id\",\"directed\",\"length\"\n\"1\",\"A\",\"B\",\"1\",\"200\"\n" },
};

static void however_it_is_written_it_is_the_same_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct temp_folder folder;
        kr_job job;
        kr_world w;
        temp_folder_open(&folder);
        temp_folder_put(&folder, "node.csv", same[i].node);
        temp_folder_put(&folder, "link.csv", same[i].link);
        kr_job_init(&job, 1 << 24);
        if (kr_world_read(&job, folder.path, NULL, &w) != KR_OK)
            fail_msg("%s: %s", same[i].name, job.message);
        if (w.node.count != 2 || w.link.count != 1 || w.link.length_km[0] != 200 || w.node.lat[w.link.to[0]] != 3
            || kr_world_find(&w, KR_NODE, "B") != w.link.to[0])
            fail_msg("%s: another folder", same[i].name);
        kr_job_end(&job);
        temp_folder_close(&folder);
    }
}

/* ---- what is wrong ---- */

#define NODE_HEAD "node_id,x_coord,y_coord\n"
#define LINK_HEAD "link_id,from_node_id,to_node_id,directed,length,status\n"
#define GOOD_NODE NODE_HEAD "A,1,2\nB,1,3\n"
#define GOOD_LINK LINK_HEAD "1,A,B,1,200,open\n"
#define SOURCES "source_id,title\ns1,A timetable\n"
#define OUR_NODE "node_id,x_coord,y_coord,country,source_id,method\nA,1,2,AA,s1,reported\nB,1,3,BB,s1,reported\n"
#define OUR_LINK_HEAD "link_id,from_node_id,to_node_id,directed,length,mode,status,source_id,method\n"
#define OUR_LINK OUR_LINK_HEAD "1,A,B,0,200,road,open,s1,reported\n"
#define BORDER_HEAD "border_id,name,mode,country_a,country_b,link_id,status,source_id,method\n"
#define OUR_BORDER BORDER_HEAD "b,Gate,road,AA,BB,1,open,s1,reported\n"

#define TERMINAL_HEAD "terminal_id,node_id,from_mode,to_mode,service_class,hours_p50,hours_p90,status,source_id,method\n"

#define STATE_HEAD "state_id,kind,nodes,months,share,extra_hours,hours_factor,source_id,method\n"

/* A folder of node.csv and link.csv (and, in the second table, our own), of which one file is replaced. */
typedef struct bad_case {
    const char *name, *file, *text;
    uint64_t line;
    uint32_t column;
    const char *says;
    size_t errors;
} bad_case;

static const bad_case bad_plain[] = {
    { "a missing column", "node.csv", "node_id,x_coord\nA,1\nB,1\n", 1, 0, "the column \"y_coord\" is missing", 1 },
    { "a column misspelt", "node.csv", "node_id,x_coord,ycoord\nA,1,2\nB,1,3\n", 1, 0, "there is \"ycoord\"", 1 },
    { "a column twice", "node.csv", "node_id,x_coord,x_coord,y_coord\nA,1,1,2\nB,1,1,3\n", 1, 0, "\"x_coord\" stands twice", 1 },
    { "a word for a number", "node.csv", NODE_HEAD "A,west,2\nB,1,3\n", 2, 3, "x_coord is \"west\", which is no number", 1 },
    { "a decimal comma", "node.csv", "node_id;x_coord;y_coord\nA;1,5;2\nB;1;3\n", 2, 3, "write digits with a point", 1 },
    { "NaN for a coordinate", "node.csv", NODE_HEAD "A,1,NaN\nB,1,3\n", 2, 5, "y_coord is \"NaN\", which is no number", 1 },
    { "an infinite length", "link.csv", LINK_HEAD "1,A,B,1,inf,open\n", 2, 9, "length is \"inf\"", 1 },
    { "a number past the largest", "link.csv", LINK_HEAD "1,A,B,1,1e999,open\n", 2, 9, "length is \"1e999\"", 1 },
    { "a number past belief", "link.csv", LINK_HEAD "1,A,B,1,1e16,open\n", 2, 9, "length 1e16 is larger than anything there is", 1 },
    { "an empty coordinate", "node.csv", NODE_HEAD "A,,2\nB,1,3\n", 2, 3, "x_coord is empty", 1 },
    { "an empty id", "node.csv", NODE_HEAD ",1,2\nA,1,2\nB,1,3\n", 2, 1, "node_id is empty", 1 },
    { "a negative length", "link.csv", LINK_HEAD "1,A,B,1,-200,open\n", 2, 9, "length -200 is below zero", 1 },
    { "a latitude past the pole", "node.csv", NODE_HEAD "A,1,2\nB,1,90.5\n", 3, 0, "y_coord 90.5 of \"B\" is no latitude", 1 },
    { "a longitude past the date line", "node.csv", NODE_HEAD "A,1,2\nB,-180.5,2\n", 3, 0, "x_coord -180.5 of \"B\" is no longitude", 1 },
    { "an id twice", "node.csv", NODE_HEAD "A,1,2\nB,1,3\nA,4,5\n", 4, 1, "the node_id \"A\" stands already at line 2", 1 },
    { "a link twice", "link.csv", LINK_HEAD "1,A,B,1,200,open\n1,B,A,1,200,open\n", 3, 1, "the link_id \"1\" stands already at line 2", 1 },
    { "a place that is not there", "link.csv", LINK_HEAD "1,A,Z,1,200,open\n", 2, 5, "to_node_id \"Z\" is not in node.csv", 1 },
    { "a link for a place", "link.csv", LINK_HEAD "1,A,1,1,200,open\n", 2, 5, "to_node_id \"1\" is not in node.csv", 1 },
    { "neither yes nor no", "link.csv", LINK_HEAD "1,A,B,maybe,200,open\n", 2, 7, "directed is \"maybe\"; it can be 0, 1", 1 },
    { "an unknown state", "link.csv", LINK_HEAD "1,A,B,1,200,shut\n", 2, 13, "it can be open, closed, under_construction, planned", 1 },
    { "a unit that nobody knows", "config.csv", "long_length,speed,crs\nverst,kmh,EPSG:4326\n", 2, 1, "the unit \"verst\" of long_length", 1 },
    { "a speed that nobody knows", "config.csv", "long_length,speed,crs\nkm,knots,EPSG:4326\n", 2, 4, "write kmh or mph", 1 },
    { "units without a row", "config.csv", "long_length,speed\n", 1, 0, "there is no row behind the header", 1 },
    { "too few cells", "link.csv", LINK_HEAD "1,A,B,1,200\n", 2, 1, "5 cells where the header has 6", 1 },
    { "too many cells", "link.csv", LINK_HEAD "1,A,B,1,200,open,\n", 2, 1, "7 cells where the header has 6", 1 },
    { "Latin-1", "node.csv", NODE_HEAD "A,1,2\nB\xe9,1,3\n", 3, 0, "byte 0xE9 is not UTF-8", 2 },
    { "UTF-16", "node.csv", "\xFF\xFEn", 1, 0, "byte 0xFF is not UTF-8", 6 },
    { "an empty file", "node.csv", "", 0, 0, "the file is empty", 3 },
    { "nothing but blank lines", "link.csv", "\r\n\n", 0, 0, "the file is empty", 1 },
    { "a quote never closed", "link.csv", LINK_HEAD "1,A,B,1,200,open\n2,\"A,B,1,200,open\n3,B,A,1,200,open\n", 3, 3, "never closed", 1 },
    { "a quote inside a cell", "node.csv", NODE_HEAD "A,1,2\nB,1,3\nC\"D,1,3\n", 4, 2, "a quote inside a cell", 1 },
};

static const bad_case bad_ours[] = {
    { "a source that is not there", "node.csv", "node_id,x_coord,y_coord,country,source_id,method\nA,1,2,AA,s9,reported\nB,1,3,BB,s1,reported\n",
      2, 10, "source_id \"s9\" is not in source.csv", 1 },
    { "a figure without a source", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,road,open,,reported\n",
      2, 23, "source_id is empty; every figure here names", 1 },
    { "a figure that does not say how", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,road,open,s1,\n", 2, 26, "method is empty", 1 },
    { "an unknown how", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,road,open,s1,guess\n", 2, 26, "it can be reported, derived", 1 },
    { "a table without sources", "node.csv", "node_id,x_coord,y_coord,country\nA,1,2,AA\nB,1,3,BB\n", 1, 0, "the column \"source_id\" is missing", 2 },
    { "a source twice", "source.csv", SOURCES "s1,Another\n", 3, 1, "the source_id \"s1\" stands already", 1 },
    { "a link that does not say whether it is open", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,road,,s1,reported\n",
      2, 18, "status is empty, and must not be", 1 },
    { "a link that does not say what runs on it", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,,open,s1,reported\n", 2, 13, "mode is empty", 1 },
    { "nine in ten before five in ten", "terminal.csv", TERMINAL_HEAD "t,A,road,rail1520,any,10,9,open,s1,reported\n",
      2, 0, "cannot be quicker than", 1 },
    { "a spread past belief", "terminal.csv", TERMINAL_HEAD "t,A,road,rail1520,any,0,9,open,s1,reported\n", 2, 0, "no such spread is known", 1 },
    { "a state that holds longer than always", "state.csv", STATE_HEAD "s,weather,A,11,1.5,24,,s1,reported\n",
      2, 0, "share 1.5 of \"s\" is more than all of the time", 1 },
    { "two weathers in one port", "state.csv", STATE_HEAD "s,weather,A;B,11;12,0.5,24,,s1,reported\nt,weather,B,12,0.1,9,,s1,reported\n",
      3, 0, "close the same port in the same month", 1 },
    { "a change of nothing", "terminal.csv", TERMINAL_HEAD "t,A,road,road,any,1,9,open,s1,reported\n", 2, 0, "changes from road to itself", 1 },
    { "a link without a length", "link.csv", OUR_LINK_HEAD "1,A,B,0,,road,open,s1,reported\n", 2, 0, "has no length; measure it or estimate it", 1 },
    { "a border on no link", "border.csv", BORDER_HEAD "b,Gate,road,AA,BB,9,open,s1,reported\n", 2, 19, "link_id \"9\" is not in link.csv", 2 },
    { "an open border on a closed link", "link.csv", OUR_LINK_HEAD "1,A,B,0,200,road,closed,s1,reported\n", 2, 0, "they must agree", 1 },
    { "a rail border on a road", "border.csv", BORDER_HEAD "b,Gate,rail,AA,BB,1,open,s1,reported\n",
      2, 0, "is for rail, but its link \"1\" is road", 1 },
    { "two borders on one link", "border.csv", OUR_BORDER "c,Other,road,AA,BB,1,open,s1,reported\n", 3, 0, "would wait twice", 1 },
    { "no border between two countries", "border.csv", BORDER_HEAD "p,Port,sea,AA,,,open,s1,reported\n", 2, 0, "has no border; add it", 1 },
};

static const kr_problem *find_problem(const kr_problems *problems, const bad_case *c)
{
    for (size_t i = 0; i < problems->kept; i++) {
        const kr_problem *p = &problems->list[i];
        if (!p->is_warning && p->line == c->line && p->column == c->column && strstr(p->message, c->says))
            return p;
    }
    return NULL;
}

static void list_problems(const kr_problems *problems)
{
    for (size_t i = 0; i < problems->kept; i++)
        printf("  %s:%d:%d: %s\n", problems->list[i].file, (int)problems->list[i].line, (int)problems->list[i].column, problems->list[i].message);
}

static int ends_with(const char *text, const char *end)
{
    return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

static void check_bad(const struct temp_folder *folder, const bad_case *c, const char *reported_in)
{
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    size_t at;
    temp_folder_put(folder, c->file, c->text);
    kr_job_init(&job, 1 << 24);
    if (kr_world_read(&job, folder->path, &problems, &w) != KR_OK)
        fail_msg("%s: %s", c->name, job.message);
    const kr_problem *p = find_problem(&problems, c);
    if (!p || problems.errors != c->errors)
        list_problems(&problems);
    if (!p)
        fail_msg("%s: nobody says \"%s\" at %d:%d", c->name, c->says, (int)c->line, (int)c->column);
    if (problems.errors != c->errors)
        fail_msg("%s: %zu errors", c->name, problems.errors);
    if (!ends_with(p->file, reported_in))
        fail_msg("%s: reported in %s", c->name, p->file);
    for (size_t i = 0; i < problems.kept; i++)
        if (!kri_utf8_is_valid(problems.list[i].message, strlen(problems.list[i].message), &at))
            fail_msg("%s: a message is no text: %s", c->name, problems.list[i].message);
    /* The same without a list: the first of them is the message. */
    assert_int_equal(kr_world_read(&job, folder->path, NULL, &w), KR_E_INPUT);
    check_says(&job, ".csv:");
    kr_job_end(&job);
}

static void everything_wrong_in_a_plain_folder_is_told(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof bad_plain / sizeof *bad_plain; i++) {
        temp_folder_put(&folder, "config.csv", "long_length,speed,crs\nkm,kmh,EPSG:4326\n");
        temp_folder_put(&folder, "node.csv", GOOD_NODE);
        temp_folder_put(&folder, "link.csv", GOOD_LINK);
        check_bad(&folder, &bad_plain[i], bad_plain[i].file);
    }
    temp_folder_close(&folder);
}

static void everything_wrong_in_a_folder_with_sources_is_told(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof bad_ours / sizeof *bad_ours; i++) {
        temp_folder_put(&folder, "source.csv", SOURCES);
        temp_folder_put(&folder, "node.csv", OUR_NODE);
        temp_folder_put(&folder, "link.csv", OUR_LINK);
        temp_folder_put(&folder, "border.csv", OUR_BORDER);
        temp_folder_put(&folder, "terminal.csv", TERMINAL_HEAD);
        temp_folder_put(&folder, "state.csv", STATE_HEAD);
        const char *reported_in = strstr(bad_ours[i].says, "they must agree") ? "border.csv"
                                  : strstr(bad_ours[i].says, "has no border") ? "link.csv" : bad_ours[i].file;
        check_bad(&folder, &bad_ours[i], reported_in);
    }
    temp_folder_close(&folder);
}

static void a_folder_with_sources_is_sound(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    temp_folder_open(&folder);
    temp_folder_put(&folder, "source.csv", SOURCES);
    temp_folder_put(&folder, "node.csv", OUR_NODE);
    temp_folder_put(&folder, "link.csv", OUR_LINK);
    temp_folder_put(&folder, "border.csv", OUR_BORDER);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
    assert_int_equal(w.link.source[0], 0);
    assert_int_equal(w.link.method[0], KR_REPORTED);
    assert_int_equal(w.border.link[0], 0);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

/* Every file has its own mistake, and some several: the list holds them all, in the order of the files. */
static void all_errors_of_a_folder_are_reported(void **state)
{
    (void)state;
    static const char *const expected[] = { "verst", "node_id \"B\"", "y_coord 99", "\"Z\"", "\"west\"", "below zero", "5 cells" };
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    temp_folder_open(&folder);
    temp_folder_put(&folder, "config.csv", "long_length,speed,crs\nverst,kmh,EPSG:4326\n");
    temp_folder_put(&folder, "node.csv", NODE_HEAD "A,1,2\nB,1,3\nB,1,4\nC,1,99\n");
    temp_folder_put(&folder, "link.csv", LINK_HEAD "1,A,Z,1,200,open\n2,A,B,1,west,open\n3,A,B,1,-5,open\n4,A,B,1,5\n");
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, &problems, &w));
    assert_int_equal(problems.errors, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        size_t k = 0;
        while (k < problems.kept && !strstr(problems.list[k].message, expected[i]))
            k++;
        if (k == problems.kept)
            fail_msg("nobody says %s", expected[i]);
    }
    kr_job_end(&job);
    temp_folder_close(&folder);
}

/* ---- size and place ---- */

#define MEGABYTE ((size_t)1 << 20)

/* node.csv with a cell of 1 MB of Cyrillic in that column. */
static void put_long_cell(const struct temp_folder *folder, const char *before, const char *behind)
{
    char *text = malloc(2 * MEGABYTE);
    size_t n = 0;
    assert_non_null(text);
    n += (size_t)sprintf(text, "node_id,name,x_coord,y_coord\nA,%s", before);
    for (size_t i = 0; i < MEGABYTE / 2; i++) {
        text[n++] = '\xD0';
        text[n++] = '\xB6';
    }
    n += (size_t)sprintf(text + n, "%s\nB,,1,3\n", behind);
    temp_folder_put_bytes(folder, "node.csv", text, n);
    free(text);
}

static void a_very_long_line_is_read(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    temp_folder_open(&folder);
    temp_folder_put(&folder, "link.csv", GOOD_LINK);
    put_long_cell(&folder, "", ",1,2");
    kr_job_init(&job, 1 << 26);
    check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
    assert_int_equal(strlen(kr_world_text(&w, w.node.name[0])), MEGABYTE);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static void a_very_long_cell_is_complained_about_shortly(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    size_t at;
    temp_folder_open(&folder);
    temp_folder_put(&folder, "link.csv", GOOD_LINK);
    put_long_cell(&folder, "x,1", ",2");        /* an odd number of bytes before it: a cut at 60 would halve a letter */
    kr_job_init(&job, 1 << 26);
    check_ok(&job, kr_world_read(&job, folder.path, &problems, &w));
    assert_int_equal(problems.errors, 1);
    const kr_problem *p = &problems.list[0];
    assert_true(p->line == 2 && p->column == 5);
    assert_true(strlen(p->message) < 200 && strstr(p->message, "which is no number"));
    assert_true(kri_utf8_is_valid(p->message, strlen(p->message), &at));
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static void what_a_cell_holds_cannot_steer_a_terminal(void **state)
{
    (void)state;
    struct temp_folder folder;
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    temp_folder_open(&folder);
    temp_folder_put(&folder, "node.csv", NODE_HEAD "A,\033[2J,2\nB,\"1\n2\",3\n");
    temp_folder_put(&folder, "link.csv", GOOD_LINK);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kr_world_read(&job, folder.path, &problems, &w));
    assert_int_equal(problems.errors, 2);
    for (size_t i = 0; i < 2; i++)
        for (const char *s = problems.list[i].message; *s; s++)
            assert_true((unsigned char)*s >= 0x20);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

static void a_folder_for_a_file_and_a_file_for_a_folder(void **state)
{
    (void)state;
    struct temp_folder folder;
    char path[TEMP_PATH_BYTES];
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    temp_folder_open(&folder);
    kr_job_init(&job, 1 << 24);
    assert_int_equal(kr_world_read(&job, temp_folder_file(&folder, "nowhere", path), &problems, &w), KR_E_FILE);
    check_says(&job, "is no folder");
    temp_folder_put(&folder, "link.csv", GOOD_LINK);
    assert_int_equal(kr_world_read(&job, temp_folder_file(&folder, "link.csv", path), &problems, &w), KR_E_FILE);
    assert_int_equal(problems.errors, 0);
    check_ok(&job, kr_world_read(&job, folder.path, &problems, &w));
    assert_int_equal(problems.errors, 3);       /* no node.csv, and so neither end of the link */
    assert_non_null(strstr(problems.list[0].message, "the file is missing"));
    mkdir(temp_folder_file(&folder, "node.csv", path), 0700);
    assert_int_equal(kr_world_read(&job, folder.path, &problems, &w), KR_E_FILE);
    check_says(&job, "is a folder, and a file is needed");
    kr_job_end(&job);
    temp_folder_close(&folder);
}

/* ---- memory ---- */

static kr_status read_folder(kr_job *job, void *with)
{
    const struct temp_folder *folder = with;
    kr_problems problems = { 0 };
    kr_world w;
    const char *cell;
    KR_TRY(kr_world_read(job, folder->path, &problems, &w));
    return kr_world_cell(job, &w, KR_NODE, 0, "zone_id", &cell);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    put_plain(&folder);
    temp_folder_put(&folder, "border.csv", BORDER_HEAD "b,Gate,road,AA,BB,9,open,s1,reported\n");
    every_allocation_may_fail(read_folder, &folder);
    temp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_gmns_folder_is_read_in_its_own_units), cmocka_unit_test(columns_that_are_not_understood_are_kept),
        cmocka_unit_test(however_it_is_written_it_is_the_same_folder), cmocka_unit_test(everything_wrong_in_a_plain_folder_is_told),
        cmocka_unit_test(everything_wrong_in_a_folder_with_sources_is_told), cmocka_unit_test(a_folder_with_sources_is_sound),
        cmocka_unit_test(all_errors_of_a_folder_are_reported), cmocka_unit_test(a_very_long_line_is_read),
        cmocka_unit_test(a_very_long_cell_is_complained_about_shortly), cmocka_unit_test(what_a_cell_holds_cannot_steer_a_terminal),
        cmocka_unit_test(a_folder_for_a_file_and_a_file_for_a_folder), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
