/* keruen/tntp.h: the text files in which test networks are exchanged (docs/formats/tntp.md). */
#ifndef KERUEN_TNTP_H
#define KERUEN_TNTP_H

#include <keruen/roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads a _net file ("-" is standard input). Nodes are numbered by rising id; zones are the ids 1 to
 * <NUMBER OF ZONES>, and nodes below <FIRST THRU NODE> are not passed. problems NULL: the first error
 * ends the reading with "file:line: what". Work: bytes + n log n of the ids where they are not 1 to N.
 */
KR_API kr_status kr_tntp_read_net(kr_job *job, kr_problems *problems, const char *path, kr_roads *roads);

/* Reads a _trips file for these roads: zone ids must be among theirs. */
KR_API kr_status kr_tntp_read_trips(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                                    kr_demand *demand);

/*
 * Reads a _flow file: volume and cost by link, arrays of roads->links in the job's arena. Parallel links are
 * taken in the network's order. A link that the file lacks has NaN.
 */
KR_API kr_status kr_tntp_read_flow(kr_job *job, kr_problems *problems, const char *path, const kr_roads *roads,
                                   const double **volume, const double **cost);

/* Reads a _node file and sets roads->x and roads->y; NaN where the file is silent. */
KR_API kr_status kr_tntp_read_nodes(kr_job *job, kr_problems *problems, const char *path, kr_roads *roads);

/* Writes what the reader reads back as the same roads and demand, to the last bit. */
KR_API kr_status kr_tntp_write_net(kr_job *job, const kr_roads *roads, kr_sink sink);
KR_API kr_status kr_tntp_write_trips(kr_job *job, const kr_roads *roads, const kr_demand *demand, kr_sink sink);

#ifdef __cplusplus
}
#endif
#endif
