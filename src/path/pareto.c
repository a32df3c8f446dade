/* pareto.c: the ways that no other beats: reduce, bound, search, and write down what was found. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "path/buckets.h"
#include "path/core.h"
#include "path/inside.h"
#include "path/labels.h"
#include "path/search.h"

/* One request on its way. `inner` holds everything that is not the answer, and ends before the call does. */
typedef struct pareto_run {
    const kri_request *request;
    kr_job *inner;
    kri_core core;
    kri_labels labels;
    uint32_t *next_arc[KR_CRITERIA_MAX];    /* [core nodes] first core arc of the best way to the target by each criterion */
    uint32_t *way;                          /* core arcs of one way */
} pareto_run;

/* A way as it is handed over, before the beaten ones are taken out. */
typedef struct found_way {
    double cost[KR_CRITERIA_MAX];
    uint32_t from, to;
    uint32_t first, arcs;                   /* in the list of all arcs */
} found_way;

typedef struct found_ways {
    found_way *way;
    size_t count, capacity;
    uint32_t *arc;
    size_t arcs, arc_capacity;
} found_ways;

/* ---- lower bounds: a backward tree a criterion, on the core turned round ---- */

typedef struct turned_core {
    kr_graph graph;
    uint32_t *place;        /* [arcs] core arc of each turned arc */
} turned_core;

static kr_status turn_core(kr_job *job, const kri_core *core, turned_core *turned)
{
    uint32_t *first, *head;
    KRI_NEW(job, first, (size_t)core->nodes + 2);
    KRI_NEW(job, head, core->arcs);
    KRI_NEW(job, turned->place, core->arcs);
    for (uint32_t a = 0; a < core->arcs; a++)
        first[core->head[a] + 2]++;
    for (uint32_t v = 2; v <= core->nodes + 1; v++)
        first[v] += first[v - 1];
    for (uint32_t a = 0; a < core->arcs; a++) {
        uint32_t at = first[core->head[a] + 1]++;
        head[at] = core->tail[a];
        turned->place[at] = a;
    }
    turned->graph = (kr_graph){ .nodes = core->nodes, .arcs = core->arcs, .first = first, .head = head };
    return KR_OK;
}

static void to_core_arcs(const turned_core *turned, uint32_t *arc)
{
    for (uint32_t v = 0; v < turned->graph.nodes; v++)
        if (arc[v] != KR_NONE)
            arc[v] = turned->place[arc[v]];
}

static kr_status bound_u32(pareto_run *run, const turned_core *turned)
{
    kri_buckets queue;
    uint32_t *weight, *bound;
    KR_TRY(kri_buckets_new(run->inner, run->core.nodes, &queue));
    KRI_NEW(run->inner, weight, run->core.arcs);
    for (uint32_t i = 0; i < run->request->criteria; i++) {
        KR_TRY(kr_job_check(run->inner));
        for (uint32_t a = 0; a < run->core.arcs; a++)
            weight[a] = (uint32_t)run->core.cost[i][turned->place[a]];
        KRI_NEW(run->inner, bound, run->core.nodes);
        KRI_NEW(run->inner, run->next_arc[i], run->core.nodes);
        kri_buckets_tree(&queue, &turned->graph, weight, kri_buckets_shift(weight, run->core.arcs), KR_PATH_FORWARD,
                         &run->core.target, 1, bound, run->next_arc[i]);
        run->labels.bound[i] = bound;
        to_core_arcs(turned, run->next_arc[i]);
    }
    return KR_OK;
}

static kr_status bound_double(pareto_run *run, const turned_core *turned)
{
    kri_search search;
    double *cost, *bound;
    kr_path_end end = { run->core.target, 0 };
    KR_TRY(kri_search_new(run->inner, run->core.nodes, &search));
    KRI_NEW(run->inner, cost, run->core.arcs);
    for (uint32_t i = 0; i < run->request->criteria; i++) {
        KR_TRY(kr_job_check(run->inner));
        for (uint32_t a = 0; a < run->core.arcs; a++)
            cost[a] = run->core.cost[i][turned->place[a]];
        kri_search_tree(&search, &turned->graph, cost, KR_PATH_FORWARD, &end, 1);
        KRI_NEW(run->inner, bound, run->core.nodes);
        KRI_NEW(run->inner, run->next_arc[i], run->core.nodes);
        memcpy(bound, search.cost, run->core.nodes * sizeof *bound);
        memcpy(run->next_arc[i], search.arc, run->core.nodes * sizeof *search.arc);
        run->labels.bound[i] = bound;
        to_core_arcs(turned, run->next_arc[i]);
    }
    return KR_OK;
}

/* The first criterion of the ways that are best by one criterion: no way that is worth finding among two exceeds it. */
static double first_of_extremes(const pareto_run *run)
{
    double top = 0;
    for (uint32_t i = 0; i < run->request->criteria; i++) {
        double sum = 0;
        for (uint32_t v = run->core.source, a; (a = run->next_arc[i][v]) != KR_NONE; v = run->core.head[a])
            sum += run->core.cost[0][a];
        top = sum > top ? sum : top;
    }
    return top;
}

