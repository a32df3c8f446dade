/* fuzz_solution.c: any bytes as a saved assignment, and what reads as one as the beginning of an assignment. */
#include <keruen/assign.h>
#include <keruen/solution.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t tail[] = { 0, 1, 0 }, head[] = { 1, 2, 2 }, zone_node[] = { 0, 2 };
static const uint64_t id[] = { 1, 2, 3 };
static const double capacity[] = { 1, 1, 1 }, free_time[] = { 1, 1, 3 }, alpha[] = { .15, .15, .15 }, power[] = { 4, 4, 4 };

static void begin_with(kr_job *job, kr_solution *solution)
{
    static const uint32_t from[] = { 0 }, to[] = { 1 };
    static const double amount[] = { 2 };
    kr_roads roads = { .nodes = 3, .links = 3, .zones = 2, .tail = tail, .head = head, .node_id = id, .zone_node = zone_node,
                       .capacity = capacity, .free_time = free_time, .alpha = alpha, .power = power };
    kr_demand demand;
    const kr_flow *flow;
    if (solution->links != 3 || solution->zones != 2 || kr_demand_build(job, 2, 1, from, to, amount, &demand, NULL) != KR_OK)
        return;
    solution->roads_hash = kr_roads_hash(&roads);
    kr_traffic traffic = { .demand = &demand };
    kr_assign_options options = { .gap = 1e-6, .rounds = 10, .warm = solution };
    kr_assign(job, &roads, 1, &traffic, &options, &flow);
}

/* The check sum is set right, or no fuzzer would ever come behind it. */
static void mend(uint8_t *bytes, size_t size)
{
    uint64_t sum = 0, sources = 0, entries = 0;
    if (size < 48)
        return;
    memcpy(&sources, bytes + 28, 4);
    memcpy(&entries, bytes + 32, 8);
    const uint64_t lengths[] = { sources * 4, sources * 4, (sources + 1) * 8, entries * 8, entries * 4 };
    size_t at = 48;
    for (int k = 0; k < 5; k++) {
        if (lengths[k] > size - at)
            return;
        size_t end = at + (size_t)lengths[k];
        for (; end - at >= 8; at += 8) {
            uint64_t word;
            memcpy(&word, bytes + at, 8);
            sum = (sum ^ word) * 0x100000001B3u;
            sum ^= sum >> 32;
        }
        for (; at < end; at++)
            sum = (sum ^ bytes[at]) * 0x100000001B3u;
    }
    memcpy(bytes + 40, &sum, 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[1 << 16];
    kr_job job;
    kr_solution solution;
    char path[32];
    FILE *file = tmpfile();
    if (!file || size > sizeof bytes) {
        if (file)
            fclose(file);
        return 0;
    }
    memcpy(bytes, data, size);
    mend(bytes, size);
    fwrite(bytes, 1, size, file);
    fflush(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    kr_job_init(&job, (size_t)64 << 20);
    if (kr_solution_read(&job, path, &solution) == KR_OK)
        begin_with(&job, &solution);
    kr_job_end(&job);
    fclose(file);
    return 0;
}
