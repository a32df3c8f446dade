/* json.c: JSON as a stream, GeoJSON on top of it. */
#include <keruen/report.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/utf8.h"

kr_json kr_json_open(kr_sink sink, int pretty)
{
    return (kr_json){ .sink = sink, .status = KR_OK, .pretty = pretty };
}

static void put(kr_json *json, const char *bytes, size_t length)
{
    if (json->status == KR_OK && length)
        json->status = json->sink.write(json->sink.to, bytes, length);
}

static void put_line_end(kr_json *json)
{
    static const char spaces[] = "\n                                                                "
                                 "                                                                ";
    if (json->pretty && !json->is_inline)
        put(json, spaces, 1 + 2 * (size_t)json->depth);
}

static uint64_t level(const kr_json *json)
{
    return (uint64_t)1 << (json->depth - 1);
}

static void misuse(kr_json *json)
{
    if (json->status == KR_OK)
        json->status = KR_E_BUG;
}

/* The comma before an item of the open level, if one is due. */
static void begin_item(kr_json *json)
{
    if (json->has_items & level(json))
        put(json, json->is_inline && json->pretty ? ", " : ",", json->is_inline && json->pretty ? 2 : 1);
    json->has_items |= level(json);
    put_line_end(json);
}

static void begin_value(kr_json *json)
{
    if (json->depth == 0)
        return;
    if (!(json->is_object & level(json)))
        begin_item(json);
    else if (!json->has_key)
        misuse(json);
    json->has_key = 0;
}

static void begin_level(kr_json *json, const char *bracket, int is_object)
{
    begin_value(json);
    put(json, bracket, 1);
    if (json->depth == KR_JSON_DEPTH) {
        misuse(json);
        return;
    }
    json->depth++;
    json->has_items &= ~level(json);
    json->is_object = is_object ? json->is_object | level(json) : json->is_object & ~level(json);
}

static void end_level(kr_json *json, const char *bracket, int is_object)
{
    if (json->depth == 0 || json->has_key || is_object != ((json->is_object & level(json)) != 0)) {
        misuse(json);
        return;
    }
    int had_items = (json->has_items & level(json)) != 0;
    json->depth--;
    if (had_items)
        put_line_end(json);
    put(json, bracket, 1);
    if ((unsigned)json->is_inline > json->depth)
        json->is_inline = 0;
}

void kr_json_begin_object(kr_json *json)
{
    begin_level(json, "{", 1);
}

void kr_json_end_object(kr_json *json)
{
    end_level(json, "}", 1);
}

void kr_json_begin_array(kr_json *json)
{
    begin_level(json, "[", 0);
}

void kr_json_end_array(kr_json *json)
{
    end_level(json, "]", 0);
}

static void put_escaped(kr_json *json, unsigned char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    char escape[8] = "\\";
    for (size_t i = 0; i + 1 < sizeof named; i += 2)
        if ((unsigned char)named[i] == c)
            escape[1] = named[i + 1];
    if (!escape[1])
        snprintf(escape, sizeof escape, "\\u%04x", c);
    put(json, escape, strlen(escape));
}

/* The longest run that stands for itself. */
static size_t plain_run(const char *bytes, size_t length)
{
    size_t n = 0;
    while (n < length && (unsigned char)bytes[n] >= 0x20 && bytes[n] != '"' && bytes[n] != '\\' && bytes[n] != 0x7F)
        n++;
    return n;
}

static void put_valid(kr_json *json, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t run = plain_run(bytes + i, length - i);
        put(json, bytes + i, run);
        i += run;
        if (i < length)
            put_escaped(json, (unsigned char)bytes[i++]);
    }
}

static void put_quoted(kr_json *json, const char *bytes, size_t length)
{
    put(json, "\"", 1);
    for (size_t i = 0, valid; i < length; i += valid + 1) {
        if (kri_utf8_is_valid(bytes + i, length - i, &valid)) {
            put_valid(json, bytes + i, length - i);
            break;
        }
        put_valid(json, bytes + i, valid);
        put(json, "\xEF\xBF\xBD", 3);
    }
    put(json, "\"", 1);
}

