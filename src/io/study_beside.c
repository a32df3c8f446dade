/* study_beside.c: the published figures of a study file. */
#include "study_reader.h"

#include "base/spelling.h"

#include <math.h>
#include <string.h>

typedef struct figure_text {
    const char *id, *what, *unit, *year, *source, *reason;
    const kri_yaml *measure, *built, *areas, *partners, *links, *against, *cargo, *role, *value, *low, *high;
} figure_text;

static const kri_study_field figure_fields[] = {
    { "id", kri_study_take_id, offsetof(figure_text, id), 1 }, { "what", kri_study_take_text, offsetof(figure_text, what), 1 },
    { "measure", kri_study_take_node, offsetof(figure_text, measure), 1 }, { "built", kri_study_take_node, offsetof(figure_text, built), 0 },
    { "areas", kri_study_take_node, offsetof(figure_text, areas), 0 }, { "partners", kri_study_take_node, offsetof(figure_text, partners), 0 },
    { "links", kri_study_take_node, offsetof(figure_text, links), 0 }, { "against", kri_study_take_node, offsetof(figure_text, against), 0 },
    { "cargo", kri_study_take_node, offsetof(figure_text, cargo), 0 }, { "value", kri_study_take_node, offsetof(figure_text, value), 0 },
    { "low", kri_study_take_node, offsetof(figure_text, low), 0 }, { "high", kri_study_take_node, offsetof(figure_text, high), 0 },
    { "unit", kri_study_take_text, offsetof(figure_text, unit), 0 }, { "year", kri_study_take_text, offsetof(figure_text, year), 0 },
    { "role", kri_study_take_node, offsetof(figure_text, role), 1 }, { "source", kri_study_take_source, offsetof(figure_text, source), 1 },
    { "reason", kri_study_take_text, offsetof(figure_text, reason), 0 },
};

/* The place of a word in a list, a problem when it is none of them. */
static kr_status read_word(kri_study_reader *r, const kri_yaml *node, const char *what, const char *const *words, size_t count, size_t *place)
{
    *place = count;
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return kri_study_complain_kind(r, node, what);
    for (*place = 0; *place < count; ++*place)
        if (strcmp(words[*place], node->text) == 0)
            return KR_OK;
    return kri_study_complain(r, node, "\"%.60s\" is not %s%s", node->text, what,
                              kri_study_guess(r, kri_spelling_nearest(kri_span_of(node->text), words, count)));
}

static kr_status read_measure(kri_study_reader *r, const kri_yaml *node, kr_study_measure *measure)
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

static kr_status read_role(kri_study_reader *r, const kri_yaml *node, const char **role)
{
    static const char *const roles[] = { "observation", "scenario", "target", "forecast", "input" };
    size_t place;
    KR_TRY(read_word(r, node, "a role: observation, scenario, target, forecast or input", roles, 5, &place));
    *role = place < 5 ? roles[place] : "";
    return KR_OK;
}

static kr_status read_built(kri_study_reader *r, const kri_yaml *node, uint32_t *built)
{
    int is_list;
    *built = (1u << r->study->bundles) - 1;
    KR_TRY(kri_study_list(r, node, "a list of bundles", &is_list));
    if (!is_list)
        return KR_OK;
    *built = 0;
    for (size_t i = 0; i < node->count; i++) {
        const kri_yaml *item = node->item[i];
        uint32_t bundle = item->kind == KRI_YAML_TEXT ? kri_study_bundle(r, item->text) : KR_NONE;
        if (bundle == KR_NONE)
            KR_TRY(item->kind != KRI_YAML_TEXT ? kri_study_complain_kind(r, item, "a bundle") :
                   kri_study_complain(r, item, "\"%.60s\" is no bundle of this study", item->text));
        else
            *built |= 1u << bundle;
    }
    return KR_OK;
}

