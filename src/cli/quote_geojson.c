/* quote_geojson.c: a quote for a map: a line a leg that moves, a point a leg that stands. */
#include "cli/quote_shown.h"

#include <keruen/report.h>

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

static kr_status put_leg(kr_json *json, kri_call *call, kr_shapes *shapes, const kri_shipment *s, size_t way, size_t number)
{
    kr_line line;
    KR_TRY(kri_leg_line(call->job, shapes, &s->world, &s->quote.way[way], number, &line));
    kr_geojson_begin_feature(json);
    put_properties(json, s, way, number);
    if (line.points > 1)
        kr_geojson_end_line(json, line.points, line.lon_lat);
    else
        kr_geojson_end_point(json, line.lon_lat[0], line.lon_lat[1]);
    return KR_OK;
}

kr_status kri_quote_show_geojson(kri_call *call, const kri_shipment *s)
{
    kr_shapes *shapes;
    KR_TRY(kr_shapes_open(call->job, &s->world, &shapes));
    kr_json json = kr_json_open(call->out, 1);
    kr_geojson_begin(&json);
    for (size_t way = 0; way < s->quote.ways; way++)
        for (size_t leg = 0; leg < s->quote.way[way].legs; leg++)
            KR_TRY(put_leg(&json, call, shapes, s, way, leg));
    kr_geojson_end(&json);
    return kr_json_close(&json);
}
