/* test_datapackage.c: datapackage.json says what the tables of the region hold, and what the reader makes of them. */
#include <jansson.h>
#include <regex.h>

#include "region.h"

#include "base/number.h"
#include "io/csv.h"
#include "model/schema.h"

static json_t *package;

static int open_package(void **state)
{
    char path[600];
    json_error_t error;
    (void)state;
    snprintf(path, sizeof path, "%s/datapackage.json", region_folder());
    package = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!package)
        printf("%s:%d: %s\n", path, error.line, error.text);
    return package ? 0 : -1;
}

static int close_package(void **state)
{
    (void)state;
    json_decref(package);
    return 0;
}

static json_t *resource_named(const char *name)
{
    size_t i;
    json_t *resource;
    json_array_foreach(json_object_get(package, "resources"), i, resource)
        if (strcmp(json_string_value(json_object_get(resource, "name")), name) == 0)
            return resource;
    return NULL;
}

static json_t *fields_of(const json_t *resource)
{
    return json_object_get(json_object_get(resource, "schema"), "fields");
}

static json_t *field_named(const json_t *resource, const char *name)
{
    size_t i;
    json_t *field;
    json_array_foreach(fields_of(resource), i, field)
        if (strcmp(json_string_value(json_object_get(field, "name")), name) == 0)
            return field;
    return NULL;
}

