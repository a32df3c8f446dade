/* rows.h: requests in lines, from anywhere that bytes come from. */
#ifndef KRI_ROWS_H
#define KRI_ROWS_H

#include <keruen/io.h>

/* Gives up to `room` bytes; got 0 is the end. */
typedef struct kri_source {
    kr_status (*read)(void *from, char *bytes, size_t room, size_t *got);
    void *from;
} kri_source;

/* As kr_rows_open; `file` is what messages call it. */
kr_status kri_rows_open_source(kr_job *job, const char *file, kri_source source, kr_rows **rows);

#endif
