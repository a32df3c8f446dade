/* trials.c: the tests of claims, and those that need no way. */
#include "trials.h"

#include "base/number.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

/* ---- figures EXPRESSION, other EXPRESSION ---- */

/* A claim about plans may be held against plans; any other is held against observations. */
static int speaks_of_plans(const kri_trial *trial)
{
    const char *measure = kr_world_text(trial->world, trial->world->claim.measure[trial->row]);
    return strcmp(measure, "target") == 0 || strcmp(measure, "potential") == 0;
}

static kr_verdict verdict_of(const kri_trial *trial, const kri_figures *used, int is_other)
{
    if (!used->outside && !(used->plan && speaks_of_plans(trial)))
        return used->plan ? KR_DIFFERS : KR_INPUT;
    if (is_other || (used->plan && !speaks_of_plans(trial)))
        return KR_DIFFERS;
    return kri_trial_said(trial, trial->out->model_value) ? KR_CONFIRMS : KR_CONTRADICTS;
}

static kr_status compare(kri_trial *trial, int is_other)
{
    kri_figures used = { .world = trial->world, .claim = trial->row };
    kri_span expression = kri_span_trim(trial->rest);
    char digits[KRI_NUMBER_BYTES];
    double value;
    if (!kri_figures_evaluate(&used, expression, &value, trial->why) || trial->is_dry)
        return KR_OK;
    trial->out->model_value = value;
    trial->out->model_verdict = verdict_of(trial, &used, is_other);
    return kri_trial_tell(trial, "%.*s = %s%s", (int)expression.length, expression.start,
                          kri_number_print(fabs(value) >= 1000 ? round(value) : round(value * 1000) / 1000, digits),
                          is_other ? ", another definition"
                          : trial->out->model_verdict == KR_INPUT ? ", a figure of the article itself"
                          : used.plan && !speaks_of_plans(trial) ? ", a plan and no observation" : "");
}

static kr_status figures(kri_trial *trial)
{
    return compare(trial, 0);
}

static kr_status other(kri_trial *trial)
{
    return compare(trial, 1);
}

/* ---- borders CC CC closed|none ---- */

static int lies_between(const kr_world *w, uint32_t border, kri_span a, kri_span b)
{
    const char *one = kr_world_text(w, w->border.country_a[border]), *two = kr_world_text(w, w->border.country_b[border]);
    return (kri_span_is(a, one) && kri_span_is(b, two)) || (kri_span_is(a, two) && kri_span_is(b, one));
}

static kr_status borders(kri_trial *trial)
{
    const kr_world *w = trial->world;
    kri_span a, b, word;
    unsigned all = 0, open = 0;
    kri_trial_word(trial, &a);
    kri_trial_word(trial, &b);
    kri_trial_word(trial, &word);
    if (!kri_is_country(w, a) || !kri_is_country(w, b))
        return kri_trial_refuse(trial, "\"%.*s %.*s\" are no two countries with a place in node.csv", (int)a.length, a.start, (int)b.length, b.start);
    int none = kri_span_is(word, "none");
    if (!none && !kri_span_is(word, "closed"))
        return kri_trial_refuse(trial, "borders ends with closed or none");
    for (uint32_t i = 0; i < w->border.count; i++)
        if (lies_between(w, i, a, b)) {
            all++;
            open += w->border.state[i] == KR_OPEN;
        }
    if (trial->is_dry)
        return KR_OK;
    trial->out->model_value = none ? all : open;
    trial->out->model_unit = none ? "crossings" : "open crossings";
    trial->out->model_verdict = (none ? !all : all && !open) ? KR_CONFIRMS : KR_CONTRADICTS;
    return kri_trial_tell(trial, "border.csv: %u land crossings between %.*s and %.*s, %u of them open", all, (int)a.length, a.start, (int)b.length,
                          b.start, open);
}

/* ---- state TABLE ID open ---- */

static kr_status state(kri_trial *trial)
{
    kri_span table, id, wanted;
    kri_trial_word(trial, &table);
    kri_trial_word(trial, &id);
    kri_trial_word(trial, &wanted);
    if (kri_word_find(kri_state_words, wanted) < 0)
        return kri_trial_refuse(trial, "state ends with open, closed, under_construction or planned");
    const char *found = kri_state_of(trial->world, table, id, trial->why);
    if (!found || trial->is_dry)
        return KR_OK;
    trial->out->model_verdict = kri_span_is(wanted, found) ? KR_CONFIRMS : KR_CONTRADICTS;
    return kri_trial_tell(trial, "%.*s.csv: %.*s is %s", (int)table.length, table.start, (int)id.length, id.start, found);
}

/* ---- network_km COUNTRY MODE ---- */

static kr_status network_km(kri_trial *trial)
{
    const kr_links *l = &trial->world->link;
    const uint32_t *country = trial->world->node.country;
    kri_span code, mode;
    double km = 0;
    kri_trial_word(trial, &code);
    kri_trial_word(trial, &mode);
    int wanted = kri_word_find(kri_mode_words, mode);
    if (wanted < 0 || !kri_is_country(trial->world, code))
        return kri_trial_refuse(trial, "network_km is followed by a country and a mode");
    if (trial->is_dry)
        return KR_OK;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->mode[i] == wanted && l->state[i] == KR_OPEN && country[l->from[i]] == country[l->to[i]]
            && kri_span_is(code, kr_world_text(trial->world, country[l->from[i]])))
            km += l->length_km[i];
    trial->out->model_value = km;
    trial->out->model_unit = "km";
    trial->out->model_verdict = KR_DIFFERS;
    return kri_trial_tell(trial, "link.csv: %.0f km of open %.*s links inside %.*s, main lines only", km, (int)mode.length, mode.start, (int)code.length,
                          code.start);
}

/* ---- all of them ---- */

typedef struct kind {
    const char *name;
    kr_status (*run)(kri_trial *trial);
} kind;

static const kind kinds[] = {
    { "figures", figures }, { "other", other }, { "borders", borders }, { "state", state }, { "network_km", network_km },
    { "corridors", kri_trial_corridors }, { "corridor_km", kri_trial_corridor_km }, { "mode", kri_trial_mode },
    { "gateway", kri_trial_gateway }, { "reach", kri_trial_reach }, { "study", kri_trial_study },
};

kr_status kri_trial_run(kri_trial *trial)
{
    kri_span name;
    trial->rest = kri_span_of(kr_world_text(trial->world, trial->world->claim.test[trial->row]));
    trial->why[0] = 0;
    kri_trial_word(trial, &name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kri_span_is(name, kinds[i].name))
            return kinds[i].run(trial);
    return kri_trial_refuse(trial, "there is no test \"%.*s\"; there are figures, other, corridors, corridor_km, network_km, borders, state, mode, "
                            "gateway, reach and study", name.length > 40 ? 40 : (int)name.length, name.start);
}
