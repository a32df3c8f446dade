/* place.c: which place a person means. */
#include <keruen/model.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/spelling.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define FARTHEST_KM 100.0
#define MOST_NAMED 5

/* Great circle of two points in degrees. */
static double sphere_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    const double degree = 3.14159265358979323846 / 180;
    double dlat = sin((lat_b - lat_a) * degree / 2), dlon = sin((lon_b - lon_a) * degree / 2);
    double h = dlat * dlat + cos(lat_a * degree) * cos(lat_b * degree) * dlon * dlon;
    return 2 * 6371.0088 * asin(sqrt(h < 1 ? h : 1));
}

double kr_place_distance_km(const kr_world *world, uint32_t a, uint32_t b)
{
    const kr_nodes *n = &world->node;
    return sphere_km(n->lat[a], n->lon[a], n->lat[b], n->lon[b]);
}

/* ---- lat,lon ---- */

static int parse_point(kri_span text, double *lat, double *lon)
{
    kri_span rest = text, first, second;
    return kri_span_next(&rest, ',', &first) && kri_span_next(&rest, ',', &second) && !rest.start
           && kri_number_parse(kri_span_trim(first), lat) && kri_number_parse(kri_span_trim(second), lon);
}

static kr_status nearest_to(kr_job *job, const kr_world *world, double lat, double lon, uint32_t *node, double *km)
{
    double least = INFINITY;
    if (fabs(lat) > 90 || fabs(lon) > 180)
        return kr_fail(job, KR_E_USAGE, "%g,%g is no place on earth; write latitude,longitude in degrees, such as 40.18,44.51", lat, lon);
    for (uint32_t i = 0; i < world->node.count; i++) {
        double far = sphere_km(lat, lon, world->node.lat[i], world->node.lon[i]);
        if (far < least) {
            least = far;
            *node = i;
        }
    }
    if (!(least <= FARTHEST_KM))
        return kr_fail(job, KR_E_USAGE, "no place of this world lies within %g km of %g,%g; the nearest is %s, %.0f km away", FARTHEST_KM, lat, lon,
                       world->node.count ? kr_world_text(world, world->node.name[*node]) : "none", least);
    if (km)
        *km = least;
    return KR_OK;
}

/* ---- names ---- */

/* How little one of the place's names differs from what was asked; 0: it is the name. */
static unsigned distance_of(const kr_world *world, uint32_t i, kri_span wanted)
{
    const kr_nodes *n = &world->node;
    unsigned least = kri_spelling_distance(kri_span_of(kr_world_text(world, n->name[i])), wanted);
    unsigned other = kri_spelling_distance(kri_span_of(kr_world_text(world, n->id[i])), wanted);
    for (uint32_t k = n->names.first[i]; ; k++) {
        least = other < least ? other : least;
        if (k == n->names.first[i + 1])
            return least;
        other = kri_spelling_distance(kri_span_of(kr_world_text(world, n->names.item[k])), wanted);
    }
}

static int is_locode(const char *code, kri_span wanted)
{
    size_t i = 0, n = 0;
    for (; i < wanted.length; i++) {
        if (wanted.start[i] == ' ')
            continue;
        if (!code[n] || toupper((unsigned char)wanted.start[i]) != code[n])
            return 0;
        n++;
    }
    return n == 5 && !code[n];
}

/* "Sarakhs, IR" is a name and a country. */
static kri_span split_country(kri_span wanted, kri_span *country)
{
    *country = (kri_span){ NULL, 0 };
    if (wanted.length > 4 && wanted.start[wanted.length - 3] == ' ' && wanted.start[wanted.length - 4] == ',') {
        *country = (kri_span){ wanted.start + wanted.length - 2, 2 };
        wanted.length -= 4;
    }
    return wanted;
}

static int is_in(const kr_world *world, uint32_t i, kri_span country)
{
    const char *of = kr_world_text(world, world->node.country[i]);
    return !country.start || (strlen(of) == 2 && toupper((unsigned char)country.start[0]) == of[0] && toupper((unsigned char)country.start[1]) == of[1]);
}

typedef struct candidates {
    uint32_t node[MOST_NAMED];
    unsigned distance[MOST_NAMED];
    size_t count, exact;        /* exact: how many in the whole world have distance 0 */
} candidates;

/* Keeps the nearest few, in order of nearness, then of the table. */
static void keep(candidates *c, uint32_t node, unsigned distance)
{
    size_t at = c->count < MOST_NAMED ? c->count++ : MOST_NAMED;
    c->exact += distance == 0;
    for (; at > 0 && c->distance[at - 1] > distance; at--)
        if (at < MOST_NAMED) {
            c->node[at] = c->node[at - 1];
            c->distance[at] = c->distance[at - 1];
        }
    if (at < MOST_NAMED) {
        c->node[at] = node;
        c->distance[at] = distance;
    }
}

static void name_them(const kr_world *world, const candidates *c, size_t count, kri_text *out)
{
    for (size_t i = 0; i < count; i++)
        kri_text_format(out, "%s%s (%s, %s)", i ? ", " : "", kr_world_text(world, world->node.name[c->node[i]]),
                        kr_world_text(world, world->node.id[c->node[i]]), kr_world_text(world, world->node.country[c->node[i]]));
}

static kr_status choose(kr_job *job, const kr_world *world, const char *text, const candidates *c, uint32_t *node)
{
    size_t near = 0;
    kri_text list = kri_text_new(job);
    if (c->exact == 1) {
        *node = c->node[0];
        return KR_OK;
    }
    while (near < c->count && c->distance[near] <= kri_spelling_tolerance(kri_span_of(text)))
        near++;
    if (near > 3 && c->exact == 0)
        near = 3;
    name_them(world, c, c->exact ? (c->exact < MOST_NAMED ? c->exact : MOST_NAMED) : near, &list);
    KR_TRY(list.status);
    if (c->exact)
        return kr_fail(job, KR_E_USAGE, "\"%.60s\" can be %s; write the id in brackets", text, list.bytes);
    return kr_fail(job, KR_E_USAGE, "no place is called \"%.60s\"%s%s%s", text, near ? "; did you mean " : "; keruen places lists them all",
                   near ? list.bytes : "", near ? "?" : "");
}

kr_status kr_place_find(kr_job *job, const kr_world *world, const char *text, uint32_t *node, double *km)
{
    kri_span wanted = kri_span_trim(kri_span_of(text)), country;
    candidates c = { .count = 0 };
    double lat, lon;
    if (km)
        *km = 0;
    if (!wanted.length)
        return kr_fail(job, KR_E_USAGE, "the name of a place is empty; write its name, UN/LOCODE or lat,lon");
    *node = kr_world_find(world, KR_NODE, text);
    if (*node != KR_NONE)
        return KR_OK;
    if (parse_point(wanted, &lat, &lon))
        return nearest_to(job, world, lat, lon, node, km);
    kri_span name = split_country(wanted, &country);
    for (uint32_t i = 0; i < world->node.count; i++) {
        if (is_locode(kr_world_text(world, world->node.un_locode[i]), wanted)) {
            *node = i;
            return KR_OK;
        }
        if (is_in(world, i, country))
            keep(&c, i, distance_of(world, i, name));
    }
    return choose(job, world, text, &c, node);
}
