/* keruen/model.h: what there is. The world as tables, edits to it, and the frozen network made of it. */
#ifndef KERUEN_MODEL_H
#define KERUEN_MODEL_H

#include <keruen/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KR_NONE UINT32_MAX      /* no such row, node or arc */

/*
 * Nodes and arcs, frozen. An arc's number is its place in the forward star: the arcs that leave node v
 * are first[v] .. first[v + 1] - 1, ordered by head and then by the order they were given in. The
 * backward star lists arc numbers. Parallel arcs and loops are allowed.
 */
typedef struct kr_graph {
    uint32_t nodes, arcs;
    const uint32_t *first;          /* [nodes + 1] */
    const uint32_t *tail, *head;    /* [arcs] */
    const uint32_t *in_first;       /* [nodes + 1] */
    const uint32_t *in_arc;         /* [arcs] numbers of the arcs that enter node v, rising */
} kr_graph;

/*
 * Freezes arcs given in any order. place[i], if wanted (NULL if not), is the number that the i-th given
 * arc got. KR_E_INPUT when an end is not below `nodes`, KR_E_LIMIT past 2^32 - 2 arcs. Work: nodes + arcs.
 */
KR_API kr_status kr_graph_freeze(kr_job *job, uint32_t nodes, size_t arcs, const uint32_t *tail, const uint32_t *head,
                                 kr_graph *graph, uint32_t *place);

/* -------------------------------------------------------------------------------------------------
 * The world: tables as read and patched, one array a column. A missing number is NaN, a missing
 * reference or date KR_NONE or 0; names, ids and texts are numbers for kr_world_text. Units: km, hours,
 * km/h, tonnes a year, USD of the row's date.
 */

typedef enum kr_mode { KR_ROAD, KR_RAIL, KR_SEA, KR_AIR, KR_PIPELINE, KR_MODES } kr_mode;

/* Whether a thing may be used. What is not open stays in the world; a patch opens it. */
typedef enum kr_state { KR_OPEN, KR_CLOSED, KR_UNDER_CONSTRUCTION, KR_PLANNED, KR_STATES } kr_state;

/* What a consignment rides on: a mode, its gauge, its kind of ship. A change of layer is handled at a terminal. */
typedef enum kr_layer {
    KR_LAYER_ROAD, KR_LAYER_RAIL1520, KR_LAYER_RAIL1435, KR_LAYER_SEA_CONTAINER, KR_LAYER_SEA_RORO,
    KR_LAYER_SEA_RAIL_FERRY, KR_LAYER_SEA_BULK, KR_LAYER_SEA_TANKER, KR_LAYER_AIR, KR_LAYER_PIPELINE, KR_LAYERS
} kr_layer;

/* How rail carries it: in a planned train, or wagon by wagon. */
typedef enum kr_class { KR_CLASS_ANY, KR_CLASS_BLOCK, KR_CLASS_SINGLE, KR_CLASSES } kr_class;

/* How a figure was come by. From KR_GENERAL_KNOWLEDGE on it rests on no published figure. */
typedef enum kr_method {
    KR_METHOD_UNSAID, KR_REPORTED, KR_DERIVED, KR_KM_TABLE, KR_SPLIT, KR_COMPUTED, KR_GENERAL_KNOWLEDGE, KR_ESTIMATE, KR_METHODS
} kr_method;

typedef enum kr_table_id {
    KR_SOURCE, KR_NODE, KR_LINK, KR_BORDER, KR_BORDER_HOURS, KR_TERMINAL, KR_SERVICE, KR_TARIFF, KR_CURRENCY, KR_SPEED,
    KR_CARGO, KR_EMISSION, KR_PAPERS, KR_CORRIDOR, KR_PROJECT, KR_REGIME, KR_PUBLISHED, KR_STATE, KR_DEMAND, KR_FITTED,
    /* the figures of the world; kr_world_read leaves them out */
    KR_SERIES, KR_GDP, KR_TRADE, KR_CLAIM, KR_AGREEMENT, KR_COMMITMENT, KR_DISRUPTION,
    KR_BASE_FLOW, KR_MIX, KR_ZONE, KR_COUNT, KR_SHIFT, KR_EVENT, KR_TABLES
} kr_table_id;

#define KR_WAY_TABLES KR_SERIES     /* the tables before it are those that a way, a time or a price is made of */

