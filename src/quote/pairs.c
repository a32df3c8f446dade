/* pairs.c: what it takes from many places to many places. */
#include <keruen/quote.h>

#include "avoid.h"

#include "base/arena.h"
#include "path/search.h"

#include <math.h>
#include <omp.h>

#define ROWS_A_ROUND 256        /* between looks at the clock */

typedef struct filler {
    const kr_network *network;
    const kr_cost *cost;
    const double *measure;      /* [arcs] */
    const uint32_t *from, *to;
    kr_matrix *matrix;
    kri_search *search;         /* one a thread */
    uint32_t **way;             /* [nodes] one a thread */
} filler;

/* What is looked for, INFINITY where the request forbids to go. */
static kr_status make_measure(kr_job *job, const kr_network *n, const kr_consignment *consignment, const kr_cost *cost,
                              const kr_quote_request *request, double **measure)
{
    const double *const plain[KR_BYS] = { [KR_BY_TIME] = cost->hours, [KR_BY_COST] = cost->usd, [KR_BY_CO2] = cost->kgco2,
                                          [KR_BY_RISK] = cost->variance_h2 };
    uint8_t *barred;
    kr_weights own = kr_cost_weights(n->world, consignment, 0);
    const kr_weights *weights = request->by == KR_BY_WEIGHTS && request->weights ? request->weights : &own;
    KR_TRY(kri_avoid_mark(job, n, cost, request, &barred));
    KR_TRY(kr_cost_generalised(job, n, cost, weights, measure));
    for (uint32_t a = 0; a < n->graph.arcs; a++)
        (*measure)[a] = barred[a] ? INFINITY : plain[request->by] ? plain[request->by][a] : (*measure)[a];
    return KR_OK;
}

static kr_status make_room(kr_job *job, size_t rows, size_t columns, kr_matrix *m)
{
    double **const arrays[] = { &m->measure, &m->hours, &m->usd, &m->kgco2, &m->km };
    *m = (kr_matrix){ .rows = rows, .columns = columns };
    if (columns && rows > SIZE_MAX / columns)
        return kr_fail(job, KR_E_MEMORY, "%zu x %zu pairs are more than any machine holds; ask for fewer places", rows, columns);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        KRI_NEW(job, *arrays[i], rows * columns);
    return KR_OK;
}

static void put(kr_matrix *m, size_t cell, double start)
{
    m->measure[cell] = m->hours[cell] = m->usd[cell] = m->kgco2[cell] = m->km[cell] = start;
}

/* Adds up in the order of travel, so that the sum of what was asked for is what was found, bit for bit. */
static void fill_cell(const filler *f, int thread, uint32_t node, size_t cell)
{
    const kri_search *search = &f->search[thread];
    kr_matrix *m = f->matrix;
    if (node == KR_NONE || !(search->cost[node] < INFINITY)) {
        put(m, cell, INFINITY);
        return;
    }
    kr_path path = kri_search_way(&f->network->graph, search->cost, search->arc, KR_PATH_FORWARD, node, f->way[thread]);
    m->measure[cell] = path.cost;
    for (uint32_t i = 0; i < path.arcs; i++) {
        m->hours[cell] += f->cost->hours[path.arc[i]];
        m->usd[cell] += f->cost->usd[path.arc[i]];
        m->kgco2[cell] += f->cost->kgco2[path.arc[i]];
        m->km[cell] += f->network->km[path.arc[i]];
    }
}

static void fill_row(const filler *f, int thread, size_t row)
{
    const kr_network *n = f->network;
    uint32_t door = n->sender[f->from[row]];
    kr_path_end end = { door, 0 };
    kri_search_tree(&f->search[thread], &n->graph, f->measure, KR_PATH_FORWARD, &end, door != KR_NONE);
    for (size_t column = 0; column < f->matrix->columns; column++) {
        size_t cell = row * f->matrix->columns + column;
        if (f->from[row] == f->to[column])
            put(f->matrix, cell, 0);
        else
            fill_cell(f, thread, n->receiver[f->to[column]], cell);
    }
}

/* Every row has its place, whichever thread fills it. */
static kr_status fill(kr_job *job, filler *f, int threads)
{
    size_t rows = f->matrix->rows;
    for (size_t begin = 0; begin < rows; begin += ROWS_A_ROUND) {
        size_t end = rows - begin < ROWS_A_ROUND ? rows : begin + ROWS_A_ROUND;
        KR_TRY(kr_job_check(job));
        kri_job_progress(job, "places", (double)begin, (double)rows);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
        for (size_t row = begin; row < end; row++)
            fill_row(f, omp_get_thread_num(), row);
    }
    return KR_OK;
}

kr_status kr_matrix_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                         const kr_quote_request *request, const uint32_t *from, size_t from_count, const uint32_t *to,
                         size_t to_count, kr_matrix *matrix)
{
    filler f = { .network = network, .cost = cost, .from = from, .to = to, .matrix = matrix };
    double *measure;
    int threads = job->threads < 1 ? 1 : job->threads;
    KR_TRY(make_measure(job, network, consignment, cost, request, &measure));
    f.measure = measure;
    KR_TRY(make_room(job, from_count, to_count, matrix));
    KRI_NEW(job, f.search, (size_t)threads);
    KRI_NEW(job, f.way, (size_t)threads);
    for (int t = 0; t < threads; t++) {
        KR_TRY(kri_search_new(job, network->graph.nodes, &f.search[t]));
        KRI_NEW(job, f.way[t], network->graph.nodes);
    }
    return fill(job, &f, threads);
}
