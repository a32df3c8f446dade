/* fuzz_omx.c: any bytes as an Open Matrix file, read whole: matrices, lookups, demand. */
#include <keruen/io_omx.h>

#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(kr_job *job, const char *path)
{
    static const uint64_t id[] = { 1, 2 };
    static const uint32_t zone_node[] = { 0, 1 };
    kr_roads roads = { .nodes = 2, .zones = 2, .node_id = id, .zone_node = zone_node };
    kr_omx *omx;
    kr_demand demand;
    if (kr_omx_open(job, path, &omx) == KR_OK) {
        for (uint32_t k = 0; k < omx->matrices; k++) {
            double *row = kr_job_alloc(job, omx->columns, sizeof *row);
            if (row)
                kr_omx_read(omx, omx->matrix[k], 0, 1, row);
        }
        for (uint32_t k = 0; k < omx->lookups; k++) {
            const char *const *labels;
            uint32_t length;
            kr_omx_read_lookup(omx, omx->lookup[k], &labels, &length);
        }
    }
    kr_demand_read_omx(job, path, NULL, NULL, &roads, &demand);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    char path[32];
    FILE *file = tmpfile();
    if (!file)
        return 0;
    fwrite(data, 1, size, file);
    fflush(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    kr_job_init(&job, (size_t)64 << 20);
    read_all(&job, path);
    kr_job_end(&job);
    fclose(file);
    return 0;
}
