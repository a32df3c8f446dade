/* test_published.c: the comparison with published figures, by hand on a line of four stations. */
#include "line_world.h"

#include <keruen/io.h>
#include <keruen/quote.h>

static const char head[] = "published_id,what,from_node_id,to_node_id,via,cargo,hop_modes,from_mode,to_mode,measure,against,holds,"
                           "definition,low,high,year,role,note\n";

/* The line: 8 hours, 300 km, 300 USD of carriage, 10 for papers and 7 percent for the forwarder. */
static const char tariffs[] = FLAT "doc,,*,any,,,,,container,fixed,10,USD,both,fee,2018-01,\nfwd,,*,any,,,,,container,percent_of_sum,7,USD,both,fee,2018-01,\n";

static kr_status compare(kr_job *job, const char *path, kr_agreement *agreement)
{
    kr_world world;
    kr_network network;
    KR_TRY(kr_world_read(job, path, NULL, &world));
    KR_TRY(kr_network_freeze(job, &world, &network));
    return kr_published_compare(job, &network, agreement);
}

static kr_status compare_rows(kr_job *job, const char *rows, kr_agreement *agreement)
{
    struct temp_folder folder;
    char text[4096];
    temp_folder_open(&folder);
    put_line_world(&folder, tariffs, "t,,Through,a;b;d,rail,,,no,,,,,,100,180,,,,yes,2023-01,2024-12,open\n");
    snprintf(text, sizeof text, "%s%s", head, rows);
    temp_folder_put(&folder, "published.csv", text);
    kr_status status = compare(job, folder.path, agreement);
    temp_folder_close(&folder);
    return status;
}

static void rows_by_hand(void **state)
{
    static const struct { const char *row; double model, error; int counts; } cases[] = {
        { "x,x,a,d,b;c,container40_block,rail;rail;rail,,,km,,,x,200,200,2024,test,\n", 300, 0.5, 1 },
        { "x,x,a,d,,container40_block,rail,,,km,,,x,250,310,2024,test,\n", 300, 0, 1 },
        { "x,x,a,d,,container40_block,rail,,,days,,,x,1,1,2024,test,\n", 8.0 / 24, 8.0 / 24 - 1, 1 },
        { "x,x,a,d,,container40_block,rail,,,days,,,x,1,1,2024,anchor,\n", 8.0 / 24, 8.0 / 24 - 1, 0 },
        /* never the through price of 180; what it holds is what is counted */
        { "x,x,a,d,,container40_block,rail,,,usd,,,x,180,180,2024-06,product,\n", 310 * 1.07, (310 * 1.07 - 180) / 180, 1 },
        { "x,x,a,d,,container40_block,rail,,,usd,,carriage,x,300,300,2024-06,test,\n", 300, 0, 1 },
        { "x,x,a,d,,container40_block,rail,,,usd,,carriage;forwarder,x,300,300,2024-06,test,\n", 321, 0.07, 1 },
        { "x,x,a,d,,container40_block,rail,,,ratio,rail,,x,1,1,2024-06,test,\n", 1, 0, 1 },
        /* nothing to compare */
        { "x,x,a,d,,container40_block,sea_container,,,days,,,x,1,1,2024,test,\n", NAN, NAN, 0 },
        { "x,x,a,d,,container40_block,,,,days,,,x,1,1,2024,test,\n", NAN, NAN, 0 },
        { "x,x,a,d,,container40_block,rail,,,eur_per_t,,,x,1,1,2024,test,\n", NAN, NAN, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_agreement a;
        kr_job_init(&job, 1 << 26);
        check_ok(&job, compare_rows(&job, cases[i].row, &a));
        assert_int_equal(a.rows, 1);
        assert_int_equal(a.row[0].counts, cases[i].counts);
        if (isnan(cases[i].model)) {
            assert_true(isnan(a.row[0].model) && a.row[0].why);
        } else {
            check_near(a.row[0].model, cases[i].model, 1e-9);
            check_near(a.row[0].error_share, cases[i].error, 1e-9);
        }
        kr_job_end(&job);
    }
}

/* The best of many is compared with the 10th percentile, a ceiling with the 90th: below and above the mean. */
static void best_and_ceiling_have_their_percentiles(void **state)
{
    (void)state;
    kr_job job;
    kr_agreement a;
    kr_job_init(&job, 1 << 26);
    check_ok(&job, compare_rows(&job, "x,x,a,d,,container40_block,rail,,,days,,,x,1,1,2024,best,\n"
                                      "y,x,a,d,,container40_block,rail,,,days,,,x,1,1,2024,ceiling,\n", &a));
    assert_string_equal(a.row[0].compared, "p10");
    assert_string_equal(a.row[1].compared, "p90");
    assert_true(a.row[0].model < 8.0 / 24 && a.row[1].model > 8.0 / 24);
    kr_job_end(&job);
}

static void medians_are_of_those_that_count(void **state)
{
    (void)state;
    kr_job job;
    kr_agreement a;
    kr_job_init(&job, 1 << 26);
    check_ok(&job, compare_rows(&job, "x,x,a,d,,container40_block,rail,,,km,,,x,300,300,2024,test,\n"
                                      "y,x,a,d,,container40_block,rail,,,km,,,x,200,200,2024,test,\n"
                                      "z,x,a,d,,container40_block,rail,,,km,,,x,1,1,2024,trap,\n", &a));
    assert_int_equal(a.counted[KR_FIGURE_LENGTH], 2);
    check_near(a.median_abs_error_share[KR_FIGURE_LENGTH], 0.25, 1e-9);
    check_near(a.within_quarter_share[KR_FIGURE_LENGTH], 0.5, 1e-9);
    assert_true(isnan(a.median_abs_error_share[KR_FIGURE_TIME]));
    kr_job_end(&job);
}

static void what_cannot_be_understood_is_named(void **state)
{
    static const struct { const char *row, *says; } cases[] = {
        { "x,x,a,d,,container40_block,rails,,,km,,,x,1,1,2024,test,\n", "way \"rails\"" },
        { "x,x,a,d,b,container40_block,rail,,,km,,,x,1,1,2024,test,\n", "way \"rail\"" },
        { "x,x,a,d,,container50,rail,,,km,,,x,1,1,2024,test,\n", "cargo \"container50\"" },
        { "x,x,a,d,,container40_block,rail,air ship,,km,,,x,1,1,2024,test,\n", "end \"air ship\"" },
        { "x,x,a,d,,container40_block,rail,,,ratio,,,x,1,1,2024,test,\n", "other way \"\"" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kr_job job;
        kr_agreement a;
        kr_job_init(&job, 1 << 26);
        assert_int_equal(compare_rows(&job, cases[i].row, &a), KR_E_INPUT);
        check_says(&job, cases[i].says);
        check_says(&job, "published.csv:2");
        kr_job_end(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_by_hand),
        cmocka_unit_test(best_and_ceiling_have_their_percentiles),
        cmocka_unit_test(medians_are_of_those_that_count),
        cmocka_unit_test(what_cannot_be_understood_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
