/* keruen/panel.h: tables of numbers. Columns of a panel as numbers or codes, and square matrices of flows. */
#ifndef KERUEN_PANEL_H
#define KERUEN_PANEL_H

#include <keruen/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a column is to be read. */
typedef enum kr_column_kind {
    KR_COLUMN_NUMBER,
    KR_COLUMN_FROM_ZERO_UP,     /* a number; one below 0 is an error with its line */
    KR_COLUMN_CODE              /* a category: any text; 0, 1, ... in order of first appearance */
} kr_column_kind;

typedef struct kr_column_wish {
    const char *name;
    kr_column_kind kind;
} kr_column_wish;

/* One column. Of value and code one is set, the other NULL. */
typedef struct kr_panel_column {
    const char *name;
    const double *value;            /* [rows] finite */
    const uint32_t *code;           /* [rows] below codes */
    uint32_t codes;
    const char *const *label;       /* [codes] the text behind a code */
} kr_panel_column;

typedef struct kr_panel {
    size_t rows;
    size_t missing_rows;            /* rows passed over because a wanted cell was empty, "NA" or "." */
    uint32_t columns;
    const kr_panel_column *column;  /* in the order of the wishes */
} kr_panel;

/*
 * Reads the wanted columns of a CSV file ("-" is standard input). Two wishes may name the same column.
 *
 * KR_E_FILE    it cannot be read
 * KR_E_INPUT   a column is missing (the nearest name is in the message), a cell is no number or below zero; with
 *              `problems` (may be NULL) all of them are listed
 *
 * Memory: 8 bytes a number, 4 a code; the file's text is given back before this returns. Work: the file's bytes, once.
 */
KR_API kr_status kr_panel_read(kr_job *job, const char *path, const kr_column_wish *wishes, uint32_t count,
                               kr_problems *problems, kr_panel *panel);

/* The same over bytes that are there already; `name` is the file's in messages. */
KR_API kr_status kr_panel_read_text(kr_job *job, const char *name, const char *text, size_t length,
                                    const kr_column_wish *wishes, uint32_t count, kr_problems *problems, kr_panel *panel);

/*
 * Joins codes: rows with the same code in every one of `count` columns get the same joint code, numbered in order of
 * first appearance. joint: out, [rows]; *codes: out, how many there are. Work: rows x count.
 */
KR_API kr_status kr_codes_join(kr_job *job, size_t rows, uint32_t count, const uint32_t *const *code,
                               const uint32_t *codes, uint32_t *joint, uint32_t *joint_codes);

/* Flows between places: value[origin * count + destination]. */
typedef struct kr_flows {
    uint32_t count;
    const char *const *id;          /* [count] in order of first appearance as origin, then as destination */
    double *value;                  /* [count x count] */
} kr_flows;

/*
 * Reads a long CSV origin,destination,<value>. Pairs that are not listed hold `absent`.
 *
 * value_name   the column with the figure, say "value" or "beta"
 * like         NULL, or flows whose places and order the result takes on; a place that is not there is an error
 * from_zero    1: a figure below zero is an error
 *
 * KR_E_INPUT   a pair twice, an unknown place, a cell that is no number; file:line is in the message
 */
KR_API kr_status kr_flows_read(kr_job *job, const char *path, const char *value_name, double absent, int from_zero,
                               const kr_flows *like, kr_problems *problems, kr_flows *flows);

/* The same over bytes that are there already; `name` is the file's in messages. */
KR_API kr_status kr_flows_read_text(kr_job *job, const char *name, const char *text, size_t length, const char *value_name,
                                    double absent, int from_zero, const kr_flows *like, kr_problems *problems, kr_flows *flows);

/* Directed links between the places of flows, from a CSV file from,to,cost: INFINITY where cost says "closed". */
typedef struct kr_link_list {
    uint32_t links;
    const uint32_t *from, *to;      /* numbers of like->id */
    const double *cost;             /* [links] */
    const double *new_cost;         /* [links] of column new_cost; NULL when there is none */
    const double *reference;        /* [links] of column reference, 0 where empty; NULL when there is none */
} kr_link_list;

/* KR_E_INPUT with the line of an unknown place or a cell that is no number; an empty new_cost is the old cost. */
KR_API kr_status kr_link_list_read(kr_job *job, const char *path, const kr_flows *like, kr_problems *problems, kr_link_list *list);

/*
 * Countries that make and use goods of many sectors. Values in one unit, without tariffs; n is an importer or the country
 * itself, i an exporter, j and k sectors.
 */
typedef struct kr_sectors {
    uint32_t countries, sectors;
    const char *const *country, *const *sector;
    const double *trade;            /* [(j x countries + n) x countries + i] what n buys of i, domestic in the diagonal */
    const double *tariff;           /* likewise: the rate that was in force, 0.05 for 5 percent */
    const double *intermediate;     /* [(n x sectors + j) x sectors + k] input of k in the making of j */
    const double *value_added;      /* [n x sectors + j] */
    const double *final_use;        /* [n x sectors + j] */
    const double *theta;            /* [j] trade elasticities */
} kr_sectors;

/*
 * Reads a folder of trade.csv (sector,exporter,importer,value,tariff,...), intermediate_consumption.csv (input,sector,region,
 * value), value_added.csv and final_consumption.csv (sector,region,value) and theta.csv (sector,value). Pairs that are not
 * listed trade nothing. KR_E_INPUT with the line of what is wrong.
 */
KR_API kr_status kr_sectors_read(kr_job *job, const char *folder, kr_sectors *sectors);

/* Another column of the folder's trade.csv, laid out like trade; pairs that are not listed hold `absent`. */
KR_API kr_status kr_sectors_read_column(kr_job *job, const char *folder, const kr_sectors *sectors, const char *column,
                                        double absent, const double **value);

#ifdef __cplusplus
}
#endif
#endif
