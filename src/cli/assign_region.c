/* assign_region.c: keruen assign on a folder that has its own demand. */
#include "cli/assign_region.h"
#include "cli/row_names.h"
#include "cli/today.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <keruen/freight.h>
#include <keruen/io.h>
#include <keruen/io_loaded.h>
#include <keruen/report.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct region_run {
    kr_world world;
    kr_network network;
    kr_freight_options options;
    kr_freight freight;
    double *link_t[2], *link_usd;   /* [links] forward, backward; paid */
    double read_s, solve_s;
    char ended_by[KR_MESSAGE_BYTES];    /* which limit ended it before the capacities were kept; empty: none */
} region_run;

int kri_is_region(kr_job *job, const char *path)
{
    const char *demand = kri_job_format(job, "%s/demand.csv", path);
    return kri_file_is_folder(path) && demand && kri_file_exists(demand);
}

int kri_brings_demand(kr_job *job, const char *path)
{
    const char *cargo = kri_job_format(job, "%s/cargo.csv", path);
    return kri_is_region(job, path) && cargo && kri_file_exists(cargo);
}

/* ---- what does not apply ---- */

/* What is said of an option that means nothing here, behind its name; NULL for one that does. */
static const char *why_not(const kri_call *call, const char *option)
{
    static const struct { const char *option, *why; } known[] = {
        { "theta", "does not apply to a region: how sharply cost decides is a part of its model" },
        { "answer", "does not apply to a region: its freight stays at home by itself where it becomes too dear" },
        { "ceiling", "does not apply to a region: its freight stays at home by itself where it becomes too dear" },
        { "change", "does not apply to a region; keruen study run compares it with and without changes" },
        { "select-link", "does not apply to a region; keruen study critical says who depends on a link" },
        { "rounds", "does not apply to a region; --time-limit bounds the work" },
    };
    if (strcmp(option, "principle") == 0 && strcmp(kri_call_value(call, option), "stochastic") != 0)
        return "takes only stochastic with a region: its freight chooses by nested logit";
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strcmp(option, known[k].option) == 0)
            return known[k].why;
    return "does not apply to a region; it is for a TNTP file or a GMNS folder with --demand";
}

static kr_status check_options(kri_call *call)
{
    static const char *const taken[] = { "net", "date", "gap", "flows", "loaded" };
    for (size_t i = 0; i < call->given_count; i++) {
        const kri_option *option = call->given[i].option, *own = call->command->options;
        int is_taken = strcmp(option->name, "principle") == 0 && strcmp(call->given[i].value, "stochastic") == 0;
        for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
            is_taken = is_taken || strcmp(option->name, taken[k]) == 0;
        while (own->name && own != option)
            own++;
        if (own->name && !is_taken)
            return kr_fail(call->job, KR_E_USAGE, "--%s %s", option->name, why_not(call, option->name));
    }
    return KR_OK;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- sums by link ---- */

static kr_status sum_links(kr_job *job, region_run *r)
{
    const kr_network *n = &r->network;
    const uint8_t *counts;
    KR_TRY(kr_network_link_arcs(job, n, &counts));
    KRI_NEW(job, r->link_t[0], r->world.link.count);
    KRI_NEW(job, r->link_t[1], r->world.link.count);
    KRI_NEW(job, r->link_usd, r->world.link.count);
    for (uint32_t a = 0; a < n->graph.arcs; a++) {
        uint32_t link = n->link[a];
        if (link == KR_NONE || !(r->freight.arc_t_yr[a] > 0))
            continue;
        r->link_usd[link] += r->freight.arc_usd_yr[a];
        if (counts[a])
            r->link_t[!n->forward[a]][link] += r->freight.arc_t_yr[a];
    }
    return KR_OK;
}

static double cargo_on_link(const region_run *r, const uint8_t *counts, uint32_t cargo, uint32_t link, const uint32_t *arc, const uint32_t *first)
{
    double sum = 0;
    for (uint32_t i = first[link]; i < first[link + 1]; i++)
        if (counts[arc[i]])
            sum += r->freight.cargo_t_yr[cargo][arc[i]];
    return sum;
}

/* ---- --flows ---- */

/* The arcs of each link, in the order of their numbers. */
static kr_status index_links(kr_job *job, const kr_network *n, uint32_t **first, uint32_t **arc)
{
    uint32_t links = n->world->link.count;
    KRI_NEW(job, *first, (size_t)links + 2);
    KRI_NEW(job, *arc, n->graph.arcs);
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->link[a] != KR_NONE)
            (*first)[n->link[a] + 2]++;
    for (uint32_t l = 0; l < links; l++)
        (*first)[l + 2] += (*first)[l + 1];
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        if (n->link[a] != KR_NONE)
            (*arc)[(*first)[n->link[a] + 1]++] = a;
    return KR_OK;
}

