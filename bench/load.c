/*
 * load.c: a GMNS folder of a million links, read and frozen.
 *
 *     bench-load [LINKS [RUNS [POINTS]]]
 *
 * Writes a folder of so many two-way links between two fifths as many places (a grid with diagonals), with the columns
 * that planning networks have, and measures reading it and freezing its network, each run in a process of its own. With POINTS
 * every link has a shape of so many.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <keruen/io.h>

#include "stopwatch.h"

static FILE *open_table(const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_nodes(const char *folder, unsigned side)
{
    FILE *file = open_table(folder, "node.csv");
    fprintf(file, "node_id,name,x_coord,y_coord,node_type,zone_id\n");
    for (unsigned i = 0; i < side * side; i++)
        fprintf(file, "%u,,%.6f,%.6f,,%u\n", i + 1, 40 + 1e-3 * (i % side), 40 + 1e-3 * (i / side), i % 97 == 0 ? i / 97 + 1 : 0);
    fclose(file);
}

/* From place i to a place so many steps away, as the nodes' coordinates have them. */
static void write_shape(FILE *file, unsigned x, unsigned y, int step_x, int step_y, unsigned points)
{
    fprintf(file, ",\"LINESTRING (");
    for (unsigned k = 0; k < points; k++) {
        double share = (double)k / (points - 1);
        fprintf(file, "%s%.6f %.6f", k ? ", " : "", 40 + 1e-3 * (x + share * step_x), 40 + 1e-3 * (y + share * step_y));
    }
    fprintf(file, ")\"");
}

static void write_links(const char *folder, unsigned side, unsigned links, unsigned points)
{
    static const int step_x[] = { 1, 0, 1 }, step_y[] = { 0, 1, 1 };
    FILE *file = open_table(folder, "link.csv");
    unsigned written = 0;
    fprintf(file, "link_id,from_node_id,to_node_id,directed,facility_type,length,free_speed,capacity,lanes,allowed_uses%s\n", points > 1 ? ",geometry" : "");
    for (unsigned round = 0; written < links; round++)
        for (unsigned i = 0; i < side * side && written < links; i++) {
            unsigned x = i % side, y = i / side, kind = round % 3;
            if (x + (unsigned)step_x[kind] >= side || y + (unsigned)step_y[kind] >= side)
                continue;
            unsigned to = i + (unsigned)step_x[kind] + side * (unsigned)step_y[kind];
            fprintf(file, "%u,%u,%u,0,%s,%.3f,%u,%u,%u,all", ++written, i + 1, to + 1, kind ? "secondary" : "primary",
                    0.1 + 0.001 * (i % 50), 30 + 10 * (i % 7), 600 + 300 * (i % 4), 1 + i % 3);
            if (points > 1)
                write_shape(file, x, y, step_x[kind], step_y[kind], points);
            fputc('\n', file);
        }
    fclose(file);
}

static int load(const char *folder)
{
    kr_job job;
    kr_world world;
    kr_network network;
    struct rusage usage;
    kr_job_init(&job, (size_t)8 << 30);
    double begin = kri_now_s(), busy = bench_cpu_s();
    if (kr_world_read(&job, folder, NULL, &world) != KR_OK) {
        fprintf(stderr, "%s\n", job.message);
        return 1;
    }
    double read = kri_now_s();
    if (kr_network_freeze(&job, &world, &network) != KR_OK) {
        fprintf(stderr, "%s\n", job.message);
        return 1;
    }
    double frozen = kri_now_s();
    busy = bench_cpu_s() - busy;
    getrusage(RUSAGE_SELF, &usage);
    printf("%u links, %u places, %u arcs: read %.2f s, freeze %.2f s, together %.2f s (processor %.2f s); %.0f MB resident, %.0f MB by the job\n",
           world.link.count, world.node.count, network.graph.arcs, read - begin, frozen - read, frozen - begin, busy,
           (double)usage.ru_maxrss / 1024, (double)job.peak_bytes / (1 << 20));
    kr_job_end(&job);
    return 0;
}

static int in_own_process(const char *folder)
{
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        exit(load(folder));
    waitpid(child, &status, 0);
    return status;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/keruen-bench-XXXXXX", path[128];
    unsigned links = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000000, runs = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 5, side = 2;
    unsigned points = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
    int failed = 0;
    while (5 * side * side < 2 * links)
        side++;
    if (!mkdtemp(folder)) {
        perror(folder);
        return 1;
    }
    write_nodes(folder, side);
    write_links(folder, side, links, points);
    for (unsigned i = 0; i < runs && !failed; i++)
        failed = in_own_process(folder);
    snprintf(path, sizeof path, "%s/node.csv", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/link.csv", folder);
    unlink(path);
    rmdir(folder);
    return failed != 0;
}
