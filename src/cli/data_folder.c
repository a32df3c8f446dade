/* data_folder.c: where the region's tables are. */
#include "cli/command.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* The folder beside the installed program: bin/keruen finds share/keruen/region. */
static kr_status beside_program(kr_job *job, const char **folder)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    *folder = NULL;
    if (length <= 0)
        return KR_OK;
    program[length] = 0;
    char *slash = strrchr(program, '/');
    if (!slash)
        return KR_OK;
    *slash = 0;
    *folder = kri_job_format(job, "%s/%s", program, KERUEN_DATA_FROM_BINARY);
    return *folder ? KR_OK : KR_E_MEMORY;
}

kr_status kri_call_data(kri_call *call, const char **folder)
{
    *folder = kri_call_value(call, "data");
    if (*folder)
        return KR_OK;
    *folder = getenv("KERUEN_DATA");
    if (*folder && **folder)
        return KR_OK;
    KR_TRY(beside_program(call->job, folder));
    if (*folder && kri_file_is_folder(*folder))
        return KR_OK;
    if (kri_file_is_folder(KERUEN_DATA_SOURCE)) {
        *folder = KERUEN_DATA_SOURCE;
        return KR_OK;
    }
    return kr_fail(call->job, KR_E_FILE, "%s: the region's tables are not there; name their folder with --data or KERUEN_DATA",
                   *folder ? *folder : KERUEN_DATA_SOURCE);
}
