/* critical_json.c: keruen study critical for a program. */
#include "cli/critical.h"

#include <keruen/report.h>

#include <math.h>

static void put_by_country(kr_json *json, const kri_weakness *w, const double *usd)
{
    kr_json_key(json, "by_country");
    kr_json_begin_object(json);
    for (size_t i = 0; i < w->countries; i++)
        if (usd[i] != 0)
            kr_json_put_number(json, w->country[i], usd[i]);
    kr_json_end_object(json);
}

static void put_name(kr_json *json, const kr_element *e)
{
    kr_json_put_string(json, "id", e->id);
    kr_json_put_string(json, "kind", kr_element_kind_name(e->kind));
    kr_json_put_string(json, "name", e->name);
}

static void put_loss(kr_json *json, const kri_weakness *w, const kr_loss *loss)
{
    kr_json_put_number(json, "cost_usd_yr", loss->cost_usd_yr);
    kr_json_put_number(json, "stranded_t", loss->stranded_t);
    put_by_country(json, w, loss->by_country_usd_yr);
}

static void put_elements(kr_json *json, const kri_weakness *w)
{
    kr_json_key(json, "elements");
    kr_json_begin_array(json);
    for (size_t i = 0; i < w->elements; i++) {
        kr_json_begin_object(json);
        put_name(json, &w->element[w->order[i]]);
        put_loss(json, w, &w->loss[w->order[i]]);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static void put_worst(kr_json *json, const kri_weakness *w, const char *key, const kr_worst *worst)
{
    kr_json_key(json, key);
    if (!worst->count) {
        kr_json_null(json);
        return;
    }
    kr_json_begin_object(json);
    kr_json_key(json, "elements");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < worst->count; i++) {
        kr_json_begin_object(json);
        put_name(json, &w->element[worst->element[i]]);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
    put_loss(json, w, &worst->loss);
    kr_json_end_object(json);
}

static void put_limits(kr_json *json, const kri_weakness *w)
{
    kr_json_key(json, "with_limits");
    kr_json_begin_array(json);
    for (size_t i = 0; i < w->crowded_count; i++) {
        const kr_crowded *c = &w->crowded[i];
        kr_json_begin_object(json);
        put_name(json, &w->element[c->element]);
        kr_json_put_number(json, "cost_usd_yr", c->cost_usd_yr);
        kr_json_put_number(json, "added_usd_yr", c->added_usd_yr);
        kr_json_put_number(json, "shippers_usd_yr", c->shippers_usd_yr);
        kr_json_put_number(json, "stranded_t", c->stranded_t);
        put_by_country(json, w, c->by_country_usd_yr);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

/* ---- diversification: the countries of the freight, and behind them the areas that only the matrix of trade has ---- */

static void put_gateways(kr_json *json, const kr_reliance *r)
{
    int has_trade = r->trade_t > 0;
    kr_json_put_number(json, "trade_t", r->trade_t);
    kr_json_put_number(json, "trade_usd", r->trade_usd);
    kr_json_put_integer(json, "gateways", r->gateways);
    kr_json_put_string(json, "gateway", r->gateway);
    kr_json_put_number(json, "gateway_share", has_trade ? r->gateway_share : NAN);
    kr_json_put_number(json, "gateway_share_of_value", has_trade ? r->gateway_share_usd : NAN);
    kr_json_put_number(json, "gateway_hhi", has_trade ? r->gateway_hhi : NAN);
    kr_json_put_number(json, "gateway_hhi_of_value", has_trade ? r->gateway_hhi_usd : NAN);
    kr_json_put_number(json, "gateway_loss_usd_yr", r->gateway_loss_usd_yr);
    kr_json_put_string(json, "neighbour", r->neighbour);
    kr_json_put_number(json, "neighbour_share", has_trade ? r->neighbour_share : NAN);
    kr_json_put_number(json, "neighbour_hhi", has_trade ? r->neighbour_hhi : NAN);
}

static void put_partners(kr_json *json, const kri_weaknesses *found, uint32_t area)
{
    const kr_partners *p = area == KR_NONE ? NULL : &found->partners[area];
    int has_trade = p && p->partner != KR_NONE;
    kr_json_put_string(json, "partner", has_trade ? found->trade.id[p->partner] : NULL);
    kr_json_put_number(json, "partner_share", has_trade ? p->share : NAN);
    kr_json_put_number(json, "partner_hhi", has_trade ? p->hhi : NAN);
}

static void put_diversification(kr_json *json, const kri_weaknesses *found, const kri_weakness *w)
{
    kr_json_key(json, "diversification");
    kr_json_begin_object(json);
    for (size_t i = 0; i < w->countries; i++) {
        kr_json_key(json, w->country[i]);
        kr_json_begin_object(json);
        put_gateways(json, &w->reliance[i]);
        put_partners(json, found, kri_critical_area(found, w->country[i]));
        kr_json_end_object(json);
    }
    for (uint32_t area = 0; area < found->trade.count; area++)
        if (kri_critical_same_country(w, found->trade.id[area]) == KR_NONE) {
            kr_json_key(json, found->trade.id[area]);
            kr_json_begin_object(json);
            put_partners(json, found, area);
            kr_json_end_object(json);
        }
    kr_json_end_object(json);
}

/* ---- chance ---- */

static kr_status put_spread(kr_job *job, kr_json *json, const char *key, const double *usd, size_t count, size_t stride)
{
    kr_loss_range s;
    KR_TRY(kr_draws_range(job, usd, count, stride, &s));
    kr_json_key(json, key);
    kr_json_begin_object(json);
    kr_json_put_number(json, "mean_usd_yr", s.mean);
    kr_json_put_number(json, "p05_usd_yr", s.low);
    kr_json_put_number(json, "p95_usd_yr", s.high);
    kr_json_end_object(json);
    return KR_OK;
}

static kr_status put_chance(kr_job *job, kr_json *json, const kri_weaknesses *found, const kri_weakness *w)
{
    const kr_draws *d = &w->draws;
    kr_json_key(json, "chance");
    if (!d->draws) {
        kr_json_null(json);
        return KR_OK;
    }
    kr_json_begin_object(json);
    kr_json_put_integer(json, "draws", d->draws);
    kr_json_put_integer(json, "seed", (int64_t)found->seed);
    kr_json_put_integer(json, "causes", (int64_t)d->processes);
    kr_json_put_number(json, "closures_yr", d->spells_yr);
    KR_TRY(put_spread(job, json, "all", d->usd_yr, d->draws, 1));
    kr_json_key(json, "by_country");
    kr_json_begin_object(json);
    for (size_t i = 0; i < w->countries; i++)
        KR_TRY(put_spread(job, json, w->country[i], d->by_country_usd_yr + i, d->draws, d->countries));
    kr_json_end_object(json);
    kr_json_end_object(json);
    return KR_OK;
}

/* With less without, draw by draw. */
static kr_status put_difference(kr_job *job, kr_json *json, const kri_weaknesses *found)
{
    double *usd;
    const kri_weakness *w = &found->now;
    kr_json_key(json, "chance_difference");
    if (!w->draws.draws) {
        kr_json_null(json);
        return KR_OK;
    }
    kr_json_begin_object(json);
    KR_TRY(kri_critical_difference(job, found, KR_NONE, &usd));
    KR_TRY(put_spread(job, json, "all", usd, w->draws.draws, 1));
    kr_json_key(json, "by_country");
    kr_json_begin_object(json);
    for (size_t i = 0; i < w->countries; i++) {
        KR_TRY(kri_critical_difference(job, found, (uint32_t)i, &usd));
        KR_TRY(put_spread(job, json, w->country[i], usd, w->draws.draws, 1));
    }
    kr_json_end_object(json);
    kr_json_end_object(json);
    return KR_OK;
}

/* ---- */

static kr_status put_weakness(kr_job *job, kr_json *json, const kri_weaknesses *found, const kri_weakness *w)
{
    put_elements(json, w);
    put_worst(json, w, "worst_pair", &w->pair);
    put_worst(json, w, "worst_triple", &w->triple);
    put_diversification(json, found, w);
    put_limits(json, w);
    kr_json_put_integer(json, "candidates", (int64_t)w->candidates);
    return put_chance(job, json, found, w);
}

static kr_status put_opened(kr_job *job, kr_json *json, const kri_weaknesses *found)
{
    kr_json_key(json, "open");
    kr_json_begin_array(json);
    for (size_t i = 0; i < found->opened_count; i++)
        kr_json_string(json, found->opened[i]);
    kr_json_end_array(json);
    if (!found->opened_count)
        return KR_OK;
    kr_json_key(json, "with_open");
    kr_json_begin_object(json);
    KR_TRY(put_weakness(job, json, found, &found->with));
    KR_TRY(put_difference(job, json, found));
    kr_json_end_object(json);
    return KR_OK;
}

kr_status kri_critical_put_value(kr_json *json, kr_job *job, const kri_weaknesses *found)
{
    kr_json_begin_object(json);
    KR_TRY(put_weakness(job, json, found, &found->now));
    KR_TRY(put_opened(job, json, found));
    kr_json_end_object(json);
    return json->status;
}

kr_status kri_critical_put_json(kri_call *call, const kri_weaknesses *found)
{
    kr_json json = kr_json_open(call->out, 1);
    KR_TRY(kri_critical_put_value(&json, call->job, found));
    return kr_json_close(&json);
}
