/* trade.h: the questions of keruen trade, one file each. */
#ifndef KRI_CLI_TRADE_H
#define KRI_CLI_TRADE_H

#include "cli/command.h"

#include <keruen/report.h>
#include <keruen/trade.h>

kr_status kri_trade_fit(kri_call *call);
kr_status kri_trade_respond(kri_call *call);
kr_status kri_trade_lattice(kri_call *call);
kr_status kri_trade_sectors(kri_call *call);
kr_status kri_trade_routes(kri_call *call);
kr_status kri_trade_fill(kri_call *call);
kr_status kri_trade_potential(kri_call *call);

/* trade_matrix.c: matrix X of --flows, with domestic trade, and the options that every response has: theta, psi, deficits. */
kr_status kri_trade_read_base(kri_call *call, kr_flows *flows, kr_respond_options *options);

/* Changes beta between the countries of `like`, from long CSV or an .omx in their order. */
kr_status kri_trade_read_shock(kri_call *call, const char *path, const kr_flows *like, kr_flows *beta);

/* Flows as a long CSV file that kr_flows_read takes: origin,destination,<column>. */
kr_status kri_trade_write_flows(kri_call *call, const char *path, const kr_flows *flows, const char *column);

/* trade_respond.c: a response country by country, as a member of JSON. */
void kri_trade_put_countries(kr_json *json, const kr_flows *x, const kr_response *r);

#endif
