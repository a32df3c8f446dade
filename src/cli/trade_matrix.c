/* trade_matrix.c: flows and shocks of keruen trade, from CSV or OMX, and flows as CSV. */
#include "cli/question.h"
#include "cli/trade.h"

#include "base/file.h"
#include "base/number.h"

#include <keruen/io_omx.h>

#include <string.h>

static int is_omx(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".omx") == 0;
}

/* Names of the rows: the lookup that was asked for, else the file's first, else 1, 2, 3 and so on. */
static kr_status name_rows(kri_call *call, kr_omx *omx, const char *path, kr_flows *flows)
{
    const char *lookup = kri_call_value(call, "lookup");
    const char **id;
    uint32_t length;
    if (!lookup && omx->lookups)
        lookup = omx->lookup[0];
    if (lookup) {
        KR_TRY(kr_omx_read_lookup(omx, lookup, &flows->id, &length));
        if (length != omx->rows)
            return kr_fail(call->job, KR_E_INPUT, "%s: lookup %s has %u names for %u rows", path, lookup, length, omx->rows);
        return KR_OK;
    }
    KRI_NEW(call->job, id, omx->rows);
    for (uint32_t i = 0; i < omx->rows; i++)
        if (!(id[i] = kri_job_format(call->job, "%u", i + 1)))
            return KR_E_MEMORY;
    flows->id = id;
    return KR_OK;
}

static kr_status read_omx(kri_call *call, const char *path, kr_flows *flows)
{
    kr_omx *omx;
    const char *matrix = kri_call_value(call, "matrix");
    KR_TRY(kr_omx_open(call->job, path, &omx));
    if (omx->rows != omx->columns)
        return kr_fail(call->job, KR_E_INPUT, "%s: the matrix has %u rows and %u columns; flows among countries are square", path, omx->rows,
                       omx->columns);
    if (!matrix && !omx->matrices)
        return kr_fail(call->job, KR_E_INPUT, "%s holds no matrix", path);
    *flows = (kr_flows){ .count = omx->rows };
    KR_TRY(name_rows(call, omx, path, flows));
    KRI_NEW(call->job, flows->value, (size_t)omx->rows * omx->columns);
    KR_TRY(kr_omx_read(omx, matrix ? matrix : omx->matrix[0], 0, omx->rows, flows->value));
    return kr_omx_close(omx);
}

kr_status kri_trade_read_shock(kri_call *call, const char *path, const kr_flows *like, kr_flows *beta)
{
    if (!is_omx(path))
        return kr_flows_read(call->job, path, "beta", 0, 0, like, NULL, beta);
    KR_TRY(read_omx(call, path, beta));
    if (beta->count == like->count)
        return KR_OK;
    return kr_fail(call->job, KR_E_INPUT, "%s: %u rows where the flows have %u countries; give it one row for each, in their order", path,
                   beta->count, like->count);
}

kr_status kri_trade_read_base(kri_call *call, kr_flows *flows, kr_respond_options *o)
{
    const char *path, *theta, *deficits = kri_call_value(call, "deficits");
    *o = KR_RESPOND_DEFAULTS(0);
    KR_TRY(kri_question_need(call, "flows", &path));
    KR_TRY(kri_question_need(call, "theta", &theta));
    if (!kri_number_parse(kri_span_of(theta), &o->theta) || !(o->theta > 0))
        return kr_fail(call->job, KR_E_USAGE, "--theta is \"%.40s\"; the trade elasticity must be a number above zero (4 to 7 is usual)", theta);
    KR_TRY(kri_call_number(call, "psi", 0, 100, &o->psi));
    o->deficits = deficits && strcmp(deficits, "multiplicative") == 0 ? KR_DEFICITS_MULTIPLICATIVE : KR_DEFICITS_ADDITIVE;
    return is_omx(path) ? read_omx(call, path, flows) : kr_flows_read(call->job, path, "value", 0, 1, NULL, NULL, flows);
}

kr_status kri_trade_write_flows(kri_call *call, const char *path, const kr_flows *flows, const char *column)
{
    kri_output *output;
    kri_text text = kri_text_new(call->job);
    char number[KRI_NUMBER_BYTES];
    kri_text_format(&text, "origin,destination,%s\n", column);
    for (uint32_t i = 0; i < flows->count; i++)
        for (uint32_t j = 0; j < flows->count; j++)
            kri_text_format(&text, "%s,%s,%s\n", flows->id[i], flows->id[j], kri_number_print(flows->value[(size_t)i * flows->count + j], number));
    KR_TRY(text.status);
    KR_TRY(kri_output_open(call->job, path, &output));
    KR_TRY(kri_output_write(output, text.bytes, text.length));
    return kri_output_close(output);
}
