/* tariff.c: which row of the price and speed tables holds for a country on a date. */
#include "tariff.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

typedef struct wanted {
    const kr_world *world;
    const char *mode, *cargo;
    uint32_t unit;
    uint32_t country;       /* name */
    uint32_t date;
} wanted;

static const kri_rate no_rate = { .row = KR_NONE };

static int is_valid_on(uint32_t date, uint32_t from, uint32_t to)
{
    return (!from || date >= kri_date_first(from)) && (!to || date <= kri_date_last(to));
}

/* At the rate of the year that the price is of. */
static double usd_of(const kr_world *world, uint32_t row, uint32_t date)
{
    const kr_currencies *c = &world->currency;
    double usd = 1, nearest = INFINITY, year = floor((world->tariff.valid_from[row] ? world->tariff.valid_from[row] : date) / 10000.0);
    for (uint32_t i = 0; i < c->count; i++)
        if (c->id[i] == world->tariff.currency[row] && fabs(c->year[i] - year) < nearest) {
            nearest = fabs(c->year[i] - year);
            usd = c->usd[i];
        }
    return world->tariff.value[row] * usd;
}

static int is_text(const kr_world *world, uint32_t name, const char *text)
{
    return strcmp(kr_world_text(world, name), text) == 0;
}

static int has_basis(const kr_tariffs *t, uint32_t row, const char *basis)
{
    return strcmp(kri_basis_words[t->basis[row]], basis) == 0;
}

/* A ceiling says what may not be passed, not what is asked. */
static int is_a_price(const kr_tariffs *t, uint32_t row)
{
    return !has_basis(t, row, "ceiling");
}

/* A special rate leaves the wagon out: it is a price where nothing better holds on the day, and no offer. */
static int is_an_offer(const kr_tariffs *t, uint32_t row)
{
    return is_a_price(t, row) && !has_basis(t, row, "special");
}

static int is_per_km(uint32_t unit)
{
    return unit == KRI_PER_FEU_KM || unit == KRI_PER_TEU_KM || unit == KRI_PER_TKM || unit == KRI_PER_TRUCK_KM;
}

/* A rate by the kilometre to one place or from it will do for others, where nothing else is valid. */
static int is_general(const kr_tariffs *t, uint32_t row)
{
    int named = (t->from[row] != KR_NONE) + (t->to[row] != KR_NONE);
    return named == 0 || (named == 1 && is_per_km(t->unit[row]));
}

static int fits(const wanted *w, uint32_t row)
{
    const kr_tariffs *t = &w->world->tariff;
    return t->unit[row] == w->unit && is_a_price(t, row) && is_general(t, row) && isnan(t->from_km[row]) && isnan(t->to_km[row])
           && (t->country[row] == w->country || is_text(w->world, t->country[row], "*") || !t->country[row])
           && is_text(w->world, t->mode[row], w->mode) && is_text(w->world, t->cargo[row], w->cargo);
}

/* How many years, about, the date lies outside the row's validity. */
static uint64_t years_off(uint32_t date, uint32_t from, uint32_t to)
{
    if (from && date < kri_date_first(from))
        return 1 + (kri_date_first(from) - date) / 10000;
    return to && date > kri_date_last(to) ? 1 + (date - kri_date_last(to)) / 10000 : 0;
}

/*
 * Smaller is better: valid before not (then the nearest), for the whole country before to one place, an offer before
 * none, the country's own before everybody's, the surer basis, the newer.
 */
static uint64_t rank_of(const wanted *w, uint32_t row)
{
    const kr_tariffs *t = &w->world->tariff;
    uint64_t years = years_off(w->date, t->valid_from[row], t->valid_to[row]);
    uint64_t out_of_date = years > 15 ? 15 : years;
    uint64_t elsewhere = t->from[row] != KR_NONE || t->to[row] != KR_NONE;
    uint64_t foreign = t->country[row] != w->country, no_offer = !is_an_offer(t, row);
    return out_of_date << 60 | elsewhere << 59 | no_offer << 58 | foreign << 57 | (uint64_t)t->basis[row] << 40 | (99999999u - t->valid_from[row]);
}

typedef struct best_rate {
    uint32_t row;
    uint64_t rank;
} best_rate;

static void consider(const wanted *w, uint32_t row, best_rate *best)
{
    uint64_t rank = rank_of(w, row);
    if (best->row == KR_NONE || rank < best->rank)
        *best = (best_rate){ row, rank };
}

/* Another time's or another stretch's price is said to be out of date. */
static kri_rate rate_of(const wanted *w, const best_rate *best, int is_for_a_place)
{
    if (best->row == KR_NONE)
        return no_rate;
    uint64_t doubts = best->rank >> 59;
    return (kri_rate){ best->row, usd_of(w->world, best->row, w->date), (is_for_a_place ? doubts >> 1 : doubts) != 0 };
}

