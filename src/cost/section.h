/* section.h: speeds of named sections of railway. */
#ifndef KRI_SECTION_H
#define KRI_SECTION_H

#include "arc.h"

/*
 * For each link, the row + 1 of the speed of the section that it lies in, 0 for none; *of_link is NULL when no speed
 * row names a section. A section is the shortest railway between its two ends inside the row's country.
 */
kr_status kri_section_speeds(kr_job *job, const kri_pricer *pricer, const uint32_t **of_link);

#endif