static kr_status read_cargo(kri_study_reader *r, const kri_yaml *node, uint32_t *cargo)
{
    *cargo = KR_NONE;
    if (!node)
        return KR_OK;
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return kri_study_complain_kind(r, node, "a cargo");
    *cargo = kr_world_find(r->world, KR_CARGO, node->text);
    if (*cargo == KR_NONE)
        return kri_study_complain(r, node, "\"%.60s\" is no cargo%s", node->text, kri_study_guess(r, kri_study_nearest(r, KR_CARGO, node->text)));
    return KR_OK;
}

static kr_status read_published(kri_study_reader *r, const kri_yaml *node, const figure_text *text, kr_study_figure *f)
{
    f->low = f->high = NAN;
    if (text->value && (text->low || text->high))
        return kri_study_complain(r, node, "a figure is a value, or low and high, not both");
    if (!text->low != !text->high)
        return kri_study_complain(r, node, "one end of a published range is missing; give low and high, or a value");
    if (text->value) {
        KR_TRY(kri_study_take_number(r, text->value, &f->low));
        f->high = f->low;
    }
    if (!text->low)
        return KR_OK;
    KR_TRY(kri_study_take_number(r, text->low, &f->low));
    KR_TRY(kri_study_take_number(r, text->high, &f->high));
    return f->low > f->high ? kri_study_complain(r, text->low, "the published range is upside down") : KR_OK;
}

static int needs_links(kr_study_measure m)
{
    return m == KR_MEASURE_TONNES || m == KR_MEASURE_TONNES_CHANGE || m == KR_MEASURE_TONNES_RATIO || m == KR_MEASURE_HOURS_RATIO || m == KR_MEASURE_USD_T_LESS;
}

static kr_status check_figure(kri_study_reader *r, const kri_yaml *node, const figure_text *text, const kr_study_figure *f)
{
    const char *name = kr_study_measure_name(f->measure);
    if (needs_links(f->measure) && !text->links)
        return kri_study_complain(r, node, "the measure %s needs \"links\"", name);
    if (f->measure == KR_MEASURE_USD_T_LESS && !text->against)
        return kri_study_complain(r, node, "the measure %s needs links \"against\" which it is less", name);
    return KR_OK;
}

static kr_status read_figure(kri_study_reader *r, const kri_yaml *node, kr_study_figure *f)
{
    figure_text text = { .id = "" };
    *f = (kr_study_figure){ .id = "", .cargo = KR_NONE, .low = NAN, .high = NAN };
    KR_TRY(KRI_STUDY_MAP(r, node, "an entry of beside", figure_fields, &text));
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
    KR_TRY(kri_study_areas(r, text.areas, &f->area, &f->areas));
    KR_TRY(kri_study_areas(r, text.partners, &f->partner, &f->partners));
    KR_TRY(kri_study_links(r, text.links, &f->link, &f->links));
    KR_TRY(kri_study_links(r, text.against, &f->against, &f->againsts));
    KR_TRY(read_cargo(r, text.cargo, &f->cargo));
    KR_TRY(read_published(r, node, &text, f));
    return check_figure(r, node, &text, f);
}

kr_status kri_study_read_beside(kri_study_reader *r)
{
    const kri_yaml *list = r->outline.beside;
    kr_study_figure *figure;
    int is_list;
    KR_TRY(kri_study_list(r, list, "a list of published figures", &is_list));
    if (!is_list)
        return KR_OK;
    KRI_NEW(r->job, figure, list->count);
    r->study->figure = figure;
    for (size_t i = 0; i < list->count; i++) {
        KR_TRY(read_figure(r, list->item[i], &figure[i]));
        for (size_t j = 0; j < i && j < KRI_STUDY_GUESSES; j++)
            if (figure[i].id && figure[j].id && *figure[i].id && strcmp(figure[i].id, figure[j].id) == 0)
                KR_TRY(kri_study_complain(r, list->item[i], "a figure is called \"%s\" already", figure[i].id));
        r->study->figures++;
    }
    return KR_OK;
}
