/* link_arcs.c: which arcs stand for their links. */
#include <keruen/model.h>

#include "base/arena.h"

kr_status kr_network_link_arcs(kr_job *job, const kr_network *n, const uint8_t **counts)
{
    uint8_t *stands, *crosses;
    KRI_NEW(job, stands, n->graph.arcs);
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, crosses, n->world->link.count);
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->kind[a] == KR_ARC_BORDER && n->link[a] != KR_NONE)
            crosses[n->link[a]] = 1;
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        stands[a] = n->link[a] != KR_NONE && crosses[n->link[a]] == (n->kind[a] == KR_ARC_BORDER);
    kri_job_release(job, mark);
    *counts = stands;
    return KR_OK;
}
