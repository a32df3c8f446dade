/* fuzz_panel.c: any bytes are a panel or get a list of what is wrong; no number that is read is NaN or infinite. */
#include <keruen/panel.h>

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const kr_panel *panel)
{
    for (uint32_t c = 0; c < panel->columns; c++)
        for (size_t r = 0; r < panel->rows; r++) {
            const kr_panel_column *column = &panel->column[c];
            if (column->value && !isfinite(column->value[r]))
                abort();
            if (column->code && column->code[r] >= column->codes)
                abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const kr_column_wish wishes[] = {
        { "a", KR_COLUMN_CODE }, { "b", KR_COLUMN_NUMBER }, { "c", KR_COLUMN_FROM_ZERO_UP } };
    kr_job job;
    kr_panel panel;
    kr_problems problems = { 0 };
    kr_job_init(&job, (size_t)64 << 20);
    if (kr_panel_read_text(&job, "fuzz.csv", (const char *)data, size, wishes, 3, &problems, &panel) == KR_OK)
        look_at(&panel);
    else if (!job.message[0])
        abort();
    kr_job_end(&job);
    return 0;
}
