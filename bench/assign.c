/*
 * assign.c: equilibrium on the networks of the field, beside a peer.
 *
 *   bench-assign [--shared FOLDER] [--peer PROGRAM] [--threads N] [--warm] [--gap G]... [NETWORK]...
 *
 * Seconds run from data in memory to the final exact gap, first trees included; cpu is the processor's time in them. The peer
 * is tap-b's program; its seconds are the wall's, as it prints them, which leave out reading and its first trees. The
 * ratio is between the walls, so both need the same quiet. Each run is a process of its own, so that memory is its own too;
 * what takes less than a second is run three times, ours and theirs in turn, and the best of each counts.
 * --warm: the same network with the capacity of every hundredth link x 0.9, and with one closed link opened, from the
 * base's solution and from the cold. The networks are not ours to ship: --shared names the folder that holds data/tntp.
 */
#include <keruen/assign.h>
#include <keruen/io_tntp.h>

#include <limits.h>
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
static int threads = 1;

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

static double timed(kr_job *job, const kr_roads *roads, const kr_traffic *class, const kr_assign_options *options, const kr_flow **flow)
{
    double start = cpu_s();
    if (kr_assign(job, roads, 1, class, options, flow) != KR_OK) {
        fprintf(stderr, "%s\n", job->message);
        exit(1);
    }
    return cpu_s() - start;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The link with the median flow of those that have some, between nodes that may be passed: neither a main road nor a lane. */
static uint32_t usual_link(const kr_roads *roads, const kr_flow *flow)
{
    double *flows = malloc(roads->links * sizeof *flows);
    uint32_t count = 0, best = 0;
    for (uint32_t a = 0; a < roads->links; a++)
        if (!roads->no_through[roads->tail[a]] && !roads->no_through[roads->head[a]] && flow->flow[a] > 0)
            flows[count++] = flow->flow[a];
    qsort(flows, count, sizeof *flows, by_value);
    for (uint32_t a = 0; count && a < roads->links; a++)
        if (!roads->no_through[roads->tail[a]] && !roads->no_through[roads->head[a]] && flow->flow[a] == flows[count / 2])
            best = a;
    free(flows);
    return best;
}

static void warm(const struct network *n, double gap)
{
    kr_job job;
    kr_roads roads;
    kr_demand demand;
    kr_solution base;
    const kr_flow *flow;
    char path[512];
    kr_job_init(&job, (size_t)16 << 30);
    job.threads = threads;
    if (kr_tntp_read_net(&job, NULL, path_of(n->net, path), &roads) || kr_tntp_read_trips(&job, NULL, path_of(n->trips, path), &roads, &demand))
        exit(1);
    kr_traffic class = { .demand = &demand, .toll_weight = n->toll, .distance_weight = n->distance };
    kr_assign_options options = { .gap = gap, .rounds = 200 };
    double *capacity = malloc(roads.links * sizeof *capacity);
    uint8_t *closed = calloc(roads.links, 1);
    timed(&job, &roads, &class, &options, &flow);
    kr_flow_solution(&job, flow, &base);
    for (uint32_t a = 0; a < roads.links; a++)
        capacity[a] = roads.capacity[a] * (a % 100 == 50 ? .9 : 1);
    kr_roads changed = roads;
    changed.capacity = capacity;
    double cold = timed(&job, &changed, &class, &options, &flow);
    options.warm = &base;
    double again = timed(&job, &changed, &class, &options, &flow);
    printf("%-16s %7.0e  1 %% of links x 0.9: cold %8.4f warm %8.4f share %.2f\n", n->name, gap, cold, again, again / cold);
    options.warm = NULL;
    closed[usual_link(&roads, flow)] = 1;
    class.forbidden = closed;
    timed(&job, &roads, &class, &options, &flow);
    kr_flow_solution(&job, flow, &base);
    class.forbidden = NULL;
    cold = timed(&job, &roads, &class, &options, &flow);
    options.warm = &base;
    again = timed(&job, &roads, &class, &options, &flow);
    printf("%-16s %7.0e  one link opened:     cold %8.4f warm %8.4f share %.2f\n", n->name, gap, cold, again, again / cold);
    fflush(stdout);
    free(capacity);
    free(closed);
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
