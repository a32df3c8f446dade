/* study_doubts.c: the parameters of a study file and their ranges. */
#include "study_reader.h"

#include "base/number.h"
#include "base/spelling.h"

#include <math.h>
#include <string.h>

typedef struct range_text {
    const kri_yaml *central, *low, *high, *distribution;
    const char *source;
} range_text;

static const kri_study_field range_fields[] = {
    { "central", kri_study_take_node, offsetof(range_text, central), 1 }, { "low", kri_study_take_node, offsetof(range_text, low), 0 },
    { "high", kri_study_take_node, offsetof(range_text, high), 0 }, { "distribution", kri_study_take_node, offsetof(range_text, distribution), 0 },
    { "source", kri_study_take_source, offsetof(range_text, source), 0 },
};

static kr_status read_distribution(kri_study_reader *r, const kri_yaml *node, kr_distribution *distribution)
{
    const char *names[KR_DISTRIBUTIONS];
    if (node->kind != KRI_YAML_TEXT || !*node->text)
        return kri_study_complain_kind(r, node, "a distribution");
    for (kr_distribution d = KR_UNIFORM; d < KR_DISTRIBUTIONS; d++) {
        names[d - 1] = kr_distribution_name(d);
        if (strcmp(node->text, names[d - 1]) == 0) {
            *distribution = d;
            return KR_OK;
        }
    }
    return kri_study_complain(r, node, "\"%.60s\" is no distribution%s; there are uniform, triangular and lognormal", node->text,
                    kri_study_guess(r, kri_spelling_nearest(kri_span_of(node->text), names, KR_DISTRIBUTIONS - 1)));
}

static kr_status check_range(kri_study_reader *r, const kri_yaml *node, const char *name, const range_text *text, kr_study_range *range)
{
    char low[KRI_NUMBER_BYTES], central[KRI_NUMBER_BYTES], high[KRI_NUMBER_BYTES];
    kri_number_print(range->low, low);
    kri_number_print(range->high, high);
    if (range->low > range->high)
        return kri_study_complain(r, text->low, "the range of %s is upside down: %s to %s", name, low, high);
    if (range->central < range->low || range->central > range->high)
        return kri_study_complain(r, text->central, "the central value of %s, %s, is not within its range from %s to %s", name,
                        kri_number_print(range->central, central), low, high);
    if (range->distribution == KR_LOGNORMAL && !(range->low > 0))
        return kri_study_complain(r, text->low, "a lognormal %s has no value at or under 0; raise low above it, or call it triangular", name);
    if (!text->source)
        return kri_study_complain(r, node, "the range of %s lacks the key \"source\"; an estimate of yours is called \"estimate\"", name);
    return KR_OK;
}

static kr_status read_range_map(kri_study_reader *r, const kri_yaml *node, const char *name, double least, double most, kr_study_range *range)
{
    range_text text = { .source = NULL };
    KR_TRY(KRI_STUDY_MAP(r, node, name, range_fields, &text));
    if (!text.central)
        return KR_OK;
    *range = (kr_study_range){ .central = range->central, .low = NAN, .high = NAN, .distribution = KR_TRIANGULAR, .source = text.source ? text.source : "",
                               .is_estimate = !text.source || kri_study_is_estimate(text.source), .place = { node->line, node->column } };
    KR_TRY(kri_study_bounded(r, text.central, name, least, most, 0, &range->central));
    if (text.low)
        KR_TRY(kri_study_bounded(r, text.low, name, least, most, 0, &range->low));
    if (text.high)
        KR_TRY(kri_study_bounded(r, text.high, name, least, most, 0, &range->high));
    if (text.distribution)
        KR_TRY(read_distribution(r, text.distribution, &range->distribution));
    if (!text.low != !text.high)
        return kri_study_complain(r, text.low ? text.low : text.high, "%s has one end of a range; give low and high, or neither", name);
    if (!isnan(range->low) && !isnan(range->high))
        return check_range(r, node, name, &text, range);
    range->low = range->high = range->central;
    range->distribution = KR_FIXED;
    return KR_OK;
}

/* A number fixes it; a map gives it a range. */
static kr_status read_range(kri_study_reader *r, const kri_yaml *node, kr_study_parameter p)
{
    const char *name = kr_study_parameter_name(p);
    kr_study_range *range = &r->study->parameter[p];
    double least, most;
    kr_study_parameter_bounds(p, &least, &most);
    if (node->kind == KRI_YAML_MAP)
        return read_range_map(r, node, name, least, most, range);
    KR_TRY(kri_study_bounded(r, node, name, least, most, 0, &range->central));
    *range = (kr_study_range){ .central = range->central, .low = range->central, .high = range->central, .distribution = KR_FIXED, .source = "",
                               .is_estimate = 1, .place = { node->line, node->column } };
    return KR_OK;
}

kr_status kri_study_take_parameters(kri_study_reader *r, const kri_yaml *node, void *slot)
{
    const char *names[KR_PARAMETERS];
    unsigned seen = 0;
    (void)slot;
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++)
        names[p] = kr_study_parameter_name(p);
    if (node->kind != KRI_YAML_MAP)
        return kri_study_complain_kind(r, node, "a map of parameters");
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->key[i]->text;
        kr_study_parameter p = 0;
        while (p < KR_PARAMETERS && strcmp(names[p], name) != 0)
            p++;
        if (p == KR_PARAMETERS)
            KR_TRY(kri_study_complain(r, node->key[i], "there is no parameter \"%.60s\"%s", name, kri_study_guess(r,
                                                                                                                  kri_spelling_nearest(kri_span_of(name),
                                                                                                                                   names, KR_PARAMETERS))));
        else if (seen >> p & 1)
            KR_TRY(kri_study_complain(r, node->key[i], "the parameter %s stands there twice", name));
        else
            KR_TRY(read_range(r, node->item[i], p));
        seen |= p < KR_PARAMETERS ? 1u << p : 0;
    }
    return KR_OK;
}
