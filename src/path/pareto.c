/* pareto.c: the ways that no other beats: reduce, bound, search, and write down what was found. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "path/buckets.h"
#include "path/core.h"
#include "path/hierarchy.h"
#include "path/inside.h"
#include "path/labels.h"
#include "path/search.h"

/* One request on its way. `inner` holds everything that is not the answer, and ends before the call does. */
typedef struct pareto_run {
    const kri_request *request;
    kr_job *inner;
    long faults;                            /* a test's countdown as the call began */
    kri_core core;
    kri_labels labels;
    uint32_t *next_arc[KR_CRITERIA_MAX];    /* [core nodes] first core arc of the best way by each criterion */
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
    size_t count;
    uint32_t *arc;
    size_t arcs;
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

/* ---- lower bounds by one sweep of a hierarchy ---- */

static int is_whole_u32(double value)
{
    return value >= 0 && value < KR_FAR && value == (double)(uint32_t)value;
}

/* Whether each arc weighs what it costs, and is closed in all criteria or in none. */
static int weights_are_costs(const kri_request *request)
{
    int same = 1;
    for (uint32_t c = 0; c < request->criteria; c++) {
        const uint32_t *weight = request->metrics->weight[c], *first = request->metrics->weight[0];
        for (uint32_t a = 0; a < request->graph->arcs; a++)
            same &= (weight[a] >= KR_FAR ? request->cost[c][a] == INFINITY : request->cost[c][a] == (double)weight[a])
                & ((weight[a] >= KR_FAR) == (first[a] >= KR_FAR));
    }
    return same;
}

/* Whether the metrics speak of these very costs, in numbers that the search can take over. */
static int metrics_fit(const pareto_run *run)
{
    const kri_request *request = run->request;
    const kr_metrics *m = request->metrics;
    if (!m || !run->core.fits_u32 || m->hierarchy->graph != request->graph || m->count < request->criteria)
        return 0;
    for (uint32_t c = 0; c < request->criteria; c++) {
        if (run->core.scale[c] < 1)
            return 0;
        for (uint32_t i = 0; i < request->targets_count; i++)
            if (!is_whole_u32(request->targets[i].cost[c]))
                return 0;
    }
    return weights_are_costs(request);
}

static kr_status sweep_targets(pareto_run *run, uint32_t **cost)
{
    const kri_request *request = run->request;
    const kr_metrics *m = request->metrics;
    uint32_t *node, *start;
    KRI_NEW(run->inner, node, request->targets_count);
    KRI_NEW(run->inner, start, (size_t)request->targets_count * m->lanes);
    KRI_NEW(run->inner, *cost, (size_t)m->hierarchy->nodes * m->lanes);
    for (uint32_t i = 0; i < request->targets_count; i++) {
        node[i] = request->targets[i].node;
        for (uint32_t c = 0; c < request->criteria; c++)
            start[i * m->lanes + c] = (uint32_t)request->targets[i].cost[c];
    }
    kri_hierarchy_bounds(m, node, start, request->targets_count, *cost);
    return KR_OK;
}

/* The added source has no rank: its bound is the least over its arcs. */
static void bound_source(const pareto_run *run, uint32_t criterion, uint32_t *bound)
{
    const kri_core *core = &run->core;
    bound[core->target] = 0;
    bound[core->source] = UINT32_MAX;
    for (uint32_t a = core->first[core->source]; a < core->first[core->source + 1]; a++) {
        if (bound[core->head[a]] == UINT32_MAX)
            continue;
        uint32_t sum = (uint32_t)core->cost[criterion][a] + bound[core->head[a]];
        bound[core->source] = sum < bound[core->source] ? sum : bound[core->source];
    }
}

/* An arc of a best way to the target: deeper and deeper along arcs that fit the bounds, never twice to a node. */
static void follow_bounds(const pareto_run *run, uint32_t criterion, const uint32_t *bound, uint32_t *stack,
                          uint8_t *seen)
{
    const kri_core *core = &run->core;
    uint32_t *next_arc = run->next_arc[criterion], depth = 0;
    memset(seen, 0, core->nodes);
    memset(next_arc, 0xff, core->nodes * sizeof *next_arc);
    if (bound[core->source] == UINT32_MAX)
        return;
    for (uint32_t v = core->source; v != core->target;) {
        if (!seen[v]) {
            seen[v] = 1;
            stack[depth++] = v;
            next_arc[v] = core->first[v];
        }
        uint32_t a = next_arc[v];
        while (a < core->first[v + 1] && (seen[core->head[a]] || bound[core->head[a]] == UINT32_MAX
               || (uint32_t)core->cost[criterion][a] + bound[core->head[a]] != bound[v]))
            a++;
        next_arc[v] = a;
        if (a < core->first[v + 1]) {
            v = core->head[a];
        } else {
            v = stack[--depth - 1];
            next_arc[v]++;
        }
    }
    next_arc[core->target] = KR_NONE;
}

static kr_status bound_by_sweep(pareto_run *run)
{
    const kri_core *core = &run->core;
    const kr_metrics *m = run->request->metrics;
    uint32_t *cost, *bound, *stack;
    uint8_t *seen;
    KR_TRY(sweep_targets(run, &cost));
    KRI_NEW(run->inner, stack, core->nodes);
    KRI_NEW(run->inner, seen, core->nodes);
    for (uint32_t c = 0; c < run->request->criteria; c++) {
        uint32_t units = (uint32_t)core->scale[c];
        KRI_NEW(run->inner, bound, core->nodes);
        KRI_NEW(run->inner, run->next_arc[c], core->nodes);
        for (uint32_t v = 0; v < core->graph->nodes; v++)
            if (core->number[v] != KR_NONE) {
                uint32_t found = cost[(size_t)m->hierarchy->rank[v] * m->lanes + c];
                bound[core->number[v]] = found == KR_FAR ? UINT32_MAX : found * units;
            }
        bound_source(run, c, bound);
        follow_bounds(run, c, bound, stack, seen);
        run->labels.bound[c] = bound;
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
    if (metrics_fit(run)) {
        KR_TRY(bound_by_sweep(run));
    } else {
        KR_TRY(turn_core(run->inner, &run->core, &turned));
        KR_TRY(run->core.fits_u32 ? bound_u32(run, &turned) : bound_double(run, &turned));
    }
    run->labels.top = first_of_extremes(run);
    return KR_OK;
}

/* ---- from labels to ways ---- */

/* Adds the way of core arcs way[0 .. count - 1]; costs are summed anew, from the numbers given. */
static void add_way(const pareto_run *run, const uint32_t *way, uint32_t count, found_ways *found)
{
    const kri_request *request = run->request;
    found_way *made = &found->way[found->count++];
    *made = (found_way){ .first = (uint32_t)found->arcs,
                         .from = run->core.origin[way[0]],
                         .to = run->core.origin[way[count - 1]] };
    for (uint32_t i = 0; i < count; i++)
        made->arcs += kri_core_unpack(&run->core, way[i], found->arc + made->first + made->arcs);
    found->arcs += made->arcs;
    for (uint32_t c = 0; c < request->criteria; c++) {
        made->cost[c] = request->sources[made->from].cost[c];
        for (uint32_t i = 0; i < made->arcs; i++)
            made->cost[c] += request->cost[c][found->arc[made->first + i]];
        made->cost[c] += request->targets[made->to].cost[c];
    }
}

/* The core arcs of the way with the number i, written to run->way: first the best by each criterion, which stand in for
 * what a limit has cut off, then the solutions. */
static uint32_t trace(const pareto_run *run, size_t i)
{
    uint32_t count = 0, arc, extremes = run->labels.status == KR_OK ? 0 : run->request->criteria;
    if (i < extremes) {
        for (uint32_t v = run->core.source; (arc = run->next_arc[i][v]) != KR_NONE; v = run->core.head[arc])
            run->way[count++] = arc;
        return count;
    }
    uint32_t label = run->labels.solution[i - extremes];
    for (uint32_t at = label; kri_label_at(&run->labels, at)->parent != KR_NONE;
         at = kri_label_at(&run->labels, at)->parent)
        count++;
    for (uint32_t at = label, k = count; k-- > 0; at = kri_label_at(&run->labels, at)->parent)
        run->way[k] = kri_label_at(&run->labels, at)->arc;
    return count;
}

static size_t count_given_arcs(const pareto_run *run, size_t ways)
{
    size_t arcs = 0;
    for (size_t i = 0; i < ways; i++)
        for (uint32_t k = trace(run, i); k-- > 0;)
            arcs += kri_core_unpack(&run->core, run->way[k], NULL);
    return arcs;
}

/* Whether an allocation has failed because a test wanted it to. */
static int is_fault(const pareto_run *run)
{
    return run->faults && !run->inner->fault_countdown;
}

static kr_status take_room(pareto_run *run, size_t ways, found_ways *found)
{
    size_t arcs = count_given_arcs(run, ways);
    if (arcs >= KR_NONE)
        return kr_fail(run->inner, KR_E_MEMORY, "the ways found have more than 2^32 arcs together");
    KRI_NEW(run->inner, found->way, ways);
    KRI_NEW(run->inner, found->arc, arcs);
    return KR_OK;
}

static kr_status note_full(pareto_run *run)
{
    kr_fail(run->inner, run->labels.status = KR_E_LIMIT, "%llu labels fill the memory that this search may use",
            (unsigned long long)run->labels.made);
    return KR_OK;
}

/* As many of the ways as there is room for. */
static kr_status collect(pareto_run *run, found_ways *found)
{
    KRI_NEW(run->inner, run->way, run->core.nodes);
    int is_reached = run->next_arc[0][run->core.source] != KR_NONE;
    size_t ways = is_reached ? run->labels.solutions + (run->labels.status == KR_OK ? 0 : run->request->criteria) : 0;
    kri_mark mark = kri_job_mark(run->inner);
    while (take_room(run, ways, found) != KR_OK) {
        if (is_fault(run) || ways <= run->request->criteria)
            return KR_E_MEMORY;
        kri_job_release(run->inner, mark);
        KR_TRY(note_full(run));
        ways /= 2;
    }
    for (size_t i = 0; i < ways; i++) {
        uint32_t count = trace(run, i);
        add_way(run, run->way, count, found);
    }
    return KR_OK;
}

/* By the criteria in turn, then in the order found. */
static int comes_before(const found_way *a, const found_way *b, uint32_t criteria)
{
    for (uint32_t c = 0; c < criteria; c++)
        if (a->cost[c] != b->cost[c])
            return a->cost[c] < b->cost[c];
    return a->first < b->first || (a->first == b->first && a->arcs < b->arcs);
}

static void sink(found_way *way, size_t count, size_t at, uint32_t criteria)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(&way[child], &way[child + 1], criteria))
            child++;
        if (!comes_before(&way[at], &way[child], criteria))
            return;
        found_way spare = way[at];
        way[at] = way[child];
        way[child] = spare;
    }
}

