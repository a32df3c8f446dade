/* fuzz_flows.c: any bytes are flows or get a list of what is wrong; no flow that is read is below zero or no number. */
#include <keruen/panel.h>

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_flows flows;
    kr_problems problems = { 0 };
    kr_job_init(&job, (size_t)64 << 20);
    if (kr_flows_read_text(&job, "fuzz.csv", (const char *)data, size, "value", 0, 1, NULL, &problems, &flows) == KR_OK) {
        for (size_t k = 0; k < (size_t)flows.count * flows.count; k++)
            if (!(flows.value[k] >= 0) || !isfinite(flows.value[k]))
                abort();
    } else if (!job.message[0]) {
        abort();
    }
    kr_job_end(&job);
    return 0;
}
