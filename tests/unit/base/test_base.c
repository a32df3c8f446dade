/* test_base.c: memory, text, names, numbers and files. */
#include "check.h"

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"
#include "base/spelling.h"
#include "base/utf8.h"

static void memory_is_zeroed_aligned_and_counted(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 20);
    for (size_t n = 1; n < 3000; n = n * 3 + 1) {
        unsigned char *p = kr_job_alloc(&job, n, 1);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 64, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 255, n);
    }
    assert_true(job.used_bytes <= job.budget_bytes);
    kr_job_end(&job);
    assert_int_equal(job.used_bytes, 0);
}

static void a_budget_is_kept(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 20);
    assert_non_null(kr_job_alloc(&job, 1 << 19, 1));
    assert_null(kr_job_alloc(&job, 1 << 20, 1));
    assert_int_equal(job.status, KR_E_MEMORY);
    check_says(&job, "memory budget of 1048576 bytes");
    assert_null(kr_job_alloc(&job, SIZE_MAX / 2, 4));
    kr_job_end(&job);
}

static void a_mark_takes_all_back(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 26);
    char *kept = kri_job_copy(&job, "kept", 4);
    kri_mark mark = kri_job_mark(&job);
    size_t before = job.used_bytes;
    assert_non_null(kr_job_alloc(&job, 5 << 20, 1));
    assert_non_null(kr_job_alloc(&job, 5 << 20, 1));
    kri_job_release(&job, mark);
    assert_int_equal(job.used_bytes, before);
    assert_string_equal(kept, "kept");
    kr_job_end(&job);
}

/* Blocks that are kept count against the budget until somebody needs it, and what is given out again is zero. */
static void released_memory_is_given_again(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 22);
    kri_mark mark = kri_job_mark(&job);
    for (int round = 0; round < 3; round++) {
        unsigned char *bytes = kr_job_alloc(&job, 300 << 10, 1);
        assert_non_null(bytes);
        for (size_t i = 0; i < 300 << 10; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xA5, 300 << 10);
        kri_job_release(&job, mark);
        assert_int_equal(job.used_bytes, 0);
        assert_true(kri_job_left(&job) <= job.budget_bytes);
    }
    assert_non_null(kr_job_alloc(&job, (1 << 22) - 64, 1));
    assert_int_equal(job.spare_bytes, 0);
    kr_job_end(&job);
}

static kr_status grow_two_arrays(kr_job *job, void *with)
{
    (void)with;
    uint32_t *a = NULL, *b = NULL;
    size_t a_room = 0, b_room = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        KR_TRY(kri_job_grow(job, &a, &a_room, i + 1, sizeof *a));
        a[i] = i;
        if (i % 3 == 0) {
            KR_TRY(kri_job_grow(job, &b, &b_room, i / 3 + 1, sizeof *b));
            b[i / 3] = i;
        }
    }
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(a[i], i);
    for (uint32_t i = 0; i < 5000; i += 3)
        assert_int_equal(b[i / 3], i);
    return KR_OK;
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    every_allocation_may_fail(grow_two_arrays, NULL);
}

static void a_deadline_and_a_cancel_end_work(void **state)
{
    (void)state;
    kr_job job;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kr_job_check(&job));
    kr_job_deadline(&job, -1);
    assert_int_equal(kr_job_check(&job), KR_E_LIMIT);
    check_says(&job, "time");
    kr_job_end(&job);
    volatile int cancel = 1;
    kr_job_init(&job, 1 << 20);
    job.cancel = &cancel;
    assert_int_equal(kr_job_check(&job), KR_E_LIMIT);
    kr_job_end(&job);
}

static const struct { const char *text; int is_number; double value; } numbers[] = {
    { "0", 1, 0 }, { "-0", 1, -0.0 }, { "12", 1, 12 }, { "+12.50", 1, 12.5 }, { ".5", 1, 0.5 }, { "5.", 1, 5 },
    { "1e3", 1, 1000 }, { "1E-3", 1, 0.001 }, { "0.1", 1, 0.1 }, { "123456789.123456789", 1, 123456789.123456789 },
    { "9007199254740993", 1, 9007199254740992.0 }, { "1.7976931348623157e308", 1, 1.7976931348623157e308 },
    { "4.9e-324", 1, 4.9e-324 }, { "2.2250738585072011e-308", 1, 2.2250738585072011e-308 },
    { "0.000000000000000000000000000000000000000000000000001", 1, 1e-51 },
    { "100000000000000000000000000000000", 1, 1e32 },
    { "", 0, 0 }, { ".", 0, 0 }, { "-", 0, 0 }, { "1e", 0, 0 }, { "1e+", 0, 0 }, { "1,5", 0, 0 }, { "0x10", 0, 0 },
    { "nan", 0, 0 }, { "inf", 0, 0 }, { "1e999", 0, 0 }, { " 1", 0, 0 }, { "1 ", 0, 0 }, { "--1", 0, 0 }, { "1.2.3", 0, 0 },
};

