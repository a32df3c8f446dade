/* assign_asked.c: selected traffic, another run beside this one, skims and routes of keruen assign. */
#include "cli/assign_input.h"

#include <keruen/io_demand.h>
#include <keruen/io_omx.h>
#include <keruen/report.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAST_SHARE 1e-6        /* routes that carry less are not told unless asked for */
#define LEAST_SHARE_OF_LOGIT 1e-3   /* the same where every way carries something */
#define MOST_ROUTES 10000

/* ------------------------------------------------------------------ names */

static uint32_t link_called(const kr_roads *roads, const char *name)
{
    uint64_t number;
    for (uint32_t a = 0; roads->link_name && a < roads->links; a++)
        if (strcmp(roads->link_name[a], name) == 0)
            return a;
    if (!roads->link_name && kri_number_parse_u64(kri_span_of(name), &number) && number >= 1 && number <= roads->links)
        return (uint32_t)number - 1;
    return KR_NONE;
}

static kr_status zone_option(kri_call *call, const kr_roads *roads, const char *option, uint32_t *zone)
{
    const char *name = kri_call_value(call, option);
    *zone = name ? kr_roads_find_zone(roads, name) : KR_NONE;
    if (name && *zone == KR_NONE)
        return kr_fail(call->job, KR_E_USAGE, "--%s \"%.60s\" is no zone of the network", option, name);
    return KR_OK;
}

/* ------------------------------------------------------------------ selected traffic */

static kr_status chosen_links(kri_call *call, const kr_roads *roads, const uint8_t **chosen)
{
    uint8_t *flags;
    const char *name;
    *chosen = NULL;
    if (!kri_call_has(call, "select-link"))
        return KR_OK;
    KRI_NEW(call->job, flags, roads->links);
    for (size_t n = 0; (name = kri_call_nth(call, "select-link", n)); n++) {
        uint32_t link = link_called(roads, name);
        if (link == KR_NONE)
            return kr_fail(call->job, KR_E_USAGE, "--select-link \"%.60s\" is no link of the network", name);
        flags[link] = 1;
    }
    *chosen = flags;
    return KR_OK;
}

static kr_status look_up_selection(kri_call *call, kri_assignment *a)
{
    a->selection = (kr_selection){ .traffic = KR_NONE };
    a->has_selection = kri_call_has(call, "select-link") || kri_call_has(call, "select-from") || kri_call_has(call, "select-to");
    KR_TRY(chosen_links(call, &a->roads, &a->selection.link));
    KR_TRY(zone_option(call, &a->roads, "select-from", &a->selection.from));
    return zone_option(call, &a->roads, "select-to", &a->selection.to);
}

kr_status kri_assignment_select(kri_call *call, kri_assignment *a)
{
    double *flow, **pairs;
    if (!a->has_selection)
        return KR_OK;
    KRI_NEW(call->job, flow, a->roads.links);
    KRI_NEW(call->job, pairs, a->classes);
    for (uint32_t m = 0; m < a->classes; m++)
        KRI_NEW(call->job, pairs[m], a->class[m].demand->first[a->class[m].demand->zones]);
    a->selected = flow;
    a->selected_pairs = pairs;
    return kr_flow_select(call->job, a->flow, &a->selection, flow, &a->selected_total, pairs);
}

/* ------------------------------------------------------------------ names, before the work */

static kr_status need_routes(kri_call *call)
{
    static const char *const options[] = { "least-share", "most-routes" };
    for (int k = 0; k < 2; k++)
        if (kri_call_has(call, options[k]))
            return kr_fail(call->job, KR_E_USAGE, "--%s is for --routes FROM,TO, which is missing", options[k]);
    return KR_OK;
}

static kr_status how_many_routes(kri_call *call, kri_assignment *a)
{
    double most = MOST_ROUTES;
    a->least_share = a->options.principle == KR_STOCHASTIC ? LEAST_SHARE_OF_LOGIT : LEAST_SHARE;
    KR_TRY(kri_call_number(call, "least-share", 0, 1, &a->least_share));
    KR_TRY(kri_call_number(call, "most-routes", 1, 1e6, &most));
    if (most != floor(most))
        return kr_fail(call->job, KR_E_USAGE, "--most-routes is \"%.60s\"; it takes a whole number", kri_call_value(call, "most-routes"));
    a->most_routes = (uint32_t)most;
    return KR_OK;
}

static kr_status look_up_routes(kri_call *call, kri_assignment *a)
{
    const char *value = kri_call_value(call, "routes"), *comma = value ? strchr(value, ',') : NULL;
    if (!value)
        return need_routes(call);
    char *from = kri_job_copy(call->job, value, comma ? (size_t)(comma - value) : strlen(value));
    if (!from)
        return KR_E_MEMORY;
    a->routes_from = kr_roads_find_zone(&a->roads, from);
    a->routes_to = comma ? kr_roads_find_zone(&a->roads, comma + 1) : KR_NONE;
    if (a->routes_from == KR_NONE || a->routes_to == KR_NONE)
        return kr_fail(call->job, KR_E_USAGE, "--routes \"%.60s\" is not two zones of the network, such as 3,17", value);
    return how_many_routes(call, a);
}

