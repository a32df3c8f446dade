/* study_file.c: from a study file to a study, everything it names found in the world. */
#include <keruen/io_study.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/number.h"
#include "model/schema.h"
#include "yaml.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_DRAWS 100000
#define MOST_EDITS 10000        /* of a study: more is a mistake or an attack */
#define NAME_BYTES 64           /* an id has fewer */
#define GUESSES 100             /* past so many errors nobody is asked what was meant */

/* What stands where in the file, before it is understood. */
typedef struct outline {
    const kri_yaml *base, *projects, *bundles, *beside, *draws, *areas, *budget, *opening_year;
} outline;

/* An entry of `projects`. */
typedef struct own_project {
    const char *id, *name, *source;
    const kri_yaml *id_node, *opens, *closes, *changes, *like, *hosts, *source_node;
    double cost_usd, year;
    uint32_t used_as;           /* of study.project, KR_NONE */
    kr_study_place place;
} own_project;

typedef struct reader {
    kr_job *job;
    const kr_world *world;
    kr_problems *problems;
    kr_study *study;
    outline outline;
    own_project *own;
    uint32_t owns;
    kr_study_project *project;
    uint32_t projects;
    kr_study_bundle *bundle;
    size_t edits;
} reader;

/* ---- what is wrong ---- */

static kr_status complain(reader *r, const kri_yaml *at, const char *format, ...) KR_PRINTF(3, 4);

static kr_status complain(reader *r, const kri_yaml *at, const char *format, ...)
{
    char message[KR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return kri_problem_add(r->job, r->problems, KRI_ERROR, r->study->file, at->line, at->column, "%s", message);
}

/* ; did you mean "..."? */
static const char *guess(reader *r, const char *nearest)
{
    if (!nearest || (r->problems && r->problems->errors > GUESSES))
        return "";
    const char *words = kri_job_format(r->job, "; did you mean \"%s\"?", nearest);
    return words ? words : "";
}

/* The nearest id of a table. */
static const char *nearest_id(reader *r, kr_table_id table, const char *id)
{
    const kri_table_head *head = kri_world_table_const(r->world, table);
    const char *best = NULL;
    unsigned least = 1 + kri_text_tolerance(kri_span_of(id));
    if (r->problems && r->problems->errors > GUESSES)
        return NULL;
    for (uint32_t row = 0; row < head->count && head->id; row++) {
        const char *other = kr_world_text(r->world, head->id[row]);
        unsigned distance = kri_text_distance(kri_span_of(id), kri_span_of(other));
        if (distance < least) {
            least = distance;
            best = other;
        }
    }
    return best;
}

/* ---- maps: keys that are known, each once ---- */

typedef struct field {
    const char *name;
    kr_status (*take)(reader *r, const kri_yaml *value, void *slot);
    size_t offset;              /* of the slot in what the map describes */
    int is_required;
} field;

static const char *const kind_names[] = { "text", "a list", "a map of keys and values" };

static kr_status complain_kind(reader *r, const kri_yaml *node, const char *wanted)
{
    if (node->kind == KRI_YAML_TEXT && !*node->text && !node->is_quoted)
        return complain(r, node, "%s is missing", wanted);
    if (node->kind == KRI_YAML_TEXT)
        return complain(r, node, "\"%.60s\" stands where %s is due", node->text, wanted);
    return complain(r, node, "%s stands where %s is due", kind_names[node->kind], wanted);
}

static kr_status complain_unknown(reader *r, const kri_yaml *key, const char *what, const field *fields, size_t count)
{
    const char *names[32];
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].name;
    return complain(r, key, "%s has no key \"%.60s\"%s", what, key->text, guess(r, kri_text_nearest(kri_span_of(key->text), names, count)));
}

static size_t field_named(const field *fields, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && strcmp(fields[i].name, name) != 0)
        i++;
    return i;
}

static kr_status read_map(reader *r, const kri_yaml *node, const char *what, const field *fields, size_t count, void *into)
{
    uint64_t seen = 0;
    if (node->kind != KRI_YAML_MAP)
        return complain_kind(r, node, what);
    for (size_t i = 0; i < node->count; i++) {
        size_t f = field_named(fields, count, node->key[i]->text);
        if (f == count)
            KR_TRY(complain_unknown(r, node->key[i], what, fields, count));
        else if (seen >> f & 1)
            KR_TRY(complain(r, node->key[i], "%s has the key \"%s\" twice", what, fields[f].name));
        else
            KR_TRY(fields[f].take(r, node->item[i], (char *)into + fields[f].offset));
        seen |= f < count ? (uint64_t)1 << f : 0;
    }
    for (size_t f = 0; f < count; f++)
        if (fields[f].is_required && !(seen >> f & 1))
            KR_TRY(complain(r, node, "%s lacks the key \"%s\"", what, fields[f].name));
    return KR_OK;
}

#define READ_MAP(r, node, what, fields, into) read_map(r, node, what, fields, sizeof(fields) / sizeof *(fields), into)

/* ---- values ---- */

static kr_status take_node(reader *r, const kri_yaml *value, void *slot)
{
    (void)r;
    *(const kri_yaml **)slot = value;
    return KR_OK;
}

static kr_status take_text(reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return complain_kind(r, value, "text");
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

static kr_status take_id(reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind == KRI_YAML_TEXT && *value->text && !is_id(value->text))
        return complain(r, value, "\"%.60s\" is no id: fewer than %d letters, digits, \"_\", \"-\" and \".\"", value->text, NAME_BYTES);
    return take_text(r, value, slot);
}

static kr_status take_number(reader *r, const kri_yaml *value, void *slot)
{
    double number;
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return complain_kind(r, value, "a number");
    if (!kri_number_parse(kri_span_of(value->text), &number))
        return complain(r, value, "\"%.60s\" is no number", value->text);
    if (value->is_quoted)
        return complain(r, value, "the number %s stands in quotes; take them off", value->text);
    *(double *)slot = number;
    return KR_OK;
}

