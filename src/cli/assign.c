/* assign.c: keruen assign. All demand on the network, until nobody gains by another way. */
#include "cli/assign_input.h"
#include "cli/assign_region.h"

#include <keruen/report.h>
#include <keruen/io_solution.h>

#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

static const char *principle_name(kr_principle principle)
{
    static const char *const names[] = { "user", "system", "stochastic" };
    return names[principle];
}

/* ------------------------------------------------------------------ the flows */

static void put_number(kri_text *text, double value)
{
    char number[KRI_NUMBER_BYTES];
    kri_text_char(text, ',');
    if (isfinite(value))
        kri_text_puts(text, kri_number_print(value, number));
}

static void put_node(kri_text *text, const kr_roads *roads, uint32_t node)
{
    kri_text_char(text, ',');
    if (roads->node_name)
        kri_text_cell(text, roads->node_name[node]);
    else
        kri_text_format(text, "%llu", (unsigned long long)roads->node_id[node]);
}

static void put_class(kri_text *text, const char *class)
{
    const char *name = kri_job_format(text->job, "flow_%s", class);
    kri_text_char(text, ',');
    kri_text_cell(text, name ? name : "");
}

static void put_header(kri_text *text, const kri_assignment *a)
{
    kri_text_puts(text, "link,from,to,flow,cost");
    for (uint32_t m = 0; a->classes > 1 && m < a->classes; m++)
        put_class(text, a->class[m].name);
    if (a->flow->price)
        kri_text_puts(text, ",price");
    if (a->selected)
        kri_text_puts(text, ",selected");
    if (a->flow_before)
        kri_text_puts(text, ",flow_before,flow_change,cost_before,cost_change");
    kri_text_char(text, '\n');
}

static void put_link(kri_text *text, const kri_assignment *a, uint32_t link)
{
    if (a->roads.link_name)
        kri_text_cell(text, a->roads.link_name[link]);
    else
        kri_text_format(text, "%u", link + 1);
    put_node(text, &a->roads, a->roads.tail[link]);
    put_node(text, &a->roads, a->roads.head[link]);
    put_number(text, a->flow->flow[link]);
    put_number(text, a->flow->class_cost[0][link]);
    for (uint32_t m = 0; a->classes > 1 && m < a->classes; m++)
        put_number(text, a->flow->class_flow[m][link]);
    if (a->flow->price)
        put_number(text, a->flow->price[link]);
    if (a->selected)
        put_number(text, a->selected[link]);
    if (a->flow_before) {
        put_number(text, a->flow_before[link]);
        put_number(text, a->flow->flow[link] - a->flow_before[link]);
        put_number(text, a->cost_before[link]);
        put_number(text, a->flow->class_cost[0][link] - a->cost_before[link]);
    }
    kri_text_char(text, '\n');
}

static kr_status hand_over(kri_text *text, kri_output *output)
{
    size_t length = text->length;
    KR_TRY(text->status);
    text->length = 0;
    return length ? kri_output_write(output, text->bytes, length) : KR_OK;
}

static kr_status write_flows(kr_job *job, const kri_assignment *a, const char *path)
{
    kri_output *output;
    kri_text text = kri_text_new(job);
    KR_TRY(kri_output_open(job, path, &output));
    put_header(&text, a);
    for (uint32_t link = 0; link < a->roads.links; link++) {
        put_link(&text, a, link);
        if (text.length > 1 << 16)
            KR_TRY(hand_over(&text, output));
    }
    KR_TRY(hand_over(&text, output));
    return kri_output_close(output);
}

static kr_status save(kr_job *job, const kri_assignment *a, const char *path)
{
    kr_solution solution;
    KR_TRY(kr_flow_solution(job, a->flow, &solution));
    return kr_solution_write(job, &solution, path);
}

static kr_status write_files(kri_call *call, kri_assignment *a)
{
    const char *flows = kri_call_value(call, "flows"), *saved = kri_call_value(call, "save"), *skims = kri_call_value(call, "skims");
    const char *loaded = kri_call_value(call, "loaded");
    const char *served = kri_call_value(call, "served");
    KR_TRY(kri_assignment_select(call, a));
    if (flows)
        KR_TRY(write_flows(call->job, a, flows));
    if (loaded)
        KR_TRY(kri_assignment_write_loaded(call, a, loaded));
    if (skims)
        KR_TRY(kri_assignment_skim(call, a, skims));
    if (served)
        KR_TRY(kri_assignment_write_served(call, a, served));
    return saved ? save(call->job, a, saved) : KR_OK;
}

/* ------------------------------------------------------------------ the summary */

