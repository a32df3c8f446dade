/* assign_demand_left.c: what of the demand travels, what stays at home, and what no way joins. */
#include "cli/assign_input.h"

#include <keruen/report.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"
#include "base/sum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_IN_TEXT 10
#define SHOWN_IN_JSON 100
#define NOBODY 1e-12            /* of the demand: what is less is rounding */

/* ------------------------------------------------------------------ sums */

static double pce_of(const kr_traffic *class)
{
    return class->pce == 0 ? 1 : class->pce;
}

static int is_apart(const kr_roads *roads, uint32_t from, uint32_t to)
{
    return roads->zone_node[from] != roads->zone_node[to];
}

/* What wants to go from place to place, in equivalents. */
static double sum_asked(const kri_assignment *a)
{
    kri_sum sum = { 0, 0 };
    for (uint32_t m = 0; m < a->classes; m++) {
        const kr_demand *d = a->class[m].demand;
        for (uint32_t z = 0; z < d->zones; z++)
            for (size_t k = d->first[z]; k < d->first[z + 1]; k++)
                if (is_apart(&a->roads, z, d->to[k]))
                    kri_sum_add(&sum, d->amount[k] * pce_of(&a->class[m]));
    }
    return kri_sum_value(sum);
}

static double sum_served(const kri_assignment *a)
{
    kri_sum sum = { 0, 0 };
    for (uint32_t m = 0; m < a->classes; m++)
        for (size_t k = 0; k < a->class[m].demand->first[a->class[m].demand->zones]; k++)
            kri_sum_add(&sum, a->flow->served[m][k] * pce_of(&a->class[m]));
    return kri_sum_value(sum);
}

void kri_assignment_sum(kri_assignment *a)
{
    kri_sum unserved = { 0, 0 };
    for (size_t k = 0; k < a->flow->unserved_count; k++)
        kri_sum_add(&unserved, a->flow->unserved[k].amount * pce_of(&a->class[a->flow->unserved[k].traffic]));
    a->asked = sum_asked(a);
    a->without_way = kri_sum_value(unserved);
    double home = a->asked - a->without_way - sum_served(a);
    a->at_home = home > NOBODY * a->asked ? home : 0;
}

/* ------------------------------------------------------------------ names */

static const char *name_of_zone(const kr_roads *roads, uint32_t zone, char number[24])
{
    uint32_t node = roads->zone_node[zone];
    if (roads->zone_name)
        return roads->zone_name[zone];
    if (roads->node_name)
        return roads->node_name[node];
    snprintf(number, 24, "%llu", (unsigned long long)roads->node_id[node]);
    return number;
}

void kri_put_zone(kri_text *text, const kr_roads *roads, uint32_t zone)
{
    char number[24];
    kri_text_cell(text, name_of_zone(roads, zone, number));
}

static void put_zone_json(kr_json *json, const char *key, const kr_roads *roads, uint32_t zone)
{
    if (roads->zone_name || roads->node_name)
        kr_json_put_string(json, key, roads->zone_name ? roads->zone_name[zone] : roads->node_name[roads->zone_node[zone]]);
    else
        kr_json_put_integer(json, key, (int64_t)roads->node_id[roads->zone_node[zone]]);
}

/* ------------------------------------------------------------------ shown */

kr_status kri_assignment_left_json(const kri_assignment *a, kr_json *json)
{
    const kr_flow *f = a->flow;
    size_t shown = f->unserved_count < SHOWN_IN_JSON ? f->unserved_count : SHOWN_IN_JSON;
    kr_json_put_number(json, "demand_asked", a->asked);
    kr_json_put_number(json, "demand_at_home", a->at_home);
    kr_json_put_number(json, "demand_unserved", a->without_way);
    kr_json_key(json, "unserved");
    kr_json_begin_array(json);
    for (size_t k = 0; k < shown; k++) {
        kr_json_begin_object(json);
        kr_json_put_string(json, "class", a->class[f->unserved[k].traffic].name);
        put_zone_json(json, "from", &a->roads, f->unserved[k].from);
        put_zone_json(json, "to", &a->roads, f->unserved[k].to);
        kr_json_put_number(json, "amount", f->unserved[k].amount);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
    kr_json_put_integer(json, "unserved_left_out", (int64_t)(f->unserved_count - shown));
    return KR_OK;
}

static void put_unserved(kri_text *text, const kri_assignment *a, const kr_unserved *u)
{
    char from[24], to[24];
    kri_text_format(text, "    zone %s to zone %s", name_of_zone(&a->roads, u->from, from), name_of_zone(&a->roads, u->to, to));
    if (a->classes > 1)
        kri_text_format(text, ", class %s", a->class[u->traffic].name);
    kri_text_format(text, ": %.6g\n", u->amount);
}

kr_status kri_assignment_left_text(kri_call *call, const kri_assignment *a)
{
    const kr_flow *f = a->flow;
    kri_text text = kri_text_new(call->job);
    int is_one = f->unserved_count == 1;
    if (a->at_home > 0)
        kri_text_format(&text, "At home:        %.6g of %.6g that would go, as it is too dear\n", a->at_home, a->asked - a->without_way);
    if (f->unserved_count)
        kri_text_format(&text, "Not served:     %zu %s, %.6g in all: no way joins %s\n", f->unserved_count, is_one ? "pair" : "pairs",
                        a->without_way, is_one ? "it" : "them");
    for (size_t k = 0; k < f->unserved_count && k < SHOWN_IN_TEXT; k++)
        put_unserved(&text, a, &f->unserved[k]);
    if (f->unserved_count > SHOWN_IN_TEXT)
        kri_text_format(&text, "    and %zu more\n", f->unserved_count - SHOWN_IN_TEXT);
    KR_TRY(text.status);
    return text.length ? kri_call_put(call, &text) : KR_OK;
}

/* ------------------------------------------------------------------ --served */

static void put_number(kri_text *text, double value)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(text, ',');
    kri_text_puts(text, kri_number_print(value, number));
}

static kr_status put_origin(const kri_assignment *a, uint32_t m, uint32_t z, kri_output *output, kri_text *text)
{
    const kr_demand *d = a->class[m].demand;
    for (size_t k = d->first[z]; k < d->first[z + 1]; k++) {
        if (!is_apart(&a->roads, z, d->to[k]))
            continue;
        kri_put_zone(text, &a->roads, z);
        kri_text_char(text, ',');
        kri_put_zone(text, &a->roads, d->to[k]);
        kri_text_char(text, ',');
        kri_text_cell(text, a->class[m].name);
        put_number(text, d->amount[k]);
        put_number(text, a->flow->served[m][k]);
        if (a->selected_pairs)
            put_number(text, a->selected_pairs[m][k]);
        kri_text_char(text, '\n');
    }
    KR_TRY(text->status);
    size_t length = text->length;
    text->length = 0;
    return length ? kri_output_write(output, text->bytes, length) : KR_OK;
}

kr_status kri_assignment_write_served(kri_call *call, const kri_assignment *a, const char *path)
{
    kri_output *output;
    kri_text text = kri_text_new(call->job);
    KR_TRY(kri_output_open(call->job, path, &output));
    kri_text_puts(&text, a->selected_pairs ? "origin,destination,class,value,served,selected\n" : "origin,destination,class,value,served\n");
    for (uint32_t m = 0; m < a->classes; m++)
        for (uint32_t z = 0; z < a->class[m].demand->zones; z++)
            KR_TRY(put_origin(a, m, z, output, &text));
    size_t length = text.length;
    KR_TRY(text.status);
    if (length)
        KR_TRY(kri_output_write(output, text.bytes, length));
    return kri_output_close(output);
}
