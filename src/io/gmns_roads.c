/* gmns_roads.c: GMNS node and link tables, with the columns that carry delay functions in use. */
#include <keruen/io_gmns.h>

#include "base/file.h"
#include "base/names.h"
#include "base/number.h"
#include "io/csv.h"
#include "io/gmns_roads.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define ALPHA .15               /* where the table names none: the Bureau of Public Roads' own */
#define POWER 4.0

enum { CAPACITY, FREE_TIME, DELAY_ALPHA, DELAY_POWER, LENGTH, TOLL, NUMBERS };

struct gathering {
    kr_job *job;
    kr_problems *problems;
    double km, km_h;            /* what one unit of length and of speed is */
    kri_names node_names, zone_names;
    uint32_t *zone_node;        /* by zone */
    uint32_t nodes, zones;
    size_t zone_capacity;
    double *x, *y;
    size_t x_capacity, y_capacity;
    uint32_t links, without_lanes;
    uint32_t *tail, *head;
    const char **name;
    kri_names link_names;
    uint64_t *line;             /* where each link stands, by the number of its name */
    double *number[NUMBERS];
    size_t tail_capacity, head_capacity, name_capacity, line_capacity, capacity[NUMBERS];
};

static kri_span cell_of(const kri_csv *csv, size_t column)
{
    return column == KRI_NO_COLUMN ? (kri_span){ "", 0 } : kri_span_trim(csv->cell[column]);
}

/* An empty cell leaves the value as it is; "NaN" is empty in GMNS. */
static kr_status number_of(kri_csv *csv, size_t column, double low, double *value)
{
    kri_span cell = cell_of(csv, column);
    double read;
    if (!cell.length || kri_span_is(cell, "NaN") || kri_span_is(cell, "nan"))
        return KR_OK;
    int is_number = kri_number_parse(cell, &read);
    if (!is_number && low == -INFINITY)
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no number", (int)(cell.length < 60 ? cell.length : 60), cell.start);
    if (!is_number || read < low)
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no number from %g up", (int)(cell.length < 60 ? cell.length : 60), cell.start, low);
    *value = read;
    return KR_OK;
}

/* ------------------------------------------------------------------ config.csv */

static kr_status read_unit(kri_csv *csv, const char *name, double *unit)
{
    static const struct { const char *name; double size; } units[] = {
        { "km", 1 }, { "kilometer", 1 }, { "kilometre", 1 }, { "mi", 1.609344 }, { "mile", 1.609344 }, { "miles", 1.609344 }, { "m", .001 },
        { "meter", .001 }, { "ft", .0003048 }, { "feet", .0003048 }, { "km/h", 1 }, { "kmh", 1 }, { "kph", 1 }, { "kmph", 1 },
        { "mph", 1.609344 }, { "mi/h", 1.609344 },
    };
    size_t column = kri_csv_column(csv, name);
    kri_span cell = cell_of(csv, column);
    if (!cell.length)
        return KR_OK;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (kri_span_is(cell, units[k].name)) {
            *unit = units[k].size;
            return KR_OK;
        }
    return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no unit that we know; write km, mi, m, ft, km/h or mph",
                            (int)(cell.length < 60 ? cell.length : 60), cell.start);
}

static kr_status read_config(struct gathering *g, const char *path)
{
    kri_csv csv;
    int more;
    if (!kri_file_exists(path))
        return KR_OK;
    KR_TRY(kri_csv_open(g->job, g->problems, path, &csv));
    KR_TRY(kri_csv_next(&csv, &more));
    if (!more)
        return KR_OK;
    KR_TRY(read_unit(&csv, "long_length", &g->km));
    return read_unit(&csv, "speed", &g->km_h);
}

/* ------------------------------------------------------------------ node.csv */