static kri_rate find_rate(const wanted *w)
{
    best_rate best = { .row = KR_NONE };
    for (uint32_t row = 0; row < w->world->tariff.count; row++)
        if (fits(w, row))
            consider(w, row, &best);
    return rate_of(w, &best, 0);
}

/* All valid rows of what is charged once, one behind the other. */
static void find_once(const wanted *w, kri_rate *once)
{
    uint32_t n = 0;
    const kr_tariffs *t = &w->world->tariff;
    for (uint32_t row = 0; row < t->count && n + 1 < KRI_MOST_ONCE; row++)
        if (fits(w, row) && t->country[row] == w->country && is_valid_on(w->date, t->valid_from[row], t->valid_to[row]))
            once[n++] = (kri_rate){ row, usd_of(w->world, row, w->date), 0 };
    once[n] = no_rate;
}

/* The newest figure that is not newer than the date, else the oldest; a country's own before everybody's. */
static uint32_t find_newest(const kr_world *world, const double *figure, const char *mode, uint32_t country, uint32_t date)
{
    const kr_speeds *s = &world->speed;
    uint32_t best = KR_NONE;
    double best_rank = INFINITY, year = floor(date / 10000.0);
    for (uint32_t i = 0; i < s->count; i++) {
        int own = s->country[i] == country;
        if (s->section[i] || isnan(figure[i]) || !is_text(world, s->mode[i], mode) || !(own || is_text(world, s->country[i], "*")))
            continue;
        double late = isnan(s->year[i]) ? 0 : year - s->year[i];
        double rank = (own ? 0 : 1e6) + (late < 0 ? 1000 - late : late);
        if (rank < best_rank) {
            best_rank = rank;
            best = i;
        }
    }
    return best;
}

static uint32_t find_speed(const kr_world *world, const char *mode, uint32_t country, uint32_t date)
{
    return find_newest(world, world->speed.kmh, mode, country, date);
}

static uint32_t find_rail_speed(const kr_world *world, const kr_consignment *c, uint32_t country)
{
    const char *mode = c->service_class == KR_CLASS_SINGLE ? "rail_single" : "rail_block";
    const char *other = c->service_class == KR_CLASS_SINGLE ? "rail_block" : "rail_single";
    uint32_t row = find_speed(world, mode, country, c->date);
    return row != KR_NONE ? row : find_speed(world, other, country, c->date);
}

static void find_country(const kr_world *world, const kr_consignment *c, kri_country_rates *r)
{
    const struct { kri_rate *rate; const char *mode, *cargo; uint32_t unit; } singles[] = {
        { &r->rail_feu_km, "rail", "container40", KRI_PER_FEU_KM }, { &r->rail_teu_km, "rail", "container20", KRI_PER_TEU_KM },
        { &r->rail_tkm, "rail", "bulk_wagon", KRI_PER_TKM }, { &r->truck_km, "road", "truck", KRI_PER_TRUCK_KM },
    };
    const struct { kri_rate *once; const char *mode, *cargo; } fees[] = {
        { r->once_feu, "rail", "container40" }, { r->once_teu, "rail", "container20" }, { r->once_truck, "road", "truck" },
    };
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
        *singles[i].rate = find_rate(&(wanted){ world, singles[i].mode, singles[i].cargo, singles[i].unit, r->country, c->date });
    for (size_t i = 0; i < sizeof fees / sizeof *fees; i++)
        find_once(&(wanted){ world, fees[i].mode, fees[i].cargo, KRI_FIXED, r->country, c->date }, fees[i].once);
    r->rail_speed = find_rail_speed(world, c, r->country);
    r->road_speed = find_speed(world, "road", r->country, c->date);
    r->pipe_speed = find_speed(world, "pipeline", r->country, c->date);
}

