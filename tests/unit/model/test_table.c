/* test_table.c: columns hold what was put into them, laid out as Arrow has it. */
#include "check.h"

#include <keruen/model.h>

enum { NAME, KM, TRACKS, OPEN, STOPS, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "name", "", "the line", KR_TEXT, 0 },
    { "length_km", "km", "its length", KR_NUMBER, 1 },
    { "tracks", "", "how many tracks", KR_INTEGER, 0 },
    { "open", "", "whether trains run", KR_BOOL, 0 },
    { "stops", "", "the stations", KR_TEXTS, 0 },
};

static void fill(kr_table_builder *b)
{
    kr_table_row(b);
    kr_table_text(b, NAME, "Gyumri-Kars");
    kr_table_number(b, KM, 79.5);
    kr_table_estimate(b, KM);
    kr_table_source(b, KM, "survey-1899");
    kr_table_integer(b, TRACKS, 1);
    kr_table_bool(b, OPEN, 0);
    kr_table_item(b, STOPS, "Akhuryan");
    kr_table_item(b, STOPS, "");
    kr_table_item(b, STOPS, "Do\xC4\x9Fukap\xC4\xB1");
    kr_table_row(b);
    kr_table_text(b, NAME, NULL);
    kr_table_number(b, KM, NAN);
    kr_table_row(b);
    kr_table_text(b, NAME, "");
    kr_table_number(b, KM, INFINITY);
    kr_table_source(b, NAME, "atlas");
    kr_table_source(b, KM, "survey-1899");
    kr_table_bool(b, OPEN, 1);
    kr_table_item(b, STOPS, "Kars");
}

static kr_status build(kr_job *job, void *with)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(job, "lines", COLUMNS, about, &b));
    fill(b);
    return kr_table_freeze(b, with);
}

static void columns_are_arrow_columns(void **state)
{
    (void)state;
    const kr_table *t;
    kr_job job;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, build(&job, &t));
    assert_int_equal(t->rows, 3);
    assert_int_equal(t->sources, 2);
    assert_string_equal(t->source[0], "survey-1899");
    const kr_column *c = t->column;
    assert_int_equal(c[NAME].valid[0], 5);
    assert_int_equal(c[NAME].empty, 1);
    static const int32_t starts[] = { 0, 11, 11, 11 }, items[] = { 0, 3, 3, 4 }, texts[] = { 0, 8, 8, 18, 22 };
    assert_memory_equal(c[NAME].start, starts, sizeof starts);
    assert_memory_equal(c[NAME].bytes, "Gyumri-Kars", 11);
    assert_int_equal(c[KM].valid[0], 5);
    check_near(c[KM].number[0], 79.5, 0);
    assert_true(isinf(c[KM].number[2]));
    assert_int_equal(c[KM].estimate[0], 1);
    assert_int_equal(c[KM].source[0], 0);
    assert_int_equal(c[KM].source[1], KR_NONE);
    assert_int_equal(c[KM].source[2], 0);
    assert_int_equal(c[NAME].source[2], 1);
    assert_null(c[NAME].estimate);
    assert_int_equal(c[TRACKS].integer[0], 1);
    assert_int_equal(c[TRACKS].empty, 2);
    assert_int_equal(c[OPEN].truth[0], 4);
    assert_int_equal(c[OPEN].valid[0], 5);
    assert_int_equal(c[STOPS].valid[0], 7);
    assert_memory_equal(c[STOPS].item, items, sizeof items);
    assert_memory_equal(c[STOPS].start, texts, sizeof texts);
    assert_memory_equal(c[STOPS].bytes, "AkhuryanDo\xC4\x9Fukap\xC4\xB1Kars", 22);
    for (size_t i = 0; i < COLUMNS; i++)
        assert_int_equal((uintptr_t)c[i].valid % 64, 0);
    kr_job_end(&job);
}

static void a_table_may_be_empty_and_long(void **state)
{
    (void)state;
    kr_table_builder *b;
    const kr_table *t;
    kr_job job;
    kr_job_init(&job, 64 << 20);
    check_ok(&job, kr_table_begin(&job, "none", COLUMNS, about, &b));
    check_ok(&job, kr_table_freeze(b, &t));
    assert_int_equal(t->rows, 0);
    assert_int_equal(t->column[NAME].start[0], 0);
    assert_int_equal(t->column[STOPS].item[0], 0);
    check_ok(&job, kr_table_begin(&job, "long", COLUMNS, about, &b));
    for (int i = 0; i < 10000; i++) {
        kr_table_row(b);
        kr_table_integer(b, TRACKS, i);
        if (i % 3 == 0)
            kr_table_estimate(b, TRACKS);
        if (i == 5)
            kr_table_source(b, TRACKS, "a");
    }
    check_ok(&job, kr_table_freeze(b, &t));
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(t->column[TRACKS].integer[i], i);
        assert_int_equal(kr_bit(t->column[TRACKS].estimate, i), i % 3 == 0);
        assert_int_equal(t->column[TRACKS].source[i], i == 5 ? 0 : KR_NONE);
        assert_false(kr_cell_is_set(&t->column[NAME], i));
    }
    kr_job_end(&job);
}

static void no_row_yet(kr_table_builder *b)
{
    kr_table_integer(b, TRACKS, 1);
}

static void no_such_column(kr_table_builder *b)
{
    kr_table_row(b);
    kr_table_estimate(b, COLUMNS);
}

static void other_kind(kr_table_builder *b)
{
    kr_table_row(b);
    kr_table_number(b, TRACKS, 1);
}

static void set_twice(kr_table_builder *b)
{
    kr_table_row(b);
    kr_table_bool(b, OPEN, 0);
    kr_table_bool(b, OPEN, 1);
    kr_table_row(b);        /* the first failure stays */
    kr_table_item(b, STOPS, "x");
}

static const struct { void (*fill)(kr_table_builder *b); const char *says; } mistakes[] = {
    { no_row_yet, "no such cell" }, { no_such_column, "no such cell" }, { other_kind, "another kind" },
    { set_twice, "column open: the cell is set twice" },
};

static void mistakes_of_the_program_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        kr_table_builder *b;
        const kr_table *t;
        kr_job job;
        kr_job_init(&job, 1 << 20);
        check_ok(&job, kr_table_begin(&job, "t", COLUMNS, about, &b));
        mistakes[i].fill(b);
        assert_int_equal(kr_table_freeze(b, &t), KR_E_BUG);
        check_says(&job, mistakes[i].says);
        kr_job_end(&job);
    }
}

static void allocations_fail(void **state)
{
    const kr_table *t;
    (void)state;
    every_allocation_may_fail(build, &t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_arrow_columns), cmocka_unit_test(a_table_may_be_empty_and_long),
        cmocka_unit_test(mistakes_of_the_program_are_told), cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
