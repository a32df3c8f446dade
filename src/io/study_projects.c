/* study_projects.c: what a study file says of edits: its base, its projects and their bundles. */
#include "study_reader.h"

#include "base/arena.h"
#include "base/spelling.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* An entry of `projects`. */
typedef struct kri_own_project {
    const char *id, *name, *source;
    const kri_yaml *id_node, *opens, *closes, *changes, *like, *hosts, *source_node;
    double cost_usd, year;
    uint32_t used_as;           /* of study.project, KR_NONE */
    kr_study_place place;
} kri_own_project;

/* ---- edits ---- */

/* A failure of the model about one entry becomes a problem at its place. */
static kr_status tell_failure(kri_study_reader *r, const kri_yaml *at, kr_status status)
{
    char message[KR_MESSAGE_BYTES];
    if (status != KR_E_USAGE && status != KR_E_INPUT)
        return status;
    memcpy(message, r->job->message, sizeof message);
    return kri_study_complain(r, at, "%s", message);
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

static kr_status make_edits(kri_study_reader *r, verb v, const char *what, const char *reason, uint32_t source, kr_patch *patch)
{
    if (v == CHANGE)
        return kr_patch_change(r->job, r->world, what, reason, source, patch);
    if (v == CLOSE)
        return kr_patch_close(r->job, r->world, what, patch);
    if (v == PROJECT && kr_world_find(r->world, KR_PROJECT, what) == KR_NONE)
        return kr_fail(r->job, KR_E_INPUT, "\"%.60s\" is not in project.csv%s", what, kri_study_guess(r, kri_study_nearest(r, KR_PROJECT, what)));
    if (v == OPEN && kr_world_find(r->world, KR_PROJECT, what) != KR_NONE)
        return kr_fail(r->job, KR_E_INPUT, "\"%.60s\" is a project, not a link, border, terminal or service; say so", what);
    return kr_patch_open(r->job, r->world, what, patch);
}

/* A patch while it is made, and where each of its edits stands. */
typedef struct placed_patch {
    kr_patch patch;
    kr_study_place *place;      /* [patch.count] */
    size_t room;
} placed_patch;

/* The edits from `first` on stand there. */
static kr_status put_places(kri_study_reader *r, const kri_yaml *at, size_t first, placed_patch *to)
{
    KR_TRY(kri_job_grow(r->job, &to->place, &to->room, to->patch.count + 1, sizeof *to->place));
    for (size_t i = first; i < to->patch.count; i++)
        to->place[i] = (kr_study_place){ at->line, at->column };
    r->edits += to->patch.count - first;
    return KR_OK;
}

static kr_status add_edits(kri_study_reader *r, const kri_yaml *at, verb v, const char *reason, uint32_t source, placed_patch *to)
{
    kr_patch *patch = &to->patch;
    size_t first = patch->count;
    if (at->kind != KRI_YAML_TEXT || !*at->text)
        return kri_study_complain_kind(r, at, v == CHANGE ? "a change such as \"link:ID:length*0.5\"" : "an id");
    kr_status status = make_edits(r, v, at->text, reason, source, patch);
    if (status != KR_OK)
        patch->count = first;
    give_reason(patch, first, reason, source);
    KR_TRY(put_places(r, at, first, to));
    return status == KR_OK ? KR_OK : tell_failure(r, at, status);
}

static kr_status add_list(kri_study_reader *r, const kri_yaml *list, verb v, const char *reason, uint32_t source, placed_patch *to)
{
    int is_list;
    KR_TRY(kri_study_list(r, list, "a list", &is_list));
    for (size_t i = 0; is_list && i < list->count && r->edits <= KRI_STUDY_EDITS; i++)
        KR_TRY(add_edits(r, list->item[i], v, reason, source, to));
    return KR_OK;
}

/* ---- the base ---- */

typedef struct base_line {
    const kri_yaml *what[VERBS];
    const char *reason, *source;
} base_line;

static const kri_study_field base_fields[] = {
    { "open", kri_study_take_node, offsetof(base_line, what[OPEN]), 0 }, { "close", kri_study_take_node, offsetof(base_line, what[CLOSE]), 0 },
    { "change", kri_study_take_node, offsetof(base_line, what[CHANGE]), 0 }, { "project", kri_study_take_node, offsetof(base_line, what[PROJECT]), 0 },
    { "reason", kri_study_take_text, offsetof(base_line, reason), 0 }, { "source", kri_study_take_source, offsetof(base_line, source), 0 },
};

static kr_status read_base_line(kri_study_reader *r, const kri_yaml *node, placed_patch *to)
{
    base_line line = { .reason = NULL };
    int verbs = 0;
    verb chosen = OPEN;
    KR_TRY(KRI_STUDY_MAP(r, node, "an entry of base", base_fields, &line));
    if (node->kind != KRI_YAML_MAP)
        return KR_OK;
    for (verb v = 0; v < VERBS; v++)
        if (line.what[v]) {
            verbs++;
            chosen = v;
        }
    if (verbs != 1)
        return kri_study_complain(r, node, "an entry of base has one of open, close, change and project; this one has %s", verbs ? "several" : "none");
    if (!line.source && chosen != PROJECT)
        KR_TRY(kri_study_complain(r, node, "an entry of base lacks the key \"source\"; an estimate of yours is called \"estimate\""));
    const char *reason = line.reason ? line.reason : kri_job_format(r->job, "the base of the study %s", r->study->id);
    if (!reason)
        return KR_E_MEMORY;
    return add_edits(r, line.what[chosen], chosen, reason, line.source ? kri_study_source_row(r, line.source) : KR_NONE, to);
}

kr_status kri_study_read_base(kri_study_reader *r)
{
    const kri_yaml *list = r->outline.base;
    placed_patch base = { .room = 0 };
    int is_list;
    KR_TRY(kri_study_list(r, list, "a list of edits", &is_list));
    for (size_t i = 0; is_list && i < list->count && r->edits <= KRI_STUDY_EDITS; i++)
        KR_TRY(read_base_line(r, list->item[i], &base));
    r->study->base = base.patch;
    r->study->base_place = base.place;
    return KR_OK;
}

/* ---- projects ---- */

static const kri_study_field project_fields[] = {
    { "id", kri_study_take_id, offsetof(kri_own_project, id), 1 }, { "name", kri_study_take_text, offsetof(kri_own_project, name), 0 },
    { "opens", kri_study_take_node, offsetof(kri_own_project, opens), 0 }, { "closes", kri_study_take_node, offsetof(kri_own_project, closes), 0 },
    { "changes", kri_study_take_node, offsetof(kri_own_project, changes), 0 }, { "like", kri_study_take_node, offsetof(kri_own_project, like), 0 },
    { "cost_usd", kri_study_take_cost, offsetof(kri_own_project, cost_usd), 0 }, { "year", kri_study_take_year, offsetof(kri_own_project, year), 0 },
    { "hosts", kri_study_take_node, offsetof(kri_own_project, hosts), 0 }, { "source", kri_study_take_source, offsetof(kri_own_project, source), 1 },
};

static kri_own_project *own_named(kri_study_reader *r, const char *id)
{
    for (uint32_t i = 0; i < r->owns; i++)
        if (r->own[i].id && strcmp(r->own[i].id, id) == 0)
            return &r->own[i];
    return NULL;
}

kr_status kri_study_read_projects(kri_study_reader *r)
{
    const kri_yaml *list = r->outline.projects;
    int is_list;
    KR_TRY(kri_study_list(r, list, "a list of projects", &is_list));
    if (!is_list)
        return KR_OK;
    if (list->count > 4 * KR_STUDY_PROJECTS)
        return kri_study_complain(r, list, "these are %zu projects; %u is the most", list->count, 4 * KR_STUDY_PROJECTS);
    KRI_NEW(r->job, r->own, list->count);
    for (size_t i = 0; i < list->count; i++) {
        kri_own_project own = { .cost_usd = NAN, .year = NAN, .used_as = KR_NONE, .place = { list->item[i]->line, list->item[i]->column } };
        KR_TRY(KRI_STUDY_MAP(r, list->item[i], "a project", project_fields, &own));
        if (own.id && own_named(r, own.id))
            KR_TRY(kri_study_complain(r, list->item[i], "the project \"%s\" is described twice", own.id));
        else if (own.id)
            r->own[r->owns++] = own;
    }
    return KR_OK;
}

/* What project.csv says of it. "*" among the hosts is everybody, so nobody. */
static kr_status take_known_project(kri_study_reader *r, uint32_t row, kr_study_project *p)
{
    const kr_projects *t = &r->world->project;
    kri_span rest = kri_span_of(kr_world_text(r->world, t->hosts[row])), host;
    const char **hosts;
    char *name = kri_job_format(r->job, "%s", kr_world_text(r->world, t->name[row]));
    if (!name)
        return KR_E_MEMORY;
    kri_utf8_blank(name, strlen(name));     /* as the names that the study itself gives */
    p->row = row;
    p->name = name;
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
static kr_status take_own_project(kri_study_reader *r, kri_own_project *own, placed_patch *edits, kr_study_project *p)
{
    const char *reason = kri_job_format(r->job, "project %s of the study %s", own->id, r->study->id);
    uint32_t source = own->source ? kri_study_source_row(r, own->source) : KR_NONE;
    if (!reason)
        return KR_E_MEMORY;
    p->place = own->place;
    if (own->name)
        p->name = own->name;
    if (!isnan(own->cost_usd)) {
        p->cost_usd = own->cost_usd;
        p->cost_is_estimate = own->source && kri_study_is_estimate(own->source);
    }
    if (!isnan(own->year))
        p->year = own->year;
    if (own->source)
        p->source = own->source;
    if (own->hosts) {
        p->hosts = 0;
        KR_TRY(kri_study_areas(r, own->hosts, &p->host, &p->hosts));
    }
    KR_TRY(add_list(r, own->like, PROJECT, reason, source, edits));
    KR_TRY(add_list(r, own->opens, OPEN, reason, source, edits));
    KR_TRY(add_list(r, own->closes, CLOSE, reason, source, edits));
    return add_list(r, own->changes, CHANGE, reason, source, edits);
}

static kr_status build_project(kri_study_reader *r, const kri_yaml *at, uint32_t row, kri_own_project *own, kr_study_project *p)
{
    size_t before = r->problems ? r->problems->errors : 0;
    placed_patch edits = { .room = 0 };
    *p = (kr_study_project){ .id = at->text, .name = at->text, .row = KR_NONE, .cost_usd = NAN, .year = NAN, .source = "",
                             .place = { at->line, at->column } };
    if (row != KR_NONE) {
        KR_TRY(take_known_project(r, row, p));
        KR_TRY(tell_failure(r, at, kr_patch_open(r->job, r->world, at->text, &edits.patch)));
        KR_TRY(put_places(r, at, 0, &edits));
    }
    if (own)
        KR_TRY(take_own_project(r, own, &edits, p));
    p->patch = edits.patch;
    p->edit_place = edits.place;
    if (!p->patch.count && (!r->problems || r->problems->errors == before))
        return kri_study_complain(r, at, "the project \"%s\" changes nothing in the tables; say what it opens, closes or changes under \"projects\"",
                                  at->text);
    return KR_OK;
}

static kr_status complain_project(kri_study_reader *r, const kri_yaml *at)
{
    const char *known[4 * KR_STUDY_PROJECTS], *nearest;
    for (uint32_t i = 0; i < r->owns; i++)
        known[i] = r->own[i].id;
    nearest = kri_spelling_nearest(kri_span_of(at->text), known, r->owns);
    return kri_study_complain(r, at, "\"%.60s\" is no project, neither here nor in project.csv%s", at->text,
                    kri_study_guess(r, nearest ? nearest : kri_study_nearest(r, KR_PROJECT, at->text)));
}

/* ---- bundles ---- */

static const kr_study_bundle *bundle_of(const kri_study_reader *r, uint32_t project)
{
    for (uint32_t b = 0; b < r->study->bundles; b++)
        for (uint32_t m = 0; m < r->bundle[b].members; m++)
            if (r->bundle[b].member[m] == project)
                return &r->bundle[b];
    return NULL;
}

static uint32_t project_named(const kri_study_reader *r, const char *id)
{
    for (uint32_t p = 0; p < r->projects; p++)
        if (strcmp(r->project[p].id, id) == 0)
            return p;
    return KR_NONE;
}

static kr_status complain_twice(kri_study_reader *r, const kri_yaml *at, uint32_t project)
{
    const kr_study_bundle *bundle = bundle_of(r, project);
    return kri_study_complain(r, at, "the project \"%s\" stands in %s%s already; it stands in one bundle, once", at->text,
                              bundle ? "the bundle " : "this bundle",
                    bundle ? bundle->id : "");
}

static kr_status add_member(kri_study_reader *r, const kri_yaml *at, uint32_t *member, uint32_t *members)
{
    if (at->kind != KRI_YAML_TEXT || !*at->text)
        return kri_study_complain_kind(r, at, "a project");
    uint32_t known = project_named(r, at->text), row = kr_world_find(r->world, KR_PROJECT, at->text);
    kri_own_project *own = own_named(r, at->text);
    if (known != KR_NONE)
        return complain_twice(r, at, known);
    if (row == KR_NONE && !own)
        return complain_project(r, at);
    if (r->projects == KR_STUDY_PROJECTS)
        return kri_study_complain(r, at, "this is project %u; %u is the most", KR_STUDY_PROJECTS + 1, KR_STUDY_PROJECTS);
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

static const kri_study_field bundle_fields[] = {
    { "id", kri_study_take_id, offsetof(bundle_text, id), 1 }, { "name", kri_study_take_text, offsetof(bundle_text, name), 0 },
    { "members", kri_study_take_node, offsetof(bundle_text, members), 1 },
};

uint32_t kri_study_bundle(const kri_study_reader *r, const char *id)
{
    for (uint32_t b = 0; b < r->study->bundles; b++)
        if (strcmp(r->bundle[b].id, id) == 0)
            return b;
    return KR_NONE;
}

static kr_status read_members(kri_study_reader *r, const bundle_text *text, const kri_yaml *node, uint32_t *member, uint32_t *members)
{
    int is_list;
    if (node->kind == KRI_YAML_TEXT)
        return add_member(r, node, member, members);
    if (!text->members)
        return KR_OK;
    KR_TRY(kri_study_list(r, text->members, "a list of projects", &is_list));
    for (size_t i = 0; is_list && i < text->members->count; i++)
        KR_TRY(add_member(r, text->members->item[i], member, members));
    if (is_list && !text->members->count)
        return kri_study_complain(r, text->members, "a bundle without members changes nothing");
    return KR_OK;
}

/* A project's id alone is a bundle of one. */
static kr_status read_bundle(kri_study_reader *r, const kri_yaml *node)
{
    bundle_text text = { .id = NULL };
    uint32_t *member, members = 0;
    KRI_NEW(r->job, member, KR_STUDY_PROJECTS);
    if (node->kind == KRI_YAML_TEXT)
        text.id = node->text;
    else
        KR_TRY(KRI_STUDY_MAP(r, node, "a bundle", bundle_fields, &text));
    KR_TRY(read_members(r, &text, node, member, &members));
    if (!text.id)
        return KR_OK;
    if (kri_study_bundle(r, text.id) != KR_NONE)
        return members || node->kind != KRI_YAML_TEXT ? kri_study_complain(r, node, "a bundle is called \"%s\" already", text.id) : KR_OK;
    if (node->kind == KRI_YAML_TEXT && members)
        text.name = r->project[member[0]].name;
    r->bundle[r->study->bundles++] = (kr_study_bundle){ .id = text.id, .name = text.name ? text.name : text.id, .member = member, .members = members,
                                                        .place = { node->line, node->column } };
    return KR_OK;
}

static kr_status warn_unused(kri_study_reader *r)
{
    for (uint32_t i = 0; i < r->owns; i++)
        if (r->own[i].used_as == KR_NONE)
            KR_TRY(kri_problem_add(r->job, r->problems, KRI_WARNING, r->study->file, r->own[i].place.line, r->own[i].place.column,
                                   "the project \"%s\" is in no bundle", r->own[i].id));
    return KR_OK;
}

kr_status kri_study_read_bundles(kri_study_reader *r)
{
    const kri_yaml *list = r->outline.bundles;
    int is_list;
    KRI_NEW(r->job, r->project, KR_STUDY_PROJECTS);
    KRI_NEW(r->job, r->bundle, KR_STUDY_BUNDLES);
    r->study->project = r->project;
    r->study->bundle = r->bundle;
    KR_TRY(kri_study_list(r, list, "a list of bundles", &is_list));
    if (!is_list)
        return KR_OK;
    if (!list->count)
        return kri_study_complain(r, list, "there is no bundle, so there is no question");
    if (list->count > KR_STUDY_BUNDLES)
        return kri_study_complain(r, list, "these are %zu bundles; %u is the most, for all their combinations are run", list->count, KR_STUDY_BUNDLES);
    for (size_t i = 0; i < list->count; i++)
        KR_TRY(read_bundle(r, list->item[i]));
    r->study->projects = r->projects;
    return warn_unused(r);
}
