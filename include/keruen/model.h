/* keruen/model.h: what there is. The world as tables, edits to it, and the frozen network made of it. */
#ifndef KERUEN_MODEL_H
#define KERUEN_MODEL_H

#include <keruen/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KR_NONE UINT32_MAX      /* no such row, node or arc */

/*
 * Nodes and arcs, frozen. An arc's number is its place in the forward star: the arcs that leave node v
 * are first[v] .. first[v + 1] - 1, ordered by head and then by the order they were given in. The
 * backward star lists arc numbers. Parallel arcs and loops are allowed.
 */
typedef struct kr_graph {
    uint32_t nodes, arcs;
    const uint32_t *first;          /* [nodes + 1] */
    const uint32_t *tail, *head;    /* [arcs] */
    const uint32_t *in_first;       /* [nodes + 1] */
    const uint32_t *in_arc;         /* [arcs] numbers of the arcs that enter node v, rising */
} kr_graph;

/*
 * Freezes arcs given in any order. place[i], if wanted (NULL if not), is the number that the i-th given
 * arc got. KR_E_INPUT when an end is not below `nodes`, KR_E_LIMIT past 2^32 - 2 arcs. Work: nodes + arcs.
 */
KR_API kr_status kr_graph_freeze(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head,
                                 kr_graph *graph, uint32_t *place);

/* ---- tables: what every command returns ---- */

typedef enum kr_kind {
    KR_TEXT,        /* UTF-8 */
    KR_NUMBER,      /* double, never NaN; infinity where the meaning says "no limit" */
    KR_INTEGER,
    KR_BOOL,
    KR_TEXTS        /* a list of texts; a row without one has the empty list */
} kr_kind;

/* What a column is called and means. Text shows `digits` behind the point; CSV and JSON keep them all. */
typedef struct kr_column_about {
    const char *name;       /* "length_km" */
    const char *unit;       /* "km"; "" or NULL where there is none */
    const char *meaning;    /* a phrase */
    kr_kind kind;
    int digits;
} kr_column_about;

/*
 * One column, laid out as Arrow does: bitmaps are least significant bit first, arrays aligned to 64 bytes,
 * a text is bytes[start[i]] .. bytes[start[i + 1] - 1]. Only the arrays of the column's kind are there.
 */
typedef struct kr_column {
    kr_column_about about;
    size_t empty;               /* cells that hold nothing */
    const uint8_t *valid;       /* bitmap [rows]: the cell holds something; always 1 for KR_TEXTS */
    const double *number;       /* [rows] */
    const int64_t *integer;     /* [rows] */
    const uint8_t *truth;       /* bitmap [rows] */
    const int32_t *item;        /* KR_TEXTS: [rows + 1] the items of row r are texts item[r] .. item[r + 1] - 1 */
    const int32_t *start;       /* KR_TEXT: [rows + 1]; KR_TEXTS: [items + 1] */
    const char *bytes;
    const uint8_t *estimate;    /* bitmap [rows]: the cell is an estimate; NULL: none is */
    const uint32_t *source;     /* [rows] number in the table's list of sources, or KR_NONE; NULL: none has one */
} kr_column;

typedef struct kr_table {
    const char *name;           /* "legs" */
    size_t rows, columns;
    const kr_column *column;
    size_t sources;
    const char *const *source;  /* [sources] ids, each once */
} kr_table;

static inline int kr_bit(const uint8_t *bitmap, size_t i)
{
    return bitmap && (bitmap[i >> 3] >> (i & 7) & 1);
}

/* Whether the cell holds something. */
static inline int kr_cell_is_set(const kr_column *column, size_t row)
{
    return kr_bit(column->valid, row);
}

/*
 * A table being filled, row by row. Cells that are not set stay empty. The first failure sticks and
 * kr_table_freeze returns it. A value of another kind than its column's, or a cell set twice, is a
 * mistake of the program: KR_E_BUG. Columns are given by their place.
 */
typedef struct kr_table_builder kr_table_builder;

/* The columns' names, units and meanings must outlive the job: constants, or memory of the job. */
KR_API kr_status kr_table_begin(kr_job *job, const char *name, size_t columns, const kr_column_about *about,
                                kr_table_builder **builder);
KR_API void kr_table_row(kr_table_builder *builder);
KR_API void kr_table_text(kr_table_builder *builder, size_t column, const char *text);         /* NULL: empty */
KR_API void kr_table_number(kr_table_builder *builder, size_t column, double value);           /* NaN: empty */
KR_API void kr_table_integer(kr_table_builder *builder, size_t column, int64_t value);
KR_API void kr_table_bool(kr_table_builder *builder, size_t column, int value);
KR_API void kr_table_item(kr_table_builder *builder, size_t column, const char *text);         /* one more in a KR_TEXTS */

/* Marks the cell of the row in hand: it is an estimate; it comes from that source. */
KR_API void kr_table_estimate(kr_table_builder *builder, size_t column);
KR_API void kr_table_source(kr_table_builder *builder, size_t column, const char *source_id);

/* The finished table, in the job's memory. KR_E_LIMIT when a column holds more than 2 GiB of text. */
KR_API kr_status kr_table_freeze(kr_table_builder *builder, const kr_table **table);

#ifdef __cplusplus
}
#endif
#endif
