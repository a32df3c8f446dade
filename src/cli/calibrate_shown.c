/* calibrate_shown.c: the calibration as text, JSON and a table of the folder. */
#include "cli/calibrate.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <keruen/report.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double error_pct(double model, double observed)
{
    return 100 * (model / observed - 1);
}

static const char *source_of(const kr_world *w, uint32_t row)
{
    return w->count.source[row] == KR_NONE ? "" : kr_world_text(w, w->source.id[w->count.source[row]]);
}

/* ---- text ---- */

static void put_percent(kri_text *t, double pct)
{
    if (isfinite(pct))
        kri_text_format(t, " %+7.1f", pct);
    else
        kri_text_puts(t, "       -");
}

static void put_count(kri_text *t, const kr_world *w, const kr_counted *n)
{
    static const char *const units[] = { "t", "TEU", "truck", "wagon" };
    kri_text_format(t, "%-24s %12.0f %-5s %12.0f", kr_world_text(w, w->count.id[n->row]), n->observed, units[w->count.unit[n->row]], n->model);
    put_percent(t, error_pct(n->before, n->observed));
    put_percent(t, error_pct(n->model, n->observed));
    put_percent(t, error_pct(n->left_out, n->observed));
    kri_text_format(t, "  %s\n", n->state == KR_COUNT_FITTED ? "" : kr_count_state_name(n->state));
}

static void put_reasons(kri_text *t, const kr_world *w, const kr_calibration *c)
{
    int any = 0;
    for (size_t i = 0; i < c->counts; i++) {
        const kr_counted *n = &c->count[i];
        int misses = n->state == KR_COUNT_FITTED && fabs(n->model / n->observed - 1) > 2 * w->count.error_share[n->row];
        if (n->state == KR_COUNT_FITTED && !misses)
            continue;
        kri_text_format(t, "%s%s: %s. %s\n", any++ ? "" : "\nNot met, or not fitted:\n", kr_world_text(w, w->count.id[n->row]),
                        n->state == KR_COUNT_UNREACHED ? "next to nothing of the demand passes there"
                        : n->state == KR_COUNT_ASIDE   ? "shown beside"
                        : n->state == KR_COUNT_WITHOUT ? "left out as asked"
                                                       : "missed by more than twice its error",
                        kr_world_text(w, w->count.note[n->row]));
    }
}

static void put_shifts(kri_text *t, const kr_world *w, const kr_calibration *c)
{
    kri_text_puts(t, "\nShifts beside GDP, and what each absorbs:\n                ");
    for (size_t y = 0; y < c->years; y++)
        kri_text_format(t, "%7u", c->year[y]);
    kri_text_char(t, '\n');
    for (uint32_t g = 0; g < w->shift.count; g++) {
        kri_text_format(t, "%-16s", kr_world_text(w, w->shift.id[g]));
        for (size_t y = 0; y < c->years; y++)
            kri_text_format(t, "%7.2f", c->shift[g * c->years + y]);
        kri_text_format(t, "  %s\n", kr_world_text(w, w->shift.note[g]));
    }
}

/* ---- what makes up a count ---- */

typedef struct ranked { size_t row; double part; } ranked;

static int by_part(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    return x->part != y->part ? (x->part < y->part) - (x->part > y->part) : (x->row > y->row) - (x->row < y->row);
}

#define EXPLAINED 15

static kr_status explain_count(kri_call *call, kri_text *t, const kr_world *w, const kr_calibration *c, size_t count)
{
    ranked *rank;
    KRI_NEW(call->job, rank, c->prior.rows);
    for (size_t r = 0; r < c->prior.rows; r++)
        rank[r] = (ranked){ r, c->part[count * c->prior.rows + r] };
    qsort(rank, c->prior.rows, sizeof *rank, by_part);
    kri_text_format(t, "\n%s is made of\n", kr_world_text(w, w->count.id[c->count[count].row]));
    for (size_t i = 0; i < c->prior.rows && i < EXPLAINED && rank[i].part > 0; i++) {
        const kr_prior_row *r = &c->prior.row[rank[i].row];
        kri_text_format(t, "  %-14s %-14s %-14s %12.0f %5.1f %%  of %10.0f t, prior %10.0f t, %s\n", kr_world_text(w, w->node.id[r->origin]),
                        kr_world_text(w, w->node.id[r->destination]), kr_world_text(w, w->cargo.id[r->cargo]), rank[i].part,
                        100 * rank[i].part / c->count[count].model, c->t_yr[rank[i].row], r->t_yr, kr_prior_how_name(r->how));
    }
    return KR_OK;
}

static kr_status explain(kri_call *call, kri_text *t, const kr_world *w, const kr_calibration *c)
{
    const char *id;
    for (size_t n = 0; (id = kri_call_nth(call, "explain", n)); n++) {
        uint32_t row = kr_world_find(w, KR_COUNT, id);
        size_t i = 0;
        while (i < c->counts && c->count[i].row != row)
            i++;
        if (row == KR_NONE || i == c->counts)
            return kr_fail(call->job, KR_E_USAGE, "\"%.60s\" is no count of these years", id);
        KR_TRY(explain_count(call, t, w, c, i));
    }
    return KR_OK;
}

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

