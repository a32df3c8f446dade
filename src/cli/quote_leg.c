/* quote_leg.c: a leg in words, how sure its figures are, and its line on a map. */
#include "cli/quote_shown.h"

#include "base/arena.h"

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

static void put_point(const kr_world *w, uint32_t node, double *lon_lat)
{
    lon_lat[0] = w->node.lon[node];
    lon_lat[1] = w->node.lat[node];
}

/* The links give the corners; each begins where the one before ended. */
kr_status kri_leg_line(kr_job *job, const kr_world *w, const kr_leg *leg, double **lon_lat, size_t *points)
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
