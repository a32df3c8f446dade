/* today.c: dates on the command line. */
#include "cli/today.h"

#include "base/number.h"

#include <string.h>
#include <time.h>

kr_status kri_call_date(kri_call *call, const char *option, uint32_t *yyyymmdd)
{
    const char *value = kri_call_value(call, option);
    if (!value || strcmp(value, "today") == 0) {
        struct tm day;
        time_t now = time(NULL);
        gmtime_r(&now, &day);
        *yyyymmdd = (uint32_t)((day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
        return KR_OK;
    }
    if (!kri_number_parse_date(kri_span_of(value), yyyymmdd) || strlen(value) != 10)
        return kr_fail(call->job, KR_E_USAGE, "--%s \"%s\" is no day of the calendar; write it as 2026-12-01", option, value);
    return KR_OK;
}

/* Days since 0000-03-01 of the Gregorian calendar (the year then ends with February, whatever its length). */
static long day_number(uint32_t yyyymmdd)
{
    long year = (long)(yyyymmdd / 10000), month = (long)(yyyymmdd / 100 % 100), day = (long)(yyyymmdd % 100);
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day;
}

double kri_days_between(uint32_t from, uint32_t to)
{
    return (double)(day_number(to) - day_number(from));
}
