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
        return kr_fail(call->job, KR_E_USAGE, "--%s \"%.60s\" is no day of the calendar; write it as 2026-12-01", option, value);
    return KR_OK;
}
