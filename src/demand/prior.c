/* prior.c: what is known of tonnes, and trade turned into tonnes for what is not. */
#include <keruen/demand.h>

#include "area.h"

#include "base/arena.h"
#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Dust: a cargo below both of these joins general cargo, a pair of zones below both joins the largest pair of its cargo. */
#define LEAST_SHARE .12
#define LEAST_T_YR 40000.
/* And what is left below this has no row. */
#define LEAST_ROW_T_YR 500.

typedef struct maker {
    kr_job *job;
    const kr_world *world;
    kr_prior *prior;
    size_t room;
    uint32_t general;           /* row of cargo, KR_NONE */
    double *known_usd;          /* [cargoes] of the pair of areas at hand */
    double *share, *t_yr;       /* [cargoes] its mix, and what it sends beyond the known */
    uint32_t *from, *to;        /* [rows of demand.csv] areas of their ends */
    uint32_t *out, *in;         /* [zones] rows of zone that serve the cargo at hand */
} maker;

static kr_status add_row(maker *m, kr_prior_row row)
{
    for (size_t i = 0; i < m->prior->rows; i++) {
        kr_prior_row *other = &m->prior->row[i];
        if (other->origin == row.origin && other->destination == row.destination && other->cargo == row.cargo && other->from == row.from
            && other->to == row.to) {
            other->t_yr += row.t_yr;
            if (other->flow == KR_NONE)
                other->flow = row.flow;
            return KR_OK;
        }
    }
    KR_TRY(kri_job_grow(m->job, &m->prior->row, &m->room, m->prior->rows + 1, sizeof row));
    m->prior->row[m->prior->rows++] = row;
    return KR_OK;
}

/* ---- the known ---- */

/* The area a place stands for: its own, but a port that zone.csv gives to another area only stands for what lies behind it. */
static uint32_t area_of(const kr_world *w, uint32_t place)
{
    const kr_zones *z = &w->zone;
    uint32_t own = kri_area_of_place(w, place), other = own;
    for (uint32_t i = 0; i < z->count; i++) {
        if (z->node[i] != place)
            continue;
        if (z->area[i] == own)
            return own;
        if (other == own)
            other = z->area[i];
    }
    return other;
}

static kr_status take_known(maker *m)
{
    const kr_wanted *d = &m->world->known;
    KRI_NEW(m->job, m->from, d->count);
    KRI_NEW(m->job, m->to, d->count);
    for (uint32_t i = 0; i < d->count; i++) {
        m->from[i] = area_of(m->world, d->origin[i]);
        m->to[i] = area_of(m->world, d->destination[i]);
        if (d->t_yr[i] > 0 && d->origin[i] != d->destination[i])
            KR_TRY(add_row(m, (kr_prior_row){ d->origin[i], d->destination[i], d->cargo[i], m->from[i], m->to[i], d->t_yr[i], KR_PRIOR_KNOWN, i, KR_NONE }));
    }
    return KR_OK;
}

/* The value of what is known between two areas, by cargo; returns its sum. */
static double value_known(maker *m, uint32_t from, uint32_t to)
{
    const kr_wanted *d = &m->world->known;
    double sum = 0;
    memset(m->known_usd, 0, m->world->cargo.count * sizeof *m->known_usd);
    for (uint32_t i = 0; i < d->count; i++) {
        if (m->from[i] != from || m->to[i] != to)
            continue;
        double usd = d->t_yr[i] * m->world->cargo.usd_t[d->cargo[i]];
        m->known_usd[d->cargo[i]] += usd;
        sum += usd;
    }
    return sum;
}

/* ---- what a cell of the matrix is made of ---- */

static kr_status find_mix(maker *m, uint32_t from, uint32_t to, double *sum)
{
    const kr_mixes *x = &m->world->mix;
    *sum = 0;
    memset(m->share, 0, m->world->cargo.count * sizeof *m->share);
    for (uint32_t i = 0; i < x->count; i++)
        if (x->area[i] == from && m->share[x->cargo[i]] == 0 && kri_list_has(m->world, &x->partners, i, to)) {
            m->share[x->cargo[i]] = x->share[i];
            *sum += x->share[i];
            if (*sum > 1 + 1e-9)
                return kr_fail(m->job, KR_E_INPUT, "%s:%u: the shares of %s in its exports to %s add up to %.3g; they cannot pass 1",
                               m->world->text->file[KR_MIX].path, x->line[i], kr_world_text(m->world, from), kr_world_text(m->world, to), *sum);
        }
    return KR_OK;
}