/* A zone lies at the first node that names it. */
static kr_status take_zone(struct gathering *g, kri_span zone, uint32_t node)
{
    uint32_t number;
    if (!zone.length || kri_names_find(&g->zone_names, zone) != KRI_NO_NAME)
        return KR_OK;
    KR_TRY(kri_names_add(&g->zone_names, zone, &number));
    KR_TRY(kri_job_grow(g->job, &g->zone_node, &g->zone_capacity, (size_t)g->zones + 1, sizeof *g->zone_node));
    g->zone_node[g->zones++] = node;
    return KR_OK;
}

static kr_status take_node(struct gathering *g, kri_csv *csv, const size_t column[4])
{
    kri_span name = cell_of(csv, column[0]);
    uint32_t number;
    if (!name.length)
        return kri_csv_complain(csv, KRI_ERROR, column[0], "the node has no id; give it one that no other has");
    if (kri_names_find(&g->node_names, name) != KRI_NO_NAME)
        return kri_csv_complain(csv, KRI_ERROR, column[0], "the node \"%.*s\" stands in a line above already; each node needs an id of its own",
                                (int)(name.length < 60 ? name.length : 60), name.start);
    KR_TRY(kri_names_add(&g->node_names, name, &number));
    KR_TRY(kri_job_grow(g->job, &g->x, &g->x_capacity, (size_t)g->nodes + 1, sizeof *g->x));
    KR_TRY(kri_job_grow(g->job, &g->y, &g->y_capacity, (size_t)g->nodes + 1, sizeof *g->y));
    g->x[g->nodes] = g->y[g->nodes] = NAN;
    KR_TRY(number_of(csv, column[1], -INFINITY, &g->x[g->nodes]));
    KR_TRY(number_of(csv, column[2], -INFINITY, &g->y[g->nodes]));
    return take_zone(g, cell_of(csv, column[3]), g->nodes++);
}

static kr_status read_nodes(struct gathering *g, const char *path)
{
    static const char *const names[] = { "node_id", "x_coord", "y_coord", "zone_id" };
    size_t column[4];
    kri_csv csv;
    int more;
    KR_TRY(kri_csv_open(g->job, g->problems, path, &csv));
    KR_TRY(kri_csv_require(&csv, names[0], &column[0]));
    for (int k = 1; k < 4; k++)
        column[k] = kri_csv_column(&csv, names[k]);
    while (column[0] != KRI_NO_COLUMN) {
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            break;
        KR_TRY(take_node(g, &csv, column));
    }
    return KR_OK;
}

/* ------------------------------------------------------------------ link.csv */

struct columns {
    size_t id, from, to, directed, length, speed, capacity, lanes, toll, free_time, link_capacity, alpha, power;
};

static int is_like(kri_span name, const char *like, size_t length)
{
    return name.length >= length && strncasecmp(name.start, like, length) == 0;
}

/* Delay columns are no part of the standard, and go about in capitals and in small letters; the usual writing goes first. */
static size_t delay_column(const kri_csv *csv, const char *name)
{
    size_t column = kri_csv_column(csv, name);
    for (size_t k = 0; k < csv->columns && column == KRI_NO_COLUMN; k++)
        if (csv->header[k].length == strlen(name) && is_like(csv->header[k], name, strlen(name)))
            column = k;
    return column;
}

static kr_status tell_unused(kri_csv *csv, const struct columns *c)
{
    const size_t used[] = { c->free_time, c->link_capacity, c->alpha, c->power };
    kri_text list = kri_text_new(csv->job);
    for (size_t k = 0; k < csv->columns; k++) {
        int is_used = 0;
        for (size_t i = 0; i < sizeof used / sizeof *used; i++)
            is_used |= used[i] == k;
        if (is_used || !is_like(csv->header[k], "VDF_", 4))
            continue;
        kri_text_puts(&list, list.length ? ", " : "");
        kri_text_add(&list, csv->header[k].start, csv->header[k].length);
    }
    KR_TRY(list.status);
    if (!list.length)
        return KR_OK;
    return kri_problem_add(csv->job, csv->problems, KRI_WARNING, csv->file, csv->line, 0,
                           "not used: %s; delays are made of VDF_fftt1, VDF_cap1, VDF_alpha1 and VDF_beta1 alone", list.bytes);
}

