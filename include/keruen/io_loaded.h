/* keruen/io_loaded.h: a network's own table of links, with what was found about them behind its columns. */
#ifndef KERUEN_IO_LOADED_H
#define KERUEN_IO_LOADED_H

#include <keruen/model_roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A column to be added: its name, and a value a link or a row. What is not finite stays empty in a CSV. */
typedef struct kr_link_column {
    const char *name;
    const double *value;
} kr_link_column;

/*
 * Writes the file that the roads were read from once more, link.csv of the folder `net` or the _net file `net`: each byte as it stands
 * there, understood or not, and the columns behind its own. A name that the table has already gets _2, or the next number that
 * is free. Rows of link.csv that go both ways have the way back in columns named NAME_back. The reader reads it as the same roads.
 * KR_E_INPUT when the file is no longer the one that was read, KR_E_USAGE for standard input.
 */
KR_API kr_status kr_roads_write_loaded(kr_job *job, const char *net, const kr_roads *roads, uint32_t columns, const kr_link_column *column,
                                       kr_sink sink);

/* The same for any CSV of so many rows; each column has a value a row. */
KR_API kr_status kr_csv_write_loaded(kr_job *job, const char *path, uint32_t rows, uint32_t columns, const kr_link_column *column, kr_sink sink);

#ifdef __cplusplus
}
#endif
#endif