static kr_status find_bounds(pareto_run *run)
{
    turned_core turned;
    KR_TRY(turn_core(run->inner, &run->core, &turned));
    KR_TRY(run->core.fits_u32 ? bound_u32(run, &turned) : bound_double(run, &turned));
    run->labels.top = first_of_extremes(run);
    return KR_OK;
}

/* ---- from labels to ways ---- */

/* Adds the way of core arcs way[0 .. count - 1]; costs are summed anew, from the numbers given. */
static kr_status add_way(pareto_run *run, const uint32_t *way, uint32_t count, found_ways *found)
{
    const kri_request *request = run->request;
    found_way made = { .first = (uint32_t)found->arcs };
    made.from = run->core.origin[way[0]];
    made.to = run->core.origin[way[count - 1]];
    for (uint32_t i = 0; i < count; i++)
        made.arcs += kri_core_unpack(&run->core, way[i], NULL);
    if (found->arcs + made.arcs >= KR_NONE)
        return kr_fail(run->inner, KR_E_LIMIT, "the ways found have more than 2^32 arcs together");
    KR_TRY(kri_job_grow(run->inner, &found->arc, &found->arc_capacity, found->arcs + made.arcs + 1, sizeof *found->arc));
    for (uint32_t i = 0; i < count; i++)
        found->arcs += kri_core_unpack(&run->core, way[i], found->arc + found->arcs);
    for (uint32_t c = 0; c < request->criteria; c++) {
        made.cost[c] = request->sources[made.from].cost[c];
        for (uint32_t i = 0; i < made.arcs; i++)
            made.cost[c] += request->cost[c][found->arc[made.first + i]];
        made.cost[c] += request->targets[made.to].cost[c];
    }
    KR_TRY(kri_job_grow(run->inner, &found->way, &found->capacity, found->count + 1, sizeof *found->way));
    found->way[found->count++] = made;
    return KR_OK;
}

static kr_status add_label_way(pareto_run *run, uint32_t id, found_ways *found)
{
    uint32_t count = 0;
    for (uint32_t at = id; kri_label_at(&run->labels, at)->parent != KR_NONE; at = kri_label_at(&run->labels, at)->parent)
        count++;
    for (uint32_t at = id, i = count; i-- > 0; at = kri_label_at(&run->labels, at)->parent)
        run->way[i] = kri_label_at(&run->labels, at)->arc;
    return add_way(run, run->way, count, found);
}

/* The best way by one criterion, for an answer that a limit cut short. */
static kr_status add_extreme_way(pareto_run *run, uint32_t criterion, found_ways *found)
{
    uint32_t count = 0;
    for (uint32_t v = run->core.source, a; (a = run->next_arc[criterion][v]) != KR_NONE; v = run->core.head[a])
        run->way[count++] = a;
    return count ? add_way(run, run->way, count, found) : KR_OK;
}

static kr_status collect(pareto_run *run, found_ways *found)
{
    KRI_NEW(run->inner, run->way, run->core.nodes);
    if (run->labels.status != KR_OK)
        for (uint32_t i = 0; i < run->request->criteria; i++)
            KR_TRY(add_extreme_way(run, i, found));
    for (size_t i = 0; i < run->labels.solutions; i++)
        KR_TRY(add_label_way(run, run->labels.solution[i], found));
    return KR_OK;
}

/* By the criteria in turn, then in the order found. */
static int comes_before(const found_way *a, const found_way *b, uint32_t criteria)
{
    for (uint32_t c = 0; c < criteria; c++)
        if (a->cost[c] != b->cost[c])
            return a->cost[c] < b->cost[c];
    return 0;
}

/* Merge sort: stable, and no comparison needs to know anything but the ways. */
static void sort_ways(found_way *way, found_way *spare, size_t count, uint32_t criteria)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count, high = low + 2 * width < count ? low + 2 * width : count;
            for (size_t a = low, b = middle, at = low; at < high; at++)
                spare[at] = b >= high || (a < middle && !comes_before(&way[b], &way[a], criteria)) ? way[a++] : way[b++];
        }
        memcpy(way, spare, count * sizeof *way);
    }
}

static int is_no_worse(const found_way *a, const found_way *b, uint32_t criteria)
{
    for (uint32_t c = 0; c < criteria; c++)
        if (a->cost[c] > b->cost[c])
            return 0;
    return 1;
}

/* In sorted order a way can be beaten by one that stands before it, and by no other. */
static size_t drop_beaten(found_way *way, size_t count, uint32_t criteria)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        int beaten = 0;
        for (size_t j = kept; j-- > 0 && !beaten;)
            beaten = is_no_worse(&way[j], &way[i], criteria);
        if (!beaten)
            way[kept++] = way[i];
    }
    return kept;
}

