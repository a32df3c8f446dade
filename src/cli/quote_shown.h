/* quote_shown.h: a quote for a person, for a program, for a spreadsheet, for a map. */
#ifndef KRI_QUOTE_SHOWN_H
#define KRI_QUOTE_SHOWN_H

#include "cli/row_names.h"
#include "cli/shipment.h"

#include <keruen/report.h>

/* The quote as one JSON value: alone, in a line of a batch, in a store. */
void kri_quote_put_json(kr_json *json, const kri_shipment *shipment);

kr_status kri_quote_show_text(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_json(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_csv(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_geojson(kri_call *call, const kri_shipment *shipment);

#endif
