/* keruen/report.h: how it is shown. Tables as text, CSV and JSON; JSON and GeoJSON as a stream; one page for a browser. */
#ifndef KERUEN_REPORT_H
#define KERUEN_REPORT_H

#include <keruen/model.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KR_JSON_DEPTH 64

/*
 * A JSON writer that keeps nothing. Commas, line ends and escapes are its own affair; whoever calls it
 * gives keys and values in order. The first failure of the sink sticks: later calls do nothing and
 * kr_json_close returns it. To write in the wrong order (a value without its key, an end too many) or deeper
 * than KR_JSON_DEPTH is a mistake of the program, KR_E_BUG.
 *
 *     kr_json json = kr_json_open(sink, 1);
 *     kr_json_begin_object(&json);
 *     kr_json_key(&json, "hours");
 *     kr_json_number(&json, 412.5);
 *     kr_json_end_object(&json);
 *     KR_TRY(kr_json_close(&json));
 */
typedef struct kr_json {
    kr_sink sink;
    kr_status status;
    int pretty;             /* two spaces a level and a line a value; else one line */
    unsigned depth;
    uint64_t is_object;     /* bit d: level d is an object */
    uint64_t has_items;     /* bit d: something stands there already */
    int has_key;            /* a key was written, its value is due */
    int is_inline;          /* levels above this depth are kept on one line; 0: none */
} kr_json;

KR_API kr_json kr_json_open(kr_sink sink, int pretty);
KR_API kr_status kr_json_close(kr_json *json);      /* ends with a line end; KR_E_BUG when something is still open */

KR_API void kr_json_begin_object(kr_json *json);
KR_API void kr_json_end_object(kr_json *json);
KR_API void kr_json_begin_array(kr_json *json);
KR_API void kr_json_end_array(kr_json *json);
KR_API void kr_json_key(kr_json *json, const char *key);

/* NULL is null. Bytes that are no UTF-8 become U+FFFD. */
KR_API void kr_json_string(kr_json *json, const char *text);
KR_API void kr_json_text(kr_json *json, const char *bytes, size_t length);

/* The shortest digits that read back as the same double; what is no number (NaN, infinity) is null. */
KR_API void kr_json_number(kr_json *json, double value);
KR_API void kr_json_integer(kr_json *json, int64_t value);
KR_API void kr_json_bool(kr_json *json, int value);
KR_API void kr_json_null(kr_json *json);

/* Key and value in one line. */
KR_API void kr_json_put_string(kr_json *json, const char *key, const char *text);
KR_API void kr_json_put_number(kr_json *json, const char *key, double value);
KR_API void kr_json_put_integer(kr_json *json, const char *key, int64_t value);
KR_API void kr_json_put_bool(kr_json *json, const char *key, int value);

/*
 * GeoJSON (RFC 7946), degrees, longitude first. Between begin and end of a feature stand its properties:
 *
 *     kr_geojson_begin(&json);
 *     kr_geojson_begin_feature(&json);
 *     kr_json_put_string(&json, "name", "Aktau - Baku");
 *     kr_geojson_end_line(&json, 2, lon_lat);
 *     kr_geojson_end(&json);
 */
KR_API void kr_geojson_begin(kr_json *json);
KR_API void kr_geojson_end(kr_json *json);
KR_API void kr_geojson_begin_feature(kr_json *json);
KR_API void kr_geojson_end_point(kr_json *json, double lon, double lat);
KR_API void kr_geojson_end_line(kr_json *json, size_t points, const double *lon_lat);

typedef struct kr_text_options {
    size_t columns;         /* no line is wider; 0: 80 */
    int colour;             /* escapes for a terminal */
} kr_text_options;

/*
 * The table for people: aligned, numbers to the right, wide texts wrapped; a record a row where even that is too
 * wide. An estimate is marked by "~", and a line below says so; the sources follow. KR_E_MEMORY, or the sink's status.
 */
KR_API kr_status kr_report_text(kr_job *job, const kr_table *table, const kr_text_options *options, kr_sink sink);

/*
 * RFC 4180 with plain line ends. Numbers read back to the same double; an empty cell is nothing, an empty text "";
 * the items of a list are parted by ";". Marks follow their column as NAME_estimate and NAME_source.
 */
KR_API kr_status kr_report_csv(kr_job *job, const kr_table *table, kr_sink sink);

/* An array with an object a row; marks are NAME_estimate and NAME_source, there only where they say something. */
KR_API kr_status kr_report_json(kr_job *job, const kr_table *table, kr_sink sink);

/* The same array as a value of something larger. */
KR_API void kr_json_rows(kr_json *json, const kr_table *table);

/*
 * One HTML page that shows an answer, whole in itself: it works from a file, and no request leaves it. Title and words
 * stand in it as text; everything else is JSON that the page's own program shows. Whatever the strings hold, none of it
 * becomes markup or runs.
 *
 *     KR_TRY(kr_page_begin(job, &about, sink, &page));
 *     kr_json_key(&page.json, "quote");
 *     ...
 *     KR_TRY(kr_page_end(&page));
 */
typedef struct kr_page_about {
    const char *view;           /* what shows it: "quote", "study", "tables" (web/src) */
    const char *title;
    const char *const *word;    /* [words] the answer in plain sentences */
    size_t words;
} kr_page_about;

typedef struct kr_page {
    kr_json json;               /* inside the page's object: whoever calls adds keys and values */
    kr_sink sink;
} kr_page;

/* KR_E_USAGE when the library was built without the page; the message says what was missing. To ask before long work. */
KR_API kr_status kr_page_check(kr_job *job);

/* The page must stay where it is until kr_page_end. As kr_page_check, or the sink's status. */
KR_API kr_status kr_page_begin(kr_job *job, const kr_page_about *about, kr_sink sink, kr_page *page);
KR_API kr_status kr_page_end(kr_page *page);

#ifdef __cplusplus
}
#endif
#endif
