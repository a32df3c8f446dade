/* reorder.c: the links that join a bush take their places, so that every tail comes before its head again. */
#include "steps.h"

#include <string.h>

struct moves {
    const kri_arc *arc;
    kri_scratch *s;
    const kri_open *from;
    uint32_t *link;
    double *flow;
    uint32_t size;
    uint32_t run_first, run_end;    /* groups waiting to be copied in one piece */
};

static void copy_run(struct moves *m)
{
    if (m->run_first == m->run_end)
        return;
    uint32_t begin = m->s->group_first[m->run_first], n = m->s->group_first[m->run_end] - begin;
    memcpy(m->link + m->size, m->from->link + begin, n * sizeof *m->link);
    memcpy(m->flow + m->size, m->from->flow + begin, n * sizeof *m->flow);
    m->size += n;
    m->run_first = m->run_end;
}

/* Puts a group and its additions next. */
static void place(struct moves *m, uint32_t group)
{
    kri_scratch *s = m->s;
    if (group != m->run_end || m->run_first == m->run_end) {
        copy_run(m);
        m->run_first = group;
    }
    m->run_end = group + 1;
    if (!s->extra[group])
        return;
    copy_run(m);
    uint32_t head = m->arc[s->added[s->extra[group] - 1]].head;
    for (uint32_t k = s->extra[group] - 1; k < s->added_count && m->arc[s->added[k]].head == head; k++) {
        m->link[m->size] = s->added[k];
        m->flow[m->size++] = 0;
    }
}

/* The k-th entry of a group, additions behind its own; KR_NONE past the last. */
static uint32_t entry_of(const struct moves *m, uint32_t group, uint32_t k)
{
    const kri_scratch *s = m->s;
    uint32_t own = s->group_first[group + 1] - s->group_first[group];
    if (k < own)
        return m->from->link[s->group_first[group] + k];
    if (!s->extra[group])
        return KR_NONE;
    uint32_t at = s->extra[group] - 1 + k - own;
    uint32_t head = m->arc[s->added[s->extra[group] - 1]].head;
    return at < s->added_count && m->arc[s->added[at]].head == head ? s->added[at] : KR_NONE;
}

/* Places a group of the window behind all groups of the window that its entries come from. */
static void place_after_tails(struct moves *m, uint32_t group, uint32_t window)
{
    kri_scratch *s = m->s;
    uint32_t depth = 0;
    s->stack[0] = group;
    s->resume[0] = 0;
    s->is_placed[group] = 1;
    for (;;) {
        uint32_t top = s->stack[depth], link = entry_of(m, top, s->resume[depth]++);
        if (link == KR_NONE) {
            place(m, top);
            if (depth-- == 0)
                return;
            continue;
        }
        uint32_t tail = s->group_of[m->arc[link].tail];
        if (tail < window || s->is_placed[tail])
            continue;
        s->is_placed[tail] = 1;
        s->stack[++depth] = tail;
        s->resume[depth] = 0;
    }
}

static void note_additions(struct moves *m)
{
    kri_scratch *s = m->s;
    memset(s->extra, 0, ((size_t)s->groups + 2) * sizeof *s->extra);
    memset(s->reach, 0, ((size_t)s->groups + 2) * sizeof *s->reach);
    memset(s->is_placed, 0, (size_t)s->groups + 2);
    for (uint32_t k = s->added_count; k-- > 0;) {
        uint32_t tail = s->group_of[m->arc[s->added[k]].tail], head = s->group_of[m->arc[s->added[k]].head];
        s->extra[head] = k + 1;
        if (tail > s->reach[head])
            s->reach[head] = tail;
    }
}

/* Groups outside a window and without additions join the run at once; returns the first that is none of these, or the last. */
static uint32_t skip_unchanged(struct moves *m, uint32_t group, uint32_t window_end)
{
    const uint32_t *restrict extra = m->s->extra, *restrict reach = m->s->reach;
    uint32_t first = group, last = m->s->groups;
    if (group <= window_end)
        return group;
    while (group < last && !(extra[group] | reach[group]))
        group++;
    if (group > first) {
        if (first != m->run_end || m->run_first == m->run_end) {
            copy_run(m);
            m->run_first = first;
        }
        m->run_end = group;
    }
    return group;
}

/*
 * Only the groups between the ends of an addition that runs against the old order can change places: a
 * window. The rest is copied in long runs.
 */
void kri_bush_reorder(const kri_arc *arc, const kri_open *from, kri_scratch *s, kri_open *to)
{
    struct moves m = { .arc = arc, .s = s, .from = from, .link = to->link, .flow = to->flow, .run_first = 1, .run_end = 1 };
    uint32_t window = 0, window_end = 0;
    note_additions(&m);
    for (uint32_t group = 1; group <= s->groups; group++) {
        group = skip_unchanged(&m, group, window_end);
        if (s->reach[group] > group && group > window_end)
            window = group;
        if (s->reach[group] > group && s->reach[group] > window_end)
            window_end = s->reach[group];
        if (group > window_end)
            place(&m, group);
        else if (!s->is_placed[group])
            place_after_tails(&m, group, window);
    }
    copy_run(&m);
    to->size = m.size;
    to->link[to->size] = from->link[from->size];
}
