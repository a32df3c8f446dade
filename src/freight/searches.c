/*
 * searches.c: the ways of all pairs. The weights of a few cargoes settle side by side into one hierarchy of the network; each pair's
 * cheapest ways are then read from it.
 */
#include "searches.h"

#include "base/arena.h"
#include "different.h"
#include "path/inside.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#define KINDS_MOST 5
#define HALVES_MOST 64u         /* of queries, kept at once; ends are shared by many pairs */
#define FINEST 1048576.0    /* units of a weight in a USD or an hour, at most; a power of two */

/* What a way is the best in: usd x USD + time x value of time x hours + hours x hours. */
typedef struct kind {
    double usd, time, hours;
    int with_shadow;
} kind;

static const kind kinds[KINDS_MOST] = { { 1, 0.5, 0, 1 }, { 1, 1, 0, 1 }, { 1, 2, 0, 1 }, { 0, 0, 1, 0 }, { 1, 0, 0, 0 } };

#define KIND_IN_THE_MIDDLE 1    /* different ways are different by this one */

/* Room for one batch after another. */
typedef struct room {
    double *usd, *hours, *cost, *finite;    /* [arcs of the thin graph] */
    uint32_t *weight;           /* [KRI_LANES x arcs] */
    uint32_t *arc_to;           /* [height] */
    kr_metrics metrics;
    uint32_t *to_cost, *from_cost;      /* [nodes x KRI_LANES] */
    kri_sixteen sixteen;
    kri_different_room different;
    uint32_t *half_of[2];       /* [nodes] place of the half query from a node, and of that to it, + 1; 0: not made */
    uint32_t *half, halves;     /* [HALVES_MOST x height x KRI_LANES] */
} room;

/* Some cargoes whose weights go side by side. */
typedef struct batch {
    const kri_goods *goods[KRI_LANES];
    uint32_t goods_count;
} batch;

typedef struct search {
    const kr_freight_plan *plan;
    kri_scope scope;
    uint32_t kinds;             /* of them, for each cargo */
    const double *shadow_usd;
    const uint8_t *skip;        /* [pairs], NULL */
    uint32_t *scarce;           /* [scarces] arcs of the thin graph under a limit that has a price */
    uint32_t scarces;
} search;

/* ---- weights ---- */

static double shadow_of(const search *s, const kri_goods *goods, uint32_t arc)
{
    const uint32_t *of = s->plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    double sum = 0;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++)
        sum += s->shadow_usd[of[i]] * goods->units_t[s->plan->group[of[i]].unit];
    return sum;
}

static int is_scarce(const search *s, uint32_t arc)
{
    const uint32_t *of = s->plan->group_of_arc + (size_t)arc * KRI_GROUPS_OF_ARC;
    for (int i = 0; i < KRI_GROUPS_OF_ARC && of[i] != KR_NONE; i++)
        if (s->shadow_usd[of[i]] > 0)
            return 1;
    return 0;
}

static kr_status list_scarce(kr_job *job, search *s)
{
    const kri_thin_graph *thin = &s->plan->thin;
    KRI_NEW(job, s->scarce, thin->graph.arcs);
    for (uint32_t a = 0; a < thin->graph.arcs && s->shadow_usd; a++)
        if (is_scarce(s, thin->network_arc[a]))
            s->scarce[s->scarces++] = a;
    return KR_OK;
}

/* What a tonne of the goods pays and needs where it can go. */
static void take_goods(const search *s, const kri_goods *goods, room *r)
{
    const uint32_t *of = s->plan->thin.network_arc;
    for (uint32_t a = 0; a < s->plan->thin.graph.arcs; a++) {
        r->usd[a] = goods->usd_t[of[a]];
        r->hours[a] = goods->hours[of[a]];
    }
}

static void weigh(const search *s, const kri_goods *goods, const kind *k, const room *r)
{
    uint32_t arcs = s->plan->thin.graph.arcs;
    const double *restrict usd = r->usd, *restrict hours = r->hours;
    double *restrict cost = r->cost, per_hour = k->time * goods->vot_usd_t_h + k->hours;
    for (uint32_t a = 0; a < arcs; a++) {
        double sum = k->usd * usd[a] + per_hour * hours[a];
        cost[a] = usd[a] < INFINITY ? sum : INFINITY;
    }
    for (uint32_t i = 0; i < s->scarces && k->with_shadow; i++)
        cost[s->scarce[i]] += shadow_of(s, goods, s->plan->thin.network_arc[s->scarce[i]]);
}

/* The dearest way that visits no node twice costs no more than the dearest arc of every node: so many units fit. */
static double dearest_way(const kr_graph *g, const double *finite)
{
    double sum = 0;
    for (uint32_t v = 0; v < g->nodes; v++) {
        double dearest = 0;
        for (uint32_t a = g->first[v]; a < g->first[v + 1]; a++)
            dearest = finite[a] > dearest ? finite[a] : dearest;
        sum += dearest;
    }
    return sum;
}

