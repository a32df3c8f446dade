/* chain.h: the best way along a chain of places, hop by hop in given layers. */
#ifndef KRI_CHAIN_H
#define KRI_CHAIN_H

#include <keruen/model.h>
#include <keruen/path.h>

typedef struct kri_chain {
    const uint32_t *place;              /* [hops + 1] rows of node */
    const uint32_t *layers;             /* [hops] set of 1 << kr_layer that the hop may use */
    uint32_t hops;
    uint32_t from_layers, to_layers;    /* in which it begins and ends; what is there to change to or from counts */
} kri_chain;

/*
 * The way of least weight that passes the places in their order. It begins and ends in a layer of its place, not
 * behind a door and not aboard; at a place between two hops it may change from the layers of the one to those of the
 * other. Only rides, stretches, borders, terminals and services are taken, no through prices. No way: path->cost is INFINITY.
 * Work: a shortest-path tree a hop.
 */
kr_status kri_chain_find(kr_job *job, const kr_network *network, const double *weight, const kri_chain *chain, kr_path *path);

#endif
