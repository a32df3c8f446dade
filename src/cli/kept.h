/* kept.h: what a quote leaves behind: its id, its answers byte by byte, its place in a store. */
#ifndef KRI_KEPT_H
#define KRI_KEPT_H

#include "cli/quote_shown.h"

#include <keruen/io.h>

#define KRI_STORE_OPTION { "store", "FILE", "where quotes are kept; else KERUEN_STORE, else keruen/quotes.db among your data", NULL, KRI_WRITTEN }

/* The store: --store, KERUEN_STORE, or in the user's data folder, which is made for one that writes. */
kr_status kri_call_store(kri_call *call, kr_store_use use, const char **path);

/* Gives the shipment's quote its id: made of all that its JSON says, so that the same answer has the same id. */
kr_status kri_quote_identify(kri_shipment *shipment);

/* The quote with its id as one line of JSON, line end left out, added to the text. */
kr_status kri_quote_put_line(kri_shipment *shipment, kri_text *line);

/* The quote, which has its id, as the store keeps it; issued now. */
kr_status kri_quote_keep(const kri_call *call, const kri_shipment *shipment, kr_kept_quote *kept);

/* "2026-12-01T09:30:00Z", in the job's memory. NULL when it is short. */
const char *kri_time_now(kr_job *job);

#endif
