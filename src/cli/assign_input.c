/* assign_input.c: from the words of keruen assign to roads, demand and flows. */
#include "cli/assign_input.h"

#include <keruen/io_demand.h>
#include <keruen/io_gmns.h>
#include <keruen/io_solution.h>
#include <keruen/io_tntp.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ changes of links */

static kr_status read_changes(kri_call *call, kri_assignment *a)
{
    const char *path = kri_call_value(call, "change"), **name;
    size_t errors = a->problems.errors;
    kr_class_change *change;
    if (!path)
        return KR_OK;
    KRI_NEW(call->job, name, a->classes);
    KRI_NEW(call->job, change, a->classes);
    for (uint32_t m = 0; m < a->classes; m++)
        name[m] = a->class[m].name;
    KR_TRY(kri_assignment_unless_listed(a, errors, kr_roads_change_csv(call->job, &a->problems, path, a->classes, name, &a->roads, change)));
    for (uint32_t m = 0; m < a->classes; m++) {
        a->class[m].forbidden = change[m].forbidden;
        a->class[m].toll = change[m].toll;
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ options */

static kr_status parse_options(kri_call *call, kri_assignment *a)
{
    const char *principle = kri_call_value(call, "principle");
    double rounds = 0;
    a->options = KR_ASSIGN_DEFAULTS;
    a->options.principle = strcmp(principle, "system") == 0 ? KR_SYSTEM : strcmp(principle, "stochastic") == 0 ? KR_STOCHASTIC : KR_USER;
    KR_TRY(kri_call_number(call, "gap", 1e-300, 0.999999, &a->options.gap));
    KR_TRY(kri_call_number(call, "rounds", 0, 4e9, &rounds));
    KR_TRY(kri_call_number(call, "theta", 1e-300, 1e300, &a->options.theta));
    KR_TRY(kri_call_number(call, "ceiling", 1e-300, 1e300, &a->options.ceiling));
    if (rounds != floor(rounds))
        return kr_fail(call->job, KR_E_USAGE, "--rounds is \"%.60s\"; it takes a whole number", kri_call_value(call, "rounds"));
    a->options.rounds = (uint32_t)rounds;
    return KR_OK;
}

static kr_status read_warm(kri_call *call, kri_assignment *a)
{
    const char *warm = kri_call_value(call, "warm");
    kr_solution *solution;
    if (!warm)
        return KR_OK;
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

/* Each needs the ones before it: without a sound network nobody knows what zones are called, nor classes without demand. */
static kr_status read_tables(kri_call *call, const char *net, kri_assignment *a)
{
    KR_TRY(kri_assignment_unless_listed(a, 0, read_net(call, net, a)));
    if (a->problems.errors)
        return KR_OK;
    KR_TRY(kri_assignment_read_demand(call, a));
    return a->problems.errors ? KR_OK : read_changes(call, a);
}

kr_status kri_assignment_read(kri_call *call, kri_assignment *a)
{
    const char *net = kri_call_value(call, "net");
    double begun = kri_now_s();
    *a = (kri_assignment){ .classes = 0 };
    if (!net)
        return kr_fail(call->job, KR_E_USAGE, "--net FILE is missing; it names the network");
    KR_TRY(kri_assignment_check_options(call));
    KR_TRY(parse_options(call, a));
    KR_TRY(kri_assignment_tell(call, a, read_tables(call, net, a)));
    KR_TRY(kri_assignment_check_ceiling(call, a));
    KR_TRY(kri_assignment_look_up(call, a));
    KR_TRY(read_warm(call, a));
    a->read_s = kri_now_s() - begun;
    return KR_OK;
}

/* ------------------------------------------------------------------ the work */

struct watch {
    kr_progress *progress;
    void *to;
    double begun_s;
    char text[64];
};

/* "round 7, gap 2.1e-05, 3.4 s": while nothing is known of the gap, nothing is said of it. */
static void tell_round(void *to, const char *what, double done, double total)
{
    struct watch *watch = to;
    const char *unknown = strstr(what, ", gap inf");
    if (strncmp(what, "round ", 6) != 0) {
        watch->progress(watch->to, what, done, total);
        return;
    }
    int length = unknown ? (int)(unknown - what) : (int)strlen(what);
    snprintf(watch->text, sizeof watch->text, "%.*s, %.1f s", length < 48 ? length : 48, what, kri_now_s() - watch->begun_s);
    watch->progress(watch->to, watch->text, NAN, 0);
}

static kr_status solve_watched(kr_job *job, kri_assignment *a)
{
    struct watch watch = { .progress = job->progress, .to = job->progress_to, .begun_s = kri_now_s() };
    if (!watch.progress)
        return kr_assign(job, &a->roads, a->classes, a->class, &a->options, &a->flow);
    job->progress = tell_round;
    job->progress_to = &watch;
    kr_status status = kr_assign(job, &a->roads, a->classes, a->class, &a->options, &a->flow);
    job->progress = watch.progress;
    job->progress_to = watch.to;
    return status;
}

kr_status kri_assignment_solve(kri_call *call, kri_assignment *a)
{
    double begun = kri_now_s();
    kr_status status = solve_watched(call->job, a);
    a->solve_s = kri_now_s() - begun;
    if (status == KR_E_LIMIT && a->flow) {
        memcpy(a->ended_by, call->job->message, sizeof a->ended_by);
        return KR_OK;
    }
    return status;
}
