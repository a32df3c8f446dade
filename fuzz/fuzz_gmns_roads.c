/*
 * fuzz_gmns_roads.c: any GMNS folder becomes sound roads or a sentence about what is wrong, and so does any change of their
 * links; sound roads carry a trip. A line "@link" in the input begins the file link.csv.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <keruen/assign.h>
#include <keruen/io_demand.h>
#include <keruen/io_gmns.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = { "node", "link", "config", "change" };
#define FILES (sizeof files / sizeof *files)

static char folder[64];

static const char *path_of(size_t file)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s.csv", folder, files[file]);
    return path;
}

static void remove_files(void)
{
    for (size_t k = 0; k < FILES; k++)
        unlink(path_of(k));
}

static void remove_folder(void)
{
    remove_files();
    rmdir(folder);
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "%s/keruen-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder))
        abort();
    atexit(remove_folder);
}

static int open_named(kri_span line)
{
    for (size_t k = 0; k < FILES; k++)
        if (line.length == strlen(files[k]) + 1 && memcmp(line.start + 1, files[k], line.length - 1) == 0)
            return open(path_of(k), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return -1;
}

static void write_files(kri_span rest)
{
    kri_span line;
    int fd = -1;
    while (kri_span_next(&rest, '\n', &line)) {
        if (line.length && *line.start == '@') {
            if (fd >= 0)
                close(fd);
            fd = open_named(line);
        } else if (fd >= 0 && (write(fd, line.start, line.length) != (ssize_t)line.length || write(fd, "\n", 1) != 1)) {
            abort();
        }
    }
    if (fd >= 0)
        close(fd);
}

/* One trip from the first zone to the last. */
static void carry(kr_job *job, const kr_roads *roads, const uint8_t *closed)
{
    uint32_t from = 0, to = roads->zones ? roads->zones - 1 : 0;
    double amount = 1;
    kr_demand demand;
    const kr_flow *flow;
    kr_traffic class = { .demand = &demand, .forbidden = closed };
    kr_assign_options options = { .gap = 1e-6, .rounds = 5 };
    if (to == 0 || kr_demand_build(job, roads->zones, 1, &from, &to, &amount, &demand, NULL) != KR_OK)
        return;
    if (kr_assign(job, roads, 1, &class, &options, &flow) == KR_OK && !(flow->gap <= options.gap))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_roads roads;
    const uint8_t *closed = NULL;
    if (!folder[0])
        make_folder();
    write_files((kri_span){ (const char *)data, size });
    kr_job_init(&job, (size_t)64 << 20);
    kr_status status = kr_roads_read_gmns(&job, NULL, folder, &roads);
    if (status == KR_OK && access(path_of(3), R_OK) == 0)
        status = kr_roads_change_csv(&job, NULL, path_of(3), &roads, &closed);
    if (status == KR_OK && kr_roads_check(&job, &roads) != KR_OK)
        abort();
    if (status == KR_OK)
        carry(&job, &roads, closed);
    else if (!job.message[0])
        abort();
    kr_job_end(&job);
    remove_files();
    return 0;
}
