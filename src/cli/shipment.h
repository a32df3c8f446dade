/* shipment.h: what quote and explain have in common: the world as asked for, the shipment, its ways. */
#ifndef KRI_SHIPMENT_H
#define KRI_SHIPMENT_H

#include "cli/command.h"

#include <keruen/quote.h>

typedef struct kri_shipment {
    kr_world base, world;       /* as read, and with what was opened or closed */
    kr_patch patch;
    kr_network network;
    kr_consignment consignment;
    kr_cost cost;
    kr_quote_request request;
    kr_weights weights;         /* --weights, which request points to */
    uint32_t deadline;          /* yyyymmdd, 0 for none */
    int has_incoterm;
    kr_incoterm incoterm;
    double from_km, to_km;      /* how far the place meant by lat,lon is */
    kr_quote quote;
    char id[16];                /* of the quote, once it has one (kept.h) */
    size_t shown;               /* ways that text shows; a program and a store are given all */
} kri_shipment;

/* The options of everything that asks about goods and the world they move in; a command puts them into its own list. */
#define KRI_GOODS_OPTIONS                                                                                                 \
    { "cargo", "CARGO", "what it is: a name of cargo.csv or an HS code", "machinery", 0 },                                \
    { "teu", "N", "so many 20-foot units of containers; two are one 40-foot box", NULL, 0 },                              \
    { "tonnes", "T", "so many tonnes", NULL, 0 },                                                                         \
    { "trucks", "N", "so many trucks that go the whole way", NULL, 0 },                                                   \
    { "train", "block|single", "in planned trains, or wagon by wagon", NULL, 0 },                                         \
    { "two-drivers", NULL, "trucks with two drivers, who rest 9 hours of 24 instead of 15", NULL, 0 },                     \
    { "depart", "DATE", "ready on this day; prices are those of the day", "today", 0 }

#define KRI_WORLD_OPTIONS                                                                                                 \
    { "open", "ID", "what if this link, border, service or project were open", NULL, KRI_REPEATABLE },                                 \
    { "close", "ID", "what if this link, border, service or terminal were closed", NULL, KRI_REPEATABLE },                             \
    { "modes", "LIST", "only these, by comma: rail, road, sea, air or a layer such as sea_roro", NULL, 0 },               \
    { "avoid", "WHAT", "not through this country (ISO code), place, mode, link, border or service", NULL, KRI_REPEATABLE }

/* And of everything that asks for the ways of a shipment. */
#define KRI_SHIPMENT_OPTIONS                                                                                              \
    KRI_GOODS_OPTIONS,                                                                                                    \
    { "by", "time|cost|co2|risk|value", "which way to show first; value: by the goods' own value of time", "time", 0 },    \
    { "weights", "LIST", "show first the best by your own prices, as time=USD/h,risk=USD/h2,co2=USD/kg,cost=1", NULL, 0 },  \
    { "exact", NULL, "find every way that no other beats, not only to 1 %", NULL, 0 },                                      \
    { "alternatives", "N", "show so many ways, 30 at most", NULL, 0 },                                                     \
    { "deadline", "DATE", "how likely is it there by the end of this day", NULL, 0 },                                      \
    { "incoterm", "TERM", "split the price between seller and buyer: EXW, FCA, DAP ...", NULL, 0 },                        \
    KRI_WORLD_OPTIONS,                                                                                                    \
    { "via", "PLACE", "through this place; several in the order of travel", NULL, KRI_REPEATABLE }

/* Reads the world, applies the patches and finds the ways: the four steps below, one after the other. */
kr_status kri_shipment_quote(kri_call *call, kri_shipment *shipment);

/*
 * What many shipments share is opened once: world, patches, network. A copy of the struct then takes each shipment through the
 * other steps, with a call of its own; copies may be at work in several threads.
 */
kr_status kri_shipment_open(kri_call *call, kri_shipment *shipment);
kr_status kri_shipment_ask(kri_call *call, kri_shipment *shipment);     /* places and goods, from the call's arguments and options */
kr_status kri_shipment_price(kri_call *call, kri_shipment *shipment);   /* depends on the consignment alone */
kr_status kri_shipment_find(kri_call *call, kri_shipment *shipment);

/* In the place of asking, for a command without ends: the goods, and what must not be used. */
kr_status kri_shipment_load(kri_call *call, kri_shipment *shipment);

#endif