/* A number in a range; else *number stays as it is. */
static kr_status take_bounded(reader *r, const kri_yaml *value, const char *what, double least, double most, int is_whole, double *number)
{
    char from[KRI_NUMBER_BYTES], to[KRI_NUMBER_BYTES];
    double given = NAN;
    KR_TRY(take_number(r, value, &given));
    if (isnan(given))
        return KR_OK;
    if (given < least || given > most || (is_whole && given > floor(given)))
        return complain(r, value, "%s is %s; it is a %snumber from %s to %s", what, value->text, is_whole ? "whole " : "", kri_number_print(least, from),
                        kri_number_print(most, to));
    *number = given;
    return KR_OK;
}

static kr_status take_cost(reader *r, const kri_yaml *value, void *slot)
{
    return take_bounded(r, value, "a cost", 0, 1e15, 0, slot);
}

static kr_status take_year_number(reader *r, const kri_yaml *value, void *slot)
{
    return take_bounded(r, value, "a year", 1900, 2200, 0, slot);
}

static kr_status take_base_year(reader *r, const kri_yaml *value, void *slot)
{
    double year = 0;
    KR_TRY(take_bounded(r, value, "a year", 1990, 2100, 1, &year));
    *(uint32_t *)slot = (uint32_t)year;
    return KR_OK;
}

static kr_status take_horizon(reader *r, const kri_yaml *value, void *slot)
{
    double years = 30;
    KR_TRY(take_bounded(r, value, "horizon_years", 1, 100, 1, &years));
    *(uint32_t *)slot = (uint32_t)years;
    return KR_OK;
}

static kr_status take_date(reader *r, const kri_yaml *value, void *slot)
{
    if (value->kind != KRI_YAML_TEXT || !*value->text)
        return complain_kind(r, value, "a date");
    if (!kri_number_parse_date(kri_span_of(value->text), slot))
        return complain(r, value, "\"%.60s\" is no date of the calendar; write 2025-11-30", value->text);
    return KR_OK;
}

static kr_status take_flag(reader *r, const kri_yaml *value, void *slot)
{
    static const char *const words[] = { "no", "yes", "false", "true" };
    for (int i = 0; i < 4 && value->kind == KRI_YAML_TEXT; i++)
        if (strcmp(value->text, words[i]) == 0) {
            *(int *)slot = i & 1;
            return KR_OK;
        }
    return complain_kind(r, value, "yes or no");
}

/* ---- sources ---- */

static int is_source(const reader *r, kri_span id)
{
    char name[NAME_BYTES * 2];
    if (id.length >= sizeof name)
        return 0;
    memcpy(name, id.start, id.length);
    name[id.length] = 0;
    return strcmp(name, "estimate") == 0 || !r->world->source.count || kr_world_find(r->world, KR_SOURCE, name) != KR_NONE;
}

/* Ids of source.csv with ; between them. */
static kr_status take_source(reader *r, const kri_yaml *value, void *slot)
{
    kri_span rest, id;
    KR_TRY(take_text(r, value, slot));
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
        KR_TRY(complain(r, value, "\"%.60s\" is not in source.csv%s; an estimate of yours is called \"estimate\"", name,
                        guess(r, nearest_id(r, KR_SOURCE, name))));
    }
    return KR_OK;
}

static int is_estimate(const char *source)
{
    return strstr(source, "estimate") != NULL;
}

/* The first of them as a row, for the edits of a patch. */
static uint32_t source_row(const reader *r, const char *source)
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

static kr_status check_list(reader *r, const kri_yaml *node, const char *what, int *is_list)
{
    *is_list = node && node->kind == KRI_YAML_LIST;
    return !node || *is_list ? KR_OK : complain_kind(r, node, what);
}

static int is_area(const reader *r, const char *code)
{
    if (strcmp(code, "EU") == 0 || strcmp(code, "ROW") == 0)
        return 1;
    for (uint32_t i = 0; i < r->world->node.count; i++)
        if (strcmp(kr_world_text(r->world, r->world->node.country[i]), code) == 0)
            return 1;
    return 0;
}

static kr_status complain_area(reader *r, const kri_yaml *node)
{
    const char *best = NULL;
    unsigned least = 2;
    for (uint32_t i = 0; i < r->world->node.count; i++) {
        const char *code = kr_world_text(r->world, r->world->node.country[i]);
        unsigned distance = kri_text_distance(kri_span_of(node->text), kri_span_of(code));
        if (distance < least) {
            least = distance;
            best = code;
        }
    }
    return complain(r, node, "\"%.60s\" is no country of this world, and neither EU nor ROW%s", node->text, guess(r, best));
}

/* A list of country codes, each once. */
static kr_status read_areas(reader *r, const kri_yaml *node, const char *const **codes, uint32_t *count)
{
    const char **list;
    int is_list;
    KR_TRY(check_list(r, node, "a list of countries", &is_list));
    if (!is_list)
        return KR_OK;
    KRI_NEW(r->job, list, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        int is_twice = 0;
        if (item->kind != KRI_YAML_TEXT || !is_area(r, item->text)) {
            KR_TRY(item->kind == KRI_YAML_TEXT && *item->text ? complain_area(r, item) : complain_kind(r, item, "a country"));
            continue;
        }
        for (uint32_t j = 0; j < *count && !is_twice; j++)
            is_twice = strcmp(list[j], item->text) == 0;
        if (is_twice)
            KR_TRY(complain(r, item, "%s stands there twice", item->text));
        else
            list[(*count)++] = item->text;
    }
    *codes = list;
    return KR_OK;
}

static kr_status read_links(reader *r, const kri_yaml *node, const uint32_t **links, uint32_t *count)
{
    uint32_t *list;
    int is_list;
    KR_TRY(check_list(r, node, "a list of links", &is_list));
    if (!is_list)
        return KR_OK;
    KRI_NEW(r->job, list, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        uint32_t row = item->kind == KRI_YAML_TEXT ? kr_world_find(r->world, KR_LINK, item->text) : KR_NONE;
        if (row != KR_NONE)
            list[(*count)++] = row;
        else if (item->kind != KRI_YAML_TEXT || !*item->text)
            KR_TRY(complain_kind(r, item, "a link"));
        else
            KR_TRY(complain(r, item, "\"%.60s\" is no link%s", item->text, guess(r, nearest_id(r, KR_LINK, item->text))));
    }
    *links = list;
    return KR_OK;
}

