/* version.c: keruen version. */
#include "cli/command.h"

#include <keruen/report.h>

static kr_status run(kri_call *call)
{
    const char *folder;
    if (kri_call_data(call, &folder) != KR_OK)
        folder = NULL;
    if (call->format == KRI_TEXT)
        return kri_call_print(call, "keruen %s\ndata: %s\n", kr_version(), folder ? folder : "none found");
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_key(&json, "version");
    kr_json_string(&json, kr_version());
    kr_json_key(&json, "data");
    kr_json_string(&json, folder);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static const kri_example examples[] = {
    { "keruen --version", "the same" },
    { "keruen version --json", "for a program" },
    { 0 },
};

const kri_command kri_command_version = {
    .name = "version", .summary = "which keruen this is, and where its data is", .arguments = "", .least = 0, .most = 0,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_OUT, .examples = examples, .run = run,
};
