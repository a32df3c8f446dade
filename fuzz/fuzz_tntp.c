/* fuzz_tntp.c: any bytes as a network, as demand on it, as flows and as places. The first byte says which. */
#include <keruen/tntp.h>

#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char NET[] = "<NUMBER OF ZONES> 2\n<FIRST THRU NODE> 3\n<END OF METADATA>\n"
                          "1 3 1 1 1 .15 4 0 0 1;\n3 2 1 1 1 .15 4 0 0 1;\n3 2 2 1 1 .15 4 0 0 1;\n";

/* The readers take paths; a pipe's name would not do for reading twice, a file in memory does. */
static const char *in_memory(const void *bytes, size_t size, int *fd, char path[32])
{
    FILE *file = tmpfile();
    if (!file)
        return NULL;
    fwrite(bytes, 1, size, file);
    fflush(file);
    *fd = dup(fileno(file));
    fclose(file);
    snprintf(path, 32, "/proc/self/fd/%d", *fd);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_problems problems = { 0 };
    kr_roads roads;
    kr_demand demand;
    const double *volume, *cost;
    char net[32], path[32];
    int net_fd, fd;
    if (size < 1 || !in_memory(NET, sizeof NET - 1, &net_fd, net) || !in_memory(data + 1, size - 1, &fd, path))
        return 0;
    kr_job_init(&job, (size_t)64 << 20);
    if (data[0] % 4 == 0)
        kr_tntp_read_net(&job, &problems, path, &roads);
    else if (kr_tntp_read_net(&job, NULL, net, &roads) == KR_OK) {
        if (data[0] % 4 == 1)
            kr_tntp_read_trips(&job, &problems, path, &roads, &demand);
        else if (data[0] % 4 == 2)
            kr_tntp_read_flow(&job, &problems, path, &roads, &volume, &cost);
        else
            kr_tntp_read_nodes(&job, &problems, path, &roads);
    }
    kr_job_end(&job);
    close(net_fd);
    close(fd);
    return 0;
}
