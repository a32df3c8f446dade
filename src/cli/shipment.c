/* shipment.c: from the command line to a quote. */
#include "cli/shipment.h"
#include "cli/today.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/number.h"

#include <keruen/io.h>

#include <string.h>

#define SHOWN_IN_TEXT 5

static kr_status apply_patches(kri_call *call, kri_shipment *s)
{
    const char *id;
    for (size_t i = 0; (id = kri_call_nth(call, "open", i)); i++)
        KR_TRY(kr_patch_open(call->job, &s->base, id, &s->patch));
    for (size_t i = 0; (id = kri_call_nth(call, "close", i)); i++)
        KR_TRY(kr_patch_close(call->job, &s->base, id, &s->patch));
    return kr_patch_apply(call->job, &s->base, &s->patch, &s->world);
}

static uint32_t layers_called(kri_span word)
{
    uint32_t set = 0;
    for (uint32_t layer = 0; layer < KR_LAYERS; layer++) {
        const char *name = kr_layer_name((kr_layer)layer);
        int is_kind = strncmp(name, word.start, word.length) == 0 && (name[word.length] == '_' || (kri_span_is(word, "rail") && name[4]));
        if (kri_span_is(word, name) || is_kind)
            set |= 1u << layer;
    }
    return set;
}

static kr_status parse_modes(kri_call *call, uint32_t *layers)
{
    const char *value = kri_call_value(call, "modes");
    kri_span rest, word;
    *layers = 0;
    if (!value)
        return KR_OK;
    rest = kri_span_of(value);
    while (kri_span_next(&rest, ',', &word)) {
        uint32_t set = layers_called(kri_span_trim(word));
        if (!set)
            return kr_fail(call->job, KR_E_USAGE, "--modes \"%.*s\" is no mode; write rail, road, sea, air, pipeline or a layer such as sea_roro",
                           (int)word.length, word.start);
        *layers |= set;
    }
    return KR_OK;
}

static kr_status make_consignment(kri_call *call, kri_shipment *s)
{
    const char *train = kri_call_value(call, "train");
    kr_shipment shipment = { .cargo = s->base.cargo.count || kri_call_has(call, "cargo") ? kri_call_value(call, "cargo") : NULL };
    shipment.two_drivers = kri_call_has(call, "two-drivers");
    shipment.service_class = !train ? KR_CLASS_ANY : strcmp(train, "block") == 0 ? KR_CLASS_BLOCK : KR_CLASS_SINGLE;
    KR_TRY(kri_call_number(call, "teu", 1, 10000, &shipment.teu));
    KR_TRY(kri_call_number(call, "tonnes", 0.001, 10e6, &shipment.tonnes));
    KR_TRY(kri_call_number(call, "trucks", 1, 10000, &shipment.trucks));
    KR_TRY(kri_call_date(call, "depart", &shipment.date));
    KR_TRY(parse_modes(call, &shipment.layers));
    return kr_consignment_make(call->job, &s->world, &shipment, &s->consignment);
}

static kr_status collect(kri_call *call, const char *option, const char ***values, size_t *count)
{
    for (*count = 0; kri_call_nth(call, option, *count); ++*count)
        ;
    KRI_NEW(call->job, *values, *count);
    for (size_t i = 0; i < *count; i++)
        (*values)[i] = kri_call_nth(call, option, i);
    return KR_OK;
}

/* ---- --weights time=50,co2=0.1 ---- */

#define LARGEST_WEIGHT 1e12

static double *weight_called(kr_weights *w, kri_span name)
{
    return kri_span_is(name, "cost") ? &w->usd : kri_span_is(name, "time") ? &w->usd_h : kri_span_is(name, "risk") ? &w->usd_h2
         : kri_span_is(name, "co2") ? &w->usd_kg : NULL;
}

static kr_status parse_weights(kri_call *call, kri_shipment *s)
{
    const char *value = kri_call_value(call, "weights");
    kri_span rest, part, name, number;
    if (!value)
        return KR_OK;
    rest = kri_span_of(value);
    while (kri_span_next(&rest, ',', &part)) {
        kri_span whole = part;
        double *weight = kri_span_next(&part, '=', &name) ? weight_called(&s->weights, kri_span_trim(name)) : NULL;
        if (!weight || !kri_span_next(&part, '=', &number) || !kri_number_parse(kri_span_trim(number), weight)
            || !(*weight >= 0 && *weight <= LARGEST_WEIGHT))
            return kr_fail(call->job, KR_E_USAGE, "--weights \"%.*s\" is none of cost=, time=, risk=, co2= with a number from 0 to 1e12",
                           (int)whole.length, whole.start);
    }
    if (s->weights.usd + s->weights.usd_h + s->weights.usd_h2 + s->weights.usd_kg <= 0)
        return kr_fail(call->job, KR_E_USAGE, "--weights are all 0, and then every way is as good; give one of them a value");
    s->request.weights = &s->weights;
    s->request.by = KR_BY_WEIGHTS;
    return KR_OK;
}

