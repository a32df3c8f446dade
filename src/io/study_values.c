/* study_values.c: values, maps and lists of a study file, and what is wrong with them. */
#include "study_reader.h"

#include "base/number.h"
#include "base/spelling.h"
#include "model/schema.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 64           /* an id has fewer */

/* ---- what is wrong ---- */

kr_status kri_study_complain(kri_study_reader *r, const kri_yaml *at, const char *format, ...)
{
    char message[KR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return kri_problem_add(r->job, r->problems, KRI_ERROR, r->study->file, at->line, at->column, "%s", message);
}

const char *kri_study_guess(kri_study_reader *r, const char *nearest)
{
    if (!nearest || (r->problems && r->problems->errors > KRI_STUDY_GUESSES))
        return "";
    const char *words = kri_job_format(r->job, "; did you mean \"%s\"?", nearest);
    return words ? words : "";
}

const char *kri_study_nearest(kri_study_reader *r, kr_table_id table, const char *id)
{
    const kri_table_head *head = kri_world_table_const(r->world, table);
    kri_nearest nearest = { kri_span_of(id), 1 + kri_spelling_tolerance(kri_span_of(id)), NULL };
    if (r->problems && r->problems->errors > KRI_STUDY_GUESSES)
        return NULL;
    for (uint32_t row = 0; row < head->count && head->id; row++)
        kri_spelling_offer(&nearest, kr_world_text(r->world, head->id[row]));
    return nearest.name;
}

/* ---- maps: keys that are known, each once ---- */

static const char *const kind_names[] = { "text", "a list", "a map of keys and values" };

kr_status kri_study_complain_kind(kri_study_reader *r, const kri_yaml *node, const char *wanted)
{
    if (node->kind == KRI_YAML_TEXT && !*node->text && !node->is_quoted)
        return kri_study_complain(r, node, "%s is missing", wanted);
    if (node->kind == KRI_YAML_TEXT)
        return kri_study_complain(r, node, "\"%.60s\" stands where %s is due", node->text, wanted);
    return kri_study_complain(r, node, "%s stands where %s is due", kind_names[node->kind], wanted);
}

static kr_status complain_unknown(kri_study_reader *r, const kri_yaml *key, const char *what, const kri_study_field *fields, size_t count)
{
    const char *names[32];
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].name;
    return kri_study_complain(r, key, "%s has no key \"%.60s\"%s", what, key->text, kri_study_guess(r, kri_spelling_nearest(kri_span_of(key->text),
                                                                                                                        names, count)));
}

static size_t field_named(const kri_study_field *fields, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && strcmp(fields[i].name, name) != 0)
        i++;
    return i;
}

kr_status kri_study_map(kri_study_reader *r, const kri_yaml *node, const char *what, const kri_study_field *fields, size_t count, void *into)
{
    uint64_t seen = 0;
    if (node->kind != KRI_YAML_MAP)
        return kri_study_complain_kind(r, node, what);
    for (size_t i = 0; i < node->count; i++) {
        size_t f = field_named(fields, count, node->key[i]->text);
        if (f == count)
            KR_TRY(complain_unknown(r, node->key[i], what, fields, count));
        else if (seen >> f & 1)
            KR_TRY(kri_study_complain(r, node->key[i], "%s has the key \"%s\" twice", what, fields[f].name));
        else
            KR_TRY(fields[f].take(r, node->item[i], (char *)into + fields[f].offset));
        seen |= f < count ? (uint64_t)1 << f : 0;
    }
    for (size_t f = 0; f < count; f++)
        if (fields[f].is_required && !(seen >> f & 1))
            KR_TRY(kri_study_complain(r, node, "%s lacks the key \"%s\"", what, fields[f].name));
    return KR_OK;
}


/* ---- values ---- */

kr_status kri_study_take_node(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    (void)r;
    *(const kri_yaml **)slot = value;
    return KR_OK;
}

kr_status kri_study_take_text(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return kri_study_complain_kind(r, value, "text");
    *(const char **)slot = value->text;
    return KR_OK;
}