static void sort_ways(found_way *way, size_t count, uint32_t criteria)
{
    for (size_t i = count / 2; i-- > 0;)
        sink(way, count, i, criteria);
    for (size_t end = count; end-- > 1;) {
        found_way spare = way[0];
        way[0] = way[end];
        way[end] = spare;
        sink(way, end, 0, criteria);
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

/* Part of the memory is kept for the answer. When the rest is full, that is a limit like others; a fault is not. */
static kr_status set_labels(pareto_run *run)
{
    kr_job *inner = run->inner;
    size_t reserve = (inner->budget_bytes - inner->used_bytes) / 4;
    inner->budget_bytes -= reserve;
    kr_status status =
        run->core.fits_u32 ? kri_labels_search_u32(&run->labels) : kri_labels_search_double(&run->labels);
    inner->budget_bytes += reserve;
    return status == KR_E_MEMORY && !is_fault(run) ? note_full(run) : status;
}

static kr_status search(pareto_run *run, found_ways *found)
{
    const kri_request *request = run->request;
    KR_TRY(kri_core_build(run->inner, request, &run->core));
    run->labels = (kri_labels){ .job = run->inner, .core = &run->core, .criteria = request->criteria,
                                .epsilon = request->epsilon, .limit = request->labels ? request->labels : UINT64_MAX };
    KR_TRY(find_bounds(run));
    KR_TRY(set_labels(run));
    KR_TRY(collect(run, found));
    sort_ways(found->way, found->count, request->criteria);
    found->count = drop_beaten(found->way, found->count, request->criteria);
    return KR_OK;
}

static kr_status run_inside(kr_job *job, const kri_request *request, kr_pareto *pareto)
{
    kr_job inner;
    kri_inside_begin(job, &inner);
    pareto_run run = { .request = request, .inner = &inner, .faults = inner.fault_countdown };
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

static kr_status check_ends(kr_job *job, const kri_request *request, const char *what, const kr_pareto_end *ends,
                            size_t count)
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
                            .epsilon = chosen.epsilon, .labels = chosen.labels, .metrics = chosen.metrics };
    *pareto = (kr_pareto){ .criteria = criteria };
    if (sources_count >= KR_NONE / 4 || targets_count >= KR_NONE / 4)
        return kr_fail(job, KR_E_LIMIT, "%zu sources and %zu targets are more than a search can take", sources_count,
                       targets_count);
    KR_TRY(check_request(job, &request));
    KR_TRY(kr_job_check(job));
    return run_inside(job, &request, pareto);
}