/* Every arc costs 1 at least, so that no way goes round for nothing. finite: [arcs] room, the costs of what is open. */
static void round_weights(const kr_graph *g, const double *restrict cost, double *restrict finite, uint32_t *restrict weight)
{
    double most = KR_FAR - 2.0 * g->nodes, units = FINEST;
    for (uint32_t a = 0; a < g->arcs; a++)
        finite[a] = cost[a] < INFINITY ? cost[a] : 0;
    double dearest = dearest_way(g, finite);
    while (units * dearest > most)
        units /= 2;
    for (uint32_t a = 0; a < g->arcs; a++) {
        uint32_t whole = 1 + (uint32_t)(int32_t)(finite[a] * units + 0.5);
        weight[a] = cost[a] < INFINITY ? whole : UINT32_MAX;
    }
}

static void settle(const search *s, const batch *b, room *r)
{
    const kr_graph *g = &s->plan->thin.graph;
    kr_metrics *m = &r->metrics;
    m->count = b->goods_count * s->kinds;
    for (m->lanes = 1; m->lanes < m->count;)
        m->lanes *= 2;
    m->stride = 2 * (size_t)m->lanes;
    m->down = m->up + m->lanes;
    for (uint32_t i = 0; i < m->count; i++) {
        if (i % s->kinds == 0)
            take_goods(s, b->goods[i / s->kinds], r);
        weigh(s, b->goods[i / s->kinds], &kinds[i % s->kinds], r);
        round_weights(g, r->cost, r->finite, r->weight + (size_t)i * g->arcs);
        m->weight[i] = r->weight + (size_t)i * g->arcs;
    }
    kri_metrics_settle(m, r->arc_to);
}

/* ---- ways ---- */

/* The way whose arcs of the thin graph are the last of the list, but for those behind end. */
static kr_status note_way(const search *s, kri_findings *f, uint32_t pair, size_t end, uint32_t arcs)
{
    for (size_t i = end - arcs; i < end; i++)
        f->arc[i] = s->plan->thin.network_arc[f->arc[i]];
    KR_TRY(kri_job_grow(&f->job, &f->pair, &f->pair_room, f->ways + 1, sizeof *f->pair));
    KR_TRY(kri_job_grow(&f->job, &f->arcs, &f->arcs_room, f->ways + 1, sizeof *f->arcs));
    f->pair[f->ways] = pair;
    f->arcs[f->ways++] = arcs;
    return KR_OK;
}

/* Whether the cheapest of the plan's ways for the pair, by what it really costs, has this cost too. */
static int is_known(const search *s, const kri_pair *pair, const kind *k, const uint32_t *weight, uint32_t cost)
{
    const kri_way *way = s->plan->way + pair->first;
    double shadow_usd_t[KR_FREIGHT_MOST_WAYS] = { 0 }, per_hour = k->time * pair->goods->vot_usd_t_h + k->hours, least = INFINITY;
    uint32_t cheapest = 0, sum = 0;
    if (s->shadow_usd)
        kri_freight_shadows(s->plan, pair, s->shadow_usd, shadow_usd_t);
    for (uint32_t w = 0; w < pair->ways; w++) {
        double here = k->usd * way[w].usd_t + per_hour * way[w].hours + shadow_usd_t[w];
        if (here < least) {
            least = here;
            cheapest = w;
        }
    }
    for (uint32_t i = 0; pair->ways && i < way[cheapest].along.arcs; i++)
        sum += weight[s->plan->thin.thin_arc[way[cheapest].along.arc[i]]];
    return pair->ways && sum == cost;
}

static void forget_halves(const search *s, room *r)
{
    for (int direction = 0; direction < 2; direction++)
        memset(r->half_of[direction], 0, s->plan->hierarchy->nodes * sizeof *r->half_of[direction]);
    r->halves = 0;
}

static const uint32_t *half_query(const search *s, room *r, kr_path_direction direction, uint32_t node)
{
    uint32_t *place = &r->half_of[direction == KR_PATH_BACKWARD][node];
    size_t size = (size_t)s->plan->hierarchy->height * KRI_LANES;
    if (!*place) {
        *place = ++r->halves;
        kri_climb_half(&r->metrics, direction, node, r->half + (*place - 1) * size);
    }
    return r->half + (*place - 1) * size;
}

