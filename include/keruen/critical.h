/* keruen/critical.h: the weak points of a network. What does it cost when something closes, and whom? */
#ifndef KERUEN_CRITICAL_H
#define KERUEN_CRITICAL_H

#include <keruen/freight.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What can close. All of it closes in both directions. */
typedef enum kr_element_kind {
    KR_ELEMENT_LINK,        /* a row of link: whatever rides along it, and over its border */
    KR_ELEMENT_BORDER,      /* a row of border: the crossing itself */
    KR_ELEMENT_PORT,        /* a place: nothing is put on board there or taken off, and nothing changes to or from ships */
    KR_ELEMENT_FERRY,       /* the services of one kind of ship between the same stops, there and back */
    KR_ELEMENT_TERMINAL,    /* a change of layer at a place, there and back */
    KR_ELEMENT_KINDS
} kr_element_kind;

typedef struct kr_element {
    kr_element_kind kind;
    kr_table_id table;          /* link, border, node, service or terminal */
    uint32_t row;               /* the first of its rows */
    const char *id;             /* that of the row; of a terminal PLACE:LAYER-LAYER */
    const char *name;
    int is_candidate;           /* one of those among which the worst pair and triple are looked for: ports, borders, ferries, bridges */
    const uint32_t *arc;        /* [arcs] of the network, rising */
    uint32_t arcs;
} kr_element;

/* "link", "border", "port", "ferry", "terminal". */
KR_API const char *kr_element_kind_name(kr_element_kind kind);

/*
 * The year's freight on its network, made ready for closing parts of it.
 *
 * What a row of demand is expected to cost a tonne, by one of the three values of time, when a set S is closed:
 *
 *     E(S) = min(logsum over its ways that S leaves open and staying at home, cost of the cheapest way that avoids S)
 *
 * The ways are those of kr_freight, with its logit; the cheapest way is looked for anew in the whole network. E of nothing closed is the logsum of
 * kr_freight, and E never falls when S grows. The loss is tonnes x (E(S) - E of nothing), in whole cents
 * a row, so that sums are exact. Nothing is crowded: see kr_critical_crowded. Method: docs/method/critical.md.
 */
typedef struct kr_critical kr_critical;

/*
 * options     NULL: the defaults; limits are left aside
 * reference   NULL, or that of another scenario of the same folder: its ways, noise and limit of giving up hold, so that nothing but the
 *             network changes between the two
 * critical    out: lives in the job, as its network must; read only, threads may share it
 *
 * KR_E_INPUT    the world has no demand, an option is out of range, a row may choose among more than 64 ways
 * Work: that of kr_freight_plan_make, and a tree for each destination, cargo and value of time.
 */
KR_API kr_status kr_critical_open(kr_job *job, const kr_network *network, const kr_freight_options *options, const kr_critical *reference,
                                  kr_critical **critical);

/* What can close: links, borders, ports, ferries, terminals that are open, in the order of kinds and rows. */
KR_API size_t kr_critical_elements(const kr_critical *critical, const kr_element **elements);

/* The countries at the ends of the freight, in the order of their codes. */
KR_API size_t kr_critical_countries(const kr_critical *critical, const char *const **countries);

/*
 * What a closure costs a year. A row's loss is borne half by the country of its origin and half by that of its destination: nobody
 * knows who bears how much. What a country of transit loses in fees is no loss of the whole and is left out.
 */
typedef struct kr_loss {
    double cost_usd_yr;
    double stranded_t;                  /* tonnes that no way is left for in the whole network */
    const double *by_country_usd_yr;    /* [countries] */
} kr_loss;

/* Each element closed by itself for a year. losses: [elements], the job's. Same bytes for any number of threads. */
KR_API kr_status kr_critical_scan(kr_job *job, const kr_critical *critical, const kr_loss **losses);

/* Some of them closed together. KR_E_USAGE: no such element. */
KR_API kr_status kr_critical_close(kr_job *job, const kr_critical *critical, const uint32_t *elements, size_t count, kr_loss *loss);

/* Elements whose closing together costs most; of equal ones those that come first. count 0: there are not so many candidates. */
typedef struct kr_worst {
    uint32_t count;
    uint32_t element[3];
    kr_loss loss;
} kr_worst;

/*
 * The worst pair and the worst triple of candidates. All are counted: a row adds to a pair or a triple only where its own elements act on one
 * another, and these terms are summed in whole cents, so the answer is the greatest for certain.
 *
 * KR_E_MEMORY   8 bytes a triple are needed
 * Work: rows x (elements that its ways may touch)^3 look-ups. Same bytes for any number of threads.
 */