static json_t *constraint(const json_t *field, const char *name)
{
    return json_object_get(json_object_get(field, "constraints"), name);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* ---- the package and the reader ---- */

static int is_type_of(const kri_column *column, const json_t *field)
{
    const char *type = text_of(field, "type");
    if (column->kind == KRI_NUMBER)
        return strcmp(type, "number") == 0 || strcmp(type, "integer") == 0 || strcmp(type, "year") == 0;
    if (column->kind == KRI_CODE && column->flags & KRI_BOOL)
        return strcmp(type, "boolean") == 0;
    return strcmp(type, "string") == 0;
}

static void check_words(const kri_column *column, const json_t *field, const char *table)
{
    size_t i;
    json_t *word;
    if (column->kind == KRI_CODE && !(column->flags & KRI_BOOL) && !constraint(field, "enum"))
        fail_msg("%s.%s does not list its words", table, column->name);
    json_array_foreach(constraint(field, "enum"), i, word)
        if (column->kind == KRI_CODE && kri_word_find(column->words, kri_span_of(json_string_value(word))) < 0)
            fail_msg("%s.%s may be \"%s\", which the reader does not know", table, column->name, json_string_value(word));
}

static void check_column(const json_t *resource, const kri_column *column, const char *table)
{
    const json_t *field = field_named(resource, column->name);
    if (!field && !(column->flags & KRI_REQUIRED))     /* GMNS has columns that the region leaves out */
        return;
    if (!field)
        fail_msg("%s.%s is needed, but not described", table, column->name);
    if (!is_type_of(column, field))
        fail_msg("%s.%s is a %s", table, column->name, text_of(field, "type"));
    if (column->flags & KRI_REQUIRED && !json_is_true(constraint(field, "required")))
        fail_msg("%s.%s must not be empty, and the package does not say so", table, column->name);
    if (column->flags & KRI_KEY && !json_is_true(constraint(field, "unique")))
        fail_msg("%s.%s is the key, and the package does not say so", table, column->name);
    if (column->flags & (KRI_NOT_NEGATIVE | KRI_POSITIVE) && !constraint(field, "minimum") && !constraint(field, "exclusiveMinimum"))
        fail_msg("%s.%s is never below 0, and the package does not say so", table, column->name);
    check_words(column, field, table);
}

static void the_package_agrees_with_the_reader(void **state)
{
    (void)state;
    for (kr_table_id t = 0; t < KR_TABLES; t++) {
        const json_t *resource = resource_named(kri_tables[t].name);
        if (!resource)
            fail_msg("the table %s is not in the package", kri_tables[t].name);
        for (size_t c = 0; c < kri_tables[t].columns; c++)
            check_column(resource, &kri_tables[t].column[c], kri_tables[t].name);
    }
}

/* ---- the package and the files ---- */

/* A rule of a column, ready to be applied to its cells. */
typedef struct rule {
    const json_t *field;
    int is_number, is_required, has_pattern;
    regex_t pattern;
} rule;

static int is_in_enum(const json_t *words, const char *cell)
{
    size_t i;
    json_t *word;
    json_array_foreach(words, i, word)
        if (strcmp(json_string_value(word), cell) == 0)
            return 1;
    return 0;
}

static const char *what_is_wrong(const rule *r, const char *cell)
{
    double value, low = json_number_value(constraint(r->field, "minimum")), high = json_number_value(constraint(r->field, "maximum"));
    if (!*cell)
        return r->is_required ? "is empty" : NULL;
    if (r->is_number && !kri_number_parse(kri_span_of(cell), &value))
        return "is no number";
    if (constraint(r->field, "minimum") && value < low)
        return "is below the minimum";
    if (constraint(r->field, "maximum") && value > high)
        return "is above the maximum";
    if (constraint(r->field, "enum") && !is_in_enum(constraint(r->field, "enum"), cell))
        return "is none of the words";
    if (r->has_pattern && regexec(&r->pattern, cell, 0, NULL, 0) != 0)
        return "does not fit the pattern";
    return NULL;
}

static void make_rule(const json_t *field, rule *r)
{
    const char *type = text_of(field, "type"), *pattern = json_string_value(constraint(field, "pattern"));
    *r = (rule){ .field = field, .has_pattern = pattern != NULL };
    r->is_number = strcmp(type, "number") == 0 || strcmp(type, "integer") == 0 || strcmp(type, "year") == 0;
    r->is_required = json_is_true(constraint(field, "required"));
    if (pattern)
        assert_int_equal(regcomp(&r->pattern, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (!*text_of(field, "description"))
        fail_msg("%s is not described", text_of(field, "name"));
}

/* The header is the list of fields, and every cell keeps the rules of its column. */
static void check_file(kr_job *job, const json_t *resource)
{
    char path[600];
    kri_csv csv;
    rule *rules;
    int more;
    const char *file = text_of(resource, "path");
    snprintf(path, sizeof path, "%s/%s", region_folder(), file);
    check_ok(job, kri_csv_open(job, NULL, path, &csv));
    if (csv.columns != json_array_size(fields_of(resource)))
        fail_msg("%s has %zu columns, the package describes %zu", file, csv.columns, json_array_size(fields_of(resource)));
    rules = calloc(csv.columns, sizeof *rules);
    assert_non_null(rules);
    for (size_t c = 0; c < csv.columns; c++) {
        make_rule(json_array_get(fields_of(resource), c), &rules[c]);
        if (!kri_span_is(csv.header[c], text_of(rules[c].field, "name")))
            fail_msg("%s: the column %zu is not %s", file, c + 1, text_of(rules[c].field, "name"));
    }
    for (;;) {
        check_ok(job, kri_csv_next(&csv, &more));
        if (!more)
            break;
        for (size_t c = 0; c < csv.columns; c++) {
            char *cell = strndup(csv.cell[c].start ? csv.cell[c].start : "", csv.cell[c].length);
            const char *wrong = what_is_wrong(&rules[c], cell);
            if (wrong)
                fail_msg("%s:%d: %s \"%s\" %s", file, (int)csv.line, text_of(rules[c].field, "name"), cell, wrong);
            free(cell);
        }
    }
    for (size_t c = 0; c < csv.columns; c++)
        if (rules[c].has_pattern)
            regfree(&rules[c].pattern);
    free(rules);
}

static void every_file_is_what_the_package_says(void **state)
{
    (void)state;
    size_t i;
    json_t *resource;
    json_array_foreach(json_object_get(package, "resources"), i, resource) {
        kr_job job;
        kr_job_init(&job, 1 << 26);
        check_file(&job, resource);
        kr_job_end(&job);
    }
    assert_true(i >= KR_TABLES);
}

/* ---- the region ---- */

static void the_region_is_sound(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    kr_problems problems = { 0 };
    kr_job_init(&job, 1 << 28);
    check_ok(&job, kr_world_read(&job, region_folder(), &problems, &w));
    if (problems.errors + problems.warnings)
        fail_msg("%s:%d: %s", problems.list[0].file, (int)problems.list[0].line, problems.list[0].message);
    assert_true(w.node.count >= 362 && w.link.count >= 773);
    kr_job_end(&job);
}

/* The international corridors through Kazakhstan: five railways and eight roads. */
static void the_corridors_through_kazakhstan_are_all_there(void **state)
{
    (void)state;
    kr_job job;
    kr_world w;
    uint32_t rail = 0, road = 0;
    kr_job_init(&job, 1 << 28);
    region_read(&job, &w);
    for (uint32_t i = 0; i < w.corridor.count; i++) {
        const char *group = kr_world_text(&w, w.corridor.group[i]);
        kr_mode mode = strcmp(group, "kz_rail") == 0 ? KR_RAIL : KR_ROAD;
        if (strcmp(group, "kz_rail") != 0 && strcmp(group, "kz_road") != 0)
            continue;
        rail += mode == KR_RAIL;
        road += mode == KR_ROAD;
        for (uint32_t h = w.corridor.hop_modes.first[i]; h < w.corridor.hop_modes.first[i + 1]; h++)
            assert_int_equal(w.corridor.hop_modes.item[h], mode);
    }
    assert_int_equal(rail, 5);
    assert_int_equal(road, 8);
    kr_job_end(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_package_agrees_with_the_reader), cmocka_unit_test(every_file_is_what_the_package_says),
        cmocka_unit_test(the_region_is_sound), cmocka_unit_test(the_corridors_through_kazakhstan_are_all_there),
    };
    return cmocka_run_group_tests(tests, open_package, close_package);
}
