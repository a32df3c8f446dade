/* main.c: the program's edge: words in, answer out, signals, and the exit code. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "cli/options.h"

#define LINE_BYTES ((size_t)64 << 20)   /* for what is made of the command line itself */
#define TEXT_COLUMNS 80
#define PROGRESS_AFTER_S 0.5
#define MOST_THREADS 1024

/* Set by a signal, read by the job: the one thing that has to be global. */
static volatile int stop_wanted;

static void want_stop(int signal)
{
    (void)signal;
    stop_wanted = 1;
}

/* The first ctrl-C ends the work in good order, the second ends the program. Who started it with a signal ignored is heard. */
static void listen_for_signals(void)
{
    static const int signals[] = { SIGINT, SIGTERM };
    struct sigaction action = { .sa_handler = want_stop, .sa_flags = (int)SA_RESETHAND }, former;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &former) == 0 && former.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
}

/* A closed standard stream would lend its number to the next file opened. Writing to this stand-in fails, as it should. */
static void fill_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
            _exit(70);
}

static int exit_code_of(kr_status status)
{
    switch (status) {
    case KR_OK: return 0;
    case KR_E_USAGE: return 2;
    case KR_E_INPUT: return 3;
    case KR_E_FILE: return 4;
    case KR_E_LIMIT: case KR_E_MEMORY: return 5;
    case KR_E_BUG: break;
    }
    return 70;
}

static int is_colourful(int fd)
{
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(fd) && !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
}

static int complain(const kr_job *job, const kri_call *call)
{
    const char *name = call->command ? call->command->name : "";
    int colour = is_colourful(STDERR_FILENO);
    fprintf(stderr, "%skeruen%s%s:%s %s\n", colour ? "\033[1;31m" : "", *name ? " " : "", name, colour ? "\033[0m" : "",
            *job->message ? job->message : "failed without a word; please report it");
    return exit_code_of(job->status == KR_OK ? KR_E_BUG : job->status);
}

/* One line that is written over and over, and wiped at the end. Where what is done is no number, the words say all. */
struct progress {
    struct timespec begun, shown;
    int visible;
    const char *what;           /* the phase that the time left is reckoned from */
    struct timespec phase;
    double phase_done;          /* that was there when it began */
};

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

#define LEFT_AFTER_S 2.0

/* ", 40 s left" once the phase has run long enough to tell. */
static void reckon_left(struct progress *progress, struct timespec now, const char *what, double done, double total, char left[32])
{
    *left = 0;
    if (!(total > 0))
        progress->what = NULL;
    else if (progress->what != what || done < progress->phase_done) {
        progress->what = what;
        progress->phase = now;
        progress->phase_done = done;
    }
    if (!progress->what)
        return;
    double passed = seconds_between(progress->phase, now), made = done - progress->phase_done;
    if (!(passed > LEFT_AFTER_S) || !(made > 0))
        return;
    double seconds = passed * (total - done) / made;
    if (seconds < 100)
        snprintf(left, 32, ", %.0f s left", seconds);
    else
        snprintf(left, 32, ", %.0f min left", seconds / 60);
}

static void show_progress(void *to, const char *what, double done, double total)
{
    struct progress *progress = to;
    struct timespec now;
    char left[32];
    clock_gettime(CLOCK_MONOTONIC, &now);
    reckon_left(progress, now, what, done, total, left);
    if (seconds_between(progress->begun, now) < PROGRESS_AFTER_S || seconds_between(progress->shown, now) < 0.1)
        return;
    progress->shown = now;
    progress->visible = 1;
    if (total > 0)
        fprintf(stderr, "\r%.40s %3.0f %%%s\033[K", what, 100 * done / total, left);
    else if (isnan(done))
        fprintf(stderr, "\r%.60s\033[K", what);
    else
        fprintf(stderr, "\r%.40s %.0f\033[K", what, done);
}

static void wipe_progress(struct progress *progress)
{
    if (progress->visible)
        fprintf(stderr, "\r\033[K");
    progress->visible = 0;
}

/* The answer on its way out: what is shown on the same terminal gives way to it. */
struct passage {
    kr_sink out;
    struct progress *progress;
};

static kr_status pass_on(void *to, const char *bytes, size_t length)
{
    struct passage *passage = to;
    wipe_progress(passage->progress);
    return passage->out.write(passage->out.to, bytes, length);
}

static int processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

/* What --memory, --threads, --time-limit and --quiet make of the job that does the work. */
static kr_status open_work(kri_call *call, kr_job *work, struct progress *progress)
{
    size_t bytes = 0;
    double threads = 0, seconds = -1;
    const char *memory = kri_call_value(call, "memory");
    if (memory && (!kri_options_bytes(memory, &bytes) || bytes < (1 << 20)))
        return kr_fail(call->job, KR_E_USAGE, "--memory is \"%.60s\"; it takes bytes, 1M at least, such as 500M or 4G", memory);
    KR_TRY(kri_call_number(call, "threads", 0, MOST_THREADS, &threads));
    KR_TRY(kri_call_number(call, "time-limit", 0.001, 1e9, &seconds));
    kr_job_init(work, memory ? bytes : LINE_BYTES);
    work->threads = threads >= 1 ? (int)threads : processors();
    work->cancel = &stop_wanted;
    if (seconds > 0)
        kr_job_deadline(work, seconds);
    call->quiet = kri_call_has(call, "quiet");
    if (!call->quiet && isatty(STDERR_FILENO)) {
        clock_gettime(CLOCK_MONOTONIC, &progress->begun);
        work->progress = show_progress;
        work->progress_to = progress;
    }
    return KR_OK;
}

static kr_status answer(kri_call *call, struct progress *progress)
{
    const char *path = kri_call_value(call, "out");
    kri_output *output;
    KR_TRY(kri_output_open(call->job, path ? path : "-", &output));
    struct passage passage = { kri_output_sink(output), progress };
    call->out = (kr_sink){ pass_on, &passage };
    call->columns = TEXT_COLUMNS;
    call->colour = (!path || strcmp(path, "-") == 0) && is_colourful(STDOUT_FILENO);
    KR_TRY(call->command->run(call));
    wipe_progress(progress);
    return kri_output_close(output);
}

static int run(kri_call *call)
{
    kr_job work;
    struct progress progress = { .visible = 0 };
    if (open_work(call, &work, &progress) != KR_OK)
        return complain(call->job, call);
    call->job = &work;
    kr_status status = answer(call, &progress);
    wipe_progress(&progress);
    int code = status == KR_OK ? call->exit_code : complain(&work, call);
    kr_job_end(&work);
    return code;
}

int main(int argc, char **argv)
{
    kr_job line;
    kri_call call;
    fill_closed_streams();
    listen_for_signals();
    kr_job_init(&line, LINE_BYTES);
    kr_status status = kri_options_parse(&line, argc - 1, argv + 1, &call);
    int code = status == KR_OK ? run(&call) : complain(&line, &call);
    kr_job_end(&line);
    return code;
}
