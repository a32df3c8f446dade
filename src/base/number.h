/* number.h: numbers from text and back, whatever the locale. */
#ifndef KRI_NUMBER_H
#define KRI_NUMBER_H

#include "text.h"

/*
 * The whole span as a decimal number, correctly rounded. 0 when it is none, so for "", "1,5", "0x1",
 * "1e", "nan" and "inf": data has no use for them, and a caller that has says so itself.
 */
int kri_number_parse(kri_span text, double *value);

/* The same, or "inf", "Inf" or "infinity": for what may be without end, such as a capacity. */
int kri_number_parse_endless(kri_span text, double *value);

/* The whole span as digits that fit into 64 bits. */
int kri_number_parse_u64(kri_span text, uint64_t *value);

/* YYYY, YYYY-MM or YYYY-MM-DD as yyyymmdd, what is missing being 0; 0 when it is no date of the calendar. */
int kri_number_parse_date(kri_span text, uint32_t *yyyymmdd);

#define KRI_NUMBER_BYTES 32

/* The shortest text that reads back as the same double. Returns buffer. */
char *kri_number_print(double value, char buffer[KRI_NUMBER_BYTES]);

#endif