static kr_status parse_deadline(kri_call *call, kri_shipment *s)
{
    if (!kri_call_has(call, "deadline"))
        return KR_OK;
    KR_TRY(kri_call_date(call, "deadline", &s->deadline));
    long days = kri_date_days(s->consignment.date, s->deadline);
    if (days < 0)
        return kr_fail(call->job, KR_E_USAGE, "--deadline lies before --depart; the goods cannot be there before they are ready");
    s->request.deadline_h = 24.0 * (double)(days + 1);    /* to the end of the day */
    return KR_OK;
}

static kr_status parse_choice(kri_call *call, kri_shipment *s)
{
    double most = 0;
    KR_TRY(kri_call_number(call, "alternatives", 1, KR_QUOTE_MOST, &most));
    int needs_all = (kri_call_has(call, "save") || kri_call_has(call, "html")) && !kri_call_has(call, "batch");
    int is_for_people = call->format == KRI_TEXT && !needs_all;
    s->shown = most > 0 ? (size_t)most : SHOWN_IN_TEXT;
    s->request.most = most > 0 || is_for_people ? s->shown : KR_QUOTE_MOST;
    s->request.exact = kri_call_has(call, "exact");
    KR_TRY(parse_weights(call, s));
    return parse_deadline(call, s);
}

static kr_status parse_incoterm(kri_call *call, kri_shipment *s)
{
    const char *value = kri_call_value(call, "incoterm");
    s->has_incoterm = value != NULL;
    if (value && !kr_incoterm_find(value, &s->incoterm))
        return kr_fail(call->job, KR_E_USAGE, "--incoterm \"%.60s\" is none of Incoterms 2020: EXW FCA CPT CIP DAP DPU DDP, with a ship "
                       "FAS FOB CFR CIF", value);
    return KR_OK;
}

static kr_status collect_avoided(kri_call *call, kri_shipment *s)
{
    const char **avoid;
    KR_TRY(collect(call, "avoid", &avoid, &s->request.avoid_count));
    s->request.avoid = avoid;
    return KR_OK;
}

static kr_status make_request(kri_call *call, kri_shipment *s)
{
    static const char *const words[] = { "time", "cost", "co2", "risk", "value" };
    const char *by = kri_call_value(call, "by"), **via;
    uint32_t *rows;
    KR_TRY(kr_place_find(call->job, &s->world, call->argument[0], &s->request.from, &s->from_km));
    KR_TRY(kr_place_find(call->job, &s->world, call->argument[1], &s->request.to, &s->to_km));
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(by, words[i]) == 0)
            s->request.by = (kr_by)i;
    KR_TRY(collect_avoided(call, s));
    KR_TRY(collect(call, "via", &via, &s->request.via_count));
    KRI_NEW(call->job, rows, s->request.via_count);
    for (size_t i = 0; i < s->request.via_count; i++)
        KR_TRY(kr_place_find(call->job, &s->world, via[i], &rows[i], NULL));
    s->request.via = rows;
    return KR_OK;
}

kr_status kri_shipment_open(kri_call *call, kri_shipment *s)
{
    const char *folder;
    *s = (kri_shipment){ 0 };
    KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_world_read(call->job, folder, NULL, &s->base));
    KR_TRY(apply_patches(call, s));
    return kr_network_freeze(call->job, &s->world, &s->network);
}

kr_status kri_shipment_ask(kri_call *call, kri_shipment *s)
{
    KR_TRY(make_request(call, s));
    KR_TRY(make_consignment(call, s));
    KR_TRY(parse_choice(call, s));
    return parse_incoterm(call, s);
}

kr_status kri_shipment_load(kri_call *call, kri_shipment *s)
{
    KR_TRY(collect_avoided(call, s));
    return make_consignment(call, s);
}

kr_status kri_shipment_price(kri_call *call, kri_shipment *s)
{
    return kr_cost_make(call->job, &s->network, &s->consignment, &s->cost);
}

kr_status kri_shipment_find(kri_call *call, kri_shipment *s)
{
    return kr_quote_find(call->job, &s->network, &s->consignment, &s->cost, &s->request, &s->quote);
}

kr_status kri_shipment_quote(kri_call *call, kri_shipment *s)
{
    KR_TRY(kri_shipment_open(call, s));
    KR_TRY(kri_shipment_ask(call, s));
    KR_TRY(kri_shipment_price(call, s));
    return kri_shipment_find(call, s);
}
