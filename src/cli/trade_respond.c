/* trade_respond.c: keruen trade respond and keruen trade lattice. */
#include "cli/trade.h"

#include <keruen/report.h>

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------ respond */

void kri_trade_put_countries(kr_json *json, const kr_flows *x, const kr_response *r)
{
    kr_json_key(json, "countries");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < x->count; i++) {
        kr_json_begin_object(json);
        kr_json_put_string(json, "id", x->id[i]);
        kr_json_put_number(json, "welfare", r->welfare[i]);
        kr_json_put_number(json, "price", r->price[i]);
        kr_json_put_number(json, "wage", r->wage[i]);
        kr_json_put_number(json, "output", r->output[i]);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static kr_status respond_json(kri_call *call, const kr_flows *x, const kr_response *r)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kri_trade_put_countries(&json, x, r);
    kr_json_put_number(&json, "residual", r->residual);
    kr_json_put_integer(&json, "iterations", r->iterations);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

enum { ID, WELFARE, PRICE, WAGE, OUTPUT, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "id", "", "country", KR_TEXT, 0 }, { "welfare", "", "spending over prices, ratio to the base", KR_NUMBER, 6 },
    { "price", "", "consumer prices, ratio", KR_NUMBER, 6 }, { "wage", "", "producer price, ratio", KR_NUMBER, 6 },
    { "output", "", "value of output, ratio", KR_NUMBER, 6 },
};

static kr_status respond_table(kri_call *call, const kr_flows *x, const kr_response *r)
{
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "countries", COLUMNS, about, &b));
    for (uint32_t i = 0; i < x->count; i++) {
        kr_table_row(b);
        kr_table_text(b, ID, x->id[i]);
        kr_table_number(b, WELFARE, r->welfare[i]);
        kr_table_number(b, PRICE, r->price[i]);
        kr_table_number(b, WAGE, r->wage[i]);
        kr_table_number(b, OUTPUT, r->output[i]);
    }
    KR_TRY(kr_table_freeze(b, &table));
    KR_TRY(kri_call_table(call, table));
    if (call->format != KRI_TEXT)
        return KR_OK;
    return kri_call_print(call, "\n%u Newton steps; excess demand at most %.1e of output\n", r->iterations, r->residual);
}

/* Incomes as they were: real spending moves with prices alone, which are access to the power of -1 / theta. */
static kr_status respond_conditionally(kri_call *call, const kr_flows *x, const double *beta, double theta, kr_response *r)
{
    kr_access access;
    double *trade, *column[3];
    size_t n = x->count;
    KRI_NEW(call->job, trade, n * n);
    for (int k = 0; k < 3; k++)
        KRI_NEW(call->job, column[k], n);
    KR_TRY(kr_trade_conditional(call->job, x, beta, 0, trade, &access));
    for (uint32_t i = 0; i < n; i++) {
        column[0][i] = pow(access.inward[i], 1 / theta);
        column[1][i] = pow(access.inward[i], -1 / theta);
        column[2][i] = 1;
    }
    *r = (kr_response){ .countries = x->count, .welfare = column[0], .price = column[1], .wage = column[2], .output = column[2],
                        .expenditure = column[2], .trade = trade, .residual = access.change, .iterations = access.sweeps };
    return KR_OK;
}

kr_status kri_trade_respond(kri_call *call)
{
    kr_flows x, beta = { 0 };
    kr_respond_options o;
    kr_response r;
    const char *shock = kri_call_nth(call, "shock", 0), *path = kri_call_value(call, "trade");
    KR_TRY(kri_trade_read_base(call, &x, &o));
    if (kri_call_nth(call, "shock", 1))
        return kr_fail(call->job, KR_E_USAGE, "trade respond takes one --shock; trade lattice takes several and combines them");
    if (shock)
        KR_TRY(kri_trade_read_shock(call, shock, &x, &beta));
    o.want_trade = path != NULL;
    if (kri_call_has(call, "conditional"))
        KR_TRY(respond_conditionally(call, &x, beta.value, o.theta, &r));
    else
        KR_TRY(kr_trade_respond(call->job, &x, beta.value, &o, &r));
    if (path) {
        kr_flows now = x;
        KRI_NEW(call->job, now.value, (size_t)x.count * x.count);
        memcpy(now.value, r.trade, (size_t)x.count * x.count * sizeof *now.value);
        KR_TRY(kri_trade_write_flows(call, path, &now, "value"));
    }
    return call->format == KRI_JSON ? respond_json(call, &x, &r) : respond_table(call, &x, &r);
}

/* ------------------------------------------------------------------------------------------------ lattice */

enum { COUNTRY, SET, WORTH, TOGETHER, NOTE, LOW, HIGH, TOGETHER_LOW, TOGETHER_HIGH, LATTICE_COLUMNS };

static const kr_column_about lattice_about[LATTICE_COLUMNS] = {
    { "country", "", "country", KR_TEXT, 0 }, { "projects", "", "those of the combination, by number of --shock", KR_TEXT, 0 },
    { "worth", "%", "100 x ln of welfare", KR_NUMBER, 6 },
    { "together", "%", "what the combination adds beyond its parts", KR_NUMBER, 6 },
    { "note", "", "n.s.: below what the solver can tell", KR_TEXT, 0 },
    { "worth_low", "%", "5 percent of draws are below", KR_NUMBER, 6 }, { "worth_high", "%", "5 percent are above", KR_NUMBER, 6 },
    { "together_low", "%", "5 percent of draws are below", KR_NUMBER, 6 }, { "together_high", "%", "5 percent are above", KR_NUMBER, 6 },
};

