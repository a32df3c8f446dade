/*
 * label_search.h: the text of the search, compiled once for each kind of number and number of criteria: see
 * label_criteria.h, which defines CRITERIA and NAMED(name), which marks a name with both.
 *
 * Ways leave the queue by rising first criterion. So a way is beaten at its node exactly when one that left before
 * is no worse in the others ("dimension reduction"): with two criteria one number a node says so, with more the node
 * keeps the other criteria of its ways, column by column, and sixteen are compared at a time.
 */

#define COLUMNS (CRITERIA - 1)

/* An arc with its reduced costs: how much more than the least it costs to go this way. */
typedef struct NAMED(step) {
    uint32_t head, arc;
    NUMBER cost[CRITERIA];
} NAMED(step);

/* A way that waits: f is what it costs plus the least that the rest can cost. It becomes a label when it is settled. */
typedef struct NAMED(item) {
    uint32_t node, arc, parent;
    NUMBER f[CRITERIA];
} NAMED(item);

#define CHUNK_ITEMS (1000 / (12 + 4 * CRITERIA))

/* Part of a bucket. */
typedef struct NAMED(chunk) {
    uint32_t next, count;
    NAMED(item) item[CHUNK_ITEMS];
} NAMED(chunk);

/* What ways at a node cost in criteria 2, 3, ...: criterion j stands in column + (j - 2) x capacity. */
typedef struct NAMED(front) {
    uint32_t count, capacity;
    NUMBER *column;
} NAMED(front);

typedef struct NAMED(search) {
    kri_labels *labels;
    uint32_t *step_first;           /* [core nodes + 1] */
    NAMED(step) *step;
#if CRITERIA == 2
    NUMBER *least;                  /* [core nodes] least second criterion that was settled */
#else
    NAMED(front) *front;            /* [core nodes] */
#endif
    uint32_t *bucket;               /* [buckets] chunks by first criterion, the last bucket holds all the rest */
    uint32_t buckets;
    kri_slabs chunk;
    uint32_t free_chunk;
    uint32_t now;                   /* the bucket that the heap was filled from */
    NUMBER base, top;
    double per_number;              /* buckets per unit of the first criterion */
    double widen;                   /* 1 + epsilon */
    NAMED(item) *heap;              /* four children a place */
    size_t heap_count, heap_capacity;
} NAMED(search);

/* ---- the queue: buckets by first criterion, and a heap of the bucket at hand by the criteria in turn ---- */

static inline int NAMED(before)(const NAMED(item) *a, const NAMED(item) *b)
{
    for (uint32_t j = 0; j + 1 < CRITERIA; j++)
        if (a->f[j] != b->f[j])
            return a->f[j] < b->f[j];
    return a->f[CRITERIA - 1] < b->f[CRITERIA - 1];
}

static kr_status NAMED(heap_push)(NAMED(search) *s, const NAMED(item) *item)
{
    if (s->heap_count == s->heap_capacity)
        KR_TRY(kri_job_grow(s->labels->job, &s->heap, &s->heap_capacity, s->heap_count + 1, sizeof *s->heap));
    size_t at = s->heap_count++;
    while (at > 0 && NAMED(before)(item, &s->heap[(at - 1) / 4])) {
        s->heap[at] = s->heap[(at - 1) / 4];
        at = (at - 1) / 4;
    }
    s->heap[at] = *item;
    return KR_OK;
}

static NAMED(item) NAMED(heap_take)(NAMED(search) *s)
{
    NAMED(item) first = s->heap[0], last = s->heap[--s->heap_count];
    size_t at = 0;
    for (size_t child = 1; child < s->heap_count; child = 4 * at + 1) {
        size_t end = child + 4 < s->heap_count ? child + 4 : s->heap_count, least = child;
        for (size_t i = child + 1; i < end; i++)
            least = NAMED(before)(&s->heap[i], &s->heap[least]) ? i : least;
        if (!NAMED(before)(&s->heap[least], &last))
            break;
        s->heap[at] = s->heap[least];
        at = least;
    }
    s->heap[at] = last;
    return first;
}

