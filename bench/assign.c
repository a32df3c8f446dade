/*
 * assign.c: equilibrium on the networks of the field, beside a peer.
 *
 *   bench-assign [--shared FOLDER] [--peer PROGRAM] [--threads N] [--warm] [--draws N] [--gap G]... [NETWORK]...
 *
 * Seconds run from data in memory to the final exact gap, first trees included; cpu is the processor's time in them. The peer
 * is tap-b's program; its seconds are the wall's, as it prints them, which leave out reading and its first trees. The
 * ratio is between the walls, so both need the same quiet. Each run is a process of its own, so that memory is its own too;
 * what takes less than a second is run three times, ours and theirs in turn, and the best of each counts.
 * --warm: the same network with the capacity of every hundredth link x 0.9, and with one closed link opened, from the
 * base's solution and from the cold, in turn; --draws opens N links more, drawn at random among those with flow. The
 * networks are not ours to ship: --shared names the folder that holds data/tntp.
 */
#include <keruen/assign.h>
#include <keruen/io_tntp.h>

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct network {
    const char *name, *net, *trips;
    double toll, distance;
} networks[] = {
    { "sioux-falls", "SiouxFalls/SiouxFalls_net.tntp", "SiouxFalls/SiouxFalls_trips.tntp", 0, 0 },
    { "anaheim", "Anaheim/Anaheim_net.tntp", "Anaheim/Anaheim_trips.tntp", 0, 0 },
    { "winnipeg", "Winnipeg/Winnipeg_net.tntp", "Winnipeg/Winnipeg_trips.tntp", 0, 0 },
    { "barcelona", "Barcelona/Barcelona_net.tntp", "Barcelona/Barcelona_trips.tntp", 0, 0 },
    { "chicago-sketch", "Chicago-Sketch/ChicagoSketch_net.tntp", "Chicago-Sketch/ChicagoSketch_trips.tntp", .02, .04 },
    { "berlin-center", "Berlin-Center/berlin-center_net.tntp", "Berlin-Center/berlin-center_trips.tntp", 0, 0 },
    { "chicago-regional", "chicago-regional/ChicagoRegional_net.tntp",
      "chicago-regional-surrogate/ChicagoRegionalSurrogate_trips.tntp.xz", .1, .25 },
};

struct outcome {
    double seconds, cpu, gap, objective, megabytes;
    unsigned rounds;
    int is_there;
};

static const char *shared = "../shared", *peer;
static int threads = 1, draws;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The path below the shared folder; what is packed is unpacked into the folder for temporary files, whole, and again when it is newer. */
static const char *path_of(const char *name, char path[512])
{
    char command[2 * PATH_MAX + 200], source[PATH_MAX];
    size_t length = strlen(name);
    snprintf(path, 512, "%s/data/tntp/%s", shared, name);
    if (length < 3 || strcmp(name + length - 3, ".xz"))
        return path;
    if (!realpath(path, source))
        return path;
    snprintf(command, sizeof command, "cd /tmp && { test keruen-bench-trips.tntp -nt '%s' || { xz -dc '%s' > keruen-bench-part"
             " && mv keruen-bench-part keruen-bench-trips.tntp; }; }", source, source);
    return system(command) == 0 ? strcpy(path, "/tmp/keruen-bench-trips.tntp") : path;
}

static void solve(const struct network *n, double gap, struct outcome *out)
{
    kr_job job;
    kr_roads roads;
    kr_demand demand;
    const kr_flow *flow;
    char path[512];
    kr_job_init(&job, (size_t)16 << 30);
    job.threads = threads;
    if (kr_tntp_read_net(&job, NULL, path_of(n->net, path), &roads) == KR_OK
        && kr_tntp_read_trips(&job, NULL, path_of(n->trips, path), &roads, &demand) == KR_OK) {
        kr_traffic class = { .demand = &demand, .toll_weight = n->toll, .distance_weight = n->distance };
        kr_assign_options options = { .gap = gap, .rounds = 200 };
        double start = now_s(), start_cpu = cpu_s();
        if (kr_assign(&job, &roads, 1, &class, &options, &flow) == KR_OK)
            *out = (struct outcome){ now_s() - start, cpu_s() - start_cpu, flow->gap, flow->objective, 0, flow->rounds, 1 };
    }
    if (!out->is_there)
        fprintf(stderr, "%s: %s\n", n->name, job.message);
    kr_job_end(&job);
}

