/* tntp_loaded.h: a _net file as it stands, with columns behind its own. */
#ifndef KRI_TNTP_LOADED_H
#define KRI_TNTP_LOADED_H

#include <keruen/io_loaded.h>

kr_status kri_tntp_write_loaded(kr_job *job, const char *path, const kr_roads *roads, uint32_t columns, const kr_link_column *column, kr_sink sink);

#endif
