/* shape.c: the shape of a link, as WKT in GMNS's column geometry, judged where it stands. */
#include "shape.h"

#include "base/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DEGREES 0.01            /* about a kilometre: what the coordinates of small places are good to */
#define SHARE_OF_BOX 0.01
#define LARGEST 1e15            /* as of any figure */

/* ---- reading ---- */

int kri_shape_open(kri_span wkt, kri_span *points)
{
    static const char word[] = "LINESTRING";
    size_t length = sizeof word - 1;
    wkt = kri_span_trim(wkt);
    if (wkt.length < length || strncasecmp(wkt.start, word, length) != 0)
        return 0;
    wkt = kri_span_trim((kri_span){ wkt.start + length, wkt.length - length });
    if (wkt.length < 2 || wkt.start[0] != '(' || wkt.start[wkt.length - 1] != ')')
        return 0;
    *points = (kri_span){ wkt.start + 1, wkt.length - 2 };
    return 1;
}

static int is_coordinate(kri_span text, double *value)
{
    return kri_number_parse(text, value) && fabs(*value) <= LARGEST;
}

static int read_point(kri_span text, double at[2])
{
    text = kri_span_trim(text);
    size_t n = 0;
    while (n < text.length && text.start[n] != ' ' && text.start[n] != '\t')
        n++;
    return is_coordinate((kri_span){ text.start, n }, &at[0])
           && is_coordinate(kri_span_trim((kri_span){ text.start + n, text.length - n }), &at[1]);
}

int kri_shape_next(kri_span *points, double at[2])
{
    kri_span part;
    if (!kri_span_next(points, ',', &part))
        return 0;
    return read_point(part, at) ? 1 : -1;
}

int kri_shape_is_turned(kri_span dir_flag)
{
    return kri_span_is(dir_flag, "-1");
}

/* ---- judging ---- */

kri_shape_ground kri_shape_ground_of(const kr_nodes *node, int is_lon_lat)
{
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (uint32_t i = 0; i < node->count && !is_lon_lat; i++) {
        low[0] = fmin(low[0], node->lon[i]);
        high[0] = fmax(high[0], node->lon[i]);
        low[1] = fmin(low[1], node->lat[i]);
        high[1] = fmax(high[1], node->lat[i]);
    }
    double side = fmax(high[0] - low[0], high[1] - low[1]);
    return (kri_shape_ground){ node, is_lon_lat, is_lon_lat ? DEGREES : side > 0 ? SHARE_OF_BOX * side : 0 };
}

static void complain(char *why, const char *format, ...) KR_PRINTF(2, 3);

static void complain(char *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, KR_MESSAGE_BYTES, format, arguments);
    va_end(arguments);
}

/* As much of a cell as a message can bear. */
static int shown(kri_span text)
{
    return text.length > 60 ? 60 : (int)text.length;
}

/* A line's ends and how many points it has. */
typedef struct line_ends {
    double first[2], last[2];
    size_t points;
} line_ends;

static int is_on_globe(const double at[2])
{
    return fabs(at[0]) <= 180 && fabs(at[1]) <= 90;
}

/* Goes along the points; 0 when one is wrong, which is then in why. */
static int find_ends(const kri_shape_ground *g, kri_span rest, line_ends *ends, char *why)
{
    kri_span part;
    while (kri_span_next(&rest, ',', &part)) {
        part = kri_span_trim(part);
        ends->points++;
        if (!read_point(part, ends->last)) {
            complain(why, "point %zu of geometry is \"%.*s\"; write two numbers, x and y, with a space between", ends->points, shown(part), part.start);
            return 0;
        }
        if (g->is_lon_lat && !is_on_globe(ends->last)) {
            complain(why, "point %zu of geometry, %.*s, is not on the globe; EPSG:4326 has x from -180 to 180 and y from -90 to 90: are they exchanged?",
                     ends->points, shown(part), part.start);
            return 0;
        }
        if (ends->points == 1)
            memcpy(ends->first, ends->last, sizeof ends->first);
    }
    return 1;
}

static double distance(const kri_shape_ground *g, const double at[2], uint32_t node)
{
    return hypot(at[0] - g->node->lon[node], at[1] - g->node->lat[node]);
}

static int fits(const kri_shape_ground *g, const line_ends *ends, uint32_t from, uint32_t to)
{
    return distance(g, ends->first, from) <= g->tolerance && distance(g, ends->last, to) <= g->tolerance;
}

/* Of a short line both ends may be near both nodes: then the way it points tells. */
static int points_back(const kri_shape_ground *g, const line_ends *ends, uint32_t from, uint32_t to)
{
    double x = g->node->lon[to] - g->node->lon[from], y = g->node->lat[to] - g->node->lat[from];
    return x * (ends->last[0] - ends->first[0]) + y * (ends->last[1] - ends->first[1]) < 0;
}

static const char *node_id(const kri_shape_ground *g, const kri_names *names, uint32_t node)
{
    return kri_names_get(names, g->node->id[node]);
}

static void complain_of_end(const kri_shape_ground *g, const kri_names *names, const char *does, const double at[2], uint32_t node, char *why)
{
    complain(why, "geometry %s at %.10g %.10g, more than %g away from its node \"%s\" at %.10g %.10g; mend the line, the ends of the link or the coordinates",
             does, at[0], at[1], g->tolerance, node_id(g, names, node), g->node->lon[node], g->node->lat[node]);
}

static void check_ends(const kri_shape_ground *g, const kri_names *names, const kri_shape_link *link, const line_ends *ends, char *why)
{
    uint32_t from = link->is_turned ? link->to : link->from, to = link->is_turned ? link->from : link->to;
    int is_back = points_back(g, ends, from, to);
    if (fits(g, ends, to, from) && (is_back || !fits(g, ends, from, to)))
        complain(why, "geometry runs from \"%s\" to \"%s\", against the link%s; write its points the other way round, or dir_flag %s",
                 node_id(g, names, to), node_id(g, names, from), link->is_turned ? " turned by dir_flag -1" : "", link->is_turned ? "1" : "-1");
    else if (!(distance(g, ends->first, from) <= g->tolerance))
        complain_of_end(g, names, "begins", ends->first, from, why);
    else if (!(distance(g, ends->last, to) <= g->tolerance))
        complain_of_end(g, names, "ends", ends->last, to, why);
}

/* A place whose coordinates are unsound has been told of at its own row. */
static int is_placed(const kri_shape_ground *g, uint32_t node)
{
    return node != KR_NONE && isfinite(g->node->lon[node]) && isfinite(g->node->lat[node]);
}

void kri_shape_check(const kri_shape_ground *ground, const kri_names *names, const kri_shape_link *link, kri_span wkt, char why[KR_MESSAGE_BYTES])
{
    line_ends ends = { .points = 0 };
    kri_span points;
    *why = 0;
    if (!kri_shape_open(wkt, &points))
        complain(why, "geometry \"%.*s\" is no line; write LINESTRING (x y, x y, ...), or leave it empty", shown(wkt), wkt.start);
    else if (!find_ends(ground, points, &ends, why))
        return;
    else if (ends.points < 2)
        complain(why, "geometry has one point; write two or more, or leave it empty");
    else if (is_placed(ground, link->from) && is_placed(ground, link->to))
        check_ends(ground, names, link, &ends, why);
}
