/* reorder.c: the links that join a bush take their places, so that every tail comes before its head again. */
#include "steps.h"

#include <string.h>

struct moves {
    const kri_arc *arc;
    kri_scratch *s;
    const kri_open *from;
    uint32_t *link;
    double *flow;
    uint32_t size, groups;      /* placed so far */
};

/* ------------------------------------------------------------------ which groups change */

static int is_changed(const kri_scratch *s, uint32_t group)
{
    return (int)(s->is_changed[group / 64] >> group % 64 & 1);
}

/* The next group from this one on that gets additions; the number of groups and one more when there is none. */
static uint32_t next_changed(const kri_scratch *s, uint32_t group)
{
    for (uint32_t word = group / 64; word <= s->groups / 64; word++) {
        uint64_t bits = s->is_changed[word] & (word == group / 64 ? ~(uint64_t)0 << group % 64 : ~(uint64_t)0);
        if (bits)
            return word * 64 + (uint32_t)__builtin_ctzll(bits);
    }
    return s->groups + 1;
}

static void note_additions(struct moves *m)
{
    kri_scratch *s = m->s;
    memset(s->is_changed, 0, (s->groups / 64 + 1) * sizeof *s->is_changed);
    for (uint32_t k = s->added_count; k-- > 0;) {
        uint32_t tail = s->place[m->arc[s->added[k]].tail].group, head = s->place[m->arc[s->added[k]].head].group;
        if (!is_changed(s, head) || tail > s->reach[head])
            s->reach[head] = tail;
        s->is_changed[head / 64] |= (uint64_t)1 << head % 64;
        s->extra[head] = k + 1;
    }
}

/* ------------------------------------------------------------------ placing groups */

/* Groups that stay as they are and where they are. */
static void copy_run(struct moves *m, uint32_t first, uint32_t end)
{
    const uint32_t *restrict was = m->s->group_first;
    uint32_t *restrict now = m->s->next_first;
    uint32_t begin = was[first], n = was[end] - begin, shift = m->size - begin;
    memcpy(m->link + m->size, m->from->link + begin, n * sizeof *m->link);
    memcpy(m->flow + m->size, m->from->flow + begin, n * sizeof *m->flow);
    for (uint32_t group = first; group < end; group++)
        now[group] = was[group] + shift;
    m->size += n;
    m->groups += end - first;
}

/* Puts a group and its additions next. */
static void place(struct moves *m, uint32_t group)
{
    kri_scratch *s = m->s;
    uint32_t begin = s->group_first[group], end = s->group_first[group + 1], head = m->arc[m->from->link[begin]].head;
    s->next_first[++m->groups] = m->size;
    for (uint32_t i = begin; i < end; i++) {
        m->link[m->size] = m->from->link[i];
        m->flow[m->size++] = m->from->flow[i];
    }
    for (uint32_t k = is_changed(s, group) ? s->extra[group] - 1 : s->added_count; k < s->added_count && m->arc[s->added[k]].head == head; k++) {
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
    if (!is_changed(s, group))
        return KR_NONE;
    uint32_t at = s->extra[group] - 1 + k - own;
    uint32_t head = m->arc[s->added[s->extra[group] - 1]].head;
    return at < s->added_count && m->arc[s->added[at]].head == head ? s->added[at] : KR_NONE;
}

/* Places a group of the window, which is marked as placed, behind all groups of the window that its entries come from. */
static void place_after_tails(struct moves *m, uint32_t group, uint32_t window)
{
    kri_scratch *s = m->s;
    uint32_t depth = 0;
    s->stack[0] = group;
    s->resume[0] = 0;
    for (;;) {
        uint32_t top = s->stack[depth], link = entry_of(m, top, s->resume[depth]++);
        if (link == KR_NONE) {
            place(m, top);
            if (depth-- == 0)
                return;
            continue;
        }
        uint32_t tail = s->place[m->arc[link].tail].group;
        if (tail < window || s->is_placed[tail])
            continue;
        s->is_placed[tail] = 1;
        s->stack[++depth] = tail;
        s->resume[depth] = 0;
    }
}

/* How far the groups from this one on may have to move: additions reach there, and those of groups on the way. */
static uint32_t end_of_window(const kri_scratch *s, uint32_t first)
{
    uint32_t last = s->reach[first];
    for (uint32_t group = next_changed(s, first + 1); group <= last; group = next_changed(s, group + 1))
        last = s->reach[group] > last ? s->reach[group] : last;
    return last;
}

/*
 * Taken in their old order, groups without additions find their tails placed. Only once all of a window stands do its nodes get their new
 * groups: until then they are asked for the old ones.
 */
static void place_window(struct moves *m, uint32_t first, uint32_t last)
{
    kri_scratch *s = m->s;
    memset(s->is_placed + first, 0, last - first + 1);
    for (uint32_t group = first; group <= last; group++) {
        if (s->is_placed[group])
            continue;
        s->is_placed[group] = 1;
        if (is_changed(s, group))
            place_after_tails(m, group, first);
        else
            place(m, group);
    }
    for (uint32_t group = first; group <= last; group++)
        s->place[m->arc[m->link[s->next_first[group]]].head].group = group;
}

/*
 * Only the groups between the ends of an addition that runs against the old order can change places: a
 * window. The rest is copied in long runs.
 */
void kri_bush_reorder(const kri_arc *arc, const kri_open *from, kri_scratch *s, kri_open *to)
{
    struct moves m = { .arc = arc, .s = s, .from = from, .link = to->link, .flow = to->flow };
    uint32_t *was = s->group_first;
    note_additions(&m);
    for (uint32_t next = 1, changed; next <= s->groups; next = m.groups + 1) {
        changed = next_changed(s, next);
        copy_run(&m, next, changed);
        if (changed > s->groups)
            break;
        if (s->reach[changed] > changed)
            place_window(&m, changed, end_of_window(s, changed));
        else
            place(&m, changed);
    }
    to->size = m.size;
    to->link[to->size] = from->link[from->size];
    s->next_first[s->groups + 1] = to->size;
    s->group_first = s->next_first;
    s->next_first = was;
}