static kr_status find_columns(kri_csv *csv, struct columns *c)
{
    KR_TRY(kri_csv_require(csv, "from_node_id", &c->from));
    KR_TRY(kri_csv_require(csv, "to_node_id", &c->to));
    const struct { size_t *column; const char *name; } wanted[] = {
        { &c->id, "link_id" }, { &c->directed, "directed" }, { &c->length, "length" }, { &c->speed, "free_speed" }, { &c->capacity, "capacity" },
        { &c->lanes, "lanes" }, { &c->toll, "toll" },
    };
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
        *wanted[k].column = kri_csv_column(csv, wanted[k].name);
    c->free_time = delay_column(csv, "VDF_fftt1");
    c->link_capacity = delay_column(csv, "VDF_cap1");
    c->alpha = delay_column(csv, "VDF_alpha1");
    c->power = delay_column(csv, "VDF_beta1");
    return tell_unused(csv, c);
}

static kr_status node_of(struct gathering *g, kri_csv *csv, size_t column, uint32_t *node)
{
    kri_span name = cell_of(csv, column);
    uint32_t number = name.length ? kri_names_find(&g->node_names, name) : KRI_NO_NAME;
    *node = number == KRI_NO_NAME ? KR_NONE : number - 1;       /* number 0 is the empty name */
    if (*node == KR_NONE)
        return kri_csv_complain(csv, KRI_ERROR, column, "\"%.*s\" is no node of node.csv", (int)(name.length < 60 ? name.length : 60), name.start);
    return KR_OK;
}

/* Links are changed, selected and saved by their names: two of one name would be one of them. */
static kr_status claim_name(struct gathering *g, kri_csv *csv, const struct columns *c, const char *name)
{
    uint32_t number = kri_names_find(&g->link_names, kri_span_of(name));
    if (number != KRI_NO_NAME)
        return kri_csv_complain(csv, KRI_ERROR, c->id == KRI_NO_COLUMN ? c->from : c->id,
                                "the link \"%.60s\" stands in line %llu already; each link needs an id of its own", name, (unsigned long long)g->line[number]);
    KR_TRY(kri_names_add(&g->link_names, kri_span_of(name), &number));
    KR_TRY(kri_job_grow(g->job, &g->line, &g->line_capacity, (size_t)number + 1, sizeof *g->line));
    g->line[number] = csv->line;
    return KR_OK;
}

static kr_status add_link(struct gathering *g, kri_csv *csv, const struct columns *c, uint32_t tail, uint32_t head, const char *name,
                          const double *number)
{
    size_t n = (size_t)g->links + 1;
    KR_TRY(claim_name(g, csv, c, name));
    KR_TRY(kri_job_grow(g->job, &g->tail, &g->tail_capacity, n, sizeof *g->tail));
    KR_TRY(kri_job_grow(g->job, &g->head, &g->head_capacity, n, sizeof *g->head));
    KR_TRY(kri_job_grow(g->job, &g->name, &g->name_capacity, n, sizeof *g->name));
    for (int k = 0; k < NUMBERS; k++) {
        KR_TRY(kri_job_grow(g->job, &g->number[k], &g->capacity[k], n, sizeof *g->number[k]));
        g->number[k][g->links] = number[k];
    }
    g->tail[g->links] = tail;
    g->head[g->links] = head;
    g->name[g->links++] = name;
    return KR_OK;
}