/* A column of lists: row i holds item[first[i]] .. item[first[i + 1] - 1]. */
typedef struct kr_lists {
    const uint32_t *first, *item;
} kr_lists;

/* What every table begins with. */
#define KR_TABLE_HEAD       \
    uint32_t count;         \
    const uint32_t *id;     /* name; NULL in a table without ids */ \
    const uint32_t *source; /* row of source, KR_NONE if none */    \
    const uint8_t *method;  /* kr_method */                          \
    const uint32_t *line    /* where the row stands in its file */

typedef struct kr_sources { KR_TABLE_HEAD; const uint32_t *title, *publisher, *date, *url, *terms; } kr_sources;

typedef struct kr_nodes {
    KR_TABLE_HEAD;
    const uint32_t *name, *type, *country, *un_locode;
    const double *lon, *lat;            /* GMNS x_coord, y_coord */
    kr_lists names;                     /* what else people call it */
} kr_nodes;

typedef struct kr_links {
    KR_TABLE_HEAD;
    const uint32_t *from, *to;          /* rows of node */
    const uint8_t *directed;            /* 1: only from -> to */
    const uint32_t *name, *facility;
    const double *length_km, *free_kmh, *transit_h, *capacity, *capacity_t_yr, *lanes, *toll;
    const uint8_t *mode, *state;
    const uint32_t *gauges;             /* set of 1 << 0 (1520 mm), 1 << 1 (1435 mm); 0 when it has none */
    const uint32_t *since;              /* yyyymmdd, months and days 0 when unsaid */
} kr_links;

typedef struct kr_borders {
    KR_TABLE_HEAD;
    const uint32_t *name, *country_a, *country_b, *why;
    const uint32_t *link;               /* row of link; KR_NONE: the formalities of a country's sea ports */
    const uint8_t *mode, *state;
} kr_borders;

typedef struct kr_border_hours {
    KR_TABLE_HEAD;
    const uint32_t *border, *direction; /* "CN>KZ"; "in", "out" or "both" at ports */
    const uint8_t *service_class;
    const double *mean_h, *p50_h, *p90_h, *usd, *year;
} kr_border_hours;

typedef struct kr_terminals {
    KR_TABLE_HEAD;
    const uint32_t *node;
    const uint8_t *from_layer, *to_layer, *service_class, *state, *includes_wait;
    const double *p50_h, *p90_h, *usd_teu, *usd_feu, *usd_t, *usd_truck, *usd_wagon, *capacity_t_yr, *capacity_teu_yr;
    const uint32_t *price_source;
} kr_terminals;

typedef struct kr_services {
    KR_TABLE_HEAD;
    const uint32_t *operator_name, *name;
    kr_lists stops;                     /* rows of node */
    const uint8_t *layer;               /* kr_layer, or KR_LAYERS for "rail": it rides on the railway's own links */
    const double *headway_h, *sailings_week, *ride_h, *ride_p90_factor, *capacity_wagons, *capacity_teu, *capacity_trucks;
    const double *usd_20, *usd_40, *usd_wagon, *usd_truck, *usd_t;
    const uint8_t *leaves_when_full, *through_price, *state;
    const uint32_t *valid_from, *valid_to;
} kr_services;

typedef struct kr_tariffs {
    KR_TABLE_HEAD;
    const uint32_t *operator_name, *country, *mode, *cargo, *currency;
    const uint32_t *from, *to;          /* rows of node, KR_NONE: anywhere */
    const double *from_km, *to_km, *value;
    const uint8_t *unit, *direction, *basis;
    const uint32_t *valid_from, *valid_to;
} kr_tariffs;

typedef struct kr_currencies { KR_TABLE_HEAD; const double *year, *usd; } kr_currencies;

typedef struct kr_speeds {
    KR_TABLE_HEAD;
    const uint32_t *mode, *country, *section;
    const double *kmh, *km_day, *year;
} kr_speeds;

typedef struct kr_cargoes {
    KR_TABLE_HEAD;
    const uint32_t *name, *hs_chapters, *unit;
    const double *t_teu, *t_feu, *t_wagon, *t_truck, *usd_t, *value_share_day;
    const uint32_t *layers;             /* set of 1 << kr_layer */
} kr_cargoes;

typedef struct kr_emissions {
    KR_TABLE_HEAD;
    const uint32_t *mode, *vehicle;
    const double *wtw_g_tkm, *ttw_g_tkm;
    kr_lists default_for;               /* names */
} kr_emissions;