static kr_status NAMED(add_chunk)(NAMED(search) *s, uint32_t bucket)
{
    uint32_t number = s->free_chunk;
    if (number != KR_NONE)
        s->free_chunk = ((const NAMED(chunk) *)kri_slab_at(&s->chunk, number))->next;
    else
        KR_TRY(kri_slab_take(s->labels, &s->chunk, &number));
    NAMED(chunk) *chunk = kri_slab_at(&s->chunk, number);
    chunk->next = s->bucket[bucket];
    chunk->count = 0;
    s->bucket[bucket] = number;
    return KR_OK;
}

static inline kr_status NAMED(push)(NAMED(search) *s, const NAMED(item) *item)
{
    double place = (double)(item->f[0] - s->base) * s->per_number;
    uint32_t bucket = place < s->buckets - 1 ? (uint32_t)place : s->buckets - 1;
    if (bucket <= s->now)
        return NAMED(heap_push)(s, item);
    if (s->bucket[bucket] == KR_NONE
        || ((const NAMED(chunk) *)kri_slab_at(&s->chunk, s->bucket[bucket]))->count == CHUNK_ITEMS)
        KR_TRY(NAMED(add_chunk)(s, bucket));
    NAMED(chunk) *chunk = kri_slab_at(&s->chunk, s->bucket[bucket]);
    chunk->item[chunk->count++] = *item;
    return KR_OK;
}

/* ---- what beats a way ---- */

#if CRITERIA == 2

static inline int NAMED(is_beaten)(const NAMED(search) *s, uint32_t node, const NUMBER *f)
{
    return f[1] >= s->least[node] || KIND(widened)(f[1], s->widen) >= s->least[s->labels->core->target];
}

static inline kr_status NAMED(keep)(NAMED(search) *s, uint32_t node, const NUMBER *f)
{
    s->least[node] = f[1];
    return KR_OK;
}

#else

/* Whether one of the front is no worse in every column. Places past count hold the largest number and beat nothing. */
static inline int NAMED(is_beaten_in)(const NAMED(front) *front, const NUMBER *rest)
{
    for (uint32_t i = 0; i < front->count; i += LANES)
        if (KIND(any_no_worse)(front->column + i, front->capacity, rest, COLUMNS))
            return 1;
    return 0;
}

/* The last of the front fills a gap; its own place is empty from then on. */
static inline void NAMED(close_gap)(NAMED(front) *front, uint32_t gap)
{
    uint32_t last = --front->count;
    for (uint32_t j = 0; j < COLUMNS; j++) {
        NUMBER *column = front->column + (size_t)j * front->capacity;
        column[gap] = column[last];
        column[last] = NUMBER_MAX;
    }
}

/* Takes out what the newcomer beats, from the highest place down, so that what fills a gap has been looked at. */
static inline void NAMED(remove_beaten)(NAMED(front) *front, const NUMBER *rest)
{
    for (uint32_t block = (front->count + LANES - 1) / LANES; block-- > 0;) {
        uint32_t begin = block * LANES, filled = front->count - begin;
        uint32_t beaten = KIND(all_no_better)(front->column + begin, front->capacity, rest, COLUMNS);
        if (filled < LANES)
            beaten &= (1u << filled) - 1;
        while (beaten) {
            uint32_t lane = 31 - (uint32_t)__builtin_clz(beaten);
            NAMED(close_gap)(front, begin + lane);
            beaten &= ~(1u << lane);
        }
    }
}

static kr_status NAMED(grow_front)(kr_job *job, NAMED(front) *front)
{
    uint32_t capacity = front->capacity ? 2 * front->capacity : LANES;
    NUMBER *column;
    KRI_NEW(job, column, (size_t)COLUMNS * capacity);
    for (uint32_t j = 0; j < COLUMNS; j++) {
        for (uint32_t i = 0; i < front->count; i++)
            column[(size_t)j * capacity + i] = front->column[(size_t)j * front->capacity + i];
        for (uint32_t i = front->count; i < capacity; i++)
            column[(size_t)j * capacity + i] = NUMBER_MAX;
    }
    front->column = column;
    front->capacity = capacity;
    return KR_OK;
}

