/* study_map.c: the flows of a study on a map: every link before, after, and the difference. */
#include "cli/study.h"

#include "base/file.h"

#include <keruen/io.h>
#include <keruen/report.h>

#include <math.h>

static int is_drawn(const kr_nodes *n, uint32_t node)
{
    return isfinite(n->lon[node]) && isfinite(n->lat[node]);
}

static kr_status put_link(kr_json *json, const kri_study_shown *s, kr_shapes *shapes, kr_line *line, const kr_study_link *x)
{
    const kr_links *l = &s->world.link;
    const kr_nodes *n = &s->world.node;
    uint32_t from = l->from[x->link], to = l->to[x->link];
    if (!is_drawn(n, from) || !is_drawn(n, to))
        return KR_OK;
    line->points = 0;
    KR_TRY(kr_shapes_add(shapes, x->link, 1, line));
    kr_geojson_begin_feature(json);
    kr_json_put_string(json, "link", kr_world_text(&s->world, l->id[x->link]));
    kr_json_put_string(json, "name", kr_world_text(&s->world, l->name[x->link]));
    kr_json_put_string(json, "mode", kr_mode_name((kr_mode)l->mode[x->link]));
    kr_json_put_number(json, "tonnes_base", x->t_base);
    kr_json_put_number(json, "tonnes_all", x->t_all);
    kr_json_put_number(json, "tonnes_change", x->t_all - x->t_base);
    kr_json_put_number(json, "marginal_usd", x->marginal_usd);
    kr_geojson_end_line(json, line->points, line->lon_lat);
    return KR_OK;
}

kr_status kri_study_write_map(kri_call *call, const kri_study_shown *s, const char *path)
{
    kri_output *output;
    kr_shapes *shapes;
    kr_line line = { 0 };
    KR_TRY(kr_shapes_open(call->job, &s->world, &shapes));
    KR_TRY(kri_output_open(call->job, path, &output));
    kr_json json = kr_json_open(kri_output_sink(output), 1);
    kr_geojson_begin(&json);
    for (uint32_t i = 0; i < s->result.links; i++)
        KR_TRY(put_link(&json, s, shapes, &line, &s->result.link[i]));
    kr_geojson_end(&json);
    KR_TRY(kr_json_close(&json));
    return kri_output_close(output);
}
