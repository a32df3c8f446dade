/* quote_leg.c: a leg in words, how sure its figures are, and its line on a map. */
#include "cli/quote_shown.h"

#include <math.h>
#include <string.h>

static void add_ends(kri_text *t, const kr_world *w, const kr_leg *leg)
{
    kri_text_format(t, "%s - %s", kri_place_short(t->job, w, leg->from), kri_place_short(t->job, w, leg->to));
}

static void spell_layer(kri_text *t, uint32_t layer)
{
    static const char *const spelt[] = { "road", "rail 1520", "rail 1435", "container ship", "ro-ro ferry", "rail ferry", "cargo ship",
                                         "tanker", "air", "pipeline", "door" };
    kri_text_puts(t, spelt[layer]);
}

void kri_leg_put_what(kri_text *t, const kr_world *w, const kr_leg *leg)
{
    if (strcmp(leg->kind, "ride") == 0 || strcmp(leg->kind, "sail") == 0) {
        spell_layer(t, leg->layer);
        kri_text_puts(t, "  ");
        add_ends(t, w, leg);
        if (strcmp(leg->kind, "ride") == 0)
            kri_text_format(t, ", %s", kr_world_text(w, leg->country));
    } else if (leg->border != KR_NONE) {
        kri_text_format(t, "border  %s", kr_world_text(w, w->border.name[leg->border]));
    } else if (strcmp(leg->kind, "transfer") == 0) {
        kri_text_format(t, "%s: ", kri_place_short(t->job, w, leg->from));
        spell_layer(t, leg->from_layer);
        kri_text_puts(t, " to ");
        spell_layer(t, leg->layer);
    } else if (strcmp(leg->kind, "wait") == 0) {
        kri_text_format(t, "%s: wait for the next departure", kri_place_short(t->job, w, leg->from));
    } else {
        kri_text_format(t, "%s: %s", kri_place_short(t->job, w, leg->from), strcmp(leg->kind, "load") == 0 ? "loading and documents" : "delivery");
    }
}

kri_leg_published kri_leg_published_of(const kr_world *w, const kr_leg *leg)
{
    kri_leg_published of = { 0, 0 };
    for (size_t i = 0; i < leg->items; i++)
        if (kr_cost_item_is_published(w, &leg->item[i])) {
            of.hours += leg->item[i].hours;
            of.usd += leg->item[i].usd;
        }
    return of;
}

/* ---- its line on a map ---- */

static double step_of(const double *p)
{
    return hypot(p[2] - p[0], p[3] - p[1]);
}

/* Half way along: the point, and the one that it comes behind. */
static size_t middle_of(const kr_line *line, double middle[2])
{
    double rest = 0;
    size_t i = 0;
    for (size_t k = 0; k + 1 < line->points; k++)
        rest += step_of(line->lon_lat + 2 * k) / 2;
    for (; i + 2 < line->points && rest > step_of(line->lon_lat + 2 * i); i++)
        rest -= step_of(line->lon_lat + 2 * i);
    const double *p = line->lon_lat + 2 * i;
    double share = step_of(p) > 0 ? fmin(rest / step_of(p), 1) : 0;
    middle[0] = p[0] + share * (p[2] - p[0]);
    middle[1] = p[1] + share * (p[3] - p[1]);
    return i;
}

static kr_status add_point(kr_job *job, const kr_world *w, uint32_t node, kr_line *line)
{
    return kr_line_add(job, w->node.lon[node], w->node.lat[node], line);
}

/* What of a link over a border lies in one country: up to the middle or from there. */
static kr_status add_half(kr_job *job, kr_shapes *shapes, uint32_t link, int forward, int is_second, kr_line *line)
{
    kr_line whole = { 0 };
    double middle[2];
    KR_TRY(kr_shapes_add(shapes, link, forward, &whole));
    if (whole.points < 2)
        return KR_OK;
    size_t before = middle_of(&whole, middle);
    for (size_t i = 0; i <= before && !is_second; i++)
        KR_TRY(kr_line_add(job, whole.lon_lat[2 * i], whole.lon_lat[2 * i + 1], line));
    KR_TRY(kr_line_add(job, middle[0], middle[1], line));
    for (size_t i = before + 1; i < whole.points && is_second; i++)
        KR_TRY(kr_line_add(job, whole.lon_lat[2 * i], whole.lon_lat[2 * i + 1], line));
    return KR_OK;
}

/* Where a leg that does not move stands: at a place, or at a border half way along its link. */
static kr_status put_standing(kr_job *job, kr_shapes *shapes, const kr_world *w, const kr_leg *leg, kr_line *line)
{
    kr_line whole = { 0 };
    double middle[2];
    if (leg->from == leg->to || !leg->links)
        return add_point(job, w, leg->from, line);
    KR_TRY(kr_shapes_add(shapes, leg->link[0], leg->forward[0], &whole));
    if (whole.points < 2)
        return add_point(job, w, leg->from, line);
    middle_of(&whole, middle);
    return kr_line_add(job, middle[0], middle[1], line);
}

/* Whether the neighbour is a border half way along the link: one with a place on either side, not a post at one end. */
static int is_halved_by(const kr_leg *neighbour, uint32_t link)
{
    return neighbour && neighbour->border != KR_NONE && neighbour->from != neighbour->to && neighbour->links && neighbour->link[0] == link;
}

/*
 * A leg ends half way along a link where a border follows that stands there; where crossing it takes nothing and is no leg, the
 * leg goes by the place that it left last. So from the other side.
 */
static kr_status put_moving(kr_job *job, kr_shapes *shapes, const kr_world *w, const kr_way *way, size_t number, kr_line *line)
{
    const kr_leg *leg = &way->leg[number], *before = number ? leg - 1 : NULL, *behind = number + 1 < way->legs ? leg + 1 : NULL;
    for (size_t i = 0; i < leg->links; i++) {
        uint32_t link = leg->link[i];
        int forward = leg->forward[i];
        uint32_t start = forward ? w->link.from[link] : w->link.to[link], end = forward ? w->link.to[link] : w->link.from[link];
        int begins_inside = i == 0 && (is_halved_by(before, link) || (leg->from != start && leg->from == end));
        int ends_inside = i + 1 == leg->links && (is_halved_by(behind, link) || (leg->to != end && leg->to == start));
        if (begins_inside || ends_inside)
            KR_TRY(add_half(job, shapes, link, forward, begins_inside, line));
        else
            KR_TRY(kr_shapes_add(shapes, link, forward, line));
    }
    if (leg->links)
        return KR_OK;
    KR_TRY(add_point(job, w, leg->from, line));
    return add_point(job, w, leg->to, line);
}

kr_status kri_leg_line(kr_job *job, kr_shapes *shapes, const kr_world *w, const kr_way *way, size_t number, kr_line *line)
{
    const kr_leg *leg = &way->leg[number];
    int moves = strcmp(leg->kind, "ride") == 0 || strcmp(leg->kind, "sail") == 0;
    *line = (kr_line){ 0 };
    return moves ? put_moving(job, shapes, w, way, number, line) : put_standing(job, shapes, w, leg, line);
}
