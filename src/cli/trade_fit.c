/* trade_fit.c: keruen trade fit. */
#include "cli/question.h"
#include "cli/trade.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/number.h"

#include <keruen/report.h>

#include <string.h>

/* Everything about one fit. */
struct fitting {
    kr_formula formula;
    const kr_effect *cluster;
    uint32_t clusters;
    kr_fit_options options;
    kr_panel panel;
    kr_fit_data data;
    size_t left_out;
    kr_fit fit;
    double read_s, fit_s;
};

static kr_status understand(kri_call *call, struct fitting *f)
{
    const char *formula, *cluster = kri_call_value(call, "cluster");
    KR_TRY(kri_question_need(call, "formula", &formula));
    KR_TRY(kr_formula_parse(call->job, formula, &f->formula));
    KR_TRY(kr_effects_parse(call->job, cluster ? cluster : "", &f->cluster, &f->clusters));
    f->options = KR_FIT_DEFAULTS;
    f->options.estimator = strcmp(kri_call_value(call, "estimator"), "ols") == 0 ? KR_OLS : KR_PPML;
    f->options.convention = strcmp(kri_call_value(call, "se"), "stata") == 0 ? KR_SE_STATA : KR_SE_FIXEST;
    f->options.keep_singletons = kri_call_has(call, "keep-singletons");
    f->options.want_rows = kri_call_has(call, "fitted");
    f->options.want_effects = kri_call_has(call, "effects");
    return KR_OK;
}

static kr_status read_and_fit(kri_call *call, struct fitting *f)
{
    const char *path;
    const kr_column_wish *wishes;
    uint32_t count;
    KR_TRY(kri_question_need(call, "data", &path));
    KR_TRY(kr_formula_wishes(call->job, &f->formula, f->cluster, f->clusters, f->options.estimator, &wishes, &count));
    double begin = kri_now_s();
    KR_TRY(kr_panel_read(call->job, path, wishes, count, NULL, &f->panel));
    double read = kri_now_s();
    KR_TRY(kr_formula_apply(call->job, &f->formula, f->cluster, f->clusters, &f->panel, &f->data, &f->left_out));
    KR_TRY(kr_trade_fit(call->job, &f->data, &f->options, &f->fit));
    f->read_s = read - begin;
    f->fit_s = kri_now_s() - read;
    return KR_OK;
}

static kr_status write_text(kri_call *call, const char *path, const kri_text *text)
{
    kri_output *output;
    KR_TRY(text->status);
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(kri_output_write(output, text->bytes, text->length));
    return kri_output_close(output);
}

static kr_status write_fitted(kri_call *call, const struct fitting *f)
{
    const char *path = kri_call_value(call, "fitted");
    kri_text text = kri_text_new(call->job);
    char a[KRI_NUMBER_BYTES], b[KRI_NUMBER_BYTES];
    if (!path)
        return KR_OK;
    kri_text_puts(&text, "row,outcome,fitted\n");
    for (size_t r = 0; r < f->data.rows; r++)
        kri_text_format(&text, "%zu,%s,%s\n", r + 1, kri_number_print(f->data.outcome[r], a), kri_number_print(f->fit.fitted[r], b));
    return write_text(call, path, &text);
}

/* The names of a level: those of the first row that has it, joined as in the formula. */
static void add_level(kri_text *text, const kr_panel *panel, const kr_effect *effect, size_t row)
{
    for (uint32_t k = 0; k < effect->count; k++)
        for (uint32_t c = 0; c < panel->columns; c++) {
            const kr_panel_column *column = &panel->column[c];
            if (!column->code || strcmp(column->name, effect->column[k]) != 0)
                continue;
            kri_text_format(text, "%s%s", k ? "^" : "", column->label[column->code[row]]);
        }
}

static kr_status write_effects(kri_call *call, const struct fitting *f)
{
    const char *path = kri_call_value(call, "effects");
    kri_text text = kri_text_new(call->job);
    char number[KRI_NUMBER_BYTES];
    if (!path)
        return KR_OK;
    if (f->left_out)
        return kr_fail(call->job, KR_E_USAGE, "--effects cannot name levels when rows are left out for their logarithm; leave those rows out of the file");
    kri_text_puts(&text, "effect,level,value\n");
    for (uint32_t e = 0; e < f->formula.effects; e++) {
        uint8_t *seen;
        KRI_NEW(call->job, seen, f->data.effect_levels[e]);
        for (size_t r = 0; r < f->data.rows; r++) {
            uint32_t code = f->data.effect[e][r];
            if (seen[code]++)
                continue;
            seen[code] = 1;
            kri_text_format(&text, "%s,", f->formula.effect[e].label);
            add_level(&text, &f->panel, &f->formula.effect[e], r);
            kri_text_format(&text, ",%s\n", kri_number_print(f->fit.effect[e][code], number));
        }
    }
    return write_text(call, path, &text);
}

