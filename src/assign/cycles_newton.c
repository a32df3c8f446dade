/*
 * cycles_newton.c: all cycles at once. Flow y on each cycle, from the second way to the first, within what the members
 * can give; costs taken as straight lines. The minimum is sought by conjugate gradients among the cycles that
 * are not at a bound, and by cutting the step off at the bounds, in turn.
 */
#include "crew.h"
#include "cycles.h"

#include "base/parallel.h"

#include <math.h>

#define COUNTED ((size_t)64)     /* cycles whose members one thread adds up at a time */
#define ROWS ((size_t)1024)      /* of the matrix, that one thread takes at a time */
#define WORTH_SHARING ((size_t)200000) /* entries of the matrix: below, threads wait for each other longer than they work, on a busy machine far longer */
#define ROUNDS 5
#define ROUNDS_OF_FEW 4         /* the last takes as long as those before it, which on a small network is as long as a pass */
#define FEW ((size_t)100000)    /* entries of the matrix */
#define FIRST_STEPS 10          /* of conjugate gradients; twice as many in every further round, when fewer cycles change sides */
#define CG_ENOUGH 1e-2
#define HALVINGS 12
#define SEARCH_STEPS 8
#define SEARCH_ENOUGH .1

/* The cycles that can move, their links renumbered without gaps; + and - entries of a row and of a column apart. */
struct model {
    kri_cycles *cycles;
    int threads;
    uint32_t count, links;
    uint32_t *cycle;                    /* [count] number in cycles */
    double *low, *high;                 /* [count] bounds of y */
    double *gradient, *y;               /* [count] */
    double *inverse;                    /* [count] preconditioner */
    uint8_t *is_free;
    uint32_t *link;                     /* [links] number on the ground */
    double *slope, *tension;            /* [links] */
    size_t *row, *row_middle;           /* [count + 1] into row_link: + from row, - from row_middle */
    uint32_t *row_link;
    size_t *column, *column_middle;     /* [links + 1] into column_cycle */
    uint32_t *column_cycle;
    double *block;                      /* partial sums */
    double *r, *z, *p, *hp, *step;      /* [count] */
};

/* ------------------------------------------------------------------ building */

struct ends {
    const kri_cycles *cycles;
    double *first, *second;     /* by cycle: what its members can give on either way */
};

static void member_sums(void *all, size_t block, int thread)
{
    const struct ends *e = all;
    const kri_cycles *c = e->cycles;
    (void)thread;
    for (size_t u = block * COUNTED; u < c->count && u < (block + 1) * COUNTED; u++) {
        double one = 0, two = 0;
        for (const kri_member *k = c->cycle[u].first; k; k = k->next) {
            one += kri_member_flow(c, k, &c->cycle[u], 0);
            two += kri_member_flow(c, k, &c->cycle[u], 1);
        }
        e->first[u] = one;
        e->second[u] = two;
    }
}

static double steepness(const kri_cycles *c, const kri_cycle *cycle)
{
    double sum = 0;
    for (uint32_t k = 0; k < cycle->first_length + cycle->second_length; k++)
        sum += c->ground->load[cycle->link[k]].slope;
    return sum;
}

/* Leaves out what cannot move where the costs want it, and what has no slope: a sweep moves that at once. */
static void choose(struct model *m, const double *first, const double *second)
{
    const kri_cycles *c = m->cycles;
    for (size_t u = 0; u < c->count; u++) {
        double differs = c->differs[u], steep;
        if (!(differs > 0 ? first[u] > 0 : second[u] > 0) || !((steep = steepness(c, &c->cycle[u])) > 0))
            continue;
        uint32_t n = m->count++;
        double less = fmin(first[u], second[u]), weight = fmax(less, 1e-3 * (first[u] + second[u]));
        m->cycle[n] = (uint32_t)u;
        m->low[n] = -first[u];
        m->high[n] = second[u];
        m->gradient[n] = differs;
        m->inverse[n] = sqrt(weight) / steep;
    }
}

static kr_status number_links(kr_job *job, struct model *m, uint32_t **local, size_t *elements)
{
    const kri_cycles *c = m->cycles;
    KRI_NEW(job, *local, c->ground->links);
    *elements = 0;
    for (uint32_t u = 0; u < m->count; u++) {
        const kri_cycle *cycle = &c->cycle[m->cycle[u]];
        for (uint32_t k = 0; k < cycle->first_length + cycle->second_length; k++)
            if (!(*local)[cycle->link[k]])
                (*local)[cycle->link[k]] = ++m->links;
        *elements += cycle->first_length + cycle->second_length;
    }
    KRI_NEW(job, m->link, m->links);
    KRI_NEW(job, m->slope, m->links);
    KRI_NEW(job, m->tension, m->links);
    for (uint32_t a = 0; a < c->ground->links; a++)
        if ((*local)[a]) {
            m->link[(*local)[a] - 1] = a;
            m->slope[(*local)[a] - 1] = c->ground->load[a].slope;
        }
    return KR_OK;
}