/* The target is asked with what epsilon adds. */
static inline int NAMED(is_beaten)(const NAMED(search) *s, uint32_t node, const NUMBER *f)
{
    NUMBER wide[COLUMNS];
    if (NAMED(is_beaten_in)(&s->front[node], f + 1))
        return 1;
    for (uint32_t j = 0; j < COLUMNS; j++)
        wide[j] = KIND(widened)(f[j + 1], s->widen);
    return NAMED(is_beaten_in)(&s->front[s->labels->core->target], wide);
}

static inline kr_status NAMED(keep)(NAMED(search) *s, uint32_t node, const NUMBER *f)
{
    NAMED(front) *front = &s->front[node];
    NAMED(remove_beaten)(front, f + 1);
    if (front->count == front->capacity)
        KR_TRY(NAMED(grow_front)(s->labels->job, front));
    for (uint32_t j = 0; j < COLUMNS; j++)
        front->column[(size_t)j * front->capacity + front->count] = f[j + 1];
    front->count++;
    return KR_OK;
}

#endif

/* ---- the search ---- */

static inline kr_status NAMED(extend)(NAMED(search) *s, const NAMED(item) *from, uint32_t label)
{
    kri_labels *labels = s->labels;
    for (uint32_t i = s->step_first[from->node]; i < s->step_first[from->node + 1]; i++) {
        const NAMED(step) *step = &s->step[i];
        NAMED(item) longer = { .node = step->head, .arc = step->arc, .parent = label };
        for (uint32_t j = 0; j < CRITERIA; j++)
            longer.f[j] = from->f[j] + step->cost[j];
        if (longer.f[0] > s->top || NAMED(is_beaten)(s, step->head, longer.f))
            continue;
        if (labels->made++ == labels->limit)
            return kr_fail(labels->job, labels->status = KR_E_LIMIT, "the search stopped at the bound of %llu labels",
                           (unsigned long long)labels->limit);
        KR_TRY(NAMED(push)(s, &longer));
    }
    return KR_OK;
}

static kr_status NAMED(settle)(NAMED(search) *s, const NAMED(item) *item)
{
    kri_labels *labels = s->labels;
    uint32_t label;
    if (NAMED(is_beaten)(s, item->node, item->f))
        return KR_OK;
    KR_TRY(NAMED(keep)(s, item->node, item->f));
    KR_TRY(kri_slab_take(labels, &labels->label, &label));
    *kri_label_at(labels, label) = (kri_label){ item->arc, item->parent };
    if (item->node != labels->core->target)
        return NAMED(extend)(s, item, label);
    KR_TRY(kri_job_grow(labels->job, &labels->solution, &labels->capacity, labels->solutions + 1,
                        sizeof *labels->solution));
    labels->solution[labels->solutions++] = label;
    return KR_OK;
}

/* Moves the bucket to the heap, but for what has been beaten since it came. */
static kr_status NAMED(empty_bucket)(NAMED(search) *s)
{
    uint32_t number = s->bucket[s->now];
    while (number != KR_NONE) {
        NAMED(chunk) *chunk = kri_slab_at(&s->chunk, number);
        uint32_t next = chunk->next;
        for (uint32_t i = 0; i < chunk->count; i++)
            if (!NAMED(is_beaten)(s, chunk->item[i].node, chunk->item[i].f))
                KR_TRY(NAMED(heap_push)(s, &chunk->item[i]));
        chunk->next = s->free_chunk;
        s->free_chunk = number;
        number = next;
    }
    return KR_OK;
}

