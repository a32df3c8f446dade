/* date.h: days of the Gregorian calendar as yyyymmdd. */
#ifndef KRI_DATE_H
#define KRI_DATE_H

#include <stdint.h>

/* Days from one date to another; negative when the other is earlier. */
long kri_date_days(uint32_t from, uint32_t to);

/* The date so many days later. */
uint32_t kri_date_add(uint32_t date, long days);

/* The first and the last day that a date without day or month means; 0 stays 0. */
uint32_t kri_date_first(uint32_t date);
uint32_t kri_date_last(uint32_t date);

#endif