/* Small cargoes join general cargo, or the largest if there is none. */
static void sweep_cargoes(maker *m)
{
    double all = 0;
    uint32_t largest = 0;
    for (uint32_t c = 0; c < m->world->cargo.count; c++) {
        all += m->t_yr[c];
        if (m->t_yr[c] > m->t_yr[largest])
            largest = c;
    }
    uint32_t into = m->general != KR_NONE && m->t_yr[m->general] > 0 ? m->general : largest;
    for (uint32_t c = 0; c < m->world->cargo.count; c++)
        if (c != into && m->t_yr[c] < LEAST_SHARE * all && m->t_yr[c] < LEAST_T_YR) {
            m->t_yr[into] += m->t_yr[c];
            m->t_yr[c] = 0;
        }
}

/*
 * Tonnes by cargo that a cell has beyond the known: no cargo below zero, and all together not more than the value that is left.
 * A filled cell is a guess of gravity and yields to anything known.
 */
static kr_status part_cell(maker *m, uint32_t flow)
{
    const kr_base_flows *b = &m->world->base_flow;
    double known = value_known(m, b->origin[flow], b->destination[flow]), mix, open = 0;
    memset(m->t_yr, 0, m->world->cargo.count * sizeof *m->t_yr);
    KR_TRY(find_mix(m, b->origin[flow], b->destination[flow], &mix));
    double left = mix * b->usd[flow] - known;
    if (!(left > 0) || (b->how[flow] == KR_FLOW_FILLED && known > 0))
        return KR_OK;
    for (uint32_t c = 0; c < m->world->cargo.count; c++)
        open += fmax(0, m->share[c] * b->usd[flow] - m->known_usd[c]);
    for (uint32_t c = 0; c < m->world->cargo.count; c++)
        if (m->world->cargo.usd_t[c] > 0)
            m->t_yr[c] = left * fmax(0, m->share[c] * b->usd[flow] - m->known_usd[c]) / open / m->world->cargo.usd_t[c];
    sweep_cargoes(m);
    return KR_OK;
}

/* ---- zones ---- */

/* How well a row of zone fits a cargo and a partner: rows that name the cargo go first, then rows that name the partner. */
static int fit_of(const maker *m, uint32_t zone, uint32_t area, kr_side side, uint32_t partner, uint32_t cargo)
{
    const kr_zones *z = &m->world->zone;
    if (z->area[zone] != area || (z->side[zone] != KR_SIDE_BOTH && z->side[zone] != side))
        return 0;
    kri_listed partners = kri_list_has(m->world, &z->partners, zone, partner);
    kri_listed cargoes = kri_list_has(m->world, &z->cargoes, zone, m->world->cargo.id[cargo]);
    return partners && cargoes ? 1 + 2 * (cargoes == KRI_LISTED_BY_NAME) + (partners == KRI_LISTED_BY_NAME) : 0;
}

static uint32_t find_zones(const maker *m, uint32_t area, kr_side side, uint32_t partner, uint32_t cargo, uint32_t *rows)
{
    uint32_t found = 0;
    int best = 1;
    for (uint32_t z = 0; z < m->world->zone.count; z++) {
        int fit = fit_of(m, z, area, side, partner, cargo);
        if (fit > best)
            found = 0, best = fit;
        if (fit == best)
            rows[found++] = z;
    }
    return found;
}

/* The share of a pair of zones; those too small are counted with the largest. */
typedef struct zone_pairs {
    const double *share;
    uint32_t outs, ins, most_out, most_in;
    double sum;
} zone_pairs;

static zone_pairs weigh_pairs(const maker *m, uint32_t outs, uint32_t ins)
{
    zone_pairs p = { .share = m->world->zone.share, .outs = outs, .ins = ins };
    double most = 0;
    for (uint32_t o = 0; o < outs; o++)
        for (uint32_t i = 0; i < ins; i++) {
            double share = p.share[m->out[o]] * p.share[m->in[i]];
            p.sum += share;
            if (share > most)
                most = share, p.most_out = o, p.most_in = i;
        }
    return p;
}