/* A capacity is by lane and hour, VDF_cap1 the whole link's; without either the link never fills. */
static kr_status read_numbers(struct gathering *g, kri_csv *csv, const struct columns *c, double *number)
{
    size_t errors = g->problems ? g->problems->errors : 0;
    double length = NAN, speed = 0, by_lane = INFINITY, lanes = 1, capacity = 0;
    KR_TRY(number_of(csv, c->length, 0, &length));
    KR_TRY(number_of(csv, c->speed, 0, &speed));
    KR_TRY(number_of(csv, c->capacity, 0, &by_lane));
    KR_TRY(number_of(csv, c->lanes, 0, &lanes));
    KR_TRY(number_of(csv, c->link_capacity, 0, &capacity));
    number[LENGTH] = isnan(length) ? 0 : length * g->km;
    number[FREE_TIME] = speed > 0 ? 60 * length * g->km / (speed * g->km_h) : NAN;
    number[CAPACITY] = capacity > 0 ? capacity : by_lane * (lanes > 0 ? lanes : 1);
    number[DELAY_ALPHA] = ALPHA;
    number[DELAY_POWER] = POWER;
    KR_TRY(number_of(csv, c->free_time, 0, &number[FREE_TIME]));
    KR_TRY(number_of(csv, c->alpha, 0, &number[DELAY_ALPHA]));
    KR_TRY(number_of(csv, c->power, 0, &number[DELAY_POWER]));
    KR_TRY(number_of(csv, c->toll, 0, &number[TOLL]));
    if (g->problems && g->problems->errors > errors)
        return KR_OK;
    if (!(number[CAPACITY] > 0))
        return kri_csv_complain(csv, KRI_ERROR, c->capacity == KRI_NO_COLUMN ? c->from : c->capacity,
                                "the capacity is not above zero; leave it empty if the link never fills, close the link with a change if nobody may pass");
    g->without_lanes += lanes == 0 && !(capacity > 0);
    if (isnan(number[FREE_TIME]) && speed > 0)
        return kri_csv_complain(csv, KRI_ERROR, c->length == KRI_NO_COLUMN ? c->from : c->length,
                                "the link has neither a length nor VDF_fftt1; one of them says how long it takes when it is empty");
    if (isnan(number[FREE_TIME]))
        return kri_csv_complain(csv, KRI_ERROR, c->speed == KRI_NO_COLUMN ? c->from : c->speed,
                                "the link has neither free_speed above zero nor VDF_fftt1; one of them says how long it takes when it is empty");
    return KR_OK;
}

/* 1, 0, true and false in any writing, 0.0 too, as a column with gaps is often written; 1 where it is empty. */
static int is_directed(kri_span cell, int *directed)
{
    double value;
    *directed = 1;
    if (!cell.length || kri_span_is(cell, "NaN") || kri_span_is(cell, "nan"))
        return 1;
    if (kri_number_parse(cell, &value)) {
        *directed = value != 0;
        return value == 0 || value == 1;
    }
    *directed = !(cell.length == 5 && is_like(cell, "false", 5));
    return !*directed || (cell.length == 4 && is_like(cell, "true", 4));
}

int kri_gmns_goes_both_ways(kri_span directed)
{
    int is_one_way;
    return is_directed(directed, &is_one_way) && !is_one_way;
}

static kr_status take_link(struct gathering *g, kri_csv *csv, const struct columns *c)
{
    double number[NUMBERS] = { 0 };
    uint32_t tail, head;
    KR_TRY(node_of(g, csv, c->from, &tail));
    KR_TRY(node_of(g, csv, c->to, &head));
    KR_TRY(read_numbers(g, csv, c, number));
    kri_span id = cell_of(csv, c->id), directed = cell_of(csv, c->directed);
    int is_one_way;
    if (!is_directed(directed, &is_one_way))
        return kri_csv_complain(csv, KRI_ERROR, c->directed, "\"%.*s\" is neither 1, one way, nor 0, both ways",
                                (int)(directed.length < 60 ? directed.length : 60), directed.start);
    if (tail == KR_NONE || head == KR_NONE || isnan(number[FREE_TIME]))
        return KR_OK;
    char *name = id.length ? kri_job_copy(g->job, id.start, id.length) : kri_job_format(g->job, "%u", g->links + 1);
    if (!name)
        return KR_E_MEMORY;
    KR_TRY(add_link(g, csv, c, tail, head, name, number));
    if (is_one_way)
        return KR_OK;
    char *back = kri_job_format(g->job, "%s-back", name);
    return back ? add_link(g, csv, c, head, tail, back, number) : KR_E_MEMORY;
}