static void put_cell(kri_text *text, double value)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(text, ',');
    kri_text_puts(text, kri_number_print(value, number));
}

static void put_link(kri_text *text, const region_run *r, uint32_t link)
{
    const kr_world *w = &r->world;
    double forward = r->link_t[0][link], backward = r->link_t[1][link];
    kri_text_format(text, "%s,%s,%s", kr_world_text(w, w->link.id[link]), kr_world_text(w, w->node.id[w->link.from[link]]),
                    kr_world_text(w, w->node.id[w->link.to[link]]));
    put_cell(text, forward + backward);
    put_cell(text, forward + backward > 0 ? r->link_usd[link] / (forward + backward) : 0);
    put_cell(text, forward);
    put_cell(text, backward);
}

static kr_status write_flows(kr_job *job, const region_run *r, const char *path)
{
    const kr_world *w = &r->world;
    uint32_t *first, *arc;
    const uint8_t *counts;
    kri_output *output;
    kri_text text = kri_text_new(job);
    KR_TRY(index_links(job, &r->network, &first, &arc));
    KR_TRY(kr_network_link_arcs(job, &r->network, &counts));
    kri_text_puts(&text, "link,from,to,flow,cost,flow_forward,flow_backward");
    for (uint32_t c = 0; c < w->cargo.count; c++)
        if (r->freight.cargo_t_yr[c])
            kri_text_format(&text, ",flow_%s", kr_world_text(w, w->cargo.id[c]));
    kri_text_char(&text, '\n');
    for (uint32_t link = 0; link < w->link.count; link++) {
        put_link(&text, r, link);
        for (uint32_t c = 0; c < w->cargo.count; c++)
            if (r->freight.cargo_t_yr[c])
                put_cell(&text, cargo_on_link(r, counts, c, link, arc, first));
        kri_text_char(&text, '\n');
    }
    KR_TRY(text.status);
    KR_TRY(kri_output_open(job, path, &output));
    KR_TRY(kri_output_write(output, text.bytes, text.length));
    return kri_output_close(output);
}

/* ---- --loaded ---- */

/* The tonnes of each cargo that is on its way, as a column of link.csv. */
static kr_status cargo_columns(kr_job *job, const region_run *r, kr_link_column *column, uint32_t *columns)
{
    const kr_world *w = &r->world;
    uint32_t *first, *arc;
    const uint8_t *counts;
    KR_TRY(index_links(job, &r->network, &first, &arc));
    KR_TRY(kr_network_link_arcs(job, &r->network, &counts));
    for (uint32_t c = 0; c < w->cargo.count; c++) {
        const char *name = kri_job_format(job, "flow_%s", kr_world_text(w, w->cargo.id[c]));
        double *value;
        if (!r->freight.cargo_t_yr[c])
            continue;
        KRI_NEW(job, value, w->link.count);
        for (uint32_t link = 0; link < w->link.count; link++)
            value[link] = cargo_on_link(r, counts, c, link, arc, first);
        if (!name)
            return KR_E_MEMORY;
        column[(*columns)++] = (kr_link_column){ name, value };
    }
    return KR_OK;
}

