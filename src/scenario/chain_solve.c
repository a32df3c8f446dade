/* chain_solve.c: one world of a chain, by the channel that is asked for. */
#include "waits.h"

const char *kr_channel_name(kr_channel channel)
{
    static const char *const names[KR_CHANNELS] = { "cost", "fixed_income", "full", "congested", "waits" };
    return names[channel];
}

const char *kr_channel_meaning(kr_channel channel)
{
    static const char *const meanings[KR_CHANNELS] = {
        "the same goods at other costs of transport", "trade shifts, incomes stay", "wages and incomes answer too", "and what is limited jams",
        "and ships that leave when full sail as they fill",
    };
    return meanings[channel];
}

static kr_status check(kr_job *job, const kr_chain_parameters *p)
{
    const struct { const char *name; double value; } factors[] = {
        { "trade elasticity", p->trade_elasticity }, { "value of time", p->time_value }, { "border hours", p->border_hours },
        { "cost scale", p->cost_scale }, { "capacity", p->capacity }, { "domestic sales", p->domestic_sales },
    };
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
        if (!(factors[i].value > 0 && factors[i].value < 1e6))
            return kr_fail(job, KR_E_USAGE, "the parameter %s is %g; it must be a number above 0", factors[i].name, factors[i].value);
    if ((unsigned)p->channel >= KR_CHANNELS)
        return kr_fail(job, KR_E_USAGE, "there is no channel %d", (int)p->channel);
    if (!(p->longest_headway_h > 0 && p->longest_headway_h < 1e6) || !p->sweeps)
        return kr_fail(job, KR_E_USAGE, "a longest headway of %g h and %u sweeps: the headway is a number above 0, and one sweep is the least",
                       p->longest_headway_h, p->sweeps);
    if (!(p->tolerance >= 1e-13 && p->tolerance <= 1e-2) || !p->rounds)
        return kr_fail(job, KR_E_USAGE, "tolerance %g and %u rounds: the tolerance lies between 1e-13 and 1e-2, and one round is the least",
                       p->tolerance, p->rounds);
    return KR_OK;
}

kr_status kri_chain_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                          const kr_freight_plan *reference, const kri_start *start, kr_outcome *outcome)
{
    *outcome = (kr_outcome){ 0 };
    KR_TRY(check(job, parameters));
    if (parameters->channel == KR_CHANNEL_WAITS && base)
        return kri_waits_solve(job, chain, patch, parameters, base, reference, outcome);
    return kri_circle_solve(job, chain, patch, parameters, base, reference, start, outcome);
}

kr_status kr_chain_solve(kr_job *job, const kr_chain *chain, const kr_patch *patch, const kr_chain_parameters *parameters, const kr_outcome *base,
                         const kr_outcome *warm, kr_outcome *outcome)
{
    kr_outcome own;
    kri_start start = warm ? kri_start_at(warm, base) : (kri_start){ 0 };
    int is_base = !(patch && patch->count) && !(parameters->channel == KR_CHANNEL_WAITS && parameters->starts_seldom);
    if (!base) {
        KR_TRY(kri_chain_solve(job, chain, NULL, parameters, NULL, NULL, warm ? &start : NULL, &own));
        base = &own;
    }
    if (!warm)
        start = kri_start_at(base, base);
    if (!is_base)
        return kri_chain_solve(job, chain, patch, parameters, base, base->plan, &start, outcome);
    *outcome = *base;
    return KR_OK;
}