static void fill_rows(struct model *m, const uint32_t *local)
{
    size_t at = 0;
    for (uint32_t u = 0; u < m->count; u++) {
        const kri_cycle *cycle = &m->cycles->cycle[m->cycle[u]];
        m->row[u] = at;
        m->row_middle[u] = at + cycle->first_length;
        for (uint32_t k = 0; k < cycle->first_length + cycle->second_length; k++)
            m->row_link[at++] = local[cycle->link[k]] - 1;
    }
    m->row[m->count] = at;
}

/* The same by link: first the cycles that have it on their first way, then the others. */
static void fill_columns(struct model *m, size_t *next)
{
    for (uint32_t u = 0; u < m->count; u++)
        for (size_t k = m->row[u]; k < m->row[u + 1]; k++) {
            m->column[m->row_link[k] + 1]++;
            m->column_middle[m->row_link[k]] += k < m->row_middle[u];
        }
    for (uint32_t l = 0; l < m->links; l++) {
        m->column[l + 1] += m->column[l];
        m->column_middle[l] += m->column[l];
        next[2 * l] = m->column[l];
        next[2 * l + 1] = m->column_middle[l];
    }
    for (uint32_t u = 0; u < m->count; u++)
        for (size_t k = m->row[u]; k < m->row[u + 1]; k++)
            m->column_cycle[next[2 * m->row_link[k] + (k >= m->row_middle[u])]++] = u;
}

static kr_status build_matrix(kr_job *job, struct model *m)
{
    uint32_t *local;
    size_t elements, *next;
    KR_TRY(number_links(job, m, &local, &elements));
    KRI_NEW(job, m->row, (size_t)m->count + 1);
    KRI_NEW(job, m->row_middle, m->count);
    KRI_NEW(job, m->row_link, elements);
    KRI_NEW(job, m->column, (size_t)m->links + 1);
    KRI_NEW(job, m->column_middle, m->links);
    KRI_NEW(job, m->column_cycle, elements);
    KRI_NEW(job, next, 2 * (size_t)m->links);
    fill_rows(m, local);
    fill_columns(m, next);
    return KR_OK;
}

static kr_status build(kr_job *job, struct model *m)
{
    size_t n = m->cycles->count;
    double *first, *second;
    KRI_NEW(job, first, n);
    KRI_NEW(job, second, n);
    KRI_NEW(job, m->cycle, n);
    KRI_NEW(job, m->low, n);
    KRI_NEW(job, m->high, n);
    KRI_NEW(job, m->gradient, n);
    KRI_NEW(job, m->inverse, n);
    kri_crew_do(m->threads, (n + COUNTED - 1) / COUNTED, member_sums, &(struct ends){ m->cycles, first, second });
    choose(m, first, second);
    n = m->count;
    KRI_NEW(job, m->y, n);
    KRI_NEW(job, m->is_free, n);
    KRI_NEW(job, m->r, n);
    KRI_NEW(job, m->z, n);
    KRI_NEW(job, m->p, n);
    KRI_NEW(job, m->hp, n);
    KRI_NEW(job, m->step, n);
    KRI_NEW(job, m->block, kri_block_count(n) + 1);
    return build_matrix(job, m);
}

/* ------------------------------------------------------------------ the linear algebra */

/* out = H in, or the sum of a x b. */
struct product {
    struct model *m;
    const double *in, *a, *b;
    double *out;
};

static void dot_block(void *all, size_t block, int thread)
{
    const struct product *p = all;
    double sum = 0;
    (void)thread;
    for (size_t i = kri_block_begin(block); i < kri_block_end(block, p->m->count); i++)
        sum += p->a[i] * p->b[i];
    p->m->block[block] = sum;
}

static double dot(struct model *m, const double *a, const double *b)
{
    size_t blocks = kri_block_count(m->count);
    double sum = 0;
    kri_crew_do(m->threads, blocks, dot_block, &(struct product){ .m = m, .a = a, .b = b });
    for (size_t k = 0; k < blocks; k++)
        sum += m->block[k];
    return sum;
}