static kr_status read_links(struct gathering *g, const char *path)
{
    struct columns c;
    kri_csv csv;
    int more;
    KR_TRY(kri_csv_open(g->job, g->problems, path, &csv));
    KR_TRY(find_columns(&csv, &c));
    while (c.from != KRI_NO_COLUMN && c.to != KRI_NO_COLUMN) {
        KR_TRY(kri_csv_next(&csv, &more));
        if (!more)
            break;
        KR_TRY(take_link(g, &csv, &c));
    }
    if (!g->without_lanes)
        return KR_OK;
    return kri_problem_add(g->job, g->problems, KRI_WARNING, path, 0, 0, "%u link%s 0 lanes and count%s as one lane; close a link with a change if nobody "
                           "may pass", g->without_lanes, g->without_lanes == 1 ? " has" : "s have", g->without_lanes == 1 ? "s" : "");
}

/* ------------------------------------------------------------------ all of it */

static kr_status list_names(kr_job *job, const kri_names *names, uint32_t count, const char *const **list)
{
    const char **copy;
    KRI_NEW(job, copy, count);
    for (uint32_t k = 0; k < count; k++)
        copy[k] = kri_names_get(names, k + 1);
    *list = copy;
    return KR_OK;
}

/* Where no node names a zone, every node is one. */
static kr_status all_nodes_are_zones(struct gathering *g)
{
    if (g->zones)
        return KR_OK;
    KRI_NEW(g->job, g->zone_node, g->nodes);
    for (uint32_t i = 0; i < g->nodes; i++)
        g->zone_node[i] = i;
    g->zones = g->nodes;
    return KR_OK;
}

static kr_status finish(struct gathering *g, kr_roads *roads)
{
    int has_zones = g->zones > 0;
    KR_TRY(all_nodes_are_zones(g));
    *roads = (kr_roads){ .nodes = g->nodes, .links = g->links, .zones = g->zones, .tail = g->tail, .head = g->head, .link_name = g->name,
        .zone_node = g->zone_node, .capacity = g->number[CAPACITY], .free_time = g->number[FREE_TIME], .alpha = g->number[DELAY_ALPHA],
        .power = g->number[DELAY_POWER], .length = g->number[LENGTH], .toll = g->number[TOLL], .x = g->x, .y = g->y };
    KR_TRY(list_names(g->job, &g->node_names, g->nodes, &roads->node_name));
    if (has_zones)
        KR_TRY(list_names(g->job, &g->zone_names, g->zones, &roads->zone_name));
    return kr_roads_check(g->job, roads);
}

kr_status kr_roads_read_gmns(kr_job *job, kr_problems *problems, const char *folder, kr_roads *roads)
{
    struct gathering g = { .job = job, .problems = problems, .km = 1, .km_h = 1 };
    size_t errors = problems ? problems->errors : 0;
    const char *config = kri_job_format(job, "%s/config.csv", folder), *node = kri_job_format(job, "%s/node.csv", folder);
    const char *link = kri_job_format(job, "%s/link.csv", folder);
    if (!config || !node || !link)
        return KR_E_MEMORY;
    KR_TRY(kri_names_init(&g.node_names, job));
    KR_TRY(kri_names_init(&g.zone_names, job));
    KR_TRY(kri_names_init(&g.link_names, job));
    KR_TRY(read_config(&g, config));
    KR_TRY(read_nodes(&g, node));
    KR_TRY(read_links(&g, link));
    if (problems && problems->errors > errors)
        return kri_problems_status(job, problems);
    if (!g.links)
        return kr_fail(job, KR_E_INPUT, "%s: there is no link in it", link);
    return finish(&g, roads);
}
