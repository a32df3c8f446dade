/* fuzz_tntp.c: any bytes as a network, as demand on it, as flows and as places. The first byte says which. A network with columns behind is the same. */
#include <keruen/io_loaded.h>
#include <keruen/io_tntp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* A file in memory that grows. */
struct written {
    char bytes[1 << 20];
    size_t length;
};

static kr_status into_memory(void *to, const char *bytes, size_t length)
{
    struct written *w = to;
    if (length > sizeof w->bytes - w->length)
        return KR_E_LIMIT;
    memcpy(w->bytes + w->length, bytes, length);
    w->length += length;
    return KR_OK;
}

static void write_again(kr_job *job, const char *net, const kr_roads *roads)
{
    static struct written written;
    const kr_link_column columns[] = { { "flow", roads->free_time }, { "a flow;\n", roads->capacity } };
    kr_roads again;
    char path[32];
    int fd;
    written.length = 0;
    kr_status status = kr_roads_write_loaded(job, net, roads, 2, columns, (kr_sink){ into_memory, &written });
    if (status == KR_E_LIMIT || status == KR_E_MEMORY)
        return;
    if (status != KR_OK || !in_memory(written.bytes, written.length, &fd, path) || kr_tntp_read_net(job, NULL, path, &again) != KR_OK
        || kr_roads_hash(&again) != kr_roads_hash(roads) || memcmp(again.toll, roads->toll, roads->links * sizeof *roads->toll) != 0)
        abort();
    close(fd);
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
    if (data[0] % 4 == 0) {
        if (kr_tntp_read_net(&job, &problems, path, &roads) == KR_OK)
            write_again(&job, path, &roads);
    } else if (kr_tntp_read_net(&job, NULL, net, &roads) == KR_OK) {
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
