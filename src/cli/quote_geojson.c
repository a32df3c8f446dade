/* quote_geojson.c: a quote for a map: a line a leg that moves, a point a leg that stands. */
#include "cli/quote_shown.h"

#include "base/arena.h"

#include <keruen/report.h>

static void put_point(const kr_world *w, uint32_t node, double *lon_lat)
{
    lon_lat[0] = w->node.lon[node];
    lon_lat[1] = w->node.lat[node];
}

/* The links give the corners; each begins where the one before ended. */
static kr_status line_of(kr_job *job, const kr_world *w, const kr_leg *leg, double **lon_lat, size_t *points)
{
    uint32_t at = leg->from;
    KRI_NEW(job, *lon_lat, 2 * (leg->links + 2));
    put_point(w, at, *lon_lat);
    *points = 1;
    for (size_t i = 0; i < leg->links; i++) {
        uint32_t from = w->link.from[leg->link[i]], to = w->link.to[leg->link[i]];
        at = at == from ? to : from;
        put_point(w, at, *lon_lat + 2 * (*points)++);
    }
    if (at != leg->to)
        put_point(w, leg->to, *lon_lat + 2 * (*points)++);
    return KR_OK;
}

static void put_properties(kr_json *json, const kri_shipment *s, size_t way, size_t number)
{
    const kr_leg *leg = &s->quote.way[way].leg[number];
    kr_json_put_integer(json, "way", (int64_t)way + 1);
    kr_json_put_string(json, "name", s->quote.way[way].name[0]);
    kr_json_put_integer(json, "leg", (int64_t)number + 1);
    kr_json_put_string(json, "kind", leg->kind);
    kr_json_put_string(json, "mode", kr_layer_name((kr_layer)leg->layer));
    kr_json_put_string(json, "from", kri_place_name(&s->world, leg->from));
    kr_json_put_string(json, "to", kri_place_name(&s->world, leg->to));
    kr_json_put_number(json, "km", leg->km);
    kr_json_put_number(json, "hours", leg->hours);
    kr_json_put_number(json, "usd", leg->usd);
    kr_json_put_number(json, "kgco2e", leg->kgco2);
}

static kr_status put_leg(kr_json *json, kri_call *call, const kri_shipment *s, size_t way, size_t number)
{
    const kr_leg *leg = &s->quote.way[way].leg[number];
    double *lon_lat;
    size_t points;
    KR_TRY(line_of(call->job, &s->world, leg, &lon_lat, &points));
    kr_geojson_begin_feature(json);
    put_properties(json, s, way, number);
    if (points > 1)
        kr_geojson_end_line(json, points, lon_lat);
    else
        kr_geojson_end_point(json, lon_lat[0], lon_lat[1]);
    return KR_OK;
}

kr_status kri_quote_show_geojson(kri_call *call, const kri_shipment *s)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_geojson_begin(&json);
    for (size_t way = 0; way < s->quote.ways; way++)
        for (size_t leg = 0; leg < s->quote.way[way].legs; leg++)
            KR_TRY(put_leg(&json, call, s, way, leg));
    kr_geojson_end(&json);
    return kr_json_close(&json);
}