static kr_status place_cargo(maker *m, uint32_t flow, uint32_t cargo)
{
    const kr_base_flows *b = &m->world->base_flow;
    const kr_zones *z = &m->world->zone;
    uint32_t from = b->origin[flow], to = b->destination[flow];
    zone_pairs p = weigh_pairs(m, find_zones(m, from, KR_SIDE_OUT, to, cargo, m->out), find_zones(m, to, KR_SIDE_IN, from, cargo, m->in));
    double left = p.sum * m->t_yr[cargo];
    kr_prior_row row = { .cargo = cargo, .from = from, .to = to, .how = (kr_prior_how)(KR_PRIOR_REPORTED + b->how[flow]), .known = KR_NONE, .flow = flow };
    if (p.outs && p.ins)
        m->prior->off_map_usd += fmax(0, 1 - p.sum) * m->t_yr[cargo] * m->world->cargo.usd_t[cargo];
    for (uint32_t o = 0; o < p.outs; o++)
        for (uint32_t i = 0; i < p.ins; i++) {
            double share = z->share[m->out[o]] * z->share[m->in[i]];
            row.t_yr = share * m->t_yr[cargo];
            row.origin = z->node[m->out[o]], row.destination = z->node[m->in[i]];
            int is_dust = (row.t_yr < LEAST_T_YR || share < LEAST_SHARE * p.sum) || row.origin == row.destination;
            if (is_dust || (o == p.most_out && i == p.most_in))
                continue;
            left -= row.t_yr;
            KR_TRY(add_row(m, row));
        }
    if (left < LEAST_ROW_T_YR) {
        m->prior->dust_t_yr += left;
        return KR_OK;
    }
    row.t_yr = left, row.origin = z->node[m->out[p.most_out]], row.destination = z->node[m->in[p.most_in]];
    return row.origin == row.destination ? KR_OK : add_row(m, row);
}

static kr_status take_matrix(maker *m)
{
    const kr_base_flows *b = &m->world->base_flow;
    for (uint32_t flow = 0; flow < b->count; flow++) {
        if (b->origin[flow] == b->destination[flow])
            continue;
        m->prior->year = b->year[flow];
        KR_TRY(part_cell(m, flow));
        for (uint32_t c = 0; c < m->world->cargo.count; c++)
            if (m->t_yr[c] > 0)
                KR_TRY(place_cargo(m, flow, c));
    }
    return KR_OK;
}

/* ---- order ---- */

typedef struct keyed_row {
    const char *key[5];
    kr_prior_row row;
} keyed_row;

static int by_key(const void *a, const void *b)
{
    const keyed_row *x = a, *y = b;
    for (int k = 0; k < 5; k++) {
        int order = strcmp(x->key[k], y->key[k]);
        if (order)
            return order;
    }
    return 0;
}

static kr_status sort_rows(maker *m)
{
    const kr_world *w = m->world;
    keyed_row *keyed;
    KRI_NEW(m->job, keyed, m->prior->rows);
    for (size_t i = 0; i < m->prior->rows; i++) {
        kr_prior_row r = m->prior->row[i];
        keyed[i] = (keyed_row){ { kr_world_text(w, w->node.id[r.origin]), kr_world_text(w, w->node.id[r.destination]), kr_world_text(w, w->cargo.id[r.cargo]),
                                  kr_world_text(w, r.from), kr_world_text(w, r.to) }, r };
    }
    qsort(keyed, m->prior->rows, sizeof *keyed, by_key);
    for (size_t i = 0; i < m->prior->rows; i++)
        m->prior->row[i] = keyed[i].row;
    return KR_OK;
}

kr_status kr_prior_make(kr_job *job, const kr_world *world, kr_prior *prior)
{
    maker m = { .job = job, .world = world, .prior = prior, .general = kr_world_find(world, KR_CARGO, "general") };
    *prior = (kr_prior){ .year = NAN };
    KRI_NEW(job, m.known_usd, world->cargo.count);
    KRI_NEW(job, m.share, world->cargo.count);
    KRI_NEW(job, m.t_yr, world->cargo.count);
    KRI_NEW(job, m.out, world->zone.count);
    KRI_NEW(job, m.in, world->zone.count);
    KR_TRY(take_known(&m));
    KR_TRY(take_matrix(&m));
    if (!prior->rows)
        return kr_fail(job, KR_E_INPUT, "the world has no demand: demand.csv has no row, and base_flow.csv with mix.csv and zone.csv makes none");
    return sort_rows(&m);
}

const char *kr_prior_how_name(kr_prior_how how)
{
    static const char *const names[KR_PRIOR_HOWS] = { "known", "reported", "derived", "filled" };
    return names[how];
}
