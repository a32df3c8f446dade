/* trade_routes.c: keruen trade routes. */
#include "cli/question.h"
#include "cli/trade.h"

#include <keruen/report.h>

#include <math.h>

enum { FROM, TO, COST, TRAFFIC, NEW_COST, NEW_TRAFFIC, COLUMNS };

static const kr_column_about about[COLUMNS] = {
    { "from", "", "place", KR_TEXT, 0 }, { "to", "", "place", KR_TEXT, 0 },
    { "cost", "", "what must be sent for 1 to arrive", KR_NUMBER, 6 },
    { "traffic", "", "value that passes; also what the world gains by one log point off the cost", KR_NUMBER, 4 },
    { "new_cost", "", "in the new equilibrium, congestion included", KR_NUMBER, 6 }, { "new_traffic", "", "in the new equilibrium", KR_NUMBER, 4 },
};

/* An infinite cost is an empty cell: the link is closed. */
static double shown(double cost)
{
    return isinf(cost) ? NAN : cost;
}

static kr_status links_table(kri_call *call, const kr_flows *x, const kr_link_list *l, const kr_ways_response *r, const kr_table **table)
{
    kr_table_builder *b;
    KR_TRY(kr_table_begin(call->job, "links", COLUMNS, about, &b));
    for (uint32_t i = 0; i < l->links; i++) {
        kr_table_row(b);
        kr_table_text(b, FROM, x->id[l->from[i]]);
        kr_table_text(b, TO, x->id[l->to[i]]);
        kr_table_number(b, COST, shown(l->cost[i]));
        kr_table_number(b, TRAFFIC, r->before.traffic[i]);
        kr_table_number(b, NEW_COST, shown(r->cost[i]));
        kr_table_number(b, NEW_TRAFFIC, r->after.traffic[i]);
    }
    return kr_table_freeze(b, table);
}

static kr_status routes_json(kri_call *call, const kr_flows *x, const kr_ways_response *r, const kr_table *links)
{
    kr_json json = kr_json_open(call->out, 1);
    kr_json_begin_object(&json);
    kri_trade_put_countries(&json, x, &r->trade);
    kr_json_key(&json, "links");
    kr_json_rows(&json, links);
    kr_json_put_number(&json, "spectral_radius", r->before.radius);
    kr_json_put_number(&json, "new_spectral_radius", r->after.radius);
    kr_json_put_integer(&json, "rounds", r->rounds);
    kr_json_end_object(&json);
    return kr_json_close(&json);
}

kr_status kri_trade_routes(kri_call *call)
{
    kr_flows x;
    kr_link_list l;
    kr_respond_options o;
    kr_ways_response r;
    const char *path;
    const kr_table *links;
    double lambda = 0;
    KR_TRY(kri_trade_read_base(call, &x, &o));
    KR_TRY(kri_question_need(call, "links", &path));
    KR_TRY(kri_call_number(call, "lambda", 0, 1, &lambda));
    KR_TRY(kr_link_list_read(call->job, path, &x, NULL, &l));
    kr_ways ways = { x.count, l.links, l.from, l.to, l.cost };
    kr_ways_change change = { .cost = l.new_cost, .lambda = lambda, .reference = l.reference, .tolerance = 1e-10, .rounds = 10000 };
    KR_TRY(kr_trade_respond_ways(call->job, &x, &ways, &change, &o, &r));
    KR_TRY(links_table(call, &x, &l, &r, &links));
    if (call->format == KRI_JSON)
        return routes_json(call, &x, &r, links);
    KR_TRY(kri_call_table(call, links));
    if (call->format != KRI_TEXT)
        return KR_OK;
    KR_TRY(kri_call_print(call, "\n"));
    for (uint32_t i = 0; i < x.count; i++)
        KR_TRY(kri_call_print(call, "welfare of %s x %.6f\n", x.id[i], r.trade.welfare[i]));
    return kri_call_print(call, "spectral radius %.4f, then %.4f; %u rounds. Traffic counts walks that go in rounds: for tonnes see keruen assign\n",
                          r.before.radius, r.after.radius, r.rounds);
}
