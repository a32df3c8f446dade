/* shapes.c: the shapes of links, read from link.csv when somebody draws them. */
#include <keruen/io.h>

#include "csv.h"
#include "model/schema.h"
#include "shape.h"

#include <string.h>

struct kr_shapes {
    kr_job *job;
    const kr_world *world;
    kri_csv csv;                    /* link.csv, one row at a time */
    size_t geometry, dir_flag;      /* columns, KRI_NO_COLUMN */
};

kr_status kr_line_add(kr_job *job, double lon, double lat, kr_line *line)
{
    if (line->points && line->lon_lat[2 * line->points - 2] == lon && line->lon_lat[2 * line->points - 1] == lat)
        return KR_OK;
    KR_TRY(kri_job_grow(job, &line->lon_lat, &line->room, 2 * (line->points + 1), sizeof *line->lon_lat));
    line->lon_lat[2 * line->points] = lon;
    line->lon_lat[2 * line->points + 1] = lat;
    line->points++;
    return KR_OK;
}

kr_status kr_shapes_open(kr_job *job, const kr_world *world, kr_shapes **shapes)
{
    const kri_world_file *file = &world->text->file[KR_LINK];
    kr_shapes *s;
    KRI_NEW(job, s, 1);
    *shapes = s;
    s->job = job;
    s->world = world;
    s->geometry = s->dir_flag = KRI_NO_COLUMN;
    s->csv = (kri_csv){ .job = job, .file = file->path, .text = file->text, .separator = file->separator, .columns = file->columns };
    if (!file->columns)
        return KR_OK;
    KRI_NEW(job, s->csv.header, file->columns);
    memcpy(s->csv.header, file->header, file->columns * sizeof *s->csv.header);
    KRI_NEW(job, s->csv.cell, file->columns);
    KRI_NEW(job, s->csv.raw, file->columns);
    s->geometry = kri_csv_column(&s->csv, "geometry");
    s->dir_flag = kri_csv_column(&s->csv, "dir_flag");
    return KR_OK;
}

/* The points of the link's cell, and whether they run along the link; 0 when it has no shape. */
static kr_status find_points(kr_shapes *s, uint32_t link, kri_span *points, int *along, int *found)
{
    *found = 0;
    if (s->geometry == KRI_NO_COLUMN)
        return KR_OK;
    KR_TRY(kri_csv_seek(&s->csv, s->world->text->file[KR_LINK].row_begin[link], s->world->link.line[link]));
    *along = s->dir_flag == KRI_NO_COLUMN || !kri_shape_is_turned(s->csv.cell[s->dir_flag]);
    *found = kri_shape_open(s->csv.cell[s->geometry], points);
    return KR_OK;
}

/* The last point before the end of *points, which gets shorter by it; as kri_shape_next from behind. */
static int take_last(kri_span *points, double at[2])
{
    size_t n = points->length;
    while (n && points->start[n - 1] != ',')
        n--;
    kri_span last = { points->start + n, points->length - n };
    points->length = n ? n - 1 : 0;
    return last.length ? kri_shape_next(&last, at) : 0;
}

static kr_status add_straight(kr_shapes *s, uint32_t from, uint32_t to, kr_line *line)
{
    const kr_nodes *n = &s->world->node;
    KR_TRY(kr_line_add(s->job, n->lon[from], n->lat[from], line));
    return kr_line_add(s->job, n->lon[to], n->lat[to], line);
}

kr_status kr_shapes_add(kr_shapes *s, uint32_t link, int forward, kr_line *line)
{
    const kr_links *l = &s->world->link;
    kri_span points;
    double at[2];
    int along, found;
    KR_TRY(find_points(s, link, &points, &along, &found));
    if (!found)
        return add_straight(s, forward ? l->from[link] : l->to[link], forward ? l->to[link] : l->from[link], line);
    while ((!along == !forward ? kri_shape_next(&points, at) : take_last(&points, at)) > 0)
        KR_TRY(kr_line_add(s->job, at[0], at[1], line));
    return KR_OK;
}