typedef struct kr_papers { KR_TABLE_HEAD; const uint32_t *regime, *applies_where, *mode, *documents; } kr_papers;

typedef struct kr_corridors {
    KR_TABLE_HEAD;
    const uint32_t *name, *group;
    kr_lists nodes, hop_modes;          /* rows of node; kr_mode of each hop */
} kr_corridors;

typedef struct kr_projects {
    KR_TABLE_HEAD;
    const uint32_t *name, *kind, *status, *changes, *hosts;
    kr_lists links, borders;            /* rows that it opens */
    const double *cost_usd, *year;
} kr_projects;

typedef struct kr_regimes {
    KR_TABLE_HEAD;
    const uint32_t *country_a, *country_b, *regime, *kind, *from_date, *to_date;
} kr_regimes;

typedef struct kr_publisheds {
    KR_TABLE_HEAD;
    const uint32_t *what, *from, *to, *cargo, *hop_modes, *from_mode, *to_mode, *measure, *date, *role;
    const uint32_t *against;            /* name of the other way's mode, for a ratio or a difference */
    kr_lists holds;                     /* names of what a price holds; empty: all that there is to pay */
    kr_lists via;
    const double *low, *high;
} kr_publisheds;

/* Weather and queues that everybody on the way meets together. */
typedef enum kr_state_kind { KR_WEATHER, KR_QUEUE } kr_state_kind;

typedef struct kr_shared_states {
    KR_TABLE_HEAD;
    const uint8_t *kind;                /* kr_state_kind */
    kr_lists nodes;                     /* the ports that the weather closes; empty for queues: every land border */
    const uint32_t *months;             /* set of 1 << (month - 1) */
    const double *share;                /* of the time that it holds */
    const double *extra_h;              /* weather: mean hours still to wait when it holds */
    const double *factor;               /* queue: times the hours */
} kr_shared_states;

/* Who wants to send how much to whom in a year. */
typedef struct kr_wanted {
    KR_TABLE_HEAD;
    const uint32_t *origin, *destination;   /* rows of node */
    const uint32_t *cargo;                  /* row of cargo */
    const double *t_yr, *year;
} kr_wanted;

/* Demand as it was fitted to counts (keruen calibrate); where a folder has it, it stands in world->demand too. */
typedef struct kr_fitteds {
    kr_wanted wanted;                   /* its rows; sources and methods as of the prior's row */
    const uint32_t *origin_area, *destination_area;     /* names: whose trade it is; a port may stand for what lies behind it */
    const double *prior_t_yr;           /* before the fit */
} kr_fitteds;

/* What a figure is. Only the first two are observations. */
typedef enum kr_basis { KR_PUBLISHED_FIGURE, KR_DERIVED_FIGURE, KR_TARGET, KR_SCENARIO, KR_FORECAST, KR_BASES } kr_basis;

/* A value of a series; series of different definition have different ids. */
typedef struct kr_series {
    KR_TABLE_HEAD;                      /* ids may come again: a row a year and period */
    const uint32_t *area, *measure, *unit, *period;     /* "A" the year, "H1", "9M", "M04", "A.min" ... */
    const double *year, *value;
    const uint8_t *basis;               /* kr_basis */
} kr_series;

typedef struct kr_gdps { KR_TABLE_HEAD; const uint32_t *country, *measure; const double *year, *value; } kr_gdps;

/* What one country reports of its trade with another; the other's report is another row. */
typedef struct kr_trades {
    KR_TABLE_HEAD;
    const uint32_t *reporter, *partner, *period, *flow, *product;
    const double *year, *usd;
    const uint8_t *basis;
} kr_trades;

/*
 * What public figures say of a claim; the last three only what a test says. KR_INPUT: what it could be held against was made from it.
 * KR_PARTLY: it holds by one criterion and not by the other. KR_NOT_DECIDED: what was run leaves it open.
 */
typedef enum kr_verdict { KR_UNTESTED, KR_CONFIRMS, KR_CONTRADICTS, KR_DIFFERS, KR_NOT_FOUND, KR_INPUT, KR_PARTLY, KR_NOT_DECIDED, KR_VERDICTS } kr_verdict;

