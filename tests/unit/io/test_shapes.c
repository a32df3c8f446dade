/* test_shapes.c: the shapes of links: judged when a folder is read, read again when they are drawn. */
#include "temp_folder.h"

#include <keruen/io.h>

#define DEGREES "long_length,crs\nkm,EPSG:4326\n"
#define NODES "node_id,x_coord,y_coord\nA,10,40\nB,12,40\nC,12,42\nD,12.002,42\n"
#define HEAD "link_id,from_node_id,to_node_id,directed,length,geometry,dir_flag\n"

static void put_folder(const struct temp_folder *folder, const char *config, const char *nodes, const char *links)
{
    temp_folder_put(folder, "config.csv", config);
    temp_folder_put(folder, "node.csv", nodes);
    temp_folder_put(folder, "link.csv", links);
}

/* ---- what is wrong ---- */

static const struct { const char *name, *row, *says; } bad[] = {
    { "another kind", "1,A,B,0,200,POINT (10 40),", "geometry \"POINT (10 40)\" is no line; write LINESTRING (x y, x y, ...)" },
    { "many lines", "1,A,B,0,200,\"MULTILINESTRING ((10 40, 12 40))\",", "is no line" },
    { "a word behind the word", "1,A,B,0,200,\"LINESTRING Z (10 40 0, 12 40 0)\",", "is no line" },
    { "no points", "1,A,B,0,200,LINESTRING EMPTY,", "is no line" },
    { "no brackets", "1,A,B,0,200,\"LINESTRING 10 40, 12 40\",", "is no line" },
    { "a bracket never closed", "1,A,B,0,200,\"LINESTRING (10 40, 12 40\",", "is no line" },
    { "nothing in the brackets", "1,A,B,0,200,LINESTRING (),", "point 1 of geometry is \"\"" },
    { "one point", "1,A,B,0,200,LINESTRING (10 40),", "geometry has one point" },
    { "a word", "1,A,B,0,200,\"LINESTRING (10 40, 11 north, 12 40)\",", "point 2 of geometry is \"11 north\"; write two numbers" },
    { "half a point", "1,A,B,0,200,\"LINESTRING (10 40, 11, 12 40)\",", "point 2 of geometry is \"11\"" },
    { "three dimensions", "1,A,B,0,200,\"LINESTRING (10 40 5, 12 40 5)\",", "point 1 of geometry is \"10 40 5\"" },
    { "a comma too many", "1,A,B,0,200,\"LINESTRING (10 40, 12 40,)\",", "point 3 of geometry is \"\"" },
    { "no number", "1,A,B,0,200,\"LINESTRING (10 40, nan 41, 12 40)\",", "point 2 of geometry is \"nan 41\"" },
    { "past all numbers", "1,A,B,0,200,\"LINESTRING (10 40, 11 1e999, 12 40)\",", "point 2 of geometry is \"11 1e999\"" },
    { "off the globe", "1,A,B,0,200,\"LINESTRING (10 40, 11 95, 12 40)\",", "point 2 of geometry, 11 95, is not on the globe" },
    { "x and y exchanged", "1,A,B,0,200,\"LINESTRING (40 10, 40 12)\",", "geometry begins at 40 10, more than 0.01 away from its node \"A\" at 10 40" },
    { "an end elsewhere", "1,A,B,0,200,\"LINESTRING (10 40, 11 41, 12 40.02)\",",
      "geometry ends at 12 40.02, more than 0.01 away from its node \"B\" at 12 40" },
    { "the wrong way round", "1,A,B,0,200,\"LINESTRING (12 40, 11 41, 10 40)\",",
      "geometry runs from \"B\" to \"A\", against the link; write its points the other way round, or dir_flag -1" },
    { "the wrong way round, one way", "1,A,B,1,200,\"LINESTRING (12 40, 10 40)\",", "against the link; write its points the other way round" },
    { "the wrong way round, said to be so and not", "1,A,B,0,200,\"LINESTRING (10 40, 12 40)\",-1",
      "turned by dir_flag -1; write its points the other way round" },
    { "short and the wrong way round", "1,C,D,0,1,\"LINESTRING (12.002 42, 12 42)\",", "geometry runs from \"D\" to \"C\"" },
};

static void what_is_wrong_with_a_shape_is_told(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kr_job job;
        kr_world w;
        kr_problems problems = { 0 };
        char links[512];
        snprintf(links, sizeof links, HEAD "0,A,B,0,200,,\n%s\n", bad[i].row);
        put_folder(&folder, DEGREES, NODES, links);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_world_read(&job, folder.path, &problems, &w));
        if (problems.errors != 1 || !strstr(problems.list[0].message, bad[i].says) || problems.list[0].line != 3)
            fail_msg("%s: %zu errors, %s", bad[i].name, problems.errors, problems.errors ? problems.list[0].message : "");
        assert_int_equal(kr_world_read(&job, folder.path, NULL, &w), KR_E_INPUT);
        check_says(&job, "link.csv:3");
        check_says(&job, bad[i].says);
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

