/*
 * alternatives.c: ways that differ. A way through node v is the cheapest way to v and on from v; where such ways agree
 * with the forward and the backward tree alike they form a plateau, and a long plateau makes a sound way.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "path/inside.h"
#include "path/search.h"

#define CANDIDATES_MAX 400u         /* ways through plateaus that are looked at closely */
#define PENALTY 1.3                 /* what a used arc's cost is multiplied by, each time it is used */
/* A used arc then costs 66 times as much; 24 more rounds found nothing in 300 quotes of the region. */
#define PENALTY_ROUNDS 16u
#define TOLERANCE 1e-9              /* of costs that were summed in different orders */

typedef struct alternatives_run {
    const kr_graph *graph;
    const double *cost, *measure;
    const kr_path_end *sources, *targets;
    size_t sources_count, targets_count;
    kr_alternatives_options options;
    double *to_cost, *from_cost;    /* [nodes] from the sources; to the targets */
    uint32_t *to_arc, *from_arc;
    kri_search search;
    uint8_t *used;                  /* [arcs] some chosen way has it */
    uint8_t *seen;                  /* [nodes] */
    uint32_t *way;                  /* [nodes] room for one way */
    double cheapest;
    kr_alternatives *found;
} alternatives_run;

typedef struct candidate {
    double score;
    uint32_t node;
} candidate;

/* ---- what a way must be ---- */

static int visits_twice(alternatives_run *run, const uint32_t *way, uint32_t count)
{
    const kr_graph *g = run->graph;
    int twice = 0;
    if (count)
        run->seen[g->tail[way[0]]] = 1;
    for (uint32_t i = 0; i < count; i++)
        twice |= run->seen[g->head[way[i]]]++;
    if (count)
        run->seen[g->tail[way[0]]] = 0;
    for (uint32_t i = 0; i < count; i++)
        run->seen[g->head[way[i]]] = 0;
    return twice;
}

static int shares_too_much(const alternatives_run *run, const uint32_t *way, uint32_t count)
{
    double shared = 0, whole = 0;
    for (uint32_t i = 0; i < count; i++) {
        whole += run->measure[way[i]];
        shared += run->used[way[i]] ? run->measure[way[i]] : 0;
    }
    return shared > run->options.sharing * whole || (whole == 0 && run->found->count > 0);
}

static int is_cheapest_piece(alternatives_run *run, const uint32_t *way, uint32_t begin, uint32_t end, double cost)
{
    kr_path_end from = { run->graph->tail[way[begin]], 0 }, to = { run->graph->head[way[end - 1]], 0 };
    kri_search_find(&run->search, run->graph, run->cost, &from, 1, &to, 1);
    return run->search.cost[to.node] >= cost * (1 - TOLERANCE);
}

/* Pieces as long as `local` allows, each beginning half such a length after the one before. */
static int has_detour(alternatives_run *run, const uint32_t *way, uint32_t count)
{
    double length = run->options.local * run->cheapest;
    uint32_t begin = 0, end = 0;
    double piece = 0;
    while (begin < count && length > 0) {
        while (end < count && piece + run->cost[way[end]] <= length * (1 + TOLERANCE))
            piece += run->cost[way[end++]];
        if (end > begin && !is_cheapest_piece(run, way, begin, end, piece))
            return 1;
        for (double moved = 0; begin < count && moved < length / 2; begin++) {
            moved += run->cost[way[begin]];
            piece -= begin < end ? run->cost[way[begin]] : 0;
        }
        if (begin >= end) {
            end = begin;
            piece = 0;
        }
    }
    return 0;
}

static kr_status own_arcs(kr_job *job, kr_path *path)
{
    uint32_t *own;
    KRI_NEW(job, own, path->arcs);
    if (path->arcs)
        memcpy(own, path->arc, path->arcs * sizeof *own);
    path->arc = own;
    return KR_OK;
}

static kr_status choose(kr_job *job, alternatives_run *run, kr_path path)
{
    KR_TRY(own_arcs(job, &path));
    for (uint32_t i = 0; i < path.arcs; i++)
        run->used[path.arc[i]] = 1;
    run->found->path[run->found->count++] = path;
    return KR_OK;
}

