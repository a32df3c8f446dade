/* check_published.c: the model beside what was published, for a person and for a program. */
#include "cli/check_published.h"
#include "cli/layout.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include <math.h>
#include <string.h>

#define INDENT 8

static const char *const figures[KR_FIGURES] = { [KR_FIGURE_TIME] = "time", [KR_FIGURE_PRICE] = "price", [KR_FIGURE_LENGTH] = "length" };

static const char *text_of(const kr_world *w, uint32_t name)
{
    return kr_world_text(w, name);
}

static const char *source_of(const kr_world *w, uint32_t row)
{
    uint32_t source = w->published.source[row];
    return source == KR_NONE ? "" : text_of(w, w->source.id[source]);
}

/* ---- for a program ---- */

static kr_status json_row(kri_call *call, kr_json *json, const kr_world *w, const kr_comparison *c)
{
    const kr_publisheds *p = &w->published;
    const char *note;
    KR_TRY(kr_world_cell(call->job, w, KR_PUBLISHED, c->row, "note", &note));
    kr_json_begin_object(json);
    kr_json_put_string(json, "id", text_of(w, p->id[c->row]));
    kr_json_put_string(json, "kind", figures[c->figure]);
    kr_json_put_string(json, "role", text_of(w, p->role[c->row]));
    kr_json_put_string(json, "what", text_of(w, p->what[c->row]));
    kr_json_put_string(json, "unit", text_of(w, p->measure[c->row]));
    kr_json_put_number(json, "model", c->model);
    kr_json_put_number(json, "low", p->low[c->row]);
    kr_json_put_number(json, "high", p->high[c->row]);
    kr_json_put_number(json, "error_pct", 100 * c->error_share);
    kr_json_put_string(json, "source", source_of(w, c->row));
    kr_json_put_string(json, "note", note ? note : "");
    kr_json_end_object(json);
    return KR_OK;
}

static kr_status print_json(kri_call *call, const kr_world *w, const kr_agreement *a)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "rows");
    kr_json_begin_array(&json);
    for (size_t i = 0; i < a->rows; i++)
        KR_TRY(json_row(call, &json, w, &a->row[i]));
    kr_json_end_array(&json);
    kr_json_key(&json, "median_abs_error_pct");
    kr_json_begin_object(&json);
    for (kr_figure figure = 0; figure < KR_FIGURES; figure++)
        kr_json_put_number(&json, figures[figure], 100 * a->median_abs_error_share[figure]);
    kr_json_end_object(&json);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

/* ---- for a person ---- */

static void add_range(kri_text *t, double low, double high)
{
    kri_text_format(t, low == high ? "%.6g" : "%.6g-%.6g", low, high);
}

static kr_status print_row(kri_call *call, const kr_world *w, const kr_comparison *c)
{
    const kr_publisheds *p = &w->published;
    const char *unit = text_of(w, p->measure[c->row]), *note;
    kri_text t = kri_text_new(call->job), published = kri_text_new(call->job), more = kri_text_new(call->job);
    KR_TRY(kr_world_cell(call->job, w, KR_PUBLISHED, c->row, "note", &note));
    add_range(&published, p->low[c->row], p->high[c->row]);
    kri_text_format(&t, "  %-5s %-10s ", text_of(w, p->id[c->row]), text_of(w, p->role[c->row]));
    if (isfinite(c->model))
        kri_text_format(&t, "%9.4g %-8s %12s %s  %+6.1f %%\n", c->model, c->compared, published.bytes, unit, 100 * c->error_share);
    else
        kri_text_format(&t, "%9s %-8s %12s %s  %s\n", "-", "", published.bytes, unit, c->why);
    kri_text_format(&more, "%s (%s)%s%s", text_of(w, p->what[c->row]), source_of(w, c->row), note && *note ? ": " : "", note ? note : "");
    kri_text_format(&t, "%*s", INDENT, "");
    kri_layout_wrap(&t, kri_span_of(more.bytes), INDENT, INDENT, call->columns);
    return kri_call_put(call, &t);
}

static kr_status print_rows(kri_call *call, const kr_world *w, const kr_agreement *a, kr_figure figure, int counted)
{
    for (size_t i = 0; i < a->rows; i++)
        if (a->row[i].figure == figure && a->row[i].counts == counted)
            KR_TRY(print_row(call, w, &a->row[i]));
    return KR_OK;
}

static kr_status print_text(kri_call *call, const kr_world *w, const kr_agreement *a)
{
    for (kr_figure figure = 0; figure < KR_FIGURES; figure++) {
        KR_TRY(kri_call_print(call, "%s: counted\n", figures[figure]));
        KR_TRY(print_rows(call, w, a, figure, 1));
        KR_TRY(kri_call_print(call, "%s: shown, not counted\n", figures[figure]));
        KR_TRY(print_rows(call, w, a, figure, 0));
    }
    for (kr_figure figure = 0; figure < KR_FIGURES; figure++)
        KR_TRY(kri_call_print(call, "%-6s  %2zu counted; median absolute error %4.1f %%; %3.0f %% of them within 25 %%\n", figures[figure],
                              a->counted[figure], 100 * a->median_abs_error_share[figure], 100 * a->within_quarter_share[figure]));
    return KR_OK;
}

kr_status kri_published_print(kri_call *call, const kr_world *world, const kr_agreement *agreement)
{
    return call->format == KRI_JSON ? print_json(call, world, agreement) : print_text(call, world, agreement);
}