static kr_status write_loaded(kr_job *job, const region_run *r, const char *folder, const char *path)
{
    const char *table = kri_job_format(job, "%s/link.csv", folder);
    uint32_t links = r->world.link.count, columns = 4;
    kr_link_column *column;
    double *flow, *cost;
    kri_output *output;
    KRI_NEW(job, column, r->world.cargo.count + columns);
    KRI_NEW(job, flow, links);
    KRI_NEW(job, cost, links);
    for (uint32_t link = 0; link < links; link++) {
        flow[link] = r->link_t[0][link] + r->link_t[1][link];
        cost[link] = flow[link] > 0 ? r->link_usd[link] / flow[link] : 0;
    }
    column[0] = (kr_link_column){ "flow", flow };
    column[1] = (kr_link_column){ "cost", cost };
    column[2] = (kr_link_column){ "flow_forward", r->link_t[0] };
    column[3] = (kr_link_column){ "flow_backward", r->link_t[1] };
    KR_TRY(cargo_columns(job, r, column, &columns));
    if (!table)
        return KR_E_MEMORY;
    KR_TRY(kri_output_open(job, path, &output));
    KR_TRY(kr_csv_write_loaded(job, table, links, columns, column, kri_output_sink(output)));
    return kri_output_close(output);
}

/* ---- limits, dearest first ---- */

static const char *name_of(const kr_world *w, const kr_freight_limit *l)
{
    return kri_item_id(w, &(kr_cost_item){ .table = l->table, .row = l->row });
}

static int by_price(const void *a, const void *b)
{
    const kr_freight_limit *x = a, *y = b;
    double rent_x = x->usd * x->capacity, rent_y = y->usd * y->capacity;
    if (rent_x != rent_y)
        return rent_x < rent_y ? 1 : -1;
    return x->table != y->table ? (x->table > y->table) - (x->table < y->table) : (x->row > y->row) - (x->row < y->row);
}

static kr_status sorted_limits(kr_job *job, const kr_freight *f, kr_freight_limit **limits)
{
    KRI_NEW(job, *limits, f->limits);
    if (f->limits)
        memcpy(*limits, f->limit, f->limits * sizeof **limits);
    qsort(*limits, f->limits, sizeof **limits, by_price);
    return KR_OK;
}