KR_API kr_status kr_critical_worst(kr_job *job, const kr_critical *critical, kr_worst *pair, kr_worst *triple);

/* A closure when capacities bind. */
typedef struct kr_crowded {
    uint32_t element;
    double cost_usd_yr;                 /* what the shippers and the owners of what is scarce lose together */
    double added_usd_yr;                /* of it by the limits; below 0 where closing frees what is scarce today */
    double shippers_usd_yr;             /* what the shippers lose, who pay the scarcity */
    const double *by_country_usd_yr;    /* [countries] of the shippers' */
    double stranded_t;
    double excess;                      /* of the capacities, see kr_freight */
} kr_crowded;

/*
 * Each of these elements closed by itself, and the freight put on the network anew within its capacities: the loss without limits, and what the
 * limits add to it, measured by kr_freight on the same ways with and without them. Statuses as kr_freight_assign; KR_E_USAGE: no such element.
 */
KR_API kr_status kr_critical_crowded(kr_job *job, const kr_critical *critical, const uint32_t *elements, size_t count, const kr_crowded **crowded);

/* How far a country's trade hangs on one way in and out. */
typedef struct kr_reliance {
    const char *country;
    double trade_t, trade_usd;          /* a year, with other countries, of what is sent */
    uint32_t gateways;                  /* crossings and ports that it goes through */
    double gateway_hhi, gateway_hhi_usd;    /* Herfindahl: the sum of squared shares, by tonnes and by value; 1: all through one */
    const char *gateway, *gateway_name; /* the one most used; NULL without trade */
    double gateway_share, gateway_share_usd;    /* of the tonnes and of the value through it */
    double gateway_loss_usd_yr;         /* the country's own loss when it closes; NaN when it cannot: an airport */
    const char *neighbour;              /* first country on the way out that most goes to, or "sea" or "air" */
    double neighbour_share, neighbour_hhi;
} kr_reliance;

/* losses: of kr_critical_scan. reliance: [countries]. */
KR_API kr_status kr_critical_reliance(kr_job *job, const kr_critical *critical, const kr_loss *losses, const kr_reliance **reliance);

/* How far each area's trade hangs on one partner: exports and imports together, domestic trade left out. */
typedef struct kr_partners {
    double trade_usd;
    double hhi;                         /* over single partners; the rest of the world is so many that their squares are taken for nothing */
    double share;
    uint32_t partner;                   /* the greatest single one; KR_NONE without trade */
} kr_partners;

/*
 * value      [areas x areas], origin first, NaN counts as nothing
 * rest       the area that is no single partner, KR_NONE if there is none
 * partners   [areas], the job's
 */
KR_API kr_status kr_partner_reliance(kr_job *job, uint32_t areas, const double *value, uint32_t rest, const kr_partners **partners);

/* Chance: what closes now and then. */
typedef struct kr_chance_options {
    uint32_t draws;             /* years, 1 up */
    uint64_t seed;
    const kr_world *chance;     /* NULL: the network's own; the world of the folder whose tables disruption and state say what closes */
} kr_chance_options;

typedef struct kr_draws {
    uint32_t draws;
    size_t countries;
    const double *usd_yr;               /* [draws] loss of the year */
    const double *by_country_usd_yr;    /* [draws x countries] */
    size_t processes;                   /* things that close by themselves */
    double spells_yr;                   /* closures in a year, mean */
} kr_draws;

/*
 * Years with their closures. Each cause closes what it names after spans of time that have no memory, for spans that have none, by a random
 * stream that seed, draw, cause and member give: the same in any scenario of the folder. Who meets a closure waits it out or goes round,
 * whichever costs less: he knows how long it lasts. Waiting costs the value of time.
 *
 * The network should be a calm one (kr_patch_calm) and options->chance the world as it is, or the mean of its storms counts twice.
 *
 * KR_E_USAGE    no draws
 * Same bytes for any number of threads. Memory: about 12 bytes a change of what is closed, 24 a set of closures and thread, 16 a draw and country.
 */
KR_API kr_status kr_critical_draw(kr_job *job, const kr_critical *critical, const kr_chance_options *options, kr_draws *draws);

/* Edits that take the weather's mean wait out of the network. */
KR_API kr_status kr_patch_calm(kr_job *job, const kr_world *world, kr_patch *patch);

typedef struct kr_loss_range {
    double mean, low, high;     /* 5 and 95 %, between neighbours in proportion */
} kr_loss_range;

/* The spread of count values that stand stride apart. Work: count x log(count). */
KR_API kr_status kr_draws_range(kr_job *job, const double *value, size_t count, size_t stride, kr_loss_range *spread);

#ifdef __cplusplus
}
#endif
#endif