static kr_status print_json(kri_call *call, const struct fitting *f)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "coefficients");
    kr_json_begin_array(&json);
    for (uint32_t k = 0; k < f->fit.coefficients; k++) {
        const kr_coefficient *c = &f->fit.coefficient[k];
        kr_json_begin_object(&json);
        kr_json_put_string(&json, "name", c->name);
        kr_json_put_number(&json, "estimate", c->estimate);
        kr_json_put_number(&json, "se", c->se);
        kr_json_put_number(&json, "z", c->z);
        kr_json_put_number(&json, "p", c->p);
        kr_json_end_object(&json);
    }
    kr_json_end_array(&json);
    kr_json_put_number(&json, "loglik", f->fit.loglik);
    kr_json_put_number(&json, "deviance", f->fit.deviance);
    kr_json_put_integer(&json, "n", (int64_t)f->fit.rows);
    kr_json_key(&json, "dropped");
    kr_json_begin_object(&json);
    kr_json_put_integer(&json, "singletons", (int64_t)f->fit.singletons);
    kr_json_put_integer(&json, "separated", (int64_t)f->fit.separated);
    kr_json_key(&json, "collinear");
    kr_json_begin_array(&json);
    for (uint32_t k = 0; k < f->fit.collinear; k++)
        kr_json_string(&json, f->fit.collinear_name[k]);
    kr_json_end_array(&json);
    kr_json_end_object(&json);
    kr_json_put_string(&json, "se_convention", kri_call_value(call, "se"));
    kr_json_key(&json, "seconds");
    kr_json_begin_object(&json);
    kr_json_put_number(&json, "read", f->read_s);
    kr_json_put_number(&json, "fit", f->fit_s);
    kr_json_end_object(&json);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

enum { NAME, ESTIMATE, ERROR, Z, P, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "name", "", "regressor", KR_TEXT, 0 }, { "estimate", "", "coefficient", KR_NUMBER, 6 }, { "se", "", "standard error", KR_NUMBER, 6 },
    { "z", "", "estimate over error", KR_NUMBER, 2 }, { "p", "", "two-sided, normal", KR_NUMBER, 4 },
};

static kr_status print_table(kri_call *call, const struct fitting *f)
{
    kr_table_builder *b;
    const kr_table *table;
    KR_TRY(kr_table_begin(call->job, "coefficients", COLUMNS, about, &b));
    for (uint32_t k = 0; k < f->fit.coefficients; k++) {
        const kr_coefficient *c = &f->fit.coefficient[k];
        kr_table_row(b);
        kr_table_text(b, NAME, c->name);
        kr_table_number(b, ESTIMATE, c->estimate);
        kr_table_number(b, ERROR, c->se);
        kr_table_number(b, Z, c->z);
        kr_table_number(b, P, c->p);
    }
    KR_TRY(kr_table_freeze(b, &table));
    return kri_call_table(call, table);
}

/* What stands below the table, for people. */
static kr_status print_notes(kri_call *call, const struct fitting *f)
{
    const char *cluster = kri_call_value(call, "cluster");
    KR_TRY(kri_call_print(call, "\n%zu rows; log likelihood %.8g, deviance %.8g; errors %s%s (%s)\n", f->fit.rows, f->fit.loglik, f->fit.deviance,
                          cluster ? "clustered by " : "robust", cluster ? cluster : "", kri_call_value(call, "se")));
    if (f->fit.singletons || f->fit.separated)
        KR_TRY(kri_call_print(call, "dropped: %zu rows alone in a level, %zu separated (zeros that fit exactly)\n", f->fit.singletons, f->fit.separated));
    if (f->panel.missing_rows || f->left_out)
        KR_TRY(kri_call_print(call, "left out: %zu rows with an empty cell, %zu without a logarithm\n", f->panel.missing_rows, f->left_out));
    for (uint32_t k = 0; k < f->fit.collinear; k++)
        KR_TRY(kri_call_print(call, "collinear, dropped: %s\n", f->fit.collinear_name[k]));
    return kri_call_print(call, "read in %.2f s, fitted in %.2f s\n", f->read_s, f->fit_s);
}

kr_status kri_trade_fit(kri_call *call)
{
    struct fitting f = { 0 };
    KR_TRY(understand(call, &f));
    KR_TRY(read_and_fit(call, &f));
    KR_TRY(write_fitted(call, &f));
    KR_TRY(write_effects(call, &f));
    if (call->format == KRI_JSON)
        return print_json(call, &f);
    KR_TRY(print_table(call, &f));
    return call->format == KRI_TEXT ? print_notes(call, &f) : KR_OK;
}