/* Whether for each value of time the plan has a way for the pair that costs the least that a way can; or no way leads there. */
static int knows_cheapest(const search *s, const kri_pair *pair, uint32_t metric, room *r)
{
    uint32_t cost[KRI_TASTES];
    if (r->halves + 2 > HALVES_MOST)
        forget_halves(s, r);
    const uint32_t *up = half_query(s, r, KR_PATH_FORWARD, pair->from), *down = half_query(s, r, KR_PATH_BACKWARD, pair->to);
    kri_climb_join(&r->metrics, metric, KRI_TASTES, pair->from, pair->to, up, down, cost);
    for (uint32_t k = 0; k < KRI_TASTES; k++)
        if (cost[k] < KR_FAR && !is_known(s, pair, &kinds[k], r->metrics.weight[metric + k], cost[k]))
            return 0;
    return 1;
}

static kr_status find_cheapest(const search *s, uint32_t number, uint32_t metric, room *r, kri_findings *f)
{
    const kri_pair *pair = &s->plan->pair[number];
    if (s->scope == KRI_CHEAPEST && knows_cheapest(s, pair, metric, r))
        return KR_OK;
    for (uint32_t k = 0; k < s->kinds; k++) {
        size_t before = f->arc_count;
        KR_TRY(kri_job_grow(&f->job, &f->arc, &f->arc_room, before + s->plan->thin.graph.nodes, sizeof *f->arc));
        uint32_t cost = kri_climb_cost(&r->different.climb, &r->metrics, metric + k, pair->from, pair->to);
        if (cost >= KR_FAR)
            return KR_OK;
        if (s->scope == KRI_CHEAPEST && is_known(s, pair, &kinds[k], r->metrics.weight[metric + k], cost))
            continue;
        kri_mark mark = kri_job_mark(&f->job);
        KR_TRY(kri_climb_unpack(&f->job, &r->different.climb, &r->metrics, metric + k, &f->arc, &f->arc_room, &f->arc_count));
        kri_job_release(&f->job, mark);
        KR_TRY(note_way(s, f, number, f->arc_count, (uint32_t)(f->arc_count - before)));
    }
    return KR_OK;
}

static kr_status find_different(const search *s, uint32_t number, uint32_t metric, uint32_t lane, room *r, kri_findings *f)
{
    const kri_pair *pair = &s->plan->pair[number];
    uint32_t arcs[KR_FREIGHT_MOST_WAYS], found;
    size_t end = f->arc_count;
    const kri_different asked = { .metrics = &r->metrics, .metric = metric, .to_cost = r->to_cost + lane, .from_cost = r->from_cost + lane,
                                  .km = s->plan->thin.km, .from = pair->from, .to = pair->to, .count = s->plan->options.ways };
    KR_TRY(kri_different_find(&f->job, &asked, &r->different, &f->arc, &f->arc_room, &f->arc_count, arcs, &found));
    for (uint32_t i = 0; i < found; i++)
        KR_TRY(note_way(s, f, number, end += arcs[i], arcs[i]));
    return KR_OK;
}

/* Up to sixteen pairs of a cargo, whose trees grow side by side. */
static kr_status find_others(const search *s, const uint32_t *number, uint32_t count, uint32_t metric, room *r, kri_findings *f)
{
    uint32_t from[KRI_LANES], to[KRI_LANES];
    for (uint32_t i = 0; i < KRI_LANES; i++) {
        const kri_pair *pair = &s->plan->pair[number[i < count ? i : count - 1]];
        from[i] = pair->from;
        to[i] = pair->to;
    }
    kri_hierarchy_sixteen(&r->metrics, metric, KR_PATH_FORWARD, from, &r->sixteen, r->to_cost);
    kri_hierarchy_sixteen(&r->metrics, metric, KR_PATH_BACKWARD, to, &r->sixteen, r->from_cost);
    for (uint32_t i = 0; i < count; i++)
        KR_TRY(find_different(s, number[i], metric, i, r, f));
    return KR_OK;
}

static kr_status search_goods(const search *s, const kri_goods *goods, uint32_t metric, room *r, kri_findings *f)
{
    uint32_t waiting[KRI_LANES], count = 0;
    for (size_t i = 0; i < goods->pairs; i++) {
        const kri_pair *pair = &s->plan->pair[goods->pair[i]];
        if (pair->from == KR_NONE || pair->to == KR_NONE || (s->skip && s->skip[goods->pair[i]]))
            continue;
        KR_TRY(find_cheapest(s, goods->pair[i], metric, r, f));
        if (s->scope == KRI_CHEAPEST)
            continue;
        waiting[count++] = goods->pair[i];
        if (count == KRI_LANES) {
            KR_TRY(find_others(s, waiting, count, metric + KIND_IN_THE_MIDDLE, r, f));
            count = 0;
        }
    }
    return count ? find_others(s, waiting, count, metric + KIND_IN_THE_MIDDLE, r, f) : KR_OK;
}