typedef struct kr_claims {
    KR_TABLE_HEAD;                      /* source: of the public figure, KR_NONE if there is none */
    kr_lists articles;                  /* rows of source: who claims it */
    kr_lists countries;                 /* names */
    const uint32_t *claim, *subject, *measure, *value, *unit, *period, *comparison_period, *derived_relation;
    const uint32_t *relation, *implies, *test;  /* for the program: see keruen/ledger.h */
    const uint32_t *public_value, *note;
    const uint8_t *qualifier, *verdict;
} kr_claims;

typedef struct kr_agreements {
    KR_TABLE_HEAD;
    const uint32_t *title, *field, *kind, *status, *note;
    const uint32_t *date;               /* yyyymmdd, 0: none yet */
    kr_lists parties;                   /* names */
    const uint8_t *effect;              /* what it changes in the model: 0 nothing measurable, 1 a regime, 2 a service, 3 a project */
    kr_lists projects, services, articles, claims;      /* rows */
} kr_agreements;

/* A promise that a series can be held against. */
typedef struct kr_commitments {
    KR_TABLE_HEAD;
    const uint32_t *title, *measure, *unit, *period, *note;
    kr_lists countries;
    const uint32_t *made, *due;         /* yyyymmdd; due 0: no date was given */
    const double *target;
    const uint8_t *is_ceiling;          /* 1: kept from the target down */
    const uint32_t *claim;              /* row of claim, KR_NONE */
} kr_commitments;

/* Which things a disruption closes: crossings of a mode, ferries, ports, links. */
typedef enum kr_disrupted { KR_DISRUPTED_ROAD_BORDER, KR_DISRUPTED_RAIL_BORDER, KR_DISRUPTED_FERRY, KR_DISRUPTED_PORT, KR_DISRUPTED_LINK } kr_disrupted;

/*
 * What closes now and then, for a while. A row that names nobody means each open thing of its kind by itself, but those that
 * another row of the kind names.
 */
typedef struct kr_disruptions {
    KR_TABLE_HEAD;
    const uint32_t *name, *note;
    const uint8_t *kind;                /* kr_disrupted */
    kr_lists members;                   /* names: ids of border, service, node or link */
    const uint8_t *together;            /* 1: all of them close and open as one */
    const uint32_t *months;             /* set of 1 << (month - 1) in which it may begin */
    const double *closures_yr;          /* how often a year, of each */
    const double *days;                 /* mean length */
} kr_disruptions;

/* Goods from a country to a country in a year: what keruen trade fill makes. */
typedef struct kr_base_flows {
    KR_TABLE_HEAD;
    const uint32_t *origin, *destination;   /* names: ISO 3166-1 alpha-2, EU or ROW */
    const uint8_t *how;                     /* kr_flow_how */
    const double *usd, *year;
} kr_base_flows;

/* How a cell of the matrix was come by: a figure of that cell and year, worked out of others, or the gravity of its prior. */
typedef enum kr_flow_how { KR_FLOW_REPORTED, KR_FLOW_DERIVED, KR_FLOW_FILLED } kr_flow_how;

/* What an area's exports to some partners are made of; what is left of 1 is no freight on this map (gold, gas, re-exports). */
typedef struct kr_mixes {
    KR_TABLE_HEAD;
    const uint32_t *area;                   /* name */
    kr_lists partners;                      /* names of areas, or "*" */
    const uint32_t *cargo;                  /* row */
    const double *share;                    /* of the value */
} kr_mixes;

typedef enum kr_side { KR_SIDE_BOTH, KR_SIDE_OUT, KR_SIDE_IN } kr_side;

/* Which place sends or receives how much of an area's trade; what is left of 1 stays off this map. */
typedef struct kr_zones {
    KR_TABLE_HEAD;
    const uint32_t *area, *node;            /* name; row */
    const uint8_t *side;                    /* kr_side */
    kr_lists partners, cargoes;             /* names, or "*"; rows that name a cargo go before those that do not, then partners likewise */
    const double *share;
} kr_zones;

typedef enum kr_count_unit { KR_COUNT_T, KR_COUNT_TEU, KR_COUNT_TRUCK, KR_COUNT_WAGON } kr_count_unit;

