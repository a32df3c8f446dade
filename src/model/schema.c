/* schema.c: the tables of a world, column by column. */
#include "schema.h"

#include <string.h>

const char *const kri_mode_words[] = { "road", "rail", "sea", "air", "pipeline", NULL };
const char *const kri_state_words[] = { "open", "closed", "under_construction", "planned", NULL };
const char *const kri_layer_words[] = { "road", "rail1520", "rail1435", "sea_container", "sea_roro", "sea_rail_ferry", "sea_bulk",
                                        "sea_tanker", "air", "pipeline", NULL };
const char *const kri_class_words[] = { "any", "block", "single", NULL };
const char *const kri_method_words[] = { "", "reported", "derived", "km_table", "split", "computed", "general_knowledge", "estimate", NULL };
const char *const kri_unit_words[] = { "per_feu_km", "per_teu_km", "per_tkm", "per_truck_km", "fixed", "per_metre", "per_t", "per_truck_h",
                                       "per_feu_day", "per_teu_day", "percent_of_sum", "per_feu", "per_teu", "per_truck", "per_wagon", NULL };
const char *const kri_direction_words[] = { "both", "forward", "backward", "in", "out", NULL };
const char *const kri_basis_words[] = { "operator", "list", "market", "regulated", "revenue", "average", "survey", "analogy", "estimate", "fee",
                                        "special", "ceiling", NULL };
static const char *const yes_words[] = { "no", "yes", NULL };
static const char *const gmns_bool_words[] = { "0", "1", "false", "true", "FALSE", "TRUE", "False", "True", NULL };
static const char *const gauge_words[] = { "1520", "1435", NULL };

#define SOURCE_AND_METHOD(type)                                                                                 \
    { "source_id", KRI_REF, offsetof(type, source), KRI_OURS | KRI_REQUIRED, NULL, KR_SOURCE },                 \
    { "method", KRI_CODE, offsetof(type, method), KRI_OURS | KRI_REQUIRED, kri_method_words, 0 }