/* ---- edits ---- */

/* A failure of the model about one entry becomes a problem at its place. */
static kr_status tell_failure(reader *r, const kri_yaml *at, kr_status status)
{
    char message[KR_MESSAGE_BYTES];
    if (status != KR_E_USAGE && status != KR_E_INPUT)
        return status;
    memcpy(message, r->job->message, sizeof message);
    return complain(r, at, "%s", message);
}

/* The edits from `first` on are for this reason. */
static void give_reason(kr_patch *patch, size_t first, const char *reason, uint32_t source)
{
    for (size_t i = first; i < patch->count; i++) {
        patch->edit[i].reason = reason;
        if (source != KR_NONE)
            patch->edit[i].source = source;
    }
}

typedef enum verb { OPEN, CLOSE, CHANGE, PROJECT, VERBS } verb;

static kr_status make_edits(reader *r, verb v, const char *what, const char *reason, uint32_t source, kr_patch *patch)
{
    if (v == CHANGE)
        return kr_patch_change(r->job, r->world, what, reason, source, patch);
    if (v == CLOSE)
        return kr_patch_close(r->job, r->world, what, patch);
    if (v == PROJECT && kr_world_find(r->world, KR_PROJECT, what) == KR_NONE)
        return kr_fail(r->job, KR_E_INPUT, "\"%.60s\" is not in project.csv%s", what, guess(r, nearest_id(r, KR_PROJECT, what)));
    if (v == OPEN && kr_world_find(r->world, KR_PROJECT, what) != KR_NONE)
        return kr_fail(r->job, KR_E_INPUT, "\"%.60s\" is a project, not a link, border, terminal or service; say so", what);
    return kr_patch_open(r->job, r->world, what, patch);
}

static kr_status add_edits(reader *r, const kri_yaml *at, verb v, const char *reason, uint32_t source, kr_patch *patch)
{
    size_t first = patch->count;
    if (at->kind != KRI_YAML_TEXT || !*at->text)
        return complain_kind(r, at, v == CHANGE ? "a change such as \"link:ID:length*0.5\"" : "an id");
    kr_status status = make_edits(r, v, at->text, reason, source, patch);
    if (status != KR_OK)
        patch->count = first;
    give_reason(patch, first, reason, source);
    r->edits += patch->count - first;
    return status == KR_OK ? KR_OK : tell_failure(r, at, status);
}

static kr_status add_list(reader *r, const kri_yaml *list, verb v, const char *reason, uint32_t source, kr_patch *patch)
{
    int is_list;
    KR_TRY(check_list(r, list, "a list", &is_list));
    for (size_t i = 0; is_list && i < list->count && r->edits <= MOST_EDITS; i++)
        KR_TRY(add_edits(r, list->item[i], v, reason, source, patch));
    return KR_OK;
}

/* ---- the base ---- */

typedef struct base_line {
    const kri_yaml *what[VERBS];
    const char *reason, *source;
} base_line;

static const field base_fields[] = {
    { "open", take_node, offsetof(base_line, what[OPEN]), 0 }, { "close", take_node, offsetof(base_line, what[CLOSE]), 0 },
    { "change", take_node, offsetof(base_line, what[CHANGE]), 0 }, { "project", take_node, offsetof(base_line, what[PROJECT]), 0 },
    { "reason", take_text, offsetof(base_line, reason), 0 }, { "source", take_source, offsetof(base_line, source), 0 },
};

static kr_status read_base_line(reader *r, const kri_yaml *node, kr_patch *patch)
{
    base_line line = { .reason = NULL };
    int verbs = 0;
    verb chosen = OPEN;
    KR_TRY(READ_MAP(r, node, "an entry of base", base_fields, &line));
    if (node->kind != KRI_YAML_MAP)
        return KR_OK;
    for (verb v = 0; v < VERBS; v++)
        if (line.what[v]) {
            verbs++;
            chosen = v;
        }
    if (verbs != 1)
        return complain(r, node, "an entry of base has one of open, close, change and project; this one has %s", verbs ? "several" : "none");
    if (!line.source && chosen != PROJECT)
        KR_TRY(complain(r, node, "an entry of base lacks the key \"source\"; an estimate of yours is called \"estimate\""));
    const char *reason = line.reason ? line.reason : kri_job_format(r->job, "the base of the study %s", r->study->id);
    if (!reason)
        return KR_E_MEMORY;
    return add_edits(r, line.what[chosen], chosen, reason, line.source ? source_row(r, line.source) : KR_NONE, patch);
}

static kr_status read_base(reader *r)
{
    const kri_yaml *list = r->outline.base;
    kr_study_place *places = NULL;
    size_t room = 0;
    int is_list;
    KR_TRY(check_list(r, list, "a list of edits", &is_list));
    for (size_t i = 0; is_list && i < list->count && r->edits <= MOST_EDITS; i++) {
        size_t before = r->study->base.count;
        KR_TRY(read_base_line(r, list->item[i], &r->study->base));
        KR_TRY(kri_job_grow(r->job, &places, &room, r->study->base.count + 1, sizeof *places));
        for (size_t e = before; e < r->study->base.count; e++)
            places[e] = (kr_study_place){ list->item[i]->line, list->item[i]->column };
    }
    r->study->base_place = places;
    return KR_OK;
}

/* ---- projects ---- */

static const field project_fields[] = {
    { "id", take_id, offsetof(own_project, id), 1 }, { "name", take_text, offsetof(own_project, name), 0 },
    { "opens", take_node, offsetof(own_project, opens), 0 }, { "closes", take_node, offsetof(own_project, closes), 0 },
    { "changes", take_node, offsetof(own_project, changes), 0 }, { "like", take_node, offsetof(own_project, like), 0 },
    { "cost_usd", take_cost, offsetof(own_project, cost_usd), 0 }, { "year", take_year_number, offsetof(own_project, year), 0 },
    { "hosts", take_node, offsetof(own_project, hosts), 0 }, { "source", take_source, offsetof(own_project, source), 1 },
};