static void pull_links(void *all, size_t block, int thread)
{
    const struct product *p = all;
    const struct model *m = p->m;
    (void)thread;
    for (size_t l = block * ROWS; l < m->links && l < (block + 1) * ROWS; l++) {
        double sum = 0;
        for (size_t k = m->column[l]; k < m->column_middle[l]; k++)
            sum += p->in[m->column_cycle[k]];
        for (size_t k = m->column_middle[l]; k < m->column[l + 1]; k++)
            sum -= p->in[m->column_cycle[k]];
        m->tension[l] = sum * m->slope[l];
    }
}

static void pull_cycles(void *all, size_t block, int thread)
{
    const struct product *p = all;
    const struct model *m = p->m;
    (void)thread;
    for (size_t u = block * ROWS; u < m->count && u < (block + 1) * ROWS; u++) {
        double sum = 0;
        for (size_t k = m->row[u]; k < m->row_middle[u]; k++)
            sum += m->tension[m->row_link[k]];
        for (size_t k = m->row_middle[u]; k < m->row[u + 1]; k++)
            sum -= m->tension[m->row_link[k]];
        p->out[u] = sum;
    }
}

/* out = H in: what flow on the cycles does to the links' costs, and that to the cycles' differences. Gathers only, so threads agree. */
static void multiply(struct model *m, const double *in, double *out)
{
    struct product p = { .m = m, .in = in, .out = out };
    kri_crew_do(m->threads, (m->links + ROWS - 1) / ROWS, pull_links, &p);
    kri_crew_do(m->threads, (m->count + ROWS - 1) / ROWS, pull_cycles, &p);
}

/* The step to the minimum over the free cycles. */
static void conjugate_gradients(struct model *m, int steps)
{
    for (uint32_t u = 0; u < m->count; u++) {
        m->step[u] = 0;
        m->r[u] = m->is_free[u] ? -m->gradient[u] : 0;
        m->p[u] = m->z[u] = m->inverse[u] * m->r[u];
    }
    double rz = dot(m, m->r, m->z), enough = CG_ENOUGH * CG_ENOUGH * rz;
    for (int k = 0; k < steps && rz > enough; k++) {
        multiply(m, m->p, m->hp);
        double curve = dot(m, m->p, m->hp);
        if (!(curve > 0))
            return;
        double length = rz / curve;
        for (uint32_t u = 0; u < m->count; u++) {
            m->step[u] += length * m->p[u];
            m->r[u] = m->is_free[u] ? m->r[u] - length * m->hp[u] : 0;
            m->z[u] = m->inverse[u] * m->r[u];
        }
        double next = dot(m, m->r, m->z), turn = next / rz;
        rz = next;
        for (uint32_t u = 0; u < m->count; u++)
            m->p[u] = m->z[u] + turn * m->p[u];
    }
}

