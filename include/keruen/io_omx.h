/* keruen/io_omx.h: Open Matrix files (docs/formats/omx.md). Matrices go in and out by rows, so that none has to fit into memory. */
#ifndef KERUEN_IO_OMX_H
#define KERUEN_IO_OMX_H

#include <keruen/model_roads.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An open file. It is closed by kr_omx_close, or with its job. */
typedef struct kr_omx {
    uint32_t rows, columns;
    uint32_t matrices, lookups;
    const char *const *matrix;      /* names; what has another shape than the file says is not among them */
    const char *const *lookup;
    int is_without_version;         /* the file does not say that it is OMX; it is read all the same */
    struct kri_omx_file *file;
} kr_omx;

/* Opens a file to read. KR_E_FILE when it cannot be opened, KR_E_INPUT when it is no HDF5 or has no /data. */
KR_API kr_status kr_omx_open(kr_job *job, const char *path, kr_omx **omx);

/*
 * Rows first .. first + count - 1 of a matrix, as doubles whatever they are in the file; cells has count x columns. Where the matrix has
 * the attribute NA, a number that stands for an empty cell, such cells are NaN.
 */
KR_API kr_status kr_omx_read(kr_omx *omx, const char *matrix, uint32_t first, uint32_t count, double *cells);

/* What stands at each place of a lookup, as text; [length] in the job's arena. */
KR_API kr_status kr_omx_read_lookup(kr_omx *omx, const char *name, const char *const **labels, uint32_t *length);

/* Begins a file. It has its name only when it is closed. */
KR_API kr_status kr_omx_create(kr_job *job, const char *path, uint32_t rows, uint32_t columns, kr_omx **omx);

/* Writes rows of a matrix, which is made with the first of them: float64, or float32 when is_short. Rows never written are 0. */
KR_API kr_status kr_omx_write(kr_omx *omx, const char *matrix, int is_short, uint32_t first, uint32_t count, const double *cells);

/* Labels of rows or columns: numbers, or text of 1 to 255 bytes each, of which the longest says how wide the list is. */
KR_API kr_status kr_omx_write_lookup(kr_omx *omx, const char *name, uint32_t length, const uint32_t *labels);
KR_API kr_status kr_omx_write_text_lookup(kr_omx *omx, const char *name, uint32_t length, const char *const *labels);

/* Frees the handle; a created file is there, whole, when this returns KR_OK. */
KR_API kr_status kr_omx_close(kr_omx *omx);

/*
 * Demand from a matrix ("" or NULL: the first). Rows and columns are zones: by the lookup's labels where `lookup` names one, else
 * in the network's order, and then there must be as many as zones. With `problems` (NULL: none) a file that does not say that it
 * is OMX is warned about.
 */
KR_API kr_status kr_demand_read_omx(kr_job *job, kr_problems *problems, const char *path, const char *matrix, const char *lookup,
                                    const kr_roads *roads, kr_demand *demand);

#ifdef __cplusplus
}
#endif
#endif