static own_project *own_named(reader *r, const char *id)
{
    for (uint32_t i = 0; i < r->owns; i++)
        if (r->own[i].id && strcmp(r->own[i].id, id) == 0)
            return &r->own[i];
    return NULL;
}

static kr_status read_own_projects(reader *r)
{
    const kri_yaml *list = r->outline.projects;
    int is_list;
    KR_TRY(check_list(r, list, "a list of projects", &is_list));
    if (!is_list)
        return KR_OK;
    if (list->count > 4 * KR_STUDY_PROJECTS)
        return complain(r, list, "these are %zu projects; %u is the most", list->count, 4 * KR_STUDY_PROJECTS);
    KRI_NEW(r->job, r->own, list->count);
    for (size_t i = 0; i < list->count; i++) {
        own_project own = { .cost_usd = NAN, .year = NAN, .used_as = KR_NONE, .place = { list->item[i]->line, list->item[i]->column } };
        KR_TRY(READ_MAP(r, list->item[i], "a project", project_fields, &own));
        if (own.id && own_named(r, own.id))
            KR_TRY(complain(r, list->item[i], "the project \"%s\" is described twice", own.id));
        else if (own.id)
            r->own[r->owns++] = own;
    }
    return KR_OK;
}

/* What project.csv says of it. "*" among the hosts is everybody, so nobody. */
static kr_status take_known_project(reader *r, uint32_t row, kr_study_project *p)
{
    const kr_projects *t = &r->world->project;
    kri_span rest = kri_span_of(kr_world_text(r->world, t->hosts[row])), host;
    const char **hosts;
    p->row = row;
    p->name = kr_world_text(r->world, t->name[row]);
    p->cost_usd = t->cost_usd[row];
    p->year = t->year[row];
    p->source = t->source[row] == KR_NONE ? "" : kr_world_text(r->world, r->world->source.id[t->source[row]]);
    p->cost_is_estimate = t->method[row] >= KR_GENERAL_KNOWLEDGE;
    KRI_NEW(r->job, hosts, rest.length + 1);
    while (kri_span_next(&rest, ';', &host)) {
        host = kri_span_trim(host);
        char *code = kri_job_copy(r->job, host.start, host.length);
        if (!code)
            return KR_E_MEMORY;
        if (*code && strcmp(code, "*") != 0)
            hosts[p->hosts++] = code;
    }
    p->host = hosts;
    return KR_OK;
}

/* What the study says of it, over what was there. */
static kr_status take_own_project(reader *r, own_project *own, kr_study_project *p)
{
    const char *reason = kri_job_format(r->job, "project %s of the study %s", own->id, r->study->id);
    uint32_t source = own->source ? source_row(r, own->source) : KR_NONE;
    if (!reason)
        return KR_E_MEMORY;
    p->place = own->place;
    if (own->name)
        p->name = own->name;
    if (!isnan(own->cost_usd)) {
        p->cost_usd = own->cost_usd;
        p->cost_is_estimate = own->source && is_estimate(own->source);
    }
    if (!isnan(own->year))
        p->year = own->year;
    if (own->source)
        p->source = own->source;
    if (own->hosts) {
        p->hosts = 0;
        KR_TRY(read_areas(r, own->hosts, &p->host, &p->hosts));
    }
    KR_TRY(add_list(r, own->like, PROJECT, reason, source, &p->patch));
    KR_TRY(add_list(r, own->opens, OPEN, reason, source, &p->patch));
    KR_TRY(add_list(r, own->closes, CLOSE, reason, source, &p->patch));
    return add_list(r, own->changes, CHANGE, reason, source, &p->patch);
}

static kr_status build_project(reader *r, const kri_yaml *at, uint32_t row, own_project *own, kr_study_project *p)
{
    size_t before = r->problems ? r->problems->errors : 0;
    *p = (kr_study_project){ .id = at->text, .name = at->text, .row = KR_NONE, .cost_usd = NAN, .year = NAN, .source = "",
                             .place = { at->line, at->column } };
    if (row != KR_NONE) {
        KR_TRY(take_known_project(r, row, p));
        size_t first = p->patch.count;
        KR_TRY(tell_failure(r, at, kr_patch_open(r->job, r->world, at->text, &p->patch)));
        r->edits += p->patch.count - first;
    }
    if (own)
        KR_TRY(take_own_project(r, own, p));
    if (!p->patch.count && (!r->problems || r->problems->errors == before))
        return complain(r, at, "the project \"%s\" changes nothing in the tables; say what it opens, closes or changes under \"projects\"", at->text);
    return KR_OK;
}

static kr_status complain_project(reader *r, const kri_yaml *at)
{
    const char *known[4 * KR_STUDY_PROJECTS], *nearest;
    for (uint32_t i = 0; i < r->owns; i++)
        known[i] = r->own[i].id;
    nearest = kri_text_nearest(kri_span_of(at->text), known, r->owns);
    return complain(r, at, "\"%.60s\" is no project, neither here nor in project.csv%s", at->text,
                    guess(r, nearest ? nearest : nearest_id(r, KR_PROJECT, at->text)));
}

/* ---- bundles ---- */

static const kr_study_bundle *bundle_of(const reader *r, uint32_t project)
{
    for (uint32_t b = 0; b < r->study->bundles; b++)
        for (uint32_t m = 0; m < r->bundle[b].members; m++)
            if (r->bundle[b].member[m] == project)
                return &r->bundle[b];
    return NULL;
}

static uint32_t project_named(const reader *r, const char *id)
{
    for (uint32_t p = 0; p < r->projects; p++)
        if (strcmp(r->project[p].id, id) == 0)
            return p;
    return KR_NONE;
}

static kr_status complain_twice(reader *r, const kri_yaml *at, uint32_t project)
{
    const kr_study_bundle *bundle = bundle_of(r, project);
    return complain(r, at, "the project \"%s\" stands in %s%s already; it stands in one bundle, once", at->text, bundle ? "the bundle " : "this bundle",
                    bundle ? bundle->id : "");
}