/* A figure that the model's flows are held against, with its definition: see docs/method/demand.md. */
typedef struct kr_counts {
    KR_TABLE_HEAD;
    const uint32_t *series, *note;          /* names */
    const double *year, *value;
    const uint8_t *unit;                    /* kr_count_unit */
    const uint8_t *is_aside;                /* 1: shown, never fitted */
    kr_lists over, also;                    /* names: what a way must pass to be counted, and what it must pass as well */
    kr_lists ends;                          /* names of areas: one end at least is there; "!KZ": neither is */
    kr_lists origins, destinations, cargoes;    /* names of areas and cargoes; empty: all */
    const double *error_share;              /* relative standard error */
} kr_counts;

/* Trade that took a turn of its own in some years, between some areas and others, both ways; a row of demand belongs to the first that fits. */
typedef struct kr_shifts {
    KR_TABLE_HEAD;
    const uint32_t *note;                   /* what it absorbs */
    kr_lists areas, partners, cargoes;      /* names; cargoes empty: all */
    const double *level, *step;             /* standard deviations in logarithms: of the base year's shift, of a yearly step */
} kr_shifts;

/* What was otherwise in some years than in the world of the base year. */
typedef struct kr_events {
    KR_TABLE_HEAD;
    const uint32_t *changes, *note;         /* table:row:column=value, as in project.csv */
    const double *from_year, *to_year;
} kr_events;

struct kri_world_text;

typedef struct kr_world {
    kr_sources source;
    kr_nodes node;
    kr_links link;
    kr_borders border;
    kr_border_hours border_hours;
    kr_terminals terminal;
    kr_services service;
    kr_tariffs tariff;
    kr_currencies currency;
    kr_speeds speed;
    kr_cargoes cargo;
    kr_emissions emission;
    kr_papers papers;
    kr_corridors corridor;
    kr_projects project;
    kr_regimes regime;
    kr_publisheds published;
    kr_shared_states state;
    kr_wanted known;                    /* demand.csv */
    kr_fitteds fitted;                  /* fitted_demand.csv */
    kr_wanted demand;                   /* what is put on the network: fitted where there is any, else known */
    kr_series series;                   /* from here on empty unless kr_world_read_figures was asked */
    kr_gdps gdp;
    kr_trades trade;
    kr_claims claim;
    kr_agreements agreement;
    kr_commitments commitment;
    kr_disruptions disruption;
    kr_base_flows base_flow;
    kr_mixes mix;
    kr_zones zone;
    kr_counts count;
    kr_shifts shift;
    kr_events event;
    const struct kri_world_text *text;  /* names, and the files behind the rows */
} kr_world;

/* The string of a name number; "" for KR_NONE. Lives as long as the job that read the world. */
KR_API const char *kr_world_text(const kr_world *world, uint32_t name);

/* The row with this id, KR_NONE if there is none. */
KR_API uint32_t kr_world_find(const kr_world *world, kr_table_id table, const char *id);

/*
 * The place a person means: an id, a name or another name people use (case and marks do not matter),
 * "name, CC" where countries share it, a UN/LOCODE, or "lat,lon", which is the nearest place within 100 km.
 * km, if wanted, is how far that is. KR_E_USAGE names the nearest there are, or all that share the name.
 */
KR_API kr_status kr_place_find(kr_job *job, const kr_world *world, const char *text, uint32_t *node, double *km);

/* The great circle between two places, on a sphere of 6,371.0088 km. */
KR_API double kr_place_distance_km(const kr_world *world, uint32_t a, uint32_t b);

/* "link", "border", ...; the name of the table's file without .csv. */
KR_API const char *kr_table_name(kr_table_id table);

/* The words of the codes: "rail", "open", "rail1520", "block", "estimate". */
KR_API const char *kr_mode_name(kr_mode mode);
KR_API const char *kr_state_name(kr_state state);
KR_API const char *kr_layer_name(kr_layer layer);
KR_API const char *kr_method_name(kr_method method);
KR_API const char *kr_basis_name(kr_basis basis);
KR_API const char *kr_verdict_name(kr_verdict verdict);

/* -------------------------------------------------------------------------------------------------
 * A patch: what if. Edits are applied in order, to a copy that shares every array that no edit names.
 */

typedef enum kr_edit_kind { KR_EDIT_SET, KR_EDIT_SCALE } kr_edit_kind;

typedef struct kr_edit {
    kr_table_id table;
    uint32_t row;
    const char *column;         /* as in the file */
    kr_edit_kind kind;
    const char *value;          /* KR_EDIT_SET: as it would stand in the file; KR_EDIT_SCALE: the factor */
    const char *reason;         /* who wants it and why: "project p_gyumri_kars", "--open" */
    uint32_t source;            /* row of source behind the reason, KR_NONE if none */
} kr_edit;

