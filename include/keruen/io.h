/* keruen/io.h: files in, files out. */
#ifndef KERUEN_IO_H
#define KERUEN_IO_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads a folder of CSV tables: GMNS 0.96 (config, node, link; lengths and speeds in the units that
 * config.csv names) and, where they are there, our own tables beside. A folder with a source.csv
 * names its sources: there a figure without one is an error. Columns that are not understood are kept
 * and can be read with kr_world_cell.
 *
 * problems     all that is wrong, with file, line and column; the world is then as much as was sound.
 *              NULL: the first error is the job's message and the status KR_E_INPUT.
 *
 * KR_E_FILE when the folder cannot be read at all, KR_E_MEMORY, KR_E_LIMIT. Work: the bytes of the files;
 * memory: the files and about 60 bytes a link.
 */
KR_API kr_status kr_world_read(kr_job *job, const char *folder, kr_problems *problems, kr_world *world);

/*
 * Any cell as it stands in its file, understood column or not; NULL when the table has no such column.
 * The copy is the job's.
 */
KR_API kr_status kr_world_cell(kr_job *job, const kr_world *world, kr_table_id table, uint32_t row, const char *column,
                               const char **cell);

#ifdef __cplusplus
}
#endif
#endif
