/* study.c: keruen study. What changes, for whom, if this border opens and that line is built? */
#include "cli/critical.h"
#include "cli/question.h"
#include "cli/study.h"

#include "base/file.h"

static const kri_question questions[] = {
    { "run", kri_study_run }, { "show", kri_study_show }, { "critical", kri_study_critical }, { 0 },
};

static kr_status run(kri_call *call)
{
    const char *near;
    const kri_question *question = kri_question_named(questions, call->argument[0], &near);
    if (question)
        return question->run(call);
    if (kri_file_exists(call->argument[0]))
        return kr_fail(call->job, KR_E_USAGE, "what to do with %.200s is missing: keruen study run %.200s", call->argument[0], call->argument[0]);
    return kr_fail(call->job, KR_E_USAGE, "a study cannot be \"%.40s\"%s%s%s", call->argument[0],
                   near ? "; did you mean " : "", near ? near : "",
                   near ? "?" : "; keruen help study shows what can be asked");
}

static const kri_option options[] = {
    { "store", "FILE", "run: keep every finished piece of work there, and go on from what it holds; nothing is kept without", NULL, KRI_WRITTEN },
    { "fresh", NULL, "run: throw away what the store holds first", NULL, 0 },
    { "draws", "N", "run: so many draws instead of the study's, 0 for central values alone; critical: so many years of chance closures, otherwise 1000",
      NULL, 0 },
    { "seed", "N", "run: this seed instead of the study's; critical: draws with the same seed are the same, otherwise 1", NULL, 0 },
    { "csv", "FOLDER", "run: also write every table there, one file each", NULL, KRI_WRITTEN },
    { "geojson", "FILE", "run: also write the flows of every link, before and after, for a map", NULL, KRI_WRITTEN },
    { "html", "FILE", "run, critical: also write the answer as one page for a browser, with charts and a map", NULL, KRI_WRITTEN },
    { "net", "PATH", "run, critical: the folder of a region; otherwise --data", NULL, 0 },
    { "open", "ID", "critical: the same again with this link, border, service or project open", NULL, KRI_REPEATABLE },
    { "limits", "N", "critical: the dearest so many again within capacities, and half as many ports, borders and ferries; otherwise 20", NULL, 0 },
    { "date", "DATE", "critical: whose prices, which ships", "today", 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "run",
      "The whole chain for every combination of the study's bundles: world, patches, network, cost, flows, trade, and back until nothing moves. First the "
      "answer in words with its range, then the tables: who gains what, what the projects are worth together beyond the sum of each, "
      "whose doing it is (Shapley), by which channel, whose trade and transit moves, which links matter, what returns its cost, what would "
      "change the sign, and what others have published. FILE is a study file, as docs/formats/study.md describes it, or the name of one that comes with "
      "keruen: connect (the flagship: the Middle Corridor and the Crossroads of Peace), diversify, ban-lifted-2025, worldbank-2030, aeplac and kz-az." },
    { "critical",
      "The weak points: each link, border, port, ferry and terminal closed for a year, what it costs and whom; the worst pair and triple of ports, borders, "
      "ferries and bridges, for certain; how far each country's trade hangs on one way and on one partner; and what closures by chance "
      "cost in a year, 5 to 95 % of the draws. With --open all of it again, on the same draws. The method: docs/method/critical.md." },
    { "What a figure means",
      "Headline figures are at central parameters, so that they add up; a range is 5 to 95 % of the draws, the same draw in every "
      "combination. % is 100 ln W of real income; USD a year are in money of the base year and hold the net transit income. \"n.s.\" is a figure "
      "that the solver cannot tell from nothing." },
    { "A run that was stopped",
      "With --store each draw with all its combinations is one transaction: the same command goes on where the last one was, after a kill at "
      "any moment. A store of another study, other data, another seed or version is refused. show prints what a finished run said, without computing." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen study run kz-az --draws 0", "what more ships have done for the trade of two countries, central values alone" },
    { "keruen study run kz-az --draws 5 --store run.db --json", "with ranges, for a program; it may be stopped and goes on" },
    { "keruen study run kz-az --draws 0 --html kz-az.html", "a page to hand over" },
    { "keruen study show run.db", "what that run said" },
    { "keruen study critical --draws 100 --limits 5", "what hurts most when it closes, in short" },
    { "keruen study critical --open p_gyumri_kars --draws 100 --limits 5 --json", "and what a project changes about it, for a program" },
    { 0 },
};

const kri_command kri_command_study = {
    .name = "study", .summary = "what changes, for whom, if this border opens and that line is built", .arguments = "run FILE | show STORE | critical",
    .least = 1, .most = 2, .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
