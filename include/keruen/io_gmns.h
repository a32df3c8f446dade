/* keruen/io_gmns.h: a folder of GMNS tables as roads to be loaded (docs/formats/gmns-roads.md). */
#ifndef KERUEN_IO_GMNS_H
#define KERUEN_IO_GMNS_H

#include <keruen/model_roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads node.csv, link.csv and, where it is there, config.csv. Times are minutes, lengths kilometres, flows what
 * capacity is in. problems NULL: the first error ends the reading with "file:line:column: what".
 */
KR_API kr_status kr_roads_read_gmns(kr_job *job, kr_problems *problems, const char *folder, kr_roads *roads);

#ifdef __cplusplus
}
#endif
#endif
