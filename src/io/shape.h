/* shape.h: the shape of a link, as WKT in GMNS's column geometry: judged where it stands, no point of it being kept. */
#ifndef KRI_SHAPE_H
#define KRI_SHAPE_H

#include <keruen/model.h>

#include "base/names.h"

/* What shapes are judged by. */
typedef struct kri_shape_ground {
    const kr_nodes *node;
    int is_lon_lat;
    double tolerance;       /* how far from its node a line may begin or end, in the units of the coordinates */
} kri_shape_ground;

/*
 * The tolerance: 0.01 degree (about a kilometre) where coordinates are known to be degrees, else a hundredth of the longer side of
 * the box around all nodes, which needs no unit.
 */
kri_shape_ground kri_shape_ground_of(const kr_nodes *node, int is_lon_lat);

/* A link that has a shape: rows of node, KR_NONE where they are not known. */
typedef struct kri_shape_link {
    uint32_t from, to;
    int is_turned;          /* dir_flag -1: the points run from to to from */
} kri_shape_link;

/* Leaves in why what is wrong with the shape; "" when it is sound. */
void kri_shape_check(const kri_shape_ground *ground, const kri_names *names, const kri_shape_link *link, kri_span wkt, char why[KR_MESSAGE_BYTES]);

/* What stands between the brackets of a LINESTRING; 0 when it is none. */
int kri_shape_open(kri_span wkt, kri_span *points);

/* Takes the next point off: 1; 0 when none is left, -1 when it is none. */
int kri_shape_next(kri_span *points, double at[2]);

/* Whether a cell of dir_flag turns the line round. */
int kri_shape_is_turned(kri_span dir_flag);

#endif
