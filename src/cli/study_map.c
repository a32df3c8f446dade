/* study_map.c: the flows of a study on a map: every link before, after, and the difference. */
#include "cli/study.h"

#include "base/file.h"

#include <keruen/report.h>

#include <math.h>

static int is_drawn(const kr_nodes *n, uint32_t node)
{
    return isfinite(n->lon[node]) && isfinite(n->lat[node]);
}

static void put_link(kr_json *json, const kri_study_shown *s, const kr_study_link *x)
{
    const kr_links *l = &s->world.link;
    const kr_nodes *n = &s->world.node;
    uint32_t from = l->from[x->link], to = l->to[x->link];
    const double ends[] = { n->lon[from], n->lat[from], n->lon[to], n->lat[to] };
    if (!is_drawn(n, from) || !is_drawn(n, to))
        return;
    kr_geojson_begin_feature(json);
    kr_json_put_string(json, "link", kr_world_text(&s->world, l->id[x->link]));
    kr_json_put_string(json, "name", kr_world_text(&s->world, l->name[x->link]));
    kr_json_put_string(json, "mode", kr_mode_name((kr_mode)l->mode[x->link]));
    kr_json_put_number(json, "tonnes_base", x->t_base);
    kr_json_put_number(json, "tonnes_all", x->t_all);
    kr_json_put_number(json, "tonnes_change", x->t_all - x->t_base);
    kr_json_put_number(json, "marginal_usd", x->marginal_usd);
    kr_geojson_end_line(json, 2, ends);
}

kr_status kri_study_write_map(kri_call *call, const kri_study_shown *s, const char *path)
{
    kri_output *output;
    KR_TRY(kri_output_open(call->job, path, &output));
    kr_json json = kr_json_open(kri_output_sink(output), 1);
    kr_geojson_begin(&json);
    for (uint32_t i = 0; i < s->result.links; i++)
        put_link(&json, s, &s->result.link[i]);
    kr_geojson_end(&json);
    KR_TRY(kr_json_close(&json));
    return kri_output_close(output);
}
