/* assign_input.c: from the words of keruen assign to roads, demand and flows. */
#include "cli/assign_input.h"

#include <keruen/io_demand.h>
#include <keruen/io_gmns.h>
#include <keruen/io_omx.h>
#include <keruen/io_solution.h>
#include <keruen/io_tntp.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <string.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The n-th value of an option that is given once a class; the last one stands for those behind it. */
static kr_status number_of_class(kri_call *call, const char *name, uint32_t class, double low, double *value)
{
    const char *text = NULL;
    for (size_t n = 0; n <= class && kri_call_nth(call, name, n); n++)
        text = kri_call_nth(call, name, n);
    if (text && (!kri_number_parse(kri_span_of(text), value) || *value < low))
        return kr_fail(call->job, KR_E_USAGE, "--%s \"%.60s\" is no number from %g up", name, text, low);
    return KR_OK;
}

static int has_ending(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

static kr_status read_demand(kri_call *call, kri_assignment *a, uint32_t m)
{
    const char *file = kri_call_nth(call, "demand", m), *equals = strchr(file, '=');
    kr_demand *demand;
    KRI_NEW(call->job, demand, 1);
    a->class[m].name = equals ? kri_job_copy(call->job, file, (size_t)(equals - file)) : kri_job_format(call->job, "%u", m + 1);
    if (!a->class[m].name)
        return KR_E_MEMORY;
    if (equals)
        file = equals + 1;
    a->class[m].demand = demand;
    if (has_ending(file, ".omx"))
        return kr_demand_read_omx(call->job, file, kri_call_nth(call, "matrix", m), kri_call_value(call, "lookup"), &a->roads, demand);
    if (has_ending(file, ".csv"))
        return kr_demand_read_csv(call->job, &a->problems, file, &a->roads, demand);
    return kr_tntp_read_trips(call->job, &a->problems, file, &a->roads, demand);
}

static kr_status parse_answer(kri_call *call, kr_traffic *class)
{
    const char *text = kri_call_value(call, "answer"), *colon = text ? strchr(text, ':') : NULL;
    if (!text)
        return KR_OK;
    size_t length = colon ? (size_t)(colon - text) : 0;
    if (length == 11 && strncmp(text, "exponential", length) == 0)
        class->answer = KR_ANSWER_EXPONENTIAL;
    else if (length == 5 && strncmp(text, "power", length) == 0)
        class->answer = KR_ANSWER_POWER;
    if (class->answer == KR_ANSWER_NONE || !kri_number_parse(kri_span_of(colon + 1), &class->answer_rate) || !(class->answer_rate > 0))
        return kr_fail(call->job, KR_E_USAGE, "--answer \"%.60s\" is not such as exponential:0.05 or power:0.8", text);
    return KR_OK;
}

/* A table whose mistakes are in the list keeps nobody from reading the next one: a person mends all of them in one round. */
static kr_status unless_listed(const kri_assignment *a, size_t errors, kr_status status)
{
    return status == KR_E_INPUT && a->problems.errors > errors ? KR_OK : status;
}

static kr_status read_classes(kri_call *call, kri_assignment *a)
{
    while (kri_call_nth(call, "demand", a->classes))
        a->classes++;
    if (!a->classes)
        return kr_fail(call->job, KR_E_USAGE, "--demand FILE is missing; it says who goes where");
    KRI_NEW(call->job, a->class, a->classes);
    for (uint32_t m = 0; m < a->classes; m++) {
        size_t errors = a->problems.errors;
        KR_TRY(unless_listed(a, errors, read_demand(call, a, m)));
        KR_TRY(number_of_class(call, "toll-weight", m, -1e300, &a->class[m].toll_weight));
        KR_TRY(number_of_class(call, "distance-weight", m, -1e300, &a->class[m].distance_weight));
        KR_TRY(number_of_class(call, "pce", m, 1e-300, &a->class[m].pce));
        KR_TRY(parse_answer(call, &a->class[m]));
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ changes of links */

static kr_status read_changes(kri_call *call, kri_assignment *a)
{
    const char *path = kri_call_value(call, "change");
    const uint8_t *closed = NULL;
    size_t errors = a->problems.errors;
    if (!path)
        return KR_OK;
    KR_TRY(unless_listed(a, errors, kr_roads_change_csv(call->job, &a->problems, path, &a->roads, &closed)));
    for (uint32_t m = 0; m < a->classes; m++)
        a->class[m].forbidden = closed;
    return KR_OK;
}

/* ------------------------------------------------------------------ options */

static kr_status parse_options(kri_call *call, kri_assignment *a)
{
    const char *principle = kri_call_value(call, "principle"), *warm = kri_call_value(call, "warm");
    double rounds = 0;
    a->options = KR_ASSIGN_DEFAULTS;
    a->options.principle = strcmp(principle, "system") == 0 ? KR_SYSTEM : strcmp(principle, "stochastic") == 0 ? KR_STOCHASTIC : KR_USER;
    KR_TRY(kri_call_number(call, "gap", 1e-300, 0.999999, &a->options.gap));
    KR_TRY(kri_call_number(call, "rounds", 0, 4e9, &rounds));
    KR_TRY(kri_call_number(call, "theta", 1e-300, 1e300, &a->options.theta));
    KR_TRY(kri_call_number(call, "ceiling", 1e-300, 1e300, &a->options.ceiling));
    a->options.rounds = (uint32_t)rounds;
    if (a->options.principle == KR_STOCHASTIC && !kri_call_has(call, "theta"))
        return kr_fail(call->job, KR_E_USAGE, "--principle stochastic needs --theta, 1 / unit of time: how sharply cost decides");
    if (!warm)
        return KR_OK;
    kr_solution *solution;
    KRI_NEW(call->job, solution, 1);
    a->options.warm = solution;
    return kr_solution_read(call->job, warm, solution);
}

static kr_status read_net(kri_call *call, const char *net, kri_assignment *a)
{
    if (kri_file_is_folder(net))
        return kr_roads_read_gmns(call->job, &a->problems, net, &a->roads);
    KR_TRY(kr_tntp_read_net(call->job, &a->problems, net, &a->roads));
    return kri_assignment_warn_of_factors(call, a);
}

/* Without a sound network nobody knows what its zones and links are called. */
static kr_status read_tables(kri_call *call, const char *net, kri_assignment *a)
{
    KR_TRY(unless_listed(a, 0, read_net(call, net, a)));
    if (a->problems.errors)
        return KR_OK;
    KR_TRY(read_classes(call, a));
    return read_changes(call, a);
}

kr_status kri_assignment_read(kri_call *call, kri_assignment *a)
{
    const char *net = kri_call_value(call, "net");
    double begun = now_s();
    *a = (kri_assignment){ .classes = 0 };
    if (!net)
        return kr_fail(call->job, KR_E_USAGE, "--net FILE is missing; it names the network");
    KR_TRY(kri_assignment_tell(call, a, read_tables(call, net, a)));
    KR_TRY(parse_options(call, a));
    a->read_s = now_s() - begun;
    return KR_OK;
}

kr_status kri_assignment_solve(kri_call *call, kri_assignment *a)
{
    double begun = now_s();
    kr_status status = kr_assign(call->job, &a->roads, a->classes, a->class, &a->options, &a->flow);
    a->solve_s = now_s() - begun;
    if (status == KR_E_LIMIT && a->flow) {
        memcpy(a->ended_by, call->job->message, sizeof a->ended_by);
        return KR_OK;
    }
    return status;
}
