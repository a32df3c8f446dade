/* changes.h: which arcs may cost something else than in another world of the same folder. */
#ifndef KRI_CHANGES_H
#define KRI_CHANGES_H

#include <keruen/cost.h>

/*
 * The networks have the same nodes and arcs under the same numbers. changed: out, [arcs] 1 where the bill of the arc reads something that
 * differs; NULL where what differs holds for too much to be followed, so that any arc may cost something else. count: of the ones.
 * Work: a look at each row that a patch has copied, and at each arc.
 */
kr_status kri_cost_changes(kr_job *job, const kr_network *now, const kr_network *then, uint8_t **changed, size_t *count);

#endif
