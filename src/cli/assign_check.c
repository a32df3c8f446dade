/* assign_check.c: what keruen assign can say no to before it works. */
#include "cli/assign_input.h"

#include "base/arena.h"
#include "base/file.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ options that do not go together */

static kr_status check_stochastic(kri_call *call)
{
    static const struct { const char *option, *why; } refused[] = {
        { "answer", "its demand does not answer to cost" },
        { "warm", "it has no trees to begin with" },
        { "save", "it has no trees to save" },
        { "ceiling", "it knows no limits, so that nobody has to stay at home" },
    };
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
        if (kri_call_has(call, refused[k].option))
            return kr_fail(call->job, KR_E_USAGE, "--%s does not go with --principle stochastic: %s; user and system take it", refused[k].option,
                           refused[k].why);
    if (!kri_call_has(call, "theta"))
        return kr_fail(call->job, KR_E_USAGE, "--principle stochastic needs --theta, 1 / unit of time: how sharply cost decides");
    return KR_OK;
}

kr_status kri_assignment_check_options(kri_call *call)
{
    if (strcmp(kri_call_value(call, "principle"), "stochastic") == 0)
        return check_stochastic(call);
    if (kri_call_has(call, "theta"))
        return kr_fail(call->job, KR_E_USAGE, "--theta is for --principle stochastic; the others see costs without noise");
    return KR_OK;
}

/* ------------------------------------------------------------------ files to be written */

/* The folder that a file is to stand in is there, and the file's place is no folder. */
static kr_status check_place(kr_job *job, const char *option, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "." : slash == path ? "/" : kri_job_copy(job, path, (size_t)(slash - path));
    if (!folder)
        return KR_E_MEMORY;
    if (!kri_file_is_folder(folder))
        return kr_fail(job, KR_E_FILE, "--%s %.200s: there is no folder %.200s; make it first", option, path, folder);
    if (!*path || kri_file_is_folder(path))
        return kr_fail(job, KR_E_FILE, "--%s \"%.200s\" is no name of a file that could be written", option, path);
    return KR_OK;
}

/* "FILE" or "NAME=FILE". */
static int names_file(const char *word, const char *path)
{
    size_t whole = strlen(word), length = strlen(path);
    return whole >= length && strcmp(word + whole - length, path) == 0 && (whole == length || word[whole - length - 1] == '=');
}

/* The net is read once more while --loaded writes it, and may be replaced by it; what was saved may be saved anew. */
static kr_status check_inputs(kri_call *call, const char *option, const char *path)
{
    static const char *const inputs[] = { "net", "demand", "change", "before" };
    const char *word;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        for (size_t n = 0; (word = kri_call_nth(call, inputs[i], n)); n++)
            if (names_file(word, path) && !(i == 0 && strcmp(option, "loaded") == 0))
                return kr_fail(call->job, KR_E_USAGE, "--%s %.200s would write over what --%s names; give it another name", option, path, inputs[i]);
    return KR_OK;
}

static kr_status check_output(kri_call *call, const char *option, const char *path)
{
    KR_TRY(check_inputs(call, option, path));
    return check_place(call->job, option, path);
}

kr_status kri_assignment_check_outputs(kri_call *call)
{
    static const char *const options[] = { "flows", "loaded", "skims", "served", "save" };
    int is_answer_on_stream = strcmp(kri_call_value(call, "out"), "-") == 0;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *path = kri_call_value(call, options[i]);
        int is_stream = path && strcmp(path, "-") == 0;
        if (is_stream && is_answer_on_stream)
            return kr_fail(call->job, KR_E_USAGE, "--%s - and the answer would both go to standard output; name a file, or the answer's with --out",
                           options[i]);
        if (path && !is_stream)
            KR_TRY(check_output(call, options[i], path));
    }
    return is_answer_on_stream ? KR_OK : check_inputs(call, "out", kri_call_value(call, "out"));
}

/* ------------------------------------------------------------------ what the network decides */

kr_status kri_assignment_check_ceiling(kri_call *call, const kri_assignment *a)
{
    int limits = 0;
    for (uint32_t link = 0; a->roads.limit && link < a->roads.links; link++)
        limits = limits || a->roads.limit[link] < INFINITY;
    if (kri_call_has(call, "ceiling") && !limits)
        return kr_fail(call->job, KR_E_USAGE, "--ceiling is for links that have a limit, and none has; --change gives them one in its column limit");
    return KR_OK;
}