/* Without a known unit a line may begin a hundredth of the box around all nodes away: here 20 of 2,000 m. */
static void where_degrees_are_not_known_the_box_measures(void **state)
{
    (void)state;
    static const struct { const char *row; int is_sound; } cases[] = {
        { "1,A,B,0,2,\"LINESTRING (500019 4000000, 502000 4000000)\",", 1 },
        { "1,A,B,0,2,\"LINESTRING (500021 4000000, 502000 4000000)\",", 0 },
        { "1,A,B,0,2,\"LINESTRING (500000 4000000, 600000 95, 502000 4000000)\",", 1 },
    };
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_world w;
        char links[256];
        snprintf(links, sizeof links, HEAD "%s\n", cases[i].row);
        put_folder(&folder, "crs\nEPSG:32632\n", "node_id,x_coord,y_coord\nA,500000,4000000\nB,502000,4000000\n", links);
        kr_job_init(&job, 1 << 24);
        if ((kr_world_read(&job, folder.path, NULL, &w) == KR_OK) != cases[i].is_sound)
            fail_msg("%s: %s", cases[i].row, job.message);
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

/* ---- what is drawn ---- */

typedef struct drawn {
    const char *name, *row;
    size_t points;
    double forward[8];
} drawn;

static const drawn lines[] = {
    { "a shape", "1,A,B,0,200,\"LINESTRING (10 40, 11 41, 12 40)\",", 3, { 10, 40, 11, 41, 12, 40 } },
    { "in other letters and spaces", "1,A,B,0,200,\" linestring(10 40,11  41 , 12\t40 ) \",1", 3, { 10, 40, 11, 41, 12, 40 } },
    { "turned by dir_flag", "1,A,B,0,200,\"LINESTRING (12 40, 11.5 41.5, 11 41, 10 40)\",-1", 4, { 10, 40, 11, 41, 11.5, 41.5, 12, 40 } },
    { "none", "1,A,B,0,200,,", 2, { 10, 40, 12, 40 } },
    { "ends near their nodes", "1,A,B,0,200,\"LINESTRING (10.009 40, 12 40.009)\",", 2, { 10.009, 40, 12, 40.009 } },
    { "a point twice", "1,A,B,0,200,\"LINESTRING (10 40, 11 41, 11 41, 12 40)\",", 3, { 10, 40, 11, 41, 12, 40 } },
    { "a short one", "1,C,D,0,1,\"LINESTRING (12 42, 12.001 42.001, 12.002 42)\",", 3, { 12, 42, 12.001, 42.001, 12.002, 42 } },
};

static void check_line(const drawn *d, const kr_line *line, int forward)
{
    if (line->points != d->points)
        fail_msg("%s: %zu points", d->name, line->points);
    for (size_t i = 0; i < d->points; i++) {
        size_t k = forward ? i : d->points - 1 - i;
        if (line->lon_lat[2 * i] != d->forward[2 * k] || line->lon_lat[2 * i + 1] != d->forward[2 * k + 1])
            fail_msg("%s: point %zu is %g %g", d->name, i, line->lon_lat[2 * i], line->lon_lat[2 * i + 1]);
    }
}

static void a_link_is_drawn_along_and_against_its_direction(void **state)
{
    (void)state;
    struct temp_folder folder;
    temp_folder_open(&folder);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        kr_job job;
        kr_world w;
        kr_shapes *shapes;
        char links[256];
        snprintf(links, sizeof links, HEAD "%s\n", lines[i].row);
        put_folder(&folder, DEGREES, NODES, links);
        kr_job_init(&job, 1 << 24);
        check_ok(&job, kr_world_read(&job, folder.path, NULL, &w));
        check_ok(&job, kr_shapes_open(&job, &w, &shapes));
        for (int forward = 0; forward <= 1; forward++) {
            kr_line line = { 0 };
            check_ok(&job, kr_shapes_add(shapes, 0, forward, &line));
            check_line(&lines[i], &line, forward);
        }
        kr_job_end(&job);
    }
    temp_folder_close(&folder);
}

#define TWO_LINKS HEAD "ab,A,B,0,200,\"LINESTRING (10 40, 11 41, 12 40)\",\ncb,C,B,0,200,\"LINESTRING (12 42, 13 41, 12 40)\",\n"

/* From A to C: the second link against its direction, the place between them once. */
static kr_status draw_way(kr_job *job, const char *folder, kr_line *line)
{
    kr_world w;
    kr_shapes *shapes;
    *line = (kr_line){ 0 };
    KR_TRY(kr_world_read(job, folder, NULL, &w));
    KR_TRY(kr_shapes_open(job, &w, &shapes));
    KR_TRY(kr_shapes_add(shapes, 0, 1, line));
    return kr_shapes_add(shapes, 1, 0, line);
}

static void links_join_to_a_way(void **state)
{
    (void)state;
    static const double points[] = { 10, 40, 11, 41, 12, 40, 13, 41, 12, 42 };
    struct temp_folder folder;
    kr_job job;
    kr_line line;
    temp_folder_open(&folder);
    put_folder(&folder, DEGREES, NODES, TWO_LINKS);
    kr_job_init(&job, 1 << 24);
    check_ok(&job, draw_way(&job, folder.path, &line));
    assert_int_equal(line.points, 5);
    assert_memory_equal(line.lon_lat, points, sizeof points);
    kr_job_end(&job);
    temp_folder_close(&folder);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_with_a_shape_is_told),
        cmocka_unit_test(where_degrees_are_not_known_the_box_measures),
        cmocka_unit_test(a_link_is_drawn_along_and_against_its_direction),
        cmocka_unit_test(links_join_to_a_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