static void find_common(const kr_world *world, const kr_consignment *c, kri_common_rates *r)
{
    const struct { kri_rate *rate; const char *mode, *cargo; uint32_t unit; } rows[] = {
        { &r->share_of_sum, "any", "container", KRI_PERCENT_OF_SUM }, { &r->once_a_consignment, "any", "container", KRI_FIXED },
        { &r->feu_day, "any", "container40", KRI_PER_FEU_DAY }, { &r->teu_day, "any", "container20", KRI_PER_TEU_DAY },
        { &r->truck_hour, "road", "truck", KRI_PER_TRUCK_H }, { &r->air_t, "air", "air", KRI_PER_T },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        *rows[i].rate = find_rate(&(wanted){ world, rows[i].mode, rows[i].cargo, rows[i].unit, 0, c->date });
    r->rest = find_newest(world, world->speed.km_day, "road_rest", KR_NONE, c->date);
}

static uint32_t country_place(kri_rates *rates, uint32_t country)
{
    for (uint32_t i = 0; i < rates->countries; i++)
        if (rates->country[i].country == country)
            return i;
    return rates->countries;
}

kr_status kri_rates_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, kri_rates *rates)
{
    size_t room = 0;
    *rates = (kri_rates){ 0 };
    KRI_NEW(job, rates->of_node, network->graph.nodes);
    for (uint32_t v = 0; v < network->graph.nodes; v++) {
        if (v && network->country[v] == network->country[v - 1]) {
            rates->of_node[v] = rates->of_node[v - 1];
            continue;
        }
        uint32_t place = country_place(rates, network->country[v]);
        if (place == rates->countries) {
            KR_TRY(kri_job_grow(job, &rates->country, &room, (size_t)place + 1, sizeof *rates->country));
            rates->country[rates->countries++].country = network->country[v];
            find_country(network->world, consignment, &rates->country[place]);
        }
        rates->of_node[v] = place;
    }
    find_common(network->world, consignment, &rates->common);
    return KR_OK;
}

static int is_on_stretch(const kr_tariffs *t, uint32_t row, uint32_t first, int forward)
{
    int direction = t->direction[row] == KRI_BOTH_WAYS || t->direction[row] == (forward ? KRI_FORWARD : KRI_BACKWARD);
    int is_banded = !isnan(t->from_km[row]) || !isnan(t->to_km[row]) || t->from[row] != KR_NONE || t->to[row] != KR_NONE;
    return is_banded && direction && t->country[row] == t->country[first] && t->mode[row] == t->mode[first] && t->from[row] == t->from[first]
           && t->to[row] == t->to[first];
}

static int is_in_band(const kr_tariffs *t, uint32_t row, double km)
{
    return isnan(km) || ((isnan(t->from_km[row]) || km >= t->from_km[row]) && (isnan(t->to_km[row]) || km < t->to_km[row]));
}

kri_rate kri_stretch_rate(const kr_world *world, const kr_consignment *c, uint32_t first, int forward, const char *cargo, uint32_t units, double km)
{
    const kr_tariffs *t = &world->tariff;
    kri_rate best = no_rate;
    for (uint32_t row = first; row < t->count; row++) {
        const char *basis = kri_basis_words[t->basis[row]];
        if (!(units >> t->unit[row] & 1) || !is_on_stretch(t, row, first, forward) || !is_in_band(t, row, km) || !is_text(world, t->cargo[row], cargo)
            || strcmp(basis, "special") == 0 || strcmp(basis, "fee") == 0 || !is_valid_on(c->date, t->valid_from[row], t->valid_to[row]))
            continue;
        if (best.row == KR_NONE || t->basis[row] < t->basis[best.row]
            || (t->basis[row] == t->basis[best.row] && t->valid_from[row] > t->valid_from[best.row]))
            best = (kri_rate){ row, usd_of(world, row, c->date), 0 };
    }
    return best;
}

kri_rate kri_air_rate(const kr_world *world, const kr_consignment *c, uint32_t from_place, kri_rate otherwise)
{
    const kr_tariffs *t = &world->tariff;
    const wanted w = { .world = world, .date = c->date };
    best_rate best = { .row = KR_NONE };
    for (uint32_t row = 0; row < t->count; row++)
        if (t->unit[row] == KRI_PER_T && t->from[row] == from_place && t->to[row] == KR_NONE && is_text(world, t->mode[row], "air")
            && is_an_offer(t, row))
            consider(&w, row, &best);
    kri_rate rate = rate_of(&w, &best, 1);
    return rate.row == KR_NONE || (rate.is_out_of_date && otherwise.row != KR_NONE) ? otherwise : rate;
}

kri_rate kri_rate_between(const kr_world *world, const kr_consignment *c, const char *mode, const char *cargo, uint32_t unit, uint32_t from,
                          uint32_t to)
{
    const kr_tariffs *t = &world->tariff;
    const wanted w = { .world = world, .date = c->date };
    best_rate best = { .row = KR_NONE };
    for (uint32_t row = 0; row < t->count; row++) {
        int along = t->from[row] == from && t->to[row] == to, against = t->from[row] == to && t->to[row] == from;
        if (t->unit[row] == unit && t->from[row] != KR_NONE && (along || (against && t->direction[row] == KRI_BOTH_WAYS))
            && is_text(world, t->mode[row], mode) && (!cargo || is_text(world, t->cargo[row], cargo)) && is_an_offer(t, row))
            consider(&w, row, &best);
    }
    return rate_of(&w, &best, 1);
}