static double clip(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* Goes along the step as far as the model falls, cut off at the bounds; 0 when it falls nowhere. */
static int search_projected(struct model *m)
{
    double share = 1;
    for (int k = 0; k < HALVINGS; k++, share *= .5) {
        for (uint32_t u = 0; u < m->count; u++)
            m->p[u] = clip(m->y[u] + share * m->step[u], m->low[u], m->high[u]) - m->y[u];
        multiply(m, m->p, m->hp);
        if (dot(m, m->gradient, m->p) + .5 * dot(m, m->p, m->hp) < 0)
            break;
    }
    if (share <= 1. / (1 << HALVINGS))
        return 0;
    for (uint32_t u = 0; u < m->count; u++) {
        m->y[u] = clip(m->y[u] + m->p[u], m->low[u], m->high[u]);
        m->gradient[u] += m->hp[u];
    }
    return 1;
}

static void minimise(struct model *m)
{
    int rounds = m->row[m->count] < FEW ? ROUNDS_OF_FEW : ROUNDS;
    for (int round = 0; round < rounds; round++) {
        for (uint32_t u = 0; u < m->count; u++)
            m->is_free[u] = !(m->y[u] <= m->low[u] && m->gradient[u] > 0) && !(m->y[u] >= m->high[u] && m->gradient[u] < 0);
        conjugate_gradients(m, FIRST_STEPS << round);
        if (!search_projected(m))
            return;
    }
}

/* ------------------------------------------------------------------ taking the step */

/* Every member gives its share; what it really gave is kept, in the members' order. */
static double move_members(struct model *m, uint32_t u, double *moved)
{
    kri_cycles *c = m->cycles;
    const kri_cycle *cycle = &c->cycle[m->cycle[u]];
    int of_second = m->y[u] > 0;
    double share = of_second ? m->y[u] / m->high[u] : m->y[u] / m->low[u], sum = 0;
    for (const kri_member *k = cycle->first; k; k = k->next, moved++) {
        double has = kri_member_flow(c, k, cycle, of_second);
        *moved = share * has * (of_second ? 1 : -1);
        if (*moved != 0)
            kri_member_move(c, k, cycle, *moved);
        sum += *moved;
    }
    return sum;
}

/* p[] becomes the flow really moved, change[] what that is on the links. */
static void move_all(struct model *m, double *moved, double *change)
{
    for (uint32_t u = 0; u < m->count; u++) {
        m->p[u] = m->y[u] != 0 ? move_members(m, u, moved) : 0;
        moved += m->cycles->cycle[m->cycle[u]].members;
        for (size_t k = m->row[u]; k < m->row_middle[u]; k++)
            change[m->row_link[k]] += m->p[u];
        for (size_t k = m->row_middle[u]; k < m->row[u + 1]; k++)
            change[m->row_link[k]] -= m->p[u];
    }
}

/* The slope of the objective along the step, the share s of it taken. */
static double slope_at(const struct model *m, const double *change, double own, double s)
{
    const kri_ground *g = m->cycles->ground;
    double sum = own;
    for (uint32_t l = 0; l < m->links; l++)
        if (change[l] != 0)
            sum += change[l] * kri_ground_cost_at(g, m->link[l], g->load[m->link[l]].flow + s * change[l]);
    return sum;
}

static double search_line(const struct model *m, const double *change)
{
    double own = 0;
    for (uint32_t u = 0; u < m->count; u++)
        own += m->cycles->cycle[m->cycle[u]].own * m->p[u];
    double low = 0, high = 1, at_low = slope_at(m, change, own, 0), at_high = slope_at(m, change, own, 1);
    double enough = SEARCH_ENOUGH * fabs(at_low);
    if (at_high <= enough)
        return at_low < 0 ? 1 : 0;
    if (at_low >= 0)
        return 0;
    for (int k = 0; k < SEARCH_STEPS; k++) {
        double s = clip(low - at_low * (high - low) / (at_high - at_low), low + .05 * (high - low), high - .05 * (high - low));
        double at = slope_at(m, change, own, s);
        if (fabs(at) <= enough)
            return s;
        *(at < 0 ? &low : &high) = s;
        *(at < 0 ? &at_low : &at_high) = at;
    }
    return low;
}

/*
 * The cycle that moved last goes back first: what lies between is then a mean of flows that were there, and none is below 0. In the
 * order of the moves a link could be asked for flow that only a later cycle brings back, and the rest of its way would keep what it lost.
 */
static void take_back(struct model *m, const double *moved, double share)
{
    for (uint32_t u = m->count; u-- > 0;) {
        const kri_cycle *cycle = &m->cycles->cycle[m->cycle[u]];
        moved -= cycle->members;
        const double *of_member = moved;
        for (const kri_member *k = cycle->first; k; k = k->next, of_member++)
            if (*of_member != 0)
                kri_member_move(m->cycles, k, cycle, -share * *of_member);
    }
}

static kr_status take_step(kr_job *job, struct model *m)
{
    double *moved, *change;
    size_t members = 0;
    for (uint32_t u = 0; u < m->count; u++)
        members += m->cycles->cycle[m->cycle[u]].members;
    KRI_NEW(job, moved, members);
    KRI_NEW(job, change, m->links);
    move_all(m, moved, change);
    double share = search_line(m, change);
    if (share < 1)
        take_back(m, moved + members, 1 - share);
    for (uint32_t l = 0; l < m->links; l++)
        if (change[l] != 0) {
            m->cycles->ground->load[m->link[l]].flow += share * change[l];
            kri_ground_evaluate(m->cycles->ground, m->link[l]);
        }
    return KR_OK;
}

kr_status kri_cycles_newton(kri_cycles *cycles)
{
    kr_job *job = cycles->job;
    kri_mark mark = kri_job_mark(job);
    struct model m = { .cycles = cycles, .threads = cycles->threads };
    kri_cycles_compare(cycles);
    kr_status status = build(job, &m);
    if (status == KR_OK && m.count) {
        if (m.row[m.count] < WORTH_SHARING)
            m.threads = 1;
        minimise(&m);
        status = take_step(job, &m);
    }
    kri_job_release(job, mark);
    return status;
}
