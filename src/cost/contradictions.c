/* contradictions.c: tariffs that say different things of the same. */
#include "contradictions.h"

#include "base/date.h"
#include "base/problem.h"
#include "model/schema.h"

#include <math.h>
#include <string.h>

static int is_same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static int is_same_thing(const kr_tariffs *t, uint32_t a, uint32_t b)
{
    return t->operator_name[a] == t->operator_name[b] && t->country[a] == t->country[b] && t->mode[a] == t->mode[b] && t->from[a] == t->from[b]
           && t->to[a] == t->to[b] && t->cargo[a] == t->cargo[b] && t->unit[a] == t->unit[b] && t->direction[a] == t->direction[b]
           && t->basis[a] == t->basis[b] && is_same_number(t->from_km[a], t->from_km[b]) && is_same_number(t->to_km[a], t->to_km[b]);
}

static int is_before(uint32_t end, uint32_t begin)
{
    return end && begin && kri_date_last(end) < kri_date_first(begin);
}

static int overlaps(const kr_tariffs *t, uint32_t a, uint32_t b)
{
    return !is_before(t->valid_to[a], t->valid_from[b]) && !is_before(t->valid_to[b], t->valid_from[a]);
}

/* Fees that are due once are added up, so several of them are no contradiction. */
static int is_added_up(const kr_tariffs *t, uint32_t row)
{
    return t->unit[row] == KRI_FIXED && strcmp(kri_basis_words[t->basis[row]], "fee") == 0;
}

static int contradicts(const kr_tariffs *t, uint32_t a, uint32_t b)
{
    int differs = t->value[a] != t->value[b] || t->currency[a] != t->currency[b];
    return differs && is_same_thing(t, a, b) && overlaps(t, a, b) && !is_added_up(t, a);
}

static kr_status complain(kr_job *job, const kr_world *w, uint32_t a, uint32_t b, kr_problems *problems)
{
    const kr_tariffs *t = &w->tariff;
    return kri_problem_add(job, problems, KRI_WARNING, w->text->file[KR_TARIFF].path, t->line[b], 0,
                           "the tariffs \"%s\" (line %u: %g %s) and \"%s\" (%g %s) are both in force for the same thing, %s; end one of them or take it out",
                           kr_world_text(w, t->id[a]), t->line[a], t->value[a], kr_world_text(w, t->currency[a]), kr_world_text(w, t->id[b]),
                           t->value[b], kr_world_text(w, t->currency[b]), kri_unit_words[t->unit[a]]);
}

kr_status kri_contradictions_check(kr_job *job, const kr_world *world, kr_problems *problems)
{
    for (uint32_t b = 0; b < world->tariff.count; b++)
        for (uint32_t a = 0; a < b; a++)
            if (contradicts(&world->tariff, a, b))
                KR_TRY(complain(job, world, a, b, problems));
    return KR_OK;
}
