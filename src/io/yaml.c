/* yaml.c: YAML by libyaml's document API. The only file that knows libyaml. */
#include "yaml.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct loader {
    kr_job *job;
    kr_problems *problems;
    const char *file;
    kri_span text;
    yaml_document_t *document;
    kri_yaml *node;             /* [nodes] */
    uint32_t *uses;             /* [nodes] how often each stands in another */
    int is_sound;
} loader;

/* ---- where things stand ---- */

static void place_of(kri_span text, size_t at, uint64_t *line, uint32_t *column)
{
    const char *start = text.start, *byte = text.start + (at < text.length ? at : text.length);
    *line = 1;
    for (const char *s = start; s < byte; s++)
        if (*s == '\n') {
            ++*line;
            start = s + 1;
        }
    *column = (uint32_t)kri_utf8_columns(start, (size_t)(byte - start)) + 1;
}

static kr_status complain_at(loader *l, size_t at, const char *message)
{
    uint64_t line;
    uint32_t column;
    place_of(l->text, at, &line, &column);
    l->is_sound = 0;
    return kri_problem_add(l->job, l->problems, KRI_ERROR, l->file, line, column, "%s", message);
}

static kr_status complain_mark(loader *l, yaml_mark_t mark, const char *message)
{
    l->is_sound = 0;
    return kri_problem_add(l->job, l->problems, KRI_ERROR, l->file, mark.line + 1, (uint32_t)mark.column + 1, "%s", message);
}

static kr_status complain_syntax(loader *l, const yaml_parser_t *parser)
{
    char message[KR_MESSAGE_BYTES];
    if (parser->error == YAML_MEMORY_ERROR)
        return kr_fail(l->job, KR_E_MEMORY, "%s: the system has no more memory for reading it", l->file);
    snprintf(message, sizeof message, "this is no YAML: %s%s%s", parser->problem ? parser->problem : "it cannot be understood",
             parser->context ? ", " : "", parser->context ? parser->context : "");
    if (parser->error == YAML_READER_ERROR)
        return complain_at(l, parser->problem_offset, message);
    return complain_mark(l, parser->problem_mark, message);
}

/* ---- from libyaml's nodes to ours ---- */

/* Somebody's text, one line, in the job. */
static char *plain_copy(kr_job *job, const char *bytes, size_t length)
{
    char *copy = kri_job_copy(job, bytes, length);
    if (copy)
        kri_utf8_blank(copy, length);
    return copy;
}

static kr_status take_scalar(loader *l, const yaml_node_t *from, kri_yaml *to)
{
    to->kind = KRI_YAML_TEXT;
    to->is_quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    to->text = plain_copy(l->job, (const char *)from->data.scalar.value, from->data.scalar.length);
    return to->text ? KR_OK : KR_E_MEMORY;
}

static const kri_yaml *use(loader *l, int number)
{
    l->uses[number - 1]++;
    return &l->node[number - 1];
}

static kr_status take_list(loader *l, const yaml_node_t *from, kri_yaml *to)
{
    const yaml_node_item_t *item = from->data.sequence.items.start;
    to->kind = KRI_YAML_LIST;
    to->count = (size_t)(from->data.sequence.items.top - item);
    KRI_NEW(l->job, to->item, to->count);
    for (size_t i = 0; i < to->count; i++)
        to->item[i] = use(l, item[i]);
    return KR_OK;
}

static kr_status take_map(loader *l, const yaml_node_t *from, kri_yaml *to)
{
    const yaml_node_pair_t *pair = from->data.mapping.pairs.start;
    to->kind = KRI_YAML_MAP;
    to->count = (size_t)(from->data.mapping.pairs.top - pair);
    KRI_NEW(l->job, to->item, to->count);
    KRI_NEW(l->job, to->key, to->count);
    for (size_t i = 0; i < to->count; i++) {
        const yaml_node_t *key = yaml_document_get_node(l->document, pair[i].key);
        to->key[i] = use(l, pair[i].key);
        to->item[i] = use(l, pair[i].value);
        if (key->type != YAML_SCALAR_NODE)
            KR_TRY(complain_mark(l, key->start_mark, "a key is a word, not a list or a map"));
    }
    return KR_OK;
}

static int is_plain_tag(const yaml_node_t *node)
{
    static const char *const plain[] = { YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG };
    const char *tag = (const char *)node->tag;
    for (size_t i = 0; tag && i < sizeof plain / sizeof *plain; i++)
        if (strcmp(tag, plain[i]) == 0)
            return 1;
    return !tag;
}

