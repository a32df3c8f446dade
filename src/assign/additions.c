/* additions.c: which of the links that promise a cheaper way join a bush, so that no circle comes of them. */
#include "steps.h"

#include <math.h>
#include <string.h>

/* By (longest, group) every link of the bush rises; a link that rises too closes no circle. */
static int rises(const kri_scratch *s, uint32_t tail, uint32_t head)
{
    if (s->longest[tail] != s->longest[head])
        return s->longest[tail] < s->longest[head];
    return s->place[tail].group < s->place[head].group;
}

static double gain_of(const kri_arc *a, const double *label)
{
    return label[a->head] - label[a->tail] - a->cost;
}

/* Additions are sorted by head: of each head's the best stays. Far from the end that is all that is worth having. */
static void keep_best(const kri_arc *arc, kri_scratch *s)
{
    uint32_t kept = 0, best = 0;
    for (uint32_t k = 0; k < s->added_count; k++) {
        if (k && arc[s->added[k]].head == arc[s->added[best]].head) {
            if (gain_of(&arc[s->added[k]], s->label) > gain_of(&arc[s->added[best]], s->label))
                best = k;
            s->added[kept - 1] = s->added[best];
            continue;
        }
        best = k;
        s->added[kept++] = s->added[k];
    }
    s->added_count = kept;
}

static double flow_at(const kri_scratch *s, uint32_t node)
{
    uint32_t group = s->place[node].group;
    double sum = 0;
    for (uint32_t i = s->group_first[group]; i < s->group_first[group + 1]; i++)
        sum += s->before.flow[i];
    return sum;
}

/*
 * Most additions that promise something are at nodes which little or nothing of the source's flow passes: a fifth of the others
 * has nine tenths of all there is to gain. Idle nodes only show the way to others; a source that serves most zones has few of them that matter.
 */
static void choose_by_promise(const kri_pass *pass, const kri_source *source, const kri_arc *arc, kri_scratch *s)
{
    int serves_most = 2 * (source->last - source->first) > pass->ground->roads->zones;
    double least_worth = pass->least_worth * source->demand, idle = serves_most ? pass->idle_tolerance : 0;
    s->added_count = 0;
    s->promise = 0;
    for (uint32_t k = 0; k < s->violated_count; k++) {
        const kri_arc *a = &arc[s->violated[k]];
        double gain = gain_of(a, s->label);
        if (!(gain > pass->tolerance && gain < INFINITY))
            continue;
        double flow = flow_at(s, a->head);
        if (!(flow > 0 ? flow * gain > least_worth : gain > idle))
            continue;
        s->promise += flow * gain;
        s->added[s->added_count++] = s->violated[k];
    }
    s->wanted = s->added_count;
    if (!s->added_count)
        return;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < s->added_count; k++)
        if (rises(s, arc[s->added[k]].tail, arc[s->added[k]].head))
            s->added[kept++] = s->added[k];
    s->added_count = kept;
    if (pass->only_best)
        keep_best(arc, s);
}

static int is_in_bush(const kri_scratch *s, uint32_t link, uint32_t head)
{
    uint32_t group = s->place[head].group;
    for (uint32_t i = s->group_first[group]; i < s->group_first[group + 1]; i++)
        if (s->before.link[i] == link)
            return 1;
    return 0;
}

/* Whether the bush with what has joined it leads from one node to another: searched back from there, among the groups from `lowest` on. */
static int leads_to(const kri_arc *arc, kri_scratch *s, uint32_t from, uint32_t to, uint32_t lowest)
{
    uint32_t depth = 0, goal = s->place[from].group;
    memset(s->is_placed + lowest, 0, s->groups + 1 - lowest);
    s->stack[depth++] = s->place[to].group;
    while (depth) {
        uint32_t group = s->stack[--depth];
        if (group == goal)
            return 1;
        uint32_t own = s->group_first[group + 1] - s->group_first[group], all = own + (s->extra[group] > 0);
        for (uint32_t k = 0; k < all; k++) {
            uint32_t link = k < own ? s->before.link[s->group_first[group] + k] : s->extra[group] - 1, tail = s->place[arc[link].tail].group;
            if (tail < lowest || s->is_placed[tail])
                continue;
            s->is_placed[tail] = 1;
            s->stack[depth++] = tail;
        }
    }
    return 0;
}

/*
 * Additions, one a node, that rise close no circle together. Of the others one after the other joins unless its head leads to
 * its tail already. No circle reaches below the lowest head of those that run against the order of groups.
 */
static void keep_free_of_circles(const kri_arc *arc, kri_scratch *s)
{
    uint32_t lowest = s->groups, kept = 0;
    memset(s->extra, 0, ((size_t)s->groups + 2) * sizeof *s->extra);
    for (uint32_t k = 0; k < s->added_count; k++) {
        uint32_t a = s->added[k], tail = arc[a].tail, head = arc[a].head, group = s->place[head].group;
        if (s->place[tail].group > group && group < lowest)
            lowest = group;
        if (rises(s, tail, head))
            s->extra[group] = a + 1;
    }
    for (uint32_t k = 0; k < s->added_count; k++) {
        uint32_t a = s->added[k], tail = arc[a].tail, head = arc[a].head;
        if (!rises(s, tail, head) && leads_to(arc, s, head, tail, lowest))
            continue;
        s->extra[s->place[head].group] = a + 1;
        s->added[kept++] = a;
    }
    s->added_count = kept;
}

/* Whether the bush lacks the node: only the repair has found a way there. */
static int is_new(const kri_scratch *s, uint32_t node)
{
    return s->is_lowered[node] && !(s->was[node] < INFINITY);
}

/*
 * Additions by exact labels, which have been made: at every node that could be reached at less cost the last link of its cheapest way. What
 * one opened link changes far away is there at once and not a link a pass.
 */
static void choose_exact(const kri_pass *pass, const kri_arc *arc, kri_scratch *s)
{
    uint32_t refused = 0;
    s->promise = 0;
    s->added_count = 0;
    for (uint32_t k = 0; k < s->lowered_count; k++) {
        uint32_t i = s->lowered[k], a = s->pred[i], tail = arc[a].tail;
        double was = s->was[i];
        if (!(was - s->label[i] > pass->tolerance && was < INFINITY) || is_new(s, tail) || is_in_bush(s, a, i))
            continue;
        refused += !rises(s, tail, i);
        s->added[s->added_count++] = a;
    }
    s->wanted = s->added_count;
    if (refused)
        keep_free_of_circles(arc, s);
}

void kri_additions_choose(const kri_pass *pass, const kri_source *source, kri_scratch *s)
{
    const kri_arc *arc = pass->ground->arc[source->class];
    if (pass->is_exact)
        choose_exact(pass, arc, s);
    else
        choose_by_promise(pass, source, arc, s);
}