/* In a process of its own. */
static struct outcome measure(const struct network *n, double gap)
{
    struct outcome out = { 0 };
    struct rusage used = { 0 };
    int pipes[2], state;
    if (pipe(pipes))
        return out;
    pid_t child = fork();
    if (child == 0) {
        solve(n, gap, &out);
        _exit(write(pipes[1], &out, sizeof out) != sizeof out);
    }
    close(pipes[1]);
    if (read(pipes[0], &out, sizeof out) != sizeof out)
        out.is_there = 0;
    close(pipes[0]);
    wait4(child, &state, 0, &used);
    out.megabytes = (double)used.ru_maxrss * 1024 / 1e6;
    return out;
}

/* The peer reads weights from the head of the network file and everything else from a file of parameters. */
static int write_peer_files(const struct network *n, double gap, const char *parameters)
{
    char net[512], trips[512], command[1600];
    FILE *file = fopen(parameters, "w");
    if (!file)
        return 0;
    path_of(n->net, net);
    path_of(n->trips, trips);
    fprintf(file, "<NETWORK FILE> keruen-bench-net.tntp\n<TRIPS FILE> keruen-bench-peer-trips.tntp\n<CONVERGENCE GAP> %g\n"
            "<FILE PATH> /tmp/\n<DATA PATH> /tmp/\n<FLOWS FILE> keruen-bench-flows.txt\n<MAX RUN TIME> 1500\n<NUMBER OF THREADS> 1\n", gap);
    fclose(file);
    snprintf(command, sizeof command, "{ echo '<TOLL FACTOR> %g'; echo '<DISTANCE FACTOR> %g'; cat '%s'; } > /tmp/keruen-bench-net.tntp"
             " && cp '%s' /tmp/keruen-bench-peer-trips.tntp", n->toll, n->distance, net, trips);
    return system(command) == 0;
}

static struct outcome measure_peer(const struct network *n, double gap)
{
    static const char parameters[] = "/tmp/keruen-bench-parameters.txt";
    struct outcome out = { 0 };
    struct rusage used = { 0 };
    char line[1024];
    int pipes[2], state;
    if (!write_peer_files(n, gap, parameters) || pipe(pipes))
        return out;
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], STDOUT_FILENO);
        if (chdir("/tmp") == 0)
            execl(peer, peer, parameters, (char *)NULL);
        _exit(127);
    }
    close(pipes[1]);
    FILE *lines = fdopen(pipes[0], "r");
    while (lines && fgets(line, sizeof line, lines))
        if (sscanf(line, "Iteration %u: gap %lf, obj %lf, time %lf", &out.rounds, &out.gap, &out.objective, &out.seconds) == 4)
            out.is_there = 1;
    if (lines)
        fclose(lines);
    wait4(child, &state, 0, &used);
    out.megabytes = (double)used.ru_maxrss * 1024 / 1e6;
    return out;
}

static void keep_better(struct outcome *best, struct outcome next)
{
    if (next.is_there && (!best->is_there || next.seconds < best->seconds))
        *best = next;
}

static void report(const struct network *n, double gap)
{
    struct outcome ours = { 0 }, theirs = { 0 };
    for (int k = 0; k < 3 && (k == 0 || (ours.is_there && ours.seconds < 1)); k++) {
        keep_better(&ours, measure(n, gap));
        if (peer)
            keep_better(&theirs, measure_peer(n, gap));
    }
    if (!ours.is_there)
        return;
    printf("%-16s %7.0e %9.2e %16.10g %7u %9.4f %9.4f %7.0f", n->name, gap, ours.gap, ours.objective, ours.rounds, ours.seconds, ours.cpu, ours.megabytes);
    if (theirs.is_there)
        printf(" %9.3f %9.2e %7.0f %6.1f", theirs.seconds, theirs.gap, theirs.megabytes, theirs.seconds / ours.seconds);
    printf("\n");
    fflush(stdout);
}

/* ------------------------------------------------------------------ warm starts */

/* Roads and traffic of a network in memory, and what is asked of them. */
struct trial {
    const struct network *network;
    const kr_roads *roads;
    const kr_traffic *class;
    double gap;
};

