/* check.c: keruen check. Is a folder of tables sound? */
#include "cli/check_published.h"
#include "cli/command.h"
#include "cli/today.h"

#include <keruen/cost.h>
#include <keruen/io.h>
#include <keruen/ledger.h>
#include <keruen/report.h>

/* The message for a place: "link.csv:12:7", as editors understand it. */
static kr_status print_problem(kri_call *call, const kr_problem *p)
{
    const char *kind = p->is_warning ? "warning: " : "";
    if (p->line && p->column)
        return kri_call_print(call, "%s:%llu:%u: %s%s\n", p->file, (unsigned long long)p->line, p->column, kind, p->message);
    if (p->line)
        return kri_call_print(call, "%s:%llu: %s%s\n", p->file, (unsigned long long)p->line, kind, p->message);
    return kri_call_print(call, "%s: %s%s\n", p->file, kind, p->message);
}

static kr_status print_text(kri_call *call, const kr_problems *problems, const kr_world *world, const char *folder)
{
    for (size_t i = 0; i < problems->kept; i++)
        KR_TRY(print_problem(call, &problems->list[i]));
    size_t all = problems->errors + problems->warnings;
    if (all > problems->kept)
        KR_TRY(kri_call_print(call, "... and %zu more\n", all - problems->kept));
    return kri_call_print(call, "%s: %u places, %u links, %u borders; %zu error%s, %zu warning%s\n", folder, world->node.count,
                          world->link.count, world->border.count, problems->errors, problems->errors == 1 ? "" : "s",
                          problems->warnings, problems->warnings == 1 ? "" : "s");
}

static void json_list(kr_json *json, const char *key, const kr_problems *problems, int warnings)
{
    kr_json_key(json, key);
    kr_json_begin_array(json);
    for (size_t i = 0; i < problems->kept; i++) {
        const kr_problem *p = &problems->list[i];
        if (p->is_warning != warnings)
            continue;
        kr_json_begin_object(json);
        kr_json_put_string(json, "file", p->file);
        kr_json_put_integer(json, "line", (int64_t)p->line);
        kr_json_put_integer(json, "column", p->column);
        kr_json_put_string(json, "message", p->message);
        kr_json_end_object(json);
    }
    kr_json_end_array(json);
}

static kr_status print_json(kri_call *call, const kr_problems *problems)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    json_list(&json, "errors", problems, 0);
    json_list(&json, "warnings", problems, 1);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static kr_status compare(kri_call *call, const kr_world *world, const kr_network *network)
{
    kr_agreement agreement;
    KR_TRY(kr_published_compare(call->job, network, &agreement));
    return kri_published_print(call, world, &agreement);
}

static kr_status run(kri_call *call)
{
    const char *folder;
    kr_problems problems = { 0 };
    kr_world world;
    kr_network network;
    uint32_t date;
    if (call->arguments)
        folder = call->argument[0];
    else
        KR_TRY(kri_call_data(call, &folder));
    KR_TRY(kri_call_date(call, "date", &date));
    KR_TRY(kr_world_read_figures(call->job, folder, &problems, &world));
    if (!problems.errors)
        KR_TRY(kr_ledger_check(call->job, &world, &problems));
    if (!problems.errors) {
        KR_TRY(kr_network_freeze(call->job, &world, &network));
        if (kri_call_has(call, "published"))
            return compare(call, &world, &network);
        KR_TRY(kr_cost_check(call->job, &network, date, &problems));
    }
    if (problems.errors)
        call->exit_code = 3;
    return call->format == KRI_JSON ? print_json(call, &problems) : print_text(call, &problems, &world, folder);
}

static const kri_option options[] = {
    { "date", "DATE", "prices must hold on this day, YYYY-MM-DD", "today", 0 },
    { "published", NULL, "set the model beside the published times, prices and lengths of published.csv", NULL, 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "What is checked",
      "Every cell against its column, every reference, every id; that borders, services and corridors fit the links they lie on; that "
      "a folder which names its sources has one for every figure; and that no way open to a cargo lacks a price or a time.\n\n"
      "All that is wrong is reported, not the first thing only, as file:line:column. Prices are looked at once the tables are sound." },
    { "Published figures",
      "With --published every row of published.csv is run by its own way, ends of the clock, cargo and date, and shown beside what was "
      "printed. Inside the printed range the error is 0; outside it is the distance to the nearer end over the middle. What was the best of "
      "many (a record, an announcement) is compared with the 10th percentile, a ceiling with the 90th, everything else with the mean; a "
      "through price with the sum of its parts. Anchors, from which a table was made, traps, whose definition differs, and other years are "
      "shown and not counted." },
    { 0 },
};

static const kri_example examples[] = {
    { "keruen check", "the region; name a GMNS folder of yours to check that" },
    { "keruen check --json", "for a program" },
    { "keruen check --published", "does the model agree with the world?" },
    { 0 },
};

const kri_command kri_command_check = {
    .name = "check", .summary = "say what is wrong with a folder of tables", .arguments = "[DIR]", .least = 0, .most = 1,
    .takes = KRI_TAKES_DATA | KRI_TAKES_JSON | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options, .sections = sections,
    .examples = examples, .run = run,
};
