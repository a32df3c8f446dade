/* consignment.c: what the shipper says becomes boxes, trucks, wagons and tonnes. */
#include <keruen/cost.h>

#include "base/arena.h"
#include "base/spelling.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define DEFAULT_BOX_T 20.0      /* a 40-foot box where the cargo table says nothing */

static const uint32_t layers_of_form[] = {
    [KR_BOXES] = 1u << KR_LAYER_ROAD | 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435 | 1u << KR_LAYER_SEA_CONTAINER
                 | 1u << KR_LAYER_SEA_RORO | 1u << KR_LAYER_SEA_RAIL_FERRY | 1u << KR_LAYER_AIR,
    [KR_TRUCKS] = 1u << KR_LAYER_ROAD | 1u << KR_LAYER_SEA_RORO,
    [KR_LOOSE] = 1u << KR_LAYER_ROAD | 1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435 | 1u << KR_LAYER_SEA_BULK
                 | 1u << KR_LAYER_SEA_TANKER | 1u << KR_LAYER_SEA_RAIL_FERRY | 1u << KR_LAYER_AIR | 1u << KR_LAYER_PIPELINE,
};

static int is_same_name(const char *a, const char *b)
{
    return kri_spelling_distance(kri_span_of(a), kri_span_of(b)) == 0;
}