static struct outcome assign(kr_job *job, const struct trial *t, const kr_solution *from, const kr_flow **flow)
{
    kr_assign_options options = { .gap = t->gap, .rounds = 200, .warm = from };
    double start = now_s(), start_cpu = cpu_s();
    if (kr_assign(job, t->roads, 1, t->class, &options, flow) != KR_OK) {
        fprintf(stderr, "%s: %s\n", t->network->name, job->message);
        exit(1);
    }
    return (struct outcome){ now_s() - start, cpu_s() - start_cpu, (*flow)->gap, (*flow)->objective, 0, (*flow)->rounds, 1 };
}

/* One assignment in a process of its own, so that its memory is as new as that of a first run. */
static struct outcome assign_apart(const struct trial *t, const kr_solution *from)
{
    struct outcome out = { 0 };
    int pipes[2];
    fflush(stdout);
    if (pipe(pipes))
        exit(1);
    pid_t child = fork();
    if (child == 0) {
        kr_job job;
        const kr_flow *flow;
        kr_job_init(&job, (size_t)16 << 30);
        job.threads = threads;
        out = assign(&job, t, from, &flow);
        _exit(write(pipes[1], &out, sizeof out) != sizeof out);
    }
    close(pipes[1]);
    if (child < 0 || read(pipes[0], &out, sizeof out) != sizeof out)
        exit(1);
    close(pipes[0]);
    waitpid(child, NULL, 0);
    return out;
}

static void keep_less(struct outcome *best, struct outcome next)
{
    if (!best->is_there || next.cpu < best->cpu)
        *best = next;
}

/* Cold and warm in turn, the least of each: processor seconds, share of the cold ones. */
static double compare(const struct trial *t, const kr_solution *from, const char *change)
{
    struct outcome cold = { 0 }, warm = { 0 };
    for (int k = 0; k < 3 || (k < 9 && cold.cpu + warm.cpu < .5); k++) {
        keep_less(&cold, assign_apart(t, NULL));
        keep_less(&warm, assign_apart(t, from));
    }
    printf("%-16s %7.0e  %-28s cold %8.4f (%2u rounds) warm %8.4f (%2u) share %.2f  objectives differ by %.0e\n", t->network->name, t->gap,
           change, cold.cpu, cold.rounds, warm.cpu, warm.rounds, warm.cpu / cold.cpu, fabs(warm.objective / cold.objective - 1));
    fflush(stdout);
    return warm.cpu / cold.cpu;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Links with flow between nodes that may be passed; returns how many. */
static uint32_t list_used(const kr_roads *roads, const kr_flow *flow, uint32_t *used)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < roads->links; a++)
        if (!roads->no_through[roads->tail[a]] && !roads->no_through[roads->head[a]] && flow->flow[a] > 0)
            used[count++] = a;
    return count;
}

/* The link with the median flow: neither a main road nor a lane. */
static uint32_t usual_link(const kr_flow *flow, const uint32_t *used, uint32_t count)
{
    double *flows = malloc(count * sizeof *flows);
    uint32_t best = 0;
    for (uint32_t k = 0; k < count; k++)
        flows[k] = flow->flow[used[k]];
    qsort(flows, count, sizeof *flows, by_value);
    for (uint32_t k = 0; k < count; k++)
        if (flow->flow[used[k]] == flows[count / 2])
            best = used[k];
    free(flows);
    return best;
}

/* Knuth's linear congruential generator: the draws are the same everywhere. */
static uint32_t draw(uint64_t *state, uint32_t count)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % count);
}

static double open_link(kr_job *job, struct trial t, uint32_t link)
{
    kr_traffic class = *t.class, closed_to = *t.class;
    struct trial before = t;
    kr_solution base;
    const kr_flow *flow;
    char change[64];
    uint8_t *closed = calloc(t.roads->links, 1);
    closed[link] = 1;
    closed_to.forbidden = closed;
    before.class = &closed_to;
    assign(job, &before, NULL, &flow);
    kr_flow_solution(job, flow, &base);
    t.class = &class;
    snprintf(change, sizeof change, "link %u opened:", link + 1);
    double share = compare(&t, &base, change);
    free(closed);
    return share;
}