static kr_status add_member(reader *r, const kri_yaml *at, uint32_t *member, uint32_t *members)
{
    if (at->kind != KRI_YAML_TEXT || !*at->text)
        return complain_kind(r, at, "a project");
    uint32_t known = project_named(r, at->text), row = kr_world_find(r->world, KR_PROJECT, at->text);
    own_project *own = own_named(r, at->text);
    if (known != KR_NONE)
        return complain_twice(r, at, known);
    if (row == KR_NONE && !own)
        return complain_project(r, at);
    if (r->projects == KR_STUDY_PROJECTS)
        return complain(r, at, "this is project %u; %u is the most", KR_STUDY_PROJECTS + 1, KR_STUDY_PROJECTS);
    KR_TRY(build_project(r, at, row, own, &r->project[r->projects]));
    if (own)
        own->used_as = r->projects;
    member[(*members)++] = r->projects++;
    return KR_OK;
}

typedef struct bundle_text {
    const char *id, *name;
    const kri_yaml *members;
} bundle_text;

static const field bundle_fields[] = {
    { "id", take_id, offsetof(bundle_text, id), 1 }, { "name", take_text, offsetof(bundle_text, name), 0 },
    { "members", take_node, offsetof(bundle_text, members), 1 },
};

static uint32_t bundle_named(const reader *r, const char *id)
{
    for (uint32_t b = 0; b < r->study->bundles; b++)
        if (strcmp(r->bundle[b].id, id) == 0)
            return b;
    return KR_NONE;
}

static kr_status read_members(reader *r, const bundle_text *text, const kri_yaml *node, uint32_t *member, uint32_t *members)
{
    int is_list;
    if (node->kind == KRI_YAML_TEXT)
        return add_member(r, node, member, members);
    if (!text->members)
        return KR_OK;
    KR_TRY(check_list(r, text->members, "a list of projects", &is_list));
    for (size_t i = 0; is_list && i < text->members->count; i++)
        KR_TRY(add_member(r, text->members->item[i], member, members));
    if (is_list && !text->members->count)
        return complain(r, text->members, "a bundle without members changes nothing");
    return KR_OK;
}

/* A project's id alone is a bundle of one. */
static kr_status read_bundle(reader *r, const kri_yaml *node)
{
    bundle_text text = { .id = NULL };
    uint32_t *member, members = 0;
    KRI_NEW(r->job, member, KR_STUDY_PROJECTS);
    if (node->kind == KRI_YAML_TEXT)
        text.id = node->text;
    else
        KR_TRY(READ_MAP(r, node, "a bundle", bundle_fields, &text));
    KR_TRY(read_members(r, &text, node, member, &members));
    if (!text.id)
        return KR_OK;
    if (bundle_named(r, text.id) != KR_NONE)
        return members || node->kind != KRI_YAML_TEXT ? complain(r, node, "a bundle is called \"%s\" already", text.id) : KR_OK;
    if (node->kind == KRI_YAML_TEXT && members)
        text.name = r->project[member[0]].name;
    r->bundle[r->study->bundles++] = (kr_study_bundle){ .id = text.id, .name = text.name ? text.name : text.id, .member = member, .members = members,
                                                        .place = { node->line, node->column } };
    return KR_OK;
}

static kr_status warn_unused(reader *r)
{
    for (uint32_t i = 0; i < r->owns; i++)
        if (r->own[i].used_as == KR_NONE)
            KR_TRY(kri_problem_add(r->job, r->problems, KRI_WARNING, r->study->file, r->own[i].place.line, r->own[i].place.column,
                                   "the project \"%s\" is in no bundle", r->own[i].id));
    return KR_OK;
}

static kr_status read_bundles(reader *r)
{
    const kri_yaml *list = r->outline.bundles;
    int is_list;
    KRI_NEW(r->job, r->project, KR_STUDY_PROJECTS);
    KRI_NEW(r->job, r->bundle, KR_STUDY_BUNDLES);
    r->study->project = r->project;
    r->study->bundle = r->bundle;
    KR_TRY(check_list(r, list, "a list of bundles", &is_list));
    if (!is_list)
        return KR_OK;
    if (!list->count)
        return complain(r, list, "there is no bundle, so there is no question");
    if (list->count > KR_STUDY_BUNDLES)
        return complain(r, list, "these are %zu bundles; %u is the most, for all their combinations are run", list->count, KR_STUDY_BUNDLES);
    for (size_t i = 0; i < list->count; i++)
        KR_TRY(read_bundle(r, list->item[i]));
    r->study->projects = r->projects;
    return warn_unused(r);
}

/* ---- parameters ---- */

typedef struct range_text {
    const kri_yaml *central, *low, *high, *distribution;
    const char *source;
} range_text;

static const field range_fields[] = {
    { "central", take_node, offsetof(range_text, central), 1 }, { "low", take_node, offsetof(range_text, low), 0 },
    { "high", take_node, offsetof(range_text, high), 0 }, { "distribution", take_node, offsetof(range_text, distribution), 0 },
    { "source", take_source, offsetof(range_text, source), 0 },
};

static kr_status read_distribution(reader *r, const kri_yaml *node, kr_distribution *distribution)
{
    const char *names[KR_DISTRIBUTIONS];
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return complain_kind(r, node, "a distribution");
    for (kr_distribution d = KR_UNIFORM; d < KR_DISTRIBUTIONS; d++) {
        names[d - 1] = kr_distribution_name(d);
        if (strcmp(node->text, names[d - 1]) == 0) {
            *distribution = d;
            return KR_OK;
        }
    }
    return complain(r, node, "\"%.60s\" is no distribution%s; there are uniform, triangular and lognormal", node->text,
                    guess(r, kri_text_nearest(kri_span_of(node->text), names, KR_DISTRIBUTIONS - 1)));
}

