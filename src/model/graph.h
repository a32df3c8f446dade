/* graph.h: freezing a graph in room that is there already, so that all that is needed on the way can be given back. */
#ifndef KRI_GRAPH_H
#define KRI_GRAPH_H

#include <keruen/model.h>

typedef struct kri_graph_room {
    uint32_t *first, *in_first;             /* [nodes + 1], zeroed */
    uint32_t *tail, *head, *in_arc;         /* [arcs] */
} kri_graph_room;

kr_status kri_graph_room_make(kr_job *job, uint32_t nodes, size_t arcs, kri_graph_room *room);

/* As kr_graph_freeze, into the room; of what it allocates nothing stays. place may be NULL. */
kr_status kri_graph_fill(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head, const kri_graph_room *room,
                         kr_graph *graph, uint32_t *place);

#endif