kr_status kri_assignment_look_up(kri_call *call, kri_assignment *a)
{
    const char *before = kri_call_value(call, "before");
    KR_TRY(look_up_selection(call, a));
    KR_TRY(look_up_routes(call, a));
    return before ? kr_flows_read_csv(call->job, NULL, before, &a->roads, &a->flow_before, &a->cost_before) : KR_OK;
}

/* ------------------------------------------------------------------ skims */

/* Three matrices a class; one class's have no name behind them. */
static const char *matrix_name(const kri_assignment *a, uint32_t m, int which, char text[96])
{
    static const char *const names[] = { "cost", "time", "length" };
    if (a->classes > 1)
        snprintf(text, 96, "%s_%.80s", names[which], a->class[m].name);
    else
        snprintf(text, 96, "%s", names[which]);
    return text;
}

/* What the zone is called, in the input's own words. */
static const char *zone_name(kr_job *job, const kr_roads *roads, uint32_t zone)
{
    uint32_t node = roads->zone_node[zone];
    if (roads->zone_name || roads->node_name)
        return roads->zone_name ? roads->zone_name[zone] : roads->node_name[node];
    return kri_job_format(job, "%llu", (unsigned long long)roads->node_id[node]);
}

/* A name that a number of 32 bits stands for, and no other name does. */
static int is_plain_number(const char *name, uint32_t *number)
{
    uint64_t value;
    if (!kri_number_parse_u64(kri_span_of(name), &value) || value > UINT32_MAX || (name[0] == '0' && name[1]) || name[0] < '0' || name[0] > '9')
        return 0;
    *number = (uint32_t)value;
    return 1;
}

/* Numbers where all zones are called by some, which is what other programs look for; else text. */
static kr_status write_zones(kr_job *job, const kr_roads *roads, kr_omx *omx)
{
    const char **name;
    uint32_t *number;
    int are_numbers = 1;
    KRI_NEW(job, name, roads->zones);
    KRI_NEW(job, number, roads->zones);
    for (uint32_t z = 0; z < roads->zones; z++) {
        if (!(name[z] = zone_name(job, roads, z)))
            return KR_E_MEMORY;
        are_numbers = are_numbers && is_plain_number(name[z], &number[z]);
    }
    return are_numbers ? kr_omx_write_lookup(omx, "zone", roads->zones, number) : kr_omx_write_text_lookup(omx, "zone", roads->zones, name);
}

static kr_status skim_to_omx(kri_call *call, const kri_assignment *a, const char *path)
{
    uint32_t zones = a->roads.zones;
    double *row[3];
    char name[96];
    kr_omx *omx;
    for (int k = 0; k < 3; k++)
        KRI_NEW(call->job, row[k], zones);
    KR_TRY(kr_omx_create(call->job, path, zones, zones, &omx));
    for (uint32_t m = 0; m < a->classes; m++)
        for (uint32_t z = 0; z < zones; z++) {
            KR_TRY(kr_flow_skim(call->job, a->flow, m, z, row[0], row[1], row[2]));
            for (int k = 0; k < 3; k++)
                KR_TRY(kr_omx_write(omx, matrix_name(a, m, k, name), 0, z, 1, row[k]));
        }
    KR_TRY(write_zones(call->job, &a->roads, omx));
    return kr_omx_close(omx);
}

static kr_status put_row(const kri_assignment *a, uint32_t m, uint32_t z, double *const row[3], kri_output *output, kri_text *text)
{
    char number[KRI_NUMBER_BYTES];
    for (uint32_t to = 0; to < a->roads.zones; to++) {
        if (to == z || !(row[0][to] < INFINITY))
            continue;
        kri_put_zone(text, &a->roads, z);
        kri_text_char(text, ',');
        kri_put_zone(text, &a->roads, to);
        kri_text_char(text, ',');
        kri_text_cell(text, a->class[m].name);
        for (int k = 0; k < 3; k++) {
            kri_text_char(text, ',');
            kri_text_puts(text, kri_number_print(row[k][to], number));
        }
        kri_text_char(text, '\n');
    }
    KR_TRY(text->status);
    size_t length = text->length;
    text->length = 0;
    return length ? kri_output_write(output, text->bytes, length) : KR_OK;
}