/* Takes the way if it is fit; its cost has been found to be within the stretch. */
static kr_status consider(kr_job *job, alternatives_run *run, kr_path path)
{
    if (shares_too_much(run, path.arc, path.arcs) || visits_twice(run, path.arc, path.arcs)
        || has_detour(run, path.arc, path.arcs))
        return KR_OK;
    return choose(job, run, path);
}

/* ---- ways through plateaus ---- */

static double through(const alternatives_run *run, uint32_t node)
{
    return run->to_cost[node] + run->from_cost[node];
}

static int on_plateau(const alternatives_run *run, uint32_t arc)
{
    return arc != KR_NONE && run->to_arc[run->graph->head[arc]] == arc && run->from_arc[run->graph->tail[arc]] == arc;
}

/* The cost of the plateau that begins at the node. */
static double plateau_cost(const alternatives_run *run, uint32_t node)
{
    double sum = 0;
    for (uint32_t a = run->from_arc[node]; on_plateau(run, a); a = run->from_arc[run->graph->head[a]])
        sum += run->cost[a];
    return sum;
}

static int is_better(candidate a, candidate b)
{
    return a.score < b.score || (a.score == b.score && a.node < b.node);
}

static void sink(candidate *heap, uint32_t count, uint32_t at)
{
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_better(heap[child + 1], heap[child]))
            child++;
        if (!is_better(heap[child], heap[at]))
            return;
        candidate spare = heap[at];
        heap[at] = heap[child];
        heap[child] = spare;
    }
}

/* One candidate a plateau, made a heap: cheap ways with long plateaus first. */
static uint32_t gather(const alternatives_run *run, candidate *heap)
{
    uint32_t count = 0;
    double most = run->options.stretch * run->cheapest * (1 + TOLERANCE);
    for (uint32_t v = 0; v < run->graph->nodes; v++)
        if (through(run, v) <= most && !on_plateau(run, run->to_arc[v]))
            heap[count++] = (candidate){ 2 * through(run, v) - plateau_cost(run, v), v };
    for (uint32_t i = count / 2; i-- > 0;)
        sink(heap, count, i);
    return count;
}

static kr_path way_through(const alternatives_run *run, uint32_t node)
{
    kr_path there = kri_search_way(run->graph, run->to_cost, run->to_arc, KR_PATH_FORWARD, node, run->way);
    kr_path on =
        kri_search_way(run->graph, run->from_cost, run->from_arc, KR_PATH_BACKWARD, node, run->way + there.arcs);
    return (kr_path){
        .cost = through(run, node), .from = there.from, .to = on.to, .arcs = there.arcs + on.arcs, .arc = run->way
    };
}

static kr_status try_plateaus(kr_job *job, alternatives_run *run, candidate *heap)
{
    uint32_t count = gather(run, heap);
    for (uint32_t tried = 0; count && tried < CANDIDATES_MAX && run->found->count < run->options.count; tried++) {
        uint32_t node = heap[0].node;
        heap[0] = heap[--count];
        sink(heap, count, 0);
        KR_TRY(kr_job_check(job));
        KR_TRY(consider(job, run, way_through(run, node)));
    }
    return KR_OK;
}

/* ---- ways that arise when used arcs become dear ---- */

/*
 * The search runs over what an arc costs beyond the progress that it makes towards the targets: as nothing becomes
 * cheaper, that is never below 0, the cheapest ways are the same, and few nodes lie off them.
 */
static void aim(const alternatives_run *run, const double *dear, double *excess, uint32_t arc)
{
    double ahead = run->from_cost[run->graph->head[arc]], behind = run->from_cost[run->graph->tail[arc]];
    excess[arc] = ahead < INFINITY && behind < INFINITY ? fmax(dear[arc] + ahead - behind, 0) : INFINITY;
}

