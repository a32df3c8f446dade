/* study_reader.h: what the readers of a study file's parts share. */
#ifndef KRI_STUDY_READER_H
#define KRI_STUDY_READER_H

#include <keruen/io_study.h>

#include "yaml.h"

#define KRI_STUDY_YEAR_LEAST 1990   /* of every year of a study */
#define KRI_STUDY_YEAR_MOST 2100
#define KRI_STUDY_EDITS 10000   /* of a study at most: more is a mistake or an attack */

/* What stands where in the file, before it is understood. */
typedef struct kri_study_outline {
    const kri_yaml *base, *projects, *bundles, *beside, *draws, *areas, *budget;
} kri_study_outline;

struct kri_own_project;

typedef struct kri_study_reader {
    kr_job *job;
    const kr_world *world;
    kr_problems *problems;
    kr_study *study;
    kri_study_outline outline;
    struct kri_own_project *own;    /* [owns] entries of `projects` */
    uint32_t owns;
    kr_study_project *project;      /* those that stand in bundles */
    uint32_t projects;
    kr_study_bundle *bundle;
    size_t edits;
} kri_study_reader;

/* ---- what is wrong ---- */

kr_status kri_study_complain(kri_study_reader *r, const kri_yaml *at, const char *format, ...) KR_PRINTF(3, 4);

/* "TEXT stands where WANTED is due" */
kr_status kri_study_complain_kind(kri_study_reader *r, const kri_yaml *at, const char *wanted);

/* Past so many errors nobody is asked what was meant. */
#define KRI_STUDY_GUESSES 100

/* "; did you mean ...?", or "" for NULL. */
const char *kri_study_guess(kri_study_reader *r, const char *nearest);

/* The nearest id of a table, NULL when none is near. */
const char *kri_study_nearest(kri_study_reader *r, kr_table_id table, const char *id);

/* ---- maps: keys that are known, each once ---- */

typedef struct kri_study_field {
    const char *name;
    kr_status (*take)(kri_study_reader *r, const kri_yaml *value, void *slot);
    size_t offset;              /* of the slot in what the map describes */
    int is_required;
} kri_study_field;

kr_status kri_study_map(kri_study_reader *r, const kri_yaml *node, const char *what, const kri_study_field *fields, size_t count, void *into);

#define KRI_STUDY_MAP(r, node, what, fields, into) kri_study_map(r, node, what, fields, sizeof(fields) / sizeof *(fields), into)

/* ---- what a field takes: the slot is ... ---- */

kr_status kri_study_take_node(kri_study_reader *r, const kri_yaml *value, void *slot);     /* a const kri_yaml * */
kr_status kri_study_take_text(kri_study_reader *r, const kri_yaml *value, void *slot);     /* a const char * */
kr_status kri_study_take_id(kri_study_reader *r, const kri_yaml *value, void *slot);       /* a const char * */
kr_status kri_study_take_source(kri_study_reader *r, const kri_yaml *value, void *slot);   /* a const char *: ids of source.csv with ; between */
kr_status kri_study_take_number(kri_study_reader *r, const kri_yaml *value, void *slot);   /* a double */
kr_status kri_study_take_cost(kri_study_reader *r, const kri_yaml *value, void *slot);     /* a double */
kr_status kri_study_take_year(kri_study_reader *r, const kri_yaml *value, void *slot);     /* a double */
kr_status kri_study_take_date(kri_study_reader *r, const kri_yaml *value, void *slot);     /* a uint32_t */
kr_status kri_study_take_flag(kri_study_reader *r, const kri_yaml *value, void *slot);     /* an int */

/* A number in a range; else *number stays as it is. */
kr_status kri_study_bounded(kri_study_reader *r, const kri_yaml *value, const char *what, double least, double most, int is_whole, double *number);

/* The first of them as a row, for the edits of a patch; whether one is an estimate. */
uint32_t kri_study_source_row(const kri_study_reader *r, const char *source);
int kri_study_is_estimate(const char *source);

/* ---- lists; NULL is an empty one ---- */

kr_status kri_study_list(kri_study_reader *r, const kri_yaml *node, const char *what, int *is_list);

/* Country codes, each once. */
kr_status kri_study_areas(kri_study_reader *r, const kri_yaml *node, const char *const **codes, uint32_t *count);
kr_status kri_study_links(kri_study_reader *r, const kri_yaml *node, const uint32_t **links, uint32_t *count);

/* ---- the parts, in the order that they are read ---- */

kr_status kri_study_read_projects(kri_study_reader *r);
kr_status kri_study_read_bundles(kri_study_reader *r);
uint32_t kri_study_bundle(const kri_study_reader *r, const char *id);       /* KR_NONE */
kr_status kri_study_read_base(kri_study_reader *r);
kr_status kri_study_take_parameters(kri_study_reader *r, const kri_yaml *value, void *slot);
kr_status kri_study_read_beside(kri_study_reader *r);

#endif
