/* table_cell.h: the cells of a table, as the writers of this room want them. */
#ifndef KRI_TABLE_CELL_H
#define KRI_TABLE_CELL_H

#include <keruen/model.h>

#include "base/text.h"

static inline kri_span kri_cell_text(const kr_column *column, size_t n)
{
    size_t begin = (size_t)column->start[n], end = (size_t)column->start[n + 1];
    return (kri_span){ column->bytes ? column->bytes + begin : "", end - begin };
}

/* The id of the cell's source, or NULL. */
static inline const char *kri_cell_source(const kr_table *table, const kr_column *column, size_t row)
{
    if (!column->source || column->source[row] == KR_NONE)
        return NULL;
    return table->source[column->source[row]];
}

#endif