typedef struct kr_patch {
    kr_edit *edit;
    size_t count, capacity;
} kr_patch;

KR_API kr_status kr_patch_add(kr_job *job, kr_patch *patch, kr_edit edit);

/* Adds the edits that open or close what the id names: a link, a border with its link, a service, or (open only) a project. */
KR_API kr_status kr_patch_open(kr_job *job, const kr_world *world, const char *id, kr_patch *patch);
KR_API kr_status kr_patch_close(kr_job *job, const kr_world *world, const char *id, kr_patch *patch);

/* Adds the edits of a change as project.csv writes it: table:row:column=value or table:row:column*factor. */
KR_API kr_status kr_patch_change(kr_job *job, const kr_world *world, const char *change, const char *reason, uint32_t source, kr_patch *patch);

/* Opens every link, border, terminal and service: the world if all plans had come true. */
KR_API kr_status kr_patch_open_all(kr_job *job, const kr_world *world, kr_patch *patch);

/* patched shares with world, which must outlive it. KR_E_INPUT names the edit that cannot be. Work: the edited columns. */
KR_API kr_status kr_patch_apply(kr_job *job, const kr_world *world, const kr_patch *patch, kr_world *patched);

/* -------------------------------------------------------------------------------------------------
 * The network: the ways through a world, frozen. A node is a place in a layer (or one of its doors, or a
 * service's deck, or a border's two sides); an arc is one way to go on. Every thread may read it.
 */

typedef enum kr_arc_kind {
    KR_ARC_LOAD,        /* door -> layer; row: node */
    KR_ARC_UNLOAD,      /* layer -> door; row: node */
    KR_ARC_RIDE,        /* along a link inside one country; row: link */
    KR_ARC_BORDER,      /* over a land border; row: border */
    KR_ARC_TRANSFER,    /* change of layer at a place; row: the first of its terminal rows, see kr_network.same_change */
    KR_ARC_BOARD,       /* wait for the next departure; row: service */
    KR_ARC_SAIL,        /* from one stop of a service to the next; row: service */
    KR_ARC_ALIGHT,      /* row: service */
    KR_ARC_STRETCH,     /* rides of one country priced as a whole; row: the first tariff of that stretch */
    KR_ARC_THROUGH,     /* from the first stop to the last at a through price; row: service */
    KR_ARC_KINDS
} kr_arc_kind;

typedef struct kr_network {
    kr_graph graph;
    const kr_world *world;
    /* a node */
    const uint32_t *place;          /* row of node: where it is; for a border's side the post, or that side's end of the link */
    const uint8_t *layer;           /* kr_layer; KR_LAYERS for a door */
    const uint8_t *no_wait;         /* 1: the terminal's hours have the wait for the ship inside */
    const uint32_t *country;        /* name */
    const uint32_t *sender;         /* [places] network node of the door to send from, KR_NONE if nothing stops there */
    const uint32_t *receiver;       /* [places] and of the one to send to */
    const uint8_t *by_road;         /* [places] 1: a road leads there */
    /* an arc */
    const uint8_t *kind;            /* kr_arc_kind */
    const uint32_t *row;            /* in the table that the kind says */
    const uint32_t *link;           /* row of link that it follows, KR_NONE */
    const uint8_t *open;            /* 0: its link, border, terminal or service is not open */
    const uint8_t *forward;         /* 1: along the link's or border's own direction */
    const uint8_t *enters;          /* 1: here the consignment comes into a country's layer, and what is charged once falls due */
    const double *km;               /* ridden on it; 0 for a stretch, whose parts are a matter of cost */
    /* a terminal row */
    const uint32_t *same_change;    /* [terminals] next row for the same place and layers, KR_NONE at the end */
} kr_network;

/* Work and memory: in proportion to the rows. world must outlive the network. */
KR_API kr_status kr_network_freeze(kr_job *job, const kr_world *world, kr_network *network);

/*
 * The same network, byte for byte, where a patch has made world of like->world or of what that was made of: what the patch left alone is
 * shared with like, which must outlive it. Work: a look at each arc; all of kr_network_freeze where the patch has changed what there is.
 */
