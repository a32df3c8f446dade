/* keruen/quote.h: one shipment, door to door. The one window. */
#ifndef KERUEN_QUOTE_H
#define KERUEN_QUOTE_H

#include <keruen/cost.h>
#include <keruen/path.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum kr_by { KR_BY_TIME, KR_BY_COST, KR_BY_CO2, KR_BY_RISK, KR_BY_VALUE, KR_BY_WEIGHTS, KR_BYS } kr_by;

#define KR_QUOTE_EPSILON 0.01       /* ways within 1 % of another in everything are not listed beside it */
#define KR_QUOTE_LABELS 3000000     /* of the search; past it the best ways found so far are offered */
#define KR_QUOTE_MOST 30

typedef struct kr_quote_request {
    uint32_t from, to;              /* rows of node */
    const uint32_t *via;            /* [via_count] rows of node, in the order of travel */
    size_t via_count;
    const char *const *avoid;       /* [avoid_count] what must not be used: a country (ISO code), a layer or mode, or the id
                                       of a place, link, border, terminal or service */
    size_t avoid_count;
    kr_by by;                       /* which way stands first */
    const kr_weights *weights;      /* KR_BY_WEIGHTS: the shipper's own; NULL: none */
    int exact;                      /* 1: every way that no other beats, not only to 1 % */
    size_t most;                    /* ways to offer, 1 .. KR_QUOTE_MOST; 0: KR_QUOTE_MOST */
    double deadline_h;              /* from departure; 0: none */
} kr_quote_request;

/* A part of the way in one vehicle, in one country, or one act between two such parts. */
typedef struct kr_leg {
    const char *kind;               /* "load", "ride", "border", "transfer", "wait", "sail", "unload" */
    uint32_t from_layer, layer;     /* kr_layer it comes in and goes on in; KR_LAYERS is a door */
    uint32_t from, to;              /* rows of node */
    uint32_t country;               /* name; of the end */
    uint32_t service, border;       /* rows, KR_NONE */
    const uint32_t *link;           /* [links] rows of link as travelled; there and back is twice */
    const uint8_t *forward;         /* [links] 1: along the link's own direction */
    size_t links;
    double km, hours, variance_h2, usd, kgco2;
    const kr_cost_item *item;       /* [items] its bill, one entry a row of a table */
    size_t items;
    const uint32_t *paper;          /* [papers] rows of papers that it needs */
    size_t papers;
    const uint32_t *source;         /* [sources] rows of source, each once */
    size_t sources;
} kr_leg;

#define KR_WAY_NAMES 8

/* One way from door to door. Its figures are the sums of its legs. */
typedef struct kr_way {
    /* "fastest", "cheapest", "greenest", "surest" (least variance), "best value" (for the goods' own value of time),
       "weighted", "knee" (the best balance of the extremes), "different" (shares little with the ways before) */
    const char *name[KR_WAY_NAMES];
    size_t names;
    double hours, variance_h2, usd, kgco2, km;
    double p50_h, p90_h;            /* half of the shipments, nine in ten are there by then */
    double on_time_share;           /* of shipments that make the request's deadline; NaN without one */
    double published_hours_share, published_usd_share;  /* of both, what rests on published figures; the rest is estimated */
    const kr_leg *leg;
    size_t legs;
    uint32_t valid_until;           /* yyyymmdd: while its tariffs and services hold, and a month at most */
    const uint32_t *arc;            /* [arcs] of the network, in the order of travel */
    size_t arcs;
} kr_way;

typedef struct kr_quote {
    kr_way *way;                    /* [ways] the one asked for by request->by, the others that have a name, the rest */
    size_t ways;                    /* 0: there is none, and why says what blocks it */
    size_t found;                   /* ways that no other beats, of which `ways` are offered */
    const char *why;
    int exact;                      /* 1: all ways that no other beats were found, not only to 1 % */
    int complete;                   /* 0: a limit ended the search; the named ways are right all the same */
    int has_prices, has_emissions;  /* 0: the world has no table for it; the figures are 0 and mean nothing */
} kr_quote;

