/* date.c: days of the Gregorian calendar as yyyymmdd. */
#include "date.h"

/* Days since 0000-03-01 (a year that begins in March ends with February, whatever its length). */
static long day_number(uint32_t date)
{
    long year = (long)(date / 10000), month = (long)(date / 100 % 100), day = (long)(date % 100);
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1;
}

static uint32_t date_of(long number)
{
    long year = (10000 * number + 14780) / 3652425;
    long day = number - (365 * year + year / 4 - year / 100 + year / 400);
    if (day < 0) {
        year--;
        day = number - (365 * year + year / 4 - year / 100 + year / 400);
    }
    long month = (100 * day + 52) / 3060;
    year += (month + 2) / 12;
    day -= (month * 306 + 5) / 10;
    return (uint32_t)(year * 10000 + ((month + 2) % 12 + 1) * 100 + day + 1);
}

long kri_date_days(uint32_t from, uint32_t to)
{
    return day_number(to) - day_number(from);
}

uint32_t kri_date_add(uint32_t date, long days)
{
    return date_of(day_number(kri_date_first(date)) + days);
}

uint32_t kri_date_first(uint32_t date)
{
    return !date ? 0 : date % 10000 == 0 ? date + 101 : date % 100 == 0 ? date + 1 : date;
}

uint32_t kri_date_last(uint32_t date)
{
    if (!date || date % 100)
        return date;
    return date % 10000 == 0 ? date + 1231 : kri_date_add(date % 10000 / 100 == 12 ? (date / 10000 + 1) * 10000 + 101 : date + 101, -1);
}
