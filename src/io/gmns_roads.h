/* gmns_roads.h: what the reader and the writer of link.csv must see alike. */
#ifndef KRI_GMNS_ROADS_H
#define KRI_GMNS_ROADS_H

#include "base/text.h"

/* Whether a cell of the column directed makes two links of its row: there, and behind it back. */
int kri_gmns_goes_both_ways(kri_span directed);

#endif