/*
 * The ways worth offering: the best by time, money, CO2, spread and the goods' own value of time, each by
 * shortest path; the ways that no other beats in all of them at once, to 1 % or exactly; and some that share
 * little with the others. Ways are told apart by their arcs; of too many, those that differ most are offered.
 *
 * KR_E_USAGE    something to avoid is unknown; weights are all 0
 * KR_E_MEMORY, KR_E_LIMIT
 *
 * No way is an answer: quote->ways is 0 and quote->why a sentence that names the closed links, the missing
 * prices or the modes that would have to change. Work: that of kr_path_pareto on the network, times the
 * number of via + 1.
 */
KR_API kr_status kr_quote_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                               const kr_quote_request *request, kr_quote *quote);

/* Incoterms 2020. From FAS on they are for ways with a ship. */
typedef enum kr_incoterm {
    KR_EXW, KR_FCA, KR_CPT, KR_CIP, KR_DAP, KR_DPU, KR_DDP, KR_FAS, KR_FOB, KR_CFR, KR_CIF
} kr_incoterm;

/* Who pays what of a way's USD. Duties and insurance premiums are in no figure; who owes them is said. */
typedef struct kr_incoterm_share {
    double seller_usd, buyer_usd;
    size_t sellers_legs;            /* the first so many legs are the seller's */
    int seller_insures, seller_clears_import;
} kr_incoterm_share;

KR_API const char *kr_incoterm_name(kr_incoterm term);

/* 1 when the text is one of the eleven, in any case of letters. */
KR_API int kr_incoterm_find(const char *text, kr_incoterm *term);

/* 0 when the term is for ships and nothing sails on the way. */
KR_API int kr_incoterm_split(kr_incoterm term, const kr_way *way, kr_incoterm_share *share);

/*
 * What it takes from each of some places to each of others, by the best ways of one measure. Row-major: a row an origin, a
 * column a destination; INFINITY where no way leads and 0 from a place to itself.
 */
typedef struct kr_matrix {
    size_t rows, columns;
    double *measure;                    /* what was asked for: hours, USD, kg CO2e or USD of generalised cost */
    double *hours, *usd, *kgco2, *km;   /* of the same ways */
} kr_matrix;

/*
 * request: by, weights and avoid are heard. Generalised cost is that of request->weights, or of the goods' own value of time
 * (KR_BY_VALUE). On job->threads; the same bytes for any number of them.
 *
 * KR_E_USAGE    something to avoid is unknown
 * KR_E_MEMORY, KR_E_LIMIT
 *
 * Work: one tree of cheapest ways an origin. Memory: five numbers a pair, and a workspace a thread.
 */
KR_API kr_status kr_matrix_find(kr_job *job, const kr_network *network, const kr_consignment *consignment, const kr_cost *cost,
                                const kr_quote_request *request, const uint32_t *from, size_t from_count, const uint32_t *to,
                                size_t to_count, kr_matrix *matrix);

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

/* ---- does it agree with the world? ---- */

typedef enum kr_figure { KR_FIGURE_TIME, KR_FIGURE_PRICE, KR_FIGURE_LENGTH, KR_FIGURES } kr_figure;

/* A published figure beside the model's, under the figure's own conditions. */
typedef struct kr_comparison {
    uint32_t row;               /* of published */
    kr_figure figure;
    const char *compared;       /* what of the model's: "mean", "p10", "p90", "sum", "shortest" */
    double model;               /* in the figure's unit; NaN: it has none */
    double error_share;         /* 0 inside the published range, else the signed distance to its nearer end over its middle */
    int counts;                 /* 1: it is a test; 0: an anchor, a trap, another year, or nothing to compare */
    const char *why;            /* no model: a clause that says why; else NULL */
} kr_comparison;

typedef struct kr_agreement {
    const kr_comparison *row;   /* [rows] one for each row of published, in its order */
    size_t rows;
    size_t counted[KR_FIGURES];
    double median_abs_error_share[KR_FIGURES];  /* over those that count; NaN: none does */
    double within_quarter_share[KR_FIGURES];    /* which share of them is at most 25 % off */
} kr_agreement;

/*
 * Runs every row of published by its own way, ends of the clock, cargo and date. Prices are sums of parts: a through price
 * is never compared with itself. KR_E_INPUT names a row whose hops or cargo cannot be understood. Work: a cost table and a
 * shortest-path tree a hop, for each row.
 */
KR_API kr_status kr_published_compare(kr_job *job, const kr_network *network, kr_agreement *agreement);

#ifdef __cplusplus
}
#endif
#endif
