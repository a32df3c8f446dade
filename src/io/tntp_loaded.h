/* tntp_loaded.h: a _net file as it stands, with columns behind its own. */
#ifndef KRI_TNTP_LOADED_H
#define KRI_TNTP_LOADED_H

#include <keruen/io_loaded.h>

#include "base/names.h"

/* tntp.c: the bytes without the mark of UTF-8 that some editors put in front. */
kri_span kri_tntp_text(kri_span bytes);

/* tntp.c: takes the next word off the line; words are parted by blanks, commas, colons and semicolons. */
int kri_tntp_parts(char c);
int kri_tntp_word(kri_span *rest, kri_span *word);

kr_status kri_tntp_write_loaded(kr_job *job, const char *path, const kr_roads *roads, uint32_t columns, const kr_link_column *column, kr_sink sink);

/* roads_loaded.c: `wanted`, or with the first number behind it that makes it differ from all that are taken; then it is too. */
kr_status kri_free_name(kr_job *job, kri_names *taken, const char *wanted, const char **name);

#endif