static kr_status check_range(reader *r, const kri_yaml *node, const char *name, const range_text *text, kr_study_range *range)
{
    char low[KRI_NUMBER_BYTES], central[KRI_NUMBER_BYTES], high[KRI_NUMBER_BYTES];
    kri_number_print(range->low, low);
    kri_number_print(range->high, high);
    if (range->low > range->high)
        return complain(r, text->low, "the range of %s is upside down: %s to %s", name, low, high);
    if (range->central < range->low || range->central > range->high)
        return complain(r, text->central, "the central value of %s, %s, is not within its range from %s to %s", name,
                        kri_number_print(range->central, central), low, high);
    if (range->distribution == KR_LOGNORMAL && !(range->low > 0))
        return complain(r, text->low, "a lognormal %s has no value at or under 0; raise low above it, or call it triangular", name);
    if (!text->source)
        return complain(r, node, "the range of %s lacks the key \"source\"; an estimate of yours is called \"estimate\"", name);
    return KR_OK;
}

static kr_status read_range_map(reader *r, const kri_yaml *node, const char *name, double least, double most, kr_study_range *range)
{
    range_text text = { .source = NULL };
    KR_TRY(READ_MAP(r, node, name, range_fields, &text));
    if (!text.central)
        return KR_OK;
    *range = (kr_study_range){ .central = range->central, .low = NAN, .high = NAN, .distribution = KR_TRIANGULAR, .source = text.source ? text.source : "",
                               .is_estimate = !text.source || is_estimate(text.source), .place = { node->line, node->column } };
    KR_TRY(take_bounded(r, text.central, name, least, most, 0, &range->central));
    if (text.low)
        KR_TRY(take_bounded(r, text.low, name, least, most, 0, &range->low));
    if (text.high)
        KR_TRY(take_bounded(r, text.high, name, least, most, 0, &range->high));
    if (text.distribution)
        KR_TRY(read_distribution(r, text.distribution, &range->distribution));
    if (!text.low != !text.high)
        return complain(r, text.low ? text.low : text.high, "%s has one end of a range; give low and high, or neither", name);
    if (!isnan(range->low) && !isnan(range->high))
        return check_range(r, node, name, &text, range);
    range->low = range->high = range->central;
    range->distribution = KR_FIXED;
    return KR_OK;
}

/* A number fixes it; a map gives it a range. */
static kr_status read_range(reader *r, const kri_yaml *node, kr_study_parameter p)
{
    const char *name = kr_study_parameter_name(p);
    kr_study_range *range = &r->study->parameter[p];
    double least, most;
    kr_study_parameter_bounds(p, &least, &most);
    if (node->kind == KRI_YAML_MAP)
        return read_range_map(r, node, name, least, most, range);
    KR_TRY(take_bounded(r, node, name, least, most, 0, &range->central));
    *range = (kr_study_range){ .central = range->central, .low = range->central, .high = range->central, .distribution = KR_FIXED, .source = "",
                               .is_estimate = 1, .place = { node->line, node->column } };
    return KR_OK;
}

static kr_status take_parameters(reader *r, const kri_yaml *node, void *slot)
{
    const char *names[KR_PARAMETERS];
    unsigned seen = 0;
    (void)slot;
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++)
        names[p] = kr_study_parameter_name(p);
    if (node->kind != KRI_YAML_MAP)
        return complain_kind(r, node, "a map of parameters");
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->key[i]->text;
        kr_study_parameter p = 0;
        while (p < KR_PARAMETERS && strcmp(names[p], name) != 0)
            p++;
        if (p == KR_PARAMETERS)
            KR_TRY(complain(r, node->key[i], "there is no parameter \"%.60s\"%s", name, guess(r, kri_text_nearest(kri_span_of(name), names, KR_PARAMETERS))));
        else if (seen >> p & 1)
            KR_TRY(complain(r, node->key[i], "the parameter %s stands there twice", name));
        else
            KR_TRY(read_range(r, node->item[i], p));
        seen |= p < KR_PARAMETERS ? 1u << p : 0;
    }
    return KR_OK;
}

/* ---- draws and money ---- */

typedef struct draws_text {
    const kri_yaml *count, *seed;
} draws_text;

static const field draws_fields[] = {
    { "count", take_node, offsetof(draws_text, count), 1 }, { "seed", take_node, offsetof(draws_text, seed), 0 },
};

static kr_status read_draws(reader *r)
{
    const kri_yaml *node = r->outline.draws;
    draws_text text = { node, NULL };
    double count = 0, seed = 1;
    if (!node)
        return KR_OK;
    if (node->kind != KRI_YAML_TEXT)
        KR_TRY(READ_MAP(r, node, "draws", draws_fields, &text));
    if (text.count && text.count->kind != KRI_YAML_MAP)
        KR_TRY(take_bounded(r, text.count, "the count of draws", 0, MOST_DRAWS, 1, &count));
    if (text.seed)
        KR_TRY(take_bounded(r, text.seed, "the seed", 0, 9007199254740992.0, 1, &seed));
    if (text.count && count > 0 && count < 2)
        KR_TRY(complain(r, text.count, "one draw is no range; take 0, or 2 and more"));
    r->study->draws = (uint32_t)count;
    r->study->seed = (uint64_t)seed;
    return KR_OK;
}

/* A budget that nothing fits into is a mistake; so is one where no cost is known. */
static kr_status check_budget(reader *r)
{
    const kri_yaml *node = r->outline.budget;
    const kr_study_project *cheapest = NULL;
    char least[KRI_NUMBER_BYTES];
    double budget = NAN;
    if (!node)
        return KR_OK;
    KR_TRY(take_number(r, node, &budget));
    if (isnan(budget))
        return KR_OK;
    if (!(budget > 0))
        return complain(r, node, "a budget of %s USD buys nothing; leave it out to look for no best set", node->text);
    r->study->budget_usd = budget;
    for (uint32_t p = 0; p < r->projects; p++)
        if (r->project[p].cost_usd >= 0 && (!cheapest || r->project[p].cost_usd < cheapest->cost_usd))
            cheapest = &r->project[p];
    if (!r->projects)
        return KR_OK;
    if (!cheapest)
        return complain(r, node, "there is a budget, and the cost of no project is known; give each a cost_usd under \"projects\"");
    if (cheapest->cost_usd > budget)
        return complain(r, node, "a budget of %s USD is under the cheapest project, %s at %s USD", node->text, cheapest->id,
                        kri_number_print(cheapest->cost_usd, least));
    return KR_OK;
}

