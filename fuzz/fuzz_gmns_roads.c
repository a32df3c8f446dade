/*
 * fuzz_gmns_roads.c: any GMNS folder becomes sound roads or a sentence about what is wrong, and so does any change of their
 * links; sound roads carry a trip, and their table with columns behind is the same roads. A line "@link" in the input begins the file link.csv.
 */
#include <string.h>

#include <keruen/assign.h>
#include <keruen/io_demand.h>
#include <keruen/io_gmns.h>
#include <keruen/io_loaded.h>

#include "own_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One trip from the first zone to the last. */
static void carry(kr_job *job, const kr_roads *roads, const kr_class_change *change)
{
    uint32_t from = 0, to = roads->zones ? roads->zones - 1 : 0;
    double amount = 1;
    kr_demand demand;
    const kr_flow *flow;
    kr_traffic class = { .demand = &demand, .forbidden = change->forbidden, .toll = change->toll, .toll_weight = 1 };
    kr_assign_options options = { .gap = 1e-6, .rounds = 5 };
    if (to == 0 || kr_demand_build(job, roads->zones, 1, &from, &to, &amount, &demand, NULL) != KR_OK)
        return;
    if (kr_assign(job, roads, 1, &class, &options, &flow) == KR_OK && !(flow->gap <= options.gap))
        abort();
}

static kr_status into_file(void *to, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, to) == length ? KR_OK : KR_E_FILE;
}

static void write_again(kr_job *job, const kr_roads *roads)
{
    const kr_link_column columns[] = { { "flow", roads->free_time }, { "flow", roads->capacity } };
    kr_roads again;
    FILE *file = fopen(path_in_folder("again.csv"), "wb");
    if (!file || kr_roads_write_loaded(job, folder, roads, 2, columns, (kr_sink){ into_file, file }) != KR_OK || fclose(file) != 0)
        abort();
    char *link = strdup(path_in_folder("link.csv"));
    if (!link || rename(path_in_folder("again.csv"), link) != 0 || kr_roads_read_gmns(job, NULL, folder, &again) != KR_OK
        || kr_roads_hash(&again) != kr_roads_hash(roads) || memcmp(again.free_time, roads->free_time, roads->links * sizeof *roads->free_time) != 0)
        abort();
    free(link);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_roads roads;
    static const char *const names[] = { "truck" };
    kr_class_change change = { NULL, NULL };
    make_folder();
    put_tables(data, size);
    kr_job_init(&job, (size_t)64 << 20);
    kr_status status = kr_roads_read_gmns(&job, NULL, folder, &roads);
    if (status == KR_OK)
        write_again(&job, &roads);
    if (status == KR_OK && access(path_in_folder("change.csv"), R_OK) == 0)
        status = kr_roads_change_csv(&job, NULL, path_in_folder("change.csv"), 1, names, &roads, &change);
    if (status == KR_OK && kr_roads_check(&job, &roads) != KR_OK)
        abort();
    if (status == KR_OK)
        carry(&job, &roads, &change);
    else if (!job.message[0])
        abort();
    kr_job_end(&job);
    return 0;
}