static void make_dearer(const alternatives_run *run, double *dear, double *excess, const kr_path *path)
{
    for (uint32_t i = 0; i < path->arcs; i++) {
        dear[path->arc[i]] *= PENALTY;
        aim(run, dear, excess, path->arc[i]);
    }
}

/* Sources and targets by the same measure; the best target is the same. */
static void aim_ends(const alternatives_run *run, kr_path_end *sources, kr_path_end *targets)
{
    for (size_t i = 0; i < run->sources_count; i++)
        sources[i] = (kr_path_end){ run->sources[i].node, run->sources[i].cost + run->from_cost[run->sources[i].node] };
    for (size_t i = 0; i < run->targets_count; i++)
        targets[i] =
            (kr_path_end){ run->targets[i].node, fmax(run->targets[i].cost - run->from_cost[run->targets[i].node], 0) };
}

static double cost_of(const alternatives_run *run, const kr_path *path, uint32_t target)
{
    double sum = INFINITY;
    for (size_t i = 0; i < run->sources_count; i++)
        if (run->sources[i].node == path->from && run->sources[i].cost < sum)
            sum = run->sources[i].cost;
    for (uint32_t i = 0; i < path->arcs; i++)
        sum += run->cost[path->arc[i]];
    return sum + run->targets[target].cost;
}

static kr_status try_penalties(kr_job *job, alternatives_run *run, double *dear)
{
    double *excess;
    kr_path_end *sources, *targets;
    KRI_NEW(job, excess, run->graph->arcs);
    KRI_NEW(job, sources, run->sources_count);
    KRI_NEW(job, targets, run->targets_count);
    aim_ends(run, sources, targets);
    memcpy(dear, run->cost, run->graph->arcs * sizeof *dear);
    for (uint32_t a = 0; a < run->graph->arcs; a++)
        aim(run, dear, excess, a);
    for (uint32_t i = 0; i < run->found->count; i++)
        make_dearer(run, dear, excess, &run->found->path[i]);
    for (uint32_t round = 0; round < PENALTY_ROUNDS && run->found->count < run->options.count; round++) {
        KR_TRY(kr_job_check(job));
        uint32_t target =
            kri_search_find(&run->search, run->graph, excess, sources, run->sources_count, targets, run->targets_count);
        if (target == KR_NONE)
            return KR_OK;
        kr_path path = kri_search_way(run->graph, run->search.cost, run->search.arc, KR_PATH_FORWARD,
                                      run->targets[target].node, run->way);
        path.cost = cost_of(run, &path, target);
        make_dearer(run, dear, excess, &path);
        if (path.cost <= run->options.stretch * run->cheapest * (1 + TOLERANCE))
            KR_TRY(consider(job, run, path));
    }
    return KR_OK;
}

/* ---- the call ---- */

static kr_status copy_tree(kr_job *job, const kri_search *search, double **cost, uint32_t **arc)
{
    KRI_NEW(job, *cost, search->nodes);
    KRI_NEW(job, *arc, search->nodes);
    memcpy(*cost, search->cost, search->nodes * sizeof **cost);
    memcpy(*arc, search->arc, search->nodes * sizeof **arc);
    return KR_OK;
}

static kr_status make_room(kr_job *job, alternatives_run *run)
{
    uint32_t nodes = run->graph->nodes;
    KR_TRY(kri_search_new(job, nodes, &run->search));
    KRI_NEW(job, run->used, run->graph->arcs);
    KRI_NEW(job, run->seen, nodes);
    KRI_NEW(job, run->way, 2 * (size_t)nodes);
    kri_search_tree(&run->search, run->graph, run->cost, KR_PATH_BACKWARD, run->targets, run->targets_count);
    KR_TRY(copy_tree(job, &run->search, &run->from_cost, &run->from_arc));
    kri_search_tree(&run->search, run->graph, run->cost, KR_PATH_FORWARD, run->sources, run->sources_count);
    return copy_tree(job, &run->search, &run->to_cost, &run->to_arc);
}

