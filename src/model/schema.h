/* schema.h: the tables of a world, column by column; what the reader, the patches and the data package go by. */
#ifndef KRI_SCHEMA_H
#define KRI_SCHEMA_H

#include <keruen/model.h>

#include "base/names.h"

typedef enum kri_kind {
    KRI_TEXT,       /* uint32_t: a name */
    KRI_NUMBER,     /* double */
    KRI_CODE,       /* uint8_t: place in `words`; empty is 0 */
    KRI_CODE_SET,   /* uint32_t: 1 << place in `words`, several joined by ; */
    KRI_DATE,       /* uint32_t: yyyymmdd */
    KRI_REF,        /* uint32_t: a row of the table `refers` */
    KRI_REFS,       /* kr_lists of them */
    KRI_TEXTS,      /* kr_lists of names */
    KRI_CODES       /* kr_lists of places in `words` */
} kri_kind;

enum {
    KRI_KEY = 1,            /* the table's id */
    KRI_REQUIRED = 2,       /* the column must be there and no cell empty */
    KRI_LENGTH = 4,         /* given in config.long_length, kept in km */
    KRI_SPEED = 8,          /* given in config.speed, kept in km/h */
    KRI_POSITIVE = 16,      /* a number above 0 */
    KRI_NOT_NEGATIVE = 32,  /* a number from 0 up */
    KRI_OURS = 64,          /* asked for only in a folder that names its sources */
    KRI_BOOL = 128          /* words come in pairs, no and yes */
};

typedef struct kri_column {
    const char *name;
    kri_kind kind;
    size_t offset;                  /* of the array's pointer, or the kr_lists, in the table's struct */
    unsigned flags;
    const char *const *words;       /* NULL-terminated */
    kr_table_id refers;
} kri_column;

typedef struct kri_table {
    const char *name;               /* of the file, without .csv */
    size_t offset;                  /* of the table's struct in kr_world */
    const kri_column *column;
    size_t columns;
} kri_table;

extern const kri_table kri_tables[KR_TABLES];

/* What every table struct begins with, so that it can be reached without knowing which it is. */
typedef struct kri_table_head {
    KR_TABLE_HEAD;
} kri_table_head;

static inline kri_table_head *kri_world_table(kr_world *world, kr_table_id table)
{
    return (kri_table_head *)((char *)world + kri_tables[table].offset);
}

static inline const kri_table_head *kri_world_table_const(const kr_world *world, kr_table_id table)
{
    return (const kri_table_head *)((const char *)world + kri_tables[table].offset);
}

/* Where the table keeps the pointer to the column's array. */
static inline void *kri_column_slot(kri_table_head *table, const kri_column *column)
{
    return (char *)table + column->offset;
}

/* One of a world's files: enough to read a row again. */
typedef struct kri_world_file {
    const char *path;
    kri_span text;
    char separator;
    size_t columns;
    const kri_span *header;
    const uint64_t *row_begin;      /* [count] */
} kri_world_file;

typedef struct kri_world_text {
    kri_names names;
    kri_world_file file[KR_TABLES];
    kri_span config;                /* config.csv */
    uint32_t *row_of[KR_TABLES];    /* [row_of_room] name -> row + 1, 0 for none */
    size_t row_of_room[KR_TABLES];
    double km_per_length, kmh_per_speed;    /* the folder's units */
    int has_sources;                /* the folder names its sources, so every figure must have one */
} kri_world_text;

size_t kri_kind_bytes(kri_kind kind);

const kri_column *kri_table_column(kr_table_id table, const char *name);

/* The row whose id is this name, KR_NONE if there is none. */
uint32_t kri_world_row(const kri_world_text *text, kr_table_id table, uint32_t name);

/* The place of the word, -1 when it is none of them. */
int kri_word_find(const char *const *words, kri_span word);

/* "open, closed, planned" for a message. */
void kri_words_list(const char *const *words, kri_text *out);

extern const char *const kri_mode_words[], *const kri_state_words[], *const kri_layer_words[], *const kri_class_words[];
extern const char *const kri_method_words[], *const kri_unit_words[], *const kri_direction_words[], *const kri_basis_words[];

extern const char *const kri_qualifier_words[];

/* What a claim says of its figure; the order of kri_qualifier_words. */
enum { KRI_EXACTLY, KRI_ABOUT, KRI_NEARLY, KRI_UP_TO, KRI_MORE_THAN };

/* Prices are charged in these units; the order of kri_unit_words. */
enum {
    KRI_PER_FEU_KM, KRI_PER_TEU_KM, KRI_PER_TKM, KRI_PER_TRUCK_KM, KRI_FIXED, KRI_PER_METRE, KRI_PER_T, KRI_PER_TRUCK_H,
    KRI_PER_FEU_DAY, KRI_PER_TEU_DAY, KRI_PERCENT_OF_SUM, KRI_PER_FEU, KRI_PER_TEU, KRI_PER_TRUCK, KRI_PER_WAGON
};

/* The order of kri_direction_words. */
enum { KRI_BOTH_WAYS, KRI_FORWARD, KRI_BACKWARD, KRI_INTO, KRI_OUT_OF };

#endif