static const char *name_set(kri_call *call, uint32_t set)
{
    kri_text text = kri_text_new(call->job);
    kri_text_puts(&text, set ? "" : "none");
    for (uint32_t p = 0; p < KR_MOST_PROJECTS; p++)
        if (set >> p & 1)
            kri_text_format(&text, "%s%u", text.length ? "+" : "", p + 1);
    return text.status == KR_OK ? text.bytes : NULL;
}

static kr_status lattice_table(kri_call *call, const kr_flows *x, const kr_lattice *l, const kr_lattice_draws *d)
{
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "combinations", d->draws ? LATTICE_COLUMNS : LOW, lattice_about, &b));
    for (uint32_t set = 1; set < l->sets; set++) {
        const char *name = name_set(call, set);
        if (!name)
            return KR_E_MEMORY;
        for (uint32_t i = 0; i < x->count; i++) {
            size_t at = (size_t)set * x->count + i;
            kr_table_row(b);
            kr_table_text(b, COUNTRY, x->id[i]);
            kr_table_text(b, SET, name);
            kr_table_number(b, WORTH, l->worth[at]);
            kr_table_number(b, TOGETHER, l->significant[at] ? l->together[at] : 0);
            kr_table_text(b, NOTE, l->significant[at] ? NULL : "n.s.");
            if (!d->draws)
                continue;
            kr_table_number(b, LOW, d->worth_low[at]);
            kr_table_number(b, HIGH, d->worth_high[at]);
            kr_table_number(b, TOGETHER_LOW, d->together_low[at]);
            kr_table_number(b, TOGETHER_HIGH, d->together_high[at]);
        }
    }
    KR_TRY(kr_table_freeze(b, &table));
    return kri_call_table(call, table);
}

static kr_status shapley_table(kri_call *call, const kr_flows *x, const kr_lattice *l)
{
    kr_column_about *columns;
    kr_table_builder *b;
    const kr_table *table;
    KRI_NEW(call->job, columns, l->projects + 1u);
    columns[0] = lattice_about[COUNTRY];
    for (uint32_t p = 0; p < l->projects; p++) {
        char *name = kri_job_format(call->job, "project_%u", p + 1);
        if (!name)
            return KR_E_MEMORY;
        columns[p + 1] = (kr_column_about){ name, "%", "the project's share of what all are worth (Shapley)", KR_NUMBER, 6 };
    }
    KR_TRY(kr_table_begin(call->job, "shares", l->projects + 1u, columns, &b));
    for (uint32_t i = 0; i < x->count; i++) {
        kr_table_row(b);
        kr_table_text(b, 0, x->id[i]);
        for (uint32_t p = 0; p < l->projects; p++)
            kr_table_number(b, p + 1, l->shapley[(size_t)i * l->projects + p]);
    }
    KR_TRY(kr_table_freeze(b, &table));
    KR_TRY(kri_call_print(call, "\n"));
    return kri_call_table(call, table);
}

/* Shocks are -theta x change of ln cost at the central theta; draws need the changes of cost themselves. */
static kr_status draw(kri_call *call, const kr_flows *x, uint32_t projects, double **beta, const kr_respond_options *o, kr_lattice_draws *d)
{
    kr_draw_options draws = { .seed = 1 };
    double count = 0, seed = 1;
    KR_TRY(kri_call_number(call, "draws", 0, 100000, &count));
    KR_TRY(kri_call_number(call, "seed", 0, 9e15, &seed));
    KR_TRY(kri_call_number(call, "theta-spread", 0, 2, &draws.theta_spread));
    KR_TRY(kri_call_number(call, "cost-spread", 0, 2, &draws.cost_spread));
    draws.draws = (uint32_t)count;
    draws.seed = (uint64_t)seed;
    *d = (kr_lattice_draws){ 0 };
    if (!draws.draws)
        return KR_OK;
    for (uint32_t p = 0; p < projects; p++)
        for (size_t k = 0; k < (size_t)x->count * x->count; k++)
            beta[p][k] /= -o->theta;
    return kr_trade_lattice_draws(call->job, x, projects, (const double *const *)beta, o, &draws, d);
}

kr_status kri_trade_lattice(kri_call *call)
{
    kr_flows x, shock;
    kr_respond_options o;
    kr_lattice l;
    kr_lattice_draws d;
    double *beta[KR_MOST_PROJECTS];
    uint32_t projects = 0;
    KR_TRY(kri_trade_read_base(call, &x, &o));
    for (const char *path; (path = kri_call_nth(call, "shock", projects)); projects++) {
        if (projects == KR_MOST_PROJECTS)
            return kr_fail(call->job, KR_E_USAGE, "more than %u projects have more combinations than can be solved", KR_MOST_PROJECTS);
        KR_TRY(kri_trade_read_shock(call, path, &x, &shock));
        beta[projects] = shock.value;
    }
    if (!projects)
        return kr_fail(call->job, KR_E_USAGE, "trade lattice needs --shock, once for each project");
    KR_TRY(kr_trade_lattice(call->job, &x, projects, (const double *const *)beta, &o, &l));
    KR_TRY(draw(call, &x, projects, beta, &o, &d));
    KR_TRY(lattice_table(call, &x, &l, &d));
    return call->format == KRI_TEXT ? shapley_table(call, &x, &l) : KR_OK;
}
