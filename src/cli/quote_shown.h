/* quote_shown.h: a quote for a person, for a program, for a spreadsheet, for a map. */
#ifndef KRI_QUOTE_SHOWN_H
#define KRI_QUOTE_SHOWN_H

#include "cli/row_names.h"
#include "cli/shipment.h"

#include <keruen/io.h>
#include <keruen/report.h>

/* From where to where, what and how much: two lines. */
void kri_quote_put_head(kri_text *text, const kri_shipment *shipment);

/* "what if: ...", a line each. */
void kri_quote_put_patches(kri_text *text, const kri_shipment *shipment);

/* What holds for the first `shown` ways together: limits, missing prices, tariffs out of date. A paragraph each. */
void kri_quote_put_remarks(kri_text *text, const kri_shipment *shipment, size_t shown);

/* "fastest and surest: 16.2 days, 7,630 USD, 6,833 kg CO2e, 8,205 km" */
void kri_way_put_summary(kri_text *text, const kri_shipment *shipment, const kr_way *way);

/* "half are there in 15 days, nine in ten in 20", "published figures carry 47 % of the hours and 43 % of the USD" */
void kri_way_put_chances(kri_text *text, const kri_shipment *shipment, const kr_way *way);
void kri_way_put_certainty(kri_text *text, const kri_shipment *shipment, const kr_way *way);

/* "rail 1520  Dostyk - Aktau port, KZ" */
void kri_leg_put_what(kri_text *text, const kr_world *world, const kr_leg *leg);

/* Of a leg's figures, what rests on published ones. */
typedef struct kri_leg_published {
    double hours, usd;
} kri_leg_published;

kri_leg_published kri_leg_published_of(const kr_world *world, const kr_leg *leg);

/* The line of a way's leg: the shapes of its links, joined; one point for a leg that stands. */
kr_status kri_leg_line(kr_job *job, kr_shapes *shapes, const kr_world *world, const kr_way *way, size_t number, kr_line *line);

/* The quote as one JSON value: alone, in a line of a batch, in a store. */
void kri_quote_put_json(kr_json *json, const kri_shipment *shipment);

kr_status kri_quote_show_text(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_json(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_csv(kri_call *call, const kri_shipment *shipment);
kr_status kri_quote_show_geojson(kri_call *call, const kri_shipment *shipment);

/* The page of --html. */
kr_status kri_quote_show_html(kri_call *call, const kri_shipment *shipment, kr_sink sink);

#endif