void kr_json_key(kr_json *json, const char *key)
{
    if (json->depth == 0 || !(json->is_object & level(json)) || json->has_key) {
        misuse(json);
        return;
    }
    begin_item(json);
    put_quoted(json, key, strlen(key));
    put(json, ": ", json->pretty ? 2 : 1);
    json->has_key = 1;
}

void kr_json_text(kr_json *json, const char *bytes, size_t length)
{
    begin_value(json);
    put_quoted(json, bytes, length);
}

void kr_json_string(kr_json *json, const char *text)
{
    if (text)
        kr_json_text(json, text, strlen(text));
    else
        kr_json_null(json);
}

static void put_word(kr_json *json, const char *word)
{
    begin_value(json);
    put(json, word, strlen(word));
}

void kr_json_number(kr_json *json, double value)
{
    char buffer[KRI_NUMBER_BYTES];
    put_word(json, isfinite(value) ? kri_number_print(value, buffer) : "null");
}

void kr_json_integer(kr_json *json, int64_t value)
{
    char buffer[KRI_NUMBER_BYTES];
    snprintf(buffer, sizeof buffer, "%" PRId64, value);
    put_word(json, buffer);
}

void kr_json_bool(kr_json *json, int value)
{
    put_word(json, value ? "true" : "false");
}

void kr_json_null(kr_json *json)
{
    put_word(json, "null");
}

void kr_json_put_string(kr_json *json, const char *key, const char *text)
{
    kr_json_key(json, key);
    kr_json_string(json, text);
}

void kr_json_put_number(kr_json *json, const char *key, double value)
{
    kr_json_key(json, key);
    kr_json_number(json, value);
}

void kr_json_put_integer(kr_json *json, const char *key, int64_t value)
{
    kr_json_key(json, key);
    kr_json_integer(json, value);
}

void kr_json_put_bool(kr_json *json, const char *key, int value)
{
    kr_json_key(json, key);
    kr_json_bool(json, value);
}

kr_status kr_json_close(kr_json *json)
{
    if (json->depth || json->has_key)
        misuse(json);
    put(json, "\n", 1);
    return json->status;
}

void kr_geojson_begin(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "type", "FeatureCollection");
    kr_json_key(json, "features");
    kr_json_begin_array(json);
}

void kr_geojson_end(kr_json *json)
{
    kr_json_end_array(json);
    kr_json_end_object(json);
}

void kr_geojson_begin_feature(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "type", "Feature");
    kr_json_key(json, "properties");
    kr_json_begin_object(json);
}

static void put_position(kr_json *json, double lon, double lat)
{
    kr_json_begin_array(json);
    kr_json_number(json, lon);
    kr_json_number(json, lat);
    kr_json_end_array(json);
}

/* Ends the properties and opens the coordinates, which stay on one line. */
static void begin_geometry(kr_json *json, const char *type)
{
    kr_json_end_object(json);
    kr_json_key(json, "geometry");
    kr_json_begin_object(json);
    kr_json_put_string(json, "type", type);
    kr_json_key(json, "coordinates");
    json->is_inline = (int)json->depth + 1;
}

static void end_geometry(kr_json *json)
{
    kr_json_end_object(json);
    kr_json_end_object(json);
}

void kr_geojson_end_point(kr_json *json, double lon, double lat)
{
    begin_geometry(json, "Point");
    put_position(json, lon, lat);
    end_geometry(json);
}

void kr_geojson_end_line(kr_json *json, size_t points, const double *lon_lat)
{
    begin_geometry(json, "LineString");
    kr_json_begin_array(json);
    for (size_t i = 0; i < points; i++)
        put_position(json, lon_lat[2 * i], lon_lat[2 * i + 1]);
    kr_json_end_array(json);
    end_geometry(json);
}
