/* test_json.c: what the writer writes is JSON (jansson reads it), number by number. */
#include "check.h"

#include <jansson.h>
#include <keruen/report.h>

#include "memory_sink.h"

#define EVERYTHING SIZE_MAX

static void write_sample(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "name", "Xi'an");
    kr_json_key(json, "empty");
    kr_json_begin_array(json);
    kr_json_end_array(json);
    kr_json_key(json, "legs");
    kr_json_begin_array(json);
    kr_json_begin_object(json);
    kr_json_put_integer(json, "n", -9007199254740993);
    kr_json_put_bool(json, "open", 1);
    kr_json_end_object(json);
    kr_json_null(json);
    kr_json_begin_object(json);
    kr_json_end_object(json);
    kr_json_end_array(json);
    kr_json_put_number(json, "hours", 0.1);
    kr_json_end_object(json);
}

static void lines_and_commas_stand_where_they_should(void **state)
{
    struct memory_sink sink;
    (void)state;
    kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 0);
    write_sample(&json);
    assert_int_equal(kr_json_close(&json), KR_OK);
    assert_string_equal(sink.bytes, "{\"name\":\"Xi'an\",\"empty\":[],\"legs\":[{\"n\":-9007199254740993,\"open\":true},null,{}],"
                                    "\"hours\":0.1}\n");
    json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 1);
    write_sample(&json);
    assert_int_equal(kr_json_close(&json), KR_OK);
    assert_string_equal(sink.bytes,
                        "{\n  \"name\": \"Xi'an\",\n  \"empty\": [],\n  \"legs\": [\n    {\n      \"n\": -9007199254740993,\n"
                        "      \"open\": true\n    },\n    null,\n    {}\n  ],\n  \"hours\": 0.1\n}\n");
}

/* The escapes of RFC 8259, and what is no UTF-8. */
static const struct { const char *text, *json; } strings[] = {
    { "", "\"\"" }, { "a\"b\\c/", "\"a\\\"b\\\\c/\"" }, { "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
    { "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" }, { "\xC3\xA9", "\"\xC3\xA9\"" },
    { "a\xFF" "b", "\"a\xEF\xBF\xBD" "b\"" }, { "\xC3", "\"\xEF\xBF\xBD\"" }, { "\xFF\xFE", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"" },
    { "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"" }, { NULL, "null" },
};

static void strings_are_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        struct memory_sink sink;
        kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 1);
        kr_json_string(&json, strings[i].text);
        assert_int_equal(kr_json_close(&json), KR_OK);
        sink.bytes[sink.length - 1] = 0;
        assert_string_equal(sink.bytes, strings[i].json);
        json_t *read = json_loads(sink.bytes, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        json_decref(read);
    }
}

static void numbers_read_back_to_the_same_double(void **state)
{
    static const double numbers[] = { 0, -0.0, 0.1, 1e22, 1e23, 5e-324, 1.7976931348623157e308, 123456789.123456789, 1.0 / 3 };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct memory_sink sink;
        kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 0);
        kr_json_number(&json, numbers[i]);
        assert_int_equal(kr_json_close(&json), KR_OK);
        json_t *read = json_loads(sink.bytes, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        assert_true(json_number_value(read) == numbers[i]);
        json_decref(read);
        assert_true(strtod(sink.bytes, NULL) == numbers[i]);
    }
    struct memory_sink sink;
    kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 0);
    kr_json_begin_array(&json);
    kr_json_number(&json, NAN);
    kr_json_number(&json, -INFINITY);
    kr_json_end_array(&json);
    assert_int_equal(kr_json_close(&json), KR_OK);
    assert_string_equal(sink.bytes, "[null,null]\n");
}

static void a_full_sink_sticks(void **state)
{
    (void)state;
    for (size_t room = 0; room < 40; room++) {
        struct memory_sink sink;
        kr_json json = kr_json_open(memory_sink_open(&sink, room), 0);
        write_sample(&json);
        assert_int_equal(kr_json_close(&json), KR_E_FILE);
    }
}

static void value_without_key(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_null(json);
    kr_json_end_object(json);
}

static void key_in_array(kr_json *json)
{
    kr_json_begin_array(json);
    kr_json_key(json, "k");
    kr_json_end_array(json);
}

static void key_without_value(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_key(json, "k");
    kr_json_end_object(json);
}

static void wrong_bracket(kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_end_array(json);
}

static void an_end_too_many(kr_json *json)
{
    kr_json_begin_array(json);
    kr_json_end_array(json);
    kr_json_end_array(json);
}

static void left_open(kr_json *json)
{
    kr_json_begin_array(json);
}

static void too_deep(kr_json *json)
{
    for (int i = 0; i <= KR_JSON_DEPTH; i++)
        kr_json_begin_array(json);
    for (int i = 0; i <= KR_JSON_DEPTH; i++)
        kr_json_end_array(json);
}

static void mistakes_of_the_program_are_told(void **state)
{
    static void (*const mistakes[])(kr_json *json) = {
        value_without_key, key_in_array, key_without_value, wrong_bracket, an_end_too_many, left_open, too_deep,
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct memory_sink sink;
        kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 1);
        mistakes[i](&json);
        assert_int_equal(kr_json_close(&json), KR_E_BUG);
    }
}

static void the_deepest_level_works(void **state)
{
    struct memory_sink sink;
    (void)state;
    kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 1);
    for (int i = 0; i < KR_JSON_DEPTH; i++)
        kr_json_begin_array(&json);
    kr_json_integer(&json, 1);
    for (int i = 0; i < KR_JSON_DEPTH; i++)
        kr_json_end_array(&json);
    assert_int_equal(kr_json_close(&json), KR_OK);
    json_t *read = json_loads(sink.bytes, 0, NULL);
    assert_non_null(read);
    json_decref(read);
}

static void a_map_is_geojson(void **state)
{
    static const double line[] = { 51.15, 43.65, 49.87, 40.37 };
    struct memory_sink sink;
    (void)state;
    kr_json json = kr_json_open(memory_sink_open(&sink, EVERYTHING), 1);
    kr_geojson_begin(&json);
    kr_geojson_begin_feature(&json);
    kr_json_put_string(&json, "name", "Aktau - Baku");
    kr_geojson_end_line(&json, 2, line);
    kr_geojson_begin_feature(&json);
    kr_geojson_end_point(&json, 44.5, 40.18);
    kr_geojson_end(&json);
    assert_int_equal(kr_json_close(&json), KR_OK);
    assert_string_equal(sink.bytes,
                        "{\n  \"type\": \"FeatureCollection\",\n  \"features\": [\n    {\n      \"type\": \"Feature\",\n"
                        "      \"properties\": {\n        \"name\": \"Aktau - Baku\"\n      },\n      \"geometry\": {\n"
                        "        \"type\": \"LineString\",\n        \"coordinates\": [[51.15, 43.65], [49.87, 40.37]]\n      }\n    },\n"
                        "    {\n      \"type\": \"Feature\",\n      \"properties\": {},\n      \"geometry\": {\n"
                        "        \"type\": \"Point\",\n        \"coordinates\": [44.5, 40.18]\n      }\n    }\n  ]\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_commas_stand_where_they_should), cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(numbers_read_back_to_the_same_double), cmocka_unit_test(a_full_sink_sticks),
        cmocka_unit_test(mistakes_of_the_program_are_told), cmocka_unit_test(the_deepest_level_works),
        cmocka_unit_test(a_map_is_geojson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
