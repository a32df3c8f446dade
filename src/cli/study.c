/* study.c: keruen study. What changes, for whom, if this border opens and that line is built? */
#include "cli/critical.h"

#include <string.h>

static const struct { const char *name; kr_status (*run)(kri_call *call); } questions[] = { { "critical", kri_study_critical } };

static kr_status run(kri_call *call)
{
    const char *names[sizeof questions / sizeof *questions];
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        names[i] = questions[i].name;
        if (strcmp(call->argument[0], names[i]) == 0)
            return questions[i].run(call);
    }
    const char *near = kri_text_nearest(kri_span_of(call->argument[0]), names, sizeof names / sizeof *names);
    return kr_fail(call->job, KR_E_USAGE, "a study cannot be \"%.40s\"%s%s; keruen help study shows what can be asked", call->argument[0],
                   near ? ", did you mean " : "", near ? near : "");
}

static const kri_option options[] = {
    { "net", "PATH", "critical: the folder of a region; otherwise --data", NULL, 0 },
    { "open", "ID", "critical: the same again with this link, border, service or project open", NULL, 1 },
    { "limits", "N", "critical: the dearest so many again within capacities, and half as many ports, borders and ferries; otherwise 20", NULL, 0 },
    { "draws", "N", "critical: so many years of chance closures, 0 for none; otherwise 1000", NULL, 0 },
    { "seed", "N", "critical: draws with the same seed are the same; otherwise 1", NULL, 0 },
    { "date", "DATE", "critical: whose prices, which ships", "today", 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "critical",
      "The weak points: each link, border, port, ferry and terminal closed for a year, what it costs and whom; the worst pair and triple of ports, borders, "
      "ferries and bridges, for certain; how far each country's trade hangs on one way and on one partner; and what closures by chance "
      "cost in a year, 5 to 95 % of the draws. With --open all of it again, on the same draws. The method: docs/method/critical.md." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen study critical --draws 200", "what hurts most when it closes" },
    { "keruen study critical --open p_gyumri_kars --json", "and what a project changes about it, for a program" },
    { 0 },
};

const kri_command kri_command_study = {
    .name = "study", .summary = "what changes, for whom, if this border opens and that line is built", .arguments = "critical", .least = 1, .most = 1,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections, .examples = examples, .run = run,
};
