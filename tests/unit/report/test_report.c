/* test_report.c: one table, shown in every way. */
#include "check.h"

#include <jansson.h>
#include <keruen/report.h>

#include "base/text.h"
#include "base/utf8.h"
#include "io/csv.h"
#include "memory_sink.h"

#define EVERYTHING SIZE_MAX

enum { FROM, HOURS, USD, WAGONS, OPEN, BORDERS, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "from", "", "where the leg begins", KR_TEXT, 0 },
    { "hours", "h", "mean", KR_NUMBER, 1 },
    { "price", "USD", "for the consignment", KR_NUMBER, 0 },
    { "wagons", "", "", KR_INTEGER, 0 },
    { "open", "", "", KR_BOOL, 0 },
    { "borders", "", "crossed", KR_TEXTS, 0 },
};

static kr_status small_table(kr_job *job, const kr_table **table)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(job, "legs", COLUMNS, about, &b));
    kr_table_row(b);
    kr_table_text(b, FROM, "Xi'an");
    kr_table_number(b, HOURS, 160.25);
    kr_table_number(b, USD, 3499.5);
    kr_table_estimate(b, USD);
    kr_table_source(b, USD, "tariff-2024");
    kr_table_integer(b, WAGONS, 2);
    kr_table_bool(b, OPEN, 1);
    kr_table_item(b, BORDERS, "Khorgos");
    kr_table_item(b, BORDERS, "Aktau");
    kr_table_row(b);
    kr_table_text(b, FROM, "Do\xC4\x9Fukap\xC4\xB1, \"east\tgate\"");
    kr_table_number(b, HOURS, -0.01);
    kr_table_bool(b, OPEN, 0);
    kr_table_row(b);
    kr_table_text(b, FROM, "");
    kr_table_number(b, USD, INFINITY);
    return kr_table_freeze(b, table);
}

static void text_is_aligned(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    check_ok(&job, kr_report_text(&job, table, NULL, memory_sink_open(&sink, EVERYTHING)));
    assert_string_equal(sink.bytes,
                        "from                   hours  price USD  wagons  open  borders\n"
                        "---------------------  -----  ---------  ------  ----  --------------\n"
                        "Xi'an                  160.2      ~3500       2   yes  Khorgos, Aktau\n"
                        "Do\xC4\x9Fukap\xC4\xB1, \"east gate\"    0.0                       no\n"
                        "                               no limit\n"
                        "~ an estimate\n"
                        "Sources: tariff-2024\n");
    kr_job_end(&job);
}

static void wide_text_is_wrapped(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    for (size_t columns = 1; columns < 90; columns++) {
        kr_text_options options = { .columns = columns };
        check_ok(&job, kr_report_text(&job, table, &options, memory_sink_open(&sink, EVERYTHING)));
        kri_span rest = { sink.bytes, sink.length }, line;
        while (columns >= 24 && kri_span_next(&rest, '\n', &line)) {
            if (kri_utf8_columns(line.start, line.length) > columns)
                fail_msg("wider than %zu: %.*s", columns, (int)line.length, line.start);
            assert_true(line.length == 0 || line.start[line.length - 1] != ' ');
        }
    }
    kr_job_end(&job);
}

static void a_narrow_terminal_gets_records(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    kr_text_options options = { .columns = 30, .colour = 1 };
    check_ok(&job, kr_report_text(&job, table, &options, memory_sink_open(&sink, EVERYTHING)));
    assert_string_equal(sink.bytes,
                        "from       Xi'an\nhours      160.2\nprice USD  ~3500\nwagons     2\nopen       yes\n"
                        "borders    Khorgos, Aktau\n\n"
                        "from       Do\xC4\x9Fukap\xC4\xB1, \"east\n           gate\"\nhours      0.0\nopen       no\n\n"
                        "price USD  no limit\n"
                        "~ an estimate\nSources: tariff-2024\n");
    kr_job_end(&job);
}

static void csv_reads_back(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kri_csv csv;
    kr_job job;
    int more;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    check_ok(&job, kr_report_csv(&job, table, memory_sink_open(&sink, EVERYTHING)));
    assert_string_equal(sink.bytes,
                        "from,hours,price,price_estimate,price_source,wagons,open,borders\n"
                        "Xi'an,160.25,3499.5,true,tariff-2024,2,true,\"Khorgos;Aktau\"\n"
                        "\"Do\xC4\x9Fukap\xC4\xB1, \"\"east\tgate\"\"\",-0.01,,false,,,false,\n"
                        "\"\",,inf,false,,,,\n");
    check_ok(&job, kri_csv_open_text(&job, NULL, "legs.csv", (kri_span){ sink.bytes, sink.length }, &csv));
    check_ok(&job, kri_csv_next(&csv, &more));
    check_ok(&job, kri_csv_next(&csv, &more));
    assert_true(kri_span_is(csv.cell[0], "Do\xC4\x9Fukap\xC4\xB1, \"east\tgate\""));
    kr_job_end(&job);
}

static void json_reads_back(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    check_ok(&job, kr_report_json(&job, table, memory_sink_open(&sink, EVERYTHING)));
    json_t *rows = json_loads(sink.bytes, 0, NULL), *row = json_array_get(rows, 0);
    assert_int_equal(json_array_size(rows), 3);
    assert_string_equal(json_string_value(json_object_get(row, "from")), "Xi'an");
    check_near(json_real_value(json_object_get(row, "price")), 3499.5, 0);
    assert_true(json_is_true(json_object_get(row, "price_estimate")));
    assert_string_equal(json_string_value(json_object_get(row, "price_source")), "tariff-2024");
    assert_string_equal(json_string_value(json_array_get(json_object_get(row, "borders"), 1)), "Aktau");
    row = json_array_get(rows, 1);
    assert_true(json_is_null(json_object_get(row, "wagons")));
    assert_int_equal(json_array_size(json_object_get(row, "borders")), 0);
    assert_null(json_object_get(row, "price_estimate"));
    json_decref(rows);
    kr_job_end(&job);
}

static void a_full_sink_is_told(void **state)
{
    struct memory_sink sink;
    const kr_table *table;
    kr_job job;
    (void)state;
    kr_job_init(&job, 1 << 22);
    check_ok(&job, small_table(&job, &table));
    assert_int_equal(kr_report_text(&job, table, NULL, memory_sink_open(&sink, 10)), KR_E_FILE);
    assert_int_equal(kr_report_csv(&job, table, memory_sink_open(&sink, 10)), KR_E_FILE);
    assert_int_equal(kr_report_json(&job, table, memory_sink_open(&sink, 10)), KR_E_FILE);
    kr_job_end(&job);
}

static kr_status show_all(kr_job *job, void *with)
{
    struct memory_sink sink;
    const kr_table *table;
    (void)with;
    KR_TRY(small_table(job, &table));
    KR_TRY(kr_report_text(job, table, NULL, memory_sink_open(&sink, EVERYTHING)));
    KR_TRY(kr_report_csv(job, table, memory_sink_open(&sink, EVERYTHING)));
    return kr_report_json(job, table, memory_sink_open(&sink, EVERYTHING));
}

static void allocations_fail(void **state)
{
    (void)state;
    every_allocation_may_fail(show_all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_aligned), cmocka_unit_test(wide_text_is_wrapped),
        cmocka_unit_test(a_narrow_terminal_gets_records), cmocka_unit_test(csv_reads_back), cmocka_unit_test(json_reads_back),
        cmocka_unit_test(a_full_sink_is_told), cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
