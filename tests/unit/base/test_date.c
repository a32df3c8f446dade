/* test_date.c: days of the calendar, against the C library's own. */
#include "check.h"

#include "base/date.h"

#include <time.h>

/* Property: a day later is what timegm and gmtime say, for a century. */
static void days_follow_each_other(void **state)
{
    (void)state;
    struct tm day = { .tm_year = 99, .tm_mon = 11, .tm_mday = 31 };
    time_t start = timegm(&day);
    for (long i = 0; i < 36600; i++) {
        time_t at = start + i * 86400;
        gmtime_r(&at, &day);
        uint32_t date = (uint32_t)((day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
        assert_int_equal(kri_date_add(19991231, i), date);
        assert_int_equal(kri_date_days(19991231, date), i);
    }
}

static const struct { uint32_t date, first, last; } spans[] = {
    { 0, 0, 0 }, { 20240000, 20240101, 20241231 }, { 20240200, 20240201, 20240229 }, { 20231200, 20231201, 20231231 },
    { 20240315, 20240315, 20240315 }, { 20230200, 20230201, 20230228 },
};

static void a_month_or_a_year_has_a_first_and_a_last_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        assert_int_equal(kri_date_first(spans[i].date), spans[i].first);
        assert_int_equal(kri_date_last(spans[i].date), spans[i].last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_follow_each_other), cmocka_unit_test(a_month_or_a_year_has_a_first_and_a_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
