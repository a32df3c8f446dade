/* papers.c: what must travel with the goods: consignment notes by the railways' unions, transit by the customs' ones. */
#include "papers.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

#define MOST_PAPERS 12

typedef struct desk {
    const kr_world *world;
    const kr_leg *legs;
    size_t count;
    uint32_t origin, destination;       /* countries */
    int has_smgs_rail, has_cim_rail;    /* the way has rail where only the one or the other law holds */
    int crosses_by_road;
    int is_farm, is_dangerous;          /* the goods */
} desk;

/* ---- who belongs to what ---- */

static int lists(const kr_world *w, const char *paper, uint32_t country)
{
    uint32_t row = kr_world_find(w, KR_PAPERS, paper);
    const char *wanted = kr_world_text(w, country);
    kri_span rest, part;
    if (row == KR_NONE || !*wanted)
        return 0;
    rest = kri_span_of(kr_world_text(w, w->papers.applies_where[row]));
    while (kri_span_next(&rest, ';', &part))
        if (kri_span_is(kri_span_trim(part), wanted) || kri_span_is(part, "*"))
            return 1;
    return 0;
}

static int in_eaeu(const desk *d, uint32_t country)
{
    return lists(d->world, "eaeu_internal", country);
}

static int has_chapter(const kr_world *w, const kr_consignment *c, unsigned from, unsigned to)
{
    kri_span rest, part;
    if (c->cargo == KR_NONE)
        return 0;
    rest = kri_span_of(kr_world_text(w, w->cargo.hs_chapters[c->cargo]));
    while (kri_span_next(&rest, ';', &part)) {
        unsigned chapter = part.length >= 2 ? (unsigned)(part.start[0] - '0') * 10 + (unsigned)(part.start[1] - '0') : 0;
        if (chapter >= from && chapter <= to)
            return 1;
    }
    return 0;
}

static int is_kind(const kr_leg *leg, const char *kind)
{
    return strcmp(leg->kind, kind) == 0;
}

static int by_rail(const kr_leg *leg)
{
    return leg->layer == KR_LAYER_RAIL1520 || leg->layer == KR_LAYER_RAIL1435;
}

static void survey(desk *d, const kr_consignment *c)
{
    const kr_world *w = d->world;
    d->origin = w->node.country[d->legs[0].from];
    d->destination = w->node.country[d->legs[d->count - 1].to];
    d->is_farm = has_chapter(w, c, 1, 15) || has_chapter(w, c, 44, 44);
    d->is_dangerous = has_chapter(w, c, 27, 27) || has_chapter(w, c, 36, 36)
                      || (c->cargo != KR_NONE && strstr(kr_world_text(w, w->cargo.hs_chapters[c->cargo]), "2844"));
    for (size_t i = 0; i < d->count; i++) {
        const kr_leg *leg = &d->legs[i];
        int smgs = lists(w, "smgs", leg->country), cim = lists(w, "cim", leg->country);
        if (is_kind(leg, "ride") && by_rail(leg)) {
            d->has_smgs_rail |= smgs && !cim;
            d->has_cim_rail |= cim && !smgs;
        }
        d->crosses_by_road |= leg->border != KR_NONE && leg->layer == KR_LAYER_ROAD;
    }
}

/* ---- one leg ---- */

typedef struct pile {
    uint32_t paper[MOST_PAPERS];
    size_t count;
} pile;

static void put(const desk *d, pile *p, const char *paper)
{
    uint32_t row = kr_world_find(d->world, KR_PAPERS, paper);
    for (size_t i = 0; i < p->count; i++)
        if (p->paper[i] == row)
            return;
    if (row != KR_NONE && p->count < MOST_PAPERS)
        p->paper[p->count++] = row;
}

static void put_if(const desk *d, pile *p, const char *paper, int is_due)
{
    if (is_due)
        put(d, p, paper);
}

static void at_loading(const desk *d, pile *p)
{
    int in_union = in_eaeu(d, d->origin) && in_eaeu(d, d->destination);
    put_if(d, p, "eaeu_internal", in_union);
    put_if(d, p, "coo_ct1", !in_union && d->origin != d->destination && lists(d->world, "coo_ct1", d->origin) && lists(d->world, "coo_ct1", d->destination));
    put_if(d, p, "phyto", d->is_farm);
    put_if(d, p, "dangerous", d->is_dangerous);
}