static void numbers_read_as_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double value = -77;
        int got = kri_number_parse(kri_span_of(numbers[i].text), &value);
        if (got != numbers[i].is_number)
            fail_msg("\"%s\" read as %d", numbers[i].text, got);
        if (got && memcmp(&value, &numbers[i].value, sizeof value))
            fail_msg("\"%s\" gave %.17g", numbers[i].text, value);
    }
}

/* Property: what is printed reads back as the same bits. */
static void numbers_print_and_read_back(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        double value, back;
        char text[KRI_NUMBER_BYTES];
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        memcpy(&value, &x, sizeof value);
        if (!isfinite(value))
            continue;
        assert_true(kri_number_parse(kri_span_of(kri_number_print(value, text)), &back));
        assert_memory_equal(&value, &back, sizeof value);
    }
}

static const struct { const char *text; uint32_t date; } dates[] = {
    { "2024", 20240000 }, { "2024-02", 20240200 }, { "2024-02-29", 20240229 }, { "2023-02-29", 0 }, { "2023-13", 0 },
    { "2023-00", 0 }, { "2023-04-31", 0 }, { "20230401", 0 }, { "23-04-01", 0 }, { "", 0 }, { "2023/04/01", 0 }, { "0000", 0 },
};

static void dates_are_dates_of_the_calendar(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        uint32_t date = 0;
        int ok = kri_number_parse_date(kri_span_of(dates[i].text), &date);
        if (ok != (dates[i].date != 0) || (ok && date != dates[i].date))
            fail_msg("\"%s\" gave %d, %u", dates[i].text, ok, date);
    }
}

static const struct { const char *bytes; int valid; size_t at, columns; } utf8[] = {
    { "", 1, 0, 0 }, { "caravan", 1, 0, 7 }, { "керуен", 1, 0, 6 }, { "Xi\xe2\x80\x99" "an", 1, 0, 5 }, { "e\xcc\x81", 1, 0, 1 },
    { "a\xff", 0, 1, 2 }, { "\xc0\x80", 0, 0, 1 }, { "\xed\xa0\x80", 0, 0, 1 }, { "\xf4\x90\x80\x80", 0, 0, 1 },
    { "long enough \xe2\x82", 0, 12, 13 }, { "\xf0\x9f\x9a\x82", 1, 0, 1 },
};

static void utf8_is_told_from_noise(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++) {
        size_t at = 0;
        int valid = kri_utf8_is_valid(utf8[i].bytes, strlen(utf8[i].bytes), &at);
        if (valid != utf8[i].valid || (!valid && at != utf8[i].at))
            fail_msg("case %zu: valid %d at %zu", i, valid, at);
        if (utf8[i].valid)
            assert_int_equal(kri_utf8_columns(utf8[i].bytes, strlen(utf8[i].bytes)), utf8[i].columns);
    }
}

static void a_near_miss_is_suggested(void **state)
{
    (void)state;
    static const char *const places[] = { "Xi'an", "Yerevan", "Almaty", "Aktau", "Khorgos" };
    assert_string_equal(kri_spelling_nearest(KRI_SPAN("yerevn"), places, 5), "Yerevan");
    assert_string_equal(kri_spelling_nearest(KRI_SPAN("Xian"), places, 5), "Xi'an");
    assert_string_equal(kri_spelling_nearest(KRI_SPAN("horgos"), places, 5), "Khorgos");
    assert_null(kri_spelling_nearest(KRI_SPAN("Rotterdam"), places, 5));
    assert_int_equal(kri_spelling_distance(KRI_SPAN("Aktua"), KRI_SPAN("Aktau")), 1);
}

static void spans_split(void **state)
{
    (void)state;
    kri_span rest = KRI_SPAN("a;;b;"), part;
    static const char *const expected[] = { "a", "", "b", "" };
    size_t n = 0;
    while (kri_span_next(&rest, ';', &part)) {
        assert_true(n < 4 && kri_span_is(part, expected[n]));
        n++;
    }
    assert_int_equal(n, 4);
}

static kr_status name_many(kr_job *job, void *with)
{
    (void)with;
    kri_names names;
    char text[32];
    KR_TRY(kri_names_init(&names, job));
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 3000; i++) {
            uint32_t number;
            snprintf(text, sizeof text, "place %u", i);
            KR_TRY(kri_names_add(&names, kri_span_of(text), &number));
            assert_int_equal(number, i + 1);
        }
    assert_int_equal(kri_names_find(&names, KRI_SPAN("place 2999")), 3000);
    assert_int_equal(kri_names_find(&names, KRI_SPAN("place 3000")), KRI_NO_NAME);
    assert_int_equal(kri_names_find(&names, KRI_SPAN("")), 0);
    assert_string_equal(kri_names_get(&names, 18), "place 17");
    return KR_OK;
}

