/* answer.c: plain text to where the answer goes. */
#include "cli/command.h"

#include <keruen/report.h>

#include <stdarg.h>
#include <stdio.h>

kr_status kri_call_put(kri_call *call, const kri_text *text)
{
    KR_TRY(text->status);
    return text->length ? call->out.write(call->out.to, text->bytes, text->length) : KR_OK;
}

kr_status kri_call_print(kri_call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0)
        return KR_OK;
    char *text = kr_job_alloc(call->job, (size_t)length + 1, 1);
    if (!text)
        return KR_E_MEMORY;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return call->out.write(call->out.to, text, (size_t)length);
}

kr_status kri_call_table(kri_call *call, const struct kr_table *table)
{
    switch (call->format) {
    case KRI_JSON: return kr_report_json(call->job, table, call->out);
    case KRI_CSV: return kr_report_csv(call->job, table, call->out);
    default: return kr_report_text(call->job, table, &(kr_text_options){ call->columns, call->colour }, call->out);
    }
}
