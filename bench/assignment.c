/*
 * assignment.c: equilibrium on the networks of the field, beside a peer.
 *
 *   bench-assignment [--shared FOLDER] [--peer PROGRAM] [--threads N] [--gap G]... [NETWORK]...
 *
 * Seconds run from data in memory to the final exact gap, first trees included. The peer is tap-b's program; its
 * seconds are the ones it prints, which leave out reading and its first trees. Each run is a process of its
 * own, so that memory is its own too. The networks are not ours to ship: --shared names the folder that holds data/tntp.
 */
#include <keruen/assign.h>
#include <keruen/tntp.h>

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
    double seconds, gap, objective, megabytes;
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

/* The path below the shared folder; what is packed is unpacked once, into the folder for temporary files. */
static const char *path_of(const char *name, char path[512])
{
    char command[1100];
    size_t length = strlen(name);
    snprintf(path, 512, "%s/data/tntp/%s", shared, name);
    if (length < 3 || strcmp(name + length - 3, ".xz"))
        return path;
    snprintf(command, sizeof command, "test -s /tmp/keruen-bench-trips.tntp || xz -dc '%s' > /tmp/keruen-bench-trips.tntp", path);
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
        double start = now_s();
        if (kr_assign(&job, &roads, 1, &class, &options, &flow) == KR_OK)
            *out = (struct outcome){ now_s() - start, flow->gap, flow->objective, 0, flow->rounds, 1 };
    }
    if (!out->is_there)
        fprintf(stderr, "%s: %s\n", n->name, job.message);
    kr_job_end(&job);
}

/* In a process of its own; the best of three where that takes no time. */
static struct outcome measure(const struct network *n, double gap)
{
    struct outcome best = { 0 };
    for (int k = 0; k < 3 && (k == 0 || (best.is_there && best.seconds < 1)); k++) {
        struct outcome out = { 0 };
        struct rusage used = { 0 };
        int pipes[2], state;
        if (pipe(pipes))
            return best;
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
        if (k == 0 || (out.is_there && out.seconds < best.seconds))
            best = out;
    }
    return best;
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

static void report(const struct network *n, double gap)
{
    struct outcome ours = measure(n, gap), theirs = { 0 };
    if (!ours.is_there)
        return;
    printf("%-16s %7.0e %9.2e %16.10g %7u %9.4f %7.0f", n->name, gap, ours.gap, ours.objective, ours.rounds, ours.seconds, ours.megabytes);
    if (peer)
        theirs = measure_peer(n, gap);
    if (theirs.is_there)
        printf(" %9.3f %9.2e %7.0f %6.1f", theirs.seconds, theirs.gap, theirs.megabytes, theirs.seconds / ours.seconds);
    printf("\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    double gaps[16];
    int count = 0, named = 0;
    char *names[64];
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--shared") == 0 && ++i)
            shared = value;
        else if (strcmp(argv[i], "--peer") == 0 && ++i)
            peer = value;
        else if (strcmp(argv[i], "--threads") == 0 && ++i)
            threads = atoi(value);
        else if (strcmp(argv[i], "--gap") == 0 && ++i && count < 16)
            gaps[count++] = atof(value);
        else if (named < 64)
            names[named++] = argv[i];
    }
    if (!count) {
        gaps[count++] = 1e-6;
        gaps[count++] = 1e-12;
    }
    printf("%-16s %7s %9s %16s %7s %9s %7s %9s %9s %7s %6s\n", "network", "gap", "reached", "objective", "rounds", "seconds", "MB",
           peer ? "peer s" : "", peer ? "reached" : "", peer ? "MB" : "", peer ? "ratio" : "");
    for (size_t k = 0; k < sizeof networks / sizeof *networks; k++)
        for (int g = 0; g < count; g++) {
            int wanted = named == 0;
            for (int i = 0; i < named; i++)
                wanted |= strcmp(names[i], networks[k].name) == 0;
            if (wanted)
                report(&networks[k], gaps[g]);
        }
    return 0;
}