static kr_status skim_to_csv(kri_call *call, const kri_assignment *a, const char *path)
{
    double *row[3];
    kri_output *output;
    kri_text text = kri_text_new(call->job);
    for (int k = 0; k < 3; k++)
        KRI_NEW(call->job, row[k], a->roads.zones);
    KR_TRY(kri_output_open(call->job, path, &output));
    kri_text_puts(&text, "origin,destination,class,cost,time,length\n");
    for (uint32_t m = 0; m < a->classes; m++)
        for (uint32_t z = 0; z < a->roads.zones; z++) {
            KR_TRY(kr_flow_skim(call->job, a->flow, m, z, row[0], row[1], row[2]));
            KR_TRY(put_row(a, m, z, row, output, &text));
        }
    return kri_output_close(output);
}

kr_status kri_assignment_skim(kri_call *call, const kri_assignment *a, const char *path)
{
    return kri_has_ending(path, ".omx") ? skim_to_omx(call, a, path) : skim_to_csv(call, a, path);
}

/* ------------------------------------------------------------------ routes */

static kr_status find_routes(kri_call *call, const kri_assignment *a, uint32_t class, kr_route_list *routes)
{
    return kr_flow_routes(call->job, a->flow, class, a->routes_from, a->routes_to, a->least_share, a->most_routes, routes);
}

static void put_link_name(kri_text *text, const kr_roads *roads, uint32_t link)
{
    if (roads->link_name)
        kri_text_puts(text, roads->link_name[link]);
    else
        kri_text_format(text, "%u", link + 1);
}

/* With logit a share is a probability, and worth a word. */
static void put_route(kri_text *text, const kri_assignment *a, const kr_route *route)
{
    kri_text_format(text, "    flow %.6g, ", route->flow);
    if (a->options.principle == KR_STOCHASTIC)
        kri_text_format(text, "share %.6g, ", route->share);
    kri_text_format(text, "cost %.6g, links", route->cost);
    for (uint32_t i = 0; i < route->links; i++) {
        kri_text_char(text, ' ');
        put_link_name(text, &a->roads, route->link[i]);
    }
    kri_text_char(text, '\n');
}

kr_status kri_assignment_routes_text(kri_call *call, const kri_assignment *a)
{
    kri_text text = kri_text_new(call->job);
    for (uint32_t m = 0; m < a->classes; m++) {
        kr_route_list routes;
        KR_TRY(find_routes(call, a, m, &routes));
        kri_text_format(&text, "Routes:         %zu%s%s\n", routes.count, a->classes > 1 ? " of class " : "", a->classes > 1 ? a->class[m].name : "");
        for (size_t k = 0; k < routes.count; k++)
            put_route(&text, a, &routes.route[k]);
        if (routes.left_out > 0)
            kri_text_format(&text, "    flow %.6g, share %.6g, on ways that are not listed; --least-share and --most-routes list more\n", routes.left_out,
                            routes.left_out / routes.flow);
    }
    return kri_call_put(call, &text);
}

static void put_route_json(const kri_assignment *a, uint32_t m, const kr_route *route, kr_json *json)
{
    kr_json_begin_object(json);
    kr_json_put_string(json, "class", a->class[m].name);
    kr_json_put_number(json, "flow", route->flow);
    kr_json_put_number(json, "share", route->share);
    kr_json_put_number(json, "cost", route->cost);
    kr_json_key(json, "links");
    kr_json_begin_array(json);
    for (uint32_t i = 0; i < route->links; i++)
        if (a->roads.link_name)
            kr_json_string(json, a->roads.link_name[route->link[i]]);
        else
            kr_json_integer(json, (int64_t)route->link[i] + 1);
    kr_json_end_array(json);
    kr_json_end_object(json);
}

/* By class: what goes from zone to zone, and what of it the list leaves out. */
static void put_pair_json(const kri_assignment *a, const kr_route_list *routes, kr_json *json)
{
    kr_json_key(json, "routes_of");
    kr_json_begin_array(json);
    for (uint32_t m = 0; m < a->classes; m++) {
        kr_json_begin_object(json);
        kr_json_put_string(json, "class", a->class[m].name);
        kr_json_put_integer(json, "routes", (int64_t)routes[m].count);
        kr_json_put_number(json, "flow", routes[m].flow);
        kr_json_put_number(json, "left_out", routes[m].left_out);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

kr_status kri_assignment_routes_json(kri_call *call, const kri_assignment *a, kr_json *json)
{
    kr_route_list *routes;
    KRI_NEW(call->job, routes, a->classes);
    for (uint32_t m = 0; m < a->classes; m++)
        KR_TRY(find_routes(call, a, m, &routes[m]));
    kr_json_key(json, "routes");
    kr_json_begin_array(json);
    for (uint32_t m = 0; m < a->classes; m++)
        for (size_t k = 0; k < routes[m].count; k++)
            put_route_json(a, m, &routes[m].route[k], json);
    kr_json_end_array(json);
    put_pair_json(a, routes, json);
    return KR_OK;
}