static kr_status hand_over(kr_job *job, const found_ways *found, uint32_t criteria, kr_pareto *pareto)
{
    size_t arcs = 0;
    for (size_t i = 0; i < found->count; i++)
        arcs += found->way[i].arcs;
    KRI_NEW(job, pareto->cost, found->count * criteria);
    KRI_NEW(job, pareto->from, found->count);
    KRI_NEW(job, pareto->to, found->count);
    KRI_NEW(job, pareto->first, found->count + 1);
    KRI_NEW(job, pareto->arc, arcs);
    for (size_t i = 0; i < found->count; i++) {
        const found_way *way = &found->way[i];
        memcpy(pareto->cost + i * criteria, way->cost, criteria * sizeof(double));
        if (way->arcs)
            memcpy(pareto->arc + pareto->first[i], found->arc + way->first, way->arcs * sizeof *found->arc);
        pareto->from[i] = way->from;
        pareto->to[i] = way->to;
        pareto->first[i + 1] = pareto->first[i] + way->arcs;
    }
    pareto->count = (uint32_t)found->count;
    return KR_OK;
}

/* ---- the call ---- */

static kr_status search(pareto_run *run, found_ways *found)
{
    const kri_request *request = run->request;
    found_way *spare;
    KR_TRY(kri_core_build(run->inner, request, &run->core));
    run->labels = (kri_labels){ .job = run->inner, .core = &run->core, .criteria = request->criteria,
                                .epsilon = request->epsilon, .limit = request->labels ? request->labels : UINT64_MAX,
                                .reserve_bytes = run->inner->budget_bytes / 16 };
    KR_TRY(find_bounds(run));
    KR_TRY(run->core.fits_u32 ? kri_labels_search_u32(&run->labels) : kri_labels_search_double(&run->labels));
    KR_TRY(collect(run, found));
    KRI_NEW(run->inner, spare, found->count);
    sort_ways(found->way, spare, found->count, request->criteria);
    found->count = drop_beaten(found->way, found->count, request->criteria);
    return KR_OK;
}

static kr_status run_inside(kr_job *job, const kri_request *request, kr_pareto *pareto)
{
    kr_job inner;
    kri_inside_begin(job, &inner);
    pareto_run run = { .request = request, .inner = &inner };
    found_ways found = { 0 };
    kr_status status = search(&run, &found);
    kr_status stopped = status == KR_OK ? run.labels.status : status;
    kri_inside_tell(job, &inner, stopped);
    if (status == KR_OK) {
        pareto->labels = run.labels.made;
        pareto->complete = stopped == KR_OK;
        status = hand_over(job, &found, request->criteria, pareto);
        status = status == KR_OK ? stopped : status;
    }
    kr_job_end(&inner);
    return status;
}

static kr_status check_ends(kr_job *job, const kri_request *request, const char *what, const kr_pareto_end *ends, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ends[i].node >= request->graph->nodes)
            return kr_fail(job, KR_E_INPUT, "%s %zu is at node %u, but there are only %u nodes, counted from 0",
                           what, i, ends[i].node, request->graph->nodes);
        for (uint32_t c = 0; c < request->criteria; c++)
            if (!(ends[i].cost[c] >= 0))
                return kr_fail(job, KR_E_INPUT, "%s %zu costs %g by criterion %u, which is not a number from 0 up",
                               what, i, ends[i].cost[c], c + 1);
    }
    return KR_OK;
}

static kr_status check_request(kr_job *job, const kri_request *request)
{
    if (request->criteria < 2 || request->criteria > KR_CRITERIA_MAX)
        return kr_fail(job, KR_E_INPUT, "%u criteria; there may be 2 to %d", request->criteria, KR_CRITERIA_MAX);
    if (!(request->epsilon >= 0 && request->epsilon < INFINITY))
        return kr_fail(job, KR_E_INPUT, "epsilon %g is not a number from 0 up", request->epsilon);
    for (uint32_t c = 0; c < request->criteria; c++)
        KR_TRY(kr_path_check(job, request->graph, request->cost[c]));
    KR_TRY(check_ends(job, request, "source", request->sources, request->sources_count));
    return check_ends(job, request, "target", request->targets, request->targets_count);
}

kr_status kr_path_pareto(kr_job *job, const kr_graph *graph, uint32_t criteria, const double *const *cost,
                         const kr_pareto_end *sources, size_t sources_count,
                         const kr_pareto_end *targets, size_t targets_count,
                         const kr_pareto_options *options, kr_pareto *pareto)
{
    kr_pareto_options chosen = options ? *options : KR_PARETO_DEFAULTS;
    kri_request request = { .graph = graph, .criteria = criteria, .cost = cost, .sources = sources, .targets = targets,
                            .sources_count = (uint32_t)sources_count, .targets_count = (uint32_t)targets_count,
                            .epsilon = chosen.epsilon, .labels = chosen.labels };
    *pareto = (kr_pareto){ .criteria = criteria };
    if (sources_count >= KR_NONE / 4 || targets_count >= KR_NONE / 4)
        return kr_fail(job, KR_E_LIMIT, "%zu sources and %zu targets are more than a search can take", sources_count, targets_count);
    KR_TRY(check_request(job, &request));
    KR_TRY(kr_job_check(job));
    return run_inside(job, &request, pareto);
}