static kr_status fail_cargo(kr_job *job, const kr_world *world, const char *wanted)
{
    const kr_cargoes *c = &world->cargo;
    const char **ids;
    KRI_NEW(job, ids, c->count);
    for (uint32_t i = 0; i < c->count; i++)
        ids[i] = kr_world_text(world, c->id[i]);
    const char *near = kri_spelling_nearest(kri_span_of(wanted), ids, c->count);
    return kr_fail(job, KR_E_USAGE, "the cargo \"%.60s\" is not known%s%s%s; keruen places --cargoes lists them all", wanted,
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* The cargo whose HS chapters hold the code's longest beginning. */
static uint32_t find_hs(const kr_world *world, const char *code)
{
    uint32_t best = KR_NONE;
    size_t longest = 0;
    for (uint32_t i = 0; i < world->cargo.count; i++) {
        kri_span chapters = kri_span_of(kr_world_text(world, world->cargo.hs_chapters[i])), chapter;
        while (chapters.length && kri_span_next(&chapters, ';', &chapter))
            if (chapter.length > longest && chapter.length <= strlen(code) && memcmp(chapter.start, code, chapter.length) == 0) {
                longest = chapter.length;
                best = i;
            }
    }
    return best;
}

static kr_status find_cargo(kr_job *job, const kr_world *world, const char *wanted, uint32_t *cargo)
{
    const kr_cargoes *c = &world->cargo;
    *cargo = KR_NONE;
    if (!c->count)
        return wanted ? kr_fail(job, KR_E_USAGE, "there is no cargo.csv in this world, so no cargo \"%.60s\"; leave --cargo out", wanted) : KR_OK;
    if (!wanted)
        wanted = "machinery";
    for (uint32_t i = 0; i < c->count && *cargo == KR_NONE; i++)
        if (is_same_name(kr_world_text(world, c->id[i]), wanted) || is_same_name(kr_world_text(world, c->name[i]), wanted))
            *cargo = i;
    if (*cargo == KR_NONE && strspn(wanted, "0123456789") == strlen(wanted) && strlen(wanted) >= 2)
        *cargo = find_hs(world, wanted);
    return *cargo == KR_NONE ? fail_cargo(job, world, wanted) : KR_OK;
}

static double cell_or(const double *column, uint32_t row, double otherwise)
{
    return row != KR_NONE && isfinite(column[row]) ? column[row] : otherwise;
}

static kr_status fill_boxes(kr_job *job, const kr_world *world, const kr_shipment *s, kr_consignment *c)
{
    double t_feu = cell_or(world->cargo.t_feu, c->cargo, NAN), t_teu = cell_or(world->cargo.t_teu, c->cargo, NAN);
    if (c->cargo == KR_NONE)
        t_feu = DEFAULT_BOX_T, t_teu = DEFAULT_BOX_T / 2;
    if (isnan(t_feu) && isnan(t_teu))
        return kr_fail(job, KR_E_USAGE, "%s does not travel in containers; give its weight with --tonnes", kr_world_text(world, world->cargo.name[c->cargo]));
    int by_feu = !isnan(t_feu);
    if (s->tonnes > 0 && (by_feu ? t_feu : t_teu) <= 0)
        return kr_fail(job, KR_E_USAGE, "%s has no weight to share out; count the boxes with --teu", kr_world_text(world, world->cargo.name[c->cargo]));
    if (s->tonnes > 0) {
        double boxes = ceil(s->tonnes / (by_feu ? t_feu : t_teu));
        c->feu = by_feu ? boxes : 0;
        c->teu = by_feu ? 0 : boxes;
        c->tonnes = s->tonnes;
    } else {
        double teu = s->teu > 0 ? s->teu : 2;
        c->feu = by_feu ? floor(teu / 2) : 0;
        c->teu = teu - 2 * c->feu;
        c->tonnes = c->feu * (by_feu ? t_feu : 0) + c->teu * (isnan(t_teu) ? t_feu / 2 : t_teu);
    }
    c->trucks = c->feu + c->teu;
    c->wagons = c->feu + ceil(c->teu / 2);
    return KR_OK;
}

static kr_status fill_loose(kr_job *job, const kr_world *world, const kr_shipment *s, kr_consignment *c)
{
    double t_truck = cell_or(world->cargo.t_truck, c->cargo, c->cargo == KR_NONE ? DEFAULT_BOX_T : NAN);
    double t_wagon = cell_or(world->cargo.t_wagon, c->cargo, NAN);
    if (c->form == KR_TRUCKS && isnan(t_truck))
        return kr_fail(job, KR_E_USAGE, "%s does not travel on trucks; give its weight with --tonnes", kr_world_text(world, world->cargo.name[c->cargo]));
    c->tonnes = s->tonnes > 0 ? s->tonnes : s->trucks > 0 ? s->trucks * t_truck : isnan(t_wagon) ? DEFAULT_BOX_T : t_wagon;
    c->trucks = s->trucks > 0 ? s->trucks : isnan(t_truck) ? INFINITY : ceil(c->tonnes / t_truck);
    c->wagons = isnan(t_wagon) ? INFINITY : ceil(c->tonnes / t_wagon);
    return KR_OK;
}

static int travels_in_boxes(const kr_world *world, uint32_t cargo, const kr_shipment *s)
{
    if (s->teu > 0 || cargo == KR_NONE)
        return 1;
    const char *unit = kr_world_text(world, world->cargo.unit[cargo]);
    return strcmp(unit, "teu") == 0 || strcmp(unit, "feu") == 0;
}

/* What has no wagon does not ride on rails, what has no truck not on roads. */
static uint32_t layers_of_vehicles(const kr_consignment *c)
{
    uint32_t all = (1u << KR_LAYERS) - 1;
    if (!isfinite(c->wagons))
        all &= ~(1u << KR_LAYER_RAIL1520 | 1u << KR_LAYER_RAIL1435 | 1u << KR_LAYER_SEA_RAIL_FERRY);
    if (!isfinite(c->trucks))
        all &= ~(1u << KR_LAYER_ROAD | 1u << KR_LAYER_SEA_RORO);
    return all;
}

kr_status kr_consignment_make(kr_job *job, const kr_world *world, const kr_shipment *s, kr_consignment *c)
{
    *c = (kr_consignment){ .date = s->date, .two_drivers = s->two_drivers };
    if ((s->teu > 0) + (s->tonnes > 0) + (s->trucks > 0) > 1)
        return kr_fail(job, KR_E_USAGE, "--teu, --tonnes and --trucks each say how much; give one of them");
    if (s->teu != floor(s->teu) || s->trucks != floor(s->trucks))
        return kr_fail(job, KR_E_USAGE, "boxes and trucks are whole; give the weight with --tonnes, and so many as it takes are counted");
    KR_TRY(find_cargo(job, world, s->cargo, &c->cargo));
    c->form = s->trucks > 0 ? KR_TRUCKS : travels_in_boxes(world, c->cargo, s) ? KR_BOXES : KR_LOOSE;
    c->service_class = s->service_class != KR_CLASS_ANY ? s->service_class : c->form == KR_BOXES ? KR_CLASS_BLOCK : KR_CLASS_SINGLE;
    KR_TRY(c->form == KR_BOXES ? fill_boxes(job, world, s, c) : fill_loose(job, world, s, c));
    uint32_t may = layers_of_form[c->form] & layers_of_vehicles(c);
    if (c->form == KR_BOXES && !s->layers)
        may &= ~(1u << KR_LAYER_AIR);       /* a box does not fly; what is in it does, if that is asked for */
    if (c->cargo != KR_NONE)
        may &= world->cargo.layers[c->cargo];
    c->layers = s->layers ? may & s->layers : may;
    if (!c->layers)
        return kr_fail(job, KR_E_USAGE, "%s cannot use any of the modes asked for; leave --modes out to see which it can",
                       c->cargo == KR_NONE ? "the cargo" : kr_world_text(world, world->cargo.name[c->cargo]));
    return KR_OK;
}