static const kri_column source_columns[] = {
    { "source_id", KRI_TEXT, offsetof(kr_sources, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "title", KRI_TEXT, offsetof(kr_sources, title), KRI_REQUIRED, NULL, 0 },
    { "publisher", KRI_TEXT, offsetof(kr_sources, publisher), 0, NULL, 0 },
    { "date", KRI_TEXT, offsetof(kr_sources, date), 0, NULL, 0 },
    { "url", KRI_TEXT, offsetof(kr_sources, url), 0, NULL, 0 },
    { "terms", KRI_TEXT, offsetof(kr_sources, terms), 0, NULL, 0 },
};

static const kri_column node_columns[] = {
    { "node_id", KRI_TEXT, offsetof(kr_nodes, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_nodes, name), 0, NULL, 0 },
    { "x_coord", KRI_NUMBER, offsetof(kr_nodes, lon), KRI_REQUIRED, NULL, 0 },
    { "y_coord", KRI_NUMBER, offsetof(kr_nodes, lat), KRI_REQUIRED, NULL, 0 },
    { "node_type", KRI_TEXT, offsetof(kr_nodes, type), 0, NULL, 0 },
    { "country", KRI_TEXT, offsetof(kr_nodes, country), 0, NULL, 0 },
    { "un_locode", KRI_TEXT, offsetof(kr_nodes, un_locode), 0, NULL, 0 },
    { "names", KRI_TEXTS, offsetof(kr_nodes, names), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_nodes),
};

static const kri_column link_columns[] = {
    { "link_id", KRI_TEXT, offsetof(kr_links, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "from_node_id", KRI_REF, offsetof(kr_links, from), KRI_REQUIRED, NULL, KR_NODE },
    { "to_node_id", KRI_REF, offsetof(kr_links, to), KRI_REQUIRED, NULL, KR_NODE },
    { "directed", KRI_CODE, offsetof(kr_links, directed), KRI_REQUIRED | KRI_BOOL, gmns_bool_words, 0 },
    { "name", KRI_TEXT, offsetof(kr_links, name), 0, NULL, 0 },
    { "facility_type", KRI_TEXT, offsetof(kr_links, facility), 0, NULL, 0 },
    { "length", KRI_NUMBER, offsetof(kr_links, length_km), KRI_LENGTH | KRI_NOT_NEGATIVE, NULL, 0 },
    { "free_speed", KRI_NUMBER, offsetof(kr_links, free_kmh), KRI_SPEED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity", KRI_NUMBER, offsetof(kr_links, capacity), KRI_NOT_NEGATIVE, NULL, 0 },
    { "lanes", KRI_NUMBER, offsetof(kr_links, lanes), KRI_NOT_NEGATIVE, NULL, 0 },
    { "toll", KRI_NUMBER, offsetof(kr_links, toll), KRI_NOT_NEGATIVE, NULL, 0 },
    { "mode", KRI_CODE, offsetof(kr_links, mode), KRI_OURS | KRI_REQUIRED, kri_mode_words, 0 },
    { "status", KRI_CODE, offsetof(kr_links, state), KRI_OURS | KRI_REQUIRED, kri_state_words, 0 },
    { "status_since", KRI_DATE, offsetof(kr_links, since), 0, NULL, 0 },
    { "gauge_mm", KRI_CODE_SET, offsetof(kr_links, gauges), 0, gauge_words, 0 },
    { "transit_hours", KRI_NUMBER, offsetof(kr_links, transit_h), KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity_t_yr", KRI_NUMBER, offsetof(kr_links, capacity_t_yr), KRI_NOT_NEGATIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_links),
};

static const kri_column border_columns[] = {
    { "border_id", KRI_TEXT, offsetof(kr_borders, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_borders, name), KRI_REQUIRED, NULL, 0 },
    { "mode", KRI_CODE, offsetof(kr_borders, mode), KRI_REQUIRED, kri_mode_words, 0 },
    { "country_a", KRI_TEXT, offsetof(kr_borders, country_a), KRI_REQUIRED, NULL, 0 },
    { "country_b", KRI_TEXT, offsetof(kr_borders, country_b), 0, NULL, 0 },
    { "link_id", KRI_REF, offsetof(kr_borders, link), 0, NULL, KR_LINK },
    { "status", KRI_CODE, offsetof(kr_borders, state), KRI_REQUIRED, kri_state_words, 0 },
    { "why", KRI_TEXT, offsetof(kr_borders, why), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_borders),
};

static const kri_column border_hours_columns[] = {
    { "border_id", KRI_REF, offsetof(kr_border_hours, border), KRI_REQUIRED, NULL, KR_BORDER },
    { "service_class", KRI_CODE, offsetof(kr_border_hours, service_class), KRI_REQUIRED, kri_class_words, 0 },
    { "direction", KRI_TEXT, offsetof(kr_border_hours, direction), KRI_REQUIRED, NULL, 0 },
    { "hours_mean", KRI_NUMBER, offsetof(kr_border_hours, mean_h), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "hours_p50", KRI_NUMBER, offsetof(kr_border_hours, p50_h), KRI_NOT_NEGATIVE, NULL, 0 },
    { "hours_p90", KRI_NUMBER, offsetof(kr_border_hours, p90_h), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd", KRI_NUMBER, offsetof(kr_border_hours, usd), KRI_NOT_NEGATIVE, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_border_hours, year), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_border_hours),
};

static const kri_column terminal_columns[] = {
    { "terminal_id", KRI_TEXT, offsetof(kr_terminals, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "node_id", KRI_REF, offsetof(kr_terminals, node), KRI_REQUIRED, NULL, KR_NODE },
    { "from_mode", KRI_CODE, offsetof(kr_terminals, from_layer), KRI_REQUIRED, kri_layer_words, 0 },
    { "to_mode", KRI_CODE, offsetof(kr_terminals, to_layer), KRI_REQUIRED, kri_layer_words, 0 },
    { "service_class", KRI_CODE, offsetof(kr_terminals, service_class), KRI_REQUIRED, kri_class_words, 0 },
    { "hours_p50", KRI_NUMBER, offsetof(kr_terminals, p50_h), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "hours_p90", KRI_NUMBER, offsetof(kr_terminals, p90_h), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_teu", KRI_NUMBER, offsetof(kr_terminals, usd_teu), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_feu", KRI_NUMBER, offsetof(kr_terminals, usd_feu), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_t", KRI_NUMBER, offsetof(kr_terminals, usd_t), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_truck", KRI_NUMBER, offsetof(kr_terminals, usd_truck), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_wagon", KRI_NUMBER, offsetof(kr_terminals, usd_wagon), KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity_t_yr", KRI_NUMBER, offsetof(kr_terminals, capacity_t_yr), KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity_teu_yr", KRI_NUMBER, offsetof(kr_terminals, capacity_teu_yr), KRI_NOT_NEGATIVE, NULL, 0 },
    { "status", KRI_CODE, offsetof(kr_terminals, state), KRI_REQUIRED, kri_state_words, 0 },
    { "includes_wait", KRI_CODE, offsetof(kr_terminals, includes_wait), 0, yes_words, 0 },
    { "price_source_id", KRI_REF, offsetof(kr_terminals, price_source), 0, NULL, KR_SOURCE },
    SOURCE_AND_METHOD(kr_terminals),
};

static const char *const service_layer_words[] = { "road", "rail1520", "rail1435", "sea_container", "sea_roro", "sea_rail_ferry", "sea_bulk",
                                                   "sea_tanker", "air", "pipeline", "rail", NULL };

static const kri_column service_columns[] = {
    { "service_id", KRI_TEXT, offsetof(kr_services, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "operator", KRI_TEXT, offsetof(kr_services, operator_name), 0, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_services, name), KRI_REQUIRED, NULL, 0 },
    { "stops", KRI_REFS, offsetof(kr_services, stops), KRI_REQUIRED, NULL, KR_NODE },
    { "mode", KRI_CODE, offsetof(kr_services, layer), KRI_REQUIRED, service_layer_words, 0 },
    { "headway_h", KRI_NUMBER, offsetof(kr_services, headway_h), KRI_POSITIVE, NULL, 0 },
    { "sailings_per_week", KRI_NUMBER, offsetof(kr_services, sailings_week), KRI_NOT_NEGATIVE, NULL, 0 },
    { "leaves_when_full", KRI_CODE, offsetof(kr_services, leaves_when_full), 0, yes_words, 0 },
    { "ride_hours", KRI_NUMBER, offsetof(kr_services, ride_h), KRI_POSITIVE, NULL, 0 },
    { "ride_p90_factor", KRI_NUMBER, offsetof(kr_services, ride_p90_factor), KRI_POSITIVE, NULL, 0 },
    { "capacity_wagons", KRI_NUMBER, offsetof(kr_services, capacity_wagons), KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity_teu", KRI_NUMBER, offsetof(kr_services, capacity_teu), KRI_NOT_NEGATIVE, NULL, 0 },
    { "capacity_trucks", KRI_NUMBER, offsetof(kr_services, capacity_trucks), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_20", KRI_NUMBER, offsetof(kr_services, usd_20), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_40", KRI_NUMBER, offsetof(kr_services, usd_40), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_wagon", KRI_NUMBER, offsetof(kr_services, usd_wagon), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_truck", KRI_NUMBER, offsetof(kr_services, usd_truck), KRI_NOT_NEGATIVE, NULL, 0 },
    { "usd_per_t", KRI_NUMBER, offsetof(kr_services, usd_t), KRI_NOT_NEGATIVE, NULL, 0 },
    { "through_price", KRI_CODE, offsetof(kr_services, through_price), 0, yes_words, 0 },
    { "valid_from", KRI_DATE, offsetof(kr_services, valid_from), 0, NULL, 0 },
    { "valid_to", KRI_DATE, offsetof(kr_services, valid_to), 0, NULL, 0 },
    { "status", KRI_CODE, offsetof(kr_services, state), KRI_REQUIRED, kri_state_words, 0 },
    SOURCE_AND_METHOD(kr_services),
};

static const kri_column tariff_columns[] = {
    { "tariff_id", KRI_TEXT, offsetof(kr_tariffs, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "operator", KRI_TEXT, offsetof(kr_tariffs, operator_name), 0, NULL, 0 },
    { "country", KRI_TEXT, offsetof(kr_tariffs, country), 0, NULL, 0 },
    { "mode", KRI_TEXT, offsetof(kr_tariffs, mode), KRI_REQUIRED, NULL, 0 },
    { "from_node_id", KRI_REF, offsetof(kr_tariffs, from), 0, NULL, KR_NODE },
    { "to_node_id", KRI_REF, offsetof(kr_tariffs, to), 0, NULL, KR_NODE },
    { "km_from", KRI_NUMBER, offsetof(kr_tariffs, from_km), KRI_NOT_NEGATIVE, NULL, 0 },
    { "km_to", KRI_NUMBER, offsetof(kr_tariffs, to_km), KRI_POSITIVE, NULL, 0 },
    { "cargo_class", KRI_TEXT, offsetof(kr_tariffs, cargo), KRI_REQUIRED, NULL, 0 },
    { "unit", KRI_CODE, offsetof(kr_tariffs, unit), KRI_REQUIRED, kri_unit_words, 0 },
    { "value", KRI_NUMBER, offsetof(kr_tariffs, value), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "currency", KRI_TEXT, offsetof(kr_tariffs, currency), KRI_REQUIRED, NULL, 0 },
    { "direction", KRI_CODE, offsetof(kr_tariffs, direction), 0, kri_direction_words, 0 },
    { "basis", KRI_CODE, offsetof(kr_tariffs, basis), KRI_REQUIRED, kri_basis_words, 0 },
    { "valid_from", KRI_DATE, offsetof(kr_tariffs, valid_from), 0, NULL, 0 },
    { "valid_to", KRI_DATE, offsetof(kr_tariffs, valid_to), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_tariffs),
};

static const kri_column currency_columns[] = {
    { "currency", KRI_TEXT, offsetof(kr_currencies, id), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_currencies, year), KRI_REQUIRED, NULL, 0 },
    { "usd_per_unit", KRI_NUMBER, offsetof(kr_currencies, usd), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_currencies),
};

static const kri_column speed_columns[] = {
    { "mode", KRI_TEXT, offsetof(kr_speeds, mode), KRI_REQUIRED, NULL, 0 },
    { "country", KRI_TEXT, offsetof(kr_speeds, country), KRI_REQUIRED, NULL, 0 },
    { "section", KRI_TEXT, offsetof(kr_speeds, section), 0, NULL, 0 },
    { "speed_kmh", KRI_NUMBER, offsetof(kr_speeds, kmh), KRI_POSITIVE, NULL, 0 },
    { "km_per_day", KRI_NUMBER, offsetof(kr_speeds, km_day), KRI_POSITIVE, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_speeds, year), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_speeds),
};

static const kri_column cargo_columns[] = {
    { "cargo_id", KRI_TEXT, offsetof(kr_cargoes, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_cargoes, name), KRI_REQUIRED, NULL, 0 },
    { "hs_chapters", KRI_TEXT, offsetof(kr_cargoes, hs_chapters), 0, NULL, 0 },
    { "unit", KRI_TEXT, offsetof(kr_cargoes, unit), KRI_REQUIRED, NULL, 0 },
    { "t_per_teu", KRI_NUMBER, offsetof(kr_cargoes, t_teu), KRI_NOT_NEGATIVE, NULL, 0 },
    { "t_per_feu", KRI_NUMBER, offsetof(kr_cargoes, t_feu), KRI_NOT_NEGATIVE, NULL, 0 },
    { "t_per_wagon", KRI_NUMBER, offsetof(kr_cargoes, t_wagon), KRI_POSITIVE, NULL, 0 },
    { "t_per_truck", KRI_NUMBER, offsetof(kr_cargoes, t_truck), KRI_POSITIVE, NULL, 0 },
    { "usd_per_t", KRI_NUMBER, offsetof(kr_cargoes, usd_t), KRI_NOT_NEGATIVE, NULL, 0 },
    { "value_share_per_day", KRI_NUMBER, offsetof(kr_cargoes, value_share_day), KRI_NOT_NEGATIVE, NULL, 0 },
    { "modes", KRI_CODE_SET, offsetof(kr_cargoes, layers), KRI_REQUIRED, kri_layer_words, 0 },
    SOURCE_AND_METHOD(kr_cargoes),
};

static const kri_column emission_columns[] = {
    { "mode", KRI_TEXT, offsetof(kr_emissions, mode), KRI_REQUIRED, NULL, 0 },
    { "vehicle", KRI_TEXT, offsetof(kr_emissions, vehicle), KRI_REQUIRED, NULL, 0 },
    { "g_wtw_per_tkm", KRI_NUMBER, offsetof(kr_emissions, wtw_g_tkm), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "g_ttw_per_tkm", KRI_NUMBER, offsetof(kr_emissions, ttw_g_tkm), KRI_NOT_NEGATIVE, NULL, 0 },
    { "default_for", KRI_TEXTS, offsetof(kr_emissions, default_for), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_emissions),
};

static const kri_column papers_columns[] = {
    { "paper_id", KRI_TEXT, offsetof(kr_papers, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "regime", KRI_TEXT, offsetof(kr_papers, regime), KRI_REQUIRED, NULL, 0 },
    { "applies_where", KRI_TEXT, offsetof(kr_papers, applies_where), 0, NULL, 0 },
    { "mode", KRI_TEXT, offsetof(kr_papers, mode), 0, NULL, 0 },
    { "documents", KRI_TEXT, offsetof(kr_papers, documents), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_papers),
};

static const kri_column corridor_columns[] = {
    { "corridor_id", KRI_TEXT, offsetof(kr_corridors, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_corridors, name), KRI_REQUIRED, NULL, 0 },
    { "group", KRI_TEXT, offsetof(kr_corridors, group), KRI_REQUIRED, NULL, 0 },
    { "nodes", KRI_REFS, offsetof(kr_corridors, nodes), KRI_REQUIRED, NULL, KR_NODE },
    { "hop_modes", KRI_CODES, offsetof(kr_corridors, hop_modes), KRI_REQUIRED, kri_mode_words, 0 },
    SOURCE_AND_METHOD(kr_corridors),
};

static const kri_column project_columns[] = {
    { "project_id", KRI_TEXT, offsetof(kr_projects, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_projects, name), KRI_REQUIRED, NULL, 0 },
    { "kind", KRI_TEXT, offsetof(kr_projects, kind), 0, NULL, 0 },
    { "links", KRI_REFS, offsetof(kr_projects, links), 0, NULL, KR_LINK },
    { "borders", KRI_REFS, offsetof(kr_projects, borders), 0, NULL, KR_BORDER },
    { "changes", KRI_TEXT, offsetof(kr_projects, changes), 0, NULL, 0 },
    { "cost_usd", KRI_NUMBER, offsetof(kr_projects, cost_usd), KRI_NOT_NEGATIVE, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_projects, year), 0, NULL, 0 },
    { "host_countries", KRI_TEXT, offsetof(kr_projects, hosts), 0, NULL, 0 },
    { "status", KRI_TEXT, offsetof(kr_projects, status), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_projects),
};

static const kri_column regime_columns[] = {
    { "country_a", KRI_TEXT, offsetof(kr_regimes, country_a), KRI_REQUIRED, NULL, 0 },
    { "country_b", KRI_TEXT, offsetof(kr_regimes, country_b), KRI_REQUIRED, NULL, 0 },
    { "regime", KRI_TEXT, offsetof(kr_regimes, regime), KRI_REQUIRED, NULL, 0 },
    { "kind", KRI_TEXT, offsetof(kr_regimes, kind), 0, NULL, 0 },
    { "in_force_from", KRI_DATE, offsetof(kr_regimes, from_date), 0, NULL, 0 },
    { "in_force_to", KRI_DATE, offsetof(kr_regimes, to_date), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_regimes),
};

static const kri_column published_columns[] = {
    { "published_id", KRI_TEXT, offsetof(kr_publisheds, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "what", KRI_TEXT, offsetof(kr_publisheds, what), KRI_REQUIRED, NULL, 0 },
    { "from_node_id", KRI_REF, offsetof(kr_publisheds, from), KRI_REQUIRED, NULL, KR_NODE },
    { "to_node_id", KRI_REF, offsetof(kr_publisheds, to), KRI_REQUIRED, NULL, KR_NODE },
    { "via", KRI_REFS, offsetof(kr_publisheds, via), 0, NULL, KR_NODE },
    { "cargo", KRI_TEXT, offsetof(kr_publisheds, cargo), KRI_REQUIRED, NULL, 0 },
    { "hop_modes", KRI_TEXT, offsetof(kr_publisheds, hop_modes), 0, NULL, 0 },
    { "from_mode", KRI_TEXT, offsetof(kr_publisheds, from_mode), 0, NULL, 0 },
    { "to_mode", KRI_TEXT, offsetof(kr_publisheds, to_mode), 0, NULL, 0 },
    { "measure", KRI_TEXT, offsetof(kr_publisheds, measure), KRI_REQUIRED, NULL, 0 },
    { "against", KRI_TEXT, offsetof(kr_publisheds, against), 0, NULL, 0 },
    { "holds", KRI_TEXTS, offsetof(kr_publisheds, holds), 0, NULL, 0 },
    { "low", KRI_NUMBER, offsetof(kr_publisheds, low), KRI_REQUIRED, NULL, 0 },
    { "high", KRI_NUMBER, offsetof(kr_publisheds, high), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_DATE, offsetof(kr_publisheds, date), 0, NULL, 0 },
    { "role", KRI_TEXT, offsetof(kr_publisheds, role), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_publisheds),
};

static const char *const state_kind_words[] = { "weather", "border", NULL };
static const char *const month_words[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", NULL };

static const kri_column state_columns[] = {
    { "state_id", KRI_TEXT, offsetof(kr_shared_states, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "kind", KRI_CODE, offsetof(kr_shared_states, kind), KRI_REQUIRED, state_kind_words, 0 },
    { "nodes", KRI_REFS, offsetof(kr_shared_states, nodes), 0, NULL, KR_NODE },
    { "months", KRI_CODE_SET, offsetof(kr_shared_states, months), KRI_REQUIRED, month_words, 0 },
    { "share", KRI_NUMBER, offsetof(kr_shared_states, share), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "extra_hours", KRI_NUMBER, offsetof(kr_shared_states, extra_h), KRI_NOT_NEGATIVE, NULL, 0 },
    { "hours_factor", KRI_NUMBER, offsetof(kr_shared_states, factor), KRI_POSITIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_shared_states),
};

static const kri_column demand_columns[] = {
    { "origin", KRI_REF, offsetof(kr_wanted, origin), KRI_REQUIRED, NULL, KR_NODE },
    { "destination", KRI_REF, offsetof(kr_wanted, destination), KRI_REQUIRED, NULL, KR_NODE },
    { "cargo_id", KRI_REF, offsetof(kr_wanted, cargo), KRI_REQUIRED, NULL, KR_CARGO },
    { "tonnes_yr", KRI_NUMBER, offsetof(kr_wanted, t_yr), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_wanted, year), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_wanted),
};

static const kri_column fitted_columns[] = {
    { "origin", KRI_REF, offsetof(kr_fitteds, wanted.origin), KRI_REQUIRED, NULL, KR_NODE },
    { "destination", KRI_REF, offsetof(kr_fitteds, wanted.destination), KRI_REQUIRED, NULL, KR_NODE },
    { "cargo_id", KRI_REF, offsetof(kr_fitteds, wanted.cargo), KRI_REQUIRED, NULL, KR_CARGO },
    { "tonnes_yr", KRI_NUMBER, offsetof(kr_fitteds, wanted.t_yr), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_fitteds, wanted.year), 0, NULL, 0 },
    { "origin_area", KRI_TEXT, offsetof(kr_fitteds, origin_area), KRI_REQUIRED, NULL, 0 },
    { "destination_area", KRI_TEXT, offsetof(kr_fitteds, destination_area), KRI_REQUIRED, NULL, 0 },
    { "prior_tonnes_yr", KRI_NUMBER, offsetof(kr_fitteds, prior_t_yr), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "source_id", KRI_REF, offsetof(kr_fitteds, wanted.source), KRI_OURS | KRI_REQUIRED, NULL, KR_SOURCE },
    { "method", KRI_CODE, offsetof(kr_fitteds, wanted.method), KRI_OURS | KRI_REQUIRED, kri_method_words, 0 },
};

static const char *const figure_words[] = { "published", "derived", "target", "scenario", "forecast", NULL };
static const char *const verdict_words[] = { "untested", "confirms", "contradicts", "differs in definition", "not found", NULL };
static const char *const effect_words[] = { "nothing measurable", "regime", "service", "project", NULL };
static const char *const way_words[] = { "up", "down", NULL };
const char *const kri_qualifier_words[] = { "", "about", "nearly", "up to", "more than", NULL };

static const kri_column series_columns[] = {
    { "series_id", KRI_TEXT, offsetof(kr_series, id), KRI_REQUIRED, NULL, 0 },
    { "area", KRI_TEXT, offsetof(kr_series, area), 0, NULL, 0 },
    { "measure", KRI_TEXT, offsetof(kr_series, measure), KRI_REQUIRED, NULL, 0 },
    { "unit", KRI_TEXT, offsetof(kr_series, unit), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_series, year), KRI_REQUIRED, NULL, 0 },
    { "period", KRI_TEXT, offsetof(kr_series, period), KRI_REQUIRED, NULL, 0 },
    { "value", KRI_NUMBER, offsetof(kr_series, value), KRI_REQUIRED, NULL, 0 },
    { "basis", KRI_CODE, offsetof(kr_series, basis), KRI_REQUIRED, figure_words, 0 },
    SOURCE_AND_METHOD(kr_series),
};

static const kri_column gdp_columns[] = {
    { "country", KRI_TEXT, offsetof(kr_gdps, country), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_gdps, year), KRI_REQUIRED, NULL, 0 },
    { "measure", KRI_TEXT, offsetof(kr_gdps, measure), KRI_REQUIRED, NULL, 0 },
    { "value", KRI_NUMBER, offsetof(kr_gdps, value), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_gdps),
};

static const kri_column trade_columns[] = {
    { "reporter", KRI_TEXT, offsetof(kr_trades, reporter), KRI_REQUIRED, NULL, 0 },
    { "partner", KRI_TEXT, offsetof(kr_trades, partner), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_trades, year), KRI_REQUIRED, NULL, 0 },
    { "period", KRI_TEXT, offsetof(kr_trades, period), KRI_REQUIRED, NULL, 0 },
    { "flow", KRI_TEXT, offsetof(kr_trades, flow), KRI_REQUIRED, NULL, 0 },
    { "product", KRI_TEXT, offsetof(kr_trades, product), KRI_REQUIRED, NULL, 0 },
    { "value_usd", KRI_NUMBER, offsetof(kr_trades, usd), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "basis", KRI_CODE, offsetof(kr_trades, basis), KRI_REQUIRED, figure_words, 0 },
    SOURCE_AND_METHOD(kr_trades),
};

static const kri_column claim_columns[] = {
    { "claim_id", KRI_TEXT, offsetof(kr_claims, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "article", KRI_REFS, offsetof(kr_claims, articles), KRI_REQUIRED, NULL, KR_SOURCE },
    { "claim", KRI_TEXT, offsetof(kr_claims, claim), KRI_REQUIRED, NULL, 0 },
    { "subject", KRI_TEXT, offsetof(kr_claims, subject), KRI_REQUIRED, NULL, 0 },
    { "countries", KRI_TEXTS, offsetof(kr_claims, countries), 0, NULL, 0 },
    { "measure", KRI_TEXT, offsetof(kr_claims, measure), KRI_REQUIRED, NULL, 0 },
    { "qualifier", KRI_CODE, offsetof(kr_claims, qualifier), 0, kri_qualifier_words, 0 },
    { "value", KRI_TEXT, offsetof(kr_claims, value), 0, NULL, 0 },
    { "unit", KRI_TEXT, offsetof(kr_claims, unit), 0, NULL, 0 },
    { "period", KRI_TEXT, offsetof(kr_claims, period), 0, NULL, 0 },
    { "comparison_period", KRI_TEXT, offsetof(kr_claims, comparison_period), 0, NULL, 0 },
    { "derived_relation", KRI_TEXT, offsetof(kr_claims, derived_relation), 0, NULL, 0 },
    { "relation", KRI_TEXT, offsetof(kr_claims, relation), 0, NULL, 0 },
    { "implies", KRI_TEXT, offsetof(kr_claims, implies), 0, NULL, 0 },
    { "test", KRI_TEXT, offsetof(kr_claims, test), 0, NULL, 0 },
    { "public_value", KRI_TEXT, offsetof(kr_claims, public_value), 0, NULL, 0 },
    { "verdict", KRI_CODE, offsetof(kr_claims, verdict), KRI_REQUIRED, verdict_words, 0 },
    { "note", KRI_TEXT, offsetof(kr_claims, note), 0, NULL, 0 },
    { "source_id", KRI_REF, offsetof(kr_claims, source), 0, NULL, KR_SOURCE },
    { "method", KRI_CODE, offsetof(kr_claims, method), KRI_OURS | KRI_REQUIRED, kri_method_words, 0 },
};

static const kri_column agreement_columns[] = {
    { "agreement_id", KRI_TEXT, offsetof(kr_agreements, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "title", KRI_TEXT, offsetof(kr_agreements, title), KRI_REQUIRED, NULL, 0 },
    { "parties", KRI_TEXTS, offsetof(kr_agreements, parties), KRI_REQUIRED, NULL, 0 },
    { "date", KRI_DATE, offsetof(kr_agreements, date), 0, NULL, 0 },
    { "field", KRI_TEXT, offsetof(kr_agreements, field), KRI_REQUIRED, NULL, 0 },
    { "kind", KRI_TEXT, offsetof(kr_agreements, kind), KRI_REQUIRED, NULL, 0 },
    { "status", KRI_TEXT, offsetof(kr_agreements, status), KRI_REQUIRED, NULL, 0 },
    { "effect", KRI_CODE, offsetof(kr_agreements, effect), KRI_REQUIRED, effect_words, 0 },
    { "projects", KRI_REFS, offsetof(kr_agreements, projects), 0, NULL, KR_PROJECT },
    { "services", KRI_REFS, offsetof(kr_agreements, services), 0, NULL, KR_SERVICE },
    { "articles", KRI_REFS, offsetof(kr_agreements, articles), 0, NULL, KR_SOURCE },
    { "claims", KRI_REFS, offsetof(kr_agreements, claims), 0, NULL, KR_CLAIM },
    { "note", KRI_TEXT, offsetof(kr_agreements, note), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_agreements),
};

static const kri_column commitment_columns[] = {
    { "commitment_id", KRI_TEXT, offsetof(kr_commitments, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "title", KRI_TEXT, offsetof(kr_commitments, title), KRI_REQUIRED, NULL, 0 },
    { "countries", KRI_TEXTS, offsetof(kr_commitments, countries), KRI_REQUIRED, NULL, 0 },
    { "made", KRI_DATE, offsetof(kr_commitments, made), KRI_REQUIRED, NULL, 0 },
    { "due", KRI_DATE, offsetof(kr_commitments, due), 0, NULL, 0 },
    { "measure", KRI_TEXT, offsetof(kr_commitments, measure), KRI_REQUIRED, NULL, 0 },
    { "period", KRI_TEXT, offsetof(kr_commitments, period), 0, NULL, 0 },
    { "target", KRI_NUMBER, offsetof(kr_commitments, target), 0, NULL, 0 },
    { "unit", KRI_TEXT, offsetof(kr_commitments, unit), 0, NULL, 0 },
    { "direction", KRI_CODE, offsetof(kr_commitments, is_ceiling), KRI_REQUIRED, way_words, 0 },
    { "claim_id", KRI_REF, offsetof(kr_commitments, claim), 0, NULL, KR_CLAIM },
    { "note", KRI_TEXT, offsetof(kr_commitments, note), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_commitments),
};

static const char *const disrupted_words[] = { "border_road", "border_rail", "ferry", "port", "link", NULL };
static const char *const together_words[] = { "no", "yes", NULL };

static const kri_column disruption_columns[] = {
    { "disruption_id", KRI_TEXT, offsetof(kr_disruptions, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "name", KRI_TEXT, offsetof(kr_disruptions, name), KRI_REQUIRED, NULL, 0 },
    { "kind", KRI_CODE, offsetof(kr_disruptions, kind), KRI_REQUIRED, disrupted_words, 0 },
    { "members", KRI_TEXTS, offsetof(kr_disruptions, members), 0, NULL, 0 },
    { "together", KRI_CODE, offsetof(kr_disruptions, together), KRI_REQUIRED, together_words, 0 },
    { "months", KRI_CODE_SET, offsetof(kr_disruptions, months), KRI_REQUIRED, month_words, 0 },
    { "closures_yr", KRI_NUMBER, offsetof(kr_disruptions, closures_yr), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "days", KRI_NUMBER, offsetof(kr_disruptions, days), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    { "note", KRI_TEXT, offsetof(kr_disruptions, note), 0, NULL, 0 },
    SOURCE_AND_METHOD(kr_disruptions),
};

static const char *const cell_words[] = { "reported", "derived", "filled", NULL };
static const char *const side_words[] = { "both", "out", "in", NULL };
static const char *const count_unit_words[] = { "t", "TEU", "truck", "wagon", NULL };

static const kri_column base_flow_columns[] = {
    { "origin", KRI_TEXT, offsetof(kr_base_flows, origin), KRI_REQUIRED, NULL, 0 },
    { "destination", KRI_TEXT, offsetof(kr_base_flows, destination), KRI_REQUIRED, NULL, 0 },
    { "value", KRI_NUMBER, offsetof(kr_base_flows, usd), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    { "how", KRI_CODE, offsetof(kr_base_flows, how), KRI_REQUIRED, cell_words, 0 },
    { "year", KRI_NUMBER, offsetof(kr_base_flows, year), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_base_flows),
};

static const kri_column mix_columns[] = {
    { "area", KRI_TEXT, offsetof(kr_mixes, area), KRI_REQUIRED, NULL, 0 },
    { "partners", KRI_TEXTS, offsetof(kr_mixes, partners), KRI_REQUIRED, NULL, 0 },
    { "cargo_id", KRI_REF, offsetof(kr_mixes, cargo), KRI_REQUIRED, NULL, KR_CARGO },
    { "share", KRI_NUMBER, offsetof(kr_mixes, share), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_mixes),
};

static const kri_column zone_columns[] = {
    { "area", KRI_TEXT, offsetof(kr_zones, area), KRI_REQUIRED, NULL, 0 },
    { "node_id", KRI_REF, offsetof(kr_zones, node), KRI_REQUIRED, NULL, KR_NODE },
    { "side", KRI_CODE, offsetof(kr_zones, side), KRI_REQUIRED, side_words, 0 },
    { "partners", KRI_TEXTS, offsetof(kr_zones, partners), KRI_REQUIRED, NULL, 0 },
    { "cargoes", KRI_TEXTS, offsetof(kr_zones, cargoes), KRI_REQUIRED, NULL, 0 },
    { "share", KRI_NUMBER, offsetof(kr_zones, share), KRI_REQUIRED | KRI_NOT_NEGATIVE, NULL, 0 },
    SOURCE_AND_METHOD(kr_zones),
};

static const kri_column count_columns[] = {
    { "count_id", KRI_TEXT, offsetof(kr_counts, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "series_id", KRI_TEXT, offsetof(kr_counts, series), KRI_REQUIRED, NULL, 0 },
    { "year", KRI_NUMBER, offsetof(kr_counts, year), KRI_REQUIRED, NULL, 0 },
    { "value", KRI_NUMBER, offsetof(kr_counts, value), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    { "unit", KRI_CODE, offsetof(kr_counts, unit), KRI_REQUIRED, count_unit_words, 0 },
    { "over", KRI_TEXTS, offsetof(kr_counts, over), KRI_REQUIRED, NULL, 0 },
    { "also_over", KRI_TEXTS, offsetof(kr_counts, also), 0, NULL, 0 },
    { "ends", KRI_TEXTS, offsetof(kr_counts, ends), 0, NULL, 0 },
    { "origins", KRI_TEXTS, offsetof(kr_counts, origins), 0, NULL, 0 },
    { "destinations", KRI_TEXTS, offsetof(kr_counts, destinations), 0, NULL, 0 },
    { "cargoes", KRI_TEXTS, offsetof(kr_counts, cargoes), 0, NULL, 0 },
    { "error_share", KRI_NUMBER, offsetof(kr_counts, error_share), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    { "aside", KRI_CODE, offsetof(kr_counts, is_aside), 0, yes_words, 0 },
    { "note", KRI_TEXT, offsetof(kr_counts, note), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_counts),
};

static const kri_column shift_columns[] = {
    { "shift_id", KRI_TEXT, offsetof(kr_shifts, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "areas", KRI_TEXTS, offsetof(kr_shifts, areas), KRI_REQUIRED, NULL, 0 },
    { "partners", KRI_TEXTS, offsetof(kr_shifts, partners), KRI_REQUIRED, NULL, 0 },
    { "cargoes", KRI_TEXTS, offsetof(kr_shifts, cargoes), 0, NULL, 0 },
    { "level", KRI_NUMBER, offsetof(kr_shifts, level), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    { "step", KRI_NUMBER, offsetof(kr_shifts, step), KRI_REQUIRED | KRI_POSITIVE, NULL, 0 },
    { "note", KRI_TEXT, offsetof(kr_shifts, note), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_shifts),
};

static const kri_column event_columns[] = {
    { "event_id", KRI_TEXT, offsetof(kr_events, id), KRI_KEY | KRI_REQUIRED, NULL, 0 },
    { "from_year", KRI_NUMBER, offsetof(kr_events, from_year), KRI_REQUIRED, NULL, 0 },
    { "to_year", KRI_NUMBER, offsetof(kr_events, to_year), KRI_REQUIRED, NULL, 0 },
    { "changes", KRI_TEXT, offsetof(kr_events, changes), KRI_REQUIRED, NULL, 0 },
    { "note", KRI_TEXT, offsetof(kr_events, note), KRI_REQUIRED, NULL, 0 },
    SOURCE_AND_METHOD(kr_events),
};

#define TABLE(field, columns) { #field, offsetof(kr_world, field), columns, sizeof columns / sizeof *columns }

const kri_table kri_tables[KR_TABLES] = {
    [KR_SOURCE] = TABLE(source, source_columns),
    [KR_NODE] = TABLE(node, node_columns),
    [KR_LINK] = TABLE(link, link_columns),
    [KR_BORDER] = TABLE(border, border_columns),
    [KR_BORDER_HOURS] = TABLE(border_hours, border_hours_columns),
    [KR_TERMINAL] = TABLE(terminal, terminal_columns),
    [KR_SERVICE] = TABLE(service, service_columns),
    [KR_TARIFF] = TABLE(tariff, tariff_columns),
    [KR_CURRENCY] = TABLE(currency, currency_columns),
    [KR_SPEED] = TABLE(speed, speed_columns),
    [KR_CARGO] = TABLE(cargo, cargo_columns),
    [KR_EMISSION] = TABLE(emission, emission_columns),
    [KR_PAPERS] = TABLE(papers, papers_columns),
    [KR_CORRIDOR] = TABLE(corridor, corridor_columns),
    [KR_PROJECT] = TABLE(project, project_columns),
    [KR_REGIME] = TABLE(regime, regime_columns),
    [KR_PUBLISHED] = TABLE(published, published_columns),
    [KR_STATE] = TABLE(state, state_columns),
    [KR_DEMAND] = { "demand", offsetof(kr_world, known), demand_columns, sizeof demand_columns / sizeof *demand_columns },
    [KR_FITTED] = { "fitted_demand", offsetof(kr_world, fitted), fitted_columns, sizeof fitted_columns / sizeof *fitted_columns },
    [KR_SERIES] = TABLE(series, series_columns),
    [KR_GDP] = TABLE(gdp, gdp_columns),
    [KR_TRADE] = TABLE(trade, trade_columns),
    [KR_CLAIM] = TABLE(claim, claim_columns),
    [KR_AGREEMENT] = TABLE(agreement, agreement_columns),
    [KR_COMMITMENT] = TABLE(commitment, commitment_columns),
    [KR_DISRUPTION] = TABLE(disruption, disruption_columns),
    [KR_BASE_FLOW] = TABLE(base_flow, base_flow_columns),
    [KR_MIX] = TABLE(mix, mix_columns),
    [KR_ZONE] = TABLE(zone, zone_columns),
    [KR_COUNT] = TABLE(count, count_columns),
    [KR_SHIFT] = TABLE(shift, shift_columns),
    [KR_EVENT] = TABLE(event, event_columns),
};

size_t kri_kind_bytes(kri_kind kind)
{
    switch (kind) {
    case KRI_NUMBER: return sizeof(double);
    case KRI_CODE: return sizeof(uint8_t);
    default: return sizeof(uint32_t);
    }
}

const kri_column *kri_table_column(kr_table_id table, const char *name)
{
    for (size_t i = 0; i < kri_tables[table].columns; i++)
        if (strcmp(kri_tables[table].column[i].name, name) == 0)
            return &kri_tables[table].column[i];
    return NULL;
}

int kri_word_find(const char *const *words, kri_span word)
{
    for (int i = 0; words[i]; i++)
        if (kri_span_is(word, words[i]))
            return i;
    return -1;
}

void kri_words_list(const char *const *words, kri_text *out)
{
    for (int i = 0; words[i]; i++)
        if (*words[i]) {
            kri_text_puts(out, out->length ? ", " : "");
            kri_text_puts(out, words[i]);
        }
}

const char *kr_table_name(kr_table_id table)
{
    return kri_tables[table].name;
}

const char *kr_mode_name(kr_mode mode)
{
    return kri_mode_words[mode];
}

const char *kr_state_name(kr_state state)
{
    return kri_state_words[state];
}

const char *kr_layer_name(kr_layer layer)
{
    return layer < KR_LAYERS ? kri_layer_words[layer] : "door";
}

const char *kr_method_name(kr_method method)
{
    return kri_method_words[method];
}

const char *kr_basis_name(kr_basis basis)
{
    return figure_words[basis];
}

const char *kr_verdict_name(kr_verdict verdict)
{
    return verdict == KR_INPUT ? "input" : verdict == KR_PARTLY ? "partly" : verdict == KR_NOT_DECIDED ? "not decided" : verdict_words[verdict];
}