/* The node where the cheapest way ends: of equal ones the first target's. */
static uint32_t best_target(const alternatives_run *run)
{
    uint32_t best = KR_NONE;
    double least = INFINITY;
    for (size_t i = 0; i < run->targets_count; i++)
        if (run->to_cost[run->targets[i].node] + run->targets[i].cost < least) {
            least = run->to_cost[run->targets[i].node] + run->targets[i].cost;
            best = (uint32_t)i;
        }
    return best;
}

static void sort_by_cost(kr_alternatives *found)
{
    for (uint32_t i = 1; i < found->count; i++) {
        kr_path path = found->path[i];
        uint32_t at = i;
        for (; at > 0 && path.cost < found->path[at - 1].cost; at--)
            found->path[at] = found->path[at - 1];
        found->path[at] = path;
    }
}

static kr_status find_all(kr_job *job, alternatives_run *run)
{
    candidate *heap;
    double *dear;
    KR_TRY(make_room(job, run));
    KRI_NEW(job, heap, run->graph->nodes);
    KRI_NEW(job, dear, run->graph->arcs);
    uint32_t target = best_target(run);
    if (target == KR_NONE)
        return KR_OK;
    kr_path cheapest =
        kri_search_way(run->graph, run->to_cost, run->to_arc, KR_PATH_FORWARD, run->targets[target].node, run->way);
    cheapest.cost += run->targets[target].cost;
    run->cheapest = cheapest.cost;
    KR_TRY(choose(job, run, cheapest));
    KR_TRY(try_plateaus(job, run, heap));
    KR_TRY(try_penalties(job, run, dear));
    sort_by_cost(run->found);
    return KR_OK;
}

/* Moves the arcs of the ways from the inner job to the one that stays. */
static kr_status keep_all(kr_job *job, kr_alternatives *found)
{
    for (uint32_t i = 0; i < found->count; i++)
        KR_TRY(own_arcs(job, &found->path[i]));
    return KR_OK;
}

static kr_status check_options(kr_job *job, const kr_alternatives_options *options)
{
    if (options->count < 1)
        return kr_fail(job, KR_E_INPUT, "0 alternatives were asked for; there is at least the cheapest way");
    if (!(options->sharing >= 0 && options->sharing <= 1))
        return kr_fail(job, KR_E_INPUT, "sharing %g is not between 0 and 1", options->sharing);
    if (!(options->stretch >= 1 && options->stretch < INFINITY))
        return kr_fail(job, KR_E_INPUT, "stretch %g is not a number from 1 up", options->stretch);
    if (!(options->local >= 0 && options->local <= 1))
        return kr_fail(job, KR_E_INPUT, "local %g is not between 0 and 1", options->local);
    return KR_OK;
}

kr_status kr_path_alternatives(kr_job *job, const kr_graph *graph, const double *cost,
                               const kr_path_end *sources, size_t sources_count,
                               const kr_path_end *targets, size_t targets_count,
                               const kr_alternatives_options *options, kr_alternatives *alternatives)
{
    kr_alternatives_options chosen = options ? *options : KR_ALTERNATIVES_DEFAULTS;
    alternatives_run run = { .graph = graph, .cost = cost, .measure = chosen.measure ? chosen.measure : cost,
                             .sources = sources, .targets = targets, .sources_count = sources_count,
                             .targets_count = targets_count, .options = chosen, .found = alternatives };
    kr_job inner;
    *alternatives = (kr_alternatives){ 0 };
    KR_TRY(check_options(job, &chosen));
    KR_TRY(kr_path_check(job, graph, cost));
    KR_TRY(kr_path_check(job, graph, run.measure));
    KR_TRY(kri_search_check_ends(job, graph, "source", sources, sources_count));
    KR_TRY(kri_search_check_ends(job, graph, "target", targets, targets_count));
    KR_TRY(kr_job_check(job));
    KRI_NEW(job, alternatives->path, chosen.count);
    kri_inside_begin(job, &inner);
    kr_status status = kri_inside_tell(job, &inner, find_all(&inner, &run));
    kr_status copied = status == KR_OK ? keep_all(job, alternatives) : status;
    kr_job_end(&inner);
    return copied;
}