kr_status kri_calibrate_print_text(kri_call *call, const kr_world *world, const kr_calibration *c)
{
    kri_text t = kri_text_new(call->job);
    double prior = 0;
    for (size_t r = 0; r < c->prior.rows; r++)
        prior += c->prior.row[r].t_yr;
    kri_text_format(&t, "%zu rows of demand, %.1f Mt in %u as known and by trade, %.1f Mt fitted; %zu rows without a way\n\n", c->prior.rows, prior / 1e6,
                    (unsigned)c->prior.year, sum_of(c->t_yr, c->prior.rows) / 1e6, c->without_way);
    kri_text_puts(&t, "count                        observed               model  prior %   fit %  out %\n");
    for (size_t i = 0; i < c->counts; i++)
        put_count(&t, world, &c->count[i]);
    put_reasons(&t, world, c);
    put_shifts(&t, world, c);
    KR_TRY(explain(call, &t, world, c));
    kri_text_format(&t, "\nMedian error of the fitted counts: prior %.1f %%", 100 * c->median_before);
    if (c->rounds)
        kri_text_format(&t, ", fitted %.1f %%, left out %.1f %%; %u rounds, the last moved a count by %.2g of itself at most", 100 * c->median_error,
                        100 * c->median_left_out, c->rounds, c->moved);
    kri_text_char(&t, '\n');
    return kri_call_put(call, &t);
}

/* ---- JSON ---- */

static void json_count(kr_json *json, const kr_world *w, const kr_counted *n)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "id", kr_world_text(w, w->count.id[n->row]));
    kr_json_put_string(json, "series_id", kr_world_text(w, w->count.series[n->row]));
    kr_json_put_integer(json, "year", (int64_t)w->count.year[n->row]);
    kr_json_put_number(json, "observed", n->observed);
    kr_json_put_number(json, "model", n->model);
    kr_json_put_number(json, "error_pct", error_pct(n->model, n->observed));
    kr_json_put_number(json, "leave_one_out_pct", error_pct(n->left_out, n->observed));
    kr_json_put_string(json, "source", source_of(w, n->row));
    kr_json_put_number(json, "prior", n->before);
    kr_json_put_number(json, "prior_error_pct", error_pct(n->before, n->observed));
    kr_json_put_string(json, "state", kr_count_state_name(n->state));
    kr_json_put_string(json, "note", kr_world_text(w, w->count.note[n->row]));
    kr_json_end_object(json);
}

static void json_shifts(kr_json *json, const kr_world *w, const kr_calibration *c)
{
    kr_json_key(json, "shifts");
    kr_json_begin_array(json);
    for (uint32_t g = 0; g < w->shift.count; g++)
        for (size_t y = 0; y < c->years; y++) {
            kr_json_begin_object(json);
            kr_json_put_string(json, "id", kr_world_text(w, w->shift.id[g]));
            kr_json_put_integer(json, "year", c->year[y]);
            kr_json_put_number(json, "factor", c->shift[g * c->years + y]);
            kr_json_put_string(json, "absorbs", kr_world_text(w, w->shift.note[g]));
            kr_json_end_object(json);
        }
    kr_json_end_array(json);
}

kr_status kri_calibrate_print_json(kri_call *call, const kr_world *world, const kr_calibration *c)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "counts");
    kr_json_begin_array(&json);
    for (size_t i = 0; i < c->counts; i++)
        json_count(&json, world, &c->count[i]);
    kr_json_end_array(&json);
    kr_json_put_number(&json, "median_abs_error_pct", 100 * c->median_error);
    kr_json_put_number(&json, "median_leave_one_out_pct", 100 * c->median_left_out);
    kr_json_put_number(&json, "median_prior_error_pct", 100 * c->median_before);
    json_shifts(&json, world, c);
    kr_json_put_integer(&json, "rows", (int64_t)c->prior.rows);
    kr_json_put_integer(&json, "rounds", c->rounds);
    kr_json_put_number(&json, "moved", c->rounds ? c->moved : NAN);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

/* ---- the table ---- */

static void put_number(kri_text *t, double value)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(t, ',');
    kri_text_puts(t, kri_number_print(value, number));
}

static void put_row(kri_text *t, const kr_world *w, const kr_calibration *c, size_t i)
{
    const kr_prior_row *r = &c->prior.row[i];
    const uint32_t *sources = r->known != KR_NONE ? w->known.source : w->base_flow.source;
    uint32_t row = r->known != KR_NONE ? r->known : r->flow;
    kr_method method = r->known != KR_NONE ? (kr_method)w->known.method[row] : KR_ESTIMATE;
    kri_text_format(t, "%s,%s,%s", kr_world_text(w, w->node.id[r->origin]), kr_world_text(w, w->node.id[r->destination]),
                    kr_world_text(w, w->cargo.id[r->cargo]));
    put_number(t, round(c->t_yr[i]));
    put_number(t, c->prior.year);
    kri_text_format(t, ",%s,%s", kr_world_text(w, r->from), kr_world_text(w, r->to));
    put_number(t, round(r->t_yr));
    kri_text_format(t, ",%s,%s,%s\n", kr_prior_how_name(r->how), sources[row] == KR_NONE ? "" : kr_world_text(w, w->source.id[sources[row]]),
                    kr_method_name(r->flow != KR_NONE ? KR_ESTIMATE : method));
}

kr_status kri_calibrate_write(kri_call *call, const kr_world *world, const kr_calibration *c, const char *path)
{
    kri_output *output;
    kri_text t = kri_text_new(call->job);
    kri_text_puts(&t, "origin,destination,cargo_id,tonnes_yr,year,origin_area,destination_area,prior_tonnes_yr,how,source_id,method\n");
    for (size_t i = 0; i < c->prior.rows; i++)
        put_row(&t, world, c, i);
    KR_TRY(t.status);
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(kri_output_write(output, t.bytes, t.length));
    return kri_output_close(output);
}