/* ---- what stands beside ---- */

typedef struct figure_text {
    const char *id, *what, *unit, *year, *source, *reason;
    const kri_yaml *measure, *built, *areas, *partners, *links, *against, *cargo, *role, *value, *low, *high;
} figure_text;

static const field figure_fields[] = {
    { "id", take_id, offsetof(figure_text, id), 1 }, { "what", take_text, offsetof(figure_text, what), 1 },
    { "measure", take_node, offsetof(figure_text, measure), 1 }, { "built", take_node, offsetof(figure_text, built), 0 },
    { "areas", take_node, offsetof(figure_text, areas), 0 }, { "partners", take_node, offsetof(figure_text, partners), 0 },
    { "links", take_node, offsetof(figure_text, links), 0 }, { "against", take_node, offsetof(figure_text, against), 0 },
    { "cargo", take_node, offsetof(figure_text, cargo), 0 }, { "value", take_node, offsetof(figure_text, value), 0 },
    { "low", take_node, offsetof(figure_text, low), 0 }, { "high", take_node, offsetof(figure_text, high), 0 },
    { "unit", take_text, offsetof(figure_text, unit), 0 }, { "year", take_text, offsetof(figure_text, year), 0 },
    { "role", take_node, offsetof(figure_text, role), 1 }, { "source", take_source, offsetof(figure_text, source), 1 },
    { "reason", take_text, offsetof(figure_text, reason), 0 },
};

/* The place of a word in a list, a problem when it is none of them. */
static kr_status read_word(reader *r, const kri_yaml *node, const char *what, const char *const *words, size_t count, size_t *place)
{
    *place = count;
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return complain_kind(r, node, what);
    for (*place = 0; *place < count; ++*place)
        if (strcmp(words[*place], node->text) == 0)
            return KR_OK;
    return complain(r, node, "\"%.60s\" is not %s%s", node->text, what, guess(r, kri_text_nearest(kri_span_of(node->text), words, count)));
}

static kr_status read_measure(reader *r, const kri_yaml *node, kr_study_measure *measure)
{
    const char *names[KR_STUDY_MEASURES];
    size_t place;
    for (kr_study_measure m = 0; m < KR_STUDY_MEASURES; m++)
        names[m] = kr_study_measure_name(m);
    KR_TRY(read_word(r, node, "a measure", names, KR_STUDY_MEASURES, &place));
    if (place < KR_STUDY_MEASURES)
        *measure = (kr_study_measure)place;
    return KR_OK;
}

static kr_status read_role(reader *r, const kri_yaml *node, const char **role)
{
    static const char *const roles[] = { "observation", "scenario", "target", "forecast", "input" };
    size_t place;
    KR_TRY(read_word(r, node, "a role: observation, scenario, target, forecast or input", roles, 5, &place));
    *role = place < 5 ? roles[place] : "";
    return KR_OK;
}

static kr_status read_built(reader *r, const kri_yaml *node, uint32_t *built)
{
    int is_list;
    *built = (1u << r->study->bundles) - 1;
    KR_TRY(check_list(r, node, "a list of bundles", &is_list));
    if (!is_list)
        return KR_OK;
    *built = 0;
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        uint32_t bundle = item->kind == KRI_YAML_TEXT ? bundle_named(r, item->text) : KR_NONE;
        if (bundle == KR_NONE)
            KR_TRY(item->kind == KRI_YAML_TEXT ? complain(r, item, "\"%.60s\" is no bundle of this study", item->text) : complain_kind(r, item, "a bundle"));
        else
            *built |= 1u << bundle;
    }
    return KR_OK;
}

static kr_status read_cargo(reader *r, const kri_yaml *node, uint32_t *cargo)
{
    *cargo = KR_NONE;
    if (!node)
        return KR_OK;
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return complain_kind(r, node, "a cargo");
    *cargo = kr_world_find(r->world, KR_CARGO, node->text);
    if (*cargo == KR_NONE)
        return complain(r, node, "\"%.60s\" is no cargo%s", node->text, guess(r, nearest_id(r, KR_CARGO, node->text)));
    return KR_OK;
}

static kr_status read_published(reader *r, const kri_yaml *node, const figure_text *text, kr_study_figure *f)
{
    f->low = f->high = NAN;
    if (text->value && (text->low || text->high))
        return complain(r, node, "a figure is a value, or low and high, not both");
    if (!text->low != !text->high)
        return complain(r, node, "one end of a published range is missing; give low and high, or a value");
    if (text->value) {
        KR_TRY(take_number(r, text->value, &f->low));
        f->high = f->low;
    }
    if (!text->low)
        return KR_OK;
    KR_TRY(take_number(r, text->low, &f->low));
    KR_TRY(take_number(r, text->high, &f->high));
    return f->low > f->high ? complain(r, text->low, "the published range is upside down") : KR_OK;
}

static int needs_links(kr_study_measure m)
{
    return m == KR_MEASURE_TONNES || m == KR_MEASURE_TONNES_CHANGE || m == KR_MEASURE_TONNES_RATIO || m == KR_MEASURE_HOURS_RATIO || m == KR_MEASURE_USD_T_LESS;
}

static kr_status check_figure(reader *r, const kri_yaml *node, const figure_text *text, const kr_study_figure *f)
{
    const char *name = kr_study_measure_name(f->measure);
    if (needs_links(f->measure) && !text->links)
        return complain(r, node, "the measure %s needs \"links\"", name);
    if (f->measure == KR_MEASURE_USD_T_LESS && !text->against)
        return complain(r, node, "the measure %s needs links \"against\" which it is less", name);
    return KR_OK;
}