static void json_limits(kr_json *json, const kr_world *w, const kr_freight_limit *limits, size_t count)
{
    kr_json_key(json, "limits");
    kr_json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        kr_json_begin_object(json);
        kr_json_put_string(json, "table", kr_table_name(limits[i].table));
        kr_json_put_string(json, "id", name_of(w, &limits[i]));
        kr_json_put_string(json, "unit", limits[i].unit);
        kr_json_put_number(json, "capacity", limits[i].capacity);
        kr_json_put_number(json, "used", limits[i].used);
        kr_json_put_number(json, "shadow_price_usd", limits[i].usd);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static size_t unserved_pairs(const kr_freight *f)
{
    size_t count = 0;
    for (size_t i = 0; i < f->pairs; i++)
        count += f->pair[i].ways == 0;
    return count;
}

static kr_status show_json(kri_call *call, const region_run *r, const kr_freight_limit *limits)
{
    const kr_freight *f = &r->freight;
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_put_string(&json, "principle", "stochastic");
    kr_json_put_number(&json, "gap", f->excess);
    kr_json_put_number(&json, "average_excess_cost", NAN);
    kr_json_put_number(&json, "objective", f->benefit_usd_yr);
    kr_json_put_number(&json, "total_cost", f->cost_usd_yr);
    kr_json_put_integer(&json, "rounds", f->rounds);
    kr_json_key(&json, "seconds");
    kr_json_begin_object(&json);
    kr_json_put_number(&json, "read", r->read_s);
    kr_json_put_number(&json, "solve", r->solve_s);
    kr_json_end_object(&json);
    kr_json_put_integer(&json, "unserved_pairs", (int64_t)unserved_pairs(f));
    kr_json_put_integer(&json, "threads", call->job->threads);
    kr_json_put_number(&json, "sent_t_yr", f->sent_t_yr);
    kr_json_put_number(&json, "home_t_yr", f->home_t_yr);
    kr_json_put_number(&json, "unserved_t_yr", f->unserved_t_yr);
    kr_json_put_number(&json, "tkm_yr", f->tkm_yr);
    json_limits(&json, &r->world, limits, f->limits);
    kr_json_put_string(&json, "ended_by", *r->ended_by ? r->ended_by : NULL);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static kr_status show_text(kri_call *call, const region_run *r, const kr_freight_limit *limits)
{
    const kr_freight *f = &r->freight;
    kri_text t = kri_text_new(call->job);
    kri_text_format(&t, "%zu pair%s, %.1f Mt a year sent, %.1f Mt kept at home, %.1f Mt without a way\n", f->pairs, f->pairs == 1 ? "" : "s",
                    f->sent_t_yr / 1e6, f->home_t_yr / 1e6, f->unserved_t_yr / 1e6);
    kri_text_format(&t, "%.0f bn tkm, %.1f bn USD; limits kept to %.1g of themselves in %u round%s\n", f->tkm_yr / 1e9, f->cost_usd_yr / 1e9, f->excess,
                    f->rounds, f->rounds == 1 ? "" : "s");
    kri_text_puts(&t, "\nwhere it jams: what one more a year is worth\n");
    size_t shown = 0;
    for (size_t i = 0; i < f->limits && limits[i].usd > 0; i++, shown++)
        kri_text_format(&t, "  %-40s %12.0f %-6s %10.2f USD\n", name_of(&r->world, &limits[i]), limits[i].capacity, limits[i].unit, limits[i].usd);
    if (!shown)
        kri_text_puts(&t, "  nowhere: no limit binds\n");
    kri_text_puts(&t, r->world.fitted.wanted.count ? "\nThe demand is estimated and fitted to counts: keruen calibrate shows how well.\n"
                                                   : "\nThe demand is not held against counts: keruen calibrate does.\n");
    if (*r->ended_by)
        kri_text_format(&t, "\nNot finished: %s; this is the best so far\n", r->ended_by);
    return kri_call_put(call, &t);
}

/* ---- */

static kr_status load(kri_call *call, const char *folder, region_run *r)
{
    double begin = seconds();
    KR_TRY(kr_world_read(call->job, folder, NULL, &r->world));
    KR_TRY(kr_network_freeze(call->job, &r->world, &r->network));
    r->options = KR_FREIGHT_DEFAULTS;
    r->read_s = seconds() - begin;
    KR_TRY(kri_call_number(call, "gap", 1e-12, 0.999999, &r->options.tolerance));
    return kri_call_date(call, "date", &r->options.date);
}

/* A limit's own sentence, and what it means when it came so early. */
static kr_status with_nothing(kr_job *job, kr_status status)
{
    char message[KR_MESSAGE_BYTES];
    if (status != KR_E_LIMIT)
        return status;
    memcpy(message, job->message, sizeof message);
    return kr_fail(job, status, "%.300s before any freight was on the network, so there is no result to give", message);
}

/* Where a limit ended it there may be freight on the network all the same. */
static kr_status solve(kri_call *call, region_run *r)
{
    double begin = seconds();
    kr_status status = kr_freight_assign(call->job, &r->network, &r->options, &r->freight);
    r->solve_s = seconds() - begin;
    if (status != KR_E_LIMIT || !r->freight.arc_t_yr)
        return with_nothing(call->job, status);
    memcpy(r->ended_by, call->job->message, sizeof r->ended_by);
    return KR_OK;
}

kr_status kri_assign_region(kri_call *call, const char *folder)
{
    region_run r = { .read_s = 0 };
    kr_freight_limit *limits;
    KR_TRY(check_options(call));
    KR_TRY(with_nothing(call->job, load(call, folder, &r)));
    KR_TRY(solve(call, &r));
    KR_TRY(sum_links(call->job, &r));
    KR_TRY(sorted_limits(call->job, &r.freight, &limits));
    if (kri_call_has(call, "flows"))
        KR_TRY(write_flows(call->job, &r, kri_call_value(call, "flows")));
    if (kri_call_has(call, "loaded"))
        KR_TRY(write_loaded(call->job, &r, folder, kri_call_value(call, "loaded")));
    KR_TRY(call->format == KRI_JSON ? show_json(call, &r, limits) : show_text(call, &r, limits));
    if (*r.ended_by)
        call->exit_code = 5;
    return KR_OK;
}
