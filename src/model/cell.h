/* cell.h: one cell of a table, from text to its place in the column's array. */
#ifndef KRI_CELL_H
#define KRI_CELL_H

#include "schema.h"

/* A column of lists while it is filled row by row. */
typedef struct kri_list_building {
    uint32_t *first, *item;
    size_t items, room;
} kri_list_building;

typedef struct kri_cell_reader {
    kr_job *job;
    kri_world_text *text;
    char why[KR_MESSAGE_BYTES];             /* what is wrong with the last cell; "" when it is sound */
} kri_cell_reader;

/*
 * Puts the cell into array[row]; for list kinds array is a kri_list_building whose row is filled next.
 * An unsound cell leaves its reason in reader->why and the missing value in the array. KR_E_MEMORY only.
 */
kr_status kri_cell_put(kri_cell_reader *reader, const kri_column *column, void *array, size_t row, kri_span cell);

int kri_kind_is_list(kri_kind kind);

/* What to call a row in a message: its id; of a table without ids its line, and of the hours of a border whose and which way. NULL: no memory. */
const char *kri_row_name(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row);

#endif