static kr_status read_figure(reader *r, const kri_yaml *node, kr_study_figure *f)
{
    figure_text text = { .id = "" };
    *f = (kr_study_figure){ .id = "", .cargo = KR_NONE, .low = NAN, .high = NAN };
    KR_TRY(READ_MAP(r, node, "an entry of beside", figure_fields, &text));
    f->id = text.id;
    f->what = text.what ? text.what : "";
    f->unit = text.unit;
    f->year = text.year ? text.year : "";
    f->source = text.source ? text.source : "";
    f->reason = text.reason ? text.reason : "";
    f->role = "";
    f->place = (kr_study_place){ node->line, node->column };
    if (!text.measure || !text.role)
        return KR_OK;
    KR_TRY(read_measure(r, text.measure, &f->measure));
    KR_TRY(read_role(r, text.role, &f->role));
    if (!f->unit)
        f->unit = kr_study_measure_unit(f->measure);
    KR_TRY(read_built(r, text.built, &f->built));
    KR_TRY(read_areas(r, text.areas, &f->area, &f->areas));
    KR_TRY(read_areas(r, text.partners, &f->partner, &f->partners));
    KR_TRY(read_links(r, text.links, &f->link, &f->links));
    KR_TRY(read_links(r, text.against, &f->against, &f->againsts));
    KR_TRY(read_cargo(r, text.cargo, &f->cargo));
    KR_TRY(read_published(r, node, &text, f));
    return check_figure(r, node, &text, f);
}

static kr_status read_beside(reader *r)
{
    const kri_yaml *list = r->outline.beside;
    kr_study_figure *figure;
    int is_list;
    KR_TRY(check_list(r, list, "a list of published figures", &is_list));
    if (!is_list)
        return KR_OK;
    KRI_NEW(r->job, figure, list->count);
    r->study->figure = figure;
    for (size_t i = 0; i < list->count; i++) {
        KR_TRY(read_figure(r, list->item[i], &figure[i]));
        for (size_t j = 0; j < i && j < GUESSES; j++)
            if (figure[i].id && figure[j].id && *figure[i].id && strcmp(figure[i].id, figure[j].id) == 0)
                KR_TRY(complain(r, list->item[i], "a figure is called \"%s\" already", figure[i].id));
        r->study->figures++;
    }
    return KR_OK;
}

/* ---- the whole ---- */

static kr_status read_head(reader *r, const kri_yaml *root)
{
    struct { kr_study study; outline outline; } both = { *r->study, { 0 } };
#define STUDY(member) offsetof(kr_study, member)
#define LATER(member) ((size_t)((const char *)&both.outline - (const char *)&both) + offsetof(outline, member))
    const field fields[] = {
        { "study", take_id, STUDY(id), 1 }, { "title", take_text, STUDY(title), 0 }, { "question", take_text, STUDY(question), 0 },
        { "base_year", take_base_year, STUDY(base_year), 1 }, { "date", take_date, STUDY(date), 1 },
        { "opening_year", take_year_number, STUDY(opening_year), 0 }, { "horizon_years", take_horizon, STUDY(horizon_years), 0 },
        { "members", take_flag, STUDY(with_members), 0 }, { "areas", take_node, LATER(areas), 0 }, { "base", take_node, LATER(base), 0 },
        { "projects", take_node, LATER(projects), 0 }, { "bundles", take_node, LATER(bundles), 1 }, { "draws", take_node, LATER(draws), 0 },
        { "budget_usd", take_node, LATER(budget), 0 }, { "beside", take_node, LATER(beside), 0 }, { "parameters", take_parameters, 0, 0 },
    };
#undef STUDY
#undef LATER
    KR_TRY(READ_MAP(r, root, "a study", fields, &both));
    memcpy(both.study.parameter, r->study->parameter, sizeof both.study.parameter);
    *r->study = both.study;
    r->outline = both.outline;
    return KR_OK;
}

static kr_status check_amount(reader *r, const kri_yaml *root)
{
    if (r->edits > MOST_EDITS)
        return complain(r, root, "the study makes more than %d edits of the tables; change the tables instead", MOST_EDITS);
    return kr_study_check(r->job, r->world, r->study, r->problems);
}

static kr_status read_study(reader *r, const kri_yaml *root)
{
    kr_study *s = r->study;
    KR_TRY(read_head(r, root));
    if (root->kind != KRI_YAML_MAP)
        return KR_OK;
    if (isnan(s->opening_year))
        s->opening_year = (double)(s->date / 10000);
    KR_TRY(read_areas(r, r->outline.areas, &s->area, &s->areas));
    KR_TRY(read_own_projects(r));
    KR_TRY(read_bundles(r));
    KR_TRY(read_base(r));
    KR_TRY(read_draws(r));
    KR_TRY(check_budget(r));
    KR_TRY(read_beside(r));
    return check_amount(r, root);
}

kr_status kr_study_parse(kr_job *job, const char *file, const char *text, size_t length, const kr_world *world, kr_problems *problems, kr_study *study)
{
    reader r = { .job = job, .world = world, .problems = problems, .study = study };
    const kri_yaml *root;
    *study = (kr_study){ .file = file, .id = "", .title = "", .question = "", .opening_year = NAN, .budget_usd = INFINITY, .horizon_years = 30, .seed = 1 };
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++)
        study->parameter[p] = kr_study_parameter_default(p);
    kri_digest_hex(text, length, study->digest);
    KR_TRY(kri_yaml_parse(job, file, (kri_span){ text, length }, problems, &root));
    return root ? read_study(&r, root) : KR_OK;
}

/* One byte more than is allowed shows that there are too many. */
static kr_status read_most(kr_job *job, const char *path, char **bytes, size_t *length)
{
    kri_input *input;
    size_t got = 1;
    *length = 0;
    KRI_NEW(job, *bytes, KRI_YAML_BYTES + 1);
    KR_TRY(kri_input_open(job, path, &input));
    while (got && *length <= KRI_YAML_BYTES) {
        KR_TRY(kri_input_read(input, *bytes + *length, KRI_YAML_BYTES + 1 - *length, &got));
        *length += got;
    }
    return KR_OK;
}

kr_status kr_study_read(kr_job *job, const char *path, const kr_world *world, kr_problems *problems, kr_study *study)
{
    char *bytes;
    size_t length;
    const char *file = kri_job_copy(job, path, strlen(path));
    if (!file)
        return KR_E_MEMORY;
    KR_TRY(read_most(job, path, &bytes, &length));
    return kr_study_parse(job, file, bytes, length, world, problems, study);
}