KR_API kr_status kr_network_freeze_like(kr_job *job, const kr_world *world, const kr_network *like, kr_network *network);

/*
 * Which arcs to sum over for what passes a link: *counts [arcs] is 1 where the arc stands for its link. A link over a border is
 * up to three arcs with the same tonnes: its border stands for it.
 */
KR_API kr_status kr_network_link_arcs(kr_job *job, const kr_network *network, const uint8_t **counts);

/* ---- tables: what every command returns ---- */

typedef enum kr_kind {
    KR_TEXT,        /* UTF-8 */
    KR_NUMBER,      /* double, never NaN; infinity where the meaning says "no limit" */
    KR_INTEGER,
    KR_BOOL,
    KR_TEXTS        /* a list of texts; a row without one has the empty list */
} kr_kind;

/* What a column is called and means. Text shows `digits` behind the point; CSV and JSON keep them all. */
typedef struct kr_column_about {
    const char *name;       /* "length_km" */
    const char *unit;       /* "km"; "" or NULL where there is none */
    const char *meaning;    /* a phrase */
    kr_kind kind;
    int digits;
} kr_column_about;

/*
 * One column, laid out as Arrow does: bitmaps are least significant bit first, arrays aligned to 64 bytes,
 * a text is bytes[start[i]] .. bytes[start[i + 1] - 1]. Only the arrays of the column's kind are there.
 */
typedef struct kr_column {
    kr_column_about about;
    size_t empty;               /* cells that hold nothing */
    const uint8_t *valid;       /* bitmap [rows]: the cell holds something; always 1 for KR_TEXTS */
    const double *number;       /* [rows] */
    const int64_t *integer;     /* [rows] */
    const uint8_t *truth;       /* bitmap [rows] */
    const int32_t *item;        /* KR_TEXTS: [rows + 1] the items of row r are texts item[r] .. item[r + 1] - 1 */
    const int32_t *start;       /* KR_TEXT: [rows + 1]; KR_TEXTS: [items + 1] */
    const char *bytes;
    const uint8_t *estimate;    /* bitmap [rows]: the cell is an estimate; NULL: none is */
    const uint32_t *source;     /* [rows] number in the table's list of sources, or KR_NONE; NULL: none has one */
} kr_column;

typedef struct kr_table {
    const char *name;           /* "legs" */
    size_t rows, columns;
    const kr_column *column;
    size_t sources;
    const char *const *source;  /* [sources] ids, each once */
} kr_table;

static inline int kr_bit(const uint8_t *bitmap, size_t i)
{
    return bitmap && (bitmap[i >> 3] >> (i & 7) & 1);
}

/* Whether the cell holds something. */
static inline int kr_cell_is_set(const kr_column *column, size_t row)
{
    return kr_bit(column->valid, row);
}

/*
 * A table being filled, row by row. Cells that are not set stay empty. The first failure sticks and
 * kr_table_freeze returns it. A value of another kind than its column's, or a cell set twice, is a
 * mistake of the program: KR_E_BUG. Columns are given by their place.
 */
typedef struct kr_table_builder kr_table_builder;

/* The columns' names, units and meanings must outlive the job: constants, or memory of the job. */
KR_API kr_status kr_table_begin(kr_job *job, const char *name, size_t columns, const kr_column_about *about,
                                kr_table_builder **builder);
KR_API void kr_table_row(kr_table_builder *builder);
KR_API void kr_table_text(kr_table_builder *builder, size_t column, const char *text);         /* NULL: empty */
KR_API void kr_table_number(kr_table_builder *builder, size_t column, double value);           /* NaN: empty */
KR_API void kr_table_integer(kr_table_builder *builder, size_t column, int64_t value);
KR_API void kr_table_bool(kr_table_builder *builder, size_t column, int value);
KR_API void kr_table_item(kr_table_builder *builder, size_t column, const char *text);         /* one more in a KR_TEXTS */

/* Marks the cell of the row in hand: it is an estimate; it comes from that source. */
KR_API void kr_table_estimate(kr_table_builder *builder, size_t column);
KR_API void kr_table_source(kr_table_builder *builder, size_t column, const char *source_id);

/* The finished table, in the job's memory. KR_E_LIMIT when a column holds more than 2 GiB of text. */
KR_API kr_status kr_table_freeze(kr_table_builder *builder, const kr_table **table);

#ifdef __cplusplus
}
#endif
#endif