static void run_batch(const search *s, const batch *b, room *r, kri_findings *f)
{
    settle(s, b, r);
    if (s->scope == KRI_CHEAPEST)
        forget_halves(s, r);
    for (uint32_t i = 0; i < b->goods_count && f->status == KR_OK; i++) {
        f->status = kr_job_check(&f->job);
        if (f->status == KR_OK)
            f->status = search_goods(s, b->goods[i], i * s->kinds, r, f);
    }
}

/* ---- batches ---- */

static kr_status make_room(kr_job *job, const search *s, room *r)
{
    const kr_hierarchy *h = s->plan->hierarchy;
    const kr_graph *g = &s->plan->thin.graph;
    KRI_NEW(job, r->usd, g->arcs);
    KRI_NEW(job, r->hours, g->arcs);
    KRI_NEW(job, r->cost, g->arcs);
    KRI_NEW(job, r->finite, g->arcs);
    KRI_NEW(job, r->weight, (size_t)KRI_LANES * g->arcs);
    KRI_NEW(job, r->arc_to, h->height);
    KRI_NEW(job, r->metrics.up, (size_t)h->arcs * 2 * KRI_LANES);
    r->metrics.hierarchy = h;
    KR_TRY(kri_different_room_make(job, h, &r->different));
    if (s->scope == KRI_CHEAPEST) {
        KRI_NEW(job, r->half_of[0], h->nodes);
        KRI_NEW(job, r->half_of[1], h->nodes);
        KRI_NEW(job, r->half, (size_t)HALVES_MOST * h->height * KRI_LANES);
        return KR_OK;
    }
    KRI_NEW(job, r->to_cost, (size_t)g->nodes * KRI_LANES);
    KRI_NEW(job, r->from_cost, (size_t)g->nodes * KRI_LANES);
    return kri_sixteen_new(job, h, &r->sixteen);
}

static int is_wanted(const search *s, const kri_goods *goods)
{
    for (size_t i = 0; i < goods->pairs; i++)
        if (!s->skip || !s->skip[goods->pair[i]])
            return 1;
    return 0;
}

static kr_status make_batches(kr_job *job, const search *s, batch **batches, size_t *count)
{
    const kr_freight_plan *plan = s->plan;
    uint32_t cargoes = plan->network->world->cargo.count, together = KRI_LANES / s->kinds;
    KRI_NEW(job, *batches, cargoes);
    *count = 0;
    for (uint32_t c = 0; c < cargoes; c++) {
        if (!is_wanted(s, &plan->goods[c]))
            continue;
        if (!*count || (*batches)[*count - 1].goods_count == together)
            ++*count;
        batch *b = &(*batches)[*count - 1];
        b->goods[b->goods_count++] = &plan->goods[c];
    }
    return KR_OK;
}

/* What is left of the budget is shared out among the batches. */
static void begin_findings(const kr_job *job, kri_findings *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        kri_inside_begin(job, &findings[i].job);
        findings[i].job.budget_bytes /= count;
    }
}

static kr_status gather_statuses(kr_job *job, const kri_findings *findings, size_t count)
{
    kr_status status = KR_OK;
    for (size_t i = 0; i < count && status == KR_OK; i++)
        status = kri_inside_tell(job, &findings[i].job, findings[i].status);
    return status;
}

static kr_status run_all(kr_job *job, const search *s, kri_findings **findings, size_t *count)
{
    int threads = job->threads < 1 ? 1 : job->threads;
    batch *batches;
    room *rooms;
    size_t needed;
    KR_TRY(make_batches(job, s, &batches, &needed));
    if (!needed)
        return KR_OK;
    KRI_NEW(job, *findings, needed);
    kri_mark mark = kri_job_mark(job);
    KRI_NEW(job, rooms, (size_t)threads);
    for (int i = 0; i < threads; i++)
        KR_TRY(make_room(job, s, &rooms[i]));
    *count = needed;
    begin_findings(job, *findings, needed);
    #pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
    for (size_t i = 0; i < needed; i++)
        run_batch(s, &batches[i], &rooms[omp_get_thread_num()], &(*findings)[i]);
    kri_job_release(job, mark);
    return gather_statuses(job, *findings, needed);
}

kr_status kri_freight_search(kr_job *job, const kr_freight_plan *plan, kri_scope scope, const double *shadow_usd, const uint8_t *skip,
                             kri_findings **findings, size_t *count)
{
    search s = { .plan = plan, .scope = scope, .kinds = scope == KRI_CHEAPEST ? KRI_TASTES : KINDS_MOST, .shadow_usd = shadow_usd,
                 .skip = skip };
    *count = 0;
    KR_TRY(list_scarce(job, &s));
    return run_all(job, &s, findings, count);
}

void kri_findings_end(kri_findings *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        kr_job_end(&findings[i].job);
}
