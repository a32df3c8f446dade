/* today.h: dates on the command line. The library has no clock; here it is. */
#ifndef KRI_TODAY_H
#define KRI_TODAY_H

#include "cli/command.h"

/* The option's date as yyyymmdd, "today" being today in UTC. KR_E_USAGE for what is no date. */
kr_status kri_call_date(kri_call *call, const char *option, uint32_t *yyyymmdd);

#endif
