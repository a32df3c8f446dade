/* calibrate.c: keruen calibrate. Demand fitted to counts (docs/method/demand.md). */
#include "cli/calibrate.h"

#include "base/arena.h"
#include "base/number.h"

#include <keruen/io.h>

#include <math.h>
#include <string.h>

/* "2019-2024" or "2023". */
static kr_status read_years(kri_call *call, kr_calibration_options *o)
{
    const char *text = kri_call_value(call, "years");
    if (!text)
        return KR_OK;
    kri_span rest = kri_span_of(text), first, last = { 0 };
    uint64_t from, to;
    int has_first = kri_span_next(&rest, '-', &first), has_last = kri_span_next(&rest, '-', &last);
    if (!has_first || !kri_number_parse_u64(first, &from) || !kri_number_parse_u64(has_last ? last : first, &to) || rest.start || from < 1900 || to > 2100
        || to < from)
        return kr_fail(call->job, KR_E_USAGE, "--years is \"%.40s\"; write a span such as 2019-2024", text);
    o->first_year = (uint32_t)from;
    o->last_year = (uint32_t)to;
    return KR_OK;
}

static kr_status read_options(kri_call *call, kr_calibration_options *o)
{
    double rounds = o->rounds;
    size_t n = 0;
    KR_TRY(read_years(call, o));
    KR_TRY(kri_call_number(call, "rounds", 0, 1000, &rounds));
    o->rounds = kri_call_has(call, "prior") ? 0 : (uint32_t)rounds;
    while (kri_call_nth(call, "without", n))
        n++;
    const char **without;
    KRI_NEW(call->job, without, n);
    for (size_t i = 0; i < n; i++)
        without[i] = kri_call_nth(call, "without", i);
    o->without = without;
    o->withouts = n;
    return KR_OK;
}

static kr_status write_tables(kri_call *call, const kr_world *world, const kr_calibration *c, const char *folder)
{
    const char *fitted = kri_call_value(call, "fitted");
    if (fitted)
        KR_TRY(kri_calibrate_write(call, world, c, fitted));
    if (!kri_call_has(call, "save"))
        return KR_OK;
    const char *path = kri_job_format(call->job, "%s/fitted_demand.csv", folder);
    return path ? kri_calibrate_write(call, world, c, path) : KR_E_MEMORY;
}

static kr_status run(kri_call *call)
{
    kr_calibration_options options = KR_CALIBRATION_DEFAULTS;
    kr_calibration c;
    kr_world world;
    const char *folder = kri_call_value(call, "net");
    KR_TRY(read_options(call, &options));
    if (!folder)
        KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kr_world_read_figures(call->job, folder, NULL, &world));
    kr_status status = kr_demand_calibrate(call->job, &world, &options, &c);
    if (status == KR_E_LIMIT && c.rounds && isfinite(c.moved))
        call->exit_code = 5;
    else
        KR_TRY(status);
    KR_TRY(write_tables(call, &world, &c, folder));
    return call->format == KRI_JSON ? kri_calibrate_print_json(call, &world, &c) : kri_calibrate_print_text(call, &world, &c);
}

static const kri_option options[] = {
    { "net", "FOLDER", "a folder like data/region; otherwise the region", NULL, 0 },
    { "years", "Y-Y", "the years whose counts are fitted together", "2019-2024", 0 },
    { "prior", NULL, "fit nothing: the prior, and how far it is from the counts", NULL, 0 },
    { "without", "COUNT", "leave this count out of the fit", NULL, KRI_REPEATABLE },
    { "explain", "COUNT", "which rows of demand make up this count", NULL, KRI_REPEATABLE },
    { "rounds", "N", "of loading and fitting, at most", "12", 0 },
    { "save", NULL, "write the fitted demand to fitted_demand.csv of the folder, which keruen assign and keruen study then use", NULL, 0 },
    { "fitted", "FILE", "write it to this file", NULL, KRI_WRITTEN },
    { 0 },
};

static const kri_section sections[] = {
    { "What is fitted",
      "The prior is demand.csv and, for what it leaves out, the trade matrix (base_flow.csv) turned into tonnes by mix.csv, cargo.csv and zone.csv. "
      "Each row gets one multiplier for all years; demand of a year is that of 2023 by GDP, times the shift of its group in that year (shift.csv says "
      "what each absorbs). count.csv says what every figure counts; figures of different definition are different counts. The fit is generalised least "
      "squares in logarithms over the freight assignment of each year, loaded and fitted in turn until nothing moves." },
    { "What is shown",
      "Of every count what was observed, what the prior and what the fitted demand make of it on the network, and what the fit to all other counts "
      "says of it (the shares of ways held). Counts that do not pull are shown with the reason." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen calibrate", "the region, all years" },
    { "keruen calibrate --prior --json", "how far the unfitted prior is from the counts" },
    { "keruen calibrate --without titr_2023", "what the other counts say of one" },
    { 0 },
};

const kri_command kri_command_calibrate = {
    .name = "calibrate", .summary = "the region's demand, fitted to counts", .arguments = "", .least = 0, .most = 0,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections, .examples = examples, .run = run,
};