static kr_status take_node(loader *l, const yaml_node_t *from, kri_yaml *to)
{
    to->line = (uint32_t)from->start_mark.line + 1;
    to->column = (uint32_t)from->start_mark.column + 1;
    if (!is_plain_tag(from))
        KR_TRY(complain_mark(l, from->start_mark, "tags (\"!...\") are not understood; leave it out"));
    if (from->type == YAML_SCALAR_NODE)
        return take_scalar(l, from, to);
    return from->type == YAML_SEQUENCE_NODE ? take_list(l, from, to) : take_map(l, from, to);
}

/* What stands in two places is an alias, and what stands in itself has no end. */
static kr_status refuse_aliases(loader *l, size_t nodes)
{
    for (size_t i = 0; i < nodes; i++)
        if (l->uses[i] > (i > 0))
            return complain_mark(l, l->document->nodes.start[i].start_mark, "this is used again by an alias (\"*...\"); write it out in each place");
    return KR_OK;
}

static kr_status take_document(loader *l)
{
    size_t nodes = (size_t)(l->document->nodes.top - l->document->nodes.start);
    KRI_NEW(l->job, l->node, nodes);
    KRI_NEW(l->job, l->uses, nodes);
    for (size_t i = 0; i < nodes; i++)
        KR_TRY(take_node(l, &l->document->nodes.start[i], &l->node[i]));
    return refuse_aliases(l, nodes);
}

/* ---- reading ---- */

/* The document stays libyaml's until it is deleted here, whatever is said of it. */
static kr_status load(loader *l, yaml_parser_t *parser, kr_status (*take)(loader *l))
{
    yaml_document_t document;
    if (!yaml_parser_load(parser, &document))
        return complain_syntax(l, parser);
    l->document = &document;
    kr_status status = take(l);
    yaml_document_delete(&document);
    return status;
}

static kr_status take_first(loader *l)
{
    if (yaml_document_get_root_node(l->document))
        return take_document(l);
    l->is_sound = 0;
    return kri_problem_add(l->job, l->problems, KRI_ERROR, l->file, 1, 1, "the file is empty");
}

static kr_status refuse_second(loader *l)
{
    const yaml_node_t *root = yaml_document_get_root_node(l->document);
    return root ? complain_mark(l, root->start_mark, "a second document begins here; one file is one") : KR_OK;
}

static kr_status load_all(loader *l)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return kr_fail(l->job, KR_E_MEMORY, "%s: the system has no more memory for reading it", l->file);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)l->text.start, l->text.length);
    kr_status status = load(l, &parser, take_first);
    if (status == KR_OK && l->is_sound)
        status = load(l, &parser, refuse_second);
    yaml_parser_delete(&parser);
    return status;
}

static int has_start(kri_span text, const char *start)
{
    return text.length >= strlen(start) && memcmp(text.start, start, strlen(start)) == 0;
}

#define MOST_NESTED 64
#define MOST_ANCHORS 256
#define MOST_DIRECTIVES 16

/*
 * libyaml takes the square of these in time. Signs inside of texts are counted, too: no study has so many of them either. 0 when there are
 * too many; *at is the first past the bound.
 */
static int is_bounded(kri_span text, size_t *at)
{
    long nested = 0, anchors = 0, directives = 0;
    for (*at = 0; *at < text.length; ++*at) {
        char c = text.start[*at];
        nested += c == '[' || c == '{';
        nested -= nested && (c == ']' || c == '}');
        anchors += c == '&';
        directives += c == '%' && (!*at || text.start[*at - 1] == '\n');
        if (nested > MOST_NESTED || anchors > MOST_ANCHORS || directives > MOST_DIRECTIVES)
            return 0;
    }
    return 1;
}

/* What stops the reading before it begins. */
static kr_status check_bytes(loader *l)
{
    size_t at;
    if (l->text.length > KRI_YAML_BYTES)
        return complain_at(l, 0, "the file has more than 1 MiB, which no study needs");
    if (has_start(l->text, "\xFF\xFE") || has_start(l->text, "\xFE\xFF"))
        return complain_at(l, 0, "this is UTF-16; save the file as UTF-8");
    if (!kri_utf8_is_valid(l->text.start, l->text.length, &at))
        return complain_at(l, at, "this is not UTF-8; save the file as UTF-8");
    if (!is_bounded(l->text, &at))
        return complain_at(l, at, "brackets are nested too deep here, or there are too many anchors; no study needs that");
    return KR_OK;
}

kr_status kri_yaml_parse(kr_job *job, const char *file, kri_span text, kr_problems *problems, const kri_yaml **root)
{
    loader l = { .job = job, .problems = problems, .file = file, .text = text, .is_sound = 1 };
    *root = NULL;
    if (has_start(text, "\xEF\xBB\xBF"))
        l.text = (kri_span){ text.start + 3, text.length - 3 };
    KR_TRY(check_bytes(&l));
    if (l.is_sound)
        KR_TRY(load_all(&l));
    if (l.is_sound)
        *root = l.node;
    return KR_OK;
}