static int is_id(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if (!(text[n] >= 'a' && text[n] <= 'z') && !(text[n] >= 'A' && text[n] <= 'Z') && !(text[n] >= '0' && text[n] <= '9') && !strchr("_-.", text[n]))
            return 0;
    return n > 0 && n < NAME_BYTES;
}

kr_status kri_study_take_id(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind == KRI_YAML_TEXT && *value->text && !is_id(value->text))
        return kri_study_complain(r, value, "\"%.60s\" is no id: fewer than %d letters, digits, \"_\", \"-\" and \".\"", value->text, NAME_BYTES);
    return kri_study_take_text(r, value, slot);
}

kr_status kri_study_take_number(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    double number;
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return kri_study_complain_kind(r, value, "a number");
    if (!kri_number_parse(kri_span_of(value->text), &number))
        return kri_study_complain(r, value, "\"%.60s\" is no number", value->text);
    if (value->is_quoted)
        return kri_study_complain(r, value, "the number %s stands in quotes; take them off", value->text);
    *(double *)slot = number;
    return KR_OK;
}

kr_status kri_study_bounded(kri_study_reader *r, const kri_yaml *value, const char *what, double least, double most, int is_whole, double *number)
{
    char from[KRI_NUMBER_BYTES], to[KRI_NUMBER_BYTES];
    double given = NAN;
    KR_TRY(kri_study_take_number(r, value, &given));
    if (isnan(given))
        return KR_OK;
    if (given < least || given > most || (is_whole && given > floor(given)))
        return kri_study_complain(r, value, "%s is %s; it is a %snumber from %s to %s", what, value->text, is_whole ? "whole " : "",
                                  kri_number_print(least, from),
                        kri_number_print(most, to));
    *number = given;
    return KR_OK;
}

kr_status kri_study_take_cost(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    return kri_study_bounded(r, value, "a cost", 0, 1e15, 0, slot);
}

kr_status kri_study_take_year(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    return kri_study_bounded(r, value, "a year", KRI_STUDY_YEAR_LEAST, KRI_STUDY_YEAR_MOST, 1, slot);
}

kr_status kri_study_take_date(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return kri_study_complain_kind(r, value, "a date");
    if (!kri_number_parse_date(kri_span_of(value->text), slot))
        return kri_study_complain(r, value, "\"%.60s\" is no date of the calendar; write 2025-11-30", value->text);
    if (*(uint32_t *)slot / 10000 < KRI_STUDY_YEAR_LEAST || *(uint32_t *)slot / 10000 > KRI_STUDY_YEAR_MOST)
        return kri_study_complain(r, value, "the date %s is far from all prices and ships that are known; its year is one from %d to %d", value->text,
                                  KRI_STUDY_YEAR_LEAST, KRI_STUDY_YEAR_MOST);
    return KR_OK;
}

kr_status kri_study_take_flag(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    static const char *const words[] = { "no", "yes", "false", "true" };
    for (int i = 0; i < 4 && value->kind == KRI_YAML_TEXT; i++)
        if (strcmp(value->text, words[i]) == 0) {
            *(int *)slot = i & 1;
            return KR_OK;
        }
    return kri_study_complain_kind(r, value, "yes or no");
}

/* ---- sources ---- */

static int is_source(const kri_study_reader *r, kri_span id)
{
    char name[NAME_BYTES * 2];
    if (id.length >= sizeof name)
        return 0;
    memcpy(name, id.start, id.length);
    name[id.length] = 0;
    return strcmp(name, "estimate") == 0 || !r->world->source.count || kr_world_find(r->world, KR_SOURCE, name) != KR_NONE;
}

kr_status kri_study_take_source(kri_study_reader *r, const kri_yaml *value, void *slot)
{
    kri_span rest, id;
    KR_TRY(kri_study_take_text(r, value, slot));
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return KR_OK;
    rest = kri_span_of(value->text);
    while (kri_span_next(&rest, ';', &id)) {
        id = kri_span_trim(id);
        if (is_source(r, id))
            continue;
        char *name = kri_job_copy(r->job, id.start, id.length);
        if (!name)
            return KR_E_MEMORY;
        KR_TRY(kri_study_complain(r, value, "\"%.60s\" is not in source.csv%s; an estimate of yours is called \"estimate\"", name,
                        kri_study_guess(r, kri_study_nearest(r, KR_SOURCE, name))));
    }
    return KR_OK;
}

