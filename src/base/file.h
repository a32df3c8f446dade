/* file.h: whole files in, whole files out. */
#ifndef KRI_FILE_H
#define KRI_FILE_H

#include "text.h"

/* Reads a whole file, or standard input when path is "-", into the arena. KR_E_FILE with a sentence otherwise. */
kr_status kri_file_read(kr_job *job, const char *path, kri_span *bytes);

/* A file, or standard input, read from its beginning to its end a piece at a time. Open until kr_job_end. */
typedef struct kri_input kri_input;

kr_status kri_input_open(kr_job *job, const char *path, kri_input **input);
kr_status kri_input_read(kri_input *input, char *bytes, size_t room, size_t *got);  /* got 0: the end */
double kri_input_size(const kri_input *input);      /* 0: nobody knows */

/* 1 when something that can be read is there. */
int kri_file_exists(const char *path);
int kri_file_is_folder(const char *path);

/* 1 when both are the same place to write to, whether something is there yet or not. Devices and "-" may be shared. */
int kri_file_is_same(kr_job *job, const char *a, const char *b);

/* Makes the folder and those above it; one that is there already is as good. */
kr_status kri_folder_make(kr_job *job, const char *path);

/*
 * A file that appears whole or not at all: written beside its place, synced, renamed, folder synced.
 * "-" writes to standard output. Between open and close a failure leaves nothing behind; a job that
 * ends with an open file takes the part back.
 */
typedef struct kri_output kri_output;

kr_status kri_output_open(kr_job *job, const char *path, kri_output **output);
kr_status kri_output_write(kri_output *output, const char *bytes, size_t length);
kr_status kri_output_close(kri_output *output);     /* the file is there when this returns KR_OK */

/* All that needs room: what is left for closing is a new name. Of several files that belong together each is settled before the first is closed. */
kr_status kri_output_settle(kri_output *output);

/* An output as a sink. */
kr_sink kri_output_sink(kri_output *output);

#endif