static void open_drawn(kr_job *job, const struct trial *t, const uint32_t *used, uint32_t count)
{
    double *share = malloc((size_t)draws * sizeof *share);
    uint64_t state = 1;
    for (int k = 0; k < draws; k++)
        share[k] = open_link(job, *t, used[draw(&state, count)]);
    qsort(share, (size_t)draws, sizeof *share, by_value);
    printf("%-16s %7.0e  %d drawn links opened: share %.2f to %.2f, median %.2f\n", t->network->name, t->gap, draws, share[0], share[draws - 1],
           share[draws / 2]);
    free(share);
}

/* Leaves the flows on the changed roads behind. */
static void widen(kr_job *job, const struct trial *t, const kr_flow **flow)
{
    kr_roads changed = *t->roads;
    struct trial after = *t;
    kr_solution base;
    double *capacity = malloc(changed.links * sizeof *capacity);
    kr_flow_solution(job, *flow, &base);
    for (uint32_t a = 0; a < changed.links; a++)
        capacity[a] = t->roads->capacity[a] * (a % 100 == 50 ? .9 : 1);
    changed.capacity = capacity;
    after.roads = &changed;
    compare(&after, &base, "1 % of links x 0.9:");
    assign(job, &after, NULL, flow);
    free(capacity);
}

static void warm(const struct network *n, double gap)
{
    kr_job job;
    kr_roads roads;
    kr_demand demand;
    const kr_flow *flow;
    char path[512];
    kr_job_init(&job, (size_t)64 << 30);    /* one thread: where others have been, a process must not fork any more that wants some */
    if (kr_tntp_read_net(&job, NULL, path_of(n->net, path), &roads) || kr_tntp_read_trips(&job, NULL, path_of(n->trips, path), &roads, &demand))
        exit(1);
    kr_traffic class = { .demand = &demand, .toll_weight = n->toll, .distance_weight = n->distance };
    struct trial t = { n, &roads, &class, gap };
    uint32_t *used = malloc(roads.links * sizeof *used);
    assign(&job, &t, NULL, &flow);
    uint32_t count = list_used(&roads, flow, used);
    widen(&job, &t, &flow);
    open_link(&job, t, usual_link(flow, used, count));
    if (draws > 0)
        open_drawn(&job, &t, used, count);
    fflush(stdout);
    free(used);
    kr_job_end(&job);
}

static int is_network(const char *name)
{
    for (size_t k = 0; k < sizeof networks / sizeof *networks; k++)
        if (strcmp(name, networks[k].name) == 0)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    double gaps[16];
    int count = 0, named = 0, is_warm = 0;
    char *names[64];
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--shared") == 0 && ++i)
            shared = value;
        else if (strcmp(argv[i], "--peer") == 0 && ++i)
            peer = value;
        else if (strcmp(argv[i], "--threads") == 0 && ++i)
            threads = atoi(value);
        else if (strcmp(argv[i], "--warm") == 0)
            is_warm = 1;
        else if (strcmp(argv[i], "--draws") == 0 && ++i)
            draws = atoi(value);
        else if (strcmp(argv[i], "--gap") == 0 && ++i && count < 16)
            gaps[count++] = atof(value);
        else if (named < 64)
            names[named++] = argv[i];
    }
    for (int i = 0; i < named; i++)
        if (!is_network(names[i])) {
            fprintf(stderr, "there is no network \"%s\"; they are called as winnipeg or chicago-sketch\n", names[i]);
            return 2;
        }
    if (!count) {
        gaps[count++] = 1e-6;
        gaps[count++] = 1e-12;
    }
    if (!is_warm)
        printf("%-16s %7s %9s %16s %7s %9s %9s %7s %9s %9s %7s %6s\n", "network", "gap", "reached", "objective", "rounds", "seconds", "cpu", "MB",
               peer ? "peer s" : "", peer ? "reached" : "", peer ? "MB" : "", peer ? "ratio" : "");
    for (size_t k = 0; k < sizeof networks / sizeof *networks; k++)
        for (int g = 0; g < count; g++) {
            int wanted = named == 0;
            for (int i = 0; i < named; i++)
                wanted |= strcmp(names[i], networks[k].name) == 0;
            if (wanted)
                (is_warm ? warm : report)(&networks[k], gaps[g]);
        }
    return 0;
}