int kri_study_is_estimate(const char *source)
{
    return strstr(source, "estimate") != NULL;
}

uint32_t kri_study_source_row(const kri_study_reader *r, const char *source)
{
    kri_span rest = kri_span_of(source), id;
    char name[NAME_BYTES * 2];
    if (!kri_span_next(&rest, ';', &id))
        return KR_NONE;
    id = kri_span_trim(id);
    if (id.length >= sizeof name)
        return KR_NONE;
    memcpy(name, id.start, id.length);
    name[id.length] = 0;
    return kr_world_find(r->world, KR_SOURCE, name);
}

/* ---- lists ---- */

kr_status kri_study_list(kri_study_reader *r, const kri_yaml *node, const char *what, int *is_list)
{
    *is_list = node && node->kind == KRI_YAML_LIST;
    return !node || *is_list ? KR_OK : kri_study_complain_kind(r, node, what);
}

static int is_area(const kri_study_reader *r, const char *code)
{
    if (strcmp(code, "EU") == 0 || strcmp(code, "ROW") == 0)
        return 1;
    for (uint32_t i = 0; i < r->world->node.count; i++)
        if (strcmp(kr_world_text(r->world, r->world->node.country[i]), code) == 0)
            return 1;
    return 0;
}

static kr_status complain_area(kri_study_reader *r, const kri_yaml *node)
{
    kri_nearest nearest = { kri_span_of(node->text), 2, NULL };
    for (uint32_t i = 0; i < r->world->node.count; i++)
        kri_spelling_offer(&nearest, kr_world_text(r->world, r->world->node.country[i]));
    return kri_study_complain(r, node, "\"%.60s\" is no country of this world, and neither EU nor ROW%s", node->text, kri_study_guess(r, nearest.name));
}

kr_status kri_study_areas(kri_study_reader *r, const kri_yaml *node, const char *const **codes, uint32_t *count)
{
    const char **list;
    int is_list;
    KR_TRY(kri_study_list(r, node, "a list of countries", &is_list));
    if (!is_list)
        return KR_OK;
    if (!node->count)
        return kri_study_complain(r, node, "an empty list names no country; name one, or leave the key out");
    KRI_NEW(r->job, list, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        int is_twice = 0;
        if (item->kind != KRI_YAML_TEXT || !is_area(r, item->text)) {
            KR_TRY(item->kind == KRI_YAML_TEXT && *item->text ? complain_area(r, item) : kri_study_complain_kind(r, item, "a country"));
            continue;
        }
        for (uint32_t j = 0; j < *count && !is_twice; j++)
            is_twice = strcmp(list[j], item->text) == 0;
        if (is_twice)
            KR_TRY(kri_study_complain(r, item, "%s stands there twice", item->text));
        else
            list[(*count)++] = item->text;
    }
    *codes = list;
    return KR_OK;
}

kr_status kri_study_links(kri_study_reader *r, const kri_yaml *node, const uint32_t **links, uint32_t *count)
{
    uint32_t *list;
    int is_list;
    KR_TRY(kri_study_list(r, node, "a list of links", &is_list));
    if (!is_list)
        return KR_OK;
    KRI_NEW(r->job, list, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        uint32_t row = item->kind == KRI_YAML_TEXT ? kr_world_find(r->world, KR_LINK, item->text) : KR_NONE;
        if (row != KR_NONE)
            list[(*count)++] = row;
        else if (item->kind != KRI_YAML_TEXT || !*item->text)
            KR_TRY(kri_study_complain_kind(r, item, "a link"));
        else
            KR_TRY(kri_study_complain(r, item, "\"%.60s\" is no link%s", item->text, kri_study_guess(r, kri_study_nearest(r, KR_LINK, item->text))));
    }
    *links = list;
    return KR_OK;
}