/* One note covers the whole railway where both laws meet, as between Georgia and Türkiye. */
static void on_rails(const desk *d, const kr_leg *leg, pile *p)
{
    int both = d->has_smgs_rail && d->has_cim_rail && lists(d->world, "cim_smgs", leg->country);
    int smgs = lists(d->world, "smgs", leg->country);
    put_if(d, p, "cim_smgs", both);
    put_if(d, p, "smgs", !both && smgs);
    put_if(d, p, "cim", !both && !smgs && lists(d->world, "cim", leg->country));
}

static void on_roads(const desk *d, const kr_leg *leg, pile *p)
{
    int in_union = in_eaeu(d, d->origin) && in_eaeu(d, d->destination) && in_eaeu(d, leg->country);
    put_if(d, p, "cmr", lists(d->world, "cmr", leg->country));
    put_if(d, p, "tir", d->crosses_by_road && !in_union && lists(d->world, "tir", leg->country));
    put_if(d, p, "road_permit", leg->country != d->origin && d->crosses_by_road && lists(d->world, "road_permit", leg->country));
    put_if(d, p, "ge_transit", leg->country != d->origin && leg->country != d->destination && lists(d->world, "ge_transit", leg->country));
}

static void in_transit(const desk *d, const kr_leg *leg, pile *p)
{
    int passes = leg->country != d->origin && leg->country != d->destination;
    put_if(d, p, "az_transit", passes && lists(d->world, "az_transit", leg->country));
    put_if(d, p, "t1_ncts", passes && lists(d->world, "t1_ncts", leg->country));
    put_if(d, p, "eaeu_transit", passes && in_eaeu(d, leg->country) && !in_eaeu(d, d->origin));
}

static void at_border(const desk *d, const kr_leg *leg, pile *p)
{
    uint32_t left = d->world->node.country[leg->from], entered = leg->country;
    int inside = in_eaeu(d, left) && in_eaeu(d, entered);
    put_if(d, p, "eaeu_internal", inside && in_eaeu(d, d->origin));
    put_if(d, p, "eaeu_transit", in_eaeu(d, entered) && !in_eaeu(d, d->origin) && entered != d->destination);
    put_if(d, p, "t1_ncts", lists(d->world, "t1_ncts", entered));
    put_if(d, p, "phyto", d->is_farm && !inside);
}

static void on_board(const desk *d, const kr_leg *leg, pile *p)
{
    uint32_t from = d->world->node.country[leg->from], to = d->world->node.country[leg->to];
    int caspian = lists(d->world, "caspian_ferry", from) && lists(d->world, "caspian_ferry", to);
    put_if(d, p, "awb", leg->layer == KR_LAYER_AIR);
    put_if(d, p, "caspian_ferry", leg->layer != KR_LAYER_AIR && caspian);
    put_if(d, p, "ocean_bl", leg->layer != KR_LAYER_AIR && !caspian);
    put_if(d, p, "one_window", caspian && leg->layer == KR_LAYER_SEA_CONTAINER && lists(d->world, "one_window", from) && lists(d->world, "one_window", to));
}

static void sort_out(const desk *d, size_t i, pile *p)
{
    const kr_leg *leg = &d->legs[i];
    if (i == 0)
        at_loading(d, p);
    if (is_kind(leg, "ride")) {
        if (by_rail(leg))
            on_rails(d, leg, p);
        else if (leg->layer == KR_LAYER_ROAD)
            on_roads(d, leg, p);
        in_transit(d, leg, p);
    } else if (leg->border != KR_NONE) {
        at_border(d, leg, p);
    } else if (is_kind(leg, "sail")) {
        on_board(d, leg, p);
    }
}

kr_status kri_papers_fill(kr_job *job, const kr_world *world, const kr_consignment *consignment, kr_leg *legs, size_t count)
{
    desk d = { .world = world, .legs = legs, .count = count };
    if (!world->papers.count || !count)
        return KR_OK;
    survey(&d, consignment);
    for (size_t i = 0; i < count; i++) {
        pile p = { .count = 0 };
        uint32_t *papers;
        sort_out(&d, i, &p);
        KRI_NEW(job, papers, p.count);
        memcpy(papers, p.paper, p.count * sizeof *papers);
        legs[i].paper = papers;
        legs[i].papers = p.count;
    }
    return KR_OK;
}
