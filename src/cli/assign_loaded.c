/* assign_loaded.c: the network's own table of links with the flows of keruen assign behind its columns. */
#include "cli/assign_input.h"

#include <keruen/io_loaded.h>

#include "base/arena.h"
#include "base/file.h"

static kr_status name_columns(kri_call *call, const kri_assignment *a, kr_link_column *column, uint32_t *columns)
{
    column[(*columns)++] = (kr_link_column){ "flow", a->flow->flow };
    column[(*columns)++] = (kr_link_column){ "cost", a->flow->class_cost[0] };
    for (uint32_t m = 0; a->classes > 1 && m < a->classes; m++) {
        const char *name = kri_job_format(call->job, "flow_%s", a->class[m].name);
        if (!name)
            return KR_E_MEMORY;
        column[(*columns)++] = (kr_link_column){ name, a->flow->class_flow[m] };
    }
    return KR_OK;
}

kr_status kri_assignment_write_loaded(kri_call *call, const kri_assignment *a, const char *path)
{
    kr_link_column *column;
    uint32_t columns = 0;
    kri_output *output;
    KRI_NEW(call->job, column, (size_t)a->classes + 2);
    KR_TRY(name_columns(call, a, column, &columns));
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(kr_roads_write_loaded(call->job, kri_call_value(call, "net"), &a->roads, columns, column, kri_output_sink(output)));
    return kri_output_close(output);
}