/* The lines that words make, joined by "/". */
static const struct { const char *text; size_t columns; const char *lines; } wrapped[] = {
    { "", 5, "" }, { "   ", 5, "" }, { "one", 5, "one" }, { "one two", 7, "one two" }, { "one two", 6, "one/two" },
    { " one   two ", 6, "one/two" }, { "one\ntwo three", 9, "one\ntwo/three" }, { "abcdefgh ij", 3, "abc/def/gh/ij" },
    { "ab-cd-efgh x", 7, "ab-cd-/efgh x" }, { "x ab-cd-ef", 6, "x/ab-cd-/ef" }, { "--abc", 3, "--/abc" }, { "-abcd", 3, "-ab/cd" },
    { "a b", 0, "a/b" }, { "\xC3\xA9\xC3\xA9\xC3\xA9", 2, "\xC3\xA9\xC3\xA9/\xC3\xA9" },
    { "e\xCC\x81 e\xCC\x81", 1, "e\xCC\x81/e\xCC\x81" }, { "\xCD\xBD\xCD\xBD", 1, "\xCD\xBD/\xCD\xBD" },
};

static void words_make_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrapped / sizeof *wrapped; i++) {
        char joined[64] = "";
        kri_span rest = kri_span_of(wrapped[i].text), line;
        while (kri_text_line(&rest, wrapped[i].columns, &line)) {
            strcat(joined, *joined ? "/" : "");
            strncat(joined, line.start, line.length);
        }
        assert_string_equal(joined, wrapped[i].lines);
    }
}

static void names_are_numbers(void **state)
{
    (void)state;
    every_allocation_may_fail(name_many, NULL);
}

static void a_name_that_is_taken_gets_a_number(void **state)
{
    (void)state;
    static const struct { const char *wanted, *got; } given[] = { { "km", "km" }, { "km", "km_2" }, { "km_3", "km_3" }, { "km", "km_4" } };
    kr_job job;
    kri_names names;
    const char *name;
    kr_job_init(&job, 1 << 20);
    check_ok(&job, kri_names_init(&names, &job));
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        check_ok(&job, kri_names_add_free(&names, given[i].wanted, &name));
        assert_string_equal(name, given[i].got);
        assert_int_not_equal(kri_names_find(&names, kri_span_of(name)), KRI_NO_NAME);
    }
    kr_job_end(&job);
}

static void a_file_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    char folder[] = "/tmp/keruen-test-XXXXXX", path[64], command[96];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.csv", folder);
    kr_job job;
    kri_output *output;
    kri_span bytes;
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_output_open(&job, path, &output));
    check_ok(&job, kri_output_write(output, "half", 4));
    assert_false(kri_file_exists(path));
    kr_job_end(&job);                       /* never closed: the part is taken back */
    assert_false(kri_file_exists(path));
    kr_job_init(&job, 1 << 24);
    check_ok(&job, kri_output_open(&job, path, &output));
    for (int i = 0; i < 100000; i++)
        check_ok(&job, kri_output_write(output, "12345678\n", 9));
    check_ok(&job, kri_output_close(output));
    check_ok(&job, kri_file_read(&job, path, &bytes));
    assert_int_equal(bytes.length, 900000);
    assert_int_equal(kri_file_read(&job, folder, &bytes), KR_E_FILE);
    check_says(&job, "is a folder");
    assert_int_equal(kri_file_read(&job, "/no/such/file", &bytes), KR_E_FILE);
    check_says(&job, "cannot open");
    check_ok(&job, kri_output_open(&job, "/dev/full", &output));
    check_ok(&job, kri_output_write(output, "x", 1));
    assert_int_equal(kri_output_close(output), KR_E_FILE);
    check_says(&job, "No space left");
    assert_true(kri_file_exists("/dev/full"));
    kr_job_end(&job);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_counted), cmocka_unit_test(a_budget_is_kept),
        cmocka_unit_test(a_mark_takes_all_back), cmocka_unit_test(released_memory_is_given_again), cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(a_deadline_and_a_cancel_end_work), cmocka_unit_test(numbers_read_as_written),
        cmocka_unit_test(numbers_print_and_read_back), cmocka_unit_test(dates_are_dates_of_the_calendar),
        cmocka_unit_test(utf8_is_told_from_noise), cmocka_unit_test(a_near_miss_is_suggested),
        cmocka_unit_test(spans_split), cmocka_unit_test(words_make_lines), cmocka_unit_test(names_are_numbers),
        cmocka_unit_test(a_name_that_is_taken_gets_a_number),
        cmocka_unit_test(a_file_appears_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