static kr_status NAMED(run)(NAMED(search) *s)
{
    for (uint32_t steps = 1;; steps++) {
        while (!s->heap_count) {
            if (++s->now == s->buckets)
                return KR_OK;
            KR_TRY(NAMED(empty_bucket)(s));
        }
        if (steps % STEPS_BETWEEN_CHECKS == 0 && kr_job_check(s->labels->job) != KR_OK)
            return s->labels->status = KR_E_LIMIT;
        NAMED(item) item = NAMED(heap_take)(s);
        KR_TRY(NAMED(settle)(s, &item));
    }
}

/* ---- before the search ---- */

/* Arcs from which the target can be reached, each with its reduced costs. */
static kr_status NAMED(make_steps)(NAMED(search) *s)
{
    const kri_labels *labels = s->labels;
    const kri_core *core = labels->core;
    const NUMBER *first_bound = labels->bound[0];
    uint32_t count = 0;
    KRI_NEW(labels->job, s->step_first, (size_t)core->nodes + 1);
    KRI_NEW(labels->job, s->step, core->arcs);
    for (uint32_t v = 0; v < core->nodes; v++) {
        s->step_first[v] = count;
        for (uint32_t a = core->first[v]; a < core->first[v + 1]; a++) {
            if (first_bound[core->head[a]] == NUMBER_MAX)
                continue;
            NAMED(step) *step = &s->step[count++];
            step->head = core->head[a];
            step->arc = a;
            for (uint32_t j = 0; j < CRITERIA; j++) {
                const NUMBER *bound = labels->bound[j];
                step->cost[j] = (NUMBER)core->cost[j][a] + bound[step->head] - bound[v];
            }
        }
    }
    s->step_first[core->nodes] = count;
    return KR_OK;
}

/* Buckets as fine as the numbers where these are whole and few enough, else the whole range in all buckets. */
static kr_status NAMED(make_queue)(NAMED(search) *s, NUMBER base)
{
    double range = s->labels->top - (double)base + 2, wanted = 4.0 * s->labels->core->arcs + 64;
    s->buckets = wanted < BUCKETS_MAX ? (uint32_t)wanted : BUCKETS_MAX;
    s->base = base;
    s->top = CRITERIA == 2 ? (NUMBER)s->labels->top : NUMBER_MAX;
    s->per_number = (s->buckets - 1) / range;
    if (s->per_number > 1 && sizeof(NUMBER) == 4) {
        s->per_number = 1;
        s->buckets = (uint32_t)range + 1;
    }
    s->chunk = (kri_slabs){ .bytes = sizeof(NAMED(chunk)), .shift = CHUNK_SHIFT };
    s->free_chunk = KR_NONE;
    KRI_NEW(s->labels->job, s->bucket, s->buckets);
    memset(s->bucket, 0xff, s->buckets * sizeof *s->bucket);
    return KR_OK;
}

static kr_status NAMED(make_fronts)(NAMED(search) *s)
{
    const kri_labels *labels = s->labels;
#if CRITERIA == 2
    KRI_NEW(labels->job, s->least, labels->core->nodes);
    for (uint32_t v = 0; v < labels->core->nodes; v++)
        s->least[v] = NUMBER_MAX;
#else
    KRI_NEW(labels->job, s->front, labels->core->nodes);
#endif
    return KR_OK;
}

static kr_status NAMED(search_all)(kri_labels *labels)
{
    NAMED(search) s = { .labels = labels, .widen = 1 + labels->epsilon };
    NAMED(item) start = { .node = labels->core->source, .arc = KR_NONE, .parent = KR_NONE };
    for (uint32_t j = 0; j < CRITERIA; j++)
        start.f[j] = ((const NUMBER *)labels->bound[j])[labels->core->source];
    if (start.f[0] == NUMBER_MAX)
        return KR_OK;
    KR_TRY(NAMED(make_steps)(&s));
    KR_TRY(NAMED(make_queue)(&s, start.f[0]));
    KR_TRY(NAMED(make_fronts)(&s));
    KR_TRY(NAMED(heap_push)(&s, &start));
    return NAMED(run)(&s);
}

#undef COLUMNS
#undef CHUNK_ITEMS