static kr_status show_json(kri_call *call, const kri_assignment *a)
{
    const kr_flow *f = a->flow;
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kr_json_put_string(&json, "principle", principle_name(a->options.principle));
    kr_json_put_number(&json, "gap", f->gap);
    kr_json_put_number(&json, "average_excess_cost", f->average_excess_cost);
    kr_json_put_number(&json, "objective", f->objective);
    kr_json_put_number(&json, "total_cost", f->total_cost);
    kr_json_put_integer(&json, "rounds", f->rounds);
    kr_json_key(&json, "seconds");
    kr_json_begin_object(&json);
    kr_json_put_number(&json, "read", a->read_s);
    kr_json_put_number(&json, "solve", a->solve_s);
    kr_json_end_object(&json);
    kr_json_put_integer(&json, "unserved_pairs", (int64_t)f->unserved_count);
    kr_json_put_integer(&json, "threads", call->job->threads);
    kr_json_put_number(&json, "demand", f->demand);
    KR_TRY(kri_assignment_left_json(a, &json));
    if (a->selected)
        kr_json_put_number(&json, "selected", a->selected_total);
    if (kri_call_has(call, "routes"))
        KR_TRY(kri_assignment_routes_json(call, a, &json));
    kr_json_put_string(&json, "ended_by", *a->ended_by ? a->ended_by : NULL);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

static kr_status show_text(kri_call *call, const kri_assignment *a)
{
    const kr_flow *f = a->flow;
    KR_TRY(kri_call_print(call, "Principle:      %s\nGap:            %.3g\nExcess cost:    %.3g on average\nObjective:      %.15g\n"
                          "Total cost:     %.15g\nDemand:         %.10g\nRounds:         %u\nSeconds:        %.3f reading, %.3f solving\n",
                          principle_name(a->options.principle), f->gap, f->average_excess_cost, f->objective, f->total_cost, f->demand,
                          f->rounds, a->read_s, a->solve_s));
    KR_TRY(kri_assignment_left_text(call, a));
    if (a->selected)
        KR_TRY(kri_call_print(call, "Selected:       %.10g\n", a->selected_total));
    if (kri_call_has(call, "routes"))
        KR_TRY(kri_assignment_routes_text(call, a));
    return *a->ended_by ? kri_call_print(call, "Not finished:   %s; this is the best so far\n", a->ended_by) : KR_OK;
}

static kr_status run(kri_call *call)
{
    kri_assignment a;
    const char *net = kri_call_value(call, "net");
    KR_TRY(kri_assignment_check_outputs(call));
    if (net && !kri_call_has(call, "demand") && kri_is_region(call->job, net))
        return kri_assign_region(call, net);
    if (net && kri_brings_demand(call->job, net))
        return kr_fail(call->job, KR_E_USAGE, "--demand does not go with %.200s, a region that brings its own, demand.csv; leave it out", net);
    if (kri_call_has(call, "date"))
        return kr_fail(call->job, KR_E_USAGE, "--date is for a region, whose prices and ships have days; a network of roads has none");
    KR_TRY(kri_assignment_read(call, &a));
    KR_TRY(kri_assignment_solve(call, &a));
    kri_assignment_sum(&a);
    KR_TRY(write_files(call, &a));
    if (*a.ended_by)
        call->exit_code = 5;
    return call->format == KRI_JSON ? show_json(call, &a) : show_text(call, &a);
}

static const kri_option options[] = {
    { "net", "FILE", "the network: a TNTP _net file, a GMNS folder, or a folder like data/region with its own demand.csv", NULL, 0 },
    { "demand", "FILE", "who goes where: a TNTP _trips file, an .omx, or a .csv of origin,destination,value; once a class, NAME=FILE names it", NULL,
      KRI_REPEATABLE },
    { "matrix", "NAME", "which matrix of an .omx; once a class; otherwise the first", NULL, KRI_REPEATABLE },
    { "lookup", "NAME", "which lookup of an .omx says the zones of its rows; otherwise they are in the network's order", NULL, 0 },
    { "principle", "user|system|stochastic", "everybody's own best, the best for the sum, or ways seen with noise", "user", 0 },
    { "gap", "G", "stop at this relative gap", "1e-6", 0 },
    { "rounds", "N", "stop after so many rounds all the same", NULL, 0 },
    { "theta", "T", "stochastic: how sharply cost decides, 1 / unit of time", NULL, 0 },
    { "toll-weight", "W", "time that one unit of toll is worth; once a class", NULL, KRI_REPEATABLE },
    { "distance-weight", "W", "time that one unit of length is worth; once a class", NULL, KRI_REPEATABLE },
    { "pce", "N", "how much capacity one of the class takes; once a class", NULL, KRI_REPEATABLE },
    { "answer", "KIND:RATE", "demand falls with its cost, from what it is on the empty network: exponential:0.05 or power:0.8", NULL, 0 },
    { "change", "FILE", "a CSV of links and what is different about them", NULL, 0 },
    { "ceiling", "C", "with limits: the cost at which people stay at home", NULL, 0 },
    { "warm", "FILE", "begin with a saved assignment", NULL, 0 },
    { "save", "FILE", "save the assignment", NULL, KRI_WRITTEN },
    { "flows", "FILE", "flow and cost of every link as CSV", NULL, KRI_WRITTEN },
    { "loaded", "FILE", "the network's own table of links as it stands, with flow and cost behind its columns", NULL, KRI_WRITTEN },
    { "before", "FILE", "flows of another run, as --flows wrote them, to stand beside these", NULL, 0 },
    { "skims", "FILE", "cost, time and length between zones at these flows: .omx, or CSV", NULL, KRI_WRITTEN },
    { "served", "FILE", "how much of each pair travels, as CSV: less than its value where it is too dear or no way leads", NULL, KRI_WRITTEN },
    { "select-link", "LINK", "what passes this link, as a column of the flows and of --served; several: one of them", NULL, KRI_REPEATABLE },
    { "select-from", "ZONE", "only what comes from this zone", NULL, 0 },
    { "select-to", "ZONE", "only what goes to this zone", NULL, 0 },
    { "routes", "FROM,TO", "the ways between two zones and what each carries, the fullest first", NULL, 0 },
    { "least-share", "S", "with --routes: ways that carry less of the pair are not listed, only summed; 1e-6, stochastic 0.001", NULL, 0 },
    { "most-routes", "N", "with --routes: list so many at most", "10000", 0 },
    { "date", "DATE", "a region: whose prices, which ships", "today", 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "The network",
      "TNTP files are read as they are exchanged. The cost on a link is time + toll weight x toll + distance weight x length; the "
      "weights are options, whatever factors the file names. Zones are the nodes 1 to <NUMBER OF ZONES>. In a GMNS folder zones are what node.csv calls "
      "zone_id, or all nodes; delays are VDF_fftt1, VDF_cap1, VDF_alpha1 and VDF_beta1, or come of speed, lanes and capacity.\n\n"
      "--change names a CSV with the column link (1, 2, 3 ... in the network's order) and any of capacity, free_time, alpha, power, "
      "toll, length, limit (a flow that cannot be passed), closed (1: nobody may), delay (bpr, conical, akcelik, davidson) and "
      "curve: a delay that was measured, as points of flow / capacity and the multiple of the free time, such as 0:1 0.8:1.25 1:2. "
      "capacity and limit may be inf. With a column class, a row that names one has closed or toll for that class alone: "
      "link,class,closed with 5,truck,1 shuts trucks out of link 5." },
    { "Classes",
      "Each --demand is a class of traffic, except that a .csv with a column class makes one of every name in it, in the order in which "
      "they appear; NAME=FILE takes the rows of the class NAME alone. A NAME has no slash and no dot in it. What is given once a class goes by "
      "the order of the classes, and the last stands for those behind it." },
    { "The gap",
      "Flow x detour over demand x cheapest way, with exact cheapest ways on the whole network. Where time or rounds end the work, or "
      "ctrl-C does, the best so far is written and the exit code is 5." },
    { "Selected traffic and routes",
      "Traffic of one origin and class splits at a node alike, wherever it goes. With stochastic that is the model itself: every way that leads "
      "away from its origin carries something, with a share as exp(-theta x cost), and those not listed are summed up. With user and "
      "system flows on links are unique, but those of routes and of selected traffic are not." },
    { "A region",
      "With --net naming a folder that has a demand.csv, its freight chooses among ways by nested logit (by modes; ways that overlap "
      "count for less; values of time are spread), and the capacities of links, terminals and ships are hard: each that binds has its "
      "price, what one more a year is worth. Gap is then the largest excess over a capacity or slack under a priced one. "
      "A region takes --date, --gap, --flows and --loaded; the other options are for roads with --demand, and are refused." },
    { "Example",
      "    keruen assign --net SiouxFalls_net.tntp --demand SiouxFalls_trips.tntp\n"
      "        --gap 1e-12 --flows flows.csv --json" },
    { 0 },
};

const kri_command kri_command_assign = {
    .name = "assign", .summary = "all demand on a network, until nobody gains by another way", .arguments = "", .least = 0, .most = 0,
    .takes = KRI_TAKES_JSON | KRI_TAKES_OUT | KRI_TAKES_WORK,
    .options = options, .sections = sections, .examples = NULL, .run = run,
};
