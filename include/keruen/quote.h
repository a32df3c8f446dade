/* keruen/quote.h: one shipment, door to door. The one window. */
#ifndef KERUEN_QUOTE_H
#define KERUEN_QUOTE_H

#include <keruen/cost.h>
#include <keruen/path.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum kr_by { KR_BY_TIME, KR_BY_COST, KR_BY_CO2, KR_BYS } kr_by;

typedef struct kr_quote_request {
    uint32_t from, to;              /* rows of node */
    const uint32_t *via;            /* [via_count] rows of node, in the order of travel */
    size_t via_count;
    const char *const *avoid;       /* [avoid_count] what must not be used: a country (ISO code), a layer or mode, or the id
                                       of a place, link, border, terminal or service */
    size_t avoid_count;
    kr_by by;                       /* which way stands first */
} kr_quote_request;

/* A part of the way in one vehicle, in one country, or one act between two such parts. */
typedef struct kr_leg {
    const char *kind;               /* "load", "ride", "border", "transfer", "wait", "sail", "unload" */
    uint32_t from_layer, layer;     /* kr_layer it comes in and goes on in; KR_LAYERS is a door */
    uint32_t from, to;              /* rows of node */
    uint32_t country;               /* name; of the end */
    uint32_t service, border;       /* rows, KR_NONE */
    const uint32_t *link;           /* [links] rows of link, each once */
    size_t links;
    double km, hours, variance_h2, usd, kgco2;
    const kr_cost_item *item;       /* [items] its bill, one entry a row of a table */
    size_t items;
    const uint32_t *source;         /* [sources] rows of source, each once */
    size_t sources;
} kr_leg;

#define KR_WAY_NAMES 3

/* One way from door to door. Its figures are the sums of its legs. */
typedef struct kr_way {
    const char *name[KR_WAY_NAMES]; /* "fastest", "cheapest", "greenest" */
    size_t names;
    double hours, variance_h2, usd, kgco2, km;
    double published_hours_share, published_usd_share;  /* of both, what rests on published figures; the rest is estimated */
    const kr_leg *leg;
    size_t legs;
    const uint32_t *arc;            /* [arcs] of the network, in the order of travel */
    size_t arcs;
} kr_way;

typedef struct kr_quote {
    kr_way way[KR_BYS];
    size_t ways;                    /* 0: there is none, and why says what blocks it */
    const char *why;
    int has_prices, has_emissions;  /* 0: the world has no table for it; the figures are 0 and mean nothing */
} kr_quote;

/*
 * The fastest, the cheapest and the greenest way, each by shortest path over its own criterion; what is
 * best by two of them stands once with both names. The way asked for by request->by stands first.
 *
 * KR_E_USAGE    something to avoid is unknown
 * KR_E_MEMORY, KR_E_LIMIT
 *
 * No way is an answer: quote->ways is 0 and quote->why a sentence that names the closed links, the missing
 * prices or the modes that would have to change. Work: three shortest paths, times the number of via + 1.
 */
KR_API kr_status kr_quote_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                               const kr_quote_request *request, kr_quote *quote);

/* What a named chain of places comes to, as if all of it were open. */
typedef struct kr_corridor_figures {
    double km, sea_km;
    uint32_t borders;               /* crossed on land */
    const uint32_t *not_open;       /* [not_open_count] rows of link on it that are not open today */
    size_t not_open_count;
    double hours, usd, kgco2;       /* for the consignment; NaN where it cannot travel so */
} kr_corridor_figures;

/*
 * Measures a corridor of the network's world. The network should be frozen from a world in which
 * everything is open (kr_patch_open_all), so that hours are there for what is still to be built; states are looked up in
 * `today`. Work: one shortest path.
 */
KR_API kr_status kr_corridor_measure(kr_job *job, const kr_world *today, const kr_network *network, const kr_cost *cost, uint32_t corridor,
                                     kr_corridor_figures *figures);

#ifdef __cplusplus
}
#endif
#endif
